/* What people without account do: report, ask where to, follow, send photos; and their limits. */
#include "fixture.h"

#include "feature/account/account.h"
#include "text/desk.h"

#define PUBLIC                                                               \
	"\"body\":\"Kakek tersesat di terminal\",\"region\":\"3272021001\"," \
	"\"subject\":\"unknown\",\"flags\":[\"no_dwelling\"],\"reporter_kind\":\"anonymous\""

struct taken {
	const char *number, *secret;
};

static struct taken report_publicly(void)
{
	struct http_answer a;

	sign_out();
	a = post_json("/lapor", PUBLIC);
	assert_int_equal(a.status / 100, 2);
	return (struct taken){ member(a, "number"), member(a, "secret") };
}

static const char *lacak(const char *path, struct taken r)
{
	return arena_printf(t.cx.arena, "%s?number=%s&secret=%s", path, r.number, r.secret);
}

static void anybody_reports_and_follows_with_the_secret_only(void **state)
{
	struct taken r;
	struct http_answer a;

	(void)state;
	r = report_publicly();
	a = get(lacak("/lacak", r));
	assert_status(a, 200);
	assert_true(holds(a, "sedang dipilah"));
	assert_true(holds(a, "PUSK-CIKOLE"));
	assert_false(holds(a, "Kakek tersesat"));
	a = get(arena_printf(t.cx.arena, "/lacak?number=%s&secret=00000000", r.number));
	assert_true(holds(a, "tidak cocok"));
	assert_false(holds(a, "sedang dipilah"));
	a = get("/lacak?number=LP-00000000&secret=00000000");
	assert_true(holds(a, "tidak cocok"));
	a = get("/lacak?number=VV-G0MJNNAW&secret=00000000");
	assert_true(holds(a, "permintaan data, bukan laporan"));
	assert_true(holds(a, "/lacak-data")); /* the receipt may be that of a request about data */
}

static enum err dismiss(struct ctx *cx, void *user_id)
{
	struct account a;

	TRY(account_get(cx, *(int64_t *)user_id, &a));
	return account_disable(cx, a.id, a.version, true);
}

/* Puskesos of the place, and what its status page says of who holds the report. */
static bool held_by(const char *unit)
{
	struct http_answer a = post_json(
	    "/lapor",
	    "\"body\":\"Kakek tersesat\",\"region\":\"3272051001\",\"subject\":\"unknown\","
	    "\"flags\":[\"no_dwelling\"],\"reporter_kind\":\"anonymous\"");

	assert_int_equal(a.status / 100, 2);
	return holds(
	    get(lacak("/lacak", (struct taken){ member(a, "number"), member(a, "secret") })), unit);
}

static void a_report_goes_to_no_desk_where_nobody_could_read_it(void **state)
{
	(void)state;
	sign_out();
	assert_true(held_by("PUSK-BAROS"));
	assert_ok(test_write(&t, dismiss, &stranger));
	assert_true(held_by("SLRT"));
}

static void wrong_secrets_pause_that_number_alone(void **state)
{
	struct taken a = report_publicly(), b = report_publicly();
	int i;

	(void)state;
	for (i = 0; i < 6; i++)
		(void)get(arena_printf(t.cx.arena, "/lacak?number=%s&secret=00000000", a.number));
	assert_status(get(lacak("/lacak", a)), 429);
	assert_status(get(lacak("/lacak", b)), 200);
}

static void an_anonymous_reporter_leaves_no_name(void **state)
{
	(void)state;
	sign_out();
	/* A report takes photos; a PDF would be chosen in vain. */
	assert_false(holds(get("/lapor"), "application/pdf"));
	assert_status(post_json("/lapor", PUBLIC ",\"reporter\":\"Budi\""), 422);
	assert_status(post("/lapor", "body=a&region=3272021001&subject=known&reporter_kind=open"),
		      422);
}

static void where_to_report_answers_with_the_rules_of_the_desk(void **state)
{
	struct http_answer a;

	(void)state;
	sign_out();
	a = get("/lapor");
	assert_status(a, 200);
	assert_false(holds(a, "application/json")); /* what programs read is not offered here */
	assert_status(get("/lapor-ke-mana"), 200);
	a = get("/lapor-ke-mana?region=3272021001&subject=unknown&flags=sick");
	assert_status(a, 200);
	assert_true(holds(a, "RSUD"));
	assert_true(holds(a, "0266555"));
}

static enum err forget_phone(struct ctx *cx, void *code)
{
	struct unit u;
	int64_t id;
	bool found;

	TRY(directory_by_code(cx, code, &id, &found));
	assert_true(found);
	TRY(directory_get(cx, id, &u));
	u.phone = u.emergency_phone = NULL;
	return directory_update(cx, &u);
}

