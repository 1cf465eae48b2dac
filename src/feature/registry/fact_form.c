/* Forms whose fields are the fact book: drawn by heading, read back as changes. */
#include "feature/registry/page_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/i18n.h"
#include "text/warga.h"

#include <string.h>

/* ---- sources -------------------------------------------------------------------------------- */

/* Those that have a mark; NULL: all.  Made-up data come to a sample city alone. */
static enum err sources(struct ctx *cx, const char *mark, struct options *ret)
{
	const struct ref_entry *entries;
	struct option *items;
	size_t n, i;

	TRY(ref_list(cx, "source", ref_today(cx), &entries, &n));
	items = ARENA_ARRAY(cx->arena, n + 1, struct option);
	*ret = (struct options){ .items = items };
	for (i = 0; i < n; i++)
		if ((mark == NULL || ref_doc_flag(cx, &entries[i], mark)) &&
		    (cx->app->demo || !ref_doc_flag(cx, &entries[i], "sample")))
			items[ret->n++] =
			    (struct option){ .value = entries[i].code, .label = entries[i].label };
	return ERR_OK;
}

enum err fact_source_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return sources(cx, "officer", ret);
}

enum err fact_any_source_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return sources(cx, NULL, ret);
}

const char *source_words(struct ctx *cx, const char *source)
{
	return ref_label(cx, "source", source);
}

/* ---- fields --------------------------------------------------------------------------------- */

struct options fact_choices(struct ctx *cx, const struct fact_field *field)
{
	static const char *const yes_no[] = { "1", "0" };
	size_t n = field->kind == FACT_FLAG ? 2 : field->n_options, i;
	struct option *items = ARENA_ARRAY(cx->arena, n + 1, struct option);

	for (i = 0; i < n; i++)
		items[i] =
		    field->kind == FACT_FLAG
			? (struct option){ .value = yes_no[i],
					   .label = text(cx, i == 0 ? T_VALUE_YES : T_VALUE_NO) }
			: (struct option){ .value = field->option[i].code,
					   .label = field->option[i].label };
	return (struct options){ items, n };
}

struct field fact_form_ask(struct ctx *cx, const struct fact_field *fact)
{
	struct field f = {
		.name = fact->code,
		.kind = FIELD_TEXT,
		.said = fact->label,
		.max = 200,
		.privacy = fact->class >= FACT_SECRET ? FIELD_SPECIFIC_DATA : FIELD_PERSONAL,
	};

	switch (fact->kind) {
	case FACT_TEXT:
	case FACT_NAME:
		f.max = fact->max > 0 ? (size_t)fact->max : 200;
		break;
	case FACT_DATE:
		f.kind = FIELD_DATE;
		break;
	case FACT_NUMBER:
	case FACT_MONEY:
		f.max = 20;
		break;
	case FACT_FLAG:
	case FACT_CHOICE:
		f.kind = FIELD_REF;
		f.list = fact_choices(cx, fact);
		break;
	case FACT_SET:
		f.kind = FIELD_CHECKS;
		f.list = fact_choices(cx, fact);
		break;
	case FACT_REGION:
		f.kind = FIELD_REF;
		f.options = region_options;
		f.known = region_known;
		break;
	case FACT_NIK:
	case FACT_KK:
	case FACT_PHONE:
		f.max = 40;
		break;
	case FACT__KINDS:
		break;
	}
	return f;
}

int fact_form_field(const struct fact_field *field)
{
	return FF_FIRST + (int)field->at;
}

