/* Columns: from cells to numbers of distinct values, and what it says to agree on one. */
#include "engine/linkage/linkage_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	DRAFTS = 32, /* cells looked up at a time */
	AHEAD = 16   /* records whose values are fetched ahead */
};

unsigned column_slots(enum linkage_kind kind)
{
	return kind == LINKAGE_NIK ? 2 : 1;
}

/* Whether values of a kind are numbered, and compared as texts. */
static bool has_texts(enum linkage_kind kind)
{
	return kind != LINKAGE_NAME && kind != LINKAGE_MOTHER && kind != LINKAGE_BIRTH_DATE &&
	       kind != LINKAGE_DATE && kind != LINKAGE_SEX && kind != LINKAGE_NIK &&
	       kind != LINKAGE_VERIFIED;
}

void column_init(struct column *c, enum linkage_kind kind, unsigned slot)
{
	*c = (struct column){ .kind = kind, .slot = slot };
}

static void words_release(struct words *w)
{
	intern_release(&w->by_text);
	intern_release(&w->by_sound);
	linkage_return(w->word);
	linkage_return(w->sound);
	linkage_return(w->sound_key);
	linkage_return(w->count);
	linkage_return(w->sound_count);
	linkage_return(w->bits);
	linkage_return(w->sound_bits);
}

static void release_cards(struct values *v)
{
	size_t i;

	for (i = 0; v->cards && i <= v->n / CARDS; i++)
		linkage_return(v->cards[i]);
	linkage_return(v->cards);
}

static void forget_reading(struct values *v)
{
	intern_release(&v->seen);
	intern_release(&v->words.by_text);
	intern_release(&v->words.by_sound);
	name_memo_free(v->words.memo);
	v->words.memo = NULL;
}

void column_release(struct column *c)
{
	struct values *v = &c->values;

	forget_reading(v);
	words_release(&v->words);
	linkage_return(v->count);
	linkage_return(v->bits);
	linkage_return(v->hash);
	linkage_return(v->shape);
	linkage_return(v->text);
	linkage_return(v->common);
	release_cards(v);
}

void column_close(struct column *c)
{
	struct values *v = &c->values;

	forget_reading(v);
	linkage_cut(v->hash, v->n, sizeof(*v->hash));
	linkage_cut(v->shape, v->n, sizeof(*v->shape));
	linkage_cut(v->text, v->size, 1);
}

/*
 * Room for so many values as records are expected is made when there are many of them: places and
 * the like have few.
 */
enum { MANY = 4096, TEXT_EXPECTED = 20 /* bytes of a text */ };

void column_expect(struct column *c, size_t n)
{
	c->values.expected = (uint32_t)MIN(n, (size_t)UINT32_MAX / TEXT_EXPECTED);
}

static uint32_t more_room(uint32_t room, uint32_t least, uint32_t expected)
{
	room = MAX(room + room / 2, least);
	return room > MANY ? MAX(room, expected) : room;
}

/* ---- names -------------------------------------------------------------------------------- */

static uint32_t sound_number(struct words *w, const struct name_word *word)
{
	uint64_t key = mix64(name_sound_key(word));
	uint32_t found = intern_find(&w->by_sound, key);

	if (found)
		return found;
	found = w->n_sounds + 1;
	if (found >= w->sounds_room) {
		w->sounds_room = 2 * found + 1024;
		w->sound_key = linkage_grown(w->sound_key, w->sounds_room, sizeof(uint32_t));
	}
	w->sound_key[found] = (uint32_t)(key >> 32) | 1;
	intern_put(&w->by_sound, key, found);
	return w->n_sounds = found;
}

/* A word that is not in the memo with its numbers. */
static struct name_note find_word(struct words *w, const struct name_word *word)
{
	uint64_t key = mix64(name_text_key(word));
	uint32_t found = intern_find(&w->by_text, key), room = w->room;

