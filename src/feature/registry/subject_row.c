#include "feature/registry/field.h"
#include "feature/registry/subject_impl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/app.h"
#include "platform/export/json.h"
#include "platform/vault/vault.h"

enum { MORE_MAX = 256 << 10 };

bool fact_sealed(const struct fact_field *field)
{
	return field->class >= FACT_SECRET;
}

int registry_zone(const struct ctx *cx)
{
	return cx->app->zone_minutes;
}

/* ---- values and columns -------------------------------------------------------------------- */

int32_t fact_date(const char *value)
{
	int32_t date;

	return value != NULL && date_parse(value, &date) ? date : DATE_NONE;
}

const char *fact_of_int(struct ctx *cx, int64_t v)
{
	return v == DB_NONE ? NULL : str_digits(cx->arena, v);
}

const char *fact_of_date(struct ctx *cx, int32_t date)
{
	return date == DATE_NONE ? NULL : date_iso(cx->arena, date);
}

static int64_t date_column(const char *value)
{
	int32_t date = fact_date(value);

	return date == DATE_NONE ? DB_NONE : date;
}

static const char *date_value(struct ctx *cx, int64_t column)
{
	return column == DB_NONE ? NULL : fact_of_date(cx, (int32_t)column);
}

/* Ids: 0 is unknown. */
static const char *id_value(struct ctx *cx, int64_t id)
{
	return id == 0 ? NULL : str_digits(cx->arena, id);
}

static const char *nonzero(struct ctx *cx, int64_t v)
{
	return v == 0 ? NULL : str_digits(cx->arena, v);
}

/* ---- fields without a column ----------------------------------------------------------------- */

static const char *buf_kept(struct ctx *cx, struct buf *b)
{
	const char *kept = b->len > 0 ? arena_strndup(cx->arena, b->data, b->len) : NULL;

	buf_release(b);
	return kept;
}

/* Those that are sealed, or those that are not, as one JSON text in the order of the book. */
static const char *more_text(struct ctx *cx, const struct facts *f, bool sealed)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(f->book, f->of, &fields);
	struct buf out;
	struct json j;
	bool any = false;

	buf_init(&out, MORE_MAX);
	json_init(&j, &out);
	for (size_t i = 0; i < n; i++) {
		if (fields[i]->core != CORE_NONE || f->value[i] == NULL ||
		    fact_sealed(fields[i]) != sealed)
			continue;
		if (!any)
			json_open(&j, NULL, '{');
		any = true;
		json_text(&j, fields[i]->code, f->value[i]);
	}
	if (any)
		json_close(&j, '}');
	return buf_kept(cx, &out);
}

static enum err more_read(struct ctx *cx, struct facts *f, const char *text)
{
	const char *code;
	json_t *root, *value;

	if (text == NULL)
		return ERR_OK;
	root = json_loads(text, 0, NULL);
	if (root == NULL)
		return err_set(cx, ERR_DB, "further fields are no JSON");
	json_object_foreach(root, code, value)
	    facts_set(f, code, arena_strdup(cx->arena, json_string_value(value)));
	json_decref(root);
	return ERR_OK;
}

/* ---- marks ---------------------------------------------------------------------------------- */

static int by_field(const void *a, const void *b)
{
	const struct fact_mark *m = a, *o = b;

	return strcmp(m->field, o->field);
}

/* In the order of codes, so that the same marks are the same bytes. */
static const char *marks_text(struct ctx *cx, const struct subject *s)
{
	struct fact_mark *mark;
	struct buf out;
	struct json j;

	if (s->n_marks == 0)
		return NULL;
	mark = arena_memdup(cx->arena, s->mark, s->n_marks * sizeof(*mark));
	qsort(mark, s->n_marks, sizeof(*mark), by_field);
	buf_init(&out, MORE_MAX);
	json_init(&j, &out);
	json_open(&j, NULL, '{');
	for (size_t i = 0; i < s->n_marks; i++) {
		json_open(&j, mark[i].field, '[');
		json_text(&j, NULL, mark[i].source);
		if (mark[i].valid_from == DATE_NONE)
			json_nil(&j, NULL);
		else
			json_int(&j, NULL, mark[i].valid_from);
		json_int(&j, NULL, mark[i].recorded_at);
		json_close(&j, ']');
	}
	json_close(&j, '}');
	return buf_kept(cx, &out);
}

static enum err marks_read(struct ctx *cx, const char *text, struct subject *s)
{
	struct fact_mark *mark;
	const char *code;
	json_t *root, *value, *since;

