/* Signing in and out, the own account: password, second factor, sessions, tokens, language. */
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/account/account_sql.h"
#include "feature/account/account_web.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/http/http.h"
#include "text/account.h"

/* ---- signing in ---------------------------------------------------------------------------- */

enum { S_BACK, S_LOGIN, S_PASSWORD, S_CODE };

#define SIGN_IN_FIELDS                                \
	[S_BACK] = { .name = "kembali",               \
		     .kind = FIELD_HIDDEN,            \
		     .label = T_ACCOUNT_SIGN_IN,      \
		     .max = 400 },                    \
	[S_LOGIN] = { .name = "login",                \
		      .kind = FIELD_TEXT,             \
		      .label = T_ACCOUNT_LOGIN,       \
		      .required = true,               \
		      .max = 40,                      \
		      .autocomplete = "username" },   \
	[S_PASSWORD] = { .name = "password",          \
			 .kind = FIELD_PASSWORD,      \
			 .label = T_ACCOUNT_PASSWORD, \
			 .required = true,            \
			 .autocomplete = "current-password" }

static const struct field back_fields[] = {
	[S_BACK] = { .name = "kembali",
		     .kind = FIELD_HIDDEN,
		     .label = T_ACCOUNT_SIGN_IN,
		     .max = 400 },
	{ .kind = FIELD_END },
};
static const struct form_def back_form = { .name = "sign_in_back",
					   .fields = back_fields,
					   .submit = T_ACCOUNT_SIGN_IN };

static const struct field sign_in_fields[] = { SIGN_IN_FIELDS, { .kind = FIELD_END } };
static const struct form_def sign_in_form = { .name = "sign_in",
					      .fields = sign_in_fields,
					      .submit = T_ACCOUNT_SIGN_IN };

static const struct field sign_in_code_fields[] = {
	SIGN_IN_FIELDS,
	[S_CODE] = { .name = "code",
		     .kind = FIELD_TEXT,
		     .label = T_ACCOUNT_CODE,
		     .hint = T_ACCOUNT_CODE_HINT,
		     .required = true,
		     .max = 10,
		     .autocomplete = "one-time-code" },
	{ .kind = FIELD_END },
};
static const struct form_def sign_in_code_form = { .name = "sign_in_code",
						   .fields = sign_in_code_fields,
						   .submit = T_ACCOUNT_SIGN_IN };

/* What prepare found out: who signs in, or that the code is still missing. */
struct sign_in {
	struct auth_account account;
	bool need_code;
};

const char *account_local_path(const char *path)
{
	if (!path || path[0] != '/' || path[1] == '/' || path[1] == '\\')
		return "/";
	for (const char *p = path; *p; p++)
		if ((unsigned char)*p < 0x21 || *p == 0x7f)
			return "/";
	return path;
}

static enum err sample_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	size_t n = cx->app->n_sample_logins;
	struct option *items = ARENA_ARRAY(cx->arena, n + 1, struct option);

	(void)f;
	for (size_t i = 0; i < n; i++) {
		const struct sample_login *s = &cx->app->sample_logins[i];
		items[i] = (struct option){ .value = s->login,
					    .label = arena_printf(cx->arena, "%s (%s)", s->what,
								  s->login) };
	}
	*ret = (struct options){ .items = items, .n = n };
	return ERR_OK;
}

/* Drawn only: what it sends is read by the form of /masuk. */
static const struct field sample_fields[] = {
	[S_BACK] = { .name = "kembali",
		     .kind = FIELD_HIDDEN,
		     .label = T_ACCOUNT_SIGN_IN,
		     .max = 400 },
	[S_LOGIN] = { .name = "login",
		      .kind = FIELD_REF,
		      .label = T_ACCOUNT_SAMPLE_AS,
		      .required = true,
		      .options = sample_options },
	[S_PASSWORD] = { .name = "password", .kind = FIELD_HIDDEN, .label = T_ACCOUNT_PASSWORD },
	{ .kind = FIELD_END },
};
static const struct form_def sample_form = { .name = "sample_sign_in",
					     .fields = sample_fields,
					     .submit = T_ACCOUNT_SAMPLE_ENTER };

