/* Readers of typed values: what people write for numbers, dates and telephones. */
#include "base/clock.h"
#include "base/str.h"
#include "platform/form/form_impl.h"
#include "text/form.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum text form_read_int(const char *s, int64_t *ret)
{
	return str_i64(s, ret) ? T__NONE : T_FORM_INT;
}

/* Dots must stand before groups of three: "1.000.000" is a million, "1.5" is a mistake. */
static bool grouped(const char *s)
{
	const char *dot = strchr(s, '.'), *next;

	if (dot != NULL && (dot == s || dot - s > 3))
		return false;
	for (; dot != NULL; dot = next) {
		next = strchr(dot + 1, '.');
		if ((next != NULL ? (size_t)(next - dot) : strlen(dot)) != 4)
			return false;
	}
	return true;
}

enum text form_read_money(const char *s, int64_t *ret)
{
	char digits[24], amount[32];
	size_t n, i, len = 0;

	if (strncasecmp(s, "rp", 2) == 0)
		s += s[2] == '.' ? 3 : 2;
	while (*s == ' ')
		s++;
	n = strlen(s);
	if (n >= 3 && strcmp(s + n - 3, ",00") == 0)
		n -= 3;
	else if (n >= 2 && strcmp(s + n - 2, ",-") == 0)
		n -= 2;
	if (n == 0 || n >= sizeof(amount))
		return T_FORM_MONEY;
	memcpy(amount, s, n);
	amount[n] = '\0';
	if (!grouped(amount))
		return T_FORM_MONEY;
	for (i = 0; i < n; i++) {
		if (amount[i] == '.')
			continue;
		if (!isdigit((unsigned char)amount[i]) || len + 1 >= sizeof(digits))
			return T_FORM_MONEY;
		digits[len++] = amount[i];
	}
	digits[len] = '\0';
	return str_i64(digits, ret) ? T__NONE : T_FORM_MONEY;
}

/* ---- dates ------------------------------------------------------------------------------- */

/* Reads 1 to max digits at *s and moves it on. */
static bool read_digits(const char **s, int min, int max, int *ret)
{
	int n = 0, v = 0;

	while (n < max && isdigit((unsigned char)**s)) {
		v = v * 10 + (**s - '0');
		(*s)++;
		n++;
	}
	*ret = v;
	return n >= min;
}

/* YYYY-MM-DD, or day, month and year with / or - between; stops behind the date. */
static bool read_ymd(const char **s, int *y, int *m, int *d)
{
	char sep;

	if (strspn(*s, "0123456789") == 4) {
		if (!read_digits(s, 4, 4, y) || *(*s)++ != '-' || !read_digits(s, 1, 2, m) ||
		    *(*s)++ != '-')
			return false;
		return read_digits(s, 1, 2, d);
	}
	if (!read_digits(s, 1, 2, d))
		return false;
	sep = **s;
	if (sep != '/' && sep != '-')
		return false;
	(*s)++;
	if (!read_digits(s, 1, 2, m) || *(*s)++ != sep)
		return false;
	return read_digits(s, 4, 4, y);
}

static enum text read_day(struct ctx *cx, const char *typed, const char **s, struct civil *ret,
			  const char **ret_arg)
{
	int y, m, d;

	if (!read_ymd(s, &y, &m, &d))
		return T_FORM_DATE;
	if (y < 1900 || y > 2100 || !date_valid(y, m, d)) {
		*ret_arg = arena_strndup(cx->arena, typed, (size_t)(*s - typed));
		return T_FORM_NO_SUCH_DAY;
	}
	*ret = (struct civil){ .year = y, .month = m, .day = d };
	return T__NONE;
}

enum text form_read_date(struct ctx *cx, const char *s, int64_t *ret, const char **ret_arg)
{
	const char *at = s;
	struct civil c;
	enum text fault = read_day(cx, s, &at, &c, ret_arg);

	if (fault != T__NONE)
		return fault;
	if (*at != '\0')
		return T_FORM_DATE;
	*ret = date_from_ymd(c.year, c.month, c.day);
	return T__NONE;
}

