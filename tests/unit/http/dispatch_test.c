/* Whole requests through a small route table: the order of checks and what comes back. */
#include "platform/http/http_impl.h"

#include "base/log.h"
#include "base/str.h"
#include "lib/testlib.h"
#include "platform/assets/assets.h"
#include "platform/http/http_sql.h"
#include "text/form.h"
#include "text/http.h"

#include <stdio.h>
#include <string.h>

enum { LABEL, COUNT, FILES };

static const struct field fields[] = {
	[LABEL] = { .name = "label",
		    .kind = FIELD_TEXT,
		    .label = T_HTTP_HOME,
		    .required = true,
		    .max = 20 },
	[COUNT] = { .name = "count", .kind = FIELD_INT, .label = T_HTTP_HOME },
	[FILES] = { .name = "files",
		    .kind = FIELD_FILES,
		    .label = T_HTTP_BACK,
		    .max = 100,
		    .max_value = 2 },
	{ .kind = FIELD_END },
};
static const struct form_def thing_form = { .name = "thing", .fields = fields };

/* What the commits left behind, and what the next one shall do. */
static int commits, afters;
static enum err next_result;

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = "Daftar" });
	ui_form(u, "form",
		&(struct ui_form){ .action = "/things", .def = &thing_form, .form = req_form(r) });
	(void)cx;
	return ui_end(u);
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	if (req_id(r) == 404)
		return err_set(cx, ERR_NOTFOUND, "no such thing");
	ui_begin(u, &(struct ui_page){ .title = "Satu" });
	ui_text(u, arena_printf(cx->arena, "id %lld", (long long)req_id(r)));
	req_disclose(r, req_id(r), "name");
	if (req_id(r) == 8)
		req_disclose(r, 9, "name");
	return ui_end(u);
}

static enum err thing_prepare(struct ctx *cx, struct req *r)
{
	if (str_eq(form_text(req_form(r), LABEL), "twin"))
		form_problem(cx, req_form(r), LABEL, T_FORM_CHOICE, NULL);
	return ERR_OK;
}

static enum err thing_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	commits++;
	if (next_result != ERR_OK)
		return err_set(cx, next_result, "as the test wants");
	if (str_eq(form_text(req_form(r), LABEL), "late"))
		form_problem(cx, req_form(r), LABEL, T_FORM_CHOICE, NULL);
	resp->id = 77;
	resp->number = "LP-1";
	resp->secret = arena_printf(cx->arena, "s%d", commits);
	resp_see(cx, resp, T_HTTP_HOME, "/things/%d", 77);
	return ERR_OK;
}

static void thing_after(struct ctx *cx, struct req *r)
{
	(void)cx;
	(void)r;
	afters++;
}

static const struct route things[] = {
	{ .method = GET,
	  .path = "/things",
	  .perm = PERM_SELF,
	  .repr = REPR_LIST,
	  .page = list_page },
	{ .method = GET, .path = "/things/{id}", .perm = PERM_NONE, .page = one_page },
	{ .method = GET,
	  .path = "/things/filtered",
	  .perm = PERM_NONE,
	  .form = &thing_form,
	  .page = list_page },
	{ .method = GET, .path = "/things/new", .perm = PERM_NONE, .page = list_page },
	{ .method = POST,
	  .path = "/things",
	  .perm = PERM_NONE,
	  .form = &thing_form,
	  .page = list_page,
	  .prepare = thing_prepare,
	  .commit = thing_commit,
	  .after = thing_after },
	{ .method = POST,
	  .path = "/own",
	  .perm = PERM_SELF,
	  .flags = ROUTE_SESSION,
	  .form = &thing_form,
	  .commit = thing_commit },
	{ .method = POST,
	  .path = "/secret",
	  .perm = PERM_CASE_WORK,
	  .form = &thing_form,
	  .commit = thing_commit },
	{ 0 },
};
static const struct route *const tables[] = { things, NULL };

