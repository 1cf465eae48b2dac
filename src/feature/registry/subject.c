#include "feature/registry/second.h"
#include "feature/registry/subject_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"

/* ---- reading -------------------------------------------------------------------------------- */

enum err subject_get(struct ctx *cx, enum fact_of of, int64_t id, struct subject *ret)
{
	return subject_read(cx, of, id, ret);
}

enum err person_in_scope(struct ctx *cx, int64_t id, bool *ret)
{
	struct person_seen_row row;

	return person_seen_maybe(cx, &(struct person_seen_args){ .id = id }, &row, ret);
}

enum err person_check_scope(struct ctx *cx, int64_t id)
{
	bool seen;

	TRY(person_in_scope(cx, id, &seen));
	return seen ? ERR_OK : err_set(cx, ERR_NOTFOUND, "%lld is out of scope", (long long)id);
}

enum err family_in_scope(struct ctx *cx, int64_t id, bool *ret)
{
	struct family_seen_row row;

	return family_seen_maybe(cx, &(struct family_seen_args){ .id = id }, &row, ret);
}

struct ids {
	int64_t *id;
	size_t n;
};

static void ids_add(struct ctx *cx, struct ids *to, const int64_t *more, size_t n)
{
	int64_t *all = ARENA_ARRAY(cx->arena, to->n + n + 1, int64_t);

	for (size_t i = 0; i < to->n; i++)
		all[i] = to->id[i];
	for (size_t i = 0; i < n; i++)
		all[to->n + i] = more[i];
	to->id = all;
	to->n += n;
}

/* The ids under a blind index; rows of each of the statements hold nothing else. */
static enum err under_blind(struct ctx *cx, enum seal_kind kind, struct blob blind, struct ids *ret)
{
	struct person_by_nik_row *niks;
	struct person_by_phone_row *phones;
	struct family_by_kk_row *kks;
	size_t n;

	if (kind == SEAL_NIK) {
		TRY(person_by_nik_all(cx, &(struct person_by_nik_args){ .nik_blind = blind }, &niks,
				      &n));
		for (size_t i = 0; i < n; i++)
			ids_add(cx, ret, &niks[i].id, 1);
	} else if (kind == SEAL_PHONE) {
		TRY(person_by_phone_all(cx, &(struct person_by_phone_args){ .phone_blind = blind },
					&phones, &n));
		for (size_t i = 0; i < n; i++)
			ids_add(cx, ret, &phones[i].id, 1);
	} else {
		TRY(family_by_kk_all(cx, &(struct family_by_kk_args){ .kk_blind = blind }, &kks,
				     &n));
		for (size_t i = 0; i < n; i++)
			ids_add(cx, ret, &kks[i].id, 1);
	}
	return ERR_OK;
}

static enum err by_number(struct ctx *cx, enum seal_kind kind, const char *number, int64_t **ret,
			  size_t *ret_n)
{
	struct ids found = { 0 };
	struct blob *blinds;
	size_t n;

	TRY(vault_blinds(cx, kind, number, &blinds, &n));
	for (size_t i = 0; i < n; i++)
		TRY(under_blind(cx, kind, blinds[i], &found));
	*ret = found.id;
	*ret_n = found.n;
	return ERR_OK;
}

enum err person_by_nik(struct ctx *cx, const char *nik, int64_t **ret, size_t *ret_n)
{
	return by_number(cx, SEAL_NIK, nik, ret, ret_n);
}

enum err person_by_phone(struct ctx *cx, const char *phone, int64_t **ret, size_t *ret_n)
{
	return by_number(cx, SEAL_PHONE, phone, ret, ret_n);
}

enum err family_by_kk(struct ctx *cx, const char *kk, int64_t **ret, size_t *ret_n)
{
	return by_number(cx, SEAL_KK, kk, ret, ret_n);
}

/* ---- a new one ------------------------------------------------------------------------------ */

