/*
 * Media: photos, re-encoded and stripped, and papers, photographed or as PDF; sealed and named by
 * keyed hash.
 *
 * Foreign bytes are decoded in a helper process without files, network or keys.  A PDF is looked
 * through there and kept as it came: what was signed must stay as it was signed.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include "platform/db/db.h"

#define MEDIA_MAX_UPLOAD ((size_t)12 << 20)
#define MEDIA_MAX_STORED ((size_t)200 << 10)
#define MEDIA_MAX_SMALL  ((size_t)4 << 10)
#define MEDIA_MAX_PDF    MEDIA_MAX_UPLOAD /* a city allows less: see casework */

/* A photo as JPEG without metadata: as it is kept, and small for lists and timelines. */
struct picture {
	struct blob jpeg;  /* at most MEDIA_MAX_STORED bytes */
	struct blob small; /* at most MEDIA_MAX_SMALL bytes */
};

/*
 * Decodes a JPEG or PNG of at most 50 megapixels in the helper, turns it upright, scales it down
 * and encodes both sizes there; result in cx->arena.  Slow: call it in prepare.  ERR_INVALID: not
 * an image that can be read; ERR_TOOBIG; ERR_BUSY: the machine is, again later.
 */
enum err media_recode(struct ctx *cx, struct blob in, struct picture *ret) NODISCARD;

/*
 * Looks through a PDF in the helper.  PDF_GOOD: it can be read without repairs and without a
 * password, starts nothing and carries no other file; *ret_pages is at least 1.  Slow: call it in
 * prepare.  ERR_BUSY as above.
 */
enum pdf_look { PDF_GOOD, PDF_BROKEN, PDF_LOCKED, PDF_ACTIVE, PDF_EMBEDS };
enum err media_look_pdf(struct ctx *cx, struct blob in, enum pdf_look *ret,
			int64_t *ret_pages) NODISCARD;

/* What is kept: pictures of places and people, or papers, which only their documents show. */
enum media_kind { MEDIA_PHOTO = 1, MEDIA_PAPER, MEDIA_PDF };

/*
 * A photo on its way in: sealed with a key of its own and stored (and synced) in the media file,
 * but not yet anyone's.  Made in prepare; the bytes of one that no commit attaches are removed by
 * a job after a day.
 */
struct media_draft {
	int64_t id;
	unsigned char key[32];
	unsigned char name[2][16]; /* of both sizes, by the key of the moment */
	size_t size;
	enum media_kind kind;
};
enum err media_store(struct ctx *cx, const struct picture *p, struct media_draft *ret) NODISCARD;

/* The same for the photo of a paper, and for a PDF that was looked through. */
enum err media_store_paper(struct ctx *cx, const struct picture *p,
			   struct media_draft *ret) NODISCARD;
enum err media_store_pdf(struct ctx *cx, struct blob pdf, struct media_draft *ret) NODISCARD;

/*
 * Makes it the subject's, in the caller's write transaction: the photo's key is kept sealed for
 * the subject, so that erasing the subject erases its photos.
 */
enum err media_attach(struct ctx *cx, int64_t subject, const struct media_draft *draft) NODISCARD;

/*
 * Foreign bytes as they came, sealed with a key that nobody but the caller has and kept for a day
 * at most, for a form that is sent again; never shown to anybody.  media_kept() gives them back in
 * cx->arena.  ERR_GONE: the day is over; ERR_CRYPTO: not this key.
 */
struct media_kept {
	int64_t id;
	unsigned char key[32];
};
enum err media_keep(struct ctx *cx, struct blob bytes, struct media_kept *ret) NODISCARD;
enum err media_kept(struct ctx *cx, const struct media_kept *k, struct blob *ret) NODISCARD;

enum media_size { MEDIA_WHOLE, MEDIA_SMALL };

/* Reads a photo back.  ERR_NOTFOUND (also a paper), ERR_GONE (erased), ERR_CRYPTO (tampered). */
enum err media_get(struct ctx *cx, int64_t id, enum media_size size, int64_t *ret_subject,
		   struct blob *ret_jpeg) NODISCARD;

/* Reads the whole of a paper back, a JPEG or a PDF; ERR_NOTFOUND for a photo. */
enum err media_get_paper(struct ctx *cx, int64_t id, enum media_kind *ret_kind,
			 struct blob *ret) NODISCARD;

/* Forgets all that a subject has, or one thing, in a write transaction; the sweep removes bytes. */
enum err media_forget(struct ctx *cx, int64_t subject) NODISCARD;
enum err media_forget_one(struct ctx *cx, int64_t id) NODISCARD;

/* Removes bytes that nobody attached within a day; has the form of a job, for main.c to repeat. */
enum err media_sweep(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

/*
 * The helpers.  media_recode() starts this same program with the one argument "media-helper",
 * media_look_pdf() with "pdf-helper"; main() then calls these before anything else, and they do not
 * come back.  They wall themselves in, read the upload from standard input and write both JPEGs, or
 * the number of pages, to standard output.
 */
int media_helper_main(void) NORETURN;
int media_pdf_helper_main(void) NORETURN;

#endif
