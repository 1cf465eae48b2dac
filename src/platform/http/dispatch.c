/*
 * The path of one request, as stages.  A stage runs on a worker and ends with the answer, or with
 * a function that has to pass the writer before the next stage.
 */
#include "base/clock.h"
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/db/db_glance.h"
#include "platform/http/http_impl.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

static enum step stage_begin(struct req *r);
static enum step stage_committed(struct req *r);
static enum step stage_disclosed(struct req *r);

enum step req_step(struct req *r)
{
	return r->next != NULL ? r->next(r) : stage_begin(r);
}

/* ---- the reader -------------------------------------------------------------------------- */

static enum err reader_begin(struct req *r)
{
	if (r->reading)
		return ERR_OK;
	TRY(db_read_begin(&r->cx, r->app->pool));
	r->reading = true;
	return ERR_OK;
}

static void reader_end(struct req *r)
{
	if (r->reading)
		db_read_end(&r->cx, r->app->pool);
	r->reading = false;
}

/* ---- the end of every path --------------------------------------------------------------- */

static enum step finish(struct req *r)
{
	reader_end(r);
	if (r->n_disclosed > 0 && r->status == 0) {
		r->run = disclose_write;
		r->next = stage_disclosed;
		return STEP_WRITE;
	}
	answer_finish(r);
	return STEP_ANSWER;
}

static enum step finish_error(struct req *r, enum err code)
{
	answer_error(r, code);
	return finish(r);
}

/* Nothing about anyone leaves unless it was written who saw it. */
static enum step stage_disclosed(struct req *r)
{
	if (r->written != ERR_OK)
		answer_error(r, ERR_BUSY);
	r->n_disclosed = 0;
	return finish(r);
}

/* ---- who asks ---------------------------------------------------------------------------- */

static enum err find_bearer(struct req *r, const char *authorization)
{
	const char *token = authorization + 7 + strspn(authorization + 7, " ");

	TRY(token_find(&r->cx, token, &r->actor));
	r->cx.actor = &r->actor;
	r->bearer = true;
	return ERR_OK;
}

/* The session of the cookie; one that has ended makes an anonymous visitor. */
static enum err find_session(struct req *r)
{
	const char *token = http_cookie(r->cx.arena, req_header(r, "Cookie"), cookie_name(r->app));
	enum err e;

	if (token == NULL)
		return ERR_OK;
	e = session_find(&r->cx, token, &r->actor, &r->expires);
	if (e == ERR_UNAUTH) {
		err_clear(&r->cx);
		return ERR_OK;
	}
	TRY(e);
	r->cx.actor = &r->actor;
	r->has_session = true;
	return ERR_OK;
}

static enum err find_actor(struct req *r)
{
	const char *authorization = req_header(r, "Authorization");

	if (authorization != NULL && strncasecmp(authorization, "Bearer ", 7) == 0)
		return find_bearer(r, authorization);
	return find_session(r);
}

static void find_lang(struct req *r)
{
	const char *lang = http_cookie(r->cx.arena, req_header(r, "Cookie"), "lang");

	r->cx.lang = str_eq(lang, "en") ? LANG_EN : LANG_ID;
}

/* Behind a proxy on this machine, the last hop it names is the visitor. */
static void find_remote(struct req *r)
{
	const char *hops = req_header(r, "X-Forwarded-For"), *comma;

	if (hops == NULL || (strcmp(r->remote, "127.0.0.1") != 0 && strcmp(r->remote, "::1") != 0))
		return;
	comma = strrchr(hops, ',');
	hops = comma != NULL ? comma + 1 : hops;
	r->remote = arena_strdup(r->cx.arena, hops + strspn(hops, " "));
}

static enum err check_perm(struct req *r)
{
	if (req_beyond_token(r))
		return err_set(&r->cx, ERR_DENIED, "needs a session");
	if (may(&r->cx, r->route->perm))
		return ERR_OK;
	if (!r->has_session && !r->bearer)
		return ERR_UNAUTH;
	return err_set(&r->cx, ERR_DENIED, "needs %s", perm_name(r->route->perm));
}

