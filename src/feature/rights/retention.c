/* The schedule, the list of what is over, and the two who decide. */
#include "feature/rights/retention.h"

#include <jansson.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "feature/rights/retention_impl.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "text/retention.h"

/* ---- the schedule ------------------------------------------------------------------------ */

static const char *const codes[RETENTION__KINDS] = {
	[RETENTION_REPORT] = "laporan",
	[RETENTION_CASE] = "kasus",
	[RETENTION_PERSON] = "orang",
	[RETENTION_IMPORT] = "impor",
	[RETENTION_PHOTO] = "foto",
	[RETENTION_LOOK] = "jejak",
	[RETENTION_REQUEST] = "permintaan_data",
	[RETENTION_NOTICE] = "pemberitahuan",
	[RETENTION_DOCUMENT] = "surat",
};
static const char *const fates[] = {
	[FATE_ERASE] = "hapus",   [FATE_DESTROY] = "musnah",     [FATE_REVIEW] = "nilai_kembali",
	[FATE_KEEP] = "permanen", [FATE_BY_ITSELF] = "otomatis",
};

const char *retention_code(int64_t kind)
{
	return kind > RETENTION_NONE && kind < RETENTION__KINDS ? codes[kind] : NULL;
}

static size_t index_of(const char *const *list, size_t n, const char *word, size_t or_else)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], word))
			return i;
	return or_else;
}

/* The parts of a period; each is optional, and what is there is added up. */
static const struct {
	const char *key;
	int64_t most;
} parts[] = { { "years", 100 }, { "months", 1200 }, { "days", 36500 } };

static bool part_is_wrong(const json_t *v, int64_t most)
{
	return v &&
	       (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > most);
}

const char *retention_fault(const struct json_t *doc)
{
	const char *fate = json_string_value(json_object_get(doc, "fate"));

	for (size_t i = 0; i < LEN(parts); i++)
		if (part_is_wrong(json_object_get(doc, parts[i].key), parts[i].most))
			return parts[i].key;
	if (fate == NULL || index_of(fates, LEN(fates), fate, LEN(fates)) == LEN(fates))
		return "fate";
	return json_is_string(json_object_get(doc, "basis")) ? NULL : "basis";
}

/* What is erased or judged here, as against kept for ever or gone by itself. */
static bool fate_is_worked(enum retention_fate fate)
{
	return fate <= FATE_REVIEW;
}

enum err retention_among(struct ctx *cx, const char *code, const struct json_t *doc,
			 const struct json_t *old, struct ref_fault *ret)
{
	const char *fate = json_string_value(json_object_get(doc, "fate"));
	size_t which = index_of(fates, LEN(fates), fate, FATE_KEEP);
	int64_t sum = 0;

	(void)cx;
	(void)code;
	(void)old;
	for (size_t i = 0; i < LEN(parts); i++)
		sum += json_integer_value(json_object_get(doc, parts[i].key));
	if (sum == 0 && fate_is_worked((enum retention_fate)which))
		*ret = (struct ref_fault){ .key = "years", .message = T_RETENTION_NO_PERIOD };
	return ERR_OK;
}

static struct span period_of(struct ctx *cx, const struct ref_entry *e)
{
	return (struct span){ .years = ref_doc_int(cx, e, "years", 0),
			      .months = ref_doc_int(cx, e, "months", 0),
			      .days = ref_doc_int(cx, e, "days", 0) };
}

static struct retention_rule rule_of(struct ctx *cx, const struct ref_entry *e)
{
	const char *fate = ref_doc_text(cx, e, "fate");

	return (struct retention_rule){
		.code = e->code,
		.label = e->label,
		.basis = ref_doc_text(cx, e, "basis"),
		.source = e->source,
		.kind = (enum retention_kind)index_of(codes, LEN(codes), e->code, RETENTION_NONE),
		.fate = (enum retention_fate)index_of(fates, LEN(fates), fate, FATE_KEEP),
		.period = period_of(cx, e),
		.version = e->version,
		.verified = ref_doc_flag(cx, e, "verified"),
	};
}

/* ---- what is due ------------------------------------------------------------------------- */

