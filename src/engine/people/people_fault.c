/* What goes wrong when people are written down. */
#include "engine/people/people_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const struct {
	const char *name;
	unsigned short permille[PEOPLE__SETTINGS];
} faults[PEOPLE__FAULTS] = {
#define FAULT(id, name, easy, medium, hard) [PEOPLE_##id] = { name, { easy, medium, hard } },
#include "engine/people/fault.def"
#undef FAULT
};

const char *people_fault_name(enum people_fault fault)
{
	assert(fault < PEOPLE__FAULTS);
	return faults[fault].name;
}

/* The record that something befalls. */
struct mishap {
	struct rng *r;
	const struct people_plan *plan;
	const struct people_person *family;
	unsigned n;
	struct people_person *p;
};

/* ---- letters ------------------------------------------------------------------------------ */

static char neighbour_key(struct rng *r, char c)
{
	static const char *const rows[] = { "qwertyuiop", "asdfghjkl", "zxcvbnm" };
	size_t i;

	for (i = 0; i < LEN(rows); i++) {
		const char *at = strchr(rows[i], c);
		size_t n = strlen(rows[i]), k;

		if (!at)
			continue;
		k = (size_t)(at - rows[i]);
		return rows[i][k == 0               ? 1
			       : k == n - 1         ? n - 2
			       : rng_chance(r, 500) ? k - 1
						    : k + 1];
	}
	return c;
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

static void swap_chars(char *c)
{
	char keep = c[0];

	c[0] = c[1];
	c[1] = keep;
}

/* One slip of the finger, not in the first letter of a word. */
bool people_mistype(struct rng *r, char *name, size_t size)
{
	size_t n = strlen(name), at, tries;

	for (tries = 0; tries < 16 && n > 3; tries++) {
		char *c = name + (at = 1 + rng_below(r, n - 1));

		if (!is_small(*c))
			continue;
		switch (rng_below(r, 4)) {
		case 0:
			memmove(c, c + 1, n - at);
			return true;
		case 1:
			if (n + 2 > size)
				continue;
			memmove(c + 1, c, n - at + 1);
			return true;
		case 2:
			*c = neighbour_key(r, *c);
			return true;
		default:
			if (!is_small(c[1]) || c[1] == c[0])
				continue;
			swap_chars(c);
			return true;
		}
	}
	return false;
}

/* What sounds alike, in both directions. */
static const struct {
	const char *from, *to;
} spellings[] = {
	{ "u", "oe" }, { "j", "dj" }, { "c", "tj" },  { "z", "j" },   { "f", "p" },  { "v", "p" },
	{ "kh", "h" }, { "dh", "d" }, { "y", "i" },   { "i", "y" },   { "h", "kh" }, { "d", "dh" },
	{ "th", "t" }, { "t", "th" }, { "s", "sy" },  { "sy", "s" },  { "ll", "l" }, { "mm", "m" },
	{ "l", "ll" }, { "n", "nn" }, { "ai", "ae" }, { "ae", "ai" }, { "o", "u" },  { "d", "t" },
	{ "q", "k" },  { "p", "f" },  { "z", "s" },   { "ah", "a" },  { "iy", "i" }, { "nn", "n" },
};

bool people_misspell(struct rng *r, char *name, size_t size)
{
	size_t tries, n = strlen(name);

	for (tries = 0; tries < 24 && n > 2; tries++) {
		size_t k = rng_below(r, LEN(spellings)), from = strlen(spellings[k].from);
		size_t to = strlen(spellings[k].to);
		char *at = strstr(name + 1 + rng_below(r, n - 1), spellings[k].from);

		if (!at || n + to - from + 1 > size)
			continue;
		memmove(at + to, at + from, strlen(at + from) + 1);
		memcpy(at, spellings[k].to, to);
		return true;
	}
	return false;
}

/* ---- names -------------------------------------------------------------------------------- */

static bool spell_name(struct mishap *m)
{
	return people_misspell(m->r, m->p->name, sizeof(m->p->name));
}

static bool mistype_name(struct mishap *m)
{
	return people_mistype(m->r, m->p->name, sizeof(m->p->name));
}

static const char *shorter(struct rng *r, const char *word)
{
	static const char *const muhammad[] = { "Moh.", "M.", "Muh.", "M", "Moch." };

	if (str_starts(word, "Muham") || str_starts(word, "Moham") || str_starts(word, "Mocham"))
		return muhammad[rng_below(r, LEN(muhammad))];
	if (strcmp(word, "Siti") == 0)
		return "St.";
	return strcmp(word, "Abdul") == 0 ? "Abd." : NULL;
}

static bool shorten(struct rng *r, char name[PEOPLE_NAME_SIZE])
{
	char copy[PEOPLE_NAME_SIZE], letter[3] = { 0 };
	const char *word[PEOPLE_NAME_WORDS], *s;
	unsigned n = people_split(name, copy, word), i;

	for (i = 0; i < n; i++)
		if (n > 1 && (s = shorter(r, word[i]))) {
			word[i] = s;
			people_join(word, n, name);
			return true;
		}
	if (n < 3 || !rng_chance(r, 200))
		return false;
	i = 1 + (unsigned)rng_below(r, n - 2);
	letter[0] = word[i][0];
	letter[1] = '.';
	word[i] = letter;
	people_join(word, n, name);
	return true;
}

static bool shorten_name(struct mishap *m)
{
	return shorten(m->r, m->p->name);
}

static bool add_title(struct mishap *m)
{
	char copy[PEOPLE_NAME_SIZE];
	int s = m->p->sex == PEOPLE_FEMALE;

	(void)snprintf(copy, sizeof(copy), "%s", m->p->name);
	if (rng_chance(m->r, 700))
		(void)snprintf(m->p->name, sizeof(m->p->name), "%s %.80s",
			       people_pick(m->r, people_honorifics[s]), copy);
	else
		(void)snprintf(m->p->name, sizeof(m->p->name), "%.80s, %s", copy,
			       people_pick_evenly(m->r, people_degrees));
	return true;
}

static bool lose_word(struct mishap *m)
{
	char copy[PEOPLE_NAME_SIZE];
	const char *word[PEOPLE_NAME_WORDS];
	unsigned n = people_split(m->p->name, copy, word), at;

	if (n < 2)
		return false;
	at = (unsigned)rng_below(m->r, n);
	if (strlen(word[at == 0]) < 3) /* not all that is left */
		return false;
	memmove(word + at, word + at + 1, (n - at - 1) * sizeof(word[0]));
	people_join(word, n - 1, m->p->name);
	return true;
}

static bool swap_words(struct mishap *m)
{
	char copy[PEOPLE_NAME_SIZE];
	const char *word[PEOPLE_NAME_WORDS], *w;
	unsigned n = people_split(m->p->name, copy, word), at;

	if (n < 2)
		return false;
	at = (unsigned)rng_below(m->r, n - 1);
	w = word[at];
	word[at] = word[at + 1];
	word[at + 1] = w;
	people_join(word, n, m->p->name);
	return true;
}

static bool join_words(struct mishap *m)
{
	char *space = strchr(m->p->name, ' ');

	if (!space || space[1] == '\0' || space - m->p->name < 3)
		return false;
	if (space[1] >= 'A' && space[1] <= 'Z')
		space[1] = (char)(space[1] | 0x20);
	memmove(space, space + 1, strlen(space));
	return true;
}

static bool call_by_nick(struct mishap *m)
{
	char copy[PEOPLE_NAME_SIZE];
	const char *nick = people_pick(m->r, people_nicks[m->p->sex == PEOPLE_FEMALE]);

	(void)snprintf(copy, sizeof(copy), "%s", m->p->name);
	if (rng_chance(m->r, 250))
		(void)snprintf(m->p->name, sizeof(m->p->name), "%s", nick);
	else
		(void)snprintf(m->p->name, sizeof(m->p->name), "%.70s (%s)", copy, nick);
	return true;
}

/* ---- the mother --------------------------------------------------------------------------- */

static bool forget_mother(struct mishap *m)
{
	m->p->mother[0] = '\0';
	return true;
}

static bool name_another_mother(struct mishap *m)
{
	struct people_naming how = { .sex = PEOPLE_FEMALE, .year = 1965 };

	if (!m->p->mother[0])
		return false;
	how.group = people_draw_group(m->r);
	people_name(m->r, &how, m->p->mother);
	return true;
}

static bool shorten_mother(struct mishap *m)
{
	char *space = strchr(m->p->mother, ' ');

	if (!space)
		return false;
	if (rng_chance(m->r, 500) && shorten(m->r, m->p->mother))
		return true;
	*space = '\0';
	return true;
}

static bool spell_mother(struct mishap *m)
{
	return people_misspell(m->r, m->p->mother, sizeof(m->p->mother));
}

static bool mistype_mother(struct mishap *m)
{
	return people_mistype(m->r, m->p->mother, sizeof(m->p->mother));
}

/* ---- dates, place, sex -------------------------------------------------------------------- */

static bool set_date(struct people_person *p, int year, int month, int day)
{
	int32_t date;

	if (!date_valid(year, month, day))
		return false;
	date = date_from_ymd(year, month, day);
	if (date == p->birth)
		return false;
	p->birth = date;
	return true;
}

static bool forget_date(struct mishap *m)
{
	m->p->birth = DATE_NONE;
	return true;
}

static bool swap_date(struct mishap *m)
{
	struct civil c;

	if (m->p->birth == DATE_NONE)
		return false;
	c = date_civil(m->p->birth);
	return set_date(m->p, c.year, c.day, c.month);
}

static bool mistype_date(struct mishap *m)
{
	static const int step[] = { 1, 10 };
	struct civil c;
	int tries, by;

	if (m->p->birth == DATE_NONE)
		return false;
	c = date_civil(m->p->birth);
	for (tries = 0; tries < 16; tries++) {
		by = step[rng_below(m->r, 2)] * (rng_chance(m->r, 500) ? 1 : -1);
		switch (rng_below(m->r, 3)) {
		case 0:
			if (set_date(m->p, c.year, c.month, c.day + by))
				return true;
			break;
		case 1:
			if (set_date(m->p, c.year, c.month + by, c.day))
				return true;
			break;
		default:
			if (set_date(m->p, c.year + by, c.month, c.day))
				return true;
		}
	}
	return false;
}

static bool miss_year(struct mishap *m)
{
	struct civil c;

	if (m->p->birth == DATE_NONE)
		return false;
	c = date_civil(m->p->birth);
	return set_date(m->p, c.year + (rng_chance(m->r, 500) ? 1 : -1), c.month, c.day);
}

static bool guess_date(struct mishap *m)
{
	return m->p->birth != DATE_NONE && set_date(m->p, date_civil(m->p->birth).year, 1, 1);
}

static bool forget_place(struct mishap *m)
{
	m->p->place[0] = '\0';
	return true;
}

static bool forget_sex(struct mishap *m)
{
	m->p->sex = PEOPLE_SEX_UNKNOWN;
	return true;
}

static bool mistake_sex(struct mishap *m)
{
	if (m->p->sex == PEOPLE_SEX_UNKNOWN)
		return false;
	m->p->sex = m->p->sex == PEOPLE_MALE ? PEOPLE_FEMALE : PEOPLE_MALE;
	return true;
}

/* ---- numbers ------------------------------------------------------------------------------ */

static bool mistype_digit(struct rng *r, char *number)
{
	size_t n = strlen(number);
	char *c;

	if (n == 0 || strchr(number, '+'))
		return false;
	c = number + rng_below(r, n);
	*c = (char)('0' + (*c - '0' + 1 + (int)rng_below(r, 9)) % 10);
	return true;
}

static bool swap_digits(struct rng *r, char *number)
{
	size_t n = strlen(number), tries;

	for (tries = 0; tries < 16 && n > 1 && !strchr(number, '+'); tries++) {
		char *c = number + rng_below(r, n - 1);

		if (c[0] == c[1])
			continue;
		swap_chars(c);
		return true;
	}
	return false;
}

static bool forget_nik(struct mishap *m)
{
	m->p->nik[0] = '\0';
	return true;
}

static bool take_relatives_nik(struct mishap *m)
{
	const struct people_person *other = &m->family[rng_below(m->r, m->n)];

	if (!m->p->nik[0] || !other->nik[0] || strcmp(other->nik, m->p->nik) == 0)
		return false;
	memcpy(m->p->nik, other->nik, sizeof(m->p->nik));
	return true;
}

/* A spreadsheet keeps fifteen digits of a number, or shows three. */
static bool spoil_nik(struct mishap *m)
{
	char *nik = m->p->nik, copy[PEOPLE_NUMBER_SIZE];

	if (strlen(nik) != 16)
		return false;
	memcpy(copy, nik, sizeof(copy));
	if (rng_chance(m->r, 300))
		(void)snprintf(nik, sizeof(m->p->nik), "%c.%.5sE+15", copy[0], copy + 1);
	else
		nik[15] = '0';
	return strcmp(nik, copy) != 0;
}

static bool swap_nik(struct mishap *m)
{
	return swap_digits(m->r, m->p->nik);
}

static bool mistype_nik(struct mishap *m)
{
	return mistype_digit(m->r, m->p->nik);
}

static bool forget_kk(struct mishap *m)
{
	m->p->kk[0] = '\0';
	return true;
}

static bool change_kk(struct mishap *m)
{
	if (!m->p->kk[0])
		return false;
	people_draw_kk(m->r, people_draw_place(m->plan, m->r), m->plan->today, m->p);
	return true;
}

static bool mistype_kk(struct mishap *m)
{
	return mistype_digit(m->r, m->p->kk);
}

static bool forget_phone(struct mishap *m)
{
	bool had = m->p->phone[0] != '\0';

	m->p->phone[0] = '\0';
	return had;
}

static bool change_phone(struct mishap *m)
{
	if (!m->p->phone[0])
		return false;
	people_draw_phone(m->r, m->p);
	return true;
}

/* ---- where they live ---------------------------------------------------------------------- */

static bool move_house(struct mishap *m)
{
	struct people_place to = people_draw_place(m->plan, m->r);
	char region[sizeof(m->p->region)];
	bool near = rng_chance(m->r, 400);

	memcpy(region, m->p->region, sizeof(region));
	people_settle(m->r, to, m->p);
	if (near)
		memcpy(m->p->region, region, sizeof(region));
	else if (rng_chance(m->r, 500))
		people_draw_kk(m->r, to, m->plan->today, m->p);
	return true;
}

static bool forget_address(struct mishap *m)
{
	m->p->address[0] = '\0';
	return true;
}

/* An address of people_settle(), taken apart. */
struct address {
	const char *const *way; /* as it is written: usually, in full, in capitals */
	char street[40];
	long house, rt, rw;
};

static bool number_after(const char *s, const char *label, long *ret)
{
	const char *at = strstr(s, label);

	if (at)
		*ret = strtol(at + strlen(label), NULL, 10);
	return at != NULL;
}

static bool read_address(const char *s, struct address *ret)
{
	static const char *const ways[][3] = { { "Jl.", "Jalan", "JL" },
					       { "Gg.", "Gang", "GG" },
					       { "Kp.", "Kampung", "KP" } };
	const char *street = strchr(s, ' '), *end = strstr(s, " No. ");
	size_t i;

	if (!street || !end || !number_after(s, " No. ", &ret->house) ||
	    !number_after(s, " RT ", &ret->rt) || !number_after(s, " RW ", &ret->rw))
		return false;
	for (i = 0; i < LEN(ways) - 1 && !str_starts(s, ways[i][0]); i++)
		;
	ret->way = ways[i];
	(void)snprintf(ret->street, sizeof(ret->street), "%.*s", (int)(end - street - 1),
		       street + 1);
	return true;
}

/* Writes it as somebody else would. */
static bool rewrite_address(struct mishap *m)
{
	char *to = m->p->address;
	size_t size = sizeof(m->p->address);
	struct address a;

	if (!read_address(to, &a))
		return false;
	switch (rng_below(m->r, 5)) {
	case 0:
		(void)snprintf(to, size, "%s %s %ld RT.%ld/%ld", a.way[1], a.street, a.house, a.rt,
			       a.rw);
		break;
	case 1:
		(void)snprintf(to, size, "%s RT %02ld RW %02ld", a.street, a.rt, a.rw);
		break;
	case 2:
		(void)snprintf(to, size, "%s %s NO %ld RT%ld RW%ld", a.way[2], a.street, a.house,
			       a.rt, a.rw);
		break;
	case 3:
		(void)snprintf(to, size, "%s %s No %ld", a.way[1], a.street, a.house);
		break;
	default:
		(void)snprintf(to, size, "%s %s RT %ld RW %ld", a.way[0], a.street, a.rt, a.rw);
	}
	return true;
}

/* ---- all of it ---------------------------------------------------------------------------- */

static bool (*const befall[PEOPLE__FAULTS])(struct mishap *m) = {
	[PEOPLE_TYPO] = mistype_name,
	[PEOPLE_TYPO2] = mistype_name,
	[PEOPLE_SPELLING] = spell_name,
	[PEOPLE_SHORTENED] = shorten_name,
	[PEOPLE_TITLE] = add_title,
	[PEOPLE_WORD_LOST] = lose_word,
	[PEOPLE_SWAPPED] = swap_words,
	[PEOPLE_JOINED] = join_words,
	[PEOPLE_NICKNAME] = call_by_nick,
	[PEOPLE_DATE_SWAPPED] = swap_date,
	[PEOPLE_DATE_DIGIT] = mistype_date,
	[PEOPLE_DATE_YEAR] = miss_year,
	[PEOPLE_DATE_JANUARY] = guess_date,
	[PEOPLE_DATE_MISSING] = forget_date,
	[PEOPLE_PLACE_MISSING] = forget_place,
	[PEOPLE_SEX_WRONG] = mistake_sex,
	[PEOPLE_SEX_MISSING] = forget_sex,
	[PEOPLE_MOTHER_TYPO] = mistype_mother,
	[PEOPLE_MOTHER_SPELLING] = spell_mother,
	[PEOPLE_MOTHER_SHORTENED] = shorten_mother,
	[PEOPLE_MOTHER_OTHER] = name_another_mother,
	[PEOPLE_MOTHER_MISSING] = forget_mother,
	[PEOPLE_NIK_DIGIT] = mistype_nik,
	[PEOPLE_NIK_SWAPPED] = swap_nik,
	[PEOPLE_NIK_SPREADSHEET] = spoil_nik,
	[PEOPLE_NIK_RELATIVE] = take_relatives_nik,
	[PEOPLE_NIK_MISSING] = forget_nik,
	[PEOPLE_KK_DIGIT] = mistype_kk,
	[PEOPLE_KK_CHANGED] = change_kk,
	[PEOPLE_KK_MISSING] = forget_kk,
	[PEOPLE_MOVED] = move_house,
	[PEOPLE_ADDRESS_REWRITTEN] = rewrite_address,
	[PEOPLE_ADDRESS_MISSING] = forget_address,
	[PEOPLE_PHONE_CHANGED] = change_phone,
	[PEOPLE_PHONE_MISSING] = forget_phone,
};

/*
 * From the last to the first: what is missing cannot be wrong as well, and a name is changed as a
 * whole before letters of it are.
 */
uint64_t people_spoil(struct rng *r, const struct people_plan *plan, unsigned part,
		      const struct people_person *family, unsigned n, struct people_person *p)
{
	struct mishap m = { .r = r, .plan = plan, .family = family, .n = n, .p = p };
	uint64_t happened = 0;
	unsigned i;

	for (i = PEOPLE__FAULTS; i-- > 0;)
		if (rng_below(r, 1000 * (uint64_t)part) < faults[i].permille[plan->setting] &&
		    befall[i](&m))
			happened |= PEOPLE_BIT(i);
	return happened;
}
