#include "lib/testlib.h"

#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/auth/auth.h"
#include "platform/auth/throttle.h"

static const unsigned char secret[20] = "12345678901234567890";
static struct auth_account account;
static char *hash;

static enum err by_login(struct ctx *cx, const char *login, struct auth_account *ret, bool *found)
{
	(void)cx;
	*found = strcmp(login, account.login) == 0;
	if (*found)
		*ret = account;
	return ERR_OK;
}

static enum err by_id(struct ctx *cx, int64_t id, struct auth_account *ret, bool *found)
{
	(void)cx;
	*found = id == account.id;
	if (*found)
		*ret = account;
	return ERR_OK;
}

static const struct auth_source source = { by_login, by_id };

static void start(struct test *t)
{
	test_open(t);
	throttle_clear();
	auth_set_source(&source);
	if (hash == NULL) {
		char *made;

		assert_ok(password_hash(&t->cx, "kuda lumping biru", &made));
		hash = strdup(made);
	}
	account = (struct auth_account){ .id = 7,
					 .unit_id = 3,
					 .roles = 1U << ROLE_FRONT,
					 .login = "siti",
					 .name = "Siti Contoh",
					 .password_hash = hash };
}

static enum err check(struct test *t, const char *password, const char *code, const char *remote,
		      bool *need)
{
	struct auth_account a;

	err_clear(&t->cx);
	return auth_check(&t->cx, "siti", password, code, remote, &a, need);
}

static void the_right_password_signs_in_and_wrong_ones_look_alike(void **state)
{
	struct auth_account a;
	struct test t;
	bool need;

	(void)state;
	start(&t);
	assert_ok(auth_check(&t.cx, "siti", "kuda lumping biru", NULL, "10.0.0.1", &a, &need));
	assert_int_equal(a.id, 7);
	assert_int_equal(check(&t, "kuda lumping", NULL, "10.0.0.1", &need), ERR_UNAUTH);
	err_clear(&t.cx);
	assert_int_equal(
	    auth_check(&t.cx, "budi", "kuda lumping biru", NULL, "10.0.0.1", &a, &need),
	    ERR_UNAUTH);
	account.disabled = true;
	assert_int_equal(check(&t, "kuda lumping biru", NULL, "10.0.0.1", &need), ERR_UNAUTH);
	account.disabled = false;
	account.valid_until = t.cx.now;
	assert_int_equal(check(&t, "kuda lumping biru", NULL, "10.0.0.1", &need), ERR_UNAUTH);
	test_close(&t);
}

static void an_unknown_name_costs_as_much_time_as_a_known_one(void **state)
{
	int64_t begin, known, unknown;
	struct test t;

	(void)state;
	start(&t);
	(void)password_check(NULL, "x");
	begin = clock_mono();
	assert_false(password_check(hash, "kuda"));
	known = clock_mono() - begin;
	begin = clock_mono();
	assert_false(password_check(NULL, "kuda"));
	unknown = clock_mono() - begin;
	/* the same hash is computed: without it the second takes a thousandth */
	assert_true(unknown > known / 10);
	test_close(&t);
}

static void guessing_is_delayed_here_and_not_elsewhere(void **state)
{
	struct test t;
	bool need;
	int i;

	(void)state;
	start(&t);
	for (i = 0; i < 5; i++)
		assert_int_equal(check(&t, "salah", NULL, "203.0.113.7", &need), ERR_UNAUTH);
	assert_int_equal(check(&t, "kuda lumping biru", NULL, "203.0.113.7", &need), ERR_LIMIT);
	assert_ok(check(&t, "kuda lumping biru", NULL, "10.0.0.1", &need));
	t.cx.now += USEC_SECOND;
	assert_int_equal(check(&t, "salah", NULL, "203.0.113.7", &need), ERR_UNAUTH);
	t.cx.now += USEC_SECOND;
	assert_int_equal(check(&t, "salah", NULL, "203.0.113.7", &need), ERR_LIMIT);
	t.cx.now += USEC_SECOND;
	assert_ok(check(&t, "kuda lumping biru", NULL, "203.0.113.7", &need));
	assert_int_equal(check(&t, "salah", NULL, "203.0.113.7", &need), ERR_UNAUTH);
	test_close(&t);
}

