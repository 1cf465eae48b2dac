/*
 * A small city for the tests of the desk's pages: two desks, a hospital, the social office, and an
 * account for every role, each with a way to send whole requests.
 */
#ifndef DESK_FIXTURE_H
#define DESK_FIXTURE_H

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/casework/casework.h"
#include "feature/desk/desk_sql.h"
#include "feature/desk/desk_web.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>

#define CIKOLE INT64_C(3272021001)
#define BAROS  INT64_C(3272051001)

static const struct route *const desk_tables[] = {
	desk_routes,       desk_show_routes,   desk_plan_routes,
	desk_photo_routes, desk_paper_routes,  desk_rules_routes,
	desk_rule_routes,  desk_public_routes, NULL,
};

struct city_units {
	int64_t cikole, baros, slrt, rsud, rehab, singgah, polisi;
};

static struct test t;
static struct city_units units;
static int64_t user_of[ROLE__MAX]; /* an account of each role, at the desk of Cikole */
static int64_t stranger;           /* front officer of Baros */
static char cookie[80], csrf[AUTH_TOKEN_SIZE];

static enum err add_unit(struct ctx *cx, const char *code, const char *kind, const char *services,
			 int64_t region, bool last_resort, int64_t *ret)
{
	struct unit_offer offers[16];
	struct unit_hour hours[UNIT_WEEKDAYS];
	char **names;
	size_t n, i;

	TRY(directory_create(cx,
			     &(struct unit){ .code = code,
					     .kind = kind,
					     .name = code,
					     .region_id = region,
					     .phone = "0266555001",
					     .emergency_phone = "0266555911",
					     .lat_e6 = DB_NONE,
					     .lng_e6 = DB_NONE,
					     .has_account = true,
					     .last_resort = last_resort },
			     ret));
	str_split(cx->arena, services, ',', &names, &n);
	for (i = 0; i < n; i++)
		offers[i] =
		    (struct unit_offer){ .service = names[i], .urgent = true, .capacity = DB_NONE };
	TRY(directory_set_services(cx, *ret, 1, offers, n));
	for (i = 0; i < UNIT_WEEKDAYS; i++)
		hours[i] = (struct unit_hour){ .weekday = (int)i, .from_min = 0, .to_min = 1440 };
	TRY(directory_set_hours(cx, *ret, 2, hours, UNIT_WEEKDAYS));
	return region == 0 ? ERR_OK : directory_set_coverage(cx, *ret, 3, &region, 1);
}

static enum err add_account(struct ctx *cx, enum role role, int64_t unit_id, const char *login,
			    int64_t *ret)
{
	const struct account a = { .login = login, .name = login, .unit_id = unit_id };
	const struct account_role r = { .role = role };

	TRY(account_create(cx, &a, "no-password", ret));
	return account_set_roles(cx, *ret, 1, &r, 1, NULL, 0);
}

static enum err make_city(struct ctx *cx, void *arg)
{
	int role;

	(void)arg;
	TRY(region_install(cx, "3272"));
	TRY(add_unit(cx, "PUSK-CIKOLE", "puskesos", "data_pengaduan,asesmen,informasi", CIKOLE,
		     false, &units.cikole));
	TRY(add_unit(cx, "PUSK-BAROS", "puskesos", "data_pengaduan,asesmen,informasi", BAROS, false,
		     &units.baros));
	TRY(add_unit(cx, "SLRT", "slrt", "data_pengaduan,informasi,asesmen", 0, true, &units.slrt));
	TRY(add_unit(cx, "RSUD", "rsud", "periksa_rawat,kedaruratan,periksa_jiwa", 0, false,
		     &units.rsud));
	TRY(add_unit(cx, "REHAB", "dinsos_rehab", "penjangkauan,asesmen,penelusuran,kedaruratan", 0,
		     false, &units.rehab));
	TRY(add_unit(cx, "SINGGAH", "rumah_singgah", "tempat_sementara", 0, false, &units.singgah));
	TRY(add_unit(cx, "POLISI", "polisi", "perlindungan", 0, false, &units.polisi));
	for (role = 0; role < ROLE__MAX; role++) {
		/* An auditor needs a last day; the pages are tried without one. */
		if (role == ROLE_AUDITOR)
			continue;
		TRY(add_account(cx, (enum role)role, units.cikole,
				arena_printf(cx->arena, "role%c", 'a' + role), &user_of[role]));
	}
	return add_account(cx, ROLE_FRONT, units.baros, "stranger", &stranger);
}

static int open_city(void **state)
{
	(void)state;
	log_enable(false);
	test_open(&t);
	t.app.zone_minutes = 420;
	if (t.app.vault == NULL)
		t.app.vault =
		    vault_for_test((const unsigned char *)"0123456789abcdef0123456789abcdef");
	t.app.routes = desk_tables;
	t.app.n_routes = LEN(desk_tables) - 1;
	account_register();
	directory_set_holder_check(casework_held);
	if (reference_install(&t.cx, t.app.pool, NULL) != ERR_OK)
		fail_msg("reference: %s", t.cx.detail);
	if (test_write(&t, make_city, NULL) != ERR_OK)
		fail_msg("city: %s", t.cx.detail);
	cookie[0] = '\0';
	return 0;
}

