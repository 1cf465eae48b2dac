/* Which request an answer is for, and what the words of a list mean. */
#include "feature/verval/verval_impl.h"

#include <jansson.h>
#include <string.h>

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/i18n/i18n.h"
#include "text/verval.h"

/* ---- words ----------------------------------------------------------------------------------- */

static bool entry_is(struct ctx *cx, const struct ref_entry *e, const char *key)
{
	const char *const *alias;
	size_t n = ref_doc_list(cx, e, "aliases", &alias);

	if (str_eq(str_squeeze(cx->arena, e->code), key) ||
	    str_eq(str_squeeze(cx->arena, e->label_id), key) ||
	    str_eq(str_squeeze(cx->arena, e->label_en), key))
		return true;
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_squeeze(cx->arena, alias[i]), key))
			return true;
	return false;
}

/* The entry of a set that is called so; NULL: none. */
static enum err entry_called(struct ctx *cx, const char *set, const char *written,
			     const struct ref_entry **ret)
{
	const char *key = str_squeeze(cx->arena, written);
	const struct ref_entry *list;
	size_t n;

	*ret = NULL;
	TRY(ref_list(cx, set, ref_today(cx), &list, &n));
	for (size_t i = 0; i < n && *ret == NULL && key[0] != '\0'; i++)
		if (entry_is(cx, &list[i], key))
			*ret = &list[i];
	return ERR_OK;
}

enum err answer_column_read(struct ctx *cx, const char *heading, const char **ret)
{
	const struct ref_entry *e;

	TRY(entry_called(cx, "answer_column", heading, &e));
	*ret = e != NULL ? e->code : NULL;
	return ERR_OK;
}

static const char *const said_codes[] = { "", "accepted", "refused", "pending" };

static int64_t code_place(const char *const *codes, size_t n, const char *code)
{
	for (size_t i = 1; i < n; i++)
		if (str_eq(codes[i], code))
			return (int64_t)i;
	return 0;
}

enum err answer_word_read(struct ctx *cx, const char *written, int64_t *ret_said)
{
	const struct ref_entry *e;

	*ret_said = 0;
	TRY(entry_called(cx, "answer_word", written, &e));
	if (e != NULL)
		*ret_said = code_place(said_codes, LEN(said_codes), ref_doc_text(cx, e, "answer"));
	return ERR_OK;
}

enum err answer_kind_read(struct ctx *cx, const char *written, int64_t *ret_kind)
{
	static const char *const kinds[] = { "", "usul", "perbaikan", "sanggah" };
	const struct ref_entry *e;

	TRY(entry_called(cx, "answer_kind", written, &e));
	*ret_kind = e != NULL ? code_place(kinds, LEN(kinds), e->code) : 0;
	return ERR_OK;
}

enum err answer_words_known(struct ctx *cx, const char *set, const char **ret)
{
	const struct ref_entry *list;
	size_t n;

	*ret = "";
	TRY(ref_list(cx, set, ref_today(cx), &list, &n));
	for (size_t i = 0; i < n; i++)
		*ret = str_and(cx->arena, *ret, list[i].label);
	return ERR_OK;
}

const char *answer_word_fault(const struct json_t *doc)
{
	const char *said = json_string_value(json_object_get(doc, "answer"));

	return said != NULL && code_place(said_codes, LEN(said_codes), said) != 0 ? NULL : "answer";
}

/* ---- requests -------------------------------------------------------------------------------- */

struct requests {
	struct answer_request *list;
	size_t n, room;
	const char *early; /* number of one that was not entered yet */
};

static bool was_entered(const struct answer_request *q)
{
	return q->input_number != NULL && (q->state == VERVAL_DONE || q->state == VERVAL_ACCEPTED ||
					   q->state == VERVAL_DENIED);
}

