/* Doubtful rows: why they are, both sides of each, and what people decide of one or of many. */
#include "feature/intake/intake_doubt.h"

#include <string.h>

#include "base/str.h"
#include "feature/intake/intake_impl.h"
#include "platform/audit/audit.h"
#include "platform/export/table.h"
#include "text/intake.h"

enum { NOT_YET, SAME, OTHER };

/* ---- why ------------------------------------------------------------------------------------- */

static enum doubt_why why_of(const struct line *l)
{
	static const struct {
		enum text said;
		enum doubt_why why;
	} whys[] = {
		{ T_INTAKE_D_NIK_OTHER, DOUBT_NIK_OTHER },
		{ T_INTAKE_D_NAMESAKE, DOUBT_NAMESAKE },
		{ T_INTAKE_D_NIK_NEAR, DOUBT_NIK_NEAR },
		{ T_INTAKE_D_ALIKE, DOUBT_ALIKE },
		{ T_INTAKE_D_ALIKE_TWICE, DOUBT_OTHER_ROW },
		{ T_INTAKE_D_ROWS, DOUBT_OTHER_ROW },
		{ T_INTAKE_D_UNNAMED, DOUBT_UNNAMED },
	};

	for (size_t i = 0; i < l->n_notes; i++)
		for (size_t k = 0; k < LEN(whys); k++)
			if (str_eq(l->note[i].field, text_key(whys[k].said)))
				return whys[k].why;
	return asks_of_correction(l) ? DOUBT_CORRECTION : DOUBT_UNSAID;
}

enum text doubt_why_text(int64_t why)
{
	static const enum text texts[DOUBT__N] = {
		[DOUBT_UNSAID] = T_INTAKE_WHY_UNSAID,
		[DOUBT_NIK_OTHER] = T_INTAKE_WHY_NIK_OTHER,
		[DOUBT_NAMESAKE] = T_INTAKE_WHY_NAMESAKE,
		[DOUBT_NIK_NEAR] = T_INTAKE_WHY_NIK_NEAR,
		[DOUBT_ALIKE] = T_INTAKE_WHY_ALIKE,
		[DOUBT_OTHER_ROW] = T_INTAKE_WHY_OTHER_ROW,
		[DOUBT_UNNAMED] = T_INTAKE_WHY_UNNAMED,
		[DOUBT_CORRECTION] = T_INTAKE_WHY_CORRECTION,
	};

	assert(why >= 0 && why < DOUBT__N);
	return texts[why];
}

enum err doubt_add(struct ctx *cx, int64_t intake_id, const struct line *l)
{
	return intake_doubt_add_run(cx,
				    &(struct intake_doubt_add_args){
					.intake_id = intake_id,
					.n = l->n,
					.family_n = l->family_n,
					.why = why_of(l),
					.unlike = l->unlike,
					.apart = l->apart,
					.subject_id = l->subject_id,
					.other_n = l->other_n,
				    },
				    NULL);
}

/* ---- deciding -------------------------------------------------------------------------------- */

/* A doubtful row that is another one is new, where such a file makes people. */
static enum intake_verdict verdict_of(const struct intake_get_row *in, int64_t decided)
{
	if (decided == SAME)
		return INTAKE_CHANGED;
	return intake_creates((enum intake_kind)in->kind) ? INTAKE_NEW : INTAKE_WRONG;
}

static enum err shift(struct ctx *cx, int64_t id, enum intake_verdict to, int64_t n)
{
	return intake_shift_run(cx,
				&(struct intake_shift_args){
				    .id = id,
				    .new_d = to == INTAKE_NEW ? n : 0,
				    .changed_d = to == INTAKE_CHANGED ? n : 0,
				    .wrong_d = to == INTAKE_WRONG ? n : 0,
				    .doubt_d = -n,
				},
				NULL);
}

static enum err undecided(struct ctx *cx, int64_t id, struct intake_get_row *ret)
{
	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, ret));
	if (ret->state != INTAKE_CHECKED || ret->kind == INTAKE_ANSWERS)
		return refuse(cx, T_INTAKE_NOT_NOW);
	return ERR_OK;
}

