/*
 * How alike two names are: the best pairing of their words, weighed by what a word says, and what
 * stays without a partner.
 */
#include "engine/names/names_impl.h"

#include <string.h>

static const char *const level_names[NAME__LEVELS] = {
	[NAME_UNKNOWN] = "unknown", [NAME_DIFFERENT] = "different", [NAME_PARTLY] = "partly",
	[NAME_SHORTER] = "shorter", [NAME_NICKNAME] = "nickname",   [NAME_INITIALS] = "initials",
	[NAME_CLOSE] = "close",     [NAME_TYPO] = "typo",           [NAME_SOUNDS] = "sounds",
	[NAME_SAME] = "same",
};

const char *name_level_name(enum name_level level)
{
	assert(level < NAME__LEVELS);
	return level_names[level];
}

/* ---- two words ---------------------------------------------------------------------------- */

enum {
	SOUND_SCORE = 960,
	INITIAL_SCORE = 900,
	WORD_MIN = 550,    /* below it two words have nothing in common */
	FIRST_LETTER = 60, /* taken off when the first sounds differ: people rarely err there */
};

/* More than n bits set, for the few that matter here. */
static bool more_bits_than(uint32_t bits, unsigned n)
{
	for (; bits; bits &= bits - 1)
		if (n-- == 0)
			return true;
	return false;
}

static struct name_match word_match(unsigned score, enum name_level level)
{
	return (struct name_match){ .score = (uint16_t)score, .level = (uint8_t)level };
}

/* One of the two is a letter. */
static struct name_match compare_initial(const struct name_word *a, const struct name_word *b)
{
	bool fits = a->text[0] == b->text[0] || a->sound[0] == b->sound[0];

	return fits ? word_match(INITIAL_SCORE, NAME_INITIALS) : word_match(0, NAME_DIFFERENT);
}

/* How many errors a word of some length can have and still be recognised. */
static unsigned errors_allowed(unsigned len)
{
	return len <= 3 ? 1 : len <= 7 ? 2 : 3;
}

static struct name_match compare_letters(const struct name_word *a, const struct name_word *b)
{
	unsigned len = MAX(a->len, b->len), allowed = errors_allowed(len);
	unsigned text, sound, off;

	if (MAX(a->sounds, b->sounds) - MIN(a->sounds, b->sounds) > (int)allowed)
		return word_match(0, NAME_DIFFERENT);
	if (more_bits_than(a->letters & ~b->letters, allowed) ||
	    more_bits_than(b->letters & ~a->letters, allowed))
		return word_match(0, NAME_DIFFERENT);
	sound = name_distance(a->sound, a->sounds, b->sound, b->sounds);
	if (sound > allowed + 1)
		return word_match(0, NAME_DIFFERENT);
	text = name_distance(a->text, a->len, b->text, b->len);
	if (MIN(text, sound) > allowed)
		return word_match(0, NAME_DIFFERENT);
	off = 500 * (text + sound) / len + (a->sound[0] == b->sound[0] ? 0 : FIRST_LETTER);
	if (off > FULL_SCORE - WORD_MIN)
		return word_match(0, NAME_DIFFERENT);
	return word_match(FULL_SCORE - off, text == 1 || sound == 1 ? NAME_TYPO : NAME_CLOSE);
}

struct name_match name_word_compare(const struct name_word *a, const struct name_word *b)
{
	if (name_same(a->text, b->text))
		return word_match(FULL_SCORE, NAME_SAME);
	if (a->len == 0 || b->len == 0)
		return word_match(0, NAME_DIFFERENT);
	if (a->len == 1 || b->len == 1)
		return compare_initial(a, b);
	if (name_same(a->sound, b->sound))
		return word_match(SOUND_SCORE, NAME_SOUNDS);
	return compare_letters(a, b);
}

/* ---- two names ---------------------------------------------------------------------------- */

/* What a word of some role says at most, in hundredths of a long given name. */
static const unsigned weights[NAME__ROLES] = {
	[NAME_GIVEN] = 100, [NAME_COMMON] = 30, [NAME_INITIAL] = 20,
	[NAME_FATHER] = 40, [NAME_NICK] = 100,
};

unsigned name_weight(const struct name_word *w)
{
	static const unsigned by_length[] = { 0, 20, 60, 80, 100 };

	return MIN(weights[w->role], by_length[MIN((size_t)w->len, LEN(by_length) - 1)]);
}

