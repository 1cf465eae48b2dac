/*
 * What a sentence about a row is filled with, kept so that it can be told in the language of
 * whoever reads it: a mark, a letter for its kind, and its parts.  Anything else is a text and told
 * as it is.
 */
#include "feature/intake/intake_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/reference/reference.h"
#include "platform/i18n/i18n.h"

#define MARK      '\1'
#define SEPARATOR '\37'

enum { PARTS_MAX = 8 };

const char *kept_day(struct arena *a, int32_t day)
{
	return arena_printf(a, "%cd%d", MARK, day);
}

const char *kept_due(struct arena *a, const struct benefit *b)
{
	return arena_printf(a, "%cp%s%c%s", MARK, b->programme, SEPARATOR, b->period);
}

const char *kept_aid(struct arena *a, const struct benefit *b)
{
	return arena_printf(a, "%ca%d%c%lld%c%lld%c%d%c%s", MARK, (int)b->state, SEPARATOR,
			    (long long)b->amount, SEPARATOR, (long long)b->quantity, SEPARATOR,
			    b->paid_on, SEPARATOR, b->goods != NULL ? b->goods : "");
}

const char *kept_answer(struct arena *a, const char *number, const struct verval_answer *answer)
{
	return arena_printf(a, "%cv%s%c%d%c%d%c%s", MARK, number != NULL ? number : "", SEPARATOR,
			    (int)answer->said, SEPARATOR, answer->on, SEPARATOR,
			    answer->why != NULL ? answer->why : "");
}

const char *kept_known(struct arena *a, const char *set)
{
	return arena_printf(a, "%ck%s", MARK, set);
}

/* ---- told ------------------------------------------------------------------------------------ */

struct parts {
	char *at[PARTS_MAX];
	size_t n;
};

/* The last part keeps whatever separators a text may hold. */
static struct parts parts_of(struct arena *a, const char *kept, size_t max)
{
	struct parts p = { .n = 1 };
	char *s = arena_strdup(a, kept);

	p.at[0] = s;
	for (; *s != '\0' && p.n < max; s++)
		if (*s == SEPARATOR) {
			*s = '\0';
			p.at[p.n++] = s + 1;
		}
	return p;
}

static bool number_of(const char *s, int64_t least, int64_t most, int64_t *ret)
{
	return str_i64(s, ret) && *ret >= least && *ret <= most;
}

static bool tell_day(struct ctx *cx, const char *kept, const char **ret)
{
	int64_t day;

	if (!number_of(kept, INT32_MIN, INT32_MAX, &day))
		return false;
	*ret = say_date_short(cx, (int32_t)day);
	return true;
}

/* "PKH triwulan I 2026". */
static bool tell_due(struct ctx *cx, const char *kept, const char **ret)
{
	struct parts p = parts_of(cx->arena, kept, 2);

	if (p.n != 2 || benefit_period_on(p.at[1]) == DATE_NONE)
		return false;
	*ret = arena_printf(cx->arena, "%s %s", programme_short(cx, p.at[0]),
			    benefit_period_words(cx, p.at[1]));
	return true;
}

/* "disalurkan Rp600.000, 12 Mar 2026". */
static bool tell_aid(struct ctx *cx, const char *kept, const char **ret)
{
	struct parts p = parts_of(cx->arena, kept, 5);
	struct benefit b = { 0 };
	const char *worth;
	int64_t state, day;

	if (p.n != 5 || !number_of(p.at[0], 1, BENEFIT__STATES - 1, &state) ||
	    !str_i64(p.at[1], &b.amount) || !str_i64(p.at[2], &b.quantity) ||
	    !number_of(p.at[3], INT32_MIN, INT32_MAX, &day))
		return false;
	b.goods = p.at[4][0] != '\0' ? p.at[4] : NULL;
	worth = benefit_worth(cx, &b);
	*ret = arena_printf(cx->arena, "%s%s%s", text(cx, benefit_state_text(state)),
			    worth[0] != '\0' ? " " : "", worth);
	if (day != DATE_NONE)
		*ret = arena_printf(cx->arena, "%s, %s", *ret, say_date_short(cx, (int32_t)day));
	return true;
}

/* "US-4K2: Ditolak, 12 Mar 2026: ...". */
static bool tell_answer(struct ctx *cx, const char *kept, const char **ret)
{
	struct parts p = parts_of(cx->arena, kept, 4);
	struct verval_answer answer = { 0 };
	int64_t said, on;

	if (p.n != 4 || !number_of(p.at[1], SAID_ACCEPTED, SAID_PENDING, &said) ||
	    !number_of(p.at[2], INT32_MIN, INT32_MAX, &on))
		return false;
	answer.said = (enum verval_said)said;
	answer.on = (int32_t)on;
	answer.why = p.at[3][0] != '\0' ? p.at[3] : NULL;
	*ret = verval_answer_words(cx, &answer);
	if (p.at[0][0] != '\0')
		*ret = arena_printf(cx->arena, "%s: %s", p.at[0], *ret);
	return true;
}

enum err kept_words(struct ctx *cx, const char *kept, const char **ret)
{
	static const struct {
		char kind;
		bool (*tell)(struct ctx *cx, const char *kept, const char **ret);
	} kinds[] = {
		{ 'd', tell_day },
		{ 'p', tell_due },
		{ 'a', tell_aid },
		{ 'v', tell_answer },
	};

	*ret = kept != NULL ? kept : "";
	if ((*ret)[0] != MARK)
		return ERR_OK;
	if (kept[1] == 'k')
		return answer_words_known(cx, kept + 2, ret);
	for (size_t i = 0; i < LEN(kinds); i++)
		if (kept[1] == kinds[i].kind && kinds[i].tell(cx, kept + 2, ret))
			return ERR_OK;
	*ret = kept + 1; /* a cell that begins with the mark */
	return ERR_OK;
}
