/* The OpenAPI 3.1 document: what every route takes and gives, from the same tables. */
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/export/json.h"
#include "platform/http/http_impl.h"
#include "text/http.h"

#include <stdio.h>
#include <string.h>

/* ---- names of operations ----------------------------------------------------------------- */

/* Made of method and path: "post_kasus_id_catat". */
static const char *operation(struct arena *a, const struct route *route)
{
	const char *p = route->path;
	char *name = arena_printf(a, "%s%s", route->method == POST ? "post" : "get", p), *to = name;

	for (p = name; *p != '\0'; p++)
		if (*p != '{' && *p != '}')
			*to++ = strchr("/-.", *p) != NULL ? '_' : *p;
	*to = '\0';
	return name;
}

const char *http_operation_of(struct ctx *cx, const char *method, const char *href)
{
	const struct router *router = router_of(cx, cx->app);
	char *parts[HTTP_MAX_SEGMENTS], *dot;
	struct match m = { 0 };
	const char *query;
	size_t n;

	if (router == NULL || !http_target(cx->arena, href, parts, &n, &query))
		return NULL;
	router_find(router, str_eq(method, "POST") ? POST : GET, parts, n, &m);
	dot = m.route == NULL && n > 0 ? strrchr(parts[n - 1], '.') : NULL;
	if (dot != NULL) {
		*dot = '\0';
		router_find(router, GET, parts, n, &m);
	}
	return m.route != NULL ? operation(cx->arena, m.route) : NULL;
}

/* ---- fields ------------------------------------------------------------------------------ */

static void put_type(struct json *j, const char *type, const char *format)
{
	json_text(j, "type", type);
	if (format != NULL)
		json_text(j, "format", format);
}

static void put_members(struct json *j, const struct member *m)
{
	json_open(j, "enum", '[');
	for (; m->value != NULL; m++)
		json_text(j, NULL, m->value);
	json_close(j, ']');
}

/* A file: bytes in multipart, an object with the bytes as base64 in JSON. */
static void put_file(struct json *j, const struct field *f, bool coded)
{
	put_type(j, "array", NULL);
	if (f->max_value > 0)
		json_int(j, "maxItems", f->max_value);
	json_open(j, "items", '{');
	if (!coded) {
		put_type(j, "string", "binary");
	} else {
		put_type(j, "object", NULL);
		json_open(j, "properties", '{');
		json_open(j, "name", '{');
		put_type(j, "string", NULL);
		json_close(j, '}');
		json_open(j, "type", '{');
		put_type(j, "string", NULL);
		json_close(j, '}');
		json_open(j, "data", '{');
		put_type(j, "string", NULL);
		json_text(j, "contentEncoding", "base64");
		json_int(j, "maxLength", ((int64_t)f->max + 2) / 3 * 4);
		json_close(j, '}');
		json_close(j, '}');
		json_open(j, "required", '[');
		json_text(j, NULL, "data");
		json_close(j, ']');
	}
	json_close(j, '}');
}

static void put_kind(struct json *j, const struct field *f, bool coded)
{
	switch (f->kind) {
	case FIELD_INT:
		put_type(j, "integer", NULL);
		if (f->max_value > f->min_value) {
			json_int(j, "minimum", f->min_value);
			json_int(j, "maximum", f->max_value);
		}
		break;
	case FIELD_MONEY:
		put_type(j, "integer", "int64");
		break;
	case FIELD_DATE:
		put_type(j, "string", "date");
		break;
	case FIELD_INSTANT:
		put_type(j, "string", "date-time");
		break;
	case FIELD_ENUM:
		put_type(j, "string", NULL);
		put_members(j, f->members);
		break;
	case FIELD_CHECKS:
		put_type(j, "array", NULL);
		json_open(j, "items", '{');
		put_members(j, f->members);
		json_close(j, '}');
		break;
	case FIELD_IDS:
	case FIELD_REFS:
		put_type(j, "array", NULL);
		json_open(j, "items", '{');
		put_type(j, "string", NULL);
		json_close(j, '}');
		break;
	case FIELD_BOOL:
		put_type(j, "boolean", NULL);
		break;
	case FIELD_PASSWORD:
		put_type(j, "string", "password");
		break;
	case FIELD_FILES:
		put_file(j, f, coded);
		break;
	case FIELD_NIK:
		put_type(j, "string", NULL);
		json_text(j, "pattern", "^[0-9]{16}$");
		break;
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_HIDDEN:
		put_type(j, "string", NULL);
		json_int(j, "maxLength", f->max != 0 ? (int64_t)f->max : 200);
		break;
	case FIELD_ID:
		put_type(j, "string", NULL);
		json_text(j, "pattern", f->seen ? "^[1-9][0-9]*$" : "^[0-9]*$");
		break;
	case FIELD_REF:
	case FIELD_PHONE:
	case FIELD_NUMBER:
	case FIELD_COORD:
	case FIELD_END:
		put_type(j, "string", NULL);
		break;
	}
}

