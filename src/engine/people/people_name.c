/* Names as families give them. */
#include "engine/people/people_impl.h"

#include <stdio.h>
#include <string.h>

#define WORD_SIZE 32

enum people_group people_draw_group(struct rng *r)
{
	static const unsigned char shares[GROUP__MAX] = {
		[GROUP_SUNDA] = 58, [GROUP_JAWA] = 20, [GROUP_BETAWI] = 5,  [GROUP_MINANG] = 4,
		[GROUP_BATAK] = 4,  [GROUP_BUGIS] = 3, [GROUP_CHINESE] = 4, [GROUP_BALI] = 2,
	};
	unsigned at = (unsigned)rng_below(r, 100), g;

	for (g = 0; at >= shares[g]; g++)
		at -= shares[g];
	return (enum people_group)g;
}

unsigned people_split(const char *name, char copy[PEOPLE_NAME_SIZE],
		      const char *word[PEOPLE_NAME_WORDS])
{
	unsigned n = 0;
	char *at;

	(void)snprintf(copy, PEOPLE_NAME_SIZE, "%s", name);
	for (at = copy; *at && n < PEOPLE_NAME_WORDS; at++) {
		word[n++] = at;
		at += strcspn(at, " ");
		if (!*at)
			break;
		*at = '\0';
	}
	return n;
}

void people_join(const char *const *word, unsigned n, char name[PEOPLE_NAME_SIZE])
{
	char out[PEOPLE_NAME_SIZE];
	size_t len = 0, w;
	unsigned i;

	for (i = 0; i < n; i++) {
		w = strlen(word[i]);
		if (w == 0 || len + (len > 0) + w >= sizeof(out))
			continue;
		if (len > 0)
			out[len++] = ' ';
		memcpy(out + len, word[i], w);
		len += w;
	}
	out[len] = '\0';
	memcpy(name, out, len + 1);
}

/* ---- words -------------------------------------------------------------------------------- */

/* A word put together from syllables. */
static const char *stem(struct rng *r, const struct people_words part[STEM_PARTS],
			char word[WORD_SIZE])
{
	const char *a = people_pick_evenly(r, part[0]), *b = people_pick_evenly(r, part[1]);

	(void)snprintf(word, WORD_SIZE, "%s%s%s", a, b, people_pick(r, part[2]));
	return word;
}

static int sex_index(enum people_sex sex)
{
	return sex == PEOPLE_FEMALE;
}

static bool is_muslim(enum people_group g)
{
	return g != GROUP_BATAK && g != GROUP_CHINESE && g != GROUP_BALI;
}

/* The later somebody was born, the more often the word is of the fashion. */
static bool is_fashionable(struct rng *r, int year)
{
	int permille = (year - 1955) * 13;

	return rng_chance(r, (unsigned)MIN(MAX(permille, 20), 800));
}

static const char *first_word(struct rng *r, const struct people_naming *how, char word[WORD_SIZE])
{
	int s = sex_index(how->sex);

	if (how->group != GROUP_BALI && is_fashionable(r, how->year))
		return rng_chance(r, 250) ? stem(r, people_modern_stem[s], word)
		       : is_muslim(how->group) && rng_chance(r, 300)
			   ? people_pick(r, people_arabic[s])
			   : people_pick(r, people_modern[s]);
	if (how->group == GROUP_JAWA && rng_chance(r, 500))
		return stem(r, people_jawa_stem[s], word);
	if (is_muslim(how->group) && rng_chance(r, 180))
		return people_pick(r, people_arabic[s]);
	return people_pick(r, people_given[how->group][s]);
}

static const char *further_word(struct rng *r, const struct people_naming *how,
				char word[WORD_SIZE])
{
	int s = sex_index(how->sex);
	unsigned kind = (unsigned)rng_below(r, 100);

	if (is_fashionable(r, how->year) && kind < 25)
		return stem(r, people_modern_stem[s], word);
	if (kind < 35 && how->group != GROUP_BATAK)
		return stem(r, people_jawa_stem[s], word);
	if (kind < 70 && is_muslim(how->group))
		return people_pick(r, people_arabic[s]);
	if (kind < 80)
		return people_pick(r, people_given[how->group][s]);
	return people_pick(r, people_modern[s]);
}

