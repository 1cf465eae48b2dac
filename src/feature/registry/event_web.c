/* What happens to people and families: each event a small form with date, source and reason. */
#include "feature/registry/event_choice.h"
#include "feature/registry/event_form.h"
#include "feature/registry/page_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "text/warga.h"

#include <stdio.h>
#include <string.h>

/* ---- reading what a form says ---------------------------------------------------------------- */

/* The index of a field by its name: forms differ in what they ask. */
static int field_named(const struct form *f, const char *name)
{
	const struct field *fields = form_def_of(f)->fields;

	for (int i = 0; fields[i].kind != FIELD_END; i++)
		if (str_eq(fields[i].name, name))
			return i;
	return -1;
}

static struct origin origin_of(const struct form *f)
{
	return (struct origin){
		.source = form_text(f, field_named(f, "sumber")),
		.valid_from = (int32_t)form_int(f, field_named(f, "tanggal"), DATE_NONE),
		.note = form_text(f, field_named(f, "keterangan")),
	};
}

static int64_t chosen(const struct form *f, const char *name)
{
	int at = field_named(f, name);

	return at < 0 ? 0 : form_int(f, at, 0);
}

/* What the domain refused, as a sentence on the form that asked for it. */
static enum err say(struct ctx *cx, struct form *f, enum err e)
{
	int at = field_named(f, "kepala_baru");

	if (e == ERR_INVALID && form_def_of(f) == &add_form) {
		err_clear(cx); /* his own page asks who follows him */
		form_problem(cx, f, A_NIK, T_WARGA_E_ADD_HEAD, NULL);
		return ERR_OK;
	}
	if (e == ERR_CONFLICT && refusal(cx) == T_WARGA_E_MARRY_YOUNG) {
		err_clear(cx);
		form_problem(cx, f, field_named(f, "keterangan"), T_WARGA_E_MARRY_YOUNG, NULL);
		return ERR_OK;
	}
	if (e == ERR_INVALID) {
		err_clear(cx);
		form_problem(cx, f, at, T_WARGA_E_NEED_HEAD, NULL);
		return ERR_OK;
	}
	return e == ERR_CONFLICT && refusal(cx) == T__NONE ? refuse(cx, T_WARGA_E_CANNOT) : e;
}

static enum err check_day(struct ctx *cx, struct form *f)
{
	int at = field_named(f, "tanggal");
	int32_t today = clock_date(cx->now, zone_of(cx));

	if (form_int(f, at, today) > today)
		form_problem(cx, f, at, T_WARGA_E_FUTURE, NULL);
	return ERR_OK;
}

/* The day of the event, and who was not born by then; *ret: the form says so. */
static enum err check_born(struct ctx *cx, struct form *f, const struct family_event *e, bool *ret)
{
	const char *name;
	int32_t born;

	TRY(event_unborn(cx, e, &name, &born));
	*ret = name != NULL;
	if (*ret)
		form_problem_said(cx, f, field_named(f, "tanggal"),
				  text_fill(cx, T_WARGA_E_UNBORN, name, say_date_short(cx, born),
					    say_date_short(cx, e->origin.valid_from), NULL));
	return ERR_OK;
}

/* No mother is younger than her child. */
static enum err check_mother(struct ctx *cx, struct form *f, int64_t mother)
{
	const struct family_event e = { .person_id = mother, .origin = origin_of(f) };
	bool unborn = false;

	return mother == 0 ? ERR_OK : check_born(cx, f, &e, &unborn);
}

/* Says the event of a form: counts at once, or waits for a second pair of eyes, as waits says. */
static enum err say_event_or(struct ctx *cx, struct req *r, struct resp *resp,
			     struct family_event *e, const char *path, enum text waits)
{
	struct form *f = req_form(r);
	struct event_said said = { 0 };
	bool unborn;

	e->origin = origin_of(f);
	TRY(check_born(cx, f, e, &unborn));
	if (unborn)
		return ERR_OK;
	e->new_head = chosen(f, "kepala_baru");
	TRY(say(cx, f, event_say(cx, e, &said)));
	resp->id = said.new_id;
	if (said.new_id != 0 && e->kind != EVENT_BORN)
		path = family_path(cx, said.new_id, "");
	resp_see(cx, resp, said.id != 0 ? waits : T_WARGA_E_DONE, "%s", path);
	return ERR_OK;
}

