/* Documents of a case: added, removed with a reason, brought back, and gone for good. */
#include "feature/casework/document.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework_impl.h"
#include "feature/casework/document_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/document.h"

enum { FORGET_BATCH = 50, MB_USUAL = 5, DAYS_USUAL = 30 };

enum err document_size(struct ctx *cx, size_t *ret)
{
	int64_t mb;

	TRY(ref_number(cx, "document_rule", "size", "mb", MB_USUAL, &mb));
	*ret = MIN((size_t)mb << 20, MEDIA_MAX_PDF);
	return ERR_OK;
}

enum err document_kept_until(struct ctx *cx, int64_t removed_at, int64_t *ret)
{
	int64_t days;

	TRY(ref_number(cx, "document_rule", "undo", "days", DAYS_USUAL, &days));
	*ret = removed_at + days * USEC_DAY;
	return ERR_OK;
}

/* ---- added ------------------------------------------------------------------------------- */

/* What is said of a document, as it is kept. */
struct words {
	struct blob number, title, note;
	bool specific;
};

static enum err seal_words(struct ctx *cx, int64_t case_id, const struct document_new *n,
			   struct words *ret)
{
	struct vault_item items[] = { { .kind = SEAL_NARRATIVE, .plain = n->number },
				      { .kind = SEAL_NARRATIVE, .plain = n->title },
				      { .kind = SEAL_NARRATIVE, .plain = n->note } };
	struct ref_entry kind;

	TRY(ref_get(cx, "document_kind", n->code, ref_today(cx), &kind));
	TRY(vault_seal_all(cx, case_id, items, LEN(items)));
	*ret = (struct words){ .number = items[0].sealed,
			       .title = items[1].sealed,
			       .note = items[2].sealed,
			       .specific = ref_doc_flag(cx, &kind, "specific") };
	return ERR_OK;
}

static enum err insert_files(struct ctx *cx, struct document_insert_args *a,
			     const struct document_file *files, size_t n)
{
	size_t i;

	a->part_n = (int64_t)n;
	for (i = 0; i < n; i++) {
		bool pdf = files[i].draft.kind == MEDIA_PDF;

		TRY(media_attach(cx, a->case_id, &files[i].draft));
		a->id = APP_ID(cx);
		a->media_id = files[i].draft.id;
		a->pdf = pdf;
		a->pages = pdf ? files[i].pages : DB_NONE;
		a->part = (int64_t)i + 1;
		TRY(document_insert_run(cx, a, NULL));
	}
	return ERR_OK;
}

/* "no. 445/12 · Rujukan ke RSUD": words of the story, sealed there when the case is protected. */
static const char *words_of(struct ctx *cx, const struct document_new *n)
{
	const char *number =
	    str_blank(n->number) ? NULL : text_fill(cx, T_DOCUMENT_NUMBERED, n->number, NULL);

	if (number == NULL || str_blank(n->title))
		return number != NULL ? number : n->title;
	return arena_printf(cx->arena, "%s · %s", number, n->title);
}

static enum err room_for(struct ctx *cx, const struct case_root_row *c, size_t n)
{
	struct document_count_row have;

	if (c->state == CASE_MERGED)
		return refuse(cx, T_DOCUMENT_REFUSE_MERGED);
	TRY(document_count_one(cx, &(struct document_count_args){ .case_id = c->id }, &have));
	return (size_t)have.n + n > CASE_DOCUMENTS_MAX ? refuse(cx, T_DOCUMENT_REFUSE_FULL)
						       : ERR_OK;
}

enum err document_add(struct ctx *cx, int64_t case_id, const struct document_new *n,
		      const struct document_file *files, size_t n_files, int64_t *ret_id)
{
	struct document_insert_args a = {
		.case_id = case_id,
		.step_id = n->step_id,
		.referral_id = n->referral_id,
		.service_id = n->service_id,
		.code = n->code,
		.dated_on = n->dated_on,
		.unit_id = cx->actor->unit_id,
	};
	struct case_root_row c;
	struct words w;

	TRY(case_root_one(cx, &(struct case_root_args){ .id = case_id }, &c));
	TRY(hold_case(cx, case_id));
	TRY(room_for(cx, &c, n_files));
	TRY(seal_words(cx, case_id, n, &w));
	a.specific = w.specific;
	a.number_sealed = w.number;
	a.title_sealed = w.title;
	a.note_sealed = w.note;
	TRY(insert_files(cx, &a, files, n_files));
	TRY(audit_leaf(cx, "casework.document_add", a.id,
		       arena_printf(cx->arena, "kind=%s;files=%zu", n->code, n_files)));
	*ret_id = a.id;
	return event_add(cx, &c,
			 &(struct event){ .kind = "letter",
					  .what = n_files == 1 ? "event.document_added"
							       : "event.documents_added",
					  .arg0 = n->code,
					  .arg1 = arena_printf(cx->arena, "%zu", n_files),
					  .body = words_of(cx, n),
					  .object_id = a.id });
}

