/*
 * Two names, as sets of words.  Equal words are found by their numbers, and by the numbers of their
 * sounds; only what is left over is looked at letter by letter.
 */
#include "engine/linkage/linkage_impl.h"

#include <string.h>

enum {
	LIKE_MIN = 700, /* score of name_word_compare() from which two words are one, mistyped */
	PREFIX_MIN = 3  /* letters of a word that stands for a longer one */
};

/* One of the two names, and which of its words have no partner yet. */
struct side {
	const struct card *card;
	unsigned n, left; /* bits */
};

struct meeting {
	const struct words *words;
	struct side a, b;
	enum linkage_level worst;
	float bits;
	bool telling; /* something agrees that is more than a title-like word or a letter */
};

static struct side side_of(const struct card *card)
{
	unsigned n = 0;

	while (n < CARD_WORDS && card->sound[n])
		n++;
	return (struct side){ card, n, (1U << n) - 1 };
}

static uint32_t word_at(const struct side *s, unsigned i)
{
	return s->card->use[i].word;
}

static bool says_little(const struct side *s, unsigned i)
{
	return s->card->use[i].role == NAME_COMMON || s->card->use[i].role == NAME_INITIAL;
}

static void take(struct meeting *m, unsigned i, unsigned j, enum linkage_level level, float bits)
{
	m->a.left &= ~(1U << i);
	m->b.left &= ~(1U << j);
	m->worst = MAX(m->worst, level);
	m->bits += bits;
	m->telling |= !says_little(&m->a, i) && !says_little(&m->b, j);
}

/* The word of b that sounds like word i of a; one that is written alike is preferred. */
static unsigned find_equal(const struct meeting *m, unsigned i)
{
	const uint32_t sound = m->a.card->sound[i];
	unsigned j, found = NAME_WORDS;

	for (j = 0; j < m->b.n; j++) {
		if (m->b.card->sound[j] != sound || !(m->b.left & 1U << j))
			continue;
		if (word_at(&m->b, j) == word_at(&m->a, i))
			return j;
		found = j;
	}
	return found;
}

static void take_equal(struct meeting *m)
{
	const struct words *w = m->words;
	unsigned i, j;

	for (i = 0; i < m->a.n; i++) {
		j = find_equal(m, i);
		if (j == NAME_WORDS)
			continue;
		if (word_at(&m->b, j) == word_at(&m->a, i))
			take(m, i, j, LINKAGE_SAME, w->bits[word_at(&m->a, i)]);
		else
			take(m, i, j, LINKAGE_SOUNDS, w->sound_bits[m->a.card->sound[i]]);
	}
}

/* Too many other letters for a typing error, and neither a beginning of the other. */
static bool are_far(uint32_t a, uint32_t b)
{
	uint32_t only_a = a & ~b, only_b = b & ~a;

	return only_a && only_b && (more_bits(only_a, 2) || more_bits(only_b, 2));
}

static bool is_prefix(const struct name_word *a, const struct name_word *b)
{
	unsigned n = MIN(a->len, b->len);

	return n >= PREFIX_MIN && memcmp(a->text, b->text, n) == 0;
}

/* How alike two different words are: 0, or a score and the level. */
static unsigned alike(const struct name_word *a, const struct name_word *b,
		      enum linkage_level *ret_level)
{
	struct name_match m;

	m = name_word_compare(a, b);
	*ret_level = m.level == NAME_INITIALS ? LINKAGE_INITIALS : LINKAGE_TYPO;
	if (m.level == NAME_INITIALS || m.score >= LIKE_MIN)
		return m.score;
	*ret_level = LINKAGE_INITIALS;
	return is_prefix(a, b) ? LIKE_MIN : 0;
}

/* What a word that is written in two ways says: no more than the more common of the two. */
static float bits_of_alike(const struct words *w, uint32_t x, uint32_t y, enum linkage_level level)
{
	float bits = MIN(w->sound_bits[w->sound[x]], w->sound_bits[w->sound[y]]);

	if (level == LINKAGE_INITIALS && (w->word[x].len == 1 || w->word[y].len == 1))
		return MIN(bits, 4.0F);
	return bits;
}

/* Two words that are left, and how alike they are. */
struct likeness {
	unsigned score;
	uint8_t i, j;
	uint8_t level;
};

static size_t find_alike(const struct meeting *m, struct likeness ret[CARD_WORDS * CARD_WORDS])
{
	const struct words *w = m->words;
	enum linkage_level level;
	size_t n = 0;
	unsigned i, j, score;

	for (i = 0; i < m->a.n; i++)
		for (j = 0; j < m->b.n; j++) {
			if (!(m->a.left & 1U << i) || !(m->b.left & 1U << j) ||
			    are_far(m->a.card->letters[i], m->b.card->letters[j]))
				continue;
			score =
			    alike(&w->word[word_at(&m->a, i)], &w->word[word_at(&m->b, j)], &level);
			if (score > 0)
				ret[n++] = (struct likeness){ score, (uint8_t)i, (uint8_t)j,
							      (uint8_t)level };
		}
	return n;
}