static enum err say_event(struct ctx *cx, struct req *r, struct resp *resp, struct family_event *e,
			  const char *path)
{
	return say_event_or(cx, r, resp, e, path, T_WARGA_V_WAITS);
}

/* The one person with a NIK whom the actor may see; 0 with a problem on the field. */
static enum err person_of_nik(struct ctx *cx, struct form *f, int field, int64_t *ret)
{
	int64_t *ids;
	bool seen;
	size_t n, found = 0;

	*ret = 0;
	TRY(person_by_nik(cx, form_text(f, field), &ids, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(person_in_scope(cx, ids[i], &seen));
		if (!seen)
			continue;
		TRY(person_present(cx, ids[i], &ids[i]));
		found += ids[i] != *ret;
		*ret = ids[i];
	}
	if (found != 1)
		form_problem(cx, f, field, found == 0 ? T_WARGA_E_NIK_NONE : T_WARGA_E_NIK_MANY,
			     NULL);
	return ERR_OK;
}

/* A family with a living head takes no second one. */
static enum err check_head(struct ctx *cx, struct form *f, int64_t family_id, int field)
{
	struct relative *m;
	size_t n;

	if (form_int(f, field, 0) != RELATION_HEAD)
		return ERR_OK;
	TRY(family_members(cx, family_id, &m, &n));
	for (size_t i = 0; i < n; i++)
		if (m[i].relation == RELATION_HEAD && m[i].state == PERSON_ALIVE)
			form_problem(cx, f, field, T_WARGA_E_HAS_HEAD, NULL);
	return ERR_OK;
}

/* ---- of a person ----------------------------------------------------------------------------- */

static enum err person_prepare(struct ctx *cx, struct req *r)
{
	struct subject s;

	TRY(page_subject(cx, r, FACT_PERSON, req_id(r), &s));
	return check_day(cx, req_form(r));
}

static enum err person_event(struct ctx *cx, struct req *r, struct resp *resp, enum event_kind kind)
{
	struct family_event e = { .kind = kind, .person_id = req_id(r) };

	return say_event(cx, r, resp, &e, person_path(cx, e.person_id, ""));
}

static enum err died_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return person_event(cx, r, resp, EVENT_DIED);
}

static enum err moved_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return person_event(cx, r, resp, EVENT_MOVED);
}

static enum err came_prepare(struct ctx *cx, struct req *r)
{
	struct family_event *to = ARENA_NEW(cx->arena, struct family_event);
	struct form *f = req_form(r);
	int64_t relation;
	bool seen = false;

	*to = (struct family_event){ .kind = EVENT_JOINED,
				     .person_id = req_id(r),
				     .relation = (int)form_int(f, C_RELATION, 0) };
	req_set_data(r, to);
	TRY(person_prepare(cx, r));
	if (to->relation == 0)
		return ERR_OK;
	TRY(person_former_family(cx, req_id(r), &to->family_id, &relation));
	if (to->family_id != 0)
		TRY(family_in_scope(cx, to->family_id, &seen));
	if (!seen)
		return refuse(cx, T_WARGA_E_CANNOT);
	return check_head(cx, f, to->family_id, C_RELATION);
}

/* That he is back counts at once; that he belongs to them again is said as whenever one joins. */
static enum err came_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct family_event *to = req_data(r);
	struct family_event join = *to; /* commits may be run again */

	TRY(person_event(cx, r, resp, EVENT_CAME));
	if (join.family_id == 0 || !form_ok(req_form(r)))
		return ERR_OK;
	return say_event_or(cx, r, resp, &join, person_path(cx, join.person_id, ""),
			    T_WARGA_E_CAME_WAITS);
}

static enum err left_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return person_event(cx, r, resp, EVENT_LEFT);
}

