/* From bytes to words with roles. */
#include "engine/names/names_impl.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/str.h"

/* ---- words that are no names -------------------------------------------------------------- */

enum meaning {
	PLAIN,
	HONORIFIC, /* before a name */
	DEGREE,    /* behind a comma, or written with dots */
	DEAD,      /* anywhere: alm. */
	SON_OF,    /* the words behind it are the father's */
	ALIAS,     /* the words behind it are a nickname */
	CLAN       /* dropped: the family's name follows */
};

struct known {
	const char *text;
	enum meaning meaning;
};

/* Sorted, for bsearch. */
static const struct known known[] = {
	{ "abah", HONORIFIC },   { "ag", DEGREE },       { "aka", ALIAS },
	{ "alias", ALIAS },      { "alm", DEAD },        { "almarhum", DEAD },
	{ "almarhumah", DEAD },  { "almh", DEAD },       { "als", ALIAS },
	{ "amd", DEGREE },       { "amdkeb", DEGREE },   { "amdkep", DEGREE },
	{ "apt", HONORIFIC },    { "ba", DEGREE },       { "bang", HONORIFIC },
	{ "bapak", HONORIFIC },  { "bin", SON_OF },      { "binti", SON_OF },
	{ "bn", SON_OF },        { "boru", CLAN },       { "bpk", HONORIFIC },
	{ "br", CLAN },          { "bsc", DEGREE },      { "bt", SON_OF },
	{ "bte", SON_OF },       { "bu", HONORIFIC },    { "ceu", HONORIFIC },
	{ "dr", HONORIFIC },     { "dra", HONORIFIC },   { "drg", HONORIFIC },
	{ "drh", HONORIFIC },    { "drs", HONORIFIC },   { "emak", HONORIFIC },
	{ "h", HONORIFIC },      { "haji", HONORIFIC },  { "hajjah", HONORIFIC },
	{ "hj", HONORIFIC },     { "hum", DEGREE },      { "ibu", HONORIFIC },
	{ "ing", HONORIFIC },    { "ir", HONORIFIC },    { "jr", DEGREE },
	{ "kakek", HONORIFIC },  { "kang", HONORIFIC },  { "keb", DEGREE },
	{ "kep", DEGREE },       { "kes", DEGREE },      { "kh", HONORIFIC },
	{ "kiai", HONORIFIC },   { "kom", DEGREE },      { "kyai", HONORIFIC },
	{ "ma", DEGREE },        { "mak", HONORIFIC },   { "mang", HONORIFIC },
	{ "mba", DEGREE },       { "mbah", HONORIFIC },  { "mbak", HONORIFIC },
	{ "mh", DEGREE },        { "mhum", DEGREE },     { "mkes", DEGREE },
	{ "mkom", DEGREE },      { "mm", DEGREE },       { "mpd", DEGREE },
	{ "mpdi", DEGREE },      { "mr", HONORIFIC },    { "mrs", HONORIFIC },
	{ "ms", DEGREE },        { "msc", DEGREE },      { "msi", DEGREE },
	{ "mt", DEGREE },        { "nenek", HONORIFIC }, { "nn", HONORIFIC },
	{ "nona", HONORIFIC },   { "ns", HONORIFIC },    { "ny", HONORIFIC },
	{ "nyonya", HONORIFIC }, { "pak", HONORIFIC },   { "pd", DEGREE },
	{ "phd", DEGREE },       { "prof", HONORIFIC },  { "r", HONORIFIC },
	{ "ra", HONORIFIC },     { "raden", HONORIFIC }, { "rd", HONORIFIC },
	{ "rm", HONORIFIC },     { "rr", HONORIFIC },    { "sag", DEGREE },
	{ "sdr", HONORIFIC },    { "sdri", HONORIFIC },  { "se", DEGREE },
	{ "sei", DEGREE },       { "sh", DEGREE },       { "shi", DEGREE },
	{ "sip", DEGREE },       { "skep", DEGREE },     { "skm", DEGREE },
	{ "skom", DEGREE },      { "sos", DEGREE },      { "sp", DEGREE },
	{ "spd", DEGREE },       { "spdi", DEGREE },     { "spsi", DEGREE },
	{ "sr", DEGREE },        { "ss", DEGREE },       { "ssi", DEGREE },
	{ "ssos", DEGREE },      { "st", DEGREE },       { "sthi", DEGREE },
	{ "stp", DEGREE },       { "tb", HONORIFIC },    { "teh", HONORIFIC },
	{ "tn", HONORIFIC },     { "tuan", HONORIFIC },  { "tubagus", HONORIFIC },
	{ "ust", HONORIFIC },    { "ustad", HONORIFIC }, { "ustadz", HONORIFIC },
};

