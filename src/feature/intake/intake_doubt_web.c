/* /impor/.../ragu: doubtful rows side by side with whom they may be, decided many at once. */
#include "feature/intake/intake_doubt.h"

#include <stddef.h>

#include "base/str.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_sql.h"
#include "feature/intake/intake_web.h"
#include "text/intake.h"

enum { PAGE = 50 };

/* ---- what is looked at ----------------------------------------------------------------------- */

/* The first fields of each form here, so that an answer leads back to the same list. */
enum { F_WHY, F_BAND, F_ORDER, F__N };

static const struct member whys[] = {
	[DOUBT_UNSAID] = { "lain", T_INTAKE_WHY_UNSAID, T__NONE },
	[DOUBT_NIK_OTHER] = { "nik", T_INTAKE_WHY_NIK_OTHER, T__NONE },
	[DOUBT_NAMESAKE] = { "nama", T_INTAKE_WHY_NAMESAKE, T__NONE },
	[DOUBT_NIK_NEAR] = { "hampir", T_INTAKE_WHY_NIK_NEAR, T__NONE },
	[DOUBT_ALIKE] = { "mirip", T_INTAKE_WHY_ALIKE, T__NONE },
	[DOUBT_OTHER_ROW] = { "mirip-dua", T_INTAKE_WHY_OTHER_ROW, T__NONE },
	[DOUBT_UNNAMED] = { "lindung", T_INTAKE_WHY_UNNAMED, T__NONE },
	[DOUBT_CORRECTION] = { "perbaikan", T_INTAKE_WHY_CORRECTION, T__NONE },
	[DOUBT__N] = { .value = NULL },
};

/* How probable: of a thousand, that they are two. */
static const struct {
	int64_t least, most;
} band[] = { { 0, 10 }, { 11, 100 }, { 101, 500 }, { 501, 1000 } };
static const struct member bands[] = {
	{ "pasti", T_INTAKE_BAND_SURE, T__NONE },
	{ "besar", T_INTAKE_BAND_LIKELY, T__NONE },
	{ "sedang", T_INTAKE_BAND_MAYBE, T__NONE },
	{ "kecil", T_INTAKE_BAND_SMALL, T__NONE },
	{ .value = NULL },
};
static const struct member orders[] = {
	{ "peluang", T_INTAKE_ORDER_LIKELY, T__NONE },
	{ "baris", T_INTAKE_ORDER_PLACE, T__NONE },
	{ .value = NULL },
};

#define FILTER(drawn_)                               \
	[F_WHY] = { .name = "sebab",                 \
		    .kind = FIELD_ENUM,              \
		    .label = T_INTAKE_DOUBT_WHY,     \
		    .members = whys,                 \
		    .carried = true },               \
	[F_BAND] = { .name = "peluang",              \
		     .kind = FIELD_ENUM,             \
		     .label = T_INTAKE_DOUBT_BAND,   \
		     .members = bands,               \
		     .carried = !(drawn_) },         \
	[F_ORDER] = { .name = "urut",                \
		      .kind = FIELD_ENUM,            \
		      .label = T_INTAKE_DOUBT_ORDER, \
		      .members = orders,             \
		      .depends = true,               \
		      .carried = !(drawn_) }

