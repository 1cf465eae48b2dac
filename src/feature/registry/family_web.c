/* /keluarga/{id}: one family as the city knows it, and founding a new one. */
#include "feature/registry/page_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/warga.h"

/* ---- head ------------------------------------------------------------------------------------ */

static const char *title_of(struct ctx *cx, const struct relative *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (m[i].relation == 1 && m[i].state == PERSON_ALIVE)
			return text_fill(cx, T_WARGA_FAMILY_TITLE, m[i].name, NULL);
	return text(cx, T_WARGA_FAMILY_TITLE_NONE);
}

static int64_t living(const struct relative *m, size_t n)
{
	int64_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += m[i].state == PERSON_ALIVE;
	return count;
}

/* The way back is the person from whom one came: the head. */
static int64_t head_of(const struct relative *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (m[i].relation == 1)
			return m[i].id;
	return n > 0 ? m[0].id : 0;
}

/* ---- desil ----------------------------------------------------------------------------------- */

struct desil_row {
	const char *name, *desil;
	int64_t as_of;
};

#define ROW(member) offsetof(struct desil_row, member)
static const struct column desil_columns[] = {
	{ "release", T_WARGA_D_RELEASE, COL_TEXT, PRIV_NONE, ROW(name), .flags = COL_STRONG },
	{ "as_of", T_WARGA_D_AS_OF, COL_DATE, PRIV_NONE, ROW(as_of) },
	{ "desil", T_WARGA_D_DESIL, COL_TEXT, PRIV_SPECIFIC, ROW(desil) },
};
#undef ROW
static const struct table desil_table = { .name = "desils",
					  .title = T_WARGA_DESIL_HISTORY,
					  .columns = desil_columns,
					  .n_columns = LEN(desil_columns) };

static const char *desil_words(struct ctx *cx, const struct page_desils_row *r)
{
	if (r->desil != DB_NONE)
		return text_fill(cx, T_WARGA_DESIL_IS, str_digits(cx->arena, r->desil), NULL);
	return text(cx, desil_why_text(r->none_why));
}

static enum err draw_desils(struct ctx *cx, struct ui *u, int64_t family_id)
{
	struct page_desils_row *releases;
	struct desil_row *rows;
	size_t n, known = 0, lists = 0;

	TRY(page_desils_all(cx, &(struct page_desils_args){ .family_id = family_id }, &releases,
			    &n));
	for (size_t i = 0; i < n; i++) {
		known += releases[i].desil != DB_NONE || releases[i].none_why != NULL;
		lists += releases[i].partial != 0;
	}
	if ((n < 2 && lists == 0) || known == 0)
		return ERR_OK;
	rows = ARENA_ARRAY(cx->arena, n, struct desil_row);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct desil_row){ .name = releases[i].partial
							  ? text_fill(cx, T_WARGA_D_LIST,
								      releases[i].name, NULL)
							  : releases[i].name,
					      .desil = desil_words(cx, &releases[i]),
					      .as_of = releases[i].as_of };
	ui_table(u, "desils", &desil_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = -1 });
	return ERR_OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static enum err draw_past(struct ctx *cx, struct ui *u, int64_t family_id,
			  const struct relative *now, size_t n_now)
{
	struct page_once_row *rows;
	struct ui_fact *facts;
	size_t n, shown = 0, k;

	TRY(page_once_all(cx, &(struct page_once_args){ .family_id = family_id }, &rows, &n));
	facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	for (size_t i = 0; i < n; i++) {
		for (k = 0; k < n_now; k++)
			if (now[k].id == rows[i].id)
				break;
		if (k == n_now)
			facts[shown++] =
			    (struct ui_fact){ .label = text(cx, T_WARGA_FAMILY_PAST),
					      .value = rows[i].name,
					      .href = person_path(cx, rows[i].id, "") };
	}
	if (shown > 0)
		ui_facts(u, NULL, facts, shown);
	return ERR_OK;
}

static bool editable(struct ctx *cx, const struct subject *s)
{
	return !s->erased && may(cx, PERM_PERSON_WRITE);
}

/* What the family got by that day, and those of its members whom the actor may see. */
static enum err draw_aid(struct ctx *cx, struct ui *u, int64_t id, const int64_t *members, size_t n,
			 const struct as_of *day, bool past)
{
	return draw_day_part(cx, u,
			     &(struct day_part){ .of = FACT_FAMILY,
						 .id = id,
						 .ids = members,
						 .n = n,
						 .held_on = day->held_on,
						 .known_at = day->known_at,
						 .past = past });
}

