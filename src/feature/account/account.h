/*
 * Account: the people who sign in, their roles, and how far each sees.
 *
 * A role is held for a unit and reaches as far as role.def says: the units a person serves, the
 * kelurahan these cover (or one region named with the role), or the city.  v_user_reach says it in
 * rows for the scope views of other rooms.  Passwords arrive here as Argon2id hashes: hashing is
 * slow and belongs to prepare.  There is always one enabled administrator.
 */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "platform/auth/passkey.h"
#include "platform/form/form.h"

struct account {
	int64_t id, version;
	const char *login, *name, *phone, *email;
	enum lang lang;
	int64_t unit_id; /* 0: none, acts for the whole city */
	const char *unit_name;
	unsigned roles;      /* bit set of enum role; read only: see account_set_roles() */
	int64_t valid_until; /* 0: no end */
	bool disabled, must_change, has_totp;
	bool has_passkey; /* one at least that is not refused */
	int64_t made_at;
};

struct account_role {
	enum role role;
	int64_t unit_id;   /* 0: the unit of the account */
	int64_t region_id; /* kelurahan or kecamatan instead of what the unit covers, 0: none */
};

struct account_filter {
	int64_t unit_id; /* 0: any */
	unsigned roles;  /* holders of one of these; 0: any */
	bool disabled;   /* the disabled ones as well */
};

/* Registers the accounts with platform/auth: main.c calls it once. */
void account_register(void);

/* ---- reading ----------------------------------------------------------------------------- */

/* ERR_NOTFOUND: no such account in this city. */
enum err account_get(struct ctx *cx, int64_t id, struct account *ret) NODISCARD;
enum err account_by_login(struct ctx *cx, const char *login, struct account *ret,
			  bool *found) NODISCARD;
enum err account_list(struct ctx *cx, const struct account_filter *filter, struct account **ret,
		      size_t *ret_n) NODISCARD;
enum err account_roles(struct ctx *cx, int64_t id, struct account_role **ret,
		       size_t *ret_n) NODISCARD;

/* The units a person serves, his own among them. */
enum err account_units(struct ctx *cx, int64_t id, int64_t **ret, size_t *ret_n) NODISCARD;

/* Enabled people who serve a unit, as choices of a form: value is the id. */
enum err account_options(struct ctx *cx, int64_t unit_id, struct options *ret) NODISCARD;

/* What a browser calls itself, as people call it: "Chrome, Android"; agent where that is unknown.
 */
const char *browser_words(struct arena *a, const char *agent);

/* From when on each role needs a second factor; 0: it does not.  As long as the memory of cx. */
struct account_factor_rule {
	int64_t from[ROLE__MAX];
};
enum err account_factor_rule(struct ctx *cx, const struct account_factor_rule **ret) NODISCARD;

/* The earliest of a set of roles; 0: none of them needs one. */
int64_t account_factor_at(const struct account_factor_rule *rule, unsigned roles);

/* The last day on which an account with an end may sign in, as people say it. */
int32_t account_last_day(const struct ctx *cx, const struct account *a);

/* ---- changing ---------------------------------------------------------------------------- */

/*
 * Adds an account without roles: everything of v but id, version, roles, has_totp and made_at.
 * The login is kept in small letters.  ERR_CONFLICT: it is taken; ERR_INVALID: not a login.
 */
enum err account_create(struct ctx *cx, const struct account *v, const char *password_hash,
			int64_t *ret_id) NODISCARD;

/* Two to forty of a-z 0-9 . _ - that begin with a letter. */
bool account_login_valid(const char *login);

/* Name, telephone, mail, unit and last day; v->id and v->version say which. */
enum err account_update(struct ctx *cx, const struct account *v) NODISCARD;

/*
 * Replaces the roles and the further units a person serves.  ERR_INVALID: an auditor without
 * valid_until, or a role twice; ERR_CONFLICT: the last administrator would go, or an old version.
 */
enum err account_set_roles(struct ctx *cx, int64_t id, int64_t version,
			   const struct account_role *roles, size_t n_roles, const int64_t *units,
			   size_t n_units) NODISCARD;

/* A readable password for once, four groups of four; more than 75 bits. */
#define ACCOUNT_PASSWORD_SIZE 20
void account_one_time_password(char password[ACCOUNT_PASSWORD_SIZE]);