	if (found)
		return (struct name_note){ found, w->sound[found - 1] };
	LINKAGE_ROOM(w->word, w->n, room);
	LINKAGE_ROOM(w->sound, w->n, w->room);
	w->word[w->n] = *word;
	w->sound[w->n] = sound_number(w, word);
	intern_put(&w->by_text, key, ++w->n);
	return (struct name_note){ w->n, w->sound[w->n - 1] };
}

/* Its number, counted from 1, and that of its sound. */
static struct name_note word_numbers(struct words *w, const struct name_word *word)
{
	struct name_note *note = name_memo_note(w->memo, word), found;

	if (note && note->word)
		return *note;
	found = find_word(w, word);
	if (note)
		*note = found;
	return found;
}

/* A cell on its way to a value. */
struct draft {
	size_t cell;
	uint64_t hash; /* of the normal form; 0 when that is empty */
	union {
		struct {
			struct name_form form;
			struct name_note number[NAME_WORDS]; /* of its words */
			uint32_t only;                       /* of linkage_cell */
		};
		struct {
			char text[LINKAGE_CELL + 8];
			size_t size;
		};
	};
};

static void fill_card(const struct draft *d, struct card *ret)
{
	const struct name_form *form = &d->form;
	const struct name_note *numbers = d->number;
	unsigned i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < MIN((unsigned)form->n, (unsigned)CARD_WORDS); i++) {
		ret->sound[i] = numbers[i].sound;
		ret->letters[i] = form->word[i].letters;
		ret->use[i].word = (numbers[i].word - 1) & ((1U << CARD_WORD_BITS) - 1);
		ret->use[i].role = form->word[i].role & 7U;
	}
	ret->use[0].only = d->only & 7U;
}

/* Blocks do not move, so that names need no room twice while there come more. */
static void add_card(struct values *v, uint32_t value, const struct draft *d)
{
	size_t block = value / CARDS;

	if (!v->cards || value % CARDS == 0) {
		v->cards = linkage_grown(v->cards, block + 1, sizeof(*v->cards));
		v->cards[block] = linkage_lines(CARDS, sizeof(struct card));
	}
	fill_card(d, card_of(v, value));
}

/* ---- values ------------------------------------------------------------------------------- */

/* Room for one more value; its text is kept apart. */
static void reserve_value(struct values *v)
{
	if (v->n < v->room)
		return;
	v->room = more_room(v->room, 256, v->expected);
	v->hash = linkage_enlarged(v->hash, v->n, v->room, sizeof(*v->hash));
	v->shape = linkage_enlarged(v->shape, v->n, v->room, sizeof(*v->shape));
}

static void keep_text(struct values *v, struct shape *shape, const char *text, size_t size)
{
	if (v->size_room - v->size < size) {
		v->size_room = more_room(v->size_room, 65536,
					 v->room > MANY ? v->expected * TEXT_EXPECTED : 0);
		v->text = linkage_enlarged(v->text, v->size, v->size_room, 1);
	}
	memcpy(v->text + v->size, text, size);
	shape->at = v->size;
	v->size += (uint32_t)size;
	v->has_words = true;
}

static void add_text(struct values *v, const char *text, size_t size, uint64_t hash)
{
	struct shape *shape;

	reserve_value(v);
	shape = &v->shape[v->n];
	v->hash[v->n] = hash;
	text_shape(text, size, shape);
	if (!shape->is_number)
		keep_text(v, shape, text, size);
}

/* Two names are one when their words are, in what they are used for, and the part they are. */
static void number_words(struct words *w, struct draft *d)
{
	uint64_t hash = 1 + d->only;
	uint32_t i;

	for (i = 0; i < d->form.n; i++) {
		d->number[i] = word_numbers(w, &d->form.word[i]);
		hash = mix_in(hash, (uint64_t)(d->number[i].word - 1) * NAME__ROLES +
					d->form.word[i].role);
	}
	d->hash = d->form.n > 0 ? hash : 0;
}

