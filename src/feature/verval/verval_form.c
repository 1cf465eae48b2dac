/* Forms whose fields are the fact book: what stands is filled in, and only what differs is asked.
 */
#include "feature/verval/verval_web.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "feature/registry/registry_web.h"
#include "text/verval.h"

/* Own field 0 of every such form: the headings it was drawn with. */
enum { OWN_GROUPS };

/* Fields of the book never meet the names of the form's own. */
#define PREFIX "f_"

/* ---- fields ---------------------------------------------------------------------------------- */

/* Drafts keep what is not secret; only texts are long. */
static struct field field_of(struct ctx *cx, const struct fact_field *fact)
{
	struct field f = fact_form_ask(cx, fact);

	f.name = arena_printf(cx->arena, PREFIX "%s", fact->code);
	f.keep_draft = fact->class < FACT_SECRET;
	if (fact->kind != FACT_TEXT && fact->kind != FACT_NAME)
		f.max = 40;
	return f;
}

static size_t own_fields(const struct form_def *def)
{
	size_t n = 0;

	while (def->fields[n].kind != FIELD_END)
		n++;
	return n;
}

enum err facts_now(struct ctx *cx, const struct form_def *def, enum fact_of of,
		   const struct form_def **ret)
{
	struct form_def *made = arena_memdup(cx->arena, def, sizeof(*def));
	const struct fact_field *const *facts;
	const struct fact_book *book;
	size_t n, own = own_fields(def);
	struct field *fields;

	TRY(fact_book(cx, &book));
	n = fact_fields(book, of, &facts);
	fields = ARENA_ARRAY(cx->arena, own + n + 1, struct field);
	memcpy(fields, def->fields, own * sizeof(*fields));
	for (size_t i = 0; i < n; i++)
		fields[own + i] = field_of(cx, facts[i]);
	fields[own + n].kind = FIELD_END;
	made->fields = fields;
	*ret = made;
	return ERR_OK;
}

/* ---- drawing --------------------------------------------------------------------------------- */

/* Who heads a family, and who belongs to it, is said by events; a head does not lose it here. */
static bool asked_for(const struct fact_field *fact, const struct subject *s, const char *groups)
{
	if (fact->internal || fact->ended || !str_listed(groups, ',', fact->group))
		return false;
	return fact->core != CORE_RELATION || !str_eq(s->facts.value[fact->at], "1");
}

/* Health and secret numbers never travel back to the page: empty leaves them as they are. */
static bool blind(const struct fact_field *fact)
{
	return fact->class >= FACT_SECRET;
}

/* A secret is hinted at where there is one; of health it is said once under each heading. */
static enum err blind_hint(struct ctx *cx, const struct fact_field *fact, const char *value,
			   bool *ret_health_said, struct field *f)
{
	const char *masked;

	if (fact->class != FACT_SECRET) {
		f->said_hint = *ret_health_said ? NULL : text(cx, T_VERVAL_BLIND_HINT);
		*ret_health_said = true;
		return ERR_OK;
	}
	if (value == NULL)
		return ERR_OK;
	TRY(fact_show_masked(cx, fact, value, &masked));
	f->said_hint = text_fill(cx, T_VERVAL_SECRET_HINT, masked, NULL);
	return ERR_OK;
}

/* The fields of one heading, together, wherever they stand in the book. */
static enum err heading_of(struct ctx *cx, const struct subject *s, const char *group,
			   struct field *fields, size_t *ret_n)
{
	const struct fact_field *const *facts;
	size_t n = fact_fields(s->facts.book, s->of, &facts), first = *ret_n;
	bool health_said = false;

	for (size_t i = 0; i < n; i++) {
		if (!asked_for(facts[i], s, group))
			continue;
		fields[*ret_n] = field_of(cx, facts[i]);
		if (blind(facts[i]))
			TRY(blind_hint(cx, facts[i], s->facts.value[i], &health_said,
				       &fields[*ret_n]));
		if (*ret_n == first)
			fields[first].said_section = fact_group_label(cx, group);
		++*ret_n;
	}
	return ERR_OK;
}

