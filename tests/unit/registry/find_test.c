/*
 * Finding people: by misspelt names, places, relatives and numbers, best first with the reason; in
 * one's reach only; and an index that follows every change.
 */
#include "lib/city.h"
#include "lib/people.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "engine/people/people.h"
#include "feature/registry/find.h"
#include "feature/registry/registry.h"

/* Kelurahan of the two desks. */
#define HOME  "3272011001"
#define OTHER "3272021001"

static struct city_fixture city;

static int setup(void **state)
{
	(void)state;
	city_open(&city);
	city_act_as(&city, CITY_MANAGER);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	find_forget(city.cx);
	city_close(&city);
	return 0;
}

/* ---- people -------------------------------------------------------------------------------- */

#define PERSON(...)                                                                               \
	person_of((const char *const[]){ "known", "1", "state", "1", "region", HOME, __VA_ARGS__, \
					 NULL })

static int64_t person_of(const char *const *facts)
{
	int64_t id = 0;
	enum err e = ACT(&city, people_add(city.cx, FACT_PERSON, facts, 0, &id));

	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), city.cx->detail);
	return id;
}

static int64_t family_of(void)
{
	static const char *const facts[] = { "kk", "3272010101100001", NULL };
	int64_t id = 0;

	assert_ok(ACT(&city, people_add(city.cx, FACT_FAMILY, facts, 0, &id)));
	return id;
}

static const char *text_of(int64_t id)
{
	return str_digits(city.cx->arena, id);
}

static enum err say(struct ctx *cx, int64_t id, const char *field, const char *value)
{
	const struct origin o = { .source = "kk_ktp", .valid_from = DATE_NONE, .settle = true };
	const struct fact_book *book;
	struct fact_change c;

	TRY(fact_book(cx, &book));
	c = (struct fact_change){ fact_field(book, FACT_PERSON, field), value };
	return subject_change(cx, FACT_PERSON, id, 0, &c, 1, &o, NULL);
}

/* ---- asking -------------------------------------------------------------------------------- */

static void fill(void)
{
	enum err e = find_fill(city.cx, city.t.app.pool);

	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), city.cx->detail);
}

static struct find_answer ask(struct find_query q)
{
	struct find_answer a;
	enum err e;

	if (q.age_from == 0 && q.age_to == 0)
		q.age_from = q.age_to = -1;
	q.max = q.max ? q.max : 20;
	test_read_begin(&city.t);
	e = find_people(city.cx, &q, &a);
	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), city.cx->detail);
	test_read_end(&city.t);
	return a;
}

#define WORDS(w) ask((struct find_query){ .words = (w) })

static size_t rank(const struct find_answer *a, int64_t id)
{
	size_t i;

	for (i = 0; i < a->n && a->hit[i].id != id; i++)
		continue;
	return i < a->n ? i + 1 : 0;
}

#define assert_first(a, is)                           \
	do {                                          \
		struct find_answer a_ = (a);          \
		assert_true(a_.n > 0);                \
		assert_int_equal(a_.hit[0].id, (is)); \
	} while (0)

static bool is_found(const char *words, int64_t id)
{
	struct find_answer a = WORDS(words);

	return rank(&a, id) > 0;
}

/* ---- names --------------------------------------------------------------------------------- */

static void a_misspelt_name_is_found_with_the_reason(void **state)
{
	int64_t asep = PERSON("name", "Muhammad Asep Suryadi"),
		other = PERSON("name", "Ujang Dadang");
	struct find_answer a;

	(void)state;
	fill();
	a = WORDS("moch asep soeryadi");
	assert_true(a.state.ready);
	assert_int_equal(a.hit[0].id, asep);
	assert_string_equal(a.hit[0].why, "nama berbunyi sama");
	assert_int_equal(rank(&a, other), 0);
	assert_first(WORDS("suryadi asep"), asep);
	assert_first(ask((struct find_query){ .words = "asep sury", .typing = true }), asep);
	assert_first(ask((struct find_query){ .words = "ase", .typing = true }), asep);
}

static void a_nickname_is_a_name(void **state)
{
	int64_t id = PERSON("name", "Sukarja", "alias", "Abah Entis");
	struct find_answer a;

	(void)state;
	fill();
	a = WORDS("entiis");
	assert_int_equal(a.hit[0].id, id);
	assert_string_equal(a.hit[0].why, "dikenal sebagai Abah Entis");
}

