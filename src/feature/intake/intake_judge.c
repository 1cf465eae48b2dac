/* Who a row is about, and whether it says anything new. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/names/names.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

/* Names less alike than this, with another birth date, are two people under one NIK. */
#define NAME_ALIKE 600

enum { DESIL_LISTS = 12 }; /* of a family, looked through */

bool intake_creates(enum intake_kind kind)
{
	return kind == INTAKE_PEOPLE || kind == INTAKE_REGSOSEK;
}

struct origin intake_origin(const struct intake_get_row *in)
{
	return (struct origin){
		.source = in->source,
		.valid_from = in->valid_from == DB_NONE ? DATE_NONE : (int32_t)in->valid_from,
		.import_id = in->id,
	};
}

/* ---- looking up ------------------------------------------------------------------------------ */

enum err family_of_kk(struct ctx *cx, const char *kk, int64_t *ret)
{
	int64_t *ids;
	size_t n;

	TRY(family_by_kk(cx, kk, &ids, &n));
	*ret = n > 0 ? ids[0] : 0;
	return ERR_OK;
}

enum err person_of_nik(struct ctx *cx, const char *nik, int64_t *ret)
{
	int64_t *ids;
	size_t n;

	*ret = 0;
	TRY(person_by_nik(cx, nik, &ids, &n));
	return n > 0 ? person_present(cx, ids[0], ret) : ERR_OK;
}

/* The family under a KK; rows of one family mostly follow one another. */
static enum err family_find(struct ctx *cx, struct judge *j, const char *kk, int64_t *ret)
{
	if (strcmp(j->kk, kk) != 0) {
		TRY(family_of_kk(cx, kk, &j->family_id));
		j->family_read = false;
		(void)snprintf(j->kk, sizeof(j->kk), "%s", kk);
	}
	*ret = j->family_id;
	return ERR_OK;
}

/* ---- what differs ---------------------------------------------------------------------------- */

static void note_change(struct ctx *cx, struct line *l, const struct subject *s,
			const struct fact_change *c, enum fact_fate fate)
{
	line_note(cx, l,
		  (struct note){
		      .kind = NOTE_CHANGE,
		      .column = -1,
		      .code = (int)fate,
		      .field = arena_printf(cx->arena, "%c:%s", s->of == FACT_FAMILY ? 'f' : 'p',
					    c->field->code),
		      .a = s->facts.value[c->field->at],
		      .b = c->value,
		  });
}

bool state_gone(int64_t state)
{
	return state == PERSON_DEAD || state == PERSON_MOVED;
}

static bool gone(const struct subject *s)
{
	return state_gone(facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE));
}

/* Is the KK of the row another one than his? */
static bool other_kk(const struct judge *j, const struct line *l, const struct subject *s)
{
	return facts_core(&l->family, CORE_KK) != NULL &&
	       intake_creates((enum intake_kind)j->in->kind) &&
	       (l->family_id == 0 || facts_core_int(&s->facts, CORE_FAMILY, 0) != l->family_id);
}

/*
 * Who is what to whom is not changed by saying it of one who is gone, nor of the head alone: he
 * stays head until a row makes somebody else it.
 */
static bool relation_differs(struct ctx *cx, const struct judge *j, struct line *l,
			     const struct subject *s, bool *ret_said)
{
	*ret_said = gone(s) || (facts_core_int(&s->facts, CORE_RELATION, 0) == RELATION_HEAD &&
				!other_kk(j, l, s));
	if (!*ret_said || gone(s))
		return false;
	line_tell(cx, l, T_INTAKE_C_HEAD_STAYS, NULL, NULL);
	return true;
}

static bool differs(struct ctx *cx, struct judge *j, struct line *l, const struct subject *s)
{
	struct fact_change *changes;
	size_t n = line_changes(cx, (enum intake_kind)j->in->kind, l, s->of, &changes);
	int zone = zone_of(cx);
	bool any = false, said;

	for (size_t i = 0; i < n; i++) {
		enum fact_fate fate =
		    fact_fate(j->sources, s, &changes[i], &j->origin, cx->now, zone);

		if (fate == FATE_SAME)
			continue;
		if (changes[i].field->core == CORE_RELATION) {
			any = relation_differs(cx, j, l, s, &said) || any;
			if (said)
				continue;
		}
		note_change(cx, l, s, &changes[i], fate);
		any = true;
	}
	return any;
}

