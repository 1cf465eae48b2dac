/* Rules on trial, and old results computed again. */
#include "feature/desk/rules.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_impl.h"
#include "feature/desk/desk_sql.h"
#include "feature/reference/reference.h"
#include "text/desk.h"

#include <jansson.h>

/* ---- facts as they were stored ----------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s != NULL ? s : "";
}

bool desk_facts_read(const char *json, struct triage_facts *ret)
{
	json_auto_t *doc = json_loads(json, 0, NULL);
	const json_t *flags = json_object_get(doc, "flags"), *age = json_object_get(doc, "age");
	int subject = triage_subject_find(text_of(doc, "subject"));
	int sex = triage_sex_find(text_of(doc, "sex")), flag;
	size_t i;

	if (subject < 0 || sex < 0 || !json_is_array(flags))
		return false;
	*ret = (struct triage_facts){
		.subject = (enum triage_subject)subject,
		.sex = (enum triage_sex)sex,
		.age = json_is_integer(age) ? (int)json_integer_value(age) : TRIAGE_AGE_UNKNOWN,
	};
	for (i = 0; i < json_array_size(flags); i++) {
		const char *name = json_string_value(json_array_get(flags, i));

		flag = name != NULL ? triage_flag_find(name) : -1;
		if (flag < 0)
			return false;
		ret->flags |= TRIAGE_BIT(flag);
	}
	return true;
}

/* ---- outcomes in words ------------------------------------------------------------------- */

const char *desk_waits_text(struct ctx *cx, unsigned waits)
{
	const char *list = NULL;
	int i;

	for (i = 0; i < 32; i++)
		if (waits & (1U << i))
			list = str_and(cx->arena, list, arena_printf(cx->arena, "%d", i + 1));
	return list == NULL ? NULL : text_fill(cx, T_DESK_WAITS, list, NULL);
}

struct words {
	const struct ref_book *services, *units, *limits, *kinds;
};

static enum err words_open(struct ctx *cx, struct words *w)
{
	TRY(ref_book(cx, "service", &w->services));
	TRY(ref_book(cx, "unit_kind", &w->units));
	TRY(ref_book(cx, "limit", &w->limits));
	return ref_book(cx, "ppks", &w->kinds);
}

/* "2. Asesmen (Puskesos kelurahan, Asesmen)" */
static const char *step_text(struct ctx *cx, const struct words *w, const struct triage_outcome *o,
			     size_t i)
{
	const struct triage_outcome_step *s = &o->steps[i];
	const char *where = str_and(cx->arena, ref_book_label(w->units, s->unit_kind),
				    ref_book_label(w->limits, s->limit));

	if (s->emergency)
		where = str_and(cx->arena, where, text(cx, T_RULES_EMERGENCY));
	if (s->waits != 0)
		where = str_and(cx->arena, where, desk_waits_text(cx, s->waits));
	return arena_printf(cx->arena, "%zu. %s (%s)", i + 1,
			    ref_book_label(w->services, s->service), where);
}

/* All that a plan decides, so that whatever a draft changes in it can be seen. */
static const char *plan_text(struct ctx *cx, const struct words *w, const struct triage_outcome *o)
{
	const char *list = "", *then;
	size_t i;

	for (i = 0; i < o->n_steps; i++)
		list = arena_printf(cx->arena, "%s%s; ", list, step_text(cx, w, o, i));
	then = text(cx, o->kelurahan ? T_RULES_KELURAHAN : T_RULES_NOT_KELURAHAN);
	if (o->protect)
		then = str_and(cx->arena, then, text(cx, T_DESK_PROTECTED));
	for (i = 0; i < o->n_kinds; i++)
		then = str_and(cx->arena, then, ref_book_label(w->kinds, o->kinds[i]));
	return arena_printf(cx->arena, "%s%s", list, then);
}

/* ---- the trial --------------------------------------------------------------------------- */

static struct rules_line line_of(const struct desk_computed_row *row)
{
	return (struct rules_line){
		.report_id = row->report_number != NULL ? row->report_id : 0,
		.at = row->at,
		.version = row->rule_version,
		.number = row->report_number,
		.region = row->region,
	};
}

static void keep(struct rules_result *r, struct rules_line line)
{
	r->changed++;
	if (r->n_lines < LEN(r->lines))
		r->lines[r->n_lines++] = line;
}

