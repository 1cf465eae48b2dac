/* Questions about two who may be one, their answers, and taking these back. */
#include "feature/linking/linking_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/linking.h"

static enum err sees_part(struct ctx *cx, bool *ret)
{
	struct link_reach_row row;

	TRY(link_reach_one(cx, &row));
	*ret = row.n == 0;
	return ERR_OK;
}

/* ---- words --------------------------------------------------------------------------------- */

/* One field of what is kept: "name", "sounds", 512. */
struct reason {
	const char *kind, *level;
	int64_t weight;
};

static size_t reasons_read(struct ctx *cx, const char *text, struct reason **ret)
{
	char **items, **parts;
	size_t n, n_parts, used = 0;

	str_split(cx->arena, text, ',', &items, &n);
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct reason);
	for (size_t i = 0; i < n; i++) {
		struct reason r = { 0 };

		str_split(cx->arena, items[i], ':', &parts, &n_parts);
		if (n_parts != 3 || !str_i64(parts[2], &r.weight))
			continue;
		r.kind = parts[0];
		r.level = parts[1];
		(*ret)[used++] = r;
	}
	return used;
}

const char *link_word(struct ctx *cx, const char *what, const char *name)
{
	return text(cx, text_find(arena_printf(cx->arena, "linking.%s.%s", what, name)));
}

const char *same_words(struct ctx *cx, const char *reasons)
{
	struct reason *list;
	size_t n = reasons_read(cx, reasons, &list);
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		all = str_and(cx->arena, all,
			      arena_printf(cx->arena, "%s %s", link_word(cx, "kind", list[i].kind),
					   link_word(cx, "level", list[i].level)));
	return all;
}

/* ---- reading ------------------------------------------------------------------------------- */

static struct link_pair pair_of(struct ctx *cx, const struct link_list_row *row)
{
	return (struct link_pair){
		.id = row->id,
		.a_id = row->a_id,
		.b_id = row->b_id,
		.permille = row->permille,
		.worth = row->worth,
		.state = row->state,
		.skipped = row->skipped,
		.a_name = row->a_name,
		.b_name = row->b_name,
		.region = row->region != NULL ? row->region : "",
		.reasons = row->reasons,
		.words = same_words(cx, row->reasons),
	};
}

enum err link_questions(struct ctx *cx, bool sure, const struct link_pair *after, unsigned max,
			struct link_pair **ret, size_t *ret_n)
{
	struct link_list_args args = { .sure = sure, .max_n = max };
	struct link_list_row *rows;
	bool part;

	TRY(sees_part(cx, &part));
	if (part)
		args.with |= LINK_LIST_WITH_NEAR;
	if (after != NULL) {
		args.with |= LINK_LIST_WITH_AFTER;
		args.after_skipped = after->skipped;
		args.after_worth = after->worth;
		args.after_id = after->id;
	}
	TRY(link_list_all(cx, &args, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct link_pair);
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret)[i] = pair_of(cx, &rows[i]);
		(*ret)[i].sure = sure;
	}
	return ERR_OK;
}

enum err link_counts(struct ctx *cx, int64_t *ret_questions, int64_t *ret_sure)
{
	struct link_count_row row;
	bool part;

	TRY(sees_part(cx, &part));
	TRY(link_count_one(cx, &(struct link_count_args){ .with = part ? LINK_COUNT_WITH_NEAR : 0 },
			   &row));
	*ret_sure = row.sure;
	*ret_questions = row.n - row.sure;
	return ERR_OK;
}

enum err link_answered(struct ctx *cx, const struct link_pair *after, unsigned max,
		       struct link_pair **ret, size_t *ret_n)
{
	struct link_done_args args = { .max_n = max };
	struct link_done_row *rows;
	struct link_list_row row;
	bool part;

	TRY(sees_part(cx, &part));
	if (part)
		args.with |= LINK_DONE_WITH_NEAR;
	if (after != NULL) {
		args.with |= LINK_DONE_WITH_AFTER;
		args.after_decided = after->decided_at;
		args.after_id = after->id;
	}
	TRY(link_done_all(cx, &args, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct link_pair);
	static_assert(offsetof(struct link_done_row, region) ==
			  offsetof(struct link_list_row, region),
		      "one begins like the other");
	for (size_t i = 0; i < *ret_n; i++) {
		memcpy(&row, &rows[i], sizeof(row));
		(*ret)[i] = pair_of(cx, &row);
		(*ret)[i].by = (*ret)[i].region;
		(*ret)[i].decided_at = rows[i].decided_at;
	}
	return ERR_OK;
}

static enum err pair_row(struct ctx *cx, int64_t id, struct link_one_row *ret)
{
	bool part, found;

