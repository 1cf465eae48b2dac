/* Rows and their verdicts in words. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

/* The field or value a note speaks of. */
static const char *label_of(struct ctx *cx, const struct meaning *m)
{
	if (m->field != NULL)
		return m->field->label;
	return m->value != VALUE_NONE ? text(cx, value_label(m->value)) : "";
}

static enum err shown(struct ctx *cx, const struct meaning *m, const char *value, const char **ret)
{
	*ret = value;
	if (value != NULL && m->value == VALUE_DESIL && strcspn(value, "0123456789") != 0)
		*ret = text(cx, desil_why_text(value));
	if (value == NULL || m->field == NULL)
		return ERR_OK;
	return fact_show_masked(cx, m->field, value, ret);
}

static enum err say_change(struct ctx *cx, const struct fact_book *book, const struct note *t,
			   const char **ret)
{
	struct meaning m = meaning_read(book, t->field);
	const char *before, *after, *label = label_of(cx, &m);

	TRY(shown(cx, &m, t->a, &before));
	TRY(shown(cx, &m, t->b, &after));
	if (before == NULL)
		*ret = text_fill(cx, T_INTAKE_CHANGES_NEW, label, after, NULL);
	else
		*ret = text_fill(cx, T_INTAKE_CHANGES, label, before, after, NULL);
	if (t->code == FATE_PAST)
		*ret = text_fill(cx, T_INTAKE_PAST, *ret, NULL);
	if (t->code == FATE_CLAIMED)
		*ret = text_fill(cx, T_INTAKE_CLAIMED, *ret, NULL);
	return ERR_OK;
}

static const char *say_fault(struct ctx *cx, const struct column_map *map, const struct line *l,
			     const struct note *t)
{
	const struct page_map *page = page_of(map, l->page);
	const struct sheet_cell *cell;
	const struct fact_field *field;
	struct fact_field named;
	struct meaning m;

	if (page == NULL || t->column < 0 || (size_t)t->column >= MIN(page->n, l->n_cells))
		return "";
	m = page->column[t->column];
	cell = &l->cell[t->column];
	if (t->field != NULL)
		m = meaning_read(map->book, t->field);
	field = m.field != NULL ? m.field : value_like(map->book, m.value);
	if (field == NULL)
		return page->heading[t->column];
	named = *field;
	if (m.field == NULL) /* read like a field, yet called as the column is */
		named.label = label_of(cx, &m);
	return fact_fault_text(
	    cx, &named, t->a != NULL ? t->a : arena_strndup(cx->arena, cell->text, cell->size),
	    (enum fact_fault)t->code);
}

/* What a sentence is about: the day of a death or move stands as it was read. */
static enum err said_of(struct ctx *cx, enum text key, const char *value, const char **ret)
{
	int32_t day;

	if (value == NULL || (key != T_INTAKE_C_DIED && key != T_INTAKE_C_MOVED) ||
	    !date_parse(value, &day))
		return kept_words(cx, value, ret);
	*ret = say_date(cx, day);
	return ERR_OK;
}

/* "Rina Kartika, 7 Mar 1988", and what speaks for it. */
static const char *say_alike(struct ctx *cx, const struct note *t)
{
	const char *who = t->a != NULL ? t->a : "";

	if (t->code != DATE_NONE)
		who = arena_printf(cx->arena, "%s, %s", who, say_date_short(cx, t->code));
	return text_fill(cx, text_find(t->field), who, alike_words(cx, t->b), NULL);
}

static enum err say_note(struct ctx *cx, const struct column_map *map, const struct line *l,
			 const struct note *t, const char **ret)
{
	const char *a, *b;
	enum text key;

	if (t->kind == NOTE_CHANGE)
		return say_change(cx, map->book, t, ret);
	if (t->kind == NOTE_FAULT) {
		*ret = say_fault(cx, map, l, t);
		return ERR_OK;
	}
	if (t->kind == NOTE_ALIKE) {
		*ret = say_alike(cx, t);
		return ERR_OK;
	}
	key = text_find(t->field);
	TRY(said_of(cx, key, t->a, &a));
	TRY(kept_words(cx, t->b, &b));
	*ret = key == T__NONE ? "" : text_fill(cx, key, a, b, NULL);
	return ERR_OK;
}

/* Does it say why the row is wrong or doubtful, and not what was read besides? */
static bool decides(const struct note *t)
{
	return t->kind == NOTE_FAULT || t->kind == NOTE_ALIKE ||
	       (t->kind == NOTE_SAY &&
		(str_starts(t->field, "intake.w_") || str_starts(t->field, "intake.d_")));
}

