/* Passes: what two records must have in common to be compared at all. */
#include "engine/linkage/linkage_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- views -------------------------------------------------------------------------------- */

struct telling {
	float bits;
	uint32_t key;
};

/* Puts a word among the n that tell most. */
static void keep_telling(struct telling *best, size_t n, struct telling t)
{
	struct telling swap;
	size_t i;

	for (i = 0; i < n; i++) {
		if (t.key == best[i].key)
			return;
		if (t.bits > best[i].bits || (t.bits >= best[i].bits && t.key > best[i].key)) {
			swap = best[i];
			best[i] = t;
			t = swap;
		}
	}
}

/* The sounds of a name's words; words that many names have count only if there is no other. */
static void view_name(const struct values *v, uint32_t name, uint32_t *word, size_t n,
		      uint32_t *ret_all)
{
	const struct words *w = &v->words;
	const struct card *card;
	struct telling best[3] = { 0 };
	uint32_t k, all = 0;

	if (!name)
		return;
	card = card_of(v, name);
	for (k = 0; k < CARD_WORDS && card->sound[k]; k++) {
		struct telling t = { w->sound_bits[card->sound[k]] + 1,
				     w->sound_key[card->sound[k]] };

		if (card->use[k].role == NAME_NICK || card->use[k].role == NAME_INITIAL)
			continue;
		all += t.key;
		if (card->use[k].role != NAME_COMMON)
			keep_telling(best, n, t);
	}
	for (k = 0; k < n; k++)
		word[k] = best[k].key;
	*ret_all = all;
}

/* Days in 16 bits, those of three centuries; without a date the name stands for it. */
static uint16_t order_of(uint32_t date, uint32_t words)
{
	uint32_t place = date_order(date);

	return place < DATE_PLACES - 1 ? (uint16_t)(place / 2) : (uint16_t)(words >> 16);
}

struct viewing {
	const struct linkage *l;
	struct view *views;
};

enum { SLICES = 64, AHEAD = 16 /* records */ };

/* Names lie all over the memory. */
static void fetch_name(const struct linkage *l, int column, size_t i)
{
	const struct column *c = &l->columns[column];

	if (i < l->n && record_at(l, (uint32_t)i)[c->slot])
		__builtin_prefetch(card_of(&c->values, record_at(l, (uint32_t)i)[c->slot]));
}

static void view_slice(void *arg, size_t s)
{
	const struct viewing *g = arg;
	const struct linkage *l = g->l;
	const struct column *c;
	uint32_t all;
	size_t i;

	for (i = l->n * s / SLICES; i < l->n * (s + 1) / SLICES; i++) {
		const uint32_t *r = record_at(l, (uint32_t)i);
		struct view *v = &g->views[i];

		*v = (struct view){ 0 };
		if (l->name >= 0) {
			fetch_name(l, l->name, i + AHEAD);
			c = &l->columns[l->name];
			view_name(&c->values, r[c->slot], v->word, LEN(v->word), &v->words);
		}
		if (l->mother >= 0) {
			fetch_name(l, l->mother, i + AHEAD);
			c = &l->columns[l->mother];
			view_name(&c->values, r[c->slot], v->mother, LEN(v->mother), &all);
		}
		v->order = order_of(l->date >= 0 ? r[l->columns[l->date].slot] : 0, v->words);
	}
}

struct view *pass_views(const struct linkage *l)
{
	struct viewing g = { l, linkage_lines(l->n, sizeof(struct view)) };

	linkage_parallel(l->options.threads, SLICES, view_slice, &g);
	return g.views;
}

/* ---- keys --------------------------------------------------------------------------------- */

