/*
 * Two cities in one process, each with key, ids and host name of its own, and something of every
 * kind in both: in one database, or in one each.
 */
#ifndef TESTS_CITIES_TWO_H
#define TESTS_CITIES_TWO_H

#include "lib/testlib.h"

#include "base/log.h"
#include "base/str.h"
#include "cli/move.h"
#include "feature/account/account.h"
#include "feature/account/account_web.h"
#include "feature/casework/case_web.h"
#include "feature/casework/casework.h"
#include "feature/demo/demo.h"
#include "feature/desk/desk.h"
#include "feature/desk/desk_web.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"
#include "feature/home/home_web.h"
#include "feature/indicators/indicators_web.h"
#include "feature/notice/notice_web.h"
#include "feature/reference/reference.h"
#include "feature/reference/reference_web.h"
#include "feature/region/region.h"
#include "feature/region/region_web.h"
#include "platform/auth/auth.h"
#include "platform/auth/throttle.h"
#include "platform/http/hosts.h"
#include "platform/http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PASSWORD "Sandi-Uji-2026"

enum { SUKABUMI, DEPOK, SIDES };

/* What the filler made in a city: the same in each copy of the database. */
struct made {
	int64_t slrt, rehab, user, report, case_id, referral, psks, duty;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
};

struct side {
	struct app app;
	struct ctx cx; /* the city's, as the system */
	const struct made *made;
	const char *host;
	char cookie[80], csrf[AUTH_TOKEN_SIZE], token[AUTH_TOKEN_SIZE];
	uint64_t stale; /* two databases: digest of the city in the one that is not its own */
};

struct two {
	struct test t;
	struct side side[SIDES];
	struct app house;
	struct hosts *hosts;
	struct db_pool *second; /* where Depok lies, NULL: with the other */
	unsigned once;
};

static const struct route *const two_routes[] = {
	account_routes,
	account_admin_routes,
	account_many_routes,
	passkey_routes,
	notice_routes,
	directory_routes,
	directory_edit_routes,
	directory_roster_routes,
	reference_routes,
	region_routes,
	desk_public_routes,
	desk_routes,
	desk_show_routes,
	desk_plan_routes,
	desk_photo_routes,
	desk_paper_routes,
	desk_rules_routes,
	case_list_routes,
	case_act_routes,
	step_routes,
	referral_routes,
	referral_link_routes,
	home_routes,
	search_routes,
	help_routes,
	indicators_routes,
	needs_routes,
	watch_routes,
	NULL,
};

static const struct {
	int64_t city, region;
	const char *code, *name, *host;
	int zone;
	unsigned char key[32];
} two_cities[SIDES] = {
	{ 1, INT64_C(3272011001), "3272", "Kota Sukabumi", "sukabumi.test", 420,
	  "key of the first" },
	{ 2, INT64_C(3276011006), "3276", "Kota Depok", "depok.test", 420, "key of the second" },
};

static struct made two_made[SIDES];

/* ---- filling ----------------------------------------------------------------------------- */

static inline enum err two_unit(struct ctx *cx, const char *code, const char *kind, bool last,
				int64_t *ret)
{
	static const char *const services[] = { "informasi", "asesmen", "data_pengaduan",
						"rujukan" };
	struct unit_offer offers[LEN(services)];
	struct unit_hour hours[UNIT_WEEKDAYS];
	const struct unit u = { .code = code,
				.kind = kind,
				.name = code,
				.phone = "0266555001",
				.lat_e6 = DB_NONE,
				.lng_e6 = DB_NONE,
				.has_account = true,
				.last_resort = last };

	for (size_t i = 0; i < LEN(services); i++)
		offers[i] = (struct unit_offer){ .service = services[i],
						 .urgent = true,
						 .capacity = DB_NONE };
	for (int day = 0; day < UNIT_WEEKDAYS; day++)
		hours[day] = (struct unit_hour){ .weekday = day, .to_min = 1440 };
	TRY(directory_create(cx, &u, ret));
	TRY(directory_set_services(cx, *ret, 1, offers, LEN(offers)));
	return directory_set_hours(cx, *ret, 2, hours, UNIT_WEEKDAYS);
}

/* Somebody who may do all that any role may. */
static inline enum err two_person(struct ctx *cx, struct made *m)
{
	struct account_role roles[ROLE__MAX];
	size_t n = 0;
	char *hash;

	for (int role = 0; role < ROLE__MAX; role++)
		if (role != ROLE_AUDITOR)
			roles[n++] = (struct account_role){ .role = (enum role)role };
	TRY(password_hash(cx, PASSWORD, &hash));
	TRY(account_create(
	    cx, &(struct account){ .login = "semua", .name = "Semua", .unit_id = m->slrt }, hash,
	    &m->user));
	return account_set_roles(cx, m->user, 1, roles, n, NULL, 0);
}