/* Pairs what is left by likeness, the most alike first; ties go to the earlier words. */
static void take_alike(struct meeting *m)
{
	struct likeness found[CARD_WORDS * CARD_WORDS];
	const struct likeness *best;
	size_t n = find_alike(m, found), k;

	for (;;) {
		for (best = NULL, k = 0; k < n; k++)
			if (m->a.left & 1U << found[k].i && m->b.left & 1U << found[k].j &&
			    (!best || found[k].score > best->score))
				best = &found[k];
		if (!best)
			return;
		take(m, best->i, best->j, (enum linkage_level)best->level,
		     bits_of_alike(m->words, word_at(&m->a, best->i), word_at(&m->b, best->j),
				   (enum linkage_level)best->level));
	}
}

/* Two neighbours of one side, both without partner, that are one word of the other. */
static bool joins(const struct words *w, const struct side *two, unsigned i, uint32_t one)
{
	const struct name_word *a = &w->word[word_at(two, i)], *b = &w->word[word_at(two, i + 1)];
	const struct name_word *whole = &w->word[one];
	unsigned len = (unsigned)a->len + b->len;
	char text[2 * NAME_LETTERS];
	struct name_word joined;

	if (len + 1 < whole->len || len > whole->len + 1U || len > NAME_LETTERS ||
	    a->text[0] != whole->text[0])
		return false;
	memcpy(text, a->text, a->len);
	memcpy(text + a->len, b->text, b->len);
	name_word(text, len, NAME_GIVEN, &joined);
	return name_word_compare(&joined, whole).score >= LIKE_MIN + 100;
}

static void take_joined(struct meeting *m, struct side *two, struct side *one)
{
	unsigned i, j;

	for (i = 0; i + 1 < two->n; i++)
		for (j = 0; j < one->n; j++) {
			if ((two->left >> i & 3U) != 3U || !(one->left & 1U << j) ||
			    more_bits((two->card->letters[i] | two->card->letters[i + 1]) ^
					  one->card->letters[j],
				      2) ||
			    !joins(m->words, two, i, word_at(one, j)))
				continue;
			two->left &= ~(3U << i);
			one->left &= ~(1U << j);
			m->worst = MAX(m->worst, LINKAGE_SOUNDS);
			m->bits += m->words->bits[word_at(one, j)];
			m->telling = true;
		}
}

/* Words that need no partner: nicknames, and the father's name. */
static unsigned needed(const struct side *s)
{
	unsigned i, bits = 0;

	for (i = 0; i < s->n; i++)
		if (s->card->use[i].role != NAME_NICK && s->card->use[i].role != NAME_FATHER)
			bits |= s->left & 1U << i;
	return bits;
}

static bool are_close(const struct words *w, uint32_t x, uint32_t y)
{
	const struct name_word *a = &w->word[x], *b = &w->word[y];

	return text_distance(a->text, a->len, b->text, b->len) <= (MIN(a->len, b->len) < 5 ? 1 : 2);
}

/* All have partners but for one word of each, and a slip in a short word, or two, would explain it.
 */
static void take_close(struct meeting *m)
{
	unsigned a = needed(&m->a), b = needed(&m->b), i, j;
	uint32_t x, y;

	if (!a || !b || a & (a - 1) || b & (b - 1))
		return;
	i = (unsigned)__builtin_ctz(a);
	j = (unsigned)__builtin_ctz(b);
	x = word_at(&m->a, i);
	y = word_at(&m->b, j);
	if (are_close(m->words, x, y))
		take(m, i, j, LINKAGE_CLOSE, bits_of_alike(m->words, x, y, LINKAGE_CLOSE));
}

static enum linkage_level judge(const struct meeting *m)
{
	bool a = needed(&m->a) != 0, b = needed(&m->b) != 0;

	if (m->bits <= 0 || (!m->telling && (a || b)))
		return LINKAGE_DIFFERENT;
	if (a && b)
		return LINKAGE_PARTLY;
	return a || b ? LINKAGE_SHORTER : m->worst;
}

/* Of one only the given name is known, of the other only that of the family. */
static bool are_other_parts(const struct card *a, const struct card *b)
{
	return a->use[0].only && b->use[0].only && a->use[0].only != b->use[0].only;
}

enum linkage_level cards_compare(const struct words *w, const struct card *a, const struct card *b,
				 float *ret_bits)
{
	struct meeting m = {
		.words = w,
		.a = side_of(a),
		.b = side_of(b),
		.worst = LINKAGE_SAME,
	};
	enum linkage_level level;

	take_equal(&m);
	if (m.a.left && m.b.left) {
		take_joined(&m, &m.a, &m.b);
		take_joined(&m, &m.b, &m.a);
		take_alike(&m);
		take_close(&m);
	}
	level = judge(&m);
	if (level == LINKAGE_DIFFERENT && are_other_parts(a, b))
		level = LINKAGE_UNKNOWN;
	*ret_bits = level == LINKAGE_DIFFERENT || level == LINKAGE_UNKNOWN
			? 0
			: MIN(m.bits, MAX(a->bits, b->bits));
	return level;
}

enum linkage_level names_compare(const struct values *v, uint32_t a, uint32_t b, float *ret_bits)
{
	if (a == b) {
		*ret_bits = card_of(v, a)->bits;
		return LINKAGE_SAME;
	}
	return cards_compare(&v->words, card_of(v, a), card_of(v, b), ret_bits);
}
