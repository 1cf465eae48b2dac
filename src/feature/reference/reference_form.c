/* Between the doc of an entry and the fields of its list. */
#include "feature/reference/reference_form.h"

#include <jansson.h>
#include <string.h>

#include "base/str.h"
#include "feature/reference/reference_shelf.h"
#include "text/reference.h"

/* The order in which reference_fields.c builds every form: these, the values, then the rest. */
enum { F_KEY, F_LABEL_ID, F_LABEL_EN, F_VALUES };
enum { R_ORDINAL, R_FROM, R_TO, R_SOURCE, R_REASON, R__N };

static int n_fields(const struct form_def *def)
{
	int n = 0;

	while (def->fields[n].kind != FIELD_END)
		n++;
	return n;
}

static int values_end(const struct form_def *def)
{
	return n_fields(def) - R__N;
}

static int rest(const struct form *f, int field)
{
	return values_end(form_def_of(f)) + field;
}

/* The member of the doc that a field shows: mostly its name. */
static const char *key_of(const struct field *d)
{
	return str_eq(d->name, "needs_reason") ? "reason" : d->name;
}

/* Whether the field is the doc itself. */
static bool is_doc(const struct field *d)
{
	return str_eq(d->name, "doc");
}

/* A line of several values, parted by commas. */
static bool is_list(const struct field *d)
{
	return str_eq(d->name, "hours") || str_eq(d->name, "aliases") || str_eq(d->name, "values");
}

/* Choices, one a line: "2 = Kristen | Christian | protestan, kristen protestan". */
static bool is_choices(const struct field *d)
{
	return d->kind == FIELD_LONG && str_eq(d->name, "options");
}

/* ---- from doc to form ---------------------------------------------------------------------- */

static size_t texts_of(struct ctx *cx, const json_t *list, const char *const **ret)
{
	const char **texts = ARENA_ARRAY(cx->arena, json_array_size(list) + 1, const char *);
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(list); i++) {
		if (json_is_string(json_array_get(list, i)))
			texts[n++] = json_string_value(json_array_get(list, i));
	}
	*ret = texts;
	return n;
}

static const char *joined(struct ctx *cx, const char *const *texts, size_t n)
{
	const char *out = "";

	for (size_t i = 0; i < n; i++)
		out = str_and(cx->arena, out, texts[i]);
	return out;
}

static const char *choice_line(struct ctx *cx, const json_t *o)
{
	const char *const *aliases;
	size_t n = texts_of(cx, json_object_get(o, "aliases"), &aliases);
	const char *line =
	    arena_printf(cx->arena, "%s = %s", json_string_value(json_object_get(o, "code")),
			 json_string_value(json_object_get(o, "id")));
	const char *en = json_string_value(json_object_get(o, "en"));

	if (en || n > 0)
		line = arena_printf(cx->arena, "%s | %s", line, en ? en : "");
	return n > 0 ? arena_printf(cx->arena, "%s | %s", line, joined(cx, aliases, n)) : line;
}

static const char *choice_lines(struct ctx *cx, const json_t *list)
{
	const char *out = "";

	for (size_t i = 0; i < json_array_size(list); i++)
		out = arena_printf(cx->arena, "%s%s%s", out, i ? "\n" : "",
				   choice_line(cx, json_array_get(list, i)));
	return out;
}

/* A value as text of a form: numbers in digits, yes as 1, a list parted by commas. */
static const char *typed(struct ctx *cx, const json_t *v)
{
	const char *const *texts;
	size_t n;

	if (json_is_integer(v))
		return str_digits(cx->arena, json_integer_value(v));
	if (json_is_array(v)) {
		n = texts_of(cx, v, &texts);
		return joined(cx, texts, n);
	}
	return json_is_string(v) ? arena_strdup(cx->arena, json_string_value(v)) : NULL;
}

static void fill_value(struct ctx *cx, struct form *f, int field, const json_t *v)
{
	const struct field *d = &form_def_of(f)->fields[field];
	const char *const *texts;
	size_t n;

	if (is_choices(d)) {
		form_set_text(cx, f, field, choice_lines(cx, v));
	} else if (d->kind == FIELD_BOOL) {
		form_set_int(cx, f, field, json_is_true(v));
	} else if (d->kind == FIELD_REFS) {
		n = texts_of(cx, v, &texts);
		form_set_choices(cx, f, field, texts, n);
	} else if (typed(cx, v)) {
		form_set_text(cx, f, field, typed(cx, v));
	}
}

static const json_t *doc_of(struct ctx *cx, const struct ref_entry *e)
{
	return e->values ? e->values : ref_values_of(cx->arena, e->doc);
}

