#include <stdio.h> /* before jpeglib.h, which needs it */

#include <jpeglib.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "platform/media/media_impl.h"

/* A picture whose sides differ more than this is no photo. */
#define MAX_SIDE 30000U
/* More scans than any camera writes: each costs a pass over the whole picture. */
#define MAX_SCANS 64

static bool too_large(uint64_t width, uint64_t height)
{
	return width > MAX_SIDE || height > MAX_SIDE || width * height > MEDIA_MAX_PIXELS;
}

/* ---- JPEG ---------------------------------------------------------------------------------- */

struct jpeg_fault {
	struct jpeg_error_mgr base;
	jmp_buf back;
};

NORETURN static void jpeg_failed(j_common_ptr c)
{
	longjmp(((struct jpeg_fault *)c->err)->back, 1);
}

static void jpeg_silent(j_common_ptr c, int level)
{
	if (level < 0)
		c->err->num_warnings++;
}

static struct jpeg_error_mgr *fault_init(struct jpeg_fault *f)
{
	(void)jpeg_std_error(&f->base);
	f->base.error_exit = jpeg_failed;
	f->base.emit_message = jpeg_silent;
	return &f->base;
}

static void jpeg_progress(j_common_ptr c)
{
	if (c->is_decompressor && ((j_decompress_ptr)c)->input_scan_number > MAX_SCANS)
		jpeg_failed(c);
}

static unsigned get16(const unsigned char *p, bool big)
{
	return big ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static size_t get32(const unsigned char *p, bool big)
{
	return big ? (size_t)get16(p, big) << 16 | get16(p + 2, big)
		   : (size_t)get16(p + 2, big) << 16 | get16(p, big);
}

/* The orientation, 1 to 8, in an EXIF block; 1 when it says none. */
static unsigned exif_orientation(const unsigned char *p, size_t n)
{
	size_t at, entries;
	bool big;

	if (n < 14 || memcmp(p, "Exif\0", 6) != 0)
		return 1;
	p += 6;
	n -= 6;
	big = p[0] == 'M';
	at = get32(p + 4, big);
	if (at > n - 2 || n < 8)
		return 1;
	entries = get16(p + at, big);
	for (at += 2; entries > 0 && at + 12 <= n; entries--, at += 12) {
		unsigned v = get16(p + at + 8, big);

		if (get16(p + at, big) == 0x0112)
			return v >= 1 && v <= 8 ? v : 1;
	}
	return 1;
}

static unsigned jpeg_orientation(const struct jpeg_decompress_struct *c)
{
	jpeg_saved_marker_ptr m;

	for (m = c->marker_list; m != NULL; m = m->next)
		if (m->marker == JPEG_APP0 + 1 && m->data_length > 14)
			return exif_orientation(m->data, m->data_length);
	return 1;
}

/* The decoder itself halves while the result stays at least as long as wanted: time and memory. */
static unsigned jpeg_denominator(unsigned side, unsigned longest)
{
	unsigned d = 1;

	while (d < 8 && side / (d * 2) >= longest)
		d *= 2;
	return d;
}

static enum media_exit jpeg_decode(const unsigned char *p, size_t n, unsigned longest,
				   struct image *ret, unsigned *ret_orientation)
{
	struct jpeg_progress_mgr progress = { .progress_monitor = jpeg_progress };
	struct jpeg_decompress_struct c = { 0 };
	unsigned char *volatile pixels = NULL;
	struct jpeg_fault f;

	c.err = fault_init(&f);
	if (setjmp(f.back) != 0) {
		free(pixels);
		jpeg_destroy_decompress(&c);
		return MEDIA_EXIT_INVALID;
	}
	jpeg_create_decompress(&c);
	c.progress = &progress;
	jpeg_mem_src(&c, p, (unsigned long)n);
	jpeg_save_markers(&c, JPEG_APP0 + 1, 0xffff);
	(void)jpeg_read_header(&c, TRUE);
	if (too_large(c.image_width, c.image_height)) {
		jpeg_destroy_decompress(&c);
		return MEDIA_EXIT_TOOBIG;
	}
	*ret_orientation = jpeg_orientation(&c);
	c.out_color_space = JCS_RGB;
	c.scale_num = 1;
	c.scale_denom = jpeg_denominator(MAX(c.image_width, c.image_height), longest);
	(void)jpeg_start_decompress(&c);
	pixels = malloc((size_t)c.output_width * c.output_height * 3);
	if (pixels == NULL)
		jpeg_failed((j_common_ptr)&c);
	while (c.output_scanline < c.output_height) {
		JSAMPROW row = pixels + (size_t)c.output_scanline * c.output_width * 3;

		(void)jpeg_read_scanlines(&c, &row, 1);
	}
	*ret = (struct image){ c.output_width, c.output_height, pixels };
	jpeg_destroy_decompress(&c);
	return MEDIA_EXIT_OK;
}

bool image_encode(const struct image *in, int quality, unsigned char **ret, size_t *ret_n)
{
	struct jpeg_compress_struct c = { 0 };
	unsigned char *out = NULL;
	unsigned long n = 0;
	struct jpeg_fault f;

	c.err = fault_init(&f);
	if (setjmp(f.back) != 0) {
		jpeg_destroy_compress(&c);
		return false;
	}
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &n);
	c.image_width = in->width;
	c.image_height = in->height;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, quality, TRUE);
	c.optimize_coding = TRUE;
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = in->pixels + (size_t)c.next_scanline * in->width * 3;

		(void)jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	*ret = out;
	*ret_n = n;
	return true;
}

