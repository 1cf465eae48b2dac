#include "platform/sheet/sheet_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

/* ---- bytes -------------------------------------------------------------------------------- */

static bool from_file(struct sheet *s, char *to, size_t n, size_t *ret_n)
{
	ssize_t got;

	for (*ret_n = 0; *ret_n < n; *ret_n += (size_t)got) {
		got = read(s->fd, to + *ret_n, n - *ret_n);
		if (got < 0 && errno == EINTR)
			got = 0;
		else if (got < 0)
			return false;
		else if (got == 0)
			break;
	}
	return true;
}

static bool next_bytes(struct sheet *s, char *to, size_t n, size_t *ret_n)
{
	if (s->fd >= 0) {
		if (!from_file(s, to, n, ret_n))
			return false;
	} else {
		*ret_n = MIN(n, s->memory_left);
		memcpy(to, s->memory, *ret_n);
		s->memory += *ret_n;
		s->memory_left -= *ret_n;
	}
	s->ended = *ret_n < n;
	return true;
}

static uint32_t lines_in(const char *p, const char *end)
{
	uint32_t n = 0;

	for (; p < end; p++)
		n += *p == '\n';
	return n;
}

/* What was left over, and as much behind it as there is room for. */
static bool fill(struct sheet *s, struct sheet_text *t, size_t *ret_n, enum sheet_fault *ret_fault)
{
	size_t more = 0;
	const char *zero;

	memcpy(t->bytes, s->rest, s->n_rest);
	if (!s->ended && !next_bytes(s, t->bytes + s->n_rest, SHEET_BLOCK - s->n_rest, &more)) {
		*ret_fault = SHEET_UNREADABLE;
		return false;
	}
	*ret_n = s->n_rest + more;
	s->n_rest = 0;
	zero = memchr(t->bytes, '\0', *ret_n);
	if (!zero)
		return true;
	s->fault_line = s->line + lines_in(t->bytes, zero);
	*ret_fault = SHEET_BINARY;
	return false;
}

static void keep_rest(struct sheet *s, const struct sheet_cursor *c)
{
	s->n_rest = (size_t)(c->end - c->at);
	memcpy(s->rest, c->at, s->n_rest);
	s->line = c->line;
}

/* ---- batches ------------------------------------------------------------------------------ */

static void *grown(void *p, size_t n, size_t size)
{
	void *q = reallocarray(p, n, size);

	if (!q)
		abort();
	return q;
}

static void make_room(struct sheet_batch *b)
{
	if (b->n < b->room)
		return;
	b->room = MAX(2 * b->room, 1024);
	b->cells = grown(b->cells, b->room * b->columns, sizeof(b->cells[0]));
	b->line = grown(b->line, b->room, sizeof(b->line[0]));
	b->found = grown(b->found, b->room, sizeof(b->found[0]));
}

void sheet_batch_init(struct sheet_batch *b, const struct sheet *s)
{
	*b = (struct sheet_batch){ .columns = s->columns };
	b->text = grown(NULL, 1, sizeof(*b->text));
	b->text->rewritten = arena_new(0);
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

/* A row that was parsed into the place behind the last one is taken, unless it says nothing. */
static void take_row(struct sheet_batch *b, size_t found, uint32_t line)
{
	struct sheet_cell *cells = b->cells + b->n * b->columns;
	size_t i;

	if (is_empty(cells, MIN(found, b->columns)))
		return;
	for (i = found; i < b->columns; i++)
		cells[i] = (struct sheet_cell){ "", 0 };
	b->line[b->n] = line;
	b->found[b->n] = (uint32_t)found;
	b->n++;
}

static enum sheet_step take_rows(struct sheet_cursor *c, struct sheet_batch *b,
				 enum sheet_fault *ret_fault)
{
	enum sheet_step step = SHEET_ROW;
	uint32_t line;
	size_t found;

	while (c->at < c->end && step == SHEET_ROW) {
		make_room(b);
		line = c->line;
		step = sheet_row(c, b->cells + b->n * b->columns, b->columns, &found, ret_fault);
		if (step == SHEET_ROW)
			take_row(b, found, line);
	}
	return step;
}

static struct sheet_cursor cursor(const struct sheet *s, struct sheet_text *t, size_t n)
{
	return (struct sheet_cursor){
		.at = t->bytes,
		.end = t->bytes + n,
		.last = s->ended,
		.separator = s->separator,
		.line = s->line,
		.rewritten = t->rewritten,
	};
}

enum err sheet_read(struct ctx *cx, struct sheet *s, struct sheet_batch *b,
		    enum sheet_fault *ret_fault)
{
	struct sheet_cursor c;
	enum sheet_step step;
	size_t n;

	*ret_fault = SHEET_FINE;
	b->n = 0;
	/* A block may hold empty rows only. */
	while (b->n == 0 && (s->n_rest > 0 || !s->ended)) {
		arena_reset(b->text->rewritten);
		if (!fill(s, b->text, &n, ret_fault))
			return err_set(cx, *ret_fault == SHEET_BINARY ? ERR_INVALID : ERR_IO,
				       "sheet: line %u", s->fault_line);
		c = cursor(s, b->text, n);
		step = take_rows(&c, b, ret_fault);
		keep_rest(s, &c);
		if (step == SHEET_MORE && n == SHEET_BLOCK && c.at == b->text->bytes) {
			*ret_fault = SHEET_CELL_LONG;
			step = SHEET_FAULT;
			c.fault_line = c.line;
		}
		if (step == SHEET_FAULT) {
			s->fault_line = c.fault_line;
			return err_set(cx, ERR_INVALID, "sheet: line %u", c.fault_line);
		}
	}
	return ERR_OK;
}

/* ---- opening ------------------------------------------------------------------------------ */

/* The separator is what stands most often in the heading, outside quotes. */
static char find_separator(const char *p, const char *end)
{
	static const char candidates[] = ",;\t|";
	size_t count[LEN(candidates) - 1] = { 0 }, best = 0, i;
	bool quoted = false;
	const char *hit;

	for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
		quoted ^= *p == '"';
		hit = quoted ? NULL : memchr(candidates, *p, LEN(count));
		if (hit)
			count[hit - candidates]++;
	}
	for (i = 1; i < LEN(count); i++)
		if (count[i] > count[best])
			best = i;
	return candidates[best];
}

