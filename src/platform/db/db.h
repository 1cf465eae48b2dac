/*
 * Database: the same closed list of statements on SQLite and PostgreSQL.
 *
 * Statements come from .sql files; tools/mksql turns each into a struct sql, an argument struct,
 * a row struct and typed functions (x_all, x_one, x_maybe, x_each, x_run), so that no feature
 * handles a column index or a type by hand.  The format is described in docs/architecture.md.
 *
 * Every statement runs for the city of the context: the parameters :city, :me (acting user) and
 * :now are filled from it and can't be given otherwise.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/ctx.h"

enum db_engine { DB_SQLITE, DB_PG, DB__ENGINES };

enum sql_type {
	SQL_I64,  /* int64_t, never NULL */
	SQL_OPT,  /* int64_t where 0 stands for NULL: ids and instants that may be missing */
	SQL_NUM,  /* int64_t where DB_NONE stands for NULL: numbers that may be 0 or missing */
	SQL_TEXT, /* const char *, NULL is NULL */
	SQL_BLOB, /* struct blob, .p NULL is NULL */
	SQL_REAL, /* double, NAN is NULL */
};

#define DB_NONE INT64_MIN

struct blob {
	const void *p;
	size_t n;
};

/* One argument or column: where it lies in the generated struct. */
struct sql_slot {
	const char *name;
	enum sql_type type;
	uint16_t offset;
	uint8_t from_ctx; /* arguments: 0 the struct, 1 city, 2 me, 3 now */
};

#define SQL_TABLE_WORDS 4 /* of 64 tables each */

struct sql {
	const char *name;
	const char *const *text[DB__ENGINES]; /* one a variant: mask * n_sorts + sort */
	unsigned n_options, n_sorts;          /* n variants = (1 << n_options) * n_sorts */
	const struct sql_slot *args, *cols;
	unsigned n_args, n_cols;
	size_t row_size;
	uint16_t with_offset, sort_offset; /* of .with and .sort in the argument struct */
	bool writes;
	bool stays; /* asked again in the same transaction it would answer the same (PostgreSQL) */
	int perm;   /* enum perm that a writing statement demands, or -1 (-- perm: none) */
	const char *feature; /* folder of the .sql file */
	/* Tables are numbered.  Those that the text reads or writes, also through views and foreign
	 * keys. */
	uint64_t touches[SQL_TABLE_WORDS];
	/* An INSERT of one row, or an UPDATE that waits: the same of many rows, with an array for
	 * each argument (PostgreSQL), its table and those that this one's foreign keys name. */
	const char *batch;
	unsigned table;
	uint64_t parents[SQL_TABLE_WORDS];
	bool adds;     /* it adds a row at most, and changes none */
	uint64_t once; /* otherwise: the arguments that name the row it changes, a bit each */
	/* A read asked ahead (PostgreSQL): many questions in one, with an array for each argument.
	 * ahead_key is the argument that a row of its table must have in the column of that name to
	 * be in the answer; -1: any row may be. */
	const char *ahead;
	int ahead_key;
};

/* The statements of the whole program, for tests and for tools/citus-check. */
extern const struct sql *const sql_all[];
extern const size_t sql_all_n;

/*
 * Runs and reads.  args and rows are the generated structs.  Rows and their texts are allocated
 * in cx->arena.  All return
 *   ERR_DB    the statement failed; inside a transaction nothing of the transaction is kept,
 *   ERR_BUSY  the database could not be reached or was locked too long,
 *   ERR_FULL  no room on the disk.
 * sql_one: ERR_NOTFOUND when there is no row.  A unique index or check that refuses a write is
 * ERR_CONFLICT.
 */
enum err sql_rows(struct ctx *cx, const struct sql *st, const void *args, void **ret_rows,
		  size_t *ret_n) NODISCARD;
enum err sql_one(struct ctx *cx, const struct sql *st, const void *args, void *ret_row) NODISCARD;
enum err sql_maybe(struct ctx *cx, const struct sql *st, const void *args, void *ret_row,
		   bool *ret_found) NODISCARD;

/* Calls fn for every row as it comes; a row and its texts live until fn returns. */
enum err sql_each(struct ctx *cx, const struct sql *st, const void *args,
		  enum err (*fn)(struct ctx *cx, const void *row, void *user),
		  void *user) NODISCARD;

/*
 * For writes; *ret_changed gets the number of rows changed.  With NULL nobody waits for the answer:
 * on PostgreSQL a failure then shows at a later statement that is waited for, or at the commit, and
 * an INSERT of one row is sent together with its like (db_held.h).
 */
