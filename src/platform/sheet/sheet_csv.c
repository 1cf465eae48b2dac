/* CSV: blocks of bytes, cut into rows. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "platform/sheet/sheet_impl.h"

enum { PROBE_LINES = 32 };

struct sheet_csv {
	char separator;
	bool ended;     /* all bytes were read */
	size_t preface; /* bytes of a first line "sep=;" */
	size_t n_rest;  /* bytes read that belong to rows not given out yet */
	char rest[SHEET_BLOCK];
};

/* ---- bytes ---------------------------------------------------------------------------------- */

static uint32_t lines_in(const char *p, const char *end)
{
	uint32_t n = 0;

	for (; p < end; p++)
		n += *p == '\n';
	return n;
}

/* What was left over, and as much behind it as there is room for. */
static enum sheet_fault fill(struct sheet *s, struct sheet_text *t, size_t *ret_n)
{
	struct sheet_csv *c = s->csv;
	size_t more = 0, room = SHEET_BLOCK - c->n_rest;
	const char *zero;

	memcpy(t->bytes, c->rest, c->n_rest);
	if (!c->ended && room >= 4 &&
	    !sheet_bytes_next(&s->bytes, t->bytes + c->n_rest, room, &more, &c->ended))
		return sheet_fault_at(s, SHEET_UNREADABLE, 0, -1);
	*ret_n = c->n_rest + more;
	c->n_rest = 0;
	zero = memchr(t->bytes, '\0', *ret_n);
	if (!zero)
		return SHEET_FINE;
	return sheet_fault_at(s, SHEET_BINARY, s->line + lines_in(t->bytes, zero), -1);
}

