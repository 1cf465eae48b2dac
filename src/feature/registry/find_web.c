/* /warga: people by all that is known of them; /warga/ketik: suggestions while somebody types. */
#include "feature/registry/find_web.h"

#include <pthread.h>

#include "base/str.h"
#include "feature/region/region.h"
#include "feature/registry/field.h"
#include "feature/registry/registry.h"
#include "text/casework.h"
#include "text/find.h"
#include "text/warga.h"

enum { SHOWN = 20, SUGGESTED = 10, WORDS_MAX = 160 };

/* ---- how often ----------------------------------------------------------------------------- */

/*
 * Fast typing asks some five times a second; a program that reads the registry through suggestions
 * would ask more.  A person's credit grows by one each EVERY, up to BURST.
 */
#define EVERY (USEC_SECOND / 4)
#define BURST 80
enum { ASKERS = 1024 };

static struct asker {
	int64_t city, user;
	int64_t paid_until; /* what was asked so far is paid for then */
} askers[ASKERS];
static pthread_mutex_t askers_lock = PTHREAD_MUTEX_INITIALIZER;

bool find_may_ask(const struct ctx *cx)
{
	uint64_t hash = (uint64_t)(cx->actor->user_id ^ cx->city << 48) * 0x9e3779b97f4a7c15U;
	struct asker *a = &askers[hash >> 54];
	bool may;

	static_assert(ASKERS == 1 << 10, "ten bits of the hash");
	(void)pthread_mutex_lock(&askers_lock);
	if (a->city != cx->city || a->user != cx->actor->user_id)
		*a = (struct asker){ cx->city, cx->actor->user_id, 0 };
	a->paid_until = MAX(a->paid_until, cx->now);
	may = a->paid_until - cx->now < BURST * EVERY;
	if (may)
		a->paid_until += EVERY;
	(void)pthread_mutex_unlock(&askers_lock);
	return may;
}

/* ---- what is asked ------------------------------------------------------------------------- */

/* Behind them stand the fields that the city made searchable (find_field_web.c). */
enum { F_Q, F_NAME, F_RELATIVE, F_ADDRESS, F_REGION, F_SEX, F_FROM, F_TO, F_AFTER, F_FIRST };

static const struct member sexes[] = {
	{ "unknown", T_SEX_UNKNOWN, T__NONE },
	{ "male", T_SEX_MALE, T__NONE },
	{ "female", T_SEX_FEMALE, T__NONE },
	{ .value = NULL },
};

static enum err check_find(struct ctx *cx, struct form *f)
{
	if (form_int(f, F_FROM, 0) > form_int(f, F_TO, INT32_MAX))
		form_problem(cx, f, F_FROM, T_FIND_ENDS, NULL);
	return find_fields_check(cx, f, F_FIRST);
}