enum { G_AFTER = F__N, G_DONE };
static const struct member dones[] = {
	{ "sudah", T_INTAKE_DOUBTS_DONE, T__NONE },
	{ .value = NULL },
};
static const struct field filter_fields[] = {
	FILTER(true),
	[G_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	[G_DONE] = { .name = "keadaan",
		     .kind = FIELD_ENUM,
		     .label = T_INTAKE_DOUBTS_DONE,
		     .members = dones,
		     .carried = true },
	{ .kind = FIELD_END },
};
static const struct form_def filter_form = { .name = "intake_doubts",
					     .fields = filter_fields,
					     .submit = T_INTAKE_DOUBTS_FILTER };

/* ---- deciding many --------------------------------------------------------------------------- */

enum { VERDICT_SAME, VERDICT_OTHER };
static const struct member persons[] = {
	[VERDICT_SAME] = { "sama", T_INTAKE_SAME_PERSON, T__NONE },
	[VERDICT_OTHER] = { "lain", T_INTAKE_OTHER_PERSON, T__NONE },
	{ .value = NULL },
};
/* Of a list of corrections: they are of one person, or they count. */
static const struct member corrections[] = {
	[VERDICT_SAME] = { "sama", T_INTAKE_SAME_OR_TAKE, T__NONE },
	[VERDICT_OTHER] = { "lain", T_INTAKE_OTHER_OR_LEAVE, T__NONE },
	{ .value = NULL },
};
enum { WHICH_TICKED, WHICH_PAGE };
static const struct member which[] = {
	[WHICH_TICKED] = { "centang", T_INTAKE_DOUBT_TICKED, T__NONE },
	[WHICH_PAGE] = { "halaman", T_INTAKE_DOUBT_PAGE, T__NONE },
	{ .value = NULL },
};

enum { B_ROWS = F__N, B_WHICH, B_PAGE, B_VERDICT };
enum { A_COUNT = F__N, A_VERDICT, A_SURE };

/* The rows of a page, as its form carries them. */
static size_t page_rows(struct ctx *cx, const struct form *f, int64_t **ret)
{
	char **part;
	size_t parts, n = 0;

	*ret = ARENA_ARRAY(cx->arena, PAGE + 1, int64_t);
	if (form_text(f, B_PAGE) == NULL)
		return 0;
	str_split(cx->arena, form_text(f, B_PAGE), ' ', &part, &parts);
	for (size_t i = 0; i < parts && n < PAGE; i++)
		n += str_i64(part[i], &(*ret)[n]);
	return n;
}

/* Those meant: ticked, or all of the page. */
static size_t rows_meant(struct ctx *cx, const struct form *f, const int64_t **ret)
{
	int64_t *page;
	size_t n;

	if (form_int(f, B_WHICH, WHICH_TICKED) == WHICH_TICKED)
		return form_ids(f, B_ROWS, ret);
	n = page_rows(cx, f, &page);
	*ret = page;
	return n;
}

static enum err check_bulk(struct ctx *cx, struct form *f)
{
	const int64_t *rows;

	if (rows_meant(cx, f, &rows) == 0)
		form_problem(cx, f, B_ROWS, T_INTAKE_NO_ROW_CHOSEN, NULL);
	return ERR_OK;
}

#define BULK_FIELDS(members_)                                        \
	{                                                            \
		FILTER(false),                                       \
		    [B_ROWS] = { .name = "baris",                    \
				 .kind = FIELD_IDS,                  \
				 .label = T_INTAKE_DOUBT_ROWS,       \
				 .depends = true },                  \
		    [B_WHICH] = { .name = "mana",                    \
				  .kind = FIELD_ENUM,                \
				  .label = T_INTAKE_DOUBT_ROWS,      \
				  .members = which,                  \
				  .required = true },                \
		    [B_PAGE] = { .name = "halaman",                  \
				 .kind = FIELD_HIDDEN,               \
				 .label = T_INTAKE_DOUBT_ROWS,       \
				 .max = 2000 },                      \
		    [B_VERDICT] = { .name = "putusan",               \
				    .kind = FIELD_ENUM,              \
				    .label = T_INTAKE_DOUBT_VERDICT, \
				    .required = true,                \
				    .members = (members_),           \
				    .buttons = true },               \
		    { .kind = FIELD_END },                           \
	}
#define ALL_FIELDS(members_)                                         \
	{                                                            \
		FILTER(false),                                       \
		    [A_COUNT] = { .name = "jumlah",                  \
				  .kind = FIELD_HIDDEN,              \
				  .label = T_INTAKE_DOUBT_ROWS,      \
				  .required = true,                  \
				  .max = 20 },                       \
		    [A_VERDICT] = { .name = "putusan",               \
				    .kind = FIELD_ENUM,              \
				    .label = T_INTAKE_DOUBT_VERDICT, \
				    .required = true,                \
				    .members = (members_) },         \
		    [A_SURE] = { .name = "yakin",                    \
				 .kind = FIELD_BOOL,                 \
				 .label = T_INTAKE_ALL_SURE,         \
				 .required = true },                 \
		    { .kind = FIELD_END },                           \
	}
static const struct field person_fields[] = BULK_FIELDS(persons);
static const struct field correction_fields[] = BULK_FIELDS(corrections);
static const struct field all_person_fields[] = ALL_FIELDS(persons);
static const struct field all_correction_fields[] = ALL_FIELDS(corrections);

static const struct form_def person_form = { .name = "intake_decide",
					     .fields = person_fields,
					     .check = check_bulk,
					     .submit = T_INTAKE_DOUBTS_DECIDE };
static const struct form_def correction_form = { .name = "intake_decide_corrections",
						 .fields = correction_fields,
						 .check = check_bulk,
						 .submit = T_INTAKE_DOUBTS_DECIDE };
static const struct form_def all_person_form = { .name = "intake_decide_all",
						 .fields = all_person_fields,
						 .submit = T_INTAKE_ALL_DECIDE };
static const struct form_def all_correction_form = { .name = "intake_decide_all_corrections",
						     .fields = all_correction_fields,
						     .submit = T_INTAKE_ALL_DECIDE };

static const struct field back_fields[] = {
	{ .name = "baris", .kind = FIELD_IDS, .label = T_INTAKE_DOUBT_ROWS, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def back_form = { .name = "intake_reopen",
					   .fields = back_fields,
					   .submit = T_INTAKE_REOPEN };

/* ---- the list -------------------------------------------------------------------------------- */

struct shown {
	struct doubt d;
	const char *probable, *open, *reason;
};

static enum text decided_text(int64_t decided)
{
	return decided == 1 ? T_INTAKE_DECISION_SAME : T_INTAKE_DECISION_OTHER;
}

#define ROW(member) offsetof(struct shown, member)
#define DOUBT_COLUMNS                                                                               \
	{ "id", T_INTAKE_ID, COL_ID, PRIV_NONE, ROW(d.id) },                                        \
	    { "subject_id", T_INTAKE_ID, COL_ID, PRIV_NONE, ROW(d.subject_id) },                    \
	    { "path", T_INTAKE_ID, COL_TEXT, PRIV_NONE, ROW(d.href), .flags = COL_DATA_ONLY },      \
	    { "place", T_INTAKE_PLACE, COL_TEXT, PRIV_NONE, ROW(d.place) },                         \
	    { "here", T_INTAKE_HERE, COL_TEXT, PRIV_GENERAL, ROW(d.here), .flags = COL_MARKED },    \
	    { "there", T_INTAKE_THERE, COL_TEXT, PRIV_GENERAL, ROW(d.there), .flags = COL_MARKED }, \
	{                                                                                           \
		"open", T_INTAKE_DOUBT_OPEN, COL_TEXT, PRIV_NONE, ROW(open), .href = "{path}"       \
	}
static const struct column doubt_columns[] = {
	DOUBT_COLUMNS,
	{ "probable", T_INTAKE_DOUBT_PROBABLE, COL_TEXT, PRIV_NONE, ROW(probable) },
	{ "reason", T_INTAKE_DOUBT_WHY, COL_TEXT, PRIV_GENERAL, ROW(reason) },
	{ "why", T_INTAKE_WHY, COL_TEXT, PRIV_GENERAL, ROW(d.words), .flags = COL_DATA_ONLY },
	{ "unlike", T_INTAKE_DOUBT_PROBABLE, COL_INT, PRIV_NONE, ROW(d.unlike),
	  .flags = COL_DATA_ONLY },
};
static const struct column done_columns[] = {
	DOUBT_COLUMNS,
	{ "decision", T_INTAKE_DECISION, COL_ENUM, PRIV_NONE, ROW(d.decided),
	  .member = decided_text, .flags = COL_BADGE },
	{ "reason", T_INTAKE_DOUBT_WHY, COL_ENUM, PRIV_NONE, ROW(d.why), .member = doubt_why_text },
	{ "by", T_INTAKE_DECIDED_BY, COL_TEXT, PRIV_NONE, ROW(d.who) },
	{ "at", T_INTAKE_DECIDED_AT, COL_INSTANT, PRIV_NONE, ROW(d.decided_at) },
};
#undef DOUBT_COLUMNS
#undef ROW
static const struct table doubt_table = { .name = "rows",
					  .title = T_INTAKE_DOUBTS,
					  .columns = doubt_columns,
					  .n_columns = LEN(doubt_columns),
					  .subject = "subject_id" };
static const struct table done_table = { .name = "rows",
					 .title = T_INTAKE_DOUBTS_DONE,
					 .columns = done_columns,
					 .n_columns = LEN(done_columns),
					 .subject = "subject_id" };

static const char *say_probable(struct ctx *cx, const struct doubt *d)
{
	if (d->apart)
		return text(cx, T_INTAKE_DOUBT_NEVER);
	if (d->unlike > 500)
		return text(cx, T_INTAKE_DOUBT_UNWEIGHED);
	/* Nobody is certain of a hundred. */
	return text_fill(cx, T_INTAKE_DOUBT_PERCENT,
			 say_number(cx, MIN(99, (1000 - d->unlike) / 10)), NULL);
}

/* In a few words, for both sides stand beside it; of a correction what it says. */
static const char *say_reason(struct ctx *cx, const struct doubt *d)
{
	return d->why == DOUBT_CORRECTION || d->why == DOUBT_UNSAID
		   ? d->words
		   : text(cx, doubt_why_text(d->why));
}

static struct shown *shown_of(struct ctx *cx, const struct doubt *d, size_t n)
{
	struct shown *rows = ARENA_ARRAY(cx->arena, n + 1, struct shown);

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct shown){ .d = d[i],
					  .probable = say_probable(cx, &d[i]),
					  .reason = say_reason(cx, &d[i]),
					  .open = d[i].href != NULL ? text(cx, T_INTAKE_DOUBT_OPEN)
								    : NULL };
	return rows;
}

static struct doubt_filter filter_of(const struct form *f)
{
	int64_t b = f != NULL ? form_int(f, F_BAND, -1) : -1;

	return (struct doubt_filter){
		.why = f != NULL ? (enum doubt_why)form_int(f, F_WHY, DOUBT__N) : DOUBT__N,
		.least = b >= 0 ? band[b].least : 0,
		.most = b >= 0 ? band[b].most : 1000,
		.by_place = f != NULL && form_int(f, F_ORDER, 0) == 1,
	};
}

/* The list by another reason (DOUBT__N: by any), else as the form asks. */
static const char *path_of(struct ctx *cx, int64_t id, const struct form *f, enum doubt_why why)
{
	int64_t b = f != NULL ? form_int(f, F_BAND, -1) : -1;
	int64_t o = f != NULL ? form_int(f, F_ORDER, -1) : -1;

	return arena_printf(cx->arena, "/impor/%lld/ragu?sebab=%s&peluang=%s&urut=%s",
			    (long long)id, why < DOUBT__N ? whys[why].value : "",
			    b >= 0 ? bands[b].value : "", o >= 0 ? orders[o].value : "");
}

static enum doubt_why why_asked(const struct form *f)
{
	return filter_of(f).why;
}

static void draw_tabs(struct ctx *cx, struct ui *u, int64_t id, const struct form *f,
		      const struct doubt_totals *totals, bool done)
{
	struct ui_tab tabs[DOUBT__N + 2] = {
		{ .label = text(cx, T_INTAKE_DOUBTS_ALL),
		  .href = path_of(cx, id, f, DOUBT__N),
		  .count = say_number(cx, totals->any),
		  .current = !done && why_asked(f) == DOUBT__N },
	};
	size_t n = 1;

	for (int w = 0; w < DOUBT__N; w++)
		if (totals->by_why[w] > 0 || (!done && (int)why_asked(f) == w))
			tabs[n++] = (struct ui_tab){
				.label = text(cx, doubt_why_text(w)),
				.href = path_of(cx, id, f, (enum doubt_why)w),
				.count = say_number(cx, totals->by_why[w]),
				.current = !done && (int)why_asked(f) == w,
			};
	tabs[n++] =
	    (struct ui_tab){ .label = text(cx, T_INTAKE_DOUBTS_DONE),
			     .href = arena_printf(cx->arena, "/impor/%lld/ragu?keadaan=sudah",
						  (long long)id),
			     .current = done };
	ui_tabs(u, tabs, n);
}

/* A form of the page, or what came back of it; the filter goes along. */
static struct form *carrying(struct ctx *cx, struct req *r, const struct form_def *def)
{
	struct form *f = req_form(r);

	return f != NULL && form_def_of(f) == def ? f : form_as(cx, f, def);
}

/* All that the filter finds, below the list: with how many they are, and only when it is said. */
static void draw_all(struct ctx *cx, struct ui *u, struct req *r, const struct intake_get_row *in,
		     const struct doubt_totals *totals)
{
	const struct form_def *def =
	    in->kind == INTAKE_DTKS ? &all_correction_form : &all_person_form;
	struct form *f = carrying(cx, r, def);

	if (totals->all == 0)
		return;
	form_set_text(cx, f, A_COUNT, str_digits(cx->arena, totals->all));
	if (totals->apart > 0)
		ui_small(u, text_fill(cx, T_INTAKE_ALL_NEVER, say_number(cx, totals->apart), NULL));
	ui_form(u, def->name,
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/impor/%lld/ragu/semua%s", (long long)in->id,
					   in->kind == INTAKE_DTKS ? "-perbaikan" : ""),
		    .def = def,
		    .form = f,
		    .title = text_fill(cx, T_INTAKE_ALL_TITLE, say_number(cx, totals->all), NULL),
		    .folded = true,
		    .secondary = true });
}

