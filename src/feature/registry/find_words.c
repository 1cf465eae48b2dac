/* One box taken apart: which words are the name, which the relative, the place, the age, a number.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "feature/registry/find_impl.h"
#include "platform/app.h"

enum {
	WORDS = 24,     /* further ones are left out */
	AGE_ABOUT = 3,  /* years to both sides of an age that was said */
	AGE_MOST = 130, /* what is more is no age */
	YEAR_FIRST = 1880,
	PLACE_WORDS = 3, /* that the name of a region may have */
	CODE_LEAST = 3,  /* signs of a number that may be a field's: less is an RT, a house */
	PHRASE_LEAST = 3
};

/* Where the words that follow belong. */
enum part { PART_NAME, PART_BARE, PART_RELATIVE, PART_ADDRESS, PART__N };

struct words {
	struct ctx *cx;
	const struct find_query *q;
	char *word[WORDS];      /* folded */
	const char *raw[WORDS]; /* as written: dates and telephones keep their signs */
	size_t n;
	char *part[PART__N]; /* gathered, blanks between */
	bool last[PART__N];  /* the last word of the box went there */
	const struct region *regions;
	size_t n_regions;
	bool guess; /* the name of a place among the words is one */
	int32_t today;
	struct find_ask *ask;
};

/* ---- lists --------------------------------------------------------------------------------- */

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* The name that follows is a relative's. */
static const char *const kin[] = {
	"anak",       "anaknya",  "putranya",   "putrinya", "istri",     "istrinya", "suami",
	"suaminya",   "ibunya",   "ayahnya",    "bapaknya", "bapanya",   "emaknya",  "mamanya",
	"orangtua",   "ortu",     "cucu",       "cucunya",  "kakak",     "kakaknya", "adik",
	"adiknya",    "menantu",  "menantunya", "mertua",   "mertuanya", "keluarga", "sekeluarga",
	"saudaranya", "neneknya", "kakeknya",   NULL,
};

/* A place begins, and the word says nothing more. */
static const char *const place_words[] = {
	"jl",       "jln",       "jalan",      "gg",      "gang",    "kp",       "kampung",
	"perum",    "perumahan", "dekat",      "sebelah", "samping", "belakang", "depan",
	"seberang", "alamat",    "tinggal",    "rumah",   "blok",    "komplek",  "kompleks",
	"di",       "dusun",     "lingkungan", NULL,
};

/* A place begins, and the word is part of it. */
static const char *const landmarks[] = {
	"masjid",    "mesjid",   "mushola",  "musholla",  "mushalla", "musala", "langgar",
	"surau",     "pasar",    "terminal", "stasiun",   "gereja",   "vihara", "pura",
	"pesantren", "ponpes",   "pondok",   "sd",        "sdn",      "smp",    "smpn",
	"sma",       "smk",      "tk",       "puskesmas", "posyandu", "warung", "toko",
	"jembatan",  "lapangan", "makam",    "kantor",    "pabrik",   "alun",   NULL,
};

static const char *const fillers[] = { "bernama", "namanya", "nama",  "dari", "yang",    "yg",
				       "kira",    "sekitar", "nik",   "kk",   "hp",      "wa",
				       "telp",    "telepon", "lahir", "tgl",  "tanggal", NULL };
static const char *const years[] = { "th", "thn", "tahun", "tahunan", NULL };
static const char *const ages[] = { "umur", "usia", "umurnya", "usianya", NULL };
static const char *const males[] = { "laki", "lelaki", "pria", NULL };
static const char *const females[] = { "perempuan", "wanita", NULL };
static const char *const kelurahan_words[] = { "kel", "kelurahan", "desa", NULL };
static const char *const kecamatan_words[] = { "kec", "kecamatan", NULL };
static const char *const months[] = { "januari",   "februari", "maret",    "april",
				      "mei",       "juni",     "juli",     "agustus",
				      "september", "oktober",  "november", "desember" };

/* ---- numbers ------------------------------------------------------------------------------- */