/* A mistake about somebody's being there is mended at once, by one officer. */
static enum err returned_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct family_event e = { .person_id = req_id(r), .origin = origin_of(req_form(r)) };
	bool unborn;

	TRY(check_born(cx, req_form(r), &e, &unborn));
	if (unborn)
		return ERR_OK;
	TRY(say(cx, req_form(r), person_returned(cx, req_id(r), &e.origin)));
	resp_see(cx, resp, T_WARGA_E_DONE, "%s", person_path(cx, req_id(r), ""));
	return ERR_OK;
}

/* The family of the card number, as far as the actor may see it. */
static enum err join_prepare(struct ctx *cx, struct req *r)
{
	int64_t *target = ARENA_NEW(cx->arena, int64_t), *ids;
	struct form *f = req_form(r);
	const struct fact_book *book;
	enum fact_fault fault;
	const char *kk = NULL;
	bool seen;
	size_t n = 0;

	TRY(person_prepare(cx, r));
	TRY(fact_book(cx, &book));
	TRY(fact_read(cx, book->family_core[CORE_KK], form_raw(f, J_KK), &kk, &fault));
	if (fault != FACT_FINE) {
		form_problem_said(
		    cx, f, J_KK,
		    fact_fault_text(cx, book->family_core[CORE_KK], form_raw(f, J_KK), fault));
		return ERR_OK;
	}
	if (kk != NULL)
		TRY(family_by_kk(cx, kk, &ids, &n));
	for (size_t i = 0; i < n && *target == 0; i++) {
		TRY(family_in_scope(cx, ids[i], &seen));
		*target = seen ? ids[i] : 0;
	}
	if (*target == 0)
		form_problem(cx, f, J_KK, T_WARGA_E_KK_NONE, NULL);
	else
		TRY(check_head(cx, f, *target, J_RELATION));
	req_set_data(r, target);
	return ERR_OK;
}

static enum err join_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *family = req_data(r);
	struct family_event e = { .kind = EVENT_JOINED,
				  .person_id = req_id(r),
				  .family_id = *family,
				  .relation = (int)form_int(req_form(r), J_RELATION, 0) };

	return say_event(cx, r, resp, &e, person_path(cx, e.person_id, ""));
}

/* ---- of a family ----------------------------------------------------------------------------- */

static enum err family_prepare(struct ctx *cx, struct req *r)
{
	struct subject s;

	TRY(page_subject(cx, r, FACT_FAMILY, req_id(r), &s));
	return check_day(cx, req_form(r));
}

static enum err add_prepare(struct ctx *cx, struct req *r)
{
	int64_t *person = ARENA_NEW(cx->arena, int64_t);
	struct form *f = req_form(r);

	TRY(family_prepare(cx, r));
	TRY(check_head(cx, f, req_id(r), A_RELATION));
	TRY(person_of_nik(cx, f, A_NIK, person));
	req_set_data(r, person);
	return ERR_OK;
}

static enum err add_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *person = req_data(r);
	struct family_event e = { .kind = EVENT_JOINED,
				  .person_id = *person,
				  .family_id = req_id(r),
				  .relation = (int)form_int(req_form(r), A_RELATION, 0) };

	return say_event(cx, r, resp, &e, family_path(cx, req_id(r), ""));
}

/* A child lives where its mother does, or the head of the family. */
static enum err home_of(struct ctx *cx, int64_t family_id, int64_t mother, struct facts *child)
{
	static const enum fact_core home[] = { CORE_REGION, CORE_RT, CORE_RW, CORE_ADDRESS };
	struct relative *m;
	struct subject s;
	size_t n;

	if (mother == 0) {
		TRY(family_members(cx, family_id, &m, &n));
		if (n == 0)
			return ERR_OK;
		mother = m[0].id;
	} else {
		TRY(subject_get(cx, FACT_PERSON, mother, &s));
		facts_set_core(child, CORE_MOTHER, facts_core(&s.facts, CORE_NAME));
	}
	TRY(subject_get(cx, FACT_PERSON, mother, &s));
	for (size_t i = 0; i < LEN(home); i++)
		facts_set_core(child, home[i], facts_core(&s.facts, home[i]));
	return ERR_OK;
}