static enum err part_of(struct ctx *cx, const struct facts_form *want, const struct subject *s,
			const struct form_def **ret)
{
	struct form_def *made = arena_memdup(cx->arena, want->def, sizeof(*made));
	size_t own = own_fields(want->def), at = 1, n, n_groups;
	const struct fact_field *const *facts;
	struct field *fields;
	char **groups;

	n = fact_fields(s->facts.book, s->of, &facts);
	fields = ARENA_ARRAY(cx->arena, own + n + 1, struct field);
	fields[0] = want->def->fields[OWN_GROUPS];
	str_split(cx->arena, want->groups, ',', &groups, &n_groups);
	for (size_t i = 0; i < n_groups; i++)
		TRY(heading_of(cx, s, groups[i], fields, &at));
	/* What is asked of every request stands below its fields. */
	memcpy(&fields[at], &want->def->fields[1], (own - 1) * sizeof(*fields));
	fields[at + own - 1].kind = FIELD_END;
	made->fields = fields;
	made->now = NULL;
	*ret = made;
	return ERR_OK;
}

static uint64_t bits_of(const struct options *list, const char *value)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < list->n && i < 64; i++)
		if (str_listed(value, ',', list->items[i].value))
			bits |= UINT64_C(1) << i;
	return bits;
}

/* What waits in the request is what was answered before. */
static enum err answered(struct ctx *cx, const struct facts_form *want, struct subject *s)
{
	struct verval_line *lines;
	int64_t seen;
	size_t n;

	if (want->verval_id == 0)
		return ERR_OK;
	TRY(verval_lines(cx, want->verval_id, &lines, &n, &seen));
	for (size_t i = 0; i < n; i++)
		if (lines[i].subject_id == s->id && lines[i].state == LINE_WAITS &&
		    lines[i].field != NULL)
			s->facts.value[lines[i].field->at] = lines[i].asked;
	return ERR_OK;
}

static void fill(struct ctx *cx, struct form *f, const struct subject *s)
{
	const struct field *fields = form_def_of(f)->fields;
	const struct fact_field *fact;
	const char *value;

	for (int i = 0; fields[i].kind != FIELD_END; i++) {
		if (!str_starts(fields[i].name, PREFIX))
			continue;
		fact = fact_field(s->facts.book, s->of, fields[i].name + strlen(PREFIX));
		value = fact != NULL && !blind(fact) ? s->facts.value[fact->at] : NULL;
		if (value == NULL)
			continue;
		if (fields[i].kind == FIELD_CHECKS)
			form_set_checks(f, i, bits_of(&fields[i].list, value));
		else
			form_set_text(cx, f, i, value);
	}
}

enum err facts_form(struct ctx *cx, const struct facts_form *want, struct form **ret)
{
	const struct form_def *def;
	struct subject s;

	TRY(subject_get(cx, want->of, want->subject_id, &s));
	TRY(part_of(cx, want, &s, &def));
	if (want->back != NULL) {
		*ret = form_as(cx, want->back, def);
	} else {
		*ret = form_new(cx, def);
		TRY(answered(cx, want, &s));
		fill(cx, *ret, &s);
	}
	form_set_text(cx, *ret, OWN_GROUPS, want->groups);
	return ERR_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum err facts_asked(struct ctx *cx, struct form *f, enum fact_of of, int64_t subject_id,
		     struct verval_ask **ret, size_t *ret_n)
{
	const struct fact_field *const *facts;
	const char *groups = form_text(f, OWN_GROUPS), *value;
	struct subject s;
	int own = 0;
	size_t n;

	TRY(subject_get(cx, of, subject_id, &s));
	n = fact_fields(s.facts.book, of, &facts);
	while (!str_starts(form_def_of(f)->fields[own].name, PREFIX))
		own++;
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct verval_ask);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		int at = own + (int)i;

		if (groups == NULL || !asked_for(facts[i], &s, groups))
			continue;
		TRY(fact_form_read(cx, f, at, facts[i], &value));
		if (blind(facts[i]) && value == NULL)
			continue;
		if (facts[i]->kind != FACT_SET && !form_given(f, at))
			continue;
		(*ret)[(*ret_n)++] = (struct verval_ask){ facts[i], value };
	}
	return ERR_OK;
}

enum err verval_pictures(struct ctx *cx, struct form *f, int field, const struct media_draft **ret,
			 size_t *ret_n)
{
	return req_pictures(cx, f, field, T_VERVAL_NO_PICTURE, ret, ret_n);
}
