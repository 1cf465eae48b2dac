/* Passkeys: signing in with one, and the own ones: add, name, remove. */
#include <string.h>

#include "base/str.h"
#include "feature/account/account.h"
#include "feature/account/account_web.h"
#include "platform/app.h"
#include "platform/export/json.h"
#include "platform/http/http.h"
#include "text/account.h"

#define OWN "/saya/kunci-sandi"

/* A form's field that the script fills with bytes. */
#define BYTES_FIELD(n, most)                                                                     \
	{                                                                                        \
		.name = (n), .kind = FIELD_HIDDEN, .label = T_ACCOUNT_PASSKEY, .required = true, \
		.max = PASSKEY_TEXT(most)                                                        \
	}

/* ---- what the browser is asked for (WebAuthn) ----------------------------------------------- */

/* Of any house, at most; ours have PASSKEY_HANDLE bytes. */
enum { HANDLE_MAX = 64 };
enum { OPTIONS_MAX = 64 << 10, TIMEOUT_MS = (int)(PASSKEY_TIME / 1000) };

static void put_bytes(struct ctx *cx, struct json *j, const char *name, struct blob b)
{
	json_text(j, name, base64url(cx->arena, b.p, b.n));
}

/* { "challenge", "rpId", ... }: any passkey of this house, of a person who is verified. */
static void put_sign_in(struct json *j, const char *challenge, const char *rp)
{
	json_open(j, NULL, '{');
	json_text(j, "challenge", challenge);
	json_text(j, "rpId", rp);
	json_text(j, "userVerification", "required");
	json_int(j, "timeout", TIMEOUT_MS);
	json_close(j, '}');
}

