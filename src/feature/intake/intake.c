/* The acts of people on an import. */
#include "feature/intake/intake_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/intake.h"

enum err intake_offer(struct ctx *cx, const struct intake_offer *offer, int64_t *ret_id)
{
	int64_t id = offer->id != 0 ? offer->id : APP_ID(cx);

	assert(offer->kind > 0 && offer->kind < INTAKE__KINDS);
	if (offer->size < 1 || offer->size > INTAKE_FILE_MAX)
		return err_set(cx, ERR_TOOBIG, "file of no or too many bytes");
	TRY(intake_add_run(
	    cx,
	    &(struct intake_add_args){
		.id = id,
		.kind = offer->kind,
		.state = offer->whole ? INTAKE_READING : INTAKE_UPLOADING,
		.file_taken = offer->whole ? offer->size : 0,
		.file_name = offer->file_name,
		.source = offer->source,
		.programme = offer->programme,
		.period_code = offer->period,
		.aid_state = offer->aid_state == 0 ? DB_NONE : offer->aid_state,
		.valid_from = offer->valid_from == DATE_NONE ? DB_NONE : offer->valid_from,
		.file_size = offer->size,
		.made_unit_id = cx->actor->unit_id,
	    },
	    NULL));
	*ret_id = id;
	return audit_leaf(cx, "intake.offer", id,
			  arena_printf(cx->arena, "kind=%d;bytes=%lld", (int)offer->kind,
				       (long long)offer->size));
}

enum err intake_took(struct ctx *cx, int64_t id, int64_t offset, int64_t upto)
{
	return intake_taken_run(
	    cx, &(struct intake_taken_args){ .id = id, .taken = upto, .offset_at = offset }, NULL);
}

static enum err move(struct ctx *cx, int64_t id, enum intake_state from, enum intake_state to)
{
	int64_t n;

	TRY(intake_move_run(
	    cx, &(struct intake_move_args){ .id = id, .state = to, .old_state = from }, &n));
	if (n == 0)
		return refuse(cx, T_INTAKE_NOT_NOW);
	return ERR_OK;
}

enum err intake_arrived(struct ctx *cx, int64_t id)
{
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	if (in.file_taken < in.file_size)
		return refuse(cx, T_INTAKE_BYTES_MISSING);
	return move(cx, id, INTAKE_UPLOADING, INTAKE_READING);
}

static enum err choose(struct ctx *cx, const struct intake_get_row *in,
		       const struct intake_columns_row *c, const char *means)
{
	const char *heading = str_fold(cx->arena, c->heading);

	TRY(intake_column_set_run(cx,
				  &(struct intake_column_set_args){
				      .intake_id = in->id,
				      .page = c->page,
				      .ordinal = c->ordinal,
				      .means = means,
				  },
				  NULL));
	/* What nobody knew and nobody chose was not decided: it is asked again, or known one day.
	 */
	if (heading[0] == '\0' || (means == NULL && !c->known))
		return ERR_OK;
	return intake_memory_set_run(cx,
				     &(struct intake_memory_set_args){
					 .source = in->source,
					 .kind = in->kind,
					 .heading = heading,
					 .means = means,
				     },
				     NULL);
}

enum err intake_confirm(struct ctx *cx, int64_t id, const struct intake_choice *choices, size_t n)
{
	struct intake_columns_row *columns;
	struct intake_get_row in;
	size_t n_columns;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	TRY(move(cx, id, INTAKE_COLUMNS, INTAKE_CHECKING));
	TRY(intake_columns_all(cx, &(struct intake_columns_args){ .intake_id = id }, &columns,
			       &n_columns));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_columns; k++)
			if (columns[k].page == choices[i].page &&
			    columns[k].ordinal == choices[i].ordinal)
				TRY(choose(cx, &in, &columns[k], choices[i].means));
	return audit_leaf(cx, "intake.confirm", id, NULL);
}

enum err intake_apply(struct ctx *cx, int64_t id)
{
	TRY(move(cx, id, INTAKE_CHECKED, INTAKE_APPLYING));
	return audit_leaf(cx, "intake.apply", id, NULL);
}

