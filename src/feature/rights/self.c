/* Codes and sessions of people who open their own data. */
#include "feature/rights/self.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/rights/self_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/tries.h"
#include "platform/vault/vault.h"
#include "text/self.h"

enum { GROUP = 4, SWEEP_DAYS = 90 };

/* A whole kelurahan may stand behind one address. */
static const struct pause_rule by_network = { 20, 5 * USEC_MINUTE, USEC_HOUR };

/* Five wrong birth dates, and the code is as good as dead: longer than it lives. */
static const struct pause_rule by_code = { 5, 31 * USEC_DAY, 31 * USEC_DAY, 31 * USEC_DAY };

/* ---- the code ---------------------------------------------------------------------------- */

static void in_groups(const char raw[static 3 * GROUP], char code[SELF_CODE_SIZE])
{
	for (size_t i = 0; i < 3; i++) {
		memcpy(&code[i * (GROUP + 1)], &raw[i * GROUP], GROUP);
		code[i * (GROUP + 1) + GROUP] = i < 2 ? '-' : '\0';
	}
}

static void code_make(char code[SELF_CODE_SIZE])
{
	char raw[2 * SECRET_SIZE];

	secret_make(raw);
	secret_make(&raw[SECRET_SIZE - 1]);
	in_groups(raw, code);
}

bool self_code_read(const char *typed, char code[SELF_CODE_SIZE])
{
	/* Secrets are read by eight; the second one is filled up. */
	char bare[2 * (SECRET_SIZE - 1) + 1] = "0000000000000000";
	char half[SECRET_SIZE], raw[2 * SECRET_SIZE];
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n >= 3 * GROUP)
			return false;
		bare[n++] = *typed;
	}
	memcpy(half, bare, SECRET_SIZE - 1);
	half[SECRET_SIZE - 1] = '\0';
	if (n != 3 * GROUP || !secret_read(half, raw) ||
	    !secret_read(&bare[SECRET_SIZE - 1], &raw[SECRET_SIZE - 1]))
		return false;
	in_groups(raw, code);
	return true;
}

/* What is hashed: a code is no report's secret. */
static const char *hashed(struct ctx *cx, const char *code)
{
	return arena_printf(cx->arena, "data-saya:%s", code);
}

enum text self_code_why_not(const struct subject *s)
{
	if (facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE) == PERSON_DEAD)
		return T_SELF_DEAD;
	if (s->protected)
		return T_SELF_PROTECTED;
	return facts_core(&s->facts, CORE_BIRTH_DATE) == NULL ? T_SELF_NO_BIRTH_DATE : T__NONE;
}

static enum err may_have_code(struct ctx *cx, int64_t person_id)
{
	enum text why_not;
	struct subject s;

	TRY(subject_get(cx, FACT_PERSON, person_id, &s));
	if (s.erased)
		return err_set(cx, ERR_NOTFOUND, "%lld was erased", (long long)person_id);
	why_not = self_code_why_not(&s);
	return why_not == T__NONE ? ERR_OK : refuse(cx, why_not);
}

enum err self_code_give(struct ctx *cx, int64_t person_id, char ret_code[SELF_CODE_SIZE],
			int64_t *ret_id)
{
	struct self_code_add_args a = { .id = APP_ID(cx), .unit_id = cx->actor->unit_id };

	TRY(person_check_scope(cx, person_id));
	TRY(person_present(cx, person_id, &a.person_id));
	TRY(may_have_code(cx, a.person_id));
	TRY(ref_due(cx, "kode_data_saya", cx->now, &a.until_at));
	code_make(ret_code);
	TRY(vault_blind(cx, SEAL_REPORTER, hashed(cx, ret_code), &a.code_blind));
	TRY(self_code_replace_run(cx, &(struct self_code_replace_args){ .person_id = a.person_id },
				  NULL));
	TRY(self_code_add_run(cx, &a, NULL));
	*ret_id = a.id;
	return audit_leaf(cx, "rights.code_give", a.id,
			  arena_printf(cx->arena, "person=%lld", (long long)a.person_id));
}

static enum err end_code(struct ctx *cx, int64_t id)
{
	int64_t changed;

	TRY(self_code_end_run(cx, &(struct self_code_end_args){ .id = id }, &changed));
	return changed == 1 ? audit_leaf(cx, "rights.code_end", id, NULL) : ERR_OK;
}

enum err self_code_revoke(struct ctx *cx, int64_t id)
{
	struct self_code_row_row row;

	TRY(self_code_row_one(cx, &(struct self_code_row_args){ .id = id }, &row));
	TRY(person_check_scope(cx, row.person_id));
	return end_code(cx, id);
}

enum err self_code_fits(struct ctx *cx, int64_t id, const char *typed, bool *ret)
{
	struct self_code_row_row row;
	char code[SELF_CODE_SIZE];

	*ret = false;
	TRY(self_code_row_one(cx, &(struct self_code_row_args){ .id = id }, &row));
	if (typed == NULL || !self_code_read(typed, code))
		return ERR_OK;
	return vault_blind_fits(cx, SEAL_REPORTER, hashed(cx, code), row.code_blind, ret);
}

/* ---- opening ----------------------------------------------------------------------------- */

static enum err find_code(struct ctx *cx, const char *code, struct self_code_find_row *ret,
			  bool *ret_found)
{
	struct blob *blinds;
	size_t n;

	*ret_found = false;
	TRY(vault_blinds(cx, SEAL_REPORTER, hashed(cx, code), &blinds, &n));
	for (size_t i = 0; i < n && !*ret_found; i++)
		TRY(self_code_find_maybe(
		    cx, &(struct self_code_find_args){ .code_blind = blinds[i] }, ret, ret_found));
	return ERR_OK;
}

