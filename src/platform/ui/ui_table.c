/* Lists and records, by the columns of a struct table. */
#include <string.h>

#include "base/str.h"
#include "platform/ui/ui_impl.h"
#include "text/ui.h"

#define GLANCED 9

static const struct column *column_named(const struct table *t, const char *name)
{
	for (size_t i = 0; name && i < t->n_columns; i++)
		if (str_eq(t->columns[i].name, name))
			return &t->columns[i];
	return NULL;
}

/* The person of a row is told to the disclosure record when a column says anything about him. */
static bool is_personal(const struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].privacy != PRIV_NONE)
			return true;
	return false;
}

static void disclose_row(struct ui *u, const struct table *t, const void *row)
{
	const struct column *c = column_named(t, t->subject);
	if (!c || !is_personal(t))
		return;
	const int64_t *subject = cell_number(c, row);
	if (subject && *subject != DB_NONE)
		ui_disclose(u, *subject, t->name);
}

/* ---- cells ------------------------------------------------------------------------------- */

static bool is_figure(const struct column *c)
{
	return c->kind == COL_INT || c->kind == COL_MONEY || c->kind == COL_DURATION ||
	       c->kind == COL_PERMILLE || (c->flags & COL_FIGURE) != 0;
}

static void ui_cell_html(struct ui *u, const struct table *t, const struct column *c,
			 const void *row)
{
	struct ctx *cx = u->cx;
	const int64_t *number = cell_number(c, row);
	const char *href = cell_href(cx, t, c, row);
	if (c->kind == COL_DUE && number && *number) {
		ui_due_html(u, *number);
		return;
	}
	if (c->kind == COL_INSTANT && number && *number && !href) {
		ui_when_html(u, *number);
		return;
	}
	const char *value = cell_text(cx, c, row);
	if (!html_has(value))
		tpl_none(cx, u->out);
	else if (href)
		tpl_link(cx, u->out,
			 &(struct tpl_link){
			     .href = href, .text = value, .strong = c->flags & COL_STRONG });
	else if (c->flags & COL_BADGE)
		tpl_badge(cx, u->out, &(struct tpl_badge){ .tone = "neutral", .text = value });
	else if (c->kind == COL_BOOL)
		tpl_tone(cx, u->out,
			 &(struct tpl_tone){ .tone = *number ? "" : "stopped", .text = value });
	else if ((c->flags & COL_REST) && strchr(value, '\n'))
		ui_rest_html(u, value);
	else if (c->flags & COL_MARKED)
		ui_marked_html(u, value);
	else if (c->flags & COL_STRONG)
		tpl_strong(cx, u->out, &(struct tpl_strong){ .text = value });
	else
		ui_plain_html(u, value);
}

static bool on_page(const struct column *c)
{
	return c->kind != COL_ID && !(c->flags & COL_DATA_ONLY);
}

static void ui_cell_json(struct ui *u, const struct column *c, const void *row)
{
	struct json *j = &u->json;
	const int64_t *n = cell_number(c, row);
	const char *plain;
	if (c->kind == COL_ID && n) {
		json_id(j, c->name, *n == DB_NONE ? 0 : *n);
	} else if (c->kind == COL_BOOL && n) {
		json_bool(j, c->name, *n != 0);
	} else if (n && is_figure(c)) {
		if (*n == DB_NONE)
			json_nil(j, c->name);
		else
			json_int(j, c->name, *n);
	} else if (c->kind == COL_MASK_NIK || c->kind == COL_MASK_PHONE) {
		plain = cell_text(u->cx, c, row);
		json_text(j, c->name, html_has(plain) ? plain : NULL);
	} else {
		plain = cell_plain(u->cx, c, row);
		json_text(j, c->name, html_has(plain) ? plain : NULL);
	}
}

static void ui_row_json(struct ui *u, const char *name, const struct table *t, const void *row)
{
	json_open(&u->json, name, '{');
	for (size_t i = 0; i < t->n_columns; i++)
		ui_cell_json(u, &t->columns[i], row);
	json_close(&u->json, '}');
}

/* ---- record ------------------------------------------------------------------------------ */

