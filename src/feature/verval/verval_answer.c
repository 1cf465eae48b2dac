/* What the nation answers: the latest that was not taken back stands, and decides over the state.
 */
#include "feature/verval/verval_impl.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/verval.h"

/* The field of a family that holds its national number. */
#define DTSEN_FIELD "id_dtks"

const char *input_key(struct ctx *cx, const char *number)
{
	char *key = arena_strdup(cx->arena, number), *to = key;

	for (const char *from = key; *from != '\0'; from++)
		if (isalnum((unsigned char)*from))
			*to++ = (char)toupper((unsigned char)*from);
	*to = '\0';
	return key[0] != '\0' ? key : NULL;
}

enum text verval_said_text(int64_t said)
{
	static const enum text texts[] = { T__NONE, T_VERVAL_SAID_ACCEPTED, T_VERVAL_SAID_REFUSED,
					   T_VERVAL_SAID_PENDING };

	return said > 0 && said < (int64_t)LEN(texts) ? texts[said] : T__NONE;
}

const char *verval_answer_words(struct ctx *cx, const struct verval_answer *a)
{
	const char *words = text_fill(cx, T_VERVAL_SAID_ON, text(cx, verval_said_text(a->said)),
				      say_date_short(cx, a->on), NULL);

	return a->why != NULL ? arena_printf(cx->arena, "%s: %s", words, a->why) : words;
}

/* ---- the one that stands --------------------------------------------------------------------- */

/* The words of somebody erased are gone, the answer is not. */
enum err answer_open(struct ctx *cx, int64_t subject_id, const struct answer_standing_row *row,
		     struct verval_answer *ret)
{
	*ret = (struct verval_answer){ .said = (enum verval_said)row->answer,
				       .on = (int32_t)row->said_on,
				       .desil = row->desil == DB_NONE ? 0 : row->desil };
	TRY(vault_unseal_left(cx, subject_id, SEAL_NARRATIVE, row->why_sealed, &ret->why));
	return vault_unseal_left(cx, subject_id, SEAL_NARRATIVE, row->dtsen_sealed, &ret->dtsen_id);
}

enum err standing_answer(struct ctx *cx, int64_t verval_id, int64_t subject_id,
			 struct verval_answer *ret, int64_t *ret_id, bool *ret_found)
{
	struct answer_standing_row row;

	TRY(answer_standing_maybe(cx, &(struct answer_standing_args){ .verval_id = verval_id },
				  &row, ret_found));
	if (!*ret_found)
		return ERR_OK;
	*ret_id = row.id;
	return answer_open(cx, subject_id, &row, ret);
}

static enum verval_state state_of(enum verval_said said)
{
	return said == SAID_ACCEPTED  ? VERVAL_ACCEPTED
	       : said == SAID_REFUSED ? VERVAL_DENIED
				      : VERVAL_DONE;
}

/* ---- is it news? ----------------------------------------------------------------------------- */

static bool same(const struct verval_answer *a, const struct verval_answer *b)
{
	return a->said == b->said && a->on == b->on && a->desil == b->desil &&
	       str_eq(a->why, b->why) && str_eq(a->dtsen_id, b->dtsen_id);
}

enum err verval_answer_news(struct ctx *cx, int64_t id, const struct verval_answer *a,
			    enum answer_news *ret, struct verval_answer *ret_before)
{
	struct answer_list_row *rows;
	struct answer_standing_row row;
	struct verval_answer before;
	struct verval_root_row v;
	size_t n;

	*ret = NEWS_FIRST;
	*ret_before = (struct verval_answer){ 0 };
	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, &v));
	TRY(answer_list_all(cx, &(struct answer_list_args){ .verval_id = id }, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		if (rows[i].undone_at != 0)
			continue;
		row = (struct answer_standing_row){ .answer = rows[i].answer,
						    .said_on = rows[i].said_on,
						    .why_sealed = rows[i].why_sealed,
						    .desil = rows[i].desil,
						    .dtsen_sealed = rows[i].dtsen_sealed };
		TRY(answer_open(cx, request_subject(&v), &row, &before));
		if (same(a, &before)) {
			*ret = NEWS_SAME;
			return ERR_OK;
		}
		if (*ret != NEWS_FIRST)
			continue;
		*ret = a->on < before.on ? NEWS_EARLIER : NEWS_OTHER;
		*ret_before = before;
	}
	return ERR_OK;
}

/* ---- taking it in ---------------------------------------------------------------------------- */

static enum err tell_asker(struct ctx *cx, const struct verval_root_row *v, const char *key,
			   const char *arg)
{
	const struct notice n = { .kind = "verval",
				  .object_kind = "verval",
				  .object_id = v->id,
				  .number = v->number,
				  .text = text_find(key),
				  .arg0 = v->number,
				  .arg1 = arg };

	if (v->proposed_by_id != 0)
		return tell_person(cx, v, v->proposed_by_id, key, arg, false);
	return v->unit_id != 0 ? notice_unit(cx, v->unit_id, &n) : ERR_OK;
}

