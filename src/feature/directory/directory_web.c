/* Pages for finding: the list of units, one unit, and who can take a case now. */
#include "feature/directory/directory_web.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_shelf.h"
#include "feature/directory/directory_sql.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/directory.h"

/* ---- shared -------------------------------------------------------------------------------- */

enum err directory_kind_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "unit_kind", ret);
}

enum err directory_service_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "service", ret);
}

enum err directory_unit_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return directory_options(cx, NULL, ret);
}

int64_t directory_chosen(const struct form *f, int field)
{
	int64_t id = 0;

	(void)str_i64(form_raw(f, field), &id);
	return id;
}

enum text directory_weekday(int weekday)
{
	static const enum text days[UNIT_WEEKDAYS] = {
		T_DIRECTORY_DAY_0, T_DIRECTORY_DAY_1, T_DIRECTORY_DAY_2, T_DIRECTORY_DAY_3,
		T_DIRECTORY_DAY_4, T_DIRECTORY_DAY_5, T_DIRECTORY_DAY_6, T_DIRECTORY_DAY_7,
	};

	assert(weekday >= 0 && weekday < UNIT_WEEKDAYS);
	return days[weekday];
}

/* ---- list ---------------------------------------------------------------------------------- */

enum { Q_KIND, Q_SERVICE, Q_REGION, Q_CLOSED };

static const struct field filter_fields[] = {
	[Q_KIND] = { .name = "jenis",
		     .kind = FIELD_REF,
		     .label = T_DIRECTORY_KIND,
		     .options = directory_kind_choices },
	[Q_SERVICE] = { .name = "layanan",
			.kind = FIELD_REF,
			.label = T_DIRECTORY_SERVICE,
			.options = directory_service_choices },
	[Q_REGION] = { .name = "kelurahan",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_REGION,
		       .options = region_options,
		       .known = region_known },
	[Q_CLOSED] = { .name = "tutup", .kind = FIELD_BOOL, .label = T_DIRECTORY_WITH_CLOSED },
	{ .kind = FIELD_END },
};
static const struct form_def filter_form = { .name = "directory_filter",
					     .fields = filter_fields,
					     .submit = T_DIRECTORY_FILTER };

/* Names of services in a line of the list; the rest is a number. */
#define SERVICES_SHOWN 2

struct unit_line {
	int64_t id;
	const char *name, *kind, *code, *address, *phone, *emergency, *now, *services, *room,
	    *state;
};
#define UNIT_COL(n, l, f)                                                                          \
	{                                                                                          \
		.name = #n, .label = l, .kind = COL_TEXT, .offset = offsetof(struct unit_line, n), \
		.flags = f                                                                         \
	}
#define CALL_COL(n, l)                                                                             \
	{                                                                                          \
		.name = #n, .label = l, .kind = COL_TEXT, .offset = offsetof(struct unit_line, n), \
		.href = "tel:{" #n "}"                                                             \
	}
static const struct column unit_columns[] = {
	{ .name = "id",
	  .label = T_DIRECTORY_UNIT,
	  .kind = COL_ID,
	  .offset = offsetof(struct unit_line, id) },
	{ .name = "name",
	  .label = T_DIRECTORY_UNIT,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct unit_line, name),
	  .href = "/direktori/{id}",
	  .flags = COL_STRONG },
	UNIT_COL(kind, T_DIRECTORY_KIND, COL_DATA_ONLY),
	UNIT_COL(now, T_DIRECTORY_NOW, 0),
	CALL_COL(phone, T_DIRECTORY_PHONE),
	CALL_COL(emergency, T_DIRECTORY_EMERGENCY),
	UNIT_COL(services, T_DIRECTORY_SERVICE, COL_WIDE_ONLY),
	UNIT_COL(room, T_DIRECTORY_ROOM, COL_WIDE_ONLY),
	UNIT_COL(address, T_DIRECTORY_ADDRESS, COL_DATA_ONLY),
	UNIT_COL(code, T_DIRECTORY_CODE, COL_DATA_ONLY),
	UNIT_COL(state, T_DIRECTORY_STATE, COL_BADGE),
};
static const struct table unit_table = { .name = "units",
					 .title = T_DIRECTORY_TITLE,
					 .columns = unit_columns,
					 .n_columns = LEN(unit_columns) };

