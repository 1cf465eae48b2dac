/* Keeping photos and papers: each is sealed with a key of its own, and that key for its subject. */
#include "platform/media/media.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "platform/app.h"
#include "platform/media/media_sql.h"
#include "platform/vault/vault.h"

#define KEY   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NAME  16

static_assert(sizeof(((struct media_draft *)0)->key) == KEY, "a photo's key");

struct place {
	unsigned char b[17];
};

/* City, photo and size, so that sealed bytes put in another's place do not open. */
static struct place place_make(const struct ctx *cx, int64_t id, enum media_size size)
{
	struct place p;
	int i;

	for (i = 0; i < 8; i++) {
		p.b[i] = (unsigned char)((uint64_t)cx->city >> (8 * i));
		p.b[8 + i] = (unsigned char)((uint64_t)id >> (8 * i));
	}
	p.b[16] = (unsigned char)size;
	return p;
}

/* Keyed, so that the media file alone does not tell when a photo was made or how many there are. */
static void name_make(const struct ctx *cx, int64_t id, enum media_size size,
		      unsigned char name[NAME])
{
	struct place at = place_make(cx, id, size);
	unsigned char key[32];

	vault_derive(cx->app->vault, cx->city, "media", key);
	(void)crypto_generichash(name, NAME, at.b, sizeof(at.b), key, sizeof(key));
	explicit_bzero(key, sizeof(key));
}

static struct media_blob_add_args seal(struct ctx *cx, const struct media_draft *d,
				       enum media_size size, struct blob jpeg)
{
	struct place at = place_make(cx, d->id, size);
	unsigned char *out = arena_alloc(cx->arena, NONCE + jpeg.n + TAG);

	rng_bytes(out, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, jpeg.p, jpeg.n, at.b,
							 sizeof(at.b), NULL, out, d->key);
	return (struct media_blob_add_args){
		.blob_name = { d->name[size], NAME },
		.sealed = { out, NONCE + jpeg.n + TAG },
	};
}

/* What a draft has to be written of: the whole, and of a picture its small version. */
struct blobs {
	struct media_blob_add_args both[2];
	size_t n;
};

static enum err add_blobs(struct ctx *cx, void *arg)
{
	const struct blobs *b = arg;
	size_t i;

	for (i = 0; i < b->n; i++)
		TRY(media_blob_add_run(cx, &b->both[i], NULL));
	return ERR_OK;
}

static struct media_draft draft_make(struct ctx *cx, enum media_kind kind, size_t n)
{
	struct media_draft d = { .id = APP_ID(cx), .size = n, .kind = kind };

	rng_bytes(d.key, sizeof(d.key));
	name_make(cx, d.id, MEDIA_WHOLE, d.name[MEDIA_WHOLE]);
	name_make(cx, d.id, MEDIA_SMALL, d.name[MEDIA_SMALL]);
	return d;
}

static enum err store_picture(struct ctx *cx, enum media_kind kind, const struct picture *p,
			      struct media_draft *ret)
{
	struct media_draft d = draft_make(cx, kind, p->jpeg.n);
	struct blobs b = { .n = 2 };

	if (p->jpeg.n > MEDIA_MAX_STORED || p->small.n > MEDIA_MAX_SMALL)
		return err_set(cx, ERR_TOOBIG, "photo of %zu and %zu bytes: recode it first",
			       p->jpeg.n, p->small.n);
	b.both[MEDIA_WHOLE] = seal(cx, &d, MEDIA_WHOLE, p->jpeg);
	b.both[MEDIA_SMALL] = seal(cx, &d, MEDIA_SMALL, p->small);
	TRY(db_write(cx, cx->app->pool, add_blobs, &b));
	*ret = d;
	return ERR_OK;
}

enum err media_store(struct ctx *cx, const struct picture *p, struct media_draft *ret)
{
	return store_picture(cx, MEDIA_PHOTO, p, ret);
}

enum err media_store_paper(struct ctx *cx, const struct picture *p, struct media_draft *ret)
{
	return store_picture(cx, MEDIA_PAPER, p, ret);
}

/* Bytes as they came, which have no small version. */
static enum err store_whole(struct ctx *cx, struct blob bytes, struct media_draft *ret)
{
	struct media_draft d = draft_make(cx, MEDIA_PDF, bytes.n);
	struct blobs b = { .n = 1 };

	if (bytes.n > MEDIA_MAX_UPLOAD)
		return err_set(cx, ERR_TOOBIG, "file of %zu bytes", bytes.n);
	b.both[MEDIA_WHOLE] = seal(cx, &d, MEDIA_WHOLE, bytes);
	TRY(db_write(cx, cx->app->pool, add_blobs, &b));
	*ret = d;
	return ERR_OK;
}

enum err media_store_pdf(struct ctx *cx, struct blob pdf, struct media_draft *ret)
{
	return store_whole(cx, pdf, ret);
}

