/* melaju init, migrate */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "feature/account/account.h"
#include "feature/directory/directory.h"

/* Without a unit of last resort nothing could be taken: init makes the desk of the SLRT that one.
 */
static enum err add_last_resort(struct ctx *cx)
{
	static const struct unit_offer offers[] = {
		{ .service = "informasi", .urgent = true, .capacity = DB_NONE },
		{ .service = "asesmen", .urgent = true, .capacity = DB_NONE },
		{ .service = "rujukan", .urgent = true, .capacity = DB_NONE },
		{ .service = "data_pengaduan", .urgent = true, .capacity = DB_NONE },
	};
	struct unit_hour hours[UNIT_WEEKDAYS];
	struct unit u = {
		.code = "SLRT",
		.kind = "slrt",
		.name = "Sekretariat SLRT",
		.lat_e6 = DB_NONE,
		.lng_e6 = DB_NONE,
		.has_account = true,
		.last_resort = true,
	};
	int64_t id;
	int day;

	for (day = 0; day < UNIT_WEEKDAYS; day++)
		hours[day] = (struct unit_hour){ .weekday = day, .to_min = 1440 };
	TRY(directory_create(cx, &u, &id));
	TRY(directory_set_services(cx, id, 1, offers, LEN(offers)));
	return directory_set_hours(cx, id, 2, hours, LEN(hours));
}

static enum err first_rows(struct ctx *cx, void *password_hash)
{
	const struct account_role role = { .role = ROLE_ADMIN };
	struct account admin = { .login = "admin", .name = "Admin", .must_change = true };
	int64_t id;

	TRY(add_last_resort(cx));
	TRY(account_create(cx, &admin, password_hash, &id));
	return account_set_roles(cx, id, 1, &role, 1, NULL, 0);
}

static enum err set_up(struct cli *c, const char *code, char *password)
{
	unsigned applied;
	char *hash;

	TRY(cli_install(c, code, &applied));
	account_one_time_password(password);
	TRY(password_hash(&c->cx, password, &hash));
	return cli_write(c, first_rows, hash);
}

/* Is there a city already?  ERR_OK: no. */
static int refuse_filled(struct cli *c)
{
	enum err e = db_check_schema(&c->cx, c->app.pool);

	if (e == ERR_OK && cli_find_city(c) == ERR_OK)
		return cli_fail(c,
				"this database already holds %s; melaju migrate brings it up "
				"to this program",
				c->app.city_name);
	err_clear(&c->cx);
	return EXIT_OK;
}

static enum err print_shares(struct cli *c)
{
	char shares[3][VAULT_SHARE_SIZE];
	unsigned i;

	TRY(vault_split(&c->cx, c->app.vault, shares));
	printf("\nThree recovery shares; any two give a lost key back. They are shown only now:\n"
	       "print them, and give each to another person, away from the machine.\n\n");
	for (i = 0; i < 3; i++)
		printf("  %u  %s\n", i + 1, shares[i]);
	explicit_bzero(shares, sizeof(shares));
	return ERR_OK;
}

static int init(struct cli *c)
{
	char password[ACCOUNT_PASSWORD_SIZE];
	const char *code;
	enum err e;

	if (!cli_open(c, OPEN_CREATE | OPEN_KEY | OPEN_NEW_KEY | OPEN_EXCLUSIVE) ||
	    refuse_filled(c) != EXIT_OK)
		return EXIT_FAILED;
	e = cli_city_code(c, &code);
	if (e == ERR_OK)
		e = set_up(c, code, password);
	if (e != ERR_OK)
		return cli_failed(c, e, "init");
	printf("%s is ready. Key of the city: %s\n", c->app.city_name, cli_key_path(c));
	printf("Keep a copy of that file apart from the backups.\n\n"
	       "First account: admin, one-time password: %s\n",
	       password);
	explicit_bzero(password, sizeof(password));
	e = print_shares(c);
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, "recovery shares");
}

const struct command command_init = {
	.name = "init",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CONFIG),
	.brief = "make a new database for a city",
	.help =
	    "Makes the data file (or fills an empty PostgreSQL database), the city's key, the\n"
	    "regions and reference data, the unit of last resort and the first account. Prints\n"
	    "the one-time password of that account and three recovery shares of the key, once.\n"
	    "Refuses a database that holds a city.\n\n"
	    "On PostgreSQL, run it as the owner of the database; the role that serves needs only\n"
	    "SELECT, INSERT, UPDATE and DELETE.\n\n"
	    "Examples:\n"
	    "  melaju init --db /var/lib/melaju/kota.db --city 3272\n"
	    "  melaju init --db postgres://melaju_owner@db/kota --key /etc/melaju/kota.key",
	.run = init,
};

static int migrate(struct cli *c)
{
	const char *code = option(c, OPT_CITY);
	unsigned applied, again;
	enum err e;

	if (!cli_open(c, OPEN_EXCLUSIVE))
		return EXIT_FAILED;
	e = db_migrate(&c->cx, c->app.pool, &applied);
	if (e == ERR_OK)
		e = cli_find_city(c);
	if (e == ERR_OK && !code)
		e = cli_city_code_of(c, &code);
	if (e == ERR_OK)
		e = cli_install(c, code, &again);
	if (e != ERR_OK)
		return cli_failed(c, e, "migrate");
	printf("%u migration%s applied; %s and the reference data are those of this program.\n",
	       applied, applied == 1 ? "" : "s", c->app.city_name);
	return EXIT_OK;
}

const struct command command_migrate = {
	.name = "migrate",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CONFIG),
	.brief = "bring an older database up to this program",
	.help =
	    "Applies the migrations that are missing, each in a transaction, and adds new\n"
	    "versions of the national reference data. Run it after installing a new version,\n"
	    "with the server stopped and a fresh backup. Run twice it changes nothing. It goes\n"
	    "forward only: the way back is the backup.\n\n"
	    "Example:\n"
	    "  melaju backup --db kota.db --to before.db && melaju migrate --db kota.db",
	.run = migrate,
};
