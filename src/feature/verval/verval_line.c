/* Lines: what is asked beside what holds, and what becomes of it. */
#include "feature/verval/verval_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/vault/vault.h"

/* ---- reading --------------------------------------------------------------------------------- */

/* Facts of the subjects of one request, each read once. */
struct subjects {
	struct subject *s;
	size_t n;
};

static enum err subject_of(struct ctx *cx, struct subjects *of, enum fact_of kind, int64_t id,
			   const struct subject **ret)
{
	for (size_t i = 0; i < of->n; i++)
		if (of->s[i].id == id) {
			*ret = &of->s[i];
			return ERR_OK;
		}
	TRY(subject_get(cx, kind, id, &of->s[of->n]));
	*ret = &of->s[of->n++];
	return ERR_OK;
}

static enum err line_open(struct ctx *cx, const struct verval_line_list_row *r,
			  const struct subject *s, struct verval_line *ret)
{
	*ret = (struct verval_line){
		.id = r->id,
		.subject_id = r->subject_id,
		.of = (enum fact_of)r->of,
		.field = fact_field(s->facts.book, (enum fact_of)r->of, r->field),
		.code = r->field,
		.source = r->source,
		.state = (enum line_state)r->state,
	};
	if (s->of == FACT_PERSON)
		ret->who = facts_core(&s->facts, CORE_NAME);
	if (s->erased)
		return ERR_OK;
	TRY(vault_unseal(cx, r->subject_id, SEAL_HEALTH, r->before_sealed, &ret->before));
	TRY(vault_unseal(cx, r->subject_id, SEAL_HEALTH, r->asked_sealed, &ret->asked));
	if (ret->field != NULL)
		ret->now = s->facts.value[ret->field->at];
	ret->changed = ret->state == LINE_WAITS && !str_eq(ret->now, ret->before) &&
		       !str_eq(ret->now, ret->asked);
	return ERR_OK;
}

enum err verval_lines(struct ctx *cx, int64_t id, struct verval_line **ret, size_t *ret_n,
		      int64_t *ret_seen)
{
	struct verval_line_list_row *rows;
	const struct subject *s;
	struct subjects all = { 0 };
	size_t n;

	TRY(verval_line_list_all(cx, &(struct verval_line_list_args){ .verval_id = id }, &rows,
				 &n));
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct verval_line);
	all.s = ARENA_ARRAY(cx->arena, n + 1, struct subject);
	for (size_t i = 0; i < n; i++) {
		TRY(subject_of(cx, &all, (enum fact_of)rows[i].of, rows[i].subject_id, &s));
		TRY(line_open(cx, &rows[i], s, &(*ret)[i]));
	}
	*ret_n = n;
	/* Versions only grow: an equal sum means that none has. */
	*ret_seen = 0;
	for (size_t i = 0; i < all.n; i++)
		*ret_seen += all.s[i].version;
	return ERR_OK;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static enum line_state state_of(enum fact_fate fate)
{
	switch (fate) {
	case FATE_SAME:
		return LINE_SAME;
	case FATE_TAKEN:
	case FATE_PAST:
		return LINE_COUNTS;
	case FATE_CLAIMED:
	case FATE_WAITS:
		break;
	}
	return LINE_BESIDE;
}

static enum err line_write(struct ctx *cx, int64_t verval_id, const struct subject *s,
			   const struct verval_ask *ask, const char *source, enum line_state state)
{
	struct verval_line_add_args a = {
		.id = APP_ID(cx),
		.verval_id = verval_id,
		.of = s->of,
		.subject_id = s->id,
		.field = ask->field->code,
		.seen_version = s->version,
		.source = source,
		.state = state,
		.counted_at = state == LINE_WAITS ? 0 : cx->now,
	};

	TRY(vault_seal(cx, s->id, SEAL_HEALTH, s->facts.value[ask->field->at], &a.before_sealed));
	TRY(vault_seal(cx, s->id, SEAL_HEALTH, ask->value, &a.asked_sealed));
	TRY(verval_line_replace_run(cx,
				    &(struct verval_line_replace_args){ .verval_id = verval_id,
									.subject_id = s->id,
									.field = ask->field->code },
				    NULL));
	return verval_line_add_run(cx, &a, NULL);
}

/* A field that decides nothing: said now, by who says it. */
static enum err say_now(struct ctx *cx, const struct verval_root_row *v, const struct subject *s,
			const struct verval_ask *ask, const char *source, enum line_state *ret)
{
	const struct fact_change change = { ask->field, ask->value };
	const struct origin origin = { .source = source,
				       .valid_from = DATE_NONE,
				       .note = v->number };
	enum fact_fate fate;

	TRY(subject_change(cx, s->of, s->id, 0, &change, 1, &origin, &fate));
	*ret = state_of(fate);
	return ERR_OK;
}

