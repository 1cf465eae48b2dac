/* Periods, amounts and states as lists and people write them. */
#include "feature/benefit/benefit.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "text/benefit.h"

/* ---- periods --------------------------------------------------------------------------------- */

enum { WORDS = 12 };

static const char *const months[12][4] = {
	{ "januari", "jan", "january" },
	{ "februari", "feb", "pebruari", "february" },
	{ "maret", "mar", "march" },
	{ "april", "apr" },
	{ "mei", "may" },
	{ "juni", "jun", "june" },
	{ "juli", "jul", "july" },
	{ "agustus", "agu", "ags", "august" },
	{ "september", "sep", "sept" },
	{ "oktober", "okt", "october", "oct" },
	{ "november", "nov", "nopember" },
	{ "desember", "des", "december", "dec" },
};

/* What a text says, word for word. */
struct said {
	int year, month[3], number[3];
	int n_months, n_numbers;
	bool quarter, stage, roman, wrong, year_first;
};

static int month_of(const char *word)
{
	for (int m = 0; m < 12; m++)
		for (size_t i = 0; i < LEN(months[m]); i++)
			if (months[m][i] != NULL && strcmp(months[m][i], word) == 0)
				return m + 1;
	return 0;
}

static int roman(const char *word)
{
	static const char *const numerals[] = { "i", "ii", "iii", "iv", "v", "vi" };

	for (size_t i = 0; i < LEN(numerals); i++)
		if (strcmp(numerals[i], word) == 0)
			return (int)i + 1;
	return 0;
}

static void take_number(struct said *s, int v, bool first)
{
	if (v >= 2000 && v <= 2100) {
		s->wrong = s->wrong || (s->year != 0 && s->year != v);
		s->year_first = s->year_first || first;
		s->year = v;
	} else if (v >= 1 && v <= 31 && s->n_numbers < 3) {
		s->number[s->n_numbers++] = v;
	} else {
		s->wrong = true;
	}
}

static void take_word(struct said *s, const char *word)
{
	int m = month_of(word);

	if (m != 0 && s->n_months < 3) {
		s->month[s->n_months++] = m;
	} else if (roman(word) != 0) {
		s->roman = true;
		take_number(s, roman(word), false);
	} else if (str_listed("triwulan tw q kuartal kw", ' ', word)) {
		s->quarter = true;
	} else if (str_eq(word, "tahap")) {
		s->stage = true;
	} else if (!str_listed("tahun bulan thn periode s d sd sampai dan ta dengan salur "
			       "penyaluran bantuan",
			       ' ', word)) {
		s->wrong = true;
	}
}

/* "th" is a year before one, a stage before a small number. */
static void read_words(struct said *s, const char *fold)
{
	char word[24];
	bool first = true;
	size_t n;

	while (*fold != '\0') {
		int digit = isdigit((unsigned char)*fold) != 0;

		if (!digit && !isalpha((unsigned char)*fold)) {
			fold++;
			continue;
		}
		for (n = 0; fold[n] != '\0' && isalnum((unsigned char)fold[n]) &&
			    (isdigit((unsigned char)fold[n]) != 0) == digit;)
			n++;
		if (n >= sizeof(word)) {
			s->wrong = true;
			return;
		}
		memcpy(word, fold, n);
		word[n] = '\0';
		fold += n;
		if (strcmp(word, "th") == 0)
			s->stage =
			    s->stage || (isdigit((unsigned char)fold[strspn(fold, " -.")]) &&
					 strspn(fold + strspn(fold, " -."), "0123456789") < 3);
		else if (digit && n <= 4)
			take_number(s, (int)strtol(word, NULL, 10), first);
		else if (digit)
			s->wrong = true;
		else
			take_word(s, word);
		first = false;
	}
}

/* The quarter from its first to its last month; 0: they make none. */
static int quarter_of(const struct said *s)
{
	int first = s->month[0], last = s->month[s->n_months - 1];

	return first % 3 == 1 && last == first + 2 && (s->n_months == 2 || s->month[1] == first + 1)
		   ? (first + 2) / 3
		   : 0;
}

