/*
 * People by the fields that the city made searchable: found once something is said, gone once it is
 * taken back, in one's reach only, and never by what is sealed.
 */
#include "lib/city.h"
#include "lib/fields.h"
#include "lib/people.h"

#include <string.h>

#include "base/str.h"
#include "feature/registry/find.h"
#include "feature/registry/registry.h"

#define HOME  "3272011001" /* of the desk */
#define OTHER "3272021001"

static struct city_fixture city;

static void field(const char *code, const char *doc)
{
	struct field_said said = { code, arena_printf(city.cx->arena, "Isian %s", code), doc };

	city_system(&city);
	if (test_write(&city.t, field_say, &said) != ERR_OK)
		fail_msg("%s: %s", code, city.cx->detail);
	city_act_as(&city, CITY_MANAGER);
}

#define WHEELS(find)                                                                        \
	"{\"of\":\"person\",\"kind\":\"choice\",\"class\":\"personal\",\"find\":" find      \
	",\"options\":[{\"code\":\"S\",\"id\":\"Kecil\",\"en\":\"Small\"},{\"code\":\"M\"," \
	"\"id\":\"Sedang\",\"en\":\"Middle\"}]}"
#define WORDS(find) "{\"of\":\"person\",\"kind\":\"text\",\"class\":\"personal\",\"find\":" find "}"
#define NUMBER(find) \
	"{\"of\":\"person\",\"kind\":\"number\",\"class\":\"open\",\"min\":-100,\"find\":" find "}"
#define HOUSE(find) "{\"of\":\"family\",\"kind\":\"flag\",\"class\":\"open\",\"find\":" find "}"

static void settle(void)
{
	city_system(&city);
	fields_settle(&city.t);
	city_act_as(&city, CITY_MANAGER);
}

static int setup(void **state)
{
	(void)state;
	city_open(&city);
	city_act_as(&city, CITY_MANAGER);
	field("wheels", WHEELS("true"));
	field("cooperative", WORDS("true"));
	field("floors", NUMBER("true"));
	field("well", HOUSE("true"));
	settle();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	find_forget(city.cx);
	city_close(&city);
	return 0;
}

/* ---- people ---------------------------------------------------------------------------------- */

static int64_t added(enum fact_of of, const char *const *facts, int64_t import_id)
{
	int64_t id = 0;

	if (ACT(&city, people_add(city.cx, of, facts, import_id, &id)) != ERR_OK)
		fail_msg("%s", city.cx->detail);
	return id;
}

#define PERSON(...)                                                                                \
	added(FACT_PERSON, (const char *const[]){ "known", "1", "state", "1", __VA_ARGS__, NULL }, \
	      0)

static enum err say(struct ctx *cx, enum fact_of of, int64_t id, const char *code,
		    const char *value)
{
	const struct origin o = { .source = "dukcapil", .valid_from = DATE_NONE, .settle = true };
	const struct fact_book *book;
	struct fact_change c;

	TRY(fact_book(cx, &book));
	c = (struct fact_change){ fact_field(book, of, code), value };
	return subject_change(cx, of, id, 0, &c, 1, &o, NULL);
}

static void tell_of(enum fact_of of, int64_t id, const char *code, const char *value)
{
	city.cx->now += USEC_DAY;
	assert_ok(ACT(&city, say(city.cx, of, id, code, value)));
}

static void tell(int64_t id, const char *code, const char *value)
{
	tell_of(FACT_PERSON, id, code, value);
}

/* ---- looking --------------------------------------------------------------------------------- */

/* The one whose field says so, by words or from and to; more than one as "n". */
static struct find_answer answer;

static const struct fact_field *searchable(const char *code)
{
	const struct fact_book *book;
	const struct fact_field *f;

	assert_ok(fact_book(city.cx, &book));
	f = fact_field(book, FACT_PERSON, code);
	return f != NULL ? f : fact_field(book, FACT_FAMILY, code);
}

