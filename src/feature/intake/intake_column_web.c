/* What the columns of a file mean: recognised, looked through by an officer, confirmed. */
#include "feature/intake/intake_web.h"

#include <string.h>

#include "base/str.h"
#include "feature/intake/intake_impl.h"
#include "platform/vault/vault.h"
#include "text/form.h"
#include "text/intake.h"

enum { SELECTS = 60, KEYS = 256 };

#define K1(n)                                                                              \
	{                                                                                  \
		.name = "k" #n, .kind = FIELD_HIDDEN, .label = T_INTAKE_COLUMNS, .max = 80 \
	}
#define K10(n)                                                                                    \
	K1(n##0), K1(n##1), K1(n##2), K1(n##3), K1(n##4), K1(n##5), K1(n##6), K1(n##7), K1(n##8), \
	    K1(n##9)
static const struct field column_fields[] = {
	K10(),   K10(1),  K10(2),  K10(3),  K10(4),  K10(5),  K10(6),  K10(7),
	K10(8),  K10(9),  K10(10), K10(11), K10(12), K10(13), K10(14), K10(15),
	K10(16), K10(17), K10(18), K10(19), K10(20), K10(21), K10(22), K10(23),
	K10(24), K1(250), K1(251), K1(252), K1(253), K1(254), K1(255), { .kind = FIELD_END },
};
#undef K1
#undef K10
const struct form_def intake_column_form = { .name = "intake_columns",
					     .fields = column_fields,
					     .mostly_optional = true,
					     .submit = T_INTAKE_CONFIRM };

/* Is what stands in the column nothing to show?  Of one that means nothing, long numbers. */
static bool is_secret(const struct fact_book *book, struct meaning m, const char *value)
{
	const struct fact_field *field = m.field != NULL ? m.field : value_like(book, m.value);
	size_t digits = 0;

	if (field != NULL || m.value != VALUE_NONE)
		return field != NULL && field->class >= FACT_SECRET;
	for (; *value != '\0'; value++)
		digits += *value >= '0' && *value <= '9';
	return digits >= 10;
}

/* "32720112 · SITI · ...": three values of the file, secret ones masked. */
static enum err samples_of(struct ctx *cx, const struct fact_book *book, int64_t id,
			   const struct intake_columns_row *c, const char **ret)
{
	struct meaning m = meaning_read(book, c->means);
	const char *plain, *shown;
	char **values;
	size_t n;

	*ret = text(cx, T_INTAKE_COLUMN_EMPTY);
	TRY(vault_unseal(cx, id, SEAL_MEDIA, c->samples, &plain));
	if (plain == NULL)
		return ERR_OK;
	str_split(cx->arena, plain, '\n', &values, &n);
	*ret = NULL;
	for (size_t i = 0; i + 1 < n; i++) {
		shown = values[i];
		if (is_secret(book, m, values[i]))
			shown = arena_printf(cx->arena, "%.4s…", values[i]);
		*ret = *ret == NULL ? shown : arena_printf(cx->arena, "%s · %s", *ret, shown);
	}
	return ERR_OK;
}

static const char *column_label(struct ctx *cx, const struct intake_columns_row *c)
{
	const char *place = say_number(cx, c->ordinal + 1);

	if (c->page_name[0] == '\0')
		return text_fill(cx, T_INTAKE_COLUMN_OF, place, c->heading, NULL);
	return text_fill(cx, T_INTAKE_COLUMN_PAGE, c->page_name, place, c->heading, NULL);
}

/* ---- drawn ----------------------------------------------------------------------------------- */

enum { L_ALL };
static const struct field look_fields[] = {
	[L_ALL] = { .name = "semua", .kind = FIELD_BOOL, .label = T_INTAKE_COLUMNS_CHANGE },
	{ .kind = FIELD_END },
};
const struct form_def intake_look_form = { .name = "intake_look", .fields = look_fields };

static bool all_asked(struct req *r)
{
	struct form *f = req_form_of(r, &intake_look_form);

	return f != NULL && form_bool(f, L_ALL);
}

const char *intake_columns_path(struct ctx *cx, struct req *r)
{
	return arena_printf(cx->arena, "/impor/%lld%s", (long long)req_id(r),
			    all_asked(r) ? "?semua=1" : "");
}

/* The columns of one file, and which of them are asked about. */
struct columns {
	const struct fact_book *book;
	const struct intake_get_row *in;
	struct intake_columns_row *row;
	size_t n;
	struct options meanings;
	bool folded; /* there are many: those that are recognised are listed, and not asked */
};

static bool is_asked(const struct columns *c, size_t i)
{
	return !c->folded || !c->row[i].known;
}

static const char *meaning_words(struct ctx *cx, const struct columns *c, const char *means)
{
	for (size_t i = 0; i < c->meanings.n; i++)
		if (str_eq(c->meanings.items[i].value, means))
			return c->meanings.items[i].label;
	return text(cx, T_INTAKE_COLUMN_UNREAD);
}

/* As what the others were recognised, with the way to say otherwise. */
static enum err draw_recognised(struct ctx *cx, struct ui *u, struct req *r,
				const struct columns *c)
{
	struct ui_fact *facts = ARENA_ARRAY(cx->arena, c->n + 1, struct ui_fact);
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (is_asked(c, i))
			continue;
		facts[n] = (struct ui_fact){ .name = "column",
					     .label = column_label(cx, &c->row[i]),
					     .value = meaning_words(cx, c, c->row[i].means) };
		TRY(samples_of(cx, c->book, c->in->id, &c->row[i], &facts[n++].note));
	}
	if (n == 0)
		return ERR_OK;
	ui_fold_begin(u, text_fill(cx, T_INTAKE_COLUMNS_KNOWN, say_number(cx, (int64_t)n), NULL));
	ui_facts(u, "recognised", facts, n);
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_INTAKE_COLUMNS_CHANGE),
		       .href = arena_printf(cx->arena, "%s?semua=1", intake_columns_path(cx, r)) },
		   1);
	ui_fold_end(u);
	return ERR_OK;
}