static int64_t before_of(const struct ctx *cx, const struct retention_rule *rule)
{
	const struct span *p = &rule->period;
	const int32_t today = clock_date(cx->now, zone_of(cx));
	const int32_t day = date_months_before(today, p->years * 12 + p->months);

	return cx->now - (today - day + p->days) * USEC_DAY;
}

static bool is_worked(const struct retention_rule *rule)
{
	return rule->kind != RETENTION_NONE && fate_is_worked(rule->fate);
}

bool retention_is_bulk(enum retention_kind kind)
{
	return kind == RETENTION_LOOK || kind == RETENTION_NOTICE;
}

/* All that are too old, named by the first that stays. */
static enum err due_bulk(struct ctx *cx, const struct retention_rule *rule, struct due *ret)
{
	const int64_t before = before_of(cx, rule);
	struct retention_bulk_args a = { .kind = rule->kind, .before_id = id_floor(before) };
	struct retention_bulk_row row;

	TRY(retention_bulk_one(cx, &a, &row));
	*ret = (struct due){ .object_id = id_floor(before),
			     .since_at = row.since_at,
			     .total = row.total,
			     .number = say_date(cx, clock_date(before, zone_of(cx))) };
	return ERR_OK;
}

static enum err held(struct ctx *cx, enum retention_kind kind, int64_t *ret_n)
{
	struct retention_held_row row;

	TRY(retention_held_one(
	    cx, &(struct retention_held_args){ .kind = kind, .today = ref_today(cx) }, &row));
	*ret_n = row.n;
	return ERR_OK;
}

static enum err find_due(struct ctx *cx, const struct retention_rule *rule, int64_t object_id,
			 unsigned with, size_t max, struct due **ret, size_t *ret_n)
{
	struct retention_found_args a = {
		.with = with | (object_id != 0 ? RETENTION_FOUND_WITH_ONE : 0),
		.kind = rule->kind,
		.before_at = before_of(cx, rule),
		.object_id = object_id,
		.listed = object_id != 0 ? ITEM_ERASED : ITEM_LISTED,
		.today = ref_today(cx),
		.max_n = (int64_t)max,
	};
	struct retention_found_row *rows;

	TRY(retention_found_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct due);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct due){ .object_id = rows[i].object_id,
					  .since_at = rows[i].since_at,
					  .total = rows[i].total,
					  .number = rows[i].number };
	return ERR_OK;
}

enum err retention_due(struct ctx *cx, const struct retention_rule *rule, int64_t object_id,
		       size_t max, struct due **ret, size_t *ret_n)
{
	return find_due(cx, rule, object_id, 0, max, ret, ret_n);
}

enum err retention_due_review(struct ctx *cx, const struct retention_rule *rule, int64_t object_id,
			      bool judged, size_t max, struct due **ret, size_t *ret_n)
{
	return find_due(cx, rule, object_id,
			judged ? RETENTION_FOUND_WITH_JUDGED : RETENTION_FOUND_WITH_UNJUDGED, max,
			ret, ret_n);
}

/* The first max things that are due by a rule; of bulk at most one. */
static enum err due_of(struct ctx *cx, const struct retention_rule *rule, size_t max,
		       struct due **ret, size_t *ret_n)
{
	int64_t n_held;

	if (!retention_is_bulk(rule->kind))
		return rule->fate == FATE_REVIEW
			   ? retention_due_review(cx, rule, 0, false, max, ret, ret_n)
			   : retention_due(cx, rule, 0, max, ret, ret_n);
	*ret = ARENA_NEW(cx->arena, struct due);
	TRY(held(cx, rule->kind, &n_held));
	TRY(due_bulk(cx, rule, *ret));
	*ret_n = (*ret)->total > 0 && n_held == 0;
	return ERR_OK;
}

enum err retention_rules(struct ctx *cx, struct retention_rule **ret, size_t *ret_n)
{
	const struct ref_entry *entries;
	struct due *due;
	size_t n;

