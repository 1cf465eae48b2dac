/* The values of searchable fields, kept beside the facts: written with them, filled, emptied. */
#include "feature/registry/field.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/registry/field_sql.h"
#include "platform/jobs/jobs.h"

enum { FILLING = 1, WHOLE = 2, EMPTYING = 3 };

enum {
	BATCH = 256, /* subjects, or rows to be deleted, of one write */
	WORK_MS = 300
};

/*
 * Whoever was writing when a field became searchable may not know it yet.  The walk begins when he
 * has come to his end, so that what he wrote is in the rows that it reads.
 */
#define SETTLE (10 * USEC_SECOND)

/* ---- with the facts -------------------------------------------------------------------------- */

static size_t fields_of(const struct facts *f, const struct fact_field *const **ret)
{
	*ret = f->book->find[f->of];
	return f->book->n_find[f->of];
}

/* Where who is spoken of lives. */
static const char *home_of(const struct facts *f)
{
	return facts_core(f, f->of == FACT_PERSON ? CORE_REGION : CORE_KK_REGION);
}

/* The home stands behind them. */
const char **field_values(struct ctx *cx, const struct facts *f)
{
	const struct fact_field *const *fields;
	size_t n = fields_of(f, &fields);
	const char **values;

	if (n == 0)
		return NULL;
	values = ARENA_ARRAY(cx->arena, n + 1, const char *);
	for (size_t i = 0; i < n; i++)
		values[i] = f->value[fields[i]->at];
	values[n] = home_of(f);
	return values;
}

/* A part as it is kept.  One that stood there and is no more leaves its row, empty: that tells a
 * walk that is behind. */
static struct field_put_args kept_as(const struct fact_field *field, int64_t subject_id,
				     int64_t home_id, const char *const *part, size_t n, size_t at)
{
	return (struct field_put_args){ .subject_id = subject_id,
					.field = field->code,
					.part = (int64_t)at,
					.sought = at < n ? part[at] : NULL,
					.region_id = home_id };
}

static enum err keep_one(struct ctx *cx, const struct fact_field *field, int64_t subject_id,
			 int64_t home_id, const char *before, const char *now)
{
	const char *had[FIELD_PARTS], *part[FIELD_PARTS];
	size_t n_had = field_parts(cx->arena, field, before, had);
	size_t n = field_parts(cx->arena, field, now, part);

	for (size_t i = 0; i < MAX(n, n_had); i++) {
		struct field_put_args a = kept_as(field, subject_id, home_id, part, n, i);

		TRY(field_put_run(cx, &a, NULL));
	}
	return ERR_OK;
}

enum err field_keep(struct ctx *cx, const struct facts *f, int64_t subject_id,
		    const char *const *before)
{
	const struct fact_field *const *fields;
	size_t n = fields_of(f, &fields);
	int64_t home_id = fact_int(home_of(f), 0);
	bool moved = before != NULL && !str_eq(before[n], home_of(f));

	for (size_t i = 0; i < n; i++) {
		const char *had = before != NULL ? before[i] : NULL;
		const char *now = f->value[fields[i]->at];

		if (moved || !str_eq(had, now))
			TRY(keep_one(cx, fields[i], subject_id, home_id, had, now));
	}
	return ERR_OK;
}

/* ---- what the city wants --------------------------------------------------------------------- */

/* Is it one of the fields that the city wants people to be found by? */
static const struct fact_field *wanted(const struct fact_book *book, enum fact_of of,
				       const char *code)
{
	const struct fact_field *f = fact_field(book, of, code);

	return f != NULL && f->find ? f : NULL;
}

/* Kept since before it was kept where people live: it is filled once more, with that. */
static enum err fill_again(struct ctx *cx, const struct field_finds_row *row, bool write,
			   bool *ret_differs)
{
	if (row->homes != 0 || row->state == EMPTYING)
		return ERR_OK;
	*ret_differs = true;
	return write ? field_find_again_run(
			   cx, &(struct field_find_again_args){ .field = row->field }, NULL)
		     : ERR_OK;
}

