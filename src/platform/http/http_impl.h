/* What the files of this room share; nobody else includes it. */
#ifndef HTTP_HTTP_IMPL_H
#define HTTP_HTTP_IMPL_H

#include "platform/app.h"
#include "platform/http/hosts.h"
#include "platform/http/http.h"

#include <stdatomic.h>

enum {
	HTTP_MAX_SEGMENTS = 16,
	HTTP_MAX_HEADERS = 100,
	HTTP_MAX_BODY = 64 << 10,
	HTTP_MAX_BODY_BIG = 64 << 20,
	/* Of a body that is too big so much is read and thrown away: a browser shows no answer to
	 * what it is still sending. */
	HTTP_MAX_DISCARD = 256 << 20,
	HTTP_MAX_ANSWER = 64 << 20,
	HTTP_MAX_PAGE = 4 << 20,
	HTTP_MAX_TARGET = 4096,
	HTTP_COMPRESS_FROM = 1024,
	HTTP_QUEUE_SECONDS = 10,        /* a page that waited longer is not begun any more */
	HTTP_QUEUE_SECONDS_REPORT = 60, /* CSV, XLSX, PDF */
};

/* ---- routes ------------------------------------------------------------------------------ */

struct segment {
	const char *name; /* of the route: "id" */
	const char *value;
};

/* What a path led to. */
struct match {
	const struct route *route; /* NULL: none for this method */
	unsigned allowed;          /* bits of enum method that the path has */
	struct segment segments[HTTP_MAX_SEGMENTS];
	size_t n_segments;
};

struct asset;
struct router;

/* The compiled routes of an app; NULL with a detail in cx when they contradict one another. */
const struct router *router_of(struct ctx *cx, struct app *app);
/* parts: the decoded segments of the path. */
void router_find(const struct router *r, enum method method, char *const *parts, size_t n,
		 struct match *ret);
size_t router_index(const struct router *r, const struct route *route);
size_t router_size(const struct router *r);
const struct route *router_route(const struct router *r, size_t index);

/* The house's own routes: assets, health, metrics, OpenAPI. */
extern const struct route http_own_routes[];

/* The operation in the OpenAPI document ("post_kasus_id_catat") that a method and an address (with
 * suffix and query) lead to; NULL for none. */
const char *http_operation_of(struct ctx *cx, const char *method, const char *href);

/* ---- a request --------------------------------------------------------------------------- */

struct header {
	const char *name, *value;
};

struct disclosed {
	int64_t subject;
	const char *what;
};

/* What to do after a stage: the answer is ready, or run has to pass the writer first. */
enum step { STEP_ANSWER, STEP_WRITE };

struct req {
	struct ctx cx;
	struct actor actor;
	struct app *app;
	const struct router *router;

	/* as it came */
	const char *method_text, *target, *remote;
	struct header headers[HTTP_MAX_HEADERS];
	size_t n_headers;
	const char *body;
	size_t body_n;
	enum err body_fault; /* ERR_TOOBIG, ERR_BUSY: the body was not taken */

	/* as understood */
	enum method method;
	bool head;
	char *parts[HTTP_MAX_SEGMENTS];
	size_t n_parts;
	const char *path, *query;
	unsigned repr;
	struct match match;
	bool routed; /* req_route_find() has run, with this result */
	enum err route_fault;
	const struct route *route;
	int64_t expires;
	bool bearer, has_session;
	struct form *form;
	void *data;
	const char *once; /* the one-time key, NULL for none */
	struct blob once_hash;
	int64_t once_id;
	struct disclosed *disclosed;
	size_t n_disclosed, cap_disclosed;

	/* the answer */
	struct resp resp;
	struct header extra[4]; /* further headers of the answer */
	size_t n_extra;
	const char *flash; /* key of the text shown once */
	bool vain;         /* it is no success */
	enum err result;
	int status;
	const struct asset *asset; /* body is this file's */
	const char *encoding;
	const char *asset_body;
	size_t asset_body_n;

	/* the path through the stages */
	enum step (*next)(struct req *r);
	enum err (*run)(struct ctx *cx, void *arg); /* of STEP_WRITE; arg is the request */
	enum err written;                           /* its result */
	struct db_write write;
	int64_t began;  /* monotonic nanoseconds */
	int64_t queued; /* the same, when it was given to the workers; 0: not at all */
	bool reading;
};

/* A request with its own arena.  Fill method_text, target, headers, remote, body; then step. */
void req_init(struct req *r, struct app *app, int64_t now);
/* The headers are there: the request becomes one of the city that its Host names. */
void req_choose_city(struct req *r);
void req_release(struct req *r);
void req_add_header(struct req *r, const char *name, const char *value);

