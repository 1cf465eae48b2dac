/* Inside a workbook: the zip file, its XML, and the tables that all pages share. */
#ifndef SHEET_SHEET_BOOK_H
#define SHEET_SHEET_BOOK_H

#include <expat.h>
#include <zip.h>

#include "platform/sheet/sheet_impl.h"

/*
 * Bounds on what a workbook may ask of us.  An entry that unpacks to 250 times its size is no
 * table; real ones stay below 60, and the first megabytes are let pass.
 */
enum {
	BOOK_PART_MAX = 64 << 20, /* bytes of the list of pages, of styles, of relations */
	BOOK_RATIO_MAX = 250,     /* unpacked to packed, from BOOK_RATIO_FREE bytes on */
	BOOK_RATIO_FREE = 16 << 20,
	BOOK_DIRECTORY_MAX = 4 << 20, /* bytes of the zip file's directory */
	BOOK_XML_MEMORY = 4 << 20,    /* of the parser: a tag of 2 MB, thousands of names */
	BOOK_DEPTH_MAX = 64,
	BOOK_LIST_MAX = 65536, /* styles, formats, relations */
	BOOK_CELLS_MAX = 1 << 28,
	BOOK_ROWS_MAX = 1048576,
	BOOK_COLUMNS_MAX = 16384
};
#define BOOK_PAGE_MAX (UINT64_C(16) << 30)

/* ---- sheet_zip.c ---------------------------------------------------------------------------- */

/* The zip file a sheet's bytes are. */
enum sheet_fault book_unzip(struct sheet *s, zip_t **ret);

/* One entry while it is read. */
struct book_entry {
	zip_file_t *file;
	uint64_t packed, given, most;
};

/* SHEET_NO_PAGE: there is no such entry. */
enum sheet_fault book_entry_open(zip_t *zip, const char *name, uint64_t most,
				 struct book_entry *ret);

/* Up to n bytes; none at the end. */
enum sheet_fault book_entry_read(struct book_entry *e, void *to, size_t n, size_t *ret_n);
void book_entry_close(struct book_entry *e);

/* ---- sheet_xml.c ---------------------------------------------------------------------------- */

struct book_xml;
struct book_scan;

/* Names come without the prefix of their namespace. */
struct book_handler {
	bool quick; /* sees to it that texts are UTF-8, so that sheet_scan.c may read for it */
	void (*start)(struct book_xml *x, const char *name, const char **atts);
	void (*end)(struct book_xml *x, const char *name);
	void (*text)(struct book_xml *x, const char *p, size_t n);
};

struct book_xml {
	const struct book_handler *handler;
	void *user;
	enum sheet_fault fault;
	XML_Parser parser;
	struct book_scan *scan; /* instead of the parser */
	struct book_entry entry;
	size_t memory; /* bytes the parser holds */
	unsigned depth;
	bool last, paused, ended;
};

/* An entry, of which nothing is parsed yet.  Close it after a fault too. */
enum sheet_fault book_xml_open(struct book_xml *x, zip_t *zip, const char *name, uint64_t most,
			       const struct book_handler *h, void *user);

/* Parses until a handler pauses or fails, or the end. */
enum sheet_fault book_xml_run(struct book_xml *x);
void book_xml_close(struct book_xml *x);

/* For handlers.  After them no other is called but the end of an element without content. */
void book_xml_pause(struct book_xml *x);
void book_xml_fail(struct book_xml *x, enum sheet_fault f);

/* The value of an attribute, with or without a prefix; NULL when it is not there. */
const char *book_xml_att(const char **atts, const char *name);

/* A whole entry at once; one that is not there is like an empty one, where that may be. */
enum sheet_fault book_xml_all(zip_t *zip, const char *name, uint64_t most, bool may_lack,
			      const struct book_handler *h, void *user);

/* ---- sheet_scan.c --------------------------------------------------------------------------- */

/* The beginning of the entry; plain when it is XML of the kind this reads. */
enum sheet_fault book_scan_open(struct book_xml *x, bool *ret_plain);
enum sheet_fault book_scan_run(struct book_xml *x);

/* ---- sheet_value.c -------------------------------------------------------------------------- */

/* What a number format shows. */
enum book_form { BOOK_PLAIN, BOOK_DATE, BOOK_TIME };

/* By its number, 0 to 163; and by its code, such as dd/mm/yyyy. */
enum book_form book_form_of_id(unsigned id);
enum book_form book_form_of_code(const char *code);

/* The number as text in to, a date as ISO has it; what is no day of the calendar stays a number. */
enum { BOOK_NUMBER_SIZE = 64 };
struct sheet_cell book_number(const char *raw, size_t n, enum book_form form, bool from_1904,
			      char to[BOOK_NUMBER_SIZE]);

/* In place: _x000D_ becomes what it stands for, controls go, and outer blanks. */
struct sheet_cell book_text(char *p, size_t n);

/* ---- sheet_strings.c ------------------------------------------------------------------------ */

/* The shared texts, one behind the other. */
struct book_strings {
	char *text;
	size_t size, room;
	uint32_t *end; /* of each */
	size_t n, room_n;
};

/* A list that is not there is an empty one.  Free it after a fault too. */
enum sheet_fault book_strings_read(zip_t *zip, const char *name, struct book_strings *ret);
void book_strings_free(struct book_strings *s);

/* False when there is no such text. */
bool book_string(const struct book_strings *s, size_t i, struct sheet_cell *ret);

/* ---- sheet_book.c --------------------------------------------------------------------------- */

struct book_page;

struct sheet_book {
	zip_t *zip;
	struct sheet_page *pages;
	const char **parts;   /* the entry of each page */
	size_t n_pages, page; /* page: from 1 on, 0 while none is open */
	bool from_1904;
	enum book_form *forms; /* of each style */
	size_t n_forms;
	struct book_strings strings;
	struct book_page *open;
};

/* ---- sheet_page.c --------------------------------------------------------------------------- */

/* The rows of one page, from its first. */
enum sheet_fault book_page_open(struct sheet *s, const char *name, struct book_page **ret);
void book_page_close(struct book_page *p);
enum sheet_fault book_page_read(struct book_page *p, struct sheet_batch *b, size_t most);
uint32_t book_page_merged(const struct book_page *p);

#endif
