/* Requests about data: nobody decides alone, facts wait for the last yes, objections lapse. */
#include "fixture.h"

#include <jansson.h>

#include "base/log.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "feature/verval/verval.h"
#include "text/verval.h"

/* ---- two persons' eyes ----------------------------------------------------------------------- */

static void a_fact_changes_only_after_verifier_and_head_have_said_yes(void **state_)
{
	const char *source;
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = asked(&f, "floor", "2");
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "6");
	assert_int_equal(waits_as(&f, id), 4);
	assert_ok(decide(&f, CITY_LAST, id, true));
	assert_int_equal(waits_as(&f, id), 5);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "6");
	assert_ok(decide(&f, CITY_HEAD, id, true));
	assert_int_equal(waits_as(&f, id), 0);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", &source), "2");
	assert_string_equal(source, "perbaikan");
	assert_int_equal(state(&f, id), VERVAL_APPROVED);
	close_fixture(&f);
}

static void nobody_decides_over_what_he_asked_nor_twice(void **state_)
{
	struct fixture f;
	int64_t id = 0;

	(void)state_;
	open_fixture(&f);
	/* A manager may ask and approve; not both of one request. */
	city_act_as(&f.c, CITY_MANAGER);
	assert_ok(ACT(&f.c, ask(f.c.cx, &f, FACT_FAMILY, "floor", "2", &id)));
	assert_int_equal(decide(&f, CITY_MANAGER, id, true), ERR_DENIED);
	assert_ok(decide(&f, CITY_LAST, id, true));
	assert_int_equal(decide(&f, CITY_MANAGER, id, true), ERR_CONFLICT);
	assert_int_equal(refusal(f.c.cx), T_VERVAL_OWN);
	assert_int_equal(decide(&f, CITY_LAST, id, true), ERR_DENIED);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "6");
	/* Nor does the table take it. */
	act_begin(&f.c);
	assert_int_not_equal(
	    city_query(f.c.cx,
		       arena_printf(f.c.cx->arena,
				    "UPDATE verval SET approved_by_id = proposed_by_id, state = 2 "
				    "WHERE id = %lld RETURNING id",
				    (long long)id),
		       false, &(int64_t){ 0 }, NULL),
	    ERR_OK);
	(void)act_end(&f.c, ERR_CONFLICT);
	close_fixture(&f);
}

static void what_decides_nothing_counts_at_once(void **state_)
{
	struct fixture f;
	int64_t id = 0;

	(void)state_;
	open_fixture(&f);
	city_act_as(&f.c, CITY_FRONT);
	assert_ok(ACT(&f.c, ask(f.c.cx, &f, FACT_PERSON, "phone", "081299999999", &id)));
	assert_string_equal(holds(&f, FACT_PERSON, "phone", NULL), "081299999999");
	assert_int_equal(state(&f, id), VERVAL_APPROVED);
	close_fixture(&f);
}

/* ---- meanwhile ------------------------------------------------------------------------------- */

static enum err say_floor(struct ctx *cx, int64_t family, const char *value)
{
	const struct origin origin = { .source = "dtsen", .valid_from = DATE_NONE, .settle = true };
	const struct fact_book *book;
	struct fact_change change;

	TRY(fact_book(cx, &book));
	change = (struct fact_change){ fact_field(book, FACT_FAMILY, "floor"), value };
	return subject_change(cx, FACT_FAMILY, family, 0, &change, 1, &origin, NULL);
}

