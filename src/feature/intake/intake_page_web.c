/* The sheets of a workbook: which of them are the list, and another choice. */
#include "feature/intake/intake_web.h"

#include "base/str.h"
#include "feature/intake/intake_impl.h"
#include "text/intake.h"

enum { P_PAGES };

static enum err page_options(struct ctx *cx, const struct form *f, struct options *ret);

static const struct field page_fields[] = {
	[P_PAGES] = { .name = "page",
		      .kind = FIELD_REFS,
		      .label = T_INTAKE_PAGES,
		      .options = page_options },
	{ .kind = FIELD_END },
};
const struct form_def intake_page_form = { .name = "intake_pages",
					   .fields = page_fields,
					   .submit = T_INTAKE_PAGES_SUBMIT };

/* The form of a request does not know its import: any number of a page will do, and those that the
 * workbook does not have are not found in it. */
static enum err page_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct option *items = ARENA_ARRAY(cx->arena, INTAKE_PAGES, struct option);

	(void)f;
	for (size_t i = 0; i < INTAKE_PAGES; i++) {
		items[i].value = items[i].label = str_digits(cx->arena, (int64_t)i + 1);
		items[i].hint = items[i].group = NULL;
	}
	*ret = (struct options){ .items = items, .n = INTAKE_PAGES };
	return ERR_OK;
}

static struct option page_option(struct ctx *cx, const struct intake_pages_row *p)
{
	return (struct option){
		.value = str_digits(cx->arena, p->page),
		.label = p->name,
		.hint = p->taken != 0
			    ? text_fill(cx, T_INTAKE_PAGE_ROWS, say_number(cx, p->row_n), NULL)
			    : text_fill(cx, T_INTAKE_PAGE_LEFT, p->headings, NULL),
	};
}

static void draw_form(struct ctx *cx, struct ui *u, int64_t id, const struct intake_pages_row *rows,
		      size_t n)
{
	struct form_def *def = ARENA_NEW(cx->arena, struct form_def);
	struct field *fields = ARENA_ARRAY(cx->arena, LEN(page_fields), struct field);
	struct option *items = ARENA_ARRAY(cx->arena, n + 1, struct option);
	const char **taken = ARENA_ARRAY(cx->arena, n + 1, const char *);
	size_t n_taken = 0;
	struct form *f;

	for (size_t i = 0; i < n; i++) {
		items[i] = page_option(cx, &rows[i]);
		if (rows[i].taken != 0)
			taken[n_taken++] = items[i].value;
	}
	fields[P_PAGES] = page_fields[P_PAGES];
	fields[P_PAGES].options = NULL;
	fields[P_PAGES].list = (struct options){ .items = items, .n = n };
	fields[P_PAGES + 1] = (struct field){ .kind = FIELD_END };
	*def = intake_page_form;
	def->fields = fields;
	f = form_new(cx, def);
	form_set_choices(cx, f, P_PAGES, taken, n_taken);
	ui_form(u, "lembar",
		&(struct ui_form){ .action =
				       arena_printf(cx->arena, "/impor/%lld/lembar", (long long)id),
				   .def = def,
				   .form = f,
				   .secondary = true });
}

enum err intake_draw_pages(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	bool open = in->state == INTAKE_COLUMNS;
	struct intake_pages_row *rows;
	size_t n, taken = 0;

	TRY(intake_pages_all(cx, &(struct intake_pages_args){ .intake_id = in->id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		taken += rows[i].taken != 0;
	if (in->unread != NULL)
		ui_note(u, UI_WARN, text(cx, T_INTAKE_UNREAD),
			arena_printf(cx->arena, "%s %s",
				     text_fill(cx, T_INTAKE_UNREAD_WHY, in->unread, NULL),
				     open && n > 0 ? text(cx, T_INTAKE_UNREAD_HOW) : ""));
	if (!open || n == 0)
		return ERR_OK;
	ui_fold_begin(u,
		      arena_printf(cx->arena, "%s: %s", text(cx, T_INTAKE_PAGES),
				   text_fill(cx, T_INTAKE_PAGES_OF, say_number(cx, (int64_t)taken),
					     say_number(cx, (int64_t)n), NULL)));
	draw_form(cx, u, in->id, rows, n);
	ui_fold_end(u);
	return ERR_OK;
}

enum err intake_page_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const char *const *chosen;
	size_t n = form_choices(req_form(r), P_PAGES, &chosen);
	int64_t *pages = ARENA_ARRAY(cx->arena, n + 1, int64_t);

	for (size_t i = 0; i < n; i++)
		if (!str_i64(chosen[i], &pages[i]))
			pages[i] = 0;
	TRY(intake_choose_pages(cx, req_id(r), pages, n));
	resp_see(cx, resp, T_INTAKE_PAGES_CHOSEN, "/impor/%lld", (long long)req_id(r));
	return ERR_OK;
}
