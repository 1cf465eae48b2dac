/* /pengguna/daftar: officers' accounts from a list, and the slips with their first passwords. */
#include "base/rng.h"
#include "base/str.h"
#include "feature/account/account_many.h"
#include "feature/account/account_web.h"
#include "platform/app.h"
#include "platform/auth/auth.h"
#include "text/account.h"
#include "text/many.h"

#include <sodium/utils.h>

#define BASE   "/pengguna/daftar"
#define COOKIE "lembar" /* holds the seed of the passwords while the slips may be seen */

enum { SLIP_SECONDS = 900, FILE_MAX = 2 << 20 };

/* ---- forms ---------------------------------------------------------------------------------- */

enum { L_FILE, L_ROWS };
static const struct field list_fields[] = {
	[L_FILE] = { .name = "file",
		     .kind = FIELD_FILES,
		     .label = T_MANY_FILE,
		     .hint = T_MANY_FILE_HINT,
		     .max = FILE_MAX,
		     .max_value = 1,
		     .depends = true,
		     .accept = ".csv,.txt,.xlsx" },
	[L_ROWS] = { .name = "rows",
		     .kind = FIELD_LONG,
		     .label = T_MANY_ROWS,
		     .hint = T_MANY_ROWS_HINT,
		     .depends = true,
		     .max = MANY_TEXT },
	{ .kind = FIELD_END },
};

/* A file counts, and stands below as text from now on, where it can be put right. */
static enum err list_check(struct ctx *cx, struct form *f)
{
	const struct upload *file;
	const char *list, *fault;

	if (form_files(f, L_FILE, &file) == 0) {
		if (form_text(f, L_ROWS) == NULL && !form_faulty(f, L_FILE) &&
		    !form_faulty(f, L_ROWS))
			form_problem(cx, f, L_ROWS, T_MANY_NOTHING, NULL);
		return ERR_OK;
	}
	TRY(many_text(cx, file->bytes, &list, &fault));
	if (fault != NULL) {
		form_problem_said(cx, f, L_FILE, fault);
		form_file_bad(f, L_FILE, 0);
	} else {
		form_set_text(cx, f, L_ROWS, list);
	}
	return ERR_OK;
}

static const struct form_def list_form = { .name = "accounts_list",
					   .fields = list_fields,
					   .check = list_check,
					   .submit = T_MANY_CHECK,
					   .multipart = true };

enum { M_ROWS };
static const struct field make_fields[] = {
	[M_ROWS] = { .name = "rows",
		     .kind = FIELD_LONG,
		     .label = T_MANY_ROWS,
		     .required = true,
		     .carried = true,
		     .max = MANY_TEXT },
	{ .kind = FIELD_END },
};
static const struct form_def make_form = { .name = "accounts_make",
					   .fields = make_fields,
					   .submit = T_MANY_MAKE };

static const struct field none_fields[] = { { .kind = FIELD_END } };
static const struct form_def again_form = { .name = "accounts_again",
					    .fields = none_fields,
					    .submit = T_MANY_AGAIN };

/* ---- the list and its verdicts --------------------------------------------------------------- */

static enum text verdict_text(int64_t verdict)
{
	static const enum text texts[MANY__VERDICTS] = {
		[MANY_NEW] = T_MANY_VERDICT_NEW,
		[MANY_THERE] = T_MANY_VERDICT_THERE,
		[MANY_LATER] = T_MANY_VERDICT_LATER,
		[MANY_WRONG] = T_MANY_VERDICT_WRONG,
	};

	return texts[verdict];
}

#define ROW(member) offsetof(struct many_row, member)
static const struct column row_columns[] = {
	{ "line", T_MANY_LINE, COL_INT, PRIV_NONE, ROW(line) },
	{ "verdict", T_MANY_VERDICT, COL_ENUM, PRIV_NONE, ROW(verdict), .member = verdict_text,
	  .flags = COL_BADGE },
	{ "name", T_ACCOUNT_NAME, COL_TEXT, PRIV_NONE, ROW(name), .flags = COL_STRONG },
	{ "why", T_MANY_WHY, COL_TEXT, PRIV_NONE, ROW(why) },
	{ "login", T_ACCOUNT_LOGIN, COL_TEXT, PRIV_NONE, ROW(login) },
	{ "roles", T_ACCOUNT_ROLES, COL_TEXT, PRIV_NONE, ROW(roles) },
	{ "unit", T_ACCOUNT_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "phone", T_ACCOUNT_PHONE, COL_TEXT, PRIV_NONE, ROW(phone) },
};
#undef ROW
static const struct table row_table = {
	.name = "rows", .title = T_MANY_ROWS, .columns = row_columns, .n_columns = LEN(row_columns)
};

