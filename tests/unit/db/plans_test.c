/*
 * The plan of every statement in every variant: none reads a table that grows with the years from
 * end to end, nor all of one city's part of it, which is the same.
 *
 * On SQLite the plans follow the sizes that db_migrate() writes down, so they are those of every
 * installation; on PostgreSQL it is the generic plan that prepared statements come to, with
 * sequential scans priced out.
 */
#include "lib/testlib.h"

#include "base/buf.h"
#include "base/str.h"
#include "platform/db/db_impl.h"

#include <stdio.h>
#include <string.h>

/* Short lists; every other table is large, also one that does not exist yet. */
static const char *const small[] = {
	"ref_entry",  "node_lease",    "unit",        "unit_service",  "unit_coverage",
	"unit_hours", "duty",          "psks",        "demo_city",     "city",
	"region",     "audit_log",     "city_host",   "user_account",  "user_unit",
	"user_role",  "api_token",     "job",         "quality_total", "quality_count",
	"intake",     "desil_release", "desil_shown", "second_wait",   "field_find",
	"ready_mark",
};

/* Statements that read more on purpose, each with its reason. */
static const struct {
	const char *statement, *why;
} allowed[] = {
	{ "home_cases_worded", "the newest few hundred, in the order of an index" },
	{ "home_reports_worded", "the newest few hundred, in the order of an index" },
	{ "find_mark", "one row, in the order of an index" },
	{ "find_page", "the index of names is filled from all people, a page at a time" },
	{ "link_mark", "one row, in the order of an index" },
	{ "whole_last", "the newest dozen, in the order of the key" },
	{ "whole_ended", "one row, in the order of the key" },
	{ "model_now", "one row, in the order of the key" },
	{ "quality_mark", "one row, in the order of an index" },
	{ "copy_looks", "the newest looks at lists, in the order of the key" },
	{ "person_insert", "the place in the feed: one row, in the order of an index" },
	{ "person_update", "the place in the feed: one row, in the order of an index" },
	{ "family_feed", "the place in the feed: one row, in the order of an index" },
	{ "person_feed_again", "the place in the feed: one row, in the order of an index" },
	{ "person_alias_set", "the place in the feed: one row, in the order of an index" },
	{ "person_withdraw", "the place in the feed: one row, in the order of an index" },
	{ "person_erase_row", "the place in the feed: one row, in the order of an index" },
	{ "find_rows", "desil_shown: one row, in the order of the key" },
	{ "audit_checkpoint_last", "one row, in the order of the key" },
	{ "subject_key_newest", "one row, in the order of the key: almost none is erased" },
	{ "audit_verify_counts", "verifying reads the whole log" },
	{ "audit_verify_rows", "verifying reads the whole log" },
	{ "pace_faults", "melaju tally: counting again reads all" },
	{ "service_faults", "melaju tally: counting again reads all" },
	{ "step_faults", "melaju tally: counting again reads all" },
	{ "pace_clear", "melaju tally: counting again reads all" },
	{ "service_tally_clear", "melaju tally: counting again reads all" },
	{ "service_tally_fill", "melaju tally: counting again reads all" },
	{ "benefit_mark_faults", "melaju tally: counting again reads all" },
	{ "benefit_sum_faults", "melaju tally: counting again reads all" },
	{ "benefit_marks_mend", "melaju tally: counting again reads all" },
	{ "benefit_tally_clear", "melaju tally: counting again reads all" },
	{ "quality_loss_faults", "melaju tally: counting again reads all" },
	{ "quality_count_faults", "melaju tally: counting again reads all" },
	{ "quality_total_faults", "melaju tally: counting again reads all" },
	{ "quality_loss_mend", "melaju tally: counting again reads all" },
	{ "quality_count_fill", "melaju tally: counting again reads all" },
	{ "quality_total_fill", "melaju tally: counting again reads all" },
	{ "glass_case",
	  "number, id or person is always asked for; without, the newest case alone" },
	{ "glass_report",
	  "number, id or person is always asked for; without, the newest report alone" },
	{ "erasure_people", "the list beside a backup, once a night" },
	{ "city_key_all", "as many rows as the city's key was changed" },
	{ "media_blob_sweep", "a nightly job; sealed bytes lie in pages it does not read" },
};

/* What statements of a name ask for must be a range of the index that was made for it. */
static const struct {
	const char *name, *asked, *sqlite, *pg;
} ranges[] = {
	{ "field_", "v.region_id = $", "field_value_home", "field_value_home" },
	{ "field_walk_member", "v.subject_id = p.id",
	  "v USING INDEX sqlite_autoindex_field_value_1", "field_value_pkey" },
	{ "field_walk_kin", "v.subject_id = f.id", "v USING INDEX sqlite_autoindex_field_value_1",
	  "field_value_pkey" },
};

static struct test t;
static unsigned faults;