/* The doc as a person edits it: a member a line. */
static const char *doc_indented(struct ctx *cx, const struct ref_entry *e)
{
	char *dumped = json_dumps(doc_of(cx, e), JSON_INDENT(1) | JSON_SORT_KEYS);
	const char *out;

	assert(dumped != NULL);
	out = arena_strdup(cx->arena, dumped);
	free(dumped);
	return out;
}

struct form *ref_form_filled(struct ctx *cx, const struct ref_kind *kind, const struct ref_entry *e)
{
	struct form *f = form_new(cx, kind->edit);
	const json_t *doc = doc_of(cx, e);

	form_set_int(cx, f, F_KEY, e->version);
	form_set_text(cx, f, F_LABEL_ID, e->label_id);
	form_set_text(cx, f, F_LABEL_EN, e->label_en);
	for (int i = F_VALUES; i < values_end(kind->edit); i++) {
		if (is_doc(&kind->edit->fields[i]))
			form_set_text(cx, f, i, doc_indented(cx, e));
		else
			fill_value(cx, f, i, json_object_get(doc, key_of(&kind->edit->fields[i])));
	}
	form_set_int(cx, f, rest(f, R_FROM), ref_today(cx));
	form_set_int(cx, f, rest(f, R_ORDINAL), e->ordinal);
	form_set_text(cx, f, rest(f, R_SOURCE), e->source);
	return f;
}

/* New rules begin as those that hold: who changes one need not write twenty. */
static void start_from_rules(struct ctx *cx, struct form *f)
{
	struct ref_entry e;

	if (ref_get(cx, REF_TRIAGE, REF_TRIAGE_CODE, ref_today(cx), &e) != ERR_OK) {
		err_clear(cx);
		form_set_text(cx, f, F_VALUES, "{}");
		return;
	}
	form_set_text(cx, f, F_KEY, REF_TRIAGE_CODE);
	form_set_text(cx, f, F_LABEL_ID, e.label_id);
	form_set_text(cx, f, F_LABEL_EN, e.label_en);
	form_set_text(cx, f, F_VALUES, doc_indented(cx, &e));
	form_set_text(cx, f, rest(f, R_SOURCE), e.source);
}

struct form *ref_form_empty(struct ctx *cx, const struct ref_kind *kind, const char *set)
{
	struct form *f = form_new(cx, kind->add);

	if (is_doc(&kind->add->fields[F_VALUES])) {
		if (ref_is_rules(set))
			start_from_rules(cx, f);
		else
			form_set_text(cx, f, F_VALUES, "{}");
	}
	form_set_int(cx, f, rest(f, R_FROM), ref_today(cx));
	return f;
}

/* ---- from form to doc ---------------------------------------------------------------------- */

/* "07:30-12:00, 13:00-16:00" as a list of texts. */
static json_t *split(struct ctx *cx, const char *line)
{
	json_t *list = json_array();

	while (line && *line) {
		size_t n = strcspn(line, ",;");
		const char *part = str_clean(cx->arena, line, n);

		if (!str_blank(part))
			(void)json_array_append_new(list, json_string(part));
		line += n + (line[n] != '\0');
	}
	return list;
}

static json_t *choices_json(const struct form *f, int field)
{
	json_t *list = json_array();
	const char *const *choices;
	size_t n = form_choices(f, field, &choices);

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_string(choices[i]));
	return list;
}

/* The part of a line up to a mark, without the blanks around it; *s goes behind the mark. */
static const char *part_of(struct ctx *cx, const char **s, char mark)
{
	const char ends[] = { mark, '\0' };
	size_t n = strcspn(*s, ends);
	const char *part = str_clean(cx->arena, *s, n);

	*s += n + ((*s)[n] != '\0');
	return part;
}

/* What the choice of that code said before, so that what no line shows is kept. */
static json_t *choice_before(const json_t *old, const char *code)
{
	for (size_t i = 0; i < json_array_size(old); i++) {
		const json_t *o = json_array_get(old, i);

		if (str_eq(json_string_value(json_object_get(o, "code")), code))
			return json_deep_copy(o);
	}
	return json_object();
}

static json_t *choice_json(struct ctx *cx, const char *line, const json_t *old)
{
	const char *code = part_of(cx, &line, '='), *id = part_of(cx, &line, '|'),
		   *en = part_of(cx, &line, '|');
	json_t *o = choice_before(old, code), *aliases = split(cx, line);

	(void)json_object_set_new(o, "code", json_string(code));
	(void)json_object_set_new(o, "id", json_string(str_blank(id) ? code : id));
	(void)json_object_set_new(o, "en",
				  json_string(!str_blank(en)  ? en
					      : str_blank(id) ? code
							      : id));
	(void)json_object_del(o, "aliases");
	if (json_array_size(aliases) > 0)
		(void)json_object_set(o, "aliases", aliases);
	json_decref(aliases);
	return o;
}

