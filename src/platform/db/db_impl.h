/*
 * Inside of the database room: what an engine gives, and what the common parts share.
 *
 * Only files of this folder and the generated db_migrations.c include it.
 */
#ifndef DB_DB_IMPL_H
#define DB_DB_IMPL_H

#include "platform/db/db.h"

#include <pthread.h>
#include <stdatomic.h>

struct db_migration {
	int version;
	const char *name, *sha256, *text;
};
extern const struct db_migration db_migrations[];
extern const size_t db_migrations_n;

/* One value on its way in or out. */
enum db_kind { DB_NULL, DB_INT, DB_TEXT, DB_BLOB, DB_REAL };
struct db_value {
	enum db_kind kind;
	int64_t i;
	double r;
	const void *p; /* text (with a NUL) or bytes */
	size_t n;
};

#define DB_MAX_ARGS 64

/* The same value with its text or bytes in a. */
struct db_value value_copy(struct arena *a, const struct db_value *v);

/* The same for equal values of one kind, and well spread; an empty text is as NULL. */
uint64_t value_hash(const struct db_value *v);

/* Sets of tables as struct sql holds them: is it in there, and do two have one in common? */
bool tables_has(const uint64_t *tables, unsigned table);
bool tables_common(const uint64_t *a, const uint64_t *b);

/* A statement as an engine sees it.  key and variant name it in the cache of prepared ones. */
struct db_query {
	const void *key;
	unsigned variant;
	const char *text;
	const struct db_value *args;
	const enum db_kind *kinds; /* declared kind of each argument, also where it is NULL */
	unsigned n_args;
	const struct sql *st; /* NULL: not of a .sql file */
	bool reads;           /* changes nothing */
	bool unasked; /* a write whose answer nobody reads: it may fail later, at the latest at the
			 commit, and then nothing of the transaction is kept either */
	bool must;    /* of such a write: it fails when it does not change one row */
};

/* An answer being read. */
struct db_cursor {
	struct db *db;
	void *handle; /* NULL: there is no answer to read */
	int row, end; /* PostgreSQL: the present row, at first before its first; behind its last */
	int skip;     /* PostgreSQL: columns before its own */
	bool transient; /* SQLite: not in the cache, finalised at the end */
	bool *in_use;   /* SQLite: its mark in the cache */
	bool stays;     /* PostgreSQL: the answer is not the cursor's own (db_stays.h) */
};

enum db_role { DB_READER, DB_WRITER };

/*
 * What an engine does.  A function that fails leaves the reason in db->message, without any value
 * of a person in it.
 */
struct db_ops {
	/* message has DB_MESSAGE bytes; city is that of later transactions where the engine asks.
	 */
	enum err (*open)(struct db_pool *pool, enum db_role role, struct db **ret, char *message);
	void (*close)(struct db *db);
	enum err (*begin)(struct db *db, int64_t city);
	enum err (*commit)(struct db *db);
	void (*rollback)(struct db *db);
	bool (*in_transaction)(const struct db *db);
	/* Opens the connection again where it was lost. */
	enum err (*revive)(struct db *db);
	/* Was the last failure one of several at the same time that may go well alone? */
	bool (*worth_again)(const struct db *db);
	enum err (*savepoint)(struct db *db);
	enum err (*savepoint_end)(struct db *db, bool keep);
	enum err (*query)(struct db *db, const struct db_query *q, struct db_cursor *ret);
	/* n questions of that statement, the values of one behind those of the other.  NULL: asking
	 * ahead saves nothing. */
	enum err (*ahead)(struct db *db, const struct db_query *q, size_t n);
	/* Waits for what was sent; NULL: nothing ever is. */
	enum err (*settle)(struct db *db);
	enum err (*next)(struct db_cursor *c, bool *ret_row);
	/* Texts and bytes live until the next row, or in a where the engine has to convert. */
	enum err (*column)(struct db_cursor *c, unsigned i, enum db_kind want, struct arena *a,
			   struct db_value *ret);
	/* Ends the cursor; the number of rows changed. */
	int64_t (*finish)(struct db_cursor *c);
	/* Several statements without arguments: migrations. */
	enum err (*script)(struct db *db, const char *text);
	/* Writer at rest: move the log into the file; idle says that nobody waits.  True: that goes
	 * on beside, and it is to be asked again soon. */
	bool (*rest)(struct db *db, bool idle);
};
extern const struct db_ops db_sqlite_ops, db_pg_ops;

#define DB_MESSAGE 240

/*
 * What a role of PostgreSQL lacks, with the statement that gives it, for a failure of that state
 * and text (or NULL); "" for any other failure.  In room.
 */
const char *pg_remedy(const char *state, const char *text, const char *role, char room[DB_MESSAGE]);

/* The part of a connection that both engines share; theirs begins with it. */
struct db {
	const struct db_ops *ops;
	struct db_pool *pool;
	enum db_role role;
	enum err failed; /* first failure in the open transaction: it can't go on */
	bool wrote;      /* the write under way has sent a statement that changes something */
	bool glance;     /* PostgreSQL: the next statement of a reader is read by itself */
	bool patient;    /* PostgreSQL: its group waits for no row long, others go first */
	struct db_worker *worker; /* whose it is; NULL: of a reader */
	unsigned logs; /* SQLite: those committed to and not yet handed to be synced: a bit each */
	char message[DB_MESSAGE];
	struct db *next; /* in the list of free readers */
};

/* Writes that wait, in their order. */
struct db_list {
	struct db_write *head, **tail;
};

struct db_pool {
	enum db_engine engine;
	const struct db_ops *ops;
	struct db_options options;
	char *url, *media, *sync, *vfs; /* own copies; options points to them */
	int lock_fd;

