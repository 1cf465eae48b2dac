/*
 * HTTP: routes declared once, and the path of a request through them.
 *
 * For every request, in this order: method, size limit, host to city, session or token,
 * permission, same origin and CSRF token (POST), one-time key (POST), form; then page (reads), or
 * prepare (on a worker, with a reader; slow work is allowed) and commit (on the writer).
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "platform/auth/auth.h"
#include "platform/form/form.h"
#include "platform/ui/ui.h"

enum method { GET = 1, POST };

enum { REPR_HTML = 1, REPR_JSON = 2, REPR_CSV = 4, REPR_XLSX = 8, REPR_PDF = 16 };
#define REPR_PAGE (REPR_HTML | REPR_JSON)
#define REPR_LIST (REPR_HTML | REPR_JSON | REPR_CSV | REPR_XLSX)

enum {
	ROUTE_RAW = 1,       /* .raw answers by itself: assets, images, PDF */
	ROUTE_READ_POST = 2, /* a POST that only reads (search by NIK): .page on a reader */
	ROUTE_NO_ONCE = 4,   /* no one-time key (login, JSON hooks) */
	ROUTE_NO_CSRF = 8,  /* public POST without session: same-origin check and rate limit only */
	ROUTE_BIG = 16,     /* body up to 64 MB instead of 64 kB (files) */
	ROUTE_NO_MENU = 32, /* left out of the sitemap */
	ROUTE_SETUP = 64,   /* also for who must set up a second factor first */
	ROUTE_PASSWORD = 128, /* also for who must choose a password first */
	ROUTE_SESSION = 256,  /* decides how somebody signs in: for himself, never for a token */
	ROUTE_BY_ITSELF = 512 /* asked by pages that stand open: no sign that somebody is there */
};

struct req;

struct resp {
	int status;           /* 0: 200, or by the error */
	const char *type;     /* content type; NULL for the representation's */
	const char *location; /* redirect after POST: 303 */
	const char *filename; /* Content-Disposition */
	bool foreign;         /* to be saved, not shown; and if shown, in a sandbox */
	const char *cookie;   /* whole Set-Cookie value, or NULL */
	const char *cache;    /* Cache-Control; NULL: no-store */
	const char *etag;
	struct buf body;
	/* What a JSON client gets after a POST besides ok and location. */
	int64_t id;
	const char *number;
	const char *secret;
};

struct route {
	enum method method;
	const char *path; /* "/cases/{id}"; {id} must be digits, {x} any one segment */
	enum perm perm;
	unsigned flags;
	unsigned repr; /* 0: REPR_PAGE */
	enum text title;
	const struct form_def *form; /* GET: the query (filters); POST: the body */
	/* GET, and POST with problems: draws the page (again, with req->form filled). */
	enum err (*page)(struct ctx *cx, struct req *r, struct ui *u);
	enum err (*prepare)(struct ctx *cx, struct req *r);
	/* Statements only, may run again; needs what prepare left in req_data(). */
	enum err (*commit)(struct ctx *cx, struct req *r, struct resp *resp);
	enum err (*raw)(struct ctx *cx, struct req *r, struct resp *resp);
	/* After the sync of a commit that succeeded: the only place for effects outside the
	 * database. */
	void (*after)(struct ctx *cx, struct req *r);
};

/* Parts of a request.  All strings live as long as the request. */
int64_t req_id(const struct req *r);                            /* the {id} of the path */
const char *req_segment(const struct req *r, const char *name); /* any {x} of the path */
struct form *req_form(const struct req *r);
/*
 * The form that came back for a definition with problems, otherwise NULL: told by the name, which
 * also one whose fields are made anew for each request keeps.  Or then an empty one.
 */
struct form *req_form_of(const struct req *r, const struct form_def *def);
struct form *req_form_or_new(struct ctx *cx, const struct req *r, const struct form_def *def);
unsigned req_repr(const struct req *r);     /* one of REPR_ */
const char *req_path(const struct req *r);  /* without suffix and query */
const char *req_query(const struct req *r); /* "" when none */
const char *req_remote(const struct req *r);
const char *req_header(const struct req *r, const char *name);
const char *req_cookie(struct req *r, const char *name); /* NULL: not sent */
bool req_partial(const struct req *r); /* asked for by the script: the main part alone */
const struct route *req_route(const struct req *r);