static json_t *choices_of_lines(struct ctx *cx, const char *lines, const json_t *old)
{
	json_t *list = json_array();

	while (lines && *lines) {
		const char *line = part_of(cx, &lines, '\n');

		if (!str_blank(line))
			(void)json_array_append_new(list, choice_json(cx, line, old));
	}
	if (json_array_size(list) > 0)
		return list;
	json_decref(list);
	return NULL;
}

/* The value of a field for the doc; NULL: none. */
static json_t *value_json(struct ctx *cx, const struct form *f, int field, const json_t *old)
{
	const struct field *d = &form_def_of(f)->fields[field];
	const char *s = form_text(f, field);
	int64_t number;

	if (d->kind == FIELD_BOOL)
		return form_bool(f, field) || old ? json_boolean(form_bool(f, field)) : NULL;
	if (is_choices(d))
		return choices_of_lines(cx, s, old);
	if (d->kind == FIELD_REFS)
		return choices_json(f, field);
	if (is_list(d))
		return s || str_eq(d->name, "hours") ? split(cx, s) : NULL;
	if (d->kind == FIELD_INT) {
		number = form_int(f, field, DB_NONE);
		return number == DB_NONE ? NULL : json_integer(number);
	}
	if (s && d->kind == FIELD_ENUM && str_i64(s, &number))
		return json_integer(number);
	return s ? json_string(s) : NULL;
}

static const char *doc_text(struct ctx *cx, const struct form *f, const char *old_doc)
{
	json_auto_t *doc = json_loads(old_doc ? old_doc : "{}", 0, NULL);
	const struct form_def *def = form_def_of(f);
	char *dumped;

	if (is_doc(&def->fields[F_VALUES]))
		return form_text(f, F_VALUES);
	for (int i = F_VALUES; i < values_end(def); i++) {
		const char *key = key_of(&def->fields[i]);
		json_t *v = value_json(cx, f, i, json_object_get(doc, key));

		if (v)
			(void)json_object_set_new(doc, key, v);
		else
			(void)json_object_del(doc, key);
	}
	dumped = json_dumps(doc, JSON_COMPACT | JSON_SORT_KEYS);
	assert(dumped != NULL);
	old_doc = arena_strdup(cx->arena, dumped);
	free(dumped);
	return old_doc;
}

static int32_t date_of(const struct form *f, int field)
{
	int64_t days = form_int(f, field, DB_NONE);

	return days == DB_NONE ? DATE_NONE : (int32_t)days;
}

void ref_form_values(struct ctx *cx, const struct form *f, const char *old_doc,
		     struct ref_values *ret)
{
	*ret = (struct ref_values){
		.label_id = form_text(f, F_LABEL_ID),
		.label_en = form_text(f, F_LABEL_EN),
		.doc = doc_text(cx, f, old_doc),
		.source = form_text(f, rest(f, R_SOURCE)),
		.ordinal = form_int(f, rest(f, R_ORDINAL), 0),
		.valid_from = date_of(f, rest(f, R_FROM)),
		.valid_to = date_of(f, rest(f, R_TO)),
	};
}

int64_t ref_form_version(const struct form *f)
{
	return form_id(f, F_KEY);
}

const char *ref_form_code(struct ctx *cx, const struct form *f)
{
	if (form_def_of(f)->fields[F_KEY].kind != FIELD_DATE)
		return form_text(f, F_KEY);
	return date_of(f, F_KEY) == DATE_NONE ? NULL : date_iso(cx->arena, date_of(f, F_KEY));
}

const char *ref_form_reason(const struct form *f)
{
	return form_text(f, rest(f, R_REASON));
}

/* ---- checks -------------------------------------------------------------------------------- */

void ref_form_bad_code(struct ctx *cx, struct form *f, enum text message)
{
	form_problem(cx, f, F_KEY, message, NULL);
}

/* The place of a value's field, -1: the list has none of that name. */
static int field_of(const struct form *f, const char *name)
{
	const struct form_def *def = form_def_of(f);

	for (int i = F_VALUES; i < values_end(def); i++) {
		if (str_eq(def->fields[i].name, name))
			return i;
	}
	return -1;
}

static void check_ages(struct ctx *cx, struct form *f)
{
	int from = field_of(f, "age_from"), to = field_of(f, "age_to");

	if (from >= 0 && form_int(f, to, INT64_MAX) < form_int(f, from, 0))
		form_problem(cx, f, to, T_REFERENCE_WRONG_AGES, NULL);
}