/* From one verdict to another, unless somebody was there before. */
static enum err judge_row(struct ctx *cx, int64_t id, int64_t family_n, int64_t n,
			  enum intake_verdict from, enum intake_verdict to, int64_t subject_id)
{
	int64_t changed;

	TRY(intake_row_judge_run(cx,
				 &(struct intake_row_judge_args){
				     .intake_id = id,
				     .family_n = family_n,
				     .n = n,
				     .verdict = to,
				     .old_verdict = from,
				     .subject_id = subject_id,
				 },
				 &changed));
	return changed == 1 ? ERR_OK : refuse(cx, T_INTAKE_NOT_NOW);
}

enum err intake_decide(struct ctx *cx, int64_t id, int64_t family_n, int64_t n, bool same)
{
	const struct intake_row_one_args one = { .intake_id = id, .family_n = family_n, .n = n };
	const struct intake_doubt_one_args of = { .intake_id = id, .n = n };
	int64_t decided = same ? SAME : OTHER;
	struct intake_doubt_one_row doubt;
	struct intake_row_one_row row;
	struct intake_get_row in;
	bool kept;

	TRY(undecided(cx, id, &in));
	TRY(intake_row_one_one(cx, &one, &row));
	TRY(intake_doubt_one_maybe(cx, &of, &doubt, &kept));
	if (same && kept && doubt.apart)
		return refuse(cx, T_INTAKE_APART);
	TRY(judge_row(cx, id, family_n, n, INTAKE_DOUBTFUL, verdict_of(&in, decided),
		      same ? row.subject_id : 0));
	TRY(intake_doubt_decide_run(cx,
				    &(struct intake_doubt_decide_args){
					.intake_id = id,
					.n = n,
					.family_n = family_n,
					.subject_id = row.subject_id,
					.decided = decided,
				    },
				    NULL));
	TRY(shift(cx, id, verdict_of(&in, decided), 1));
	return audit_leaf(cx, "intake.decide", id,
			  arena_printf(cx->arena, "row=%lld;same=%d", (long long)n, same));
}

enum err intake_decide_rows(struct ctx *cx, int64_t id, const int64_t *rows, size_t n, bool same)
{
	struct intake_row_of_verdict_row row;
	bool doubtful;

	for (size_t i = 0; i < n; i++) {
		TRY(intake_row_of_verdict_maybe(
		    cx,
		    &(struct intake_row_of_verdict_args){
			.intake_id = id, .verdict = INTAKE_DOUBTFUL, .n = rows[i] },
		    &row, &doubtful));
		if (!doubtful)
			return refuse(cx, T_INTAKE_DOUBTS_MOVED);
		TRY(intake_decide(cx, id, row.family_n, rows[i], same));
	}
	return ERR_OK;
}

enum err intake_reopen(struct ctx *cx, int64_t id, int64_t n)
{
	const struct intake_doubt_one_args of = { .intake_id = id, .n = n };
	struct intake_doubt_one_row doubt;
	struct intake_get_row in;
	enum intake_verdict verdict;

	TRY(undecided(cx, id, &in));
	TRY(intake_doubt_one_one(cx, &of, &doubt));
	if (doubt.decided == NOT_YET)
		return refuse(cx, T_INTAKE_NOT_NOW);
	verdict = verdict_of(&in, doubt.decided);
	TRY(judge_row(cx, id, doubt.family_n, n, verdict, INTAKE_DOUBTFUL, doubt.subject_id));
	TRY(intake_doubt_reopen_run(
	    cx, &(struct intake_doubt_reopen_args){ .intake_id = id, .n = n }, NULL));
	TRY(shift(cx, id, verdict, -1));
	return audit_leaf(cx, "intake.reopen", id,
			  arena_printf(cx->arena, "row=%lld", (long long)n));
}

