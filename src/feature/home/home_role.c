/* What each role looks at besides its own work: late by unit, needs, cost, who looked, accounts. */
#include "base/clock.h"
#include "feature/account/account.h"
#include "feature/home/home_impl.h"
#include "feature/indicators/indicators.h"
#include "feature/indicators/indicators_web.h"
#include "feature/reference/reference.h"
#include "text/home.h"
#include "text/indicators.h"

#define UNITS_SHOWN 6

static bool is(const struct ctx *cx, enum role role)
{
	return (cx->actor->roles & 1U << role) != 0;
}

/* Who accounts for the money looks at services first, and at no unit's lateness. */
static bool accounts(const struct ctx *cx)
{
	return is(cx, ROLE_TREASURER) || is(cx, ROLE_PPTK);
}

/* An auditor reads and takes away, and only for a time. */
enum err home_draw_reading(struct ctx *cx, struct ui *u)
{
	struct account me;

	if (!is(cx, ROLE_AUDITOR))
		return ERR_OK;
	TRY(account_get(cx, cx->actor->user_id, &me));
	ui_small(u, me.valid_until == 0 ? text(cx, T_HOME_READS_ONLY)
					: text_fill(cx, T_HOME_READS_UNTIL,
						    say_date(cx, account_last_day(cx, &me)), NULL));
	return ERR_OK;
}

/* Where it is late: units with the most late cases first. */
static enum err draw_overview(struct ctx *cx, struct ui *u)
{
	struct indicator_row *rows, sum;
	struct ui_bar *bars;
	size_t n, i;

	TRY(indicator_open(cx, BY_UNIT, &rows, &n));
	sum = indicator_sum(rows, n);
	ui_heading(u, text(cx, T_HOME_OVERVIEW), "ikhtisar");
	ui_tiles(u, "overview",
		 (struct ui_tile[]){ { .name = "open",
				       .label = text(cx, T_INDICATORS_OPEN),
				       .value = indicator_figure(cx, sum.open),
				       .href = "/ikhtisar" },
				     { .name = "late",
				       .label = text(cx, T_INDICATORS_LATE_CASES),
				       .value = indicator_figure(cx, sum.late),
				       .href = may(cx, PERM_CASE_READ) ? "/ikhtisar/kasus?late=1"
								       : "/ikhtisar?menurut=unit",
				       .tone = sum.late > 0 ? UI_BAD : UI_NEUTRAL },
				     { .name = "fresh",
				       .label = text(cx, T_INDICATORS_FRESH),
				       .value = indicator_figure(cx, sum.fresh),
				       .href = "/ikhtisar?menurut=umur" } },
		 3);
	if (n > UNITS_SHOWN)
		n = UNITS_SHOWN;
	if (sum.open == 0 || accounts(cx) || !may(cx, PERM_CASE_READ))
		return ERR_OK;
	bars = ARENA_ARRAY(cx->arena, n, struct ui_bar);
	for (i = 0; i < n; i++)
		bars[i] = (struct ui_bar){
			.label = rows[i].name,
			.value = rows[i].open,
			.part = rows[i].late,
			.href = arena_printf(cx->arena, "/ikhtisar/kasus?unit=%lld",
					     (long long)rows[i].id),
		};
	ui_bars(u, "late_units", text(cx, sum.late > 0 ? T_HOME_LATE_UNITS : T_HOME_BUSY_UNITS),
		text(cx, T_INDICATORS_UNIT_CASES), bars, n);
	return ERR_OK;
}

static const char *part_list(struct ctx *cx, const struct service_part *part, const char *month)
{
	return arena_printf(cx->arena, "/layanan/daftar?layanan=%s&jenis=%s&dari=%s", part->item,
			    part->spm ? "spm" : "lain", month);
}

/* What the month's money went into, all of it: what is least stands together. */
static enum err draw_parts(struct ctx *cx, struct ui *u, int32_t from)
{
	struct civil c = date_civil(from);
	const char *month = arena_printf(cx->arena, "%04d-%02d-01", c.year, c.month);
	struct ui_bar bars[UNITS_SHOWN + 1];
	struct service_part *parts;
	int64_t rest = 0;
	size_t n, i;

