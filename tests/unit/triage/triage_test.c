#include "engine/triage/triage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SICK   TRIAGE_BIT(TRIAGE_SICK)
#define DANGER TRIAGE_BIT(TRIAGE_DANGER)
#define HEALTH TRIAGE_BIT(TRIAGE_HEALTH)

static const struct triage_step treat[] = {
	{ TRIAGE_HEALTH, "periksa_rawat", "puskesmas", "kesehatan", false, 0 },
};
static const struct triage_step rescue[] = {
	{ TRIAGE_HEALTH, "periksa_rawat", "puskesmas", "segera", true, 0 },
	{ TRIAGE_RESCUE, "penjangkauan", "satpolpp", "segera", true, 0 },
};
static const struct triage_step assess[] = {
	{ TRIAGE_SOCIAL, "asesmen", "dinsos_rehab", "asesmen", false, HEALTH },
};
static const char *const elderly[] = { "PPKS-08" };
static const char *const both[] = { "PPKS-11", "PPKS-08" };

#define RULE(c, ...)                                                                           \
	{                                                                                      \
		.code = (c), .age_from = -1, .age_to = -1, .reason_id = "a", .reason_en = "b", \
		__VA_ARGS__                                                                    \
	}
#define STEPS(s) .steps = (s), .n_steps = LEN(s)
#define KINDS(k) .kinds = (k), .n_kinds = LEN(k)

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct triage_table *compile(const struct triage_rule *rules, size_t n)
{
	struct triage_table *t = NULL;
	const char *fault = NULL;

	if (!triage_compile(arena, rules, n, &t, &fault))
		fail_msg("%s", fault);
	return t;
}

static void refuse(const struct triage_rule *rules, size_t n, const char *why)
{
	struct triage_table *t = NULL;
	const char *fault = NULL;

	assert_false(triage_compile(arena, rules, n, &t, &fault));
	assert_null(t);
	if (!strstr(fault, why))
		fail_msg("\"%s\" does not say \"%s\"", fault, why);
}

static struct triage_facts person(unsigned flags, int age)
{
	return (struct triage_facts){ .flags = flags, .age = age };
}

static void a_social_step_waits_for_the_health_step_that_comes_before_it(void **state)
{
	const struct triage_rule rules[] = { RULE("social", STEPS(assess)),
					     RULE("sick", .all = SICK, STEPS(treat)) };
	struct triage_facts f = person(SICK, 60);
	struct triage_outcome o;

	(void)state;
	triage_run(compile(rules, 2), &f, &o);
	assert_int_equal(o.n_steps, 2);
	assert_string_equal(o.steps[0].service, "periksa_rawat");
	assert_string_equal(o.steps[1].service, "asesmen");
	assert_int_equal(o.steps[0].waits, 0);
	assert_int_equal(o.steps[1].waits, 1);
}

static void a_step_waits_for_nothing_when_that_stage_has_no_step(void **state)
{
	const struct triage_rule rules[] = { RULE("social", STEPS(assess)),
					     RULE("sick", .all = SICK, STEPS(treat)) };
	struct triage_facts f = person(0, 60);
	struct triage_outcome o;

	(void)state;
	triage_run(compile(rules, 2), &f, &o);
	assert_int_equal(o.n_steps, 1);
	assert_int_equal(o.steps[0].waits, 0);
	assert_false(o.emergency);
}

static void the_same_step_of_two_rules_is_one_and_the_emergency_wins(void **state)
{
	const struct triage_rule rules[] = { RULE("sick", .all = SICK, STEPS(treat)),
					     RULE("danger", .all = DANGER, STEPS(rescue)),
					     RULE("social", STEPS(assess)) };
	struct triage_facts f = person(SICK | DANGER, 60);
	struct triage_outcome o;

	(void)state;
	triage_run(compile(rules, 3), &f, &o);
	assert_int_equal(o.n_steps, 3);
	assert_string_equal(o.steps[0].service, "penjangkauan");
	assert_string_equal(o.steps[1].service, "periksa_rawat");
	assert_string_equal(o.steps[1].limit, "segera");
	assert_string_equal(o.steps[1].rule, "danger");
	assert_true(o.steps[1].emergency);
	assert_true(o.emergency);
	assert_int_equal(o.steps[2].waits, 2);
}

static void ages_count_with_both_ends_and_refuse_the_unknown(void **state)
{
	struct triage_rule rule = RULE("child", .or_unknown_age = false);
	struct triage_facts f = person(0, 6);

	(void)state;
	rule.age_from = 6;
	rule.age_to = 18;
	assert_true(triage_holds(&rule, &f));
	f.age = 18;
	assert_true(triage_holds(&rule, &f));
	f.age = 5;
	assert_false(triage_holds(&rule, &f));
	f.age = 19;
	assert_false(triage_holds(&rule, &f));
	f.age = TRIAGE_AGE_UNKNOWN;
	assert_false(triage_holds(&rule, &f));
	rule.or_unknown_age = true;
	assert_true(triage_holds(&rule, &f));
}

