/* What is shown of the quality of facts, and what officers do about findings. */
#include "feature/quality/quality_impl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/notice/notice.h"
#include "feature/region/region.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "platform/export/json.h"
#include "text/quality.h"

enum { TREND_DAYS = 90 };

static enum err sees_part(struct ctx *cx, bool *ret)
{
	struct quality_reach_row row;

	TRY(quality_reach_one(cx, &row));
	*ret = row.n == 0;
	return ERR_OK;
}

/* ---- rules --------------------------------------------------------------------------------- */

static bool is_integer_or_none(const json_t *v)
{
	return v == NULL || json_is_integer(v);
}

/* Of a rule of the city's own, which names a field and what it must be. */
static const char *field_rule_fault(const struct json_t *doc)
{
	const json_t *from = json_object_get(doc, "from"), *to = json_object_get(doc, "to");
	const char *must = json_string_value(json_object_get(doc, "must"));

	if (json_object_get(doc, "field") == NULL)
		return NULL;
	if (!json_is_string(json_object_get(doc, "field")))
		return "field";
	if (str_eq(must, "filled"))
		return NULL;
	if (str_eq(must, "one_of") || str_eq(must, "none_of"))
		return json_array_size(json_object_get(doc, "values")) > 0 ? NULL : "values";
	if (!str_eq(must, "between"))
		return "must";
	if (!is_integer_or_none(from) || (from == NULL && to == NULL))
		return "from";
	return is_integer_or_none(to) ? NULL : "to";
}

const char *quality_rule_fault(const struct json_t *doc)
{
	const json_t *severity = json_object_get(doc, "severity");
	const json_t *weight = json_object_get(doc, "weight");

	if (!json_is_string(severity) || (!str_eq(json_string_value(severity), "error") &&
					  !str_eq(json_string_value(severity), "warning")))
		return "severity";
	if (!json_is_integer(weight) || json_integer_value(weight) < 0 ||
	    json_integer_value(weight) > 100)
		return "weight";
	return field_rule_fault(doc);
}

/* ---- figures ------------------------------------------------------------------------------- */

static int64_t score_of(int64_t subjects, int64_t loss)
{
	return subjects <= 0 ? -1 : MAX(0, (subjects * 1000 - loss * 10 + subjects / 2) / subjects);
}

/* The figure of a place, source or rule among those so far, or a new one. */
static struct quality_figure *figure(struct quality_figure *list, size_t *n, int64_t region_id,
				     const char *code)
{
	for (size_t i = 0; i < *n; i++)
		if (list[i].region_id == region_id && str_eq(list[i].code, code))
			return &list[i];
	list[*n] = (struct quality_figure){ .region_id = region_id, .code = code };
	return &list[(*n)++];
}

static void add_total(struct quality_figure *f, const struct quality_totals_row *row)
{
	f->subjects += row->subjects;
	f->faulty += row->faulty;
	f->loss += row->loss;
}

static int worst_first(const void *a, const void *b)
{
	const struct quality_figure *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	if (x->findings != y->findings)
		return x->findings > y->findings ? -1 : 1;
	return x->region_id < y->region_id ? -1 : x->region_id > y->region_id;
}

static enum err read_totals(struct ctx *cx, unsigned with, struct quality_report *r)
{
	struct quality_totals_row *rows;
	size_t n;

	TRY(quality_totals_all(cx, &(struct quality_totals_args){ .with = with }, &rows, &n));
	r->region = ARENA_ARRAY(cx->arena, n + 1, struct quality_figure);
	r->source = ARENA_ARRAY(cx->arena, n + 1, struct quality_figure);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].subjects == 0 && rows[i].faulty == 0)
			continue;
		add_total(figure(r->region, &r->n_regions, rows[i].region_id, NULL), &rows[i]);
		add_total(figure(r->source, &r->n_sources, 0, rows[i].source), &rows[i]);
		add_total(&r->total, &rows[i]);
	}
	return ERR_OK;
}

/* Findings lie where somebody is counted, but a source may only have brought the fact. */
static enum err read_counts(struct ctx *cx, unsigned with, struct quality_report *r)
{
	struct quality_figure *sources;
	struct quality_counts_row *rows;
	size_t n;

	TRY(quality_counts_all(cx, &(struct quality_counts_args){ .with = with }, &rows, &n));
	sources = ARENA_ARRAY(cx->arena, n + r->n_sources + 1, struct quality_figure);
	for (size_t i = 0; i < r->n_sources; i++)
		sources[i] = r->source[i];
	r->source = sources;
	r->rule = ARENA_ARRAY(cx->arena, n + 1, struct quality_figure);
	for (size_t i = 0; i < n; i++) {
		figure(r->region, &r->n_regions, rows[i].region_id, NULL)->findings += rows[i].n;
		figure(r->source, &r->n_sources, 0, rows[i].source)->findings += rows[i].n;
		figure(r->rule, &r->n_rules, 0, rows[i].rule)->findings += rows[i].n;
		r->total.findings += rows[i].n;
	}
	return ERR_OK;
}

