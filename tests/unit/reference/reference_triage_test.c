#include "feature/reference/reference.h"

#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "platform/assets/assets.h"

#define BIT(flag) TRIAGE_BIT(TRIAGE_##flag)

static void open_installed(struct test *t)
{
	test_open(t);
	assert_ok(reference_install(&t->cx, t->app.pool, NULL));
	test_read_begin(t);
}

/* The rules as shipped, without a database. */
static const struct triage_table *shipped(struct test *t)
{
	const struct asset *a = asset_find("reference/triage.json");
	const struct triage_table *table;
	const char *fault;

	assert_non_null(a);
	assert_ok(ref_triage_read(&t->cx, a->data, &table, &fault));
	if (fault)
		fail_msg("%s", fault);
	return table;
}

/* Calls fn for all flags, subjects, sexes and the ages around every edge. */
static void for_all(const struct triage_table *table,
		    void (*fn)(const struct triage_table *table, const struct triage_facts *f,
			       const struct triage_outcome *o))
{
	static const int ages[] = { -1, 0, 4, 5, 6, 17, 18, 19, 40, 59, 60, 61, 99 };
	struct triage_outcome o;
	struct triage_facts f;

	for (f.flags = 0; f.flags < TRIAGE_BIT(TRIAGE__FLAGS); f.flags++)
		for (f.subject = 0; f.subject < TRIAGE__SUBJECTS; f.subject++)
			for (f.sex = 0; f.sex < TRIAGE__SEXES; f.sex++)
				for (size_t i = 0; i < LEN(ages); i++) {
					f.age = ages[i];
					triage_run(table, &f, &o);
					fn(table, &f, &o);
				}
}

static void check(const struct triage_table *table, const struct triage_facts *f,
		  const struct triage_outcome *o)
{
	const unsigned ill = BIT(SICK) | BIT(INJURED) | BIT(MENTAL) | BIT(DANGER);
	const unsigned guarded = BIT(VIOLENCE) | BIT(CHILD_ALONE);
	uint32_t health = 0;

	(void)table;
	assert_true(o->n_steps > 0 && o->n_rules > 0);
	for (size_t i = 0; i < o->n_steps; i++) {
		assert_true(o->steps[i].waits < (UINT32_C(1) << i));
		if (o->steps[i].stage == TRIAGE_HEALTH)
			health |= UINT32_C(1) << i;
	}
	assert_true((health != 0) == ((f->flags & ill) != 0));
	for (size_t i = 0; i < o->n_steps; i++) {
		if (o->steps[i].stage == TRIAGE_SOCIAL && !o->steps[i].emergency)
			assert_true((o->steps[i].waits & health) == health);
	}
	assert_true(o->protect == ((f->flags & guarded) != 0));
	if (f->flags & BIT(DANGER))
		assert_true(o->emergency && o->steps[0].emergency);
	if (o->kelurahan)
		assert_false(o->emergency || o->protect);
}

static void every_report_gets_a_step_and_health_comes_first(void **state)
{
	struct test t;

	(void)state;
	test_open_plain(&t);
	for_all(shipped(&t), check);
	ctx_release(&t.cx);
}

static void same(const struct triage_table *table, const struct triage_facts *f,
		 const struct triage_outcome *o)
{
	struct triage_outcome again;

	triage_run(table, f, &again);
	assert_memory_equal(o, &again, sizeof(again));
}

static void the_same_facts_give_the_same_result(void **state)
{
	struct test t;

	(void)state;
	test_open_plain(&t);
	for_all(shipped(&t), same);
	ctx_release(&t.cx);
}

static void steps_are(const struct triage_outcome *o, const char *const *want, size_t n)
{
	assert_int_equal(o->n_steps, n);
	for (size_t i = 0; i < n; i++) {
		char got[64];

		(void)snprintf(got, sizeof(got), "%s@%s", o->steps[i].service,
			       o->steps[i].unit_kind);
		assert_string_equal(got, want[i]);
	}
}

