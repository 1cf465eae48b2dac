/* melaju erasures; and the lists of the erased beside backups */
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "feature/rights/rights.h"

#define LIST_MAX ((size_t)16 << 20)
#define TAIL     ".erased"

static enum err add_city(struct cli *c, const struct city *city, struct buf *out)
{
	enum err e;

	TRY(cli_take_city(c, city));
	TRY(db_read_begin(&c->cx, c->app.pool));
	e = erasure_list_write(&c->cx, out);
	db_read_end(&c->cx, c->app.pool);
	return e;
}

/* All cities of the database, one after the other. */
static enum err gather(struct cli *c, struct buf *out)
{
	const struct city *cities;
	size_t n, i;

	TRY(cli_cities(c, &cities, &n));
	for (i = 0; i < n; i++)
		TRY(add_city(c, &cities[i], out));
	return ERR_OK;
}

enum err cli_erasures_save(struct cli *c, const char *path)
{
	struct buf out CLEANUP(buf_release);
	bool ok;
	FILE *f;

	buf_init(&out, LIST_MAX);
	TRY(gather(c, &out));
	f = fopen(path, "w");
	if (!f)
		return err_set(&c->cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	ok = (out.len == 0 || fwrite(out.data, 1, out.len, f) == out.len) && fflush(f) == 0 &&
	     fsync(fileno(f)) == 0;
	ok = fclose(f) == 0 && ok;
	return ok ? ERR_OK : err_set(&c->cx, ERR_IO, "%s: could not be written", path);
}

/* ---- the list that serve keeps ------------------------------------------------------------ */

/* The whole lines that the file holds now, "" when there is none. */
static enum err read_list(struct ctx *cx, int fd, const char *path, char **ret)
{
	struct stat st;
	char *text, *end;

	if (fstat(fd, &st) != 0 || st.st_size > (off_t)LIST_MAX)
		return err_set(cx, ERR_IO, "%s could not be read", path);
	text = arena_alloc(cx->arena, (size_t)st.st_size + 1);
	if (fd_read(fd, text, (size_t)st.st_size) != st.st_size)
		return err_set(cx, ERR_IO, "%s could not be read", path);
	/* A line that a full disk cut short would end with the next one, and no restore takes it.
	 */
	end = strrchr(text, '\n');
	end = end ? end + 1 : text;
	if (*end != '\0' && ftruncate(fd, end - text) != 0)
		return err_set(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	*end = '\0';
	*ret = text;
	return ERR_OK;
}

static enum err append(struct ctx *cx, int fd, const char *path, const struct buf *more)
{
	if (more->len == 0)
		return ERR_OK;
	if (!fd_write(fd, more->data, more->len) || fsync(fd) != 0)
		return err_set(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	return ERR_OK;
}

static enum err append_missing(struct ctx *cx, int fd, const char *path, const struct buf *list)
{
	struct buf more CLEANUP(buf_release);
	char *text = NULL, **lines;
	const char *line;
	size_t n, i;

	buf_init(&more, LIST_MAX);
	/* Cities that share the file take turns; it is let go with the descriptor. */
	if (flock(fd, LOCK_EX) != 0)
		return err_set(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	TRY(read_list(cx, fd, path, &text));
	str_split(cx->arena, arena_strndup(cx->arena, list->data, list->len), '\n', &lines, &n);
	for (i = 0; i < n; i++) {
		line = arena_printf(cx->arena, "%s\n", lines[i]);
		if (lines[i][0] != '\0' && !strstr(text, line))
			buf_adds(&more, line);
	}
	if (!buf_ok(&more))
		return err_set(cx, ERR_TOOBIG, "%s is full", path);
	return append(cx, fd, path, &more);
}

enum err cli_erasures_append(struct ctx *cx, struct db_pool *pool, const char *path)
{
	struct buf list CLEANUP(buf_release);
	enum err e;
	int fd;

	buf_init(&list, LIST_MAX);
	TRY(db_read_begin(cx, pool));
	e = erasure_list_write(cx, &list);
	db_read_end(cx, pool);
	TRY(e);
	if (list.len == 0)
		return ERR_OK;
	fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	e = append_missing(cx, fd, path, &list);
	(void)close(fd);
	return e;
}

/* ---- erasing again ------------------------------------------------------------------------ */

struct again {
	char *text;
	int64_t erased;
};

static enum err apply(struct ctx *cx, void *arg)
{
	struct again *a = arg;