static void without_an_index_names_are_found_as_they_begin(void **state)
{
	int64_t id = PERSON("name", "Neneng Rosita");
	struct find_answer a;

	(void)state;
	a = WORDS("Neneng Ros");
	assert_false(a.state.ready);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.hit[0].id, id);
	assert_int_equal(WORDS("Nenneg").n, 0);
}

/* ---- what else is known -------------------------------------------------------------------- */

/* The story of the issue: a misspelt nickname, the mosque beside, the daughter's first name. */
static void a_man_is_found_by_nickname_mosque_and_daughter(void **state)
{
	int64_t family = family_of(), man, i;
	struct find_answer a;
	const char *kk = text_of(family);

	(void)state;
	man = PERSON("name", "Encep Sutisna", "alias", "Mang Cecep", "sex", "1", "address",
		     "Gg. Mawar RT 03/05 samping Masjid Al Ikhlas", "family", kk, "relation", "1");
	(void)PERSON("name", "Neneng Kurniasih", "sex", "2", "family", kk, "relation", "4");
	for (i = 0; i < 30; i++) {
		(void)PERSON("name", "Cecep Hidayat", "address", "Jl. Pelabuhan II");
		(void)PERSON("name", "Neneng Sri");
		(void)PERSON("name", "Dedi", "address", "dekat masjid Al Ikhlas");
	}
	fill();
	a = WORDS("cecepp dekat mesjid al-ikhlas anaknya neneng");
	assert_true(a.n > 0);
	assert_int_equal(a.hit[0].id, man);
	assert_non_null(strstr(a.hit[0].why, "Mang Cecep"));
	assert_non_null(strstr(a.hit[0].why, "Masjid Al Ikhlas"));
	assert_non_null(strstr(a.hit[0].why, "anaknya bernama Neneng Kurniasih"));
	assert_first(ask((struct find_query){ .name = "cecep", .relative = "neneng kurniasi" }),
		     man);
	/* The name of the place misspelt, as one word, or begun. */
	assert_first(WORDS("cecepp dekat masjid al-ihlas anaknya neneng"), man);
	assert_first(WORDS("cecep samping mesjid al iklas"), man);
	assert_first(WORDS("cecep mesjid alikhlas"), man);
	assert_first(WORDS("cecep masjid alihlas"), man);
	assert_first(ask((struct find_query){ .name = "encep", .address = "mesjid al ihlas" }),
		     man);
}

static void age_sex_and_kelurahan_narrow_down(void **state)
{
	int64_t old = PERSON("name", "Siti Aminah", "sex", "2", "birth_date", "1961-03-04"),
		young = PERSON("name", "Siti Aminah", "sex", "2", "birth_date", "2001-03-04"),
		away = person_of((const char *const[]){ "known", "1", "state", "1", "name",
							"Siti Aminah", "region", OTHER, NULL });
	struct find_answer a;

	(void)state;
	fill();
	a = WORDS("siti aminah 65 th");
	assert_int_equal(a.hit[0].id, old);
	assert_string_equal(a.hit[0].why, "nama sama; umur cocok");
	assert_int_equal(rank(&a, young), 0);
	a = WORDS("siti aminah 4-3-2001");
	assert_int_equal(a.n, 1);
	assert_int_equal(a.hit[0].id, young);
	a = WORDS("siti aminah kel cikole");
	assert_int_equal(a.n, 1);
	assert_int_equal(a.hit[0].id, away);
	assert_first(WORDS("siti aminah cikole"), away);
	a = ask((struct find_query){ .name = "siti aminah", .age_from = 20, .age_to = 30 });
	assert_int_equal(a.n, 2); /* one whose age nobody knows is not left out */
	assert_int_equal(a.hit[0].id, young);
	assert_int_equal(ask((struct find_query){ .name = "siti aminah", .sex = 1 }).n, 1);
}

static void numbers_are_exact(void **state)
{
	int64_t family = family_of();
	int64_t id = PERSON("name", "Ujang", "nik", "3272010101600012", "phone", "081234567890",
			    "family", text_of(family), "relation", "1");
	struct find_answer a;

	(void)state;
	fill();
	a = ask((struct find_query){ .words = "3272 0101 0160 0012", .sealed = true });
	assert_int_equal(a.n, 1);
	assert_int_equal(a.hit[0].id, id);
	assert_string_equal(a.hit[0].nik, "3272 ·· ···· 0012");
	assert_string_equal(a.hit[0].why, "NIK sama");
	assert_first(WORDS("+62 812-3456-7890"), id);
	assert_first(WORDS("3272010101100001"), id);
	assert_int_equal(WORDS("3272010101600013").n, 0);
	city_act_as(&city, CITY_OTHER_FRONT);
	assert_int_equal(WORDS("3272010101600012").n, 0);
	assert_int_equal(WORDS("081234567890").n, 0);
}

