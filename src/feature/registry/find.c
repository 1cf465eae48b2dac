#include "feature/registry/find.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/registry/field.h"
#include "feature/registry/find_impl.h"
#include "feature/registry/find_sql.h"
#include "platform/app.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/find.h"

enum {
	SPARE = 8,         /* more candidates than hits: some rows have changed meanwhile */
	MEMBERS = 4096,    /* of whom the acting person's units work for, the latest */
	KIN_FAMILIES = 48, /* whose members are read to look for a relative */
	FILTERED = 400     /* candidates, where a field narrows them down only afterwards */
};

/* One search on its way. */
struct look {
	struct ctx *cx;
	const struct find_query *q;
	struct find_ask ask;
	struct find_found found;
	struct find_state state;
	size_t max;
	bool boxed; /* what was typed was looked for in the city's own fields too */
};

/* ---- lists of ids -------------------------------------------------------------------------- */

static enum err read_rows(struct ctx *cx, const int64_t *ids, size_t n, struct find_rows_row **ret,
			  size_t *ret_n)
{
	struct find_rows_row *all = ARENA_ARRAY(cx->arena, n + 1, struct find_rows_row), *rows;
	size_t from, found, total = 0;

	for (from = 0; from < n; from += FIND_BATCH) {
		struct find_rows_args a = { 0 };

		FIND_IDS(&a, ids + from, MIN(n - from, (size_t)FIND_BATCH));
		TRY(find_rows_all(cx, &a, &rows, &found));
		if (found > 0)
			memcpy(all + total, rows, found * sizeof(rows[0]));
		total += found;
	}
	*ret = all;
	*ret_n = total;
	return ERR_OK;
}

/* ---- reach --------------------------------------------------------------------------------- */

static enum err read_reach(struct ctx *cx, struct find_reach *ret)
{
	struct find_members_row *members;
	struct find_reach_row *rows;
	int64_t *regions, *ids;
	size_t n, i;

	TRY(find_reach_all(cx, &rows, &n));
	regions = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	*ret = (struct find_reach){ .region = regions };
	for (i = 0; i < n; i++)
		if (rows[i].reach == 2)
			ret->city = true;
		else
			regions[ret->n_regions++] = rows[i].region_id;
	TRY(find_members_all(cx, &(struct find_members_args){ .n = MEMBERS }, &members, &n));
	ids = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (i = 0; i < n; i++)
		ids[i] = members[i].id;
	ret->member = ids;
	ret->n_members = n;
	return ERR_OK;
}

/* ---- candidates ---------------------------------------------------------------------------- */

static void candidates_of(struct look *l, const int64_t *ids, size_t n, int score)
{
	size_t i;

	l->found.candidate = ARENA_ARRAY(l->cx->arena, n + 1, struct find_candidate);
	for (i = 0; i < n; i++)
		l->found.candidate[i] = (struct find_candidate){ .id = ids[i], .score = score };
	l->found.n = n;
}

/* The members of some families, FIND_BATCH at most: of a KK, and where only a relative is known. */
static enum err in_families(struct look *l, const int64_t *families, size_t n)
{
	struct find_relatives_args a = { 0 };
	struct find_relatives_row *rows;
	size_t i;

	if (n == 0)
		return ERR_OK;
	FIND_IDS(&a, families, MIN(n, (size_t)FIND_BATCH));
	TRY(find_relatives_all(l->cx, &a, &rows, &n));
	l->found.candidate = ARENA_ARRAY(l->cx->arena, n + 1, struct find_candidate);
	for (i = 0; i < n; i++)
		l->found.candidate[i] =
		    (struct find_candidate){ .id = rows[i].id, .family_id = rows[i].family_id };
	l->found.n = n;
	return ERR_OK;
}

/* A NIK, a KK, a telephone: exact, through their blind indexes. */
static enum err by_number(struct look *l, enum text *ret_why)
{
	struct ctx *cx = l->cx;
	int64_t *ids, *families;
	size_t n;

