#include "platform/form/form.h"

#include "lib/testlib.h"
#include "text/form.h"

#include <stdio.h>
#include <string.h>

enum {
	NAME,
	STORY,
	AGE,
	MONEY,
	DAY,
	AT,
	SEX,
	NEEDS,
	AGREE,
	PHONE,
	NIK,
	NUMBER,
	PLACE,
	PASS,
	UNIT,
	SEEN
};

static const struct member sexes[] = { { "m", T_FORM_INT, T__NONE },
				       { "f", T_FORM_DATE, T__NONE },
				       { 0 } };
static const struct member needs[] = { { "sick", T_FORM_INT, T__NONE },
				       { "lost", T_FORM_DATE, T__NONE },
				       { "hungry", T_FORM_DATE, T__NONE },
				       { 0 } };

static enum err units(struct ctx *cx, const struct form *f, struct options *ret)
{
	static const struct option items[] = { { .value = "11", .label = "A" },
					       { .value = "12", .label = "B" } };

	(void)cx;
	(void)f;
	*ret = (struct options){ .items = items, .n = 2 };
	return ERR_OK;
}

static const struct field fields[] = {
	[NAME] = { .name = "name", .kind = FIELD_TEXT, .label = T_FORM_JSON, .max = 5 },
	[STORY] = { .name = "story", .kind = FIELD_LONG, .label = T_FORM_JSON, .max = 100 },
	[AGE] = { .name = "age",
		  .kind = FIELD_INT,
		  .label = T_FORM_JSON,
		  .min_value = 0,
		  .max_value = 150 },
	[MONEY] = { .name = "money", .kind = FIELD_MONEY, .label = T_FORM_JSON },
	[DAY] = { .name = "day", .kind = FIELD_DATE, .label = T_FORM_JSON },
	[AT] = { .name = "at", .kind = FIELD_INSTANT, .label = T_FORM_JSON },
	[SEX] = { .name = "sex", .kind = FIELD_ENUM, .label = T_FORM_JSON, .members = sexes },
	[NEEDS] = { .name = "needs", .kind = FIELD_CHECKS, .label = T_FORM_JSON, .members = needs },
	[AGREE] = { .name = "agree", .kind = FIELD_BOOL, .label = T_FORM_JSON },
	[PHONE] = { .name = "phone", .kind = FIELD_PHONE, .label = T_FORM_JSON },
	[NIK] = { .name = "nik", .kind = FIELD_NIK, .label = T_FORM_JSON },
	[NUMBER] = { .name = "number", .kind = FIELD_NUMBER, .label = T_FORM_JSON },
	[PLACE] = { .name = "place", .kind = FIELD_COORD, .label = T_FORM_JSON },
	[PASS] = { .name = "pass", .kind = FIELD_PASSWORD, .label = T_FORM_JSON },
	[UNIT] = { .name = "unit", .kind = FIELD_REF, .label = T_FORM_JSON, .options = units },
	[SEEN] = { .name = "seen", .kind = FIELD_ID, .label = T_FORM_JSON, .seen = true },
	{ .kind = FIELD_END },
};
static const struct form_def def = { .name = "all", .fields = fields };

static struct test t;

static int open_plain(void **state)
{
	(void)state;
	test_open_plain(&t);
	return 0;
}

