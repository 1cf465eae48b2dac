/* What the files of the room share; nobody else includes it. */
#ifndef SHEET_SHEET_IMPL_H
#define SHEET_SHEET_IMPL_H

#include "platform/sheet/sheet.h"

enum {
	SHEET_BLOCK = 1 << 20,    /* bytes held at a time */
	SHEET_ROW_MAX = 256 << 10 /* bytes of a row, as it stands in the file */
};

/* The bytes of a batch, and the cells that had to be written anew because they were no UTF-8. */
struct sheet_text {
	struct arena *rewritten;
	char bytes[SHEET_BLOCK];
};

struct sheet {
	const char *memory; /* instead of a file */
	size_t memory_left;
	int fd; /* -1: memory */
	bool ended;
	char separator;
	size_t columns;
	char **names;
	struct arena *arena;
	uint32_t line, fault_line;
	size_t n_rest; /* bytes read that belong to rows not given out yet */
	char rest[SHEET_BLOCK];
};

/* Up to n bytes of the file or memory; false with errno when it can't be read. */
bool sheet_bytes(struct sheet *s, char *to, size_t n, size_t *ret_n);

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
