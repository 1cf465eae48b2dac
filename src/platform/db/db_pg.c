/*
 * PostgreSQL through libpq: statements prepared when first used, texts out, parameters as text
 * except bytes, and the city set in every transaction for row-level security.
 *
 * Writes whose answer nobody reads are sent without waiting for it (libpq's pipeline); their
 * answers come with that of the next statement that is waited for, at the latest of the COMMIT.
 * Inserts among them are not even sent before something could see them (db_held.h).
 */
#include "platform/db/db_held.h"
#include "platform/db/db_pg_connect.h"
#include "platform/db/db_pg_value.h"
#include "platform/db/db_stays.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE   24             /* "s" and a number */
#define BATCH       UINT_MAX       /* variant of a statement: its st->batch */
#define AHEAD       (UINT_MAX - 1) /* its st->ahead */
#define NUMBER_TEXT 32

/* A statement that this connection has prepared; its name on the server is its number. */
struct known {
	const void *key;
	unsigned variant;
	unsigned number; /* 0: free place */
};

struct pg_db {
	struct db db;
	PGconn *conn;
	char state[6]; /* SQLSTATE of the last failure, "" where there is none */
	struct known *known;
	size_t n_known, cap; /* cap is a power of two */
	unsigned sent;       /* statements whose answers are still to come; then in a pipeline */
	int64_t *must;       /* of each of these how many rows it has to change, -1: any number */
	size_t must_cap;
	bool musts;         /* one of them says so */
	struct held held;   /* what is not even sent */
	struct stays stays; /* what need not be asked again */
	int64_t city;       /* of the transaction */
	int64_t home;       /* that of the connection where the transaction says none; 0: none */
	bool begin_due;     /* a reader's: it goes out with the first statement */
	bool ending;        /* a reader's ROLLBACK was sent, its answer not read */
	bool committing;    /* the COMMIT is the last that was sent */
};

static struct pg_db *own(struct db *db)
{
	return (struct pg_db *)(void *)db;
}

/* ---- errors ------------------------------------------------------------------------------ */

static bool state_is(const struct pg_db *s, const char *state)
{
	return strncmp(s->state, state, strlen(state)) == 0;
}

static enum err code_of(const struct pg_db *s)
{
	static const struct {
		const char *state;
		enum err code;
	} codes[] = {
		{ "23505", ERR_CONFLICT }, /* unique */
		{ "23514", ERR_CONFLICT }, /* check */
		{ "23503", ERR_CONFLICT }, /* foreign key */
		{ "23P01", ERR_CONFLICT }, /* exclusion */
		{ "40001", ERR_BUSY },     /* serialization failure */
		{ "40P01", ERR_BUSY },     /* deadlock */
		{ "55P03", ERR_BUSY },     /* lock not available */
		{ "53100", ERR_FULL },     { "53", ERR_BUSY },
		{ "57P", ERR_BUSY },       { "08", ERR_BUSY },
	};

	if (PQstatus(s->conn) != CONNECTION_OK)
		return ERR_BUSY;
	for (size_t i = 0; i < LEN(codes); i++)
		if (state_is(s, codes[i].state))
			return codes[i].code;
	return ERR_DB;
}

/*
 * Remembers why.  The server's message may quote a value (class 22), so only classes whose
 * messages name nothing but tables, columns and constraints are passed on.
 */
static enum err fail(struct pg_db *s, const PGresult *res)
{
	static const char *const tellable[] = { "23", "25", "26", "3F", "40",
						"42", "53", "55", "57", "08" };
	const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *text = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	char room[DB_MESSAGE];
	bool tell = false;

	(void)snprintf(s->state, sizeof(s->state), "%s", state ? state : "");
	for (size_t i = 0; i < LEN(tellable); i++)
		tell = tell || state_is(s, tellable[i]);
	if (PQstatus(s->conn) != CONNECTION_OK)
		(void)snprintf(s->db.message, DB_MESSAGE, "connection lost");
	else
		(void)snprintf(s->db.message, DB_MESSAGE, "%s (%s)%s",
			       tell && text ? text : "refused", s->state,
			       pg_remedy(s->state, text, PQuser(s->conn), room));
	return code_of(s);
}

