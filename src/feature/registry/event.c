#include "feature/registry/event.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "feature/registry/event_impl.h"
#include "feature/registry/second.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/warga.h"

#include <ctype.h>
#include <string.h>

#define SET "family_event"

static const char *const codes[EVENT_KINDS] = {
	[EVENT_DIED] = "meninggal", [EVENT_MOVED] = "pindah",    [EVENT_LEFT] = "keluar",
	[EVENT_JOINED] = "masuk",   [EVENT_MARRIED] = "menikah", [EVENT_SPLIT] = "pecah",
	[EVENT_BORN] = "lahir",     [EVENT_HEAD] = "kepala",     [EVENT_CAME] = "datang",
};

const char *event_code(enum event_kind kind)
{
	return codes[kind];
}

/* ---- running --------------------------------------------------------------------------------- */

/* The desk and a list, or two officers, write down one birth: twins have names of their own. */
static enum err born_once(struct ctx *cx, const struct family_event *e)
{
	const char *name = facts_core(&e->facts, CORE_NAME),
		   *date = facts_core(&e->facts, CORE_BIRTH_DATE);
	struct family_inner_row *m;
	int32_t on;
	size_t n;

	if (e->family_id == 0 || name == NULL || date == NULL || !date_parse(date, &on))
		return ERR_OK;
	TRY(family_inner_all(cx, &(struct family_inner_args){ .family_id = e->family_id }, &m, &n));
	for (size_t i = 0; i < n; i++)
		if (m[i].birth_date == on && str_eq(m[i].name_fold, str_fold(cx->arena, name)))
			return refuse(cx, T_WARGA_E_BORN_TWICE);
	return ERR_OK;
}

static enum err born(struct ctx *cx, const struct family_event *e, const struct origin *origin,
		     int64_t *ret_id)
{
	TRY(born_once(cx, e));
	return origin == NULL ? ERR_OK : subject_new(cx, &e->facts, origin, ret_id);
}

/* Does he found the new family with others? */
static bool goes(const struct family_event *e, int64_t person_id)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->part[i].person_id == person_id)
			return true;
	return false;
}

/* What happens to a family needs somebody who lives in it; what splits it leaves somebody there. */
static enum err family_lives(struct ctx *cx, const struct family_event *e)
{
	struct family_inner_row *m;
	size_t n, n_living = 0, stay = 0;

	if (e->family_id == 0)
		return ERR_OK;
	TRY(family_inner_all(cx, &(struct family_inner_args){ .family_id = e->family_id }, &m, &n));
	for (size_t i = 0; i < n; i++) {
		n_living += m[i].state == PERSON_ALIVE;
		stay += m[i].state == PERSON_ALIVE && !goes(e, m[i].id);
	}
	if (n_living == 0)
		return refuse(cx, T_WARGA_E_NOBODY);
	return e->kind == EVENT_SPLIT && stay == 0 ? refuse(cx, T_WARGA_E_SPLIT_ALL) : ERR_OK;
}

enum err event_unborn(struct ctx *cx, const struct family_event *e, const char **ret_name,
		      int32_t *ret_born)
{
	struct subject s;

	*ret_name = NULL;
	for (size_t i = 0; i <= e->n && *ret_name == NULL; i++) {
		int64_t id = i < e->n ? e->part[i].person_id : e->person_id;

		if (id == 0)
			continue;
		TRY(subject_read(cx, FACT_PERSON, id, &s));
		if (person_unborn(&s, e->origin.valid_from) &&
		    date_parse(facts_core(&s.facts, CORE_BIRTH_DATE), ret_born))
			*ret_name = facts_core(&s.facts, CORE_NAME);
	}
	return ERR_OK;
}

static enum err all_born(struct ctx *cx, const struct family_event *e)
{
	const char *name;
	int32_t born;

	TRY(event_unborn(cx, e, &name, &born));
	return name != NULL ? refuse(cx, T_WARGA_E_UNBORN_ONE) : ERR_OK;
}