static inline enum err two_report(struct ctx *cx, const struct made *m, int64_t region,
				  char number[NUMBER_SIZE], char secret[SECRET_SIZE], int64_t *ret)
{
	const struct report_new n = { .kind = REPORT_PPKS,
				      .channel = "loket",
				      .holder_unit_id = m->slrt,
				      .region_id = region,
				      .subject_kind = SUBJECT_UNKNOWN,
				      .happened_at = cx->now,
				      .due_at = cx->now + USEC_HOUR };

	*ret = APP_ID(cx);
	return report_open(cx, *ret, &n, number, secret);
}

static inline enum err two_work(struct ctx *cx, struct made *m, int64_t region)
{
	const struct step_new step = {
		.service = "asesmen", .limit_code = "asesmen", .reason = "uji", .unit_id = m->rehab
	};
	const struct case_new n = { .title = "Laki-laki di terminal",
				    .subject_kind = SUBJECT_UNKNOWN,
				    .region_id = region,
				    .decided = true,
				    .steps = &step,
				    .n_steps = 1 };
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	int64_t first, step_id;

	TRY(two_report(cx, m, region, number, secret, &first));
	TRY(case_open(cx, first, 0, &n, &m->case_id));
	TRY(demo_first_sent(cx, m->case_id, &m->referral, &step_id));
	return two_report(cx, m, region, m->number, m->secret, &m->report);
}

static inline enum err two_city(struct ctx *cx, void *arg)
{
	int i = *(int *)arg;
	struct made *m = &two_made[i];

	TRY(region_install(cx, two_cities[i].code));
	TRY(two_unit(cx, "SLRT", "slrt", true, &m->slrt));
	TRY(two_unit(cx, "DINSOS", "dinsos_rehab", false, &m->rehab));
	TRY(two_person(cx, m));
	TRY(psks_save(cx,
		      &(struct psks){ .kind = "tksk",
				      .name = "Relawan",
				      .is_person = true,
				      .phone = "081234567890",
				      .valid_from = clock_date(cx->now, 420),
				      .valid_to = DATE_NONE },
		      &m->psks));
	TRY(directory_duty_add(cx,
			       &(struct duty){ .unit_id = m->slrt,
					       .name = "Piket",
					       .phone = "0811",
					       .from_at = cx->now,
					       .to_at = cx->now + USEC_DAY },
			       &m->duty));
	return two_work(cx, m, two_cities[i].region);
}

/* The app of a city as serve makes it: everything its own but the pool. */
static inline void two_app(struct app *app, const struct app *like, int i, unsigned node)
{
	*app = *like;
	app->city = two_cities[i].city;
	app->city_code = two_cities[i].code;
	app->city_name = two_cities[i].name;
	app->zone_minutes = two_cities[i].zone;
	app->public_url = "https://melaju.example";
	app->routes = two_routes;
	app->n_routes = LEN(two_routes) - 1;
	app->hosts = NULL;
	app->vault = vault_for_test(two_cities[i].key);
	id_maker_init(&app->ids, node);
}

static inline void two_fill(struct test *t)
{
	struct app own = t->app;

	assert_ok(reference_install(&t->cx, t->app.pool, NULL));
	for (int i = 0; i < SIDES; i++) {
		two_app(&t->app, &own, i, (unsigned)i + 2);
		t->cx.city = t->app.city;
		enum err e = test_write(t, two_city, &i);

		vault_free(t->app.vault);
		if (e != ERR_OK)
			fail_msg("city %s: %s: %s", two_cities[i].code, err_name(e), t->cx.detail);
	}
	t->app = own;
	t->cx.city = TEST_CITY;
}

/* ---- opening ----------------------------------------------------------------------------- */

static inline enum err two_session(struct ctx *cx, void *arg)
{
	struct side *s = arg;
	struct actor actor = { 0 };
	char token[AUTH_TOKEN_SIZE];
	int64_t expires, id;
	const struct actor *was = cx->actor;
	enum err e;

	TRY(session_open(cx, s->made->user, "127.0.0.1", "test", token));
	TRY(session_find(cx, token, &actor, &expires));
	csrf_token(cx, actor.session_id, s->csrf);
	(void)snprintf(s->cookie, sizeof(s->cookie), "melaju=%s", token);
	cx->actor = &actor;
	e = token_create(cx, "uji", actor.perms, cx->now + USEC_DAY, s->token, &id);
	cx->actor = was;
	return e;
}