static bool went_well(const PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	/* Empty: a migration that only puts the dictionary right. */
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	       status == PGRES_EMPTY_QUERY;
}

static enum err check(struct pg_db *s, PGresult *res)
{
	enum err e = ERR_OK;

	if (!went_well(res))
		e = fail(s, res);
	PQclear(res);
	return e;
}

/* The answer to the statement that was sent first; each is followed by a NULL. */
static PGresult *answer_take(struct pg_db *s)
{
	PGresult *res = PQgetResult(s->conn), *more;

	while (res && (more = PQgetResult(s->conn)) != NULL)
		PQclear(more);
	return res;
}

static int64_t changed_of(PGresult *res)
{
	int64_t changed = 0;

	(void)pg_number(PQcmdTuples(res), &changed);
	return changed;
}

static enum err fail_must(struct pg_db *s)
{
	s->state[0] = '\0';
	(void)snprintf(s->db.message, DB_MESSAGE, "a row was changed meanwhile");
	return ERR_CONFLICT;
}

/* Ends the pipeline behind its synchronization point, or with the connection. */
static void pipeline_end(struct pg_db *s)
{
	PGresult *res;

	s->sent = 0;
	s->musts = false;
	while ((res = PQgetResult(s->conn)) != NULL) {
		bool over = PQresultStatus(res) == PGRES_PIPELINE_SYNC;

		PQclear(res);
		if (over)
			break;
	}
	(void)PQexitPipelineMode(s->conn);
}

/*
 * Waits for what was sent.  The last answer is handed on if it is good and wanted; the first
 * that is not good counts, what follows it was not done.
 */
static enum err pipeline_wait(struct pg_db *s, PGresult **ret_last)
{
	const int64_t *must = s->must;
	enum err e = ERR_OK;

	if (s->sent == 0)
		return ERR_OK;
	if (!PQpipelineSync(s->conn))
		e = fail(s, NULL);
	if (s->committing)
		db_queue_committing(s->db.worker);
	for (; s->sent > 0 && PQstatus(s->conn) == CONNECTION_OK; s->sent--, must++) {
		PGresult *res = answer_take(s);

		if (e == ERR_OK && !went_well(res))
			e = fail(s, res);
		if (e == ERR_OK && *must >= 0 && *must != changed_of(res))
			e = fail_must(s);
		if (e == ERR_OK && s->sent == 1 && ret_last)
			*ret_last = res;
		else
			PQclear(res);
	}
	if (e == ERR_OK && s->sent > 0) /* the connection went between two answers */
		e = fail(s, NULL);
	pipeline_end(s);
	return e;
}

/* Waits for what was sent without asking what it came to: the reason of a failure is still wanted.
 */
static void pipeline_drop(struct pg_db *s)
{
	if (s->sent == 0)
		return;
	(void)PQpipelineSync(s->conn);
	while (s->sent-- > 0 && PQstatus(s->conn) == CONNECTION_OK)
		PQclear(answer_take(s));
	pipeline_end(s);
}

/* After a PQsend...(): one more answer is to come, of so many rows changed (-1: any number). */
static enum err send_must(struct pg_db *s, int accepted, int64_t must)
{
	if (!accepted)
		return fail(s, NULL);
	if (s->sent == s->must_cap) {
		s->must_cap = s->must_cap ? s->must_cap * 2 : 64;
		s->must = reallocarray(s->must, s->must_cap, sizeof(*s->must));
		if (!s->must)
			abort();
	}
	s->musts = s->musts || must >= 0;
	s->must[s->sent++] = must;
	return ERR_OK;
}

static enum err send(struct pg_db *s, int accepted)
{
	return send_must(s, accepted, -1);
}

/* Reads the answer to the ROLLBACK of the transaction before. */
static void ending_wait(struct pg_db *s)
{
	PGresult *res;

	if (!s->ending)
		return;
	while ((res = PQgetResult(s->conn)) != NULL)
		PQclear(res);
	s->ending = false;
}

static enum err held_send(struct pg_db *s);
static enum err begin_now(struct pg_db *s);

static enum err exec(struct pg_db *s, const char *text)
{
	if (s->begin_due)
		TRY(begin_now(s));
	TRY(held_send(s));
	TRY(pipeline_wait(s, NULL));
	return check(s, PQexec(s->conn, text));
}

