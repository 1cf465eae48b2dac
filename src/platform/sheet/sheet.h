/*
 * Sheets: tables from outside, read as they come.
 *
 * A CSV file is read in batches of whole rows, in memory that does not grow with the file.  The
 * separator (comma, semicolon, tab, bar) is found in the heading; quotes, a mark of UTF-8, line
 * ends of any kind and cells in Latin-1 (Windows-1252) are understood.  What cannot be a table
 * says so, with the line: a workbook, UTF-16, a quote that never ends, a cell of a megabyte.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "base/ctx.h"

enum {
	SHEET_COLUMNS_MAX = 256,
	SHEET_CELL_MAX = 64 << 10 /* bytes */
};

/* Text without NUL at the end; valid UTF-8, outer blanks gone. */
struct sheet_cell {
	const char *text;
	uint32_t size;
};

/* What is wrong with a file, as the reader of the message needs it. */
enum sheet_fault {
	SHEET_FINE,
	SHEET_UNREADABLE, /* errno says why */
	SHEET_EMPTY,      /* no heading */
	SHEET_WORKBOOK,   /* XLSX, ODS or another zip file */
	SHEET_UTF16,
	SHEET_BINARY,     /* a byte 0 */
	SHEET_OPEN_QUOTE, /* a quote that begins in line and never ends */
	SHEET_CELL_LONG,  /* more than SHEET_CELL_MAX bytes, or a row of 256 KiB */
	SHEET_WIDE        /* more than SHEET_COLUMNS_MAX columns */
};

struct sheet;

/* Rows of a file: cell r of column c is cells[r * columns + c]. Owned by whoever made it. */
struct sheet_batch {
	size_t n, room, columns;
	struct sheet_cell *cells;
	uint32_t *line; /* of each row, the heading being line 1 */
	uint32_t
	    *found; /* cells the row really had; missing ones are empty, surplus ones dropped */
	struct sheet_text *text; /* where the cells point to */
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

/* NULL is allowed. */
void sheet_free(struct sheet *s);
void sheet_freep(struct sheet **s);

/* The heading: names in UTF-8, NUL-terminated, valid as long as the sheet. */
size_t sheet_columns(const struct sheet *s);
const char *sheet_column(const struct sheet *s, size_t i);

/* Empty, for the columns of a sheet; release with sheet_batch_release(). */
void sheet_batch_init(struct sheet_batch *b, const struct sheet *s);
void sheet_batch_release(struct sheet_batch *b);

/*
 * The next rows, about a megabyte of them; none at the end of the file.  Rows without any text are
 * left out.  The cells stay valid until the batch is filled again or released.
 *
 * ERR_INVALID: the fault and its line are in ret_fault and sheet_fault_line().
 */
enum err sheet_read(struct ctx *cx, struct sheet *s, struct sheet_batch *b,
		    enum sheet_fault *ret_fault) NODISCARD;

/* The line in which the last fault began, 0 where it has none. */
uint32_t sheet_fault_line(const struct sheet *s);

#endif