static bool is_kept(const struct field_finds_row *rows, size_t n, const struct fact_field *field)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].field, field->code))
			return true;
	return false;
}

/* Does anything differ from what the rows say?  write: puts it into them. */
static enum err notice(struct ctx *cx, bool write, bool *ret_differs)
{
	struct field_finds_row *rows;
	const struct fact_book *book;
	size_t n;

	*ret_differs = false;
	TRY(fact_book(cx, &book));
	TRY(field_finds_all(cx, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		struct field_find_state_args a = { .field = rows[i].field,
						   .state = EMPTYING,
						   .old_state = rows[i].state };

		TRY(fill_again(cx, &rows[i], write, ret_differs));
		if (rows[i].state == EMPTYING ||
		    wanted(book, (enum fact_of)rows[i].of, rows[i].field) != NULL)
			continue;
		*ret_differs = true;
		if (write)
			TRY(field_find_state_run(cx, &a, NULL));
	}
	for (int of = FACT_PERSON; of <= FACT_FAMILY; of++)
		for (size_t i = 0; i < book->n_find[of]; i++) {
			struct field_find_add_args a = { .field = book->find[of][i]->code,
							 .of = of };

			if (is_kept(rows, n, book->find[of][i]))
				continue;
			*ret_differs = true;
			if (write)
				TRY(field_find_add_run(cx, &a, NULL));
		}
	return ERR_OK;
}

static enum err note(struct ctx *cx, void *arg)
{
	(void)arg;
	return notice(cx, true, &(bool){ false });
}

enum err field_notice(struct ctx *cx, struct db_pool *pool)
{
	bool differs;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = notice(cx, false, &differs);
	db_read_end(cx, pool);
	TRY(e);
	return differs ? db_write_patient(cx, pool, note, NULL) : ERR_OK;
}

enum err field_is_whole(struct ctx *cx, const struct fact_field *field, bool *ret, bool *ret_homes)
{
	struct field_finds_row *rows;
	size_t n;

	*ret = *ret_homes = false;
	TRY(field_finds_all(cx, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].field, field->code)) {
			*ret = rows[i].state == WHOLE;
			*ret_homes = *ret && rows[i].homes != 0;
		}
	return ERR_OK;
}

static bool is_whole(const struct field_finds_row *rows, size_t n, const struct fact_field *field)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].field, field->code))
			return rows[i].state == WHOLE;
	return false;
}

enum err field_all_whole(struct ctx *cx, const struct fact_book *book, bool *ret)
{
	struct field_finds_row *rows;
	size_t n;

	TRY(field_finds_all(cx, &rows, &n));
	*ret = true;
	for (int of = FACT_PERSON; of <= FACT_FAMILY; of++)
		for (size_t i = 0; i < book->n_find[of]; i++)
			*ret = *ret && is_whole(rows, n, book->find[of][i]);
	return ERR_OK;
}

/* ---- from the rows --------------------------------------------------------------------------- */

/* Some rows of persons or families, in the order of their ids. */
struct some {
	int64_t id[BATCH], home_id[BATCH];
	const char *more[BATCH];
	size_t n;
};

/* hold: nobody changes them until the write ends. */
static enum err read_some(struct ctx *cx, enum fact_of of, int64_t after_id, bool hold,
			  struct some *ret)
{
	struct field_of_persons_row *p;
	struct field_of_families_row *f;