enum err intake_decide_all(struct ctx *cx, int64_t id, const struct doubt_filter *f, bool same,
			   int64_t expected)
{
	int64_t decided = same ? SAME : OTHER, n, rows;
	struct doubt_totals totals;
	struct intake_get_row in;

	TRY(undecided(cx, id, &in));
	TRY(intake_doubt_totals(cx, id, f, &totals));
	if (expected != totals.all)
		return refuse(cx, T_INTAKE_DOUBTS_MOVED);
	TRY(intake_doubts_decide_run(
	    cx,
	    &(struct intake_doubts_decide_args){
		.with = f->why < DOUBT__N ? INTAKE_DOUBTS_DECIDE_WITH_WHY : 0,
		.intake_id = id,
		.decided = decided,
		.least = f->least,
		.most = f->most,
		.why = f->why,
		.apart_most = !same,
	    },
	    &n));
	TRY(intake_rows_decided_run(cx,
				    &(struct intake_rows_decided_args){
					.intake_id = id,
					.verdict = verdict_of(&in, decided),
					.decided = decided,
					.same = same,
				    },
				    &rows));
	if (rows != n)
		return err_set(cx, ERR_DB, "%lld doubts of %lld rows", (long long)n,
			       (long long)rows);
	TRY(shift(cx, id, verdict_of(&in, decided), n));
	return audit_leaf(cx, "intake.decide", id,
			  arena_printf(cx->arena, "rows=%lld;same=%d;why=%d;unlike=%lld-%lld",
				       (long long)n, same, (int)f->why, (long long)f->least,
				       (long long)f->most));
}

/* ---- both sides ------------------------------------------------------------------------------ */

/* What is shown of both, a line each; the first two are one's own, the others his family's too. */
static const struct {
	enum fact_core core, of_family; /* CORE__N: the family says nothing of it */
} compared[] = {
	{ CORE_NAME, CORE__N },
	{ CORE_BIRTH_DATE, CORE__N },
	{ CORE_BIRTH_PLACE, CORE__N },
	{ CORE_MOTHER, CORE__N },
	{ CORE_NIK, CORE__N },
	{ CORE__N, CORE_KK },
	{ CORE_ADDRESS, CORE_KK_ADDRESS },
	{ CORE_REGION, CORE__N },
};

/* A person and his family, or a family alone. */
struct side {
	const struct facts *person, *family; /* or NULL */
};

static const char *said_by(const struct side *s, size_t i, const struct fact_field **ret_field)
{
	const char *value = NULL;

	if (s->person != NULL && compared[i].core != CORE__N) {
		*ret_field = s->person->book->person_core[compared[i].core];
		value = facts_core(s->person, compared[i].core);
	}
	if (value == NULL && s->family != NULL && compared[i].of_family != CORE__N) {
		*ret_field = s->family->book->family_core[compared[i].of_family];
		value = facts_core(s->family, compared[i].of_family);
	}
	return value;
}

#define MARKED "\2%s\3" /* COL_MARK, COL_MARK_END */

static bool has_word(struct ctx *cx, const char *text, const char *word)
{
	char **words;
	size_t n;

	str_split(cx->arena, text, ' ', &words, &n);
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(words[i], word) == 0)
			return true;
	return false;
}

/* What of a value the other side does not have stands out; where the mask hides it, all of it. */
static const char *marked(struct ctx *cx, const char *value, bool hidden, const char *other)
{
	const char *out = "";
	char **words;
	size_t n;

	if (hidden)
		return arena_printf(cx->arena, MARKED, value);
	str_split(cx->arena, value, ' ', &words, &n);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(cx->arena,
				   has_word(cx, other, words[i]) ? "%s%s%s" : "%s%s" MARKED, out,
				   i > 0 ? " " : "", words[i]);
	return out;
}

/* A name needs no label. */
static const char *line_of(struct ctx *cx, const char *before, const struct fact_field *field,
			   const char *value)
{
	const char *next = before[0] != '\0' ? "\n" : "";

	if (field->core == CORE_NAME)
		return arena_printf(cx->arena, "%s%s%s", before, next, value);
	return arena_printf(cx->arena, "%s%s%s: %s", before, next, field->label, value);
}