static void an_emergency_that_leads_to_a_unit_without_telephone_names_112(void **state)
{
	static char rsud[] = "RSUD";
	static const char sick[] = "/lapor-ke-mana?region=3272021001&subject=unknown&flags=sick";

	(void)state;
	sign_out();
	assert_false(holds(get(sick), "112"));
	assert_ok(test_write(&t, forget_phone, rsud));
	assert_true(holds(get(sick), "Hubungi 112"));
	assert_false(holds(get("/lapor-ke-mana?region=3272021001&subject=family"), "112"));
}

static struct http_answer send_photo(const char *target, struct taken r, const void *bytes,
				     size_t n)
{
	static unsigned key;
	struct buf b;
	struct http_answer a;

	buf_init(&b, 1 << 20);
	buf_addf(&b, "--x\r\nContent-Disposition: form-data; name=\"number\"\r\n\r\n%s\r\n",
		 r.number);
	buf_addf(&b, "--x\r\nContent-Disposition: form-data; name=\"secret\"\r\n\r\n%s\r\n",
		 r.secret);
	buf_addf(&b, "--x\r\nContent-Disposition: form-data; name=\"_once\"\r\n\r\n%032x\r\n",
		 0x5000000U + ++key);
	buf_addf(&b, "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%s\r\n", csrf);
	buf_adds(&b, "--x\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\""
		     "\r\nContent-Type: image/jpeg\r\n\r\n");
	buf_add(&b, bytes, n);
	buf_adds(&b, "\r\n--x--\r\n");
	a = send_body(target, "multipart/form-data; boundary=x", b.data, b.len);
	buf_release(&b);
	return a;
}

static void the_answer_leads_to_a_report_that_knows_it_already(void **state)
{
	struct http_answer a;

	(void)state;
	sign_out();
	a = get("/lapor-ke-mana?region=3272021001&subject=family&age=&flags=danger&flags=sick");
	assert_status(a, 200);
	assert_true(holds(a, "/lapor?region=3272021001&amp;subject=family&amp;age=&amp;"
			     "flags=danger&amp;flags=sick"));
	assert_true(holds(a, "112")); /* whose life is in danger is told to telephone */
	assert_true(holds(a, "Paling lama 1 jam"));
	a = get("/lapor?region=3272021001&subject=family&flags=danger");
	assert_status(a, 200);
	assert_true(holds(a, "value=\"family\" checked"));
	assert_true(holds(a, "value=\"danger\" checked"));
	assert_true(holds(a, "value=\"3272021001\" selected"));
}

static void what_is_missing_in_the_question_stands_in_a_summary(void **state)
{
	struct http_answer a;

	(void)state;
	sign_out();
	a = get("/lapor-ke-mana?region=&subject=&age=");
	assert_status(a, 200);
	assert_true(holds(a, "id=\"masalah\""));
	assert_false(holds(get("/lapor-ke-mana"), "id=\"masalah\""));
}

static void who_follows_by_json_reads_the_same_state(void **state)
{
	struct taken r = report_publicly();
	struct http_answer a;

	(void)state;
	assert_ok(http_dispatch(&t.app, t.cx.arena, TEST_NOW,
				&(struct http_message){ .method = "GET",
							.target = lacak("/lacak", r),
							.host = "localhost",
							.accept = "application/json" },
				&a));
	assert_status(a, 200);
	assert_string_equal(member(a, "sentence"), text_in(LANG_ID, T_FOLLOW_RECEIVED));
}

static void a_broken_photo_is_said_and_changes_nothing(void **state)
{
	struct taken r;
	struct http_answer a;

	(void)state;
	r = report_publicly();
	a = send_photo("/lacak/foto", r, "this is no picture", 18);
	assert_status(a, 422);
	assert_true(holds(a, "bukan foto"));
	r.secret = "00000000";
	assert_status(send_photo("/lacak/foto", r, "this is no picture", 18), 422);
}

static void a_receipt_needs_the_secret(void **state)
{
	struct taken r;
	struct http_answer a;

	(void)state;
	r = report_publicly();
	a = get(lacak("/lacak/tanda-terima", r));
	assert_status(a, 200);
	assert_memory_equal(a.body.p, "%PDF-", 5);
	a = get(arena_printf(t.cx.arena, "%s&paper=80mm", lacak("/lacak/tanda-terima", r)));
	assert_memory_equal(a.body.p, "%PDF-", 5);
	r.secret = "00000000";
	assert_status(get(lacak("/lacak/tanda-terima", r)), 404);
}

/* ---- keluhan ----------------------------------------------------------------------------- */

