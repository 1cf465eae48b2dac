/*
 * Two cities in one process, as whole requests: nothing of one is seen, changed or opened from the
 * other.  All of it twice: in one database, and with a database for each.
 */
#include "lib/passkey.h"
#include "web/cities/two.h"

#include <pthread.h>

#include "platform/audit/audit.h"
#include "platform/db/db_impl.h"
#include "platform/jobs/jobs.h"

static struct two w;
static bool apart;

static struct side *const sukabumi = &w.side[SUKABUMI], *const depok = &w.side[DEPOK];

static int open_two(void **state)
{
	(void)state;
	two_open(&w, apart);
	return 0;
}

static int close_two(void **state)
{
	(void)state;
	two_close(&w);
	return 0;
}

static enum err one_number(struct ctx *cx, const char *sql, int64_t *ret)
{
	static int key;
	static unsigned variant;
	const struct db_query q = { .key = &key, .variant = ++variant, .text = sql };
	struct db_value v = { .kind = DB_NULL };
	struct db_cursor c;
	bool row = false;

	TRY(db_query(cx, &q, &c));
	TRY(cx->db->ops->next(&c, &row));
	if (row)
		TRY(cx->db->ops->column(&c, 0, DB_INT, cx->arena, &v));
	*ret = v.i;
	(void)cx->db->ops->finish(&c);
	return ERR_OK;
}

/* ---- which city -------------------------------------------------------------------------- */

static void the_host_name_decides_and_an_unknown_one_leads_nowhere(void **state)
{
	static const char *const strange[] = { "palu.test",
					       "127.0.0.1:8080",
					       "",
					       "sukabumi.test.depok.test",
					       "sukabumi.test:x",
					       "sukabumi.test, depok.test",
					       "[::1]" };
	struct http_answer a;

	(void)state;
	a = two_get(&w, sukabumi, NULL, "/masuk");
	assert_int_equal(a.status, 200);
	assert_true(two_holds(&a, "Kota Sukabumi"));
	a = two_send(&w, &(struct http_message){ .target = "/masuk", .host = "DEPOK.test.:8080" });
	assert_int_equal(a.status, 200);
	assert_true(two_holds(&a, "Kota Depok"));
	assert_false(two_holds(&a, "Sukabumi"));
	for (size_t i = 0; i < LEN(strange); i++) {
		a = two_send(&w, &(struct http_message){ .target = "/masuk", .host = strange[i] });
		assert_int_equal(a.status, 421);
		assert_false(two_holds(&a, "Kota"));
		assert_false(two_holds(&a, "href=\"/masuk\""));
	}
	a = two_send(&w, &(struct http_message){ .target = "/masuk" });
	assert_int_equal(a.status, 421);
}

static void two_host_headers_or_a_forwarded_one_choose_no_city(void **state)
{
	static const char *const twice[] = { "Host", "depok.test", NULL };
	static const char *const forwarded[] = { "X-Forwarded-Host", "depok.test", NULL };
	struct http_answer a;

	(void)state;
	a = two_send(&w, &(struct http_message){
			     .target = "/masuk", .host = "sukabumi.test", .headers = twice });
	assert_int_equal(a.status, 421);
	a = two_send(&w, &(struct http_message){
			     .target = "/masuk", .host = "sukabumi.test", .headers = forwarded });
	assert_int_equal(a.status, 200);
	assert_true(two_holds(&a, "Kota Sukabumi"));
}

static void a_session_under_no_citys_name_reads_and_writes_nothing(void **state)
{
	static const char *const targets[] = {
		"/", "/kasus", "/laporan.json", "/pengguna.csv", "/bantuan", "/tidak-ada"
	};
	uint64_t was = two_digest(sukabumi);
	struct http_answer a;

	(void)state;
	for (size_t i = 0; i < LEN(targets); i++) {
		a = two_send(&w, &(struct http_message){ .target = targets[i],
							 .host = "palu.test",
							 .cookie = sukabumi->cookie });
		assert_int_equal(a.status, 421);
		a = two_send(&w, &(struct http_message){ .method = "POST",
							 .target = targets[i],
							 .host = "palu.test",
							 .cookie = sukabumi->cookie,
							 .body = "x=1",
							 .body_n = 3 });
		assert_int_equal(a.status, 421);
	}
	a = two_send(&w, &(struct http_message){ .target = "/healthz", .host = "palu.test" });
	assert_int_equal(a.status, 200);
	assert_true(two_digest(sukabumi) == was);
}

