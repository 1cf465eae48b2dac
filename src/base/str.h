/* Strings and UTF-8: the few things C lacks, each safe on bytes from anywhere. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"

/* Equality that accepts NULL (equal only to NULL). */
bool str_eq(const char *a, const char *b);

/* NULL or only white space. */
bool str_blank(const char *s);

/* Byte for byte; the empty prefix or suffix always fits. */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);

/*
 * Strict decimal integer: optional minus, digits, nothing else, within int64.
 * False, *ret untouched, otherwise.
 */
bool str_i64(const char *s, int64_t *ret);

/*
 * Decimal digits of v without printf, since pages hold hundreds of numbers: at the end of room,
 * with a NUL; returns where they begin.  str_digits() puts them into a.
 */
#define DIGITS_ROOM 24
const char *digits_into(char room[DIGITS_ROOM], int64_t v);
char *str_digits(struct arena *a, int64_t v);

/* Valid UTF-8 (no overlong forms, no surrogates, at most U+10FFFF) without NUL bytes. */
bool utf8_valid(const char *s, size_t n);

/* Number of code points of valid UTF-8. */
size_t utf8_length(const char *s);

/*
 * Cleans text that a person typed: NFC, line ends to \n, controls other than \n and \t dropped,
 * bidi overrides (U+202A-E, U+2066-9) and U+FEFF dropped, outer white space trimmed.  NULL when s
 * is not valid UTF-8.  Allocates in a.
 */
char *str_clean(struct arena *a, const char *s, size_t n);

/*
 * Folded for searching: compatibility decomposition, marks stripped, case folded, apostrophes
 * dropped (Ma'ruf is maruf), everything else but letters and digits to single spaces, trimmed.
 * "" when s is not valid UTF-8.  Allocates in a.
 */
char *str_fold(struct arena *a, const char *s);

/* Whether s holds part, both folded; a part of nothing is held by all. */
bool str_holds(struct arena *a, const char *s, const char *part);

/* The same without blanks: what headings and words of lists are compared by. */
char *str_squeeze(struct arena *a, const char *s);

/* A list with one more, "a, b"; of an empty list (NULL or "") more itself, which is not copied. */
const char *str_and(struct arena *a, const char *list, const char *more);

/*
 * A host name as it stands in an address or a Host header, in small letters, without port and
 * without the final dot.  False when it is none: anything but letters, digits, - and . in labels of
 * 1 to 63, or a port that is not digits.  Numeric IPv4 addresses pass; [IPv6] does not.
 */
#define STR_HOST 254
bool str_host(const char *s, char ret[STR_HOST]);

/* The value of a hex digit; -1 when it is none. */
int hex_digit(char c);

/* Hex digits of n bytes into text (2n + 1 chars); and back, false on other characters. */
void hex_text(const void *p, size_t n, char *text);
bool hex_read(const char *text, void *p, size_t n);

/* Base64 URL alphabet without padding; allocates in a. */
char *base64url(struct arena *a, const void *p, size_t n);

/* Splits a copy of s at every sep; empty pieces kept.  *ret points to *ret_n strings in a. */
void str_split(struct arena *a, const char *s, char sep, char ***ret, size_t *ret_n);

/* Is word one of the pieces of s between seps? */
bool str_listed(const char *s, char sep, const char *word);

#endif