static uint64_t date_key(unsigned what, uint32_t date)
{
	uint32_t year = DATE_YEAR(date), month = DATE_MONTH(date), day = DATE_DAY(date);

	if (what == PART_YEAR)
		return year;
	if (!month || !day)
		return 0;
	switch (what) {
	case PART_YEAR_MONTH:
		return year << 16 | month << 8 | 1U << 4;
	case PART_YEAR_DAY:
		return year << 16 | day | UINT64_C(1) << 32;
	case PART_MONTH_DAY:
		return month << 8 | day;
	default:
		return year << 16 | MIN(month, day) << 8 | MAX(month, day);
	}
}

static uint64_t nik_key(unsigned what, uint64_t nik)
{
	if (!nik)
		return 0;
	switch (what) {
	case PART_NIK_BIRTH:
		return NIK_PACK(NIK_REGION(nik), NIK_DATE(nik), 0);
	case PART_NIK_SERIAL:
		return NIK_PACK(0, NIK_DATE(nik), NIK_SERIAL(nik));
	case PART_NIK_PLACE:
		return NIK_PACK(NIK_REGION(nik), 0, NIK_SERIAL(nik));
	default:
		return nik;
	}
}

/* Of values the hash of the text, so that keys do not depend on the order of the records. */
static uint64_t value_key(const struct column *c, const uint32_t *r)
{
	uint32_t x = r[c->slot];

	if (c->kind == LINKAGE_NIK)
		return record_nik(r, c->slot);
	if (!x || c->kind == LINKAGE_SEX || column_date(c))
		return x;
	return c->values.hash[x - 1];
}

static uint64_t local_key(const struct column *c, uint32_t x)
{
	char room[SHAPE_DIGITS];
	struct piece text;
	const char *at;

	if (!x)
		return 0;
	text = value_text(&c->values, x, room);
	at = memchr(text.text, '@', text.size);
	if (at)
		text.size = (size_t)(at - text.text);
	return text.size >= 3 ? linkage_hash(text.text, text.size) : 0;
}

enum { PART_KEYS = 3 };

static size_t word_keys(const uint32_t *word, size_t n, uint64_t *keys)
{
	size_t i, got = 0;

	for (i = 0; i < n; i++)
		if (word[i])
			keys[got++] = word[i];
	return got;
}

static size_t pair_keys(const uint32_t *word, uint64_t *keys)
{
	size_t i, j, got = 0;

	for (i = 0; i < 3; i++)
		for (j = i + 1; j < 3 && word[i] && word[j]; j++)
			keys[got++] = (uint64_t)word[i] * word[j];
	return got;
}

/* Where what is a constant, nothing else is left of it. */
static inline __attribute__((always_inline)) size_t
part_keys_of(const struct linkage *l, const struct part *p, unsigned what, const struct view *v,
	     uint32_t record, uint64_t keys[PART_KEYS])
{
	const struct column *c = &l->columns[p->column];
	const uint32_t *r = record_at(l, record);

	switch (what) {
	case PART_WORD:
		return (int)p->column == l->name ? word_keys(v->word, LEN(v->word), keys)
						 : word_keys(v->mother, LEN(v->mother), keys);
	case PART_PAIR:
		return pair_keys(v->word, keys);
	case PART_WORDS:
		keys[0] = v->words;
		break;
	case PART_LOCAL:
		keys[0] = local_key(c, r[c->slot]);
		break;
	case PART_DATE:
	case PART_YEAR:
	case PART_YEAR_MONTH:
	case PART_YEAR_DAY:
	case PART_MONTH_DAY:
		keys[0] = date_key(what, r[c->slot]);
		break;
	case PART_NIK_BIRTH:
	case PART_NIK_SERIAL:
	case PART_NIK_PLACE:
		keys[0] = nik_key(what, record_nik(r, c->slot));
		break;
	default:
		keys[0] = value_key(c, r);
		break;
	}
	return keys[0] ? 1 : 0;
}

static size_t part_keys(const struct linkage *l, const struct part *p, const struct view *v,
			uint32_t record, uint64_t keys[PART_KEYS])
{
	return part_keys_of(l, p, p->what, v, record, keys);
}

