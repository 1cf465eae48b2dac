#include "engine/linkage/linkage_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const char *const kind_names[LINKAGE__KINDS] = {
	[LINKAGE_NAME] = "name",
	[LINKAGE_MOTHER] = "mother_name",
	[LINKAGE_BIRTH_DATE] = "birth_date",
	[LINKAGE_BIRTH_PLACE] = "birth_place",
	[LINKAGE_SEX] = "sex",
	[LINKAGE_NIK] = "nik",
	[LINKAGE_KK] = "kk",
	[LINKAGE_PHONE] = "phone",
	[LINKAGE_ADDRESS] = "address",
	[LINKAGE_REGION] = "region",
	[LINKAGE_VERIFIED] = "nik_verified",
	[LINKAGE_CODE] = "code",
	[LINKAGE_TEXT] = "text",
	[LINKAGE_EMAIL] = "email",
	[LINKAGE_DATE] = "date",
};

const char *linkage_kind_name(enum linkage_kind kind)
{
	assert(kind < LINKAGE__KINDS);
	return kind_names[kind];
}

enum linkage_kind linkage_kind_find(const char *name)
{
	unsigned i = 0;

	while (i < LINKAGE__KINDS && !str_eq(kind_names[i], name))
		i++;
	return (enum linkage_kind)i;
}

/* ---- opening ------------------------------------------------------------------------------ */

static int column_of(const struct linkage *l, enum linkage_kind kind)
{
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		if (l->columns[i].kind == kind)
			return (int)i;
	return -1;
}

/* Numbers are compared before words, and the birth date before the NIK. */
static void set_order(struct linkage *l)
{
	static const enum linkage_kind cheap_first[] = {
		LINKAGE_BIRTH_DATE, LINKAGE_SEX,         LINKAGE_NIK,    LINKAGE_NAME,
		LINKAGE_KK,         LINKAGE_PHONE,       LINKAGE_CODE,   LINKAGE_DATE,
		LINKAGE_REGION,     LINKAGE_BIRTH_PLACE, LINKAGE_MOTHER, LINKAGE_EMAIL,
		LINKAGE_TEXT,       LINKAGE_ADDRESS,
	};
	size_t i, k;

	for (k = 0; k < LEN(cheap_first); k++)
		for (i = 0; i < l->n_columns; i++)
			if (l->columns[i].kind == cheap_first[k])
				l->order[l->n_order++] = (uint8_t)i;
}

static double or_else(double x, double otherwise)
{
	return x > 0 ? x : otherwise;
}

struct linkage *linkage_new(const enum linkage_kind *kinds, size_t n,
			    const struct linkage_options *options)
{
	struct linkage *l = linkage_zeroed(1, sizeof(*l));
	unsigned slot = 0;
	size_t i;

	linkage_memory_begin();
	assert(n > 0 && n <= LINKAGE_COLUMNS);
	l->options = (struct linkage_options){
		.threshold = or_else(options->threshold, 0.5),
		.cluster_threshold = or_else(options->cluster_threshold, 0.5),
		.threads = MIN(MAX(options->threads, 1U), (unsigned)LINKAGE_THREADS),
	};
	l->n_columns = n;
	for (i = 0; i < n; i++) {
		column_init(&l->columns[i], kinds[i], slot);
		slot += column_slots(kinds[i]);
	}
	l->used = slot;
	l->stride = slot; /* until they are in order */
	l->date = column_of(l, LINKAGE_BIRTH_DATE);
	l->nik = column_of(l, LINKAGE_NIK);
	l->verified = column_of(l, LINKAGE_VERIFIED);
	l->name = column_of(l, LINKAGE_NAME);
	l->mother = column_of(l, LINKAGE_MOTHER);
	l->region = column_of(l, LINKAGE_REGION);
	set_order(l);
	return l;
}

void linkage_free(struct linkage *l)
{
	size_t i;

	if (!l)
		return;
	for (i = 0; i < l->n_columns; i++)
		column_release(&l->columns[i]);
	linkage_return(l->records);
	linkage_return(l->key);
	linkage_return(l->number);
	linkage_return(l->place);
	linkage_return(l->pairs);
	linkage_return(l->found);
	linkage_return(l->cluster);
	linkage_return(l->weakest);
	linkage_return(l->repeats);
	free(l);
	linkage_memory_end();
}

