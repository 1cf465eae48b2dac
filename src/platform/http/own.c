/* The house's own routes: assets, health, metrics, OpenAPI. */
#include "platform/assets/assets.h"
#include "platform/http/http_impl.h"
#include "platform/http/http_sql.h"

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
	{ 0 },
};
