/*
 * multipart/form-data (RFC 7578).  Files are not copied: an upload points into the body, which
 * lives as long as the request.
 */
#include "base/str.h"
#include "platform/form/form_impl.h"
#include "text/form.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BOUNDARY_MAX = 70, PART_HEADER_MAX = 4096, FILE_NAME_MAX = 200 };

/* The rest of the body that is still to be read. */
struct cursor {
	const char *p, *end;
};

struct part {
	const char *name, *file, *type; /* in the arena; file NULL: a plain value */
	const char *body;
	size_t n;
};

/* Finds what, moves the cursor behind it and returns where it began; NULL when it is not there. */
static const char *skip_past(struct cursor *c, const char *what, size_t n)
{
	const char *hit = memmem(c->p, (size_t)(c->end - c->p), what, n);

	if (hit != NULL)
		c->p = hit + n;
	return hit;
}

/* The value of a parameter such as name="..." in a header of n bytes; NULL when it has none. */
static const char *parameter(struct ctx *cx, const char *h, size_t n, const char *name)
{
	size_t name_n = strlen(name), i, from;

	for (i = 0; i + name_n + 2 < n; i++) {
		if (h[i] != ';')
			continue;
		from = i + 1;
		while (from < n && (h[from] == ' ' || h[from] == '\t'))
			from++;
		if (from + name_n + 2 > n || strncasecmp(h + from, name, name_n) != 0 ||
		    h[from + name_n] != '=' || h[from + name_n + 1] != '"')
			continue;
		from += name_n + 2;
		for (i = from; i < n; i++)
			if (h[i] == '"')
				return arena_strndup(cx->arena, h + from, i - from);
		return NULL;
	}
	return NULL;
}

const char *form_file_name(struct ctx *cx, const char *typed)
{
	const char *slash = strrchr(typed, '/'), *clean;

	if (slash != NULL)
		typed = slash + 1;
	slash = strrchr(typed, '\\');
	if (slash != NULL)
		typed = slash + 1;
	clean = str_clean(cx->arena, typed, strlen(typed));
	if (clean == NULL || utf8_length(clean) > FILE_NAME_MAX)
		return "";
	return clean;
}

static void read_header(struct ctx *cx, struct part *part, const char *h, size_t n)
{
	static const char disposition[] = "Content-Disposition:";
	static const char type[] = "Content-Type:";
	const char *file;

	if (n >= sizeof(disposition) && strncasecmp(h, disposition, sizeof(disposition) - 1) == 0) {
		part->name = parameter(cx, h, n, "name");
		file = parameter(cx, h, n, "filename");
		part->file = file != NULL ? form_file_name(cx, file) : NULL;
	} else if (n >= sizeof(type) && strncasecmp(h, type, sizeof(type) - 1) == 0) {
		h += sizeof(type) - 1;
		n -= sizeof(type) - 1;
		part->type = str_clean(cx->arena, h, n);
	}
}

/* Reads the headers of one part up to the empty line. */
static bool read_headers(struct ctx *cx, struct cursor *c, struct part *part)
{
	const char *start = c->p, *line;

	*part = (struct part){ 0 };
	for (;;) {
		line = c->p;
		if (skip_past(c, "\r\n", 2) == NULL || c->p - start > PART_HEADER_MAX)
			return false;
		if (c->p - 2 == line)
			return part->name != NULL;
		read_header(cx, part, line, (size_t)(c->p - 2 - line));
	}
}

static void put_part(struct ctx *cx, struct form *f, const struct part *part)
{
	size_t name_n = strlen(part->name);
	int field = form_field_find(f, part->name, name_n);

	if (part->file == NULL)
		form_put(cx, f, part->name, name_n, part->body, part->n);
	else if (field >= 0)
		form_put_file(cx, f, field, part->file, part->type,
			      (struct blob){ .p = part->body, .n = part->n });
}

void form_put_file(struct ctx *cx, struct form *f, int field, const char *name, const char *type,
		   struct blob bytes)
{
	struct value *v = &f->values[field];
	struct upload *bigger;

	v->given = true;
	/* A file input that was left alone sends one nameless file of no bytes. */
	if (name[0] == '\0' && bytes.n == 0)
		return;
	if (f->def->fields[field].kind != FIELD_FILES) {
		if (!v->faulty)
			form_fault(cx, f, field, T_FORM_ONE_VALUE, NULL, NULL);
		return;
	}
	if (v->n_files == v->cap_files) {
		v->cap_files = v->cap_files == 0 ? 4 : 2 * v->cap_files;
		bigger = ARENA_ARRAY(cx->arena, v->cap_files, struct upload);
		if (v->n_files > 0)
			memcpy(bigger, v->files, v->n_files * sizeof(*bigger));
		v->files = bigger;
	}
	v->files[v->n_files++] =
	    (struct upload){ .name = name, .type = type != NULL ? type : "", .bytes = bytes };
}

/*
 * Reads the parts.  c stands behind a delimiter, which is followed by CRLF when a part comes and
 * by "--" at the end.
 */
static bool read_parts(struct ctx *cx, struct form *f, struct cursor *c, const char *delimiter,
		       size_t n)
{
	const char *stop;
	struct part part;
	unsigned parts;

	for (parts = 0; parts < FORM_MAX_PAIRS; parts++) {
		if (c->end - c->p < 2)
			return false;
		if (memcmp(c->p, "--", 2) == 0)
			return true;
		if (memcmp(c->p, "\r\n", 2) != 0)
			return false;
		c->p += 2;
		if (!read_headers(cx, c, &part))
			return false;
		part.body = c->p;
		/* An empty part: the line end before the delimiter is that of the empty line. */
		if ((size_t)(c->end - c->p) >= n - 2 && memcmp(c->p, delimiter + 2, n - 2) == 0) {
			c->p += n - 2;
		} else {
			stop = skip_past(c, delimiter, n);
			if (stop == NULL)
				return false;
			part.n = (size_t)(stop - part.body);
		}
		put_part(cx, f, &part);
	}
	return false;
}

enum err form_parse_multipart(struct ctx *cx, struct form *f, const char *boundary, const char *p,
			      size_t n)
{
	char delimiter[BOUNDARY_MAX + 5];
	struct cursor c = { .p = p, .end = p + n };
	size_t len = strlen(boundary);
	bool whole = false;

	if (len > 0 && len <= BOUNDARY_MAX) {
		len = (size_t)snprintf(delimiter, sizeof(delimiter), "\r\n--%s", boundary);
		/* The first delimiter may stand at the very beginning, without its line end. */
		if (n >= len - 2 && memcmp(p, delimiter + 2, len - 2) == 0)
			c.p += len - 2;
		else if (skip_past(&c, delimiter, len) == NULL)
			c.p = c.end;
		whole = read_parts(cx, f, &c, delimiter, len);
	}
	if (whole)
		return ERR_OK;
	form_fault(cx, f, -1, T_FORM_BROKEN, NULL, NULL);
	return err_set(cx, ERR_INVALID, "form %s: broken multipart", f->def->name);
}