static const char *after(struct ctx *cx, const char *said, const char *one)
{
	size_t n = strlen(said);

	if (n == 0 || one[0] == '\0')
		return n == 0 ? one : said;
	return arena_printf(cx->arena, "%s%s%s", said,
			    strchr(".?", said[n - 1]) != NULL ? " · " : "; ", one);
}

/* Who works through hundreds of rows reads the beginning of each: what is to be done stands there.
 */
static enum err say_why(struct ctx *cx, const struct column_map *map, const struct line *l,
			const char **ret)
{
	const char *one;

	*ret = "";
	for (int first = 1; first >= 0; first--)
		for (size_t i = 0; i < l->n_notes; i++) {
			if (decides(&l->note[i]) != (first == 1))
				continue;
			TRY(say_note(cx, map, l, &l->note[i], &one));
			*ret = after(cx, *ret, one);
		}
	return ERR_OK;
}

static const char *core_in(struct ctx *cx, const struct page_map *page, const struct line *l,
			   enum fact_core core, const struct fact_field **ret)
{
	for (size_t i = 0; i < MIN(page->n, l->n_cells); i++) {
		*ret = page->column[i].field;
		if (*ret != NULL && (*ret)->core == core)
			return arena_strndup(cx->arena, l->cell[i].text, l->cell[i].size);
	}
	return NULL;
}

/* The name as it stands in the row; a row that names no person shows the end of its card. */
static enum err name_in(struct ctx *cx, const struct page_map *page, const struct line *l,
			const char **ret)
{
	const struct fact_field *field;

	*ret = page != NULL ? core_in(cx, page, l, CORE_NAME, &field) : NULL;
	if (page == NULL)
		return ERR_OK;
	if (*ret != NULL) {
		/* Columns changed places: what stands there may be an NIK. */
		if (strspn(*ret, "0123456789 ") == strlen(*ret))
			*ret = arena_printf(cx->arena, "%.4s%s", *ret, strlen(*ret) > 4 ? "…" : "");
		return ERR_OK;
	}
	*ret = core_in(cx, page, l, CORE_KK, &field);
	if (*ret == NULL || (*ret)[0] == '\0')
		return ERR_OK;
	TRY(fact_show_masked(cx, field, *ret, ret));
	*ret = text_fill(cx, T_INTAKE_CARD, *ret, NULL);
	return ERR_OK;
}

const char *line_place(struct ctx *cx, const struct column_map *map, const struct line *l)
{
	const struct page_map *page = page_of(map, l->page);

	if (page == NULL || page->name[0] == '\0')
		return str_digits(cx->arena, l->line);
	return text_fill(cx, T_INTAKE_PLACE_ON, page->name, str_digits(cx->arena, l->line), NULL);
}

/* A cell as it came; of a number that lost its end the last digit is no longer claimed, so that the
 * row is wrong again until somebody has filled it in. */
static const char *cell_text(struct ctx *cx, const struct line *l, size_t at)
{
	char *text = arena_strndup(cx->arena, l->cell[at].text, l->cell[at].size);

	for (size_t i = 0; i < l->n_notes; i++)
		if (l->note[i].kind == NOTE_FAULT && l->note[i].code == FACT_SPOILED &&
		    l->note[i].column == (int)at &&
		    strspn(text, "0123456789") == l->cell[at].size && l->cell[at].size >= 16)
			text[l->cell[at].size - 1] = '?';
	return text;
}

static enum err fill(struct ctx *cx, const struct column_map *map, const struct line *l,
		     struct intake_line *to)
{
	const struct page_map *page = page_of(map, l->page);
	const char **cells = ARENA_ARRAY(cx->arena, l->n_cells + 1, const char *);

	for (size_t i = 0; i < l->n_cells; i++)
		cells[i] = cell_text(cx, l, i);
	to->cells = cells;
	to->n_cells = l->n_cells;
	to->page = l->page;
	to->correction = asks_of_correction(l);
	to->place = line_place(cx, map, l);
	TRY(name_in(cx, page, l, &to->name));
	return say_why(cx, map, l, &to->why);
}

/* Rows are about persons, but for those that name a family alone. */
static const char *href_of(struct ctx *cx, const struct intake_get_row *in,
			   const struct column_map *map, const struct intake_line *l)
{
	const struct page_map *page = page_of(map, l->page);
	bool family = in->kind == INTAKE_DESIL || page == NULL || !page->person;

	if (l->subject_id == 0)
		return NULL;
	return arena_printf(cx->arena, "/%s/%lld", family ? "keluarga" : "warga",
			    (long long)l->subject_id);
}

