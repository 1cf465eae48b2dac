/*
 * SQLite.  Readers are query_only and never checkpoint; the one writer does all of it, so that the
 * log is reset by one thread only.
 */
#include "platform/db/db_impl.h"

#include <errno.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* Prepared statements, 4 to a set: bounded memory, found at once. */
#define CACHE_SETS    64
#define CACHE_WAYS    4
#define WAL_LONG      64000 /* pages of a log to be moved and begun anew: 256 MB at 4 KB a page */
#define WAL_AGAIN     8000 /* more pages before that is tried again, when readers were in the way */
#define WAL_NEAR      4000 /* pages that the mover moves in tenths of a second */
#define WAL_FEW       400  /* pages that the writer moves itself: some milliseconds */
#define WAL_PATIENCE  20   /* milliseconds */
#define HOLD_MOST     (300 * INT64_C(1000000)) /* nanoseconds that patient writes wait for it */
#define BUSY_MILLIS   5000
#define CACHE_AT_REST (16 << 20) /* bytes of pages that a writer without work may keep */

const char *const db_schemas[DB_LOGS] = { "main", "media" };

struct prepared {
	const void *key;
	unsigned variant;
	uint32_t used; /* tick of the last use */
	bool in_use;
	sqlite3_stmt *stmt;
	int *index; /* SQLite's number of each $n, 0 where the text has none */
};

struct sqlite_db {
	struct db db;
	sqlite3 *handle;
	uint32_t tick;
	int wal_pages[DB_LOGS]; /* main, media: pages in the log */
	int wal_moved[DB_LOGS]; /* of these, pages that a checkpoint has moved into the file */
	int wal_tried[DB_LOGS]; /* its pages when it was last to begin anew */
	unsigned wal_log[DB_LOGS];
	int64_t held_since; /* patient writes wait for it; 0: they do not */
	struct db_log *log; /* who moves them; NULL: nobody yet */
	struct prepared cache[CACHE_SETS][CACHE_WAYS];
};

static struct sqlite_db *own(struct db *db)
{
	return (struct sqlite_db *)(void *)db;
}

/* ---- errors ------------------------------------------------------------------------------ */

static enum err code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ERR_OK;
	case SQLITE_CONSTRAINT:
		/* A missing value is the program's mistake, not two writers' conflict. */
		return rc == SQLITE_CONSTRAINT_NOTNULL ? ERR_DB : ERR_CONFLICT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_FULL:
		return ERR_FULL;
	default:
		return ERR_DB;
	}
}

/* A quota or a limit on the size of files is an error of writing to SQLite, a full disk to us. */
static bool is_full(struct sqlite_db *s)
{
	int why = sqlite3_system_errno(s->handle);

	return sqlite3_extended_errcode(s->handle) == SQLITE_IOERR_WRITE &&
	       (why == EFBIG || why == EDQUOT || why == ENOSPC);
}

/* SQLite's messages name tables and columns, never values. */
static enum err fail(struct sqlite_db *s, int rc)
{
	(void)snprintf(s->db.message, sizeof(s->db.message), "%s (%d)", sqlite3_errmsg(s->handle),
		       sqlite3_extended_errcode(s->handle));
	if (is_full(s))
		return ERR_FULL;
	return code_of(rc & 0xff ? sqlite3_extended_errcode(s->handle) : rc);
}

static enum err exec(struct sqlite_db *s, const char *text)
{
	int rc = sqlite3_exec(s->handle, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : fail(s, rc);
}

/* ---- opening ----------------------------------------------------------------------------- */

bool db_sqlite_has_media(const struct db_pool *pool)
{
	return pool->media[0] != '\0';
}

static int wal_hook(void *user, sqlite3 *handle, const char *schema, int pages)
{
	struct sqlite_db *s = user;
	int i = strcmp(schema, "main") != 0;

	(void)handle;
	if (pages < s->wal_pages[i]) { /* the log began anew */
		s->wal_moved[i] = s->wal_tried[i] = 0;
		s->wal_log[i]++;
	}
	s->wal_pages[i] = pages;
	s->db.logs |= 1U << i;
	return SQLITE_OK;
}

static enum err attach_media(struct sqlite_db *s)
{
	sqlite3_stmt *stmt = NULL;
	int rc;

