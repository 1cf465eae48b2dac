/* Every field by its kind, then the form's own check. */
#include "base/id.h"
#include "base/str.h"
#include "platform/form/form_impl.h"
#include "text/form.h"

#include <string.h>

static size_t max_of(const struct field *d)
{
	if (d->max != 0)
		return d->max;
	if (d->kind == FIELD_COORD)
		return FORM_COORD_MAX;
	return d->kind == FIELD_FILES ? FORM_FILE_MAX : FORM_TEXT_MAX;
}

static void too_long(struct ctx *cx, struct form *f, int i, size_t max, size_t given)
{
	form_fault(cx, f, i, T_FORM_TOO_LONG, say_number(cx, (int64_t)max),
		   say_number(cx, (int64_t)given));
}

/* One line or several: counted in characters, as the person sees them. */
static void check_text(struct ctx *cx, struct form *f, int i, const char *clean)
{
	const struct field *d = &f->def->fields[i];
	size_t n = utf8_length(clean);
	char *line, *p;

	if (n > max_of(d)) {
		too_long(cx, f, i, max_of(d), n);
		return;
	}
	line = arena_strdup(cx->arena, clean);
	if (d->kind != FIELD_LONG)
		for (p = line; *p != '\0'; p++)
			if (*p == '\n' || *p == '\t')
				*p = ' ';
	f->values[i].text = line;
}

/* Taken byte by byte as typed: spaces at the ends belong to a password. */
static void check_password(struct ctx *cx, struct form *f, int i)
{
	struct value *v = &f->values[i];
	size_t n = utf8_length(v->raw);

	if (n > max_of(&f->def->fields[i]))
		too_long(cx, f, i, max_of(&f->def->fields[i]), n);
	else
		v->text = v->raw;
}

static void check_int(struct ctx *cx, struct form *f, int i, const char *s)
{
	const struct field *d = &f->def->fields[i];
	struct value *v = &f->values[i];

	if (form_read_int(s, &v->number) != T__NONE)
		form_fault(cx, f, i, T_FORM_INT, NULL, NULL);
	else if (d->max_value > d->min_value &&
		 (v->number < d->min_value || v->number > d->max_value))
		form_fault(cx, f, i, T_FORM_INT_RANGE, say_number(cx, d->min_value),
			   say_number(cx, d->max_value));
	else
		v->has_number = true;
}

static void check_id(struct ctx *cx, struct form *f, int i, const char *s)
{
	struct value *v = &f->values[i];

	v->has_number = str_i64(s, &v->number) && v->number > 0;
	if (v->has_number)
		return;
	if (f->def->fields[i].seen)
		form_fault(cx, f, i, T_FORM_SEEN, f->def->fields[i].name, NULL);
	else
		form_fault(cx, f, i, T_FORM_CHOICE, NULL, NULL);
}

static void check_enum(struct ctx *cx, struct form *f, int i, const char *s)
{
	struct value *v = &f->values[i];
	int at = form_member_find(f->def->fields[i].members, s, strlen(s));

	if (at < 0) {
		form_fault(cx, f, i, T_FORM_CHOICE, NULL, NULL);
		return;
	}
	v->text = f->def->fields[i].members[at].value;
	v->number = at;
	v->has_number = true;
}

static enum err is_offered(struct ctx *cx, const struct form *f, const struct field *d,
			   const char *s, bool *ret)
{
	struct options options = { 0 };

	if (d->known)
		return d->known(cx, s, ret);
	if (d->options == NULL) {
		*ret = form_choice_find(d, s, strlen(s)) >= 0;
		return ERR_OK;
	}
	TRY(d->options(cx, f, &options));
	*ret = false;
	for (size_t k = 0; k < options.n && !*ret; k++)
		*ret = strcmp(options.items[k].value, s) == 0;
	return ERR_OK;
}

static enum err check_ref(struct ctx *cx, struct form *f, int i, const char *s)
{
	struct value *v = &f->values[i];
	bool offered;

