/* See pagevfs.h. */
#include "lib/pagevfs.h"

#include "base/macros.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE      4096
#define FILES_MAX 16
#define NAME_SIZE 200

/* Where the head of a database says how often it was changed, and for which count its size holds.
 */
#define CHANGES 24
#define VALID   92

/* Commits between two times of putting back; a count is never used twice. */
#define CHANGES_STEP 64

struct page {
	unsigned refs;
	unsigned char bytes[PAGE];
};

/* A file, which outlives those who have it open. */
struct file {
	char name[NAME_SIZE];
	bool database;
	struct image image;
	sqlite3_int64 size;
	unsigned shared; /* connections that read */
	const void *reserved, *pending, *exclusive;
};

struct open_file {
	sqlite3_file base;
	struct file *file;
	int lock;
	bool gone; /* deleted when it is closed */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[FILES_MAX];
static size_t n_pages;
static unsigned changes = 1U << 20;

/* ---- pages and images -------------------------------------------------------------------- */

static struct page *page_new(void)
{
	struct page *p = malloc(sizeof(*p));

	if (p == NULL)
		abort();
	p->refs = 1;
	n_pages++;
	return p;
}

static void page_leave(struct page *p)
{
	if (--p->refs > 0)
		return;
	free(p);
	n_pages--;
}

static void image_room(struct image *image, size_t n)
{
	if (n <= image->max)
		return;
	image->max = MAX(n, image->max * 2);
	image->pages = reallocarray(image->pages, image->max, sizeof(struct page *));
	if (image->pages == NULL)
		abort();
}

static void image_cut(struct image *image, size_t n)
{
	while (image->n > n)
		page_leave(image->pages[--image->n]);
}

void image_free(struct image *image)
{
	image_cut(image, 0);
	free(image->pages);
	*image = (struct image){ NULL, 0, 0 };
}

void image_copy(struct image *to, const struct image *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		from->pages[i]->refs++;
	image_cut(to, 0);
	image_room(to, from->n);
	if (from->n > 0)
		memcpy(to->pages, from->pages, from->n * sizeof(struct page *));
	to->n = from->n;
}

/* The page, there and nobody else's, to be written to. */
static struct page *image_own(struct image *image, size_t i)
{
	struct page *p;

	image_room(image, i + 1);
	while (image->n <= i) {
		p = page_new();
		memset(p->bytes, 0, PAGE);
		image->pages[image->n++] = p;
	}
	if (image->pages[i]->refs == 1)
		return image->pages[i];
	p = page_new();
	memcpy(p->bytes, image->pages[i]->bytes, PAGE);
	image->pages[i]->refs--;
	return image->pages[i] = p;
}

size_t pagevfs_bytes(void)
{
	return n_pages * sizeof(struct page);
}

/* ---- differences ------------------------------------------------------------------------- */

/*
 * Number of pages; then of each page that differs its number, how many pieces, and of each piece
 * where it begins, how long it is, and its bytes.  All numbers are of two bytes.
 */
static const unsigned char zeros[PAGE];

static const unsigned char *bytes_of(const struct image *image, size_t i)
{
	return i < image->n ? image->pages[i]->bytes : zeros;
}

static void put_two(unsigned char **to, size_t n)
{
	assert(n <= UINT16_MAX);
	(*to)[0] = (unsigned char)(n >> 8);
	(*to)[1] = (unsigned char)n;
	*to += 2;
}

static size_t take_two(const unsigned char **from)
{
	size_t n = (size_t)(*from)[0] << 8 | (*from)[1];

	*from += 2;
	return n;
}

/* The end of the piece that begins at i: equal bytes between are cheaper than a new piece. */
static size_t piece_end(const unsigned char *a, const unsigned char *b, size_t i)
{
	size_t end = i + 1;

	for (; i < PAGE && i < end + 4; i++)
		if (a[i] != b[i])
			end = i + 1;
	return end;
}

static unsigned char *put_page(unsigned char *to, const unsigned char *a, const unsigned char *b)
{
	unsigned char *count = to;
	size_t i = 0, end, n = 0;

	to += 2;
	while (i < PAGE) {
		if (i % 8 == 0 && memcmp(a + i, b + i, 8) == 0) {
			i += 8;
			continue;
		}
		if (a[i] == b[i]) {
			i++;
			continue;
		}
		end = piece_end(a, b, i);
		put_two(&to, i);
		put_two(&to, end - i);
		memcpy(to, b + i, end - i);
		to += end - i;
		i = end;
		n++;
	}
	put_two(&count, n);
	return to;
}

struct delta image_delta(const struct image *base, const struct image *image)
{
	static unsigned char *draft;
	static size_t max;
	struct delta d;
	unsigned char *to;
	size_t i, n = 0;

