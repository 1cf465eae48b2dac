/* Reports: taken, sorted, answered and followed. */
#include "lib/city.h"

#include "base/str.h"
#include "platform/auth/throttle.h"
#include "text/casework.h"

#include <math.h>
#include <string.h>

struct taken {
	int64_t id;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
};

static struct desk_report report_with(const struct city_fixture *c, unsigned flags)
{
	return (struct desk_report){
		.kind = REPORT_PPKS,
		.channel = "loket",
		.region_id = c->region,
		.lat = NAN,
		.lng = NAN,
		.flags = flags,
		.subject_kind = SUBJECT_UNKNOWN,
		.age_about = 60,
		.headcount = DB_NONE,
		.body = "Seorang lelaki tidur di terminal.",
		.reporter_kind = REPORTER_OPEN,
		.reporter = "Warga Satu",
		.phone = "08120000000",
	};
}

static struct desk_report keluhan(const struct city_fixture *c)
{
	struct desk_report r = report_with(c, 0);

	r.kind = REPORT_KELUHAN;
	r.topic = "pengaduan";
	return r;
}

#define HOME "192.0.2.7" /* where the reporter looks from */

static struct taken take(struct city_fixture *c, const struct desk_report *r)
{
	struct taken t = { .id = id_make(&c->t.app.ids, c->cx->now) };
	enum err e = ACT(c, desk_report_take(c->cx, t.id, r, t.number, t.secret));

	if (e != ERR_OK)
		fail_msg("take: %s: %s", err_name(e), c->cx->detail);
	return t;
}

static void open_desk(struct city_fixture *c)
{
	throttle_clear();
	city_open(c);
	casework_set_report_sealer(desk_report_seal);
	city_act_as(c, CITY_FRONT);
}

static struct desk_view seen(struct city_fixture *c, int64_t id)
{
	struct desk_view v;

	assert_ok(ACT(c, desk_report_get(c->cx, id, &v)));
	return v;
}

static enum err decide(struct city_fixture *c, int64_t id, int64_t version, bool emergency,
		       bool protected, int64_t *ret_case)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "x",
				       .unit_id = c->unit[CITY_DESK],
				       .emergency = emergency };
	const struct desk_decision d = { .steps = &step, .n_steps = 1, .protected = protected };

	return desk_decide(c->cx, id, version, &d, ret_case);
}

/* ---- taking -------------------------------------------------------------------------------- */

static void a_report_taken_at_the_desk_is_held_there_and_keeps_what_was_said(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_view v;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	v = seen(&c, take(&c, &r).id);
	assert_int_equal(v.holder_unit_id, c.unit[CITY_DESK]);
	assert_true(v.due_at > c.cx->now);
	assert_string_equal(v.body, r.body);
	assert_string_equal(v.reporter, "Warga Satu");
	assert_int_equal(v.state, REPORT_RECEIVED);
	city_close_whole(&c);
}

static void an_emergency_from_the_public_at_night_does_not_wait_at_a_closed_desk(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_DANGER));
	c.t.actor = actor_anonymous;
	t = take(&c, &r);
	assert_int_equal(city_int(&c, "SELECT holder_unit_id FROM report WHERE id = %lld", t.id),
			 c.unit[CITY_SLRT]);
	assert_true(city_int(&c, "SELECT due_at FROM report WHERE id = %lld", t.id) <=
		    c.cx->now + USEC_HOUR);
	city_close_whole(&c);
}

static void a_violence_report_is_sealed_and_hidden_outside_its_units(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_view v;
	struct taken t;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_VIOLENCE));
	t = take(&c, &r);
	assert_string_equal(seen(&c, t.id).body, r.body);
	assert_null(city_text(&c, "SELECT body FROM report_detail WHERE report_id = %lld", t.id));
	assert_null(
	    city_text(&c, "SELECT body_fold FROM report_detail WHERE report_id = %lld", t.id));
	assert_null(city_text(&c, "SELECT place FROM report_detail WHERE report_id = %lld", t.id));
	assert_null(city_text(&c, "SELECT traits FROM report_detail WHERE report_id = %lld", t.id));
	city_act_as(&c, CITY_MANAGER);
	assert_int_equal(ACT(&c, desk_report_get(c.cx, t.id, &v)), ERR_NOTFOUND);
	city_act_as(&c, CITY_HEAD);
	assert_int_equal(ACT(&c, desk_report_get(c.cx, t.id, &v)), ERR_NOTFOUND);
	city_close_whole(&c);
}

