/* Files of a form that comes back: they come along, for who sent them, for a day. */
#include "web.h"

#include "lib/pdf.h"

#include "feature/casework/document.h"
#include "feature/desk/desk_web.h"
#include "platform/media/media.h"
#include "text/form.h"

static const struct route *const routes[] = { case_act_routes, document_routes, NULL };

static int setup(void **state)
{
	(void)web_setup(state, routes);
	casework_set_report_sealer(desk_report_seal);
	return 0;
}

#define BOUNDARY "--------kept"

/* A form as a browser sends it, piece by piece. */
struct sent {
	struct web *w;
	struct buf body;
};

static struct sent form_of(struct web *w)
{
	struct sent s = { .w = w };

	buf_init(&s.body, 1 << 20);
	return s;
}

static void put(struct sent *s, const char *name, const char *value)
{
	buf_addf(&s->body,
		 "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
		 name, value);
}

static void put_file(struct sent *s, const char *name, struct blob b)
{
	buf_addf(&s->body,
		 "--" BOUNDARY
		 "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"%s\"\r\n"
		 "Content-Type: application/pdf\r\n\r\n",
		 name);
	buf_add(&s->body, b.p, b.n);
	buf_adds(&s->body, "\r\n");
}

static struct http_answer post(struct sent *s, int64_t case_id)
{
	struct web *w = s->w;
	struct http_answer a;

	put(s, "_csrf", w->csrf);
	put(s, "_once", arena_printf(w->c.cx->arena, "%032x", ++w->once));
	buf_adds(&s->body, "--" BOUNDARY "--\r\n");
	assert_ok(http_dispatch(
	    &w->c.t.app, w->c.cx->arena, w->c.cx->now,
	    &(struct http_message){ .method = "POST",
				    .target = web_path(w, "/kasus/", case_id, "/dokumen"),
				    .cookie = w->cookie,
				    .content_type = "multipart/form-data; boundary=" BOUNDARY,
				    .body = s->body.data,
				    .body_n = s->body.len },
	    &a));
	buf_release(&s->body);
	return a;
}

/* The ticket with that number on the page, NULL when there are fewer. */
static const char *ticket(struct web *w, const struct http_answer *a, size_t at)
{
	static const char mark[] = "name=\"_kept\" value=\"";
	const char *p = a->body.p, *end = p + a->body.n, *quote;

	for (;; at--) {
		p = memmem(p, (size_t)(end - p), mark, sizeof(mark) - 1);
		if (p == NULL)
			return NULL;
		p += sizeof(mark) - 1;
		quote = memchr(p, '"', (size_t)(end - p));
		if (at == 0)
			return arena_strndup(w->c.cx->arena, p, (size_t)(quote - p));
	}
}

static bool says(struct web *w, const struct http_answer *a, enum text what)
{
	return web_holds(a, text(w->c.cx, what));
}

static int64_t case_of_desk(struct web *w)
{
	int64_t id = city_case(&w->c, NULL, 0, false);

	web_sign_in(w, CITY_FRONT);
	return id;
}

/* A form that lacks the kind, with a PDF; the page that comes back. */
static struct http_answer send_wrong(struct web *w, int64_t case_id)
{
	struct sent s = form_of(w);
	struct http_answer a;

	put_file(&s, "surat <1>.pdf", pdf_plain(w->c.cx->arena));
	a = post(&s, case_id);
	assert_int_equal(a.status, 422);
	return a;
}

/* The form put right, with that ticket instead of the file. */
static struct http_answer send_again(struct web *w, int64_t case_id, const char *ticket)
{
	struct sent s = form_of(w);

	put(&s, "kind", "sktm");
	put(&s, "_kept", ticket);
	return post(&s, case_id);
}

static int64_t documents(struct web *w)
{
	return city_int(&w->c, "SELECT count(*) FROM case_document", 0);
}

