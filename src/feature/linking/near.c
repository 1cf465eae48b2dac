/* Who may be somebody: candidates from a few indexes, weighed by what engine/linkage has learnt. */
#include "feature/linking/linking_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/names/names.h"
#include "feature/registry/find.h"

enum {
	MET = 64,        /* candidates that are weighed */
	NAME_LIKE = 550, /* of those born on the day: how alike the name must be */
};

/* ---- records ------------------------------------------------------------------------------- */

static struct linkage_cell cell_of(const char *text)
{
	return (struct linkage_cell){ text, text != NULL ? (uint32_t)strlen(text) : 0 };
}

/* Of somebody unknown the name is a description: what he is called counts. */
static const char *name_of(const struct facts *f)
{
	return facts_core(f, str_eq(facts_core(f, CORE_KNOWN), "0") ? CORE_ALIAS : CORE_NAME);
}

static bool is_withdrawn(const struct facts *f)
{
	return facts_core_int(f, CORE_STATE, PERSON_ALIVE) == PERSON_WITHDRAWN;
}

static enum err family_of(struct ctx *cx, int64_t id, struct record_family *family)
{
	struct subject s;

	if (id == family->id)
		return ERR_OK;
	TRY(subject_get(cx, FACT_FAMILY, id, &s));
	*family = (struct record_family){ id, facts_core(&s.facts, CORE_KK),
					  facts_core(&s.facts, CORE_KK_ADDRESS) };
	return ERR_OK;
}

/* said: what is said of his family; NULL: what stands of it, which family keeps. */
/* The year of his birth date, or the one that somebody guessed. */
static void year_of(const struct facts *f, struct record *r)
{
	int32_t born = facts_birth(f);

	r->about = born == DATE_NONE;
	r->year =
	    (int32_t)(r->about ? facts_core_int(f, CORE_BIRTH_YEAR, 0) : date_civil(born).year);
}

static enum err record_of(struct ctx *cx, int64_t id, const struct facts *f,
			  const struct facts *said, struct record_family *family,
			  struct record *ret)
{
	const char *address = facts_core(f, CORE_ADDRESS), *kk = NULL;
	struct record_family of = { 0 };
	struct record r = { .id = id };

	if (str_i64(facts_core(f, CORE_FAMILY), &r.family_id) && said == NULL) {
		TRY(family_of(cx, r.family_id, family));
		of = *family;
	}
	if (said != NULL)
		of = (struct record_family){ 0, facts_core(said, CORE_KK),
					     facts_core(said, CORE_KK_ADDRESS) };
	kk = of.kk;
	if (address == NULL)
		address = of.address;
	r.region_id = facts_core_int(f, CORE_REGION, 0);
	r.verified = str_eq(facts_get(f, "dukcapil_match"), "padan");
	year_of(f, &r);
	r.cell[0] = cell_of(name_of(f));
	r.cell[1] = cell_of(facts_core(f, CORE_MOTHER));
	r.cell[2] = cell_of(facts_core(f, CORE_BIRTH_DATE));
	r.cell[3] = cell_of(facts_core(f, CORE_BIRTH_PLACE));
	r.cell[4] = cell_of(facts_core(f, CORE_SEX));
	r.cell[RECORD_NIK] = cell_of(facts_core(f, CORE_NIK));
	r.cell[6] = cell_of(kk);
	r.cell[7] = cell_of(facts_core(f, CORE_PHONE));
	r.cell[8] = cell_of(address);
	r.cell[9] = cell_of(facts_core(f, CORE_REGION));
	*ret = r;
	return ERR_OK;
}

enum err record_get(struct ctx *cx, int64_t id, struct record_family *family, struct record *ret)
{
	struct subject s;

	TRY(subject_get(cx, FACT_PERSON, id, &s));
	return record_of(cx, id, &s.facts, NULL, family, ret);
}

enum err record_said(struct ctx *cx, const struct facts *f, const struct facts *family,
		     struct record *ret)
{
	struct record_family none = { 0 };

	return record_of(cx, 0, f, family, &none, ret);
}

