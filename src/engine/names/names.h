/*
 * Names as people write and say them: normal form, sound, similarity.
 *
 * A name is prepared once into a form: words without case, marks, punctuation and titles, each
 * with its role and its sound.  Forms are compared as sets of words, because the order in which
 * an Indonesian name is written says little; what was seen on the way is told by the level and the
 * flags, so that a person can be told why two names were held to be alike.
 *
 * Rules of spelling are Indonesian (old and new orthography, Arabic names as they are spelled
 * here), and harmless to other names.  Everything is pure, and safe on bytes from anywhere.
 */
#ifndef NAMES_NAMES_H
#define NAMES_NAMES_H

#include "base/macros.h"

enum {
	NAME_WORDS = 8,   /* further words of a name are left out */
	NAME_LETTERS = 16 /* further letters of a word are left out */
};

enum name_role {
	NAME_GIVEN,
	NAME_COMMON,  /* Muhammad, Siti and the like beside another word: says little */
	NAME_INITIAL, /* one letter */
	NAME_FATHER,  /* after bin or binti */
	NAME_NICK,    /* in brackets, or after alias */
	NAME__ROLES
};

struct name_word {
	char text[NAME_LETTERS]; /* folded; zeros behind */
	char
	    sound[NAME_LETTERS]; /* as it is said; zeros behind; words that sound alike are equal */
	uint32_t letters;        /* bit per letter that occurs in sound */
	uint8_t len, sounds;     /* bytes of text and of sound */
	uint8_t role;            /* enum name_role */
	bool common;             /* sounds like Muhammad, Siti or another that many have */
};

/* The words in the order in which they are written, nicknames last.  n is 0 for an empty name. */
struct name_form {
	struct name_word word[NAME_WORDS];
	uint8_t n;
	uint8_t n_nick; /* how many of the n are nicknames */
};

/* Prepares the n bytes at s; bytes that are not UTF-8 are read as Latin-1. */
void name_form(const char *s, size_t n, struct name_form *ret);

/*
 * Words met in names before, for whoever prepares many names: the same forms, sooner.  Used by one
 * thread at a time.  Free it; NULL is allowed, and stands for none.
 */
struct name_memo;
struct name_memo *name_memo_new(void);
void name_memo_free(struct name_memo *m);
void name_form_with(struct name_memo *m, const char *s, size_t n, struct name_form *ret);

/* Many names at a time, sooner still: all their words are fetched before the first is looked at. */
struct name_cell {
	const char *text;
	size_t size;
};
void name_forms_with(struct name_memo *m, const struct name_cell *cells, size_t n,
		     struct name_form *const *ret);

/*
 * Numbers of the caller's that stand beside a word in the memo, 0 at first; NULL when the memo
 * does not hold the word just now.  Valid until the next name.
 */
struct name_note {
	uint32_t word, sound;
};
struct name_note *name_memo_note(struct name_memo *m, const struct name_word *w);

/* Prepares one word that is already known to be one: folded text of n bytes. */
void name_word(const char *text, size_t n, enum name_role role, struct name_word *ret);

/* 64 bits of a word's text, and of its sound: equal words have equal keys on every machine. */
uint64_t name_text_key(const struct name_word *w);
uint64_t name_sound_key(const struct name_word *w);

/* Writes the words with single spaces and a NUL: the normal form as text. */
enum { NAME_TEXT_SIZE = NAME_WORDS * (NAME_LETTERS + 1) };
void name_text(const struct name_form *f, char text[NAME_TEXT_SIZE]);

/* From unlike to alike. */
enum name_level {
	NAME_UNKNOWN,   /* one of the two is empty */
	NAME_DIFFERENT, /* nothing, or little, in common */
	NAME_PARTLY,    /* some words agree, and both have others */
	NAME_SHORTER,   /* all words of the one are found in the other, which has more */
	NAME_NICKNAME,  /* the one is the nickname of the other */
	NAME_INITIALS,  /* the same, but that words are written as a letter */
	NAME_CLOSE,     /* the same but for several typing errors */
	NAME_TYPO,      /* the same but for one typing error */
	NAME_SOUNDS,    /* sound the same */
	NAME_SAME,      /* the same words */
	NAME__LEVELS
};

enum {
	NAME_SWAPPED = 1, /* the words stand in another order */
	NAME_JOINED = 2,  /* what is one word here is two there */
	NAME_BEGUN = 4    /* the last word of a query is only the beginning of a word */
};

struct name_match {
	uint16_t score; /* 0 to 1000; 1000 only for the same words in any order */
	uint8_t level;  /* enum name_level */
	uint8_t flags;  /* NAME_SWAPPED and so on */
};

/* Compares two words; the level is one of DIFFERENT, INITIALS, CLOSE, TYPO, SOUNDS and SAME. */
struct name_match name_word_compare(const struct name_word *a, const struct name_word *b);

/*
 * Compares two names.  Symmetric; the score does not depend on the order of the words.  An unknown
 * name scores 0 with level UNKNOWN, so that the caller can tell it from a different one.
 */
struct name_match name_compare(const struct name_form *a, const struct name_form *b);

/* Name of a level in data and JSON ("same", "sounds", ...). */
const char *name_level_name(enum name_level level);

#endif
