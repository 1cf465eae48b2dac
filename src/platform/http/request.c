/* A request: what came, and what is understood of it. */
#include "base/clock.h"
#include "base/str.h"
#include "platform/http/http_impl.h"

#include <pthread.h>
#include <string.h>
#include <strings.h>

static bool req_posted(const struct req *r)
{
	return r->method == POST;
}

static int64_t req_session_expires(const struct req *r)
{
	return r->expires;
}

/* ui lies below and reaches the request through these. */
static const struct ui_hooks hooks = { .disclose = req_disclose,
				       .path = req_path,
				       .query = req_query,
				       .header = req_header,
				       .session_expires = req_session_expires,
				       .partial = req_partial,
				       .posted = req_posted,
				       .operation = http_operation_of };

static void set_hooks(void)
{
	ui_set_hooks(&hooks);
}

static void take_app(struct req *r, struct app *app)
{
	r->app = r->cx.app = app;
	r->cx.city = app->city;
}

void req_init(struct req *r, struct app *app, int64_t now)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_hooks);
	*r = (struct req){ 0 };
	ctx_init(&r->cx, app, now);
	take_app(r, app);
	r->remote = "";
	r->began = clock_mono();
	buf_init(&r->resp.body, HTTP_MAX_ANSWER);
}

/* Two Host headers would let a proxy and us see different cities. */
static const char *sole_host(const struct req *r)
{
	const char *host = NULL;
	size_t i;

	for (i = 0; i < r->n_headers; i++) {
		if (strcasecmp(r->headers[i].name, "Host") != 0)
			continue;
		if (host != NULL)
			return NULL;
		host = r->headers[i].value;
	}
	return host;
}

void req_choose_city(struct req *r)
{
	if (r->app->hosts != NULL)
		take_app(r, hosts_find(r->app->hosts, sole_host(r)));
}

void req_release(struct req *r)
{
	buf_release(&r->resp.body);
	ctx_release(&r->cx);
}

void req_add_header(struct req *r, const char *name, const char *value)
{
	if (name == NULL || value == NULL || r->n_headers == HTTP_MAX_HEADERS)
		return;
	r->headers[r->n_headers++] = (struct header){ .name = arena_strdup(r->cx.arena, name),
						      .value = arena_strdup(r->cx.arena, value) };
}

