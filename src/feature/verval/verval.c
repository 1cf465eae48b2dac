/* Requests: asking, and the acts that move them from post to post. */
#include "feature/verval/verval_impl.h"

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "feature/registry/second.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/verval.h"

/* ---- what acts share ------------------------------------------------------------------------- */

int64_t request_subject(const struct verval_root_row *v)
{
	return v->person_id != 0 ? v->person_id : v->family_id;
}

enum err post_needed(struct ctx *cx, enum verval_post post)
{
	static const enum perm perms[] = { [POST_NOBODY] = PERM_SYSTEM,
					   [POST_UNIT] = PERM_VERVAL_PROPOSE,
					   [POST_CHECK] = PERM_VERVAL_CHECK,
					   [POST_APPROVE] = PERM_VERVAL_APPROVE };

	return may(cx, perms[post]) ? ERR_OK : err_set(cx, ERR_DENIED, "post %d", (int)post);
}

enum err request_get(struct ctx *cx, int64_t id, int64_t version, struct verval_root_row *ret)
{
	struct verval_seen_row seen;

	TRY(verval_seen_one(cx, &(struct verval_seen_args){ .id = id }, &seen));
	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, ret));
	return version == 0 || version == ret->version ? ERR_OK : refuse(cx, T_VERVAL_MOVED);
}

enum err request_at(struct ctx *cx, int64_t id, int64_t version, enum verval_act act,
		    struct verval_root_row *ret, struct flow *ret_flow)
{
	TRY(request_get(cx, id, version, ret));
	TRY(verval_flow(cx, (enum verval_kind)ret->kind, ret->flow_version, ret_flow));
	TRY(post_needed(cx, flow_post(ret_flow, ret->stage)));
	if ((ret->state != VERVAL_OPEN && ret->state != VERVAL_APPROVED) ||
	    !flow_allows(ret_flow, ret->stage, act))
		return refuse(cx, T_VERVAL_NOT_NOW);
	return ERR_OK;
}

/* One of the two who decide has his limit, whatever the month's cut-off is. */
static enum err second_turn(struct ctx *cx, const struct verval_root_row *v)
{
	struct second s = {
		.id = v->id,
		.kind = v->post == POST_CHECK ? SECOND_CHECK : SECOND_APPROVE,
		.what = v->number,
		.of = v->person_id != 0 ? FACT_PERSON : FACT_FAMILY,
		.subject_id = request_subject(v),
		.by_id = v->proposed_by_id,
		.other_id = v->checked_by_id,
	};

	if (v->state == VERVAL_OPEN && (v->post == POST_CHECK || v->post == POST_APPROVE))
		return second_begin(cx, &s);
	return second_end(cx, v->id);
}

enum err request_write(struct ctx *cx, const struct verval_root_row *v)
{
	const struct verval_write_args a = {
		.id = v->id,
		.version = v->version,
		.state = v->state,
		.step = v->step,
		.stage = v->stage,
		.post = v->post,
		.holder_id = v->holder_id,
		.checked_by_id = v->checked_by_id,
		.checked_at = v->checked_at,
		.approved_by_id = v->approved_by_id,
		.approved_at = v->approved_at,
		.ended_at = v->ended_at,
		.ended_why_sealed = v->ended_why_sealed,
		.due_at = v->due_at,
		.period = v->period,
		.warned = v->warned,
		.lat_e6 = v->lat_e6,
		.lng_e6 = v->lng_e6,
		.sptjm_number = v->sptjm_number,
		.sptjm_on = v->sptjm_on,
		.ba_number = v->ba_number,
		.ba_on = v->ba_on,
		.input_number = v->input_number,
		.input_on = v->input_on,
		.input_by_id = v->input_by_id,
		.input_key = v->input_key,
		.answer_id = v->answer_id,
		.back_why_sealed = v->back_why_sealed,
	};
	int64_t changed;

	TRY(verval_write_run(cx, &a, &changed));
	return changed == 1 ? second_turn(cx, v) : refuse(cx, T_VERVAL_MOVED);
}