static const char *state_text(const struct ctx *cx, const struct unit *unit)
{
	if (unit->closed_at)
		return text(cx, T_DIRECTORY_STATE_CLOSED);
	if (unit->last_resort)
		return text(cx, T_DIRECTORY_STATE_LAST);
	return unit->outside ? text(cx, T_DIRECTORY_STATE_OUTSIDE) : "";
}

/* "Asesmen, Penjangkauan +7": as much of a unit's services as a line holds. */
static const char *services_text(struct ctx *cx, const struct directory_shelf *shelf,
				 const struct ref_book *names, int64_t unit_id)
{
	const char *all = "";
	size_t i, k, n = 0;

	for (i = 0; i < shelf->n_services; i++) {
		const struct shelf_service *s = &shelf->services[i];

		for (k = 0; k < s->n && s->offers[k].unit->id != unit_id; k++)
			continue;
		if (k == s->n || n++ >= SERVICES_SHOWN)
			continue;
		all = str_and(cx->arena, all, ref_book_label(names, s->service));
	}
	return n <= SERVICES_SHOWN ? all
				   : arena_printf(cx->arena, "%s +%s", all,
						  say_number(cx, (int64_t)n - SERVICES_SHOWN));
}

/* "Tempat tinggal sementara: 7 dari 24", of each service whose places are counted. */
static const char *room_text(struct ctx *cx, const struct unit_places_row *rows, size_t n,
			     const struct ref_book *names, int64_t unit_id)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		if (rows[i].unit_id == unit_id)
			all = arena_printf(
			    cx->arena, "%s%s%s", all, all[0] ? "; " : "",
			    text_fill(cx, T_DIRECTORY_ROOM_OF,
				      ref_book_label(names, rows[i].service),
				      say_number(cx, MAX(0, rows[i].capacity - rows[i].used)),
				      say_number(cx, rows[i].capacity), NULL));
	return all;
}

/* What changes by the hour: open or not, services and free places. */
static enum err add_moment(struct ctx *cx, struct unit_line *lines, size_t n)
{
	const struct directory_shelf *shelf;
	const struct ref_book *services;
	struct unit_places_row *places;
	const struct shelf_unit *unit;
	struct unit_moment moment;
	size_t n_places;

	TRY(directory_moment(cx, cx->now, &moment));
	TRY(directory_shelf(cx, &shelf));
	TRY(ref_book(cx, "service", &services));
	TRY(unit_places_all(cx, &places, &n_places));
	for (size_t i = 0; i < n; i++) {
		unit = shelf_unit(shelf, lines[i].id);
		if (!unit)
			continue; /* closed for good */
		lines[i].now = text(cx, shelf_open(unit, &moment) ? T_DIRECTORY_NOW_OPEN
								  : T_DIRECTORY_NOW_CLOSED);
		lines[i].services = services_text(cx, shelf, services, lines[i].id);
		lines[i].room = room_text(cx, places, n_places, services, lines[i].id);
	}
	return ERR_OK;
}

