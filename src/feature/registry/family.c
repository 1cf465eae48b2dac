#include "feature/registry/subject_impl.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/warga.h"

/* ---- who is in it ---------------------------------------------------------------------------- */

enum err family_members(struct ctx *cx, int64_t family_id, struct relative **ret, size_t *ret_n)
{
	struct family_member_row *rows;
	struct relative *members;
	size_t n;

	TRY(family_member_all(cx, &(struct family_member_args){ .family_id = family_id }, &rows,
			      &n));
	members = ARENA_ARRAY(cx->arena, n + 1, struct relative);
	for (size_t i = 0; i < n; i++)
		members[i] = (struct relative){
			.id = rows[i].id,
			.relation = rows[i].relation,
			.state = rows[i].state,
			.sex = rows[i].sex,
			.birth_date = rows[i].birth_date,
			.region_id = rows[i].region_id,
			.name = rows[i].name,
		};
	*ret = members;
	*ret_n = n;
	return ERR_OK;
}

enum err family_heirs(struct ctx *cx, int64_t family_id, int64_t without_id, struct relative **ret,
		      size_t *ret_n)
{
	const struct family_heir_args a = { .family_id = family_id, .without_id = without_id };
	struct family_heir_row *rows;

	TRY(family_heir_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct relative);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct relative){ .id = rows[i].id,
					       .relation = rows[i].relation,
					       .name = rows[i].name };
	return ERR_OK;
}

/* ---- a family in an event -------------------------------------------------------------------- */

/* A family that is locked, and whom it had before. */
struct house {
	int64_t id; /* 0: none */
	struct family_inner_row *member;
	size_t n;
	bool loses_head;
};

/* Whoever only asks whether something could be done (no origin) locks nothing. */
static enum err house_open(struct ctx *cx, int64_t family_id, const struct origin *origin,
			   struct house *ret)
{
	int64_t changed = 0;

	*ret = (struct house){ .id = family_id };
	if (family_id == 0)
		return ERR_OK;
	if (origin != NULL) {
		TRY(family_lock_run(cx, &(struct family_lock_args){ .id = family_id }, &changed));
		if (changed != 1)
			return err_set(cx, ERR_NOTFOUND, "no family %lld", (long long)family_id);
	}
	return family_inner_all(cx, &(struct family_inner_args){ .family_id = family_id },
				&ret->member, &ret->n);
}

static bool lives(const struct family_inner_row *m)
{
	return m->state == PERSON_ALIVE;
}

static const struct family_inner_row *living_head(const struct house *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->member[i].relation == 1 && lives(&h->member[i]))
			return &h->member[i];
	return NULL;
}

static bool living_member(const struct house *h, int64_t id, const int64_t *gone, size_t n)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->member[i].id == id)
			return lives(&h->member[i]) && !id_among(gone, n, id);
	return false;
}

static bool member_of(const struct house *h, int64_t id)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->member[i].id == id)
			return true;
	return false;
}

/* Do the ones that go leave others without head?  Then new_head must be one of those. */
static enum err house_check(struct ctx *cx, struct house *h, const int64_t *gone, size_t n,
			    int64_t new_head)
{
	const struct family_inner_row *head = living_head(h);
	bool stay = false;

	for (size_t i = 0; i < h->n; i++)
		stay |= lives(&h->member[i]) && !id_among(gone, n, h->member[i].id);
	h->loses_head = head != NULL && id_among(gone, n, head->id) && stay;
	if (h->loses_head && !living_member(h, new_head, gone, n))
		return err_set(cx, ERR_INVALID, "family %lld needs a new head", (long long)h->id);
	return ERR_OK;
}

static const char *number(struct ctx *cx, int64_t v)
{
	return v == 0 ? NULL : str_digits(cx->arena, v);
}

/* One or more core fields of a person, changed by an event. */
static enum err person_event(struct ctx *cx, int64_t id, const char *event,
			     const enum fact_core *core, const char *const *value, size_t n,
			     const struct origin *origin)
{
	struct fact_change *changes = ARENA_ARRAY(cx->arena, n, struct fact_change);
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	for (size_t i = 0; i < n; i++) {
		changes[i] = (struct fact_change){ book->person_core[core[i]], value[i] };
		if (changes[i].field == NULL)
			return err_set(cx, ERR_DB, "the field of core %d is missing", (int)core[i]);
	}
	return subject_event(cx, FACT_PERSON, id, event, changes, n, origin);
}

static enum err relate(struct ctx *cx, int64_t id, int relation, const char *event,
		       const struct origin *origin)
{
	return person_event(cx, id, event, (enum fact_core[]){ CORE_RELATION },
			    (const char *const[]){ number(cx, relation) }, 1, origin);
}