static int by_text(const void *key, const void *item)
{
	return strcmp(key, ((const struct known *)item)->text);
}

enum { KNOWN_LEN = 10 }; /* letters of the longest */

static enum meaning meaning_of(const char *text, size_t len)
{
	const struct known *k;

	if (len > KNOWN_LEN)
		return PLAIN;
	k = bsearch(text, known, LEN(known), sizeof(known[0]), by_text);

	return k ? k->meaning : PLAIN;
}

/* ---- words that many names have ----------------------------------------------------------- */

/* How the common ones are shortened.  Written out, so that M. Yusuf is Muhammad Yusuf. */
static const struct {
	const char *shorted, *whole;
	bool first_only;
} shorts[] = {
	{ "abd", "abdul", false },     { "ach", "achmad", false },   { "m", "muhammad", true },
	{ "md", "muhammad", true },    { "mhd", "muhammad", false }, { "mch", "muhammad", false },
	{ "moch", "muhammad", false }, { "moh", "muhammad", false }, { "mohd", "muhammad", false },
	{ "much", "muhammad", false }, { "muh", "muhammad", false }, { "muhd", "muhammad", false },
	{ "st", "siti", true },        { "stie", "siti", true },
};

enum { SHORT_LEN = 4 }; /* letters of the longest */

/* Which of them a word is, counted from 1; 0 when it is whole. */
static unsigned written_out(const char *text, size_t len, bool first)
{
	unsigned i;

	for (i = 0; i < LEN(shorts) && len <= SHORT_LEN; i++)
		if (strcmp(shorts[i].shorted, text) == 0 && (first || !shorts[i].first_only))
			return i + 1;
	return 0;
}

void name_word(const char *text, size_t n, enum name_role role, struct name_word *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->len = (uint8_t)MIN(n, (size_t)NAME_LETTERS);
	ret->role = (uint8_t)role;
	memcpy(ret->text, text, ret->len);
	name_say(ret);
}

/* ---- words met before --------------------------------------------------------------------- */

/* A word as it was written, ready: a line of the cache. */
struct met {
	struct name_word word;
	struct name_note note;
	uint8_t meaning;  /* enum meaning */
	uint8_t whole[2]; /* written out, not as the first word and as the first */
} __attribute__((aligned(64)));

enum { MET_BITS = 15 }; /* that many stay within a cache that is near enough */

struct name_memo {
	struct met met[1 << MET_BITS]; /* each in the one place its letters say */
};

struct name_memo *name_memo_new(void)
{
	struct name_memo *m = aligned_alloc(_Alignof(struct name_memo), sizeof(*m));

	if (!m)
		abort();
	memset(m, 0, sizeof(*m));
	return m;
}

void name_memo_free(struct name_memo *m)
{
	free(m);
}

static uint64_t place_of(const char text[NAME_LETTERS])
{
	uint64_t x[2];

	memcpy(x, text, sizeof(x));
	x[0] ^= x[1] * UINT64_C(0xd6e8feb86659fd93);
	return x[0] * UINT64_C(0x9e3779b97f4a7c15) >> (64 - MET_BITS);
}

struct name_note *name_memo_note(struct name_memo *m, const struct name_word *w)
{
	struct met *met = &m->met[place_of(w->text)];

	return name_same(met->word.text, w->text) ? &met->note : NULL;
}

/* What is known of a word of 1 to NAME_LETTERS bytes with zeros behind; own, without a memo. */
static const struct met *meet(struct name_memo *m, const char *text, size_t len, struct met *own)
{
	struct met *met = m ? &m->met[place_of(text)] : own;

	if (!m || !name_same(met->word.text, text)) {
		name_word(text, len, NAME_GIVEN, &met->word);
		met->meaning = (uint8_t)meaning_of(text, len);
		met->whole[false] = (uint8_t)written_out(text, len, false);
		met->whole[true] = (uint8_t)written_out(text, len, true);
		met->note = (struct name_note){ 0 };
	}
	return met;
}

