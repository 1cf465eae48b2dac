/* From cells to values that can be compared. */
#include "engine/linkage/linkage_impl.h"

#include <string.h>
#include <utf8proc.h>

/* ---- letters ------------------------------------------------------------------------------ */

/* A character outside ASCII as letters and digits without marks; other things are a blank. */
static size_t fold_foreign(int32_t c, char *to, size_t room)
{
	utf8proc_int32_t out[32];
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n, i, k, len;
	int class = 0;
	size_t at = 0;

	n = utf8proc_decompose_char(
	    c, out, LEN(out),
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &class);
	for (i = 0; i < MIN(n, (utf8proc_ssize_t)LEN(out)); i++) {
		utf8proc_category_t kind = utf8proc_category(out[i]);
		bool letter = kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_NO;

		len = letter ? utf8proc_encode_char(out[i], bytes) : 1;
		if (!letter)
			bytes[0] = ' ';
		for (k = 0; k < len && at < room; k++)
			to[at++] = (char)bytes[k];
	}
	return at;
}

/* Letters in lower case, digits; a blank for what parts words, 0 for what does not. */
static inline char plain_of(uint8_t c)
{
	uint8_t low = c | 0x20;

	if (low >= 'a' && low <= 'z')
		return (char)low;
	if (c >= '0' && c <= '9')
		return (char)c;
	return c == '\'' ? 0 : ' ';
}

/* What is written, and whether something that is none of it stood before. */
struct folding {
	char *to;
	size_t at;
	bool blanks, gap;
};

/* Room for two bytes is left. */
static inline void put_folded(struct folding *f, char c)
{
	if (c == ' ') {
		f->gap = true;
		return;
	}
	if (f->gap && f->at > 0 && f->blanks)
		f->to[f->at++] = ' ';
	f->gap = false;
	f->to[f->at++] = c;
}

static const uint8_t *fold_ascii(struct folding *to, const uint8_t *p, const uint8_t *end)
{
	struct folding f = *to; /* in registers */
	char c;

	for (; p < end && *p < 0x80 && f.at + 1 < LINKAGE_CELL; p++) {
		c = plain_of(*p);
		if (c)
			put_folded(&f, c);
	}
	*to = f;
	return p;
}

/* Lower-case letters and digits; whatever stands between is one blank, or nothing. */
static size_t fold(const char *s, size_t n, bool blanks, char *to)
{
	const uint8_t *p = (const uint8_t *)s, *end = p + n;
	struct folding f = { .to = to, .blanks = blanks };
	utf8proc_ssize_t step;
	utf8proc_int32_t c;
	char piece[64];
	size_t got, i;

	for (;;) {
		p = fold_ascii(&f, p, end);
		if (p == end || f.at + 1 >= LINKAGE_CELL)
			return f.at;
		step = utf8proc_iterate(p, end - p, &c);
		got = step > 0 ? fold_foreign(c, piece, sizeof(piece)) : 0;
		p += step > 0 ? step : 1;
		for (i = 0; i < got && f.at + 1 < LINKAGE_CELL; i++)
			put_folded(&f, piece[i]);
	}
}

/* Words in lower case without marks, a blank between. */
static size_t parse_text(const char *s, size_t n, char *to)
{
	return fold(s, n, true, to);
}

/* Letters and digits, in lower case. */
static size_t parse_code(const char *s, size_t n, char *to)
{
	return fold(s, n, false, to);
}

/* A telephone number as it is dialled within the country, digits only. */
static size_t parse_phone(const char *s, size_t n, char *to)
{
	size_t at = 0, i;

	for (i = 0; i < n && at < LINKAGE_CELL; i++)
		if (s[i] >= '0' && s[i] <= '9')
			to[at++] = s[i];
	if (at > 9 && to[0] == '6' && to[1] == '2') {
		to[1] = '0';
		memmove(to, to + 1, --at);
	} else if (at > 8 && to[0] == '8' && at < LINKAGE_CELL) {
		memmove(to + 1, to, at++);
		to[0] = '0';
	}
	return at >= 5 ? at : 0;
}

static size_t parse_email(const char *s, size_t n, char *to)
{
	size_t at = 0, i;

	for (i = 0; i < n && at < LINKAGE_CELL; i++)
		if ((unsigned char)s[i] > ' ')
			to[at++] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 0x20) : s[i];
	return at;
}

size_t parse_value(enum linkage_kind kind, const char *s, size_t n, char *to)
{
	if (kind == LINKAGE_PHONE)
		return parse_phone(s, n, to);
	if (kind == LINKAGE_KK || kind == LINKAGE_CODE)
		return parse_code(s, n, to);
	if (kind == LINKAGE_EMAIL)
		return parse_email(s, n, to);
	return parse_text(s, n, to);
}

static bool is_word(const char *s, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n && word[i]; i++)
		if ((s[i] | 0x20) != word[i])
			return false;
	return i == n && !word[i];
}

