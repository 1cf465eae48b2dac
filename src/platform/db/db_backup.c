/* Whole files: copies of one moment, and SQLite's own checks. */
#include "platform/db/db_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- copies ------------------------------------------------------------------------------ */

static enum err sync_path(struct ctx *cx, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = ERR_OK;

	if (fd < 0)
		return err_set(cx, ERR_IO, "%s: cannot be opened", path);
	if (fsync(fd) != 0)
		e = err_set(cx, errno == ENOSPC ? ERR_FULL : ERR_IO, "%s: cannot be synced", path);
	(void)close(fd);
	return e;
}

static const char *folder_of(struct ctx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(cx->arena, path, (size_t)(slash - path));
}

/* A copy under a name of its own, put in place only when it is complete and synced. */
static enum err copy_schema(struct ctx *cx, struct db *db, const char *schema, const char *path)
{
	const char *part = arena_printf(cx->arena, "%s.part", path);
	enum err e;

	(void)unlink(part);
	e = db_sqlite_copy(cx, db, schema, part);
	if (e == ERR_OK)
		e = sync_path(cx, part);
	if (e == ERR_OK && rename(part, path) != 0)
		e = err_set(cx, ERR_IO, "%s: cannot be put in place", path);
	if (e != ERR_OK)
		(void)unlink(part);
	return e;
}

static enum err query_zero_rows(struct ctx *cx, const char *text)
{
	struct db_query q = { .key = text, .text = text };
	struct db_cursor c;
	bool row;
	enum err e;

	TRY(db_query(cx, &q, &c));
	e = c.db->ops->next(&c, &row);
	(void)c.db->ops->finish(&c);
	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, "query");
}

/*
 * Reading once from each file fixes the moment that the copies show.  A commit to both files may
 * fall between the two: the media file is fixed last, so that it has whatever the data file names.
 */
static enum err fix_moment(struct ctx *cx, struct db_pool *pool)
{
	static const char main_file[] = "SELECT count(*) FROM main.sqlite_schema";
	static const char media_file[] = "SELECT count(*) FROM media.sqlite_schema";

	TRY(query_zero_rows(cx, main_file));
	return db_sqlite_has_media(pool) ? query_zero_rows(cx, media_file) : ERR_OK;
}

static enum err copy_files(struct ctx *cx, struct db_pool *pool, const char *path)
{
	TRY(fix_moment(cx, pool));
	if (db_sqlite_has_media(pool))
		TRY(copy_schema(cx, cx->db, "media", arena_printf(cx->arena, "%s.media", path)));
	/* The data file comes last: where it is, the backup is whole. */
	TRY(copy_schema(cx, cx->db, "main", path));
	return sync_path(cx, folder_of(cx, path));
}

/* A folder gets files of the data file's own name. */
static const char *target(struct ctx *cx, const struct db_pool *pool, const char *path)
{
	const char *slash = strrchr(pool->url, '/');
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return path;
	return arena_printf(cx->arena, "%s/%s", path, slash ? slash + 1 : pool->url);
}

enum err db_backup(struct ctx *cx, struct db_pool *pool, const char *path)
{
	const char *folder;
	enum err e;

	if (pool->engine != DB_SQLITE)
		return err_set(
		    cx, ERR_INVALID,
		    "PostgreSQL is backed up with pg_dump, as a superuser (row-level "
		    "security holds everybody else), or city by city with melaju export");
	path = target(cx, pool, path);
	folder = folder_of(cx, path);
	if (access(folder, W_OK) != 0)
		return err_set(cx, ERR_IO, "the folder %s: %s", folder, strerrordesc_np(errno));
	TRY(db_read_begin(cx, pool));
	e = copy_files(cx, pool, path);
	db_read_end(cx, pool);
	return e;
}

/* ---- checks ------------------------------------------------------------------------------ */

/* First column of the first row; NULL without one. */
static enum err first_text(struct ctx *cx, const char *text, const char **ret)
{
	struct db_query q = { .key = text, .text = text };
	struct db_value v = { .kind = DB_NULL };
	struct db_cursor c;
	bool row = false;
	enum err e;

	*ret = NULL;
	TRY(db_query(cx, &q, &c));
	e = c.db->ops->next(&c, &row);
	if (e == ERR_OK && row)
		e = c.db->ops->column(&c, 0, DB_TEXT, cx->arena, &v);
	if (v.kind == DB_TEXT)
		*ret = arena_strndup(cx->arena, v.p, v.n);
	(void)c.db->ops->finish(&c);
	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, text);
}

static enum err check_open(struct ctx *cx)
{
	const char *found;

	TRY(first_text(cx, "PRAGMA integrity_check(1)", &found));
	if (!found || strcmp(found, "ok") != 0)
		return err_set(cx, ERR_DB, "integrity_check: %s", found ? found : "no answer");
	TRY(first_text(cx, "PRAGMA foreign_key_check", &found));
	return found ? err_set(cx, ERR_DB, "foreign_key_check: a row of %s has no target", found)
		     : ERR_OK;
}

enum err db_check_file(struct ctx *cx, struct db_pool *pool)
{
	enum err e;

	if (pool->engine != DB_SQLITE)
		return err_set(cx, ERR_INVALID, "PostgreSQL is checked with pg_amcheck");
	TRY(db_read_begin(cx, pool));
	e = check_open(cx);
	db_read_end(cx, pool);
	return e;
}
