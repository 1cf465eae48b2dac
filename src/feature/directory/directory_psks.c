/* PSKS: volunteers and organisations whose help the city counts on. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"

static int32_t date_or_none(int64_t days)
{
	return days == DB_NONE ? DATE_NONE : (int32_t)days;
}

enum err psks_find(struct ctx *cx, const struct psks_filter *f, struct psks **ret, size_t *ret_n)
{
	struct psks_list_row *rows;
	struct psks *list;
	size_t n, kept = 0;

	TRY(psks_list_all(
	    cx,
	    &(struct psks_list_args){ .kind = f->kind,
				      .region_id = f->region_id,
				      .today = clock_date(cx->now, cx->app->zone_minutes),
				      .with = (f->kind ? PSKS_LIST_WITH_KIND : 0U) |
					      (f->region_id ? PSKS_LIST_WITH_REGION : 0U) |
					      (f->ended ? 0U : PSKS_LIST_WITH_ACTIVE) },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n, struct psks);
	for (size_t i = 0; i < n; i++) {
		if (!str_holds(cx->arena, rows[i].name, f->name))
			continue;
		list[kept++] = (struct psks){ .id = rows[i].id,
					      .version = rows[i].version,
					      .kind = rows[i].kind,
					      .name = rows[i].name,
					      .is_person = rows[i].is_person != 0,
					      .region_id = rows[i].region_id,
					      .trainings = rows[i].trainings,
					      .valid_from = (int32_t)rows[i].valid_from,
					      .valid_to = date_or_none(rows[i].valid_to) };
	}
	*ret = list;
	*ret_n = kept;
	return ERR_OK;
}

enum err psks_read(struct ctx *cx, int64_t id, struct psks *ret)
{
	struct psks_get_row row;
	const char *phone;

	TRY(psks_get_one(cx, &(struct psks_get_args){ .id = id }, &row));
	TRY(vault_unseal(cx, id, SEAL_PHONE, row.phone_sealed, &phone));
	*ret = (struct psks){ .id = row.id,
			      .version = row.version,
			      .kind = row.kind,
			      .name = row.name,
			      .is_person = row.is_person != 0,
			      .region_id = row.region_id,
			      .phone = phone,
			      .trainings = row.trainings,
			      .valid_from = (int32_t)row.valid_from,
			      .valid_to = date_or_none(row.valid_to) };
	return ERR_OK;
}

static enum err add(struct ctx *cx, const struct psks *p, int64_t id, struct blob phone)
{
	return psks_insert_run(cx,
			       &(struct psks_insert_args){
				   .id = id,
				   .kind = p->kind,
				   .name = p->name,
				   .is_person = p->is_person,
				   .region_id = p->region_id,
				   .phone_sealed = phone,
				   .trainings = p->trainings,
				   .valid_from = p->valid_from,
				   .valid_to = p->valid_to == DATE_NONE ? DB_NONE : p->valid_to },
			       NULL);
}

static enum err change(struct ctx *cx, const struct psks *p, struct blob phone)
{
	int64_t changed;

	TRY(psks_update_run(cx,
			    &(struct psks_update_args){
				.id = p->id,
				.version = p->version,
				.kind = p->kind,
				.name = p->name,
				.is_person = p->is_person,
				.region_id = p->region_id,
				.phone_sealed = phone,
				.trainings = p->trainings,
				.valid_from = p->valid_from,
				.valid_to = p->valid_to == DATE_NONE ? DB_NONE : p->valid_to },
			    &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "psks %lld was changed meanwhile",
			       (long long)p->id);
	return ERR_OK;
}

enum err psks_save(struct ctx *cx, const struct psks *p, int64_t *ret_id)
{
	int64_t id = p->id ? p->id : APP_ID(cx);
	struct blob phone;

	TRY(vault_seal(cx, id, SEAL_PHONE, p->phone, &phone));
	if (p->id)
		TRY(change(cx, p, phone));
	else
		TRY(add(cx, p, id, phone));
	TRY(audit_leaf(cx, p->id ? "directory.psks_update" : "directory.psks_create", id, NULL));
	*ret_id = id;
	return ERR_OK;
}
