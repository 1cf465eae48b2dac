/* Events as they are kept while they wait: what was said, as JSON, and whom it touches. */
#include "feature/registry/event_impl.h"

#include <jansson.h>

#include "base/str.h"
#include "platform/app.h"
#include "platform/export/json.h"
#include "platform/vault/vault.h"

enum { SAID_MAX = 256 << 10 };

static bool has_facts(enum event_kind kind)
{
	return kind == EVENT_BORN || kind == EVENT_MARRIED || kind == EVENT_SPLIT;
}

static enum fact_of facts_of(enum event_kind kind)
{
	return kind == EVENT_BORN ? FACT_PERSON : FACT_FAMILY;
}

int64_t event_about(const struct family_event *e)
{
	return e->person_id != 0 && e->kind != EVENT_HEAD ? e->person_id : e->family_id;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The facts that are sealed, or those that are not. */
static void write_facts(struct json *j, const char *name, const struct facts *f, bool sealed)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(f->book, f->of, &fields);

	json_open(j, name, '{');
	for (size_t i = 0; i < n; i++)
		if (f->value[i] != NULL && fact_sealed(fields[i]) == sealed)
			json_text(j, fields[i]->code, f->value[i]);
	json_close(j, '}');
}

static void write_said(struct json *j, const struct family_event *e, const struct event_from *from,
		       size_t n_from)
{
	json_open(j, NULL, '{');
	json_int(j, "person", e->person_id);
	json_int(j, "family", e->family_id);
	json_int(j, "new_head", e->new_head);
	json_int(j, "relation", e->relation);
	json_open(j, "parts", '[');
	for (size_t i = 0; i < e->n; i++) {
		json_open(j, NULL, '[');
		json_int(j, NULL, e->part[i].person_id);
		json_int(j, NULL, e->part[i].relation);
		json_close(j, ']');
	}
	json_close(j, ']');
	json_open(j, "from", '[');
	for (size_t i = 0; i < n_from; i++) {
		json_open(j, NULL, '[');
		json_int(j, NULL, from[i].person_id);
		json_int(j, NULL, from[i].family_id);
		json_int(j, NULL, from[i].relation);
		json_close(j, ']');
	}
	json_close(j, ']');
	if (has_facts(e->kind))
		write_facts(j, "facts", &e->facts, false);
	json_close(j, '}');
}

static const char *said_text(struct ctx *cx, const struct family_event *e,
			     const struct event_from *from, size_t n_from)
{
	const char *text;
	struct buf out;
	struct json j;

	buf_init(&out, SAID_MAX);
	json_init(&j, &out);
	write_said(&j, e, from, n_from);
	text = arena_strndup(cx->arena, out.data, out.len);
	buf_release(&out);
	return text;
}

static const char *sealed_text(struct ctx *cx, const struct family_event *e)
{
	const char *text;
	struct buf out;
	struct json j;

	if (!has_facts(e->kind))
		return NULL;
	buf_init(&out, SAID_MAX);
	json_init(&j, &out);
	write_facts(&j, NULL, &e->facts, true);
	text = arena_strndup(cx->arena, out.data, out.len);
	buf_release(&out);
	return text;
}

enum err event_part_keep(struct ctx *cx, int64_t event_id, enum fact_of of, int64_t id)
{
	return kept_event_part_add_run(
	    cx,
	    &(struct kept_event_part_add_args){ .event_id = event_id, .subject_id = id, .of = of },
	    NULL);
}

static enum err keep_parts(struct ctx *cx, int64_t id, const struct family_event *e,
			   const struct event_from *from, size_t n)
{
	if (e->family_id != 0)
		TRY(event_part_keep(cx, id, FACT_FAMILY, e->family_id));
	for (size_t i = 0; i < n; i++) {
		TRY(event_part_keep(cx, id, FACT_PERSON, from[i].person_id));
		if (from[i].family_id != 0)
			TRY(event_part_keep(cx, id, FACT_FAMILY, from[i].family_id));
	}
	return ERR_OK;
}

enum err event_keep(struct ctx *cx, const struct family_event *e, int64_t *ret_id)
{
	struct kept_event_add_args a = {
		.id = APP_ID(cx),
		.event = event_code(e->kind),
		.subject_id = event_about(e),
		.source = e->origin.source,
		.valid_from = e->origin.valid_from == DATE_NONE ? DB_NONE : e->origin.valid_from,
		.note = e->origin.note,
		.unit_id = cx->actor->unit_id,
	};
	struct event_from *from;
	size_t n;

	a.of = a.subject_id == e->family_id ? FACT_FAMILY : FACT_PERSON;
	TRY(event_froms(cx, e, &from, &n));
	a.said = said_text(cx, e, from, n);
	TRY(vault_seal(cx, a.subject_id, SEAL_HEALTH, sealed_text(cx, e), &a.said_sealed));
	TRY(kept_event_add_run(cx, &a, NULL));
	*ret_id = a.id;
	return keep_parts(cx, a.id, e, from, n);
}

/* ---- reading --------------------------------------------------------------------------------- */

static int64_t number_of(const json_t *root, const char *name)
{
	return json_integer_value(json_object_get(root, name));
}

static int64_t number_at(const json_t *row, size_t i)
{
	return json_integer_value(json_array_get(row, i));
}

