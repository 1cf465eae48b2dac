/* melaju init, migrate */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "feature/account/account.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"

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

/* What init writes besides the reference data. */
struct first {
	char *password_hash;
	const char *hosts[REGION_HOSTS];
	size_t n_hosts;
};

static enum err first_rows(struct ctx *cx, void *arg)
{
	const struct first *f = arg;
	const struct account_role role = { .role = ROLE_ADMIN };
	struct account admin = { .login = "admin", .name = "Admin", .must_change = true };
	int64_t id;

	TRY(add_last_resort(cx));
	if (f->n_hosts > 0)
		TRY(region_hosts_set(cx, f->hosts, f->n_hosts));
	TRY(account_create(cx, &admin, f->password_hash, &id));
	return account_set_roles(cx, id, 1, &role, 1, NULL, 0);
}

static enum err set_up(struct cli *c, const char *code, struct first *f, char *password)
{
	unsigned applied;

	TRY(cli_install(c, code, &applied));
	account_one_time_password(password);
	TRY(password_hash(&c->cx, password, &f->password_hash));
	return cli_write(c, first_rows, f);
}

/* Is the city there already?  EXIT_OK: no. */
static int refuse_filled(struct cli *c, const char *code)
{
	bool filled = false;

	if (db_check_schema(&c->cx, c->app.pool) == ERR_OK &&
	    cli_has_city(c, code, &filled) == ERR_OK && filled)
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

/* Where several cities share a process, the host name decides: one without is out of reach. */
static enum err warn_nameless(struct cli *c)
{
	const struct city *cities;
	const struct city_host *hosts;
	size_t n, i, n_hosts;
	enum err e;

	c->n_values[OPT_CITY] = 0;
	TRY(cli_cities(c, &cities, &n));
	for (i = 0; n > 1 && i < n; i++) {
		c->cx.city = cities[i].city;
		TRY(db_read_begin(&c->cx, c->app.pool));
		e = region_hosts(&c->cx, &hosts, &n_hosts);
		db_read_end(&c->cx, c->app.pool);
		TRY(e);
		if (n_hosts == 0)
			printf("\n%s has no host name, so nobody reaches it while several cities "
			       "are served:\n  melaju cities --city %s --host NAME\n",
			       cities[i].name, cities[i].code);
	}
	return ERR_OK;
}

/* What to do now; the page of preparations says the rest. */
static void print_next(void)
{
	printf("\nNext: melaju serve, open its address, sign in as admin and choose a password.\n"
	       "The start page then says what the city still lacks (Siap dipakai, /siap).\n");
}

static int report_made(struct cli *c, char *password)
{
	enum err e;

	printf("%s is ready. Key of the city: %s\n", c->app.city_name,
	       cli_key_path(c, c->app.city_code));
	printf("Keep a copy of that file apart from the backups.\n\n"
	       "First account: admin, one-time password: %s\n",
	       password);
	explicit_bzero(password, ACCOUNT_PASSWORD_SIZE);
	e = print_shares(c);
	if (e == ERR_OK)
		e = warn_nameless(c);
	if (e == ERR_OK)
		print_next();
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, "init");
}

static int init(struct cli *c)
{
	char password[ACCOUNT_PASSWORD_SIZE];
	struct first first = { 0 };
	const char *code = "";
	enum err e;

	if (!cli_hosts(c, first.hosts, REGION_HOSTS, &first.n_hosts))
		return EXIT_FAILED;
	e = cli_city_code(c, &code);
	if (e != ERR_OK)
		return cli_failed(c, e, "init");
	if (!cli_open(c, OPEN_CREATE | OPEN_EXCLUSIVE))
		return EXIT_FAILED;
	if (refuse_filled(c, code) != EXIT_OK || !cli_make_key(c, code))
		return EXIT_FAILED;
	e = set_up(c, code, &first, password);
	return e == ERR_OK ? report_made(c, password) : cli_failed(c, e, "init");
}

const struct command command_init = {
	.name = "init",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(HOST) |
		   OPT_BIT(CONFIG),
	.brief = "make a new city, and its database where there is none",
	.help =
	    "Makes the data file (or fills an empty PostgreSQL database), the city's key, the\n"
	    "regions and reference data, the unit of last resort and the first account. Prints\n"
	    "the one-time password of that account and three recovery shares of the key, once.\n"
	    "Refuses a city that is there already.\n\n"
	    "A database may hold several cities, each with a key of its own: the second key goes\n"
	    "to the name of the first with the city's code behind it. Then host names decide\n"
	    "which city answers; give each its own with --host. A server that\n"
	    "runs on PostgreSQL takes a new city up within seconds, once each of its cities has a\n"
	    "host name and the new key lies beside the others; on SQLite stop it first.\n\n"
	    "On PostgreSQL, run it as the owner of the database; the role that serves needs only\n"
	    "SELECT, INSERT, UPDATE and DELETE.\n\n"
	    "Examples:\n"
	    "  melaju init --db /var/lib/melaju/kota.db --city 3272\n"
	    "  melaju init --db /var/lib/melaju/kota.db --city 3276 --host melaju.depok.go.id\n"
	    "  melaju init --db postgres://melaju_owner@db/kota --key /etc/melaju/kota.key",
	.run = init,
};

/* Every city of the database has its reference data brought up, or the one that --city names. */
static enum err migrate_cities(struct cli *c)
{
	const struct city *cities;
	unsigned again;
	size_t n, i;

	TRY(cli_cities(c, &cities, &n));
	if (n == 0)
		return err_set(&c->cx, ERR_NOTFOUND, "no such city in this database");
	for (i = 0; i < n; i++) {
		TRY(cli_install(c, cities[i].code, &again));
		printf("%s and the reference data are those of this program.\n", cities[i].name);
	}
	return ERR_OK;
}

static int migrate(struct cli *c)
{
	unsigned applied = 0;
	enum err e;

	if (!cli_open(c, OPEN_EXCLUSIVE))
		return EXIT_FAILED;
	e = db_migrate(&c->cx, c->app.pool, &applied);
	if (e == ERR_OK) {
		printf("%u migration%s applied.\n", applied, applied == 1 ? "" : "s");
		e = migrate_cities(c);
	}
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, "migrate");
}

const struct command command_migrate = {
	.name = "migrate",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(CONFIG),
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