	TRY(ref_list(cx, "retention", ref_today(cx), &entries, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct retention_rule);
	for (size_t i = 0; i < *ret_n; i++) {
		struct retention_rule *rule = &(*ret)[i];

		*rule = rule_of(cx, &entries[i]);
		if (!is_worked(rule))
			continue;
		TRY(due_of(cx, rule, 1, &due, &n));
		rule->due_n = n > 0 ? due[0].total : 0;
		TRY(held(cx, rule->kind, &rule->held_n));
	}
	return ERR_OK;
}

enum err retention_rule_of(struct ctx *cx, enum retention_kind kind, struct retention_rule *ret)
{
	struct ref_entry e;

	TRY(ref_get(cx, "retention", codes[kind], ref_today(cx), &e));
	*ret = rule_of(cx, &e);
	return ERR_OK;
}

/* ---- the list ---------------------------------------------------------------------------- */

static enum err call_deciders(struct ctx *cx, int64_t id, const char *number, enum text words)
{
	const struct notice n = { .kind = "rights.retention",
				  .object_kind = "retention",
				  .object_id = id,
				  .number = number,
				  .text = words,
				  .arg0 = number };
	struct retention_deciders_row *people;
	size_t count;

	TRY(retention_deciders_all(
	    cx, &(struct retention_deciders_args){ .dpo_role = ROLE_DPO, .head_role = ROLE_HEAD },
	    &people, &count));
	for (size_t i = 0; i < count; i++)
		TRY(notice_user(cx, people[i].user_id, &n));
	return ERR_OK;
}

static enum err add_items(struct ctx *cx, int64_t list_id, const struct retention_rule *rule,
			  const struct due *due, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(retention_item_add_run(
		    cx,
		    &(struct retention_item_add_args){ .id = APP_ID(cx),
						       .list_id = list_id,
						       .kind = rule->kind,
						       .object_id = due[i].object_id,
						       .number = due[i].number,
						       .since_at = due[i].since_at,
						       .entry_version = rule->version },
		    NULL));
	return ERR_OK;
}

/* What is to be erased by a rule: what is due, or of what is judged anew what was put to it. */
static enum err erasable(struct ctx *cx, const struct retention_rule *rule, struct due **ret,
			 size_t *ret_n)
{
	*ret_n = 0;
	if (!is_worked(rule))
		return ERR_OK;
	if (rule->fate != FATE_REVIEW)
		return due_of(cx, rule, RETENTION_MOST, ret, ret_n);
	return retention_is_bulk(rule->kind)
		   ? ERR_OK
		   : retention_due_review(cx, rule, 0, true, RETENTION_MOST, ret, ret_n);
}

/* What is due of each rule that erases, one after the other. */
static enum err collect(struct ctx *cx, struct retention_rule *rules, size_t n,
			struct due **ret_due, size_t *ret_n, int64_t *ret_total)
{
	*ret_total = 0;
	for (size_t i = 0; i < n; i++) {
		TRY(erasable(cx, &rules[i], &ret_due[i], &ret_n[i]));
		*ret_total += (int64_t)ret_n[i];
	}
	return ERR_OK;
}

static enum err number_taken(struct ctx *cx, const char *number, bool *ret)
{
	struct retention_list_numbered_row row;

	return retention_list_numbered_maybe(
	    cx, &(struct retention_list_numbered_args){ .number = number }, &row, ret);
}

enum err retention_find(struct ctx *cx, int64_t *ret_id)
{
	struct retention_list_add_args a = { .id = APP_ID(cx) };
	struct retention_open_row open;
	struct retention_rule *rules;
	char number[NUMBER_SIZE];
	struct due **due;
	size_t n, *n_due;
	bool found;

