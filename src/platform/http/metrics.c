/*
 * Counters for /metrics (Prometheus text) and the log line of a request: no personal data. Requests
 * are counted by city; whoever reads them with an account sees those of his own.
 */
#include "base/log.h"
#include "base/str.h"
#include "platform/http/http_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { MAX_COUNTED = 1025, N_BUCKETS = 9, CLASSES = 6 };

/* Upper bounds of the buckets in microseconds; the last one has none. */
static const int64_t bounds[N_BUCKETS] = { 500,   1000,  2500,   5000,   10000,
					   25000, 50000, 250000, 1000000 };

/* Of one city and its routes, for as long as the process lives. */
struct counters {
	struct counters *next;
	int64_t city;
	const struct router *router; /* NULL: of requests that none was made for */
	char code[16];
	atomic_uint_fast64_t by_route[MAX_COUNTED][CLASSES], statements[MAX_COUNTED];
	atomic_uint_fast64_t buckets[N_BUCKETS + 1], total_usec, total_bytes;
};
static _Atomic(struct counters *) counted;
static _Atomic(struct pool *) served;

static struct counters *counters_find(const struct req *r)
{
	struct counters *c = atomic_load(&counted);

	while (c != NULL && (c->city != r->app->city || c->router != r->router))
		c = c->next;
	return c;
}

/* Of two threads that make the first ones at once, one finds those of the other. */
static struct counters *counters_of(const struct req *r)
{
	struct counters *c = counters_find(r), *made;

	if (c != NULL)
		return c;
	made = calloc(1, sizeof(*made));
	if (made == NULL)
		abort();
	made->city = r->app->city;
	made->router = r->router;
	(void)snprintf(made->code, sizeof(made->code), "%s",
		       r->app->city_code != NULL ? r->app->city_code : "");
	made->next = atomic_load(&counted);
	do {
		c = counters_find(r);
		if (c != NULL) {
			free(made);
			return c;
		}
	} while (!atomic_compare_exchange_weak(&counted, &made->next, made));
	return made;
}

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
	    LOG_TEXT("city", r->app->city_code != NULL ? r->app->city_code : ""),
	    LOG_NUM("status", r->status), LOG_NUM("usec", usec), LOG_NUM("bytes", (int64_t)bytes),
	    LOG_NUM("statements", r->cx.statements), LOG_TEXT("err", err_name(r->result)),
	    LOG_TEXT("detail", r->cx.detail));
}

void metrics_count(const struct req *r, size_t bytes, int64_t nanos)
{
	struct counters *c = counters_of(r);
	size_t at = r->route != NULL ? router_index(r->router, r->route) : MAX_COUNTED - 1;
	size_t route = MIN(at, (size_t)MAX_COUNTED - 1);
	int64_t usec = nanos / 1000;
	int i;

	for (i = 0; i < N_BUCKETS && usec > bounds[i]; i++)
		;
	atomic_fetch_add(&c->by_route[route][(r->status / 100) % CLASSES], 1);
	atomic_fetch_add(&c->statements[route], r->cx.statements);
	atomic_fetch_add(&c->buckets[i], 1);
	atomic_fetch_add(&c->total_usec, (uint64_t)usec);
	atomic_fetch_add(&c->total_bytes, bytes);
	log_request(r, bytes, usec);
}

static void put(struct buf *b, const char *name, uint64_t value)
{
	buf_addf(b, "melaju_%s %llu\n", name, (unsigned long long)value);
}

/* Every city's counters, or only those of one (its number; -1: all). */
static const struct counters *counters_next(const struct counters *c, int64_t only)
{
	c = c == NULL ? atomic_load(&counted) : c->next;
	while (c != NULL && only >= 0 && c->city != only)
		c = c->next;
	return c;
}

static void put_route_counts(struct buf *b, const struct counters *c)
{
	size_t n_routes = c->router != NULL ? router_size(c->router) : 0;
	const struct route *route;
	size_t i, k;
	uint64_t n;

	for (i = 0; i < MAX_COUNTED; i++) {
		route = i < n_routes ? router_route(c->router, i) : NULL;
		for (k = 0; k < CLASSES; k++) {
			n = atomic_load(&c->by_route[i][k]);
			if (n == 0)
				continue;
			buf_addf(b,
				 "melaju_http_requests_total{city=\"%s\",route=\"%s\","
				 "method=\"%s\",status=\"%zuxx\"} %llu\n",
				 c->code, route != NULL ? route->path : "none",
				 route != NULL && route->method == POST ? "POST" : "GET", k,
				 (unsigned long long)n);
		}
	}
}

