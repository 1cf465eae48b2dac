/* melaju key rotate, status, finish; and the work that a changed key makes for the server */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "feature/registry/registry.h"
#include "platform/audit/audit.h"

enum { BATCH = 200, BATCHES_A_TURN = 10 };

/* ---- in the server ------------------------------------------------------------------------ */

static enum err batch(struct ctx *cx, void *left)
{
	bool keys, blinds;

	TRY(vault_rewrap(cx, BATCH, &keys));
	TRY(person_reblind(cx, BATCH, &blinds));
	*(bool *)left = keys || blinds;
	return ERR_OK;
}

static enum err due(struct ctx *cx, bool *ret)
{
	bool blinds;

	TRY(vault_rewrap_due(cx, ret));
	TRY(person_reblind_due(cx, &blinds));
	*ret = *ret || blinds;
	return ERR_OK;
}

/* Is there anything wrapped or indexed with an older key? */
static enum err something_old(struct ctx *cx, struct db_pool *pool, bool *ret)
{
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = due(cx, ret);
	db_read_end(cx, pool);
	return e;
}

enum err cli_key_turn(struct ctx *cx, struct db_pool *pool)
{
	bool left = false;
	unsigned i;

	(void)vault_refresh(cx->app->vault);
	if (vault_epoch(cx->app->vault) < 2)
		return ERR_OK;
	TRY(something_old(cx, pool, &left));
	for (i = 0; i < BATCHES_A_TURN && left; i++)
		TRY(db_write(cx, pool, batch, &left));
	return ERR_OK;
}

/* ---- rotate ------------------------------------------------------------------------------- */

static enum err print_shares(struct cli *c, const struct vault *v)
{
	char shares[3][VAULT_SHARE_SIZE];
	size_t i;

	TRY(vault_split(&c->cx, v, shares));
	for (i = 0; i < LEN(shares); i++)
		printf("  %s\n", shares[i]);
	explicit_bzero(shares, sizeof(shares));
	return ERR_OK;
}

/* The one city that is meant, and its key; false after having said what is wrong. */
static bool open_city(struct cli *c)
{
	enum err e;

	if (!cli_open(c, OPEN_SCHEMA))
		return false;
	e = cli_find_city(c);
	if (e != ERR_OK) {
		(void)cli_failed(c, e, cli_database(c));
		return false;
	}
	return cli_open_key(c);
}

static int rotate(struct cli *c)
{
	struct vault *v = NULL;
	const char *path;
	enum err e;

	if (!open_city(c))
		return EXIT_FAILED;
	path = cli_key_path(c, c->app.city_code);
	e = vault_rotate(&c->cx, path);
	if (e == ERR_OK)
		e = vault_open(&c->cx, path, &v);
	if (e != ERR_OK)
		return cli_failed(c, e, path);
	printf(
	    "%s holds a new key beside the present one. New recovery shares; the old ones are of\n"
	    "no more use once melaju key finish has run:\n",
	    path);
	e = print_shares(c, v);
	vault_free(v);
	if (e != ERR_OK)
		return cli_failed(c, e, "recovery shares");
	printf(
	    "The running server takes the new key by itself, within a minute, and wraps anew what\n"
	    "is there. Ask with: melaju key status\n");
	return EXIT_OK;
}

#define KEY_OPTIONS \
	(OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(CONFIG))

const struct command command_key_rotate = {
	.name = "key rotate",
	.options = KEY_OPTIONS,
	.brief = "give the city a new key while the server runs",
	.help =
	    "For when somebody who had the key has left, a share was lost, or a year is over. Adds "
	    "a\n"
	    "new key to the key file and prints three new recovery shares. Nothing stops: the "
	    "server\n"
	    "finds the new key in the file, seals new things with it, and wraps the keys of all\n"
	    "persons, reports and cases anew, some thousand a minute. Meanwhile both keys open "
	    "what\n"
	    "they sealed; a stop or a power cut in between does no harm, it goes on after the "
	    "start.\n"
	    "Servers on other machines need the new file before they meet something of the new "
	    "key.\n\n"
	    "In this order:\n"
	    "  1. melaju key rotate --db kota.db       keep the new shares, copy the key file "
	    "away\n"
	    "  2. melaju key status --db kota.db       until nothing is left on the older key\n"
	    "  3. melaju key finish --db kota.db       takes the older key out of the file\n\n"
	    "What it does not do: a backup from before opens with the old key as ever; the audit "
	    "log\n"
	    "goes on being signed by the first key, so that checkpoints kept elsewhere stay good; "
	    "the\n"
	    "secrets of reports handed out before are checked by the key of their time.",
	.run = rotate,
};

/* ---- status, finish ----------------------------------------------------------------------- */

static enum err state(struct cli *c, struct vault_state *ret, bool *ret_due)
{
	enum err e;

	TRY(db_read_begin(&c->cx, c->app.pool));
	e = vault_state(&c->cx, ret);
	if (e == ERR_OK)
		e = due(&c->cx, ret_due);
	db_read_end(&c->cx, c->app.pool);
	return e;
}

static int status(struct cli *c)
{
	struct vault_state s;
	bool left;
	enum err e;

	if (!open_city(c))
		return EXIT_FAILED;
	e = state(c, &s, &left);
	if (e != ERR_OK)
		return cli_failed(c, e, "key");
	printf(
	    "%s: key %u; %lld keys of persons, reports and cases, %lld of them still on an older "
	    "key.\n",
	    c->app.city_name, s.epoch, (long long)s.keys, (long long)s.old_keys);
	if (s.epoch > 1)
		printf("%s\n", !left ? "The change is complete: melaju key finish."
				     : "The change goes on while the server runs.");
	return EXIT_OK;
}

const struct command command_key_status = {
	.name = "key status",
	.options = KEY_OPTIONS,
	.brief = "how far the change of the city's key has come",
	.help = "Says which key is the newest and how many things are still wrapped with an older\n"
		"one. It may run while the server serves.\n\n"
		"Example:\n"
		"  melaju key status --db kota.db",
	.run = status,
};

static int finish(struct cli *c)
{
	struct vault_state s;
	const char *path;
	bool left;
	enum err e;

	if (!open_city(c))
		return EXIT_FAILED;
	path = cli_key_path(c, c->app.city_code);
	e = state(c, &s, &left);
	if (e == ERR_OK && (s.old_keys > 0 || !s.chained))
		return cli_fail(c, "not yet: %lld things need the older key",
				(long long)s.old_keys);
	if (e == ERR_OK)
		e = vault_finish(&c->cx, c->app.vault, path);
	if (e != ERR_OK)
		return cli_failed(c, e, path);
	printf(
	    "%s holds the newest key alone. Copy it to where you keep it, and destroy copies and\n"
	    "shares of the older one when the last backup of its time is gone.\n",
	    path);
	return EXIT_OK;
}

const struct command command_key_finish = {
	.name = "key finish",
	.options = KEY_OPTIONS,
	.brief = "take the older key out of the file after a change",
	.help =
	    "The last step of changing the city's key: see melaju help key rotate. Refuses while\n"
	    "anything is left on the older key. That key stays in the database, sealed with the\n"
	    "newest, for what was made in its time.\n\n"
	    "Example:\n"
	    "  melaju key finish --db kota.db",
	.run = finish,
};
