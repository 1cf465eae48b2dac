/* Reading values as people and offices write them. */
#include "feature/registry/fact_impl.h"

#include <string.h>
#include <utf8proc.h>

#include "base/clock.h"
#include "base/str.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* ---- cleaning ----------------------------------------------------------------------------- */

/* Signs that no text of an office holds on purpose: they come from broken files. */
static bool is_broken(utf8proc_int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || (cp >= 0x202a && cp <= 0x202e) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfffd ||
	       utf8proc_category(cp) == UTF8PROC_CATEGORY_CN;
}

static bool is_invisible(utf8proc_int32_t cp)
{
	return cp == 0xad || cp == 0x200b || cp == 0x2060 || cp == 0xfeff;
}

/* The general way: blanks of all kinds become one, what is not seen goes, and then NFC. */
static const char *clean_unicode(struct ctx *cx, const char *s, size_t n)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t left = (utf8proc_ssize_t)n, got;
	char *out = arena_alloc(cx->arena, n + 1), *at = out;
	utf8proc_int32_t cp;

	for (; left > 0; p += got, left -= got) {
		got = utf8proc_iterate(p, left, &cp);
		if (got <= 0)
			return NULL;
		if ((cp < 0x80 && is_blank((char)cp)) ||
		    utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS) {
			if (at > out && at[-1] != ' ')
				*at++ = ' ';
		} else if (is_broken(cp)) {
			return NULL;
		} else if (!is_invisible(cp)) {
			memcpy(at, p, (size_t)got);
			at += got;
		}
	}
	*at = '\0';
	return str_clean(cx->arena, out, (size_t)(at - out));
}

const char *fact_clean(struct ctx *cx, const char *s)
{
	size_t n = strlen(s);
	char *out, *at;

	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)s[i] >= 0x7f)
			return clean_unicode(cx, s, n);
		if ((unsigned char)s[i] < 0x20 && !is_blank(s[i]))
			return NULL;
	}
	out = at = arena_alloc(cx->arena, n + 1);
	for (; *s; s++) {
		if (!is_blank(*s))
			*at++ = *s;
		else if (at > out && at[-1] != ' ')
			*at++ = ' ';
	}
	if (at > out && at[-1] == ' ')
		at--;
	*at = '\0';
	return out;
}

const char *fact_fold(struct ctx *cx, const char *s, char room[FACT_FOLD_ROOM])
{
	const char *start = s;
	size_t n = 0;

	for (; *s; s++) {
		char c = *s;

		if ((unsigned char)c >= 0x80 || n + 1 >= FACT_FOLD_ROOM)
			return str_fold(cx->arena, start);
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (is_digit(c) || (c >= 'a' && c <= 'z'))
			room[n++] = c;
		else if (n > 0 && room[n - 1] != ' ' && c != '\'')
			room[n++] = ' ';
	}
	if (n > 0 && room[n - 1] == ' ')
		n--;
	room[n] = '\0';
	return room;
}

static bool is_word(const char *const *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(words[i], s))
			return true;
	}
	return false;
}

bool fact_is_nothing(const char *folded)
{
	static const char *const words[] = {
		"n a",         "null",        "nihil",           "none",          "tidak ada",
		"tdk ada",     "belum ada",   "blm ada",         "belum punya",   "blm punya",
		"tidak punya", "tdk punya",   "tidak diketahui", "tdk diketahui", "belum diketahui",
		"tidak diisi", "belum diisi", "unknown",         "tidak tahu",    "tdk tahu",
		"tidak tau",
	};

	return *folded == '\0' || is_word(words, LEN(words), folded);
}

/* Whether a text says that there is nothing to say; folds only what could. */
static bool says_nothing(struct ctx *cx, const char *s)
{
	char room[FACT_FOLD_ROOM];

	if (is_digit(*s) || (*s && !strchr("nNtTbBuU", *s) &&
			     ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z'))))
		return false;
	if (strlen(s) > FACT_NOTHING_ROOM)
		return false;
	return fact_is_nothing(fact_fold(cx, s, room));
}

/* ---- text --------------------------------------------------------------------------------- */

static bool has_letter(const char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s >= 0x80 || (*s >= 'a' && *s <= 'z') ||
		    (*s >= 'A' && *s <= 'Z'))
			return true;
	}
	return false;
}

