/* Events that wait for a second pair of eyes: what would change, and deciding over it. */
#include "feature/registry/event.h"
#include "feature/registry/page_impl.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/warga.h"

enum { D_CHOICE, D_REASON };
enum { CHOICE_TAKE, CHOICE_LEAVE };

static const struct member choices[] = {
	[CHOICE_TAKE] = { "pakai", T_WARGA_V_TAKE, T__NONE },
	[CHOICE_LEAVE] = { "biarkan", T_WARGA_V_LEAVE, T__NONE },
	{ .value = NULL },
};

static enum err why_not(struct ctx *cx, struct form *f)
{
	if (form_int(f, D_CHOICE, CHOICE_TAKE) == CHOICE_LEAVE && form_text(f, D_REASON) == NULL)
		form_problem(cx, f, D_REASON, T_WARGA_V_WHY, NULL);
	return ERR_OK;
}

static const struct field decide_fields[] = {
	[D_CHOICE] = { .name = "putusan",
		       .kind = FIELD_ENUM,
		       .label = T_WARGA_CLAIM_CHOICE,
		       .required = true,
		       .members = choices },
	[D_REASON] = { .name = "alasan",
		       .kind = FIELD_TEXT,
		       .label = T_WARGA_CLAIM_REASON,
		       .hint = T_WARGA_V_REASON_HINT,
		       .max = 200 },
	{ .kind = FIELD_END },
};
static const struct form_def decide_form = { .name = "event_decide",
					     .fields = decide_fields,
					     .check = why_not,
					     .submit = T_WARGA_CLAIM_DECIDE };
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def withdraw_form = { .name = "event_withdraw",
					       .fields = no_fields,
					       .submit = T_WARGA_WITHDRAW };

/* ---- words ----------------------------------------------------------------------------------- */

static const char *event_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/peristiwa/%lld%s", (long long)id, more);
}

/* "Anak di Keluarga Pak Contoh". */
static enum err place_words(struct ctx *cx, int64_t family_id, int64_t relation, const char **ret)
{
	const char *as, *family;
	struct subject s;

	*ret = text(cx, T_WARGA_V_ALONE);
	if (family_id == 0)
		return ERR_OK;
	TRY(page_relation_words(cx, relation, &as));
	TRY(subject_get(cx, FACT_FAMILY, family_id, &s));
	TRY(subject_words(cx, &s, &family));
	*ret = text_fill(cx, T_WARGA_V_IN, as, family, NULL);
	return ERR_OK;
}

/* His name, as far as the actor may see him. */
static enum err person_words(struct ctx *cx, int64_t id, struct ui_fact *to)
{
	struct subject s;
	bool seen;

	TRY(person_in_scope(cx, id, &seen));
	to->label = text(cx, T_WARGA_V_SOMEBODY);
	if (!seen)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, id, &s));
	to->label = facts_core(&s.facts, CORE_NAME);
	return ERR_OK;
}

/* ---- what would change ----------------------------------------------------------------------- */

struct lines {
	struct ui_fact *items;
	size_t n;
};

static void add_change(struct ctx *cx, struct lines *to, struct ui_fact line, const char *before,
		       const char *after)
{
	line.value = text_fill(cx, T_WARGA_V_CHANGE, before, after, NULL);
	to->items[to->n++] = line;
}

/* What somebody would be, of those whom the event moves. */
static enum err after_words(struct ctx *cx, const struct family_event *e,
			    const struct event_from *from, const char **ret)
{
	static const enum text ends[EVENT_KINDS] = { [EVENT_DIED] = T_WARGA_V_DEAD,
						     [EVENT_MOVED] = T_WARGA_V_GONE,
						     [EVENT_LEFT] = T_WARGA_V_ALONE,
						     [EVENT_CAME] = T_WARGA_V_CAME };
	const char *as;

	if (from->person_id == e->new_head)
		return place_words(cx, from->family_id, RELATION_HEAD, ret);
	if (e->kind == EVENT_JOINED)
		return place_words(cx, e->family_id, e->relation, ret);
	if (e->kind == EVENT_HEAD)
		return place_words(cx, e->family_id, RELATION_HEAD, ret);
	if (ends[e->kind] != T__NONE) {
		*ret = text(cx, ends[e->kind]);
		return ERR_OK;
	}
	*ret = text(cx, T_WARGA_V_NEW_FAMILY);
	for (size_t i = 0; i < e->n; i++)
		if (e->part[i].person_id == from->person_id) {
			TRY(page_relation_words(cx, e->part[i].relation, &as));
			*ret =
			    text_fill(cx, T_WARGA_V_IN, as, text(cx, T_WARGA_V_NEW_FAMILY), NULL);
		}
	return ERR_OK;
}

