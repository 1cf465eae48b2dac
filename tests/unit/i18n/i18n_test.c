#include "lib/testlib.h"

#include "platform/i18n/i18n_impl.h"
#include "text/auth.h"
#include "text/export.h"
#include "text/i18n.h"

#include <string.h>

static void every_text_is_found_by_its_key_in_both_languages(void **state)
{
	size_t i;

	(void)state;
	assert_true(text_n_sorted > 1000);
	for (i = 0; i < text_n_sorted; i++) {
		enum text t = text_sorted[i];

		assert_int_not_equal(t, T__NONE);
		assert_int_equal(text_find(text_key(t)), t);
		assert_ptr_equal(text_by_key(LANG_ID, text_key(t)), text_in(LANG_ID, t));
		assert_ptr_equal(text_by_key(LANG_EN, text_key(t)), text_in(LANG_EN, t));
		assert_true(*text_in(LANG_ID, t) != '\0');
		assert_true(*text_in(LANG_EN, t) != '\0');
	}
}

/* The number of a text is the place of its catalogue and its own place there, and every text of
 * every catalogue is among those that are found. */
static void a_text_lies_in_its_catalogue(void **state)
{
	size_t c, i, n = 0;

	(void)state;
	assert_int_equal(text_catalogues[0].n, 1);
	assert_string_equal(text_in(LANG_EN, T__NONE), "");
	for (c = 1; c < text_n_catalogues; c++)
		for (i = 0; i < text_catalogues[c].n; i++, n++) {
			enum text t = (enum text)(c * TEXT_KEYS_MAX + i);

			assert_ptr_equal(text_key(t), text_catalogues[c].keys[i]);
			assert_int_equal(text_find(text_catalogues[c].keys[i]), t);
		}
	assert_int_equal(n, text_n_sorted);
	assert_string_equal(text_key(T_ROLE_FRONT), "role.front");
}

static void an_unknown_key_gives_nothing(void **state)
{
	(void)state;
	assert_int_equal(text_find("no.such.key"), T__NONE);
	assert_int_equal(text_find(""), T__NONE);
	assert_int_equal(text_find("zzzz"), T__NONE);
	assert_null(text_by_key(LANG_ID, "time.weekday"));
}

static void every_error_permission_and_role_has_its_text(void **state)
{
	static const char *const keys[] = {
#define PERM(name, key) key,
#include "platform/auth/perm.def"
#undef PERM
#define ROLE(name, key, reach) key,
#define GRANT(role, perm)
#include "platform/auth/role.def"
#undef ROLE
#undef GRANT
	};
	size_t i;
	int err;

	(void)state;
	for (err = ERR_OK + 1; err < ERR__MAX; err++)
		assert_int_not_equal(text_find(err_key((enum err)err)), T__NONE);
	for (i = 0; i < LEN(keys); i++)
		assert_int_not_equal(text_find(keys[i]), T__NONE);
}

static void values_are_filled_in_by_their_number(void **state)
{
	struct ctx cx;

	(void)state;
	ctx_init(&cx, NULL, TEST_NOW);
	assert_string_equal(text_fill(&cx, T_EXPORT_PAGE, "1", "3", NULL), "Halaman 1 dari 3");
	/* A value is text, never a pattern; a value not given leaves its mark to be seen. */
	assert_string_equal(text_fill(&cx, T_EXPORT_PAGE, "{1}", "x", NULL), "Halaman {1} dari x");
	assert_string_equal(text_fill(&cx, T_EXPORT_PAGE, "1", NULL), "Halaman 1 dari {1}");
	cx.lang = LANG_EN;
	assert_string_equal(text_fill(&cx, T_EXPORT_PAGE, "1", "3", NULL), "Page 1 of 3");
	ctx_release(&cx);
}

static void the_word_for_machines_is_the_last_of_the_key(void **state)
{
	(void)state;
	assert_string_equal(text_name(T_ROLE_FRONT), "front");
	assert_string_equal(text_name(T_TIME_HOUR_MANY), "many");
	assert_string_equal(text_name(T__NONE), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_is_found_by_its_key_in_both_languages),
		cmocka_unit_test(a_text_lies_in_its_catalogue),
		cmocka_unit_test(an_unknown_key_gives_nothing),
		cmocka_unit_test(every_error_permission_and_role_has_its_text),
		cmocka_unit_test(values_are_filled_in_by_their_number),
		cmocka_unit_test(the_word_for_machines_is_the_last_of_the_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
