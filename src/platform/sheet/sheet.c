#include "platform/sheet/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/str.h"
#include "platform/sheet/sheet_impl.h"

/* ---- batches ------------------------------------------------------------------------------ */

struct sheet_cell *sheet_batch_room(struct sheet_batch *b)
{
	if (b->n == b->room) {
		b->room = b->room == 0 ? 1 + 32768 / b->columns : 2 * b->room;
		b->cells = memory_grown(b->cells, b->room * b->columns, sizeof(b->cells[0]));
		b->line = memory_grown(b->line, b->room, sizeof(b->line[0]));
		b->found = memory_grown(b->found, b->room, sizeof(b->found[0]));
	}
	return b->cells + b->n * b->columns;
}

static void batch_init(struct sheet_batch *b, size_t columns)
{
	*b = (struct sheet_batch){ .columns = columns };
	b->text = memory_grown(NULL, 1, sizeof(*b->text));
	b->text->rewritten = arena_new(0);
}

void sheet_batch_init(struct sheet_batch *b, const struct sheet *s)
{
	batch_init(b, s->columns);
}

void sheet_batch_release(struct sheet_batch *b)
{
	if (b->text)
		arena_free(b->text->rewritten);
	free(b->text);
	free(b->cells);
	free(b->line);
	free(b->found);
	*b = (struct sheet_batch){ 0 };
}

static bool is_empty(const struct sheet_cell *cells, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (cells[i].size > 0)
			return false;
	return true;
}

void sheet_batch_take(struct sheet_batch *b, size_t found, uint32_t line)
{
	struct sheet_cell *cells = b->cells + b->n * b->columns;
	size_t i;

	if (is_empty(cells, MIN(found, b->columns)))
		return;
	for (i = found; i < b->columns; i++)
		cells[i] = (struct sheet_cell){ .text = "" };
	b->line[b->n] = line;
	b->found[b->n] = (uint32_t)found;
	b->n++;
}

/* ---- reading ------------------------------------------------------------------------------ */

enum sheet_fault sheet_fault_at(struct sheet *s, enum sheet_fault f, uint32_t line, int column)
{
	const struct sheet_page *pages;
	size_t n;

	s->place = (struct sheet_place){ .line = line, .column = column };
	pages = sheet_pages(s, &n);
	if (sheet_page(s) > 0)
		(void)snprintf(s->place.page, sizeof(s->place.page), "%s",
			       pages[sheet_page(s) - 1].name);
	return f;
}

static enum err told(struct ctx *cx, const struct sheet *s, enum sheet_fault f)
{
	if (f == SHEET_FINE)
		return ERR_OK;
	return err_set(cx, f == SHEET_UNREADABLE ? ERR_IO : ERR_INVALID,
		       "sheet: fault %d in line %u", (int)f, s->place.line);
}

enum err sheet_read(struct ctx *cx, struct sheet *s, struct sheet_batch *b,
		    enum sheet_fault *ret_fault)
{
	b->n = 0;
	*ret_fault = s->reader->read(s, b, SIZE_MAX);
	return told(cx, s, *ret_fault);
}

uint32_t sheet_tell(const struct sheet *s)
{
	return MAX(s->line, s->from);
}

enum err sheet_seek(struct ctx *cx, struct sheet *s, uint32_t line, enum sheet_fault *ret_fault)
{
	*ret_fault = line < s->line ? s->reader->rewind(s) : SHEET_FINE;
	s->from = MAX(line, s->first);
	return told(cx, s, *ret_fault);
}

/* ---- the heading -------------------------------------------------------------------------- */

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_word(const struct sheet_cell *c)
{
	size_t i;

	if (c->kind != SHEET_TEXT && c->kind != SHEET_FORMULA)
		return false;
	for (i = 0; i < c->size; i++)
		if (is_letter((unsigned char)c->text[i]))
			return true;
	return false;
}