static void put_schema(struct ctx *cx, struct json *j, const char *name, const struct field *f,
		       bool coded)
{
	json_open(j, name, '{');
	put_kind(j, f, coded);
	if (f->label != T__NONE)
		json_text(j, "description", text(cx, f->label));
	if (f->options != NULL)
		json_bool(j, "x-options", true);
	json_close(j, '}');
}

/* ---- what every operation refers to ------------------------------------------------------ */

static void put_ref(struct json *j, const char *name, const char *kind, const char *to)
{
	char path[120];

	json_open(j, name, '{');
	(void)snprintf(path, sizeof(path), "#/components/%s/%s", kind, to);
	json_text(j, "$ref", path);
	json_close(j, '}');
}

static void put_list_of(struct json *j, const char *name, const char *schema)
{
	json_open(j, name, '{');
	json_text(j, "type", "array");
	put_ref(j, "items", "schemas", schema);
	json_close(j, '}');
}

/* A member of a schema, which may be null where types are two. */
struct part {
	const char *name, *type, *or_type, *format;
	bool required;
};

static void put_part(struct json *j, const struct part *p)
{
	json_open(j, p->name, '{');
	if (p->or_type == NULL) {
		json_text(j, "type", p->type);
	} else {
		json_open(j, "type", '[');
		json_text(j, NULL, p->type);
		json_text(j, NULL, p->or_type);
		json_close(j, ']');
	}
	if (p->format != NULL)
		json_text(j, "format", p->format);
	json_close(j, '}');
}

static void put_required(struct json *j, const struct part *p, size_t n)
{
	size_t i;

	json_open(j, "required", '[');
	for (i = 0; i < n; i++)
		if (p[i].required)
			json_text(j, NULL, p[i].name);
	json_close(j, ']');
}

static void open_schema(struct json *j, const char *name, const struct part *p, size_t n)
{
	size_t i;

	json_open(j, name, '{');
	json_text(j, "type", "object");
	put_required(j, p, n);
	json_open(j, "properties", '{');
	for (i = 0; i < n; i++)
		put_part(j, &p[i]);
}

static void close_schema(struct json *j)
{
	json_close(j, '}');
	json_close(j, '}');
}

static void put_done(struct json *j)
{
	static const struct part parts[] = {
		{ "ok", "boolean", NULL, NULL, true },
		{ "id", "string", NULL, NULL, false },
		{ "number", "string", NULL, NULL, false },
		{ "secret", "string", NULL, NULL, false },
		{ "location", "string", NULL, "uri-reference", false },
	};

	open_schema(j, "Done", parts, LEN(parts));
	close_schema(j);
}

static void put_refused(struct json *j)
{
	static const struct part parts[] = {
		{ "ok", "boolean", NULL, NULL, true },
		{ "message", "string", NULL, NULL, false },
		{ "location", "string", NULL, "uri-reference", false },
	};
	static const struct part problem[] = {
		{ "field", "string", "null", NULL, true },
		{ "message", "string", NULL, NULL, true },
	};

	open_schema(j, "Refused", parts, LEN(parts));
	json_open(j, "error", '{');
	json_text(j, "type", "string");
	json_open(j, "enum", '[');
	for (enum err e = ERR_OK + 1; e < ERR__MAX; e++)
		json_text(j, NULL, err_name(e));
	json_close(j, ']');
	json_close(j, '}');
	json_open(j, "problems", '{');
	json_text(j, "type", "array");
	open_schema(j, "items", problem, LEN(problem));
	close_schema(j);
	json_close(j, '}');
	close_schema(j);
}

static void put_action(struct json *j)
{
	static const struct part option[] = {
		{ "value", "string", NULL, NULL, true },
		{ "label", "string", "null", NULL, true },
		{ "group", "string", NULL, NULL, false },
	};
	static const struct part field[] = {
		{ "name", "string", NULL, NULL, true },
		{ "kind", "string", NULL, NULL, true },
		{ "required", "boolean", NULL, NULL, true },
		{ "label", "string", "null", NULL, false },
		{ "min", "integer", NULL, NULL, false },
		{ "max", "integer", NULL, NULL, false },
		{ "count", "integer", NULL, NULL, false },
		{ "value", "string", "array", NULL, false },
	};
	static const struct part action[] = {
		{ "name", "string", "null", NULL, true },
		{ "label", "string", "null", NULL, true },
		{ "method", "string", NULL, NULL, true },
		{ "href", "string", NULL, "uri-reference", true },
		{ "operation", "string", "null", NULL, true },
		{ "multipart", "boolean", NULL, NULL, false },
	};

	open_schema(j, "Option", option, LEN(option));
	close_schema(j);
	open_schema(j, "Field", field, LEN(field));
	put_list_of(j, "options", "Option");
	close_schema(j);
	open_schema(j, "Action", action, LEN(action));
	put_list_of(j, "fields", "Field");
	close_schema(j);
}