/* After the members moved: the next head takes over, and the family counts again. */
static enum err house_close(struct ctx *cx, const struct house *h, int64_t new_head,
			    const struct origin *origin)
{
	if (h->id == 0)
		return ERR_OK;
	if (h->loses_head)
		TRY(relate(cx, new_head, 1, "head", origin));
	return family_count_run(cx, &(struct family_count_args){ .id = h->id }, NULL);
}

/* ---- a person's own events ------------------------------------------------------------------- */

static const char *day_of(struct ctx *cx, const struct origin *o)
{
	return fact_of_date(cx, o->valid_from != DATE_NONE
				    ? o->valid_from
				    : clock_date(cx->now, registry_zone(cx)));
}

static enum err in_state(struct ctx *cx, int64_t id, int64_t other, struct subject *ret)
{
	int64_t state;

	TRY(subject_read(cx, FACT_PERSON, id, ret));
	state = facts_core_int(&ret->facts, CORE_STATE, PERSON_ALIVE);
	if (ret->erased || ret->same_as_id != 0 ||
	    (state != PERSON_ALIVE && state != PERSON_LOST && state != other))
		return err_set(cx, ERR_CONFLICT, "person %lld is not there", (long long)id);
	return ERR_OK;
}

static enum err alive(struct ctx *cx, int64_t id, struct subject *ret)
{
	return in_state(cx, id, PERSON_ALIVE, ret);
}

bool person_unborn(const struct subject *s, int32_t day)
{
	int32_t born;

	return day != DATE_NONE && date_parse(facts_core(&s->facts, CORE_BIRTH_DATE), &born) &&
	       day < born;
}

int64_t subject_family(const struct subject *s)
{
	return facts_core_int(&s->facts, CORE_FAMILY, 0);
}

enum err person_died(struct ctx *cx, int64_t id, int64_t new_head, const struct origin *origin)
{
	struct subject s;
	struct house h;

	TRY(in_state(cx, id, PERSON_MOVED, &s)); /* who moved away has died since */
	TRY(house_open(cx, subject_family(&s), origin, &h));
	TRY(house_check(cx, &h, &id, 1, new_head));
	if (origin == NULL)
		return ERR_OK;
	TRY(person_event(cx, id, "died", (enum fact_core[]){ CORE_STATE, CORE_STATE_DATE },
			 (const char *const[]){ number(cx, PERSON_DEAD), day_of(cx, origin) }, 2,
			 origin));
	return house_close(cx, &h, new_head, origin);
}

static enum err past(struct ctx *cx, int64_t family_id, int64_t person_id)
{
	if (family_id == 0)
		return ERR_OK;
	return family_past_add_run(cx,
				   &(struct family_past_add_args){
				       .family_id = family_id,
				       .person_id = person_id,
				   },
				   NULL);
}

enum err person_moved_out(struct ctx *cx, int64_t id, int64_t new_head, const struct origin *origin)
{
	struct subject s;
	struct house h;

	TRY(alive(cx, id, &s));
	TRY(house_open(cx, subject_family(&s), origin, &h));
	TRY(house_check(cx, &h, &id, 1, new_head));
	if (origin == NULL)
		return ERR_OK;
	TRY(past(cx, h.id, id));
	TRY(person_event(
	    cx, id, "moved_out",
	    (enum fact_core[]){ CORE_STATE, CORE_STATE_DATE, CORE_FAMILY, CORE_RELATION },
	    (const char *const[]){ number(cx, PERSON_MOVED), day_of(cx, origin), NULL, NULL }, 4,
	    origin));
	return house_close(cx, &h, new_head, origin);
}

/* ---- coming back ----------------------------------------------------------------------------- */

/* The version that took him away, and still counts. */
static const struct version *gone_by(const struct version *v, size_t n)
{
	while (n-- > 0) {
		if (v[n].undone_at != 0)
			continue;
		if (str_eq(v[n].event, "died") || str_eq(v[n].event, "moved_out"))
			return &v[n];
		if (str_eq(v[n].event, "came_back"))
			return NULL;
	}
	return NULL;
}

enum err person_came_back(struct ctx *cx, int64_t id, const struct origin *origin)
{
	struct subject s;
	int32_t since;

