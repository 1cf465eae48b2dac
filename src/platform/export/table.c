#include "platform/export/writer.h"

#include "text/export.h"

bool table_has_totals(const struct table *t)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (t->columns[i].flags & COL_TOTAL)
			return true;
	return false;
}

bool column_printed(const struct column *c)
{
	return c->kind != COL_ID;
}

const char *cell_printed(struct ctx *cx, const struct column *c, const void *row)
{
	if (c->kind == COL_ENUM || c->kind == COL_CODE || c->kind == COL_BOOL)
		return cell_text(cx, c, row);
	return cell_plain(cx, c, row);
}

/* "33"; of several pages "Kelurahan 33, Layanan 9". */
static const char *rows_said(struct ctx *cx, const struct table_writer *w)
{
	const char *n = say_number(cx, w->rows);

	if (w->counted == NULL)
		return n;
	return arena_printf(cx->arena, "%s, %s %s", w->counted, text(cx, w->table->title), n);
}

const char *writer_notes(struct ctx *cx, const struct table_writer *w)
{
	const char *foot = w->foot != NULL ? w->foot : "";

	return arena_printf(cx->arena, "%s%s%s\n%s", foot, *foot != '\0' ? "\n" : "",
			    text_fill(cx, T_EXPORT_MADE, say_instant(cx, cx->now), NULL),
			    text_fill(cx, T_EXPORT_ROWS, rows_said(cx, w), NULL));
}

static const struct writer_kind *kind_of(enum table_format format)
{
	switch (format) {
	case TABLE_CSV:
		return &writer_csv;
	case TABLE_XLSX:
		return &writer_xlsx;
	case TABLE_JSON:
		break;
	}
	return &writer_json;
}

enum err table_begin(struct ctx *cx, enum table_format format, const struct table *t,
		     const char *foot, struct buf *out, struct table_writer **ret)
{
	struct table_writer *w = ARENA_NEW(cx->arena, struct table_writer);

	*w = (struct table_writer){
		.kind = kind_of(format),
		.table = t,
		.first = t,
		.foot = foot,
		.out = out,
	};
	TRY(w->kind->begin(cx, w));
	*ret = w;
	return ERR_OK;
}

static enum err full_or_ok(struct ctx *cx, const struct table_writer *w)
{
	if (buf_ok(w->out))
		return ERR_OK;
	return err_set(cx, ERR_TOOBIG, "export of %s past %zu bytes", w->table->name, w->out->max);
}

/* Memory does not grow with the rows: what a row took from the arena goes back at once. */
enum err table_row(struct ctx *cx, struct table_writer *w, const void *row)
{
	struct arena_mark mark;

	if (w->failed != ERR_OK)
		return w->failed;
	mark = arena_mark(cx->arena);
	w->failed = w->kind->row(cx, w, row);
	arena_reset_to(cx->arena, mark);
	if (w->failed == ERR_OK)
		w->failed = full_or_ok(cx, w);
	w->rows++;
	return w->failed;
}

enum err table_sheet(struct ctx *cx, struct table_writer *w, const struct table *t)
{
	if (w->failed != ERR_OK)
		return w->failed;
	if (w->kind->sheet == NULL)
		return err_set(cx, ERR_INVALID, "%s: one page only", w->table->name);
	w->failed = w->kind->sheet(cx, w, t);
	return w->failed;
}

enum err table_end(struct ctx *cx, struct table_writer *w)
{
	enum err err = w->failed;

	if (err == ERR_OK)
		err = w->kind->end(cx, w);
	if (err == ERR_OK)
		err = full_or_ok(cx, w);
	table_writer_dropp(&w);
	return err;
}

void table_writer_dropp(struct table_writer **w)
{
	if (*w != NULL && (*w)->kind->drop != NULL)
		(*w)->kind->drop(*w);
	*w = NULL;
}
