/* Data quality: each rule finds and forgets, totals add up, people see their own kelurahan's. */
#include "lib/city.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/quality/quality.h"
#include "feature/reference/reference.h"
#include "feature/registry/registry.h"

/* ---- helpers ------------------------------------------------------------------------------- */

static int setup(void **state)
{
	static struct city_fixture c;

	city_open(&c);
	city_system(&c);
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	city_close(*state);
	return 0;
}

/* Checks until nothing is left. */
static void check_all(struct city_fixture *c)
{
	bool behind = true;

	city_system(c);
	while (behind)
		assert_ok(quality_step(c->cx, c->t.app.pool, &behind));
}

static const struct origin seen = { .source = "kk_ktp", .valid_from = DATE_NONE, .settle = true };

struct said {
	const char *field, *value;
};

static int64_t add(struct city_fixture *c, enum fact_of of, const struct said *said, size_t n)
{
	const struct fact_book *book;
	struct facts f;
	int64_t id = 0;

	act_begin(c);
	assert_ok(fact_book(c->cx, &book));
	f = facts_new(c->cx, book, of);
	for (size_t i = 0; i < n; i++)
		facts_set(&f, said[i].field, said[i].value);
	assert_ok(act_end(c, subject_new(c->cx, &f, &seen, &id)));
	return id;
}

static const char *number(struct city_fixture *c, int64_t v)
{
	return str_digits(c->cx->arena, v);
}

/* Nothing is wrong with her, but for what is said besides. */
static int64_t person(struct city_fixture *c, int64_t family, const char *relation,
		      const char *field, const char *value)
{
	const struct said said[] = {
		{ "name", "Siti Contoh" },
		{ "known", "1" },
		{ "state", "1" },
		{ "sex", "2" },
		{ "birth_date", "1980-03-12" },
		{ "nik", "3272015203800001" },
		{ "region", number(c, c->region) },
		{ "address", "Jalan Contoh 1" },
		{ "family", family != 0 ? number(c, family) : NULL },
		{ "relation", family != 0 ? relation : NULL },
		{ field != NULL ? field : "traits", value },
	};

	return add(c, FACT_PERSON, said, LEN(said));
}

static int64_t family(struct city_fixture *c, const char *kk)
{
	const struct said said[] = { { "kk", kk },
				     { "kk_region", number(c, c->region) },
				     { "kk_address", "Jalan Contoh 1" } };

	return add(c, FACT_FAMILY, said, LEN(said));
}

static void tell(struct city_fixture *c, enum fact_of of, int64_t id, const char *field,
		 const char *value)
{
	const struct fact_book *book;
	struct fact_change change;

	act_begin(c);
	assert_ok(fact_book(c->cx, &book));
	change = (struct fact_change){ fact_field(book, of, field), value };
	assert_ok(act_end(c, subject_change(c->cx, of, id, 0, &change, 1, &seen, NULL)));
}

/* Open findings of a rule with a subject, counted by SQL that shares nothing with the room. */
static int64_t found(struct city_fixture *c, const char *rule, int64_t subject)
{
	return city_int(
	    c,
	    arena_printf(c->cx->arena,
			 "SELECT count(*) FROM quality_finding WHERE subject_id = %%lld AND rule = "
			 "'%s' AND state IN (1, 2)",
			 rule),
	    subject);
}

static int64_t any(struct city_fixture *c, int64_t subject)
{
	return city_int(c,
			"SELECT count(*) FROM quality_finding WHERE subject_id = %lld AND state IN "
			"(1, 2)",
			subject);
}

static size_t faults(struct city_fixture *c)
{
	char **lines;
	size_t n;

	assert_ok(ACT(c, quality_tally_faults(c->cx, &lines, &n)));
	return n;
}