	TRY(is_offered(cx, f, &f->def->fields[i], s, &offered));
	if (!offered) {
		form_fault(cx, f, i, T_FORM_CHOICE, NULL, NULL);
		return ERR_OK;
	}
	v->text = arena_strdup(cx->arena, s);
	v->has_number = str_i64(s, &v->number);
	return ERR_OK;
}

/* Each of those chosen is offered; the options are asked for once. */
static enum err check_refs(struct ctx *cx, struct form *f, int i)
{
	const struct value *v = &f->values[i];
	struct options options = { 0 };

	TRY(f->def->fields[i].options(cx, f, &options));
	for (size_t c = 0; c < v->n_choices; c++) {
		size_t k = 0;

		while (k < options.n && strcmp(options.items[k].value, v->choices[c]) != 0)
			k++;
		if (k < options.n)
			continue;
		form_fault(cx, f, i, T_FORM_CHOICE, NULL, NULL);
		break;
	}
	return ERR_OK;
}

static void check_bool(struct ctx *cx, struct form *f, int i, const char *s)
{
	static const char *const yes[] = { "1", "on", "true", "ya", "yes" };
	static const char *const no[] = { "0", "off", "false", "tidak", "no" };
	struct value *v = &f->values[i];
	size_t k;

	for (k = 0; k < LEN(yes); k++) {
		if (strcmp(s, yes[k]) == 0 || strcmp(s, no[k]) == 0) {
			v->number = strcmp(s, yes[k]) == 0;
			v->has_number = true;
			return;
		}
	}
	form_fault(cx, f, i, T_FORM_CHOICE, NULL, NULL);
}

static void check_number(struct ctx *cx, struct form *f, int i, const char *s)
{
	char number[NUMBER_SIZE];

	if (number_read(s, number))
		f->values[i].text = arena_strdup(cx->arena, number);
	else
		form_fault(cx, f, i, T_FORM_NUMBER, NULL, NULL);
}

/* The kinds whose reader says by itself what is wrong. */
static void check_read(struct ctx *cx, struct form *f, int i, const char *s)
{
	struct value *v = &f->values[i];
	enum field_kind kind = f->def->fields[i].kind;
	const char *arg = NULL, *normal = s;
	enum text fault = T__NONE;

	if (kind == FIELD_MONEY)
		fault = form_read_money(s, &v->number);
	else if (kind == FIELD_DATE)
		fault = form_read_date(cx, s, &v->number, &arg);
	else if (kind == FIELD_INSTANT)
		fault = form_read_instant(cx, s, &v->number, &arg);
	else if (kind == FIELD_PHONE)
		fault = form_read_phone(cx, s, &normal);
	else if (kind == FIELD_NIK)
		fault = form_read_nik(cx, s, &normal, &arg);
	else
		fault = form_read_coord(cx, s, &normal);
	if (fault != T__NONE) {
		form_fault(cx, f, i, fault, arg, NULL);
		return;
	}
	v->text = normal;
	v->has_number = kind == FIELD_MONEY || kind == FIELD_DATE || kind == FIELD_INSTANT;
}

static void check_files(struct ctx *cx, struct form *f, int i)
{
	const struct field *d = &f->def->fields[i];
	struct value *v = &f->values[i];
	size_t k, most = d->max_value > 0 ? (size_t)d->max_value : 1;

	if (v->n_files > most)
		form_fault(cx, f, i, T_FORM_FILES_MANY, say_number(cx, (int64_t)most), NULL);
	for (k = 0; k < v->n_files; k++) {
		v->files[k].bad = v->files[k].bytes.n == 0 || v->files[k].bytes.n > max_of(d);
		if (v->files[k].bytes.n == 0)
			form_fault(cx, f, i, T_FORM_FILE_EMPTY, v->files[k].name, NULL);
		else if (v->files[k].bytes.n > max_of(d))
			form_fault(cx, f, i, T_FORM_FILE_BIG, v->files[k].name,
				   say_number(cx, (int64_t)(max_of(d) >> 20)));
	}
}