static enum err born_prepare(struct ctx *cx, struct req *r)
{
	struct facts *child = ARENA_NEW(cx->arena, struct facts);
	const struct form *f = req_form(r);
	const struct fact_book *book;

	TRY(family_prepare(cx, r));
	TRY(check_mother(cx, req_form(r), chosen(f, "ibu")));
	TRY(fact_book(cx, &book));
	*child = facts_new(cx, book, FACT_PERSON);
	facts_set_core(child, CORE_NAME, form_text(f, B_NAME));
	facts_set_core(child, CORE_SEX, form_text(f, B_SEX));
	facts_set_core(child, CORE_BIRTH_DATE,
		       date_iso(cx->arena, (int32_t)form_int(f, B_WHEN, 0)));
	facts_set_core(child, CORE_BIRTH_PLACE, form_text(f, B_PLACE));
	facts_set_core(child, CORE_KNOWN, "1");
	facts_set_core(child, CORE_STATE, "1");
	facts_set_core(child, CORE_FAMILY, str_digits(cx->arena, req_id(r)));
	facts_set_core(child, CORE_RELATION, str_digits(cx->arena, RELATION_CHILD));
	TRY(home_of(cx, req_id(r), chosen(f, "ibu"), child));
	req_set_data(r, child);
	return ERR_OK;
}

static enum err born_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct facts *child = req_data(r);
	struct family_event e = { .kind = EVENT_BORN, .family_id = req_id(r), .facts = *child };

	return say_event(cx, r, resp, &e, family_path(cx, req_id(r), ""));
}

static enum err head_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);

	if (form_int(f, H_RELATION, 0) == RELATION_HEAD)
		form_problem(cx, f, H_RELATION, T_WARGA_E_SPLIT_HEADS, NULL);
	return family_prepare(cx, r);
}

static enum err head_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct family_event e = { .kind = EVENT_HEAD,
				  .family_id = req_id(r),
				  .person_id = form_int(f, H_WHO, 0),
				  .relation = (int)form_int(f, H_RELATION, 0) };

	return say_event(cx, r, resp, &e, family_path(cx, req_id(r), ""));
}

/* ---- a new family of some -------------------------------------------------------------------- */

/* The card of the new family: its number as typed, its address that of the old one. */
static enum err card_of(struct ctx *cx, struct form *f, int kk_field, int64_t old_family,
			struct facts *ret)
{
	static const enum fact_core same[] = { CORE_KK_REGION, CORE_KK_RT, CORE_KK_RW,
					       CORE_KK_ADDRESS };
	const int fields[FAMILY_CARD] = { kk_field, -1, -1, -1, -1 };
	struct subject old;

	TRY(family_facts_read(cx, f, fields, ret));
	TRY(subject_get(cx, FACT_FAMILY, old_family, &old));
	for (size_t i = 0; i < LEN(same); i++)
		facts_set_core(ret, same[i], facts_core(&old.facts, same[i]));
	return ERR_OK;
}

/* Who goes: those with a relation in the new family, if they still belong to this one. */
static enum err read_parts(struct ctx *cx, struct form *f, int64_t family_id,
			   struct family_event *to)
{
	struct relative *m;
	char **ids;
	int64_t id;
	size_t n_ids, n, heads = 0;

	TRY(family_members(cx, family_id, &m, &n));
	str_split(cx->arena, form_text(f, S_IDS) != NULL ? form_text(f, S_IDS) : "", ',', &ids,
		  &n_ids);
	for (size_t i = 0; i < n_ids && i < EVENT_PARTS; i++) {
		int64_t relation = form_int(f, S_FIRST + (int)i, 0);

		if (relation == 0 || !str_i64(ids[i], &id))
			continue;
		for (size_t k = 0; k < n; k++)
			if (m[k].id == id)
				to->part[to->n++] = (struct family_part){ id, (int)relation };
		heads += relation == RELATION_HEAD;
	}
	if (to->n == 0)
		form_problem(cx, f, -1, T_WARGA_E_SPLIT_NONE, NULL);
	else if (heads != 1)
		form_problem(cx, f, -1, T_WARGA_E_SPLIT_HEADS, NULL);
	return ERR_OK;
}

