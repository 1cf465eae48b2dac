#include "feature/registry/second.h"
#include "feature/registry/subject_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/warga.h"

/* ---- what stands beside a fact --------------------------------------------------------------- */

static int32_t date_of(int64_t column)
{
	return column == DB_NONE ? DATE_NONE : (int32_t)column;
}

static enum err value_of(struct ctx *cx, int64_t subject_id, const char *value, struct blob sealed,
			 const char **ret)
{
	if (sealed.n == 0) {
		*ret = value;
		return ERR_OK;
	}
	return vault_unseal(cx, subject_id, SEAL_HEALTH, sealed, ret);
}

enum err claims_open(struct ctx *cx, enum fact_of of, int64_t subject_id, struct claim **ret,
		     size_t *ret_n)
{
	struct claim_of_row *rows;
	struct claim *claims;
	size_t n;

	TRY(claim_of_all(cx, &(struct claim_of_args){ .subject_id = subject_id, .of = of }, &rows,
			 &n));
	claims = ARENA_ARRAY(cx->arena, n + 1, struct claim);
	for (size_t i = 0; i < n; i++) {
		claims[i] = (struct claim){
			.id = rows[i].id,
			.field = rows[i].field,
			.source = rows[i].source,
			.valid_from = date_of(rows[i].valid_from),
			.recorded_at = rows[i].recorded_at,
			.by_id = rows[i].by_id,
			.import_id = rows[i].import_id,
			.waits = rows[i].state == CLAIM_WAITS,
		};
		TRY(value_of(cx, subject_id, rows[i].value, rows[i].value_sealed,
			     &claims[i].value));
	}
	*ret = claims;
	*ret_n = n;
	return ERR_OK;
}

/*
 * From when it holds.  What waited was said on its day, and holds as if nobody had waited.  What
 * stood against a stronger source holds from its own day, or from the other's if that is later.
 */
static int32_t holds_from(struct ctx *cx, const struct claim_row_row *r, const struct subject *s)
{
	struct fact_mark mark = subject_mark(s, r->field);
	int32_t from = date_of(r->valid_from);

	if (r->state == CLAIM_WAITS)
		return from != DATE_NONE ? from : clock_date(r->recorded_at, registry_zone(cx));
	if (from != DATE_NONE && (mark.valid_from > from || mark.recorded_at != s->made_at))
		return DATE_NONE; /* later than what stood there: from today on */
	return from;
}

static enum err take(struct ctx *cx, const struct claim_row_row *r, const char *reason)
{
	struct origin o = {
		.source = r->source,
		.note = reason,
		.settle = true,
		.agreed = true,
	};
	struct fact_change c;
	struct subject s;

	TRY(subject_read(cx, (enum fact_of)r->of, r->subject_id, &s));
	c.field = fact_field(s.facts.book, s.of, r->field);
	if (c.field == NULL)
		return err_set(cx, ERR_CONFLICT, "field %s is offered no longer", r->field);
	TRY(value_of(cx, r->subject_id, r->value, r->value_sealed, &c.value));
	if (c.field->core == CORE_STATE_DATE)
		return person_gone_on(cx, s.id, c.value, &o);
	o.valid_from = holds_from(cx, r, &s);
	return subject_change(cx, s.of, s.id, 0, &c, 1, &o, NULL);
}

/* What decides aid counts after two people have looked; a file is nobody's own word. */
static enum err two_people(struct ctx *cx, const struct claim_row_row *r)
{
	const struct fact_field *field;
	const struct fact_book *book;

	if (r->by_id != cx->actor->user_id || r->import_id != 0)
		return ERR_OK;
	TRY(fact_book(cx, &book));
	field = fact_field(book, (enum fact_of)r->of, r->field);
	if (r->state == CLAIM_WAITS || (field != NULL && field->double_check))
		return refuse(cx, T_WARGA_WAIT_OWN);
	return ERR_OK;
}

enum err claim_note_of(struct ctx *cx, int64_t claim_id, const char **ret)
{
	struct claim_note_row row;
	bool found;

	TRY(claim_note_maybe(cx, &(struct claim_note_args){ .claim_id = claim_id }, &row, &found));
	*ret = found ? row.note : NULL;
	return ERR_OK;
}

/* The reason with who said it first, and what he noted: all of it stands in the history. */
static enum err history_note(struct ctx *cx, const struct claim_row_row *r, const char *reason,
			     const char **ret)
{
	const char *who = r->who != NULL ? r->who : "", *noted;

	*ret = reason;
	if (r->state != CLAIM_WAITS)
		return ERR_OK;
	TRY(claim_note_of(cx, r->id, &noted));
	if (noted != NULL)
		who = text_fill(cx, T_WARGA_WAIT_WHO_NOTED, who, noted, NULL);
	*ret = reason == NULL ? text_fill(cx, T_WARGA_WAIT_NOTE, who, NULL)
			      : text_fill(cx, T_WARGA_WAIT_NOTE_WHY, who, reason, NULL);
	return ERR_OK;
}