/* Who owes a password or a second factor sees what everybody sees, and the pages for that. */
static bool must_set_up(const struct req *r)
{
	static const unsigned open[] = {
		[AUTH_OWES_PASSWORD] = ROUTE_PASSWORD, [AUTH_OWES_FACTOR] = ROUTE_SETUP
	};
	enum auth_owed owed = auth_owes(r->cx.actor, r->cx.now);

	return owed != AUTH_OWES_NOTHING && r->route->perm != PERM_NONE &&
	       (r->route->flags & open[owed]) == 0;
}

/* ---- may this POST be meant by the person? ----------------------------------------------- */

static bool same_origin(const struct req *r)
{
	const char *site = req_header(r, "Sec-Fetch-Site");
	const char *origin = req_header(r, "Origin"), *host = req_header(r, "Host"), *at;

	if (site != NULL)
		return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
	if (origin == NULL)
		return true; /* an old browser or a program: the token decides */
	at = strstr(origin, "://");
	return at != NULL && host != NULL && strcasecmp(at + 3, host) == 0;
}

static enum err check_origin(struct req *r)
{
	if (r->bearer)
		return ERR_OK;
	if (!same_origin(r))
		return err_set(&r->cx, ERR_TOKEN, "posted from elsewhere");
	/* Villages share one address behind their provider, so the bucket is wide. */
	if (!r->has_session &&
	    !rate_allow(arena_printf(r->cx.arena, "post:%lld:%s", (long long)r->cx.city, r->remote),
			60, USEC_MINUTE, r->cx.now))
		return err_set(&r->cx, ERR_LIMIT, "too many posts");
	return ERR_OK;
}

static enum err check_csrf(struct req *r)
{
	const char *token;

	if (r->bearer || !r->has_session || (r->route->flags & ROUTE_NO_CSRF) != 0)
		return ERR_OK;
	token = r->form != NULL ? form_extra(r->form, "_csrf") : NULL;
	if (token == NULL)
		token = req_header(r, "X-CSRF-Token");
	if (token == NULL || !csrf_check(&r->cx, r->actor.session_id, token))
		return err_set(&r->cx, ERR_TOKEN, "no form token");
	return ERR_OK;
}

/* ---- the form ---------------------------------------------------------------------------- */

/* A POST without fields still carries its token and one-time key. */
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def no_form = { .name = "", .fields = no_fields };

static enum err parse_body(struct req *r)
{
	const char *type = req_header(r, "Content-Type"), *boundary;
	struct ctx *cx = &r->cx;

	if (r->body_n == 0 && type == NULL)
		return ERR_OK;
	if (type == NULL || strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0)
		return form_parse_urlencoded(cx, r->form, r->body, r->body_n);
	if (strncasecmp(type, "application/json", 16) == 0)
		return form_parse_json(cx, r->form, r->body, r->body_n);
	if (strncasecmp(type, "multipart/form-data", 19) != 0)
		return err_set(cx, ERR_MEDIATYPE, "body is not a form");
	boundary = http_boundary(cx->arena, type);
	return form_parse_multipart(cx, r->form, boundary != NULL ? boundary : "", r->body,
				    r->body_n);
}

static enum err parse_form(struct req *r)
{
	const struct form_def *def = r->route->form;

	if (r->method == GET && def == NULL)
		return ERR_OK;
	if (def != NULL && def->now != NULL)
		TRY(def->now(&r->cx, def, &def));
	r->form = form_new(&r->cx, def != NULL ? def : &no_form);
	form_set_path_id(r->form, req_id(r));
	if (r->method == POST)
		return parse_body(r);
	/* A filter misspelt would give the whole list, and no program reads what is above it. */
	if (r->repr != REPR_HTML)
		form_name_strangers(r->form);
	return form_parse_urlencoded(&r->cx, r->form, r->query, strlen(r->query));
}

static void take_purpose(struct req *r)
{
	const char *purpose = r->form != NULL ? form_extra(r->form, "_purpose") : NULL;

	purpose = purpose != NULL ? str_clean(r->cx.arena, purpose, strlen(purpose)) : NULL;
	if (str_blank(purpose) || utf8_length(purpose) > 200 || r->cx.actor != &r->actor)
		return;
	r->actor.purpose = purpose;
}

/* ---- pages ------------------------------------------------------------------------------- */

static enum ui_repr ui_repr_of(unsigned repr)
{
	return repr == REPR_JSON ? UI_JSON : repr == REPR_HTML ? UI_HTML : UI_TABLE;
}