/* What is kept is what is counted anew, whatever happened. */
static void assert_adds_up(struct city_fixture *c)
{
	assert_int_equal(faults(c), 0);
	assert_int_equal(
	    city_int(c, "SELECT coalesce(sum(n), 0) FROM quality_count", 0),
	    city_int(c, "SELECT count(*) FROM quality_finding WHERE state IN (1, 2)", 0));
	assert_int_equal(
	    city_int(c,
		     "SELECT count(*) FROM quality_count k WHERE n <> (SELECT count(*) FROM "
		     "quality_finding q WHERE q.rule = k.rule AND q.region_id = k.region_id "
		     "AND q.source = k.source AND q.state IN (1, 2))",
		     0),
	    0);
	assert_int_equal(city_int(c, "SELECT coalesce(sum(subjects), 0) FROM quality_total", 0),
			 city_int(c, "SELECT count(*) FROM quality_subject", 0));
	assert_int_equal(city_int(c, "SELECT coalesce(sum(loss), 0) FROM quality_total", 0),
			 city_int(c, "SELECT coalesce(sum(loss), 0) FROM quality_subject", 0));
	assert_int_equal(
	    city_int(c, "SELECT coalesce(sum(faulty), 0) FROM quality_total", 0),
	    city_int(c,
		     "SELECT count(DISTINCT subject_id) FROM quality_finding WHERE state IN (1, 2)",
		     0));
}

/* ---- rules --------------------------------------------------------------------------------- */

static void somebody_without_fault_has_no_finding_and_counts_in_full(void **state)
{
	struct city_fixture *c = *state;
	int64_t f = family(c, "3272010101100001");
	int64_t p = person(c, f, "1", NULL, NULL);
	struct quality_report r;

	check_all(c);
	assert_int_equal(any(c, p), 0);
	assert_int_equal(any(c, f), 0);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	assert_int_equal(r.total.subjects, 2);
	assert_int_equal(r.total.score, 1000);
	assert_true(r.whole);
	assert_int_equal(r.n_days, 1);
	assert_adds_up(c);
}

static void each_rule_of_a_person_finds_its_fault_and_forgets_it_once_it_is_put_right(void **state)
{
	static const struct {
		const char *rule, *field, *wrong, *right;
	} cases[] = {
		{ "nik_form", "nik", "3272015203800000", "3272015203800001" },
		{ "nik_missing", "nik", NULL, "3272015203800001" },
		{ "nik_birth", "birth_date", "1980-03-13", "1980-03-12" },
		{ "nik_sex", "sex", "1", "2" },
		{ "nik_region", "nik", "9972015203800001", "3272015203800001" },
		{ "age_impossible", "birth_date", "1880-03-12", "1980-03-12" },
		{ "age_impossible", "birth_date", "2080-03-12", "1980-03-12" },
		{ "no_birth", "birth_date", NULL, "1980-03-12" },
		{ "no_region", "region", NULL, NULL },
		{ "no_address", "address", NULL, "Gang Contoh 2" },
	};
	struct city_fixture *c = *state;

	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t p = person(c, 0, NULL, cases[i].field, cases[i].wrong);

		check_all(c);
		assert_int_equal(found(c, cases[i].rule, p), 1);
		assert_adds_up(c);
		tell(c, FACT_PERSON, p, cases[i].field,
		     cases[i].right != NULL ? cases[i].right : number(c, c->region));
		check_all(c);
		assert_int_equal(any(c, p), 0);
		assert_adds_up(c);
		tell(c, FACT_PERSON, p, "nik", NULL); /* the next one has it */
		check_all(c);
	}
}

static void two_with_one_nik_are_found_both_and_forgotten_both(void **state)
{
	struct city_fixture *c = *state;
	int64_t a = person(c, 0, NULL, "mother", "Ibu Contoh"), b;

	check_all(c);
	b = person(c, 0, NULL, "mother", "IBU  CONTOH");
	check_all(c);
	assert_int_equal(found(c, "nik_twice", a), 1);
	assert_int_equal(found(c, "nik_twice", b), 1);
	assert_int_equal(found(c, "same_twice", a), 1);
	assert_int_equal(found(c, "same_twice", b), 1);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, person_merge(c->cx, b, a, "orang yang sama")));
	check_all(c);
	assert_int_equal(any(c, a), 0);
	assert_int_equal(any(c, b), 0);
	assert_int_equal(city_int(c, "SELECT count(*) FROM quality_subject", 0), 1);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, person_unmerge(c->cx, b, "ternyata berbeda")));
	check_all(c);
	assert_int_equal(found(c, "nik_twice", a), 1);
	assert_int_equal(found(c, "nik_twice", b), 1);
	assert_adds_up(c);
	tell(c, FACT_PERSON, b, "nik", "3272015203800002");
	tell(c, FACT_PERSON, b, "mother", "Ibu Lain");
	check_all(c);
	assert_int_equal(any(c, a), 0);
	assert_int_equal(any(c, b), 0);
	assert_adds_up(c);
}