void ui_record(struct ui *u, const char *name, const struct table *t, const void *row)
{
	disclose_row(u, t, row);
	if (ui_json(u, name))
		ui_row_json(u, name, t, row);
	if (!ui_html(u))
		return;
	tpl_facts_begin(u->cx, u->out);
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];
		if (!on_page(c))
			continue;
		tpl_fact_begin(u->cx, u->out,
			       &(struct tpl_fact_begin){ .label = text(u->cx, c->label) });
		ui_cell_html(u, t, c, row);
		tpl_fact_end(u->cx, u->out);
	}
	tpl_facts_end(u->cx, u->out);
}

/* ---- the table in HTML ------------------------------------------------------------------- */

/* One table being drawn. */
struct drawing {
	struct ui *u;
	const struct table *t;
	const struct ui_list *list;
	const char *rows, *bulk_id;
	size_t n, row_size;
};

static const void *row_at(const struct drawing *d, size_t i)
{
	return d->rows + i * d->row_size;
}

/* Numbers of things and telephones are read in one piece. */
static bool is_number_of(const struct column *c)
{
	static const char *const names[] = { "number", "phone", "emergency", "proof", "case" };
	for (size_t i = 0; i < LEN(names); i++)
		if (str_eq(c->name, names[i]))
			return true;
	return c->kind == COL_MASK_NIK || c->kind == COL_MASK_PHONE || c->kind == COL_DATE;
}

/* Figures align by their digits; what is read in one piece never breaks over lines. */
static const char *cell_class(const struct column *c)
{
	bool wide = c->flags & COL_WIDE_ONLY;
	if (c->flags & COL_DETAIL)
		return is_figure(c) ? "num detail" : is_number_of(c) ? "keep detail" : "detail";
	if (is_figure(c))
		return wide ? "num wide-only" : "num";
	if (c->flags & COL_MARKED)
		return "side";
	if (c->flags & COL_LONG)
		return "long";
	if (is_number_of(c))
		return wide ? "keep wide-only" : "keep";
	return wide ? "wide-only" : NULL;
}

static void head_cell(const struct drawing *d, const struct column *c)
{
	struct ui *u = d->u;
	const struct ui_list *l = d->list;
	bool sortable = (c->flags & COL_SORT) && l->sort_href;
	bool sorted = sortable && str_eq(l->sort, c->name);
	if (!sortable) {
		tpl_th(u->cx, u->out,
		       &(struct tpl_th){ .label = text(u->cx, c->label), .class = cell_class(c) });
		return;
	}
	const char *order = !sorted ? NULL : l->descending ? "descending" : "ascending";
	tpl_th_sort(u->cx, u->out,
		    &(struct tpl_th_sort){
			.label = text(u->cx, c->label),
			.href = arena_printf(u->cx->arena, "%s%s%s", l->sort_href,
					     sorted && !l->descending ? "-" : "", c->name),
			.sort = order,
			.class = cell_class(c),
			.sprite = ui_icon(u, l->descending ? "chevron-down" : "chevron-up"),
			.sorted = sorted });
}

/* A name and a few figures fit on a phone as they are; wider ones become cards there. */
static bool all_figures(const struct drawing *d)
{
	size_t words = d->bulk_id != NULL, figures = 0;
	for (size_t i = 0; i < d->t->n_columns; i++) {
		const struct column *c = &d->t->columns[i];
		if (!on_page(c) || c->flags & COL_WIDE_ONLY)
			continue;
		*(is_figure(c) ? &figures : &words) += 1;
	}
	return words == 1 && figures > 0 && figures <= 3;
}

static bool has_details(const struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].flags & COL_DETAIL)
			return true;
	return false;
}

static const char *caption_of(const struct drawing *d)
{
	return d->list->caption ? d->list->caption : text(d->u->cx, d->t->title);
}

static void draw_table_head(const struct drawing *d)
{
	struct ui *u = d->u;
	const char *caption = caption_of(d);
	tpl_table_begin(u->cx, u->out,
			&(struct tpl_table_begin){ .id = ui_id(u, "t"),
						   .figures = all_figures(d),
						   .details = has_details(d->t),
						   .caption = caption,
						   .said = str_eq(caption, u->heading) });
	if (d->bulk_id)
		tpl_th_select(u->cx, u->out, &(struct tpl_th_select){ .form = d->bulk_id });
	for (size_t i = 0; i < d->t->n_columns; i++)
		if (on_page(&d->t->columns[i]))
			head_cell(d, &d->t->columns[i]);
	tpl_tbody_begin(u->cx, u->out);
}

