#include "base/memory.h"

#include <stdlib.h>

#include "base/macros.h"

void *memory_grown(void *p, size_t n, size_t size)
{
	void *bigger = reallocarray(p, MAX(n, (size_t)1), MAX(size, (size_t)1));

	if (bigger == NULL)
		abort();
	return bigger;
}
