/* What a city still lacks, as its administrator is told. */
#include "lib/web.h"

#include "feature/account/account_web.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"
#include "feature/home/home_web.h"
#include "feature/ready/ready.h"
#include "feature/ready/ready_web.h"
#include "feature/reference/reference_web.h"

static const struct route *const tables[] = { home_routes,          ready_routes,
					      account_admin_routes, directory_edit_routes,
					      reference_routes,     NULL };

static int setup(void **state)
{
	return web_setup(state, tables);
}

/* One of the officers keeps the city from now on. */
static void make_admin(struct web *w, enum city_person who)
{
	struct account a;

	city_system(&w->c);
	assert_ok(ACT(&w->c, account_get(w->c.cx, w->c.person[who], &a)));
	assert_ok(ACT(&w->c,
		      account_set_roles(w->c.cx, a.id, a.version,
					&(struct account_role){ .role = ROLE_ADMIN }, 1, NULL, 0)));
	city_act_as(&w->c, who);
	w->c.t.actor.roles = 1U << ROLE_ADMIN;
	w->c.t.actor.perms = role_perms(w->c.t.actor.roles);
}

static struct ready_item item(struct web *w, const char *code)
{
	struct ready_item *items;
	size_t n;

	assert_ok(ACT(&w->c, ready_list(w->c.cx, &items, &n)));
	for (size_t i = 0; i < n; i++)
		if (str_eq(items[i].code, code))
			return items[i];
	fail_msg("no check %s", code);
	return items[0];
}

static void disable(struct web *w, enum city_person who)
{
	struct account a;

	city_system(&w->c);
	assert_ok(ACT(&w->c, account_get(w->c.cx, w->c.person[who], &a)));
	assert_ok(ACT(&w->c, account_disable(w->c.cx, a.id, a.version, true)));
}

static void a_unit_of_last_resort_without_anybody_lacks_officers(void **state)
{
	struct web *w = *state;
	struct ready_item it = item(w, "last_resort");

	assert_int_equal(it.missing, 0);
	disable(w, CITY_LAST);
	disable(w, CITY_MANAGER);
	it = item(w, "last_resort");
	assert_true(it.must);
	assert_int_equal(it.missing, 1);
	assert_string_equal(it.href,
			    arena_printf(w->c.cx->arena, "/pengguna/baru?unit=%lld&roles=FRONT",
					 (long long)w->c.unit[CITY_SLRT]));
	assert_int_equal(item(w, "officers").missing, 0);
	assert_int_equal(item(w, "manager").missing, 1);
}

static void kelurahan_without_a_desk_are_counted_and_the_first_are_named(void **state)
{
	struct web *w = *state;
	int64_t all =
	    city_int(&w->c, "SELECT count(*) FROM region WHERE level = 2 AND city = 1", 0);
	struct ready_item it = item(w, "desks");

	assert_int_equal(it.missing, all - 2);
	assert_non_null(strstr(it.lack, "dan 28 lagi"));
	assert_int_equal(item(w, "coordinators").missing, all - 1);
}

static void a_hospital_that_takes_no_emergencies_is_none(void **state)
{
	struct web *w = *state;
	const struct unit_offer offer = { .service = "periksa_rawat", .capacity = DB_NONE };
	struct unit u;

	assert_int_equal(item(w, "health").missing, 0);
	city_system(&w->c);
	assert_ok(ACT(&w->c, directory_get(w->c.cx, w->c.unit[CITY_RSUD], &u)));
	assert_ok(ACT(&w->c, directory_set_services(w->c.cx, u.id, u.version, &offer, 1)));
	assert_int_equal(item(w, "health").missing, 1);
}

static void who_is_on_duty_answers_at_night(void **state)
{
	struct web *w = *state;
	int64_t before = item(w, "nights").missing, id;

	assert_true(before > 1);
	city_system(&w->c);
	assert_ok(ACT(&w->c, directory_duty_add(w->c.cx,
						&(struct duty){ .unit_id = w->c.unit[CITY_SLRT],
								.name = "Piket",
								.phone = "081200000000",
								.from_at = w->c.cx->now,
								.to_at = w->c.cx->now + USEC_DAY },
						&id)));
	assert_int_equal(item(w, "nights").missing, before - 1);
}