static size_t look(const char *name, const char *code, const char *from, const char *to)
{
	struct field_filter filter;
	struct find_query q = { .name = name,
				.age_from = -1,
				.age_to = -1,
				.max = 20,
				.filter = &filter,
				.n_filters = 1 };

	test_read_begin(&city.t);
	if (searchable(code)->kind == FACT_TEXT)
		assert_true(field_filter_words(city.cx->arena, searchable(code), from, &filter));
	else
		assert_true(
		    field_filter_between(city.cx->arena, searchable(code), from, to, &filter));
	assert_ok(find_people(city.cx, &q, &answer));
	test_read_end(&city.t);
	return answer.n;
}

static void assert_only(const char *code, const char *from, const char *to, int64_t id)
{
	assert_int_equal(look(NULL, code, from, to), 1);
	assert_int_equal(answer.hit[0].id, id);
}

static size_t faults(void)
{
	char **ret;
	size_t n;
	enum err e;

	act_begin(&city);
	e = field_tally_faults(city.cx, &ret, &n);
	assert_ok(act_end(&city, e));
	return n;
}

static void what_is_said_is_found_and_what_is_taken_back_is_not(void **state)
{
	int64_t id, other;

	(void)state;
	id = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S");
	other = PERSON("name", "Contoh Dua", "region", OTHER, "wheels", "M");
	assert_only("wheels", "S", "S", id);
	assert_string_equal(answer.hit[0].why, "Isian wheels: Kecil");
	assert_only("wheels", "M", "M", other);
	tell(id, "wheels", "M");
	assert_int_equal(look(NULL, "wheels", "S", "S"), 0);
	assert_int_equal(look(NULL, "wheels", "M", "M"), 2);
	tell(id, "wheels", NULL);
	assert_only("wheels", "M", "M", other);
	assert_int_equal(faults(), 0);
}

static void words_are_found_where_a_word_begins(void **state)
{
	int64_t id = PERSON("name", "Contoh Satu", "cooperative", "Koperasi Maju-Jaya No. 12/A");

	(void)state;
	assert_only("cooperative", "maju jaya", NULL, id);
	assert_only("cooperative", "KOPERASI", NULL, id);
	assert_only("cooperative", "12/a", NULL, id);
	assert_only("cooperative", "ja", NULL, id);
	assert_int_equal(look(NULL, "cooperative", "aju", NULL), 0);
	assert_int_equal(look(NULL, "cooperative", "jaya maju", NULL), 0);
	tell(id, "cooperative", "Jaya");
	assert_int_equal(look(NULL, "cooperative", "maju", NULL), 0);
	assert_only("cooperative", "jaya", NULL, id);
	assert_int_equal(faults(), 0);
}

static void numbers_are_found_between_two_also_below_zero(void **state)
{
	int64_t low = PERSON("name", "Contoh Satu", "floors", "-12"),
		mid = PERSON("name", "Contoh Dua", "floors", "9"),
		high = PERSON("name", "Contoh Tiga", "floors", "100");

	(void)state;
	assert_only("floors", NULL, "-1", low);
	assert_only("floors", "0", "99", mid);
	assert_only("floors", "10", NULL, high);
	assert_int_equal(look(NULL, "floors", "-12", "100"), 3);
	assert_int_equal(answer.hit[0].id, low);
	assert_int_equal(answer.hit[2].id, high);
}

static void a_family_is_found_by_its_field_with_all_of_its_members(void **state)
{
	int64_t family = added(
	    FACT_FAMILY, (const char *const[]){ "kk", "3272010101100001", "well", "1", NULL }, 0);
	const char *family_id = str_digits(city.cx->arena, family);
	int64_t head =
	    PERSON("name", "Contoh Kepala", "family", family_id, "relation", "1", "region", HOME);

	(void)state;
	(void)PERSON("name", "Contoh Anak", "family", family_id, "relation", "4", "region", HOME);
	(void)PERSON("name", "Contoh Lain", "region", HOME);
	assert_int_equal(look(NULL, "well", "1", "1"), 2);
	assert_int_equal(look("Contoh Kepala", "well", "1", "1"), 1);
	assert_int_equal(answer.hit[0].id, head);
	assert_int_equal(faults(), 0);
}