static const char *event_of(const struct origin *o, const char *or_else)
{
	return o->event != NULL ? o->event : or_else;
}

/* What families are to be told: those of one mostly come one after the other. */
struct joins {
	struct family_joined_args *told;
	size_t n, room;
};

struct joins *joins_new(struct ctx *cx)
{
	return ARENA_NEW(cx->arena, struct joins);
}

static void joins_add(struct ctx *cx, struct joins *j, const struct family_joined_args *one)
{
	struct family_joined_args *last = j->n > 0 ? &j->told[j->n - 1] : NULL;

	if (last != NULL && last->id == one->id) {
		last->joined += one->joined;
		last->head_id = one->head_id != 0 ? one->head_id : last->head_id;
		return;
	}
	if (j->n == j->room) {
		j->room = j->room * 2 + 64;
		last = ARENA_ARRAY(cx->arena, j->room, struct family_joined_args);
		for (size_t i = 0; i < j->n; i++)
			last[i] = j->told[i];
		j->told = last;
	}
	j->told[j->n++] = *one;
}

enum err joins_tell(struct ctx *cx, struct joins *j)
{
	for (size_t i = 0; i < j->n; i++)
		TRY(family_joined_run(cx, &j->told[i], NULL));
	j->n = 0;
	return ERR_OK;
}

static enum err join(struct ctx *cx, const struct facts *facts, int64_t id, struct joins *joins)
{
	struct family_joined_args one = { .id = facts_core_int(facts, CORE_FAMILY, 0),
					  .joined = 1 };

	if (one.id == 0)
		return ERR_OK;
	if (facts_core_int(facts, CORE_RELATION, 0) == RELATION_HEAD)
		one.head_id = id;
	if (joins == NULL)
		return family_joined_run(cx, &one, NULL);
	joins_add(cx, joins, &one);
	return ERR_OK;
}

enum err subject_new_ready(struct ctx *cx, const struct facts *facts,
			   const struct subject_ready *ready, const struct origin *origin,
			   struct joins *joins)
{
	int64_t id = ready->id;

	TRY(subject_insert(cx, facts, ready, origin));
	if (facts->of == FACT_PERSON && !ready->with_family)
		TRY(join(cx, facts, id, joins));
	if (origin->import_id != 0)
		return ERR_OK; /* the import's own line stands for its rows */
	return audit_leaf(
	    cx, facts->of == FACT_PERSON ? "registry.person_new" : "registry.family_new", id, NULL);
}

enum err subject_new(struct ctx *cx, const struct facts *facts, const struct origin *origin,
		     int64_t *ret_id)
{
	struct subject_ready ready;

	TRY(subject_ready(cx, facts, &ready));
	*ret_id = ready.id;
	return subject_new_ready(cx, facts, &ready, origin, NULL);
}

/* ---- changes -------------------------------------------------------------------------------- */

/* What a set of changes comes to. */
struct outcome {
	struct said *said; /* taken or past: the version */
	size_t n_said;
	struct fact_change *taken; /* what holds now */
	size_t n_taken;
};

static void mark_set(struct ctx *cx, struct subject *s, const char *field,
		     const struct origin *origin)
{
	struct fact_mark *mark = ARENA_ARRAY(cx->arena, s->n_marks + 1, struct fact_mark);
	size_t n = 0;

	for (size_t i = 0; i < s->n_marks; i++)
		if (!str_eq(s->mark[i].field, field))
			mark[n++] = s->mark[i];
	mark[n++] = (struct fact_mark){ field, origin->source, origin->valid_from, cx->now };
	s->mark = mark;
	s->n_marks = n;
}

/* The same statement is not put twice beside a fact. */
static bool claimed_already(const struct claim *open, size_t n, const struct fact_change *c,
			    const struct origin *origin)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(open[i].field, c->field->code) && str_eq(open[i].value, c->value) &&
		    str_eq(open[i].source, origin->source))
			return true;
	return false;
}

