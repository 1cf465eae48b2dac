/* What people are told of cases, and when it asks for nothing any more. */
#include "lib/city.h"

#include "feature/notice/notice.h"
#include "text/casework.h"

#include <string.h>

static int64_t handed_over(struct city_fixture *c, int64_t case_id, enum city_unit to)
{
	int64_t id = 0, went;

	assert_ok(ACT(c, referral_send(c->cx, case_id, 0,
				       &(struct referral_new){ .kind = REFERRAL_HANDOVER,
							       .to_unit_id = c->unit[to],
							       .body = "mohon diterima" },
				       &id, &went)));
	return id;
}

/* Messages of a kind that wait unread. */
static int64_t unread(struct city_fixture *c, const char *kind)
{
	return city_int(
	    c,
	    arena_printf(c->cx->arena,
			 "SELECT CAST(count(*) AS BIGINT) FROM notice WHERE kind = '%s' "
			 "AND read_at IS NULL",
			 kind),
	    0);
}

static void what_was_told_waits_no_more_once_somebody_acted(void **state)
{
	struct city_fixture c;
	int64_t id, referral;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_int_equal(unread(&c, "notice.report_new"), 0);
	city_act_as(&c, CITY_FRONT);
	referral = handed_over(&c, id, CITY_LKS);
	assert_int_equal(unread(&c, "notice.referral_new"), 1);
	city_act_as(&c, CITY_CARER);
	assert_ok(ACT(&c, referral_refuse(c.cx, referral, 0, NULL, "penuh", "penuh")));
	assert_int_equal(unread(&c, "notice.referral_new"), 0);
	assert_int_equal(unread(&c, "notice.referral_refused"), 1);
	city_act_as(&c, CITY_FRONT);
	referral = handed_over(&c, id, CITY_LKS);
	assert_int_equal(unread(&c, "notice.referral_refused"), 0);
	city_act_as(&c, CITY_CARER);
	assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, NULL, NULL)));
	assert_int_equal(unread(&c, "notice.referral_new"), 0);
	assert_int_equal(unread(&c, "notice.referral_accepted"), 1);
	city_close(&c);
}

/* What the newest unread notice of the acting person says of whom it speaks; NULL: nothing. */
static enum err newest_whom(struct ctx *cx, const char **ret)
{
	struct notice *list;
	size_t n;

	TRY(notice_list(cx, true, 0, 10, &list, &n));
	TRY(notice_whom(cx, list, n));
	*ret = n > 0 ? list[0].whom : NULL;
	return ERR_OK;
}

static void a_notice_says_whom_it_speaks_of_to_who_sees_the_case(void **state)
{
	struct city_fixture c;
	const char *whom;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	city_act_as(&c, CITY_FRONT);
	(void)handed_over(&c, id, CITY_LKS);
	city_act_as(&c, CITY_CARER);
	assert_ok(ACT(&c, newest_whom(c.cx, &whom)));
	assert_non_null(whom);
	assert_non_null(
	    strstr(whom, city_text(&c, "SELECT title FROM casefile WHERE id = %lld", id)));
	/* Who does not see the case learns nothing, even if a notice reached him. */
	city_act_as(&c, CITY_OTHER_FRONT);
	assert_ok(ACT(&c, notice_user(c.cx, c.person[CITY_OTHER_FRONT],
				      &(struct notice){ .kind = "notice.case_late",
							.object_kind = "case",
							.object_id = id,
							.text = T_NOTICE_CASE_LATE })));
	assert_ok(ACT(&c, newest_whom(c.cx, &whom)));
	assert_null(whom);
	city_close(&c);
}

static void reminders_of_a_late_case_do_not_pile_up_and_end_with_an_act(void **state)
{
	struct city_fixture c;
	int64_t id, referral;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_true(city_next_deadline(&c));
	assert_int_equal(unread(&c, "notice.case_late"), 2);
	assert_true(city_next_deadline(&c));
	assert_int_equal(unread(&c, "notice.case_late"), 2);
	city_act_as(&c, CITY_MANAGER);
	referral = handed_over(&c, id, CITY_LKS);
	city_act_as(&c, CITY_CARER);
	assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, NULL, NULL)));
	assert_int_equal(unread(&c, "notice.case_late"), 0);
	city_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_told_waits_no_more_once_somebody_acted),
		cmocka_unit_test(a_notice_says_whom_it_speaks_of_to_who_sees_the_case),
		cmocka_unit_test(reminders_of_a_late_case_do_not_pile_up_and_end_with_an_act),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