enum err line_read_again(struct ctx *cx, const struct column_map *map, const struct line *l,
			 struct line *ret)
{
	*ret = *l;
	ret->note = NULL;
	ret->n_notes = ret->cap_notes = 0;
	ret->map = page_of(map, l->page);
	return line_read(cx, map, ret);
}

/* The request a row is for, or those it may be for; whom it is about is not said here. */
static enum err fill_requests(struct ctx *cx, const struct intake_get_row *in,
			      const struct column_map *map, struct line *l, bool doubtful,
			      struct intake_line *to)
{
	struct answer_match m;
	struct answer_row row;
	struct line own;
	bool fine;

	if (to->subject_id != 0)
		to->href = arena_printf(cx->arena, "/verval/%lld", (long long)to->subject_id);
	to->subject_id = 0;
	if (!doubtful)
		return ERR_OK;
	TRY(line_read_again(cx, map, l, &own));
	TRY(answer_row_read(cx, in, &own, &row, &fine));
	if (!fine)
		return ERR_OK;
	TRY(verval_answer_match(cx, &row.key, row.answer.on, &m));
	to->request = m.request;
	to->n_requests = m.n;
	return ERR_OK;
}

/*
 * Of somebody new, how the cells were read: "1 Februari 1985, Perempuan, Istri, Cikole".  What was
 * read otherwise than meant (is 1/2/1985 in January?) is seen before it is applied.
 */
static enum err say_read(struct ctx *cx, const struct column_map *map, const struct line *l,
			 const char **ret)
{
	static const char *const fields[] = { "birth_date", "sex", "relation", "region",
					      "address" };
	struct line own;
	const char *said = NULL, *one;

	TRY(line_read_again(cx, map, l, &own));
	for (size_t i = 0; i < LEN(fields) && own.has_person; i++) {
		const struct fact_field *f = fact_field(map->book, FACT_PERSON, fields[i]);

		if (f == NULL || own.person.value[f->at] == NULL)
			continue;
		TRY(fact_show_masked(cx, f, own.person.value[f->at], &one));
		said = str_and(cx->arena, said, one);
	}
	if (said != NULL)
		*ret = said;
	return ERR_OK;
}

enum err rows_show(struct ctx *cx, int64_t id, struct rows_shown *ret)
{
	*ret = (struct rows_shown){ 0 };
	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &ret->in));
	return column_map(cx, id, (enum intake_kind)ret->in.kind, &ret->map);
}

enum err rows_open(struct ctx *cx, struct rows_shown *s, int64_t n, struct line **ret)
{
	int64_t first = lines_first(n);

	if (s->line == NULL || first != s->first) {
		TRY(lines_open(cx, s->in.id, first, &s->line, &s->n));
		s->first = first;
	}
	if (n - first >= (int64_t)s->n)
		return err_set(cx, ERR_DB, "row %lld of an import has no cells", (long long)n);
	*ret = &s->line[n - first];
	return ERR_OK;
}

enum err row_shown(struct ctx *cx, struct rows_shown *s, enum intake_verdict verdict,
		   struct intake_line *to)
{
	const char *said = "";
	struct line *l;

	TRY(rows_open(cx, s, to->n, &l));
	TRY(fill(cx, &s->map, l, to));
	if (s->in.kind == INTAKE_ANSWERS)
		return fill_requests(cx, &s->in, &s->map, l, verdict == INTAKE_DOUBTFUL, to);
	to->href = href_of(cx, &s->in, &s->map, to);
	if (verdict != INTAKE_NEW ||
	    (to->why[0] != '\0' && !intake_creates((enum intake_kind)s->in.kind)))
		return ERR_OK;
	TRY(say_read(cx, &s->map, l, &said));
	to->why = after(cx, said, to->why);
	return ERR_OK;
}

enum err intake_lines(struct ctx *cx, int64_t id, enum intake_verdict verdict, int64_t after_n,
		      size_t max, struct intake_line **ret, size_t *ret_n)
{
	struct rows_shown s;
	struct intake_rows_row *rows;
	struct intake_line *list;
	size_t n;

	TRY(rows_show(cx, id, &s));
	TRY(intake_rows_all(cx,
			    &(struct intake_rows_args){
				.intake_id = id,
				.verdict = verdict,
				.after_n = after_n,
				.max_n = (int64_t)max,
			    },
			    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct intake_line);
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct intake_line){
			.n = rows[i].n,
			.family_n = rows[i].family_n,
			.subject_id = rows[i].subject_id,
		};
		TRY(row_shown(cx, &s, verdict, &list[i]));
	}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}