/* ---- connection -------------------------------------------------------------------------- */

static void pg_close(struct db *db)
{
	struct pg_db *s = own(db);

	PQfinish(s->conn);
	held_release(&s->held);
	stays_release(&s->stays);
	free(s->known);
	free(s->must);
	free(s);
}

/* Notices ("relation exists, skipping") are nobody's business. */
static void ignore_notice(void *user, const PGresult *res)
{
	(void)user;
	(void)res;
}

/* What the library says, on one line: which server, and whether role, database or line fail. */
static void say_unreached(struct pg_db *s)
{
	char *at = s->db.message;

	(void)snprintf(at, DB_MESSAGE, "PostgreSQL: %s", PQerrorMessage(s->conn));
	while ((at = strchr(at, '\n')) != NULL)
		*at = at[1] != '\0' ? ' ' : '\0';
}

static enum err greet(struct pg_db *s)
{
	if (PQstatus(s->conn) != CONNECTION_OK) {
		say_unreached(s);
		return ERR_BUSY;
	}
	(void)PQsetNoticeReceiver(s->conn, ignore_notice, NULL);
	/*
	 * One plan a statement, as on SQLite: plans do not depend on values, and are tested, with
	 * sequential scans priced out.  So they are here: a table that was small when it was last
	 * measured is otherwise read from end to end, however much it has grown since.
	 */
	TRY(exec(s, "SET client_encoding TO 'UTF8'; SET statement_timeout TO '60s';"
		    "SET lock_timeout TO '5s'; SET bytea_output TO 'hex';"
		    "SET plan_cache_mode TO force_generic_plan; SET jit TO off;"
		    "SET enable_seqscan TO off"));
	/* Also for a statement by itself. */
	return s->db.role == DB_READER ? exec(s, "SET default_transaction_read_only TO on")
				       : ERR_OK;
}

static bool at_home(const struct pg_db *s)
{
	return s->home != 0 && s->home == s->city;
}

/*
 * The first city that a connection serves becomes its own, so that a transaction need not say it;
 * it says another one.
 */
static enum err make_home(struct pg_db *s)
{
	char text[64];

	if (s->home != 0 || s->city == 0)
		return ERR_OK;
	(void)snprintf(text, sizeof(text), "SET app.city TO '%lld'", (long long)s->city);
	TRY(check(s, PQexec(s->conn, text)));
	s->home = s->city;
	return ERR_OK;
}

static enum err pg_open(struct db_pool *pool, enum db_role role, struct db **ret, char *message)
{
	struct pg_db *s = calloc(1, sizeof(*s));
	enum err e;

	if (!s)
		abort();
	s->db = (struct db){ .ops = &db_pg_ops, .pool = pool, .role = role };
	held_init(&s->held);
	stays_init(&s->stays);
	s->conn = pg_connect(pool->url);
	e = greet(s);
	if (e != ERR_OK) {
		(void)snprintf(message, DB_MESSAGE, "%s", s->db.message);
		pg_close(&s->db);
		return e;
	}
	*ret = &s->db;
	return ERR_OK;
}

static void forget_all(struct pg_db *s)
{
	free(s->known);
	s->known = NULL;
	s->n_known = s->cap = 0;
}

static enum err pg_revive(struct db *db)
{
	struct pg_db *s = own(db);

	ending_wait(s);
	if (PQstatus(s->conn) == CONNECTION_OK)
		return ERR_OK;
	forget_all(s);
	held_forget(&s->held);
	s->sent = 0;
	s->home = 0;
	s->begin_due = false; /* greet() is no part of a transaction */
	s->musts = false;
	PQreset(s->conn);
	return greet(s);
}

/* ---- transactions ------------------------------------------------------------------------ */

#define BEGIN_TEXT 96

/* The number needs no quoting. */
static void begin_texts(const struct pg_db *s, const char **ret_begin, char ret_city[BEGIN_TEXT])
{
	*ret_begin = s->db.role == DB_WRITER ? "BEGIN ISOLATION LEVEL READ COMMITTED"
					     : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
	(void)snprintf(ret_city, BEGIN_TEXT, "; SET LOCAL app.city = '%lld'", (long long)s->city);
}

