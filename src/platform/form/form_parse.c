/* Names and values from application/x-www-form-urlencoded and JSON. */
#include "base/str.h"
#include "platform/form/form_impl.h"
#include "text/form.h"

#include <jansson.h>
#include <sodium/utils.h>
#include <stdio.h>
#include <string.h>

static void put_extra(struct ctx *cx, struct form *f, const char *name, size_t name_n,
		      const char *value, size_t n)
{
	struct extra *e;

	if (f->n_extras == FORM_MAX_EXTRAS || !utf8_valid(name, name_n) || !utf8_valid(value, n))
		return;
	e = &f->extras[f->n_extras];
	e->name = arena_strndup(cx->arena, name, name_n);
	/* The first one counts: a second _csrf can't replace it. */
	if (form_extra(f, e->name) != NULL)
		return;
	e->value = arena_strndup(cx->arena, value, n);
	f->n_extras++;
}

static void put_check(struct ctx *cx, struct form *f, int field, const char *value, size_t n)
{
	int i = form_choice_find(&f->def->fields[field], value, n);

	if (i >= 0 && i < 64)
		f->values[field].bits |= UINT64_C(1) << i;
	else if (n > 0 && !f->values[field].faulty)
		form_fault(cx, f, field, T_FORM_CHOICE, NULL, NULL);
}

/* One chosen row more; the same row twice is one row. */
static void put_id(struct ctx *cx, struct form *f, int field, const char *value, size_t n)
{
	struct value *v = &f->values[field];
	int64_t id, *grown;
	size_t i;

	if (n == 0)
		return;
	if (!str_i64(arena_strndup(cx->arena, value, n), &id) || id <= 0) {
		if (!v->faulty)
			form_fault(cx, f, field, T_FORM_CHOICE, NULL, NULL);
		return;
	}
	for (i = 0; i < v->n_ids; i++)
		if (v->ids[i] == id)
			return;
	if (v->n_ids == v->cap_ids) {
		v->cap_ids = v->cap_ids != 0 ? 2 * v->cap_ids : 16;
		grown = ARENA_ARRAY(cx->arena, v->cap_ids, int64_t);
		if (v->n_ids > 0)
			memcpy(grown, v->ids, v->n_ids * sizeof(*grown));
		v->ids = grown;
	}
	v->ids[v->n_ids++] = id;
}

static void form_put_field(struct ctx *cx, struct form *f, int field, const char *value, size_t n)
{
	struct value *v = &f->values[field];
	enum field_kind kind = f->def->fields[field].kind;
	bool again = v->given;

	v->given = true;
	if (!utf8_valid(value, n)) {
		if (!v->faulty)
			form_fault(cx, f, field, T_FORM_BAD_TEXT, NULL, NULL);
		return;
	}
	if (kind == FIELD_CHECKS) {
		put_check(cx, f, field, value, n);
		return;
	}
	if (kind == FIELD_IDS) {
		put_id(cx, f, field, value, n);
		return;
	}
	if (kind == FIELD_REFS) {
		form_put_choice(cx, f, field, value, n);
		return;
	}
	if (kind == FIELD_FILES) {
		if (n > 0 && !v->faulty)
			form_fault(cx, f, field, T_FORM_NO_FILE, NULL, NULL);
		return;
	}
	if (again) {
		if (!v->faulty)
			form_fault(cx, f, field, T_FORM_TWICE, NULL, NULL);
		return;
	}
	v->raw = arena_strndup(cx->arena, value, n);
}

static void put_ticket(struct ctx *cx, struct form *f, const char *value, size_t n)
{
	if (f->n_tickets < FORM_MAX_TICKETS)
		f->tickets[f->n_tickets++] = arena_strndup(cx->arena, value, n);
}

