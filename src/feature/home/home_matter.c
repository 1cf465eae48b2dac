/* What waits besides work on cases: verdicts, second pairs of eyes, late units, missing papers. */
#include "base/clock.h"
#include "feature/account/account.h"
#include "feature/casework/glass.h"
#include "feature/home/home_impl.h"
#include "feature/home/home_sql.h"
#include "feature/indicators/indicators.h"
#include "feature/intake/intake.h"
#include "feature/linking/linking.h"
#include "feature/quality/quality.h"
#include "feature/reference/reference.h"
#include "feature/registry/second.h"
#include "feature/rights/rights.h"
#include "feature/verval/verval.h"
#include "text/home.h"

#define LATE_UNITS 5
#define SOON       (14 * USEC_DAY) /* an account that ends then is worth a word */
#define SOON_ENDS  (30 * USEC_DAY) /* one's own */

struct list {
	struct matter *items;
	size_t n;
};

static void add(struct list *to, struct matter m)
{
	if (to->n < MATTERS_MAX)
		to->items[to->n++] = m;
}

/* "3 akun ...": a card when there is any. */
static void add_count(struct ctx *cx, struct list *to, enum text what, int64_t n, struct matter m)
{
	if (n == 0)
		return;
	m.text = text_fill(cx, what, say_number(cx, n), NULL);
	if (!m.act)
		m.act = text(cx, T_HOME_SEE);
	add(to, m);
}

/* What others have said and waits for him; late ones first of all. */
static enum err add_second(struct ctx *cx, struct list *to)
{
	struct second_count c;

	if (!may(cx, PERM_REGISTRY_DECIDE) && !may(cx, PERM_VERVAL_APPROVE))
		return ERR_OK;
	TRY(second_count(cx, &c));
	if (c.n == 0)
		return ERR_OK;
	add(to, (struct matter){
		    .name = "second",
		    .text = c.late == 0 ? text_fill(cx, T_HOME_SECOND_N, say_number(cx, c.n), NULL)
					: text_fill(cx, T_HOME_SECOND_LATE_N, say_number(cx, c.n),
						    say_number(cx, c.late), NULL),
		    .href = "/mata-kedua",
		    .act = text(cx, T_HOME_DECIDE),
		    .due = c.due,
		});
	return ERR_OK;
}

static enum err add_verdicts(struct ctx *cx, struct list *to)
{
	int64_t n, due;

	if (may(cx, PERM_GLASS_REVIEW)) {
		TRY(glass_waiting(cx, &n, &due));
		add_count(cx, to, T_HOME_GLASS_N, n,
			  (struct matter){ .name = "glass",
					   .href = "/tinjauan-darurat?menunggu=1",
					   .act = text(cx, T_HOME_JUDGE),
					   .due = due });
	}
	TRY(add_second(cx, to));
	if (may(cx, PERM_ERASE)) {
		TRY(erasure_waiting(cx, &n, &due));
		add_count(cx, to, T_HOME_ERASURE_N, n,
			  (struct matter){ .name = "erasure",
					   .href = "/penghapusan",
					   .act = text(cx, T_HOME_DECIDE),
					   .due = due });
	}
	return ERR_OK;
}

/* Two records that may be one person, findings of quality given to the actor, files of offices that
 * wait for somebody, and requests the nation has not answered for long. */
static enum err add_registry(struct ctx *cx, struct list *to)
{
	int64_t n, sure;
	int32_t until;

	if (may(cx, PERM_REGISTRY_DECIDE)) {
		TRY(link_counts(cx, &n, &sure));
		add_count(cx, to, T_HOME_SAME_N, n + sure,
			  (struct matter){ .name = "same",
					   .href = n > 0 ? "/sama" : "/sama/yakin",
					   .act = text(cx, T_HOME_REPLY) });
	}
	if (may(cx, PERM_PERSON_WRITE)) {
		TRY(quality_given(cx, &n));
		add_count(cx, to, T_HOME_GIVEN_N, n,
			  (struct matter){ .name = "given",
					   .href = "/mutu/temuan?keadaan=mine",
					   .act = text(cx, T_HOME_MEND) });
	}
	if (may(cx, PERM_REGISTRY_IMPORT)) {
		TRY(intake_count_open(cx, &n));
		add_count(cx, to, T_HOME_IMPORT_N, n,
			  (struct matter){
			      .name = "import", .href = "/impor", .act = text(cx, T_HOME_OPEN) });
	}
	if (may(cx, PERM_VERVAL_CHECK) || may(cx, PERM_REGISTRY_IMPORT)) {
		TRY(verval_unanswered_long(cx, &n, &until));
		add_count(cx, to, T_HOME_UNANSWERED_N, n,
			  (struct matter){ .name = "unanswered",
					   .href = "/verval/menunggu-pusat?lama=1" });
	}
	return ERR_OK;
}

/* What people asked for about their data, and what the schedule says is over. */
static enum err add_rights(struct ctx *cx, struct list *to)
{
	int64_t n, due;