static struct ui_page frame(struct ctx *cx, enum text title, enum text lead)
{
	return (struct ui_page){ .title = text(cx, title),
				 .lead = lead != T__NONE ? text(cx, lead) : NULL,
				 .nav = "/pengguna",
				 .parent = "/pengguna",
				 .parent_title = text(cx, T_ACCOUNT_USERS),
				 .wide = true };
}

/* What is wrong comes first: it is what there is to do. */
static const struct many_row *wrong_first(struct ctx *cx, const struct many *m)
{
	struct many_row *rows = ARENA_ARRAY(cx->arena, m->n, struct many_row);
	size_t n = 0;

	for (int wrong = 1; wrong >= 0; wrong--)
		for (size_t i = 0; i < m->n; i++)
			if ((m->rows[i].verdict == MANY_WRONG) == (wrong == 1))
				rows[n++] = m->rows[i];
	return rows;
}

static void draw_verdicts(struct ctx *cx, struct ui *u, const struct many *m)
{
	static const char *const names[MANY__VERDICTS] = { "new", "there", "later", "wrong" };
	struct ui_tile tiles[MANY__VERDICTS];

	for (int i = 0; i < MANY__VERDICTS; i++)
		tiles[i] = (struct ui_tile){ .name = names[i],
					     .label = text(cx, verdict_text(i)),
					     .value = ui_count((int64_t)m->by[i]),
					     .tone = i == MANY_WRONG && m->by[i] > 0 ? UI_BAD
										     : UI_NEUTRAL };
	ui_tiles(u, "totals", tiles, LEN(tiles));
	ui_table(u, "rows", &row_table, wrong_first(cx, m), m->n, sizeof(struct many_row),
		 &(struct ui_list){ .total = (int64_t)m->n });
}

/* The list as text, to be put right and looked at again. */
static void draw_list(struct ctx *cx, struct ui *u, struct form *came, const char *list,
		      const char *title, bool folded)
{
	struct form *f = came;

	if (f == NULL) {
		f = form_new(cx, &list_form);
		if (list != NULL)
			form_set_text(cx, f, L_ROWS, list);
	}
	ui_form(u, "check",
		&(struct ui_form){ .action = BASE "/periksa",
				   .def = &list_form,
				   .form = f,
				   .title = title,
				   .folded = folded,
				   .secondary = folded,
				   .cancel = folded ? NULL : "/pengguna" });
}

static void draw_make(struct ctx *cx, struct ui *u, const char *list, int64_t n)
{
	struct form *f = form_new(cx, &make_form);

	form_set_text(cx, f, M_ROWS, list);
	ui_form(
	    u, "make",
	    &(struct ui_form){ .action = BASE,
			       .def = &make_form,
			       .form = f,
			       .submit = text_fill(cx, T_MANY_MAKE_N, say_number(cx, n), NULL) });
}

static bool can_make(const struct many *m)
{
	return m->fault == NULL && m->by[MANY_WRONG] == 0 && m->by[MANY_NEW] > 0;
}

/* What to do now, in one sentence. */
static const char *next_step(struct ctx *cx, const struct many *m)
{
	if (m->fault != NULL)
		return m->fault;
	if (m->by[MANY_WRONG] > 0)
		return text_fill(cx, T_MANY_MEND, say_number(cx, (int64_t)m->by[MANY_WRONG]), NULL);
	return text(cx, m->by[MANY_NEW] > 0 ? T_MANY_FINE : T_MANY_NONE_NEW);
}

static enum err draw_checked(struct ctx *cx, struct ui *u, const char *list)
{
	struct many m;

	TRY(many_read(cx, list, &m));
	ui_note(u, m.fault != NULL || m.by[MANY_WRONG] > 0 ? UI_WARN : UI_INFO, NULL,
		next_step(cx, &m));
	if (can_make(&m))
		draw_make(cx, u, list, (int64_t)m.by[MANY_NEW]);
	if (m.n > 0 && m.fault == NULL)
		draw_verdicts(cx, u, &m);
	draw_list(cx, u, NULL, list, text(cx, can_make(&m) ? T_MANY_CHANGE : T_MANY_PUT_RIGHT),
		  can_make(&m));
	return ERR_OK;
}