static void put_page(struct json *j)
{
	static const struct part parts[] = {
		{ "title", "string", "null", NULL, true },
		{ "sample", "boolean", NULL, NULL, false },
	};
	static const struct part list[] = {
		{ "total", "integer", NULL, NULL, false },
		{ "next", "string", "null", "uri-reference", true },
	};

	static const struct part note[] = {
		{ "tone", "string", NULL, NULL, true },
		{ "title", "string", "null", NULL, true },
		{ "text", "string", "null", NULL, true },
	};

	open_schema(j, "List", list, LEN(list));
	json_open(j, "rows", '{');
	json_text(j, "type", "array");
	json_open(j, "items", '{');
	json_text(j, "type", "object");
	json_close(j, '}');
	json_close(j, '}');
	close_schema(j);
	open_schema(j, "Note", note, LEN(note));
	close_schema(j);
	open_schema(j, "Page", parts, LEN(parts));
	put_list_of(j, "notes", "Note");
	put_list_of(j, "actions", "Action");
	close_schema(j);
}

/* ---- what each page gives ---------------------------------------------------------------- */

/* Found by tools/mkparts.mjs in the calls that draw the pages: lines of a name and its schema. */
#define PAGES  "openapi/pages.txt"
#define TABLES "openapi/tables.txt"
#define PAGE_  "Page_" /* before an operation: the schema of what it gives */

static const char *lines_of(const char *name)
{
	const struct asset *a = asset_find(name);

	return a != NULL ? a->data : "";
}

static void put_lines(struct ctx *cx, struct json *j, const char *file, const char *before)
{
	const char *line, *blank, *end;

	for (line = lines_of(file); *line != '\0'; line = end + (*end != '\0')) {
		end = line + strcspn(line, "\n");
		blank = line + strcspn(line, " \n");
		json_raw(j, arena_printf(cx->arena, "%s%.*s", before, (int)(blank - line), line),
			 arena_strndup(cx->arena, blank, (size_t)(end - blank)));
	}
}

/* The schema of what an operation gives: its own, or that of any page. */
static const char *page_schema(struct ctx *cx, const struct route *route)
{
	const char *name = operation(cx->arena, route);
	const char *found = strstr(arena_printf(cx->arena, "\n%s", lines_of(PAGES)),
				   arena_printf(cx->arena, "\n%s ", name));

	return found != NULL ? arena_printf(cx->arena, "%s%s", PAGE_, name) : "Page";
}

/* A response that a page, an act or a refusal gives as JSON. */
static void put_answer(struct json *j, const char *name, const char *what, const char *schema)
{
	json_open(j, name, '{');
	json_text(j, "description", what);
	json_open(j, "content", '{');
	json_open(j, "application/json", '{');
	put_ref(j, "schema", "schemas", schema);
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
}

static void put_header(struct json *j, const char *key, const char *name, const char *what)
{
	json_open(j, key, '{');
	json_text(j, "name", name);
	json_text(j, "in", "header");
	json_bool(j, "required", false);
	json_text(j, "description", what);
	json_open(j, "schema", '{');
	json_text(j, "type", "string");
	json_int(j, "minLength", 16);
	json_int(j, "maxLength", 100);
	json_close(j, '}');
	json_close(j, '}');
}

static void put_key(struct json *j, const char *key, const char *in, const char *name)
{
	json_open(j, key, '{');
	json_text(j, "type", "apiKey");
	json_text(j, "in", in);
	json_text(j, "name", name);
	json_close(j, '}');
}

