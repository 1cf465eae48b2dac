/* The administrator's pages: people, their roles, and who may do what. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account_form.h"
#include "feature/account/account_web.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "platform/http/http.h"
#include "text/account.h"
#include "text/auth.h"
#include "text/many.h"
#include <string.h>

/* ---- roles as words ------------------------------------------------------------------------ */

const char *account_roles_text(struct ctx *cx, unsigned roles)
{
	const char *out = "";

	for (int i = 0; i < ROLE__MAX; i++)
		if (roles & 1U << i)
			out = str_and(cx->arena, out, text(cx, account_role_members[i].label));
	return out;
}

static enum err role_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct option *items = ARENA_ARRAY(cx->arena, ROLE__MAX, struct option);

	(void)f;
	for (size_t i = 0; i < ROLE__MAX; i++)
		items[i] = (struct option){ .value = account_role_members[i].value,
					    .label = text(cx, account_role_members[i].label) };
	*ret = (struct options){ .items = items, .n = ROLE__MAX };
	return ERR_OK;
}

/* ---- list ---------------------------------------------------------------------------------- */

static const struct member state_members[] = {
	{ "active", T_ACCOUNT_STATE_ACTIVE, T__NONE },
	{ "new", T_ACCOUNT_STATE_NEW, T__NONE },
	{ "over", T_ACCOUNT_STATE_OVER, T__NONE },
	{ "disabled", T_ACCOUNT_STATE_DISABLED, T__NONE },
};

/* A select, since the row of a filter has no room for four buttons. */
static enum err state_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct option *items = ARENA_ARRAY(cx->arena, LEN(state_members), struct option);

	(void)f;
	for (size_t i = 0; i < LEN(state_members); i++)
		items[i] = (struct option){ .value = state_members[i].value,
					    .label = text(cx, state_members[i].label) };
	*ret = (struct options){ .items = items, .n = LEN(state_members) };
	return ERR_OK;
}

enum { Q_NAME, Q_UNIT, Q_ROLE, Q_STATE, Q_DISABLED, Q_SECOND, Q_AFTER };

static const struct field filter_fields[] = {
	[Q_NAME] = { .name = "name",
		     .kind = FIELD_TEXT,
		     .label = T_ACCOUNT_FILTER_NAME,
		     .max = 60 },
	[Q_UNIT] = { .name = "unit",
		     .kind = FIELD_REF,
		     .label = T_ACCOUNT_UNIT,
		     .options = account_unit_choices },
	[Q_ROLE] = { .name = "role",
		     .kind = FIELD_REF,
		     .label = T_ACCOUNT_ROLE,
		     .options = role_choices },
	[Q_STATE] = { .name = "state",
		      .kind = FIELD_REF,
		      .label = T_ACCOUNT_STATE,
		      .options = state_choices },
	[Q_DISABLED] = { .name = "disabled", .kind = FIELD_BOOL, .label = T_ACCOUNT_WITH_DISABLED },
	[Q_SECOND] = { .name = "no_second", .kind = FIELD_BOOL, .label = T_ACCOUNT_WITHOUT_SECOND },
	[Q_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def filter_form = { .name = "account_filter",
					     .fields = filter_fields,
					     .submit = T_ACCOUNT_FILTER };

struct user_line {
	int64_t id;
	const char *name, *login, *unit, *roles, *second, *state;
	int64_t valid_until;
};
static const struct column user_columns[] = {
	{ .name = "id",
	  .label = T_ACCOUNT_NAME,
	  .kind = COL_ID,
	  .offset = offsetof(struct user_line, id) },
	{ .name = "name",
	  .label = T_ACCOUNT_NAME,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct user_line, name),
	  .href = "/pengguna/{id}",
	  .flags = COL_STRONG },
	{ .name = "login",
	  .label = T_ACCOUNT_LOGIN,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct user_line, login) },
	{ .name = "unit",
	  .label = T_ACCOUNT_UNIT,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct user_line, unit) },
	{ .name = "roles",
	  .label = T_ACCOUNT_ROLES,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct user_line, roles) },
	{ .name = "second_factor",
	  .label = T_ACCOUNT_SECOND,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct user_line, second) },
	{ .name = "valid_until",
	  .label = T_ACCOUNT_VALID_UNTIL,
	  .kind = COL_INSTANT,
	  .offset = offsetof(struct user_line, valid_until),
	  .flags = COL_WIDE_ONLY },
	{ .name = "state",
	  .label = T_ACCOUNT_STATE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct user_line, state),
	  .flags = COL_BADGE },
};
static const struct table user_table = { .name = "users",
					 .title = T_ACCOUNT_USERS,
					 .columns = user_columns,
					 .n_columns = LEN(user_columns) };