static enum err checked_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	const char *list = form_text(f, form_def_of(f) == &list_form ? (int)L_ROWS : (int)M_ROWS);
	const struct ui_page page = frame(cx, T_MANY_CHECKED, T__NONE);

	ui_begin(u, &page);
	if (list != NULL && (form_ok(f) || form_def_of(f) == &make_form))
		TRY(draw_checked(cx, u, list));
	else
		draw_list(cx, u, req_form_of(r, &list_form), NULL, NULL, false);
	return ui_end(u);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct ui_page page = frame(cx, T_MANY_TITLE, T_MANY_LEAD);

	(void)r;
	ui_begin(u, &page);
	ui_text(u, text(cx, T_MANY_HOW));
	ui_actions(u,
		   (struct ui_action[]){
		       { .label = text(cx, T_MANY_TEMPLATE_GET), .href = BASE "/contoh.xlsx" },
		       { .label = text(cx, T_MANY_TEMPLATE), .href = BASE "/contoh" },
		   },
		   2);
	draw_list(cx, u, NULL, NULL, NULL, false);
	return ui_end(u);
}

/* ---- making them ----------------------------------------------------------------------------- */

/* What prepare leaves: the rows, a hash for each new one, and the seed their passwords are of. */
struct making {
	struct many many;
	char **hash;
	unsigned char seed[MANY_SEED];
};

static enum err hash_of(struct ctx *cx, const unsigned char *seed, const char *login,
			char **ret_hash)
{
	char password[ACCOUNT_PASSWORD_SIZE];
	enum err e;

	many_password(seed, login, password);
	e = password_hash(cx, password, ret_hash);
	sodium_memzero(password, sizeof(password));
	return e;
}

static enum err make_prepare(struct ctx *cx, struct req *r)
{
	struct making *m = ARENA_NEW(cx->arena, struct making);
	struct form *f = req_form(r);

	TRY(many_read(cx, form_text(f, M_ROWS), &m->many));
	if (!can_make(&m->many)) {
		form_problem_said(cx, f, -1, next_step(cx, &m->many));
		return ERR_OK;
	}
	rng_bytes(m->seed, sizeof(m->seed));
	m->hash = ARENA_ARRAY(cx->arena, m->many.n, char *);
	for (size_t i = 0; i < m->many.n; i++)
		if (m->many.rows[i].verdict == MANY_NEW)
			TRY(hash_of(cx, m->seed, m->many.rows[i].login, &m->hash[i]));
	req_set_data(r, m);
	return ERR_OK;
}

/* The browser keeps the seed a while, for the slips alone. */
static void hand_over(struct ctx *cx, struct resp *resp, const unsigned char *seed, enum text said,
		      int64_t made_at)
{
	char hex[2 * MANY_SEED + 1];

	hex_text(seed, MANY_SEED, hex);
	resp->secret = arena_strdup(cx->arena, hex);
	resp->id = made_at;
	resp->cookie = arena_printf(
	    cx->arena, COOKIE "=%s; Path=" BASE "; Max-Age=%d; HttpOnly; SameSite=Strict%s", hex,
	    SLIP_SECONDS, cx->app->https ? "; Secure" : "");
	resp_see(cx, resp, said, BASE "/%lld", (long long)made_at);
}

static enum err make_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct making *m = req_data(r);
	int64_t id;

	for (size_t i = 0; i < m->many.n; i++)
		if (m->many.rows[i].verdict == MANY_NEW)
			TRY(account_make(cx, m->many.rows[i].form, m->hash[i], &id));
	hand_over(cx, resp, m->seed, T_MANY_MADE, cx->now);
	return ERR_OK;
}

/* ---- slips ---------------------------------------------------------------------------------- */

struct slip {
	int64_t id;
	const char *name, *login, *password, *roles, *unit;
};
#define ROW(member) offsetof(struct slip, member)
static const struct column slip_columns[] = {
	{ "id", T_ACCOUNT_NAME, COL_ID, PRIV_NONE, ROW(id) },
	{ "name", T_ACCOUNT_NAME, COL_TEXT, PRIV_NONE, ROW(name), .href = "/pengguna/{id}",
	  .flags = COL_STRONG },
	{ "login", T_ACCOUNT_LOGIN, COL_TEXT, PRIV_NONE, ROW(login) },
	{ "roles", T_ACCOUNT_ROLES, COL_TEXT, PRIV_NONE, ROW(roles) },
	{ "unit", T_ACCOUNT_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "password", T_ACCOUNT_ONCE_PASSWORD, COL_TEXT, PRIV_NONE, ROW(password),
	  .flags = COL_DATA_ONLY },
};
#undef ROW
static const struct table slip_table = { .name = "accounts",
					 .title = T_MANY_SLIPS,
					 .columns = slip_columns,
					 .n_columns = LEN(slip_columns) };