/* L, laki-laki, pria, M, male, 1; P, perempuan, wanita, F, female, 2. */
uint32_t parse_sex(const char *s, size_t n)
{
	static const char *const women[] = { "p", "perempuan", "wanita", "f", "female", "2", "w" };
	static const char *const men[] = { "l", "laki-laki", "pria", "m",        "male",
					   "1", "laki",      "lk",   "laki laki" };
	size_t i;

	for (i = 0; i < LEN(women); i++)
		if (is_word(s, n, women[i]))
			return 2;
	for (i = 0; i < LEN(men); i++)
		if (is_word(s, n, men[i]))
			return 1;
	return 0;
}

bool parse_yes(const char *s, size_t n)
{
	static const char *const words[] = { "1", "true", "ya", "yes", "y", "padan", "valid" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (is_word(s, n, words[i]))
			return true;
	return false;
}

/* ---- NIK ---------------------------------------------------------------------------------- */

static uint32_t number(const char *digits, size_t n)
{
	uint32_t x = 0;

	while (n-- > 0)
		x = 10 * x + (uint32_t)(*digits++ - '0');
	return x;
}

/* Sixteen digits; other lengths are no NIK, and all the same digit is a way to say none. */
uint64_t parse_nik(const char *s, size_t n)
{
	char digits[16];
	size_t at = 0, i;
	bool varied = false;

	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9') {
			if (s[i] == ' ' || s[i] == '.' || s[i] == '-' || s[i] == '\'')
				continue;
			return 0;
		}
		if (at == sizeof(digits))
			return 0;
		varied |= at > 0 && s[i] != digits[0];
		digits[at++] = s[i];
	}
	if (at != sizeof(digits) || !varied)
		return 0;
	return NIK_PACK(number(digits, 6), number(digits + 6, 6), number(digits + 12, 4));
}

/* ---- dates -------------------------------------------------------------------------------- */

static uint32_t bcd(unsigned x)
{
	return x / 1000 % 10 << 12 | x / 100 % 10 << 8 | x / 10 % 10 << 4 | x % 10;
}

/* A date need not exist: what was mistyped still says something. */
static uint32_t pack(unsigned year, unsigned month, unsigned day)
{
	if (year == 0 || year > 9999 || month > 99 || day > 99)
		return 0;
	if (year < 100)
		year += year < 30 ? 2000 : 1900;
	return bcd(year) << 16 | bcd(month) << 8 | bcd(day);
}

/* By the first three letters, in Indonesian and English. */
static unsigned month_named(const char *s, size_t n)
{
	static const char names[] = "janfebmaraprmeijunjulagusepoktnovdesmayaugoctdec";
	static const unsigned char of[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 5, 8, 10, 12 };
	size_t i, k;

	for (i = 0; n >= 3 && i < LEN(of); i++) {
		for (k = 0; k < 3 && (s[k] | 0x20) == names[3 * i + k];)
			k++;
		if (k == 3)
			return of[i];
	}
	return 0;
}

/* The numbers of a date as they are written, months by name included; more than three end it. */
struct parts {
	unsigned value[3], digits[3], n;
	bool named; /* the second one is a month */
};

static bool add_part(struct parts *p, unsigned value, size_t digits)
{
	if (p->n == 3)
		return false;
	p->value[p->n] = value;
	p->digits[p->n++] = (unsigned)digits;
	return true;
}

static bool read_parts(const char *s, size_t n, struct parts *p)
{
	size_t i = 0, from;

	while (i < n) {
		from = i;
		while (i < n && s[i] >= '0' && s[i] <= '9')
			i++;
		if (i > from) {
			if (i - from > 8 || !add_part(p, number(s + from, i - from), i - from))
				return p->n == 3; /* a time follows */
			continue;
		}
		while (i < n && ((s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'z'))
			i++;
		if (i > from && p->n > 0 && p->n < 3 && month_named(s + from, i - from)) {
			p->named = true;
			(void)add_part(p, month_named(s + from, i - from), 2);
		} else if (i == from) {
			i++;
		}
	}
	return p->n > 0;
}

/* 1970-08-17, 17-08-1970, 17/8/70, 17 Agustus 1970, 19700817, 08/17/1970, 1970-08, 1970. */
uint32_t parse_date(const char *s, size_t n)
{
	struct parts p = { .n = 0 };
	const unsigned *v = p.value;

	if (!read_parts(s, n, &p))
		return 0;
	if (p.n == 1 && p.digits[0] == 8)
		return pack(v[0] / 10000, v[0] / 100 % 100, v[0] % 100);
	if (p.n == 1)
		return p.digits[0] == 4 ? pack(v[0], 0, 0) : 0;
	if (p.digits[0] == 4)
		return pack(v[0], v[1], p.n == 3 ? v[2] : 0);
	if (p.n == 2)
		return p.digits[1] == 4 ? pack(v[1], v[0], 0) : 0;
	if (v[1] > 12 && v[0] <= 12)
		return pack(v[2], v[0], v[1]);
	return pack(v[2], v[1], v[0]);
}