void form_put(struct ctx *cx, struct form *f, const char *name, size_t name_n, const char *value,
	      size_t value_n)
{
	int field = form_field_find(f, name, name_n);

	if (field >= 0)
		form_put_field(cx, f, field, value, value_n);
	else if (name_n == 5 && memcmp(name, "_kept", 5) == 0)
		put_ticket(cx, f, value, value_n);
	else if (name_n > 0 && name[0] == '_')
		put_extra(cx, f, name, name_n, value, value_n);
	else if (f->strict)
		form_stranger(cx, f, name, name_n);
}

/* ---- urlencoded -------------------------------------------------------------------------- */

/* Decodes into to (room for n bytes).  False when a % is not followed by two hex digits. */
static bool decode(const char *from, size_t n, char *to, size_t *ret_n)
{
	size_t i, len = 0;

	for (i = 0; i < n; i++) {
		if (from[i] == '+') {
			to[len++] = ' ';
		} else if (from[i] != '%') {
			to[len++] = from[i];
		} else {
			if (i + 2 >= n || hex_digit(from[i + 1]) < 0 || hex_digit(from[i + 2]) < 0)
				return false;
			to[len++] = (char)(hex_digit(from[i + 1]) * 16 + hex_digit(from[i + 2]));
			i += 2;
		}
	}
	*ret_n = len;
	return true;
}

/* One "name=value" of a body.  room holds two decoded copies of it. */
static void put_pair(struct ctx *cx, struct form *f, const char *p, size_t n, char *room)
{
	const char *eq = memchr(p, '=', n);
	size_t raw_name_n = eq != NULL ? (size_t)(eq - p) : n, name_n, value_n = 0;
	char *value = room + raw_name_n;
	int field;

	if (!decode(p, raw_name_n, room, &name_n))
		return;
	if (eq == NULL || decode(eq + 1, n - raw_name_n - 1, value, &value_n)) {
		form_put(cx, f, room, name_n, value, value_n);
		return;
	}
	field = form_field_find(f, room, name_n);
	if (field >= 0 && !f->values[field].faulty) {
		f->values[field].given = true;
		form_fault(cx, f, field, T_FORM_BAD_TEXT, NULL, NULL);
	}
}

enum err form_parse_urlencoded(struct ctx *cx, struct form *f, const char *p, size_t n)
{
	const char *end = p + n, *amp;
	char *room = arena_alloc(cx->arena, n + 1);
	size_t pairs = 0, len;

	for (; p < end; p += len + 1) {
		amp = memchr(p, '&', (size_t)(end - p));
		len = amp != NULL ? (size_t)(amp - p) : (size_t)(end - p);
		if (len == 0)
			continue;
		if (++pairs > FORM_MAX_PAIRS) {
			form_fault(cx, f, -1, T_FORM_TOO_MANY, NULL, NULL);
			return err_set(cx, ERR_INVALID, "form %s: too many pairs", f->def->name);
		}
		put_pair(cx, f, p, len, room);
	}
	return ERR_OK;
}

/* ---- JSON -------------------------------------------------------------------------------- */

/* A scalar as the text that a page would have sent; false for arrays and objects. */
static bool scalar_text(const json_t *v, char number[32], const char **ret, size_t *ret_n)
{
	*ret = number;
	if (json_is_string(v)) {
		*ret = json_string_value(v);
		*ret_n = json_string_length(v);
		return true;
	}
	if (json_is_integer(v))
		*ret_n = (size_t)snprintf(number, 32, "%lld", (long long)json_integer_value(v));
	else if (json_is_real(v))
		*ret_n = (size_t)snprintf(number, 32, "%.15g", json_real_value(v));
	else if (json_is_boolean(v))
		*ret_n = (size_t)snprintf(number, 32, "%s", json_is_true(v) ? "1" : "");
	else if (json_is_null(v))
		*ret_n = 0;
	else
		return false;
	return true;
}