static int close_plain(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

static struct form *sent(const char *body)
{
	struct form *f = form_new(&t.cx, &def);

	assert_ok(form_parse_urlencoded(&t.cx, f, body, strlen(body)));
	assert_ok(form_validate(&t.cx, f));
	return f;
}

static struct form *sent_json(const char *body)
{
	struct form *f = form_new(&t.cx, &def);

	assert_ok(form_parse_json(&t.cx, f, body, strlen(body)));
	assert_ok(form_validate(&t.cx, f));
	return f;
}

/* The one problem of a form, as text; it must be on that field. */
static const char *problem(const struct form *f, int field)
{
	const struct problem *p;
	size_t n = form_problems(f, &p);

	assert_int_equal(n, 1);
	assert_int_equal(p[0].field, field);
	return p[0].message;
}

static void good(const char *body, int field, const char *text)
{
	struct form *f = sent(body);

	assert_true(form_ok(f));
	assert_string_equal(form_text(f, field), text);
}

static void good_int(const char *body, int field, int64_t value)
{
	struct form *f = sent(body);

	assert_true(form_ok(f));
	assert_int_equal(form_int(f, field, -1), value);
}

static void bad(const char *body, int field)
{
	assert_non_null(problem(sent(body), field));
}

static void text_is_counted_in_characters_and_cleaned(void **state)
{
	(void)state;
	good("name=+%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9+", NAME, "ééééé");
	bad("name=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9x", NAME);
	good("name=a%0D%0Ab", NAME, "a b");
	good("story=a%0D%0Ab", STORY, "a\nb");
	good("name=a%E2%80%AEb", NAME, "ab");
	assert_null(form_text(sent("name=+++"), NAME));
}

static void broken_bytes_are_a_problem_of_their_field_alone(void **state)
{
	(void)state;
	bad("name=%C3&age=3", NAME);
	bad("name=a%00b", NAME);
	bad("name=%zz", NAME);
	bad("name=%4", NAME);
	assert_int_equal(form_int(sent("name=%C3&age=3"), AGE, 0), 3);
}

static void a_repeated_name_is_a_problem_but_not_of_checks(void **state)
{
	struct form *f;

	(void)state;
	bad("age=3&age=4", AGE);
	f = sent("needs=sick&needs=hungry&unknown=1&unknown=2");
	assert_true(form_ok(f));
	assert_int_equal(form_checks(f, NEEDS), 5);
	bad("needs=sick&needs=rich", NEEDS);
}

static void numbers_keep_their_bounds(void **state)
{
	(void)state;
	good_int("age=150", AGE, 150);
	bad("age=151", AGE);
	bad("age=-1", AGE);
	bad("age=3.5", AGE);
	bad("age=99999999999999999999", AGE);
}

static void money_is_read_as_people_write_it(void **state)
{
	(void)state;
	good_int("money=1.000.000", MONEY, 1000000);
	good_int("money=Rp1000000", MONEY, 1000000);
	good_int("money=Rp.+250.000,00", MONEY, 250000);
	good_int("money=rp+5.000,-", MONEY, 5000);
	bad("money=1.5", MONEY);
	bad("money=1.000.00", MONEY);
	bad("money=.000", MONEY);
	bad("money=-5", MONEY);
	bad("money=Rp", MONEY);
	bad("money=99999999999999999999", MONEY);
}

static void dates_are_read_in_both_forms_and_must_exist(void **state)
{
	(void)state;
	good_int("day=2026-11-21", DAY, date_from_ymd(2026, 11, 21));
	good_int("day=21/11/2026", DAY, date_from_ymd(2026, 11, 21));
	good_int("day=1-2-2026", DAY, date_from_ymd(2026, 2, 1));
	bad("day=2026-02-30", DAY);
	bad("day=31/2/2026", DAY);
	bad("day=21/11/26", DAY);
	bad("day=21/11/2026x", DAY);
	bad("day=0000-01-01", DAY);
	assert_non_null(strstr(problem(sent("day=31/2/2026"), DAY), "31/2/2026"));
}

static void an_instant_is_in_the_zone_of_the_city(void **state)
{
	(void)state;
	good_int("at=2026-11-21T21:40", AT, TEST_NOW);
	/* As our own JSON says it, and as other programs do. */
	good_int("at=2026-11-21T21:40:00%2B07:00", AT, TEST_NOW);
	good_int("at=2026-11-21T14:40:00Z", AT, TEST_NOW);
	good_int("at=2026-11-21T11:10-03:30", AT, TEST_NOW);
	bad("at=2026-11-21T21:40%2B7", AT);
	bad("at=2026-11-21T21:40%2B07:00x", AT);
	bad("at=2026-11-21T21:40%2B15:00", AT);
	bad("at=2026-11-21T21:40Zulu", AT);
	good_int("at=21/11/2026+21.40", AT, TEST_NOW);
	bad("at=2026-11-21", AT);
	bad("at=2026-11-21T24:00", AT);
	bad("at=2026-11-21T21:40:61", AT);
}

static void a_choice_outside_the_list_is_refused(void **state)
{
	(void)state;
	good_int("sex=f", SEX, 1);
	bad("sex=x", SEX);
	good("unit=12", UNIT, "12");
	assert_int_equal(form_id(sent("unit=12"), UNIT), 12);
	bad("unit=13", UNIT);
	assert_true(form_ok(sent("sex=&unit=")));
}

static void a_version_is_told_or_left_away(void **state)
{
	const struct problem *p;
	struct form *f;

	(void)state;
	assert_int_equal(form_id(sent("seen=7"), SEEN), 7);
	assert_true(form_ok(sent("name=a")));
	assert_int_equal(form_id(sent("name=a"), SEEN), 0);
	bad("seen=+", SEEN);
	bad("seen=0", SEEN);
	bad("seen=tujuh", SEEN);
	f = sent("seen=");
	assert_int_equal(form_problems(f, &p), 1);
	assert_non_null(strstr(p[0].message, "“seen”"));
}

static void telephones_come_to_one_form(void **state)
{
	(void)state;
	good("phone=%2B62+812-3456-7890", PHONE, "081234567890");
	good("phone=6281234567890", PHONE, "081234567890");
	good("phone=0812.3456.7890", PHONE, "081234567890");
	good("phone=81234567890", PHONE, "081234567890");
	good("phone=(0266)+221234", PHONE, "0266221234");
	good("phone=119", PHONE, "119");
	bad("phone=%2B60123456789", PHONE);
	bad("phone=0812", PHONE);
	bad("phone=08123456789012345", PHONE);
	bad("phone=rumah", PHONE);
}

static void a_nik_says_what_is_wrong_with_it(void **state)
{
	(void)state;
	good("nik=3272+0101+0190+0001", NIK, "3272010101900001");
	assert_non_null(strstr(problem(sent("nik=327201010190000"), NIK), "15"));
	assert_non_null(strstr(problem(sent("nik=32720101019000O1"), NIK), "“O”"));
	bad("nik=%F0%9F%99%82", NIK);
	bad("nik=0000000000000000", NIK);
}

static void a_place_lies_in_indonesia(void **state)
{
	(void)state;
	good("place=-6.9277,+106.93", PLACE, "-6.927700,106.930000");
	bad("place=106.93,-6.9277", PLACE);
	bad("place=52.5,13.4", PLACE);
	bad("place=nan,106", PLACE);
	bad("place=0x1,106", PLACE);
	bad("place=-6.9", PLACE);
}

/* As GPS devices, maps and people write one and the same place. */
static void a_place_is_read_as_devices_and_people_write_it(void **state)
{
	static const char *const ways[] = {
		"-6.921,106.92",
		"-6.921 106.92",
		"-6,921, 106,92",
		"-6,921 106,92",
		"-6,921;106,92",
		"-6,921,106,92",
		"6.921 LS, 106.92 BT",
		"106,92 BT 6,921 LS",
		"S 6.921 E 106.92",
		"6%C2%B055'15.6%22S 106%C2%B055'12%22E",
		"6%C2%B0 55%E2%80%B2 15,6%E2%80%B3 LS; 106%C2%B0 55%E2%80%B2 12,0%E2%80%B3 BT",
		"6%C2%B055.26'S, 106%C2%B055.2'E",
		"-6.921%C2%B0, 106.92%C2%B0",
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(ways); i++)
		good(arena_printf(t.cx.arena, "place=%s", ways[i]), PLACE, "-6.921000,106.920000");
	bad("place=6.921 LS 106.92 LS", PLACE);
	bad("place=6%C2%B075'S 106%C2%B055'E", PLACE);
	bad("place=-6.921,106.92 dekat pasar", PLACE);
}

static void a_place_is_read_from_a_link_to_a_map(void **state)
{
	static const char *const ways[] = {
		"https://www.google.com/maps/@-6.921,106.92,17z?entry=ttu",
		/* where the pin is, not where the view stands */
		"https://www.google.com/maps/place/Pasar+Pelita/@-6.9,106.9,15z/"
		"data=!4m6!3m5!1s0x2e68:0x5!8m2!3d-6.921!4d106.92!16s%252Fg",
		"https://www.google.com/maps/place/"
		"6%25C2%25B055'15.6%2522S%2B106%25C2%25B055'12%2522E",
		"https://maps.google.com/?q=-6.921,106.92",
		"https://maps.google.com/maps?q=-6.921%252C106.92%26z=17",
		"https://www.google.com/maps/search/?api=1%26query=-6.921,106.92",
		"https://www.google.com/maps/search/-6.921,%2B106.92",
		"https://www.google.com/maps/dir//-6.921,106.92",
		"https://www.openstreetmap.org/?mlat=-6.921%26mlon=106.92%23map=15/-6.9/106.9",
		"https://www.openstreetmap.org/%23map=17/-6.921/106.92",
		"www.openstreetmap.org/%23map=17/-6.921/106.92",
		"geo:-6.921,106.92;u=20",
		"geo:0,0?q=-6.921,106.92(Pasar)",
	};
	const char *said;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(ways); i++)
		good(arena_printf(t.cx.arena, "place=%s", ways[i]), PLACE, "-6.921000,106.920000");
	said = problem(sent("place=https://maps.app.goo.gl/abCD123"), PLACE);
	assert_non_null(strstr(said, "tidak memuat lintang dan bujur"));
	bad("place=https://www.google.com/maps/@52.5,13.4,17z", PLACE);
}