/* ---- running ------------------------------------------------------------------------------ */

uint64_t linkage_key(const char *text, size_t n)
{
	return linkage_hash(text, n);
}

struct moving {
	struct linkage *l;
	struct keyed *order;
	uint32_t *records;
	size_t stride;
};

/* A part of a line of the cache, or lines. */
static size_t stride_of(size_t slots)
{
	return slots > 8 ? (slots + 15) / 16 * 16 : slots > 4 ? 8 : 4;
}

enum { SLICES = 64, AHEAD = 16 /* records fetched ahead */ };

static void move_slice(void *arg, size_t s)
{
	const struct moving *m = arg;
	struct linkage *l = m->l;
	size_t used = l->used * sizeof(*l->records), i;
	size_t rest = (m->stride - l->used) * sizeof(*l->records);

	for (i = l->n * s / SLICES; i < l->n * (s + 1) / SLICES; i++) {
		uint32_t item = m->order[i].item;

		if (i + AHEAD < l->n)
			__builtin_prefetch(l->records + m->order[i + AHEAD].item * l->stride);
		l->number[i] = item;
		l->place[item] = (uint32_t)i;
		memcpy(m->records + i * m->stride, l->records + item * l->stride, used);
		memset(m->records + i * m->stride + l->used, 0, rest);
	}
}

static int by_number(const void *a, const void *b)
{
	const struct linkage_repeat *x = a, *y = b;

	return (x->again > y->again) - (x->again < y->again);
}

/* Records of one key stand together, in the order in which they came. */
static void find_repeats(struct linkage *l, const struct keyed *order)
{
	size_t room = 0, i, first = 0;

	for (i = 1; i < l->n; i++) {
		if (order[i].key != order[first].key) {
			first = i;
			continue;
		}
		LINKAGE_ROOM(l->repeats, l->all_repeats, room);
		l->repeats[l->all_repeats++] =
		    (struct linkage_repeat){ order[first].item, order[i].item };
	}
	if (l->all_repeats > 0)
		qsort(l->repeats, l->all_repeats, sizeof(*l->repeats), by_number);
	l->n_repeats = MIN(l->all_repeats, (size_t)LINKAGE_REPEATS);
}

static void date_slice(void *arg, size_t s)
{
	struct moving *m = arg;
	const struct linkage *l = m->l;
	unsigned slot = l->columns[l->date].slot;
	size_t i;

	for (i = l->n * s / SLICES; i < l->n * (s + 1) / SLICES; i++) {
		if (i + AHEAD < l->n)
			__builtin_prefetch(record_at(l, m->order[i + AHEAD].item));
		m->order[i].key = date_order(record_at(l, m->order[i].item)[slot]);
	}
}

/* By birth date, and for one date in the order there was. */
static void order_by_date(struct moving *m)
{
	struct linkage *l = m->l;
	struct keyed *to = linkage_lines(l->n, sizeof(*to));

	linkage_parallel(l->options.threads, SLICES, date_slice, m);
	linkage_spread(m->order, to, l->n, DATE_PLACES, l->options.threads);
	linkage_return(m->order);
	m->order = to;
}

static void key_slice(void *arg, size_t s)
{
	const struct moving *m = arg;
	const struct linkage *l = m->l;
	size_t i;

	for (i = l->n * s / SLICES; i < l->n * (s + 1) / SLICES; i++)
		m->order[i] = (struct keyed){ l->key[i], (uint32_t)i };
}

/*
 * Puts the records in the order of their birth dates and keys.  All that follows goes by the place
 * in this order, so nothing can depend on the order in which they came; and most of those that are
 * compared lie close together.
 */