/* Whom one may be in a sample city: chosen, not typed. */
static void draw_sample(struct ctx *cx, struct ui *u, const char *back)
{
	struct form *f = form_new(cx, &sample_form);

	if (cx->app->n_sample_logins == 0)
		return;
	form_set_text(cx, f, S_BACK, back);
	form_set_text(cx, f, S_PASSWORD, cx->app->sample_password);
	ui_note(u, UI_INFO, text(cx, T_ACCOUNT_SAMPLE),
		text_fill(cx, T_ACCOUNT_SAMPLE_PASSWORD, cx->app->sample_password, NULL));
	ui_form(u, "sample_sign_in",
		&(struct ui_form){
		    .action = "/masuk", .def = &sample_form, .form = f, .secondary = true });
}

enum err account_sign_in_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct sign_in *s = req_data(r);
	const struct form_def *def = form_def_of(req_form(r));
	bool with_code = def == &sign_in_code_form || (s && s->need_code);
	const struct form_def *draw = with_code ? &sign_in_code_form : &sign_in_form;
	struct form *f = def == draw ? req_form(r) : form_new(cx, draw);

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_SIGN_IN),
				       .lead = text(cx, T_ACCOUNT_SIGN_IN_LEAD),
				       .bare = true });
	ui_waits(u);
	if (def != draw) {
		form_set_text(cx, f, S_BACK, form_text(req_form(r), S_BACK));
		if (with_code)
			form_set_text(cx, f, S_LOGIN, form_text(req_form(r), S_LOGIN));
	}
	if (s && s->need_code)
		ui_note(u, UI_INFO, text(cx, T_ACCOUNT_CODE), text(cx, T_ACCOUNT_CODE_AGAIN));
	ui_form(u, "sign_in",
		&(struct ui_form){ .action = with_code ? "/masuk/kode" : "/masuk",
				   .def = draw,
				   .form = f,
				   .focus = true });
	passkey_draw_sign_in(cx, r, u, form_text(f, S_BACK));
	ui_small(u, text(cx, T_ACCOUNT_FORGOTTEN));
	draw_sample(cx, u, form_text(f, S_BACK));
	return ui_end(u);
}

static enum err sign_in_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	struct sign_in *s = ARENA_NEW(cx->arena, struct sign_in);
	bool with_code = form_def_of(f) == &sign_in_code_form;
	enum err e = auth_check(cx, form_text(f, S_LOGIN), form_text(f, S_PASSWORD),
				with_code ? form_text(f, S_CODE) : NULL, req_remote(r), &s->account,
				&s->need_code);

	req_set_data(r, s);
	if (e != ERR_UNAUTH)
		return e;
	/* One sentence for every wrong input: nobody learns which names exist. */
	err_clear(cx);
	form_problem(cx, f, -1, s->need_code ? T_ACCOUNT_NEED_CODE : T_ACCOUNT_WRONG, NULL);
	return ERR_OK;
}

enum err account_sign_in_done(struct ctx *cx, struct req *r, struct resp *resp,
			      const struct auth_account *a, bool by_passkey, const char *back)
{
	char token[AUTH_TOKEN_SIZE];
	struct actor actor;
	int64_t expires;
	bool doubt;

	TRY(session_open(cx, a->id, req_remote(r), req_header(r, "User-Agent"), token));
	TRY(session_find(cx, token, &actor, &expires));
	if (by_passkey)
		TRY(session_prove(cx, actor.session_id));
	TRY(audit_leaf(cx, by_passkey ? "account.sign_in_passkey" : "account.sign_in", a->id,
		       NULL));
	TRY(account_passkey_doubt(cx, a->id, &doubt));
	resp_session(cx, resp, token);
	if (a->must_change)
		resp_see(cx, resp, T_ACCOUNT_MUST_CHANGE, "/sandi");
	else if (!by_passkey && auth_owes_factor(&actor, cx->now))
		resp_see(cx, resp, T__NONE, "/saya/kode");
	else if (doubt)
		resp_see(cx, resp, T__NONE, "/saya#kunci-sandi");
	else
		resp_see(cx, resp, T__NONE, "%s", account_local_path(back));
	return ERR_OK;
}

static enum err sign_in_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct sign_in *s = req_data(r);

	return account_sign_in_done(cx, r, resp, &s->account, false,
				    form_text(req_form(r), S_BACK));
}