static const char *source_and_day(struct ctx *cx, const struct verval_answer *a)
{
	return arena_printf(cx->arena, "%s, %s", ref_label(cx, "source", a->source),
			    say_date_short(cx, a->on));
}

static const char *event_of(enum verval_said said)
{
	static const char *const keys[] = { [SAID_ACCEPTED] = "verval.event.said_accepted",
					    [SAID_REFUSED] = "verval.event.said_refused",
					    [SAID_PENDING] = "verval.event.said_pending" };

	return keys[said];
}

/* What the answer names besides becomes facts of the family, said by the source of the answer. */
static enum err say_facts(struct ctx *cx, const struct verval_root_row *v,
			  const struct verval_answer *a)
{
	const struct origin origin = { .source = a->source,
				       .valid_from = a->on,
				       .import_id = a->import_id,
				       .note = v->number };
	int64_t release = a->release_id;
	struct fact_change change = { .value = a->dtsen_id };
	const struct fact_book *book;

	if (v->family_id == 0)
		return ERR_OK;
	TRY(fact_book(cx, &book));
	change.field = fact_field(book, FACT_FAMILY, DTSEN_FIELD);
	if (a->dtsen_id != NULL && change.field != NULL)
		TRY(subject_change(cx, FACT_FAMILY, v->family_id, 0, &change, 1, &origin, NULL));
	if (a->desil == 0)
		return ERR_OK;
	if (release == 0)
		TRY(desil_list_new(cx, ref_label(cx, "source", a->source), a->on, a->import_id,
				   &release));
	return desil_put(cx, release, v->family_id, a->desil, NULL);
}

static enum err write_answer(struct ctx *cx, const struct verval_root_row *v,
			     const struct verval_answer *a, int64_t id)
{
	int64_t subject = request_subject(v);
	struct answer_add_args args = {
		.id = id,
		.verval_id = v->id,
		.source = a->source,
		.import_id = a->import_id,
		.answer = a->said,
		.said_on = a->on,
		.desil = a->desil > 0 ? a->desil : DB_NONE,
	};

	TRY(vault_seal(cx, subject, SEAL_NARRATIVE, a->why, &args.why_sealed));
	TRY(vault_seal(cx, subject, SEAL_NARRATIVE, a->dtsen_id, &args.dtsen_sealed));
	return answer_add_run(cx, &args, NULL);
}

/* The state follows the answer that stands; without one it is entered and waits. */
static enum err follow(struct ctx *cx, struct verval_root_row *v, const struct verval_answer *a,
		       int64_t answer_id)
{
	v->answer_id = answer_id;
	v->state = answer_id != 0 ? state_of(a->said) : VERVAL_DONE;
	return request_write(cx, v);
}

static enum err take(struct ctx *cx, struct verval_root_row *v, const struct verval_answer *a)
{
	const struct origin origin = { .source = a->source,
				       .valid_from = a->on,
				       .import_id = a->import_id,
				       .note = v->number };
	int64_t id = APP_ID(cx);
	struct answer_standing_row standing;
	bool found;

	/* Before this one is written, so that it need not be sent for the look. */
	TRY(answer_standing_maybe(cx, &(struct answer_standing_args){ .verval_id = v->id },
				  &standing, &found));
	TRY(write_answer(cx, v, a, id));
	TRY(event_write(cx, v, event_of(a->said), source_and_day(cx, a)));
	TRY(say_facts(cx, v, a));
	if (found && standing.said_on > a->on) /* history only */
		return request_write(cx, v);
	if (a->said == SAID_ACCEPTED)
		TRY(lines_accept(cx, v, &origin, id));
	TRY(follow(cx, v, a, id));
	TRY(notice_settle(cx, "verval", v->id));
	if (a->said == SAID_PENDING)
		return ERR_OK;
	return tell_asker(
	    cx, v, a->said == SAID_ACCEPTED ? "notice.verval_accepted" : "notice.verval_denied",
	    say_date_short(cx, a->on));
}

/* Only what was entered can be answered, and not before that. */
static enum err answerable(struct ctx *cx, const struct verval_root_row *v,
			   const struct verval_answer *a)
{
	if ((v->state != VERVAL_DONE && v->state != VERVAL_ACCEPTED && v->state != VERVAL_DENIED) ||
	    v->input_number == NULL)
		return refuse(cx, T_VERVAL_NOT_ENTERED);
	if (a->on < v->input_on)
		return refuse(cx, T_VERVAL_ANSWER_EARLY);
	return a->on > ref_today(cx) ? refuse(cx, T_VERVAL_FUTURE) : ERR_OK;
}

enum err verval_answer(struct ctx *cx, int64_t id, int64_t version, const struct verval_answer *a)
{
	struct verval_root_row v;

