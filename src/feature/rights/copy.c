/* Gathering what is held about a person, and the register of those who asked. */
#include "feature/rights/copy.h"

#include <sodium/crypto_generichash.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/casework/casework.h"
#include "feature/reference/reference.h"
#include "feature/registry/event.h"
#include "feature/rights/copy_sql.h"
#include "feature/verval/verval.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "text/rights.h"

#include <string.h>

enum { DIGEST = 32, LOOKS_SEARCHED = 20000 };

/* ---- lines ------------------------------------------------------------------------------- */

static void add(struct ctx *cx, struct copy *c, struct copy_line line)
{
	struct copy_line *bigger;

	if (c->n == c->room) {
		c->room = c->room == 0 ? 64 : 2 * c->room;
		bigger = ARENA_ARRAY(cx->arena, c->room, struct copy_line);
		if (c->n > 0)
			memcpy(bigger, c->line, c->n * sizeof(*bigger));
		c->line = bigger;
	}
	c->line[c->n++] = line;
}

static const char *source_words(struct ctx *cx, const char *source)
{
	return source != NULL ? ref_label(cx, "source", source) : NULL;
}

static int64_t since_of(int32_t valid_from)
{
	return valid_from == DATE_NONE ? DB_NONE : valid_from;
}

/* Belonging and head are ids of others: the relation says what he is himself. */
static bool names_others(const struct fact_field *f)
{
	return f->core == CORE_FAMILY || f->core == CORE_HEAD;
}

/* What the class of a field says of a line about it. */
static enum err mark_class(struct ctx *cx, const struct fact_field *f, const char *value,
			   struct copy_line *line)
{
	line->health = f->class == FACT_HEALTH;
	return f->class == FACT_SECRET ? fact_show_masked(cx, f, value, &line->masked) : ERR_OK;
}

/* ---- the registry ------------------------------------------------------------------------ */

static enum err add_facts(struct ctx *cx, struct copy *c, const struct subject *s,
			  enum copy_part part)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts.book, s->of, &fields);

	for (size_t i = 0; i < n; i++) {
		const char *value = s->facts.value[fields[i]->at];
		struct fact_mark mark;
		struct copy_line line;

		if (value == NULL || names_others(fields[i]))
			continue;
		mark = subject_mark(s, fields[i]->code);
		line = (struct copy_line){ .part = part,
					   .what = fields[i]->label,
					   .code = fields[i]->code,
					   .plain = value,
					   .of = s->of,
					   .source = source_words(cx, mark.source),
					   .since = since_of(mark.valid_from),
					   .at = mark.recorded_at };
		TRY(fact_show(cx, fields[i], value, &line.value));
		TRY(mark_class(cx, fields[i], value, &line));
		add(cx, c, line);
	}
	return ERR_OK;
}

static enum err add_claims(struct ctx *cx, struct copy *c, const struct subject *s)
{
	const struct fact_field *field;
	struct claim *claims;
	size_t n;

	TRY(claims_open(cx, s->of, s->id, &claims, &n));
	for (size_t i = 0; i < n; i++) {
		struct copy_line line = { .part = COPY_CLAIMS,
					  .code = claims[i].field,
					  .plain = claims[i].value,
					  .source = source_words(cx, claims[i].source),
					  .since = since_of(claims[i].valid_from),
					  .at = claims[i].recorded_at };

		field = fact_field(s->facts.book, s->of, claims[i].field);
		if (field == NULL || names_others(field))
			continue;
		line.what = field->label;
		TRY(fact_show(cx, field, claims[i].value, &line.value));
		TRY(mark_class(cx, field, claims[i].value, &line));
		add(cx, c, line);
	}
	return ERR_OK;
}

/* What was said to have happened to him and counts for nothing yet; nothing of others. */
static enum err add_events(struct ctx *cx, struct copy *c, int64_t person_id)
{
	struct kept_event k;
	int64_t *ids;
	size_t n;

