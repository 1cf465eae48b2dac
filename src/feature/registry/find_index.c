#include "feature/registry/find_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

/* ---- memory -------------------------------------------------------------------------------- */

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

/* Room for one more of n things: the capacity grows by half. */
static void *grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap + *cap / 2 : 64;
	return need(reallocarray(p, *cap, size));
}

/* ---- people by id -------------------------------------------------------------------------- */

static size_t place_of(const struct find_index *ix, int64_t id)
{
	return (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 20) & ix->mask;
}

static uint32_t *slot_of(const struct find_index *ix, int64_t id)
{
	size_t at = place_of(ix, id);

	while (ix->slot[at] && ix->entry[ix->slot[at] - 1].id != id)
		at = (at + 1) & ix->mask;
	return &ix->slot[at];
}

/* Three quarters full: twice the room, and everybody takes his place again. */
static void widen(struct find_index *ix)
{
	size_t i;

	if (ix->slot && ix->n < (ix->mask + 1) / 4 * 3)
		return;
	ix->mask = ix->slot ? ix->mask * 2 + 1 : 1023;
	free(ix->slot);
	ix->slot = need(calloc(ix->mask + 1, sizeof(ix->slot[0])));
	for (i = 0; i < ix->n; i++)
		*slot_of(ix, ix->entry[i].id) = (uint32_t)i + 1;
}

const struct find_entry *find_entry(const struct find_index *ix, int64_t id)
{
	uint32_t at = *slot_of(ix, id);

	return at ? &ix->entry[at - 1] : NULL;
}

/* ---- regions ------------------------------------------------------------------------------- */

