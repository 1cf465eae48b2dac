/* Erasing a person: two pairs of eyes, what goes, what stays, and a restore that does not bring him
 * back. */
#include "../casework/web.h"

#include "cli/cli.h"
#include "feature/desk/desk.h"
#include "feature/registry/registry.h"
#include "feature/rights/rights.h"
#include "feature/rights/rights_web.h"
#include "platform/audit/audit.h"
#include "text/rights.h"

#include <stdio.h>
#include <unistd.h>

#define NIK "3272010101600012"

static const struct route *const all_routes[] = { case_act_routes, case_list_routes, rights_routes,
						  NULL };

struct fixture {
	struct web w;
	int64_t person, case_id, report;
};

static enum err name_person(struct ctx *cx, struct fixture *f)
{
	const struct person p = { .known = true,
				  .name = "Suparman Contoh",
				  .alias = "Pak Man",
				  .address = "Jalan Contoh 5",
				  .nik = NIK,
				  .phone = "081234567890",
				  .birth_date = DB_NONE,
				  .birth_year = 1960 };
	int64_t version;

	TRY(person_save(cx, &p, "KTP", &f->person));
	TRY(city_query(cx,
		       arena_printf(cx->arena, "SELECT version FROM casefile WHERE id = %lld",
				    (long long)f->case_id),
		       false, &version, NULL));
	return case_set_person(cx, f->case_id, version, f->person, "Suparman Contoh", true);
}

/* A person with a case that has a story, closed unless it is to stay open. */
static void open_fixture(struct fixture *f, bool closed)
{
	web_open(&f->w);
	f->w.c.t.app.routes = all_routes;
	f->w.c.t.app.n_routes = LEN(all_routes) - 1;
	f->case_id = city_case(&f->w.c, NULL, 0, false);
	f->report = city_int(&f->w.c, "SELECT id FROM report WHERE case_id = %lld", f->case_id);
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, name_person(f->w.c.cx, f)));
	assert_ok(
	    ACT(&f->w.c, case_note(f->w.c.cx, f->case_id, 0, "Suparman tidur di los ikan", NULL)));
	if (closed)
		assert_ok(ACT(&f->w.c, case_close(f->w.c.cx, f->case_id, 0, "layanan_diterima",
						  "Suparman pulang")));
}

static void close_fixture(struct fixture *f)
{
	web_close(&f->w);
}

static int64_t count(struct fixture *f, const char *sql)
{
	return city_int(&f->w.c, sql, 0);
}

/* The data-protection officer proposes; the page of the proposal. */
static const char *propose(struct fixture *f)
{
	struct http_answer a;

	web_sign_in(&f->w, CITY_DPO);
	a = web_post(&f->w, "/penghapusan", "nik=" NIK "&ground=request&basis=Surat+12/2026");
	if (a.status != 303)
		fail_msg("status %d: %.*s", a.status, (int)a.body.n, (const char *)a.body.p);
	return arena_strndup(f->w.c.cx->arena, a.location, strcspn(a.location, "?"));
}

static struct http_answer confirm(struct fixture *f, const char *page, enum city_person who)
{
	web_sign_in(&f->w, who);
	return web_post(&f->w, arena_printf(f->w.c.cx->arena, "%s/setujui", page), "sure=1");
}

static void nobody_erases_alone_and_a_second_person_does(void **state)
{
	struct http_answer a;
	const char *page;
	struct fixture f;

	(void)state;
	open_fixture(&f, true);
	page = propose(&f);
	assert_int_equal(confirm(&f, page, CITY_DPO).status, 409);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 0);
	assert_int_equal(confirm(&f, page, CITY_MANAGER).status, 403);
	a = confirm(&f, page, CITY_HEAD);
	assert_int_equal(a.status, 303);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 1);
	assert_int_equal(confirm(&f, page, CITY_HEAD).status, 409);
	close_fixture(&f);
}

