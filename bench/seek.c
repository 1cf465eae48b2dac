/*
 * The index of people alone, without database: build/release/bench/seek PEOPLE QUERIES
 *
 * Fills it with a made-up population, and prints memory, time to fill, and the time of searches by
 * a name with errors: typed whole, and at each letter while it is typed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "engine/people/people.h"
#include "feature/registry/find_impl.h"

enum { FIRST = 10 };

struct wanted {
	char typed[PEOPLE_NAME_SIZE];
	int64_t id;
	struct name_form form;
};

static int64_t now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void put(struct find_index *ix, struct arena *a, const struct people_record *r)
{
	find_index_put(ix, a,
		       &(struct find_row){ .id = (int64_t)r->id,
					   .version = 1,
					   .family_id = (int64_t)(r->id / 3 + 1),
					   .region_id = strtoll(r->person.region, NULL, 10),
					   .name = r->person.name,
					   .address = r->person.address,
					   .birth = r->person.birth,
					   .sex = r->person.sex });
}

static struct find_index *fill(struct arena *a, uint64_t people, struct wanted *w, size_t n_wanted)
{
	struct people_plan plan = { .seed = 7, .count = people, .setting = PEOPLE_EASY };
	struct find_index *ix = find_index_new(NULL, 0);
	struct people_stream s;
	struct people_record r;
	struct rng rng;
	size_t n = 0;

	plan.today = date_from_ymd(2026, 1, 1);
	rng_seed(&rng, 11);
	people_begin(&s, &plan);
	while (people_next(&s, &r)) {
		put(ix, a, &r);
		if (n == n_wanted || rng_below(&rng, people - r.id + 1) >= n_wanted - n)
			continue;
		w[n].id = (int64_t)r.id;
		name_form(r.person.name, strlen(r.person.name), &w[n].form);
		memcpy(w[n].typed, r.person.name, sizeof(w[n].typed));
		if (rng_chance(&rng, 500))
			(void)people_mistype(&rng, w[n].typed, sizeof(w[n].typed));
		else
			(void)people_misspell(&rng, w[n].typed, sizeof(w[n].typed));
		n++;
	}
	return ix;
}

/* Is the name, or the person himself, among those found? */
static bool is_there(const struct find_index *ix, const struct find_found *f,
		     const struct wanted *w)
{
	struct name_form form;
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (f->candidate[i].id == w->id)
			return true;
		name_index_form(ix->names, find_entry(ix, f->candidate[i].id)->name, &form);
		if (name_compare(&form, &w->form).level == NAME_SAME)
			return true;
	}
	return false;
}

static void look(const struct find_index *ix, struct arena *a, const struct wanted *w, size_t n,
		 bool typing)
{
	double *ms = calloc(n, sizeof(ms[0]));
	const struct find_reach all = { .city = true };
	size_t i, found = 0;

	for (i = 0; i < n; i++) {
		struct find_ask ask = { .born_from = DATE_NONE, .typing_name = typing };
		size_t len = strlen(w[i].typed);
		struct find_found f;
		int64_t began = now();

		if (typing)
			len = MIN(len, 3 + i % (len > 3 ? len - 2 : 1));
		name_form(w[i].typed, len, &ask.name);
		find_search(ix, a, &ask, &all, FIRST, &f);
		ms[i] = (double)(now() - began) / 1e6;
		found += is_there(ix, &f, &w[i]);
		arena_reset(a);
	}
	qsort(ms, n, sizeof(ms[0]), by_number);
	printf("%-24s p50 %6.2f  p99 %6.2f ms of processor",
	       typing ? "while typing" : "typed whole", ms[n / 2], ms[n * 99 / 100]);
	if (typing)
		printf("\n");
	else
		printf("  the name among the first ten %5.1f %%\n",
		       100.0 * (double)found / (double)n);
	free(ms);
}

int main(int argc, char **argv)
{
	uint64_t people = argc > 1 ? strtoull(argv[1], NULL, 10) : 400000;
	size_t n = argc > 2 ? strtoull(argv[2], NULL, 10) : 2000;
	struct wanted *w = calloc(n, sizeof(*w));
	struct arena *a = arena_new(1 << 20);
	int64_t began = now();
	struct find_index *ix = fill(a, people, w, n);
	double bytes = (double)find_index_bytes(ix);

	printf("%llu people: %.0f MB, %.0f bytes each, filled in %.1f s of processor (making them "
	       "up included)\n",
	       (unsigned long long)people, bytes / 1e6, bytes / (double)people,
	       (double)(now() - began) / 1e9);
	look(ix, a, w, n, false);
	look(ix, a, w, n, true);
	find_index_free(ix);
	arena_free(a);
	free(w);
	return 0;
}