/* ---- PNG ----------------------------------------------------------------------------------- */

static enum media_exit png_decode(const unsigned char *p, size_t n, struct image *ret)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	png_color white = { 255, 255, 255 };
	unsigned char *pixels;

	if (!png_image_begin_read_from_memory(&png, p, n))
		return MEDIA_EXIT_INVALID;
	if (too_large(png.width, png.height)) {
		png_image_free(&png);
		return MEDIA_EXIT_TOOBIG;
	}
	png.format = PNG_FORMAT_RGB;
	pixels = malloc((size_t)png.width * png.height * 3);
	if (pixels == NULL || !png_image_finish_read(&png, &white, pixels, 0, NULL)) {
		free(pixels);
		png_image_free(&png);
		return MEDIA_EXIT_INVALID;
	}
	*ret = (struct image){ png.width, png.height, pixels };
	return MEDIA_EXIT_OK;
}

/* ---- pixels -------------------------------------------------------------------------------- */

static struct image image_new(unsigned width, unsigned height)
{
	struct image im = { width, height, malloc((size_t)width * height * 3) };

	if (im.pixels == NULL)
		abort();
	return im;
}

/* Where pixel (x, y) of the upright picture lies in the one as the camera wrote it. */
static size_t upright_source(const struct image *in, unsigned orientation, unsigned x, unsigned y)
{
	unsigned right = in->width - 1, bottom = in->height - 1;
	unsigned sx = orientation >= 5 ? y : x, sy = orientation >= 5 ? x : y;

	/* 2 mirrored, 3 turned, 4 upside down, 5 to 8 the same with rows and columns exchanged */
	if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
		sx = right - sx;
	if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
		sy = bottom - sy;
	return ((size_t)sy * in->width + sx) * 3;
}

static struct image image_upright(struct image in, unsigned orientation)
{
	bool turned = orientation >= 5;
	struct image out;
	unsigned x, y;

	if (orientation == 1)
		return in;
	out = image_new(turned ? in.height : in.width, turned ? in.width : in.height);
	for (y = 0; y < out.height; y++)
		for (x = 0; x < out.width; x++)
			memcpy(out.pixels + ((size_t)y * out.width + x) * 3,
			       in.pixels + upright_source(&in, orientation, x, y), 3);
	free(in.pixels);
	return out;
}

enum media_exit image_decode(const unsigned char *p, size_t n, unsigned longest, struct image *ret)
{
	static const unsigned char png[8] = "\x89PNG\r\n\x1a\n";
	enum media_exit e = MEDIA_EXIT_INVALID;
	unsigned orientation = 1;

	if (n > 8 && memcmp(p, "\xff\xd8\xff", 3) == 0)
		e = jpeg_decode(p, n, longest, ret, &orientation);
	else if (n > 8 && memcmp(p, png, sizeof(png)) == 0)
		e = png_decode(p, n, ret);
	if (e == MEDIA_EXIT_OK)
		*ret = image_upright(*ret, orientation);
	return e;
}

/* Mean of the source pixels from (x0, y0) to before (x1, y1). */
static void mean(const struct image *in, unsigned x0, unsigned x1, unsigned y0, unsigned y1,
		 unsigned char ret[3])
{
	uint64_t sum[3] = { 0 }, count = (uint64_t)(x1 - x0) * (y1 - y0);
	unsigned x, y, i;

	for (y = y0; y < y1; y++) {
		const unsigned char *p = in->pixels + ((size_t)y * in->width + x0) * 3;

		for (x = x0; x < x1; x++, p += 3)
			for (i = 0; i < 3; i++)
				sum[i] += p[i];
	}
	for (i = 0; i < 3; i++)
		ret[i] = (unsigned char)((sum[i] + count / 2) / count);
}

struct image image_scale(const struct image *in, unsigned longest)
{
	unsigned side = MAX(in->width, in->height), keep = MIN(side, longest), x, y;
	uint64_t w = MAX((uint64_t)in->width * keep / side, (uint64_t)1);
	uint64_t h = MAX((uint64_t)in->height * keep / side, (uint64_t)1);
	struct image out = image_new((unsigned)w, (unsigned)h);

	for (y = 0; y < out.height; y++)
		for (x = 0; x < out.width; x++)
			mean(in, (unsigned)(x * (uint64_t)in->width / w),
			     (unsigned)((x + 1) * (uint64_t)in->width / w),
			     (unsigned)(y * (uint64_t)in->height / h),
			     (unsigned)((y + 1) * (uint64_t)in->height / h),
			     out.pixels + ((size_t)y * out.width + x) * 3);
	return out;
}