static const char *date_period(struct ctx *cx, int year, int month, int day)
{
	if (!date_valid(year, month, day))
		return NULL;
	return arena_printf(cx->arena, "%04d-%02d-%02d", year, month, day);
}

static const char *by_months(struct ctx *cx, const struct said *s)
{
	if (s->quarter || s->stage)
		return NULL;
	if (s->n_months == 1 && s->n_numbers == 0)
		return arena_printf(cx->arena, "%04d-%02d", s->year, s->month[0]);
	if (s->n_months == 1 && s->n_numbers == 1)
		return date_period(cx, s->year, s->month[0], s->number[0]);
	if (s->n_months > 1 && s->n_numbers == 0 && quarter_of(s) != 0)
		return arena_printf(cx->arena, "%04d-TW%d", s->year, quarter_of(s));
	return NULL;
}

static const char *by_numbers(struct ctx *cx, const struct said *s)
{
	if (s->quarter)
		return s->n_numbers == 1 && !s->stage && s->number[0] <= 4
			   ? arena_printf(cx->arena, "%04d-TW%d", s->year, s->number[0])
			   : NULL;
	if (s->stage)
		return s->n_numbers == 1 && s->number[0] <= 12
			   ? arena_printf(cx->arena, "%04d-TH%d", s->year, s->number[0])
			   : NULL;
	if (s->n_numbers == 0)
		return arena_printf(cx->arena, "%04d", s->year);
	if (s->n_numbers == 1)
		return s->number[0] <= 12
			   ? arena_printf(cx->arena, "%04d-%02d", s->year, s->number[0])
			   : NULL;
	if (s->n_numbers == 2)
		return s->year_first ? date_period(cx, s->year, s->number[0], s->number[1])
				     : date_period(cx, s->year, s->number[1], s->number[0]);
	return NULL;
}

const char *benefit_period_read(struct ctx *cx, const char *written)
{
	struct said s = { 0 };

	if (written == NULL || strlen(written) > 60)
		return NULL;
	read_words(&s, str_fold(cx->arena, written));
	if (s.wrong || s.year == 0 || (s.roman && !s.quarter && !s.stage))
		return NULL;
	return s.n_months > 0 ? by_months(cx, &s) : by_numbers(cx, &s);
}

/* The numbers of a period in its one form. */
struct period {
	int year, n, day;
	enum {
		PERIOD_NONE,
		PERIOD_YEAR,
		PERIOD_MONTH,
		PERIOD_QUARTER,
		PERIOD_STAGE,
		PERIOD_DAY
	} kind;
};

static struct period period_parts(const char *s)
{
	struct period p = { 0 };
	size_t n = s != NULL ? strlen(s) : 0;

	if (n < 4 || strspn(s, "0123456789") != 4)
		return p;
	p.year = (int)strtol(s, NULL, 10);
	if (n == 4)
		p.kind = PERIOD_YEAR;
	else if (s[4] != '-')
		p.kind = PERIOD_NONE;
	else if (str_starts(s + 5, "TW"))
		p.kind = PERIOD_QUARTER;
	else if (str_starts(s + 5, "TH"))
		p.kind = PERIOD_STAGE;
	else
		p.kind = n == 7 ? PERIOD_MONTH : n == 10 ? PERIOD_DAY : PERIOD_NONE;
	if (p.kind > PERIOD_YEAR)
		p.n = (int)strtol(s + (p.kind == PERIOD_MONTH || p.kind == PERIOD_DAY ? 5 : 7),
				  NULL, 10);
	if (p.kind == PERIOD_DAY)
		p.day = (int)strtol(s + 8, NULL, 10);
	return p;
}

int32_t benefit_period_on(const char *period)
{
	struct period p = period_parts(period);
	int month = 1, day = 1;

	switch (p.kind) {
	case PERIOD_NONE:
		return DATE_NONE;
	case PERIOD_YEAR:
		break;
	case PERIOD_MONTH:
		month = p.n;
		break;
	case PERIOD_QUARTER:
		month = 3 * p.n - 2;
		break;
	case PERIOD_STAGE: /* nobody says when: four a year are quarters, more are months */
		month = p.n <= 4 ? 3 * p.n - 2 : p.n;
		break;
	case PERIOD_DAY:
		month = p.n;
		day = p.day;
		break;
	}
	return date_valid(p.year, month, day) ? date_from_ymd(p.year, month, day) : DATE_NONE;
}

