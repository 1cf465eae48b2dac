/*
 * Between the server, its helper processes and the codecs.  image.c and pdf.c run in a helper only:
 * they handle foreign bytes with libraries that answer faults by longjmp or exceptions.
 */
#ifndef MEDIA_MEDIA_IMPL_H
#define MEDIA_MEDIA_IMPL_H

#include "platform/media/media.h"

#define MEDIA_HELPER     "media-helper" /* the hidden commands */
#define MEDIA_PDF_HELPER "pdf-helper"
#define MEDIA_MAX_PIXELS UINT64_C(50000000)
#define MEDIA_SECONDS    5  /* of a processor: the kernel ends a helper that wants more */
#define MEDIA_PATIENCE   20 /* seconds on the clock, for a busy machine */

/* The helper writes the length of the small JPEG in this many bytes, low ones first; both follow.
 * The one for PDF writes the number of pages so. */
#define MEDIA_LENGTH 4

/* How a helper ends. */
enum media_exit {
	MEDIA_EXIT_OK,
	MEDIA_EXIT_INVALID = 10,
	MEDIA_EXIT_TOOBIG,
	MEDIA_EXIT_LOCKED, /* a PDF that asks for a password */
	MEDIA_EXIT_ACTIVE, /* a PDF that runs or starts something */
	MEDIA_EXIT_EMBEDS  /* a PDF that carries other files */
};

/* 24-bit RGB, rows without padding; pixels are malloc'd. */
struct image {
	unsigned width, height;
	unsigned char *pixels;
};

/* Decodes a JPEG or PNG, upright, its longer side at most twice longest if it was larger. */
enum media_exit image_decode(const unsigned char *p, size_t n, unsigned longest, struct image *ret);

/* A copy whose longer side is at most longest; each pixel is the mean of those it stands for. */
struct image image_scale(const struct image *in, unsigned longest);

/* A baseline JPEG without metadata; malloc'd.  False when the encoder failed. */
bool image_encode(const struct image *in, int quality, unsigned char **ret, size_t *ret_n);

/* Whether a PDF may be kept as it is, and its pages. */
enum media_exit pdf_examine(const unsigned char *p, size_t n, unsigned *ret_pages);

#endif
