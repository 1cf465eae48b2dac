/* Inside of the list writers; only src/platform/export includes this. */
#ifndef EXPORT_WRITER_H
#define EXPORT_WRITER_H

#include "platform/export/json.h"
#include "platform/export/table.h"

struct xlsx;

struct table_writer {
	const struct writer_kind *kind;
	const struct table *table, *first; /* of several pages: the one it is about */
	const char *foot;                  /* or NULL */
	struct buf *out;
	struct json json;
	struct xlsx *xlsx;
	int64_t rows;
	const char *counted; /* "Kelurahan 33, Layanan 9": of the pages before; or NULL */
	enum err failed;     /* what the first failed row returned */
};

struct writer_kind {
	enum err (*begin)(struct ctx *cx, struct table_writer *w);
	enum err (*row)(struct ctx *cx, struct table_writer *w, const void *row);
	enum err (*sheet)(struct ctx *cx, struct table_writer *w,
			  const struct table *t); /* or NULL */
	enum err (*end)(struct ctx *cx, struct table_writer *w);
	void (*drop)(struct table_writer *w); /* NULL when nothing is held */
};

extern const struct writer_kind writer_csv, writer_json, writer_xlsx;

/* Columns that sheets and CSV show: all but ids. */
bool column_printed(const struct column *c);

/* The text of a cell there: labels of codes and enums, otherwise the machine form. */
const char *cell_printed(struct ctx *cx, const struct column *c, const void *row);

/* The foot's lines, the hour and the number of rows, as one text with \n between; in cx->arena. */
const char *writer_notes(struct ctx *cx, const struct table_writer *w);

#endif