static void each_rule_of_a_family_finds_its_fault_and_forgets_it(void **state)
{
	struct city_fixture *c = *state;
	int64_t f = family(c, NULL), head, child, other;

	head = person(c, f, "1", "birth_date", "2012-03-12");
	child = person(c, f, "4", "birth_date", "2015-03-12");
	check_all(c);
	assert_int_equal(found(c, "kk_missing", f), 1);
	assert_int_equal(found(c, "child_head", f), 1);
	assert_int_equal(found(c, "parent_young", f), 1);
	tell(c, FACT_PERSON, head, "birth_date", "1980-03-12");
	tell(c, FACT_FAMILY, f, "kk", "3272010101100000");
	check_all(c);
	assert_int_equal(found(c, "kk_missing", f), 0);
	assert_int_equal(found(c, "child_head", f), 0);
	assert_int_equal(found(c, "parent_young", f), 0);
	assert_int_equal(found(c, "kk_form", f), 1);
	tell(c, FACT_FAMILY, f, "kk", "3272015203800001");
	check_all(c);
	assert_int_equal(found(c, "kk_form", f), 0);
	assert_int_equal(found(c, "nik_is_kk", head), 1);
	other = family(c, "3272015203800001");
	(void)person(c, other, "1", "nik", "3272015203800007");
	check_all(c);
	assert_int_equal(found(c, "kk_twice", f), 1);
	assert_int_equal(found(c, "kk_twice", other), 1);
	tell(c, FACT_FAMILY, f, "kk", "3272010101100009");
	check_all(c);
	assert_int_equal(any(c, f), 0);
	assert_int_equal(any(c, other), 0);
	assert_int_equal(found(c, "nik_is_kk", head), 0);
	(void)child;
	assert_adds_up(c);
}

static void twenty_one_on_one_card_are_too_many(void **state)
{
	struct city_fixture *c = *state;
	int64_t f = family(c, "3272010101100001"), last = 0;

	(void)person(c, f, "1", NULL, NULL);
	for (int i = 0; i < 20; i++)
		last = person(c, f, "11", "nik", NULL);
	check_all(c);
	assert_int_equal(found(c, "too_many", f), 1);
	assert_ok(ACT(c, person_died(c->cx, last, 0, &seen)));
	check_all(c);
	assert_int_equal(found(c, "too_many", f), 0);
	assert_adds_up(c);
}

static enum err give(struct ctx *cx, int64_t person_id, int32_t on)
{
	struct benefit b = { .person_id = person_id,
			     .programme = "insidentil",
			     .part = "",
			     .period = "2026",
			     .period_on = date_from_ymd(2026, 1, 1),
			     .state = BENEFIT_PAID,
			     .amount = 500000,
			     .quantity = DB_NONE,
			     .paid_on = on,
			     .since = on,
			     .source = "dtsen" };
	enum benefit_fate fate;
	int64_t id;

	TRY(benefit_receiver(cx, &b));
	return benefit_add(cx, &b, &id, &fate);
}

static void the_dead_are_found_by_the_aid_that_came_after_they_died(void **state)
{
	struct city_fixture *c = *state;
	struct origin died = seen;
	int64_t p = person(c, 0, NULL, NULL, NULL);

	died.valid_from = date_from_ymd(2026, 6, 1);
	assert_ok(ACT(c, give(c->cx, p, date_from_ymd(2026, 5, 1))));
	assert_ok(ACT(c, person_died(c->cx, p, 0, &died)));
	check_all(c);
	assert_int_equal(found(c, "dead_aid", p), 0);
	assert_ok(ACT(c, give(c->cx, p, date_from_ymd(2026, 7, 1))));
	check_all(c);
	assert_int_equal(found(c, "dead_aid", p), 1);
	assert_ok(ACT(c, person_returned(c->cx, p, &seen)));
	check_all(c);
	assert_int_equal(found(c, "dead_aid", p), 0);
	assert_adds_up(c);
}

