/*
 * Sheets: tables from outside, read as offices have them.
 *
 * One interface for CSV and XLSX.  Rows come in batches, in memory that does not grow with the
 * file; of a workbook only its shared texts are held, up to SHEET_STRINGS_MAX.  Of a CSV file the
 * separator is found (comma, semicolon, tab, bar, or as its first line "sep=;" says); quotes, line
 * ends of any kind, UTF-8, UTF-16 with a mark, and Windows-1252 are understood.  Of a workbook one
 * page is read at a time.  Titles above the table are passed over: its heading is the first row
 * with two texts or more that is at least half as full as the fullest row near it.  A heading of
 * two lines gives names such as "Alamat: RT"; a line below it that counts the columns is no row.
 *
 * What cannot be read says why and where.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "base/ctx.h"

enum {
	SHEET_COLUMNS_MAX = 256,
	SHEET_CELL_MAX = 64 << 10, /* bytes */
	SHEET_ROW_MAX = 256 << 10, /* bytes of a row, as it stands in the file */
	SHEET_STRINGS_MAX = 256 << 20,
	SHEET_PAGES_MAX = 1024
};

/* What a cell of a workbook was; all cells of CSV are texts. */
enum sheet_kind {
	SHEET_TEXT,
	SHEET_NUMBER,  /* as in the file: 3.2720112345E+15 stays so; 0.10000000000000001 is 0.1 */
	SHEET_DATE,    /* 2026-11-22, 2026-11-22T21:40:00 or 21:40:00 */
	SHEET_BOOLEAN, /* TRUE or FALSE */
	SHEET_FORMULA, /* its last result, written as above; empty when it was never computed */
	SHEET_ERROR    /* #N/A, #REF! and their like */
};

/* Text without NUL at the end; valid UTF-8, outer blanks gone. */
struct sheet_cell {
	const char *text;
	uint32_t size;
	uint8_t kind; /* enum sheet_kind */
};

/* What is wrong with a file, as the reader of the message needs it. */
enum sheet_fault {
	SHEET_FINE,
	SHEET_UNREADABLE, /* errno says why */
	SHEET_EMPTY,      /* no heading */
	SHEET_WORKBOOK,   /* a zip file without worksheets: a document, an archive */
	SHEET_UTF16,      /* without the mark that would say which half comes first */
	SHEET_BINARY,     /* a byte 0 */
	SHEET_OPEN_QUOTE, /* a quote that begins in line and never ends */
	SHEET_CELL_LONG,  /* more than SHEET_CELL_MAX bytes, or a row of SHEET_ROW_MAX */
	SHEET_WIDE,       /* more than SHEET_COLUMNS_MAX columns */
	SHEET_OLD,        /* a workbook of Excel 97 (.xls), or a binary one (.xlsb) */
	SHEET_ODS,        /* a workbook of LibreOffice */
	SHEET_LOCKED,     /* encrypted with a password */
	SHEET_MARKUP,     /* a web page or XML under the name of a workbook */
	SHEET_PAPER,      /* a PDF, a picture or a text with a layout: nothing to read cells from */
	SHEET_BROKEN,     /* a zip or XML that is cut off or damaged */
	SHEET_DOCTYPE,    /* XML with declarations of its own, as no spreadsheet writes it */
	SHEET_SWOLLEN,    /* unpacks to far more than a workbook does */
	SHEET_STRINGS,    /* texts of more than SHEET_STRINGS_MAX bytes */
	SHEET_BAD_PLACE,  /* a row or column no sheet has, or rows out of order */
	SHEET_NO_PAGE,    /* the page asked for is not there */
	SHEET__MAX
};

/* Where something is, for a person: page "" in CSV, line 0 and column -1 where there is none. */
struct sheet_place {
	char page[128];
	uint32_t line;
	int column;
};

/* A worksheet of a workbook. */
struct sheet_page {
	const char *name;
	bool hidden;
};

/* How to open, where the file alone does not say it; zeroes for what is to be found out. */
struct sheet_how {
	unsigned page;    /* 1 for the first; found: the first visible one that has a heading */
	uint32_t heading; /* its line; found: see above */
};

