/* Counters for /metrics (Prometheus text) and the log line of a request: no personal data. */
#include "base/log.h"
#include "base/str.h"
#include "platform/http/http_impl.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { MAX_COUNTED = 1025, N_BUCKETS = 9, CLASSES = 6 };

/* Upper bounds of the buckets in microseconds; the last one has none. */
static const int64_t bounds[N_BUCKETS] = { 500,   1000,  2500,   5000,   10000,
					   25000, 50000, 250000, 1000000 };

static atomic_uint_fast64_t by_route[MAX_COUNTED][CLASSES], statements[MAX_COUNTED];
static atomic_uint_fast64_t buckets[N_BUCKETS + 1], total_usec, total_bytes;
static _Atomic(struct pool *) served;

void metrics_set_pool(struct pool *p)
{
	atomic_store(&served, p);
}

static void log_request(const struct req *r, size_t bytes, int64_t usec)
{
	enum log_level level = err_level(r->result);

	LOG(level == LOG_NONE ? LOG_INFO : level, r->cx.now, "http",
	    LOG_TEXT("method", r->head             ? "HEAD"
			       : r->method == POST ? "POST"
						   : "GET"),
	    LOG_TEXT("route", r->route != NULL ? r->route->path : "-"),
	    LOG_NUM("status", r->status), LOG_NUM("usec", usec), LOG_NUM("bytes", (int64_t)bytes),
	    LOG_NUM("statements", r->cx.statements), LOG_TEXT("err", err_name(r->result)),
	    LOG_TEXT("detail", r->cx.detail));
}

void metrics_count(const struct req *r, size_t bytes, int64_t nanos)
{
	size_t at = r->route != NULL ? router_index(r->router, r->route) : MAX_COUNTED - 1;
	size_t route = MIN(at, (size_t)MAX_COUNTED - 1);
	int64_t usec = nanos / 1000;
	int i;

	for (i = 0; i < N_BUCKETS && usec > bounds[i]; i++)
		;
	atomic_fetch_add(&by_route[route][(r->status / 100) % CLASSES], 1);
	atomic_fetch_add(&statements[route], r->cx.statements);
	atomic_fetch_add(&buckets[i], 1);
	atomic_fetch_add(&total_usec, (uint64_t)usec);
	atomic_fetch_add(&total_bytes, bytes);
	log_request(r, bytes, usec);
}

static void put(struct buf *b, const char *name, uint64_t value)
{
	buf_addf(b, "melaju_%s %llu\n", name, (unsigned long long)value);
}

static void put_routes(struct buf *b, const struct router *router)
{
	size_t i, k;
	uint64_t n;
	const struct route *route;

	buf_adds(b, "# TYPE melaju_http_requests_total counter\n");
	for (i = 0; i < MAX_COUNTED; i++) {
		for (k = 0; k < CLASSES; k++) {
			n = atomic_load(&by_route[i][k]);
			if (n == 0)
				continue;
			route = i < router_size(router) ? router_route(router, i) : NULL;
			buf_addf(b,
				 "melaju_http_requests_total{route=\"%s\",method=\"%s\","
				 "status=\"%zuxx\"} %llu\n",
				 route != NULL ? route->path : "none",
				 route != NULL && route->method == POST ? "POST" : "GET", k,
				 (unsigned long long)n);
		}
	}
}

/* Divided by the route's requests: statements a page, which must not grow with its rows. */
static void put_statements(struct buf *b, const struct router *router)
{
	const struct route *route;
	uint64_t n;
	size_t i;

	buf_adds(b, "# TYPE melaju_http_statements_total counter\n");
	for (i = 0; i < MIN(router_size(router), (size_t)MAX_COUNTED); i++) {
		n = atomic_load(&statements[i]);
		route = router_route(router, i);
		if (n > 0)
			buf_addf(b,
				 "melaju_http_statements_total{route=\"%s\",method=\"%s\"} "
				 "%llu\n",
				 route->path, route->method == POST ? "POST" : "GET",
				 (unsigned long long)n);
	}
}

static void put_latency(struct buf *b)
{
	uint64_t sum = 0;
	int i;

	buf_adds(b, "# TYPE melaju_http_seconds histogram\n");
	for (i = 0; i < N_BUCKETS; i++) {
		sum += atomic_load(&buckets[i]);
		buf_addf(b, "melaju_http_seconds_bucket{le=\"%g\"} %llu\n", (double)bounds[i] / 1e6,
			 (unsigned long long)sum);
	}
	sum += atomic_load(&buckets[N_BUCKETS]);
	buf_addf(b,
		 "melaju_http_seconds_bucket{le=\"+Inf\"} %llu\nmelaju_http_seconds_sum %.6f\n"
		 "melaju_http_seconds_count %llu\n",
		 (unsigned long long)sum, (double)atomic_load(&total_usec) / 1e6,
		 (unsigned long long)sum);
	put(b, "http_bytes_total", atomic_load(&total_bytes));
}

static uint64_t resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long long pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%*u %llu", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* For the machine itself and for who may read jobs; behind a proxy nobody else is on loopback. */
static bool may_read(const struct ctx *cx, const struct req *r)
{
	return strcmp(r->remote, "127.0.0.1") == 0 || strcmp(r->remote, "::1") == 0 ||
	       may(cx, PERM_JOB_READ);
}

enum err metrics_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct buf *b = &resp->body;
	struct db_stats db;
	struct pool_stats p;

	if (!may_read(cx, r))
		return err_set(cx, ERR_DENIED, "metrics from elsewhere");
	db = db_pool_stats(r->app->pool);
	p = pool_stats(atomic_load(&served));
	resp->type = "text/plain; version=0.0.4; charset=utf-8";
	put_routes(b, r->router);
	put_statements(b, r->router);
	put_latency(b);
	put(b, "db_writes_total", db.writes);
	put(b, "db_groups_total", db.groups);
	put(b, "db_retries_total", db.retries);
	put(b, "db_syncs_total", db.syncs);
	put(b, "db_failures_total", db.failures);
	put(b, "db_statements_total", db.statements);
	put(b, "queue_pages", p.waiting);
	put(b, "queue_reports", p.waiting_reports);
	put(b, "workers_running", p.running);
	put(b, "resident_bytes", resident_bytes());
	return ERR_OK;
}
