/* Pages for changing a unit: what it is, its services, area, hours, and whether it serves at all.
 */
#include "base/id.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/directory.h"
#include "text/export.h"

static const char *unit_path(struct ctx *cx, const struct req *r, const char *more)
{
	return arena_printf(cx->arena, "/direktori/%lld%s", (long long)req_id(r), more);
}

static void set_id(struct ctx *cx, struct form *f, int field, int64_t id)
{
	if (id)
		form_set_text(cx, f, field, str_digits(cx->arena, id));
}

/* ---- what it is ---------------------------------------------------------------------------- */

enum {
	U_VERSION,
	U_NAME,
	U_KIND,
	U_CODE,
	U_PARENT,
	U_REGION,
	U_ADDRESS,
	U_PHONE,
	U_EMERGENCY,
	U_POINT,
	U_ACCOUNT,
	U_OUTSIDE
};

static enum err unit_check(struct ctx *cx, struct form *f)
{
	int64_t other;
	bool found;

	if (form_id(f, U_VERSION) != 0 || form_text(f, U_CODE) == NULL)
		return ERR_OK;
	TRY(directory_by_code(cx, form_text(f, U_CODE), &other, &found));
	if (found)
		form_problem(cx, f, U_CODE, T_DIRECTORY_CODE_TAKEN, NULL);
	return ERR_OK;
}

static const struct field unit_fields[] = {
	[U_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_DIRECTORY_UNIT },
	[U_NAME] = { .name = "name",
		     .kind = FIELD_TEXT,
		     .label = T_DIRECTORY_NAME,
		     .required = true,
		     .max = 120 },
	[U_KIND] = { .name = "kind",
		     .kind = FIELD_REF,
		     .label = T_DIRECTORY_KIND,
		     .required = true,
		     .options = directory_kind_choices },
	[U_CODE] = { .name = "code",
		     .kind = FIELD_TEXT,
		     .label = T_DIRECTORY_CODE,
		     .hint = T_DIRECTORY_CODE_HINT,
		     .max = 30 },
	[U_PARENT] = { .name = "parent",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_PARENT,
		       .hint = T_DIRECTORY_PARENT_HINT,
		       .options = directory_unit_choices },
	[U_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_PLACE,
		       .options = region_options,
		       .known = region_known },
	[U_ADDRESS] = { .name = "address",
			.kind = FIELD_TEXT,
			.label = T_DIRECTORY_ADDRESS,
			.max = 200 },
	[U_PHONE] = { .name = "phone", .kind = FIELD_PHONE, .label = T_DIRECTORY_PHONE },
	[U_EMERGENCY] = { .name = "emergency_phone",
			  .kind = FIELD_PHONE,
			  .label = T_DIRECTORY_EMERGENCY },
	[U_POINT] = { .name = "point", .kind = FIELD_COORD, .label = T_DIRECTORY_POINT },
	[U_ACCOUNT] = { .name = "has_account",
			.kind = FIELD_BOOL,
			.label = T_DIRECTORY_HAS_ACCOUNT },
	[U_OUTSIDE] = { .name = "outside",
			.kind = FIELD_BOOL,
			.label = T_DIRECTORY_OUTSIDE,
			.hint = T_DIRECTORY_OUTSIDE_HINT },
	{ .kind = FIELD_END },
};
static const struct form_def unit_form = {
	.name = "unit", .fields = unit_fields, .check = unit_check, .submit = T_DIRECTORY_SAVE
};

static struct unit unit_of_form(const struct form *f)
{
	struct unit u = { .version = form_id(f, U_VERSION),
			  .code = form_text(f, U_CODE),
			  .kind = form_text(f, U_KIND),
			  .name = form_text(f, U_NAME),
			  .parent_id = directory_chosen(f, U_PARENT),
			  .region_id = directory_chosen(f, U_REGION),
			  .address = form_text(f, U_ADDRESS),
			  .phone = form_text(f, U_PHONE),
			  .emergency_phone = form_text(f, U_EMERGENCY),
			  .outside = form_bool(f, U_OUTSIDE),
			  .has_account = form_bool(f, U_ACCOUNT) };

