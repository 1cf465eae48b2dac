/* Kinds that do not hold together: which one, somebody has to say. */
#include "feature/desk/desk.h"

#include "base/str.h"
#include "feature/reference/reference.h"

static bool among(const char *const *kinds, const char *code)
{
	for (; *kinds != NULL; kinds++)
		if (str_eq(*kinds, code))
			return true;
	return false;
}

/* The choice of that name, begun when there is none; NULL: there are too many. */
static struct desk_choice *choice_of(struct desk_choice *choices, size_t *n, const char *name)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (str_eq(choices[i].name, name))
			return &choices[i];
	if (*n == DESK_CHOICES)
		return NULL;
	choices[*n] = (struct desk_choice){ .name = name };
	return &choices[(*n)++];
}

enum err desk_choices(struct ctx *cx, const char *const *kinds,
		      struct desk_choice ret[DESK_CHOICES], size_t *ret_n)
{
	const struct ref_entry *list;
	struct desk_choice *c;
	size_t n, found = 0, kept = 0, i;

	TRY(ref_list(cx, "ppks", ref_today(cx), &list, &n));
	for (i = 0; i < n; i++) {
		const char *name = ref_doc_text(cx, &list[i], "one_of");

		if (str_blank(name) || (kinds != NULL && !among(kinds, list[i].code)))
			continue;
		c = choice_of(ret, &found, name);
		if (c != NULL && c->n < LEN(c->kinds) - 1)
			c->kinds[c->n++] = list[i].code;
	}
	/* One alone is no question. */
	for (i = 0; i < found; i++)
		if (ret[i].n > 1)
			ret[kept++] = ret[i];
	*ret_n = kept;
	return ERR_OK;
}
