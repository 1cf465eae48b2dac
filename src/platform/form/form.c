#include "platform/form/form.h"

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/form/form_impl.h"
#include "text/form.h"

#include <stdio.h>
#include <string.h>

struct form *form_new(struct ctx *cx, const struct form_def *def)
{
	struct form *f = ARENA_NEW(cx->arena, struct form);

	f->def = def;
	while (def->fields[f->n_fields].kind != FIELD_END)
		f->n_fields++;
	f->values = ARENA_ARRAY(cx->arena, f->n_fields + 1, struct value);
	return f;
}

const struct form_def *form_def_of(const struct form *f)
{
	return f->def;
}

static struct value *at(const struct form *f, int field)
{
	assert(field >= 0 && (size_t)field < f->n_fields);
	return &f->values[field];
}

int form_zone(const struct ctx *cx)
{
	return cx->app != NULL ? cx->app->zone_minutes : 7 * 60;
}

int form_field_find(const struct form *f, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < f->n_fields; i++)
		if (strlen(f->def->fields[i].name) == n &&
		    memcmp(f->def->fields[i].name, name, n) == 0)
			return (int)i;
	return -1;
}

int form_member_find(const struct member *members, const char *value, size_t n)
{
	int i;

	for (i = 0; members[i].value != NULL; i++)
		if (strlen(members[i].value) == n && memcmp(members[i].value, value, n) == 0)
			return i;
	return -1;
}

int form_choice_find(const struct field *d, const char *value, size_t n)
{
	size_t i;

	if (d->members != NULL)
		return form_member_find(d->members, value, n);
	for (i = 0; i < d->list.n; i++)
		if (strlen(d->list.items[i].value) == n &&
		    memcmp(d->list.items[i].value, value, n) == 0)
			return (int)i;
	return -1;
}

/* ---- values ------------------------------------------------------------------------------ */

const char *form_text(const struct form *f, int field)
{
	const struct value *v = at(f, field);

	return v->text != NULL && v->text[0] != '\0' ? v->text : NULL;
}

int64_t form_int(const struct form *f, int field, int64_t or_else)
{
	const struct value *v = at(f, field);

	return v->has_number ? v->number : or_else;
}

int64_t form_id(const struct form *f, int field)
{
	return form_int(f, field, 0);
}

size_t form_ids(const struct form *f, int field, const int64_t **ret)
{
	*ret = at(f, field)->ids;
	return at(f, field)->n_ids;
}

bool form_bool(const struct form *f, int field)
{
	return form_int(f, field, 0) != 0;
}

uint64_t form_checks(const struct form *f, int field)
{
	return at(f, field)->bits;
}

size_t form_choices(const struct form *f, int field, const char *const **ret)
{
	*ret = at(f, field)->choices;
	return at(f, field)->n_choices;
}

bool form_given(const struct form *f, int field)
{
	return at(f, field)->given;
}

bool form_faulty(const struct form *f, int field)
{
	return at(f, field)->faulty;
}

size_t form_files(const struct form *f, int field, const struct upload **ret)
{
	*ret = at(f, field)->files;
	return at(f, field)->n_files;
}

const char *form_raw(const struct form *f, int field)
{
	const struct value *v = at(f, field);

	/* A password never travels back to the page. */
	if (v->raw == NULL || f->def->fields[field].kind == FIELD_PASSWORD)
		return "";
	return v->raw;
}

const char *form_extra(const struct form *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n_extras; i++)
		if (strcmp(f->extras[i].name, name) == 0)
			return f->extras[i].value;
	return NULL;
}

/* ---- filling before drawing -------------------------------------------------------------- */

void form_set_text(struct ctx *cx, struct form *f, int field, const char *value)
{
	const struct field *d = &f->def->fields[field];
	struct value *v = at(f, field);

	v->raw = v->text = arena_strdup(cx->arena, value);
	v->has_number = value != NULL && d->kind != FIELD_TEXT && str_i64(value, &v->number);
	if (value != NULL && d->kind == FIELD_ENUM) {
		v->number = form_member_find(d->members, value, strlen(value));
		v->has_number = v->number >= 0;
	}
}

