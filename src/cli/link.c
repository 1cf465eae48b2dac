/* melaju link */
#include "cli/link.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "engine/linkage/linkage_one.h"
#include "platform/i18n/i18n.h"
#include "text/link.h"

/* ---- reading ------------------------------------------------------------------------------ */

static void add_id(struct link_ids *ids, struct sheet_cell id)
{
	if (ids->n + 2 > ids->room) {
		ids->room = MAX(ids->room + ids->room / 2, 1024);
		ids->at = memory_grown(ids->at, ids->room, sizeof(ids->at[0]));
	}
	if (ids->size + id.size > ids->text_room) {
		ids->text_room =
		    MAX(ids->text_room + ids->text_room / 2, ids->size + id.size + 16384);
		ids->text = memory_grown(ids->text, ids->text_room, 1);
	}
	ids->quoted |= !link_plain(id);
	memcpy(ids->text + ids->size, id.text, id.size);
	ids->at[ids->n++] = (uint32_t)ids->size;
	ids->size += id.size;
	ids->at[ids->n] = (uint32_t)ids->size;
}

static bool complain(struct link_job *j, const char *path, enum text t, uint32_t line)
{
	const char *at = arena_printf(j->c->cx.arena, "%u", line);

	(void)cli_fail(j->c, "%s", text_fill(&j->c->cx, t, path, at, NULL));
	return false;
}

static bool complain_of_file(struct link_job *j, enum sheet_fault f,
			     const struct sheet_place *place)
{
	(void)cli_fail(j->c, "%s: %s", j->path, sheet_fault_say(&j->c->cx, f, place));
	return false;
}

static bool complain_of_row(struct link_job *j, const struct sheet_batch *b, size_t row)
{
	struct arena *a = j->c->cx.arena;

	(void)cli_fail(j->c, "%s",
		       text_fill(&j->c->cx, T_LINK_ROW_WIDE, j->path,
				 arena_printf(a, "%u", b->line[row]),
				 arena_printf(a, "%u", b->found[row]),
				 arena_printf(a, "%zu", b->columns), NULL));
	return false;
}

/* What programs of statistics and databases write where there is nothing. */
static bool says_nothing(const struct sheet_cell *cell)
{
	static const char *const marks[] = { "NA",   "N/A", "#N/A", "<NA>", "NULL", "null",
					     "None", "nan", "NaN",  "-",    "\\N" };
	size_t i;

	if (cell->size > 4)
		return false;
	for (i = 0; i < LEN(marks); i++)
		if (cell->size == strlen(marks[i]) && memcmp(cell->text, marks[i], cell->size) == 0)
			return true;
	return false;
}

static struct linkage_cell cell_of(const struct sheet_cell *cell)
{
	if (says_nothing(cell))
		return (struct linkage_cell){ .text = "" };
	return (struct linkage_cell){ .text = cell->text, .size = cell->size };
}

static_assert((int)LINK_PARTS <= LINKAGE_PARTS, "which part is known can be said of each");

/* Several cells as one: names with blanks, the parts of a date with dashes. */
static struct linkage_cell joined(struct arena *a, const struct link_column *column,
				  const struct sheet_cell *row)
{
	bool date = column->kind == LINKAGE_BIRTH_DATE || column->kind == LINKAGE_DATE;
	size_t size = 0, at = 0, known = 0, last = 0, i;
	char *to;

	for (i = 0; i < column->n_parts; i++)
		size += row[column->part[i]].size + 1;
	to = arena_alloc(a, size);
	for (i = 0; i < column->n_parts; i++) {
		struct linkage_cell cell = cell_of(&row[column->part[i]]);

		if (at > 0 && cell.size > 0)
			to[at++] = date ? '-' : ' ';
		memcpy(to + at, cell.text, cell.size);
		at += cell.size;
		known += cell.size > 0;
		last = cell.size > 0 ? i + 1 : last;
	}
	return (struct linkage_cell){ to, (uint32_t)at, known == 1 ? (uint32_t)last : 0 };
}

static void fill_row(struct link_job *j, struct arena *a, const struct sheet_cell *row,
		     struct linkage_cell *cells)
{
	size_t i;