static void put_in_order(struct linkage *l)
{
	struct moving m = { .l = l, .stride = stride_of(l->used) };

	m.order = linkage_lines(l->n, sizeof(*m.order));
	linkage_parallel(l->options.threads, SLICES, key_slice, &m);
	linkage_return(l->key);
	l->key = NULL;
	linkage_sort_all(m.order, l->n, 64, l->options.threads);
	find_repeats(l, m.order);
	if (l->date >= 0)
		order_by_date(&m);
	l->number = linkage_lines(l->n, sizeof(*l->number));
	l->place = linkage_lines(l->n, sizeof(*l->place));
	m.records = linkage_lines(l->n, m.stride * sizeof(*l->records));
	linkage_parallel(l->options.threads, SLICES, move_slice, &m);
	linkage_return(m.order);
	linkage_return(l->records);
	l->records = m.records;
	l->stride = m.stride;
}

static void close_column(void *arg, size_t i)
{
	struct linkage *l = arg;

	column_close(&l->columns[i]);
}

static void count_column(void *arg, size_t i)
{
	struct linkage *l = arg;

	column_renumber(&l->columns[i], l->records, l->stride, l->n);
	column_count(&l->columns[i], l->records, l->stride, l->n);
}

static float weight_of(double probability)
{
	return (float)log2(probability / (1 - MIN(probability, 1 - 1e-9)));
}

/* Those from the threshold on, by weight, with the numbers of the caller. */
static void give_pairs(struct linkage *l)
{
	struct keyed *order =
	    linkage_by_weight(l->pairs, l->n_pairs, weight_of(l->options.threshold), &l->n_found);
	size_t i;

	l->found = linkage_blank(l->n_found, sizeof(*l->found));
	for (i = 0; i < l->n_found; i++) {
		l->found[i] = l->pairs[order[i].item];
		l->found[i].a = l->number[l->found[i].a];
		l->found[i].b = l->number[l->found[i].b];
	}
	linkage_return(order);
}

/* Learns the model, unless one was given. */
static void get_model(struct linkage *l, const struct sample *sample)
{
	if (l->learnt_from > 0) {
		shares_scale(l->model.share, l->learnt_from, (double)l->n);
		model_weigh(l);
	} else {
		model_learn(l, sample);
	}
}

void linkage_find_pairs(struct linkage *l)
{
	double least = MIN(l->options.threshold, l->options.cluster_threshold);
	struct sample sample;
	struct blocks blocks;

	linkage_parallel(l->options.threads, l->n_columns, close_column, l);
	if (l->n > 0)
		put_in_order(l);
	l->rarest = (float)log2((double)l->n + 1) + 2;
	linkage_parallel(l->options.threads, l->n_columns, count_column, l);
	l->cluster = NULL;
	if (l->n > 1) {
		block_sample(l, &blocks, &sample);
		get_model(l, &sample);
		model_ready(l);
		block_choose(l, &blocks, &sample);
		sample_release(&sample);
		block_make(l, &blocks);
		block_pairs(l, &blocks, weight_of(least));
		block_release(&blocks);
	}
	give_pairs(l);
}

void linkage_find_clusters(struct linkage *l)
{
	cluster_make(l, weight_of(l->options.cluster_threshold));
}

void linkage_run(struct linkage *l)
{
	linkage_find_pairs(l);
	linkage_find_clusters(l);
}

/* ---- what was found ----------------------------------------------------------------------- */

const struct linkage_repeat *linkage_repeats(const struct linkage *l, size_t *ret_n,
					     size_t *ret_all)
{
	*ret_n = l->n_repeats;
	*ret_all = l->all_repeats;
	return l->repeats;
}

const struct linkage_pair *linkage_pairs(const struct linkage *l, size_t *ret_n)
{
	*ret_n = l->n_found;
	return l->found;
}

void linkage_clusters(const struct linkage *l, uint32_t *cluster)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		cluster[l->number[i]] = l->number[l->cluster[i]];
}

bool linkage_weakest(const struct linkage *l, uint32_t cluster, struct linkage_pair *ret)
{
	uint32_t pair = l->weakest[l->place[cluster]];

	if (pair == 0)
		return false;
	*ret = l->pairs[pair - 1];
	ret->a = l->number[ret->a];
	ret->b = l->number[ret->b];
	return true;
}

void linkage_counts(const struct linkage *l, struct linkage_counts *ret)
{
	*ret = (struct linkage_counts){ l->n, l->compared, l->n_found, l->n_clusters };
}