enum err sql_run(struct ctx *cx, const struct sql *st, const void *args,
		 int64_t *ret_changed) NODISCARD;

/*
 * For an UPDATE that waits: it must change its one row, otherwise the write is ERR_CONFLICT.  As
 * with sql_run() nobody waits for that on PostgreSQL, so it may show as late as the commit.
 */
enum err sql_must(struct ctx *cx, const struct sql *st, const void *args) NODISCARD;

/*
 * n questions, of size bytes each, are about to be asked one by one.  Where every one would be a
 * way to the server (PostgreSQL), one statement asks them all now, and each answer waits until it
 * is wanted: as long as the transaction lasts and changes nothing that it may depend on.  Only a
 * hint: whoever asks later gets the same answers without it.  For a writer they may be as old as
 * this call.
 */
enum err sql_ahead(struct ctx *cx, const struct sql *st, const void *args, size_t size,
		   size_t n) NODISCARD;
/* Does it save anything here, so that gathering the questions pays? */
bool sql_asks_ahead(const struct ctx *cx);

/*
 * Waits until all that the write has sent is done, so that a failure shows here and not later
 * (PostgreSQL).
 */
enum err db_settle(struct ctx *cx) NODISCARD;

/* ---- connections ------------------------------------------------------------------------- */

struct db_pool;

struct db_options {
	const char *url;   /* a file name, or postgres://... */
	const char *media; /* SQLite: the media file, NULL for url + ".media" */
	unsigned readers;  /* connections for reading, one a worker */
	unsigned writers;  /* PostgreSQL: connections for writing; SQLite has one */
	bool create;       /* SQLite: make the file when it is missing */
	bool exclusive;    /* take the lock that keeps other writing processes out */
	const char *sync;  /* SQLite: "full" (default); tests set "off" to prove they notice */
	const char *vfs;   /* SQLite: name of a test VFS, or NULL */
};

/* Does it name a PostgreSQL database, not a file?  By its scheme: postgres.db is a file. */
bool db_is_postgres(const char *url);

/*
 * Opens a pool.  ERR_BUSY: another process holds the file.  ERR_DB with a detail that says what to
 * do otherwise.  Starts the writer.
 */
enum err db_pool_open(struct ctx *cx, const struct db_options *options,
		      struct db_pool **ret_pool) NODISCARD;
void db_pool_close(struct db_pool *pool);
/* ERR_DB when a sync has failed, and nothing more is written therefore. */
enum err db_pool_check(struct ctx *cx, const struct db_pool *pool) NODISCARD;
enum db_engine db_pool_engine(const struct db_pool *pool);

/*
 * Lends a reading connection for cx (cx->db), and takes it back.  Between the two, all reads see
 * one state of the database; a write is refused by the database itself.
 */
enum err db_read_begin(struct ctx *cx, struct db_pool *pool) NODISCARD;
void db_read_end(struct ctx *cx, struct db_pool *pool);

/*
 * A write.  run is called inside a transaction that it shares with others (on PostgreSQL with
 * those of its city) and may be called again when the group was rolled back or the database reports
 * a serialization failure or deadlock: it must not change anything but the database and *arg, and
 * must set *arg from scratch. Before each call the detail in cx is cleared; cx->db and cx->in_write
 * are set for its duration. The arena is never reset: arguments live there.  Once a statement
 * failed, nothing of the write is kept, whatever run returns: to go on after a conflict, write ON
 * CONFLICT DO NOTHING.
 *
 * PostgreSQL: when the connection dies during the commit, nobody knows what became of it; the write
 * (each of its group) is reported as ERR_BUSY and may nevertheless be there (once-keys make a
 * repeat harmless).
 *
 * done is called once, after the sync of the group, with the final result; it runs on a thread of
 * the pool and must be short.  SQLite: after a sync that failed, this and every later write is
 * ERR_DB (db_pool_check() says so too) until the process starts anew.  cx is the submitter's;
 * nobody else may touch it until done.
 */
struct db_write {
	enum err (*run)(struct ctx *cx, void *arg);
	void (*done)(struct ctx *cx, void *arg, enum err result);
	struct ctx *cx;
	void *arg;
	/* Part of long work: whatever else waits goes first, and its group ends early for it; on
	 * PostgreSQL it has a connection of its own, and gives way where both want the same row.
	 * Patient writes keep their order among themselves.  A few milliseconds each. */
	bool patient;
	/* Patient, and its like follow at once: SQLite waits some milliseconds for them, since each
	 * commit costs a sync, and every reader what it has read. */
	bool more_come;
	struct db_write *next; /* the queue's, as is result */
	enum err result;
};

