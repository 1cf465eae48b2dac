/* Pages of casework as a signed-in officer of the small city gets them. */
#ifndef TESTS_CASEWORK_WEB_H
#define TESTS_CASEWORK_WEB_H

#include "lib/web.h"

#include "feature/casework/case_web.h"

static const struct route *const web_routes[] = { case_act_routes, case_list_routes,
						  referral_routes, referral_link_routes,
						  glass_routes,    NULL };

static inline void web_open(struct web *w)
{
	web_open_at(w, web_routes, LEN(web_routes) - 1);
}

/* A case of the desk with one step that another unit is to do, sent there as a hand-over. */
static inline int64_t web_handover(struct web *w, enum city_unit to, int64_t *ret_case)
{
	const struct referral_new n = { .kind = REFERRAL_HANDOVER,
					.to_unit_id = w->c.unit[to],
					.body = "Diserahkan dalam keadaan sadar." };
	int64_t id = 0, unit;

	*ret_case = city_case(&w->c, NULL, 0, false);
	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, referral_send(w->c.cx, *ret_case, 0, &n, &id, &unit)));
	assert_int_not_equal(id, 0);
	return id;
}

#endif