/* With origin NULL it is only asked whether it could be done. */
static enum err play(struct ctx *cx, const struct family_event *e, const struct origin *origin,
		     int64_t *ret_id)
{
	*ret_id = 0;
	TRY(family_lives(cx, e));
	TRY(all_born(cx, e));
	switch (e->kind) {
	case EVENT_DIED:
		return person_died(cx, e->person_id, e->new_head, origin);
	case EVENT_MOVED:
		return person_moved_out(cx, e->person_id, e->new_head, origin);
	case EVENT_LEFT:
		return family_leave(cx, e->person_id, e->new_head, origin);
	case EVENT_JOINED:
		return family_join(cx, e->family_id, e->person_id, e->relation, e->new_head,
				   origin);
	case EVENT_MARRIED:
	case EVENT_SPLIT:
		return family_split(cx, e->part, e->n, e->new_head, &e->facts, origin, ret_id);
	case EVENT_HEAD:
		return family_set_head(cx, e->family_id, e->person_id, e->relation, origin);
	case EVENT_BORN:
		return born(cx, e, origin, ret_id);
	case EVENT_CAME:
		return person_came_back(cx, e->person_id, origin);
	case EVENT_KINDS:
		break;
	}
	return err_set(cx, ERR_INVALID, "no event %d", (int)e->kind);
}

/* ---- does it need another one? --------------------------------------------------------------- */

enum err event_froms(struct ctx *cx, const struct family_event *e, struct event_from **ret,
		     size_t *ret_n)
{
	struct event_from *from = ARENA_ARRAY(cx->arena, e->n + 2, struct event_from);
	struct subject s;
	size_t n = 0;

	if (e->person_id != 0)
		from[n++].person_id = e->person_id;
	if (e->new_head != 0)
		from[n++].person_id = e->new_head;
	for (size_t i = 0; i < e->n; i++)
		from[n++].person_id = e->part[i].person_id;
	for (size_t i = 0; i < n; i++) {
		TRY(subject_read(cx, FACT_PERSON, from[i].person_id, &s));
		from[i].family_id = subject_family(&s);
		from[i].relation = facts_core_int(&s.facts, CORE_RELATION, 0);
	}
	*ret = from;
	*ret_n = n;
	return ERR_OK;
}

static enum err own(struct ctx *cx, enum fact_of of, int64_t id, bool *ret)
{
	struct subject s;

	TRY(subject_read(cx, of, id, &s));
	return subject_first_entry(cx, &s, ret);
}

/* What the actor is putting together today: every family it touches, and who dies or goes. */
static enum err first_entry(struct ctx *cx, const struct family_event *e, bool *ret)
{
	struct event_from *from;
	size_t n;

	*ret = true;
	if (e->kind == EVENT_DIED || e->kind == EVENT_MOVED)
		TRY(own(cx, FACT_PERSON, e->person_id, ret));
	if (*ret && e->family_id != 0)
		TRY(own(cx, FACT_FAMILY, e->family_id, ret));
	TRY(event_froms(cx, e, &from, &n));
	for (size_t i = 0; i < n && *ret; i++)
		if (from[i].family_id != 0)
			TRY(own(cx, FACT_FAMILY, from[i].family_id, ret));
	return ERR_OK;
}

/* "3272-KM-12032026-0001": the number of a certificate of the civil registry. */
static bool is_certificate(const char *p)
{
	static const char shape[] = "0000-AA-00000000-0000";

	for (size_t i = 0; shape[i] != '\0'; i++) {
		unsigned char c = (unsigned char)p[i];

		if (shape[i] == '0' ? !isdigit(c) : shape[i] == 'A' ? !isupper(c) : c != '-')
			return false;
	}
	return true;
}

static bool has_certificate(const char *note)
{
	for (const char *p = note; p != NULL && *p != '\0'; p++)
		if (is_certificate(p))
			return true;
	return false;
}

static enum err needs_another(struct ctx *cx, const struct family_event *e, bool *ret)
{
	const struct ref_book *book;
	const struct ref_entry *entry;
	bool first;

	TRY(ref_book(cx, SET, &book));
	entry = ref_book_entry(book, codes[e->kind]);
	*ret = entry != NULL && ref_doc_flag(cx, entry, "double_check") &&
	       !(ref_doc_flag(cx, entry, "certificate") && has_certificate(e->origin.note));
	if (!*ret)
		return ERR_OK;
	TRY(first_entry(cx, e, &first));
	*ret = !first;
	return ERR_OK;
}

/* ---- who is old enough to marry -------------------------------------------------------------- */

static enum err marriage_rule(struct ctx *cx, int *ret_age, const char **ret_paper)
{
	const struct ref_book *book;
	const struct ref_entry *entry;

	TRY(ref_book(cx, SET, &book));
	entry = ref_book_entry(book, codes[EVENT_MARRIED]);
	*ret_age = entry != NULL ? (int)ref_doc_int(cx, entry, "min_age", 0) : 0;
	*ret_paper = entry != NULL ? ref_doc_text(cx, entry, "paper") : NULL;
	return ERR_OK;
}

