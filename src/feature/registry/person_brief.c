/* What the registry knows of somebody at a glance, for rooms that meet him. */
#include "feature/registry/page_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/warga.h"

/* "Keluarga Tardi, 4 orang", of whom the actor sees. */
static enum err family_line(struct ctx *cx, int64_t family_id, const char **ret)
{
	struct relative *m;
	struct subject s;
	size_t n, living = 0;

	TRY(subject_get(cx, FACT_FAMILY, family_id, &s));
	TRY(subject_words(cx, &s, ret));
	TRY(family_members(cx, family_id, &m, &n));
	for (size_t i = 0; i < n; i++)
		living += m[i].state == PERSON_ALIVE;
	*ret = text_fill(cx, T_WARGA_BRIEF_FAMILY, *ret, say_number(cx, (int64_t)living), NULL);
	return ERR_OK;
}

static const char *or_null(const char *s)
{
	return str_blank(s) ? NULL : s;
}

enum err person_brief(struct ctx *cx, int64_t id, struct person_brief *ret)
{
	const struct as_of now = { .known_at = INT64_MAX };
	int64_t present, family, state;
	struct ui_fact desil;
	struct subject s;

	*ret = (struct person_brief){ 0 };
	TRY(person_present(cx, id, &present));
	TRY(subject_get(cx, FACT_PERSON, present, &s));
	if (s.erased)
		return ERR_OK;
	state = facts_core_int(&s.facts, CORE_STATE, PERSON_ALIVE);
	ret->sex = or_null(core_words(cx, &s.facts, CORE_SEX));
	ret->age = or_null(age_of(cx, &s.facts, ref_today(cx)));
	ret->gone = or_null(state_words(cx, state, facts_core(&s.facts, CORE_STATE_DATE)));
	ret->home =
	    or_null(address_words(cx, &s.facts, CORE_ADDRESS, CORE_RT, CORE_RW, CORE_REGION));
	family = facts_core_int(&s.facts, CORE_FAMILY, 0);
	if (family == 0)
		return ERR_OK;
	TRY(family_line(cx, family, &ret->family));
	TRY(desil_fact(cx, family, &now, &desil));
	ret->desil = desil.value;
	ret->desil_note = desil.note;
	return ERR_OK;
}
