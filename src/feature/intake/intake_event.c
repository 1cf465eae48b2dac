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
	bool all_go;                /* all others go by the same list */
	const struct relative *who; /* NULL: the row names none of them */
};

static bool goes_too(const struct goers *goers, int64_t id)
{
	size_t from = 0, to = goers != NULL ? goers->n : 0, mid;

	while (from < to) {
		mid = from + (to - from) / 2;
		if (goers->row[mid].subject_id < id)
			from = mid + 1;
		else
			to = mid;
	}
	return goers != NULL && from < goers->n && goers->row[from].subject_id == id;
}

/* Those who stay come first; *ret_n of them. */
static void stayers(struct ctx *cx, const struct goers *goers, struct relative *rows, size_t n,
		    size_t *ret_n)
{
	struct relative *gone = ARENA_ARRAY(cx->arena, n + 1, struct relative);
	size_t n_gone = 0;

	*ret_n = 0;
	for (size_t i = 0; i < n; i++)
		if (goes_too(goers, rows[i].id))
			gone[n_gone++] = rows[i];
		else
			rows[(*ret_n)++] = rows[i];
	for (size_t i = 0; i < n_gone; i++)
		rows[*ret_n + i] = gone[i];
}

static enum err next_head(struct ctx *cx, const struct line *l, int64_t family_id,
			  const struct goers *goers, struct next_head *ret)
{
	struct relative *rows = NULL;
	size_t n, stay;

	TRY(left_behind(cx, family_id, l->subject_id, &rows, &n));
	*ret = (struct next_head){ .needed = n > 0 };
	if (n == 0)
		return ERR_OK;
	stayers(cx, goers, rows, n, &stay);
	*ret = (struct next_head){ .needed = true,
				   .by_rule = stay > 1 && !names_head(l),
				   .all_go = stay == 0,
				   .who = &rows[0] };
	if (!names_head(l))
		return ERR_OK;
	TRY(named(cx, l, rows, n, &ret->who));
	if (ret->who != NULL && stay > 0 && ret->who >= &rows[stay]) {
		ret->who = &rows[0]; /* the one who is named goes as well */
		ret->by_rule = stay > 1;
	}
	return ERR_OK;
}

/* What the family comes to is part of the verdict: it never changes its head unsaid. */
static enum err judge_next_head(struct ctx *cx, struct line *l, int64_t family_id,
				const struct goers *goers)
{
	struct next_head next;

	TRY(next_head(cx, l, family_id, goers, &next));
	if (!next.needed)
		return ERR_OK;
	if (next.all_go)
		line_say(cx, l, INTAKE_CHANGED, T_INTAKE_C_ALL_GO, NULL);
	else if (next.who == NULL)
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NEXT_HEAD, l->value[VALUE_HEAD_NAME]);
	else
		line_say(cx, l, INTAKE_CHANGED,
			 next.by_rule ? T_INTAKE_C_NEXT_HEAD_RULE : T_INTAKE_C_NEXT_HEAD,
			 next.who->name);
	return ERR_OK;
}

/* ---- the verdict ----------------------------------------------------------------------------- */

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

/*
 * He is known to be gone.  Another day stands beside the one that is known, until somebody decides;
 * a list that gives no days of its own says nothing of it.  Who moved away may have died since.
 */
static bool judge_gone(struct ctx *cx, const struct judge *j, struct line *l,
		       const struct subject *s, int32_t day)
{
	int64_t state = facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE);
	bool deaths = j->in->kind == INTAKE_DEATHS;
	int32_t known;

	if (state != PERSON_DEAD && (deaths || state != PERSON_MOVED))
		return false;
	l->verdict = INTAKE_SAME;
	if (!date_parse(facts_core(&s->facts, CORE_STATE_DATE), &known))
		return true;
	if (!deaths && state == PERSON_DEAD) {
		line_say(cx, l, INTAKE_SAME, T_INTAKE_S_DEAD, kept_day(cx->arena, known));
	} else if (l->value[VALUE_DAY] != NULL && known != day) {
		l->verdict = INTAKE_CHANGED;
		line_tell(cx, l, deaths ? T_INTAKE_C_DIED_OTHER : T_INTAKE_C_MOVED_OTHER,
			  kept_day(cx->arena, known), kept_day(cx->arena, day));
	}
	return true;
}

