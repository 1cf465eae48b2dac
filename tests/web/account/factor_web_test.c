/* Roles that need a second factor, by whole requests: who is led where, and what rests. */
#include "lib/web.h"

#include "feature/account/account_web.h"
#include "feature/home/home_web.h"
#include "feature/reference/reference.h"
#include "text/account.h"
#include "text/http.h"

#define PASSWORD "kuda lumping biru"
#define SECRET   "12345678901234567890"

static const struct route *const tables[] = { account_routes, account_admin_routes, passkey_routes,
					      home_routes, NULL };

static int setup(void **state)
{
	return web_setup(state, tables);
}

/* The city demands it of a role, days of grace from today on. */
static void demand(struct web *w, const char *role, int days)
{
	struct ref_entry old;
	int64_t version;

	city_system(&w->c);
	assert_ok(ACT(&w->c, ref_get(w->c.cx, "second_factor", role, ref_today(w->c.cx), &old)));
	assert_ok(
	    ACT(&w->c, ref_edit(w->c.cx, "second_factor", role, old.version,
				&(struct ref_values){
				    .label_id = "Peran",
				    .label_en = "Role",
				    .doc = arena_printf(w->c.cx->arena,
							"{\"required\":true,\"days\":%d}", days),
				    .source = "uji",
				    .ordinal = 1,
				    .valid_from = ref_today(w->c.cx),
				    .valid_to = DATE_NONE },
				"uji", &version)));
}

static struct http_answer get_json(struct web *w, const char *target, const char *authorization)
{
	struct http_answer a;

	assert_ok(
	    http_dispatch(&w->c.t.app, w->c.cx->arena, w->c.cx->now,
			  &(struct http_message){ .method = "GET",
						  .target = target,
						  .accept = "application/json",
						  .authorization = authorization,
						  .cookie = authorization ? NULL : w->cookie },
			  &a));
	return a;
}

static void nothing_is_demanded_until_the_city_says_so(void **state)
{
	struct web *w = *state;

	assert_int_equal(web_get_as(w, CITY_MANAGER, "/izin").status, 200);
	assert_int_equal(web_get_as(w, CITY_DPO, "/izin").status, 200);
}

static void who_has_none_sets_one_up_before_all_else(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	demand(w, "manager", 0);
	a = web_get_as(w, CITY_MANAGER, "/izin");
	assert_int_equal(a.status, 303);
	assert_string_equal(a.location, "/saya/kode");
	assert_string_equal(web_get(w, "/pengguna").location, "/saya/kode");
	a = web_get(w, "/saya/kode");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, text(w->c.cx, T_ACCOUNT_FACTOR_OWED)));
	a = web_get(w, "/");
	assert_true(web_holds(&a, text(w->c.cx, T_ACCOUNT_FACTOR_OWED)));
	a = web_post(w, "/saya/kunci", "label=x&days=9");
	assert_int_equal(a.status, 403);
	assert_true(web_holds(&a, text(w->c.cx, T_HTTP_SET_UP)));
	a = get_json(w, "/izin", NULL);
	assert_int_equal(a.status, 403);
	assert_true(web_holds(&a, text(w->c.cx, T_HTTP_SET_UP)));
	assert_true(web_holds(&a, "\"location\":\"/saya/kode\""));
	assert_int_equal(web_get_as(w, CITY_FRONT, "/izin").status, 200);
	web_sign_in(w, CITY_MANAGER);
	assert_ok(ACT(&w->c, account_set_totp(w->c.cx, SECRET, strlen(SECRET))));
	assert_int_equal(web_get(w, "/izin").status, 200);
}

static void until_the_days_of_grace_are_over_the_start_page_says_when(void **state)
{
	struct web *w = *state;

	demand(w, "manager", 3);
	assert_true(web_shows(w, CITY_MANAGER, "/", "Pasang pengaman kedua sebelum"));
	assert_int_equal(web_get(w, "/izin").status, 200);
	assert_false(web_shows(w, CITY_FRONT, "/", "Pasang pengaman kedua"));
	/* A Saturday evening: three working days are over when the office closes on Wednesday. */
	w->c.cx->now += 4 * USEC_DAY - 6 * USEC_HOUR;
	assert_int_equal(web_get_as(w, CITY_MANAGER, "/izin").status, 200);
	w->c.cx->now += 6 * USEC_HOUR;
	assert_int_equal(web_get_as(w, CITY_MANAGER, "/izin").status, 303);
}

static void a_session_of_a_passkey_is_enough_and_a_password_beside_it_is_not(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	demand(w, "manager", 0);
	web_sign_in(w, CITY_MANAGER);
	assert_int_equal(web_get(w, "/izin").status, 303);
	assert_ok(
	    ACT(&w->c, session_prove(w->c.cx, city_int(&w->c, "SELECT max(id) FROM session", 0))));
	assert_int_equal(web_get(w, "/izin").status, 200);
	a = web_get_as(w, CITY_MANAGER, "/izin"); /* another session */
	assert_int_equal(a.status, 303);
	w->c.cx->now += 200 * USEC_DAY;
	city_system(&w->c);
	assert_ok(ACT(&w->c, session_sweep(w->c.cx, 0, NULL)));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM session_passkey", 0), 0);
}

