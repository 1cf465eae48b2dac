/* Passkeys by whole requests: adding, signing in, and what is refused on the way. */
#include "lib/passkey.h"
#include "lib/web.h"

#include "feature/account/account_web.h"
#include "text/account.h"

#define HOST     "melaju.contoh.go.id"
#define PASSWORD "kuda lumping biru"

static const struct route *const tables[] = { account_routes, account_admin_routes, passkey_routes,
					      NULL };
static struct web web;
static struct made_key key;
static const char *remote; /* where requests come from */

static enum err give_password(struct ctx *cx)
{
	char *hash;

	TRY(password_hash(cx, PASSWORD, &hash));
	return account_change_password(cx, hash);
}

static int setup(void **state)
{
	(void)state;
	remote = "10.0.0.1";
	web_open_at(&web, tables, LEN(tables) - 1);
	web.c.t.app.https = true;
	web.c.t.app.city_name = "Kota Contoh";
	city_act_as(&web.c, CITY_FRONT);
	assert_ok(ACT(&web.c, give_password(web.c.cx)));
	web_sign_in(&web, CITY_FRONT);
	key = made_key_new(MADE_ES256, HOST, "https://" HOST);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	made_key_free(&key);
	web_close(&web);
	return 0;
}

/* Posts as a program does, from the browser that has these cookies. */
static struct http_answer post_as(const char *cookie, const char *path, const char *fields)
{
	struct ctx *cx = web.c.cx;
	const char *body =
	    arena_printf(cx->arena, "%s&_csrf=%s&_once=%032x", fields, web.csrf, ++web.once);
	struct http_answer a;

	assert_ok(http_dispatch(
	    &web.c.t.app, cx->arena, cx->now,
	    &(struct http_message){ .method = "POST",
				    .target = path,
				    .host = HOST,
				    .cookie = *cookie ? cookie : NULL,
				    .remote = remote,
				    .accept = "application/json",
				    .content_type = "application/x-www-form-urlencoded",
				    .body = body,
				    .body_n = strlen(body) },
	    &a));
	return a;
}

static const char *session(void)
{
	return arena_printf(web.c.cx->arena, "__Host-%s", web.cookie);
}

/* The text behind the name in an answer of JSON, which may lie in a text of JSON itself. */
static const char *said(const struct http_answer *a, const char *name)
{
	static const char *const quotes[] = { "\":\"", "\\\":\\\"" };
	const char *body = arena_strndup(web.c.cx->arena, a->body.p, a->body.n), *at = NULL;

	for (size_t i = 0; i < LEN(quotes) && at == NULL; i++) {
		const char *head = arena_printf(web.c.cx->arena, "%s%s", name, quotes[i]);

		at = strstr(body, head);
		at = at != NULL ? at + strlen(head) : NULL;
	}
	if (at == NULL)
		fail_msg("no %s in %s", name, body);
	return arena_strndup(web.c.cx->arena, at, strcspn(at, "\"\\"));
}

static const char *coded(struct blob b)
{
	return base64url(web.c.cx->arena, b.p, b.n);
}

static int64_t passkeys(void)
{
	return city_int(&web.c, "SELECT count(*) FROM passkey", 0);
}

/* ---- adding ------------------------------------------------------------------------------ */

static struct http_answer ask(const char *password)
{
	return post_as(session(), "/saya/kunci-sandi",
		       arena_printf(web.c.cx->arena, "label=Telepon&password=%s", password));
}

/* The fields that the script fills in, for the challenge and handle of an answer. */
static const char *new_fields(const struct http_answer *asked)
{
	struct ctx *cx = web.c.cx;
	const char *handle = said(asked, "id\\\":\\\"" HOST "\\\",\\\"name\\\":\\\"Melaju Kota "
					 "Contoh\\\"},\\\"user\\\":{\\\"id");
	struct blob bytes;

	assert_true(passkey_bytes(cx, handle, PASSKEY_HANDLE, &bytes));
	memcpy(key.handle, bytes.p, sizeof(key.handle));
	return arena_printf(
	    cx->arena, "label=Telepon&handle=%s&client=%s&data=%s", handle,
	    coded(made_client(cx, &key, "webauthn.create", said(asked, "challenge"))),
	    coded(made_data(cx, &key, true)));
}

static struct http_answer add(void)
{
	struct http_answer a = ask(PASSWORD);

	assert_int_equal(a.status, 200);
	return post_as(session(), "/saya/kunci-sandi/simpan", new_fields(&a));
}