/* The column that names the row: the strong one, else the first that is shown. */
static const struct column *row_head(const struct table *t)
{
	const struct column *first = NULL;
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];
		if (on_page(c) && (c->flags & COL_STRONG))
			return c;
		if (on_page(c) && !first)
			first = c;
	}
	return first;
}

/* The field of the bulk form that a row fills by itself. */
static size_t field_max(const struct ui_list *l)
{
	for (const struct field *f = l->bulk->fields; f->kind != FIELD_END; f++)
		if (str_eq(f->name, l->one.field))
			return f->max;
	return 0;
}

static void draw_row_act(const struct drawing *d, const struct column *head, const void *row)
{
	struct ui *u = d->u;
	const struct ui_list *l = d->list;
	const struct column *id = column_named(d->t, "id");
	if (!l->one.label || !d->bulk_id || !id)
		return;
	const char *of = cell_text(u->cx, head, row);
	tpl_row_act_begin(u->cx, u->out,
			  &(struct tpl_row_act_begin){
			      .label = l->one.label, .of = of, .action = l->bulk_action });
	ui_hidden_keys(u);
	tpl_row_act_end(
	    u->cx, u->out,
	    &(struct tpl_row_act_end){ .label = l->one.label,
				       .of = of,
				       .id = ui_id(u, "r"),
				       .select = l->select,
				       .value = cell_plain(u->cx, id, row),
				       .act = l->one.act,
				       .act_value = l->one.act_value,
				       .field = l->one.field,
				       .max = arena_printf(u->cx->arena, "%zu", field_max(l)) });
}

/* A nought stands back, so that the eye finds what there is. */
static const char *class_of_value(struct ctx *cx, const struct column *c, const void *row)
{
	if (!is_figure(c) || !str_eq(cell_text(cx, c, row), "0"))
		return cell_class(c);
	return c->flags & COL_WIDE_ONLY ? "num nil wide-only" : "num nil";
}

static void draw_cell(const struct drawing *d, const struct column *c, const void *row)
{
	struct ui *u = d->u;
	const char *class = class_of_value(u->cx, c, row);
	const char *label = text(u->cx, c->label);
	if (c == row_head(d->t)) {
		tpl_th_row_begin(u->cx, u->out,
				 &(struct tpl_th_row_begin){ .label = label, .class = class });
		ui_cell_html(u, d->t, c, row);
		draw_row_act(d, c, row);
		tpl_th_row_end(u->cx, u->out);
		return;
	}
	tpl_td_begin(u->cx, u->out, &(struct tpl_td_begin){ .label = label, .class = class });
	ui_cell_html(u, d->t, c, row);
	tpl_td_end(u->cx, u->out);
}

/* Was the row chosen in the form that came back? */
static bool was_chosen(const struct ui_list *l, const char *id)
{
	const struct field *fields = l->bulk_form ? form_def_of(l->bulk_form)->fields : NULL;
	const int64_t *ids;
	int64_t value;
	if (!fields || !str_i64(id, &value))
		return false;
	for (int i = 0; fields[i].kind != FIELD_END; i++)
		if (fields[i].kind == FIELD_IDS)
			for (size_t n = form_ids(l->bulk_form, i, &ids); n > 0; n--)
				if (ids[n - 1] == value)
					return true;
	return false;
}

static void draw_row(const struct drawing *d, const void *row)
{
	struct ui *u = d->u;
	const struct column *id = column_named(d->t, "id"), *head = row_head(d->t);
	tpl_tr_begin(u->cx, u->out);
	if (d->bulk_id && id) {
		const char *value = cell_plain(u->cx, id, row);
		tpl_td_select(
		    u->cx, u->out,
		    &(struct tpl_td_select){ .form = d->bulk_id,
					     .name = d->list->select,
					     .value = value,
					     .label = head ? cell_text(u->cx, head, row) : NULL,
					     .checked = was_chosen(d->list, value) });
	}
	for (size_t i = 0; i < d->t->n_columns; i++)
		if (on_page(&d->t->columns[i]))
			draw_cell(d, &d->t->columns[i], row);
	tpl_tr_end(u->cx, u->out);
}