static unsigned word_count(struct rng *r, int year)
{
	unsigned at = (unsigned)rng_below(r, 100);
	unsigned one = year < 1970 ? 45 : year < 1985 ? 25 : year < 2000 ? 10 : 5;
	unsigned three = year < 1970 ? 5 : year < 2000 ? 20 : 40;

	return at < one ? 1 : at >= 100 - three ? 3 : 2;
}

/* ---- names -------------------------------------------------------------------------------- */

static const char *leading_word(struct rng *r, const struct people_naming *how)
{
	static const char *const muhammad[] = { "Muhammad", "Muhammad", "Muhammad", "Muhamad",
						"Muhamad",  "Mohamad",  "Mochamad", "Moch.",
						"M.",       "M.",       "Mohammad" };
	unsigned young = how->year > 1990;

	if (how->group == GROUP_BALI)
		return how->sex == PEOPLE_FEMALE ? "Ni" : "I";
	if (!is_muslim(how->group))
		return "";
	if (how->sex == PEOPLE_FEMALE)
		return rng_chance(r, young ? 110 : 80) ? "Siti" : "";
	return rng_chance(r, young ? 260 : 60) ? muhammad[rng_below(r, LEN(muhammad))] : "";
}

/* The clan, or a word of the father's name, or "". */
static const char *inherited_word(struct rng *r, const struct people_naming *how,
				  char copy[PEOPLE_NAME_SIZE])
{
	const char *word[PEOPLE_NAME_WORDS];
	unsigned n = how->father ? people_split(how->father, copy, word) : 0;

	if (people_clans[how->group].n > 0)
		return n > 1 ? word[n - 1] : people_pick(r, people_clans[how->group]);
	return n > 0 && strlen(word[n - 1]) > 3 && rng_chance(r, 120) ? word[n - 1] : "";
}

void people_name(struct rng *r, const struct people_naming *how, char name[PEOPLE_NAME_SIZE])
{
	char made[3][WORD_SIZE], copy[PEOPLE_NAME_SIZE];
	const char *word[5], *last;
	unsigned n = 0, i, count = word_count(r, how->year);

	if (how->father && how->sex == PEOPLE_MALE && rng_chance(r, 5)) {
		(void)snprintf(name, PEOPLE_NAME_SIZE, "%s", how->father);
		return;
	}
	word[n++] = leading_word(r, how);
	word[n++] = first_word(r, how, made[0]);
	last = inherited_word(r, how, copy);
	for (i = 1; i < count - (count > 1 && *last); i++) {
		word[n] = further_word(r, how, made[i]);
		n += strcmp(word[n], word[n - 1]) != 0;
	}
	word[n++] = last;
	people_join(word, n, name);
}

static void name_twin(struct rng *r, const struct people_naming *how, const char *first,
		      char name[PEOPLE_NAME_SIZE])
{
	static const char *const ends[] = { "ra", "na", "ta", "di", "ni", "ka" };
	char copy[PEOPLE_NAME_SIZE], other[WORD_SIZE];
	const char *word[PEOPLE_NAME_WORDS];
	unsigned n = people_split(first, copy, word);
	size_t len = n > 0 ? strlen(word[0]) : 0;

	assert(n > 0); /* everybody has a name */
	if (n > 1 && rng_chance(r, 500)) {
		word[n - 1] = further_word(r, how, other);
	} else if (len > 4 && len < WORD_SIZE) { /* Rendi, Rendra */
		(void)snprintf(other, sizeof(other), "%.*s%s", (int)len - 2, word[0],
			       ends[rng_below(r, LEN(ends))]);
		word[0] = other;
	} else {
		word[0] = first_word(r, how, other);
	}
	people_join(word, n, name);
}

void people_twin(struct rng *r, const struct people_naming *how, const char *first,
		 char name[PEOPLE_NAME_SIZE])
{
	do
		name_twin(r, how, first, name);
	while (strcmp(name, first) == 0);
}
