#include "platform/auth/tries.h"

#include <sodium/crypto_generichash.h>
#include <string.h>

#include "platform/app.h"
#include "platform/auth/auth_sql.h"
#include "platform/vault/vault.h"

#define HASH  16
#define TURNS 5 /* how often somebody else may be faster before the try is refused */

struct work {
	const struct try_key *keys;
	size_t n, refused;
};

/* By the first key of the city, which all processes have at any moment. */
static struct blob hash_of(struct ctx *cx, const char *key)
{
	unsigned char secret[32], *hash = arena_alloc(cx->arena, HASH);
	bool known = vault_derive_at(cx->app->vault, 1, cx->city, "tries", secret);

	assert(known);
	(void)known;
	(void)crypto_generichash(hash, HASH, (const unsigned char *)key, strlen(key), secret,
				 sizeof(secret));
	explicit_bzero(secret, sizeof(secret));
	return (struct blob){ hash, HASH };
}

/* Writes the count that follows, unless another process was faster.  *ret: was it allowed, written?
 */
static enum err count_once(struct ctx *cx, const struct try_key *k, struct blob hash, bool *allowed,
			   bool *written)
{
	struct failed_try_get_row row = { 0 };
	struct failed_try_set_args a = { .key_hash = hash };
	int64_t changed = 0, pause;
	bool found;

	TRY(failed_try_get_maybe(cx, &(struct failed_try_get_args){ .key_hash = hash }, &row,
				 &found));
	if (found && cx->now - row.last_at > k->rule->quiet)
		row.failures = 0;
	*allowed = row.failures == 0 || cx->now >= row.next_at;
	if (!*allowed)
		return ERR_OK;
	a.failures = row.failures + 1;
	/* A free try holds back nobody, not even who came a moment earlier. */
	pause = pause_length(k->rule, (unsigned)a.failures);
	a.next_at = pause > 0 ? cx->now + pause : 0;
	a.forget_at = cx->now + k->rule->quiet;
	if (found) {
		a.old_version = row.version;
		TRY(failed_try_set_run(cx, &a, &changed));
	} else {
		TRY(failed_try_add_run(cx,
				       &(struct failed_try_add_args){ .key_hash = hash,
								      .failures = a.failures,
								      .next_at = a.next_at,
								      .forget_at = a.forget_at },
				       &changed));
	}
	*written = changed == 1;
	return ERR_OK;
}

static enum err count_one(struct ctx *cx, const struct try_key *k, bool *allowed)
{
	struct blob hash = hash_of(cx, k->key);
	bool written = false;
	unsigned turn;

	for (turn = 0; turn < TURNS; turn++) {
		TRY(count_once(cx, k, hash, allowed, &written));
		if (!*allowed || written)
			return ERR_OK;
	}
	*allowed = false;
	return ERR_OK;
}

static enum err take_back(struct ctx *cx, const struct try_key *k)
{
	struct blob hash = hash_of(cx, k->key);

	if (k->all)
		return failed_try_drop_run(cx, &(struct failed_try_drop_args){ .key_hash = hash },
					   NULL);
	return failed_try_less_run(cx, &(struct failed_try_less_args){ .key_hash = hash }, NULL);
}

static enum err count_all(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	bool allowed = true;
	size_t i, k;

	for (i = 0; i < w->n && allowed; i++)
		TRY(count_one(cx, &w->keys[i], &allowed));
	w->refused = allowed ? w->n : i - 1;
	for (k = 0; k + 1 < i && !allowed; k++)
		TRY(take_back(cx, &(struct try_key){ .key = w->keys[k].key }));
	return ERR_OK;
}

static enum err forget_all(struct ctx *cx, void *arg)
{
	const struct work *w = arg;
	size_t i;

	for (i = 0; i < w->n; i++)
		TRY(take_back(cx, &w->keys[i]));
	return ERR_OK;
}

enum err tries_count(struct ctx *cx, const struct try_key *keys, size_t n, size_t *ret_refused)
{
	struct work w = { .keys = keys, .n = n };

	TRY(db_write(cx, cx->app->pool, count_all, &w));
	*ret_refused = w.refused;
	return ERR_OK;
}

enum err tries_forget(struct ctx *cx, const struct try_key *keys, size_t n)
{
	return db_write(cx, cx->app->pool, forget_all, &(struct work){ .keys = keys, .n = n });
}