static void one_city_alone_answers_under_any_name(void **state)
{
	struct app app = sukabumi->app, house;
	struct hosts *hosts = hosts_new(&house, app.pool, "test");
	struct http_answer a;

	(void)state;
	hosts_add(hosts, &app);
	assert_ok(http_dispatch(&app, w.t.cx.arena, TEST_NOW,
				&(struct http_message){ .target = "/masuk", .host = "1.2.3.4" },
				&a));
	assert_int_equal(a.status, 200);
	assert_true(two_holds(&a, "Kota Sukabumi"));
	hosts_free(hosts);
}

static void of_two_cities_that_claim_a_name_the_earlier_one_has_it(void **state)
{
	const struct host_name early = { .name = "bersama.test", .since = TEST_NOW - 2 };
	const struct host_name late = { .name = "bersama.test", .since = TEST_NOW - 1 };

	(void)state;
	hosts_set(w.hosts, &sukabumi->app, &late, 1);
	assert_ptr_equal(hosts_find(w.hosts, "bersama.test"), &sukabumi->app);
	hosts_set(w.hosts, &depok->app, &early, 1);
	assert_ptr_equal(hosts_find(w.hosts, "bersama.test"), &depok->app);
	hosts_set(w.hosts, &depok->app, NULL, 0);
	assert_ptr_equal(hosts_find(w.hosts, "bersama.test"), &sukabumi->app);
}

/* ---- the administrator's page ------------------------------------------------------------- */

static const char *hosts_in_database(struct side *s)
{
	const struct city_host *list;
	const char *all = "";
	size_t n;

	assert_ok(db_read_begin(&s->cx, s->app.pool));
	assert_ok(region_hosts(&s->cx, &list, &n));
	for (size_t i = 0; i < n; i++)
		all = arena_printf(s->cx.arena, "%s%s ", all, list[i].host);
	db_read_end(&s->cx, s->app.pool);
	return all;
}

static void host_names_are_kept_by_the_administrator_of_the_city(void **state)
{
	struct http_answer a;

	(void)state;
	a = two_post(&w, depok, depok, "/wilayah/alamat",
		     "hosts=Melaju.Depok.go.id%0D%0Adepok.test&seen=");
	assert_int_equal(a.status, 303);
	assert_string_equal(hosts_in_database(depok), "melaju.depok.go.id depok.test ");
	assert_string_equal(hosts_in_database(sukabumi), "");
	a = two_get(&w, depok, depok, "/wilayah/alamat");
	assert_true(two_holds(&a, "melaju.depok.go.id"));
	/* What was seen is not what stands there now. */
	a = two_post(&w, depok, depok, "/wilayah/alamat", "hosts=depok.test&seen=");
	assert_int_equal(a.status, 409);
	a = two_post(&w, depok, depok, "/wilayah/alamat",
		     "hosts=depok.test&seen=melaju.depok.go.id%2Cdepok.test");
	assert_int_equal(a.status, 303);
	assert_string_equal(hosts_in_database(depok), "depok.test ");
}

static void a_host_name_that_is_wrong_or_anothers_is_refused(void **state)
{
	static const char *const wrong[] = {
		"depok.test%0Asukabumi.test",      /* another city's */
		"melaju.depok.go.id",              /* the one in use is missing */
		"depok.test%0Ahttps%3A%2F%2Fa.id", /* no name */
		"depok.test%0Adepok.test",         /* twice */
		"depok.test%0Aa.id%3A8080",        /* a port */
		"depok.test%0A-a.id",
	};
	struct http_answer a;

	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		a = two_post(&w, depok, depok, "/wilayah/alamat",
			     arena_printf(w.t.cx.arena, "hosts=%s&seen=", wrong[i]));
		assert_int_equal(a.status, 422);
	}
	assert_string_equal(hosts_in_database(depok), "");
}