static void whoever_came_a_moment_earlier_is_not_held_back(void **state)
{
	struct test t;
	bool need;

	(void)state;
	start(&t);
	assert_int_equal(check(&t, "salah", NULL, "203.0.113.7", &need), ERR_UNAUTH);
	t.cx.now -= 5; /* its request was read first, and checked second */
	assert_ok(check(&t, "kuda lumping biru", NULL, "203.0.113.7", &need));
	test_close(&t);
}

static void addresses_of_one_ipv6_line_count_as_one(void **state)
{
	struct test t;
	bool need;
	int i;

	(void)state;
	start(&t);
	for (i = 0; i < 5; i++) {
		char *remote = arena_printf(t.cx.arena, "2001:db8:1:2::%d", i);

		assert_int_equal(check(&t, "salah", NULL, remote, &need), ERR_UNAUTH);
	}
	assert_int_equal(check(&t, "salah", NULL, "2001:db8:1:2:ffff::1", &need), ERR_LIMIT);
	assert_int_equal(check(&t, "salah", NULL, "2001:db8:1:3::1", &need), ERR_UNAUTH);
	test_close(&t);
}

static void code_of(int64_t now, char code[8])
{
	assert_int_equal(oath_totp_generate((const char *)secret, sizeof(secret),
					    (time_t)(now / USEC_SECOND), 30, 0, 6, code),
			 OATH_OK);
}

static void one_time_codes_agree_with_liboath(void **state)
{
	int64_t now;
	char code[8];
	int i;

	(void)state;
	for (i = 0; i < 200; i++) {
		now = (int64_t)i * 987654321 * USEC_SECOND % (USEC_DAY * 40000) + USEC_MINUTE;
		code_of(now, code);
		assert_true(totp_check(secret, sizeof(secret), code, now, NULL));
		assert_true(totp_check(secret, sizeof(secret), code, now + 30 * USEC_SECOND, NULL));
		assert_true(totp_check(secret, sizeof(secret), code, now - 30 * USEC_SECOND, NULL));
		assert_false(
		    totp_check(secret, sizeof(secret), code, now + 90 * USEC_SECOND, NULL));
	}
	/* RFC 6238, appendix B, the last six of its eight digits */
	assert_true(totp_check(secret, 20, "287082", 59 * USEC_SECOND, NULL));
	assert_true(totp_check(secret, 20, "081804", 1111111109 * USEC_SECOND, NULL));
	assert_true(totp_check(secret, 20, "353 130", 20000000000 * USEC_SECOND, NULL));
	assert_false(totp_check(secret, 20, "", 59 * USEC_SECOND, NULL));
	assert_false(totp_check(secret, 20, "2870821", 59 * USEC_SECOND, NULL));
	assert_false(totp_check(secret, 20, "28708a", 59 * USEC_SECOND, NULL));
	assert_false(totp_check(secret, 0, "287082", 59 * USEC_SECOND, NULL));
}

static void a_second_factor_is_asked_for_and_a_code_counts_once(void **state)
{
	const char *spaced;
	struct test t;
	char code[8];
	bool need;

	(void)state;
	start(&t);
	account.has_totp = true;
	account.totp = (struct blob){ secret, sizeof(secret) };
	code_of(t.cx.now, code);
	spaced = arena_printf(t.cx.arena, "%.3s %s", code, code + 3);
	assert_int_equal(check(&t, "salah", code, "10.0.0.1", &need), ERR_UNAUTH);
	assert_false(need);
	assert_int_equal(check(&t, "kuda lumping biru", "", "10.0.0.1", &need), ERR_UNAUTH);
	assert_true(need);
	assert_int_equal(check(&t, "kuda lumping biru", "000000", "10.0.0.1", &need), ERR_UNAUTH);
	assert_false(need);
	assert_ok(check(&t, "kuda lumping biru", code, "10.0.0.1", &need));
	assert_int_equal(check(&t, "kuda lumping biru", code, "10.0.0.1", &need), ERR_UNAUTH);
	assert_int_equal(check(&t, "kuda lumping biru", spaced, "10.0.0.1", &need), ERR_UNAUTH);
	account.totp = (struct blob){ NULL, 0 };
	assert_int_equal(check(&t, "kuda lumping biru", code, "10.0.0.2", &need), ERR_UNAUTH);
	test_close(&t);
}

