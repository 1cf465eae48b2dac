/*
 * The states that the explorer has seen, each with what its database differs in from the state that
 * it was reached from.
 */
#ifndef TESTS_STATES_H
#define TESTS_STATES_H

#include "lib/pagevfs.h"

#include <stdbool.h>
#include <stdint.h>

#define STATE_NONE  UINT32_MAX
#define STATE_DEPTH 250 /* longest path */

struct state {
	uint64_t hash; /* of its text */
	uint32_t from; /* STATE_NONE: the beginning */
	uint8_t move, choice, depth;
	bool open; /* something has not ended */
	bool expanded;
	struct delta delta;
};

struct states {
	struct state *at;
	size_t n, max;
	uint32_t *places; /* a power of two of them, STATE_NONE where none is */
	size_t n_places, bytes;
	struct {
		uint32_t state;
		struct image image;
	} kept[STATE_DEPTH + 1]; /* the last one asked for of each length of path */
};

/* Of the text of a state; and n of them in order, each once: how many are left. */
uint64_t state_hash(const char *text);
size_t state_hashes_once(uint64_t *hashes, size_t n);

/* The first one; its database is image. */
void states_begin(struct states *s, uint64_t hash, bool open, const struct image *image);
void states_free(struct states *s);

/* Its number, or STATE_NONE. */
uint32_t states_find(const struct states *s, uint64_t hash);

/* A further one, reached from a state whose database image_of() gave last; image is its own. */
uint32_t states_add(struct states *s, const struct state *state, const struct image *image);

/* Its database, until the next is asked for. */
const struct image *states_image(struct states *s, uint32_t state);

#endif