/* ---- who asks ---------------------------------------------------------------------------- */

static void a_sign_in_of_one_city_is_void_in_the_other(void **state)
{
	struct http_answer a;

	(void)state;
	a = two_get(&w, sukabumi, sukabumi, "/kasus");
	assert_int_equal(a.status, 200);
	a = two_get(&w, depok, sukabumi, "/kasus");
	assert_int_equal(a.status, 303);
	assert_non_null(strstr(a.location, "/masuk"));
	a = two_get(&w, depok, sukabumi, "/kasus.json");
	assert_int_equal(a.status, 401);
}

static void a_token_of_one_city_is_void_in_the_other(void **state)
{
	const char *bearer = arena_printf(w.t.cx.arena, "Bearer %s", depok->token);
	struct http_answer a;

	(void)state;
	a = two_send(&w, &(struct http_message){ .target = "/kasus.json",
						 .host = depok->host,
						 .authorization = bearer });
	assert_int_equal(a.status, 200);
	a = two_send(&w, &(struct http_message){ .target = "/kasus.json",
						 .host = sukabumi->host,
						 .authorization = bearer });
	assert_int_equal(a.status, 401);
}

static void a_form_token_of_one_city_opens_nothing_in_the_other(void **state)
{
	struct side mixed = *depok;
	struct http_answer a;

	(void)state;
	memcpy(mixed.csrf, sukabumi->csrf, sizeof(mixed.csrf));
	a = two_post(&w, depok, &mixed, "/wilayah/alamat", "hosts=depok.test&seen=");
	assert_int_equal(a.status, 403);
	assert_string_equal(hosts_in_database(depok), "");
}

static void accounts_of_the_same_name_are_two(void **state)
{
	struct http_answer a;
	int i;

	(void)state;
	/* Wrong tries in one city slow nobody down in the other. */
	for (i = 0; i < 30; i++)
		a = two_post(&w, depok, NULL, "/masuk", "login=semua&password=salah-sekali-1");
	assert_int_not_equal(a.status, 303);
	a = two_post(&w, depok, NULL, "/masuk", "login=semua&password=" PASSWORD);
	assert_int_not_equal(a.status, 303);
	a = two_post(&w, sukabumi, NULL, "/masuk", "login=semua&password=" PASSWORD);
	assert_int_equal(a.status, 303);
	assert_non_null(strstr(a.set_cookie, "melaju="));
}

/* ---- passkeys ---------------------------------------------------------------------------- */

static enum err keep_passkey(struct ctx *cx, void *arg)
{
	struct made_key *k = arg;
	struct passkey_place place = { k->rp, k->origin };
	struct passkey_made made;
	int64_t id;

	TRY(passkey_take(
	    cx, &place, "x",
	    made_client(cx, k, "webauthn.create", passkey_challenge(cx, PASSKEY_ADD, "x")),
	    made_data(cx, k, true), &made));
	return account_passkey_add(cx, "Telepon", k->rp,
				   (struct blob){ k->handle, sizeof(k->handle) }, &made, &id);
}

static struct made_key passkey_of(struct side *s)
{
	struct made_key k =
	    made_key_new(MADE_EDDSA, s->host, arena_printf(w.t.cx.arena, "http://%s", s->host));
	struct actor actor = { .user_id = s->made->user, .perms = (permset)1 << PERM_SELF };
	const struct actor *was = s->cx.actor;

	s->cx.actor = &actor;
	assert_ok(db_write(&s->cx, s->app.pool, keep_passkey, &k));
	s->cx.actor = was;
	return k;
}