	for (i = 0; i < image->n; i++)
		n += i >= base->n || base->pages[i] != image->pages[i];
	/* A piece has at most twice the bytes of what it says. */
	if (max < n * PAGE * 2 + 2) {
		max = n * PAGE * 2 + 2;
		draft = realloc(draft, max);
		if (draft == NULL)
			abort();
	}
	to = draft;
	put_two(&to, image->n);
	for (i = 0; i < image->n; i++) {
		if (i < base->n && (base->pages[i] == image->pages[i] ||
				    memcmp(bytes_of(base, i), bytes_of(image, i), PAGE) == 0))
			continue;
		put_two(&to, i);
		to = put_page(to, bytes_of(base, i), bytes_of(image, i));
	}
	d.n = (size_t)(to - draft);
	d.bytes = malloc(d.n);
	if (d.bytes == NULL)
		abort();
	memcpy(d.bytes, draft, d.n);
	return d;
}

void image_apply(struct image *base, const struct delta *delta)
{
	const unsigned char *from = delta->bytes, *end = from + delta->n;
	size_t n = take_two(&from), pieces, at, size;
	struct page *p;

	if (n > base->n)
		(void)image_own(base, n - 1);
	image_cut(base, n);
	while (from < end) {
		p = image_own(base, take_two(&from));
		for (pieces = take_two(&from); pieces > 0; pieces--) {
			at = take_two(&from);
			size = take_two(&from);
			memcpy(p->bytes + at, from, size);
			from += size;
		}
	}
}

/* ---- the database ------------------------------------------------------------------------ */

static struct file *database(void)
{
	size_t i;

	for (i = 0; i < FILES_MAX; i++)
		if (files[i].database)
			return &files[i];
	abort();
}

static void at_rest(const struct file *f)
{
	if (f->shared > 0 || f->reserved != NULL) {
		(void)fprintf(stderr, "pagevfs: somebody is in a transaction\n");
		abort();
	}
}

void pagevfs_take(struct image *ret)
{
	struct file *f = database();

	(void)pthread_mutex_lock(&lock);
	at_rest(f);
	image_copy(ret, &f->image);
	(void)pthread_mutex_unlock(&lock);
}

static void put_four(unsigned char *to, unsigned n)
{
	to[0] = (unsigned char)(n >> 24);
	to[1] = (unsigned char)(n >> 16);
	to[2] = (unsigned char)(n >> 8);
	to[3] = (unsigned char)n;
}

/* Connections look at the count of changes to see whether what they remember of pages still holds.
 */
void pagevfs_put(const struct image *image)
{
	struct file *f = database();
	struct page *head;

	(void)pthread_mutex_lock(&lock);
	at_rest(f);
	image_copy(&f->image, image);
	f->size = (sqlite3_int64)f->image.n * PAGE;
	head = image_own(&f->image, 0);
	changes += CHANGES_STEP;
	put_four(head->bytes + CHANGES, changes);
	put_four(head->bytes + VALID, changes);
	(void)pthread_mutex_unlock(&lock);
}

/* ---- files ------------------------------------------------------------------------------- */

static struct open_file *own(sqlite3_file *f)
{
	return (struct open_file *)(void *)f;
}

static int file_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
	struct file *f = own(file)->file;
	unsigned char *p = to;
	size_t piece;

