/* Checked rows enter the registry, family by family. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/intake/intake_batch.h"
#include "platform/app.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

/* ---- families -------------------------------------------------------------------------------- */

bool line_taken(const struct line *l)
{
	return l->verdict == INTAKE_NEW || l->verdict == INTAKE_CHANGED;
}

/* What all rows of a family say of it, the first of two that disagree. */
static struct line family_line(struct ctx *cx, const struct group *g)
{
	struct line all = *g->line;

	all.family = facts_new(cx, g->line->family.book, FACT_FAMILY);
	all.has_family = false;
	for (size_t i = 0; i < g->n; i++) {
		const struct line *l = &g->line[i];
		size_t n = l->family.book->n_family;

		if (line_stops(l) || l->verdict == INTAKE_DOUBTFUL)
			continue;
		all.has_family = all.has_family || (l->has_family && line_taken(l));
		for (size_t k = 0; k < n; k++)
			if (all.family.value[k] == NULL)
				all.family.value[k] = l->family.value[k];
	}
	return all;
}

static enum err change_family(struct ctx *cx, struct batch *b, const struct line *l,
			      int64_t family_id)
{
	struct fact_change *changes;
	size_t n = line_changes(cx, b->kind, l, FACT_FAMILY, &changes);

	if (n == 0)
		return ERR_OK;
	b->told = true;
	return subject_change(cx, FACT_FAMILY, family_id, 0, changes, n, &b->origin, NULL);
}

/* A new family of which no member comes in would be one of nobody. */
static enum err see_empty(struct ctx *cx, struct group *g)
{
	const char *kk = facts_core(&g->all.family, CORE_KK);
	int64_t id;

	if (kk == NULL)
		return ERR_OK;
	for (size_t i = 0; i < g->n; i++)
		if (g->line[i].has_person && line_taken(&g->line[i]))
			return ERR_OK;
	TRY(family_of_kk(cx, kk, &id));
	g->refused = g->empty = id == 0;
	return ERR_OK;
}

enum err group_see_empty(struct ctx *cx, struct group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->line[i].has_person && g->line[i].verdict == INTAKE_DOUBTFUL)
			return ERR_OK;
	g->all = family_line(cx, g);
	return see_empty(cx, g);
}

enum err group_ready(struct ctx *cx, const struct batch *b, struct group *g)
{
	g->all = family_line(cx, g);
	if (!intake_creates(b->kind))
		return ERR_OK;
	TRY(see_empty(cx, g));
	for (size_t i = 0; i < g->n; i++) {
		struct line *l = &g->line[i];
		struct subject_ready *ready = ARENA_NEW(cx->arena, struct subject_ready);

		if (!l->has_person || l->verdict != INTAKE_NEW)
			continue;
		TRY(subject_ready(cx, &l->person, ready));
		l->ready = ready;
		if (g->ready != NULL || facts_core(&g->all.family, CORE_KK) == NULL)
			continue;
		ready = ARENA_NEW(cx->arena, struct subject_ready);
		TRY(subject_ready(cx, &g->all.family, ready));
		g->ready = ready;
	}
	return ERR_OK;
}

/* Is it sealed, and by the present key?  With its family it is asked once for all. */
static bool fits(struct ctx *cx, const struct subject_ready *ready)
{
	return ready != NULL && (ready->with_family || vault_fresh_fits(cx, &ready->key));
}

/* A new one, as it was sealed before; or, where it turns out to be new only now, all at once. */
static enum err put_subject(struct ctx *cx, const struct batch *b, const struct facts *f,
			    const struct subject_ready *ready, int64_t *ret_id)
{
	if (!fits(cx, ready))
		return subject_new(cx, f, &b->origin, ret_id);
	*ret_id = ready->id;
	return subject_new_ready(cx, f, ready, &b->origin, b->joins);
}

/* Somebody decided that he is another one, although the NIK is known. */
static bool decided(const struct line *l)
{
	for (size_t i = 0; i < l->n_notes; i++)
		if (str_starts(l->note[i].field != NULL ? l->note[i].field : "", "intake.d_"))
			return true;
	return false;
}

/* Where no row of a new KK says who is what to whom, the eldest leads it. */
static void name_head(struct group *g)
{
	struct line *eldest = NULL;
	const char *born, *best = NULL;

	for (size_t i = 0; i < g->n; i++) {
		struct line *l = &g->line[i];

		if (!l->has_person || l->verdict != INTAKE_NEW)
			continue;
		if (facts_core_int(&l->person, CORE_RELATION, 0) != 0)
			return;
		born = facts_core(&l->person, CORE_BIRTH_DATE);
		if (eldest == NULL || (born != NULL && (best == NULL || strcmp(born, best) < 0))) {
			eldest = l;
			best = born;
		}
	}
	if (eldest != NULL)
		facts_set_core(&eldest->person, CORE_RELATION, "1");
}

