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
	enum { ANYWHERE, AT_START, IN_OLD } where;
};

enum { RULES_OF_A_LETTER = 6 };

static const struct rule rules['z' - 'a' + 1][RULES_OF_A_LETTER] = {
	['a' - 'a'] = { { "ae", "ai" }, { "ay", "ai" } },
	['b' - 'a'] = { { "bh", "b" } },
	['c' -
	    'a'] = { { "chr", "kr" }, { "chan", "can", AT_START }, { "ch", "h" }, { "ck", "k" } },
	['d' - 'a'] = { { "dh", "d" }, { "dj", "j" }, { "dz", "s" } },
	['e' - 'a'] = { { "ee", "i" }, { "ei", "ai" }, { "ey", "ai" } },
	['f' - 'a'] = { { "f", "p" } },
	['g' - 'a'] = { { "gh", "g" } },
	['i' - 'a'] = { { "ie", "i" }, { "iy", "i" } },
	['j' - 'a'] = { { "j", "i", IN_OLD } },
	['k' - 'a'] = { { "kh", "h" } },
	['n' - 'a'] = { { "nj", "ni", AT_START }, { "nj", "ni", IN_OLD } },
	['o' - 'a'] = { { "oe", "u" }, { "oo", "u" }, { "ou", "u" }, { "o", "u" } },
	['p' - 'a'] = { { "ph", "p" } },
	['q' - 'a'] = { { "q", "k" } },
	['s' - 'a'] = { { "sh", "s" }, { "sj", "s" }, { "sy", "s" } },
	['t' - 'a'] = { { "th", "t" }, { "tj", "c" }, { "ts", "s" } },
	['u' - 'a'] = { { "uw", "u" } },
	['v' - 'a'] = { { "v", "p" } },
	['x' - 'a'] = { { "x", "ks" } },
	['y' - 'a'] = { { "y", "i" } },
	['z' - 'a'] = { { "z", "s" } },
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
		if (strlen(r->from) <= left && memcmp(r->from, s, strlen(r->from)) == 0)
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

void name_say(struct name_word *w)
{
	bool old = is_old(w->text, w->len);
	const struct rule *r;
	const char *to;
	size_t i;

	memset(w->sound, 0, sizeof(w->sound));
	w->sounds = 0;
	w->letters = 0;
	for (i = 0; i < w->len; i += r ? strlen(r->from) : 1) {
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
}
