/* Rows of people who seem new, compared with those who are there. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/intake/intake_impl.h"
#include "text/intake.h"

enum { SEEN_PERSON = 1, AT_ONCE = 4096 };

/* Has another row been found to be about him?  He is remembered for this one. */
static bool met_before(struct seen *met, int64_t subject_id, int64_t n)
{
	char id[24];
	int len = snprintf(id, sizeof(id), "%lld", (long long)subject_id);
	uint64_t key = seen_key(met, SEEN_PERSON, id, (size_t)len);

	return seen_first(met, key, (uint32_t)n, 0).n != (uint32_t)n;
}

static enum err remember(struct ctx *cx, const struct judge *j, struct seen *met,
			 enum intake_verdict verdict)
{
	struct intake_rows_args a = { .intake_id = j->in->id,
				      .verdict = verdict,
				      .max_n = AT_ONCE };
	struct intake_rows_row *rows;
	struct arena_mark mark = arena_mark(cx->arena);
	size_t n;

	do {
		TRY(intake_rows_all(cx, &a, &rows, &n));
		for (size_t i = 0; i < n; i++)
			if (rows[i].subject_id != 0)
				(void)met_before(met, rows[i].subject_id, rows[i].n);
		if (n > 0)
			a.after_n = rows[n - 1].n;
		arena_reset_to(cx->arena, mark);
	} while (n == AT_ONCE);
	return ERR_OK;
}

enum err judge_resume(struct ctx *cx, const struct judge *j, struct seen *met)
{
	if (!intake_creates((enum intake_kind)j->in->kind))
		return ERR_OK;
	TRY(remember(cx, j, met, INTAKE_CHANGED));
	return remember(cx, j, met, INTAKE_SAME);
}

static bool is_new_person(const struct judge *j, const struct line *l)
{
	return l->verdict == INTAKE_NEW && l->has_person &&
	       intake_creates((enum intake_kind)j->in->kind);
}

/* Is it in doubt, with whom it is known? */
static bool is_doubt_of(const struct line *l)
{
	return l->verdict == INTAKE_DOUBTFUL && l->has_person && l->subject_id != 0;
}

const struct facts *line_as_entered(struct ctx *cx, const struct line *l)
{
	struct facts *f = ARENA_NEW(cx->arena, struct facts);

	*f = facts_copy(cx, &l->person);
	line_live_there(f, &l->family);
	facts_set_core(f, CORE_KNOWN, "1");
	if (l->family_id != 0)
		facts_set_core(f, CORE_FAMILY, str_digits(cx->arena, l->family_id));
	return f;
}

/* The first of them who is not surely another one; NULL: nobody. */
static const struct alike *first_of(const struct alike_ask *ask, size_t *ret_sure)
{
	const struct alike *first = NULL;

	*ret_sure = 0;
	for (size_t i = 0; i < ask->n; i++) {
		if (ask->alike[i].apart)
			continue;
		if (first == NULL)
			first = &ask->alike[i];
		*ret_sure += ask->alike[i].sure;
	}
	return first;
}

void line_alike(struct ctx *cx, struct line *l, enum intake_verdict verdict, enum text what,
		const struct subject *s, const char *name, const char *reasons)
{
	l->verdict = verdict;
	line_note(cx, l,
		  (struct note){ .kind = NOTE_ALIKE,
				 .column = -1,
				 .code = facts_birth(&s->facts),
				 .field = text_key(what),
				 .a = name,
				 .b = reasons });
}

static void say(struct ctx *cx, struct line *l, enum intake_verdict verdict, enum text what,
		const struct subject *s, const struct alike *who)
{
	line_alike(cx, l, verdict, what, s, facts_core(&s->facts, CORE_NAME), who->reasons);
}

/* How probable it is that the row is about the one it may be about. */
static void weigh(struct line *l, const struct alike_ask *ask)
{
	for (size_t i = 0; i < ask->n; i++)
		if (ask->alike[i].id == l->subject_id)
			l->unlike = 1000 - ask->alike[i].permille;
}

/* One who is certain, and nobody else is, and no other row is about him. */
static enum err settle(struct ctx *cx, struct judge *j, struct seen *met, struct line *l,
		       const struct alike_ask *ask)
{
	const struct alike *who;
	struct subject s;
	size_t sure;

	if (is_doubt_of(l)) {
		weigh(l, ask);
		return ERR_OK;
	}
	who = first_of(ask, &sure);
	if (who == NULL)
		return ERR_OK;
	l->subject_id = who->id;
	weigh(l, ask);
	TRY(subject_get(cx, FACT_PERSON, who->id, &s));
	l->apart = two_confirmed(&l->person, &s.facts);
	if (sure != 1 || !who->sure) {
		say(cx, l, INTAKE_DOUBTFUL, T_INTAKE_D_ALIKE, &s, who);
		return ERR_OK;
	}
	if (met_before(met, l->subject_id, l->n)) {
		say(cx, l, INTAKE_DOUBTFUL, T_INTAKE_D_ALIKE_TWICE, &s, who);
		return ERR_OK;
	}
	say(cx, l, INTAKE_CHANGED, T_INTAKE_C_ALIKE, &s, who);
	return judge_known(cx, j, l, &s);
}

enum err judge_alike(struct ctx *cx, const struct judge *j, struct line *lines, size_t n,
		     struct alikes *ret)
{
	*ret = (struct alikes){ .ask = ARENA_ARRAY(cx->arena, n + 1, struct alike_ask),
				.line = ARENA_ARRAY(cx->arena, n + 1, struct line *) };
	for (size_t i = 0; i < n; i++) {
		bool new = is_new_person(j, &lines[i]);

		if (!new && !is_doubt_of(&lines[i]))
			continue;
		ret->line[ret->n] = &lines[i];
		/* A number that somebody has would have found who is new. */
		ret->ask[ret->n++] = (struct alike_ask){ .person = line_as_entered(cx, &lines[i]),
							 .family = &lines[i].family,
							 .new_nik = new };
	}
	return person_alike(cx, ret->ask, ret->n);
}

enum err judge_met(struct ctx *cx, struct judge *j, struct seen *met, struct line *lines, size_t n,
		   const struct alikes *alikes)
{
	for (size_t i = 0; i < n && intake_creates((enum intake_kind)j->in->kind); i++)
		if (lines[i].has_person && lines[i].subject_id != 0)
			(void)met_before(met, lines[i].subject_id, lines[i].n);
	for (size_t i = 0; i < alikes->n; i++)
		TRY(settle(cx, j, met, alikes->line[i], &alikes->ask[i]));
	return ERR_OK;
}