static void a_name_and_a_field_are_asked_together_with_and_without_the_index(void **state)
{
	int64_t id = PERSON("name", "Siti Aminah", "region", HOME, "wheels", "S");

	(void)state;
	(void)PERSON("name", "Siti Aminah", "region", HOME, "wheels", "M");
	(void)PERSON("name", "Siti Aminah", "region", HOME);
	(void)PERSON("name", "Joko Contoh", "region", HOME, "wheels", "S");
	assert_int_equal(look("siti aminah", "wheels", "S", "S"), 1);
	assert_int_equal(answer.hit[0].id, id);
	assert_ok(find_fill(city.cx, city.t.app.pool));
	assert_int_equal(look("siti aminnah", "wheels", "S", "S"), 1);
	assert_int_equal(answer.hit[0].id, id);
	assert_non_null(strstr(answer.hit[0].why, "Isian wheels: Kecil"));
}

static void nobody_out_of_reach_is_found_by_what_his_field_says(void **state)
{
	const struct origin hidden = { .source = "siak",
				       .valid_from = DATE_NONE,
				       .protected = true };
	const struct fact_book *book;
	struct facts f;
	int64_t id = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S"), kept = 0;

	(void)state;
	(void)PERSON("name", "Contoh Dua", "region", OTHER, "wheels", "S");
	act_begin(&city);
	assert_ok(fact_book(city.cx, &book));
	f = facts_new(city.cx, book, FACT_PERSON);
	facts_set(&f, "name", "Contoh Terlindung");
	facts_set(&f, "known", "1");
	facts_set(&f, "state", "1");
	facts_set(&f, "region", HOME);
	facts_set(&f, "wheels", "S");
	assert_ok(act_end(&city, subject_new(city.cx, &f, &hidden, &kept)));
	assert_int_equal(look(NULL, "wheels", "S", "S"), 2);
	city_act_as(&city, CITY_FRONT);
	assert_only("wheels", "S", "S", id);
	assert_int_equal(look("contoh", "wheels", "S", "S"), 1);
	assert_null(answer.next);
	city_act_as(&city, CITY_DOCTOR);
	assert_int_equal(look(NULL, "wheels", "S", "S"), 0);
	/* The same by the index of people. */
	assert_ok(find_fill(city.cx, city.t.app.pool));
	assert_int_equal(look(NULL, "wheels", "S", "S"), 0);
	city_act_as(&city, CITY_FRONT);
	assert_only("wheels", "S", "S", id);
	city_act_as(&city, CITY_MANAGER);
	assert_int_equal(look(NULL, "wheels", "S", "S"), 2);
}

static void read_all_pages(void)
{
	struct field_filter filter;
	struct find_query q = {
		.age_from = -1, .age_to = -1, .max = 7, .filter = &filter, .n_filters = 1
	};
	size_t met = 0, pages = 0;
	int64_t before = 0;

	do {
		test_read_begin(&city.t);
		assert_true(
		    field_filter_words(city.cx->arena, searchable("cooperative"), "maju", &filter));
		assert_ok(find_people(city.cx, &q, &answer));
		test_read_end(&city.t);
		for (size_t i = 0; i < answer.n; i++) {
			assert_true(answer.hit[i].id > before);
			before = answer.hit[i].id;
		}
		met += answer.n;
		pages++;
		q.after = answer.next;
	} while (q.after != NULL);
	assert_int_equal(met, 20);
	assert_int_equal(pages, 3);
}

static void a_list_goes_on_where_it_ended_and_names_everybody_once(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		(void)PERSON("name", "Contoh Banyak", "region", i % 2 == 0 ? HOME : OTHER, "wheels",
			     "M", "cooperative", "maju maju maju");
	read_all_pages();
	assert_ok(find_fill(city.cx, city.t.app.pool));
	read_all_pages();
}

/* ---- where people live ----------------------------------------------------------------------- */

static enum err as_before_homes(struct ctx *cx, void *arg)
{
	int64_t ignored;
	const char *none;

	(void)arg;
	TRY(city_query(cx, "UPDATE field_value SET region_id = NULL WHERE part = 0 RETURNING 1",
		       false, &ignored, &none));
	return city_query(cx, "UPDATE field_find SET homes = 0, place_id = 9 RETURNING 1", false,
			  &ignored, &none);
}

