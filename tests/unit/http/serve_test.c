/* The server on a real socket: keep-alive, halves of requests, many at once, and a clean stop. */
#include "platform/http/http.h"

#include "base/log.h"
#include "lib/testlib.h"
#include "text/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { LABEL };

/* Two files of a form and a half, and a tenth of a second. */
enum { SPOOL_MOST = 5 << 20, STOP_PATIENCE = 100 };

static const struct field fields[] = {
	[LABEL] = { .name = "label", .kind = FIELD_TEXT, .label = T_HTTP_HOME },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "echo", .fields = fields };
static _Atomic int stored;

static enum err echo(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)cx;
	resp->type = "text/plain; charset=utf-8";
	buf_adds(&resp->body, form_text(req_form(r), LABEL));
	return ERR_OK;
}

static enum err long_text(struct ctx *cx, struct req *r, struct resp *resp)
{
	int i;

	(void)cx;
	(void)r;
	resp->type = "text/plain; charset=utf-8";
	for (i = 0; i < 1000; i++)
		buf_adds(&resp->body, "again and ");
	return ERR_OK;
}

static _Atomic bool write_begun, write_may_end;

static enum err slow_store(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	write_begun = true;
	while (!write_may_end)
		usleep(1000);
	resp_see(cx, resp, T_HTTP_HOME, "/done");
	return ERR_OK;
}

static enum err store(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	stored++;
	resp_see(cx, resp, T_HTTP_HOME, "/done");
	return ERR_OK;
}

static const struct route routes[] = {
	{ .method = GET, .path = "/echo", .flags = ROUTE_RAW, .form = &query_form, .raw = echo },
	{ .method = GET, .path = "/long", .flags = ROUTE_RAW, .raw = long_text },
	{ .method = POST, .path = "/slow", .form = &query_form, .commit = slow_store },
	{ .method = POST, .path = "/store", .form = &query_form, .commit = store },
	{ .method = POST,
	  .path = "/big",
	  .flags = ROUTE_BIG,
	  .form = &query_form,
	  .commit = store },
	{ 0 },
};
static const struct route *const tables[] = { routes, NULL };

static struct test t;
static struct http *server;

static int start(void **state)
{
	(void)state;
	log_enable(false);
	test_open(&t);
	t.app.routes = tables;
	t.app.spool = "/tmp/melaju-serve-test";
	stored = 0;
	write_begun = write_may_end = false;
	assert_ok(http_start(&t.cx,
			     &(struct http_options){ .listen = "127.0.0.1:0",
						     .workers = 4,
						     .spool_bytes = SPOOL_MOST,
						     .patience = STOP_PATIENCE },
			     &server));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	write_may_end = true;
	http_stop(server);
	(void)rmdir(t.app.spool);
	test_close(&t);
	return 0;
}