static void draft_names(struct values *v, const struct linkage_cell *cells, size_t step,
			struct draft *drafts, size_t n)
{
	struct words *w = &v->words;
	struct name_form *forms[DRAFTS];
	struct name_cell names[DRAFTS];
	size_t k;

	if (!w->memo)
		w->memo = name_memo_new();
	for (k = 0; k < n; k++) {
		const struct linkage_cell *cell = &cells[drafts[k].cell * step];

		names[k] = (struct name_cell){ cell->text, cell_size(cell) };
		forms[k] = &drafts[k].form;
		drafts[k].only = cell->only;
	}
	name_forms_with(w->memo, names, n, forms);
	for (k = 0; k < n; k++)
		number_words(w, &drafts[k]);
}

static void draft_texts(enum linkage_kind kind, const struct linkage_cell *cells, size_t step,
			struct draft *drafts, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++) {
		const struct linkage_cell *cell = &cells[drafts[k].cell * step];
		struct draft *d = &drafts[k];

		d->size = parse_value(kind, cell->text, cell_size(cell), d->text);
		d->hash = d->size > 0 ? linkage_hash(d->text, d->size) : 0;
	}
}

/* The normal forms of cells whose bytes were not met before. */
static void draft_values(struct column *c, const struct linkage_cell *cells, size_t step,
			 struct draft *drafts, size_t n)
{
	size_t k;

	if (column_names(c))
		draft_names(&c->values, cells, step, drafts, n);
	else
		draft_texts(c->kind, cells, step, drafts, n);
	for (k = 0; k < n; k++)
		intern_prefetch(&c->values.seen, drafts[k].hash);
}

static uint32_t add_value(struct column *c, const struct draft *d)
{
	struct values *v = &c->values;

	if (column_names(c)) {
		add_card(v, v->n + 1, d);
	} else {
		add_text(v, d->text, d->size, d->hash);
	}
	intern_put(&v->seen, d->hash, v->n + 1);
	return ++v->n;
}

/* The value of a cell whose bytes, by their hash, were not met before, or but just now. */
static uint32_t take_draft(struct column *c, const struct draft *d, uint64_t raw)
{
	struct intern *seen = &c->values.seen;
	uint32_t found = d->hash ? intern_find(seen, raw) : 0;

	if (found || !d->hash)
		return found;
	found = intern_find(seen, d->hash);
	if (!found)
		found = add_value(c, d);
	if (raw != d->hash)
		intern_put(seen, raw, found);
	return found;
}

/* As many entries will come of the cells that are left as came of those before. */
static void expect_entries(struct values *v, size_t n)
{
	v->cells += n;
	v->seen.expected =
	    (size_t)((double)v->seen.n / (double)v->cells * (double)MAX(v->expected, v->cells));
}

/*
 * The bytes as they came are looked up first: most cells have been read before.  Numbers are mostly
 * written as they are compared; then one entry of the table is both.  The table lies all over the
 * memory, so what is looked up is fetched some cells before.
 */
void column_number(struct column *c, const struct linkage_cell *cells, size_t step, size_t n,
		   const uint64_t *hash, uint32_t *value)
{
	struct draft *drafts = linkage_grown(NULL, DRAFTS, sizeof(*drafts));
	const struct intern *seen = &c->values.seen;
	size_t i, k, from, to, n_drafts;

	for (from = 0; from < n; from = to) {
		to = MIN(from + DRAFTS, n);
		for (i = to; i < MIN(to + DRAFTS, n); i++) {
			intern_prefetch(seen, hash[i]);
			__builtin_prefetch(&cells[i * step]);
		}
		for (i = from, n_drafts = 0; i < to; i++) {
			value[i] = hash[i] ? intern_find(seen, hash[i]) : 0;
			if (!hash[i] || value[i])
				continue;
			__builtin_prefetch(cells[i * step].text);
			drafts[n_drafts++].cell = i;
		}
		draft_values(c, cells, step, drafts, n_drafts);
		for (k = 0; k < n_drafts; k++)
			value[drafts[k].cell] = take_draft(c, &drafts[k], hash[drafts[k].cell]);
	}
	expect_entries(&c->values, n);
	linkage_return(drafts);
}