	if (!db_sqlite_has_media(s->db.pool))
		return ERR_OK;
	rc = sqlite3_prepare_v2(s->handle, "ATTACH $1 AS media", -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(stmt, 1, s->db.pool->media, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	(void)sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? ERR_OK : fail(s, rc);
}

static enum err configure_writer(struct sqlite_db *s)
{
	bool off = strcmp(s->db.pool->sync, "off") == 0;
	enum err e = exec(s, "PRAGMA main.journal_mode = WAL; PRAGMA cache_size = -65536");

	if (e == ERR_OK)
		e = exec(s,
			 off ? "PRAGMA main.synchronous = OFF" : "PRAGMA main.synchronous = FULL");
	if (e == ERR_OK && db_sqlite_has_media(s->db.pool))
		e = exec(s,
			 off ? "PRAGMA media.journal_mode = WAL; PRAGMA media.synchronous = OFF"
			     : "PRAGMA media.journal_mode = WAL; PRAGMA media.synchronous = FULL");
	(void)sqlite3_wal_hook(s->handle, wal_hook, s);
	return e;
}

static enum err configure(struct sqlite_db *s)
{
	enum err e;

	(void)sqlite3_extended_result_codes(s->handle, 1);
	(void)sqlite3_busy_timeout(s->handle, BUSY_MILLIS);
	(void)sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* Plans never depend on bound values; else each binding has statements prepared again. */
	(void)sqlite3_db_config(s->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	/* What was erased must leave the file too, sealed keys of people above all. */
	e = exec(s, "PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;"
		    "PRAGMA temp_store = MEMORY");
	if (e == ERR_OK)
		e = attach_media(s);
	if (e != ERR_OK)
		return e;
	if (s->db.role == DB_WRITER)
		return configure_writer(s);
	(void)sqlite3_db_config(s->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	/* wal_autocheckpoint sets SQLite's own hook, so it comes only where ours is not. */
	return exec(s, "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -2048;"
		       "PRAGMA query_only = ON");
}

static void sqlite_close(struct db *db)
{
	struct sqlite_db *s = own(db);

	db_log_stop(s->log);
	for (size_t i = 0; i < CACHE_SETS; i++)
		for (size_t j = 0; j < CACHE_WAYS; j++) {
			(void)sqlite3_finalize(s->cache[i][j].stmt);
			free(s->cache[i][j].index);
		}
	(void)sqlite3_close_v2(s->handle);
	free(s);
}

static enum err sqlite_open(struct db_pool *pool, enum db_role role, struct db **ret, char *message)
{
	struct sqlite_db *s = calloc(1, sizeof(*s));
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	const char *vfs = pool->vfs;
	enum err e;
	int rc;

	if (!s)
		abort();
	s->db = (struct db){ .ops = &db_sqlite_ops, .pool = pool, .role = role };
	if (role == DB_WRITER && pool->options.create)
		flags |= SQLITE_OPEN_CREATE;
	if (role == DB_WRITER)
		vfs = db_frames_vfs(vfs);
	rc = sqlite3_open_v2(pool->url, &s->handle, flags, vfs);
	e = rc == SQLITE_OK ? configure(s) : fail(s, rc);
	if (e != ERR_OK) {
		(void)snprintf(message, DB_MESSAGE, "%s", s->db.message);
		sqlite_close(&s->db);
		return e;
	}
	*ret = &s->db;
	return ERR_OK;
}

void db_sqlite_sync_late(struct db *writer)
{
	struct db_pool *pool = writer->pool;
	bool media = db_sqlite_has_media(pool), off = strcmp(pool->sync, "off") == 0;
	char message[DB_MESSAGE];
	struct db *db;

	if (sqlite_open(pool, DB_READER, &db, message) != ERR_OK)
		return;
	/* The logs are opened by the first look into the files. */
	if (exec(own(db), "SELECT 1 FROM main.sqlite_schema") != ERR_OK ||
	    (media && exec(own(db), "SELECT 1 FROM media.sqlite_schema") != ERR_OK)) {
		sqlite_close(db);
		return;
	}
	pool->syncer = db_sync_start(db, own(db)->handle, off);
	if (!pool->syncer || off)
		return;
	if (exec(own(writer), "PRAGMA main.synchronous = NORMAL") == ERR_OK && media)
		(void)!exec(own(writer), "PRAGMA media.synchronous = NORMAL");
}

static enum err sqlite_revive(struct db *db)
{
	(void)db; /* a file does not hang up */
	return ERR_OK;
}

/* ---- transactions ------------------------------------------------------------------------ */

static enum err sqlite_begin(struct db *db, int64_t city)
{
	(void)city;
	db->failed = ERR_OK;
	return exec(own(db), db->role == DB_WRITER ? "BEGIN IMMEDIATE" : "BEGIN");
}

static enum err sqlite_commit(struct db *db)
{
	return exec(own(db), "COMMIT");
}

static bool sqlite_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(((const struct sqlite_db *)(const void *)db)->handle);
}

static void sqlite_rollback(struct db *db)
{
	if (sqlite_in_transaction(db))
		(void)exec(own(db), "ROLLBACK");
	db->failed = ERR_OK;
}

static bool sqlite_worth_again(const struct db *db)
{
	(void)db; /* one writer: nothing to collide with */
	return false;
}

static enum err sqlite_savepoint(struct db *db)
{
	db->failed = ERR_OK;
	return exec(own(db), "SAVEPOINT w");
}

static enum err sqlite_savepoint_end(struct db *db, bool keep)
{
	return exec(own(db), keep ? "RELEASE w" : "ROLLBACK TO w; RELEASE w");
}

/* ---- prepared statements ----------------------------------------------------------------- */

/* SQLite numbers $n by first appearance, so each has to be asked for by name. */
static void index_args(struct prepared *p, unsigned n)
{
	char name[16];

	p->index = calloc(n ? n : 1, sizeof(*p->index));
	if (!p->index)
		abort();
	for (unsigned i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "$%u", i + 1);
		p->index[i] = sqlite3_bind_parameter_index(p->stmt, name);
	}
}

static enum err prepare(struct sqlite_db *s, const struct db_query *q, unsigned flags,
			struct prepared *p)
{
	int rc = sqlite3_prepare_v3(s->handle, q->text, -1, flags, &p->stmt, NULL);

	if (rc != SQLITE_OK)
		return fail(s, rc);
	p->key = q->key;
	p->variant = q->variant;
	index_args(p, q->n_args);
	return ERR_OK;
}

static void forget(struct prepared *p)
{
	(void)sqlite3_finalize(p->stmt);
	free(p->index);
	*p = (struct prepared){ .key = NULL };
}

static struct prepared *cache_set(struct sqlite_db *s, const struct db_query *q)
{
	uint64_t h = ((uint64_t)(uintptr_t)q->key >> 4) * 31 + q->variant;

	h *= UINT64_C(0x9e3779b97f4a7c15);
	return s->cache[h >> 58 & (CACHE_SETS - 1)];
}

/* The cached statement, or the place for it: the least used of its set; NULL when all are busy. */
static struct prepared *cache_find(struct sqlite_db *s, const struct db_query *q)
{
	struct prepared *set = cache_set(s, q), *best = NULL;

	for (size_t i = 0; i < CACHE_WAYS; i++) {
		struct prepared *p = &set[i];

		if (p->in_use) {
			if (p->key == q->key && p->variant == q->variant)
				return NULL; /* asked for again while its rows are read */
			continue;
		}
		if (p->stmt && p->key == q->key && p->variant == q->variant)
			return p;
		if (!best || p->used < best->used)
			best = p;
	}
	if (best && best->stmt)
		forget(best);
	return best;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct db_value *v)
{
	switch (v->kind) {
	case DB_INT:
		return sqlite3_bind_int64(stmt, at, v->i);
	case DB_REAL:
		return sqlite3_bind_double(stmt, at, v->r);
	case DB_TEXT:
		return sqlite3_bind_text64(stmt, at, v->p, v->n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BLOB:
		return sqlite3_bind_blob64(stmt, at, v->p, v->n, SQLITE_STATIC);
	case DB_NULL:
		break;
	}
	return sqlite3_bind_null(stmt, at);
}

static int bind_all(const struct prepared *p, const struct db_query *q)
{
	for (unsigned i = 0; i < q->n_args; i++) {
		int rc = p->index[i] ? bind_one(p->stmt, p->index[i], &q->args[i]) : SQLITE_OK;

		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static enum err sqlite_query(struct db *db, const struct db_query *q, struct db_cursor *ret)
{
	struct sqlite_db *s = own(db);
	struct prepared *p = cache_find(s, q), once = { .key = NULL };
	bool transient = p == NULL;
	enum err e = ERR_OK;
	int rc;

	if (transient)
		p = &once;
	if (!p->stmt)
		e = prepare(s, q, transient ? 0 : SQLITE_PREPARE_PERSISTENT, p);
	if (e != ERR_OK)
		return e;
	rc = bind_all(p, q);
	if (transient)
		free(p->index);
	else
		p->used = ++s->tick;
	if (rc != SQLITE_OK) {
		e = fail(s, rc);
		if (transient)
			(void)sqlite3_finalize(p->stmt);
		return e;
	}
	p->in_use = true;
	*ret = (struct db_cursor){
		.db = db,
		.handle = p->stmt,
		.transient = transient,
		.in_use = transient ? NULL : &p->in_use,
	};
	return ERR_OK;
}

static enum err sqlite_next(struct db_cursor *c, bool *ret_row)
{
	int rc = sqlite3_step(c->handle);

	*ret_row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? ERR_OK : fail(own(c->db), rc);
}

static enum err sqlite_column(struct db_cursor *c, unsigned i, enum db_kind want, struct arena *a,
			      struct db_value *ret)
{
	sqlite3_stmt *stmt = c->handle;
	int at = (int)i;

	(void)a;
	ret->kind = want;
	if (sqlite3_column_type(stmt, at) == SQLITE_NULL)
		ret->kind = DB_NULL;
	else if (want == DB_INT)
		ret->i = sqlite3_column_int64(stmt, at);
	else if (want == DB_REAL)
		ret->r = sqlite3_column_double(stmt, at);
	else {
		ret->p = want == DB_TEXT ? (const void *)sqlite3_column_text(stmt, at)
					 : sqlite3_column_blob(stmt, at);
		ret->n = (size_t)sqlite3_column_bytes(stmt, at);
		if (ret->n > 0 && !ret->p) {
			(void)snprintf(c->db->message, DB_MESSAGE, "out of memory");
			return ERR_DB;
		}
		if (!ret->p)
			ret->p = "";
	}
	return ERR_OK;
}

static int64_t sqlite_finish(struct db_cursor *c)
{
	int64_t changed = sqlite3_changes64(own(c->db)->handle);

	if (c->transient) {
		(void)sqlite3_finalize(c->handle);
	} else {
		(void)sqlite3_reset(c->handle);
		(void)sqlite3_clear_bindings(c->handle);
		*c->in_use = false;
	}
	return changed;
}

static enum err sqlite_script(struct db *db, const char *text)
{
	return exec(own(db), text);
}

/* ---- checkpoints ------------------------------------------------------------------------- */

/* The thread that moves pages; NULL: there is none. */
static struct db_log *mover(struct sqlite_db *s)
{
	char message[DB_MESSAGE];
	struct db *db;

	if (!s->log && sqlite_open(s->db.pool, DB_READER, &db, message) == ERR_OK)
		s->log = db_log_start(db, own(db)->handle);
	return s->log;
}

static int unmoved(const struct sqlite_db *s, int i)
{
	return s->wal_pages[i] - s->wal_moved[i];
}

/* Has pages moved beside the writing; false: nobody is there to do it. */
static bool move_beside(struct sqlite_db *s, int i)
{
	if (!mover(s))
		return false;
	s->wal_moved[i] = db_log_move(s->log, i, s->wal_log[i]);
	return true;
}

/*
 * Moves what is left within the writer, which waits for nobody but, to begin anew, for readers;
 * false: somebody was in the way.
 */
static bool move_here(struct sqlite_db *s, int i, int mode, int patience)
{
	int moved = 0, rc;

	/* The busy handler must not make a new write wait for readers. */
	(void)sqlite3_busy_timeout(s->handle, patience);
	rc = sqlite3_wal_checkpoint_v2(s->handle, db_schemas[i], mode, NULL, &moved);
	if (rc == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE)
		s->wal_pages[i] = moved = 0;
	s->wal_moved[i] = MAX(moved, 0);
	(void)sqlite3_busy_timeout(s->handle, BUSY_MILLIS);
	return rc == SQLITE_OK;
}

/* More than a few pages, which the mover is told of: has it still so many to move? */
static bool left_to_mover(struct sqlite_db *s, int i)
{
	return unmoved(s, i) > WAL_FEW && move_beside(s, i) && unmoved(s, i) > WAL_FEW;
}

/*
 * The log begins anew when all of it is moved and nobody reads in it.  It should: a file that grows
 * takes fresh memory for each page, which costs more than the page.  Who writes without pause never
 * comes there, so when the mover has nearly caught up patient writes wait until it has, and until
 * those who read are done.  True: they are to wait.
 */
static bool begin_anew(struct sqlite_db *s, int i)
{
	bool somebody = db_queue_patient(s->db.pool);
	bool late = s->held_since != 0 && clock_mono() - s->held_since > HOLD_MOST;
	bool behind = left_to_mover(s, i);

	if (behind && !late)
		return unmoved(s, i) <= WAL_NEAR || s->wal_pages[i] >= 2 * WAL_LONG;
	if (!behind && !move_here(s, i, SQLITE_CHECKPOINT_RESTART, somebody ? 0 : WAL_PATIENCE) &&
	    somebody && !late)
		return true;
	s->wal_tried[i] = s->wal_pages[i];
	return false;
}

static void rest_between(struct sqlite_db *s)
{
	bool hold = false;

	for (int i = 0; i < DB_LOGS; i++)
		if (s->wal_pages[i] >= WAL_LONG && s->wal_pages[i] - s->wal_tried[i] >= WAL_AGAIN)
			hold = begin_anew(s, i) || hold;
	if (!hold)
		s->held_since = 0;
	else if (s->held_since == 0)
		s->held_since = clock_mono();
	s->db.pool->hold = hold;
}

/*
 * A checkpoint costs two syncs, so there is one for each WAL_LONG pages, beside the writing, and
 * one when nobody waits; that one too leaves more than a few pages to the mover, since somebody may
 * come while it lasts.
 */
/* What a filling or an import has left in the writer's cache goes back to the system. */
static void give_back(struct sqlite_db *s)
{
	int used = 0, most = 0;

	if (sqlite3_db_status(s->handle, SQLITE_DBSTATUS_CACHE_USED, &used, &most, 0) !=
		SQLITE_OK ||
	    used < CACHE_AT_REST)
		return;
	(void)sqlite3_db_release_memory(s->handle);
	(void)malloc_trim(0);
}

static bool sqlite_rest(struct db *db, bool idle)
{
	struct sqlite_db *s = own(db);
	bool again = false;

	if (!idle) {
		rest_between(s);
		return s->db.pool->hold;
	}
	for (int i = 0; i < DB_LOGS; i++) {
		if (left_to_mover(s, i))
			again = true;
		else if (s->wal_pages[i] > 0)
			(void)move_here(s, i, SQLITE_CHECKPOINT_TRUNCATE, 0);
	}
	if (!again)
		give_back(s);
	return again;
}

/* ---- copies ------------------------------------------------------------------------------ */

#define COPY_PAGES 256

enum err db_sqlite_copy(struct ctx *cx, struct db *db, const char *schema, const char *path)
{
	sqlite3 *to = NULL;
	sqlite3_backup *b = NULL;
	enum err e = ERR_OK;
	int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
	if (rc == SQLITE_OK) {
		b = sqlite3_backup_init(to, "main", own(db)->handle, schema);
		rc = b ? SQLITE_OK : sqlite3_errcode(to);
	}
	while (rc == SQLITE_OK)
		rc = sqlite3_backup_step(b, COPY_PAGES);
	if (b)
		(void)sqlite3_backup_finish(b);
	if (rc != SQLITE_DONE)
		e = err_set(cx, code_of(rc) == ERR_OK ? ERR_DB : code_of(rc), "copy of %s: %s",
			    schema, sqlite3_errmsg(to));
	(void)sqlite3_close(to);
	return e;
}

const struct db_ops db_sqlite_ops = {
	.open = sqlite_open,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.in_transaction = sqlite_in_transaction,
	.revive = sqlite_revive,
	.worth_again = sqlite_worth_again,
	.savepoint = sqlite_savepoint,
	.savepoint_end = sqlite_savepoint_end,
	.query = sqlite_query,
	.next = sqlite_next,
	.column = sqlite_column,
	.finish = sqlite_finish,
	.script = sqlite_script,
	.rest = sqlite_rest,
};
