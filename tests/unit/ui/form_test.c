/* Forms: refilled with what was typed, problems where they belong, and the same form in JSON. */
#include "page.h"
#include "text/gallery.h"

static const struct member kinds[] = {
	{ "known", T_GALLERY_KNOWN, T__NONE },
	{ "unknown", T_GALLERY_UNKNOWN, T__NONE },
	{ NULL, T__NONE, T__NONE },
};
static const struct member states[] = {
	{ "sick", T_GALLERY_SICK, T__NONE },
	{ "hurt", T_GALLERY_HURT, T__NONE },
	{ NULL, T__NONE, T__NONE },
};

static enum err villages(struct ctx *cx, const struct form *f, struct options *ret)
{
	static const struct option items[] = { { "1", "Cikole", NULL, "Kecamatan Cikole" },
					       { "2", "Baros", NULL, "Kecamatan Baros" } };
	(void)cx;
	(void)f;
	*ret = (struct options){ items, LEN(items) };
	return ERR_OK;
}

enum { F_WHAT, F_DATE, F_KIND, F_STATES, F_VILLAGE, F_SECRET, F_SEEN };
static const struct field fields[] = {
	[F_WHAT] = { .name = "what",
		     .kind = FIELD_LONG,
		     .label = T_GALLERY_WHAT,
		     .hint = T_GALLERY_WHAT_HINT,
		     .required = true,
		     .max = 500,
		     .keep_draft = true },
	[F_DATE] = { .name = "day", .kind = FIELD_DATE, .label = T_GALLERY_SINCE },
	[F_KIND] = { .name = "kind", .kind = FIELD_ENUM, .label = T_GALLERY_WHO, .members = kinds },
	[F_STATES] = { .name = "states",
		       .kind = FIELD_CHECKS,
		       .label = T_GALLERY_STATES,
		       .members = states },
	[F_VILLAGE] = { .name = "village",
			.kind = FIELD_REF,
			.label = T_GALLERY_VILLAGE,
			.options = villages },
	[F_SECRET] = { .name = "secret", .kind = FIELD_PASSWORD, .label = T_GALLERY_NUMBER },
	[F_SEEN] = { .name = "version", .kind = FIELD_ID, .seen = true },
	{ .kind = FIELD_END },
};
static const struct form_def def = { .name = "try", .fields = fields, .submit = T_GALLERY_SEND };

static const char *draw(struct page *p, struct form *f)
{
	ui_form(p->u, "try", &(struct ui_form){ .action = "/coba", .def = &def, .form = f });
	return page_end(p);
}

static void a_form_comes_back_with_what_was_typed(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	struct form *f = form_new(&p.t.cx, &def);
	form_set_text(&p.t.cx, f, F_WHAT, "Ibu & <anak>");
	form_set_text(&p.t.cx, f, F_KIND, "unknown");
	form_set_text(&p.t.cx, f, F_VILLAGE, "2");
	form_set_text(&p.t.cx, f, F_SECRET, "rahasia");
	form_set_checks(f, F_STATES, 2);
	const char *html = draw(&p, f);
	assert_holds(html, ">Ibu &amp; &lt;anak&gt;</textarea>");
	assert_holds(html, "value=\"unknown\" checked");
	assert_holds(html, "value=\"hurt\" checked");
	assert_lacks(html, "value=\"sick\" checked");
	assert_holds(html, "<option value=\"2\" selected>Baros</option>");
	assert_lacks(html, "rahasia");
	assert_well_formed(html);
	page_close(&p);
}

static void a_version_stands_in_the_form_only_when_it_is_known(void **state)
{
	struct page p;

	(void)state;
	page_open(&p, UI_HTML);
	assert_lacks(draw(&p, form_new(&p.t.cx, &def)), "name=\"version\"");
	page_close(&p);
	page_open(&p, UI_HTML);
	struct form *f = form_new(&p.t.cx, &def);
	form_set_int(&p.t.cx, f, F_SEEN, 7);
	assert_holds(draw(&p, f), "name=\"version\" value=\"7\"");
	page_close(&p);
}

