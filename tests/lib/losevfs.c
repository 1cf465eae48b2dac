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

/* An open file; by is the VFS's own and follows it in memory. */
struct lose_file {
	sqlite3_file base;
	sqlite3_file *by;
	char *path;
	sqlite3_int64 synced_size;
	struct before **unsynced; /* by sector, NULL where nothing was written */
	size_t n_unsynced;
	struct lose_file *next;
};

static sqlite3_vfs *under;
static sqlite3_vfs vfs;
static unsigned slow;
static atomic_ulong syncs;
static atomic_bool dead;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct lose_file *files;

static struct lose_file *own(sqlite3_file *f)
{
	return (struct lose_file *)(void *)f;
}

/* ---- what was there before --------------------------------------------------------------- */

static void forget(struct lose_file *f)
{
	for (size_t i = 0; i < f->n_unsynced; i++)
		free(f->unsynced[i]);
	free(f->unsynced);
	f->unsynced = NULL;
	f->n_unsynced = 0;
}

static void synced(struct lose_file *f)
{
	forget(f);
	(void)f->by->pMethods->xFileSize(f->by, &f->synced_size);
}

/* The place of a sector in the table, which grows to hold it. */
static struct before **place(struct lose_file *f, size_t sector)
{
	size_t n = (sector + 1) * 2;

	if (sector >= f->n_unsynced) {
		f->unsynced = reallocarray(f->unsynced, n, sizeof(struct before *));
		if (!f->unsynced)
			abort();
		memset(f->unsynced + f->n_unsynced, 0,
		       (n - f->n_unsynced) * sizeof(struct before *));
		f->n_unsynced = n;
	}
	return &f->unsynced[sector];
}

static void remember(struct lose_file *f, sqlite3_int64 from, sqlite3_int64 to)
{
	for (sqlite3_int64 at = from - from % SECTOR; at < to; at += SECTOR) {
		struct before **b = place(f, (size_t)(at / SECTOR));

		if (*b)
			continue;
		*b = calloc(1, sizeof(**b));
		if (!*b)
			abort();
		if (at < f->synced_size)
			(*b)->n = (int)MIN(f->synced_size - at, SECTOR);
		if ((*b)->n > 0)
			(void)f->by->pMethods->xRead(f->by, (*b)->bytes, (*b)->n, at);
	}
}

/* Half of the sectors are taken back; a sector beyond the synced end becomes zeros or is cut. */
static void lose(struct lose_file *f, struct rng *r)
{
	bool kept_growth = false;
	int fd;

	/* A connection that wrote nothing knows nothing of where others made the file end. */
	if (f->n_unsynced == 0)
		return;
	fd = open(f->path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	for (size_t i = 0; i < f->n_unsynced; i++) {
		const struct before *b = f->unsynced[i];

		if (!b)
			continue;
		if (rng_chance(r, 500))
			kept_growth = kept_growth || b->n < SECTOR;
		else if (pwrite(fd, b->bytes, SECTOR, (off_t)(i * SECTOR)) != SECTOR)
			abort();
	}
	if (!kept_growth && ftruncate(fd, f->synced_size) != 0)
		abort();
	(void)close(fd);
}

void losevfs_crash(uint64_t seed)
{
	struct rng r;

	rng_seed(&r, seed);
	(void)pthread_mutex_lock(&lock);
	atomic_store(&dead, true);
	for (struct lose_file *f = files; f; f = f->next)
		lose(f, &r);
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

/* ---- the VFS ----------------------------------------------------------------------------- */

static int lose_close(sqlite3_file *file)
{
	struct lose_file *f = own(file);
	int rc = f->by->pMethods->xClose(f->by);

	(void)pthread_mutex_lock(&lock);
	for (struct lose_file **p = &files; *p; p = &(*p)->next)
		if (*p == f) {
			*p = f->next;
			break;
		}
	(void)pthread_mutex_unlock(&lock);
	forget(f);
	free(f->path);
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
	int rc = SQLITE_IOERR_TRUNCATE;

	(void)pthread_mutex_lock(&lock);
	if (!atomic_load(&dead)) {
		/* Cutting is taken as synced: the log is only cut after a checkpoint. */
		rc = f->by->pMethods->xTruncate(f->by, size);
		synced(f);
	}
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

static int lose_sync(sqlite3_file *file, int flags)
{
	struct lose_file *f = own(file);
	int rc = SQLITE_IOERR_FSYNC;

	(void)flags;
	if (slow)
		(void)usleep(slow * 1000);
	(void)pthread_mutex_lock(&lock);
	if (!atomic_load(&dead)) {
		synced(f);
		atomic_fetch_add(&syncs, 1);
		rc = SQLITE_OK;
	}
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
	(void)f->by->pMethods->xFileSize(f->by, &f->synced_size);
	f->path = strdup(name ? name : "");
	(void)pthread_mutex_lock(&lock);
	f->next = files;
	files = f;
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
