/*
 * The one file that knows libmicrohttpd.  Two threads parse; each whole request is suspended,
 * queued to the workers and resumed when its answer stands.
 */
#include "base/clock.h"
#include "base/fd.h"
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/http/http_impl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PARSER_THREADS = 2,
	REPORT_WORKERS = 2,
	HEADER_MEMORY = 32 << 10,
	IDLE_SECONDS = 30,
	STOP_MILLISECONDS = 10000, /* for who is still sending */
	LAST_MILLISECONDS = 1000,  /* for the last answers to leave */
	MAX_ANSWER_HEADERS = 24
};

/* Bytes of bodies in memory at the same time, all connections together. */
#define MAX_BODIES ((size_t)512 << 20)

/* And in files, beside the data: who sends many must not fill that disk. */
#define MAX_SPOOLED ((size_t)2 << 30)

/* A form with files beyond this is kept in a file without a name and read from there. */
#define SPOOL_FROM (INT64_C(1) << 20)

struct http {
	struct app *app;
	struct MHD_Daemon *daemon;
	struct pool *pool;
	int port;
	atomic_uint active;  /* exchanges that are not yet freed */
	atomic_uint working; /* those that the workers and the writer have */
	atomic_bool closing; /* nothing more goes to the workers */
	atomic_size_t bodies, spooled;
	size_t max_spooled;
	unsigned patience;
};

/*
 * One request on its way.  Owned by the connection, and by the writer while a session's last use
 * is written after the answer.
 */
struct exchange {
	struct req req; /* first: the writer hands back the request */
	struct job job;
	struct http *http;
	struct MHD_Connection *connection;
	struct buf body;
	size_t counted; /* part of http->bodies, or with a file of http->spooled */
	int spool;      /* the body's file, -1: it is in memory */
	void *mapped;   /* the whole of it */
	size_t spooled;
	size_t discarded; /* bytes of a body that is not taken */
	bool begun, queued, answered;
	atomic_uint owners;
	struct header headers[MAX_ANSWER_HEADERS];
	size_t n_headers;
};

/* Room for others. */
static void body_drop(struct exchange *x)
{
	atomic_fetch_sub(x->spool >= 0 ? &x->http->spooled : &x->http->bodies, x->counted);
	x->counted = 0;
	buf_release(&x->body);
	if (x->mapped != NULL)
		munmap(x->mapped, x->spooled);
	x->mapped = NULL;
	x->spooled = 0;
	close_fd(&x->spool);
}

static void exchange_drop(struct exchange *x)
{
	struct http *h = x->http;

	if (atomic_fetch_sub(&x->owners, 1) != 1)
		return;
	body_drop(x);
	req_release(&x->req);
	free(x);
	atomic_fetch_sub(&h->active, 1);
}

/* ---- on the workers ---------------------------------------------------------------------- */

static void touch_done(struct ctx *cx, void *arg, enum err result)
{
	(void)cx;
	(void)result; /* a lost touch ends a session a minute early */
	exchange_drop(arg);
}

/* The answer stands: hand it to the connection, then write down the session's last use. */
static void exchange_finish(struct exchange *x)
{
	struct req *r = &x->req;
	struct http *h = x->http;
	bool touch = req_wants_touch(r);

	x->n_headers = answer_headers(r, x->headers, MAX_ANSWER_HEADERS);
	metrics_count(r, r->asset != NULL ? r->asset_body_n : r->resp.body.len,
		      clock_mono() - r->began);
	if (touch) {
		atomic_fetch_add(&x->owners, 1);
		r->write = (struct db_write){
			.run = req_touch, .done = touch_done, .cx = &r->cx, .arg = r
		};
	}
	x->answered = true;
	MHD_resume_connection(x->connection);
	/* Without a touch the exchange may be gone by now. */
	if (touch)
		db_submit(r->app->pool, &r->write);
	atomic_fetch_sub(&h->working, 1);
}

static void written(struct ctx *cx, void *arg, enum err result)
{
	struct exchange *x = arg;

	(void)cx;
	x->req.written = result;
	pool_add(x->http->pool, &x->job);
}

static void work(struct job *j)
{
	struct exchange *x = (struct exchange *)((char *)j - offsetof(struct exchange, job));
	struct req *r = &x->req;

	if (req_step(r) == STEP_ANSWER) {
		exchange_finish(x);
		return;
	}
	r->write = (struct db_write){ .run = r->run, .done = written, .cx = &r->cx, .arg = r };
	db_submit(r->app->pool, &r->write);
}

/* ---- on the parsing threads -------------------------------------------------------------- */

/* Percent escapes stay as they are: our own code decodes, once and strictly. */
static size_t no_unescape(void *cls, struct MHD_Connection *c, char *s)
{
	(void)cls;
	(void)c;
	return strlen(s);
}

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *key,
				   const char *value)
{
	(void)kind;
	req_add_header(cls, key, value);
	return MHD_YES;
}