/* "HH:MM", also "HH.MM" as people here write it, and with seconds as browsers may send. */
static bool read_hour(const char **s, struct civil *c)
{
	if (!read_digits(s, 1, 2, &c->hour) || (**s != ':' && **s != '.'))
		return false;
	(*s)++;
	if (!read_digits(s, 2, 2, &c->minute))
		return false;
	if (**s == ':') {
		(*s)++;
		if (!read_digits(s, 2, 2, &c->second))
			return false;
	}
	return c->hour < 24 && c->minute < 60 && c->second < 60;
}

/* "Z" or "+07:00", as our own JSON says instants, to the end of s; zone stays where there is none.
 */
static bool read_zone(const char *s, int *zone)
{
	int hours, minutes, sign = *s == '-' ? -1 : 1;

	if (*s == 'Z' && s[1] == '\0') {
		*zone = 0;
		return true;
	}
	if (*s == '\0')
		return true;
	if (*s != '+' && *s != '-')
		return false;
	s++;
	if (!read_digits(&s, 2, 2, &hours) || *s++ != ':' || !read_digits(&s, 2, 2, &minutes))
		return false;
	*zone = sign * (60 * hours + minutes);
	return *s == '\0' && hours <= 14 && minutes < 60;
}

enum text form_read_instant(struct ctx *cx, const char *s, int64_t *ret, const char **ret_arg)
{
	const char *at = s;
	struct civil c;
	enum text fault = read_day(cx, s, &at, &c, ret_arg);
	int zone = form_zone(cx);

	if (fault == T_FORM_NO_SUCH_DAY)
		return fault;
	if (fault != T__NONE || (*at != 'T' && *at != ' '))
		return T_FORM_INSTANT;
	at++;
	if (!read_hour(&at, &c) || !read_zone(at, &zone))
		return T_FORM_INSTANT;
	*ret = clock_instant(&c, zone);
	return T__NONE;
}

/* ---- telephone and NIK ------------------------------------------------------------------- */

/* Copies the digits of s, dropping what people put between them; false for anything else. */
static bool digits_of(const char *s, const char *between, char *to, size_t size)
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		if (strchr(between, *s) != NULL)
			continue;
		if (!isdigit((unsigned char)*s) || n + 1 >= size)
			return false;
		to[n++] = *s;
	}
	to[n] = '\0';
	return true;
}

enum text form_read_phone(struct ctx *cx, const char *s, const char **ret)
{
	char d[24];
	const char *local = d;
	bool plus = *s == '+';
	size_t n;

	if (!digits_of(s + plus, " -.()", d, sizeof(d)))
		return T_FORM_PHONE;
	if (strncmp(d, "62", 2) == 0)
		local = d + 2;
	else if (plus)
		return T_FORM_PHONE;
	/* Short numbers of public services: 112, 119, 14045, 1500771. */
	n = strlen(d);
	if (local == d && d[0] == '1' && n >= 3 && n <= 8) {
		*ret = arena_strdup(cx->arena, d);
		return T__NONE;
	}
	if (*local == '0')
		local++;
	else if (local == d && *local != '8')
		return T_FORM_PHONE;
	n = strlen(local);
	if (n < 8 || n > 13 || *local == '0')
		return T_FORM_PHONE;
	*ret = arena_printf(cx->arena, "0%s", local);
	return T__NONE;
}

enum text form_read_nik(struct ctx *cx, const char *s, const char **ret, const char **ret_arg)
{
	char d[64];
	const char *p;

	for (p = s; *p != '\0'; p++) {
		if (isdigit((unsigned char)*p) || strchr(" -.", *p) != NULL)
			continue;
		if (isprint((unsigned char)*p))
			*ret_arg = arena_strndup(cx->arena, p, 1);
		return isprint((unsigned char)*p) ? T_FORM_NIK_DIGITS : T_FORM_NIK_ONLY_DIGITS;
	}
	if (!digits_of(s, " -.", d, sizeof(d)) || strlen(d) != 16) {
		*ret_arg = arena_printf(cx->arena, "%zu", strlen(d));
		return T_FORM_NIK_LENGTH;
	}
	/* Sixteen zeros is how forms elsewhere say "none". */
	if (strspn(d, "0") == 16)
		return T_FORM_NIK_ZERO;
	*ret = arena_strdup(cx->arena, d);
	return T__NONE;
}
