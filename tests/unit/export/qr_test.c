#include "lib/testlib.h"

#include "platform/export/pdf.h"

#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ctx cx;

static int open_ctx(void **state)
{
	(void)state;
	ctx_init(&cx, NULL, TEST_NOW);
	return 0;
}

static int close_ctx(void **state)
{
	(void)state;
	ctx_release(&cx);
	return 0;
}

/* The path, painted by a reader of its own, is the code with a light margin of four. */
static void the_path_paints_the_modules_of_the_code(void **state)
{
	static const char url[] = "https://melaju.example/r/LP-7F3K2MQ8?s=ABCD1234";
	QRcode *code = QRcode_encodeString8bit(url, 0, QR_ECLEVEL_M);
	int size, x, y, run, back, taken, dark = 0, painted = 0;
	char *path, *canvas;
	const char *s;

	(void)state;
	assert_ok(qr_svg_path(&cx, url, &size, &path));
	assert_int_equal(size, code->width + 8);
	canvas = arena_alloc(cx.arena, (size_t)(size * size));
	for (s = path; *s != '\0'; s += taken) {
		assert_int_equal(sscanf(s, "M%d %dh%dv1h-%dz%n", &x, &y, &run, &back, &taken), 4);
		assert_int_equal(run, back);
		for (painted += run; run > 0; run--)
			canvas[y * size + x + run - 1] = 1;
	}
	for (y = 0; y < code->width; y++) {
		for (x = 0; x < code->width; x++) {
			int want = code->data[y * code->width + x] & 1;

			assert_int_equal(canvas[(y + 4) * size + x + 4], want);
			dark += want;
		}
	}
	assert_int_equal(painted, dark);
	QRcode_free(code);
}

static void a_text_without_end_is_refused(void **state)
{
	char *text = arena_alloc(cx.arena, 5000);
	int size = -1;
	char *path = NULL;

	(void)state;
	memset(text, 'x', 4999);
	assert_int_equal(qr_svg_path(&cx, text, &size, &path), ERR_TOOBIG);
	err_clear(&cx);
	assert_int_equal(qr_svg_path(&cx, "", &size, &path), ERR_INVALID);
	assert_int_equal(size, -1);
	assert_null(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_ctx, close_ctx)
		T(the_path_paints_the_modules_of_the_code),
		T(a_text_without_end_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