	*ret_id = 0;
	TRY(retention_open_maybe(cx, &open, &found));
	if (found)
		return ERR_OK;
	TRY(retention_rules(cx, &rules, &n));
	due = ARENA_ARRAY(cx->arena, n + 1, struct due *);
	n_due = ARENA_ARRAY(cx->arena, n + 1, size_t);
	TRY(collect(cx, rules, n, due, n_due, &a.item_count));
	if (a.item_count == 0)
		return ERR_OK;
	TRY(number_draw(cx, "PM", number_taken, number));
	a.number = arena_strdup(cx->arena, number);
	TRY(retention_list_add_run(cx, &a, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(add_items(cx, a.id, &rules[i], due[i], n_due[i]));
	TRY(call_deciders(cx, a.id, a.number, T_NOTICE_RETENTION_FOUND));
	*ret_id = a.id;
	return audit_leaf(cx, "retention.found", a.id,
			  arena_printf(cx->arena, "items=%lld", (long long)a.item_count));
}

enum err retention_check(struct ctx *cx, int64_t id)
{
	struct retention_row_row row;
	int64_t changed;

	TRY(retention_row_one(cx, &(struct retention_row_args){ .id = id }, &row));
	TRY(retention_set_checked_run(cx, &(struct retention_set_checked_args){ .id = id },
				      &changed));
	if (changed != 1)
		return refuse(cx, T_RETENTION_NOT_NOW);
	TRY(notice_settle(cx, "retention", id));
	TRY(call_deciders(cx, id, row.number, T_NOTICE_RETENTION_CHECKED));
	return audit_leaf(cx, "retention.check", id, NULL);
}

enum err retention_approve(struct ctx *cx, int64_t id)
{
	int64_t changed;

	TRY(retention_set_approved_run(cx, &(struct retention_set_approved_args){ .id = id },
				       &changed));
	if (changed != 1)
		return refuse(cx, T_RETENTION_NOT_YOURS);
	TRY(notice_settle(cx, "retention", id));
	return audit_leaf(cx, "retention.approve", id, NULL);
}

enum err retention_refuse(struct ctx *cx, int64_t id, const char *why)
{
	int64_t changed;

	TRY(retention_set_refused_run(
	    cx, &(struct retention_set_refused_args){ .id = id, .refused_why = why }, &changed));
	if (changed != 1)
		return refuse(cx, T_RETENTION_NOT_YOURS);
	TRY(retention_items_drop_run(cx, &(struct retention_items_drop_args){ .list_id = id },
				     NULL));
	TRY(notice_settle(cx, "retention", id));
	return audit_leaf(cx, "retention.refuse", id, NULL);
}

/* ---- postponing -------------------------------------------------------------------------- */

enum err retention_hold(struct ctx *cx, int64_t item_id, const char *why, int32_t until_on)
{
	struct retention_item_row_row item;
	struct retention_row_row list;
	int64_t changed;

	TRY(retention_item_row_one(cx, &(struct retention_item_row_args){ .id = item_id }, &item));
	TRY(retention_row_one(cx, &(struct retention_row_args){ .id = item.list_id }, &list));
	if (list.state != RETENTION_FOUND && list.state != RETENTION_CHECKED)
		return refuse(cx, T_RETENTION_NOT_NOW);
	TRY(retention_item_set_run(
	    cx, &(struct retention_item_set_args){ .id = item_id, .state = ITEM_HELD }, &changed));
	if (changed != 1)
		return refuse(cx, T_RETENTION_NOT_NOW);
	TRY(retention_hold_add_run(cx,
				   &(struct retention_hold_add_args){ .id = APP_ID(cx),
								      .kind = item.kind,
								      .object_id = item.object_id,
								      .number = item.number,
								      .hold_why = why,
								      .until_on = until_on },
				   NULL));
	return audit_leaf(
	    cx, "retention.hold", item.object_id,
	    arena_printf(cx->arena, "kind=%lld;until=%d", (long long)item.kind, (int)until_on));
}

enum err retention_lift(struct ctx *cx, int64_t hold_id)
{
	int64_t changed;

	TRY(retention_hold_lift_run(cx, &(struct retention_hold_lift_args){ .id = hold_id },
				    &changed));
	if (changed != 1)
		return refuse(cx, T_RETENTION_NOT_NOW);
	return audit_leaf(cx, "retention.lift", hold_id, NULL);
}

enum err retention_place(struct ctx *cx, int64_t list_id, int64_t done_at, int64_t *ret_seq)
{
	const struct retention_place_args a = { .from_id = id_floor(done_at),
						.to_id = id_floor(done_at + USEC_MINUTE),
						.object_id = list_id };
	struct retention_place_row row;
	bool found;

	TRY(retention_place_maybe(cx, &a, &row, &found));
	*ret_seq = found ? row.seq : DB_NONE;
	return ERR_OK;
}