static uint64_t key_of(uint64_t first, uint64_t second)
{
	return mix_in(mix_in(1, first), second);
}

/* A part of some records that follow one another. */
struct part_block {
	uint64_t keys[PASS_BLOCK][PART_KEYS];
	size_t n[PASS_BLOCK];
};

static inline __attribute__((always_inline)) void
fill_block(const struct linkage *l, const struct part *p, unsigned what, const struct view *views,
	   uint32_t from, size_t n, struct part_block *ret)
{
	size_t i;

	for (i = 0; i < n; i++)
		ret->n[i] =
		    part_keys_of(l, p, what, &views[from + i], from + (uint32_t)i, ret->keys[i]);
}

static void read_block(const struct linkage *l, const struct part *p, const struct view *views,
		       uint32_t from, size_t n, struct part_block *ret)
{
	switch (p->what) {
#define AS(what)                                             \
	case what:                                           \
		fill_block(l, p, what, views, from, n, ret); \
		break;
		AS(PART_VALUE)
		AS(PART_DATE)
		AS(PART_YEAR)
		AS(PART_YEAR_MONTH)
		AS(PART_YEAR_DAY)
		AS(PART_MONTH_DAY)
		AS(PART_NIK_BIRTH)
		AS(PART_NIK_SERIAL)
		AS(PART_NIK_PLACE)
		AS(PART_WORD)
		AS(PART_PAIR)
		AS(PART_WORDS)
		AS(PART_LOCAL)
#undef AS
	}
}

/* A second part that there is not has one key, which is 0. */
static void no_block(size_t n, struct part_block *ret)
{
	size_t i;

	for (i = 0; i < n; i++) {
		ret->keys[i][0] = 0;
		ret->n[i] = 1;
	}
}

static void read_parts(const struct linkage *l, const struct pass *p, const struct view *views,
		       uint32_t from, size_t n, struct part_block *first, struct part_block *second)
{
	assert(n <= PASS_BLOCK);
	read_block(l, &p->part[0], views, from, n, first);
	if (p->n_parts > 1)
		read_block(l, &p->part[1], views, from, n, second);
	else
		no_block(n, second);
}

size_t pass_keys(const struct linkage *l, const struct pass *p, const struct view *views,
		 uint32_t from, size_t n, uint64_t *ret)
{
	struct part_block first, second;
	size_t i, j, k, got = 0;

	read_parts(l, p, views, from, n, &first, &second);
	for (i = 0; i < n; i++)
		for (j = 0; j < first.n[i]; j++)
			for (k = 0; k < second.n[i]; k++)
				ret[got++] = PASS_PACK(key_of(first.keys[i][j], second.keys[i][k]),
						       from + (uint32_t)i);
	return got;
}

size_t pass_most_keys(const struct pass *p)
{
	size_t i, n = 1;

	for (i = 0; i < p->n_parts; i++)
		n *= p->part[i].what == PART_WORD || p->part[i].what == PART_PAIR ? PART_KEYS : 1;
	return n;
}

/* ---- a few of the keys -------------------------------------------------------------------- */

enum { DRAW_BITS = 6 /* values of a part that are left out at most: 63 of 64 */ };

/* Keys are drawn without being made: one multiplication instead of several. */
static bool is_drawn(uint64_t first, uint64_t second, unsigned bits)
{
	uint64_t mixed =
	    (first * UINT64_C(0xd6e8feb86659fd93) + second + 1) * UINT64_C(0x9e3779b97f4a7c15);

	return bits == 0 || mixed >> (64 - bits) == 0;
}

/* A part with one value that few have: a key can be left out by it before the rest is known. */
static const struct part *part_to_draw(const struct linkage *l, const struct pass *p)
{
	size_t i;

	for (i = 0; i < p->n_parts; i++) {
		enum linkage_kind kind = l->columns[p->part[i].column].kind;

		if (p->part[i].what != PART_WORD && p->part[i].what != PART_PAIR &&
		    p->part[i].what != PART_YEAR && kind != LINKAGE_SEX && kind != LINKAGE_REGION &&
		    kind != LINKAGE_BIRTH_PLACE)
			return &p->part[i];
	}
	return NULL;
}

