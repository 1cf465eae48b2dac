/* Pages as a signed-in officer of the small city gets them. */
#ifndef TESTS_WEB_H
#define TESTS_WEB_H

#include "lib/city.h"

#include "base/log.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "platform/auth/throttle.h"
#include "platform/http/http.h"

#include <stdio.h>
#include <string.h>

/* Who asks; cookie "" is a visitor. */
struct web {
	struct city_fixture c;
	char cookie[160], csrf[AUTH_TOKEN_SIZE];
	unsigned once;
};

/* A city with these tables of routes, n of them. */
static inline void web_open_at(struct web *w, const struct route *const *tables, size_t n)
{
	*w = (struct web){ 0 };
	log_enable(false);
	throttle_clear();
	city_open(&w->c);
	account_register();
	w->c.t.app.routes = tables;
	w->c.t.app.n_routes = n;
}

static inline void web_close(struct web *w)
{
	city_close(&w->c);
}

/* Fixtures of a test over the tables of routes that end with NULL; it finds the web in *state. */
static inline int web_setup(void **state, const struct route *const *tables)
{
	static struct web w;
	size_t n = 0;

	while (tables[n] != NULL)
		n++;
	web_open_at(&w, tables, n);
	*state = &w;
	return 0;
}

static inline int web_teardown(void **state)
{
	web_close(*state);
	return 0;
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

/* A page as one of the officers sees it. */
static inline struct http_answer web_get_as(struct web *w, enum city_person who, const char *target)
{
	web_sign_in(w, who);
	return web_get(w, target);
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

/* Do these words stand on a page as one of the officers sees it? */
static inline bool web_shows(struct web *w, enum city_person who, const char *target,
			     const char *words)
{
	struct http_answer a = web_get_as(w, who, target);

	return web_holds(&a, words);
}

#endif