static struct auth_account account = { .id = 5, .login = "ani", .name = "Ani", .unit_id = 3 };

static enum err account_by_id(struct ctx *cx, int64_t id, struct auth_account *ret, bool *found)
{
	(void)cx;
	*found = id == account.id;
	*ret = account;
	return ERR_OK;
}

static enum err account_by_login(struct ctx *cx, const char *login, struct auth_account *ret,
				 bool *found)
{
	(void)cx;
	*found = strcmp(login, account.login) == 0;
	*ret = account;
	return ERR_OK;
}

static const struct auth_source source = { account_by_login, account_by_id };

static struct test t;
static char cookie[80], csrf[AUTH_TOKEN_SIZE];
static int64_t session_id;

static enum err open_session(struct ctx *cx, void *arg)
{
	return session_open(cx, account.id, "127.0.0.1", "test", arg);
}

/* Signs Ani in with the given role. */
static void sign_in(enum role role)
{
	char token[AUTH_TOKEN_SIZE];
	struct actor actor;
	int64_t expires;

	account.roles = 1U << role;
	assert_ok(test_write(&t, open_session, token));
	(void)snprintf(cookie, sizeof(cookie), "melaju=%s", token);
	test_read_begin(&t);
	assert_ok(session_find(&t.cx, token, &actor, &expires));
	test_read_end(&t);
	session_id = actor.session_id;
	csrf_token(&t.cx, session_id, csrf);
}

static int open_all(void **state)
{
	(void)state;
	log_enable(false);
	test_open(&t);
	/* Named here, so that the linker brings the vault for testlib's weak reference. */
	if (t.app.vault == NULL)
		t.app.vault =
		    vault_for_test((const unsigned char *)"0123456789abcdef0123456789abcdef");
	t.app.routes = tables;
	t.app.n_routes = 1;
	auth_set_source(&source);
	commits = afters = 0;
	next_result = ERR_OK;
	cookie[0] = csrf[0] = '\0';
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

static struct http_answer send(const struct http_message *m)
{
	struct http_answer a;

	assert_ok(http_dispatch(&t.app, t.cx.arena, TEST_NOW, m, &a));
	return a;
}

static struct http_answer get(const char *target)
{
	return send(&(struct http_message){
	    .method = "GET", .target = target, .cookie = cookie[0] != '\0' ? cookie : NULL });
}

static struct http_answer post(const char *target, const char *body)
{
	return send(&(struct http_message){ .method = "POST",
					    .target = target,
					    .cookie = cookie[0] != '\0' ? cookie : NULL,
					    .content_type = "application/x-www-form-urlencoded",
					    .body = body,
					    .body_n = strlen(body) });
}

static struct http_answer post_json(const char *target, const char *body)
{
	return send(&(struct http_message){ .method = "POST",
					    .target = target,
					    .accept = "application/json",
					    .content_type = "application/json",
					    .cookie = cookie[0] != '\0' ? cookie : NULL,
					    .body = body,
					    .body_n = strlen(body) });
}

static bool holds(const struct http_answer *a, const char *text)
{
	return memmem(a->body.p, a->body.n, text, strlen(text)) != NULL;
}

#define ONCE "&_once=00112233445566778899aabbccddeeff"

static void a_visitor_is_sent_to_sign_in_and_back(void **state)
{
	struct http_answer a = get("/things?q=a%20b");

	(void)state;
	assert_int_equal(a.status, 303);
	assert_string_equal(a.location, "/masuk?kembali=/things%3Fq%3Da%2520b");
	a = get("/things.json");
	assert_int_equal(a.status, 401);
	assert_true(holds(&a, "\"error\":\"UNAUTH\""));
}

static void who_lacks_the_permission_gets_403(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_AUDITOR);
	assert_int_equal(get("/things").status, 200);
	a = post("/secret", arena_printf(t.cx.arena, "label=x&_csrf=%s" ONCE, csrf));
	assert_int_equal(a.status, 403);
	assert_int_equal(commits, 0);
}