static void a_passkey_is_added_after_the_password_and_only_for_who_asked(void **state)
{
	struct http_answer a = ask("salah sekali ya"), again;
	const char *fields;

	(void)state;
	assert_int_equal(a.status, 422);
	a = ask(PASSWORD);
	assert_int_equal(a.status, 200);
	fields = new_fields(&a);
	web_sign_in(&web, CITY_DOCTOR); /* somebody else sends it */
	assert_int_equal(post_as(session(), "/saya/kunci-sandi/simpan", fields).status, 422);
	web_sign_in(&web, CITY_FRONT); /* the same person in another session */
	assert_int_equal(post_as(session(), "/saya/kunci-sandi/simpan", fields).status, 422);
	assert_int_equal(passkeys(), 0);
	a = add();
	assert_int_equal(a.status, 201);
	assert_int_equal(passkeys(), 1);
	again = ask(PASSWORD);
	assert_true(web_holds(&again, coded((struct blob){ key.id, sizeof(key.id) })));
	again = add(); /* the same credential */
	assert_int_equal(again.status, 409);
	assert_int_equal(passkeys(), 1);
}

static void a_challenge_answered_twice_adds_one(void **state)
{
	struct http_answer a = ask(PASSWORD);
	const char *first = new_fields(&a);

	(void)state;
	assert_int_equal(post_as(session(), "/saya/kunci-sandi/simpan", first).status, 201);
	rng_bytes(key.id, sizeof(key.id)); /* another key for the same challenge */
	assert_int_equal(post_as(session(), "/saya/kunci-sandi/simpan", new_fields(&a)).status,
			 409);
	assert_int_equal(passkeys(), 1);
}

static void a_token_of_a_program_adds_none(void **state)
{
	struct ctx *cx = web.c.cx;
	char token[AUTH_TOKEN_SIZE];
	struct http_answer a;
	const char *body = "label=Telepon&password=" PASSWORD;
	int64_t id;

	(void)state;
	assert_ok(
	    ACT(&web.c, token_create(cx, "x", cx->actor->perms, cx->now + USEC_DAY, token, &id)));
	assert_ok(http_dispatch(
	    &web.c.t.app, cx->arena, cx->now,
	    &(struct http_message){ .method = "POST",
				    .target = "/saya/kunci-sandi",
				    .host = HOST,
				    .authorization = arena_printf(cx->arena, "Bearer %s", token),
				    .accept = "application/json",
				    .content_type = "application/x-www-form-urlencoded",
				    .body = body,
				    .body_n = strlen(body) },
	    &a));
	assert_int_equal(a.status, 403);
}

static void who_must_choose_a_new_password_adds_none(void **state)
{
	(void)state;
	assert_ok(ACT(&web.c, (city_system(&web.c),
			       account_reset_password(web.c.cx, web.c.person[CITY_FRONT],
						      city_int(&web.c,
							       "SELECT version FROM user_account "
							       "WHERE id = %lld",
							       web.c.person[CITY_FRONT]),
						      "x"))));
	web_sign_in(&web, CITY_FRONT);
	assert_int_equal(ask(PASSWORD).status, 403);
}

/* ---- signing in -------------------------------------------------------------------------- */

/* Asks for a challenge; *cookie is what the browser keeps of it. */
static const char *challenge(const char **cookie)
{
	struct http_answer a = post_as("", "/masuk/kunci-sandi/mulai", "");

	assert_int_equal(a.status, 200);
	assert_non_null(a.set_cookie);
	assert_non_null(strstr(a.set_cookie, "HttpOnly; SameSite=Strict; Secure"));
	*cookie = arena_strndup(web.c.cx->arena, a.set_cookie, strcspn(a.set_cookie, ";"));
	assert_string_equal(said(&a, "rpId"), HOST);
	return said(&a, "challenge");
}

static const char *signed_fields(const char *asked)
{
	struct passkey_signed s = made_signed(web.c.cx, &key, asked);

	return arena_printf(web.c.cx->arena,
			    "kembali=/kasus&credential=%s&handle=%s&client=%s&data=%s&signature=%s",
			    coded(s.credential), coded(s.handle), coded(s.client), coded(s.data),
			    coded(s.signature));
}

static struct http_answer sign_in(void)
{
	const char *cookie, *asked = challenge(&cookie);

	return post_as(cookie, "/masuk/kunci-sandi", signed_fields(asked));
}