/* Who looks for a unit knows its name, not its kind. */
static int by_name(const void *a, const void *b)
{
	return strcasecmp(((const struct unit *)a)->name, ((const struct unit *)b)->name);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	const struct ref_book *kinds;
	struct unit_line *lines;
	struct unit *units;
	size_t n;

	TRY(directory_list(cx,
			   &(struct unit_filter){ .kind = form_text(f, Q_KIND),
						  .service = form_text(f, Q_SERVICE),
						  .region_id = directory_chosen(f, Q_REGION),
						  .closed = form_bool(f, Q_CLOSED) },
			   &units, &n));
	if (n > 1)
		qsort(units, n, sizeof(*units), by_name);
	TRY(ref_book(cx, "unit_kind", &kinds));
	lines = ARENA_ARRAY(cx->arena, n, struct unit_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct unit_line){ .id = units[i].id,
					       .name = units[i].name,
					       .kind = ref_book_label(kinds, units[i].kind),
					       .code = units[i].code,
					       .address = units[i].address,
					       .phone = units[i].phone,
					       .emergency = units[i].emergency_phone,
					       .state = state_text(cx, &units[i]) };
	TRY(add_moment(cx, lines, n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_TITLE),
				       .lead = text(cx, T_DIRECTORY_LEAD),
				       .nav = "/direktori",
				       .wide = true });
	ui_actions(
	    u,
	    (struct ui_action[]){
		{ .label = text(cx, T_DIRECTORY_WHO), .href = "/direktori/siapa", .primary = true },
		{ .label = text(cx, T_DIRECTORY_PSKS), .href = "/direktori/psks" },
		{ .label = text(cx, T_DIRECTORY_NEW), .href = "/direktori/baru" } },
	    may(cx, PERM_DIRECTORY_WRITE) ? 3 : 2);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/direktori",
				   .def = &filter_form,
				   .form = f,
				   .inline_row = true,
				   .get = true });
	ui_table(u, "units", &unit_table, lines, n, sizeof(*lines),
		 &(struct ui_list){
		     .total = (int64_t)n, .empty = text(cx, T_DIRECTORY_NONE), .main = true });
	return ui_end(u);
}

/* ---- one unit ------------------------------------------------------------------------------ */

struct offer_line {
	const char *service, *urgent;
	int64_t capacity, used;
};
static const struct column offer_columns[] = {
	{ .name = "service",
	  .label = T_DIRECTORY_SERVICE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct offer_line, service),
	  .flags = COL_STRONG },
	{ .name = "urgent",
	  .label = T_DIRECTORY_URGENT,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct offer_line, urgent) },
	{ .name = "capacity",
	  .label = T_DIRECTORY_CAPACITY,
	  .kind = COL_INT,
	  .offset = offsetof(struct offer_line, capacity) },
	{ .name = "used",
	  .label = T_DIRECTORY_USED,
	  .kind = COL_INT,
	  .offset = offsetof(struct offer_line, used) },
};
static const struct table offer_table = { .name = "services",
					  .title = T_DIRECTORY_SERVICES,
					  .columns = offer_columns,
					  .n_columns = LEN(offer_columns) };

enum err directory_draw_services(struct ctx *cx, struct ui *u, int64_t unit_id)
{
	const struct ref_book *services;
	struct unit_offer *offers;
	struct offer_line *lines;
	size_t n;

	TRY(directory_services(cx, unit_id, &offers, &n));
	TRY(ref_book(cx, "service", &services));
	lines = ARENA_ARRAY(cx->arena, n, struct offer_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct offer_line){
			.service = ref_book_label(services, offers[i].service),
			.urgent = text(cx, offers[i].urgent ? T_DIRECTORY_YES : T_DIRECTORY_NO),
			.capacity = offers[i].capacity,
			.used = offers[i].used
		};
	ui_heading(u, text(cx, T_DIRECTORY_SERVICES), "layanan");
	ui_table(
	    u, "services", &offer_table, lines, n, sizeof(*lines),
	    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_DIRECTORY_NO_SERVICES) });
	return ERR_OK;
}

static enum err draw_hours(struct ctx *cx, struct ui *u, int64_t unit_id)
{
	static const char *const names[UNIT_WEEKDAYS] = { "sun", "mon", "tue", "wed",
							  "thu", "fri", "sat", "holiday" };
	struct ui_fact facts[UNIT_WEEKDAYS];
	struct unit_hour *hours;
	size_t n;

	TRY(directory_hours(cx, unit_id, &hours, &n));
	for (int i = 0; i < UNIT_WEEKDAYS; i++) {
		/* The week begins on Monday; holidays come last. */
		int day = i < 7 ? (i + 1) % 7 : UNIT_HOLIDAY;
		const char *span = hours_text(cx, hours, n, day);

		facts[i] =
		    (struct ui_fact){ .name = names[day],
				      .label = text(cx, directory_weekday(day)),
				      .value = *span ? span : text(cx, T_DIRECTORY_CLOSED_DAY) };
	}
	ui_heading(u, text(cx, T_DIRECTORY_HOURS), "jam");
	ui_facts(u, "hours", facts, UNIT_WEEKDAYS);
	return ERR_OK;
}

