/* See losevfs.h. */
#include "lib/losevfs.h"

#include "base/rng.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

/* A sector as it was at the last sync. */
struct before {
	int n; /* bytes that existed, fewer at the file's end */
	unsigned char bytes[SECTOR];
};

/* Sectors that were written to, by number; NULL where nothing was. */
struct sectors {
	struct before **of;
	size_t n;
};

/*
 * What is known of a file, for all that have it open.  A sync takes time, and what is written
 * meanwhile is not in it: begun holds what was written before the sync under way, later the rest.
 */
struct node {
	char *path;
	unsigned refs;
	sqlite3_int64 synced_size, begun_size; /* at the last sync, and when the newest began */
	struct sectors begun, later;
	bool syncing;
	struct node *next;
};

/* An open file; by is the VFS's own and follows it in memory. */
struct lose_file {
	sqlite3_file base;
	sqlite3_file *by;
	struct node *node;
};

static sqlite3_vfs *under;
static sqlite3_vfs vfs;
static unsigned slow;
static atomic_ulong syncs;
static atomic_bool dead;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t sync_over = PTHREAD_COND_INITIALIZER;
static struct node *nodes;

static struct lose_file *own(sqlite3_file *f)
{
	return (struct lose_file *)(void *)f;
}

/* ---- what was there before --------------------------------------------------------------- */

static void forget(struct sectors *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->of[i]);
	free(s->of);
	*s = (struct sectors){ .of = NULL };
}

/* The place of a sector in the table, which grows to hold it. */
static struct before **place(struct sectors *s, size_t sector)
{
	size_t n = (sector + 1) * 2;

	if (sector >= s->n) {
		s->of = reallocarray(s->of, n, sizeof(struct before *));
		if (!s->of)
			abort();
		memset(s->of + s->n, 0, (n - s->n) * sizeof(struct before *));
		s->n = n;
	}
	return &s->of[sector];
}

static void remember(struct lose_file *f, sqlite3_int64 from, sqlite3_int64 to)
{
	struct node *node = f->node;

	for (sqlite3_int64 at = from - from % SECTOR; at < to; at += SECTOR) {
		struct before **b = place(&node->later, (size_t)(at / SECTOR));

		if (*b)
			continue;
		*b = calloc(1, sizeof(**b));
		if (!*b)
			abort();
		if (at < node->begun_size)
			(*b)->n = (int)MIN(node->begun_size - at, SECTOR);
		if ((*b)->n > 0)
			(void)f->by->pMethods->xRead(f->by, (*b)->bytes, (*b)->n, at);
	}
}

static const struct before *at_sector(const struct sectors *s, size_t i)
{
	return i < s->n ? s->of[i] : NULL;
}

/* What a power cut makes of a sector: as it is (NULL), as when the sync began, or as synced. */
static const struct before *fate(const struct node *node, size_t i, struct rng *r)
{
	const struct before *later = at_sector(&node->later, i);
	const struct before *begun = at_sector(&node->begun, i);

	if (rng_chance(r, 500))
		return NULL;
	if (later && begun)
		return rng_chance(r, 500) ? later : begun;
	return later ? later : begun;
}

/* Sectors are taken back at random; one beyond the synced end becomes zeros or is cut. */
static void lose(const struct node *node, struct rng *r)
{
	size_t n = MAX(node->later.n, node->begun.n);
	bool kept_growth = false;
	int fd;

	if (n == 0)
		return;
	fd = open(node->path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct before *b;

		if (!at_sector(&node->later, i) && !at_sector(&node->begun, i))
			continue;
		b = fate(node, i, r);
		if (b && pwrite(fd, b->bytes, SECTOR, (off_t)(i * SECTOR)) != SECTOR)
			abort();
		if ((sqlite3_int64)(i + 1) * SECTOR > node->synced_size && (!b || b->n > 0))
			kept_growth = true;
	}
	if (!kept_growth && ftruncate(fd, node->synced_size) != 0)
		abort();
	(void)close(fd);
}

void losevfs_crash(uint64_t seed)
{
	struct rng r;

	rng_seed(&r, seed);
	(void)pthread_mutex_lock(&lock);
	atomic_store(&dead, true);
	for (struct node *node = nodes; node; node = node->next)
		lose(node, &r);
	(void)pthread_mutex_unlock(&lock);
}

void losevfs_restart(void)
{
	atomic_store(&dead, false);
}

unsigned long losevfs_syncs(void)
{
	return atomic_load(&syncs);
}

/* In the lock. */
static struct node *node_of(sqlite3_file *by, const char *path)
{
	struct node *node;

	for (node = nodes; node; node = node->next)
		if (strcmp(node->path, path) == 0) {
			node->refs++;
			return node;
		}
	node = calloc(1, sizeof(*node));
	if (!node || !(node->path = strdup(path)))
		abort();
	node->refs = 1;
	(void)by->pMethods->xFileSize(by, &node->synced_size);
	node->begun_size = node->synced_size;
	node->next = nodes;
	nodes = node;
	return node;
}

/* In the lock; the last one to close it forgets what it was. */
static void node_unref(struct node *node)
{
	if (--node->refs > 0)
		return;
	for (struct node **p = &nodes; *p; p = &(*p)->next)
		if (*p == node) {
			*p = node->next;
			break;
		}
	forget(&node->begun);
	forget(&node->later);
	free(node->path);
	free(node);
}

/* ---- the VFS ----------------------------------------------------------------------------- */