static enum err name_figures(struct ctx *cx, struct quality_report *r)
{
	const struct region *regions;
	size_t n, i, k;

	TRY(region_list(cx, REGION_KELURAHAN, 0, &regions, &n));
	for (i = 0; i < r->n_regions; i++) {
		r->region[i].score = score_of(r->region[i].subjects, r->region[i].loss);
		r->region[i].name = text(cx, T_QUALITY_NO_REGION);
		for (k = 0; k < n; k++)
			if (regions[k].id == r->region[i].region_id)
				r->region[i].name = regions[k].said;
	}
	for (i = 0; i < r->n_sources; i++) {
		r->source[i].score = score_of(r->source[i].subjects, r->source[i].loss);
		r->source[i].name = ref_label(cx, "source", r->source[i].code);
	}
	return ERR_OK;
}

static enum err name_rules(struct ctx *cx, struct quality_report *r)
{
	const struct ref_book *book;
	const struct ref_entry *e;

	TRY(ref_book(cx, "quality_rule", &book));
	for (size_t i = 0; i < r->n_rules; i++) {
		e = ref_book_entry(book, r->rule[i].code);
		r->rule[i].name = ref_book_label(book, r->rule[i].code);
		r->rule[i].severity = e != NULL && str_eq(ref_doc_text(cx, e, "severity"), "error")
					  ? QUALITY_ERROR
					  : QUALITY_WARNING;
	}
	return ERR_OK;
}

static enum err read_days(struct ctx *cx, bool part, struct quality_report *r)
{
	struct quality_days_row *rows;

	TRY(quality_days_all(
	    cx,
	    &(struct quality_days_args){ .from_day = ref_today(cx) - TREND_DAYS,
					 .with = part ? QUALITY_DAYS_WITH_NEAR : 0 },
	    &rows, &r->n_days));
	r->day = ARENA_ARRAY(cx->arena, r->n_days + 1, struct quality_day);
	for (size_t i = 0; i < r->n_days; i++)
		r->day[i] =
		    (struct quality_day){ (int32_t)rows[i].day, rows[i].subjects, rows[i].faulty,
					  score_of(rows[i].subjects, rows[i].loss) };
	return ERR_OK;
}

enum err quality_given(struct ctx *cx, int64_t *ret)
{
	struct quality_mine_row mine;

	TRY(quality_mine_one(cx, &mine));
	*ret = mine.n;
	return ERR_OK;
}

enum err quality_report(struct ctx *cx, struct quality_report *ret)
{
	struct quality_report r = { 0 };
	struct quality_state_row_row state;
	bool part, begun;

	TRY(sees_part(cx, &part));
	TRY(read_totals(cx, part ? QUALITY_TOTALS_WITH_NEAR : 0, &r));
	TRY(read_counts(cx, part ? QUALITY_COUNTS_WITH_NEAR : 0, &r));
	TRY(name_figures(cx, &r));
	TRY(name_rules(cx, &r));
	TRY(read_days(cx, part, &r));
	TRY(quality_given(cx, &r.mine));
	TRY(quality_state_row_maybe(cx, &state, &begun));
	r.whole = begun && state.whole_at != 0;
	r.total.score = score_of(r.total.subjects, r.total.loss);
	qsort(r.region, r.n_regions, sizeof(*r.region), worst_first);
	qsort(r.source, r.n_sources, sizeof(*r.source), worst_first);
	qsort(r.rule, r.n_rules, sizeof(*r.rule), worst_first);
	*ret = r;
	return ERR_OK;
}

/* ---- findings ------------------------------------------------------------------------------ */

static const char *fix_path(struct ctx *cx, const struct quality_list_row *row)
{
	const struct check *c = check_of(row->rule);
	long long id = (long long)row->subject_id, other = (long long)row->other_id;

	switch (c != NULL ? c->remedy : row->of == FACT_FAMILY ? REMEDY_FAMILY : REMEDY_PERSON) {
	case REMEDY_FAMILY:
		return arena_printf(cx->arena, "/keluarga/%lld", id);
	case REMEDY_MERGE:
		return arena_printf(cx->arena, "/warga/%lld/gabung?dengan=%lld", id, other);
	case REMEDY_CASE:
		return arena_printf(cx->arena, "/kasus/%lld", other);
	case REMEDY_PERSON:
		break;
	}
	return arena_printf(cx->arena, "/warga/%lld/ubah", id);
}