/* ---- put right, removed and brought back ----------------------------------------------------- */

static enum err tell_story(struct ctx *cx, const struct case_root_row *c,
			   const struct document_row_row *d, const char *what, const char *body)
{
	return event_add(cx, c,
			 &(struct event){ .kind = "letter",
					  .what = what,
					  .arg0 = d->code,
					  .body = body,
					  .object_id = d->id });
}

static enum err load(struct ctx *cx, int64_t id, struct document_row_row *ret,
		     struct case_root_row *ret_case)
{
	TRY(document_row_one(cx, &(struct document_row_args){ .id = id }, ret));
	TRY(case_root_one(cx, &(struct case_root_args){ .id = ret->case_id }, ret_case));
	return hold_case(cx, ret->case_id);
}

enum err document_change(struct ctx *cx, int64_t id, const struct document_new *n)
{
	struct document_set_words_args a = { .id = id, .code = n->code, .dated_on = n->dated_on };
	struct document_row_row d;
	struct case_root_row c;
	int64_t changed;
	struct words w;

	TRY(load(cx, id, &d, &c));
	TRY(seal_words(cx, d.case_id, n, &w));
	a.specific = w.specific;
	a.number_sealed = w.number;
	a.title_sealed = w.title;
	a.note_sealed = w.note;
	TRY(document_set_words_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_DOCUMENT_REFUSE_REMOVED);
	TRY(audit_leaf(cx, "casework.document_change", id,
		       arena_printf(cx->arena, "kind=%s", n->code)));
	d.code = n->code;
	return tell_story(cx, &c, &d, "event.document_changed", words_of(cx, n));
}

enum err document_remove(struct ctx *cx, int64_t id, const char *why)
{
	struct document_set_removed_args a = { .id = id };
	struct document_row_row d;
	struct case_root_row c;
	int64_t changed;

	TRY(load(cx, id, &d, &c));
	TRY(vault_seal(cx, d.case_id, SEAL_NARRATIVE, why, &a.why_sealed));
	TRY(document_set_removed_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_DOCUMENT_REFUSE_REMOVED);
	TRY(audit_leaf(cx, "casework.document_remove", id, NULL));
	return tell_story(cx, &c, &d, "event.document_removed", why);
}

enum err document_restore(struct ctx *cx, int64_t id)
{
	struct document_row_row d;
	struct case_root_row c;
	int64_t changed;

	TRY(load(cx, id, &d, &c));
	TRY(room_for(cx, &c, 1));
	TRY(document_set_restored_run(cx, &(struct document_set_restored_args){ .id = id },
				      &changed));
	if (changed != 1)
		return refuse(cx, d.gone_at != 0 ? T_DOCUMENT_REFUSE_GONE
						 : T_DOCUMENT_REFUSE_NOT_REMOVED);
	TRY(audit_leaf(cx, "casework.document_restore", id, NULL));
	return tell_story(cx, &c, &d, "event.document_restored", NULL);
}

enum err document_forget(struct ctx *cx, int64_t object, const char *detail)
{
	struct document_due_row *due;
	int64_t days;
	size_t n, i;

	(void)object;
	(void)detail;
	TRY(ref_number(cx, "document_rule", "undo", "days", DAYS_USUAL, &days));
	TRY(document_due_all(cx,
			     &(struct document_due_args){ .before = cx->now - days * USEC_DAY,
							  .max_n = FORGET_BATCH },
			     &due, &n));
	for (i = 0; i < n; i++) {
		TRY(media_forget_one(cx, due[i].media_id));
		TRY(document_set_gone_run(cx, &(struct document_set_gone_args){ .id = due[i].id },
					  NULL));
		TRY(audit_leaf(cx, "casework.document_gone", due[i].id, NULL));
	}
	return ERR_OK;
}