	s->mark = NULL;
	s->n_marks = 0;
	if (text == NULL)
		return ERR_OK;
	root = json_loads(text, 0, NULL);
	if (root == NULL)
		return err_set(cx, ERR_DB, "marks of fields are no JSON");
	mark = ARENA_ARRAY(cx->arena, json_object_size(root) + 1, struct fact_mark);
	json_object_foreach(root, code, value)
	{
		since = json_array_get(value, 1);
		mark[s->n_marks++] = (struct fact_mark){
			.field = arena_strdup(cx->arena, code),
			.source =
			    arena_strdup(cx->arena, json_string_value(json_array_get(value, 0))),
			.valid_from =
			    json_is_integer(since) ? (int32_t)json_integer_value(since) : DATE_NONE,
			.recorded_at = json_integer_value(json_array_get(value, 2)),
		};
	}
	json_decref(root);
	s->mark = mark;
	return ERR_OK;
}

struct fact_mark subject_mark(const struct subject *s, const char *field)
{
	for (size_t i = 0; i < s->n_marks; i++)
		if (str_eq(s->mark[i].field, field))
			return s->mark[i];
	return (struct fact_mark){
		.field = field,
		.source = s->source,
		.valid_from = s->valid_from,
		.recorded_at = s->made_at,
	};
}

/* ---- persons -------------------------------------------------------------------------------- */

static void person_clear_facts(struct ctx *cx, struct facts *f, const struct person_row_row *r)
{
	facts_set_core(f, CORE_NAME, r->name);
	facts_set_core(f, CORE_KNOWN, fact_of_int(cx, r->known));
	facts_set_core(f, CORE_STATE, fact_of_int(cx, r->state));
	facts_set_core(f, CORE_STATE_DATE, date_value(cx, r->state_date));
	facts_set_core(f, CORE_FAMILY, id_value(cx, r->family_id));
	facts_set_core(f, CORE_RELATION, nonzero(cx, r->relation));
	facts_set_core(f, CORE_ALIAS, r->alias);
	facts_set_core(f, CORE_SEX, nonzero(cx, r->sex));
	facts_set_core(f, CORE_BIRTH_DATE, date_value(cx, r->birth_date));
	facts_set_core(f, CORE_BIRTH_YEAR, fact_of_int(cx, r->birth_year));
	facts_set_core(f, CORE_BIRTH_PLACE, r->birth_place);
	facts_set_core(f, CORE_MOTHER, r->mother);
	facts_set_core(f, CORE_TRAITS, r->traits);
	facts_set_core(f, CORE_REGION, id_value(cx, r->region_id));
	facts_set_core(f, CORE_RT, r->rt);
	facts_set_core(f, CORE_RW, r->rw);
	facts_set_core(f, CORE_ADDRESS, r->address);
	facts_set_core(f, CORE_ORIGIN, r->origin);
}

static enum err person_sealed_facts(struct ctx *cx, struct facts *f, const struct person_row_row *r)
{
	struct vault_item items[] = {
		{ .kind = SEAL_NIK, .sealed = r->nik_sealed },
		{ .kind = SEAL_PHONE, .sealed = r->phone_sealed },
		{ .kind = SEAL_HEALTH, .sealed = r->more_sealed },
	};

	TRY(vault_unseal_all(cx, r->id, items, LEN(items)));
	facts_set_core(f, CORE_NIK, items[0].plain);
	facts_set_core(f, CORE_PHONE, items[1].plain);
	TRY(more_read(cx, f, r->more));
	return more_read(cx, f, items[2].plain);
}

static enum err read_person(struct ctx *cx, int64_t id, struct subject *ret)
{
	struct person_row_row r;

	TRY(person_row_one(cx, &(struct person_row_args){ .id = id }, &r));
	*ret = (struct subject){
		.of = FACT_PERSON,
		.id = r.id,
		.version = r.version,
		.facts = facts_new(cx, ret->facts.book, FACT_PERSON),
		.source = r.source,
		.valid_from = r.valid_from == DB_NONE ? DATE_NONE : (int32_t)r.valid_from,
		.made_at = r.made_at,
		.import_id = r.import_id,
		.same_as_id = r.same_as_id,
		.protected = r.protected != 0,
		.erased = r.erased_at != 0,
	};
	person_clear_facts(cx, &ret->facts, &r);
	if (!ret->erased)
		TRY(person_sealed_facts(cx, &ret->facts, &r));
	return marks_read(cx, r.marks, ret);
}

static const char *text_or_empty(const char *s)
{
	return s != NULL ? s : "";
}

/* What a row holds besides its clear values; n of items are the subject's. */
static size_t items_of(struct ctx *cx, const struct facts *f, struct vault_item items[3])
{
	bool person = f->of == FACT_PERSON;

	items[0] = (struct vault_item){
		.kind = person ? SEAL_NIK : SEAL_KK,
		.plain = facts_core(f, person ? CORE_NIK : CORE_KK),
	};
	items[1] = (struct vault_item){ .kind = SEAL_HEALTH, .plain = more_text(cx, f, true) };
	if (!person)
		return 2;
	items[2] = (struct vault_item){ .kind = SEAL_PHONE, .plain = facts_core(f, CORE_PHONE) };
	return 3;
}