	for (i = 0; i < j->columns.n; i++) {
		const struct link_column *column = &j->columns.column[i];

		if (column->n_parts == 1)
			cells[i] = cell_of(&row[column->part[0]]);
		else
			cells[i] = joined(a, column, row);
	}
}

/* The id that stands in the row, or the row's number. */
static uint64_t take_id(struct link_job *j, const struct sheet_cell *row)
{
	struct sheet_cell id = { "", 0 };
	char number[24];

	if (j->columns.has_id)
		id = row[j->columns.id];
	if (id.size == 0) {
		(void)snprintf(number, sizeof(number), "%zu", j->ids.n + 1);
		id = (struct sheet_cell){ number, (uint32_t)strlen(number) };
	}
	add_id(&j->ids, id);
	return linkage_key(id.text, id.size);
}

/* How many rows a file of CSV has, by the length of its first ones. */
static void expect_rows(struct link_job *j, const struct sheet_batch *b)
{
	uint64_t bytes = 0;
	struct stat st;
	size_t i;

	if (b->n == 0 || sheet_page(j->sheet) > 0 || stat(j->path, &st) != 0)
		return;
	for (i = 0; i < b->n * b->columns; i++)
		bytes += b->cells[i].size + 1;
	linkage_expect(j->linkage, (size_t)((uint64_t)st.st_size / (bytes / b->n + 1) * 33 / 32));
}

/* A batch of rows, and what the engine takes of them. */
struct load {
	struct sheet_batch batch;
	struct linkage_cell *cells;
	uint64_t *key;
	size_t room;
	struct arena *arena;
};

struct reading {
	struct link_job *job;
	struct load load[LINKAGE_LOADS];
	bool begun, fine;
};

static void reading_begin(struct reading *r, struct link_job *j)
{
	size_t i;

	*r = (struct reading){ .job = j, .fine = true };
	for (i = 0; i < LEN(r->load); i++) {
		sheet_batch_init(&r->load[i].batch, j->sheet);
		r->load[i].arena = arena_new((size_t)64 << 10);
	}
}

static void reading_end(struct reading *r)
{
	size_t i;

	for (i = 0; i < LEN(r->load); i++) {
		sheet_batch_release(&r->load[i].batch);
		arena_free(r->load[i].arena);
		free(r->load[i].cells);
		free(r->load[i].key);
	}
}

/* False, after a complaint, when a row has more cells than there are columns. */
static bool fill_rows(struct link_job *j, struct load *to)
{
	const struct sheet_batch *b = &to->batch;
	size_t i;

	if (b->n > to->room) {
		to->room = b->n;
		to->cells = memory_grown(to->cells, to->room * j->columns.n, sizeof(*to->cells));
		to->key = memory_grown(to->key, to->room, sizeof(*to->key));
	}
	arena_reset(to->arena);
	for (i = 0; i < b->n; i++) {
		const struct sheet_cell *row = b->cells + i * b->columns;

		if (b->found[i] > b->columns)
			return complain_of_row(j, b, i);
		fill_row(j, to->arena, row, to->cells + i * j->columns.n);
		to->key[i] = take_id(j, row);
	}
	return true;
}

/* Called by whichever thread has nothing else to do, but by one at a time. */
static bool fill_load(void *arg, size_t place, struct linkage_rows *ret)
{
	struct reading *r = arg;
	struct link_job *j = r->job;
	struct load *to = &r->load[place];
	enum sheet_fault f = SHEET_FINE;
	struct sheet_place at;

	if (sheet_read(&j->c->cx, j->sheet, &to->batch, &f) != ERR_OK) {
		at = sheet_fault_place(j->sheet);
		r->fine = complain_of_file(j, f, &at);
		return false;
	}
	if (!r->begun)
		expect_rows(j, &to->batch);
	r->begun = true;
	r->fine = fill_rows(j, to);
	*ret = (struct linkage_rows){ to->cells, to->key, to->batch.n };
	return r->fine;
}

static bool read_rows(struct link_job *j)
{
	struct reading r;

	reading_begin(&r, j);
	linkage_read(j->linkage, &(struct linkage_source){ fill_load, &r });
	reading_end(&r);
	return r.fine;
}

/* ---- the command -------------------------------------------------------------------------- */