	TRY(subject_read(cx, FACT_PERSON, id, &s));
	if (s.erased || s.same_as_id != 0 ||
	    facts_core_int(&s.facts, CORE_STATE, PERSON_ALIVE) != PERSON_MOVED)
		return err_set(cx, ERR_CONFLICT, "person %lld was not away", (long long)id);
	if (origin != NULL && origin->valid_from != DATE_NONE &&
	    date_parse(facts_core(&s.facts, CORE_STATE_DATE), &since) && origin->valid_from < since)
		return refuse(cx, T_WARGA_E_BACK_BEFORE);
	if (origin == NULL)
		return ERR_OK;
	return person_event(cx, id, "came_back", (enum fact_core[]){ CORE_STATE, CORE_STATE_DATE },
			    (const char *const[]){ number(cx, PERSON_ALIVE), day_of(cx, origin) },
			    2, origin);
}

/* The family and relation that he will have again. */
static void before_that(const struct version *gone, const struct subject *s, int64_t *ret_family,
			int64_t *ret_relation)
{
	*ret_family = subject_family(s);
	*ret_relation = facts_core_int(&s->facts, CORE_RELATION, 0);
	for (size_t i = 0; i < gone->n_changes; i++) {
		if (str_eq(gone->change[i].field, "family"))
			*ret_family = fact_int(gone->change[i].before, 0);
		if (str_eq(gone->change[i].field, "relation"))
			*ret_relation = fact_int(gone->change[i].before, 0);
	}
}

enum err person_former_family(struct ctx *cx, int64_t id, int64_t *ret_family,
			      int64_t *ret_relation)
{
	const struct version *gone;
	struct subject s, family;
	struct version *v;
	struct house h;
	bool lived = false;
	size_t n;

	*ret_family = *ret_relation = 0;
	TRY(subject_read(cx, FACT_PERSON, id, &s));
	TRY(version_read(cx, id, &v, &n));
	gone = gone_by(v, n);
	if (gone == NULL || !str_eq(gone->event, "moved_out"))
		return ERR_OK;
	before_that(gone, &s, ret_family, ret_relation);
	if (*ret_family == 0)
		return ERR_OK;
	TRY(subject_read(cx, FACT_FAMILY, *ret_family, &family));
	TRY(house_open(cx, *ret_family, NULL, &h));
	for (size_t i = 0; i < h.n; i++)
		lived |= lives(&h.member[i]);
	if (family.erased || !lived)
		*ret_family = 0;
	if (*ret_relation == RELATION_HEAD && living_head(&h) != NULL)
		*ret_relation = 0;
	return ERR_OK;
}

static enum err take_back(struct ctx *cx, int64_t person_id, int64_t version_id, const char *event,
			  const struct origin *origin)
{
	struct version_undo_args a = { .id = version_id };
	struct version *v;
	struct subject s;
	size_t n;

	TRY(version_undo_run(cx, &a, NULL));
	TRY(subject_read(cx, FACT_PERSON, person_id, &s));
	TRY(version_read(cx, person_id, &v, &n));
	return subject_restand(cx, &s, v, n, event, origin, &a.undone_by_id);
}

/* Whoever became head because he was gone steps back, if nothing came after; else *ret_done false.
 */
static enum err step_back(struct ctx *cx, const struct family_inner_row *head,
			  const struct version *gone, const struct origin *origin, bool *ret_done)
{
	struct version *v;
	size_t n;

	*ret_done = false;
	TRY(version_read(cx, head->id, &v, &n));
	while (n > 0 && v[n - 1].n_changes == 0)
		n--; /* a merge changes no fact */
	if (n == 0 || v[n - 1].undone_at != 0 || !str_eq(v[n - 1].event, "head") ||
	    v[n - 1].recorded_at != gone->recorded_at)
		return ERR_OK;
	*ret_done = true;
	return take_back(cx, head->id, v[n - 1].id, "undone", origin);
}

enum err person_returned(struct ctx *cx, int64_t id, const struct origin *origin)
{
	const struct family_inner_row *head;
	const struct version *gone;
	int64_t family, relation;
	struct version *v;
	struct subject s;
	struct house h;
	bool stepped = true;
	size_t n;

	TRY(subject_read(cx, FACT_PERSON, id, &s));
	TRY(version_read(cx, id, &v, &n));
	gone = gone_by(v, n);
	if (gone == NULL || s.erased)
		return err_set(cx, ERR_CONFLICT, "person %lld was not gone", (long long)id);
	if (person_unborn(&s, origin->valid_from))
		return refuse(cx, T_WARGA_E_UNBORN_ONE);
	before_that(gone, &s, &family, &relation);
	TRY(house_open(cx, family, origin, &h));
	head = living_head(&h);
	if (relation == 1 && head != NULL && head->id != id)
		TRY(step_back(cx, head, gone, origin, &stepped));
	if (!stepped)
		TRY(relate(cx, id, RELATION_OTHER, "returned", origin));
	TRY(take_back(cx, id, gone->id, "returned", origin));
	return house_close(cx, &h, 0, origin);
}

