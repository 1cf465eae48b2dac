/* Accounts, roles, reach, passwords. */
#include "lib/testlib.h"

#include <string.h>

#include "base/clock.h"
#include "feature/account/account.h"
#include "feature/account/account_sql.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"

static int setup(void **state)
{
	static struct test t;

	test_open(&t);
	t.cx.app->zone_minutes = 420;
	account_register();
	*state = &t;
	return 0;
}

struct people {
	int64_t unit, admin, officer;
	const struct account_role *roles;
	size_t n_roles;
	int64_t version;
	enum err last;
};

static enum err make_people(struct ctx *cx, void *arg)
{
	struct people *p = arg;

	TRY(region_install(cx, "3272"));
	TRY(directory_create(cx,
			     &(struct unit){ .code = "PUSK",
					     .kind = "puskesos",
					     .name = "Puskesos",
					     .lat_e6 = DB_NONE,
					     .lng_e6 = DB_NONE },
			     &p->unit));
	TRY(account_create(cx, &(struct account){ .login = "Admin", .name = "Admin" }, "x",
			   &p->admin));
	TRY(account_set_roles(cx, p->admin, 1, &(struct account_role){ .role = ROLE_ADMIN }, 1,
			      NULL, 0));
	return account_create(
	    cx, &(struct account){ .login = "petugas", .name = "Petugas", .unit_id = p->unit }, "x",
	    &p->officer);
}

static void make(struct test *t, struct people *p)
{
	enum err e = test_write(t, make_people, p);

	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), t->cx.detail);
}

static enum err set_roles(struct ctx *cx, void *arg)
{
	struct people *p = arg;

	return account_set_roles(cx, p->officer, p->version, p->roles, p->n_roles, NULL, 0);
}

static void a_login_is_kept_in_small_letters_and_is_unique(void **state)
{
	struct test *t = *state;
	struct people p = { 0 };
	struct account a;
	bool found;

	make(t, &p);
	test_read_begin(t);
	assert_ok(account_by_login(&t->cx, "ADMIN", &a, &found));
	assert_true(found);
	assert_string_equal(a.login, "admin");
	assert_int_equal(a.roles, 1U << ROLE_ADMIN);
	test_read_end(t);
	assert_false(account_login_valid("1abc"));
	assert_false(account_login_valid("a"));
	assert_false(account_login_valid("a b"));
	assert_true(account_login_valid("budi.s-2"));
}

static void an_old_version_changes_no_roles(void **state)
{
	struct test *t = *state;
	struct people p = { .roles = &(struct account_role){ .role = ROLE_FRONT },
			    .n_roles = 1,
			    .version = 1 };
	struct account a;

	make(t, &p);
	assert_ok(test_write(t, set_roles, &p));
	p.roles = &(struct account_role){ .role = ROLE_HEAD };
	assert_int_equal(test_write(t, set_roles, &p), ERR_CONFLICT);
	test_read_begin(t);
	assert_ok(account_get(&t->cx, p.officer, &a));
	assert_int_equal(a.roles, 1U << ROLE_FRONT);
	test_read_end(t);
}

static void an_auditor_needs_a_last_day(void **state)
{
	struct people p = { .roles = &(struct account_role){ .role = ROLE_AUDITOR },
			    .n_roles = 1,
			    .version = 1 };

	make(*state, &p);
	assert_int_equal(test_write(*state, set_roles, &p), ERR_INVALID);
}

static enum err drop_admin(struct ctx *cx, void *arg)
{
	return account_set_roles(cx, ((struct people *)arg)->admin, 2, NULL, 0, NULL, 0);
}

static enum err disable_admin(struct ctx *cx, void *arg)
{
	return account_disable(cx, ((struct people *)arg)->admin, 2, true);
}

static void an_account_that_ends_at_midnight_has_the_day_before_as_its_last(void **state)
{
	struct test *t = *state;
	const int32_t day = 20787;
	const struct civil next = date_civil(day + 1);
	const struct account a = { .valid_until = clock_instant(&next, t->app.zone_minutes) };

	assert_int_equal(account_last_day(&t->cx, &a), day);
}

static void the_last_administrator_stays(void **state)
{
	struct people p = { .roles = &(struct account_role){ .role = ROLE_ADMIN },
			    .n_roles = 1,
			    .version = 1 };

	make(*state, &p);
	assert_int_equal(test_write(*state, drop_admin, &p), ERR_CONFLICT);
	assert_int_equal(test_write(*state, disable_admin, &p), ERR_CONFLICT);
	assert_ok(test_write(*state, set_roles, &p));
	assert_ok(test_write(*state, disable_admin, &p));
}

