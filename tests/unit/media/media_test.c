#include "lib/testlib.h"

#include <stdio.h> /* before jpeglib.h, which needs it */

#include <jpeglib.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "platform/media/media_impl.h"

#define ASSERT_COLOUR(p, r, g, b_)                                              \
	do {                                                                    \
		assert_true(abs((p)[0] - (r)) < 40 && abs((p)[1] - (g)) < 40 && \
			    abs((p)[2] - (b_)) < 40);                           \
	} while (0)

/* A picture of w by h: left half red, right half blue; noise makes it hard to compress. */
static unsigned char *picture(unsigned w, unsigned h, bool noise)
{
	unsigned char *p = malloc((size_t)w * h * 3);
	struct rng r;
	size_t i;

	assert_non_null(p);
	rng_seed(&r, 1);
	for (i = 0; i < (size_t)w * h; i++) {
		p[3 * i] = i % w < w / 2 ? 230 : 10;
		p[3 * i + 1] = 10;
		p[3 * i + 2] = i % w < w / 2 ? 10 : 230;
		if (noise)
			p[3 * i + 1] = (unsigned char)rng_below(&r, 256);
	}
	return p;
}

/* A JPEG with an EXIF block that holds an orientation and a place. */
static struct blob jpeg_make(struct test *t, unsigned w, unsigned h, unsigned orientation,
			     bool noise)
{
	unsigned char exif[] =
	    "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0"
	    "GPS 6.9277 S 106.93 E";
	unsigned char *pixels = picture(w, h, noise), *out = NULL;
	struct jpeg_compress_struct c = { 0 };
	struct jpeg_error_mgr err;
	unsigned long n = 0;
	struct blob b;

	exif[6 + 8 + 2 + 8 + 1] = (unsigned char)orientation;
	c.err = jpeg_std_error(&err);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &n);
	c.image_width = w;
	c.image_height = h;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, 95, TRUE);
	jpeg_start_compress(&c, TRUE);
	jpeg_write_marker(&c, JPEG_APP0 + 1, exif, sizeof(exif));
	while (c.next_scanline < h) {
		JSAMPROW row = pixels + (size_t)c.next_scanline * w * 3;

		(void)jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	b = (struct blob){ arena_memdup(t->cx.arena, out, n), n };
	free(out);
	free(pixels);
	return b;
}

static struct blob png_make(struct test *t, unsigned w, unsigned h)
{
	png_image png = {
		.version = PNG_IMAGE_VERSION, .width = w, .height = h, .format = PNG_FORMAT_RGB
	};
	unsigned char *pixels = picture(w, h, false), *out;
	png_alloc_size_t n = 0;

	assert_true(png_image_write_to_memory(&png, NULL, &n, 0, pixels, 0, NULL));
	out = arena_alloc(t->cx.arena, n);
	assert_true(png_image_write_to_memory(&png, out, &n, 0, pixels, 0, NULL));
	free(pixels);
	return (struct blob){ out, n };
}

static struct image decode(struct blob b)
{
	struct image im;

	assert_int_equal(image_decode(b.p, b.n, 100000, &im), MEDIA_EXIT_OK);
	return im;
}

static void a_photo_loses_its_metadata_and_fits(void **state)
{
	struct test t;
	struct picture out;
	struct image im;
	struct blob in;

	(void)state;
	test_open_plain(&t);
	in = jpeg_make(&t, 2400, 1800, 1, true);
	assert_non_null(memmem(in.p, in.n, "GPS 6.9277", 10));
	assert_true(in.n > MEDIA_MAX_STORED);
	assert_ok(media_recode(&t.cx, in, &out));
	assert_true(out.jpeg.n <= MEDIA_MAX_STORED);
	assert_null(memmem(out.jpeg.p, out.jpeg.n, "GPS 6.9277", 10));
	assert_null(memmem(out.jpeg.p, out.jpeg.n, "Exif", 4));
	im = decode(out.jpeg);
	assert_true(im.width <= 1600 && im.width * 3 == im.height * 4);
	free(im.pixels);
	test_close(&t);
}

/* Noise is the worst there is for an encoder: a photo of the street is much smaller. */
static void a_small_version_comes_along_upright_and_without_metadata(void **state)
{
	struct picture out;
	struct image im;
	struct test t;

	(void)state;
	test_open_plain(&t);
	assert_ok(media_recode(&t.cx, jpeg_make(&t, 2400, 1200, 6, true), &out));
	assert_in_range(out.small.n, 1, MEDIA_MAX_SMALL);
	assert_null(memmem(out.small.p, out.small.n, "Exif", 4));
	im = decode(out.small);
	assert_true(im.height <= 200 && im.height >= 32 && im.width * 2 == im.height);
	free(im.pixels);
	assert_ok(media_recode(&t.cx, jpeg_make(&t, 1600, 1200, 1, false), &out));
	im = decode(out.small);
	assert_int_equal(im.width, 200);
	assert_int_equal(im.height, 150);
	ASSERT_COLOUR(im.pixels, 230, 10, 10);
	free(im.pixels);
	test_close(&t);
}