static void a_token_of_who_has_none_rests_until_he_has(void **state)
{
	struct web *w = *state;
	char token[AUTH_TOKEN_SIZE];
	const char *bearer;
	struct http_answer a;
	int64_t id;

	web_sign_in(w, CITY_MANAGER);
	assert_ok(ACT(&w->c, token_create(w->c.cx, "x", w->c.cx->actor->perms,
					  w->c.cx->now + USEC_DAY, token, &id)));
	bearer = arena_printf(w->c.cx->arena, "Bearer %s", token);
	assert_int_equal(get_json(w, "/izin", bearer).status, 200);
	demand(w, "manager", 0);
	a = get_json(w, "/izin", bearer);
	assert_int_equal(a.status, 403);
	assert_true(web_holds(&a, text(w->c.cx, T_HTTP_SET_UP)));
	web_sign_in(w, CITY_MANAGER);
	assert_ok(ACT(&w->c, account_set_totp(w->c.cx, SECRET, strlen(SECRET))));
	assert_int_equal(get_json(w, "/izin", bearer).status, 200);
}

static enum err give_password(struct ctx *cx)
{
	char *hash;

	TRY(password_hash(cx, PASSWORD, &hash));
	return account_change_password(cx, hash);
}

static void the_password_alone_leads_to_the_page_that_sets_one_up(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	demand(w, "manager", 0);
	web_sign_in(w, CITY_MANAGER);
	assert_ok(ACT(&w->c, give_password(w->c.cx)));
	web_sign_out(w);
	a = web_post(w, "/masuk",
		     arena_printf(w->c.cx->arena, "login=%s&password=" PASSWORD "&kembali=/kasus",
				  city_text(&w->c, "SELECT login FROM user_account WHERE id = %lld",
					    w->c.person[CITY_MANAGER])));
	assert_int_equal(a.status, 303);
	assert_string_equal(a.location, "/saya/kode");
}

/* An initial password is known to who gave it: nothing may be made with it that outlives it. */
static void who_owes_a_password_chooses_one_before_all_else(void **state)
{
	struct web *w = *state;
	struct http_answer a;
	struct account account;

	city_system(&w->c);
	assert_ok(ACT(&w->c, account_get(w->c.cx, w->c.person[CITY_FRONT], &account)));
	assert_ok(ACT(&w->c,
		      account_reset_password(w->c.cx, account.id, account.version, "no-password")));
	a = web_get_as(w, CITY_FRONT, "/izin");
	assert_int_equal(a.status, 303);
	assert_string_equal(a.location, "/sandi");
	assert_string_equal(web_get(w, "/saya/kode").location, "/sandi");
	assert_int_equal(web_get(w, "/sandi").status, 200);
	a = web_post(w, "/saya/kunci", "label=x&days=9");
	assert_int_equal(a.status, 403);
	assert_true(web_holds(&a, text(w->c.cx, T_HTTP_PASSWORD)));
	assert_true(web_holds(&a, "href=\"/sandi\""));
	a = get_json(w, "/izin", NULL);
	assert_true(web_holds(&a, "\"location\":\"/sandi\""));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM api_token", 0), 0);
}

static void the_list_of_accounts_says_who_has_none_yet(void **state)
{
	static const struct account_role roles[] = { { .role = ROLE_MANAGER },
						     { .role = ROLE_ADMIN } };
	struct web *w = *state;
	struct http_answer a;

	demand(w, "head", 9);
	assert_ok(ACT(&w->c, account_set_roles(w->c.cx, w->c.person[CITY_MANAGER],
					       city_int(&w->c,
							"SELECT version FROM user_account "
							"WHERE id = %lld",
							w->c.person[CITY_MANAGER]),
					       roles, LEN(roles), NULL, 0)));
	web_sign_in(w, CITY_FRONT);
	assert_ok(ACT(&w->c, account_set_totp(w->c.cx, SECRET, strlen(SECRET))));
	a = web_get_as(w, CITY_MANAGER, "/pengguna");
	assert_true(web_holds(&a, text(w->c.cx, T_ACCOUNT_SECOND_CODE)));
	assert_true(web_holds(&a, text(w->c.cx, T_ACCOUNT_SECOND_OWED)));
	a = web_get(w, "/pengguna?no_second=1");
	assert_false(web_holds(&a, ">Kode dari telepon<"));
	assert_true(web_holds(&a, text(w->c.cx, T_ACCOUNT_SECOND_OWED)));
}

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(nothing_is_demanded_until_the_city_says_so),
		WITH(who_has_none_sets_one_up_before_all_else),
		WITH(until_the_days_of_grace_are_over_the_start_page_says_when),
		WITH(a_session_of_a_passkey_is_enough_and_a_password_beside_it_is_not),
		WITH(a_token_of_who_has_none_rests_until_he_has),
		WITH(the_password_alone_leads_to_the_page_that_sets_one_up),
		WITH(who_owes_a_password_chooses_one_before_all_else),
		WITH(the_list_of_accounts_says_who_has_none_yet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
