/* The ledger: what a row comes to among the others of its receiver, and the writing of it. */
#include "feature/benefit/benefit_impl.h"

#include <string.h>

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/benefit.h"

/* ---- programmes ------------------------------------------------------------------------------ */

static const struct ref_entry *programme(struct ctx *cx, const char *code)
{
	const struct ref_book *book;

	if (ref_book(cx, "programme", &book) != ERR_OK) {
		err_clear(cx);
		return NULL;
	}
	return ref_book_entry(book, code);
}

enum fact_of programme_unit(struct ctx *cx, const char *code)
{
	const struct ref_entry *e = programme(cx, code);

	return e != NULL && str_eq(ref_doc_text(cx, e, "of"), "person") ? FACT_PERSON : FACT_FAMILY;
}

const char *programme_short(struct ctx *cx, const char *code)
{
	const struct ref_entry *e = programme(cx, code);
	const char *brief = e != NULL ? ref_doc_text(cx, e, "short") : NULL;

	return brief != NULL ? brief : ref_label(cx, "programme", code);
}

/* ---- what holds ------------------------------------------------------------------------------ */

int64_t benefit_receiver_id(const struct benefit *b)
{
	return b->unit == FACT_PERSON ? b->person_id : b->family_id;
}

bool benefit_same_thing(const struct benefit *a, const struct benefit *b)
{
	return benefit_receiver_id(a) == benefit_receiver_id(b) &&
	       strcmp(a->programme, b->programme) == 0 && strcmp(a->period, b->period) == 0 &&
	       strcmp(a->part, b->part) == 0;
}

static bool counts(const struct benefit *b, int64_t known_at)
{
	if (b->check != BENEFIT_COUNTS && b->check != BENEFIT_CONFIRMED)
		return false;
	return (b->check == BENEFIT_COUNTS ? b->recorded_at : b->checked_at) <= known_at &&
	       (b->undone_at == 0 || b->undone_at > known_at);
}

static bool corrected(const struct benefit *rows, size_t n, const struct benefit *b,
		      int64_t known_at)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].replaces_id == b->id && counts(&rows[i], known_at))
			return true;
	return false;
}

static bool comes_after(const struct benefit *a, const struct benefit *b)
{
	return a->since != b->since ? a->since > b->since : a->id > b->id;
}

void benefit_stand(struct benefit *rows, size_t n, int32_t held_on, int64_t known_at)
{
	for (size_t i = 0; i < n; i++)
		rows[i].holds = counts(&rows[i], known_at) && rows[i].since <= held_on &&
				!corrected(rows, n, &rows[i], known_at);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n && rows[i].holds; k++)
			if (rows[k].holds && k != i && comes_after(&rows[k], &rows[i]) &&
			    benefit_same_thing(&rows[i], &rows[k]))
				rows[i].holds = false;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The columns of both statements that read the ledger, which have the same names. */
#define LEDGER_COLUMNS(r)                                                                         \
	.id = (r).id, .unit = (enum fact_of)(r).unit, .person_id = (r).person_id,                 \
	.family_id = (r).family_id, .programme = (r).programme, .part = (r).component,            \
	.period = (r).period_code, .period_on = (int32_t)(r).period_on,                           \
	.state = (enum benefit_state)(r).state, .amount = (r).amount, .quantity = (r).quantity,   \
	.goods = (r).goods, .paid_on = (r).paid_on == DB_NONE ? DATE_NONE : (int32_t)(r).paid_on, \
	.channel = (r).channel, .source = (r).source, .since = (int32_t)(r).since,                \
	.region_id = (r).region_id, .import_id = (r).import_id,                                   \
	.row_n = (r).row_n == DB_NONE ? 0 : (r).row_n, .replaces_id = (r).replaces_id,            \
	.recorded_at = (r).recorded_at, .by_id = (r).by_id, .undone_at = (r).undone_at,           \
	.holds = (r).holds == 1, .check = (enum benefit_check)(r).checked,                        \
	.checked_at = (r).checked_at, .checked_by_id = (r).checked_by_id