static void keep_rest(struct sheet *s, const struct sheet_cursor *c)
{
	s->csv->n_rest = (size_t)(c->end - c->at);
	memcpy(s->csv->rest, c->at, s->csv->n_rest);
	s->line = c->line;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static enum sheet_step take_rows(struct sheet_cursor *c, struct sheet_batch *b, uint32_t from,
				 size_t most, enum sheet_fault *ret_fault)
{
	enum sheet_step step = SHEET_ROW;
	struct sheet_cell *cells;
	uint32_t line;
	size_t found;

	while (c->at < c->end && step == SHEET_ROW && b->n < most) {
		cells = sheet_batch_room(b);
		line = c->line;
		step = sheet_row(c, cells, b->columns, &found, ret_fault);
		if (step == SHEET_ROW && line >= from)
			sheet_batch_take(b, found, line);
	}
	return step;
}

static struct sheet_cursor cursor(const struct sheet *s, struct sheet_text *t, size_t n)
{
	return (struct sheet_cursor){
		.at = t->bytes,
		.end = t->bytes + n,
		.last = s->csv->ended,
		.separator = s->csv->separator,
		.line = s->line,
		.rewritten = t->rewritten,
	};
}

/* A block that is full and yet holds no whole row. */
static bool is_stuck(const struct sheet *s, const struct sheet_cursor *c, const char *begin)
{
	return c->at == begin && !s->csv->ended;
}

static enum sheet_fault csv_read(struct sheet *s, struct sheet_batch *b, size_t most)
{
	enum sheet_fault f = SHEET_FINE;
	struct sheet_cursor c;
	enum sheet_step step;
	size_t n = 0;

	most = MIN(most, SHEET_BATCH_CELLS / b->columns);
	/* A block may hold empty rows only. */
	while (f == SHEET_FINE && b->n == 0 && (s->csv->n_rest > 0 || !s->csv->ended)) {
		arena_reset(b->text->rewritten);
		f = fill(s, b->text, &n);
		if (f != SHEET_FINE)
			return f;
		c = cursor(s, b->text, n);
		step = take_rows(&c, b, s->from, most, &f);
		keep_rest(s, &c);
		if (step == SHEET_MORE && is_stuck(s, &c, b->text->bytes))
			return sheet_fault_at(s, SHEET_CELL_LONG, c.line, -1);
		if (step == SHEET_FAULT)
			return sheet_fault_at(s, f, c.fault_line, -1);
	}
	return f;
}

/* ---- the beginning -------------------------------------------------------------------------- */

/* A line "sep=;", by which some spreadsheets say it themselves. */
static bool preface(struct sheet_csv *c, const char *p, size_t n)
{
	size_t at = 5;

	if (n < 6 || strncasecmp(p, "sep=", 4) != 0 || !strchr(",;\t|", p[4]) || p[4] == '\0')
		return false;
	if (p[at] == '\r' && at + 1 < n)
		at++;
	if (p[at] == '\n')
		at++;
	else if (p[at - 1] != '\r')
		return false;
	c->separator = p[4];
	c->preface = at;
	return true;
}

static const char candidates[] = ",;\t|";
enum { CANDIDATES = sizeof(candidates) - 1 };

/* How often each candidate stands in the first lines, outside quotes; returns their number. */
static size_t count_separators(const char *p, const char *end, unsigned n[PROBE_LINES][CANDIDATES])
{
	bool quoted = false, any = false;
	const char *hit;
	size_t lines = 0;

	for (; p < end && lines < PROBE_LINES; p++) {
		quoted ^= *p == '"';
		if (!quoted && (*p == '\n' || *p == '\r')) {
			lines += any;
			any = false;
			continue;
		}
		any = true;
		hit = quoted ? NULL : memchr(candidates, *p, CANDIDATES);
		if (hit)
			n[lines][hit - candidates]++;
	}
	return MIN(lines + any, (size_t)PROBE_LINES);
}

/* Lines that have the candidate equally often, as a table has its separator; the largest group. */
static unsigned agreement(unsigned n[PROBE_LINES][CANDIDATES], size_t lines, size_t candidate)
{
	unsigned best = 0, same;
	size_t i, k;

	for (i = 0; i < lines; i++) {
		if (n[i][candidate] == 0)
			continue;
		for (same = 0, k = 0; k < lines; k++)
			same += n[k][candidate] == n[i][candidate];
		/* Of groups of one size, that with more separators. */
		best = MAX(best, same << 16 | MIN(n[i][candidate], 0xFFFF));
	}
	return best;
}

static char find_separator(const char *p, const char *end)
{
	unsigned n[PROBE_LINES][CANDIDATES] = { 0 }, most = 0, score;
	size_t lines = count_separators(p, end, n), best = 0, i;

	for (i = 0; i < CANDIDATES; i++) {
		score = agreement(n, lines, i);
		if (score > most) {
			most = score;
			best = i;
		}
	}
	return candidates[best];
}

/* The first block stays as it came, to be read again once the heading is known. */
static enum sheet_fault csv_look(struct sheet *s, struct sheet_batch *b, size_t most)
{
	enum sheet_fault f;
	struct sheet_cursor c;
	enum sheet_step step;
	size_t n = 0;

	f = fill(s, b->text, &n);
	if (f != SHEET_FINE)
		return f;
	memcpy(s->csv->rest, b->text->bytes, n);
	s->csv->n_rest = n;
	c = cursor(s, b->text, n);
	step = take_rows(&c, b, s->from, most, &f);
	if (b->n > 0)
		return SHEET_FINE;
	if (step == SHEET_MORE && is_stuck(s, &c, b->text->bytes))
		return sheet_fault_at(s, SHEET_CELL_LONG, c.line, -1);
	return step == SHEET_FAULT ? sheet_fault_at(s, f, c.fault_line, -1) : SHEET_FINE;
}

/* The first block into rest, without what is no table. */
static enum sheet_fault begin(struct sheet *s)
{
	struct sheet_csv *c = s->csv;

	s->line = 1;
	c->n_rest = 0;
	if (!sheet_bytes_next(&s->bytes, c->rest, SHEET_BLOCK, &c->n_rest, &c->ended))
		return sheet_fault_at(s, SHEET_UNREADABLE, 0, -1);
	if (c->preface > 0 || preface(c, c->rest, c->n_rest)) {
		c->n_rest -= c->preface;
		memmove(c->rest, c->rest + c->preface, c->n_rest);
		s->line = 2;
	}
	return SHEET_FINE;
}

static enum sheet_fault csv_rewind(struct sheet *s)
{
	if (!sheet_bytes_begin(&s->bytes))
		return sheet_fault_at(s, SHEET_UNREADABLE, 0, -1);
	return begin(s);
}

static void csv_close(struct sheet *s)
{
	free(s->csv);
	s->csv = NULL;
}

enum sheet_fault sheet_csv_open(struct sheet *s)
{
	static const struct sheet_reader reader = { csv_read, csv_look, csv_rewind, csv_close };
	enum sheet_fault f;

	s->csv = calloc(1, sizeof(*s->csv));
	if (!s->csv)
		abort();
	s->reader = &reader;
	f = begin(s);
	if (f == SHEET_FINE && s->csv->preface == 0)
		s->csv->separator = find_separator(s->csv->rest, s->csv->rest + s->csv->n_rest);
	return f;
}