static void add(struct ctx *cx, struct requests *to, struct answer_request q)
{
	struct answer_request *more;

	if (!was_entered(&q)) {
		if (q.state == VERVAL_OPEN || q.state == VERVAL_APPROVED)
			to->early = q.number;
		return;
	}
	for (size_t i = 0; i < to->n; i++)
		if (to->list[i].id == q.id)
			return;
	if (to->n == to->room) {
		to->room = to->room * 2 + 8;
		more = ARENA_ARRAY(cx->arena, to->room, struct answer_request);
		for (size_t i = 0; i < to->n; i++)
			more[i] = to->list[i];
		to->list = more;
	}
	to->list[to->n++] = q;
}

/* The rows of the four statements are alike but not of one type. */
#define REQUEST(r)                                                                          \
	(struct answer_request)                                                             \
	{                                                                                   \
		.id = (r).id, .kind = (r).kind, .state = (r).state,                         \
		.subject_id = (r).person_id != 0 ? (r).person_id : (r).family_id,           \
		.of = (r).person_id != 0 ? FACT_PERSON : FACT_FAMILY, .number = (r).number, \
		.input_number = (r).input_number,                                           \
		.input_on = (r).input_number != NULL ? (int32_t)(r).input_on : 0,           \
	}

static enum err by_number(struct ctx *cx, const char *number, struct requests *to)
{
	struct answerable_by_key_args a = { .input_key = input_key(cx, number) };
	struct answerable_by_number_row *own;
	struct answerable_by_key_row *rows;
	size_t n;

	if (a.input_key == NULL)
		return ERR_OK;
	TRY(answerable_by_key_all(cx, &a, &rows, &n));
	for (size_t i = 0; i < n; i++)
		add(cx, to, REQUEST(rows[i]));
	if (n > 0)
		return ERR_OK;
	TRY(answerable_by_number_all(cx, &(struct answerable_by_number_args){ .number = number },
				     &own, &n));
	for (size_t i = 0; i < n; i++)
		add(cx, to, REQUEST(own[i]));
	return ERR_OK;
}

/* whole: those of its members too, not only of the family as such. */
static enum err of_family(struct ctx *cx, int64_t family_id, bool whole, struct requests *to)
{
	struct answerable_of_family_row *rows;
	size_t n;

