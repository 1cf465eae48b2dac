/* Aid received on the pages of a person and of a family, on any day. */
#include "feature/benefit/benefit_web.h"

#include <string.h>

#include "base/str.h"
#include "feature/benefit/benefit_impl.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/benefit.h"
#include "text/export.h"

enum { WAITING_MAX = 12 };

struct line {
	int64_t id, state, paid_on, recorded_at;
	const char *programme, *period, *worth, *receiver, *source, *file;
};

#define AT(member) offsetof(struct line, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, AT(id) },
	{ "programme", T_BENEFIT_PROGRAMME, COL_TEXT, PRIV_NONE, AT(programme),
	  .href = "/bantuan-sosial/{id}", .flags = COL_STRONG },
	{ "period", T_BENEFIT_PERIOD, COL_TEXT, PRIV_NONE, AT(period) },
	{ "state", T_BENEFIT_STATE, COL_ENUM, PRIV_NONE, AT(state), .member = benefit_state_text,
	  .flags = COL_BADGE },
	{ "worth", T_BENEFIT_WORTH, COL_TEXT, PRIV_SPECIFIC, AT(worth) },
	{ "paid_on", T_BENEFIT_PAID_ON, COL_DATE, PRIV_NONE, AT(paid_on) },
	{ "receiver", T_BENEFIT_RECEIVER, COL_TEXT, PRIV_GENERAL, AT(receiver) },
	{ "file", T_BENEFIT_SOURCE, COL_TEXT, PRIV_NONE, AT(file), .flags = COL_DATA_ONLY },
	{ "source", T_BENEFIT_SOURCE, COL_TEXT, PRIV_NONE, AT(source), .href = "{file}",
	  .flags = COL_WIDE_ONLY },
	{ "recorded_at", T_BENEFIT_RECORDED, COL_INSTANT, PRIV_NONE, AT(recorded_at),
	  .flags = COL_WIDE_ONLY },
};
#undef AT
static const struct table table = {
	.name = "aid", .title = T_BENEFIT_RECEIVED, .columns = columns, .n_columns = LEN(columns)
};

/* The family, or a member by name as far as the actor sees him. */
static const char *receiver(struct ctx *cx, const struct benefit *b, const struct relative *m,
			    size_t n)
{
	if (b->unit == FACT_FAMILY)
		return text(cx, T_BENEFIT_RECEIVER_FAMILY);
	for (size_t i = 0; i < n; i++)
		if (m[i].id == b->person_id)
			return m[i].name;
	return NULL;
}

static struct line line_of(struct ctx *cx, const struct benefit *b, const char *who)
{
	const char *name = programme_short(cx, b->programme);

	return (struct line){
		.id = b->id,
		.state = b->state,
		.paid_on = b->paid_on == DATE_NONE ? DB_NONE : b->paid_on,
		.recorded_at = b->recorded_at,
		.programme =
		    b->part[0] == '\0' ? name : arena_printf(cx->arena, "%s, %s", name, b->part),
		.period = benefit_period_words(cx, b->period),
		.worth = benefit_worth(cx, b),
		.receiver = who,
		.source = ref_label(cx, "source", b->source),
		.file = b->import_id != 0 && may(cx, PERM_REGISTRY_IMPORT)
			    ? arena_printf(cx->arena, "/impor/%lld", (long long)b->import_id)
			    : NULL,
	};
}

/* ---- by year --------------------------------------------------------------------------------- */

static int year_of(const struct benefit *b)
{
	return date_civil(b->paid_on != DATE_NONE ? b->paid_on : b->period_on).year;
}

/* Of what was paid, as far as its worth in rupiah is known; the years as they come. */
static void draw_years(struct ctx *cx, struct ui *u, const struct benefit *b, size_t n)
{
	struct ui_fact *facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	int *years = ARENA_ARRAY(cx->arena, n + 1, int);
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t sum = 0, count = 0;
		size_t k = 0;

		if (b[i].state != BENEFIT_PAID)
			continue;
		while (k < found && years[k] != year_of(&b[i]))
			k++;
		if (k < found)
			continue;
		years[found] = year_of(&b[i]);
		for (size_t j = 0; j < n; j++)
			if (b[j].state == BENEFIT_PAID && year_of(&b[j]) == years[found]) {
				sum += b[j].amount == DB_NONE ? 0 : b[j].amount;
				count++;
			}
		facts[found] = (struct ui_fact){
			.label = str_digits(cx->arena, years[found]),
			.value = say_money(cx, sum),
			.note = text_fill(cx, T_BENEFIT_COUNT_OF, say_number(cx, count), NULL),
		};
		found++;
	}
	if (found > 0) {
		ui_heading(u, text(cx, T_BENEFIT_YEARS), NULL);
		ui_facts(u, "aid_years", facts, found);
	}
}

