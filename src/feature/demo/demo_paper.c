/* Papers of the sample city: receipts of aid (tanda terima) that prove a service given. */
#include "feature/demo/demo_impl.h"

#include "feature/casework/document.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/export/pdf.h"

const char *demo_receipt_number(struct ctx *cx, unsigned receipt)
{
	return arena_printf(cx->arena, "TT-%04u", receipt);
}

static enum err write_receipt(struct ctx *cx, unsigned receipt, struct buf *out)
{
	const struct pdf_options options = { .title = "Tanda terima bantuan",
					     .footer = "Data contoh",
					     .sample = true };
	struct pdf *p;

	TRY(pdf_new(cx, &options, &p));
	pdf_text(p, PDF_SMALL, cx->app->city_name);
	pdf_text(p, PDF_TITLE, "Tanda Terima Bantuan");
	pdf_pair(p, "Nomor", demo_receipt_number(cx, receipt));
	pdf_space(p, 12);
	pdf_text(p, PDF_TEXT,
		 "Telah diterima bantuan sebagaimana tercatat dalam kasusnya, dalam keadaan baik "
		 "dan cukup. Penerima tidak dipungut biaya apa pun.");
	pdf_space(p, 24);
	pdf_line_to_fill(p, "Yang menyerahkan");
	pdf_line_to_fill(p, "Yang menerima");
	return pdf_end(cx, p, out);
}

enum err demo_receipts(struct ctx *cx, size_t n, const struct media_draft **ret)
{
	struct media_draft *drafts = ARENA_ARRAY(cx->arena, n + 1, struct media_draft);
	enum err e = ERR_OK;

	for (size_t i = 0; i < n && e == ERR_OK; i++) {
		struct buf pdf;

		buf_init(&pdf, 1 << 20);
		e = write_receipt(cx, (unsigned)i + 1, &pdf);
		if (e == ERR_OK)
			e = media_store_pdf(cx, (struct blob){ pdf.data, pdf.len }, &drafts[i]);
		buf_release(&pdf);
	}
	*ret = drafts;
	return e;
}

enum err demo_receipt_add(struct ctx *cx, const struct sim *s, unsigned receipt, int64_t case_id,
			  int64_t service_id)
{
	const struct document_new n = { .code = "tanda_terima",
					.number = demo_receipt_number(cx, receipt),
					.dated_on = ref_today(cx),
					.service_id = service_id };
	int64_t id;

	return document_add(
	    cx, case_id, &n,
	    &(struct document_file){ .draft = s->receipts[receipt - 1], .pages = 1 }, 1, &id);
}