/* How many steps of a plan go to a kind of unit. */
static unsigned steps_at(const struct desk_plan *plan, const char *unit_kind)
{
	unsigned n = 0;

	for (size_t i = 0; i < plan->n_steps; i++)
		n += strcmp(plan->steps[i].unit_kind, unit_kind) == 0;
	return n;
}

static void who_is_ill_and_beaten_is_assessed_once_and_not_by_the_kelurahan(void **state)
{
	struct triage_facts facts = { .flags = TRIAGE_BIT(TRIAGE_SICK),
				      .subject = TRIAGE_PERSON,
				      .age = TRIAGE_AGE_UNKNOWN };
	struct city_fixture c;
	struct desk_plan plan;

	(void)state;
	open_desk(&c);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(steps_at(&plan, "puskesos"), 1);
	facts.flags |= TRIAGE_BIT(TRIAGE_VIOLENCE);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(steps_at(&plan, "puskesmas"), 1);
	assert_int_equal(steps_at(&plan, "dinsos_rehab"), 1);
	assert_int_equal(steps_at(&plan, "puskesos"), 0);
	city_close_whole(&c);
}

/* How many steps of a plan give a service as an emergency. */
static unsigned urgent_steps_of(const struct desk_plan *plan, const char *service)
{
	unsigned n = 0;

	for (size_t i = 0; i < plan->n_steps; i++)
		n += plan->steps[i].emergency && strcmp(plan->steps[i].service, service) == 0;
	return n;
}

static void who_is_wounded_and_mentally_ill_has_his_wounds_treated_too(void **state)
{
	struct triage_facts facts = { .flags = TRIAGE_BIT(TRIAGE_MENTAL),
				      .subject = TRIAGE_PERSON,
				      .age = TRIAGE_AGE_UNKNOWN };
	struct city_fixture c;
	struct desk_plan plan;

	(void)state;
	open_desk(&c);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(urgent_steps_of(&plan, "periksa_jiwa"), 1);
	assert_int_equal(urgent_steps_of(&plan, "periksa_rawat"), 0);
	facts.flags |= TRIAGE_BIT(TRIAGE_INJURED);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(urgent_steps_of(&plan, "periksa_jiwa"), 1);
	assert_int_equal(urgent_steps_of(&plan, "periksa_rawat"), 1);
	facts.flags |= TRIAGE_BIT(TRIAGE_DANGER);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(urgent_steps_of(&plan, "kedaruratan"), 1);
	city_close_whole(&c);
}

static void a_lost_old_person_is_fetched_at_once_and_traced(void **state)
{
	struct triage_facts facts = { .subject = TRIAGE_UNKNOWN, .age = 75 };
	struct city_fixture c;
	struct desk_plan plan;

	(void)state;
	open_desk(&c);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(urgent_steps_of(&plan, "penjangkauan"), 1);
	facts.age = 40;
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(urgent_steps_of(&plan, "penjangkauan"), 0);
	facts.age = 75;
	facts.flags = TRIAGE_BIT(TRIAGE_SOCIAL_ONLY);
	assert_ok(ACT(&c, desk_plan(c.cx, &facts, c.region, &plan)));
	assert_int_equal(urgent_steps_of(&plan, "penjangkauan"), 0);
	city_close_whole(&c);
}

static void the_name_of_a_secret_reporter_is_for_those_who_work_on_it(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	r.reporter_kind = REPORTER_SECRET;
	t = take(&c, &r);
	assert_string_equal(seen(&c, t.id).reporter, "Warga Satu");
	city_act_as(&c, CITY_MANAGER);
	assert_string_equal(seen(&c, t.id).body, r.body);
	assert_null(seen(&c, t.id).reporter);
	assert_null(seen(&c, t.id).phone);
	city_close_whole(&c);
}