static void put_components(struct ctx *cx, struct json *j)
{
	json_open(j, "components", '{');
	json_open(j, "securitySchemes", '{');
	json_open(j, "token", '{');
	json_text(j, "type", "http");
	json_text(j, "scheme", "bearer");
	json_close(j, '}');
	put_key(j, "session", "cookie", cookie_name(cx->app));
	put_key(j, "form_token", "header", "X-CSRF-Token");
	json_close(j, '}');
	json_open(j, "parameters", '{');
	put_header(j, "Once", "Idempotency-Key", text(cx, T_HTTP_API_ONCE));
	json_close(j, '}');
	json_open(j, "responses", '{');
	put_answer(j, "Page", text(cx, T_HTTP_API_PAGE), "Page");
	put_answer(j, "Done", text(cx, T_HTTP_API_DONE), "Done");
	put_answer(j, "Refused", text(cx, T_HTTP_API_REFUSED), "Refused");
	json_close(j, '}');
	json_open(j, "schemas", '{');
	put_done(j);
	put_refused(j);
	put_action(j);
	put_page(j);
	put_lines(cx, j, TABLES, "");
	put_lines(cx, j, PAGES, PAGE_);
	json_close(j, '}');
	json_close(j, '}');
}

/* ---- operations -------------------------------------------------------------------------- */

static void put_parameter_head(struct json *j, const char *name, const char *in, bool required)
{
	json_open(j, NULL, '{');
	json_text(j, "name", name);
	json_text(j, "in", in);
	json_bool(j, "required", required);
}

static void put_path_parameter(struct json *j, const char *name)
{
	put_parameter_head(j, name, "path", true);
	json_open(j, "schema", '{');
	json_text(j, "type", "string");
	if (strcmp(name, "id") == 0)
		json_text(j, "pattern", "^[0-9]+$");
	json_close(j, '}');
	json_close(j, '}');
}

/* The {x} of the path, then the fields of a query, or the one-time key of an act. */
static void put_parameters(struct ctx *cx, struct json *j, const struct route *route)
{
	const struct field *f;
	const char *p;

	json_open(j, "parameters", '[');
	for (p = strchr(route->path, '{'); p != NULL; p = strchr(p + 1, '{'))
		put_path_parameter(j, arena_strndup(cx->arena, p + 1, strcspn(p + 1, "}")));
	for (f = route->method == GET && route->form != NULL ? route->form->fields : NULL;
	     f != NULL && f->kind != FIELD_END; f++) {
		put_parameter_head(j, f->name, "query", f->required);
		put_schema(cx, j, "schema", f, false);
		json_close(j, '}');
	}
	if (route->method == POST && (route->flags & (ROUTE_NO_ONCE | ROUTE_READ_POST)) == 0)
		put_ref(j, NULL, "parameters", "Once");
	json_close(j, ']');
}

/* Names that begin with _ (_once, _purpose) go with any form; others than those above with none,
 * unless fields are data. */
static void put_others(struct json *j, const struct form_def *def)
{
	json_open(j, "patternProperties", '{');
	json_open(j, "^_", '{');
	json_close(j, '}');
	json_close(j, '}');
	json_bool(j, "additionalProperties", def->now != NULL);
}

static void put_body_schema(struct ctx *cx, struct json *j, const struct form_def *def, bool coded)
{
	const struct field *f;

	json_open(j, "schema", '{');
	json_text(j, "type", "object");
	json_open(j, "properties", '{');
	for (f = def->fields; f->kind != FIELD_END; f++)
		put_schema(cx, j, f->name, f, coded);
	json_close(j, '}');
	json_open(j, "required", '[');
	for (f = def->fields; f->kind != FIELD_END; f++)
		if (f->required)
			json_text(j, NULL, f->name);
	json_close(j, ']');
	if (coded)
		put_others(j, def);
	json_close(j, '}');
}

static void put_body(struct ctx *cx, struct json *j, const struct form_def *def)
{
	static const char *const types[] = { "application/json",
					     "application/x-www-form-urlencoded",
					     "multipart/form-data" };
	size_t i;

	json_open(j, "requestBody", '{');
	json_open(j, "content", '{');
	for (i = 0; i < LEN(types) - !def->multipart; i++) {
		json_open(j, types[i], '{');
		put_body_schema(cx, j, def, i == 0);
		json_close(j, '}');
	}
	json_close(j, '}');
	json_close(j, '}');
}

/* What a page may be asked for, by Accept or by the ending of its address. */
static void put_shown(struct ctx *cx, struct json *j, const struct route *route)
{
	unsigned can = route->repr != 0 ? route->repr : REPR_PAGE;
	bool raw = (route->flags & ROUTE_RAW) != 0;

	json_open(j, "200", '{');
	json_text(j, "description", text(cx, T_HTTP_API_PAGE));
	json_open(j, "content", '{');
	if ((can & REPR_JSON) != 0 && !raw) {
		json_open(j, "application/json", '{');
		put_ref(j, "schema", "schemas", page_schema(cx, route));
		json_close(j, '}');
	}
	for (unsigned repr = REPR_CSV; repr <= REPR_PDF; repr <<= 1)
		if ((can & repr) != 0) {
			json_open(j, repr_type(repr), '{');
			json_close(j, '}');
		}
	json_close(j, '}');
	json_close(j, '}');
}

