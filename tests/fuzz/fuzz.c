#include "fuzz/fuzz.h"

#include "base/str.h"
#include "engine/names/names.h"
#include "platform/app.h"
#include "platform/auth/passkey.h"
#include "platform/http/http_impl.h"
#include "platform/sheet/sheet.h"
#include "text/form.h"

#include <sodium/crypto_hash_sha256.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static const struct member members[] = { { "a", T_FORM_INT, T__NONE },
					 { "b", T_FORM_INT, T__NONE },
					 { 0 } };

static enum err options(struct ctx *cx, const struct form *f, struct options *ret)
{
	static const struct option items[] = { { .value = "1", .label = "" } };

	(void)cx;
	(void)f;
	*ret = (struct options){ .items = items, .n = 1 };
	return ERR_OK;
}

#define FIELD(n, k)                                            \
	{                                                      \
		.name = (n), .kind = (k), .label = T_FORM_JSON \
	}

static const struct field fields[] = {
	FIELD("t", FIELD_TEXT),
	FIELD("l", FIELD_LONG),
	FIELD("i", FIELD_INT),
	FIELD("m", FIELD_MONEY),
	FIELD("d", FIELD_DATE),
	FIELD("at", FIELD_INSTANT),
	FIELD("b", FIELD_BOOL),
	FIELD("p", FIELD_PHONE),
	FIELD("n", FIELD_NIK),
	FIELD("no", FIELD_NUMBER),
	FIELD("c", FIELD_COORD),
	FIELD("pw", FIELD_PASSWORD),
	FIELD("f", FIELD_FILES),
	FIELD("h", FIELD_HIDDEN),
	FIELD("id", FIELD_ID),
	{ .name = "e", .kind = FIELD_ENUM, .label = T_FORM_JSON, .members = members },
	{ .name = "k", .kind = FIELD_CHECKS, .label = T_FORM_JSON, .members = members },
	{ .name = "r", .kind = FIELD_REF, .label = T_FORM_JSON, .options = options },
	{ .kind = FIELD_END },
};
const struct form_def fuzz_form = { .name = "fuzz", .fields = fields, .multipart = true };

/* An upload is a part of the body or, decoded from base64, smaller; the sanitizer sees the reads.
 */
static bool within(const struct upload *u, const uint8_t *p, size_t n)
{
	const uint8_t *b = u->bytes.p;
	uint8_t any = 0;
	size_t i;

	for (i = 0; i < u->bytes.n; i++)
		any |= b[i];
	(void)any;
	return u->bytes.n <= n && (b < p || b > p + n || b + u->bytes.n <= p + n);
}

/* What holds of every form, whatever came: texts are clean, uploads are no more than was sent. */
static void check_values(const struct form *f, const uint8_t *p, size_t n)
{
	const struct upload *u;
	size_t i, k, files;
	const char *s;

	for (i = 0; fields[i].kind != FIELD_END; i++) {
		s = form_text(f, (int)i);
		assert(s == NULL || utf8_valid(s, strlen(s)));
		s = form_raw(f, (int)i);
		assert(utf8_valid(s, strlen(s)));
		files = form_files(f, (int)i, &u);
		for (k = 0; k < files; k++)
			assert(within(&u[k], p, n));
	}
}

static void run(const uint8_t *p, size_t n,
		enum err (*parse)(struct ctx *cx, struct form *f, const char *p, size_t n))
{
	struct app app = { .zone_minutes = 420 };
	struct form *f;
	struct ctx cx;

	ctx_init(&cx, &app, 0);
	f = form_new(&cx, &fuzz_form);
	if (parse(&cx, f, (const char *)p, n) != ERR_OK)
		assert(!form_ok(f));
	assert(form_validate(&cx, f) == ERR_OK);
	check_values(f, p, n);
	ctx_release(&cx);
}

static enum err multipart(struct ctx *cx, struct form *f, const char *p, size_t n)
{
	return form_parse_multipart(cx, f, "X", p, n);
}

void fuzz_urlencoded(const uint8_t *p, size_t n)
{
	run(p, n, form_parse_urlencoded);
}

void fuzz_multipart(const uint8_t *p, size_t n)
{
	run(p, n, multipart);
}

void fuzz_json(const uint8_t *p, size_t n)
{
	run(p, n, form_parse_json);
}

void fuzz_cookie(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new(0);
	char *s = arena_strndup(a, (const char *)p, n);
	const char *value = http_cookie(a, s, "melaju");

	assert(value == NULL || strchr(value, ';') == NULL);
	value = http_boundary(a, s);
	assert(value == NULL || strlen(value) <= n);
	arena_free(a);
}