/* Both as lines of the same fields, with what differs marked; secret values masked. */
static enum err side_by_side(struct ctx *cx, const struct side *a, const struct side *b,
			     struct doubt *d)
{
	const struct fact_field *field = NULL;
	const char *of[2], *shown[2];
	bool hidden;

	d->here = d->there = "";
	for (size_t i = 0; i < LEN(compared); i++) {
		of[0] = said_by(a, i, &field);
		of[1] = said_by(b, i, &field);
		/* What one side is silent about can't be compared. */
		if (of[0] == NULL || of[1] == NULL)
			continue;
		TRY(fact_show_masked(cx, field, of[0], &shown[0]));
		TRY(fact_show_masked(cx, field, of[1], &shown[1]));
		hidden = str_eq(shown[0], shown[1]) && !str_eq(of[0], of[1]);
		d->here = line_of(cx, d->here, field, marked(cx, shown[0], hidden, shown[1]));
		d->there = line_of(cx, d->there, field, marked(cx, shown[1], hidden, shown[0]));
	}
	return ERR_OK;
}

/* A row of the file as it says who somebody is. */
static enum err side_of_row(struct ctx *cx, struct rows_shown *s, int64_t n, struct side *ret)
{
	struct line *l = ARENA_NEW(cx->arena, struct line), *kept;

	TRY(rows_open(cx, s, n, &kept));
	TRY(line_read_again(cx, &s->map, kept, l));
	*ret = (struct side){ l->has_person ? &l->person : NULL, &l->family };
	return ERR_OK;
}

static enum err side_of_subject(struct ctx *cx, bool person, int64_t id, struct side *ret)
{
	struct subject *s = ARENA_NEW(cx->arena, struct subject), *family;
	int64_t family_id;

	*ret = (struct side){ 0 };
	TRY(subject_get(cx, person ? FACT_PERSON : FACT_FAMILY, id, s));
	if (s->protected || s->erased)
		return ERR_OK;
	if (!person) {
		ret->family = &s->facts;
		return ERR_OK;
	}
	ret->person = &s->facts;
	family_id = facts_core_int(&s->facts, CORE_FAMILY, 0);
	if (family_id == 0)
		return ERR_OK;
	family = ARENA_NEW(cx->arena, struct subject);
	TRY(subject_get(cx, FACT_FAMILY, family_id, family));
	ret->family = &family->facts;
	return ERR_OK;
}

/* Which row the other side is. */
static enum err name_row(struct ctx *cx, struct rows_shown *s, struct doubt *d)
{
	struct line *other;

	TRY(rows_open(cx, s, d->other_n, &other));
	d->there = arena_printf(
	    cx->arena, "%s\n%s",
	    text_fill(cx, T_INTAKE_ROW_OF, line_place(cx, &s->map, other), NULL), d->there);
	return ERR_OK;
}

static enum err fill(struct ctx *cx, struct rows_shown *s, struct doubt *d)
{
	struct intake_line shown = { .n = d->id, .subject_id = d->subject_id };
	struct side here, there = { 0 };

	TRY(row_shown(cx, s, INTAKE_DOUBTFUL, &shown));
	d->place = shown.place;
	d->name = shown.name;
	d->words = shown.why;
	d->href = shown.href;
	TRY(side_of_row(cx, s, d->id, &here));
	if (d->other_n != 0)
		TRY(side_of_row(cx, s, d->other_n, &there));
	else if (d->subject_id != 0)
		TRY(side_of_subject(cx, here.person != NULL, d->subject_id, &there));
	if (there.person == NULL && there.family == NULL) {
		TRY(side_by_side(cx, &here, &here, d));
		d->there = text(cx, T_INTAKE_WHY_UNNAMED);
		return ERR_OK;
	}
	TRY(side_by_side(cx, &here, &there, d));
	return d->other_n != 0 ? name_row(cx, s, d) : ERR_OK;
}

