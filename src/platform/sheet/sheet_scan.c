/*
 * A reader of plain XML for the two parts of a workbook that are large, five times as fast as a
 * parser of all XML: UTF-8 without declarations of its own, tags that fit into the buffer.  It
 * accepts what is well-formed and gives the handlers what the parser would; faults it overlooks
 * (an attribute twice, characters XML does not allow) mean nothing to a table.  Whether texts are
 * UTF-8 is for the handlers to see to.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "platform/sheet/sheet_book.h"

enum { ROOM = 256 << 10, ATTS_MAX = 64 };

struct book_scan {
	size_t at, n;                      /* bytes from at to n are not read yet */
	bool last;                         /* nothing comes behind them */
	bool rooted;                       /* the first element was met */
	uint32_t open[BOOK_DEPTH_MAX + 1]; /* hashes of the names of open elements */
	char bytes[ROOM];
};

/* What a step did: read something, needs more bytes, or found a fault, noted in x. */
enum step { STEP_ON, STEP_MORE, STEP_FAULT };

static enum step broken(struct book_xml *x)
{
	book_xml_fail(x, SHEET_BROKEN);
	return STEP_FAULT;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* ---- references ----------------------------------------------------------------------------- */

static bool character(const char *p, const char *end, uint32_t *ret)
{
	uint32_t base = p < end && *p == 'x' ? 16 : 10, c = 0, digit;

	p += base == 16;
	if (p == end)
		return false;
	for (; p < end && c <= 0x10FFFF; p++) {
		if (*p >= '0' && *p <= '9')
			digit = (uint32_t)(*p - '0');
		else if (base == 16 && (*p | 0x20) >= 'a' && (*p | 0x20) <= 'f')
			digit = (uint32_t)((*p | 0x20) - 'a') + 10;
		else
			return false;
		c = c * base + digit;
	}
	*ret = c;
	return c > 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

/* The five names XML knows, and numbers; p is behind the &, end at the semicolon. */
static bool reference(const char *p, const char *end, uint32_t *ret)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {
		{ "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' },
	};
	size_t i;

	if (p < end && *p == '#')
		return character(p + 1, end, ret);
	for (i = 0; i < LEN(names); i++)
		if (strlen(names[i].name) == (size_t)(end - p) &&
		    memcmp(names[i].name, p, (size_t)(end - p)) == 0) {
			*ret = (uint32_t)names[i].c;
			return true;
		}
	return false;
}

/* In place, as a reference is never shorter than what it stands for; NULL for an unknown one. */
static char *decode(char *p, char *end)
{
	char *to = memchr(p, '&', (size_t)(end - p)), *from, *semicolon;
	uint32_t c;

	if (!to)
		return end;
	for (from = to; from < end;) {
		if (*from != '&') {
			*to++ = *from++;
			continue;
		}
		semicolon = memchr(from, ';', (size_t)(end - from));
		if (!semicolon || !reference(from + 1, semicolon, &c))
			return NULL;
		to += sheet_put_utf8(to, c);
		from = semicolon + 1;
	}
	return to;
}

/* ---- text ----------------------------------------------------------------------------------- */

static enum step give_text(struct book_xml *x, char *p, char *end)
{
	const char *q;

	if (x->depth == 0) {
		for (q = p; q < end; q++)
			if (!is_space(*q))
				return broken(x);
		return STEP_ON;
	}
	end = decode(p, end);
	if (!end)
		return broken(x);
	x->handler->text(x, p, (size_t)(end - p));
	return STEP_ON;
}

/* Up to the next tag.  A reference that may be cut off waits for more. */
static enum step text(struct book_xml *x, struct book_scan *s)
{
	char *p = s->bytes + s->at, *end = s->bytes + s->n, *stop, *ampersand;

	stop = memchr(p, '<', (size_t)(end - p));
	if (!stop && !s->last) {
		stop = end;
		ampersand = memrchr(p, '&', (size_t)(end - p));
		if (ampersand && !memchr(ampersand, ';', (size_t)(end - ampersand)))
			stop = ampersand;
		if (stop == p)
			return STEP_MORE;
	}
	if (!stop)
		stop = end;
	s->at = (size_t)(stop - s->bytes);
	return give_text(x, p, stop);
}

/* ---- tags ----------------------------------------------------------------------------------- */

static uint32_t hash(const char *p, size_t n)
{
	uint32_t h = 2166136261U;

	for (; n > 0; n--)
		h = (h ^ (unsigned char)*p++) * 16777619U;
	return h;
}

/* The > of a tag at p, past those in quotes; NULL when it is not there yet. */
static char *end_of_tag(char *p, const char *end)
{
	char quote = '\0';

	for (; p < end; p++) {
		if (quote != '\0')
			quote = *p == quote ? '\0' : quote;
		else if (*p == '>')
			return p;
		else if (*p == '"' || *p == '\'')
			quote = *p;
	}
	return NULL;
}

/* One attribute from p on, which is no space; returns what is behind it, NULL for a fault. */
static char *attribute(char *p, char *end, const char **ret)
{
	char *name = p, *name_end, *value, *close, *value_end;

	while (p < end && *p != '=' && !is_space(*p))
		p++;
	name_end = p;
	while (p < end && is_space(*p))
		p++;
	if (p == end || *p != '=' || name == name_end)
		return NULL;
	for (p++; p < end && is_space(*p);)
		p++;
	if (p == end || (*p != '"' && *p != '\''))
		return NULL;
	value = p + 1;
	close = memchr(value, *p, (size_t)(end - value));
	if (!close || memchr(value, '<', (size_t)(close - value)))
		return NULL;
	value_end = decode(value, close);
	if (!value_end)
		return NULL;
	*name_end = *value_end = '\0';
	ret[0] = name;
	ret[1] = value;
	return close + 1;
}

static bool attributes(char *p, char *end, const char *atts[2 * ATTS_MAX + 1])
{
	size_t n = 0;

	for (;;) {
		while (p < end && is_space(*p))
			p++;
		atts[2 * n] = NULL;
		if (p == end)
			return true;
		if (n == ATTS_MAX)
			return false;
		p = attribute(p, end, &atts[2 * n]);
		if (!p || (p < end && !is_space(*p)))
			return false;
		n++;
	}
}

static void close_element(struct book_xml *x, const char *name)
{
	x->depth--;
	if (x->fault == SHEET_FINE)
		x->handler->end(x, name);
}

static const char *without_prefix(const char *p, const char *end)
{
	const char *colon = memchr(p, ':', (size_t)(end - p));

	return colon ? colon + 1 : p;
}

static enum step start_tag(struct book_xml *x, struct book_scan *s, char *p, char *gt)
{
	const char *atts[2 * ATTS_MAX + 1], *name;
	char *end = gt, *name_end;
	bool empty = gt[-1] == '/';

	end -= empty;
	for (name_end = p; name_end < end && !is_space(*name_end);)
		name_end++;
	if (name_end == p || (x->depth == 0 && s->rooted))
		return broken(x);
	name = without_prefix(p, name_end);
	s->open[x->depth] = hash(p, (size_t)(name_end - p));
	if (!attributes(name_end, end, atts))
		return broken(x);
	*name_end = '\0';
	s->rooted = true;
	if (++x->depth > BOOK_DEPTH_MAX) {
		book_xml_fail(x, SHEET_SWOLLEN);
		return STEP_FAULT;
	}
	x->handler->start(x, name, atts);
	if (empty)
		close_element(x, name);
	return STEP_ON;
}

static enum step end_tag(struct book_xml *x, const struct book_scan *s, char *p, char *gt)
{
	char *end = gt;

	while (end > p && is_space(end[-1]))
		end--;
	if (x->depth == 0 || s->open[x->depth - 1] != hash(p, (size_t)(end - p)))
		return broken(x);
	*end = '\0';
	close_element(x, without_prefix(p, end));
	return STEP_ON;
}

/* Comments, instructions and sections of plain text, from p to what ends them. */
static enum step section(struct book_xml *x, struct book_scan *s, char *p, size_t n)
{
	static const struct {
		const char *begin, *end;
	} kinds[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" } };
	size_t i, begin;
	char *end;

	for (i = 0; i < LEN(kinds); i++) {
		begin = strlen(kinds[i].begin);
		if (memcmp(p, kinds[i].begin, MIN(begin, n)) != 0)
			continue;
		end = n < begin ? NULL
				: memmem(p + begin, n - begin, kinds[i].end, strlen(kinds[i].end));
		if (!end)
			return STEP_MORE;
		s->at = (size_t)(end - s->bytes) + strlen(kinds[i].end);
		if (i == 1 && x->depth > 0)
			x->handler->text(x, p + begin, (size_t)(end - p) - begin);
		return STEP_ON;
	}
	if (n < 9)
		return STEP_MORE;
	book_xml_fail(x, memcmp(p + 2, "DOCTYPE", 7) == 0 ? SHEET_DOCTYPE : SHEET_BROKEN);
	return STEP_FAULT;
}

static enum step markup(struct book_xml *x, struct book_scan *s)
{
	char *p = s->bytes + s->at, *end = s->bytes + s->n, *gt;

	if (end - p < 2)
		return STEP_MORE;
	if (p[1] == '!' || p[1] == '?')
		return section(x, s, p, (size_t)(end - p));
	gt = end_of_tag(p + 1, end);
	if (!gt)
		return STEP_MORE;
	s->at = (size_t)(gt + 1 - s->bytes);
	return p[1] == '/' ? end_tag(x, s, p + 2, gt) : start_tag(x, s, p + 1, gt);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static enum sheet_fault more(struct book_xml *x, struct book_scan *s)
{
	enum sheet_fault f;
	size_t got = 0;

	if (s->last)
		return SHEET_BROKEN;
	memmove(s->bytes, s->bytes + s->at, s->n - s->at);
	s->n -= s->at;
	s->at = 0;
	if (s->n == ROOM)
		return SHEET_SWOLLEN;
	f = book_entry_read(&x->entry, s->bytes + s->n, ROOM - s->n, &got);
	s->last = got == 0;
	s->n += got;
	return f;
}

enum sheet_fault book_scan_run(struct book_xml *x)
{
	struct book_scan *s = x->scan;
	enum step step;

	x->paused = false;
	while (x->fault == SHEET_FINE && !x->paused && !x->ended) {
		if (s->at == s->n && s->last) {
			x->ended = true;
			if (x->depth > 0 || !s->rooted)
				x->fault = SHEET_BROKEN;
			break;
		}
		if (s->at == s->n)
			step = STEP_MORE;
		else
			step = s->bytes[s->at] == '<' ? markup(x, s) : text(x, s);
		if (step == STEP_MORE)
			x->fault = more(x, s);
	}
	return x->fault;
}

/* UTF-8, as far as the first line says it. */
static bool is_plain(const struct book_scan *s)
{
	const char *end = memmem(s->bytes, s->n, "?>", 2), *p;

	if (s->n < 2 || s->bytes[0] != '<' || s->bytes[1] == '\0')
		return false;
	if (s->n < 6 || memcmp(s->bytes, "<?xml", 5) != 0)
		return true;
	if (!end)
		return false;
	p = memmem(s->bytes, (size_t)(end - s->bytes), "encoding", 8);
	return !p || memmem(p, (size_t)(end - p), "UTF-8", 5) ||
	       memmem(p, (size_t)(end - p), "utf-8", 5);
}

enum sheet_fault book_scan_open(struct book_xml *x, bool *ret_plain)
{
	struct book_scan *s = malloc(sizeof(*s));
	enum sheet_fault f;

	if (!s)
		abort();
	memset(s, 0, offsetof(struct book_scan, bytes));
	x->scan = s;
	f = more(x, s);
	if (s->n >= 3 && memcmp(s->bytes, "\xef\xbb\xbf", 3) == 0) {
		s->n -= 3;
		memmove(s->bytes, s->bytes + 3, s->n);
	}
	*ret_plain = f == SHEET_FINE && is_plain(s);
	return f;
}
