/*
 * How far pairs and clusters agree with the truth: agree TRUTH ID ENTITY PAIRS CLUSTERS.
 *
 * Precision, recall and F1 of pairs at probability 0.5 and 0.95, and of all pairs within clusters.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/sheet/sheet.h"

/* From an id to a number: open addressing over the texts. */
struct names {
	char **name;
	uint32_t *value;
	size_t slots, n;
};

struct sums {
	double right, made;
};

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

static uint64_t hash_of(const char *s, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	while (n-- > 0)
		h = (h ^ (uint8_t)*s++) * UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

static size_t slot_of(const struct names *t, const char *s, size_t n)
{
	size_t i = hash_of(s, n) & (t->slots - 1);

	while (t->name[i] && (strlen(t->name[i]) != n || memcmp(t->name[i], s, n) != 0))
		i = (i + 1) & (t->slots - 1);
	return i;
}

static void grow(struct names *t)
{
	struct names old = *t;
	size_t i, to;

	t->slots = old.slots ? 2 * old.slots : 1024;
	t->name = need(calloc(t->slots, sizeof(*t->name)));
	t->value = need(calloc(t->slots, sizeof(*t->value)));
	for (i = 0; i < old.slots; i++)
		if (old.name[i]) {
			to = slot_of(t, old.name[i], strlen(old.name[i]));
			t->name[to] = old.name[i];
			t->value[to] = old.value[i];
		}
	free(old.name);
	free(old.value);
}

/* The value of a text; a new one gets the given value. */
static uint32_t value_of(struct names *t, struct sheet_cell cell, uint32_t otherwise)
{
	size_t i;

	if (2 * t->n >= t->slots)
		grow(t);
	i = slot_of(t, cell.text, cell.size);
	if (!t->name[i]) {
		t->name[i] = need(strndup(cell.text, cell.size));
		t->value[i] = otherwise;
		t->n++;
	}
	return t->value[i];
}

static double choose(double n)
{
	return n * (n - 1) / 2;
}

/* Calls row for each row of a file, with the cells of the named columns. */
static void each(struct ctx *cx, const char *path, const char *const *columns, size_t n,
		 void (*row)(const struct sheet_cell *cells, void *arg), void *arg)
{
	struct sheet_cell cells[4];
	enum sheet_fault f;
	struct sheet *s;
	struct sheet_batch b;
	size_t at[4] = { 0 }, i, k;

	if (sheet_open(cx, path, &s, &f) != ERR_OK) {
		fprintf(stderr, "%s: not readable\n", path);
		exit(1);
	}
	for (k = 0; k < n; k++)
		for (i = 0; i < sheet_columns(s); i++)
			if (strcmp(sheet_column(s, i), columns[k]) == 0)
				at[k] = i;
	sheet_batch_init(&b, s);
	while (sheet_read(cx, s, &b, &f) == ERR_OK && b.n > 0)
		for (i = 0; i < b.n; i++) {
			for (k = 0; k < n; k++)
				cells[k] = b.cells[i * b.columns + at[k]];
			row(cells, arg);
		}
	sheet_batch_release(&b);
	sheet_free(s);
}

struct truth {
	struct names entity_of, entities, clusters, both;
	uint32_t *size; /* of entities */
	uint32_t *cluster_size, *both_size;
	double pairs;
	struct sums half, sure, clustered;
};

static void count(uint32_t **sizes, uint32_t i)
{
	/* Room is made by powers of two. */
	if ((i & (i - 1)) == 0) {
		*sizes = need(realloc(*sizes, (i ? 2 * (size_t)i : 1) * sizeof(**sizes)));
		memset(*sizes + i, 0, (i ? i : 1) * sizeof(**sizes));
	}
	(*sizes)[i]++;
}

static uint32_t numbered(struct names *t, struct sheet_cell cell)
{
	return value_of(t, cell, (uint32_t)t->n);
}

static void add_size(struct names *t, uint32_t **sizes, struct sheet_cell cell)
{
	size_t before = t->n;
	uint32_t i = numbered(t, cell);

	if (t->n > before)
		count(sizes, i);
	else
		(*sizes)[i]++;
}

static void read_truth(const struct sheet_cell *cells, void *arg)
{
	struct truth *t = arg;

	add_size(&t->entities, &t->size, cells[1]);
	(void)value_of(&t->entity_of, cells[0], numbered(&t->entities, cells[1]));
}

static void read_pair(const struct sheet_cell *cells, void *arg)
{
	struct truth *t = arg;
	char text[32] = "";
	bool same = value_of(&t->entity_of, cells[0], UINT32_MAX) ==
		    value_of(&t->entity_of, cells[1], UINT32_MAX);
	double p;

	memcpy(text, cells[2].text, MIN(cells[2].size, sizeof(text) - 1));
	p = strtod(text, NULL);
	t->half.made += p >= 0.5;
	t->half.right += p >= 0.5 && same;
	t->sure.made += p >= 0.95;
	t->sure.right += p >= 0.95 && same;
}

static void read_cluster(const struct sheet_cell *cells, void *arg)
{
	struct truth *t = arg;
	char text[64];
	int n;

	add_size(&t->clusters, &t->cluster_size, cells[1]);
	n = snprintf(text, sizeof(text), "%u %u", numbered(&t->clusters, cells[1]),
		     value_of(&t->entity_of, cells[0], UINT32_MAX));
	add_size(&t->both, &t->both_size, (struct sheet_cell){ text, (uint32_t)n });
}

static double pairs_of(const struct names *t, const uint32_t *sizes)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < t->n; i++)
		sum += choose(sizes[i]);
	return sum;
}

static void say(const char *what, struct sums s, double there)
{
	double p = s.made > 0 ? s.right / s.made : 0, r = there > 0 ? s.right / there : 0;

	printf("  %s: precision %.4f, recall %.4f, F1 %.4f\n", what, p, r,
	       p + r > 0 ? 2 * p * r / (p + r) : 0);
}

int main(int argc, char **argv)
{
	struct truth t = { 0 };
	struct ctx cx;

	if (argc != 6) {
		fprintf(stderr, "usage: agree TRUTH ID ENTITY PAIRS CLUSTERS\n");
		return 2;
	}
	ctx_init(&cx, NULL, 0);
	each(&cx, argv[1], (const char *const[]){ argv[2], argv[3] }, 2, read_truth, &t);
	each(&cx, argv[4], (const char *const[]){ "id_a", "id_b", "probability" }, 3, read_pair,
	     &t);
	each(&cx, argv[5], (const char *const[]){ "id", "cluster" }, 2, read_cluster, &t);
	t.pairs = pairs_of(&t.entities, t.size);
	t.clustered.made = pairs_of(&t.clusters, t.cluster_size);
	t.clustered.right = pairs_of(&t.both, t.both_size);
	say("pairs from 0.5", t.half, t.pairs);
	say("pairs from 0.95", t.sure, t.pairs);
	say("clusters", t.clustered, t.pairs);
	ctx_release(&cx);
	return 0;
}
