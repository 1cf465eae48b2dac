#include "platform/export/writer.h"

#include "base/clock.h"

static enum err json_begin(struct ctx *cx, struct table_writer *w)
{
	(void)cx;
	json_init(&w->json, w->out);
	json_open(&w->json, NULL, '{');
	json_open(&w->json, w->table->name, '[');
	return ERR_OK;
}

static void add_number(struct ctx *cx, struct json *j, const struct column *c, const void *row)
{
	const int64_t *n = cell_number(c, row);

	if (n == NULL)
		json_nil(j, c->name);
	else if (c->kind == COL_ID)
		json_id(j, c->name, *n);
	else if (c->kind == COL_BOOL)
		json_bool(j, c->name, *n != 0);
	else if (c->kind == COL_DURATION)
		json_int(j, c->name, *n / USEC_SECOND);
	else if (c->kind == COL_INT || c->kind == COL_MONEY || c->kind == COL_PERMILLE)
		json_int(j, c->name, *n);
	else
		json_text(j, c->name, cell_plain(cx, c, row));
}

/* A member of the open object: null when empty, numbers and booleans as such. */
static void cell_json(struct ctx *cx, struct json *j, const struct column *c, const void *row)
{
	const char *s;

	if (c->kind != COL_TEXT && c->kind != COL_CODE && c->kind != COL_MASK_NIK &&
	    c->kind != COL_MASK_PHONE) {
		add_number(cx, j, c, row);
		return;
	}
	s = cell_plain(cx, c, row);
	json_text(j, c->name, *s != '\0' ? s : NULL);
}

static enum err json_row(struct ctx *cx, struct table_writer *w, const void *row)
{
	size_t i;

	json_open(&w->json, NULL, '{');
	for (i = 0; i < w->table->n_columns; i++)
		cell_json(cx, &w->json, &w->table->columns[i], row);
	json_close(&w->json, '}');
	return ERR_OK;
}

static enum err json_end(struct ctx *cx, struct table_writer *w)
{
	(void)cx;
	json_close(&w->json, ']');
	json_int(&w->json, "count", w->rows);
	if (w->foot != NULL)
		json_text(&w->json, "foot", w->foot);
	json_close(&w->json, '}');
	return ERR_OK;
}

const struct writer_kind writer_json = {
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
};
