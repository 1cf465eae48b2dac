#include "lib/testlib.h"

#include <sodium/crypto_hash_sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sqlite3.h>

#include "base/str.h"
#include "platform/audit/audit.h"
#include "platform/audit/audit_sql.h"

static enum err add_leaves(struct ctx *cx, void *arg)
{
	int i, n = *(const int *)arg;

	for (i = 0; i < n; i++)
		TRY(audit_leaf(cx, "test.event", 100 + i, i % 2 == 0 ? "state=1;count=3" : NULL));
	return ERR_OK;
}

static void grow(struct test *t, int n)
{
	int64_t size;

	assert_ok(test_write(t, add_leaves, &n));
	assert_ok(audit_sequence(&t->cx, t->app.pool, &size));
}

static struct audit_report verify(struct test *t, const char *checkpoint)
{
	struct audit_report r = { 0 };

	assert_ok(audit_verify(&t->cx, t->app.pool, checkpoint, &r));
	return r;
}

static char *newest(struct test *t)
{
	static char *note;

	test_read_begin(t);
	assert_ok(audit_checkpoint(&t->cx, &note));
	test_read_end(t);
	return note;
}

/* What somebody with the file and a shell could do; only on SQLite. */
static void tamper(struct test *t, const char *sql)
{
	char path[128], *message = NULL;
	sqlite3 *db;

	(void)snprintf(path, sizeof(path), "%s/test.db", t->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	(void)sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	assert_true(sqlite3_total_changes(db) > 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static bool on_sqlite(const struct test *t)
{
	return db_pool_engine(t->app.pool) == DB_SQLITE;
}

static void a_log_of_any_size_holds(void **state)
{
	static const int steps[] = { 1, 1, 1, 2, 3, 120, 127, 1, 1, 300, 600 };
	struct audit_report r;
	struct test t;
	int64_t total = 0;
	size_t i;

	(void)state;
	test_open(&t);
	for (i = 0; i < LEN(steps); i++) {
		grow(&t, steps[i]);
		total += steps[i];
		r = verify(&t, NULL);
		assert_string_equal(r.fault, "");
		assert_int_equal(r.leaves, total);
		assert_true(r.checkpoints > (int64_t)i);
		assert_int_equal(r.unsequenced, 0);
	}
	test_close(&t);
}

static void an_empty_log_holds_and_needs_no_checkpoint(void **state)
{
	struct audit_report r;
	int64_t size = -1;
	struct test t;
	char *note;

	(void)state;
	test_open(&t);
	assert_ok(audit_sequence(&t.cx, t.app.pool, &size));
	assert_int_equal(size, 0);
	r = verify(&t, NULL);
	assert_string_equal(r.fault, "");
	assert_int_equal(r.leaves + r.checkpoints, 0);
	test_read_begin(&t);
	assert_int_equal(audit_checkpoint(&t.cx, &note), ERR_NOTFOUND);
	test_read_end(&t);
	test_close(&t);
}

static void leaves_wait_until_the_sequencer_comes(void **state)
{
	struct test t;
	int n = 3;

	(void)state;
	test_open(&t);
	assert_ok(test_write(&t, add_leaves, &n));
	assert_int_equal(verify(&t, NULL).unsequenced, 3);
	grow(&t, 1);
	assert_int_equal(verify(&t, NULL).unsequenced, 0);
	assert_int_equal(verify(&t, NULL).leaves, 4);
	test_close(&t);
}

/* Each of these is one thing somebody with the data file might change. */
static void every_change_to_the_log_is_found(void **state)
{
	static const char *const changes[] = {
		"UPDATE audit_leaf SET actor_id = 9 WHERE seq = 5",
		"UPDATE audit_leaf SET at = at + 1 WHERE seq = 5",
		"UPDATE audit_leaf SET event = 'test.other' WHERE seq = 5",
		"UPDATE audit_leaf SET object_id = 1 WHERE seq = 0",
		"UPDATE audit_leaf SET unit_id = 1 WHERE seq = 299",
		"UPDATE audit_leaf SET details = 'state=2' WHERE seq = 4",
		"UPDATE audit_leaf SET salt = zeroblob(16) WHERE seq = 4",
		"UPDATE audit_leaf SET details = 'x=1', salt = zeroblob(16) WHERE seq = 5",
		"UPDATE audit_leaf SET commitment = zeroblob(32), details = NULL, salt = NULL "
		"WHERE seq = 4",
		"DELETE FROM audit_leaf WHERE seq = 7",
		"DELETE FROM audit_leaf WHERE seq = 299",
		"DELETE FROM audit_leaf WHERE seq >= 290",
		"UPDATE audit_leaf SET seq = NULL WHERE seq = 299",
		"UPDATE audit_leaf SET seq = CASE seq WHEN 3 THEN 1003 ELSE 1004 END WHERE seq IN "
		"(3, 4);"
		"UPDATE audit_leaf SET seq = CASE seq WHEN 1003 THEN 4 ELSE 3 END WHERE seq > 1000",
		"INSERT INTO audit_leaf (city, id, seq, at, event, actor_id, unit_id, object_id) "
		"VALUES (1, 5, 300, 1, 'test.more', 1, 0, 0)",
		"UPDATE audit_checkpoint SET root = zeroblob(32) WHERE size = 100",
		"UPDATE audit_checkpoint SET signature = zeroblob(64) WHERE size = 100",
		"UPDATE audit_checkpoint SET at = at + 1 WHERE size = 300",
		"UPDATE audit_checkpoint SET size = 99 WHERE size = 100",
		"UPDATE audit_checkpoint SET size = 99, id = 99 * 1024 + 1 WHERE size = 100",
		"UPDATE audit_checkpoint SET id = id + 1 WHERE size = 100",
		"UPDATE audit_checkpoint SET id = 500 * 1024 + 1, size = 500 WHERE size = 300",
		"DELETE FROM audit_checkpoint WHERE size = 300",
		"DELETE FROM audit_checkpoint",
		"UPDATE audit_tile SET hashes = zeroblob(length(hashes)) WHERE id = 0",
		"UPDATE audit_tile SET hashes = zeroblob(length(hashes)) WHERE id = 1",
		"UPDATE audit_tile SET hashes = zeroblob(32) WHERE id = 1",
		"UPDATE audit_tile SET hashes = zeroblob(32) WHERE id = 1 << 48",
		"DELETE FROM audit_tile WHERE id = 0",
		"DELETE FROM audit_tile WHERE id = 1 << 48",
		"INSERT INTO audit_tile (city, id, hashes) VALUES (1, 2, zeroblob(32))",
		"UPDATE audit_log SET size = 299",
		"UPDATE audit_log SET size = 301",
		"UPDATE audit_log SET epoch = 0 + 1, size = 290; DELETE FROM audit_leaf WHERE seq "
		">= 290",
	};
	struct audit_report r;
	struct test t;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(changes); i++) {
		test_open(&t);
		if (!on_sqlite(&t)) {
			test_close(&t);
			skip();
		}
		grow(&t, 100);
		grow(&t, 200);
		tamper(&t, changes[i]);
		r = verify(&t, NULL);
		if (r.fault[0] == '\0')
			fail_msg("not found: %s", changes[i]);
		test_close(&t);
	}
}

static void details_can_be_erased_without_breaking_the_log(void **state)
{
	struct test t;

	(void)state;
	test_open(&t);
	if (!on_sqlite(&t)) {
		test_close(&t);
		skip();
	}
	grow(&t, 10);
	tamper(&t, "UPDATE audit_leaf SET details = NULL, salt = NULL WHERE seq = 4");
	assert_string_equal(verify(&t, NULL).fault, "");
	test_close(&t);
}

static void the_log_extends_every_checkpoint_seen_before(void **state)
{
	char *first, *second;
	struct test t;

	(void)state;
	test_open(&t);
	grow(&t, 77);
	first = newest(&t);
	grow(&t, 300);
	second = newest(&t);
	grow(&t, 5);
	assert_string_equal(verify(&t, first).fault, "");
	assert_string_equal(verify(&t, second).fault, "");
	assert_string_equal(verify(&t, newest(&t)).fault, "");
	test_close(&t);
}

/* All of it was made anew, with the right key: only the checkpoint kept elsewhere tells. */
static void a_log_written_anew_does_not_extend_the_old_checkpoint(void **state)
{
	struct test old, new;
	char *note, *longer;

	(void)state;
	test_open(&old);
	grow(&old, 50);
	note = arena_strdup(old.cx.arena, newest(&old));
	grow(&old, 500);
	longer = newest(&old);
	test_open(&new);
	new.cx.now += 1000000;
	grow(&new, 60);
	assert_string_equal(verify(&new, NULL).fault, "");
	assert_string_not_equal(verify(&new, note).fault, "");
	assert_string_not_equal(verify(&new, longer).fault, "");
	test_close(&new);
	test_close(&old);
}

static void a_note_that_was_not_signed_proves_nothing(void **state)
{
	char *note, *bad;
	struct test t;
	size_t i;

	(void)state;
	test_open(&t);
	grow(&t, 9);
	note = newest(&t);
	assert_true(str_starts(note, "melaju/1\n9\n"));
	for (i = 0; note[i] != '\0'; i += 3) {
		bad = arena_strdup(t.cx.arena, note);
		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		/* the key hash of the signature line is a hint, and the key line repeats ours */
		if (strstr(note, "\nkey ") < note + i)
			break;
		assert_string_not_equal(verify(&t, bad).fault, "");
	}
	assert_string_not_equal(verify(&t, "").fault, "");
	assert_string_not_equal(verify(&t, "melaju/1\n9\n").fault, "");
	test_close(&t);
}

static enum err open_epoch(struct ctx *cx, void *arg)
{
	(void)arg;
	return audit_epoch(cx, "restore");
}

static void a_restore_opens_a_recorded_epoch(void **state)
{
	struct test t;
	char *old;

	(void)state;
	test_open(&t);
	grow(&t, 4);
	old = newest(&t);
	assert_ok(test_write(&t, open_epoch, NULL));
	grow(&t, 2);
	assert_non_null(strstr(newest(&t), "\nepoch 2\n"));
	assert_string_equal(verify(&t, NULL).fault, "");
	assert_string_equal(verify(&t, old).fault, "");
	assert_int_equal(verify(&t, NULL).leaves, 7);
	test_close(&t);
}

/* ---- proofs, checked by the procedure of RFC 9162, 2.1.3.2 --------------------------------- */

static void node(const unsigned char l[32], const unsigned char r[32], unsigned char ret[32])
{
	unsigned char in[65] = { 1 };

	memcpy(in + 1, l, 32);
	memcpy(in + 33, r, 32);
	(void)crypto_hash_sha256(ret, in, sizeof(in));
}

static void hex_of(json_t *j, unsigned char ret[32])
{
	assert_true(json_is_string(j));
	assert_int_equal(strlen(json_string_value(j)), 64);
	assert_true(hex_read(json_string_value(j), ret, 32));
}

static bool proof_holds(const char *text, int64_t index, int64_t size)
{
	json_t *j = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *path;
	unsigned char r[32], p[32], root[32];
	int64_t fn = index, sn = size - 1;
	size_t i;
	bool ok;

	assert_non_null(j);
	assert_int_equal(json_integer_value(json_object_get(j, "index")), index);
	assert_int_equal(json_integer_value(json_object_get(j, "size")), size);
	hex_of(json_object_get(j, "leaf_hash"), r);
	hex_of(json_object_get(j, "root"), root);
	path = json_object_get(j, "path");
	for (i = 0; i < json_array_size(path); i++) {
		hex_of(json_array_get(path, i), p);
		assert_true(sn > 0);
		if ((fn & 1) != 0 || fn == sn) {
			node(p, r, r);
			for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
				sn >>= 1;
		} else {
			node(r, p, r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	ok = sn == 0 && memcmp(r, root, 32) == 0;
	json_decref(j);
	return ok;
}

static void every_leaf_has_a_proof(void **state)
{
	struct audit_verify_leaves_row *rows = NULL;
	size_t n, i;
	struct test t;

	(void)state;
	test_open(&t);
	grow(&t, 1);
	grow(&t, 699);
	test_read_begin(&t);
	assert_ok(audit_verify_leaves_all(
	    &t.cx, &(struct audit_verify_leaves_args){ .after = -1, .n = 1000 }, &rows, &n));
	assert_int_equal(n, 700);
	for (i = 0; i < n; i += i < 520 && i > 10 ? 13 : 1) {
		struct buf b;

		buf_init(&b, 8192);
		assert_ok(audit_prove(&t.cx, rows[i].id, &b));
		assert_true(proof_holds(buf_str(&b), (int64_t)i, 700));
		buf_release(&b);
	}
	test_read_end(&t);
	test_close(&t);
}

static enum err fail_after_leaf(struct ctx *cx, void *arg)
{
	(void)arg;
	TRY(audit_leaf(cx, "test.undone", 1, NULL));
	return err_set(cx, ERR_CONFLICT, "on purpose");
}

static void what_was_rolled_back_leaves_no_trace(void **state)
{
	struct test t;

	(void)state;
	test_open(&t);
	assert_int_equal(test_write(&t, fail_after_leaf, NULL), ERR_CONFLICT);
	err_clear(&t.cx);
	grow(&t, 2);
	assert_int_equal(verify(&t, NULL).leaves, 2);
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_of_any_size_holds),
		cmocka_unit_test(an_empty_log_holds_and_needs_no_checkpoint),
		cmocka_unit_test(leaves_wait_until_the_sequencer_comes),
		cmocka_unit_test(every_change_to_the_log_is_found),
		cmocka_unit_test(details_can_be_erased_without_breaking_the_log),
		cmocka_unit_test(the_log_extends_every_checkpoint_seen_before),
		cmocka_unit_test(a_log_written_anew_does_not_extend_the_old_checkpoint),
		cmocka_unit_test(a_note_that_was_not_signed_proves_nothing),
		cmocka_unit_test(a_restore_opens_a_recorded_epoch),
		cmocka_unit_test(every_leaf_has_a_proof),
		cmocka_unit_test(what_was_rolled_back_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