/* Words about somebody who was erased are gone with his key. */
static enum err open_row(struct ctx *cx, int64_t receiver_id, const struct benefit_rows_row *r,
			 struct benefit *b)
{
	TRY(vault_unseal_left(cx, receiver_id, SEAL_NARRATIVE, r->proof_sealed, &b->proof));
	TRY(vault_unseal_left(cx, receiver_id, SEAL_NARRATIVE, r->check_note_sealed,
			      &b->check_why));
	return vault_unseal_left(cx, receiver_id, SEAL_NARRATIVE, r->note_sealed, &b->note);
}

static enum err read_rows(struct ctx *cx, int64_t receiver_id, bool open, struct benefit **ret,
			  size_t *ret_n)
{
	struct benefit_rows_row *rows;
	struct benefit *list;
	size_t n;

	TRY(benefit_rows_all(cx, &(struct benefit_rows_args){ .receiver_id = receiver_id }, &rows,
			     &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct benefit);
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct benefit){ LEDGER_COLUMNS(rows[i]), .who = rows[i].who,
					    .checked_by = rows[i].checked_by };
		if (open)
			TRY(open_row(cx, receiver_id, &rows[i], &list[i]));
	}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

static enum err read_chain(struct ctx *cx, const struct benefit_chain_args *a, struct benefit **ret,
			   size_t *ret_n)
{
	struct benefit_chain_row *rows;
	struct benefit *list;
	size_t n;

	TRY(benefit_chain_all(cx, a, &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct benefit);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct benefit){ LEDGER_COLUMNS(rows[i]) };
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

enum err benefit_rows_of(struct ctx *cx, int64_t receiver_id, const char *programme,
			 struct benefit **ret, size_t *ret_n)
{
	const struct benefit_chain_args a = { .receiver_id = receiver_id, .programme = programme };

	return programme != NULL ? read_chain(cx, &a, ret, ret_n)
				 : read_rows(cx, receiver_id, false, ret, ret_n);
}

enum err benefit_rows_held(struct ctx *cx, enum fact_of unit, int64_t receiver_id,
			   const char *programme, struct benefit **ret, size_t *ret_n)
{
	TRY(subjects_hold(cx, unit, &receiver_id, 1));
	return benefit_rows_of(cx, receiver_id, programme, ret, ret_n);
}

struct benefit *benefit_row_of(struct benefit *rows, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].id == id)
			return &rows[i];
	return NULL;
}

enum err benefit_of(struct ctx *cx, int64_t receiver_id, struct benefit **ret, size_t *ret_n)
{
	return read_rows(cx, receiver_id, true, ret, ret_n);
}

enum err benefit_get(struct ctx *cx, int64_t id, struct benefit *ret)
{
	struct benefit_whose_row whose;
	struct benefit *rows, *row;
	size_t n;

	TRY(benefit_whose_one(cx, &(struct benefit_whose_args){ .id = id }, &whose));
	TRY(benefit_of(cx, whose.receiver_id, &rows, &n));
	row = benefit_row_of(rows, n, id);
	if (row == NULL)
		return err_set(cx, ERR_NOTFOUND, "no aid %lld", (long long)id);
	*ret = *row;
	return ERR_OK;
}

/* ---- sums ------------------------------------------------------------------------------------ */

struct sum {
	const char *programme, *period;
	int32_t period_on;
	int64_t region_id, state, n, amount;
};
struct benefit_sums {
	struct sum *sum;
	size_t n, room;
};

struct benefit_sums *benefit_sums_new(struct ctx *cx)
{
	return ARENA_NEW(cx->arena, struct benefit_sums);
}

static struct sum *sum_of(struct ctx *cx, struct benefit_sums *s, const struct benefit *b)
{
	struct sum *more;

	for (size_t i = s->n; i-- > 0;)
		if (s->sum[i].region_id == b->region_id && s->sum[i].state == (int64_t)b->state &&
		    strcmp(s->sum[i].period, b->period) == 0 &&
		    strcmp(s->sum[i].programme, b->programme) == 0)
			return &s->sum[i];
	if (s->n == s->room) {
		s->room = 2 * s->room + 16;
		more = ARENA_ARRAY(cx->arena, s->room, struct sum);
		for (size_t i = 0; i < s->n; i++)
			more[i] = s->sum[i];
		s->sum = more;
	}
	s->sum[s->n] = (struct sum){ .programme = b->programme,
				     .period = b->period,
				     .period_on = b->period_on,
				     .region_id = b->region_id,
				     .state = b->state };
	return &s->sum[s->n++];
}

