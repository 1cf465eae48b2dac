/* Services given, mostly items of the SPM: what a step usually gives, one tap, details later. */
#include "feature/casework/casework_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/registry/registry.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/casework.h"

/* ---- what is usual ----------------------------------------------------------------------- */

static enum err has_kind(struct ctx *cx, int64_t case_id, const struct ref_entry *group,
			 const struct case_kinds_row *kinds, size_t n, bool *ret)
{
	const char *code;
	size_t i;

	*ret = false;
	for (i = 0; i < n && !*ret; i++) {
		code = kinds[i].code;
		if (code == NULL)
			TRY(vault_unseal(cx, case_id, SEAL_CLASS, kinds[i].code_sealed, &code));
		*ret = kinds[i].to_date == DB_NONE && ref_doc_has(cx, group, "kinds", code);
	}
	return ERR_OK;
}

/* Of somebody without name: about how old whoever reported took him to be. */
static enum err age_said(struct ctx *cx, const struct case_root_row *c, int64_t *ret)
{
	struct case_age_said_row row;
	bool found;

	if (c->subject_kind != SUBJECT_KNOWN && c->subject_kind != SUBJECT_UNKNOWN)
		return ERR_OK;
	TRY(case_age_said_maybe(cx, &(struct case_age_said_args){ .case_id = c->id }, &row,
				&found));
	if (found)
		*ret = row.age_about + (cx->now - row.recorded_at) / (365 * USEC_DAY);
	return ERR_OK;
}

/* Years of the person of a case, known or said; DB_NONE when nobody can tell. */
static enum err age_of(struct ctx *cx, const struct case_root_row *c, int64_t *ret)
{
	int32_t today = ref_today(cx);
	struct person p;

	*ret = DB_NONE;
	if (c->person_id == 0)
		return age_said(cx, c, ret);
	TRY(person_get(cx, c->person_id, &p));
	if (p.birth_date != DB_NONE)
		*ret = date_age((int32_t)p.birth_date, today);
	else if (p.birth_year != DB_NONE)
		*ret = date_civil(today).year - p.birth_year;
	else
		return age_said(cx, c, ret);
	return ERR_OK;
}

static bool has_age(struct ctx *cx, const struct ref_entry *group, int64_t age)
{
	int64_t from = ref_doc_int(cx, group, "age_from", DB_NONE);
	int64_t to = ref_doc_int(cx, group, "age_to", DB_NONE);

	if (age == DB_NONE || (from == DB_NONE && to == DB_NONE))
		return false;
	return (from == DB_NONE || age >= from) && (to == DB_NONE || age <= to);
}

/* The group of the item that fits a kind the case has, else the age; the only one an item has. */
static enum err usual_group(struct ctx *cx, const struct case_root_row *c,
			    const struct ref_entry *item, const char **ret)
{
	const struct ref_entry *groups;
	const char *by_age = NULL, *only = NULL;
	struct case_kinds_row *kinds;
	size_t n, n_kinds, i, possible = 0;
	int64_t age;
	bool fits;

	*ret = NULL;
	TRY(ref_list(cx, "spm_group", ref_today(cx), &groups, &n));
	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = c->id }, &kinds, &n_kinds));
	TRY(age_of(cx, c, &age));
	for (i = 0; i < n; i++) {
		if (item != NULL && !ref_doc_has(cx, item, "groups", groups[i].code))
			continue;
		TRY(has_kind(cx, c->id, &groups[i], kinds, n_kinds, &fits));
		if (fits && *ret == NULL)
			*ret = groups[i].code;
		if (by_age == NULL && has_age(cx, &groups[i], age))
			by_age = groups[i].code;
		only = groups[i].code;
		possible++;
	}
	if (*ret == NULL)
		*ret = by_age != NULL ? by_age : possible == 1 ? only : NULL;
	return ERR_OK;
}

/* The SPM item of a service; found is false when the service is none of the SPM. */
static enum err item_of(struct ctx *cx, const char *service, struct ref_entry *ret, bool *found)
{
	struct ref_entry entry;
	const char *code;

	TRY(ref_maybe(cx, "service", service, &entry, found));
	code = *found ? ref_doc_text(cx, &entry, "spm") : NULL;
	*found = false;
	return code != NULL ? ref_maybe(cx, "spm_item", code, ret, found) : ERR_OK;
}

enum err service_usual(struct ctx *cx, int64_t case_id, const char *service,
		       struct service_new *ret)
{
	struct ref_entry item;
	struct case_root_row c;
	bool found = false;

	*ret = (struct service_new){
		.service = service, .given_on = ref_today(cx), .quantity = 1, .cost = DB_NONE
	};
	TRY(case_root_one(cx, &(struct case_root_args){ .id = case_id }, &c));
	if (service != NULL)
		TRY(item_of(cx, service, &item, &found));
	if (found)
		ret->item = item.code;
	/* The form of the case asks for an item, so its usual group stands there already. */
	if (!found && service != NULL)
		return ERR_OK;
	return usual_group(cx, &c, found ? &item : NULL, &ret->group);
}

bool service_complete(const struct service_new *n)
{
	return n->item != NULL ? n->group != NULL : n->group == NULL && n->service != NULL;
}

const char *service_name(struct ctx *cx, const char *service, const char *item)
{
	return item != NULL ? ref_label(cx, "spm_item", item) : ref_label(cx, "service", service);
}

/* ---- recorded, changed, taken back ------------------------------------------------------- */

/* Where its cost is booked: sub kegiatan of the item, empty where the list names none; of a service
 * without item that of the service, or NULL. */
struct budget {
	const char *item, *own;
};

/* What is wanted must be complete and known. */
static enum err budget_of(struct ctx *cx, const struct service_new *n, struct budget *ret)
{
	struct ref_entry entry;

