/* melaju user add, list, reset, factor, disable, enable, role */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/directory/directory.h"

struct request {
	struct account account;
	const char *hash;
	struct account_role roles[CLI_VALUES];
	size_t n_roles;
	bool disabled;
};

/* ---- what was asked for ------------------------------------------------------------------- */

static bool login_given(struct cli *c, const char **ret)
{
	if (c->n_args != 1) {
		(void)cli_fail(c,
			       c->n_args == 0 ? "say whose: melaju %s LOGIN"
					      : "one sign-in name at a time; see: melaju help %s",
			       c->command->name);
		return false;
	}
	*ret = c->args[0];
	return true;
}

static bool role_find(const char *name, enum role *ret)
{
	unsigned i;

	for (i = 0; i < ROLE__MAX; i++) {
		if (strcasecmp(role_name((enum role)i), name) != 0)
			continue;
		*ret = (enum role)i;
		return true;
	}
	return false;
}

static bool read_roles(struct cli *c, struct request *r)
{
	unsigned i;

	for (i = 0; i < c->n_values[OPT_ROLE]; i++) {
		if (!role_find(c->value[OPT_ROLE][i], &r->roles[i].role)) {
			(void)cli_fail(c, "no role %s; melaju help user role lists them",
				       c->value[OPT_ROLE][i]);
			return false;
		}
		r->roles[i].unit_id = r->account.unit_id;
	}
	r->n_roles = c->n_values[OPT_ROLE];
	return true;
}

/* The end of the last day in the city's zone. */
static bool read_until(struct cli *c, int64_t *ret)
{
	struct civil day;
	int32_t date;

	if (!option(c, OPT_UNTIL))
		return true;
	if (!date_parse(option(c, OPT_UNTIL), &date)) {
		(void)cli_fail(c, "--until: a date such as 2026-12-31");
		return false;
	}
	day = date_civil(date + 1);
	*ret = clock_instant(&day, c->app.zone_minutes);
	return true;
}

static enum err read_unit(struct cli *c, int64_t *ret)
{
	bool found;

	if (!option(c, OPT_UNIT))
		return ERR_OK;
	TRY(directory_by_code(&c->cx, option(c, OPT_UNIT), ret, &found));
	return found
		   ? ERR_OK
		   : err_set(&c->cx, ERR_NOTFOUND, "no unit with the code %s", option(c, OPT_UNIT));
}

/* Runs a read between begin and end. */
static enum err reading(struct cli *c, enum err (*fn)(struct cli *c, void *arg), void *arg)
{
	enum err e;

	TRY(db_read_begin(&c->cx, c->app.pool));
	e = fn(c, arg);
	db_read_end(&c->cx, c->app.pool);
	return e;
}

static enum err find_account(struct cli *c, void *arg)
{
	struct request *r = arg;
	bool found;

	TRY(account_by_login(&c->cx, c->args[0], &r->account, &found));
	return found ? ERR_OK : err_set(&c->cx, ERR_NOTFOUND, "no account %s", c->args[0]);
}

static bool open_account(struct cli *c, struct request *r)
{
	const char *login;
	enum err e;

	if (!login_given(c, &login) || !cli_open(c, OPEN_ALL))
		return false;
	e = reading(c, find_account, r);
	if (e != ERR_OK)
		(void)cli_failed(c, e, login);
	return e == ERR_OK;
}

/* A one-time password, hashed; the caller prints it when all went well. */
static enum err new_password(struct cli *c, char *password, const char **ret_hash)
{
	char *hash;

	account_one_time_password(password);
	TRY(password_hash(&c->cx, password, &hash));
	*ret_hash = hash;
	return ERR_OK;
}

static int done(struct cli *c, enum err e, const char *what, const char *password)
{
	if (e != ERR_OK)
		return cli_failed(c, e, c->args[0]);
	printf("%s: %s\n", c->args[0], what);
	if (password)
		printf("One-time password: %s\n", password);
	return EXIT_OK;
}

/* ---- add ---------------------------------------------------------------------------------- */

static enum err add_run(struct ctx *cx, void *arg)
{
	const struct request *r = arg;
	int64_t id;

	TRY(account_create(cx, &r->account, r->hash, &id));
	return account_set_roles(cx, id, 1, r->roles, r->n_roles, NULL, 0);
}