static void tell(const struct link_job *j)
{
	struct linkage_counts n;
	struct ctx *cx = &j->c->cx;

	linkage_counts(j->linkage, &n);
	(void)fprintf(stderr, "%s\n",
		      text_fill(cx, T_LINK_DONE, say_number(cx, (int64_t)n.records),
				say_number(cx, (int64_t)n.compared),
				say_number(cx, (int64_t)n.pairs),
				say_number(cx, (int64_t)n.clusters), NULL));
}

/* Row 1 of a table bears the headings. */
static const char *row_text(struct link_job *j, uint32_t record)
{
	return say_number(&j->c->cx, (int64_t)record + 2);
}

/* An id that stands in several rows tells nobody apart: pairs and clusters name both by it. */
static void tell_repeats(struct link_job *j)
{
	enum { TOLD = 10 };
	const struct linkage_repeat *repeats;
	struct ctx *cx = &j->c->cx;
	size_t n, all, i;

	repeats = linkage_repeats(j->linkage, &n, &all);
	for (i = 0; i < MIN(n, (size_t)TOLD); i++) {
		struct sheet_cell id = link_id(&j->ids, repeats[i].first);

		(void)fprintf(stderr, "%s\n",
			      text_fill(cx, T_LINK_REPEATED,
					arena_printf(cx->arena, "%.*s", (int)id.size, id.text),
					row_text(j, repeats[i].first),
					row_text(j, repeats[i].again), NULL));
	}
	if (all > 0)
		(void)fprintf(stderr, "%s\n",
			      text_fill(cx, T_LINK_REPEATS, say_number(cx, (int64_t)all), NULL));
}

static bool read_threshold(struct cli *c, double *ret)
{
	const char *s = option(c, OPT_THRESHOLD);
	char *end = NULL;

	*ret = 0;
	if (!s)
		return true;
	*ret = strtod(s, &end);
	if (end != s && !*end && *ret > 0 && *ret < 1)
		return true;
	(void)cli_fail(c, "%s", text(&c->cx, T_LINK_THRESHOLD));
	return false;
}

/* What can be said of the options before the file is read. */
static bool read_options(struct link_job *j)
{
	const int64_t all = MAX(sysconf(_SC_NPROCESSORS_ONLN), 1);
	int64_t threads;

	if (!read_threshold(j->c, &j->threshold) ||
	    !option_number(j->c, OPT_THREADS, all, 1, LINKAGE_THREADS, &threads))
		return false;
	j->threads = (unsigned)threads;
	return true;
}

static void make_engine(struct link_job *j)
{
	const struct linkage_options options = { .threads = j->threads, .threshold = j->threshold };
	enum linkage_kind kinds[LINKAGE_COLUMNS];
	size_t i;

	for (i = 0; i < j->columns.n; i++)
		kinds[i] = j->columns.column[i].kind;
	j->linkage = linkage_new(kinds, j->columns.n, &options);
}

enum { MODEL_SIZE = 16 << 20 };

/* The whole file, at most MODEL_SIZE bytes; NULL when it can't be read. */
static char *read_model(const char *path, size_t *ret_n)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;

	if (!f)
		return NULL;
	text = memory_grown(NULL, MODEL_SIZE, 1);
	*ret_n = fread(text, 1, MODEL_SIZE, f);
	if (ferror(f)) {
		free(text);
		text = NULL;
	}
	(void)fclose(f);
	return text;
}

static bool use(struct link_job *j, const struct linkage_model *m, const char *path)
{
	enum linkage_kind unknown;

	if (linkage_use(j->linkage, m, &unknown))
		return true;
	(void)cli_fail(
	    j->c, "%s",
	    text_fill(&j->c->cx, T_LINK_MODEL_LACKS, path, linkage_kind_name(unknown), NULL));
	return false;
}

/* Weighs by a model that was saved, if one is named. */
static bool use_model(struct link_job *j)
{
	const char *path = option(j->c, OPT_MODEL);
	struct linkage_model *m;
	unsigned line = 1;
	size_t n = 0;
	char *text;
	bool fine;

	if (!path)
		return true;
	text = read_model(path, &n);
	if (!text)
		return cli_fail(j->c, "%s: %s", path, strerror(errno)) == EXIT_OK;
	m = linkage_model_read(text, n, &line);
	fine = m ? use(j, m, path) : complain(j, path, T_LINK_MODEL_BAD, line);
	linkage_model_free(m);
	free(text);
	return fine;
}