enum err event_write(struct ctx *cx, const struct verval_root_row *v, const char *what,
		     const char *arg)
{
	TRY(verval_event_add_run(
	    cx,
	    &(struct verval_event_add_args){
		.id = APP_ID(cx), .verval_id = v->id, .what = what, .step = v->step, .arg = arg },
	    NULL));
	return audit_leaf(cx, what, v->id, arena_printf(cx->arena, "step=%s", v->step));
}

/* ---- who is told ----------------------------------------------------------------------------- */

static struct notice about(const struct verval_root_row *v, const char *key, const char *arg,
			   bool urgent)
{
	return (struct notice){ .kind = "verval",
				.object_kind = "verval",
				.object_id = v->id,
				.number = v->number,
				.text = text_find(key),
				.arg0 = v->number,
				.arg1 = arg,
				.urgent = urgent };
}

enum err tell_person(struct ctx *cx, const struct verval_root_row *v, int64_t user_id,
		     const char *text_key, const char *arg, bool urgent)
{
	const struct notice n = about(v, text_key, arg, urgent);

	if (user_id == 0 || user_id == cx->actor->user_id || user_id == ACTOR_SYSTEM)
		return ERR_OK;
	return notice_user(cx, user_id, &n);
}

enum err tell_roles(struct ctx *cx, const struct verval_root_row *v, unsigned roles,
		    const char *text_key, const char *arg, bool urgent)
{
	const struct notice n = about(v, text_key, arg, urgent);
	struct verval_seers_args a = { .id = v->id, .role_a = -1, .role_b = -1 };
	struct verval_seers_row *people;
	size_t count;

	for (int i = 0; i < ROLE__MAX; i++)
		if ((roles >> i & 1) != 0)
			*(a.role_a < 0 ? &a.role_a : &a.role_b) = i;
	TRY(verval_seers_all(cx, &a, &people, &count));
	for (size_t i = 0; i < count; i++)
		if (people[i].user_id != v->proposed_by_id)
			TRY(notice_user(cx, people[i].user_id, &n));
	return ERR_OK;
}

enum err tell_post(struct ctx *cx, const struct verval_root_row *v)
{
	unsigned roles = 0;

	if (v->post == POST_CHECK && v->state == VERVAL_OPEN)
		roles = 1U << ROLE_SUPERVISOR | 1U << ROLE_BACK;
	else if (v->post == POST_APPROVE)
		roles = 1U << ROLE_HEAD | 1U << ROLE_MANAGER;
	if (roles == 0)
		return ERR_OK;
	return tell_roles(cx, v, roles, "notice.verval_turn", flow_words(cx, v->step), false);
}

/* ---- from step to step ----------------------------------------------------------------------- */

enum err request_on(struct ctx *cx, struct verval_root_row *v, const struct flow *flow,
		    const char *what, const char *arg)
{
	TRY(event_write(cx, v, what, arg));
	TRY(notice_settle(cx, "verval", v->id));
	v->holder_id = 0;
	if ((size_t)v->stage + 1 >= flow->n) {
		v->state = VERVAL_DONE;
		v->ended_at = cx->now;
		v->post = POST_NOBODY;
		v->due_at = 0;
		return request_write(cx, v);
	}
	v->stage++;
	v->step = flow_step(cx, flow, v->stage);
	v->post = flow_post(flow, v->stage);
	TRY(request_write(cx, v));
	return tell_post(cx, v);
}