static enum sheet_fault look_at_start(const char *p, size_t n)
{
	if (n >= 4 && memcmp(p, "PK\3\4", 4) == 0)
		return SHEET_WORKBOOK;
	if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0))
		return SHEET_UTF16;
	if (memchr(p, '\0', n))
		return SHEET_BINARY;
	return SHEET_FINE;
}

static void name_columns(struct sheet *s, const struct sheet_cell *cells, size_t n)
{
	size_t i;

	s->columns = n;
	s->names = ARENA_ARRAY(s->arena, n, char *);
	for (i = 0; i < n; i++)
		s->names[i] = arena_strndup(s->arena, cells[i].text, cells[i].size);
}

static enum sheet_fault read_heading(struct sheet *s, struct sheet_text *t, size_t n)
{
	struct sheet_cell *cells = ARENA_ARRAY(s->arena, SHEET_COLUMNS_MAX, struct sheet_cell);
	struct sheet_cursor c = cursor(s, t, n);
	enum sheet_fault f = SHEET_FINE;
	enum sheet_step step;
	size_t found = 0;

	if (n >= 3 && memcmp(c.at, "\xef\xbb\xbf", 3) == 0)
		c.at += 3;
	c.separator = s->separator = find_separator(c.at, c.end);
	do {
		if (c.at >= c.end)
			return SHEET_EMPTY;
		step = sheet_row(&c, cells, SHEET_COLUMNS_MAX, &found, &f);
	} while (step == SHEET_ROW && is_empty(cells, MIN(found, (size_t)SHEET_COLUMNS_MAX)));
	s->fault_line = c.fault_line;
	if (step != SHEET_ROW)
		return step == SHEET_MORE ? SHEET_CELL_LONG : f;
	if (found > SHEET_COLUMNS_MAX)
		return SHEET_WIDE;
	name_columns(s, cells, found);
	keep_rest(s, &c);
	return SHEET_FINE;
}

/* The first block is read into a buffer of its own; what follows the heading is kept. */
static enum sheet_fault begin(struct sheet *s)
{
	struct sheet_text *t = grown(NULL, 1, sizeof(*t));
	enum sheet_fault f = SHEET_FINE;
	size_t n;

	s->line = 1;
	t->rewritten = s->arena;
	if (!next_bytes(s, t->bytes, SHEET_BLOCK, &n))
		f = SHEET_UNREADABLE;
	if (f == SHEET_FINE)
		f = look_at_start(t->bytes, n);
	if (f == SHEET_FINE)
		f = read_heading(s, t, n);
	free(t);
	return f;
}

static struct sheet *sheet_new(int fd)
{
	struct sheet *s = grown(NULL, 1, sizeof(*s));

	memset(s, 0, offsetof(struct sheet, rest));
	s->fd = fd;
	s->arena = arena_new(0);
	return s;
}

static enum err start(struct ctx *cx, struct sheet *s, struct sheet **ret,
		      enum sheet_fault *ret_fault)
{
	*ret_fault = begin(s);
	if (*ret_fault == SHEET_FINE) {
		*ret = s;
		return ERR_OK;
	}
	sheet_free(s);
	return err_set(cx, *ret_fault == SHEET_UNREADABLE ? ERR_IO : ERR_INVALID,
		       "sheet: no heading (%d)", (int)*ret_fault);
}

enum err sheet_open(struct ctx *cx, const char *path, struct sheet **ret,
		    enum sheet_fault *ret_fault)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		*ret_fault = SHEET_UNREADABLE;
		return err_set(cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	}
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return start(cx, sheet_new(fd), ret, ret_fault);
}

enum err sheet_open_bytes(struct ctx *cx, const void *bytes, size_t n, struct sheet **ret,
			  enum sheet_fault *ret_fault)
{
	struct sheet *s = sheet_new(-1);

	s->memory = bytes;
	s->memory_left = n;
	return start(cx, s, ret, ret_fault);
}

void sheet_free(struct sheet *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		(void)close(s->fd);
	arena_free(s->arena);
	free(s);
}

void sheet_freep(struct sheet **s)
{
	sheet_free(*s);
	*s = NULL;
}

size_t sheet_columns(const struct sheet *s)
{
	return s->columns;
}

const char *sheet_column(const struct sheet *s, size_t i)
{
	assert(i < s->columns);
	return s->names[i];
}

uint32_t sheet_fault_line(const struct sheet *s)
{
	return s->fault_line;
}
