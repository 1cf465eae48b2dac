/* Words and parts that the pages of the registry share. */
#include "feature/registry/page_impl.h"
#include "feature/registry/second.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/warga.h"

/* ---- who may see what ------------------------------------------------------------------------ */

enum err page_subject(struct ctx *cx, struct req *r, enum fact_of of, int64_t id,
		      struct subject *ret)
{
	bool seen;

	if (of == FACT_PERSON)
		TRY(person_in_scope(cx, id, &seen));
	else
		TRY(family_in_scope(cx, id, &seen));
	if (!seen)
		return err_set(cx, ERR_NOTFOUND, "%lld is out of scope", (long long)id);
	TRY(subject_get(cx, of, id, ret));
	req_disclose(r, id, of == FACT_PERSON ? "person" : "family");
	return ERR_OK;
}

enum err page_health(struct ctx *cx, enum fact_of of, int64_t id, bool *ret)
{
	struct page_works_on_family_row family;
	struct page_works_on_row person;

	*ret = false;
	if (!may(cx, PERM_CASE_WORK))
		return ERR_OK;
	if (of == FACT_PERSON)
		return page_works_on_maybe(cx, &(struct page_works_on_args){ .id = id }, &person,
					   ret);
	return page_works_on_family_maybe(cx, &(struct page_works_on_family_args){ .id = id },
					  &family, ret);
}

/* ---- words ----------------------------------------------------------------------------------- */

static const char *months_words(struct ctx *cx, int32_t birth, int32_t on)
{
	struct civil from = date_civil(birth), to = date_civil(on);
	int months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day);

	return text_fill(cx, T_WARGA_AGE_MONTHS, str_digits(cx->arena, months), NULL);
}

const char *age_words(struct ctx *cx, int64_t birth_date, int64_t birth_year, int32_t on)
{
	int age;

	if (birth_date != DB_NONE) {
		age = date_age((int32_t)birth_date, on);
		if (age < 2 && birth_date <= on)
			return months_words(cx, (int32_t)birth_date, on);
		return text_fill(cx, T_WARGA_AGE, str_digits(cx->arena, age), NULL);
	}
	if (birth_year != DB_NONE)
		return text_fill(cx, T_WARGA_AGE_ABOUT,
				 str_digits(cx->arena, date_civil(on).year - birth_year), NULL);
	return "";
}

const char *age_of(struct ctx *cx, const struct facts *f, int32_t on)
{
	const char *date = facts_core(f, CORE_BIRTH_DATE), *year = facts_core(f, CORE_BIRTH_YEAR);
	int64_t birth_year = DB_NONE;
	int32_t birth;

	if (date != NULL && date_parse(date, &birth))
		return age_words(cx, birth, DB_NONE, on);
	if (year == NULL || !str_i64(year, &birth_year))
		birth_year = DB_NONE;
	return age_words(cx, DB_NONE, birth_year, on);
}

const char *core_words(struct ctx *cx, const struct facts *f, enum fact_core core)
{
	const struct fact_field *field =
	    f->of == FACT_PERSON ? f->book->person_core[core] : f->book->family_core[core];
	const char *shown = "";

	if (field == NULL || f->value[field->at] == NULL)
		return "";
	if (fact_show_masked(cx, field, f->value[field->at], &shown) != ERR_OK)
		err_clear(cx);
	return shown;
}

const char *address_words(struct ctx *cx, const struct facts *f, enum fact_core address,
			  enum fact_core rt, enum fact_core rw, enum fact_core region)
{
	const char *parts[3] = { core_words(cx, f, address), "", core_words(cx, f, region) };
	const char *all = "";
	bool told = address_tells(cx->arena, parts[0], facts_core(f, rt), facts_core(f, rw));

	if (!told && (facts_core(f, rt) != NULL || facts_core(f, rw) != NULL))
		parts[1] = text_fill(cx, T_WARGA_RT_RW,
				     facts_core(f, rt) != NULL ? facts_core(f, rt) : "–",
				     facts_core(f, rw) != NULL ? facts_core(f, rw) : "–", NULL);
	for (size_t i = 0; i < LEN(parts); i++)
		if (*parts[i] != '\0')
			all = str_and(cx->arena, all, parts[i]);
	return all;
}

const char *mark_words(struct ctx *cx, const struct fact_mark *mark)
{
	const char *source = source_words(cx, mark->source);

	if (mark->valid_from != DATE_NONE)
		return text_fill(cx, T_WARGA_NOTE, source, say_date_short(cx, mark->valid_from),
				 NULL);
	return text_fill(cx, T_WARGA_NOTE_RECORDED, source,
			 say_date_short(cx, clock_date(mark->recorded_at, zone_of(cx))), NULL);
}