static void put_list(struct ctx *cx, struct form *f, int field, const json_t *list)
{
	const char *value;
	char number[32];
	size_t i, n;

	f->values[field].given = true;
	for (i = 0; i < json_array_size(list) && i < FORM_MAX_PAIRS; i++) {
		if (!scalar_text(json_array_get(list, i), number, &value, &n)) {
			form_fault(cx, f, field, T_FORM_CHOICE, NULL, NULL);
			return;
		}
		form_put_field(cx, f, field, value, n);
	}
}

/* One file: its name, its type and its bytes as base64.  False when it is not that. */
static bool put_coded(struct ctx *cx, struct form *f, int field, const json_t *file)
{
	const json_t *data = json_object_get(file, "data");
	const char *name = json_string_value(json_object_get(file, "name"));
	const char *type = json_string_value(json_object_get(file, "type"));
	size_t most = json_string_length(data) / 4 * 3 + 3, n;
	unsigned char *bytes;

	if (!json_is_string(data))
		return false;
	bytes = arena_alloc(cx->arena, most);
	if (sodium_base642bin(bytes, most, json_string_value(data), json_string_length(data),
			      "\r\n", &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	name = form_file_name(cx, name != NULL ? name : "");
	form_put_file(
	    cx, f, field, *name != '\0' ? name : "-",
	    str_clean(cx->arena, type != NULL ? type : "", type != NULL ? strlen(type) : 0),
	    (struct blob){ bytes, n });
	return true;
}

/* Files in JSON: a list of { "name", "type", "data" }. */
static void put_files(struct ctx *cx, struct form *f, int field, const json_t *list)
{
	size_t i;

	f->values[field].given = true;
	for (i = 0; i < json_array_size(list) && i < FORM_MAX_PAIRS; i++)
		if (!put_coded(cx, f, field, json_array_get(list, i))) {
			form_fault(cx, f, field, T_FORM_FILE_CODE, NULL, NULL);
			return;
		}
}

static bool takes_many(enum field_kind kind)
{
	return kind == FIELD_CHECKS || kind == FIELD_IDS || kind == FIELD_REFS;
}

static void put_member(struct ctx *cx, struct form *f, const char *name, const json_t *v)
{
	int field = form_field_find(f, name, strlen(name));
	const char *value;
	char number[32];
	size_t n;

	/* Text of the word true is "1", which nobody meant. */
	if (field >= 0 && json_is_boolean(v) && f->def->fields[field].kind != FIELD_BOOL) {
		f->values[field].given = true;
		form_fault(cx, f, field, T_FORM_NO_BOOL, NULL, NULL);
	} else if (scalar_text(v, number, &value, &n)) {
		form_put(cx, f, name, strlen(name), value, n);
	} else if (field >= 0 && json_is_array(v) && takes_many(f->def->fields[field].kind)) {
		put_list(cx, f, field, v);
	} else if (field >= 0 && json_is_array(v) && f->def->fields[field].kind == FIELD_FILES) {
		put_files(cx, f, field, v);
	} else if (field >= 0) {
		f->values[field].given = true;
		form_fault(cx, f, field, T_FORM_ONE_VALUE, NULL, NULL);
	} else if (*name != '_') {
		form_stranger(cx, f, name, strlen(name));
	}
}

enum err form_parse_json(struct ctx *cx, struct form *f, const char *p, size_t n)
{
	json_error_t fault;
	json_t *top, *v;
	const char *name;

	form_name_strangers(f);
	top = json_loadb(p, n, JSON_REJECT_DUPLICATES, &fault);
	if (!json_is_object(top) || json_object_size(top) > FORM_MAX_PAIRS) {
		json_decref(top);
		form_fault(cx, f, -1, T_FORM_JSON, NULL, NULL);
		return err_set(cx, ERR_INVALID, "form %s: no JSON object", f->def->name);
	}
	json_object_foreach(top, name, v)
	{
		put_member(cx, f, name, v);
	}
	json_decref(top);
	return ERR_OK;
}