/* Hashes of values lie all over the memory; a bit for each does not. */
static uint64_t *draw_values(const struct values *v, unsigned bits)
{
	uint64_t *drawn = linkage_zeroed((size_t)v->n / 64 + 1, sizeof(*drawn));
	uint32_t i;

	for (i = 1; i <= v->n; i++)
		drawn[i / 64] |= (uint64_t)is_drawn(v->hash[i - 1], 0, bits) << (i % 64);
	return drawn;
}

static int sieve_part(struct sieve *s, const struct linkage *l, const struct part *p)
{
	const struct column *c = &l->columns[p->column];
	size_t i = 0;

	while (i < s->n_parts && (s->part[i].what != p->what || s->part[i].column != p->column))
		i++;
	if (i == s->n_parts)
		s->part[s->n_parts++] = *p;
	if (p->what == PART_VALUE && c->values.hash && !s->values[p->column])
		s->values[p->column] = draw_values(&c->values, s->of_part);
	return (int)i;
}

void sieve_make(struct sieve *s, const struct linkage *l, const struct pass *passes, size_t n,
		unsigned bits)
{
	size_t k;

	*s = (struct sieve){ .bits = bits, .of_part = MIN(bits, (unsigned)DRAW_BITS) };
	for (k = 0; k < n; k++) {
		const struct part *p = part_to_draw(l, &passes[k]);

		s->of_pass[k] = p ? sieve_part(s, l, p) : -1;
	}
}

void sieve_release(struct sieve *s)
{
	size_t i;

	for (i = 0; i < LINKAGE_COLUMNS; i++)
		linkage_return(s->values[i]);
}

static void draw_values_of(const struct linkage *l, const struct part *p, const uint64_t *values,
			   uint32_t from, size_t n, bool drawn[PASS_BLOCK])
{
	unsigned slot = l->columns[p->column].slot;
	uint32_t x;
	size_t i;

	for (i = 0; i < n; i++) {
		x = record_at(l, from + (uint32_t)i)[slot];
		drawn[i] = x && values[x / 64] >> (x % 64) & 1;
	}
}

static void draw_part(const struct linkage *l, const struct sieve *s, const struct part *p,
		      const struct view *views, uint32_t from, size_t n, bool drawn[PASS_BLOCK])
{
	struct part_block keys;
	size_t i;

	if (p->what == PART_VALUE && s->values[p->column]) {
		draw_values_of(l, p, s->values[p->column], from, n, drawn);
		return;
	}
	read_block(l, p, views, from, n, &keys);
	for (i = 0; i < n; i++)
		drawn[i] = keys.n[i] > 0 && is_drawn(keys.keys[i][0], 0, s->of_part);
}

void sieve_records(const struct sieve *s, const struct linkage *l, const struct view *views,
		   uint32_t from, size_t n, uint64_t ret[PASS_BLOCK])
{
	bool drawn[PASS_BLOCK];
	size_t i, k;

	memset(ret, 0, n * sizeof(*ret));
	for (k = 0; k < s->n_parts; k++) {
		draw_part(l, s, &s->part[k], views, from, n, drawn);
		for (i = 0; i < n; i++)
			ret[i] |= (uint64_t)drawn[i] << k;
	}
}

/* What a part has let through is drawn by another hash: by the same one all would be. */
static bool key_drawn(uint64_t key, unsigned bits)
{
	return bits == 0 || mix64(key) >> (64 - bits) == 0;
}