bool column_numbered(const struct column *c)
{
	return has_texts(c->kind) || column_names(c);
}

void column_read(const struct column *c, const struct linkage_cell *cell, uint32_t *record)
{
	uint32_t *to = &record[c->slot];
	uint64_t nik;

	if (c->kind == LINKAGE_NIK) {
		nik = parse_nik(cell->text, cell->size);
		to[0] = (uint32_t)nik;
		to[1] = (uint32_t)(nik >> 32);
	} else if (c->kind == LINKAGE_SEX) {
		*to = parse_sex(cell->text, cell->size);
	} else if (c->kind == LINKAGE_VERIFIED) {
		*to = parse_yes(cell->text, cell->size);
	} else {
		*to = parse_date(cell->text, cell->size);
	}
}

/* ---- in the order of the records ---------------------------------------------------------- */

/* New numbers for the values of a column, and where they go. */
struct renumbering {
	struct values *v;
	uint32_t *number; /* by the old one; 0: not met yet */
	uint32_t n;
	struct card **cards;
	struct shape *shape;
	uint64_t *hash;
};

static void move_value(struct renumbering *r, uint32_t from, uint32_t to)
{
	if (r->shape) {
		r->shape[to - 1] = r->v->shape[from - 1];
		r->hash[to - 1] = r->v->hash[from - 1];
		return;
	}
	if (!r->cards[to / CARDS])
		r->cards[to / CARDS] = linkage_lines(CARDS, sizeof(struct card));
	r->cards[to / CARDS][to % CARDS] = *card_of(r->v, from);
}

static void fetch_value(const struct renumbering *r, uint32_t x)
{
	if (x && r->shape) {
		__builtin_prefetch(shape_of(r->v, x));
		__builtin_prefetch(&r->v->hash[x - 1]);
	} else if (x) {
		__builtin_prefetch(card_of(r->v, x));
	}
}

static void renumber_records(struct renumbering *r, uint32_t *records, size_t stride, size_t n)
{
	uint32_t x;
	size_t i;

	for (i = 0; i < n; i++, records += stride) {
		if (i + 2 * AHEAD < n)
			__builtin_prefetch(&r->number[records[2 * AHEAD * stride]]);
		if (i + AHEAD < n)
			fetch_value(r, records[AHEAD * stride]);
		x = *records;
		if (!x)
			continue;
		if (!r->number[x]) {
			r->number[x] = ++r->n;
			move_value(r, x, r->n);
		}
		*records = r->number[x];
	}
}

void column_renumber(struct column *c, uint32_t *records, size_t stride, size_t n)
{
	struct values *v = &c->values;
	struct renumbering r = { .v = v };

	if (v->n == 0)
		return;
	r.number = linkage_blank((size_t)v->n + 1, sizeof(*r.number));
	if (column_names(c)) {
		r.cards = linkage_zeroed(v->n / CARDS + 1, sizeof(*r.cards));
	} else {
		r.shape = linkage_lines(v->n, sizeof(*r.shape));
		r.hash = linkage_lines(v->n, sizeof(*r.hash));
	}
	renumber_records(&r, records + c->slot, stride, n);
	assert(r.n == v->n);
	linkage_return(r.number);
	if (column_names(c)) {
		release_cards(v);
		v->cards = r.cards;
		return;
	}
	linkage_return(v->shape);
	linkage_return(v->hash);
	v->shape = r.shape;
	v->hash = r.hash;
}

/* ---- counting ----------------------------------------------------------------------------- */

static unsigned two(uint32_t digits)
{
	return (digits >> 4) * 10 + (digits & 15);
}