static void put_algorithms(struct json *j)
{
	static const int algs[] = { -7, -8, -257 }; /* ES256, EdDSA, RS256 */

	json_open(j, "pubKeyCredParams", '[');
	for (size_t i = 0; i < LEN(algs); i++) {
		json_open(j, NULL, '{');
		json_text(j, "type", "public-key");
		json_int(j, "alg", algs[i]);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* Who has one of these does not make a second one. */
static void put_known(struct ctx *cx, struct json *j, const struct account_passkey *known, size_t n)
{
	json_open(j, "excludeCredentials", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "type", "public-key");
		put_bytes(cx, j, "id", known[i].credential);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_demands(struct json *j)
{
	json_open(j, "authenticatorSelection", '{');
	json_text(j, "residentKey", "required");
	json_bool(j, "requireResidentKey", true);
	json_text(j, "userVerification", "required");
	json_close(j, '}');
	json_text(j, "attestation", "none");
	json_int(j, "timeout", TIMEOUT_MS);
}

/* A new passkey that is to be made. */
struct wanted {
	const char *label, *bound;
	struct passkey_place place;
	struct blob handle;
};

static void put_new(struct ctx *cx, struct json *j, const struct wanted *w,
		    const struct account *me, const struct account_passkey *known, size_t n)
{
	json_open(j, NULL, '{');
	json_text(j, "challenge", passkey_challenge(cx, PASSKEY_ADD, w->bound));
	json_open(j, "rp", '{');
	json_text(j, "id", w->place.rp);
	json_text(j, "name", arena_printf(cx->arena, "Melaju %s", cx->app->city_name));
	json_close(j, '}');
	json_open(j, "user", '{');
	put_bytes(cx, j, "id", w->handle);
	json_text(j, "name", me->login);
	json_text(j, "displayName", me->name);
	json_close(j, '}');
	put_algorithms(j);
	put_known(cx, j, known, n);
	put_demands(j);
	json_close(j, '}');
}

/* ---- signing in ---------------------------------------------------------------------------- */

enum { S_BACK, S_CREDENTIAL, S_HANDLE, S_CLIENT, S_DATA, S_SIGNATURE };

static const struct field sign_in_fields[] = {
	[S_BACK] = { .name = "kembali",
		     .kind = FIELD_HIDDEN,
		     .label = T_ACCOUNT_SIGN_IN,
		     .max = 400 },
	[S_CREDENTIAL] = BYTES_FIELD("credential", PASSKEY_CREDENTIAL_MAX),
	[S_HANDLE] = BYTES_FIELD("handle", HANDLE_MAX),
	[S_CLIENT] = BYTES_FIELD("client", PASSKEY_CLIENT_MAX),
	[S_DATA] = BYTES_FIELD("data", PASSKEY_DATA_MAX),
	[S_SIGNATURE] = BYTES_FIELD("signature", PASSKEY_SIGNATURE_MAX),
	{ .kind = FIELD_END },
};
static const struct form_def sign_in_form = { .name = "sign_in_passkey",
					      .fields = sign_in_fields,
					      .submit = T_ACCOUNT_PASSKEY_SIGN_IN };

/* Binds a challenge to the browser that asked for it. */
static const char *cookie_of(const struct app *app)
{
	return app->https ? "__Secure-kunci-sandi" : "kunci-sandi";
}

static enum err challenge_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct passkey_place place;
	char token[AUTH_TOKEN_SIZE];
	struct json j;

	if (!passkey_place(cx, req_header(r, "Host"), &place))
		return err_set(cx, ERR_INVALID, "no host name that can have passkeys");
	auth_token_make(cx, token);
	resp->cookie = arena_printf(
	    cx->arena, "%s=%s; Path=/masuk/kunci-sandi; Max-Age=%d; HttpOnly; SameSite=Strict%s",
	    cookie_of(cx->app), token, TIMEOUT_MS / 1000, cx->app->https ? "; Secure" : "");
	json_init(&j, &resp->body);
	put_sign_in(&j, passkey_challenge(cx, PASSKEY_SIGN_IN, token), place.rp);
	return ERR_OK;
}

void passkey_draw_sign_in(struct ctx *cx, struct req *r, struct ui *u, const char *back)
{
	struct form *f = req_form_of(r, &sign_in_form);

	if (!f) {
		f = form_new(cx, &sign_in_form);
		form_set_text(cx, f, S_BACK, back);
	}
	ui_form(u, "sign_in_passkey",
		&(struct ui_form){ .action = "/masuk/kunci-sandi",
				   .def = &sign_in_form,
				   .form = f,
				   .secondary = true,
				   .passkey = "/masuk/kunci-sandi/mulai" });
}

struct sign_in {
	struct auth_account account;
	struct passkey_opened opened;
};

static bool read_signed(struct ctx *cx, const struct form *f, struct passkey_signed *ret)
{
	return passkey_bytes(cx, form_text(f, S_CREDENTIAL), PASSKEY_CREDENTIAL_MAX,
			     &ret->credential) &&
	       passkey_bytes(cx, form_text(f, S_HANDLE), HANDLE_MAX, &ret->handle) &&
	       passkey_bytes(cx, form_text(f, S_CLIENT), PASSKEY_CLIENT_MAX, &ret->client) &&
	       passkey_bytes(cx, form_text(f, S_DATA), PASSKEY_DATA_MAX, &ret->data) &&
	       passkey_bytes(cx, form_text(f, S_SIGNATURE), PASSKEY_SIGNATURE_MAX, &ret->signature);
}

static enum err check(struct ctx *cx, struct req *r, struct sign_in *s)
{
	const char *token = req_cookie(r, cookie_of(cx->app));
	struct passkey_signed said;
	struct passkey_place place;

	if (!token || !passkey_place(cx, req_header(r, "Host"), &place) ||
	    !read_signed(cx, req_form(r), &said))
		return err_set(cx, ERR_UNAUTH, "sign-in: no passkey, or no challenge before");
	return auth_passkey_check(cx, &place, token, &said, req_remote(r), &s->account, &s->opened);
}

static enum err sign_in_prepare(struct ctx *cx, struct req *r)
{
	struct sign_in *s = ARENA_NEW(cx->arena, struct sign_in);
	enum err e = check(cx, r, s);

	req_set_data(r, s);
	if (e != ERR_UNAUTH)
		return e;
	err_clear(cx);
	if (s->opened.copied)
		TRY(account_passkey_copied(cx, s->account.id, s->opened.id));
	form_problem(cx, req_form(r), -1,
		     s->opened.copied ? T_ACCOUNT_PASSKEY_COPIED : T_ACCOUNT_PASSKEY_WRONG, NULL);
	return ERR_OK;
}

static enum err sign_in_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct sign_in *s = req_data(r);

	TRY(account_passkey_used(cx, &s->opened));
	return account_sign_in_done(cx, r, resp, &s->account, true, form_text(req_form(r), S_BACK));
}

/* ---- the own ones: list -------------------------------------------------------------------- */

static const struct member states[] = {
	{ "good", T_ACCOUNT_PASSKEY_GOOD, T__NONE },
	{ "copied", T_ACCOUNT_PASSKEY_REFUSED, T__NONE },
};

struct passkey_line {
	int64_t id, made_at, used_at;
	const char *label, *rp, *state;
};
static const struct column columns[] = {
	{ .name = "id",
	  .label = T_ACCOUNT_PASSKEY,
	  .kind = COL_ID,
	  .offset = offsetof(struct passkey_line, id) },
	{ .name = "label",
	  .label = T_ACCOUNT_PASSKEY_LABEL,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct passkey_line, label),
	  .href = OWN "/{id}",
	  .flags = COL_STRONG },
	{ .name = "host",
	  .label = T_ACCOUNT_PASSKEY_HOST,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct passkey_line, rp),
	  .flags = COL_WIDE_ONLY },
	{ .name = "made_at",
	  .label = T_ACCOUNT_PASSKEY_MADE,
	  .kind = COL_INSTANT,
	  .offset = offsetof(struct passkey_line, made_at) },
	{ .name = "used_at",
	  .label = T_ACCOUNT_PASSKEY_USED,
	  .kind = COL_INSTANT,
	  .offset = offsetof(struct passkey_line, used_at) },
	{ .name = "state",
	  .label = T_ACCOUNT_STATE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct passkey_line, state),
	  .flags = COL_BADGE },
};
static const struct table table = { .name = "passkeys",
				    .title = T_ACCOUNT_PASSKEYS,
				    .columns = columns,
				    .n_columns = LEN(columns) };