static void of_an_anonymous_reporter_nothing_is_kept(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	r.reporter_kind = REPORTER_ANONYMOUS;
	t = take(&c, &r);
	assert_int_equal(city_int(&c,
				  "SELECT CAST(count(*) AS BIGINT) FROM report_detail WHERE "
				  "report_id = %lld AND reporter_sealed IS NULL AND phone_sealed "
				  "IS NULL",
				  t.id),
			 1);
	city_close_whole(&c);
}

/* ---- deciding ------------------------------------------------------------------------------ */

static void without_the_right_to_decide_an_ordinary_report_is_only_recommended(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;
	int64_t id = -1;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	t = take(&c, &r);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, false, &id)));
	assert_int_equal(id, 0);
	assert_int_equal(seen(&c, t.id).state, REPORT_RECOMMENDED);
	assert_refused(&c, decide(&c, t.id, 1, false, false, &id), T_CASEWORK_REFUSE_CHANGED);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, false, &id)));
	assert_int_equal(seen(&c, t.id).case_id, id);
	assert_int_equal(city_int(&c, "SELECT decided_by_id FROM casefile WHERE id = %lld", id),
			 c.person[CITY_COORDINATOR]);
	city_close_whole(&c);
}

static void an_emergency_acts_first_and_the_decision_follows(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;
	int64_t id = 0;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_DANGER));
	t = take(&c, &r);
	assert_ok(ACT(&c, decide(&c, t.id, 0, true, false, &id)));
	assert_true(id != 0);
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "selesai", 0, NULL)));
	city_act_as(&c, CITY_COORDINATOR);
	assert_refused(&c, case_close(c.cx, id, 0, "layanan_diterima", "selesai"),
		       T_CASEWORK_REFUSE_UNDECIDED);
	assert_ok(ACT(&c, case_decide(c.cx, id, 0, "ditetapkan")));
	assert_refused(&c, case_decide(c.cx, id, 0, NULL), T_CASEWORK_REFUSE_DECIDED);
	assert_ok(ACT(&c, case_close(c.cx, id, 0, "layanan_diterima", "selesai")));
	city_close_whole(&c);
}

static void the_story_of_a_case_begins_with_what_was_reported(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;
	int64_t id = 0;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	r.happened_at = c.cx->now - 2 * USEC_HOUR;
	t = take(&c, &r);
	c.cx->now += USEC_HOUR;
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, false, &id)));
	assert_string_equal(
	    city_text(
		&c, "SELECT body FROM case_event WHERE case_id = %lld ORDER BY at, id LIMIT 1", id),
	    r.body);
	assert_int_equal(city_int(&c,
				  "SELECT recorded_at - at FROM case_event WHERE case_id = %lld "
				  "AND what = 'event.reported'",
				  id),
			 2 * USEC_HOUR);
	assert_int_equal(city_int(&c,
				  "SELECT by_id FROM case_event WHERE case_id = %lld "
				  "AND what = 'event.reported'",
				  id),
			 c.person[CITY_FRONT]);
	city_act_as(&c, CITY_DPO);
	city_act_as(&c, CITY_DPO);
	assert_ok(ACT(&c, desk_erase(c.cx, t.id)));
	assert_null(city_text(
	    &c, "SELECT body FROM case_event WHERE case_id = %lld AND what = 'event.reported'",
	    id));
	city_close_whole(&c);
}

static void what_was_reported_is_sealed_in_the_story_of_a_protected_case(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;
	int64_t id = 0;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_VIOLENCE));
	t = take(&c, &r);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, true, &id)));
	assert_int_equal(city_int(&c,
				  "SELECT CAST(count(*) AS BIGINT) FROM case_event WHERE case_id "
				  "= %lld AND what = 'event.reported' AND body IS NULL "
				  "AND body_sealed IS NOT NULL",
				  id),
			 1);
	city_close_whole(&c);
}

