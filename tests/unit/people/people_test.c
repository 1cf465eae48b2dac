/* The promises of docs/generator.md. */
#include "engine/people/people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 40000, DUPLICATES = 20 };

static struct people_plan plan_of(enum people_setting setting)
{
	return (struct people_plan){
		.seed = 1,
		.count = COUNT,
		.duplicates = DUPLICATES,
		.setting = setting,
		.today = date_from_ymd(2026, 1, 1),
	};
}

static struct people_record record[COUNT];

static void make(enum people_setting setting)
{
	struct people_plan plan = plan_of(setting);
	struct people_stream s;
	size_t n = 0;

	people_begin(&s, &plan);
	while (n < COUNT && people_next(&s, &record[n]))
		n++;
	assert_int_equal(n, COUNT);
	assert_false(people_next(&s, &record[0]));
}

/* ---- the stream --------------------------------------------------------------------------- */

static void a_plan_always_makes_the_same_people(void **state)
{
	struct people_plan plan = plan_of(PEOPLE_HARD);
	struct people_stream a, b;
	struct people_record x, y;
	unsigned i, differ = 0;

	(void)state;
	memset(&x, 0, sizeof(x));
	memset(&y, 0, sizeof(y));
	people_begin(&a, &plan);
	people_begin(&b, &plan);
	for (i = 0; i < 3000; i++) {
		assert_true(people_next(&a, &x) && people_next(&b, &y));
		assert_string_equal(x.person.name, y.person.name);
		assert_string_equal(x.person.nik, y.person.nik);
		assert_true(x.entity == y.entity && x.faults == y.faults && x.id == i + 1);
	}
	people_begin(&a, &plan);
	plan.seed = 2;
	people_begin(&b, &plan);
	for (i = 0; i < 100; i++) {
		assert_true(people_next(&a, &x) && people_next(&b, &y));
		differ += strcmp(x.person.name, y.person.name) != 0;
	}
	assert_true(differ > 90);
}

static int by_entity(const void *a, const void *b)
{
	uint64_t x = ((const struct people_record *)a)->entity;
	uint64_t y = ((const struct people_record *)b)->entity;

	return (x > y) - (x < y);
}

static void the_share_of_further_records_is_the_one_asked_for(void **state)
{
	size_t i, persons = 1;

	(void)state;
	make(PEOPLE_EASY);
	qsort(record, COUNT, sizeof(record[0]), by_entity);
	for (i = 1; i < COUNT; i++)
		persons += record[i].entity != record[i - 1].entity;
	assert_in_range(persons, COUNT / 100 * (100 - DUPLICATES),
			COUNT / 100 * (100 - DUPLICATES) + PEOPLE_FAMILY);
}

/* ---- families ----------------------------------------------------------------------------- */

static void assert_numbers_fit(const struct people_person *p)
{
	struct civil c = date_civil(p->birth);
	char date[7];

	(void)snprintf(date, sizeof(date), "%02u%02u%02u",
		       (unsigned)(c.day + (p->sex == PEOPLE_FEMALE ? 40 : 0)) % 100,
		       (unsigned)c.month % 100, (unsigned)c.year % 100);
	assert_int_equal(strlen(p->nik), 16);
	assert_memory_equal(p->nik + 6, date, 6);
	assert_string_not_equal(p->nik + 12, "0000");
}

/* Ninety and more: a kecamatan that no regency has. */
static void numbers_are_impossible_and_telephones_are_nobodys(void **state)
{
	struct people_plan plan = plan_of(PEOPLE_HARD);
	struct people_person p[PEOPLE_FAMILY];
	unsigned f, i, n;

	(void)state;
	for (f = 0; f < 3000; f++) {
		n = people_family(&plan, f, p);
		for (i = 0; i < n; i++) {
			assert_numbers_fit(&p[i]);
			assert_true(p[i].nik[4] == '9' && p[i].nik[5] >= '1');
			assert_true(p[i].kk[4] == '9' && p[i].kk[5] >= '1');
			assert_true(p[i].phone[0] == '\0' || strncmp(p[i].phone, "0800", 4) == 0);
			assert_true(p[i].birth <= plan.today);
		}
	}
}

static void a_family_shares_card_and_house_and_children_their_mother(void **state)
{
	struct people_plan plan = plan_of(PEOPLE_HARD);
	struct people_person p[PEOPLE_FAMILY], *wife;
	unsigned f, i, n;

	(void)state;
	for (f = 0; f < 3000; f++) {
		n = people_family(&plan, f, p);
		assert_in_range(n, 1, PEOPLE_FAMILY);
		assert_int_equal(p[0].relation, PEOPLE_HEAD);
		wife = n > 1 && p[1].relation == PEOPLE_SPOUSE ? &p[1] : &p[0];
		for (i = 1; i < n; i++) {
			assert_string_equal(p[i].kk, p[0].kk);
			assert_string_equal(p[i].address, p[0].address);
			assert_string_equal(p[i].region, p[0].region);
			if (p[i].relation != PEOPLE_CHILD)
				continue;
			assert_string_equal(p[i].mother, wife->name);
			assert_in_range(date_age(wife->birth, p[i].birth), 16, 41);
		}
	}
}