/* What a city asks a browser to sign; *cookie is what the browser keeps of it. */
static const char *challenge_of(const struct side *s, const char **cookie)
{
	static const char name[] = "\"challenge\":\"";
	struct http_answer a = two_post(&w, s, NULL, "/masuk/kunci-sandi/mulai", "");
	const char *body = arena_strndup(w.t.cx.arena, a.body.p, a.body.n), *at;

	at = strstr(body, name);
	assert_non_null(at);
	at += strlen(name);
	*cookie = arena_strndup(w.t.cx.arena, a.set_cookie, strcspn(a.set_cookie, ";"));
	return arena_strndup(w.t.cx.arena, at, strcspn(at, "\""));
}

static int sign_in_at(const struct side *s, const struct made_key *k, const char *challenge,
		      const char *cookie)
{
	struct arena *a = w.t.cx.arena;
	struct passkey_signed said = made_signed(&w.t.cx, k, challenge);
	const char *body = arena_printf(a, "credential=%s&handle=%s&client=%s&data=%s&signature=%s",
					base64url(a, said.credential.p, said.credential.n),
					base64url(a, said.handle.p, said.handle.n),
					base64url(a, said.client.p, said.client.n),
					base64url(a, said.data.p, said.data.n),
					base64url(a, said.signature.p, said.signature.n));

	return two_send(&w,
			&(struct http_message){ .method = "POST",
						.target = "/masuk/kunci-sandi",
						.host = s->host,
						.cookie = cookie,
						.content_type = "application/x-www-form-urlencoded",
						.body = body,
						.body_n = strlen(body) })
	    .status;
}

static void a_passkey_of_one_city_opens_nothing_in_the_other(void **state)
{
	struct made_key k = passkey_of(sukabumi);
	const char *cookie, *other_cookie, *asked = challenge_of(sukabumi, &cookie),
					   *other = challenge_of(depok, &other_cookie);

	(void)state;
	assert_int_equal(sign_in_at(sukabumi, &k, other, other_cookie), 422);
	assert_int_equal(sign_in_at(depok, &k, other, other_cookie), 422);
	k.rp = depok->host; /* a browser would not, but a program may say whatever it wants */
	k.origin = "http://depok.test";
	assert_int_equal(sign_in_at(depok, &k, other, other_cookie), 422);
	assert_int_equal(sign_in_at(depok, &k, asked, cookie), 422);
	k.rp = sukabumi->host;
	k.origin = "http://sukabumi.test";
	assert_int_equal(sign_in_at(sukabumi, &k, asked, cookie), 303);
	made_key_free(&k);
}

static void the_same_once_key_counts_once_in_each_city(void **state)
{
	struct http_answer a;

	(void)state;
	for (int i = 0; i < SIDES; i++) {
		struct side *s = &w.side[i];

		w.once = 0xabc;
		a = two_post(&w, s, s, "/wilayah/alamat",
			     arena_printf(w.t.cx.arena, "hosts=%s&seen=", s->host));
		assert_int_equal(a.status, 303);
		assert_string_equal(hosts_in_database(s),
				    arena_printf(w.t.cx.arena, "%s ", s->host));
	}
}

/* ---- every id of the other city ----------------------------------------------------------- */

struct ids {
	int64_t list[512];
	size_t n;
	size_t column, in_table;
};

static bool known(const struct ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->list[i] == id)
			return true;
	return false;
}

static enum err take_id(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct ids *ids = user;

	(void)cx;
	/* Regions and small numbers mean the same everywhere. */
	if (ids->in_table < 2 && ids->n < LEN(ids->list) && cells[ids->column].i > 1000000000000 &&
	    !known(ids, cells[ids->column].i)) {
		ids->list[ids->n++] = cells[ids->column].i;
		ids->in_table++;
	}
	return ERR_OK;
}