static void read_facts(struct ctx *cx, json_t *object, struct facts *to)
{
	const char *code;
	json_t *value;

	json_object_foreach(object, code, value)
	    facts_set(to, code, arena_strdup(cx->arena, json_string_value(value)));
}

static void read_said(struct ctx *cx, const json_t *root, struct kept_event *k)
{
	const json_t *parts = json_object_get(root, "parts"),
		     *froms = json_object_get(root, "from");
	struct event_from *from =
	    ARENA_ARRAY(cx->arena, json_array_size(froms) + 1, struct event_from);
	struct family_event *e = &k->event;

	e->person_id = number_of(root, "person");
	e->family_id = number_of(root, "family");
	e->new_head = number_of(root, "new_head");
	e->relation = (int)number_of(root, "relation");
	for (size_t i = 0; i < json_array_size(parts) && e->n < EVENT_PARTS; i++) {
		const json_t *row = json_array_get(parts, i);

		e->part[e->n++] = (struct family_part){ number_at(row, 0), (int)number_at(row, 1) };
	}
	for (size_t i = 0; i < json_array_size(froms); i++) {
		const json_t *row = json_array_get(froms, i);

		from[k->n_from++] =
		    (struct event_from){ number_at(row, 0), number_at(row, 1), number_at(row, 2) };
	}
	k->from = from;
	if (has_facts(e->kind))
		read_facts(cx, json_object_get(root, "facts"), &e->facts);
}

/* What was said, as far as nobody in it was erased. */
static enum err open_said(struct ctx *cx, const struct kept_event_row_row *r, struct kept_event *k)
{
	const struct fact_book *book;
	const char *sealed;
	json_t *root;

	TRY(fact_book(cx, &book));
	k->event.facts = facts_new(cx, book, facts_of(k->event.kind));
	k->erased = r->said == NULL;
	if (k->erased)
		return ERR_OK;
	root = json_loads(r->said, 0, NULL);
	if (root == NULL)
		return err_set(cx, ERR_DB, "what an event says is no JSON");
	read_said(cx, root, k);
	json_decref(root);
	TRY(vault_unseal(cx, r->subject_id, SEAL_HEALTH, r->said_sealed, &sealed));
	if (sealed == NULL)
		return ERR_OK;
	root = json_loads(sealed, 0, NULL);
	if (root == NULL)
		return err_set(cx, ERR_DB, "what an event seals is no JSON");
	read_facts(cx, root, &k->event.facts);
	json_decref(root);
	return ERR_OK;
}

static enum event_kind kind_of(const char *code)
{
	int kind = 0;

	while (kind < EVENT_KINDS && !str_eq(event_code((enum event_kind)kind), code))
		kind++;
	return (enum event_kind)kind;
}

static enum err read_parts(struct ctx *cx, struct kept_event *k)
{
	struct kept_event_parts_row *rows;
	struct event_part *part;

	TRY(kept_event_parts_all(cx, &(struct kept_event_parts_args){ .event_id = k->id }, &rows,
				 &k->n_parts));
	part = ARENA_ARRAY(cx->arena, k->n_parts + 1, struct event_part);
	for (size_t i = 0; i < k->n_parts; i++)
		part[i] = (struct event_part){ (enum fact_of)rows[i].of, rows[i].subject_id };
	k->part = part;
	return ERR_OK;
}

enum err event_get(struct ctx *cx, int64_t id, struct kept_event *ret)
{
	struct kept_event_row_row r;

	TRY(kept_event_row_one(cx, &(struct kept_event_row_args){ .id = id }, &r));
	*ret = (struct kept_event){
		.id = r.id,
		.by_id = r.by_id,
		.recorded_at = r.recorded_at,
		.decided_at = r.decided_at,
		.decided_by_id = r.decided_by_id,
		.state = (enum event_state)r.state,
		.of = (enum fact_of)r.of,
		.subject_id = r.subject_id,
		.who = r.who,
		.by = r.by,
		.reason = r.reason,
		.event = { .kind = kind_of(r.event),
			   .origin = { .source = r.source,
				       .valid_from = r.valid_from == DB_NONE
							 ? DATE_NONE
							 : (int32_t)r.valid_from,
				       .note = r.note } },
	};
	if (ret->event.kind == EVENT_KINDS)
		return err_set(cx, ERR_DB, "no event %s", r.event);
	TRY(open_said(cx, &r, ret));
	return read_parts(cx, ret);
}

/* ---- who sees it ----------------------------------------------------------------------------- */

enum err event_in_scope(struct ctx *cx, const struct kept_event *e, bool *ret)
{
	*ret = true;
	for (size_t i = 0; i < e->n_parts && *ret; i++)
		TRY(e->part[i].of == FACT_PERSON ? person_in_scope(cx, e->part[i].id, ret)
						 : family_in_scope(cx, e->part[i].id, ret));
	return ERR_OK;
}

enum err events_of(struct ctx *cx, int64_t subject_id, int64_t **ret, size_t *ret_n)
{
	struct kept_event_of_row *rows;

	TRY(kept_event_of_all(cx, &(struct kept_event_of_args){ .subject_id = subject_id }, &rows,
			      ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, int64_t);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = rows[i].id;
	return ERR_OK;
}