/* ---- reading ------------------------------------------------------------------------------ */

enum { PIECES = 16 };

/* A run of letters, and what stood around it. */
struct piece {
	char text[NAME_LETTERS + 1];
	uint8_t len;
	bool comma;   /* somewhere before it */
	bool bracket; /* around it */
	bool tied;    /* to the one before, by nothing but dots */
	bool dot;     /* behind it */
};

struct reader {
	struct piece piece[PIECES];
	size_t n;
	bool in_piece, comma, bracket, spaced;
};

/* The piece that is being read, or a new one; NULL when there are too many. */
static struct piece *piece_of(struct reader *r)
{
	struct piece *p = &r->piece[r->n];

	if (r->in_piece)
		return p - 1;
	if (r->n == PIECES)
		return NULL;
	*p = (struct piece){ .comma = r->comma,
			     .bracket = r->bracket,
			     .tied = !r->spaced && r->n > 0 };
	r->n++;
	r->in_piece = true;
	r->spaced = false;
	return p;
}

/* A letter of n bytes; one that does not fit whole is left out. */
static void add_letter(struct reader *r, const char *letter, size_t n)
{
	struct piece *p = piece_of(r);

	if (!p)
		return;
	if (p->len + n > NAME_LETTERS)
		return;
	memcpy(p->text + p->len, letter, n);
	p->len = (uint8_t)(p->len + n);
}

static void add_byte(struct reader *r, int32_t c)
{
	struct piece *p = piece_of(r);

	if (p && p->len < NAME_LETTERS)
		p->text[p->len++] = (char)c;
}

static void separate(struct reader *r, int32_t c)
{
	if (c == '.' && r->in_piece)
		r->piece[r->n - 1].dot = true;
	r->in_piece = false;
	r->spaced |= c != '.';
	r->comma |= c == ',';
	if (c == '(' || c == '[' || c == '"')
		r->bracket = c != '"' || !r->bracket;
	else if (c == ')' || c == ']')
		r->bracket = false;
}

static void read_ascii(struct reader *r, int32_t c)
{
	if (c >= 'A' && c <= 'Z')
		add_byte(r, c | 0x20);
	else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		add_byte(r, c);
	else if (c != '\'' && c != '`')
		separate(r, c);
}

/* Letters that no decomposition takes apart. */
static const char *plain_of(int32_t c)
{
	switch (c) {
	case 0xe6:
		return "ae";
	case 0xf0:
	case 0x111:
		return "d";
	case 0xf8:
		return "o";
	case 0xfe:
		return "th";
	case 0x131:
		return "i";
	case 0x142:
		return "l";
	default:
		return NULL;
	}
}

/* One character of a decomposition outside ASCII. */
static void read_folded(struct reader *r, int32_t c)
{
	utf8proc_category_t kind = utf8proc_category(c);
	const char *plain = plain_of(c);
	utf8proc_uint8_t bytes[4] = { 0 };
	utf8proc_ssize_t n;

	if (plain) {
		for (; *plain; plain++)
			add_byte(r, *plain);
	} else if (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO &&
		   kind != UTF8PROC_CATEGORY_LM) {
		n = utf8proc_encode_char(c, bytes);
		add_letter(r, (const char *)bytes, (size_t)n);
	} else if (c != 0x2018 && c != 0x2019 && kind != UTF8PROC_CATEGORY_LM) {
		separate(r, ' ');
	}
}

static void read_foreign(struct reader *r, int32_t c)
{
	utf8proc_int32_t out[32];
	utf8proc_ssize_t i, n;
	int class = 0;

	n = utf8proc_decompose_char(
	    c, out, LEN(out),
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &class);
	for (i = 0; i < MIN(n, (utf8proc_ssize_t)LEN(out)); i++)
		if (out[i] < 0x80)
			read_ascii(r, out[i]);
		else
			read_folded(r, out[i]);
}

/* A letter in lower case, a digit, or 0. */
static unsigned char plain_letter(uint8_t c)
{
	uint8_t low = c | 0x20;

	if (low >= 'a' && low <= 'z')
		return low;
	return c >= '0' && c <= '9' ? c : 0;
}

