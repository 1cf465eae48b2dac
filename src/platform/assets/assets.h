/*
 * Assets: the files that the binary carries: style, script, pictures, reference data.
 *
 * tools/mkassets embeds assets/web/NAME as "NAME" (served at /a/ under a name that contains the
 * hash of its bytes), and every other file under assets/ but the text catalogues as "FOLDER/NAME",
 * such as "reference/kinds.txt".  All of it is constant memory.
 */
#ifndef ASSETS_ASSETS_H
#define ASSETS_ASSETS_H

#include "base/macros.h"

struct asset {
	const char *name;
	const char *url;  /* "/a/app.0123456789.css"; NULL for files that are not served */
	const char *type; /* content type */
	const char *hash; /* first half of the SHA-256 of data, in hex: serves as ETag */
	const char *data; /* a NUL follows, not counted in size */
	size_t size;
	const char *br, *gz; /* the same bytes compressed; NULL where that gains nothing */
	size_t br_size, gz_size;
};

/* The file of that name, NULL when there is none. */
const struct asset *asset_find(const char *name);

/* The file served at that path ("/a/..."), NULL when there is none. */
const struct asset *asset_by_url(const char *url);

/* The address of an asset for pages.  An unknown name is a programming mistake and ends the
 * process. */
const char *asset_url(const char *name);

/*
 * The files whose names begin with prefix, in the order of their names: *at is 0 at first and is
 * moved on; NULL at the end.
 */
const struct asset *asset_next(const char *prefix, size_t *at);

#endif
