/* Home visits: given to an officer, and what came of them. */
#include "feature/verval/verval_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/verval.h"

enum err visit_ask(struct ctx *cx, int64_t id, int64_t officer_id, int32_t due_on, int64_t *ret_id)
{
	struct verval_visit_add_args a = {
		.id = APP_ID(cx), .verval_id = id, .officer_id = officer_id, .due_on = due_on
	};
	struct verval_root_row v;
	struct flow flow;
	int64_t added;

	TRY(request_at(cx, id, 0, ACT_VISIT, &v, &flow));
	TRY(verval_visit_add_run(cx, &a, &added));
	if (added != 1)
		return refuse(cx, T_VERVAL_VISIT_OPEN);
	TRY(event_write(cx, &v, "verval.event.visit_asked", NULL));
	v.holder_id = officer_id;
	TRY(request_write(cx, &v));
	*ret_id = a.id;
	return tell_person(cx, &v, officer_id, "notice.verval_visit", say_date_short(cx, due_on),
			   false);
}

static enum err seal_words(struct ctx *cx, const struct verval_root_row *v,
			   const struct visit_done *d, struct verval_visit_end_args *a)
{
	int64_t subject = request_subject(v);

	TRY(vault_seal(cx, subject, SEAL_NARRATIVE, d->met, &a->met_sealed));
	/* A picture is signed by whom the officer met. */
	TRY(vault_seal(cx, subject, SEAL_NARRATIVE,
		       str_blank(d->signed_by) && d->signature != NULL ? d->met : d->signed_by,
		       &a->signed_sealed));
	return vault_seal(cx, subject, SEAL_NARRATIVE, d->note, &a->note_sealed);
}

static enum err signature_keep(struct ctx *cx, const struct verval_root_row *v, int64_t visit_id,
			       const struct media_draft *picture)
{
	TRY(media_attach(cx, request_subject(v), picture));
	return verval_signature_add_run(
	    cx,
	    &(struct verval_signature_add_args){
		.visit_id = visit_id, .verval_id = v->id, .media_id = picture->id },
	    NULL);
}

/* Met: the request goes on.  Otherwise the task is over, and who asked gives out another. */
static enum err go_on(struct ctx *cx, struct verval_root_row *v, const struct flow *flow,
		      enum visit_result result)
{
	static const char *const events[] = { [VISIT_MET] = "verval.event.visit_met",
					      [VISIT_NOBODY] = "verval.event.visit_nobody",
					      [VISIT_REFUSED] = "verval.event.visit_refused",
					      [VISIT_MOVED] = "verval.event.visit_moved" };

	if (result == VISIT_MET)
		return request_on(cx, v, flow, events[result], NULL);
	v->holder_id = 0;
	TRY(event_write(cx, v, events[result], NULL));
	TRY(request_write(cx, v));
	return tell_person(cx, v, v->proposed_by_id, "notice.verval_visit_failed", NULL, false);
}

enum err visit_done(struct ctx *cx, int64_t visit_id, const struct visit_done *d)
{
	struct verval_visit_end_args a = {
		.id = visit_id, .outcome_code = d->result, .lat_e6 = d->lat_e6, .lng_e6 = d->lng_e6
	};
	struct verval_visit_row_row visit;
	struct verval_root_row v;
	struct flow flow;
	int64_t ended;

	if (d->result == VISIT_MET &&
	    (str_blank(d->met) || (str_blank(d->signed_by) && d->signature == NULL)))
		return refuse(cx, T_VERVAL_VISIT_UNSIGNED);
	TRY(verval_visit_row_one(cx, &(struct verval_visit_row_args){ .id = visit_id }, &visit));
	if (visit.officer_id != cx->actor->user_id)
		return refuse(cx, T_VERVAL_VISIT_NOT_YOURS);
	TRY(request_at(cx, visit.verval_id, 0, ACT_VISIT, &v, &flow));
	TRY(seal_words(cx, &v, d, &a));
	TRY(verval_visit_end_run(cx, &a, &ended));
	if (ended != 1)
		return refuse(cx, T_VERVAL_VISIT_OVER);
	if (d->signature != NULL)
		TRY(signature_keep(cx, &v, visit_id, d->signature));
	if (d->lat_e6 != DB_NONE && v.lat_e6 == DB_NONE) {
		v.lat_e6 = d->lat_e6;
		v.lng_e6 = d->lng_e6;
	}
	return go_on(cx, &v, &flow, d->result);
}

/* ---- the parts of the questionnaire ---------------------------------------------------------- */

/* How many lines there are about one subject. */
static size_t differing(const struct verval_line *lines, size_t n, int64_t subject_id)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += lines[i].subject_id == subject_id;
	return count;
}