/* Drawn only: what comes back is read by the form of all fields, where none is required. */
static const struct field box_fields[] = {
	{ .name = "q",
	  .kind = FIELD_TEXT,
	  .label = T_FIND_Q,
	  .hint = T_FIND_Q_HINT,
	  .required = true,
	  .max = WORDS_MAX,
	  .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};
static const struct form_def box_form = { .name = "find_words",
					  .fields = box_fields,
					  .submit = T_FIND_SEARCH };

static const struct field find_fields[] = {
	[F_Q] = { .name = "q",
		  .kind = FIELD_TEXT,
		  .label = T_FIND_Q,
		  .hint = T_FIND_Q_HINT,
		  .max = WORDS_MAX,
		  .privacy = FIELD_PERSONAL },
	[F_NAME] = { .name = "name",
		     .kind = FIELD_TEXT,
		     .label = T_FIND_NAME,
		     .max = 100,
		     .privacy = FIELD_PERSONAL },
	[F_RELATIVE] = { .name = "relative",
			 .kind = FIELD_TEXT,
			 .label = T_FIND_RELATIVE,
			 .hint = T_FIND_RELATIVE_HINT,
			 .max = 100,
			 .privacy = FIELD_PERSONAL },
	[F_ADDRESS] = { .name = "address",
			.kind = FIELD_TEXT,
			.label = T_FIND_ADDRESS,
			.hint = T_FIND_ADDRESS_HINT,
			.max = 120,
			.privacy = FIELD_PERSONAL },
	[F_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_FIND_REGION,
		       .options = region_options,
		       .known = region_known },
	[F_SEX] = { .name = "sex", .kind = FIELD_ENUM, .label = T_FIND_SEX, .members = sexes },
	[F_FROM] = { .name = "age_from",
		     .kind = FIELD_INT,
		     .label = T_FIND_AGE_FROM,
		     .max = 3,
		     .max_value = 130 },
	[F_TO] = { .name = "age_to",
		   .kind = FIELD_INT,
		   .label = T_FIND_AGE_TO,
		   .max = 3,
		   .max_value = 130 },
	[F_AFTER] = { .name = "lanjut",
		      .kind = FIELD_HIDDEN,
		      .label = T_FIND_NEXT,
		      .max = 200,
		      .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};

static enum err find_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	return find_fields_now(cx, def, F_FIRST, ret);
}

static const struct form_def find_form = { .name = "find",
					   .fields = find_fields,
					   .now = find_now,
					   .check = check_find,
					   .submit = T_FIND_SEARCH };

static enum err query_of(struct ctx *cx, const struct form *f, struct find_query *ret)
{
	*ret = (struct find_query){
		.words = form_text(f, F_Q),
		.name = form_text(f, F_NAME),
		.relative = form_text(f, F_RELATIVE),
		.address = form_text(f, F_ADDRESS),
		.region_id = form_id(f, F_REGION),
		.sex = (int)form_int(f, F_SEX, 0),
		.age_from = (int)form_int(f, F_FROM, -1),
		.age_to = (int)form_int(f, F_TO, -1),
		.typing = true,
		.after = find_place_read(cx, form_text(f, F_AFTER)),
		.max = SHOWN,
	};
	return find_fields_read(cx, f, F_FIRST, &ret->filter, &ret->n_filters);
}

/* One letter finds everybody. */
static bool says_enough(const struct find_query *q)
{
	return (q->words && utf8_length(q->words) > 1) || (q->name && utf8_length(q->name) > 1) ||
	       q->relative || q->address || q->n_filters > 0;
}

/* ---- what is shown ------------------------------------------------------------------------- */

struct shown {
	struct find_hit hit;
	const char *rtrw, *line, *place, *body; /* as people read them */
};

static enum text state_text(int64_t state)
{
	static const enum text texts[] = {
		[PERSON_ALIVE] = T_FIND_STATE_ALIVE,         [PERSON_DEAD] = T_FIND_STATE_DEAD,
		[PERSON_MOVED] = T_FIND_STATE_MOVED,         [PERSON_LOST] = T_FIND_STATE_LOST,
		[PERSON_WITHDRAWN] = T_FIND_STATE_WITHDRAWN,
	};

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

static enum text sex_text(int64_t sex)
{
	return sex >= 0 && sex < 3 ? sexes[sex].label : T__NONE;
}

#define HIT(member) offsetof(struct shown, hit.member)
static const struct column columns[] = {
	{ "id", T_FIND_PEOPLE, COL_ID, PRIV_GENERAL, HIT(id) },
	{ "name", T_FIND_COL_NAME, COL_TEXT, PRIV_GENERAL, HIT(name), .href = "/warga/{id}",
	  .flags = COL_STRONG },
	{ "why", T_FIND_COL_WHY, COL_TEXT, PRIV_GENERAL, HIT(why) },
	{ "body", T_FIND_COL_BODY, COL_TEXT, PRIV_GENERAL, offsetof(struct shown, body) },
	{ "place", T_FIND_COL_REGION, COL_TEXT, PRIV_GENERAL, offsetof(struct shown, place) },
	{ "head", T_FIND_COL_HEAD, COL_TEXT, PRIV_GENERAL, HIT(head) },
	{ "nik", T_FIND_COL_NIK, COL_TEXT, PRIV_SPECIFIC, HIT(nik), .flags = COL_WIDE_ONLY },
	{ "desil", T_FIND_COL_DESIL, COL_INT, PRIV_SPECIFIC, HIT(desil), .flags = COL_WIDE_ONLY },
	{ "state", T_FIND_COL_STATE, COL_ENUM, PRIV_GENERAL, HIT(state), .member = state_text,
	  .flags = COL_BADGE },
	{ "age", T_FIND_COL_AGE, COL_INT, PRIV_GENERAL, HIT(age), .flags = COL_DATA_ONLY },
	{ "sex", T_FIND_SEX, COL_ENUM, PRIV_GENERAL, HIT(sex), .member = sex_text,
	  .flags = COL_DATA_ONLY },
	{ "region", T_FIND_COL_REGION, COL_TEXT, PRIV_GENERAL, HIT(region),
	  .flags = COL_DATA_ONLY },
	{ "rtrw", T_FIND_COL_RTRW, COL_TEXT, PRIV_GENERAL, offsetof(struct shown, rtrw),
	  .flags = COL_DATA_ONLY },
	{ "alias", T_FIND_COL_ALIAS, COL_TEXT, PRIV_GENERAL, HIT(alias), .flags = COL_DATA_ONLY },
	{ "address", T_FIND_COL_ADDRESS, COL_TEXT, PRIV_GENERAL, HIT(address),
	  .flags = COL_DATA_ONLY },
	{ "birth_date", T_FIND_COL_BIRTH, COL_DATE, PRIV_GENERAL, HIT(birth_date),
	  .flags = COL_DATA_ONLY },
	{ "score", T_FIND_COL_WHY, COL_INT, PRIV_NONE, HIT(score), .flags = COL_DATA_ONLY },
};
static const struct table found_table = { .name = "people",
					  .title = T_FIND_LIST,
					  .columns = columns,
					  .n_columns = LEN(columns),
					  .subject = "id" };

static const struct column few_columns[] = {
	{ "id", T_FIND_PEOPLE, COL_ID, PRIV_GENERAL, HIT(id) },
	{ "name", T_FIND_COL_NAME, COL_TEXT, PRIV_GENERAL, HIT(name), .href = "/warga/{id}",
	  .flags = COL_STRONG },
	{ "age", T_FIND_COL_AGE, COL_INT, PRIV_GENERAL, HIT(age) },
	{ "region", T_FIND_COL_REGION, COL_TEXT, PRIV_GENERAL, HIT(region) },
	{ "region_id", T_FIND_COL_REGION, COL_ID, PRIV_GENERAL, HIT(region_id) },
	{ "sex", T_FIND_SEX, COL_ENUM, PRIV_GENERAL, HIT(sex), .member = sex_text,
	  .flags = COL_DATA_ONLY },
	{ "why", T_FIND_COL_WHY, COL_TEXT, PRIV_GENERAL, HIT(why) },
	{ "line", T_FIND_COL_NAME, COL_TEXT, PRIV_GENERAL, offsetof(struct shown, line),
	  .flags = COL_DATA_ONLY },
};
#undef HIT
static const struct table few_table = { .name = "people",
					.title = T_FIND_LIST,
					.columns = few_columns,
					.n_columns = LEN(few_columns),
					.subject = "id" };

/* "Siti Aminah, 63 th, Cikole": enough to choose by. */
static const char *line_of(struct ctx *cx, const struct find_hit *h)
{
	const char *line = h->name;

	if (h->age != DB_NONE)
		line = text_fill(cx, T_FIND_LINE, line, str_digits(cx->arena, h->age), NULL);
	return h->region ? arena_printf(cx->arena, "%s, %s", line, h->region) : line;
}

/* "63 th, perempuan" */
static const char *body_of(struct ctx *cx, const struct find_hit *h)
{
	const char *age = h->age != DB_NONE
			      ? text_fill(cx, T_FIND_YEARS, str_digits(cx->arena, h->age), NULL)
			      : NULL;
	const char *sex = h->sex != 0 ? text(cx, sex_text(h->sex)) : NULL;

	return age && sex ? arena_printf(cx->arena, "%s, %s", age, sex) : age ? age : sex;
}

static struct shown *shown_of(struct ctx *cx, const struct find_answer *a)
{
	struct shown *list = ARENA_ARRAY(cx->arena, a->n + 1, struct shown);
	size_t i;

	for (i = 0; i < a->n; i++) {
		const struct find_hit *h = &a->hit[i];

		list[i].hit = *h;
		list[i].line = line_of(cx, h);
		list[i].body = body_of(cx, h);
		if (h->rt || h->rw)
			list[i].rtrw = arena_printf(cx->arena, "%s/%s", h->rt ? h->rt : "–",
						    h->rw ? h->rw : "–");
		list[i].place = h->region && list[i].rtrw ? arena_printf(cx->arena, "%s, RT/RW %s",
									 h->region, list[i].rtrw)
							  : h->region;
	}
	return list;
}

static void draw_state(struct ctx *cx, struct ui *u, const struct find_answer *a)
{
	if (!a->state.ready)
		ui_note(u, UI_INFO, NULL, text(cx, T_FIND_SPELLING));
	else if (a->state.behind)
		ui_note(u, UI_INFO, NULL, text(cx, T_FIND_BEHIND));
	if (a->filling)
		ui_note(u, UI_INFO, NULL, text(cx, T_FIND_FILLING));
}

/* The same once more, from where the list ended: what was typed goes along, and is not seen. */
static void draw_next(struct ctx *cx, struct ui *u, const struct form *f,
		      const struct find_place *next)
{
	struct form_def *def = arena_memdup(cx->arena, form_def_of(f), sizeof(*def));
	struct form *form;
	struct field *fields;
	size_t n = 0;

	while (def->fields[n].kind != FIELD_END)
		n++;
	fields = arena_memdup(cx->arena, def->fields, (n + 1) * sizeof(*fields));
	for (size_t i = 0; i < n; i++) {
		fields[i].kind = FIELD_HIDDEN;
		fields[i].said_section = NULL;
	}
	def->fields = fields;
	def->submit = T_FIND_NEXT;
	form = form_as(cx, f, def);
	form_set_text(cx, form, F_AFTER, find_place_words(cx, next));
	ui_form(u, "next", &(struct ui_form){ .action = "/warga", .def = def, .form = form });
}

/* Before the first import or the first person written down: what this page will search. */
static enum err draw_nobody(struct ctx *cx, struct ui *u)
{
	struct ui_action acts[2];
	size_t n = 0;
	bool any;

	TRY(find_any(cx, &any));
	if (any)
		return ERR_OK;
	ui_note(u, UI_INFO, text(cx, T_FIND_NOBODY), text(cx, T_FIND_NOBODY_TEXT));
	if (may(cx, PERM_REGISTRY_IMPORT))
		acts[n++] =
		    (struct ui_action){ .label = text(cx, T_FIND_IMPORT), .href = "/impor/baru" };
	if (may(cx, PERM_PERSON_WRITE))
		acts[n++] =
		    (struct ui_action){ .label = text(cx, T_WARGA_NEW), .href = "/warga/baru" };
	if (n > 0)
		ui_actions(u, acts, n);
	return ERR_OK;
}

static void draw_none(struct ctx *cx, struct ui *u)
{
	bool write = may(cx, PERM_PERSON_WRITE);

	ui_empty(u, text(cx, T_FIND_NONE), write ? text(cx, T_WARGA_NEW) : NULL,
		 write ? "/warga/baru" : NULL);
	ui_small(u, text(cx, T_FIND_NONE_HINT));
}

static enum err draw_found(struct ctx *cx, struct ui *u, const struct form *f)
{
	struct find_answer a = { 0 };
	struct find_query q;

	if (!form_ok(f))
		return ERR_OK;
	TRY(query_of(cx, f, &q));
	if (!says_enough(&q))
		return draw_nobody(cx, u);
	if (!find_may_ask(cx)) {
		if (ui_repr(u) == UI_JSON)
			return err_set(cx, ERR_LIMIT, "too many searches");
		ui_note(u, UI_WARN, NULL, text(cx, T_FIND_SLOW));
		return ERR_OK;
	}
	q.sealed = true;
	TRY(find_people(cx, &q, &a));
	draw_state(cx, u, &a);
	ui_said(u, a.n == 0 ? text(cx, T_FIND_NONE)
			    : text_fill(cx, a.more ? T_FIND_SAID_MORE : T_FIND_SAID,
					say_number(cx, (int64_t)a.n), NULL));
	if (a.n == 0 && a.next == NULL)
		draw_none(cx, u);
	/* Nobody is an answer too, which a program reads as a list without rows. */
	if (a.n > 0 || ui_repr(u) == UI_JSON)
		ui_table(u, "people", &found_table, shown_of(cx, &a), a.n, sizeof(struct shown),
			 &(struct ui_list){ .total = a.more || q.after ? -1 : (int64_t)a.n });
	if (a.n == 0 && a.next != NULL)
		ui_note(u, UI_INFO, NULL, text(cx, T_FIND_FURTHER));
	if (a.next != NULL)
		draw_next(cx, u, f, a.next);
	else if (a.more)
		ui_small(u, text(cx, T_FIND_MANY));
	return ERR_OK;
}

/* ---- pages --------------------------------------------------------------------------------- */

/* The box with what was typed into it. */
static struct form *box_of(struct ctx *cx, const struct form *f)
{
	struct form *box = form_new(cx, &box_form);

	if (form_text(f, F_Q))
		form_set_text(cx, box, F_Q, form_text(f, F_Q));
	return box;
}

static enum err find_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r), *again;
	const struct form_def *def;

	TRY(find_now(cx, &find_form, &def));
	if (!f || !str_eq(form_def_of(f)->name, def->name))
		f = form_new(cx, def);
	again = form_as(cx, f, def);
	form_set_text(cx, again, F_AFTER, NULL);
	ui_begin(
	    u, &(struct ui_page){ .title = text(cx, T_FIND_TITLE), .nav = "/warga", .wide = true });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/warga",
				   .def = &box_form,
				   .form = box_of(cx, f),
				   .preview = "/warga",
				   .focus = true });
	ui_form(u, "find",
		&(struct ui_form){ .action = "/warga",
				   .def = def,
				   .form = again,
				   .title = text(cx, T_FIND_MORE_FIELDS),
				   .folded = true,
				   .anchor = "rincian",
				   .secondary = true });
	ui_preview_begin(u, NULL);
	TRY(draw_found(cx, u, f));
	ui_preview_end(u);
	return ui_end(u);
}