static int lose_close(sqlite3_file *file)
{
	struct lose_file *f = own(file);
	int rc = f->by->pMethods->xClose(f->by);

	(void)pthread_mutex_lock(&lock);
	node_unref(f->node);
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

static int lose_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
	return own(file)->by->pMethods->xRead(own(file)->by, p, n, at);
}

static int lose_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	struct lose_file *f = own(file);
	int rc = SQLITE_IOERR_WRITE;

	(void)pthread_mutex_lock(&lock);
	if (!atomic_load(&dead)) {
		remember(f, at, at + n);
		rc = f->by->pMethods->xWrite(f->by, p, n, at);
	}
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

static int lose_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct lose_file *f = own(file);
	struct node *node = f->node;
	int rc = SQLITE_IOERR_TRUNCATE;

	(void)pthread_mutex_lock(&lock);
	while (node->syncing)
		(void)pthread_cond_wait(&sync_over, &lock);
	if (!atomic_load(&dead)) {
		/* Cutting is taken as synced: the log is only cut after a checkpoint. */
		rc = f->by->pMethods->xTruncate(f->by, size);
		forget(&node->later);
		(void)f->by->pMethods->xFileSize(f->by, &node->synced_size);
		node->begun_size = node->synced_size;
	}
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

/* In the lock, which it leaves while the disk is busy. */
static void sync_node(struct lose_file *f)
{
	struct node *node = f->node;

	node->syncing = true;
	node->begun = node->later;
	node->later = (struct sectors){ .of = NULL };
	(void)f->by->pMethods->xFileSize(f->by, &node->begun_size);
	(void)pthread_mutex_unlock(&lock);
	if (slow)
		(void)usleep(slow * 1000);
	(void)pthread_mutex_lock(&lock);
	node->syncing = false;
	(void)pthread_cond_broadcast(&sync_over);
	if (atomic_load(&dead))
		return;
	forget(&node->begun);
	node->synced_size = node->begun_size;
	atomic_fetch_add(&syncs, 1);
}

static int lose_sync(sqlite3_file *file, int flags)
{
	struct lose_file *f = own(file);
	int rc;

	(void)flags;
	(void)pthread_mutex_lock(&lock);
	while (f->node->syncing)
		(void)pthread_cond_wait(&sync_over, &lock);
	if (!atomic_load(&dead))
		sync_node(f);
	rc = atomic_load(&dead) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

static int lose_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return own(file)->by->pMethods->xFileSize(own(file)->by, size);
}

static int lose_lock(sqlite3_file *file, int level)
{
	return own(file)->by->pMethods->xLock(own(file)->by, level);
}

static int lose_unlock(sqlite3_file *file, int level)
{
	return own(file)->by->pMethods->xUnlock(own(file)->by, level);
}

static int lose_check_lock(sqlite3_file *file, int *locked)
{
	return own(file)->by->pMethods->xCheckReservedLock(own(file)->by, locked);
}

static int lose_control(sqlite3_file *file, int op, void *arg)
{
	return own(file)->by->pMethods->xFileControl(own(file)->by, op, arg);
}

static int lose_sector(sqlite3_file *file)
{
	(void)file;
	return SECTOR;
}

/* Promises nothing, so that SQLite takes no short cut. */
static int lose_traits(sqlite3_file *file)
{
	(void)file;
	return 0;
}

/* Shared memory of the log's index is rebuilt after a crash: it is passed through. */
static int lose_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **p)
{
	return own(file)->by->pMethods->xShmMap(own(file)->by, page, size, extend, p);
}

static int lose_shm_lock(sqlite3_file *file, int at, int n, int flags)
{
	return own(file)->by->pMethods->xShmLock(own(file)->by, at, n, flags);
}

static void lose_shm_barrier(sqlite3_file *file)
{
	own(file)->by->pMethods->xShmBarrier(own(file)->by);
}

static int lose_shm_unmap(sqlite3_file *file, int remove)
{
	return own(file)->by->pMethods->xShmUnmap(own(file)->by, remove);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = lose_close,
	.xRead = lose_read,
	.xWrite = lose_write,
	.xTruncate = lose_truncate,
	.xSync = lose_sync,
	.xFileSize = lose_size,
	.xLock = lose_lock,
	.xUnlock = lose_unlock,
	.xCheckReservedLock = lose_check_lock,
	.xFileControl = lose_control,
	.xSectorSize = lose_sector,
	.xDeviceCharacteristics = lose_traits,
	.xShmMap = lose_shm_map,
	.xShmLock = lose_shm_lock,
	.xShmBarrier = lose_shm_barrier,
	.xShmUnmap = lose_shm_unmap,
};

static int lose_open(sqlite3_vfs *v, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct lose_file *f = own(file);
	int rc;

	(void)v;
	*f = (struct lose_file){ .by = (sqlite3_file *)(void *)(f + 1) };
	rc = under->xOpen(under, name, f->by, flags, out);
	if (rc != SQLITE_OK)
		return rc;
	f->base.pMethods = &methods;
	(void)pthread_mutex_lock(&lock);
	f->node = node_of(f->by, name ? name : "");
	(void)pthread_mutex_unlock(&lock);
	return SQLITE_OK;
}

void losevfs_register(unsigned slow_ms)
{
	slow = slow_ms;
	if (under)
		return;
	under = sqlite3_vfs_find(NULL);
	vfs = *under;
	vfs.zName = LOSEVFS;
	vfs.szOsFile = (int)sizeof(struct lose_file) + under->szOsFile;
	vfs.xOpen = lose_open;
	vfs.pNext = NULL;
	(void)sqlite3_vfs_register(&vfs, 0);
}