static enum err sign_out_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	if (cx->actor->session_id)
		TRY(session_close(cx, cx->actor->session_id));
	TRY(audit_leaf(cx, "account.sign_out", cx->actor->user_id, NULL));
	resp_session(cx, resp, NULL);
	resp_see(cx, resp, T_ACCOUNT_SIGNED_OUT, "/masuk");
	return ERR_OK;
}

/* ---- language ------------------------------------------------------------------------------ */

enum { L_LANG, L_BACK };

static const struct member langs[] = {
	[LANG_ID] = { "id", T_ACCOUNT_LANG_ID, T__NONE },
	[LANG_EN] = { "en", T_ACCOUNT_LANG_EN, T__NONE },
	{ NULL, T__NONE, T__NONE },
};
static const struct field lang_fields[] = {
	[L_LANG] = { .name = "lang",
		     .kind = FIELD_ENUM,
		     .label = T_ACCOUNT_LANG,
		     .required = true,
		     .members = langs },
	[L_BACK] = { .name = "back", .kind = FIELD_HIDDEN, .label = T_ACCOUNT_LANG, .max = 400 },
	{ .kind = FIELD_END },
};
static const struct form_def lang_form = { .name = "language",
					   .fields = lang_fields,
					   .submit = T_ACCOUNT_SAVE };

/* The page he was on; where an act alone answers, the page above it. */
static const char *page_at(struct ctx *cx, const char *path)
{
	char *up = arena_strdup(cx->arena, account_local_path(path)), *slash;

	while (http_route_find(cx->app, GET, up) == NULL) {
		slash = strrchr(up, '/');
		if (slash == NULL || slash == up)
			return "/";
		*slash = '\0';
	}
	return up;
}

static enum err lang_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	enum lang lang = form_int(f, L_LANG, LANG_ID) == LANG_EN ? LANG_EN : LANG_ID;

	if (cx->actor->user_id)
		TRY(account_set_lang(cx, lang));
	resp->cookie = arena_printf(cx->arena, "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax%s",
				    langs[lang].value, cx->app->https ? "; Secure" : "");
	resp_see(cx, resp, T__NONE, "%s", page_at(cx, form_text(f, L_BACK)));
	return ERR_OK;
}

/* ---- password ------------------------------------------------------------------------------ */

enum { P_OLD, P_NEW, P_AGAIN };

static enum err password_same(struct ctx *cx, struct form *f)
{
	if (!form_faulty(f, P_NEW) && !str_eq(form_text(f, P_NEW), form_text(f, P_AGAIN)))
		form_problem(cx, f, P_AGAIN, T_ACCOUNT_NOT_SAME, NULL);
	return ERR_OK;
}

static const struct field password_fields[] = {
	[P_OLD] = { .name = "old",
		    .kind = FIELD_PASSWORD,
		    .label = T_ACCOUNT_PASSWORD_OLD,
		    .required = true,
		    .autocomplete = "current-password" },
	[P_NEW] = { .name = "new",
		    .kind = FIELD_PASSWORD,
		    .label = T_ACCOUNT_PASSWORD_NEW,
		    .hint = T_ACCOUNT_PASSWORD_HINT,
		    .required = true,
		    .autocomplete = "new-password" },
	[P_AGAIN] = { .name = "again",
		      .kind = FIELD_PASSWORD,
		      .label = T_ACCOUNT_PASSWORD_AGAIN,
		      .required = true,
		      .autocomplete = "new-password" },
	{ .kind = FIELD_END },
};
static const struct form_def password_form = { .name = "password",
					       .fields = password_fields,
					       .check = password_same,
					       .submit = T_ACCOUNT_PASSWORD_SAVE };

static enum err password_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_PASSWORD_TITLE),
				       .lead = text(cx, T_ACCOUNT_PASSWORD_LEAD),
				       .parent = "/saya",
				       .parent_title = text(cx, T_ACCOUNT_ME) });
	ui_form(u, "password",
		&(struct ui_form){ .action = "/sandi",
				   .def = &password_form,
				   .form = req_form_of(r, &password_form) });
	return ui_end(u);
}