static void count_cells(const struct sheet_batch *b, size_t row, size_t *ret_full,
			size_t *ret_words)
{
	const struct sheet_cell *c = b->cells + row * b->columns;
	size_t i;

	for (*ret_full = *ret_words = i = 0; i < b->columns; i++) {
		*ret_full += c[i].size > 0;
		*ret_words += is_word(&c[i]);
	}
}

/*
 * Does the heading go on in the next line?  There stand words only, below the empty cells that
 * follow a name ("Alamat" above "Jalan", "RT", "RW"), while another column has its name above
 * alone.  A row of people has a number somewhere, or a name of its own above each cell.
 */
static bool is_split(const struct sheet_batch *b, size_t row)
{
	const struct sheet_cell *up = b->cells + row * b->columns, *down = up + b->columns;
	size_t below = 0, alone = 0, words = 0, i;
	bool group = false;

	if (row + 1 >= b->n || b->line[row + 1] != b->line[row] + 1)
		return false;
	for (i = 0; i < b->columns; i++) {
		bool more = i + 1 < b->columns && up[i + 1].size == 0 && down[i + 1].size > 0;

		if ((up[i].size > 0 && !is_word(&up[i])) ||
		    (down[i].size > 0 && !is_word(&down[i])))
			return false;
		words += up[i].size > 0;
		alone += up[i].size > 0 && down[i].size == 0;
		group = up[i].size > 0 ? more && down[i].size > 0 : group && down[i].size > 0;
		if (down[i].size > 0 && !group)
			return false;
		below += down[i].size > 0;
	}
	return words >= 2 && below >= 2 && alone >= 1;
}

/* Titles fill a cell or two of a broad table.  Without such a row it is the first one. */
static size_t find_heading(const struct sheet_batch *b)
{
	size_t widest = 0, full, words, i;

	for (i = 0; i < b->n; i++) {
		count_cells(b, i, &full, &words);
		widest = MAX(widest, full);
	}
	for (i = 0; i < b->n; i++) {
		count_cells(b, i, &full, &words);
		if (words >= 2 && (2 * full >= widest || is_split(b, i)))
			return i;
	}
	return 0;
}

/* Below many headings the columns are counted: 1, 2, 3, or (1), (2), (3). */
static bool is_counting(const struct sheet_batch *b, size_t row)
{
	const struct sheet_cell *c = b->cells + row * b->columns;
	size_t n = 0, i, k;

	for (i = 0; i < b->columns; i++) {
		unsigned long value = 0;

		if (c[i].size == 0)
			continue;
		if (c[i].size > 5)
			return false;
		for (k = 0; k < c[i].size; k++) {
			if (c[i].text[k] >= '0' && c[i].text[k] <= '9')
				value = value * 10 + (unsigned long)(c[i].text[k] - '0');
			else if (!strchr("()'", c[i].text[k]))
				return false;
		}
		if (value != ++n)
			return false;
	}
	return n >= 4;
}

static char *name_of(struct arena *a, const struct sheet_cell *c)
{
	return arena_strndup(a, c->text, c->size);
}

/* The names of a heading of one line, or of two: "Alamat: RT". */
static void name_columns(struct sheet *s, const struct sheet_batch *b, size_t row, bool split)
{
	const struct sheet_cell *up = b->cells + row * b->columns, *down = up + b->columns;
	const char *group = "";
	size_t i;

	s->columns = split ? MAX(b->found[row], b->found[row + 1]) : b->found[row];
	s->names = ARENA_ARRAY(s->arena, s->columns, char *);
	for (i = 0; i < s->columns; i++) {
		s->names[i] = name_of(s->arena, &up[i]);
		if (!split || down[i].size == 0)
			continue;
		if (up[i].size > 0)
			group = s->names[i];
		s->names[i] = arena_printf(s->arena, "%s: %s", group, name_of(s->arena, &down[i]));
	}
}

static enum sheet_fault take_heading(struct sheet *s, const struct sheet_batch *b, uint32_t wanted)
{
	size_t row = wanted > 0 ? 0 : find_heading(b), last = row;
	bool split;

