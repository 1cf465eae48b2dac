/* How a word sounds. */
#include "engine/names/names_impl.h"

#include <string.h>

/*
 * What is written from is said as to; of the rules of a letter the first that fits is taken, and a
 * letter without one stands for itself.  Double letters, and an h that does not begin the word,
 * are not heard (name_say).
 */
struct rule {
	const char *from, *to;
	uint8_t n; /* letters of from */
	enum { ANYWHERE, AT_START, IN_OLD } where;
};

#define SAID(from, to, where)                        \
	{                                            \
		from, to, sizeof(from) - 1, (where), \
	}

enum { RULES_OF_A_LETTER = 6 };

static const struct rule rules['z' - 'a' + 1][RULES_OF_A_LETTER] = {
	['a' - 'a'] = { SAID("ae", "ai", ANYWHERE), SAID("ay", "ai", ANYWHERE) },
	['b' - 'a'] = { SAID("bh", "b", ANYWHERE) },
	['c' - 'a'] = { SAID("chr", "kr", ANYWHERE), SAID("chan", "can", AT_START),
			SAID("ch", "h", ANYWHERE), SAID("ck", "k", ANYWHERE) },
	['d' - 'a'] = { SAID("dh", "d", ANYWHERE), SAID("dj", "j", ANYWHERE),
			SAID("dz", "s", ANYWHERE) },
	['e' - 'a'] = { SAID("ee", "i", ANYWHERE), SAID("ei", "ai", ANYWHERE),
			SAID("ey", "ai", ANYWHERE) },
	['f' - 'a'] = { SAID("f", "p", ANYWHERE) },
	['g' - 'a'] = { SAID("gh", "g", ANYWHERE) },
	['i' - 'a'] = { SAID("ie", "i", ANYWHERE), SAID("iy", "i", ANYWHERE) },
	['j' - 'a'] = { SAID("j", "i", IN_OLD) },
	['k' - 'a'] = { SAID("kh", "h", ANYWHERE) },
	['n' - 'a'] = { SAID("nj", "ni", AT_START), SAID("nj", "ni", IN_OLD) },
	['o' - 'a'] = { SAID("oe", "u", ANYWHERE), SAID("oo", "u", ANYWHERE),
			SAID("ou", "u", ANYWHERE), SAID("o", "u", ANYWHERE) },
	['p' - 'a'] = { SAID("ph", "p", ANYWHERE) },
	['q' - 'a'] = { SAID("q", "k", ANYWHERE) },
	['s' - 'a'] = { SAID("sh", "s", ANYWHERE), SAID("sj", "s", ANYWHERE),
			SAID("sy", "s", ANYWHERE) },
	['t' - 'a'] = { SAID("th", "t", ANYWHERE), SAID("tj", "c", ANYWHERE),
			SAID("ts", "s", ANYWHERE) },
	['u' - 'a'] = { SAID("uw", "u", ANYWHERE) },
	['v' - 'a'] = { SAID("v", "p", ANYWHERE) },
	['x' - 'a'] = { SAID("x", "ks", ANYWHERE) },
	['y' - 'a'] = { SAID("y", "i", ANYWHERE) },
	['z' - 'a'] = { SAID("z", "s", ANYWHERE) },
};

/* The old orthography gives itself away by oe, tj or dj; there j is y, and nj is ny. */
static bool is_old(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i + 1 < n; i++)
		if ((s[i] == 'o' && s[i + 1] == 'e') ||
		    (s[i + 1] == 'j' && (s[i] == 't' || s[i] == 'd')))
			return true;
	return false;
}

static const struct rule *rule_for(const char *s, size_t left, bool start, bool old)
{
	const struct rule *r;
	size_t i;

	if (s[0] < 'a' || s[0] > 'z')
		return NULL;
	for (i = 0; i < RULES_OF_A_LETTER; i++) {
		r = &rules[s[0] - 'a'][i];
		if (!r->from)
			return NULL;
		if ((r->where == AT_START && !start) || (r->where == IN_OLD && !old))
			continue;
		if (r->n <= left && memcmp(r->from, s, r->n) == 0)
			return r;
	}
	return NULL;
}

static void say_letter(struct name_word *w, char c)
{
	unsigned n = w->sounds;

	if (n == NAME_LETTERS || (n > 0 && (c == 'h' || w->sound[n - 1] == c)))
		return;
	w->sound[w->sounds++] = c;
}

/* At the end of a word d is said as t, and b as p. */
static void harden_end(struct name_word *w)
{
	char *last = &w->sound[w->sounds - 1];

	if (w->sounds > 1 && *last == 'd')
		*last = 't';
	else if (w->sounds > 1 && *last == 'b')
		*last = 'p';
}

/* Words that many names have, by sound: Mochammad, Mohamed and Muhamat are all of them. */
static bool is_common(const struct name_word *w)
{
	static const char sounds[][NAME_LETTERS] = {
		"muamat", "muamet", "siti", "abdul", "i", "ni", "made", "waian", "niuman", "ketut"
	};
	size_t i;

	for (i = 0; i < LEN(sounds); i++)
		if (name_same(sounds[i], w->sound))
			return true;
	return false;
}

void name_say(struct name_word *w)
{
	bool old = is_old(w->text, w->len);
	const struct rule *r;
	const char *to;
	size_t i;

	memset(w->sound, 0, sizeof(w->sound));
	w->sounds = 0;
	w->letters = 0;
	for (i = 0; i < w->len; i += r ? r->n : 1) {
		r = rule_for(w->text + i, w->len - i, i == 0, old);
		if (!r)
			say_letter(w, w->text[i]);
		else
			for (to = r->to; *to; to++)
				say_letter(w, *to);
	}
	if (w->sounds > 0)
		harden_end(w);
	for (i = 0; i < w->sounds; i++)
		w->letters |= UINT32_C(1) << (w->sound[i] & 31);
	w->common = is_common(w);
}