/* ---- lists ----------------------------------------------------------------------------------- */

enum err intake_doubt_totals(struct ctx *cx, int64_t id, const struct doubt_filter *f,
			     struct doubt_totals *ret)
{
	struct intake_doubts_count_row *rows;
	size_t n;

	*ret = (struct doubt_totals){ 0 };
	TRY(intake_doubts_count_all(cx,
				    &(struct intake_doubts_count_args){
					.intake_id = id, .least = f->least, .most = f->most },
				    &rows, &n));
	for (size_t i = 0; i < n; i++) {
		ret->by_why[rows[i].why] = rows[i].n;
		ret->any += rows[i].n;
		if (f->why != DOUBT__N && f->why != (enum doubt_why)rows[i].why)
			continue;
		ret->all += rows[i].kept_n;
		ret->apart += rows[i].apart_n;
	}
	return ERR_OK;
}

/* Behind which key a page goes on: the last row of the one before it. */
static enum err after_key(struct ctx *cx, int64_t id, const struct doubt_filter *f, int64_t after_n,
			  struct intake_doubts_open_args *a)
{
	struct intake_doubt_one_row row;
	bool kept;

	a->after_id = after_n;
	a->after_key = f->by_place ? after_n : -1;
	if (after_n == 0 || f->by_place)
		return ERR_OK;
	TRY(intake_doubt_one_maybe(
	    cx, &(struct intake_doubt_one_args){ .intake_id = id, .n = after_n }, &row, &kept));
	a->after_key = kept ? row.unlike : 1000;
	return ERR_OK;
}

/* What a doubt is, from a row of either list. */
#define DOUBT_OF(row)                                                              \
	.id = (row).n, .family_n = (row).family_n, .subject_id = (row).subject_id, \
	.other_n = (row).other_n, .why = (row).why, .unlike = (row).unlike, .apart = (row).apart

enum err intake_doubts(struct ctx *cx, int64_t id, const struct doubt_filter *f, int64_t after_n,
		       size_t max, struct doubt **ret, size_t *ret_n)
{
	struct intake_doubts_open_args a = {
		.with = f->why < DOUBT__N ? INTAKE_DOUBTS_OPEN_WITH_WHY : 0,
		.sort =
		    f->by_place ? INTAKE_DOUBTS_OPEN_SORT_PLACE : INTAKE_DOUBTS_OPEN_SORT_LIKELY,
		.intake_id = id,
		.least = f->least,
		.most = f->most,
		.why = f->why,
		.max_n = (int64_t)max,
	};
	struct intake_doubts_open_row *rows;
	struct rows_shown *s = ARENA_NEW(cx->arena, struct rows_shown);

	TRY(rows_show(cx, id, s));
	TRY(after_key(cx, id, f, after_n, &a));
	TRY(intake_doubts_open_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct doubt);
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret)[i] = (struct doubt){ DOUBT_OF(rows[i]) };
		TRY(fill(cx, s, &(*ret)[i]));
	}
	return ERR_OK;
}

enum err intake_doubts_decided(struct ctx *cx, int64_t id, int64_t after_n, size_t max,
			       struct doubt **ret, size_t *ret_n)
{
	struct intake_doubts_done_row *rows;
	struct rows_shown *s = ARENA_NEW(cx->arena, struct rows_shown);

	TRY(rows_show(cx, id, s));
	TRY(intake_doubts_done_all(cx,
				   &(struct intake_doubts_done_args){
				       .intake_id = id,
				       .after_n = after_n,
				       .max_n = (int64_t)max,
				   },
				   &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct doubt);
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret)[i] = (struct doubt){
			DOUBT_OF(rows[i]),
			.decided = rows[i].decided,
			.decided_at = rows[i].decided_at,
			.who = rows[i].who,
		};
		TRY(fill(cx, s, &(*ret)[i]));
	}
	return ERR_OK;
}