static void a_small_picture_keeps_its_size_and_colours(void **state)
{
	struct picture out;
	struct test t;
	struct image im;

	(void)state;
	test_open_plain(&t);
	assert_ok(media_recode(&t.cx, png_make(&t, 64, 32), &out));
	im = decode(out.jpeg);
	assert_int_equal(im.width, 64);
	assert_int_equal(im.height, 32);
	ASSERT_COLOUR(im.pixels, 230, 10, 10);
	ASSERT_COLOUR(im.pixels + 63 * 3, 10, 10, 230);
	free(im.pixels);
	test_close(&t);
}

/* Which corner the camera's top left and top right come to, for each orientation. */
static void a_photo_is_turned_upright(void **state)
{
	/* red is left in the file: where must it be? x, y in eighths, for 1 to 8 */
	static const struct {
		bool turned;
		unsigned red_x, red_y, blue_x, blue_y;
	} want[9] = {
		[1] = { false, 1, 4, 6, 4 }, [2] = { false, 6, 4, 1, 4 },
		[3] = { false, 6, 4, 1, 4 }, [4] = { false, 1, 4, 6, 4 },
		[5] = { true, 4, 1, 4, 6 },  [6] = { true, 4, 1, 4, 6 },
		[7] = { true, 4, 6, 4, 1 },  [8] = { true, 4, 6, 4, 1 },
	};
	struct test t;
	unsigned o;

	(void)state;
	test_open_plain(&t);
	for (o = 1; o <= 8; o++) {
		struct picture out;
		struct image im;

		assert_ok(media_recode(&t.cx, jpeg_make(&t, 64, 32, o, false), &out));
		im = decode(out.jpeg);
		assert_int_equal(im.width, want[o].turned ? 32 : 64);
		assert_int_equal(im.height, want[o].turned ? 64 : 32);
		ASSERT_COLOUR(im.pixels + (im.height * want[o].red_y / 8 * im.width +
					   im.width * want[o].red_x / 8) *
					      3,
			      230, 10, 10);
		ASSERT_COLOUR(im.pixels + (im.height * want[o].blue_y / 8 * im.width +
					   im.width * want[o].blue_x / 8) *
					      3,
			      10, 10, 230);
		free(im.pixels);
	}
	test_close(&t);
}

static void what_is_no_image_is_refused(void **state)
{
	static const char *const bad[] = { "", "hello, this is text", "\xff\xd8\xff\xe0 not more",
					   "\x89PNG\r\n\x1a\nIHDR and nothing", "GIF89a......" };
	struct picture out = { 0 };
	struct blob cut;
	struct test t;
	size_t i;

	(void)state;
	test_open_plain(&t);
	for (i = 0; i < LEN(bad); i++) {
		assert_int_equal(media_recode(&t.cx, (struct blob){ bad[i], strlen(bad[i]) }, &out),
				 ERR_INVALID);
		err_clear(&t.cx);
	}
	cut = png_make(&t, 64, 32);
	cut.n /= 2;
	assert_int_equal(media_recode(&t.cx, cut, &out), ERR_INVALID);
	assert_null(out.jpeg.p);
	test_close(&t);
}

/* Every single byte of a small picture is changed once: whatever comes out, it comes out. */
static void damaged_images_never_harm_the_server(void **state)
{
	unsigned char *copy;
	struct picture out;
	struct blob in;
	struct test t;
	struct rng r;
	int i;

	(void)state;
	test_open_plain(&t);
	rng_seed(&r, 7);
	in = jpeg_make(&t, 40, 30, 6, true);
	copy = malloc(in.n);
	assert_non_null(copy);
	for (i = 0; i < 24; i++) {
		enum err e;

		memcpy(copy, in.p, in.n);
		copy[rng_below(&r, in.n)] = (unsigned char)rng_below(&r, 256);
		copy[rng_below(&r, MIN(in.n, (size_t)200))] = (unsigned char)rng_below(&r, 256);
		e = media_recode(&t.cx, (struct blob){ copy, in.n }, &out);
		assert_true(e == ERR_OK || e == ERR_INVALID || e == ERR_TOOBIG);
		err_clear(&t.cx);
	}
	free(copy);
	test_close(&t);
}

static void a_bomb_of_pixels_is_refused_before_it_is_unpacked(void **state)
{
	struct picture out = { 0 };
	unsigned char *bytes;
	struct blob jpeg;
	struct test t;
	size_t i;

	(void)state;
	test_open_plain(&t);
	jpeg = jpeg_make(&t, 64, 32, 1, false);
	bytes = arena_memdup(t.cx.arena, jpeg.p, jpeg.n);
	for (i = 0; i + 9 < jpeg.n; i++)
		if (bytes[i] == 0xff && bytes[i + 1] == 0xc0)
			memcpy(bytes + i + 5, "\x70\x00\x70\x00", 4);
	assert_int_equal(media_recode(&t.cx, (struct blob){ bytes, jpeg.n }, &out), ERR_TOOBIG);
	assert_int_equal(media_recode(&t.cx, (struct blob){ bytes, MEDIA_MAX_UPLOAD + 1 }, &out),
			 ERR_TOOBIG);
	assert_null(out.jpeg.p);
	test_close(&t);
}

