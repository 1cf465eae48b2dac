#include "feature/registry/registry.h"

#include "base/str.h"
#include "feature/registry/registry_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/rights.h"

/* ---- what changed ------------------------------------------------------------------------ */

struct diff {
	int64_t person_id;
	const char *source;
};

static enum err change(struct ctx *cx, const struct diff *d, const char *field, const char *old,
		       const char *new)
{
	if (str_eq(old, new))
		return ERR_OK;
	return person_change_add_run(cx,
				     &(struct person_change_add_args){
					 .id = APP_ID(cx),
					 .person_id = d->person_id,
					 .unit_id = cx->actor->unit_id,
					 .field = field,
					 .old_value = old,
					 .new_value = new,
					 .source = d->source,
				     },
				     NULL);
}

static const char *number_text(struct ctx *cx, int64_t v)
{
	return v == DB_NONE ? NULL : arena_printf(cx->arena, "%lld", (long long)v);
}

static enum err change_number(struct ctx *cx, const struct diff *d, const char *field, int64_t old,
			      int64_t new)
{
	return change(cx, d, field, number_text(cx, old), number_text(cx, new));
}

/* Sealed fields say only that they changed. */
static enum err change_sealed(struct ctx *cx, const struct diff *d, const char *field,
			      const char *given)
{
	return given == NULL ? ERR_OK : change(cx, d, field, NULL, "•");
}

static enum err keep_changes(struct ctx *cx, const struct diff *d, const struct person_row_row *o,
			     const struct person *p)
{
	TRY(change(cx, d, "name", o->name, p->name));
	TRY(change_number(cx, d, "known", o->known, p->known));
	TRY(change(cx, d, "alias", o->alias, p->alias));
	TRY(change(cx, d, "traits", o->traits, p->traits));
	TRY(change(cx, d, "address", o->address, p->address));
	TRY(change(cx, d, "origin", o->origin, p->origin));
	TRY(change_number(cx, d, "sex", o->sex, p->sex));
	TRY(change_number(cx, d, "birth_date", o->birth_date, p->birth_date));
	TRY(change_number(cx, d, "birth_year", o->birth_year, p->birth_year));
	TRY(change_number(cx, d, "region", o->region_id, p->region_id));
	TRY(change_sealed(cx, d, "nik", p->nik));
	return change_sealed(cx, d, "phone", p->phone);
}

/* ---- saving ------------------------------------------------------------------------------ */

static enum err seal(struct ctx *cx, int64_t id, const struct person *p, struct blob *nik,
		     struct blob *blind, struct blob *phone)
{
	if (p->nik != NULL) {
		TRY(vault_seal(cx, id, SEAL_NIK, p->nik, nik));
		TRY(vault_blind(cx, SEAL_NIK, p->nik, blind));
	}
	return p->phone == NULL ? ERR_OK : vault_seal(cx, id, SEAL_PHONE, p->phone, phone);
}

static enum err insert(struct ctx *cx, const struct person *p, const char *source, int64_t *ret_id)
{
	struct person_insert_args a = {
		.id = APP_ID(cx),
		.known = p->known,
		.name = p->name,
		.name_fold = str_fold(cx->arena, p->name),
		.alias = p->alias,
		.sex = p->sex,
		.birth_date = p->birth_date,
		.birth_year = p->birth_year,
		.traits = p->traits,
		.region_id = p->region_id,
		.address = p->address,
		.origin = p->origin,
		.protected = p->protected,
		.source = source,
	};

	TRY(seal(cx, a.id, p, &a.nik_sealed, &a.nik_blind, &a.phone_sealed));
	TRY(person_insert_run(cx, &a, NULL));
	*ret_id = a.id;
	return audit_leaf(cx, "registry.person_new", a.id, NULL);
}

enum err person_save(struct ctx *cx, const struct person *p, const char *source, int64_t *ret_id)
{
	struct person_row_row old;
	struct person_update_args a;
	int64_t changed;

	if (p->id == 0)
		return insert(cx, p, source, ret_id);
	TRY(person_row_one(cx, &(struct person_row_args){ .id = p->id }, &old));
	if (p->version != 0 && p->version != old.version)
		return err_set(cx, ERR_CONFLICT, "person %lld was changed", (long long)p->id);
	a = (struct person_update_args){
		.id = p->id,
		.version = old.version,
		.known = p->known,
		.name = p->name,
		.name_fold = str_fold(cx->arena, p->name),
		.alias = p->alias,
		.sex = p->sex,
		.birth_date = p->birth_date,
		.birth_year = p->birth_year,
		.traits = p->traits,
		.region_id = p->region_id,
		.address = p->address,
		.origin = p->origin,
		.nik_sealed = old.nik_sealed,
		.nik_blind = old.nik_blind,
		.phone_sealed = old.phone_sealed,
	};
	TRY(seal(cx, p->id, p, &a.nik_sealed, &a.nik_blind, &a.phone_sealed));
	TRY(person_update_run(cx, &a, &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "person %lld was changed", (long long)p->id);
	TRY(keep_changes(cx, &(struct diff){ .person_id = p->id, .source = source }, &old, p));
	*ret_id = p->id;
	return audit_leaf(cx, "registry.person_change", p->id, NULL);
}

/* ---- reading ----------------------------------------------------------------------------- */

enum err person_get(struct ctx *cx, int64_t id, struct person *ret)
{
	struct person_row_row r;
	const char *nik, *phone;