/* In one round trip. */
static enum err begin_now(struct pg_db *s)
{
	char city[BEGIN_TEXT], text[3 * BEGIN_TEXT];
	const char *begin;

	s->begin_due = false;
	TRY(make_home(s));
	begin_texts(s, &begin, city);
	/* Sooner than the server looks for a deadlock, which it would make others lose. */
	(void)snprintf(text, sizeof(text), "%s%s%s", begin, at_home(s) ? "" : city,
		       s->db.patient ? "; SET LOCAL lock_timeout TO '500ms'" : "");
	return check(s, PQexec(s->conn, text));
}

/* With the first statement. */
static enum err begin_send(struct pg_db *s)
{
	char city[BEGIN_TEXT];
	const char *begin;

	s->begin_due = false;
	begin_texts(s, &begin, city);
	if (!PQenterPipelineMode(s->conn))
		return fail(s, NULL);
	TRY(send(s, PQsendQueryParams(s->conn, begin, 0, NULL, NULL, NULL, NULL, 0)));
	if (at_home(s))
		return ERR_OK;
	return send(s, PQsendQueryParams(s->conn, city + 2, 0, NULL, NULL, NULL, NULL, 0));
}

/*
 * That the server went away is often noticed only here, where nothing has been done yet, so the
 * connection is made again and asked once more; with a reader, at its first statement.
 */
static enum err pg_begin(struct db *db, int64_t city)
{
	struct pg_db *s = own(db);
	enum err e;

	assert(s->sent == 0);
	stays_forget(&s->stays);
	db->failed = ERR_OK;
	db->glance = false;
	s->state[0] = '\0';
	s->city = city;
	TRY(pg_revive(db));
	if (db->role == DB_READER) {
		s->begin_due = true;
		return ERR_OK;
	}
	e = begin_now(s);
	if (e == ERR_OK || PQstatus(s->conn) == CONNECTION_OK)
		return e;
	e = pg_revive(db);
	return e == ERR_OK ? begin_now(s) : e;
}

/*
 * COMMIT of a failed transaction succeeds and says ROLLBACK; a connection that dies here leaves
 * open what became of it, and the caller hears ERR_BUSY.
 */
static enum err pg_commit(struct db *db)
{
	struct pg_db *s = own(db);
	PGresult *res = NULL;
	bool undone;
	enum err e;

	TRY(held_send(s));
	if (s->musts) /* before it is too late */
		TRY(pipeline_wait(s, NULL));
	if (s->sent == 0 && !PQenterPipelineMode(s->conn))
		return fail(s, NULL);
	TRY(send(s, PQsendQueryParams(s->conn, "COMMIT", 0, NULL, NULL, NULL, NULL, 0)));
	s->committing = true;
	e = pipeline_wait(s, &res);
	s->committing = false;
	TRY(e);
	undone = res && strcmp(PQcmdStatus(res), "ROLLBACK") == 0;
	e = check(s, res);
	if (e == ERR_OK && undone) {
		(void)snprintf(db->message, DB_MESSAGE, "the server rolled back");
		return ERR_DB;
	}
	return e;
}

static bool pg_in_transaction(const struct db *db)
{
	PGTransactionStatusType t =
	    PQtransactionStatus(((const struct pg_db *)(const void *)db)->conn);

	return t == PQTRANS_INTRANS || t == PQTRANS_INERROR || t == PQTRANS_ACTIVE;
}

static void pg_rollback(struct db *db)
{
	struct pg_db *s = own(db);

	held_forget(&s->held);
	pipeline_drop(s);
	db->failed = ERR_OK;
	if (s->begin_due || s->ending || !pg_in_transaction(db)) {
		s->begin_due = false;
	} else if (db->role ==
		   DB_READER) { /* its answer is read when the connection is lent again */
		s->ending = PQsendQuery(s->conn, "ROLLBACK") == 1;
	} else {
		PQclear(PQexec(s->conn, "ROLLBACK"));
	}
}

static bool pg_worth_again(const struct db *db)
{
	const struct pg_db *s = (const struct pg_db *)(const void *)db;

	return PQstatus(s->conn) == CONNECTION_OK &&
	       (state_is(s, "40001") || state_is(s, "40P01") ||
		(db->patient && state_is(s, "55P03")));
}