static bool was_asked(const struct verval_asked_of_row *rows, size_t n, int64_t subject_id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].subject_id == subject_id)
			return true;
	return false;
}

/* Whom a visit asks about, in order. */
static enum err subjects_of(struct ctx *cx, const struct verval_visit_row_row *v,
			    struct visit_part **ret, size_t *ret_n)
{
	struct verval_members_row *members = NULL;
	struct relative *people;
	struct visit_part *part;
	size_t n = 0;

	if (v->family_id != 0)
		TRY(verval_members_all(
		    cx, &(struct verval_members_args){ .family_id = v->family_id }, &members, &n));
	people = ARENA_ARRAY(cx->arena, n + 1, struct relative);
	for (size_t i = 0; i < n; i++)
		people[i] = (struct relative){ .name = members[i].name,
					       .birth_date = members[i].birth_date };
	*ret = part = ARENA_ARRAY(cx->arena, n + 1, struct visit_part);
	*part++ = v->family_id != 0
		      ? (struct visit_part){ .of = FACT_FAMILY, .subject_id = v->family_id }
		      : (struct visit_part){ .of = FACT_PERSON,
					     .subject_id = v->person_id,
					     .who = v->who };
	for (size_t i = 0; i < n; i++)
		*part++ = (struct visit_part){ .of = FACT_PERSON,
					       .subject_id = members[i].id,
					       .who = member_label(cx, people, n, i) };
	*ret_n = (size_t)(part - *ret);
	return ERR_OK;
}

enum err visit_parts(struct ctx *cx, int64_t visit_id, struct visit_part **ret, size_t *ret_n)
{
	struct verval_asked_of_row *asked;
	struct verval_visit_row_row v;
	struct verval_line *lines;
	size_t n_asked, n_lines;
	int64_t seen;

	TRY(verval_visit_row_one(cx, &(struct verval_visit_row_args){ .id = visit_id }, &v));
	TRY(verval_asked_of_all(cx, &(struct verval_asked_of_args){ .visit_id = visit_id }, &asked,
				&n_asked));
	TRY(verval_lines(cx, v.verval_id, &lines, &n_lines, &seen));
	TRY(subjects_of(cx, &v, ret, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret)[i].asked = was_asked(asked, n_asked, (*ret)[i].subject_id);
		(*ret)[i].differ = differing(lines, n_lines, (*ret)[i].subject_id);
	}
	return ERR_OK;
}

enum err visit_answer(struct ctx *cx, int64_t visit_id, const struct visit_part *part,
		      const struct verval_ask *ask, size_t n)
{
	struct verval_visit_row_row v;

	TRY(verval_visit_row_one(cx, &(struct verval_visit_row_args){ .id = visit_id }, &v));
	TRY(verval_add_lines(cx, v.verval_id, part->of, part->subject_id, ask, n, "kunjungan"));
	return verval_asked_add_run(
	    cx,
	    &(struct verval_asked_add_args){ .visit_id = visit_id, .subject_id = part->subject_id },
	    NULL);
}

/* ---- those to come --------------------------------------------------------------------------- */

/* a and b with a comma between, or the one there is. */
static const char *listed(struct arena *a, const char *before, const char *after)
{
	if (str_blank(before) || str_blank(after))
		return str_blank(before) ? after : before;
	return arena_printf(a, "%s, %s", before, after);
}

const char *visit_place(struct arena *a, const char *address, const char *rt_, const char *rw_,
			const char *region)
{
	bool told = address_tells(a, address, rt_, rw_);
	const char *rt = told || str_blank(rt_) ? NULL : arena_printf(a, "RT %s", rt_);
	const char *rw = told || str_blank(rw_) ? NULL : arena_printf(a, "RW %s", rw_);
	const char *near = rt != NULL && rw != NULL ? arena_printf(a, "%s/%s", rt, rw)
			   : rt != NULL             ? rt
						    : rw;
	const char *place = listed(a, listed(a, address, near), region);

	return str_blank(place) ? NULL : place;
}

enum err visit_mine(struct ctx *cx, int64_t max, struct visit_mine **ret, size_t *ret_n)
{
	struct verval_visit_mine_row *rows;

	TRY(verval_visit_mine_all(cx, &(struct verval_visit_mine_args){ .n = max }, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct visit_mine);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct visit_mine){ .id = rows[i].id,
						 .verval_id = rows[i].verval_id,
						 .subject_id = rows[i].subject_id,
						 .due_on = rows[i].due_on,
						 .number = rows[i].number,
						 .who = rows[i].who,
						 .place = visit_place(cx->arena, rows[i].address,
								      rows[i].rt, rows[i].rw,
								      rows[i].region) };
	return ERR_OK;
}