/* What most names are made of, without looking at each letter from all sides. */
static const uint8_t *read_letters(struct reader *r, const uint8_t *p, const uint8_t *end)
{
	struct piece *to = p < end && plain_letter(*p) ? piece_of(r) : NULL;

	for (; to && p < end && plain_letter(*p); p++)
		if (to->len < NAME_LETTERS)
			to->text[to->len++] = (char)plain_letter(*p);
	return p;
}

static void read_pieces(struct reader *r, const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s, *end = p + n;
	utf8proc_ssize_t got;
	utf8proc_int32_t c;

	while (p < end) {
		if (*p < 0x80) {
			p = read_letters(r, p, end);
			if (p < end && *p < 0x80)
				read_ascii(r, *p++);
			continue;
		}
		got = utf8proc_iterate(p, end - p, &c);
		read_foreign(r, got > 0 ? c : *p);
		p += got > 0 ? got : 1;
	}
}

/* ---- from pieces to words ----------------------------------------------------------------- */

/* The meaning of what dots tie together, such as S.Pd.I, and how many pieces that are. */
static enum meaning meaning_of_tied(const struct reader *r, size_t at, size_t *ret_n)
{
	char text[NAME_LETTERS + 1];
	size_t len = 0, i = at;

	*ret_n = 1;
	if (at + 1 == r->n || !r->piece[at + 1].tied)
		return PLAIN;
	do {
		if (len + r->piece[i].len > NAME_LETTERS)
			return PLAIN;
		memcpy(text + len, r->piece[i].text, r->piece[i].len);
		len += r->piece[i].len;
	} while (++i < r->n && r->piece[i].tied);
	text[len] = '\0';
	*ret_n = i - at;
	return meaning_of(text, len);
}

/* Whether a piece is no part of the name; some words of it have been read when begun. */
static bool is_dropped(const struct piece *p, enum meaning m, bool begun)
{
	if (m == DEAD || m == CLAN || (m == HONORIFIC && !begun))
		return true;
	if (!begun)
		return false;
	return (m == DEGREE && (p->comma || p->dot || p->tied)) || (p->comma && p->len == 1);
}

static void add_word(struct name_form *f, const struct name_word *word, enum name_role role)
{
	if (f->n == NAME_WORDS)
		return;
	f->word[f->n] = *word;
	f->word[f->n++].role = (uint8_t)role;
}

/* A word as it is meant, which may be longer than it is written. */
static void add_piece(struct name_form *f, const struct met *met, bool first, enum name_role role)
{
	unsigned whole = met->whole[first];
	struct name_word word;

	if (!whole) {
		add_word(f, &met->word, role);
		return;
	}
	name_word(shorts[whole - 1].whole, strlen(shorts[whole - 1].whole), role, &word);
	add_word(f, &word, role);
}

static void take_words(struct name_memo *memo, const struct reader *r, struct name_form *f)
{
	enum name_role role = NAME_GIVEN, now;
	const struct met *met;
	size_t i, tied;
	enum meaning m;
	struct met own;

	for (i = 0; i < r->n; i++) {
		const struct piece *p = &r->piece[i];

		m = meaning_of_tied(r, i, &tied);
		if ((m == DEGREE && f->n > 0) || (m == HONORIFIC && f->n == 0)) {
			i += tied - 1;
			continue;
		}
		met = meet(memo, p->text, p->len, &own);
		m = (enum meaning)met->meaning;
		if (is_dropped(p, m, f->n > 0))
			continue;
		if (f->n > 0 && (m == SON_OF || m == ALIAS)) {
			role = m == ALIAS ? NAME_NICK : NAME_FATHER;
			continue;
		}
		now = p->bracket ? NAME_NICK : p->len == 1 ? NAME_INITIAL : role;
		add_piece(f, met, f->n == 0 && i + 1 < r->n, now);
	}
}

/* Common words and letters say little, but only beside a word that says more. */
static void set_roles(struct name_form *f)
{
	bool given = false;
	size_t i;

	for (i = 0; i < f->n; i++) {
		struct name_word *w = &f->word[i];

		if (w->len > 1 && w->role == NAME_INITIAL)
			w->role = NAME_GIVEN; /* written out */
		given |= w->role == NAME_GIVEN && !w->common;
	}
	for (i = 0; i < f->n; i++) {
		struct name_word *w = &f->word[i];

		if (given && w->role <= NAME_INITIAL && w->common)
			w->role = NAME_COMMON;
		else if (!given && w->role == NAME_FATHER)
			w->role = NAME_GIVEN;
	}
}