static const char *said(struct ctx *cx, const struct ref_entry *e, const char *key,
			const char *key_en, int64_t figure)
{
	const char *pattern = ref_doc_text(cx, e, cx->lang == LANG_EN ? key_en : key), *at;

	if (pattern == NULL)
		return "";
	at = strstr(pattern, "{0}");
	if (at == NULL || figure == DB_NONE)
		return pattern;
	return arena_printf(cx->arena, "%.*s%s%s", (int)(at - pattern), pattern,
			    say_number(cx, figure), at + 3);
}

static struct quality_finding finding_of(struct ctx *cx, const struct ref_book *book,
					 const struct quality_list_row *row)
{
	const struct ref_entry *e = ref_book_entry(book, row->rule);

	return (struct quality_finding){
		.id = row->id,
		.severity = row->severity,
		.of = row->of,
		.subject_id = row->subject_id,
		.other_id = row->other_id,
		.state = row->state,
		.region_id = row->region_id,
		.found_at = row->found_at,
		.person_id = row->person_id,
		.rule = row->rule,
		.what = ref_book_label(book, row->rule),
		.why = e != NULL ? said(cx, e, "why_id", "why_en", row->figure) : "",
		.remedy = e != NULL ? said(cx, e, "remedy_id", "remedy_en", DB_NONE) : "",
		.name = *row->name != '\0' ? row->name : text(cx, T_QUALITY_NAMELESS),
		.region = row->region != NULL ? row->region : text(cx, T_QUALITY_NO_REGION),
		.source = ref_label(cx, "source", row->source),
		.officer = row->officer,
		.reason = row->reason,
		.fix = fix_path(cx, row),
	};
}

enum err quality_list(struct ctx *cx, const struct quality_filter *f, struct quality_finding **ret,
		      size_t *ret_n)
{
	struct quality_list_args a = { .least = f->accepted ? QUALITY_ACCEPTED : QUALITY_OPEN,
				       .most = f->accepted ? QUALITY_ACCEPTED : QUALITY_ASSIGNED,
				       .after_id = f->after_id,
				       .rule = f->rule,
				       .source = f->source,
				       .region_id = f->region_id,
				       .max_n = f->max };
	const struct ref_book *book;
	struct quality_list_row *rows;
	bool part;

	TRY(sees_part(cx, &part));
	a.with = (part ? QUALITY_LIST_WITH_NEAR : 0U) | (f->rule ? QUALITY_LIST_WITH_RULE : 0U) |
		 (f->region_id != DB_NONE ? QUALITY_LIST_WITH_REGION : 0U) |
		 (f->source ? QUALITY_LIST_WITH_SOURCE : 0U) |
		 (f->mine ? QUALITY_LIST_WITH_MINE : 0U);
	TRY(ref_book(cx, "quality_rule", &book));
	TRY(quality_list_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct quality_finding);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = finding_of(cx, book, &rows[i]);
	return ERR_OK;
}

static enum err find(struct ctx *cx, int64_t id, struct quality_one_row *ret, bool *ret_found)
{
	bool part;

	TRY(sees_part(cx, &part));
	return quality_one_maybe(
	    cx, &(struct quality_one_args){ .id = id, .with = part ? QUALITY_ONE_WITH_NEAR : 0 },
	    ret, ret_found);
}

enum err quality_get(struct ctx *cx, int64_t id, struct quality_finding *ret)
{
	const struct ref_book *book;
	struct quality_one_row row;
	struct quality_list_row part;
	bool found;

	TRY(find(cx, id, &row, &found));
	if (!found)
		return err_set(cx, ERR_NOTFOUND, "no finding %lld", (long long)id);
	TRY(ref_book(cx, "quality_rule", &book));
	/* The columns of the list, and some more behind them. */
	static_assert(offsetof(struct quality_one_row, officer) ==
			  offsetof(struct quality_list_row, officer),
		      "one begins like the other");
	memcpy(&part, &row, sizeof(part));
	*ret = finding_of(cx, book, &part);
	ret->weight = row.weight;
	ret->assigned_at = row.assigned_at;
	ret->decided_at = row.decided_at;
	ret->fixed_at = row.fixed_at;
	ret->decided_by = row.decided_by;
	ret->mine = row.state == QUALITY_ASSIGNED && row.assigned_to_id == cx->actor->user_id;
	return ERR_OK;
}

/* ---- acts ---------------------------------------------------------------------------------- */

static enum err officer_sees(struct ctx *cx, int64_t officer_id, int64_t region_id, bool *ret)
{
	struct quality_officer_reach_row row;