/* What the civil registry answered is work until it is settled: dead there, alive here. */
static void what_dukcapil_says_otherwise_is_a_finding(void **state)
{
	struct city_fixture *c = *state;
	struct origin died = seen;
	int64_t dead = person(c, 0, NULL, "dukcapil_match", "meninggal"),
		gone = person(c, 0, NULL, "dukcapil_match", "pindah_keluar"),
		twice = person(c, 0, NULL, "dukcapil_match", "ganda"),
		other = person(c, 0, NULL, "dukcapil_match", "tidak_padan_nama"),
		fine = person(c, 0, NULL, "dukcapil_match", "padan");

	died.valid_from = date_from_ymd(2026, 6, 1);
	check_all(c);
	assert_int_equal(found(c, "dukcapil_dead", dead), 1);
	assert_int_equal(found(c, "dukcapil_moved", gone), 1);
	assert_int_equal(found(c, "dukcapil_double", twice), 1);
	assert_int_equal(found(c, "dukcapil_differs", other), 1);
	for (size_t i = 0; i < 4; i++) {
		static const char *const rules[] = { "dukcapil_dead", "dukcapil_moved",
						     "dukcapil_double", "dukcapil_differs" };

		assert_int_equal(found(c, rules[i], fine), 0);
	}
	assert_ok(ACT(c, person_died(c->cx, dead, 0, &died)));
	check_all(c);
	assert_int_equal(found(c, "dukcapil_dead", dead), 0);
	assert_adds_up(c);
}

static void whoever_is_protected_or_unknown_is_not_counted(void **state)
{
	struct city_fixture *c = *state;
	int64_t p = person(c, 0, NULL, "nik", NULL);

	assert_ok(ACT(c, person_share(c->cx, p, c->unit[CITY_REHAB])));
	(void)city_int(c, "SELECT 1", 0);
	(void)person(c, 0, NULL, "known", "0");
	check_all(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM quality_subject", 0), 1);
	assert_adds_up(c);
}

/* ---- work ---------------------------------------------------------------------------------- */

static struct quality_filter all(void)
{
	return (struct quality_filter){ .region_id = DB_NONE, .max = 100 };
}

static void a_finding_is_given_to_an_officer_of_its_kelurahan_and_to_no_other(void **state)
{
	struct city_fixture *c = *state;
	int64_t p = person(c, 0, NULL, "address", NULL), done;
	struct quality_filter filter = all();
	struct quality_finding *list;
	size_t n;

	check_all(c);
	city_act_as(c, CITY_COORDINATOR);
	assert_ok(ACT(c, quality_list(c->cx, &filter, &list, &n)));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].person_id, p);
	assert_string_equal(list[0].rule, "no_address");
	assert_ok(ACT(c, quality_give(c->cx, &list[0].id, 1, c->person[CITY_OTHER_FRONT], &done)));
	assert_int_equal(done, 0);
	assert_ok(ACT(c, quality_give(c->cx, &list[0].id, 1, c->person[CITY_MANAGER], &done)));
	assert_int_equal(done, 1);
	city_act_as(c, CITY_MANAGER);
	filter.mine = true;
	assert_ok(ACT(c, quality_list(c->cx, &filter, &list, &n)));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].state, QUALITY_ASSIGNED);
	tell(c, FACT_PERSON, p, "address", "Gang Contoh 3");
	check_all(c);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, quality_list(c->cx, &filter, &list, &n)));
	assert_int_equal(n, 0);
	assert_adds_up(c);
}

static void another_kelurahan_is_neither_listed_nor_counted(void **state)
{
	struct city_fixture *c = *state;
	struct quality_filter filter = all();
	struct quality_finding *list;
	struct quality_report r;
	int64_t elsewhere =
	    city_int(c, "SELECT min(id) FROM region WHERE level = 2 AND id <> %lld", c->region);
	int64_t p = person(c, 0, NULL, "address", NULL), id, done;
	size_t n;

	tell(c, FACT_PERSON, p, "region", number(c, elsewhere));
	check_all(c);
	id = city_int(c, "SELECT id FROM quality_finding WHERE subject_id = %lld", p);
	city_act_as(c, CITY_COORDINATOR);
	assert_ok(ACT(c, quality_list(c->cx, &filter, &list, &n)));
	assert_int_equal(n, 0);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	assert_int_equal(r.total.findings, 0);
	assert_int_equal(r.total.subjects, 0);
	assert_ok(ACT(c, quality_take_as_is(c->cx, &id, 1, "coba", &done)));
	assert_int_equal(done, 0);
	assert_int_equal(ACT(c, quality_doubt(c->cx, id)), ERR_NOTFOUND);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	assert_int_equal(r.total.findings, 1);
}