static enum err pg_savepoint(struct db *db)
{
	return exec(own(db), "SAVEPOINT w");
}

static enum err pg_savepoint_end(struct db *db, bool keep)
{
	struct pg_db *s = own(db);

	if (keep)
		return exec(s, "RELEASE SAVEPOINT w");
	held_forget(&s->held); /* all since the savepoint, which had the earlier ones sent */
	stays_drop(&s->stays); /* locks since then go too */
	pipeline_drop(s);
	return check(s, PQexec(s->conn, "ROLLBACK TO SAVEPOINT w"));
}

/* ---- prepared statements ----------------------------------------------------------------- */

static struct known *known_place(const struct pg_db *s, const void *key, unsigned variant)
{
	uint64_t h = ((uint64_t)(uintptr_t)key >> 4) * 31 + variant;
	size_t i;

	h *= UINT64_C(0x9e3779b97f4a7c15);
	for (i = (size_t)(h >> 32) & (s->cap - 1); s->known[i].number; i = (i + 1) & (s->cap - 1))
		if (s->known[i].key == key && s->known[i].variant == variant)
			break;
	return &s->known[i];
}

static void known_grow(struct pg_db *s)
{
	struct known *old = s->known;
	size_t n = s->cap;

	if (s->n_known * 2 < s->cap)
		return;
	s->cap = n ? n * 2 : 64;
	s->known = calloc(s->cap, sizeof(*s->known));
	if (!s->known)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i].number)
			*known_place(s, old[i].key, old[i].variant) = old[i];
	free(old);
}

static enum err prepare(struct pg_db *s, const struct db_query *q, char name[NAME_SIZE])
{
	Oid types[DB_MAX_ARGS] = { 0 };
	struct known *k;
	enum err e;

	known_grow(s);
	k = known_place(s, q->key, q->variant);
	(void)snprintf(name, NAME_SIZE, "s%u", k->number ? k->number : (unsigned)s->n_known + 1);
	if (k->number)
		return ERR_OK;
	for (unsigned i = 0; i < q->n_args; i++)
		types[i] = q->variant >= AHEAD ? held_array_oid(q->kinds[i])
					       : held_element_oid(q->kinds[i]);
	e = pipeline_wait(s, NULL);
	if (e == ERR_OK)
		e = check(s, PQprepare(s->conn, name, q->text, (int)q->n_args, types));
	if (e == ERR_OK)
		*k = (struct known){ q->key, q->variant, (unsigned)++s->n_known };
	return e;
}

/* The parameters in libpq's shape: numbers as text, bytes as they are. */
struct params {
	const char *values[DB_MAX_ARGS];
	int lengths[DB_MAX_ARGS], formats[DB_MAX_ARGS];
	char numbers[DB_MAX_ARGS][NUMBER_TEXT];
};

static void params_fill(struct params *p, const struct db_query *q)
{
	for (unsigned i = 0; i < q->n_args; i++) {
		const struct db_value *v = &q->args[i];

		p->values[i] = v->p;
		p->lengths[i] = (int)v->n;
		p->formats[i] = v->kind == DB_BLOB;
		if (v->kind == DB_INT || v->kind == DB_REAL)
			p->values[i] = p->numbers[i];
		if (v->kind == DB_INT)
			(void)snprintf(p->numbers[i], NUMBER_TEXT, "%lld", (long long)v->i);
		else if (v->kind == DB_REAL)
			(void)snprintf(p->numbers[i], NUMBER_TEXT, "%.17g", v->r);
		else if (v->kind == DB_NULL)
			p->values[i] = NULL;
	}
}

/* Sent behind what is under way, or first of a new pipeline. */
static enum err query_send(struct pg_db *s, const char *name, const struct db_query *q,
			   const struct params *p, int64_t must)
{
	if (s->sent == 0 && !PQenterPipelineMode(s->conn))
		return fail(s, NULL);
	return send_must(s,
			 PQsendQueryPrepared(s->conn, name, (int)q->n_args, p->values, p->lengths,
					     p->formats, 0),
			 must);
}