	pthread_mutex_t lock;
	pthread_cond_t reader;          /* for workers: a reader came back */
	struct db_list urgent, patient; /* patient ones let the others pass */
	struct db_worker *resting;      /* writers that wait for work, the last to work first */
	unsigned n_woken;               /* of them, were woken and have not looked yet */
	struct db *free_readers;
	unsigned readers_open;
	bool closing;
	struct db_sync *syncer; /* SQLite: who syncs and answers; NULL: the writer itself */
	atomic_bool broken;     /* a sync failed: nothing more is written */
	atomic_bool
	    hold;  /* SQLite: patient writes wait until the log is moved; set by the writer */
	bool solo; /* tests, PostgreSQL: each write alone, on any connection, as of several
		      processes */
	bool here; /* tests, SQLite: who submits a write runs it, one at a time; no thread does */

	struct db_worker *workers;
	unsigned n_workers;

	atomic_uint fault;
	atomic_uint_fast64_t writes, patient_writes, groups, retries, syncs, failures, statements;
};

/* Whose turn of a city a writer has; one whose COMMIT is on its way lets the next one go ahead. */
enum db_lane { LANE_NONE, LANE_URGENT, LANE_COMMITTING, LANE_PATIENT };

/* One thread that writes, with its connection. */
struct db_worker {
	struct db_pool *pool;
	struct db *db;
	pthread_t thread;
	bool started;
	enum db_lane lane; /* of this city; this and what follows is the queue's (db_queue.c) */
	int64_t city;
	bool others_before; /* its last group held writes that are not patient */
	pthread_cond_t wake;
	bool rests;
	struct db_worker *next_resting;
};

/* The most writes of a group. */
enum { DB_GROUP_MAX = 256, DB_GROUP_PG = 64 };

/* Waits for writes and takes those of a group into w[DB_GROUP_MAX]; 0 at the end of the pool. */
size_t db_queue_take(struct db_worker *me, struct db_write **w);

/* SQLite: those of them that came meanwhile and are not patient, at most max; 0: nobody. */
size_t db_queue_take_urgent(struct db_pool *pool, struct db_write **w, size_t max);

/* PostgreSQL: its group is complete and only waits for the server; NULL is allowed. */
void db_queue_committing(struct db_worker *me);

/* Does somebody wait for whom a patient group should make way? */
bool db_queue_waits(struct db_pool *pool);

/* Do patient writes wait? */
bool db_queue_patient(struct db_pool *pool);

/* Puts patient writes back to the front of theirs. */
void db_queue_put_back(struct db_pool *pool, struct db_write **w, size_t n);

/* No more comes; the writers end when nothing waits. */
void db_queue_close(struct db_pool *pool);

/* Thread of a writer; arg is its struct db_worker. */
void *db_writer_main(void *arg);

/* Carries one write out in the thread that calls, as pool->here wants it. */
void db_write_here(struct db_pool *pool, struct db_write *w);

/* Counts what a write came to and says so to who submitted it. */
void db_write_done(struct db_pool *pool, struct db_write *w, enum err e);

/* How values of that type travel. */
enum db_kind db_kind_of(enum sql_type type);

/* Runs a query on cx->db; a failure is recorded in cx and stops the transaction. */
enum err db_query(struct ctx *cx, const struct db_query *q, struct db_cursor *ret) NODISCARD;

/* Records db->message as the detail. */
enum err db_fail(struct ctx *cx, struct db *db, enum err e, const char *what) NODISCARD;

/* Opens a further connection for reading, outside the pool's count; close with ops->close. */
enum err db_connect(struct ctx *cx, struct db_pool *pool, enum db_role role,
		    struct db **ret) NODISCARD;

/* SQLite: copies one schema ("main", "media") of the database of db to a file. */
enum err db_sqlite_copy(struct ctx *cx, struct db *db, const char *schema,
			const char *path) NODISCARD;

/*
 * SQLite: a thread that moves pages of the log into the file (db_log.c).  db is its connection and
 * handle the same, both its own from now on; NULL: there is no further thread, and they are closed.
 */
enum { DB_LOGS = 2 };
extern const char *const db_schemas[DB_LOGS]; /* whose they are: main, media */
struct db_log;
struct sqlite3;
struct db_log *db_log_start(struct db *db, struct sqlite3 *handle);
/* Asks for it and returns how many pages of that log are moved by now; a log begun anew has another
 * number. */
int db_log_move(struct db_log *l, int i, unsigned log);
/* Waits for what it is doing; NULL is allowed. */
void db_log_stop(struct db_log *l);

/* SQLite: the file system, over that one or the system's own (NULL), that gathers what the writer
 * puts into its log (db_frames.c). */
const char *db_frames_vfs(const char *below);

/*
 * SQLite: a thread that syncs the logs and answers the writes that were committed (db_sync.c).  db
 * is its connection, which has read of both files, and handle the same, both its own from now on;
 * NULL: there is no further thread, and they are closed.  off: it answers without a sync.
 */
struct db_sync;
struct db_sync *db_sync_start(struct db *db, struct sqlite3 *handle, bool off);
/* Hands over n writes, at their end, and the logs they were committed to. */
void db_sync_hand(struct db_sync *s, struct db_write **w, const enum err *results, size_t n,
		  unsigned logs);
/* Waits until all are answered; NULL is allowed. */
void db_sync_stop(struct db_sync *s);

/* SQLite: has the writer's commits synced by such a thread from now on, if there can be one. */
void db_sqlite_sync_late(struct db *writer);

/* Does the SQLite pool keep a media file beside the data file? */
bool db_sqlite_has_media(const struct db_pool *pool);

#endif