static enum err split_prepare(struct ctx *cx, struct req *r)
{
	struct family_event *to = ARENA_NEW(cx->arena, struct family_event);
	struct form *f = req_form(r);

	*to = (struct family_event){ .kind = EVENT_SPLIT, .family_id = req_id(r) };
	TRY(family_prepare(cx, r));
	TRY(read_parts(cx, f, req_id(r), to));
	TRY(card_of(cx, f, S_KK, req_id(r), &to->facts));
	req_set_data(r, to);
	return ERR_OK;
}

static enum err relation_of_partner(struct ctx *cx, int64_t id, int *ret)
{
	struct subject s;

	TRY(subject_get(cx, FACT_PERSON, id, &s));
	*ret = str_eq(facts_core(&s.facts, CORE_SEX), "2") ? RELATION_WIFE : RELATION_HUSBAND;
	return ERR_OK;
}

static enum err marry_prepare(struct ctx *cx, struct req *r)
{
	struct family_event *to = ARENA_NEW(cx->arena, struct family_event);
	struct form *f = req_form(r);
	int64_t here = form_int(f, M_WHO, 0), partner;
	size_t head = form_int(f, M_HEAD, HEAD_HERE) == HEAD_HERE ? 0 : 1;

	*to = (struct family_event){ .kind = EVENT_MARRIED, .family_id = req_id(r) };
	TRY(family_prepare(cx, r));
	TRY(person_of_nik(cx, f, M_PARTNER, &partner));
	if (partner == here)
		form_problem(cx, f, M_PARTNER, T_WARGA_E_MARRY_SELF, NULL);
	TRY(card_of(cx, f, M_KK, req_id(r), &to->facts));
	req_set_data(r, to);
	if (!form_ok(f))
		return ERR_OK;
	to->n = 2;
	to->part[0].person_id = here;
	to->part[1].person_id = partner;
	to->part[head].relation = RELATION_HEAD;
	return relation_of_partner(cx, to->part[1 - head].person_id, &to->part[1 - head].relation);
}

static enum err found_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct family_event *to = req_data(r);
	struct family_event e = *to; /* commits may be run again */

	return say_event(cx, r, resp, &e, family_path(cx, req_id(r), ""));
}

/* ---- drawing --------------------------------------------------------------------------------- */

struct event_form {
	const char *path;
	enum text label;
	const struct form_def *def, *plain; /* plain: where no head goes; NULL: the same */
};

/* The form of an event: as it came back when it is the one that was sent, else with a relation. */
static void draw_form(struct ctx *cx, struct ui *u, struct req *r, const char *base,
		      const struct event_form *e, const struct form_def *def, int64_t family_id,
		      int64_t relation)
{
	const char *action = arena_printf(cx->arena, "%s/%s", base, e->path);
	struct form *back = req_form_of(r, e->def), *f;
	bool mine = back != NULL && str_eq(req_path(r), action);

	f = mine ? form_as(cx, back, def) : form_new(cx, def);
	if (family_id != 0)
		form_set_int(cx, f, E_FAMILY, family_id);
	if (!mine && relation != 0)
		form_set_int(cx, f, C_RELATION, relation);
	ui_form(u, e->path,
		&(struct ui_form){ .action = action,
				   .def = def,
				   .form = f,
				   .title = text(cx, e->label),
				   .folded = true,
				   .anchor = e->path,
				   .secondary = true });
}

/* Who returns is offered the family that he left, and what he was in it. */
static enum err draw_came(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
			  const char *base)
{
	static const struct event_form came = { "datang", T_WARGA_E_CAME_BACK, &came_form, NULL };
	struct form_def *def = arena_memdup(cx->arena, &came_form, sizeof(came_form));
	struct field *fields =
	    arena_memdup(cx->arena, came_form.fields, (C_NOTE + 2) * sizeof(*fields));
	int64_t family = 0, relation;
	struct subject left;
	const char *words;
	bool seen = false;

	TRY(person_former_family(cx, s->id, &family, &relation));
	if (family != 0)
		TRY(family_in_scope(cx, family, &seen));
	if (!seen) {
		draw_form(cx, u, r, base, &came, &gone_plain_form, 0, 0);
		return ERR_OK;
	}
	TRY(subject_get(cx, FACT_FAMILY, family, &left));
	TRY(subject_words(cx, &left, &words));
	fields[C_RELATION].said = text_fill(cx, T_WARGA_E_CAME_TO, words, NULL);
	def->fields = fields;
	draw_form(cx, u, r, base, &came, def, family, relation);
	return ERR_OK;
}