/* The first ids of every table of the city. */
static void ids_of(struct side *s, struct ids *ids)
{
	ids->n = 0;
	assert_ok(db_read_begin(&s->cx, s->app.pool));
	for (size_t t = 0; t < db_tables_n; t++)
		for (size_t c = 0; c < db_tables[t].n_columns; c++) {
			if (!str_eq(db_tables[t].columns[c], "id"))
				continue;
			ids->column = c;
			ids->in_table = 0;
			assert_ok(db_table_read(&s->cx, &db_tables[t], take_id, ids));
		}
	db_read_end(&s->cx, s->app.pool);
	assert_true(known(ids, s->made->report));
	assert_true(known(ids, s->made->slrt));
}

/* "/laporan/{id}/gabung/{case}" with numbers for what is in brackets. */
static const char *filled(const char *pattern, int64_t id, int64_t other)
{
	const char *out = "", *open;
	bool first = true;

	while ((open = strchr(pattern, '{')) != NULL) {
		const char *close = strchr(open, '}');

		if (strncmp(open, "{set}", 5) == 0 || strncmp(open, "{code}", 6) == 0)
			out = arena_printf(w.t.cx.arena, "%s%.*sx", out, (int)(open - pattern),
					   pattern);
		else
			out = arena_printf(w.t.cx.arena, "%s%.*s%lld", out, (int)(open - pattern),
					   pattern, (long long)(first ? id : other));
		first = false;
		pattern = close + 1;
	}
	return arena_printf(w.t.cx.arena, "%s%s", out, pattern);
}

/* A value of the kind that a field wants; ids are those of the other city. */
static const char *value_of(struct side *s, const struct field *f, int64_t id)
{
	struct options o = { 0 };

	switch (f->kind) {
	case FIELD_INT:
	case FIELD_MONEY:
		return "1";
	case FIELD_DATE:
		return "2026-11-23";
	case FIELD_INSTANT:
		return "2026-11-23T10%3A00";
	case FIELD_ENUM:
	case FIELD_CHECKS:
		return f->members->value;
	case FIELD_REF:
		if (f->options == NULL || f->options(&s->cx, NULL, &o) != ERR_OK || o.n == 0)
			return arena_printf(w.t.cx.arena, "%lld", (long long)id);
		return o.items[0].value;
	case FIELD_BOOL:
		return "1";
	case FIELD_PHONE:
		return "081234567890";
	case FIELD_NIK:
		return "3272010101900001";
	case FIELD_NUMBER:
		return sukabumi->made->number;
	case FIELD_COORD:
		return "-6.4,106.8";
	case FIELD_PASSWORD:
		return "Sandi-Uji-2027";
	case FIELD_ID:
	case FIELD_IDS:
	case FIELD_REFS:
		return arena_printf(w.t.cx.arena, "%lld", (long long)id);
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_HIDDEN:
	case FIELD_FILES:
	case FIELD_END:
		break;
	}
	return "uji";
}

static const char *body_of(struct side *s, const struct route *route, int64_t id)
{
	const struct field *f = route->form ? route->form->fields : NULL;
	const char *body = "x=1";

	for (; f && f->kind != FIELD_END; f++)
		if (f->kind != FIELD_FILES)
			body = arena_printf(w.t.cx.arena, "%s&%s=%s", body, f->name,
					    f->options ? "1" : value_of(s, f, id));
	return body;
}

struct walk {
	struct ids ids;
	size_t asked, refused;
};

static void ask_one(struct walk *walk, const struct route *route, int64_t id)
{
	const char *target = filled(route->path, id, sukabumi->made->case_id);
	struct http_answer a = route->method == GET
				   ? two_get(&w, depok, depok, target)
				   : two_post(&w, depok, depok, target, body_of(depok, route, id));

	walk->asked++;
	walk->refused += a.status == 404;
	/* A form may be refused for what is in it before anybody looks at the id. */
	if (a.status != 404 && (route->method == GET || (a.status != 422 && a.status != 409)))
		fail_msg("%s %s: %d", route->method == GET ? "GET" : "POST", target, a.status);
	assert_false(two_holds(&a, sukabumi->made->number));
	assert_false(two_holds(&a, "Kota Sukabumi"));
}

