#include "feature/indicators/indicators.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/directory/directory.h"
#include "feature/indicators/indicators_sql.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/auth/perm.h"
#include "text/indicators.h"

/* Ages of cases, youngest first: up to a week, a month, three months, six, and older. */
static const int64_t ages[] = { 7 * USEC_DAY, 30 * USEC_DAY, 91 * USEC_DAY, 182 * USEC_DAY };
static const enum text age_names[] = { T_INDICATORS_AGE_WEEK, T_INDICATORS_AGE_MONTH,
				       T_INDICATORS_AGE_QUARTER, T_INDICATORS_AGE_HALF,
				       T_INDICATORS_AGE_OLDER };

enum err indicator_whole_city(struct ctx *cx, bool *ret)
{
	struct indicator_reach_row row;

	TRY(indicator_reach_one(cx, &row));
	*ret = row.n > 0;
	return ERR_OK;
}

/* The smallest id made at an instant: ids begin with their milliseconds. */
static int64_t id_at(int64_t instant)
{
	return (instant - id_instant(0)) / 1000 * (INT64_C(1) << 22);
}

int64_t day_end(const struct ctx *cx, int32_t date)
{
	return ((int64_t)date + 1) * USEC_DAY - zone_of(cx) * USEC_MINUTE;
}

const char *indicator_small(struct ctx *cx, int64_t n)
{
	return n > 0 && n < SAY_LEAST ? say_few(cx) : say_number(cx, n);
}

const char *indicator_said(struct ctx *cx, int64_t n)
{
	return may(cx, PERM_CASE_READ) ? say_number(cx, n) : say_rounded(cx, n, false);
}

/* ---- open cases -------------------------------------------------------------------------- */

/* "Kelurahan", or that it is not known. */
static enum err region_label(struct ctx *cx, int64_t id, const char **ret)
{
	const struct region *regions;
	size_t n, i;

	TRY(region_list(cx, REGION_KELURAHAN, 0, &regions, &n));
	*ret = text(cx, T_INDICATORS_NO_REGION);
	for (i = 0; i < n; i++)
		if (regions[i].id == id)
			*ret = regions[i].said;
	return ERR_OK;
}

static const char *dotted(struct ctx *cx, const char *a, const char *b)
{
	return a == NULL ? b : arena_printf(cx->arena, "%s · %s", a, b);
}

enum err indicator_where(struct ctx *cx, const struct indicator_part *p, const char **ret)
{
	const struct ref_book *kinds;
	const char *name;
	struct unit unit;

	*ret = NULL;
	if (p->placed) {
		TRY(region_label(cx, p->region_id, &name));
		*ret = dotted(cx, *ret, name);
	}
	if (p->unit_id != 0) {
		TRY(directory_get(cx, p->unit_id, &unit));
		*ret = dotted(cx, *ret, unit.name);
	}
	if (p->kind != NULL) {
		TRY(ref_book(cx, "ppks", &kinds));
		*ret = dotted(cx, *ret, ref_book_label(kinds, p->kind));
	}
	if (p->age >= 1 && p->age <= (int64_t)LEN(age_names))
		*ret = dotted(cx, *ret, text(cx, age_names[p->age - 1]));
	return ERR_OK;
}

const char *indicator_lead(struct ctx *cx, const char *where, const char *means)
{
	if (where == NULL || means == NULL)
		return where == NULL ? means : where;
	return arena_printf(cx->arena, "%s. %s", where, means);
}

static enum err by_region(struct ctx *cx, bool all, struct indicator_row **ret, size_t *ret_n)
{
	struct indicator_by_region_row *rows;
	struct indicator_row *list;
	size_t n, i;