static void easy_passwords_are_refused_with_a_reason(void **state)
{
	static const char *const common[] = { "password12",    "P@ssw0rd2026!", "1234567890",
					      "aaaaaaaaaaaa",  "SukabumiKota",  "bandungbandung",
					      "indonesia1945", "qwertyuiop",    "9876543210" };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(common); i++)
		assert_string_equal(password_fault(common[i], "siti", "Siti Contoh"),
				    "password.common");
	assert_string_equal(password_fault("pendek", "siti", NULL), "password.short");
	assert_string_equal(password_fault("héhéhéhé1", "siti", NULL), "password.short");
	assert_string_equal(password_fault("rumahSITI dekat", "siti", NULL), "password.own");
	assert_string_equal(password_fault("lihat contoh itu", "siti", "Siti Contoh"),
			    "password.own");
	assert_null(password_fault("kuda lumping biru", "siti", "Siti Contoh"));
	assert_null(password_fault("tG7#kQ2!vX", "siti", "Siti Contoh"));
}

/* ---- sessions ------------------------------------------------------------------------------ */

struct session {
	char token[AUTH_TOKEN_SIZE];
	int64_t id;
	permset perms;
};

static enum err open_it(struct ctx *cx, void *arg)
{
	struct session *s = arg;

	return session_open(cx, 7, "10.0.0.1", "Mozilla/5.0", s->token);
}

static enum err touch_it(struct ctx *cx, void *arg)
{
	return session_touch(cx, ((struct session *)arg)->id);
}

static enum err close_it(struct ctx *cx, void *arg)
{
	return session_close(cx, ((struct session *)arg)->id);
}

static enum err close_all(struct ctx *cx, void *arg)
{
	(void)arg;
	return session_close_all(cx, 7);
}

static enum err find(struct test *t, const char *token, struct actor *a)
{
	int64_t expires = 0;
	enum err e;

	err_clear(&t->cx);
	test_read_begin(t);
	e = session_find(&t->cx, token, a, &expires);
	test_read_end(t);
	if (e == ERR_OK)
		assert_true(expires > t->cx.now);
	return e;
}

static void a_session_carries_the_roles_of_its_account(void **state)
{
	struct session s = { .id = 0 };
	struct actor a = { 0 };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, open_it, &s));
	assert_int_equal(strlen(s.token), AUTH_TOKEN_SIZE - 1);
	assert_ok(find(&t, s.token, &a));
	assert_int_equal(a.user_id, 7);
	assert_int_equal(a.unit_id, 3);
	assert_true(a.perms == role_perms(1U << ROLE_FRONT));
	account.must_change = true;
	assert_ok(find(&t, s.token, &a));
	assert_true(a.perms == (permset)1 << PERM_SELF);
	account.disabled = true;
	assert_int_equal(find(&t, s.token, &a), ERR_UNAUTH);
	account.disabled = false;
	s.token[5] = s.token[5] == 'A' ? 'B' : 'A';
	assert_int_equal(find(&t, s.token, &a), ERR_UNAUTH);
	assert_int_equal(find(&t, "", &a), ERR_UNAUTH);
	assert_int_equal(find(&t, NULL, &a), ERR_UNAUTH);
	test_close(&t);
}

static void a_session_ends_when_idle_and_after_twelve_hours(void **state)
{
	struct session s = { .id = 0 };
	struct actor a = { 0 };
	int64_t begin;
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, open_it, &s));
	begin = t.cx.now;
	while (t.cx.now + 40 * USEC_MINUTE < begin + 12 * USEC_HOUR) {
		t.cx.now += 40 * USEC_MINUTE;
		assert_ok(find(&t, s.token, &a));
		s.id = a.session_id;
		assert_ok(test_write(&t, touch_it, &s));
	}
	t.cx.now = begin + 12 * USEC_HOUR - 1;
	assert_ok(find(&t, s.token, &a));
	t.cx.now++;
	assert_int_equal(find(&t, s.token, &a), ERR_UNAUTH);
	assert_ok(test_write(&t, open_it, &s));
	t.cx.now += 45 * USEC_MINUTE;
	assert_int_equal(find(&t, s.token, &a), ERR_UNAUTH);
	test_close(&t);
}