static const char *numbers_of(struct ctx *cx, const struct doubt *d, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		all =
		    arena_printf(cx->arena, "%s%s%lld", all, i > 0 ? " " : "", (long long)d[i].id);
	return all;
}

static enum err draw_open(struct ctx *cx, struct ui *u, struct req *r,
			  const struct intake_get_row *in, const struct form *asked)
{
	const struct form_def *def = in->kind == INTAKE_DTKS ? &correction_form : &person_form;
	bool own = asked != NULL && form_def_of(asked) == &filter_form;
	struct doubt_filter f = filter_of(asked);
	size_t n = ui_all_rows(u) ? 100000 : PAGE, found;
	struct form *bulk = carrying(cx, r, def), *filter;
	struct ui_list list = { .main = true,
				.empty = text(cx, T_INTAKE_DOUBTS_NONE),
				.caption = text(cx, T_INTAKE_DOUBTS) };
	struct doubt_totals totals;
	struct doubt *doubts;
	bool acts = in->state == INTAKE_CHECKED;

	TRY(intake_doubt_totals(cx, in->id, &f, &totals));
	TRY(intake_doubts(cx, in->id, &f, own ? form_id(asked, G_AFTER) : 0, n + 1, &doubts,
			  &found));
	list.total = f.why == DOUBT__N ? totals.any : totals.by_why[f.why];
	if (found > n) {
		found = n;
		list.next =
		    arena_printf(cx->arena, "%s&setelah=%lld", path_of(cx, in->id, asked, f.why),
				 (long long)doubts[n - 1].id);
	}
	if (own && form_id(asked, G_AFTER) != 0)
		list.first = path_of(cx, in->id, asked, f.why);
	if (acts) {
		list.select = "baris";
		list.bulk = def;
		list.bulk_action = arena_printf(cx->arena, "/impor/%lld/ragu%s", (long long)in->id,
						in->kind == INTAKE_DTKS ? "/perbaikan" : "");
		if (form_int(bulk, B_WHICH, -1) < 0)
			form_set_int(cx, bulk, B_WHICH, WHICH_TICKED);
		form_set_text(cx, bulk, B_PAGE, numbers_of(cx, doubts, found));
		list.bulk_form = bulk;
	}
	filter = carrying(cx, r, &filter_form);
	if (form_int(filter, F_ORDER, -1) < 0)
		form_set_int(cx, filter, F_ORDER, 0);
	draw_tabs(cx, u, in->id, asked, &totals, false);
	ui_form(u, NULL,
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/impor/%lld/ragu", (long long)in->id),
		    .def = &filter_form,
		    .form = filter,
		    .inline_row = true,
		    .get = true });
	if (acts && found > 0)
		ui_small(u, text(cx, T_INTAKE_DOUBTS_KEYS));
	ui_table(u, "rows", &doubt_table, shown_of(cx, doubts, found), found, sizeof(struct shown),
		 &list);
	if (acts)
		draw_all(cx, u, r, in, &totals);
	return ERR_OK;
}