static bool is_small(const char *name)
{
	for (size_t i = 0; i < LEN(small); i++)
		if (strcmp(small[i], name) == 0)
			return true;
	return false;
}

static bool is_allowed(const char *statement)
{
	for (size_t i = 0; i < LEN(allowed); i++)
		if (strcmp(allowed[i].statement, statement) == 0)
			return true;
	return false;
}

/* Rows of one column of a statement without arguments. */
static size_t lines(const char *text, unsigned column, char ***ret)
{
	struct db_query q = { .key = text, .text = text };
	struct db_cursor c;
	char **all = arena_array(t.cx.arena, 4096, sizeof(*all));
	size_t n = 0;
	bool more;

	if (db_query(&t.cx, &q, &c) != ERR_OK) {
		/* Goes on, to name all that is wrong in one run. */
		print_error("%s: %s\n", text, t.cx.detail);
		t.cx.db->failed = ERR_OK;
		faults++;
		return 0;
	}
	while (c.db->ops->next(&c, &more) == ERR_OK && more && n < 4096) {
		struct db_value v = { .kind = DB_NULL };

		assert_ok(c.db->ops->column(&c, column, DB_TEXT, t.cx.arena, &v));
		all[n++] = arena_strndup(t.cx.arena, v.n ? v.p : "", v.n);
	}
	(void)c.db->ops->finish(&c);
	*ret = all;
	return n;
}

static void fault(const struct sql *st, unsigned variant, const char *line)
{
	if (is_allowed(st->name))
		return;
	faults++;
	print_error("%s (variant %u): %s\n", st->name, variant, line);
}

/* Does the plan use the index of what the statement asks for? */
static void judge_ranges(const struct sql *st, unsigned variant, const char *text, char **plan,
			 size_t n)
{
	const char *index;
	size_t at;

	for (size_t i = 0; i < LEN(ranges); i++) {
		index = test_on_pg() ? ranges[i].pg : ranges[i].sqlite;
		if (!str_starts(st->name, ranges[i].name) || strstr(text, ranges[i].asked) == NULL)
			continue;
		for (at = 0; at < n && strstr(plan[at], index) == NULL; at++)
			continue;
		if (at == n)
			fault(st, variant, index);
	}
}

static void each_variant(void (*fn)(const struct sql *st, unsigned variant, const char *text))
{
	for (size_t i = 0; i < sql_all_n; i++) {
		const struct sql *st = sql_all[i];
		unsigned n = (1U << st->n_options) * MAX(st->n_sorts, 1U);

		for (unsigned v = 0; v < n; v++)
			fn(st, v, st->text[test_on_pg() ? DB_PG : DB_SQLITE][v]);
	}
}

/* ---- SQLite ------------------------------------------------------------------------------- */

static char **indexes, **owners, **partial;
static size_t n_indexes;

static void read_indexes(void)
{
	n_indexes =
	    lines("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name", 0, &indexes);
	assert_int_equal(lines("SELECT tbl_name FROM sqlite_master WHERE type = 'index' "
			       "ORDER BY name",
			       0, &owners),
			 n_indexes);
	assert_int_equal(lines("SELECT CASE WHEN sql LIKE '%) WHERE %' THEN 'y' ELSE '' END "
			       "FROM sqlite_master WHERE type = 'index' ORDER BY name",
			       0, &partial),
			 n_indexes);
}

/* The table behind an alias: the word before it, where that follows FROM or JOIN. */
static const char *table_of_alias(const char *text, const char *alias)
{
	char pattern[80], word[80];
	const char *at = text;

	(void)snprintf(pattern, sizeof(pattern), " %s", alias);
	while ((at = strstr(at, pattern)) != NULL) {
		const char *end = at, *from = at;

		at += strlen(pattern);
		if (*at != ' ' && *at != ')' && *at != '\0')
			continue;
		while (from > text && from[-1] != ' ' && from[-1] != '(')
			from--;
		(void)snprintf(word, sizeof(word), "%.*s", (int)(end - from), from);
		if (str_eq(word, "FROM") || str_eq(word, "JOIN"))
			return alias;
		if (from - text >= 6 &&
		    (strncmp(from - 5, "FROM ", 5) == 0 || strncmp(from - 5, "JOIN ", 5) == 0))
			return arena_strdup(t.cx.arena, word);
	}
	return "";
}

/* A line such as "SEARCH r USING INDEX report_due (city=? AND due_at<?)". */
static void judge_line(const struct sql *st, unsigned variant, const char *text, const char *line)
{
	char alias[64], index[64];
	const char *using = strstr(line, " INDEX "), *table = "", *narrow = "";

	if (sscanf(line, "%*s %63s", alias) != 1 || alias[0] == '(')
		return;
	if (using != NULL && sscanf(using, " INDEX %63s", index) == 1)
		for (size_t i = 0; i < n_indexes; i++)
			if (strcmp(indexes[i], index) == 0) {
				table = owners[i];
				narrow = partial[i];
			}
	if (table[0] == '\0')
		table = table_of_alias(text, alias);
	/* A view by its name: the lines of its inside are judged themselves. */
	if (table[0] == '\0' || str_starts(table, "v_") || is_small(table) || narrow[0] != '\0')
		return;
	if (str_starts(line, "SCAN ") || strstr(line, "(city=?)") != NULL)
		fault(st, variant, line);
}

