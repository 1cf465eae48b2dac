/* See states.h. */
#include "lib/states.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_FIRST (1U << 16)

static void *room(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n, size);
	if (p == NULL)
		abort();
	return p;
}

/* ---- by their texts ---------------------------------------------------------------------- */

static size_t place_of(const struct states *s, uint64_t hash)
{
	size_t i = hash & (s->n_places - 1);

	while (s->places[i] != STATE_NONE && s->at[s->places[i]].hash != hash)
		i = (i + 1) & (s->n_places - 1);
	return i;
}

static void places_grow(struct states *s)
{
	size_t i;

	s->n_places = s->n_places == 0 ? PLACES_FIRST : s->n_places * 2;
	s->places = room(s->places, s->n_places, sizeof(*s->places));
	memset(s->places, 0xff, s->n_places * sizeof(*s->places));
	for (i = 0; i < s->n; i++)
		s->places[place_of(s, s->at[i].hash)] = (uint32_t)i;
}

uint32_t states_find(const struct states *s, uint64_t hash)
{
	return s->places[place_of(s, hash)];
}

static uint32_t append(struct states *s, const struct state *state)
{
	if (s->n >= s->n_places / 2)
		places_grow(s);
	if (s->n == s->max) {
		s->max = s->max == 0 ? 1024 : s->max * 2;
		s->at = room(s->at, s->max, sizeof(*s->at));
	}
	s->places[place_of(s, state->hash)] = (uint32_t)s->n;
	s->at[s->n] = *state;
	return (uint32_t)s->n++;
}

/* ---- databases --------------------------------------------------------------------------- */

uint64_t state_hash(const char *text)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "states";
	uint64_t h;

	(void)crypto_shorthash((unsigned char *)&h, (const unsigned char *)text, strlen(text), key);
	return h;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *one = a, *two = b;

	return *one < *two ? -1 : *one > *two;
}

size_t state_hashes_once(uint64_t *hashes, size_t n)
{
	size_t once = 0;

	qsort(hashes, n, sizeof(*hashes), by_value);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || hashes[i] != hashes[i - 1])
			hashes[once++] = hashes[i];
	return once;
}

void states_begin(struct states *s, uint64_t hash, bool open, const struct image *image)
{
	size_t i;

	for (i = 0; i <= STATE_DEPTH; i++)
		s->kept[i].state = STATE_NONE;
	s->kept[0].state =
	    append(s, &(struct state){ .hash = hash, .from = STATE_NONE, .open = open });
	image_copy(&s->kept[0].image, image);
}

const struct image *states_image(struct states *s, uint32_t state)
{
	uint32_t way[STATE_DEPTH + 1];
	size_t n = 0, depth = s->at[state].depth;

	for (; s->kept[depth].state != state; depth--) {
		way[n++] = state;
		state = s->at[state].from;
	}
	while (n-- > 0) {
		image_copy(&s->kept[depth + 1].image, &s->kept[depth].image);
		depth++;
		s->kept[depth].state = way[n];
		image_apply(&s->kept[depth].image, &s->at[way[n]].delta);
	}
	return &s->kept[depth].image;
}

uint32_t states_add(struct states *s, const struct state *state, const struct image *image)
{
	struct state own = *state;

	own.depth = (uint8_t)(s->at[state->from].depth + 1);
	assert(own.depth <= STATE_DEPTH && s->kept[own.depth - 1].state == state->from);
	own.delta = image_delta(&s->kept[own.depth - 1].image, image);
	s->bytes += own.delta.n;
	return append(s, &own);
}

void states_free(struct states *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->at[i].delta.bytes);
	for (i = 0; i <= STATE_DEPTH; i++)
		image_free(&s->kept[i].image);
	free(s->at);
	free(s->places);
	*s = (struct states){ .at = NULL };
}
