/*
 * What is asked ahead, and what waits to be sent, changes no answer: random writes of one table,
 * with questions asked ahead at any time, against the same table kept by the test.
 */
#include "lib/testlib.h"

#include <string.h>

#include "base/buf.h"
#include "base/rng.h"
#include "platform/db/db_impl.h"

enum { THINGS = 12, KEYS = 4, STEPS = 4000 };

struct thing {
	int64_t id, key, weight;
};

/* ---- statements --------------------------------------------------------------------------- */

static const struct sql_slot whole[] = {
	{ "id", SQL_I64, offsetof(struct thing, id), 0 },
	{ "key", SQL_I64, offsetof(struct thing, key), 0 },
	{ "weight", SQL_I64, offsetof(struct thing, weight), 0 },
};
#define FROM_ARRAYS      "FROM unnest($1::int8[], $2::int8[], $3::int8[]) AS q(p1, p2, p3)"
#define TEXT(name, text) static const char *const name[] = { text }

TEXT(add_text, "INSERT INTO thing (id, key, weight) VALUES ($1, $2, $3)");
static const struct sql add = {
	.name = "add",
	.text = { add_text, add_text },
	.args = whole,
	.n_args = 3,
	.writes = true,
	.perm = -1,
	.touches = { 1 },
	.batch = "INSERT INTO thing (id, key, weight) SELECT p1, p2, p3 " FROM_ARRAYS,
	.adds = true,
};

TEXT(put_text, "INSERT INTO thing (id, key, weight) VALUES ($1, $2, $3) "
	       "ON CONFLICT (id) DO UPDATE SET key = excluded.key, weight = excluded.weight");
static const struct sql put = {
	.name = "put",
	.text = { put_text, put_text },
	.args = whole,
	.n_args = 3,
	.writes = true,
	.perm = -1,
	.touches = { 1 },
	.batch = "INSERT INTO thing (id, key, weight) SELECT p1, p2, p3 " FROM_ARRAYS
		 " ON CONFLICT (id) DO UPDATE SET key = excluded.key, weight = excluded.weight",
	.once = 1,
};

TEXT(change_text, "UPDATE thing SET key = $2, weight = weight + $3 WHERE id = $1");
static const struct sql change = {
	.name = "change",
	.text = { change_text, change_text },
	.args = whole,
	.n_args = 3,
	.writes = true,
	.perm = -1,
	.touches = { 1 },
	.batch =
	    "UPDATE thing SET key = q.p2, weight = weight + q.p3 " FROM_ARRAYS " WHERE id = q.p1",
	.once = 1,
};

TEXT(double_text, "UPDATE thing SET weight = weight * 2 WHERE key = $1");
static const struct sql twice = {
	.name = "twice",
	.text = { double_text, double_text },
	.args = &whole[1],
	.n_args = 1,
	.writes = true,
	.perm = -1,
	.touches = { 1 },
};

#define AHEAD(text)                                                                       \
	"SELECT q.n AS ahead_n, t.* FROM unnest($1::int8[]) WITH ORDINALITY AS q(p1, n) " \
	"CROSS JOIN LATERAL (" text " OFFSET 0) AS t"
#define OF_ID  "SELECT id, key, weight FROM thing WHERE id = "
#define OF_KEY "SELECT id, key, weight FROM thing WHERE key = "
#define ABOVE  "SELECT id, key, weight FROM thing WHERE weight > "

