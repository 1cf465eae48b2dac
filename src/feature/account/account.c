/* Accounts, their roles and reach, passwords and the second factor. */
#include "feature/account/account.h"

#include <ctype.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/account/account_impl.h"
#include "feature/account/account_sql.h"
#include "feature/account/passkey_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/keep/keep.h"
#include "platform/vault/vault.h"
#include "text/account.h"

/* ---- what platform/auth asks --------------------------------------------------------------- */

static enum err fill_totp(struct ctx *cx, int64_t id, struct auth_account *a)
{
	struct user_totp_row row;

	TRY(user_totp_one(cx, &(struct user_totp_args){ .id = id }, &row));
	return vault_unseal_bytes(cx, id, SEAL_TOTP, row.totp_sealed, &a->totp);
}

/* What two statements read of an account. */
#define ACCOUNT_OF(row)                                                            \
	((struct auth_account){ .id = (row).id,                                    \
				.unit_id = (row).unit_id,                          \
				.region_id = (row).region_id,                      \
				.roles = (unsigned)(row).roles,                    \
				.login = (row).login,                              \
				.name = (row).name,                                \
				.unit_name = (row).unit_name,                      \
				.password_hash = (row).password_hash,              \
				.lang = (row).lang == LANG_EN ? LANG_EN : LANG_ID, \
				.valid_until = (row).valid_until,                  \
				.disabled = (row).disabled != 0,                   \
				.must_change = (row).must_change != 0,             \
				.has_totp = (row).has_totp != 0,                   \
				.has_passkey = (row).has_passkey != 0 })

/* What the city's list of roles demands of it. */
static enum err fill_factor(struct ctx *cx, struct auth_account *a)
{
	const struct account_factor_rule *rule;

	TRY(account_factor_rule(cx, &rule));
	a->factor_at = account_factor_at(rule, a->roles);
	return ERR_OK;
}

static enum err source_by_id(struct ctx *cx, int64_t id, struct auth_account *ret, bool *found)
{
	struct user_get_row row;

	TRY(user_get_maybe(cx, &(struct user_get_args){ .id = id }, &row, found));
	if (!*found)
		return ERR_OK;
	*ret = ACCOUNT_OF(row);
	return fill_factor(cx, ret);
}

static enum err source_by_session(struct ctx *cx, struct blob token_hash,
				  struct auth_session *session, struct auth_account *ret,
				  bool *found)
{
	struct user_by_session_row row;

	TRY(user_by_session_maybe(cx, &(struct user_by_session_args){ .token_hash = token_hash },
				  &row, found));
	if (!*found)
		return ERR_OK;
	keep_seen(cx, row.nation_stamp, row.city_stamp);
	*session = (struct auth_session){ .id = row.session_id,
					  .user_id = row.id,
					  .seen_at = row.seen_at,
					  .expires_at = row.expires_at,
					  .by_passkey = row.by_passkey != 0 };
	*ret = ACCOUNT_OF(row);
	return fill_factor(cx, ret);
}

static enum err source_by_passkey(struct ctx *cx, struct blob credential, struct auth_passkey *ret,
				  bool *found)
{
	struct passkey_by_credential_row row;

	TRY(passkey_by_credential_maybe(
	    cx, &(struct passkey_by_credential_args){ .credential = credential }, &row, found));
	if (!*found)
		return ERR_OK;
	*ret = (struct auth_passkey){ .id = row.id,
				      .user_id = row.user_id,
				      .alg = (int)row.alg,
				      .key = row.public_key,
				      .handle = row.handle,
				      .rp = row.rp,
				      .count = row.sign_count,
				      .copied = row.copied_at != 0 };
	return ERR_OK;
}

