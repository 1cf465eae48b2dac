#include "feature/reference/reference_impl.h"

#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define TODAY date_from_ymd(2026, 11, 21)

static void open_installed(struct test *t)
{
	unsigned written;

	test_open(t);
	assert_ok(reference_install(&t->cx, t->app.pool, &written));
	assert_true(written > 250);
	assert_int_equal(t->cx.city, TEST_CITY);
	test_read_begin(t);
}

/* ---- an edit as an argument of test_write() ------------------------------------------------ */

struct edit {
	const char *set, *code;
	int64_t seen, version;
	struct ref_values v;
};

static enum err edit_run(struct ctx *cx, void *arg)
{
	struct edit *e = arg;

	return ref_edit(cx, e->set, e->code, e->seen, &e->v, "uji", &e->version);
}

static enum err edit(struct test *t, struct edit *e)
{
	enum err result;

	if (t->cx.db)
		test_read_end(t);
	err_clear(&t->cx);
	result = test_write(t, edit_run, e);
	test_read_begin(t);
	return result;
}

static struct edit limit_edit(int64_t seen, int amount, int32_t from)
{
	static char doc[64];

	(void)snprintf(doc, sizeof(doc), "{\"amount\":%d,\"unit\":\"work_days\"}", amount);
	return (struct edit){
		.set = "limit",
		.code = "asesmen",
		.seen = seen,
		.v = { .label_id = "Asesmen",
		       .label_en = "Assessment",
		       .doc = doc,
		       .source = "SK Kadis",
		       .ordinal = 9,
		       .valid_from = from,
		       .valid_to = DATE_NONE },
	};
}

static int64_t amount_on(struct test *t, int32_t date)
{
	struct ref_entry e;

	assert_ok(ref_get(&t->cx, "limit", "asesmen", date, &e));
	return ref_doc_int(&t->cx, &e, "amount", -1);
}

/* ---- installing ---------------------------------------------------------------------------- */

static void every_set_comes_with_the_program(void **state)
{
	static const struct {
		const char *set;
		size_t n;
	} want[] = {
		{ "ppks", 26 },     { "cluster", 5 },   { "pas", 12 },         { "psks", 12 },
		{ "spm_item", 17 }, { "spm_group", 5 }, { "work_hour", 7 },    { "channel", 6 },
		{ "end_kind", 6 },  { "keluhan", 4 },   { "pause_reason", 6 }, { "triage", 1 },
	};
	const struct ref_entry *list;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	for (size_t i = 0; i < LEN(want); i++) {
		assert_ok(ref_list(&t.cx, want[i].set, TODAY, &list, &n));
		if (n != want[i].n)
			fail_msg("%s has %zu entries", want[i].set, n);
		for (size_t j = 0; j < n; j++) {
			assert_false(list[j].own);
			assert_int_equal(list[j].version, 1);
			assert_false(str_blank(list[j].source));
		}
	}
	test_close(&t);
}

static void installing_again_writes_nothing(void **state)
{
	struct test t;
	unsigned written = 99;

	(void)state;
	open_installed(&t);
	test_read_end(&t);
	assert_ok(reference_install(&t.cx, t.app.pool, &written));
	assert_int_equal(written, 0);
	test_close(&t);
}