/* A day's hours are read as the calendar will read them, and must leave it some working time. */
static enum err check_hours(struct ctx *cx, struct form *f)
{
	int field = field_of(f, "hours");
	json_auto_t *hours = NULL;
	struct worktime cal;
	const char *const *texts;
	int64_t weekday;
	size_t n;

	if (field < 0)
		return ERR_OK;
	TRY(ref_calendar(cx, &cal));
	if (!str_i64(form_text(f, field_of(f, "weekday")), &weekday) || weekday < 0 || weekday > 6)
		return ERR_OK; /* the field says so itself */
	hours = split(cx, form_text(f, field));
	n = texts_of(cx, hours, &texts);
	if (!ref_hours_read(texts, n, cal.week[weekday]))
		form_problem(cx, f, field, T_REFERENCE_WRONG_HOURS, NULL);
	else if (!worktime_valid(&cal))
		form_problem(cx, f, field, n > 0 ? T_REFERENCE_WRONG_HOURS : T_REFERENCE_NO_HOURS,
			     NULL);
	return ERR_OK;
}

/* The field of a member of the doc ("options.code": of options), else the first value. */
static int field_at_fault(const struct form *f, const char *key)
{
	int field = field_of(f, key);

	if (field < 0 && str_starts(key, "options"))
		field = field_of(f, "options");
	return field >= 0 ? field : F_VALUES;
}

/* What only the feature that reads the set knows: two fields with one name for a column, say. */
static enum err check_among(struct ctx *cx, struct form *f, const char *set, const char *code,
			    const char *old_doc, const char *new_doc)
{
	const json_t *old = old_doc ? ref_values_of(cx->arena, old_doc) : NULL;
	struct ref_fault fault;

	TRY(ref_among_fault(cx, set, code, ref_values_of(cx->arena, new_doc), old, &fault));
	if (fault.key)
		form_problem(cx, f, field_at_fault(f, fault.key), fault.message, fault.arg);
	return ERR_OK;
}

enum err ref_form_check(struct ctx *cx, struct form *f, const char *set, const char *code,
			const char *old_doc, const struct ref_values *v)
{
	const char *fault;

	TRY(ref_values_fault(cx, set, code, v, &fault));
	if (str_eq(fault, "dates"))
		form_problem(cx, f, rest(f, R_TO), T_REFERENCE_WRONG_DATES, NULL);
	else if (fault)
		form_problem(cx, f, field_at_fault(f, fault),
			     str_starts(fault, "options") ? T_REFERENCE_WRONG_OPTIONS
							  : T_REFERENCE_WRONG_DOC,
			     fault);
	else
		TRY(check_among(cx, f, set, code, old_doc, v->doc));
	check_ages(cx, f);
	return check_hours(cx, f);
}

/* ---- read out ------------------------------------------------------------------------------ */

static const char *member_label(const struct ctx *cx, const struct member *members,
				const char *value)
{
	for (const struct member *m = members; m->value; m++) {
		if (str_eq(m->value, value))
			return text(cx, m->label);
	}
	return value;
}

static const char *option_label(const struct options *o, const char *value)
{
	for (size_t i = 0; i < o->n; i++) {
		if (str_eq(o->items[i].value, value))
			return o->items[i].label;
	}
	return value;
}

static enum err refs_words(struct ctx *cx, const struct field *d, const json_t *v, const char **ret)
{
	const char *const *codes, **labels;
	struct options o;
	size_t n;

	TRY(d->options(cx, NULL, &o));
	if (json_is_string(v)) {
		*ret = option_label(&o, json_string_value(v));
		return ERR_OK;
	}
	n = texts_of(cx, v, &codes);
	labels = ARENA_ARRAY(cx->arena, n + 1, const char *);
	for (size_t i = 0; i < n; i++)
		labels[i] = option_label(&o, codes[i]);
	*ret = n > 0 ? joined(cx, labels, n) : NULL;
	return ERR_OK;
}

/* One value as people read it; NULL: the entry has none. */
static enum err words_of(struct ctx *cx, const struct field *d, const json_t *v, const char **ret)
{
	*ret = NULL;
	if (v == NULL)
		return ERR_OK;
	if (d->kind == FIELD_REF || d->kind == FIELD_REFS)
		return refs_words(cx, d, v, ret);
	if (is_choices(d))
		*ret = choice_lines(cx, v);
	else if (d->kind == FIELD_BOOL)
		*ret = json_is_true(v) ? text(cx, T_REFERENCE_YES) : NULL;
	else if (d->kind == FIELD_ENUM)
		*ret = member_label(cx, d->members, typed(cx, v));
	else
		*ret = typed(cx, v);
	if (str_blank(*ret))
		*ret = NULL;
	return ERR_OK;
}