static void assert_front_sees(size_t n)
{
	city_act_as(&city, CITY_FRONT);
	assert_int_equal(look(NULL, "wheels", "S", "S"), n);
	city_act_as(&city, CITY_MANAGER);
}

static void who_moves_is_found_by_the_officers_of_where_he_lives_now(void **state)
{
	int64_t id = PERSON("name", "Contoh Satu", "region", OTHER, "wheels", "S", "cooperative",
			    "Maju Jaya");

	(void)state;
	assert_front_sees(0);
	tell(id, "region", HOME);
	assert_front_sees(1);
	assert_int_equal(faults(), 0);
	tell(id, "region", NULL);
	assert_front_sees(0);
	assert_only("cooperative", "jaya", NULL, id);
	assert_int_equal(faults(), 0);
}

static void a_family_that_moves_takes_its_values_along(void **state)
{
	int64_t family = added(FACT_FAMILY,
			       (const char *const[]){ "kk", "3272010101100001", "kk_region", OTHER,
						      "well", "1", NULL },
			       0);
	const char *family_id = str_digits(city.cx->arena, family);

	(void)state;
	(void)PERSON("name", "Contoh Kepala", "family", family_id, "relation", "1", "region", HOME);
	city_act_as(&city, CITY_FRONT);
	assert_int_equal(look(NULL, "well", "1", "1"), 0);
	city_act_as(&city, CITY_MANAGER);
	tell_of(FACT_FAMILY, family, "kk_region", HOME);
	assert_int_equal(faults(), 0);
	city_act_as(&city, CITY_FRONT);
	assert_int_equal(look(NULL, "well", "1", "1"), 1);
}

static void whom_a_unit_works_for_is_found_wherever_he_lives(void **state)
{
	int64_t here = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S");
	int64_t there = PERSON("name", "Contoh Dua", "region", OTHER, "wheels", "S");

	(void)state;
	(void)PERSON("name", "Contoh Tiga", "region", OTHER, "wheels", "S");
	assert_ok(ACT(&city, person_share(city.cx, here, city.unit[CITY_DESK])));
	assert_ok(ACT(&city, person_share(city.cx, there, city.unit[CITY_DESK])));
	city_act_as(&city, CITY_FRONT);
	assert_int_equal(look(NULL, "wheels", "S", "S"), 2);
	assert_int_equal(answer.hit[0].id, here);
	assert_int_equal(answer.hit[1].id, there);
	assert_null(answer.next);
}

static void who_is_merged_is_found_once_and_again_when_they_are_two(void **state)
{
	int64_t lost = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S");
	int64_t kept = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S");

	(void)state;
	assert_front_sees(2);
	city_act_as(&city, CITY_MANAGER);
	assert_ok(ACT(&city, person_merge(city.cx, lost, kept, "orang yang sama")));
	assert_front_sees(1);
	assert_ok(ACT(&city, person_unmerge(city.cx, lost, "bukan orang yang sama")));
	assert_front_sees(2);
	assert_int_equal(faults(), 0);
}

static void values_from_before_homes_were_kept_are_filled_again_and_found_meanwhile(void **state)
{
	int64_t id = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S");

	(void)state;
	(void)PERSON("name", "Contoh Dua", "region", OTHER, "wheels", "S");
	assert_ok(test_write(&city.t, as_before_homes, NULL));
	assert_front_sees(1);
	city_system(&city);
	assert_ok(field_notice(city.cx, city.t.app.pool));
	assert_front_sees(1);
	settle();
	assert_int_equal(faults(), 0);
	city_act_as(&city, CITY_FRONT);
	assert_only("wheels", "S", "S", id);
	assert_false(answer.filling);
}

/* ---- the one box ----------------------------------------------------------------------------- */

static size_t box(const char *words)
{
	const struct find_query q = {
		.words = words, .age_from = -1, .age_to = -1, .typing = true, .max = 20
	};

	test_read_begin(&city.t);
	assert_ok(find_people(city.cx, &q, &answer));
	test_read_end(&city.t);
	return answer.n;
}

