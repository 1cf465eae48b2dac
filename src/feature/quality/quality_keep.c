/* What is kept of a subject: its findings, and its part in the counts, which change together. */
#include "feature/quality/quality_impl.h"

#include "base/str.h"
#include "platform/app.h"

static bool is_counted(int64_t state)
{
	return state == QUALITY_OPEN || state == QUALITY_ASSIGNED;
}

enum err count_add(struct ctx *cx, const char *rule, int64_t region_id, const char *source,
		   int64_t n)
{
	return quality_count_add_run(
	    cx,
	    &(struct quality_count_add_args){
		.rule = rule, .region_id = region_id, .source = source, .n = n },
	    NULL);
}

/* ---- a subject's part ---------------------------------------------------------------------- */

struct part {
	int64_t region_id, loss;
	const char *source, *loss_source;
};

static enum err part_add(struct ctx *cx, const struct part *p, int64_t sign)
{
	TRY(quality_total_add_run(cx,
				  &(struct quality_total_add_args){ .region_id = p->region_id,
								    .source = p->source,
								    .subjects = sign },
				  NULL));
	if (p->loss == 0)
		return ERR_OK;
	return quality_total_add_run(cx,
				     &(struct quality_total_add_args){ .region_id = p->region_id,
								       .source = p->loss_source,
								       .faulty = sign,
								       .loss = sign * p->loss },
				     NULL);
}

static struct part part_of(const struct quality_subject_row_row *row)
{
	return (struct part){ row->region_id, row->loss, row->source, row->loss_source };
}

static bool part_same(const struct part *a, const struct part *b)
{
	return a->region_id == b->region_id && a->loss == b->loss && str_eq(a->source, b->source) &&
	       str_eq(a->loss_source, b->loss_source);
}

enum err subject_weigh(struct ctx *cx, int64_t subject_id, const struct verdict *v)
{
	struct quality_subject_row_row row;
	struct quality_of_row *found;
	struct part before, after;
	bool known;
	size_t n;

	TRY(quality_subject_row_maybe(
	    cx, &(struct quality_subject_row_args){ .subject_id = subject_id }, &row, &known));
	if (!known && v == NULL)
		return ERR_OK;
	before = known ? part_of(&row) : (struct part){ 0 };
	after = v != NULL ? (struct part){ v->region_id, 0, v->source, v->source } : before;
	after.loss = 0;
	after.loss_source = after.source;
	TRY(quality_of_all(cx, &(struct quality_of_args){ .subject_id = subject_id }, &found, &n));
	for (size_t i = 0; i < n; i++)
		if (is_counted(found[i].state) && found[i].weight > after.loss) {
			after.loss = found[i].weight;
			after.loss_source = found[i].source;
		}
	if (known && part_same(&before, &after))
		return ERR_OK;
	if (known)
		TRY(part_add(cx, &before, -1));
	TRY(part_add(cx, &after, 1));
	return quality_subject_set_run(
	    cx,
	    &(struct quality_subject_set_args){ .subject_id = subject_id,
						.of = v != NULL ? (int64_t)v->of : row.of,
						.region_id = after.region_id,
						.source = after.source,
						.loss = after.loss,
						.loss_source = after.loss_source },
	    NULL);
}

static enum err subject_drop(struct ctx *cx, int64_t subject_id)
{
	struct quality_subject_row_row row;
	struct part before;
	bool known;

	TRY(quality_subject_row_maybe(
	    cx, &(struct quality_subject_row_args){ .subject_id = subject_id }, &row, &known));
	if (!known)
		return ERR_OK;
	before = part_of(&row);
	TRY(part_add(cx, &before, -1));
	return quality_subject_drop_run(
	    cx, &(struct quality_subject_drop_args){ .subject_id = subject_id }, NULL);
}

/* ---- findings ------------------------------------------------------------------------------ */

static const struct due *due_of(const struct verdict *v, const char *rule)
{
	for (size_t i = 0; i < v->n; i++)
		if (str_eq(v->due[i].rule->entry->code, rule))
			return &v->due[i];
	return NULL;
}

static bool is_kept(const struct quality_of_row *found, size_t n, const char *rule)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(found[i].rule, rule))
			return true;
	return false;
}

