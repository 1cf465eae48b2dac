/* What waits for a second pair of eyes: its limit, the list in every form, and the clock. */
#include "second.h"

#include "base/clock.h"
#include "feature/reference/reference.h"
#include "feature/registry/second.h"

/* Somebody whose name an officer wants otherwise. */
static int64_t renamed(struct web *w, enum city_person who, const char *region)
{
	int64_t id = person(w, region);

	web_sign_in(w, who);
	assert_int_equal(web_post(w, web_path(w, "/warga/", id, "/ubah"),
				  "versi=1&bagian=identity&name=Pak+Baru&sumber=kk_ktp")
			     .status,
			 303);
	return id;
}

static int64_t due(struct web *w)
{
	return city_int(&w->c, "SELECT max(due_at) FROM second_wait", 0);
}

static void tick(struct web *w)
{
	city_system(&w->c);
	assert_ok(ACT(&w->c, second_tick(w->c.cx)));
}

/* Unread reminders of somebody. */
static int64_t told(struct web *w, enum city_person who)
{
	return city_int(&w->c,
			"SELECT count(*) FROM notice WHERE kind = 'registry.second_late' AND "
			"read_at IS NULL AND user_id = %lld",
			w->c.person[who]);
}

static struct second_count counted(struct web *w, enum city_person who)
{
	struct second_count n;

	city_act_as(&w->c, who);
	assert_ok(ACT(&w->c, second_count(w->c.cx, &n)));
	return n;
}

static void it_has_a_limit_in_working_time_and_the_list_says_how_long_it_waits(void **state)
{
	struct http_answer a;
	int64_t expected;
	struct web w;

	(void)state;
	open_pages(&w);
	(void)renamed(&w, CITY_FRONT, home(&w));
	assert_ok(db_read_begin(w.c.cx, w.c.t.app.pool));
	assert_ok(ref_due(w.c.cx, "kedua_data", w.c.cx->now, &expected));
	db_read_end(w.c.cx, w.c.t.app.pool);
	assert_int_equal(due(&w), expected);
	/* Said on a Saturday evening: the three days are of the week that follows. */
	assert_true(expected > w.c.cx->now + 3 * USEC_DAY);
	w.c.cx->now += 2 * USEC_DAY;
	a = web_get_as(&w, CITY_COORDINATOR, "/mata-kedua");
	assert_true(web_holds(&a, "Sudah menunggu 2 hari"));
	assert_false(web_holds(&a, "Lewat batas"));
	a = web_get(&w, "/mata-kedua.json");
	assert_true(web_holds(&a, "\"name\":\"Pak Contoh\""));
	assert_true(web_holds(&a, "\"late\":false"));
	assert_int_equal(counted(&w, CITY_COORDINATOR).late, 0);
	w.c.cx->now = expected;
	a = web_get_as(&w, CITY_COORDINATOR, "/mata-kedua");
	assert_true(web_holds(&a, "Lewat batas"));
	a = web_get(&w, "/mata-kedua.json?lewat=1");
	assert_true(web_holds(&a, "\"late\":true"));
	a = web_get(&w, "/mata-kedua.csv");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Pak Contoh"));
	assert_true(web_holds(&a, "Perubahan data"));
	assert_int_equal(web_get(&w, "/mata-kedua.xlsx").status, 200);
	assert_int_equal(counted(&w, CITY_COORDINATOR).late, 1);
	assert_int_equal(counted(&w, CITY_FRONT).n, 0);
	web_close(&w);
}

static void it_ends_with_the_decision_and_with_taking_it_back(void **state)
{
	struct web w;
	int64_t id, claim;

	(void)state;
	open_pages(&w);
	id = renamed(&w, CITY_FRONT, home(&w));
	/* Another word of the same officer takes the place of the first one. */
	(void)web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
		       "versi=1&bagian=identity&name=Pak+Lain&sumber=kk_ktp");
	claim = waiting(&w, id);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM second_wait", 0), 1);
	assert_int_equal(city_int(&w.c, "SELECT max(id) FROM second_wait", 0), claim);
	assert_int_equal(web_post(&w, web_path(&w, "/mata-kedua/", claim, "/tarik"), "").status,
			 303);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM second_wait", 0), 0);
	id = renamed(&w, CITY_FRONT, home(&w));
	claim = waiting(&w, id);
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/mata-kedua/", claim, ""), "putusan=pakai").status, 303);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM second_wait", 0), 0);
	web_close(&w);
}