void benefit_sums_add(struct ctx *cx, struct benefit_sums *s, const struct benefit *b, int sign)
{
	struct sum *to = sum_of(cx, s, b);

	to->n += sign;
	if (b->amount != DB_NONE)
		to->amount += sign * b->amount;
}

enum err benefit_sums_write(struct ctx *cx, struct benefit_sums *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct sum *m = &s->sum[i];

		if (m->n != 0 || m->amount != 0)
			TRY(benefit_tally_add_run(cx,
						  &(struct benefit_tally_add_args){
						      .programme = m->programme,
						      .period_code = m->period,
						      .region_id = m->region_id,
						      .state = m->state,
						      .period_on = m->period_on,
						      .more = m->n,
						      .sum = m->amount,
						  },
						  NULL));
	}
	s->n = 0;
	return ERR_OK;
}

enum err benefit_settle(struct ctx *cx, struct benefit *rows, size_t n, struct benefit_sums *sums)
{
	bool *was = ARENA_ARRAY(cx->arena, n + 1, bool);

	for (size_t i = 0; i < n; i++)
		was[i] = rows[i].holds;
	benefit_stand(rows, n, INT32_MAX, INT64_MAX);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].holds == was[i])
			continue;
		TRY(benefit_set_holds_run(
		    cx,
		    &(struct benefit_set_holds_args){ .id = rows[i].id, .holds = rows[i].holds },
		    NULL));
		benefit_sums_add(cx, sums, &rows[i], rows[i].holds ? 1 : -1);
	}
	return ERR_OK;
}

/* ---- before it is written -------------------------------------------------------------------- */

/* The day of which it speaks: who had which family then got it. */
static int32_t day_of(struct ctx *cx, const struct benefit *b)
{
	int32_t today = ref_today(cx), day = b->paid_on;

	if (day == DATE_NONE)
		day = b->since != DATE_NONE ? b->since : b->period_on;
	return day < today ? day : today;
}

enum err benefit_receiver(struct ctx *cx, struct benefit *b)
{
	int64_t family = 0;

	b->unit = programme_unit(cx, b->programme);
	if (b->person_id == 0) {
		b->unit = FACT_FAMILY;
		return ERR_OK;
	}
	TRY(person_family_on(cx, b->person_id, day_of(cx, b), &family));
	if (b->family_id == 0)
		b->family_id = family;
	if (b->family_id == 0)
		b->unit = FACT_PERSON;
	return ERR_OK;
}

/* Of several rows of one thing the one that holds; NULL: none. */
static const struct benefit *standing(const struct benefit *rows, size_t n, const struct benefit *b)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].holds && benefit_same_thing(&rows[i], b))
			return &rows[i];
	return NULL;
}

/* What a list does not say stays as it was. */
static void fill_in(struct benefit *b, const struct benefit *before)
{
	if (b->amount == DB_NONE)
		b->amount = before->amount;
	if (b->quantity == DB_NONE && b->goods == NULL) {
		b->quantity = before->quantity;
		b->goods = before->goods;
	}
	if (b->paid_on == DATE_NONE && b->state == before->state)
		b->paid_on = before->paid_on;
	if (b->channel == NULL)
		b->channel = before->channel;
	if (b->person_id == 0)
		b->person_id = before->person_id;
}

static bool says_the_same(const struct benefit *a, const struct benefit *b)
{
	return a->state == b->state && a->amount == b->amount && a->quantity == b->quantity &&
	       str_eq(a->goods, b->goods) && a->paid_on == b->paid_on &&
	       str_eq(a->channel, b->channel);
}

static void set_since(struct ctx *cx, struct benefit *b, bool anew)
{
	int32_t today = ref_today(cx);

	if (b->paid_on != DATE_NONE)
		b->since = b->paid_on;
	else if (b->since == DATE_NONE)
		b->since = anew && b->period_on < today ? b->period_on : today;
}