static enum err draw_done(struct ctx *cx, struct ui *u, struct req *r,
			  const struct intake_get_row *in, const struct form *asked)
{
	bool own = asked != NULL && form_def_of(asked) == &filter_form;
	size_t n = ui_all_rows(u) ? 100000 : PAGE, found;
	bool acts = in->state == INTAKE_CHECKED;
	const char *here =
	    arena_printf(cx->arena, "/impor/%lld/ragu?keadaan=sudah", (long long)in->id);
	struct ui_list list = { .total = -1,
				.main = true,
				.empty = text(cx, T_INTAKE_DOUBTS_NONE),
				.caption = text(cx, T_INTAKE_DOUBTS_DONE),
				.select = acts ? "baris" : NULL,
				.bulk = acts ? &back_form : NULL,
				.bulk_action = arena_printf(cx->arena, "/impor/%lld/ragu/tarik",
							    (long long)in->id),
				.bulk_form = req_form_of(r, &back_form) };
	struct doubt_filter any = filter_of(NULL);
	struct doubt_totals totals;
	struct doubt *doubts;

	TRY(intake_doubt_totals(cx, in->id, &any, &totals));
	TRY(intake_doubts_decided(cx, in->id, own ? form_id(asked, G_AFTER) : 0, n + 1, &doubts,
				  &found));
	if (found > n) {
		found = n;
		list.next =
		    arena_printf(cx->arena, "%s&setelah=%lld", here, (long long)doubts[n - 1].id);
	}
	if (own && form_id(asked, G_AFTER) != 0)
		list.first = here;
	draw_tabs(cx, u, in->id, NULL, &totals, true);
	ui_table(u, "rows", &done_table, shown_of(cx, doubts, found), found, sizeof(struct shown),
		 &list);
	return ERR_OK;
}