	TRY(answerable_of_family_all(
	    cx, &(struct answerable_of_family_args){ .family_id = family_id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		if (whole || rows[i].person_id == 0)
			add(cx, to, REQUEST(rows[i]));
	return ERR_OK;
}

/* His requests, under any row that is he, and those of his family as a whole. */
static enum err of_person(struct ctx *cx, int64_t person_id, struct requests *to)
{
	struct answerable_of_person_row *rows;
	int64_t *ids, family = 0;
	size_t n_ids, n;
	const char *of;
	struct subject s;

	TRY(person_rows(cx, person_id, &ids, &n_ids));
	for (size_t k = 0; k < n_ids; k++) {
		TRY(answerable_of_person_all(
		    cx, &(struct answerable_of_person_args){ .person_id = ids[k] }, &rows, &n));
		for (size_t i = 0; i < n; i++)
			add(cx, to, REQUEST(rows[i]));
	}
	TRY(subject_get(cx, FACT_PERSON, person_id, &s));
	of = facts_core(&s.facts, CORE_FAMILY);
	return of != NULL && str_i64(of, &family) ? of_family(cx, family, false, to) : ERR_OK;
}
#undef REQUEST

/* Of whom the row names; *ret_known: the registry knows him. */
static enum err by_subject(struct ctx *cx, const struct answer_key *key, struct requests *to,
			   bool *ret_known)
{
	int64_t *ids, id;
	size_t n = 0;

	*ret_known = false;
	if (key->nik != NULL) {
		TRY(person_by_nik(cx, key->nik, &ids, &n));
		for (size_t i = 0; i < n; i++) {
			TRY(person_present(cx, ids[i], &id));
			TRY(of_person(cx, id, to));
		}
	} else if (key->kk != NULL) {
		TRY(family_by_kk(cx, key->kk, &ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(of_family(cx, ids[i], true, to));
	}
	*ret_known = n > 0;
	return ERR_OK;
}

/* ---- choosing among them --------------------------------------------------------------------- */

static bool among(const struct requests *in, int64_t id)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->list[i].id == id)
			return true;
	return false;
}

static void keep_common(struct requests *a, const struct requests *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (among(b, a->list[i].id))
			a->list[n++] = a->list[i];
	a->n = n;
}

enum keep { KEEP_KIND, KEEP_DAY, KEEP_OPEN };

static bool fits(const struct answer_request *q, enum keep by, int64_t kind, int32_t on)
{
	switch (by) {
	case KEEP_KIND:
		return kind == 0 || q->kind == kind;
	case KEEP_DAY:
		return q->input_on <= on;
	case KEEP_OPEN:
		break;
	}
	return q->state == VERVAL_DONE;
}

/* Those that fit; all of them when none does and it is only a help to choose. */
static void narrow(struct requests *q, enum keep by, int64_t kind, int32_t on)
{
	size_t n = 0, fitting = 0;

	for (size_t i = 0; i < q->n; i++)
		fitting += fits(&q->list[i], by, kind, on);
	if (by != KEEP_KIND && (q->n < 2 || fitting == 0))
		return;
	for (size_t i = 0; i < q->n; i++)
		if (fits(&q->list[i], by, kind, on))
			q->list[n++] = q->list[i];
	q->n = n;
}

static const char *numbers(struct ctx *cx, const struct requests *q)
{
	const char *all = "";

	for (size_t i = 0; i < q->n; i++)
		all = str_and(cx->arena, all, q->list[i].number);
	return all;
}

static void none(const struct answer_key *key, const struct requests *q, bool known,
		 struct answer_match *ret)
{
	ret->fit = FIT_NONE;
	if (q->early != NULL) {
		ret->why = T_VERVAL_M_NOT_ENTERED;
		ret->a = q->early;
	} else if (key->number != NULL) {
		ret->why = T_VERVAL_M_NO_NUMBER;
		ret->a = key->number;
	} else {
		ret->why = known ? T_VERVAL_M_NONE : T_VERVAL_M_NOBODY;
	}
}

static void doubt(struct ctx *cx, enum text why, const char *a, const struct requests *q,
		  struct answer_match *ret)
{
	ret->fit = FIT_DOUBT;
	ret->why = why;
	ret->a = a != NULL ? a : numbers(cx, q);
	ret->b = numbers(cx, q);
	ret->request = q->list;
	ret->n = q->n;
}

enum err verval_answer_match(struct ctx *cx, const struct answer_key *key, int32_t on,
			     struct answer_match *ret)
{
	struct requests named = { 0 }, theirs = { 0 }, *q = &named;
	enum text odd = T__NONE;
	bool known;

	*ret = (struct answer_match){ 0 };
	if (key->number != NULL)
		TRY(by_number(cx, key->number, &named));
	TRY(by_subject(cx, key, &theirs, &known));
	if (named.n == 0) {
		theirs.early = theirs.early != NULL ? theirs.early : named.early;
		q = &theirs;
		odd = key->number != NULL ? T_VERVAL_M_OTHER_NUMBER : T__NONE;
	} else if (known) {
		struct requests both = named;

		both.list = arena_memdup(cx->arena, named.list, named.n * sizeof(*named.list));
		keep_common(&both, &theirs);
		if (both.n > 0)
			named = both;
		else
			odd = T_VERVAL_M_OTHER_PERSON;
	}
	narrow(q, KEEP_KIND, key->kind, on);
	narrow(q, KEEP_DAY, 0, on);
	narrow(q, KEEP_OPEN, 0, on);
	if (q->n == 0)
		none(key, q, known, ret);
	else if (odd != T__NONE)
		doubt(cx, odd, odd == T_VERVAL_M_OTHER_NUMBER ? key->number : NULL, q, ret);
	else if (q->n > 1)
		doubt(cx, T_VERVAL_M_SEVERAL, NULL, q, ret);
	else
		*ret = (struct answer_match){ .fit = FIT_ONE, .request = q->list, .n = 1 };
	return ERR_OK;
}
