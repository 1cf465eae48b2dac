/* Kinds that do not hold together: who decides says which one it is. */
#include "fixture.h"

#include "feature/casework/case_web.h"

#define FLOOD                                                                          \
	"\"body\":\"Banjir, tiga rumah terendam\",\"region\":\"3272021001\","          \
	"\"place\":\"Tepi kali\",\"subject\":\"family\",\"headcount\":9,"              \
	"\"flags\":[\"disaster\"],\"reporter_kind\":\"open\",\"reporter\":\"Pak RT\"," \
	"\"phone\":\"081234567890\",\"topic\":\"ppks\",\"channel\":\"loket\""
#define QUESTION "Jenis PPKS: yang mana?"

/* The kinds of the case that the answer leads to, in words; "" when there are none. */
static const char *kinds_of(struct http_answer a)
{
	struct case_asked asked;
	int64_t id;

	assert_non_null(a.location);
	assert_memory_equal(a.location, "/kasus/", 7);
	assert_true(str_i64(a.location + 7, &id));
	test_read_begin(&t);
	assert_ok(case_asked(&t.cx, id, false, &asked));
	test_read_end(&t);
	return asked.kinds != NULL ? asked.kinds : "";
}

static void only_the_kind_that_was_chosen_is_kept(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_COORDINATOR);
	address = take(FLOOD);
	a = get(address);
	assert_true(holds(a, QUESTION));
	assert_true(holds(a, "type=\"radio\" name=\"kind_bencana\" value=\"PPKS-21\""));
	assert_true(holds(a, "type=\"radio\" name=\"kind_bencana\" value=\"belum\""));
	a = post(below(address, "putuskan"), "");
	assert_status(a, 422);
	assert_true(holds(a, "Pilih salah satu."));
	assert_status(post(below(address, "putuskan"), "kind_bencana=PPKS-08"), 422);
	a = post(below(address, "putuskan"), "kind_bencana=PPKS-22");
	assert_status(a, 303);
	assert_string_equal(kinds_of(a), "Korban bencana sosial");
}

static void it_may_not_be_known_yet(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_COORDINATOR);
	a = post(below(take(FLOOD), "putuskan"), "kind_bencana=belum");
	assert_status(a, 303);
	assert_string_equal(kinds_of(a), "");
}

static void programs_are_asked_the_same(void **state)
{
	struct http_answer a;
	const char *address;

	(void)state;
	sign_in(ROLE_COORDINATOR);
	address = take(FLOOD);
	a = post_json(below(address, "putuskan"), "");
	assert_status(a, 422);
	assert_true(holds(a, "kind_bencana"));
	a = post_json(below(address, "putuskan"), "\"kind_bencana\":\"PPKS-21\"");
	assert_status(a, 201);
	a.location = member(a, "location");
	assert_string_equal(kinds_of(a), "Korban bencana alam");
}

static void other_reports_are_not_asked(void **state)
{
	const char *address;

	(void)state;
	sign_in(ROLE_COORDINATOR);
	address = take(SOCIAL);
	assert_false(holds(get(address), QUESTION));
	assert_false(holds(get(below(address, "rencana")), QUESTION));
	assert_status(post(below(address, "putuskan"), ""), 303);
}

#define OTHER_PLAN "region=3272021001&reason=cukup+ini&service1=asesmen"

static void whoever_changes_the_plan_is_asked_too(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_COORDINATOR);
	address = take(FLOOD);
	assert_true(holds(get(below(address, "rencana")), QUESTION));
	assert_status(post(below(address, "rencana"), OTHER_PLAN), 422);
	a = post(below(address, "rencana"), OTHER_PLAN "&kind_bencana=PPKS-22");
	assert_status(a, 303);
	assert_string_equal(kinds_of(a), "Korban bencana sosial");
}

/* Without an emergency the front officer recommends, and what he said stands for who decides. */
static void what_was_recommended_is_the_answer_until_another_is_given(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(FLOOD);
	a = post(below(address, "rencana"), OTHER_PLAN "&kind_bencana=PPKS-22");
	assert_status(a, 303);
	assert_string_equal(a.location, address);
	sign_in(ROLE_COORDINATOR);
	assert_true(holds(get(address), "value=\"PPKS-22\" checked"));
	a = post(below(address, "putuskan"), "");
	assert_status(a, 303);
	assert_string_equal(kinds_of(a), "Korban bencana sosial");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CITY_TEST(only_the_kind_that_was_chosen_is_kept),
		CITY_TEST(it_may_not_be_known_yet),
		CITY_TEST(programs_are_asked_the_same),
		CITY_TEST(other_reports_are_not_asked),
		CITY_TEST(whoever_changes_the_plan_is_asked_too),
		CITY_TEST(what_was_recommended_is_the_answer_until_another_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