/* Draws the route's page into the answer with the given status. */
static enum err draw(struct req *r, int status)
{
	enum err e, ended = ERR_OK;
	struct ui *u;

	TRY(reader_begin(r));
	if ((r->route->flags & ROUTE_RAW) != 0 || r->route->page == NULL) {
		assert(r->route->raw != NULL);
		return r->route->raw(&r->cx, r, &r->resp);
	}
	u = ui_new(&r->cx, r, &r->resp.body, ui_repr_of(r->repr),
		   r->repr == REPR_XLSX ? TABLE_XLSX : TABLE_CSV);
	r->resp.status = status;
	e = r->route->page(&r->cx, r, u);
	/* A page that failed half-way has left the writer of its table open. */
	if (e != ERR_OK && ui_repr(u) == UI_TABLE)
		ended = ui_end(u);
	return e != ERR_OK ? e : ended;
}

static enum step show(struct req *r)
{
	enum err e = draw(r, 200);

	return e == ERR_OK ? finish(r) : finish_error(r, e);
}

/* The form again, filled, with its problems; or the problems alone for a program. */
static enum step show_problems(struct req *r, int status)
{
	enum err e;

	r->result = ERR_INVALID;
	err_clear(&r->cx);
	if (r->repr == REPR_JSON || req_by_program(r)) {
		answer_problems(r);
		r->resp.status = status;
		return finish(r);
	}
	if (r->route->page == NULL)
		return finish_error(r, ERR_INVALID);
	r->repr = REPR_HTML;
	if (r->form != NULL && !req_partial(r))
		kept_leave(r);
	buf_clear(&r->resp.body);
	e = draw(r, status);
	return e == ERR_OK ? finish(r) : finish_error(r, e);
}

/* Somebody was faster: said on the form itself, with what was typed still in it. */
static enum step show_conflict(struct req *r)
{
	enum text why;

	if (r->repr == REPR_JSON || r->route->page == NULL || r->route->form == NULL)
		return finish_error(r, ERR_CONFLICT);
	why = refusal(&r->cx);
	form_problem(&r->cx, r->form, -1, why != T__NONE ? why : text_find(err_key(ERR_CONFLICT)),
		     NULL);
	return show_problems(r, err_status(ERR_CONFLICT));
}

/* ---- POST -------------------------------------------------------------------------------- */

/* On the writer; may run again, so it begins from nothing. */
static enum err commit(struct ctx *cx, void *arg)
{
	struct req *r = arg;

	buf_release(&r->resp.body);
	r->resp = (struct resp){ 0 };
	buf_init(&r->resp.body, HTTP_MAX_ANSWER);
	r->flash = NULL;
	r->vain = false;
	form_forget_problems(r->form);
	err_clear(cx);
	TRY(r->route->commit(cx, r, &r->resp));
	if (!form_ok(r->form))
		return err_set(cx, ERR_INVALID, "problems found at the commit");
	return once_record(r);
}

/*
 * Was it refused because the same request was carried out before, or meanwhile?  Whatever it was
 * refused for: the first of the two may have changed what the second demanded.
 */
static bool was_repeated(struct req *r, enum err why)
{
	bool found = false;

	if (r->once == NULL || why == ERR_BUSY || why == ERR_FULL || why == ERR_DB)
		return false;
	return reader_begin(r) == ERR_OK && once_replay(r, &found) == ERR_OK && found;
}

static enum step answer_again(struct req *r)
{
	r->result = ERR_OK;
	err_clear(&r->cx);
	answer_posted(r);
	return finish(r);
}

static enum step stage_committed(struct req *r)
{
	if (r->written == ERR_OK) {
		if (r->route->after != NULL)
			r->route->after(&r->cx, r);
		answer_posted(r);
		return finish(r);
	}
	r->resp.location = r->resp.cookie = NULL;
	r->flash = NULL;
	r->vain = false;
	if (was_repeated(r, r->written))
		return answer_again(r);
	if (!form_ok(r->form))
		return show_problems(r, err_status(ERR_INVALID));
	if (r->written == ERR_CONFLICT)
		return show_conflict(r);
	return finish_error(r, r->written);
}

/* What a reader can say about the form; refused, it is wrong or its form has problems. */
static enum err prepare(struct req *r)
{
	TRY(form_validate(&r->cx, r->form));
	if (form_ok(r->form) && r->route->prepare != NULL)
		TRY(r->route->prepare(&r->cx, r));
	return ERR_OK;
}

