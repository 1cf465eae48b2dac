/* melaju backup, restore */
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "feature/region/region.h"
#include "platform/audit/audit.h"

/* ---- backup ------------------------------------------------------------------------------- */

/* Is that the data file itself, or one that a server holds?  Its place must not be taken. */
static bool in_use(struct cli *c, const char *to)
{
	const char *lock = arena_printf(c->cx.arena, "%s.lock", to);
	struct stat from, st;
	int fd;
	bool held;

	if (stat(to, &st) != 0)
		return false;
	if (stat(cli_database(c), &from) == 0 && from.st_dev == st.st_dev &&
	    from.st_ino == st.st_ino)
		return true;
	fd = open(lock, O_RDWR | O_CLOEXEC);
	held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;
	if (fd >= 0)
		(void)close(fd);
	return held;
}

static int backup(struct cli *c)
{
	const char *to = option(c, OPT_TO);
	enum err e;

	if (!to)
		return cli_fail(c, "say where: melaju backup --to PATH");
	if (!cli_open(c, 0))
		return EXIT_FAILED;
	if (in_use(c, to))
		return cli_fail(c, "%s is a data file in use; a backup never takes its place", to);
	if (access(to, F_OK) == 0 && !option_on(c, OPT_REPLACE))
		return cli_fail(c,
				"%s is there already and is kept; give another name, or say "
				"--replace",
				to);
	e = db_backup(&c->cx, c->app.pool, to);
	if (e == ERR_OK)
		e = cli_erasures_save(c, arena_printf(c->cx.arena, "%s.erased", to));
	if (e != ERR_OK)
		return cli_failed(c, e, to);
	printf("Copied to %s. The key is not part of it: keep that elsewhere.\n", to);
	return EXIT_OK;
}

const struct command command_backup = {
	.name = "backup",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(TO) | OPT_BIT(REPLACE) | OPT_BIT(CONFIG),
	.brief = "copy the data file while it is in use",
	.help =
	    "Copies data and pictures as they were at one moment, while the server goes on. The\n"
	    "copy takes its name only when it is complete. Personal data in it are sealed; "
	    "without\n"
	    "the key, which is not copied, they stay closed. PATH.erased beside it names by "
	    "number\n"
	    "who was erased so far: keep it with the backups, so that a restore of an older one\n"
	    "erases them again. An older backup of the same name is kept, and this one refused,\n"
	    "unless --replace says that it may go. Of PostgreSQL make a copy with pg_dump.\n\n"
	    "Every night, for example:\n"
	    "  melaju backup --db kota.db --to /backup/kota-$(date +%F).db\n"
	    "  melaju restore --drill --from /backup --key /safe/kota.key",
	.run = backup,
};

/* ---- files -------------------------------------------------------------------------------- */

static enum err copy_bytes(struct ctx *cx, int in, int out)
{
	char *bytes = arena_alloc(cx->arena, 1 << 16);
	ssize_t n;

	while ((n = read(in, bytes, 1 << 16)) > 0)
		if (write(out, bytes, (size_t)n) != n)
			return err_set(cx, errno == ENOSPC ? ERR_FULL : ERR_IO, "write: %s",
				       strerrordesc_np(errno));
	return n == 0 && fsync(out) == 0 ? ERR_OK : err_set(cx, ERR_IO, "copy failed");
}

/* Never over an existing file. */
static enum err copy_file(struct ctx *cx, const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out;
	enum err e;

	if (in < 0)
		return err_set(cx, ERR_NOTFOUND, "%s: %s", from, strerrordesc_np(errno));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0) {
		e = err_set(cx, ERR_CONFLICT,
			    errno == EEXIST ? "%s is there already; a restore writes over nothing"
					    : "%s: %s",
			    to, strerrordesc_np(errno));
	} else {
		e = copy_bytes(cx, in, out);
		(void)close(out);
	}
	(void)close(in);
	return e;
}

/* Data file and the media file beside it. */
static enum err copy_both(struct ctx *cx, const char *from, const char *to)
{
	TRY(copy_file(cx, from, to));
	return copy_file(cx, arena_printf(cx->arena, "%s.media", from),
			 arena_printf(cx->arena, "%s.media", to));
}

/* The newest backup in a folder: the youngest file that has a media file beside it. */
static const char *newest(struct ctx *cx, const char *path)
{
	const char *best = NULL;
	struct timespec at = { 0, 0 };
	struct dirent *entry;
	struct stat st;
	DIR *dir = opendir(path);

	if (!dir)
		return path;
	while ((entry = readdir(dir)) != NULL) {
		const char *one = arena_printf(cx->arena, "%s/%s", path, entry->d_name);

		if (str_ends(one, ".media") || str_ends(one, ".erased") || stat(one, &st) != 0 ||
		    !S_ISREG(st.st_mode) ||
		    access(arena_printf(cx->arena, "%s.media", one), R_OK) != 0)
			continue;
		if (best && (st.st_mtim.tv_sec < at.tv_sec ||
			     (st.st_mtim.tv_sec == at.tv_sec && st.st_mtim.tv_nsec <= at.tv_nsec)))
			continue;
		best = one;
		at = st.st_mtim;
	}
	(void)closedir(dir);
	return best;
}

