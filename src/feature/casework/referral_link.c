/*
 * Links by which a receiver without account answers.  One is good for one answer, and a referral
 * has one at a time, so that what was forwarded, kept or lost is worth nothing afterwards.  Whoever
 * answered gets the next one, as long as there is more to say.
 */
#include "feature/casework/casework_impl.h"

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "text/casework.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool referral_link_may(int64_t state, enum link_act act)
{
	static const enum referral_event events[LINK__MAX] = {
		[LINK_ACCEPT] = REFERRAL_EV_ACCEPT, [LINK_WAIT] = REFERRAL_EV_WAITLIST,
		[LINK_REFUSE] = REFERRAL_EV_REFUSE, [LINK_FINISH] = REFERRAL_EV_FINISH,
		[LINK_RETURN] = REFERRAL_EV_RETURN,
	};

	assert(act < LINK__MAX);
	return state > 0 && state < REFERRAL__MAX &&
	       referral_next((enum referral_state)state, events[act]) != 0;
}

bool referral_link_open(int64_t state)
{
	for (int act = 0; act < LINK__MAX; act++)
		if (referral_link_may(state, (enum link_act)act))
			return true;
	return false;
}

static struct blob token_hash(struct ctx *cx, const char *token)
{
	unsigned char *hash = arena_alloc(cx->arena, crypto_generichash_BYTES);

	crypto_generichash(hash, crypto_generichash_BYTES, (const unsigned char *)token,
			   strlen(token), NULL, 0);
	return (struct blob){ hash, crypto_generichash_BYTES };
}

/* Until a day after the answer is due; after the first answer for as long as the city says. */
static enum err link_ends(struct ctx *cx, const struct referral_get_row *r, int64_t *ret)
{
	*ret = 0;
	if (r->state == REFERRAL_WAITLISTED || r->state == REFERRAL_ACCEPTED)
		TRY(ref_due(cx, LIMIT_LINK, cx->now, ret));
	if (r->answer_due_at != 0)
		*ret = MAX(*ret, r->answer_due_at + USEC_DAY);
	return ERR_OK;
}

enum err referral_link_make(struct ctx *cx, int64_t id, char token[LINK_TOKEN_SIZE])
{
	struct referral_link_add_args a = { .id = APP_ID(cx), .referral_id = id };
	unsigned char raw[32];
	struct referral_get_row r;

	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = id }, &r));
	if (!referral_link_open(r.state))
		return refuse(cx, T_CASEWORK_REFUSE_REFERRAL_STATE);
	rng_bytes(raw, sizeof(raw));
	(void)snprintf(token, LINK_TOKEN_SIZE, "%s", base64url(cx->arena, raw, sizeof(raw)));
	a.token_hash = token_hash(cx, token);
	TRY(link_ends(cx, &r, &a.expires_at));
	TRY(referral_links_replace_run(
	    cx, &(struct referral_links_replace_args){ .referral_id = id }, NULL));
	TRY(audit_leaf(cx, "casework.link", id, NULL));
	return referral_link_add_run(cx, &a, NULL);
}

/* A link that is still good, and its referral. */
static enum err link_get(struct ctx *cx, const char *token, struct referral_link_get_row *link,
			 struct referral_get_row *r)
{
	TRY(referral_link_get_one(
	    cx, &(struct referral_link_get_args){ .token_hash = token_hash(cx, token) }, link));
	if (link->used_at != 0)
		return refuse_gone(cx, T_CASEWORK_LINK_USED);
	if (link->replaced_at != 0)
		return refuse_gone(cx, T_CASEWORK_LINK_REPLACED);
	if (link->expires_at < cx->now)
		return refuse_gone(cx, T_CASEWORK_LINK_OLD);
	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = link->referral_id }, r));
	return referral_link_open(r->state) ? ERR_OK : refuse_gone(cx, T_CASEWORK_LINK_OVER);
}

