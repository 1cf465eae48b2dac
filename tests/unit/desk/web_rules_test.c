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
	sign_in(ROLE_MANAGER);
	a = get("/laporan/aturan");
	assert_status(a, 200);
	assert_true(holds(a, "Berlakukan rancangan ini"));
	assert_status(post("/laporan/aturan", "present=1&draft=1001&reason="), 422);
	assert_status(post("/laporan/aturan", "present=1&draft=999&reason=SK"), 409);
	assert_status(post("/laporan/aturan", "present=1&draft=1001&reason=SK+Kadis"), 303);
	assert_true(holds(get("/laporan/aturan"), "versi 1.001"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		CITY_TEST(the_rules_are_read_as_a_table_by_who_may_try_them),
		CITY_TEST(a_draft_shows_what_it_would_change_before_it_is_switched_on),
		CITY_TEST(every_stored_result_comes_out_again_after_new_rules_too),
	};

	return cmocka_run_group_tests_name("desk: rules", tests, NULL, NULL);
}
