/*
 * One record against a few: the levels and weights of the engine, the rarity of values from the
 * model.
 */
#include "engine/linkage/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct linkage_one {
	struct linkage *l; /* columns and weights; no records */
	float rest[LINKAGE_COLUMNS][3];
	struct intern common; /* to 1 + place in bits */
	float *bits;
	float rarest_name;
};

/* A cell, prepared. */
struct one_value {
	bool known;
	uint32_t number; /* dates, sex */
	uint64_t nik;
	struct name_form name;
	uint32_t only; /* of linkage_cell */
	float word_bits[CARD_WORDS], sound_bits[CARD_WORDS];
	char text[LINKAGE_CELL + 8];
	size_t size;
	struct shape shape;
};

/* ---- making ------------------------------------------------------------------------------- */

static uint64_t common_key(enum common_kind what, size_t column, const void *value, size_t n)
{
	return mix_in(linkage_hash(value, n), (uint64_t)what * LINKAGE_COLUMNS + column);
}

static void keep_common(struct linkage_one *o, size_t column, const struct common_value *v,
			size_t at)
{
	uint32_t date;
	uint64_t key;

	if (v->what == COMMON_DATE) {
		date = parse_date(v->text, strnlen(v->text, sizeof(v->text)));
		key = common_key(v->what, column, &date, sizeof(date));
	} else {
		key = common_key(v->what, column, v->text, sizeof(v->text));
	}
	o->bits[at] = v->bits;
	if (!intern_find(&o->common, key))
		intern_put(&o->common, key, (uint32_t)at + 1);
}

/* Numbers of one household or person: of more people more have them, none more often. */
static bool is_number(enum linkage_kind kind)
{
	return kind == LINKAGE_KK || kind == LINKAGE_PHONE || kind == LINKAGE_EMAIL;
}

static void keep_column(struct linkage_one *o, const struct linkage_model *m, size_t column,
			double times)
{
	size_t from = model_column(m, o->l, column), i;

	memcpy(o->rest[column], m->column[from].rest, sizeof(o->rest[column]));
	if (is_number(o->l->columns[column].kind))
		o->rest[column][0] = (float)fmax(o->rest[column][0] + log2(times), 0);
	for (i = 0; i < m->n_common; i++)
		if (m->common[i].column == from)
			keep_common(o, column, &m->common[i], i);
}

struct linkage_one *linkage_one_new(const struct linkage_model *m, const enum linkage_kind *kinds,
				    size_t n, uint64_t population)
{
	struct linkage_one *o = linkage_zeroed(1, sizeof(*o));
	double people = population ? (double)population : m->records;
	struct linkage_options none = { 0 };
	enum linkage_kind unknown;
	size_t i;

	o->l = linkage_new(kinds, n, &none);
	if (!linkage_use(o->l, m, &unknown)) {
		linkage_one_free(o);
		return NULL;
	}
	shares_scale(o->l->model.share, m->records, people);
	model_weigh(o->l);
	o->l->rarest = (float)log2(people + 1) + 2;
	o->rarest_name = o->l->rarest + 1;
	o->bits = linkage_zeroed(m->n_common, sizeof(*o->bits));
	for (i = 0; i < n; i++)
		if (kinds[i] != LINKAGE_VERIFIED)
			keep_column(o, m, i, people / m->records);
	return o;
}

void linkage_one_free(struct linkage_one *o)
{
	if (!o)
		return;
	intern_release(&o->common);
	linkage_free(o->l);
	free(o->bits);
	free(o);
}

void linkage_one_freep(struct linkage_one **o)
{
	linkage_one_free(*o);
	*o = NULL;
}

/* ---- preparing ---------------------------------------------------------------------------- */

static float bits_of(const struct linkage_one *o, enum common_kind what, size_t column,
		     const void *value, size_t n)
{
	uint32_t found = intern_find(&o->common, common_key(what, column, value, n));

	return found ? o->bits[found - 1] : o->rest[column][what == COMMON_SOUND];
}

static void prepare_name(const struct linkage_one *o, size_t column, struct linkage_cell cell,
			 struct one_value *v)
{
	size_t i;