/* ---- reach --------------------------------------------------------------------------------- */

static void nobody_outside_ones_reach_is_found(void **state)
{
	int64_t here = PERSON("name", "Kosasih"),
		there = person_of((const char *const[]){ "known", "1", "state", "1", "name",
							 "Kosasih", "region", OTHER, NULL });

	(void)state;
	fill();
	city_act_as(&city, CITY_FRONT);
	assert_true(is_found("kosasi", here));
	assert_false(is_found("kosasi", there));
	city_act_as(&city, CITY_MANAGER);
	assert_true(is_found("kosasi", here) && is_found("kosasi", there));
	city_act_as(&city, CITY_DOCTOR);
	assert_false(is_found("kosasi", here) || is_found("kosasi", there));
	city_system(&city);
	assert_ok(ACT(&city, person_share(city.cx, there, city.unit[CITY_RSUD])));
	city_act_as(&city, CITY_DOCTOR);
	assert_true(is_found("kosasi", there));
	assert_false(is_found("kosasi", here));
}

static enum err protect(struct ctx *cx, int64_t *ret)
{
	return person_save(cx,
			   &(struct person){ .known = true,
					     .name = "Rahayu Ningsih",
					     .region_id = INT64_C(3272011001),
					     .birth_date = DB_NONE,
					     .birth_year = DB_NONE,
					     .protected = true },
			   "kelurahan", ret);
}

static void a_protected_person_is_met_by_members_of_his_units_only(void **state)
{
	int64_t id;

	(void)state;
	assert_ok(ACT(&city, protect(city.cx, &id)));
	assert_ok(ACT(&city, person_share(city.cx, id, city.unit[CITY_REHAB])));
	fill();
	city_act_as(&city, CITY_FRONT);
	assert_false(is_found("rahayu ningsih", id));
	city_act_as(&city, CITY_HEAD);
	assert_false(is_found("rahayu ningsih", id));
	city_act_as(&city, CITY_WORKER);
	assert_true(is_found("rahayu ningsi", id));
}

static void whom_a_protected_relative_betrays_is_not_said(void **state)
{
	int64_t family = family_of(), man, girl;

	(void)state;
	man = PERSON("name", "Dadang", "family", text_of(family), "relation", "1");
	assert_ok(ACT(&city, protect(city.cx, &girl)));
	assert_ok(ACT(&city, family_join(city.cx, family, girl, 4, 0,
					 &(struct origin){ .source = "kelurahan",
							   .valid_from = DATE_NONE })));
	fill();
	city_act_as(&city, CITY_FRONT);
	assert_int_equal(ask((struct find_query){ .relative = "rahayu ningsih" }).n, 0);
	assert_null(
	    strstr(ask((struct find_query){ .name = "dadang", .relative = "rahayu" }).hit[0].why,
		   "Rahayu"));
	(void)man;
}

/* ---- the feed ------------------------------------------------------------------------------ */

static void who_writes_finds_what_he_wrote(void **state)
{
	int64_t id;

	(void)state;
	fill();
	id = PERSON("name", "Opik Taufik");
	assert_first(WORDS("opik taupik"), id);
	assert_ok(ACT(&city, say(city.cx, id, "name", "Rohendi Saputra")));
	assert_first(WORDS("rohendi saputera"), id);
	assert_false(is_found("opik taufik", id));
}

static void a_merged_person_goes_and_comes_back(void **state)
{
	int64_t kept = PERSON("name", "Wawan Gunawan"), lost = PERSON("name", "Wawan Gunawan");

	(void)state;
	fill();
	assert_ok(ACT(&city, person_merge(city.cx, lost, kept, "orang yang sama")));
	assert_true(is_found("wawan gunawan", kept));
	assert_false(is_found("wawan gunawan", lost));
	assert_ok(ACT(&city, person_unmerge(city.cx, lost, "keliru")));
	assert_true(is_found("wawan gunawan", lost));
}

static bool sees(enum city_person who, int64_t id)
{
	bool seen = false;

	city_act_as(&city, who);
	assert_ok(ACT(&city, person_in_scope(city.cx, id, &seen)));
	city_system(&city);
	return seen;
}

/* Also along two merges, and when a case came after them; taken back, nobody sees more than before.
 */