static const char *login_fold(struct ctx *cx, const char *login)
{
	char *copy = arena_strdup(cx->arena, login ? login : "");

	for (char *p = copy; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

/* The secret is opened here only: nothing but signing in asks for a code. */
static enum err source_by_login(struct ctx *cx, const char *login, struct auth_account *ret,
				bool *found)
{
	struct user_by_login_row row;

	TRY(user_by_login_maybe(cx, &(struct user_by_login_args){ .login = login_fold(cx, login) },
				&row, found));
	if (!*found)
		return ERR_OK;
	TRY(source_by_id(cx, row.id, ret, found));
	if (*found && ret->has_totp)
		TRY(fill_totp(cx, row.id, ret));
	return ERR_OK;
}

void account_register(void)
{
	static const struct auth_source source = { .by_login = source_by_login,
						   .by_id = source_by_id,
						   .by_session = source_by_session,
						   .by_passkey = source_by_passkey };

	auth_set_source(&source);
}

/* ---- reading ----------------------------------------------------------------------------- */

enum err account_get(struct ctx *cx, int64_t id, struct account *ret)
{
	struct user_get_row row;

	TRY(user_get_one(cx, &(struct user_get_args){ .id = id }, &row));
	*ret = (struct account){ .id = row.id,
				 .version = row.version,
				 .login = row.login,
				 .name = row.name,
				 .phone = row.phone,
				 .email = row.email,
				 .lang = row.lang == LANG_EN ? LANG_EN : LANG_ID,
				 .unit_id = row.unit_id,
				 .unit_name = row.unit_name,
				 .roles = (unsigned)row.roles,
				 .valid_until = row.valid_until,
				 .disabled = row.disabled != 0,
				 .must_change = row.must_change != 0,
				 .has_totp = row.has_totp != 0,
				 .has_passkey = row.has_passkey != 0,
				 .made_at = row.made_at };
	return ERR_OK;
}

enum err account_by_login(struct ctx *cx, const char *login, struct account *ret, bool *found)
{
	struct user_by_login_row row;

	TRY(user_by_login_maybe(cx, &(struct user_by_login_args){ .login = login_fold(cx, login) },
				&row, found));
	return *found ? account_get(cx, row.id, ret) : ERR_OK;
}

static enum err read_list(struct ctx *cx, const struct account_filter *f,
			  struct user_list_row **ret, size_t *ret_n)
{
	return user_list_all(
	    cx,
	    &(struct user_list_args){ .unit_id = f->unit_id,
				      .role_bits = (int64_t)f->roles,
				      .with = (f->unit_id ? USER_LIST_WITH_UNIT : 0U) |
					      (f->roles ? USER_LIST_WITH_ROLE : 0U) |
					      (f->disabled ? 0U : USER_LIST_WITH_ENABLED) },
	    ret, ret_n);
}

enum err account_list(struct ctx *cx, const struct account_filter *filter, struct account **ret,
		      size_t *ret_n)
{
	struct user_list_row *rows;
	struct account *list;
	size_t n;

	TRY(read_list(cx, filter, &rows, &n));
	list = ARENA_ARRAY(cx->arena, n, struct account);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct account){ .id = rows[i].id,
					    .version = rows[i].version,
					    .login = rows[i].login,
					    .name = rows[i].name,
					    .phone = rows[i].phone,
					    .email = rows[i].email,
					    .lang = rows[i].lang == LANG_EN ? LANG_EN : LANG_ID,
					    .unit_id = rows[i].unit_id,
					    .unit_name = rows[i].unit_name,
					    .roles = (unsigned)rows[i].roles,
					    .valid_until = rows[i].valid_until,
					    .disabled = rows[i].disabled != 0,
					    .must_change = rows[i].must_change != 0,
					    .has_totp = rows[i].has_totp != 0,
					    .has_passkey = rows[i].has_passkey != 0,
					    .made_at = rows[i].made_at };
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

enum err account_options(struct ctx *cx, int64_t unit_id, struct options *ret)
{
	struct user_list_row *rows;
	struct option *items;
	size_t n;

	TRY(read_list(cx, &(struct account_filter){ .unit_id = unit_id }, &rows, &n));
	items = ARENA_ARRAY(cx->arena, n, struct option);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct option){
			.value = str_digits(cx->arena, rows[i].id),
			.label = rows[i].name,
		};
	*ret = (struct options){ .items = items, .n = n };
	return ERR_OK;
}

enum err account_roles(struct ctx *cx, int64_t id, struct account_role **ret, size_t *ret_n)
{
	struct user_roles_row *rows;
	struct account_role *roles;
	size_t n;

	TRY(user_roles_all(cx, &(struct user_roles_args){ .user_id = id }, &rows, &n));
	roles = ARENA_ARRAY(cx->arena, n, struct account_role);
	for (size_t i = 0; i < n; i++)
		roles[i] = (struct account_role){ .role = (enum role)rows[i].role,
						  .unit_id = rows[i].unit_id,
						  .region_id = rows[i].region_id };
	*ret = roles;
	*ret_n = n;
	return ERR_OK;
}

enum err account_units(struct ctx *cx, int64_t id, int64_t **ret, size_t *ret_n)
{
	struct user_units_row *rows;
	int64_t *units;
	size_t n;

	TRY(user_units_all(cx, &(struct user_units_args){ .user_id = id }, &rows, &n));
	units = ARENA_ARRAY(cx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		units[i] = rows[i].unit_id;
	*ret = units;
	*ret_n = n;
	return ERR_OK;
}

/* ---- changing ---------------------------------------------------------------------------- */

enum err account_changed_one(struct ctx *cx, int64_t changed)
{
	return changed == 1 ? ERR_OK : refuse(cx, T_ACCOUNT_MEANWHILE);
}

bool account_login_valid(const char *login)
{
	size_t n = login ? strlen(login) : 0;

	if (n < 2 || n > 40 || login[0] < 'a' || login[0] > 'z')
		return false;
	return strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

/* What ends at midnight ended the day before. */
int32_t account_last_day(const struct ctx *cx, const struct account *a)
{
	return clock_date(a->valid_until - 1, cx->app->zone_minutes);
}

enum err account_create(struct ctx *cx, const struct account *v, const char *password_hash,
			int64_t *ret_id)
{
	const char *login = login_fold(cx, v->login);
	int64_t id = APP_ID(cx);

	if (!account_login_valid(login))
		return err_set(cx, ERR_INVALID,
			       "a sign-in name has 2 to 40 letters, digits, "
			       "dots, dashes or underscores, and begins with a letter");
	TRY(user_insert_run(cx,
			    &(struct user_insert_args){ .id = id,
							.login = login,
							.name = v->name,
							.phone = v->phone,
							.email = v->email,
							.password_hash = password_hash,
							.lang = v->lang,
							.unit_id = v->unit_id,
							.valid_until = v->valid_until,
							.disabled = v->disabled,
							.must_change = v->must_change },
			    NULL));
	if (v->unit_id)
		TRY(user_unit_add_run(
		    cx, &(struct user_unit_add_args){ .user_id = id, .unit_id = v->unit_id },
		    NULL));
	TRY(audit_leaf(cx, "account.create", id,
		       arena_printf(cx->arena, "unit=%lld", (long long)v->unit_id)));
	*ret_id = id;
	return ERR_OK;
}

/* Roles and reach follow a person who moves from one unit to another. */
static enum err move_unit(struct ctx *cx, int64_t id, int64_t from, int64_t to)
{
	if (from == to)
		return ERR_OK;
	TRY(user_role_follow_run(
	    cx,
	    &(struct user_role_follow_args){ .user_id = id, .old_unit_id = from, .unit_id = to },
	    NULL));
	if (from)
		TRY(user_unit_drop_run(
		    cx, &(struct user_unit_drop_args){ .user_id = id, .unit_id = from }, NULL));
	if (to)
		TRY(user_unit_add_run(
		    cx, &(struct user_unit_add_args){ .user_id = id, .unit_id = to }, NULL));
	return ERR_OK;
}

/* Another administrator must remain, now and until his own last day. */
static enum err keep_admin(struct ctx *cx, int64_t without)
{
	struct user_other_admins_row row;

	/* Two administrators who remove each other at once meet at the rows of the role. */
	TRY(user_lock_admins_run(cx, &(struct user_lock_admins_args){ .role = ROLE_ADMIN }, NULL));
	TRY(user_other_admins_one(
	    cx, &(struct user_other_admins_args){ .role = ROLE_ADMIN, .user_id = without }, &row));
	return row.n == 0 ? refuse(cx, T_ACCOUNT_LAST_ADMIN) : ERR_OK;
}

enum err account_update(struct ctx *cx, const struct account *v)
{
	struct account old;
	int64_t changed;

	TRY(account_get(cx, v->id, &old));
	if (v->valid_until == 0 && (old.roles & 1U << ROLE_AUDITOR))
		return err_set(cx, ERR_INVALID, "an auditor has a last day");
	if (v->valid_until != 0 && (old.roles & 1U << ROLE_ADMIN))
		TRY(keep_admin(cx, v->id));
	TRY(user_update_run(cx,
			    &(struct user_update_args){ .id = v->id,
							.version = v->version,
							.name = v->name,
							.phone = v->phone,
							.email = v->email,
							.unit_id = v->unit_id,
							.valid_until = v->valid_until },
			    &changed));
	TRY(account_changed_one(cx, changed));
	TRY(move_unit(cx, v->id, old.unit_id, v->unit_id));
	return audit_leaf(cx, "account.update", v->id,
			  arena_printf(cx->arena, "unit=%lld;until=%lld", (long long)v->unit_id,
				       (long long)v->valid_until));
}

/* The set of roles, if it can be given to this account. */
static enum err check_roles(struct ctx *cx, const struct account *a,
			    const struct account_role *roles, size_t n, unsigned *ret_bits)
{
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++) {
		if (bits & 1U << roles[i].role)
			return err_set(cx, ERR_INVALID, "role %d twice", (int)roles[i].role);
		bits |= 1U << roles[i].role;
	}
	if ((bits & 1U << ROLE_AUDITOR) && a->valid_until == 0)
		return err_set(cx, ERR_INVALID, "an auditor has a last day");
	*ret_bits = bits;
	return ERR_OK;
}

static enum err add_units(struct ctx *cx, int64_t id, const int64_t *units, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (units[i])
			TRY(user_unit_add_run(
			    cx, &(struct user_unit_add_args){ .user_id = id, .unit_id = units[i] },
			    NULL));
	return ERR_OK;
}

static enum err add_role(struct ctx *cx, const struct account *a, const struct account_role *r)
{
	int64_t unit_id = r->unit_id ? r->unit_id : a->unit_id;

	TRY(user_role_add_run(cx,
			      &(struct user_role_add_args){ .user_id = a->id,
							    .role = r->role,
							    .reach = role_reach(r->role),
							    .unit_id = unit_id,
							    .region_id = r->region_id },
			      NULL));
	return add_units(cx, a->id, &unit_id, 1);
}

enum err account_set_roles(struct ctx *cx, int64_t id, int64_t version,
			   const struct account_role *roles, size_t n_roles, const int64_t *units,
			   size_t n_units)
{
	struct account a;
	int64_t changed;
	unsigned bits = 0;

	TRY(account_get(cx, id, &a));
	TRY(check_roles(cx, &a, roles, n_roles, &bits));
	if ((a.roles & ~bits) & 1U << ROLE_ADMIN)
		TRY(keep_admin(cx, id));
	TRY(user_bump_run(cx, &(struct user_bump_args){ .id = id, .version = version }, &changed));
	TRY(account_changed_one(cx, changed));
	TRY(user_role_clear_run(cx, &(struct user_role_clear_args){ .user_id = id }, NULL));
	TRY(user_unit_clear_run(cx, &(struct user_unit_clear_args){ .user_id = id }, NULL));
	TRY(add_units(cx, id, &a.unit_id, 1));
	TRY(add_units(cx, id, units, n_units));
	for (size_t i = 0; i < n_roles; i++)
		TRY(add_role(cx, &a, &roles[i]));
	return audit_leaf(cx, "account.roles", id,
			  arena_printf(cx->arena, "from=%x;to=%x", a.roles, bits));
}

enum err account_disable(struct ctx *cx, int64_t id, int64_t version, bool disabled)
{
	struct account a;
	int64_t changed;

	TRY(account_get(cx, id, &a));
	if (disabled && id == cx->actor->user_id)
		return refuse(cx, T_ACCOUNT_NOT_ONESELF);
	if (disabled && (a.roles & 1U << ROLE_ADMIN))
		TRY(keep_admin(cx, id));
	TRY(user_set_disabled_run(
	    cx,
	    &(struct user_set_disabled_args){ .id = id, .version = version, .disabled = disabled },
	    &changed));
	TRY(account_changed_one(cx, changed));
	if (disabled)
		TRY(session_close_all(cx, id));
	return audit_leaf(cx, disabled ? "account.disable" : "account.enable", id, NULL);
}

/* ---- passwords, second factor -------------------------------------------------------------- */

void account_password_of(const unsigned char *bytes, size_t n, char password[ACCOUNT_PASSWORD_SIZE])
{
	/* Thirty-one signs that can't be mistaken for one another when read out. */
	static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
	size_t at = 0;

	for (size_t i = 0; i < n && at < ACCOUNT_PASSWORD_SIZE - 1; i++) {
		if (bytes[i] >= 248) /* 8 * 31: no sign is likelier than another */
			continue;
		if (at % 5 == 4)
			password[at++] = '-';
		password[at++] = signs[bytes[i] % 31];
	}
	assert(at == ACCOUNT_PASSWORD_SIZE - 1); /* of 64, 49 would have to be passed over */
	password[at] = '\0';
}

void account_one_time_password(char password[ACCOUNT_PASSWORD_SIZE])
{
	unsigned char bytes[64];

	rng_bytes(bytes, sizeof(bytes));
	account_password_of(bytes, sizeof(bytes), password);
	explicit_bzero(bytes, sizeof(bytes));
}

enum err account_reset_password(struct ctx *cx, int64_t id, int64_t version,
				const char *password_hash)
{
	int64_t changed;

	TRY(user_reset_password_run(
	    cx,
	    &(struct user_reset_password_args){
		.id = id, .version = version, .password_hash = password_hash },
	    &changed));
	TRY(account_changed_one(cx, changed));
	TRY(session_close_all(cx, id));
	return audit_leaf(cx, "account.reset_password", id, NULL);
}

enum err account_check_password(struct ctx *cx, const char *password, bool *ret)
{
	struct user_get_row row;

	TRY(user_get_one(cx, &(struct user_get_args){ .id = cx->actor->user_id }, &row));
	*ret = password_check(row.password_hash, password);
	return ERR_OK;
}

static enum err own_changed(struct ctx *cx, int64_t changed)
{
	if (changed == 1)
		return ERR_OK;
	return err_set(cx, ERR_NOTFOUND, "no account %lld", (long long)cx->actor->user_id);
}

enum err account_end_other_sessions(struct ctx *cx)
{
	struct user_sessions_row *open;
	size_t n;

	TRY(user_sessions_all(cx, &open, &n));
	for (size_t i = 0; i < n; i++)
		if (open[i].id != cx->actor->session_id)
			TRY(session_close(cx, open[i].id));
	return ERR_OK;
}

enum err account_change_password(struct ctx *cx, const char *password_hash)
{
	int64_t changed;

	TRY(user_own_password_run(
	    cx, &(struct user_own_password_args){ .password_hash = password_hash }, &changed));
	TRY(own_changed(cx, changed));
	TRY(account_end_other_sessions(cx));
	return audit_leaf(cx, "account.change_password", cx->actor->user_id, NULL);
}

enum err account_set_lang(struct ctx *cx, enum lang lang)
{
	int64_t changed;

	TRY(user_own_lang_run(cx, &(struct user_own_lang_args){ .lang = lang }, &changed));
	return own_changed(cx, changed);
}

enum err account_set_totp(struct ctx *cx, const void *secret, size_t n)
{
	struct blob sealed = { 0 };
	int64_t changed;

	if (secret)
		TRY(vault_seal_bytes(cx, cx->actor->user_id, SEAL_TOTP, secret, n, &sealed));
	TRY(user_own_totp_run(cx, &(struct user_own_totp_args){ .totp_sealed = sealed }, &changed));
	TRY(own_changed(cx, changed));
	return audit_leaf(cx, secret ? "account.totp_on" : "account.totp_off", cx->actor->user_id,
			  NULL);
}

enum err account_drop_totp(struct ctx *cx, int64_t id, int64_t version)
{
	int64_t changed;

	TRY(user_drop_totp_run(cx, &(struct user_drop_totp_args){ .id = id, .version = version },
			       &changed));
	TRY(account_changed_one(cx, changed));
	TRY(session_close_all(cx, id));
	return audit_leaf(cx, "account.totp_dropped", id, NULL);
}

/* ---- own sessions and tokens --------------------------------------------------------------- */

enum err account_session_end(struct ctx *cx, int64_t session_id)
{
	struct user_session_mine_row row;

	TRY(user_session_mine_one(cx, &(struct user_session_mine_args){ .id = session_id }, &row));
	TRY(session_close(cx, session_id));
	return audit_leaf(cx, "account.session_end", cx->actor->user_id, NULL);
}

enum err account_token_end(struct ctx *cx, int64_t token_id)
{
	struct user_token_mine_row row;

	TRY(user_token_mine_one(cx, &(struct user_token_mine_args){ .id = token_id }, &row));
	TRY(token_revoke(cx, token_id));
	return audit_leaf(cx, "account.token_end", cx->actor->user_id,
			  arena_printf(cx->arena, "token=%lld", (long long)token_id));
}
