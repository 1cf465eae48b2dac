/* Faults and places in words. */
#include <stdio.h>

#include "platform/i18n/i18n.h"
#include "platform/sheet/sheet.h"
#include "text/sheet.h"

const char *sheet_letters(unsigned column, char ret[SHEET_LETTERS])
{
	char room[SHEET_LETTERS];
	size_t at = sizeof(room) - 1;
	unsigned n = column + 1;

	room[at] = '\0';
	for (; n > 0 && at > 0; n = (n - 1) / 26)
		room[--at] = (char)('A' + (n - 1) % 26);
	(void)snprintf(ret, SHEET_LETTERS, "%s", room + at);
	return ret;
}

const char *sheet_place_say(const struct ctx *cx, const struct sheet_place *place)
{
	const char *line = arena_printf(cx->arena, "%u", place->line);
	char letters[SHEET_LETTERS];

	if (place->line == 0)
		return place->page[0] == '\0' ? ""
					      : text_fill(cx, T_SHEET_AT_PAGE, place->page, NULL);
	if (place->page[0] == '\0')
		return place->column < 0
			   ? text_fill(cx, T_SHEET_AT_LINE, line, NULL)
			   : text_fill(cx, T_SHEET_AT_COLUMN, line,
				       sheet_letters((unsigned)place->column, letters), NULL);
	if (place->column < 0)
		return text_fill(cx, T_SHEET_AT_ROW, place->page, line, NULL);
	return text_fill(cx, T_SHEET_AT_CELL, place->page,
			 sheet_letters((unsigned)place->column, letters), line, NULL);
}

const char *sheet_fault_say(const struct ctx *cx, enum sheet_fault f,
			    const struct sheet_place *place)
{
	static const enum text texts[SHEET__MAX] = {
		[SHEET_FINE] = T__NONE,
		[SHEET_UNREADABLE] = T_SHEET_UNREADABLE,
		[SHEET_EMPTY] = T_SHEET_EMPTY,
		[SHEET_WORKBOOK] = T_SHEET_WORKBOOK,
		[SHEET_UTF16] = T_SHEET_UTF16,
		[SHEET_BINARY] = T_SHEET_BINARY,
		[SHEET_OPEN_QUOTE] = T_SHEET_OPEN_QUOTE,
		[SHEET_CELL_LONG] = T_SHEET_CELL_LONG,
		[SHEET_WIDE] = T_SHEET_WIDE,
		[SHEET_OLD] = T_SHEET_OLD,
		[SHEET_ODS] = T_SHEET_ODS,
		[SHEET_LOCKED] = T_SHEET_LOCKED,
		[SHEET_MARKUP] = T_SHEET_MARKUP,
		[SHEET_PAPER] = T_SHEET_PAPER,
		[SHEET_BROKEN] = T_SHEET_BROKEN,
		[SHEET_DOCTYPE] = T_SHEET_DOCTYPE,
		[SHEET_SWOLLEN] = T_SHEET_SWOLLEN,
		[SHEET_STRINGS] = T_SHEET_STRINGS,
		[SHEET_BAD_PLACE] = T_SHEET_BAD_PLACE,
		[SHEET_NO_PAGE] = T_SHEET_NO_PAGE,
	};
	const char *at = sheet_place_say(cx, place);

	if (f == SHEET_FINE)
		return "";
	return at[0] == '\0' ? text(cx, texts[f])
			     : text_fill(cx, T_SHEET_WITH_PLACE, text(cx, texts[f]), at, NULL);
}