static enum err wait_for_another(struct ctx *cx, const struct subject *s, int64_t claim_id,
				 const char *field)
{
	TRY(second_begin(cx, &(struct second){ .id = claim_id,
					       .kind = SECOND_FACT,
					       .what = field,
					       .of = s->of,
					       .subject_id = s->id,
					       .by_id = cx->actor->user_id }));
	return audit_leaf(cx, "registry.claim_waits", s->id, field);
}

static enum err claim_put(struct ctx *cx, const struct subject *s, const struct fact_change *c,
			  const struct origin *origin, bool waits)
{
	struct claim_add_args a = {
		.id = APP_ID(cx),
		.subject_id = s->id,
		.of = s->of,
		.field = c->field->code,
		.source = origin->source,
		.valid_from = origin->valid_from == DATE_NONE ? DB_NONE : origin->valid_from,
		.import_id = origin->import_id,
		.state = waits ? CLAIM_WAITS : CLAIM_OPEN,
	};
	struct claim *open;
	size_t n;

	TRY(claims_open(cx, s->of, s->id, &open, &n));
	if (claimed_already(open, n, c, origin))
		return ERR_OK;
	if (waits)
		TRY(second_end_field(cx, s->of, s->id, c->field->code));
	if (waits)
		TRY(claim_replace_run(cx,
				      &(struct claim_replace_args){ .subject_id = s->id,
								    .of = s->of,
								    .field = c->field->code },
				      NULL));
	if (fact_sealed(c->field))
		TRY(vault_seal(cx, s->id, SEAL_HEALTH, c->value, &a.value_sealed));
	else
		a.value = c->value;
	TRY(claim_add_run(cx, &a, NULL));
	if (origin->note != NULL && origin->import_id == 0)
		TRY(claim_note_add_run(
		    cx, &(struct claim_note_add_args){ .claim_id = a.id, .note = origin->note },
		    NULL));
	return waits ? wait_for_another(cx, s, a.id, c->field->code) : ERR_OK;
}

/* One statement: into the row, into the history only, or beside. */
static enum err apply(struct ctx *cx, struct subject *s, const struct fact_change *c,
		      enum fact_fate fate, const struct origin *origin, struct outcome *out)
{
	const char **value = &s->facts.value[c->field->at];

	if (fate == FATE_SAME)
		return ERR_OK;
	if (fate == FATE_CLAIMED || fate == FATE_WAITS)
		return claim_put(cx, s, c, origin, fate == FATE_WAITS);
	out->said[out->n_said++] = (struct said){ c->field, *value, c->value };
	if (fate == FATE_PAST)
		return ERR_OK;
	*value = c->value;
	mark_set(cx, s, c->field->code, origin);
	out->taken[out->n_taken++] = *c;
	return ERR_OK;
}

static enum err change(struct ctx *cx, enum fact_of of, int64_t id, int64_t version,
		       const struct fact_change *changes, size_t n, const struct origin *origin,
		       enum fact_fate *ret_fate)
{
	struct outcome out = { .said = ARENA_ARRAY(cx->arena, n + 1, struct said),
			       .taken = ARENA_ARRAY(cx->arena, n + 1, struct fact_change) };
	const struct source_book *sources;
	enum fact_fate fate;
	struct subject s;