	TRY(request_get(cx, id, version, &v));
	if (!may(cx, PERM_VERVAL_CHECK) && !may(cx, PERM_REGISTRY_IMPORT))
		return err_set(cx, ERR_DENIED, "answers of the nation");
	TRY(answerable(cx, &v, a));
	if (a->said == SAID_REFUSED && a->why == NULL)
		return refuse(cx, T_VERVAL_WHY_NEEDED);
	return take(cx, &v, a);
}

enum err verval_answer_take(struct ctx *cx, int64_t id, const struct verval_answer *a)
{
	struct verval_root_row v;

	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, &v));
	TRY(answerable(cx, &v, a));
	return take(cx, &v, a);
}

enum err verval_answers_ahead(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct answer_standing_args *standing =
	    ARENA_ARRAY(cx->arena, n, struct answer_standing_args);
	struct verval_root_args *root = ARENA_ARRAY(cx->arena, n, struct verval_root_args);

	for (size_t i = 0; i < n; i++) {
		standing[i].verval_id = ids[i];
		root[i].id = ids[i];
	}
	TRY(verval_root_ahead(cx, root, n));
	return answer_standing_ahead(cx, standing, n);
}

/* ---- taking it back -------------------------------------------------------------------------- */

/* Does an answer stand that came after this one, and not by the same list? */
static enum err answered_since(struct ctx *cx, int64_t standing_id, int64_t id, int64_t import_id,
			       bool *ret)
{
	struct answer_one_row other = { 0 };
	bool found;

	TRY(answer_one_maybe(cx, &(struct answer_one_args){ .id = standing_id }, &other, &found));
	*ret = found && other.id > id && other.import_id != import_id;
	return ERR_OK;
}

static enum err undo_one(struct ctx *cx, const struct answer_of_import_row *row, int64_t import_id,
			 struct answers_undone *ret)
{
	struct verval_answer before = { 0 };
	struct verval_root_row v;
	int64_t before_id = 0;
	bool stood, found, since;

	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = row->verval_id }, &v));
	stood = v.answer_id == row->id;
	TRY(answer_undo_run(cx, &(struct answer_undo_args){ .id = row->id }, NULL));
	TRY(event_write(cx, &v, "verval.event.said_undone", NULL));
	TRY(answer_lines_back_run(
	    cx, &(struct answer_lines_back_args){ .verval_id = v.id, .answer_id = row->id }, NULL));
	if (!stood) {
		TRY(answered_since(cx, v.answer_id, row->id, import_id, &since));
		if (since)
			ret->left[ret->n_left++] = v.id;
		return ERR_OK;
	}
	TRY(standing_answer(cx, v.id, request_subject(&v), &before, &before_id, &found));
	TRY(follow(cx, &v, &before, found ? before_id : 0));
	TRY(notice_settle(cx, "verval", v.id));
	return tell_asker(cx, &v, "notice.verval_said_undone", NULL);
}

enum err verval_answers_undo(struct ctx *cx, int64_t import_id, unsigned max,
			     struct answers_undone *ret)
{
	struct answer_of_import_row *rows;

	*ret = (struct answers_undone){ 0 };
	TRY(answer_of_import_all(
	    cx, &(struct answer_of_import_args){ .import_id = import_id, .max_n = max }, &rows,
	    &ret->n));
	ret->left = ARENA_ARRAY(cx->arena, ret->n + 1, int64_t);
	for (size_t i = 0; i < ret->n; i++)
		TRY(undo_one(cx, &rows[i], import_id, ret));
	return ERR_OK;
}

enum err verval_answers_undo_count(struct ctx *cx, int64_t import_id, int64_t *ret)
{
	struct answer_import_n_row row;

	TRY(answer_import_n_one(cx, &(struct answer_import_n_args){ .import_id = import_id },
				&row));
	*ret = row.n;
	return ERR_OK;
}

/* ---- those that wait ------------------------------------------------------------------------- */

enum err verval_unanswered_long(struct ctx *cx, int64_t *ret, int32_t *ret_until)
{
	struct unanswered_n_row row;
	struct ref_entry e;

	TRY(ref_get(cx, "verval_calendar", "answer", ref_today(cx), &e));
	*ret_until = ref_today(cx) - (int32_t)ref_doc_int(cx, &e, "days", 90);
	TRY(unanswered_n_one(cx, &(struct unanswered_n_args){ .until_on = *ret_until }, &row));
	*ret = row.n;
	return ERR_OK;
}

enum err verval_of_number(struct ctx *cx, const char *number, int64_t *ret_id)
{
	struct verval_numbered_row row = { 0 };
	bool found;

	TRY(verval_numbered_maybe(cx, &(struct verval_numbered_args){ .number = number }, &row,
				  &found));
	*ret_id = found ? row.id : 0;
	return ERR_OK;
}

enum err verval_number(struct ctx *cx, int64_t id, const char **ret)
{
	struct verval_root_row v;

	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, &v));
	*ret = v.number;
	return ERR_OK;
}