static void box_only(const char *words, int64_t id)
{
	if (box(words) != 1 || answer.hit[0].id != id)
		fail_msg("\"%s\" finds %zu", words, answer.n);
}

/* Each is asked of the tables alone, and of the index of people. */
static void what_the_box_finds(int64_t id, int64_t other)
{
	box_only("PKH-00123", id);
	assert_string_equal(answer.hit[0].why, "Isian cooperative: Kartu PKH-00123");
	box_only("00123", id);
	box_only("001", id);
	box_only("isian cooperative 00123", id);
	box_only("kartu pkh", id);
	box_only("4711", other);
	box_only("3272019999990001", other);
	assert_string_equal(answer.hit[0].why, "Isian long: 3272019999990001");
	assert_int_equal(box("99123"), 0);
	assert_int_equal(box("rt 12"), 0);
	assert_int_equal(box("artu"), 0);
}

static void the_one_box_finds_what_fields_say_and_tells_why(void **state)
{
	int64_t id, other;

	(void)state;
	field("long", WORDS("true"));
	settle();
	id = PERSON("name", "Siti Aminah", "region", HOME, "cooperative", "Kartu PKH-00123");
	other = PERSON("name", "Joko Contoh", "region", HOME, "floors", "4711", "long",
		       "3272019999990001");
	what_the_box_finds(id, other);
	assert_ok(find_fill(city.cx, city.t.app.pool));
	what_the_box_finds(id, other);
}

static void a_name_and_a_number_in_the_box_belong_to_one_person(void **state)
{
	int64_t id = PERSON("name", "Siti Aminah", "region", HOME, "cooperative", "A-1234");

	(void)state;
	(void)PERSON("name", "Siti Aminah", "region", HOME, "cooperative", "A-9999");
	(void)PERSON("name", "Siti Aminah", "region", HOME);
	assert_ok(find_fill(city.cx, city.t.app.pool));
	box_only("siti aminah 1234", id);
	assert_non_null(strstr(answer.hit[0].why, "Isian cooperative: A-1234"));
	box_only("siti aminah isian cooperative a-1234", id);
	assert_int_equal(box("siti aminah"), 3);
	/* Somebody else's number says little of her, and is shown all the same. */
	(void)PERSON("name", "Joko Contoh", "region", HOME, "cooperative", "B-5678");
	assert_int_equal(box("rahmat 5678"), 1);
}

static void whoever_is_called_so_stands_before_whose_field_says_so(void **state)
{
	int64_t named = PERSON("name", "Maju Jaya", "region", HOME);
	int64_t said = PERSON("name", "Joko Contoh", "region", HOME, "cooperative", "Maju Jaya");

	(void)state;
	assert_ok(find_fill(city.cx, city.t.app.pool));
	assert_int_equal(box("maju jaya"), 2);
	assert_int_equal(answer.hit[0].id, named);
	assert_int_equal(answer.hit[1].id, said);
	assert_string_equal(answer.hit[1].why, "Isian cooperative: Maju Jaya");
}

static void a_choice_is_found_by_its_words_unless_it_is_everybodys(void **state)
{
	int64_t id = PERSON("name", "Contoh Satu", "region", HOME, "wheels", "S");

	(void)state;
	assert_ok(find_fill(city.cx, city.t.app.pool));
	box_only("kecil", id);
	box_only("isian wheels kecil", id);
	assert_int_equal(box("keci"), 1);
	assert_int_equal(box("kec"), 0);
	for (int i = 0; i < 201; i++)
		(void)PERSON("name", "Joko Banyak", "region", OTHER, "wheels", "S");
	assert_int_equal(box("kecil"), 0);
	/* In a kelurahan it still says something. */
	city_act_as(&city, CITY_FRONT);
	box_only("kecil", id);
}

static void the_box_shows_nobody_out_of_reach_and_members_wherever_they_live(void **state)
{
	int64_t there = PERSON("name", "Contoh Satu", "region", OTHER, "cooperative", "A-1234");

	(void)state;
	for (int index = 0; index < 2; index++) {
		city_act_as(&city, CITY_FRONT);
		assert_int_equal(box("1234"), 0);
		city_act_as(&city, CITY_MANAGER);
		box_only("1234", there);
		assert_ok(find_fill(city.cx, city.t.app.pool));
	}
	assert_ok(ACT(&city, person_share(city.cx, there, city.unit[CITY_DESK])));
	city_act_as(&city, CITY_FRONT);
	box_only("1234", there);
}

