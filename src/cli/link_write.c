/* melaju link: the files it writes. */
#include "cli/link.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "engine/linkage/linkage_one.h"
#include "platform/i18n/i18n.h"
#include "text/link.h"

/* ---- tables ------------------------------------------------------------------------------- */

/* Rows of a file, of which several threads make some each into memory. */
struct table {
	const struct link_job *job;
	const void *rows;
	size_t n;
	void (*put)(const struct table *t, struct buf *b, size_t from, size_t to);
	bool explain;
};

enum { SLICE = 8192 /* rows made at a time */, TABLE_THREADS = 8 };

/* Slices are written in their order: each thread waits for its slice's turn. */
struct slices {
	const struct table *table;
	FILE *f;
	atomic_size_t next;
	size_t turn;
	pthread_mutex_t lock;
	pthread_cond_t turned;
};

static void write_in_turn(struct slices *s, size_t i, const struct buf *b)
{
	(void)pthread_mutex_lock(&s->lock);
	while (s->turn != i)
		(void)pthread_cond_wait(&s->turned, &s->lock);
	(void)fwrite(b->data, 1, b->len, s->f);
	s->turn++;
	(void)pthread_cond_broadcast(&s->turned);
	(void)pthread_mutex_unlock(&s->lock);
}

static void *put_slices(void *arg)
{
	struct slices *s = arg;
	size_t n = (s->table->n + SLICE - 1) / SLICE, i;
	struct buf b;

	buf_init(&b, SIZE_MAX / 4); /* cells have their limit */
	while ((i = atomic_fetch_add(&s->next, 1)) < n) {
		buf_clear(&b);
		s->table->put(s->table, &b, i * SLICE, MIN((i + 1) * SLICE, s->table->n));
		write_in_turn(s, i, &b);
	}
	buf_release(&b);
	return NULL;
}

/* A thread that can't be started is done without. */
static void put_table(const struct table *t, FILE *f)
{
	struct slices s = { .table = t,
			    .f = f,
			    .lock = PTHREAD_MUTEX_INITIALIZER,
			    .turned = PTHREAD_COND_INITIALIZER };
	pthread_t thread[TABLE_THREADS];
	unsigned n = 0;

	while (n + 1 < MIN(t->job->threads, (unsigned)TABLE_THREADS) && n < t->n / SLICE &&
	       pthread_create(&thread[n], NULL, put_slices, &s) == 0)
		n++;
	(void)put_slices(&s);
	while (n > 0)
		(void)pthread_join(thread[--n], NULL);
	(void)pthread_mutex_destroy(&s.lock);
	(void)pthread_cond_destroy(&s.turned);
}

/* ---- cells -------------------------------------------------------------------------------- */

bool link_plain(struct sheet_cell cell)
{
	uint32_t i;

	for (i = 0; i < cell.size; i++)
		if (cell.text[i] == '"' || cell.text[i] == ',' || cell.text[i] == '\n' ||
		    cell.text[i] == ';')
			return false;
	return true;
}

/*
 * Ids are written as they are: programs read these files, so nothing is put before a sign.  There
 * are millions of them.
 */
