/* Small texts from anywhere: paths, cookies, content types. */
#include "base/str.h"
#include "platform/http/http_impl.h"

#include <string.h>
#include <strings.h>

/* One segment, decoded in the arena; NULL when it is not clean. */
static char *decode_segment(struct arena *a, const char *p, size_t n)
{
	char *out = arena_alloc(a, n + 1);
	size_t i, len = 0;
	int high, low;
	char c;

	for (i = 0; i < n; i++) {
		c = p[i];
		if (c == '%') {
			high = i + 2 < n ? hex_digit(p[i + 1]) : -1;
			low = high >= 0 ? hex_digit(p[i + 2]) : -1;
			if (low < 0)
				return NULL;
			c = (char)(high * 16 + low);
			i += 2;
		}
		if ((unsigned char)c < 0x20 || c == 0x7f || c == '/' || c == '\\')
			return NULL;
		out[len++] = c;
	}
	if (len == 0 || strcmp(out, ".") == 0 || strcmp(out, "..") == 0 || !utf8_valid(out, len))
		return NULL;
	return out;
}

bool http_target(struct arena *a, const char *target, char *parts[HTTP_MAX_SEGMENTS], size_t *ret_n,
		 const char **ret_query)
{
	size_t path_n = strcspn(target, "?#"), len;
	const char *p = target + 1, *end = target + path_n;

	*ret_n = 0;
	if (target[0] != '/' || strlen(target) > HTTP_MAX_TARGET)
		return false;
	*ret_query = *end == '?' ? arena_strndup(a, end + 1, strcspn(end + 1, "#")) : "";
	while (p < end) {
		len = strcspn(p, "/?#");
		if (*ret_n == HTTP_MAX_SEGMENTS)
			return false;
		parts[*ret_n] = decode_segment(a, p, len);
		if (parts[*ret_n] == NULL)
			return false;
		(*ret_n)++;
		p += len + 1;
	}
	return true;
}

const char *http_cookie(struct arena *a, const char *header, const char *name)
{
	size_t name_n = strlen(name), n;

	while (header != NULL && *header != '\0') {
		header += strspn(header, "; \t");
		n = strcspn(header, ";");
		if (n > name_n && header[name_n] == '=' && memcmp(header, name, name_n) == 0) {
			while (n > name_n + 1 && (header[n - 1] == ' ' || header[n - 1] == '\t'))
				n--;
			return arena_strndup(a, header + name_n + 1, n - name_n - 1);
		}
		header += n;
	}
	return NULL;
}

const char *http_boundary(struct arena *a, const char *content_type)
{
	const char *p = content_type;
	size_t n;

	while ((p = strchr(p, ';')) != NULL) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, "boundary=", 9) != 0)
			continue;
		p += 9;
		if (*p == '"') {
			n = strcspn(p + 1, "\"");
			return p[n + 1] == '"' ? arena_strndup(a, p + 1, n) : NULL;
		}
		return arena_strndup(a, p, strcspn(p, "; \t"));
	}
	return NULL;
}