static void a_familys_number_in_the_box_finds_its_members(void **state)
{
	int64_t family, there;
	const char *family_id;

	(void)state;
	field("meter", "{\"of\":\"family\",\"kind\":\"text\",\"class\":\"open\",\"find\":true}");
	settle();
	family = added(FACT_FAMILY,
		       (const char *const[]){ "kk", "3272010101100001", "kk_region", HOME, "meter",
					      "5312 0099 881", NULL },
		       0);
	family_id = str_digits(city.cx->arena, family);
	there =
	    PERSON("name", "Contoh Anak", "family", family_id, "relation", "4", "region", OTHER);
	(void)PERSON("name", "Contoh Kepala", "family", family_id, "relation", "1", "region", HOME);
	assert_ok(find_fill(city.cx, city.t.app.pool));
	assert_int_equal(box("5312 0099"), 2);
	assert_string_equal(answer.hit[0].why, "Isian meter: 5312 0099 881");
	city_act_as(&city, CITY_FRONT);
	assert_int_equal(box("881"), 1);
	assert_true(answer.hit[0].id != there);
}

/* ---- filling and emptying -------------------------------------------------------------------- */

static void a_field_that_becomes_searchable_is_filled_and_one_that_is_no_more_emptied(void **state)
{
	int64_t id;

	(void)state;
	field("late", WORDS("false"));
	id = PERSON("name", "Contoh Satu", "late", "Anggrek Bulan");
	for (int i = 0; i < 600; i++)
		(void)PERSON("name", "Contoh Lain", "late", "melati");
	assert_int_equal(look(NULL, "late", "anggrek", NULL), 0);
	assert_true(answer.filling);
	assert_int_equal(box("anggrek bulan"), 0);
	assert_false(answer.filling); /* the box does not ask a field that is not searchable */
	field("late", WORDS("true"));
	/* That nobody is found is not the whole truth before the walk is at its end. */
	assert_int_equal(box("anggrek bulan"), 0);
	assert_true(answer.filling);
	/* Whoever writes from now on is found, and what he wrote is not written over. */
	tell(id, "late", "Bulan Purnama");
	settle();
	assert_only("late", "purnama", NULL, id);
	assert_false(answer.filling);
	assert_int_equal(box("anggrek bulan"), 0);
	assert_false(answer.filling);
	assert_int_equal(look(NULL, "late", "anggrek", NULL), 0);
	assert_int_equal(look(NULL, "late", "melati", NULL), 20);
	assert_non_null(answer.next);
	assert_int_equal(faults(), 0);
	field("late", WORDS("false"));
	settle();
	assert_int_equal(look(NULL, "late", "purnama", NULL), 0);
	assert_true(answer.filling);
}

static void what_differs_from_the_facts_is_named_and_mended(void **state)
{
	struct fact_field known;
	int64_t id = PERSON("name", "Contoh Satu", "wheels", "S");

	(void)state;
	/* As if a program that does not know the field had written the row. */
	test_read_begin(&city.t);
	known = *searchable("wheels");
	test_read_end(&city.t);
	act_begin(&city);
	{
		const struct fact_book *book;
		struct facts f, was;

		assert_ok(fact_book(city.cx, &book));
		f = facts_new(city.cx, book, FACT_PERSON);
		was = facts_new(city.cx, book, FACT_PERSON);
		was.value[known.at] = "S";
		assert_ok(act_end(&city, field_keep(city.cx, &f, id, field_values(city.cx, &was))));
	}
	assert_int_equal(look(NULL, "wheels", "S", "S"), 0);
	assert_int_equal(faults(), 1);
	assert_ok(ACT(&city, field_tally_mend(city.cx)));
	assert_int_equal(faults(), 0);
	assert_only("wheels", "S", "S", id);
}