/* Back, who had moved away: as a row of its own, or beside the day on which he went. */
static bool judge_came(struct ctx *cx, struct line *l, const struct subject *s)
{
	int64_t state = facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE);
	int32_t came, since;

	if (l->value[VALUE_CAME] == NULL || !date_parse(l->value[VALUE_CAME], &came))
		return false;
	if (state == PERSON_DEAD || (state != PERSON_MOVED && l->value[VALUE_DAY] == NULL)) {
		l->verdict = INTAKE_SAME;
		if (state == PERSON_DEAD &&
		    date_parse(facts_core(&s->facts, CORE_STATE_DATE), &since))
			line_say(cx, l, INTAKE_SAME, T_INTAKE_S_DEAD, kept_day(cx->arena, since));
		return true;
	}
	if (!date_parse(state == PERSON_MOVED ? facts_core(&s->facts, CORE_STATE_DATE)
					      : l->value[VALUE_DAY],
			&since))
		since = came;
	l->verdict = came < since ? INTAKE_WRONG : INTAKE_CHANGED;
	line_tell(cx, l, came < since ? T_INTAKE_W_CAME_BEFORE : T_INTAKE_C_CAME,
		  kept_day(cx->arena, came), kept_day(cx->arena, since));
	return state == PERSON_MOVED || came < since;
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
	if (judge_came(cx, l, &s) || !judge_day(cx, j, l, &s, &day))
		return ERR_OK;
	if (judge_gone(cx, j, l, &s, day))
		return ERR_OK;
	line_say(cx, l, INTAKE_CHANGED,
		 j->in->kind == INTAKE_DEATHS ? T_INTAKE_C_DIED : T_INTAKE_C_MOVED,
		 kept_day(cx->arena, day));
	return judge_next_head(cx, l, facts_core_int(&s.facts, CORE_FAMILY, 0), NULL);
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

static enum err put_event(struct ctx *cx, const struct intake_get_row *in,
			  const struct origin *origin, const struct goers *goers,
			  const struct line *l, bool *later)
{
	bool deaths = in->kind == INTAKE_DEATHS, wait = later != NULL && *later;
	struct origin o = *origin, came = *origin;
	struct intake_belongs_row now;
	struct next_head next;
	int64_t next_id;
	int32_t day;
	bool back;

	if (later != NULL)
		*later = false;
	if (l->value[VALUE_DAY] != NULL && date_parse(l->value[VALUE_DAY], &day))
		o.valid_from = day;
	TRY(intake_belongs_one(cx, &(struct intake_belongs_args){ .id = l->subject_id }, &now));
	came.note = event_note(cx, in, l, false);
	back = l->value[VALUE_CAME] != NULL && date_parse(l->value[VALUE_CAME], &came.valid_from);
	if (back && now.state == PERSON_MOVED)
		return person_came_back(cx, l->subject_id, &came);
	if (now.state == (deaths ? PERSON_DEAD : PERSON_MOVED))
		return l->value[VALUE_DAY] != NULL ? person_gone_said(cx, l->subject_id, &o)
						   : ERR_OK;
	if (now.state == PERSON_DEAD)
		return ERR_OK;
	TRY(next_head(cx, l, now.family_id, goers, &next));
	if (next.needed && next.who == NULL)
		return err_set(cx, ERR_INVALID, "row %lld names no member as head",
			       (long long)l->n);
	if (next.needed && wait) {
		*later = true;
		return ERR_OK;
	}
	next_id = next.needed ? next.who->id : 0;
	o.note = event_note(cx, in, l, next.by_rule && !next.all_go);
	if (deaths)
		return person_died(cx, l->subject_id, next_id, &o);
	TRY(person_moved_out(cx, l->subject_id, next_id, &o));
	return back ? person_came_back(cx, l->subject_id, &came) : ERR_OK;
}

/* Whoever leads the family goes last, so that of a family that goes whole nobody leads it for a
 * moment. */
enum err put_events(struct ctx *cx, const struct intake_get_row *in, const struct origin *origin,
		    const struct goers *goers, const struct line *line, size_t n)
{
	bool *later = ARENA_ARRAY(cx->arena, n + 1, bool);

	for (size_t i = 0; i < n; i++) {
		later[i] = n > 1;
		if (line[i].verdict == INTAKE_CHANGED)
			TRY(put_event(cx, in, origin, goers, &line[i], &later[i]));
	}
	for (size_t i = 0; i < n && n > 1; i++)
		if (line[i].verdict == INTAKE_CHANGED && later[i])
			TRY(put_event(cx, in, origin, goers, &line[i], NULL));
	return ERR_OK;
}