enum err request_end(struct ctx *cx, struct verval_root_row *v, enum verval_state state,
		     const char *what, const char *why)
{
	TRY(event_write(cx, v, what, NULL));
	TRY(notice_settle(cx, "verval", v->id));
	/* What was refused stays to be read, and to be judged again should the no be taken back. */
	if (state != VERVAL_REFUSED)
		TRY(verval_lines_drop_run(
		    cx, &(struct verval_lines_drop_args){ .verval_id = v->id }, NULL));
	TRY(vault_seal(cx, request_subject(v), SEAL_NARRATIVE, why, &v->ended_why_sealed));
	v->state = state;
	v->ended_at = cx->now;
	v->holder_id = 0;
	v->post = POST_NOBODY;
	v->due_at = 0;
	TRY(request_write(cx, v));
	return tell_person(cx, v, v->proposed_by_id,
			   arena_printf(cx->arena, "notice.%s",
					state == VERVAL_VOID      ? "verval_void"
					: state == VERVAL_REFUSED ? "verval_refused"
								  : "verval_withdrawn"),
			   NULL, false);
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* Where they live, and whether only units that take part may see it. */
struct about {
	int64_t person_id, family_id, region_id;
	bool protected;
};

static int64_t number_of(const char *value)
{
	int64_t v = 0;

	return value != NULL && str_i64(value, &v) ? v : 0;
}

/* A family lives where its head does: the card may name another place. */
static enum err family_about(struct ctx *cx, const struct subject *s, struct about *ret)
{
	int64_t head = number_of(facts_core(&s->facts, CORE_HEAD));
	struct subject h;

	ret->family_id = s->id;
	ret->region_id = number_of(facts_core(&s->facts, CORE_KK_REGION));
	if (head == 0)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, head, &h));
	if (facts_core(&h.facts, CORE_REGION) != NULL)
		ret->region_id = number_of(facts_core(&h.facts, CORE_REGION));
	return ERR_OK;
}

static enum err in_reach(struct ctx *cx, const struct verval_new *n)
{
	bool seen = false;

	TRY(n->of == FACT_PERSON ? person_in_scope(cx, n->subject_id, &seen)
				 : family_in_scope(cx, n->subject_id, &seen));
	return seen ? ERR_OK : err_set(cx, ERR_NOTFOUND, "subject of a request");
}

static enum err find_about(struct ctx *cx, const struct verval_new *n, struct about *ret)
{
	struct subject s;

	TRY(subject_get(cx, n->of, n->subject_id, &s));
	if (s.erased || s.same_as_id != 0)
		return err_set(cx, ERR_NOTFOUND, "subject of a request");
	*ret = (struct about){ .protected = s.protected };
	if (n->of == FACT_FAMILY)
		return family_about(cx, &s, ret);
	ret->person_id = s.id;
	ret->family_id = number_of(facts_core(&s.facts, CORE_FAMILY));
	ret->region_id = number_of(facts_core(&s.facts, CORE_REGION));
	return ERR_OK;
}

/* A citizen says one wrong fact after the other, each as a request of its own, and each once. */
static enum err own_twice(struct ctx *cx, const struct verval_new *n, const struct about *a)
{
	struct verval_same_desil_row desil;
	struct verval_same_line_row line;
	bool found = false;

	for (size_t i = 0; i < n->n_asks && !found; i++)
		TRY(verval_same_line_maybe(
		    cx,
		    &(struct verval_same_line_args){ .subject_id = n->subject_id,
						     .field = n->ask[i].field->code,
						     .asked_by = ASKED_BY_HIMSELF },
		    &line, &found));
	if (!found && n->desil)
		TRY(verval_same_desil_maybe(
		    cx,
		    &(struct verval_same_desil_args){ .family_id = a->family_id,
						      .what = VERVAL_SAYS_DESIL,
						      .asked_by = ASKED_BY_HIMSELF },
		    &desil, &found));
	return found ? refuse(cx, T_VERVAL_SAME_OWN) : ERR_OK;
}

/* What a kind demands before it is a request at all. */
static enum err demands(struct ctx *cx, const struct verval_new *n, const struct about *a)
{
	struct verval_same_row same;
	bool found;

	if (n->kind == VERVAL_PERBAIKAN && n->n_asks == 0 && !n->desil)
		return refuse(cx, T_VERVAL_NOTHING_ASKED);
	if (n->kind == VERVAL_SANGGAH) {
		if (n->objector == NULL || a->region_id == 0 ||
		    n->objector_region_id != a->region_id)
			return refuse(cx, T_VERVAL_OTHER_KELURAHAN);
		if (n->n_photos == 0 || n->lat_e6 == DB_NONE || n->lng_e6 == DB_NONE)
			return refuse(cx, T_VERVAL_PROOF_MISSING);
	}
	if (n->asked_by == ASKED_BY_HIMSELF)
		return own_twice(cx, n, a);
	TRY(verval_same_maybe(cx,
			      &(struct verval_same_args){ .kind = n->kind,
							  .person_id = a->person_id,
							  .family_id = a->family_id },
			      &same, &found));
	return found ? refuse(cx, T_VERVAL_SAME_OPEN) : ERR_OK;
}