static void a_closed_session_is_closed(void **state)
{
	struct session s = { .id = 0 }, other = { .id = 0 };
	struct actor a = { 0 };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, open_it, &s));
	assert_ok(test_write(&t, open_it, &other));
	assert_ok(find(&t, s.token, &a));
	s.id = a.session_id;
	assert_ok(test_write(&t, close_it, &s));
	assert_int_equal(find(&t, s.token, &a), ERR_UNAUTH);
	assert_ok(find(&t, other.token, &a));
	assert_ok(test_write(&t, close_all, NULL));
	assert_int_equal(find(&t, other.token, &a), ERR_UNAUTH);
	test_close(&t);
}

static enum err make_token(struct ctx *cx, void *arg)
{
	struct session *s = arg;

	return token_create(cx, "ekspor", s->perms, cx->now + USEC_DAY, s->token, &s->id);
}

static enum err revoke_token(struct ctx *cx, void *arg)
{
	return token_revoke(cx, ((struct session *)arg)->id);
}

static enum err find_token(struct test *t, const char *token, struct actor *a)
{
	enum err e;

	err_clear(&t->cx);
	test_read_begin(t);
	e = token_find(&t->cx, token, a);
	test_read_end(t);
	return e;
}

static void an_api_token_can_do_no_more_than_its_maker(void **state)
{
	struct session s = { .perms = (permset)1 << PERM_CASE_READ | (permset)1 << PERM_COST_READ };
	struct actor a = { 0 };
	struct test t;

	(void)state;
	start(&t);
	t.actor.user_id = 7;
	assert_ok(test_write(&t, make_token, &s));
	assert_ok(find_token(&t, s.token, &a));
	assert_true(a.perms == (permset)1 << PERM_CASE_READ);
	assert_int_equal(find(&t, s.token, &a), ERR_UNAUTH);
	t.actor.perms = (permset)1 << PERM_SELF;
	assert_int_equal(test_write(&t, make_token, &s), ERR_DENIED);
	err_clear(&t.cx);
	t.cx.now += USEC_DAY;
	assert_int_equal(find_token(&t, s.token, &a), ERR_UNAUTH);
	t.cx.now -= USEC_DAY;
	assert_ok(test_write(&t, revoke_token, &s));
	assert_int_equal(find_token(&t, s.token, &a), ERR_UNAUTH);
	test_close(&t);
}

static void a_form_token_fits_its_session_only(void **state)
{
	char token[AUTH_TOKEN_SIZE], bad[AUTH_TOKEN_SIZE];
	struct test t;
	size_t i;

	(void)state;
	test_open_plain(&t);
	csrf_token(&t.cx, 5, token);
	assert_true(csrf_check(&t.cx, 5, token));
	assert_false(csrf_check(&t.cx, 6, token));
	assert_false(csrf_check(&t.cx, 5, NULL));
	assert_false(csrf_check(&t.cx, 5, ""));
	for (i = 0; i < sizeof(token) - 1; i++) {
		memcpy(bad, token, sizeof(bad));
		bad[i] = bad[i] == 'x' ? 'y' : 'x';
		assert_false(csrf_check(&t.cx, 5, bad));
	}
	t.cx.city = 2;
	assert_false(csrf_check(&t.cx, 5, token));
	test_close(&t);
}

static void a_bucket_lets_through_its_burst_and_then_drips(void **state)
{
	int64_t now = TEST_NOW;
	int i;

	(void)state;
	throttle_clear();
	for (i = 0; i < 5; i++)
		assert_true(rate_allow("lacak:LP-1", 5, 10 * USEC_MINUTE, now));
	assert_false(rate_allow("lacak:LP-1", 5, 10 * USEC_MINUTE, now));
	assert_true(rate_allow("lacak:LP-2", 5, 10 * USEC_MINUTE, now));
	now += 2 * USEC_MINUTE;
	assert_true(rate_allow("lacak:LP-1", 5, 10 * USEC_MINUTE, now));
	assert_false(rate_allow("lacak:LP-1", 5, 10 * USEC_MINUTE, now));
}