/* The words of one side that take part. */
struct side {
	struct name_word own[NAME_WORDS]; /* of joined words only */
	const struct name_word *word[NAME_WORDS];
	unsigned n, weight;
};

static void side_set(struct side *s, const struct name_form *f, unsigned from, unsigned to)
{
	unsigned i;

	s->n = to - from;
	for (i = 0; i < s->n; i++)
		s->word[i] = &f->word[from + i];
}

bool name_join(const struct name_word *a, const struct name_word *b, struct name_word *ret)
{
	char text[2 * NAME_LETTERS];
	size_t len = (size_t)a->len + b->len;

	if (len > NAME_LETTERS)
		return false;
	memcpy(text, a->text, a->len);
	memcpy(text + a->len, b->text, b->len);
	name_word(text, len, NAME_GIVEN, ret);
	return true;
}

/* Whether two words of one side, written as one, are the word w of the other, and neither alone. */
static bool joins(const struct side *s, unsigned at, const struct name_word *w,
		  struct name_word *ret)
{
	const struct name_word *a = s->word[at], *b = s->word[at + 1];
	int more = a->len + b->len - w->len;
	unsigned score;

	if (more < -2 || more > 2 || a->text[0] != w->text[0] || a->len == 1 || b->len == 1 ||
	    !name_join(a, b, ret))
		return false;
	score = name_word_compare(ret, w).score;
	return score >= JOIN_SCORE && name_word_compare(a, w).score < score &&
	       name_word_compare(b, w).score < score;
}

/* Replaces pairs of neighbours on side s by one word wherever the other side writes them so. */
static bool join_words(struct side *s, const struct side *other)
{
	bool joined = false;
	unsigned at, i;

	for (at = 0; at + 1 < s->n; at++)
		for (i = 0; i < other->n && at + 1 < s->n; i++)
			if (joins(s, at, other->word[i], &s->own[at])) {
				s->word[at] = &s->own[at];
				s->n--;
				memmove(&s->word[at + 1], &s->word[at + 2],
					(s->n - at - 1) * sizeof(s->word[0]));
				joined = true;
			}
	return joined;
}

/* Which word of the second side each of the first is paired with; NAME_WORDS: none. */
struct pairing {
	struct name_match match[NAME_WORDS][NAME_WORDS];
	uint8_t to[NAME_WORDS];
};

static unsigned gain(const struct pairing *p, const struct side *a, const struct side *b,
		     unsigned i, unsigned j)
{
	unsigned w = name_weight(a->word[i]), v = name_weight(b->word[j]);

	/* Of a letter and a word only what the letter says is shared. */
	w = p->match[i][j].level == NAME_INITIALS ? MIN(w, v) : (w + v) / 2;
	return p->match[i][j].score * w;
}

/* The best partner of every word, if no two words want the same: the usual case. */
static bool pair_simply(struct pairing *p, const struct side *a, const struct side *b)
{
	unsigned i, j, taken = 0;

	for (i = 0; i < a->n; i++) {
		unsigned best = 0, g;

		p->to[i] = NAME_WORDS;
		for (j = 0; j < b->n; j++)
			if (p->match[i][j].score > 0 && (g = gain(p, a, b, i, j)) > best) {
				best = g;
				p->to[i] = (uint8_t)j;
			}
		if (best > 0 && (taken & 1U << p->to[i]))
			return false;
		if (best > 0)
			taken |= 1U << p->to[i];
	}
	return true;
}

/* The pairing of the greatest sum: best[set] of the words so far with partners in that set. */
static void pair_best(struct pairing *p, const struct side *a, const struct side *b)
{
	uint8_t to[NAME_WORDS][1 << NAME_WORDS];
	uint32_t best[1 << NAME_WORDS] = { 0 };
	unsigned set, sets = 1U << b->n, i, j;

	for (i = 0; i < a->n; i++)
		for (set = sets; set-- > 0;) {
			to[i][set] = NAME_WORDS;
			for (j = 0; j < b->n; j++) {
				uint32_t sum = 0;

				if (!(set & 1U << j) || p->match[i][j].score == 0)
					continue;
				sum = best[set & ~(1U << j)] + gain(p, a, b, i, j);
				if (sum > best[set]) {
					best[set] = sum;
					to[i][set] = (uint8_t)j;
				}
			}
		}
	for (set = sets - 1, i = a->n; i-- > 0;) {
		p->to[i] = to[i][set];
		if (p->to[i] < NAME_WORDS)
			set &= ~(1U << p->to[i]);
	}
}