static int close_city(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

/* ---- signing in -------------------------------------------------------------------------- */

struct opening {
	int64_t user_id;
	char *token;
};

static enum err open_session(struct ctx *cx, void *arg)
{
	const struct opening *o = arg;

	return session_open(cx, o->user_id, "127.0.0.1", "test", o->token);
}

static void sign_in_as(int64_t user_id)
{
	char token[AUTH_TOKEN_SIZE];
	struct actor actor;
	int64_t expires;

	assert_ok(
	    test_write(&t, open_session, &(struct opening){ .user_id = user_id, .token = token }));
	(void)snprintf(cookie, sizeof(cookie), "melaju=%s", token);
	test_read_begin(&t);
	assert_ok(session_find(&t.cx, token, &actor, &expires));
	test_read_end(&t);
	csrf_token(&t.cx, actor.session_id, csrf);
}

static void sign_in(enum role role)
{
	sign_in_as(user_of[role]);
}

UNUSED static void sign_out(void)
{
	cookie[0] = csrf[0] = '\0';
}

/* Pango keeps the fonts it loaded; the leak checker is to see only what we forgot. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libpango\n";
}

/* ---- requests ---------------------------------------------------------------------------- */

UNUSED static struct http_answer get(const char *target)
{
	struct http_answer a;

	assert_ok(http_dispatch(&t.app, t.cx.arena, TEST_NOW,
				&(struct http_message){ .method = "GET",
							.target = target,
							.host = "localhost",
							.cookie = cookie[0] ? cookie : NULL },
				&a));
	return a;
}

static struct http_answer send_body(const char *target, const char *type, const void *body,
				    size_t n)
{
	struct http_answer a;

	assert_ok(http_dispatch(&t.app, t.cx.arena, TEST_NOW,
				&(struct http_message){ .method = "POST",
							.target = target,
							.host = "localhost",
							.cookie = cookie[0] ? cookie : NULL,
							.content_type = type,
							.body = body,
							.body_n = n },
				&a));
	return a;
}

/* Each post gets a one-time key of its own. */
UNUSED static struct http_answer post(const char *target, const char *values)
{
	static unsigned n;
	const char *body = arena_printf(t.cx.arena, "%s%s_csrf=%s&_once=%032x", values,
					*values != '\0' ? "&" : "", csrf, ++n);

	return send_body(target, "application/x-www-form-urlencoded", body, strlen(body));
}

UNUSED static struct http_answer post_json(const char *target, const char *members)
{
	static unsigned n;
	const char *body =
	    arena_printf(t.cx.arena, "{%s%s\"_csrf\":\"%s\",\"_once\":\"%032x\"}", members,
			 *members != '\0' ? "," : "", csrf, 0x1000000U + ++n);

	return send_body(target, "application/json", body, strlen(body));
}

UNUSED static bool holds(struct http_answer a, const char *text)
{
	return memmem(a.body.p, a.body.n, text, strlen(text)) != NULL;
}

UNUSED static void assert_status(struct http_answer a, int status)
{
	if (a.status != status)
		fail_msg("status %d, not %d: %s\n%.*s", a.status, status,
			 a.location != NULL ? a.location : "", (int)MIN(a.body.n, (size_t)600),
			 (const char *)a.body.p);
}

/* The value of a text member of a flat JSON answer. */
UNUSED static const char *member(struct http_answer a, const char *name)
{
	const char *key = arena_printf(t.cx.arena, "\"%s\":\"", name);
	const char *p = memmem(a.body.p, a.body.n, key, strlen(key));

	if (p == NULL)
		fail_msg("no %s in %.*s", name, (int)a.body.n, (const char *)a.body.p);
	p += strlen(key);
	return arena_strndup(t.cx.arena, p, strcspn(p, "\""));
}

#define SOCIAL                                                                             \
	"\"body\":\"Ibu dan dua anak mengemis di simpang, belum makan sejak pagi\","       \
	"\"region\":\"3272021001\",\"place\":\"Simpang Ramayana\",\"subject\":\"family\"," \
	"\"headcount\":3,\"flags\":[\"social_only\"],\"reporter_kind\":\"open\","          \
	"\"reporter\":\"Pedagang\",\"phone\":\"081234567890\",\"topic\":\"ppks\","         \
	"\"channel\":\"loket\""
#define SICK                                                                              \
	"\"body\":\"Laki-laki tua terbaring di los ikan, demam tinggi\","                 \
	"\"region\":\"3272021001\",\"place\":\"Pasar Pelita\",\"subject\":\"unknown\","   \
	"\"sex\":\"male\",\"age\":60,\"flags\":[\"sick\",\"danger\"],"                    \
	"\"reporter_kind\":\"secret\",\"reporter\":\"Pedagang ikan\",\"topic\":\"ppks\"," \
	"\"channel\":\"telepon\""

/* Takes a report by JSON and gives its address, "/laporan/123". */
UNUSED static const char *take(const char *members)
{
	struct http_answer a = post_json("/laporan/baru", members);

	assert_status(a, 201);
	return arena_printf(t.cx.arena, "/laporan/%s", member(a, "id"));
}

UNUSED static const char *below(const char *address, const char *path)
{
	return arena_printf(t.cx.arena, "%s/%s", address, path);
}

#define CITY_TEST(name) cmocka_unit_test_setup_teardown(name, open_city, close_city)

#endif
