/* /warga/{id}: one person as the city knows him, today and on other days. */
#include "feature/registry/page_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "text/warga.h"

static const struct person_part *parts;
static size_t n_parts;

void person_page_parts(const struct person_part *given, size_t n)
{
	parts = given;
	n_parts = n;
}

static enum err (*draw_day)(struct ctx *cx, struct ui *u, const struct day_part *part);

void subject_page_part(enum err (*draw)(struct ctx *cx, struct ui *u, const struct day_part *part))
{
	draw_day = draw;
}

enum err draw_day_part(struct ctx *cx, struct ui *u, const struct day_part *part)
{
	return draw_day != NULL ? draw_day(cx, u, part) : ERR_OK;
}

/* ---- the page's data ------------------------------------------------------------------------- */

enum { A_RESULT = AS_OF_FIRST, A_TAKEN, A_PAST, A_BESIDE, A_WAITS };

/* After saving the address says what became of the fields, by their codes. */
#define CODES_FIELD(name_)                                                                  \
	{                                                                                   \
		.name = (name_), .kind = FIELD_HIDDEN, .label = T_WARGA_RESULT, .max = 2000 \
	}

static const struct field query_fields[] = {
	AS_OF_FIELDS,
	[A_RESULT] = CODES_FIELD("hasil"),
	[A_TAKEN] = CODES_FIELD("berlaku"),
	[A_PAST] = CODES_FIELD("lalu"),
	[A_BESIDE] = CODES_FIELD("samping"),
	[A_WAITS] = CODES_FIELD("menunggu"),
	{ .kind = FIELD_END },
};

static const struct form_def query_form = { .name = "person",
					    .fields = query_fields,
					    .check = as_of_check };

struct page {
	struct req *r;
	struct subject s;
	struct facts facts; /* of the day shown */
	struct as_of day;
	bool existed, health;
	const char *reveal;
	int64_t family_id, state;
};

/* Which past the address asks for. */
static enum err load_past(struct ctx *cx, struct page *p)
{
	as_of_read(cx, req_form_of(p->r, &query_form), &p->day);
	p->facts = p->s.facts;
	p->existed = true;
	if (!p->day.past)
		return ERR_OK;
	return subject_as_of(cx, FACT_PERSON, p->s.id, p->day.held_on, p->day.known_at, &p->facts,
			     &p->existed);
}

static enum err load(struct ctx *cx, struct page *p, int64_t id)
{
	TRY(page_subject(cx, p->r, FACT_PERSON, id, &p->s));
	TRY(page_health(cx, FACT_PERSON, id, &p->health));
	TRY(load_past(cx, p));
	if (!p->existed)
		return ERR_OK;
	p->family_id = facts_core_int(&p->facts, CORE_FAMILY, 0);
	p->state = facts_core_int(&p->facts, CORE_STATE, PERSON_ALIVE);
	return ERR_OK;
}

/* Neither merged into another nor withdrawn with its import, and shown as of today. */
static bool in_use(const struct page *p)
{
	return !p->day.past && p->s.same_as_id == 0 && p->state != PERSON_WITHDRAWN;
}

static bool editable(struct ctx *cx, const struct page *p)
{
	return in_use(p) && !p->s.erased && may(cx, PERM_PERSON_WRITE);
}

/* ---- head ------------------------------------------------------------------------------------ */

/* "Perempuan · 47 tahun · lahir 17 Agustus 1979", or that nobody knows who it is. */
static const char *lead(struct ctx *cx, const struct page *p)
{
	const char *said[4] = {
		core_words(cx, &p->facts, CORE_SEX),
		p->state == PERSON_DEAD ? "" : age_of(cx, &p->facts, p->day.held_on),
		core_words(cx, &p->facts, CORE_ALIAS),
		facts_core_int(&p->facts, CORE_KNOWN, 1) == 0 ? text(cx, T_WARGA_UNKNOWN) : "",
	};
	const char *all = "";

	for (size_t i = 0; i < LEN(said); i++)
		if (*said[i] != '\0')
			all = *all == '\0' ? said[i]
					   : arena_printf(cx->arena, "%s · %s", all, said[i]);
	return *all != '\0' ? all : NULL;
}

/* "name,rt" in words; codes that no field has say nothing. */
static const char *labels_of(struct ctx *cx, const struct fact_book *book, const char *codes)
{
	const struct fact_field *field;
	const char *all = NULL;
	char **code;
	size_t n;

	str_split(cx->arena, codes, ',', &code, &n);
	for (size_t i = 0; i < n; i++) {
		field = fact_field(book, FACT_PERSON, code[i]);
		if (field != NULL)
			all = str_and(cx->arena, all, field->label);
	}
	return all;
}

