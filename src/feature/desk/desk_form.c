#include "feature/desk/desk_form.h"

#include "base/str.h"
#include "feature/desk/desk_sql.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "text/casework.h"
#include "text/desk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PPKS_TOPIC "ppks"
#define FAR_METRES 20000.0 /* no kelurahan reaches this far from its middle */

const struct member desk_flag_members[] = {
	[TRIAGE_DANGER] = { "danger", T_FLAG_DANGER, T__NONE },
	[TRIAGE_SICK] = { "sick", T_FLAG_SICK, T__NONE },
	[TRIAGE_INJURED] = { "injured", T_FLAG_INJURED, T__NONE },
	[TRIAGE_VIOLENCE] = { "violence", T_FLAG_VIOLENCE, T__NONE },
	[TRIAGE_CHILD_ALONE] = { "child_alone", T_FLAG_CHILD_ALONE, T__NONE },
	[TRIAGE_DISASTER] = { "disaster", T_FLAG_DISASTER, T__NONE },
	[TRIAGE_MENTAL] = { "mental", T_FLAG_MENTAL, T__NONE },
	[TRIAGE_NO_DWELLING] = { "no_dwelling", T_FLAG_NO_DWELLING, T__NONE },
	[TRIAGE_SOCIAL_ONLY] = { "social_only", T_FLAG_SOCIAL_ONLY, T__NONE },
	{ .value = NULL },
};

static const struct member subjects[] = {
	{ "unknown", T_SUBJECT_UNKNOWN, T__NONE }, { "known", T_SUBJECT_KNOWN, T__NONE },
	{ "family", T_SUBJECT_FAMILY, T__NONE },   { "group", T_SUBJECT_GROUP, T__NONE },
	{ "event", T_SUBJECT_EVENT, T__NONE },     { .value = NULL },
};
static const enum subject_kind subject_kinds[] = {
	SUBJECT_UNKNOWN, SUBJECT_KNOWN, SUBJECT_FAMILY, SUBJECT_GROUP, SUBJECT_EVENT,
};

static const struct member sexes[] = {
	{ "unknown", T_SEX_UNKNOWN, T__NONE },
	{ "male", T_SEX_MALE, T__NONE },
	{ "female", T_SEX_FEMALE, T__NONE },
	{ .value = NULL },
};

static const struct member reporter_kinds[] = {
	{ "open", T_REPORTER_OPEN, T_REPORTER_OPEN_HINT },
	{ "secret", T_REPORTER_SECRET, T_REPORTER_SECRET_HINT },
	{ "anonymous", T_REPORTER_ANONYMOUS, T_REPORTER_ANONYMOUS_HINT },
	{ .value = NULL },
};

static enum err topic_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct options topics;
	struct option *items;
	size_t i;

	(void)f;
	TRY(ref_options(cx, "keluhan", &topics));
	items = ARENA_ARRAY(cx->arena, topics.n + 1, struct option);
	items[0] = (struct option){ .value = PPKS_TOPIC, .label = text(cx, T_DESK_TOPIC_PPKS) };
	for (i = 0; i < topics.n; i++)
		items[i + 1] = topics.items[i];
	*ret = (struct options){ .items = items, .n = topics.n + 1 };
	return ERR_OK;
}

static enum err channel_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "channel", ret);
}

/* Who has it in his hand a second time reads who typed it in, and which report it became. */
static const char *typed_text(struct ctx *cx, const struct paper_form_typed_row *typed)
{
	const char *when = say_when(cx, typed->recorded_at);

	if (typed->report_id == 0)
		return text_fill(cx, T_DESK_PROBLEM_FORM_USED_BY, when, typed->by_name, NULL);
	return text_fill(cx, T_DESK_PROBLEM_FORM_USED_AS, when, typed->by_name,
			 typed->report_number, NULL);
}