	*ret_why = T_FIND_WHY_PHONE;
	if (strlen(l->ask.number) != 16) {
		TRY(person_by_phone(cx, l->ask.number, &ids, &n));
	} else {
		*ret_why = T_FIND_WHY_NIK;
		TRY(person_by_nik(cx, l->ask.number, &ids, &n));
	}
	candidates_of(l, ids, n, 1000);
	if (n > 0 || strlen(l->ask.number) != 16)
		return ERR_OK;
	*ret_why = T_FIND_WHY_KK;
	TRY(family_by_kk(cx, l->ask.number, &families, &n));
	return in_families(l, families, n);
}

/* Without an index: names as they are spelled, or as they begin. */
static enum err by_spelling(struct look *l)
{
	const char *name = l->q->name ? l->q->name : l->q->words;
	char *fold = str_fold(l->cx->arena, name ? name : "");
	struct find_begins_row *rows;
	int64_t *ids;
	size_t n = 0, i;

	if (*fold == '\0')
		return ERR_OK;
	TRY(find_begins_all(
	    l->cx,
	    &(struct find_begins_args){ .fold_from = fold,
					.fold_to = arena_printf(l->cx->arena, "%s\x7f", fold),
					.n = l->q->n_filters > 0 ? FILTERED : (int64_t)l->max },
	    &rows, &n));
	ids = ARENA_ARRAY(l->cx->arena, n + 1, int64_t);
	for (i = 0; i < n; i++)
		ids[i] = rows[i].id;
	candidates_of(l, ids, n, 500);
	return ERR_OK;
}

static bool is_meant(const struct find_ask *ask, int64_t id)
{
	for (size_t i = 0; i < ask->n_meant; i++)
		if (ask->meant[i].id == id)
			return true;
	return false;
}

/* Nothing but a relative: the families of those who are called so. */
static enum err by_relative(struct look *l)
{
	int64_t families[FIND_BATCH];
	size_t n = 0, i;

	for (i = 0; i < l->found.n_kin && n < FIND_BATCH; i++)
		if (n == 0 || families[n - 1] != l->found.kin[i].family_id)
			families[n++] = l->found.kin[i].family_id;
	return in_families(l, families, n);
}

/* ---- relatives ----------------------------------------------------------------------------- */

/* What the relative is to the one found, by what both are to the head of the family. */
static enum text kin_text(int64_t relation, int64_t relative, int64_t relative_sex)
{
	bool parent = relation >= RELATION_HEAD && relation <= RELATION_WIFE;

	if (parent && relative == RELATION_CHILD)
		return T_FIND_WHY_CHILD;
	if (relation == RELATION_CHILD && relative >= RELATION_HEAD && relative <= RELATION_WIFE)
		return T_FIND_WHY_PARENT;
	if (parent && relative >= RELATION_HEAD && relative <= RELATION_WIFE)
		return relative_sex == 2 ? T_FIND_WHY_WIFE : T_FIND_WHY_HUSBAND;
	return T_FIND_WHY_KIN;
}

static struct name_match kin_match(const struct find_ask *ask, const struct find_relatives_row *r)
{
	struct name_match m, alias;
	struct name_form f;

	name_form(r->name, strlen(r->name), &f);
	m = name_compare(&ask->relative, &f);
	if (r->alias) {
		name_form(r->alias, strlen(r->alias), &f);
		alias = name_compare(&ask->relative, &f);
		if (alias.score > m.score)
			return alias;
	}
	return m;
}

static int64_t relation_of(const struct find_relatives_row *rows, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (rows[i].id == id)
			return rows[i].relation;
	return 0;
}

/* The member of his family, himself apart, who is called most like the relative asked for. */
static void relate(struct look *l, size_t at, const struct find_relatives_row *rows, size_t n)
{
	enum { KIN_MIN = 500 };
	struct find_candidate *c = &l->found.candidate[at];
	unsigned best = KIN_MIN;
	size_t i;

	for (i = 0; i < n; i++) {
		struct name_match m;

		if (rows[i].family_id != c->family_id || rows[i].id == c->id)
			continue;
		m = kin_match(&l->ask, &rows[i]);
		if (rows[i].id == c->relative_id)
			m.score = MAX(m.score, c->relative); /* begun only */
		if (m.score < best)
			continue;
		best = m.score;
		c->relative = (uint16_t)best;
		c->kin = text_fill(
		    l->cx, kin_text(relation_of(rows, n, c->id), rows[i].relation, rows[i].sex),
		    rows[i].name, NULL);
	}
}

