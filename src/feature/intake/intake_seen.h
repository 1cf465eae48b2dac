/*
 * What a file has said so far: numbers of 64 bits, each with the row that said it first.  Made
 * anew after a restart from the rows already checked.
 */
#ifndef INTAKE_INTAKE_SEEN_H
#define INTAKE_INTAKE_SEEN_H

#include "base/macros.h"

struct seen {
	uint64_t seed;
	size_t n, mask;
	struct seen_slot {
		uint64_t key; /* 0: free */
		uint32_t n, line;
	} *slot;
};

void seen_init(struct seen *s);
void seen_free(struct seen *s);

/* A key of a text; kind keeps NIK from KK and both from names. */
uint64_t seen_key(const struct seen *s, unsigned kind, const char *text, size_t n);

/* The row that said it first; itself when that is this one, which is remembered then. */
struct seen_slot seen_first(struct seen *s, uint64_t key, uint32_t n, uint32_t line);

#endif