enum err account_hash_checked(struct ctx *cx, struct form *f, int field, const char *login,
			      const char *name, char **ret_hash)
{
	const char *fault = password_fault(form_text(f, field), login, name);

	*ret_hash = NULL;
	if (fault) {
		form_problem(cx, f, field, text_find(fault), NULL);
		return ERR_OK;
	}
	return password_hash(cx, form_text(f, field), ret_hash);
}

enum err account_ask_password(struct ctx *cx, struct form *f, int field)
{
	const char *key = arena_printf(cx->arena, "sandi/%lld/%lld", (long long)cx->city,
				       (long long)cx->actor->user_id);
	bool right;

	if (!rate_allow(key, 5, 15 * USEC_MINUTE, cx->now))
		return err_set(cx, ERR_LIMIT, "too many tries of the old password");
	TRY(account_check_password(cx, form_text(f, field), &right));
	if (!right)
		form_problem(cx, f, field, T_ACCOUNT_PASSWORD_OLD_WRONG, NULL);
	return ERR_OK;
}

static enum err password_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	struct account me;
	char *hash;

	TRY(account_get(cx, cx->actor->user_id, &me));
	TRY(account_ask_password(cx, f, P_OLD));
	if (!form_ok(f))
		return ERR_OK;
	if (str_eq(form_text(f, P_OLD), form_text(f, P_NEW))) {
		form_problem(cx, f, P_NEW, T_ACCOUNT_PASSWORD_UNCHANGED, NULL);
		return ERR_OK;
	}
	TRY(account_hash_checked(cx, f, P_NEW, me.login, me.name, &hash));
	req_set_data(r, hash);
	return ERR_OK;
}

static enum err password_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_change_password(cx, req_data(r)));
	resp_see(cx, resp, T_ACCOUNT_PASSWORD_SAVED, "/");
	return ERR_OK;
}

/* ---- second factor ------------------------------------------------------------------------- */

enum { SECRET_BYTES = 20, SECRET_TEXT = 33 };
enum { F_SECRET, F_CODE };

static const struct field factor_fields[] = {
	[F_SECRET] = { .name = "secret",
		       .kind = FIELD_HIDDEN,
		       .label = T_ACCOUNT_CODE,
		       .required = true,
		       .max = 40 },
	[F_CODE] = { .name = "code",
		     .kind = FIELD_TEXT,
		     .label = T_ACCOUNT_CODE,
		     .hint = T_ACCOUNT_CODE_HINT,
		     .required = true,
		     .max = 10,
		     .autocomplete = "one-time-code" },
	{ .kind = FIELD_END },
};
static const struct form_def factor_form = { .name = "second_factor",
					     .fields = factor_fields,
					     .submit = T_ACCOUNT_FACTOR_ON };

static const struct field factor_off_fields[] = { { .kind = FIELD_END } };
static const struct form_def factor_off_form = { .name = "second_factor_off",
						 .fields = factor_off_fields,
						 .submit = T_ACCOUNT_FACTOR_OFF };

/* Base32 (RFC 4648) of 20 bytes: 32 signs, no padding.  It is what the applications read. */
static void secret_text(const unsigned char secret[static SECRET_BYTES],
			char out[static SECRET_TEXT])
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	for (size_t i = 0; i < SECRET_TEXT - 1; i++) {
		size_t bit = i * 5;
		unsigned two = (unsigned)secret[bit / 8] << 8;

		if (bit / 8 + 1 < SECRET_BYTES)
			two |= secret[bit / 8 + 1];
		out[i] = signs[two >> (11 - bit % 8) & 31];
	}
	out[SECRET_TEXT - 1] = '\0';
}

static bool secret_of_text(const char *text, unsigned char secret[static SECRET_BYTES])
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	if (!text || strlen(text) != SECRET_TEXT - 1)
		return false;
	memset(secret, 0, SECRET_BYTES);
	for (size_t i = 0; i < SECRET_TEXT - 1; i++) {
		const char *at = strchr(signs, text[i]);

		if (!at)
			return false;
		for (unsigned b = 0; b < 5; b++)
			if ((at - signs) >> (4 - b) & 1)
				secret[(i * 5 + b) / 8] |= (unsigned char)(0x80 >> (i * 5 + b) % 8);
	}
	return true;
}