static void a_fact_that_changed_meanwhile_is_shown_and_approved_knowingly_only(void **state_)
{
	struct verval_decision d = { .yes = true };
	struct verval_line *lines;
	struct fixture f;
	int64_t id;
	size_t n;

	(void)state_;
	open_fixture(&f);
	id = asked(&f, "floor", "2");
	city_system(&f.c);
	assert_ok(ACT(&f.c, say_floor(f.c.cx, f.family, "8")));
	assert_int_equal(decide(&f, CITY_LAST, id, true), ERR_CONFLICT);
	assert_int_equal(refusal(f.c.cx), T_VERVAL_FACT_CHANGED);
	test_read_begin(&f.c.t);
	assert_ok(verval_lines(f.c.cx, id, &lines, &n, &d.seen));
	assert_int_equal(n, 1);
	assert_true(lines[0].changed);
	assert_string_equal(lines[0].before, "6");
	assert_string_equal(lines[0].now, "8");
	test_read_end(&f.c.t);
	d.despite = true;
	/* Once more after the page was drawn: what was seen is old. */
	city_system(&f.c);
	assert_ok(ACT(&f.c, say_floor(f.c.cx, f.family, "5")));
	city_act_as(&f.c, CITY_LAST);
	assert_int_equal(ACT(&f.c, verval_decide(f.c.cx, id, &d)), ERR_CONFLICT);
	test_read_begin(&f.c.t);
	assert_ok(verval_lines(f.c.cx, id, &lines, &n, &d.seen));
	test_read_end(&f.c.t);
	assert_ok(ACT(&f.c, verval_decide(f.c.cx, id, &d)));
	city_act_as(&f.c, CITY_HEAD);
	assert_ok(ACT(&f.c, verval_decide(f.c.cx, id, &d)));
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "2");
	close_fixture(&f);
}

/* ---- who sees it ----------------------------------------------------------------------------- */

static void an_officer_of_another_kelurahan_meets_no_request(void **state_)
{
	struct fixture f;
	int64_t id, other = 0;

	(void)state_;
	open_fixture(&f);
	id = asked(&f, "floor", "2");
	city_act_as(&f.c, CITY_OTHER_FRONT);
	assert_int_equal(ACT(&f.c, verval_withdraw(f.c.cx, id, 0, "salah")), ERR_NOTFOUND);
	assert_int_equal(ACT(&f.c, ask(f.c.cx, &f, FACT_FAMILY, "floor", "3", &other)),
			 ERR_NOTFOUND);
	city_act_as(&f.c, CITY_COORDINATOR);
	assert_ok(ACT(&f.c, verval_withdraw(f.c.cx, id, 0, "salah")));
	assert_int_equal(state(&f, id), VERVAL_WITHDRAWN);
	close_fixture(&f);
}

/* ---- objections ------------------------------------------------------------------------------ */

/* The photo is a row only: what is in it does not matter here. */
static enum err object(struct ctx *cx, struct fixture *f, int64_t region, bool proof, int64_t *ret)
{
	static const struct media_draft photo = {
		.id = 77, .key = { 1 }, .size = 1, .kind = MEDIA_PHOTO
	};
	const struct verval_new n = { .kind = VERVAL_SANGGAH,
				      .of = FACT_FAMILY,
				      .subject_id = f->family,
				      .asked_by = ASKED_AT_DESK,
				      .why = "rumahnya bagus",
				      .photo = &photo,
				      .n_photos = proof ? 1 : 0,
				      .lat_e6 = proof ? -6921500 : DB_NONE,
				      .lng_e6 = proof ? 106928700 : DB_NONE,
				      .objector = "Warga Contoh",
				      .objector_region_id = region };

	return open_it(cx, &n, ret);
}

static unsigned tick(struct fixture *f)
{
	unsigned done = 0;

	city_system(&f->c);
	assert_ok(ACT(&f->c, verval_tick(f->c.cx, 50, &done)));
	return done;
}

static int64_t told(struct fixture *f, const char *key, enum city_person who)
{
	return city_int(&f->c,
			arena_printf(f->c.cx->arena,
				     "SELECT count(*) FROM notice WHERE text_key = '%s' AND "
				     "user_id = %lld",
				     key, (long long)f->c.person[who]),
			0);
}

static void an_objection_needs_the_same_kelurahan_a_photo_and_the_place(void **state_)
{
	struct fixture f;
	int64_t id = 0;

	(void)state_;
	open_fixture(&f);
	city_act_as(&f.c, CITY_FRONT);
	assert_refused(&f.c, object(f.c.cx, &f, f.c.region + 1, true, &id),
		       T_VERVAL_OTHER_KELURAHAN);
	assert_refused(&f.c, object(f.c.cx, &f, f.c.region, false, &id), T_VERVAL_PROOF_MISSING);
	assert_ok(ACT(&f.c, object(f.c.cx, &f, f.c.region, true, &id)));
	assert_int_equal(state(&f, id), VERVAL_OPEN);
	close_fixture(&f);
}