static enum err draw_coverage(struct ctx *cx, struct ui *u, int64_t unit_id)
{
	const char *out = NULL;
	int64_t *regions;
	size_t n;

	TRY(directory_coverage(cx, unit_id, &regions, &n));
	for (size_t i = 0; i < n; i++) {
		struct region region;

		TRY(region_get(cx, regions[i], &region));
		out = str_and(cx->arena, out, region.said);
	}
	ui_heading(u, text(cx, T_DIRECTORY_COVERAGE), "wilayah");
	ui_text(u, out ? out : text(cx, T_DIRECTORY_WHOLE_CITY));
	return ERR_OK;
}

struct duty_line {
	int64_t from_at, to_at;
	const char *from, *to, *name, *phone, *part; /* a roster is read by the clock */
};
static const struct column duty_columns[] = {
	{ .name = "from_at",
	  .label = T_DIRECTORY_FROM,
	  .kind = COL_INSTANT,
	  .offset = offsetof(struct duty_line, from_at),
	  .flags = COL_DATA_ONLY },
	{ .name = "from",
	  .label = T_DIRECTORY_FROM,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct duty_line, from) },
	{ .name = "to_at",
	  .label = T_DIRECTORY_TO,
	  .kind = COL_INSTANT,
	  .offset = offsetof(struct duty_line, to_at),
	  .flags = COL_DATA_ONLY },
	{ .name = "to",
	  .label = T_DIRECTORY_TO,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct duty_line, to) },
	{ .name = "name",
	  .label = T_DIRECTORY_DUTY_NAME,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct duty_line, name),
	  .flags = COL_STRONG },
	{ .name = "phone",
	  .label = T_DIRECTORY_PHONE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct duty_line, phone),
	  .href = "tel:{phone}" },
	{ .name = "part",
	  .label = T_DIRECTORY_PART,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct duty_line, part) },
};
static const struct table duty_table = { .name = "duties",
					 .title = T_DIRECTORY_ROSTER,
					 .columns = duty_columns,
					 .n_columns = LEN(duty_columns) };

static enum err draw_roster(struct ctx *cx, struct ui *u, int64_t unit_id)
{
	struct duty_line *lines;
	struct duty *duties;
	size_t n;

	TRY(directory_duties(cx, unit_id, cx->now, cx->now + 7 * USEC_DAY, &duties, &n));
	lines = ARENA_ARRAY(cx->arena, n, struct duty_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct duty_line){ .from_at = duties[i].from_at,
					       .to_at = duties[i].to_at,
					       .from = say_instant_short(cx, duties[i].from_at),
					       .to = say_instant_short(cx, duties[i].to_at),
					       .name = duties[i].name,
					       .phone = duties[i].phone,
					       .part = text(cx, duties[i].substitute
								    ? T_DIRECTORY_SUBSTITUTE
								    : T_DIRECTORY_FIRST) };
	ui_heading(u, text(cx, T_DIRECTORY_ROSTER), "piket");
	ui_table(
	    u, "duties", &duty_table, lines, n, sizeof(*lines),
	    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_DIRECTORY_NO_ROSTER) });
	if (may(cx, PERM_ROSTER_WRITE) &&
	    (cx->actor->unit_id == unit_id || may(cx, PERM_DIRECTORY_WRITE)))
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_DIRECTORY_ROSTER_EDIT),
					 .href = arena_printf(cx->arena, "/direktori/%lld/piket",
							      (long long)unit_id) },
		    1);
	return ERR_OK;
}

static const char *or_dash(const char *s)
{
	return s ? s : "–";
}

/* A number that is called by touching it; of: whose it is, or NULL. */
static struct ui_fact phone_fact(struct ctx *cx, const char *name, enum text label, const char *of,
				 const char *phone)
{
	return (struct ui_fact){
		.name = name,
		.label = text(cx, label),
		.value =
		    of ? arena_printf(cx->arena, "%s · %s", of, or_dash(phone)) : or_dash(phone),
		.href = phone ? arena_printf(cx->arena, "tel:%s", phone) : NULL,
	};
}

