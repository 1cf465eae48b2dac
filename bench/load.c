/*
 * Load on a server, and the bare server to compare it with.
 *
 *	load bare PORT BYTES                         libmicrohttpd answering a constant of that size
 *	load run PORT CONNECTIONS SECONDS RATE [COOKIE [WRITE-PERCENT]] < TARGETS
 *
 * RATE 0 is a closed loop: each connection asks as soon as it was answered.  With a rate the
 * requests have a time table, and the wait counts from the time in the table, not from the moment
 * a connection was free (open loop).  TARGETS: paths to read in turn; a line "POST path body" is
 * what is written; every @ in a body becomes a number of its own.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TARGETS = 64, MAX_SAMPLES = 1 << 20, ANSWER_MAX = 1 << 20 };

static char *reads[MAX_TARGETS], *write_path, *write_body;
static size_t n_reads;
static unsigned short port;
static unsigned connections, write_percent;
static double rate;
static const char *cookie = "";
static int64_t started, ends;

static atomic_size_t n_samples, n_bad, n_writes, ticket;
static int64_t samples[MAX_SAMPLES];

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void sleep_until(int64_t at)
{
	struct timespec t = { .tv_sec = at / 1000000000, .tv_nsec = at % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) != 0)
		;
}

static int open_connection(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		perror("connect");
		exit(1);
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* Reads one answer with a Content-Length; its status, 0 when the connection broke. */
static int read_answer(int fd, char *buf)
{
	size_t n = 0, whole = 0;
	const char *end, *length;
	ssize_t got;

	while (whole == 0 || n < whole) {
		got = recv(fd, buf + n, ANSWER_MAX - 1 - n, 0);
		if (got <= 0)
			return 0;
		n += (size_t)got;
		buf[n] = '\0';
		end = whole == 0 ? strstr(buf, "\r\n\r\n") : NULL;
		if (end != NULL) {
			length = strcasestr(buf, "\r\nContent-Length:");
			whole =
			    (size_t)(end - buf) + 4 +
			    (length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0);
		}
	}
	return atoi(buf + 9);
}

static int make_read(char *out, size_t max, const char *path)
{
	return snprintf(out, max, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s%s%s\r\n", path, port,
			cookie[0] ? "Cookie: " : "", cookie, cookie[0] ? "\r\n" : "");
}

static int make_write(char *out, size_t max, size_t serial)
{
	char body[4096];
	size_t n = 0;

	for (const char *p = write_body; *p && n < sizeof(body) - 24; p++)
		if (*p == '@')
			n += (size_t)snprintf(body + n, sizeof(body) - n, "%zu", serial);
		else
			body[n++] = *p;
	return snprintf(out, max,
			"POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nCookie: %s\r\n"
			"Accept: application/json\r\n"
			"Content-Type: application/x-www-form-urlencoded\r\n"
			"Content-Length: %zu\r\n\r\n%.*s",
			write_path, port, cookie, n, (int)n, body);
}

static void *client(void *arg)
{
	char *answer = malloc(ANSWER_MAX), request[8192];
	int fd = open_connection(), status, n;

	(void)arg;
	for (;;) {
		size_t mine = atomic_fetch_add(&ticket, 1), at;
		int64_t from = started + (rate > 0 ? (int64_t)((double)mine * 1e9 / rate) : 0);
		bool writes = write_path != NULL && mine * 37 % 100 < write_percent;

		if (rate <= 0)
			from = now();
		if (from >= ends)
			break;
		sleep_until(from);
		n = writes ? make_write(request, sizeof(request), (size_t)started / 1000 + mine)
			   : make_read(request, sizeof(request), reads[mine % n_reads]);
		status =
		    send(fd, request, (size_t)n, MSG_NOSIGNAL) == n ? read_answer(fd, answer) : 0;
		at = atomic_fetch_add(&n_samples, 1);
		if (at < MAX_SAMPLES)
			samples[at] = now() - from;
		atomic_fetch_add(&n_writes, writes);
		if (status == 0 || status >= 400) {
			if (atomic_fetch_add(&n_bad, 1) == 0)
				fprintf(stderr, "%.300s\n", status ? answer : "connection lost");
			if (status == 0) {
				close(fd);
				fd = open_connection();
			}
		}
	}
	close(fd);
	free(answer);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void read_targets(void)
{
	static char line[8192];

	while (n_reads < MAX_TARGETS && fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "POST ", 5) == 0) {
			write_path = strdup(line + 5);
			write_body = strchr(write_path, ' ');
			*write_body++ = '\0';
		} else if (line[0]) {
			reads[n_reads++] = strdup(line);
		}
	}
	if (n_reads == 0)
		reads[n_reads++] = strdup("/");
}

static int run(int argc, char **argv)
{
	pthread_t threads[256];
	double seconds, took;
	size_t n;

	port = (unsigned short)atoi(argv[0]);
	connections = (unsigned)atoi(argv[1]);
	seconds = atof(argv[2]);
	rate = atof(argv[3]);
	cookie = argc > 4 ? argv[4] : "";
	write_percent = argc > 5 ? (unsigned)atoi(argv[5]) : 0;
	read_targets();
	started = now();
	ends = started + (int64_t)(seconds * 1e9);
	for (unsigned i = 0; i < connections && i < 256; i++)
		pthread_create(&threads[i], NULL, client, NULL);
	for (unsigned i = 0; i < connections && i < 256; i++)
		pthread_join(threads[i], NULL);
	took = (double)(now() - started) / 1e9;
	n = n_samples < MAX_SAMPLES ? n_samples : MAX_SAMPLES;
	qsort(samples, n, sizeof(samples[0]), by_size);
	printf("%8.0f req/s  p50 %7.2f ms  p99 %7.2f ms  writes %5.0f/s  bad %zu\n",
	       (double)n_samples / took, n ? (double)samples[n / 2] / 1e6 : 0,
	       n ? (double)samples[n * 99 / 100] / 1e6 : 0, (double)n_writes / took, n_bad);
	return 0;
}

/* ---- the bare server ----------------------------------------------------------------------- */

static struct MHD_Response *constant;

static enum MHD_Result answer(void *cls, struct MHD_Connection *c, const char *url,
			      const char *method, const char *version, const char *data, size_t *n,
			      void **con)
{
	(void)cls, (void)url, (void)method, (void)version, (void)data, (void)n, (void)con;
	return MHD_queue_response(c, 200, constant);
}

static int bare(char **argv)
{
	size_t n = strtoul(argv[1], NULL, 10);
	char *body = malloc(n + 1);

	memset(body, 'x', n);
	constant = MHD_create_response_from_buffer(n, body, MHD_RESPMEM_PERSISTENT);
	if (MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[0]), NULL, NULL,
			     answer, NULL, MHD_OPTION_THREAD_POOL_SIZE, 2U, MHD_OPTION_END) == NULL)
		return 1;
	pause();
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "bare") == 0)
		return bare(argv + 2);
	if (argc >= 6 && strcmp(argv[1], "run") == 0)
		return run(argc - 2, argv + 2);
	fprintf(stderr, "usage: load bare PORT BYTES | load run PORT CONNECTIONS SECONDS RATE "
			"[COOKIE [WRITE-PERCENT]] < TARGETS\n");
	return 2;
}