uint32_t date_place(uint32_t date)
{
	unsigned year = two(DATE_YEAR(date) >> 8) * 100 + two(DATE_YEAR(date) & 0xff);
	unsigned month = two(DATE_MONTH(date)), day = two(DATE_DAY(date));

	if (year < DATE_FIRST_YEAR || year >= DATE_FIRST_YEAR + DATE_YEARS || month > 12 ||
	    day > 31)
		return DATE_PLACES - 1;
	return (year - DATE_FIRST_YEAR) * DATE_YEAR_PLACES + month * 32 + day;
}

uint32_t date_order(uint32_t date)
{
	return DATE_MONTH(date) && DATE_DAY(date) ? date_place(date) : DATE_PLACES - 1;
}

/* -log2 of the chance that another record has a value that count of known records have. */
static float rarity(uint32_t count, uint32_t known)
{
	double others = count > 1 ? count - 1 : 0.5;

	return (float)log2((known + 1.0) / others);
}

static float *rarities(const uint32_t *count, size_t n, uint32_t known)
{
	const float rarest = rarity(1, known), rare = rarity(2, known);
	float *bits = linkage_lines(n, sizeof(*bits));
	size_t i;

	for (i = 0; i < n; i++)
		bits[i] = count[i] <= 1 ? rarest : count[i] == 2 ? rare : rarity(count[i], known);
	return bits;
}

/*
 * Numbers that many have (3272010101010001 and the like) are what stands where nobody knows one:
 * buckets that hold far more than others tell that there are such, and only theirs are counted.
 */
enum { BUCKETS = 1 << 16, COMMON_NIK = 20 };

static uint32_t bucket_of(uint64_t nik)
{
	return (uint32_t)(mix64(nik) >> 48);
}

static int by_nik(const void *a, const void *b)
{
	const struct common_nik *x = a, *y = b;

	return (x->nik > y->nik) - (x->nik < y->nik);
}

static void keep_common(struct column *c, const struct common_nik *all, size_t n)
{
	struct values *v = &c->values;
	size_t i, room = 0;

	for (i = 0; i < n; i++) {
		if (all[i].count < COMMON_NIK)
			continue;
		LINKAGE_ROOM(v->common, v->n_common, room);
		v->common[v->n_common] = all[i];
		v->common[v->n_common++].bits = rarity(all[i].count, c->known);
	}
	if (v->n_common > 0)
		qsort(v->common, v->n_common, sizeof(*v->common), by_nik);
}

static bool any_from(const uint32_t *bucket, uint32_t least)
{
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		if (bucket[i] >= least)
			return true;
	return false;
}

static void count_common(struct column *c, const uint32_t *records, size_t stride, size_t n,
			 const uint32_t *bucket)
{
	double mean = (double)c->known / BUCKETS;
	uint32_t usual = (uint32_t)(mean + 8 * sqrt(mean)) + COMMON_NIK, number;
	struct common_nik *all = NULL;
	struct intern seen = { 0 };
	size_t i, n_all = 0, room = 0;

	if (!any_from(bucket, usual))
		return;
	for (i = 0; i < n; i++) {
		uint64_t nik = record_nik(records + i * stride, c->slot);

		if (!nik || bucket[bucket_of(nik)] < usual)
			continue;
		number = intern_find(&seen, mix64(nik));
		if (!number) {
			LINKAGE_ROOM(all, n_all, room);
			all[n_all++] = (struct common_nik){ .nik = nik };
			number = (uint32_t)n_all;
			intern_put(&seen, mix64(nik), number);
		}
		all[number - 1].count++;
	}
	keep_common(c, all, n_all);
	intern_release(&seen);
	linkage_return(all);
}

float nik_most(const struct values *v, uint64_t nik)
{
	const struct common_nik key = { .nik = nik }, *found;

	if (v->n_common == 0)
		return INFINITY;
	found = bsearch(&key, v->common, v->n_common, sizeof(key), by_nik);
	return found ? found->bits : INFINITY;
}