static int dial(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)http_port(server)),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval patience = { .tv_sec = 10 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Reads one answer with its body, by Content-Length; returns the status, 0 when there is none. */
static int hear(int fd, char *answer, size_t size)
{
	const char *end, *length;
	size_t n = 0, want = size - 1;
	ssize_t got;

	while (n < want && (got = recv(fd, answer + n, want - n, 0)) > 0) {
		n += (size_t)got;
		answer[n] = '\0';
		end = strstr(answer, "\r\n\r\n");
		length = strcasestr(answer, "Content-Length: ");
		if (end == NULL || length == NULL)
			continue;
		if (n >= (size_t)(end + 4 - answer) + strtoul(length + 16, NULL, 10))
			break;
	}
	return n > 12 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

static int ask(const char *request, char *answer, size_t size)
{
	int fd = dial(), status;

	say(fd, request);
	status = hear(fd, answer, size);
	close(fd);
	return status;
}

#define HOST "Host: localhost\r\n"

static void the_query_arrives_as_it_was_sent(void **state)
{
	char answer[4096];

	(void)state;
	assert_int_equal(
	    ask("GET /echo?label=a+b%26%2B&x HTTP/1.1\r\n" HOST "\r\n", answer, sizeof(answer)),
	    200);
	assert_non_null(strstr(answer, "\r\n\r\na b&+"));
	assert_non_null(strstr(answer, "Content-Security-Policy: default-src 'none'"));
	assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff"));
}

static void one_connection_carries_many_requests_and_halves(void **state)
{
	char answer[4096];
	int fd = dial(), i;

	(void)state;
	for (i = 0; i < 5; i++) {
		say(fd, "GET /echo?label=hal");
		usleep(2000);
		say(fd, "f HTTP/1.1\r\n" HOST "\r\n");
		assert_int_equal(hear(fd, answer, sizeof(answer)), 200);
		assert_non_null(strstr(answer, "\r\n\r\nhalf"));
	}
	close(fd);
}

static void a_long_text_goes_compressed_to_who_takes_it(void **state)
{
	static char answer[20000];

	(void)state;
	assert_int_equal(ask("GET /long HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n", answer,
			     sizeof(answer)),
			 200);
	assert_non_null(strstr(answer, "Content-Encoding: gzip"));
	assert_int_equal(ask("GET /long HTTP/1.1\r\n" HOST "Accept-Encoding: gzip;q=0\r\n\r\n",
			     answer, sizeof(answer)),
			 200);
	assert_null(strstr(answer, "Content-Encoding"));
}

static void a_body_that_is_too_big_is_refused_before_it_comes(void **state)
{
	char answer[4096];

	(void)state;
	assert_int_equal(ask("POST /store HTTP/1.1\r\n" HOST
			     "Accept: application/json\r\nContent-Length: 99999999\r\n"
			     "Expect: 100-continue\r\n\r\n",
			     answer, sizeof(answer)),
			 413);
}

/* A browser sends all of it before it reads a word: the answer must outlive that. */
static void a_body_that_is_too_big_is_read_to_its_end_and_then_answered(void **state)
{
	enum { PART = 64 << 10, PARTS = 80 };
	static char part[PART + 1], answer[20000];
	int fd = dial(), i;

	(void)state;
	memset(part, 'a', PART);
	(void)snprintf(answer, sizeof(answer),
		       "POST /store HTTP/1.1\r\n" HOST
		       "Referer: http://localhost/echo?label=x\r\nContent-Length: %d\r\n\r\n",
		       PART * PARTS);
	say(fd, answer);
	for (i = 0; i < PARTS; i++)
		say(fd, part);
	assert_int_equal(hear(fd, answer, sizeof(answer)), 413);
	assert_non_null(strstr(answer, "64 kB"));
	close(fd);
	/* Without a length it is cut into chunks, and found out on the way. */
	fd = dial();
	say(fd, "POST /store HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	for (i = 0; i < PARTS; i++) {
		say(fd, "10000\r\n");
		say(fd, part);
		say(fd, "\r\n");
	}
	say(fd, "0\r\n\r\n");
	assert_int_equal(hear(fd, answer, sizeof(answer)), 413);
	close(fd);
	assert_int_equal(stored, 0);
}

#define STORE(n, more)                                                                  \
	"POST /store HTTP/1.1\r\n" HOST more                                            \
	"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 46\r\n\r\n" \
	"label=x&_once=0000000000000000000000000000000" n
#define JSON "Accept: application/json\r\n"

/* What the next page says travels in a cookie, for browsers: programs see no pages. */
static void only_who_goes_on_to_a_page_is_given_what_it_says(void **state)
{
	static const struct {
		const char *request;
		int status;
		bool told;
	} cases[] = {
		{ STORE("1", ""), 303, true },
		{ STORE("2", JSON), 200, false },
		{ STORE("3", JSON "X-Page-Next: 1\r\n"), 200, true },
	};
	char answer[4096];

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(ask(cases[i].request, answer, sizeof(answer)), cases[i].status);
		assert_int_equal(strstr(answer, "flash=http.home") != NULL, cases[i].told);
	}
}

static void rubbish_ends_the_connection_and_nothing_else(void **state)
{
	char answer[4096];

	(void)state;
	(void)ask("\x16\x03\x01\x02 rubbish\r\n\r\n", answer, sizeof(answer));
	(void)ask("GET / HTTP/1.1\r\nno colon\r\n\r\n", answer, sizeof(answer));
	close(dial());
	assert_int_equal(ask("GET /healthz HTTP/1.1\r\n" HOST "\r\n", answer, sizeof(answer)), 200);
}

/* What is too long is refused: without its end it would be another question, and answered. */
static void a_query_that_is_too_long_is_not_shortened(void **state)
{
	static char request[6000], answer[20000];
	char word[4200];

	(void)state;
	memset(word, 'a', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	(void)snprintf(request, sizeof(request),
		       "GET /echo?x=%s&label=whole HTTP/1.1\r\n" HOST "\r\n", word);
	assert_int_equal(ask(request, answer, sizeof(answer)), 404);
}

static void more_headers_than_are_looked_at_are_refused(void **state)
{
	static char request[2000], answer[20000];
	size_t n = (size_t)snprintf(request, sizeof(request), "GET /healthz HTTP/1.1\r\n");

	(void)state;
	for (int i = 0; i < 120; i++)
		n += (size_t)snprintf(request + n, sizeof(request) - n, "X: %d\r\n", i);
	(void)snprintf(request + n, sizeof(request) - n, HOST "\r\n");
	assert_int_equal(ask(request, answer, sizeof(answer)), 413);
}

/* Where a body ends must be said once, or a proxy may see another request than we do. */
static void a_body_with_two_ends_is_refused_and_ends_the_connection(void **state)
{
	static const char *const ends[] = {
		"Content-Length: 7\r\nContent-Length: 8\r\n\r\nlabel=xy",
		"Content-Length: 8\r\nContent-Length: 7\r\n\r\nlabel=xy",
		"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	};
	static char request[400], answer[20000];

	(void)state;
	for (size_t i = 0; i < LEN(ends); i++) {
		(void)snprintf(request, sizeof(request), "POST /store HTTP/1.1\r\n" HOST JSON "%s",
			       ends[i]);
		assert_int_equal(ask(request, answer, sizeof(answer)), 422);
		assert_non_null(strcasestr(answer, "Connection: close"));
	}
	assert_int_equal(stored, 0);
}

/* Begins a form with files of that many bytes, all but the last of which are sent. */
static int begin_big(int bytes)
{
	enum { PART = 64 << 10 };
	static char part[PART + 1], head[400];
	int fd = dial();

	memset(part, 'a', PART);
	(void)snprintf(head, sizeof(head),
		       "POST /big HTTP/1.1\r\n" HOST JSON
		       "Content-Type: multipart/form-data; boundary=x\r\n"
		       "Content-Length: %d\r\n\r\n",
		       bytes);
	say(fd, head);
	for (; bytes > PART; bytes -= PART)
		say(fd, part);
	part[bytes - 1] = '\0';
	say(fd, part);
	return fd;
}

static int end_big(int fd)
{
	static char answer[20000];
	int status;

	say(fd, "a");
	status = hear(fd, answer, sizeof(answer));
	close(fd);
	return status;
}

/*
 * The files lie beside the data: strangers who send many must not fill that disk.  Bytes may wait
 * in a socket while another form comes to its end, so it is tried until all three are there.
 */
static void all_bodies_together_take_only_so_much_of_the_disk(void **state)
{
	enum { FORMS = 3, BYTES = 2 << 20, REFUSED = 503, TAKEN = 422 /* no boundary in it */ };
	int forms[FORMS], refused = 0, status;

	(void)state;
	while (refused == 0) {
		for (int i = 0; i < FORMS; i++)
			forms[i] = begin_big(BYTES);
		for (int i = 0; i < FORMS; i++) {
			status = end_big(forms[i]);
			assert_true(status == TAKEN || status == REFUSED);
			refused += status == REFUSED;
		}
	}
	assert_true(refused < FORMS);
	assert_int_equal(end_big(begin_big(BYTES)), TAKEN);
}

static void *stop_it(void *arg)
{
	http_stop(arg);
	return NULL;
}

#define SLOW                                                                            \
	"POST /slow HTTP/1.1\r\n" HOST                                                  \
	"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 46\r\n\r\n" \
	"label=x&_once=00000000000000000000000000000009"

/* Sends bytes one by one until the other side has hung up. */
static void send_until_cut_off(int fd)
{
	char c;

	while (send(fd, "a", 1, MSG_NOSIGNAL) == 1 && recv(fd, &c, 1, MSG_DONTWAIT) != 0)
		usleep(10000);
}

/* What is being written is answered, however long it takes; who is still sending is cut off,
 * whenever he ends. */
static void a_stop_waits_for_what_was_begun_and_for_nobody_who_is_sending(void **state)
{
	static char answer[4096];
	int slow = dial(), sending = dial();
	pthread_t stopper;

	(void)state;
	say(sending, "POST /store HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\nlabel");
	say(slow, SLOW);
	while (!write_begun)
		usleep(1000);
	assert_int_equal(pthread_create(&stopper, NULL, stop_it, server), 0);
	server = NULL;
	send_until_cut_off(sending);
	write_may_end = true;
	assert_int_equal(hear(slow, answer, sizeof(answer)), 303);
	assert_int_equal(pthread_join(stopper, NULL), 0);
	close(slow);
	close(sending);
}

enum { CLIENTS = 8, POSTS = 20 };

static void *post_often(void *arg)
{
	char request[400], answer[4096];
	intptr_t who = (intptr_t)arg, good = 0;
	int fd = dial(), i, n;

	for (i = 0; i < POSTS; i++) {
		n = snprintf(request, sizeof(request),
			     "POST /store HTTP/1.1\r\n" HOST "X-Forwarded-For: 203.0.113.%d\r\n"
			     "Content-Type: application/x-www-form-urlencoded\r\n"
			     "Content-Length: 52\r\n\r\nlabel=many&_once=%032d%03d",
			     (int)who, (int)who, i);
		assert_true(n > 0);
		say(fd, request);
		good += hear(fd, answer, sizeof(answer)) == 303;
	}
	close(fd);
	return (void *)good; /* NOLINT: a count */
}

static void many_clients_write_at_once_and_each_gets_his_answer(void **state)
{
	pthread_t threads[CLIENTS];
	intptr_t good = 0;
	void *got;
	int i;

	(void)state;
	for (i = 0; i < CLIENTS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, post_often, (void *)(intptr_t)i),
				 0);
	for (i = 0; i < CLIENTS; i++) {
		assert_int_equal(pthread_join(threads[i], &got), 0);
		good += (intptr_t)got;
	}
	assert_int_equal(good, CLIENTS * POSTS);
	assert_true(stored >= CLIENTS * POSTS);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_query_arrives_as_it_was_sent),
		T(one_connection_carries_many_requests_and_halves),
		T(a_long_text_goes_compressed_to_who_takes_it),
		T(a_body_that_is_too_big_is_refused_before_it_comes),
		T(a_body_that_is_too_big_is_read_to_its_end_and_then_answered),
		T(only_who_goes_on_to_a_page_is_given_what_it_says),
		T(rubbish_ends_the_connection_and_nothing_else),
		T(a_query_that_is_too_long_is_not_shortened),
		T(more_headers_than_are_looked_at_are_refused),
		T(a_body_with_two_ends_is_refused_and_ends_the_connection),
		T(all_bodies_together_take_only_so_much_of_the_disk),
		T(a_stop_waits_for_what_was_begun_and_for_nobody_who_is_sending),
		T(many_clients_write_at_once_and_each_gets_his_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