/* One select a column that is asked about; what the others mean goes along unseen. */
static enum err draw_form(struct ctx *cx, struct ui *u, const struct columns *c)
{
	struct form_def *def = ARENA_NEW(cx->arena, struct form_def);
	struct field *fields = ARENA_ARRAY(cx->arena, c->n + 1, struct field);
	struct form *f;

	for (size_t i = 0; i < c->n; i++) {
		fields[i] = column_fields[i];
		if (!is_asked(c, i))
			continue;
		fields[i].kind = FIELD_REF;
		fields[i].said = column_label(cx, &c->row[i]);
		fields[i].list = c->meanings;
		TRY(samples_of(cx, c->book, c->in->id, &c->row[i], &fields[i].said_hint));
	}
	fields[c->n] = (struct field){ .kind = FIELD_END };
	*def = intake_column_form;
	def->fields = fields;
	f = form_new(cx, def);
	for (size_t i = 0; i < c->n; i++)
		if (c->row[i].means != NULL)
			form_set_text(cx, f, (int)i, c->row[i].means);
	ui_form(u, "columns",
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/impor/%lld/kolom", (long long)c->in->id),
		    .def = def,
		    .form = f });
	return ERR_OK;
}

enum err intake_draw_columns(struct ctx *cx, struct ui *u, struct req *r,
			     const struct intake_get_row *in)
{
	struct columns c = { .in = in };
	size_t asked = 0;

	TRY(fact_book(cx, &c.book));
	TRY(intake_meanings(cx, (enum intake_kind)in->kind, &c.meanings));
	TRY(intake_columns_all(cx, &(struct intake_columns_args){ .intake_id = in->id }, &c.row,
			       &c.n));
	c.n = MIN(c.n, (size_t)KEYS);
	c.folded = c.n > SELECTS && !all_asked(r);
	for (size_t i = 0; i < c.n; i++)
		asked += is_asked(&c, i);
	ui_text(u, text(cx, !c.folded    ? T_INTAKE_COLUMNS_LEAD
			    : asked == 0 ? T_INTAKE_COLUMNS_LEAD_ALL
					 : T_INTAKE_COLUMNS_LEAD_REST));
	TRY(draw_recognised(cx, u, r, &c));
	return draw_form(cx, u, &c);
}

/* ---- confirmed ------------------------------------------------------------------------------- */

enum err intake_column_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	struct intake_columns_row *c;
	struct intake_choice *choices;
	const struct fact_book *book;
	size_t n;

	TRY(fact_book(cx, &book));
	TRY(intake_columns_all(cx, &(struct intake_columns_args){ .intake_id = req_id(r) }, &c,
			       &n));
	n = MIN(n, (size_t)KEYS);
	choices = ARENA_ARRAY(cx->arena, n + 1, struct intake_choice);
	for (size_t i = 0; i < n; i++) {
		const char *means = form_text(f, (int)i);
		struct meaning m = meaning_read(book, means);

		/* A program that sends nothing at all takes what was recognised. */
		if (!form_given(f, (int)i))
			means = c[i].means;
		else if (str_blank(means))
			means = NULL;
		else if (m.field == NULL && m.value == VALUE_NONE)
			form_problem(cx, f, (int)i, T_FORM_CHOICE, column_label(cx, &c[i]));
		choices[i] = (struct intake_choice){ c[i].page, c[i].ordinal, means };
	}
	if (!form_ok(f))
		return ERR_OK;
	TRY(intake_confirm(cx, req_id(r), choices, n));
	resp_see(cx, resp, T_INTAKE_CONFIRMED, "/impor/%lld", (long long)req_id(r));
	return ERR_OK;
}