static void pasar_pelita_a_sick_old_man_without_papers_goes_to_hospital_first(void **state)
{
	static const char *const want[] = { "periksa_rawat@rsud", "tempat_sementara@rumah_singgah",
					    "penelusuran@dinsos_rehab", "asesmen@dinsos_rehab" };
	const struct triage_facts f = { .flags = BIT(SICK) | BIT(NO_DWELLING),
					.subject = TRIAGE_UNKNOWN,
					.age = 60,
					.sex = TRIAGE_MALE };
	struct triage_outcome o;
	struct test t;

	(void)state;
	test_open_plain(&t);
	triage_run(shipped(&t), &f, &o);
	steps_are(&o, want, LEN(want));
	assert_true(o.steps[0].emergency);
	for (size_t i = 1; i < o.n_steps; i++)
		assert_int_equal(o.steps[i].waits, 1);
	assert_string_equal(o.kinds[0], "PPKS-08");
	assert_false(o.kelurahan);
	ctx_release(&t.cx);
}

static void only_social_goes_straight_to_dinsos_without_a_health_step(void **state)
{
	static const char *const want[] = { "penjangkauan@dinsos_rehab", "asesmen@dinsos_rehab" };
	const struct triage_facts f = { .flags = BIT(SOCIAL_ONLY),
					.subject = TRIAGE_FAMILY,
					.age = TRIAGE_AGE_UNKNOWN };
	struct triage_outcome o;
	struct test t;

	(void)state;
	test_open_plain(&t);
	triage_run(shipped(&t), &f, &o);
	steps_are(&o, want, LEN(want));
	assert_int_equal(o.steps[0].waits, 0);
	ctx_release(&t.cx);
}

static void a_beaten_child_is_protected_and_named_as_such(void **state)
{
	const struct triage_facts f = { .flags = BIT(VIOLENCE) | BIT(CHILD_ALONE) | BIT(INJURED),
					.subject = TRIAGE_PERSON,
					.age = 9,
					.sex = TRIAGE_FEMALE };
	struct triage_outcome o;
	struct test t;

	(void)state;
	test_open_plain(&t);
	triage_run(shipped(&t), &f, &o);
	assert_true(o.protect);
	assert_int_equal(o.n_kinds, 2);
	assert_string_equal(o.kinds[0], "PPKS-06");
	assert_string_equal(o.kinds[1], "PPKS-02");
	assert_string_equal(o.steps[0].service, "periksa_rawat");
	ctx_release(&t.cx);
}