/* Why he is here, when his role needs it: the other way stands beside. */
static void draw_owed(struct ctx *cx, struct ui *u, const struct account *me)
{
	if (cx->actor->factor_at == 0)
		return;
	ui_note(u, UI_WARN, text(cx, T_ACCOUNT_FACTOR_OWED),
		me->has_passkey ? text(cx, T_ACCOUNT_FACTOR_OWED_PASSKEY)
				: text_fill(cx, T_ACCOUNT_FACTOR_OWED_TEXT,
					    account_roles_text(cx, me->roles), NULL));
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_ACCOUNT_PASSKEY_ADD),
					.href = "/saya/kunci-sandi" },
		   1);
}

static enum err factor_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &factor_form);
	struct account me;

	TRY(account_get(cx, cx->actor->user_id, &me));
	if (!f || !form_text(f, F_SECRET)) {
		unsigned char secret[SECRET_BYTES];
		char out[SECRET_TEXT];

		rng_bytes(secret, sizeof(secret));
		secret_text(secret, out);
		f = form_new(cx, &factor_form);
		form_set_text(cx, f, F_SECRET, out);
		explicit_bzero(secret, sizeof(secret));
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_FACTOR_TITLE),
				       .lead = text(cx, T_ACCOUNT_FACTOR_LEAD),
				       .parent = "/saya",
				       .parent_title = text(cx, T_ACCOUNT_ME) });
	draw_owed(cx, u, &me);
	ui_qr(u,
	      arena_printf(cx->arena, "otpauth://totp/Melaju:%s?secret=%s&issuer=Melaju", me.login,
			   form_text(f, F_SECRET)),
	      text(cx, T_ACCOUNT_FACTOR_SCAN));
	ui_code(u, NULL, text(cx, T_ACCOUNT_FACTOR_TYPE), form_text(f, F_SECRET));
	ui_form(u, "second_factor",
		&(struct ui_form){ .action = "/saya/kode", .def = &factor_form, .form = f });
	return ui_end(u);
}

static enum err factor_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	unsigned char secret[SECRET_BYTES];

	if (!secret_of_text(form_text(f, F_SECRET), secret)) {
		form_problem(cx, f, -1, T_ACCOUNT_FACTOR_AGAIN, NULL);
		return ERR_OK;
	}
	if (!totp_check(secret, sizeof(secret), form_text(f, F_CODE), cx->now, NULL))
		form_problem(cx, f, F_CODE, T_ACCOUNT_FACTOR_WRONG, NULL);
	req_set_data(r, arena_memdup(cx->arena, secret, sizeof(secret)));
	explicit_bzero(secret, sizeof(secret));
	return ERR_OK;
}

static enum err factor_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_set_totp(cx, req_data(r), SECRET_BYTES));
	resp_see(cx, resp, T_ACCOUNT_FACTOR_IS_ON, "/saya");
	return ERR_OK;
}

static enum err factor_off_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	TRY(account_set_totp(cx, NULL, 0));
	resp_see(cx, resp, T_ACCOUNT_FACTOR_IS_OFF, "/saya");
	return ERR_OK;
}

/* ---- sessions and tokens ------------------------------------------------------------------- */

enum { I_ID };