	TRY(service_parts(cx, from, ref_today(cx), &parts, &n));
	if (n == 0)
		return ERR_OK;
	for (i = 0; i < n && i < UNITS_SHOWN; i++)
		bars[i] = (struct ui_bar){ .label = parts[i].label,
					   .value = parts[i].cost,
					   .href = part_list(cx, &parts[i], month) };
	for (size_t k = i; k < n; k++)
		rest += parts[k].cost;
	if (rest > 0)
		bars[i++] = (struct ui_bar){
			.label = text(cx, T_HOME_COST_REST),
			.value = rest,
			.href = arena_printf(cx->arena, "/layanan?dari=%s", month),
		};
	ui_bars(u, "parts", text(cx, T_HOME_COST_PARTS), text(cx, T_HOME_RUPIAH), bars, i);
	return ERR_OK;
}

static enum err draw_money(struct ctx *cx, struct ui *u)
{
	struct civil today = date_civil(ref_today(cx));
	int32_t first = date_from_ymd(today.year, today.month, 1);
	const char *services =
	    arena_printf(cx->arena, "/layanan?dari=%04d-%02d-01", today.year, today.month);
	struct service_sum sum;
	struct need_report needs;

	TRY(service_sum(cx, first, ref_today(cx), &sum));
	TRY(need_report(cx, ref_today(cx), &needs));
	ui_heading(u, text(cx, T_HOME_THIS_MONTH), NULL);
	ui_tiles(u, "money",
		 (struct ui_tile[]){ { .name = "cost",
				       .label = text(cx, T_HOME_COST),
				       .value = ui_rupiah(sum.cost),
				       .href = services },
				     { .name = "given",
				       .label = text(cx, T_INDICATORS_SERVICES),
				       .value = ui_count(sum.n),
				       .href = services },
				     { .name = "needs",
				       .label = text(cx, T_NEEDS_TITLE),
				       .value = ui_count(needs.total.n),
				       .href = "/kebutuhan" } },
		 3);
	return accounts(cx) ? draw_parts(cx, u, first) : ERR_OK;
}

static enum err draw_watch(struct ctx *cx, struct ui *u)
{
	struct ui_tile tiles[3];
	int64_t looks, size;
	size_t n = 0;

	if (may(cx, PERM_DISCLOSURE_READ)) {
		TRY(indicator_looks_day(cx, &looks));
		tiles[n++] = (struct ui_tile){ .name = "looks",
					       .label = text(cx, T_HOME_LOOKS),
					       .value = ui_count(looks),
					       .href = "/jejak" };
	}
	TRY(indicator_log_length(cx, &size));
	tiles[n++] = (struct ui_tile){ .name = "log",
				       .label = text(cx, T_WATCH_SIZE),
				       .value = ui_count(size),
				       .href = "/audit" };
	tiles[n++] = (struct ui_tile){ .name = "matrix",
				       .label = text(cx, T_HOME_MATRIX),
				       .value = ui_count(ROLE__MAX),
				       .href = "/izin" };
	ui_heading(u, text(cx, T_HOME_WATCH), NULL);
	ui_tiles(u, "watch", tiles, n);
	return ERR_OK;
}

enum err home_draw_keeping(struct ctx *cx, struct ui *u, int64_t lacking)
{
	const struct ref_set *sets;
	struct account *accounts;
	struct ui_tile tiles[3];
	size_t n, n_sets;

	TRY(account_list(cx, &(struct account_filter){ .unit_id = 0 }, &accounts, &n));
	TRY(ref_sets(cx, &sets, &n_sets));
	tiles[0] = (struct ui_tile){ .name = "accounts",
				     .label = text(cx, T_HOME_ACCOUNTS),
				     .value = ui_count((int64_t)n),
				     .href = "/pengguna" };
	tiles[1] = (struct ui_tile){ .name = "sets",
				     .label = text(cx, T_HOME_SETS),
				     .value = ui_count((int64_t)n_sets),
				     .href = "/acuan" };
	tiles[2] = (struct ui_tile){ .name = "ready",
				     .label = text(cx, T_HOME_LACKING),
				     .value = ui_count(lacking),
				     .href = "/siap",
				     .tone = lacking > 0 ? UI_WARN : UI_NEUTRAL };
	ui_heading(u, text(cx, T_HOME_KEEPING), NULL);
	ui_tiles(u, "keeping", tiles, LEN(tiles));
	return ERR_OK;
}

enum err home_draw_role(struct ctx *cx, struct ui *u)
{
	if (accounts(cx))
		TRY(draw_money(cx, u));
	if (may(cx, PERM_OVERVIEW_READ))
		TRY(draw_overview(cx, u));
	if (is(cx, ROLE_HEAD) && !accounts(cx))
		TRY(draw_money(cx, u));
	if (is(cx, ROLE_AUDITOR) || is(cx, ROLE_DPO))
		TRY(draw_watch(cx, u));
	return ERR_OK;
}