/* Rows of v_user_reach of the officer, counted by reach. */
static void count_reach(struct test *t, int64_t user_id, int64_t counts[static 3])
{
	struct user_reach_row *rows = NULL;
	size_t n;

	memset(counts, 0, 3 * sizeof(counts[0]));
	test_read_begin(t);
	assert_ok(
	    user_reach_all(&t->cx, &(struct user_reach_args){ .user_id = user_id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		counts[rows[i].reach]++;
	test_read_end(t);
}

static enum err cover(struct ctx *cx, void *arg)
{
	const struct people *p = arg;

	return directory_set_coverage(cx, p->unit, 1, &(int64_t){ INT64_C(327202) }, 1);
}

static void reach_follows_role_unit_and_region(void **state)
{
	struct test *t = *state;
	struct people p = { .roles = &(struct account_role){ .role = ROLE_RECEIVER },
			    .n_roles = 1,
			    .version = 1 };
	int64_t n[3];

	make(t, &p);
	assert_ok(test_write(t, set_roles, &p));
	count_reach(t, p.officer, n);
	assert_int_equal(n[REACH_UNIT], 1);
	assert_int_equal(n[REACH_REGION] + n[REACH_CITY], 0);

	/* A city-wide unit: the region is the city; a covering one: its kelurahan. */
	p.roles = &(struct account_role){ .role = ROLE_BACK };
	p.version = 2;
	assert_ok(test_write(t, set_roles, &p));
	count_reach(t, p.officer, n);
	assert_int_equal(n[REACH_CITY], 1);
	assert_ok(test_write(t, cover, &p));
	count_reach(t, p.officer, n);
	assert_int_equal(n[REACH_CITY], 0);
	assert_int_equal(n[REACH_REGION], 6);

	/* A region named with the role takes the place of the unit's: kecamatan and 4 kelurahan. */
	p.roles = &(struct account_role){ .role = ROLE_SUPERVISOR, .region_id = 327201 };
	p.version = 3;
	assert_ok(test_write(t, set_roles, &p));
	count_reach(t, p.officer, n);
	assert_int_equal(n[REACH_REGION], 5);

	p.roles = &(struct account_role){ .role = ROLE_MANAGER };
	p.version = 4;
	assert_ok(test_write(t, set_roles, &p));
	count_reach(t, p.officer, n);
	assert_int_equal(n[REACH_CITY], 1);
	assert_int_equal(n[REACH_REGION], 0);
}

struct reset {
	int64_t id;
	const char *hash;
};

static enum err reset(struct ctx *cx, void *arg)
{
	const struct reset *r = arg;

	return account_reset_password(cx, r->id, 1, r->hash);
}

static void a_new_password_must_be_changed_and_lets_one_in(void **state)
{
	struct test *t = *state;
	struct people p = { 0 };
	struct reset r;
	struct auth_account found;
	char once[ACCOUNT_PASSWORD_SIZE], again[ACCOUNT_PASSWORD_SIZE], *hash;
	bool need_code;

	make(t, &p);
	account_one_time_password(once);
	account_one_time_password(again);
	assert_string_not_equal(once, again);
	assert_int_equal(strlen(once), ACCOUNT_PASSWORD_SIZE - 1);
	assert_null(password_fault(once, "petugas", "Petugas"));
	assert_ok(password_hash(&t->cx, once, &hash));
	r = (struct reset){ .id = p.officer, .hash = hash };
	assert_ok(test_write(t, reset, &r));
	test_read_begin(t);
	assert_int_equal(
	    auth_check(&t->cx, "petugas", "salah sekali", NULL, "203.0.113.7", &found, &need_code),
	    ERR_UNAUTH);
	err_clear(&t->cx);
	assert_int_equal(
	    auth_check(&t->cx, "tak.ada", once, NULL, "203.0.113.7", &found, &need_code),
	    ERR_UNAUTH);
	err_clear(&t->cx);
	assert_ok(auth_check(&t->cx, "Petugas", once, NULL, "203.0.113.7", &found, &need_code));
	assert_true(found.must_change);
	assert_int_equal(found.unit_id, p.unit);
	test_read_end(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, test_teardown)
		T(a_login_is_kept_in_small_letters_and_is_unique),
		T(an_old_version_changes_no_roles),
		T(an_auditor_needs_a_last_day),
		T(an_account_that_ends_at_midnight_has_the_day_before_as_its_last),
		T(the_last_administrator_stays),
		T(reach_follows_role_unit_and_region),
		T(a_new_password_must_be_changed_and_lets_one_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
