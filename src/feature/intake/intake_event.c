/* Deaths and moves: who they are about, and who leads the family from then on. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/names/names.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

/* ---- who leads it next ----------------------------------------------------------------------- */

enum err family_head(struct ctx *cx, int64_t family_id, int64_t *ret)
{
	struct intake_head_row row;
	bool found;

	TRY(intake_head_maybe(cx, &(struct intake_head_args){ .id = family_id }, &row, &found));
	*ret = found ? row.head_id : 0;
	return ERR_OK;
}

/* Whom he leaves behind, if he leads them: the one who follows by rule is the first. */
static enum err left_behind(struct ctx *cx, int64_t family_id, int64_t person_id,
			    struct relative **ret, size_t *ret_n)
{
	int64_t head;

	*ret_n = 0;
	if (family_id == 0)
		return ERR_OK;
	TRY(family_head(cx, family_id, &head));
	if (head != person_id)
		return ERR_OK;
	return family_heirs(cx, family_id, person_id, ret, ret_n);
}

enum err family_successor(struct ctx *cx, int64_t family_id, int64_t person_id, int64_t *ret)
{
	struct relative *rows = NULL;
	size_t n;

	TRY(left_behind(cx, family_id, person_id, &rows, &n));
	*ret = n > 0 ? rows[0].id : 0;
	return ERR_OK;
}

enum err judge_left_behind(struct ctx *cx, struct line *l, int64_t family_id)
{
	struct relative *rows = NULL;
	size_t n;

	TRY(left_behind(cx, family_id, l->subject_id, &rows, &n));
	if (n > 0)
		line_tell(cx, l, T_INTAKE_C_LEFT_BEHIND, rows[0].name, NULL);
	return ERR_OK;
}

static bool names_head(const struct line *l)
{
	return l->value[VALUE_HEAD_NIK] != NULL || l->value[VALUE_HEAD_NAME] != NULL;
}

/* Titles and spelling apart; names that only resemble one another are those of siblings. */
static bool sounds_as(const char *name, const char *said)
{
	struct name_form f, asked;

	name_form(name, strlen(name), &f);
	name_form(said, strlen(said), &asked);
	return name_compare(&asked, &f).level >= NAME_SOUNDS;
}

/* The only one of them called so; NULL: none, or several. */
static const struct relative *only_one(struct ctx *cx, const char *said, bool by_sound,
				       const struct relative *rows, size_t n)
{
	const struct relative *one = NULL;
	const char *fold = str_fold(cx->arena, said);

	for (size_t i = 0; i < n; i++) {
		if (by_sound ? !sounds_as(rows[i].name, said)
			     : !str_eq(str_fold(cx->arena, rows[i].name), fold))
			continue;
		if (one != NULL)
			return NULL;
		one = &rows[i];
	}
	return one;
}

/* The one whom the row names, by NIK or, without it, by a name that only one of them has. */
static enum err named(struct ctx *cx, const struct line *l, const struct relative *rows, size_t n,
		      const struct relative **ret)
{
	const char *nik = l->value[VALUE_HEAD_NIK], *name = l->value[VALUE_HEAD_NAME];
	int64_t id;

	*ret = NULL;
	if (nik == NULL) {
		*ret = only_one(cx, name, false, rows, n);
		if (*ret == NULL)
			*ret = only_one(cx, name, true, rows, n);
		return ERR_OK;
	}
	TRY(person_of_nik(cx, nik, &id));
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			*ret = &rows[i];
	return ERR_OK;
}

/* Who leads a family after him. */
struct next_head {
	bool needed;                /* he leads it, and leaves somebody behind */
	bool by_rule;               /* the row names nobody, and there are several */
	const struct relative *who; /* NULL: the row names none of them */
};

static enum err next_head(struct ctx *cx, const struct line *l, int64_t family_id,
			  struct next_head *ret)
{
	struct relative *rows = NULL;
	size_t n;

	TRY(left_behind(cx, family_id, l->subject_id, &rows, &n));
	*ret = (struct next_head){ .needed = n > 0,
				   .by_rule = n > 1 && !names_head(l),
				   .who = n > 0 ? &rows[0] : NULL };
	return n > 0 && names_head(l) ? named(cx, l, rows, n, &ret->who) : ERR_OK;
}

/* What the family comes to is part of the verdict: it never changes its head unsaid. */
static enum err judge_next_head(struct ctx *cx, struct line *l, int64_t family_id)
{
	struct next_head next;

