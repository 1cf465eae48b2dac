/* Escaping: every parameter of every template, and addresses. */
#include "page.h"

#include "ui_templates_fed.h"

static const char hostile[] = "<x\"'&>";

/* No raw piece of the hostile value may be left in what a template wrote. */
static void every_template_escapes_every_parameter(void **state)
{
	struct page p;
	struct buf slot;
	(void)state;
	test_open_plain(&p.t);
	buf_init(&slot, 100);
	assert_true(LEN(fed_templates) > 60);
	for (size_t i = 0; i < LEN(fed_templates); i++) {
		buf_init(&p.out, 100000);
		fed_templates[i].draw(&p.t.cx, &p.out, hostile, &slot);
		assert_true(p.out.len > 0);
		assert_lacks(buf_str(&p.out), "<x");
		assert_lacks(buf_str(&p.out), "\"'");
		assert_lacks(buf_str(&p.out), "'&");
		assert_lacks(buf_str(&p.out), "&>");
		buf_release(&p.out);
	}
	test_close(&p.t);
}

/* A script address in any address parameter of any template comes out as "#". */
static void no_template_lets_a_script_address_through(void **state)
{
	struct page p;
	struct buf slot;
	(void)state;
	test_open_plain(&p.t);
	buf_init(&slot, 100);
	for (size_t i = 0; i < LEN(fed_templates); i++) {
		buf_init(&p.out, 100000);
		fed_templates[i].draw(&p.t.cx, &p.out, "javascript:alert(1)", &slot);
		assert_lacks(buf_str(&p.out), "href=\"javascript");
		assert_lacks(buf_str(&p.out), "src=\"javascript");
		assert_lacks(buf_str(&p.out), "action=\"javascript");
		assert_lacks(buf_str(&p.out), "data-live=\"javascript");
		assert_lacks(buf_str(&p.out), "data-preview=\"javascript");
		buf_release(&p.out);
	}
	test_close(&p.t);
}

static void known_and_relative_addresses_pass(void **state)
{
	static const char *const good[] = { "/kasus/3?a=b:c",
					    "kasus",
					    "#masalah",
					    "?sort=due",
					    "https://x.example/",
					    "HTTP://x",
					    "mailto:a@b.example",
					    "tel:+62266",
					    "" };
	(void)state;
	for (size_t i = 0; i < LEN(good); i++)
		assert_true(html_url_allowed(good[i]));
}

static void other_addresses_are_refused(void **state)
{
	static const char *const bad[] = { "javascript:alert(1)",  "JaVaScRiPt:alert(1)",
					   " javascript:alert(1)", "java\tscript:alert(1)",
					   "data:text/html,x",     "vbscript:x",
					   "//other.example/",     "/\\other.example",
					   "\\\\other.example",    "file:///etc/passwd",
					   "/\t/other.example",    "/kasus\n" };
	(void)state;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_false(html_url_allowed(bad[i]));
	assert_false(html_url_allowed(NULL));
}

static void a_part_of_an_address_is_percent_encoded(void **state)
{
	struct buf b;
	(void)state;
	buf_init(&b, 100);
	html_url_part(&b, "a b/\"ç");
	assert_string_equal(buf_str(&b), "a%20b%2F%22%C3%A7");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_template_escapes_every_parameter),
		cmocka_unit_test(no_template_lets_a_script_address_through),
		cmocka_unit_test(known_and_relative_addresses_pass),
		cmocka_unit_test(other_addresses_are_refused),
		cmocka_unit_test(a_part_of_an_address_is_percent_encoded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
