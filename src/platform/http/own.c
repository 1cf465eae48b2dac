/* The house's own routes: assets, health, metrics, OpenAPI, language. */
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/http/http_impl.h"
#include "platform/http/http_sql.h"

#include <string.h>

static enum err asset_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct asset *a = asset_by_url(req_path(r));

	if (a == NULL)
		return err_set(cx, ERR_NOTFOUND, "no such asset");
	r->asset = a;
	/* The address changes with the bytes. */
	resp->cache = "public, max-age=31536000, immutable";
	resp->etag = arena_printf(cx->arena, "\"%s\"", a->hash);
	return ERR_OK;
}

/* Answers only when the database does. */
static enum err health_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct http_alive_row row;

	(void)r;
	TRY(http_alive_one(cx, &row));
	resp->type = "text/plain; charset=utf-8";
	buf_adds(&resp->body, "ok\n");
	return ERR_OK;
}

enum { LANG_FIELD, BACK_FIELD };

static const struct member langs[] = { { "id", T_HTTP_LANG_ID, T__NONE },
				       { "en", T_HTTP_LANG_EN, T__NONE },
				       { 0 } };
static const struct field lang_fields[] = {
	[LANG_FIELD] = { .name = "lang",
			 .kind = FIELD_ENUM,
			 .label = T_HTTP_LANG,
			 .members = langs,
			 .required = true },
	[BACK_FIELD] = { .name = "back", .kind = FIELD_HIDDEN, .label = T_HTTP_LANG },
	{ .kind = FIELD_END },
};
static const struct form_def lang_form = { .name = "lang", .fields = lang_fields };

/* Only a path of this site; "//host" and "/\host" would lead elsewhere. */
static bool is_own_path(const char *s)
{
	return s != NULL && s[0] == '/' && s[1] != '/' && s[1] != '\\';
}

static enum err lang_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	const char *back = form_text(req_form(r), BACK_FIELD);

	resp->status = 303;
	resp->location = is_own_path(back) ? back : "/";
	resp->cookie =
	    arena_printf(cx->arena, "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax%s",
			 form_text(req_form(r), LANG_FIELD), cx->app->https ? "; Secure" : "");
	return ERR_OK;
}

#define OWN (ROUTE_RAW | ROUTE_NO_MENU)

const struct route http_own_routes[] = {
	{ .method = GET, .path = "/a/{name}", .flags = OWN, .raw = asset_page },
	{ .method = GET, .path = "/healthz", .flags = OWN, .raw = health_page },
	{ .method = GET, .path = "/metrics", .flags = OWN, .raw = metrics_page },
	{ .method = GET,
	  .path = "/openapi.json",
	  .flags = OWN,
	  .repr = REPR_JSON,
	  .raw = openapi_page },
	{ .method = POST,
	  .path = "/bahasa",
	  .flags = OWN | ROUTE_READ_POST | ROUTE_NO_ONCE | ROUTE_NO_CSRF,
	  .form = &lang_form,
	  .raw = lang_page },
	{ 0 },
};