/* Reads the families of the best candidates and looks for the relative in them. */
static enum err relate_all(struct look *l)
{
	struct find_found *f = &l->found;
	size_t i, from, n, found;

	for (from = 0; l->ask.relative.n > 0 && from < MIN(f->n, (size_t)KIN_FAMILIES);
	     from += FIND_BATCH) {
		struct find_relatives_args a = { 0 };
		struct find_relatives_row *rows;
		int64_t families[FIND_BATCH];

		n = MIN(f->n - from, (size_t)FIND_BATCH);
		for (i = 0; i < n; i++)
			families[i] = f->candidate[from + i].family_id;
		FIND_IDS(&a, families, n);
		TRY(find_relatives_all(l->cx, &a, &rows, &found));
		for (i = 0; i < n; i++)
			if (families[i] != 0)
				relate(l, from + i, rows, found);
	}
	for (i = 0; i < f->n && l->ask.relative.n > 0; i++)
		f->candidate[i].score = find_score(&l->ask, &f->candidate[i]);
	return ERR_OK;
}

/* ---- why ----------------------------------------------------------------------------------- */

static enum text level_text(uint8_t level)
{
	static const enum text texts[NAME__LEVELS] = {
		[NAME_PARTLY] = T_FIND_WHY_PARTLY,     [NAME_SHORTER] = T_FIND_WHY_SHORTER,
		[NAME_NICKNAME] = T_FIND_WHY_NICKNAME, [NAME_INITIALS] = T_FIND_WHY_INITIALS,
		[NAME_CLOSE] = T_FIND_WHY_CLOSE,       [NAME_TYPO] = T_FIND_WHY_TYPO,
		[NAME_SOUNDS] = T_FIND_WHY_SOUNDS,     [NAME_SAME] = T_FIND_WHY_SAME,
	};

	return level < NAME__LEVELS ? texts[level] : T__NONE;
}

static const char *joined(struct ctx *cx, const char *a, const char *b)
{
	if (!a || !b)
		return a ? a : b;
	return arena_printf(cx->arena, "%s; %s", a, b);
}

static const char *name_why(struct ctx *cx, const struct find_candidate *c, const char *alias)
{
	enum text level =
	    c->match.flags & NAME_BEGUN ? T_FIND_WHY_BEGUN : level_text(c->match.level);

	if (c->match.score == 0 || level == T__NONE ||
	    (c->by != NULL && c->match.score < FIND_NAME_MIN))
		return NULL;
	if (c->by_alias && alias)
		return text_fill(cx, T_FIND_WHY_ALIAS, alias, NULL);
	return text(cx, level);
}

/* Which of the fields that were asked for besides agree. */
static const char *facts_why(const struct look *l, const struct find_rows_row *r)
{
	struct ctx *cx = l->cx;
	const char *why = NULL;

	if (l->ask.birth_exact && r->birth_date == l->ask.born_from)
		why = text_fill(cx, T_FIND_WHY_BORN, say_date_short(cx, (int32_t)r->birth_date),
				NULL);
	else if (l->ask.born_from != DATE_NONE && r->birth_date != DB_NONE)
		why = text(cx, T_FIND_WHY_AGE);
	if (l->ask.n_regions > 0 && r->region)
		why = joined(cx, why, text_fill(cx, T_FIND_WHY_REGION, r->region, NULL));
	return why;
}

static const char *why(const struct look *l, const struct find_candidate *c,
		       const struct find_rows_row *r)
{
	struct ctx *cx = l->cx;
	const char *w = name_why(cx, c, r->alias);

	if (c->address > 0 && r->address)
		w = joined(cx, w, text_fill(cx, T_FIND_WHY_ADDRESS, r->address, NULL));
	w = joined(cx, joined(cx, w, c->kin), c->says);
	return joined(cx, w, facts_why(l, r));
}

/* ---- hits ---------------------------------------------------------------------------------- */

static int64_t age_of(const struct ctx *cx, const struct find_rows_row *r)
{
	int32_t today = clock_date(cx->now, cx->app->zone_minutes);

	if (r->birth_date != DB_NONE)
		return date_age((int32_t)r->birth_date, today);
	return r->birth_year != DB_NONE ? date_civil(today).year - r->birth_year : DB_NONE;
}

