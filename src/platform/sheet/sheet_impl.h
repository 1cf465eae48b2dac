/* What the files of the room share; nobody else includes it. */
#ifndef SHEET_SHEET_IMPL_H
#define SHEET_SHEET_IMPL_H

#include "platform/sheet/sheet.h"

enum {
	SHEET_BLOCK = 1 << 20,       /* bytes held at a time */
	SHEET_BATCH_CELLS = 1 << 20, /* cells of a batch: narrow rows of a wide table are many */
	SHEET_LOOK_ROWS = 64,        /* rows among which the heading is looked for */
	SHEET_HEADING_ROWS = 3       /* of a heading: two lines, and one that counts the columns */
};

/* The bytes of a batch, and the cells that had to be written anew because they were no UTF-8. */
struct sheet_text {
	struct arena *rewritten;
	char bytes[SHEET_BLOCK];
};

/* ---- bytes: a file or memory, as UTF-8 ------------------------------------------------------ */

enum sheet_coding { SHEET_UTF_8, SHEET_UTF_16_LE, SHEET_UTF_16_BE };

struct sheet_bytes {
	int fd; /* -1: memory */
	const char *memory;
	size_t memory_n, memory_at;
	bool drained; /* nothing comes from below any more */
	enum sheet_coding coding;
	size_t mark; /* bytes of the mark that named the coding */
	size_t raw_at, raw_n;
	unsigned char raw[64 << 10]; /* read, but not given out */
};

/* From the first byte on: fills raw and finds the coding.  False with errno. */
bool sheet_bytes_begin(struct sheet_bytes *b);

/* Up to n bytes, n being 4 or more; all there are when *ret_ended.  False with errno. */
bool sheet_bytes_next(struct sheet_bytes *b, char *to, size_t n, size_t *ret_n, bool *ret_ended);

/* One code point; returns its length of 1 to 4. */
size_t sheet_put_utf8(char *to, uint32_t c);

/* ---- kinds of files ------------------------------------------------------------------------- */

struct sheet_book;
struct sheet_csv;

/* How a kind of file gives its rows.  Each notes a fault's place in the sheet. */
struct sheet_reader {
	/* Rows from line s->from on, at most so many; none only at the end. */
	enum sheet_fault (*read)(struct sheet *s, struct sheet_batch *b, size_t most);
	/* The same without moving on. */
	enum sheet_fault (*look)(struct sheet *s, struct sheet_batch *b, size_t most);
	enum sheet_fault (*rewind)(struct sheet *s);
	void (*close)(struct sheet *s);
};

struct sheet {
	struct arena *arena;
	const struct sheet_reader *reader;
	struct sheet_csv *csv;
	struct sheet_book *book;
	size_t columns;
	char **names;
	uint32_t heading;
	uint32_t first; /* line of the first row that may be data */
	uint32_t line;  /* the first not read yet */
	uint32_t from;  /* rows before it are passed over */
	struct sheet_place place;
	struct sheet_bytes bytes;
};

/* A file of CSV; its bytes have begun. */
enum sheet_fault sheet_csv_open(struct sheet *s);

/* A workbook: its list of pages.  sheet_book_turn() opens one; number counts from 0. */
enum sheet_fault sheet_book_open(struct sheet *s);
enum sheet_fault sheet_book_turn(struct sheet *s, size_t number);
const struct sheet_page *sheet_book_pages(const struct sheet *s, size_t *ret_n);
size_t sheet_book_page(const struct sheet *s);
uint32_t sheet_book_merged(const struct sheet *s);

/* Notes where a fault is, and returns it. */
enum sheet_fault sheet_fault_at(struct sheet *s, enum sheet_fault f, uint32_t line, int column);

/* Room for one more row; its cells are behind those of the rows taken. */
struct sheet_cell *sheet_batch_room(struct sheet_batch *b);

/* Takes the row that was written there, unless it says nothing.  Cells from found on are set. */
void sheet_batch_take(struct sheet_batch *b, size_t found, uint32_t line);

/* ---- CSV ------------------------------------------------------------------------------------ */

/* Where a parse of bytes stands. */
struct sheet_cursor {
	char *at, *end;
	bool last; /* nothing follows end */
	char separator;
	uint32_t line;
	uint32_t fault_line;
	struct arena *rewritten;
};

enum sheet_step { SHEET_ROW, SHEET_MORE, SHEET_FAULT };

/*
 * Parses one row in place.  SHEET_MORE: the bytes end before the row does, nothing was moved.
 * cells has room for max; what a row has beyond is counted in ret_n only.
 */
enum sheet_step sheet_row(struct sheet_cursor *c, struct sheet_cell *cells, size_t max,
			  size_t *ret_n, enum sheet_fault *ret_fault);

#endif