/* ---- the part -------------------------------------------------------------------------------- */

/* "Rudi: PBI-JK Maret 2026 ..." of the others in his family who receive something themselves. */
static enum err draw_others(struct ctx *cx, struct ui *u, const struct day_part *p,
			    const struct relative *m, size_t n)
{
	struct ui_fact *facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	const char *line;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (m[i].id == p->id)
			continue;
		TRY(benefit_own_line(cx, m[i].id, p->held_on, p->known_at, &line));
		if (line != NULL)
			facts[found++] = (struct ui_fact){
				.label = m[i].name,
				.value = line,
				.href = arena_printf(cx->arena, "/warga/%lld", (long long)m[i].id),
			};
	}
	if (found > 0) {
		ui_heading(u, text(cx, T_BENEFIT_OTHERS), NULL);
		ui_facts(u, "aid_others", facts, found);
	}
	return ERR_OK;
}

/* What officers wrote by hand of one receiver and nobody else has looked at. */
static enum err add_waiting(struct ctx *cx, int64_t receiver_id, struct ui_fact *to, size_t *n)
{
	struct benefit *rows;
	size_t count;

	TRY(benefit_rows_of(cx, receiver_id, NULL, &rows, &count));
	for (size_t i = 0; i < count && *n < WAITING_MAX; i++)
		if (rows[i].check == BENEFIT_WAITS)
			to[(*n)++] = (struct ui_fact){
				.label = programme_short(cx, rows[i].programme),
				.value = arena_printf(cx->arena, "%s %s",
						      benefit_period_words(cx, rows[i].period),
						      benefit_worth(cx, &rows[i])),
				.note = rows[i].who,
				.href = arena_printf(cx->arena, "/bantuan-sosial/%lld",
						     (long long)rows[i].id),
			};
	return ERR_OK;
}

static enum err draw_waiting(struct ctx *cx, struct ui *u, const struct day_part *p)
{
	int64_t family = p->of == FACT_FAMILY ? p->id : p->family_id;
	struct ui_fact facts[WAITING_MAX];
	size_t n = 0;

	if (p->past)
		return ERR_OK;
	if (family != 0)
		TRY(add_waiting(cx, family, facts, &n));
	for (size_t i = 0; i < p->n; i++)
		TRY(add_waiting(cx, p->ids[i], facts, &n));
	if (n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_BENEFIT_WAITS_SOME), NULL);
	ui_facts(u, "aid_waits", facts, n);
	return ERR_OK;
}

static void draw_act(struct ctx *cx, struct ui *u, const struct day_part *p)
{
	struct ui_action act = {
		.label = text(cx, p->dead ? T_BENEFIT_RECORD_DEAD : T_BENEFIT_RECORD),
		.href = arena_printf(cx->arena, "/bantuan-sosial/baru?%s=%lld",
				     p->of == FACT_PERSON ? "warga" : "keluarga", (long long)p->id),
	};

	if (!p->past && may(cx, PERM_BENEFIT_WRITE))
		ui_actions(u, &act, 1);
}

enum err benefit_draw(struct ctx *cx, struct ui *u, const struct day_part *p)
{
	struct relative *m = NULL;
	struct benefit *b;
	struct line *lines;
	size_t n, n_members = 0;
	int64_t family = p->of == FACT_FAMILY ? p->id : p->family_id;

	TRY(p->of == FACT_PERSON
		? benefit_of_person(cx, p->ids, p->n, p->held_on, p->known_at, &b, &n)
		: benefit_of_family(cx, p->id, p->ids, p->n, p->held_on, p->known_at, &b, &n));
	if (family != 0)
		TRY(family_members(cx, family, &m, &n_members));
	ui_heading(u, text(cx, T_BENEFIT_RECEIVED), "bantuan");
	if (n == 0) {
		ui_text(u, text(cx, T_BENEFIT_NONE));
	} else {
		ui_small(u, text(cx, T_BENEFIT_RECEIVED_LEAD));
		lines = ARENA_ARRAY(cx->arena, n, struct line);
		for (size_t i = 0; i < n; i++)
			lines[i] = line_of(cx, &b[i], receiver(cx, &b[i], m, n_members));
		ui_table(u, "aid", &table, lines, n, sizeof(*lines),
			 &(struct ui_list){ .total = (int64_t)n });
		draw_years(cx, u, b, n);
	}
	if (p->of == FACT_PERSON && !p->past)
		TRY(draw_others(cx, u, p, m, n_members));
	TRY(draw_waiting(cx, u, p));
	draw_act(cx, u, p);
	return ERR_OK;
}