static enum err secret_hashed(struct ctx *cx, const char *number, const char *secret,
			      struct blob *ret)
{
	return vault_blind(cx, SEAL_REPORTER, arena_printf(cx->arena, "%s:%s", number, secret),
			   ret);
}

static enum err due_of(struct ctx *cx, const struct verval_new *n, const struct flow *flow,
		       struct verval_insert_args *a)
{
	TRY(verval_period(cx, clock_date(cx->now, zone_of(cx)), &a->period));
	if (n->kind == VERVAL_SANGGAH && flow->void_days > 0) {
		a->due_at = cx->now + flow->void_days * USEC_DAY;
		return ERR_OK;
	}
	return verval_cutoff(cx, a->period, &a->due_at);
}

static enum err number_taken(struct ctx *cx, const char *number, bool *ret)
{
	struct verval_by_number_row row;

	return verval_by_number_maybe(cx, &(struct verval_by_number_args){ .number = number }, &row,
				      ret);
}

static enum err insert(struct ctx *cx, const struct verval_new *n, const struct about *about_,
		       int64_t unit_id, const struct flow *flow, int64_t id,
		       char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE])
{
	int64_t subject = n->subject_id;
	struct verval_insert_args a = {
		.id = id,
		.kind = n->kind,
		.step = flow_step(cx, flow, 0),
		.flow_version = flow->version,
		.post = flow_post(flow, 0),
		.person_id = about_->person_id,
		.family_id = about_->family_id,
		.region_id = about_->region_id,
		.protected = about_->protected,
		.asked_by = n->asked_by,
		.unit_id = unit_id,
		.objector_region_id = n->objector_region_id,
		.lat_e6 = n->lat_e6,
		.lng_e6 = n->lng_e6,
	};

	TRY(number_draw(cx, "VV", number_taken, ret_number));
	secret_make(ret_secret);
	a.number = arena_strdup(cx->arena, ret_number);
	TRY(secret_hashed(cx, a.number, ret_secret, &a.secret_hash));
	TRY(due_of(cx, n, flow, &a));
	TRY(vault_seal(cx, subject, SEAL_NARRATIVE, n->why, &a.why_sealed));
	TRY(vault_seal(cx, id, SEAL_REPORTER, n->objector, &a.objector_sealed));
	TRY(vault_seal(cx, id, SEAL_PHONE, n->objector_phone, &a.objector_phone_sealed));
	return verval_insert_run(cx, &a, NULL);
}

static const char *source_of(enum verval_asker by)
{
	static const char *const codes[] = { [ASKED_BY_OFFICER] = "kelurahan",
					     [ASKED_AT_DESK] = "pengakuan",
					     [ASKED_IN_FIELD] = "kunjungan" };

	return codes[by];
}

/* Who speaks of the lines of a subject: those that wait will be a verified correction. */
static enum err write_asks(struct ctx *cx, const struct verval_root_row *v,
			   const struct verval_new *n, size_t *ret_waiting)
{
	size_t waiting;

	*ret_waiting = 0;
	for (size_t i = 0; i < n->n_asks; i++) {
		bool waits = n->ask[i].field->double_check || n->asked_by == ASKED_BY_HIMSELF;

		TRY(lines_write(cx, v, n->of, n->subject_id, &n->ask[i], 1,
				waits ? "perbaikan" : source_of(n->asked_by), &waiting));
		*ret_waiting += waiting;
	}
	return ERR_OK;
}

/* All of a correction counts already: nobody has to look at it, and it goes to the hand-over. */
static enum err skip_deciding(struct ctx *cx, struct verval_root_row *v, const struct flow *flow)
{
	while ((size_t)v->stage + 1 < flow->n && !flow_allows(flow, v->stage, ACT_ENTER))
		v->stage++;
	v->state = VERVAL_APPROVED;
	v->step = flow_step(cx, flow, v->stage);
	v->post = flow_post(flow, v->stage);
	TRY(event_write(cx, v, "verval.event.at_once", NULL));
	return request_write(cx, v);
}