static const struct field end_fields[] = {
	[I_ID] = { .name = "id", .kind = FIELD_ID, .label = T_ACCOUNT_SESSION, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def session_end_form = { .name = "session_end",
						  .fields = end_fields,
						  .submit = T_ACCOUNT_SESSION_END };
static const struct form_def token_end_form = { .name = "token_end",
						.fields = end_fields,
						.submit = T_ACCOUNT_TOKEN_END };

enum { T_LABEL, T_DAYS, T_WRITE };

static const struct field token_fields[] = {
	[T_LABEL] = { .name = "label",
		      .kind = FIELD_TEXT,
		      .label = T_ACCOUNT_TOKEN_LABEL,
		      .hint = T_ACCOUNT_TOKEN_LABEL_HINT,
		      .required = true,
		      .max = 80 },
	[T_DAYS] = { .name = "days",
		     .kind = FIELD_INT,
		     .label = T_ACCOUNT_TOKEN_DAYS,
		     .required = true,
		     .min_value = 1,
		     .max_value = 366 },
	[T_WRITE] = { .name = "write", .kind = FIELD_BOOL, .label = T_ACCOUNT_TOKEN_WRITE },
	{ .kind = FIELD_END },
};
static const struct form_def token_form = { .name = "token_new",
					    .fields = token_fields,
					    .submit = T_ACCOUNT_TOKEN_NEW };

/* What a token may that only reads: every permission whose name says so. */
static permset reading_perms(void)
{
	permset set = (permset)1 << PERM_SELF | (permset)1 << PERM_EXPORT;

	for (int p = 0; p < PERM__MAX; p++)
		if (str_ends(perm_name((enum perm)p), "_READ"))
			set |= (permset)1 << p;
	return set;
}

static enum err token_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	permset perms = cx->actor->perms & (form_bool(f, T_WRITE) ? ~(permset)0 : reading_perms());
	int64_t expires = cx->now + form_int(f, T_DAYS, 1) * USEC_DAY;
	char token[AUTH_TOKEN_SIZE];

	TRY(token_create(cx, form_text(f, T_LABEL), perms, expires, token, &resp->id));
	TRY(audit_leaf(cx, "account.token_create", cx->actor->user_id,
		       arena_printf(cx->arena, "token=%lld;perms=%llx", (long long)resp->id,
				    (unsigned long long)perms)));
	resp->secret = arena_strdup(cx->arena, token);
	/* Shown once on the next page: only its hash is kept. */
	resp->cookie =
	    arena_printf(cx->arena, "kunci=%s; Path=/saya; Max-Age=60; HttpOnly; SameSite=Strict%s",
			 token, cx->app->https ? "; Secure" : "");
	resp_see(cx, resp, T_ACCOUNT_TOKEN_MADE, "/saya#kunci");
	return ERR_OK;
}

static enum err token_end_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_token_end(cx, form_id(req_form(r), I_ID)));
	resp_see(cx, resp, T_ACCOUNT_TOKEN_ENDED, "/saya");
	return ERR_OK;
}

static enum err session_end_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_session_end(cx, form_id(req_form(r), I_ID)));
	resp_see(cx, resp, T_ACCOUNT_SESSION_ENDED, "/saya");
	return ERR_OK;
}

static const char *new_token(struct ctx *cx, const struct req *r)
{
	const char *cookie = req_header(r, "Cookie");
	const char *at = cookie ? strstr(cookie, "kunci=") : NULL;

	if (!at || (at != cookie && at[-1] != ' '))
		return NULL;
	at += strlen("kunci=");
	return arena_strndup(cx->arena, at, strcspn(at, "; "));
}

/* ---- the own page -------------------------------------------------------------------------- */

static void end_button(struct ctx *cx, struct ui *u, const struct form_def *def, const char *action,
		       int64_t id)
{
	struct form *f = form_new(cx, def);

	form_set_int(cx, f, I_ID, id);
	ui_form(u, NULL,
		&(struct ui_form){ .action = action, .def = def, .form = f, .secondary = true });
}

static enum err draw_sessions(struct ctx *cx, struct ui *u)
{
	struct user_sessions_row *rows;
	size_t n;

	TRY(user_sessions_all(cx, &rows, &n));
	ui_heading(u, text(cx, T_ACCOUNT_SESSIONS), "sesi");
	for (size_t i = 0; i < n; i++) {
		bool current = rows[i].id == cx->actor->session_id;

		ui_card_begin(u, text(cx, current ? T_ACCOUNT_SESSION_THIS : T_ACCOUNT_SESSION));
		ui_facts(u, NULL,
			 (struct ui_fact[]){ { .name = "agent",
					       .label = text(cx, T_ACCOUNT_SESSION_AGENT),
					       .value = browser_words(cx->arena, rows[i].agent) },
					     { .name = "remote",
					       .label = text(cx, T_ACCOUNT_SESSION_REMOTE),
					       .value = rows[i].remote },
					     { .name = "opened_at",
					       .label = text(cx, T_ACCOUNT_SESSION_OPENED),
					       .value = say_instant_short(cx, rows[i].opened_at) },
					     { .name = "seen_at",
					       .label = text(cx, T_ACCOUNT_SESSION_SEEN),
					       .value = say_when(cx, rows[i].seen_at) } },
			 4);
		if (!current)
			end_button(cx, u, &session_end_form, "/saya/sesi/akhiri", rows[i].id);
		ui_card_end(u);
	}
	return ERR_OK;
}