	TRY(indicator_by_region_all(
	    cx,
	    &(struct indicator_by_region_args){ .since_at = cx->now - INDICATOR_FRESH,
						.with = all ? 0 : INDICATOR_BY_REGION_WITH_REACH },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct indicator_row);
	for (i = 0; i < n; i++) {
		list[i] = (struct indicator_row){ .id = rows[i].region_id,
						  .open = rows[i].n,
						  .late = rows[i].late,
						  .held_late = rows[i].held_late,
						  .fresh = rows[i].fresh };
		TRY(region_label(cx, list[i].id, &list[i].name));
	}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

static enum err by_unit(struct ctx *cx, bool all, struct indicator_row **ret, size_t *ret_n)
{
	struct indicator_by_unit_row *rows;
	struct indicator_row *list;
	size_t n, i;

	TRY(indicator_by_unit_all(
	    cx,
	    &(struct indicator_by_unit_args){ .since_at = cx->now - INDICATOR_FRESH,
					      .with = all ? 0 : INDICATOR_BY_UNIT_WITH_REACH },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct indicator_row);
	for (i = 0; i < n; i++)
		list[i] = (struct indicator_row){ .id = rows[i].unit_id,
						  .name = rows[i].name,
						  .open = rows[i].n,
						  .late = rows[i].late,
						  .held_late = rows[i].held_late,
						  .fresh = rows[i].fresh };
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

static const char *kind_label(struct ctx *cx, const struct ref_book *kinds, const char *code)
{
	return code != NULL ? ref_book_label(kinds, code) : text(cx, T_INDICATORS_SENSITIVE);
}

static enum err by_kind(struct ctx *cx, bool all, struct indicator_row **ret, size_t *ret_n)
{
	struct indicator_by_kind_row *rows;
	const struct ref_book *kinds;
	struct indicator_row *list;
	size_t n, i;

	TRY(ref_book(cx, "ppks", &kinds));
	TRY(indicator_by_kind_all(
	    cx,
	    &(struct indicator_by_kind_args){ .since_at = cx->now - INDICATOR_FRESH,
					      .with = all ? 0 : INDICATOR_BY_KIND_WITH_REACH },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct indicator_row);
	for (i = 0; i < n; i++)
		list[i] = (struct indicator_row){
			.code = rows[i].code != NULL ? rows[i].code : "-",
			.name = kind_label(cx, kinds, rows[i].code),
			.open = rows[i].n,
			.late = rows[i].late,
			.held_late = rows[i].held_late,
			.fresh = rows[i].fresh,
		};
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

static enum err by_age(struct ctx *cx, bool all, struct indicator_row **ret, size_t *ret_n)
{
	struct indicator_by_age_row *rows;
	struct indicator_row *list;
	size_t n, i;

	TRY(indicator_by_age_all(
	    cx,
	    &(struct indicator_by_age_args){ .since_at = cx->now - INDICATOR_FRESH,
					     .week_at = cx->now - ages[0],
					     .month_at = cx->now - ages[1],
					     .quarter_at = cx->now - ages[2],
					     .half_at = cx->now - ages[3],
					     .with = all ? 0 : INDICATOR_BY_AGE_WITH_REACH },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, LEN(age_names), struct indicator_row);
	for (i = 0; i < LEN(age_names); i++)
		list[i] =
		    (struct indicator_row){ .id = (int64_t)i + 1, .name = text(cx, age_names[i]) };
	for (i = 0; i < n; i++) {
		list[rows[i].bucket].open = rows[i].n;
		list[rows[i].bucket].late = rows[i].late;
		list[rows[i].bucket].held_late = rows[i].held_late;
		list[rows[i].bucket].fresh = rows[i].fresh;
	}
	*ret = list;
	*ret_n = LEN(age_names);
	return ERR_OK;
}

void indicator_age_bounds(const struct ctx *cx, int64_t group, int64_t *ret_older,
			  int64_t *ret_newer)
{
	assert(group >= 1 && group <= (int64_t)LEN(age_names));
	*ret_older = group <= (int64_t)LEN(ages) ? cx->now - ages[group - 1] : INT64_MIN;
	*ret_newer = group >= 2 ? cx->now - ages[group - 2] : INT64_MAX;
}

/* ---- late steps and open reports beside them ---------------------------------------------- */

/* Rows and place for as many more. */
struct list {
	struct indicator_row *rows;
	size_t n;
};

/* The row that steps or reports belong to; a new one where no case is held there. */
static struct indicator_row *row_of(struct list *l, int64_t id, const char *code)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->rows[i].id == id && str_eq(l->rows[i].code, code))
			return &l->rows[i];
	l->rows[l->n] = (struct indicator_row){ .id = id, .code = code };
	return &l->rows[l->n++];
}

static void make_room(struct ctx *cx, struct list *l, size_t more)
{
	struct indicator_row *rows = ARENA_ARRAY(cx->arena, l->n + more + 1, struct indicator_row);

	if (l->n > 0)
		memcpy(rows, l->rows, l->n * sizeof(*rows));
	l->rows = rows;
}

static enum err steps_by_region(struct ctx *cx, bool all, struct list *l)
{
	struct indicator_late_by_region_row *rows;
	size_t n, i;

	TRY(indicator_late_by_region_all(
	    cx,
	    &(struct indicator_late_by_region_args){
		.with = all ? 0 : INDICATOR_LATE_BY_REGION_WITH_REACH },
	    &rows, &n));
	make_room(cx, l, n);
	for (i = 0; i < n; i++) {
		struct indicator_row *row = row_of(l, rows[i].region_id, NULL);

		row->steps = rows[i].n;
		TRY(region_label(cx, row->id, &row->name));
	}
	return ERR_OK;
}

static enum err steps_by_unit(struct ctx *cx, bool all, struct list *l)
{
	struct late_steps *late;
	size_t n, i;

	(void)all;
	TRY(indicator_late(cx, &late, &n));
	make_room(cx, l, n);
	for (i = 0; i < n; i++) {
		struct indicator_row *row = row_of(l, late[i].unit_id, NULL);

		row->steps = late[i].n;
		row->name = late[i].unit;
	}
	return ERR_OK;
}

static enum err steps_by_kind(struct ctx *cx, bool all, struct list *l)
{
	struct indicator_late_by_kind_row *rows;
	const struct ref_book *kinds;
	size_t n, i;

	TRY(ref_book(cx, "ppks", &kinds));
	TRY(indicator_late_by_kind_all(cx,
				       &(struct indicator_late_by_kind_args){
					   .with = all ? 0 : INDICATOR_LATE_BY_KIND_WITH_REACH },
				       &rows, &n));
	make_room(cx, l, n);
	for (i = 0; i < n; i++) {
		struct indicator_row *row = row_of(l, 0, rows[i].code != NULL ? rows[i].code : "-");

		row->steps = rows[i].n;
		row->name = kind_label(cx, kinds, rows[i].code);
	}
	return ERR_OK;
}

static enum err steps_by_age(struct ctx *cx, bool all, struct list *l)
{
	struct indicator_late_by_age_row *rows;
	size_t n, i;

	TRY(indicator_late_by_age_all(cx,
				      &(struct indicator_late_by_age_args){
					  .week_at = cx->now - ages[0],
					  .month_at = cx->now - ages[1],
					  .quarter_at = cx->now - ages[2],
					  .half_at = cx->now - ages[3],
					  .with = all ? 0 : INDICATOR_LATE_BY_AGE_WITH_REACH },
				      &rows, &n));
	for (i = 0; i < n; i++)
		l->rows[rows[i].bucket].steps = rows[i].n;
	return ERR_OK;
}

static void count_reports(struct list *l, int64_t id, const char *name, int64_t open, int64_t late)
{
	struct indicator_row *row = row_of(l, id, NULL);

	row->name = name;
	row->reports = open;
	row->late_reports = late;
}

static enum err reports_by_region(struct ctx *cx, bool all, struct list *l)
{
	struct indicator_reports_by_region_row *rows;
	const char *name;
	size_t n, i;

	TRY(indicator_reports_by_region_all(
	    cx,
	    &(struct indicator_reports_by_region_args){
		.with = all ? 0 : INDICATOR_REPORTS_BY_REGION_WITH_REACH },
	    &rows, &n));
	make_room(cx, l, n);
	for (i = 0; i < n; i++) {
		TRY(region_label(cx, rows[i].region_id, &name));
		count_reports(l, rows[i].region_id, name, rows[i].n, rows[i].late);
	}
	return ERR_OK;
}

static enum err reports_by_unit(struct ctx *cx, bool all, struct list *l)
{
	struct indicator_reports_by_unit_row *rows;
	size_t n, i;

	TRY(indicator_reports_by_unit_all(
	    cx,
	    &(struct indicator_reports_by_unit_args){
		.with = all ? 0 : INDICATOR_REPORTS_BY_UNIT_WITH_REACH },
	    &rows, &n));
	make_room(cx, l, n);
	for (i = 0; i < n; i++)
		count_reports(l, rows[i].unit_id, rows[i].name, rows[i].n, rows[i].late);
	return ERR_OK;
}

enum err indicator_reports(struct ctx *cx, struct indicator_row *sum)
{
	struct indicator_row all_reports;
	struct list l = { 0 };
	bool all;

	TRY(indicator_whole_city(cx, &all));
	TRY(reports_by_region(cx, all, &l));
	all_reports = indicator_sum(l.rows, l.n);
	sum->reports = all_reports.reports;
	sum->late_reports = all_reports.late_reports;
	return ERR_OK;
}

/* Where most is late stands first, then where most is open or waits. */
static int by_worst(const void *a, const void *b)
{
	const struct indicator_row *x = a, *y = b;

	if (x->late != y->late)
		return x->late > y->late ? -1 : 1;
	if (x->open != y->open)
		return x->open > y->open ? -1 : 1;
	if (x->reports != y->reports)
		return x->reports > y->reports ? -1 : 1;
	return strcmp(x->name ? x->name : "", y->name ? y->name : "");
}

enum err indicator_open(struct ctx *cx, enum indicator_by by, struct indicator_row **ret,
			size_t *ret_n)
{
	static const struct {
		enum err (*cases)(struct ctx *, bool, struct indicator_row **, size_t *);
		enum err (*steps)(struct ctx *, bool, struct list *);
		enum err (*reports)(struct ctx *, bool, struct list *);
	} groupings[BY__MAX] = {
		[BY_REGION] = { by_region, steps_by_region, reports_by_region },
		[BY_UNIT] = { by_unit, steps_by_unit, reports_by_unit },
		[BY_KIND] = { by_kind, steps_by_kind, NULL },
		[BY_AGE] = { by_age, steps_by_age, NULL },
	};
	struct list l;
	bool all;

	assert(by < BY__MAX);
	TRY(indicator_whole_city(cx, &all));
	TRY(groupings[by].cases(cx, all, &l.rows, &l.n));
	TRY(groupings[by].steps(cx, all, &l));
	if (groupings[by].reports != NULL)
		TRY(groupings[by].reports(cx, all, &l));
	if (by != BY_AGE)
		qsort(l.rows, l.n, sizeof(*l.rows), by_worst);
	*ret = l.rows;
	*ret_n = l.n;
	return ERR_OK;
}

struct indicator_row indicator_sum(const struct indicator_row *rows, size_t n)
{
	struct indicator_row sum = { 0 };

	for (size_t i = 0; i < n; i++) {
		sum.open += rows[i].open;
		sum.late += rows[i].late;
		sum.held_late += rows[i].held_late;
		sum.steps += rows[i].steps;
		sum.fresh += rows[i].fresh;
		sum.reports += rows[i].reports;
		sum.late_reports += rows[i].late_reports;
	}
	return sum;
}

enum err indicator_protected(struct ctx *cx, int64_t *ret)
{
	struct indicator_protected_row row;

	TRY(indicator_protected_one(cx, &row));
	*ret = row.n;
	return ERR_OK;
}

/* ---- times ------------------------------------------------------------------------------- */

/* The middle one of the times of a measure, in the order of their length; DB_NONE of none. */
static int64_t median(const struct indicator_pace_row *rows, size_t n, enum pace measure,
		      int64_t *ret_of)
{
	int64_t all = 0, before = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (rows[i].measure == (int64_t)measure)
			all += rows[i].n;
	*ret_of = all;
	for (i = 0; i < n; i++) {
		if (rows[i].measure != (int64_t)measure)
			continue;
		before += rows[i].n;
		if (before > (all - 1) / 2)
			return pace_usec(rows[i].bucket);
	}
	return DB_NONE;
}

enum err indicator_medians(struct ctx *cx, struct indicator_medians *ret)
{
	struct indicator_pace_row *rows;
	size_t n;
	bool all;

	TRY(indicator_whole_city(cx, &all));
	TRY(indicator_pace_all(
	    cx,
	    &(struct indicator_pace_args){ .after_week = pace_week(cx->now) - INDICATOR_WEEKS,
					   .with = all ? 0 : INDICATOR_PACE_WITH_REACH },
	    &rows, &n));
	ret->first_act = median(rows, n, PACE_FIRST_ACT, &ret->acted);
	ret->outcome = median(rows, n, PACE_OUTCOME, &ret->ended);
	return ERR_OK;
}

/* ---- needs ------------------------------------------------------------------------------- */

/* The figure with that id and code among those so far, or a new one at the end. */
static struct need_figure *figure_of(struct need_report *to, enum need_by by, int64_t id,
				     const char *code)
{
	struct need_figure *list = to->figures[by];
	size_t i;

	for (i = 0; i < to->n_figures[by]; i++)
		if (list[i].id == id && str_eq(list[i].code, code))
			return &list[i];
	list[i] = (struct need_figure){ .id = id, .code = code };
	to->n_figures[by]++;
	return &list[i];
}

static void count_in(struct need_figure *f, const struct indicator_needs_row *row)
{
	f->n += row->n;
	f->priced += row->priced;
	f->cost += row->cost;
}

static int by_number(const void *a, const void *b)
{
	const struct need_figure *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->name, y->name);
}

static enum err name_figures(struct ctx *cx, struct need_report *to)
{
	const struct ref_book *services, *reasons;
	const struct region *regions;
	size_t n, i, k;

	TRY(ref_book(cx, "service", &services));
	TRY(ref_book(cx, "need_reason", &reasons));
	TRY(region_list(cx, REGION_KELURAHAN, 0, &regions, &n));
	for (i = 0; i < to->n_figures[NEEDS_REGION]; i++) {
		struct need_figure *f = &to->figures[NEEDS_REGION][i];

		f->name = text(cx, T_INDICATORS_NO_REGION);
		for (k = 0; k < n; k++)
			if (regions[k].id == f->id)
				f->name = regions[k].said;
	}
	for (i = 0; i < to->n_figures[NEEDS_SERVICE]; i++)
		to->figures[NEEDS_SERVICE][i].name =
		    ref_book_label(services, to->figures[NEEDS_SERVICE][i].code);
	for (i = 0; i < to->n_figures[NEEDS_REASON]; i++)
		to->figures[NEEDS_REASON][i].name =
		    ref_book_label(reasons, to->figures[NEEDS_REASON][i].code);
	for (i = 0; i < NEEDS__MAX; i++)
		qsort(to->figures[i], to->n_figures[i], sizeof(*to->figures[i]), by_number);
	return ERR_OK;
}

/* Where no cost is known the figure has none, instead of nothing rupiah. */
static void hide_unknown_costs(struct need_report *to)
{
	for (int by = 0; by < NEEDS__MAX; by++)
		for (size_t i = 0; i < to->n_figures[by]; i++)
			if (to->figures[by][i].priced == 0)
				to->figures[by][i].cost = DB_NONE;
}

enum err need_report(struct ctx *cx, int32_t until, struct need_report *ret)
{
	struct need_report to = { .until = until, .protected = DB_NONE };
	struct indicator_needs_protected_row hidden;
	struct indicator_needs_row *rows;
	int64_t until_at = day_end(cx, until);
	size_t n, i;
	bool all;

	TRY(indicator_whole_city(cx, &all));
	TRY(indicator_needs_all(
	    cx,
	    &(struct indicator_needs_args){ .until_at = until_at,
					    .with = all ? 0 : INDICATOR_NEEDS_WITH_REACH },
	    &rows, &n));
	for (i = 0; i < NEEDS__MAX; i++)
		to.figures[i] = ARENA_ARRAY(cx->arena, n + 1, struct need_figure);
	for (i = 0; i < n; i++) {
		count_in(figure_of(&to, NEEDS_REGION, rows[i].region_id, NULL), &rows[i]);
		count_in(figure_of(&to, NEEDS_SERVICE, 0, rows[i].service), &rows[i]);
		count_in(figure_of(&to, NEEDS_REASON, 0, rows[i].reason), &rows[i]);
		count_in(&to.total, &rows[i]);
	}
	TRY(name_figures(cx, &to));
	hide_unknown_costs(&to);
	if (all) {
		TRY(indicator_needs_protected_one(
		    cx, &(struct indicator_needs_protected_args){ .until_at = until_at }, &hidden));
		to.protected = hidden.n;
	}
	*ret = to;
	return ERR_OK;
}

/* ---- services given, who looked ----------------------------------------------------------- */

enum err service_sum(struct ctx *cx, int32_t from, int32_t to, struct service_sum *ret)
{
	struct indicator_services_sum_row row;

	TRY(indicator_services_sum_one(
	    cx, &(struct indicator_services_sum_args){ .from_date = from, .to_date = to }, &row));
	*ret = (struct service_sum){ .n = row.n, .cost = row.cost };
	return ERR_OK;
}

static int by_cost(const void *a, const void *b)
{
	const struct service_part *x = a, *y = b;

	return x->cost < y->cost ? 1 : -(x->cost > y->cost);
}

enum err service_parts(struct ctx *cx, int32_t from, int32_t to, struct service_part **ret,
		       size_t *ret_n)
{
	struct indicator_services_row *rows;
	const struct ref_book *items, *services;
	struct service_part *parts;
	size_t n, n_parts = 0;

	TRY(ref_book(cx, "spm_item", &items));
	TRY(ref_book(cx, "service", &services));
	TRY(indicator_services_all(
	    cx, &(struct indicator_services_args){ .from_date = from, .to_date = to }, &rows, &n));
	parts = ARENA_ARRAY(cx->arena, n + 1, struct service_part);
	/* The rows of an item, one for each group, follow each other. */
	for (size_t i = 0; i < n; i++) {
		bool spm = *rows[i].spm_group != '\0';

		if (n_parts == 0 || parts[n_parts - 1].spm != spm ||
		    !str_eq(parts[n_parts - 1].item, rows[i].item))
			parts[n_parts++] =
			    (struct service_part){ .item = rows[i].item,
						   .label = ref_book_label(spm ? items : services,
									   rows[i].item),
						   .spm = spm };
		parts[n_parts - 1].n += rows[i].n;
		parts[n_parts - 1].cost += rows[i].cost;
	}
	qsort(parts, n_parts, sizeof(*parts), by_cost);
	*ret = parts;
	*ret_n = n_parts;
	return ERR_OK;
}

enum err indicator_looks_day(struct ctx *cx, int64_t *ret)
{
	struct indicator_looks_since_row row;

	TRY(indicator_looks_since_one(
	    cx, &(struct indicator_looks_since_args){ .after_id = id_at(cx->now - USEC_DAY) },
	    &row));
	*ret = row.n;
	return ERR_OK;
}

enum err indicator_log_length(struct ctx *cx, int64_t *ret)
{
	struct indicator_log_size_row row;

	TRY(indicator_log_size_one(cx, &row));
	*ret = row.n;
	return ERR_OK;
}

enum err service_lacks(struct ctx *cx, int32_t from, int32_t to, struct service_lacks *ret)
{
	struct indicator_services_lacking_args a = { .from_date = from,
						     .to_date = to,
						     .limit_n = INDICATOR_LACKING_MAX };
	struct indicator_services_lacking_row cost, proof;

	a.with = INDICATOR_SERVICES_LACKING_WITH_UNPRICED;
	TRY(indicator_services_lacking_one(cx, &a, &cost));
	a.with = INDICATOR_SERVICES_LACKING_WITH_UNPROVEN;
	TRY(indicator_services_lacking_one(cx, &a, &proof));
	*ret = (struct service_lacks){ .cost = cost.n, .proof = proof.n };
	return ERR_OK;
}

enum err indicator_late(struct ctx *cx, struct late_steps **ret, size_t *ret_n)
{
	struct indicator_late_steps_args a = { 0 };
	struct indicator_late_steps_row *rows;
	size_t n, i;
	bool all;

	TRY(indicator_whole_city(cx, &all));
	a.with = all ? 0U : INDICATOR_LATE_STEPS_WITH_REACH;
	TRY(indicator_late_steps_all(cx, &a, &rows, &n));
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct late_steps);
	for (i = 0; i < n; i++)
		(*ret)[i] = (struct late_steps){ .unit_id = rows[i].unit_id,
						 .unit = rows[i].name,
						 .n = rows[i].n,
						 .due_at = rows[i].due_at };
	*ret_n = n;
	return ERR_OK;
}
