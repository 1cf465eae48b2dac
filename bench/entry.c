/*
 * Who may be somebody that is entered: build/release/bench/entry DATABASE [QUERIES]
 *                                      build/release/bench/entry --index PEOPLE [QUERIES]
 *
 * Takes people of a sample city (melaju demo fill --people N), misspells their names, takes away
 * their numbers, family and, of every second one, day or month of birth, and asks who they may be:
 * with the index in memory and by the tables alone.  With --index only the index is asked, filled
 * with made-up people: the part that grows with the registry.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/cli.h"
#include "engine/people/people.h"
#include "feature/linking/linking.h"
#include "feature/linking/linking_sql.h"
#include "feature/registry/find_impl.h"

struct measured {
	double *clock, *cpu; /* milliseconds */
	size_t n, first, named, alike;
};

struct moment {
	int64_t clock, cpu;
};

static struct moment now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (struct moment){ clock_mono(), t.tv_sec * INT64_C(1000000000) + t.tv_nsec };
}

static void note(struct measured *m, struct moment began)
{
	struct moment ended = now();

	m->clock[m->n] = (double)(ended.clock - began.clock) / 1e6;
	m->cpu[m->n++] = (double)(ended.cpu - began.cpu) / 1e6;
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(const char *what, struct measured *m)
{
	double share = 100.0 / (double)m->n;

	qsort(m->clock, m->n, sizeof(double), by_number);
	qsort(m->cpu, m->n, sizeof(double), by_number);
	printf("%-22s p50 %6.3f  p99 %6.3f ms (processor %6.3f %6.3f)", what, m->clock[m->n / 2],
	       m->clock[m->n * 99 / 100], m->cpu[m->n / 2], m->cpu[m->n * 99 / 100]);
	if (m->named > 0)
		printf("  himself named %5.1f %%, first %5.1f %%; %.2f named each",
		       share * (double)m->named, share * (double)m->first,
		       (double)m->alike / (double)m->n);
	printf("\n");
	(void)fflush(stdout);
}

static struct measured measured_new(size_t n)
{
	return (struct measured){ .clock = calloc(n + 1, sizeof(double)),
				  .cpu = calloc(n + 1, sizeof(double)) };
}

/* ---- a sample city ------------------------------------------------------------------------- */

struct asked {
	int64_t id; /* whom it is about */
	struct facts facts;
};

static void must(struct cli *c, enum err e, const char *what)
{
	if (e == ERR_OK)
		return;
	(void)fprintf(stderr, "%s: %s %s\n", what, err_name(e), c->cx.detail);
	exit(1);
}

/* One part of the date wrong, or day and month swapped. */
static const char *other_date(struct cli *c, const char *date)
{
	struct civil d;
	int32_t day;

	if (date == NULL || !date_parse(date, &day))
		return date;
	d = date_civil(day);
	if (date_valid(d.year, d.day, d.month) && d.day != d.month)
		return arena_printf(c->cx.arena, "%04d-%02d-%02d", d.year, d.day, d.month);
	return arena_printf(c->cx.arena, "%04d-%02d-%02d", d.year, d.month, d.day % 28 + 1);
}

static void spoil(struct cli *c, struct facts *f, size_t n)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "%s", facts_core(f, CORE_NAME));
	if (n % 2 == 0)
		(void)people_misspell(&c->rng, name, sizeof(name));
	else
		facts_set_core(f, CORE_BIRTH_DATE, other_date(c, facts_core(f, CORE_BIRTH_DATE)));
	facts_set_core(f, CORE_NAME, arena_strdup(c->cx.arena, name));
	facts_set_core(f, CORE_NIK, NULL);
	facts_set_core(f, CORE_PHONE, NULL);
	facts_set_core(f, CORE_FAMILY, NULL);
}

/* People that stand far apart in the feed; in a reading transaction. */
static size_t take(struct cli *c, struct asked *list, size_t n)
{
	struct link_changed_args a = { .bound = INT64_MAX, .max_n = 1 };
	struct link_people_row people;
	struct link_changed_row *rows;
	struct subject s;
	size_t used = 0, found;
	int64_t step;

	must(c, link_people_one(&c->cx, &people), "people");
	step = MAX(people.n / (int64_t)(n + 1), 1);
	for (a.max_n = step; used < n; a.after_fed = rows[found - 1].fed) {
		must(c, link_changed_all(&c->cx, &a, &rows, &found), "feed");
		if (found == 0)
			break;
		a.after_id = rows[found - 1].id;
		must(c, subject_get(&c->cx, FACT_PERSON, rows[0].id, &s), "person");
		if (facts_core(&s.facts, CORE_BIRTH_DATE) == NULL || s.protected ||
		    s.same_as_id != 0)
			continue;
		list[used] = (struct asked){ rows[0].id, facts_copy(&c->cx, &s.facts) };
		spoil(c, &list[used].facts, used);
		used++;
	}
	return used;
}