static enum err add_read(struct cli *c, void *arg)
{
	struct request *r = arg;
	struct account other;
	bool taken;

	TRY(account_by_login(&c->cx, r->account.login, &other, &taken));
	if (taken)
		return err_set(&c->cx, ERR_CONFLICT, "there is an account of that name already");
	return read_unit(c, &r->account.unit_id);
}

static int add(struct cli *c)
{
	char password[ACCOUNT_PASSWORD_SIZE];
	struct request r = { .account = { .must_change = true } };
	enum err e;

	if (!login_given(c, &r.account.login) || !cli_open(c, OPEN_ALL) ||
	    !read_until(c, &r.account.valid_until))
		return EXIT_FAILED;
	r.account.name = option_or(c, OPT_NAME, r.account.login);
	e = reading(c, add_read, &r);
	if (e != ERR_OK)
		return cli_failed(c, e, r.account.login);
	if (!read_roles(c, &r))
		return EXIT_FAILED;
	e = new_password(c, password, &r.hash);
	if (e == ERR_OK)
		e = cli_write(c, add_run, &r);
	return done(c, e, "added", password);
}

#define USER_OPTIONS \
	(OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(CONFIG))

const struct command command_user_add = {
	.name = "user add",
	.options = USER_OPTIONS | OPT_BIT(NAME) | OPT_BIT(ROLE) | OPT_BIT(UNIT) | OPT_BIT(UNTIL),
	.args = "LOGIN",
	.brief = "make an account",
	.help =
	    "Makes an account and prints its one-time password, which must be changed at the\n"
	    "first sign-in. An account acts for its unit and sees as far as its roles reach.\n"
	    "An auditor needs --until. The roles: melaju help user role. In daily work accounts\n"
	    "are made on the page /pengguna.\n\n"
	    "Example:\n"
	    "  melaju user add ani --name 'Petugas Loket' --role front --unit PUSK-3272021001",
	.run = add,
};

/* ---- list --------------------------------------------------------------------------------- */

static void print_account(const struct account *a)
{
	unsigned i;

	printf("%-24s %-32s %-28s", a->login, a->name, a->unit_name ? a->unit_name : "-");
	for (i = 0; i < ROLE__MAX; i++)
		if (a->roles & (1U << i))
			printf(" %s", role_name((enum role)i));
	printf("%s%s\n", a->disabled ? " (disabled)" : "",
	       a->has_totp || a->has_passkey ? "" : " (no second factor)");
}

static enum err print_all(struct cli *c, void *arg)
{
	struct account *list;
	size_t n, i;

	(void)arg;
	TRY(account_list(&c->cx, &(struct account_filter){ .disabled = true }, &list, &n));
	for (i = 0; i < n; i++)
		print_account(&list[i]);
	return ERR_OK;
}

static int list(struct cli *c)
{
	enum err e;

	if (!cli_open(c, OPEN_ALL))
		return EXIT_FAILED;
	e = reading(c, print_all, NULL);
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, "accounts");
}

const struct command command_user_list = {
	.name = "user list",
	.options = USER_OPTIONS,
	.brief = "who may sign in",
	.help =
	    "Lists sign-in name, name, unit and roles of all accounts, disabled ones too, and who\n"
	    "has no second factor.\n\n"
	    "Example:\n"
	    "  melaju user list --db kota.db",
	.run = list,
};

/* ---- reset, disable, role ----------------------------------------------------------------- */

static enum err reset_run(struct ctx *cx, void *arg)
{
	const struct request *r = arg;

	return account_reset_password(cx, r->account.id, r->account.version, r->hash);
}

static int reset(struct cli *c)
{
	char password[ACCOUNT_PASSWORD_SIZE];
	struct request r = { 0 };
	enum err e;

	if (!open_account(c, &r))
		return EXIT_FAILED;
	e = new_password(c, password, &r.hash);
	if (e == ERR_OK)
		e = cli_write(c, reset_run, &r);
	return done(c, e, "has a new password; its sessions have ended", password);
}

const struct command command_user_reset = {
	.name = "user reset",
	.options = USER_OPTIONS,
	.args = "LOGIN",
	.brief = "give a new one-time password",
	.help = "For somebody who forgot the password, or for the administrator himself: whoever\n"
		"may run this on the machine may sign in. All sessions of the account end.\n\n"
		"Example:\n"
		"  melaju user reset ani --db kota.db",
	.run = reset,
};