	*ret = (struct budget){ 0 };
	if (!service_complete(n))
		return refuse(cx, T_CASEWORK_REFUSE_NO_USUAL);
	if (n->given_on > ref_today(cx))
		return refuse(cx, T_CASEWORK_REFUSE_FUTURE);
	if (n->service != NULL) {
		TRY(ref_get(cx, "service", n->service, (int32_t)n->given_on, &entry));
		ret->own = ref_doc_text(cx, &entry, "sub_kegiatan");
	}
	if (n->item == NULL)
		return ERR_OK;
	TRY(ref_get(cx, "spm_item", n->item, (int32_t)n->given_on, &entry));
	ret->own = NULL;
	ret->item = ref_doc_text(cx, &entry, "sub_kegiatan");
	if (ret->item == NULL)
		ret->item = "";
	return ERR_OK;
}

static enum err leaf(struct ctx *cx, const char *event, int64_t id, const struct service_new *n)
{
	return audit_leaf(cx, event, id,
			  arena_printf(cx->arena, "item=%s;quantity=%lld",
				       n->item != NULL ? n->item : n->service,
				       (long long)n->quantity));
}

/* what[0] says it of an item, what[1] of a service without one. */
static enum err tell(struct ctx *cx, const struct case_root_row *c, int64_t id,
		     const char *const what[2], const struct service_new *n)
{
	return event_add(
	    cx, c,
	    &(struct event){ .kind = "service",
			     .what = what[n->item == NULL],
			     .arg0 = n->item != NULL ? n->item : n->service,
			     .arg1 = arena_printf(cx->arena, "%lld", (long long)n->quantity),
			     .object_id = id });
}

enum err service_give(struct ctx *cx, int64_t case_id, int64_t step_id, const struct service_new *n,
		      int64_t *ret_id)
{
	static const char *const said[] = { "event.service_given", "event.service_other_given" };
	struct service_insert_args a = {
		.id = APP_ID(cx),
		.case_id = case_id,
		.step_id = step_id,
		.service = n->service,
		.item = n->item,
		.spm_group = n->group,
		.given_on = n->given_on,
		.quantity = n->quantity,
		.cost = n->cost,
		.proof = n->proof,
		.unit_id = cx->actor->unit_id,
	};
	struct case_root_row c;
	struct budget budget;

	TRY(case_root_one(cx, &(struct case_root_args){ .id = case_id }, &c));
	if (c.state != CASE_OPEN && c.state != CASE_AFTERCARE)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	TRY(budget_of(cx, n, &budget));
	a.sub_activity = budget.item;
	a.own_activity = budget.own;
	TRY(hold_case(cx, case_id));
	TRY(tally_services(cx, case_id, -1));
	TRY(service_insert_run(cx, &a, NULL));
	TRY(tally_services(cx, case_id, 1));
	TRY(first_act(cx, case_id));
	TRY(leaf(cx, "casework.service", a.id, n));
	*ret_id = a.id;
	return tell(cx, &c, a.id, said, n);
}

enum err service_tap(struct ctx *cx, int64_t case_id, int64_t step_id, const struct service_new *n,
		     int64_t *ret_id)
{
	struct service_just_given_args last = { .case_id = case_id,
						.step_id = step_id,
						.from_at = cx->now - USEC_MINUTE };
	struct service_just_given_row row;
	bool found;

	TRY(hold_case(cx, case_id)); /* two who tap at once come here one after the other */
	TRY(service_just_given_maybe(cx, &last, &row, &found));
	if (found)
		return refuse(cx, T_CASEWORK_REFUSE_TAPPED);
	return service_give(cx, case_id, step_id, n, ret_id);
}

/* A service that was recorded, and its case held with the services counted out. */
static enum err load(struct ctx *cx, int64_t id, struct service_get_row *ret,
		     struct case_root_row *ret_case)
{
	TRY(service_get_one(cx, &(struct service_get_args){ .id = id }, ret));
	TRY(case_root_one(cx, &(struct case_root_args){ .id = ret->case_id }, ret_case));
	TRY(hold_case(cx, ret->case_id));
	return tally_services(cx, ret->case_id, -1);
}

enum err service_undo(struct ctx *cx, int64_t id)
{
	static const char *const said[] = { "event.service_undone", "event.service_other_undone" };
	struct service_get_row s;
	struct case_root_row c;
	int64_t changed;

	TRY(load(cx, id, &s, &c));
	TRY(service_take_back_run(cx, &(struct service_take_back_args){ .id = id }, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_NOTHING);
	TRY(tally_services(cx, s.case_id, 1));
	TRY(audit_leaf(cx, "casework.service_undo", id, NULL));
	return tell(
	    cx, &c, id, said,
	    &(struct service_new){ .service = s.service, .item = s.item, .quantity = s.quantity });
}

enum err service_change(struct ctx *cx, int64_t id, const struct service_new *n)
{
	static const char *const said[] = { "event.service_changed",
					    "event.service_other_changed" };
	struct service_set_args a = { .id = id,
				      .service = n->service,
				      .item = n->item,
				      .spm_group = n->group,
				      .given_on = n->given_on,
				      .quantity = n->quantity,
				      .cost = n->cost,
				      .proof = n->proof };
	struct service_get_row s;
	struct case_root_row c;
	struct budget budget;
	int64_t changed;

	TRY(budget_of(cx, n, &budget));
	a.sub_activity = budget.item;
	a.own_activity = budget.own;
	TRY(load(cx, id, &s, &c));
	TRY(service_set_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_NOTHING);
	TRY(tally_services(cx, s.case_id, 1));
	TRY(leaf(cx, "casework.service_change", id, n));
	return tell(cx, &c, id, said, n);
}