/* What became of what was just saved, where not all of it holds. */
static void draw_result(struct ctx *cx, struct ui *u, const struct page *p)
{
	static const struct {
		int field;
		enum text words;
	} kinds[] = { { A_TAKEN, T_WARGA_RESULT_TAKEN },
		      { A_PAST, T_WARGA_RESULT_PAST },
		      { A_BESIDE, T_WARGA_RESULT_CLAIMED },
		      { A_WAITS, T_WARGA_RESULT_WAITS } };
	const struct form *f = req_form_of(p->r, &query_form);
	const char *labels, *all = NULL, *line;

	if (f == NULL || form_text(f, A_RESULT) == NULL)
		return;
	for (size_t i = 0; i < LEN(kinds); i++) {
		if (form_text(f, kinds[i].field) == NULL)
			continue;
		labels = labels_of(cx, p->s.facts.book, form_text(f, kinds[i].field));
		if (labels == NULL)
			continue;
		line = text_fill(cx, kinds[i].words, labels, NULL);
		all = all == NULL ? line : arena_printf(cx->arena, "%s\n%s", all, line);
	}
	if (all != NULL)
		ui_note(u, UI_INFO, text(cx, T_WARGA_RESULT), all);
}

/* Of a merged record: into which, when, by whom, why; the one to use, and the one act left. */
static enum err draw_alias(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_action acts[2];
	struct page_merge_of_row m;
	struct subject kept;
	bool seen, found;
	size_t n = 0;

	if (p->s.same_as_id == 0 || p->day.past)
		return ERR_OK;
	TRY(page_merge_of_maybe(cx, &(struct page_merge_of_args){ .lost_id = p->s.id }, &m,
				&found));
	TRY(person_in_scope(cx, p->s.same_as_id, &seen));
	TRY(subject_get(cx, FACT_PERSON, p->s.same_as_id, &kept));
	ui_note(u, UI_WARN,
		found ? text_fill(cx, T_WARGA_MERGED_TO,
				  seen ? facts_core(&kept.facts, CORE_NAME)
				       : text(cx, T_WARGA_V_SOMEBODY),
				  say_date(cx, clock_date(m.merged_at, zone_of(cx))),
				  m.who != NULL ? m.who : text(cx, T_WARGA_H_SYSTEM), NULL)
		      : text(cx, T_WARGA_MERGED_INTO),
		found ? arena_printf(cx->arena, "%s\n%s",
				     text_fill(cx, T_WARGA_MERGED_WHY, m.reason, NULL),
				     text(cx, T_WARGA_MERGED_KEEPS))
		      : text(cx, T_WARGA_MERGED_INTO_TEXT));
	if (seen)
		acts[n++] = (struct ui_action){ .label = text(cx, T_WARGA_GO_KEPT),
						.href = person_path(cx, p->s.same_as_id, ""),
						.primary = true };
	if (may(cx, PERM_REGISTRY_DECIDE))
		acts[n++] = (struct ui_action){ .label = text(cx, T_WARGA_G_UNDO),
						.href = person_path(cx, p->s.id, "/pisah") };
	ui_actions(u, acts, n);
	return ERR_OK;
}

static void draw_state(struct ctx *cx, struct ui *u, const struct page *p)
{
	const char *state = state_words(cx, p->state, facts_core(&p->facts, CORE_STATE_DATE));

	if (p->s.erased)
		ui_note(u, UI_WARN, NULL, text(cx, T_WARGA_ERASED));
	else if (state != NULL)
		ui_note(u, p->state == PERSON_DEAD ? UI_NEUTRAL : UI_WARN, state,
			p->state == PERSON_WITHDRAWN ? text(cx, T_WARGA_WITHDRAWN_EDIT) : NULL);
	if (p->s.protected)
		ui_badge(u, UI_WARN, text(cx, T_WARGA_PROTECTED));
}

/* ---- at a glance ----------------------------------------------------------------------------- */

/* Of the parts of an address, what was said last. */
static struct fact_mark home_mark(const struct subject *s)
{
	static const char *const said[] = { "region", "rw", "rt", "address" };
	struct fact_mark newest = subject_mark(s, said[0]), mark;

	for (size_t i = 1; i < LEN(said); i++) {
		mark = subject_mark(s, said[i]);
		if (mark.recorded_at > newest.recorded_at)
			newest = mark;
	}
	return newest;
}

static size_t put_home(struct ctx *cx, const struct page *p, struct ui_fact *facts)
{
	struct fact_mark mark = home_mark(&p->s);
	const char *home =
	    address_words(cx, &p->facts, CORE_ADDRESS, CORE_RT, CORE_RW, CORE_REGION);

	if (*home == '\0')
		return 0;
	*facts = (struct ui_fact){ .name = "home",
				   .label = text(cx, T_WARGA_HOME),
				   .value = home,
				   .note = p->day.past ? NULL : mark_words(cx, &mark) };
	return 1;
}