static enum err query_send_unasked(struct pg_db *s, const struct db_query *q, int64_t must)
{
	char name[NAME_SIZE];
	struct params p;

	TRY(prepare(s, q, name));
	params_fill(&p, q);
	return query_send(s, name, q, &p, must);
}

/* ---- writes that wait ------------------------------------------------------------------- */

static enum err batch_send(struct pg_db *s, const struct held_batch *b)
{
	struct db_value arrays[DB_MAX_ARGS];
	enum db_kind kinds[DB_MAX_ARGS];
	struct db_query q = { .key = b->st,
			      .variant = BATCH,
			      .text = b->st->batch,
			      .args = arrays,
			      .kinds = kinds,
			      .n_args = b->st->n_args };

	for (unsigned i = 0; i < q.n_args; i++)
		kinds[i] = db_kind_of(b->st->args[i].type);
	if (b->n == 1) {
		q.variant = 0;
		q.text = b->st->text[DB_PG][0];
		q.args = b->rows->values;
	} else {
		held_arrays(s->held.arena, b, kinds, arrays);
	}
	return query_send_unasked(s, &q, b->must ? (int64_t)b->n : -1);
}

static enum err held_send(struct pg_db *s)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < s->held.n && e == ERR_OK; i++)
		e = batch_send(s, &s->held.batches[i]);
	held_forget(&s->held);
	return e;
}

/* Sends a statement and waits for its answer, and that of all before it. */
static enum err ask(struct pg_db *s, const struct db_query *q, PGresult **ret)
{
	PGresult *res = NULL;
	char name[NAME_SIZE];
	struct params p;
	enum err e;

	TRY(prepare(s, q, name));
	params_fill(&p, q);
	if (s->begin_due)
		TRY(make_home(s));
	if (s->begin_due && !(s->db.glance && at_home(s)))
		TRY(begin_send(s));
	s->db.glance = false;
	if (s->sent > 0) {
		TRY(query_send(s, name, q, &p, -1));
		TRY(pipeline_wait(s, &res));
		*ret = res;
		return ERR_OK;
	}
	res = PQexecPrepared(s->conn, name, (int)q->n_args, p.values, p.lengths, p.formats, 0);
	if (went_well(res)) {
		*ret = res;
		return ERR_OK;
	}
	e = check(s, res);
	assert(e != ERR_OK);
	return e;
}

static void cursor_open(struct db_cursor *c, struct stays_rows rows)
{
	c->handle = rows.res;
	c->row = rows.first - 1;
	c->end = rows.end;
	c->skip = rows.skip;
}

static enum err pg_query(struct db *db, const struct db_query *q, struct db_cursor *ret)
{
	struct pg_db *s = own(db);
	bool first = s->begin_due, glance = db->glance;
	struct stays_rows known;
	PGresult *res = NULL;
	enum err e;

	*ret = (struct db_cursor){ .db = db };
	if (stays_find(&s->stays, q, &known)) {
		cursor_open(ret, known);
		ret->stays = true;
		return ERR_OK;
	}
	if (!q->reads)
		stays_changed(&s->stays, q);
	if (held_stands_before(&s->held, q))
		TRY(held_send(s));
	/* A reader is refused at once. */
	if (q->unasked && db->role == DB_WRITER) {
		if (!held_fits(q))
			return query_send_unasked(s, q, -1);
		held_add(&s->held, q);
		return ERR_OK;
	}
	e = ask(s, q, &res);
	if (e != ERR_OK && first && PQstatus(s->conn) != CONNECTION_OK) {
		TRY(pg_revive(db));
		s->begin_due = true;
		db->glance = glance;
		e = ask(s, q, &res);
	}
	if (e != ERR_OK)
		return e;
	cursor_open(ret, (struct stays_rows){ res, 0, PQntuples(res), 0 });
	ret->stays = stays_add(&s->stays, q, res);
	return ERR_OK;
}

/* ---- asking ahead ------------------------------------------------------------------------ */