static enum text state_of(const struct ctx *cx, const struct account *a)
{
	if (a->disabled)
		return T_ACCOUNT_STATE_DISABLED;
	if (a->valid_until && a->valid_until <= cx->now)
		return T_ACCOUNT_STATE_OVER;
	return a->must_change ? T_ACCOUNT_STATE_NEW : T_ACCOUNT_STATE_ACTIVE;
}

static unsigned role_bit(const char *name)
{
	for (unsigned i = 0; i < ROLE__MAX; i++)
		if (str_eq(name, account_role_members[i].value))
			return 1U << i;
	return 0;
}

/* Part of the name or of the login, however it is written. */
static bool is_called(const struct ctx *cx, const struct account *a, const char *part)
{
	return str_holds(cx->arena, a->name, part) || str_holds(cx->arena, a->login, part);
}

static bool is_in_state(const struct ctx *cx, const struct account *a, const char *asked)
{
	for (size_t i = 0; i < LEN(state_members); i++)
		if (str_eq(asked, state_members[i].value))
			return state_of(cx, a) == state_members[i].label;
	return true;
}

static enum text second_of(const struct account_factor_rule *rule, const struct account *a)
{
	if (a->has_totp)
		return a->has_passkey ? T_ACCOUNT_SECOND_BOTH : T_ACCOUNT_SECOND_CODE;
	if (a->has_passkey)
		return T_ACCOUNT_SECOND_PASSKEY;
	return account_factor_at(rule, a->roles) ? T_ACCOUNT_SECOND_OWED : T_ACCOUNT_SECOND_NONE;
}

static struct user_line line_of(struct ctx *cx, const struct account_factor_rule *rule,
				const struct account *a)
{
	return (struct user_line){
		.id = a->id,
		.name = a->name,
		.login = a->login,
		.unit = a->unit_name ? a->unit_name : text(cx, T_ACCOUNT_WHOLE_CITY),
		.roles = account_roles_text(cx, a->roles),
		.second = text(cx, second_of(rule, a)),
		.state = text(cx, state_of(cx, a)),
		.valid_until = a->valid_until,
	};
}

/* The accounts that fit what is asked for; disabled ones only when they are. */
static enum err read_lines(struct ctx *cx, const struct form *f, struct user_line **ret,
			   size_t *ret_n)
{
	const char *state = form_text(f, Q_STATE);
	int64_t unit_id = 0;
	const struct account_factor_rule *rule;
	struct account *list;
	size_t n;

	TRY(account_factor_rule(cx, &rule));
	(void)str_i64(form_raw(f, Q_UNIT), &unit_id);
	TRY(account_list(cx,
			 &(struct account_filter){ .unit_id = unit_id,
						   .roles = role_bit(form_text(f, Q_ROLE)),
						   .disabled = form_bool(f, Q_DISABLED) ||
							       str_eq(state, "disabled") },
			 &list, &n));
	*ret = ARENA_ARRAY(cx->arena, n, struct user_line);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++)
		if (is_called(cx, &list[i], form_text(f, Q_NAME)) &&
		    is_in_state(cx, &list[i], state) &&
		    !(form_bool(f, Q_SECOND) && (list[i].has_totp || list[i].has_passkey)))
			(*ret)[(*ret_n)++] = line_of(cx, rule, &list[i]);
	return ERR_OK;
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ui_list list = { .empty = text(cx, T_ACCOUNT_USERS_NONE), .main = true };
	struct form *f = req_form(r);
	struct user_line *all;
	const struct user_line *lines;
	size_t n;

	TRY(read_lines(cx, f, &all, &n));
	lines = ui_list_part(u, &list, "/pengguna", f, Q_AFTER, all, &n, sizeof(*all));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_USERS),
				       .lead = text(cx, T_ACCOUNT_USERS_LEAD),
				       .nav = "/pengguna",
				       .wide = true });
	ui_actions(
	    u,
	    (struct ui_action[]){
		{ .label = text(cx, T_ACCOUNT_NEW), .href = "/pengguna/baru", .primary = true },
		{ .label = text(cx, T_MANY_TITLE), .href = "/pengguna/daftar" },
		{ .label = text(cx, T_ACCOUNT_MATRIX), .href = "/izin" } },
	    3);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/pengguna",
				   .def = &filter_form,
				   .form = f,
				   .inline_row = true,
				   .get = true });
	ui_table(u, "users", &user_table, lines, n, sizeof(*lines), &list);
	return ui_end(u);
}

