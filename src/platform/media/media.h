/*
 * Media: photos and scans, re-encoded, stripped, sealed and named by keyed hash.
 *
 * Foreign images are decoded in a forked helper without files, network or keys.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include "platform/db/db.h"

#define MEDIA_MAX_UPLOAD ((size_t)12 << 20)
#define MEDIA_MAX_STORED ((size_t)200 << 10)
#define MEDIA_MAX_SMALL  ((size_t)4 << 10)

/* A photo as JPEG without metadata: as it is kept, and small for lists and timelines. */
struct picture {
	struct blob jpeg;  /* at most MEDIA_MAX_STORED bytes */
	struct blob small; /* at most MEDIA_MAX_SMALL bytes */
};

/*
 * Decodes a JPEG or PNG of at most 50 megapixels in the helper, turns it upright, scales it down
 * and encodes both sizes there; result in cx->arena.  Slow: call it in prepare.  ERR_INVALID: not
 * an image that can be read; ERR_TOOBIG.
 */
enum err media_recode(struct ctx *cx, struct blob in, struct picture *ret) NODISCARD;

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
};
enum err media_store(struct ctx *cx, const struct picture *p, struct media_draft *ret) NODISCARD;

/*
 * Makes it the subject's, in the caller's write transaction: the photo's key is kept sealed for
 * the subject, so that erasing the subject erases its photos.
 */
enum err media_attach(struct ctx *cx, int64_t subject, const struct media_draft *draft) NODISCARD;

enum media_size { MEDIA_WHOLE, MEDIA_SMALL };

/* Reads one back.  ERR_NOTFOUND, ERR_GONE (erased), ERR_CRYPTO (tampered). */
enum err media_get(struct ctx *cx, int64_t id, enum media_size size, int64_t *ret_subject,
		   struct blob *ret_jpeg) NODISCARD;

/* Forgets all photos of a subject, in a write transaction; the sweep removes their bytes. */
enum err media_forget(struct ctx *cx, int64_t subject) NODISCARD;

/* Removes bytes that nobody attached within a day; has the form of a job, for main.c to repeat. */
enum err media_sweep(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

/*
 * The helper.  media_recode() starts this same program with the one argument "media-helper"; main()
 * then calls this before anything else, which does not come back.  It walls itself in, reads an
 * image from standard input and writes both JPEGs to standard output.
 */
int media_helper_main(void) NORETURN;

#endif
