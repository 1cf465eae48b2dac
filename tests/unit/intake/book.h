/* Workbooks for tests of imports. */
#ifndef TESTS_UNIT_INTAKE_BOOK_H
#define TESTS_UNIT_INTAKE_BOOK_H

#include "files.h"

#include <stdio.h>
#include <xlsxwriter.h>

static inline struct blob bytes_of(struct city_fixture *c, lxw_workbook *book, const char *path)
{
	char *bytes = arena_alloc(c->cx->arena, 1 << 20);
	size_t n;
	FILE *f;

	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(bytes, 1, 1 << 20, f);
	(void)fclose(f);
	return (struct blob){ bytes, n };
}

static inline void fill_row(lxw_worksheet *sheet, lxw_row_t at, const char *const *cells)
{
	for (lxw_col_t i = 0; cells[i] != NULL; i++)
		if (cells[i][0] != '\0')
			worksheet_write_string(sheet, at, i, cells[i], NULL);
}
#define ROW(sheet, at, ...) fill_row(sheet, at, (const char *const[]){ __VA_ARGS__, NULL })

static inline int64_t check_book(struct city_fixture *c, enum intake_kind kind, const char *source,
				 struct blob bytes)
{
	int64_t id = offer_bytes(c, kind, source, bytes, NULL);

	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_CHECKED);
	return id;
}

#endif