	TRY(events_of(cx, person_id, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(event_get(cx, ids[i], &k));
		add(cx, c,
		    (struct copy_line){ .part = COPY_CLAIMS,
					.code = event_code(k.event.kind),
					.what =
					    ref_label(cx, "family_event", event_code(k.event.kind)),
					.value = text(cx, T_COPY_WAITS),
					.source = source_words(cx, k.event.origin.source),
					.since = since_of(k.event.origin.valid_from),
					.at = k.recorded_at });
	}
	return ERR_OK;
}

/* The unit that wrote it; none where its name would tell of a protected case the actor may not see.
 */
static enum err unit_words(struct ctx *cx, int64_t person_id, const struct version *v,
			   const char **ret)
{
	const struct copy_unit_args a = { .id = v->unit_id,
					  .person_id = person_id,
					  .user_id = v->by_id };
	struct copy_unit_row row;
	bool found = false;

	if (v->unit_id != 0)
		TRY(copy_unit_maybe(cx, &a, &row, &found));
	*ret = found ? row.unit : NULL;
	return ERR_OK;
}

static const char *event_words(struct ctx *cx, const struct version *v)
{
	const char *words =
	    text_by_key(cx->lang, arena_printf(cx->arena, "warga.event.%s", v->event));

	words = words != NULL ? words : v->event;
	return v->undone_at != 0 ? text_fill(cx, T_COPY_UNDONE, words, NULL) : words;
}

static enum err add_change(struct ctx *cx, struct copy *c, const struct subject *s,
			   const struct version_change *change, struct copy_line line)
{
	const struct fact_field *field = fact_field(s->facts.book, s->of, change->field);
	const char *before, *after, *none = text(cx, T_COPY_EMPTY);

	if (field == NULL || names_others(field))
		return ERR_OK;
	TRY(fact_show(cx, field, change->before, &before));
	TRY(fact_show(cx, field, change->after, &after));
	line.what = text_fill(cx, T_COPY_CHANGE, line.what, field->label, NULL);
	line.value = text_fill(cx, T_COPY_FROM_TO, *before != '\0' ? before : none,
			       *after != '\0' ? after : none, NULL);
	line.code = change->field;
	line.plain = change->after;
	TRY(mark_class(cx, field, change->after != NULL ? change->after : change->before, &line));
	add(cx, c, line);
	return ERR_OK;
}

/* Who wrote it stays out: he may be who reported.  The unit answers for it. */
static enum err add_history(struct ctx *cx, struct copy *c, const struct subject *s,
			    int64_t person_id)
{
	struct version *v;
	size_t n, before;

	TRY(subject_history(cx, s->of, s->id, &v, &n));
	for (size_t i = 0; i < n; i++) {
		bool merge = str_ends(v[i].event, "merged");
		struct copy_line line = { .part = merge ? COPY_MERGES : COPY_HISTORY,
					  .what = event_words(cx, &v[i]),
					  .code = v[i].event,
					  /* That two are one an officer decides, and no source. */
					  .source = merge ? NULL : source_words(cx, v[i].source),
					  .since = since_of(v[i].valid_from),
					  .at = v[i].recorded_at };

		TRY(unit_words(cx, person_id, &v[i], &line.unit));
		before = c->n;
		for (size_t k = 0; k < v[i].n_changes && v[i].change != NULL && !merge; k++)
			TRY(add_change(cx, c, s, &v[i].change[k], line));
		if (c->n == before)
			add(cx, c, line);
	}
	return ERR_OK;
}

static enum err add_desils(struct ctx *cx, struct copy *c, int64_t family_id)
{
	struct copy_desils_row *rows;
	size_t n;

