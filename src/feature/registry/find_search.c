/* Searching in memory: who may be meant, by name, place and relatives, within somebody's reach. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "feature/registry/find_impl.h"

enum {
	ADDRESS_MIN = 500,
	SURE = 760,           /* a name so alike needs no further guess */
	HOLDERS_MOST = 16000, /* people that one part of a search may bring */
	BORN_LOOKS = 65536,   /* people looked at where nothing but a birth was asked */
	BORN_MOST = 4096,     /* of them, those within sight: all have one score */
	BORN_SCORE = 700,
	MEMBERS_COMPARED = 4096,
	KIN_MOST = 20000
};

enum { WEIGHT_NAME = 10, WEIGHT_ADDRESS = 6, WEIGHT_RELATIVE = 6, WEIGHT_CODE = 14 };
enum { LESS_PAST = 120, LESS_NO_BIRTH = 60 };

enum { REACHED = 1, ASKED = 2 };

struct search {
	const struct find_index *ix;
	struct arena *a;
	const struct find_ask *ask;
	const struct find_reach *reach;
	struct name_range *range;
	size_t n_ranges;
	bool everywhere;
	unsigned char *seen; /* by number of a region: REACHED and ASKED */
	struct find_candidate *list;
	size_t n, cap, looked;
	int64_t *ids;  /* room for HOLDERS_MOST */
	size_t enough; /* candidates, where nothing but the name narrows them down; 0: all */
};

/* ---- scope --------------------------------------------------------------------------------- */

static void mark_regions(const struct find_index *ix, const int64_t *ids, size_t n,
			 unsigned char *seen, unsigned char bit)
{
	size_t i;

	for (i = 0; i < n; i++)
		seen[find_region_number(ix, ids[i])] |= bit;
}

/* The regions that are both within reach and asked for, as ranges. */
static void set_scope(struct search *s)
{
	const struct find_ask *ask = s->ask;
	size_t n = s->ix->n_regions + 1, i;

	s->seen = ARENA_ARRAY(s->a, n, unsigned char);
	s->range = ARENA_ARRAY(s->a, n, struct name_range);
	mark_regions(s->ix, s->reach->region, s->reach->n_regions, s->seen, REACHED);
	mark_regions(s->ix, ask->region, ask->n_regions, s->seen, ASKED);
	s->seen[0] = 0;
	for (i = 0; i < n; i++) {
		s->seen[i] |= (unsigned char)((s->reach->city ? REACHED : 0) |
					      (ask->n_regions == 0 ? ASKED : 0));
		if (s->seen[i] != (REACHED | ASKED))
			continue;
		if (i == 0 || s->seen[i - 1] != (REACHED | ASKED))
			s->range[s->n_ranges++].from = (uint32_t)i;
		s->range[s->n_ranges - 1].to = (uint32_t)i + 1;
	}
	s->everywhere = s->reach->city && ask->n_regions == 0;
}

static struct name_scope scope_of(const struct search *s)
{
	return (struct name_scope){ .range = s->range,
				    .n = s->everywhere ? 0 : s->n_ranges,
				    .classes = 1U << FIND_OPEN | 1U << FIND_PAST };
}

static bool is_in_scope(const struct search *s, const struct find_entry *e)
{
	return e->class < FIND_PROTECTED && s->seen[e->region] == (REACHED | ASKED);
}

