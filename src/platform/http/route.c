/* The routes of all tables as a tree of path segments. */
#include "base/str.h"
#include "platform/http/http_impl.h"

#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROUTES = 1024 };

/* A place in the tree; children are siblings linked by next. */
struct node {
	const char *text; /* segment as written: "cases", "{id}" */
	size_t n;
	enum { NODE_TEXT, NODE_ID, NODE_ANY } kind;
	struct node *child, *next;
	const struct route *route[POST + 1];
};

struct router {
	const struct route *const *tables; /* what it was made from */
	struct arena *arena;
	struct node root;
	const struct route *routes[MAX_ROUTES];
	size_t n;
	struct router *next;
};

/* Routers live as long as the process: route tables are static, so there are few. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct router *routers;

static struct node *child_for(struct router *r, struct node *n, const char *text, size_t len)
{
	struct node *c;

	for (c = n->child; c != NULL; c = c->next)
		if (c->n == len && memcmp(c->text, text, len) == 0)
			return c;
	c = ARENA_NEW(r->arena, struct node);
	c->text = text;
	c->n = len;
	if (len == 4 && memcmp(text, "{id}", 4) == 0)
		c->kind = NODE_ID;
	else
		c->kind = text[0] == '{' ? NODE_ANY : NODE_TEXT;
	c->next = n->child;
	n->child = c;
	return c;
}

/* False when another route has the same method and path. */
static bool add_route(struct router *r, const struct route *route)
{
	struct node *n = &r->root;
	const char *p = route->path;
	size_t len;

	assert(route->path[0] == '/' && (route->method == GET || route->method == POST));
	for (p++; *p != '\0'; p += len + (p[len] == '/')) {
		len = strcspn(p, "/");
		n = child_for(r, n, p, len);
	}
	if (n->route[route->method] != NULL)
		return false;
	assert(r->n < MAX_ROUTES);
	n->route[route->method] = route;
	r->routes[r->n++] = route;
	return true;
}

static struct router *compile(struct ctx *cx, struct app *app, enum err *ret_fault)
{
	struct router *r = calloc(1, sizeof(*r));
	const struct route *route;
	size_t t;

	if (r == NULL)
		abort();
	r->arena = arena_new(0);
	r->tables = app->routes;
	for (t = 0; app->routes != NULL && app->routes[t] != NULL; t++) {
		for (route = app->routes[t]; route->path != NULL; route++) {
			if (add_route(r, route))
				continue;
			*ret_fault = err_set(cx, ERR_CONFLICT, "two routes for %s", route->path);
			arena_free(r->arena);
			free(r);
			return NULL;
		}
	}
	/* A feature may put its own in the place of one of the house. */
	for (route = http_own_routes; route->path != NULL; route++)
		(void)add_route(r, route);
	return r;
}

const struct router *router_of(struct ctx *cx, struct app *app)
{
	struct router *r;
	enum err fault = ERR_OK;

	pthread_mutex_lock(&lock);
	for (r = routers; r != NULL && r->tables != app->routes; r = r->next)
		;
	if (r == NULL) {
		r = compile(cx, app, &fault);
		if (fault == ERR_OK) {
			r->next = routers;
			routers = r;
		}
	}
	pthread_mutex_unlock(&lock);
	return r;
}

static bool fits(const struct node *n, const char *part)
{
	int64_t id;

	switch (n->kind) {
	case NODE_TEXT:
		return strlen(part) == n->n && memcmp(n->text, part, n->n) == 0;
	case NODE_ID:
		return isdigit((unsigned char)part[0]) && str_i64(part, &id) && id > 0;
	case NODE_ANY:
		return true;
	}
	return false;
}

/* Goes down one segment: plain text before {id} before any, coming back from dead ends. */
static bool descend(const struct node *n, enum method method, char *const *parts, size_t left,
		    struct match *m)
{
	const struct node *c;
	size_t had = m->n_segments;
	int kind;

	if (left == 0) {
		if (n->route[GET] != NULL)
			m->allowed |= 1U << GET;
		if (n->route[POST] != NULL)
			m->allowed |= 1U << POST;
		m->route = n->route[method];
		return m->route != NULL;
	}
	for (kind = NODE_TEXT; kind <= NODE_ANY; kind++) {
		for (c = n->child; c != NULL; c = c->next) {
			if ((int)c->kind != kind || !fits(c, parts[0]))
				continue;
			if (kind != NODE_TEXT)
				m->segments[m->n_segments++] =
				    (struct segment){ .name = c->text, .value = parts[0] };
			if (descend(c, method, parts + 1, left - 1, m))
				return true;
			m->n_segments = had;
		}
	}
	return false;
}

void router_find(const struct router *r, enum method method, char *const *parts, size_t n,
		 struct match *ret)
{
	*ret = (struct match){ 0 };
	if (!descend(&r->root, method, parts, n, ret))
		ret->route = NULL;
}

size_t router_index(const struct router *r, const struct route *route)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->routes[i] == route)
			return i;
	return r->n;
}

size_t router_size(const struct router *r)
{
	return r->n;
}

const struct route *router_route(const struct router *r, size_t index)
{
	assert(index < r->n);
	return r->routes[index];
}

/* The version that its sender looked at says in words what is wrong with it, everywhere. */
static const struct field *blind_version(const struct route *route)
{
	const struct field *f = route->form != NULL ? route->form->fields : NULL;

	for (; f != NULL && f->kind != FIELD_END; f++)
		if (f->kind == FIELD_ID && !f->seen &&
		    (strcmp(f->name, "version") == 0 || strcmp(f->name, "versi") == 0))
			return f;
	return NULL;
}

enum err http_check_routes(struct ctx *cx)
{
	const struct router *r = router_of(cx, cx->app);
	size_t i;

	if (r == NULL)
		return ERR_CONFLICT;
	for (i = 0; i < r->n; i++)
		if (blind_version(r->routes[i]) != NULL)
			return err_set(cx, ERR_CONFLICT, "%s: a version is not marked seen",
				       r->routes[i]->path);
	return ERR_OK;
}

void http_each_route(struct app *app, void (*fn)(const struct route *route, void *user), void *user)
{
	struct ctx cx;
	const struct router *r;
	size_t i;

	ctx_init(&cx, app, 0);
	r = router_of(&cx, app);
	for (i = 0; r != NULL && i < r->n; i++)
		fn(r->routes[i], user);
	ctx_release(&cx);
}

const struct route *http_route_find(struct app *app, enum method method, const char *path)
{
	char *parts[HTTP_MAX_SEGMENTS];
	const char *query;
	const struct router *router;
	struct match m = { 0 };
	struct ctx cx;
	size_t n;

	ctx_init(&cx, app, 0);
	router = router_of(&cx, app);
	if (router != NULL && http_target(cx.arena, path, parts, &n, &query))
		router_find(router, method, parts, n, &m);
	ctx_release(&cx);
	return m.route;
}