static enum err hit_of(const struct look *l, const struct find_candidate *c,
		       const struct find_rows_row *r, struct find_hit *ret)
{
	const char *nik = NULL;

	if (l->q->sealed)
		TRY(vault_unseal(l->cx, r->id, SEAL_NIK, r->nik_sealed, &nik));
	*ret = (struct find_hit){
		.id = r->id,
		.family_id = r->family_id,
		.state = r->state,
		.sex = r->sex,
		.relation = r->relation,
		.birth_date = r->birth_date,
		.birth_year = r->birth_year,
		.age = age_of(l->cx, r),
		.desil = r->desil,
		.region_id = r->region_id,
		.name = r->name,
		.alias = r->alias,
		.region = r->region,
		.rt = r->rt,
		.rw = r->rw,
		.address = r->address,
		.head = r->head,
		.desil_why = r->none_why,
		.nik = mask_nik(l->cx, nik),
		.score = c->score,
	};
	return ERR_OK;
}

static const struct find_rows_row *row_of(const struct find_rows_row *rows, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n && rows[i].id != id; i++)
		continue;
	return i < n ? &rows[i] : NULL;
}

/* The rows of the best candidates, in their order; who is out of scope has no row. */
static enum err read_hits(const struct look *l, const char *number_why, struct find_answer *ret)
{
	const struct find_found *f = &l->found;
	size_t n = MIN(f->n, l->max + SPARE), i, n_rows;
	int64_t *ids = ARENA_ARRAY(l->cx->arena, n + 1, int64_t);
	struct find_rows_row *rows;

	for (i = 0; i < n; i++)
		ids[i] = f->candidate[i].id;
	TRY(read_rows(l->cx, ids, n, &rows, &n_rows));
	ret->hit = ARENA_ARRAY(l->cx->arena, l->max + 1, struct find_hit);
	for (i = 0; i < n && ret->n < l->max; i++) {
		const struct find_rows_row *r = row_of(rows, n_rows, ids[i]);
		struct find_hit *hit = &ret->hit[ret->n];

		/* What is half as likely as the best is no answer beside it. */
		if (2 * f->candidate[i].score < f->candidate[0].score)
			break;
		if (!r)
			continue;
		TRY(hit_of(l, &f->candidate[i], r, hit));
		hit->why = number_why ? joined(l->cx, number_why, f->candidate[i].says)
				      : why(l, &f->candidate[i], r);
		ret->n++;
	}
	ret->more = ret->n == l->max && (f->more || f->n > l->max);
	return ERR_OK;
}

/* ---- all of it ----------------------------------------------------------------------------- */

/* Those for whom too little speaks, once their families were asked, go. */
static void sort_related(struct find_found *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->n; i++)
		if (f->candidate[i].score >= FIND_SHOWN_MIN)
			f->candidate[n++] = f->candidate[i];
	f->n = n;
	if (n > 0)
		qsort(f->candidate, n, sizeof(f->candidate[0]), find_by_score);
}

static enum err by_index(struct look *l, const struct find_reach *reach,
			 const struct find_index *ix)
{
	size_t most = l->max + SPARE;

	if (l->ask.relative.n > 0)
		most = MAX(most, (size_t)KIN_FAMILIES);
	if (l->ask.n_held < l->q->n_filters)
		most = MAX(most, (size_t)FILTERED);
	find_search(ix, l->cx->arena, &l->ask, reach, most, &l->found);
	find_return(l->cx);
	if (l->ask.relative.n == 0)
		return ERR_OK;
	if (l->ask.name.n == 0 && l->ask.address.n == 0)
		TRY(by_relative(l));
	TRY(relate_all(l));
	sort_related(&l->found);
	return ERR_OK;
}

/* Whoever is meant by a field, and who is called so: without an index. */
static enum err by_tables(struct look *l)
{
	struct find_found *f = &l->found;
	struct find_candidate *spelled, *all;
	size_t n = 0, n_spelled;