/* Is he new, and is there no other row in the family about him? */
static enum err is_newcomer(struct ctx *cx, const struct group *g, const struct line *l, bool *ret)
{
	const char *nik = facts_core(&l->person, CORE_NIK);
	int64_t id = 0;

	*ret = l->verdict == INTAKE_NEW && !l->linked && fits(cx, l->ready);
	if (!*ret || nik == NULL)
		return ERR_OK;
	for (const struct line *o = g->line; o < l; o++)
		if (o->has_person && str_eq(facts_core(&o->person, CORE_NIK), nik))
			*ret = false;
	if (*ret && !decided(l))
		TRY(person_of_nik(cx, nik, &id));
	*ret = *ret && id == 0;
	return ERR_OK;
}

/*
 * A new family of new people only, which most are, is written with its number of members and its
 * head; otherwise it is told of those who join it.
 */
static enum err come_together(struct ctx *cx, struct group *g)
{
	int64_t members = 0, heads = 0, head_id = 0;
	bool all_new = fits(cx, g->ready);

	for (size_t i = 0; i < g->n && all_new; i++) {
		const struct line *l = &g->line[i];

		if (!l->has_person || !line_taken(l))
			continue;
		TRY(is_newcomer(cx, g, l, &all_new));
		members++;
		if (all_new && facts_core_int(&l->person, CORE_RELATION, 0) == RELATION_HEAD) {
			heads++;
			head_id = l->ready->id;
		}
	}
	if (!all_new || heads > 1)
		return ERR_OK;
	for (size_t i = 0; i < g->n; i++)
		if (g->line[i].ready != NULL)
			g->line[i].ready->with_family = true;
	g->ready->with_family = true;
	g->ready->members = members;
	g->ready->head_id = head_id;
	return ERR_OK;
}

/* Before a try: nothing is known of how the rows come in. */
static void come_apart(struct group *g)
{
	g->made = false;
	g->family_id = g->head_id = 0;
	for (size_t i = 0; i < g->n; i++)
		if (g->line[i].ready != NULL)
			g->line[i].ready->with_family = false;
	if (g->ready == NULL)
		return;
	g->ready->with_family = false;
	g->ready->members = g->ready->head_id = 0;
}

/* The family of the rows, made or changed; 0: they name none. */
static enum err put_family(struct ctx *cx, struct batch *b, struct group *g)
{
	const char *kk = facts_core(&g->all.family, CORE_KK);

	come_apart(g);
	if (kk == NULL)
		return ERR_OK;
	TRY(family_of_kk(cx, kk, &g->family_id));
	if (g->family_id != 0)
		return g->all.has_family ? change_family(cx, b, &g->all, g->family_id) : ERR_OK;
	if (!intake_creates(b->kind))
		return ERR_OK;
	g->made = true;
	name_head(g);
	TRY(come_together(cx, g));
	return put_subject(cx, b, &g->all.family, g->ready, &g->family_id);
}

/* ---- heads ----------------------------------------------------------------------------------- */

/* Before something happens to families: they learn who has joined them. */
static enum err tell(struct ctx *cx, struct batch *b, struct group *g)
{
	g->made = false;
	g->head_id = 0;
	b->told = true;
	return joins_tell(cx, b->joins);
}

/* Who leads the family of the rows; those who came in with them are not asked for. */
static enum err head_here(struct ctx *cx, const struct group *g, int64_t *ret)
{
	*ret = g->head_id;
	return g->made || g->head_id != 0 ? ERR_OK : family_head(cx, g->family_id, ret);
}

/* He becomes head; the former one is "other" until a row of his says more. */
static enum err make_head(struct ctx *cx, struct batch *b, struct group *g, int64_t id)
{
	int64_t head;

	TRY(tell(cx, b, g));
	TRY(family_head(cx, g->family_id, &head));
	if (head == id)
		return ERR_OK;
	return family_set_head(cx, g->family_id, id, RELATION_OTHER, &b->origin);
}

/* ---- people ---------------------------------------------------------------------------------- */

/* Where he lives, as the file says; of a family that was there before it may say nothing. */
static enum err live_somewhere(struct ctx *cx, const struct group *g, const struct line *l,
			       struct facts *f)
{
	struct subject family;

