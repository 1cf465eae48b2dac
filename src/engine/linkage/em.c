/*
 * What an agreement is worth, learnt without labels.
 *
 * All pairs of records are looked upon as drawn from four relations; only candidate pairs are
 * compared, the others are strangers. For strangers the chance of a level is the share of the value
 * that agrees (its bits) times what random pairs say about the rest; for the other relations it is
 * found by expectation maximisation over a sample of the candidates, with a few invented pairs to
 * begin with, so that what is rare in the data does not become impossible.
 */
#include "engine/linkage/linkage_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROUNDS = 40,
	RANDOM_PAIRS = 60000,
	SLICES = 64,    /* of work, whatever the number of threads, so that sums are the same */
	BEGINNING = 20, /* invented pairs of each relation */
	KIN = 8,        /* pairs of one person, or of one household, for each record: at most */
	BITS_PARTS = 2  /* of a bit are told apart when pairs are grouped */
};

/* What is not known to occur at all has about this chance. */
#define LEAST 1e-7

/* Of one person's records at least so many pairs have the same birth date, and the same NIK. */
#define ALIKE 0.25

/* Does it say where somebody lives, and change when he moves? */
static bool kind_moves(enum linkage_kind kind)
{
	return kind == LINKAGE_KK || kind == LINKAGE_PHONE || kind == LINKAGE_ADDRESS ||
	       kind == LINKAGE_REGION;
}

/* Does it say to whom he belongs? */
static bool kind_shared(enum linkage_kind kind)
{
	return kind_moves(kind) || kind == LINKAGE_MOTHER;
}

/* Does it tell one person from all others? */
static bool kind_tells(enum linkage_kind kind)
{
	return kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_NIK;
}

/* ---- where learning begins ---------------------------------------------------------------- */

/* Chances for the same person, in hundredths; levels a kind lacks are left out. */
static const unsigned char same_person[LINKAGE__LEVELS] = {
	[LINKAGE_SAME] = 75,     [LINKAGE_SOUNDS] = 6,  [LINKAGE_TYPO] = 7,
	[LINKAGE_INITIALS] = 2,  [LINKAGE_CLOSE] = 2,   [LINKAGE_SHORTER] = 4,
	[LINKAGE_PARTLY] = 3,    [LINKAGE_SWAPPED] = 1, [LINKAGE_ONE_PART] = 3,
	[LINKAGE_YEAR] = 1,      [LINKAGE_SERIAL] = 1,  [LINKAGE_BIRTH_PART] = 3,
	[LINKAGE_DIFFERENT] = 3,
};
/* For the home of somebody who moved. */
static const unsigned char moved_home[LINKAGE__LEVELS] = {
	[LINKAGE_SAME] = 4,
	[LINKAGE_TYPO] = 1,
	[LINKAGE_PARTLY] = 15,
	[LINKAGE_DIFFERENT] = 80,
};
/* For two of one household: the name, the birth date, the NIK. */
static const unsigned char relative[LINKAGE__LEVELS] = {
	[LINKAGE_SAME] = 1,       [LINKAGE_SOUNDS] = 1,  [LINKAGE_TYPO] = 1,
	[LINKAGE_INITIALS] = 1,   [LINKAGE_CLOSE] = 2,   [LINKAGE_SHORTER] = 1,
	[LINKAGE_PARTLY] = 10,    [LINKAGE_SWAPPED] = 1, [LINKAGE_ONE_PART] = 2,
	[LINKAGE_YEAR] = 3,       [LINKAGE_SERIAL] = 5,  [LINKAGE_BIRTH_PART] = 50,
	[LINKAGE_DIFFERENT] = 80,
};

static const unsigned char *beginning(enum linkage_kind kind, enum linkage_relation r)
{
	if (r == LINKAGE_MOVED && kind_moves(kind))
		return moved_home;
	if (r == LINKAGE_FAMILY &&
	    (kind == LINKAGE_NAME || kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_NIK ||
	     kind == LINKAGE_EMAIL || kind == LINKAGE_CODE))
		return relative;
	return same_person;
}