/* Writes it down; the caller has asked who may. */
static enum err open_request(struct ctx *cx, const struct verval_new *n, int64_t unit_id,
			     struct verval_root_row *v, size_t *ret_waiting,
			     char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE])
{
	int64_t id = APP_ID(cx);
	struct about who = { 0 };
	struct flow flow;

	TRY(find_about(cx, n, &who));
	TRY(demands(cx, n, &who));
	TRY(verval_flow(cx, n->kind, 0, &flow));
	TRY(insert(cx, n, &who, unit_id, &flow, id, ret_number, ret_secret));
	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, v));
	TRY(second_turn(cx, v));
	TRY(event_write(cx, v, "verval.event.asked", NULL));
	if (n->desil && n->kind == VERVAL_PERBAIKAN)
		TRY(event_write(cx, v, VERVAL_SAYS_DESIL, NULL));
	for (size_t i = 0; i < n->n_photos; i++)
		TRY(verval_add_photo(cx, id, 0, &n->photo[i]));
	return write_asks(cx, v, n, ret_waiting);
}

enum err verval_open(struct ctx *cx, const struct verval_new *n, int64_t *ret_id,
		     char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE])
{
	struct verval_root_row v;
	struct flow flow;
	size_t waiting;

	assert(n->asked_by != ASKED_BY_HIMSELF);
	TRY(in_reach(cx, n));
	TRY(post_needed(cx, POST_UNIT));
	TRY(open_request(cx, n, cx->actor->unit_id, &v, &waiting, ret_number, ret_secret));
	*ret_id = v.id;
	if (n->kind != VERVAL_PERBAIKAN || n->desil || waiting > 0)
		return tell_post(cx, &v);
	TRY(verval_flow(cx, n->kind, v.flow_version, &flow));
	return skip_deciding(cx, &v, &flow);
}

enum err verval_about_desil(struct ctx *cx, int64_t id, bool *ret)
{
	struct verval_event_said_row row;

	return verval_event_said_maybe(
	    cx, &(struct verval_event_said_args){ .verval_id = id, .what = VERVAL_SAYS_DESIL },
	    &row, ret);
}

enum err verval_open_own(struct ctx *cx, const struct verval_new *n, int64_t unit_id,
			 int64_t *ret_id, char ret_number[NUMBER_SIZE],
			 char ret_secret[SECRET_SIZE])
{
	struct verval_root_row v;
	size_t waiting;

	assert(n->asked_by == ASKED_BY_HIMSELF && n->kind != VERVAL_SANGGAH && n->n_photos == 0);
	TRY(open_request(cx, n, unit_id, &v, &waiting, ret_number, ret_secret));
	*ret_id = v.id;
	if (unit_id != 0) {
		const struct notice told = about(&v, "notice.verval_own", NULL, false);

		TRY(notice_unit(cx, unit_id, &told));
	}
	return tell_post(cx, &v);
}

enum err verval_add_lines(struct ctx *cx, int64_t id, enum fact_of of, int64_t subject_id,
			  const struct verval_ask *ask, size_t n, const char *source)
{
	struct verval_root_row v;
	size_t waiting, differ = 0;
	struct subject s;

	TRY(request_get(cx, id, 0, &v));
	TRY(post_needed(cx, POST_UNIT));
	if (v.state != VERVAL_OPEN || v.checked_by_id != 0 || v.approved_by_id != 0)
		return refuse(cx, T_VERVAL_NOT_NOW);
	TRY(subject_get(cx, of, subject_id, &s));
	for (size_t i = 0; i < n; i++)
		differ += !str_eq(s.facts.value[ask[i].field->at], ask[i].value);
	TRY(lines_write(cx, &v, of, subject_id, ask, n, source, &waiting));
	if (differ == 0)
		TRY(event_write(cx, &v, "verval.event.lines_same", NULL));
	else
		TRY(event_write(cx, &v, "verval.event.lines", say_number(cx, (int64_t)differ)));
	return request_write(cx, &v);
}