static void what_is_accepted_with_a_reason_takes_nothing_from_the_score(void **state)
{
	struct city_fixture *c = *state;
	int64_t p = person(c, 0, NULL, "birth_date", "1980-03-13"), id, done;
	struct quality_report r;

	check_all(c);
	id = city_int(c, "SELECT id FROM quality_finding WHERE subject_id = %lld", p);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	assert_int_equal(r.total.score, 850);
	assert_ok(ACT(c, quality_take_as_is(c->cx, &id, 1, "KTP diperlihatkan", &done)));
	assert_int_equal(done, 1);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	assert_int_equal(r.total.score, 1000);
	assert_int_equal(r.total.findings, 0);
	assert_adds_up(c);
	tell(c, FACT_PERSON, p, "traits", "berkacamata");
	check_all(c);
	assert_int_equal(any(c, p), 0); /* looking again does not open it */
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, quality_doubt(c->cx, id)));
	assert_int_equal(ACT(c, quality_doubt(c->cx, id)), ERR_CONFLICT);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	assert_int_equal(r.total.score, 850);
	assert_adds_up(c);
}

static void sums_by_place_rule_and_source_are_the_total(void **state)
{
	struct city_fixture *c = *state;
	int64_t sum[3] = { 0 }, people[2] = { 0 };
	struct quality_report r;

	(void)person(c, 0, NULL, "address", NULL);
	(void)person(c, 0, NULL, "region", NULL);
	(void)person(c, family(c, NULL), "1", "nik", "9972015203800000");
	check_all(c);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, quality_report(c->cx, &r)));
	for (size_t i = 0; i < r.n_regions; i++) {
		sum[0] += r.region[i].findings;
		people[0] += r.region[i].subjects;
	}
	for (size_t i = 0; i < r.n_sources; i++) {
		sum[1] += r.source[i].findings;
		people[1] += r.source[i].subjects;
	}
	for (size_t i = 0; i < r.n_rules; i++)
		sum[2] += r.rule[i].findings;
	assert_true(r.total.findings > 4);
	for (size_t i = 0; i < LEN(sum); i++)
		assert_int_equal(sum[i], r.total.findings);
	assert_int_equal(people[0], r.total.subjects);
	assert_int_equal(people[1], r.total.subjects);
	assert_adds_up(c);
}

static enum err spoil(struct ctx *cx)
{
	int64_t ignored;

	TRY(city_query(cx, "UPDATE quality_count SET n = n + 1 RETURNING 1", false, &ignored,
		       NULL));
	TRY(city_query(cx, "UPDATE quality_total SET faulty = faulty + 1 RETURNING 1", false,
		       &ignored, NULL));
	return city_query(cx, "UPDATE quality_subject SET loss = 0 WHERE loss > 0 RETURNING 1",
			  false, &ignored, NULL);
}

static void wrong_figures_are_found_and_put_right(void **state)
{
	struct city_fixture *c = *state;

	(void)person(c, 0, NULL, "address", NULL);
	(void)person(c, family(c, NULL), "1", "nik", "9972015203800000");
	check_all(c);
	assert_adds_up(c);
	assert_ok(ACT(c, spoil(c->cx)));
	assert_true(faults(c) >= 4);
	assert_ok(ACT(c, quality_tally_mend(c->cx)));
	assert_adds_up(c);
}