static enum err draw_main(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
			  const char *reveal)
{
	struct relative *m;
	struct as_of today;
	int64_t *ids;
	bool health;
	size_t n;

	TRY(family_members(cx, s->id, &m, &n));
	TRY(page_health(cx, FACT_FAMILY, s->id, &health));
	ids = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = m[i].id;
	as_of_read(cx, NULL, &today);
	ui_heading(u, text(cx, T_WARGA_MEMBERS), "anggota");
	TRY(draw_members(cx, u, s->id, 0));
	TRY(draw_past(cx, u, s->id, m, n));
	TRY(draw_aid(cx, u, s->id, ids, n, &today, !editable(cx, s)));
	TRY(draw_events(cx, u, r, s->id));
	TRY(draw_claims(cx, u, r, s, health));
	TRY(draw_facts(cx, u,
		       &(struct shown_facts){ .facts = &s->facts,
					      .of = s,
					      .path = family_path(cx, s->id, ""),
					      .reveal = reveal,
					      .health = health,
					      .edit = editable(cx, s) }));
	if (editable(cx, s) && n > 0)
		TRY(draw_family_events(cx, u, r, s));
	return ERR_OK;
}

static void draw_actions(struct ctx *cx, struct ui *u, const struct subject *s)
{
	struct ui_action acts[2];
	size_t n = 0;

	if (editable(cx, s))
		acts[n++] = (struct ui_action){ .label = text(cx, T_WARGA_FAMILY_EDIT),
						.href = family_path(cx, s->id, "/ubah"),
						.icon = "pencil" };
	acts[n++] = (struct ui_action){ .label = text(cx, T_WARGA_HISTORY),
					.href = family_path(cx, s->id, "/riwayat") };
	ui_actions(u, acts, n);
}

/* Nobody changes a desil; whoever may ask for a correction does so from here. */
static void draw_desil_wrong(struct ctx *cx, struct ui *u, int64_t id)
{
	ui_small(u, text(cx, T_WARGA_DESIL_READ_ONLY));
	if (may(cx, PERM_VERVAL_PROPOSE))
		ui_actions(
		    u,
		    &(struct ui_action){
			.label = text(cx, T_WARGA_DESIL_WRONG),
			.href = arena_printf(cx->arena, "/verval/baru/keluarga/%lld?desil_keliru=1",
					     (long long)id) },
		    1);
}

static const struct field day_fields[] = { AS_OF_FIELDS, { .kind = FIELD_END } };
static const struct form_def day_form = { .name = "family",
					  .fields = day_fields,
					  .check = as_of_check };

static const char *title_then(struct ctx *cx, const struct person_then *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (facts_core_int(&m[i].facts, CORE_RELATION, 0) == RELATION_HEAD &&
		    facts_core_int(&m[i].facts, CORE_STATE, 0) <= PERSON_ALIVE)
			return text_fill(cx, T_WARGA_FAMILY_TITLE,
					 facts_core(&m[i].facts, CORE_NAME), NULL);
	return text(cx, T_WARGA_FAMILY_TITLE_NONE);
}

/* The family as it was: its members, its facts, and the aid it got by then. */
static enum err draw_family_then(struct ctx *cx, struct req *r, struct ui *u,
				 const struct subject *s, const struct as_of *day)
{
	const char *path = family_path(cx, s->id, "");
	struct person_then *m;
	struct ui_fact desil;
	struct facts facts;
	const char *title;
	bool existed, health;
	int64_t *ids;
	size_t n;

	TRY(subject_as_of(cx, FACT_FAMILY, s->id, day->held_on, day->known_at, &facts, &existed));
	TRY(members_then(cx, s->id, day, &m, &n));
	TRY(page_health(cx, FACT_FAMILY, s->id, &health));
	TRY(subject_words(cx, s, &title));
	ui_begin(u, &(struct ui_page){ .title = existed ? title_then(cx, m, n) : title,
				       .nav = "/warga",
				       .parent = path,
				       .parent_title = text(cx, T_WARGA_FAMILY),
				       .print = true });
	as_of_banner(cx, u, day, path);
	if (!existed) {
		ui_empty(u, text(cx, T_WARGA_AS_OF_NO_FAMILY), NULL, NULL);
		as_of_ask(cx, u, req_form_of(r, &day_form), path);
		return ui_end(u);
	}
	TRY(desil_fact(cx, s->id, day, &desil));
	ui_facts(u, "glance", &desil, 1);
	as_of_ask(cx, u, req_form_of(r, &day_form), path);
	ui_heading(u, text(cx, T_WARGA_MEMBERS), "anggota");
	TRY(draw_members_then(cx, u, m, n, day->held_on));
	ids = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = m[i].id;
	TRY(draw_aid(cx, u, s->id, ids, n, day, true));
	TRY(draw_facts(cx, u,
		       &(struct shown_facts){ .facts = &facts, .path = path, .health = health }));
	return ui_end(u);
}