static void a_session_needs_its_form_token(void **state)
{
	char body[200];

	(void)state;
	sign_in(ROLE_AUDITOR);
	assert_int_equal(post("/things", "label=x" ONCE).status, 403);
	assert_int_equal(post("/things", "label=x&_csrf=wrong" ONCE).status, 403);
	assert_int_equal(commits, 0);
	(void)snprintf(body, sizeof(body), "label=x&_csrf=%s" ONCE, csrf);
	assert_int_equal(post("/things", body).status, 303);
	assert_int_equal(commits, 1);
}

/* What a page has in its forms, a program finds in the header of any answer of its session. */
static void a_program_in_a_session_finds_its_form_token(void **state)
{
	const char *token[] = { "X-CSRF-Token", NULL, NULL };
	struct http_message m = { .method = "POST",
				  .target = "/things",
				  .accept = "application/json",
				  .content_type = "application/json",
				  .body = "{\"label\":\"x\"}",
				  .body_n = 13 };
	struct http_answer a;

	(void)state;
	assert_null(get("/things/7.json").form_token);
	sign_in(ROLE_AUDITOR);
	m.cookie = cookie;
	assert_null(get("/things").form_token);
	a = send(&m);
	assert_int_equal(a.status, 403);
	assert_true(holds(&a, "\"error\":\"TOKEN\""));
	assert_true(holds(&a, "X-CSRF-Token"));
	token[1] = get("/things.json").form_token;
	assert_string_equal(token[1], csrf);
	m.headers = token;
	assert_int_equal(send(&m).status, 201);
	assert_int_equal(commits, 1);
}

/* A name misspelt is told to a program; a page may carry what its form does not know. */
static void a_name_that_is_no_field_is_told_to_a_program(void **state)
{
	struct http_answer a;

	(void)state;
	a = post_json("/things", "{\"label\":\"x\",\"cuont\":3,\"deep\":{\"a\":[1]}}");
	assert_int_equal(a.status, 422);
	assert_true(holds(&a, "\"field\":\"cuont\""));
	assert_true(holds(&a, "\"field\":\"deep\""));
	assert_true(holds(&a, "label, count, files"));
	assert_int_equal(commits, 0);
	assert_int_equal(post("/things", "label=x&cuont=3" ONCE).status, 303);
	a = get("/things/filtered.json?lable=x&label=y");
	assert_int_equal(a.status, 422);
	assert_true(holds(&a, "\"field\":\"lable\""));
	assert_int_equal(get("/things/filtered?lable=x&label=y").status, 200);
}

/* Each act says which operation of the document it is, so that its body can be looked up. */
static void an_act_names_its_operation(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_AUDITOR);
	a = get("/things.json");
	assert_true(holds(&a, "\"operation\":\"post_things\""));
	a = get("/openapi.json");
	assert_true(holds(&a, "\"operationId\":\"post_things\""));
	assert_true(holds(&a, "\"operationId\":\"get_things_id\""));
}

static void a_post_from_elsewhere_is_refused(void **state)
{
	static const char body[] = "label=x" ONCE;
	struct http_message m = { .method = "POST",
				  .target = "/things",
				  .host = "melaju.example",
				  .origin = "https://evil.example",
				  .body = body,
				  .body_n = sizeof(body) - 1 };
	const char *const site[] = { "Sec-Fetch-Site", "cross-site", NULL };

	(void)state;
	assert_int_equal(send(&m).status, 403);
	m.origin = "null";
	assert_int_equal(send(&m).status, 403);
	m.origin = NULL;
	m.headers = site;
	assert_int_equal(send(&m).status, 403);
	assert_int_equal(commits, 0);
	m.headers = NULL;
	m.origin = "https://melaju.example";
	assert_int_equal(send(&m).status, 303);
}