	for (; n > 0 && at < f->size; n -= (int)piece, p += piece, at += (int)piece) {
		piece = (size_t)MIN(MIN((sqlite3_int64)n, PAGE - at % PAGE), f->size - at);
		memcpy(p, bytes_of(&f->image, (size_t)(at / PAGE)) + at % PAGE, piece);
	}
	if (n == 0)
		return SQLITE_OK;
	memset(p, 0, (size_t)n);
	return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
	struct file *f = own(file)->file;
	const unsigned char *p = from;
	size_t piece;

	for (; n > 0; n -= (int)piece, p += piece, at += (int)piece) {
		piece = (size_t)MIN((sqlite3_int64)n, PAGE - at % PAGE);
		memcpy(image_own(&f->image, (size_t)(at / PAGE))->bytes + at % PAGE, p, piece);
	}
	f->size = MAX(f->size, at);
	return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct file *f = own(file)->file;

	f->size = MIN(f->size, size);
	image_cut(&f->image, (size_t)((f->size + PAGE - 1) / PAGE));
	return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
	(void)file;
	(void)flags;
	return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret)
{
	*ret = own(file)->file->size;
	return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
	(void)file;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
	(void)file;
	return PAGE;
}

static int file_device(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- locks, as SQLite defines them ------------------------------------------------------- */

/* The lock that o asks for beside those of others; what it has of it already is its own. */
static bool may_lock(const struct open_file *o, int want)
{
	const struct file *f = o->file;
	unsigned others = f->shared - (o->lock >= SQLITE_LOCK_SHARED);

	if (want == SQLITE_LOCK_SHARED)
		return f->pending == NULL && f->exclusive == NULL;
	if (want == SQLITE_LOCK_RESERVED)
		return f->reserved == NULL;
	return (f->pending == NULL || f->pending == o) && others == 0;
}

static int file_lock(sqlite3_file *file, int want)
{
	struct open_file *o = own(file);
	struct file *f = o->file;
	bool may;

	if (o->lock >= want)
		return SQLITE_OK;
	(void)pthread_mutex_lock(&lock);
	may = may_lock(o, want);
	if (may && want == SQLITE_LOCK_SHARED)
		f->shared++;
	if (may && want == SQLITE_LOCK_RESERVED)
		f->reserved = o;
	if (want == SQLITE_LOCK_EXCLUSIVE && (f->pending == NULL || f->pending == o))
		f->pending = o;
	if (may && want == SQLITE_LOCK_EXCLUSIVE)
		f->exclusive = o;
	if (may)
		o->lock = want;
	(void)pthread_mutex_unlock(&lock);
	return may ? SQLITE_OK : SQLITE_BUSY;
}

static int file_unlock(sqlite3_file *file, int want)
{
	struct open_file *o = own(file);
	struct file *f = o->file;

	(void)pthread_mutex_lock(&lock);
	if (f->reserved == o)
		f->reserved = NULL;
	if (f->pending == o)
		f->pending = NULL;
	if (f->exclusive == o)
		f->exclusive = NULL;
	if (want == SQLITE_LOCK_NONE && o->lock > SQLITE_LOCK_NONE)
		f->shared--;
	o->lock = MIN(o->lock, want);
	(void)pthread_mutex_unlock(&lock);
	return SQLITE_OK;
}

static int file_reserved(sqlite3_file *file, int *ret)
{
	*ret = own(file)->file->reserved != NULL;
	return SQLITE_OK;
}

/* ---- pages where they lie ---------------------------------------------------------------- */

static int file_fetch(sqlite3_file *file, sqlite3_int64 at, int n, void **ret)
{
	const struct file *f = own(file)->file;

	*ret = NULL;
	if (at % PAGE == 0 && n <= PAGE && at + n <= f->size)
		*ret = f->image.pages[at / PAGE]->bytes;
	return SQLITE_OK;
}

static int file_unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
	(void)file;
	(void)at;
	(void)page;
	return SQLITE_OK;
}