	form_point(f, U_POINT, &u.lat_e6, &u.lng_e6);
	return u;
}

static struct form *form_of_unit(struct ctx *cx, const struct unit *u)
{
	struct form *f = form_new(cx, &unit_form);

	form_set_int(cx, f, U_VERSION, u->version);
	form_set_text(cx, f, U_NAME, u->name);
	form_set_text(cx, f, U_KIND, u->kind);
	form_set_text(cx, f, U_CODE, u->code);
	set_id(cx, f, U_PARENT, u->parent_id);
	set_id(cx, f, U_REGION, u->region_id);
	form_set_text(cx, f, U_ADDRESS, u->address);
	form_set_text(cx, f, U_PHONE, u->phone);
	form_set_text(cx, f, U_EMERGENCY, u->emergency_phone);
	if (u->lat_e6 != DB_NONE && u->lng_e6 != DB_NONE)
		form_set_text(cx, f, U_POINT,
			      arena_printf(cx->arena, "%.6f,%.6f", (double)u->lat_e6 / 1e6,
					   (double)u->lng_e6 / 1e6));
	form_set_int(cx, f, U_ACCOUNT, u->has_account);
	form_set_int(cx, f, U_OUTSIDE, u->outside);
	return f;
}

/* What the way to the form tells already: the kind that lacks, and where. */
enum { W_KIND, W_REGION };
static const struct field way_fields[] = {
	[W_KIND] = { .name = "kind",
		     .kind = FIELD_REF,
		     .label = T_DIRECTORY_KIND,
		     .options = directory_kind_choices },
	[W_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_PLACE,
		       .options = region_options,
		       .known = region_known },
	{ .kind = FIELD_END },
};
static const struct form_def way_form = { .name = "unit_way", .fields = way_fields };

/* Most units are of the city and have officers who sign in. */
static struct form *empty_unit(struct ctx *cx, const struct form *way)
{
	struct form *f = form_new(cx, &unit_form);

	form_set_int(cx, f, U_ACCOUNT, 1);
	if (way && form_ok(way)) {
		form_set_text(cx, f, U_KIND, form_text(way, W_KIND));
		form_set_text(cx, f, U_REGION, form_text(way, W_REGION));
	}
	return f;
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &unit_form);

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_NEW),
				       .nav = "/direktori",
				       .parent = "/direktori",
				       .parent_title = text(cx, T_DIRECTORY_TITLE) });
	ui_form(u, "unit",
		&(struct ui_form){ .action = "/direktori/baru",
				   .def = &unit_form,
				   .form = f ? f : empty_unit(cx, req_form(r)),
				   .submit = text(cx, T_DIRECTORY_CREATE),
				   .cancel = "/direktori" });
	return ui_end(u);
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct unit unit = unit_of_form(req_form(r));

	if (unit.code == NULL)
		TRY(directory_code_of(cx, unit.name, &unit.code));
	TRY(directory_create(cx, &unit, &resp->id));
	TRY(directory_usual(cx, resp->id));
	resp_see(cx, resp, T_DIRECTORY_CREATED, "/direktori/%lld/ubah", (long long)resp->id);
	return ERR_OK;
}

/* ---- a desk for every kelurahan ------------------------------------------------------------- */

static const struct field desks_fields[] = { { .kind = FIELD_END } };
static const struct form_def desks_form = { .name = "unit_desks",
					    .fields = desks_fields,
					    .submit = T_DIRECTORY_DESKS_ADD };

#define DESKLESS(member) offsetof(struct deskless, member)
static const struct column deskless_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, DESKLESS(region_id) },
	{ "name", T_DIRECTORY_AREA, COL_TEXT, PRIV_NONE, DESKLESS(name), .flags = COL_STRONG },
	{ "kecamatan", T_DIRECTORY_KECAMATAN, COL_TEXT, PRIV_NONE, DESKLESS(kecamatan) },
	{ "code", T_DIRECTORY_CODE, COL_TEXT, PRIV_NONE, DESKLESS(code) },
};
static const struct table deskless_table = { .name = "kelurahan",
					     .title = T_DIRECTORY_DESKLESS,
					     .columns = deskless_columns,
					     .n_columns = LEN(deskless_columns) };

