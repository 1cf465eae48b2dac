#include "platform/i18n/i18n_impl.h"

#include "base/str.h"

#include <stdarg.h>
#include <string.h>

#define FILL_MAX 10 /* {0} to {9} */

/* The catalogue of t, and t's place in it. */
static const struct catalogue *catalogue_of(enum text t, size_t *ret_at)
{
	const struct catalogue *c = &text_catalogues[(unsigned)t / TEXT_KEYS_MAX];

	*ret_at = (unsigned)t % TEXT_KEYS_MAX;
	assert((unsigned)t / TEXT_KEYS_MAX < text_n_catalogues && *ret_at < c->n);
	return c;
}

const char *text_in(enum lang lang, enum text t)
{
	size_t at;
	const struct catalogue *c = catalogue_of(t, &at);

	assert(lang < LANG__MAX);
	return c->texts[lang][at];
}

const char *text(const struct ctx *cx, enum text t)
{
	return text_in(cx->lang, t);
}

enum text text_find(const char *key)
{
	size_t low = 0, high = text_n_sorted;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(key, text_key(text_sorted[mid]));

		if (order == 0)
			return text_sorted[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return T__NONE;
}

const char *text_by_key(enum lang lang, const char *key)
{
	enum text t = text_find(key);

	return t != T__NONE ? text_in(lang, t) : NULL;
}

const char *text_key(enum text t)
{
	size_t at;
	const struct catalogue *c = catalogue_of(t, &at);

	return c->keys[at];
}

const char *text_name(enum text t)
{
	const char *key = text_key(t), *dot = strrchr(key, '.');

	return dot != NULL ? dot + 1 : key;
}

/* The value that a placeholder at s asks for; NULL when there is no placeholder or no value. */
static const char *value_at(const char *s, const char *const *values, size_t n)
{
	size_t i;

	if (s[0] != '{' || s[1] < '0' || s[1] > '9' || s[2] != '}')
		return NULL;
	i = (size_t)(s[1] - '0');
	return i < n ? values[i] : NULL;
}

/* Copies s with its values to out (NULL only measures) and returns the length without NUL. */
static size_t fill(const char *s, const char *const *values, size_t n, char *out)
{
	size_t len = 0;

	while (*s != '\0') {
		const char *v = value_at(s, values, n);
		size_t piece = v != NULL ? strlen(v) : 1;

		if (out != NULL)
			memcpy(out + len, v != NULL ? v : s, piece);
		len += piece;
		s += v != NULL ? 3 : 1;
	}
	return len;
}

const char *text_fill(const struct ctx *cx, enum text t, ...)
{
	const char *values[FILL_MAX], *v, *s = text(cx, t);
	size_t n = 0;
	va_list ap;
	char *out;

	va_start(ap, t);
	while ((v = va_arg(ap, const char *)) != NULL) {
		assert(n < FILL_MAX);
		values[n++] = v;
	}
	va_end(ap);
	out = arena_alloc(cx->arena, fill(s, values, n, NULL) + 1);
	fill(s, values, n, out);
	return out;
}

/* ---- refusals ---------------------------------------------------------------------------- */

#define REFUSED "refuse:"

static enum err refuse_as(struct ctx *cx, enum err code, enum text why)
{
	err_clear(cx);
	return err_set(cx, code, REFUSED "%s", text_key(why));
}

enum err refuse(struct ctx *cx, enum text why)
{
	return refuse_as(cx, ERR_CONFLICT, why);
}

enum err refuse_gone(struct ctx *cx, enum text why)
{
	return refuse_as(cx, ERR_GONE, why);
}

enum text refusal(const struct ctx *cx)
{
	if ((cx->detail_code != ERR_CONFLICT && cx->detail_code != ERR_GONE) ||
	    !str_starts(cx->detail, REFUSED))
		return T__NONE;
	return text_find(cx->detail + strlen(REFUSED));
}