	if (may(cx, PERM_ERASE)) {
		TRY(self_waiting(cx, &n, &due));
		add_count(cx, to, T_HOME_ASKED_N, n,
			  (struct matter){ .name = "asked",
					   .href = "/permintaan-data",
					   .act = text(cx, T_HOME_DECIDE),
					   .due = due });
	}
	if (may(cx, PERM_DISCLOSURE_READ)) {
		TRY(copy_waiting(cx, &n, &due));
		add_count(cx, to, T_HOME_COPY_N, n,
			  (struct matter){ .name = "copies", .href = "/salinan", .due = due });
	}
	if (may(cx, PERM_ERASE)) {
		TRY(retention_waiting(cx, &n));
		add_count(cx, to, T_HOME_RETENTION_N, n,
			  (struct matter){ .name = "retention",
					   .href = "/retensi",
					   .act = text(cx, T_HOME_JUDGE) });
	}
	return ERR_OK;
}

/* Who answers for the units is told which of them are late with their part. */
static enum err add_late_units(struct ctx *cx, struct list *to)
{
	struct late_steps *late;
	size_t n, i;

	if (!may(cx, PERM_OVERVIEW_READ) || !may(cx, PERM_CASE_DECIDE) || may(cx, PERM_CASE_WORK))
		return ERR_OK;
	TRY(indicator_late(cx, &late, &n));
	for (i = 0; i < n && i < LATE_UNITS; i++)
		add(to,
		    (struct matter){ .name = "late_steps",
				     .text = text_fill(cx, T_HOME_LATE_STEPS_N, late[i].unit,
						       say_number(cx, late[i].n), NULL),
				     .href = arena_printf(cx->arena, "/ikhtisar/langkah?unit=%lld",
							  (long long)late[i].unit_id),
				     .act = text(cx, T_HOME_SEE),
				     .due = late[i].due_at });
	return ERR_OK;
}

/* Who accounts for the money needs a cost and a proof of each service of the month. */
static enum err add_papers(struct ctx *cx, struct list *to)
{
	const unsigned accounts = 1U << ROLE_TREASURER | 1U << ROLE_PPTK;
	int32_t today = ref_today(cx), first;
	struct civil c = date_civil(today);
	struct service_lacks lacks;
	const char *from;

	if ((cx->actor->roles & accounts) == 0)
		return ERR_OK;
	first = date_from_ymd(c.year, c.month, 1);
	from = arena_printf(cx->arena, "/layanan/daftar?dari=%04d-%02d-01", c.year, c.month);
	TRY(service_lacks(cx, first, today, &lacks));
	add_count(cx, to, T_HOME_UNPRICED_N, lacks.cost,
		  (struct matter){ .name = "unpriced",
				   .href = arena_printf(cx->arena, "%s&tanpa_biaya=1", from) });
	add_count(cx, to, T_HOME_UNPROVEN_N, lacks.proof,
		  (struct matter){ .name = "unproven",
				   .href = arena_printf(cx->arena, "%s&tanpa_bukti=1", from) });
	return ERR_OK;
}

static enum err add_own_end(struct ctx *cx, struct list *to)
{
	struct account me;

	if ((cx->actor->roles & 1U << ROLE_AUDITOR) == 0)
		return ERR_OK;
	TRY(account_get(cx, cx->actor->user_id, &me));
	if (me.valid_until == 0 || me.valid_until > cx->now + SOON_ENDS)
		return ERR_OK;
	add(to, (struct matter){ .name = "access_ends",
				 .text = text_fill(cx, T_HOME_ACCESS_ENDS,
						   say_date(cx, account_last_day(cx, &me)), NULL),
				 .href = "/saya",
				 .act = text(cx, T_HOME_SEE),
				 .due = me.valid_until });
	return ERR_OK;
}

static enum err add_keeping(struct ctx *cx, struct list *to)
{
	struct home_stuck_row stuck;
	struct account *accounts;
	int64_t unused = 0, ending = 0;
	size_t n, i;

	if (!may(cx, PERM_USER_ADMIN))
		return ERR_OK;
	TRY(account_list(cx, &(struct account_filter){ .unit_id = 0 }, &accounts, &n));
	for (i = 0; i < n; i++) {
		unused += accounts[i].must_change;
		ending +=
		    accounts[i].valid_until > cx->now && accounts[i].valid_until <= cx->now + SOON;
	}
	TRY(home_stuck_one(cx, &stuck));
	add_count(cx, to, T_HOME_STUCK_N, stuck.n,
		  (struct matter){ .name = "stuck", .href = "/bantuan", .late = true });
	add_count(cx, to, T_HOME_UNUSED_N, unused,
		  (struct matter){ .name = "unused", .href = "/pengguna" });
	add_count(cx, to, T_HOME_ENDING_N, ending,
		  (struct matter){ .name = "ending", .href = "/pengguna" });
	return ERR_OK;
}

enum err home_matters(struct ctx *cx, struct matter *ret, size_t *ret_n)
{
	struct list to = { .items = ret };
	size_t i;

	TRY(add_verdicts(cx, &to));
	TRY(add_registry(cx, &to));
	TRY(add_rights(cx, &to));
	TRY(add_late_units(cx, &to));
	TRY(add_papers(cx, &to));
	TRY(add_own_end(cx, &to));
	TRY(add_keeping(cx, &to));
	for (i = 0; i < to.n; i++)
		ret[i].late = ret[i].late || (ret[i].due != 0 && ret[i].due < cx->now);
	*ret_n = to.n;
	return ERR_OK;
}