static void pair_words(struct pairing *p, const struct side *a, const struct side *b)
{
	unsigned i, j;

	for (i = 0; i < a->n; i++)
		for (j = 0; j < b->n; j++)
			p->match[i][j] = name_word_compare(a->word[i], b->word[j]);
	if (!pair_simply(p, a, b))
		pair_best(p, a, b);
}

static unsigned side_weight(const struct side *s)
{
	unsigned sum = 0, i;

	for (i = 0; i < s->n; i++)
		sum += name_weight(s->word[i]);
	return sum;
}

/* Words without partner lower the score less when only one side has them. */
unsigned name_whole(unsigned weight, unsigned other)
{
	return MAX((MAX(weight, other) + 2 * MIN(weight, other)) / 3, 1U);
}

/* What the pairs and the words without partner say together. */
static struct name_match judge(const struct pairing *p, const struct side *a, const struct side *b)
{
	struct name_match m = { .level = NAME_SAME };
	unsigned pairs = 0, typos = 0, i, last = 0;
	uint64_t sum = 0;

	for (i = 0; i < a->n; i++) {
		unsigned j = p->to[i];

		if (j == NAME_WORDS)
			continue;
		sum += gain(p, a, b, i, j);
		typos += p->match[i][j].level == NAME_TYPO;
		m.level = MIN(m.level, p->match[i][j].level);
		if (pairs++ > 0 && j < last)
			m.flags = NAME_SWAPPED;
		last = j;
	}
	sum /= name_whole(side_weight(a), side_weight(b));
	m.score = (uint16_t)MIN(sum, (uint64_t)FULL_SCORE);
	if (typos > 1)
		m.level = MIN(m.level, NAME_CLOSE);
	if (pairs == 0 || (pairs < a->n && pairs < b->n))
		m.level = m.score < 400 ? NAME_DIFFERENT : NAME_PARTLY;
	else if (pairs < a->n || pairs < b->n)
		m.level = NAME_SHORTER;
	if (m.level != NAME_SAME)
		m.score = MIN(m.score, FULL_SCORE - 1);
	return m;
}

static struct name_match compare_sides(struct side *a, struct side *b)
{
	struct pairing p;
	struct name_match m;
	bool joined;

	joined = join_words(a, b);
	joined |= join_words(b, a);
	pair_words(&p, a, b);
	m = judge(&p, a, b);
	if (joined) {
		m.flags |= NAME_JOINED;
		m.level = MIN(m.level, NAME_SOUNDS);
		m.score = MIN(m.score, 990);
	}
	return m;
}

/* Words from one form against words from the other, without regard to roles. */
static struct name_match compare_parts(const struct name_form *a, unsigned a_from, unsigned a_to,
				       const struct name_form *b, unsigned b_from, unsigned b_to)
{
	struct side s, t;

	side_set(&s, a, a_from, a_to);
	side_set(&t, b, b_from, b_to);
	return compare_sides(&s, &t);
}

/* One side is called by its nickname. */
static void try_nick(struct name_match *best, struct name_match m)
{
	m.score = (uint16_t)(m.score * 9 / 10);
	m.level = NAME_NICKNAME;
	if (m.score > best->score)
		*best = m;
}

/* A fixed order of two forms: how they are joined and paired must not depend on who asks. */
static int form_order(const struct name_form *a, const struct name_form *b)
{
	return a->n != b->n ? (int)a->n - b->n
			    : memcmp(a->word, b->word, a->n * sizeof(a->word[0]));
}

struct name_match name_compare(const struct name_form *a, const struct name_form *b)
{
	int order = form_order(a, b);
	const struct name_form *x = order < 0 ? a : b, *y = order < 0 ? b : a;
	unsigned x_core = (unsigned)x->n - x->n_nick, y_core = (unsigned)y->n - y->n_nick;
	struct name_match m;

	if (x->n == 0 || y->n == 0)
		return word_match(0, NAME_UNKNOWN);
	if (order == 0)
		return word_match(FULL_SCORE, NAME_SAME);
	m = compare_parts(x, 0, x_core, y, 0, y_core);
	if (y->n_nick > 0)
		try_nick(&m, compare_parts(x, 0, x_core, y, y_core, y->n));
	if (x->n_nick > 0)
		try_nick(&m, compare_parts(x, x_core, x->n, y, 0, y_core));
	return m;
}