static void ask_route(const struct route *route, void *user)
{
	struct walk *walk = user;
	struct arena_mark mark = arena_mark(w.t.cx.arena);

	if (strstr(route->path, "{id}") == NULL)
		return;
	for (size_t i = 0; i < walk->ids.n; i++) {
		ask_one(walk, route, walk->ids.list[i]);
		arena_reset_to(w.t.cx.arena, mark);
	}
}

/* Depok's own number keeps what is written about looks out of the comparison: all must be equal. */
static void every_id_of_another_city_is_as_if_it_were_not_there(void **state)
{
	struct walk walk = { 0 };
	uint64_t theirs = two_digest(sukabumi), ours = two_digest(depok);

	(void)state;
	ids_of(sukabumi, &walk.ids);
	http_each_route(&depok->app, ask_route, &walk);
	assert_true(walk.asked > 1000);
	assert_true(walk.refused > walk.asked / 2);
	assert_true(two_digest(sukabumi) == theirs);
	assert_true(two_digest(depok) == ours);
}

/* Every address that writes, with an own thing in the path and another city's in every field. */
static void send_foreign_fields(const struct route *route, void *user)
{
	static const char *const kinds[] = { "/laporan/", "/kasus/", "/rujukan/", "/direktori/" };
	struct made m = *depok->made;
	const int64_t own[] = { m.report, m.case_id, m.referral, m.slrt };
	const int64_t foreign[] = { sukabumi->made->report, sukabumi->made->case_id,
				    sukabumi->made->referral, sukabumi->made->slrt,
				    sukabumi->made->user };
	size_t *asked = user;

	if (route->method != POST || route->form == NULL || str_eq(route->path, "/keluar"))
		return;
	for (size_t k = 0; k < LEN(kinds); k++) {
		if (!str_starts(route->path, kinds[k]))
			continue;
		for (size_t i = 0; i < LEN(foreign); i++) {
			const struct field *f = route->form->fields;
			const char *body = "x=1";
			struct http_answer a;

			for (; f->kind != FIELD_END; f++)
				body = arena_printf(w.t.cx.arena, "%s&%s=%lld", body, f->name,
						    (long long)foreign[i]);
			a = two_post(&w, depok, depok, filled(route->path, own[k], foreign[i]),
				     body);
			if (a.status >= 500)
				fail_msg("POST %s: %d", route->path, a.status);
			assert_false(two_holds(&a, sukabumi->made->number));
			(*asked)++;
		}
	}
}

static void ids_of_another_city_in_fields_reach_nothing_there(void **state)
{
	uint64_t theirs = two_digest(sukabumi);
	size_t asked = 0;

	(void)state;
	http_each_route(&depok->app, send_foreign_fields, &asked);
	assert_true(asked > 50);
	assert_true(two_digest(sukabumi) == theirs);
}

static void numbers_and_secrets_of_another_city_are_found_by_nobody(void **state)
{
	const char *search = arena_printf(w.t.cx.arena, "/cari?q=%s", sukabumi->made->number);
	struct http_answer a;

	(void)state;
	a = two_get(&w, sukabumi, sukabumi, search);
	assert_string_equal(a.location, arena_printf(w.t.cx.arena, "/laporan/%lld",
						     (long long)sukabumi->made->report));
	a = two_get(&w, depok, depok, search);
	assert_true(str_starts(a.location, "/cari/hasil"));
	a = two_get(&w, depok, depok, a.location);
	assert_false(two_holds(&a, "/laporan/"));
	for (int i = 0; i < SIDES; i++) {
		a = two_get(&w, &w.side[i], NULL,
			    arena_printf(w.t.cx.arena, "/lacak?number=%s&secret=%s",
					 sukabumi->made->number, sukabumi->made->secret));
		assert_true(two_holds(&a, "SLRT") == (i == SUKABUMI));
	}
}

/* ---- what runs by itself ------------------------------------------------------------------- */

static enum err tick(struct ctx *cx, int64_t object, const char *detail)
{
	unsigned done;