static enum err draw_family(struct ctx *cx, struct req *r, struct ui *u, int64_t id,
			    const char *reveal)
{
	struct ui_fact desil;
	struct relative *m;
	struct subject s;
	struct as_of day;
	int64_t head;
	size_t n;

	TRY(page_subject(cx, r, FACT_FAMILY, id, &s));
	as_of_read(cx, req_form_of(r, &day_form), &day);
	if (day.past)
		return draw_family_then(cx, r, u, &s, &day);
	TRY(family_members(cx, id, &m, &n));
	head = head_of(m, n);
	ui_begin(u,
		 &(struct ui_page){
		     .title = title_of(cx, m, n),
		     .lead = text_fill(cx, T_WARGA_FAMILY_LEAD, say_number(cx, living(m, n)), NULL),
		     .nav = "/warga",
		     .parent = head != 0 ? person_path(cx, head, "") : "/warga",
		     .parent_title = head != 0 ? m[0].name : text(cx, T_WARGA_LIST),
		     .print = true });
	if (n == 0)
		ui_note(u, UI_WARN, NULL, text(cx, T_WARGA_FAMILY_ENDED));
	TRY(draw_events_mark(cx, u, id));
	TRY(desil_fact(cx, id, &(struct as_of){ .known_at = INT64_MAX }, &desil));
	draw_actions(cx, u, &s);
	ui_facts(u, "glance", &desil, 1);
	draw_desil_wrong(cx, u, id);
	as_of_ask(cx, u, req_form_of(r, &day_form), family_path(cx, id, ""));
	TRY(draw_desils(cx, u, id));
	TRY(draw_main(cx, u, r, &s, reveal));
	return ui_end(u);
}

enum err family_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_family(cx, r, u, req_id(r), NULL);
}

static enum err reveal_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct fact_field *field;
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	field = fact_field(book, FACT_FAMILY, req_segment(r, "isian"));
	if (field == NULL || field->class != FACT_SECRET)
		return err_set(cx, ERR_NOTFOUND, "no secret field");
	if (!purpose_said(cx))
		return family_page(cx, r, u);
	req_disclose(r, req_id(r), field->code);
	return draw_family(cx, r, u, req_id(r), field->code);
}

/* ---- a new family ---------------------------------------------------------------------------- */

enum { N_PERSON, N_KK, N_REGION, N_RT, N_RW, N_ADDRESS, N_SOURCE, N_SINCE };

static const struct field query_fields[] = {
	{ .name = "warga", .kind = FIELD_ID, .label = T_WARGA_PERSON },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "family_of", .fields = query_fields };

static const struct field new_fields[] = {
	[N_PERSON] = { .name = "warga",
		       .kind = FIELD_ID,
		       .label = T_WARGA_PERSON,
		       .required = true },
	[N_KK] = { .name = "kk",
		   .kind = FIELD_TEXT,
		   .label = T_WARGA_KK,
		   .hint = T_WARGA_KK_HINT,
		   .max = 40,
		   .privacy = FIELD_SPECIFIC_DATA },
	[N_REGION] = { .name = "kk_region",
		       .kind = FIELD_REF,
		       .label = T_WARGA_CARD_REGION,
		       .options = region_options,
		       .known = region_known },
	[N_RT] = { .name = "kk_rt", .kind = FIELD_TEXT, .label = T_WARGA_CARD_RT, .max = 3 },
	[N_RW] = { .name = "kk_rw", .kind = FIELD_TEXT, .label = T_WARGA_CARD_RW, .max = 3 },
	[N_ADDRESS] = { .name = "kk_address",
			.kind = FIELD_TEXT,
			.label = T_WARGA_CARD,
			.max = 300 },
	[N_SOURCE] = { .name = "sumber",
		       .kind = FIELD_REF,
		       .label = T_WARGA_E_SOURCE,
		       .required = true,
		       .options = fact_source_choices },
	[N_SINCE] = { .name = "sejak",
		      .kind = FIELD_DATE,
		      .label = T_WARGA_EDIT_SINCE,
		      .hint = T_WARGA_E_WHEN_HINT },
	{ .kind = FIELD_END },
};
static const struct form_def new_form = { .name = "family_new",
					  .fields = new_fields,
					  .submit = T_WARGA_NEW_FAMILY_SAVE };

/* Two families with one card number are a fault of one of them: never made by hand. */
static enum err kk_free(struct ctx *cx, struct form *f, int field, const struct facts *facts)
{
	const char *kk = facts_core(facts, CORE_KK);
	int64_t *ids;
	size_t n;

	if (kk == NULL)
		return ERR_OK;
	TRY(family_by_kk(cx, kk, &ids, &n));
	if (n > 0)
		form_problem(cx, f, field, T_WARGA_KK_TAKEN, NULL);
	return ERR_OK;
}