static void begin_column(struct model *m, size_t i, enum linkage_kind kind)
{
	unsigned levels = kind_levels(kind), x, r, level, sum;

	for (x = 0; x < CONTEXT__MAX; x++)
		for (r = 0; r < LINKAGE__RELATIONS; r++) {
			const unsigned char *from = beginning(kind, (enum linkage_relation)r);

			for (sum = 0, level = 0; level < LINKAGE__LEVELS; level++)
				sum += levels & 1U << level ? from[level] : 0;
			for (level = 0; level < LINKAGE__LEVELS; level++)
				m->chance[i][x][level][r] =
				    levels & 1U << level ? (double)from[level] / sum : 0;
		}
}

/* Twins share date and district; that is how a family's NIK look when the dates agree. */
static void begin_twins(struct model *m, size_t nik)
{
	double(*chance)[LINKAGE__RELATIONS] = m->chance[nik][CONTEXT_SAME_DATE];

	chance[LINKAGE_SAME][LINKAGE_FAMILY] = 0.01;
	chance[LINKAGE_TYPO][LINKAGE_FAMILY] = 0.01;
	chance[LINKAGE_SERIAL][LINKAGE_FAMILY] = 0.9;
	chance[LINKAGE_BIRTH_PART][LINKAGE_FAMILY] = 0.06;
	chance[LINKAGE_DIFFERENT][LINKAGE_FAMILY] = 0.02;
}

/* Their names differ in the end, or have a word in common. */
static void begin_twin_names(struct model *m, size_t name)
{
	double(*chance)[LINKAGE__RELATIONS] = m->chance[name][CONTEXT_SAME_DATE];

	chance[LINKAGE_SAME][LINKAGE_FAMILY] = 0.01;
	chance[LINKAGE_SOUNDS][LINKAGE_FAMILY] = 0.04;
	chance[LINKAGE_TYPO][LINKAGE_FAMILY] = 0.15;
	chance[LINKAGE_INITIALS][LINKAGE_FAMILY] = 0.01;
	chance[LINKAGE_CLOSE][LINKAGE_FAMILY] = 0.1;
	chance[LINKAGE_SHORTER][LINKAGE_FAMILY] = 0.04;
	chance[LINKAGE_PARTLY][LINKAGE_FAMILY] = 0.2;
	chance[LINKAGE_DIFFERENT][LINKAGE_FAMILY] = 0.45;
}

static size_t count_kinds(const struct linkage *l, bool (*is)(enum linkage_kind))
{
	size_t i, n = 0;

	for (i = 0; i < l->n_columns; i++)
		n += is(l->columns[i].kind);
	return n;
}

static double all_pairs(const struct linkage *l)
{
	return (double)l->n * (double)(l->n - 1) / 2;
}

/* A relation that no column could show is left out. */
static void begin(struct linkage *l)
{
	struct model *m = &l->model;
	double some = (double)l->n / all_pairs(l);
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		begin_column(m, i, l->columns[i].kind);
	if (l->nik >= 0)
		begin_twins(m, (size_t)l->nik);
	if (l->nik >= 0 && l->name >= 0)
		begin_twin_names(m, (size_t)l->name);
	m->share[LINKAGE_PERSON] = 0.3 * some;
	m->share[LINKAGE_MOVED] = count_kinds(l, kind_moves) >= 2 ? 0.1 * some : 0;
	m->share[LINKAGE_FAMILY] = count_kinds(l, kind_shared) >= 2 ? some : 0;
	m->share[LINKAGE_STRANGER] = 1;
}

/* ---- patterns ----------------------------------------------------------------------------- */

/* Pairs that agree in the same way, to a part of a bit. */
struct pattern {
	uint8_t level[LINKAGE_COLUMNS];
	uint8_t context;
	uint16_t bits;
	uint32_t pairs;
	float part[LINKAGE__RELATIONS]; /* how probable each relation is */
};

static float bits_of(const struct linkage *l, const struct comparison *c)
{
	float sum = 0;
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		sum += c->bits[i];
	return sum;
}

static_assert(LINKAGE__LEVELS <= 16 && LINKAGE_COLUMNS <= 16, "levels fit into 64 bits");

/* Levels as one number. */
static uint64_t levels_of(const struct comparison *c)
{
	uint64_t all = 0;
	size_t i;

	for (i = 0; i < LINKAGE_COLUMNS; i++)
		all = all << 4 | c->level[i];
	return all;
}

static uint16_t parts_of_bits(const struct linkage *l, const struct comparison *c)
{
	return (uint16_t)(bits_of(l, c) * BITS_PARTS + 0.5F);
}