	TRY(by_spelling(l));
	spelled = f->candidate;
	n_spelled = f->n;
	all = ARENA_ARRAY(l->cx->arena, l->ask.n_meant + n_spelled + 1, struct find_candidate);
	for (size_t i = 0; i < l->ask.n_meant; i++) {
		const struct find_meant *m = &l->ask.meant[i];

		all[n++] = (struct find_candidate){ .id = m->id,
						    .by = m->by,
						    .score = MAX(m->code, m->worded) };
	}
	for (size_t i = 0; i < n_spelled; i++)
		if (!is_meant(&l->ask, spelled[i].id))
			all[n++] = spelled[i];
	if (n > 0)
		qsort(all, n, sizeof(*all), find_by_score);
	f->candidate = all;
	f->n = n;
	return ERR_OK;
}

static enum err by_words(struct look *l)
{
	const struct find_index *ix;
	struct find_reach reach;

	TRY(find_held_by(l->cx, l->q, &l->ask));
	TRY(read_reach(l->cx, &reach));
	TRY(find_box(l->cx, &l->ask, &reach));
	l->boxed = true;
	TRY(find_lend(l->cx, &ix, &l->state));
	TRY(ix ? by_index(l, &reach, ix) : by_tables(l));
	return find_box_say(l->cx, &l->ask, l->found.candidate, MIN(l->found.n, l->max + SPARE));
}

/* Nothing is said of whom the index could find. */
static bool by_fields_alone(const struct look *l)
{
	return l->q->n_filters > 0 && l->ask.name.n == 0 && l->ask.relative.n == 0 &&
	       l->ask.address.n == 0;
}

static enum err list_by_fields(struct look *l, struct find_answer *ret)
{
	struct find_reach reach;

	l->state.ready = true; /* a value has no spelling */
	TRY(read_reach(l->cx, &reach));
	return find_by_fields(l->cx, l->q, &l->ask, &reach, l->max, &l->found.candidate,
			      &l->found.n, &ret->next);
}

/* In the one box any field may be the one that somebody is known by.  A list that is full says
 * that there are more anyway. */
static enum err box_is_filling(const struct look *l, bool *ret)
{
	const struct fact_book *book;
	bool whole;

	TRY(fact_book(l->cx, &book));
	if (book->n_find[FACT_PERSON] + book->n_find[FACT_FAMILY] == 0)
		return ERR_OK;
	TRY(field_all_whole(l->cx, book, &whole));
	*ret = !whole;
	return ERR_OK;
}

static enum err is_filling(const struct look *l, bool *ret)
{
	bool whole, homes;

	if (l->boxed && l->q->n_filters == 0 && l->found.n < l->max)
		return box_is_filling(l, ret);
	for (size_t i = 0; i < l->q->n_filters; i++) {
		TRY(field_is_whole(l->cx, l->q->filter[i].field, &whole, &homes));
		*ret = *ret || !whole;
	}
	return ERR_OK;
}

static enum err look(struct look *l, bool guess, struct find_answer *ret)
{
	enum text number_why = T__NONE;
	bool number;

	*ret = (struct find_answer){ 0 };
	l->found = (struct find_found){ 0 };
	TRY(find_read(l->cx, l->q, guess, &l->ask));
	number = l->ask.number != NULL;
	if (number)
		TRY(by_number(l, &number_why));
	if (l->found.n == 0)
		number_why = T__NONE;
	/* A number that is nobody's NIK, KK or telephone may be another one of his. */
	if (!number && by_fields_alone(l))
		TRY(list_by_fields(l, ret));
	else if (l->found.n == 0)
		TRY(by_words(l));
	l->state.ready |= number; /* a number has no spelling */
	TRY(find_keep_fitting(l->cx, l->q, l->found.candidate, &l->found.n));
	TRY(read_hits(l, number_why != T__NONE ? text(l->cx, number_why) : NULL, ret));
	ret->state = l->state;
	ret->more = ret->more || ret->next != NULL;
	return is_filling(l, &ret->filling);
}

enum err find_people(struct ctx *cx, const struct find_query *q, struct find_answer *ret)
{
	struct look l = { .cx = cx, .q = q, .max = MIN(q->max, (size_t)FIND_MAX) };

	TRY(look(&l, true, ret));
	/* "Asep Karamat" may live in Karamat, or be called so. */
	if (ret->n == 0 && l.ask.region_guess)
		TRY(look(&l, false, ret));
	return ERR_OK;
}
