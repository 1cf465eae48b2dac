/* Photos: on the page of a case, of a report, and behind break-glass. */
#include "web.h"

#include "feature/casework/glass.h"
#include "feature/desk/desk_web.h"
#include "platform/media/media.h"

#include <math.h>

#define JPEG "\xff\xd8\xff not really a photo"

static const struct route *const routes[] = { case_act_routes,  case_photo_routes,
					      desk_show_routes, desk_photo_routes,
					      glass_routes,     NULL };

static void open_with_photos(struct web *w)
{
	web_open(w);
	w->c.t.app.routes = routes;
	w->c.t.app.n_routes = LEN(routes) - 1;
}

static struct media_draft stored(struct web *w)
{
	const struct picture p = { .jpeg = { JPEG, sizeof(JPEG) }, .small = { "small", 5 } };
	struct media_draft draft;

	assert_ok(media_store(w->c.cx, &p, &draft));
	return draft;
}

/* A photo of the desk's, added to a case. */
static int64_t photo_of_case(struct web *w, int64_t case_id)
{
	struct media_draft draft = stored(w);

	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, case_photos_add(w->c.cx, case_id, &draft, 1)));
	return draft.id;
}

/* A question at the desk with one photo; returns the report. */
static int64_t report_with_photo(struct web *w, bool protected, int64_t *ret_photo)
{
	struct media_draft draft = stored(w);
	const struct desk_sorted sorted = { .holder_unit_id = w->c.unit[CITY_DESK],
					    .due_at = w->c.cx->now + USEC_DAY,
					    .protected = protected };
	const struct desk_report r = { .kind = REPORT_KELUHAN,
				       .topic = "pertanyaan",
				       .channel = "loket",
				       .region_id = w->c.region,
				       .lat = (double)NAN,
				       .lng = (double)NAN,
				       .age_about = DB_NONE,
				       .headcount = DB_NONE,
				       .body = "Ada orang tidur di emper toko",
				       .reporter_kind = REPORTER_ANONYMOUS,
				       .photos = &draft,
				       .n_photos = 1,
				       .sorted = &sorted };
	int64_t id = id_make(&w->c.t.app.ids, w->c.cx->now);
	char number[NUMBER_SIZE], secret[SECRET_SIZE];

	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, desk_report_take(w->c.cx, id, &r, number, secret)));
	*ret_photo = draft.id;
	return id;
}

static const char *number_of_report(struct web *w, int64_t id)
{
	return city_text(&w->c, "SELECT number FROM report WHERE id = %lld", id);
}

/* Asks for a number by break-glass; where the answer leads. */
static const char *ask(struct web *w, const char *number)
{
	struct http_answer a = web_post(
	    w, "/buka-darurat",
	    arena_printf(w->c.cx->arena,
			 "wanted=%s&words=Pasien+tidak+sadar+di+IGD&reason=treatment", number));

	assert_int_equal(a.status, 303);
	return arena_strndup(w->c.cx->arena, a.location, strcspn(a.location, "?"));
}

static void who_sees_the_case_sees_its_photos_and_nobody_else(void **state)
{
	struct http_answer a;
	const char *path;
	int64_t id, photo;
	struct web w;

	(void)state;
	open_with_photos(&w);
	id = city_case(&w.c, NULL, 0, false);
	photo = photo_of_case(&w, id);
	path = web_path(&w, "/foto/", photo, "");
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, path));
	assert_true(web_holds(&a, "1 foto ditambahkan"));
	a = web_get(&w, path);
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.p, "\xff\xd8\xff", 3);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM disclosure WHERE what = 'photo'", 0),
			 1);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, path).status, 404);
	assert_int_equal(web_get(&w, web_path(&w, "/foto/", photo, "/kecil")).status, 404);
	web_close(&w);
}

static void a_case_takes_so_many_photos_and_no_more(void **state)
{
	struct media_draft drafts[CASE_PHOTOS_MAX];
	struct web w;
	int64_t id;
	size_t i;

	(void)state;
	open_with_photos(&w);
	id = city_case(&w.c, NULL, 0, false);
	(void)photo_of_case(&w, id);
	for (i = 0; i < LEN(drafts); i++)
		drafts[i] = stored(&w);
	assert_int_equal(ACT(&w.c, case_photos_add(w.c.cx, id, drafts, LEN(drafts))), ERR_CONFLICT);
	assert_ok(ACT(&w.c, case_photos_add(w.c.cx, id, drafts, LEN(drafts) - 1)));
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM media WHERE subject_id = %lld", id),
			 CASE_PHOTOS_MAX);
	web_close(&w);
}

static void photos_go_when_the_case_is_erased(void **state)
{
	struct blob jpeg;
	struct web w;
	int64_t id, photo, subject;

	(void)state;
	open_with_photos(&w);
	id = city_case(&w.c, NULL, 0, false);
	photo = photo_of_case(&w, id);
	city_system(&w.c);
	assert_ok(ACT(&w.c, case_erase(w.c.cx, id)));
	act_begin(&w.c);
	assert_int_equal(media_get(w.c.cx, photo, MEDIA_WHOLE, &subject, &jpeg), ERR_NOTFOUND);
	(void)act_end(&w.c, ERR_CONFLICT);
	web_close(&w);
}

