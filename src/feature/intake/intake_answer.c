/* Rows of national answers: which request they are for, and what they say to it. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "text/intake.h"

/* ---- the row --------------------------------------------------------------------------------- */

static enum err wrong(struct ctx *cx, struct line *l, enum text why, const char *value)
{
	line_say(cx, l, INTAKE_WRONG, why, value);
	return ERR_OK;
}

/* What is wrong with it also says what would be right. */
static enum err unknown_word(struct ctx *cx, struct line *l, enum text why, const char *set,
			     const char *written)
{
	l->verdict = INTAKE_WRONG;
	line_tell(cx, l, why, written, kept_known(cx->arena, set));
	return ERR_OK;
}

static enum err read_words(struct ctx *cx, struct line *l, struct answer_row *to)
{
	const char *written = l->value[VALUE_ANSWER], *kind = l->value[VALUE_REQUEST];
	int64_t said = 0;

	if (str_blank(written))
		return unknown_word(cx, l, T_INTAKE_W_NO_ANSWER, "answer_word", "");
	TRY(answer_word_read(cx, written, &said));
	if (said == 0)
		return unknown_word(cx, l, T_INTAKE_W_ANSWER, "answer_word", written);
	to->answer.said = (enum verval_said)said;
	if (str_blank(kind))
		return ERR_OK;
	TRY(answer_kind_read(cx, kind, &to->key.kind));
	return to->key.kind == 0 ? unknown_word(cx, l, T_INTAKE_W_REQUEST, "answer_kind", kind)
				 : ERR_OK;
}

static void read_day(struct ctx *cx, const struct intake_get_row *in, struct line *l,
		     struct answer_row *to)
{
	const char *day = l->value[VALUE_SAID_ON];
	int32_t on = in->valid_from == DB_NONE ? DATE_NONE : (int32_t)in->valid_from;

	if (day != NULL && !date_parse(day, &on))
		on = DATE_NONE;
	if (on == DATE_NONE)
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NO_SAID_ON, NULL);
	else if (on > ref_today(cx))
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_SAID_AHEAD, kept_day(cx->arena, on));
	to->answer.on = on;
}

static void read_desil(struct ctx *cx, struct line *l, struct answer_row *to)
{
	const char *none;

	if (!str_blank(l->value[VALUE_DESIL]) && !desil_read(cx, l, &to->answer.desil, &none))
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_DESIL, l->value[VALUE_DESIL]);
}

enum err answer_row_read(struct ctx *cx, const struct intake_get_row *in, struct line *l,
			 struct answer_row *ret, bool *ret_fine)
{
	enum intake_verdict before = l->verdict;

	*ret = (struct answer_row){
		.key = { .number = l->value[VALUE_NUMBER],
			 .nik = facts_core(&l->person, CORE_NIK),
			 .kk = facts_core(&l->family, CORE_KK) },
		.answer = { .why = l->value[VALUE_REASON],
			    .dtsen_id = l->value[VALUE_DTSEN],
			    .source = in->source,
			    .import_id = in->id },
	};
	l->verdict = 0;
	TRY(read_words(cx, l, ret));
	read_day(cx, in, l, ret);
	read_desil(cx, l, ret);
	if (ret->key.number == NULL && ret->key.nik == NULL && ret->key.kk == NULL)
		TRY(wrong(cx, l, T_INTAKE_W_NO_REQUEST, NULL));
	*ret_fine = l->verdict != INTAKE_WRONG;
	if (*ret_fine)
		l->verdict = before;
	return ERR_OK;
}

/* ---- its verdict ----------------------------------------------------------------------------- */

static void say_match(struct ctx *cx, struct line *l, const struct answer_match *m)
{
	l->verdict = m->fit == FIT_NONE ? INTAKE_UNKNOWN : INTAKE_DOUBTFUL;
	line_note(
	    cx, l,
	    (struct note){
		.kind = NOTE_SAY, .column = -1, .field = text_key(m->why), .a = m->a, .b = m->b });
}

static void say_news(struct ctx *cx, struct line *l, const struct answer_request *q,
		     enum answer_news news, const struct verval_answer *after,
		     const struct verval_answer *before)
{
	enum text why = news == NEWS_FIRST     ? T_INTAKE_C_ANSWERED
			: news == NEWS_EARLIER ? T_INTAKE_C_ANSWERED_BEFORE
					       : T_INTAKE_C_ANSWERED_AGAIN;

	l->verdict = news == NEWS_FIRST  ? INTAKE_NEW
		     : news == NEWS_SAME ? INTAKE_SAME
					 : INTAKE_CHANGED;
	if (news == NEWS_SAME)
		return;
	line_tell(cx, l, why, kept_answer(cx->arena, q->number, after),
		  before->said != 0 ? kept_answer(cx->arena, NULL, before) : NULL);
}

