#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

bool str_eq(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool str_blank(const char *s)
{
	return s == NULL || s[strspn(s, " \t\r\n")] == '\0';
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

bool str_i64(const char *s, int64_t *ret)
{
	const char *p = s;
	char *end;
	long long v;

	if (p == NULL)
		return false;
	if (*p == '-')
		p++;
	if (*p == '\0' || p[strspn(p, "0123456789")] != '\0')
		return false;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*ret = v;
	return true;
}

const char *digits_into(char room[DIGITS_ROOM], int64_t v)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	char *p = room + DIGITS_ROOM;

	*--p = '\0';
	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u != 0);
	if (v < 0)
		*--p = '-';
	return p;
}

char *str_digits(struct arena *a, int64_t v)
{
	char room[DIGITS_ROOM];

	return arena_strdup(a, digits_into(room, v));
}

bool utf8_valid(const char *s, size_t n)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t got, left = (utf8proc_ssize_t)n;
	utf8proc_int32_t cp;

	while (left > 0) {
		if (*p < 0x80) { /* the usual byte, without a call */
			if (*p == 0)
				return false;
			p++;
			left--;
			continue;
		}
		got = utf8proc_iterate(p, left, &cp);
		if (got <= 0 || cp == 0)
			return false;
		p += got;
		left -= got;
	}
	return true;
}

size_t utf8_length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* Characters that change what a reader sees without being seen. */
static bool is_unwanted(utf8proc_int32_t cp)
{
	return (cp < 0x20 && cp != '\n' && cp != '\t') || (cp >= 0x7f && cp <= 0x9f) ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

/* Copies valid UTF-8 without the unwanted and with \n for every end of line. */
static char *drop_unwanted(struct arena *a, const char *s, size_t n)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t len = (utf8proc_ssize_t)n, got;
	char *out = arena_alloc(a, n + 1), *at = out;
	utf8proc_int32_t cp;

	for (; len > 0; p += got, len -= got) {
		got = utf8proc_iterate(p, len, &cp);
		if (cp == '\r' && (len == 1 || p[1] != '\n')) {
			*at++ = '\n';
		} else if (!is_unwanted(cp)) {
			memcpy(at, p, (size_t)got);
			at += got;
		}
	}
	*at = '\0';
	return out;
}

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\n");
	for (end = s + strlen(s); end > s && strchr(" \t\n", end[-1]) != NULL; end--)
		end[-1] = '\0';
	return s;
}

/*
 * utf8proc_map() with an end to the process where memory is short: text that could not be folded
 * would be found by nobody.  Below 0 when s is not valid UTF-8; free *ret.
 */
static utf8proc_ssize_t map(const char *s, utf8proc_option_t options, utf8proc_uint8_t **ret)
{
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s, 0, ret,
					  UTF8PROC_NULLTERM | UTF8PROC_STABLE | options);

	if (n == UTF8PROC_ERROR_NOMEM)
		abort();
	return n;
}

/* Composed last: what is dropped may have stood between a letter and its mark. */
char *str_clean(struct arena *a, const char *s, size_t n)
{
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t len;
	char *out;

	if (!utf8_valid(s, n))
		return NULL;
	len = map(trim(drop_unwanted(a, s, n)), UTF8PROC_COMPOSE, &nfc);
	if (len < 0)
		return NULL;
	out = arena_memdup(a, nfc, (size_t)len);
	free(nfc);
	return out;
}

char *str_fold(struct arena *a, const char *s)
{
	utf8proc_uint8_t *folded = NULL, *p;
	utf8proc_ssize_t len, got;
	utf8proc_int32_t cp;
	char *out, *at;

	len = map(s, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
		  &folded);
	if (len < 0)
		return arena_strdup(a, "");
	out = at = arena_alloc(a, (size_t)len + 1);
	for (p = folded; len > 0; p += got, len -= got) {
		utf8proc_category_t cat;

		got = utf8proc_iterate(p, len, &cp);
		if (got <= 0)
			break;
		cat = utf8proc_category(cp);
		if ((cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO) ||
		    (cat >= UTF8PROC_CATEGORY_ND && cat <= UTF8PROC_CATEGORY_NO)) {
			memcpy(at, p, (size_t)got);
			at += got;
		} else if (at > out && at[-1] != ' ' && cp != '\'' && cp != 0x2019) {
			*at++ = ' ';
		}
	}
	free(folded);
	if (at > out && at[-1] == ' ')
		at--;
	*at = '\0';
	return out;
}