	line_live_there(f, &l->family);
	line_live_there(f, &g->all.family); /* said by another row or page */
	if (g->family_id == 0 || g->made || facts_core(f, CORE_REGION) != NULL ||
	    facts_core(f, CORE_ADDRESS) != NULL)
		return ERR_OK;
	TRY(subject_get(cx, FACT_FAMILY, g->family_id, &family));
	line_live_there(f, &family.facts);
	return ERR_OK;
}

static enum err put_new(struct ctx *cx, struct batch *b, struct group *g, struct line *l,
			int64_t *ret_id)
{
	struct facts f = facts_copy(cx, &l->person);
	bool leads = facts_core_int(&f, CORE_RELATION, 0) == RELATION_HEAD;
	int64_t head = 0;

	TRY(live_somewhere(cx, g, l, &f));
	if (g->family_id != 0) {
		facts_set_core(&f, CORE_FAMILY, str_digits(cx->arena, g->family_id));
		if (leads)
			TRY(head_here(cx, g, &head));
		if (head != 0)
			facts_set_core(&f, CORE_RELATION, str_digits(cx->arena, RELATION_OTHER));
	}
	facts_set_core(&f, CORE_KNOWN, "1");
	TRY(put_subject(cx, b, &f, l->ready, ret_id));
	if (head != 0)
		return make_head(cx, b, g, *ret_id);
	if (leads)
		g->head_id = *ret_id;
	return ERR_OK;
}

/* Into the KK of the row, unless he belongs to it already, or is gone. */
static enum err move_in(struct ctx *cx, struct batch *b, struct group *g, const struct line *l,
			int64_t id, const struct intake_belongs_row *now)
{
	int relation = (int)facts_core_int(&l->person, CORE_RELATION, 0);
	int64_t next, head;

	if (g->family_id == 0 || !intake_creates(b->kind) || state_gone(now->state))
		return ERR_OK;
	if (now->family_id == g->family_id)
		return relation == RELATION_HEAD && now->relation != RELATION_HEAD
			   ? make_head(cx, b, g, id)
			   : ERR_OK;
	TRY(tell(cx, b, g));
	TRY(family_successor(cx, now->family_id, id, &next));
	TRY(family_head(cx, g->family_id, &head));
	if (relation != RELATION_HEAD || head == 0)
		return family_join(cx, g->family_id, id, relation, next, &b->origin);
	TRY(family_join(cx, g->family_id, id, RELATION_OTHER, next, &b->origin));
	return make_head(cx, b, g, id);
}

static bool says_relation(const struct fact_change *changes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (changes[i].field->core == CORE_RELATION)
			return true;
	return false;
}

/* The relation of one who is gone stays as it was, and the head's until somebody else leads. */
static size_t without_relation(const struct batch *b, const struct group *g,
			       const struct intake_belongs_row *now, struct fact_change *changes,
			       size_t n)
{
	bool moved = intake_creates(b->kind) && g->family_id != 0 && now->family_id != g->family_id;
	size_t kept = 0;

	if (!state_gone(now->state) && (now->relation != RELATION_HEAD || moved))
		return n;
	for (size_t i = 0; i < n; i++)
		if (changes[i].field->core != CORE_RELATION)
			changes[kept++] = changes[i];
	return kept;
}

/* Whoever was said to be somebody may have been confirmed as another one meanwhile. */
static enum err still_one(struct ctx *cx, const struct line *l, int64_t id)
{
	struct subject s;

	if (!decided(l))
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, id, &s));
	return two_confirmed(&l->person, &s.facts)
		   ? err_set(cx, ERR_CONFLICT, "two confirmed NIK under one person")
		   : ERR_OK;
}

static enum err put_changed(struct ctx *cx, struct batch *b, struct group *g, struct line *l,
			    int64_t id, bool beside)
{
	struct origin origin = b->origin;
	struct intake_belongs_row now;
	struct fact_change *changes;
	size_t n = line_changes(cx, b->kind, l, FACT_PERSON, &changes);

	TRY(still_one(cx, l, id));
	if (intake_creates(b->kind) || says_relation(changes, n)) {
		TRY(intake_belongs_one(cx, &(struct intake_belongs_args){ .id = id }, &now));
		TRY(move_in(cx, b, g, l, id, &now));
		n = without_relation(b, g, &now, changes, n);
	}
	if (n == 0)
		return ERR_OK;
	b->told = true;
	origin.beside = beside;
	return subject_change(cx, FACT_PERSON, id, 0, changes, n, &origin, NULL);
}

/* Of rows that are about one person the first to come in makes him, whichever that is. */
static enum err met_before(struct ctx *cx, const struct batch *b, const struct line *l,
			   int64_t *ret)
{
	struct intake_doubt_met_row row;
	bool found;

	TRY(intake_doubt_met_maybe(
	    cx, &(struct intake_doubt_met_args){ .intake_id = b->work->in.id, .n = l->n }, &row,
	    &found));
	if (found)
		*ret = row.subject_id;
	return ERR_OK;
}