static enum err fill_ready(struct ctx *cx, const struct facts *f, const struct vault_item *items,
			   struct subject_ready *ret)
{
	ret->number = items[0].sealed;
	ret->more = items[1].sealed;
	ret->more_clear = more_text(cx, f, false);
	TRY(vault_blind(cx, items[0].kind, items[0].plain, &ret->number_blind));
	if (f->of == FACT_FAMILY)
		return ERR_OK;
	ret->name_fold = str_fold(cx->arena, text_or_empty(facts_core(f, CORE_NAME)));
	ret->phone = items[2].sealed;
	return vault_blind(cx, SEAL_PHONE, items[2].plain, &ret->phone_blind);
}

enum err subject_ready(struct ctx *cx, const struct facts *facts, struct subject_ready *ret)
{
	struct vault_item items[3];
	size_t n = items_of(cx, facts, items);

	*ret = (struct subject_ready){ .id = APP_ID(cx) };
	TRY(vault_seal_fresh(cx, ret->id, items, n, &ret->key));
	return fill_ready(cx, facts, items, ret);
}

/* The same for one that is there, in a write. */
static enum err ready_anew(struct ctx *cx, const struct subject *s, struct subject_ready *ret)
{
	struct vault_item items[3];
	size_t n = items_of(cx, &s->facts, items);

	*ret = (struct subject_ready){ .id = s->id };
	TRY(vault_seal_all(cx, s->id, items, n));
	return fill_ready(cx, &s->facts, items, ret);
}

/* The columns of both statements that write a person, which have the same names. */
#define PERSON_COLUMNS(f, ready)                                                              \
	.known = facts_core_int(f, CORE_KNOWN, 1),                                            \
	.state = facts_core_int(f, CORE_STATE, PERSON_ALIVE),                                 \
	.state_date = date_column(facts_core(f, CORE_STATE_DATE)),                            \
	.family_id = facts_core_int(f, CORE_FAMILY, 0),                                       \
	.relation = facts_core_int(f, CORE_RELATION, 0),                                      \
	.name = text_or_empty(facts_core(f, CORE_NAME)), .name_fold = (ready).name_fold,      \
	.alias = facts_core(f, CORE_ALIAS), .sex = facts_core_int(f, CORE_SEX, 0),            \
	.birth_date = date_column(facts_core(f, CORE_BIRTH_DATE)),                            \
	.birth_year = facts_core_int(f, CORE_BIRTH_YEAR, DB_NONE),                            \
	.birth_place = facts_core(f, CORE_BIRTH_PLACE), .mother = facts_core(f, CORE_MOTHER), \
	.traits = facts_core(f, CORE_TRAITS), .region_id = facts_core_int(f, CORE_REGION, 0), \
	.rt = facts_core(f, CORE_RT), .rw = facts_core(f, CORE_RW),                           \
	.address = facts_core(f, CORE_ADDRESS), .origin = facts_core(f, CORE_ORIGIN),         \
	.nik_sealed = (ready).number, .nik_blind = (ready).number_blind,                      \
	.phone_sealed = (ready).phone, .phone_blind = (ready).phone_blind,                    \
	.more = (ready).more_clear, .more_sealed = (ready).more

static int64_t since_column(int32_t date)
{
	return date == DATE_NONE ? DB_NONE : date;
}

static enum err insert_person(struct ctx *cx, const struct facts *f,
			      const struct subject_ready *ready, const struct origin *o)
{
	return person_insert_run(cx,
				 &(struct person_insert_args){
				     PERSON_COLUMNS(f, *ready),
				     .id = ready->id,
				     .protected = o->protected,
				     .source = o->source,
				     .valid_from = since_column(o->valid_from),
				     .import_id = o->import_id,
				 },
				 NULL);
}

static enum err write_person(struct ctx *cx, const struct subject *s)
{
	const struct facts *f = &s->facts;
	struct subject_ready ready;

	TRY(ready_anew(cx, s, &ready));
	return person_update_must(cx, &(struct person_update_args){
					  PERSON_COLUMNS(f, ready),
					  .id = s->id,
					  .version = s->version,
					  .marks = marks_text(cx, s),
				      });
}

enum err person_withdraw(struct ctx *cx, int64_t id, int64_t version, int64_t state,
			 const struct origin *o)
{
	const struct fact_book *book;
	const struct fact_field *field;
	struct fact_mark mark;
	struct said said;

	TRY(fact_book(cx, &book));
	field = book->person_core[CORE_STATE];
	mark = (struct fact_mark){ field->code, o->source, o->valid_from, cx->now };
	said = (struct said){ field, str_digits(cx->arena, state),
			      str_digits(cx->arena, PERSON_WITHDRAWN) };
	TRY(person_withdraw_must(
	    cx, &(struct person_withdraw_args){
		    .id = id,
		    .version = version,
		    .marks = marks_text(cx, &(struct subject){ .mark = &mark, .n_marks = 1 }),
		}));
	return version_write(cx, FACT_PERSON, id, version + 1, "undone", o, &said, 1, NULL);
}