	if (of == FACT_PERSON) {
		TRY(field_of_persons_all(cx,
					 &(struct field_of_persons_args){
					     .after_id = after_id,
					     .most = BATCH,
					     .with = hold ? FIELD_OF_PERSONS_WITH_HOLD : 0U },
					 &p, &ret->n));
		for (size_t i = 0; i < ret->n; i++) {
			ret->id[i] = p[i].id;
			ret->more[i] = p[i].more;
			ret->home_id[i] = p[i].region_id;
		}
		return ERR_OK;
	}
	TRY(field_of_families_all(
	    cx,
	    &(struct field_of_families_args){ .after_id = after_id,
					      .most = BATCH,
					      .with = hold ? FIELD_OF_FAMILIES_WITH_HOLD : 0U },
	    &f, &ret->n));
	for (size_t i = 0; i < ret->n; i++) {
		ret->id[i] = f[i].id;
		ret->more[i] = f[i].more;
		ret->home_id[i] = f[i].region_id;
	}
	return ERR_OK;
}

/* Whoever wrote meanwhile knew of the field: what he left stands. */
static enum err put_first(struct ctx *cx, const struct fact_field *field, const struct some *of,
			  size_t at)
{
	const char *part[FIELD_PARTS];
	size_t n = field_parts(cx->arena, field,
			       field_value_in(cx->arena, of->more[at], field->code), part);

	for (size_t i = 0; i < n; i++) {
		struct field_put_first_args a = { .subject_id = of->id[at],
						  .field = field->code,
						  .part = (int64_t)i,
						  .sought = part[i],
						  .region_id = of->home_id[at] };

		TRY(field_put_first_run(cx, &a, NULL));
	}
	return ERR_OK;
}

static enum err fill(struct ctx *cx, const struct field_finds_row *row,
		     const struct fact_field *field)
{
	struct field_find_place_args a = { .field = row->field, .state = FILLING };
	struct some some;

	TRY(read_some(cx, field->of, row->place_id, true, &some));
	for (size_t i = 0; i < some.n; i++)
		TRY(put_first(cx, field, &some, i));
	a.place_id = some.n > 0 ? some.id[some.n - 1] : row->place_id + 1;
	if (some.n < BATCH)
		a.state = WHOLE;
	return field_find_place_run(cx, &a, NULL);
}

static enum err empty(struct ctx *cx, const struct field_finds_row *row)
{
	int64_t gone;

	TRY(field_empty_run(cx, &(struct field_empty_args){ .field = row->field, .most = BATCH },
			    &gone));
	if (gone > 0)
		return ERR_OK;
	return field_find_end_run(cx, &(struct field_find_end_args){ .field = row->field }, NULL);
}

/* ---- step by step ---------------------------------------------------------------------------- */

/* The next field that has waited long enough for something to be done; NULL: none. */
static enum err next_work(struct ctx *cx, const struct field_finds_row **ret)
{
	struct field_finds_row *rows;
	size_t n;

	*ret = NULL;
	TRY(field_finds_all(cx, &rows, &n));
	for (size_t i = 0; i < n && *ret == NULL; i++)
		if (rows[i].state != WHOLE && cx->now >= rows[i].begun_at + SETTLE)
			*ret = &rows[i];
	return ERR_OK;
}

/* Reads again where it stands: another process may have been faster. */
static enum err work(struct ctx *cx, void *arg)
{
	const struct field_finds_row *row;
	const struct fact_field *field;
	const struct fact_book *book;

	(void)arg;
	TRY(next_work(cx, &row));
	if (row == NULL)
		return ERR_OK;
	if (row->state == EMPTYING)
		return empty(cx, row);
	TRY(fact_book(cx, &book));
	field = wanted(book, (enum fact_of)row->of, row->field);
	return field != NULL ? fill(cx, row, field) : ERR_OK; /* the next tick notices */
}

enum err field_step(struct ctx *cx, struct db_pool *pool, bool *ret_more)
{
	const struct field_finds_row *row = NULL;
	enum err e;

	*ret_more = false;
	TRY(db_read_begin(cx, pool));
	e = next_work(cx, &row);
	db_read_end(cx, pool);
	TRY(e);
	*ret_more = row != NULL;
	return row != NULL ? db_write_patient(cx, pool, work, NULL) : ERR_OK;
}