static void shipped_rules_name_only_codes_that_exist(void **state)
{
	const struct triage_table *table;
	const char *fault;
	struct test t;
	int64_t version;

	(void)state;
	open_installed(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	assert_int_equal(version, 1);
	assert_ok(ref_triage_check(&t.cx, table, &fault));
	if (fault)
		fail_msg("unknown code %s", fault);
	assert_ok(ref_triage_version(&t.cx, 1, &table));
	assert_int_equal(ref_triage_version(&t.cx, 2, &table), ERR_NOTFOUND);
	err_clear(&t.cx);
	assert_int_equal(ref_triage_draft(&t.cx, &table, &version), ERR_NOTFOUND);
	test_close(&t);
}

static void the_reason_names_unit_and_time_in_both_languages(void **state)
{
	const struct triage_facts f = { .flags = BIT(SOCIAL_ONLY),
					.subject = TRIAGE_FAMILY,
					.age = -1 };
	const struct triage_table *table;
	struct triage_outcome o;
	const char *reason;
	struct test t;
	int64_t version;

	(void)state;
	open_installed(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	triage_run(table, &f, &o);
	assert_ok(ref_triage_reason(&t.cx, o.rules[0], &f, &reason));
	assert_string_equal(reason,
			    "Hanya masalah sosial, jadi langsung ditangani Dinas Sosial, bidang "
			    "rehabilitasi sosial paling lama 24 jam tanpa pemeriksaan kesehatan "
			    "lebih dulu.");
	assert_ok(ref_triage_reason_in(&t.cx, LANG_EN, o.rules[0], &f, &reason));
	assert_non_null(strstr(reason, "24 hours"));
	assert_int_equal(t.cx.lang, LANG_ID);
	test_close(&t);
}

static void every_reason_of_every_rule_can_be_said(void **state)
{
	const struct triage_facts f = { .age = 70 };
	const struct triage_table *table;
	const struct triage_rule *rules;
	const char *reason;
	struct test t;
	int64_t version;
	size_t n;

	(void)state;
	open_installed(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	rules = triage_rules(table, &n);
	for (size_t i = 0; i < n; i++)
		for (enum lang lang = 0; lang < LANG__MAX; lang++) {
			assert_ok(ref_triage_reason_in(&t.cx, lang, &rules[i], &f, &reason));
			assert_null(strchr(reason, '{'));
			assert_true(strlen(reason) > 10);
		}
	test_close(&t);
}

/* ---- drafts -------------------------------------------------------------------------------- */

struct draft {
	const char *set, *doc;
	int64_t seen, version;
};

static enum err write_rules(struct ctx *cx, void *arg)
{
	struct draft *d = arg;
	const struct ref_values v = { .label_id = "Aturan",
				      .label_en = "Rules",
				      .doc = d->doc,
				      .source = "uji",
				      .ordinal = 1,
				      .valid_from = ref_today(cx),
				      .valid_to = DATE_NONE };

	return ref_edit(cx, d->set, "rules", d->seen, &v, "uji", &d->version);
}

#define ONE_RULE(unit)                                                                  \
	"{\"rules\":[{\"code\":\"semua\",\"when\":{},\"steps\":[{\"stage\":\"social\"," \
	"\"service\":\"asesmen\",\"unit\":\"" unit                                      \
	"\",\"limit\":\"asesmen\"}],\"id\":\"Semua.\",\"en\":\"All.\"}]}"

static void a_draft_is_tried_beside_the_rules_in_force_and_then_switched_on(void **state)
{
	struct draft draft = { "triage_draft", ONE_RULE("puskesos"), 0, 0 };
	struct draft on = { "triage", ONE_RULE("puskesos"), 1, 0 };
	const struct triage_table *table;
	struct test t;
	int64_t version;
	size_t n;

	(void)state;
	open_installed(&t);
	test_read_end(&t);
	assert_ok(test_write(&t, write_rules, &draft));
	test_read_begin(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	assert_int_equal(version, 1);
	assert_ok(ref_triage_draft(&t.cx, &table, &version));
	(void)triage_rules(table, &n);
	assert_int_equal(n, 1);
	test_read_end(&t);
	assert_ok(test_write(&t, write_rules, &on));
	test_read_begin(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	assert_int_equal(version, REF_OWN_VERSION);
	assert_ok(ref_triage_version(&t.cx, 1, &table));
	(void)triage_rules(table, &n);
	assert_true(n > 1);
	test_close(&t);
}

static void rules_that_do_not_hold_water_are_refused(void **state)
{
	static const char *const docs[] = {
		"{}",
		"{\"rules\":[]}",
		ONE_RULE("kantor_pos"),
		("{\"rules\":[{\"code\":\"x\",\"when\":{\"all\":[\"hungry\"]},\"id\":\"a\","
		 "\"en\":\"b\"}]}"),
		"{\"rules\":[7]}",
		"{\"rules\":[{\"code\":\"x\",\"when\":{\"age\":[1]},\"id\":\"a\",\"en\":\"b\"}]}",
	};
	struct test t;

	(void)state;
	open_installed(&t);
	test_read_end(&t);
	for (size_t i = 0; i < LEN(docs); i++) {
		struct draft d = { "triage", docs[i], 1, 0 };

		assert_int_equal(test_write(&t, write_rules, &d), ERR_INVALID);
		err_clear(&t.cx);
	}
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_report_gets_a_step_and_health_comes_first),
		cmocka_unit_test(the_same_facts_give_the_same_result),
		cmocka_unit_test(pasar_pelita_a_sick_old_man_without_papers_goes_to_hospital_first),
		cmocka_unit_test(only_social_goes_straight_to_dinsos_without_a_health_step),
		cmocka_unit_test(a_beaten_child_is_protected_and_named_as_such),
		cmocka_unit_test(shipped_rules_name_only_codes_that_exist),
		cmocka_unit_test(the_reason_names_unit_and_time_in_both_languages),
		cmocka_unit_test(every_reason_of_every_rule_can_be_said),
		cmocka_unit_test(a_draft_is_tried_beside_the_rules_in_force_and_then_switched_on),
		cmocka_unit_test(rules_that_do_not_hold_water_are_refused),
	};

	return cmocka_run_group_tests_name("reference triage", tests, NULL, NULL);
}
