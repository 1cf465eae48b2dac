/* The order of steps, read from reference data; what each step asks for is known here. */
#include "feature/verval/verval_impl.h"

#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "text/verval.h"

#define LAST_DAY 28 /* that every month has */

/* Who moves a step on, and by which act. */
static const struct step {
	const char *code;
	enum verval_post post;
	enum verval_act act;
} steps[] = {
	{ "prelist_awal", POST_UNIT, ACT_PASS },   { "kunjungan", POST_UNIT, ACT_VISIT },
	{ "muskel", POST_UNIT, ACT_MEETING },      { "sptjm", POST_UNIT, ACT_PAPER },
	{ "prelist_akhir", POST_UNIT, ACT_PASS },  { "ba", POST_UNIT, ACT_MINUTES },
	{ "verifikator", POST_CHECK, ACT_DECIDE }, { "kepala_opd", POST_APPROVE, ACT_DECIDE },
	{ "serah", POST_CHECK, ACT_ENTER },        { "sudah_diinput", POST_CHECK, ACT_ENTER },
};

static const struct step *step_find(const char *code, size_t n)
{
	for (size_t i = 0; i < LEN(steps); i++)
		if (strlen(steps[i].code) == n && memcmp(steps[i].code, code, n) == 0)
			return &steps[i];
	return NULL;
}

/* The first of the alternatives that is done by the act; NULL: none. */
static const struct step *step_by(const char *alternatives, enum verval_act act)
{
	const struct step *s;

	for (const char *p = alternatives; *p != '\0'; p += strcspn(p, "|"), p += *p == '|') {
		s = step_find(p, strcspn(p, "|"));
		if (s != NULL && s->act == act)
			return s;
	}
	return NULL;
}

static const struct step *step_at(const struct flow *flow, int64_t place)
{
	assert(place >= 0 && (size_t)place < flow->n);
	return step_find(flow->step[place], strcspn(flow->step[place], "|"));
}

static const char *const kinds[] = {
	[VERVAL_USUL] = "usul", [VERVAL_PERBAIKAN] = "perbaikan", [VERVAL_SANGGAH] = "sanggah"
};

enum err verval_flow(struct ctx *cx, enum verval_kind kind, int64_t version, struct flow *ret)
{
	struct ref_entry e;

	if (version == 0)
		TRY(ref_get(cx, "verval_flow", kinds[kind], ref_today(cx), &e));
	else
		TRY(ref_version(cx, "verval_flow", kinds[kind], version, &e));
	*ret = (struct flow){
		.version = e.version,
		.photo = ref_doc_flag(cx, &e, "photo"),
		.void_days = ref_doc_int(cx, &e, "void_days", 0),
		.warn_days = ref_doc_int(cx, &e, "warn_days", 0),
		.warn_again_days = ref_doc_int(cx, &e, "warn_again_days", 0),
	};
	ret->n = ref_doc_list(cx, &e, "steps", &ret->step);
	for (size_t i = 0; i < ret->n; i++)
		if (step_at(ret, (int64_t)i) == NULL)
			return err_set(cx, ERR_INVALID, "verval_flow: step %s", ret->step[i]);
	return ret->n > 0 ? ERR_OK : err_set(cx, ERR_INVALID, "verval_flow: no steps");
}

bool flow_allows(const struct flow *flow, int64_t place, enum verval_act act)
{
	return step_by(flow->step[place], act) != NULL;
}

enum verval_post flow_post(const struct flow *flow, int64_t place)
{
	return step_at(flow, place)->post;
}

bool flow_counts(const struct flow *flow, int64_t place)
{
	if (!flow_allows(flow, place, ACT_DECIDE))
		return false;
	for (size_t i = (size_t)place + 1; i < flow->n; i++)
		if (flow_allows(flow, (int64_t)i, ACT_DECIDE))
			return false;
	return true;
}

const char *flow_step(struct ctx *cx, const struct flow *flow, int64_t place)
{
	return arena_strndup(cx->arena, flow->step[place], strcspn(flow->step[place], "|"));
}

const char *flow_words(struct ctx *cx, const char *alternatives)
{
	const char *words = NULL, *one;

	for (const char *p = alternatives; *p != '\0'; p += strcspn(p, "|"), p += *p == '|') {
		one = ref_label(cx, "verval_step", arena_strndup(cx->arena, p, strcspn(p, "|")));
		words = words == NULL ? one : text_fill(cx, T_VERVAL_EITHER, words, one, NULL);
	}
	return words != NULL ? words : "";
}

/* ---- what a city may not write --------------------------------------------------------------- */

static bool known_steps(const char *alternatives)
{
	for (const char *p = alternatives; *p != '\0'; p += strcspn(p, "|"), p += *p == '|')
		if (step_find(p, strcspn(p, "|")) == NULL)
			return false;
	return *alternatives != '\0';
}

const char *verval_flow_fault(const struct json_t *doc)
{
	const json_t *list = json_object_get(doc, "steps"), *item;
	bool decides = false;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) == 0)
		return "steps";
	json_array_foreach(list, i, item)
	{
		if (!json_is_string(item) || !known_steps(json_string_value(item)))
			return "steps";
		if (step_by(json_string_value(item), ACT_DECIDE) != NULL)
			decides = true;
	}
	/* Without a step that decides, facts would never count. */
	return decides ? NULL : "steps";
}

const char *verval_calendar_fault(const struct json_t *doc)
{
	const json_t *day = json_object_get(doc, "day"), *days = json_object_get(doc, "days");

	if (day == NULL && days != NULL)
		return json_integer_value(days) > 0 ? NULL : "days";
	/* A day that some month lacks would leave its requests without an end. */
	return json_integer_value(day) >= 1 && json_integer_value(day) <= LAST_DAY ? NULL : "day";
}

/* ---- the months ------------------------------------------------------------------------------ */

static enum err cutoff_day(struct ctx *cx, int *ret)
{
	struct ref_entry e;

	TRY(ref_get(cx, "verval_calendar", "cutoff", ref_today(cx), &e));
	*ret = (int)ref_doc_int(cx, &e, "day", 0);
	if (*ret < 1 || *ret > LAST_DAY)
		return err_set(cx, ERR_INVALID, "verval_calendar: cutoff is no day of every month");
	return ERR_OK;
}

enum err verval_period(struct ctx *cx, int32_t on, int64_t *ret)
{
	struct civil c = date_civil(on);
	int day;

	TRY(cutoff_day(cx, &day));
	*ret = (int64_t)c.year * 12 + c.month - 1 + (c.day > day);
	return ERR_OK;
}

enum err verval_cutoff(struct ctx *cx, int64_t period, int64_t *ret)
{
	struct civil c = { .year = (int)(period / 12), .month = (int)(period % 12) + 1 };

	TRY(cutoff_day(cx, &c.day));
	*ret = clock_instant(&c, zone_of(cx)) + USEC_DAY - 1;
	return ERR_OK;
}

const char *period_words(struct ctx *cx, int64_t period)
{
	const char *date =
	    say_date_letter(cx, date_from_ymd((int)(period / 12), (int)(period % 12) + 1, 1));
	const char *month = strchr(date, ' ');

	return month != NULL ? month + 1 : date;
}