enum err verval_add_photo(struct ctx *cx, int64_t id, int64_t visit_id,
			  const struct media_draft *photo)
{
	struct verval_photos_row *have;
	struct verval_root_row v;
	size_t n;

	TRY(request_get(cx, id, 0, &v));
	TRY(verval_photos_all(cx, &(struct verval_photos_args){ .verval_id = id }, &have, &n));
	if (n >= VERVAL_PHOTOS_MAX)
		return refuse(cx, T_VERVAL_PHOTOS_FULL);
	TRY(media_attach(cx, request_subject(&v), photo));
	TRY(verval_photo_add_run(cx,
				 &(struct verval_photo_add_args){
				     .verval_id = id, .media_id = photo->id, .visit_id = visit_id },
				 NULL));
	return audit_leaf(cx, "verval.photo", id, NULL);
}

enum err verval_photo(struct ctx *cx, int64_t media_id, enum media_size size, int64_t *ret_subject,
		      struct blob *ret_jpeg)
{
	struct verval_photo_seen_row row;

	TRY(verval_photo_seen_one(cx, &(struct verval_photo_seen_args){ .media_id = media_id },
				  &row));
	return media_get(cx, media_id, size, ret_subject, ret_jpeg);
}

/* ---- following it ---------------------------------------------------------------------------- */

/* What the nation answered; why it refused is told to whom it is about, not to who objects. */
static enum err said_last(struct ctx *cx, int64_t subject_id, struct verval_status *s)
{
	struct verval_answer a;
	int64_t id;
	bool found;

	if (s->state != VERVAL_DONE && s->state != VERVAL_ACCEPTED && s->state != VERVAL_DENIED)
		return ERR_OK;
	TRY(standing_answer(cx, s->id, subject_id, &a, &id, &found));
	if (!found)
		return ERR_OK;
	s->said = a.said;
	s->said_on = a.on;
	if (s->kind != VERVAL_SANGGAH)
		s->why = a.why;
	return ERR_OK;
}

enum err verval_follow(struct ctx *cx, const char *number, const char *secret,
		       struct verval_status *ret)
{
	struct verval_by_number_row row;
	bool found, same = false;

	TRY(verval_by_number_maybe(cx, &(struct verval_by_number_args){ .number = number }, &row,
				   &found));
	if (found)
		TRY(vault_blind_fits(cx, SEAL_REPORTER,
				     arena_printf(cx->arena, "%s:%s", number, secret),
				     row.secret_hash, &same));
	if (!same)
		return err_set(cx, ERR_NOTFOUND, "number and secret of a request");
	*ret = (struct verval_status){ .id = row.id,
				       .kind = row.kind,
				       .state = row.state,
				       .proposed_at = row.proposed_at,
				       .due_at = row.due_at,
				       .ended_at = row.ended_at,
				       .number = row.number,
				       .step = flow_words(cx, row.step) };
	return said_last(cx, row.person_id != 0 ? row.person_id : row.family_id, ret);
}

/* "Alamat domisili, Pekerjaan"; NULL where nothing is changed. */
static enum err about_words(struct ctx *cx, int64_t id, const char **ret)
{
	struct verval_line_list_row *rows;
	const struct fact_field *field;
	const struct fact_book *book;
	bool desil;
	size_t n;

	*ret = NULL;
	TRY(fact_book(cx, &book));
	TRY(verval_line_list_all(cx, &(struct verval_line_list_args){ .verval_id = id }, &rows,
				 &n));
	for (size_t i = 0; i < n; i++) {
		field = fact_field(book, (enum fact_of)rows[i].of, rows[i].field);
		if (field != NULL)
			*ret = str_and(cx->arena, *ret, field->label);
	}
	TRY(verval_about_desil(cx, id, &desil));
	if (desil)
		*ret = str_and(cx->arena, *ret, text(cx, T_VERVAL_DESIL));
	return ERR_OK;
}

