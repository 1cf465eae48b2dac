/* Texts for libraries that refuse bytes which are not UTF-8; only src/platform/export uses it. */
#ifndef EXPORT_REPAIR_H
#define EXPORT_REPAIR_H

#include "base/arena.h"

/* Bytes of the valid code point at s, 0 when there is none. */
size_t utf8_point(const char *s);

/* s itself when it is UTF-8, otherwise a copy in a with U+FFFD for every wrong byte. */
const char *utf8_repair(struct arena *a, const char *s);

#endif