	TRY(next_head(cx, l, family_id, &next));
	if (!next.needed)
		return ERR_OK;
	if (next.who == NULL)
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NEXT_HEAD, l->value[VALUE_HEAD_NAME]);
	else
		line_say(cx, l, INTAKE_CHANGED,
			 next.by_rule ? T_INTAKE_C_NEXT_HEAD_RULE : T_INTAKE_C_NEXT_HEAD,
			 next.who->name);
	return ERR_OK;
}

/* ---- the verdict ----------------------------------------------------------------------------- */

static bool gone_already(const struct judge *j, const struct subject *s)
{
	int64_t state = facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE);

	return state == PERSON_DEAD || (j->in->kind == INTAKE_MOVES && state == PERSON_MOVED);
}

/* The day of the row or of the list; false: there is none, or it cannot be, and the row says so. */
static bool judge_day(struct ctx *cx, const struct judge *j, struct line *l,
		      const struct subject *s, int32_t *ret)
{
	int32_t born;

	*ret = j->origin.valid_from;
	if (l->value[VALUE_DAY] != NULL && !date_parse(l->value[VALUE_DAY], ret))
		*ret = DATE_NONE;
	if (*ret == DATE_NONE) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NO_DAY, NULL);
	} else if (person_unborn(s, *ret) &&
		   date_parse(facts_core(&s->facts, CORE_BIRTH_DATE), &born)) {
		l->verdict = INTAKE_WRONG;
		line_tell(cx, l, T_INTAKE_W_DAY_UNBORN, kept_day(cx->arena, *ret),
			  kept_day(cx->arena, born));
	}
	return l->verdict != INTAKE_WRONG;
}

enum err judge_event(struct ctx *cx, struct judge *j, struct line *l)
{
	struct subject s;
	int32_t day;
	bool found;

	TRY(judge_find(cx, l, &s, &found));
	if (l->verdict == INTAKE_DOUBTFUL)
		return ERR_OK;
	if (!found) {
		judge_nobody(cx, l);
		return ERR_OK;
	}
	if (!judge_day(cx, j, l, &s, &day))
		return ERR_OK;
	if (gone_already(j, &s)) {
		l->verdict = INTAKE_SAME;
		return ERR_OK;
	}
	line_say(cx, l, INTAKE_CHANGED,
		 j->in->kind == INTAKE_DEATHS ? T_INTAKE_C_DIED : T_INTAKE_C_MOVED,
		 kept_day(cx->arena, day));
	return judge_next_head(cx, l, facts_core_int(&s.facts, CORE_FAMILY, 0));
}

/* ---- applying -------------------------------------------------------------------------------- */

static void add_words(struct ctx *cx, const char **to, const char *more)
{
	*to = *to == NULL ? more : arena_printf(cx->arena, "%s; %s", *to, more);
}

/* What stands with the event in the history: its paper, where to, and how the next head came. */
static const char *event_note(struct ctx *cx, const struct intake_get_row *in, const struct line *l,
			      bool by_rule)
{
	const char *note = NULL;

	if (l->value[VALUE_PAPER] != NULL)
		add_words(
		    cx, &note,
		    text_fill(cx,
			      in->kind == INTAKE_DEATHS ? T_INTAKE_NOTE_DEATH : T_INTAKE_NOTE_MOVE,
			      l->value[VALUE_PAPER], NULL));
	if (l->value[VALUE_WHERETO] != NULL)
		add_words(cx, &note,
			  text_fill(cx, T_INTAKE_NOTE_WHERETO, l->value[VALUE_WHERETO], NULL));
	if (by_rule)
		add_words(cx, &note, text(cx, T_INTAKE_NOTE_HEAD_RULE));
	return note;
}

enum err put_event(struct ctx *cx, const struct intake_get_row *in, const struct origin *origin,
		   const struct line *l)
{
	struct origin o = *origin;
	struct intake_belongs_row now;
	struct next_head next;
	int64_t next_id;
	int32_t day;

	if (l->value[VALUE_DAY] != NULL && date_parse(l->value[VALUE_DAY], &day))
		o.valid_from = day;
	TRY(intake_belongs_one(cx, &(struct intake_belongs_args){ .id = l->subject_id }, &now));
	if (now.state == PERSON_DEAD || (in->kind == INTAKE_MOVES && now.state == PERSON_MOVED))
		return ERR_OK;
	TRY(next_head(cx, l, now.family_id, &next));
	if (next.needed && next.who == NULL)
		return err_set(cx, ERR_INVALID, "row %lld names no member as head",
			       (long long)l->n);
	next_id = next.needed ? next.who->id : 0;
	o.note = event_note(cx, in, l, next.by_rule);
	return in->kind == INTAKE_DEATHS ? person_died(cx, l->subject_id, next_id, &o)
					 : person_moved_out(cx, l->subject_id, next_id, &o);
}