#define READ(what, slot, where, order, of)            \
	TEXT(what##_text, where "$1" order);          \
	static const struct sql what = {              \
		.name = #what,                        \
		.text = { what##_text, what##_text }, \
		.args = &whole[slot],                 \
		.n_args = 1,                          \
		.cols = whole,                        \
		.n_cols = 3,                          \
		.row_size = sizeof(struct thing),     \
		.perm = -1,                           \
		.touches = { 1 },                     \
		.ahead = AHEAD(where "q.p1" order),   \
		.ahead_key = of,                      \
	}
READ(of_id, 0, OF_ID, "", 0);
READ(of_key, 1, OF_KEY, " ORDER BY id", 0);
READ(above, 2, ABOVE, " ORDER BY id", -1);

/* ---- the same by hand ---------------------------------------------------------------------- */

struct model {
	struct rng *rng;
	struct thing thing[THINGS]; /* by id; key 0: not there */
	unsigned steps, asked;
};

static int64_t random_below(struct model *m, uint32_t n)
{
	return (int64_t)rng_below(m->rng, n);
}

static bool matches(const struct sql *st, const struct thing *t, int64_t value)
{
	if (t->key == 0)
		return false;
	return st == &of_id ? t->id == value : st == &of_key ? t->key == value : t->weight > value;
}

static void look(struct ctx *cx, struct model *m, const struct sql *st, int64_t value)
{
	struct thing ask = { value, value, value }, *rows;
	void *found = NULL;
	size_t n = 0, at = 0;

	assert_ok(sql_rows(cx, st, &ask, &found, &n));
	rows = found;
	for (int i = 0; i < THINGS; i++) {
		if (!matches(st, &m->thing[i], value))
			continue;
		assert_true(at < n);
		assert_memory_equal(&rows[at], &m->thing[i], sizeof(rows[at]));
		at++;
	}
	assert_int_equal(at, n);
	m->asked++;
}

static void look_ahead(struct ctx *cx, struct model *m)
{
	struct thing ask[THINGS];

	for (int i = 0; i < THINGS; i++)
		ask[i] = (struct thing){ i, 1 + i % KEYS, random_below(m, 50) };
	assert_ok(sql_ahead(cx, &of_id, ask, sizeof(*ask), 1 + (size_t)random_below(m, THINGS)));
	assert_ok(sql_ahead(cx, &of_key, ask, sizeof(*ask), 1 + (size_t)random_below(m, KEYS)));
	assert_ok(sql_ahead(cx, &above, ask, sizeof(*ask), 3));
}

static void write_one(struct ctx *cx, struct model *m)
{
	struct thing t = { random_below(m, THINGS), 1 + random_below(m, KEYS), random_below(m, 9) };
	struct thing *now = &m->thing[t.id];

	switch (random_below(m, 4)) {
	case 0:
		if (now->key == 0) {
			assert_ok(sql_run(cx, &add, &t, NULL));
			*now = t;
		}
		break;
	case 1:
		assert_ok(sql_run(cx, &put, &t, NULL));
		*now = t;
		break;
	case 2:
		if (now->key != 0) {
			assert_ok(sql_must(cx, &change, &t));
			*now = (struct thing){ t.id, t.key, now->weight + t.weight };
		}
		break;
	default:
		if (random_below(m, 8) != 0)
			break;
		assert_ok(sql_run(cx, &twice, &t, NULL));
		for (int i = 0; i < THINGS; i++)
			if (m->thing[i].key == t.key)
				m->thing[i].weight *= 2;
	}
}

static enum err play(struct ctx *cx, void *arg)
{
	struct model *m = arg;

	TRY(cx->db->ops->script(cx->db, "CREATE TEMPORARY TABLE thing (id BIGINT PRIMARY KEY, "
					"key BIGINT NOT NULL, weight BIGINT NOT NULL)"));
	for (m->steps = 0; m->steps < STEPS; m->steps++) {
		if (random_below(m, 20) == 0)
			look_ahead(cx, m);
		write_one(cx, m);
		if (random_below(m, 2) == 0)
			look(cx, m, &of_id, random_below(m, THINGS));
		if (random_below(m, 3) == 0)
			look(cx, m, &of_key, 1 + random_below(m, KEYS));
		if (random_below(m, 10) == 0)
			look(cx, m, &above, random_below(m, 50));
		if (m->steps % 200 == 0) /* weights must stay small */
			assert_ok(cx->db->ops->script(cx->db, "UPDATE thing SET weight = 1"));
		for (int i = 0; i < THINGS && m->steps % 200 == 0; i++)
			m->thing[i].weight = m->thing[i].key != 0;
	}
	return err_set(cx, ERR_INVALID, "the table goes again");
}

/* ---- tests --------------------------------------------------------------------------------- */

static void what_was_asked_ahead_answers_as_the_table_would(void **state)
{
	struct test *t = *state;
	struct model m = { .rng = &t->rng };

	assert_int_equal(test_write(t, play, &m), ERR_INVALID);
	assert_int_equal(m.steps, STEPS);
	assert_true(m.asked > STEPS / 2);
}

static enum err change_nothing(struct ctx *cx, void *arg)
{
	(void)arg;
	TRY(cx->db->ops->script(cx->db, "CREATE TEMPORARY TABLE thing (id BIGINT PRIMARY KEY, "
					"key BIGINT NOT NULL, weight BIGINT NOT NULL)"));
	TRY(sql_run(cx, &add, &(struct thing){ 1, 1, 1 }, NULL));
	TRY(sql_must(cx, &change, &(struct thing){ 1, 2, 1 }));
	return sql_must(cx, &change, &(struct thing){ 2, 2, 1 });
}

static void a_change_that_must_happen_and_does_not_fails_the_write(void **state)
{
	assert_int_equal(test_write(*state, change_nothing, NULL), ERR_CONFLICT);
}

static void reading_ahead_is_the_same_for_a_reader(void **state)
{
	static const char *const text[] = {
		"SELECT $1 + 1 AS id, $1 + 2 AS key, $1 + 3 AS weight"
	};
	struct test *t = *state;
	struct sql st = of_id;
	struct thing ask[3] = { { 1, 0, 0 }, { 5, 0, 0 }, { 3, 0, 0 } }, row;

	st.text[DB_SQLITE] = st.text[DB_PG] = text;
	st.ahead = AHEAD("SELECT q.p1 + 1 AS id, q.p1 + 2 AS key, q.p1 + 3 AS weight");
	test_read_begin(t);
	assert_ok(sql_ahead(&t->cx, &st, ask, sizeof(*ask), 3));
	for (int i = 2; i >= 0; i--) {
		assert_ok(sql_one(&t->cx, &st, &ask[i], &row));
		assert_int_equal(row.id, ask[i].id + 1);
		assert_int_equal(row.weight, ask[i].id + 3);
	}
	test_read_end(t);
}

#define T(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_was_asked_ahead_answers_as_the_table_would),
		T(a_change_that_must_happen_and_does_not_fails_the_write),
		T(reading_ahead_is_the_same_for_a_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