static int link_file(struct link_job *j, const char *out)
{
	struct link_writing pairs = { .job = j, .path = out, .put = link_put_pairs };
	struct link_writing others[] = {
		{ .job = j, .path = option(j->c, OPT_CLUSTERS), .put = link_put_clusters },
		{ .job = j, .path = option(j->c, OPT_SAVE_MODEL), .put = link_put_model },
	};
	struct sheet_place place;
	enum sheet_fault f;
	bool fine = true;
	int code;
	size_t i;

	if (sheet_open_as(&j->c->cx, j->path, NULL, 0, &(struct sheet_how){ 0 }, &j->sheet, &f,
			  &place) != ERR_OK)
		return complain_of_file(j, f, &place) ? EXIT_OK : EXIT_FAILED;
	code = link_columns(j->c, j->sheet, &j->columns);
	if (code != EXIT_OK)
		return code;
	make_engine(j);
	if (!use_model(j) || !read_rows(j))
		return EXIT_FAILED;
	linkage_find_pairs(j->linkage);
	link_begin_writing(&pairs);
	linkage_find_clusters(j->linkage);
	tell_repeats(j);
	tell(j);
	for (i = 0; i < LEN(others); i++)
		link_begin_writing(&others[i]);
	fine = link_end_writing(&pairs);
	for (i = 0; i < LEN(others); i++)
		fine = link_end_writing(&others[i]) && fine;
	return fine ? EXIT_OK : EXIT_FAILED;
}

static int run(struct cli *c)
{
	static const enum opt files[] = { OPT_IN, OPT_OUT, OPT_CLUSTERS, OPT_SAVE_MODEL };
	struct link_job j = { .c = c, .path = option(c, OPT_IN) };
	const char *out = option_or(c, OPT_OUT, "-");
	int code;

	/*
	 * Blocks of a megabyte go back to the system when they are freed, not to a heap in pieces;
	 * what is smaller stays, since it is soon asked for again and fresh pages are dear.
	 */
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 16 << 20);
	c->cx.lang = LANG_EN; /* as all that commands say to administrators */
	if (!j.path) {
		(void)cli_fail(c, "%s", text(&c->cx, T_LINK_NEED_IN));
		return EXIT_USAGE;
	}
	if (!option_files(c, files, LEN(files)) || !read_options(&j))
		return EXIT_USAGE;
	code = link_file(&j, strcmp(out, "-") == 0 ? "/dev/stdout" : out);
	linkage_free(j.linkage);
	sheet_free(j.sheet);
	free(j.ids.text);
	free(j.ids.at);
	return code;
}

const struct command command_link = {
	.name = "link",
	.options = OPT_BIT(IN) | OPT_BIT(OUT) | OPT_BIT(CLUSTERS) | OPT_BIT(MAP) | OPT_BIT(COLUMN) |
		   OPT_BIT(MODEL) | OPT_BIT(SAVE_MODEL) | OPT_BIT(EXPLAIN) | OPT_BIT(THRESHOLD) |
		   OPT_BIT(THREADS),
	.brief = "find the records of a file that are of one person",
	.help =
	    "Compares the people of a file (CSV with comma, semicolon, tab or bar, in UTF-8, "
	    "UTF-16\n"
	    "or Latin-1, or XLSX) and writes the pairs that are probably one person: id_a, id_b, "
	    "probability, weight\n"
	    "(log2 of the odds), the surest first. Nothing has to be tuned: what an agreement\n"
	    "is worth is learnt from the file; --save-model keeps it, --model uses it again.\n"
	    "Any of the columns may be missing; those not recognised by name are named with\n"
	    "--map, or declared with --column.\n\n"
	    "Examples:\n"
	    "  melaju link --in people.csv --out pairs.csv --clusters people-ids.csv --explain\n"
	    "  melaju link --in list.csv --out pairs.csv --map name=given+surname,birth_date=dob "
	    "\\\n"
	    "      --column postcode:code,email:email --threshold 0.9",
	.run = run,
};