static void put_cell(struct buf *b, struct sheet_cell cell)
{
	uint32_t i;

	if (link_plain(cell)) {
		buf_add(b, cell.text, cell.size);
		return;
	}
	buf_addc(b, '"');
	for (i = 0; i < cell.size; i++) {
		if (cell.text[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, cell.text[i]);
	}
	buf_addc(b, '"');
}

static void put_id(const struct link_job *j, struct buf *b, uint32_t i)
{
	struct sheet_cell id = link_id(&j->ids, i);

	if (j->ids.quoted)
		put_cell(b, id);
	else
		buf_add(b, id.text, id.size);
}

/* With so many digits behind the point, as printf() does it, but for pairs by the million. */
static void put_decimal(struct buf *b, double x, unsigned digits)
{
	char text[32], *at = text + sizeof(text);
	uint64_t scale = 1, left;
	unsigned i;

	for (i = 0; i < digits; i++)
		scale *= 10;
	left = (uint64_t)llrint(fabs(x) * (double)scale);
	for (i = 0; i <= digits || left > 0; i++) {
		if (i == digits)
			*--at = '.';
		*--at = (char)('0' + left % 10);
		left /= 10;
	}
	if (x < 0)
		*--at = '-';
	buf_add(b, at, (size_t)(text + sizeof(text) - at));
}

static void put_pair(const struct link_job *j, struct buf *b, const struct linkage_pair *p)
{
	put_id(j, b, p->a);
	buf_addc(b, ',');
	put_id(j, b, p->b);
	buf_addc(b, ',');
	put_decimal(b, linkage_probability((double)p->weight), 6);
	buf_addc(b, ',');
	put_decimal(b, (double)p->weight, 2);
}

static const char *level_text(const struct cli *c, enum linkage_level level)
{
	static const enum text texts[LINKAGE__LEVELS] = {
#define LEVEL(l) [LINKAGE_##l] = T_LINK_LEVEL_##l,
		LINKAGE_LEVELS(LEVEL)
#undef LEVEL
	};

	return text(&c->cx, texts[level]);
}

static bool is_compared(const struct link_job *j, size_t column)
{
	return j->columns.column[column].kind != LINKAGE_VERIFIED;
}

/* "sama (+9.2)"; what is unknown weighs nothing. */
static void put_reasons(const struct link_job *j, struct buf *b, const struct linkage_pair *p)
{
	struct linkage_reason reasons[LINKAGE_COLUMNS];
	size_t i;

	linkage_explain(j->linkage, p->a, p->b, reasons);
	for (i = 0; i < j->columns.n; i++) {
		const char *words = level_text(j->c, reasons[i].level);

		if (!is_compared(j, i))
			continue;
		if (reasons[i].level == LINKAGE_UNKNOWN)
			buf_addf(b, ",%s", words);
		else
			buf_addf(b, ",\"%s (%+.1f)\"", words, (double)reasons[i].weight);
	}
}

/* What is declared is called as in the file, the rest by its kind. */
static void put_column_name(const struct link_job *j, struct buf *b, size_t i)
{
	const struct link_column *column = &j->columns.column[i];
	const char *name = column->kind >= LINKAGE_CODE ? sheet_column(j->sheet, column->part[0])
							: linkage_kind_name(column->kind);

	put_cell(b, (struct sheet_cell){ name, (uint32_t)strlen(name) });
}

static void put_heading(const struct link_job *j, struct buf *b, bool explain)
{
	size_t i;

	buf_adds(b, "id_a,id_b,probability,weight");
	for (i = 0; explain && i < j->columns.n; i++) {
		if (!is_compared(j, i))
			continue;
		buf_addc(b, ',');
		put_column_name(j, b, i);
	}
	buf_addc(b, '\n');
}

/* Ids of pairs lie anywhere: where they begin is fetched first, and then they. */
static void fetch_ids(const struct table *t, size_t i)
{
	enum { AHEAD = 8 /* pairs */ };
	const struct linkage_pair *pairs = t->rows;
	const struct link_ids *ids = &t->job->ids;

	if (i + 2 * AHEAD < t->n) {
		__builtin_prefetch(&ids->at[pairs[i + 2 * AHEAD].a]);
		__builtin_prefetch(&ids->at[pairs[i + 2 * AHEAD].b]);
	}
	if (i + AHEAD < t->n) {
		__builtin_prefetch(ids->text + ids->at[pairs[i + AHEAD].a]);
		__builtin_prefetch(ids->text + ids->at[pairs[i + AHEAD].b]);
	}
}

static void put_pair_rows(const struct table *t, struct buf *b, size_t from, size_t to)
{
	const struct linkage_pair *pairs = t->rows;
	size_t i;

	for (i = from; i < to; i++) {
		fetch_ids(t, i);
		put_pair(t->job, b, &pairs[i]);
		if (t->explain)
			put_reasons(t->job, b, &pairs[i]);
		buf_addc(b, '\n');
	}
}

void link_put_pairs(const struct link_job *j, FILE *f)
{
	struct table t = { .job = j,
			   .put = put_pair_rows,
			   .explain = option_on(j->c, OPT_EXPLAIN) };
	struct buf heading;

	t.rows = linkage_pairs(j->linkage, &t.n);
	buf_init(&heading, SIZE_MAX / 4);
	put_heading(j, &heading, t.explain);
	(void)fwrite(heading.data, 1, heading.len, f);
	buf_release(&heading);
	put_table(&t, f);
}

/* Which of two ids comes first; shorter ones do, so that numbers stand in their order. */
static bool comes_first(struct sheet_cell a, struct sheet_cell b)
{
	return a.size != b.size ? a.size < b.size : memcmp(a.text, b.text, a.size) < 0;
}

/* A cluster is called by the first of its ids, so its name does not depend on the order of rows. */
static uint32_t *first_of(const struct link_job *j, const uint32_t *cluster)
{
	size_t n = j->ids.n, i;
	uint32_t *first = memory_grown(NULL, n + 1, sizeof(*first));

	for (i = 0; i < n; i++)
		first[i] = (uint32_t)i;
	for (i = 0; i < n; i++)
		if (cluster[i] != i &&
		    comes_first(link_id(&j->ids, (uint32_t)i), link_id(&j->ids, first[cluster[i]])))
			first[cluster[i]] = (uint32_t)i;
	return first;
}

static void put_weakest(const struct link_job *j, struct buf *b, uint32_t cluster)
{
	struct linkage_pair weakest;

	if (!linkage_weakest(j->linkage, cluster, &weakest)) {
		buf_adds(b, ",,,");
		return;
	}
	buf_addc(b, ',');
	put_id(j, b, weakest.a);
	buf_addc(b, ',');
	put_id(j, b, weakest.b);
	buf_addf(b, ",%.2f", (double)weakest.weight);
}

/* Of each record the cluster, and of each cluster its first record. */
struct cluster_rows {
	const uint32_t *cluster, *first;
};

static void put_cluster_rows(const struct table *t, struct buf *b, size_t from, size_t to)
{
	const struct cluster_rows *rows = t->rows;
	const struct link_job *j = t->job;
	size_t i;

	for (i = from; i < to; i++) {
		put_id(j, b, (uint32_t)i);
		buf_addc(b, ',');
		put_id(j, b, rows->first[rows->cluster[i]]);
		if (t->explain)
			put_weakest(j, b, rows->cluster[i]);
		buf_addc(b, '\n');
	}
}

void link_put_clusters(const struct link_job *j, FILE *f)
{
	uint32_t *cluster = memory_grown(NULL, j->ids.n + 1, sizeof(*cluster)), *first;
	bool explain = option_on(j->c, OPT_EXPLAIN);

	linkage_clusters(j->linkage, cluster);
	first = first_of(j, cluster);
	(void)fputs(explain ? "id,cluster,weakest_a,weakest_b,weakest_weight\n" : "id,cluster\n",
		    f);
	put_table(&(struct table){ .job = j,
				   .n = j->ids.n,
				   .rows = &(struct cluster_rows){ cluster, first },
				   .put = put_cluster_rows,
				   .explain = explain },
		  f);
	free(first);
	free(cluster);
}

static const char *kind_text(const struct link_job *j, size_t i)
{
	static const enum text texts[LINKAGE__KINDS] = {
#define KIND(k) [LINKAGE_##k] = T_LINK_KIND_##k,
		LINKAGE_KINDS(KIND)
#undef KIND
	};
	const struct link_column *column = &j->columns.column[i];

	return column->kind >= LINKAGE_CODE ? sheet_column(j->sheet, column->part[0])
					    : text(&j->c->cx, texts[column->kind]);
}

/* "tanggal lahir: hari dan bulan tertukar" and the chance in percent for each relation. */
static void put_level(const struct link_job *j, FILE *f, size_t i, enum linkage_level level)
{
	unsigned r;

	if (linkage_chance(j->linkage, i, level, LINKAGE_PERSON) < 0)
		return;
	(void)fprintf(f, "# %s: %s:", kind_text(j, i), level_text(j->c, level));
	for (r = 0; r < LINKAGE__RELATIONS; r++)
		(void)fprintf(f, " %.3g%%",
			      100 * linkage_chance(j->linkage, i, level, (enum linkage_relation)r));
	(void)fputc('\n', f);
}

/* What was learnt, for programs, and behind it in words. */
void link_put_model(const struct link_job *j, FILE *f)
{
	struct linkage_model *m = linkage_model_of(j->linkage);
	char *model = linkage_model_text(m);
	unsigned level;
	size_t i;

	(void)fprintf(f, "%s#\n# %s\n", model, text(&j->c->cx, T_LINK_MODEL_MEANS));
	for (i = 0; i < j->columns.n; i++)
		for (level = LINKAGE_SAME; level < LINKAGE__LEVELS && is_compared(j, i); level++)
			put_level(j, f, i, (enum linkage_level)level);
	free(model);
	linkage_model_free(m);
}

/* ---- files -------------------------------------------------------------------------------- */

static void *write_file(void *arg)
{
	struct link_writing *w = arg;
	FILE *f = fopen(w->path, "w");

	w->fine = f != NULL;
	if (f) {
		(void)setvbuf(f, NULL, _IOFBF, (size_t)1 << 18);
		w->put(w->job, f);
		w->fine = !ferror(f);
		w->fine = fclose(f) == 0 && w->fine;
	}
	return NULL;
}

void link_begin_writing(struct link_writing *w)
{
	w->started = w->path && pthread_create(&w->thread, NULL, write_file, w) == 0;
	if (w->path && !w->started)
		(void)write_file(w);
}

bool link_end_writing(struct link_writing *w)
{
	struct cli *c = w->job->c;

	if (w->started)
		(void)pthread_join(w->thread, NULL);
	w->started = false;
	if (!w->path || w->fine)
		return true;
	(void)cli_fail(c, "%s", text_fill(&c->cx, T_LINK_WRITE, w->path, NULL));
	return false;
}