void fuzz_path(const uint8_t *p, size_t n)
{
	struct arena *a = arena_new(0);
	char *s = arena_strndup(a, (const char *)p, n), *parts[HTTP_MAX_SEGMENTS];
	const char *query;
	size_t parts_n, i;

	if (http_target(a, s, parts, &parts_n, &query))
		for (i = 0; i < parts_n; i++)
			assert(parts[i][0] != '\0' && strpbrk(parts[i], "/\\") == NULL &&
			       strcmp(parts[i], "..") != 0);
	arena_free(a);
}

/* Halves of the bytes as two names: forms are well-formed, and likeness is the same both ways. */
void fuzz_name(const uint8_t *p, size_t n)
{
	struct name_form a, b;
	struct name_match m, back;
	char text[NAME_TEXT_SIZE];
	size_t i;

	name_form((const char *)p, n / 2, &a);
	name_form((const char *)p + n / 2, n - n / 2, &b);
	assert(a.n <= NAME_WORDS && a.n_nick <= a.n);
	for (i = 0; i < a.n; i++)
		assert(a.word[i].len > 0 && a.word[i].len <= NAME_LETTERS && a.word[i].sounds > 0);
	name_text(&a, text);
	m = name_compare(&a, &b);
	back = name_compare(&b, &a);
	assert(m.score <= 1000 && m.score == back.score && m.level == back.level &&
	       m.flags == back.flags);
	assert(a.n == 0 || name_compare(&a, &a).score == 1000);
}

/* Behind the hash that any authenticator knows: what a browser or an authenticator says. */
static struct blob said_for(struct ctx *cx, const char *rp, const uint8_t *p, size_t n)
{
	unsigned char *data = arena_alloc(cx->arena, crypto_hash_sha256_BYTES + n);

	(void)crypto_hash_sha256(data, (const unsigned char *)rp, strlen(rp));
	memcpy(data + crypto_hash_sha256_BYTES, p, n);
	return (struct blob){ data, crypto_hash_sha256_BYTES + n };
}

/* The first byte says as what the others are read; nothing made up is ever signed. */
void fuzz_passkey(const uint8_t *p, size_t n)
{
	static const uint8_t key[259] = { 9 };
	struct passkey_signed said = { 0 };
	struct passkey_made made;
	struct blob challenge, rest;
	struct app app = { 0 };
	struct ctx cx;
	int64_t count;

	if (n == 0)
		return;
	ctx_init(&cx, &app, 0);
	rest = (struct blob){ p + 1, n - 1 };
	if (p[0] % 3 == 0) {
		if (passkey_read_client(&cx, rest, PASSKEY_SIGN_IN, "o", &challenge) == ERR_OK)
			assert(challenge.n > 0 && challenge.n <= 200);
	} else if (p[0] % 3 == 1) {
		if (passkey_read_made(&cx, "x", said_for(&cx, "x", p + 1, n - 1), &made) == ERR_OK)
			assert(made.credential.n > 0 && made.key.n > 0 && made.count >= 0);
	} else {
		said.client = said.signature = rest;
		said.data = said_for(&cx, "x", p + 1, n - 1);
		assert(passkey_verify(&cx, "x", -8, (struct blob){ key, 32 }, &said, &count) !=
		       ERR_OK);
		assert(passkey_verify(&cx, "x", -7, (struct blob){ key, 64 }, &said, &count) !=
		       ERR_OK);
	}
	ctx_release(&cx);
}

/* Cells are UTF-8 within their cap, rows know their lines, and a fault is not told as success. */
static void check_batch(const struct sheet_batch *b, uint32_t *line, uint64_t *digest)
{
	const char *p;
	size_t i;

	for (i = 0; i < b->n * b->columns; i++) {
		assert(b->cells[i].size <= 3 * SHEET_CELL_MAX && b->cells[i].kind <= SHEET_ERROR);
		assert(utf8_valid(b->cells[i].text, b->cells[i].size));
		*digest = *digest * 31 + b->cells[i].kind;
		for (p = b->cells[i].text; p < b->cells[i].text + b->cells[i].size; p++)
			*digest = *digest * 1099511628211U + (unsigned char)*p;
	}
	for (i = 0; i < b->n; i++) {
		assert(b->line[i] > *line);
		*line = b->line[i];
		*digest = *digest * 31 + b->line[i];
	}
}

/* A digest of all cells; 0 when there is a fault. */
static uint64_t read_sheet(struct ctx *cx, struct sheet *s)
{
	uint64_t digest = 1;
	struct sheet_batch b;
	enum sheet_fault f;
	uint32_t line = sheet_heading(s), first = 0;
	enum err e;

	sheet_batch_init(&b, s);
	do {
		e = sheet_read(cx, s, &b, &f);
		assert((e == ERR_OK) == (f == SHEET_FINE));
		if (e == ERR_OK)
			check_batch(&b, &line, &digest);
		if (e == ERR_OK && b.n > 0 && first == 0)
			first = b.line[0];
	} while (e == ERR_OK && b.n > 0);
	digest = e == ERR_OK ? digest : 0;
	/* Back to the first row, which is there again. */
	if (first > 0 && sheet_seek(cx, s, first, &f) == ERR_OK &&
	    sheet_read(cx, s, &b, &f) == ERR_OK)
		assert(b.n > 0 && b.line[0] == first);
	sheet_batch_release(&b);
	sheet_free(s);
	return digest;
}