enum err desk_paper_typed(struct ctx *cx, const struct form *f, struct paper_form_typed_row *ret,
			  bool *found)
{
	const char *number = form_text(f, F_FORM_NUMBER);

	*found = false;
	if (number == NULL)
		return ERR_OK;
	return paper_form_typed_maybe(cx, &(struct paper_form_typed_args){ .number = number }, ret,
				      found);
}

enum err desk_check_paper(struct ctx *cx, struct form *f)
{
	struct paper_form_typed_row typed;
	struct paper_form_get_row paper;
	bool found;

	if (form_text(f, F_FORM_NUMBER) == NULL)
		return ERR_OK;
	TRY(paper_form_get_maybe(
	    cx, &(struct paper_form_get_args){ .number = form_text(f, F_FORM_NUMBER) }, &paper,
	    &found));
	if (!found)
		form_problem(cx, f, F_FORM_NUMBER, T_DESK_PROBLEM_FORM_UNKNOWN, NULL);
	else if (paper.used_report_id != 0) {
		TRY(desk_paper_typed(cx, f, &typed, &found));
		form_problem_said(cx, f, F_FORM_NUMBER,
				  found ? typed_text(cx, &typed)
					: text(cx, T_DESK_PROBLEM_FORM_USED));
	}
	return ERR_OK;
}

/* "-6.92100,106.92780" as the form left it; NAN for none. */
static void read_point(const char *coord, double *lat, double *lng)
{
	const char *comma = coord != NULL ? strchr(coord, ',') : NULL;

	*lat = comma != NULL ? strtod(coord, NULL) : NAN;
	*lng = comma != NULL ? strtod(comma + 1, NULL) : NAN;
}

/* A point that no kelurahan of the city is near has a wrong digit, or is where the reporter sits.
 */
static enum err check_point(struct ctx *cx, struct form *f)
{
	const char *coord = form_text(f, F_COORD);
	struct region nearest;
	double lat, lng, metres;

	if (coord == NULL || form_faulty(f, F_COORD))
		return ERR_OK;
	read_point(coord, &lat, &lng);
	TRY(region_nearest(cx, lat, lng, &nearest, &metres));
	if (metres > FAR_METRES)
		form_problem(cx, f, F_COORD, T_DESK_PROBLEM_FAR,
			     say_number(cx, (int64_t)(metres / 1000)));
	return ERR_OK;
}

/* What depends on more than one field. */
static enum err check_report(struct ctx *cx, struct form *f)
{
	bool staff = form_def_of(f) != &desk_public_form;
	int64_t kind = form_int(f, F_REPORTER_KIND, -1);

	TRY(check_point(cx, f));
	if (kind == REPORTER_ANONYMOUS - 1 &&
	    (form_text(f, F_REPORTER) != NULL || form_text(f, F_PHONE) != NULL))
		form_problem(cx, f, F_REPORTER_KIND, T_DESK_PROBLEM_ANONYMOUS, NULL);
	if (staff && form_int(f, F_HAPPENED, 0) > cx->now)
		form_problem(cx, f, F_HAPPENED, T_DESK_PROBLEM_FUTURE, NULL);
	if (kind == REPORTER_OPEN - 1 && form_text(f, F_REPORTER) == NULL)
		form_problem(cx, f, F_REPORTER,
			     staff ? T_DESK_PROBLEM_NAME_OF : T_DESK_PROBLEM_NAME, NULL);
	if (!staff)
		return ERR_OK;
	if (form_def_of(f) == &desk_report_form)
		TRY(desk_check_person(cx, f));
	return desk_check_paper(cx, f);
}