	if (b->n == 0 || (wanted > 0 && b->line[0] != wanted))
		return sheet_fault_at(s, SHEET_EMPTY, wanted, -1);
	split = is_split(b, row);
	last += split;
	if (MAX(b->found[row], b->found[last]) > SHEET_COLUMNS_MAX)
		return sheet_fault_at(s, SHEET_WIDE, b->line[row], -1);
	name_columns(s, b, row, split);
	last += last + 1 < b->n && is_counting(b, last + 1);
	s->heading = b->line[row];
	s->from = s->first = b->line[last] + 1;
	return SHEET_FINE;
}

static enum sheet_fault read_heading(struct sheet *s, uint32_t wanted)
{
	struct sheet_batch b;
	enum sheet_fault f;

	batch_init(&b, SHEET_COLUMNS_MAX);
	s->from = wanted;
	f = s->reader->look(s, &b, wanted > 0 ? SHEET_HEADING_ROWS : SHEET_LOOK_ROWS);
	if (f == SHEET_FINE)
		f = take_heading(s, &b, wanted);
	sheet_batch_release(&b);
	return f;
}

/* ---- opening ------------------------------------------------------------------------------ */

static bool begins(const struct sheet_bytes *b, const char *with, size_t n)
{
	return b->raw_n >= n && memcmp(b->raw, with, n) == 0;
}

/* Text of two bytes each without the mark: every second byte of the beginning is 0. */
static bool is_wide(const struct sheet_bytes *b)
{
	size_t n = MIN(b->raw_n, (size_t)64), zeros[2] = { 0 }, i;

	for (i = 0; i < n; i++)
		zeros[i % 2] += b->raw[i] == 0;
	return n >= 8 && (zeros[0] == 0) != (zeros[1] == 0) && zeros[0] + zeros[1] >= n / 3;
}

static bool is_markup(const struct sheet_bytes *b)
{
	static const char *const tags[] = { "html", "!doctype", "table", "?xml",
					    "head", "meta",     "style", "div" };
	const char *p = (const char *)b->raw + b->mark, *end = (const char *)b->raw + b->raw_n;
	size_t i;

	while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
		p++;
	if (p == end || *p++ != '<')
		return false;
	for (i = 0; i < LEN(tags); i++)
		if ((size_t)(end - p) > strlen(tags[i]) &&
		    strncasecmp(p, tags[i], strlen(tags[i])) == 0)
			return true;
	return false;
}

/*
 * A file of Microsoft's older container is an old workbook, or a new one inside encryption: then
 * its directory names a stream so.  The directory is looked for in the first bytes only.
 */
static enum sheet_fault old_or_locked(const struct sheet_bytes *b)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

	return memmem(b->raw, b->raw_n, name, sizeof(name)) ? SHEET_LOCKED : SHEET_OLD;
}

static bool is_paper(const struct sheet_bytes *b)
{
	return begins(b, "%PDF-", 5) || begins(b, "\x89PNG", 4) || begins(b, "\xff\xd8\xff", 3) ||
	       begins(b, "{\\rtf", 5);
}