static size_t how_often(char *const *plan, size_t n, const char *line)
{
	size_t often = 0;

	for (size_t i = 0; i < n; i++)
		often += str_eq(plan[i], line);
	return often;
}

/* "SCAN c" of a subquery that goes by that name, as a table within it may: once for each. */
static bool reads_subquery(char *const *plan, size_t n, const char *line)
{
	const char *name = line + strlen("SCAN ");

	if (!str_starts(line, "SCAN "))
		return false;
	return how_often(plan, n, line) <=
	       how_often(plan, n, arena_printf(t.cx.arena, "CO-ROUTINE %s", name)) +
		   how_often(plan, n, arena_printf(t.cx.arena, "MATERIALIZE %s", name));
}

static void judge_sqlite(const struct sql *st, unsigned variant, const char *text)
{
	char **plan;
	size_t n = lines(arena_printf(t.cx.arena, "EXPLAIN QUERY PLAN %s", text), 3, &plan);

	for (size_t i = 0; i < n; i++)
		if ((str_starts(plan[i], "SCAN ") || str_starts(plan[i], "SEARCH ")) &&
		    !reads_subquery(plan, n, plan[i]))
			judge_line(st, variant, text, plan[i]);
	judge_ranges(st, variant, text, plan, n);
}

/* ---- PostgreSQL --------------------------------------------------------------------------- */

static const char *type_of(enum sql_type type)
{
	switch (type) {
	case SQL_I64:
	case SQL_OPT:
	case SQL_NUM:
		return "bigint";
	case SQL_TEXT:
		return "text";
	case SQL_BLOB:
		return "bytea";
	case SQL_REAL:
		break;
	}
	return "double precision";
}

/* many: its arguments are arrays. */
static void judge_plan(const struct sql *st, unsigned variant, const char *text, bool many)
{
	struct buf b;
	char **plan, table[64];
	size_t n;

	buf_init(&b, 1 << 20);
	buf_adds(&b, "PREPARE judged");
	for (unsigned i = 0; i < st->n_args; i++)
		buf_addf(&b, "%s%s%s", i ? ", " : " (", type_of(st->args[i].type),
			 many ? "[]" : "");
	buf_addf(&b, "%s AS %s", st->n_args ? ")" : "", text);
	assert_ok(t.cx.db->ops->script(t.cx.db, buf_str(&b)));
	buf_clear(&b);
	buf_adds(&b, "EXPLAIN EXECUTE judged");
	for (unsigned i = 0; i < st->n_args; i++)
		buf_addf(&b, "%sNULL", i ? ", " : " (");
	buf_adds(&b, st->n_args ? ")" : "");
	n = lines(arena_strdup(t.cx.arena, buf_str(&b)), 0, &plan);
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(plan[i], "Seq Scan on ");

		if (at != NULL && sscanf(at, "Seq Scan on %63s", table) == 1 && !is_small(table))
			fault(st, variant, plan[i]);
	}
	judge_ranges(st, variant, text, plan, n);
	assert_ok(t.cx.db->ops->script(t.cx.db, "DEALLOCATE judged"));
	buf_release(&b);
}

static void judge_pg(const struct sql *st, unsigned variant, const char *text)
{
	judge_plan(st, variant, text, false);
}

/* What is asked ahead, and changed many rows at a time. */
static void judge_many(void)
{
	for (size_t i = 0; i < sql_all_n; i++) {
		if (sql_all[i]->ahead)
			judge_plan(sql_all[i], 0, sql_all[i]->ahead, true);
		if (sql_all[i]->batch)
			judge_plan(sql_all[i], 0, sql_all[i]->batch, true);
	}
}

/* ---- tests -------------------------------------------------------------------------------- */

static int open_all(void **state)
{
	(void)state;
	test_open(&t);
	t.spoiled = true;
	faults = 0;
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

static void no_statement_reads_a_large_table_whole(void **state)
{
	(void)state;
	test_read_begin(&t);
	if (test_on_pg()) {
		assert_ok(t.cx.db->ops->script(t.cx.db,
					       "SET LOCAL enable_seqscan = off; "
					       "SET LOCAL plan_cache_mode = force_generic_plan"));
		each_variant(judge_pg);
		judge_many();
	} else {
		read_indexes();
		each_variant(judge_sqlite);
	}
	test_read_end(&t);
	assert_int_equal(faults, 0);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, open_all, close_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(no_statement_reads_a_large_table_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