static size_t digits_of(const char *raw, char *to, size_t room)
{
	size_t n = 0;

	for (; *raw; raw++)
		if (*raw >= '0' && *raw <= '9') {
			if (n + 1 < room)
				to[n] = *raw;
			n++;
		} else if (!strchr("+-.() ", *raw)) {
			return 0;
		}
	to[MIN(n, room - 1)] = '\0';
	return n < room ? n : 0;
}

/* "+62 812" and "62812" are kept as 0812. */
static bool take_number(struct words *w, const char *raw)
{
	char digits[24];
	size_t n = digits_of(raw, digits, sizeof(digits));

	if (n == 16) {
		w->ask->number = arena_strdup(w->cx->arena, digits);
		return true;
	}
	if (n >= 9 && n <= 14 && (str_starts(digits, "08") || str_starts(digits, "62"))) {
		w->ask->number = digits[0] == '0' ? arena_strdup(w->cx->arena, digits)
						  : arena_printf(w->cx->arena, "0%s", digits + 2);
		return true;
	}
	return false;
}

static void born_between(struct find_ask *ask, int32_t from, int32_t to)
{
	ask->born_from = from;
	ask->born_to = to;
}

static void aged(struct words *w, int64_t from, int64_t to)
{
	struct civil c = date_civil(w->today);

	born_between(w->ask, date_from_ymd(c.year - (int)to - 1, c.month, 1),
		     date_from_ymd(c.year - (int)from, c.month, 28) + 3);
}

static bool take_date(struct words *w, int year, int month, int day)
{
	if (year < 100)
		year += year > date_civil(w->today).year % 100 ? 1900 : 2000;
	if (year < YEAR_FIRST || !date_valid(year, month, day))
		return false;
	born_between(w->ask, date_from_ymd(year, month, day), date_from_ymd(year, month, day));
	w->ask->birth_exact = true;
	return true;
}

/* 17-8-1945, 17/08/45, 1945-08-17. */
static bool take_written_date(struct words *w, const char *raw)
{
	long a, b, c;
	char *end;

	a = strtol(raw, &end, 10);
	if (end == raw || !strchr("-/.", *end) || *end == '\0')
		return false;
	b = strtol(end + 1, &end, 10);
	if (!strchr("-/.", *end) || *end == '\0' || b < 1 || b > 12)
		return false;
	c = strtol(end + 1, &end, 10);
	if (*end != '\0' || a < 1 || c < 0 || a > 9999 || c > 9999)
		return false;
	return a > 31 ? take_date(w, (int)a, (int)b, (int)c) : take_date(w, (int)c, (int)b, (int)a);
}

static int month_of(const char *word)
{
	size_t i, n = strlen(word);

	for (i = 0; n >= 3 && i < LEN(months); i++)
		if (strncmp(months[i], word, n) == 0)
			return (int)i + 1;
	return 0;
}

/* Digits that are no age, date or telephone may be what a field of the city's own says. */
static bool take_code(struct words *w, size_t i)
{
	struct find_ask *ask = w->ask;
	const char *code = str_fold(w->cx->arena, w->raw[i]);

	if (ask->n_codes == FIND_CODES || utf8_length(code) < CODE_LEAST ||
	    code[strcspn(code, "0123456789")] == '\0')
		return false;
	ask->code[ask->n_codes++] = code;
	return true;
}

/* An age ("60 th", "60th", "umur 60"), a day in words, a year.  How many words it took. */
static size_t take_small_number(struct words *w, size_t i)
{
	const char *next = i + 1 < w->n ? w->word[i + 1] : "";
	char *end;
	long v = strtol(w->word[i], &end, 10);

	if (end == w->word[i] || v < 0)
		return 0;
	if (v <= AGE_MOST && is_one_of(end, years)) {
		aged(w, MAX(v - AGE_ABOUT, 0), v + AGE_ABOUT);
		return 1;
	}
	if (*end != '\0')
		return 0;
	if (v <= AGE_MOST &&
	    (is_one_of(next, years) || (i > 0 && is_one_of(w->word[i - 1], ages)))) {
		aged(w, MAX(v - AGE_ABOUT, 0), v + AGE_ABOUT);
		return is_one_of(next, years) ? 2 : 1;
	}
	if (v >= 1 && v <= 31 && month_of(next) && i + 2 < w->n &&
	    take_date(w, (int)strtol(w->word[i + 2], NULL, 10), month_of(next), (int)v))
		return 3;
	if (v >= YEAR_FIRST && v <= date_civil(w->today).year) {
		born_between(w->ask, date_from_ymd((int)v, 1, 1), date_from_ymd((int)v, 12, 31));
		return 1;
	}
	(void)take_code(w, i); /* otherwise of a house, an RT: nothing to look for */
	return 1;
}