static enum step show_refused(struct req *r, enum err e)
{
	if (!form_ok(r->form) && (e == ERR_OK || e == ERR_INVALID))
		return show_problems(r, err_status(ERR_INVALID));
	return e == ERR_CONFLICT ? show_conflict(r) : finish_error(r, e);
}

/* Everything between the permission and the writer. */
static enum step post(struct req *r)
{
	bool found = false;
	enum err e;

	e = once_begin(r);
	if (e == ERR_OK && once_met(r))
		e = once_replay(r, &found);
	if (e != ERR_OK)
		return finish_error(r, e);
	if (found)
		return answer_again(r);
	e = prepare(r);
	if (e != ERR_OK || !form_ok(r->form))
		return was_repeated(r, e) ? answer_again(r) : show_refused(r, e);
	if (r->route->commit == NULL)
		return show(r);
	reader_end(r);
	r->run = commit;
	r->next = stage_committed;
	return STEP_WRITE;
}

/* ---- the beginning ----------------------------------------------------------------------- */

/* Everything that may refuse before the form is looked at. */
static enum err admit(struct req *r)
{
	find_remote(r);
	find_lang(r);
	TRY(req_route_find(r));
	return r->body_n > req_body_limit(r) ? ERR_TOOBIG : r->body_fault;
}

/* Assets, health: no database, no session. */
static bool is_plain(const struct req *r)
{
	return r->route->perm == PERM_NONE && (r->route->flags & ROUTE_RAW) != 0 &&
	       r->method == GET && str_starts(r->route->path, "/a/");
}

static enum step stage_get(struct req *r)
{
	enum err e = parse_form(r);

	if (e == ERR_OK && r->form != NULL)
		e = form_validate(&r->cx, r->form);
	if (e != ERR_OK && e != ERR_INVALID)
		return finish_error(r, e);
	err_clear(&r->cx);
	if (r->form != NULL && !form_ok(r->form) && r->repr != REPR_HTML)
		return show_problems(r, err_status(ERR_INVALID));
	take_purpose(r);
	return show(r);
}

static enum step stage_post(struct req *r)
{
	enum err e = check_origin(r), parsed = ERR_OK;

	if (e == ERR_OK) {
		parsed = parse_form(r);
		e = parsed == ERR_INVALID ? ERR_OK : parsed;
	}
	/* A body that can't be read has no token either: the truth about it comes first. */
	if (e == ERR_OK && parsed == ERR_INVALID)
		return show_problems(r, err_status(ERR_INVALID));
	if (e == ERR_OK)
		e = check_csrf(r);
	if (e == ERR_OK)
		e = kept_take(r);
	if (e != ERR_OK)
		return finish_error(r, e);
	take_purpose(r);
	if ((r->route->flags & ROUTE_READ_POST) == 0)
		return post(r);
	e = form_validate(&r->cx, r->form);
	if (e != ERR_OK)
		return finish_error(r, e);
	if (form_ok(r->form))
		return show(r);
	/* A preview asked for by the script while the form is still being filled is no mistake. */
	return show_problems(r, req_partial(r) ? 200 : err_status(ERR_INVALID));
}

/*
 * Waited so long for a worker that the person has pressed reload: working it off would keep the
 * queue as long as it is.
 */
static bool too_late(const struct req *r)
{
	int64_t limit = req_is_report(r) ? HTTP_QUEUE_SECONDS_REPORT : HTTP_QUEUE_SECONDS;

	return r->queued != 0 && clock_mono() - r->queued > limit * INT64_C(1000000000);
}

static enum step stage_begin(struct req *r)
{
	enum err e = admit(r);

	if (e == ERR_OK && too_late(r))
		e = err_set(&r->cx, ERR_BUSY, "waited too long for a worker");

	if (e == ERR_OK && is_plain(r)) {
		e = r->route->raw(&r->cx, r, &r->resp);
		return e == ERR_OK ? finish(r) : finish_error(r, e);
	}
	if (e == ERR_OK)
		e = reader_begin(r);
	/* Many a form needs no more of the database than who sent it before it is written. */
	if (e == ERR_OK && r->method == POST)
		db_read_glance(&r->cx);
	if (e == ERR_OK)
		e = find_actor(r);
	if (e == ERR_OK)
		e = check_perm(r);
	if (e == ERR_UNAUTH && r->method == GET && r->repr != REPR_JSON && !req_by_program(r) &&
	    !r->bearer && req_header(r, "Authorization") == NULL) {
		answer_login(r);
		return finish(r);
	}
	if ((e == ERR_OK || e == ERR_DENIED) && must_set_up(r)) {
		answer_set_up(r);
		return finish(r);
	}
	if (e != ERR_OK)
		return finish_error(r, e);
	return r->method == POST ? stage_post(r) : stage_get(r);
}

