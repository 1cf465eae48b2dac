/* A list that is in memory as a whole, shown a page at a time. */
#include "base/str.h"
#include "platform/ui/ui_impl.h"

enum { PART_ROWS = 25, QUERY_MAX = 4000 };

/* What the form says but for one field, as the query of an address that asks it again. */
static const char *query_but(struct ctx *cx, const struct form *f, int but)
{
	const struct field *fields = form_def_of(f)->fields;
	struct buf query;
	const char *out;

	buf_init(&query, QUERY_MAX);
	for (int i = 0; fields[i].kind != FIELD_END; i++) {
		if (i == but || str_blank(form_raw(f, i)))
			continue;
		buf_addc(&query, '&');
		buf_adds(&query, fields[i].name);
		buf_addc(&query, '=');
		html_url_part(&query, form_raw(f, i));
	}
	out = arena_strdup(cx->arena, buf_str(&query));
	buf_release(&query);
	return out;
}

static int64_t id_at(const char *rows, size_t i, size_t row_size)
{
	return *(const int64_t *)(const void *)(rows + i * row_size);
}

/* The place behind the row of that id; a row that has gone begins the list anew. */
static size_t place_behind(const char *rows, size_t n, size_t row_size, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (id_at(rows, i, row_size) == id)
			return i + 1;
	return 0;
}

const void *ui_list_part(struct ui *u, struct ui_list *list, const char *path, const struct form *f,
			 int after, const void *rows, size_t *n, size_t row_size)
{
	const char *query = query_but(u->cx, f, after), *from = rows;
	size_t place = 0, left;

	list->total = (int64_t)*n;
	if (ui_all_rows(u))
		return rows;
	if (form_id(f, after) != 0)
		place = place_behind(rows, *n, row_size, form_id(f, after));
	if (place > 0)
		list->first = *query ? arena_printf(u->cx->arena, "%s?%s", path, query + 1) : path;
	from += place * row_size;
	left = *n - place;
	*n = left < PART_ROWS ? left : PART_ROWS;
	if (left > *n)
		list->next = arena_printf(u->cx->arena, "%s?%s=%lld%s", path,
					  form_def_of(f)->fields[after].name,
					  (long long)id_at(from, *n - 1, row_size), query);
	return from;
}