/* ---- opening ----------------------------------------------------------------------------- */

static void let_go(struct file *f)
{
	image_free(&f->image);
	*f = (struct file){ .size = 0 };
}

static int file_close(sqlite3_file *file)
{
	struct open_file *o = own(file);

	(void)file_unlock(file, SQLITE_LOCK_NONE);
	if (!o->gone)
		return SQLITE_OK;
	(void)pthread_mutex_lock(&lock);
	let_go(o->file);
	(void)pthread_mutex_unlock(&lock);
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 3,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_device,
	.xFetch = file_fetch,
	.xUnfetch = file_unfetch,
};

/* The file of that name; with make the place for it. */
static struct file *find(const char *name, bool make)
{
	struct file *free_place = NULL;
	size_t i;

	for (i = 0; i < FILES_MAX; i++) {
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
		if (files[i].name[0] == '\0' && free_place == NULL)
			free_place = &files[i];
	}
	return make ? free_place : NULL;
}

/* Without a log its file is one of a database with a rollback journal. */
static void load(struct file *f, const char *name)
{
	struct page *p;
	ssize_t n = PAGE;
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	while (fd >= 0 && n == PAGE) {
		p = image_own(&f->image, f->image.n);
		n = read(fd, p->bytes, PAGE);
		if (n != PAGE)
			image_cut(&f->image, f->image.n - 1);
	}
	if (fd >= 0)
		(void)close(fd);
	f->size = (sqlite3_int64)f->image.n * PAGE;
	if (f->image.n > 0)
		memset(f->image.pages[0]->bytes + 18, 1, 2);
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
		    int *ret_flags)
{
	struct open_file *o = own(file);
	struct file *f;

	(void)vfs;
	*o = (struct open_file){ .base = { .pMethods = &methods } };
	(void)pthread_mutex_lock(&lock);
	f = name != NULL ? find(name, true) : NULL;
	if (f != NULL && f->name[0] == '\0') {
		(void)snprintf(f->name, sizeof(f->name), "%s", name);
		if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
			load(f, f->name);
		f->database =
		    (flags & SQLITE_OPEN_MAIN_DB) != 0 && strstr(f->name, ".media") == NULL;
	}
	(void)pthread_mutex_unlock(&lock);
	if (f == NULL) {
		file->pMethods = NULL;
		return SQLITE_CANTOPEN;
	}
	o->file = f;
	o->gone = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
	if (ret_flags != NULL)
		*ret_flags = flags;
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct file *f;

	(void)vfs;
	(void)sync;
	(void)pthread_mutex_lock(&lock);
	f = find(name, false);
	if (f != NULL)
		let_go(f);
	(void)pthread_mutex_unlock(&lock);
	return f != NULL ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	(void)vfs;
	(void)flags;
	(void)pthread_mutex_lock(&lock);
	*ret = find(name, false) != NULL;
	(void)pthread_mutex_unlock(&lock);
	return SQLITE_OK;
}

static int vfs_path(sqlite3_vfs *vfs, const char *name, int n, char *to)
{
	(void)vfs;
	return snprintf(to, (size_t)n, "%s", name) < n ? SQLITE_OK : SQLITE_CANTOPEN;
}

void pagevfs_forget(void)
{
	size_t i;

	(void)pthread_mutex_lock(&lock);
	for (i = 0; i < FILES_MAX; i++)
		let_go(&files[i]);
	(void)pthread_mutex_unlock(&lock);
}

const char *pagevfs(void)
{
	static sqlite3_vfs vfs;
	sqlite3_vfs *system;

	if (vfs.zName != NULL)
		return vfs.zName;
	(void)sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)1 << 30,
			     (sqlite3_int64)1 << 30);
	system = sqlite3_vfs_find(NULL);
	vfs = *system;
	vfs.zName = "pages";
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct open_file);
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	vfs.xAccess = vfs_access;
	vfs.xFullPathname = vfs_path;
	(void)sqlite3_vfs_register(&vfs, 0);
	return vfs.zName;
}