static void units_of_a_merged_person_see_who_speaks_for_him_as_long_as_he_is_merged(void **state)
{
	int64_t kept = PERSON("name", "Wawan Gunawan"), lost = PERSON("name", "Wawan Gunawan"),
		last = PERSON("name", "Wawan G");

	(void)state;
	assert_ok(ACT(&city, person_share(city.cx, lost, city.unit[CITY_RSUD])));
	assert_false(sees(CITY_DOCTOR, kept) || sees(CITY_CARER, kept));
	assert_ok(ACT(&city, person_merge(city.cx, lost, kept, "orang yang sama")));
	assert_true(sees(CITY_DOCTOR, kept) && sees(CITY_DOCTOR, lost));
	assert_ok(ACT(&city, person_merge(city.cx, kept, last, "orang yang sama")));
	assert_ok(ACT(&city, person_share(city.cx, lost, city.unit[CITY_LKS])));
	assert_true(sees(CITY_DOCTOR, last) && sees(CITY_CARER, last) && sees(CITY_CARER, kept));
	assert_ok(ACT(&city, person_unmerge(city.cx, lost, "keliru")));
	assert_true(sees(CITY_DOCTOR, lost) && sees(CITY_CARER, lost));
	assert_false(sees(CITY_DOCTOR, kept) || sees(CITY_DOCTOR, last));
	assert_false(sees(CITY_CARER, kept) || sees(CITY_CARER, last));
}

static void the_dead_are_found_after_the_living(void **state)
{
	int64_t dead = PERSON("name", "Tatang Sutarya"), alive = PERSON("name", "Tatang Sutaryo");
	struct find_answer a;

	(void)state;
	fill();
	assert_ok(ACT(&city, person_died(city.cx, dead, 0,
					 &(struct origin){ .source = "kelurahan",
							   .valid_from = DATE_NONE })));
	a = WORDS("tatang sutarya");
	assert_int_equal(rank(&a, alive), 1);
	assert_int_equal(rank(&a, dead), 2);
	assert_int_equal(a.hit[1].state, PERSON_DEAD);
}

static void the_erased_are_gone(void **state)
{
	int64_t id = PERSON("name", "Hapus Saja");
	bool erased;

	(void)state;
	fill();
	city_system(&city);
	assert_ok(ACT(&city, person_erase(city.cx, id, &erased)));
	assert_true(erased);
	city_act_as(&city, CITY_MANAGER);
	assert_int_equal(WORDS("hapus saja").n, 0);
}

/* One change at random among people made so far. */
static void change_one(struct rng *r, int64_t *ids, size_t n)
{
	static const char *const names[] = { "Asep", "Ujang Koswara", "Siti Rohmah", "Entin",
					     "Moch. Ali" };
	size_t i = rng_below(r, n), k = rng_below(r, n);
	bool erased;

	switch (rng_below(r, 5)) {
	case 0:
		(void)ACT(&city, say(city.cx, ids[i], "name", names[rng_below(r, LEN(names))]));
		break;
	case 1:
		(void)ACT(&city, say(city.cx, ids[i], "address", "Kp. Cikondang dekat pasar"));
		break;
	case 2:
		(void)ACT(&city, say(city.cx, ids[i], "region", OTHER));
		break;
	case 3:
		if (i != k)
			(void)ACT(&city, person_merge(city.cx, ids[i], ids[k], "sama"));
		break;
	default:
		(void)ACT(&city, person_erase(city.cx, ids[i], &erased));
	}
	err_clear(city.cx);
}

static void an_index_that_followed_changes_equals_one_built_anew(void **state)
{
	struct people_plan plan = { .seed = 3, .count = 60, .setting = PEOPLE_EASY };
	struct people_stream s;
	struct people_record rec;
	int64_t ids[60];
	uint64_t followed;
	struct rng r;
	size_t n = 0, i;

	(void)state;
	plan.today = date_from_ymd(2026, 1, 1);
	people_begin(&s, &plan);
	fill();
	while (people_next(&s, &rec) && n < LEN(ids))
		ids[n++] = PERSON("name", rec.person.name, "address", "Jl. Bhayangkara");
	rng_seed(&r, 5);
	city_system(&city);
	for (i = 0; i < 80; i++) {
		change_one(&r, ids, n);
		if (i % 7 == 0)
			(void)WORDS("asep");
	}
	assert_ok(find_catch_up(city.cx, city.t.app.pool));
	followed = find_digest(city.cx);
	assert_int_not_equal(followed, 0);
	fill();
	assert_int_equal(find_digest(city.cx), followed);
}