static struct passkey_line line_of(struct ctx *cx, const struct account_passkey *p)
{
	return (struct passkey_line){ .id = p->id,
				      .made_at = p->made_at,
				      .used_at = p->used_at,
				      .label = p->label,
				      .rp = p->rp,
				      .state = text(cx, states[p->copied].label) };
}

enum err passkey_draw_own(struct ctx *cx, struct ui *u)
{
	struct account_passkey *list;
	struct passkey_line *lines;
	size_t n;

	TRY(account_passkeys(cx, cx->actor->user_id, &list, &n));
	lines = ARENA_ARRAY(cx->arena, n, struct passkey_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(cx, &list[i]);
	ui_heading(u, text(cx, T_ACCOUNT_PASSKEYS), "kunci-sandi");
	ui_small(u, text(cx, T_ACCOUNT_PASSKEYS_LEAD));
	for (size_t i = 0; i < n; i++)
		if (list[i].copied)
			ui_note(u, UI_BAD, list[i].label, text(cx, T_ACCOUNT_PASSKEY_DOUBT));
	ui_table(
	    u, "passkeys", &table, lines, n, sizeof(*lines),
	    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_ACCOUNT_PASSKEYS_NONE) });
	ui_actions(u, &(struct ui_action){ .label = text(cx, T_ACCOUNT_PASSKEY_ADD), .href = OWN },
		   1);
	return ERR_OK;
}

/* ---- adding -------------------------------------------------------------------------------- */

enum { A_LABEL, A_PASSWORD };

#define LABEL_FIELD                                                                    \
	{                                                                              \
		.name = "label", .kind = FIELD_TEXT, .label = T_ACCOUNT_PASSKEY_LABEL, \
		.hint = T_ACCOUNT_PASSKEY_LABEL_HINT, .required = true, .max = 60,     \
	}