static int64_t column_sum(const struct drawing *d, const struct column *c)
{
	int64_t sum = 0;
	for (size_t i = 0; i < d->n; i++) {
		const int64_t *n = cell_number(c, row_at(d, i));
		if (n && *n != DB_NONE && __builtin_add_overflow(sum, *n, &sum))
			return DB_NONE;
	}
	return sum;
}

static void draw_totals(const struct drawing *d)
{
	struct ui *u = d->u;
	bool said = false;
	tpl_tfoot_begin(u->cx, u->out);
	if (d->bulk_id)
		tpl_td_blank(u->cx, u->out, &(struct tpl_td_blank){ .wide = false });
	for (size_t i = 0; i < d->t->n_columns; i++) {
		const struct column *c = &d->t->columns[i];
		if (!on_page(c))
			continue;
		int64_t sum = c->flags & COL_TOTAL ? column_sum(d, c) : DB_NONE;
		if (sum != DB_NONE)
			tpl_td_total(u->cx, u->out,
				     &(struct tpl_td_total){
					 .wide = c->flags & COL_WIDE_ONLY,
					 .label = text(u->cx, c->label),
					 .text = c->kind == COL_MONEY ? say_money(u->cx, sum)
								      : say_number(u->cx, sum) });
		else if (!said)
			tpl_td_total_head(u->cx, u->out);
		else
			tpl_td_blank(u->cx, u->out,
				     &(struct tpl_td_blank){ .wide = c->flags & COL_WIDE_ONLY });
		said = true;
	}
	tpl_tfoot_end(u->cx, u->out);
}

static void foot_link(struct ui *u, enum text label, const char *href, const char *of)
{
	if (href)
		tpl_list_link(
		    u->cx, u->out,
		    &(struct tpl_list_link){ .label = text(u->cx, label), .href = href, .of = of });
}

/* Of a few rows within a page everybody sees how many they are. */
static bool is_glanced(const struct drawing *d)
{
	const struct ui_list *l = d->list;
	return d->n <= GLANCED && l->total <= (int64_t)d->n && !l->main && !l->first && !l->next;
}

static void draw_list_foot(const struct drawing *d)
{
	struct ui *u = d->u;
	const struct ui_list *l = d->list;
	const char *shown = say_number(u->cx, (int64_t)d->n), *count;
	if (is_glanced(d))
		return;
	if (l->total > (int64_t)d->n)
		count = text_fill(u->cx, T_UI_ROWS_OF, shown, say_number(u->cx, l->total), NULL);
	else
		count = text_fill(u->cx, T_UI_ROWS, shown, NULL);
	tpl_list_foot(u->cx, u->out, &(struct tpl_list_foot){ .count = count });
	foot_link(u, T_UI_FIRST_PAGE, l->first, NULL);
	foot_link(u, T_UI_NEXT_PAGE, l->next, NULL);
	if (l->main) {
		foot_link(u, T_UI_AS_CSV, ui_as(u, ".csv"), text(u->cx, d->t->title));
		foot_link(u, T_UI_AS_XLSX, ui_as(u, ".xlsx"), text(u->cx, d->t->title));
	}
	tpl_list_foot_end(u->cx, u->out);
}

/* One press decides, where the form has a choice of buttons. */
static bool draw_bulk_choices(const struct drawing *d)
{
	struct ui *u = d->u;
	const struct field *f = d->list->bulk->fields;
	while (f->kind != FIELD_END && !f->buttons)
		f++;
	for (const struct member *m = f->members; f->kind != FIELD_END && m->value; m++)
		tpl_bulk_act(u->cx, u->out,
			     &(struct tpl_bulk_act){ .name = f->name,
						     .value = m->value,
						     .label = text(u->cx, m->label) });
	return f->kind != FIELD_END;
}

static void draw_bulk(const struct drawing *d)
{
	struct ui *u = d->u;
	const struct ui_list *l = d->list;
	tpl_bulk_begin(u->cx, u->out,
		       &(struct tpl_bulk_begin){ .id = d->bulk_id, .action = l->bulk_action });
	ui_hidden_keys(u);
	ui_form_fields(u, l->bulk, l->bulk_form);
	tpl_bulk_acts(u->cx, u->out);
	if (!draw_bulk_choices(d))
		tpl_bulk_act(u->cx, u->out,
			     &(struct tpl_bulk_act){ .label = text(u->cx, l->bulk->submit) });
	tpl_bulk_end(u->cx, u->out);
}

