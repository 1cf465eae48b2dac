/* The zip file around a workbook: what it may cost is bounded before and while it is read. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/sheet/sheet_book.h"

/* The records at the end of a zip file: of its directory, its 64-bit twin, and where that lies. */
enum {
	END_SIZE = 22,
	END64_SIZE = 56,
	LOCATOR_SIZE = 20,
	TAIL_MAX = END_SIZE + 65535 + LOCATOR_SIZE
};

static uint64_t number_at(const unsigned char *p, unsigned bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

static bool bytes_at(const struct sheet *s, uint64_t at, void *to, size_t n)
{
	const struct sheet_bytes *b = &s->bytes;

	if (b->fd >= 0)
		return pread(b->fd, to, n, (off_t)at) == (ssize_t)n;
	if (at > b->memory_n || n > b->memory_n - at)
		return false;
	memcpy(to, b->memory + at, n);
	return true;
}

static uint64_t size_of(const struct sheet *s)
{
	struct stat st;

	if (s->bytes.fd < 0)
		return s->bytes.memory_n;
	return fstat(s->bytes.fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

/* The directory as one record at p claims it, the 64-bit one followed where there is one. */
static uint64_t directory_size(const struct sheet *s, const unsigned char *tail, size_t at)
{
	unsigned char twin[END64_SIZE];
	uint64_t size = number_at(tail + at + 12, 4);

	if (at < LOCATOR_SIZE || memcmp(tail + at - LOCATOR_SIZE, "PK\6\7", 4) != 0)
		return size;
	if (!bytes_at(s, number_at(tail + at - LOCATOR_SIZE + 8, 8), twin, sizeof(twin)))
		return UINT64_MAX;
	return MAX(number_at(twin + 40, 8), size == UINT32_MAX ? 0 : size);
}

/* libzip reads the directory whole, so none that a workbook does not need comes to it. */
static enum sheet_fault check_directory(const struct sheet *s)
{
	uint64_t size = size_of(s), largest = 0;
	size_t n = (size_t)MIN(size, (uint64_t)TAIL_MAX), at;
	unsigned char *tail = malloc(n + 1);
	bool any = false;

	if (!tail)
		abort();
	if (n >= END_SIZE && bytes_at(s, size - n, tail, n))
		for (at = 0; at + END_SIZE <= n; at++) {
			if (memcmp(tail + at, "PK\5\6", 4) != 0)
				continue;
			any = true;
			largest = MAX(largest, directory_size(s, tail, at));
		}
	free(tail);
	if (!any)
		return SHEET_BROKEN;
	return largest > BOOK_DIRECTORY_MAX ? SHEET_SWOLLEN : SHEET_FINE;
}

static zip_t *open_zip(const struct sheet *s)
{
	const struct sheet_bytes *b = &s->bytes;
	zip_source_t *source;
	zip_t *zip;
	int fd;

	if (b->fd >= 0) {
		fd = fcntl(b->fd, F_DUPFD_CLOEXEC, 0);
		/* The descriptor is the zip file's when it opens, and ours when not. */
		zip = fd < 0 || lseek(fd, 0, SEEK_SET) != 0 ? NULL : zip_fdopen(fd, 0, NULL);
		if (!zip && fd >= 0)
			(void)close(fd);
		return zip;
	}
	source = zip_source_buffer_create(b->memory, b->memory_n, 0, NULL);
	if (!source)
		return NULL;
	zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (!zip)
		zip_source_free(source);
	return zip;
}

enum sheet_fault book_unzip(struct sheet *s, zip_t **ret)
{
	enum sheet_fault f = check_directory(s);

	if (f != SHEET_FINE)
		return f;
	*ret = open_zip(s);
	return *ret ? SHEET_FINE : SHEET_BROKEN;
}

enum sheet_fault book_entry_open(zip_t *zip, const char *name, uint64_t most,
				 struct book_entry *ret)
{
	zip_int64_t at = zip_name_locate(zip, name, ZIP_FL_NOCASE);
	zip_stat_t st;

	*ret = (struct book_entry){ .most = most };
	if (at < 0)
		return SHEET_NO_PAGE;
	if (zip_stat_index(zip, (zip_uint64_t)at, 0, &st) != 0 ||
	    (st.valid & ZIP_STAT_COMP_SIZE) == 0)
		return SHEET_BROKEN;
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return SHEET_LOCKED;
	ret->packed = st.comp_size;
	ret->file = zip_fopen_index(zip, (zip_uint64_t)at, 0);
	return ret->file ? SHEET_FINE : SHEET_BROKEN;
}

enum sheet_fault book_entry_read(struct book_entry *e, void *to, size_t n, size_t *ret_n)
{
	zip_int64_t got = zip_fread(e->file, to, n);

	if (got < 0)
		return SHEET_BROKEN;
	*ret_n = (size_t)got;
	e->given += (uint64_t)got;
	if (e->given > e->most ||
	    (e->given > BOOK_RATIO_FREE && e->given / BOOK_RATIO_MAX > e->packed))
		return SHEET_SWOLLEN;
	return SHEET_FINE;
}

void book_entry_close(struct book_entry *e)
{
	if (e->file)
		(void)zip_fclose(e->file);
	e->file = NULL;
}