/* ---- families ------------------------------------------------------------------------------- */

static enum err read_family(struct ctx *cx, int64_t id, struct subject *ret)
{
	struct family_row_row r;
	struct vault_item items[] = { { .kind = SEAL_KK }, { .kind = SEAL_HEALTH } };
	struct facts *f = &ret->facts;

	TRY(family_row_one(cx, &(struct family_row_args){ .id = id }, &r));
	*ret = (struct subject){
		.of = FACT_FAMILY,
		.id = r.id,
		.version = r.version,
		.facts = facts_new(cx, ret->facts.book, FACT_FAMILY),
		.source = r.source,
		.valid_from = r.valid_from == DB_NONE ? DATE_NONE : (int32_t)r.valid_from,
		.made_at = r.made_at,
		.import_id = r.import_id,
		.protected = r.protected != 0,
	};
	items[0].sealed = r.kk_sealed;
	items[1].sealed = r.more_sealed;
	TRY(vault_unseal_all(cx, id, items, LEN(items)));
	facts_set_core(f, CORE_KK, items[0].plain);
	facts_set_core(f, CORE_HEAD, id_value(cx, r.head_id));
	facts_set_core(f, CORE_KK_REGION, id_value(cx, r.region_id));
	facts_set_core(f, CORE_KK_RT, r.rt);
	facts_set_core(f, CORE_KK_RW, r.rw);
	facts_set_core(f, CORE_KK_ADDRESS, r.address);
	TRY(more_read(cx, f, r.more));
	TRY(more_read(cx, f, items[1].plain));
	return marks_read(cx, r.marks, ret);
}

#define FAMILY_COLUMNS(f, ready)                                                            \
	.kk_sealed = (ready).number, .kk_blind = (ready).number_blind,                      \
	.region_id = facts_core_int(f, CORE_KK_REGION, 0), .rt = facts_core(f, CORE_KK_RT), \
	.rw = facts_core(f, CORE_KK_RW), .address = facts_core(f, CORE_KK_ADDRESS),         \
	.more = (ready).more_clear, .more_sealed = (ready).more

static enum err insert_family(struct ctx *cx, const struct facts *f,
			      const struct subject_ready *ready, const struct origin *o)
{
	return family_insert_run(cx,
				 &(struct family_insert_args){
				     FAMILY_COLUMNS(f, *ready),
				     .id = ready->id,
				     .head_id = ready->head_id,
				     .members = ready->members,
				     .source = o->source,
				     .valid_from = since_column(o->valid_from),
				     .import_id = o->import_id,
				 },
				 NULL);
}

static enum err write_family(struct ctx *cx, const struct subject *s)
{
	const struct facts *f = &s->facts;
	struct subject_ready ready;

	TRY(ready_anew(cx, s, &ready));
	return family_update_must(cx, &(struct family_update_args){
					  FAMILY_COLUMNS(f, ready),
					  .id = s->id,
					  .version = s->version,
					  .marks = marks_text(cx, s),
				      });
}

/* ---- both ----------------------------------------------------------------------------------- */

enum err subject_read(struct ctx *cx, enum fact_of of, int64_t id, struct subject *ret)
{
	struct subject s = { .of = of };

	TRY(fact_book(cx, &s.facts.book));
	TRY(of == FACT_PERSON ? read_person(cx, id, &s) : read_family(cx, id, &s));
	s.found_by = field_values(cx, &s.facts);
	*ret = s;
	return ERR_OK;
}

enum err subject_insert(struct ctx *cx, const struct facts *facts,
			const struct subject_ready *ready, const struct origin *origin)
{
	TRY(vault_key_put(cx, ready->id, &ready->key));
	TRY(facts->of == FACT_PERSON ? insert_person(cx, facts, ready, origin)
				     : insert_family(cx, facts, ready, origin));
	return field_keep(cx, facts, ready->id, NULL);
}

/* What is said of a family is said of its members too: whoever follows the feed of persons learns
 * it. */
static enum err feed_members(struct ctx *cx, const struct subject *s)
{
	return s->of == FACT_FAMILY
		   ? family_feed_run(cx, &(struct family_feed_args){ .family_id = s->id }, NULL)
		   : ERR_OK;
}

enum err subject_write(struct ctx *cx, const struct subject *s)
{
	TRY(s->of == FACT_PERSON ? write_person(cx, s) : write_family(cx, s));
	TRY(field_keep(cx, &s->facts, s->id, s->found_by));
	return feed_members(cx, s);
}