static void table_html(const struct drawing *d)
{
	struct ui *u = d->u;
	if (!d->n) {
		const char *caption = caption_of(d);
		if (!str_eq(caption, u->heading))
			tpl_caption(u->cx, u->out, &(struct tpl_caption){ .text = caption });
		ui_empty(u, d->list->empty ? d->list->empty : text(u->cx, T_UI_NOTHING),
			 d->list->empty_label, d->list->empty_href);
		return;
	}
	draw_table_head(d);
	for (size_t i = 0; i < d->n; i++)
		draw_row(d, row_at(d, i));
	if (table_has_totals(d->t))
		draw_totals(d);
	else
		tpl_table_end(u->cx, u->out);
	draw_list_foot(d);
	if (d->bulk_id)
		draw_bulk(d);
}

/* ---- the same rows as JSON, CSV, XLSX ---------------------------------------------------- */

static void table_json(const struct drawing *d, const char *name)
{
	struct json *j = &d->u->json;
	json_open(j, name, '{');
	if (d->list->total >= 0)
		json_int(j, "total", d->list->total);
	json_text(j, "next", d->list->next);
	json_open(j, "rows", '[');
	for (size_t i = 0; i < d->n; i++)
		ui_row_json(d->u, NULL, d->t, row_at(d, i));
	json_close(j, ']');
	json_close(j, '}');
}

static const char *source_line(struct ui *u)
{
	const char *city = u->cx->app && u->cx->app->city_name ? u->cx->app->city_name : "";
	const char *said =
	    text_fill(u->cx, T_UI_SOURCE, city, say_instant(u->cx, u->cx->now), NULL);
	return arena_printf(u->cx->arena, "%s, %s", said, ui_as(u, ""));
}

static void keep_failure(struct ui *u, enum err err)
{
	if (u->failed == ERR_OK)
		u->failed = err;
}

static void table_export(const struct drawing *d)
{
	struct ui *u = d->u;
	const char *said = d->list->source, *line = source_line(u);
	enum err err = table_begin(u->cx, u->format, d->t,
				   said ? arena_printf(u->cx->arena, "%s\n%s", said, line) : line,
				   u->out, &u->writer);

	for (size_t i = 0; i < d->n && err == ERR_OK; i++)
		err = table_row(u->cx, u->writer, row_at(d, i));
	keep_failure(u, err);
}

/* A further table of the page: a page of the workbook, and nothing in CSV. */
static void table_further(const struct drawing *d)
{
	struct ui *u = d->u;
	enum err err;

	if (!d->list->sheet || !u->writer || u->format != TABLE_XLSX)
		return;
	err = table_sheet(u->cx, u->writer, d->t);
	for (size_t i = 0; i < d->n && err == ERR_OK; i++)
		err = table_row(u->cx, u->writer, row_at(d, i));
	keep_failure(u, err);
}

enum err ui_table_feed(struct ui *u, const struct table *t, const void *row)
{
	assert(u->repr == UI_TABLE && u->writer);
	disclose_row(u, t, row);
	return table_row(u->cx, u->writer, row);
}

void ui_table(struct ui *u, const char *name, const struct table *t, const void *rows, size_t n,
	      size_t row_size, const struct ui_list *list)
{
	static const struct ui_list plain = { .total = -1 };
	struct drawing d = { .u = u,
			     .t = t,
			     .list = list ? list : &plain,
			     .rows = rows,
			     .n = n,
			     .row_size = row_size };
	if (u->repr == UI_TABLE && (!d.list->main || u->writer)) {
		table_further(&d);
		return;
	}
	if (u->repr == UI_JSON && !name)
		return;
	for (size_t i = 0; t->subject && i < n; i++)
		disclose_row(u, t, row_at(&d, i));
	if (d.list->bulk && d.list->select && n) {
		d.bulk_id = ui_id(u, "b");
		ui_keep_act(u, (struct ui_act){ .name = d.list->bulk->name,
						.method = "POST",
						.href = d.list->bulk_action,
						.def = d.list->bulk });
	}
	if (u->repr == UI_HTML)
		table_html(&d);
	else if (u->repr == UI_JSON)
		table_json(&d, name);
	else
		table_export(&d);
}
