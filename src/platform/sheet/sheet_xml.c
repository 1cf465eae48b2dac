/*
 * XML of strangers: no declarations of its own, bounded depth, and bounded memory, since the
 * parser keeps every name it has met and every tag until it ends.
 */
#include <stdlib.h>
#include <string.h>

#include "platform/sheet/sheet_book.h"

enum { CHUNK = 64 << 10 };

/* ---- the parser's memory -------------------------------------------------------------------- */

/* The parser's calls for memory do not say whose they are: it is that of the thread's last call. */
static _Thread_local size_t *held;

union block {
	size_t n;
	max_align_t align;
};

static void *take(size_t n)
{
	union block *b;

	if (n > BOOK_XML_MEMORY || *held > BOOK_XML_MEMORY - n)
		return NULL;
	b = malloc(sizeof(*b) + n);
	if (!b)
		return NULL;
	b->n = n;
	*held += n;
	return b + 1;
}

static void give(void *p)
{
	union block *b = p;

	if (!p)
		return;
	*held -= b[-1].n;
	free(b - 1);
}

static void *retake(void *p, size_t n)
{
	union block *b = p;
	size_t before = p ? b[-1].n : 0;

	if (!p)
		return take(n);
	if (n > BOOK_XML_MEMORY || *held - before > BOOK_XML_MEMORY - n)
		return NULL;
	b = realloc(b - 1, sizeof(*b) + n);
	if (!b)
		return NULL;
	b->n = n;
	*held = *held - before + n;
	return b + 1;
}

/* ---- handlers ------------------------------------------------------------------------------- */

static const char *without_prefix(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

void book_xml_fail(struct book_xml *x, enum sheet_fault f)
{
	if (x->fault != SHEET_FINE)
		return;
	x->fault = f;
	if (x->parser)
		(void)XML_StopParser(x->parser, XML_FALSE);
}

void book_xml_pause(struct book_xml *x)
{
	x->paused = true;
	if (x->parser)
		(void)XML_StopParser(x->parser, XML_TRUE);
}

static void on_start(void *user, const XML_Char *name, const XML_Char **atts)
{
	struct book_xml *x = user;

	if (++x->depth > BOOK_DEPTH_MAX)
		book_xml_fail(x, SHEET_SWOLLEN);
	else if (x->fault == SHEET_FINE)
		x->handler->start(x, without_prefix(name), atts);
}

static void on_end(void *user, const XML_Char *name)
{
	struct book_xml *x = user;

	x->depth--;
	if (x->fault == SHEET_FINE && x->handler->end)
		x->handler->end(x, without_prefix(name));
}

static void on_text(void *user, const XML_Char *p, int n)
{
	struct book_xml *x = user;

	if (x->fault == SHEET_FINE)
		x->handler->text(x, p, (size_t)n);
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system,
		       const XML_Char *public, int inner)
{
	(void)name;
	(void)system;
	(void)public;
	(void)inner;
	book_xml_fail(user, SHEET_DOCTYPE);
}

const char *book_xml_att(const char **atts, const char *name)
{
	for (; atts[0]; atts += 2)
		if (strcmp(without_prefix(atts[0]), name) == 0)
			return atts[1];
	return NULL;
}

/* ---- parsing -------------------------------------------------------------------------------- */

static void make_parser(struct book_xml *x)
{
	static const XML_Memory_Handling_Suite memory = { take, retake, give };

	held = &x->memory;
	x->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	if (!x->parser)
		abort();
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	if (x->handler->text)
		XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
}

enum sheet_fault book_xml_open(struct book_xml *x, zip_t *zip, const char *name, uint64_t most,
			       const struct book_handler *h, void *user)
{
	bool plain = false;
	enum sheet_fault f;

	*x = (struct book_xml){ .handler = h, .user = user };
	f = book_entry_open(zip, name, most, &x->entry);
	if (f == SHEET_FINE && h->quick)
		f = book_scan_open(x, &plain);
	if (f != SHEET_FINE || plain)
		return f;
	if (h->quick) {
		/* What was read of it is read again. */
		free(x->scan);
		x->scan = NULL;
		book_entry_close(&x->entry);
		f = book_entry_open(zip, name, most, &x->entry);
	}
	make_parser(x);
	return f;
}

static enum sheet_fault next_chunk(struct book_xml *x, enum XML_Status *ret)
{
	void *to = XML_GetBuffer(x->parser, CHUNK);
	enum sheet_fault f;
	size_t n = 0;

	if (!to)
		return SHEET_SWOLLEN;
	f = book_entry_read(&x->entry, to, CHUNK, &n);
	if (f != SHEET_FINE)
		return f;
	x->last = n == 0;
	*ret = XML_ParseBuffer(x->parser, (int)n, x->last);
	return SHEET_FINE;
}

static enum sheet_fault why(const struct book_xml *x)
{
	if (x->fault != SHEET_FINE)
		return x->fault;
	return XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY ? SHEET_SWOLLEN : SHEET_BROKEN;
}

enum sheet_fault book_xml_run(struct book_xml *x)
{
	enum XML_Status status = XML_STATUS_OK;
	enum sheet_fault f = SHEET_FINE;

	if (x->fault != SHEET_FINE)
		return x->fault;
	if (x->scan)
		return book_scan_run(x);
	held = &x->memory;
	while (f == SHEET_FINE && !x->ended) {
		if (x->paused)
			status = XML_ResumeParser(x->parser);
		else
			f = next_chunk(x, &status);
		x->paused = status == XML_STATUS_SUSPENDED;
		if (f == SHEET_FINE && status == XML_STATUS_ERROR)
			f = why(x);
		if (x->paused)
			break;
		x->ended = x->last;
	}
	x->fault = f;
	return f;
}

void book_xml_close(struct book_xml *x)
{
	held = &x->memory;
	if (x->parser)
		XML_ParserFree(x->parser);
	free(x->scan);
	book_entry_close(&x->entry);
	*x = (struct book_xml){ 0 };
}

enum sheet_fault book_xml_all(zip_t *zip, const char *name, uint64_t most, bool may_lack,
			      const struct book_handler *h, void *user)
{
	struct book_xml x;
	enum sheet_fault f = book_xml_open(&x, zip, name, most, h, user);

	if (f == SHEET_NO_PAGE)
		f = may_lack ? SHEET_FINE : SHEET_BROKEN;
	else if (f == SHEET_FINE)
		f = book_xml_run(&x);
	book_xml_close(&x);
	return f;
}
