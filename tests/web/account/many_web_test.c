/* Officers' accounts from a list: what is found in it, what is made, and the slips. */
#include "lib/web.h"

#include "feature/account/account_many.h"
#include "feature/account/account_web.h"
#include "feature/home/home_web.h"

static const struct route *const tables[] = { account_routes, account_admin_routes,
					      account_many_routes, home_routes, NULL };

#define HEAD "rows=Nama%09Peran%09Unit%09Telepon%09Nama+pengguna%0A"

static int setup(void **state)
{
	return web_setup(state, tables);
}

/* The head of the city administers its accounts here. */
static void as_admin(struct web *w)
{
	city_become(&w->c, CITY_HEAD, ROLE_ADMIN);
	web_sign_in(w, CITY_HEAD);
}

static int64_t accounts(struct web *w)
{
	return city_int(&w->c, "SELECT count(*) FROM user_account", 0);
}

static struct http_answer check(struct web *w, const char *rows)
{
	struct http_answer a = web_post(w, "/pengguna/daftar/periksa",
					arena_printf(w->c.cx->arena, "%s%s", HEAD, rows));

	assert_int_equal(a.status, 200);
	return a;
}

static void a_list_is_for_who_administers_accounts(void **state)
{
	struct web *w = *state;

	city_become(&w->c, CITY_HEAD, ROLE_ADMIN);
	assert_int_equal(web_get_as(w, CITY_MANAGER, "/pengguna/daftar").status, 403);
	assert_int_equal(web_post(w, "/pengguna/daftar", HEAD "Joko%09lurah%09PUSK-1%09%09").status,
			 403);
	assert_int_equal(web_get_as(w, CITY_HEAD, "/pengguna/daftar").status, 200);
}

static void each_row_is_told_what_is_wrong_and_nothing_is_written(void **state)
{
	static const struct {
		const char *row, *said;
	} wrong[] = {
		{ "Joko%09lurah%09Puskesos+Entah", "tidak ada di Direktori" },
		{ "Joko%09juru+masak%09PUSK-1", "bukan peran" },
		{ "Joko%09%09PUSK-1", "Belum diisi" },
		{ "Joko%09lurah%09", "bertugas di satu unit" },
		{ "Joko%09lurah%09PUSK-1%0912", "harus nomor telepon" },
		{ "Joko%09lurah%09PUSK-1%09%09Joko+Anwar", "huruf kecil" },
		{ "Joko%09Pemeriksa%09", "hari terakhir" },
		{ "Joko%09lurah%09PUSK-1%0AJoko%09front+office%09PUSK-1", "ada di baris 2" },
	};
	struct web *w = *state;
	int64_t before;

	as_admin(w);
	before = accounts(w);
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct http_answer a = check(w, wrong[i].row);

		if (!web_holds(&a, wrong[i].said))
			fail_msg("%s: not said: %s", wrong[i].row, wrong[i].said);
		assert_true(web_holds(&a, "1 baris salah"));
		assert_true(web_holds(&a, "Joko\t")); /* the text comes back */
		a = web_post(w, "/pengguna/daftar",
			     arena_printf(w->c.cx->arena, "%s%s", HEAD, wrong[i].row));
		assert_int_equal(a.status, 422);
		assert_true(web_holds(&a, "Joko\t"));
	}
	assert_int_equal(accounts(w), before);
}

static void a_list_without_its_columns_says_which(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	as_admin(w);
	a = web_post(w, "/pengguna/daftar/periksa", "rows=Orang%09Peran%0AJoko%09lurah");
	assert_true(web_holds(&a, "Kolom Nama tidak ditemukan"));
	a = web_post(w, "/pengguna/daftar/periksa", "rows=Joko");
	assert_true(web_holds(&a, "nama kolom di baris pertama"));
	assert_int_equal(web_post(w, "/pengguna/daftar/periksa", "rows=").status, 422);
}

/* The words of the guides and of offices. */
static void roles_are_known_by_what_people_call_them(void **state)
{
	static const char *const words[] = { "Loket", "Penerima+rujukan", "Kepala", "Fasilitator",
					     "Lurah", "Pemeriksa" };
	struct web *w = *state;
	size_t i;

	as_admin(w);
	for (i = 0; i < LEN(words); i++) {
		struct http_answer a =
		    check(w, arena_printf(w->c.cx->arena, "Joko%%09%s%%09PUSK-1", words[i]));

		if (web_holds(&a, "bukan peran"))
			fail_msg("%s is no role", words[i]);
	}
}

static const char two_people[] =
    HEAD "H.+Joko+Susilo%2C+S.Sos%09lurah%2C+front+office%09Puskesos+Cikole%09"
	 "0812+3456+7890%0ADewi%09operator%09%0A%09lurah%09PUSK-1";

/* The password that a slip shows for a name to sign in with. */
static const char *password_of(struct web *w, const struct http_answer *slips, const char *login)
{
	const char *page = arena_strndup(w->c.cx->arena, slips->body.p, slips->body.n);
	const char *at = strstr(page, arena_printf(w->c.cx->arena, "\"login\":\"%s\"", login));

	at = at != NULL ? strstr(at, "\"password\":\"") : NULL;
	assert_non_null(at);
	at += strlen("\"password\":\"");
	return arena_strndup(w->c.cx->arena, at, strcspn(at, "\""));
}