static void count_niks(struct column *c, const uint32_t *records, size_t stride, size_t n)
{
	struct values *v = &c->values;
	uint32_t *bucket;
	uint64_t nik;
	size_t i;

	bucket = linkage_blank(BUCKETS, sizeof(*bucket));
	v->count = linkage_blank(NIK_PLACES, sizeof(v->count[0]));
	for (i = 0; i < n; i++) {
		nik = record_nik(records + i * stride, c->slot);
		if (!nik)
			continue;
		c->known++;
		v->count[NIK_REGION_PLACE(nik)]++;
		v->count[NIK_DATE_PLACE(nik)]++;
		v->count[NIK_SERIAL_PLACE(nik)]++;
		bucket[bucket_of(nik)]++;
	}
	v->bits = rarities(v->count, NIK_PLACES, c->known);
	count_common(c, records, stride, n, bucket);
	linkage_return(bucket);
}

static void count_plain(struct column *c, const uint32_t *records, size_t stride, size_t n,
			size_t places)
{
	struct values *v = &c->values;
	uint32_t x;
	size_t i;

	v->count = linkage_blank(places, sizeof(v->count[0]));
	for (i = 0; i < n; i++) {
		x = records[i * stride + c->slot];
		if (!x)
			continue;
		c->known++;
		v->count[column_date(c) ? date_place(x) : x]++;
	}
	v->bits = rarities(v->count, places, c->known);
	if (column_date(c))
		v->bits[DATE_PLACES - 1] = rarity(1, c->known);
}

/* A word that a name has twice is counted twice; that is rare and does no harm. */
static void count_words(struct values *v, uint32_t known)
{
	struct words *w = &v->words;
	uint32_t i, k;

	w->count = linkage_blank(w->n, sizeof(w->count[0]));
	w->sound_count = linkage_blank((size_t)w->n_sounds + 1, sizeof(w->sound_count[0]));
	for (i = 1; i <= v->n; i++)
		for (k = 0; k < CARD_WORDS && card_of(v, i)->sound[k]; k++)
			w->count[card_of(v, i)->use[k].word] += v->count[i];
	for (i = 0; i < w->n; i++)
		w->sound_count[w->sound[i]] += w->count[i];
	w->bits = rarities(w->count, w->n, known);
	w->sound_bits = rarities(w->sound_count, (size_t)w->n_sounds + 1, known);
}

/*
 * Whole names: as rare as their words together say, unless more people have it than that; but not
 * rarer than one in the records there are, and a little.
 */
static void weigh_names(struct values *v, uint32_t known)
{
	const float rarest = rarity(1, known) + 2;
	uint32_t i, k;

	for (i = 1; i <= v->n; i++) {
		struct card *card = card_of(v, i);

		card->bits = 0;
		for (k = 0; k < CARD_WORDS && card->sound[k]; k++)
			card->bits += v->words.bits[card->use[k].word];
		if (v->count[i] > 3)
			card->bits = MIN(card->bits, rarity(v->count[i] / 2, known));
		card->bits = MIN(card->bits, rarest);
	}
}

void column_count(struct column *c, const uint32_t *records, size_t stride, size_t n)
{
	if (c->kind == LINKAGE_NIK) {
		count_niks(c, records, stride, n);
	} else if (c->kind == LINKAGE_SEX || c->kind == LINKAGE_VERIFIED) {
		count_plain(c, records, stride, n, 3);
	} else if (column_date(c)) {
		count_plain(c, records, stride, n, DATE_PLACES);
	} else {
		count_plain(c, records, stride, n, (size_t)c->values.n + 1);
		if (column_names(c)) {
			count_words(&c->values, c->known);
			weigh_names(&c->values, c->known);
			linkage_return(c->values.bits);
			linkage_return(c->values.count);
			c->values.bits = NULL;
			c->values.count = NULL;
		}
	}
}