static void
the_supervisor_is_warned_on_days_seven_and_twelve_and_it_is_void_on_day_fourteen(void **state_)
{
	struct fixture f;
	int64_t id = 0, start;

	(void)state_;
	open_fixture(&f);
	city_act_as(&f.c, CITY_FRONT);
	start = f.c.cx->now;
	assert_ok(ACT(&f.c, object(f.c.cx, &f, f.c.region, true, &id)));
	f.c.cx->now = start + 7 * USEC_DAY - USEC_SECOND;
	assert_int_equal(tick(&f), 0);
	f.c.cx->now = start + 7 * USEC_DAY;
	assert_int_equal(tick(&f), 1);
	assert_int_equal(tick(&f), 0);
	assert_int_equal(told(&f, "notice.verval_warn", CITY_SUPERVISOR), 1);
	f.c.cx->now = start + 12 * USEC_DAY;
	assert_int_equal(tick(&f), 1);
	assert_int_equal(told(&f, "notice.verval_warn", CITY_SUPERVISOR), 2);
	f.c.cx->now = start + 14 * USEC_DAY - USEC_SECOND;
	assert_int_equal(tick(&f), 0);
	assert_int_equal(state(&f, id), VERVAL_OPEN);
	f.c.cx->now = start + 14 * USEC_DAY;
	assert_int_equal(tick(&f), 1);
	assert_int_equal(state(&f, id), VERVAL_VOID);
	assert_int_equal(told(&f, "notice.verval_void", CITY_FRONT), 1);
	assert_int_equal(tick(&f), 0);
	close_fixture(&f);
}

static enum err open_kept(struct ctx *cx, const struct verval_new *n, char number[NUMBER_SIZE],
			  char secret[SECRET_SIZE])
{
	int64_t id;

	return verval_open(cx, n, &id, number, secret);
}

static void who_objected_reads_by_number_and_code_that_it_is_void(void **state_)
{
	static const struct media_draft photo = {
		.id = 79, .key = { 1 }, .size = 1, .kind = MEDIA_PHOTO
	};
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	struct verval_status s;
	struct fixture f;
	struct verval_new n;

	(void)state_;
	open_fixture(&f);
	n = (struct verval_new){ .kind = VERVAL_SANGGAH,
				 .of = FACT_FAMILY,
				 .subject_id = f.family,
				 .asked_by = ASKED_AT_DESK,
				 .photo = &photo,
				 .n_photos = 1,
				 .lat_e6 = -6921500,
				 .lng_e6 = 106928700,
				 .objector = "Warga Contoh",
				 .objector_region_id = f.c.region };
	city_act_as(&f.c, CITY_FRONT);
	assert_ok(ACT(&f.c, open_kept(f.c.cx, &n, number, secret)));
	f.c.cx->now += 14 * USEC_DAY;
	assert_int_equal(tick(&f), 2); /* warned at last, and void */
	test_read_begin(&f.c.t);
	assert_ok(verval_follow(f.c.cx, number, secret, &s));
	assert_int_equal(s.state, VERVAL_VOID);
	assert_int_equal(verval_follow(f.c.cx, number, "AAAAAAAA", &s), ERR_NOTFOUND);
	test_read_end(&f.c.t);
	close_fixture(&f);
}

/* ---- months ---------------------------------------------------------------------------------- */

static void what_misses_the_cut_off_moves_to_the_next_month_and_its_asker_is_told(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = asked(&f, "floor", "2");
	/* 21 November is past the 17th: it aims at December. */
	assert_int_equal(city_int(&f.c, "SELECT period FROM verval WHERE id = %lld", id),
			 2026 * 12 + 11);
	f.c.cx->now += 26 * USEC_DAY; /* 17 December, still in time */
	assert_int_equal(tick(&f), 0);
	f.c.cx->now += USEC_DAY;
	assert_int_equal(tick(&f), 1);
	assert_int_equal(city_int(&f.c, "SELECT period FROM verval WHERE id = %lld", id),
			 2027 * 12);
	assert_int_equal(told(&f, "notice.verval_late", CITY_FRONT), 1);
	assert_int_equal(tick(&f), 0);
	close_fixture(&f);
}

/* ---- the long way of a proposal -------------------------------------------------------------- */