static const char *three_digits(struct ctx *cx, int v)
{
	const char room[] = { (char)('0' + v / 100), (char)('0' + v / 10 % 10),
			      (char)('0' + v % 10), '\0' };

	return arena_strdup(cx->arena, room);
}

/*
 * "1", "RT 01", "001/002", "RT 1 RW 2": the first number is the RT; a second, or one that stands
 * alone, the RW.
 */
static enum fact_fault read_rt(struct ctx *cx, const char *s, bool rw, const char **ret)
{
	int value[2] = { 0 };
	size_t n = 0;

	for (const char *p = s; *p;) {
		size_t digits = strspn(p, "0123456789");

		if (digits == 0) {
			p++;
			continue;
		}
		if (n == 2 || digits > 3)
			return FACT_NOT_A_NUMBER;
		for (; digits > 0; digits--)
			value[n] = value[n] * 10 + (*p++ - '0');
		n++;
	}
	if (n == 0)
		return FACT_NOT_A_NUMBER;
	if (rw && n == 2)
		value[0] = value[1];
	*ret = value[0] ? three_digits(cx, value[0]) : NULL;
	return FACT_FINE;
}

static enum fact_fault read_text(struct ctx *cx, const struct fact_field *f, const char *s,
				 const char **ret)
{
	if (says_nothing(cx, s))
		return FACT_FINE;
	if (f->core == CORE_RT || f->core == CORE_KK_RT)
		return read_rt(cx, s, false, ret);
	if (f->core == CORE_RW || f->core == CORE_KK_RW)
		return read_rt(cx, s, true, ret);
	/* "=HYPERLINK(...)": a formula that was saved as it stands is nobody's name. */
	if (f->kind == FACT_NAME && (!has_letter(s) || strchr("=@+", *s) != NULL))
		return FACT_NOT_A_NAME;
	if (strlen(s) > (size_t)f->max)
		return FACT_TOO_LONG;
	*ret = s;
	return FACT_FINE;
}

/* ---- numbers and dates -------------------------------------------------------------------- */

static enum fact_fault read_number(struct ctx *cx, const struct fact_field *f, const char *s,
				   const char **ret)
{
	enum fact_fault fault;
	int64_t v;

	if (says_nothing(cx, s))
		return FACT_FINE;
	fault = fact_read_number(s, f->kind == FACT_MONEY, &v);
	if (fault != FACT_FINE)
		return fault;
	if (v < f->min || v > f->max)
		return FACT_OUT_OF_RANGE;
	*ret = str_digits(cx->arena, v);
	return FACT_FINE;
}

/* "0000-00-00" and "00/00/0000" are how databases write that there is none. */
static bool is_zero_date(const char *s)
{
	return s[strspn(s, "0-/.")] == '\0';
}

static enum fact_fault read_date(struct ctx *cx, const struct fact_field *f, const char *s,
				 const char **ret)
{
	enum fact_fault fault;
	int32_t date;

	if (is_zero_date(s) || says_nothing(cx, s))
		return FACT_FINE;
	fault = fact_read_date(cx, s, &date);
	if (fault != FACT_FINE)
		return fault;
	if (f->index->past && date > ref_today(cx))
		return FACT_OUT_OF_RANGE;
	/* Most lists hold it in its own form. */
	if (strlen(s) == 10 && s[4] == '-' && s[7] == '-') {
		*ret = s;
		return FACT_FINE;
	}
	*ret = date_iso(cx->arena, date);
	return FACT_FINE;
}

/* ---- flags and options ---------------------------------------------------------------------- */

