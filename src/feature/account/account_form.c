/* The form of one person's account: on the page of one, and row by row in a list of many. */
#include "feature/account/account_form.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "platform/app.h"
#include "text/account.h"
#include "text/auth.h"

const struct member account_role_members[] = {
#define ROLE(name, key, reach) [ROLE_##name] = { #name, T_ROLE_##name, T__NONE },
#define GRANT(role, perm)
#include "platform/auth/role.def"
#undef ROLE
#undef GRANT
	{ NULL, T__NONE, T__NONE },
};

enum err account_unit_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return directory_options(cx, NULL, ret);
}

int64_t account_form_id(const struct form *f, int field)
{
	int64_t id = 0;

	(void)str_i64(form_raw(f, field), &id);
	return id;
}

/* The instant at which the last day is over; 0 without one. */
static int64_t end_of_day(const struct ctx *cx, const struct form *f, int field)
{
	int64_t days = form_int(f, field, DB_NONE);
	struct civil c;

	if (days == DB_NONE)
		return 0;
	c = date_civil((int32_t)days + 1);
	return clock_instant(&c, cx->app->zone_minutes);
}

#define PERSON_FIELDS                                                                              \
	[A_NAME] = { .name = "name",                                                               \
		     .kind = FIELD_TEXT,                                                           \
		     .label = T_ACCOUNT_NAME,                                                      \
		     .required = true,                                                             \
		     .max = 100,                                                                   \
		     .autocomplete = "off" },                                                      \
	[A_LOGIN] = { .name = "login",                                                             \
		      .kind = FIELD_TEXT,                                                          \
		      .label = T_ACCOUNT_LOGIN,                                                    \
		      .hint = T_ACCOUNT_LOGIN_HINT,                                                \
		      .required = true,                                                            \
		      .max = 40 },                                                                 \
	[A_UNIT] = { .name = "unit",                                                               \
		     .kind = FIELD_REF,                                                            \
		     .label = T_ACCOUNT_UNIT,                                                      \
		     .hint = T_ACCOUNT_UNIT_HINT,                                                  \
		     .options = account_unit_choices },                                            \
	[A_PHONE] = { .name = "phone", .kind = FIELD_PHONE, .label = T_ACCOUNT_PHONE },            \
	[A_EMAIL] = { .name = "email", .kind = FIELD_TEXT, .label = T_ACCOUNT_EMAIL, .max = 120 }, \
	[A_UNTIL] = { .name = "valid_until",                                                       \
		      .kind = FIELD_DATE,                                                          \
		      .label = T_ACCOUNT_VALID_UNTIL,                                              \
		      .hint = T_ACCOUNT_VALID_UNTIL_HINT }

static enum err new_check(struct ctx *cx, struct form *f)
{
	struct account other;
	bool found;

	if (!account_login_valid(form_text(f, A_LOGIN))) {
		form_problem(cx, f, A_LOGIN, T_ACCOUNT_LOGIN_WRONG, NULL);
	} else {
		TRY(account_by_login(cx, form_text(f, A_LOGIN), &other, &found));
		if (found)
			form_problem(cx, f, A_LOGIN, T_ACCOUNT_LOGIN_TAKEN, NULL);
	}
	if ((form_checks(f, A_ROLES) & 1U << ROLE_AUDITOR) && !form_text(f, A_UNTIL))
		form_problem(cx, f, A_UNTIL, T_ACCOUNT_AUDITOR_UNTIL, NULL);
	return ERR_OK;
}

static const struct field new_fields[] = {
	PERSON_FIELDS,
	[A_ROLES] = { .name = "roles",
		      .kind = FIELD_CHECKS,
		      .label = T_ACCOUNT_ROLES,
		      .required = true,
		      .members = account_role_members },
	[A_PASSWORD] = { .name = "password",
			 .kind = FIELD_TEXT,
			 .label = T_ACCOUNT_ONCE_PASSWORD,
			 .hint = T_ACCOUNT_ONCE_PASSWORD_HINT,
			 .required = true,
			 .max = 100 },
	{ .kind = FIELD_END },
};
const struct form_def account_new_form = {
	.name = "account_new", .fields = new_fields, .check = new_check, .submit = T_ACCOUNT_CREATE
};

static const struct field edit_fields[] = {
	PERSON_FIELDS,
	[A_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_ACCOUNT_NAME },
	{ .kind = FIELD_END },
};
const struct form_def account_edit_form = { .name = "account_edit",
					    .fields = edit_fields,
					    .submit = T_ACCOUNT_SAVE };

size_t account_roles_of(struct account_role ret[static ROLE__MAX], uint64_t bits, int64_t region_id)
{
	size_t n = 0;

	for (int i = 0; i < ROLE__MAX; i++)
		if (bits & UINT64_C(1) << i)
			ret[n++] =
			    (struct account_role){ .role = (enum role)i, .region_id = region_id };
	return n;
}

struct account account_of_form(const struct ctx *cx, const struct form *f)
{
	return (struct account){ .login = form_text(f, A_LOGIN),
				 .name = form_text(f, A_NAME),
				 .phone = form_text(f, A_PHONE),
				 .email = form_text(f, A_EMAIL),
				 .unit_id = account_form_id(f, A_UNIT),
				 .valid_until = end_of_day(cx, f, A_UNTIL) };
}

enum err account_make(struct ctx *cx, const struct form *f, const char *password_hash,
		      int64_t *ret_id)
{
	struct account_role roles[ROLE__MAX];
	struct account v = account_of_form(cx, f);

	v.must_change = true;
	TRY(account_create(cx, &v, password_hash, ret_id));
	return account_set_roles(cx, *ret_id, 1, roles,
				 account_roles_of(roles, form_checks(f, A_ROLES), 0), NULL, 0);
}