/* Where the family card says; whether that is where he lives. */
static enum err put_card(struct ctx *cx, const struct page *p, struct ui_fact *facts, size_t *n)
{
	struct facts family;
	const char *card, *home;
	bool existed;

	if (p->family_id == 0)
		return ERR_OK;
	TRY(subject_as_of(cx, FACT_FAMILY, p->family_id, p->day.held_on, p->day.known_at, &family,
			  &existed));
	if (!existed)
		return ERR_OK;
	card = address_words(cx, &family, CORE_KK_ADDRESS, CORE_KK_RT, CORE_KK_RW, CORE_KK_REGION);
	if (*card == '\0')
		return ERR_OK;
	home = address_words(cx, &p->facts, CORE_ADDRESS, CORE_RT, CORE_RW, CORE_REGION);
	facts[(*n)++] = (struct ui_fact){
		.name = "card_address",
		.label = text(cx, T_WARGA_CARD),
		.value = card,
		.note = text(cx, *home == '\0'        ? T_WARGA_CARD_ALONE
				 : str_eq(card, home) ? T_WARGA_CARD_SAME
						      : T_WARGA_CARD_OTHER),
	};
	return ERR_OK;
}

static enum err draw_glance(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_fact facts[3];
	size_t n = put_home(cx, p, facts);

	TRY(put_card(cx, p, facts, &n));
	if (p->family_id != 0)
		TRY(desil_fact(cx, p->family_id, &p->day, &facts[n++]));
	if (n > 0)
		ui_facts(u, "glance", facts, n);
	return ERR_OK;
}

/* ---- family ---------------------------------------------------------------------------------- */

static enum err draw_family(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_action action = { .label = text(cx, T_WARGA_FAMILY_OPEN),
				    .href = family_path(cx, p->family_id, as_of_query(cx, &p->day)),
				    .icon = "home" };
	struct person_then *then;
	bool seen;
	size_t n;

	ui_heading(u, text(cx, T_WARGA_MEMBERS), "keluarga");
	if (p->family_id == 0) {
		ui_empty(u, text(cx, p->day.past ? T_WARGA_AS_OF_FAMILY : T_WARGA_FAMILY_NONE),
			 editable(cx, p) && p->state == PERSON_ALIVE
			     ? text(cx, T_WARGA_FAMILY_FOUND)
			     : NULL,
			 arena_printf(cx->arena, "/keluarga/baru?warga=%lld", (long long)p->s.id));
		return ERR_OK;
	}
	if (p->s.same_as_id != 0 && !p->day.past) {
		ui_small(u, text(cx, T_WARGA_MERGED_FAMILY));
	} else if (p->day.past) {
		TRY(members_then(cx, p->family_id, &p->day, &then, &n));
		TRY(draw_members_then(cx, u, then, n, p->day.held_on));
	} else {
		TRY(draw_members(cx, u, p->family_id, p->s.id));
	}
	TRY(family_in_scope(cx, p->family_id, &seen));
	if (seen)
		ui_actions(u, &action, 1);
	return ERR_OK;
}

/* ---- what rooms above know ------------------------------------------------------------------- */

static enum err draw_parts(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n_parts; i++)
		TRY(parts[i].draw(cx, u, ids, n));
	return ERR_OK;
}

/* ---- what can be done, other days, other records --------------------------------------------- */

static void draw_actions(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_action acts[2];
	size_t n = 0;

	if (editable(cx, p))
		acts[n++] = (struct ui_action){ .label = text(cx, T_WARGA_EDIT),
						.href = person_path(cx, p->s.id, "/ubah"),
						.icon = "pencil",
						.primary = true };
	if (in_use(p) && may(cx, PERM_REGISTRY_DECIDE))
		acts[n++] = (struct ui_action){ .label = text(cx, T_WARGA_MERGE),
						.href = person_path(cx, p->s.id, "/gabung") };
	if (n > 0)
		ui_actions(u, acts, n);
}

static enum err draw_merged(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct page_merged_row *rows;
	struct ui_fact *facts;
	size_t n;

	TRY(page_merged_all(cx, &(struct page_merged_args){ .kept_id = p->s.id }, &rows, &n));
	if (n == 0)
		return ERR_OK;
	facts = ARENA_ARRAY(cx->arena, n, struct ui_fact);
	for (size_t i = 0; i < n; i++)
		facts[i] = (struct ui_fact){
			.label = rows[i].name,
			.value = text_fill(cx, T_WARGA_SAME_ROW, say_when(cx, rows[i].merged_at),
					   rows[i].reason, NULL),
			.href = person_path(cx, rows[i].lost_id,
					    may(cx, PERM_REGISTRY_DECIDE) ? "/pisah" : ""),
		};
	ui_heading(u, text(cx, T_WARGA_SAME_PEOPLE), "gabungan");
	ui_facts(u, NULL, facts, n);
	return ERR_OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static bool has_health(const struct facts *f)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(f->book, f->of, &fields);

	for (size_t i = 0; i < n; i++)
		if (fields[i]->class == FACT_HEALTH && f->value[i] != NULL)
			return true;
	return false;
}