static enum err desks_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct deskless *list;
	size_t n;

	(void)r;
	TRY(directory_deskless(cx, &list, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_DESKS),
				       .lead = text(cx, T_DIRECTORY_DESKS_LEAD),
				       .nav = "/direktori",
				       .parent = "/direktori",
				       .parent_title = text(cx, T_DIRECTORY_TITLE) });
	if (n > 0)
		ui_form(u, "desks",
			&(struct ui_form){ .action = "/direktori/puskesos",
					   .def = &desks_form,
					   .submit = text_fill(cx, T_DIRECTORY_DESKS_ADD_N,
							       say_number(cx, (int64_t)n), NULL),
					   .cancel = "/direktori" });
	ui_table(
	    u, "kelurahan", &deskless_table, list, n, sizeof(*list),
	    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_DIRECTORY_DESKS_NONE) });
	return ui_end(u);
}

static enum err desks_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	int64_t n;

	(void)r;
	TRY(directory_add_desks(cx, &n));
	resp_see(cx, resp, T_DIRECTORY_DESKS_ADDED, "/direktori?jenis=puskesos");
	return ERR_OK;
}

static enum err edit_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct unit unit = unit_of_form(req_form(r));

	unit.id = req_id(r);
	TRY(directory_update(cx, &unit));
	resp_see(cx, resp, T_DIRECTORY_SAVED, "/direktori/%lld", (long long)unit.id);
	return ERR_OK;
}

/* ---- services ------------------------------------------------------------------------------ */

enum { S_VERSION, S_SERVICE, S_CAPACITY, S_URGENT, S_DROP };

static const struct field service_fields[] = {
	[S_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_DIRECTORY_UNIT },
	[S_SERVICE] = { .name = "service",
			.kind = FIELD_REF,
			.label = T_DIRECTORY_SERVICE,
			.required = true,
			.options = directory_service_choices },
	[S_CAPACITY] = { .name = "capacity",
			 .kind = FIELD_INT,
			 .label = T_DIRECTORY_CAPACITY,
			 .hint = T_DIRECTORY_CAPACITY_HINT,
			 .min_value = 0,
			 .max_value = 100000 },
	[S_URGENT] = { .name = "urgent", .kind = FIELD_BOOL, .label = T_DIRECTORY_URGENT },
	[S_DROP] = { .name = "drop", .kind = FIELD_BOOL, .label = T_DIRECTORY_SERVICE_DROP },
	{ .kind = FIELD_END },
};
static const struct form_def service_form = { .name = "unit_service",
					      .fields = service_fields,
					      .submit = T_DIRECTORY_SERVICE_PUT };

/* The list with this service put, or without it. */
static size_t change_offers(struct unit_offer *offers, size_t n, const struct unit_offer *put,
			    bool drop)
{
	size_t i = 0;

	while (i < n && !str_eq(offers[i].service, put->service))
		i++;
	if (!drop) {
		offers[i] = *put;
		return i == n ? n + 1 : n;
	}
	if (i < n)
		offers[i] = offers[--n];
	return n;
}

static enum err service_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct unit_offer put = { .service = form_text(f, S_SERVICE),
					.urgent = form_bool(f, S_URGENT),
					.capacity = form_int(f, S_CAPACITY, DB_NONE) };
	struct unit_offer *old, *offers;
	size_t n;

	TRY(directory_services(cx, req_id(r), &old, &n));
	offers = ARENA_ARRAY(cx->arena, n + 1, struct unit_offer);
	for (size_t i = 0; i < n; i++)
		offers[i] = old[i];
	n = change_offers(offers, n, &put, form_bool(f, S_DROP));
	TRY(directory_set_services(cx, req_id(r), form_id(f, S_VERSION), offers, n));
	resp_see(cx, resp, T_DIRECTORY_SAVED, "/direktori/%lld/ubah#layanan", (long long)req_id(r));
	return ERR_OK;
}

/* ---- area ---------------------------------------------------------------------------------- */

enum { C_VERSION, C_REGIONS = 1, C_FIELDS = 8 };

