/*
 * Figures that casework keeps as it goes, so that overviews need not read the years.  What is
 * counted is said once, in the views v_pace_counted and v_service_counted; a change takes out what
 * they say of the case before it and puts in what they say after.
 */
#include "feature/casework/casework_impl.h"

#include "feature/casework/tally_sql.h"

#include "base/clock.h"

enum err tally_pace(struct ctx *cx, int64_t case_id, enum pace measure, int sign)
{
	return pace_count_run(
	    cx,
	    &(struct pace_count_args){ .case_id = case_id,
				       .least = measure == PACE_BOTH ? PACE_FIRST_ACT : measure,
				       .most = measure == PACE_BOTH ? PACE_OUTCOME : measure,
				       .sign = sign },
	    NULL);
}

enum err tally_services(struct ctx *cx, int64_t case_id, int sign)
{
	return services_count_run(
	    cx, &(struct services_count_args){ .case_id = case_id, .sign = sign }, NULL);
}

enum err hold_case(struct ctx *cx, int64_t case_id)
{
	struct case_hold_row held;

	return case_hold_one(cx, &(struct case_hold_args){ .id = case_id }, &held);
}

enum err first_act(struct ctx *cx, int64_t case_id)
{
	int64_t changed;

	TRY(case_set_first_act_run(cx, &(struct case_set_first_act_args){ .id = case_id },
				   &changed));
	return changed == 1 ? tally_pace(cx, case_id, PACE_FIRST_ACT, 1) : ERR_OK;
}

int64_t pace_week(int64_t instant)
{
	return (instant / USEC_DAY + 3) / 7;
}

int64_t pace_usec(int64_t bucket)
{
	static const int64_t units[] = { USEC_MINUTE, USEC_HOUR, USEC_DAY, 30 * USEC_DAY,
					 365 * USEC_DAY };

	assert(bucket >= 0);
	return bucket % 100 * units[MIN(bucket / 100, (int64_t)LEN(units) - 1)];
}

enum err casework_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n)
{
	struct service_faults_row *services;
	struct pace_faults_row *paces;
	struct step_faults_row *steps;
	size_t n, n_services, n_steps, i;

	TRY(pace_faults_all(cx, &paces, &n));
	TRY(service_faults_all(cx, &services, &n_services));
	TRY(step_faults_all(cx, &steps, &n_steps));
	*ret = ARENA_ARRAY(cx->arena, n + n_services + n_steps + 1, char *);
	*ret_n = n + n_services + n_steps;
	for (i = 0; i < n; i++)
		(*ret)[i] = arena_printf(cx->arena,
					 "case_pace region %lld week %lld measure %lld bucket "
					 "%lld: kept %lld, counted %lld",
					 (long long)paces[i].region_id, (long long)paces[i].week,
					 (long long)paces[i].measure, (long long)paces[i].bucket,
					 (long long)paces[i].kept, (long long)paces[i].counted);
	for (i = 0; i < n_services; i++) {
		char date[DATE_TEXT_SIZE];

		date_text((int32_t)services[i].given_on, date);
		(*ret)[n + i] =
		    arena_printf(cx->arena, "service_tally %s %s%s: kept %lld, counted %lld", date,
				 *services[i].item != '\0' ? services[i].item : "all items",
				 services[i].protected ? " protected" : "",
				 (long long)services[i].kept, (long long)services[i].counted);
	}
	for (i = 0; i < n_steps; i++)
		(*ret)[n + n_services + i] = arena_printf(
		    cx->arena,
		    "step %lld of %s: kelurahan, opening or protection are not those of "
		    "the case",
		    (long long)steps[i].ordinal, steps[i].number);
	return ERR_OK;
}

enum err casework_tally_mend(struct ctx *cx)
{
	struct step_faults_row *steps;
	size_t n, i;

	TRY(step_faults_all(cx, &steps, &n));
	for (i = 0; i < n; i++)
		TRY(step_mend_run(cx, &(struct step_mend_args){ .id = steps[i].id }, NULL));
	TRY(pace_clear_run(cx, NULL));
	TRY(pace_fill_run(cx, NULL));
	TRY(service_tally_clear_run(cx, NULL));
	return service_tally_fill_run(cx, NULL);
}