enum err draw_person_events(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s)
{
	static const struct event_form here[] = {
		{ "meninggal", T_WARGA_E_DIED, &gone_form, &gone_plain_form },
		{ "pindah", T_WARGA_E_MOVED_OUT, &gone_form, &gone_plain_form },
		{ "masuk", T_WARGA_E_JOIN, &join_form, &join_plain_form },
		{ "keluar", T_WARGA_E_LEFT, &gone_form, &gone_plain_form },
	};
	static const struct event_form back = { "kembali", T_WARGA_E_RETURNED, &gone_form,
						&gone_plain_form };
	int64_t state = facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE);
	int64_t family = facts_core_int(&s->facts, CORE_FAMILY, 0);
	bool head = facts_core_int(&s->facts, CORE_RELATION, 0) == RELATION_HEAD;
	const char *base = person_path(cx, s->id, "");

	if (state == PERSON_WITHDRAWN)
		return ERR_OK;
	ui_heading(u, text(cx, T_WARGA_EVENTS_PERSON), "peristiwa");
	if (state == PERSON_MOVED)
		TRY(draw_came(cx, u, r, s, base));
	if (state == PERSON_DEAD || state == PERSON_MOVED) {
		draw_form(cx, u, r, base, &back, &gone_plain_form, family, 0);
		return ERR_OK;
	}
	for (size_t i = 0; i < LEN(here); i++)
		if (family != 0 || !str_eq(here[i].path, "keluar"))
			draw_form(cx, u, r, base, &here[i],
				  head && family != 0 ? here[i].def : here[i].plain, family, 0);
	return ERR_OK;
}

/* The form of a split, with the name of each living member on his field. */
static enum err split_of(struct ctx *cx, int64_t family_id, const struct form_def **ret,
			 const char **ret_ids)
{
	struct form_def *made = arena_memdup(cx->arena, &split_form, sizeof(split_form));
	struct field *fields = ARENA_ARRAY(cx->arena, S_FIRST + EVENT_PARTS + 1, struct field);
	struct relative *m;
	size_t n, at = 2, member = 0;

	TRY(family_members(cx, family_id, &m, &n));
	fields[0] = split_fields[S_FAMILY];
	fields[1] = split_fields[S_IDS];
	*ret_ids = "";
	for (size_t i = 0; i < n && member < EVENT_PARTS; i++) {
		if (m[i].state != PERSON_ALIVE)
			continue;
		*ret_ids = arena_printf(cx->arena, "%s%s%lld", *ret_ids, member == 0 ? "" : ",",
					(long long)m[i].id);
		fields[at++] = (struct field){
			.name = arena_printf(cx->arena, "ikut%zu", ++member),
			.kind = FIELD_REF,
			.said = text_fill(cx, T_WARGA_E_SPLIT_WHO, member_label(cx, m, n, i), NULL),
			.said_hint = member == 1 ? text(cx, T_WARGA_E_SPLIT_HINT) : NULL,
			.options = relation_choices,
		};
	}
	for (size_t i = S_KK; i < S_FIRST; i++)
		fields[at++] = split_fields[i];
	fields[at] = (struct field){ .kind = FIELD_END };
	made->fields = fields;
	made->now = NULL;
	*ret = made;
	return ERR_OK;
}

static enum err draw_split(struct ctx *cx, struct ui *u, struct req *r, const char *base,
			   int64_t family_id)
{
	const char *action = arena_printf(cx->arena, "%s/pecah", base), *ids;
	struct form *back = req_form_of(r, &split_form), *f;
	const struct form_def *def;

	TRY(split_of(cx, family_id, &def, &ids));
	f = back != NULL ? form_as(cx, back, def) : form_new(cx, def);
	form_set_int(cx, f, E_FAMILY, family_id);
	form_set_text(cx, f, S_IDS, ids);
	ui_form(u, "pecah",
		&(struct ui_form){ .action = action,
				   .def = def,
				   .form = f,
				   .title = text(cx, T_WARGA_E_SPLIT),
				   .folded = true,
				   .anchor = "pecah",
				   .secondary = true });
	return ERR_OK;
}