static enum err area_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	const struct region *regions;
	struct option *items;
	size_t n;

	(void)f;
	TRY(region_list(cx, REGION_ANY, 0, &regions, &n));
	items = ARENA_ARRAY(cx->arena, n, struct option);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct option){
			.value = str_digits(cx->arena, regions[i].id),
			.label = regions[i].level == REGION_KECAMATAN
				     ? arena_printf(cx->arena, "Kec. %s", regions[i].name)
				     : arena_printf(cx->arena, "Kel. %s", regions[i].said),
		};
	*ret = (struct options){ .items = items, .n = n };
	return ERR_OK;
}

#define AREA(i)                                          \
	[C_REGIONS + (i)] = { .name = "region" #i,       \
			      .kind = FIELD_REF,         \
			      .label = T_DIRECTORY_AREA, \
			      .options = area_choices }

static const struct field area_fields[] = {
	[C_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_DIRECTORY_UNIT },
	AREA(0),
	AREA(1),
	AREA(2),
	AREA(3),
	AREA(4),
	AREA(5),
	AREA(6),
	AREA(7),
	{ .kind = FIELD_END },
};
static const struct form_def area_form = { .name = "unit_area",
					   .fields = area_fields,
					   .submit = T_DIRECTORY_AREA_PUT };