static enum err propose(struct ctx *cx, struct fixture *f, int64_t *ret)
{
	static const struct media_draft photo = {
		.id = 78, .key = { 1 }, .size = 1, .kind = MEDIA_PHOTO
	};
	const struct verval_new n = { .kind = VERVAL_USUL,
				      .of = FACT_FAMILY,
				      .subject_id = f->family,
				      .asked_by = ASKED_BY_OFFICER,
				      .photo = &photo,
				      .n_photos = 1,
				      .lat_e6 = DB_NONE,
				      .lng_e6 = DB_NONE };

	return open_it(cx, &n, ret);
}

static enum err see_house(struct ctx *cx, struct fixture *f, int64_t id, const char *value)
{
	const struct fact_book *book;
	struct verval_ask one;

	TRY(fact_book(cx, &book));
	one = (struct verval_ask){ fact_field(book, FACT_FAMILY, "floor"), value };
	return verval_add_lines(cx, id, FACT_FAMILY, f->family, &one, 1, "kunjungan");
}

/* From the first list to the meeting: visited by the coordinator, who saw another floor. */
static int64_t visited(struct fixture *f)
{
	const struct visit_done nobody = { .result = VISIT_NOBODY, .lat_e6 = DB_NONE };
	const struct visit_done met = { .result = VISIT_MET,
					.met = "Siti Contoh",
					.signed_by = "Siti Contoh",
					.lat_e6 = -6921500,
					.lng_e6 = 106928700 };
	int32_t due = clock_date(f->c.cx->now, 420) + 3;
	int64_t id = 0, visit = 0;

	city_act_as(&f->c, CITY_FRONT);
	assert_ok(ACT(&f->c, propose(f->c.cx, f, &id)));
	assert_ok(ACT(&f->c, verval_pass(f->c.cx, id, 0)));
	assert_refused(&f->c, verval_pass(f->c.cx, id, 0), T_VERVAL_NOT_NOW);
	assert_ok(ACT(&f->c, visit_ask(f->c.cx, id, f->c.person[CITY_COORDINATOR], due, &visit)));
	assert_refused(&f->c, visit_ask(f->c.cx, id, f->c.person[CITY_FRONT], due, &visit),
		       T_VERVAL_VISIT_OPEN);
	assert_refused(&f->c, visit_done(f->c.cx, visit, &met), T_VERVAL_VISIT_NOT_YOURS);
	city_act_as(&f->c, CITY_COORDINATOR);
	assert_ok(ACT(&f->c, visit_done(f->c.cx, visit, &nobody)));
	/* Nobody was there: somebody goes again. */
	assert_ok(ACT(&f->c, visit_ask(f->c.cx, id, f->c.person[CITY_COORDINATOR], due, &visit)));
	assert_ok(ACT(&f->c, see_house(f->c.cx, f, id, "2")));
	assert_ok(ACT(&f->c, see_house(f->c.cx, f, id, "8")));
	assert_ok(ACT(&f->c, visit_done(f->c.cx, visit, &met)));
	return id;
}

/* A drawing or a photo of the sheet stands for the typed name; neither is a photo of the house. */
static void a_visit_is_signed_by_a_picture_or_a_typed_name(void **state_)
{
	const struct media_draft picture = {
		.id = 91, .key = { 2 }, .name = { { 3 }, { 4 } }, .size = 1, .kind = MEDIA_PHOTO
	};
	struct visit_done met = { .result = VISIT_MET, .met = "Siti Contoh", .lat_e6 = DB_NONE };
	int64_t id = 0, visit = 0;
	struct fixture f;

	(void)state_;
	open_fixture(&f);
	city_act_as(&f.c, CITY_FRONT);
	assert_ok(ACT(&f.c, propose(f.c.cx, &f, &id)));
	assert_ok(ACT(&f.c, verval_pass(f.c.cx, id, 0)));
	assert_ok(ACT(&f.c, visit_ask(f.c.cx, id, f.c.person[CITY_FRONT],
				      clock_date(f.c.cx->now, 420) + 3, &visit)));
	assert_refused(&f.c, visit_done(f.c.cx, visit, &met), T_VERVAL_VISIT_UNSIGNED);
	met.signature = &picture;
	assert_ok(ACT(&f.c, visit_done(f.c.cx, visit, &met)));
	assert_int_equal(
	    city_int(&f.c, "SELECT media_id FROM verval_signature WHERE visit_id = %lld", visit),
	    91);
	assert_int_equal(
	    city_int(&f.c, "SELECT count(*) FROM verval_photo WHERE verval_id = %lld", id), 1);
	assert_ok(ACT(&f.c, verval_withdraw(f.c.cx, id, 0, "salah")));
	city_system(&f.c);
	assert_ok(ACT(&f.c, verval_erase(f.c.cx, id)));
	assert_int_equal(city_int(&f.c, "SELECT count(*) FROM verval_signature", 0), 0);
	close_fixture(&f);
}

