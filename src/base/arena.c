#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK 16384
#define ALIGN       16

struct block {
	struct block *prev;
	size_t size, used;
	_Alignas(ALIGN) unsigned char data[];
};

/* What is to be called when its memory goes; it lies in the arena itself. */
struct arena_last_act {
	struct arena_last_act *prev;
	void (*end)(void *what);
	void *what;
};

struct arena {
	struct block *last;
	struct arena_last_act *last_act;
	size_t block_size;
};

static NORETURN void out_of_memory(size_t n)
{
	fprintf(stderr, "melaju: out of memory (%zu bytes asked for)\n", n);
	abort();
}

static struct block *block_new(struct block *prev, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		out_of_memory(size);
	b = malloc(sizeof(*b) + size);
	if (b == NULL)
		out_of_memory(size);
	b->prev = prev;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *arena_new(size_t block_size)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		out_of_memory(sizeof(*a));
	a->block_size = block_size != 0 ? block_size : ARENA_BLOCK;
	a->last = block_new(NULL, a->block_size);
	return a;
}

void arena_at_end(struct arena *a, void (*end)(void *what), void *what)
{
	struct arena_last_act *act = ARENA_NEW(a, struct arena_last_act);

	*act = (struct arena_last_act){ .prev = a->last_act, .end = end, .what = what };
	a->last_act = act;
}

static void end_back_to(struct arena *a, const struct arena_last_act *stays)
{
	while (a->last_act != stays) {
		struct arena_last_act act = *a->last_act;

		a->last_act = act.prev;
		act.end(act.what);
	}
}

void arena_free(struct arena *a)
{
	struct block *b, *prev;

	if (a == NULL)
		return;
	end_back_to(a, NULL);
	for (b = a->last; b != NULL; b = prev) {
		prev = b->prev;
		free(b);
	}
	free(a);
}

void arena_freep(struct arena **a)
{
	arena_free(*a);
	*a = NULL;
}

void arena_reset(struct arena *a)
{
	struct block *prev;

	end_back_to(a, NULL);
	while (a->last->prev != NULL) {
		prev = a->last->prev;
		free(a->last);
		a->last = prev;
	}
	a->last->used = 0;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){
		.block = a->last,
		.used = a->last->used,
		.last_act = a->last_act,
	};
}

void arena_reset_to(struct arena *a, struct arena_mark mark)
{
	struct block *prev;

	end_back_to(a, mark.last_act);
	while (a->last != mark.block) {
		prev = a->last->prev;
		assert(prev != NULL);
		free(a->last);
		a->last = prev;
	}
	a->last->used = mark.used;
}

static size_t rounded(size_t n)
{
	return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

/* The next n bytes of the last block, which has them. */
static void *take(struct arena *a, size_t n)
{
	void *p = a->last->data + a->last->used;

	a->last->used += rounded(n);
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	if (n > SIZE_MAX - ALIGN)
		out_of_memory(n);
	if (a->last->size - a->last->used < rounded(n))
		a->last = block_new(a->last, MAX(rounded(n), a->block_size));
	return memset(take(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		out_of_memory(SIZE_MAX);
	return arena_alloc(a, bytes);
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	return s == NULL ? NULL : arena_memdup(a, s, strnlen(s, n));
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s == NULL ? NULL : arena_memdup(a, s, strlen(s));
}

/* What fits into the block is written once; only longer text is measured first. */
char *arena_printf(struct arena *a, const char *fmt, ...)
{
	struct block *b = a->last;
	size_t room = b->size - b->used;
	char *s = (char *)b->data + b->used;
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(s, room, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if (rounded((size_t)n + 1) <= room) {
		take(a, (size_t)n + 1);
	} else {
		s = arena_alloc(a, (size_t)n + 1);
		(void)vsnprintf(s, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	return s;
}
