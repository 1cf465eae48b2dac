/*
 * Rows come in.
 *
 * A load of them is filled by their source, read while its cells are near (what stands in a record
 * as it is, and hashes of the rest), numbered column by column, and written to the records.  Some
 * loads are on their way at once, and each thread does what is next: a column is numbered by one
 * thread at a time, load after load, since its table grows; so numbers do not depend on who did it.
 */
#include "engine/linkage/linkage_impl.h"

#include <pthread.h>
#include <string.h>

enum { ROWS = 512 /* read at a time */, ROWS_OF_LIST = 8192 /* of a load, of linkage_add() */ };

/* Rows on their way. */
struct load {
	struct linkage_rows rows;
	size_t first; /* record */
	bool let_in;  /* there is room among the records */
	bool written;
	size_t slices_begun, slices_done, columns_done;
	uint64_t *hash; /* of cells, by column; 0: empty */
	uint32_t *value;
	size_t room;
};

struct intake {
	struct linkage *l;
	const struct linkage_source *source;
	uint8_t order[LINKAGE_COLUMNS]; /* columns whose values are numbered */
	size_t n_order;
	pthread_mutex_t lock; /* for what follows */
	pthread_cond_t changed;
	struct load load[LINKAGE_LOADS];
	size_t begun, ended; /* loads on their way are those from ended to begun */
	bool filling, drained;
	bool busy[LINKAGE_COLUMNS];   /* by order */
	size_t turn[LINKAGE_COLUMNS]; /* the load whose cells a column is to number next */
};

/* What a thread is to do. */
struct task {
	enum { TASK_FILL, TASK_READ, TASK_NUMBER, TASK_WAIT, TASK_END } what;
	struct load *load;
	size_t at; /* slice, or column by order */
};

/* ---- the work ----------------------------------------------------------------------------- */

static size_t slices_of(const struct load *load)
{
	return (load->rows.n + ROWS - 1) / ROWS;
}

static const struct linkage_cell *cell_of(const struct intake *t, const struct load *load,
					  size_t row, size_t column)
{
	return &load->rows.cells[row * t->l->n_columns + column];
}

static uint64_t hash_of(const struct linkage_cell *cell)
{
	uint64_t hash = cell->size ? linkage_hash(cell->text, cell_size(cell)) : 0;

	return hash && cell->only ? mix_in(hash, cell->only) : hash;
}

static void read_slice(const struct intake *t, struct load *load, size_t s)
{
	struct linkage *l = t->l;
	size_t n = load->rows.n, to = MIN((s + 1) * ROWS, n), i, k;

	for (i = s * ROWS; i < to; i++) {
		uint32_t *record = l->records + (load->first + i) * l->stride;

		l->key[load->first + i] = mix64(load->rows.key[i]);
		for (k = 0; k < l->n_columns; k++) {
			const struct linkage_cell *cell = cell_of(t, load, i, k);

			if (!column_numbered(&l->columns[k]))
				column_read(&l->columns[k], cell, record);
			else
				load->hash[k * n + i] = hash_of(cell);
		}
	}
}

static void number_column(const struct intake *t, struct load *load, size_t at)
{
	size_t n = load->rows.n, k = t->order[at];

	column_number(&t->l->columns[k], cell_of(t, load, 0, k), t->l->n_columns, n,
		      load->hash + k * n, load->value + k * n);
}

/* Threads would wait for one another if each column were written as it is numbered. */
static void write_values(const struct intake *t, const struct load *load)
{
	const struct linkage *l = t->l;
	size_t n = load->rows.n, i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < t->n_order; k++)
			l->records[(load->first + i) * l->stride + l->columns[t->order[k]].slot] =
			    load->value[t->order[k] * n + i];
}

/* ---- what is next ------------------------------------------------------------------------- */

static void make_room(struct linkage *l, size_t room)
{
	l->records = linkage_enlarged(l->records, l->n, room, l->stride * sizeof(*l->records));
	l->key = linkage_enlarged(l->key, l->n, room, sizeof(*l->key));
	l->room = room;
}

/* The records move only while no load before this one is being written. */
static bool let_in(struct intake *t, size_t i)
{
	struct load *load = &t->load[i % LINKAGE_LOADS];
	struct linkage *l = t->l;
	size_t n = load->rows.n;

	if (load->let_in)
		return true;
	assert(n <= LINKAGE_RECORDS - l->n);
	if (l->n + n > l->room && i > t->ended)
		return false;
	if (l->n + n > l->room)
		make_room(l, MAX(l->room + l->room / 2, l->n + n));
	load->first = l->n;
	l->n += n;
	return load->let_in = true;
}

/* A column whose turn it is and that nobody is at. */
static bool find_column(const struct intake *t, size_t load, size_t *ret)
{
	size_t k = 0;

	while (k < t->n_order && (t->busy[k] || t->turn[k] != load))
		k++;
	*ret = k;
	return k < t->n_order;
}

/* Earlier loads first, but for filling one, which others will wait for. */
static struct task next_task(struct intake *t)
{
	struct load *load;
	size_t i, column;

	if (!t->drained && !t->filling && t->begun - t->ended < LINKAGE_LOADS) {
		t->filling = true;
		return (struct task){ TASK_FILL, &t->load[t->begun % LINKAGE_LOADS],
				      t->begun % LINKAGE_LOADS };
	}
	for (i = t->ended; i < t->begun && let_in(t, i); i++) {
		load = &t->load[i % LINKAGE_LOADS];
		if (load->slices_begun < slices_of(load))
			return (struct task){ TASK_READ, load, load->slices_begun++ };
		if (load->slices_done < slices_of(load) || !find_column(t, i, &column))
			continue;
		t->busy[column] = true;
		return (struct task){ TASK_NUMBER, load, column };
	}
	return (struct task){ t->drained && t->begun == t->ended ? TASK_END : TASK_WAIT, NULL, 0 };
}