static enum err draw_head(struct ctx *cx, struct ui *u, const struct unit *unit)
{
	struct duty_contact who;
	struct ui_fact facts[7];
	const char *place;
	size_t n = 0;
	bool open;

	TRY(directory_is_open(cx, unit->id, cx->now, &open));
	TRY(directory_on_duty(cx, unit->id, cx->now, &who));
	TRY(region_name(cx, unit->region_id, &place));
	ui_badge(u, open ? UI_GOOD : UI_NEUTRAL,
		 text(cx, open ? T_DIRECTORY_WHY_OPEN : T_DIRECTORY_WHY_CLOSED));
	facts[n++] = phone_fact(cx, "call", T_DIRECTORY_CALL, who.name, who.phone);
	facts[n++] = phone_fact(cx, "phone", T_DIRECTORY_PHONE, NULL, unit->phone);
	if (unit->emergency_phone)
		facts[n++] = phone_fact(cx, "emergency_phone", T_DIRECTORY_EMERGENCY, NULL,
					unit->emergency_phone);
	if (unit->address)
		facts[n++] = (struct ui_fact){ .name = "address",
					       .label = text(cx, T_DIRECTORY_ADDRESS),
					       .value = unit->address };
	facts[n++] = (struct ui_fact){ .name = "region",
				       .label = text(cx, T_DIRECTORY_PLACE),
				       .value = *place ? place : text(cx, T_DIRECTORY_WHOLE_CITY) };
	if (unit->parent_id)
		facts[n++] = (struct ui_fact){ .name = "parent",
					       .label = text(cx, T_DIRECTORY_PARENT),
					       .value = unit->parent_name,
					       .href = arena_printf(cx->arena, "/direktori/%lld",
								    (long long)unit->parent_id) };
	if (*state_text(cx, unit))
		facts[n++] = (struct ui_fact){ .name = "state",
					       .label = text(cx, T_DIRECTORY_STATE),
					       .value = state_text(cx, unit) };
	ui_facts(u, "unit", facts, n);
	return ERR_OK;
}

static enum err unit_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct unit unit;
	const char *kind;

	TRY(directory_get(cx, req_id(r), &unit));
	kind = ref_label(cx, "unit_kind", unit.kind);
	ui_begin(u, &(struct ui_page){ .title = unit.name,
				       .lead = str_eq(kind, unit.name) ? NULL : kind,
				       .nav = "/direktori",
				       .parent = "/direktori",
				       .parent_title = text(cx, T_DIRECTORY_TITLE) });
	TRY(draw_head(cx, u, &unit));
	if (may(cx, PERM_DIRECTORY_WRITE))
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_DIRECTORY_EDIT),
					 .href = arena_printf(cx->arena, "/direktori/%lld/ubah",
							      (long long)unit.id) },
		    1);
	TRY(draw_roster(cx, u, unit.id));
	TRY(directory_draw_services(cx, u, unit.id));
	TRY(draw_hours(cx, u, unit.id));
	TRY(draw_coverage(cx, u, unit.id));
	return ui_end(u);
}

/* ---- who can take it now ------------------------------------------------------------------- */

enum { W_SERVICE, W_REGION, W_URGENT };

static const struct field who_fields[] = {
	[W_SERVICE] = { .name = "layanan",
			.kind = FIELD_REF,
			.label = T_DIRECTORY_SERVICE,
			.options = directory_service_choices,
			.depends = true },
	[W_REGION] = { .name = "kelurahan",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_REGION,
		       .options = region_options,
		       .known = region_known },
	[W_URGENT] = { .name = "darurat", .kind = FIELD_BOOL, .label = T_DIRECTORY_IS_URGENT },
	{ .kind = FIELD_END },
};
static const struct form_def who_form = { .name = "directory_who",
					  .fields = who_fields,
					  .submit = T_DIRECTORY_WHO_ASK };

static enum err answer_task(struct ctx *cx, const struct directory_answer *a, size_t place,
			    struct ui_task *ret)
{
	const char *closed = directory_closed_now(cx, a);
	struct duty_contact who;