	return erasure_list_apply(cx, a->text, &a->erased);
}

static enum err apply_file(struct cli *c, const char *path, int64_t *erased, size_t *lists)
{
	struct again a = { 0 };
	struct stat st;

	if (stat(path, &st) != 0 || st.st_size > (off_t)LIST_MAX ||
	    !cli_read_text(c, path, (size_t)st.st_size + 1, &a.text))
		return err_set(&c->cx, ERR_IO, "%s could not be read", path);
	TRY(cli_write(c, apply, &a));
	*erased += a.erased;
	++*lists;
	return ERR_OK;
}

/* Every list in a folder: a later backup knows of erasures that an earlier one does not. */
static enum err apply_folder(struct cli *c, const char *folder, int64_t *erased, size_t *lists)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	enum err e = ERR_OK;

	if (!dir)
		return ERR_OK;
	while (e == ERR_OK && (entry = readdir(dir)) != NULL)
		if (str_ends(entry->d_name, TAIL))
			e = apply_file(c, arena_printf(c->cx.arena, "%s/%s", folder, entry->d_name),
				       erased, lists);
	(void)closedir(dir);
	return e;
}

enum err cli_erasures_again(struct cli *c, const char *backup, int64_t *ret_erased,
			    size_t *ret_lists)
{
	const char *slash = strrchr(backup, '/');
	const char *kept = arena_printf(c->cx.arena, "%s" TAIL, cli_database(c));
	int64_t erased = 0;
	size_t lists = 0;

	if (option(c, OPT_ERASED))
		TRY(apply_file(c, option(c, OPT_ERASED), &erased, &lists));
	if (access(kept, F_OK) == 0)
		TRY(apply_file(c, kept, &erased, &lists));
	TRY(apply_folder(
	    c,
	    slash == NULL ? "." : arena_printf(c->cx.arena, "%.*s/", (int)(slash - backup), backup),
	    &erased, &lists));
	*ret_erased = erased;
	*ret_lists = lists;
	return ERR_OK;
}

/* ---- the command -------------------------------------------------------------------------- */

static int print_list(struct cli *c)
{
	struct buf out CLEANUP(buf_release);
	enum err e;

	buf_init(&out, LIST_MAX);
	if (!cli_open(c, OPEN_SCHEMA))
		return EXIT_FAILED;
	e = gather(c, &out);
	if (e != ERR_OK)
		return cli_failed(c, e, "list of the erased");
	if (out.len > 0)
		(void)fwrite(out.data, 1, out.len, stdout);
	return EXIT_OK;
}

static int erasures(struct cli *c)
{
	int64_t erased = 0;
	size_t lists = 0;
	enum err e;

	if (!option(c, OPT_ERASED))
		return print_list(c);
	if (!cli_open(c, OPEN_ALL))
		return EXIT_FAILED;
	e = apply_file(c, option(c, OPT_ERASED), &erased, &lists);
	if (e != ERR_OK)
		return cli_failed(c, e, option(c, OPT_ERASED));
	printf("%lld erased again.\n", (long long)erased);
	return EXIT_OK;
}

const struct command command_erasures = {
	.name = "erasures",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(ERASED) |
		   OPT_BIT(CONFIG),
	.brief = "list the persons who were erased, or erase them again",
	.help =
	    "Prints who was erased: numbers of persons only, nothing about them. A backup from\n"
	    "before an erasure still holds the person, so each melaju backup leaves this list\n"
	    "beside it, and melaju serve keeps it up to date all the time: beside a SQLite file "
	    "with\n"
	    ".erased behind its name, else where serve --erased FILE says. Copy that file away "
	    "often;\n"
	    "lines are only ever added. melaju restore erases again whoever is on a list in the\n"
	    "folder of the backup or beside the data file; after a restore of PostgreSQL give the\n"
	    "list with --erased. The audit log says so. The server must not run on a SQLite file\n"
	    "then.\n\n"
	    "Examples:\n"
	    "  melaju erasures --db postgres://melaju@db/kota > /backup/kota-$(date +%F).erased\n"
	    "  melaju erasures --db postgres://melaju@db/kota --key /etc/melaju/kota.key \\\n"
	    "    --erased /backup/kota-2026-11-20.erased",
	.run = erasures,
};