static enum err put_person(struct ctx *cx, struct batch *b, struct group *g, struct line *l)
{
	const char *nik = facts_core(&l->person, CORE_NIK);
	int64_t id = l->verdict == INTAKE_CHANGED ? l->subject_id : 0;
	bool second;

	if (l->linked)
		TRY(met_before(cx, b, l, &id));
	second = l->linked && id != 0;
	/* Who came in after the rows were checked is not entered twice. */
	if (id == 0 && nik != NULL && !decided(l) && !(l->ready != NULL && l->ready->with_family))
		TRY(person_of_nik(cx, nik, &id));
	/* What a second row says otherwise stands beside what the first one said. */
	TRY(id != 0 ? put_changed(cx, b, g, l, id, second) : put_new(cx, b, g, l, &id));
	if (!l->linked)
		return ERR_OK;
	return intake_doubt_became_run(cx,
				       &(struct intake_doubt_became_args){
					   .intake_id = b->work->in.id,
					   .n = l->n,
					   .subject_id = id,
				       },
				       NULL);
}

/* ---- by kind --------------------------------------------------------------------------------- */

/* Every family of a release is in it, whether its desil differs or not; once. */
static enum err put_desil(struct ctx *cx, const struct batch *b, const struct line *l,
			  int64_t family_id)
{
	const char *why;
	int64_t desil;

	if (b->release_id == 0 || family_id == 0 ||
	    (l->value[VALUE_DESIL] == NULL && l->value[VALUE_DESIL_WHY] == NULL) ||
	    !desil_read(cx, l, &desil, &why))
		return ERR_OK;
	return desil_put(cx, b->release_id, family_id, desil, why);
}

static bool repeated(const struct line *l)
{
	for (size_t i = 0; i < l->n_notes; i++)
		if (str_eq(l->note[i].field, text_key(T_INTAKE_S_REPEATED)))
			return true;
	return false;
}

static enum err put_release(struct ctx *cx, const struct batch *b, const struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct line *l = &g->line[i];

		if (!line_stops(l) && l->verdict != INTAKE_DOUBTFUL && !repeated(l))
			TRY(put_desil(cx, b, l, l->subject_id));
	}
	return ERR_OK;
}

static enum err put_recipients(struct ctx *cx, const struct batch *b, const struct group *g)
{
	struct benefit aid;
	int64_t id;

	for (size_t i = 0; i < g->n; i++) {
		const struct line *l = &g->line[i];

		if (!line_taken(l) || l->subject_id == 0 ||
		    aid_of_line(cx, &b->work->in, l, &aid) != T__NONE)
			continue;
		TRY(benefit_receiver(cx, &aid));
		TRY(benefit_put(cx, &aid, b->sums, &id));
	}
	return ERR_OK;
}

static enum err put_people(struct ctx *cx, struct batch *b, struct group *g)
{
	bool ranked = false;

	if (b->told)
		TRY(groups_ahead(cx, b, g, 1));
	TRY(put_family(cx, b, g));
	for (int turn = 0; turn < 2; turn++) /* the head before the others */
		for (size_t i = 0; i < g->n; i++) {
			struct line *l = &g->line[i];
			bool head = facts_core_int(&l->person, CORE_RELATION, 0) == RELATION_HEAD;

			if (l->has_person && line_taken(l) && head == (turn == 0))
				TRY(put_person(cx, b, g, l));
		}
	for (size_t i = 0; i < g->n && !ranked; i++)
		if (line_taken(&g->line[i]) && g->line[i].value[VALUE_DESIL] != NULL) {
			TRY(put_desil(cx, b, &g->line[i], g->family_id));
			ranked = true;
		}
	return ERR_OK;
}

static enum err put_answers(struct ctx *cx, const struct batch *b, const struct group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (line_taken(&g->line[i]))
			TRY(put_answer(cx, &b->work->in, b->release_id, &g->line[i]));
	return ERR_OK;
}

enum err group_put(struct ctx *cx, struct batch *b, struct group *g)
{
	switch ((int)b->kind) {
	case INTAKE_ANSWERS:
		return put_answers(cx, b, g);
	case INTAKE_DESIL:
		return put_release(cx, b, g);
	case INTAKE_RECIPIENTS:
		return put_recipients(cx, b, g);
	case INTAKE_DEATHS:
	case INTAKE_MOVES:
		return put_events(cx, &b->work->in, &b->origin, b->goers, g->line, g->n);
	default:
		return put_people(cx, b, g);
	}
}