static int64_t meeting(struct fixture *f, int64_t request)
{
	static const char *const roles[] = { "lurah", "operator", "rt_rw" };
	int64_t id = 0;

	assert_ok(ACT(
	    &f->c, meeting_new(f->c.cx, f->c.region, clock_date(f->c.cx->now, 420), "Aula", &id)));
	assert_ok(ACT(&f->c, meeting_agenda(f->c.cx, id, &request, 1)));
	assert_refused(&f->c, meeting_sign(f->c.cx, id, "1/BA"), T_VERVAL_MEETING_ABSENT);
	for (size_t i = 0; i < LEN(roles); i++)
		assert_ok(ACT(&f->c, meeting_attend(f->c.cx, id, "Hadirin Contoh", roles[i])));
	assert_refused(&f->c, meeting_sign(f->c.cx, id, "1/BA"), T_VERVAL_MEETING_UNDECIDED);
	return id;
}

static void a_proposal_goes_by_visit_meeting_minutes_two_deciders_and_entry(void **state_)
{
	int32_t today;
	const char *source;
	struct fixture f;
	int64_t id, held;

	(void)state_;
	open_fixture(&f);
	today = clock_date(f.c.cx->now, 420);
	id = visited(&f);
	/* An answer that says what is known already is no other answer. */
	assert_ok(ACT(&f.c, see_house(f.c.cx, &f, id, "6")));
	assert_string_equal(city_text(&f.c,
				      "SELECT what FROM verval_event WHERE verval_id = %lld "
				      "ORDER BY id DESC LIMIT 1",
				      id),
			    "verval.event.lines_same");
	assert_ok(ACT(&f.c, see_house(f.c.cx, &f, id, "8")));
	held = meeting(&f, id);
	assert_ok(ACT(&f.c, meeting_decide(f.c.cx, held, id, true)));
	assert_ok(ACT(&f.c, meeting_sign(f.c.cx, held, "1/BA")));
	assert_refused(&f.c, meeting_decide(f.c.cx, held, id, false), T_VERVAL_MEETING_SIGNED);
	assert_ok(ACT(&f.c, verval_pass(f.c.cx, id, 0)));
	assert_ok(ACT(&f.c, verval_minutes(f.c.cx, id, 0, "1/BA", today)));
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "6");
	assert_ok(decide(&f, CITY_LAST, id, true));
	assert_ok(decide(&f, CITY_HEAD, id, true));
	/* What was answered last, by who saw it. */
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", &source), "8");
	assert_string_equal(source, "kunjungan");
	/* Written down after the cut-off, but entered in time: it stands in the month it was in
	 * time for. */
	f.c.cx->now += 27 * USEC_DAY;
	assert_int_equal(tick(&f), 1);
	assert_int_equal(city_int(&f.c, "SELECT period FROM verval WHERE id = %lld", id),
			 2027 * 12);
	city_act_as(&f.c, CITY_LAST);
	assert_ok(ACT(&f.c, verval_enter(f.c.cx, id, 0, "SIKS-1", today + 26)));
	assert_int_equal(state(&f, id), VERVAL_DONE);
	assert_int_equal(city_int(&f.c, "SELECT period FROM verval WHERE id = %lld", id),
			 2026 * 12 + 11);
	close_fixture(&f);
}

