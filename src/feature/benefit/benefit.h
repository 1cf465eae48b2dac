/*
 * Benefit: the ledger of aid that people and families received.
 *
 * A row says that a person or a family was given aid of a programme for a period: decided, paid,
 * not to be paid, stopped.  Rows are added and what they say is never changed.  Of a receiver,
 * programme, part and period the row holds whose day (since) is the latest, of one day the one
 * written last; a correction puts out of force the row it points at, whatever its day.  So what
 * held on a day, by what was known at a moment, is read from the rows that were there by then, and
 * an import that is taken back leaves all others as if it had never been.
 *
 * The receiver stays who he was: a family that splits keeps what it got, a person who is merged
 * too.  Sums by kelurahan are kept beside the rows in the same transaction.
 */
#ifndef BENEFIT_BENEFIT_H
#define BENEFIT_BENEFIT_H

#include "base/clock.h"
#include "base/ctx.h"
#include "feature/registry/fact.h"
#include "platform/db/db.h"
#include "platform/i18n/i18n.h"

enum benefit_state {
	BENEFIT_DECIDED = 1, /* ditetapkan */
	BENEFIT_PAID,        /* disalurkan */
	BENEFIT_FAILED,      /* gagal salur */
	BENEFIT_STOPPED,     /* dihentikan */
	BENEFIT_VOID,        /* written by mistake: a correction says so */
	BENEFIT__STATES
};

/* What is written by hand counts when another officer has looked, unless the programme says else.
 */
enum benefit_check {
	BENEFIT_COUNTS,
	BENEFIT_WAITS,
	BENEFIT_CONFIRMED, /* counts since .checked_at */
	BENEFIT_REFUSED,
	BENEFIT_WITHDRAWN
};

struct benefit {
	int64_t id;
	enum fact_of unit; /* who receives: the person, or the family */
	int64_t person_id; /* of a family's aid who was named to collect it, or 0 */
	int64_t family_id; /* of a person's aid his family then, or 0 */
	const char *programme, *part, *period; /* part: "" the whole */
	int32_t period_on;                     /* first day of the period */
	enum benefit_state state;
	int64_t amount;    /* rupiah, DB_NONE unknown */
	int64_t quantity;  /* of goods, DB_NONE unknown */
	const char *goods; /* or NULL */
	int32_t paid_on;   /* DATE_NONE: not paid, or nobody said */
	const char *channel, *source;
	int32_t since; /* DATE_NONE when written: benefit_since() */
	int64_t region_id, import_id, row_n, replaces_id;
	const char *proof, *note; /* opened by benefit_of() and what follows from it, else NULL */
	int64_t recorded_at, by_id, undone_at;
	const char *who;
	bool holds;
	enum benefit_check check;
	int64_t checked_at, checked_by_id;
	const char *checked_by, *check_why; /* why it was refused; opened like proof and note */
};

/* ---- periods and amounts as people write them (benefit_read.c) ------------------------------- */

/*
 * The period in its one form ("2026", "2026-03", "2026-TW1", "2026-TH2", "2026-03-15") from
 * "Maret 2026", "03/2026", "TW I 2026", "Januari-Maret 2026", "tahap 2 tahun 2026", a date.
 * NULL: it is none.
 */
const char *benefit_period_read(struct ctx *cx, const char *written);
/* Its first day; DATE_NONE: it is none. */
int32_t benefit_period_on(const char *period);
/* "Maret 2026", "triwulan I 2026", "tahap 2 2026", "2026", "15 Maret 2026". */
const char *benefit_period_words(struct ctx *cx, const char *period);

/*
 * Whole rupiah as lists write them: "200000", "Rp 200.000", "200.000,00", "Rp200.000,-".  T__NONE:
 * read; otherwise what is wrong and how it should be written, as a text of {0} heading {1} cell.
 */
enum text benefit_amount_read(const char *written, int64_t *ret);
enum text benefit_state_read(struct ctx *cx, const char *written, enum benefit_state *ret);
/* "10 kg beras", "1 paket": a number, then what it is. */
enum text benefit_goods_read(struct ctx *cx, const char *written, int64_t *ret_quantity,
			     const char **ret_goods);
enum text benefit_state_text(int64_t state);

/* "Rp600.000", "10 kg beras", "Rp1.000.000 dan 1 paket sembako"; "" unknown. */
const char *benefit_worth(struct ctx *cx, const struct benefit *b);

/* ---- programmes (reference set "programme") -------------------------------------------------- */

enum fact_of programme_unit(struct ctx *cx, const char *code); /* who it is for */
const char *programme_short(struct ctx *cx, const char *code); /* "PKH" */

/* ---- what holds ------------------------------------------------------------------------------ */

/*
 * Sets .holds of rows of one receiver (any order) as of a day, by what was known at a moment.
 * Pure: this is the rule, everything else follows it.
 */
void benefit_stand(struct benefit *rows, size_t n, int32_t held_on, int64_t known_at);

/* What a row that is about to be written comes to. */
enum benefit_fate {
	BENEFIT_FATE_NEW,  /* nothing was known of it */
	BENEFIT_FATE_SAME, /* it says nothing new: not written */
	BENEFIT_FATE_TAKEN,
	BENEFIT_FATE_PAST, /* something of a later day holds: history only */
	BENEFIT_FATE_KEPT  /* somebody has called it a mistake: that stays, not written */
};