enum err family_facts_read(struct ctx *cx, struct form *f, const int *fields, struct facts *ret)
{
	static const enum fact_core cores[FAMILY_CARD] = { CORE_KK, CORE_KK_REGION, CORE_KK_RT,
							   CORE_KK_RW, CORE_KK_ADDRESS };
	const struct fact_field *field;
	const struct fact_book *book;
	enum fact_fault fault;
	const char *value;

	TRY(fact_book(cx, &book));
	*ret = facts_new(cx, book, FACT_FAMILY);
	for (size_t i = 0; i < FAMILY_CARD; i++) {
		field = book->family_core[cores[i]];
		if (field == NULL || fields[i] < 0 || *form_raw(f, fields[i]) == '\0')
			continue;
		TRY(fact_read(cx, field, form_raw(f, fields[i]), &value, &fault));
		if (fault != FACT_FINE)
			form_problem_said(
			    cx, f, fields[i],
			    fact_fault_text(cx, field, form_raw(f, fields[i]), fault));
		else
			ret->value[field->at] = value;
	}
	(void)facts_rt_rw(cx->arena, ret);
	return kk_free(cx, f, fields[0], ret);
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form_of(r, &new_form);
	const struct form *asked = back != NULL ? back : req_form_of(r, &query_form);
	struct form *f = back != NULL ? back : form_new(cx, &new_form);
	struct subject s;

	TRY(page_subject(cx, r, FACT_PERSON, asked != NULL ? form_id(asked, 0) : 0, &s));
	if (back == NULL) {
		form_set_int(cx, f, N_PERSON, s.id);
		if (facts_core_int(&s.facts, CORE_REGION, 0) != 0)
			form_set_text(cx, f, N_REGION, facts_core(&s.facts, CORE_REGION));
		form_set_text(cx, f, N_RT, facts_core(&s.facts, CORE_RT));
		form_set_text(cx, f, N_RW, facts_core(&s.facts, CORE_RW));
		form_set_text(cx, f, N_ADDRESS, facts_core(&s.facts, CORE_ADDRESS));
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_NEW_FAMILY),
				       .lead = text_fill(cx, T_WARGA_NEW_FAMILY_LEAD,
							 facts_core(&s.facts, CORE_NAME), NULL),
				       .nav = "/warga",
				       .parent = person_path(cx, s.id, ""),
				       .parent_title = facts_core(&s.facts, CORE_NAME) });
	ui_form(u, "new",
		&(struct ui_form){ .action = "/keluarga/baru",
				   .def = &new_form,
				   .form = f,
				   .cancel = person_path(cx, s.id, "") });
	return ui_end(u);
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	static const int card[FAMILY_CARD] = { N_KK, N_REGION, N_RT, N_RW, N_ADDRESS };
	struct facts *facts = ARENA_NEW(cx->arena, struct facts);
	struct form *f = req_form(r);
	struct subject s;

	TRY(page_subject(cx, r, FACT_PERSON, form_id(f, N_PERSON), &s));
	if (facts_core_int(&s.facts, CORE_FAMILY, 0) != 0)
		form_problem(cx, f, -1, T_WARGA_NEW_FAMILY_HAS, NULL);
	TRY(family_facts_read(cx, f, card, facts));
	if (form_int(f, N_SINCE, 0) > clock_date(cx->now, zone_of(cx)))
		form_problem(cx, f, N_SINCE, T_WARGA_E_FUTURE, NULL);
	req_set_data(r, facts);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct family_part head = { form_id(f, N_PERSON), 1 };
	const struct origin origin = {
		.source = form_text(f, N_SOURCE),
		.valid_from = (int32_t)form_int(f, N_SINCE, DATE_NONE),
	};
	int64_t id;

	TRY(family_split(cx, &head, 1, 0, req_data(r), &origin, &id));
	resp->id = id;
	resp_see(cx, resp, T_WARGA_NEW_FAMILY_MADE, "%s", family_path(cx, id, ""));
	return ERR_OK;
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def reveal_form = { .name = "reveal_family", .fields = no_fields };

const struct route family_routes[] = {
	{ GET, "/keluarga/{id}", PERM_PERSON_READ, 0, REPR_PAGE, T_WARGA_FAMILY, .form = &day_form,
	  .page = family_page },
	{ POST, "/keluarga/{id}/lihat/{isian}", PERM_PERSON_READ, ROUTE_READ_POST | ROUTE_NO_ONCE,
	  REPR_PAGE, T_WARGA_FAMILY, .form = &reveal_form, .page = reveal_page },
	{ GET, "/keluarga/baru", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_PAGE, T_WARGA_NEW_FAMILY,
	  .form = &query_form, .page = new_page },
	{ POST, "/keluarga/baru", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_NEW_FAMILY,
	  .form = &new_form, .page = new_page, .prepare = new_prepare, .commit = new_commit },
	{ .method = 0 },
};
