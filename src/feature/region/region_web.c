/* The city with its kecamatan and kelurahan. */
#include "feature/region/region_web.h"

#include <string.h>

#include "base/str.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "platform/http/hosts.h"
#include "text/region.h"

static const struct column columns[] = {
	{ .name = "id",
	  .label = T_REGION_CODE,
	  .kind = COL_ID,
	  .offset = offsetof(struct region, id) },
	{ .name = "code",
	  .label = T_REGION_CODE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct region, code) },
	{ .name = "name",
	  .label = T_REGION_KELURAHAN,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct region, name),
	  .flags = COL_STRONG },
	{ .name = "kecamatan",
	  .label = T_REGION_KECAMATAN,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct region, parent_name) },
};
static const struct table table = {
	.name = "regions", .title = T_REGION_TITLE, .columns = columns, .n_columns = LEN(columns)
};

static void draw_map(struct ctx *cx, struct ui *u, const struct region *list, size_t n)
{
	struct ui_spot *spots = ARENA_ARRAY(cx->arena, n, struct ui_spot);

	for (size_t i = 0; i < n; i++)
		spots[i] = (struct ui_spot){ .label = list[i].said,
					     .lat = list[i].lat,
					     .lng = list[i].lng,
					     .value = UI_NO_FIGURE };
	ui_map(u, NULL, text(cx, T_REGION_MAP), spots, n);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct region *list;
	struct city city;
	size_t n;

	(void)r;
	TRY(region_city(cx, &city));
	TRY(region_list(cx, REGION_KELURAHAN, 0, &list, &n));
	ui_begin(u, &(struct ui_page){
			.title = city.name,
			.lead = text_fill(cx, T_REGION_LEAD, say_number(cx, city.population),
					  say_number(cx, (int64_t)n), city.province, (char *)NULL),
			.nav = "/wilayah" });
	draw_map(cx, u, list, n);
	ui_table(u, "regions", &table, list, n, sizeof(*list),
		 &(struct ui_list){
		     .total = (int64_t)n, .empty = text(cx, T_REGION_EMPTY), .main = true });
	ui_small(u, city.source);
	return ui_end(u);
}

/* ---- host names ---------------------------------------------------------------------------- */

enum { H_NAMES, H_SEEN };

static const struct field host_fields[] = {
	[H_NAMES] = { .name = "hosts",
		      .kind = FIELD_LONG,
		      .label = T_REGION_HOSTS_FIELD,
		      .hint = T_REGION_HOSTS_HINT,
		      .max = REGION_HOSTS * STR_HOST },
	[H_SEEN] = { .name = "seen",
		     .kind = FIELD_HIDDEN,
		     .label = T_REGION_HOSTS_FIELD,
		     .max = REGION_HOSTS * STR_HOST },
	{ .kind = FIELD_END },
};
static const struct form_def host_form = { .name = "hosts",
					   .fields = host_fields,
					   .submit = T_REGION_HOSTS_SAVE };

static enum err hosts_text(struct ctx *cx, const char *between, const char **ret)
{
	const struct city_host *hosts;
	const char *all = "";
	size_t n;

	TRY(region_hosts(cx, &hosts, &n));
	for (size_t i = 0; i < n; i++)
		all = arena_printf(cx->arena, "%s%s%s", all, i ? between : "", hosts[i].host);
	*ret = all;
	return ERR_OK;
}

static enum err hosts_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	const char *now, *seen;

	if (f == NULL) {
		TRY(hosts_text(cx, "\n", &now));
		TRY(hosts_text(cx, ",", &seen));
		f = form_new(cx, &host_form);
		form_set_text(cx, f, H_NAMES, now);
		form_set_text(cx, f, H_SEEN, seen);
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_REGION_HOSTS_TITLE),
				       .lead = text(cx, T_REGION_HOSTS_LEAD),
				       .nav = "/wilayah" });
	if (str_blank(form_text(f, H_NAMES)))
		ui_note(u, UI_INFO, text(cx, T_REGION_HOSTS_TITLE), text(cx, T_REGION_HOSTS_NONE));
	ui_form(u, "hosts",
		&(struct ui_form){ .action = "/wilayah/alamat", .def = &host_form, .form = f });
	return ui_end(u);
}

struct names {
	const char *list[REGION_HOSTS];
	size_t n;
};

static bool has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->list[i], name))
			return true;
	return false;
}

/* One line of the field, with what is wrong about it said beside the field. */
static void take_name(struct ctx *cx, struct form *f, const char *line, struct names *names)
{
	const struct app *owner;
	char clean[STR_HOST];

	if (!str_host(line, clean) || strchr(line, ':') || has(names, clean)) {
		form_problem(cx, f, H_NAMES, T_REGION_HOSTS_WRONG, line);
		return;
	}
	owner = cx->app->hosts ? hosts_owner(cx->app->hosts, clean) : NULL;
	if (owner && owner->city != cx->city)
		form_problem(cx, f, H_NAMES, T_REGION_HOSTS_TAKEN, clean);
	else if (names->n == REGION_HOSTS)
		form_problem(cx, f, H_NAMES, T_REGION_HOSTS_MANY, NULL);
	else
		names->list[names->n++] = arena_strdup(cx->arena, clean);
}

/* Where the name decides, the one in use must stay: nobody locks himself out by a slip. */
static void check_own(struct ctx *cx, struct req *r, const struct names *names)
{
	const char *host = req_header(r, "Host");
	char clean[STR_HOST];

	if (cx->app->hosts && hosts_city(cx->app->hosts, 1) && host && str_host(host, clean) &&
	    !has(names, clean))
		form_problem(cx, req_form(r), H_NAMES, T_REGION_HOSTS_SELF, clean);
}

static enum err hosts_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	struct names *names = ARENA_NEW(cx->arena, struct names);
	const char *typed = form_text(f, H_NAMES);
	char **lines;
	size_t n;

	str_split(cx->arena, typed ? typed : "", '\n', &lines, &n);
	for (size_t i = 0; i < n && form_ok(f); i++) {
		const char *line = str_clean(cx->arena, lines[i], strlen(lines[i]));

		if (!str_blank(line))
			take_name(cx, f, line, names);
	}
	if (form_ok(f))
		check_own(cx, r, names);
	req_set_data(r, names);
	return ERR_OK;
}

/* The form carries what stood there when it was opened: no other change is written over. */
static enum err hosts_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct names *names = req_data(r);
	const char *seen = form_text(req_form(r), H_SEEN), *now;

	TRY(hosts_text(cx, ",", &now));
	if (!str_eq(seen ? seen : "", now))
		return err_set(cx, ERR_CONFLICT, "host names changed meanwhile");
	TRY(region_hosts_set(cx, names->list, names->n));
	resp_see(cx, resp, T_REGION_HOSTS_SAVED, "/wilayah/alamat");
	return ERR_OK;
}

const struct route region_routes[] = {
	{ .method = GET,
	  .path = "/wilayah",
	  .perm = PERM_REFERENCE_READ,
	  .repr = REPR_LIST,
	  .title = T_REGION_TITLE,
	  .page = list_page },
	{ .method = GET,
	  .path = "/wilayah/alamat",
	  .perm = PERM_SETTING_WRITE,
	  .title = T_REGION_HOSTS_TITLE,
	  .page = hosts_page },
	{ .method = POST,
	  .path = "/wilayah/alamat",
	  .perm = PERM_SETTING_WRITE,
	  .title = T_REGION_HOSTS_TITLE,
	  .form = &host_form,
	  .page = hosts_page,
	  .prepare = hosts_prepare,
	  .commit = hosts_commit },
	{ .method = 0 },
};