	TRY(directory_on_duty(cx, a->unit_id, cx->now, &who));
	*ret = (struct ui_task){
		.number = say_number(cx, (int64_t)place),
		.href = arena_printf(cx->arena, "/direktori/%lld", (long long)a->unit_id),
		.text = arena_printf(cx->arena, "%s · %s", a->name, or_dash(who.phone)),
		.detail = a->why,
		.act_label = who.phone ? text(cx, T_DIRECTORY_PHONE_NOW) : NULL,
		.act_href = who.phone ? arena_printf(cx->arena, "tel:%s", who.phone) : NULL,
		.badge = a->fits && closed
			     ? closed
			     : text(cx, a->fits ? T_DIRECTORY_FITS : T_DIRECTORY_FITS_NOT),
		.tone = a->fits && !closed ? UI_GOOD : UI_NEUTRAL,
	};
	return ERR_OK;
}

/* Units that serve other kelurahan only are dozens in a big city: they stand folded below. */
static enum err draw_answer(struct ctx *cx, struct ui *u, const struct form *f)
{
	const struct directory_ask ask = { .service = form_text(f, W_SERVICE),
					   .region_id = directory_chosen(f, W_REGION),
					   .urgent = form_bool(f, W_URGENT) };
	enum text fold = ask.region_id == 0 ? T_DIRECTORY_WHO_SOME_ONLY : T_DIRECTORY_WHO_ELSEWHERE;
	struct directory_answer *answers;
	struct ui_task *here, *elsewhere;
	size_t n, n_here = 0, n_elsewhere = 0;

	TRY(directory_who_can(cx, &ask, &answers, &n));
	here = ARENA_ARRAY(cx->arena, n, struct ui_task);
	elsewhere = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (size_t i = 0; i < n; i++)
		if (!answers[i].elsewhere) {
			TRY(answer_task(cx, &answers[i], n_here + 1, &here[n_here]));
			n_here++;
		}
	for (size_t i = 0; i < n; i++)
		if (answers[i].elsewhere) {
			TRY(answer_task(cx, &answers[i], n_here + n_elsewhere + 1,
					&elsewhere[n_elsewhere]));
			n_elsewhere++;
		}
	ui_tasks(u, "answers", here, n_here, text(cx, T_DIRECTORY_WHO_NONE));
	if (n_elsewhere == 0)
		return ERR_OK;
	ui_fold_begin(u, text_fill(cx, fold, say_number(cx, (int64_t)n_elsewhere), NULL));
	ui_tasks(u, "elsewhere", elsewhere, n_elsewhere, NULL);
	ui_fold_end(u);
	return ERR_OK;
}

static enum err who_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_WHO),
				       .lead = text(cx, T_DIRECTORY_WHO_LEAD),
				       .nav = "/direktori",
				       .parent = "/direktori",
				       .parent_title = text(cx, T_DIRECTORY_TITLE) });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/direktori/siapa",
				   .def = &who_form,
				   .form = f,
				   .inline_row = true,
				   .get = true });
	if (form_text(f, W_SERVICE) && form_ok(f))
		TRY(draw_answer(cx, u, f));
	else
		ui_note(u, UI_INFO, text(cx, T_DIRECTORY_WHO_CHOOSE),
			text(cx, T_DIRECTORY_WHO_CHOOSE_TEXT));
	return ui_end(u);
}

const struct route directory_routes[] = {
	{ .method = GET,
	  .path = "/direktori",
	  .perm = PERM_DIRECTORY_READ,
	  .repr = REPR_LIST,
	  .title = T_DIRECTORY_TITLE,
	  .form = &filter_form,
	  .page = list_page },
	{ .method = GET,
	  .path = "/direktori/{id}",
	  .perm = PERM_DIRECTORY_READ,
	  .title = T_DIRECTORY_UNIT,
	  .page = unit_page },
	{ .method = GET,
	  .path = "/direktori/siapa",
	  .perm = PERM_DIRECTORY_READ,
	  .title = T_DIRECTORY_WHO,
	  .form = &who_form,
	  .page = who_page },
	{ .method = 0 },
};