static void the_same_form_sent_again_gets_the_first_answer(void **state)
{
	struct http_answer first, again;

	(void)state;
	first = post_json("/things",
			  "{\"label\":\"x\",\"_once\":\"00112233445566778899aabbccddeeff\"}");
	again = post_json("/things",
			  "{\"label\":\"x\",\"_once\":\"00112233445566778899aabbccddeeff\"}");
	assert_int_equal(first.status, 201);
	assert_true(holds(&first, "\"secret\":\"s1\""));
	assert_int_equal(again.status, 201);
	assert_int_equal(first.body.n, again.body.n);
	assert_memory_equal(first.body.p, again.body.p, first.body.n);
	assert_int_equal(commits, 1);
	assert_int_equal(afters, 1);
	/* Another key is another form. */
	assert_int_equal(post("/things", "label=x&_once=ffffffffffffffffffffffffffffffff").status,
			 303);
	assert_int_equal(commits, 2);
}

/* As after a restart: other keys have taken the places of all that came before. */
static void forget_keys(void)
{
	uint64_t hash[4];

	for (uint64_t i = 1; i <= 4096; i++) {
		struct req other = { .once = "another", .once_hash = { hash, sizeof(hash) } };

		memset(hash, 0, sizeof(hash));
		hash[0] = i;
		(void)once_met(&other);
	}
}

static void a_key_that_the_process_forgot_gets_the_first_answer_too(void **state)
{
	struct http_answer first, again;

	(void)state;
	first = post_json("/things", "{\"label\":\"x\",\"_once\":\"0123456789abcdef0123\"}");
	forget_keys();
	again = post_json("/things", "{\"label\":\"x\",\"_once\":\"0123456789abcdef0123\"}");
	assert_int_equal(first.status, 201);
	assert_int_equal(again.status, 201);
	assert_int_equal(first.body.n, again.body.n);
	assert_memory_equal(first.body.p, again.body.p, first.body.n);
	assert_int_equal(afters, 1);
	/* Also when what the first did makes the second impossible. */
	forget_keys();
	again = post_json("/things", "{\"label\":\"twin\",\"_once\":\"0123456789abcdef0123\"}");
	assert_int_equal(again.status, 201);
	assert_memory_equal(first.body.p, again.body.p, first.body.n);
	assert_int_equal(afters, 1);
}

static void a_form_that_failed_may_be_sent_again_with_its_key(void **state)
{
	(void)state;
	next_result = ERR_DB;
	assert_int_equal(post("/things", "label=x" ONCE).status, 500);
	next_result = ERR_OK;
	assert_int_equal(post("/things", "label=x" ONCE).status, 303);
}

static void a_page_form_without_one_time_key_is_refused(void **state)
{
	(void)state;
	assert_int_equal(post("/things", "label=x").status, 422);
	assert_int_equal(post("/things", "label=x&_once=short").status, 422);
	assert_int_equal(commits, 0);
}

static void a_wrong_form_comes_back_filled(void **state)
{
	struct http_answer a = post("/things", "label=typed&count=three" ONCE);

	(void)state;
	assert_int_equal(a.status, 422);
	assert_true(holds(&a, "typed"));
	assert_true(holds(&a, "three"));
	a = post_json("/things", "{\"count\":\"three\"}");
	assert_int_equal(a.status, 422);
	assert_true(holds(&a, "\"field\":\"label\""));
	assert_true(holds(&a, "\"field\":\"count\""));
	assert_int_equal(commits, 0);
}