enum err rules_try(struct ctx *cx, const struct triage_table *present,
		   const struct triage_table *draft, int64_t from_at, struct rules_result *ret)
{
	struct desk_computed_row *rows;
	struct triage_outcome a, b;
	struct triage_facts facts;
	struct rules_line line;
	struct words w;
	size_t n, i;

	*ret = (struct rules_result){ 0 };
	TRY(words_open(cx, &w));
	TRY(desk_computed_all(cx, &(struct desk_computed_args){ .from_at = from_at }, &rows, &n));
	for (i = 0; i < n; i++) {
		if (!desk_facts_read(rows[i].facts, &facts))
			continue;
		ret->seen++;
		triage_run(present, &facts, &a);
		triage_run(draft, &facts, &b);
		/* Renamed rules with the same steps change nothing for anyone. */
		a.n_rules = b.n_rules = 0;
		if (str_eq(desk_result_json(cx, &a), desk_result_json(cx, &b)))
			continue;
		line = line_of(&rows[i]);
		line.before = plan_text(cx, &w, &a);
		line.after = plan_text(cx, &w, &b);
		keep(ret, line);
	}
	return ERR_OK;
}

/* ---- computed again ---------------------------------------------------------------------- */

/* Tables of the versions met so far: a handful in years. */
struct versions {
	struct {
		int64_t version;
		const struct triage_table *table;
	} known[32];
	size_t n;
};

static enum err table_of(struct ctx *cx, struct versions *v, int64_t version,
			 const struct triage_table **ret)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (v->known[i].version == version) {
			*ret = v->known[i].table;
			return ERR_OK;
		}
	TRY(ref_triage_version(cx, version, ret));
	if (v->n < LEN(v->known)) {
		v->known[v->n].version = version;
		v->known[v->n++].table = *ret;
	}
	return ERR_OK;
}

enum err rules_recheck(struct ctx *cx, int64_t from_at, struct rules_result *ret)
{
	struct versions versions = { .n = 0 };
	const struct triage_table *table;
	struct desk_computed_row *rows;
	struct triage_outcome o;
	struct triage_facts facts;
	struct rules_line line;
	size_t n, i;

	*ret = (struct rules_result){ 0 };
	TRY(desk_computed_all(cx, &(struct desk_computed_args){ .from_at = from_at }, &rows, &n));
	for (i = 0; i < n; i++) {
		const char *facts_again = "", *result_again = "";

		ret->seen++;
		if (desk_facts_read(rows[i].facts, &facts)) {
			TRY(table_of(cx, &versions, rows[i].rule_version, &table));
			triage_run(table, &facts, &o);
			facts_again = desk_facts_json(cx, &facts);
			result_again = desk_result_json(cx, &o);
		}
		if (str_eq(facts_again, rows[i].facts) && str_eq(result_again, rows[i].result))
			continue;
		line = line_of(&rows[i]);
		line.before = rows[i].result;
		line.after = result_again;
		keep(ret, line);
	}
	return ERR_OK;
}

enum err rules_in_force(struct ctx *cx, bool *ret)
{
	struct ref_entry draft, present;

	TRY(ref_get(cx, "triage_draft", "rules", ref_today(cx), &draft));
	TRY(ref_get(cx, "triage", "rules", ref_today(cx), &present));
	*ret = str_eq(draft.doc, present.doc);
	return ERR_OK;
}

/* ---- switching on ------------------------------------------------------------------------ */

enum err rules_switch_on(struct ctx *cx, int64_t present_version, int64_t draft_version,
			 const char *reason, int64_t *ret_version)
{
	struct ref_entry draft, present;

	TRY(ref_get(cx, "triage_draft", "rules", ref_today(cx), &draft));
	TRY(ref_get(cx, "triage", "rules", ref_today(cx), &present));
	if (draft.version != draft_version)
		return err_set(cx, ERR_CONFLICT, "draft %lld tried, %lld there",
			       (long long)draft_version, (long long)draft.version);
	return ref_edit(cx, "triage", "rules", present_version,
			&(struct ref_values){
			    .label_id = present.label_id,
			    .label_en = present.label_en,
			    .doc = draft.doc,
			    .source = draft.source,
			    .ordinal = present.ordinal,
			    .valid_from = ref_today(cx),
			    .valid_to = DATE_NONE,
			},
			reason, ret_version);
}
