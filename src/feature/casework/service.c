/* Services given, as items of the SPM: what a step usually gives, one tap, details later. */
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

/* Years of the person of a case; DB_NONE when nobody knows. */
static enum err age_of(struct ctx *cx, int64_t person_id, int64_t *ret)
{
	struct person p;
	int32_t today = ref_today(cx), born;

	*ret = DB_NONE;
	if (person_id == 0)
		return ERR_OK;
	TRY(person_get(cx, person_id, &p));
	if (p.birth_date != DB_NONE) {
		born = (int32_t)p.birth_date;
		*ret = (today - born) * INT64_C(10000) / 3652425;
	} else if (p.birth_year != DB_NONE) {
		*ret = date_civil(today).year - p.birth_year;
	}
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
	TRY(age_of(cx, c->person_id, &age));
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
	enum err e = ref_get(cx, "service", service, ref_today(cx), &entry);

	*found = false;
	if (e == ERR_OK) {
		code = ref_doc_text(cx, &entry, "spm");
		if (code == NULL)
			return ERR_OK;
		e = ref_get(cx, "spm_item", code, ref_today(cx), ret);
		*found = e == ERR_OK;
	}
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return ERR_OK;
	}
	return e;
}

enum err service_usual(struct ctx *cx, int64_t case_id, const char *service,
		       struct service_new *ret)
{
	struct ref_entry item;
	struct case_root_row c;
	bool found = false;

	*ret = (struct service_new){ .given_on = ref_today(cx), .quantity = 1, .cost = DB_NONE };
	TRY(case_root_one(cx, &(struct case_root_args){ .id = case_id }, &c));
	if (service != NULL)
		TRY(item_of(cx, service, &item, &found));
	if (found)
		ret->item = item.code;
	return usual_group(cx, &c, found ? &item : NULL, &ret->group);
}

/* ---- recorded, changed, taken back ------------------------------------------------------- */

enum err service_give(struct ctx *cx, int64_t case_id, int64_t step_id, const struct service_new *n,
		      int64_t *ret_id)
{
	struct ref_entry item;
	struct case_root_row c;
	int64_t id = APP_ID(cx);

	TRY(case_root_one(cx, &(struct case_root_args){ .id = case_id }, &c));
	if (c.state != CASE_OPEN && c.state != CASE_AFTERCARE)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	TRY(ref_get(cx, "spm_item", n->item, (int32_t)n->given_on, &item));
	TRY(hold_case(cx, case_id));
	TRY(tally_services(cx, case_id, -1));
	TRY(service_insert_run(cx,
			       &(struct service_insert_args){
				   .id = id,
				   .case_id = case_id,
				   .step_id = step_id,
				   .item = n->item,
				   .spm_group = n->group,
				   .given_on = n->given_on,
				   .quantity = n->quantity,
				   .cost = n->cost,
				   .sub_activity = ref_doc_text(cx, &item, "sub_kegiatan"),
				   .proof = n->proof,
				   .unit_id = cx->actor->unit_id,
			       },
			       NULL));
	TRY(tally_services(cx, case_id, 1));
	TRY(first_act(cx, case_id));
	TRY(audit_leaf(
	    cx, "casework.service", id,
	    arena_printf(cx->arena, "item=%s;quantity=%lld", n->item, (long long)n->quantity)));
	TRY(event_add(
	    cx, &c,
	    &(struct event){ .kind = "service",
			     .what = "event.service_given",
			     .arg0 = n->item,
			     .arg1 = arena_printf(cx->arena, "%lld", (long long)n->quantity),
			     .object_id = id }));
	*ret_id = id;
	return ERR_OK;
}

enum err service_undo(struct ctx *cx, int64_t id)
{
	struct service_get_row s;
	struct case_root_row c;
	int64_t changed;

	TRY(service_get_one(cx, &(struct service_get_args){ .id = id }, &s));
	TRY(case_root_one(cx, &(struct case_root_args){ .id = s.case_id }, &c));
	TRY(hold_case(cx, s.case_id));
	TRY(tally_services(cx, s.case_id, -1));
	TRY(service_take_back_run(cx, &(struct service_take_back_args){ .id = id }, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_NOTHING);
	TRY(tally_services(cx, s.case_id, 1));
	TRY(audit_leaf(cx, "casework.service_undo", id, NULL));
	return event_add(cx, &c,
			 &(struct event){ .kind = "service",
					  .what = "event.service_undone",
					  .arg0 = s.item,
					  .object_id = id });
}

enum err service_change(struct ctx *cx, int64_t id, const struct service_new *n)
{
	struct service_get_row s;
	struct case_root_row c;
	struct ref_entry item;
	int64_t changed;

	TRY(service_get_one(cx, &(struct service_get_args){ .id = id }, &s));
	TRY(case_root_one(cx, &(struct case_root_args){ .id = s.case_id }, &c));
	TRY(ref_get(cx, "spm_item", n->item, (int32_t)n->given_on, &item));
	TRY(hold_case(cx, s.case_id));
	TRY(tally_services(cx, s.case_id, -1));
	TRY(service_set_run(cx,
			    &(struct service_set_args){
				.id = id,
				.item = n->item,
				.spm_group = n->group,
				.given_on = n->given_on,
				.quantity = n->quantity,
				.cost = n->cost,
				.sub_activity = ref_doc_text(cx, &item, "sub_kegiatan"),
				.proof = n->proof,
			    },
			    &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_NOTHING);
	TRY(tally_services(cx, s.case_id, 1));
	TRY(audit_leaf(
	    cx, "casework.service_change", id,
	    arena_printf(cx->arena, "item=%s;quantity=%lld", n->item, (long long)n->quantity)));
	return event_add(
	    cx, &c,
	    &(struct event){ .kind = "service",
			     .what = "event.service_changed",
			     .arg0 = n->item,
			     .arg1 = arena_printf(cx->arena, "%lld", (long long)n->quantity),
			     .object_id = id });
}
