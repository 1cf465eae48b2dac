/* What is kept of the ledger besides its rows, counted again: which rows hold, and the sums. */
#include "feature/benefit/benefit.h"
#include "feature/benefit/benefit_tally_sql.h"

enum err benefit_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n)
{
	struct benefit_mark_faults_row *marks;
	struct benefit_sum_faults_row *sums;
	size_t n_marks, n_sums;
	char **faults;

	TRY(benefit_mark_faults_all(cx, &marks, &n_marks));
	TRY(benefit_sum_faults_all(cx, &sums, &n_sums));
	faults = ARENA_ARRAY(cx->arena, n_marks + n_sums + 1, char *);
	for (size_t i = 0; i < n_marks; i++)
		faults[i] =
		    arena_printf(cx->arena, "benefit row %lld is marked as %s and %s",
				 (long long)marks[i].id, marks[i].holds ? "holding" : "past",
				 marks[i].holds ? "does not hold" : "holds");
	for (size_t i = 0; i < n_sums; i++)
		faults[n_marks + i] = arena_printf(
		    cx->arena,
		    "benefit_tally %s %s region %lld state %lld: kept %lld of Rp%lld, counted %lld "
		    "of Rp%lld",
		    sums[i].programme, sums[i].period_code, (long long)sums[i].region_id,
		    (long long)sums[i].state, (long long)sums[i].kept,
		    (long long)sums[i].kept_amount, (long long)sums[i].counted,
		    (long long)sums[i].counted_amount);
	*ret = faults;
	*ret_n = n_marks + n_sums;
	return ERR_OK;
}

enum err benefit_tally_mend(struct ctx *cx)
{
	TRY(benefit_marks_mend_run(cx, NULL));
	TRY(benefit_tally_clear_run(cx, NULL));
	return benefit_tally_fill_run(cx, NULL);
}
