#include "feature/reference/reference_shelf.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "feature/reference/reference_sql.h"
#include "platform/keep/keep.h"

/* ---- making it ---------------------------------------------------------------------------- */

static int by_code(const void *a, const void *b, void *entries)
{
	const struct ref_entry *e = entries;

	return strcmp(e[*(const uint32_t *)a].code, e[*(const uint32_t *)b].code);
}

static const uint32_t *code_order(struct arena *a, struct ref_entry *entries, size_t n)
{
	uint32_t *order = ARENA_ARRAY(a, n, uint32_t);

	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, n, sizeof(*order), by_code, entries);
	return order;
}

static const struct ref_entry *in_english(struct arena *a, const struct ref_entry *entries,
					  size_t n)
{
	struct ref_entry *copy = ARENA_ARRAY(a, n, struct ref_entry);

	for (size_t i = 0; i < n; i++) {
		copy[i] = entries[i];
		copy[i].label = copy[i].label_en;
	}
	return copy;
}

/* One set from its rows. */
static struct ref_shelf_set set_of(struct arena *a, const struct reference_rows_row *rows, size_t n,
				   int32_t date)
{
	struct ref_entry *entries = ARENA_ARRAY(a, n, struct ref_entry);
	struct ref_entry *offered = ARENA_ARRAY(a, n, struct ref_entry);
	size_t n_offered = 0;

	for (size_t i = 0; i < n; i++) {
		entries[i] = ref_entry_of(&rows[i], LANG_ID);
		entries[i].values = ref_values_of(a, rows[i].doc);
		if (ref_offered(&entries[i], date))
			offered[n_offered++] = entries[i];
	}
	return (struct ref_shelf_set){
		.name = rows[0].set_name,
		.entries = { [LANG_ID] = entries, [LANG_EN] = in_english(a, entries, n) },
		.n = n,
		.offered = { [LANG_ID] = offered, [LANG_EN] = in_english(a, offered, n_offered) },
		.n_offered = n_offered,
		.by_code = code_order(a, entries, n),
	};
}

/* Where the rows of the set that begins at i end. */
static size_t set_end(const struct reference_rows_row *rows, size_t n, size_t i)
{
	size_t end = i;

	while (end < n && str_eq(rows[end].set_name, rows[i].set_name))
		end++;
	return end;
}

/* By bytes, for the search: a database may have an order of its own. */
static int by_name(const void *a, const void *b)
{
	const struct ref_shelf_set *s = a, *t = b;

	return strcmp(s->name, t->name);
}

/* What the city made its own, with the words that the program learnt since. */
static enum err add_words(struct ctx *cx, struct reference_rows_row *rows, size_t n)
{
	const struct ref_entry *history;
	size_t n_history;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].origin == 0 || strstr(rows[i].doc, "\"aliases\"") == NULL)
			continue;
		TRY(ref_history(cx, rows[i].set_name, rows[i].code, &history, &n_history));
		if (n_history > 0 && history[0].version == rows[i].version)
			rows[i].doc = history[0].doc;
	}
	return ERR_OK;
}

static enum err fill(struct ctx *cx, void *what)
{
	struct ref_shelf *shelf = what;
	struct reference_rows_row *rows;
	struct ref_shelf_set *sets;
	size_t n;

	shelf->date = ref_today(cx);
	TRY(reference_rows_all(cx,
			       &(struct reference_rows_args){ .on_date = shelf->date,
							      .with = REFERENCE_ROWS_WITH_DATE },
			       &rows, &n));
	TRY(add_words(cx, rows, n));
	sets = ARENA_ARRAY(cx->arena, n, struct ref_shelf_set);
	for (size_t i = 0, end; i < n; i = end) {
		end = set_end(rows, n, i);
		sets[shelf->n_sets++] = set_of(cx->arena, &rows[i], end - i, shelf->date);
	}
	qsort(sets, shelf->n_sets, sizeof(*sets), by_name);
	shelf->sets = sets;
	ref_calendar_read(cx, shelf);
	ref_rules_read(cx, REF_TRIAGE, shelf, &shelf->triage);
	ref_rules_read(cx, REF_TRIAGE_DRAFT, shelf, &shelf->draft);
	return ERR_OK;
}

enum err ref_shelf(struct ctx *cx, const struct ref_shelf **ret)
{
	static const struct keep_kind kind = {
		.size = sizeof(struct ref_shelf),
		.dated = true,
		.fill = fill,
	};
	const void *what;

	TRY(keep_get(cx, &kind, &what));
	*ret = what;
	return ERR_OK;
}

/* ---- reading it --------------------------------------------------------------------------- */

const struct ref_shelf_set *ref_shelf_set(const struct ref_shelf *shelf, const char *name)
{
	static const struct ref_shelf_set empty;
	const struct ref_shelf_set wanted = { .name = name };
	const struct ref_shelf_set *found =
	    shelf->n_sets > 0
		? bsearch(&wanted, shelf->sets, shelf->n_sets, sizeof(wanted), by_name)
		: NULL;

	return found ? found : &empty;
}

const struct ref_entry *ref_shelf_entry(const struct ref_shelf_set *set, enum lang lang,
					const char *code)
{
	size_t from = 0, to = set->n;

	while (code && from < to) {
		size_t middle = from + (to - from) / 2;
		const struct ref_entry *e = &set->entries[lang][set->by_code[middle]];
		int order = strcmp(code, e->code);

		if (order == 0)
			return e;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}
