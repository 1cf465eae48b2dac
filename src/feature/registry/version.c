#include "feature/registry/subject_impl.h"

#include <jansson.h>

#include "base/str.h"
#include "platform/app.h"
#include "platform/export/json.h"
#include "platform/vault/vault.h"

enum { CHANGES_MAX = 512 << 10 };

/* ---- writing -------------------------------------------------------------------------------- */

/* The changes that are sealed, or those that are not, as one JSON text; NULL: none. */
static const char *changes_text(struct ctx *cx, const struct said *said, size_t n, bool sealed)
{
	struct buf out;
	struct json j;
	const char *text = NULL;
	bool any = false;

	buf_init(&out, CHANGES_MAX);
	json_init(&j, &out);
	for (size_t i = 0; i < n; i++) {
		if (fact_sealed(said[i].field) != sealed)
			continue;
		if (!any)
			json_open(&j, NULL, '{');
		any = true;
		json_open(&j, said[i].field->code, '[');
		json_text(&j, NULL, said[i].before);
		json_text(&j, NULL, said[i].after);
		json_close(&j, ']');
	}
	if (any) {
		json_close(&j, '}');
		text = arena_strndup(cx->arena, out.data, out.len);
	}
	buf_release(&out);
	return text;
}

enum err version_write(struct ctx *cx, enum fact_of of, int64_t subject_id, int64_t version,
		       const char *event, const struct origin *origin, const struct said *said,
		       size_t n, int64_t *ret_id)
{
	struct version_add_args a = {
		.id = APP_ID(cx),
		.subject_id = subject_id,
		.of = of,
		.version = version,
		.unit_id = cx->actor->unit_id,
		.event = event,
		.source = origin->source,
		.valid_from = origin->valid_from == DATE_NONE ? DB_NONE : origin->valid_from,
		.import_id = origin->import_id,
		.note = origin->note,
		.changes = changes_text(cx, said, n, false),
	};

	TRY(vault_seal(cx, subject_id, SEAL_HEALTH, changes_text(cx, said, n, true),
		       &a.changes_sealed));
	if (ret_id != NULL)
		*ret_id = a.id;
	return version_add_run(cx, &a, NULL);
}

/* ---- reading -------------------------------------------------------------------------------- */

static enum err changes_read(struct ctx *cx, const char *text, struct version_change *to, size_t *n,
			     size_t max)
{
	const char *code;
	json_t *root, *value;

	if (text == NULL)
		return ERR_OK;
	root = json_loads(text, 0, NULL);
	if (root == NULL)
		return err_set(cx, ERR_DB, "changes of a version are no JSON");
	json_object_foreach(root, code, value)
	{
		if (*n == max)
			break;
		to[(*n)++] = (struct version_change){
			.field = arena_strdup(cx->arena, code),
			.before =
			    arena_strdup(cx->arena, json_string_value(json_array_get(value, 0))),
			.after =
			    arena_strdup(cx->arena, json_string_value(json_array_get(value, 1))),
		};
	}
	json_decref(root);
	return ERR_OK;
}

/* Room for all fields a JSON object of that text can hold. */
static size_t commas(const char *text)
{
	size_t n = 1;

	for (; text != NULL && *text != '\0'; text++)
		n += *text == ',';
	return n;
}

static enum err version_from(struct ctx *cx, int64_t subject_id, const struct version_of_row *r,
			     struct version *v)
{
	struct version_change *changes;
	const char *sealed = NULL;
	size_t max;

	*v = (struct version){
		.id = r->id,
		.version = r->version,
		.recorded_at = r->recorded_at,
		.by_id = r->by_id,
		.unit_id = r->unit_id,
		.import_id = r->import_id,
		.undone_at = r->undone_at,
		.event = r->event,
		.source = r->source,
		.note = r->note,
		.valid_from = r->valid_from == DB_NONE ? DATE_NONE : (int32_t)r->valid_from,
	};
	if (r->changes == NULL && r->changes_sealed.n == 0)
		return ERR_OK;
	TRY(vault_unseal(cx, subject_id, SEAL_HEALTH, r->changes_sealed, &sealed));
	max = commas(r->changes) + commas(sealed);
	changes = ARENA_ARRAY(cx->arena, max, struct version_change);
	TRY(changes_read(cx, r->changes, changes, &v->n_changes, max));
	TRY(changes_read(cx, sealed, changes, &v->n_changes, max));
	v->change = changes;
	return ERR_OK;
}

enum err version_read(struct ctx *cx, int64_t subject_id, struct version **ret, size_t *ret_n)
{
	struct version_of_row *rows;
	struct version *versions;
	size_t n;

	TRY(version_of_all(cx, &(struct version_of_args){ .subject_id = subject_id }, &rows, &n));
	versions = ARENA_ARRAY(cx->arena, n + 1, struct version);
	for (size_t i = 0; i < n; i++)
		TRY(version_from(cx, subject_id, &rows[i], &versions[i]));
	*ret = versions;
	*ret_n = n;
	return ERR_OK;
}

enum err subject_history(struct ctx *cx, enum fact_of of, int64_t id, struct version **ret,
			 size_t *ret_n)
{
	struct version *v, swap;
	size_t n;

	(void)of; /* ids are of one kind of subject only */
	TRY(version_read(cx, id, &v, &n));
	for (size_t i = 0; i < n / 2; i++) {
		swap = v[i];
		v[i] = v[n - 1 - i];
		v[n - 1 - i] = swap;
	}
	*ret = v;
	*ret_n = n;
	return ERR_OK;
}

/* ---- what they come to ----------------------------------------------------------------------- */

static const struct version_change *change_of(const struct version *v, const char *field)
{
	for (size_t i = 0; i < v->n_changes; i++)
		if (str_eq(v->change[i].field, field))
			return &v->change[i];
	return NULL;
}

/* Did it count at that moment? */
static bool counts(const struct version *v, int64_t known_at)
{
	return v->recorded_at <= known_at && (v->undone_at == 0 || v->undone_at > known_at);
}

/* What the first row said: what the first version of the field found there. */
static struct standing first_row(const struct subject *s, const struct version *versions, size_t n,
				 const struct fact_field *field)
{
	const struct version_change *c;

	for (size_t i = 0; i < n; i++)
		if ((c = change_of(&versions[i], field->code)) != NULL)
			return (struct standing){ .value = c->before };
	return (struct standing){ .value = s->facts.value[field->at] };
}

struct standing fact_standing(const struct subject *s, const struct version *versions, size_t n,
			      const struct fact_field *field, int32_t held_on, int64_t known_at,
			      int zone_minutes)
{
	struct standing best = first_row(s, versions, n, field), early = best;
	/* Of what the first row is silent about it says nothing, on no day. */
	int32_t since = s->valid_from == DATE_NONE || best.value == NULL
			    ? DATE_NONE
			    : fact_effective(field, s->valid_from, s->made_at, zone_minutes);
	int32_t earliest = since, day;
	const struct version_change *c;
	bool held = since <= held_on;

	for (size_t i = 0; i < n; i++) {
		c = change_of(&versions[i], field->code);
		if (c == NULL || !counts(&versions[i], known_at))
			continue;
		day = fact_effective(field, versions[i].valid_from, versions[i].recorded_at,
				     zone_minutes);
		if (day <= held_on && (!held || day >= since)) {
			best = (struct standing){ c->after, &versions[i] };
			since = day;
			held = true;
		}
		if (day < earliest) {
			early = (struct standing){ c->after, &versions[i] };
			earliest = day;
		}
	}
	return held ? best : early;
}