enum err verval_own(struct ctx *cx, int64_t person_id, int64_t family_id,
		    struct verval_status **ret, size_t *ret_n)
{
	struct verval_own_list_row *rows;

	TRY(verval_own_list_all(
	    cx, &(struct verval_own_list_args){ .person_id = person_id, .family_id = family_id },
	    &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct verval_status);
	for (size_t i = 0; i < *ret_n; i++) {
		int64_t subject = rows[i].person_id != 0 ? rows[i].person_id : rows[i].family_id;

		(*ret)[i] = (struct verval_status){ .id = rows[i].id,
						    .kind = rows[i].kind,
						    .state = rows[i].state,
						    .proposed_at = rows[i].proposed_at,
						    .due_at = rows[i].due_at,
						    .ended_at = rows[i].ended_at,
						    .number = rows[i].number,
						    .step = flow_words(cx, rows[i].step) };
		TRY(vault_unseal_left(cx, subject, SEAL_NARRATIVE, rows[i].ended_why_sealed,
				      &(*ret)[i].why));
		TRY(about_words(cx, rows[i].id, &(*ret)[i].about));
		TRY(said_last(cx, subject, &(*ret)[i]));
	}
	return ERR_OK;
}

/* ---- what waits ------------------------------------------------------------------------------ */

static int64_t age_today(struct ctx *cx, const struct verval_list_row *row)
{
	if (row->birth_date != DB_NONE)
		return date_age((int32_t)row->birth_date, ref_today(cx));
	return row->birth_year != DB_NONE ? date_civil(ref_today(cx)).year - row->birth_year
					  : DB_NONE;
}

enum err verval_waiting(struct ctx *cx, unsigned max, struct verval_wait **ret, size_t *ret_n)
{
	const struct verval_list_args a = { .with = VERVAL_LIST_WITH_MINE,
					    .after_id = INT64_MAX,
					    .unit_id = cx->actor->unit_id,
					    .may_check = may(cx, PERM_VERVAL_CHECK),
					    .may_approve = may(cx, PERM_VERVAL_APPROVE),
					    .n = max };
	struct verval_list_row *rows;

	*ret_n = 0;
	if (!may(cx, PERM_VERVAL_PROPOSE) && !a.may_check && !a.may_approve)
		return ERR_OK;
	TRY(verval_list_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct verval_wait);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct verval_wait){ .id = rows[i].id,
						  .kind = rows[i].kind,
						  .due_at = rows[i].due_at,
						  .number = rows[i].number,
						  .step = flow_words(cx, rows[i].step),
						  .person = rows[i].person_id != 0,
						  .sex = rows[i].person_sex,
						  .age = age_today(cx, &rows[i]),
						  .members = rows[i].members_n,
						  .region = rows[i].region };
	return ERR_OK;
}

/* ---- moving on ------------------------------------------------------------------------------- */

enum err request_lacks_photo(struct ctx *cx, const struct verval_root_row *v,
			     const struct flow *flow, bool *ret)
{
	struct verval_photos_row *have;
	size_t n = 0;

	if (flow->photo)
		TRY(verval_photos_all(cx, &(struct verval_photos_args){ .verval_id = v->id }, &have,
				      &n));
	*ret = flow->photo && n == 0;
	return ERR_OK;
}

/* A kind that needs a photo does not leave the unit that asked without one. */
static enum err photo_there(struct ctx *cx, const struct verval_root_row *v,
			    const struct flow *flow)
{
	bool lacks;

	if ((size_t)v->stage + 1 >= flow->n || flow_post(flow, v->stage) != POST_UNIT ||
	    flow_post(flow, v->stage + 1) == POST_UNIT)
		return ERR_OK;
	TRY(request_lacks_photo(cx, v, flow, &lacks));
	return lacks ? refuse(cx, T_VERVAL_PHOTO_MISSING) : ERR_OK;
}

enum err verval_pass(struct ctx *cx, int64_t id, int64_t version)
{
	struct verval_root_row v;
	struct flow flow;

	TRY(request_at(cx, id, version, ACT_PASS, &v, &flow));
	TRY(photo_there(cx, &v, &flow));
	return request_on(cx, &v, &flow, "verval.event.passed", NULL);
}

