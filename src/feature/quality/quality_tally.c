/* The figures of the score, counted again from findings and subjects. */
#include "feature/quality/quality.h"
#include "feature/quality/quality_tally_sql.h"

struct counted {
	struct quality_loss_faults_row *loss;
	struct quality_count_faults_row *count;
	struct quality_total_faults_row *total;
	size_t n_loss, n_count, n_total;
};

static enum err count_again(struct ctx *cx, struct counted *c)
{
	TRY(quality_loss_faults_all(cx, &c->loss, &c->n_loss));
	TRY(quality_count_faults_all(cx, &c->count, &c->n_count));
	return quality_total_faults_all(cx, &c->total, &c->n_total);
}

enum err quality_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n)
{
	struct counted c;
	char **f;
	size_t n = 0;

	TRY(count_again(cx, &c));
	f = ARENA_ARRAY(cx->arena, c.n_loss + c.n_count + c.n_total + 1, char *);
	for (size_t i = 0; i < c.n_loss; i++)
		f[n++] =
		    arena_printf(cx->arena, "quality_subject %lld: takes %lld, its findings %lld",
				 (long long)c.loss[i].subject_id, (long long)c.loss[i].kept,
				 (long long)c.loss[i].counted);
	for (size_t i = 0; i < c.n_count; i++)
		f[n++] = arena_printf(
		    cx->arena, "quality_count %s region %lld %s: kept %lld, counted %lld",
		    c.count[i].rule, (long long)c.count[i].region_id, c.count[i].source,
		    (long long)c.count[i].kept, (long long)c.count[i].counted);
	for (size_t i = 0; i < c.n_total; i++)
		f[n++] =
		    arena_printf(cx->arena, "quality_total region %lld %s: kept %lld, counted %lld",
				 (long long)c.total[i].region_id, c.total[i].source,
				 (long long)c.total[i].kept, (long long)c.total[i].counted);
	*ret = f;
	*ret_n = n;
	return ERR_OK;
}

enum err quality_tally_mend(struct ctx *cx)
{
	TRY(quality_loss_mend_run(cx, NULL));
	TRY(quality_count_clear_run(cx, NULL));
	TRY(quality_count_fill_run(cx, NULL));
	TRY(quality_total_clear_run(cx, NULL));
	return quality_total_fill_run(cx, NULL);
}
