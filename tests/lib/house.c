/* See house.h. */
#include "lib/house.h"

#include "base/log.h"
#include "base/rng.h"
#include "feature/account/account.h"
#include "feature/casework/case_web.h"
#include "feature/desk/desk_web.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"
#include "lib/invariants.h"
#include "platform/auth/throttle.h"
#include "platform/db/db_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Shorter than any session. */
#define SEAT_LASTS (USEC_MINUTE * 5)

static const struct route *const routes[] = {
	desk_routes,     desk_show_routes, desk_plan_routes, directory_edit_routes,
	case_act_routes, step_routes,      referral_routes,  NULL,
};

/* ---- opening ----------------------------------------------------------------------------- */

static enum err add_person(struct house *h, unsigned i, const char *login, enum city_unit unit,
			   enum role role, int64_t region)
{
	struct ctx *cx = h->c.cx;
	const struct account a = { .login = login, .name = login, .unit_id = h->c.unit[unit] };

	TRY(account_create(cx, &a, "x", &h->person[i]));
	return account_set_roles(cx, h->person[i], 1,
				 &(struct account_role){ .role = role, .region_id = region }, 1,
				 NULL, 0);
}

static enum err add_people(struct house *h)
{
	TRY(add_person(h, HOUSE_COORDINATOR2, "koordinator2", CITY_SECOND, ROLE_COORDINATOR, 0));
	return add_person(h, HOUSE_STRANGER, "orang.lain", CITY_RSUD, ROLE_BACK, h->c.region);
}

static void serve(struct house *h)
{
	h->c.t.app.routes = routes;
	h->c.t.app.n_routes = LEN(routes) - 1;
	h->app = &h->c.t.app;
	assert_ok(http_check_routes(h->c.cx));
	assert_ok(db_connect(h->c.cx, h->c.t.app.pool, DB_READER, &h->eye));
}

void house_open(struct house *h)
{
	*h = (struct house){ 0 };
	log_enable(false);
	throttle_clear();
	account_register();
	casework_set_report_sealer(desk_report_seal);
	city_open(&h->c);
	memcpy(h->person, h->c.person, sizeof(h->c.person));
	city_system(&h->c);
	assert_ok(ACT(&h->c, add_people(h)));
	serve(h);
}

void house_open_in_memory(struct house *h)
{
	assert_false(test_on_pg());
	test_use_vfs(pagevfs());
	house_open(h);
	h->app->pool->here = true;
}

static void close_eyes(struct house *h)
{
	h->eye->ops->close(h->eye);
	h->eye = NULL;
}

void house_close(struct house *h)
{
	close_eyes(h);
	city_close(&h->c);
}

void house_leave(struct house *h)
{
	close_eyes(h);
	h->c.db->ops->close(h->c.db);
	db_pool_close(h->c.t.app.pool);
	h->c.t.app.pool = NULL;
}

enum err house_return(struct house *h, const char *url)
{
	const struct db_options options = {
		.url = url, .readers = 4, .writers = 2, .sync = "full"
	};

	err_clear(h->c.cx);
	memset(h->seats, 0, sizeof(h->seats));
	TRY(db_pool_open(h->c.cx, &options, &h->c.t.app.pool));
	TRY(db_connect(h->c.cx, h->c.t.app.pool, DB_WRITER, &h->c.db));
	serve(h);
	return ERR_OK;
}

void house_join(struct house *h, struct house *host, unsigned node)
{
	struct ctx *cx = &h->c.t.cx;

	*h = (struct house){ .c = host->c, .app = host->app, .node = node };
	memcpy(h->person, host->person, sizeof(h->person));
	ctx_init(cx, host->app, host->c.cx->now);
	rng_seed(&h->c.t.rng, node);
	cx->rng = &h->c.t.rng;
	cx->city = TEST_CITY;
	cx->actor = &h->c.t.actor;
	h->c.cx = cx;
	h->c.db = NULL;
	assert_ok(db_connect(cx, host->app->pool, DB_READER, &h->eye));
}

void house_part(struct house *h)
{
	h->eye->ops->close(h->eye);
	ctx_release(h->c.cx);
}

/* ---- asking ------------------------------------------------------------------------------ */

struct opening {
	int64_t user_id;
	char token[AUTH_TOKEN_SIZE];
	struct actor actor;
};

static enum err sit_down(struct ctx *cx, void *arg)
{
	struct opening *o = arg;
	int64_t expires;

	TRY(session_open(cx, o->user_id, "127.0.0.1", "test", o->token));
	return session_find(cx, o->token, &o->actor, &expires);
}