static void twins_have_numbers_that_follow_one_another(void **state)
{
	struct people_plan plan = plan_of(PEOPLE_HARD);
	struct people_person p[PEOPLE_FAMILY];
	unsigned f, i, n, twins = 0, families = 20000;

	(void)state;
	for (f = 0; f < families; f++) {
		n = people_family(&plan, f, p);
		for (i = 1; i < n; i++)
			if (p[i].relation == PEOPLE_CHILD && p[i].birth == p[i - 1].birth) {
				assert_int_equal(strtoll(p[i].nik, NULL, 10),
						 strtoll(p[i - 1].nik, NULL, 10) + 1);
				assert_string_not_equal(p[i].name, p[i - 1].name);
				twins++;
			}
	}
	assert_in_range(twins, families * 5 / 1000, families * 12 / 1000);
}

/* ---- faults ------------------------------------------------------------------------------- */

static void records_without_faults_are_the_truth(void **state)
{
	struct people_plan plan = plan_of(PEOPLE_HARD);
	struct people_person p[PEOPLE_FAMILY], *truth;
	size_t i;

	(void)state;
	make(PEOPLE_HARD);
	for (i = 0; i < COUNT; i += 7) {
		if (record[i].faults)
			continue;
		(void)people_family(&plan, (record[i].entity - 1) / PEOPLE_FAMILY, p);
		truth = &p[(record[i].entity - 1) % PEOPLE_FAMILY];
		assert_string_equal(record[i].person.name, truth->name);
		assert_string_equal(record[i].person.mother, truth->mother);
		assert_string_equal(record[i].person.nik, truth->nik);
		assert_string_equal(record[i].person.address, truth->address);
		assert_int_equal(record[i].person.birth, truth->birth);
	}
}

static void what_is_said_to_be_wrong_is_wrong(void **state)
{
	struct people_plan plan = plan_of(PEOPLE_HARD);
	struct people_person p[PEOPLE_FAMILY], *truth;
	size_t i;

	(void)state;
	make(PEOPLE_HARD);
	for (i = 0; i < COUNT; i += 7) {
		const struct people_person *is = &record[i].person;
		uint64_t f = record[i].faults;

		(void)people_family(&plan, (record[i].entity - 1) / PEOPLE_FAMILY, p);
		truth = &p[(record[i].entity - 1) % PEOPLE_FAMILY];
		if (f & PEOPLE_BIT(PEOPLE_NIK_MISSING))
			assert_string_equal(is->nik, "");
		if (f & PEOPLE_BIT(PEOPLE_NIK_RELATIVE))
			assert_string_not_equal(is->nik, truth->nik);
		if (f & PEOPLE_BIT(PEOPLE_TITLE))
			assert_string_not_equal(is->name, truth->name);
		if (f & PEOPLE_BIT(PEOPLE_DATE_MISSING))
			assert_int_equal(is->birth, DATE_NONE);
		if (f == PEOPLE_BIT(PEOPLE_DATE_SWAPPED))
			assert_int_not_equal(is->birth, truth->birth);
	}
}

/* Faults that can always befall a record come as often as the table says. */
static void faults_come_as_often_as_the_page_says(void **state)
{
	static const struct {
		enum people_fault fault;
		unsigned permille;
	} rates[] = {
		{ PEOPLE_TITLE, 80 },          { PEOPLE_DATE_MISSING, 60 },
		{ PEOPLE_PLACE_MISSING, 150 }, { PEOPLE_NIK_MISSING, 250 },
		{ PEOPLE_KK_MISSING, 150 },    { PEOPLE_MOTHER_MISSING, 200 },
		{ PEOPLE_MOVED, 180 },         { PEOPLE_ADDRESS_MISSING, 80 },
	};
	size_t i, k, n;

	(void)state;
	make(PEOPLE_HARD);
	for (k = 0; k < LEN(rates); k++) {
		unsigned first = COUNT / 100 * (100 - DUPLICATES), second = COUNT - first;
		unsigned expected = (second + first / 4) * rates[k].permille / 1000;

		for (n = i = 0; i < COUNT; i++)
			n += (record[i].faults & PEOPLE_BIT(rates[k].fault)) != 0;
		assert_in_range(n, expected * 9 / 10, expected * 11 / 10);
	}
}