static enum err doubts_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	struct intake_get_row in;
	bool done;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	done = f != NULL && (form_def_of(f) == &back_form ||
			     (form_def_of(f) == &filter_form && form_int(f, G_DONE, -1) == 0));
	req_disclose(r, in.id, "import");
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, T_INTAKE_DOUBTS_TITLE, in.file_name, NULL),
			.lead = in.state == INTAKE_CHECKED ? text(cx, T_INTAKE_DOUBTS_LEAD) : NULL,
			.nav = "/impor",
			.parent = arena_printf(cx->arena, "/impor/%lld", (long long)in.id),
			.parent_title = in.file_name,
			.wide = true });
	TRY(done ? draw_done(cx, u, r, &in, f) : draw_open(cx, u, r, &in, f));
	return ui_end(u);
}

void intake_draw_doubts_link(struct ctx *cx, struct ui *u, int64_t id)
{
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_INTAKE_DOUBTS_DECIDE),
		       .href = arena_printf(cx->arena, "/impor/%lld/ragu", (long long)id) },
		   1);
}

/* ---- answers --------------------------------------------------------------------------------- */

static enum err see_list(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	resp_see(cx, resp, T_INTAKE_DECIDED, "%s", path_of(cx, req_id(r), f, why_asked(f)));
	return ERR_OK;
}