/* ---- restore ------------------------------------------------------------------------------ */

/* The shares are of the one city there is, or of the one that --city names. */
static bool has_shares(const struct cli *c, const char *code, size_t n_cities)
{
	return c->n_values[OPT_SHARE] == 2 && (n_cities == 1 || str_eq(option(c, OPT_CITY), code));
}

static enum err key_fits(struct cli *c, bool *ret_sure)
{
	enum err e = cli_check_key(c, ret_sure);

	if (e != ERR_CRYPTO)
		return e;
	err_clear(&c->cx);
	return err_set(&c->cx, e, "the key is not the one that this backup was sealed with");
}

static enum err read_key(struct cli *c, const char *code, size_t n_cities, bool *ret_sure)
{
	if (c->app.vault)
		vault_free(c->app.vault);
	c->app.vault = NULL;
	if (has_shares(c, code, n_cities)) {
		TRY(vault_join(&c->cx, c->value[OPT_SHARE][0], c->value[OPT_SHARE][1],
			       &c->app.vault));
		return key_fits(c, ret_sure);
	}
	if (!option(c, OPT_KEY))
		return err_set(&c->cx, ERR_NOTFOUND, "the key of city %s is needed", code);
	TRY(vault_open(&c->cx, cli_key_path(c, code), &c->app.vault));
	return key_fits(c, ret_sure);
}

/* The cities of the copy, whatever --city says. */
static enum err all_cities(struct cli *c, const struct city **ret, size_t *ret_n)
{
	unsigned named = c->n_values[OPT_CITY];
	enum err e;

	c->n_values[OPT_CITY] = 0;
	e = cli_cities(c, ret, ret_n);
	c->n_values[OPT_CITY] = named;
	if (e == ERR_OK && *ret_n == 0)
		return err_set(&c->cx, ERR_NOTFOUND, "no city in it");
	return e;
}

static enum err begin_epoch(struct ctx *cx, void *reason)
{
	return audit_epoch(cx, reason);
}

/* The log of one city holds, and the key is its key. */
static enum err check_city(struct cli *c, const struct city *city, size_t n_cities)
{
	struct audit_report report;
	bool sure;

	TRY(cli_take_city(c, city));
	TRY(read_key(c, city->code, n_cities, &sure));
	TRY(audit_verify(&c->cx, c->app.pool, NULL, &report));
	if (report.fault[0])
		return err_set(&c->cx, ERR_CRYPTO,
			       "%s: the audit log does not hold with this key: %s", city->name,
			       report.fault);
	printf("%s: %s, %lld lines of the audit log hold.\n", city->name,
	       /* A signature is by the key as well. */
	       sure || report.checkpoints > 0
		   ? "the key fits"
		   : "whether this is its key could not be told, since nothing is sealed yet",
	       (long long)report.leaves);
	return ERR_OK;
}

/* The file is whole, the schema is this program's, and each city's log holds. */
static enum err check_copy(struct cli *c, const struct city **ret, size_t *ret_n)
{
	unsigned applied;
	size_t i;

	TRY(db_check_file(&c->cx, c->app.pool));
	TRY(db_migrate(&c->cx, c->app.pool, &applied));
	TRY(all_cities(c, ret, ret_n));
	for (i = 0; i < *ret_n; i++)
		TRY(check_city(c, &(*ret)[i], *ret_n));
	return ERR_OK;
}

/* Whoever was erased after the backup was made is erased again, or it is said that nobody can know.
 */
static enum err erase_again(struct cli *c, const char *from)
{
	int64_t erased;
	size_t lists;

	TRY(cli_erasures_again(c, from, &erased, &lists));
	if (lists == 0)
		printf("%s: no list of the erased beside the backup. Whoever was erased since is "
		       "back: find the list (melaju help erasures) and restore with --erased.\n",
		       c->app.city_name);
	else if (erased > 0)
		printf("%s: %lld persons erased again.\n", c->app.city_name, (long long)erased);
	return ERR_OK;
}

static enum err begin_city(struct cli *c, const struct city *city, size_t n_cities,
			   const char *from)
{
	char reason[] = "restore";
	int64_t size;
	bool sure;

	TRY(cli_take_city(c, city));
	TRY(read_key(c, city->code, n_cities, &sure));
	TRY(cli_lease(c));
	TRY(cli_write(c, begin_epoch, reason));
	TRY(erase_again(c, from));
	return audit_sequence(&c->cx, c->app.pool, &size);
}

static enum err open_copy(struct cli *c, const char *path)
{
	return db_pool_open(&c->cx,
			    &(struct db_options){ .url = path, .readers = 2, .exclusive = true },
			    &c->app.pool);
}

/* Copies, opens and checks; the audit log of each city then begins a recorded epoch. */
static enum err restore_into(struct cli *c, const char *from, const char *to)
{
	const struct city *cities;
	size_t n, i;

	TRY(copy_both(&c->cx, from, to));
	TRY(open_copy(c, to));
	TRY(check_copy(c, &cities, &n));
	for (i = 0; i < n; i++)
		TRY(begin_city(c, &cities[i], n, from));
	return ERR_OK;
}