/* 2 is how questionnaires count "no". */
static enum fact_fault read_flag(struct ctx *cx, const struct fact_field *f, const char *s,
				 const char **ret)
{
	static const char *const yes[] = { "1",   "ya",    "y",   "yes",   "true", "benar",
					   "ada", "sudah", "iya", "punya", "v",    "1 ya",
					   "on",  "x",     "t",   "aktif", "1 0",  "memiliki" };
	static const char *const no[] = {
		"0",           "2",         "tidak",
		"n",           "no",        "false",
		"salah",       "tidak ada", "tdk",
		"blm",         "f",         "belum",
		"2 tidak",     "0 0",       "2 0",
		"off",         "tdk ada",   "tidak punya",
		"tidak aktif", "0 tidak",   "tidak memiliki",
	};
	char room[FACT_FOLD_ROOM];
	const char *folded = fact_fold(cx, s, room);

	(void)f;
	if (is_word(yes, LEN(yes), folded) || str_eq(s, "✓") || str_eq(s, "✔"))
		*ret = "1";
	else if (is_word(no, LEN(no), folded))
		*ret = "0";
	else
		return fact_is_nothing(folded) ? FACT_FINE : FACT_NOT_AN_OPTION;
	return FACT_FINE;
}

/* The option that a text means: its code, or anything it is called by. */
static int32_t option_of(struct ctx *cx, const struct fact_field *f, const char *s)
{
	char room[FACT_FOLD_ROOM];
	int32_t at = names_find(&f->index->options, s, strlen(s));
	const char *folded;

	if (at >= 0)
		return at;
	folded = fact_fold(cx, s, room);
	return names_find(&f->index->options, folded, strlen(folded));
}

static enum fact_fault read_choice(struct ctx *cx, const struct fact_field *f, const char *s,
				   const char **ret)
{
	int32_t at = option_of(cx, f, s);

	if (at < 0)
		return says_nothing(cx, s) ? FACT_FINE : FACT_NOT_AN_OPTION;
	*ret = arena_strdup(cx->arena, f->option[at].code);
	return FACT_FINE;
}

/* Which options of a set are chosen. */
struct chosen {
	uint64_t bits[FACT_OPTIONS_MAX / 64];
};

static void choose(struct chosen *c, size_t at)
{
	c->bits[at / 64] |= UINT64_C(1) << at % 64;
}

static const char *chosen_text(struct ctx *cx, const struct fact_field *f, const struct chosen *c)
{
	size_t size = 1;
	char *text, *at;

	for (size_t i = 0; i < f->n_options; i++)
		size += strlen(f->option[i].code) + 1;
	text = at = arena_alloc(cx->arena, size);
	for (size_t i = 0; i < f->n_options; i++) {
		if (!(c->bits[i / 64] >> i % 64 & 1))
			continue;
		if (at > text)
			*at++ = ',';
		at = stpcpy(at, f->option[i].code);
	}
	return at > text ? text : NULL;
}

/* "5" is the options of the bits 4 and 1. */
static bool choose_bits(const struct fact_field *f, const char *s, struct chosen *c)
{
	int64_t sum;

	if (!f->index->bit || !str_i64(s, &sum) || sum <= 0)
		return false;
	for (size_t i = 0; i < f->n_options; i++) {
		int64_t bit = f->index->bit[i];

		if (bit == 0 || (sum & bit) != bit)
			continue;
		choose(c, i);
		sum -= bit;
	}
	return sum == 0;
}

static bool choose_each(struct ctx *cx, const struct fact_field *f, const char *s, struct chosen *c)
{
	char *copy = arena_strdup(cx->arena, s), *rest = copy, *part;

	while ((part = strsep(&rest, ",;|+")) != NULL) {
		int32_t at;
		size_t n;

		part += strspn(part, " ");
		for (n = strlen(part); n > 0 && part[n - 1] == ' '; n--)
			part[n - 1] = '\0';
		if (n == 0)
			continue;
		at = option_of(cx, f, part);
		if (at < 0)
			return false;
		choose(c, (size_t)at);
	}
	return true;
}