static void kinds_come_once_in_the_order_of_the_rules(void **state)
{
	const struct triage_rule rules[] = { RULE("a", STEPS(assess), KINDS(elderly)),
					     RULE("b", KINDS(both)) };
	struct triage_facts f = person(0, 70);
	struct triage_outcome o;

	(void)state;
	triage_run(compile(rules, 2), &f, &o);
	assert_int_equal(o.n_kinds, 2);
	assert_string_equal(o.kinds[0], "PPKS-08");
	assert_string_equal(o.kinds[1], "PPKS-11");
}

static void the_kelurahan_solves_it_only_when_no_rule_objects(void **state)
{
	const struct triage_rule rules[] = {
		RULE("yes", STEPS(assess), .kelurahan = TRIAGE_YES),
		RULE("no", .all = SICK, .kelurahan = TRIAGE_NO),
		RULE("shield", .all = DANGER, .protect = true),
	};
	struct triage_table *t = compile(rules, 3);
	struct triage_facts f = person(0, 1);
	struct triage_outcome o;

	(void)state;
	triage_run(t, &f, &o);
	assert_true(o.kelurahan);
	assert_false(o.protect);
	f.flags = SICK | DANGER;
	triage_run(t, &f, &o);
	assert_false(o.kelurahan);
	assert_true(o.protect);
	assert_int_equal(o.n_rules, 3);
}

static void a_table_that_leaves_somebody_without_step_is_refused(void **state)
{
	const struct triage_rule none[] = { RULE("sick", .all = SICK, STEPS(treat)) };
	struct triage_rule child[] = { RULE("all", STEPS(assess)) };

	(void)state;
	refuse(none, 1, "no step");
	refuse(NULL, 0, "no step");
	child[0].age_from = 0;
	child[0].age_to = 17;
	refuse(child, 1, "no step");
	child[0].age_to = -1;
	refuse(child, 1, "no step");
	child[0].or_unknown_age = true;
	(void)compile(child, 1);
	child[0].sexes = TRIAGE_BIT(TRIAGE_FEMALE);
	refuse(child, 1, "no step");
}

static void a_table_with_a_mistake_is_refused_and_says_where(void **state)
{
	static const struct triage_step self[] = {
		{ TRIAGE_HEALTH, "periksa_rawat", "rsud", "segera", false, HEALTH },
	};
	static const struct triage_step bare[] = { { TRIAGE_SOCIAL, "asesmen", "", "x", false,
						     0 } };
	const struct triage_rule twice[] = { RULE("a", STEPS(assess)), RULE("a", STEPS(assess)) };
	const struct triage_rule waits[] = { RULE("w", STEPS(self)) };
	const struct triage_rule unit[] = { RULE("u", STEPS(bare)) };
	const struct triage_rule never[] = { RULE("n", .all = SICK, .none = SICK, STEPS(assess)) };

	(void)state;
	refuse(twice, 2, "a is there twice");
	refuse(waits, 1, "w: a step waits for its own or a later stage");
	refuse(unit, 1, "u: a step lacks");
	refuse(never, 1, "n: a flag must and must not hold");
}

static void names_go_there_and_back(void **state)
{
	(void)state;
	for (int i = 0; i < TRIAGE__FLAGS; i++)
		assert_int_equal(triage_flag_find(triage_flag_name((enum triage_flag)i)), i);
	for (int i = 0; i < TRIAGE__SUBJECTS; i++)
		assert_int_equal(triage_subject_find(triage_subject_name((enum triage_subject)i)),
				 i);
	for (int i = 0; i < TRIAGE__STAGES; i++)
		assert_int_equal(triage_stage_find(triage_stage_name((enum triage_stage)i)), i);
	for (int i = 0; i < TRIAGE__SEXES; i++)
		assert_int_equal(triage_sex_find(triage_sex_name((enum triage_sex)i)), i);
	assert_int_equal(triage_flag_find("hungry"), -1);
	assert_int_equal(triage_flag_find(NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_social_step_waits_for_the_health_step_that_comes_before_it),
		cmocka_unit_test(a_step_waits_for_nothing_when_that_stage_has_no_step),
		cmocka_unit_test(the_same_step_of_two_rules_is_one_and_the_emergency_wins),
		cmocka_unit_test(ages_count_with_both_ends_and_refuse_the_unknown),
		cmocka_unit_test(kinds_come_once_in_the_order_of_the_rules),
		cmocka_unit_test(the_kelurahan_solves_it_only_when_no_rule_objects),
		cmocka_unit_test(a_table_that_leaves_somebody_without_step_is_refused),
		cmocka_unit_test(a_table_with_a_mistake_is_refused_and_says_where),
		cmocka_unit_test(names_go_there_and_back),
	};

	return cmocka_run_group_tests_name("triage", tests, setup, teardown);
}