static void what_cannot_be_seen_is_done_when_somebody_says_so(void **state)
{
	static const char log[] = "SELECT count(*) FROM audit_leaf WHERE event = 'ready.mark'";
	struct web *w = *state;
	struct ready_item it = item(w, "backup");

	assert_true(it.by_hand && it.must);
	assert_int_equal(it.missing, 1);
	make_admin(w, CITY_HEAD);
	assert_ok(ACT(&w->c, ready_mark(w->c.cx, "backup", true)));
	assert_ok(ACT(&w->c, ready_mark(w->c.cx, "backup", true)));
	it = item(w, "backup");
	assert_int_equal(it.missing, 0);
	assert_int_equal(it.marked_at, w->c.cx->now);
	assert_string_equal(it.marked_by, "kepala");
	assert_int_equal(city_int(&w->c, log, 0), 1);
	assert_ok(ACT(&w->c, ready_mark(w->c.cx, "backup", false)));
	assert_int_equal(item(w, "backup").missing, 1);
}

static void what_is_counted_cannot_be_marked(void **state)
{
	struct web *w = *state;

	make_admin(w, CITY_HEAD);
	assert_int_equal(ACT(&w->c, ready_mark(w->c.cx, "health", true)), ERR_NOTFOUND);
	assert_int_equal(ACT(&w->c, ready_mark(w->c.cx, "nothing", true)), ERR_NOTFOUND);
}

static void the_administrator_begins_with_what_lacks(void **state)
{
	struct web *w = *state;

	make_admin(w, CITY_HEAD);
	assert_true(web_shows(w, CITY_HEAD, "/", "Cadangan data belum dipastikan"));
	assert_false(web_shows(w, CITY_HEAD, "/", "Tidak ada yang menunggu"));
	assert_true(web_shows(w, CITY_HEAD, "/siap", "href=\"/acuan/limit\""));
	assert_false(web_shows(w, CITY_FRONT, "/", "Cadangan data"));
	web_sign_in(w, CITY_FRONT);
	assert_int_equal(web_get(w, "/siap").status, 403);
}

static void who_leads_the_city_reads_it_and_is_told_whom_to_ask(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	make_admin(w, CITY_HEAD);
	a = web_get_as(w, CITY_MANAGER, "/siap");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Cadangan data belum dipastikan"));
	assert_true(web_holds(&a, arena_printf(w->c.cx->arena, "admin kota: %s",
					       city_text(&w->c,
							 "SELECT name FROM user_account "
							 "WHERE id = %lld",
							 w->c.person[CITY_HEAD]))));
	assert_true(web_holds(&a, "href=\"/direktori/puskesos\""));
	assert_false(web_holds(&a, "/pengguna/"));
	assert_false(web_holds(&a, "/sudah\""));
	assert_int_equal(web_post(w, "/siap/backup/sudah", "").status, 403);
}

static void many_accounts_that_lack_are_made_from_one_list(void **state)
{
	struct web *w = *state;

	make_admin(w, CITY_HEAD);
	assert_string_equal(item(w, "coordinators").href, "/pengguna/daftar");
}

static void the_way_to_an_account_fills_in_what_it_knows(void **state)
{
	struct web *w = *state;

	make_admin(w, CITY_HEAD);
	assert_true(web_shows(w, CITY_HEAD, "/pengguna/baru?roles=DPO", "value=\"DPO\" checked"));
	assert_false(web_shows(w, CITY_HEAD, "/pengguna/baru", "value=\"DPO\" checked"));
	assert_true(
	    web_shows(w, CITY_HEAD, "/direktori/baru?kind=rsud", "value=\"rsud\" selected"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_unit_of_last_resort_without_anybody_lacks_officers),
		T(kelurahan_without_a_desk_are_counted_and_the_first_are_named),
		T(a_hospital_that_takes_no_emergencies_is_none),
		T(who_is_on_duty_answers_at_night),
		T(what_cannot_be_seen_is_done_when_somebody_says_so),
		T(what_is_counted_cannot_be_marked),
		T(the_administrator_begins_with_what_lacks),
		T(who_leads_the_city_reads_it_and_is_told_whom_to_ask),
		T(many_accounts_that_lack_are_made_from_one_list),
		T(the_way_to_an_account_fills_in_what_it_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