/* The query as it was sent; the library has only cut it up and turned + into spaces. */
static enum MHD_Result take_argument(void *cls, enum MHD_ValueKind kind, const char *key,
				     const char *value)
{
	struct buf *b = cls;
	size_t from = b->len, i;

	(void)kind;
	if (key == NULL)
		return MHD_YES;
	buf_addc(b, from == 0 ? '?' : '&');
	buf_adds(b, key);
	if (value != NULL) {
		buf_addc(b, '=');
		buf_adds(b, value);
	}
	for (i = from; i < b->len; i++)
		if (b->data[i] == ' ')
			b->data[i] = '+';
	return MHD_YES;
}

static const char *whole_target(struct exchange *x, const char *url)
{
	struct buf query;
	const char *target;

	buf_init(&query,
		 HEADER_MEMORY); /* all of it fits: what is too long is found by its length */
	MHD_get_connection_values(x->connection, MHD_GET_ARGUMENT_KIND, take_argument, &query);
	target = arena_printf(x->req.cx.arena, "%s%s", url, buf_str(&query));
	buf_release(&query);
	return target;
}

static const char *remote_of(struct arena *a, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char host[NI_MAXHOST];
	socklen_t n;

	if (info == NULL || info->client_addr == NULL)
		return "";
	n = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
						     : sizeof(struct sockaddr_in);
	if (getnameinfo(info->client_addr, n, host, sizeof(host), NULL, 0, NI_NUMERICHOST) != 0)
		return "";
	return arena_strdup(a, str_starts(host, "::ffff:") ? host + 7 : host);
}

static struct exchange *exchange_new(struct http *h, struct MHD_Connection *c, const char *url,
				     const char *method)
{
	struct exchange *x = calloc(1, sizeof(*x));
	struct req *r;

	if (x == NULL)
		return NULL;
	r = &x->req;
	x->http = h;
	x->connection = c;
	x->job.run = work;
	x->spool = -1;
	atomic_init(&x->owners, 1);
	atomic_fetch_add(&h->active, 1);
	req_init(r, h->app, clock_now());
	r->method_text = arena_strdup(r->cx.arena, method);
	r->remote = remote_of(r->cx.arena, c);
	MHD_get_connection_values(c, MHD_HEADER_KIND, take_header, r);
	req_choose_city(r);
	r->target = whole_target(x, url);
	return x;
}