/* Who is sent to a protected case does not open the report: without the place he can't go there. */
static void the_place_of_a_protected_case_is_kept_sealed_and_comes_back(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;
	int64_t id = 0;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_VIOLENCE));
	r.place = "gang belakang musala";
	r.lat = -6.92;
	r.lng = 106.93;
	t = take(&c, &r);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, true, &id)));
	assert_null(city_text(&c, "SELECT place FROM casefile WHERE id = %lld", id));
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, false)));
	assert_string_equal(city_text(&c, "SELECT place FROM casefile WHERE id = %lld", id),
			    "gang belakang musala (-6.92000,106.93000)");
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, true)));
	assert_null(city_text(&c, "SELECT place FROM casefile WHERE id = %lld", id));
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, false)));
	assert_non_null(city_text(&c, "SELECT place FROM casefile WHERE id = %lld", id));
	city_close_whole(&c);
}

static void protecting_in_the_decision_seals_the_report_as_well(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_view v;
	struct taken t;
	int64_t id = 0;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	t = take(&c, &r);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, true, &id)));
	assert_null(city_text(&c, "SELECT body FROM report_detail WHERE report_id = %lld", t.id));
	assert_string_equal(seen(&c, t.id).body, r.body);
	city_act_as(&c, CITY_HEAD);
	assert_int_equal(ACT(&c, desk_report_get(c.cx, t.id, &v)), ERR_NOTFOUND);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, false)));
	assert_string_equal(
	    city_text(&c, "SELECT body FROM report_detail WHERE report_id = %lld", t.id), r.body);
	city_close_whole(&c);
}

static void a_stale_decision_is_refused_and_nothing_is_written(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t;
	uint64_t before;
	int64_t id;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	t = take(&c, &r);
	city_act_as(&c, CITY_COORDINATOR);
	before = city_digest(&c);
	assert_refused(&c, decide(&c, t.id, 9, false, false, &id), T_CASEWORK_REFUSE_CHANGED);
	assert_true(city_digest(&c) == before);
	city_close_whole(&c);
}

/* ---- answering and following --------------------------------------------------------------- */

static void an_answer_ends_a_keluhan_but_never_a_report_of_somebody_in_need(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_status s;
	struct taken complaint, need;

	(void)state;
	open_desk(&c);
	r = keluhan(&c);
	complaint = take(&c, &r);
	assert_ok(ACT(&c, desk_answer(c.cx, complaint.id, 0, "Sudah diperiksa.", true)));
	assert_int_equal(seen(&c, complaint.id).state, REPORT_ANSWERED);
	assert_ok(ACT(&c, desk_follow(c.cx, complaint.number, complaint.secret, HOME, &s)));
	assert_string_equal(s.steps[s.n_steps - 1].text, "Sudah diperiksa.");
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	need = take(&c, &r);
	assert_int_equal(ACT(&c, desk_answer(c.cx, need.id, 0, "Sudah.", true)), ERR_INVALID);
	assert_ok(ACT(&c, desk_answer(c.cx, need.id, 0, "Petugas menuju lokasi.", false)));
	assert_int_equal(seen(&c, need.id).state, REPORT_RECEIVED);
	city_close_whole(&c);
}

static void why_a_report_goes_no_further_is_read_by_who_reported(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_status s;
	struct taken t;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	t = take(&c, &r);
	assert_ok(ACT(&c, report_reject(c.cx, t.id, 0, "Sudah pulang ke rumah anaknya")));
	assert_ok(ACT(&c, desk_follow(c.cx, t.number, t.secret, HOME, &s)));
	assert_string_equal(s.steps[s.n_steps - 1].text, "Sudah pulang ke rumah anaknya");
	city_close_whole(&c);
}

static void five_wrong_secrets_slow_down_their_number_only(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_status s;
	struct taken one, other;
	int i;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	one = take(&c, &r);
	other = take(&c, &r);
	for (i = 0; i < 6; i++)
		assert_int_equal(ACT(&c, desk_follow(c.cx, one.number, "00000000", HOME, &s)),
				 ERR_NOTFOUND);
	assert_int_equal(ACT(&c, desk_follow(c.cx, one.number, one.secret, HOME, &s)), ERR_LIMIT);
	assert_ok(ACT(&c, desk_follow(c.cx, other.number, other.secret, HOME, &s)));
	/* A stranger who tries shuts out nobody but himself. */
	assert_ok(ACT(&c, desk_follow(c.cx, one.number, one.secret, "198.51.100.9", &s)));
	assert_int_equal(ACT(&c, desk_follow(c.cx, one.number, one.secret, HOME, &s)), ERR_LIMIT);
	c.cx->now += USEC_HOUR;
	assert_ok(ACT(&c, desk_follow(c.cx, one.number, one.secret, HOME, &s)));
	assert_string_equal(s.number, one.number);
	city_close_whole(&c);
}