/* Nicknames go behind the others; a name of nothing else has none. */
static void part_nicks(struct name_form *f)
{
	struct name_form all;
	size_t i, n = 0;

	for (i = 0; i < f->n && f->word[i].role != NAME_NICK; i++)
		;
	if (i == f->n)
		return;
	all = *f;

	for (i = 0; i < all.n; i++)
		if (all.word[i].role != NAME_NICK)
			f->word[n++] = all.word[i];
	f->n_nick = (uint8_t)(n > 0 ? all.n - n : 0);
	for (i = 0; i < all.n; i++)
		if (all.word[i].role == NAME_NICK)
			f->word[n++] = all.word[i];
	if (f->n_nick == 0)
		for (i = 0; i < f->n; i++)
			if (f->word[i].role == NAME_NICK)
				f->word[i].role = NAME_GIVEN;
}

static void begin_reading(struct reader *r, const char *s, size_t n)
{
	r->n = 0;
	r->in_piece = r->comma = r->bracket = r->spaced = false;
	read_pieces(r, s, n);
}

static void make_form(struct name_memo *memo, const struct reader *r, struct name_form *ret)
{
	struct met own;
	size_t i;

	ret->n = ret->n_nick = 0;
	take_words(memo, r, ret);
	if (ret->n == 0) /* nothing but titles: then they are the name */
		for (i = 0; i < r->n; i++)
			add_word(ret, &meet(memo, r->piece[i].text, r->piece[i].len, &own)->word,
				 NAME_GIVEN);
	part_nicks(ret);
	set_roles(ret);
}

void name_form_with(struct name_memo *memo, const char *s, size_t n, struct name_form *ret)
{
	struct reader r;

	begin_reading(&r, s, n);
	make_form(memo, &r, ret);
}

enum { READ_AHEAD = 16 /* names */ };

/* What the memo knows of the words lies anywhere, and is fetched while other names are read. */
void name_forms_with(struct name_memo *m, const struct name_cell *cells, size_t n,
		     struct name_form *const *ret)
{
	struct reader r[READ_AHEAD];
	size_t at, i, k, some;

	for (at = 0; at < n; at += some) {
		some = MIN(n - at, (size_t)READ_AHEAD);
		for (i = 0; i < some; i++) {
			begin_reading(&r[i], cells[at + i].text, cells[at + i].size);
			for (k = 0; m && k < r[i].n; k++)
				__builtin_prefetch(&m->met[place_of(r[i].piece[k].text)]);
		}
		for (i = 0; i < some; i++)
			make_form(m, &r[i], ret[at + i]);
	}
}

void name_form(const char *s, size_t n, struct name_form *ret)
{
	name_form_with(NULL, s, n, ret);
}

void name_text(const struct name_form *f, char text[NAME_TEXT_SIZE])
{
	char *at = text;
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (i > 0)
			*at++ = ' ';
		memcpy(at, f->word[i].text, f->word[i].len);
		at += f->word[i].len;
	}
	*at = '\0';
}

/* ---- keys --------------------------------------------------------------------------------- */

static uint64_t key_of(const char s[NAME_LETTERS])
{
	uint64_t key = 0;
	size_t i;

	for (i = 0; i < NAME_LETTERS; i++)
		key = (key ^ (uint8_t)s[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 32;
}

/* Of many words, and kept nowhere: two halves multiplied. */
uint64_t name_text_key(const struct name_word *w)
{
	uint64_t x[2];
	__extension__ unsigned __int128 wide;

	memcpy(x, w->text, sizeof(x));
	__extension__ wide = (unsigned __int128)(x[0] ^ UINT64_C(0x9e3779b97f4a7c15)) *
			     (x[1] ^ UINT64_C(0xd6e8feb86659fd93));
	return (uint64_t)wide ^ (uint64_t)(wide >> 64);
}

uint64_t name_sound_key(const struct name_word *w)
{
	return key_of(w->sound);
}
