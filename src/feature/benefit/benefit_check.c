/* Aid written by hand: it counts when a second pair of eyes has looked. */
#include "feature/benefit/benefit_impl.h"

#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "feature/registry/second.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/benefit.h"

/* ---- saying it ------------------------------------------------------------------------------- */

static enum err needs_another(struct ctx *cx, const char *programme, bool *ret)
{
	const struct ref_entry *entry;
	const struct ref_book *book;

	TRY(ref_book(cx, "programme", &book));
	entry = ref_book_entry(book, programme);
	*ret = entry == NULL || !ref_doc_flag(cx, entry, "hand_at_once");
	return ERR_OK;
}

/* Is a row that waits about the same as the one to be written? */
static bool in_the_way(const struct benefit *waiting, const struct benefit *b)
{
	if (waiting->check != BENEFIT_WAITS || waiting->replaces_id != b->replaces_id)
		return false;
	return b->replaces_id != 0 || benefit_same_thing(waiting, b);
}

/* One word about a thing waits: the actor's former one goes, another officer's stays. */
static enum err make_room(struct ctx *cx, const struct benefit *of, const struct benefit *b)
{
	struct benefit *rows;
	size_t n;

	TRY(benefit_rows_held(cx, of->unit, benefit_receiver_id(of), b->programme, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		if (!in_the_way(&rows[i], b))
			continue;
		if (rows[i].by_id != cx->actor->user_id)
			return refuse(cx, T_BENEFIT_WAITS_ALREADY);
		TRY(benefit_withdraw(cx, rows[i].id));
	}
	return ERR_OK;
}

static enum err wait_for_another(struct ctx *cx, const struct benefit *b)
{
	TRY(second_begin(cx, &(struct second){ .id = b->id,
					       .kind = SECOND_AID,
					       .what = b->programme,
					       .of = b->unit,
					       .subject_id = benefit_receiver_id(b),
					       .by_id = cx->actor->user_id }));
	return audit_leaf(cx, "benefit.waits", b->id, NULL);
}

enum err benefit_by_hand(struct ctx *cx, struct benefit *b, int64_t *ret_id,
			 enum benefit_fate *ret_fate)
{
	struct benefit old = *b;
	bool waits;

	if (b->replaces_id != 0)
		TRY(benefit_get(cx, b->replaces_id, &old));
	TRY(needs_another(cx, old.programme, &waits));
	if (waits) {
		b->programme = old.programme;
		b->check = BENEFIT_WAITS;
		TRY(make_room(cx, &old, b));
	}
	*ret_fate = BENEFIT_FATE_TAKEN;
	TRY(b->replaces_id != 0 ? benefit_correct(cx, b, ret_id)
				: benefit_add(cx, b, ret_id, ret_fate));
	return waits && *ret_id != 0 ? wait_for_another(cx, b) : ERR_OK;
}

/* ---- deciding -------------------------------------------------------------------------------- */

static enum err tell(struct ctx *cx, const struct benefit *b, bool taken)
{
	const struct notice n = {
		.kind = taken ? "benefit.taken" : "benefit.left",
		.object_kind = "benefit",
		.object_id = b->id,
		.text = taken ? T_BENEFIT_NEWS_TAKEN : T_BENEFIT_NEWS_LEFT,
		.arg0 = programme_short(cx, b->programme),
		.arg1 = benefit_period_words(cx, b->period),
	};

	return notice_user(cx, b->by_id, &n);
}

/* It stands among the others from now on, and what it puts right no longer does. */
static enum err let_count(struct ctx *cx, const struct benefit *said)
{
	struct benefit_sums *sums = benefit_sums_new(cx);
	const struct benefit *old;
	struct benefit *rows, *b;
	size_t n;

	TRY(benefit_rows_held(cx, said->unit, benefit_receiver_id(said), NULL, &rows, &n));
	b = benefit_row_of(rows, n, said->id);
	old = b->replaces_id != 0 ? benefit_row_of(rows, n, b->replaces_id) : NULL;
	if (old != NULL && !old->holds)
		return refuse(cx, T_BENEFIT_NOT_NOW);
	TRY(benefit_home_of(cx, b));
	TRY(benefit_settle(cx, rows, n, sums));
	return benefit_sums_write(cx, sums);
}

enum err benefit_decide(struct ctx *cx, int64_t id, bool taken, const char *why)
{
	struct benefit_check_set_args a = { .id = id,
					    .checked =
						taken ? BENEFIT_CONFIRMED : BENEFIT_REFUSED };
	int64_t changed, receiver;
	struct benefit b;

	TRY(benefit_get(cx, id, &b));
	if (b.by_id == cx->actor->user_id)
		return refuse(cx, T_BENEFIT_WAITS_OWN);
	receiver = benefit_receiver_id(&b);
	TRY(vault_seal(cx, receiver, SEAL_NARRATIVE, why, &a.check_note_sealed));
	TRY(subjects_hold(cx, b.unit, &receiver, 1)); /* before its rows, as everybody does */
	TRY(benefit_check_set_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_BENEFIT_CHECKED_ALREADY);
	TRY(second_end(cx, id));
	if (taken)
		TRY(let_count(cx, &b));
	TRY(tell(cx, &b, taken));
	return audit_leaf(cx, taken ? "benefit.taken" : "benefit.left", id, NULL);
}

enum err benefit_withdraw(struct ctx *cx, int64_t id)
{
	int64_t changed;

	TRY(benefit_check_withdraw_run(cx, &(struct benefit_check_withdraw_args){ .id = id },
				       &changed));
	if (changed != 1)
		return refuse(cx, T_BENEFIT_CHECKED_ALREADY);
	TRY(second_end(cx, id));
	return audit_leaf(cx, "benefit.withdrawn", id, NULL);
}