static const struct field ask_fields[] = {
	[A_LABEL] = LABEL_FIELD,
	[A_PASSWORD] = { .name = "password",
			 .kind = FIELD_PASSWORD,
			 .label = T_ACCOUNT_PASSWORD_OLD,
			 .required = true,
			 .autocomplete = "current-password" },
	{ .kind = FIELD_END },
};
static const struct form_def ask_form = { .name = "passkey_ask",
					  .fields = ask_fields,
					  .submit = T_ACCOUNT_PASSKEY_NEXT };

enum { N_LABEL, N_HANDLE, N_CLIENT, N_DATA };

static const struct field new_fields[] = {
	[N_LABEL] = { .name = "label",
		      .kind = FIELD_HIDDEN,
		      .label = T_ACCOUNT_PASSKEY_LABEL,
		      .required = true,
		      .max = 60 },
	[N_HANDLE] = BYTES_FIELD("handle", PASSKEY_HANDLE),
	[N_CLIENT] = BYTES_FIELD("client", PASSKEY_CLIENT_MAX),
	[N_DATA] = BYTES_FIELD("data", PASSKEY_DATA_MAX),
	{ .kind = FIELD_END },
};
static const struct form_def new_form = { .name = "passkey_new",
					  .fields = new_fields,
					  .submit = T_ACCOUNT_PASSKEY_MAKE };

/* What only this session, this person and this handle can repeat. */
static const char *bound_to(struct ctx *cx, struct blob handle)
{
	return arena_printf(cx->arena, "%lld/%lld/%s", (long long)cx->actor->session_id,
			    (long long)cx->actor->user_id,
			    base64url(cx->arena, handle.p, handle.n));
}

/* Not while others may know his password. */
static enum err may_add(struct ctx *cx)
{
	return cx->actor->new_password ? refuse(cx, T_ACCOUNT_MUST_CHANGE) : ERR_OK;
}

static enum err ask_prepare(struct ctx *cx, struct req *r)
{
	struct wanted *w = ARENA_NEW(cx->arena, struct wanted);
	struct form *f = req_form(r);

	TRY(may_add(cx));
	if (!passkey_place(cx, req_header(r, "Host"), &w->place)) {
		form_problem(cx, f, -1, T_ACCOUNT_PASSKEY_PLACE, NULL);
		return ERR_OK;
	}
	TRY(account_ask_password(cx, f, A_PASSWORD));
	TRY(account_passkey_handle(cx, &w->handle));
	w->label = form_text(f, A_LABEL);
	w->bound = bound_to(cx, w->handle);
	req_set_data(r, w);
	return ERR_OK;
}

static enum err draw_make(struct ctx *cx, struct ui *u, const struct wanted *w)
{
	struct form *f = form_new(cx, &new_form);
	struct account_passkey *known;
	struct account me;
	struct buf out;
	struct json j;
	const char *options;
	size_t n;

	TRY(account_get(cx, cx->actor->user_id, &me));
	TRY(account_passkeys(cx, me.id, &known, &n));
	buf_init(&out, OPTIONS_MAX);
	json_init(&j, &out);
	put_new(cx, &j, w, &me, known, n);
	options = buf_ok(&out) ? arena_strndup(cx->arena, out.data, out.len) : NULL;
	buf_release(&out);
	if (!options)
		return err_set(cx, ERR_TOOBIG, "options of a passkey");
	form_set_text(cx, f, N_LABEL, w->label);
	form_set_text(cx, f, N_HANDLE, base64url(cx->arena, w->handle.p, w->handle.n));
	ui_text(u, text_fill(cx, T_ACCOUNT_PASSKEY_MAKE_LEAD, w->label, NULL));
	ui_value(u, "options", options);
	ui_form(u, "passkey_new",
		&(struct ui_form){
		    .action = OWN "/simpan", .def = &new_form, .form = f, .passkey = options });
	return ERR_OK;
}

