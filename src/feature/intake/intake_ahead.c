/*
 * What many rows are about to ask the registry, asked for all of them at once: on PostgreSQL every
 * question is a way to the server, and a row has four to ten.  Only hints (sql_ahead): what the
 * rows come to is decided without them.
 */
#include "feature/intake/intake_batch.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/verval/verval.h"

/* Of n rows at most. */
struct questions {
	size_t n_kk, n_nik, n_person, n_family, n_name;
	const char **kk, **nik;
	int64_t *person, *family;
	struct intake_namesakes_args *name;
};

static struct questions questions_new(struct ctx *cx, size_t n)
{
	return (struct questions){
		.kk = ARENA_ARRAY(cx->arena, n, const char *),
		.nik = ARENA_ARRAY(cx->arena, n, const char *),
		.person = ARENA_ARRAY(cx->arena, n, int64_t),
		.family = ARENA_ARRAY(cx->arena, n, int64_t),
		.name = ARENA_ARRAY(cx->arena, n, struct intake_namesakes_args),
	};
}

static void ask_text(const char **list, size_t *n, const char *text)
{
	if (text != NULL && (*n == 0 || !str_eq(list[*n - 1], text)))
		list[(*n)++] = text;
}

static void ask_id(int64_t *list, size_t *n, int64_t id)
{
	if (id != 0 && (*n == 0 || list[*n - 1] != id))
		list[(*n)++] = id;
}

static enum err ask_numbers(struct ctx *cx, const struct questions *q)
{
	TRY(numbers_ahead(cx, SEAL_KK, q->kk, q->n_kk));
	return numbers_ahead(cx, SEAL_NIK, q->nik, q->n_nik);
}

static enum err ask_subjects(struct ctx *cx, const struct questions *q)
{
	TRY(subjects_ahead(cx, FACT_PERSON, q->person, q->n_person));
	return subjects_ahead(cx, FACT_FAMILY, q->family, q->n_family);
}

/* ---- aid ------------------------------------------------------------------------------------- */

struct drafts {
	struct benefit *aid;
	size_t n;
};

static void draft_aid(struct ctx *cx, const struct intake_get_row *in, const struct line *l,
		      struct drafts *to)
{
	if (l->subject_id != 0 && aid_of_line(cx, in, l, &to->aid[to->n]) == T__NONE)
		to->n++;
}

/* Whom a row is about, by the numbers, which are answered by now. */
static enum err draft_judged(struct ctx *cx, const struct intake_get_row *in,
			     const struct line *line, struct drafts *to)
{
	const char *kk = facts_core(&line->family, CORE_KK);
	const char *nik = facts_core(&line->person, CORE_NIK);
	struct line l = *line;

	l.subject_id = 0;
	if (l.has_person && nik != NULL)
		TRY(person_of_nik(cx, nik, &l.subject_id));
	else if (!l.has_person && kk != NULL)
		TRY(family_of_kk(cx, kk, &l.subject_id));
	draft_aid(cx, in, &l, to);
	return ERR_OK;
}

static enum err judge_aid_ahead(struct ctx *cx, const struct intake_get_row *in,
				const struct line *lines, size_t n)
{
	struct drafts d = { .aid = ARENA_ARRAY(cx->arena, n, struct benefit) };

	for (size_t i = 0; i < n; i++)
		if (!line_stops(&lines[i]))
			TRY(draft_judged(cx, in, &lines[i], &d));
	return benefits_ahead(cx, d.aid, d.n, false);
}

static enum err put_aid_ahead(struct ctx *cx, const struct batch *b, const struct group *g,
			      size_t n)
{
	struct drafts d = { .aid = ARENA_ARRAY(cx->arena, b->n_rows, struct benefit) };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < g[i].n; k++)
			if (line_taken(&g[i].line[k]))
				draft_aid(cx, &b->work->in, &g[i].line[k], &d);
	return benefits_ahead(cx, d.aid, d.n, true);
}

/* ---- judging --------------------------------------------------------------------------------- */

/* Somebody of that name born on that day, where no number finds him. */
static void ask_name(struct ctx *cx, struct questions *q, const struct facts *f)
{
	const char *name = facts_core(f, CORE_NAME), *born = facts_core(f, CORE_BIRTH_DATE);
	int32_t date;

	if (name != NULL && born != NULL && date_parse(born, &date))
		q->name[q->n_name++] =
		    (struct intake_namesakes_args){ .name_fold = str_fold(cx->arena, name),
						    .birth_date = date };
}

/* The numbers are answered by now. */
static enum err ask_about(struct ctx *cx, struct questions *q, const struct line *l)
{
	const char *kk = facts_core(&l->family, CORE_KK), *nik = facts_core(&l->person, CORE_NIK);
	int64_t person = 0, family = 0;

	if (kk != NULL)
		TRY(family_of_kk(cx, kk, &family));
	if (nik != NULL)
		TRY(person_of_nik(cx, nik, &person));
	ask_id(q->family, &q->n_family, family);
	ask_id(q->person, &q->n_person, person);
	if (person == 0)
		ask_name(cx, q, &l->person);
	return ERR_OK;
}

static enum err ask_desil(struct ctx *cx, const struct questions *q)
{
	struct intake_desil_now_args *args =
	    ARENA_ARRAY(cx->arena, q->n_family, struct intake_desil_now_args);

	for (size_t i = 0; i < q->n_family; i++)
		args[i].family_id = q->family[i];
	return intake_desil_now_ahead(cx, args, q->n_family);
}

