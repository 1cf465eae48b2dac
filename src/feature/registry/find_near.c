/* Who may be somebody who is entered, by the index in memory: a few out of all. */
#include <string.h>

#include "base/clock.h"
#include "feature/registry/find_impl.h"

enum {
	NAME_LIKE = 550,  /* of those born on the day: how alike the name must be */
	YEARS = 8,        /* by which a guessed age is wrong */
	HOLDERS = 256,    /* of one name: beyond that it tells nobody from another */
	NAME_NEAR = 700,  /* of neighbours born about then: more alike than those of the day */
	LETTERS = 5,      /* of those heard in the one name only: more, and they are not alike */
	LOOKS = 1024,     /* neighbours of a day and month: those of a kelurahan of 370,000 */
	LOOKS_ALL = 16384 /* where nobody said the kelurahan: those of a city of 1,300,000 */
};

static void add(struct find_alike *to, int64_t id)
{
	for (size_t i = 0; i < to->n; i++)
		if (to->id[i] == id)
			return;
	if (to->n < FIND_ALIKE)
		to->id[to->n++] = id;
}

static bool is_open(const struct find_entry *e)
{
	return e->class == FIND_OPEN || e->class == FIND_PAST;
}

static bool name_is(const struct find_index *ix, uint32_t number, const struct name_form *name,
		    int at_least)
{
	struct name_form form;

	if (number == NAME_NONE)
		return false;
	name_index_form(ix->names, number, &form);
	return name_compare(name, &form).score >= at_least;
}

static bool alike(const struct find_index *ix, uint32_t number, const struct name_form *name)
{
	return name_is(ix, number, name, NAME_LIKE);
}

static void near_born(const struct find_index *ix, const struct name_form *name, int32_t born,
		      struct find_alike *to)
{
	uint32_t at = ix->born.first[find_day_number(born)];

	for (; at != 0; at = ix->born.next[at - 1]) {
		const struct find_entry *e = &ix->entry[at - 1];

		if (e->birth == born && is_open(e) &&
		    (alike(ix, e->name, name) || alike(ix, e->alias, name)))
			add(to, e->id);
	}
}

static int32_t swapped(int32_t date)
{
	struct civil c = date_civil(date);

	if (c.day == c.month || !date_valid(c.year, c.day, c.month))
		return DATE_NONE;
	return date_from_ymd(c.year, c.day, c.month);
}

bool find_same_birth(int32_t a, int32_t b)
{
	struct civil x, y;

	if (a == DATE_NONE || b == DATE_NONE || a == b)
		return true;
	x = date_civil(a);
	y = date_civil(b);
	if (x.year == y.year && x.day == y.month && x.month == y.day)
		return true;
	return (x.year == y.year) + (x.month == y.month) + (x.day == y.day) >= 2;
}

/* Of some only the year is known, about: they stand in the middle of it. */
static bool may_be_born(int32_t born, int32_t other)
{
	struct civil x, y;

	if (find_same_birth(born, other))
		return true;
	x = date_civil(born);
	y = date_civil(other);
	return y.month == 7 && y.day == 1 && x.year - y.year <= YEARS && y.year - x.year <= YEARS;
}

static void near_named(const struct find_index *ix, const struct name_form *name,
		       struct find_alike *to)
{
	static const struct name_scope open = { .classes = 1U << FIND_OPEN | 1U << FIND_PAST };
	uint32_t number = name_index_number(ix->names, name);
	int64_t holder[HOLDERS];
	size_t n;

	if (number == NAME_NONE)
		return;
	n = name_index_holders(ix->names, number, &open, holder, HOLDERS);
	for (size_t i = 0; i < n; i++)
		if (may_be_born(to->born, find_entry(ix, holder[i])->birth))
			add(to, holder[i]);
}

/* Neighbours two parts of whose date are the same, and whose name is like it; how many it saw. */
static int near_home(const struct find_index *ix, const struct name_form *name, uint32_t region,
		     enum find_pair pair, struct find_alike *to)
{
	uint32_t number = find_home_number(region, pair, date_civil(to->born));
	const struct find_ring *ring = &ix->home[pair];
	uint32_t letters = find_letters(name), at = ring->first[number];
	int looks;

	for (looks = 0; at != 0 && looks < LOOKS; at = ring->next[at - 1], looks++) {
		const struct find_entry *e = &ix->entry[at - 1];

		if (__builtin_popcount(letters ^ ix->letters[at - 1]) > LETTERS)
			continue;
		if (e->region == region && e->birth != to->born && is_open(e) &&
		    find_same_birth(to->born, e->birth) && name_is(ix, e->name, name, NAME_NEAR))
			add(to, e->id);
	}
	return looks;
}

static int near_region(const struct find_index *ix, const struct name_form *name, uint32_t region,
		       struct find_alike *to)
{
	int looks = 0;

	for (int pair = 0; region != 0 && pair < FIND_PAIRS; pair++)
		looks += near_home(ix, name, region, (enum find_pair)pair, to);
	return looks;
}

/* Of whom nobody said where he lives, everybody may be a neighbour, as far as the looks go. */
static void near_homes(const struct find_index *ix, const struct name_form *name,
		       struct find_alike *to)
{
	int looks = 0;

	if (to->born == DATE_NONE)
		return;
	if (to->region_id != 0) {
		(void)near_region(ix, name, find_region_number(ix, to->region_id), to);
		return;
	}
	for (size_t i = 0; to->everywhere && i < ix->n_regions && looks < LOOKS_ALL; i++)
		looks += near_region(ix, name, ix->region[i].number, to);
}

void find_near(const struct find_index *ix, struct find_alike *asked)
{
	struct name_form name;
	int32_t other;

	asked->n = 0;
	if (asked->name == NULL)
		return;
	name_form(asked->name, strlen(asked->name), &name);
	if (asked->born != DATE_NONE) {
		near_born(ix, &name, asked->born, asked);
		other = swapped(asked->born);
		if (other != DATE_NONE)
			near_born(ix, &name, other, asked);
	}
	near_named(ix, &name, asked);
	near_homes(ix, &name, asked);
}

enum err find_alike(struct ctx *cx, struct find_alike *asked, size_t n, bool *ret_ready)
{
	const struct find_index *ix;
	struct find_state state;

	TRY(find_lend(cx, &ix, &state));
	*ret_ready = ix != NULL;
	if (ix == NULL)
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		find_near(ix, &asked[i]);
	find_return(cx);
	return ERR_OK;
}