/* The pairs by context and bits, and then, as that order is kept, by levels. */
static void order_pairs(const struct linkage *l, const struct sample *s, struct keyed *first,
			struct keyed *order)
{
	struct keyed *to = linkage_lines(s->n, sizeof(*to));
	size_t i;

	for (i = 0; i < s->n; i++)
		order[i] = (struct keyed){ (uint64_t)s->pairs[i].context << 16 |
					       parts_of_bits(l, &s->pairs[i]),
					   (uint32_t)i };
	linkage_sort(order, first, s->n);
	for (i = 0; i < s->n; i++)
		to[i] = (struct keyed){ levels_of(&s->pairs[first[i].item]), (uint32_t)i };
	linkage_sort(to, order, s->n);
	linkage_return(to);
}

static struct pattern *group(const struct linkage *l, const struct sample *s, size_t *ret_n)
{
	struct keyed *first = linkage_lines(s->n, sizeof(*first));
	struct keyed *order = linkage_lines(s->n, sizeof(*order));
	struct pattern *p = linkage_lines(s->n, sizeof(*p));
	size_t i, n = 0;

	order_pairs(l, s, first, order);
	for (i = 0; i < s->n; i++) {
		uint32_t by_bits = order[i].item;
		const struct comparison *c = &s->pairs[first[by_bits].item];

		if (i > 0 && order[i - 1].key == order[i].key &&
		    first[order[i - 1].item].key == first[by_bits].key) {
			p[n - 1].pairs++;
			continue;
		}
		p[n] = (struct pattern){ .context = c->context,
					 .bits = parts_of_bits(l, c),
					 .pairs = 1 };
		memcpy(p[n++].level, c->level, sizeof(c->level));
	}
	linkage_return(first);
	linkage_return(order);
	*ret_n = n;
	return p;
}

/* ---- expectation -------------------------------------------------------------------------- */

void model_weigh(struct linkage *l)
{
	struct model *m = &l->model;
	size_t i, x, level, r;

	for (r = 0; r < LINKAGE__RELATIONS; r++)
		m->prior[r] = (float)log2(MAX(m->share[r], 1e-60));
	for (i = 0; i < l->n_columns; i++)
		for (x = 0; x < CONTEXT__MAX; x++)
			for (level = 1; level < LINKAGE__LEVELS; level++)
				for (r = 0; r < LINKAGE__RELATIONS; r++)
					m->weight[i][x][level][r] =
					    (float)log2(MAX(m->chance[i][x][level][r], LEAST));
}

static four weigh(const struct linkage *l, const uint8_t *level, unsigned context, float bits)
{
	four sum = l->model.prior;
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		sum += l->model.weight[i][context_of(l, i, context)][level[i]];
	sum[LINKAGE_STRANGER] -= bits;
	return sum;
}

static void parts_of(four w, float *part)
{
	float top = MAX(MAX(w[0], w[1]), MAX(w[2], w[3])), sum = 0;
	size_t r;

	for (r = 0; r < LINKAGE__RELATIONS; r++)
		sum += part[r] = exp2f(w[r] - top);
	for (r = 0; r < LINKAGE__RELATIONS; r++)
		part[r] /= sum;
}

struct round {
	struct linkage *l;
	struct pattern *patterns;
	size_t n;
	bool sure; /* how alike one person's own values are is not learnt */
};

static size_t slice(size_t n, size_t i)
{
	return n * i / SLICES;
}

static void expect_slice(void *arg, size_t s)
{
	const struct round *e = arg;
	size_t i;

	for (i = slice(e->n, s); i < slice(e->n, s + 1); i++) {
		struct pattern *p = &e->patterns[i];

		parts_of(weigh(e->l, p->level, p->context, (float)p->bits / BITS_PARTS), p->part);
	}
}

/* ---- maximisation ------------------------------------------------------------------------- */

typedef double counts[LINKAGE_COLUMNS][CONTEXT__MAX][LINKAGE__LEVELS][LINKAGE__RELATIONS];