	(void)object;
	(void)detail;
	return casework_tick(cx, 50, &done);
}

static const struct job_kind tick_kind = { .name = "test.tick", .run = tick, .every = USEC_SECOND };
static const struct job_kind *const kinds[] = { &tick_kind, NULL };

static enum err sequence(struct ctx *cx, struct db_pool *pool)
{
	int64_t size;

	return audit_sequence(cx, pool, &size);
}

/* Two hours later: the reports of both cities are late. */
static int64_t later(void)
{
	return TEST_NOW + 2 * USEC_HOUR;
}

static int64_t level_of(struct side *s)
{
	int64_t level = -1;

	assert_ok(db_read_begin(&s->cx, s->app.pool));
	assert_ok(one_number(
	    &s->cx,
	    arena_printf(s->cx.arena, "SELECT level FROM report WHERE city = %lld AND id = %lld",
			 (long long)s->app.city, (long long)s->made->report),
	    &level));
	db_read_end(&s->cx, s->app.pool);
	return level;
}

static void the_clock_of_one_city_does_not_touch_the_other(void **state)
{
	uint64_t ours;
	unsigned ran;

	(void)state;
	sukabumi->cx.now = depok->cx.now = later();
	assert_ok(jobs_arm(&sukabumi->cx, sukabumi->app.pool));
	ours = two_digest(depok);
	assert_ok(jobs_run_due(&sukabumi->cx, sukabumi->app.pool, 50, &ran));
	assert_true(ran > 0);
	assert_true(level_of(sukabumi) > 0);
	assert_true(two_digest(depok) == ours);
	assert_int_equal(level_of(depok), 0);
}

/* A runner works through what is due before it looks whether to stop. */
static void the_runners_of_both_cities_escalate_and_sequence_each_its_own(void **state)
{
	struct jobs_runner *runner[SIDES];
	struct audit_report report;

	(void)state;
	for (int i = 0; i < SIDES; i++)
		assert_ok(jobs_start(&w.side[i].app, later, &runner[i]));
	for (int i = 0; i < SIDES; i++)
		jobs_stop(runner[i]);
	for (int i = 0; i < SIDES; i++) {
		assert_true(level_of(&w.side[i]) > 0);
		assert_ok(audit_verify(&w.side[i].cx, w.side[i].app.pool, NULL, &report));
		assert_string_equal(report.fault, "");
		assert_true(report.checkpoints > 0);
		assert_int_equal(report.unsequenced, 0);
	}
}

static void audit_logs_verify_apart_and_not_with_the_others_key(void **state)
{
	struct vault *own = sukabumi->app.vault;
	struct audit_report report;
	int64_t size[SIDES];
	bool sure;

	(void)state;
	for (int i = 0; i < SIDES; i++)
		assert_ok(audit_sequence(&w.side[i].cx, w.side[i].app.pool, &size[i]));
	for (int i = 0; i < SIDES; i++) {
		assert_ok(audit_verify(&w.side[i].cx, w.side[i].app.pool, NULL, &report));
		assert_string_equal(report.fault, "");
		assert_int_equal(report.leaves, size[i]);
	}
	sukabumi->app.vault = depok->app.vault;
	assert_ok(audit_verify(&sukabumi->cx, sukabumi->app.pool, NULL, &report));
	assert_string_not_equal(report.fault, "");
	assert_ok(db_read_begin(&sukabumi->cx, sukabumi->app.pool));
	assert_int_equal(vault_check(&sukabumi->cx, &sure), ERR_CRYPTO);
	sukabumi->app.vault = own;
	err_clear(&sukabumi->cx);
	assert_ok(vault_check(&sukabumi->cx, &sure));
	assert_true(sure);
	db_read_end(&sukabumi->cx, sukabumi->app.pool);
}

/* ---- the second wall ---------------------------------------------------------------------- */