enum err event_marriage_age(struct ctx *cx, int *ret)
{
	const char *paper;

	return marriage_rule(cx, ret, &paper);
}

bool event_too_young(int64_t birth_date, int32_t on, int age)
{
	return birth_date != DB_NONE && date_age((int32_t)birth_date, on) < age;
}

/* Does the note name the paper that stands for the missing years? */
static bool names_paper(struct ctx *cx, const char *note, const char *paper)
{
	return note != NULL && paper != NULL &&
	       strstr(str_fold(cx->arena, note), str_fold(cx->arena, paper)) != NULL;
}

static enum err old_enough(struct ctx *cx, const struct family_event *e)
{
	int32_t on = e->origin.valid_from, born;
	const char *paper;
	struct subject s;
	int age;

	if (e->kind != EVENT_MARRIED)
		return ERR_OK;
	TRY(marriage_rule(cx, &age, &paper));
	if (on == DATE_NONE)
		on = clock_date(cx->now, registry_zone(cx));
	for (size_t i = 0; i < e->n; i++) {
		TRY(subject_read(cx, FACT_PERSON, e->part[i].person_id, &s));
		if (date_parse(facts_core(&s.facts, CORE_BIRTH_DATE), &born) &&
		    event_too_young(born, on, age) && !names_paper(cx, e->origin.note, paper))
			return refuse(cx, T_WARGA_E_MARRY_YOUNG);
	}
	return ERR_OK;
}

/* ---- saying ---------------------------------------------------------------------------------- */

/* The same is said once: by another it waits already, one's own gives way. */
static enum err make_room(struct ctx *cx, const struct family_event *e)
{
	struct kept_event_same_args a = { .event = codes[e->kind], .subject_id = event_about(e) };
	struct kept_event_same_row row;
	bool found;

	TRY(kept_event_same_maybe(cx, &a, &row, &found));
	if (!found)
		return ERR_OK;
	if (row.by_id != cx->actor->user_id)
		return refuse(cx, T_WARGA_V_SAME);
	return event_withdraw(cx, row.id);
}

/* Who follows is of no account where no head goes. */
static enum err drop_new_head(struct ctx *cx, struct family_event *e)
{
	int64_t new_head = e->new_head;
	struct event_from *from;
	size_t n;

	e->new_head = 0;
	TRY(event_froms(cx, e, &from, &n));
	for (size_t i = 0; i < n; i++)
		if (from[i].family_id != 0 && from[i].relation == RELATION_HEAD)
			e->new_head = new_head;
	return ERR_OK;
}

enum err event_say(struct ctx *cx, const struct family_event *event, struct event_said *ret)
{
	struct family_event copy = *event, *e = &copy;
	struct event_said said = { 0 };
	bool waits;

	TRY(old_enough(cx, e));
	TRY(drop_new_head(cx, e));
	TRY(needs_another(cx, e, &waits));
	if (waits) {
		TRY(play(cx, e, NULL, &said.new_id));
		TRY(make_room(cx, e));
		TRY(event_keep(cx, e, &said.id));
		TRY(second_begin(cx, &(struct second){ .id = said.id,
						       .kind = SECOND_EVENT,
						       .what = event_code(e->kind),
						       .of = event_about(e) == e->family_id
								 ? FACT_FAMILY
								 : FACT_PERSON,
						       .subject_id = event_about(e),
						       .by_id = cx->actor->user_id }));
		TRY(audit_leaf(cx, "registry.event_waits", said.id, NULL));
	} else {
		TRY(play(cx, e, &e->origin, &said.new_id));
	}
	*ret = said;
	return ERR_OK;
}

/* ---- deciding -------------------------------------------------------------------------------- */

/* Does everybody still belong where he did?  Whoever died has, wherever he belonged. */
static enum err where_they_were(struct ctx *cx, const struct kept_event *k, bool *ret)
{
	struct event_from *now;
	size_t n;

	*ret = true;
	if (k->event.kind == EVENT_DIED || k->event.kind == EVENT_MOVED)
		return ERR_OK;
	TRY(event_froms(cx, &k->event, &now, &n));
	*ret = n == k->n_from;
	for (size_t i = 0; i < n && *ret; i++)
		*ret = now[i].family_id == k->from[i].family_id;
	return ERR_OK;
}