/* A file that nobody else can open; -1 when there is no room for one. */
static int open_spool(const struct req *r)
{
	const char *type = req_header(r, "Content-Type");

	if (r->app->spool == NULL || type == NULL ||
	    strncasecmp(type, "multipart/form-data", 19) != 0)
		return -1;
	if (mkdir(r->app->spool, 0700) != 0 && errno != EEXIST)
		return -1;
	return open(r->app->spool, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

/* A body whose end is said twice may end elsewhere for a proxy, and the rest be another request. */
static bool has_two_ends(const struct req *r)
{
	unsigned said = 0;
	size_t i;

	for (i = 0; i < r->n_headers; i++)
		said += strcasecmp(r->headers[i].name, "Content-Length") == 0 ||
			strcasecmp(r->headers[i].name, "Transfer-Encoding") == 0;
	return said > 1;
}

/* The headers are here: find the route and how much body it takes.  False: answer at once. */
static bool exchange_begin(struct exchange *x)
{
	struct req *r = &x->req;
	const char *length = req_header(r, "Content-Length");
	size_t limit;
	int64_t n = 0;

	x->begun = true;
	(void)req_route_find(r);
	limit = req_body_limit(r);
	if (has_two_ends(r))
		r->body_fault = ERR_INVALID;
	else if (r->n_headers == HTTP_MAX_HEADERS) /* some may be lost, the cookie or the host */
		r->body_fault = ERR_TOOBIG;
	else if (length != NULL && str_i64(length, &n) && n > (int64_t)limit)
		r->body_fault = ERR_TOOBIG;
	else if (length != NULL && str_i64(length, &n) && n > SPOOL_FROM)
		x->spool = open_spool(r);
	buf_init(&x->body, limit);
	x->job.report = req_is_report(r);
	/* Who waits to be let through has sent nothing yet; who sends without end never listens. */
	return r->body_fault == ERR_OK ||
	       (req_header(r, "Expect") == NULL && n <= HTTP_MAX_DISCARD);
}

/* So many bytes more, of a sum over all connections; ERR_BUSY when that is full. */
static enum err count_in(struct exchange *x, atomic_size_t *sum, size_t n, size_t most)
{
	if (atomic_fetch_add(sum, n) + n > most) {
		atomic_fetch_sub(sum, n);
		return ERR_BUSY;
	}
	x->counted += n;
	return ERR_OK;
}

static void spool_body(struct exchange *x, const char *p, size_t n)
{
	struct req *r = &x->req;
	ssize_t done;

	r->body_fault = x->spooled + n > req_body_limit(r)
			    ? ERR_TOOBIG
			    : count_in(x, &x->http->spooled, n, x->http->max_spooled);
	while (r->body_fault == ERR_OK && n > 0) {
		done = write(x->spool, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0) {
			r->body_fault = errno == ENOSPC ? ERR_FULL : ERR_IO;
			return;
		}
		p += done;
		n -= (size_t)done;
		x->spooled += (size_t)done;
	}
}

static void keep_body(struct exchange *x, const char *p, size_t n)
{
	struct req *r = &x->req;

	r->body_fault = count_in(x, &x->http->bodies, n, MAX_BODIES);
	buf_add(&x->body, p, n);
	if (!buf_ok(&x->body))
		r->body_fault = ERR_TOOBIG;
}

/* False: enough was thrown away, the connection ends. */
static bool exchange_body(struct exchange *x, const char *p, size_t n)
{
	struct req *r = &x->req;

	if (r->body_fault != ERR_OK) {
		x->discarded += n;
		return x->discarded <= HTTP_MAX_DISCARD;
	}
	if (x->spool >= 0)
		spool_body(x, p, n);
	else
		keep_body(x, p, n);
	if (r->body_fault != ERR_OK)
		body_drop(x);
	return true;
}

/* The body as the request reads it. */
static void exchange_take_body(struct exchange *x)
{
	struct req *r = &x->req;
	void *map;

	r->body = buf_str(&x->body);
	r->body_n = x->body.len;
	if (x->spooled == 0 || r->body_fault != ERR_OK)
		return;
	map = mmap(NULL, x->spooled, PROT_READ, MAP_PRIVATE, x->spool, 0);
	if (map == MAP_FAILED) {
		r->body_fault = ERR_IO;
		return;
	}
	x->mapped = map;
	r->body = map;
	r->body_n = x->spooled;
}

/* Hands the whole request to the workers, unless they are being sent home. */
static enum MHD_Result exchange_queue(struct exchange *x)
{
	/* Counted before it looks: http_stop() says so first and waits for those counted then. */
	atomic_fetch_add(&x->http->working, 1);
	if (atomic_load(&x->http->closing)) {
		atomic_fetch_sub(&x->http->working, 1);
		return MHD_NO;
	}
	x->queued = true;
	x->req.queued = clock_mono();
	exchange_take_body(x);
	MHD_suspend_connection(x->connection);
	pool_add(x->http->pool, &x->job);
	return MHD_YES;
}

static enum MHD_Result exchange_answer(struct exchange *x)
{
	struct req *r = &x->req;
	struct buf *b = &r->resp.body;
	struct MHD_Response *answer;
	enum MHD_Result ok;
	size_t i;

	if (r->asset != NULL) {
		answer = MHD_create_response_from_buffer(
		    r->asset_body_n, (void *)(uintptr_t)r->asset_body, MHD_RESPMEM_PERSISTENT);
	} else {
		answer = MHD_create_response_from_buffer_with_free_callback(
		    b->len, b->data != NULL ? b->data : calloc(1, 1), free);
		if (answer != NULL) /* the bytes are the answer's now */
			*b = (struct buf){ 0 };
	}
	if (answer == NULL)
		return MHD_NO;
	for (i = 0; i < x->n_headers; i++)
		MHD_add_response_header(answer, x->headers[i].name, x->headers[i].value);
	if (r->body_fault != ERR_OK)
		MHD_add_response_header(answer, "Connection", "close");
	ok = MHD_queue_response(x->connection, (unsigned)r->status, answer);
	MHD_destroy_response(answer);
	return ok;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *data_n, void **con)
{
	struct exchange *x = *con;

	(void)version;
	if (x == NULL) {
		x = exchange_new(cls, c, url, method);
		*con = x;
		if (x == NULL)
			return MHD_NO;
		return exchange_begin(x) ? MHD_YES : exchange_queue(x);
	}
	if (*data_n > 0 && (atomic_load(&x->http->closing) || !exchange_body(x, data, *data_n)))
		return MHD_NO;
	if (*data_n > 0) {
		*data_n = 0;
		return MHD_YES;
	}
	if (x->answered)
		return exchange_answer(x);
	return x->queued ? MHD_YES : exchange_queue(x);
}

static void completed(void *cls, struct MHD_Connection *c, void **con,
		      enum MHD_RequestTerminationCode how)
{
	(void)cls;
	(void)c;
	(void)how;
	if (*con != NULL)
		exchange_drop(*con);
	*con = NULL;
}

/* ---- start and stop ---------------------------------------------------------------------- */

/* "127.0.0.1:8080", "[::1]:0", "localhost:8080" as host and port. */
static bool split_listen(struct arena *a, const char *listen, const char **host, const char **port)
{
	const char *colon = strrchr(listen, ':');
	int64_t number;
	char *name;

	/* The library would take 99999 for another port. */
	if (colon == NULL || !str_i64(colon + 1, &number) || number < 0 || number > 65535)
		return false;
	name = arena_strndup(a, listen, (size_t)(colon - listen));
	if (name[0] == '[' && str_ends(name, "]")) {
		name[strlen(name) - 1] = '\0';
		name++;
	}
	*host = name[0] != '\0' ? name : NULL;
	*port = colon + 1;
	return true;
}

static int open_socket(const struct addrinfo *a)
{
	int on = 1, fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, 1024) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

static int port_of(int fd)
{
	struct sockaddr_storage s;
	socklen_t n = sizeof(s);

	if (getsockname(fd, (struct sockaddr *)&s, &n) != 0)
		return 0;
	return ntohs(s.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&s)->sin6_port
					     : ((struct sockaddr_in *)&s)->sin_port);
}

/* The addresses that a host and port mean; the caller frees them. */
static enum err find_addresses(struct ctx *cx, const char *listen, struct addrinfo **ret)
{
	const struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	const char *host, *port;

	if (!split_listen(cx->arena, listen, &host, &port))
		return err_set(cx, ERR_INVALID,
			       "where to listen is HOST:PORT, such as 127.0.0.1:8080");
	if (getaddrinfo(host, port, &want, ret) != 0)
		return err_set(cx, ERR_INVALID, "no such host or port to listen on");
	return ERR_OK;
}

enum err http_check_listen(struct ctx *cx, const char *listen)
{
	struct addrinfo *found;

	TRY(find_addresses(cx, listen, &found));
	freeaddrinfo(found);
	return ERR_OK;
}

static enum err listen_on(struct ctx *cx, const char *listen, int *ret_fd)
{
	struct addrinfo *found, *a;
	int fd = -1, why;

	TRY(find_addresses(cx, listen, &found));
	for (a = found; a != NULL && fd < 0; a = a->ai_next)
		fd = open_socket(a);
	why = errno;
	freeaddrinfo(found);
	if (fd < 0)
		return err_set(cx, ERR_IO, "%s. %s", strerrordesc_np(why),
			       why == EADDRINUSE ? "Stop what serves there, or choose another port "
						   "with --listen HOST:PORT"
						 : "The host must be one of this machine");
	*ret_fd = fd;
	return ERR_OK;
}

enum err http_start(struct ctx *cx, const struct http_options *options, struct http **ret)
{
	unsigned workers = options->workers != 0 ? options->workers : 8;
	unsigned most = options->max_connections != 0 ? options->max_connections : 1024;
	struct http *h;
	int fd = -1;

	TRY(http_check_routes(cx));
	TRY(listen_on(cx, options->listen, &fd));
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		abort();
	h->app = cx->app;
	h->port = port_of(fd);
	h->max_spooled = options->spool_bytes != 0 ? options->spool_bytes : MAX_SPOOLED;
	h->patience = options->patience != 0 ? options->patience : STOP_MILLISECONDS;
	h->pool = pool_new(workers, MIN(workers, (unsigned)REPORT_WORKERS));
	metrics_set_pool(h->pool);
	h->daemon = MHD_start_daemon(
	    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, h,
	    MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)PARSER_THREADS,
	    MHD_OPTION_CONNECTION_LIMIT, most, MHD_OPTION_CONNECTION_TIMEOUT,
	    (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MEMORY,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
	if (h->daemon == NULL) {
		metrics_set_pool(NULL);
		pool_free(h->pool);
		free(h);
		close(fd);
		return err_set(cx, ERR_IO, "the HTTP library did not start");
	}
	*ret = h;
	return ERR_OK;
}

static void wait_for_none(atomic_uint *n, unsigned milliseconds)
{
	int64_t until = clock_mono() + milliseconds * INT64_C(1000000);

	while (atomic_load(n) > 0 && clock_mono() < until)
		usleep(1000);
}

void http_stop(struct http *h)
{
	MHD_socket fd;

	if (h == NULL)
		return;
	fd = MHD_quiesce_daemon(h->daemon);
	wait_for_none(&h->active, h->patience);
	atomic_store(&h->closing, true);
	/* The library ends the process when a connection waits for a worker at its stop. */
	while (atomic_load(&h->working) > 0)
		usleep(1000);
	wait_for_none(&h->active, LAST_MILLISECONDS);
	metrics_set_pool(NULL);
	pool_free(h->pool);
	MHD_stop_daemon(h->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	/* The writer may still have the last use of a session. */
	while (atomic_load(&h->active) > 0)
		usleep(1000);
	free(h);
}

int http_port(const struct http *h)
{
	return h->port;
}