static const struct field first_fields[] = {
	[FF_VERSION] = { .name = "versi",
			 .kind = FIELD_ID,
			 .seen = true,
			 .label = T_WARGA_EDIT_VERSION },
	[FF_PART] = { .name = "bagian", .kind = FIELD_HIDDEN, .label = T_WARGA_EDIT_PART },
	[FF_SOURCE] = { .name = "sumber",
			.kind = FIELD_REF,
			.label = T_WARGA_EDIT_SOURCE,
			.hint = T_WARGA_EDIT_SOURCE_HINT,
			.required = true,
			.options = fact_source_choices },
	[FF_SINCE] = { .name = "sejak",
		       .kind = FIELD_DATE,
		       .label = T_WARGA_EDIT_SINCE,
		       .hint = T_WARGA_EDIT_SINCE_HINT },
	[FF_NOTE] = { .name = "keterangan",
		      .kind = FIELD_TEXT,
		      .label = T_WARGA_EDIT_NOTE,
		      .hint = T_WARGA_EDIT_NOTE_HINT,
		      .max = 200 },
	[FF_CONFIRM] = { .name = "orang_lain",
			 .kind = FIELD_BOOL,
			 .label = T_WARGA_NEW_CONFIRM,
			 .hint = T_WARGA_NEW_CONFIRM_HINT },
	{ .kind = FIELD_END },
};

/* All fields of the book, at FF_FIRST + their place. */
static enum err now_of(struct ctx *cx, const struct form_def *def, enum fact_of of, bool sourced,
		       const struct form_def **ret)
{
	const struct fact_field *const *facts;
	const struct fact_book *book;
	struct form_def *made = arena_memdup(cx->arena, def, sizeof(*def));
	struct field *fields;
	size_t n, i;

	TRY(fact_book(cx, &book));
	n = fact_fields(book, of, &facts);
	fields = ARENA_ARRAY(cx->arena, FF_FIRST + n + 1, struct field);
	memcpy(fields, first_fields, FF_FIRST * sizeof(*fields));
	fields[FF_SOURCE].required = sourced;
	for (i = 0; i < n; i++)
		fields[FF_FIRST + i] = fact_form_ask(cx, facts[i]);
	fields[FF_FIRST + n] = (struct field){ .kind = FIELD_END };
	made->fields = fields;
	*ret = made;
	return ERR_OK;
}

static enum err person_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	return now_of(cx, def, FACT_PERSON, true, ret);
}

static enum err alike_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	return now_of(cx, def, FACT_PERSON, false, ret);
}

static enum err family_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	return now_of(cx, def, FACT_FAMILY, true, ret);
}

const struct form_def person_fact_form = { .name = "person_facts",
					   .fields = first_fields,
					   .now = person_now,
					   .submit = T_WARGA_EDIT_SAVE,
					   .mostly_optional = true };
const struct form_def family_fact_form = { .name = "family_facts",
					   .fields = first_fields,
					   .now = family_now,
					   .submit = T_WARGA_EDIT_SAVE,
					   .mostly_optional = true };
const struct form_def person_new_form = {
	.name = "person_new", .fields = first_fields, .now = person_now, .submit = T_WARGA_NEW_SAVE
};
const struct form_def person_alike_form = { .name = "person_alike",
					    .fields = first_fields,
					    .now = alike_now };

/* ---- drawing -------------------------------------------------------------------------------- */

/* Is the heading one of those, which are several by comma? */
static bool offered(const struct fact_field *fact, const char *group, bool health)
{
	return !fact->internal && (group == NULL || str_listed(group, ',', fact->group)) &&
	       (fact->class != FACT_HEALTH || health);
}

/* How somebody stands in a family is asked of members only; the head changes by events. */
static bool fixed(const struct fact_field *fact, const struct subject *s)
{
	return fact->core == CORE_RELATION && (facts_core(&s->facts, CORE_FAMILY) == NULL ||
					       str_eq(s->facts.value[fact->at], "1"));
}

/* A secret value never travels back to the page: the hint says what is kept. */
static enum err secret_hint(struct ctx *cx, const struct fact_field *fact, const char *value,
			    struct field *f)
{
	const char *masked;

	if (value == NULL)
		return ERR_OK;
	TRY(fact_show_masked(cx, fact, value, &masked));
	f->said_hint = text_fill(cx, T_WARGA_EDIT_SECRET_HINT, masked, NULL);
	return ERR_OK;
}