static enum err area_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	int64_t regions[C_FIELDS];
	size_t n = 0;

	for (int i = 0; i < C_FIELDS; i++)
		if (directory_chosen(f, C_REGIONS + i))
			regions[n++] = directory_chosen(f, C_REGIONS + i);
	TRY(directory_set_coverage(cx, req_id(r), form_id(f, C_VERSION), regions, n));
	resp_see(cx, resp, T_DIRECTORY_SAVED, "/direktori/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* Kecamatan that are wholly covered, then single kelurahan; more than the form holds: false. */
static enum err fill_area(struct ctx *cx, struct form *f, const int64_t *covered, size_t n,
			  bool *ret_fits)
{
	const struct region *kecamatan, *kelurahan;
	size_t n_kecamatan, n_kelurahan;
	int field = C_REGIONS;

	TRY(region_list(cx, REGION_KECAMATAN, 0, &kecamatan, &n_kecamatan));
	for (size_t i = 0; i < n_kecamatan; i++) {
		size_t in = 0;

		TRY(region_list(cx, REGION_KELURAHAN, kecamatan[i].id, &kelurahan, &n_kelurahan));
		for (size_t k = 0; k < n_kelurahan; k++)
			in += id_among(covered, n, kelurahan[k].id);
		if (in == n_kelurahan && field < C_REGIONS + C_FIELDS)
			set_id(cx, f, field++, kecamatan[i].id);
		for (size_t k = 0; in < n_kelurahan && k < n_kelurahan; k++) {
			if (!id_among(covered, n, kelurahan[k].id))
				continue;
			if (field < C_REGIONS + C_FIELDS)
				set_id(cx, f, field, kelurahan[k].id);
			field++;
		}
	}
	*ret_fits = field <= C_REGIONS + C_FIELDS;
	return ERR_OK;
}

/* ---- hours --------------------------------------------------------------------------------- */

enum { H_VERSION, H_DAYS = 1 };

static enum err hours_check(struct ctx *cx, struct form *f)
{
	struct unit_hour spans[UNIT_SPANS];
	size_t n;

	for (int day = 0; day < UNIT_WEEKDAYS; day++)
		if (!hours_parse(form_text(f, H_DAYS + day), day, spans, &n))
			form_problem(cx, f, H_DAYS + day, T_DIRECTORY_HOURS_WRONG, NULL);
	return ERR_OK;
}

#define DAY(i)                                                                  \
	[H_DAYS + (i)] = { .name = "day" #i,                                    \
			   .kind = FIELD_TEXT,                                  \
			   .label = T_DIRECTORY_DAY_##i,                        \
			   .hint = (i) == 1 ? T_DIRECTORY_HOURS_HINT : T__NONE, \
			   .max = 60 }

static const struct field hours_fields[] = {
	[H_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_DIRECTORY_UNIT },
	DAY(0),
	DAY(1),
	DAY(2),
	DAY(3),
	DAY(4),
	DAY(5),
	DAY(6),
	DAY(7),
	{ .kind = FIELD_END },
};
static const struct form_def hours_form = { .name = "unit_hours",
					    .fields = hours_fields,
					    .check = hours_check,
					    .submit = T_DIRECTORY_HOURS_SAVE };

static enum err hours_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct unit_hour all[UNIT_WEEKDAYS * UNIT_SPANS];
	size_t n = 0, k;

	for (int day = 0; day < UNIT_WEEKDAYS; day++) {
		if (!hours_parse(form_text(f, H_DAYS + day), day, all + n, &k))
			return err_set(cx, ERR_INVALID, "hours of day %d", day);
		n += k;
	}
	TRY(directory_set_hours(cx, req_id(r), form_id(f, H_VERSION), all, n));
	resp_see(cx, resp, T_DIRECTORY_SAVED, "/direktori/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- closing ------------------------------------------------------------------------------- */

enum { V_VERSION };

static const struct field version_fields[] = {
	[V_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_DIRECTORY_UNIT },
	{ .kind = FIELD_END },
};
static const struct form_def close_form = { .name = "unit_close",
					    .fields = version_fields,
					    .submit = T_DIRECTORY_CLOSE };
static const struct form_def reopen_form = { .name = "unit_reopen",
					     .fields = version_fields,
					     .submit = T_DIRECTORY_REOPEN };
static const struct form_def last_form = { .name = "unit_last_resort",
					   .fields = version_fields,
					   .submit = T_DIRECTORY_MAKE_LAST };

static enum err state_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct form_def *def = form_def_of(f);
	int64_t version = form_id(f, V_VERSION);
	enum text flash = T_DIRECTORY_MADE_LAST;

	if (def == &close_form) {
		TRY(directory_close(cx, req_id(r), version));
		flash = T_DIRECTORY_CLOSED;
	} else if (def == &reopen_form) {
		TRY(directory_reopen(cx, req_id(r), version));
		flash = T_DIRECTORY_REOPENED;
	} else {
		TRY(directory_make_last_resort(cx, req_id(r), version));
	}
	resp_see(cx, resp, flash, "/direktori/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- the page ------------------------------------------------------------------------------ */

static enum err draw_service_form(struct ctx *cx, struct req *r, struct ui *u,
				  const struct unit *unit)
{
	struct form *f = req_form_of(r, &service_form);

	if (!f) {
		f = form_new(cx, &service_form);
		form_set_int(cx, f, S_VERSION, unit->version);
	}
	TRY(directory_draw_services(cx, u, unit->id));
	ui_form(u, "service",
		&(struct ui_form){ .action = unit_path(cx, r, "/layanan"),
				   .def = &service_form,
				   .form = f,
				   .secondary = true });
	return ERR_OK;
}

static enum err draw_area_form(struct ctx *cx, struct req *r, struct ui *u, const struct unit *unit)
{
	struct form *f = req_form_of(r, &area_form);
	int64_t *covered;
	bool fits = true;
	size_t n;

	if (!f) {
		TRY(directory_coverage(cx, unit->id, &covered, &n));
		f = form_new(cx, &area_form);
		form_set_int(cx, f, C_VERSION, unit->version);
		TRY(fill_area(cx, f, covered, n, &fits));
	}
	ui_heading(u, text(cx, T_DIRECTORY_COVERAGE), "wilayah");
	ui_small(u, text(cx, T_DIRECTORY_AREA_HINT));
	if (!fits) /* saving a part would silently take the rest away */
		return ERR_OK;
	ui_form(u, "area",
		&(struct ui_form){ .action = unit_path(cx, r, "/wilayah"),
				   .def = &area_form,
				   .form = f,
				   .folded = true,
				   .title = text(cx, T_DIRECTORY_AREA),
				   .secondary = true });
	return ERR_OK;
}

static enum err draw_hours_form(struct ctx *cx, struct req *r, struct ui *u,
				const struct unit *unit)
{
	struct form *f = req_form_of(r, &hours_form);
	struct unit_hour *hours;
	size_t n;

	if (!f) {
		TRY(directory_hours(cx, unit->id, &hours, &n));
		f = form_new(cx, &hours_form);
		form_set_int(cx, f, H_VERSION, unit->version);
		for (int day = 0; day < UNIT_WEEKDAYS; day++)
			form_set_text(cx, f, H_DAYS + day, hours_text(cx, hours, n, day));
	}
	ui_heading(u, text(cx, T_DIRECTORY_HOURS), "jam");
	ui_form(u, "hours",
		&(struct ui_form){ .action = unit_path(cx, r, "/jam"),
				   .def = &hours_form,
				   .form = f,
				   .folded = true,
				   .title = text(cx, T_DIRECTORY_HOURS),
				   .secondary = true });
	return ERR_OK;
}

static void draw_state_forms(struct ctx *cx, struct req *r, struct ui *u, const struct unit *unit)
{
	if (unit->closed_at) {
		ui_button(u, &reopen_form, unit_path(cx, r, "/buka"), V_VERSION, unit->version,
			  false);
		return;
	}
	if (unit->last_resort)
		return;
	if (!unit->outside)
		ui_button(u, &last_form, unit_path(cx, r, "/terakhir"), V_VERSION, unit->version,
			  false);
	ui_small(u, text(cx, T_DIRECTORY_CLOSE_LEAD));
	ui_button(u, &close_form, unit_path(cx, r, "/tutup"), V_VERSION, unit->version, true);
}

static enum err edit_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &unit_form);
	struct unit unit;

	TRY(directory_get(cx, req_id(r), &unit));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_EDIT),
				       .lead = unit.name,
				       .nav = "/direktori",
				       .parent = unit_path(cx, r, ""),
				       .parent_title = unit.name });
	ui_form(u, "unit",
		&(struct ui_form){ .action = unit_path(cx, r, "/ubah"),
				   .def = &unit_form,
				   .form = f ? f : form_of_unit(cx, &unit),
				   .cancel = unit_path(cx, r, "") });
	TRY(draw_service_form(cx, r, u, &unit));
	TRY(draw_area_form(cx, r, u, &unit));
	TRY(draw_hours_form(cx, r, u, &unit));
	draw_state_forms(cx, r, u, &unit);
	return ui_end(u);
}