size_t pass_draw_one(const struct linkage *l, const struct pass *p, const struct view *views,
		     uint32_t record, const struct sieve *s, struct keyed *ret)
{
	uint64_t first[PART_KEYS], second[PART_KEYS] = { 0 }, key;
	const struct view *v = &views[record];
	size_t n, m = 1, i, j, kept = 0;

	n = part_keys(l, &p->part[0], v, record, first);
	if (n > 0 && p->n_parts > 1)
		m = part_keys(l, &p->part[1], v, record, second);
	for (i = 0; i < n; i++)
		for (j = 0; j < m; j++) {
			key = key_of(first[i], second[j]);
			if (key_drawn(key, s->bits - s->of_part))
				ret[kept++] = (struct keyed){ key_in_order(key, v), record };
		}
	return kept;
}

size_t pass_draw(const struct linkage *l, const struct pass *p, const struct view *views,
		 uint32_t from, size_t n, const struct sieve *s, struct keyed *ret)
{
	struct part_block first, second;
	size_t i, j, k, kept = 0;

	read_parts(l, p, views, from, n, &first, &second);
	for (i = 0; i < n; i++)
		for (j = 0; j < first.n[i]; j++)
			for (k = 0; k < second.n[i]; k++) {
				uint64_t x = first.keys[i][j], y = second.keys[i][k];

				if (is_drawn(x, y, s->bits))
					ret[kept++] =
					    (struct keyed){ key_in_order(key_of(x, y),
									 &views[from + i]),
							    from + (uint32_t)i };
			}
	return kept;
}

/* ---- what two records have in common ------------------------------------------------------ */

static uint64_t part_common(const struct linkage *l, const struct part *p, const struct view *v,
			    uint32_t a, const struct view *w, uint32_t b)
{
	unsigned slot = l->columns[p->column].slot;
	uint64_t x[PART_KEYS], y[PART_KEYS];
	size_t n, m, i, j;

	/* Different values have different hashes, which lie elsewhere. */
	if (p->what == PART_VALUE && record_at(l, a)[slot] != record_at(l, b)[slot])
		return 0;
	n = part_keys(l, p, v, a, x);
	m = n ? part_keys(l, p, w, b, y) : 0;
	for (i = 0; i < n; i++)
		for (j = 0; j < m; j++)
			if (x[i] == y[j])
				return x[i];
	return 0;
}

uint64_t pass_common(const struct linkage *l, const struct pass *p, const struct view *v,
		     uint32_t a, const struct view *w, uint32_t b)
{
	uint64_t first = 0, second = 0;

	/* The second part is mostly the quicker one. */
	if (p->n_parts > 1 && !(second = part_common(l, &p->part[1], v, a, w, b)))
		return 0;
	first = part_common(l, &p->part[0], v, a, w, b);
	return first ? key_of(first, second) : 0;
}

/* ---- reading ahead ------------------------------------------------------------------------ */

void pass_fetch(const struct linkage *l, const struct pass *p, uint32_t from, size_t n)
{
	const struct column *c;
	size_t i, k;
	uint32_t x;

	for (i = 0; i < p->n_parts; i++) {
		c = &l->columns[p->part[i].column];
		if (p->part[i].what != PART_VALUE || !c->values.hash)
			continue;
		for (k = from; k < MIN(from + n, l->n); k++) {
			x = record_at(l, (uint32_t)k)[c->slot];
			if (x)
				__builtin_prefetch(&c->values.hash[x - 1]);
		}
	}
}

/* ---- choosing ----------------------------------------------------------------------------- */

struct list {
	struct pass *pass;
	size_t n;
};

static void add(struct list *s, unsigned what, int column, unsigned what2, int column2)
{
	struct pass *p = &s->pass[s->n];

	if (s->n == PASSES || column < 0)
		return;
	*p = (struct pass){ .n_parts = column2 < 0 ? 1 : 2 };
	p->part[0].what = what;
	p->part[0].column = (uint8_t)column;
	if (column2 >= 0) {
		p->part[1].what = what2;
		p->part[1].column = (uint8_t)column2;
	}
	s->n++;
}