struct sheet;

/* Rows of a file: cell r of column c is cells[r * columns + c]. Owned by whoever made it. */
struct sheet_batch {
	size_t n, room, columns;
	struct sheet_cell *cells;
	uint32_t *line; /* of each row, the first of the file or page being line 1 */
	uint32_t
	    *found; /* cells the row really had; missing ones are empty, surplus ones dropped */
	struct sheet_text *text; /* where the cells point to, shared texts apart */
};

/*
 * Opens a file and reads its heading.  ERR_INVALID with a fault in ret_fault, ERR_IO with
 * SHEET_UNREADABLE: nothing is open.
 */
enum err sheet_open(struct ctx *cx, const char *path, struct sheet **ret,
		    enum sheet_fault *ret_fault) NODISCARD;

/* The same for bytes in memory, which must outlive the sheet. */
enum err sheet_open_bytes(struct ctx *cx, const void *bytes, size_t n, struct sheet **ret,
			  enum sheet_fault *ret_fault) NODISCARD;

/*
 * The same with a page or heading that is known, and with the place of the fault.  What is read is
 * the file, or, where bytes is not NULL, those.
 */
enum err sheet_open_as(struct ctx *cx, const char *path, const void *bytes, size_t n,
		       const struct sheet_how *how, struct sheet **ret, enum sheet_fault *ret_fault,
		       struct sheet_place *ret_place) NODISCARD;

/* NULL is allowed. */
void sheet_free(struct sheet *s);

/* The heading: names in UTF-8, NUL-terminated, valid as long as the sheet; its line. */
size_t sheet_columns(const struct sheet *s);
const char *sheet_column(const struct sheet *s, size_t i);
uint32_t sheet_heading(const struct sheet *s);

/* All pages, and the number of the open one from 1 on; none, and 0, for CSV. */
const struct sheet_page *sheet_pages(const struct sheet *s, size_t *ret_n);
unsigned sheet_page(const struct sheet *s);

/*
 * Areas of merged cells in the page, each with its value in the first cell and the others empty.
 * Known once all rows were read, 0 before.
 */
uint32_t sheet_merged(const struct sheet *s);

/* Empty, for the columns of a sheet; release with sheet_batch_release() before the sheet. */
void sheet_batch_init(struct sheet_batch *b, const struct sheet *s);
void sheet_batch_release(struct sheet_batch *b);

/*
 * The next rows, about a megabyte of them; none at the end of the file.  Rows without any text are
 * left out.  The cells stay valid until the batch is filled again or released.
 *
 * ERR_INVALID: the fault and its place are in ret_fault and sheet_fault_place(); the rows before
 * it were given out, those of this batch are not.
 */
enum err sheet_read(struct ctx *cx, struct sheet *s, struct sheet_batch *b,
		    enum sheet_fault *ret_fault) NODISCARD;

/*
 * The line behind the last row given out, and back to it, in another process too: after
 * sheet_seek() the next row is the first that begins in that line or later.
 */
uint32_t sheet_tell(const struct sheet *s);
enum err sheet_seek(struct ctx *cx, struct sheet *s, uint32_t line,
		    enum sheet_fault *ret_fault) NODISCARD;

/* Where the last fault began; its line alone, 0 where it has none. */
struct sheet_place sheet_fault_place(const struct sheet *s);
uint32_t sheet_fault_line(const struct sheet *s);

/* A column as spreadsheets name it: 0 is A, 26 is AA. */
#define SHEET_LETTERS 8
const char *sheet_letters(unsigned column, char ret[SHEET_LETTERS]);

/* The fault in a sentence that says what to do, with its place; in cx->arena. */
const char *sheet_fault_say(const struct ctx *cx, enum sheet_fault f,
			    const struct sheet_place *place);

/* The same for a cell whose content is at fault: "lembar Anggota, sel C12", "baris 12". */
const char *sheet_place_say(const struct ctx *cx, const struct sheet_place *place);

#endif
