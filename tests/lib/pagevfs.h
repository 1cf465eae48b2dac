/*
 * A file system for SQLite whose files lie in memory, page by page, and whose database can be put
 * back to what it was.
 *
 * A database file is read from the disk when it is first opened and never written there.  It has no
 * shared memory, so that SQLite keeps to a rollback journal where it was asked for a log: its file
 * alone is the state.  Pages are shared by all images that hold the same bytes.
 */
#ifndef TESTS_PAGEVFS_H
#define TESTS_PAGEVFS_H

#include <stddef.h>

/*
 * Its name, for db_options.vfs.  To be asked for before SQLite is used at all, since it has SQLite
 * read the pages where they lie.
 */
const char *pagevfs(void);

/* All pages of the main database at one moment; zeroed before its first use. */
struct image {
	struct page **pages;
	size_t n, max;
};

/* Nobody may be in a transaction meanwhile; what *ret held before is let go. */
void pagevfs_take(struct image *ret);
void pagevfs_put(const struct image *image);

void image_copy(struct image *to, const struct image *from);
void image_free(struct image *image);

/* What of the image is not as in base, in few bytes of the heap; and base brought there. */
struct delta {
	unsigned char *bytes;
	size_t n;
};
struct delta image_delta(const struct image *base, const struct image *image);
void image_apply(struct image *base, const struct delta *delta);

/* Lets all files go: the next one opened is read from the disk again. */
void pagevfs_forget(void);

/* Bytes of all pages, each counted once. */
size_t pagevfs_bytes(void);

#endif
