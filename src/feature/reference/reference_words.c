/*
 * Words that the program learnt after a city had made an entry its own: other names of a column or
 * of a choice.  They hold beside the city's, but for those that it had before it and took away.
 */
#include "feature/reference/reference_impl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static bool holds(const json_t *list, const json_t *word)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) if (json_equal(one, word)) return true;
	return false;
}

/* What the newer list has and the one the city began with has not; *ret: there was something. */
static bool add_words(json_t *own, const json_t *base, const json_t *newest)
{
	const json_t *before = json_object_get(base, "aliases"), *word;
	const json_t *now = json_object_get(newest, "aliases");
	bool any = false;
	json_t *list;
	size_t i;

	json_array_foreach(now, i, word)
	{
		list = json_object_get(own, "aliases");
		if (holds(before, word) || holds(list, word))
			continue;
		if (list == NULL) {
			list = json_array();
			(void)json_object_set_new(own, "aliases", list);
		}
		(void)json_array_append(list, (json_t *)(uintptr_t)word);
		any = true;
	}
	return any;
}

static json_t *choice_of(const json_t *doc, const char *code)
{
	json_t *options = json_object_get(doc, "options"), *one;
	size_t i;

	json_array_foreach(
	    options, i,
	    one) if (str_eq(json_string_value(json_object_get(one, "code")), code)) return one;
	return NULL;
}

static const char *with_words(struct ctx *cx, const char *doc, const json_t *base,
			      const json_t *newest)
{
	json_auto_t *own = json_loads(doc, 0, NULL);
	json_t *options = json_object_get(own, "options"), *one;
	bool any = add_words(own, base, newest);
	char *dumped;
	size_t i;

	json_array_foreach(options, i, one)
	{
		const char *code = json_string_value(json_object_get(one, "code"));

		if (add_words(one, choice_of(base, code), choice_of(newest, code)))
			any = true;
	}
	if (!any)
		return doc;
	dumped = json_dumps(own, JSON_COMPACT | JSON_SORT_KEYS);
	assert(dumped);
	doc = arena_strdup(cx->arena, dumped);
	free(dumped);
	return doc;
}

void ref_words_since(struct ctx *cx, struct ref_entry *history, size_t n)
{
	const struct ref_entry *newest = NULL, *base = NULL;

	for (size_t i = 0; i < n; i++) {
		if (history[i].own)
			continue;
		if (newest == NULL)
			newest = &history[i];
		if (base == NULL && history[i].changed_at <= history[0].changed_at)
			base = &history[i];
	}
	/* A city that came from another database: nobody knows what it began with. */
	if (n == 0 || !history[0].own || base == NULL || base == newest ||
	    ref_is_rules(history[0].set))
		return;
	history[0].doc = with_words(cx, history[0].doc, ref_values_of(cx->arena, base->doc),
				    ref_values_of(cx->arena, newest->doc));
}