static void words_names_and_keys_go_and_the_skeleton_stays(void **state)
{
	struct http_answer a;
	struct person person;
	struct fixture f;

	(void)state;
	open_fixture(&f, true);
	assert_int_equal(confirm(&f, propose(&f), CITY_HEAD).status, 303);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE name LIKE '%Suparman%' OR "
				   "alias IS NOT NULL OR address IS NOT NULL OR nik_sealed IS NOT "
				   "NULL OR nik_blind IS NOT NULL OR name_fold <> ''"),
			 0);
	assert_int_equal(count(&f, "SELECT count(*) FROM casefile WHERE title LIKE '%Suparman%'"),
			 0);
	assert_int_equal(count(&f, "SELECT count(*) FROM case_event WHERE body IS NOT NULL OR "
				   "body_sealed IS NOT NULL"),
			 0);
	assert_int_equal(count(&f, "SELECT count(*) FROM fact_version WHERE changes IS NOT NULL OR "
				   "changes_sealed IS NOT NULL"),
			 0);
	assert_int_equal(count(&f, "SELECT count(*) FROM subject_key WHERE wrapped IS NULL"), 3);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE tombstone IS NOT NULL"), 1);
	assert_int_equal(count(&f, "SELECT count(*) FROM casefile WHERE outcome IS NOT NULL"), 1);
	assert_true(count(&f, "SELECT count(*) FROM case_event") > 2);
	test_read_begin(&f.w.c.t);
	assert_ok(person_get(f.w.c.cx, f.person, &person));
	test_read_end(&f.w.c.t);
	assert_string_equal(person.name, "Data dihapus");
	assert_null(person.nik);
	web_sign_in(&f.w, CITY_COORDINATOR);
	a = web_get(&f.w, web_path(&f.w, "/kasus/", f.case_id, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Data dihapus"));
	assert_false(web_holds(&a, "Suparman"));
	close_fixture(&f);
}

static void the_audit_log_holds_afterwards(void **state)
{
	struct audit_report report;
	struct fixture f;
	int64_t size;

	(void)state;
	open_fixture(&f, true);
	assert_ok(audit_sequence(f.w.c.cx, f.w.c.t.app.pool, &size));
	assert_int_equal(confirm(&f, propose(&f), CITY_HEAD).status, 303);
	assert_int_equal(count(&f, "SELECT count(*) FROM audit_leaf WHERE event = 'rights.erase'"),
			 1);
	assert_ok(audit_sequence(f.w.c.cx, f.w.c.t.app.pool, &size));
	assert_ok(audit_verify(f.w.c.cx, f.w.c.t.app.pool, NULL, &report));
	assert_string_equal(report.fault, "");
	close_fixture(&f);
}

static void whoever_has_an_open_case_is_not_erased(void **state)
{
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	web_sign_in(&f.w, CITY_DPO);
	a = web_post(&f.w, "/penghapusan", "nik=" NIK "&ground=request&basis=Surat+12");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, text_in(LANG_ID, T_RIGHTS_STILL_OPEN)));
	a = web_post(&f.w, "/penghapusan", "nik=3272019999999999&ground=request&basis=Surat+12");
	assert_int_equal(a.status, 422);
	close_fixture(&f);
}

static void a_refused_proposal_changes_nothing_and_may_be_made_again(void **state)
{
	const char *page;
	struct fixture f;

	(void)state;
	open_fixture(&f, true);
	page = propose(&f);
	assert_int_equal(web_post(&f.w, "/penghapusan", "nik=" NIK "&ground=court&basis=x").status,
			 409);
	web_sign_in(&f.w, CITY_HEAD);
	assert_int_equal(web_post(&f.w, arena_printf(f.w.c.cx->arena, "%s/tolak", page),
				  "why=Masa+simpan+belum+habis")
			     .status,
			 303);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 0);
	(void)propose(&f);
	close_fixture(&f);
}

/* ---- a restore --------------------------------------------------------------------------- */

static enum err apply(struct ctx *cx, const char *list, int64_t *n)
{
	return erasure_list_apply(cx, list, n);
}