enum err media_attach(struct ctx *cx, int64_t subject, const struct media_draft *draft)
{
	const struct blob small = { draft->name[MEDIA_SMALL], NAME };
	struct blob sealed;

	TRY(vault_seal_bytes(cx, subject, SEAL_MEDIA, draft->key, sizeof(draft->key), &sealed));
	return media_add_run(
	    cx,
	    &(struct media_add_args){
		.id = draft->id,
		.subject_id = subject,
		.blob_name = { draft->name[MEDIA_WHOLE], NAME },
		.small_name = draft->kind == MEDIA_PDF ? (struct blob){ 0 } : small,
		.media_kind = draft->kind,
		.sealed_key = sealed,
		.byte_count = (int64_t)draft->size,
	    },
	    NULL);
}

static enum err open_blob(struct ctx *cx, int64_t id, enum media_size size, struct blob key,
			  struct blob sealed, struct blob *ret)
{
	struct place at = place_make(cx, id, size);
	const unsigned char *p = sealed.p;
	unsigned char *out;

	if (key.n != KEY || sealed.n < NONCE + TAG)
		return err_set(cx, ERR_CRYPTO, "media %lld: not sealed", (long long)id);
	out = arena_alloc(cx->arena, sealed.n - NONCE - TAG + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + NONCE, sealed.n - NONCE,
						       at.b, sizeof(at.b), p, key.p) != 0)
		return err_set(cx, ERR_CRYPTO, "media %lld does not open", (long long)id);
	*ret = (struct blob){ out, sealed.n - NONCE - TAG };
	return ERR_OK;
}

static enum err get(struct ctx *cx, const struct media_row_row *row, int64_t id,
		    enum media_size size, struct blob *ret)
{
	struct media_blob_get_args at;
	struct media_blob_get_row blob;
	struct blob key;
	bool found;

	TRY(vault_unseal_bytes(cx, row->subject_id, SEAL_MEDIA, row->sealed_key, &key));
	at.blob_name = size == MEDIA_SMALL ? row->small_name : row->blob_name;
	TRY(media_blob_get_maybe(cx, &at, &blob, &found));
	if (!found)
		return err_set(cx, ERR_CRYPTO, "media %lld: its bytes are missing", (long long)id);
	return open_blob(cx, id, size, key, blob.sealed, ret);
}

enum err media_keep(struct ctx *cx, struct blob bytes, struct media_kept *ret)
{
	struct media_draft d;

	TRY(store_whole(cx, bytes, &d));
	ret->id = d.id;
	memcpy(ret->key, d.key, sizeof(ret->key));
	return ERR_OK;
}

enum err media_kept(struct ctx *cx, const struct media_kept *k, struct blob *ret)
{
	unsigned char name[NAME];
	struct media_blob_get_row row;
	bool found;

	name_make(cx, k->id, MEDIA_WHOLE, name);
	TRY(media_blob_get_maybe(cx, &(struct media_blob_get_args){ .blob_name = { name, NAME } },
				 &row, &found));
	if (!found)
		return err_set(cx, ERR_GONE, "what was kept of a form is gone");
	return open_blob(cx, k->id, MEDIA_WHOLE, (struct blob){ k->key, KEY }, row.sealed, ret);
}

enum err media_get(struct ctx *cx, int64_t id, enum media_size size, int64_t *ret_subject,
		   struct blob *ret_jpeg)
{
	struct media_row_row row;

	TRY(media_row_one(cx, &(struct media_row_args){ .id = id }, &row));
	if (row.media_kind != MEDIA_PHOTO)
		return err_set(cx, ERR_NOTFOUND, "media %lld is a paper", (long long)id);
	TRY(get(cx, &row, id, size, ret_jpeg));
	*ret_subject = row.subject_id;
	return ERR_OK;
}

enum err media_get_paper(struct ctx *cx, int64_t id, enum media_kind *ret_kind, struct blob *ret)
{
	struct media_row_row row;

	TRY(media_row_one(cx, &(struct media_row_args){ .id = id }, &row));
	if (row.media_kind == MEDIA_PHOTO)
		return err_set(cx, ERR_NOTFOUND, "media %lld is a photo", (long long)id);
	TRY(get(cx, &row, id, MEDIA_WHOLE, ret));
	*ret_kind = (enum media_kind)row.media_kind;
	return ERR_OK;
}

enum err media_forget(struct ctx *cx, int64_t subject)
{
	return media_drop_run(cx, &(struct media_drop_args){ .subject_id = subject }, NULL);
}

enum err media_forget_one(struct ctx *cx, int64_t id)
{
	return media_drop_one_run(cx, &(struct media_drop_one_args){ .id = id }, NULL);
}

enum err media_sweep(struct ctx *cx, int64_t object, const char *detail)
{
	(void)object;
	(void)detail;
	return media_blob_sweep_run(
	    cx, &(struct media_blob_sweep_args){ .before = cx->now - USEC_DAY }, NULL);
}