/* Those of one list (made in one moment) who have not chosen a password of their own yet. */
static enum err waiting(struct ctx *cx, int64_t made_at, struct account **ret, size_t *ret_n)
{
	struct account *all;
	bool made = false;
	size_t n;

	TRY(account_list(cx, &(struct account_filter){ 0 }, &all, &n));
	*ret = ARENA_ARRAY(cx->arena, n, struct account);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		made |= all[i].made_at == made_at;
		if (all[i].made_at == made_at && all[i].must_change)
			(*ret)[(*ret_n)++] = all[i];
	}
	return made ? ERR_OK : err_set(cx, ERR_NOTFOUND, "no list of accounts");
}

static struct slip *slips_of(struct ctx *cx, const struct account *list, size_t n,
			     const unsigned char *seed)
{
	struct slip *slips = ARENA_ARRAY(cx->arena, n, struct slip);
	char password[ACCOUNT_PASSWORD_SIZE] = "";

	for (size_t i = 0; i < n; i++) {
		if (seed != NULL)
			many_password(seed, list[i].login, password);
		slips[i] = (struct slip){
			.id = list[i].id,
			.name = list[i].name,
			.login = list[i].login,
			.roles = account_roles_text(cx, list[i].roles),
			.unit = list[i].unit_name != NULL ? list[i].unit_name
							  : text(cx, T_ACCOUNT_WHOLE_CITY),
			.password = seed != NULL ? arena_strdup(cx->arena, password) : NULL,
		};
	}
	return slips;
}

static void draw_slip(struct ctx *cx, struct ui *u, const struct slip *s)
{
	const char *address = cx->app->public_url;
	const struct ui_fact facts[] = {
		{ .label = text(cx, T_ACCOUNT_LOGIN), .value = s->login },
		{ .label = text(cx, T_ACCOUNT_ONCE_PASSWORD), .value = s->password },
		{ .label = text(cx, T_ACCOUNT_ROLES), .value = s->roles },
		{ .label = text(cx, T_ACCOUNT_UNIT), .value = s->unit },
		{ .label = text(cx, T_MANY_ADDRESS), .value = address },
	};

	ui_card_begin(u, s->name);
	ui_facts(u, NULL, facts, LEN(facts) - (address == NULL));
	ui_small(u, text(cx, T_MANY_SLIP_NOTE));
	ui_card_end(u);
}

static void draw_slips(struct ctx *cx, struct ui *u, const struct slip *slips, size_t n)
{
	ui_note(u, UI_INFO, NULL, text(cx, T_MANY_SLIPS_NOTE));
	ui_slips_begin(u);
	for (size_t i = 0; i < n; i++)
		draw_slip(cx, u, &slips[i]);
	ui_slips_end(u);
}

/* Who has the cookie has just made them; anybody else sees who they are, without passwords. */
static bool read_seed(struct req *r, unsigned char seed[static MANY_SEED])
{
	const char *hex = req_cookie(r, COOKIE);

	return hex != NULL && strlen(hex) == 2 * MANY_SEED && hex_read(hex, seed, MANY_SEED);
}

static enum err slips_page(struct ctx *cx, struct req *r, struct ui *u)
{
	unsigned char seed[MANY_SEED];
	bool seen = read_seed(r, seed);
	struct ui_page page = frame(cx, T_MANY_SLIPS, T_MANY_SLIPS_LEAD);
	struct account *list;
	struct slip *slips;
	size_t n;

	TRY(waiting(cx, req_id(r), &list, &n));
	slips = slips_of(cx, list, n, seen ? seed : NULL);
	page.print = seen && n > 0;
	ui_begin(u, &page);
	if (seen && n > 0)
		draw_slips(cx, u, slips, n);
	else if (n > 0)
		ui_note(u, UI_WARN, NULL, text(cx, T_MANY_SLIPS_GONE));
	if (!seen || n == 0 || ui_repr(u) == UI_JSON)
		ui_table(
		    u, "accounts", &slip_table, slips, n, sizeof(*slips),
		    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_MANY_SLIPS_NONE) });
	if (n > 0)
		ui_form(u, "again",
			&(struct ui_form){ .action = arena_printf(cx->arena, BASE "/%lld/sandi",
								  (long long)req_id(r)),
					   .def = &again_form,
					   .title = text(cx, T_MANY_AGAIN),
					   .folded = seen,
					   .secondary = true });
	return ui_end(u);
}

/* New passwords for those who never came in: the slips were lost before they were handed out. */
struct renewing {
	struct account *list;
	size_t n;
	char **hash;
	unsigned char seed[MANY_SEED];
};

static enum err again_prepare(struct ctx *cx, struct req *r)
{
	struct renewing *a = ARENA_NEW(cx->arena, struct renewing);