static void a_file_that_came_with_a_wrong_form_is_asked_for_again(void **state)
{
	static const char part[] =
	    "--XX\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n";
	struct arena *a = t.cx.arena;
	const char *wrong = arena_printf(a, part, "count", "", "three");
	const char *file = arena_printf(a, part, "files", "; filename=\"a.jpg\"", "abc");
	const char *once = arena_printf(a, part, "_once", "", "00112233445566778899aabbccddeeff");
	const char *again = text_fill(&t.cx, T_FORM_FILES_AGAIN, text(&t.cx, T_HTTP_BACK), NULL);
	struct http_message m = { .method = "POST",
				  .target = "/things",
				  .content_type = "multipart/form-data; boundary=XX" };
	struct http_answer answer;

	(void)state;
	m.body = arena_printf(a, "%s%s%s--XX--\r\n", wrong, file, once);
	m.body_n = strlen(m.body);
	answer = send(&m);
	assert_int_equal(answer.status, 422);
	assert_true(holds(&answer, again));
	m.body = arena_printf(a, "%s%s--XX--\r\n", wrong, once);
	m.body_n = strlen(m.body);
	answer = send(&m);
	assert_int_equal(answer.status, 422);
	assert_false(holds(&answer, again));
}

static void what_is_drawn_after_a_post_offers_no_address_that_only_a_post_has(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = get("/things");
	assert_true(holds(&a, "href=\"/things.json\""));
	a = post("/things", arena_printf(t.cx.arena, "label=&_csrf=%s" ONCE, csrf));
	assert_int_equal(a.status, 422);
	assert_false(holds(&a, ".json\""));
}

static void problems_of_prepare_and_commit_come_back_and_leave_nothing(void **state)
{
	(void)state;
	assert_int_equal(post("/things", "label=twin" ONCE).status, 422);
	assert_int_equal(commits, 0);
	assert_int_equal(post("/things", "label=late" ONCE).status, 422);
	assert_int_equal(commits, 1);
	assert_int_equal(afters, 0);
	/* The key was not used up. */
	assert_int_equal(post("/things", "label=good" ONCE).status, 303);
}

static void a_conflict_keeps_what_was_typed(void **state)
{
	struct http_answer a;

	(void)state;
	next_result = ERR_CONFLICT;
	a = post("/things", "label=typed" ONCE);
	assert_int_equal(a.status, 409);
	assert_true(holds(&a, "typed"));
	a = post_json("/things", "{\"label\":\"x\"}");
	assert_int_equal(a.status, 409);
	assert_true(holds(&a, "\"error\":\"CONFLICT\""));
}

static void paths_lead_to_one_route_or_none(void **state)
{
	(void)state;
	assert_int_equal(get("/things/7").status, 200);
	assert_int_equal(get("/things/new").status, 200);
	assert_int_equal(get("/things/404").status, 404);
	assert_int_equal(get("/things/0").status, 404);
	assert_int_equal(get("/things/7x").status, 404);
	assert_int_equal(get("/things/99999999999999999999").status, 404);
	assert_int_equal(get("/nothing").status, 404);
	assert_int_equal(get("/../etc/passwd").status, 404);
	assert_int_equal(get("/things/%00").status, 404);
	assert_int_equal(get("//things/7").status, 404);
	assert_int_equal(get("things").status, 404);
	assert_ptr_equal(http_route_find(&t.app, GET, "/things/12"), &things[1]);
	assert_null(http_route_find(&t.app, POST, "/things/12"));
}

static void other_methods_are_told_which_are_known(void **state)
{
	struct http_message m = { .method = "DELETE", .target = "/things/7" };

	(void)state;
	assert_int_equal(send(&m).status, 405);
	m.method = "POST";
	assert_int_equal(send(&m).status, 405);
	m.target = "/nothing";
	assert_int_equal(send(&m).status, 404);
}

static void a_page_in_a_form_it_does_not_have_is_not_acceptable(void **state)
{
	struct http_answer a = get("/things/7.csv");

	(void)state;
	assert_int_equal(a.status, 406);
	assert_non_null(memmem(a.body.p, a.body.n, "bentuk yang diminta", 19));
	assert_int_equal(get("/things/7.json").status, 200);
	assert_int_equal(get("/nothing.csv").status, 404);
	a = send(&(struct http_message){ .method = "GET", .target = "/a/none.json" });
	assert_int_equal(a.status, 404);
}

