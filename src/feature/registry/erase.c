#include "feature/registry/event.h"
#include "feature/registry/field_sql.h"
#include "feature/registry/second.h"
#include "feature/registry/subject_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/rights.h"

/* ---- the city's key changes ------------------------------------------------------------------ */

/* Below it lie the blind indexes of older epochs: an index begins with its epoch. */
static struct blob before(struct ctx *cx)
{
	unsigned char *bound = arena_alloc(cx->arena, 1);

	*bound = (unsigned char)vault_epoch(cx->app->vault);
	return (struct blob){ bound, 1 };
}

/* One batch of one of the three indexes; *ret_n rows of at most max were old. */
static enum err niks(struct ctx *cx, unsigned max, bool write, size_t *ret_n)
{
	struct person_blind_old_row *rows;
	struct person_blind_set_args a;
	const char *nik;

	TRY(person_blind_old_all(
	    cx, &(struct person_blind_old_args){ .nik_before = before(cx), .max_n = max }, &rows,
	    ret_n));
	for (size_t i = 0; write && i < *ret_n; i++) {
		TRY(vault_unseal(cx, rows[i].id, SEAL_NIK, rows[i].nik_sealed, &nik));
		a.id = rows[i].id;
		a.old_blind = rows[i].nik_blind;
		TRY(vault_blind(cx, SEAL_NIK, nik, &a.nik_blind));
		TRY(person_blind_set_run(cx, &a, NULL));
	}
	return ERR_OK;
}

static enum err phones(struct ctx *cx, unsigned max, bool write, size_t *ret_n)
{
	struct person_phone_old_row *rows;
	struct person_phone_set_args a;
	const char *phone;

	TRY(person_phone_old_all(
	    cx, &(struct person_phone_old_args){ .phone_before = before(cx), .max_n = max }, &rows,
	    ret_n));
	for (size_t i = 0; write && i < *ret_n; i++) {
		TRY(vault_unseal(cx, rows[i].id, SEAL_PHONE, rows[i].phone_sealed, &phone));
		a.id = rows[i].id;
		a.old_blind = rows[i].phone_blind;
		TRY(vault_blind(cx, SEAL_PHONE, phone, &a.phone_blind));
		TRY(person_phone_set_run(cx, &a, NULL));
	}
	return ERR_OK;
}

static enum err kks(struct ctx *cx, unsigned max, bool write, size_t *ret_n)
{
	struct family_blind_old_row *rows;
	struct family_blind_set_args a;
	const char *kk;

	TRY(family_blind_old_all(
	    cx, &(struct family_blind_old_args){ .kk_before = before(cx), .max_n = max }, &rows,
	    ret_n));
	for (size_t i = 0; write && i < *ret_n; i++) {
		TRY(vault_unseal(cx, rows[i].id, SEAL_KK, rows[i].kk_sealed, &kk));
		a.id = rows[i].id;
		a.old_blind = rows[i].kk_blind;
		TRY(vault_blind(cx, SEAL_KK, kk, &a.kk_blind));
		TRY(family_blind_set_run(cx, &a, NULL));
	}
	return ERR_OK;
}

static enum err reblind(struct ctx *cx, unsigned max, bool write, bool *ret_found)
{
	size_t n;

	TRY(niks(cx, max, write, &n));
	if (n == 0)
		TRY(phones(cx, max, write, &n));
	if (n == 0)
		TRY(kks(cx, max, write, &n));
	*ret_found = n > 0;
	return ERR_OK;
}

enum err person_reblind_due(struct ctx *cx, bool *ret)
{
	return reblind(cx, 1, false, ret);
}

enum err person_reblind(struct ctx *cx, unsigned max, bool *ret_left)
{
	return reblind(cx, max, true, ret_left);
}

/* ---- erasing ----------------------------------------------------------------------------- */

static const char *or_empty(const char *s)
{
	return s != NULL ? s : "";
}

/* What the fields say, in a form that never changes. */
static const char *canonical(struct ctx *cx, const struct subject *s)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts.book, s->of, &fields);
	const char *text = str_digits(cx->arena, s->id);

	for (size_t i = 0; i < n; i++)
		if (!fact_sealed(fields[i]) && s->facts.value[i] != NULL)
			text = arena_printf(cx->arena, "%s\n%s=%s", text, fields[i]->code,
					    or_empty(s->facts.value[i]));
	return text;
}

enum err person_erase(struct ctx *cx, int64_t id, bool *ret_erased)
{
	struct person_erase_row_args a = { .id = id, .name = text_in(LANG_ID, T_RIGHTS_TOMBSTONE) };
	struct subject s;
	enum err err;
	int64_t changed = 0;

	*ret_erased = false;
	err = subject_read(cx, FACT_PERSON, id, &s);
	if (err == ERR_NOTFOUND)
		return ERR_OK;
	TRY(err);
	if (s.erased)
		return ERR_OK;
	TRY(vault_blind(cx, SEAL_TOMBSTONE, canonical(cx, &s), &a.tombstone));
	TRY(person_erase_row_run(cx, &a, &changed));
	if (changed == 0)
		return ERR_OK;
	TRY(person_versions_erase_run(cx, &(struct person_versions_erase_args){ .subject_id = id },
				      NULL));
	TRY(person_claim_notes_erase_run(
	    cx, &(struct person_claim_notes_erase_args){ .subject_id = id }, NULL));
	TRY(person_claims_erase_run(cx, &(struct person_claims_erase_args){ .subject_id = id },
				    NULL));
	TRY(field_forget_run(cx, &(struct field_forget_args){ .subject_id = id }, NULL));
	TRY(second_end_subject(cx, id));
	TRY(events_erase(cx, id));
	TRY(vault_erase(cx, id));
	*ret_erased = true;
	return audit_leaf(cx, "registry.erase", id, NULL);
}