/* For scripts that ask while somebody types; as a page it is a short list. */
static enum err typing_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct find_answer a = { 0 };
	struct find_query q;

	TRY(query_of(cx, req_form(r), &q));
	q.max = SUGGESTED;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_FIND_LIST), .nav = "/warga" });
	if (!find_may_ask(cx))
		ui_note(u, UI_WARN, NULL, text(cx, T_FIND_SLOW));
	else if (says_enough(&q))
		TRY(find_people(cx, &q, &a));
	ui_table(u, "people", &few_table, shown_of(cx, &a), a.n, sizeof(struct shown),
		 &(struct ui_list){ .total = -1, .empty = text(cx, T_FIND_NONE) });
	return ui_end(u);
}

enum err find_draw(struct ctx *cx, struct ui *u, const char *words, size_t max, size_t *ret_n,
		   bool *ret_more)
{
	struct find_query q = {
		.words = words, .age_from = -1, .age_to = -1, .typing = true, .max = max
	};
	struct find_answer a = { 0 };

	*ret_n = 0;
	*ret_more = false;
	if (!says_enough(&q) || !find_may_ask(cx))
		return ERR_OK;
	TRY(find_people(cx, &q, &a));
	*ret_n = a.n;
	*ret_more = a.more;
	draw_state(cx, u, &a);
	if (a.n == 0)
		return ERR_OK;
	ui_table(u, "people", &few_table, shown_of(cx, &a), a.n, sizeof(struct shown),
		 &(struct ui_list){ .total = -1 });
	return ERR_OK;
}

const struct route find_routes[] = {
	{ GET, "/warga", PERM_PERSON_READ, 0, REPR_PAGE, T_FIND_TITLE, .form = &find_form,
	  .page = find_page },
	{ POST, "/warga", PERM_PERSON_READ, ROUTE_READ_POST | ROUTE_NO_ONCE, REPR_PAGE,
	  T_FIND_TITLE, .form = &find_form, .page = find_page },
	{ GET, "/warga/ketik", PERM_PERSON_READ, ROUTE_NO_MENU, REPR_PAGE, T_FIND_LIST,
	  .form = &find_form, .page = typing_page },
	{ .method = 0 },
};