static enum err family_differs(struct ctx *cx, struct judge *j, struct line *l, bool *ret)
{
	*ret = false;
	if (!l->has_family || l->family_id == 0)
		return ERR_OK;
	if (!j->family_read) {
		TRY(subject_get(cx, FACT_FAMILY, l->family_id, &j->family));
		j->family_read = true;
	}
	*ret = differs(cx, j, l, &j->family);
	return ERR_OK;
}

/* Does he belong to another family now, or lead his own? */
static bool belongs_elsewhere(struct ctx *cx, const struct judge *j, struct line *l,
			      const struct subject *s)
{
	if (gone(s)) {
		if (other_kk(j, l, s))
			line_tell(cx, l, T_INTAKE_C_GONE, NULL, NULL);
		return false;
	}
	if (other_kk(j, l, s)) {
		line_tell(cx, l, T_INTAKE_C_FAMILY, NULL, NULL);
		return true;
	}
	if (facts_core(&l->family, CORE_KK) == NULL ||
	    !intake_creates((enum intake_kind)j->in->kind) ||
	    !str_eq(facts_core(&l->person, CORE_RELATION), "1") ||
	    str_eq(facts_core(&s->facts, CORE_RELATION), "1"))
		return false;
	line_tell(cx, l, T_INTAKE_C_HEAD, NULL, NULL);
	return true;
}

/* ---- who is it ------------------------------------------------------------------------------- */

static unsigned digits_apart(const char *a, const char *b)
{
	unsigned n = 0;

	if (a == NULL || b == NULL || strlen(a) != strlen(b))
		return 16;
	for (size_t i = 0; a[i] != '\0'; i++)
		n += a[i] != b[i];
	return n;
}

bool names_alike(const char *a, const char *b)
{
	struct name_form fa, fb;

	if (a == NULL || b == NULL)
		return true;
	name_form(a, strlen(a), &fa);
	name_form(b, strlen(b), &fb);
	return name_compare(&fa, &fb).score >= NAME_ALIKE;
}

/* The same NIK, yet nothing else of him: rather a slip in the NIK than another name. */
static bool somebody_else(const struct line *l, const struct subject *s)
{
	const char *born = facts_core(&l->person, CORE_BIRTH_DATE);
	const char *known = facts_core(&s->facts, CORE_BIRTH_DATE);

	if (born != NULL && known != NULL && str_eq(born, known))
		return false;
	return !names_alike(facts_core(&l->person, CORE_NAME), facts_core(&s->facts, CORE_NAME));
}

/* People of that name born on that day who may be meant: without NIK, or with one nearly it. */
static enum err namesake(struct ctx *cx, const struct line *l, int64_t *ret)
{
	const char *name = facts_core(&l->person, CORE_NAME);
	const char *born = facts_core(&l->person, CORE_BIRTH_DATE);
	const char *nik = facts_core(&l->person, CORE_NIK), *theirs;
	struct intake_namesakes_row *rows;
	struct subject s;
	int32_t date;
	size_t n;

	*ret = 0;
	if (name == NULL || born == NULL || !date_parse(born, &date))
		return ERR_OK;
	TRY(intake_namesakes_all(cx,
				 &(struct intake_namesakes_args){
				     .name_fold = str_fold(cx->arena, name), .birth_date = date },
				 &rows, &n));
	for (size_t i = 0; i < n && *ret == 0; i++) {
		TRY(subject_get(cx, FACT_PERSON, rows[i].id, &s));
		theirs = facts_core(&s.facts, CORE_NIK);
		if (nik == NULL || theirs == NULL || digits_apart(nik, theirs) <= 2)
			TRY(person_present(cx, s.id, ret));
	}
	return ERR_OK;
}

/* A member of the KK with that name, when the row has no NIK. */
static enum err member_of(struct ctx *cx, const struct line *l, int64_t *ret)
{
	const char *name = facts_core(&l->person, CORE_NAME), *fold;
	const char *born = facts_core(&l->person, CORE_BIRTH_DATE);
	int32_t date = DATE_NONE;
	struct relative *m;
	size_t n;