/* A statement that forgets the city: on PostgreSQL the database itself shows one city's rows. */
static void each_transaction_is_walled_into_its_city(void **state)
{
	int64_t n;

	(void)state;
	if (!test_on_pg())
		skip();
	for (int round = 0; round < 8; round++) {
		struct side *s = &w.side[round % SIDES];

		assert_ok(db_read_begin(&s->cx, s->app.pool));
		assert_ok(one_number(&s->cx, "SELECT count(*) FROM casefile", &n));
		assert_int_equal(n, 1);
		assert_ok(one_number(&s->cx,
				     arena_printf(s->cx.arena,
						  "SELECT count(*) FROM report WHERE city <> %lld",
						  (long long)s->app.city),
				     &n));
		assert_int_equal(n, 0);
		db_read_end(&s->cx, s->app.pool);
	}
}

/* ---- both at once -------------------------------------------------------------------------- */

struct visitor {
	struct side *side;
	struct arena *arena;
	int wrong;
};

static void *visit(void *arg)
{
	struct visitor *v = arg;
	const char *other = v->side == sukabumi ? "Kota Depok" : "Kota Sukabumi";

	for (int i = 0; i < 40; i++) {
		struct http_answer a;

		if (http_dispatch(&sukabumi->app, v->arena, TEST_NOW,
				  &(struct http_message){ .target = "/kasus",
							  .host = v->side->host,
							  .cookie = v->side->cookie },
				  &a) != ERR_OK ||
		    a.status != 200 || two_holds(&a, other) ||
		    !two_holds(&a, v->side->app.city_name))
			v->wrong++;
	}
	return NULL;
}

static void requests_of_both_cities_side_by_side_do_not_mix(void **state)
{
	struct visitor visitors[4];
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < LEN(threads); i++) {
		visitors[i] = (struct visitor){ .side = &w.side[i % SIDES], .arena = arena_new(0) };
		assert_int_equal(pthread_create(&threads[i], NULL, visit, &visitors[i]), 0);
	}
	for (size_t i = 0; i < LEN(threads); i++) {
		(void)pthread_join(threads[i], NULL);
		assert_int_equal(visitors[i].wrong, 0);
		arena_free(visitors[i].arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_two, close_two)
		TEST(the_host_name_decides_and_an_unknown_one_leads_nowhere),
		TEST(two_host_headers_or_a_forwarded_one_choose_no_city),
		TEST(a_session_under_no_citys_name_reads_and_writes_nothing),
		TEST(one_city_alone_answers_under_any_name),
		TEST(of_two_cities_that_claim_a_name_the_earlier_one_has_it),
		TEST(host_names_are_kept_by_the_administrator_of_the_city),
		TEST(a_host_name_that_is_wrong_or_anothers_is_refused),
		TEST(a_sign_in_of_one_city_is_void_in_the_other),
		TEST(a_token_of_one_city_is_void_in_the_other),
		TEST(a_form_token_of_one_city_opens_nothing_in_the_other),
		TEST(accounts_of_the_same_name_are_two),
		TEST(a_passkey_of_one_city_opens_nothing_in_the_other),
		TEST(the_same_once_key_counts_once_in_each_city),
		TEST(every_id_of_another_city_is_as_if_it_were_not_there),
		TEST(ids_of_another_city_in_fields_reach_nothing_there),
		TEST(numbers_and_secrets_of_another_city_are_found_by_nobody),
		TEST(the_clock_of_one_city_does_not_touch_the_other),
		TEST(the_runners_of_both_cities_escalate_and_sequence_each_its_own),
		TEST(audit_logs_verify_apart_and_not_with_the_others_key),
		TEST(each_transaction_is_walled_into_its_city),
		TEST(requests_of_both_cities_side_by_side_do_not_mix),
#undef TEST
	};
	int failed;

	jobs_register(kinds);
	jobs_tick(sequence, USEC_SECOND);
	failed = cmocka_run_group_tests_name("one database", tests, NULL, NULL);
	apart = true;
	failed += cmocka_run_group_tests_name("a database for each city", tests, NULL, NULL);
	return failed;
}