/* What prepare hands to commit; in cx->arena. */
void req_set_data(struct req *r, void *data);
void *req_data(const struct req *r);

/*
 * Redirect (303) to a path made like printf, with a message shown once on the next page.  What
 * comes from a form is bounded by its field: a path beyond 4 kB ends the process.
 */
void resp_see(struct ctx *cx, struct resp *resp, enum text flash, const char *fmt, ...)
    PRINTF(4, 5);

/* The message of resp_see() is no success: the act was taken, and nothing came of it. */
void resp_vain(struct resp *resp);

/*
 * Gives the browser the cookie of a new session (token of session_open()), or takes it away (NULL).
 */
void resp_session(struct ctx *cx, struct resp *resp, const char *token);

/* Who was shown: each subject of personal data on this page.  ui components call it themselves. */
void req_disclose(struct req *r, int64_t subject, const char *what);

/*
 * Recodes and stores the pictures of a form's field of files, in prepare: slow work.  A file that
 * is none becomes a problem of the form, with its name in the message.
 */
struct media_draft;
enum err req_pictures(struct ctx *cx, struct form *f, int field, enum text problem,
		      const struct media_draft **ret, size_t *ret_n) NODISCARD;

/* Answers with a picture of media_get(), which the browser may keep for a while or not at all. */
void resp_picture(struct resp *resp, struct blob jpeg, bool keep);

/* Answers with a file as it came from outside: to be saved under that name, never run here. */
void resp_foreign(struct resp *resp, const char *type, const char *filename, struct blob bytes);

/*
 * Forgets who was shown what: at most max of the lines before an id, the oldest first; in a write
 * transaction, when their time of keeping is over.
 */
enum err http_forget_looks(struct ctx *cx, int64_t before_id, int64_t max,
			   int64_t *ret_gone) NODISCARD;

/* ---- serving ----------------------------------------------------------------------------- */

struct http_options {
	const char *listen;       /* "127.0.0.1:8080" */
	unsigned workers;         /* 0: 8 */
	unsigned max_connections; /* 0: 1024 */
	size_t spool_bytes;       /* of bodies kept in files, all together; 0: 2 GiB */
	unsigned patience; /* milliseconds that a stop waits for who is still sending; 0: 10,000 */
};

/* ERR_INVALID with a sentence when that is no place to listen on; asked before anything is opened.
 */
enum err http_check_listen(struct ctx *cx, const char *listen) NODISCARD;

struct http;
/* Listens and answers on threads of its own until http_stop(). */
enum err http_start(struct ctx *cx, const struct http_options *options,
		    struct http **ret) NODISCARD;
/*
 * Stops taking requests and frees.  What a worker has is answered, however long it takes; who has
 * not sent all of his request by then is cut off.  NULL is allowed.
 */
void http_stop(struct http *h);
int http_port(const struct http *h);

/* One whole request in this process, for tests and selftest: the same path but for the socket. */
struct http_message {
	const char *method, *target, *host, *cookie, *content_type, *accept, *remote, *origin;
	const char *authorization;
	const void *body;
	size_t body_n;
	const char *const *headers; /* further names and values in turn, ends with NULL; or NULL */
};
struct http_answer {
	int status;
	const char *type, *location, *set_cookie, *filename;
	const char *flash;      /* key of what the next page says; NULL: nothing */
	const char *form_token; /* header X-CSRF-Token; NULL: none */
	struct blob body;       /* in the arena given */
};
enum err http_dispatch(struct app *app, struct arena *arena, int64_t now,
		       const struct http_message *m, struct http_answer *ret) NODISCARD;

/*
 * Compiles and checks the routes of the app: ERR_CONFLICT when two answer the same path, or a form
 * takes a version that is not marked as seen.  Done by
 * http_start(); tests may call it to see a fault early.
 */
enum err http_check_routes(struct ctx *cx) NODISCARD;

/* Calls fn for each route of the app in the order of the tables, the house's own ones last. */
void http_each_route(struct app *app, void (*fn)(const struct route *route, void *user),
		     void *user);

/* Deletes one-time keys older than four days: the job "http.forget", to be registered by main.c. */
struct job_kind;
extern const struct job_kind http_job_forget;

/* The route that a method and path lead to, NULL for none. */
const struct route *http_route_find(struct app *app, enum method method, const char *path);

#endif