/* Whoever said it hears what became of it; a file is told nothing. */
static enum err tell(struct ctx *cx, const struct claim_row_row *r, bool taken)
{
	const struct fact_field *field;
	const struct fact_book *book;
	struct notice n = {
		.kind = taken ? "registry.claim_taken" : "registry.claim_left",
		.object_kind = "claim",
		.object_id = r->id,
		.text = taken ? T_WARGA_NEWS_CLAIM_TAKEN : T_WARGA_NEWS_CLAIM_LEFT,
	};

	if (r->by_id == cx->actor->user_id || r->import_id != 0)
		return ERR_OK;
	TRY(fact_book(cx, &book));
	field = fact_field(book, (enum fact_of)r->of, r->field);
	n.arg0 = field != NULL ? field->label : r->field;
	return notice_user(cx, r->by_id, &n);
}

static bool says_one_of(const struct claim *c, const struct fact_change *same, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(c->field, same[i].field->code) && str_eq(c->value, same[i].value))
			return true;
	return false;
}

enum err claims_agree(struct ctx *cx, enum fact_of of, int64_t subject_id,
		      const struct fact_change *same, size_t n, const struct claim_decide_args *as)
{
	struct claim_decide_args a = *as;
	struct claim *open;
	size_t n_open;

	TRY(claims_open(cx, of, subject_id, &open, &n_open));
	for (size_t i = 0; i < n_open; i++) {
		if (open[i].waits || !says_one_of(&open[i], same, n))
			continue;
		a.id = open[i].id;
		TRY(claim_decide_run(cx, &a, NULL));
	}
	return ERR_OK;
}

/* Others that say the very same have the same answer. */
static enum err others_too(struct ctx *cx, const struct claim_row_row *r,
			   const struct claim_decide_args *a)
{
	enum fact_of of = (enum fact_of)r->of;
	const struct fact_book *book;
	struct fact_change same;

	TRY(fact_book(cx, &book));
	same.field = fact_field(book, of, r->field);
	if (same.field == NULL)
		return ERR_OK;
	TRY(value_of(cx, r->subject_id, r->value, r->value_sealed, &same.value));
	return claims_agree(cx, of, r->subject_id, &same, 1, a);
}

enum err claim_decide(struct ctx *cx, int64_t claim_id, bool taken, const char *reason)
{
	struct claim_decide_args a = { .id = claim_id,
				       .state = taken ? CLAIM_TAKEN : CLAIM_LEFT,
				       .reason = reason };
	const char *note = reason;
	struct claim_row_row r;
	int64_t changed = 0;

	TRY(claim_row_one(cx, &(struct claim_row_args){ .id = claim_id }, &r));
	if (taken)
		TRY(two_people(cx, &r));
	TRY(claim_decide_run(cx, &a, &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "claim %lld is decided", (long long)claim_id);
	TRY(second_end(cx, claim_id));
	TRY(others_too(cx, &r, &a));
	TRY(history_note(cx, &r, reason, &note));
	if (taken)
		TRY(take(cx, &r, note));
	TRY(tell(cx, &r, taken));
	return audit_leaf(cx, taken ? "registry.claim_taken" : "registry.claim_left", r.subject_id,
			  NULL);
}

enum err claim_withdraw(struct ctx *cx, int64_t claim_id)
{
	int64_t changed = 0;
	struct claim_row_row r;

	TRY(claim_row_one(cx, &(struct claim_row_args){ .id = claim_id }, &r));
	TRY(claim_withdraw_own_run(cx, &(struct claim_withdraw_own_args){ .id = claim_id },
				   &changed));
	if (changed != 1)
		return refuse(cx, T_WARGA_CLAIM_GONE);
	TRY(second_end(cx, claim_id));
	return audit_leaf(cx, "registry.claim_withdrawn", r.subject_id, NULL);
}

enum err subject_first_entry(struct ctx *cx, const struct subject *s, bool *ret)
{
	struct family_maker_row family;
	struct person_maker_row person;
	int zone = registry_zone(cx);

	*ret = s->of == FACT_PERSON && str_eq(facts_core(&s->facts, CORE_KNOWN), "0");
	if (*ret || s->import_id != 0 || clock_date(s->made_at, zone) != clock_date(cx->now, zone))
		return ERR_OK;
	if (s->of == FACT_PERSON) {
		TRY(person_maker_one(cx, &(struct person_maker_args){ .id = s->id }, &person));
		*ret = person.made_by_id == cx->actor->user_id;
	} else {
		TRY(family_maker_one(cx, &(struct family_maker_args){ .id = s->id }, &family));
		*ret = family.made_by_id == cx->actor->user_id;
	}
	return ERR_OK;
}