static void put_responses(struct ctx *cx, struct json *j, const struct route *route)
{
	bool acts = route->method == POST && (route->flags & ROUTE_READ_POST) == 0;

	json_open(j, "responses", '{');
	if (acts) {
		put_ref(j, "200", "responses", "Done");
		put_ref(j, "201", "responses", "Done");
		put_ref(j, "409", "responses", "Refused");
	} else {
		put_shown(cx, j, route);
	}
	if (route->perm != PERM_NONE) {
		put_ref(j, "401", "responses", "Refused");
		put_ref(j, "403", "responses", "Refused");
	}
	if (strchr(route->path, '{') != NULL)
		put_ref(j, "404", "responses", "Refused");
	if (route->form != NULL)
		put_ref(j, "422", "responses", "Refused");
	put_ref(j, "default", "responses", "Refused");
	json_close(j, '}');
}

static void put_one_security(struct json *j, const char *first, const char *second)
{
	json_open(j, NULL, '{');
	json_open(j, first, '[');
	json_close(j, ']');
	if (second != NULL) {
		json_open(j, second, '[');
		json_close(j, ']');
	}
	json_close(j, '}');
}

static void put_security(struct json *j, const struct route *route)
{
	json_open(j, "security", '[');
	if (route->perm != PERM_NONE) {
		if ((route->flags & ROUTE_SESSION) == 0)
			put_one_security(j, "token", NULL);
		put_one_security(j, "session", route->method == POST ? "form_token" : NULL);
	}
	json_close(j, ']');
}

/* The first word of the path. */
static void put_tag(struct ctx *cx, struct json *j, const struct route *route)
{
	const char *word = route->path + 1;

	json_open(j, "tags", '[');
	json_text(j, NULL,
		  *word != '\0' ? arena_strndup(cx->arena, word, strcspn(word, "/.")) : "beranda");
	json_close(j, ']');
}

static void put_operation(struct ctx *cx, struct json *j, const struct route *route)
{
	json_open(j, route->method == POST ? "post" : "get", '{');
	json_text(j, "operationId", operation(cx->arena, route));
	json_text(j, "summary", route->title != T__NONE ? text(cx, route->title) : route->path);
	put_tag(cx, j, route);
	json_text(j, "x-permission", perm_name(route->perm));
	put_parameters(cx, j, route);
	if (route->method == POST && route->form != NULL)
		put_body(cx, j, route->form);
	put_responses(cx, j, route);
	put_security(j, route);
	json_close(j, '}');
}

/* All methods of the path that first appears at index i. */
static void put_path(struct ctx *cx, struct json *j, const struct router *router, size_t i)
{
	const char *path = router_route(router, i)->path;
	size_t k;

	for (k = 0; k < i; k++)
		if (strcmp(router_route(router, k)->path, path) == 0)
			return;
	json_open(j, path, '{');
	for (k = i; k < router_size(router); k++)
		if (strcmp(router_route(router, k)->path, path) == 0)
			put_operation(cx, j, router_route(router, k));
	json_close(j, '}');
}

static void put_info(struct ctx *cx, struct json *j)
{
	json_open(j, "info", '{');
	json_text(j, "title", "Melaju");
	json_text(j, "version", cx->app->version != NULL ? cx->app->version : "0");
	json_text(j, "description", text(cx, T_HTTP_API));
	json_open(j, "license", '{');
	json_text(j, "name", "Apache-2.0");
	json_text(j, "identifier", "Apache-2.0");
	json_close(j, '}');
	json_close(j, '}');
}

/* The OpenAPI 3.1 document of all routes. */
static enum err openapi(struct ctx *cx, struct buf *out)
{
	const struct router *router = router_of(cx, cx->app);
	struct json j;
	size_t i;

	if (router == NULL)
		return ERR_CONFLICT;
	json_init(&j, out);
	json_open(&j, NULL, '{');
	json_text(&j, "openapi", "3.1.0");
	put_info(cx, &j);
	json_open(&j, "paths", '{');
	for (i = 0; i < router_size(router); i++)
		put_path(cx, &j, router, i);
	json_close(&j, '}');
	put_components(cx, &j);
	json_close(&j, '}');
	return buf_ok(out) ? ERR_OK : err_set(cx, ERR_TOOBIG, "OpenAPI document");
}

enum err openapi_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	return openapi(cx, &resp->body);
}