/* ---- undo, erasing --------------------------------------------------------------------------- */

static void an_import_taken_back_takes_its_people_out_of_the_search(void **state)
{
	struct undo_step step = { .next_id = 0 };
	int64_t id = PERSON("name", "Contoh Satu", "wheels", "S");

	(void)state;
	(void)added(FACT_PERSON,
		    (const char *const[]){ "known", "1", "state", "1", "name", "Contoh Impor",
					   "wheels", "S", NULL },
		    77);
	assert_int_equal(look(NULL, "wheels", "S", "S"), 2);
	do
		assert_ok(ACT(&city, registry_undo(city.cx, 77, step.next_id, 10, &step)));
	while (step.next_id != 0);
	assert_only("wheels", "S", "S", id);
	assert_int_equal(faults(), 0);
}

static void an_erased_person_leaves_nothing_in_the_table(void **state)
{
	int64_t id = PERSON("name", "Contoh Satu", "wheels", "S");
	bool erased;

	(void)state;
	city_system(&city);
	assert_ok(ACT(&city, person_erase(city.cx, id, &erased)));
	assert_true(erased);
	city_act_as(&city, CITY_MANAGER);
	assert_int_equal(look(NULL, "wheels", "S", "S"), 0);
	assert_int_equal(faults(), 0);
}

/* ---- what may be searchable ------------------------------------------------------------------ */

static void what_is_sealed_or_found_otherwise_cannot_be_made_searchable(void **state)
{
	(void)state;
	assert_int_equal(field_refusal(FACT_TEXT, FACT_SECRET, false), FIELD_IS_SEALED);
	assert_int_equal(field_refusal(FACT_CHOICE, FACT_HEALTH, false), FIELD_IS_SEALED);
	assert_int_equal(field_refusal(FACT_PHONE, FACT_OPEN, false), FIELD_IS_NUMBER);
	assert_int_equal(field_refusal(FACT_TEXT, FACT_OPEN, true), FIELD_IS_CORE);
	assert_int_equal(field_refusal(FACT_SET, FACT_PERSONAL, false), FIELD_MAY);
	field("hidden", "{\"of\":\"person\",\"kind\":\"text\",\"class\":\"health\",\"find\":true}");
	test_read_begin(&city.t);
	assert_false(searchable("hidden")->find);
	test_read_end(&city.t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_said_is_found_and_what_is_taken_back_is_not,
						setup, teardown),
		cmocka_unit_test_setup_teardown(words_are_found_where_a_word_begins, setup,
						teardown),
		cmocka_unit_test_setup_teardown(numbers_are_found_between_two_also_below_zero,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_family_is_found_by_its_field_with_all_of_its_members, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_name_and_a_field_are_asked_together_with_and_without_the_index, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(nobody_out_of_reach_is_found_by_what_his_field_says,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_list_goes_on_where_it_ended_and_names_everybody_once, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    who_moves_is_found_by_the_officers_of_where_he_lives_now, setup, teardown),
		cmocka_unit_test_setup_teardown(a_family_that_moves_takes_its_values_along, setup,
						teardown),
		cmocka_unit_test_setup_teardown(whom_a_unit_works_for_is_found_wherever_he_lives,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    who_is_merged_is_found_once_and_again_when_they_are_two, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    values_from_before_homes_were_kept_are_filled_again_and_found_meanwhile, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(the_one_box_finds_what_fields_say_and_tells_why,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_name_and_a_number_in_the_box_belong_to_one_person,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    whoever_is_called_so_stands_before_whose_field_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_choice_is_found_by_its_words_unless_it_is_everybodys, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    the_box_shows_nobody_out_of_reach_and_members_wherever_they_live, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(a_familys_number_in_the_box_finds_its_members,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_field_that_becomes_searchable_is_filled_and_one_that_is_no_more_emptied,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(what_differs_from_the_facts_is_named_and_mended,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    an_import_taken_back_takes_its_people_out_of_the_search, setup, teardown),
		cmocka_unit_test_setup_teardown(an_erased_person_leaves_nothing_in_the_table, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
		    what_is_sealed_or_found_otherwise_cannot_be_made_searchable, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