static void count_levels(const struct linkage *l, const struct round *e, counts sum, double *shares)
{
	size_t i, k, r;

	for (k = 0; k < e->n; k++) {
		const struct pattern *p = &e->patterns[k];

		if (p->part[LINKAGE_STRANGER] > 0.9999F)
			continue;
		for (r = 0; r < LINKAGE_STRANGER; r++)
			shares[r] += (double)p->part[r] * p->pairs;
		for (i = 0; i < l->n_columns; i++)
			for (r = 0; r < LINKAGE_STRANGER; r++)
				sum[i][context_of(l, i, p->context)][p->level[i]][r] +=
				    (double)p->part[r] * p->pairs;
	}
}

/* Whether a person and one who moved look alike in a column: then they are counted together. */
static bool is_tied(const struct linkage *l, size_t column)
{
	return !kind_moves(l->columns[column].kind);
}

/* A level of that chance; the others share the rest as before. */
static void set_chance(double chance[LINKAGE__LEVELS][LINKAGE__RELATIONS], size_t level, size_t r,
		       double kept)
{
	double was = chance[level][r];
	size_t i;

	for (i = LINKAGE_SAME; i < LINKAGE__LEVELS; i++)
		chance[i][r] *= (1 - kept) / MAX(1 - was, LEAST);
	chance[level][r] = kept;
}

/*
 * Relatives are told from one person by name and date: so many share them, twins at the least. What
 * is said of each alone, such as the place of birth, does not tell so: of another list's relatives
 * it may differ, though nobody's does in the list that most were learnt from.
 */
static void limit_family(enum linkage_kind kind, double chance[LINKAGE__LEVELS][LINKAGE__RELATIONS])
{
	double same = chance[LINKAGE_SAME][LINKAGE_FAMILY];
	double other = chance[LINKAGE_DIFFERENT][LINKAGE_FAMILY];

	if (kind == LINKAGE_BIRTH_DATE)
		set_chance(chance, LINKAGE_SAME, LINKAGE_FAMILY, MIN(MAX(same, 0.003), 0.03));
	else if (kind == LINKAGE_NAME)
		set_chance(chance, LINKAGE_SAME, LINKAGE_FAMILY, MIN(same, 0.02));
	else if (!kind_shared(kind) && beginning(kind, LINKAGE_FAMILY) != relative)
		set_chance(chance, LINKAGE_DIFFERENT, LINKAGE_FAMILY, MAX(other, 0.15));
}

/*
 * However carelessly birth dates and names are written, most of one's records have them alike.  Who
 * mostly differ in them are no one person but relatives or namesakes of a list unlike the rest;
 * where relatives can be told by other columns, there is nothing else that they could be.
 */
static void limit_person(const struct model *m, enum linkage_kind kind,
			 double chance[LINKAGE__LEVELS][LINKAGE__RELATIONS])
{
	double most = m->share[LINKAGE_FAMILY] > 0 ? 0.1 : 0.3;
	size_t r;

	for (r = LINKAGE_PERSON; r <= LINKAGE_MOVED; r++) {
		if (kind == LINKAGE_BIRTH_DATE || kind == LINKAGE_NAME)
			set_chance(chance, LINKAGE_DIFFERENT, r,
				   MIN(chance[LINKAGE_DIFFERENT][r], most));
		if (kind_tells(kind))
			set_chance(chance, LINKAGE_SAME, r, MAX(chance[LINKAGE_SAME][r], ALIKE));
	}
}

/* A slip that makes of one's NIK the next number is rarer than twins: it would learn from them. */
static void limit_slips(double chance[LINKAGE__LEVELS][LINKAGE__RELATIONS])
{
	size_t r;

	for (r = LINKAGE_PERSON; r <= LINKAGE_MOVED; r++)
		chance[LINKAGE_SERIAL][r] = MIN(chance[LINKAGE_SERIAL][r], 0.003);
}

static void maximise_context(const struct linkage *l, struct model *m, const struct model *first,
			     size_t i, size_t x, double sum[LINKAGE__LEVELS][LINKAGE__RELATIONS])
{
	double total[LINKAGE__RELATIONS] = { 0 };
	size_t level, r;

	for (level = 1; level < LINKAGE__LEVELS && is_tied(l, i); level++)
		sum[level][LINKAGE_PERSON] = sum[level][LINKAGE_MOVED] =
		    sum[level][LINKAGE_PERSON] + sum[level][LINKAGE_MOVED];
	for (level = 1; level < LINKAGE__LEVELS; level++)
		for (r = 0; r < LINKAGE_STRANGER; r++)
			total[r] += sum[level][r];
	for (level = 1; level < LINKAGE__LEVELS; level++)
		for (r = 0; r < LINKAGE_STRANGER; r++)
			m->chance[i][x][level][r] =
			    (sum[level][r] + BEGINNING * first->chance[i][x][level][r]) /
			    (total[r] + BEGINNING);
	limit_family(l->columns[i].kind, m->chance[i][x]);
	limit_person(m, l->columns[i].kind, m->chance[i][x]);
	if (l->columns[i].kind == LINKAGE_NIK)
		limit_slips(m->chance[i][x]);
}