const char *state_words(struct ctx *cx, int64_t state, const char *date)
{
	static const struct {
		int64_t state;
		enum text plain, dated;
	} words[] = {
		{ PERSON_DEAD, T_WARGA_DEAD, T_WARGA_DEAD_ON },
		{ PERSON_MOVED, T_WARGA_MOVED, T_WARGA_MOVED_ON },
		{ PERSON_LOST, T_WARGA_LOST, T_WARGA_LOST },
		{ PERSON_WITHDRAWN, T_WARGA_WITHDRAWN, T_WARGA_WITHDRAWN },
	};
	int32_t on;

	for (size_t i = 0; i < LEN(words); i++) {
		if (words[i].state != state)
			continue;
		if (date != NULL && date_parse(date, &on))
			return text_fill(cx, words[i].dated, say_date(cx, on), NULL);
		return text(cx, words[i].plain);
	}
	return NULL;
}

const char *person_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/warga/%lld%s", (long long)id, more);
}

const char *family_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/keluarga/%lld%s", (long long)id, more);
}

void draw_tabs(struct ctx *cx, struct ui *u, int64_t id, enum person_tab tab)
{
	struct ui_tab tabs[3];
	size_t n = 0;

	if (may(cx, PERM_PERSON_READ)) {
		tabs[n++] = (struct ui_tab){ .label = text(cx, T_WARGA_TAB_NOW),
					     .href = person_path(cx, id, ""),
					     .current = tab == TAB_NOW };
		tabs[n++] = (struct ui_tab){ .label = text(cx, T_WARGA_TAB_HISTORY),
					     .href = person_path(cx, id, "/riwayat"),
					     .current = tab == TAB_HISTORY };
	}
	if (may(cx, PERM_DISCLOSURE_READ))
		tabs[n++] = (struct ui_tab){ .label = text(cx, T_WARGA_TAB_SEEN),
					     .href = person_path(cx, id, "/dilihat"),
					     .current = tab == TAB_SEEN };
	ui_tabs(u, tabs, n);
}

/* ---- facts ----------------------------------------------------------------------------------- */

/* One heading being drawn. */
struct heading {
	const char *group;
	struct ui_fact *fact;
	size_t n;
};

static enum err put_fact(struct ctx *cx, const struct shown_facts *s,
			 const struct fact_field *field, struct heading *to)
{
	const char *value = s->facts->value[field->at];
	bool masked = field->class == FACT_SECRET && !str_eq(field->code, s->reveal);
	struct ui_fact *fact = &to->fact[to->n++];
	struct fact_mark mark;

	*fact = (struct ui_fact){ .name = field->code, .label = field->label };
	if (s->of != NULL) {
		mark = subject_mark(s->of, field->code);
		fact->note = mark_words(cx, &mark);
	}
	if (!masked) {
		if (field->kind == FACT_DATE || field->kind == FACT_NUMBER ||
		    field->kind == FACT_MONEY)
			fact->data = value;
		return fact_show(cx, field, value, &fact->value);
	}
	if (s->of != NULL)
		fact->reveal = arena_printf(cx->arena, "%s/lihat/%s", s->path, field->code);
	return fact_show_masked(cx, field, value, &fact->value);
}

/* What events say of a person stands in the head of his page, how he is related by his family. */
static bool shown_here(const struct shown_facts *s, const struct fact_field *field)
{
	return !field->internal && field->core != CORE_RELATION &&
	       s->facts->value[field->at] != NULL && (field->class != FACT_HEALTH || s->health);
}

static void draw_heading(struct ctx *cx, struct ui *u, const struct shown_facts *s,
			 const struct heading *h)
{
	const char *label = fact_group_label(cx, h->group);

	if (s->edit)
		ui_heading_act(u, label, h->group, text(cx, T_WARGA_FACTS_EDIT),
			       arena_printf(cx->arena, "%s/ubah?bagian=%s", s->path, h->group));
	else
		ui_heading(u, label, h->group);
	ui_facts(u, h->group, h->fact, h->n);
}

static bool seen_before(const struct fact_field *const *fields, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(fields[k]->group, fields[i]->group))
			return true;
	return false;
}

/* Can the heading be filled in by hand? */
static bool can_be_filled(const struct shown_facts *s, const struct fact_field *const *fields,
			  size_t n, const char *group)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i]->group, group) && !fields[i]->internal &&
		    fields[i]->core != CORE_RELATION &&
		    (fields[i]->class != FACT_HEALTH || s->health))
			return true;
	return false;
}

