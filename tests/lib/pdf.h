/* Small PDF files as tests need them: a page with a word, and whatever else is asked for. */
#ifndef TESTS_PDF_H
#define TESTS_PDF_H

#include "base/arena.h"
#include "base/buf.h"

#include <string.h>

#define PDF_OBJECTS 16

/* The objects in turn, from 1 on and ending with NULL; the first is the catalog. */
static inline struct blob pdf_of(struct arena *a, const char *const *objects)
{
	size_t offsets[PDF_OBJECTS], n, i, xref;
	struct blob out;
	struct buf b;

	buf_init(&b, 8 << 20);
	buf_adds(&b, "%PDF-1.5\n");
	for (n = 0; objects[n] != NULL; n++) {
		assert(n < PDF_OBJECTS);
		offsets[n] = b.len;
		buf_addf(&b, "%zu 0 obj\n", n + 1);
		buf_adds(&b, objects[n]);
		buf_adds(&b, "\nendobj\n");
	}
	xref = b.len;
	buf_addf(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (i = 0; i < n; i++)
		buf_addf(&b, "%010zu 00000 n \n", offsets[i]);
	buf_addf(&b, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, xref);
	out = (struct blob){ arena_memdup(a, b.data, b.len), b.len };
	buf_release(&b);
	return out;
}

/* A page with more in its catalog, in the page itself, and two objects 5 and 6 of one's own. */
static inline struct blob pdf_with(struct arena *a, const char *catalog, const char *page,
				   const char *five, const char *six)
{
	const char *const objects[] = {
		arena_printf(a, "<</Type/Catalog/Pages 2 0 R%s>>", catalog),
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		arena_printf(
		    a, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>", page),
		"<</Length 26>>stream\nBT /F1 12 Tf (surat) Tj ET\nendstream",
		five,
		six,
		NULL,
	};

	return pdf_of(a, objects);
}

/* A clean one. */
static inline struct blob pdf_plain(struct arena *a)
{
	return pdf_with(a, "", "", "null", "null");
}

/* One that runs a script when it is opened. */
static inline struct blob pdf_script(struct arena *a)
{
	return pdf_with(a, "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "", "null", "null");
}

#endif