/* ---- another day of it --------------------------------------------------------------------------
 */

enum err person_gone_said(struct ctx *cx, int64_t id, const struct origin *origin)
{
	struct origin o = *origin;

	o.beside = true;
	return person_event(cx, id, NULL, (enum fact_core[]){ CORE_STATE_DATE },
			    (const char *const[]){ day_of(cx, origin) }, 1, &o);
}

/* Whoever leads the family since he went does so from that day. */
static enum err redate_head(struct ctx *cx, int64_t family, int64_t recorded_at,
			    const struct origin *origin)
{
	const struct family_inner_row *head;
	struct version *v;
	struct subject s;
	struct house h;
	size_t n;

	TRY(house_open(cx, family, origin, &h));
	head = living_head(&h);
	if (head == NULL)
		return ERR_OK;
	TRY(version_read(cx, head->id, &v, &n));
	for (size_t i = n; i-- > 0;)
		if (v[i].undone_at == 0 && str_eq(v[i].event, "head") &&
		    v[i].recorded_at == recorded_at) {
			TRY(subject_read(cx, FACT_PERSON, head->id, &s));
			return subject_redate(cx, &s, v, n, i, NULL, origin);
		}
	return ERR_OK;
}

enum err person_gone_on(struct ctx *cx, int64_t id, const char *day, const struct origin *origin)
{
	struct origin o = *origin;
	const struct version *gone;
	int64_t family, relation, recorded_at;
	struct fact_change change = { .value = day };
	struct version *v;
	struct subject s;
	size_t n;

	TRY(subject_read(cx, FACT_PERSON, id, &s));
	TRY(version_read(cx, id, &v, &n));
	gone = gone_by(v, n);
	if (gone == NULL || s.erased || !date_parse(day, &o.valid_from))
		return err_set(cx, ERR_CONFLICT, "person %lld was not gone", (long long)id);
	if (person_unborn(&s, o.valid_from))
		return refuse(cx, T_WARGA_E_UNBORN_ONE);
	before_that(gone, &s, &family, &relation);
	recorded_at = gone->recorded_at;
	change.field = s.facts.book->person_core[CORE_STATE_DATE];
	o.settle = true;
	TRY(subject_redate(cx, &s, v, n, (size_t)(gone - v), &change, &o));
	return relation == RELATION_HEAD && family != 0 ? redate_head(cx, family, recorded_at, &o)
							: ERR_OK;
}

/* ---- moving between families ----------------------------------------------------------------- */

static enum err put(struct ctx *cx, int64_t person_id, int64_t family_id, int relation,
		    const char *event, const struct origin *origin)
{
	return person_event(cx, person_id, event, (enum fact_core[]){ CORE_FAMILY, CORE_RELATION },
			    (const char *const[]){ number(cx, family_id), number(cx, relation) }, 2,
			    origin);
}

/* Two families in the order of their ids, so that two events never wait for one another. */
static enum err houses_open(struct ctx *cx, int64_t a, int64_t b, const struct origin *origin,
			    struct house *ret_a, struct house *ret_b)
{
	if (a <= b) {
		TRY(house_open(cx, a, origin, ret_a));
		return house_open(cx, b, origin, ret_b);
	}
	TRY(house_open(cx, b, origin, ret_b));
	return house_open(cx, a, origin, ret_a);
}

enum err family_join(struct ctx *cx, int64_t family_id, int64_t person_id, int relation,
		     int64_t new_head, const struct origin *origin)
{
	struct house from, to;
	struct subject s;

	TRY(alive(cx, person_id, &s));
	if (subject_family(&s) == family_id)
		return err_set(cx, ERR_CONFLICT, "he is in that family already");
	TRY(houses_open(cx, subject_family(&s), family_id, origin, &from, &to));
	if (relation == RELATION_HEAD && living_head(&to) != NULL)
		return err_set(cx, ERR_INVALID, "family %lld has a head", (long long)family_id);
	TRY(house_check(cx, &from, &person_id, 1, new_head));
	if (origin == NULL)
		return ERR_OK;
	TRY(past(cx, from.id, person_id));
	TRY(put(cx, person_id, family_id, relation, "joined", origin));
	TRY(house_close(cx, &from, new_head, origin));
	return house_close(cx, &to, 0, origin);
}