	name_form(cell.text, MIN(cell.size, LINKAGE_CELL), &v->name);
	v->name.n = (uint8_t)MIN(v->name.n, CARD_WORDS);
	v->only = cell.only;
	v->known = v->name.n > 0;
	for (i = 0; i < v->name.n; i++) {
		const struct name_word *w = &v->name.word[i];

		v->word_bits[i] = bits_of(o, COMMON_WORD, column, w->text, sizeof(w->text));
		v->sound_bits[i] = bits_of(o, COMMON_SOUND, column, w->sound, sizeof(w->sound));
	}
}

static void prepare(const struct linkage_one *o, size_t column, struct linkage_cell cell,
		    struct one_value *v)
{
	const struct column *c = &o->l->columns[column];

	v->known = false;
	if (cell.size == 0 || c->kind == LINKAGE_VERIFIED)
		return;
	if (column_names(c)) {
		prepare_name(o, column, cell, v);
	} else if (c->kind == LINKAGE_NIK) {
		v->nik = parse_nik(cell.text, cell.size);
		v->known = v->nik != 0;
	} else if (c->kind == LINKAGE_SEX || column_date(c)) {
		v->number = c->kind == LINKAGE_SEX ? parse_sex(cell.text, cell.size)
						   : parse_date(cell.text, cell.size);
		v->known = v->number != 0;
	} else {
		v->size = parse_value(c->kind, cell.text, MIN(cell.size, LINKAGE_CELL), v->text);
		v->known = v->size > 0;
		text_shape(v->text, v->size, &v->shape);
	}
}

/* ---- names -------------------------------------------------------------------------------- */

/* Words of two names, numbered as the engine numbers those of a whole column. */
struct vocabulary {
	struct words words;
	struct name_word word[2 * CARD_WORDS];
	uint32_t sound[2 * CARD_WORDS];
	float bits[2 * CARD_WORDS], sound_bits[2 * CARD_WORDS + 1];
};

static bool same_text(const char *a, const char *b)
{
	return memcmp(a, b, NAME_LETTERS) == 0;
}

/* Words of one sound have the number of the first of them. */
static uint32_t number_word(struct vocabulary *v, const struct one_value *value, size_t i)
{
	const struct name_word *word = &value->name.word[i];
	uint32_t n = v->words.n, k, sound = n + 1;

	for (k = n; k-- > 0;) {
		if (same_text(v->word[k].text, word->text))
			return k;
		if (same_text(v->word[k].sound, word->sound))
			sound = v->sound[k];
	}
	v->word[n] = *word;
	v->sound[n] = sound;
	v->bits[n] = value->word_bits[i];
	v->sound_bits[sound] = value->sound_bits[i];
	v->words.n++;
	return n;
}

static void make_card(const struct linkage_one *o, struct vocabulary *v,
		      const struct one_value *value, struct card *ret)
{
	size_t i;

	memset(ret, 0, sizeof(*ret));
	for (i = 0; i < value->name.n; i++) {
		uint32_t number = number_word(v, value, i);

		ret->sound[i] = v->sound[number];
		ret->letters[i] = value->name.word[i].letters;
		ret->use[i].word = number & ((1U << CARD_WORD_BITS) - 1);
		ret->use[i].role = value->name.word[i].role & 7U;
		ret->bits += value->word_bits[i];
	}
	ret->use[0].only = value->only & 7U;
	ret->bits = MIN(ret->bits, o->rarest_name);
}

static enum linkage_level compare_names(const struct linkage_one *o, const struct one_value *a,
					const struct one_value *b, float *ret_bits)
{
	struct vocabulary v = { .words = { .n = 0 } };
	struct card x, y;

	v.words.word = v.word;
	v.words.sound = v.sound;
	v.words.bits = v.bits;
	v.words.sound_bits = v.sound_bits;
	make_card(o, &v, a, &x);
	make_card(o, &v, b, &y);
	if (memcmp(x.use, y.use, sizeof(x.use)) == 0 && a->name.n == b->name.n) {
		*ret_bits = x.bits;
		return LINKAGE_SAME;
	}
	return cards_compare(&v.words, &x, &y, ret_bits);
}

