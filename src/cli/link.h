/* What the files of melaju link share. Only src/cli uses it. */
#ifndef CLI_LINK_H
#define CLI_LINK_H

#include <pthread.h>
#include <stdio.h>

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

/* The ids, one after the other; that of record i is from at[i] to at[i + 1]. */
struct link_ids {
	char *text;
	uint32_t *at;
	size_t n, room, size, text_room;
	bool quoted; /* one of them must be, in CSV */
};

static inline struct sheet_cell link_id(const struct link_ids *ids, uint32_t i)
{
	return (struct sheet_cell){ ids->text + ids->at[i], ids->at[i + 1] - ids->at[i] };
}

/* Whether a cell of CSV needs no quotes. */
bool link_plain(struct sheet_cell cell);

struct link_job {
	struct cli *c;
	const char *path;
	struct sheet *sheet;
	struct link_columns columns;
	struct linkage *linkage;
	struct link_ids ids;
	unsigned threads;
	double threshold;
};

/*
 * Reads --map and --column, and recognises what they leave open by its name. Says on stderr what
 * is compared as what, what is not used and how it could be.  After a complaint EXIT_USAGE, where
 * an option was not understood, or EXIT_FAILED.
 */
int link_columns(struct cli *c, const struct sheet *s, struct link_columns *ret);

/* ---- writing (link_write.c) ---------------------------------------------------------------- */

/* A file that is written while other things go on. */
struct link_writing {
	const struct link_job *job;
	const char *path; /* NULL: not wanted */
	void (*put)(const struct link_job *j, FILE *f);
	pthread_t thread;
	bool started, fine;
};

/* Begins; without a thread all is written at once. */
void link_begin_writing(struct link_writing *w);
/* Waits until it is written; false after a complaint. */
bool link_end_writing(struct link_writing *w);

/* What files there are; clusters need linkage_find_clusters(). */
void link_put_pairs(const struct link_job *j, FILE *f);
void link_put_clusters(const struct link_job *j, FILE *f);
void link_put_model(const struct link_job *j, FILE *f);

#endif