/* What was learnt of one person's own values is not believed: they stay as alike as they began. */
static void forget(const struct linkage *l, counts sum)
{
	size_t i, x, level, r;

	for (i = 0; i < l->n_columns; i++)
		for (x = 0; !kind_moves(l->columns[i].kind) && x < CONTEXT__MAX; x++)
			for (level = 1; level < LINKAGE__LEVELS; level++)
				for (r = LINKAGE_PERSON; r <= LINKAGE_MOVED; r++)
					sum[i][x][level][r] = 0;
}

/* all: the pairs there are, thinned as the sample is; at most a share of most is no stranger. */
static void maximise(struct linkage *l, const struct round *e, const struct model *first,
		     double all, double most)
{
	double(*sum)[CONTEXT__MAX][LINKAGE__LEVELS][LINKAGE__RELATIONS] =
	    linkage_zeroed(1, sizeof(counts));
	double shares[LINKAGE__RELATIONS] = { 0 }, rest = 1;
	struct model *m = &l->model;
	size_t i, x, r;

	count_levels(l, e, sum, shares);
	if (e->sure)
		forget(l, sum);
	for (i = 0; i < l->n_columns; i++)
		for (x = 0; x < CONTEXT__MAX; x++)
			maximise_context(l, m, first, i, x, sum[i][x]);
	for (r = 0; r < LINKAGE_STRANGER; r++) {
		m->share[r] = m->share[r] > 0 ? MIN((shares[r] + 0.5) / all, most) : 0;
		rest -= m->share[r];
	}
	m->share[LINKAGE_MOVED] = MIN(m->share[LINKAGE_MOVED], m->share[LINKAGE_PERSON] / 2);
	m->share[LINKAGE_STRANGER] = rest;
	linkage_return(sum);
}

/* ---- strangers ---------------------------------------------------------------------------- */

/* Levels at which something rare may agree although the whole does not. */
static bool has_bits(enum linkage_kind kind, size_t level)
{
	return (kind == LINKAGE_NAME || kind == LINKAGE_MOTHER) && level != LINKAGE_DIFFERENT;
}

struct random_pairs {
	const struct linkage *l;
	struct comparison *pairs;
	size_t n;
};

/* Any record, with any other one. */
static void compare_random_slice(void *arg, size_t s)
{
	const struct random_pairs *p = arg;
	size_t i, a, step, n = p->l->n, from = slice(p->n, s), to = slice(p->n, s + 1);
	uint64_t pairs[RANDOM_PAIRS / SLICES + 1];

	for (i = from; i < to; i++) {
		a = mix64(2 * i) % n;
		step = 1 + mix64(2 * i + 1) % (n - 1);
		pairs[i - from] = (uint64_t)a << 32 | (a + step) % n;
	}
	linkage_compare_all(p->l, pairs, to - from, p->pairs + from);
}

static struct random_pairs draw_strangers(const struct linkage *l)
{
	size_t most = l->n * ((l->n - 1) / 2);
	struct random_pairs p = { .l = l, .n = MIN(most, (size_t)RANDOM_PAIRS) };

	p.pairs = linkage_blank(p.n, sizeof(*p.pairs));
	linkage_parallel(l->options.threads, SLICES, compare_random_slice, &p);
	return p;
}

/* NIK levels are too rare in random pairs; what the parts say is known beforehand. */
static void know_niks(struct model *m, size_t nik)
{
	static const double rest[LINKAGE__LEVELS] = {
		[LINKAGE_SAME] = 1,         [LINKAGE_TYPO] = 0.05,     [LINKAGE_SERIAL] = 0.5,
		[LINKAGE_BIRTH_PART] = 0.9, [LINKAGE_DIFFERENT] = 0.9,
	};
	size_t x, level;

	for (x = 0; x < CONTEXT__MAX; x++)
		for (level = 0; level < LINKAGE__LEVELS; level++)
			m->chance[nik][x][level][LINKAGE_STRANGER] = rest[level];
}