static void numbers_of_things_come_to_their_normal_form(void **state)
{
	char number[NUMBER_SIZE], body[64];

	(void)state;
	number_make("LP", 12345, number);
	(void)snprintf(body, sizeof(body), "number=lp%.8s", number + 3);
	good(body, NUMBER, number);
	bad("number=LP-00000000Z", NUMBER);
}

static void what_was_typed_stays_but_never_a_password(void **state)
{
	struct form *f = sent("day=kemarin&pass=+rahasia+");

	(void)state;
	assert_string_equal(form_raw(f, DAY), "kemarin");
	assert_string_equal(form_raw(f, PASS), "");
	assert_string_equal(form_text(f, PASS), " rahasia ");
	assert_string_equal(form_raw(f, NAME), "");
	assert_true(form_given(f, DAY));
	assert_false(form_given(f, NAME));
}

static void json_gives_the_same_values(void **state)
{
	struct form *f = sent_json("{\"name\":\"Budi\",\"age\":40,\"agree\":true,\"needs\":"
				   "[\"lost\",\"sick\"],\"unit\":12,\"sex\":null,\"_csrf\":\"x\"}");

	(void)state;
	assert_true(form_ok(f));
	assert_string_equal(form_text(f, NAME), "Budi");
	assert_int_equal(form_int(f, AGE, 0), 40);
	assert_true(form_bool(f, AGREE));
	assert_int_equal(form_checks(f, NEEDS), 3);
	assert_int_equal(form_id(f, UNIT), 12);
	assert_null(form_text(f, SEX));
	assert_string_equal(form_extra(f, "_csrf"), "x");
	assert_int_equal(problem(sent_json("{\"name\":{}}"), NAME) == NULL, 0);
	assert_int_equal(problem(sent_json("{\"age\":[1]}"), AGE) == NULL, 0);
	assert_int_equal(problem(sent_json("{\"name\":\"Ani\",\"age\":true}"), AGE) == NULL, 0);
}