static enum err draw_tokens(struct ctx *cx, const struct req *r, struct ui *u)
{
	struct user_tokens_row *rows;
	const char *token = new_token(cx, r);
	struct form *f = form_new(cx, &token_form), *typed = req_form_of(r, &token_form);
	size_t n;

	TRY(user_tokens_all(cx, &rows, &n));
	ui_heading(u, text(cx, T_ACCOUNT_TOKENS), "kunci");
	ui_small(u, text(cx, T_ACCOUNT_TOKENS_LEAD));
	if (token) {
		ui_code(u, NULL, text(cx, T_ACCOUNT_TOKEN_ONCE), token);
		ui_small(u, text(cx, T_ACCOUNT_TOKEN_ONCE_HINT));
	}
	for (size_t i = 0; i < n; i++) {
		ui_card_begin(u, rows[i].label);
		ui_small(u, text_fill(cx, T_ACCOUNT_TOKEN_DATES,
				      say_instant_short(cx, rows[i].made_at),
				      say_instant_short(cx, rows[i].expires_at), NULL));
		end_button(cx, u, &token_end_form, "/saya/kunci/cabut", rows[i].id);
		ui_card_end(u);
	}
	form_set_int(cx, f, T_DAYS, 90);
	ui_form(u, "token_new",
		&(struct ui_form){ .action = "/saya/kunci",
				   .def = &token_form,
				   .form = typed ? typed : f,
				   .title = text(cx, T_ACCOUNT_TOKEN_NEW),
				   .folded = true,
				   .secondary = true });
	return ERR_OK;
}

static enum err draw_language(struct ctx *cx, struct ui *u, enum lang lang)
{
	struct form *f = form_new(cx, &lang_form);

	form_set_text(cx, f, L_LANG, langs[lang].value);
	form_set_text(cx, f, L_BACK, "/saya");
	ui_heading(u, text(cx, T_ACCOUNT_LANG), "bahasa");
	ui_form(u, "language",
		&(struct ui_form){
		    .action = "/bahasa", .def = &lang_form, .form = f, .secondary = true });
	return ERR_OK;
}

static enum err me_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct account me;

	TRY(account_get(cx, cx->actor->user_id, &me));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_ME), .nav = "/saya" });
	ui_facts(
	    u, "account",
	    (struct ui_fact[]){
		{ .name = "name", .label = text(cx, T_ACCOUNT_NAME), .value = me.name },
		{ .name = "login", .label = text(cx, T_ACCOUNT_LOGIN), .value = me.login },
		{ .name = "unit",
		  .label = text(cx, T_ACCOUNT_UNIT),
		  .value = me.unit_name ? me.unit_name : text(cx, T_ACCOUNT_WHOLE_CITY) },
		{ .name = "roles",
		  .label = text(cx, T_ACCOUNT_ROLES),
		  .value = account_roles_text(cx, me.roles) },
		{ .name = "second_factor",
		  .label = text(cx, T_ACCOUNT_FACTOR_TITLE),
		  .value = text(cx, me.has_totp ? T_ACCOUNT_FACTOR_YES : T_ACCOUNT_FACTOR_NO) } },
	    5);
	/* The rest is done in a session alone: a token is not offered it. */
	if (cx->actor->session_id == 0)
		return ui_end(u);
	ui_actions(
	    u,
	    (struct ui_action[]){
		{ .label = text(cx, T_ACCOUNT_PASSWORD_TITLE), .href = "/sandi" },
		{ .label = text(cx, me.has_totp ? T_ACCOUNT_FACTOR_OFF : T_ACCOUNT_FACTOR_ON),
		  .href = me.has_totp ? "/saya/kode/lepas" : "/saya/kode",
		  .post = me.has_totp ? &factor_off_form : NULL } },
	    2);
	TRY(passkey_draw_own(cx, u));
	TRY(draw_sessions(cx, u));
	TRY(draw_tokens(cx, r, u));
	TRY(draw_language(cx, u, me.lang));
	return ui_end(u);
}

