/*
 * The log is written in large pieces.  SQLite writes each changed page in two calls, its head of 24
 * bytes and itself; an import changes thousands of pages in a commit, and a third of the writer's
 * time went into those calls.  Here what follows on what was written last is gathered, until it is
 * a large piece or the page of a commit: before SQLite tells anybody of the commit all of it is in
 * the file, and a disk that is full is reported by the same call as ever.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/db/db_impl.h"

#define PIECE      (120 << 10) /* SQLite writes less than 128 kB at once */
#define LAYERS     4
#define FRAME_HEAD 24 /* page number, pages after the commit or 0, salts, checksums */

/* An open log; the file of the system follows. */
struct frames {
	sqlite3_file base;
	sqlite3_file *real;
	sqlite3_int64 at; /* where the gathered bytes belong */
	size_t n;
	bool commits; /* the head written last is that of a commit */
	unsigned char *piece;
};

/* One for each file system below, which are the system's and those of tests. */
struct layer {
	sqlite3_vfs vfs;
	sqlite3_vfs *below;
	char name[64];
};

static struct frames *own(sqlite3_file *f)
{
	return (struct frames *)(void *)f;
}

static int flush(struct frames *f)
{
	size_t n = f->n;
	sqlite3_int64 at = f->at;

	f->n = 0;
	f->at += (sqlite3_int64)n;
	return n > 0 ? f->real->pMethods->xWrite(f->real, f->piece, (int)n, at) : SQLITE_OK;
}

static bool is_commit(const unsigned char *head)
{
	return (head[4] | head[5] | head[6] | head[7]) != 0;
}

/* From the head of a commit on nothing is kept back, until that of another page. */
static int frames_write(sqlite3_file *file, const void *p, int size, sqlite3_int64 at)
{
	struct frames *f = own(file);
	size_t n = (size_t)size;
	int rc = SQLITE_OK;

	if (n > PIECE || f->n + n > PIECE || at != f->at + (sqlite3_int64)f->n) {
		rc = flush(f);
		f->at = at;
	}
	if (rc != SQLITE_OK)
		return rc;
	if (size == FRAME_HEAD)
		f->commits = is_commit(p);
	if (n > PIECE || (f->commits && f->n == 0))
		return f->real->pMethods->xWrite(f->real, p, size, at);
	memcpy(f->piece + f->n, p, n);
	f->n += n;
	return f->commits ? flush(f) : SQLITE_OK;
}

static int frames_close(sqlite3_file *file)
{
	struct frames *f = own(file);
	int flushed = flush(f), closed = f->real->pMethods->xClose(f->real);

	free(f->piece);
	return flushed != SQLITE_OK ? flushed : closed;
}

static int frames_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
	struct frames *f = own(file);
	int rc = flush(f);

	return rc == SQLITE_OK ? f->real->pMethods->xRead(f->real, p, n, at) : rc;
}

static int frames_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct frames *f = own(file);
	int rc = flush(f);

	return rc == SQLITE_OK ? f->real->pMethods->xTruncate(f->real, size) : rc;
}

static int frames_sync(sqlite3_file *file, int flags)
{
	struct frames *f = own(file);
	int rc = flush(f);

	return rc == SQLITE_OK ? f->real->pMethods->xSync(f->real, flags) : rc;
}

static int frames_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	struct frames *f = own(file);
	int rc = flush(f);

	return rc == SQLITE_OK ? f->real->pMethods->xFileSize(f->real, ret) : rc;
}

static int frames_lock(sqlite3_file *file, int lock)
{
	return own(file)->real->pMethods->xLock(own(file)->real, lock);
}

static int frames_unlock(sqlite3_file *file, int lock)
{
	return own(file)->real->pMethods->xUnlock(own(file)->real, lock);
}

static int frames_reserved(sqlite3_file *file, int *ret)
{
	return own(file)->real->pMethods->xCheckReservedLock(own(file)->real, ret);
}

static int frames_control(sqlite3_file *file, int op, void *arg)
{
	return own(file)->real->pMethods->xFileControl(own(file)->real, op, arg);
}

static int frames_sector(sqlite3_file *file)
{
	return own(file)->real->pMethods->xSectorSize(own(file)->real);
}

static int frames_device(sqlite3_file *file)
{
	return own(file)->real->pMethods->xDeviceCharacteristics(own(file)->real);
}

static const sqlite3_io_methods methods = {
	.iVersion = 1,
	.xClose = frames_close,
	.xRead = frames_read,
	.xWrite = frames_write,
	.xTruncate = frames_truncate,
	.xSync = frames_sync,
	.xFileSize = frames_size,
	.xLock = frames_lock,
	.xUnlock = frames_unlock,
	.xCheckReservedLock = frames_reserved,
	.xFileControl = frames_control,
	.xSectorSize = frames_sector,
	.xDeviceCharacteristics = frames_device,
};

static int frames_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
		       int *ret_flags)
{
	sqlite3_vfs *below = ((struct layer *)(void *)vfs)->below;
	struct frames *f = own(file);
	int rc;

	if ((flags & SQLITE_OPEN_WAL) == 0)
		return below->xOpen(below, name, file, flags, ret_flags);
	memset(f, 0, sizeof(*f));
	f->real = (sqlite3_file *)(void *)(f + 1);
	rc = below->xOpen(below, name, f->real, flags, ret_flags);
	if (f->real->pMethods == NULL) /* then it is not closed either */
		return rc;
	f->base.pMethods = &methods;
	f->piece = malloc(PIECE);
	if (f->piece == NULL)
		abort();
	return rc;
}

static void layer_init(struct layer *l, sqlite3_vfs *below)
{
	l->vfs = *below;
	l->below = below;
	(void)snprintf(l->name, sizeof(l->name), "frames-%s", below->zName);
	l->vfs.pNext = NULL;
	l->vfs.zName = l->name;
	l->vfs.szOsFile = (int)sizeof(struct frames) + below->szOsFile;
	l->vfs.xOpen = frames_open;
	(void)sqlite3_vfs_register(&l->vfs, 0);
}

const char *db_frames_vfs(const char *below)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct layer layers[LAYERS];
	sqlite3_vfs *vfs = sqlite3_vfs_find(below);
	struct layer *l = layers;

	if (vfs == NULL)
		return below;
	(void)pthread_mutex_lock(&lock);
	while (l < layers + LAYERS && l->below != NULL && l->below != vfs)
		l++;
	if (l < layers + LAYERS && l->below == NULL)
		layer_init(l, vfs);
	(void)pthread_mutex_unlock(&lock);
	return l < layers + LAYERS ? l->name : below;
}