const char *req_header(const struct req *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->n_headers; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

const char *req_cookie(struct req *r, const char *name)
{
	return http_cookie(r->cx.arena, req_header(r, "Cookie"), name);
}

int64_t req_id(const struct req *r)
{
	const char *s = req_segment(r, "id");
	int64_t id = 0;

	return s != NULL && str_i64(s, &id) ? id : 0;
}

const char *req_segment(const struct req *r, const char *name)
{
	size_t i, n = strlen(name);
	const struct segment *s;

	for (i = 0; i < r->match.n_segments; i++) {
		s = &r->match.segments[i];
		if (strncmp(s->name + 1, name, n) == 0 && s->name[n + 1] == '}')
			return s->value;
	}
	return NULL;
}

struct form *req_form(const struct req *r)
{
	return r->form;
}

struct form *req_form_of(const struct req *r, const struct form_def *def)
{
	struct form *f = r->form;

	return f != NULL && strcmp(form_def_of(f)->name, def->name) == 0 ? f : NULL;
}

struct form *req_form_or_new(struct ctx *cx, const struct req *r, const struct form_def *def)
{
	struct form *f = req_form_of(r, def);

	return f != NULL ? f : form_new(cx, def);
}

unsigned req_repr(const struct req *r)
{
	return r->repr;
}

const char *req_path(const struct req *r)
{
	return r->path != NULL ? r->path : "/";
}

const char *req_query(const struct req *r)
{
	return r->query != NULL ? r->query : "";
}

const char *req_remote(const struct req *r)
{
	return r->remote;
}

bool req_partial(const struct req *r)
{
	return req_header(r, "HX-Request") != NULL && req_header(r, "HX-Boosted") == NULL;
}

const struct route *req_route(const struct req *r)
{
	return r->route;
}

void req_set_data(struct req *r, void *data)
{
	r->data = data;
}

void *req_data(const struct req *r)
{
	return r->data;
}

/* ---- what the target says ---------------------------------------------------------------- */

static const struct suffix {
	const char *text;
	unsigned repr;
} suffixes[] = {
	{ ".json", REPR_JSON }, { ".csv", REPR_CSV }, { ".xlsx", REPR_XLSX }, { ".pdf", REPR_PDF }
};

static unsigned offered(const struct route *route)
{
	return route->repr != 0 ? route->repr : REPR_PAGE;
}

/*
 * Tries the path without a suffix that picks a representation; true when a route offers it.
 * *other: there is such a page, in other forms only.
 */
static bool find_by_suffix(struct req *r, unsigned *allowed, bool *other)
{
	char *last = r->n_parts > 0 ? r->parts[r->n_parts - 1] : NULL;
	const struct suffix *s;
	size_t i, n;

	for (i = 0; last != NULL && i < LEN(suffixes); i++) {
		s = &suffixes[i];
		n = strlen(last);
		if (n <= strlen(s->text) || !str_ends(last, s->text))
			continue;
		r->parts[r->n_parts - 1] = arena_strndup(r->cx.arena, last, n - strlen(s->text));
		router_find(r->router, r->method, r->parts, r->n_parts, &r->match);
		*allowed |= r->match.allowed;
		if (r->match.route != NULL && (offered(r->match.route) & s->repr) != 0) {
			r->repr = s->repr;
			return true;
		}
		*other = r->match.route != NULL;
		r->parts[r->n_parts - 1] = last;
		return false;
	}
	return false;
}

/* How much a type named in Accept is wanted, 0 to 1000: by its q, 1000 without; 0: not, or not
 * named.
 */
static int wish(const char *accept, const char *type)
{
	const char *at = accept != NULL ? strcasestr(accept, type) : NULL, *q;
	size_t n = at != NULL ? strcspn(at, ",") : 0;
	int permille = 0, unit = 100;

	if (at == NULL)
		return 0;
	q = memmem(at, n, ";q=", 3);
	if (q == NULL)
		q = memmem(at, n, "; q=", 4);
	if (q == NULL)
		return 1000;
	q = strchr(q, '=') + 1;
	if (*q != '0')
		return 1000;
	for (q += q[1] == '.' ? 2 : 1; *q >= '0' && *q <= '9' && unit > 0; q++, unit /= 10)
		permille += (*q - '0') * unit;
	return permille;
}

static bool accepts(const char *accept, const char *type)
{
	return wish(accept, type) > 0;
}

/* A token or a body of JSON is a program's; what it takes it says by name, or takes anything. */
static bool program_asks(const struct req *r)
{
	const char *authorization = req_header(r, "Authorization");

	return !accepts(req_header(r, "Accept"), "text/html") &&
	       ((authorization != NULL && strncasecmp(authorization, "Bearer ", 7) == 0) ||
		accepts(req_header(r, "Content-Type"), "application/json"));
}

/* By Accept: HTML for people and JSON for programs, unless another kind is asked for by name. */
static unsigned repr_by_accept(const struct req *r, const struct route *route)
{
	const char *accept = req_header(r, "Accept");
	unsigned can = offered(route);
	int html = wish(accept, "text/html"), json = wish(accept, "application/json");

	if ((can & REPR_CSV) != 0 && wish(accept, "text/csv") > json)
		return REPR_CSV;
	if ((can & REPR_XLSX) != 0 && wish(accept, "spreadsheetml") > json)
		return REPR_XLSX;
	if ((can & REPR_JSON) != 0 && (json > html || (html == 0 && (can & REPR_HTML) == 0)))
		return REPR_JSON;
	if ((can & REPR_PDF) != 0 && ((can & REPR_HTML) == 0 || accepts(accept, "application/pdf")))
		return REPR_PDF;
	return (can & REPR_JSON) != 0 && program_asks(r) ? REPR_JSON : REPR_HTML;
}

bool req_beyond_token(const struct req *r)
{
	return r->bearer && (r->route->flags & ROUTE_SESSION) != 0;
}

bool req_by_program(const struct req *r)
{
	const char *accept = req_header(r, "Accept");

	if (r->n_parts > 0 && str_ends(r->parts[r->n_parts - 1], ".json"))
		return true;
	return wish(accept, "application/json") > wish(accept, "text/html") || program_asks(r);
}

static const char *joined(struct req *r)
{
	const char *path = r->n_parts == 0 ? "/" : "";
	size_t i;

	for (i = 0; i < r->n_parts; i++)
		path = arena_printf(r->cx.arena, "%s/%s", path, r->parts[i]);
	return path;
}

static bool method_of(struct req *r)
{
	r->head = strcmp(r->method_text, "HEAD") == 0;
	r->method = strcmp(r->method_text, "POST") == 0 ? POST : GET;
	return r->head || r->method == POST || strcmp(r->method_text, "GET") == 0;
}

static enum err find(struct req *r)
{
	unsigned allowed = 0;
	bool known = method_of(r), other = false;

	r->repr = REPR_HTML;
	r->router = router_of(&r->cx, r->app);
	if (r->router == NULL)
		return ERR_CONFLICT;
	if (!http_target(r->cx.arena, r->target, r->parts, &r->n_parts, &r->query))
		return r->app->city != 0 ? ERR_NOTFOUND : ERR_HOST;
	r->path = joined(r);
	if (!find_by_suffix(r, &allowed, &other)) {
		router_find(r->router, r->method, r->parts, r->n_parts, &r->match);
		if (r->match.route != NULL)
			r->repr = repr_by_accept(r, r->match.route);
	}
	allowed |= r->match.allowed;
	if (known && r->match.route != NULL) {
		r->route = r->match.route;
		r->path = joined(r);
		return ERR_OK;
	}
	r->repr = req_by_program(r) ? REPR_JSON : REPR_HTML;
	if (known && other)
		return ERR_FORMAT;
	if (allowed == 0)
		return r->app->city != 0 ? ERR_NOTFOUND : ERR_HOST;
	answer_header(r, "Allow",
		      allowed == (1U << POST)         ? "POST"
		      : (allowed & (1U << POST)) != 0 ? "GET, HEAD, POST"
						      : "GET, HEAD");
	return ERR_METHOD;
}

enum err req_route_find(struct req *r)
{
	if (!r->routed)
		r->route_fault = find(r);
	r->routed = true;
	return r->route_fault;
}

size_t req_body_limit(const struct req *r)
{
	return r->route != NULL && (r->route->flags & ROUTE_BIG) != 0 ? HTTP_MAX_BODY_BIG
								      : HTTP_MAX_BODY;
}

bool req_is_report(const struct req *r)
{
	return r->route != NULL && (r->repr & (REPR_CSV | REPR_XLSX | REPR_PDF)) != 0;
}

/* ---- disclosure -------------------------------------------------------------------------- */

void req_disclose(struct req *r, int64_t subject, const char *what)
{
	struct disclosed *bigger, *last;

	/* Components of one row name the same subject one after the other. */
	last = r->n_disclosed > 0 ? &r->disclosed[r->n_disclosed - 1] : NULL;
	if (last != NULL && last->subject == subject && str_eq(last->what, what))
		return;
	what =
	    last != NULL && str_eq(last->what, what) ? last->what : arena_strdup(r->cx.arena, what);
	if (r->n_disclosed == r->cap_disclosed) {
		r->cap_disclosed = r->cap_disclosed == 0 ? 16 : 2 * r->cap_disclosed;
		bigger = ARENA_ARRAY(r->cx.arena, r->cap_disclosed, struct disclosed);
		if (r->n_disclosed > 0)
			memcpy(bigger, r->disclosed, r->n_disclosed * sizeof(*bigger));
		r->disclosed = bigger;
	}
	r->disclosed[r->n_disclosed++] = (struct disclosed){ .subject = subject, .what = what };
}