static void add_named(const struct linkage *l, struct list *s, int column)
{
	if (l->name >= 0)
		add(s, PART_WORD, l->name, PART_VALUE, column);
}

/* Numbers that one person has, or few. */
static void add_numbers(const struct linkage *l, struct list *s)
{
	size_t i;

	for (i = 0; i < l->n_columns; i++) {
		enum linkage_kind k = l->columns[i].kind;

		if (k == LINKAGE_KK || k == LINKAGE_PHONE || k == LINKAGE_EMAIL ||
		    k == LINKAGE_CODE)
			add(s, PART_VALUE, (int)i, 0, -1);
		if (k == LINKAGE_EMAIL)
			add(s, PART_LOCAL, (int)i, 0, -1);
		/* A household's: with what tells its members apart. */
		if (k == LINKAGE_KK || k == LINKAGE_PHONE) {
			add_named(l, s, (int)i);
			if (l->date >= 0)
				add(s, PART_YEAR, l->date, PART_VALUE, (int)i);
		}
	}
	add(s, PART_NIK_BIRTH, l->nik, 0, -1);
	add(s, PART_NIK_SERIAL, l->nik, 0, -1);
}

static void add_names(const struct linkage *l, struct list *s)
{
	static const unsigned dates[] = { PART_DATE, PART_YEAR_MONTH, PART_YEAR_DAY,
					  PART_MONTH_DAY };
	size_t i;

	if (l->name < 0)
		return;
	for (i = 0; i < LEN(dates) && l->date >= 0; i++)
		add(s, PART_WORD, l->name, dates[i], l->date);
	add(s, PART_WORDS, l->name, 0, -1);
	add(s, PART_PAIR, l->name, 0, -1);
	if (l->date >= 0) {
		add(s, PART_PAIR, l->name, PART_YEAR, l->date);
		add(s, PART_WORDS, l->name, PART_YEAR, l->date);
		add(s, PART_WORDS, l->name, PART_MONTH_DAY, l->date);
	}
	if (l->mother >= 0)
		add(s, PART_WORD, l->name, PART_WORD, l->mother);
	if (l->nik >= 0)
		add(s, PART_WORD, l->name, PART_NIK_PLACE, l->nik);
}

/* Places and free texts, together with what else there is. */
static void add_texts(const struct linkage *l, struct list *s)
{
	size_t i;

	if (l->mother >= 0 && l->date >= 0)
		add(s, PART_WORD, l->mother, PART_DATE, l->date);
	for (i = 0; i < l->n_columns; i++) {
		enum linkage_kind k = l->columns[i].kind;

		if (k != LINKAGE_BIRTH_PLACE && k != LINKAGE_ADDRESS && k != LINKAGE_REGION &&
		    k != LINKAGE_TEXT && k != LINKAGE_CODE && k != LINKAGE_DATE)
			continue;
		add_named(l, s, (int)i);
		if (l->name >= 0 && k == LINKAGE_REGION) {
			add(s, PART_PAIR, l->name, PART_VALUE, (int)i);
			add(s, PART_WORDS, l->name, PART_VALUE, (int)i);
		}
		if (l->date >= 0)
			add(s, PART_DATE, l->date, PART_VALUE, (int)i);
	}
	add(s, PART_DATE, l->date, 0, -1);
	for (i = 0; i < l->n_columns; i++)
		if (l->columns[i].kind == LINKAGE_ADDRESS || l->columns[i].kind == LINKAGE_TEXT)
			add(s, PART_VALUE, (int)i, 0, -1);
}

size_t pass_choose(const struct linkage *l, struct pass *passes)
{
	struct list s = { .pass = passes };

	add(&s, PART_VALUE, l->nik, 0, -1);
	add_names(l, &s);
	add_numbers(l, &s);
	add_texts(l, &s);
	return s.n;
}