static uint64_t missing_faults(void)
{
	uint64_t bits = 0;
	unsigned i;

	for (i = 0; i < PEOPLE__FAULTS; i++)
		if (strstr(people_fault_name((enum people_fault)i), "missing"))
			bits |= PEOPLE_BIT(i);
	return bits;
}

static void at_the_hardest_setting_many_records_are_wrong(void **state)
{
	uint64_t missing = missing_faults();
	size_t i, wrong = 0;

	(void)state;
	make(PEOPLE_HARD);
	for (i = 0; i < COUNT; i++)
		wrong += (record[i].faults & ~missing) != 0;
	assert_true(wrong * 100 > (size_t)COUNT * 13);
}

static int by_nik(const void *a, const void *b)
{
	const struct people_record *x = a, *y = b;
	int order = strcmp(x->person.nik, y->person.nik);

	return order ? order : by_entity(a, b);
}

/* Pairs of equal records among neighbours of a sorted array. */
static double pairs(int (*order)(const void *, const void *))
{
	double n = 0;
	size_t i, k;

	for (i = 0; i < COUNT; i = k) {
		for (k = i + 1; k < COUNT && order(&record[i], &record[k]) == 0; k++)
			;
		n += (double)(k - i) * (double)(k - i - 1) / 2;
	}
	return n;
}

static int by_nik_alone(const void *a, const void *b)
{
	const char *x = ((const struct people_record *)a)->person.nik;

	/* Only whole numbers: what a spreadsheet spoilt says nothing. */
	return strlen(x) == 16 ? strcmp(x, ((const struct people_record *)b)->person.nik) : 1;
}

static int by_whole_nik(const void *a, const void *b)
{
	return strlen(((const struct people_record *)a)->person.nik) == 16 ? by_nik(a, b) : 1;
}

static void at_the_hardest_setting_the_nik_alone_finds_too_little(void **state)
{
	double truth, said, right, precision, recall;

	(void)state;
	make(PEOPLE_HARD);
	qsort(record, COUNT, sizeof(record[0]), by_entity);
	truth = pairs(by_entity);
	qsort(record, COUNT, sizeof(record[0]), by_nik);
	said = pairs(by_nik_alone);
	right = pairs(by_whole_nik);
	precision = right / said;
	recall = right / truth;
	print_message("NIK alone: precision %.3f, recall %.3f\n", precision, recall);
	assert_true(2 * precision * recall / (precision + recall) < .80);
	assert_true(recall > .30); /* yet it is worth having */
}

static void first_records_are_clean_at_the_easy_setting(void **state)
{
	size_t i, clean = 0;

	(void)state;
	make(PEOPLE_EASY);
	for (i = 0; i < COUNT; i++)
		clean += record[i].faults == 0;
	assert_true(clean >= COUNT / 100 * (100 - DUPLICATES));
}

static void every_fault_has_a_name_of_its_own(void **state)
{
	unsigned i, k;

	(void)state;
	for (i = 0; i < PEOPLE__FAULTS; i++)
		for (k = 0; k < i; k++)
			assert_string_not_equal(people_fault_name((enum people_fault)i),
						people_fault_name((enum people_fault)k));
}

/* ---- names -------------------------------------------------------------------------------- */

static void errors_change_a_name_and_never_overrun_it(void **state)
{
	char name[16], before[16];
	struct rng r;
	unsigned i;

	(void)state;
	rng_seed(&r, 2);
	for (i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "%.*s", (int)(i % 16), "Nurhayati Soleh");
		memcpy(before, name, sizeof(name));
		if (!(i % 2 ? people_mistype : people_misspell)(&r, name, sizeof(name)))
			assert_string_equal(name, before);
		assert_true(strlen(name) < sizeof(name));
		assert_int_equal(name[0], before[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_always_makes_the_same_people),
		cmocka_unit_test(the_share_of_further_records_is_the_one_asked_for),
		cmocka_unit_test(numbers_are_impossible_and_telephones_are_nobodys),
		cmocka_unit_test(a_family_shares_card_and_house_and_children_their_mother),
		cmocka_unit_test(twins_have_numbers_that_follow_one_another),
		cmocka_unit_test(records_without_faults_are_the_truth),
		cmocka_unit_test(what_is_said_to_be_wrong_is_wrong),
		cmocka_unit_test(faults_come_as_often_as_the_page_says),
		cmocka_unit_test(at_the_hardest_setting_many_records_are_wrong),
		cmocka_unit_test(at_the_hardest_setting_the_nik_alone_finds_too_little),
		cmocka_unit_test(first_records_are_clean_at_the_easy_setting),
		cmocka_unit_test(every_fault_has_a_name_of_its_own),
		cmocka_unit_test(errors_change_a_name_and_never_overrun_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
