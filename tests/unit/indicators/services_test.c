/* Services given: what each cost and proves, of the SPM or not, with the list behind each sum. */
#include "figures.h"

#include "feature/casework/casework.h"
#include "feature/casework/document.h"
#include "feature/indicators/indicators.h"
#include "feature/indicators/indicators_web.h"
#include "feature/reference/reference.h"

static const struct route *const tables[] = { indicators_routes, behind_routes, NULL };

static struct web w;

static int open_all(void **state)
{
	(void)state;
	web_open_at(&w, tables, LEN(tables) - 1);
	casework_set_report_sealer(desk_report_seal);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	web_close(&w);
	return 0;
}

/* Of two services without a number the one with a paper is proven. */
static void proof_counts_once_it_is_there(int64_t case_id, int64_t given)
{
	const struct document_new paper = { .code = "tanda_terima",
					    .dated_on = DB_NONE,
					    .service_id = given };
	struct document_file file = { .pages = 1 };
	int64_t id;

	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?tanpa_bukti=1")),
			 2);
	assert_ok(media_store_pdf(w.c.cx, (struct blob){ "%PDF", 4 }, &file.draft));
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, document_add(w.c.cx, case_id, &paper, &file, 1, &id)));
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?tanpa_bukti=1")),
			 1);
	assert_true(web_shows(&w, CITY_HEAD, "/layanan/daftar",
			      web_path(&w, "/layanan-diberikan/", given, "/bukti")));
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, document_remove(w.c.cx, id, "Salah unggah")));
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?tanpa_bukti=1")),
			 2);
}

static void services_given_add_up_with_their_cost(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false), given;
	int32_t today = ref_today(w.c.cx);
	struct service_sum sum;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	for (int i = 0; i < 2; i++)
		assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0,
						 &(struct service_new){ .item = "permakanan",
									.group = "lansia",
									.given_on = today,
									.quantity = 3,
									.cost = 45000 },
						 &given)));
	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, service_sum(w.c.cx, today, today, &sum)));
	assert_int_equal(sum.n, 2);
	assert_int_equal(sum.cost, 90000);
	assert_ok(ACT(&w.c, service_sum(w.c.cx, today - 9, today - 1, &sum)));
	assert_int_equal(sum.n, 0);
	assert_true(web_shows(&w, CITY_HEAD, "/layanan", "Rp90.000"));
	proof_counts_once_it_is_there(id, given);
	assert_true(web_shows(&w, CITY_HEAD, "/layanan", "/layanan/daftar?layanan=permakanan&"));
	assert_int_equal(
	    numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?layanan=permakanan")), 2);
	assert_int_equal(
	    numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?layanan=sandang")), 0);
	assert_int_equal(web_get_as(&w, CITY_FRONT, "/layanan").status, 403);
}

/* A line of services is of one item, one group and one sub activity: so is the list behind it. */
static void a_service_figure_opens_the_services_of_its_group_only(void **state)
{
	struct service_new s = { .item = "alat_bantu",
				 .group = "lansia",
				 .given_on = ref_today(w.c.cx),
				 .quantity = 1,
				 .cost = DB_NONE };
	int64_t id = city_case(&w.c, NULL, 0, false), given;
	const char *line = "/layanan/daftar?layanan=alat_bantu&amp;kelompok=gepeng&amp;sub=";

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0, &s, &given)));
	s.group = "gepeng";
	assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0, &s, &given)));
	assert_true(web_shows(&w, CITY_HEAD, "/layanan", line));
	assert_int_equal(
	    numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?layanan=alat_bantu")), 2);
	assert_int_equal(
	    numbers_in(web_get_as(&w, CITY_HEAD,
				  "/layanan/daftar.csv?layanan=alat_bantu&kelompok=gepeng")),
	    1);
}

static void a_service_without_cost_or_proof_is_counted_and_listed_as_such(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false), hidden = city_case(&w.c, NULL, 0, true),
		given;
	struct service_new s = { .item = "sandang", .group = "lansia", .quantity = 1 };
	int32_t today = ref_today(w.c.cx);
	struct service_lacks lacks;

	(void)state;
	s.given_on = today;
	s.cost = DB_NONE;
	s.proof = "kuitansi 4";
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0, &s, &given)));
	assert_ok(ACT(&w.c, service_give(w.c.cx, hidden, 0, &s, &given)));
	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, service_lacks(w.c.cx, today, today, &lacks)));
	assert_int_equal(lacks.cost, 1);
	assert_int_equal(lacks.proof, 2); /* the two of the test before */
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?tanpa_biaya=1")),
			 1);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?tanpa_bukti=1")),
			 2);
	assert_true(web_shows(&w, CITY_HEAD, "/layanan/daftar", "kuitansi 4"));
}