static void a_clock_that_is_put_back_shuts_nobody_out(void **state)
{
	const struct pause_rule rule = { .max_pause = USEC_MINUTE, .quiet = USEC_HOUR };
	int64_t later = TEST_NOW + USEC_DAY;

	(void)state;
	throttle_clear();
	while (rate_allow("post:1", 5, USEC_MINUTE, later))
		continue;
	assert_false(rate_allow("post:1", 5, USEC_MINUTE, TEST_NOW));
	assert_true(rate_allow("post:1", 5, USEC_MINUTE, TEST_NOW + USEC_MINUTE));
	while (pause_try(&rule, "login:1", later))
		continue;
	assert_false(pause_try(&rule, "login:1", TEST_NOW));
	assert_true(pause_try(&rule, "login:1", TEST_NOW + USEC_MINUTE));
}

static void a_flood_of_keys_stays_in_its_table(void **state)
{
	char key[32];
	int i;

	(void)state;
	throttle_clear();
	for (i = 0; i < 200000; i++) {
		(void)snprintf(key, sizeof(key), "report:%d", i);
		assert_true(rate_allow(key, 1, USEC_HOUR, TEST_NOW + i));
	}
	assert_false(rate_allow(key, 1, USEC_HOUR, TEST_NOW + i));
}

static void roles_grant_what_the_matrix_says(void **state)
{
	struct actor a = { .perms = role_perms(1U << ROLE_AUDITOR) };
	struct ctx cx = { .actor = &a };

	(void)state;
	assert_true(may(&cx, PERM_AUDIT_READ));
	assert_true(may(&cx, PERM_NONE));
	assert_false(may(&cx, PERM_CASE_WORK));
	assert_false(may(&cx, PERM_SYSTEM));
	assert_true(role_perms(0) == 0);
	assert_int_equal(roles_reach(1U << ROLE_VOLUNTEER), REACH_UNIT);
	assert_int_equal(roles_reach(1U << ROLE_VOLUNTEER | 1U << ROLE_HEAD), REACH_CITY);
	assert_string_equal(perm_name(PERM_CASE_READ), "CASE_READ");
}

/* A second process has nothing in common with the first but the database. */
static void tries_in_one_process_count_in_another(void **state)
{
	struct test t;
	bool need;
	int i;

	(void)state;
	start(&t);
	for (i = 0; i < 6; i++)
		(void)check(&t, "salah sekali", NULL, "10.0.0.1", &need);
	throttle_clear();
	assert_int_equal(check(&t, "kuda lumping biru", NULL, "10.0.0.1", &need), ERR_LIMIT);
	/* Elsewhere the person signs in as ever: nobody is locked out by another. */
	assert_ok(check(&t, "kuda lumping biru", NULL, "10.0.0.2", &need));
	t.cx.now += 16 * USEC_MINUTE;
	assert_ok(check(&t, "kuda lumping biru", NULL, "10.0.0.1", &need));
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tries_in_one_process_count_in_another),
		cmocka_unit_test(the_right_password_signs_in_and_wrong_ones_look_alike),
		cmocka_unit_test(an_unknown_name_costs_as_much_time_as_a_known_one),
		cmocka_unit_test(guessing_is_delayed_here_and_not_elsewhere),
		cmocka_unit_test(whoever_came_a_moment_earlier_is_not_held_back),
		cmocka_unit_test(addresses_of_one_ipv6_line_count_as_one),
		cmocka_unit_test(one_time_codes_agree_with_liboath),
		cmocka_unit_test(a_second_factor_is_asked_for_and_a_code_counts_once),
		cmocka_unit_test(easy_passwords_are_refused_with_a_reason),
		cmocka_unit_test(a_session_carries_the_roles_of_its_account),
		cmocka_unit_test(a_session_ends_when_idle_and_after_twelve_hours),
		cmocka_unit_test(a_closed_session_is_closed),
		cmocka_unit_test(an_api_token_can_do_no_more_than_its_maker),
		cmocka_unit_test(a_form_token_fits_its_session_only),
		cmocka_unit_test(a_bucket_lets_through_its_burst_and_then_drips),
		cmocka_unit_test(a_clock_that_is_put_back_shuts_nobody_out),
		cmocka_unit_test(a_flood_of_keys_stays_in_its_table),
		cmocka_unit_test(roles_grant_what_the_matrix_says),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(hash);
	return failed;
}
