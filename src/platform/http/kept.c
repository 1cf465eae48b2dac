/*
 * Files of a form that comes back with a mistake.  They are kept sealed in the media file, without
 * anybody's name; their key stands only in the ticket on the page, which is sealed for the one who
 * sent them.  So nobody else can open them, and they go after a day.
 *
 * Only for who is signed in: anybody else could fill the disk with forms that are always wrong.
 */
#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/http/http_impl.h"
#include "platform/media/media.h"
#include "platform/vault/vault.h"
#include "text/form.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <string.h>

#define KEY   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES

enum { PER_HOUR = 60 };

/* ---- a ticket ---------------------------------------------------------------------------- */

/* Whose it is: a ticket of somebody else does not open. */
struct holder {
	int64_t city, account;
};

static struct holder holder_of(const struct req *r)
{
	return (struct holder){ .city = r->cx.city, .account = r->actor.user_id };
}

static const char *seal(struct req *r, const char *plain)
{
	const struct holder who = holder_of(r);
	size_t n = strlen(plain), all = NONCE + n + TAG;
	unsigned char *sealed = arena_alloc(r->cx.arena, all), key[KEY];
	char *text = arena_alloc(r->cx.arena, 2 * all + 1);

	rng_bytes(sealed, NONCE);
	vault_derive(r->app->vault, r->cx.city, "kept", key);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(
	    sealed + NONCE, NULL, (const unsigned char *)plain, n, (const unsigned char *)&who,
	    sizeof(who), NULL, sealed, key);
	explicit_bzero(key, sizeof(key));
	hex_text(sealed, all, text);
	return text;
}

/* NULL: not a ticket of ours, or of somebody else. */
static const char *unseal(struct req *r, const char *text)
{
	const struct holder who = holder_of(r);
	size_t all = strlen(text) / 2;
	unsigned char *sealed = arena_alloc(r->cx.arena, all + 1), key[KEY];
	char *plain = arena_alloc(r->cx.arena, all + 1);
	int fault;

	if (strlen(text) % 2 != 0 || all < NONCE + TAG || !hex_read(text, sealed, all))
		return NULL;
	vault_derive(r->app->vault, r->cx.city, "kept", key);
	fault = crypto_aead_xchacha20poly1305_ietf_decrypt(
	    (unsigned char *)plain, NULL, NULL, sealed + NONCE, all - NONCE,
	    (const unsigned char *)&who, sizeof(who), sealed, key);
	explicit_bzero(key, sizeof(key));
	plain[all - NONCE - TAG] = '\0';
	return fault == 0 ? plain : NULL;
}

/* A line each; names are cleaned of all that could break one. */
enum { LINE_ID, LINE_KEY, LINE_FIELD, LINE_TYPE, LINE_NAME, LINES };

static const char *ticket_write(struct req *r, const char *field, const struct upload *up,
				const struct media_kept *kept)
{
	char key[2 * KEY + 1];

	hex_text(kept->key, KEY, key);
	return seal(r, arena_printf(r->cx.arena, "%lld\n%s\n%s\n%s\n%s", (long long)kept->id, key,
				    field, up->type, up->name));
}

/* The lines of a ticket and what they say of where the bytes are; false: it does not open. */
static bool ticket_read(struct req *r, const char *ticket, char ***ret, struct media_kept *ret_kept)
{
	const char *plain = unseal(r, ticket);
	size_t n = 0;

	if (plain != NULL)
		str_split(r->cx.arena, plain, '\n', ret, &n);
	return n == LINES && str_i64((*ret)[LINE_ID], &ret_kept->id) &&
	       strlen((*ret)[LINE_KEY]) == (size_t)2 * KEY &&
	       hex_read((*ret)[LINE_KEY], ret_kept->key, KEY);
}

/* ---- the form is sent again -------------------------------------------------------------- */

static enum err take(struct req *r, const char *ticket)
{
	struct upload up = { .ticket = ticket };
	struct media_kept kept;
	char **line;

	if (!ticket_read(r, ticket, &line, &kept))
		return err_set(&r->cx, ERR_GONE, "no ticket of this account");
	TRY(media_kept(&r->cx, &kept, &up.bytes));
	up.name = line[LINE_NAME];
	up.type = line[LINE_TYPE];
	/* A form that has no such field any more does without the file. */
	(void)form_put_kept(&r->cx, r->form, line[LINE_FIELD], &up);
	return ERR_OK;
}

enum err kept_take(struct req *r)
{
	const char *const *tickets;
	size_t n = form_tickets(r->form, &tickets), i;
	enum err e = ERR_OK;

	for (i = 0; i < n && r->has_session && e == ERR_OK; i++)
		e = take(r, tickets[i]);
	if (e != ERR_GONE)
		return e;
	err_clear(&r->cx);
	form_problem(&r->cx, r->form, -1, T_FORM_KEPT_GONE, NULL);
	return ERR_OK;
}

/* ---- the form comes back ----------------------------------------------------------------- */

/* A file that can't be kept has to be chosen again, which is no reason to lose the page. */
static void leave(struct req *r, int field, size_t file, const struct upload *up)
{
	const struct field *d = &form_def_of(r->form)->fields[field];
	const char *key = arena_printf(r->cx.arena, "kept:%lld:%lld", (long long)r->cx.city,
				       (long long)r->actor.user_id);
	struct media_kept kept;

	if (!rate_allow(key, PER_HOUR, USEC_HOUR / PER_HOUR, r->cx.now))
		return;
	if (media_keep(&r->cx, up->bytes, &kept) == ERR_OK)
		form_ticket(r->form, field, file, ticket_write(r, d->name, up, &kept));
	else
		err_clear(&r->cx);
}

void kept_leave(struct req *r)
{
	const struct field *fields = form_def_of(r->form)->fields;
	const struct upload *up;
	size_t n, k;

	for (int i = 0; r->has_session && fields[i].kind != FIELD_END; i++) {
		n = form_files(r->form, i, &up);
		for (k = 0; k < n; k++)
			if (up[k].bad)
				form_ticket(r->form, i, k, NULL);
			else if (up[k].ticket == NULL)
				leave(r, i, k, &up[k]);
	}
	form_files_again(&r->cx, r->form);
}
