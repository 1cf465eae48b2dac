/* Records for tests of linkage: made-up people, and rows written by hand behind them. */
#ifndef TESTS_LINKAGE_PEOPLE_H
#define TESTS_LINKAGE_PEOPLE_H

#include "engine/linkage/linkage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "engine/people/people.h"

enum { COLUMNS = 10, ROWS_MAX = 20000 };

static const enum linkage_kind all_kinds[COLUMNS] = {
	LINKAGE_NAME, LINKAGE_BIRTH_DATE, LINKAGE_BIRTH_PLACE, LINKAGE_SEX,    LINKAGE_MOTHER,
	LINKAGE_NIK,  LINKAGE_KK,         LINKAGE_ADDRESS,     LINKAGE_REGION, LINKAGE_PHONE,
};

struct rows {
	struct arena *arena;
	struct linkage_cell cells[ROWS_MAX * COLUMNS];
	uint64_t entity[ROWS_MAX];
	size_t n;
};

static inline void set_cell(struct rows *r, size_t column, const char *text)
{
	r->cells[r->n * COLUMNS + column] =
	    (struct linkage_cell){ arena_strdup(r->arena, text), (uint32_t)strlen(text) };
}

static inline void add_person(struct rows *r, const struct people_record *record)
{
	static const char *const sexes[] = { "", "L", "P" };
	const struct people_person *p = &record->person;
	char date[DATE_TEXT_SIZE] = "";

	if (p->birth != DATE_NONE)
		date_text(p->birth, date);
	set_cell(r, 0, p->name);
	set_cell(r, 1, date);
	set_cell(r, 2, p->place);
	set_cell(r, 3, sexes[p->sex]);
	set_cell(r, 4, p->mother);
	set_cell(r, 5, p->nik);
	set_cell(r, 6, p->kk);
	set_cell(r, 7, p->address);
	set_cell(r, 8, p->region);
	set_cell(r, 9, p->phone);
	r->entity[r->n++] = record->entity;
}

/* "name|date|place|sex|mother|nik|kk|address|region|phone"; returns the number of the row. */
static inline uint32_t add_row(struct rows *r, const char *text)
{
	char **cells;
	size_t n, i;

	str_split(r->arena, text, '|', &cells, &n);
	assert(n == COLUMNS);
	for (i = 0; i < n; i++)
		set_cell(r, i, cells[i]);
	r->entity[r->n] = UINT64_MAX - r->n;
	return (uint32_t)r->n++;
}

static inline struct rows *rows_of(uint64_t count, uint64_t seed, unsigned duplicates)
{
	struct rows *r = calloc(1, sizeof(*r));
	struct people_plan plan = {
		.seed = seed,
		.count = count,
		.duplicates = duplicates,
		.setting = PEOPLE_HARD,
		.today = date_from_ymd(2026, 11, 21),
	};
	struct people_stream s;
	struct people_record record;

	assert(r != NULL && count <= ROWS_MAX);
	r->arena = arena_new(1 << 20);
	people_begin(&s, &plan);
	while (people_next(&s, &record))
		add_person(r, &record);
	return r;
}

static inline struct rows *rows_new(uint64_t count, uint64_t seed)
{
	return rows_of(count, seed, 20);
}

static inline void rows_free(struct rows *r)
{
	arena_free(r->arena);
	free(r);
}

/*
 * Links the rows in the given order (NULL: as they are) by the columns whose bit is set; numbers of
 * the engine are places in that order.
 */
static inline struct linkage *rows_link(const struct rows *r, const uint32_t *order,
					unsigned columns, unsigned threads)
{
	struct linkage_options options = { .threads = threads };
	struct linkage_cell *cells = calloc(r->n * COLUMNS, sizeof(*cells));
	uint64_t *key = calloc(r->n, sizeof(*key));
	enum linkage_kind kinds[COLUMNS];
	struct linkage *l;
	size_t i, k, n = 0, at = 0;

	assert(cells != NULL && key != NULL);
	for (k = 0; k < COLUMNS; k++)
		if (columns >> k & 1)
			kinds[n++] = all_kinds[k];
	for (i = 0; i < r->n; i++) {
		uint32_t row = order ? order[i] : (uint32_t)i;

		for (k = 0; k < COLUMNS; k++)
			if (columns >> k & 1)
				cells[at++] = r->cells[row * COLUMNS + k];
		key[i] = linkage_key((const char *)&row, sizeof(row));
	}
	l = linkage_new(kinds, n, &options);
	for (i = 0; i < r->n; i += 1000)
		linkage_add(l, cells + i * n, key + i, MIN((size_t)1000, r->n - i));
	linkage_run(l);
	free(cells);
	free(key);
	return l;
}

enum { ALL_COLUMNS = (1 << COLUMNS) - 1 };

#endif