/* Among the rows of its receiver; leaves them as they stand. */
static enum benefit_fate fate_among(struct ctx *cx, struct benefit *b, const struct benefit *rows,
				    size_t n, struct benefit *ret_before)
{
	const struct benefit *before = standing(rows, n, b);
	int32_t said_since = b->since;

	*ret_before = (struct benefit){ 0 };
	if (before == NULL) {
		set_since(cx, b, true);
		return BENEFIT_FATE_NEW;
	}
	*ret_before = *before;
	fill_in(b, before);
	if (says_the_same(b, before)) {
		b->since = before->since;
		return BENEFIT_FATE_SAME;
	}
	b->since = said_since;
	set_since(cx, b, false);
	if (before->state == BENEFIT_VOID && b->since <= before->since)
		return BENEFIT_FATE_KEPT;
	return b->since < before->since ? BENEFIT_FATE_PAST : BENEFIT_FATE_TAKEN;
}

enum err benefit_compare(struct ctx *cx, struct benefit *b, enum benefit_fate *ret,
			 struct benefit *ret_before)
{
	struct benefit *rows;
	size_t n;

	TRY(benefit_rows_of(cx, benefit_receiver_id(b), b->programme, &rows, &n));
	*ret = fate_among(cx, b, rows, n, ret_before);
	return ERR_OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

static struct benefit_home_args home_args(const struct benefit *b)
{
	return (struct benefit_home_args){ .unit = b->unit,
					   .person_id = b->person_id,
					   .family_id = b->family_id };
}

/* Aid in the name of a dead person is a finding: he is looked at. */
enum err benefit_home_of(struct ctx *cx, struct benefit *b)
{
	struct benefit_home_args a = home_args(b);
	struct benefit_home_row home;

	TRY(benefit_home_one(cx, &a, &home));
	if (b->region_id == 0)
		b->region_id = home.region_id == DB_NONE ? 0 : home.region_id;
	return home.state == PERSON_DEAD ? person_touch(cx, b->person_id) : ERR_OK;
}

static enum err insert(struct ctx *cx, struct benefit *b)
{
	int64_t receiver = benefit_receiver_id(b);
	struct benefit_insert_args a = {
		.unit = b->unit,
		.receiver_id = receiver,
		.person_id = b->person_id,
		.family_id = b->family_id,
		.programme = b->programme,
		.component = b->part,
		.period_code = b->period,
		.period_on = b->period_on,
		.state = b->state,
		.amount = b->amount,
		.quantity = b->quantity,
		.goods = b->goods,
		.paid_on = b->paid_on == DATE_NONE ? DB_NONE : b->paid_on,
		.channel = b->channel,
		.since = b->since,
		.source = b->source,
		.import_id = b->import_id,
		.row_n = b->row_n == 0 ? DB_NONE : b->row_n,
		.replaces_id = b->replaces_id,
		.region_id = b->region_id,
		.holds = b->holds,
		.checked = b->check,
	};

	TRY(vault_seal(cx, receiver, SEAL_NARRATIVE, b->proof, &a.proof_sealed));
	TRY(vault_seal(cx, receiver, SEAL_NARRATIVE, b->note, &a.note_sealed));
	b->id = a.id = APP_ID(cx);
	b->recorded_at = cx->now;
	return benefit_insert_run(cx, &a, NULL);
}

enum err benefit_first(struct ctx *cx, struct benefit *b, struct benefit_sums *sums)
{
	b->holds = true;
	TRY(insert(cx, b));
	benefit_sums_add(cx, sums, b, 1);
	return ERR_OK;
}

/* Among rows of its receiver, which then stand as they do with it. */
static enum err add_row(struct ctx *cx, struct benefit *b, struct benefit *rows, size_t n,
			struct benefit_sums *sums)
{
	struct benefit *all = ARENA_ARRAY(cx->arena, n + 1, struct benefit);

	for (size_t i = 0; i < n; i++)
		all[i] = rows[i];
	b->holds = true;
	b->id = INT64_MAX;
	b->recorded_at = cx->now;
	all[n] = *b;
	benefit_stand(all, n + 1, INT32_MAX, INT64_MAX);
	b->holds = all[n].holds;
	TRY(benefit_home_of(cx, b));
	TRY(insert(cx, b));
	if (b->holds)
		benefit_sums_add(cx, sums, b, 1);
	for (size_t i = 0; i < n; i++)
		if (rows[i].holds != all[i].holds) {
			TRY(benefit_set_holds_run(cx,
						  &(struct benefit_set_holds_args){
						      .id = all[i].id, .holds = all[i].holds },
						  NULL));
			benefit_sums_add(cx, sums, &all[i], all[i].holds ? 1 : -1);
		}
	return ERR_OK;
}

static enum err put(struct ctx *cx, struct benefit *b, struct benefit_sums *sums, int64_t *ret_id,
		    enum benefit_fate *ret_fate)
{
	struct benefit *rows, before;
	size_t n;