static void draw_ask(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r) ? form_as(cx, req_form(r), &ask_form) : NULL;

	ui_form(u, "passkey_ask", &(struct ui_form){ .action = OWN, .def = &ask_form, .form = f });
}

static enum err add_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct wanted *w = req_data(r);
	bool asked = w && form_ok(req_form(r)) && form_def_of(req_form(r)) == &ask_form;

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_PASSKEY_ADD),
				       .lead = text(cx, T_ACCOUNT_PASSKEYS_LEAD),
				       .parent = "/saya",
				       .parent_title = text(cx, T_ACCOUNT_ME) });
	ui_passkey_none(u, text(cx, T_ACCOUNT_PASSKEY_CANNOT));
	if (asked)
		TRY(draw_make(cx, u, w));
	else
		draw_ask(cx, r, u);
	return ui_end(u);
}

struct fresh {
	struct passkey_made made;
	struct passkey_place place;
	struct blob handle;
};

static enum err take(struct ctx *cx, struct req *r, struct fresh *w)
{
	const struct form *f = req_form(r);
	struct blob client, data;

	if (!passkey_place(cx, req_header(r, "Host"), &w->place) ||
	    !passkey_bytes(cx, form_text(f, N_HANDLE), PASSKEY_HANDLE, &w->handle) ||
	    !passkey_bytes(cx, form_text(f, N_CLIENT), PASSKEY_CLIENT_MAX, &client) ||
	    !passkey_bytes(cx, form_text(f, N_DATA), PASSKEY_DATA_MAX, &data))
		return err_set(cx, ERR_INVALID, "passkey: not what a browser sends");
	return passkey_take(cx, &w->place, bound_to(cx, w->handle), client, data, &w->made);
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct fresh *w = ARENA_NEW(cx->arena, struct fresh);
	enum err e;

	TRY(may_add(cx));
	e = take(cx, r, w);
	if (e != ERR_INVALID) {
		req_set_data(r, w);
		return e;
	}
	err_clear(cx);
	form_problem(cx, req_form(r), -1, T_ACCOUNT_PASSKEY_AGAIN, NULL);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct fresh *w = req_data(r);

	TRY(account_passkey_add(cx, form_text(req_form(r), N_LABEL), w->place.rp, w->handle,
				&w->made, &resp->id));
	resp_see(cx, resp, T_ACCOUNT_PASSKEY_ADDED, "/saya#kunci-sandi");
	return ERR_OK;
}

/* ---- one of them --------------------------------------------------------------------------- */

static const struct field rename_fields[] = { [A_LABEL] = LABEL_FIELD, { .kind = FIELD_END } };
static const struct form_def rename_form = { .name = "passkey_rename",
					     .fields = rename_fields,
					     .submit = T_ACCOUNT_SAVE };
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def remove_form = { .name = "passkey_remove",
					     .fields = no_fields,
					     .submit = T_ACCOUNT_PASSKEY_REMOVE };

/* How he signs in when it is gone. */
static enum err what_remains(struct ctx *cx, const char **ret)
{
	struct account_passkey *list;
	struct account me;
	size_t n;

	TRY(account_get(cx, cx->actor->user_id, &me));
	TRY(account_passkeys(cx, me.id, &list, &n));
	if (n > 1)
		*ret = text_fill(cx, T_ACCOUNT_PASSKEY_REMAIN_MORE, say_number(cx, (int64_t)n - 1),
				 NULL);
	else
		*ret = text(cx, me.has_totp ? T_ACCOUNT_PASSKEY_REMAIN_CODE
					    : T_ACCOUNT_PASSKEY_REMAIN_PASSWORD);
	return ERR_OK;
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *path = arena_printf(cx->arena, OWN "/%lld", (long long)req_id(r));
	struct form *f = req_form_of(r, &rename_form);
	struct account_passkey p;
	struct passkey_line line;
	const char *remains;