static void the_clock_reminds_who_may_decide_and_those_above_when_nothing_follows(void **state)
{
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = renamed(&w, CITY_FRONT, home(&w));
	tick(&w);
	assert_int_equal(told(&w, CITY_COORDINATOR), 0);
	w.c.cx->now = due(&w);
	tick(&w);
	assert_int_equal(told(&w, CITY_COORDINATOR), 1);
	assert_int_equal(told(&w, CITY_SUPERVISOR), 1);
	assert_int_equal(told(&w, CITY_FRONT), 0); /* may not decide */
	assert_int_equal(told(&w, CITY_MANAGER), 0);
	tick(&w);
	assert_int_equal(told(&w, CITY_COORDINATOR), 1); /* not twice on one day */
	w.c.cx->now += 3 * USEC_DAY;
	tick(&w);
	assert_int_equal(told(&w, CITY_COORDINATOR), 1); /* the older one counts as read */
	assert_int_equal(told(&w, CITY_MANAGER), 1);
	assert_int_equal(city_int(&w.c,
				  "SELECT max(urgent) FROM notice WHERE kind = "
				  "'registry.second_late' AND read_at IS NULL AND user_id = %lld",
				  w.c.person[CITY_MANAGER]),
			 1);
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/mata-kedua/", waiting(&w, id), ""), "putusan=pakai").status,
	    303);
	assert_int_equal(told(&w, CITY_COORDINATOR), 0);
	web_close(&w);
}

static void nobody_is_reminded_of_his_own_word_nor_of_somebody_he_does_not_see(void **state)
{
	struct web w;

	(void)state;
	open_pages(&w);
	(void)renamed(&w, CITY_SUPERVISOR, FAR);
	w.c.cx->now = due(&w);
	tick(&w);
	assert_int_equal(told(&w, CITY_COORDINATOR), 0);
	assert_int_equal(told(&w, CITY_SUPERVISOR), 0);
	assert_int_equal(told(&w, CITY_WORKER), 1);
	assert_int_equal(counted(&w, CITY_COORDINATOR).n, 0);
	web_close(&w);
}

static enum err begin(struct ctx *cx, int64_t id, enum second_kind kind, const char *what)
{
	return second_begin(cx, &(struct second){ .id = id,
						  .kind = kind,
						  .what = what,
						  .of = FACT_PERSON,
						  .subject_id = 5,
						  .by_id = 7 });
}

static void an_event_may_have_a_limit_of_its_own_and_another_post_begins_anew(void **state)
{
	int64_t died, moved;
	struct web w;

	(void)state;
	open_pages(&w);
	city_system(&w.c);
	assert_ok(ACT(&w.c, begin(w.c.cx, 1, SECOND_EVENT, "meninggal")));
	died = due(&w);
	assert_ok(ACT(&w.c, begin(w.c.cx, 2, SECOND_EVENT, "pindah")));
	moved = due(&w);
	assert_true(died < moved);
	w.c.cx->now += USEC_DAY;
	assert_ok(ACT(&w.c, begin(w.c.cx, 2, SECOND_EVENT, "pindah")));
	assert_int_equal(due(&w), moved);
	assert_ok(ACT(&w.c, begin(w.c.cx, 2, SECOND_CHECK, "VV-1")));
	w.c.cx->now += 5 * USEC_DAY;
	assert_ok(ACT(&w.c, begin(w.c.cx, 2, SECOND_APPROVE, "VV-1")));
	assert_true(due(&w) > moved);
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    it_has_a_limit_in_working_time_and_the_list_says_how_long_it_waits),
		cmocka_unit_test(it_ends_with_the_decision_and_with_taking_it_back),
		cmocka_unit_test(
		    the_clock_reminds_who_may_decide_and_those_above_when_nothing_follows),
		cmocka_unit_test(
		    nobody_is_reminded_of_his_own_word_nor_of_somebody_he_does_not_see),
		cmocka_unit_test(an_event_may_have_a_limit_of_its_own_and_another_post_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