/* The questions that are not answered yet, as rows of a batch. */
static struct held_batch unanswered(struct arena *a, const struct stays *known,
				    const struct db_query *q, size_t n)
{
	struct held_batch b = { .st = q->st };
	struct held_row *rows = arena_array(a, n, sizeof(*rows));
	struct db_query one = *q;
	struct stays_rows answer;

	b.last = &b.rows;
	for (size_t i = 0; i < n; i++) {
		one.args = &q->args[i * q->n_args];
		if (stays_find(known, &one, &answer))
			continue;
		rows[b.n] = (struct held_row){ .values = one.args };
		*b.last = &rows[b.n];
		b.last = &rows[b.n++].next;
	}
	return b;
}

static struct db_value *values_of(struct arena *a, const struct held_batch *b)
{
	unsigned n = b->st->n_args;
	struct db_value *all = arena_array(a, b->n * n, sizeof(*all));
	size_t i = 0;

	for (const struct held_row *r = b->rows; r; r = r->next)
		memcpy(&all[i++ * n], r->values, n * sizeof(*all));
	return all;
}

static enum err ahead_ask(struct pg_db *s, const struct db_query *q, const struct held_batch *b,
			  struct arena *a)
{
	struct db_value arrays[DB_MAX_ARGS];
	struct db_query many = *q, asked = *q;
	PGresult *res = NULL;

	many.variant = AHEAD;
	many.args = arrays;
	held_arrays(a, b, q->kinds, arrays);
	TRY(ask(s, &many, &res));
	asked.args = values_of(a, b);
	if (stays_add_many(&s->stays, &asked, b->n, res))
		return ERR_OK;
	PQclear(res);
	(void)snprintf(s->db.message, DB_MESSAGE, "answers are not in the order of the questions");
	return ERR_DB;
}

static enum err pg_ahead(struct db *db, const struct db_query *q, size_t n)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(0);
	struct pg_db *s = own(db);
	struct held_batch b = unanswered(a, &s->stays, q, n);
	bool first = s->begin_due;
	enum err e;

	if (b.n == 0)
		return ERR_OK;
	if (held_stands_before(&s->held, q))
		TRY(held_send(s));
	e = ahead_ask(s, q, &b, a);
	if (e != ERR_OK && first && PQstatus(s->conn) != CONNECTION_OK) {
		TRY(pg_revive(db));
		s->begin_due = true;
		e = ahead_ask(s, q, &b, a);
	}
	return e;
}

static enum err pg_settle(struct db *db)
{
	struct pg_db *s = own(db);

	TRY(held_send(s));
	return pipeline_wait(s, NULL);
}

/* ---- answers ----------------------------------------------------------------------------- */

static enum err pg_next(struct db_cursor *c, bool *ret_row)
{
	c->row++;
	*ret_row = c->handle && c->row < c->end;
	return ERR_OK;
}

static enum err pg_column(struct db_cursor *c, unsigned i, enum db_kind want, struct arena *a,
			  struct db_value *ret)
{
	int at = (int)i + c->skip;

	if (pg_value(c->handle, c->row, at, want, a, ret))
		return ERR_OK;
	(void)snprintf(c->db->message, DB_MESSAGE, "column %s has another type than declared",
		       PQfname(c->handle, at));
	return ERR_DB;
}

static int64_t pg_finish(struct db_cursor *c)
{
	int64_t changed;

	if (!c->handle)
		return 0;
	changed = changed_of(c->handle);
	if (!c->stays)
		PQclear(c->handle);
	return changed;
}

static enum err pg_script(struct db *db, const char *text)
{
	db->wrote = true;
	stays_drop(&own(db)->stays);
	return exec(own(db), text);
}

static bool pg_rest(struct db *db, bool idle)
{
	(void)db; /* the server looks after itself */
	(void)idle;
	return false;
}

const struct db_ops db_pg_ops = {
	.open = pg_open,
	.close = pg_close,
	.begin = pg_begin,
	.commit = pg_commit,
	.rollback = pg_rollback,
	.in_transaction = pg_in_transaction,
	.revive = pg_revive,
	.worth_again = pg_worth_again,
	.savepoint = pg_savepoint,
	.savepoint_end = pg_savepoint_end,
	.query = pg_query,
	.ahead = pg_ahead,
	.settle = pg_settle,
	.next = pg_next,
	.column = pg_column,
	.finish = pg_finish,
	.script = pg_script,
	.rest = pg_rest,
};