enum err family_leave(struct ctx *cx, int64_t person_id, int64_t new_head,
		      const struct origin *origin)
{
	struct subject s;
	struct house h;

	TRY(alive(cx, person_id, &s));
	if (subject_family(&s) == 0)
		return err_set(cx, ERR_CONFLICT, "he is in no family");
	TRY(house_open(cx, subject_family(&s), origin, &h));
	TRY(house_check(cx, &h, &person_id, 1, new_head));
	if (origin == NULL)
		return ERR_OK;
	TRY(past(cx, h.id, person_id));
	TRY(put(cx, person_id, 0, 0, "left", origin));
	return house_close(cx, &h, new_head, origin);
}

/* ---- a new family of some -------------------------------------------------------------------- */

/* The families that parts come from, each once and locked in the order of ids. */
struct houses {
	struct house *h;
	size_t n;
};

static enum err houses_of(struct ctx *cx, const struct family_part *part, size_t n,
			  const struct origin *origin, struct houses *ret)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n + 1, int64_t), family, swap;
	struct subject s;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		TRY(alive(cx, part[i].person_id, &s));
		family = subject_family(&s);
		if (family == 0 || id_among(ids, count, family))
			continue;
		ids[count++] = family;
		for (size_t k = count - 1; k > 0 && ids[k] < ids[k - 1]; k--) {
			swap = ids[k];
			ids[k] = ids[k - 1];
			ids[k - 1] = swap;
		}
	}
	ret->h = ARENA_ARRAY(cx->arena, count + 1, struct house);
	for (ret->n = 0; ret->n < count; ret->n++)
		TRY(house_open(cx, ids[ret->n], origin, &ret->h[ret->n]));
	return ERR_OK;
}

static bool one_head(const struct family_part *part, size_t n)
{
	size_t heads = 0;

	for (size_t i = 0; i < n; i++)
		heads += part[i].relation == RELATION_HEAD;
	return heads == 1;
}

static enum err parts_check(struct ctx *cx, const struct houses *from,
			    const struct family_part *part, size_t n, int64_t new_head)
{
	int64_t *ids = ARENA_ARRAY(cx->arena, n, int64_t);

	for (size_t i = 0; i < n; i++)
		ids[i] = part[i].person_id;
	for (size_t i = 0; i < from->n; i++)
		TRY(house_check(cx, &from->h[i], ids, n, new_head));
	return ERR_OK;
}

static enum err parts_leave(struct ctx *cx, const struct houses *from,
			    const struct family_part *part, size_t n)
{
	for (size_t i = 0; i < from->n; i++)
		for (size_t k = 0; k < n; k++)
			if (member_of(&from->h[i], part[k].person_id))
				TRY(past(cx, from->h[i].id, part[k].person_id));
	return ERR_OK;
}

enum err family_split(struct ctx *cx, const struct family_part *part, size_t n, int64_t new_head,
		      const struct facts *facts, const struct origin *origin,
		      int64_t *ret_family_id)
{
	struct houses from;
	int64_t family;

	if (n == 0 || !one_head(part, n))
		return err_set(cx, ERR_INVALID, "a family has exactly one head");
	TRY(houses_of(cx, part, n, origin, &from));
	TRY(parts_check(cx, &from, part, n, new_head));
	if (origin == NULL)
		return ERR_OK;
	TRY(parts_leave(cx, &from, part, n));
	TRY(subject_new(cx, facts, origin, &family));
	for (size_t i = 0; i < n; i++)
		TRY(put(cx, part[i].person_id, family, part[i].relation, "split", origin));
	for (size_t i = 0; i < from.n; i++)
		TRY(house_close(cx, &from.h[i], new_head, origin));
	*ret_family_id = family;
	return family_count_run(cx, &(struct family_count_args){ .id = family }, NULL);
}

enum err family_set_head(struct ctx *cx, int64_t family_id, int64_t person_id, int relation_of_old,
			 const struct origin *origin)
{
	const struct family_inner_row *head;
	struct house h;

	TRY(house_open(cx, family_id, origin, &h));
	head = living_head(&h);
	if (!living_member(&h, person_id, NULL, 0) || (head != NULL && head->id == person_id))
		return err_set(cx, ERR_CONFLICT, "person %lld cannot become head",
			       (long long)person_id);
	if (head != NULL && relation_of_old == RELATION_HEAD)
		return err_set(cx, ERR_INVALID, "a family has exactly one head");
	if (origin == NULL)
		return ERR_OK;
	if (head != NULL)
		TRY(relate(cx, head->id, relation_of_old, "change", origin));
	TRY(relate(cx, person_id, RELATION_HEAD, "head", origin));
	return house_close(cx, &h, 0, origin);
}
