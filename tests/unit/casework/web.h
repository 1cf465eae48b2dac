/* Pages of casework as a signed-in officer of the small city gets them. */
#ifndef TESTS_CASEWORK_WEB_H
#define TESTS_CASEWORK_WEB_H

#include "lib/city.h"

#include "base/log.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/casework/case_web.h"
#include "platform/auth/throttle.h"

#include <stdio.h>
#include <string.h>

static const struct route *const web_routes[] = { case_act_routes, case_list_routes,
						  referral_routes, glass_routes, NULL };

/* Who asks; cookie "" is a visitor. */
struct web {
	struct city_fixture c;
	char cookie[80], csrf[AUTH_TOKEN_SIZE];
	unsigned once;
};

static inline void web_open(struct web *w)
{
	*w = (struct web){ 0 };
	log_enable(false);
	throttle_clear();
	city_open(&w->c);
	account_register();
	w->c.t.app.routes = web_routes;
	w->c.t.app.n_routes = LEN(web_routes) - 1;
}

static inline void web_close(struct web *w)
{
	city_close(&w->c);
}

static inline void web_sign_in(struct web *w, enum city_person who)
{
	char token[AUTH_TOKEN_SIZE];
	struct actor actor;
	int64_t expires;

	city_act_as(&w->c, who);
	assert_ok(ACT(&w->c, session_open(w->c.cx, w->c.person[who], "127.0.0.1", "test", token)));
	assert_ok(ACT(&w->c, session_find(w->c.cx, token, &actor, &expires)));
	csrf_token(w->c.cx, actor.session_id, w->csrf);
	(void)snprintf(w->cookie, sizeof(w->cookie), "melaju=%s", token);
}

static inline void web_sign_out(struct web *w)
{
	w->cookie[0] = '\0';
}

static inline struct http_answer web_get(struct web *w, const char *target)
{
	struct http_answer a;

	assert_ok(http_dispatch(&w->c.t.app, w->c.cx->arena, w->c.cx->now,
				&(struct http_message){ .method = "GET",
							.target = target,
							.cookie = w->cookie[0] ? w->cookie : NULL },
				&a));
	return a;
}

static inline struct http_answer web_post(struct web *w, const char *target, const char *fields)
{
	const char *body =
	    arena_printf(w->c.cx->arena, "%s&_csrf=%s&_once=%032x", fields, w->csrf, ++w->once);
	struct http_answer a;

	assert_ok(http_dispatch(
	    &w->c.t.app, w->c.cx->arena, w->c.cx->now,
	    &(struct http_message){ .method = "POST",
				    .target = target,
				    .cookie = w->cookie[0] ? w->cookie : NULL,
				    .content_type = "application/x-www-form-urlencoded",
				    .body = body,
				    .body_n = strlen(body) },
	    &a));
	return a;
}

/* "/rujukan/12/terima" from "/rujukan/", 12, "/terima". */
static inline const char *web_path(struct web *w, const char *head, int64_t id, const char *tail)
{
	return arena_printf(w->c.cx->arena, "%s%lld%s", head, (long long)id, tail);
}

static inline bool web_holds(const struct http_answer *a, const char *words)
{
	return memmem(a->body.p, a->body.n, words, strlen(words)) != NULL;
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