/* Where a heading begins among the fields: those of one heading stand together on a form. */
static bool first_of_heading(const struct fact_field *const *facts, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(facts[k]->group, facts[i]->group))
			return false;
	return true;
}

/* A form being made. */
struct made {
	struct field *fields;
	size_t n;
};

static enum err put_heading(struct ctx *cx, const struct subject *s, const char *group, bool titled,
			    bool health, struct made *to)
{
	const struct fact_field *const *facts;
	size_t n = fact_fields(s->facts.book, s->of, &facts);
	struct field *f;

	for (size_t i = 0; i < n; i++) {
		if (!offered(facts[i], group, health) || fixed(facts[i], s))
			continue;
		f = &to->fields[to->n++];
		*f = fact_form_ask(cx, facts[i]);
		f->required = facts[i]->core == CORE_NAME;
		if (facts[i]->class == FACT_SECRET)
			TRY(secret_hint(cx, facts[i], s->facts.value[i], f));
		if (titled)
			f->said_section = fact_group_label(cx, group);
		titled = false;
	}
	return ERR_OK;
}

/* The fields of some headings; what is said of all of them stands last. */
static enum err part_of(struct ctx *cx, const struct form_def *def, const char *groups,
			const struct subject *s, bool health, bool back,
			const struct form_def **ret)
{
	static const int last[] = { FF_SOURCE, FF_SINCE, FF_NOTE, FF_CONFIRM };
	bool is_new = def == &person_new_form;
	const struct fact_field *const *facts;
	struct form_def *made = arena_memdup(cx->arena, def, sizeof(*def));
	size_t n = fact_fields(s->facts.book, s->of, &facts);
	struct made to = { ARENA_ARRAY(cx->arena, FF_FIRST + n + 1, struct field), 0 };
	bool several = strchr(groups, ',') != NULL;

	to.fields[to.n++] = first_fields[FF_VERSION];
	to.fields[to.n++] = first_fields[FF_PART];
	for (size_t i = 0; i < n; i++)
		if (str_listed(groups, ',', facts[i]->group) && first_of_heading(facts, i))
			TRY(put_heading(cx, s, facts[i]->group, several, health, &to));
	for (size_t i = 0; i < LEN(last); i++)
		if (last[i] == FF_CONFIRM ? is_new && back : last[i] != FF_SINCE || !is_new)
			to.fields[to.n++] = first_fields[last[i]];
	to.fields[to.n] = (struct field){ .kind = FIELD_END };
	made->fields = to.fields;
	made->now = NULL;
	*ret = made;
	return ERR_OK;
}

static uint64_t bits_of(const struct options *list, const char *value)
{
	uint64_t bits = 0;

	for (const char *p = value; *p != '\0'; p += strcspn(p, ","), p += *p == ',')
		for (size_t i = 0; i < list->n && i < 64; i++)
			if (strncmp(p, list->items[i].value, strcspn(p, ",")) == 0 &&
			    list->items[i].value[strcspn(p, ",")] == '\0')
				bits |= UINT64_C(1) << i;
	return bits;
}

/* What stands today, in the fields. */
static void fill(struct ctx *cx, struct form *f, const struct subject *s)
{
	const struct field *fields = form_def_of(f)->fields;
	const struct fact_field *fact;
	const char *value;

	for (int i = 0; fields[i].kind != FIELD_END; i++) {
		fact = fact_field(s->facts.book, s->of, fields[i].name);
		value = fact != NULL ? s->facts.value[fact->at] : NULL;
		if (value == NULL || fact->class == FACT_SECRET)
			continue;
		if (fields[i].kind == FIELD_CHECKS)
			form_set_checks(f, i, bits_of(&fields[i].list, value));
		else
			form_set_text(cx, f, i, value);
	}
}