enum err draw_facts(struct ctx *cx, struct ui *u, const struct shown_facts *s)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts->book, s->facts->of, &fields), n_missing = 0;
	struct ui_action *missing = ARENA_ARRAY(cx->arena, n + 1, struct ui_action);

	for (size_t i = 0; i < n; i++) {
		struct heading h = { fields[i]->group, ARENA_ARRAY(cx->arena, n, struct ui_fact),
				     0 };

		if (seen_before(fields, i))
			continue;
		for (size_t k = i; k < n; k++)
			if (str_eq(fields[k]->group, h.group) && shown_here(s, fields[k]))
				TRY(put_fact(cx, s, fields[k], &h));
		if (h.n > 0)
			draw_heading(cx, u, s, &h);
		else if (s->edit && can_be_filled(s, fields, n, h.group))
			missing[n_missing++] = (struct ui_action){
				.label = text_fill(cx, T_WARGA_FACTS_ADD,
						   fact_group_label(cx, h.group), NULL),
				.href =
				    arena_printf(cx->arena, "%s/ubah?bagian=%s", s->path, h.group),
			};
	}
	if (n_missing > 0) {
		ui_heading(u, text(cx, T_WARGA_FACTS_MISSING), NULL);
		ui_actions(u, missing, n_missing);
	}
	return ERR_OK;
}

/* ---- members --------------------------------------------------------------------------------- */

struct member_row {
	int64_t id;
	const char *name, *relation, *age, *state;
};

#define ROW(member) offsetof(struct member_row, member)
static const struct column member_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "name", T_WARGA_M_NAME, COL_TEXT, PRIV_GENERAL, ROW(name), .href = "/warga/{id}",
	  .flags = COL_STRONG },
	{ "relation", T_WARGA_M_RELATION, COL_TEXT, PRIV_GENERAL, ROW(relation) },
	{ "age", T_WARGA_M_AGE, COL_TEXT, PRIV_GENERAL, ROW(age) },
	{ "state", T_WARGA_M_STATE, COL_TEXT, PRIV_GENERAL, ROW(state) },
};
#undef ROW
/* Where all are there, nothing is said of it: the state is the last column. */
static const struct table member_table = { .name = "members",
					   .title = T_WARGA_MEMBERS,
					   .columns = member_columns,
					   .n_columns = LEN(member_columns) - 1,
					   .subject = "id" };
static const struct table member_state_table = { .name = "members",
						 .title = T_WARGA_MEMBERS,
						 .columns = member_columns,
						 .n_columns = LEN(member_columns),
						 .subject = "id" };

enum err page_relation_words(struct ctx *cx, int64_t relation, const char **ret)
{
	const struct fact_book *book;

	*ret = "";
	TRY(fact_book(cx, &book));
	if (relation == 0)
		return ERR_OK;
	return fact_show(cx, book->person_core[CORE_RELATION], str_digits(cx->arena, relation),
			 ret);
}

static void draw_member_rows(struct ctx *cx, struct ui *u, const struct member_row *rows, size_t n)
{
	const struct table *t = &member_table;

	for (size_t i = 0; i < n; i++)
		if (rows[i].state != NULL)
			t = &member_state_table;
	ui_table(u, "members", t, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = -1, .empty = text(cx, T_WARGA_MEMBERS_NONE) });
}

enum err draw_members(struct ctx *cx, struct ui *u, int64_t family_id, int64_t me)
{
	int32_t today = clock_date(cx->now, zone_of(cx));
	struct member_row *rows;
	struct relative *m;
	size_t n;

	TRY(family_members(cx, family_id, &m, &n));
	rows = ARENA_ARRAY(cx->arena, n + 1, struct member_row);
	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct member_row){
			.id = m[i].id,
			.name =
			    m[i].id == me ? text_fill(cx, T_WARGA_ME, m[i].name, NULL) : m[i].name,
			.age = m[i].state == PERSON_DEAD
				   ? ""
				   : age_words(cx, m[i].birth_date, DB_NONE, today),
			.state = state_words(cx, m[i].state, NULL),
		};
		TRY(page_relation_words(cx, m[i].relation, &rows[i].relation));
	}
	draw_member_rows(cx, u, rows, n);
	return ERR_OK;
}