/* Calls for each value of an entry's list; rules have none that could be read in a line. */
static int first_value(const struct form_def *def)
{
	return is_doc(&def->fields[F_VALUES]) ? values_end(def) : F_VALUES;
}

enum err ref_value_facts(struct ctx *cx, const struct ref_entry *e, const struct ui_fact **ret,
			 size_t *ret_n)
{
	const struct form_def *def = ref_kind_of(e->set)->edit;
	struct ui_fact *facts = ARENA_ARRAY(cx->arena, (size_t)n_fields(def), struct ui_fact);
	const json_t *doc = doc_of(cx, e);
	size_t n = 0;

	for (int i = first_value(def); i < values_end(def); i++) {
		const struct field *d = &def->fields[i];
		const char *words;

		TRY(words_of(cx, d, json_object_get(doc, key_of(d)), &words));
		if (words)
			facts[n++] = (struct ui_fact){ .name = d->name,
						       .label = text(cx, d->label),
						       .value = words };
	}
	*ret = facts;
	*ret_n = n;
	return ERR_OK;
}

/* Values that are too long for a line of a list. */
static bool is_long(const struct field *d)
{
	return d->kind == FIELD_LONG || str_eq(d->name, "aliases") ||
	       str_starts(d->name, "note_") || str_starts(d->name, "why_") ||
	       str_starts(d->name, "remedy_");
}

/* In a line a tick is its label, a choice speaks for itself, and a number needs its label. */
static const char *in_line(struct ctx *cx, const struct field *d, const struct ui_fact *fact)
{
	if (d->kind == FIELD_BOOL)
		return fact->label;
	if (d->kind == FIELD_ENUM || d->kind == FIELD_REFS)
		return fact->value;
	return arena_printf(cx->arena, "%s: %s", fact->label, fact->value);
}

static const struct field *field_named(const struct form_def *def, const char *name)
{
	const struct field *d = def->fields;

	while (d->kind != FIELD_END && !str_eq(d->name, name))
		d++;
	return d;
}

enum err ref_value_words(struct ctx *cx, const struct ref_entry *e, const char **ret)
{
	const struct ui_fact *facts;
	struct ref_limit limit;
	const char *out = "";
	size_t n;

	TRY(ref_value_facts(cx, e, &facts, &n));
	if (str_eq(e->set, "limit") && ref_limit_of(cx, e, &limit)) {
		*ret = limit.words;
		return ERR_OK;
	}
	for (size_t i = 0; i < n; i++) {
		const struct field *d = field_named(ref_kind_of(e->set)->edit, facts[i].name);

		if (!is_long(d))
			out = arena_printf(cx->arena, "%s%s%s", out, *out ? " · " : "",
					   in_line(cx, d, &facts[i]));
	}
	*ret = out;
	return ERR_OK;
}

/* ---- what changed -------------------------------------------------------------------------- */

static const char *change(struct ctx *cx, const char *so_far, const char *label, const char *before,
			  const char *after)
{
	const char *none = text(cx, T_REFERENCE_NONE);

	if (str_eq(before ? before : "", after ? after : ""))
		return so_far;
	return arena_printf(cx->arena, "%s%s%s", so_far, *so_far ? "\n" : "",
			    text_fill(cx, T_REFERENCE_CHANGE, label, before ? before : none,
				      after ? after : none, (char *)NULL));
}

enum err ref_value_changes(struct ctx *cx, const struct ref_entry *before,
			   const struct ref_entry *after, const char **ret)
{
	const struct form_def *def = ref_kind_of(after->set)->edit;
	const json_t *was = doc_of(cx, before), *is = doc_of(cx, after);
	const char *out = "", *old, *new;

	out = change(cx, out, text(cx, T_REFERENCE_LABEL_ID), before->label_id, after->label_id);
	out = change(cx, out, text(cx, T_REFERENCE_LABEL_EN), before->label_en, after->label_en);
	for (int i = first_value(def); i < values_end(def); i++) {
		const struct field *d = &def->fields[i];

		TRY(words_of(cx, d, json_object_get(was, key_of(d)), &old));
		TRY(words_of(cx, d, json_object_get(is, key_of(d)), &new));
		out = change(cx, out, text(cx, d->label), old, new);
	}
	out = change(cx, out, text(cx, T_REFERENCE_SOURCE), before->source, after->source);
	*ret = out;
	return ERR_OK;
}