	TRY(source_book(cx, &sources));
	TRY(subject_read(cx, of, id, &s));
	if (s.erased || (version != 0 && version != s.version))
		return err_set(cx, ERR_CONFLICT, "subject %lld was changed", (long long)id);
	for (size_t i = 0; i < n; i++) {
		fate = fact_fate(sources, &s, &changes[i], origin, cx->now, registry_zone(cx));
		if (origin->one_person && changes[i].field->double_check &&
		    (fate == FATE_TAKEN || fate == FATE_PAST))
			fate = FATE_WAITS;
		TRY(apply(cx, &s, &changes[i], fate, origin, &out));
		if (ret_fate != NULL)
			ret_fate[i] = fate;
	}
	if (out.n_said == 0)
		return ERR_OK;
	/* A file asks for no claims; pages leave out those that agree. */
	if (out.n_taken > 0 && origin->import_id == 0 && !origin->agreed)
		TRY(claims_agree(cx, of, id, out.taken, out.n_taken,
				 &(struct claim_decide_args){ .state = CLAIM_TAKEN }));
	/* What holds in the past only still raises the version: somebody's page is old now. */
	TRY(subject_write(cx, &s));
	TRY(version_write(cx, of, id, s.version + 1, event_of(origin, "change"), origin, out.said,
			  out.n_said, NULL));
	if (origin->import_id != 0)
		return ERR_OK;
	return audit_leaf(
	    cx, of == FACT_PERSON ? "registry.person_change" : "registry.family_change", id, NULL);
}

/* What only an event may say: it concerns more than one row. */
static bool by_event(const struct fact_change *c)
{
	enum fact_core core = c->field->core;

	return core == CORE_FAMILY || core == CORE_HEAD || core == CORE_STATE ||
	       core == CORE_STATE_DATE || (core == CORE_RELATION && str_eq(c->value, "1"));
}

/* Does one of the changes take the head out of his place?  That is an event: it names the next. */
static enum err heads_stay(struct ctx *cx, enum fact_of of, int64_t id,
			   const struct fact_change *changes, size_t n)
{
	struct subject s;

	for (size_t i = 0; i < n; i++) {
		if (of != FACT_PERSON || changes[i].field->core != CORE_RELATION)
			continue;
		TRY(subject_read(cx, of, id, &s));
		if (str_eq(facts_core(&s.facts, CORE_RELATION), "1") &&
		    facts_core(&s.facts, CORE_FAMILY) != NULL)
			return err_set(cx, ERR_INVALID, "the head is changed by events only");
	}
	return ERR_OK;
}

enum err subject_change(struct ctx *cx, enum fact_of of, int64_t id, int64_t version,
			const struct fact_change *changes, size_t n, const struct origin *origin,
			enum fact_fate *ret_fate)
{
	for (size_t i = 0; i < n; i++)
		if (by_event(&changes[i]) || changes[i].field->of != of)
			return err_set(cx, ERR_INVALID, "%s is changed by events only",
				       changes[i].field->code);
	if (origin->valid_from != DATE_NONE &&
	    origin->valid_from > clock_date(cx->now, registry_zone(cx)))
		return err_set(cx, ERR_INVALID, "a fact cannot hold from a day to come");
	TRY(heads_stay(cx, of, id, changes, n));
	return change(cx, of, id, version, changes, n, origin, ret_fate);
}

/*
 * An event happens to things as they are now, so it holds no earlier than what it changes: a death
 * of last week, written down after a relation of today, would otherwise be the past of it only.
 */
static enum err not_before(struct ctx *cx, enum fact_of of, int64_t id,
			   const struct fact_change *changes, size_t n, struct origin *o)
{
	struct fact_mark mark;
	struct subject s;
	int32_t since;

	if (o->valid_from == DATE_NONE)
		return ERR_OK;
	TRY(subject_read(cx, of, id, &s));
	for (size_t i = 0; i < n; i++) {
		mark = subject_mark(&s, changes[i].field->code);
		since = present_effective(&s, changes[i].field, &mark, registry_zone(cx));
		if (since > o->valid_from)
			o->valid_from = since;
	}
	return ERR_OK;
}

enum err subject_event(struct ctx *cx, enum fact_of of, int64_t id, const char *event,
		       const struct fact_change *changes, size_t n, const struct origin *origin)
{
	struct origin o = *origin;

	o.event = event;
	o.settle = true;
	TRY(not_before(cx, of, id, changes, n, &o));
	return change(cx, of, id, 0, changes, n, &o, NULL);
}