static void codes_named_by_other_entries_exist(void **state)
{
	const struct ref_book *pas, *clusters, *units, *spm, *groups, *limits, *ppks;
	const struct ref_entry *list;
	const char *const *codes;
	struct test t;
	size_t n, m;

	(void)state;
	open_installed(&t);
	assert_ok(ref_book(&t.cx, "pas", &pas));
	assert_ok(ref_book(&t.cx, "cluster", &clusters));
	assert_ok(ref_book(&t.cx, "unit_kind", &units));
	assert_ok(ref_book(&t.cx, "spm_item", &spm));
	assert_ok(ref_book(&t.cx, "spm_group", &groups));
	assert_ok(ref_book(&t.cx, "limit", &limits));
	assert_ok(ref_book(&t.cx, "ppks", &ppks));
	assert_ok(ref_list(&t.cx, "ppks", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++) {
		const char *cluster = ref_doc_text(&t.cx, &list[i], "cluster");

		assert_non_null(ref_book_entry(pas, ref_doc_text(&t.cx, &list[i], "pas")));
		assert_true(!cluster || ref_book_entry(clusters, cluster));
		assert_false(str_blank(ref_doc_text(&t.cx, &list[i], "criterion_id")));
	}
	assert_ok(ref_list(&t.cx, "service", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++) {
		const char *item = ref_doc_text(&t.cx, &list[i], "spm");

		m = ref_doc_list(&t.cx, &list[i], "unit_kinds", &codes);
		assert_true(m > 0);
		for (size_t j = 0; j < m; j++)
			assert_non_null(ref_book_entry(units, codes[j]));
		assert_true(!item || ref_book_entry(spm, item));
	}
	assert_ok(ref_list(&t.cx, "spm_item", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++) {
		m = ref_doc_list(&t.cx, &list[i], "groups", &codes);
		for (size_t j = 0; j < m; j++)
			assert_non_null(ref_book_entry(groups, codes[j]));
		assert_true(str_starts(ref_doc_text(&t.cx, &list[i], "sub_kegiatan"), "1.06."));
	}
	assert_ok(ref_list(&t.cx, "keluhan", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++)
		assert_non_null(ref_book_entry(limits, ref_doc_text(&t.cx, &list[i], "limit")));
	test_close(&t);
}

static void exactly_the_six_sensitive_kinds_are_marked(void **state)
{
	static const char *const want[] = { "PPKS-03", "PPKS-06", "PPKS-16",
					    "PPKS-17", "PPKS-18", "PPKS-19" };
	const struct ref_entry *list;
	struct test t;
	size_t n, found = 0;

	(void)state;
	open_installed(&t);
	assert_ok(ref_list(&t.cx, "ppks", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++) {
		if (!ref_doc_flag(&t.cx, &list[i], "sensitive"))
			continue;
		assert_true(found < LEN(want));
		assert_string_equal(list[i].code, want[found++]);
	}
	assert_int_equal(found, LEN(want));
	test_close(&t);
}

/* ---- versions ------------------------------------------------------------------------------ */

static void an_edit_holds_from_its_first_day_and_the_past_stays(void **state)
{
	struct ref_entry e;
	struct edit ed;
	struct test t;

	(void)state;
	open_installed(&t);
	assert_int_equal(amount_on(&t, TODAY), 3);
	ed = limit_edit(1, 5, TODAY + 10);
	assert_ok(edit(&t, &ed));
	assert_int_equal(ed.version, REF_OWN_VERSION);
	assert_int_equal(amount_on(&t, TODAY), 3);
	assert_int_equal(amount_on(&t, TODAY + 9), 3);
	assert_int_equal(amount_on(&t, TODAY + 10), 5);
	assert_ok(ref_version(&t.cx, "limit", "asesmen", 1, &e));
	assert_int_equal(ref_doc_int(&t.cx, &e, "amount", -1), 3);
	assert_false(e.own);
	test_close(&t);
}

static void a_city_changes_its_own_list_and_no_other(void **state)
{
	struct edit ed = limit_edit(1, 8, TODAY);
	struct test t;

	(void)state;
	open_installed(&t);
	assert_ok(edit(&t, &ed));
	assert_int_equal(amount_on(&t, TODAY), 8);
	t.cx.city = 2;
	assert_int_equal(amount_on(&t, TODAY), 3);
	test_close(&t);
}

static void two_editors_of_one_entry_are_told_apart(void **state)
{
	struct edit first = limit_edit(1, 8, TODAY), second = limit_edit(1, 9, TODAY);
	struct test t;

	(void)state;
	open_installed(&t);
	assert_ok(edit(&t, &first));
	assert_int_equal(edit(&t, &second), ERR_CONFLICT);
	second = limit_edit(REF_OWN_VERSION, 9, TODAY);
	assert_ok(edit(&t, &second));
	assert_int_equal(second.version, REF_OWN_VERSION + 1);
	assert_int_equal(amount_on(&t, TODAY), 9);
	test_close(&t);
}

static void the_history_shows_every_version_newest_first(void **state)
{
	struct edit ed = limit_edit(1, 8, TODAY);
	const struct ref_entry *h;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	assert_ok(edit(&t, &ed));
	ed = limit_edit(REF_OWN_VERSION, 9, TODAY);
	ed.v.ordinal = 1;
	assert_ok(edit(&t, &ed));
	assert_ok(ref_history(&t.cx, "limit", "asesmen", &h, &n));
	assert_int_equal(n, 3);
	assert_int_equal(h[0].version, REF_OWN_VERSION + 1);
	assert_string_equal(h[0].reason, "uji");
	assert_int_equal(h[0].changed_by, ACTOR_SYSTEM);
	assert_int_equal(h[0].changed_at, TEST_NOW);
	assert_int_equal(h[1].version, REF_OWN_VERSION);
	assert_int_equal(h[2].version, 1);
	test_close(&t);
}

static void an_ended_entry_is_no_longer_offered_but_keeps_its_name(void **state)
{
	struct edit ed = limit_edit(1, 3, TODAY);
	const struct ref_entry *list;
	struct ref_entry e;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	ed.v.valid_to = TODAY;
	assert_ok(edit(&t, &ed));
	assert_int_equal(ref_get(&t.cx, "limit", "asesmen", TODAY, &e), ERR_NOTFOUND);
	assert_ok(ref_list(&t.cx, "limit", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++)
		assert_string_not_equal(list[i].code, "asesmen");
	assert_string_equal(ref_label(&t.cx, "limit", "asesmen"), "Asesmen");
	assert_int_equal(amount_on(&t, TODAY - 1), 3);
	test_close(&t);
}

static void a_city_may_add_an_entry_of_its_own(void **state)
{
	struct edit ed = limit_edit(0, 4, TODAY);
	struct ref_entry e;
	struct test t;

	(void)state;
	open_installed(&t);
	ed.code = "setempat";
	assert_ok(edit(&t, &ed));
	assert_ok(ref_get(&t.cx, "limit", "setempat", TODAY, &e));
	assert_true(e.own);
	test_close(&t);
}

static void wrong_values_are_refused_and_nothing_is_written(void **state)
{
	static const char *const codes[] = { "", "_a", "a b", "a'b", "é", NULL };
	const struct ref_entry *h;
	struct edit ed;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	for (size_t i = 0; i < LEN(codes); i++) {
		ed = limit_edit(0, 4, TODAY);
		ed.code = codes[i];
		assert_int_equal(edit(&t, &ed), ERR_INVALID);
	}
	ed = limit_edit(1, 4, TODAY);
	ed.v.label_en = " ";
	assert_int_equal(edit(&t, &ed), ERR_INVALID);
	ed = limit_edit(1, 4, TODAY);
	ed.v.doc = "[1]";
	assert_int_equal(edit(&t, &ed), ERR_INVALID);
	ed = limit_edit(1, 4, TODAY);
	ed.v.valid_to = TODAY - 1;
	assert_int_equal(edit(&t, &ed), ERR_INVALID);
	assert_ok(ref_history(&t.cx, "limit", "asesmen", &h, &n));
	assert_int_equal(n, 1);
	test_close(&t);
}

/* ---- names and choices ---------------------------------------------------------------------- */

static void names_are_in_the_language_of_the_reader(void **state)
{
	const struct ref_book *book;
	struct test t;

	(void)state;
	open_installed(&t);
	assert_string_equal(ref_label(&t.cx, "ppks", "PPKS-08"), "Lanjut usia terlantar");
	assert_string_equal(ref_label(&t.cx, "ppks", "PPKS-99"), "PPKS-99");
	assert_string_equal(ref_label(&t.cx, "ppks", NULL), "");
	t.cx.lang = LANG_EN;
	assert_string_equal(ref_label(&t.cx, "ppks", "PPKS-08"), "Neglected elderly person");
	assert_ok(ref_book(&t.cx, "channel", &book));
	assert_string_equal(ref_book_label(book, "loket"), "Desk");
	assert_string_equal(ref_book_label(book, "merpati"), "merpati");
	test_close(&t);
}

static void choices_of_a_form_are_codes_with_names_in_order(void **state)
{
	struct options o;
	struct test t;

	(void)state;
	open_installed(&t);
	assert_ok(ref_options(&t.cx, "channel", &o));
	assert_int_equal(o.n, 6);
	assert_string_equal(o.items[0].value, "loket");
	assert_string_equal(o.items[5].label, "Formulir kertas");
	assert_ok(ref_options(&t.cx, "no_such_set", &o));
	assert_int_equal(o.n, 0);
	test_close(&t);
}

/* ---- limits --------------------------------------------------------------------------------- */

static int64_t wib(int year, int month, int day, int hour, int minute)
{
	return clock_instant(
	    &(struct civil){
		.year = year, .month = month, .day = day, .hour = hour, .minute = minute },
	    420);
}

static void limits_run_by_the_calendar_of_the_city(void **state)
{
	struct edit ed = {
		.set = "holiday",
		.code = "2026-11-23",
		.v = { .label_id = "Hari jadi kota",
		       .label_en = "City day",
		       .doc = "{}",
		       .valid_from = date_from_ymd(2026, 1, 1),
		       .valid_to = DATE_NONE },
	};
	struct test t;
	int64_t due;

	(void)state;
	open_installed(&t);
	assert_ok(ref_due(&t.cx, "darurat", TEST_NOW, &due));
	assert_int_equal(due, TEST_NOW + 3 * USEC_HOUR);
	assert_ok(ref_due(&t.cx, "laporan", TEST_NOW, &due));
	assert_int_equal(due, wib(2026, 11, 23, 16, 0));
	assert_ok(edit(&t, &ed));
	assert_ok(ref_due(&t.cx, "laporan", TEST_NOW, &due));
	assert_int_equal(due, wib(2026, 11, 24, 16, 0));
	assert_ok(ref_due(&t.cx, "pilah", wib(2026, 12, 23, 15, 0), &due));
	assert_int_equal(due, wib(2026, 12, 28, 10, 30));
	assert_int_equal(ref_due(&t.cx, "tak_ada", TEST_NOW, &due), ERR_NOTFOUND);
	test_close(&t);
}

static void every_limit_can_be_said_and_computed(void **state)
{
	const struct ref_entry *list;
	struct ref_limit l;
	struct test t;
	int64_t due;
	size_t n;

	(void)state;
	open_installed(&t);
	assert_ok(ref_list(&t.cx, "limit", TODAY, &list, &n));
	for (size_t i = 0; i < n; i++) {
		assert_ok(ref_due(&t.cx, list[i].code, TEST_NOW, &due));
		assert_true(due > TEST_NOW);
	}
	assert_ok(ref_limit(&t.cx, "segera", &l));
	assert_string_equal(l.words, "1 jam");
	assert_ok(ref_limit(&t.cx, "asesmen", &l));
	assert_string_equal(l.words, "3 hari kerja");
	assert_string_equal(l.label, "Asesmen");
	test_close(&t);
}

/* ---- what the process keeps ---------------------------------------------------------------- */

static void however_much_is_asked_costs_one_statement(void **state)
{
	const struct ref_entry *list;
	struct ref_limit limit;
	struct worktime cal;
	struct ref_entry e;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	assert_string_equal(ref_label(&t.cx, "limit", "asesmen"), "Asesmen");
	test_read_end(&t);
	test_read_begin(&t);
	t.cx.statements = 0;
	assert_ok(ref_list(&t.cx, "ppks", ref_today(&t.cx), &list, &n));
	assert_int_equal(n, 26);
	assert_ok(ref_get(&t.cx, "limit", "asesmen", ref_today(&t.cx), &e));
	assert_ok(ref_limit(&t.cx, "asesmen", &limit));
	assert_ok(ref_calendar(&t.cx, &cal));
	assert_int_equal(t.cx.statements, 1);
	test_close(&t);
}

/* Writes an edit, reads it as any later step of the request would, and fails. */
static enum err edit_and_fail(struct ctx *cx, void *arg)
{
	struct ref_entry e;

	TRY(edit_run(cx, arg));
	TRY(ref_get(cx, "limit", "asesmen", ref_today(cx), &e));
	assert_int_equal(ref_doc_int(cx, &e, "amount", -1), 8);
	return err_set(cx, ERR_INVALID, "changed his mind");
}

static void an_edit_that_was_rolled_back_is_never_seen(void **state)
{
	struct edit ed = limit_edit(1, 8, TODAY);
	struct test t;

	(void)state;
	open_installed(&t);
	assert_int_equal(amount_on(&t, TODAY), 3);
	test_read_end(&t);
	assert_int_equal(test_write(&t, edit_and_fail, &ed), ERR_INVALID);
	err_clear(&t.cx);
	test_read_begin(&t);
	assert_int_equal(amount_on(&t, TODAY), 3);
	ed = limit_edit(1, 9, TODAY);
	assert_ok(edit(&t, &ed));
	assert_int_equal(amount_on(&t, TODAY), 9);
	test_close(&t);
}

/* More days and edits than shelves are kept: what is in somebody's hands stays readable. */
static void what_was_read_stays_while_shelves_come_and_go(void **state)
{
	const struct ref_entry *list;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	assert_ok(ref_list(&t.cx, "ppks", ref_today(&t.cx), &list, &n));
	for (int day = 0; day < 80; day++) {
		t.cx.now += USEC_DAY;
		assert_string_equal(ref_label(&t.cx, "limit", "asesmen"), "Asesmen");
	}
	assert_int_equal(n, 26);
	for (size_t i = 0; i < n; i++)
		assert_true(strlen(list[i].label) > 3);
	test_close(&t);
}

/* A new version of the program knows more words of a field. */
static enum err ship_run(struct ctx *cx, void *arg)
{
	const struct ref_values v = { .label_id = "Padanan",
				      .label_en = "Match",
				      .doc = arg,
				      .source = "uji",
				      .ordinal = 1,
				      .valid_from = date_from_ymd(2026, 1, 1),
				      .valid_to = DATE_NONE };

	return ref_write(cx, "field", "uji_padan", cx->now % 1000, &v, NULL);
}

static void ship(struct test *t, int64_t version, const char *doc)
{
	test_read_end(t);
	t->cx.now += 2000 - t->cx.now % 1000 + version;
	t->cx.city = 0; /* what is shipped belongs to no city */
	assert_ok(db_write(&t->cx, t->app.pool, ship_run, (void *)(uintptr_t)doc));
	t->cx.city = TEST_CITY;
	test_read_begin(t);
}

static void
a_citys_own_entry_learns_the_words_shipped_since_but_not_those_it_took_away(void **state)
{
	const struct ref_entry *history;
	const char *const *words;
	struct edit own = { .set = "field",
			    .code = "uji_padan",
			    .seen = 1,
			    .v = { .label_id = "Padanan kota",
				   .label_en = "Match",
				   .doc = "{\"aliases\":[\"satu\",\"kata kota\"],\"core\":\"\"}",
				   .source = "SK",
				   .ordinal = 1,
				   .valid_from = date_from_ymd(2026, 1, 1),
				   .valid_to = DATE_NONE } };
	struct ref_entry e;
	struct test t;
	size_t n;

	(void)state;
	open_installed(&t);
	ship(&t, 1, "{\"aliases\":[\"satu\",\"dua\"]}");
	t.cx.now += 1000;
	assert_ok(edit(&t, &own));
	ship(&t, 2, "{\"aliases\":[\"satu\",\"dua\",\"tiga\"]}");
	assert_ok(ref_get(&t.cx, "field", "uji_padan", ref_today(&t.cx), &e));
	n = ref_doc_list(&t.cx, &e, "aliases", &words);
	assert_int_equal(n, 3);
	assert_string_equal(words[0], "satu");
	assert_string_equal(words[1], "kata kota");
	assert_string_equal(words[2], "tiga");
	/* The form shows what holds, so that the next change keeps it. */
	assert_ok(ref_history(&t.cx, "field", "uji_padan", &history, &n));
	assert_non_null(strstr(history[0].doc, "tiga"));
	assert_null(strstr(history[0].doc, "dua"));
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_comes_with_the_program),
		cmocka_unit_test(installing_again_writes_nothing),
		cmocka_unit_test(codes_named_by_other_entries_exist),
		cmocka_unit_test(exactly_the_six_sensitive_kinds_are_marked),
		cmocka_unit_test(an_edit_holds_from_its_first_day_and_the_past_stays),
		cmocka_unit_test(a_city_changes_its_own_list_and_no_other),
		cmocka_unit_test(two_editors_of_one_entry_are_told_apart),
		cmocka_unit_test(the_history_shows_every_version_newest_first),
		cmocka_unit_test(an_ended_entry_is_no_longer_offered_but_keeps_its_name),
		cmocka_unit_test(a_city_may_add_an_entry_of_its_own),
		cmocka_unit_test(wrong_values_are_refused_and_nothing_is_written),
		cmocka_unit_test(names_are_in_the_language_of_the_reader),
		cmocka_unit_test(choices_of_a_form_are_codes_with_names_in_order),
		cmocka_unit_test(limits_run_by_the_calendar_of_the_city),
		cmocka_unit_test(every_limit_can_be_said_and_computed),
		cmocka_unit_test(however_much_is_asked_costs_one_statement),
		cmocka_unit_test(an_edit_that_was_rolled_back_is_never_seen),
		cmocka_unit_test(
		    a_citys_own_entry_learns_the_words_shipped_since_but_not_those_it_took_away),
		cmocka_unit_test(what_was_read_stays_while_shelves_come_and_go),
	};

	return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