/* ---- routes -------------------------------------------------------------------------------- */

const struct route account_routes[] = {
	{ .method = GET,
	  .path = "/masuk",
	  .perm = PERM_NONE,
	  .flags = ROUTE_NO_MENU,
	  .title = T_ACCOUNT_SIGN_IN,
	  .form = &back_form,
	  .page = account_sign_in_page },
	{ .method = POST,
	  .path = "/masuk",
	  .perm = PERM_NONE,
	  .flags = ROUTE_NO_ONCE | ROUTE_NO_CSRF | ROUTE_NO_MENU,
	  .title = T_ACCOUNT_SIGN_IN,
	  .form = &sign_in_form,
	  .page = account_sign_in_page,
	  .prepare = sign_in_prepare,
	  .commit = sign_in_commit },
	{ .method = POST,
	  .path = "/masuk/kode",
	  .perm = PERM_NONE,
	  .flags = ROUTE_NO_ONCE | ROUTE_NO_CSRF | ROUTE_NO_MENU,
	  .title = T_ACCOUNT_SIGN_IN,
	  .form = &sign_in_code_form,
	  .page = account_sign_in_page,
	  .prepare = sign_in_prepare,
	  .commit = sign_in_commit },
	{ .method = POST,
	  .path = "/keluar",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION | ROUTE_NO_ONCE | ROUTE_NO_MENU | ROUTE_SETUP | ROUTE_PASSWORD,
	  .title = T_ACCOUNT_SIGN_OUT,
	  .commit = sign_out_commit },
	{ .method = POST,
	  .path = "/bahasa",
	  .perm = PERM_NONE,
	  .flags = ROUTE_NO_ONCE | ROUTE_NO_CSRF | ROUTE_NO_MENU,
	  .title = T_ACCOUNT_LANG,
	  .form = &lang_form,
	  .page = account_sign_in_page,
	  .commit = lang_commit },
	{ .method = GET,
	  .path = "/sandi",
	  .perm = PERM_SELF,
	  .flags = ROUTE_NO_MENU | ROUTE_SETUP | ROUTE_PASSWORD,
	  .title = T_ACCOUNT_PASSWORD_TITLE,
	  .page = password_page },
	{ .method = POST,
	  .path = "/sandi",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION | ROUTE_SETUP | ROUTE_PASSWORD,
	  .title = T_ACCOUNT_PASSWORD_TITLE,
	  .form = &password_form,
	  .page = password_page,
	  .prepare = password_prepare,
	  .commit = password_commit },
	{ .method = GET,
	  .path = "/saya",
	  .perm = PERM_SELF,
	  .title = T_ACCOUNT_ME,
	  .page = me_page },
	{ .method = GET,
	  .path = "/saya/kode",
	  .perm = PERM_SELF,
	  .flags = ROUTE_NO_MENU | ROUTE_SETUP,
	  .title = T_ACCOUNT_FACTOR_TITLE,
	  .page = factor_page },
	{ .method = POST,
	  .path = "/saya/kode",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION | ROUTE_SETUP,
	  .title = T_ACCOUNT_FACTOR_TITLE,
	  .form = &factor_form,
	  .page = factor_page,
	  .prepare = factor_prepare,
	  .commit = factor_commit },
	{ .method = POST,
	  .path = "/saya/kode/lepas",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .title = T_ACCOUNT_FACTOR_OFF,
	  .form = &factor_off_form,
	  .page = me_page,
	  .commit = factor_off_commit },
	{ .method = POST,
	  .path = "/saya/sesi/akhiri",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .title = T_ACCOUNT_SESSION_END,
	  .form = &session_end_form,
	  .page = me_page,
	  .commit = session_end_commit },
	{ .method = POST,
	  .path = "/saya/kunci",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .title = T_ACCOUNT_TOKEN_NEW,
	  .form = &token_form,
	  .page = me_page,
	  .commit = token_commit },
	{ .method = POST,
	  .path = "/saya/kunci/cabut",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .title = T_ACCOUNT_TOKEN_END,
	  .form = &token_end_form,
	  .page = me_page,
	  .commit = token_end_commit },
	{ .method = 0 },
};