static struct http_answer slips(struct web *w, const char *location, const char *cookie)
{
	struct http_answer a;

	assert_ok(http_dispatch(
	    &w->c.t.app, w->c.cx->arena, w->c.cx->now,
	    &(struct http_message){ .method = "GET",
				    .target = location,
				    .accept = "application/json",
				    .cookie = arena_printf(w->c.cx->arena, "%s; %.*s", w->cookie,
							   (int)strcspn(cookie, ";"), cookie) },
	    &a));
	return a;
}

static void right_rows_become_accounts_whose_slips_are_shown_to_their_maker(void **state)
{
	struct web *w = *state;
	struct http_answer a, shown;
	struct account joko;
	const char *password;
	bool found;

	as_admin(w);
	a = web_post(w, "/pengguna/daftar", two_people);
	assert_int_equal(a.status, 303);
	assert_ok(ACT(&w->c, account_by_login(w->c.cx, "joko.cikole", &joko, &found)));
	assert_true(found);
	assert_string_equal(joko.name, "H. Joko Susilo, S.Sos");
	assert_string_equal(joko.phone, "081234567890");
	assert_int_equal(joko.unit_id, w->c.unit[CITY_SECOND]);
	assert_int_equal(joko.roles, 1U << ROLE_COORDINATOR | 1U << ROLE_FRONT);
	assert_true(joko.must_change);
	assert_int_equal(city_int(&w->c,
				  "SELECT count(*) FROM audit_leaf WHERE event = "
				  "'account.create' AND object_id = %lld",
				  joko.id),
			 1);
	shown = slips(w, a.location, a.set_cookie);
	password = password_of(w, &shown, "joko.cikole");
	assert_true(password_check(
	    city_text(&w->c, "SELECT password_hash FROM user_account WHERE id = %lld", joko.id),
	    password));
	shown = web_get(w, a.location); /* without the cookie */
	assert_true(web_holds(&shown, "tidak dapat ditampilkan lagi"));
	assert_false(web_holds(&shown, password));
}

static void the_same_list_again_finds_everybody_there(void **state)
{
	struct web *w = *state;
	struct http_answer a;
	int64_t after;

	as_admin(w);
	assert_int_equal(web_post(w, "/pengguna/daftar", two_people).status, 303);
	after = accounts(w);
	a = web_post(w, "/pengguna/daftar/periksa", two_people);
	assert_true(web_holds(&a, "Tidak ada petugas baru"));
	assert_int_equal(web_post(w, "/pengguna/daftar", two_people).status, 422);
	assert_int_equal(accounts(w), after);
}

static void lost_slips_are_replaced_and_the_former_passwords_end(void **state)
{
	struct web *w = *state;
	struct http_answer a, shown;
	const char *first, *second;

	as_admin(w);
	a = web_post(w, "/pengguna/daftar", two_people);
	shown = slips(w, a.location, a.set_cookie);
	first = password_of(w, &shown, "dewi");
	a = web_post(w, arena_printf(w->c.cx->arena, "%s/sandi", a.location), "");
	assert_int_equal(a.status, 303);
	shown = slips(w, a.location, a.set_cookie);
	second = password_of(w, &shown, "dewi");
	assert_string_not_equal(first, second);
	assert_true(password_check(
	    city_text(&w->c, "SELECT password_hash FROM user_account WHERE login = 'dewi'", 0),
	    second));
}

static void an_empty_list_names_the_roles_that_nobody_holds(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	as_admin(w);
	a = web_get(w, "/pengguna/daftar/contoh.json");
	assert_int_equal(a.status, 200);
	/* The second desk has its front officer, and nobody who decides. */
	assert_true(web_holds(&a, "\"roles\":\"Koordinator Puskesos\",\"unit\":\"PUSK-2\""));
	assert_false(web_holds(&a, "\"roles\":\"Petugas front office\",\"unit\":\"PUSK-2\""));
	assert_false(web_holds(&a, "PUSK-1\""));
}

static void the_filled_in_workbook_is_read_as_it_was_given_out(void **state)
{
	struct web *w = *state;
	struct http_answer a;
	const char *list, *fault;

	as_admin(w);
	a = web_get(w, "/pengguna/daftar/contoh.xlsx");
	assert_int_equal(a.status, 200);
	assert_ok(ACT(&w->c, many_text(w->c.cx, a.body, &list, &fault)));
	assert_null(fault);
	a = web_post(w, "/pengguna/daftar/periksa",
		     arena_printf(w->c.cx->arena, "rows=%s", list)); /* it holds no & and no % */
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Tidak ada petugas baru"));
	assert_true(web_holds(&a, "Belum ada nama"));
	assert_false(web_holds(&a, "baris salah"));
}

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_list_is_for_who_administers_accounts),
		WITH(each_row_is_told_what_is_wrong_and_nothing_is_written),
		WITH(a_list_without_its_columns_says_which),
		WITH(roles_are_known_by_what_people_call_them),
		WITH(right_rows_become_accounts_whose_slips_are_shown_to_their_maker),
		WITH(the_same_list_again_finds_everybody_there),
		WITH(lost_slips_are_replaced_and_the_former_passwords_end),
		WITH(an_empty_list_names_the_roles_that_nobody_holds),
		WITH(the_filled_in_workbook_is_read_as_it_was_given_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