bool str_holds(struct arena *a, const char *s, const char *part)
{
	return str_blank(part) || strstr(str_fold(a, s), str_fold(a, part)) != NULL;
}

const char *str_and(struct arena *a, const char *list, const char *more)
{
	return list == NULL || *list == '\0' ? more : arena_printf(a, "%s, %s", list, more);
}

char *str_squeeze(struct arena *a, const char *s)
{
	char *folded = str_fold(a, s), *to = folded;

	for (const char *from = folded; *from != '\0'; from++)
		if (*from != ' ')
			*to++ = *from;
	*to = '\0';
	return folded;
}

void hex_text(const void *p, size_t n, char *text)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = p;
	size_t i;

	for (i = 0; i < n; i++) {
		text[2 * i] = digits[b[i] >> 4];
		text[2 * i + 1] = digits[b[i] & 15];
	}
	text[2 * n] = '\0';
}

int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool hex_read(const char *text, void *p, size_t n)
{
	unsigned char *b = p;
	size_t i;

	if (strlen(text) != 2 * n)
		return false;
	for (i = 0; i < n; i++) {
		int hi = hex_digit(text[2 * i]), lo = hex_digit(text[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		b[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

char *base64url(struct arena *a, const void *p, size_t n)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *b = p;
	char *out = arena_alloc(a, n * 4 / 3 + 4), *at = out;
	unsigned bits = 0, have = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		bits = (bits << 8 | b[i]) & 0xffffff;
		for (have += 8; have >= 6; have -= 6)
			*at++ = digits[bits >> (have - 6) & 63];
	}
	if (have > 0)
		*at++ = digits[bits << (6 - have) & 63];
	*at = '\0';
	return out;
}

void str_split(struct arena *a, const char *s, char sep, char ***ret, size_t *ret_n)
{
	size_t n = 1, i = 0;
	const char *p, *end;
	char **out;

	for (p = s; *p != '\0'; p++)
		n += *p == sep;
	out = ARENA_ARRAY(a, n, char *);
	for (p = s;; p = end + 1) {
		end = strchr(p, sep);
		if (end == NULL)
			break;
		out[i++] = arena_memdup(a, p, (size_t)(end - p));
	}
	out[i] = arena_strdup(a, p);
	*ret = out;
	*ret_n = n;
}

bool str_listed(const char *s, char sep, const char *word)
{
	size_t n = strlen(word);

	for (const char *end; (end = strchrnul(s, sep)); s = end + 1) {
		if ((size_t)(end - s) == n && memcmp(s, word, n) == 0)
			return true;
		if (*end == '\0')
			return false;
	}
	return false;
}

static bool is_label_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Labels of 1 to 63 bytes between single dots, none with - at an end. */
static bool are_labels(const char *s)
{
	size_t n;

	for (;; s += n + 1) {
		for (n = 0; is_label_byte(s[n]); n++)
			;
		if (n < 1 || n > 63 || s[0] == '-' || s[n - 1] == '-')
			return false;
		if (s[n] == '\0')
			return true;
		if (s[n] != '.')
			return false;
	}
}

bool str_host(const char *s, char ret[STR_HOST])
{
	const char *colon = strchr(s, ':');
	size_t n = colon ? (size_t)(colon - s) : strlen(s), i;

	if (colon && (strlen(colon) > 6 || colon[1 + strspn(colon + 1, "0123456789")] != '\0'))
		return false;
	if (n > 0 && s[n - 1] == '.')
		n--;
	if (n == 0 || n >= STR_HOST)
		return false;
	for (i = 0; i < n; i++)
		ret[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
	ret[n] = '\0';
	return are_labels(ret);
}