static void ask(struct cli *c, const char *what, const struct asked *list, size_t n)
{
	struct measured m = measured_new(n);

	for (size_t i = 0; i < n; i++) {
		struct alike_ask *a = ARENA_NEW(c->cx.arena, struct alike_ask);
		struct arena_mark mark = arena_mark(c->cx.arena);
		struct moment began;

		a->person = &list[i].facts;
		must(c, db_read_begin(&c->cx, c->app.pool), "read");
		began = now();
		must(c, same_candidates(&c->cx, a, 1), "candidates");
		note(&m, began);
		db_read_end(&c->cx, c->app.pool);
		m.alike += a->n;
		m.first += a->n > 0 && a->alike[0].id == list[i].id;
		for (size_t k = 0; k < a->n; k++)
			m.named += a->alike[k].id == list[i].id;
		arena_reset_to(c->cx.arena, mark);
	}
	print(what, &m);
}

/* As a step of an import does: all at once, and nobody of them is there. */
static void ask_new(struct cli *c, const struct asked *list, size_t n)
{
	struct alike_ask *asks = ARENA_ARRAY(c->cx.arena, n, struct alike_ask);
	struct moment began;

	for (size_t i = 0; i < n; i++) {
		struct facts *f = ARENA_NEW(c->cx.arena, struct facts);

		*f = facts_copy(&c->cx, &list[i].facts);
		facts_set_core(f, CORE_NAME,
			       arena_printf(c->cx.arena, "Zulqornain %s",
					    facts_core(f, CORE_MOTHER) != NULL
						? facts_core(f, CORE_MOTHER)
						: "Zubaedah"));
		asks[i] = (struct alike_ask){ .person = f, .new_nik = true };
	}
	must(c, db_read_begin(&c->cx, c->app.pool), "read");
	began = now();
	must(c, same_candidates(&c->cx, asks, n), "candidates");
	printf("%-22s %.1f us each (processor %.1f)\n", "new ones, all at once",
	       (double)(now().clock - began.clock) / 1e3 / (double)n,
	       (double)(now().cpu - began.cpu) / 1e3 / (double)n);
	db_read_end(&c->cx, c->app.pool);
}

static int in_city(const char *path, size_t n)
{
	static struct cli c;
	struct asked *list = calloc(n, sizeof(*list));

	c.value[OPT_DB][0] = path;
	c.n_values[OPT_DB] = 1;
	ctx_init(&c.cx, &c.app, clock_now());
	rng_seed(&c.rng, 7);
	c.system = (struct actor){ .user_id = ACTOR_SYSTEM, .perms = ~(permset)0, .name = "bench" };
	c.cx.rng = &c.rng;
	c.cx.actor = &c.system;
	c.app.public_url = c.app.city_name = c.app.city_code = "";
	c.app.zone_minutes = 420;
	if (!cli_open(&c, OPEN_ALL))
		return 1;
	must(&c, db_read_begin(&c.cx, c.app.pool), "read");
	n = take(&c, list, n);
	db_read_end(&c.cx, c.app.pool);
	ask(&c, "by the tables", list, n);
	must(&c, find_fill(&c.cx, c.app.pool), "index");
	ask(&c, "with the index", list, n);
	ask_new(&c, list, n);
	find_forget(&c.cx);
	db_pool_close(c.app.pool);
	vault_free(c.app.vault);
	ctx_release(&c.cx);
	free(list);
	return 0;
}

/* ---- the index alone ----------------------------------------------------------------------- */

static int by_index(uint64_t people, size_t n)
{
	struct people_plan plan = { .seed = 7, .count = people, .setting = PEOPLE_EASY };
	struct find_index *ix = find_index_new(NULL, 0);
	struct measured m = measured_new(n);
	struct arena *a = arena_new(1 << 20);
	struct find_alike *asked = calloc(n, sizeof(*asked));
	struct people_stream s;
	struct people_record r;
	struct rng rng;
	size_t used = 0;

	plan.today = date_from_ymd(2026, 1, 1);
	rng_seed(&rng, 11);
	people_begin(&s, &plan);
	while (people_next(&s, &r)) {
		find_index_put(ix, a,
			       &(struct find_row){ .id = (int64_t)r.id,
						   .version = 1,
						   .name = r.person.name,
						   .birth = r.person.birth,
						   .sex = r.person.sex });
		if (used == n || r.id % (people / n + 1) != 0)
			continue;
		(void)people_misspell(&rng, r.person.name, sizeof(r.person.name));
		asked[used++] =
		    (struct find_alike){ strdup(r.person.name), r.person.birth, { 0 }, 0 };
	}
	for (size_t i = 0; i < used; i++) {
		struct moment began = now();

		find_near(ix, &asked[i]);
		note(&m, began);
		m.alike += asked[i].n;
	}
	printf("%llu people, %.2f candidates each\n", (unsigned long long)people,
	       (double)m.alike / (double)used);
	print("the index alone", &m);
	return 0;
}

int main(int argc, char **argv)
{
	bool index = argc > 2 && strcmp(argv[1], "--index") == 0;
	size_t n = argc > 2 + index ? strtoul(argv[2 + index], NULL, 10) : 1000;

	if (argc < 2 || n == 0) {
		(void)fprintf(stderr, "usage: entry DATABASE [QUERIES]\n"
				      "       entry --index PEOPLE [QUERIES]\n");
		return 2;
	}
	return index ? by_index(strtoull(argv[2], NULL, 10), n) : in_city(argv[1], n);
}