/* Everything of a city in the database that is not its own. */
static inline uint64_t two_elsewhere(struct two *w, int i)
{
	return test_digest(&w->side[i].cx, i == DEPOK ? w->t.app.pool : w->second);
}

/* Depok moves to a database of its own; what it was in the first is left there, to be watched. */
static inline void two_part(struct two *w)
{
	struct side *s = &w->side[DEPOK];
	FILE *f = tmpfile();
	int64_t rows;

	assert_non_null(f);
	w->second = test_second_pool(&w->t);
	assert_ok(city_export(&s->cx, w->t.app.pool, f, &rows));
	rewind(f);
	enum err e = city_import(&s->cx, w->second, f, &rows);

	if (e != ERR_OK)
		fail_msg("import: %s: %s", err_name(e), s->cx.detail);
	(void)fclose(f);
	s->app.pool = w->second;
	for (int i = 0; i < SIDES; i++)
		w->side[i].stale = two_elsewhere(w, i);
}

static inline void two_open(struct two *w, bool apart)
{
	*w = (struct two){ 0 };
	log_enable(false);
	throttle_clear();
	account_register();
	directory_set_holder_check(casework_held);
	test_open_filled(&w->t, two_fill);
	w->hosts = hosts_new(&w->house, w->t.app.pool, "test");
	for (int i = 0; i < SIDES; i++) {
		struct side *s = &w->side[i];

		two_app(&s->app, &w->t.app, i, (unsigned)i + 4);
		s->made = &two_made[i];
		s->host = two_cities[i].host;
		s->cx = w->t.cx;
		s->cx.app = &s->app;
		s->cx.city = s->app.city;
		s->cx.now = TEST_NOW;
		hosts_add(w->hosts, &s->app);
		hosts_set(w->hosts, &s->app,
			  &(struct host_name){ .name = s->host, .since = TEST_NOW }, 1);
	}
	if (apart)
		two_part(w);
	for (int i = 0; i < SIDES; i++) {
		struct side *s = &w->side[i];
		enum err e = db_write(&s->cx, s->app.pool, two_session, s);

		if (e != ERR_OK)
			fail_msg("session: %s: %s", err_name(e), s->cx.detail);
	}
}

static inline void two_close(struct two *w)
{
	/* Whatever a test did: where a city does not lie nothing of it was written. */
	for (int i = 0; w->second && i < SIDES; i++)
		assert_true(two_elsewhere(w, i) == w->side[i].stale);
	if (w->second)
		db_pool_close(w->second);
	hosts_free(w->hosts);
	for (int i = 0; i < SIDES; i++)
		vault_free(w->side[i].app.vault);
	test_close(&w->t);
}

/* ---- asking ------------------------------------------------------------------------------ */

static inline struct http_answer two_send(struct two *w, const struct http_message *m)
{
	struct http_answer a;

	/* The first city's app stands for the process: the host decides. */
	assert_ok(http_dispatch(&w->side[SUKABUMI].app, w->t.cx.arena, w->t.cx.now, m, &a));
	return a;
}

/* As whom one asks: the session of one side under the name of another is a mix-up to be caught. */
static inline struct http_answer two_get(struct two *w, const struct side *host,
					 const struct side *who, const char *target)
{
	return two_send(w, &(struct http_message){ .method = "GET",
						   .target = target,
						   .host = host->host,
						   .cookie = who ? who->cookie : NULL });
}

static inline struct http_answer two_post(struct two *w, const struct side *host,
					  const struct side *who, const char *target,
					  const char *fields)
{
	const char *body = arena_printf(w->t.cx.arena, "%s&_csrf=%s&_once=%032x", fields,
					who ? who->csrf : "", ++w->once);

	return two_send(w,
			&(struct http_message){ .method = "POST",
						.target = target,
						.host = host->host,
						.cookie = who ? who->cookie : NULL,
						.content_type = "application/x-www-form-urlencoded",
						.body = body,
						.body_n = strlen(body) });
}

static inline bool two_holds(const struct http_answer *a, const char *words)
{
	return memmem(a->body.p, a->body.n, words, strlen(words)) != NULL;
}

static inline uint64_t two_digest(struct side *s)
{
	return test_digest(&s->cx, s->app.pool);
}

#endif