	*ret = 0;
	if (l->family_id == 0 || name == NULL)
		return ERR_OK;
	fold = str_fold(cx->arena, name);
	(void)(born != NULL && date_parse(born, &date));
	TRY(family_members(cx, l->family_id, &m, &n));
	for (size_t i = 0; i < n && *ret == 0; i++)
		if (str_eq(str_fold(cx->arena, m[i].name), fold) &&
		    (date == DATE_NONE || m[i].birth_date == DB_NONE || m[i].birth_date == date))
			*ret = m[i].id;
	return ERR_OK;
}

/* Whom the row may be about, and where he lives: of a namesake that tells most.  Nobody is told
 * who is protected. */
static enum err say_who(struct ctx *cx, struct line *l, enum text what, const struct subject *s)
{
	const char *name = facts_core(&s->facts, CORE_NAME);
	const char *region = facts_core(&s->facts, CORE_REGION), *place;

	l->apart = two_confirmed(&l->person, &s->facts);
	if (s->protected) {
		line_say(cx, l, INTAKE_DOUBTFUL, T_INTAKE_D_UNNAMED, NULL);
		return ERR_OK;
	}
	if (region != NULL) {
		TRY(fact_show(cx, s->facts.book->person_core[CORE_REGION], region, &place));
		name = arena_printf(cx->arena, "%s, %s", name, place);
	}
	line_alike(cx, l, INTAKE_DOUBTFUL, what, s, name, NULL);
	return ERR_OK;
}

static bool confirmed(const struct facts *f)
{
	return str_eq(facts_get(f, "dukcapil_match"), "padan");
}

bool two_confirmed(const struct facts *a, const struct facts *b)
{
	const char *x = facts_core(a, CORE_NIK), *y = facts_core(b, CORE_NIK);

	return confirmed(a) && confirmed(b) && x != NULL && y != NULL && !str_eq(x, y);
}

enum err judge_find(struct ctx *cx, struct line *l, struct subject *s, bool *ret_found)
{
	const char *nik = facts_core(&l->person, CORE_NIK);

	*ret_found = false;
	if (nik != NULL)
		TRY(person_of_nik(cx, nik, &l->subject_id));
	else
		TRY(member_of(cx, l, &l->subject_id));
	if (l->subject_id != 0) {
		TRY(subject_get(cx, FACT_PERSON, l->subject_id, s));
		*ret_found = true;
		if (nik != NULL && somebody_else(l, s))
			return say_who(cx, l, T_INTAKE_D_NIK_OTHER, s);
		return ERR_OK;
	}
	TRY(namesake(cx, l, &l->subject_id));
	if (l->subject_id == 0)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, l->subject_id, s));
	*ret_found = true;
	return say_who(cx, l, nik == NULL ? T_INTAKE_D_NAMESAKE : T_INTAKE_D_NIK_NEAR, s);
}

/* ---- by kind --------------------------------------------------------------------------------- */

enum err judge_known(struct ctx *cx, struct judge *j, struct line *l, const struct subject *s)
{
	bool any = differs(cx, j, l, s), family;

	any = belongs_elsewhere(cx, j, l, s) || any;
	if (!gone(s) && other_kk(j, l, s))
		TRY(judge_left_behind(cx, l, facts_core_int(&s->facts, CORE_FAMILY, 0)));
	TRY(family_differs(cx, j, l, &family));
	l->verdict = any || family ? INTAKE_CHANGED : INTAKE_SAME;
	return ERR_OK;
}

void judge_nobody(struct ctx *cx, struct line *l)
{
	line_say(cx, l, INTAKE_WRONG,
		 facts_core(&l->person, CORE_NIK) != NULL ? T_INTAKE_W_NOBODY : T_INTAKE_W_NO_NIK,
		 NULL);
}

static enum err judge_person(struct ctx *cx, struct judge *j, struct line *l)
{
	struct subject s;
	bool found;