static void head_is_get_without_body(void **state)
{
	struct http_answer a =
	    send(&(struct http_message){ .method = "HEAD", .target = "/things/7" });

	(void)state;
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body.n, 0);
	assert_string_equal(a.type, "text/html; charset=utf-8");
}

static void a_huge_body_and_a_strange_one_are_refused(void **state)
{
	char *big = arena_alloc(t.cx.arena, 70000);
	struct http_message m = { .method = "POST",
				  .target = "/things",
				  .content_type = "application/x-www-form-urlencoded",
				  .body = big,
				  .body_n = 70000 };

	(void)state;
	assert_int_equal(send(&m).status, 413);
	m.body_n = 100;
	m.content_type = "text/xml";
	assert_int_equal(send(&m).status, 415);
	m.content_type = "multipart/form-data; boundary=XX";
	assert_int_equal(send(&m).status, 422);
	m.content_type = "application/json";
	assert_int_equal(send(&m).status, 422);
	assert_int_equal(commits, 0);
}

static size_t disclosed(struct disclosure_of_user_row **ret)
{
	size_t n = 0;

	test_read_begin(&t);
	assert_ok(disclosure_of_user_all(&t.cx, &(struct disclosure_of_user_args){ .user_id = 0 },
					 ret, &n));
	test_read_end(&t);
	return n;
}

static void what_is_shown_is_written_down_first(void **state)
{
	struct disclosure_of_user_row *rows = NULL;

	(void)state;
	assert_int_equal(get("/things/7?q=x").status, 200);
	assert_int_equal(disclosed(&rows), 1);
	assert_int_equal(rows[0].subject_id, 7);
	assert_string_equal(rows[0].path, "/things/7");
	assert_int_equal(get("/things/8").status, 200);
	assert_int_equal(disclosed(&rows), 2);
	assert_int_equal(rows[1].subject_id, 0);
	assert_string_equal(rows[1].subjects, "[\"8\",\"9\"]");
	assert_int_equal(get("/things/404").status, 404);
	assert_int_equal(disclosed(&rows), 2);
}

static void what_cannot_be_written_down_is_not_shown(void **state)
{
	struct disclosure_of_user_row *rows = NULL;
	struct http_answer a;

	(void)state;
	db_fault_at(t.app.pool, 1);
	a = get("/things/7");
	db_fault_at(t.app.pool, 0);
	assert_int_equal(a.status, 503);
	assert_false(holds(&a, "id 7"));
	assert_int_equal(disclosed(&rows), 0);
}

static void the_house_answers_about_itself(void **state)
{
	const char *tag[] = { "If-None-Match", NULL, NULL };
	struct http_answer a = get("/healthz");

	(void)state;
	assert_int_equal(a.status, 200);
	a = get("/metrics");
	assert_int_equal(a.status, 200);
	assert_true(holds(&a, "melaju_http_seconds_count"));
	a = send(&(struct http_message){
	    .method = "GET", .target = "/metrics", .remote = "203.0.113.7" });
	assert_int_equal(a.status, 403);
	a = get("/openapi.json");
	assert_int_equal(a.status, 200);
	assert_true(holds(&a, "\"/things/{id}\""));
	a = get(asset_url("melaju.js"));
	assert_int_equal(a.status, 200);
	assert_true(str_starts(a.type, "text/javascript"));
	tag[1] = arena_printf(t.cx.arena, "\"%s\"", asset_find("melaju.js")->hash);
	assert_int_equal(send(&(struct http_message){ .method = "GET",
						      .target = asset_url("melaju.js"),
						      .headers = tag })
			     .status,
			 304);
	assert_int_equal(get("/a/none.js").status, 404);
}

static enum err make_token(struct ctx *cx, void *arg)
{
	const struct actor *before = cx->actor;
	struct actor ani = { .user_id = account.id,
			     .roles = account.roles,
			     .perms = role_perms(account.roles) };
	int64_t id;
	enum err e;