/* A key that came from shares is written beside the data. */
static enum err save_joined(struct cli *c, const char *to)
{
	const struct city *cities;
	size_t n, i;
	bool sure;

	TRY(all_cities(c, &cities, &n));
	for (i = 0; i < n; i++) {
		if (!has_shares(c, cities[i].code, n))
			continue;
		TRY(read_key(c, cities[i].code, n, &sure));
		TRY(vault_save(&c->cx, c->app.vault,
			       n == 1
				   ? arena_printf(c->cx.arena, "%s.key", to)
				   : arena_printf(c->cx.arena, "%s.key.%s", to, cities[i].code)));
	}
	return ERR_OK;
}

void cli_remove_data(struct cli *c, const char *path)
{
	static const char *const tails[] = { "",     ".media",     ".lock",      "-wal",
					     "-shm", ".media-wal", ".media-shm", ".key" };
	size_t i;

	if (c->app.pool)
		db_pool_close(c->app.pool);
	c->app.pool = NULL;
	for (i = 0; i < LEN(tails); i++)
		(void)unlink(arena_printf(c->cx.arena, "%s%s", path, tails[i]));
}

static int drill(struct cli *c, const char *from)
{
	char dir[] = "/tmp/melaju-drill-XXXXXX";
	const char *to;
	enum err e;

	if (!mkdtemp(dir))
		return cli_fail(c, "no temporary folder: %s", strerrordesc_np(errno));
	to = arena_printf(c->cx.arena, "%s/drill.db", dir);
	e = restore_into(c, from, to);
	cli_remove_data(c, to);
	(void)rmdir(dir);
	if (e != ERR_OK)
		return cli_failed(c, e, "this backup could NOT be restored");
	printf("Drill passed: %s can be restored.\n", from);
	return EXIT_OK;
}

static int restore_real(struct cli *c, const char *from)
{
	const char *to = option(c, OPT_DB);
	bool begun;
	enum err e;

	if (!to)
		return cli_fail(c, "say where to: melaju restore --from PATH --db NEW");
	if (db_is_postgres(to))
		return cli_fail(c, "a backup is restored into a file; to bring it into PostgreSQL, "
				   "restore it into a file first, then melaju export and "
				   "melaju import");
	begun = access(to, F_OK) != 0;
	e = restore_into(c, from, to);
	if (e == ERR_OK)
		e = save_joined(c, to);
	if (e != ERR_OK) {
		if (begun)
			cli_remove_data(c, to);
		return cli_failed(c, e, "not restored");
	}
	printf("%s restored into %s; the audit log records it as a new epoch.\n", from, to);
	if (option(c, OPT_KEY) && access(arena_printf(c->cx.arena, "%s.key", to), F_OK) != 0)
		printf("Put its key at %s.key, or name it with --key.\n", to);
	return EXIT_OK;
}

static int restore(struct cli *c)
{
	const char *from = option(c, OPT_FROM);

	if (!from)
		return cli_fail(c, "say which backup: melaju restore --from PATH");
	if (!option(c, OPT_KEY) && c->n_values[OPT_SHARE] != 2)
		return cli_fail(c, "the city's key is needed: --key FILE, or two recovery shares "
				   "with --share TEXT --share TEXT");
	from = newest(&c->cx, from);
	if (!from)
		return cli_fail(c, "no backup in %s", option(c, OPT_FROM));
	return option_on(c, OPT_DRILL) ? drill(c, from) : restore_real(c, from);
}

const struct command command_restore = {
	.name = "restore",
	.options = OPT_BIT(DB) | OPT_BIT(FROM) | OPT_BIT(KEY) | OPT_BIT(SHARE) | OPT_BIT(DRILL) |
		   OPT_BIT(ERASED) | OPT_BIT(CITY) | OPT_BIT(CONFIG),
	.brief = "bring a backup back, or practise it",
	.help =
	    "Copies a backup to a new place and checks it before anybody works with it: the file\n"
	    "is whole, the schema is brought up to this program, every line of the audit log "
	    "holds,\n"
	    "the key is the one it was sealed with. The audit log then begins a recorded epoch,\n"
	    "and whoever stands on a list of the erased in the folder of the backup (or in the "
	    "one\n"
	    "that --erased names) is erased again.\n"
	    "It writes over nothing. --from names a backup, or a folder of which the newest is\n"
	    "taken. The key comes from its file or from two of the three recovery shares; these\n"
	    "make a new key file beside the data. Of several cities each needs its key:\n"
	    "--key CODE=FILE, or the code behind the name; --city says whose the shares are.\n\n"
	    "--drill does all of it in a temporary place and prints a verdict. Do it every "
	    "month.\n\n"
	    "Examples:\n"
	    "  melaju restore --drill --from /backup --key /safe/kota.key\n"
	    "  melaju restore --from /backup/kota-2026-11-20.db --db new.db --key /safe/kota.key\n"
	    "  melaju restore --from last.db --db new.db --share SHARE-1 --share SHARE-3",
	.run = restore,
};