static enum fact_fault read_set(struct ctx *cx, const struct fact_field *f, const char *s,
				const char **ret)
{
	struct chosen whole = { 0 }, bits = { 0 }, each = { 0 };
	int32_t at = option_of(cx, f, s);

	if (at >= 0) {
		choose(&whole, (size_t)at);
		*ret = chosen_text(cx, f, &whole);
	} else if (choose_bits(f, s, &bits)) {
		*ret = chosen_text(cx, f, &bits);
	} else if (choose_each(cx, f, s, &each)) {
		*ret = chosen_text(cx, f, &each);
	} else if (!says_nothing(cx, s)) {
		return FACT_NOT_AN_OPTION;
	}
	return FACT_FINE;
}

static int32_t region_squeezed(struct ctx *cx, const struct fact_regions *regions, const char *s)
{
	static const char *const before[] = { "kelurahan", "kel", "desa" };
	const char *key = str_squeeze(cx->arena, s);
	int32_t at = names_find(&regions->names, key, strlen(key));

	for (size_t i = 0; at < 0 && i < LEN(before); i++)
		if (str_starts(key, before[i]))
			at = names_find(&regions->names, key + strlen(before[i]),
					strlen(key) - strlen(before[i]));
	return at;
}

static enum fact_fault read_region(struct ctx *cx, const struct fact_field *f, const char *s,
				   const char **ret)
{
	const struct fact_regions *regions = f->index->regions;
	int32_t at = names_find(&regions->names, s, strlen(s));
	char room[FACT_FOLD_ROOM];

	if (at < 0) {
		const char *folded = fact_fold(cx, s, room);

		if (fact_is_nothing(folded))
			return FACT_FINE;
		at = names_find(&regions->names, folded, strlen(folded));
	}
	if (at < 0) /* "Subang Jaya" for Subangjaya */
		at = region_squeezed(cx, regions, s);
	if (at < 0)
		return FACT_NOT_A_REGION;
	*ret = str_digits(cx->arena, regions->list[at].id);
	return FACT_FINE;
}

/* ---- numbers that name somebody ------------------------------------------------------------- */

/* 3.27E+15 and 3,27201E15: what a spreadsheet leaves of a long number. */
static bool has_exponent(const char *s)
{
	const char *e = strpbrk(s, "eE");

	if (!e || e == s || !is_digit(e[-1]))
		return false;
	e += e[1] == '+' || e[1] == '-' ? 2 : 1;
	return is_digit(*e) && s[strspn(s, "0123456789.,eE+- '")] == '\0';
}

/* Digits without what people put between and around them; false when something else is there. */
static bool bare_digits(const char *s, const char *between, char *to, size_t size)
{
	size_t n = 0;

	while (*s) {
		if (is_digit(*s) && n + 1 < size) {
			to[n++] = *s++;
		} else if (strchr(between, *s) && !is_digit(*s)) {
			s++;
		} else if (strncmp(s, "‘", 3) == 0 || strncmp(s, "’", 3) == 0) {
			s += 3;
		} else {
			return false;
		}
	}
	to[n] = '\0';
	return true;
}

static bool all_same(const char *s)
{
	return s[strspn(s, (char[2]){ *s, '\0' })] == '\0';
}

static int two(const char *s)
{
	return (s[0] - '0') * 10 + (s[1] - '0');
}