	TRY(waiting(cx, req_id(r), &a->list, &a->n));
	if (a->n == 0) {
		form_problem(cx, req_form(r), -1, T_MANY_SLIPS_NONE, NULL);
		return ERR_OK;
	}
	rng_bytes(a->seed, sizeof(a->seed));
	a->hash = ARENA_ARRAY(cx->arena, a->n, char *);
	for (size_t i = 0; i < a->n && i < MANY_ROWS; i++)
		TRY(hash_of(cx, a->seed, a->list[i].login, &a->hash[i]));
	req_set_data(r, a);
	return ERR_OK;
}

static enum err again_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct renewing *a = req_data(r);

	for (size_t i = 0; i < a->n && i < MANY_ROWS; i++)
		TRY(account_reset_password(cx, a->list[i].id, a->list[i].version, a->hash[i]));
	hand_over(cx, resp, a->seed, T_MANY_RENEWED, req_id(r));
	return ERR_OK;
}

/* ---- an empty list --------------------------------------------------------------------------- */

#define ROW(member) offsetof(struct many_place, member)
static const struct column place_columns[] = {
	{ "name", T_ACCOUNT_NAME, COL_TEXT, PRIV_NONE, ROW(name), .flags = COL_DATA_ONLY },
	{ "login", T_ACCOUNT_LOGIN, COL_TEXT, PRIV_NONE, ROW(login), .flags = COL_DATA_ONLY },
	{ "roles", T_ACCOUNT_ROLES, COL_TEXT, PRIV_NONE, ROW(roles), .flags = COL_STRONG },
	{ "unit", T_MANY_CODE, COL_TEXT, PRIV_NONE, ROW(code), .flags = COL_WIDE_ONLY },
	{ "unit_name", T_MANY_UNIT_NAME, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "phone", T_ACCOUNT_PHONE, COL_TEXT, PRIV_NONE, ROW(phone), .flags = COL_DATA_ONLY },
	{ "email", T_ACCOUNT_EMAIL, COL_TEXT, PRIV_NONE, ROW(email), .flags = COL_DATA_ONLY },
};
#undef ROW
static const struct table place_table = { .name = "petugas",
					  .title = T_MANY_TEMPLATE,
					  .columns = place_columns,
					  .n_columns = LEN(place_columns),
					  .sheet = "Petugas" };

static enum err places_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ui_page page = frame(cx, T_MANY_TEMPLATE, T_MANY_TEMPLATE_LEAD);
	struct many_place *places;
	size_t n;

	(void)r;
	TRY(many_places(cx, &places, &n));
	page.parent = BASE;
	page.parent_title = text(cx, T_MANY_TITLE);
	ui_begin(u, &page);
	ui_table(u, "places", &place_table, places, n, sizeof(*places),
		 &(struct ui_list){ .total = (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_MANY_TEMPLATE_NONE),
				    .empty_label = text(cx, T_MANY_UNITS),
				    .empty_href = "/direktori" });
	return ui_end(u);
}

/* ---- routes --------------------------------------------------------------------------------- */

const struct route account_many_routes[] = {
	{ .method = GET,
	  .path = BASE,
	  .perm = PERM_USER_ADMIN,
	  .title = T_MANY_TITLE,
	  .page = list_page },
	{ .method = POST,
	  .path = BASE "/periksa",
	  .perm = PERM_USER_ADMIN,
	  .flags = ROUTE_READ_POST | ROUTE_BIG,
	  .title = T_MANY_CHECKED,
	  .form = &list_form,
	  .page = checked_page },
	{ .method = POST,
	  .path = BASE,
	  .perm = PERM_USER_ADMIN,
	  .flags = ROUTE_BIG,
	  .title = T_MANY_CHECKED,
	  .form = &make_form,
	  .page = checked_page,
	  .prepare = make_prepare,
	  .commit = make_commit },
	{ .method = GET,
	  .path = BASE "/contoh",
	  .perm = PERM_USER_ADMIN,
	  .repr = REPR_PAGE | REPR_XLSX,
	  .title = T_MANY_TEMPLATE,
	  .page = places_page },
	{ .method = GET,
	  .path = BASE "/{id}",
	  .perm = PERM_USER_ADMIN,
	  .title = T_MANY_SLIPS,
	  .page = slips_page },
	{ .method = POST,
	  .path = BASE "/{id}/sandi",
	  .perm = PERM_USER_ADMIN,
	  .title = T_MANY_AGAIN,
	  .form = &again_form,
	  .page = slips_page,
	  .prepare = again_prepare,
	  .commit = again_commit },
	{ .method = 0 },
};