/* What can happen to a family of so many who live, of whom so many may become head. */
static bool can_happen(const char *event, size_t n_living, size_t n_heirs)
{
	if (str_eq(event, "kepala"))
		return n_heirs > 0;
	return str_eq(event, "pecah") ? n_living > 1 : n_living > 0;
}

enum err draw_family_events(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s)
{
	static const struct event_form events[] = {
		{ "lahir", T_WARGA_E_BORN, &born_form, NULL },
		{ "tambah", T_WARGA_E_JOIN_HERE, &add_form, NULL },
		{ "kepala", T_WARGA_E_HEAD, &head_form, NULL },
		{ "menikah", T_WARGA_E_MARRY, &marry_form, NULL },
	};
	const char *base = family_path(cx, s->id, "");
	size_t n, n_living = 0, n_heirs = 0;
	struct relative *m;

	TRY(family_members(cx, s->id, &m, &n));
	for (size_t i = 0; i < n; i++) {
		n_living += member_lives(&m[i]);
		n_heirs += member_follows(&m[i]);
	}
	ui_heading(u, text(cx, T_WARGA_EVENTS_FAMILY), "peristiwa");
	if (n_living == 0)
		ui_text(u, text(cx, T_WARGA_E_NOBODY));
	for (size_t i = 0; i < LEN(events); i++)
		if (can_happen(events[i].path, n_living, n_heirs))
			draw_form(cx, u, r, base, &events[i], events[i].def, s->id, 0);
	return can_happen("pecah", n_living, n_heirs) ? draw_split(cx, u, r, base, s->id) : ERR_OK;
}

/* ---- routes ---------------------------------------------------------------------------------- */

#define PERSON_EVENT(path_, title_, form_, prepare_, commit_)                        \
	{                                                                            \
		POST, "/warga/{id}/" path_, PERM_PERSON_WRITE, 0, REPR_PAGE, title_, \
		    .form = &(form_), .page = person_page, .prepare = (prepare_),    \
		    .commit = (commit_)                                              \
	}
#define FAMILY_EVENT(path_, title_, form_, prepare_, commit_)                           \
	{                                                                               \
		POST, "/keluarga/{id}/" path_, PERM_PERSON_WRITE, 0, REPR_PAGE, title_, \
		    .form = &(form_), .page = family_page, .prepare = (prepare_),       \
		    .commit = (commit_)                                                 \
	}

const struct route event_routes[] = {
	PERSON_EVENT("meninggal", T_WARGA_E_DIED, gone_form, person_prepare, died_commit),
	PERSON_EVENT("pindah", T_WARGA_E_MOVED_OUT, gone_form, person_prepare, moved_commit),
	PERSON_EVENT("keluar", T_WARGA_E_LEFT, gone_form, person_prepare, left_commit),
	PERSON_EVENT("kembali", T_WARGA_E_RETURNED, gone_form, person_prepare, returned_commit),
	PERSON_EVENT("datang", T_WARGA_E_CAME_BACK, came_form, came_prepare, came_commit),
	PERSON_EVENT("masuk", T_WARGA_E_JOIN, join_form, join_prepare, join_commit),
	FAMILY_EVENT("lahir", T_WARGA_E_BORN, born_form, born_prepare, born_commit),
	FAMILY_EVENT("tambah", T_WARGA_E_JOIN_HERE, add_form, add_prepare, add_commit),
	FAMILY_EVENT("kepala", T_WARGA_E_HEAD, head_form, head_prepare, head_commit),
	FAMILY_EVENT("menikah", T_WARGA_E_MARRY, marry_form, marry_prepare, found_commit),
	FAMILY_EVENT("pecah", T_WARGA_E_SPLIT, split_form, split_prepare, found_commit),
	{ .method = 0 },
};