static size_t region_place(const struct find_index *ix, int64_t id)
{
	size_t low = 0, high = ix->n_regions;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (ix->region[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint32_t find_region_number(const struct find_index *ix, int64_t region_id)
{
	size_t at = region_place(ix, region_id);

	return at < ix->n_regions && ix->region[at].id == region_id ? ix->region[at].number : 0;
}

/* One that was not among the regions at first gets the next number. */
static uint32_t region_add(struct find_index *ix, int64_t id)
{
	size_t at = region_place(ix, id);

	if (id == 0)
		return 0;
	if (at < ix->n_regions && ix->region[at].id == id)
		return ix->region[at].number;
	if (ix->n_regions >= UINT16_MAX)
		return 0;
	ix->region = grow(ix->region, ix->n_regions, &ix->cap_regions, sizeof(ix->region[0]));
	memmove(ix->region + at + 1, ix->region + at, (ix->n_regions - at) * sizeof(ix->region[0]));
	ix->region[at] = (struct find_region){ id, (uint32_t)++ix->n_regions };
	return ix->region[at].number;
}

/* ---- people by birth ----------------------------------------------------------------------- */

uint32_t find_day_number(int32_t birth)
{
	return (uint32_t)birth & (FIND_DAYS - 1);
}

uint32_t find_home_number(uint32_t region, enum find_pair pair, struct civil born)
{
	const uint64_t parts[FIND_PAIRS] = {
		[FIND_YEAR_MONTH] = (uint64_t)born.year << 16 | (uint64_t)born.month << 8,
		[FIND_YEAR_DAY] = (uint64_t)born.year << 16 | (uint64_t)born.day,
		[FIND_MONTH_DAY] = (uint64_t)born.month << 8 | (uint64_t)born.day,
	};
	uint64_t h = ((uint64_t)region << 40 | parts[pair]) * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(h >> 40) & (FIND_HOMES - 1);
}

static void ring_put(struct find_ring *ring, uint32_t number, uint32_t at)
{
	ring->next[at] = ring->first[number];
	ring->first[number] = at + 1;
}

static void ring_take_out(struct find_ring *ring, uint32_t number, uint32_t at)
{
	uint32_t *link = &ring->first[number];

	while (*link != at + 1)
		link = &ring->next[*link - 1];
	*link = ring->next[at];
}

static bool has_home(const struct find_entry *e)
{
	return e->birth != DATE_NONE && e->region != 0;
}

static void born_put(struct find_index *ix, const struct find_entry *e)
{
	uint32_t at = (uint32_t)(e - ix->entry);

	if (e->birth != DATE_NONE)
		ring_put(&ix->born, find_day_number(e->birth), at);
	for (int pair = 0; pair < FIND_PAIRS && has_home(e); pair++)
		ring_put(&ix->home[pair],
			 find_home_number(e->region, (enum find_pair)pair, date_civil(e->birth)),
			 at);
}

static void born_take_out(struct find_index *ix, const struct find_entry *e)
{
	uint32_t at = (uint32_t)(e - ix->entry);

	if (e->birth != DATE_NONE)
		ring_take_out(&ix->born, find_day_number(e->birth), at);
	for (int pair = 0; pair < FIND_PAIRS && has_home(e); pair++)
		ring_take_out(
		    &ix->home[pair],
		    find_home_number(e->region, (enum find_pair)pair, date_civil(e->birth)), at);
}

static void ring_grow(struct find_ring *ring, size_t n)
{
	ring->next = grow(ring->next, n, &ring->cap, sizeof(uint32_t));
}

/* ---- life ---------------------------------------------------------------------------------- */

struct find_index *find_index_new(const int64_t *regions, size_t n)
{
	struct find_index *ix = need(calloc(1, sizeof(*ix)));
	size_t i;

	ix->names = name_index_new();
	ix->addresses = name_index_new();
	ix->memo = name_memo_new();
	ix->born.first = need(calloc(FIND_DAYS, sizeof(uint32_t)));
	for (i = 0; i < FIND_PAIRS; i++)
		ix->home[i].first = need(calloc(FIND_HOMES, sizeof(uint32_t)));
	widen(ix);
	for (i = 0; i < n; i++)
		(void)region_add(ix, regions[i]);
	return ix;
}

void find_index_free(struct find_index *ix)
{
	size_t i;

	if (!ix)
		return;
	name_index_free(ix->names);
	name_index_free(ix->addresses);
	name_memo_free(ix->memo);
	free(ix->entry);
	free(ix->slot);
	free(ix->letters);
	free(ix->born.first);
	free(ix->born.next);
	for (i = 0; i < FIND_PAIRS; i++) {
		free(ix->home[i].first);
		free(ix->home[i].next);
	}
	free(ix->region);
	free(ix);
}

size_t find_index_people(const struct find_index *ix)
{
	return ix->n;
}

size_t find_index_bytes(const struct find_index *ix)
{
	return name_index_size(ix->names).bytes + name_index_size(ix->addresses).bytes +
	       ix->cap * sizeof(ix->entry[0]) + (ix->mask + 1) * sizeof(ix->slot[0]) +
	       ((2 + FIND_PAIRS) * ix->born.cap + FIND_DAYS + (size_t)FIND_PAIRS * FIND_HOMES) *
		   sizeof(uint32_t) +
	       ix->cap_regions * sizeof(ix->region[0]) + sizeof(*ix);
}

/* ---- addresses ----------------------------------------------------------------------------- */

/* Words that stand in most addresses, and so tell nothing.  Sorted, for bsearch. */
static const char *const empty_words[] = {
	"belakang", "blok",     "dekat",     "depan",   "desa",      "di",
	"dusun",    "gang",     "gg",        "jalan",   "jl",        "jln",
	"kampung",  "kec",      "kecamatan", "kel",     "kelurahan", "ko",
	"komplek",  "kompleks", "kota",      "kp",      "lingk",     "lingkungan",
	"no",       "nomor",    "nomer",     "perum",   "perumahan", "rt",
	"rumah",    "rw",       "samping",   "sebelah", "seberang",  "tinggal",
};

static int by_word(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool says_something(const char *word, size_t n)
{
	return n > 1 && word[strspn(word, "0123456789")] != '\0' &&
	       !bsearch(word, empty_words, LEN(empty_words), sizeof(empty_words[0]), by_word);
}

void find_address_form(struct arena *a, const char *address, struct name_form *ret)
{
	struct arena_mark mark = arena_mark(a);
	char *word, *next = str_fold(a, address ? address : "");

	ret->n = 0;
	ret->n_nick = 0;
	while ((word = next) != NULL && *word != '\0' && ret->n < NAME_WORDS) {
		next = strchr(word, ' ');
		if (next)
			*next++ = '\0';
		if (says_something(word, strlen(word)))
			name_word(word, strlen(word), NAME_GIVEN, &ret->word[ret->n++]);
	}
	arena_reset_to(a, mark);
}

/* ---- putting ------------------------------------------------------------------------------- */

static void take_out(struct name_index *ix, uint32_t *number, int64_t id)
{
	struct name_form f;

	if (*number == NAME_NONE)
		return;
	name_index_form(ix, *number, &f);
	(void)name_index_remove(ix, &f, id);
	*number = NAME_NONE;
}

static uint32_t put_in(struct name_index *ix, const struct name_form *f, const struct find_entry *e)
{
	return name_index_add(ix, f, e->id, e->region, e->class);
}

uint32_t find_letters(const struct name_form *name)
{
	uint32_t letters = 0;

	for (size_t i = 0; i < name->n; i++)
		if (name->word[i].role == NAME_GIVEN)
			letters |= name->word[i].letters;
	return letters;
}

static void put_names(struct find_index *ix, struct find_entry *e, const struct find_row *row)
{
	struct name_form f;

	ix->letters[e - ix->entry] = 0;
	if (row->name) {
		name_form_with(ix->memo, row->name, strlen(row->name), &f);
		e->name = put_in(ix->names, &f, e);
		ix->letters[e - ix->entry] = find_letters(&f);
	}
	if (!str_blank(row->alias)) {
		name_form_with(ix->memo, row->alias, strlen(row->alias), &f);
		e->alias = put_in(ix->names, &f, e);
		if (e->alias == e->name)
			take_out(ix->names, &e->alias, e->id);
	}
}

static struct find_entry *entry_of(struct find_index *ix, int64_t id)
{
	uint32_t *slot;

	widen(ix);
	slot = slot_of(ix, id);
	if (!*slot) {
		ix->entry = grow(ix->entry, ix->n, &ix->cap, sizeof(ix->entry[0]));
		ix->letters = grow(ix->letters, ix->n, &ix->cap_letters, sizeof(ix->letters[0]));
		ring_grow(&ix->born, ix->n);
		for (int pair = 0; pair < FIND_PAIRS; pair++)
			ring_grow(&ix->home[pair], ix->n);
		ix->entry[ix->n] = (struct find_entry){ .id = id,
							.name = NAME_NONE,
							.alias = NAME_NONE,
							.address = NAME_NONE,
							.birth = DATE_NONE,
							.class = FIND_GONE };
		*slot = (uint32_t)++ix->n;
	}
	return &ix->entry[*slot - 1];
}

void find_index_put(struct find_index *ix, struct arena *a, const struct find_row *row)
{
	struct find_entry *e = entry_of(ix, row->id);
	struct name_form address;

	if (row->version <= e->version)
		return;
	take_out(ix->names, &e->name, e->id);
	take_out(ix->names, &e->alias, e->id);
	take_out(ix->addresses, &e->address, e->id);
	born_take_out(ix, e);
	*e = (struct find_entry){ .id = row->id,
				  .version = (uint32_t)row->version,
				  .name = NAME_NONE,
				  .alias = NAME_NONE,
				  .address = NAME_NONE,
				  .birth = DATE_NONE,
				  .class = (uint8_t)row->class };
	if (row->class == FIND_GONE)
		return;
	e->family_id = row->family_id;
	e->birth = row->birth;
	e->sex = (uint8_t)row->sex;
	e->region = (uint16_t)region_add(ix, row->region_id);
	born_put(ix, e);
	put_names(ix, e, row);
	find_address_form(a, row->address, &address);
	e->address = put_in(ix->addresses, &address, e);
}

/* ---- for tests ----------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static uint64_t mix_form(uint64_t h, const struct name_index *ix, uint32_t number, int64_t id)
{
	static const struct name_scope all = { .classes = ~0U };
	struct name_form f;
	int64_t holders[64];
	size_t i, n, found = 0;

	if (number == NAME_NONE)
		return mix(h, 0);
	name_index_form(ix, number, &f);
	for (i = 0; i < f.n; i++)
		h = mix(mix(h, name_text_key(&f.word[i])), f.word[i].role);
	n = name_index_holders(ix, number, &all, holders, LEN(holders));
	for (i = 0; i < n; i++)
		found += holders[i] == id;
	return mix(h, n < LEN(holders) ? found : 1);
}

static int64_t region_of(const struct find_index *ix, uint32_t number)
{
	size_t i;

	for (i = 0; i < ix->n_regions; i++)
		if (ix->region[i].number == number)
			return ix->region[i].id;
	return 0;
}

uint64_t find_index_digest(const struct find_index *ix)
{
	uint64_t sum = 0, h;
	size_t i;

	for (i = 0; i < ix->n; i++) {
		const struct find_entry *e = &ix->entry[i];

		if (e->class == FIND_GONE)
			continue;
		h = mix(mix(mix(1, (uint64_t)e->id), (uint64_t)e->family_id), e->version);
		h = mix(mix(mix(h, (uint64_t)e->birth), e->sex), e->class);
		h = mix(h, (uint64_t)region_of(ix, e->region));
		h = mix_form(h, ix->names, e->name, e->id);
		h = mix_form(h, ix->names, e->alias, e->id);
		sum += mix_form(h, ix->addresses, e->address, e->id);
	}
	h = name_index_size(ix->names).holders;
	return mix(mix(sum, h), name_index_size(ix->addresses).holders);
}