static bool is_held(const struct find_held *held, const struct find_entry *e)
{
	int64_t id = held->families ? e->family_id : e->id;
	size_t low = 0, high = held->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (held->id[mid] < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < held->n && held->id[low] == id;
}

/* Whether what is known of him allows that he is meant. */
static bool fits(const struct find_ask *ask, const struct find_entry *e)
{
	for (size_t i = 0; i < ask->n_held; i++)
		if (!is_held(&ask->held[i], e))
			return false;
	if (ask->sex != 0 && e->sex != 0 && e->sex != ask->sex)
		return false;
	if (ask->born_from == DATE_NONE)
		return true;
	if (e->birth == DATE_NONE)
		return !ask->birth_exact;
	return e->birth >= ask->born_from && e->birth <= ask->born_to;
}

/* Those whom units of the acting person work for stand by falling ids. */
static bool is_member(const struct find_reach *reach, int64_t id)
{
	size_t low = 0, high = reach->n_members;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (reach->member[mid] > id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < reach->n_members && reach->member[low] == id;
}

static bool is_within(const struct search *s, const struct find_entry *e)
{
	return fits(s->ask, e) &&
	       (is_in_scope(s, e) || (e->class != FIND_GONE && s->seen[e->region] & ASKED &&
				      is_member(s->reach, e->id)));
}

void find_within(const struct find_index *ix, struct arena *a, const struct find_ask *ask,
		 const struct find_reach *reach, const int64_t *ids, size_t n, bool *ret)
{
	struct search s = { .ix = ix, .a = a, .ask = ask, .reach = reach };

	set_scope(&s);
	for (size_t i = 0; i < n; i++) {
		const struct find_entry *e = find_entry(ix, ids[i]);

		ret[i] = e && is_within(&s, e);
	}
}

/* ---- comparing ----------------------------------------------------------------------------- */

/* As if the word that was begun had been typed to its end. */
static struct name_match compare_begun(const struct name_form *ask, const struct name_form *f)
{
	struct name_form whole = *ask;
	struct name_word *last = &whole.word[whole.n - 1];
	struct name_match m = { 0 };
	size_t i;

	for (i = 0; i < f->n; i++)
		if (last->len > 1 && f->word[i].len > last->len &&
		    memcmp(f->word[i].text, last->text, last->len) == 0) {
			*last = f->word[i];
			m = name_compare(&whole, f);
			m.score = (uint16_t)(m.score - MIN(m.score, 50));
			m.flags |= NAME_BEGUN;
			return m;
		}
	return m;
}

static struct name_match compare(const struct name_index *ix, uint32_t number,
				 const struct name_form *ask, bool typing)
{
	struct name_match m = { 0 }, begun;
	struct name_form f;

	if (number == NAME_NONE || ask->n == 0)
		return m;
	name_index_form(ix, number, &f);
	m = name_compare(ask, &f);
	if (typing && (begun = compare_begun(ask, &f)).score > m.score)
		return begun;
	return m;
}

/* What the name and the address of an entry say, where no index has said it yet. */
static void judge(const struct search *s, struct find_candidate *c)
{
	const struct find_entry *e = find_entry(s->ix, c->id);
	const struct find_ask *ask = s->ask;
	struct name_match m;

	if (c->match.score == 0) {
		c->match = compare(s->ix->names, e->name, &ask->name, ask->typing_name);
		m = compare(s->ix->names, e->alias, &ask->name, ask->typing_name);
		if (m.score > c->match.score) {
			c->match = m;
			c->by_alias = true;
		}
	}
	if (c->address == 0) {
		m = compare(s->ix->addresses, e->address, &ask->address, ask->typing_address);
		c->address = m.score >= ADDRESS_MIN ? m.score : 0;
	}
	c->past = e->class == FIND_PAST;
	c->no_birth = ask->born_from != DATE_NONE && e->birth == DATE_NONE;
	c->family_id = e->family_id;
}

int find_score(const struct find_ask *ask, const struct find_candidate *c)
{
	int sum = 0, whole = 0;

	if (ask->name.n > 0) {
		sum += WEIGHT_NAME * c->match.score;
		whole += WEIGHT_NAME;
	}
	if (ask->address.n > 0) {
		sum += WEIGHT_ADDRESS * c->address;
		whole += WEIGHT_ADDRESS;
	}
	if (ask->relative.n > 0) {
		sum += WEIGHT_RELATIVE * c->relative;
		whole += WEIGHT_RELATIVE;
	}
	if (ask->coded) {
		sum += WEIGHT_CODE * c->code;
		whole += WEIGHT_CODE;
	}
	/* Words are a name or what a field says, not both. */
	if (whole > 0)
		sum /= whole;
	if (whole == 0 && c->worded == 0 && !c->born)
		return 0;
	if (whole == 0 && c->born)
		sum = BORN_SCORE;
	sum = MAX(sum, c->worded);
	return MAX(sum - (c->past ? LESS_PAST : 0) - (c->no_birth ? LESS_NO_BIRTH : 0), 1);
}

int find_by_score(const void *a, const void *b)
{
	const struct find_candidate *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* ---- gathering ----------------------------------------------------------------------------- */

static struct find_candidate *add(struct search *s, int64_t id)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 256;
		struct find_candidate *list = ARENA_ARRAY(s->a, cap, struct find_candidate);

		if (s->n > 0)
			memcpy(list, s->list, s->n * sizeof(*list));
		s->list = list;
		s->cap = cap;
	}
	s->list[s->n] = (struct find_candidate){ .id = id };
	return &s->list[s->n++];
}

static bool is_full(const struct search *s)
{
	return s->looked >= HOLDERS_MOST || (s->enough > 0 && s->n >= s->enough);
}

/* Those who bear what was found in one of the indexes. */
static void add_holders(struct search *s, const struct name_index *ix, const struct name_hit *hit)
{
	struct name_scope scope = scope_of(s);
	/* Their number is known up to where counting stopped. */
	size_t most = hit->holders < 64 ? hit->holders : HOLDERS_MOST, n, i;

	n = name_index_holders(ix, hit->name, &scope, s->ids, most);
	for (i = 0; i < n && !is_full(s); i++) {
		const struct find_entry *e = find_entry(s->ix, s->ids[i]);
		struct find_candidate *c;

		if (!e || !fits(s->ask, e))
			continue;
		c = add(s, e->id);
		if (ix == s->ix->addresses) {
			c->address = hit->match.score;
		} else {
			c->match = hit->match;
			c->by_alias = e->alias == hit->name;
		}
	}
	s->looked += n;
}

static struct name_match gather(struct search *s, const struct name_index *ix,
				const struct name_form *f, bool typing, unsigned least)
{
	struct name_hit *hits = ARENA_ARRAY(s->a, NAME_INDEX_BEST, struct name_hit);
	struct name_scope scope = scope_of(s);
	size_t n, i;

	if (f->n == 0 || s->n_ranges == 0)
		return (struct name_match){ 0 };
	s->looked = 0;
	n = name_index_search(ix, s->a, f, &scope, typing ? NAME_TYPING : NAME_WHOLE, hits,
			      NAME_INDEX_BEST);
	for (i = 0; i < n && hits[i].match.score >= least && !is_full(s); i++)
		add_holders(s, ix, &hits[i]);
	return n > 0 ? hits[0].match : (struct name_match){ 0 };
}

/* Whom the units of the acting person work for, wherever they live and protected or not. */
static void gather_members(struct search *s)
{
	size_t i;

	for (i = 0; i < s->reach->n_members && i < MEMBERS_COMPARED; i++) {
		const struct find_entry *e = find_entry(s->ix, s->reach->member[i]);

		if (e && e->class != FIND_GONE && s->seen[e->region] & ASKED &&
		    !is_in_scope(s, e) && fits(s->ask, e))
			judge(s, add(s, e->id));
	}
}

/* Of whom the city's own fields say it, as far as they are within reach. */
static void gather_meant(struct search *s)
{
	for (size_t i = 0; i < s->ask->n_meant; i++) {
		const struct find_meant *m = &s->ask->meant[i];
		const struct find_entry *e = find_entry(s->ix, m->id);
		struct find_candidate *c;

		if (!e || !is_within(s, e))
			continue;
		c = add(s, e->id);
		c->by = m->by;
		c->code = m->code;
		c->worded = m->worded;
	}
}

/* Nothing but a date of birth or an age was said: whoever was born then, a day after the other. */
static void gather_born(struct search *s)
{
	const struct find_ask *ask = s->ask;
	const struct find_ring *born = &s->ix->born;
	size_t looks = 0, found = 0;

	if (ask->born_from == DATE_NONE || ask->name.n + ask->address.n + ask->relative.n > 0)
		return;
	for (int32_t day = ask->born_from; day <= ask->born_to; day++)
		for (uint32_t at = born->first[find_day_number(day)]; at != 0;
		     at = born->next[at - 1]) {
			const struct find_entry *e = &s->ix->entry[at - 1];

			if (++looks > BORN_LOOKS || found == BORN_MOST) {
				s->looked = HOLDERS_MOST; /* there may be others */
				return;
			}
			if (e->birth == day && is_within(s, e)) {
				add(s, e->id)->born = true;
				found++;
			}
		}
	s->looked = 0;
}

static int by_id(const void *a, const void *b)
{
	const struct find_candidate *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* One candidate for each person, with the best that was found of him. */
static void merge(struct search *s)
{
	size_t i, n = 0;

	if (s->n > 0)
		qsort(s->list, s->n, sizeof(s->list[0]), by_id);
	for (i = 0; i < s->n; i++) {
		struct find_candidate *c = &s->list[i], *to = &s->list[n];

		if (n > 0 && to[-1].id == c->id) {
			if (c->match.score > to[-1].match.score) {
				to[-1].match = c->match;
				to[-1].by_alias = c->by_alias;
			}
			to[-1].address = MAX(to[-1].address, c->address);
			to[-1].code = MAX(to[-1].code, c->code);
			to[-1].worded = MAX(to[-1].worded, c->worded);
			to[-1].by = c->by != NULL ? c->by : to[-1].by;
			to[-1].born |= c->born;
		} else {
			*to = *c;
			n++;
		}
	}
	s->n = n;
}

/* ---- relatives ----------------------------------------------------------------------------- */

static int by_family(const void *a, const void *b)
{
	const struct find_kin *x = a, *y = b;

	if (x->family_id != y->family_id)
		return x->family_id < y->family_id ? -1 : 1;
	return x->score != y->score ? (x->score < y->score ? 1 : -1)
				    : (x->id > y->id) - (x->id < y->id);
}

/* The families of those who are called so. */
static void find_kin(const struct search *s, struct find_found *ret)
{
	struct search k = *s;
	struct find_ask any = { .born_from = DATE_NONE };
	size_t i;

	k.ask = &any;
	k.list = NULL;
	k.n = k.cap = k.looked = k.enough = 0;
	(void)gather(&k, s->ix->names, &s->ask->relative, s->ask->typing_relative, FIND_NAME_MIN);
	ret->kin = ARENA_ARRAY(s->a, k.n + 1, struct find_kin);
	for (i = 0; i < k.n && ret->n_kin < KIN_MOST; i++) {
		const struct find_entry *e = find_entry(s->ix, k.list[i].id);

		if (e->family_id != 0)
			ret->kin[ret->n_kin++] =
			    (struct find_kin){ e->family_id, e->id, k.list[i].match.score };
	}
	if (ret->n_kin > 0)
		qsort(ret->kin, ret->n_kin, sizeof(ret->kin[0]), by_family);
}

/* The first of the family's, who is not the candidate himself. */
static void relate(const struct find_found *found, struct find_candidate *c)
{
	size_t low = 0, high = found->n_kin;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (found->kin[mid].family_id < c->family_id)
			low = mid + 1;
		else
			high = mid;
	}
	while (low < found->n_kin && found->kin[low].family_id == c->family_id &&
	       found->kin[low].id == c->id)
		low++;
	if (c->family_id == 0 || low == found->n_kin || found->kin[low].family_id != c->family_id)
		return;
	c->relative = found->kin[low].score;
	c->relative_id = found->kin[low].id;
}

/* ---- the best ------------------------------------------------------------------------------ */

static void rank(struct search *s, struct find_found *ret, size_t max)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++) {
		struct find_candidate *c = &s->list[i];

		judge(s, c);
		relate(ret, c);
		c->score = find_score(s->ask, c);
		/* A relative may still be found among the family: half of the whole is kept. */
		if (c->score >= FIND_SHOWN_MIN / (s->ask->relative.n > 0 ? 2 : 1))
			s->list[n++] = *c;
	}
	if (n > 0)
		qsort(s->list, n, sizeof(s->list[0]), find_by_score);
	ret->candidate = s->list;
	ret->more = n > max || is_full(s);
	ret->n = MIN(n, max);
}