#define EDIT_POST(p, t, f, c)                                                              \
	{                                                                                  \
		.method = POST, .path = "/direktori/{id}" p, .perm = PERM_DIRECTORY_WRITE, \
		.title = t, .form = f, .page = edit_page, .commit = c                      \
	}

const struct route directory_edit_routes[] = {
	{ .method = GET,
	  .path = "/direktori/baru",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_NEW,
	  .form = &way_form,
	  .page = new_page },
	{ .method = POST,
	  .path = "/direktori/baru",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_NEW,
	  .form = &unit_form,
	  .page = new_page,
	  .commit = new_commit },
	{ .method = GET,
	  .path = "/direktori/puskesos",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_DESKS,
	  .page = desks_page },
	{ .method = POST,
	  .path = "/direktori/puskesos",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_DESKS_ADD,
	  .form = &desks_form,
	  .page = desks_page,
	  .commit = desks_commit },
	{ .method = GET,
	  .path = "/direktori/{id}/ubah",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_EDIT,
	  .page = edit_page },
	EDIT_POST("/ubah", T_DIRECTORY_EDIT, &unit_form, edit_commit),
	EDIT_POST("/layanan", T_DIRECTORY_SERVICE_PUT, &service_form, service_commit),
	EDIT_POST("/wilayah", T_DIRECTORY_AREA_PUT, &area_form, area_commit),
	EDIT_POST("/jam", T_DIRECTORY_HOURS_SAVE, &hours_form, hours_commit),
	EDIT_POST("/tutup", T_DIRECTORY_CLOSE, &close_form, state_commit),
	EDIT_POST("/buka", T_DIRECTORY_REOPEN, &reopen_form, state_commit),
	EDIT_POST("/terakhir", T_DIRECTORY_MAKE_LAST, &last_form, state_commit),
	{ .method = 0 },
};