	TRY(sees_part(cx, &part));
	TRY(link_one_maybe(
	    cx, &(struct link_one_args){ .id = id, .with = part ? LINK_ONE_WITH_NEAR : 0 }, ret,
	    &found));
	return found ? ERR_OK : err_set(cx, ERR_NOTFOUND, "no pair %lld", (long long)id);
}

enum err link_get(struct ctx *cx, int64_t id, struct link_pair *ret)
{
	struct link_one_row one;
	struct link_list_row row;

	TRY(pair_row(cx, id, &one));
	static_assert(offsetof(struct link_one_row, region) ==
			  offsetof(struct link_list_row, region),
		      "one begins like the other");
	memcpy(&row, &one, sizeof(row));
	*ret = pair_of(cx, &row);
	ret->by = ret->region;
	ret->sure = one.sure != 0;
	ret->decided_at = one.decided_at;
	return ERR_OK;
}

/* ---- answers ------------------------------------------------------------------------------- */

static enum err answer(struct ctx *cx, int64_t id, enum link_state state, int64_t lost_id)
{
	int64_t changed;

	TRY(link_answer_run(
	    cx, &(struct link_answer_args){ .id = id, .state = state, .lost_id = lost_id },
	    &changed));
	return changed == 1 ? ERR_OK : refuse(cx, T_LINKING_REFUSE_ANSWERED);
}

/* Who is known speaks for who is not; otherwise the one met first. */
static enum err who_is_lost(struct ctx *cx, const struct link_one_row *row, int64_t *ret_lost,
			    int64_t *ret_kept)
{
	struct subject a, b;
	bool swap;

	TRY(subject_get(cx, FACT_PERSON, row->a_id, &a));
	TRY(subject_get(cx, FACT_PERSON, row->b_id, &b));
	if (a.same_as_id != 0 || b.same_as_id != 0 || a.erased || b.erased)
		return refuse(cx, T_LINKING_REFUSE_CHANGED);
	swap = str_eq(facts_core(&a.facts, CORE_KNOWN), "0") &&
	       str_eq(facts_core(&b.facts, CORE_KNOWN), "1");
	*ret_lost = swap ? row->a_id : row->b_id;
	*ret_kept = swap ? row->b_id : row->a_id;
	return ERR_OK;
}

enum err link_answer_same(struct ctx *cx, int64_t id, const char *reason)
{
	struct link_one_row row;
	int64_t lost = 0, kept = 0;

	TRY(pair_row(cx, id, &row));
	TRY(who_is_lost(cx, &row, &lost, &kept));
	TRY(group_refuse(cx, kept, lost));
	TRY(answer(cx, id, LINK_SAME, lost));
	TRY(person_merge(cx, lost, kept,
			 reason != NULL
			     ? reason
			     : text_fill(cx, T_LINKING_REASON, same_words(cx, row.reasons), NULL)));
	return audit_leaf(cx, "linking.same", id, NULL);
}

enum err link_answer_different(struct ctx *cx, int64_t id)
{
	struct link_one_row row;

	TRY(pair_row(cx, id, &row));
	TRY(answer(cx, id, LINK_DIFFERENT, 0));
	return audit_leaf(cx, "linking.different", id, NULL);
}

enum err link_answer_later(struct ctx *cx, int64_t id)
{
	struct link_one_row row;
	int64_t changed;

	TRY(pair_row(cx, id, &row));
	TRY(link_later_run(cx, &(struct link_later_args){ .id = id }, &changed));
	return changed == 1 ? ERR_OK : refuse(cx, T_LINKING_REFUSE_ANSWERED);
}

enum err link_take_back(struct ctx *cx, int64_t id)
{
	struct link_one_row row;
	int64_t changed;