static bool is_narrowed(const struct find_ask *ask)
{
	return ask->address.n > 0 || ask->relative.n > 0 || ask->sex != 0 ||
	       ask->born_from != DATE_NONE || ask->n_held > 0;
}

/* Is every word of what was asked for in the name found? */
static bool is_whole(struct name_match best)
{
	return (best.level >= NAME_NICKNAME && best.level != NAME_CLOSE) ||
	       (best.flags & NAME_BEGUN && best.score >= SURE);
}

/* Words that are nobody's name may be where he lives. */
static void guess_address(struct search *s, struct find_ask *ask)
{
	char text[NAME_TEXT_SIZE];

	name_text(&ask->name, text);
	find_address_form(s->a, text, &ask->address);
	ask->address_text = arena_strdup(s->a, text);
	ask->typing_address = ask->typing_name;
	s->enough += s->enough > 0 ? s->n : 0;
}

void find_search(const struct find_index *ix, struct arena *a, struct find_ask *ask,
		 const struct find_reach *reach, size_t max, struct find_found *ret)
{
	struct search s = { .ix = ix, .a = a, .ask = ask, .reach = reach };
	struct name_match best;

	*ret = (struct find_found){ 0 };
	s.ids = ARENA_ARRAY(a, HOLDERS_MOST, int64_t);
	set_scope(&s);
	s.enough = is_narrowed(ask) ? 0 : 2 * max;
	best = gather(&s, ix->names, &ask->name, ask->typing_name, FIND_NAME_MIN);
	if (!is_whole(best) && ask->name.n > 1 && ask->address.n == 0)
		guess_address(&s, ask);
	(void)gather(&s, ix->addresses, &ask->address, ask->typing_address, ADDRESS_MIN);
	gather_members(&s);
	gather_meant(&s);
	gather_born(&s);
	merge(&s);
	if (ask->relative.n > 0)
		find_kin(&s, ret);
	rank(&s, ret, max);
}