static enum err before_words(struct ctx *cx, const struct event_from *from, const char **ret)
{
	return place_words(cx, from->family_id, from->relation, ret);
}

static enum err add_people(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	const char *before, *after;
	struct ui_fact line;

	for (size_t i = 0; i < k->n_from; i++) {
		line = (struct ui_fact){ 0 };
		TRY(person_words(cx, k->from[i].person_id, &line));
		TRY(before_words(cx, &k->from[i], &before));
		TRY(after_words(cx, &k->event, &k->from[i], &after));
		add_change(cx, to, line, before, after);
	}
	return ERR_OK;
}

static enum err add_child(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	const struct ui_fact line = { .label = facts_core(&k->event.facts, CORE_NAME) };
	const char *after;

	TRY(place_words(cx, k->event.family_id, RELATION_CHILD, &after));
	add_change(cx, to, line, text(cx, T_WARGA_V_UNBORN), after);
	return ERR_OK;
}

/* The head before steps back. */
static enum err add_old_head(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	const char *before, *after;

	TRY(page_relation_words(cx, RELATION_HEAD, &before));
	TRY(page_relation_words(cx, k->event.relation, &after));
	add_change(cx, to, (struct ui_fact){ .label = text(cx, T_WARGA_V_OLD_HEAD) }, before,
		   after);
	return ERR_OK;
}

static void add_card(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	const struct facts *f = &k->event.facts;
	const char *kk = core_words(cx, f, CORE_KK);

	to->items[to->n++] = (struct ui_fact){
		.label = text(cx, T_WARGA_V_NEW_FAMILY),
		.value = *kk != '\0' ? kk : text(cx, T_WARGA_V_NO_KK),
		.note =
		    address_words(cx, f, CORE_KK_ADDRESS, CORE_KK_RT, CORE_KK_RW, CORE_KK_REGION),
	};
}

static enum err add_changes(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	const enum event_kind kind = k->event.kind;

	TRY(add_people(cx, to, k));
	if (kind == EVENT_BORN)
		TRY(add_child(cx, to, k));
	if (kind == EVENT_HEAD)
		TRY(add_old_head(cx, to, k));
	if (kind == EVENT_MARRIED || kind == EVENT_SPLIT)
		add_card(cx, to, k);
	return ERR_OK;
}

/* When, by which paper, said by whom. */
static void add_origin(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	const struct origin *o = &k->event.origin;
	int32_t day =
	    o->valid_from != DATE_NONE ? o->valid_from : clock_date(k->recorded_at, zone_of(cx));

	to->items[to->n++] = (struct ui_fact){ .name = "when",
					       .label = text(cx, T_WARGA_E_WHEN),
					       .value = say_date(cx, day) };
	to->items[to->n++] = (struct ui_fact){ .name = "source",
					       .label = text(cx, T_WARGA_E_SOURCE),
					       .value = source_words(cx, o->source),
					       .note = o->note };
	to->items[to->n++] = (struct ui_fact){ .name = "who",
					       .label = text(cx, T_WARGA_V_BY),
					       .value = k->who != NULL ? k->who : "",
					       .note = say_instant(cx, k->recorded_at) };
}

/* ---- one event ------------------------------------------------------------------------------- */

enum text event_outcome(int64_t state)
{
	switch ((enum event_state)state) {
	case EVENT_COUNTS:
		return T_WARGA_WAIT_TAKEN;
	case EVENT_REFUSED:
		return T_WARGA_WAIT_LEFT;
	case EVENT_WITHDRAWN:
		return T_WARGA_V_WITHDRAWN;
	case EVENT_BACK:
		return T_WARGA_V_BACK;
	case EVENT_WAITS:
		break;
	}
	return T_WARGA_WAIT_OPEN_YET;
}