enum err field_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane)
{
	return jobs_steps(cx, pool, lane, WORK_MS, field_step);
}

/* ---- checking -------------------------------------------------------------------------------- */

/* What is compared: of each field, how many subjects differ. */
struct compared {
	const struct field_finds_row *row;
	size_t n, *differ;
	bool mend;
};

static bool is_kept_as(const struct field_kept_row *kept, size_t n, const struct field_put_args *a)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(kept[i].field, a->field) && kept[i].part == a->part)
			return str_eq(kept[i].sought, a->sought) &&
			       kept[i].region_id == a->region_id;
	return a->sought == NULL;
}

static enum err compare_value(struct ctx *cx, struct compared *c, size_t at,
			      const struct fact_field *field, const struct some *of, size_t place,
			      const struct field_kept_row *kept, size_t n_kept)
{
	const char *part[FIELD_PARTS];
	size_t n = field_parts(cx->arena, field,
			       field_value_in(cx->arena, of->more[place], field->code), part);
	bool differs = false;

	for (size_t i = 0; i < FIELD_PARTS; i++) {
		struct field_put_args a =
		    kept_as(field, of->id[place], of->home_id[place], part, n, i);

		if (is_kept_as(kept, n_kept, &a))
			continue;
		differs = true;
		if (c->mend)
			TRY(field_put_run(cx, &a, NULL));
	}
	c->differ[at] += differs;
	return ERR_OK;
}

static enum err compare_subject(struct ctx *cx, const struct fact_book *book, struct compared *c,
				enum fact_of of, const struct some *some, size_t place)
{
	struct field_kept_row *kept;
	const struct fact_field *field;
	size_t n;

	TRY(field_kept_all(cx, &(struct field_kept_args){ .subject_id = some->id[place] }, &kept,
			   &n));
	for (size_t i = 0; i < c->n; i++) {
		field = wanted(book, of, c->row[i].field);
		if (field != NULL && c->row[i].state == WHOLE)
			TRY(compare_value(cx, c, i, field, some, place, kept, n));
	}
	return ERR_OK;
}

/* All persons, or all families; memory is that of one batch. */
static enum err compare_kind(struct ctx *cx, const struct fact_book *book, struct compared *c,
			     enum fact_of of)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct some some = { .n = BATCH };
	int64_t after = 0;

	while (some.n == BATCH) {
		TRY(read_some(cx, of, after, false, &some));
		for (size_t i = 0; i < some.n; i++)
			TRY(compare_subject(cx, book, c, of, &some, i));
		after = some.n > 0 ? some.id[some.n - 1] : after;
		arena_reset_to(cx->arena, mark);
	}
	return ERR_OK;
}

static enum err compare_all(struct ctx *cx, struct compared *c)
{
	const struct fact_book *book;
	struct field_finds_row *rows;

	TRY(fact_book(cx, &book));
	TRY(field_finds_all(cx, &rows, &c->n));
	c->row = rows;
	c->differ = ARENA_ARRAY(cx->arena, c->n + 1, size_t);
	if (c->n == 0)
		return ERR_OK;
	TRY(compare_kind(cx, book, c, FACT_PERSON));
	return compare_kind(cx, book, c, FACT_FAMILY);
}

enum err field_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n)
{
	struct compared c = { .mend = false };

	TRY(compare_all(cx, &c));
	*ret = ARENA_ARRAY(cx->arena, c.n + 1, char *);
	*ret_n = 0;
	for (size_t i = 0; i < c.n; i++)
		if (c.differ[i] > 0)
			(*ret)[(*ret_n)++] =
			    arena_printf(cx->arena, "field_value %s: %zu differ from the facts",
					 c.row[i].field, c.differ[i]);
	return ERR_OK;
}

enum err field_tally_mend(struct ctx *cx)
{
	struct compared c = { .mend = true };

	return compare_all(cx, &c);
}