enum err lines_write(struct ctx *cx, const struct verval_root_row *v, enum fact_of of,
		     int64_t subject_id, const struct verval_ask *ask, size_t n, const char *source,
		     size_t *ret_waiting)
{
	enum line_state state;
	struct subject s;

	TRY(subject_get(cx, of, subject_id, &s));
	*ret_waiting = 0;
	for (size_t i = 0; i < n; i++) {
		if (str_eq(s.facts.value[ask[i].field->at], ask[i].value)) {
			/* What was asked before is taken back. */
			TRY(verval_line_replace_run(
			    cx,
			    &(struct verval_line_replace_args){ .verval_id = v->id,
								.subject_id = subject_id,
								.field = ask[i].field->code },
			    NULL));
			continue;
		}
		state = LINE_WAITS;
		if (!ask[i].field->double_check && v->asked_by != ASKED_BY_HIMSELF)
			TRY(say_now(cx, v, &s, &ask[i], source, &state));
		else
			++*ret_waiting;
		TRY(line_write(cx, v->id, &s, &ask[i], source, state));
	}
	return ERR_OK;
}

/* ---- counting -------------------------------------------------------------------------------- */

/* A line that two persons have seen holds, also against stronger sources. */
static enum err line_count(struct ctx *cx, const struct verval_root_row *v,
			   const struct verval_line *l)
{
	const struct fact_change change = { l->field, l->asked };
	const struct origin origin = {
		.source = l->source, .valid_from = DATE_NONE, .note = v->number, .settle = true
	};
	enum fact_fate fate = FATE_SAME;
	int64_t changed;

	if (l->field != NULL)
		TRY(subject_change(cx, l->of, l->subject_id, 0, &change, 1, &origin, &fate));
	TRY(verval_line_set_run(cx,
				&(struct verval_line_set_args){
				    .id = l->id,
				    .state = l->field != NULL ? state_of(fate) : LINE_DROPPED,
				    .counted_at = cx->now },
				&changed));
	return changed == 1
		   ? ERR_OK
		   : err_set(cx, ERR_CONFLICT, "line %lld was counted meanwhile", (long long)l->id);
}

enum err lines_count(struct ctx *cx, const struct verval_root_row *v)
{
	struct verval_line *lines;
	int64_t seen;
	size_t n;

	TRY(verval_lines(cx, v->id, &lines, &n, &seen));
	for (size_t i = 0; i < n; i++)
		if (lines[i].state == LINE_WAITS)
			TRY(line_count(cx, v, &lines[i]));
	return ERR_OK;
}

enum err lines_accept(struct ctx *cx, const struct verval_root_row *v, const struct origin *origin,
		      int64_t answer_id)
{
	struct verval_line *lines;
	struct fact_change change;
	enum fact_fate fate;
	int64_t seen;
	size_t n;

	TRY(verval_lines(cx, v->id, &lines, &n, &seen));
	for (size_t i = 0; i < n; i++) {
		if (lines[i].state != LINE_BESIDE || lines[i].field == NULL)
			continue;
		change = (struct fact_change){ lines[i].field, lines[i].asked };
		TRY(subject_change(cx, lines[i].of, lines[i].subject_id, 0, &change, 1, origin,
				   &fate));
		if (fate == FATE_CLAIMED || fate == FATE_WAITS)
			continue;
		TRY(answer_lines_count_run(
		    cx,
		    &(struct answer_lines_count_args){ .id = lines[i].id, .answer_id = answer_id },
		    NULL));
	}
	return ERR_OK;
}

enum err lines_wait_again(struct ctx *cx, const struct verval_root_row *v)
{
	const struct said_then then = { .note = v->number,
					.at = v->approved_at,
					.by_id = v->approved_by_id };
	const struct origin origin = { .source = "perbaikan",
				       .valid_from = DATE_NONE,
				       .note = v->number };
	struct verval_line *lines;
	int64_t seen;
	size_t n;

	TRY(verval_lines(cx, v->id, &lines, &n, &seen));
	/* Those of one subject follow one another. */
	for (size_t i = 0; i < n; i++)
		if (i == 0 || lines[i].subject_id != lines[i - 1].subject_id)
			TRY(subject_unsay(cx, lines[i].of, lines[i].subject_id, &then, &origin));
	return verval_lines_again_run(
	    cx,
	    &(struct verval_lines_again_args){ .verval_id = v->id, .counted_at = v->approved_at },
	    NULL);
}