static enum err factor_run(struct ctx *cx, void *arg)
{
	const struct request *r = arg;

	TRY(account_drop_totp(cx, r->account.id, r->account.version));
	return account_drop_passkeys(cx, r->account.id, r->account.version + 1);
}

static int factor(struct cli *c)
{
	struct request r = { 0 };

	if (!open_account(c, &r))
		return EXIT_FAILED;
	return done(c, cli_write(c, factor_run, &r),
		    "signs in with the password alone; its sessions have ended", NULL);
}

const struct command command_user_factor = {
	.name = "user factor",
	.options = USER_OPTIONS,
	.args = "LOGIN",
	.brief = "take the second factor from somebody who lost it",
	.help =
	    "Takes the code from the phone and all passkeys: for somebody who lost the device,\n"
	    "or for the administrator himself. The password stays. Where the role needs a\n"
	    "second factor, it is set up anew at the next sign-in.\n\n"
	    "Example:\n"
	    "  melaju user factor ani --db kota.db",
	.run = factor,
};

static enum err disable_run(struct ctx *cx, void *arg)
{
	const struct request *r = arg;

	return account_disable(cx, r->account.id, r->account.version, r->disabled);
}

/* Said twice it is as if it had been said once. */
static int set_disabled(struct cli *c, bool disabled)
{
	struct request r = { .disabled = disabled };
	enum err e = ERR_OK;

	if (!open_account(c, &r))
		return EXIT_FAILED;
	if (r.account.disabled == disabled)
		return done(c, e, disabled ? "was disabled already" : "was not disabled", NULL);
	e = cli_write(c, disable_run, &r);
	return done(c, e, disabled ? "disabled" : "enabled again", NULL);
}

static int disable(struct cli *c)
{
	return set_disabled(c, true);
}

static int enable(struct cli *c)
{
	return set_disabled(c, false);
}

const struct command command_user_disable = {
	.name = "user disable",
	.options = USER_OPTIONS,
	.args = "LOGIN",
	.brief = "close an account",
	.help =
	    "A disabled account can't sign in and its sessions end at once; what it did stays.\n"
	    "The last administrator can't be disabled.  `melaju user enable` opens it again.\n\n"
	    "Example:\n"
	    "  melaju user disable ani --db kota.db",
	.run = disable,
};

const struct command command_user_enable = {
	.name = "user enable",
	.options = USER_OPTIONS,
	.args = "LOGIN",
	.brief = "open a disabled account again",
	.help = "Whoever comes back signs in with the password and the roles of before; give a\n"
		"new password with `melaju user reset` where the old one may be known.\n\n"
		"Example:\n"
		"  melaju user enable ani --db kota.db",
	.run = enable,
};

static enum err role_run(struct ctx *cx, void *arg)
{
	const struct request *r = arg;

	return account_set_roles(cx, r->account.id, r->account.version, r->roles, r->n_roles, NULL,
				 0);
}

static int role(struct cli *c)
{
	bool none = str_eq(option(c, OPT_ROLE), "none");
	struct request r = { 0 };
	enum err e;

	/* Who forgets --role does not mean to take them all away. */
	if (c->n_values[OPT_ROLE] == 0)
		return cli_fail(c, "say which: melaju user role LOGIN --role ROLE; --role none "
				   "takes all of them");
	if (!open_account(c, &r) || (!none && !read_roles(c, &r)))
		return EXIT_FAILED;
	e = cli_write(c, role_run, &r);
	return done(c, e, none ? "has no role any more" : "has these roles now, and no others",
		    NULL);
}

const struct command command_user_role = {
	.name = "user role",
	.options = USER_OPTIONS | OPT_BIT(ROLE),
	.args = "LOGIN",
	.brief = "set the roles of an account",
	.help =
	    "Replaces the roles: volunteer, front, back, coordinator, supervisor, manager,\n"
	    "receiver, head, treasurer, pptk, auditor, dpo, admin, operator. What each may do is\n"
	    "on the page /izin. --role none takes all of them.\n\n"
	    "Example:\n"
	    "  melaju user role ani --role front --role back",
	.run = role,
};