static bool to_judge(const struct line *l)
{
	return !line_stops(l);
}

/* Which requests the rows may be for. */
static enum err judge_answers_ahead(struct ctx *cx, const struct line *lines, size_t n)
{
	struct answer_key *keys = ARENA_ARRAY(cx->arena, n, struct answer_key);
	size_t n_keys = 0;

	for (size_t i = 0; i < n; i++)
		if (to_judge(&lines[i]))
			keys[n_keys++] = (struct answer_key){
				.number = lines[i].value[VALUE_NUMBER],
				.nik = facts_core(&lines[i].person, CORE_NIK),
				.kk = facts_core(&lines[i].family, CORE_KK),
			};
	return verval_match_ahead(cx, keys, n_keys);
}

enum err judge_ahead(struct ctx *cx, const struct judge *j, const struct line *lines, size_t n)
{
	struct questions q;

	if (n == 0 || !sql_asks_ahead(cx))
		return ERR_OK;
	q = questions_new(cx, n);
	for (size_t i = 0; i < n; i++)
		if (to_judge(&lines[i])) {
			ask_text(q.kk, &q.n_kk, facts_core(&lines[i].family, CORE_KK));
			ask_text(q.nik, &q.n_nik, facts_core(&lines[i].person, CORE_NIK));
		}
	TRY(ask_numbers(cx, &q));
	if (j->in->kind == INTAKE_ANSWERS)
		return judge_answers_ahead(cx, lines, n);
	for (size_t i = 0; i < n; i++)
		if (to_judge(&lines[i]))
			TRY(ask_about(cx, &q, &lines[i]));
	if (j->in->kind == INTAKE_RECIPIENTS)
		TRY(judge_aid_ahead(cx, j->in, lines, n));
	if (j->in->kind == INTAKE_DESIL)
		TRY(ask_desil(cx, &q));
	else
		TRY(intake_namesakes_ahead(cx, q.name, q.n_name));
	return ask_subjects(cx, &q);
}

/* ---- applying -------------------------------------------------------------------------------- */

/* Whom a row is about, as far as is known before it is written. */
static enum err person_of(struct ctx *cx, const struct line *l, int64_t *ret)
{
	const char *nik = facts_core(&l->person, CORE_NIK);

	*ret = l->verdict == INTAKE_CHANGED ? l->subject_id : 0;
	return *ret == 0 && nik != NULL ? person_of_nik(cx, nik, ret) : ERR_OK;
}

static enum err ask_family(struct ctx *cx, struct questions *q, const struct group *g)
{
	const char *kk = facts_core(&g->all.family, CORE_KK);
	int64_t id = 0;

	if (kk != NULL)
		TRY(family_of_kk(cx, kk, &id));
	ask_id(q->family, &q->n_family, id);
	for (size_t i = 0; i < g->n; i++)
		if (line_taken(&g->line[i])) {
			TRY(person_of(cx, &g->line[i], &id));
			ask_id(q->person, &q->n_person, id);
		}
	return ERR_OK;
}

/* Where they belong, and who leads them. */
static enum err ask_belonging(struct ctx *cx, const struct questions *q)
{
	struct intake_belongs_args *who =
	    ARENA_ARRAY(cx->arena, q->n_person, struct intake_belongs_args);
	struct intake_head_args *family =
	    ARENA_ARRAY(cx->arena, q->n_family, struct intake_head_args);

	for (size_t i = 0; i < q->n_person; i++)
		who[i].id = q->person[i];
	for (size_t i = 0; i < q->n_family; i++)
		family[i].id = q->family[i];
	TRY(intake_belongs_ahead(cx, who, q->n_person));
	return intake_head_ahead(cx, family, q->n_family);
}

static enum err put_answers_ahead(struct ctx *cx, const struct batch *b, const struct group *g,
				  size_t n)
{
	int64_t *requests = ARENA_ARRAY(cx->arena, b->n_rows, int64_t);
	size_t n_requests = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < g[i].n; k++)
			if (line_taken(&g[i].line[k]))
				requests[n_requests++] = g[i].line[k].subject_id;
	return verval_answers_ahead(cx, requests, n_requests);
}

enum err groups_ahead(struct ctx *cx, const struct batch *b, const struct group *g, size_t n)
{
	struct questions q;
	size_t rows = 0;

	if (n == 0 || b->kind == INTAKE_DESIL || !sql_asks_ahead(cx))
		return ERR_OK;
	if (b->kind == INTAKE_ANSWERS)
		return put_answers_ahead(cx, b, g, n);
	if (b->kind == INTAKE_RECIPIENTS)
		return put_aid_ahead(cx, b, g, n);
	for (size_t i = 0; i < n; i++)
		rows += g[i].n;
	q = questions_new(cx, rows);
	for (size_t i = 0; i < n; i++) {
		ask_text(q.kk, &q.n_kk, facts_core(&g[i].all.family, CORE_KK));
		for (size_t k = 0; k < g[i].n; k++)
			if (line_taken(&g[i].line[k]))
				ask_text(q.nik, &q.n_nik,
					 facts_core(&g[i].line[k].person, CORE_NIK));
	}
	TRY(ask_numbers(cx, &q));
	for (size_t i = 0; i < n; i++)
		TRY(ask_family(cx, &q, &g[i]));
	TRY(ask_belonging(cx, &q));
	return ask_subjects(cx, &q);
}