	TRY(judge_find(cx, l, &s, &found));
	if (l->verdict == INTAKE_DOUBTFUL)
		return ERR_OK;
	if (found && j->in->kind == INTAKE_RECIPIENTS)
		return judge_aid(cx, j, l);
	if (!found && !intake_creates((enum intake_kind)j->in->kind)) {
		judge_nobody(cx, l);
		return ERR_OK;
	}
	if (!found) {
		if (facts_core(&l->person, CORE_NAME) == NULL)
			line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NO_NAME, NULL);
		else
			l->verdict = INTAKE_NEW;
		if (l->map->kk && facts_core(&l->family, CORE_KK) == NULL)
			line_tell(cx, l, T_INTAKE_C_NO_KK, NULL, NULL);
		return ERR_OK;
	}
	return judge_known(cx, j, l, &s);
}

static enum err judge_family(struct ctx *cx, struct judge *j, struct line *l)
{
	bool any;

	if (facts_core(&l->family, CORE_KK) == NULL) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NO_KEY, NULL);
		return ERR_OK;
	}
	if (l->family_id == 0 && !intake_creates((enum intake_kind)j->in->kind)) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NO_FAMILY, NULL);
		return ERR_OK;
	}
	if (l->family_id == 0) {
		l->verdict = INTAKE_NEW;
		return ERR_OK;
	}
	l->subject_id = l->family_id;
	if (j->in->kind == INTAKE_RECIPIENTS)
		return judge_aid(cx, j, l);
	TRY(family_differs(cx, j, l, &any));
	l->verdict = any ? INTAKE_CHANGED : INTAKE_SAME;
	return ERR_OK;
}

static bool has_any(const char *fold, const char *const *words)
{
	while (*words != NULL && strstr(fold, *words) == NULL)
		words++;
	return *words != NULL;
}

/* Why a family has no desil, as offices write it; NULL: that is not said. */
static const char *why_without(const char *fold)
{
	static const char *const inactive[] = { "nonaktif",  "non aktif", "tidak aktif",
						"tdk aktif", "meninggal", "pindah",
						NULL };
	static const char *const no[] = { "tidak", "tdk", "tanpa", NULL };
	static const char *const ranked[] = { "ringkat", "rangking", "ranking", "desil", NULL };

	if (has_any(fold, inactive))
		return "nonaktif";
	if (strstr(fold, "belum") != NULL || (has_any(fold, no) && has_any(fold, ranked)))
		return "belum_diperingkat";
	return NULL;
}

bool desil_read(struct ctx *cx, const struct line *l, int64_t *ret_desil, const char **ret_why)
{
	const char *written = l->value[VALUE_DESIL], *why = l->value[VALUE_DESIL_WHY], *fold;
	const char *digits, *end;

	*ret_desil = 0;
	*ret_why = NULL;
	if (written != NULL) {
		digits = written + strcspn(written, "0123456789");
		end = digits + strspn(digits, "0123456789");
		/* "6-10" and ">5" name no desil; "2.0" does. */
		if (end[strspn(end, ".,0 ")] == '\0' && strpbrk(written, "<>") == NULL &&
		    str_i64(arena_strndup(cx->arena, digits, (size_t)(end - digits)), ret_desil) &&
		    *ret_desil >= 1 && *ret_desil <= 10)
			return true;
		*ret_desil = 0;
	}
	fold = str_fold(cx->arena, arena_printf(cx->arena, "%s %s", written != NULL ? written : "",
						why != NULL ? why : ""));
	*ret_why = why_without(fold);
	return *ret_why != NULL;
}

static void say_no_desil(struct ctx *cx, struct line *l)
{
	const char *written = l->value[VALUE_DESIL], *why = l->value[VALUE_DESIL_WHY];

	if (written != NULL && written[strspn(written, " -0.")] != '\0')
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_DESIL, written);
	else
		line_say(cx, l, INTAKE_WRONG,
			 why != NULL ? T_INTAKE_W_DESIL_WHY : T_INTAKE_W_DESIL_EMPTY,
			 why != NULL ? why : written);
}

/* The family that a row of a release names, by KK or through one of its members. */
static enum err family_named(struct ctx *cx, struct line *l)
{
	const char *nik = facts_core(&l->person, CORE_NIK), *family;
	struct subject s;
	int64_t id;

	if (l->family_id != 0 || nik == NULL)
		return ERR_OK;
	TRY(person_of_nik(cx, nik, &id));
	if (id == 0)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, id, &s));
	family = facts_core(&s.facts, CORE_FAMILY);
	if (family != NULL)
		(void)str_i64(family, &l->family_id);
	return ERR_OK;
}