static void whoever_holds_the_case_sees_the_photos_of_its_reports(void **state)
{
	int64_t id, report, referral, photo;
	const char *path;
	struct media_draft draft;
	struct web w;

	(void)state;
	open_with_photos(&w);
	referral = web_handover(&w, CITY_RSUD, &id);
	report = city_int(&w.c, "SELECT id FROM report WHERE case_id = %lld", id);
	draft = stored(&w);
	photo = draft.id;
	assert_ok(ACT(&w.c, desk_photo_add(w.c.cx, report, &draft)));
	path = web_path(&w, "/foto/", photo, "");
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, path).status, 404);
	assert_ok(ACT(&w.c, referral_accept(w.c.cx, referral, 0, NULL, NULL)));
	assert_int_equal(web_get(&w, path).status, 200);
	{
		struct http_answer a = web_get(&w, web_path(&w, "/kasus/", id, ""));

		assert_true(web_holds(&a, path));
	}
	web_sign_in(&w, CITY_CARER);
	assert_int_equal(web_get(&w, path).status, 404);
	web_close(&w);
}

static void break_glass_opens_a_report_that_is_no_case_yet_with_its_photos(void **state)
{
	struct http_answer a;
	const char *opened, *path;
	int64_t report, photo, other;
	struct web w;

	(void)state;
	open_with_photos(&w);
	report = report_with_photo(&w, false, &photo);
	other = photo_of_case(&w, city_case(&w.c, NULL, 0, false));
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, web_path(&w, "/laporan/", report, "")).status, 404);
	opened = ask(&w, number_of_report(&w, report));
	assert_true(str_ends(opened, "/laporan"));
	a = web_get(&w, opened);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "emper toko"));
	path = arena_printf(w.c.cx->arena, "%.*s/foto/%lld", (int)(strlen(opened) - 8), opened,
			    (long long)photo);
	assert_true(web_holds(&a, path));
	assert_int_equal(web_get(&w, path).status, 200);
	/* Nothing else has opened with it, and it has not for anybody else. */
	assert_int_equal(web_get(&w, web_path(&w, "/foto/", photo, "")).status, 404);
	path = arena_printf(w.c.cx->arena, "%.*s/foto/%lld", (int)(strlen(opened) - 8), opened,
			    (long long)other);
	assert_int_equal(web_get(&w, path).status, 404);
	web_sign_in(&w, CITY_CARER);
	assert_int_equal(web_get(&w, opened).status, 404);
	/* The holder is told, and the report's history says so. */
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM notice WHERE kind = 'notice.glass_opened' "
				  "AND unit_id = %lld",
				  w.c.unit[CITY_DESK]),
			 1);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/laporan/", report, ""));
	assert_true(web_holds(&a, "Dibuka darurat"));
	/* Who opened it has four hours. */
	w.c.cx->now += GLASS_HOURS * USEC_HOUR + USEC_SECOND;
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, opened).status, 404);
	web_close(&w);
}

static void the_photos_of_a_case_open_by_break_glass_too(void **state)
{
	struct http_answer a;
	const char *opened, *path;
	int64_t id, photo;
	struct web w;

	(void)state;
	open_with_photos(&w);
	id = city_case(&w.c, NULL, 0, false);
	photo = photo_of_case(&w, id);
	web_sign_in(&w, CITY_DOCTOR);
	opened = ask(&w, city_text(&w.c, "SELECT number FROM casefile WHERE id = %lld", id));
	path = arena_printf(w.c.cx->arena, "%s/foto/%lld", opened, (long long)photo);
	a = web_get(&w, opened);
	assert_true(web_holds(&a, path));
	assert_int_equal(web_get(&w, path).status, 200);
	assert_int_equal(web_get(&w, arena_printf(w.c.cx->arena, "%s/kecil", path)).status, 200);
	assert_int_equal(web_post(&w, web_path(&w, "/kasus/", id, "/foto"), "").status, 404);
	web_close(&w);
}

static void a_protected_report_needs_the_stricter_permission(void **state)
{
	int64_t report, photo;
	struct web w;

	(void)state;
	open_with_photos(&w);
	report = report_with_photo(&w, true, &photo);
	web_sign_in(&w, CITY_DOCTOR);
	assert_string_equal(ask(&w, number_of_report(&w, report)), "/buka-darurat");
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM glass WHERE found = 3", 0), 1);
	assert_int_equal(
	    city_int(&w.c, "SELECT count(*) FROM notice WHERE kind = 'notice.glass_opened'", 0), 0);
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_sees_the_case_sees_its_photos_and_nobody_else),
		cmocka_unit_test(a_case_takes_so_many_photos_and_no_more),
		cmocka_unit_test(photos_go_when_the_case_is_erased),
		cmocka_unit_test(whoever_holds_the_case_sees_the_photos_of_its_reports),
		cmocka_unit_test(break_glass_opens_a_report_that_is_no_case_yet_with_its_photos),
		cmocka_unit_test(the_photos_of_a_case_open_by_break_glass_too),
		cmocka_unit_test(a_protected_report_needs_the_stricter_permission),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