/* ---- new and change ------------------------------------------------------------------------ */

/* What the way to the form tells already: the unit where nobody is, the role that nobody has. */
enum { W_UNIT, W_ROLES };
static const struct field way_fields[] = {
	[W_UNIT] = { .name = "unit",
		     .kind = FIELD_REF,
		     .label = T_ACCOUNT_UNIT,
		     .options = account_unit_choices },
	[W_ROLES] = { .name = "roles",
		      .kind = FIELD_CHECKS,
		      .label = T_ACCOUNT_ROLES,
		      .members = account_role_members },
	{ .kind = FIELD_END },
};
static const struct form_def way_form = { .name = "account_way", .fields = way_fields };

static struct form *empty_account(struct ctx *cx, const struct form *way)
{
	struct form *f = form_new(cx, &account_new_form);
	char password[ACCOUNT_PASSWORD_SIZE];

	account_one_time_password(password);
	form_set_text(cx, f, A_PASSWORD, password);
	if (way && form_ok(way)) {
		form_set_text(cx, f, A_UNIT, form_text(way, W_UNIT));
		form_set_checks(f, A_ROLES, form_checks(way, W_ROLES));
	}
	return f;
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &account_new_form);

	if (!f)
		f = empty_account(cx, req_form(r));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_NEW),
				       .nav = "/pengguna",
				       .parent = "/pengguna",
				       .parent_title = text(cx, T_ACCOUNT_USERS) });
	ui_form(u, "account_new",
		&(struct ui_form){ .action = "/pengguna/baru",
				   .def = &account_new_form,
				   .form = f,
				   .cancel = "/pengguna" });
	return ui_end(u);
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	char *hash;

	TRY(account_hash_checked(cx, f, A_PASSWORD, form_text(f, A_LOGIN), form_text(f, A_NAME),
				 &hash));
	req_set_data(r, hash);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_make(cx, req_form(r), req_data(r), &resp->id));
	resp_see(cx, resp, T_ACCOUNT_CREATED, "/pengguna/%lld", (long long)resp->id);
	return ERR_OK;
}

enum { R_VERSION, R_ROLES, R_REGION, R_UNIT1, R_UNIT2, R_UNIT3 };

#define MORE_UNIT(field, n)                       \
	[field] = { .name = n,                    \
		    .kind = FIELD_REF,            \
		    .label = T_ACCOUNT_MORE_UNIT, \
		    .options = account_unit_choices }

static const struct field roles_fields[] = {
	[R_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_ACCOUNT_ROLES },
	[R_ROLES] = { .name = "roles",
		      .kind = FIELD_CHECKS,
		      .label = T_ACCOUNT_ROLES,
		      .members = account_role_members },
	[R_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_ACCOUNT_REGION,
		       .hint = T_ACCOUNT_REGION_HINT,
		       .options = region_options,
		       .known = region_known },
	MORE_UNIT(R_UNIT1, "unit1"),
	MORE_UNIT(R_UNIT2, "unit2"),
	MORE_UNIT(R_UNIT3, "unit3"),
	{ .kind = FIELD_END },
};
static const struct form_def roles_form = { .name = "account_roles",
					    .fields = roles_fields,
					    .submit = T_ACCOUNT_ROLES_SAVE };

enum { V_VERSION, V_PASSWORD };

static const struct field reset_fields[] = {
	[V_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_ACCOUNT_NAME },
	[V_PASSWORD] = { .name = "password",
			 .kind = FIELD_TEXT,
			 .label = T_ACCOUNT_ONCE_PASSWORD,
			 .hint = T_ACCOUNT_ONCE_PASSWORD_HINT,
			 .required = true,
			 .max = 100 },
	{ .kind = FIELD_END },
};
static const struct form_def reset_form = { .name = "account_reset",
					    .fields = reset_fields,
					    .submit = T_ACCOUNT_RESET };