	cx->actor = &ani;
	e = token_create(cx, "test", ani.perms, TEST_NOW + USEC_HOUR, arg, &id);
	cx->actor = before;
	return e;
}

static void a_token_needs_no_form_token(void **state)
{
	static const char body[] = "{\"label\":\"x\"}";
	char token[AUTH_TOKEN_SIZE];
	struct http_message m = { .method = "POST",
				  .target = "/things",
				  .accept = "application/json",
				  .content_type = "application/json",
				  .authorization = "Bearer wrong",
				  .body = body,
				  .body_n = sizeof(body) - 1 };

	(void)state;
	account.roles = 1U << ROLE_AUDITOR;
	assert_int_equal(send(&m).status, 401);
	assert_ok(test_write(&t, make_token, token));
	m.authorization = arena_printf(t.cx.arena, "Bearer %s", token);
	assert_int_equal(send(&m).status, 201);
	assert_int_equal(commits, 1);
	m.target = "/secret";
	assert_int_equal(send(&m).status, 403);
}

/* A token that somebody found makes no other token and locks nobody out. */
static void how_one_signs_in_is_decided_in_a_session_and_never_by_a_token(void **state)
{
	static const char body[] = "{\"label\":\"x\"}";
	char token[AUTH_TOKEN_SIZE];
	struct http_message m = { .method = "POST",
				  .target = "/own",
				  .accept = "application/json",
				  .content_type = "application/json",
				  .body = body,
				  .body_n = sizeof(body) - 1 };
	struct http_answer a;

	(void)state;
	account.roles = 1U << ROLE_AUDITOR;
	assert_ok(test_write(&t, make_token, token));
	m.authorization = arena_printf(t.cx.arena, "Bearer %s", token);
	a = send(&m);
	assert_int_equal(a.status, 403);
	assert_int_equal(commits, 0);
	sign_in(ROLE_AUDITOR);
	a = post("/own", arena_printf(t.cx.arena, "label=x&_csrf=%s" ONCE, csrf));
	assert_int_equal(a.status, 303);
	assert_int_equal(commits, 1);
}

/* Tools say that they take anything; who brings a token or JSON is a program all the same. */
static void a_program_is_answered_in_json_without_asking_for_it(void **state)
{
	static const char body[] = "{\"label\":";
	struct http_message m = { .method = "POST",
				  .target = "/things",
				  .accept = "*/*",
				  .content_type = "application/json",
				  .authorization = "Bearer wrong",
				  .body = body,
				  .body_n = sizeof(body) - 1 };
	char token[AUTH_TOKEN_SIZE];

	(void)state;
	account.roles = 1U << ROLE_AUDITOR;
	assert_string_equal(send(&m).type, "application/json");
	assert_ok(test_write(&t, make_token, token));
	m.authorization = arena_printf(t.cx.arena, "Bearer %s", token);
	assert_int_equal(send(&m).status, 422);
	assert_string_equal(send(&m).type, "application/json");
	m.method = "DELETE";
	assert_string_equal(send(&m).type, "application/json");
	m.method = "GET";
	m.accept = "text/html";
	assert_string_not_equal(send(&m).type, "application/json");
}

/* Who takes several kinds gets the one he wants most; of two alike, people get their page. */
static void what_is_wanted_most_is_answered(void **state)
{
	static const struct {
		const char *accept, *type;
	} wishes[] = {
		{ "text/html, application/json", "text/html; charset=utf-8" },
		{ "application/json, text/html;q=0.5", "application/json" },
		{ "text/html;q=0, application/json", "application/json" },
		{ "application/json;q=0, text/html", "text/html; charset=utf-8" },
		{ "application/json; q=0.2, text/html;q=0.25", "text/html; charset=utf-8" },
		{ "text/csv;q=0.1, application/json", "application/json" },
		{ "application/json;q=0.1, text/csv;q=0.9", "text/csv; charset=utf-8" },
		{ "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8" },
	};
	struct http_message m = { .method = "GET", .target = "/things" };

	(void)state;
	sign_in(ROLE_AUDITOR);
	m.cookie = cookie;
	for (size_t i = 0; i < LEN(wishes); i++) {
		m.accept = wishes[i].accept;
		assert_string_equal(send(&m).type, wishes[i].type);
	}
}