/*
 * Who receives, by programme: the person, or his family of that day.  Sets unit and the ids that
 * are missing; a person without family receives himself.  On entry person_id or family_id is set.
 */
enum err benefit_receiver(struct ctx *cx, struct benefit *b) NODISCARD;

/*
 * Asking ahead (sql_ahead): of these the functions below and above are about to be called one by
 * one.  rows are drafts, as on entry of benefit_receiver(), and are spoiled.
 */
enum err benefits_ahead(struct ctx *cx, struct benefit *rows, size_t n, bool writing) NODISCARD;

/*
 * Compares with what is known: fills in what the row does not say (amount, channel ... of the row
 * that holds), its since, and says what would become of it.  *ret_before: the row that holds, id 0
 * when there is none.
 */
enum err benefit_compare(struct ctx *cx, struct benefit *b, enum benefit_fate *ret,
			 struct benefit *ret_before) NODISCARD;

/* ---- writing, in a write transaction --------------------------------------------------------- */

/* Changes of the sums, gathered over many rows and written at the end of the transaction. */
struct benefit_sums;
struct benefit_sums *benefit_sums_new(struct ctx *cx);
enum err benefit_sums_write(struct ctx *cx, struct benefit_sums *s) NODISCARD;

/* Adds a row, after benefit_receiver(), as benefit_compare() says.  ret_id 0: nothing to write. */
enum err benefit_put(struct ctx *cx, struct benefit *b, struct benefit_sums *sums,
		     int64_t *ret_id) NODISCARD;

/* Adds a row of which the caller knows that nothing was said before: no look-up, all of it given.
 */
enum err benefit_first(struct ctx *cx, struct benefit *b, struct benefit_sums *sums) NODISCARD;

/*
 * Puts a row right: b->replaces_id is the row that holds, receiver, programme and part stay.
 * ERR_CONFLICT: it holds no more.  ERR_NOTFOUND.
 */
enum err benefit_correct(struct ctx *cx, struct benefit *b, int64_t *ret_id) NODISCARD;

/* One row by hand; its sums too. */
enum err benefit_add(struct ctx *cx, struct benefit *b, int64_t *ret_id,
		     enum benefit_fate *ret_fate) NODISCARD;

/*
 * One row, or a correction, as an officer writes it at a form: it waits for a second pair of eyes
 * (second.h), unless the programme lets it count at once (hand_at_once).  What says nothing new is
 * not written; one's own former word about the same is taken back by it, another's is in the way:
 * refused with a sentence.
 */
enum err benefit_by_hand(struct ctx *cx, struct benefit *b, int64_t *ret_id,
			 enum benefit_fate *ret_fate) NODISCARD;

/* Confirms, so that it counts from then on, or refuses with a reason; who wrote it is told.
 * Refused with a sentence: decided already, one's own, or what it puts right holds no more. */
enum err benefit_decide(struct ctx *cx, int64_t id, bool taken, const char *why) NODISCARD;
/* By who wrote it, while it waits. */
enum err benefit_withdraw(struct ctx *cx, int64_t id) NODISCARD;

/* Takes back what an import wrote; steps and what is left as registry_undo() has them.  A row of
 * which somebody has said something since stays; its field is "aid:PROGRAMME:PERIOD". */
struct undo_step;
enum err benefit_undo(struct ctx *cx, int64_t import_id, int64_t after_id, unsigned max,
		      struct undo_step *ret) NODISCARD;
enum err benefit_undo_count(struct ctx *cx, int64_t import_id, int64_t *ret) NODISCARD;
/* "PKH, triwulan I 2026" of such a field; NULL: it is none. */
const char *benefit_left_words(struct ctx *cx, const char *field);

/* ---- reading --------------------------------------------------------------------------------- */

/* All rows of a receiver in the order of writing, .holds as of today. */
enum err benefit_of(struct ctx *cx, int64_t receiver_id, struct benefit **ret,
		    size_t *ret_n) NODISCARD;

/*
 * What a person received, himself (all rows that are him) and through the families he belonged to
 * on the day of it, as of a day by what was known at a moment; the newest period first.  Only what
 * held.
 */
enum err benefit_of_person(struct ctx *cx, const int64_t *ids, size_t n, int32_t held_on,
			   int64_t known_at, struct benefit **ret, size_t *ret_n) NODISCARD;

/* What a family received, and each of those persons himself. */
enum err benefit_of_family(struct ctx *cx, int64_t family_id, const int64_t *members, size_t n,
			   int32_t held_on, int64_t known_at, struct benefit **ret,
			   size_t *ret_n) NODISCARD;

/* "PKH triwulan I 2026 Rp600.000 (disalurkan); Sembako Maret 2026 ...": the newest of each
 * programme; NULL: none.  The caller has asked whether the actor may see him. */
enum err benefit_line(struct ctx *cx, int64_t person_id, const char **ret) NODISCARD;

/* The same of what he received himself, on any day. */
enum err benefit_own_line(struct ctx *cx, int64_t person_id, int32_t held_on, int64_t known_at,
			  const char **ret) NODISCARD;

/* One row with its words opened.  ERR_NOTFOUND. */
enum err benefit_get(struct ctx *cx, int64_t id, struct benefit *ret) NODISCARD;

/* ---- kept figures ---------------------------------------------------------------------------- */

/* Which rows hold and the sums, counted again: a line for each that differs; and put right. */
enum err benefit_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n) NODISCARD;
enum err benefit_tally_mend(struct ctx *cx) NODISCARD;

#endif
