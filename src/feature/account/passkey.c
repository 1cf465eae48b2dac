/* Passkeys of accounts: which there are, and what is written when one is used. */
#include "base/rng.h"
#include "feature/account/account.h"
#include "feature/account/account_impl.h"
#include "feature/account/account_sql.h"
#include "feature/account/passkey_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/account.h"

#include <string.h>

static const char *which(struct ctx *cx, int64_t id)
{
	return arena_printf(cx->arena, "passkey=%lld", (long long)id);
}

/* ---- reading ----------------------------------------------------------------------------- */

/* What two statements read of a passkey. */
#define PASSKEY_OF(row)                                            \
	((struct account_passkey){ .id = (row).id,                 \
				   .label = (row).label,           \
				   .rp = (row).rp,                 \
				   .credential = (row).credential, \
				   .made_at = (row).made_at,       \
				   .used_at = (row).used_at,       \
				   .copied = (row).copied_at != 0 })

enum err account_passkeys(struct ctx *cx, int64_t user_id, struct account_passkey **ret,
			  size_t *ret_n)
{
	struct account_passkey *list;
	struct passkey_list_row *rows;
	size_t n;

	TRY(passkey_list_all(cx, &(struct passkey_list_args){ .user_id = user_id }, &rows, &n));
	list = ARENA_ARRAY(cx->arena, n, struct account_passkey);
	for (size_t i = 0; i < n; i++)
		list[i] = PASSKEY_OF(rows[i]);
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

enum err account_passkey_get(struct ctx *cx, int64_t id, struct account_passkey *ret)
{
	struct passkey_mine_row row;

	TRY(passkey_mine_one(cx, &(struct passkey_mine_args){ .id = id }, &row));
	*ret = PASSKEY_OF(row);
	return ERR_OK;
}

enum err account_passkey_doubt(struct ctx *cx, int64_t user_id, bool *ret)
{
	struct passkey_doubts_row row;

	TRY(passkey_doubts_one(cx, &(struct passkey_doubts_args){ .user_id = user_id }, &row));
	*ret = row.n > 0;
	return ERR_OK;
}

enum err account_passkey_handle(struct ctx *cx, struct blob *ret)
{
	struct passkey_handle_row row;
	unsigned char *fresh;
	bool found;

	TRY(passkey_handle_maybe(cx, &row, &found));
	if (found) {
		*ret = row.handle;
		return ERR_OK;
	}
	fresh = arena_alloc(cx->arena, PASSKEY_HANDLE);
	rng_bytes(fresh, PASSKEY_HANDLE);
	*ret = (struct blob){ fresh, PASSKEY_HANDLE };
	return ERR_OK;
}

/* ---- changing ---------------------------------------------------------------------------- */

/* The handle becomes his; ERR_CONFLICT: he got another meanwhile, in another window. */
static enum err keep_handle(struct ctx *cx, struct blob handle)
{
	struct passkey_handle_row row;

	TRY(passkey_owner_add_run(cx, &(struct passkey_owner_add_args){ .handle = handle }, NULL));
	TRY(passkey_handle_one(cx, &row));
	if (row.handle.n != handle.n || memcmp(row.handle.p, handle.p, handle.n) != 0)
		return refuse(cx, T_ACCOUNT_PASSKEY_AGAIN);
	return ERR_OK;
}

static enum err use_up(struct ctx *cx, struct blob challenge)
{
	bool first;

	TRY(passkey_use_up(cx, challenge, &first));
	return first ? ERR_OK : refuse(cx, T_ACCOUNT_PASSKEY_AGAIN);
}

static enum err has_room(struct ctx *cx)
{
	struct account_passkey *list;
	size_t n;

	TRY(account_passkeys(cx, cx->actor->user_id, &list, &n));
	return n < ACCOUNT_PASSKEYS ? ERR_OK : refuse(cx, T_ACCOUNT_PASSKEY_MANY);
}

enum err account_passkey_add(struct ctx *cx, const char *label, const char *rp, struct blob handle,
			     const struct passkey_made *made, int64_t *ret_id)
{
	int64_t id = APP_ID(cx), changed;

	TRY(has_room(cx));
	TRY(use_up(cx, made->challenge));
	TRY(keep_handle(cx, handle));
	TRY(passkey_add_run(cx,
			    &(struct passkey_add_args){ .id = id,
							.label = label,
							.rp = rp,
							.credential = made->credential,
							.alg = made->alg,
							.public_key = made->key,
							.sign_count = made->count },
			    &changed));
	if (changed != 1)
		return refuse(cx, T_ACCOUNT_PASSKEY_KNOWN);
	*ret_id = id;
	if (cx->actor->session_id != 0)
		TRY(session_prove(cx, cx->actor->session_id));
	return audit_leaf(cx, "account.passkey_add", cx->actor->user_id, which(cx, id));
}

static enum err was_mine(struct ctx *cx, int64_t id, int64_t changed)
{
	if (changed == 1)
		return ERR_OK;
	return err_set(cx, ERR_NOTFOUND, "passkey %lld is not his", (long long)id);
}

enum err account_passkey_rename(struct ctx *cx, int64_t id, const char *label)
{
	int64_t changed;

	TRY(passkey_rename_run(cx, &(struct passkey_rename_args){ .id = id, .label = label },
			       &changed));
	TRY(was_mine(cx, id, changed));
	return audit_leaf(cx, "account.passkey_rename", cx->actor->user_id, which(cx, id));
}

enum err account_passkey_remove(struct ctx *cx, int64_t id)
{
	int64_t changed;

	TRY(passkey_remove_run(cx, &(struct passkey_remove_args){ .id = id }, &changed));
	TRY(was_mine(cx, id, changed));
	TRY(account_end_other_sessions(cx));
	return audit_leaf(cx, "account.passkey_remove", cx->actor->user_id, which(cx, id));
}

enum err account_drop_passkeys(struct ctx *cx, int64_t id, int64_t version)
{
	int64_t changed;

	TRY(user_bump_run(cx, &(struct user_bump_args){ .id = id, .version = version }, &changed));
	TRY(account_changed_one(cx, changed));
	TRY(passkey_drop_run(cx, &(struct passkey_drop_args){ .user_id = id }, &changed));
	TRY(session_close_all(cx, id));
	return audit_leaf(cx, "account.passkeys_dropped", id,
			  arena_printf(cx->arena, "passkeys=%lld", (long long)changed));
}

/* ---- signing in ---------------------------------------------------------------------------- */

enum err account_passkey_used(struct ctx *cx, const struct passkey_opened *opened)
{
	int64_t changed;

	TRY(use_up(cx, opened->challenge));
	TRY(passkey_count_run(
	    cx, &(struct passkey_count_args){ .id = opened->id, .sign_count = opened->count },
	    &changed));
	return changed == 1 ? ERR_OK : refuse(cx, T_ACCOUNT_PASSKEY_AGAIN);
}

struct doubt {
	int64_t user_id, id;
};

static enum err write_doubt(struct ctx *cx, void *arg)
{
	const struct doubt *d = arg;
	int64_t changed;

	TRY(passkey_doubt_run(cx, &(struct passkey_doubt_args){ .id = d->id }, &changed));
	if (changed != 1)
		return ERR_OK;
	return audit_leaf(cx, "account.passkey_copied", d->user_id, which(cx, d->id));
}

enum err account_passkey_copied(struct ctx *cx, int64_t user_id, int64_t id)
{
	return db_write(cx, cx->app->pool, write_doubt, &(struct doubt){ user_id, id });
}