static void a_change_that_was_taken_back_is_not_found(void **state)
{
	int64_t id = PERSON("name", "Yayat Ruhiyat");

	(void)state;
	fill();
	act_begin(&city);
	assert_ok(say(city.cx, id, "name", "Karta Wijaya"));
	(void)act_end(&city, ERR_CONFLICT);
	assert_true(is_found("yayat ruhiyat", id));
	assert_false(is_found("karta wijaya", id));
}

static enum err rename_later(struct ctx *cx, void *id)
{
	return say(cx, *(int64_t *)id, "name", "Sobari Lesmana");
}

/* Somebody else's search, with what it sees. */
static bool other_finds(struct ctx *cx, const char *words, int64_t id)
{
	const struct find_query q = { .words = words, .age_from = -1, .age_to = -1, .max = 20 };
	struct find_answer a;

	assert_ok(db_read_begin(cx, city.t.app.pool));
	assert_ok(find_people(cx, &q, &a));
	db_read_end(cx, city.t.app.pool);
	return rank(&a, id) > 0;
}

/*
 * A transaction that began before another and ends after it: its change has the lower place in the
 * feed and is there later.  SQLite has one writer, so that can't be there.
 */
static void a_change_of_a_slower_transaction_is_not_lost(void **state)
{
	int64_t slow = PERSON("name", "Yayat Ruhiyat"), quick = PERSON("name", "Dase Permana");
	struct ctx cx CLEANUP(ctx_release);

	(void)state;
	ctx_init(&cx, &city.t.app, city.cx->now);
	if (!test_on_pg())
		return;
	fill();
	cx.city = city.cx->city;
	cx.actor = city.cx->actor;
	cx.rng = city.cx->rng;
	act_begin(&city);
	assert_ok(say(city.cx, slow, "name", "Karta Wijaya"));
	assert_ok(db_write(&cx, city.t.app.pool, rename_later, &quick));
	assert_true(other_finds(&cx, "sobari lesmana", quick));
	assert_true(other_finds(&cx, "yayat ruhiyat", slow));
	assert_ok(act_end(&city, ERR_OK));
	assert_true(other_finds(&cx, "karta wijaya", slow));
	assert_false(other_finds(&cx, "yayat ruhiyat", slow));
	assert_true(other_finds(&cx, "sobari lesmana", quick));
}

/* "Nobody fits" was said of a birth date that somebody has. */
static void a_birth_date_or_an_age_alone_finds_people(void **state)
{
	int64_t one = PERSON("name", "Rukmini", "birth_date", "1980-08-17"),
		twin = PERSON("name", "Rukmana", "birth_date", "1980-08-17"),
		older = PERSON("name", "Rohmat", "birth_date", "1980-08-16"),
		far = person_of((const char *const[]){ "known", "1", "state", "1", "region", OTHER,
						       "name", "Rahmi", "birth_date", "1980-08-17",
						       NULL });
	struct find_answer a;

	(void)state;
	fill();
	a = WORDS("17 agustus 1980");
	assert_int_equal(a.n, 3);
	assert_true(rank(&a, one) > 0 && rank(&a, twin) > 0 && rank(&a, far) > 0);
	assert_string_equal(a.hit[0].why, "lahir 17 Agu 1980");
	a = WORDS("1980");
	assert_int_equal(a.n, 4);
	assert_true(rank(&a, older) > 0);
	assert_int_equal(WORDS("18-08-1980").n, 0);
	city_act_as(&city, CITY_FRONT);
	a = WORDS("17-08-1980");
	assert_int_equal(a.n, 2);
	assert_int_equal(rank(&a, far), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_misspelt_name_is_found_with_the_reason),
		T(a_nickname_is_a_name),
		T(without_an_index_names_are_found_as_they_begin),
		T(a_man_is_found_by_nickname_mosque_and_daughter),
		T(age_sex_and_kelurahan_narrow_down),
		T(a_birth_date_or_an_age_alone_finds_people),
		T(numbers_are_exact),
		T(nobody_outside_ones_reach_is_found),
		T(a_protected_person_is_met_by_members_of_his_units_only),
		T(whom_a_protected_relative_betrays_is_not_said),
		T(who_writes_finds_what_he_wrote),
		T(a_merged_person_goes_and_comes_back),
		T(units_of_a_merged_person_see_who_speaks_for_him_as_long_as_he_is_merged),
		T(the_dead_are_found_after_the_living),
		T(the_erased_are_gone),
		T(an_index_that_followed_changes_equals_one_built_anew),
		T(a_change_that_was_taken_back_is_not_found),
		T(a_change_of_a_slower_transaction_is_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