enum err fact_form(struct ctx *cx, const struct form_def *def, const char *group,
		   const struct subject *s, bool health, const struct form *back, struct form **ret)
{
	const struct form_def *part;

	TRY(part_of(cx, def, group, s, health, back != NULL, &part));
	if (back != NULL) {
		*ret = form_as(cx, back, part);
	} else {
		*ret = form_new(cx, part);
		fill(cx, *ret, s);
	}
	if (s->version != 0)
		form_set_int(cx, *ret, 0, s->version);
	form_set_text(cx, *ret, 1, group);
	return ERR_OK;
}

/* ---- reading -------------------------------------------------------------------------------- */

static const char *set_value(struct ctx *cx, const struct fact_field *fact, uint64_t bits)
{
	const char *value = NULL;

	for (size_t i = 0; i < fact->n_options && i < 64; i++)
		if ((bits >> i & 1) != 0)
			value = value == NULL
				    ? fact->option[i].code
				    : arena_printf(cx->arena, "%s,%s", value, fact->option[i].code);
	return value;
}

enum err fact_form_read(struct ctx *cx, struct form *f, int at, const struct fact_field *fact,
			const char **ret)
{
	enum fact_fault fault;

	if (fact->kind == FACT_SET) {
		*ret = set_value(cx, fact, form_checks(f, at));
		return ERR_OK;
	}
	TRY(fact_read(cx, fact, form_raw(f, at), ret, &fault));
	if (fault != FACT_FINE)
		form_problem_said(cx, f, at, fact_fault_text(cx, fact, form_raw(f, at), fault));
	return ERR_OK;
}

/* Was the field on the page?  Boxes that are all empty say nothing of themselves. */
static bool said(const struct form *f, const struct fact_field *fact)
{
	const char *part = form_text(f, FF_PART);

	if (form_given(f, fact_form_field(fact)))
		return fact->class != FACT_SECRET || *form_raw(f, fact_form_field(fact)) != '\0';
	return fact->kind == FACT_SET && part != NULL && str_listed(part, ',', fact->group);
}

/* RT and RW that were left empty and stand in the address beside them. */
static void read_address(struct ctx *cx, const struct fact_book *book, enum fact_of of,
			 struct fact_change *changes, size_t n)
{
	struct facts typed = facts_new(cx, book, of);
	size_t i;

	for (i = 0; i < n; i++)
		typed.value[changes[i].field->at] = changes[i].value;
	if (!facts_rt_rw(cx->arena, &typed))
		return;
	for (i = 0; i < n; i++)
		changes[i].value = typed.value[changes[i].field->at];
}

enum err fact_form_changes(struct ctx *cx, struct form *f, enum fact_of of, bool health,
			   struct fact_change **ret, size_t *ret_n)
{
	const struct fact_field *const *facts;
	const struct fact_book *book;
	struct fact_change *changes;
	size_t n;

	TRY(fact_book(cx, &book));
	n = fact_fields(book, of, &facts);
	changes = ARENA_ARRAY(cx->arena, n + 1, struct fact_change);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		struct fact_change c = { .field = facts[i] };

		if (!offered(facts[i], NULL, health) || !said(f, facts[i]))
			continue;
		TRY(fact_form_read(cx, f, fact_form_field(facts[i]), facts[i], &c.value));
		changes[(*ret_n)++] = c;
	}
	read_address(cx, book, of, changes, *ret_n);
	*ret = changes;
	return ERR_OK;
}

void fact_form_no_future(struct ctx *cx, struct form *f)
{
	int32_t today = clock_date(cx->now, zone_of(cx));

	if (form_int(f, FF_SINCE, today) > today)
		form_problem(cx, f, FF_SINCE, T_WARGA_AS_OF_FUTURE, NULL);
}

struct origin fact_form_origin(const struct form *f)
{
	return (struct origin){
		.source = form_text(f, FF_SOURCE),
		.valid_from = (int32_t)form_int(f, FF_SINCE, DATE_NONE),
		.note = form_text(f, FF_NOTE),
	};
}