static void a_keluhan_is_listed_passed_to_the_slrt_and_answered(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take("\"body\":\"Bantuan belum turun sejak Mei\",\"region\":\"3272021001\","
		       "\"subject\":\"known\",\"reporter_kind\":\"open\",\"reporter\":\"Ibu\","
		       "\"topic\":\"pengaduan\",\"channel\":\"telepon\"");
	a = get("/keluhan");
	assert_status(a, 200);
	assert_true(holds(a, "Bantuan belum turun"));
	assert_true(holds(a, "Pengaduan"));
	assert_status(post(below(address, "jawab"), "body=Sedang+kami+periksa"), 303);
	assert_true(holds(get(address), "Sedang kami periksa"));
	assert_status(post(below(address, "slrt"), ""), 303);
	assert_true(holds(get(address), "SLRT"));
	sign_in(ROLE_MANAGER);
	assert_status(post(below(address, "jawab"), "body=Turun+hari+ini&done=1"), 303);
	assert_false(holds(get("/keluhan"), "Bantuan belum turun"));
	assert_true(holds(get("/keluhan?state=all"), "Bantuan belum turun"));
}

/* ---- who may ----------------------------------------------------------------------------- */

static unsigned checked;
static enum role checked_role;

/* Every route of the desk, by a role: refused exactly when the role lacks its permission. */
static void check_route(const struct route *r, void *user)
{
	const char *target = r->path, *brace;
	bool allowed = r->perm == PERM_NONE || (role_perms(1U << checked_role) >> r->perm & 1);
	struct http_answer a;

	(void)user;
	while ((brace = strchr(target, '{')) != NULL)
		target = arena_printf(t.cx.arena, "%.*s1%s", (int)(brace - target), target,
				      strchr(brace, '}') + 1);
	if (http_route_find(&t.app, r->method, target) != r)
		return;
	a = r->method == GET ? get(target) : post(target, "");
	if ((a.status == 403) != !allowed)
		fail_msg("%s %s as role %d: %d, may %d", r->method == GET ? "GET" : "POST", target,
			 (int)checked_role, a.status, allowed);
	if (a.status >= 500)
		fail_msg("%s: %d", target, a.status);
	checked++;
}

static void every_route_answers_each_role_as_the_matrix_says(void **state)
{
	static const enum role roles[] = { ROLE_VOLUNTEER,   ROLE_FRONT,     ROLE_BACK,
					   ROLE_COORDINATOR, ROLE_MANAGER,   ROLE_RECEIVER,
					   ROLE_HEAD,        ROLE_TREASURER, ROLE_DPO,
					   ROLE_ADMIN };

	(void)state;
	for (size_t i = 0; i < LEN(roles); i++) {
		checked_role = roles[i];
		sign_in(roles[i]);
		http_each_route(&t.app, check_route, NULL);
	}
	assert_true(checked > 200);
}

static void nobody_without_session_gets_behind_the_public_pages(void **state)
{
	static const char *const pages[] = { "/laporan", "/laporan/baru",   "/laporan/1",
					     "/keluhan", "/formulir",       "/laporan/aturan",
					     "/foto/1",  "/laporan/1/cetak" };

	(void)state;
	sign_out();
	for (size_t i = 0; i < LEN(pages); i++) {
		struct http_answer a = get(pages[i]);

		assert_status(a, 303);
		assert_memory_equal(a.location, "/masuk", 6);
	}
	assert_status(post("/laporan/1/putuskan", ""), 401);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CITY_TEST(anybody_reports_and_follows_with_the_secret_only),
		CITY_TEST(wrong_secrets_pause_that_number_alone),
		CITY_TEST(an_anonymous_reporter_leaves_no_name),
		CITY_TEST(a_report_goes_to_no_desk_where_nobody_could_read_it),
		CITY_TEST(where_to_report_answers_with_the_rules_of_the_desk),
		CITY_TEST(an_emergency_that_leads_to_a_unit_without_telephone_names_112),
		CITY_TEST(the_answer_leads_to_a_report_that_knows_it_already),
		CITY_TEST(what_is_missing_in_the_question_stands_in_a_summary),
		CITY_TEST(who_follows_by_json_reads_the_same_state),
		CITY_TEST(a_broken_photo_is_said_and_changes_nothing),
		CITY_TEST(a_receipt_needs_the_secret),
		CITY_TEST(a_keluhan_is_listed_passed_to_the_slrt_and_answered),
		CITY_TEST(every_route_answers_each_role_as_the_matrix_says),
		CITY_TEST(nobody_without_session_gets_behind_the_public_pages),
	};

	return cmocka_run_group_tests_name("desk: the public", tests, NULL, NULL);
}