static const char *month_words(struct ctx *cx, int year, int month)
{
	const char *name = text_by_key(cx->lang, arena_printf(cx->arena, "time.month.%02d", month));

	return arena_printf(cx->arena, "%s %d", name != NULL ? name : "", year);
}

const char *benefit_period_words(struct ctx *cx, const char *period)
{
	static const char *const numerals[] = { "", "I", "II", "III", "IV" };
	struct period p = period_parts(period);
	const char *year = arena_printf(cx->arena, "%d", p.year);

	switch (p.kind) {
	case PERIOD_MONTH:
		return month_words(cx, p.year, p.n);
	case PERIOD_QUARTER:
		return text_fill(cx, T_BENEFIT_QUARTER, numerals[p.n >= 1 && p.n <= 4 ? p.n : 0],
				 year, NULL);
	case PERIOD_STAGE:
		return text_fill(cx, T_BENEFIT_STAGE, str_digits(cx->arena, p.n), year, NULL);
	case PERIOD_DAY:
		return say_date(cx, benefit_period_on(period));
	case PERIOD_YEAR:
		return year;
	case PERIOD_NONE:
		break;
	}
	return period != NULL ? period : "";
}

/* ---- amounts --------------------------------------------------------------------------------- */

#define AMOUNT_MAX INT64_C(100000000000)

static const char *skip_rupiah(const char *s)
{
	s += strspn(s, " \t'");
	if ((s[0] == 'R' || s[0] == 'r') && (s[1] == 'P' || s[1] == 'p'))
		s += 2;
	else if (strncasecmp(s, "idr", 3) == 0)
		s += 3;
	if (*s == '.')
		s++;
	return s + strspn(s, " \t");
}

/* Groups of three behind one kind of mark; *s stands behind them.  false: they are none. */
static bool grouped(const char **s, char mark, int64_t *v)
{
	size_t n;

	while (**s == mark) {
		n = strspn(*s + 1, "0123456789");
		if (n != 3)
			return true; /* decimals, perhaps */
		*v = *v * 1000 + strtol(*s + 1, NULL, 10);
		*s += 4;
		if (*v > AMOUNT_MAX)
			return false;
	}
	return true;
}

/* ",00", ",-", ".0": nothing more is said behind whole rupiah. */
static const char *skip_no_cents(const char *s)
{
	size_t n;

	if (*s != ',' && *s != '.')
		return s;
	n = strspn(s + 1, "0");
	if (n >= 1 && n <= 2 && !isdigit((unsigned char)s[1 + n]))
		s += 1 + n;
	else if (s[1] == '-' || s[1] == '\0')
		s += 1;
	return s + strspn(s, "-");
}

static bool is_short(const char *s)
{
	s += strspn(s, " \t");
	return strncasecmp(s, "jt", 2) == 0 || strncasecmp(s, "juta", 4) == 0 ||
	       strncasecmp(s, "rb", 2) == 0 || strncasecmp(s, "ribu", 4) == 0 ||
	       strncasecmp(s, "k", 1) == 0 || strncasecmp(s, "m", 1) == 0;
}

enum text benefit_amount_read(const char *written, int64_t *ret)
{
	const char *s = skip_rupiah(written), *rest;
	size_t n = strspn(s, "0123456789");
	int64_t v;

	if (*s == '-')
		return T_BENEFIT_F_NEGATIVE;
	if (n == 0)
		return T_BENEFIT_F_AMOUNT;
	if (n > 12)
		return T_BENEFIT_F_TOO_MUCH;
	v = strtoll(s, NULL, 10);
	s += n;
	if ((*s == 'E' || *s == 'e') && strchr("+0123456789", s[1]) != NULL && s[1] != '\0')
		return T_BENEFIT_F_SPOILED;
	rest = s + (*s == '.' || *s == ',');
	if (is_short(rest + strspn(rest, "0123456789")))
		return T_BENEFIT_F_SHORT;
	if (n <= 3 && (*s == '.' || *s == ',') && !grouped(&s, *s, &v))
		return T_BENEFIT_F_TOO_MUCH;
	s = skip_no_cents(s);
	s += strspn(s, " \t");
	if (*s == '.' || *s == ',')
		return T_BENEFIT_F_CENTS;
	if (*s != '\0')
		return T_BENEFIT_F_AMOUNT;
	if (v > AMOUNT_MAX)
		return T_BENEFIT_F_TOO_MUCH;
	*ret = v;
	return T__NONE;
}

