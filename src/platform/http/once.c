/*
 * One-time keys: a form that is sent again gets the first answer.
 *
 * The answer may hold a secret, so it is sealed with a key derived from the one-time key, of which
 * only a hash is kept: who holds the data file can't open it, who sends the form again can.
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"
#include "platform/http/http_impl.h"
#include "platform/http/http_sql.h"
#include "platform/jobs/jobs.h"

#include <jansson.h>
#include <pthread.h>
#include <sodium/crypto_generichash.h>
#include <sodium/crypto_secretbox.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>

enum {
	ONCE_MIN = 16,
	ONCE_MAX = 100,
	ONCE_DAYS = 4
}; /* longer than a draft waits on a device (melaju.js): sent again, it counts once */

/* BLAKE2b of the key, bound to the sender and the path, for one of two uses. */
static void derive(const struct req *r, char use, unsigned char *out, size_t n)
{
	crypto_generichash_state state;
	const int64_t user = r->cx.actor->user_id;

	crypto_generichash_init(&state, NULL, 0, n);
	crypto_generichash_update(&state, (const unsigned char *)&use, 1);
	crypto_generichash_update(&state, (const unsigned char *)&user, sizeof(user));
	crypto_generichash_update(&state, (const unsigned char *)r->path, strlen(r->path) + 1);
	crypto_generichash_update(&state, (const unsigned char *)r->once, strlen(r->once));
	crypto_generichash_final(&state, out, n);
}

enum err once_begin(struct req *r)
{
	const char *key = r->form != NULL ? form_extra(r->form, "_once") : NULL;
	unsigned char *hash;
	size_t n;

	if ((r->route->flags & ROUTE_NO_ONCE) != 0)
		return ERR_OK;
	if (key == NULL)
		key = req_header(r, "Idempotency-Key");
	/* A program may do without; a page never does. */
	if (key == NULL && r->repr == REPR_JSON)
		return ERR_OK;
	n = key != NULL ? strlen(key) : 0;
	if (n < ONCE_MIN || n > ONCE_MAX)
		return err_set(&r->cx, ERR_INVALID, "no one-time key");
	r->once = key;
	hash = arena_alloc(r->cx.arena, crypto_generichash_BYTES);
	derive(r, 'h', hash, crypto_generichash_BYTES);
	r->once_hash = (struct blob){ .p = hash, .n = crypto_generichash_BYTES };
	r->once_id = APP_ID(&r->cx);
	return ERR_OK;
}

/*
 * Keys that came lately.  A key that did not is almost certainly new, and asking the database would
 * only say so: the table refuses it if it is not (another process, a restart), at the commit.
 */
enum { MET = 4096 };
static struct {
	pthread_mutex_t lock;
	uint64_t slots[MET];
} met = { .lock = PTHREAD_MUTEX_INITIALIZER };

bool once_met(const struct req *r)
{
	uint64_t hash, *slot;
	bool known;

	if (r->once == NULL)
		return false;
	memcpy(&hash, r->once_hash.p, sizeof(hash));
	slot = &met.slots[hash % MET];
	(void)pthread_mutex_lock(&met.lock);
	known = *slot == hash;
	*slot = hash;
	(void)pthread_mutex_unlock(&met.lock);
	return known;
}

enum err once_record(struct req *r)
{
	static const unsigned char nonce[crypto_secretbox_NONCEBYTES]; /* one message a key */
	unsigned char key[crypto_secretbox_KEYBYTES], *box;
	const struct resp *a = &r->resp;
	json_t *answer;
	char *plain;
	size_t n;

	if (r->once == NULL)
		return ERR_OK;
	answer = json_pack("{s:i, s:s?, s:I, s:s?, s:s?, s:s?, s:b}", "status", a->status,
			   "location", a->location, "id", (json_int_t)a->id, "number", a->number,
			   "secret", a->secret, "flash", r->flash, "vain", (int)r->vain);
	plain = answer != NULL ? json_dumps(answer, JSON_COMPACT) : NULL;
	json_decref(answer);
	if (plain == NULL)
		return err_set(&r->cx, ERR_CRYPTO, "the answer is no text");
	n = strlen(plain);
	box = arena_alloc(r->cx.arena, n + crypto_secretbox_MACBYTES);
	derive(r, 'k', key, sizeof(key));
	crypto_secretbox_easy(box, (const unsigned char *)plain, n, nonce, key);
	sodium_memzero(key, sizeof(key));
	free(plain);
	return once_use_run(
	    &r->cx,
	    &(struct once_use_args){ .id = r->once_id,
				     .key_hash = r->once_hash,
				     .answer = { .p = box, .n = n + crypto_secretbox_MACBYTES } },
	    NULL);
}

/* Fills the answer from its sealed form. */
static enum err unseal(struct req *r, struct blob box)
{
	static const unsigned char nonce[crypto_secretbox_NONCEBYTES];
	unsigned char key[crypto_secretbox_KEYBYTES], *plain;
	struct arena *a = r->cx.arena;
	json_t *answer;
	size_t n;
	int fault;

	if (box.p == NULL || box.n <= crypto_secretbox_MACBYTES)
		return err_set(&r->cx, ERR_CRYPTO, "first answer is missing");
	n = box.n - crypto_secretbox_MACBYTES;
	plain = arena_alloc(a, n + 1);
	derive(r, 'k', key, sizeof(key));
	fault = crypto_secretbox_open_easy(plain, box.p, box.n, nonce, key);
	sodium_memzero(key, sizeof(key));
	if (fault != 0)
		return err_set(&r->cx, ERR_CRYPTO, "first answer does not open");
	answer = json_loadb((const char *)plain, n, 0, NULL);
	if (answer == NULL)
		return err_set(&r->cx, ERR_CRYPTO, "first answer can't be read");
	r->resp.status = (int)json_integer_value(json_object_get(answer, "status"));
	r->resp.location = arena_strdup(a, json_string_value(json_object_get(answer, "location")));
	r->resp.id = json_integer_value(json_object_get(answer, "id"));
	r->resp.number = arena_strdup(a, json_string_value(json_object_get(answer, "number")));
	r->resp.secret = arena_strdup(a, json_string_value(json_object_get(answer, "secret")));
	r->flash = arena_strdup(a, json_string_value(json_object_get(answer, "flash")));
	r->vain = json_is_true(json_object_get(answer, "vain"));
	json_decref(answer);
	return ERR_OK;
}

enum err once_replay(struct req *r, bool *ret_found)
{
	struct once_seen_row row = { 0 };

	*ret_found = false;
	if (r->once == NULL)
		return ERR_OK;
	TRY(once_seen_maybe(&r->cx, &(struct once_seen_args){ .key_hash = r->once_hash }, &row,
			    ret_found));
	return *ret_found ? unseal(r, row.answer) : ERR_OK;
}

static enum err forget(struct ctx *cx, int64_t object, const char *detail)
{
	(void)object;
	(void)detail;
	return once_forget_run(
	    cx, &(struct once_forget_args){ .before = id_floor(cx->now - ONCE_DAYS * USEC_DAY) },
	    NULL);
}

const struct job_kind http_job_forget = { .name = "http.forget",
					  .run = forget,
					  .every = USEC_HOUR };