/* Has another family got the number of the new card meanwhile? */
static enum err card_is_free(struct ctx *cx, const struct family_event *e, bool *ret)
{
	const char *kk = NULL;
	int64_t *ids;
	size_t n = 0;

	if (e->kind == EVENT_MARRIED || e->kind == EVENT_SPLIT)
		kk = facts_core(&e->facts, CORE_KK);
	if (kk != NULL)
		TRY(family_by_kk(cx, kk, &ids, &n));
	*ret = n == 0;
	return ERR_OK;
}

/* Could it be run now as it was said? */
static enum err fits(struct ctx *cx, const struct kept_event *k, bool *ret)
{
	int64_t none;
	enum err e;

	*ret = false;
	if (k->erased)
		return ERR_OK;
	e = play(cx, &k->event, NULL, &none);
	if (e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_NOTFOUND) {
		err_clear(cx);
		return ERR_OK;
	}
	TRY(e);
	TRY(card_is_free(cx, &k->event, ret));
	return *ret ? where_they_were(cx, k, ret) : ERR_OK;
}

/* It holds from its day, as if nobody had waited, with both in the history. */
static enum err run(struct ctx *cx, const struct kept_event *k)
{
	struct origin o = k->event.origin;
	const char *who = k->who != NULL ? k->who : "";
	int64_t made;

	if (o.valid_from == DATE_NONE)
		o.valid_from = clock_date(k->recorded_at, registry_zone(cx));
	o.note = o.note == NULL ? text_fill(cx, T_WARGA_V_NOTE, who, NULL)
				: text_fill(cx, T_WARGA_V_NOTE_WHY, who, o.note, NULL);
	TRY(play(cx, &k->event, &o, &made));
	if (made == 0)
		return ERR_OK;
	return event_part_keep(cx, k->id, k->event.kind == EVENT_BORN ? FACT_PERSON : FACT_FAMILY,
			       made);
}

/* Who said it hears what became of it. */
static enum err tell(struct ctx *cx, const struct kept_event *k, enum event_state end)
{
	static const enum text words[] = { [EVENT_COUNTS] = T_WARGA_NEWS_EVENT_TAKEN,
					   [EVENT_REFUSED] = T_WARGA_NEWS_EVENT_LEFT,
					   [EVENT_BACK] = T_WARGA_NEWS_EVENT_BACK };
	const struct notice n = {
		.kind = end == EVENT_COUNTS ? "registry.event_taken" : "registry.event_left",
		.object_kind = SET,
		.object_id = k->id,
		.text = words[end],
		.arg0 = ref_label(cx, SET, codes[k->event.kind]),
	};

	return notice_user(cx, k->by_id, &n);
}

enum err event_decide(struct ctx *cx, int64_t id, bool taken, const char *reason,
		      enum event_state *ret)
{
	static const char *const leaf[] = { [EVENT_COUNTS] = "registry.event_taken",
					    [EVENT_REFUSED] = "registry.event_left",
					    [EVENT_BACK] = "registry.event_back" };
	struct kept_event_end_args a = { .id = id, .reason = reason };
	enum event_state end = EVENT_REFUSED;
	struct kept_event k;
	int64_t changed = 0;
	bool fit = false;

	TRY(event_get(cx, id, &k));
	if (k.by_id == cx->actor->user_id)
		return refuse(cx, T_WARGA_V_OWN);
	if (taken) {
		TRY(fits(cx, &k, &fit));
		end = fit ? EVENT_COUNTS : EVENT_BACK;
	}
	a.state = end;
	TRY(kept_event_end_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_WARGA_CLAIM_GONE);
	TRY(second_end(cx, id));
	if (end == EVENT_COUNTS)
		TRY(run(cx, &k));
	TRY(tell(cx, &k, end));
	TRY(audit_leaf(cx, leaf[end], id, NULL));
	*ret = end;
	return ERR_OK;
}

enum err event_withdraw(struct ctx *cx, int64_t id)
{
	int64_t changed = 0;

	TRY(kept_event_withdraw_run(cx, &(struct kept_event_withdraw_args){ .id = id }, &changed));
	if (changed != 1)
		return refuse(cx, T_WARGA_CLAIM_GONE);
	TRY(second_end(cx, id));
	return audit_leaf(cx, "registry.event_withdrawn", id, NULL);
}

enum err events_erase(struct ctx *cx, int64_t person_id)
{
	return kept_event_erase_run(cx, &(struct kept_event_erase_args){ .subject_id = person_id },
				    NULL);
}