static void the_secret_of_one_report_does_not_open_another(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_status s;
	struct taken one, other;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_SOCIAL_ONLY));
	one = take(&c, &r);
	other = take(&c, &r);
	assert_int_equal(ACT(&c, desk_follow(c.cx, one.number, other.secret, HOME, &s)),
			 ERR_NOTFOUND);
	city_close_whole(&c);
}

static void whoever_follows_a_protected_report_learns_no_unit(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct desk_status s;
	struct taken t;
	int64_t id = 0;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_VIOLENCE));
	t = take(&c, &r);
	assert_ok(ACT(&c, desk_follow(c.cx, t.number, t.secret, HOME, &s)));
	assert_null(s.holder_name);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, decide(&c, t.id, 0, false, false, &id)));
	assert_ok(ACT(&c, desk_follow(c.cx, t.number, t.secret, HOME, &s)));
	assert_null(s.holder_name);
	assert_false(str_blank(s.sentence));
	city_close_whole(&c);
}

static void a_failing_statement_of_taking_leaves_nothing_behind(void **state)
{
	struct city_fixture c;
	struct desk_report r;
	struct taken t = { 0 };
	uint64_t before;
	unsigned n;
	enum err e;

	(void)state;
	open_desk(&c);
	r = report_with(&c, TRIAGE_BIT(TRIAGE_VIOLENCE));
	before = city_digest(&c);
	for (n = 1; n < 200; n++) {
		t.id = id_make(&c.t.app.ids, c.cx->now);
		db_fault_at(c.t.app.pool, n);
		e = ACT(&c, desk_report_take(c.cx, t.id, &r, t.number, t.secret));
		db_fault_at(c.t.app.pool, 0);
		if (e == ERR_OK)
			break;
		assert_int_equal(e, ERR_DB);
		assert_true(city_digest(&c) == before);
	}
	assert_in_range(n, 10, 199);
	city_close_whole(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_taken_at_the_desk_is_held_there_and_keeps_what_was_said),
		cmocka_unit_test(
		    an_emergency_from_the_public_at_night_does_not_wait_at_a_closed_desk),
		cmocka_unit_test(a_violence_report_is_sealed_and_hidden_outside_its_units),
		cmocka_unit_test(who_is_ill_and_beaten_is_assessed_once_and_not_by_the_kelurahan),
		cmocka_unit_test(who_is_wounded_and_mentally_ill_has_his_wounds_treated_too),
		cmocka_unit_test(a_lost_old_person_is_fetched_at_once_and_traced),
		cmocka_unit_test(the_name_of_a_secret_reporter_is_for_those_who_work_on_it),
		cmocka_unit_test(of_an_anonymous_reporter_nothing_is_kept),
		cmocka_unit_test(
		    without_the_right_to_decide_an_ordinary_report_is_only_recommended),
		cmocka_unit_test(an_emergency_acts_first_and_the_decision_follows),
		cmocka_unit_test(the_story_of_a_case_begins_with_what_was_reported),
		cmocka_unit_test(what_was_reported_is_sealed_in_the_story_of_a_protected_case),
		cmocka_unit_test(the_place_of_a_protected_case_is_kept_sealed_and_comes_back),
		cmocka_unit_test(protecting_in_the_decision_seals_the_report_as_well),
		cmocka_unit_test(a_stale_decision_is_refused_and_nothing_is_written),
		cmocka_unit_test(an_answer_ends_a_keluhan_but_never_a_report_of_somebody_in_need),
		cmocka_unit_test(why_a_report_goes_no_further_is_read_by_who_reported),
		cmocka_unit_test(five_wrong_secrets_slow_down_their_number_only),
		cmocka_unit_test(the_secret_of_one_report_does_not_open_another),
		cmocka_unit_test(whoever_follows_a_protected_report_learns_no_unit),
		cmocka_unit_test(a_failing_statement_of_taking_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