/* Divided by the route's requests: statements a page, which must not grow with its rows. */
static void put_statement_counts(struct buf *b, const struct counters *c)
{
	size_t n_routes = c->router != NULL ? router_size(c->router) : 0;
	const struct route *route;
	uint64_t n;
	size_t i;

	for (i = 0; i < MIN(n_routes, (size_t)MAX_COUNTED); i++) {
		n = atomic_load(&c->statements[i]);
		route = router_route(c->router, i);
		if (n > 0)
			buf_addf(b,
				 "melaju_http_statements_total{city=\"%s\",route=\"%s\","
				 "method=\"%s\"} %llu\n",
				 c->code, route->path, route->method == POST ? "POST" : "GET",
				 (unsigned long long)n);
	}
}

static void put_latency(struct buf *b, const struct counters *c)
{
	uint64_t sum = 0;
	int i;

	for (i = 0; i < N_BUCKETS; i++) {
		sum += atomic_load(&c->buckets[i]);
		buf_addf(b, "melaju_http_seconds_bucket{city=\"%s\",le=\"%g\"} %llu\n", c->code,
			 (double)bounds[i] / 1e6, (unsigned long long)sum);
	}
	sum += atomic_load(&c->buckets[N_BUCKETS]);
	buf_addf(b,
		 "melaju_http_seconds_bucket{city=\"%s\",le=\"+Inf\"} %llu\n"
		 "melaju_http_seconds_sum{city=\"%s\"} %.6f\n"
		 "melaju_http_seconds_count{city=\"%s\"} %llu\n",
		 c->code, (unsigned long long)sum, c->code,
		 (double)atomic_load(&c->total_usec) / 1e6, c->code, (unsigned long long)sum);
}

static void put_bytes(struct buf *b, const struct counters *c)
{
	buf_addf(b, "melaju_http_bytes_total{city=\"%s\"} %llu\n", c->code,
		 (unsigned long long)atomic_load(&c->total_bytes));
}

static uint64_t resident_bytes(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long long pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%*u %llu", &pages) != 1)
		pages = 0;
	(void)fclose(f);
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool is_here(const struct req *r)
{
	return strcmp(r->remote, "127.0.0.1") == 0 || strcmp(r->remote, "::1") == 0;
}

static void put_requests(struct buf *b, int64_t only)
{
	const struct counters *c;

	buf_adds(b, "# TYPE melaju_http_requests_total counter\n");
	for (c = counters_next(NULL, only); c != NULL; c = counters_next(c, only))
		put_route_counts(b, c);
	buf_adds(b, "# TYPE melaju_http_statements_total counter\n");
	for (c = counters_next(NULL, only); c != NULL; c = counters_next(c, only))
		put_statement_counts(b, c);
	buf_adds(b, "# TYPE melaju_http_seconds histogram\n");
	for (c = counters_next(NULL, only); c != NULL; c = counters_next(c, only))
		put_latency(b, c);
	for (c = counters_next(NULL, only); c != NULL; c = counters_next(c, only))
		put_bytes(b, c);
}

static void add_stats(struct db_stats *sum, struct db_stats s)
{
	sum->writes += s.writes;
	sum->groups += s.groups;
	sum->retries += s.retries;
	sum->syncs += s.syncs;
	sum->failures += s.failures;
	sum->statements += s.statements;
}

/* Of all databases of the process, each once; of the own one alone for an account. */
static struct db_stats all_stats(const struct app *app, bool here)
{
	struct db_stats sum = { 0 };
	struct app *city;
	size_t i;

	if (app->hosts == NULL || !here)
		return db_pool_stats(app->pool);
	for (i = 0; (city = hosts_city(app->hosts, i)) != NULL; i++)
		if (hosts_first_of_pool(app->hosts, i))
			add_stats(&sum, db_pool_stats(city->pool));
	return sum;
}

/*
 * For the machine itself, all of it; behind a proxy nobody else is on loopback.  For who may read
 * jobs, what is of his city.
 */
enum err metrics_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct pool_stats p = pool_stats(atomic_load(&served));
	struct buf *b = &resp->body;
	bool here = is_here(r);
	struct db_stats db;

	if (!here && !may(cx, PERM_JOB_READ))
		return err_set(cx, ERR_DENIED, "metrics from elsewhere");
	(void)counters_of(r); /* zeros too are said of the city that asks first */
	db = all_stats(r->app, here);
	resp->type = "text/plain; version=0.0.4; charset=utf-8";
	put_requests(b, here ? -1 : cx->city);
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