	TRY(pair_row(cx, id, &row));
	TRY(link_reopen_run(cx, &(struct link_reopen_args){ .id = id }, &changed));
	if (changed != 1)
		return refuse(cx, T_LINKING_REFUSE_OPEN);
	if (row.state == LINK_SAME)
		TRY(person_unmerge(cx, row.lost_id, text(cx, T_LINKING_TAKEN_BACK)));
	return audit_leaf(cx, "linking.undo", id, NULL);
}

enum err link_separated(struct ctx *cx, int64_t lost_id, int64_t kept_id)
{
	return link_separate_run(cx,
				 &(struct link_separate_args){ .a_id = MIN(lost_id, kept_id),
							       .b_id = MAX(lost_id, kept_id) },
				 NULL);
}

/* ---- side by side -------------------------------------------------------------------------- */

static const struct {
	const char *field, *kind;
	enum fact_of of;
} shown[] = {
	{ "name", "name", FACT_PERSON },
	{ "alias", NULL, FACT_PERSON },
	{ "birth_date", "birth_date", FACT_PERSON },
	{ "birth_year", "birth_year", FACT_PERSON },
	{ "birth_place", "birth_place", FACT_PERSON },
	{ "sex", "sex", FACT_PERSON },
	{ "mother", "mother_name", FACT_PERSON },
	{ "nik", "nik", FACT_PERSON },
	{ "kk", "kk", FACT_FAMILY },
	{ "phone", "phone", FACT_PERSON },
	{ "region", "region", FACT_PERSON },
	{ "address", "address", FACT_PERSON },
	{ "traits", NULL, FACT_PERSON },
	{ "state", NULL, FACT_PERSON },
};

struct sides {
	struct subject person, family;
};

static enum err side_read(struct ctx *cx, int64_t id, struct sides *ret)
{
	int64_t family;

	TRY(subject_get(cx, FACT_PERSON, id, &ret->person));
	ret->family = (struct subject){ 0 };
	if (str_i64(facts_core(&ret->person.facts, CORE_FAMILY), &family))
		TRY(subject_get(cx, FACT_FAMILY, family, &ret->family));
	return ERR_OK;
}

static enum err side_show(struct ctx *cx, const struct sides *s, const struct fact_field *field,
			  const char **ret)
{
	const struct subject *of = field->of == FACT_PERSON ? &s->person : &s->family;
	const char *value = of->facts.book != NULL ? facts_get(&of->facts, field->code) : NULL;

	*ret = NULL;
	return value != NULL ? fact_show_masked(cx, field, value, ret) : ERR_OK;
}

/* Of somebody unknown the name is a description: what was compared is what he is called. */
static const struct fact_field *said_by(const struct sides *s, const struct fact_book *book,
					const struct fact_field *field)
{
	const struct facts *f = &s->person.facts;

	return field == book->person_core[CORE_NAME] && str_eq(facts_core(f, CORE_KNOWN), "0") &&
		       facts_core(f, CORE_ALIAS) != NULL
		   ? book->person_core[CORE_ALIAS]
		   : field;
}

static void say(struct ctx *cx, const struct reason *list, size_t n, const char *kind,
		struct link_field *f)
{
	for (size_t i = 0; kind != NULL && i < n; i++)
		if (str_eq(list[i].kind, kind)) {
			f->says = link_word(cx, "level", list[i].level);
			f->weight = list[i].weight;
		}
}

enum err link_compare(struct ctx *cx, const struct link_pair *p, struct link_field **ret,
		      size_t *ret_n)
{
	struct link_field *list = ARENA_ARRAY(cx->arena, LEN(shown), struct link_field);
	const struct fact_book *book;
	struct reason *reasons;
	struct sides a, b;
	size_t n, used = 0;

	TRY(fact_book(cx, &book));
	TRY(side_read(cx, p->a_id, &a));
	TRY(side_read(cx, p->b_id, &b));
	n = reasons_read(cx, p->reasons, &reasons);
	for (size_t i = 0; i < LEN(shown); i++) {
		const struct fact_field *field = fact_field(book, shown[i].of, shown[i].field);
		struct link_field f = { 0 };

		if (field == NULL)
			continue;
		f.label = field->label;
		TRY(side_show(cx, &a, said_by(&a, book, field), &f.a));
		TRY(side_show(cx, &b, said_by(&b, book, field), &f.b));
		say(cx, reasons, n, shown[i].kind, &f);
		if (f.a != NULL || f.b != NULL)
			list[used++] = f;
	}
	*ret = list;
	*ret_n = used;
	return ERR_OK;
}
