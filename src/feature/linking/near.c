/* Who may be somebody: candidates from a few indexes, weighed by what engine/linkage has learnt. */
#include "feature/linking/linking_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/names/names.h"

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

static enum err record_of(struct ctx *cx, int64_t id, const struct facts *f,
			  struct record_family *family, struct record *ret)
{
	const char *address = facts_core(f, CORE_ADDRESS), *kk = NULL;
	struct record r = { .id = id };

	if (str_i64(facts_core(f, CORE_FAMILY), &r.family_id)) {
		TRY(family_of(cx, r.family_id, family));
		kk = family->kk;
		if (address == NULL)
			address = family->address;
	}
	if (!str_i64(facts_core(f, CORE_REGION), &r.region_id))
		r.region_id = 0;
	r.verified = str_eq(facts_get(f, "dukcapil_match"), "padan");
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
	return record_of(cx, id, &s.facts, family, ret);
}

enum err record_read(struct ctx *cx, int64_t id, struct record_family *family, struct record *ret,
		     bool *ret_there)
{
	struct link_person_row row;

	TRY(link_person_maybe(cx, &(struct link_person_args){ .id = id }, &row, ret_there));
	return *ret_there ? record_get(cx, id, family, ret) : ERR_OK;
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

static enum err meet_by_number(struct ctx *cx, const struct facts *f, struct met *m)
{
	const char *nik = facts_core(f, CORE_NIK), *phone = facts_core(f, CORE_PHONE);
	int64_t *ids;
	size_t n;

	if (nik != NULL) {
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
		if (alike(name, rows[i].name))
			meet(m, rows[i].id);
	return ERR_OK;
}

static enum err meet_born(struct ctx *cx, const struct facts *f, const struct name_form *name,
			  struct met *m)
{
	const char *text = facts_core(f, CORE_BIRTH_DATE);
	struct civil born;
	int32_t date;

	if (text == NULL || !date_parse(text, &date))
		return ERR_OK;
	TRY(meet_by_birth(cx, name, date, m));
	born = date_civil(date);
	if (born.day == born.month || !date_valid(born.year, born.day, born.month))
		return ERR_OK;
	return meet_by_birth(cx, name, date_from_ymd(born.year, born.day, born.month), m);
}

static enum err meet_named(struct ctx *cx, const char *name, struct met *m)
{
	struct link_named_row *rows;
	size_t n;

	TRY(link_named_all(cx, &(struct link_named_args){ .name_fold = str_fold(cx->arena, name) },
			   &rows, &n));
	for (size_t i = 0; i < n; i++)
		meet(m, rows[i].id);
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

static enum err meet_everyone(struct ctx *cx, const struct facts *f, struct met *m)
{
	const char *text = name_of(f);
	struct name_form name;

	TRY(meet_asked(cx, m));
	TRY(meet_by_number(cx, f, m));
	if (text == NULL)
		return ERR_OK;
	name_form(text, strlen(text), &name);
	TRY(meet_born(cx, f, &name, m));
	TRY(meet_relatives(cx, f, &name, m));
	return meet_named(cx, text, m);
}

/* ---- weighing ------------------------------------------------------------------------------ */

static bool is_kept_apart(const struct record *a, const struct record *b,
			  const struct linkage_match *match)
{
	enum linkage_level nik = match->reasons[RECORD_NIK].level;

	if (a->verified && b->verified && nik != LINKAGE_SAME && nik != LINKAGE_UNKNOWN)
		return true;
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

static struct same_near near_of(struct ctx *cx, const struct record *a, const struct record *b,
				const struct linkage_match *match)
{
	struct same_near near = { .region_id = b->region_id, .stake = 1 };

	near.c = (struct same_candidate){
		.id = b->id,
		.permille = lround(match->probability * 1000),
		.weight = lroundf(match->weight * 100),
		.reasons = reasons_of(cx, match),
	};
	near.c.sure = near.c.permille >= SAME_SURE && !is_kept_apart(a, b, match);
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

	if (x->c.weight != y->c.weight)
		return x->c.weight > y->c.weight ? -1 : 1;
	return x->c.id < y->c.id ? -1 : x->c.id > y->c.id;
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

static enum err weigh(struct ctx *cx, const struct record *self, const struct record *others,
		      size_t n, struct same_near *ret, size_t *ret_n)
{
	struct linkage_cell *cells =
	    ARENA_ARRAY(cx->arena, n * RECORD_COLUMNS + 1, struct linkage_cell);
	struct linkage_match *match = ARENA_ARRAY(cx->arena, n + 1, struct linkage_match);
	struct same_near *all = ARENA_ARRAY(cx->arena, n + 1, struct same_near);
	struct scorer *scorer;
	size_t likely = 0;

	TRY(scorer_lend(cx, &scorer));
	for (size_t i = 0; i < n; i++)
		memcpy(&cells[i * RECORD_COLUMNS], others[i].cell, sizeof(others[i].cell));
	linkage_one_score(scorer_one(scorer), self->cell, cells, n, match);
	scorer_return(scorer);
	for (size_t i = 0; i < n; i++)
		if (match[i].probability * 1000 >= SAME_SHOWN)
			all[likely++] = near_of(cx, self, &others[i], &match[i]);
	qsort(all, likely, sizeof(*all), likely_first);
	*ret_n = MIN(likely, (size_t)SAME_MAX);
	memcpy(ret, all, *ret_n * sizeof(*ret));
	return ERR_OK;
}

enum err near_persons(struct ctx *cx, const struct facts *facts, int64_t self_id,
		      struct same_near *ret, size_t *ret_n)
{
	struct record *others = ARENA_ARRAY(cx->arena, MET, struct record), self;
	struct record_family family = { 0 };
	struct met met = { .self = self_id };
	size_t n;

	*ret_n = 0;
	TRY(meet_everyone(cx, facts, &met));
	if (met.n == 0)
		return ERR_OK;
	TRY(record_of(cx, self_id, facts, &family, &self));
	TRY(records_of(cx, &met, others, &n));
	return n > 0 ? weigh(cx, &self, others, n, ret, ret_n) : ERR_OK;
}

enum err same_candidates(struct ctx *cx, const struct facts *facts, int64_t self_id,
			 struct same_candidate *ret, size_t *ret_n)
{
	struct same_near near[SAME_MAX];

	TRY(near_persons(cx, facts, self_id, near, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = near[i].c;
	return ERR_OK;
}

enum err near_pair(struct ctx *cx, int64_t a_id, int64_t b_id, struct same_near *ret,
		   int64_t *ret_region, bool *ret_likely)
{
	struct record_family family = { 0 };
	struct same_near near[SAME_MAX];
	struct record a, b;
	size_t n = 0;

	TRY(record_read(cx, a_id, &family, &a, ret_likely));
	if (*ret_likely)
		TRY(record_read(cx, b_id, &family, &b, ret_likely));
	if (!*ret_likely)
		return ERR_OK;
	TRY(weigh(cx, &a, &b, 1, near, &n));
	*ret_likely = n == 1;
	*ret_region = a.region_id;
	*ret = near[0];
	return ERR_OK;
}