	TRY(account_passkey_get(cx, req_id(r), &p));
	TRY(what_remains(cx, &remains));
	if (!f) {
		f = form_new(cx, &rename_form);
		form_set_text(cx, f, A_LABEL, p.label);
	}
	line = line_of(cx, &p);
	ui_begin(u, &(struct ui_page){ .title = p.label,
				       .parent = "/saya",
				       .parent_title = text(cx, T_ACCOUNT_ME) });
	if (p.copied)
		ui_note(u, UI_BAD, NULL, text(cx, T_ACCOUNT_PASSKEY_DOUBT));
	ui_record(u, "passkey", &table, &line);
	ui_form(u, "rename", &(struct ui_form){ .action = path, .def = &rename_form, .form = f });
	ui_heading(u, text(cx, T_ACCOUNT_PASSKEY_REMOVE), "hapus");
	ui_text(u, remains);
	ui_form(u, "remove",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/hapus", path),
				   .def = &remove_form,
				   .danger = true });
	return ui_end(u);
}

static enum err rename_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_passkey_rename(cx, req_id(r), form_text(req_form(r), A_LABEL)));
	resp_see(cx, resp, T_ACCOUNT_SAVED, "/saya#kunci-sandi");
	return ERR_OK;
}

static enum err remove_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct account_passkey *left;
	size_t n;

	TRY(account_passkey_remove(cx, req_id(r)));
	TRY(account_passkeys(cx, cx->actor->user_id, &left, &n));
	resp_see(cx, resp, n > 0 ? T_ACCOUNT_PASSKEY_REMOVED : T_ACCOUNT_PASSKEY_REMOVED_LAST,
		 "/saya#kunci-sandi");
	return ERR_OK;
}

/* ---- routes -------------------------------------------------------------------------------- */

const struct route passkey_routes[] = {
	{ .method = POST,
	  .path = "/masuk/kunci-sandi/mulai",
	  .perm = PERM_NONE,
	  .flags = ROUTE_RAW | ROUTE_READ_POST | ROUTE_NO_ONCE | ROUTE_NO_CSRF | ROUTE_NO_MENU,
	  .repr = REPR_JSON,
	  .title = T_ACCOUNT_PASSKEY_CHALLENGE,
	  .raw = challenge_raw },
	{ .method = POST,
	  .path = "/masuk/kunci-sandi",
	  .perm = PERM_NONE,
	  .flags = ROUTE_NO_ONCE | ROUTE_NO_CSRF | ROUTE_NO_MENU,
	  .title = T_ACCOUNT_PASSKEY_SIGN_IN,
	  .form = &sign_in_form,
	  .page = account_sign_in_page,
	  .prepare = sign_in_prepare,
	  .commit = sign_in_commit },
	{ .method = GET,
	  .path = OWN,
	  .perm = PERM_SELF,
	  .flags = ROUTE_NO_MENU | ROUTE_SETUP,
	  .title = T_ACCOUNT_PASSKEY_ADD,
	  .page = add_page },
	{ .method = POST,
	  .path = OWN,
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION | ROUTE_SETUP,
	  .title = T_ACCOUNT_PASSKEY_ADD,
	  .form = &ask_form,
	  .page = add_page,
	  .prepare = ask_prepare },
	{ .method = POST,
	  .path = OWN "/simpan",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION | ROUTE_SETUP,
	  .title = T_ACCOUNT_PASSKEY_MAKE,
	  .form = &new_form,
	  .page = add_page,
	  .prepare = new_prepare,
	  .commit = new_commit },
	{ .method = GET,
	  .path = OWN "/{id}",
	  .perm = PERM_SELF,
	  .flags = ROUTE_NO_MENU,
	  .title = T_ACCOUNT_PASSKEY,
	  .page = one_page },
	{ .method = POST,
	  .path = OWN "/{id}",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .title = T_ACCOUNT_PASSKEY,
	  .form = &rename_form,
	  .page = one_page,
	  .commit = rename_commit },
	{ .method = POST,
	  .path = OWN "/{id}/hapus",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .title = T_ACCOUNT_PASSKEY_REMOVE,
	  .form = &remove_form,
	  .page = one_page,
	  .commit = remove_commit },
	{ .method = 0 },
};