	*ret_id = 0;
	TRY(benefit_rows_held(cx, b->unit, benefit_receiver_id(b), b->programme, &rows, &n));
	*ret_fate = fate_among(cx, b, rows, n, &before);
	if (*ret_fate == BENEFIT_FATE_SAME || *ret_fate == BENEFIT_FATE_KEPT)
		return ERR_OK;
	TRY(add_row(cx, b, rows, n, sums));
	*ret_id = b->id;
	return ERR_OK;
}

enum err benefit_put(struct ctx *cx, struct benefit *b, struct benefit_sums *sums, int64_t *ret_id)
{
	enum benefit_fate fate;

	return put(cx, b, sums, ret_id, &fate);
}

enum err benefit_add(struct ctx *cx, struct benefit *b, int64_t *ret_id,
		     enum benefit_fate *ret_fate)
{
	struct benefit_sums *sums = benefit_sums_new(cx);

	TRY(put(cx, b, sums, ret_id, ret_fate));
	TRY(benefit_sums_write(cx, sums));
	return *ret_id == 0 ? ERR_OK : audit_leaf(cx, "benefit.add", *ret_id, NULL);
}

enum err benefit_correct(struct ctx *cx, struct benefit *b, int64_t *ret_id)
{
	struct benefit_sums *sums = benefit_sums_new(cx);
	struct benefit *rows, old;
	size_t n;

	TRY(benefit_get(cx, b->replaces_id, &old));
	TRY(benefit_rows_held(cx, old.unit, benefit_receiver_id(&old), NULL, &rows, &n));
	if (!benefit_row_of(rows, n, old.id)->holds)
		return refuse(cx, T_BENEFIT_NOT_NOW);
	b->unit = old.unit;
	b->person_id = old.person_id;
	b->family_id = old.family_id;
	b->programme = old.programme;
	b->part = old.part;
	b->region_id = old.region_id;
	if (b->paid_on != DATE_NONE)
		b->since = b->paid_on;
	else if (b->since == DATE_NONE)
		b->since = old.since;
	TRY(add_row(cx, b, rows, n, sums));
	TRY(benefit_sums_write(cx, sums));
	*ret_id = b->id;
	return audit_leaf(cx, "benefit.correct", b->id, NULL);
}

/* ---- asking ahead ---------------------------------------------------------------------------- */

/* Nobody else adds to what their receivers have. */
static enum err receivers_hold(struct ctx *cx, const struct benefit *rows, size_t n)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);

	for (enum fact_of unit = FACT_PERSON; unit <= FACT_FAMILY; unit++) {
		size_t n_ids = 0;

		for (size_t i = 0; i < n; i++)
			if (rows[i].unit == unit)
				ids[n_ids++] = benefit_receiver_id(&rows[i]);
		TRY(subjects_hold(cx, unit, ids, n_ids));
	}
	return ERR_OK;
}

/* Of those that are to be written: where they live, and the keys that seal their words. */
static enum err writing_ahead(struct ctx *cx, const struct benefit *rows, size_t n)
{
	struct benefit_home_args *a = ARENA_ARRAY(cx->arena, n, struct benefit_home_args);
	int64_t *sealed = ARENA_ARRAY(cx->arena, n, int64_t);
	size_t n_sealed = 0;

	for (size_t i = 0; i < n; i++) {
		a[i] = home_args(&rows[i]);
		if (rows[i].proof != NULL)
			sealed[n_sealed++] = benefit_receiver_id(&rows[i]);
	}
	TRY(benefit_home_ahead(cx, a, n));
	return vault_keys_ahead(cx, sealed, n_sealed);
}

enum err benefits_ahead(struct ctx *cx, struct benefit *rows, size_t n, bool writing)
{
	int64_t *persons = ARENA_ARRAY(cx->arena, n, int64_t);
	struct benefit_chain_args *a = ARENA_ARRAY(cx->arena, n, struct benefit_chain_args);
	size_t n_persons = 0;

