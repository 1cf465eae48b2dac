/* PDF from outside: what may be kept and what not, through the helper as the server asks it. */
#include "lib/testlib.h"

#include "lib/pdf.h"
#include "platform/media/media_impl.h"

#include <qpdf/qpdf-c.h>
#include <string.h>

static int setup(void **state)
{
	static struct test t;

	test_open_plain(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	test_close(*state);
	return 0;
}

static enum pdf_look look(struct test *t, struct blob b)
{
	enum pdf_look found = PDF_BROKEN;
	int64_t pages = -1;

	assert_ok(media_look_pdf(&t->cx, b, &found, &pages));
	assert_true(found == PDF_GOOD ? pages >= 1 : pages == 0);
	return found;
}

/* The same PDF as another program would write it: objects in compressed streams, or locked. */
static struct blob rewritten(struct test *t, struct blob b, bool streams, const char *user,
			     const char *owner)
{
	qpdf_data q = qpdf_init();
	struct blob out;

	assert_int_equal(qpdf_read_memory(q, "made", b.p, b.n, NULL), QPDF_SUCCESS);
	assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
	if (streams)
		qpdf_set_object_stream_mode(q, qpdf_o_generate);
	if (owner != NULL)
		qpdf_set_r6_encryption_parameters2(q, user, owner, QPDF_TRUE, QPDF_FALSE,
						   QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE,
						   qpdf_r3p_none, QPDF_TRUE);
	assert_int_equal(qpdf_write(q), QPDF_SUCCESS);
	out.n = qpdf_get_buffer_length(q);
	out.p = arena_memdup(t->cx.arena, qpdf_get_buffer(q), out.n);
	qpdf_cleanup(&q);
	return out;
}

static void a_plain_pdf_is_good_and_its_pages_are_counted(void **state)
{
	struct test *t = *state;
	const char *const two[] = {
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
		NULL,
	};
	enum pdf_look found;
	int64_t pages;

	assert_int_equal(look(t, pdf_plain(t->cx.arena)), PDF_GOOD);
	assert_ok(media_look_pdf(&t->cx, pdf_of(t->cx.arena, two), &found, &pages));
	assert_int_equal(found, PDF_GOOD);
	assert_int_equal(pages, 2);
}

/* A link to a page or to an address runs nothing; print restrictions lock nobody out. */
static void what_only_leads_somewhere_is_kept(void **state)
{
	struct test *t = *state;
	struct arena *a = t->cx.arena;
	struct blob plain = pdf_plain(a);

	assert_int_equal(look(t, pdf_with(a, "/OpenAction[3 0 R/Fit]", "", "null", "null")),
			 PDF_GOOD);
	assert_int_equal(look(t, pdf_with(a, "",
					  "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
					  "/A<</S/URI/URI(https://contoh.go.id)>>>>]",
					  "null", "null")),
			 PDF_GOOD);
	assert_int_equal(look(t, rewritten(t, plain, true, NULL, NULL)), PDF_GOOD);
	assert_int_equal(look(t, rewritten(t, plain, false, "", "pemilik")), PDF_GOOD);
}

static void a_pdf_that_runs_or_starts_something_is_refused(void **state)
{
	static const struct {
		const char *catalog, *page, *five, *six;
	} bad[] = {
		{ "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "", "null", "null" },
		{ "/OpenAction<</S/J#61vaScript/J#53(x)>>", "", "null", "null" },
		{ "/Names<</JavaScript<</Names[(a)5 0 R]>>>>", "", "<</S/JavaScript/JS(x)>>",
		  "null" },
		{ "", "/AA<</O 5 0 R>>", "<</S 6 0 R/F(x)>>", "/Launch" },
		{ "/AcroForm<</XFA 5 0 R/Fields[]>>", "", "[(x)]", "null" },
		{ "", "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(x)>>>>]",
		  "null", "null" },
		{ "/A[[[[<</S/SubmitForm/F(http://x)>>]]]]", "", "null", "null" },
	};
	struct test *t = *state;
	struct arena *a = t->cx.arena;
	struct blob b;
	size_t i;

	for (i = 0; i < LEN(bad); i++) {
		b = pdf_with(a, bad[i].catalog, bad[i].page, bad[i].five, bad[i].six);
		assert_int_equal(look(t, b), PDF_ACTIVE);
	}
	/* Neither hides it that its objects lie compressed, nor that they are encrypted. */
	b = rewritten(t, pdf_script(a), true, NULL, NULL);
	assert_null(memmem(b.p, b.n, "JavaScript", 10));
	assert_int_equal(look(t, b), PDF_ACTIVE);
	assert_int_equal(look(t, rewritten(t, pdf_script(a), true, "", "pemilik")), PDF_ACTIVE);
}

static void a_pdf_that_carries_other_files_is_refused(void **state)
{
	struct test *t = *state;
	struct arena *a = t->cx.arena;

	assert_int_equal(look(t, pdf_with(a, "/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>", "",
					  "<</Type/Filespec/F(a.exe)>>", "null")),
			 PDF_EMBEDS);
	assert_int_equal(look(t, pdf_with(a, "",
					  "/Annots[<</Type/Annot/Subtype/FileAttachment"
					  "/Rect[0 0 9 9]>>]",
					  "null", "null")),
			 PDF_EMBEDS);
	assert_int_equal(look(t, pdf_with(a, "/AF[5 0 R]", "", "<</Type/Filespec/EF<</F 6 0 R>>>>",
					  "<</Length 1>>stream\nx\nendstream")),
			 PDF_EMBEDS);
}

static void a_pdf_that_asks_for_a_password_is_said_to_be_locked(void **state)
{
	struct test *t = *state;

	assert_int_equal(look(t, rewritten(t, pdf_plain(t->cx.arena), false, "rahasia", "pemilik")),
			 PDF_LOCKED);
}

/* What a reader would have to repair, each repairs otherwise. */
static void what_is_broken_or_two_things_at_once_is_refused(void **state)
{
	struct test *t = *state;
	struct arena *a = t->cx.arena;
	struct blob plain = pdf_plain(a), cut = plain;
	char *longer = arena_alloc(a, plain.n + 5000);

	assert_int_equal(look(t, (struct blob){ "", 0 }), PDF_BROKEN);
	assert_int_equal(look(t, (struct blob){ "hello", 5 }), PDF_BROKEN);
	assert_int_equal(look(t, (struct blob){ "%PDF-1.7\n", 9 }), PDF_BROKEN);
	cut.n = plain.n / 2;
	assert_int_equal(look(t, cut), PDF_BROKEN);
	memset(longer, ' ', plain.n + 5000);
	memcpy(longer, plain.p, plain.n);
	assert_int_equal(look(t, (struct blob){ longer, plain.n + 5000 }), PDF_BROKEN);
	memcpy(longer, "<html>", 6);
	memcpy(longer + 6, plain.p, plain.n);
	assert_int_equal(look(t, (struct blob){ longer, plain.n + 6 }), PDF_BROKEN);
	/* The same key twice: one reader takes the first value, the next one the last. */
	assert_int_equal(look(t, pdf_with(a, "/Lang(id)/Lang(en)", "", "null", "null")),
			 PDF_BROKEN);
	assert_int_equal(look(t, pdf_of(a, (const char *const[]){ "<</Type/Catalog>>", NULL })),
			 PDF_BROKEN);
}

/* Deep, wide and round: each ends, and none harms the server. */
static void a_pdf_made_to_exhaust_is_ended(void **state)
{
	enum { DEEP = 200000 };
	struct test *t = *state;
	struct arena *a = t->cx.arena;
	char *nest = arena_alloc(a, DEEP + 8);

	assert_int_equal(look(t, pdf_with(a, "/A 5 0 R", "", "[6 0 R 5 0 R]", "<</B 5 0 R>>")),
			 PDF_GOOD);
	memcpy(nest, "/A", 2);
	memset(nest + 2, '[', DEEP);
	nest[DEEP + 2] = '\0';
	assert_int_equal(look(t, pdf_with(a, nest, "", "null", "null")), PDF_BROKEN);
}

/* Any two bytes of a compressed one changed: whatever comes out, it comes out. */
static void damaged_pdfs_never_harm_the_server(void **state)
{
	struct test *t = *state;
	struct blob in = rewritten(t, pdf_script(t->cx.arena), true, NULL, NULL);
	unsigned char *copy = arena_alloc(t->cx.arena, in.n);
	struct rng r;
	int i;

	rng_seed(&r, 11);
	for (i = 0; i < 24; i++) {
		memcpy(copy, in.p, in.n);
		copy[8 + rng_below(&r, in.n - 8)] = (unsigned char)rng_below(&r, 256);
		copy[8 + rng_below(&r, in.n - 8)] = (unsigned char)rng_below(&r, 256);
		assert_in_range(look(t, (struct blob){ copy, in.n }), PDF_GOOD, PDF_EMBEDS);
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_plain_pdf_is_good_and_its_pages_are_counted),
		T(what_only_leads_somewhere_is_kept),
		T(a_pdf_that_runs_or_starts_something_is_refused),
		T(a_pdf_that_carries_other_files_is_refused),
		T(a_pdf_that_asks_for_a_password_is_said_to_be_locked),
		T(what_is_broken_or_two_things_at_once_is_refused),
		T(a_pdf_made_to_exhaust_is_ended),
		T(damaged_pdfs_never_harm_the_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