/* Sessions end by the clock, which jumps here: who sat down at another time does so again. */
static enum err seat(struct house *h, unsigned who)
{
	struct opening o = { .user_id = h->person[who] };
	struct seat *s = &h->seats[who];

	if (s->since != 0 && h->c.cx->now >= s->since && h->c.cx->now < s->since + SEAT_LASTS)
		return ERR_OK;
	city_system(&h->c);
	TRY(db_write(h->c.cx, h->app->pool, sit_down, &o));
	s->since = h->c.cx->now;
	(void)snprintf(s->cookie, sizeof(s->cookie), "melaju=%s", o.token);
	csrf_token(h->c.cx, o.actor.session_id, s->csrf);
	return ERR_OK;
}

void house_seat(struct house *h, unsigned who)
{
	assert_ok(seat(h, who));
}

void house_seat_all(struct house *h)
{
	unsigned i;

	for (i = 0; i < HOUSE__PEOPLE; i++)
		assert_ok(seat(h, i));
}

static enum err error_of(int status)
{
	switch (status) {
	case 403:
		return ERR_DENIED;
	case 404:
		return ERR_NOTFOUND;
	case 409:
		return ERR_CONFLICT;
	case 422:
		return ERR_INVALID;
	case 503:
		return ERR_BUSY;
	case 507:
		return ERR_FULL;
	default:
		return status >= 200 && status < 400 ? ERR_OK : ERR_DB;
	}
}

enum err house_post(struct house *h, unsigned who, const char *path, const char *fields, ...)
{
	struct arena *arena = h->c.cx->arena;
	char given[1000], body[1200];
	struct http_answer a;
	const char *id;
	unsigned key;
	va_list args;

	h->status = 0;
	TRY(seat(h, who));
	va_start(args, fields);
	(void)vsnprintf(given, sizeof(given), fields, args);
	va_end(args);
	key = h->again != 0 ? h->again : ++h->once;
	h->again = 0;
	(void)snprintf(body, sizeof(body), "%s&_csrf=%s&_once=%08x%024x", given, h->seats[who].csrf,
		       h->node, key);
	TRY(http_dispatch(
	    h->app, arena, h->c.cx->now,
	    &(struct http_message){ .method = "POST",
				    .target = path,
				    .host = "localhost",
				    .cookie = h->seats[who].cookie,
				    .accept = "application/json",
				    .content_type = "application/x-www-form-urlencoded",
				    .body = body,
				    .body_n = strlen(body) },
	    &a));
	h->status = a.status;
	(void)snprintf(h->answer, sizeof(h->answer), "%.*s", (int)MIN(a.body.n, (size_t)300),
		       (const char *)a.body.p);
	id = strstr(h->answer, "\"id\":\"");
	h->made = id != NULL ? strtoll(id + 6, NULL, 10) : 0;
	return error_of(a.status);
}

bool house_unexplained(struct house *h)
{
	return h->status == 409 &&
	       strstr(h->answer, text(h->c.cx, text_find(err_key(ERR_CONFLICT)))) != NULL;
}

const char *house_when(struct house *h, int64_t at)
{
	struct civil c = clock_civil(at, h->c.t.app.zone_minutes);

	return arena_printf(h->c.cx->arena, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day,
			    c.hour, c.minute);
}

/* ---- looking ----------------------------------------------------------------------------- */

void house_look(struct house *h)
{
	struct ctx *cx = h->c.cx;

	assert_null(cx->db);
	assert_ok(h->eye->ops->revive(h->eye));
	assert_ok(h->eye->ops->begin(h->eye, cx->city));
	h->eye->failed = ERR_OK;
	cx->db = h->eye;
	cx->state = 0;
	err_clear(cx);
}

void house_look_end(struct house *h)
{
	h->eye->ops->rollback(h->eye);
	h->c.cx->db = NULL;
}

const char *house_broken(struct house *h)
{
	const char *broken;

	house_look(h);
	broken = invariants_broken(h->c.cx);
	house_look_end(h);
	return broken;
}

/* ---- going back -------------------------------------------------------------------------- */

void house_mark(struct house *h, struct house_mark *ret)
{
	pagevfs_take(&ret->image);
	memcpy(ret->seats, h->seats, sizeof(ret->seats));
	ret->now = h->c.cx->now;
}

void house_back(struct house *h, const struct house_mark *m)
{
	pagevfs_put(&m->image);
	memcpy(h->seats, m->seats, sizeof(h->seats));
	h->c.cx->now = m->now;
}