struct attaching {
	int64_t subject;
	struct media_draft draft;
};

static enum err attach(struct ctx *cx, void *arg)
{
	struct attaching *a = arg;

	return media_attach(cx, a->subject, &a->draft);
}

static enum err erase(struct ctx *cx, void *arg)
{
	return vault_erase(cx, *(const int64_t *)arg);
}

static enum err sweep(struct ctx *cx, void *arg)
{
	(void)arg;
	return media_sweep(cx, 0, NULL);
}

static enum err store(struct test *t, struct blob jpeg, struct media_draft *ret)
{
	return media_store(&t->cx, &(struct picture){ .jpeg = jpeg, .small = { "small", 5 } }, ret);
}

static enum err get(struct test *t, int64_t id, enum media_size size, int64_t *ret_subject,
		    struct blob *ret)
{
	enum err e;

	err_clear(&t->cx);
	test_read_begin(t);
	e = media_get(&t->cx, id, size, ret_subject, ret);
	test_read_end(t);
	return e;
}

static void a_stored_photo_comes_back_for_its_subject(void **state)
{
	static const char bytes[] = "\xff\xd8\xff not really a photo";
	struct attaching a = { .subject = 42 };
	struct blob out = { NULL, 0 };
	int64_t subject = 0;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(store(&t, (struct blob){ bytes, sizeof(bytes) }, &a.draft));
	assert_int_equal(get(&t, a.draft.id, MEDIA_WHOLE, &subject, &out), ERR_NOTFOUND);
	assert_ok(test_write(&t, attach, &a));
	assert_ok(get(&t, a.draft.id, MEDIA_WHOLE, &subject, &out));
	assert_int_equal(subject, 42);
	assert_int_equal(out.n, sizeof(bytes));
	assert_memory_equal(out.p, bytes, sizeof(bytes));
	assert_ok(get(&t, a.draft.id, MEDIA_SMALL, &subject, &out));
	assert_int_equal(out.n, 5);
	assert_memory_equal(out.p, "small", 5);
	test_close(&t);
}

static void erasing_the_subject_erases_its_photos(void **state)
{
	struct attaching a = { .subject = 42 };
	struct blob out = { NULL, 0 };
	int64_t subject = 42;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(store(&t, (struct blob){ "photo", 5 }, &a.draft));
	assert_ok(test_write(&t, attach, &a));
	assert_ok(test_write(&t, erase, &subject));
	assert_int_equal(get(&t, a.draft.id, MEDIA_WHOLE, &subject, &out), ERR_GONE);
	assert_int_equal(get(&t, a.draft.id, MEDIA_SMALL, &subject, &out), ERR_GONE);
	test_close(&t);
}

static void only_photos_nobody_attached_are_swept_after_a_day(void **state)
{
	struct attaching kept = { .subject = 1 }, late = { .subject = 1 };
	struct blob out;
	int64_t subject;
	struct test t;

	(void)state;
	test_open(&t);
	assert_ok(store(&t, (struct blob){ "kept", 4 }, &kept.draft));
	assert_ok(store(&t, (struct blob){ "late", 4 }, &late.draft));
	assert_ok(test_write(&t, attach, &kept));
	t.cx.now += USEC_DAY + 1;
	assert_ok(test_write(&t, sweep, NULL));
	assert_ok(test_write(&t, attach, &late));
	assert_ok(get(&t, kept.draft.id, MEDIA_WHOLE, &subject, &out));
	assert_ok(get(&t, kept.draft.id, MEDIA_SMALL, &subject, &out));
	assert_int_equal(get(&t, late.draft.id, MEDIA_WHOLE, &subject, &out), ERR_CRYPTO);
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_photo_loses_its_metadata_and_fits),
		cmocka_unit_test(a_small_version_comes_along_upright_and_without_metadata),
		cmocka_unit_test(a_small_picture_keeps_its_size_and_colours),
		cmocka_unit_test(a_photo_is_turned_upright),
		cmocka_unit_test(what_is_no_image_is_refused),
		cmocka_unit_test(damaged_images_never_harm_the_server),
		cmocka_unit_test(a_bomb_of_pixels_is_refused_before_it_is_unpacked),
		cmocka_unit_test(a_stored_photo_comes_back_for_its_subject),
		cmocka_unit_test(erasing_the_subject_erases_its_photos),
		cmocka_unit_test(only_photos_nobody_attached_are_swept_after_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
