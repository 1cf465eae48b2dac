/* Memory of the heap, for what outlives a request and grows; what a request needs is in its arena.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/*
 * realloc() for n things of a size, which never fails: without memory the process ends.  What is
 * beyond the old end is not cleared.  Free with free().
 */
void *memory_grown(void *p, size_t n, size_t size);

#endif