static void json_that_is_none_is_refused_as_a_whole(void **state)
{
	static const char *const bodies[] = { "",
					      "[]",
					      "3",
					      "{",
					      "{\"a\":1,\"a\":2}",
					      "{\"name\":\"\\u0000\"}",
					      "{\"name\":\"\xff\"}" };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(bodies); i++) {
		struct form *f = form_new(&t.cx, &def);

		assert_int_equal(form_parse_json(&t.cx, f, bodies[i], strlen(bodies[i])),
				 ERR_INVALID);
		assert_non_null(problem(f, -1));
	}
}

static void a_number_set_before_drawing_is_drawn_in_its_form(void **state)
{
	struct form *f = form_new(&t.cx, &def);

	(void)state;
	form_set_int(&t.cx, f, DAY, date_from_ymd(2026, 11, 21));
	form_set_int(&t.cx, f, AT, TEST_NOW);
	form_set_int(&t.cx, f, SEX, 1);
	form_set_text(&t.cx, f, NAME, "Ani");
	assert_string_equal(form_raw(f, DAY), "2026-11-21");
	assert_string_equal(form_raw(f, AT), "2026-11-21T21:40");
	assert_string_equal(form_raw(f, SEX), "f");
	assert_string_equal(form_text(f, NAME), "Ani");
	form_set_text(&t.cx, f, NAME, NULL);
	assert_null(form_text(f, NAME));
}