enum err intake_undo(struct ctx *cx, int64_t id)
{
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	/* One that stopped half-way can be taken back as well. */
	TRY(move(cx, id, in.state == INTAKE_APPLYING ? INTAKE_APPLYING : INTAKE_APPLIED,
		 INTAKE_UNDOING));
	return audit_leaf(cx, "intake.undo", id, NULL);
}

enum err intake_drop(struct ctx *cx, int64_t id)
{
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	if (in.state > INTAKE_CHECKED && in.state != INTAKE_UNREADABLE)
		return refuse(cx, T_INTAKE_NOT_NOW);
	TRY(move(cx, id, (enum intake_state)in.state, INTAKE_DROPPED));
	TRY(vault_erase(cx, id));
	return audit_leaf(cx, "intake.drop", id, NULL);
}

enum err intake_erase(struct ctx *cx, int64_t id, int64_t max, bool *ret_left)
{
	int64_t gone;

	TRY(vault_erase(cx, id));
	TRY(intake_rows_erase_run(
	    cx, &(struct intake_rows_erase_args){ .intake_id = id, .max_n = max }, &gone));
	*ret_left = gone == max;
	if (*ret_left)
		return ERR_OK;
	TRY(intake_doubts_erase_run(cx, &(struct intake_doubts_erase_args){ .intake_id = id },
				    NULL));
	TRY(intake_cells_erase_run(cx, &(struct intake_cells_erase_args){ .intake_id = id }, NULL));
	TRY(intake_samples_erase_run(cx, &(struct intake_samples_erase_args){ .intake_id = id },
				     NULL));
	TRY(intake_erased_run(cx, &(struct intake_erased_args){ .id = id }, NULL));
	return audit_leaf(cx, "intake.erase", id, NULL);
}

/* The row as it came, read as an answer; ERR_CONFLICT: it is none that can be decided. */
static enum err doubtful_answer(struct ctx *cx, const struct intake_get_row *in, int64_t n,
				struct line **ret, struct answer_row *ret_row)
{
	struct column_map map;
	struct line *lines, *l;
	bool fine = false;
	size_t n_lines;

	TRY(column_map(cx, in->id, INTAKE_ANSWERS, &map));
	TRY(lines_open(cx, in->id, lines_first(n), &lines, &n_lines));
	if (n < 1 || n - lines_first(n) >= (int64_t)n_lines)
		return err_set(cx, ERR_NOTFOUND, "no such row");
	l = &lines[n - lines_first(n)];
	l->map = page_of(&map, l->page);
	TRY(line_read(cx, &map, l));
	TRY(answer_row_read(cx, in, l, ret_row, &fine));
	*ret = l;
	return fine ? ERR_OK : refuse(cx, T_INTAKE_NOT_NOW);
}

/* What an answer is to the request somebody chose; it must be one that fits. */
static enum err chosen(struct ctx *cx, const struct answer_row *row, int64_t request_id,
		       enum intake_verdict *ret)
{
	struct answer_match m;
	enum answer_news news;
	struct verval_answer before;

	*ret = INTAKE_UNKNOWN;
	if (request_id == 0)
		return ERR_OK;
	TRY(verval_answer_match(cx, &row->key, row->answer.on, &m));
	for (size_t i = 0; i < m.n; i++) {
		if (m.request[i].id != request_id)
			continue;
		if (row->answer.on < m.request[i].input_on)
			return refuse(cx, T_INTAKE_ANSWER_EARLY);
		TRY(verval_answer_news(cx, request_id, &row->answer, &news, &before));
		*ret = news == NEWS_FIRST  ? INTAKE_NEW
		       : news == NEWS_SAME ? INTAKE_SAME
					   : INTAKE_CHANGED;
		return ERR_OK;
	}
	return err_set(cx, ERR_NOTFOUND, "the answer does not fit that request");
}