	TRY(quality_officer_reach_one(cx,
				      &(struct quality_officer_reach_args){
					  .officer_id = officer_id, .region_id = region_id },
				      &row));
	*ret = row.n > 0;
	return ERR_OK;
}

static enum err give_one(struct ctx *cx, int64_t id, int64_t officer_id, int64_t *ret_done)
{
	struct quality_one_row row;
	int64_t changed = 0;
	bool found, sees = false;

	TRY(find(cx, id, &row, &found));
	if (found)
		TRY(officer_sees(cx, officer_id, row.region_id, &sees));
	if (sees)
		TRY(quality_assign_run(
		    cx, &(struct quality_assign_args){ .id = id, .assigned_to_id = officer_id },
		    &changed));
	*ret_done += changed;
	return ERR_OK;
}

enum err quality_give(struct ctx *cx, const int64_t *ids, size_t n, int64_t officer_id,
		      int64_t *ret_n)
{
	int64_t done = 0, first = 0, before;

	TRY(quality_state_lock_run(cx, NULL));
	for (size_t i = 0; i < n; i++) {
		before = done;
		TRY(give_one(cx, ids[i], officer_id, &done));
		first = first == 0 && done > before ? ids[i] : first;
	}
	*ret_n = done;
	if (done == 0)
		return ERR_OK;
	if (officer_id != cx->actor->user_id)
		TRY(notice_user(cx, officer_id,
				&(struct notice){ .kind = "quality.given",
						  .object_kind = "quality",
						  .object_id = first,
						  .text = T_QUALITY_NOTICE_GIVEN,
						  .arg0 = say_number(cx, done) }));
	return audit_leaf(cx, "quality.give", first,
			  arena_printf(cx->arena, "findings=%lld;officer=%lld", (long long)done,
				       (long long)officer_id));
}

static enum err accept_one(struct ctx *cx, int64_t id, const char *reason, int64_t *ret_done)
{
	struct quality_one_row row;
	int64_t changed;
	bool found;

	TRY(find(cx, id, &row, &found));
	if (!found || (row.state != QUALITY_OPEN && row.state != QUALITY_ASSIGNED))
		return ERR_OK;
	TRY(quality_accept_run(cx, &(struct quality_accept_args){ .id = id, .reason = reason },
			       &changed));
	if (changed == 0)
		return ERR_OK;
	*ret_done += 1;
	TRY(count_add(cx, row.rule, row.region_id, row.source, -1));
	TRY(subject_weigh(cx, row.subject_id, NULL));
	return audit_leaf(cx, "quality.accept", id, NULL);
}

enum err quality_take_as_is(struct ctx *cx, const int64_t *ids, size_t n, const char *reason,
			    int64_t *ret_n)
{
	int64_t done = 0;

	TRY(quality_state_lock_run(cx, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(accept_one(cx, ids[i], reason, &done));
	*ret_n = done;
	return ERR_OK;
}

enum err quality_doubt(struct ctx *cx, int64_t id)
{
	struct quality_one_row row;
	int64_t changed;
	bool found;

	TRY(quality_state_lock_run(cx, NULL));
	TRY(find(cx, id, &row, &found));
	if (!found)
		return err_set(cx, ERR_NOTFOUND, "no finding %lld", (long long)id);
	TRY(quality_reopen_run(cx, &(struct quality_reopen_args){ .id = id }, &changed));
	if (changed == 0)
		return refuse(cx, T_QUALITY_REFUSE_ENDED);
	TRY(count_add(cx, row.rule, row.region_id, row.source, 1));
	TRY(subject_weigh(cx, row.subject_id, NULL));
	return audit_leaf(cx, "quality.doubt", id, NULL);
}

/* Roles that put right what is found: who may change persons, whoever gives the work. */
static unsigned mending_roles(void)
{
	unsigned set = 0;

	for (unsigned r = 0; r < ROLE__MAX; r++)
		if (role_perms(1U << r) & ((permset)1 << PERM_PERSON_WRITE))
			set |= 1U << r;
	return set;
}

enum err quality_officers(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct account_filter filter = { .roles = mending_roles() };
	struct account *list;
	struct option *items;
	size_t n;
	bool part;

	(void)f;
	TRY(sees_part(cx, &part));
	filter.unit_id = part ? cx->actor->unit_id : 0;
	TRY(account_list(cx, &filter, &list, &n));
	items = ARENA_ARRAY(cx->arena, n + 1, struct option);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct option){ .value = str_digits(cx->arena, list[i].id),
					    .label = list[i].name,
					    .group = part ? NULL : list[i].unit_name };
	*ret = (struct options){ .items = items, .n = n };
	return ERR_OK;
}
