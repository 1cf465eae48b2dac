/* Rules on trial: tried before they are switched on; old results come out again. */
#include "fixture.h"

#include "feature/desk/rules.h"

static const char *draft_doc;

static enum err write_draft(struct ctx *cx, void *arg)
{
	int64_t version;

	(void)arg;
	return ref_edit(cx, "triage_draft", "rules", 0,
			&(struct ref_values){ .label_id = "Rancangan",
					      .label_en = "Draft",
					      .doc = draft_doc,
					      .source = "uji",
					      .valid_from = ref_today(cx),
					      .valid_to = DATE_NONE },
			"uji", &version);
}

/* The rules in force, with one time limit changed for who has only social needs. */
static void make_draft(void)
{
	struct ref_entry e;
	const char *at, *doc;

	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "triage", "rules", ref_today(&t.cx), &e));
	doc = arena_strdup(t.cx.arena, e.doc);
	test_read_end(&t);
	at = strstr(doc, "hanya_sosial");
	assert_non_null(at);
	at = strstr(at, "jangkau");
	assert_non_null(at);
	draft_doc =
	    arena_printf(t.cx.arena, "%.*sdarurat%s", (int)(at - doc), doc, at + strlen("jangkau"));
	if (test_write(&t, write_draft, NULL) != ERR_OK)
		fail_msg("draft: %s", t.cx.detail);
}

static void the_rules_are_read_as_a_table_by_who_may_try_them(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	assert_status(get("/laporan/aturan"), 403);
	sign_in(ROLE_MANAGER);
	a = get("/laporan/aturan");
	assert_status(a, 200);
	assert_true(holds(a, "Belum ada rancangan"));
	assert_true(holds(a, "umur 60 ke atas"));
	assert_status(get("/laporan/aturan.csv"), 200);
}

static void a_draft_shows_what_it_would_change_before_it_is_switched_on(void **state)
{
	struct rules_result *result;
	const struct triage_table *present, *draft;
	struct http_answer a;
	int64_t version;

	(void)state;
	sign_in(ROLE_FRONT);
	(void)take(SOCIAL);
	(void)take(SICK);
	make_draft();
	result = ARENA_NEW(t.cx.arena, struct rules_result);
	test_read_begin(&t);
	assert_ok(ref_triage(&t.cx, &present, &version));
	assert_ok(ref_triage_draft(&t.cx, &draft, &version));
	assert_ok(rules_try(&t.cx, present, draft, 0, result));
	test_read_end(&t);
	assert_int_equal(result->seen, 2);
	assert_int_equal(result->changed, 1);
	assert_string_not_equal(result->lines[0].before, result->lines[0].after);
	sign_in(ROLE_MANAGER);
	a = get("/laporan/aturan");
	assert_status(a, 200);
	assert_true(holds(a, "Berlakukan rancangan ini"));
	assert_status(post("/laporan/aturan", "present=1&draft=1001&reason="), 422);
	assert_status(post("/laporan/aturan", "present=1&draft=999&reason=SK"), 409);
	assert_status(post("/laporan/aturan", "present=1&draft=1001&reason=SK+Kadis"), 303);
	a = get("/laporan/aturan");
	assert_true(holds(a, "versi 1001"));
	/* What is in force waits for nobody to switch it on. */
	assert_true(holds(a, "Belum ada rancangan"));
	assert_false(holds(a, "Berlakukan rancangan ini"));
}

static void every_stored_result_comes_out_again_after_new_rules_too(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	(void)take(SOCIAL);
	make_draft();
	sign_in(ROLE_MANAGER);
	assert_status(post("/laporan/aturan", "present=1&draft=1001&reason=SK+Kadis"), 303);
	sign_in(ROLE_FRONT);
	(void)take(SOCIAL);
	sign_in(ROLE_MANAGER);
	a = get("/laporan/aturan/periksa");
	assert_status(a, 200);
	assert_true(holds(a, "persis sama"));
}

/* What the form sends for the rule of who has only social needs, with one more thing. */
#define ONLY_SOCIAL                                                                                \
	"code=hanya_sosial&flag_social_only=all&flag_danger=none&flag_sick=none&flag_injured=none" \
	"&flag_violence=none&flag_child_alone=none&flag_disaster=none&flag_mental=none"            \
	"&step1_service=penjangkauan&step1_unit=dinsos_rehab&step1_limit=darurat"                  \
	"&step1_stage=social&step2_service=asesmen&step2_unit=dinsos_rehab&step2_limit=asesmen"    \
	"&step2_stage=social&kelurahan=no&reason_id=Hanya+sosial,+paling+lama+{limit}."            \
	"&reason_en=Only+social,+within+{limit}.&order=18&why=Uji"
#define RULE "/laporan/aturan/rancangan/hanya_sosial"