static const struct field act_fields[] = {
	[V_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_ACCOUNT_NAME },
	{ .kind = FIELD_END },
};
static const struct form_def disable_form = { .name = "account_disable",
					      .fields = act_fields,
					      .submit = T_ACCOUNT_DISABLE };
static const struct form_def enable_form = { .name = "account_enable",
					     .fields = act_fields,
					     .submit = T_ACCOUNT_ENABLE };
static const struct form_def factor_form = { .name = "account_factor",
					     .fields = act_fields,
					     .submit = T_ACCOUNT_FACTOR_DROP };

static const struct form_def passkeys_form = { .name = "account_passkeys",
					       .fields = act_fields,
					       .submit = T_ACCOUNT_PASSKEYS_DROP };

static void set_id_text(struct ctx *cx, struct form *f, int field, int64_t id)
{
	if (id)
		form_set_text(cx, f, field, arena_printf(cx->arena, "%lld", (long long)id));
}

static void draw_edit(struct ctx *cx, struct req *r, struct ui *u, const struct account *a,
		      const char *path)
{
	struct form *f = req_form_of(r, &account_edit_form);

	if (!f) {
		f = form_new(cx, &account_edit_form);
		form_set_text(cx, f, A_NAME, a->name);
		form_set_text(cx, f, A_LOGIN, a->login);
		form_set_text(cx, f, A_PHONE, a->phone);
		form_set_text(cx, f, A_EMAIL, a->email);
		set_id_text(cx, f, A_UNIT, a->unit_id);
		if (a->valid_until)
			form_set_int(cx, f, A_UNTIL, account_last_day(cx, a));
		form_set_int(cx, f, A_VERSION, a->version);
	}
	ui_form(u, "edit",
		&(struct ui_form){ .action = path, .def = &account_edit_form, .form = f });
}

static enum err draw_roles(struct ctx *cx, struct req *r, struct ui *u, const struct account *a,
			   const char *path)
{
	struct form *f = req_form_of(r, &roles_form);
	struct account_role *roles;
	int64_t *units;
	size_t n_roles, n_units;
	int field = R_UNIT1;

	if (!f) {
		TRY(account_roles(cx, a->id, &roles, &n_roles));
		TRY(account_units(cx, a->id, &units, &n_units));
		f = form_new(cx, &roles_form);
		form_set_int(cx, f, R_VERSION, a->version);
		form_set_checks(f, R_ROLES, a->roles);
		for (size_t i = 0; i < n_roles; i++)
			set_id_text(cx, f, R_REGION, roles[i].region_id);
		for (size_t i = 0; i < n_units && field <= R_UNIT3; i++)
			if (units[i] != a->unit_id)
				set_id_text(cx, f, field++, units[i]);
	}
	ui_form(u, "roles",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/peran", path),
				   .def = &roles_form,
				   .form = f,
				   .title = text(cx, T_ACCOUNT_ROLES),
				   .secondary = true });
	return ERR_OK;
}

/* How many passkeys he has, and the button that takes them from him. */
static enum err draw_passkeys(struct ctx *cx, struct ui *u, const struct account *a,
			      const char *path)
{
	struct account_passkey *list;
	size_t n;

	TRY(account_passkeys(cx, a->id, &list, &n));
	if (n == 0)
		return ERR_OK;
	ui_facts(u, "account",
		 &(struct ui_fact){ .name = "passkeys",
				    .label = text(cx, T_ACCOUNT_PASSKEYS),
				    .value = say_number(cx, (int64_t)n) },
		 1);
	ui_button(u, &passkeys_form, arena_printf(cx->arena, "%s/kunci-sandi", path), V_VERSION,
		  a->version, false);
	return ERR_OK;
}