enum err verval_sptjm(struct ctx *cx, int64_t id, int64_t version, const char *number, int32_t on)
{
	struct verval_root_row v;
	struct flow flow;

	TRY(request_at(cx, id, version, ACT_PAPER, &v, &flow));
	TRY(photo_there(cx, &v, &flow));
	v.sptjm_number = number;
	v.sptjm_on = on;
	return request_on(cx, &v, &flow, "verval.event.sptjm", number);
}

enum err verval_minutes(struct ctx *cx, int64_t id, int64_t version, const char *number, int32_t on)
{
	struct verval_root_row v;
	struct flow flow;

	TRY(request_at(cx, id, version, ACT_MINUTES, &v, &flow));
	TRY(photo_there(cx, &v, &flow));
	v.ba_number = number;
	v.ba_on = on;
	return request_on(cx, &v, &flow, "verval.event.minutes", number);
}

enum err other_eyes(struct ctx *cx, const struct verval_root_row *v)
{
	int64_t me = cx->actor->user_id;

	if (v->proposed_by_id == me)
		return refuse(cx, T_VERVAL_OWN);
	return v->checked_by_id == me ? refuse(cx, T_VERVAL_TWICE) : ERR_OK;
}

static enum err facts_as_seen(struct ctx *cx, int64_t id, const struct verval_decision *d)
{
	struct verval_line *lines;
	bool changed = false;
	int64_t seen;
	size_t n;

	TRY(verval_lines(cx, id, &lines, &n, &seen));
	for (size_t i = 0; i < n; i++)
		changed = changed || lines[i].changed;
	if (changed && (!d->despite || d->seen != seen))
		return refuse(cx, T_VERVAL_FACT_CHANGED);
	return ERR_OK;
}

/* From now on the facts hold; what is left is the hand-over, until the cut-off of its month. */
static enum err counts(struct ctx *cx, struct verval_root_row *v)
{
	TRY(lines_count(cx, v));
	TRY(verval_period(cx, clock_date(cx->now, zone_of(cx)), &v->period));
	TRY(verval_cutoff(cx, v->period, &v->due_at));
	v->state = VERVAL_APPROVED;
	return tell_person(cx, v, v->proposed_by_id, "notice.verval_approved", NULL, false);
}

enum err verval_decide(struct ctx *cx, int64_t id, const struct verval_decision *d)
{
	struct verval_root_row v;
	struct flow flow;
	bool last;

	TRY(request_at(cx, id, d->version, ACT_DECIDE, &v, &flow));
	TRY(other_eyes(cx, &v));
	if (!d->yes)
		return request_end(cx, &v, VERVAL_REFUSED, "verval.event.refused", d->why);
	TRY(facts_as_seen(cx, id, d));
	last = flow_counts(&flow, v.stage);
	/* The order is the city's: who comes last approves, whoever came before has checked. */
	if (!last) {
		v.checked_by_id = cx->actor->user_id;
		v.checked_at = cx->now;
		/* Verified in time: it can't become void any more. */
		TRY(verval_cutoff(cx, v.period, &v.due_at));
	} else {
		v.approved_by_id = cx->actor->user_id;
		v.approved_at = cx->now;
	}
	if (last)
		TRY(counts(cx, &v));
	return request_on(cx, &v, &flow, "verval.event.decided", NULL);
}

enum err verval_enter(struct ctx *cx, int64_t id, int64_t version, const char *number, int32_t on)
{
	struct verval_root_row v;
	struct flow flow;

	TRY(request_at(cx, id, version, ACT_ENTER, &v, &flow));
	v.input_number = number;
	v.input_key = input_key(cx, number);
	v.input_on = on;
	v.input_by_id = cx->actor->user_id;
	/* The nation takes it in the month whose cut-off that day was in time for. */
	TRY(verval_period(cx, on, &v.period));
	v.stage = (int64_t)flow.n - 1;
	v.step = flow_step(cx, &flow, v.stage);
	return request_on(cx, &v, &flow, "verval.event.entered", number);
}
