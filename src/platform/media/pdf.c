/*
 * Looks through a foreign PDF, in the helper: every object that a reader can reach from its
 * trailer, also out of compressed streams.  Read without repairing anything, so that a reader that
 * repairs otherwise does not see another file.
 */
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "platform/media/media_impl.h"

/* The most that a PDF may number (ISO 32000-1, annex C). */
#define MAX_OBJECTS 8388607

struct look {
	qpdf_data q;
	qpdf_oh *left; /* containers not yet looked into */
	size_t n, cap;
	unsigned char *seen; /* a bit for each numbered object */
	enum media_exit found;
};

/* Keys that carry a script or a file, whatever their value is. */
static const char *const scripts[] = { "/JS", "/JavaScript", "/XFA" };
static const char *const carriers[] = { "/EF", "/EmbeddedFiles", "/RichMediaContent" };

/* What a dictionary may not be, by the key that says what it is. */
static const struct {
	const char *key, *value;
	enum media_exit found;
} kinds[] = {
	{ "/S", "/JavaScript", MEDIA_EXIT_ACTIVE },
	{ "/S", "/Launch", MEDIA_EXIT_ACTIVE },
	{ "/S", "/SubmitForm", MEDIA_EXIT_ACTIVE },
	{ "/S", "/ImportData", MEDIA_EXIT_ACTIVE },
	{ "/S", "/Rendition", MEDIA_EXIT_ACTIVE },
	{ "/S", "/RichMediaExecute", MEDIA_EXIT_ACTIVE },
	{ "/S", "/GoToR", MEDIA_EXIT_ACTIVE },
	{ "/S", "/GoToE", MEDIA_EXIT_EMBEDS },
	{ "/Type", "/EmbeddedFile", MEDIA_EXIT_EMBEDS },
	{ "/Subtype", "/FileAttachment", MEDIA_EXIT_EMBEDS },
	{ "/Subtype", "/RichMedia", MEDIA_EXIT_EMBEDS },
	{ "/Subtype", "/Screen", MEDIA_EXIT_EMBEDS },
	{ "/Subtype", "/Movie", MEDIA_EXIT_EMBEDS },
	{ "/Subtype", "/Sound", MEDIA_EXIT_EMBEDS },
	{ "/Subtype", "/3D", MEDIA_EXIT_EMBEDS },
};

static bool is_one_of(const char *key, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(key, list[i]) == 0)
			return true;
	return false;
}

static void found(struct look *l, enum media_exit what)
{
	if (l->found == MEDIA_EXIT_OK)
		l->found = what;
}

/* Puts aside what is to be looked into, once; the handle is the look's from here on. */
static void put(struct look *l, qpdf_oh o)
{
	int id = qpdf_oh_is_indirect(l->q, o) ? qpdf_oh_get_object_id(l->q, o) : 0;
	unsigned bit = 1U << (id & 7);
	qpdf_oh *bigger;

	if (id < 0 || id > MAX_OBJECTS) {
		found(l, MEDIA_EXIT_INVALID);
	} else if (id > 0 && (l->seen[id / 8] & bit) != 0) {
		qpdf_oh_release(l->q, o);
		return;
	}
	if (id > 0 && id <= MAX_OBJECTS)
		l->seen[id / 8] = (unsigned char)(l->seen[id / 8] | bit);
	/* Plain values in place hold nothing; numbered ones are asked when their turn comes. */
	if (id == 0 && !qpdf_oh_is_array(l->q, o) && !qpdf_oh_is_dictionary(l->q, o)) {
		qpdf_oh_release(l->q, o);
		return;
	}
	if (l->n == l->cap) {
		bigger = reallocarray(l->left, l->cap * 2 + 64, sizeof(*bigger));
		if (bigger == NULL)
			abort();
		l->left = bigger;
		l->cap = l->cap * 2 + 64;
	}
	l->left[l->n++] = o;
}

