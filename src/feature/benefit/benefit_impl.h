/* What the files of the ledger share; nobody else includes it. */
#ifndef BENEFIT_BENEFIT_IMPL_H
#define BENEFIT_BENEFIT_IMPL_H

#include "feature/benefit/benefit.h"
#include "feature/benefit/benefit_sql.h"
#include "feature/registry/registry.h"

/* The rows of a receiver, of all periods, since a correction may say another one than the row it
 * puts right; programme NULL: of all.  Those of one programme come without names of officers. */
enum err benefit_rows_of(struct ctx *cx, int64_t receiver_id, const char *programme,
			 struct benefit **ret, size_t *ret_n) NODISCARD;

/* The same for whoever adds to them or says which hold: nobody else does until the end of the
 * transaction.  unit: what the receiver is. */
enum err benefit_rows_held(struct ctx *cx, enum fact_of unit, int64_t receiver_id,
			   const char *programme, struct benefit **ret, size_t *ret_n) NODISCARD;

/* The row of that id among them; NULL: none. */
struct benefit *benefit_row_of(struct benefit *rows, size_t n, int64_t id);

/* Who has what the row says: the id that rows are found by. */
int64_t benefit_receiver_id(const struct benefit *b);

/* Do both say something of the same thing: receiver, programme, period, part? */
bool benefit_same_thing(const struct benefit *a, const struct benefit *b);

/* Adds to the sums what a row is, times +1 or -1. */
void benefit_sums_add(struct ctx *cx, struct benefit_sums *s, const struct benefit *b, int sign);

/* Where the receiver lives, into b; somebody dead who receives is looked at again. */
enum err benefit_home_of(struct ctx *cx, struct benefit *b) NODISCARD;

/* Makes .holds of the rows the truth of today in the table, and the sums with it. */
enum err benefit_settle(struct ctx *cx, struct benefit *rows, size_t n,
			struct benefit_sums *sums) NODISCARD;

#endif