	TRY(copy_desils_all(cx, &(struct copy_desils_args){ .family_id = family_id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		add(cx, c,
		    (struct copy_line){
			.part = COPY_DESIL,
			.what = rows[i].partial
				    ? text_fill(cx, T_COPY_DESIL_LIST, rows[i].name, NULL)
				    : rows[i].name,
			.value = rows[i].desil != DB_NONE
				     ? text_fill(cx, T_COPY_DESIL,
						 str_digits(cx->arena, rows[i].desil), NULL)
				     : text(cx, T_COPY_NO_DESIL),
			.code = "desil",
			.plain = rows[i].desil != DB_NONE ? str_digits(cx->arena, rows[i].desil)
							  : rows[i].none_why,
			.since = rows[i].as_of });
	return ERR_OK;
}

static enum err add_family(struct ctx *cx, struct copy *c, const struct subject *person)
{
	const char *value = facts_core(&person->facts, CORE_FAMILY);
	struct subject family;
	int64_t id;

	if (value == NULL || !str_i64(value, &id))
		return ERR_OK;
	TRY(subject_get(cx, FACT_FAMILY, id, &family));
	TRY(add_facts(cx, c, &family, COPY_FAMILY));
	TRY(add_claims(cx, c, &family));
	TRY(add_history(cx, c, &family, person->id));
	return add_desils(cx, c, id);
}

/* ---- casework ---------------------------------------------------------------------------- */

static const char *ended_words(struct ctx *cx, const char *state, int64_t ended_at)
{
	if (ended_at == 0)
		return state;
	return text_fill(cx, T_COPY_ENDED, state,
			 say_date_short(cx, clock_date(ended_at, zone_of(cx))), NULL);
}

static enum err add_cases(struct ctx *cx, struct copy *c, int64_t person_id)
{
	struct copy_cases_row *rows;
	size_t n;

	TRY(copy_cases_all(cx, &(struct copy_cases_args){ .person_id = person_id }, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		const char *state = text(cx, case_state_text(rows[i].state));

		if (rows[i].outcome != NULL)
			state = text_fill(cx, T_COPY_CHANGE, state,
					  ref_label(cx, "outcome", rows[i].outcome), NULL);
		add(cx, c,
		    (struct copy_line){ .part = COPY_CASES,
					.what = rows[i].number,
					.value = ended_words(cx, state, rows[i].ended_at),
					.unit = rows[i].unit,
					.since = DB_NONE,
					.at = rows[i].opened_at });
	}
	return ERR_OK;
}

static enum err add_reports(struct ctx *cx, struct copy *c, int64_t person_id)
{
	struct copy_reports_row *rows;
	size_t n;

	TRY(copy_reports_all(cx, &(struct copy_reports_args){ .person_id = person_id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		add(cx, c,
		    (struct copy_line){
			.part = COPY_REPORTS,
			.what = rows[i].number,
			.value = ended_words(cx, text(cx, report_state_text(rows[i].state)),
					     rows[i].ended_at),
			.unit = rows[i].unit,
			.since = DB_NONE,
			.at = rows[i].recorded_at });
	return ERR_OK;
}

static enum err add_given(struct ctx *cx, struct copy *c, int64_t person_id)
{
	struct copy_given_row *rows;
	size_t n;

	TRY(copy_given_all(cx, &(struct copy_given_args){ .person_id = person_id }, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		const char *value =
		    text_fill(cx, T_COPY_TIMES, say_number(cx, rows[i].quantity), NULL);

		if (rows[i].cost != DB_NONE)
			value =
			    text_fill(cx, T_COPY_CHANGE, value, say_money(cx, rows[i].cost), NULL);
		add(cx, c,
		    (struct copy_line){ .part = COPY_GIVEN,
					.what = service_name(cx, rows[i].service, rows[i].item),
					.value = value,
					.code =
					    rows[i].item != NULL ? rows[i].item : rows[i].service,
					.plain = str_digits(cx->arena, rows[i].quantity),
					.unit = rows[i].unit,
					.since = rows[i].given_on });
	}
	return ERR_OK;
}

/* What he received, himself and through his families; once, for all rows that are him. */
static enum err add_aid(struct ctx *cx, struct copy *c, const int64_t *ids, size_t n_ids)
{
	struct benefit *b;
	const char *worth;
	size_t n;

	TRY(benefit_of_person(cx, ids, n_ids, ref_today(cx), INT64_MAX, &b, &n));
	for (size_t i = 0; i < n; i++) {
		worth = benefit_worth(cx, &b[i]);
		add(cx, c,
		    (struct copy_line){
			.part = COPY_AID,
			.what =
			    text_fill(cx, T_COPY_CHANGE, ref_label(cx, "programme", b[i].programme),
				      benefit_period_words(cx, b[i].period), NULL),
			.value =
			    worth[0] == '\0'
				? text(cx, benefit_state_text(b[i].state))
				: text_fill(cx, T_COPY_CHANGE,
					    text(cx, benefit_state_text(b[i].state)), worth, NULL),
			.code = b[i].programme,
			.plain = b[i].period,
			.source = source_words(cx, b[i].source),
			.since = b[i].since,
			.at = b[i].recorded_at,
		    });
	}
	return ERR_OK;
}

/* The papers themselves are shown to him at the desk. */
static enum err add_papers(struct ctx *cx, struct copy *c, int64_t person_id)
{
	struct copy_papers_row *rows;
	size_t n;

	TRY(copy_papers_all(cx, &(struct copy_papers_args){ .person_id = person_id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		add(cx, c,
		    (struct copy_line){ .part = COPY_PAPERS,
					.what = ref_label(cx, "document_kind", rows[i].code),
					.value = rows[i].number,
					.code = rows[i].code,
					.unit = rows[i].unit,
					.since = rows[i].dated_on,
					.at = rows[i].added_at });
	return ERR_OK;
}

/* ---- requests about his data ------------------------------------------------------------- */

/* Where it is: refused and why, what the nation answered, or what it waits for. */
static const char *asked_words(struct ctx *cx, const struct verval_status *v)
{
	const char *words = ended_words(cx, text(cx, verval_state_text(v->state)), v->ended_at);
	const struct verval_answer said = { .said = (enum verval_said)v->said,
					    .on = v->said_on,
					    .why = v->why };

	if (v->said != 0)
		return text_fill(cx, T_COPY_CHANGE, words, verval_answer_words(cx, &said), NULL);
	if (v->ended_at == 0 && v->step != NULL)
		return text_fill(cx, T_COPY_CHANGE, words, v->step, NULL);
	return v->why != NULL ? text_fill(cx, T_COPY_CHANGE, words, v->why, NULL) : words;
}

/* Proposals and corrections of him and of his family. */
static enum err add_asked(struct ctx *cx, struct copy *c, const struct subject *person)
{
	const char *family = facts_core(&person->facts, CORE_FAMILY);
	struct verval_status *asked;
	int64_t family_id = 0;
	size_t n;

	if (family != NULL && !str_i64(family, &family_id))
		family_id = 0;
	TRY(verval_own(cx, person->id, family_id, &asked, &n));
	for (size_t i = 0; i < n; i++) {
		const char *kind = text(cx, verval_kind_text(asked[i].kind));

		if (asked[i].about != NULL)
			kind = text_fill(cx, T_COPY_CHANGE, kind, asked[i].about, NULL);
		add(cx, c,
		    (struct copy_line){ .part = COPY_ASKED,
					.what =
					    arena_printf(cx->arena, "%s %s", asked[i].number, kind),
					.value = asked_words(cx, &asked[i]),
					.since = DB_NONE,
					.at = asked[i].proposed_at });
	}
	return ERR_OK;
}

/* ---- who asked, and who looked ----------------------------------------------------------- */

static const char *proof_words(struct ctx *cx, int64_t proof)
{
	return text(cx, proof == COPY_PROXY ? T_COPY_PROOF_PROXY : T_COPY_PROOF_KTP);
}

static enum err add_requests(struct ctx *cx, struct copy *c, int64_t person_id)
{
	struct copy_of_person_row *rows;
	size_t n;

	TRY(copy_of_person_all(cx, &(struct copy_of_person_args){ .person_id = person_id }, &rows,
			       &n));
	for (size_t i = 0; i < n; i++)
		add(cx, c,
		    (struct copy_line){ .part = COPY_REQUESTS,
					.what = text(cx, T_COPY_REQUEST),
					.value = proof_words(cx, rows[i].identity),
					.unit = rows[i].unit,
					.since = DB_NONE,
					.at = rows[i].asked_at });
	return ERR_OK;
}

static const char *look_words(struct ctx *cx, const struct copy *c, const char *what)
{
	const char *words = text_by_key(cx->lang, arena_printf(cx->arena, "warga.what.%s", what));

	for (size_t i = 0; i < c->n && words == NULL; i++)
		if (c->line[i].part == COPY_FACTS && str_eq(c->line[i].code, what))
			words = c->line[i].what;
	return words != NULL ? words : text(cx, T_COPY_LOOK);
}

static enum err add_looks(struct ctx *cx, struct copy *c, int64_t person_id, int64_t before_at)
{
	struct copy_looks_args a = {
		.person_id = person_id,
		.before_at = before_at,
		.newest = LOOKS_SEARCHED,
		.pattern = arena_printf(cx->arena, "%%\"%lld\"%%", (long long)person_id),
	};
	struct copy_looks_row *rows;
	size_t n;

	TRY(copy_looks_all(cx, &a, &rows, &n));
	for (size_t i = 0; i < n; i++)
		add(cx, c,
		    (struct copy_line){ .part = COPY_LOOKS,
					.what = look_words(cx, c, rows[i].what),
					.value = !str_blank(rows[i].purpose)
						     ? rows[i].purpose
						     : text(cx, T_COPY_NO_PURPOSE),
					.source = rows[i].who,
					.unit = rows[i].unit,
					.since = DB_NONE,
					.at = rows[i].shown_at });
	return ERR_OK;
}

/* ---- the whole --------------------------------------------------------------------------- */

static enum err add_row(struct ctx *cx, struct copy *c, int64_t id, int64_t before_at)
{
	struct subject s;

	TRY(subject_get(cx, FACT_PERSON, id, &s));
	if (c->name == NULL)
		c->name = facts_core(&s.facts, CORE_NAME);
	TRY(add_facts(cx, c, &s, COPY_FACTS));
	TRY(add_claims(cx, c, &s));
	TRY(add_events(cx, c, s.id));
	TRY(add_history(cx, c, &s, s.id));
	TRY(add_family(cx, c, &s));
	TRY(add_cases(cx, c, id));
	TRY(add_reports(cx, c, id));
	TRY(add_given(cx, c, id));
	TRY(add_papers(cx, c, id));
	TRY(add_asked(cx, c, &s));
	TRY(add_requests(cx, c, id));
	return add_looks(cx, c, id, before_at);
}

/* Chapter by chapter, each in the order in which its lines were found. */
static void sort_parts(struct ctx *cx, struct copy *c)
{
	struct copy_line *sorted = ARENA_ARRAY(cx->arena, c->n + 1, struct copy_line);
	size_t n = 0;

	for (int part = 0; part < COPY__PARTS; part++)
		for (size_t i = 0; i < c->n; i++)
			if (c->line[i].part == part)
				sorted[n++] = c->line[i];
	c->line = sorted;
}

static void hash_text(crypto_generichash_state *h, struct copy *c, const char *s)
{
	size_t n = s != NULL ? strlen(s) : 0;

	c->bytes += (int64_t)n + 1;
	crypto_generichash_update(h, (const unsigned char *)(s != NULL ? s : ""), n + 1);
}

/* Over all but requests: asking again does not change what was given. */
static void digest(struct ctx *cx, struct copy *c)
{
	unsigned char *out = arena_alloc(cx->arena, DIGEST);
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, DIGEST);
	for (size_t i = 0; i < c->n; i++) {
		const struct copy_line *l = &c->line[i];

		if (l->part == COPY_REQUESTS)
			continue;
		hash_text(&h, c, str_digits(cx->arena, l->part));
		hash_text(&h, c, l->what);
		hash_text(&h, c, l->value);
		hash_text(&h, c, l->source);
		hash_text(&h, c, l->unit);
		hash_text(&h, c, str_digits(cx->arena, l->since));
		hash_text(&h, c, str_digits(cx->arena, l->at));
	}
	crypto_generichash_final(&h, out, DIGEST);
	c->digest = (struct blob){ .p = out, .n = DIGEST };
}

static enum err gather(struct ctx *cx, int64_t person_id, int64_t before_at, struct copy *c)
{
	int64_t *ids;
	size_t n;

	TRY(person_rows(cx, person_id, &ids, &n));
	for (size_t i = 0; i < n; i++)
		TRY(add_row(cx, c, ids[i], before_at));
	TRY(add_aid(cx, c, ids, n));
	sort_parts(cx, c);
	digest(cx, c);
	return ERR_OK;
}

enum err copy_gather_own(struct ctx *cx, int64_t person_id, int64_t before_at, struct copy *ret)
{
	const struct actor *actor = cx->actor;
	struct copy c = { 0 };
	int64_t present;
	enum err e;

	TRY(person_present(cx, person_id, &present));
	cx->actor = &actor_anonymous;
	e = gather(cx, present, before_at, &c);
	cx->actor = actor;
	TRY(e);
	*ret = c;
	return ERR_OK;
}

void copy_without_sealed(struct copy *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct copy_line line = c->line[i];

		if (line.health)
			continue;
		if (line.masked != NULL) {
			line.value = line.masked;
			line.plain = NULL;
		}
		c->line[kept++] = line;
	}
	c->n = kept;
}

enum err copy_gather(struct ctx *cx, int64_t person_id, int64_t before_at, struct copy *ret)
{
	struct copy c = { 0 };
	enum lang lang = cx->lang;
	int64_t present;
	enum err e;

	TRY(person_check_scope(cx, person_id));
	TRY(person_present(cx, person_id, &present));
	cx->lang = LANG_ID;
	e = gather(cx, present, before_at, &c);
	cx->lang = lang;
	TRY(e);
	*ret = c;
	return ERR_OK;
}

/* ---- the register ------------------------------------------------------------------------ */

enum err copy_ask(struct ctx *cx, int64_t person_id, enum copy_proof proof, const char *paper,
		  int64_t *ret_id)
{
	struct copy_add_args a = { .id = APP_ID(cx),
				   .person_id = person_id,
				   .identity = proof,
				   .paper = paper,
				   .unit_id = cx->actor->unit_id };

	TRY(person_check_scope(cx, person_id));
	TRY(ref_due(cx, "salinan_data", cx->now, &a.due_at));
	TRY(copy_add_run(cx, &a, NULL));
	*ret_id = a.id;
	return audit_leaf(
	    cx, "rights.copy_ask", a.id,
	    arena_printf(cx->arena, "person=%lld;proof=%d", (long long)person_id, (int)proof));
}

enum err copy_hand_over(struct ctx *cx, int64_t id, const struct copy *c)
{
	struct copy_give_args a = {
		.id = id, .line_count = (int64_t)c->n, .byte_count = c->bytes, .digest = c->digest
	};
	int64_t changed;

	TRY(copy_give_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_COPY_GIVEN_BEFORE);
	return audit_leaf(
	    cx, "rights.copy", id,
	    arena_printf(cx->arena, "lines=%zu;bytes=%lld", c->n, (long long)c->bytes));
}