/* The text that a number has in its field. */
static const char *number_text(struct ctx *cx, const struct field *d, int64_t value)
{
	struct civil c;

	if (d->kind == FIELD_DATE)
		return date_iso(cx->arena, (int32_t)value);
	if (d->kind == FIELD_INSTANT) {
		c = clock_civil(value, form_zone(cx));
		return arena_printf(cx->arena, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day,
				    c.hour, c.minute);
	}
	if (d->kind == FIELD_ENUM)
		return d->members[value].value;
	return str_digits(cx->arena, value);
}

void form_set_int(struct ctx *cx, struct form *f, int field, int64_t value)
{
	struct value *v = at(f, field);

	v->raw = v->text = number_text(cx, &f->def->fields[field], value);
	v->number = value;
	v->has_number = true;
}

void form_set_checks(struct form *f, int field, uint64_t bits)
{
	at(f, field)->bits = bits;
}

void form_put_choice(struct ctx *cx, struct form *f, int field, const char *value, size_t n)
{
	struct value *v = at(f, field);
	const char **grown;
	size_t i;

	if (n == 0)
		return;
	for (i = 0; i < v->n_choices; i++)
		if (strlen(v->choices[i]) == n && memcmp(v->choices[i], value, n) == 0)
			return;
	if (v->n_choices == v->cap_choices) {
		v->cap_choices = v->cap_choices != 0 ? 2 * v->cap_choices : 8;
		grown = ARENA_ARRAY(cx->arena, v->cap_choices, const char *);
		if (v->n_choices > 0)
			memcpy(grown, v->choices, v->n_choices * sizeof(*grown));
		v->choices = grown;
	}
	v->choices[v->n_choices++] = arena_strndup(cx->arena, value, n);
}

void form_set_choices(struct ctx *cx, struct form *f, int field, const char *const *values,
		      size_t n)
{
	at(f, field)->n_choices = 0;
	for (size_t i = 0; i < n; i++)
		form_put_choice(cx, f, field, values[i], strlen(values[i]));
}

/* ---- problems ---------------------------------------------------------------------------- */

static void add_problem(struct ctx *cx, struct form *f, struct problem problem)
{
	struct problem *bigger;

	if (f->n_problems >= FORM_MAX_PROBLEMS)
		return;
	if (f->n_problems == f->cap_problems) {
		f->cap_problems = f->cap_problems == 0 ? 8 : 2 * f->cap_problems;
		bigger = ARENA_ARRAY(cx->arena, f->cap_problems, struct problem);
		if (f->n_problems > 0)
			memcpy(bigger, f->problems, f->n_problems * sizeof(*bigger));
		f->problems = bigger;
	}
	f->problems[f->n_problems++] = problem;
}

static const char *label_of(const struct ctx *cx, const struct form *f, int field)
{
	if (field < 0)
		return "";
	if (f->def->fields[field].said != NULL)
		return f->def->fields[field].said;
	return text(cx, f->def->fields[field].label);
}

void form_problem(struct ctx *cx, struct form *f, int field, enum text message, const char *arg0)
{
	const char *label = label_of(cx, f, field);

	form_problem_said(cx, f, field,
			  text_fill(cx, message, arg0 != NULL ? arg0 : label, label, NULL));
}

void form_fault(struct ctx *cx, struct form *f, int field, enum text message, const char *arg1,
		const char *arg2)
{
	add_problem(cx, f,
		    (struct problem){ .field = field,
				      .message = text_fill(cx, message, label_of(cx, f, field),
							   arg1 != NULL ? arg1 : "",
							   arg2 != NULL ? arg2 : "", NULL) });
	if (field >= 0)
		at(f, field)->faulty = true;
}

void form_problem_said(struct ctx *cx, struct form *f, int field, const char *message)
{
	assert(field >= -1 && field < (int)f->n_fields);
	if (field < 0 || !form_faulty(f, field))
		add_problem(cx, f, (struct problem){ .field = field, .message = message });
}

