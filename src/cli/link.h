/* melaju link: which columns of a file are compared as what. Only src/cli uses it. */
#ifndef CLI_LINK_H
#define CLI_LINK_H

#include "cli/cli.h"
#include "engine/linkage/linkage.h"
#include "platform/sheet/sheet.h"

enum { LINK_PARTS = 6 /* columns of the file that make up one */ };

struct link_column {
	enum linkage_kind kind;
	size_t part[LINK_PARTS]; /* columns of the file */
	size_t n_parts;
};

struct link_columns {
	struct link_column column[LINKAGE_COLUMNS];
	size_t n;
	bool has_id;
	size_t id; /* column of the file */
};

/*
 * Reads --map and --column, and recognises what they leave open by its name. Says on stderr what
 * is compared as what, what is not used and how it could be; false after a complaint.
 */
bool link_columns(struct cli *c, const struct sheet *s, struct link_columns *ret);

#endif