enum err draw_members_then(struct ctx *cx, struct ui *u, const struct person_then *people, size_t n,
			   int32_t on)
{
	struct member_row *rows = ARENA_ARRAY(cx->arena, n + 1, struct member_row);
	int64_t state;

	for (size_t i = 0; i < n; i++) {
		const struct facts *f = &people[i].facts;

		if (!str_i64(facts_core(f, CORE_STATE) != NULL ? facts_core(f, CORE_STATE) : "1",
			     &state))
			state = PERSON_ALIVE;
		rows[i] = (struct member_row){
			.id = people[i].id,
			.name = core_words(cx, f, CORE_NAME),
			.relation = core_words(cx, f, CORE_RELATION),
			.age = age_of(cx, f, on),
			.state = state_words(cx, state, facts_core(f, CORE_STATE_DATE)),
		};
	}
	draw_member_rows(cx, u, rows, n);
	return ERR_OK;
}

/* ---- names ----------------------------------------------------------------------------------- */

enum err subject_words(struct ctx *cx, const struct subject *s, const char **ret)
{
	struct relative *m;
	size_t n;

	if (s->of == FACT_PERSON) {
		*ret = facts_core(&s->facts, CORE_NAME);
		return ERR_OK;
	}
	TRY(family_members(cx, s->id, &m, &n));
	*ret = n > 0 ? text_fill(cx, T_WARGA_FAMILY_TITLE, m[0].name, NULL)
		     : text(cx, T_WARGA_FAMILY_TITLE_NONE);
	return ERR_OK;
}

/* ---- desil ----------------------------------------------------------------------------------- */

static const char *desil_why(struct ctx *cx, const struct desil *d)
{
	static const struct {
		const char *code;
		enum text words;
	} whys[] = {
		{ "belum_diperingkat", T_WARGA_DESIL_BELUM_DIPERINGKAT },
		{ "nonaktif", T_WARGA_DESIL_NONAKTIF },
	};

	if (d->release == NULL)
		return text(cx, T_WARGA_DESIL_NO_RELEASE);
	for (size_t i = 0; i < LEN(whys); i++)
		if (str_eq(whys[i].code, d->why))
			return text_fill(cx, whys[i].words, d->release, NULL);
	return text_fill(cx, T_WARGA_DESIL_TIDAK_ADA_DATA, d->release, NULL);
}

enum { DESIL_LISTS = 3, DESIL_ASKED = 12 }; /* named beside a release, and looked through */

/* What lists of some families say, behind the words of the release. */
static enum err desil_beside(struct ctx *cx, int64_t family_id, int32_t on, int64_t known_at,
			     const char **note)
{
	struct desil *lists;
	size_t n, said = 0;

	TRY(family_desil_lists(cx, family_id, known_at, DESIL_ASKED, &lists, &n));
	for (size_t i = 0; i < n && said < DESIL_LISTS; i++) {
		const char *words = text(cx, T_WARGA_DESIL_LIST_NONE);

		if (lists[i].as_of > on)
			continue;
		said++;
		if (lists[i].desil != 0)
			words = text_fill(cx, T_WARGA_DESIL_IS,
					  str_digits(cx->arena, lists[i].desil), NULL);
		words = text_fill(cx, T_WARGA_DESIL_LIST, lists[i].release,
				  say_date_short(cx, lists[i].as_of), words, NULL);
		*note = arena_printf(cx->arena, "%s %s", *note, words);
	}
	return ERR_OK;
}

enum err desil_fact(struct ctx *cx, int64_t family_id, const struct as_of *day, struct ui_fact *ret)
{
	int32_t on = day->past ? day->held_on : INT32_MAX;
	struct desil d;

	TRY(family_desil_on(cx, family_id, on, day->known_at, &d));
	*ret = (struct ui_fact){ .name = "desil", .label = text(cx, T_WARGA_DESIL) };
	if (d.desil != 0) {
		ret->value = text_fill(cx, T_WARGA_DESIL_IS, str_digits(cx->arena, d.desil), NULL);
		ret->note =
		    text_fill(cx, T_WARGA_DESIL_OF, d.release, say_date_short(cx, d.as_of), NULL);
	} else {
		ret->value = text(cx, T_WARGA_DESIL_NONE);
		ret->note = desil_why(cx, &d);
	}
	return desil_beside(cx, family_id, on, day->known_at, &ret->note);
}

/* ---- what waits for a second pair of eyes ---------------------------------------------------- */

enum err draw_waits(struct ctx *cx, struct ui *u, int64_t id)
{
	const char *words;
	bool late;

	TRY(second_words(cx, id, &words, &late));
	if (words[0] == '\0')
		return ERR_OK;
	if (late)
		ui_note(u, UI_WARN, text(cx, T_WARGA_WAIT_IS_LATE), words);
	else
		ui_small(u, words);
	return ERR_OK;
}