/*
 * Splits and decodes the target and finds the route, once: ERR_NOTFOUND, ERR_METHOD.  The server
 * calls it when the headers have come, to know how much body to take.
 */
enum err req_route_find(struct req *r);
/* Does a program ask, and not for a page?  What is refused is then told in JSON, whatever the route
 * answers with otherwise. */
bool req_by_program(const struct req *r);
/* Found by a token, which must not make another of itself, nor lock its owner out? */
bool req_beyond_token(const struct req *r);
size_t req_body_limit(const struct req *r);
bool req_is_report(const struct req *r); /* CSV, XLSX, PDF: for the workers of reports */

/* Runs the next stage. */
enum step req_step(struct req *r);

/* After the answer has left: the session's last use.  True when a write (r->run) is wanted. */
bool req_wants_touch(struct req *r);
enum err req_touch(struct ctx *cx, void *req);

/* ---- pieces of text (fuzzed) ------------------------------------------------------------- */

/* The value of a cookie in a Cookie header, in a; NULL when it is not there. */
const char *http_cookie(struct arena *a, const char *header, const char *name);

/*
 * Splits "/a/b%20c?x" into decoded segments and the query.  False when it is no clean path: not
 * beginning with /, empty or dot segments, bad escapes, controls, broken UTF-8, too many segments.
 */
bool http_target(struct arena *a, const char *target, char *parts[HTTP_MAX_SEGMENTS], size_t *ret_n,
		 const char **ret_query);

/* The boundary of a multipart content type, in a; NULL when there is none. */
const char *http_boundary(struct arena *a, const char *content_type);

/* ---- answers ----------------------------------------------------------------------------- */

/* Adds a header to the answer; both strings must live as long as the request. */
void answer_header(struct req *r, const char *name, const char *value);
/* Turns r->result into the answer: an error page, or its JSON. */
void answer_error(struct req *r, enum err code);
void answer_problems(struct req *r); /* JSON of the form's problems, 422 */
void answer_posted(struct req *r);   /* 303, or JSON with id, number, secret, location */
void answer_login(struct req *r);
void answer_set_up(struct req *r); /* who owes a second factor: led there, or told in words */
/* Status, type and compression of what is in resp; the last touch. */
void answer_finish(struct req *r);
/*
 * What a program in a session has to send with its next POST, which a page has in its forms; NULL
 * where none is due.  In a header, since a body is compressed beside text from the address.
 */
const char *answer_form_token(struct req *r);
/* The headers that every answer carries and those of r, one after the other. */
size_t answer_headers(struct req *r, struct header *out, size_t max);

/* The content type of a REPR_. */
const char *repr_type(unsigned repr);

/* Name of the session cookie; with https it carries the __Host- prefix. */
const char *cookie_name(const struct app *app);

/* ---- once, disclosure -------------------------------------------------------------------- */

/* Reads the one-time key of a POST; ERR_INVALID when it needs one and has none. */
enum err once_begin(struct req *r);
/* The first answer to this key, when there is one. */
enum err once_replay(struct req *r, bool *ret_found);
/* Has this process met the key lately?  Notes that it has now. */
bool once_met(const struct req *r);
/* In the commit, after the route's; the write fails when somebody was faster with the same key. */
enum err once_record(struct req *r);

/* Writes who saw whom in this answer (req); when it fails, the answer must not leave. */
enum err disclose_write(struct ctx *cx, void *req);

/* ---- files of a form that comes back ----------------------------------------------------- */

/* Puts the files that were kept the last time into the form; that one is gone is a problem. */
enum err kept_take(struct req *r);
/* Keeps the files of the form that comes back, of who is signed in; what can't be kept is said. */
void kept_leave(struct req *r);

/* ---- workers ----------------------------------------------------------------------------- */

struct pool;
/* The workers and their queues. */
struct pool *pool_new(unsigned workers, unsigned report_workers);
void pool_free(struct pool *p); /* ends what is queued first */
struct job {
	void (*run)(struct job *j);
	struct job *next;
	bool report;
};
void pool_add(struct pool *p, struct job *j);
struct pool_stats {
	unsigned waiting, waiting_reports, running;
};
struct pool_stats pool_stats(struct pool *p);

/* ---- metrics ----------------------------------------------------------------------------- */

/* Counts one answered request and writes its log line. */
void metrics_count(const struct req *r, size_t bytes, int64_t nanos);
void metrics_set_pool(struct pool *p);
enum err metrics_page(struct ctx *cx, struct req *r, struct resp *resp);
enum err openapi_page(struct ctx *cx, struct req *r, struct resp *resp);

#endif