/* The database before the erasure stands for a backup; the list comes from after it. */
static void a_list_erases_again_in_an_older_copy_and_only_once(void **state)
{
	struct buf list CLEANUP(buf_release);
	struct fixture f;
	int64_t n = 0;
	char *line;

	(void)state;
	open_fixture(&f, true);
	buf_init(&list, 4096);
	assert_int_equal(confirm(&f, propose(&f), CITY_HEAD).status, 303);
	city_system(&f.w.c);
	test_read_begin(&f.w.c.t);
	assert_ok(erasure_list_write(f.w.c.cx, &list));
	test_read_end(&f.w.c.t);
	line = arena_strndup(f.w.c.cx->arena, list.data, list.len);
	assert_null(strstr(line, "Suparman"));
	assert_ok(ACT(&f.w.c, apply(f.w.c.cx, line, &n)));
	assert_int_equal(n, 0);
	close_fixture(&f);
	/* Ids are made from clock and counter: the same fixture gives the same person. */
	open_fixture(&f, true);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 0);
	city_system(&f.w.c);
	line = arena_strndup(f.w.c.cx->arena, list.data, list.len);
	assert_ok(ACT(&f.w.c, apply(f.w.c.cx, line, &n)));
	assert_int_equal(n, 1);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 1);
	assert_int_equal(count(&f, "SELECT count(*) FROM casefile WHERE title LIKE '%Suparman%'"),
			 0);
	close_fixture(&f);
}

static void the_list_beside_the_data_gets_each_person_once_and_loses_none(void **state)
{
	const char *foreign = "melaju-erased/1 99 1 5\n";
	char text[200] = "";
	const char *path;
	struct fixture f;
	FILE *file;

	(void)state;
	open_fixture(&f, true);
	path = arena_printf(f.w.c.cx->arena, "%s/list.erased", f.w.c.t.dir);
	city_system(&f.w.c);
	assert_ok(cli_erasures_append(f.w.c.cx, f.w.c.t.app.pool, path));
	assert_int_not_equal(access(path, F_OK), 0);
	file = fopen(path, "w");
	assert_non_null(file);
	/* The second line was cut short by a full disk. */
	assert_true(fputs(foreign, file) >= 0 && fputs("melaju-erased/1 99", file) >= 0 &&
		    fclose(file) == 0);
	assert_int_equal(confirm(&f, propose(&f), CITY_HEAD).status, 303);
	city_system(&f.w.c);
	for (int i = 0; i < 2; i++)
		assert_ok(cli_erasures_append(f.w.c.cx, f.w.c.t.app.pool, path));
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0 && fclose(file) == 0);
	assert_string_equal(text,
			    arena_printf(f.w.c.cx->arena, "%smelaju-erased/1 %lld %lld %lld\n",
					 foreign, (long long)f.w.c.cx->city, (long long)f.person,
					 (long long)TEST_NOW));
	close_fixture(&f);
}

static void a_list_that_is_none_erases_nobody(void **state)
{
	struct fixture f;
	int64_t n = 0;

	(void)state;
	open_fixture(&f, true);
	city_system(&f.w.c);
	assert_int_equal(
	    ACT(&f.w.c, apply(f.w.c.cx,
			      arena_printf(f.w.c.cx->arena, "melaju-erased/1 %lld %lld 5\nhello\n",
					   (long long)f.w.c.cx->city, (long long)f.person),
			      &n)),
	    ERR_INVALID);
	assert_ok(ACT(&f.w.c, apply(f.w.c.cx, "melaju-erased/1 99 1 5\n", &n)));
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL"), 0);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_erases_alone_and_a_second_person_does),
		cmocka_unit_test(words_names_and_keys_go_and_the_skeleton_stays),
		cmocka_unit_test(the_audit_log_holds_afterwards),
		cmocka_unit_test(whoever_has_an_open_case_is_not_erased),
		cmocka_unit_test(a_refused_proposal_changes_nothing_and_may_be_made_again),
		cmocka_unit_test(a_list_erases_again_in_an_older_copy_and_only_once),
		cmocka_unit_test(the_list_beside_the_data_gets_each_person_once_and_loses_none),
		cmocka_unit_test(a_list_that_is_none_erases_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