/* ---- places -------------------------------------------------------------------------------- */

/* How many words from the one at i are the name of a region of that level; *ret which. */
static size_t region_at(struct words *w, size_t i, enum region_level level,
			const struct region **ret)
{
	const struct region *r;
	size_t best = 0, k, n;

	for (k = 0; k < w->n_regions; k++) {
		char *name = str_fold(w->cx->arena, w->regions[k].name), *at = name;

		r = &w->regions[k];
		if (level != REGION_ANY && r->level != level)
			continue;
		for (n = 0; n < PLACE_WORDS && i + n < w->n && str_starts(at, w->word[i + n]);
		     n++) {
			at += strlen(w->word[i + n]);
			if (*at == '\0')
				break;
			if (*at++ != ' ')
				break;
		}
		/* A kecamatan before its kelurahan of the same name: it holds it. */
		if (*at == '\0' && at != name && n + 1 > best) {
			best = n + 1;
			*ret = r;
		}
	}
	return best;
}

/* The kelurahan of a kecamatan, or the one itself. */
static void within(struct words *w, int64_t id)
{
	int64_t *ids = ARENA_ARRAY(w->cx->arena, w->n_regions + 1, int64_t);
	size_t i, n = 0;

	ids[n++] = id;
	for (i = 0; i < w->n_regions; i++)
		if (w->regions[i].parent_id == id)
			ids[n++] = w->regions[i].id;
	w->ask->region = ids;
	w->ask->n_regions = n;
}

static size_t take_region(struct words *w, size_t i, enum part part)
{
	const struct region *r = NULL;
	size_t n;

	if (i + 1 < w->n && is_one_of(w->word[i], kelurahan_words) &&
	    (n = region_at(w, i + 1, REGION_KELURAHAN, &r)) > 0) {
		within(w, r->id);
		return n + 1;
	}
	if (i + 1 < w->n && is_one_of(w->word[i], kecamatan_words) &&
	    (n = region_at(w, i + 1, REGION_KECAMATAN, &r)) > 0) {
		within(w, r->id);
		return n + 1;
	}
	if (!w->guess || part != PART_NAME || i == 0 || (n = region_at(w, i, REGION_ANY, &r)) == 0)
		return 0;
	within(w, r->id);
	w->ask->region_guess = true;
	return n;
}

/* ---- words --------------------------------------------------------------------------------- */

static void add_word(struct words *w, enum part part, size_t i)
{
	const char *had = w->part[part];

	w->part[part] = had ? arena_printf(w->cx->arena, "%s %s", had, w->raw[i])
			    : arena_strdup(w->cx->arena, w->raw[i]);
	w->last[part] = i + 1 == w->n;
}

/* How many words the one at i and its next are, and where what follows belongs. */
static size_t take_word(struct words *w, size_t i, enum part *part)
{
	const char *word = w->word[i];
	size_t n;

	if (take_number(w, w->raw[i]) || take_written_date(w, w->raw[i]))
		return 1;
	if ((n = take_small_number(w, i)) > 0 || (n = take_region(w, i, *part)) > 0)
		return n;
	if (is_one_of(word, males) || is_one_of(word, females)) {
		w->ask->sex = is_one_of(word, males) ? 1 : 2;
		return 1;
	}
	if (is_one_of(word, fillers) || is_one_of(word, ages) || strcmp(word, "rt") == 0 ||
	    strcmp(word, "rw") == 0)
		return 1;
	/* Anak Agung is a name of Bali. */
	if (is_one_of(word, kin) && i + 1 < w->n && strcmp(w->word[i + 1], "agung") != 0) {
		*part = PART_RELATIVE;
		return 1;
	}
	if (is_one_of(word, place_words) && i + 1 < w->n) {
		*part = PART_ADDRESS;
		return 1;
	}
	if (is_one_of(word, landmarks) && (i > 0 || i + 1 < w->n))
		*part = PART_ADDRESS;
	add_word(w, *part, i);
	if (*part == PART_NAME && !take_code(w, i))
		add_word(w, PART_BARE, i);
	return 1;
}

