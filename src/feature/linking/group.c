/* Records that hang together by pairs: which link is the weakest, and who must not come together.
 */
#include "feature/linking/linking_impl.h"

#include <stdlib.h>

#include "base/str.h"
#include "text/linking.h"

/* ---- links --------------------------------------------------------------------------------- */

/* A pair between two members, by their places. */
struct link {
	struct link_pair p;
	size_t a, b;
	bool holds;
};

struct group {
	int64_t id[LINK_GROUP];
	size_t n, root[LINK_GROUP];
	struct link *link;
	size_t n_links, cap;
};

/* The place of a member, who is taken in; LINK_GROUP: there is no room. */
static size_t place_of(struct group *g, int64_t id)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->id[i] == id)
			return i;
	if (g->n == LINK_GROUP)
		return LINK_GROUP;
	g->id[g->n] = id;
	g->root[g->n] = g->n;
	return g->n++;
}

static bool is_there(const struct group *g, int64_t pair_id)
{
	for (size_t i = 0; i < g->n_links; i++)
		if (g->link[i].p.id == pair_id)
			return true;
	return false;
}

/* A pair the actor may see. */
static enum err take_pair(struct ctx *cx, struct group *g, int64_t pair_id)
{
	struct link l = { 0 };
	enum err e = link_get(cx, pair_id, &l.p);

	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return ERR_OK;
	}
	TRY(e);
	l.a = place_of(g, l.p.a_id);
	l.b = place_of(g, l.p.b_id);
	if (l.a < LINK_GROUP && l.b < LINK_GROUP && g->n_links < g->cap)
		g->link[g->n_links++] = l;
	return ERR_OK;
}

static enum err take_member(struct ctx *cx, struct group *g, int64_t id)
{
	struct link_of_row *rows;
	size_t n;

	TRY(link_of_all(cx, &(struct link_of_args){ .person_id = id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (rows[i].state != LINK_DIFFERENT && rows[i].state != LINK_UNLIKELY &&
		    !is_there(g, rows[i].id))
			TRY(take_pair(cx, g, rows[i].id));
	return ERR_OK;
}

/* What was answered holds before everything that is only probable. */
static int strongest_first(const void *a, const void *b)
{
	const struct link *x = a, *y = b;
	bool said_x = x->p.state == LINK_SAME, said_y = y->p.state == LINK_SAME;

	if (said_x != said_y)
		return said_x ? -1 : 1;
	if (x->p.permille != y->p.permille)
		return x->p.permille > y->p.permille ? -1 : 1;
	return x->p.id < y->p.id ? -1 : x->p.id > y->p.id;
}

static size_t root_of(const struct group *g, size_t i)
{
	while (g->root[i] != i)
		i = g->root[i];
	return i;
}

/* From the strongest link down, those that join what was apart hold the group together. */
static void hold(struct group *g)
{
	size_t a, b;

	qsort(g->link, g->n_links, sizeof(*g->link), strongest_first);
	for (size_t i = 0; i < g->n_links; i++) {
		a = root_of(g, g->link[i].a);
		b = root_of(g, g->link[i].b);
		g->link[i].holds = a != b;
		g->root[a] = b;
	}
}

enum err link_group(struct ctx *cx, const struct link_pair *p, struct link_edge **ret,
		    size_t *ret_n, size_t *ret_people)
{
	struct group g = { .cap = (size_t)LINK_GROUP * LINK_GROUP };
	size_t weakest = g.cap;

	g.link = ARENA_ARRAY(cx->arena, g.cap, struct link);
	(void)place_of(&g, p->a_id);
	(void)place_of(&g, p->b_id);
	for (size_t i = 0; i < g.n; i++)
		TRY(take_member(cx, &g, g.id[i]));
	hold(&g);
	*ret_people = g.n;
	*ret_n = g.n < 3 ? 0 : g.n_links;
	*ret = ARENA_ARRAY(cx->arena, g.n_links + 1, struct link_edge);
	for (size_t i = 0; i < *ret_n; i++) {
		const struct link *l = &g.link[i];

		(*ret)[i] = (struct link_edge){ .pair_id = l->p.id,
						.permille = l->p.permille,
						.state = l->p.state,
						.a_name = l->p.a_name,
						.b_name = l->p.b_name,
						.words = l->p.words,
						.holds = l->holds };
		if (l->holds && l->p.state != LINK_SAME)
			weakest = i;
	}
	if (weakest < *ret_n)
		(*ret)[weakest].weakest = true;
	return ERR_OK;
}

/* ---- who must not come together ------------------------------------------------------------ */

/* The NIK that the civil registry confirmed of somebody and of all who were merged into him; NULL
 * of the others. */
static enum err confirmed(struct ctx *cx, int64_t id, const char ***ret, size_t *ret_n)
{
	struct subject s;
	int64_t *rows;

	TRY(person_rows(cx, id, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n, const char *);
	for (size_t i = 0; i < *ret_n; i++) {
		TRY(subject_get(cx, FACT_PERSON, rows[i], &s));
		(*ret)[i] = str_eq(facts_get(&s.facts, "dukcapil_match"), "padan")
				? facts_core(&s.facts, CORE_NIK)
				: NULL;
	}
	return ERR_OK;
}

enum err group_refuse(struct ctx *cx, int64_t a_id, int64_t b_id)
{
	const char **a, **b;
	size_t n_a, n_b;

	TRY(confirmed(cx, a_id, &a, &n_a));
	TRY(confirmed(cx, b_id, &b, &n_b));
	for (size_t i = 0; i < n_a; i++)
		for (size_t k = 0; k < n_b; k++)
			if (i + k > 0 && a[i] != NULL && b[k] != NULL && !str_eq(a[i], b[k]))
				return refuse(cx, T_LINKING_REFUSE_NIK);
	return ERR_OK;
}
