/*
 * Ids and the numbers people see.
 *
 * An id is 41 bits of milliseconds since 2024-01-01 UTC, 10 bits of node and 12 bits of counter;
 * it is made by the program, never by a sequence.  It passes 2^53, so JSON carries it as a string.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

struct id_maker {
	_Atomic uint64_t last; /* milliseconds << 12 | counter */
	unsigned node;         /* 0 to 1023 */
};

/* Starts a maker for a node. */
void id_maker_init(struct id_maker *m, unsigned node);

/* A new id, never given before by this maker, even when the clock stands or goes back. */
int64_t id_make(struct id_maker *m, int64_t now);

/* The instant (microseconds UTC) inside an id, and the smallest id of an instant. */
int64_t id_instant(int64_t id);
int64_t id_floor(int64_t instant);

/* Is it one of n? */
bool id_among(const int64_t *ids, size_t n, int64_t id);

/*
 * The number of a thing as people read it: prefix, dash, six characters and two check characters
 * of the alphabet 0-9 A-Z without I L O U (Crockford), such as LP-7F3K2MQ8.  The six come from
 * random bits: they do not tell how many there are.  Check characters catch any single wrong
 * character and any swap of neighbours.
 */
#define NUMBER_SIZE 16
void number_make(const char prefix[static 2], uint64_t bits, char number[NUMBER_SIZE]);

/*
 * Draws numbers until one is free: of a hundred thousand things every ten thousandth draw hits one
 * that another has.  taken looks it up.  Fails as taken does; ERR_CONFLICT when many in a row are
 * taken, which chance does not do.
 */
typedef enum err number_taken_fn(struct ctx *cx, const char *number, bool *ret);
enum err number_draw(struct ctx *cx, const char prefix[static 2], number_taken_fn *taken,
		     char number[NUMBER_SIZE]) NODISCARD;

/*
 * Reads a number as typed (small letters, O for 0, I and L for 1, spaces, missing dash) into its
 * normal form.  False when it is none or a check character is wrong.
 */
bool number_read(const char *typed, char number[NUMBER_SIZE]);

/* That alphabet: the character of a value of 0 to 31, and the value of a typed one or -1. */
char id_digit(unsigned value);
int id_digit_value(char c);

/* A secret of eight such characters (40 bits), for following one's own report. */
#define SECRET_SIZE 9
void secret_make(char secret[SECRET_SIZE]);

/* Brings a typed secret into its normal form; false when it is not eight such characters. */
bool secret_read(const char *typed, char secret[SECRET_SIZE]);

#endif
