/* Dates, numbers and amounts as people and spreadsheets write them. */
#include "feature/registry/fact_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* ---- dates -------------------------------------------------------------------------------- */

/* Three letters name a month, but for those that differ between the languages. */
static const struct {
	const char *begin;
	int month;
} months[] = {
	{ "jan", 1 },  { "feb", 2 },  { "peb", 2 },  { "mar", 3 },  { "mrt", 3 },  { "apr", 4 },
	{ "mei", 5 },  { "may", 5 },  { "jun", 6 },  { "jul", 7 },  { "agu", 8 },  { "ags", 8 },
	{ "agt", 8 },  { "aug", 8 },  { "sep", 9 },  { "okt", 10 }, { "oct", 10 }, { "nov", 11 },
	{ "nop", 11 }, { "des", 12 }, { "dec", 12 },
};

/* Numbers and words of what is written, at most three and the word of a weekday before. */
struct token {
	int value, digits; /* digits 0: a word, value its month or 0 */
};

static int month_of(const char *word, size_t n)
{
	char begin[4] = { 0 };

	if (n < 3)
		return 0;
	for (size_t i = 0; i < 3; i++)
		begin[i] = lower(word[i]);
	for (size_t i = 0; i < LEN(months); i++) {
		if (memcmp(months[i].begin, begin, 3) == 0)
			return months[i].month;
	}
	return 0;
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* One token at *s; false for anything that no date holds. */
static bool next_token(const char **s, struct token *t)
{
	const char *p = *s;

	*t = (struct token){ 0 };
	if (is_digit(*p)) {
		for (; is_digit(*p) && t->digits < 9; p++, t->digits++)
			t->value = t->value * 10 + (*p - '0');
	} else if (is_letter(*p)) {
		while (is_letter(*p))
			p++;
		t->value = month_of(*s, (size_t)(p - *s));
	} else {
		return false;
	}
	*s = p;
	return true;
}

/* "00:00:00" or "T00:00:00.000Z" at the end says nothing of the day. */
static size_t without_time(const char *s)
{
	const char *colon = strchr(s, ':'), *p = colon;

	if (!colon)
		return strlen(s);
	while (p > s && is_digit(p[-1]))
		p--;
	if (p == s || p == colon || (p[-1] != ' ' && p[-1] != 'T'))
		return strlen(s);
	return (size_t)(p - 1 - s);
}

/* Splits into at most max tokens; 0 when it is no date. */
static size_t tokens_of(const char *s, struct token *t, size_t max)
{
	const char *end = s + without_time(s);
	size_t n = 0;

	while (s < end) {
		if (strchr(" -/.,", *s)) {
			s++;
			continue;
		}
		if (n == max || !next_token(&s, &t[n++]))
			return 0;
	}
	return n;
}

/*
 * A year in two digits is the latest one that is not ahead of today: of the century if the day has
 * come, otherwise of the one before.
 */
static int full_year(struct ctx *cx, int year, int month, int day)
{
	int this = 2000 + year;

	if (!date_valid(this, month, day))
		return date_valid(this - 100, month, day) ? this - 100 : this;
	return date_from_ymd(this, month, day) <= ref_today(cx) ? this : this - 100;
}

#define YEAR_MIN 1850
#define YEAR_MAX 2100

static bool ymd(int y, int m, int d, int32_t *ret)
{
	if (y < YEAR_MIN || y > YEAR_MAX || !date_valid(y, m, d))
		return false;
	*ret = date_from_ymd(y, m, d);
	return true;
}

/* The day on which spreadsheets count 0. */
#define SERIAL_ZERO (-25569)

/*
 * Digits alone: YYYYMMDD, DDMMYYYY (no date can be read as both) or the five digits in which a
 * spreadsheet counts the days of 1927 to 2100.  Four digits are a year, and no date.
 */
static bool date_of_digits(const struct token *t, int32_t *ret)
{
	int v = t->value;

	if (t->digits == 8)
		return ymd(v / 10000, v / 100 % 100, v % 100, ret) ||
		       ymd(v % 10000, v / 10000 % 100, v / 1000000, ret);
	if (t->digits != 5 || v < 10000 || v > 73415)
		return false;
	*ret = v + SERIAL_ZERO;
	return true;
}

static bool date_of_three(struct ctx *cx, const struct token t[3], int32_t *ret)
{
	if (t[0].digits == 4 && t[2].digits > 0 && t[2].digits <= 2)
		return t[1].digits <= 2 && ymd(t[0].value, t[1].value, t[2].value, ret);
	/* "Agustus 17, 1945" */
	if (t[0].digits == 0 && t[0].value > 0 && t[1].digits > 0 && t[1].digits <= 2 &&
	    t[2].digits == 4)
		return ymd(t[2].value, t[0].value, t[1].value, ret);
	if (t[0].digits == 0 || t[0].digits > 2 || t[1].digits > 2)
		return false;
	if (t[2].digits == 4)
		return ymd(t[2].value, t[1].value, t[0].value, ret);
	return t[2].digits == 2 &&
	       ymd(full_year(cx, t[2].value, t[1].value, t[0].value), t[1].value, t[0].value, ret);
}

enum fact_fault fact_read_date(struct ctx *cx, const char *s, int32_t *ret)
{
	struct token t[4];
	size_t n, first = 0;
	bool found;

	if (date_parse(s, ret) && *ret >= date_from_ymd(YEAR_MIN, 1, 1) &&
	    *ret <= date_from_ymd(YEAR_MAX, 12, 31))
		return FACT_FINE;
	n = tokens_of(s, t, LEN(t));
	if (n == 4 && t[0].digits == 0 && t[0].value == 0) /* "Jumat, 17 Agustus 1945" */
		first = 1;
	/* "16666.0": a number with its decimals */
	if (n == 1 || (n == 2 && t[0].digits == 5 && t[1].digits == 1 && t[1].value == 0))
		found = date_of_digits(&t[0], ret);
	else
		found = n - first == 3 && date_of_three(cx, t + first, ret);
	return found ? FACT_FINE : FACT_NOT_A_DATE;
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* Digits before and behind the decimal sign, without the signs that group them. */
struct decimal {
	char whole[20], part[8];
	size_t n_whole, n_part;
};

/* Is the sign at p one that groups: three digits follow, and no fourth? */
static bool groups(const char *p)
{
	return is_digit(p[1]) && is_digit(p[2]) && is_digit(p[3]) && !is_digit(p[4]);
}

/*
 * "1.500.000,00", "1,500,000.00", "1500000.0".  A single sign before three digits groups them:
 * "1.500" is read as people here mean it, fifteen hundred.
 */
static const char *read_decimal(const char *p, struct decimal *d)
{
	char grouping = '\0';

	if (!is_digit(*p))
		return NULL;
	for (; *p; p++) {
		if (is_digit(*p)) {
			if (d->n_whole + 1 >= sizeof(d->whole))
				return NULL;
			d->whole[d->n_whole++] = *p;
		} else if ((*p == '.' || *p == ',') && groups(p) &&
			   (grouping == '\0' ? d->n_whole <= 3 : *p == grouping)) {
			grouping = *p;
		} else {
			break;
		}
	}
	if ((*p == '.' || *p == ',') && *p != grouping && is_digit(p[1])) {
		for (p++; is_digit(*p) && d->n_part + 1 < sizeof(d->part); p++)
			d->part[d->n_part++] = *p;
	}
	return p;
}

/* "ribu" and "juta" behind an amount; 0 for other words. */
static int zeros_of(const char *word)
{
	static const struct {
		const char *word;
		int zeros;
	} words[] = { { "", 0 }, { "ribu", 3 }, { "rb", 3 }, { "juta", 6 }, { "jt", 6 } };
	char small[8] = { 0 };

	for (size_t i = 0; word[i]; i++) {
		if (i + 1 >= sizeof(small))
			return -1;
		small[i] = lower(word[i]);
	}
	for (size_t i = 0; i < LEN(words); i++) {
		if (str_eq(words[i].word, small))
			return words[i].zeros;
	}
	return -1;
}

/* The whole number that a decimal with so many zeros behind it is; false when it is none. */
static bool whole_of(const struct decimal *d, int zeros, int64_t *ret)
{
	char digits[32];
	size_t n = d->n_whole;

	memcpy(digits, d->whole, n);
	for (size_t i = 0; i < (size_t)zeros; i++)
		digits[n++] = '0';
	for (size_t i = 0; i < d->n_part; i++) {
		if (i < (size_t)zeros)
			digits[d->n_whole + i] = d->part[i];
		else if (d->part[i] != '0')
			return false;
	}
	digits[n] = '\0';
	return str_i64(digits, ret);
}

enum fact_fault fact_read_number(const char *s, bool money, int64_t *ret)
{
	struct decimal d = { .n_whole = 0 };
	bool minus;
	int zeros;

	if (money && lower(s[0]) == 'r' && lower(s[1]) == 'p')
		s += s[2] == '.' ? 3 : 2;
	s += strspn(s, " ");
	minus = *s == '-';
	s = read_decimal(s + minus, &d);
	if (!s)
		return FACT_NOT_A_NUMBER;
	if (money && str_eq(s, ",-"))
		s += 2;
	s += strspn(s, " ");
	zeros = money || *s == '\0' ? zeros_of(s) : -1;
	if (zeros < 0 || !whole_of(&d, zeros, ret))
		return FACT_NOT_A_NUMBER;
	if (minus)
		*ret = -*ret;
	return FACT_FINE;
}