static bool same(const struct verdict *v, const struct due *d, const struct quality_of_row *f)
{
	return f->rule_version == d->rule->entry->version && f->severity == d->rule->severity &&
	       f->weight == d->rule->weight && f->other_id == d->fault.other_id &&
	       f->figure == d->fault.figure && f->region_id == v->region_id &&
	       str_eq(f->source, d->source);
}

/* An excuse for one counterpart is none for another. */
static int64_t state_after(const struct due *d, const struct quality_of_row *f)
{
	return f->state == QUALITY_ACCEPTED && f->other_id != d->fault.other_id ? QUALITY_OPEN
										: f->state;
}

static enum err finding_add(struct ctx *cx, const struct verdict *v, const struct due *d)
{
	TRY(quality_finding_add_run(
	    cx,
	    &(struct quality_finding_add_args){ .id = APP_ID(cx),
						.rule = d->rule->entry->code,
						.rule_version = d->rule->entry->version,
						.severity = d->rule->severity,
						.weight = d->rule->weight,
						.of = v->of,
						.subject_id = v->id,
						.other_id = d->fault.other_id,
						.figure = d->fault.figure,
						.region_id = v->region_id,
						.source = d->source },
	    NULL));
	return count_add(cx, d->rule->entry->code, v->region_id, d->source, 1);
}

static enum err finding_set(struct ctx *cx, const struct verdict *v, const struct due *d,
			    const struct quality_of_row *f)
{
	int64_t state = state_after(d, f);

	TRY(quality_finding_set_run(
	    cx,
	    &(struct quality_finding_set_args){ .id = f->id,
						.rule_version = d->rule->entry->version,
						.severity = d->rule->severity,
						.weight = d->rule->weight,
						.other_id = d->fault.other_id,
						.figure = d->fault.figure,
						.region_id = v->region_id,
						.source = d->source,
						.state = state },
	    NULL));
	if (is_counted(f->state))
		TRY(count_add(cx, f->rule, f->region_id, f->source, -1));
	return is_counted(state) ? count_add(cx, f->rule, v->region_id, d->source, 1) : ERR_OK;
}

static enum err finding_fix(struct ctx *cx, const struct quality_of_row *f)
{
	TRY(quality_finding_fix_run(cx, &(struct quality_finding_fix_args){ .id = f->id }, NULL));
	return is_counted(f->state) ? count_add(cx, f->rule, f->region_id, f->source, -1) : ERR_OK;
}

static enum err findings_keep(struct ctx *cx, const struct verdict *v)
{
	struct quality_of_row *f;
	const struct due *d;
	size_t n, i;

	TRY(quality_of_all(cx, &(struct quality_of_args){ .subject_id = v->id }, &f, &n));
	for (i = 0; i < n; i++) {
		d = due_of(v, f[i].rule);
		if (d == NULL)
			TRY(finding_fix(cx, &f[i]));
		else if (!same(v, d, &f[i]))
			TRY(finding_set(cx, v, d, &f[i]));
	}
	for (i = 0; i < v->n; i++)
		if (!is_kept(f, n, v->due[i].rule->entry->code))
			TRY(finding_add(cx, v, &v->due[i]));
	return ERR_OK;
}

enum err verdict_keep(struct ctx *cx, const struct verdict *v)
{
	TRY(findings_keep(cx, v));
	return v->gone ? subject_drop(cx, v->id) : subject_weigh(cx, v->id, v);
}

enum err verdict_differs(struct ctx *cx, const struct verdict *v, bool *ret)
{
	struct quality_subject_row_row row;
	struct quality_of_row *f;
	const struct due *d;
	size_t n, kept = 0;
	bool known;

	*ret = true;
	TRY(quality_subject_row_maybe(cx, &(struct quality_subject_row_args){ .subject_id = v->id },
				      &row, &known));
	if (known == v->gone ||
	    (known && (row.region_id != v->region_id || !str_eq(row.source, v->source))))
		return ERR_OK;
	TRY(quality_of_all(cx, &(struct quality_of_args){ .subject_id = v->id }, &f, &n));
	for (size_t i = 0; i < n; i++) {
		d = due_of(v, f[i].rule);
		if (d == NULL || !same(v, d, &f[i]))
			return ERR_OK;
		kept++;
	}
	*ret = kept != v->n;
	return ERR_OK;
}