void form_set_path_id(struct form *f, int64_t id)
{
	f->about = id;
}

int64_t form_path_id(const struct form *f)
{
	return f->about;
}

struct form *form_as(struct ctx *cx, const struct form *f, const struct form_def *def)
{
	struct form *to = form_new(cx, def);
	const struct problem *p;
	size_t i, n = form_problems(f, &p);
	const char *name;
	int at;

	to->about = f->about;
	for (i = 0; i < to->n_fields; i++) {
		at = form_field_find(f, def->fields[i].name, strlen(def->fields[i].name));
		if (at >= 0)
			to->values[i] = f->values[at];
	}
	for (i = 0; i < n; i++) {
		name = p[i].field < 0 ? "" : f->def->fields[p[i].field].name;
		add_problem(cx, to,
			    (struct problem){ .field = form_field_find(to, name, strlen(name)),
					      .stranger = p[i].stranger,
					      .message = p[i].message });
	}
	return to;
}

void form_name_strangers(struct form *f)
{
	f->strict = true;
}

/* The names that would do, for whoever misspelt one. */
static const char *names_of(struct ctx *cx, const struct form *f)
{
	const char *all = "";
	size_t i;

	for (i = 0; i < f->n_fields && strlen(all) < 400; i++)
		all = arena_printf(cx->arena, "%s%s%s", all, i > 0 ? ", " : "",
				   f->def->fields[i].name);
	return i < f->n_fields ? arena_printf(cx->arena, "%s, …", all) : all;
}

void form_stranger(struct ctx *cx, struct form *f, const char *name, size_t n)
{
	const char *known = names_of(cx, f), *said;

	if (!utf8_valid(name, n))
		return;
	/* Long enough to know it again. */
	if (n > 60)
		for (n = 60; n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
			n--;
	name = str_clean(cx->arena, name, n);
	said = *known != '\0' ? text_fill(cx, T_FORM_STRANGER, name, known, NULL)
			      : text_fill(cx, T_FORM_STRANGER_NONE, name, NULL);
	add_problem(cx, f, (struct problem){ .field = -1, .stranger = name, .message = said });
}

const char *problem_name(const struct form_def *def, const struct problem *p)
{
	return p->field < 0 ? p->stranger : def->fields[p->field].name;
}

static bool has_problem(const struct form *f, int field)
{
	for (size_t i = 0; i < f->n_problems; i++)
		if (f->problems[i].field == field)
			return true;
	return false;
}

void form_file_bad(struct form *f, int field, size_t file)
{
	at(f, field)->files[file].bad = true;
}

void form_ticket(struct form *f, int field, size_t file, const char *ticket)
{
	at(f, field)->files[file].ticket = ticket;
}

size_t form_tickets(const struct form *f, const char *const **ret)
{
	*ret = f->tickets;
	return f->n_tickets;
}

bool form_put_kept(struct ctx *cx, struct form *f, const char *field, const struct upload *up)
{
	int i = form_field_find(f, field, strlen(field));
	struct value *v;

	if (i < 0 || f->def->fields[i].kind != FIELD_FILES)
		return false;
	form_put_file(cx, f, i, up->name, up->type, up->bytes);
	v = at(f, i);
	v->files[v->n_files - 1].ticket = up->ticket;
	return true;
}

void form_files_again(struct ctx *cx, struct form *f)
{
	const struct value *v;
	bool lost;

	for (int i = 0; i < (int)f->n_fields; i++) {
		v = at(f, i);
		lost = false;
		for (size_t k = 0; k < v->n_files; k++)
			lost = lost || v->files[k].ticket == NULL;
		if (lost && !has_problem(f, i))
			form_problem(cx, f, i, T_FORM_FILES_AGAIN, NULL);
	}
}

bool form_ok(const struct form *f)
{
	return f->n_problems == 0;
}

void form_forget_problems(struct form *f)
{
	f->n_problems = 0;
}

size_t form_problems(const struct form *f, const struct problem **ret)
{
	*ret = f->problems;
	return f->n_problems;
}