/* Who signs in, 0 for nobody. */
static int64_t who_is_in(const struct http_answer *a)
{
	const char *token = a->set_cookie ? strchr(a->set_cookie, '=') : NULL;
	struct actor actor;
	int64_t expires;

	if (a->status != 200 || !token)
		return 0;
	token = arena_strndup(web.c.cx->arena, token + 1, strcspn(token + 1, ";"));
	assert_ok(ACT(&web.c, session_find(web.c.cx, token, &actor, &expires)));
	return actor.user_id;
}

static void a_passkey_signs_in_once_and_leads_back(void **state)
{
	const char *cookie, *asked, *fields;
	struct http_answer a;
	int64_t before;

	(void)state;
	assert_int_equal(add().status, 201);
	asked = challenge(&cookie);
	fields = signed_fields(asked);
	assert_int_equal(post_as("", "/masuk/kunci-sandi", fields).status, 422);
	assert_int_equal(post_as("__Secure-kunci-sandi=x", "/masuk/kunci-sandi", fields).status,
			 422);
	a = post_as(cookie, "/masuk/kunci-sandi", fields);
	assert_int_equal(who_is_in(&a), web.c.person[CITY_FRONT]);
	assert_string_equal(said(&a, "location"), "/kasus");
	before = city_int(&web.c, "SELECT count(*) FROM session", 0);
	a = post_as(cookie, "/masuk/kunci-sandi", fields); /* the same answer again */
	assert_int_equal(a.status, 409);
	assert_int_equal(city_int(&web.c, "SELECT count(*) FROM session", 0), before);
	assert_int_equal(city_int(&web.c,
				  "SELECT count(*) FROM audit_leaf "
				  "WHERE event = 'account.sign_in_passkey'",
				  0),
			 1);
}

static void a_second_factor_is_not_asked_for(void **state)
{
	struct http_answer a;

	(void)state;
	assert_ok(ACT(&web.c, account_set_totp(web.c.cx, "12345678901234567890", 20)));
	assert_int_equal(add().status, 201);
	assert_int_equal(city_int(&web.c, "SELECT count(*) FROM session_passkey", 0), 1);
	a = sign_in();
	assert_int_equal(who_is_in(&a), web.c.person[CITY_FRONT]);
	assert_int_equal(city_int(&web.c, "SELECT count(*) FROM session_passkey", 0), 2);
}

static void a_removed_passkey_and_a_closed_account_do_not_sign_in(void **state)
{
	int64_t version, id, me = web.c.person[CITY_FRONT];
	struct http_answer a;

	(void)state;
	assert_int_equal(add().status, 201);
	version = city_int(&web.c, "SELECT version FROM user_account WHERE id = %lld", me);
	city_system(&web.c);
	assert_ok(ACT(&web.c, account_disable(web.c.cx, me, version, true)));
	assert_int_equal(sign_in().status, 422);
	assert_ok(ACT(&web.c, account_disable(web.c.cx, me, version + 1, false)));
	a = sign_in();
	assert_int_equal(who_is_in(&a), me);
	web_sign_in(&web, CITY_DOCTOR);
	id = city_int(&web.c, "SELECT id FROM passkey", 0);
	assert_int_equal(
	    post_as(session(), web_path(&web, "/saya/kunci-sandi/", id, "/hapus"), "").status, 404);
	assert_int_equal(passkeys(), 1);
	web_sign_in(&web, CITY_FRONT);
	assert_int_equal(
	    post_as(session(), web_path(&web, "/saya/kunci-sandi/", id, "/hapus"), "").status, 200);
	assert_int_equal(passkeys(), 0);
	assert_int_equal(sign_in().status, 422);
}

static void removing_ends_the_other_sessions_and_an_administrator_all(void **state)
{
	int64_t me = web.c.person[CITY_FRONT], version;
	static const char open[] =
	    "SELECT count(*) FROM session WHERE closed_at IS NULL AND user_id = %lld";

	(void)state;
	assert_int_equal(add().status, 201);
	assert_int_equal(sign_in().status, 200);
	assert_int_equal(city_int(&web.c, open, me), 2);
	assert_int_equal(post_as(session(),
				 web_path(&web, "/saya/kunci-sandi/",
					  city_int(&web.c, "SELECT id FROM passkey", 0), "/hapus"),
				 "")
			     .status,
			 200);
	assert_int_equal(city_int(&web.c, open, me), 1);
	assert_int_equal(add().status, 201);
	version = city_int(&web.c, "SELECT version FROM user_account WHERE id = %lld", me);
	city_system(&web.c);
	assert_int_equal(ACT(&web.c, account_drop_passkeys(web.c.cx, me, version + 1)),
			 ERR_CONFLICT);
	assert_int_equal(passkeys(), 1);
	assert_ok(ACT(&web.c, account_drop_passkeys(web.c.cx, me, version)));
	assert_int_equal(passkeys(), 0);
	assert_int_equal(city_int(&web.c, open, me), 0);
}