	if (!sql_asks_ahead(cx))
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		if (rows[i].person_id != 0)
			persons[n_persons++] = rows[i].person_id;
	TRY(persons_family_ahead(cx, persons, n_persons));
	for (size_t i = 0; i < n; i++) {
		TRY(benefit_receiver(cx, &rows[i]));
		a[i] = (struct benefit_chain_args){ .receiver_id = benefit_receiver_id(&rows[i]),
						    .programme = rows[i].programme };
	}
	if (writing)
		TRY(receivers_hold(cx, rows, n));
	TRY(benefit_chain_ahead(cx, a, n));
	return writing ? writing_ahead(cx, rows, n) : ERR_OK;
}

/* ---- taking back ----------------------------------------------------------------------------- */

#define LEFT_PREFIX "aid:"

/* Has anybody said something of it since, who is not of its import? */
static bool spoken_of_since(const struct benefit *rows, size_t n, const struct benefit *b)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].undone_at == 0 && rows[i].import_id != b->import_id &&
		    rows[i].check < BENEFIT_REFUSED &&
		    (rows[i].replaces_id == b->id ||
		     (rows[i].id > b->id && benefit_same_thing(&rows[i], b))))
			return true;
	return false;
}

static enum err take_back(struct ctx *cx, const struct benefit_of_import_row *r,
			  struct benefit_sums *sums, struct undo_step *step)
{
	struct benefit *rows, *b;
	size_t n;

	TRY(benefit_rows_held(cx, (enum fact_of)r->unit, r->receiver_id, NULL, &rows, &n));
	b = benefit_row_of(rows, n, r->id);
	if (b == NULL || b->undone_at != 0)
		return ERR_OK;
	if (spoken_of_since(rows, n, b)) {
		step->n_stay++;
		step->left[step->n_left++] = (struct undo_left){
			.subject_id = r->receiver_id,
			.of = b->unit,
			.field =
			    arena_printf(cx->arena, LEFT_PREFIX "%s:%s", b->programme, b->period),
		};
		return ERR_OK;
	}
	TRY(benefit_take_back_run(cx, &(struct benefit_take_back_args){ .id = b->id }, NULL));
	if (b->holds)
		benefit_sums_add(cx, sums, b, -1);
	b->holds = false;
	b->undone_at = cx->now;
	TRY(benefit_home_of(cx, b));
	return benefit_settle(cx, rows, n, sums);
}

enum err benefit_undo(struct ctx *cx, int64_t import_id, int64_t after_id, unsigned max,
		      struct undo_step *ret)
{
	struct benefit_sums *sums = benefit_sums_new(cx);
	struct benefit_of_import_row *rows;
	struct benefit_of_import_args a = {
		.import_id = import_id,
		.before_id = after_id,
		.max_n = max,
		.with = after_id != 0 ? BENEFIT_OF_IMPORT_WITH_BEFORE : 0,
	};

	*ret = (struct undo_step){ 0 };
	TRY(benefit_of_import_all(cx, &a, &rows, &ret->n));
	ret->left = ARENA_ARRAY(cx->arena, ret->n + 1, struct undo_left);
	for (size_t i = 0; i < ret->n; i++)
		TRY(take_back(cx, &rows[i], sums, ret));
	ret->next_id = ret->n == max ? rows[ret->n - 1].id : 0;
	return benefit_sums_write(cx, sums);
}

enum err benefit_undo_count(struct ctx *cx, int64_t import_id, int64_t *ret)
{
	struct benefit_import_n_row row;

	TRY(benefit_import_n_one(cx, &(struct benefit_import_n_args){ .import_id = import_id },
				 &row));
	*ret = row.n;
	return ERR_OK;
}

const char *benefit_left_words(struct ctx *cx, const char *field)
{
	char **part;
	size_t n;

	if (field == NULL || !str_starts(field, LEFT_PREFIX))
		return NULL;
	str_split(cx->arena, field + strlen(LEFT_PREFIX), ':', &part, &n);
	return n < 2 ? NULL
		     : arena_printf(cx->arena, "%s, %s", programme_short(cx, part[0]),
				    benefit_period_words(cx, part[1]));
}
