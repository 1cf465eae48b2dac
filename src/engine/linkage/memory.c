/*
 * Memory.  What is large comes from the system once and is used again: fresh pages are cleared one
 * by one when they are first written, which takes longer than most of what is done with them.
 */
#include "engine/linkage/linkage_impl.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"

enum {
	LINE = 64,       /* bytes of a line of the cache */
	PAGE = 2 << 20,  /* bytes of a large page, of which large memory has a whole number */
	LARGE = PAGE / 2 /* what is smaller is left to malloc(), whose pages are small */
};

/* As everywhere in the house, memory that is not there ends the process. */
static void *there(void *p)
{
	if (!p)
		abort();
	return p;
}

void *linkage_zeroed(size_t n, size_t size)
{
	return there(calloc(MAX(n, (size_t)1), size));
}

void *linkage_grown(void *p, size_t n, size_t size)
{
	return memory_grown(p, n, size);
}

/* ---- what is large ------------------------------------------------------------------------ */

/* A number of large pages, one after the other. */
struct run {
	char *at;
	size_t bytes;
};
struct runs {
	struct run *run;
	size_t n, room;
};

/*
 * Pages that are lent, and pages that came back.  Engines may run in several threads, and share
 * them; none is kept when no engine is left.
 */
static struct {
	pthread_mutex_t lock;
	struct runs lent, spare;
	unsigned users;
} stock = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void add_run(struct runs *r, char *at, size_t bytes)
{
	LINKAGE_ROOM(r->run, r->n, r->room);
	r->run[r->n++] = (struct run){ at, bytes };
}

static struct run *find_run(const struct runs *r, const char *at)
{
	size_t i = r->n;

	while (i > 0 && r->run[i - 1].at != at)
		i--;
	return i > 0 ? &r->run[i - 1] : NULL;
}

static void leave_out(struct runs *r, struct run *run)
{
	*run = r->run[--r->n];
}

/* Addresses with nothing behind them yet, beginning with a large page. */
static char *fresh(size_t bytes)
{
	char *p =
	    mmap(NULL, bytes + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (p == MAP_FAILED)
		abort();
	before = (PAGE - (uintptr_t)p % PAGE) % PAGE;
	if (before > 0)
		(void)munmap(p, before);
	(void)munmap(p + before + bytes, PAGE - before);
	(void)madvise(p + before, bytes, MADV_HUGEPAGE);
	return p + before;
}

/* The smallest spare run that has so many bytes. */
static struct run *best_run(size_t bytes)
{
	struct run *best = NULL;
	size_t i;

	for (i = 0; i < stock.spare.n; i++) {
		struct run *r = &stock.spare.run[i];

		if (r->bytes >= bytes && (!best || r->bytes < best->bytes))
			best = r;
	}
	return best;
}

/* The first bytes of a spare run. */
static char *split(struct run *r, size_t bytes)
{
	char *p = r->at;

	r->at += bytes;
	r->bytes -= bytes;
	if (r->bytes == 0)
		leave_out(&stock.spare, r);
	return p;
}

/* Spare pages move to where they lie one behind the other; what is lacking is fresh. */
static char *glue(size_t bytes)
{
	char *p = fresh(bytes);
	struct run *r;
	size_t at, n;

	for (at = 0; at < bytes && stock.spare.n > 0; at += n) {
		r = &stock.spare.run[stock.spare.n - 1];
		n = MIN(r->bytes, bytes - at);
		if (mremap(r->at, n, n, MREMAP_MAYMOVE | MREMAP_FIXED, p + at) == MAP_FAILED)
			break;
		(void)split(r, n);
	}
	return p;
}

static void *take(size_t bytes)
{
	struct run *r;
	char *p;

	(void)pthread_mutex_lock(&stock.lock);
	r = best_run(bytes);
	p = r ? split(r, bytes) : glue(bytes);
	add_run(&stock.lent, p, bytes);
	(void)pthread_mutex_unlock(&stock.lock);
	return p;
}

static bool take_back(char *p)
{
	struct run *r;

	(void)pthread_mutex_lock(&stock.lock);
	r = find_run(&stock.lent, p);
	if (r) {
		add_run(&stock.spare, r->at, r->bytes);
		leave_out(&stock.lent, r);
	}
	(void)pthread_mutex_unlock(&stock.lock);
	return r != NULL;
}

static bool may_be_large(const void *p)
{
	return p && (uintptr_t)p % PAGE == 0;
}

/* ---- for all ------------------------------------------------------------------------------ */

void *linkage_lines(size_t n, size_t size)
{
	size_t bytes = MAX(n * size, (size_t)LINE);

	if (bytes >= LARGE)
		return take((bytes + PAGE - 1) / PAGE * PAGE);
	return there(aligned_alloc(LINE, (bytes + LINE - 1) / LINE * LINE));
}

void *linkage_blank(size_t n, size_t size)
{
	void *p = linkage_lines(n, size);

	memset(p, 0, n * size);
	return p;
}

void linkage_return(void *p)
{
	if (!may_be_large(p) || !take_back(p))
		free(p);
}

void *linkage_enlarged(void *p, size_t n, size_t to, size_t size)
{
	void *q = linkage_lines(to, size);

	if (n > 0)
		memcpy(q, p, n * size);
	linkage_return(p);
	return q;
}

/* What lies behind was mostly never written, so there is nothing to keep. */
void linkage_cut(void *p, size_t n, size_t size)
{
	size_t bytes = MAX((n * size + PAGE - 1) / PAGE, (size_t)1) * PAGE;
	struct run *r;

	if (!may_be_large(p))
		return;
	(void)pthread_mutex_lock(&stock.lock);
	r = find_run(&stock.lent, p);
	if (r && r->bytes > bytes) {
		(void)munmap(r->at + bytes, r->bytes - bytes);
		r->bytes = bytes;
	}
	(void)pthread_mutex_unlock(&stock.lock);
}

void linkage_memory_begin(void)
{
	(void)pthread_mutex_lock(&stock.lock);
	stock.users++;
	(void)pthread_mutex_unlock(&stock.lock);
}

static void forget(struct runs *r)
{
	free(r->run);
	*r = (struct runs){ 0 };
}

void linkage_memory_end(void)
{
	size_t i;

	(void)pthread_mutex_lock(&stock.lock);
	if (--stock.users == 0) {
		for (i = 0; i < stock.spare.n; i++)
			(void)munmap(stock.spare.run[i].at, stock.spare.run[i].bytes);
		forget(&stock.spare);
		forget(&stock.lent);
	}
	(void)pthread_mutex_unlock(&stock.lock);
}
