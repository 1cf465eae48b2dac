/*
 * Buffer: bytes that grow up to a maximum given at the start.
 *
 * A write past the maximum changes nothing and marks the buffer as overflowed; the writer looks
 * once at the end with buf_ok().  Memory is malloc'd: release it.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/macros.h"

struct buf {
	char *data; /* NUL-terminated once something was written */
	size_t len, cap, max;
	bool overflowed;
};

/* An empty buffer that never holds more than max bytes. */
void buf_init(struct buf *b, size_t max);

/* Frees the bytes; the buffer is empty then, with the same maximum. */
void buf_release(struct buf *b);

/* Empties without freeing. */
void buf_clear(struct buf *b);

/* False once any write did not fit. */
bool buf_ok(const struct buf *b);

/* Append; past the maximum nothing is added and buf_ok() turns false. */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, const char *s); /* NULL adds nothing */
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* Decimal digits of v, without going through printf: pages hold hundreds of numbers. */
void buf_addi(struct buf *b, int64_t v);

/* The text so far, "" when empty. */
const char *buf_str(const struct buf *b);

#endif