/* Written once, used by both tables: a designated initialiser each. */
#define PUBLIC_FIELDS                                          \
	[F_BODY] = { .name = "body",                           \
		     .kind = FIELD_LONG,                       \
		     .label = T_DESK_F_BODY,                   \
		     .hint = T_DESK_F_BODY_HINT,               \
		     .required = true,                         \
		     .max = DESK_BODY_MAX,                     \
		     .privacy = FIELD_SPECIFIC_DATA,           \
		     .keep_draft = true },                     \
	[F_REGION] = { .name = "region",                       \
		       .kind = FIELD_REF,                      \
		       .label = T_DESK_F_REGION,               \
		       .required = true,                       \
		       .options = region_options,              \
		       .known = region_known,                  \
		       .section = T_DESK_S_WHERE,              \
		       .keep_draft = true },                   \
	[F_PLACE] = { .name = "place",                         \
		      .kind = FIELD_TEXT,                      \
		      .label = T_DESK_F_PLACE,                 \
		      .hint = T_DESK_F_PLACE_HINT,             \
		      .max = 200,                              \
		      .keep_draft = true },                    \
	[F_COORD] = { .name = "coord",                         \
		      .kind = FIELD_COORD,                     \
		      .label = T_DESK_F_COORD,                 \
		      .hint = T_DESK_F_COORD_HINT,             \
		      .keep_draft = true },                    \
	[F_SUBJECT] = { .name = "subject",                     \
			.kind = FIELD_ENUM,                    \
			.label = T_DESK_F_SUBJECT,             \
			.required = true,                      \
			.members = subjects,                   \
			.section = T_DESK_S_WHO,               \
			.keep_draft = true },                  \
	[F_SEX] = { .name = "sex",                             \
		    .kind = FIELD_ENUM,                        \
		    .label = T_DESK_F_SEX,                     \
		    .members = sexes,                          \
		    .privacy = FIELD_PERSONAL,                 \
		    .keep_draft = true },                      \
	[F_AGE] = { .name = "age",                             \
		    .kind = FIELD_INT,                         \
		    .label = T_DESK_F_AGE,                     \
		    .hint = T_DESK_F_AGE_HINT,                 \
		    .max = 3,                                  \
		    .min_value = 0,                            \
		    .max_value = 120,                          \
		    .privacy = FIELD_PERSONAL,                 \
		    .keep_draft = true },                      \
	[F_TRAITS] = { .name = "traits",                       \
		       .kind = FIELD_TEXT,                     \
		       .label = T_DESK_F_TRAITS,               \
		       .hint = T_DESK_F_TRAITS_HINT,           \
		       .max = 300,                             \
		       .privacy = FIELD_PERSONAL,              \
		       .keep_draft = true },                   \
	[F_HEADCOUNT] = { .name = "headcount",                 \
			  .kind = FIELD_INT,                   \
			  .label = T_DESK_F_HEADCOUNT,         \
			  .max = 5,                            \
			  .min_value = 1,                      \
			  .max_value = 99999,                  \
			  .keep_draft = true },                \
	[F_FLAGS] = { .name = "flags",                         \
		      .kind = FIELD_CHECKS,                    \
		      .label = T_DESK_F_FLAGS,                 \
		      .members = desk_flag_members,            \
		      .section = T_DESK_S_NOW,                 \
		      .privacy = FIELD_SPECIFIC_DATA,          \
		      .keep_draft = true },                    \
	[F_REPORTER_KIND] = { .name = "reporter_kind",         \
			      .kind = FIELD_ENUM,              \
			      .label = T_DESK_F_REPORTER_KIND, \
			      .required = true,                \
			      .members = reporter_kinds,       \
			      .section = T_DESK_S_REPORTER,    \
			      .keep_draft = true },            \
	[F_REPORTER] = { .name = "reporter",                   \
			 .kind = FIELD_TEXT,                   \
			 .label = T_DESK_F_REPORTER,           \
			 .hint = T_DESK_F_REPORTER_HINT,       \
			 .max = 100,                           \
			 .depends = true,                      \
			 .privacy = FIELD_PERSONAL,            \
			 .keep_draft = true },                 \
	[F_PHONE] = { .name = "phone",                         \
		      .kind = FIELD_PHONE,                     \
		      .label = T_DESK_F_PHONE,                 \
		      .hint = T_DESK_F_PHONE_HINT,             \
		      .privacy = FIELD_PERSONAL,               \
		      .keep_draft = true },                    \
	[F_PHOTOS] = { .name = "photos",                       \
		       .kind = FIELD_FILES,                    \
		       .label = T_DESK_F_PHOTOS,               \
		       .hint = T_DESK_F_PHOTOS_HINT,           \
		       .accept = "image/*",                    \
		       .max = MEDIA_MAX_UPLOAD,                \
		       .max_value = DESK_PHOTOS_MAX,           \
		       .section = T_DESK_S_PHOTOS,             \
		       .privacy = FIELD_SPECIFIC_DATA },       \
	[F_TOPIC] = { .name = "topic",                         \
		      .kind = FIELD_REF,                       \
		      .label = T_DESK_F_TOPIC,                 \
		      .options = topic_options,                \
		      .section = T_DESK_S_MORE,                \
		      .keep_draft = true }