/* What is no item of the SPM costs money too: it stands apart, and the sums are of both. */
static void what_is_none_of_the_spm_is_accounted_for_beside_it(void **state)
{
	static const char cheque[] = "/layanan/daftar.csv?jenis=lain&tanpa_bukti=1";
	struct service_new s = { .service = "bantuan_insidentil",
				 .given_on = ref_today(w.c.cx),
				 .quantity = 1,
				 .cost = 250000 };
	int64_t id = city_case(&w.c, NULL, 0, false), given;
	struct service_lacks lacks, before;
	struct service_sum was, sum;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, service_sum(w.c.cx, (int32_t)s.given_on, (int32_t)s.given_on, &was)));
	assert_ok(
	    ACT(&w.c, service_lacks(w.c.cx, (int32_t)s.given_on, (int32_t)s.given_on, &before)));
	assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0, &s, &given)));
	assert_ok(ACT(&w.c, service_sum(w.c.cx, (int32_t)s.given_on, (int32_t)s.given_on, &sum)));
	assert_int_equal(sum.cost - was.cost, 250000);
	assert_int_equal(sum.n - was.n, 1);
	/* It needs a proof because it cost something; without a cost it may stay. */
	s.cost = DB_NONE;
	assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0, &s, &given)));
	assert_ok(
	    ACT(&w.c, service_lacks(w.c.cx, (int32_t)s.given_on, (int32_t)s.given_on, &lacks)));
	assert_int_equal(lacks.cost, before.cost);
	assert_int_equal(lacks.proof, before.proof + 1);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, cheque)), 1);
	assert_true(web_shows(&w, CITY_HEAD, "/layanan", "bukan SPM"));
	assert_true(web_shows(&w, CITY_HEAD, "/layanan", "Rp250.000"));
	assert_false(web_shows(&w, CITY_HEAD, "/layanan?jenis=spm", "Rp250.000"));
	assert_true(web_shows(&w, CITY_HEAD, "/layanan.json?jenis=lain",
			      "\"code\":\"bantuan_insidentil\",\"kind\":\"lain\""));
	assert_false(web_shows(&w, CITY_HEAD, "/layanan.json?jenis=lain", "permakanan"));
	/* Behind its line, and behind the filter, are the two and nothing of the SPM. */
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD,
					       "/layanan/daftar.csv?layanan=bantuan_insidentil"
					       "&kelompok=-&sub=-&jenis=lain")),
			 2);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/layanan/daftar.csv?jenis=lain")),
			 2);
	assert_false(web_shows(&w, CITY_HEAD, "/layanan/daftar?jenis=spm", "insidentil"));
}

/* A city may say where the cost of such a service is booked. */
static void the_sub_activity_of_another_service_is_that_of_its_entry(void **state)
{
	struct service_new s = { .service = "santunan_kematian",
				 .given_on = ref_today(w.c.cx),
				 .quantity = 1,
				 .cost = 1000000,
				 .proof = "KW-9" };
	int64_t id = city_case(&w.c, NULL, 0, false), given;

	(void)state;
	city_system(&w.c);
	assert_ok(ACT(
	    &w.c, say_of_service(w.c.cx, s.service, "{\"sub_kegiatan\":\"1.06.04.2.02.0007\"}")));
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, service_give(w.c.cx, id, 0, &s, &given)));
	assert_true(web_shows(&w, CITY_HEAD, "/layanan", "1.06.04.2.02.0007"));
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD,
					       "/layanan/daftar.csv?layanan=santunan_kematian"
					       "&kelompok=-&sub=1.06.04.2.02.0007&jenis=lain")),
			 1);
	assert_string_equal(
	    city_text(&w.c, "SELECT own_activity FROM service_given WHERE id = %lld", given),
	    "1.06.04.2.02.0007");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_given_add_up_with_their_cost),
		cmocka_unit_test(a_service_without_cost_or_proof_is_counted_and_listed_as_such),
		cmocka_unit_test(a_service_figure_opens_the_services_of_its_group_only),
		cmocka_unit_test(what_is_none_of_the_spm_is_accounted_for_beside_it),
		cmocka_unit_test(the_sub_activity_of_another_service_is_that_of_its_entry),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