/* ---- the session's last use -------------------------------------------------------------- */

enum { TOUCH_SLOTS = 4096 };

/* When each session was last written down; a collision costs one write more. */
static struct {
	pthread_mutex_t lock;
	struct {
		int64_t city, session, at;
	} slots[TOUCH_SLOTS];
} touched = { .lock = PTHREAD_MUTEX_INITIALIZER };

bool req_wants_touch(struct req *r)
{
	int64_t session = r->actor.session_id;
	size_t i = (size_t)((((uint64_t)session ^ (uint64_t)r->cx.city << 32) *
			     UINT64_C(0x9e3779b97f4a7c15)) >>
			    52);
	bool due;

	if (!r->has_session || session == 0 ||
	    (r->route != NULL && (r->route->flags & ROUTE_BY_ITSELF)))
		return false;
	pthread_mutex_lock(&touched.lock);
	due = touched.slots[i].session != session || touched.slots[i].city != r->cx.city ||
	      r->cx.now - touched.slots[i].at >= USEC_MINUTE || r->cx.now < touched.slots[i].at;
	if (due) {
		touched.slots[i].city = r->cx.city;
		touched.slots[i].session = session;
		touched.slots[i].at = r->cx.now;
	}
	pthread_mutex_unlock(&touched.lock);
	return due;
}

enum err req_touch(struct ctx *cx, void *req)
{
	struct req *r = req;

	return session_touch(cx, r->actor.session_id);
}

/* ---- a whole request in one go ----------------------------------------------------------- */

static void take_message(struct req *r, const struct http_message *m)
{
	const char *const *h;

	r->method_text = m->method != NULL ? m->method : "GET";
	r->target = m->target;
	r->remote = m->remote != NULL ? m->remote : "127.0.0.1";
	r->body = m->body != NULL ? m->body : "";
	r->body_n = m->body_n;
	req_add_header(r, "Host", m->host);
	req_add_header(r, "Cookie", m->cookie);
	req_add_header(r, "Content-Type", m->content_type);
	req_add_header(r, "Accept", m->accept);
	req_add_header(r, "Origin", m->origin);
	req_add_header(r, "Authorization", m->authorization);
	for (h = m->headers; h != NULL && h[0] != NULL; h += 2)
		req_add_header(r, h[0], h[1]);
	req_choose_city(r);
}

static void give_answer(struct req *r, struct arena *arena, struct http_answer *ret)
{
	const struct buf *b = &r->resp.body;
	const void *p = r->asset != NULL ? r->asset_body : b->data;
	size_t n = r->asset != NULL ? r->asset_body_n : b->len;
	char *copy = arena_alloc(arena, n + 1);

	if (n > 0 && !r->head)
		memcpy(copy, p, n);
	*ret = (struct http_answer){
		.status = r->status,
		.type = arena_strdup(arena, r->asset != NULL ? r->asset->type : r->resp.type),
		.location = arena_strdup(arena, r->resp.location),
		.set_cookie = arena_strdup(arena, r->resp.cookie),
		.filename = arena_strdup(arena, r->resp.filename),
		.flash = r->flash,
		.form_token = arena_strdup(arena, answer_form_token(r)),
		.body = { .p = copy, .n = r->head ? 0 : n },
	};
}

enum err http_dispatch(struct app *app, struct arena *arena, int64_t now,
		       const struct http_message *m, struct http_answer *ret)
{
	struct req r;
	enum err e;

	req_init(&r, app, now);
	take_message(&r, m);
	while (req_step(&r) == STEP_WRITE)
		r.written = db_write(&r.cx, r.app->pool, r.run, &r);
	give_answer(&r, arena, ret);
	e = req_wants_touch(&r) ? db_write(&r.cx, r.app->pool, req_touch, &r) : ERR_OK;
	req_release(&r);
	return e;
}