enum err record_read(struct ctx *cx, int64_t id, struct record_family *family, struct record *ret,
		     bool *ret_there)
{
	struct subject s;

	TRY(subject_get(cx, FACT_PERSON, id, &s));
	*ret_there = !s.protected && !s.erased && s.same_as_id == 0 && !is_withdrawn(&s.facts);
	return *ret_there ? record_of(cx, id, &s.facts, NULL, family, ret) : ERR_OK;
}

/* ---- candidates ---------------------------------------------------------------------------- */

struct met {
	int64_t self, id[MET];
	size_t n;
};

static void meet(struct met *m, int64_t id)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->id[i] == id)
			return;
	if (id != m->self && m->n < MET)
		m->id[m->n++] = id;
}

static void meet_all(struct met *m, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n && i < 16; i++)
		meet(m, ids[i]);
}

static enum err meet_by_number(struct ctx *cx, const struct near_ask *ask, struct met *m)
{
	const char *nik = facts_core(ask->facts, CORE_NIK);
	const char *phone = facts_core(ask->facts, CORE_PHONE);
	int64_t *ids;
	size_t n;

	if (nik != NULL && !ask->new_nik) {
		TRY(person_by_nik(cx, nik, &ids, &n));
		meet_all(m, ids, n);
	}
	if (phone != NULL) {
		TRY(person_by_phone(cx, phone, &ids, &n));
		meet_all(m, ids, n);
	}
	return ERR_OK;
}

static bool alike(const struct name_form *name, const char *other)
{
	struct name_form form;

	name_form(other, strlen(other), &form);
	return name_compare(name, &form).score >= NAME_LIKE;
}

static enum err meet_by_birth(struct ctx *cx, const struct name_form *name, int32_t date,
			      struct met *m)
{
	struct link_born_row *rows;
	size_t n;