/* Hands w to the writer; w->done is called after the sync, or after the failure. */
void db_submit(struct db_pool *pool, struct db_write *w);

/* Submits and waits: for jobs, commands and tests. */
enum err db_write(struct ctx *cx, struct db_pool *pool, enum err (*run)(struct ctx *cx, void *arg),
		  void *arg) NODISCARD;

/* The same for background work: see db_write.patient. */
enum err db_write_patient(struct ctx *cx, struct db_pool *pool,
			  enum err (*run)(struct ctx *cx, void *arg), void *arg) NODISCARD;

/*
 * A part of the write under way that may fail without the rest: what run did is taken back then,
 * and the write goes on as if it had never been tried.  *ret_result is what the part came to. Costs
 * a savepoint, and on PostgreSQL two round trips.  Any other error is of the whole write: the
 * database went away, the disk is full, or an earlier statement had failed.
 */
enum err db_part(struct ctx *cx, enum err (*run)(struct ctx *cx, void *arg), void *arg,
		 enum err *ret_result) NODISCARD;

/* Group commit figures since the start, for /metrics and bench. */
struct db_stats {
	uint64_t writes; /* that were kept; patient ones of them */
	uint64_t patient, groups, retries, syncs, failures, statements;
};
struct db_stats db_pool_stats(const struct db_pool *pool);

/* ---- schema ------------------------------------------------------------------------------ */

/*
 * Applies the embedded migrations that are missing, one transaction a file.  ERR_DB when a
 * migration is unknown to this program or was altered since it was applied; nothing changes then.
 */
enum err db_migrate(struct ctx *cx, struct db_pool *pool, unsigned *ret_applied) NODISCARD;

/*
 * After much was written at once, outside transactions: PostgreSQL looks at its tables now instead
 * of some minutes later.  Of a table that it never looked at it takes every index that begins with
 * the city for equally good, and reads all of a city to find one row.  Nothing happens on SQLite,
 * which is told sizes once (db_migrate), and to tables of another role.
 */
enum err db_measure(struct ctx *cx, struct db_pool *pool) NODISCARD;

/* ERR_OK when the schema is exactly the program's; ERR_DB with a detail that says what is wrong. */
enum err db_check_schema(struct ctx *cx, struct db_pool *pool) NODISCARD;

/*
 * Leases a node number (1 to 1023) for this process's ids, see base/id.h.  Each call takes the
 * number that was leased longest ago, so that 1023 starts lie between two uses of one number.
 */
enum err db_node_lease(struct ctx *cx, struct db_pool *pool, unsigned *ret_node) NODISCARD;

/* ---- whole-file operations --------------------------------------------------------------- */

/*
 * Copies the data file (and the media file) while the program serves, into the directory or file
 * path, in a state that one moment of the database had.  SQLite only; PostgreSQL: ERR_INVALID with
 * a detail that names pg_dump.
 */
enum err db_backup(struct ctx *cx, struct db_pool *pool, const char *path) NODISCARD;

/* Checks a file as SQLite does (integrity_check, foreign_key_check). ERR_DB with the first fault.
 */
enum err db_check_file(struct ctx *cx, struct db_pool *pool) NODISCARD;

/*
 * Reads or writes all rows of one city of one table by the described columns: the way a city moves
 * between engines.  Tables come in an order in which every foreign key finds its target.
 */
struct db_table {
	const char *name;
	const char *const *columns;
	const char *types; /* one letter a column: i, t, b, r */
	size_t n_columns;
};
extern const struct db_table db_tables[]; /* made by mksql from the migrations */
extern const size_t db_tables_n;

struct db_cell {
	enum sql_type type; /* SQL_NUM, SQL_TEXT, SQL_BLOB or SQL_REAL */
	int64_t i;
	double r;
	struct blob b;
};
enum err db_table_read(struct ctx *cx, const struct db_table *t,
		       enum err (*fn)(struct ctx *cx, const struct db_cell *cells, void *user),
		       void *user) NODISCARD;
enum err db_table_write(struct ctx *cx, const struct db_table *t,
			const struct db_cell *cells) NODISCARD;

/* ---- faults for tests -------------------------------------------------------------------- */

/* The nth statement from now fails with ERR_DB (0: none). */
void db_fault_at(struct db_pool *pool, unsigned nth);

#endif
