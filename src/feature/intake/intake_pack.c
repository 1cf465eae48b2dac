/* Rows as bytes: what lies sealed in intake_cells. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "platform/vault/vault.h"

/* Longer texts than anything a row may hold are damage. */
enum { TEXT_MAX = SHEET_CELL_MAX };

static void put_number(struct buf *out, uint64_t v)
{
	while (v >= 0x80) {
		buf_addc(out, (char)(v | 0x80));
		v >>= 7;
	}
	buf_addc(out, (char)v);
}

static void put_text(struct buf *out, const char *s)
{
	if (s == NULL) {
		put_number(out, 0);
		return;
	}
	put_number(out, strlen(s) + 1);
	buf_adds(out, s);
}

void line_pack(struct buf *out, const struct line *l)
{
	put_number(out, (uint64_t)l->n);
	put_number(out, (uint64_t)l->family_n);
	put_number(out, l->line);
	put_number(out, l->page);
	put_number(out, l->n_cells);
	for (size_t i = 0; i < l->n_cells; i++) {
		put_number(out, l->cell[i].size);
		buf_add(out, l->cell[i].text, l->cell[i].size);
	}
	put_number(out, l->n_notes);
	for (size_t i = 0; i < l->n_notes; i++) {
		const struct note *t = &l->note[i];

		put_number(out, (uint64_t)t->kind);
		put_number(out, (uint64_t)(t->column + 1));
		put_number(out, (uint64_t)t->code);
		put_text(out, t->field);
		put_text(out, t->a);
		put_text(out, t->b);
	}
}

struct reader {
	const char *at, *end;
	struct arena *arena;
	bool broken;
};

static uint64_t get_number(struct reader *r)
{
	uint64_t v = 0;
	unsigned shift = 0;

	while (r->at < r->end && shift < 64) {
		unsigned char c = (unsigned char)*r->at++;

		v |= (uint64_t)(c & 0x7f) << shift;
		if (c < 0x80)
			return v;
		shift += 7;
	}
	r->broken = true;
	return 0;
}

static const char *get_bytes(struct reader *r, uint64_t n)
{
	const char *p = r->at;

	if (n > TEXT_MAX || n > (uint64_t)(r->end - r->at)) {
		r->broken = true;
		return "";
	}
	r->at += n;
	return p;
}

static const char *get_text(struct reader *r)
{
	uint64_t n = get_number(r);

	return n == 0 ? NULL : arena_strndup(r->arena, get_bytes(r, n - 1), r->broken ? 0 : n - 1);
}

/* A number of things that follow, each at least a byte long. */
static size_t get_count(struct reader *r)
{
	uint64_t n = get_number(r);

	if (n > (uint64_t)(r->end - r->at)) {
		r->broken = true;
		return 0;
	}
	return (size_t)n;
}

static void get_line(struct reader *r, struct line *l)
{
	struct sheet_cell *cell;

	l->n = (int64_t)get_number(r);
	l->family_n = (int64_t)get_number(r);
	l->line = (uint32_t)get_number(r);
	l->page = (unsigned)get_number(r);
	l->n_cells = get_count(r);
	l->cell = cell = ARENA_ARRAY(r->arena, l->n_cells + 1, struct sheet_cell);
	for (size_t i = 0; i < l->n_cells && !r->broken; i++) {
		cell[i].size = (uint32_t)get_number(r);
		cell[i].text = get_bytes(r, cell[i].size);
	}
	l->n_notes = l->cap_notes = get_count(r);
	l->note = ARENA_ARRAY(r->arena, l->n_notes + 1, struct note);
	for (size_t i = 0; i < l->n_notes && !r->broken; i++) {
		struct note *t = &l->note[i];

		t->kind = (enum note_kind)get_number(r);
		t->column = (int)get_number(r) - 1;
		t->code = (int)get_number(r);
		t->field = get_text(r);
		t->a = get_text(r);
		t->b = get_text(r);
	}
}

enum err lines_unpack(struct ctx *cx, struct blob bytes, struct line **ret, size_t *ret_n)
{
	struct reader r = { .at = bytes.p, .arena = cx->arena };
	struct line *list = ARENA_ARRAY(cx->arena, INTAKE_CELLS, struct line);
	size_t n = 0;

	r.end = r.at + bytes.n;
	while (r.at < r.end && !r.broken && n < INTAKE_CELLS)
		get_line(&r, &list[n++]);
	if (r.broken || r.at != r.end)
		return err_set(cx, ERR_DB, "rows of an import are damaged");
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

int64_t lines_first(int64_t n)
{
	return (n - 1) / INTAKE_CELLS * INTAKE_CELLS + 1;
}

enum err lines_open(struct ctx *cx, int64_t intake_id, int64_t first_n, struct line **ret,
		    size_t *ret_n)
{
	struct intake_cells_get_row row;
	struct blob bytes;

	TRY(intake_cells_get_one(
	    cx, &(struct intake_cells_get_args){ .intake_id = intake_id, .first_n = first_n },
	    &row));
	TRY(vault_unseal_bytes(cx, intake_id, SEAL_MEDIA, row.sealed, &bytes));
	return lines_unpack(cx, bytes, ret, ret_n);
}

enum { BYTES_MAX = INTAKE_CELLS * (SHEET_ROW_MAX + 64 * 1024) };

enum err lines_seal(struct ctx *cx, int64_t intake_id, const struct line *lines, size_t n,
		    struct blob *ret)
{
	struct buf bytes;
	enum err e;

	buf_init(&bytes, BYTES_MAX);
	for (size_t i = 0; i < n; i++)
		line_pack(&bytes, &lines[i]);
	e = buf_ok(&bytes) ? vault_seal_bytes(cx, intake_id, SEAL_MEDIA, bytes.data, bytes.len, ret)
			   : err_set(cx, ERR_TOOBIG, "rows of an import are too long");
	buf_release(&bytes);
	return e;
}

enum err line_note_kept(struct ctx *cx, int64_t intake_id, int64_t n, const struct note *note)
{
	int64_t first = lines_first(n);
	struct line *lines;
	struct blob sealed;
	size_t n_lines;

	TRY(lines_open(cx, intake_id, first, &lines, &n_lines));
	if (n - first >= (int64_t)n_lines)
		return err_set(cx, ERR_DB, "row %lld of an import has no cells", (long long)n);
	line_note(cx, &lines[n - first], *note);
	TRY(lines_seal(cx, intake_id, lines, n_lines, &sealed));
	return intake_cells_set_run(cx,
				    &(struct intake_cells_set_args){
					.intake_id = intake_id,
					.first_n = first,
					.sealed = sealed,
				    },
				    NULL);
}