/* ---- the other columns -------------------------------------------------------------------- */

static enum linkage_level compare_texts(enum linkage_kind kind, const struct one_value *a,
					const struct one_value *b)
{
	char text[2 * (LINKAGE_CELL + 8)];
	struct shape shape[] = { a->shape, b->shape };
	struct values v = { .text = text, .shape = shape };

	shape[1].at = (uint32_t)a->size;
	memcpy(text, a->text, a->size);
	memcpy(text + a->size, b->text, b->size);
	return values_compare(kind, &v, 1, 2);
}

static enum linkage_level compare(const struct linkage_one *o, size_t column,
				  const struct one_value *a, const struct one_value *b,
				  float *ret_bits)
{
	const struct column *c = &o->l->columns[column];

	*ret_bits = 0;
	if (!a->known || !b->known)
		return LINKAGE_UNKNOWN;
	if (column_names(c))
		return compare_names(o, a, b, ret_bits);
	if (c->kind == LINKAGE_NIK)
		return niks_compare(a->nik, b->nik);
	if (c->kind == LINKAGE_SEX || column_date(c)) {
		if (a->number != b->number)
			return column_date(c) ? dates_compare(a->number, b->number)
					      : LINKAGE_DIFFERENT;
		*ret_bits = bits_of(o, COMMON_DATE, column, &a->number, sizeof(a->number));
		return LINKAGE_SAME;
	}
	if (a->size != b->size || memcmp(a->text, b->text, a->size) != 0)
		return compare_texts(c->kind, a, b);
	*ret_bits = o->rest[column][0];
	return LINKAGE_SAME;
}

static void compare_nik(const struct linkage_one *o, const struct one_value *a,
			const struct one_value *b, struct comparison *c)
{
	const struct linkage *l = o->l;
	size_t nik = (size_t)l->nik;
	const float *rest = o->rest[nik];
	struct nik_bits rare = { &rest[0], &rest[1], &rest[2] };
	struct nik_pair p = {
		.a = a[nik].known ? a[nik].nik : 0,
		.b = b[nik].known ? b[nik].nik : 0,
		.one_home = l->region >= 0 && c->level[l->region] == LINKAGE_SAME,
		.most = INFINITY,
	};

	niks_agree(l, &p, &rare, c);
}

/* ---- scoring ------------------------------------------------------------------------------ */

static enum linkage_relation most_probable(four sum)
{
	size_t r, best = LINKAGE_STRANGER;

	for (r = 0; r < LINKAGE__RELATIONS; r++)
		if (sum[r] > sum[best])
			best = r;
	return (enum linkage_relation)best;
}

static void score(const struct linkage_one *o, const struct one_value *a, const struct one_value *b,
		  struct linkage_match *ret)
{
	struct comparison c = { 0 };
	size_t i;

	for (i = 0; i < o->l->n_columns; i++)
		c.level[i] = (uint8_t)compare(o, i, &a[i], &b[i], &c.bits[i]);
	if (o->l->nik >= 0)
		compare_nik(o, a, b, &c);
	ret->weight = model_weight(o->l, &c);
	ret->probability = linkage_probability((double)ret->weight);
	ret->relation = most_probable(model_sum(o->l, &c));
	comparison_explain(o->l, &c, ret->reasons);
}

void linkage_one_score(const struct linkage_one *o, const struct linkage_cell *person,
		       const struct linkage_cell *candidates, size_t n, struct linkage_match *ret)
{
	struct one_value a[LINKAGE_COLUMNS], b[LINKAGE_COLUMNS];
	size_t columns = o->l->n_columns, i, k;

	for (k = 0; k < columns; k++)
		prepare(o, k, person[k], &a[k]);
	for (i = 0; i < n; i++) {
		for (k = 0; k < columns; k++)
			prepare(o, k, candidates[i * columns + k], &b[k]);
		score(o, a, b, &ret[i]);
	}
}
