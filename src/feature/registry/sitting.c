/* Looks gathered into sittings. */
#include "feature/registry/sitting.h"

#include "base/clock.h"
#include "base/str.h"
#include "platform/i18n/i18n.h"
#include "text/warga.h"

#include <stdlib.h>
#include <string.h>

#define ROW(member) offsetof(struct sitting, member)
static const struct column columns[] = {
	{ "day", T_WARGA_L_DAY, COL_DATE, PRIV_NONE, ROW(day), .flags = COL_STRONG },
	{ "hours", T_WARGA_L_HOURS, COL_TEXT, PRIV_NONE, ROW(hours) },
	{ "who", T_WARGA_L_WHO, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "unit", T_WARGA_L_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "purpose", T_WARGA_L_PURPOSE, COL_TEXT, PRIV_NONE, ROW(purpose) },
	{ "looks", T_WARGA_L_LOOKS, COL_TEXT, PRIV_NONE, ROW(looks), .flags = COL_REST },
};
#undef ROW
const struct table sitting_table = {
	.name = "sittings", .title = T_WARGA_TAB_SEEN, .columns = columns, .n_columns = LEN(columns)
};

/* A sitting while its looks come in, the newest first. */
struct open_sitting {
	int32_t day;
	const struct look *newest, *oldest;
	size_t n, bytes;
	const char *kinds; /* what was seen, each kind once, with a bar between */
	struct line {
		const char *text;
		struct line *older;
	} * first, **last;
};

static bool of_sitting(const struct open_sitting *s, const struct look *l)
{
	return str_eq(s->newest->who, l->who) && str_eq(s->newest->unit, l->unit) &&
	       str_eq(s->newest->purpose, l->purpose);
}

/* The one it belongs to; sittings of a day stand together at the end. */
static struct open_sitting *sitting_of(struct open_sitting *all, size_t *n, const struct look *l,
				       int32_t day)
{
	for (size_t i = *n; i > 0 && all[i - 1].day == day; i--)
		if (of_sitting(&all[i - 1], l))
			return &all[i - 1];
	all[*n] = (struct open_sitting){ .day = day, .newest = l, .kinds = "" };
	all[*n].last = &all[*n].first;
	return &all[(*n)++];
}

/* "09.12: data warga, NIK (/warga/123)" */
static const char *line_of(struct ctx *cx, const struct look *l, const char *whats)
{
	const char *line = text_fill(cx, T_WARGA_L_LINE, say_clock(cx, l->at), whats, NULL);

	return str_blank(l->where) ? line : arena_printf(cx->arena, "%s (%s)", line, l->where);
}

static void add_line(struct ctx *cx, struct open_sitting *s, const char *text)
{
	struct line *line = ARENA_NEW(cx->arena, struct line);

	line->text = text;
	*s->last = line;
	s->last = &line->older;
	s->bytes += strlen(text) + 1;
	s->n++;
}

/* One page that showed several kinds of data at once is one look. */
static size_t take(struct ctx *cx, struct open_sitting *s, const struct look *l, size_t n)
{
	const char *whats = NULL;
	size_t taken = 0;

	for (; taken < n && l[taken].at == l->at && of_sitting(s, &l[taken]) &&
	       str_eq(l[taken].where, l->where);
	     taken++) {
		const char *what = l[taken].what;

		if (what == NULL)
			continue;
		whats = str_and(cx->arena, whats, what);
		if (!str_listed(s->kinds, '|', what))
			s->kinds = arena_printf(cx->arena, "%s%s%s", s->kinds,
						s->kinds[0] != '\0' ? "|" : "", what);
	}
	s->oldest = l;
	add_line(cx, s, line_of(cx, l, whats != NULL ? whats : ""));
	return taken;
}

static const char *kinds_of(struct ctx *cx, const struct open_sitting *s)
{
	const char *all = NULL;
	char **kind;
	size_t n;

	str_split(cx->arena, s->kinds, '|', &kind, &n);
	for (size_t i = 0; i < n; i++)
		all = str_and(cx->arena, all, kind[i]);
	return all != NULL ? all : "";
}

/* "14 kali: data warga, NIK" and a line for each; of one that has nothing more to say no lines. */
static const char *looks_of(struct ctx *cx, const struct open_sitting *s)
{
	const char *of = kinds_of(cx, s), *head;
	char *all, *at;

	if (s->n == 1 && str_blank(s->newest->where))
		return of;
	head = s->n == 1 ? of
			 : text_fill(cx, T_WARGA_L_TIMES, say_number(cx, (int64_t)s->n), of, NULL);
	all = arena_alloc(cx->arena, strlen(head) + s->bytes + 1);
	at = stpcpy(all, head);
	for (const struct line *l = s->first; l != NULL; l = l->older)
		at = stpcpy(stpcpy(at, "\n"), l->text);
	return all;
}

static struct sitting closed(struct ctx *cx, const struct open_sitting *s)
{
	const char *last = say_clock(cx, s->newest->at), *first = say_clock(cx, s->oldest->at);

	return (struct sitting){
		.day = s->day,
		.hours = str_eq(first, last) ? last : arena_printf(cx->arena, "%s–%s", first, last),
		.who = s->newest->who,
		.unit = s->newest->unit,
		.purpose = s->newest->purpose,
		.looks = looks_of(cx, s),
	};
}

static int newest_first(const void *left, const void *right)
{
	const struct look *a = left, *b = right;

	return a->at == b->at ? 0 : a->at > b->at ? -1 : 1;
}

size_t sittings(struct ctx *cx, struct look *looks, size_t n, struct sitting **ret)
{
	struct open_sitting *all = ARENA_ARRAY(cx->arena, n + 1, struct open_sitting);
	struct sitting *list;
	size_t n_all = 0;

	qsort(looks, n, sizeof(*looks), newest_first);
	for (size_t i = 0; i < n;) {
		int32_t day = clock_date(looks[i].at, zone_of(cx));

		i += take(cx, sitting_of(all, &n_all, &looks[i], day), &looks[i], n - i);
	}
	list = ARENA_ARRAY(cx->arena, n_all + 1, struct sitting);
	for (size_t i = 0; i < n_all; i++)
		list[i] = closed(cx, &all[i]);
	*ret = list;
	return n_all;
}
