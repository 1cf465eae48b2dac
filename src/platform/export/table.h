/*
 * A list described once.  From its columns come the HTML table, the JSON, the CSV and the XLSX.
 *
 * Rows are the structs that tools/mksql generates; a column names the member by offset.
 */
#ifndef EXPORT_TABLE_H
#define EXPORT_TABLE_H

#include "platform/db/db.h"
#include "platform/i18n/i18n.h"

enum col_kind {
	COL_TEXT,    /* const char * */
	COL_INT,     /* int64_t, DB_NONE empty */
	COL_ID,      /* int64_t id: hidden in HTML, a string in JSON, absent from CSV and XLSX */
	COL_MONEY,   /* int64_t rupiah */
	COL_INSTANT, /* int64_t microseconds, 0 empty */
	COL_DUE,     /* int64_t deadline, 0 empty: shown as "2 hari lagi", late as word and shape */
	COL_DATE,    /* int64_t days since 1970, DB_NONE empty */
	COL_DURATION, /* int64_t microseconds, DB_NONE empty */
	COL_ENUM,     /* int64_t, shown by .member */
	COL_CODE,     /* const char *code of reference data, shown by .label */
	COL_BOOL,     /* int64_t 0 or 1, shown as yes/no */
	COL_PERMILLE, /* int64_t */
	COL_MASK_NIK, /* const char *, masked everywhere */
	COL_MASK_PHONE,
};

enum privacy {
	PRIV_NONE,     /* not about a person */
	PRIV_GENERAL,  /* data umum: name, sex, address */
	PRIV_SPECIFIC, /* data spesifik (UU 27/2022 art. 4): health, child, finance */
};

enum {
	COL_SORT = 1,
	COL_TOTAL = 2,
	COL_WIDE_ONLY = 4,
	COL_STRONG = 8,
	COL_BADGE = 16,
	COL_DATA_ONLY = 32, /* in JSON, CSV and XLSX; nobody reads it on a page */
	COL_FIGURE = 64,    /* words that stand for a figure, such as "kurang dari 5" */
	COL_REST = 128,     /* of several lines the first is seen; the others open below it */
	COL_MARKED = 256,   /* lines in which what lies between the two signs below stands out */
	COL_DETAIL = 512,   /* on a phone seen on demand: the other columns make a short card */
	COL_LONG = 1024     /* sentences: they get the room that the other columns can spare */
};

/* Of COL_MARKED: on a page the part stands out; elsewhere the signs are left out. */
#define COL_MARK     '\2'
#define COL_MARK_END '\3'

struct column {
	const char *name; /* in JSON and as CSV header key */
	enum text label;  /* heading */
	enum col_kind kind;
	enum privacy privacy;
	size_t offset;
	enum text (*member)(int64_t value); /* COL_ENUM */
	const char *(*label_of)(struct ctx *cx,
				const char *code); /* COL_CODE; NULL shows the code */
	const char *href; /* "/cases/{id}": {x} is the column named x of the same row; "{x}" alone:
			     that column is the path */
	unsigned flags;
	const char *said; /* heading that is no text of the program, instead of .label; or NULL */
};

struct table {
	const char *name; /* "cases": JSON member, file name of exports */
	enum text title;
	const struct column *columns;
	size_t n_columns;
	const char *subject; /* column that names the person disclosed by a row, or NULL */
	const char *sheet; /* a page of a workbook that goes back where it came from: its name, and
			      no notes behind the pages; NULL: a list of its own */
};

/* Has it columns that are summed? */
bool table_has_totals(const struct table *t);

/* The text of one cell as a person reads it, "" when empty.  In cx->arena. */
const char *cell_text(struct ctx *cx, const struct column *c, const void *row);

/*
 * Its number (NULL when the kind has none or the cell is empty) and its machine form: plain digits,
 * ISO dates, seconds of a duration, the code of reference data, the last word of an enum's key.
 */
const int64_t *cell_number(const struct column *c, const void *row);
const char *cell_plain(struct ctx *cx, const struct column *c, const void *row);

/* The link of a cell with its {x} filled in and encoded; NULL without one or with an empty {x}. */
const char *cell_href(struct ctx *cx, const struct table *t, const struct column *c,
		      const void *row);

/*
 * Writers of whole lists: start, rows, end.  CSV is UTF-8 with BOM, RFC 4180, cells that begin with
 * = + - @ or a tab are guarded by an apostrophe; XLSX is libxlsxwriter in constant memory; both
 * carry a second sheet or trailing lines with the foot (lines saying source and filters), to which
 * the writer adds the hour and the number of rows.  Sheets end with the sums of COL_TOTAL columns.
 * A CSV without foot (NULL) is pure data.  JSON is
 * {"name":[{...}],"count":n,"foot":...}.
 *
 * CSV and XLSX show labels of codes and enums, JSON their machine form.  A failed row is remembered
 * and returned again by table_end().  A path that returns before the end drops the writer:
 * CLEANUP(table_writer_dropp) struct table_writer *w = NULL (harmless after table_end()).
 * ERR_TOOBIG: more than out may hold, or more rows than a sheet has.
 */
struct table_writer;
enum table_format { TABLE_CSV, TABLE_XLSX, TABLE_JSON };
struct buf;
enum err table_begin(struct ctx *cx, enum table_format format, const struct table *t,
		     const char *foot, struct buf *out, struct table_writer **ret) NODISCARD;
enum err table_row(struct ctx *cx, struct table_writer *w, const void *row) NODISCARD;
/* XLSX: the rows that follow are those of another page.  ERR_INVALID: other formats have none. */
enum err table_sheet(struct ctx *cx, struct table_writer *w, const struct table *t) NODISCARD;
enum err table_end(struct ctx *cx, struct table_writer *w) NODISCARD;
void table_writer_dropp(struct table_writer **w);

#endif