	TRY(link_born_all(cx, &(struct link_born_args){ .birth_date = date }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if ((rows[i].known && alike(name, rows[i].name)) ||
		    (rows[i].alias != NULL && alike(name, rows[i].alias)))
			meet(m, rows[i].id);
	return ERR_OK;
}

static enum err meet_born(struct ctx *cx, const struct name_form *name, int32_t date, struct met *m)
{
	struct civil born;

	if (date == DATE_NONE)
		return ERR_OK;
	TRY(meet_by_birth(cx, name, date, m));
	born = date_civil(date);
	if (born.day == born.month || !date_valid(born.year, born.day, born.month))
		return ERR_OK;
	return meet_by_birth(cx, name, date_from_ymd(born.year, born.day, born.month), m);
}

static enum err meet_named(struct ctx *cx, const char *name, int32_t date, struct met *m)
{
	struct link_named_row *rows;
	int32_t born;
	size_t n;

	TRY(link_named_all(cx, &(struct link_named_args){ .name_fold = str_fold(cx->arena, name) },
			   &rows, &n));
	for (size_t i = 0; i < n; i++) {
		born = rows[i].birth_date == DB_NONE ? DATE_NONE : (int32_t)rows[i].birth_date;
		if (find_same_birth(date, born))
			meet(m, rows[i].id);
	}
	return ERR_OK;
}

/* On one card twice: by name. */
static enum err meet_relatives(struct ctx *cx, const struct facts *f, const struct name_form *name,
			       struct met *m)
{
	struct link_relative_row *rows;
	int64_t family;
	size_t n;

	if (!str_i64(facts_core(f, CORE_FAMILY), &family))
		return ERR_OK;
	TRY(link_relative_all(cx, &(struct link_relative_args){ .family_id = family }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (alike(name, rows[i].name))
			meet(m, rows[i].id);
	return ERR_OK;
}

/* Those with whom there is a question already, however it was found. */
static enum err meet_asked(struct ctx *cx, struct met *m)
{
	struct link_of_row *rows;
	size_t n;

	if (m->self == 0)
		return ERR_OK;
	TRY(link_of_all(cx, &(struct link_of_args){ .person_id = m->self }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (rows[i].state == LINK_OPEN || rows[i].state == LINK_LATER)
			meet(m, rows[i].a_id == m->self ? rows[i].b_id : rows[i].a_id);
	return ERR_OK;
}

/* by_index: whom the index in memory names; NULL: there is none, and the tables are asked. */
static enum err meet_everyone(struct ctx *cx, const struct near_ask *ask,
			      const struct find_alike *by_index, struct met *m)
{
	const char *text = name_of(ask->facts);
	struct name_form name;

	TRY(meet_asked(cx, m));
	TRY(meet_by_number(cx, ask, m));
	if (text == NULL)
		return ERR_OK;
	name_form(text, strlen(text), &name);
	TRY(meet_relatives(cx, ask->facts, &name, m));
	if (by_index != NULL) {
		for (size_t i = 0; i < by_index->n; i++)
			meet(m, by_index->id[i]);
		return ERR_OK;
	}
	TRY(meet_born(cx, &name, facts_birth(ask->facts), m));
	return meet_named(cx, text, facts_birth(ask->facts), m);
}

/* ---- weighing ------------------------------------------------------------------------------ */

/* Two that the civil registry knows under two numbers. */
static bool are_two(const struct record *a, const struct record *b,
		    const struct linkage_match *match)
{
	enum linkage_level nik = match->reasons[RECORD_NIK].level;

	return a->verified && b->verified && nik != LINKAGE_SAME && nik != LINKAGE_UNKNOWN;
}

static bool has_two_nik(const struct linkage_match *match)
{
	enum linkage_level nik = match->reasons[RECORD_NIK].level;

	return nik != LINKAGE_SAME && nik != LINKAGE_TYPO && nik != LINKAGE_UNKNOWN;
}

/* "name:sounds:512,birth_date:swapped:310": in hundredths of log2. */
static const char *reasons_of(struct ctx *cx, const struct linkage_match *match)
{
	const char *text = "";

	for (size_t i = 0; i < RECORD_COLUMNS; i++)
		if (match->reasons[i].level != LINKAGE_UNKNOWN)
			text =
			    arena_printf(cx->arena, "%s%s%s:%s:%ld", text, *text != '\0' ? "," : "",
					 linkage_kind_name(record_kinds[i]),
					 linkage_level_name(match->reasons[i].level),
					 lroundf(match->reasons[i].weight * 100));
	return text;
}

/*
 * A guessed year is no date: the engine is not told of it.  Most guesses of grown people are good
 * to some five years, so one that is near says a little, and one that is far never much.
 */
static const struct guess {
	int32_t years;
	const char *level;
	int weight; /* hundredths of log2 */
} guesses[] = {
	{ 2, "about", 200 }, { 5, "about", 100 },        { 10, NULL, 0 },
	{ 20, "far", -150 }, { INT32_MAX, "far", -300 },
};

/* NULL: both are known, or one has no year at all. */
static const struct guess *guess_of(const struct record *a, const struct record *b)
{
	const struct guess *g = guesses;

	if ((!a->about && !b->about) || a->year == 0 || b->year == 0)
		return NULL;
	while (abs(a->year - b->year) > g->years)
		g++;
	return g->level != NULL ? g : NULL;
}

static void weigh_guess(const struct record *a, const struct record *b, struct linkage_match *m)
{
	const struct guess *g = guess_of(a, b);

	if (g == NULL)
		return;
	m->weight += (float)g->weight / 100;
	m->probability = 1 / (1 + exp2(-m->weight));
}

/* The same words as of the others, behind them. */
static const char *reasons_all(struct ctx *cx, const struct record *a, const struct record *b,
			       const struct linkage_match *match)
{
	const char *text = reasons_of(cx, match);
	const struct guess *g = guess_of(a, b);

	if (g == NULL)
		return text;
	return arena_printf(cx->arena, "%s%sbirth_year:%s:%d", text, *text != '\0' ? "," : "",
			    g->level, g->weight);
}

static struct same_near near_of(struct ctx *cx, const struct record *a, const struct record *b,
				const struct linkage_match *match)
{
	struct same_near near = {
		.id = b->id,
		.region_id = b->region_id,
		.permille = lround(match->probability * 1000),
		.weight = lroundf(match->weight * 100),
		.apart = are_two(a, b, match),
		.two_nik = has_two_nik(match),
		.stake = 1,
		.reasons = reasons_all(cx, a, b, match),
	};

	near.sure = near.permille >= SAME_SURE && !near.apart && !near.two_nik;
	/* Two families may both be given for him; one number may pay twice. */
	if (a->family_id != 0 && b->family_id != 0 && a->family_id != b->family_id)
		near.stake++;
	if (match->reasons[RECORD_NIK].level == LINKAGE_SAME)
		near.stake++;
	return near;
}

static int likely_first(const void *a, const void *b)
{
	const struct same_near *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* The records of those met who may be named. */
static enum err records_of(struct ctx *cx, const struct met *m, struct record *ret, size_t *ret_n)
{
	struct record_family family = { 0 };
	bool there;

	*ret_n = 0;
	for (size_t i = 0; i < m->n; i++) {
		TRY(record_read(cx, m->id[i], &family, &ret[*ret_n], &there));
		*ret_n += there;
	}
	return ERR_OK;
}

static enum err weigh(struct ctx *cx, uint64_t coming, const struct record *self,
		      const struct record *others, size_t n, struct near_ask *ask)
{
	struct linkage_cell *cells =
	    ARENA_ARRAY(cx->arena, n * RECORD_COLUMNS + 1, struct linkage_cell);
	struct linkage_match *match = ARENA_ARRAY(cx->arena, n + 1, struct linkage_match);
	struct same_near *all = ARENA_ARRAY(cx->arena, n + 1, struct same_near);
	struct scorer *scorer;
	size_t likely = 0;

	TRY(scorer_lend(cx, coming, &scorer));
	for (size_t i = 0; i < n; i++)
		memcpy(&cells[i * RECORD_COLUMNS], others[i].cell, sizeof(others[i].cell));
	linkage_one_score(scorer_one(scorer), self->cell, cells, n, match);
	scorer_return(scorer);
	for (size_t i = 0; i < n; i++)
		weigh_guess(self, &others[i], &match[i]);
	for (size_t i = 0; i < n; i++)
		if (match[i].probability * 1000 >= SAME_SHOWN)
			all[likely++] = near_of(cx, self, &others[i], &match[i]);
	qsort(all, likely, sizeof(*all), likely_first);
	ask->n = MIN(likely, (size_t)ALIKE_MAX);
	memcpy(ask->near, all, ask->n * sizeof(*all));
	return ERR_OK;
}

static enum err near_person(struct ctx *cx, struct near_ask *ask, const struct met *met)
{
	struct record_family family = { 0 };
	struct record *others, self;
	size_t n;

	ask->n = 0;
	if (met->n == 0)
		return ERR_OK;
	others = ARENA_ARRAY(cx->arena, met->n, struct record);
	TRY(record_of(cx, ask->self_id, ask->facts, ask->family, &family, &self));
	TRY(records_of(cx, met, others, &n));
	return n > 0 ? weigh(cx, 0, &self, others, n, ask) : ERR_OK;
}

/* ---- asking ahead -------------------------------------------------------------------------- */

/* What meeting people will ask: telephones, and relatives. */
static enum err meeting_ahead(struct ctx *cx, const struct near_ask *asks, size_t n)
{
	const char **phones = ARENA_ARRAY(cx->arena, n, const char *);
	struct link_relative_args *family = ARENA_ARRAY(cx->arena, n, struct link_relative_args);
	size_t n_phones = 0, n_families = 0;

	for (size_t i = 0; i < n; i++) {
		phones[n_phones] = facts_core(asks[i].facts, CORE_PHONE);
		n_phones += phones[n_phones] != NULL;
		n_families +=
		    str_i64(facts_core(asks[i].facts, CORE_FAMILY), &family[n_families].family_id);
	}
	TRY(numbers_ahead(cx, SEAL_PHONE, phones, n_phones));
	return link_relative_ahead(cx, family, n_families);
}

/* What comparing with those met will ask: them, and then their families. */
static enum err records_ahead(struct ctx *cx, const struct met *met, size_t n)
{
	int64_t *ids, *families;
	size_t n_ids = 0, n_families = 0;
	struct subject s;

	for (size_t i = 0; i < n; i++)
		n_ids += met[i].n;
	ids = ARENA_ARRAY(cx->arena, n_ids + 1, int64_t);
	families = ARENA_ARRAY(cx->arena, n_ids + 1, int64_t);
	n_ids = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < met[i].n; k++)
			ids[n_ids++] = met[i].id[k];
	TRY(subjects_ahead(cx, FACT_PERSON, ids, n_ids));
	for (size_t i = 0; i < n_ids; i++) {
		TRY(subject_get(cx, FACT_PERSON, ids[i], &s));
		n_families += str_i64(facts_core(&s.facts, CORE_FAMILY), &families[n_families]);
	}
	return subjects_ahead(cx, FACT_FAMILY, families, n_families);
}

/*
 * Where neighbours are looked for.  A row of an import whose number nobody has is somebody else: a
 * name and a date that are both wrong do not make up for it, and looking would cost each row.
 */
static int64_t home_of(const struct near_ask *ask)
{
	bool other = ask->new_nik && facts_core(ask->facts, CORE_NIK) != NULL;

	return other ? 0 : facts_core_int(ask->facts, CORE_REGION, 0);
}

/* The index is asked once for all of them. */
enum err near_persons(struct ctx *cx, struct near_ask *asks, size_t n)
{
	struct find_alike *by_index = ARENA_ARRAY(cx->arena, n + 1, struct find_alike);
	struct met *met = ARENA_ARRAY(cx->arena, n + 1, struct met);
	bool ready, ahead = n > 1 && sql_asks_ahead(cx);

	for (size_t i = 0; i < n; i++)
		by_index[i] = (struct find_alike){ .name = name_of(asks[i].facts),
						   .born = facts_birth(asks[i].facts),
						   .region_id = home_of(&asks[i]),
						   .everywhere = n == 1 && !asks[i].new_nik };
	TRY(find_alike(cx, by_index, n, &ready));
	if (ahead)
		TRY(meeting_ahead(cx, asks, n));
	for (size_t i = 0; i < n; i++) {
		met[i].self = asks[i].self_id;
		TRY(meet_everyone(cx, &asks[i], ready ? &by_index[i] : NULL, &met[i]));
	}
	if (ahead)
		TRY(records_ahead(cx, met, n));
	for (size_t i = 0; i < n; i++)
		TRY(near_person(cx, &asks[i], &met[i]));
	return ERR_OK;
}

struct alike near_alike(struct ctx *cx, const struct same_near *near)
{
	return (struct alike){ .id = near->id,
			       .permille = near->permille,
			       .sure = near->sure,
			       .apart = near->apart,
			       .words = same_words(cx, near->reasons),
			       .reasons = near->reasons };
}

enum err same_candidates(struct ctx *cx, struct alike_ask *asks, size_t n)
{
	struct near_ask *near = ARENA_ARRAY(cx->arena, n + 1, struct near_ask);

	for (size_t i = 0; i < n; i++)
		near[i] = (struct near_ask){ .facts = asks[i].person,
					     .family = asks[i].family,
					     .new_nik = asks[i].new_nik };
	TRY(near_persons(cx, near, n));
	for (size_t i = 0; i < n; i++) {
		asks[i].n = near[i].n;
		for (size_t k = 0; k < near[i].n; k++)
			asks[i].alike[k] = near_alike(cx, &near[i].near[k]);
	}
	return ERR_OK;
}

enum err near_records(struct ctx *cx, uint64_t coming, const struct record *a,
		      const struct record *b, struct same_near *ret, bool *ret_likely)
{
	struct near_ask *ask = ARENA_NEW(cx->arena, struct near_ask);

	TRY(weigh(cx, coming, a, b, 1, ask));
	*ret_likely = ask->n == 1;
	*ret = ask->near[0];
	return ERR_OK;
}

enum err near_pair(struct ctx *cx, int64_t a_id, int64_t b_id, struct same_near *ret,
		   int64_t *ret_region, bool *ret_likely)
{
	struct record_family family = { 0 };
	struct record a, b;

	TRY(record_read(cx, a_id, &family, &a, ret_likely));
	if (*ret_likely)
		TRY(record_read(cx, b_id, &family, &b, ret_likely));
	if (!*ret_likely)
		return ERR_OK;
	*ret_region = a.region_id;
	return near_records(cx, 0, &a, &b, ret, ret_likely);
}