static void add_outcome(struct ctx *cx, struct lines *to, const struct kept_event *k)
{
	if (k->state == EVENT_WAITS)
		return;
	to->items[to->n++] = (struct ui_fact){
		.name = "outcome",
		.label = text(cx, T_WARGA_WAIT_OUTCOME),
		.value = text(cx, event_outcome(k->state)),
		.note = text_fill(cx, T_WARGA_NOTE, k->by != NULL ? k->by : "",
				  say_instant(cx, k->decided_at), NULL),
	};
	if (k->reason != NULL)
		to->items[to->n++] = (struct ui_fact){ .name = "reason",
						       .label = text(cx, T_WARGA_CLAIM_REASON),
						       .value = k->reason };
}

static enum err disclose(struct ctx *cx, struct req *r, const struct kept_event *k)
{
	bool seen;

	for (size_t i = 0; i < k->n_parts; i++) {
		TRY(k->part[i].of == FACT_PERSON ? person_in_scope(cx, k->part[i].id, &seen)
						 : family_in_scope(cx, k->part[i].id, &seen));
		if (seen)
			req_disclose(r, k->part[i].id,
				     k->part[i].of == FACT_PERSON ? "person" : "family");
	}
	return ERR_OK;
}

/* What the actor can do about it while it waits. */
static enum err draw_acts(struct ctx *cx, struct ui *u, struct req *r, const struct kept_event *k)
{
	const struct ui_action withdraw = { .label = text(cx, T_WARGA_WITHDRAW),
					    .href = event_path(cx, k->id, "/tarik"),
					    .post = &withdraw_form };
	const char *action = event_path(cx, k->id, "");
	bool seen;

	if (k->state != EVENT_WAITS)
		return ERR_OK;
	if (k->by_id == cx->actor->user_id) {
		ui_small(u, text(cx, T_WARGA_V_OWN));
		if (may(cx, PERM_PERSON_WRITE))
			ui_actions(u, &withdraw, 1);
		return ERR_OK;
	}
	TRY(event_in_scope(cx, k, &seen));
	if (!seen || !may(cx, PERM_REGISTRY_DECIDE))
		return ERR_OK;
	ui_form(u, "event",
		&(struct ui_form){
		    .action = action,
		    .def = &decide_form,
		    .form = str_eq(action, req_path(r)) ? req_form_of(r, &decide_form) : NULL,
		    .secondary = true });
	return ERR_OK;
}

/* The way to whom it is about, from anywhere but there. */
static enum err draw_open(struct ctx *cx, struct ui *u, struct req *r, const struct kept_event *k)
{
	const char *path = k->of == FACT_PERSON ? person_path(cx, k->subject_id, "")
						: family_path(cx, k->subject_id, "");
	bool seen;

	TRY(k->of == FACT_PERSON ? person_in_scope(cx, k->subject_id, &seen)
				 : family_in_scope(cx, k->subject_id, &seen));
	if (seen && !str_eq(path, req_path(r)))
		ui_actions(
		    u, &(struct ui_action){ .label = text(cx, T_WARGA_WAIT_OPEN), .href = path },
		    1);
	return ERR_OK;
}

enum err draw_event(struct ctx *cx, struct ui *u, struct req *r, int64_t id)
{
	struct kept_event k;
	struct lines lines;

	TRY(event_get(cx, id, &k));
	lines = (struct lines){ ARENA_ARRAY(cx->arena, k.n_from + 8, struct ui_fact), 0 };
	if (!k.erased)
		TRY(add_changes(cx, &lines, &k));
	add_origin(cx, &lines, &k);
	add_outcome(cx, &lines, &k);
	ui_card_begin(u, ref_label(cx, "family_event", event_code(k.event.kind)));
	ui_facts(u, str_eq(event_path(cx, id, ""), req_path(r)) ? "event" : NULL, lines.items,
		 lines.n);
	TRY(draw_waits(cx, u, id));
	TRY(draw_acts(cx, u, r, &k));
	TRY(draw_open(cx, u, r, &k));
	ui_card_end(u);
	return disclose(cx, r, &k);
}