static enum sheet_fault look_at_start(const struct sheet_bytes *b)
{
	if (is_paper(b))
		return SHEET_PAPER;
	if (begins(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
		return old_or_locked(b);
	if (is_markup(b))
		return SHEET_MARKUP;
	if (b->coding != SHEET_UTF_8)
		return SHEET_FINE;
	return is_wide(b) ? SHEET_UTF16 : SHEET_FINE;
}

/* The page asked for; without one, the first visible that has a heading. */
static enum sheet_fault open_page(struct sheet *s, const struct sheet_how *how)
{
	const struct sheet_page *pages;
	enum sheet_fault f = SHEET_EMPTY;
	size_t n, i;

	pages = sheet_book_pages(s, &n);
	if (how->page > n)
		return SHEET_NO_PAGE;
	for (i = how->page > 0 ? how->page - 1 : 0; i < n && f == SHEET_EMPTY; i++) {
		if (how->page == 0 && pages[i].hidden)
			continue;
		f = sheet_book_turn(s, i);
		if (f == SHEET_FINE)
			f = read_heading(s, how->heading);
		if (how->page > 0)
			break;
	}
	return f;
}

static enum sheet_fault begin(struct sheet *s, const struct sheet_how *how)
{
	enum sheet_fault f;

	if (!sheet_bytes_begin(&s->bytes))
		return SHEET_UNREADABLE;
	if (begins(&s->bytes, "PK\3\4", 4) || begins(&s->bytes, "PK\5\6", 4)) {
		f = sheet_book_open(s);
		return f == SHEET_FINE ? open_page(s, how) : f;
	}
	f = look_at_start(&s->bytes);
	if (f == SHEET_FINE && how->page > 1)
		f = SHEET_NO_PAGE;
	if (f == SHEET_FINE)
		f = sheet_csv_open(s);
	return f == SHEET_FINE ? read_heading(s, how->heading) : f;
}

static struct sheet *sheet_new(int fd, const void *bytes, size_t n)
{
	struct sheet *s = memory_grown(NULL, 1, sizeof(*s));

	memset(s, 0, offsetof(struct sheet, bytes.raw));
	s->bytes.fd = fd;
	s->bytes.memory = bytes;
	s->bytes.memory_n = n;
	s->place.column = -1;
	s->arena = arena_new(0);
	return s;
}

enum err sheet_open_as(struct ctx *cx, const char *path, const void *bytes, size_t n,
		       const struct sheet_how *how, struct sheet **ret, enum sheet_fault *ret_fault,
		       struct sheet_place *ret_place)
{
	int fd = bytes ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	struct sheet *s;
	enum err e;

	*ret_place = (struct sheet_place){ .column = -1 };
	if (fd < 0 && !bytes) {
		*ret_fault = SHEET_UNREADABLE;
		return err_set(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	}
	if (fd >= 0)
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	s = sheet_new(fd, bytes, n);
	*ret_fault = begin(s, how);
	*ret_place = s->place;
	e = told(cx, s, *ret_fault);
	if (e == ERR_OK)
		*ret = s;
	else
		sheet_free(s);
	return e;
}

enum err sheet_open(struct ctx *cx, const char *path, struct sheet **ret,
		    enum sheet_fault *ret_fault)
{
	struct sheet_place place;

	return sheet_open_as(cx, path, NULL, 0, &(struct sheet_how){ 0 }, ret, ret_fault, &place);
}

enum err sheet_open_bytes(struct ctx *cx, const void *bytes, size_t n, struct sheet **ret,
			  enum sheet_fault *ret_fault)
{
	struct sheet_place place;

	return sheet_open_as(cx, NULL, bytes ? bytes : "", n, &(struct sheet_how){ 0 }, ret,
			     ret_fault, &place);
}

void sheet_free(struct sheet *s)
{
	if (!s)
		return;
	if (s->reader)
		s->reader->close(s);
	if (s->bytes.fd >= 0)
		(void)close(s->bytes.fd);
	arena_free(s->arena);
	free(s);
}

/* ---- questions ---------------------------------------------------------------------------- */

size_t sheet_columns(const struct sheet *s)
{
	return s->columns;
}

const char *sheet_column(const struct sheet *s, size_t i)
{
	assert(i < s->columns);
	return s->names[i];
}

uint32_t sheet_heading(const struct sheet *s)
{
	return s->heading;
}

const struct sheet_page *sheet_pages(const struct sheet *s, size_t *ret_n)
{
	*ret_n = 0;
	return s->book ? sheet_book_pages(s, ret_n) : NULL;
}

unsigned sheet_page(const struct sheet *s)
{
	return s->book ? (unsigned)sheet_book_page(s) : 0;
}

uint32_t sheet_merged(const struct sheet *s)
{
	return s->book ? sheet_book_merged(s) : 0;
}

struct sheet_place sheet_fault_place(const struct sheet *s)
{
	return s->place;
}

uint32_t sheet_fault_line(const struct sheet *s)
{
	return s->place.line;
}
