/* What somebody received: himself, and through the families he belonged to. */
#include "feature/benefit/benefit_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"

struct pile {
	struct benefit *b;
	size_t n, room;
};

static void pile_add(struct ctx *cx, struct pile *p, const struct benefit *b)
{
	struct benefit *more;

	if (p->n == p->room) {
		p->room = 2 * p->room + 16;
		more = ARENA_ARRAY(cx->arena, p->room, struct benefit);
		for (size_t i = 0; i < p->n; i++)
			more[i] = p->b[i];
		p->b = more;
	}
	p->b[p->n++] = *b;
}

/* The newest period first, then by programme and receiver: an order that depends on nothing else.
 */
static int by_period(const void *a, const void *b)
{
	const struct benefit *x = a, *y = b;
	int order;

	if (x->period_on != y->period_on)
		return x->period_on > y->period_on ? -1 : 1;
	order = strcmp(x->programme, y->programme);
	if (order == 0)
		order = strcmp(x->part, y->part);
	if (order == 0)
		order = (x->id > y->id) - (x->id < y->id);
	return order;
}

static enum err add_own(struct ctx *cx, struct pile *p, int64_t receiver_id, int32_t held_on,
			int64_t known_at)
{
	struct benefit *rows;
	size_t n;

	TRY(benefit_of(cx, receiver_id, &rows, &n));
	benefit_stand(rows, n, held_on, known_at);
	for (size_t i = 0; i < n; i++)
		if (rows[i].holds)
			pile_add(cx, p, &rows[i]);
	return ERR_OK;
}

/* Of a family's aid what came on days when he belonged to it. */
static enum err add_of_family(struct ctx *cx, struct pile *p, const struct belonging *who,
			      int64_t family_id, int32_t held_on, int64_t known_at)
{
	struct benefit *rows;
	size_t n;

	TRY(benefit_of(cx, family_id, &rows, &n));
	benefit_stand(rows, n, held_on, known_at);
	for (size_t i = 0; i < n; i++)
		if (rows[i].holds && belonging_on(cx, who, rows[i].since, known_at) == family_id)
			pile_add(cx, p, &rows[i]);
	return ERR_OK;
}

enum err benefit_of_person(struct ctx *cx, const int64_t *ids, size_t n, int32_t held_on,
			   int64_t known_at, struct benefit **ret, size_t *ret_n)
{
	struct pile p = { 0 }, done = { 0 };
	const int64_t *families;
	struct belonging *who;
	size_t n_families;

	for (size_t i = 0; i < n; i++) {
		TRY(add_own(cx, &p, ids[i], held_on, known_at));
		TRY(person_belonging(cx, ids[i], &who));
		n_families = belonging_families(who, &families);
		for (size_t k = 0; k < n_families; k++)
			TRY(add_of_family(cx, &p, who, families[k], held_on, known_at));
	}
	/* Two rows that are one person may have belonged to one family. */
	for (size_t i = 0; i < p.n; i++) {
		size_t k = 0;

		while (k < done.n && done.b[k].id != p.b[i].id)
			k++;
		if (k == done.n)
			pile_add(cx, &done, &p.b[i]);
	}
	if (done.n > 0)
		qsort(done.b, done.n, sizeof(*done.b), by_period);
	*ret = done.b;
	*ret_n = done.n;
	return ERR_OK;
}

enum err benefit_of_family(struct ctx *cx, int64_t family_id, const int64_t *members, size_t n,
			   int32_t held_on, int64_t known_at, struct benefit **ret, size_t *ret_n)
{
	struct pile p = { 0 };

	TRY(add_own(cx, &p, family_id, held_on, known_at));
	for (size_t i = 0; i < n; i++)
		TRY(add_own(cx, &p, members[i], held_on, known_at));
	if (p.n > 0)
		qsort(p.b, p.n, sizeof(*p.b), by_period);
	*ret = p.b;
	*ret_n = p.n;
	return ERR_OK;
}

/* ---- in a line ------------------------------------------------------------------------------- */

static const char *one_word(struct ctx *cx, const struct benefit *b)
{
	const char *worth = benefit_worth(cx, b);
	const char *what =
	    arena_printf(cx->arena, "%s %s%s%s", programme_short(cx, b->programme),
			 benefit_period_words(cx, b->period), worth[0] != '\0' ? " " : "", worth);

	return b->state == BENEFIT_PAID ? what
					: arena_printf(cx->arena, "%s (%s)", what,
						       text(cx, benefit_state_text(b->state)));
}

/* The newest of each programme; rows stand with the newest first. */
static const char *in_a_line(struct ctx *cx, const struct benefit *b, size_t n)
{
	const char *line = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		if (b[i].state == BENEFIT_VOID)
			continue;
		while (k < i &&
		       (strcmp(b[k].programme, b[i].programme) != 0 || b[k].state == BENEFIT_VOID))
			k++;
		if (k == i)
			line = line == NULL
				   ? one_word(cx, &b[i])
				   : arena_printf(cx->arena, "%s; %s", line, one_word(cx, &b[i]));
	}
	return line;
}

enum err benefit_line(struct ctx *cx, int64_t person_id, const char **ret)
{
	struct benefit *b;
	size_t n, n_ids;
	int64_t *ids;

	TRY(person_rows(cx, person_id, &ids, &n_ids));
	TRY(benefit_of_person(cx, ids, n_ids, ref_today(cx), INT64_MAX, &b, &n));
	*ret = in_a_line(cx, b, n);
	return ERR_OK;
}

enum err benefit_own_line(struct ctx *cx, int64_t person_id, int32_t held_on, int64_t known_at,
			  const char **ret)
{
	struct pile p = { 0 };

	TRY(add_own(cx, &p, person_id, held_on, known_at));
	if (p.n > 0)
		qsort(p.b, p.n, sizeof(*p.b), by_period);
	*ret = in_a_line(cx, p.b, p.n);
	return ERR_OK;
}
