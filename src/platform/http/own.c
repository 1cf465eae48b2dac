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

/* Asks another database than that of the request's reader. */
static enum err alive_elsewhere(struct ctx *cx, struct app *city)
{
	struct ctx other = *cx;
	struct http_alive_row row;
	enum err e;

	other.app = city;
	other.city = city->city;
	other.db = NULL;
	TRY(db_read_begin(&other, city->pool));
	e = http_alive_one(&other, &row);
	db_read_end(&other, city->pool);
	return e == ERR_OK ? db_pool_check(cx, city->pool) : e;
}

/* Answers only when the database does; where no city was asked for, when all of them do. */
static enum err health_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct http_alive_row row;
	struct app *city;
	size_t i;

	TRY(http_alive_one(cx, &row));
	TRY(db_pool_check(cx, r->app->pool));
	for (i = 0; cx->city == 0 && (city = hosts_city(r->app->hosts, i)) != NULL; i++)
		if (city->pool != r->app->pool && hosts_first_of_pool(r->app->hosts, i))
			TRY(alive_elsewhere(cx, city));
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