static const char *draft_rules(void)
{
	struct ref_entry e;
	const char *doc;

	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "triage_draft", "rules", ref_today(&t.cx), &e));
	doc = arena_strdup(t.cx.arena, e.doc);
	test_read_end(&t);
	return doc;
}

static void a_rule_is_changed_by_a_form_and_the_draft_shows_what_it_would_change(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	(void)take(SOCIAL);
	sign_in(ROLE_MANAGER);
	assert_status(get(RULE), 403);
	sign_in(ROLE_ADMIN);
	a = get("/laporan/aturan");
	assert_true(holds(a, RULE));
	a = get(RULE);
	assert_status(a, 200);
	assert_true(holds(a, "Langkah 2"));
	assert_false(holds(a, "Langkah 4"));
	assert_status(post(RULE, ONLY_SOCIAL), 303);
	assert_non_null(strstr(draft_rules(), "sakit_di_rumah"));
	a = get("/laporan/aturan");
	assert_true(holds(a, "Berlakukan rancangan ini"));
	assert_false(holds(a, "Rancangan ini tidak mengubah"));
	/* Begun anew it is the rules in force again. */
	assert_status(post("/laporan/aturan/rancangan/ulang", ""), 303);
	a = get("/laporan/aturan");
	assert_true(holds(a, "Rancangan ini tidak mengubah"));
}

static void rules_written_as_text_and_read_again_are_the_same_rules(void **state)
{
	const struct triage_table *table, *again;
	const struct triage_rule *rules;
	const char *once, *twice, *fault;
	int64_t version;
	size_t n;

	(void)state;
	test_read_begin(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	rules = triage_rules(table, &n);
	once = ref_triage_write(&t.cx, rules, n);
	assert_ok(ref_triage_read(&t.cx, once, &again, &fault));
	assert_null(fault);
	rules = triage_rules(again, &n);
	twice = ref_triage_write(&t.cx, rules, n);
	test_read_end(&t);
	assert_string_equal(once, twice);
}

static void what_would_break_the_rules_is_said_beside_its_field(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_ADMIN);
	/* A step without unit; one that waits for its own stage; an unknown word; a name taken. */
	a = post(RULE, ONLY_SOCIAL "&step3_service=asesmen&step3_limit=asesmen&step3_stage=social");
	assert_status(a, 422);
	assert_true(holds(a, "Langkah ini belum lengkap"));
	a = post(RULE,
		 ONLY_SOCIAL "&step3_service=periksa_rawat&step3_unit=rsud&step3_limit=asesmen"
			     "&step3_stage=health&step3_waits=health");
	assert_status(a, 422);
	assert_true(holds(a, "tahap sebelumnya"));
	a = post("/laporan/aturan/rancangan", ONLY_SOCIAL);
	assert_status(a, 422);
	assert_true(holds(a, "Sudah ada aturan"));
	a = post("/laporan/aturan/rancangan",
		 "code=baru&reason_id=Unit+{kota}&reason_en=x&order=1&why=Uji");
	assert_status(a, 422);
	assert_true(holds(a, "{kota} tidak dikenal"));
	/* Nobody may be left without a step. */
	a = post(RULE "/hapus", "");
	assert_status(a, 422);
	assert_true(holds(a, "tidak mendapat langkah"));
}

static void a_rule_is_added_at_its_place_and_an_old_page_changes_nothing(void **state)
{
	static const char extra[] =
	    "code=ramai&flag_disaster=all&subjects=group&reason_id=Banyak+orang.&reason_en=Many."
	    "&order=1&why=Uji";

	(void)state;
	sign_in(ROLE_ADMIN);
	assert_status(post("/laporan/aturan/rancangan", extra), 303);
	assert_non_null(strstr(draft_rules(), "{\"rules\":[{\"code\":\"ramai\""));
	assert_status(post(RULE, ONLY_SOCIAL), 409);
	assert_status(post("/laporan/aturan/rancangan/ramai/hapus", ""), 303);
	assert_null(strstr(draft_rules(), "ramai"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CITY_TEST(the_rules_are_read_as_a_table_by_who_may_try_them),
		CITY_TEST(a_draft_shows_what_it_would_change_before_it_is_switched_on),
		CITY_TEST(every_stored_result_comes_out_again_after_new_rules_too),
		CITY_TEST(a_rule_is_changed_by_a_form_and_the_draft_shows_what_it_would_change),
		CITY_TEST(rules_written_as_text_and_read_again_are_the_same_rules),
		CITY_TEST(what_would_break_the_rules_is_said_beside_its_field),
		CITY_TEST(a_rule_is_added_at_its_place_and_an_old_page_changes_nothing),
	};

	return cmocka_run_group_tests_name("desk: rules", tests, NULL, NULL);
}