static enum text missing_text(enum field_kind kind)
{
	if (kind == FIELD_FILES)
		return T_FORM_REQUIRED_FILE;
	if (kind == FIELD_BOOL)
		return T_FORM_REQUIRED_BOOL;
	if (kind == FIELD_ENUM || kind == FIELD_REF || kind == FIELD_CHECKS || kind == FIELD_ID ||
	    kind == FIELD_IDS || kind == FIELD_REFS)
		return T_FORM_REQUIRED_CHOICE;
	return T_FORM_REQUIRED;
}

static bool is_empty(const struct field *d, const struct value *v, const char *clean)
{
	if (d->kind == FIELD_FILES)
		return v->n_files == 0;
	if (d->kind == FIELD_CHECKS)
		return v->bits == 0;
	if (d->kind == FIELD_IDS)
		return v->n_ids == 0;
	if (d->kind == FIELD_REFS)
		return v->n_choices == 0;
	if (d->kind == FIELD_PASSWORD)
		return v->raw == NULL || v->raw[0] == '\0';
	return clean == NULL || clean[0] == '\0';
}

static enum err check_kind(struct ctx *cx, struct form *f, int i, const char *clean)
{
	switch (f->def->fields[i].kind) {
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_HIDDEN:
		check_text(cx, f, i, clean);
		return ERR_OK;
	case FIELD_INT:
		check_int(cx, f, i, clean);
		return ERR_OK;
	case FIELD_ENUM:
		check_enum(cx, f, i, clean);
		return ERR_OK;
	case FIELD_REF:
		return check_ref(cx, f, i, clean);
	case FIELD_BOOL:
		check_bool(cx, f, i, clean);
		return ERR_OK;
	case FIELD_NUMBER:
		check_number(cx, f, i, clean);
		return ERR_OK;
	case FIELD_PASSWORD:
		check_password(cx, f, i);
		return ERR_OK;
	case FIELD_FILES:
		check_files(cx, f, i);
		return ERR_OK;
	case FIELD_ID:
		check_id(cx, f, i, clean);
		return ERR_OK;
	case FIELD_REFS:
		return check_refs(cx, f, i);
	case FIELD_CHECKS:
	case FIELD_IDS:
		return ERR_OK;
	case FIELD_MONEY:
	case FIELD_DATE:
	case FIELD_INSTANT:
	case FIELD_PHONE:
	case FIELD_NIK:
	case FIELD_COORD:
		check_read(cx, f, i, clean);
		return ERR_OK;
	case FIELD_END:
		break;
	}
	assert(false && "a field of unknown kind");
	return ERR_OK;
}

static enum err check_field(struct ctx *cx, struct form *f, int i)
{
	const struct field *d = &f->def->fields[i];
	struct value *v = &f->values[i];
	const char *clean = NULL;

	if (v->faulty)
		return ERR_OK;
	if (v->raw != NULL && d->kind != FIELD_PASSWORD)
		clean = str_clean(cx->arena, v->raw, strlen(v->raw));
	if (is_empty(d, v, clean)) {
		v->text = NULL;
		v->has_number = false;
		/* A program that read no version would act on whatever it is now. */
		if (d->seen && v->raw != NULL)
			form_fault(cx, f, i, T_FORM_SEEN, d->name, NULL);
		if (d->required)
			form_fault(cx, f, i, missing_text(d->kind), NULL, NULL);
		return ERR_OK;
	}
	TRY(check_kind(cx, f, i, clean));
	/* A box that must be ticked and says no. */
	if (d->kind == FIELD_BOOL && d->required && !v->faulty && v->number == 0)
		form_fault(cx, f, i, T_FORM_REQUIRED_BOOL, NULL, NULL);
	return ERR_OK;
}

enum err form_validate(struct ctx *cx, struct form *f)
{
	size_t i;

	for (i = 0; i < f->n_fields; i++)
		TRY(check_field(cx, f, (int)i));
	return f->def->check != NULL ? f->def->check(cx, f) : ERR_OK;
}