/* ---- who goes by the same list ----------------------------------------------------------------
 */

bool intake_takes_away(enum intake_kind kind)
{
	return kind == INTAKE_DEATHS || kind == INTAKE_MOVES;
}

enum err goers_read(struct ctx *cx, int64_t intake_id, struct goers *ret)
{
	struct intake_goers_row *rows;

	TRY(intake_goers_all(cx, &(struct intake_goers_args){ .intake_id = intake_id }, &rows,
			     &ret->n));
	ret->row = rows;
	return ERR_OK;
}

static bool says_next_head(const struct note *n)
{
	return str_eq(n->field, text_key(T_INTAKE_C_NEXT_HEAD)) ||
	       str_eq(n->field, text_key(T_INTAKE_C_NEXT_HEAD_RULE));
}

/* What a row says of the next head, now that all who go are known; true: it says something else. */
static enum err judge_again(struct ctx *cx, const struct column_map *map, const struct goers *goers,
			    struct line *l, bool *ret)
{
	struct intake_belongs_row now;
	struct line again;
	size_t n = 0;

	*ret = false;
	for (size_t i = 0; i < l->n_notes; i++)
		*ret = *ret || says_next_head(&l->note[i]);
	if (!*ret)
		return ERR_OK;
	TRY(line_read_again(cx, map, l, &again));
	for (size_t i = 0; i < l->n_notes; i++)
		if (!says_next_head(&l->note[i]))
			l->note[n++] = l->note[i];
	l->n_notes = n;
	memcpy(l->value, again.value, sizeof(l->value));
	TRY(intake_belongs_one(cx, &(struct intake_belongs_args){ .id = l->subject_id }, &now));
	return judge_next_head(cx, l, now.family_id, goers);
}

/* 256 rows that are kept, and say something else now. */
struct again {
	const struct work *work;
	int64_t first;
	struct blob sealed;
};

static enum err write_again(struct ctx *cx, void *arg)
{
	const struct again *a = arg;

	TRY(work_hold(cx, a->work));
	return intake_cells_set_run(cx,
				    &(struct intake_cells_set_args){
					.intake_id = a->work->in.id,
					.first_n = a->first,
					.sealed = a->sealed,
				    },
				    NULL);
}

static enum err judge_cells(struct ctx *cx, const struct work *w, const struct column_map *map,
			    const struct goers *goers, struct again *a, bool *ret)
{
	const struct intake_goers_rows_args of = { .intake_id = w->in.id,
						   .first_n = a->first,
						   .upto_n = a->first + INTAKE_CELLS };
	struct intake_goers_rows_row *rows;
	struct line *lines;
	size_t n, n_rows;
	bool other;

	*ret = false;
	TRY(intake_goers_rows_all(cx, &of, &rows, &n_rows));
	if (n_rows == 0)
		return ERR_OK;
	TRY(lines_open(cx, w->in.id, a->first, &lines, &n));
	for (size_t i = 0; i < n_rows; i++) {
		struct line *l = &lines[rows[i].n - a->first];

		if (rows[i].n - a->first >= (int64_t)n)
			break;
		l->subject_id = rows[i].subject_id;
		TRY(judge_again(cx, map, goers, l, &other));
		*ret = *ret || other;
	}
	return *ret ? lines_seal(cx, w->in.id, lines, n, &a->sealed) : ERR_OK;
}

enum err work_see_goers(struct ctx *cx, struct work *w, const struct column_map *map, int64_t rows)
{
	struct again a = { .work = w, .first = 1 };
	struct goers goers;
	struct arena_mark mark;
	bool other = false;
	enum err e;

	if (!intake_takes_away((enum intake_kind)w->in.kind))
		return ERR_OK;
	TRY(db_read_begin(cx, w->pool));
	e = goers_read(cx, w->in.id, &goers);
	db_read_end(cx, w->pool);
	mark = arena_mark(cx->arena);
	for (; e == ERR_OK && goers.n > 1 && a.first <= rows && !work_stopped(w);
	     a.first += INTAKE_CELLS) {
		TRY(db_read_begin(cx, w->pool));
		e = judge_cells(cx, w, map, &goers, &a, &other);
		db_read_end(cx, w->pool);
		(void)work_tick(cx, w);
		if (e == ERR_OK && other)
			e = db_write(cx, w->pool, write_again, &a);
		arena_reset_to(cx->arena, mark);
	}
	return e;
}