static enum err draw_main(struct ctx *cx, struct ui *u, const struct page *p, const int64_t *ids,
			  size_t n)
{
	TRY(draw_glance(cx, u, p));
	as_of_ask(cx, u, req_form_of(p->r, &query_form), person_path(cx, p->s.id, ""));
	if (in_use(p))
		TRY(draw_parts(cx, u, ids, n));
	if (!p->day.past) {
		TRY(draw_events(cx, u, p->r, p->s.id));
		TRY(draw_claims(cx, u, p->r, &p->s, p->health));
	}
	TRY(draw_family(cx, u, p));
	TRY(draw_day_part(cx, u,
			  &(struct day_part){ .of = FACT_PERSON,
					      .id = p->s.id,
					      .ids = ids,
					      .n = n,
					      .family_id = p->family_id,
					      .dead = p->state == PERSON_DEAD,
					      .held_on = p->day.held_on,
					      .known_at = p->day.known_at,
					      .past = p->day.past || !editable(cx, p) }));
	TRY(draw_facts(cx, u,
		       &(struct shown_facts){ .facts = &p->facts,
					      .of = p->day.past ? NULL : &p->s,
					      .path = person_path(cx, p->s.id, ""),
					      .reveal = p->reveal,
					      .health = p->health,
					      .edit = editable(cx, p) }));
	if (!p->day.past)
		TRY(draw_merged(cx, u, p));
	if (!p->health && has_health(&p->facts))
		ui_note(u, UI_NEUTRAL, text(cx, T_WARGA_HEALTH_HIDDEN),
			text(cx, T_WARGA_HEALTH_HIDDEN_TEXT));
	if (editable(cx, p))
		TRY(draw_person_events(cx, u, p->r, &p->s));
	return ERR_OK;
}

static enum err draw_person(struct ctx *cx, struct ui *u, struct page *p)
{
	int64_t *ids;
	size_t n;

	TRY(person_rows(cx, p->s.id, &ids, &n));
	ui_begin(u, &(struct ui_page){ .title = facts_core(&p->s.facts, CORE_NAME),
				       .lead = p->existed ? lead(cx, p) : NULL,
				       .nav = "/warga",
				       .parent = "/warga",
				       .parent_title = text(cx, T_WARGA_LIST),
				       .print = true });
	draw_tabs(cx, u, p->s.id, TAB_NOW);
	as_of_banner(cx, u, &p->day, person_path(cx, p->s.id, ""));
	draw_result(cx, u, p);
	if (!p->existed) {
		ui_empty(u, text(cx, T_WARGA_AS_OF_NOT_YET), NULL, NULL);
		as_of_ask(cx, u, req_form_of(p->r, &query_form), person_path(cx, p->s.id, ""));
		return ui_end(u);
	}
	TRY(draw_alias(cx, u, p));
	draw_state(cx, u, p);
	if (!p->day.past)
		TRY(draw_events_mark(cx, u, p->s.id));
	draw_actions(cx, u, p);
	TRY(draw_main(cx, u, p, ids, n));
	return ui_end(u);
}

enum err person_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct page p = { .r = r };

	TRY(load(cx, &p, req_id(r)));
	return draw_person(cx, u, &p);
}

/* The page with one secret value in clear: with a purpose of a few words, kept with the look. */
static enum err reveal_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *code = req_segment(r, "isian");
	const struct fact_field *field;
	struct page p = { .r = r };

	TRY(load(cx, &p, req_id(r)));
	field = fact_field(p.s.facts.book, FACT_PERSON, code);
	if (field == NULL || field->class != FACT_SECRET)
		return err_set(cx, ERR_NOTFOUND, "no secret field %s", code);
	if (purpose_said(cx)) {
		p.reveal = field->code;
		req_disclose(r, p.s.id, field->code);
	}
	return draw_person(cx, u, &p);
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def reveal_form = { .name = "reveal", .fields = no_fields };

const struct route person_routes[] = {
	{ GET, "/warga/{id}", PERM_PERSON_READ, 0, REPR_PAGE, T_WARGA_PERSON, .form = &query_form,
	  .page = person_page },
	{ POST, "/warga/{id}/lihat/{isian}", PERM_PERSON_READ, ROUTE_READ_POST | ROUTE_NO_ONCE,
	  REPR_PAGE, T_WARGA_PERSON, .form = &reveal_form, .page = reveal_page },
	{ .method = 0 },
};