/* Pieces between blanks and commas; one whose fold is empty is none. */
static void split(struct words *w, const char *text)
{
	const char *at = text;

	while (*at != '\0' && w->n < WORDS) {
		size_t n = strcspn(at, " ,;\t\n");
		char *raw = arena_strndup(w->cx->arena, at, n);
		char *folded = str_fold(w->cx->arena, raw), *blank = strchr(folded, ' ');

		if (blank && strspn(raw, "0123456789-/.+()") != n)
			*blank = '\0'; /* "laki-laki" */
		if (*folded != '\0') {
			w->raw[w->n] = raw;
			w->word[w->n++] = folded;
		}
		at += n + strspn(at + n, " ,;\t\n");
	}
}

/* Sixteen digits in groups, as cards are read out, are one number. */
static bool whole_number(struct words *w, const char *text)
{
	return text[strspn(text, "0123456789 .-+")] == '\0' && take_number(w, text);
}

/* ---- forms --------------------------------------------------------------------------------- */

static void read_name(const char *s, struct name_form *ret)
{
	name_form(s ? s : "", s ? strlen(s) : 0, ret);
}

static const char *first_of(const char *field, const char *part)
{
	return str_blank(field) ? part : field;
}

static void read_forms(struct words *w)
{
	const struct find_query *q = w->q;
	struct find_ask *ask = w->ask;
	const char *address = first_of(q->address, w->part[PART_ADDRESS]);

	read_name(first_of(q->name, w->part[PART_NAME]), &ask->name);
	read_name(first_of(q->relative, w->part[PART_RELATIVE]), &ask->relative);
	find_address_form(w->cx->arena, address, &ask->address);
	ask->address_text = address;
	ask->typing_name = q->typing && w->last[PART_NAME];
	ask->typing_relative = q->typing && w->last[PART_RELATIVE];
	ask->typing_address = q->typing && w->last[PART_ADDRESS];
}

/* What fields of the city's own may say. */
static void read_phrase(struct words *w)
{
	struct find_ask *ask = w->ask;
	const char *phrase = str_fold(w->cx->arena, w->q->words != NULL ? w->q->words : "");

	if (ask->number != NULL)
		ask->code[0] = ask->number, ask->n_codes = 1;
	ask->bare = w->part[PART_BARE];
	ask->phrase = utf8_length(phrase) >= PHRASE_LEAST ? phrase : NULL;
}

static void read_fields(struct words *w)
{
	const struct find_query *q = w->q;

	if (q->sex != 0)
		w->ask->sex = q->sex;
	if (q->region_id != 0) {
		within(w, q->region_id);
		w->ask->region_guess = false;
	}
	if (q->age_from >= 0 || q->age_to >= 0)
		aged(w, MAX(q->age_from, 0), q->age_to >= 0 ? q->age_to : AGE_MOST);
}

enum err find_read(struct ctx *cx, const struct find_query *q, bool guess, struct find_ask *ret)
{
	struct words w = { .cx = cx,
			   .q = q,
			   .guess = guess,
			   .today = clock_date(cx->now, cx->app->zone_minutes),
			   .ask = ret };
	enum part part = PART_NAME;
	size_t i;

	*ret = (struct find_ask){ .born_from = DATE_NONE, .born_to = DATE_NONE };
	TRY(region_list(cx, REGION_ANY, 0, &w.regions, &w.n_regions));
	if (q->words && !whole_number(&w, q->words)) {
		split(&w, q->words);
		for (i = 0; i < w.n;)
			i += take_word(&w, i, &part);
	}
	read_forms(&w);
	read_phrase(&w);
	read_fields(&w);
	return ERR_OK;
}