static void a_file_comes_along_when_the_form_is_sent_again(void **state)
{
	struct web *w = *state;
	struct blob plain = pdf_plain(w->c.cx->arena);
	int64_t id = case_of_desk(w);
	struct http_answer a = send_wrong(w, id);

	assert_non_null(ticket(w, &a, 0));
	assert_null(ticket(w, &a, 1));
	assert_true(web_holds(&a, "surat &lt;1&gt;.pdf"));
	assert_false(web_holds(&a, "pilih lagi berkasnya"));
	a = send_again(w, id, ticket(w, &a, 0));
	assert_int_equal(a.status, 303);
	assert_int_equal(documents(w), 1);
	a = web_get(w,
		    web_path(w, "/dokumen/",
			     city_int(&w->c, "SELECT max(id) FROM case_document", 0), "/berkas"));
	assert_int_equal(a.body.n, plain.n);
	assert_memory_equal(a.body.p, plain.p, plain.n);
}

static void it_comes_along_a_second_time_without_being_kept_twice(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w);
	struct http_answer a = send_wrong(w, id);
	struct sent s = form_of(w);

	put(&s, "_kept", ticket(w, &a, 0));
	put_file(&s, "halaman 2.pdf", pdf_plain(w->c.cx->arena));
	a = post(&s, id);
	assert_int_equal(a.status, 422);
	assert_non_null(ticket(w, &a, 1));
	assert_null(ticket(w, &a, 2));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media_blob", 0), 2);
	s = form_of(w);
	put(&s, "kind", "sktm");
	put(&s, "_kept", ticket(w, &a, 0));
	put(&s, "_kept", ticket(w, &a, 1));
	assert_int_equal(post(&s, id).status, 303);
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media", 0), 2);
}

static void a_file_that_is_wrong_itself_does_not_come_along(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w);
	struct sent s = form_of(w);
	struct http_answer a;

	put(&s, "kind", "sktm");
	put_file(&s, "baik.pdf", pdf_plain(w->c.cx->arena));
	put_file(&s, "skrip.pdf", pdf_script(w->c.cx->arena));
	a = post(&s, id);
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "perintah yang berjalan sendiri"));
	assert_non_null(ticket(w, &a, 0));
	assert_null(ticket(w, &a, 1));
	assert_int_equal(send_again(w, id, ticket(w, &a, 0)).status, 303);
	assert_int_equal(documents(w), 1);
}

static void nobody_else_can_use_a_ticket(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w);
	struct http_answer a = send_wrong(w, id);
	char *mine = arena_strdup(w->c.cx->arena, ticket(w, &a, 0));

	web_sign_in(w, CITY_COORDINATOR);
	a = send_again(w, id, mine);
	assert_int_equal(a.status, 422);
	assert_true(says(w, &a, T_FORM_KEPT_GONE));
	web_sign_in(w, CITY_FRONT);
	mine[strlen(mine) / 2] = mine[strlen(mine) / 2] == 'a' ? 'b' : 'a';
	a = send_again(w, id, mine);
	assert_int_equal(a.status, 422);
	assert_true(says(w, &a, T_FORM_KEPT_GONE));
	assert_int_equal(send_again(w, id, "bukan karcis").status, 422);
	assert_int_equal(documents(w), 0);
}

static void after_a_day_it_is_gone_and_the_form_says_so(void **state)
{
	struct web *w = *state;
	int64_t id = case_of_desk(w);
	struct http_answer a = send_wrong(w, id);
	const char *mine = ticket(w, &a, 0);

	w->c.cx->now += USEC_DAY + 1;
	city_system(&w->c);
	assert_ok(ACT(&w->c, media_sweep(w->c.cx, 0, NULL)));
	assert_int_equal(city_int(&w->c, "SELECT count(*) FROM media_blob", 0), 0);
	web_sign_in(w, CITY_FRONT);
	a = send_again(w, id, mine);
	assert_int_equal(a.status, 422);
	assert_true(says(w, &a, T_FORM_KEPT_GONE));
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_file_comes_along_when_the_form_is_sent_again),
		T(it_comes_along_a_second_time_without_being_kept_twice),
		T(a_file_that_is_wrong_itself_does_not_come_along),
		T(nobody_else_can_use_a_ticket),
		T(after_a_day_it_is_gone_and_the_form_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