static const char *desil_text(struct ctx *cx, int64_t desil, const char *why)
{
	if (why != NULL)
		return why;
	return desil > 0 ? str_digits(cx->arena, desil) : NULL;
}

static void note_desil(struct ctx *cx, struct line *l, enum fact_fate fate, const char *before,
		       const char *after)
{
	line_note(cx, l,
		  (struct note){ .kind = NOTE_CHANGE,
				 .column = -1,
				 .code = fate,
				 .field = "x:desil",
				 .a = before,
				 .b = after });
}

static enum err judge_desil(struct ctx *cx, struct line *l)
{
	struct intake_desil_now_row now;
	const char *why;
	int64_t desil;
	bool found;

	if (!desil_read(cx, l, &desil, &why)) {
		say_no_desil(cx, l);
		return ERR_OK;
	}
	TRY(family_named(cx, l));
	if (l->family_id == 0) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_NO_FAMILY, NULL);
		return ERR_OK;
	}
	l->subject_id = l->family_id;
	TRY(intake_desil_now_maybe(cx, &(struct intake_desil_now_args){ .family_id = l->family_id },
				   &now, &found));
	if (!found) {
		l->verdict = INTAKE_NEW;
		note_desil(cx, l, FATE_TAKEN, NULL, desil_text(cx, desil, why));
		return ERR_OK;
	}
	if (str_eq(now.none_why, why) &&
	    (now.desil == desil || (now.desil == DB_NONE && desil == 0))) {
		l->verdict = INTAKE_SAME;
		return ERR_OK;
	}
	l->verdict = INTAKE_CHANGED;
	note_desil(cx, l, FATE_TAKEN,
		   desil_text(cx, now.desil == DB_NONE ? 0 : now.desil, now.none_why),
		   desil_text(cx, desil, why));
	return ERR_OK;
}

/*
 * Desil in a list of people stands beside the release: news, when no list of that day has said it
 * of the family.
 */
static enum err judge_desil_beside(struct ctx *cx, const struct judge *j, struct line *l)
{
	const char *written = l->value[VALUE_DESIL], *why;
	int32_t on = j->origin.valid_from != DATE_NONE ? j->origin.valid_from : ref_today(cx);
	struct desil *lists;
	int64_t desil;
	size_t n;

	if (written == NULL || str_squeeze(cx->arena, written)[0] == '\0' || line_stops(l) ||
	    l->verdict == INTAKE_DOUBTFUL)
		return ERR_OK;
	if (!desil_read(cx, l, &desil, &why)) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_DESIL, written);
		return ERR_OK;
	}
	if (l->verdict != INTAKE_SAME || l->family_id == 0)
		return ERR_OK;
	TRY(family_desil_lists(cx, l->family_id, INT64_MAX, DESIL_LISTS, &lists, &n));
	for (size_t i = 0; i < n; i++)
		if (lists[i].as_of == on && lists[i].desil == desil && str_eq(lists[i].why, why))
			return ERR_OK;
	l->verdict = INTAKE_CHANGED;
	note_desil(cx, l, FATE_CLAIMED, NULL, desil_text(cx, desil, why));
	return ERR_OK;
}

enum err judge_line(struct ctx *cx, struct judge *j, struct line *l)
{
	const char *kk = facts_core(&l->family, CORE_KK);

	if (line_stops(l))
		return ERR_OK;
	if (kk != NULL && j->in->kind != INTAKE_ANSWERS)
		TRY(family_find(cx, j, kk, &l->family_id));
	switch (j->in->kind) {
	case INTAKE_DESIL:
		return judge_desil(cx, l);
	case INTAKE_DEATHS:
	case INTAKE_MOVES:
		return judge_event(cx, j, l);
	case INTAKE_ANSWERS:
		return judge_answer(cx, j->in, l);
	case INTAKE_DTKS:
		TRY(l->has_person ? judge_person(cx, j, l) : judge_family(cx, j, l));
		judge_dtks(cx, l);
		return ERR_OK;
	default:
		TRY(l->has_person ? judge_person(cx, j, l) : judge_family(cx, j, l));
		return judge_desil_beside(cx, j, l);
	}
}