/* Some of the random pairs are no strangers: each counts as far as it seems to be one. */
static void sum_strangers(const struct linkage *l, const struct random_pairs *p,
			  double sum[LINKAGE_COLUMNS][LINKAGE__LEVELS])
{
	float part[LINKAGE__RELATIONS];
	size_t i, k;

	for (k = 0; k < p->n; k++) {
		const struct comparison *c = &p->pairs[k];

		parts_of(weigh(l, c->level, c->context, bits_of(l, c)), part);
		for (i = 0; i < l->n_columns; i++)
			sum[i][c->level[i]] +=
			    (double)(part[LINKAGE_STRANGER] + part[LINKAGE_FAMILY]) *
			    (has_bits(l->columns[i].kind, c->level[i]) ? exp2((double)c->bits[i])
								       : 1);
	}
}

/* Values that agree as a whole are as probable as their share says; the rest is counted. */
static void learn_strangers(struct linkage *l, const struct random_pairs *p)
{
	double sum[LINKAGE_COLUMNS][LINKAGE__LEVELS] = { 0 };
	struct model *m = &l->model;
	size_t i, level, x;

	sum_strangers(l, p, sum);
	for (i = 0; i < l->n_columns; i++) {
		enum linkage_kind kind = l->columns[i].kind;
		double known = (double)p->n - sum[i][LINKAGE_UNKNOWN];

		for (level = 1; level < LINKAGE__LEVELS; level++) {
			double invented = has_bits(kind, level) ? 4096 : 20;
			double chance = has_bits(kind, level) ? 0.3 : 0.02;
			double c = level == LINKAGE_SAME
				       ? 1
				       : (sum[i][level] + invented * chance) / (known + invented);

			for (x = 0; x < CONTEXT__MAX; x++)
				m->chance[i][x][level][LINKAGE_STRANGER] = c;
		}
	}
	if (l->nik >= 0)
		know_niks(m, (size_t)l->nik);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static bool settled(const double *before, const double *now)
{
	size_t r;

	for (r = 0; r < LINKAGE_STRANGER; r++)
		if (fabs(now[r] - before[r]) > 2e-3 * (now[r] + before[r]))
			return false;
	return true;
}

static void learn_rounds(struct linkage *l, const struct random_pairs *strangers, struct round *e,
			 const struct model *first, const struct sample *candidates)
{
	double all = all_pairs(l), before[LINKAGE__RELATIONS];
	bool done = false;
	int i;

	l->model = *first;
	for (i = 0; i < ROUNDS && !done; i++) {
		model_weigh(l);
		linkage_parallel(l->options.threads, SLICES, expect_slice, e);
		memcpy(before, l->model.share, sizeof(before));
		maximise(l, e, first, all / candidates->thin, KIN * (double)l->n / all);
		if (i == 0 || i == 4 || i == 12) {
			model_weigh(l);
			learn_strangers(l, strangers);
		}
		done = i > 4 && settled(before, l->model.share);
	}
	model_weigh(l);
}

/* Were namesakes or relatives taken for one person?  Then fewer dates or numbers agree than may be.
 */
static bool is_mistaken(const struct linkage *l)
{
	size_t i;

	for (i = 0; i < l->n_columns; i++)
		if (kind_tells(l->columns[i].kind) &&
		    l->model.chance[i][0][LINKAGE_SAME][LINKAGE_PERSON] <= ALIKE)
			return true;
	return false;
}

void model_learn(struct linkage *l, const struct sample *candidates)
{
	struct random_pairs strangers = draw_strangers(l);
	struct round e = { .l = l };
	struct model *first;

	e.patterns = group(l, candidates, &e.n);
	begin(l);
	first = linkage_grown(NULL, 1, sizeof(*first));
	model_weigh(l);
	learn_strangers(l, &strangers);
	*first = l->model;
	learn_rounds(l, &strangers, &e, first, candidates);
	e.sure = is_mistaken(l);
	if (e.sure)
		learn_rounds(l, &strangers, &e, first, candidates);
	linkage_return(strangers.pairs);
	linkage_return(e.patterns);
	linkage_return(first);
}