static void look_at_kind(struct look *l, const char *key, qpdf_oh value)
{
	size_t i;

	for (i = 0; i < LEN(kinds); i++)
		if (strcmp(key, kinds[i].key) == 0 &&
		    qpdf_oh_is_name_and_equals(l->q, value, kinds[i].value))
			found(l, kinds[i].found);
}

static void look_into_dictionary(struct look *l, qpdf_oh o)
{
	const char *key;
	qpdf_oh value;

	qpdf_oh_begin_dict_key_iter(l->q, o);
	while (l->found == MEDIA_EXIT_OK && qpdf_oh_dict_more_keys(l->q)) {
		key = qpdf_oh_dict_next_key(l->q);
		if (is_one_of(key, scripts, LEN(scripts)))
			found(l, MEDIA_EXIT_ACTIVE);
		if (is_one_of(key, carriers, LEN(carriers)))
			found(l, MEDIA_EXIT_EMBEDS);
		value = qpdf_oh_get_key(l->q, o, key);
		look_at_kind(l, key, value);
		put(l, value);
	}
}

static void look_into(struct look *l, qpdf_oh o)
{
	qpdf_oh part;
	int i, n;

	if (qpdf_oh_is_stream(l->q, o)) {
		part = qpdf_oh_get_dict(l->q, o);
		look_into_dictionary(l, part);
		qpdf_oh_release(l->q, part);
	} else if (qpdf_oh_is_dictionary(l->q, o)) {
		look_into_dictionary(l, o);
	} else if (qpdf_oh_is_array(l->q, o)) {
		n = qpdf_oh_get_array_n_items(l->q, o);
		for (i = 0; i < n && l->found == MEDIA_EXIT_OK; i++)
			put(l, qpdf_oh_get_array_item(l->q, o, i));
	}
	if (qpdf_has_error(l->q))
		found(l, MEDIA_EXIT_INVALID);
}

static void look_through(struct look *l)
{
	qpdf_oh o;

	put(l, qpdf_get_trailer(l->q));
	while (l->found == MEDIA_EXIT_OK && l->n > 0) {
		o = l->left[--l->n];
		look_into(l, o);
		qpdf_oh_release(l->q, o);
	}
}

static enum media_exit why_not(qpdf_data q)
{
	qpdf_error e = qpdf_get_error(q);

	return e != NULL && qpdf_get_error_code(q, e) == qpdf_e_password ? MEDIA_EXIT_LOCKED
									 : MEDIA_EXIT_INVALID;
}

static enum media_exit look_at(struct look *l, unsigned *ret_pages)
{
	int pages;

	look_through(l);
	if (l->found != MEDIA_EXIT_OK)
		return l->found;
	pages = qpdf_get_num_pages(l->q);
	if (qpdf_has_error(l->q) || qpdf_more_warnings(l->q) || pages <= 0)
		return MEDIA_EXIT_INVALID;
	*ret_pages = (unsigned)pages;
	return MEDIA_EXIT_OK;
}

enum media_exit pdf_examine(const unsigned char *p, size_t n, unsigned *ret_pages)
{
	struct look l = { 0 };
	enum media_exit e;

	/* Nothing may stand before the header: a file that is two things at once is none. */
	if (n < 5 || memcmp(p, "%PDF-", 5) != 0)
		return MEDIA_EXIT_INVALID;
	l.q = qpdf_init();
	l.seen = calloc(MAX_OBJECTS / 8 + 1, 1);
	if (l.seen == NULL)
		abort();
	qpdf_silence_errors(l.q);
	qpdf_set_suppress_warnings(l.q, QPDF_TRUE);
	qpdf_set_attempt_recovery(l.q, QPDF_FALSE);
	if ((qpdf_read_memory(l.q, "pdf", (const char *)p, n, NULL) & QPDF_ERRORS) != 0)
		e = why_not(l.q);
	else
		e = look_at(&l, ret_pages);
	/* An error that nobody took would be written to the log of the server. */
	(void)qpdf_get_error(l.q);
	free(l.left);
	free(l.seen);
	qpdf_cleanup(&l.q);
	return e;
}