/* ---- states ---------------------------------------------------------------------------------- */

enum text benefit_state_text(int64_t state)
{
	static const enum text texts[BENEFIT__STATES] = {
		[BENEFIT_DECIDED] = T_BENEFIT_STATE_DECIDED,
		[BENEFIT_PAID] = T_BENEFIT_STATE_PAID,
		[BENEFIT_FAILED] = T_BENEFIT_STATE_FAILED,
		[BENEFIT_STOPPED] = T_BENEFIT_STATE_STOPPED,
		[BENEFIT_VOID] = T_BENEFIT_STATE_VOID,
	};

	assert(state > 0 && state < BENEFIT__STATES);
	return texts[state];
}

enum text benefit_state_read(struct ctx *cx, const char *written, enum benefit_state *ret)
{
	static const struct {
		const char *words;
		enum benefit_state state;
	} known[] = {
		{ "|gagal salur|gagal|gagal bayar|tidak transaksi|retur|belum salur|tidak "
		  "tersalur|belum tersalur|tidak "
		  "cair|gagal burekol|",
		  BENEFIT_FAILED },
		{ "|disalurkan|salur|tersalur|tersalurkan|sudah salur|sudah disalurkan|cair|sudah "
		  "cair|transaksi|dibayar|dibayarkan|diterima|"
		  "sudah diterima|berhasil salur|berhasil|sukses|sp2d sukses|sudah "
		  "transaksi|sp2d|si|paid|",
		  BENEFIT_PAID },
		{ "|dihentikan|berhenti|nonaktif|non aktif|tidak "
		  "aktif|graduasi|dikeluarkan|exclude|stopped|",
		  BENEFIT_STOPPED },
		{ "|ditetapkan|penetapan|aktif|calon|layak|sk|terdaftar|proses|decided|",
		  BENEFIT_DECIDED },
	};
	const char *key = arena_printf(cx->arena, "|%s|", str_fold(cx->arena, written));

	for (size_t i = 0; i < LEN(known); i++)
		if (strstr(known[i].words, key) != NULL) {
			*ret = known[i].state;
			return T__NONE;
		}
	return T_BENEFIT_F_STATE;
}

/* ---- goods ----------------------------------------------------------------------------------- */

enum text benefit_goods_read(struct ctx *cx, const char *written, int64_t *ret_quantity,
			     const char **ret_goods)
{
	size_t n;

	written += strspn(written, " ");
	n = strspn(written, "0123456789");
	*ret_quantity = DB_NONE;
	*ret_goods = NULL;
	if (n > 7 || (n > 0 && (written[n] == ',' || written[n] == '.')))
		return T_BENEFIT_F_GOODS;
	if (n > 0)
		*ret_quantity = strtol(written, NULL, 10);
	written += n;
	written += strspn(written, " ");
	if (*written != '\0')
		*ret_goods = str_clean(cx->arena, written, strlen(written));
	return n == 0 && *ret_goods == NULL ? T_BENEFIT_F_GOODS : T__NONE;
}

static const char *goods_words(struct ctx *cx, const struct benefit *b)
{
	if (b->quantity == DB_NONE)
		return b->goods;
	return arena_printf(cx->arena, "%s %s", say_number(cx, b->quantity),
			    b->goods != NULL ? b->goods : text(cx, T_BENEFIT_PIECES));
}

const char *benefit_worth(struct ctx *cx, const struct benefit *b)
{
	const char *goods = goods_words(cx, b);

	if (b->amount == DB_NONE)
		return goods != NULL ? goods : "";
	if (goods == NULL)
		return say_money(cx, b->amount);
	return text_fill(cx, T_BENEFIT_BOTH, say_money(cx, b->amount), goods, NULL);
}
