/* What is reported: facts and words from assets/demo/stories.json. */
#include "feature/demo/demo_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/db/db.h"

#define CALM_FLAGS                                                                              \
	(TRIAGE_BIT(TRIAGE_DANGER) | TRIAGE_BIT(TRIAGE_INJURED) | TRIAGE_BIT(TRIAGE_VIOLENCE) | \
	 TRIAGE_BIT(TRIAGE_CHILD_ALONE) | TRIAGE_BIT(TRIAGE_DISASTER) | TRIAGE_BIT(TRIAGE_MENTAL))
#define GUARDED_FLAGS (TRIAGE_BIT(TRIAGE_VIOLENCE) | TRIAGE_BIT(TRIAGE_CHILD_ALONE))
#define SICK_OUTSIDE  (TRIAGE_BIT(TRIAGE_SICK) | TRIAGE_BIT(TRIAGE_NO_DWELLING))

struct demo_stories {
	json_t *file;
};

enum err demo_stories_read(struct ctx *cx, struct demo_stories **ret)
{
	struct demo_stories *s = ARENA_NEW(cx->arena, struct demo_stories);

	TRY(demo_open(cx, "stories.json", &s->file));
	*ret = s;
	return ERR_OK;
}

void demo_stories_free(struct demo_stories *s)
{
	if (s != NULL)
		json_decref(s->file);
}

/* A random member of a list; NULL when there is none. */
static const json_t *pick(struct ctx *cx, const json_t *list)
{
	size_t n = json_array_size(list);

	return n ? json_array_get(list, rng_below(cx->rng, n)) : NULL;
}

const char *demo_sentence(struct ctx *cx, const struct demo_stories *s, const char *list)
{
	return arena_strdup(cx->arena, json_string_value(pick(cx, json_object_get(s->file, list))));
}

static unsigned flags_of(const json_t *story)
{
	const json_t *list = json_object_get(story, "flags");
	unsigned flags = 0;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		int flag = triage_flag_find(json_string_value(json_array_get(list, i)));

		assert(flag >= 0);
		flags |= TRIAGE_BIT(flag);
	}
	return flags;
}

static bool fits(const json_t *story, enum story_mood mood)
{
	unsigned flags = flags_of(story);
	bool calm = !(flags & CALM_FLAGS) && (flags & SICK_OUTSIDE) != SICK_OUTSIDE;

	switch (mood) {
	case STORY_ANY:
		return true;
	case STORY_CALM:
		return calm;
	case STORY_URGENT:
		return !calm && !(flags & GUARDED_FLAGS);
	case STORY_GUARDED:
		return (flags & GUARDED_FLAGS) != 0;
	}
	return false;
}

/* A story of that mood, the heavier the likelier. */
static const json_t *choose(struct ctx *cx, const struct demo_stories *s, enum story_mood mood)
{
	const json_t *list = json_object_get(s->file, "stories"), *story;
	uint64_t total = 0, at;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		story = json_array_get(list, i);
		if (fits(story, mood))
			total += (uint64_t)json_integer_value(json_object_get(story, "weight"));
	}
	assert(total > 0);
	at = rng_below(cx->rng, total);
	for (i = 0;; i++) {
		uint64_t weight;

		story = json_array_get(list, i);
		if (!fits(story, mood))
			continue;
		weight = (uint64_t)json_integer_value(json_object_get(story, "weight"));
		if (at < weight)
			return story;
		at -= weight;
	}
}

/* A number of the span [from, to] of a story; DB_NONE without one. */
static int64_t within(struct ctx *cx, const json_t *story, const char *key)
{
	const json_t *span = json_object_get(story, key);
	int64_t from = json_integer_value(json_array_get(span, 0));
	int64_t to = json_integer_value(json_array_get(span, 1));

	return span ? from + (int64_t)rng_below(cx->rng, (uint64_t)(to - from + 1)) : DB_NONE;
}

/* Puts value in the place of a name in braces. */
static const char *put(struct ctx *cx, const char *text, const char *name, const char *value)
{
	const char *at = strstr(text, name);

	return at ? arena_printf(cx->arena, "%.*s%s%s", (int)(at - text), text, value,
				 at + strlen(name))
		  : text;
}

static const char *number_text(struct ctx *cx, int64_t n)
{
	return n == DB_NONE ? "beberapa" : arena_printf(cx->arena, "%lld", (long long)n);
}

static enum subject_kind subject_of(const json_t *story)
{
	static const struct {
		const char *name;
		enum subject_kind kind;
	} names[] = {
		{ "known", SUBJECT_KNOWN },   { "unknown", SUBJECT_UNKNOWN },
		{ "family", SUBJECT_FAMILY }, { "group", SUBJECT_GROUP },
		{ "event", SUBJECT_EVENT },
	};
	const char *name = json_string_value(json_object_get(story, "subject"));
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (str_eq(names[i].name, name))
			return names[i].kind;
	return SUBJECT_UNKNOWN;
}

void demo_story_ppks(struct ctx *cx, const struct demo_stories *s, enum story_mood mood,
		     struct desk_report *ret)
{
	const json_t *story = choose(cx, s, mood);
	const char *text = json_string_value(pick(cx, json_object_get(story, "texts")));
	const char *place = demo_sentence(cx, s, "places");

	*ret = (struct desk_report){
		.kind = REPORT_PPKS,
		.place = place,
		.lat = NAN,
		.lng = NAN,
		.flags = flags_of(story),
		.subject_kind = subject_of(story),
		.sex = (int)json_integer_value(json_object_get(story, "sex")),
		.age_about = within(cx, story, "age"),
		.headcount = within(cx, story, "headcount"),
	};
	if (ret->subject_kind == SUBJECT_UNKNOWN)
		ret->traits = demo_sentence(cx, s, "traits");
	text = put(cx, text, "{tempat}", place);
	text = put(cx, text, "{umur}", number_text(cx, ret->age_about));
	ret->body = put(cx, text, "{kata}", number_text(cx, ret->headcount));
}

void demo_story_keluhan(struct ctx *cx, const struct demo_stories *s, struct desk_report *ret)
{
	const json_t *story = pick(cx, json_object_get(s->file, "keluhan"));

	*ret = (struct desk_report){
		.kind = REPORT_KELUHAN,
		.topic =
		    arena_strdup(cx->arena, json_string_value(json_object_get(story, "topic"))),
		.body = arena_strdup(cx->arena, json_string_value(json_object_get(story, "text"))),
		.lat = NAN,
		.lng = NAN,
		.subject_kind = SUBJECT_KNOWN,
		.age_about = DB_NONE,
		.headcount = DB_NONE,
	};
}