enum err referral_link_find(struct ctx *cx, const char *token, int64_t *ret_id,
			    int64_t *ret_expires_at)
{
	struct referral_link_get_row link;
	struct referral_get_row r;

	TRY(link_get(cx, token, &link, &r));
	*ret_id = r.id;
	*ret_expires_at = link.expires_at;
	return ERR_OK;
}

/* ---- answering --------------------------------------------------------------------------- */

/*
 * Served.  Nobody there can do what comes next, so a case that was handed over goes back to who
 * asked, and the step that it was sent for ends: what waits for it begins.
 */
static enum err link_finish(struct ctx *cx, int64_t id, const char *body)
{
	struct referral_get_row r;
	struct case_root_row c;
	struct step_get_row s = { .state = STEP_ENDED };

	TRY(referral_lock(cx, id, 0, &r, &c));
	if (!referral_link_may(r.state, LINK_FINISH))
		return refuse(cx, T_CASEWORK_REFUSE_REFERRAL_STATE);
	TRY(referral_hand_back(cx, &c, &r, "served"));
	if (r.step_id != 0)
		TRY(step_get_one(cx, &(struct step_get_args){ .id = r.step_id }, &s));
	if (s.state != STEP_ACTIVE)
		return referral_finish(cx, id, 0, body);
	TRY(step_end(cx, s.id, 0, ENDED_DONE, 0, body));
	return referral_tell_sender(cx, &r, "notice.referral_finished");
}

/* On the list no longer than the next link is good: later the place can be put off again. */
static enum err link_wait(struct ctx *cx, int64_t id, const struct answered *who,
			  const struct link_answer *answer)
{
	int64_t last;

	TRY(ref_due(cx, LIMIT_LINK, cx->now, &last));
	if (answer->ask_again_at > last)
		return refuse(cx, T_CASEWORK_LINK_FAR);
	return referral_waitlist(cx, id, 0, who, answer->ask_again_at, answer->body);
}

static enum err link_say(struct ctx *cx, int64_t id, const struct link_answer *answer)
{
	const struct answered who = { .by = answer->by, .how = "tautan" };

	switch (answer->act) {
	case LINK_ACCEPT:
		return referral_accept(cx, id, 0, &who, answer->body);
	case LINK_WAIT:
		return link_wait(cx, id, &who, answer);
	case LINK_REFUSE:
		return referral_refuse(cx, id, 0, &who, answer->reason_code, answer->body);
	case LINK_FINISH:
		return link_finish(cx, id, answer->body);
	case LINK_RETURN:
		return referral_return(cx, id, 0, answer->reason_code, answer->body);
	case LINK__MAX:
		break;
	}
	return ERR_INVALID;
}

enum err referral_link_answer(struct ctx *cx, const char *token, const struct link_answer *answer,
			      char next[LINK_TOKEN_SIZE])
{
	const struct actor *visitor = cx->actor;
	struct referral_link_get_row link;
	struct referral_get_row r;
	struct actor receiver;
	int64_t changed;
	enum err e;

	next[0] = '\0';
	TRY(link_get(cx, token, &link, &r));
	TRY(referral_link_use_run(cx, &(struct referral_link_use_args){ .id = link.id }, &changed));
	if (changed != 1)
		return refuse_gone(cx, T_CASEWORK_LINK_USED);
	/* The link stands for the receiving unit, but for nobody with an account. */
	receiver = (struct actor){ .user_id = ACTOR_SYSTEM,
				   .unit_id = r.to_unit_id,
				   .perms = (permset)1 << PERM_REFERRAL_ANSWER,
				   .name = answer->by };
	cx->actor = &receiver;
	e = link_say(cx, r.id, answer);
	if (e == ERR_OK)
		e = referral_get_one(cx, &(struct referral_get_args){ .id = r.id }, &r);
	if (e == ERR_OK && referral_link_open(r.state))
		e = referral_link_make(cx, r.id, next);
	cx->actor = visitor;
	return e;
}