static void an_sptjm_stands_for_the_meeting_and_a_no_of_the_meeting_ends_it(void **state_)
{
	struct fixture f;
	int64_t id, held;

	(void)state_;
	open_fixture(&f);
	id = visited(&f);
	held = meeting(&f, id);
	assert_ok(ACT(&f.c, meeting_decide(f.c.cx, held, id, false)));
	assert_ok(ACT(&f.c, meeting_sign(f.c.cx, held, "1/BA")));
	assert_int_equal(state(&f, id), VERVAL_REFUSED);
	close_fixture(&f);
	open_fixture(&f);
	id = visited(&f);
	assert_ok(ACT(&f.c, verval_sptjm(f.c.cx, id, 0, "9/SPTJM", clock_date(f.c.cx->now, 420))));
	assert_string_equal(city_text(&f.c, "SELECT step FROM verval WHERE id = %lld", id),
			    "prelist_akhir");
	close_fixture(&f);
}

static struct meeting_item agreed(struct fixture *f, int64_t held)
{
	struct meeting_item *items;
	size_t n;

	assert_ok(db_read_begin(f->c.cx, f->c.t.app.pool));
	assert_ok(meeting_agreed(f->c.cx, held, &items, &n));
	db_read_end(f->c.cx, f->c.t.app.pool);
	assert_int_equal(n, 1);
	return items[0];
}

static void what_a_signed_meeting_agreed_to_is_carried_on_at_once_with_its_minutes(void **state_)
{
	struct fixture f;
	int64_t id, held;
	size_t n;

	(void)state_;
	open_fixture(&f);
	id = visited(&f);
	held = meeting(&f, id);
	assert_ok(ACT(&f.c, meeting_decide(f.c.cx, held, id, true)));
	assert_refused(&f.c, meeting_carry_on(f.c.cx, held, &n), T_VERVAL_NOT_NOW);
	assert_ok(ACT(&f.c, meeting_sign(f.c.cx, held, "1/BA")));
	assert_true(agreed(&f, held).can);
	assert_ok(ACT(&f.c, meeting_carry_on(f.c.cx, held, &n)));
	assert_int_equal(n, 1);
	assert_string_equal(city_text(&f.c, "SELECT step FROM verval WHERE id = %lld", id),
			    "verifikator");
	assert_string_equal(city_text(&f.c, "SELECT ba_number FROM verval WHERE id = %lld", id),
			    "1/BA");
	assert_int_equal(
	    city_int(&f.c,
		     "SELECT CASE WHEN v.ba_on = m.held_on THEN 1 ELSE 0 END FROM "
		     "verval v JOIN verval_meeting m ON m.city = v.city WHERE v.id = %lld",
		     id),
	    1);
	/* It has gone on: there is nothing to do, and nothing wrong. */
	assert_false(agreed(&f, held).can);
	assert_int_equal(agreed(&f, held).held, T__NONE);
	assert_ok(ACT(&f.c, meeting_carry_on(f.c.cx, held, &n)));
	assert_int_equal(n, 0);
	close_fixture(&f);
}

static void what_was_withdrawn_since_the_meeting_is_not_carried_on_and_says_why(void **state_)
{
	struct fixture f;
	int64_t id, held;
	size_t n;

	(void)state_;
	open_fixture(&f);
	id = visited(&f);
	held = meeting(&f, id);
	assert_ok(ACT(&f.c, meeting_decide(f.c.cx, held, id, true)));
	assert_ok(ACT(&f.c, meeting_sign(f.c.cx, held, "1/BA")));
	city_act_as(&f.c, CITY_FRONT);
	assert_ok(ACT(&f.c, verval_withdraw(f.c.cx, id, 0, "salah orang")));
	assert_int_equal(agreed(&f, held).held, T_VERVAL_HELD_ENDED);
	assert_ok(ACT(&f.c, meeting_carry_on(f.c.cx, held, &n)));
	assert_int_equal(n, 0);
	assert_int_equal(state(&f, id), VERVAL_WITHDRAWN);
	close_fixture(&f);
}

static enum err head_first(struct ctx *cx, void *arg)
{
	struct ref_values v = {
		.doc = "{\"steps\":[\"kepala_opd\",\"verifikator\",\"serah\",\"sudah_diinput\"]}",
		.source = "uji",
		.valid_to = DATE_NONE
	};
	struct ref_entry e;
	int64_t version;

	(void)arg;
	TRY(ref_get(cx, "verval_flow", "perbaikan", ref_today(cx), &e));
	v.label_id = e.label_id;
	v.label_en = e.label_en;
	v.valid_from = e.valid_from;
	return ref_edit(cx, "verval_flow", "perbaikan", e.version, &v, "uji", &version);
}