static void a_counter_that_went_back_closes_the_passkey_and_is_told(void **state)
{
	static const char copied[] =
	    "SELECT count(*) FROM audit_leaf WHERE event = 'account.passkey_copied'";
	struct http_answer a;

	(void)state;
	key.count = 7;
	assert_int_equal(add().status, 201);
	key.count = 8;
	assert_int_equal(sign_in().status, 200);
	a = sign_in(); /* 8 again */
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, text(web.c.cx, T_ACCOUNT_PASSKEY_COPIED)));
	assert_int_equal(city_int(&web.c, copied, 0), 1);
	key.count = 100;
	assert_int_equal(sign_in().status, 422);
	assert_int_equal(city_int(&web.c, copied, 0), 1);
	a = post_as("", "/masuk",
		    arena_printf(web.c.cx->arena, "login=%s&password=" PASSWORD,
				 city_text(&web.c, "SELECT login FROM user_account WHERE id = %lld",
					   web.c.person[CITY_FRONT])));
	assert_int_equal(a.status, 200);
	assert_string_equal(said(&a, "location"), "/saya#kunci-sandi");
}

static void what_no_browser_sends_is_refused_and_writes_nothing(void **state)
{
	static const char *const names[] = { "credential=", "handle=", "client=", "data=",
					     "signature=" };
	const char *cookie, *asked, *good;

	(void)state;
	assert_int_equal(add().status, 201);
	asked = challenge(&cookie);
	good = signed_fields(asked);
	for (size_t i = 0; i < LEN(names); i++) {
		static const char *const values[] = { "", "=", "%00", "AAAA", "\xf0\x9f\x98\x80" };
		const char *at = strstr(good, names[i]) + strlen(names[i]);

		for (size_t v = 0; v < LEN(values); v++) {
			remote = arena_printf(web.c.cx->arena, "10.0.%zu.%zu", i, v);
			assert_int_equal(
			    post_as(cookie, "/masuk/kunci-sandi",
				    arena_printf(web.c.cx->arena, "%.*s%s%s", (int)(at - good),
						 good, values[v], at + strcspn(at, "&")))
				.status,
			    422);
		}
	}
	assert_int_equal(city_int(&web.c, "SELECT count(*) FROM session", 0), 1);
	assert_int_equal(city_int(&web.c, "SELECT count(*) FROM passkey_answer", 0), 1);
}

static void a_name_is_changed_by_its_owner_alone(void **state)
{
	const char *path;

	(void)state;
	assert_int_equal(add().status, 201);
	path =
	    web_path(&web, "/saya/kunci-sandi/", city_int(&web.c, "SELECT id FROM passkey", 0), "");
	web_sign_in(&web, CITY_DOCTOR);
	assert_int_equal(post_as(session(), path, "label=Punyaku").status, 404);
	web_sign_in(&web, CITY_FRONT);
	assert_int_equal(post_as(session(), path, "label=Telepon+biru").status, 200);
	assert_string_equal(city_text(&web.c, "SELECT label FROM passkey", 0), "Telepon biru");
}

static void twenty_are_enough(void **state)
{
	(void)state;
	for (int i = 0; i < ACCOUNT_PASSKEYS; i++) {
		throttle_clear(); /* the password is asked for each time */
		rng_bytes(key.id, sizeof(key.id));
		assert_int_equal(add().status, 201);
	}
	throttle_clear();
	rng_bytes(key.id, sizeof(key.id));
	assert_int_equal(add().status, 409);
	assert_int_equal(passkeys(), ACCOUNT_PASSKEYS);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_passkey_is_added_after_the_password_and_only_for_who_asked),
		T(a_challenge_answered_twice_adds_one),
		T(a_token_of_a_program_adds_none),
		T(who_must_choose_a_new_password_adds_none),
		T(a_passkey_signs_in_once_and_leads_back),
		T(a_second_factor_is_not_asked_for),
		T(a_removed_passkey_and_a_closed_account_do_not_sign_in),
		T(removing_ends_the_other_sessions_and_an_administrator_all),
		T(a_counter_that_went_back_closes_the_passkey_and_is_told),
		T(what_no_browser_sends_is_refused_and_writes_nothing),
		T(a_name_is_changed_by_its_owner_alone),
		T(twenty_are_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