enum err draw_events(struct ctx *cx, struct ui *u, struct req *r, int64_t subject_id)
{
	int64_t *ids;
	size_t n;

	TRY(events_of(cx, subject_id, &ids, &n));
	if (n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_WARGA_V_HEADING), "peristiwa-menunggu");
	ui_small(u, text(cx, T_WARGA_V_LEAD));
	for (size_t i = 0; i < n; i++)
		TRY(draw_event(cx, u, r, ids[i]));
	return ERR_OK;
}

enum err draw_events_mark(struct ctx *cx, struct ui *u, int64_t subject_id)
{
	struct kept_event k;
	int64_t *ids;
	size_t n;

	TRY(events_of(cx, subject_id, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(event_get(cx, ids[i], &k));
		ui_badge(u, UI_WARN,
			 text_fill(cx, T_WARGA_V_MARK,
				   ref_label(cx, "family_event", event_code(k.event.kind)), NULL));
	}
	return ERR_OK;
}

/* ---- the page of one ------------------------------------------------------------------------- */

/* Who said it may always read what became of it; others see all whom it touches. */
static enum err event_seen(struct ctx *cx, int64_t id, struct kept_event *ret)
{
	bool seen;

	TRY(event_get(cx, id, ret));
	TRY(event_in_scope(cx, ret, &seen));
	if (!seen && ret->by_id != cx->actor->user_id)
		return err_set(cx, ERR_NOTFOUND, "event %lld is out of scope", (long long)id);
	return ERR_OK;
}

static enum err event_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct kept_event k;

	TRY(event_seen(cx, req_id(r), &k));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_V_TITLE),
				       .lead = text(cx, T_WARGA_V_LEAD),
				       .nav = "/mata-kedua",
				       .parent = "/mata-kedua",
				       .parent_title = text(cx, T_WARGA_WAITS) });
	TRY(draw_event(cx, u, r, k.id));
	return ui_end(u);
}

static enum err decide_prepare(struct ctx *cx, struct req *r)
{
	struct kept_event k;
	bool seen;

	TRY(event_get(cx, req_id(r), &k));
	TRY(event_in_scope(cx, &k, &seen));
	if (!seen)
		return err_set(cx, ERR_NOTFOUND, "event %lld is out of scope", (long long)k.id);
	return disclose(cx, r, &k);
}

static enum err decide_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	bool taken = form_int(f, D_CHOICE, CHOICE_LEAVE) == CHOICE_TAKE;
	enum event_state end;
	enum err e = event_decide(cx, req_id(r), taken, form_text(f, D_REASON), &end);

	if ((e == ERR_CONFLICT || e == ERR_INVALID) && refusal(cx) == T__NONE)
		return refuse(cx, T_WARGA_E_CANNOT);
	TRY(e);
	if (end == EVENT_BACK)
		resp_see(cx, resp, T_WARGA_V_GONE_BACK, "%s", event_path(cx, req_id(r), ""));
	else
		resp_see(cx, resp, end == EVENT_COUNTS ? T_WARGA_V_TAKEN : T_WARGA_V_LEFT,
			 "/mata-kedua");
	return ERR_OK;
}

static enum err withdraw_prepare(struct ctx *cx, struct req *r)
{
	struct kept_event k;

	return event_seen(cx, req_id(r), &k);
}

static enum err withdraw_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(event_withdraw(cx, req_id(r)));
	resp_see(cx, resp, T_WARGA_V_WITHDRAWN_DONE, "/mata-kedua");
	return ERR_OK;
}

const struct route event_said_routes[] = {
	{ GET, "/peristiwa/{id}", PERM_PERSON_READ, 0, REPR_PAGE, T_WARGA_V_TITLE,
	  .page = event_page },
	{ POST, "/peristiwa/{id}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_CLAIM_DECIDE,
	  .form = &decide_form, .page = event_page, .prepare = decide_prepare,
	  .commit = decide_commit },
	{ POST, "/peristiwa/{id}/tarik", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_WITHDRAW,
	  .form = &withdraw_form, .page = event_page, .prepare = withdraw_prepare,
	  .commit = withdraw_commit },
	{ .method = 0 },
};
