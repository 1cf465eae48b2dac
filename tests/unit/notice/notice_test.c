/* Messages to people and units. */
#include "lib/testlib.h"

#include "feature/account/account.h"
#include "feature/directory/directory.h"
#include "feature/notice/notice.h"
#include "text/notice.h"

struct people {
	int64_t unit, first, second, other;
};

static struct actor acting;

static int setup(void **state)
{
	static struct test t;

	test_open(&t);
	account_register();
	*state = &t;
	return 0;
}

static enum err add_person(struct ctx *cx, const char *login, int64_t unit, int64_t *ret)
{
	return account_create(
	    cx, &(struct account){ .login = login, .name = login, .unit_id = unit }, "x", ret);
}

static enum err make_people(struct ctx *cx, void *arg)
{
	struct people *p = arg;

	TRY(directory_create(cx,
			     &(struct unit){ .code = "PUSK",
					     .kind = "puskesos",
					     .name = "Puskesos",
					     .lat_e6 = DB_NONE,
					     .lng_e6 = DB_NONE },
			     &p->unit));
	TRY(add_person(cx, "satu", p->unit, &p->first));
	TRY(add_person(cx, "dua", p->unit, &p->second));
	TRY(add_person(cx, "tiga", 0, &p->other));
	TRY(notice_unit(cx, p->unit,
			&(struct notice){ .kind = "referral.sent",
					  .object_kind = "referral",
					  .object_id = 7,
					  .number = "RJ-7F3K2MQ8",
					  .text = T_NOTICE_TITLE,
					  .urgent = true }));
	return notice_user(cx, p->first,
			   &(struct notice){ .kind = "case.note",
					     .object_kind = "case",
					     .object_id = 8,
					     .text = T_NOTICE_OLDER });
}

/* Reads as one of the people. */
static size_t unread_of(struct test *t, int64_t user_id, struct notice **ret)
{
	struct notice_count count;
	const struct actor *system = t->cx.actor;
	size_t n;

	acting = *system;
	acting.user_id = user_id;
	t->cx.actor = &acting;
	test_read_begin(t);
	assert_ok(notice_list(&t->cx, true, 0, 10, ret, &n));
	assert_ok(notice_count(&t->cx, &count));
	test_read_end(t);
	t->cx.actor = system;
	assert_int_equal(count.unread, n);
	return n;
}

struct reading {
	int64_t user_id, id;
	enum err result;
};

static enum err read_as(struct ctx *cx, void *arg)
{
	struct reading *r = arg;
	const struct actor *system = cx->actor;

	acting = *system;
	acting.user_id = r->user_id;
	cx->actor = &acting;
	r->result = notice_read(cx, r->id);
	cx->actor = system;
	return ERR_OK;
}

static void a_notice_of_a_unit_reaches_its_officers_and_nobody_else(void **state)
{
	struct test *t = *state;
	struct people p = { 0 };
	struct notice *list;

	assert_ok(test_write(t, make_people, &p));
	assert_int_equal(unread_of(t, p.first, &list), 2);
	assert_int_equal(unread_of(t, p.second, &list), 1);
	assert_true(list[0].urgent);
	assert_string_equal(list[0].number, "RJ-7F3K2MQ8");
	assert_int_equal(list[0].text, T_NOTICE_TITLE);
	assert_int_equal(unread_of(t, p.other, &list), 0);
}

static void the_first_of_a_unit_reads_for_all(void **state)
{
	struct test *t = *state;
	struct people p = { 0 };
	struct notice *list;
	struct reading r;

	assert_ok(test_write(t, make_people, &p));
	assert_int_equal(unread_of(t, p.second, &list), 1);
	r = (struct reading){ .user_id = p.other, .id = list[0].id };
	assert_ok(test_write(t, read_as, &r));
	assert_int_equal(r.result, ERR_NOTFOUND);
	r.user_id = p.second;
	assert_ok(test_write(t, read_as, &r));
	assert_ok(r.result);
	assert_int_equal(unread_of(t, p.first, &list), 1);
	r.user_id = p.first; /* a moment later: no error */
	assert_ok(test_write(t, read_as, &r));
	assert_ok(r.result);
}

static enum err settle(struct ctx *cx, void *arg)
{
	(void)arg;
	return notice_settle(cx, "referral", 7);
}

static void acting_on_a_thing_settles_what_was_said_about_it(void **state)
{
	struct test *t = *state;
	struct people p = { 0 };
	struct notice *list;

	assert_ok(test_write(t, make_people, &p));
	assert_ok(test_write(t, settle, NULL));
	assert_int_equal(unread_of(t, p.second, &list), 0);
	assert_int_equal(unread_of(t, p.first, &list), 1);
}

static void a_page_that_is_registered_is_linked(void **state)
{
	static const struct notice_page pages[] = { { "referral", "/rujukan/" } };
	struct test *t = *state;
	const struct notice n = { .object_kind = "referral", .object_id = 7 };
	const struct notice other = { .object_kind = "case", .object_id = 7 };

	notice_set_pages(pages, 1);
	assert_string_equal(notice_href(&t->cx, &n), "/rujukan/7");
	assert_string_equal(notice_href(&t->cx, &other), "/pemberitahuan");
	notice_set_pages(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, test_teardown)
		T(a_notice_of_a_unit_reaches_its_officers_and_nobody_else),
		T(the_first_of_a_unit_reads_for_all),
		T(acting_on_a_thing_settles_what_was_said_about_it),
		T(a_page_that_is_registered_is_linked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