/* The row that speaks for him, unless nothing may be opened of him. */
static enum err who_is(struct ctx *cx, int64_t person_id, int64_t *ret)
{
	struct self_person_row row;

	TRY(person_present(cx, person_id, ret));
	TRY(self_person_one(cx, &(struct self_person_args){ .id = *ret }, &row));
	return row.protected || row.erased_at != 0
		   ? err_set(cx, ERR_UNAUTH, "%lld opens nothing", (long long)*ret)
		   : ERR_OK;
}

static enum err born_then(struct ctx *cx, int64_t person_id, int64_t birth_date)
{
	struct subject s;
	int64_t present;
	int32_t held;

	TRY(who_is(cx, person_id, &present));
	TRY(subject_get(cx, FACT_PERSON, present, &s));
	if (facts_core(&s.facts, CORE_BIRTH_DATE) == NULL ||
	    !date_parse(facts_core(&s.facts, CORE_BIRTH_DATE), &held) || held != birth_date)
		return err_set(cx, ERR_UNAUTH, "data-saya: not born then");
	return ERR_OK;
}

enum { BY_NETWORK, BY_CODE, KEYS };

enum err self_check(struct ctx *cx, const char *code, int64_t birth_date, const char *remote,
		    int64_t *ret_code_id)
{
	char normal[SELF_CODE_SIZE] = "";
	bool well_formed = self_code_read(code, normal), found;
	struct try_key keys[KEYS] = {
		{ .rule = &by_network,
		  .key = arena_printf(cx->arena, "data-saya/%lld/%s", (long long)cx->city,
				      auth_network(cx, remote)) },
		{ .rule = &by_code,
		  .key = arena_printf(cx->arena, "data-saya-kode/%lld/%s", (long long)cx->city,
				      normal),
		  .all = true },
	};
	struct self_code_find_row row;
	size_t n = well_formed ? KEYS : BY_CODE, refused;

	TRY(tries_count(cx, keys, n, &refused));
	if (refused == BY_NETWORK)
		return err_set(cx, ERR_LIMIT, "data-saya: too many tries from one network");
	if (refused < n || !well_formed)
		return err_set(cx, ERR_UNAUTH, "data-saya: no code, or tried too often");
	TRY(find_code(cx, normal, &row, &found));
	if (!found)
		return err_set(cx, ERR_UNAUTH, "data-saya: no such code");
	TRY(born_then(cx, row.person_id, birth_date));
	*ret_code_id = row.id;
	return tries_forget(cx, keys, KEYS);
}

/* ---- the session ------------------------------------------------------------------------- */

enum err self_open(struct ctx *cx, int64_t code_id, char token[AUTH_TOKEN_SIZE])
{
	unsigned char hash[AUTH_HASH_SIZE];
	struct self_session_add_args a = { .id = APP_ID(cx),
					   .code_id = code_id,
					   .until_at = cx->now + SELF_LASTS };
	int64_t changed;

	TRY(self_code_opened_run(cx, &(struct self_code_opened_args){ .id = code_id }, &changed));
	if (changed != 1)
		return err_set(cx, ERR_UNAUTH, "data-saya: the code has ended meanwhile");
	auth_token_make(cx, token);
	a.token_hash = auth_token_hash(token, hash);
	TRY(self_session_add_run(cx, &a, NULL));
	return audit_leaf(cx, "rights.self_open", a.id,
			  arena_printf(cx->arena, "code=%lld", (long long)code_id));
}

enum err self_find(struct ctx *cx, const char *token, struct self *ret)
{
	unsigned char hash[AUTH_HASH_SIZE];
	struct self_session_find_row row;
	bool found;

	if (token == NULL || strlen(token) != AUTH_TOKEN_SIZE - 1)
		return err_set(cx, ERR_UNAUTH, "data-saya: no session");
	TRY(self_session_find_maybe(
	    cx, &(struct self_session_find_args){ .token_hash = auth_token_hash(token, hash) },
	    &row, &found));
	if (!found)
		return err_set(cx, ERR_UNAUTH, "data-saya: the session has ended");
	*ret = (struct self){
		.session_id = row.id,
		.code_id = row.code_id,
		.unit_id = row.unit_id,
		.opened_at = row.opened_at,
		.until_at = MIN(row.until_at, row.code_until_at),
	};
	return who_is(cx, row.person_id, &ret->person_id);
}

enum err self_stay(struct ctx *cx, const struct self *s)
{
	const int64_t until = MIN(cx->now + SELF_LASTS, s->opened_at + SELF_MOST);

	return self_session_stay_run(
	    cx, &(struct self_session_stay_args){ .id = s->session_id, .until_at = until }, NULL);
}

enum err self_close(struct ctx *cx, const struct self *s, bool revoke)
{
	TRY(self_session_close_run(cx, &(struct self_session_close_args){ .id = s->session_id },
				   NULL));
	return revoke ? end_code(cx, s->code_id) : ERR_OK;
}

enum err self_sweep(struct ctx *cx, int64_t object, const char *detail)
{
	(void)object;
	(void)detail;
	return self_session_sweep_run(
	    cx, &(struct self_session_sweep_args){ .before_at = cx->now - SWEEP_DAYS * USEC_DAY },
	    NULL);
}