static const struct field public_fields[] = { PUBLIC_FIELDS, [F_PUBLIC_END] = { .kind =
										    FIELD_END } };

static const struct field report_fields[] = {
	PUBLIC_FIELDS,
	[F_CHANNEL] = { .name = "channel",
			.kind = FIELD_REF,
			.label = T_DESK_F_CHANNEL,
			.options = channel_options,
			.keep_draft = true },
	[F_HAPPENED] = { .name = "happened",
			 .kind = FIELD_INSTANT,
			 .label = T_DESK_F_HAPPENED,
			 .hint = T_DESK_F_HAPPENED_HINT,
			 .keep_draft = true },
	[F_FORM_NUMBER] = { .name = "form_number",
			    .kind = FIELD_NUMBER,
			    .label = T_DESK_F_FORM_NUMBER,
			    .max = 16,
			    .keep_draft = true },
	[F_WHO] = { .name = "who",
		    .kind = FIELD_TEXT,
		    .label = T_DESK_F_WHO,
		    .hint = T_DESK_F_WHO_HINT,
		    .max = 120,
		    .privacy = FIELD_PERSONAL,
		    .keep_draft = true },
	[F_PERSON] = { .name = "person",
		       .kind = FIELD_REF,
		       .label = T_DESK_F_PERSON,
		       .options = desk_person_options,
		       .known = desk_person_known,
		       .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};

/* Who it is about is looked for where it is asked. */
static const int report_order[] = {
	F_BODY,  F_REGION, F_PLACE,  F_COORD,     F_SUBJECT,  F_WHO,           F_PERSON,
	F_SEX,   F_AGE,    F_TRAITS, F_HEADCOUNT, F_FLAGS,    F_REPORTER_KIND, F_REPORTER,
	F_PHONE, F_PHOTOS, F_TOPIC,  F_CHANNEL,   F_HAPPENED, F_FORM_NUMBER,   -1,
};

const struct form_def desk_report_form = {
	.name = "report_new",
	.fields = report_fields,
	.order = report_order,
	.check = check_report,
	.submit = T_DESK_SEND,
	.multipart = true,
};
/* The same while it is filled in: nobody has chosen the person yet. */
const struct form_def desk_preview_form = {
	.name = "report_preview",
	.fields = report_fields,
	.check = check_report,
	.submit = T_DESK_SEND,
	.multipart = true,
};
const struct form_def desk_public_form = {
	.name = "report_public",
	.fields = public_fields,
	.check = check_report,
	.submit = T_DESK_SEND,
	.multipart = true,
};

const char *desk_flags_text(struct ctx *cx, int64_t flags)
{
	const char *list = NULL;
	int i;

	for (i = 0; i < TRIAGE__FLAGS; i++)
		if (flags & TRIAGE_BIT(i))
			list = str_and(cx->arena, list, text(cx, desk_flag_members[i].label));
	return list;
}

const char *desk_reporter_text(struct ctx *cx, enum reporter_kind kind)
{
	return text(cx, reporter_kinds[kind - REPORTER_OPEN].label);
}

struct desk_report desk_report_of(const struct form *f, bool staff)
{
	const char *topic = form_text(f, F_TOPIC), *coord = form_text(f, F_COORD);
	struct desk_report r = {
		.kind = topic == NULL || str_eq(topic, PPKS_TOPIC) ? REPORT_PPKS : REPORT_KELUHAN,
		.channel = staff ? form_text(f, F_CHANNEL) : "publik",
		.region_id = form_id(f, F_REGION),
		.place = form_text(f, F_PLACE),
		.flags = (int64_t)form_checks(f, F_FLAGS),
		.subject_kind = subject_kinds[form_int(f, F_SUBJECT, 0)],
		.sex = (int)form_int(f, F_SEX, 0),
		.age_about = form_int(f, F_AGE, DB_NONE),
		.headcount = form_int(f, F_HEADCOUNT, DB_NONE),
		.traits = form_text(f, F_TRAITS),
		.body = form_text(f, F_BODY),
		.reporter_kind = (enum reporter_kind)(form_int(f, F_REPORTER_KIND, 0) + 1),
		.reporter = form_text(f, F_REPORTER),
		.phone = form_text(f, F_PHONE),
	};

	if (r.kind == REPORT_KELUHAN)
		r.topic = topic;
	/* What a form without script shows although it does not apply is not taken over. */
	if (r.subject_kind == SUBJECT_KNOWN || r.subject_kind == SUBJECT_UNKNOWN) {
		r.headcount = DB_NONE;
	} else {
		r.sex = 0;
		r.age_about = DB_NONE;
		r.traits = NULL;
	}
	if (staff) {
		r.happened_at = form_int(f, F_HAPPENED, 0);
		r.form_number = form_text(f, F_FORM_NUMBER);
		r.person_id = form_id(f, F_PERSON);
		if (r.subject_kind == SUBJECT_UNKNOWN && form_text(f, F_WHO))
			r.subject_kind = SUBJECT_KNOWN;
		if (r.subject_kind == SUBJECT_KNOWN)
			r.person_name = form_text(f, F_WHO);
		if (r.channel == NULL)
			r.channel = "loket";
	}
	read_point(coord, &r.lat, &r.lng);
	return r;
}

/* ---- asking where to report, following one's report -------------------------------------- */

static const struct field ask_fields[] = {
	{ .name = "region",
	  .kind = FIELD_REF,
	  .label = T_DESK_F_REGION,
	  .required = true,
	  .options = region_options,
	  .known = region_known },
	{ .name = "subject",
	  .kind = FIELD_ENUM,
	  .label = T_DESK_F_SUBJECT,
	  .required = true,
	  .members = subjects },
	{ .name = "age",
	  .kind = FIELD_INT,
	  .label = T_DESK_F_AGE,
	  .hint = T_DESK_F_AGE_HINT,
	  .max = 3,
	  .max_value = 120 },
	{ .name = "flags",
	  .kind = FIELD_CHECKS,
	  .label = T_DESK_F_FLAGS,
	  .members = desk_flag_members },
	{ .kind = FIELD_END },
};
const struct form_def desk_ask_form = {
	.name = "report_ask",
	.fields = ask_fields,
	.submit = T_DESK_ASK,
};

static const struct field follow_fields[] = {
	{ .name = "number",
	  .kind = FIELD_NUMBER,
	  .label = T_DESK_F_NUMBER,
	  .hint = T_DESK_F_NUMBER_HINT,
	  .required = true,
	  .max = 16 },
	{ .name = "secret",
	  .kind = FIELD_TEXT,
	  .label = T_DESK_F_SECRET,
	  .hint = T_DESK_F_SECRET_HINT,
	  .required = true,
	  .max = 12 },
	{ .kind = FIELD_END },
};
const struct form_def desk_follow_form = {
	.name = "report_follow",
	.fields = follow_fields,
	.submit = T_DESK_FOLLOW,
};