static void a_rule_that_changes_is_asked_of_everybody_again(void **state)
{
	struct city_fixture *c = *state;
	int64_t p = person(c, 0, NULL, "birth_date", "1920-03-12");
	struct ref_values v = { .label_id = "Umur tidak mungkin",
				.label_en = "Impossible age",
				.doc = "{\"severity\":\"error\",\"weight\":70,\"max_age\":100}",
				.valid_from = clock_date(c->cx->now, 420),
				.valid_to = DATE_NONE };
	int64_t version;

	check_all(c);
	assert_int_equal(found(c, "age_impossible", p), 0);
	assert_ok(
	    ACT(c, ref_edit(c->cx, "quality_rule", "age_impossible", 1, &v, "uji", &version)));
	check_all(c);
	assert_int_equal(found(c, "age_impossible", p), 1);
	v.doc = "{\"severity\":\"error\",\"weight\":70,\"max_age\":100,\"off\":true}";
	assert_ok(ACT(
	    c, ref_edit(c->cx, "quality_rule", "age_impossible", version, &v, "uji", &version)));
	check_all(c);
	assert_int_equal(found(c, "age_impossible", p), 0);
	assert_adds_up(c);
}

/* A rule that the program has never heard of: it names a field, and what that must be. */
static void put_own_rule(struct city_fixture *c, const char *code, const char *doc)
{
	struct ref_values v = { .label_id = "Aturan kota",
				.label_en = "Rule of the city",
				.doc = doc,
				.valid_from = clock_date(c->cx->now, 420),
				.valid_to = DATE_NONE };
	int64_t version;

	assert_ok(ACT(c, ref_edit(c->cx, "quality_rule", code, 0, &v, "uji", &version)));
}

static void a_city_has_rules_of_its_own_about_its_own_fields(void **state)
{
	struct city_fixture *c = *state;
	struct ref_values v = { .label_id = "Jarak ke sumber air",
				.label_en = "Distance to water",
				.doc = "{\"of\":\"person\",\"kind\":\"number\",\"class\":\"open\","
				       "\"group\":\"other\",\"min\":0,\"max\":99999}",
				.valid_from = clock_date(c->cx->now, 420),
				.valid_to = DATE_NONE };
	int64_t version, near, far, unsaid;

	put_own_rule(c, "far_water",
		     "{\"severity\":\"warning\",\"weight\":5,\"of\":\"person\",\"field\":"
		     "\"water_walk\",\"must\":\"between\",\"to\":500}");
	put_own_rule(c, "no_water",
		     "{\"severity\":\"warning\",\"weight\":5,\"of\":\"person\",\"field\":"
		     "\"water_walk\",\"must\":\"filled\"}");
	unsaid = person(c, 0, NULL, NULL, NULL);
	check_all(c);
	assert_int_equal(found(c, "no_water", unsaid), 0);
	assert_ok(ACT(c, ref_edit(c->cx, "field", "water_walk", 0, &v, "uji", &version)));
	near = person(c, 0, NULL, "water_walk", "20");
	far = person(c, 0, NULL, "water_walk", "1500");
	check_all(c);
	assert_int_equal(found(c, "no_water", unsaid), 1);
	assert_int_equal(found(c, "no_water", near), 0);
	assert_int_equal(found(c, "far_water", near), 0);
	assert_int_equal(found(c, "far_water", far), 1);
	assert_adds_up(c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(somebody_without_fault_has_no_finding_and_counts_in_full),
		TEST(a_city_has_rules_of_its_own_about_its_own_fields),
		TEST(each_rule_of_a_person_finds_its_fault_and_forgets_it_once_it_is_put_right),
		TEST(two_with_one_nik_are_found_both_and_forgotten_both),
		TEST(each_rule_of_a_family_finds_its_fault_and_forgets_it),
		TEST(twenty_one_on_one_card_are_too_many),
		TEST(what_dukcapil_says_otherwise_is_a_finding),
		TEST(the_dead_are_found_by_the_aid_that_came_after_they_died),
		TEST(whoever_is_protected_or_unknown_is_not_counted),
		TEST(a_finding_is_given_to_an_officer_of_its_kelurahan_and_to_no_other),
		TEST(another_kelurahan_is_neither_listed_nor_counted),
		TEST(what_is_accepted_with_a_reason_takes_nothing_from_the_score),
		TEST(sums_by_place_rule_and_source_are_the_total),
		TEST(a_rule_that_changes_is_asked_of_everybody_again),
		TEST(wrong_figures_are_found_and_put_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