static enum err decide_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const int64_t *rows;
	size_t n = rows_meant(cx, f, &rows);

	TRY(intake_decide_rows(cx, req_id(r), rows, n,
			       form_int(f, B_VERDICT, VERDICT_OTHER) == VERDICT_SAME));
	return see_list(cx, r, resp);
}

static enum err all_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct doubt_filter filter = filter_of(f);
	int64_t expected = -1;

	(void)str_i64(form_text(f, A_COUNT), &expected);
	TRY(intake_decide_all(cx, req_id(r), &filter,
			      form_int(f, A_VERDICT, VERDICT_OTHER) == VERDICT_SAME, expected));
	return see_list(cx, r, resp);
}

static enum err back_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *rows;
	size_t n = form_ids(req_form(r), 0, &rows);

	for (size_t i = 0; i < n; i++)
		TRY(intake_reopen(cx, req_id(r), rows[i]));
	resp_see(cx, resp, T_INTAKE_REOPENED, "/impor/%lld/ragu?keadaan=sudah",
		 (long long)req_id(r));
	return ERR_OK;
}

#define ACT(path_, form_, title_, commit_)                                          \
	{                                                                           \
		POST, "/impor/{id}/ragu" path_, PERM_REGISTRY_IMPORT, 0, 0, title_, \
		    .form = &(form_), .page = doubts_page, .commit = commit_        \
	}
const struct route intake_doubt_routes[] = {
	{ GET, "/impor/{id}/ragu", PERM_REGISTRY_IMPORT, 0, REPR_LIST, T_INTAKE_DOUBTS,
	  .form = &filter_form, .page = doubts_page },
	ACT("", person_form, T_INTAKE_DOUBTS_DECIDE, decide_commit),
	ACT("/perbaikan", correction_form, T_INTAKE_DOUBTS_DECIDE, decide_commit),
	ACT("/semua", all_person_form, T_INTAKE_ALL_DECIDE, all_commit),
	ACT("/semua-perbaikan", all_correction_form, T_INTAKE_ALL_DECIDE, all_commit),
	ACT("/tarik", back_form, T_INTAKE_REOPEN, back_commit),
	{ .method = 0 },
};
