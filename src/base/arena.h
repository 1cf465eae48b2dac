/*
 * Arena: memory that belongs to one request, job or test and goes with it.
 *
 * Running out of memory ends the process: no user gets there, because every buffer and every
 * field has a cap.  An arena is used by one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/macros.h"

struct arena;
struct arena_last_act;

/* A point to go back to with arena_reset_to(). */
struct arena_mark {
	void *block;
	size_t used;
	struct arena_last_act *last_act;
};

/* A new arena whose blocks are at least block_size bytes (0: 16 KiB). Free with arena_free(). */
struct arena *arena_new(size_t block_size);

/* Frees the arena and all memory taken from it.  NULL is allowed. */
void arena_free(struct arena *a);
void arena_freep(struct arena **a);

/* Empties the arena and keeps its first block for the next use. */
void arena_reset(struct arena *a);

/* Remembers the present fill, and frees everything taken since. */
struct arena_mark arena_mark(const struct arena *a);
void arena_reset_to(struct arena *a, struct arena_mark mark);

/*
 * Calls end(what) once, when the memory taken at this point goes: at the free, the reset, or the
 * return to an earlier mark; the latest first.  For what memory in the arena leans on.
 */
void arena_at_end(struct arena *a, void (*end)(void *what), void *what);

/* n zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, alloc_size(2)));

/* A zeroed array of n elements of the given size; ends the process when the product overflows. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((malloc));

/* Copies into the arena, always with a terminating NUL.  NULL in, NULL out. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
void *arena_memdup(struct arena *a, const void *p, size_t n);

/* printf into the arena. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

#define ARENA_NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

#endif