static void problems_are_summed_up_and_stand_at_their_fields(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	struct form *f = form_new(&p.t.cx, &def);
	form_problem(&p.t.cx, f, F_WHAT, T_GALLERY_PROBLEM_AGE, NULL);
	form_problem(&p.t.cx, f, F_KIND, T_GALLERY_PROBLEM_WHO, NULL);
	const char *html = draw(&p, f);
	assert_holds(html, "id=\"masalah\"");
	assert_holds(html, "<a href=\"#f1-what\">");
	assert_holds(html, "id=\"f1-what\"");
	assert_holds(html, "<a href=\"#f1-kind-0\">");
	assert_holds(html, "id=\"f1-kind-0\"");
	assert_holds(html, "aria-describedby=\"f1-what-h f1-what-e\"");
	assert_holds(html, "aria-invalid=\"true\"");
	assert_well_formed(html);
	page_close(&p);
}

static void a_date_that_is_none_is_given_back_as_text(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	struct form *f = form_new(&p.t.cx, &def);
	form_set_text(&p.t.cx, f, F_DATE, "kemarin");
	assert_holds(draw(&p, f), "type=\"text\" value=\"kemarin\"");
	page_close(&p);
}

static void only_the_first_form_of_a_page_has_the_primary_button(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	ui_form(p.u, "a", &(struct ui_form){ .action = "/a", .def = &def, .secondary = true });
	ui_form(p.u, "b", &(struct ui_form){ .action = "/b", .def = &def });
	ui_form(p.u, "c", &(struct ui_form){ .action = "/c", .def = &def });
	const char *html = page_end(&p);
	const char *first = strstr(html, "btn primary");
	assert_non_null(first);
	assert_lacks(first + 1, "btn primary");
	page_close(&p);
}

static void a_posted_form_carries_a_one_time_key_and_a_filter_none(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_HTML);
	ui_form(p.u, "a", &(struct ui_form){ .action = "/a", .def = &def, .get = true });
	assert_lacks(buf_str(&p.out), "_once");
	ui_form(p.u, "b", &(struct ui_form){ .action = "/b", .def = &def });
	assert_holds(page_end(&p), "name=\"_once\" value=\"");
	page_close(&p);
}

static void in_json_a_form_is_an_action_with_fields_and_problems(void **state)
{
	struct page p;
	(void)state;
	page_open(&p, UI_JSON);
	struct form *f = form_new(&p.t.cx, &def);
	form_problem(&p.t.cx, f, F_WHAT, T_GALLERY_PROBLEM_AGE, NULL);
	const char *json = draw(&p, f);
	assert_holds(json, "\"actions\":[{\"name\":\"try\",\"label\":\"Kirim laporan\","
			   "\"method\":\"POST\",\"href\":\"/coba\"");
	assert_holds(json, "{\"name\":\"what\",\"kind\":\"long\",\"required\":true,");
	assert_holds(json, "\"max\":500");
	assert_holds(json, "\"options\":[{\"value\":\"known\",\"label\":\"Sudah dikenal\"}");
	assert_holds(json, "\"group\":\"Kecamatan Baros\"");
	assert_holds(json, "\"problems\":[{\"field\":\"what\",");
	page_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_comes_back_with_what_was_typed),
		cmocka_unit_test(a_version_stands_in_the_form_only_when_it_is_known),
		cmocka_unit_test(problems_are_summed_up_and_stand_at_their_fields),
		cmocka_unit_test(a_date_that_is_none_is_given_back_as_text),
		cmocka_unit_test(only_the_first_form_of_a_page_has_the_primary_button),
		cmocka_unit_test(a_posted_form_carries_a_one_time_key_and_a_filter_none),
		cmocka_unit_test(in_json_a_form_is_an_action_with_fields_and_problems),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
