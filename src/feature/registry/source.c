#include "feature/registry/subject_impl.h"

#include <jansson.h>
#include <strings.h>

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/keep/keep.h"

/* ---- how much a source is worth -------------------------------------------------------------- */

enum { RANK_UNKNOWN = 10 };

struct rank {
	const char *field; /* NULL: all others */
	int rank;
};

struct ranked {
	const char *code;
	const struct rank *rank; /* the general one last */
	size_t n;
};

struct source_book {
	const struct ranked *source;
	size_t n;
};

static struct ranked ranks_of(struct ctx *cx, const struct ref_entry *e)
{
	json_t *fields = json_object_get(e->values, "fields"), *value;
	struct rank *rank = ARENA_ARRAY(cx->arena, json_object_size(fields) + 1, struct rank);
	const char *field;
	size_t n = 0;

	json_object_foreach(fields, field, value) rank[n++] =
	    (struct rank){ arena_strdup(cx->arena, field), (int)json_integer_value(value) };
	rank[n++] = (struct rank){ NULL, (int)ref_doc_int(cx, e, "rank", RANK_UNKNOWN) };
	return (struct ranked){ arena_strdup(cx->arena, e->code), rank, n };
}

static enum err fill(struct ctx *cx, void *what)
{
	struct source_book *book = what;
	const struct ref_entry *entry;
	struct ranked *source;
	size_t n;

	TRY(ref_list(cx, "source", ref_today(cx), &entry, &n));
	source = ARENA_ARRAY(cx->arena, n + 1, struct ranked);
	for (size_t i = 0; i < n; i++)
		source[i] = ranks_of(cx, &entry[i]);
	book->source = source;
	book->n = n;
	return ERR_OK;
}

enum err source_book(struct ctx *cx, const struct source_book **ret)
{
	static const struct keep_kind kind = {
		.size = sizeof(struct source_book),
		.dated = true,
		.fill = fill,
	};
	const void *what;

	TRY(keep_get(cx, &kind, &what));
	*ret = what;
	return ERR_OK;
}

int source_rank(const struct source_book *book, const char *source, const char *field)
{
	for (size_t i = 0; i < book->n; i++) {
		const struct ranked *s = &book->source[i];

		if (!str_eq(s->code, source))
			continue;
		for (size_t k = 0; k < s->n; k++)
			if (s->rank[k].field == NULL || str_eq(s->rank[k].field, field))
				return s->rank[k].rank;
	}
	return RANK_UNKNOWN;
}

/* ---- what becomes of a statement ------------------------------------------------------------- */

/*
 * Who somebody is does not change with the days: a new name is a correction and holds since ever.
 * Where and how he lives does.
 */
static bool timeless(const struct fact_field *field)
{
	static const enum fact_core who[] = {
		CORE_NAME,       CORE_ALIAS,       CORE_SEX,    CORE_BIRTH_DATE,
		CORE_BIRTH_YEAR, CORE_BIRTH_PLACE, CORE_MOTHER, CORE_NIK,
		CORE_TRAITS,     CORE_ORIGIN,      CORE_KNOWN,  CORE_KK,
	};

	for (size_t i = 0; i < LEN(who); i++)
		if (field->core == who[i])
			return true;
	return false;
}

int32_t fact_effective(const struct fact_field *field, int32_t valid_from, int64_t recorded_at,
		       int zone_minutes)
{
	if (timeless(field))
		return DATE_NONE;
	return valid_from != DATE_NONE ? valid_from : clock_date(recorded_at, zone_minutes);
}

int32_t present_effective(const struct subject *s, const struct fact_field *field,
			  const struct fact_mark *mark, int zone_minutes)
{
	bool first = mark->recorded_at == s->made_at;

	/* What the first row is silent about was never said: any day may fill it. */
	if (first && (mark->valid_from == DATE_NONE || s->facts.value[field->at] == NULL))
		return DATE_NONE;
	return fact_effective(field, mark->valid_from, mark->recorded_at, zone_minutes);
}

/* Offices write in capitals or not: that is how they write, and no other thing that they say. */
static bool same_but_for_capitals(const struct fact_field *field, const char *a, const char *b)
{
	return (field->kind == FACT_NAME || field->kind == FACT_TEXT) && a != NULL && b != NULL &&
	       strcasecmp(a, b) == 0;
}

enum fact_fate fact_fate(const struct source_book *sources, const struct subject *s,
			 const struct fact_change *c, const struct origin *origin, int64_t now,
			 int zone_minutes)
{
	const char *present = s->facts.value[c->field->at];
	struct fact_mark mark = subject_mark(s, c->field->code);

	if (str_eq(present, c->value))
		return FATE_SAME;
	if (origin->beside && present != NULL)
		return same_but_for_capitals(c->field, present, c->value) ? FATE_SAME
									  : FATE_CLAIMED;
	if (!origin->settle && present != NULL &&
	    source_rank(sources, origin->source, c->field->code) <
		source_rank(sources, mark.source, c->field->code))
		return same_but_for_capitals(c->field, present, c->value) ? FATE_SAME
									  : FATE_CLAIMED;
	if (fact_effective(c->field, origin->valid_from, now, zone_minutes) <
	    present_effective(s, c->field, &mark, zone_minutes))
		return FATE_PAST;
	return FATE_TAKEN;
}