/* ---- taking back ----------------------------------------------------------------------------- */

/* The mark of a field after versions were taken back; the first row needs none. */
static void mark_restand(struct ctx *cx, struct subject *s, const struct fact_field *field,
			 const struct standing *now)
{
	struct fact_mark *mark = ARENA_ARRAY(cx->arena, s->n_marks + 1, struct fact_mark);
	size_t n = 0;

	for (size_t i = 0; i < s->n_marks; i++)
		if (!str_eq(s->mark[i].field, field->code))
			mark[n++] = s->mark[i];
	if (now->by != NULL)
		mark[n++] = (struct fact_mark){ field->code, now->by->source, now->by->valid_from,
						now->by->recorded_at };
	s->mark = mark;
	s->n_marks = n;
}

enum err subject_restand(struct ctx *cx, struct subject *s, const struct version *versions,
			 size_t n, const char *event, const struct origin *origin,
			 int64_t *ret_version_id)
{
	const struct fact_field *const *fields;
	size_t n_fields = fact_fields(s->facts.book, s->of, &fields);
	int32_t today = clock_date(cx->now, registry_zone(cx));
	struct standing stands;

	for (size_t i = 0; i < n_fields; i++) {
		stands =
		    fact_standing(s, versions, n, fields[i], today, INT64_MAX, registry_zone(cx));
		s->facts.value[i] = stands.value;
		mark_restand(cx, s, fields[i], &stands);
	}
	TRY(subject_write(cx, s));
	return version_write(cx, s->of, s->id, s->version + 1, event, origin, NULL, 0,
			     ret_version_id);
}

/* From when on the version may hold: not before what it changed, which is found without it. */
static int32_t redate_from(struct ctx *cx, const struct subject *s, const struct version *v,
			   size_t n, const struct version *which, int32_t from)
{
	int zone = registry_zone(cx);
	int32_t today = clock_date(cx->now, zone), since;
	struct subject bare = *s;

	bare.n_marks = 0;
	for (size_t i = 0; i < which->n_changes; i++) {
		const struct fact_field *field =
		    fact_field(s->facts.book, s->of, which->change[i].field);
		struct standing before;
		struct fact_mark mark;

		if (field == NULL)
			continue;
		before = fact_standing(s, v, n, field, today, INT64_MAX, zone);
		mark = subject_mark(&bare, field->code);
		since = before.by != NULL ? fact_effective(field, before.by->valid_from,
							   before.by->recorded_at, zone)
					  : present_effective(&bare, field, &mark, zone);
		from = MAX(from, since);
	}
	return from;
}

enum err subject_redate(struct ctx *cx, struct subject *s, struct version *v, size_t n,
			size_t which, const struct fact_change *day, const struct origin *origin)
{
	struct version *old = &v[which];
	struct version_undo_args undo = { .id = old->id };
	struct said *said = ARENA_ARRAY(cx->arena, old->n_changes + 1, struct said);
	struct origin o = *origin;
	size_t n_said = 0;

	old->undone_at = cx->now;
	o.valid_from = redate_from(cx, s, v, n, old, o.valid_from);
	for (size_t i = 0; i < old->n_changes; i++) {
		const struct fact_field *field =
		    fact_field(s->facts.book, s->of, old->change[i].field);
		const char *after = old->change[i].after;

		if (field == NULL)
			continue;
		if (day != NULL && field == day->field) {
			after = day->value;
			s->facts.value[field->at] = after;
		}
		said[n_said++] = (struct said){ field, old->change[i].before, after };
		mark_set(cx, s, field->code, &o);
	}
	TRY(subject_write(cx, s));
	TRY(version_write(cx, s->of, s->id, s->version + 1, old->event, &o, said, n_said,
			  &undo.undone_by_id));
	TRY(version_undo_run(cx, &undo, NULL));
	return audit_leaf(cx, "registry.person_change", s->id, NULL);
}