	TRY(person_row_one(cx, &(struct person_row_args){ .id = id }, &r));
	TRY(vault_unseal(cx, id, SEAL_NIK, r.nik_sealed, &nik));
	TRY(vault_unseal(cx, id, SEAL_PHONE, r.phone_sealed, &phone));
	*ret = (struct person){
		.id = r.id,
		.version = r.version,
		.known = r.known != 0,
		.name = r.name,
		.alias = r.alias,
		.traits = r.traits,
		.address = r.address,
		.origin = r.origin,
		.sex = r.sex,
		.birth_date = r.birth_date,
		.birth_year = r.birth_year,
		.region_id = r.region_id,
		.nik = nik,
		.phone = phone,
		.protected = r.protected != 0,
	};
	return ERR_OK;
}

enum err person_by_nik(struct ctx *cx, const char *nik, int64_t **ret, size_t *ret_n)
{
	struct person_by_nik_row *rows;
	size_t n_blinds, n, total = 0, i, k;
	struct blob *blinds;
	int64_t *ids = NULL, *more;

	TRY(vault_blinds(cx, SEAL_NIK, nik, &blinds, &n_blinds));
	for (i = 0; i < n_blinds; i++) {
		TRY(person_by_nik_all(cx, &(struct person_by_nik_args){ .nik_blind = blinds[i] },
				      &rows, &n));
		more = ARENA_ARRAY(cx->arena, total + n + 1, int64_t);
		for (k = 0; k < total; k++)
			more[k] = ids[k];
		for (k = 0; k < n; k++)
			more[total + k] = rows[k].id;
		ids = more;
		total += n;
	}
	*ret = ids;
	*ret_n = total;
	return ERR_OK;
}

/* Persons whose blind index is of an older epoch, which is its first byte. */
static enum err old_blinds(struct ctx *cx, unsigned max, struct person_blind_old_row **ret,
			   size_t *ret_n)
{
	unsigned char *bound = arena_alloc(cx->arena, 1);

	*bound = (unsigned char)vault_epoch(cx->app->vault);
	return person_blind_old_all(
	    cx, &(struct person_blind_old_args){ .before = { bound, 1 }, .max_n = max }, ret,
	    ret_n);
}

enum err person_reblind_due(struct ctx *cx, bool *ret)
{
	struct person_blind_old_row *rows;
	size_t n;

	TRY(old_blinds(cx, 1, &rows, &n));
	*ret = n > 0;
	return ERR_OK;
}

enum err person_reblind(struct ctx *cx, unsigned max, bool *ret_left)
{
	struct person_blind_old_row *rows;
	struct person_blind_set_args a;
	const char *nik;
	size_t n, i;

	TRY(old_blinds(cx, max, &rows, &n));
	for (i = 0; i < n; i++) {
		TRY(vault_unseal(cx, rows[i].id, SEAL_NIK, rows[i].nik_sealed, &nik));
		a.id = rows[i].id;
		a.old_blind = rows[i].nik_blind;
		TRY(vault_blind(cx, SEAL_NIK, nik, &a.nik_blind));
		TRY(person_blind_set_run(cx, &a, NULL));
	}
	*ret_left = n == max;
	return ERR_OK;
}

/* ---- erasing ----------------------------------------------------------------------------- */

static const char *or_empty(const char *s)
{
	return s != NULL ? s : "";
}

/* What the clear fields say, in a form that never changes. */
static const char *canonical(struct ctx *cx, const struct person_row_row *r)
{
	return arena_printf(cx->arena, "%lld\n%s\n%s\n%s\n%s\n%s\n%lld\n%lld\n%lld",
			    (long long)r->id, r->name, or_empty(r->alias), or_empty(r->traits),
			    or_empty(r->address), or_empty(r->origin), (long long)r->sex,
			    (long long)r->birth_date, (long long)r->birth_year);
}

enum err person_erase(struct ctx *cx, int64_t id, bool *ret_erased)
{
	struct person_erase_row_args a = { .id = id, .name = text_in(LANG_ID, T_RIGHTS_TOMBSTONE) };
	struct person_row_row row;
	int64_t changed = 0;
	bool found;

	*ret_erased = false;
	TRY(person_row_maybe(cx, &(struct person_row_args){ .id = id }, &row, &found));
	if (!found)
		return ERR_OK;
	TRY(vault_blind(cx, SEAL_TOMBSTONE, canonical(cx, &row), &a.tombstone));
	TRY(person_erase_row_run(cx, &a, &changed));
	if (changed == 0)
		return ERR_OK;
	TRY(person_changes_erase_run(cx, &(struct person_changes_erase_args){ .person_id = id },
				     NULL));
	TRY(vault_erase(cx, id));
	*ret_erased = true;
	return audit_leaf(cx, "registry.erase", id, NULL);
}