/* Day (of women more by 40) and month of birth stand in a NIK, right or wrong. */
static bool nik_possible(const char *nik)
{
	int day = two(nik + 6) % 40, month = two(nik + 8);

	return two(nik + 6) <= 71 && day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* ".0" and ",00" behind sixteen digits: a number that lost nothing yet. */
static size_t without_decimals(const char *s, size_t n)
{
	if (n == 17 && (str_ends(s, ".0") || str_ends(s, ",0")))
		return 16;
	if (n == 18 && (str_ends(s, ".00") || str_ends(s, ",00")))
		return 16;
	return n;
}

/* "NIK: 3272..." says once more what the column is. */
static const char *without_label(const char *s)
{
	static const char *const labels[] = { "nik", "nonik", "kk", "nokk", "no" };
	char letters[8] = { 0 };
	size_t n = 0, at = 0;

	for (; s[at] != '\0' && !is_digit(s[at]); at++) {
		if (strchr(" .:", s[at]))
			continue;
		if (n + 1 == sizeof(letters))
			return s;
		letters[n++] = (char)(s[at] >= 'A' && s[at] <= 'Z' ? s[at] + 32 : s[at]);
	}
	return s[at] != '\0' && is_word(labels, LEN(labels), letters) ? s + at : s;
}

static enum fact_fault read_sixteen(struct ctx *cx, const struct fact_field *f, const char *s,
				    const char **ret)
{
	char digits[32];
	size_t n;

	s = without_label(s);
	if (has_exponent(s))
		return FACT_SPOILED;
	if (!bare_digits(s, " -.,'\"`=", digits, sizeof(digits)))
		return says_nothing(cx, s) ? FACT_FINE : FACT_NOT_16_DIGITS;
	n = without_decimals(s, strlen(digits));
	digits[n] = '\0';
	if (n == 0 || str_eq(digits, "0"))
		return FACT_FINE;
	if (n != 16)
		return FACT_NOT_16_DIGITS;
	if (all_same(digits))
		return FACT_IMPOSSIBLE;
	if (str_eq(digits + 12, "0000"))
		return FACT_SPOILED;
	if (f->kind == FACT_NIK && !nik_possible(digits))
		return FACT_IMPOSSIBLE;
	*ret = arena_strdup(cx->arena, digits);
	return FACT_FINE;
}

/* Numbers of public services: 112, 119, 14045, 1500771. */
static bool is_service_number(const char *digits, size_t n)
{
	return digits[0] == '1' && n >= 3 && n <= 8;
}

static enum fact_fault read_phone(struct ctx *cx, const struct fact_field *f, const char *s,
				  const char **ret)
{
	bool plus = strchr(s, '+') != NULL;
	char digits[24], *room;
	const char *local = digits;
	size_t n;

	(void)f;
	if (has_exponent(s))
		return FACT_SPOILED;
	if (!bare_digits(s, " -.()'\"`+=", digits, sizeof(digits)))
		return says_nothing(cx, s) ? FACT_FINE : FACT_NOT_A_PHONE;
	n = strlen(digits);
	if (digits[strspn(digits, "0")] == '\0')
		return FACT_FINE;
	if (!plus && is_service_number(digits, n)) {
		*ret = arena_strdup(cx->arena, digits);
		return FACT_FINE;
	}
	if (strncmp(digits, "62", 2) == 0)
		local += 2;
	else if (plus || (*local != '0' && *local != '8'))
		return FACT_NOT_A_PHONE;
	local += *local == '0';
	n = strlen(local);
	if (n < 8 || n > 13 || *local == '0')
		return FACT_NOT_A_PHONE;
	room = arena_alloc(cx->arena, n + 2);
	*room = '0';
	memcpy(room + 1, local, n);
	*ret = room;
	return FACT_FINE;
}

/* ---- all kinds ------------------------------------------------------------------------------ */

/* Reads cleaned text that is not empty; *ret stays NULL where nothing is said. */
typedef enum fact_fault fact_reader(struct ctx *cx, const struct fact_field *f, const char *s,
				    const char **ret);

enum err fact_read(struct ctx *cx, const struct fact_field *field, const char *written,
		   const char **ret, enum fact_fault *ret_fault)
{
	static fact_reader *const readers[FACT__KINDS] = {
		[FACT_TEXT] = read_text,     [FACT_NAME] = read_text,
		[FACT_DATE] = read_date,     [FACT_NUMBER] = read_number,
		[FACT_MONEY] = read_number,  [FACT_FLAG] = read_flag,
		[FACT_CHOICE] = read_choice, [FACT_SET] = read_set,
		[FACT_REGION] = read_region, [FACT_NIK] = read_sixteen,
		[FACT_KK] = read_sixteen,    [FACT_PHONE] = read_phone,
	};
	const char *s = written ? fact_clean(cx, written) : "", *value = NULL;

	if (!s)
		*ret_fault = FACT_BAD_CHARACTERS;
	else if (*s == '\0')
		*ret_fault = FACT_FINE;
	else
		*ret_fault = readers[field->kind](cx, field, s, &value);
	if (*ret_fault == FACT_FINE)
		*ret = value;
	return ERR_OK;
}