/* A request that waited for a worker since so many seconds. */
static int status_after_wait(int64_t seconds)
{
	struct req r;
	int status;

	req_init(&r, &t.app, TEST_NOW);
	r.method_text = "GET";
	r.target = "/things/7";
	r.remote = "127.0.0.1";
	r.queued = clock_mono() - seconds * INT64_C(1000000000);
	while (req_step(&r) == STEP_WRITE)
		r.written = db_write(&r.cx, t.app.pool, r.run, &r);
	status = r.status;
	req_release(&r);
	return status;
}

/* Does the page for a request that waited too long say so? */
static bool busy_says(const char *method, const char *words)
{
	struct req r;
	bool says;

	req_init(&r, &t.app, TEST_NOW);
	r.method_text = method;
	r.target = "/things";
	r.remote = "127.0.0.1";
	r.queued = clock_mono() - (HTTP_QUEUE_SECONDS + 1) * INT64_C(1000000000);
	while (req_step(&r) == STEP_WRITE)
		r.written = db_write(&r.cx, t.app.pool, r.run, &r);
	says = strstr(buf_str(&r.resp.body), words) != NULL;
	req_release(&r);
	return says;
}

static void a_busy_page_says_what_became_of_what_was_sent(void **state)
{
	(void)state;
	assert_true(busy_says("GET", "muat ulang halaman ini"));
	assert_false(busy_says("GET", "belum disimpan"));
	assert_true(busy_says("POST", "belum disimpan. Tunggu sebentar, lalu muat ulang"));
}

static void who_waited_too_long_for_a_worker_is_told_to_come_again(void **state)
{
	(void)state;
	assert_int_equal(status_after_wait(HTTP_QUEUE_SECONDS - 2), 200);
	assert_int_equal(status_after_wait(HTTP_QUEUE_SECONDS + 1), 503);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_visitor_is_sent_to_sign_in_and_back),
		T(who_lacks_the_permission_gets_403),
		T(a_session_needs_its_form_token),
		T(a_program_in_a_session_finds_its_form_token),
		T(a_name_that_is_no_field_is_told_to_a_program),
		T(an_act_names_its_operation),
		T(a_post_from_elsewhere_is_refused),
		T(the_same_form_sent_again_gets_the_first_answer),
		T(a_key_that_the_process_forgot_gets_the_first_answer_too),
		T(a_form_that_failed_may_be_sent_again_with_its_key),
		T(a_page_form_without_one_time_key_is_refused),
		T(a_wrong_form_comes_back_filled),
		T(a_file_that_came_with_a_wrong_form_is_asked_for_again),
		T(what_is_drawn_after_a_post_offers_no_address_that_only_a_post_has),
		T(problems_of_prepare_and_commit_come_back_and_leave_nothing),
		T(a_conflict_keeps_what_was_typed),
		T(paths_lead_to_one_route_or_none),
		T(other_methods_are_told_which_are_known),
		T(a_page_in_a_form_it_does_not_have_is_not_acceptable),
		T(head_is_get_without_body),
		T(a_huge_body_and_a_strange_one_are_refused),
		T(what_is_shown_is_written_down_first),
		T(what_cannot_be_written_down_is_not_shown),
		T(a_busy_page_says_what_became_of_what_was_sent),
		T(the_house_answers_about_itself),
		T(a_token_needs_no_form_token),
		T(how_one_signs_in_is_decided_in_a_session_and_never_by_a_token),
		T(a_program_is_answered_in_json_without_asking_for_it),
		T(what_is_wanted_most_is_answered),
		T(who_waited_too_long_for_a_worker_is_told_to_come_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