/* Of the page (0: the first with a heading); 0 when there is none or it has a fault. */
static uint64_t read_page(const uint8_t *p, size_t n, unsigned page)
{
	struct sheet_place place;
	uint64_t digest = 0;
	struct ctx cx;
	struct sheet *s;
	enum sheet_fault f;

	ctx_init(&cx, NULL, 0);
	if (sheet_open_as(&cx, NULL, p, n, &(struct sheet_how){ .page = page }, &s, &f, &place) ==
	    ERR_OK)
		digest = read_sheet(&cx, s);
	else
		assert(f != SHEET_FINE && sheet_fault_say(&cx, f, &place)[0] != '\0');
	ctx_release(&cx);
	return digest;
}

void fuzz_sheet(const uint8_t *p, size_t n)
{
	unsigned page;

	for (page = 0; page < 3; page++)
		(void)read_page(p, n, page);
}

static void add_part(zip_t *zip, const char *name, const void *p, size_t n)
{
	zip_int64_t at = zip_file_add(zip, name, zip_source_buffer(zip, p, n, 0), 0);

	assert(at >= 0 && zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
}

/*
 * The bytes between zeros as page, shared texts, styles and contents of a workbook; the page in
 * UTF-16 when wide, which another reader of XML reads.
 */
static zip_source_t *workbook_of(const uint8_t *p, size_t n, bool wide)
{
	static const char root[] =
	    "<a><Relationship Id='a' Type='x/officeDocument' Target='b'/></a>";
	static const char relations[] =
	    "<a><Relationship Id='p' Type='x/worksheet' Target='xl/worksheets/sheet1.xml'/>"
	    "<Relationship Id='t' Type='x/sharedStrings' Target='xl/sharedStrings.xml'/>"
	    "<Relationship Id='s' Type='x/styles' Target='xl/styles.xml'/></a>";
	static const char contents[] = "<a><sheet name='P' id='p'/></a>";
	static const char *const names[] = { "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
					     "xl/styles.xml", "b" };
	zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(to, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	const uint8_t *end = p + n, *zero;
	uint8_t *twice = calloc(n + 1, 2);
	size_t i, k, size;

	zip_source_keep(to);
	add_part(zip, "_rels/.rels", root, sizeof(root) - 1);
	add_part(zip, "_rels/b.rels", relations, sizeof(relations) - 1);
	for (i = 0; i < sizeof(names) / sizeof(names[0]) && p < end; i++) {
		zero = memchr(p, 0, (size_t)(end - p));
		size = (size_t)((zero ? zero : end) - p);
		if (wide && i == 0) {
			memcpy(twice, "\xff\xfe", 2);
			for (k = 0; k < size; k++)
				twice[2 * k + 2] = p[k];
			add_part(zip, names[i], twice, 2 * size + 2);
		} else {
			add_part(zip, names[i], p, size);
		}
		p = zero ? zero + 1 : end;
	}
	if (i < 4)
		add_part(zip, "b", contents, sizeof(contents) - 1);
	assert(zip_close(zip) == 0);
	free(twice);
	return to;
}

static uint64_t read_book(const uint8_t *p, size_t n, bool wide)
{
	zip_source_t *from = workbook_of(p, n, wide);
	uint64_t digest;
	zip_stat_t st;
	uint8_t *bytes;

	zip_source_stat(from, &st);
	bytes = malloc(st.size);
	assert(bytes != NULL && zip_source_open(from) == 0);
	assert(zip_source_read(from, bytes, st.size) == (zip_int64_t)st.size);
	zip_source_close(from);
	zip_source_free(from);
	digest = read_page(bytes, st.size, 1);
	free(bytes);
	return digest;
}

/* Line ends other than \n, and letters beyond ASCII, are not compared. */
static bool is_ascii(const uint8_t *p, size_t n)
{
	size_t i;

	for (i = 0; i < n && p[i] != 0; i++)
		if (p[i] >= 0x80 || p[i] == '\r')
			return false;
	return true;
}

/* What the parser of all XML accepts, the quick reader reads the same. */
void fuzz_book(const uint8_t *p, size_t n)
{
	uint64_t digest = read_book(p, n, false), whole;

	if (is_ascii(p, n)) {
		whole = read_book(p, n, true);
		assert(whole == 0 || whole == digest);
	}
}