static enum err draw_acts(struct ctx *cx, struct req *r, struct ui *u, const struct account *a,
			  const char *path)
{
	struct form *f = req_form_of(r, &reset_form);

	if (!f) {
		char password[ACCOUNT_PASSWORD_SIZE];

		account_one_time_password(password);
		f = form_new(cx, &reset_form);
		form_set_int(cx, f, V_VERSION, a->version);
		form_set_text(cx, f, V_PASSWORD, password);
	}
	ui_form(u, "reset",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/sandi", path),
				   .def = &reset_form,
				   .form = f,
				   .title = text(cx, T_ACCOUNT_RESET),
				   .folded = true,
				   .secondary = true });
	if (a->has_totp)
		ui_button(u, &factor_form, arena_printf(cx->arena, "%s/kode", path), V_VERSION,
			  a->version, false);
	TRY(draw_passkeys(cx, u, a, path));
	if (a->disabled)
		ui_button(u, &enable_form, arena_printf(cx->arena, "%s/aktifkan", path), V_VERSION,
			  a->version, false);
	else if (a->id != cx->actor->user_id)
		ui_button(u, &disable_form, arena_printf(cx->arena, "%s/nonaktifkan", path),
			  V_VERSION, a->version, true);
	return ERR_OK;
}

static enum err user_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *path = arena_printf(cx->arena, "/pengguna/%lld", (long long)req_id(r));
	struct account a;

	TRY(account_get(cx, req_id(r), &a));
	ui_begin(u, &(struct ui_page){ .title = a.name,
				       .lead = text(cx, state_of(cx, &a)),
				       .nav = "/pengguna",
				       .parent = "/pengguna",
				       .parent_title = text(cx, T_ACCOUNT_USERS) });
	draw_edit(cx, r, u, &a, path);
	TRY(draw_roles(cx, r, u, &a, path));
	TRY(draw_acts(cx, r, u, &a, path));
	return ui_end(u);
}

static enum err edit_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct account v = account_of_form(cx, req_form(r));

	v.id = req_id(r);
	v.version = form_id(req_form(r), A_VERSION);
	TRY(account_update(cx, &v));
	resp_see(cx, resp, T_ACCOUNT_SAVED, "/pengguna/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err roles_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct account_role roles[ROLE__MAX];
	size_t n = account_roles_of(roles, form_checks(f, R_ROLES), account_form_id(f, R_REGION));
	const int64_t units[] = { account_form_id(f, R_UNIT1), account_form_id(f, R_UNIT2),
				  account_form_id(f, R_UNIT3) };

	TRY(account_set_roles(cx, req_id(r), form_id(f, R_VERSION), roles, n, units, LEN(units)));
	resp_see(cx, resp, T_ACCOUNT_SAVED, "/pengguna/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err reset_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	struct account a;
	char *hash;

	TRY(account_get(cx, req_id(r), &a));
	TRY(account_hash_checked(cx, f, V_PASSWORD, a.login, a.name, &hash));
	req_set_data(r, hash);
	return ERR_OK;
}

static enum err reset_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_reset_password(cx, req_id(r), form_id(req_form(r), V_VERSION), req_data(r)));
	resp_see(cx, resp, T_ACCOUNT_RESET_DONE, "/pengguna/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err factor_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_drop_totp(cx, req_id(r), form_id(req_form(r), V_VERSION)));
	resp_see(cx, resp, T_ACCOUNT_SAVED, "/pengguna/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err passkeys_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(account_drop_passkeys(cx, req_id(r), form_id(req_form(r), V_VERSION)));
	resp_see(cx, resp, T_ACCOUNT_SAVED, "/pengguna/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err disable_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	bool disabled = form_def_of(req_form(r)) == &disable_form;

	TRY(account_disable(cx, req_id(r), form_id(req_form(r), V_VERSION), disabled));
	resp_see(cx, resp, disabled ? T_ACCOUNT_DISABLED : T_ACCOUNT_ENABLED, "/pengguna/%lld",
		 (long long)req_id(r));
	return ERR_OK;
}

/* ---- permission matrix --------------------------------------------------------------------- */

struct perm_line {
	const char *perm, *who;
	int64_t granted[ROLE__MAX];
};
static const struct column matrix_columns[] = {
	{ .name = "permission",
	  .label = T_ACCOUNT_PERMISSION,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct perm_line, perm),
	  .flags = COL_STRONG },
	{ .name = "who",
	  .label = T_ACCOUNT_WHO_MAY,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct perm_line, who) },
#define ROLE(role, key, reach)    \
	{ .name = #role,          \
	  .label = T_ROLE_##role, \
	  .kind = COL_BOOL,       \
	  .flags = COL_DATA_ONLY, \
	  .offset = offsetof(struct perm_line, granted) + sizeof(int64_t) * ROLE_##role },
#define GRANT(role, perm)
#include "platform/auth/role.def"
#undef ROLE
#undef GRANT
};
#define FIRST_ROLE 2 /* column of the first role */
static const struct table matrix_table = { .name = "permissions",
					   .title = T_ACCOUNT_MATRIX,
					   .columns = matrix_columns,
					   .n_columns = LEN(matrix_columns) };

static enum err matrix_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct perm_line lines[PERM__MAX];
	size_t n = 0;

	(void)r;
	for (int p = PERM_NONE + 1; p < PERM_SYSTEM; p++, n++) {
		lines[n].perm = text(cx, text_find(perm_key((enum perm)p)));
		lines[n].who = "";
		for (unsigned role = 0; role < ROLE__MAX; role++) {
			lines[n].granted[role] = (int64_t)(role_perms(1U << role) >> p & 1);
			if (lines[n].granted[role])
				lines[n].who =
				    str_and(cx->arena, lines[n].who,
					    text(cx, matrix_columns[FIRST_ROLE + role].label));
		}
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_ACCOUNT_MATRIX),
				       .lead = text(cx, T_ACCOUNT_MATRIX_LEAD),
				       .nav = "/izin",
				       .wide = true });
	ui_table(u, "permissions", &matrix_table, lines, n, sizeof(lines[0]),
		 &(struct ui_list){ .total = (int64_t)n, .main = true });
	return ui_end(u);
}

