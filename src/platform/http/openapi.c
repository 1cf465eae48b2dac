/* The OpenAPI 3.1 document: what every route takes and gives, from the same tables. */
#include "base/str.h"
#include "platform/export/json.h"
#include "platform/http/http_impl.h"

#include <string.h>

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
	case FIELD_REF:
	case FIELD_PHONE:
	case FIELD_NUMBER:
	case FIELD_COORD:
	case FIELD_ID:
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
	json_close(j, '}');
}

static void put_parameter_head(struct json *j, const char *name, const char *in, bool required)
{
	json_open(j, NULL, '{');
	json_text(j, "name", name);
	json_text(j, "in", in);
	json_bool(j, "required", required);
}

/* The {x} of the path, then the fields of a query. */
static void put_parameters(struct ctx *cx, struct json *j, const struct route *route)
{
	const struct field *f;
	const char *p;

	json_open(j, "parameters", '[');
	for (p = strchr(route->path, '{'); p != NULL; p = strchr(p + 1, '{')) {
		put_parameter_head(j, arena_strndup(cx->arena, p + 1, strcspn(p + 1, "}")), "path",
				   true);
		json_open(j, "schema", '{');
		json_text(j, "type", "string");
		json_close(j, '}');
		json_close(j, '}');
	}
	for (f = route->method == GET && route->form != NULL ? route->form->fields : NULL;
	     f != NULL && f->kind != FIELD_END; f++) {
		put_parameter_head(j, f->name, "query", f->required);
		put_schema(cx, j, "schema", f, false);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_body(struct ctx *cx, struct json *j, const struct route *route)
{
	static const char *const types[] = { "application/json",
					     "application/x-www-form-urlencoded",
					     "multipart/form-data" };
	const struct form_def *def = route->form;
	const struct field *f;
	size_t i;

	json_open(j, "requestBody", '{');
	json_open(j, "content", '{');
	for (i = 0; i < LEN(types) - !def->multipart; i++) {
		json_open(j, types[i], '{');
		json_open(j, "schema", '{');
		json_text(j, "type", "object");
		json_open(j, "properties", '{');
		for (f = def->fields; f->kind != FIELD_END; f++)
			put_schema(cx, j, f->name, f, i == 0);
		json_close(j, '}');
		json_open(j, "required", '[');
		for (f = def->fields; f->kind != FIELD_END; f++)
			if (f->required)
				json_text(j, NULL, f->name);
		json_close(j, ']');
		json_close(j, '}');
		json_close(j, '}');
	}
	json_close(j, '}');
	json_close(j, '}');
}

static void put_response(struct json *j, const char *status, const char *what)
{
	json_open(j, status, '{');
	json_text(j, "description", what);
	json_close(j, '}');
}

static void put_responses(struct json *j, const struct route *route)
{
	json_open(j, "responses", '{');
	put_response(j, "200", "ok");
	if (route->method == POST) {
		put_response(j, "201", "made: ok, id, number, secret, location");
		put_response(j, "409", "someone else was faster; nothing was changed");
		put_response(j, "422", "problems: field and message of each");
	}
	if (route->perm != PERM_NONE) {
		put_response(j, "401", "not signed in");
		put_response(j, "403", "not allowed");
	}
	json_close(j, '}');
}

static void put_operation(struct ctx *cx, struct json *j, const struct route *route)
{
	json_open(j, route->method == POST ? "post" : "get", '{');
	if (route->title != T__NONE)
		json_text(j, "summary", text(cx, route->title));
	json_text(j, "x-permission", perm_name(route->perm));
	put_parameters(cx, j, route);
	if (route->method == POST && route->form != NULL)
		put_body(cx, j, route);
	put_responses(j, route);
	json_open(j, "security", '[');
	if (route->perm != PERM_NONE) {
		json_open(j, NULL, '{');
		json_open(j, "token", '[');
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, ']');
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

static void put_security(struct json *j)
{
	json_open(j, "components", '{');
	json_open(j, "securitySchemes", '{');
	json_open(j, "token", '{');
	json_text(j, "type", "http");
	json_text(j, "scheme", "bearer");
	json_close(j, '}');
	json_close(j, '}');
	json_close(j, '}');
}

enum err http_openapi(struct ctx *cx, struct buf *out)
{
	const struct router *router = router_of(cx, cx->app);
	struct json j;
	size_t i;

	if (router == NULL)
		return ERR_CONFLICT;
	json_init(&j, out);
	json_open(&j, NULL, '{');
	json_text(&j, "openapi", "3.1.0");
	json_open(&j, "info", '{');
	json_text(&j, "title", "Melaju");
	json_text(&j, "version", cx->app->version != NULL ? cx->app->version : "0");
	json_close(&j, '}');
	json_open(&j, "paths", '{');
	for (i = 0; i < router_size(router); i++)
		put_path(cx, &j, router, i);
	json_close(&j, '}');
	put_security(&j);
	json_close(&j, '}');
	return buf_ok(out) ? ERR_OK : err_set(cx, ERR_TOOBIG, "OpenAPI document");
}

enum err openapi_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	return http_openapi(cx, &resp->body);
}