/* Whether that was the last to be done for it but writing. */
static bool is_numbered(const struct intake *t, const struct load *load)
{
	return load->slices_done == slices_of(load) && load->columns_done == t->n_order;
}

static void release_loads(struct intake *t)
{
	while (t->ended < t->begun && t->load[t->ended % LINKAGE_LOADS].written)
		t->ended++;
}

/* ---- the threads -------------------------------------------------------------------------- */

static void reserve_cells(const struct intake *t, struct load *load)
{
	if (load->rows.n <= load->room)
		return;
	linkage_return(load->hash);
	linkage_return(load->value);
	load->room = load->rows.n;
	load->hash = linkage_lines(load->room * t->l->n_columns, sizeof(*load->hash));
	load->value = linkage_lines(load->room * t->l->n_columns, sizeof(*load->value));
}

static bool fill(struct intake *t, struct load *load, size_t place)
{
	load->let_in = load->written = false;
	load->slices_begun = load->slices_done = load->columns_done = 0;
	load->rows.n = 0;
	if (!t->source->fill(t->source->arg, place, &load->rows) || load->rows.n == 0)
		return false;
	reserve_cells(t, load);
	return true;
}

static void do_fill(struct intake *t, const struct task *task)
{
	bool got;

	(void)pthread_mutex_unlock(&t->lock);
	got = fill(t, task->load, task->at);
	(void)pthread_mutex_lock(&t->lock);
	t->filling = false;
	t->drained = !got;
	t->begun += got;
}

static void do_read(struct intake *t, const struct task *task)
{
	(void)pthread_mutex_unlock(&t->lock);
	read_slice(t, task->load, task->at);
	(void)pthread_mutex_lock(&t->lock);
	task->load->slices_done++;
}

static void do_number(struct intake *t, const struct task *task)
{
	(void)pthread_mutex_unlock(&t->lock);
	number_column(t, task->load, task->at);
	(void)pthread_mutex_lock(&t->lock);
	t->busy[task->at] = false;
	t->turn[task->at]++;
	task->load->columns_done++;
}

static void do_task(struct intake *t, const struct task *task)
{
	if (task->what == TASK_FILL) {
		do_fill(t, task);
		return;
	}
	if (task->what == TASK_READ)
		do_read(t, task);
	else
		do_number(t, task);
	if (!is_numbered(t, task->load))
		return;
	(void)pthread_mutex_unlock(&t->lock);
	write_values(t, task->load);
	(void)pthread_mutex_lock(&t->lock);
	task->load->written = true;
	release_loads(t);
}

static void take_part(void *arg, size_t thread)
{
	struct intake *t = arg;
	struct task task;

	(void)thread;
	(void)pthread_mutex_lock(&t->lock);
	while ((task = next_task(t)).what != TASK_END) {
		if (task.what == TASK_WAIT) {
			(void)pthread_cond_wait(&t->changed, &t->lock);
			continue;
		}
		do_task(t, &task);
		(void)pthread_cond_broadcast(&t->changed);
	}
	(void)pthread_mutex_unlock(&t->lock);
}

static unsigned effort(enum linkage_kind kind)
{
	return kind == LINKAGE_NAME ? 2 : kind == LINKAGE_MOTHER ? 1 : 0;
}

/* What takes long is begun first, so that no thread waits for it at the end. */
static void order_by_effort(struct intake *t)
{
	const struct linkage *l = t->l;
	size_t i;
	int e;

	for (e = 2; e >= 0; e--)
		for (i = 0; i < l->n_columns; i++)
			if (column_numbered(&l->columns[i]) &&
			    effort(l->columns[i].kind) == (unsigned)e)
				t->order[t->n_order++] = (uint8_t)i;
}

void linkage_read(struct linkage *l, const struct linkage_source *source)
{
	struct intake t = { .l = l,
			    .source = source,
			    .lock = PTHREAD_MUTEX_INITIALIZER,
			    .changed = PTHREAD_COND_INITIALIZER };
	size_t i;

	order_by_effort(&t);
	linkage_parallel(l->options.threads, l->options.threads, take_part, &t);
	for (i = 0; i < LINKAGE_LOADS; i++) {
		linkage_return(t.load[i].hash);
		linkage_return(t.load[i].value);
	}
	(void)pthread_mutex_destroy(&t.lock);
	(void)pthread_cond_destroy(&t.changed);
}

void linkage_expect(struct linkage *l, size_t n)
{
	size_t i;

	n = MIN(n, (size_t)LINKAGE_RECORDS);
	if (n > l->room)
		make_room(l, n);
	for (i = 0; i < l->n_columns; i++)
		column_expect(&l->columns[i], n);
}

/* ---- a list ------------------------------------------------------------------------------- */

struct list {
	struct linkage_rows rest;
	size_t columns;
};

static bool fill_from_list(void *arg, size_t place, struct linkage_rows *ret)
{
	struct list *list = arg;

	(void)place;
	*ret = list->rest;
	ret->n = MIN(list->rest.n, (size_t)ROWS_OF_LIST);
	list->rest.cells += ret->n * list->columns;
	list->rest.key += ret->n;
	list->rest.n -= ret->n;
	return true;
}

void linkage_add(struct linkage *l, const struct linkage_cell *cells, const uint64_t *key, size_t n)
{
	struct list list = { { cells, key, n }, l->n_columns };

	linkage_read(l, &(struct linkage_source){ fill_from_list, &list });
}