enum err intake_decide_request(struct ctx *cx, int64_t id, int64_t family_n, int64_t n,
			       int64_t request_id)
{
	enum intake_verdict verdict;
	struct answer_row row;
	struct intake_get_row in;
	struct line *l;
	int64_t changed;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	if (in.state != INTAKE_CHECKED || in.kind != INTAKE_ANSWERS)
		return refuse(cx, T_INTAKE_NOT_NOW);
	TRY(doubtful_answer(cx, &in, n, &l, &row));
	TRY(chosen(cx, &row, request_id, &verdict));
	TRY(intake_row_judge_run(cx,
				 &(struct intake_row_judge_args){
				     .intake_id = id,
				     .family_n = family_n,
				     .n = n,
				     .verdict = verdict,
				     .old_verdict = INTAKE_DOUBTFUL,
				     .subject_id = request_id,
				 },
				 &changed));
	if (changed == 0)
		return refuse(cx, T_INTAKE_NOT_NOW);
	TRY(intake_shift_run(cx,
			     &(struct intake_shift_args){ .id = id,
							  .new_d = verdict == INTAKE_NEW,
							  .changed_d = verdict == INTAKE_CHANGED,
							  .same_d = verdict == INTAKE_SAME,
							  .unknown_d = verdict == INTAKE_UNKNOWN,
							  .doubt_d = -1 },
			     NULL));
	return audit_leaf(
	    cx, "intake.decide", id,
	    arena_printf(cx->arena, "row=%lld;request=%lld", (long long)n, (long long)request_id));
}

/* A file of less than half as many rows as there are families in the release shown is no release.
 */
enum { PARTS = 2 };

enum err intake_whole_release(struct ctx *cx, const struct intake_get_row *in, bool *ret)
{
	struct desil base;
	int64_t families;

	*ret = in->kind == INTAKE_DESIL;
	if (!*ret)
		return ERR_OK;
	TRY(desil_completes(cx, (int32_t)in->valid_from, &base));
	TRY(desil_shown_families(cx, &families));
	*ret = base.line_id != 0 || in->row_n * PARTS >= families;
	return ERR_OK;
}

/* What was shown before a release, past those taken back since. */
enum err release_before(struct ctx *cx, const struct intake_get_row *in, int64_t *ret)
{
	struct intake_of_release_row row;
	bool found = true;

	for (*ret = in->shown_before_id; *ret != 0 && *ret != DB_NONE; *ret = row.shown_before_id) {
		TRY(intake_of_release_maybe(
		    cx, &(struct intake_of_release_args){ .release_id = *ret }, &row, &found));
		if (!found || row.state == INTAKE_APPLIED)
			return ERR_OK;
	}
	*ret = 0;
	return ERR_OK;
}

enum err intake_show_release(struct ctx *cx, int64_t id, bool show)
{
	struct intake_get_row in;
	int64_t shown, before;
	bool whole;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	TRY(desil_release_whole(cx, in.release_id, &whole));
	if (!whole || in.state != INTAKE_APPLIED)
		return refuse(cx, T_INTAKE_NOT_NOW);
	TRY(desil_shown(cx, &shown));
	if ((shown == in.release_id) == show)
		return ERR_OK;
	if (show)
		TRY(intake_set_release_run(cx,
					   &(struct intake_set_release_args){
					       .id = id,
					       .release_id = in.release_id,
					       .shown_before_id = shown,
					   },
					   NULL));
	TRY(release_before(cx, &in, &before));
	TRY(desil_show(cx, show ? in.release_id : before));
	return audit_leaf(cx, show ? "intake.show" : "intake.unshow", id, NULL);
}

enum err intake_count_open(struct ctx *cx, int64_t *ret)
{
	struct intake_open_row row;

	TRY(intake_open_one(cx, &row));
	*ret = row.n;
	return ERR_OK;
}

enum err intake_called(struct ctx *cx, int64_t id, const char *or_else, const char **ret)
{
	struct intake_get_row in;
	bool found;

	TRY(intake_get_maybe(cx, &(struct intake_get_args){ .id = id }, &in, &found));
	*ret = found ? text_fill(cx, T_INTAKE_CALLED, in.file_name,
				 say_date_short(cx, clock_date(in.made_at, zone_of(cx))), NULL)
		     : or_else;
	return ERR_OK;
}