/* Who is of age needs a name and says when. */
static enum err check_adult(struct ctx *cx, struct form *f)
{
	if (form_int(f, AGE, 18) < 18)
		return ERR_OK;
	if (form_text(f, NAME) == NULL)
		form_problem(cx, f, NAME, T_FORM_REQUIRED, NULL);
	if (form_text(f, DAY) == NULL)
		form_problem(cx, f, DAY, T_FORM_REQUIRED, NULL);
	return ERR_OK;
}

static void what_several_fields_say_is_told_with_the_faults_of_single_ones(void **state)
{
	static const struct form_def adults = { .name = "adults",
						.fields = fields,
						.check = check_adult };
	static const char body[] = "money=banyak&age=40&day=kemarin";
	struct form *f = form_new(&t.cx, &adults);
	const struct problem *p;

	(void)state;
	assert_ok(form_parse_urlencoded(&t.cx, f, body, strlen(body)));
	assert_ok(form_validate(&t.cx, f));
	/* The day is wrong by itself: nobody is told that it lacks as well. */
	assert_int_equal(form_problems(f, &p), 3);
	assert_int_equal(p[0].field, MONEY);
	assert_int_equal(p[1].field, DAY);
	assert_int_equal(p[2].field, NAME);
	assert_true(form_faulty(f, DAY));
	assert_null(form_text(f, DAY));
	assert_false(form_faulty(f, NAME));
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, open_plain, close_plain)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_several_fields_say_is_told_with_the_faults_of_single_ones),
		T(text_is_counted_in_characters_and_cleaned),
		T(broken_bytes_are_a_problem_of_their_field_alone),
		T(a_repeated_name_is_a_problem_but_not_of_checks),
		T(numbers_keep_their_bounds),
		T(money_is_read_as_people_write_it),
		T(dates_are_read_in_both_forms_and_must_exist),
		T(an_instant_is_in_the_zone_of_the_city),
		T(a_choice_outside_the_list_is_refused),
		T(a_version_is_told_or_left_away),
		T(telephones_come_to_one_form),
		T(a_nik_says_what_is_wrong_with_it),
		T(a_place_lies_in_indonesia),
		T(a_place_is_read_as_devices_and_people_write_it),
		T(a_place_is_read_from_a_link_to_a_map),
		T(numbers_of_things_come_to_their_normal_form),
		T(what_was_typed_stays_but_never_a_password),
		T(json_gives_the_same_values),
		T(json_that_is_none_is_refused_as_a_whole),
		T(a_number_set_before_drawing_is_drawn_in_its_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