/* Whom a request is about: himself, or each member of the family. */
static enum err names_of(struct ctx *cx, const struct answer_request *q, const char ***ret,
			 size_t *ret_n, bool *ret_protected)
{
	struct relative *m;
	struct subject s;

	TRY(subject_get(cx, q->of, q->subject_id, &s));
	*ret_protected = s.protected;
	*ret_n = 0;
	if (q->of == FACT_PERSON) {
		*ret = ARENA_ARRAY(cx->arena, 1, const char *);
		(*ret)[(*ret_n)++] = facts_core(&s.facts, CORE_NAME);
		return ERR_OK;
	}
	TRY(family_members(cx, q->subject_id, &m, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, const char *);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = m[i].name;
	return ERR_OK;
}

/*
 * A number copied into the wrong row answers somebody else's request.  Whoever is protected is not
 * named.
 */
static enum err judge_name(struct ctx *cx, struct line *l, const struct answer_request *q)
{
	const char *said = facts_core(&l->person, CORE_NAME), **names;
	bool protected, fits;
	size_t n;

	if (said == NULL)
		return ERR_OK;
	TRY(names_of(cx, q, &names, &n, &protected));
	fits = n == 0;
	for (size_t i = 0; i < n; i++)
		fits = fits || names_alike(said, names[i]);
	if (fits)
		return ERR_OK;
	l->verdict = INTAKE_DOUBTFUL;
	line_tell(cx, l, T_INTAKE_D_ANSWER_NAME, said, protected ? q->number : names[0]);
	return ERR_OK;
}

static enum err judge_request(struct ctx *cx, struct line *l, const struct answer_request *q,
			      const struct verval_answer *a)
{
	struct verval_answer before;
	enum answer_news news;

	l->subject_id = q->id;
	if (a->on < q->input_on) {
		line_tell(cx, l, T_INTAKE_W_SAID_EARLY, kept_day(cx->arena, a->on),
			  kept_day(cx->arena, q->input_on));
		l->verdict = INTAKE_WRONG;
		return ERR_OK;
	}
	TRY(verval_answer_news(cx, q->id, a, &news, &before));
	if (news != NEWS_SAME) {
		TRY(judge_name(cx, l, q));
		if (l->verdict == INTAKE_DOUBTFUL)
			return ERR_OK;
	}
	say_news(cx, l, q, news, a, &before);
	return ERR_OK;
}

/* A list fed in again: the row is what one of those it fits was answered already. */
static enum err said_before(struct ctx *cx, struct line *l, const struct answer_match *m,
			    const struct verval_answer *a)
{
	struct verval_answer before;
	enum answer_news news;

	for (size_t i = 0; i < m->n && l->verdict != INTAKE_SAME; i++) {
		TRY(verval_answer_news(cx, m->request[i].id, a, &news, &before));
		if (news == NEWS_SAME) {
			l->subject_id = m->request[i].id;
			l->verdict = INTAKE_SAME;
		}
	}
	return ERR_OK;
}

enum err judge_answer(struct ctx *cx, const struct intake_get_row *in, struct line *l)
{
	struct answer_match m;
	struct answer_row row;
	bool fine;

	TRY(answer_row_read(cx, in, l, &row, &fine));
	if (!fine)
		return ERR_OK;
	TRY(verval_answer_match(cx, &row.key, row.answer.on, &m));
	if (m.fit == FIT_ONE)
		return judge_request(cx, l, m.request, &row.answer);
	TRY(said_before(cx, l, &m, &row.answer));
	if (l->verdict != INTAKE_SAME)
		say_match(cx, l, &m);
	return ERR_OK;
}

const char *answer_same_key(struct ctx *cx, const struct intake_get_row *in, struct line *l,
			    const char **ret_whole)
{
	struct answer_row row;
	const char *key;
	bool fine;

	if (answer_row_read(cx, in, l, &row, &fine) != ERR_OK || !fine)
		return NULL;
	key = arena_printf(cx->arena, "%lld %d", (long long)l->subject_id, row.answer.on);
	*ret_whole = arena_printf(cx->arena, "%s %s %lld %s", key,
				  verval_answer_words(cx, &row.answer), (long long)row.answer.desil,
				  row.answer.dtsen_id != NULL ? row.answer.dtsen_id : "");
	return key;
}

/* ---- applying -------------------------------------------------------------------------------- */

enum err put_answer(struct ctx *cx, const struct intake_get_row *in, int64_t release_id,
		    struct line *l)
{
	struct answer_row row;
	bool fine;

	TRY(answer_row_read(cx, in, l, &row, &fine));
	if (!fine)
		return err_set(cx, ERR_INVALID, "row %lld answers nothing", (long long)l->n);
	row.answer.release_id = release_id;
	return verval_answer_take(cx, l->subject_id, &row.answer);
}