/* ---- routes -------------------------------------------------------------------------------- */

#define USER_POST(p, t, f, prep, com)                                                      \
	{                                                                                  \
		.method = POST, .path = p, .perm = PERM_USER_ADMIN, .title = t, .form = f, \
		.page = user_page, .prepare = prep, .commit = com                          \
	}

const struct route account_admin_routes[] = {
	{ .method = GET,
	  .path = "/pengguna",
	  .perm = PERM_USER_ADMIN,
	  .repr = REPR_LIST,
	  .title = T_ACCOUNT_USERS,
	  .form = &filter_form,
	  .page = list_page },
	{ .method = GET,
	  .path = "/pengguna/baru",
	  .perm = PERM_USER_ADMIN,
	  .title = T_ACCOUNT_NEW,
	  .form = &way_form,
	  .page = new_page },
	{ .method = POST,
	  .path = "/pengguna/baru",
	  .perm = PERM_USER_ADMIN,
	  .title = T_ACCOUNT_NEW,
	  .form = &account_new_form,
	  .page = new_page,
	  .prepare = new_prepare,
	  .commit = new_commit },
	{ .method = GET,
	  .path = "/pengguna/{id}",
	  .perm = PERM_USER_ADMIN,
	  .title = T_ACCOUNT_USER,
	  .page = user_page },
	USER_POST("/pengguna/{id}", T_ACCOUNT_USER, &account_edit_form, NULL, edit_commit),
	USER_POST("/pengguna/{id}/peran", T_ACCOUNT_ROLES, &roles_form, NULL, roles_commit),
	USER_POST("/pengguna/{id}/sandi", T_ACCOUNT_RESET, &reset_form, reset_prepare,
		  reset_commit),
	USER_POST("/pengguna/{id}/kode", T_ACCOUNT_FACTOR_DROP, &factor_form, NULL, factor_commit),
	USER_POST("/pengguna/{id}/kunci-sandi", T_ACCOUNT_PASSKEYS_DROP, &passkeys_form, NULL,
		  passkeys_commit),
	USER_POST("/pengguna/{id}/nonaktifkan", T_ACCOUNT_DISABLE, &disable_form, NULL,
		  disable_commit),
	USER_POST("/pengguna/{id}/aktifkan", T_ACCOUNT_ENABLE, &enable_form, NULL, disable_commit),
	{ .method = GET,
	  .path = "/izin",
	  .perm = PERM_SELF,
	  .repr = REPR_LIST,
	  .title = T_ACCOUNT_MATRIX,
	  .page = matrix_page },
	{ .method = 0 },
};
