/* One row of CSV, parsed in place. */
#include "platform/sheet/sheet_impl.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <string.h>

#include "base/str.h"

/* A byte that ends an unquoted cell. */
static inline bool ends_cell(char c, char separator)
{
	return c == separator || c == '\n' || c == '\r';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Windows-1252 where it differs from Latin-1: 0x80 to 0x9f. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0x20,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x20,   0x017D, 0x20,   0x20,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x20,   0x017E, 0x0178,
};

static void from_latin(struct arena *a, struct sheet_cell *cell)
{
	char *to = arena_alloc(a, 3 * (size_t)cell->size + 1);
	size_t n = 0, i;

	for (i = 0; i < cell->size; i++) {
		unsigned c = (unsigned char)cell->text[i];

		n += sheet_put_utf8(to + n, c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c);
	}
	cell->text = to;
	cell->size = (uint32_t)n;
}

/* Outer blanks go; what is not UTF-8 is taken for Latin-1. */
static void finish_cell(struct sheet_cursor *c, char *from, char *to, unsigned char seen,
			struct sheet_cell *ret)
{
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	*ret = (struct sheet_cell){ .text = from, .size = (uint32_t)(to - from) };
	if (seen >= 0x80 && !utf8_valid(from, ret->size))
		from_latin(c->rewritten, ret);
}

/* From after the opening quote to behind the closing one; text is moved together in place. */
static char *quoted_cell(struct sheet_cursor *c, char *p, uint32_t *lines, struct sheet_cell *ret)
{
	char *from = p, *to = p;
	unsigned char seen = 0;

	for (; p < c->end; p++) {
		if (*p == '"') {
			if (p + 1 == c->end || p[1] != '"')
				break;
			p++;
		}
		seen |= (unsigned char)*p;
		*lines += *p == '\n';
		*to++ = *p;
	}
	if (p == c->end)
		return NULL;
	finish_cell(c, from, to, seen, ret);
	/* What stands between the closing quote and the separator is not kept. */
	for (p++; p < c->end && !ends_cell(*p, c->separator);)
		p++;
	return p;
}

#ifdef __SSE2__
/* Skips sixteen bytes at a time as long as none of them ends the cell. */
static char *skip_plain(const struct sheet_cursor *c, char *p, unsigned char *seen)
{
	const __m128i separator = _mm_set1_epi8(c->separator), line = _mm_set1_epi8('\n');
	const __m128i back = _mm_set1_epi8('\r');
	__m128i x, ends;
	unsigned hit;

	for (; c->end - p >= 16; p += 16) {
		x = _mm_loadu_si128((const __m128i *)(const void *)p);
		ends = _mm_or_si128(_mm_cmpeq_epi8(x, separator),
				    _mm_or_si128(_mm_cmpeq_epi8(x, line), _mm_cmpeq_epi8(x, back)));
		hit = (unsigned)_mm_movemask_epi8(ends);
		/* Bytes from 0x80 on; those behind the end may count too: they are only looked at.
		 */
		*seen |= _mm_movemask_epi8(x) ? 0x80 : 0;
		if (hit)
			return p + __builtin_ctz(hit);
	}
	return p;
}
#else
static char *skip_plain(const struct sheet_cursor *c, char *p, unsigned char *seen)
{
	(void)c;
	(void)seen;
	return p;
}
#endif

static char *plain_cell(struct sheet_cursor *c, char *p, struct sheet_cell *ret)
{
	char *from = p, separator = c->separator;
	unsigned char seen = 0;

	p = skip_plain(c, p, &seen);
	for (; p < c->end && !ends_cell(*p, separator); p++)
		seen |= (unsigned char)*p;
	finish_cell(c, from, p, seen, ret);
	return p;
}

/*
 * A row ends at a line end that lies within the bytes.  Quoted cells are moved in place, so a row
 * that may not be whole is looked at first without touching it.
 */
static bool row_is_whole(const struct sheet_cursor *c)
{
	const char *p = c->at, *line = memchr(p, '\n', (size_t)(c->end - p));
	bool quoted = false, begins = true;

	if (line && !memchr(p, '"', (size_t)(line - p)))
		return true;
	for (; p < c->end; p++) {
		if (quoted) {
			if (*p == '"' && p + 1 < c->end && p[1] == '"')
				p++;
			else if (*p == '"')
				quoted = false;
		} else if (*p == '\n') {
			return true;
		} else if (*p == '\r') {
			return p + 1 < c->end;
		} else if (*p == '"' && begins) {
			quoted = true;
		}
		begins = *p == c->separator || (begins && is_blank(*p));
	}
	return false;
}

static void end_line(struct sheet_cursor *c, char *p)
{
	if (p + 1 < c->end && p[0] == '\r' && p[1] == '\n')
		p++;
	if (p < c->end)
		p++;
	c->at = p;
	c->line++;
}

static enum sheet_step fault(struct sheet_cursor *c, enum sheet_fault f, enum sheet_fault *ret)
{
	c->fault_line = c->line;
	*ret = f;
	return SHEET_FAULT;
}

enum sheet_step sheet_row(struct sheet_cursor *c, struct sheet_cell *cells, size_t max,
			  size_t *ret_n, enum sheet_fault *ret_fault)
{
	struct sheet_cell cell;
	char *p = c->at, *quote;
	uint32_t lines = 0;
	size_t n = 0;

	/* Only near the end of the bytes may a row be cut off. */
	if (!c->last && c->end - p < SHEET_ROW_MAX && !row_is_whole(c))
		return SHEET_MORE;
	for (;; p++) {
		for (quote = p; quote < c->end && is_blank(*quote) && *quote != c->separator;)
			quote++;
		if (quote < c->end && *quote == '"')
			p = quoted_cell(c, quote + 1, &lines, &cell);
		else
			p = plain_cell(c, p, &cell);
		if (!p)
			return fault(c, SHEET_OPEN_QUOTE, ret_fault);
		if (cell.size > SHEET_CELL_MAX)
			return fault(c, SHEET_CELL_LONG, ret_fault);
		if (n < max)
			cells[n] = cell;
		n++;
		if (p == c->end || *p != c->separator)
			break;
	}
	c->line += lines;
	end_line(c, p);
	*ret_n = n;
	return SHEET_ROW;
}