/* How many requests wait for somebody who may decide at both turns. */
static size_t waits_for(struct fixture *f, enum city_person who)
{
	struct verval_wait *list;
	size_t n;

	city_act_as(&f->c, who);
	f->c.t.actor.perms |= (permset)1 << PERM_VERVAL_CHECK | (permset)1 << PERM_VERVAL_APPROVE;
	test_read_begin(&f->c.t);
	assert_ok(verval_waiting(f->c.cx, 9, &list, &n));
	test_read_end(&f->c.t);
	return n;
}

/* The head could say yes to nothing: the table knew of no other order than the first one. */
static void a_city_whose_head_decides_first_gets_its_facts_from_the_verifier(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	city_system(&f.c);
	assert_ok(ACT(&f.c, head_first(f.c.cx, NULL)));
	id = asked(&f, "floor", "2");
	assert_int_equal(decide(&f, CITY_LAST, id, true), ERR_DENIED);
	assert_int_equal(waits_for(&f, CITY_HEAD), 1);
	assert_ok(decide(&f, CITY_HEAD, id, true));
	assert_int_equal(state(&f, id), VERVAL_OPEN);
	assert_int_equal(waits_for(&f, CITY_HEAD), 0); /* he has said his word */
	assert_int_equal(waits_for(&f, CITY_LAST), 1);
	assert_string_not_equal(holds(&f, FACT_FAMILY, "floor", NULL), "2");
	assert_ok(decide(&f, CITY_LAST, id, true));
	assert_int_equal(state(&f, id), VERVAL_APPROVED);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "2");
	close_fixture(&f);
}

/* What keeps a doc of the calendar from being written; NULL: nothing. */
static const char *calendar_fault(const char *doc)
{
	json_t *j = json_loads(doc, 0, NULL);
	const char *key = verval_calendar_fault(j);

	json_decref(j);
	return key;
}

/* A cut-off on the 31st was taken once, and then no request could be made. */
static void a_month_ends_on_a_day_that_every_month_has(void **state_)
{
	(void)state_;
	assert_null(calendar_fault("{\"day\": 17}"));
	assert_null(calendar_fault("{\"day\": 28}"));
	assert_null(calendar_fault("{\"days\": 90}"));
	assert_string_equal(calendar_fault("{\"day\": 31}"), "day");
	assert_string_equal(calendar_fault("{\"day\": 0, \"days\": 90}"), "day");
	assert_string_equal(calendar_fault("{\"day\": \"17\"}"), "day");
	assert_string_equal(calendar_fault("{\"days\": 0}"), "days");
	assert_string_equal(calendar_fault("{}"), "day");
}

int main(void)
{
#define T(name) cmocka_unit_test(name)
	const struct CMUnitTest tests[] = {
		T(a_fact_changes_only_after_verifier_and_head_have_said_yes),
		T(nobody_decides_over_what_he_asked_nor_twice),
		T(what_decides_nothing_counts_at_once),
		T(a_fact_that_changed_meanwhile_is_shown_and_approved_knowingly_only),
		T(an_officer_of_another_kelurahan_meets_no_request),
		T(an_objection_needs_the_same_kelurahan_a_photo_and_the_place),
		T(the_supervisor_is_warned_on_days_seven_and_twelve_and_it_is_void_on_day_fourteen),
		T(who_objected_reads_by_number_and_code_that_it_is_void),
		T(what_misses_the_cut_off_moves_to_the_next_month_and_its_asker_is_told),
		T(a_visit_is_signed_by_a_picture_or_a_typed_name),
		T(a_proposal_goes_by_visit_meeting_minutes_two_deciders_and_entry),
		T(an_sptjm_stands_for_the_meeting_and_a_no_of_the_meeting_ends_it),
		T(what_a_signed_meeting_agreed_to_is_carried_on_at_once_with_its_minutes),
		T(what_was_withdrawn_since_the_meeting_is_not_carried_on_and_says_why),
		T(a_month_ends_on_a_day_that_every_month_has),
		T(a_city_whose_head_decides_first_gets_its_facts_from_the_verifier),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}