/* The same out of 64 or more bytes that nobody can foretell. */
void account_password_of(const unsigned char *bytes, size_t n,
			 char password[ACCOUNT_PASSWORD_SIZE]);

/* Gives a new password that must be changed at the next sign-in, and ends the sessions. */
enum err account_reset_password(struct ctx *cx, int64_t id, int64_t version,
				const char *password_hash) NODISCARD;

/* Whether this is the acting person's password.  prepare-time: slow. */
enum err account_check_password(struct ctx *cx, const char *password, bool *ret) NODISCARD;

/* The acting person chooses his own; his other sessions end. */
enum err account_change_password(struct ctx *cx, const char *password_hash) NODISCARD;
enum err account_set_lang(struct ctx *cx, enum lang lang) NODISCARD;

/* Turns the second factor of the acting person on (20 secret bytes), or off (NULL, 0). */
enum err account_set_totp(struct ctx *cx, const void *secret, size_t n) NODISCARD;

/* Takes the second factor from somebody who lost his telephone. */
enum err account_drop_totp(struct ctx *cx, int64_t id, int64_t version) NODISCARD;

/* Sessions end at once.  ERR_CONFLICT: the last administrator, oneself, or an old version. */
enum err account_disable(struct ctx *cx, int64_t id, int64_t version, bool disabled) NODISCARD;

/* ---- passkeys ------------------------------------------------------------------------------ */

struct account_passkey {
	int64_t id, made_at, used_at; /* used_at 0: not yet */
	const char *label, *rp;       /* rp: the host name it is good for */
	struct blob credential;
	bool copied; /* its counter went back: refused from then on */
};
enum { ACCOUNT_PASSKEYS = 20 }; /* of one account, at most */

/* The oldest first. */
enum err account_passkeys(struct ctx *cx, int64_t user_id, struct account_passkey **ret,
			  size_t *ret_n) NODISCARD;

/* One of the acting person.  ERR_NOTFOUND: not his. */
enum err account_passkey_get(struct ctx *cx, int64_t id, struct account_passkey *ret) NODISCARD;

/* The handle of the acting person in authenticators: his, or a new one that is not kept yet. */
enum err account_passkey_handle(struct ctx *cx, struct blob *ret) NODISCARD;

/*
 * Adds one to the acting person's, who was asked for his password before.  ERR_CONFLICT, with the
 * sentence: the challenge was answered before, the passkey is known already, he has too many, or
 * another handle by now.
 */
enum err account_passkey_add(struct ctx *cx, const char *label, const char *rp, struct blob handle,
			     const struct passkey_made *made, int64_t *ret_id) NODISCARD;

/* Gives one of the acting person's another name.  ERR_NOTFOUND: not his. */
enum err account_passkey_rename(struct ctx *cx, int64_t id, const char *label) NODISCARD;

/* Takes one of the acting person's away; his other sessions end.  ERR_NOTFOUND: not his. */
enum err account_passkey_remove(struct ctx *cx, int64_t id) NODISCARD;

/* Takes all from somebody; his sessions end. */
enum err account_drop_passkeys(struct ctx *cx, int64_t id, int64_t version) NODISCARD;

/*
 * What signing in with one writes, before the session: the challenge is used up, the counter goes
 * on.  ERR_CONFLICT, with the sentence: it was answered before, or somebody was faster with a
 * higher counter.
 */
enum err account_passkey_used(struct ctx *cx, const struct passkey_opened *opened) NODISCARD;

/* Its counter went back, as of a copy: it opens nothing any more.  A write of its own. */
enum err account_passkey_copied(struct ctx *cx, int64_t user_id, int64_t id) NODISCARD;

/* Has somebody one that may have been copied? */
enum err account_passkey_doubt(struct ctx *cx, int64_t user_id, bool *ret) NODISCARD;

/* ---- own sessions and tokens --------------------------------------------------------------- */

/* Ends a session or revokes a token of the acting person.  ERR_NOTFOUND: not his. */
enum err account_session_end(struct ctx *cx, int64_t session_id) NODISCARD;
enum err account_token_end(struct ctx *cx, int64_t token_id) NODISCARD;

#endif
