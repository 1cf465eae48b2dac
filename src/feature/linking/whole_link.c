/* The server's side of the process that compares everybody: start it, feed it, hear it. */
#include "feature/linking/whole_impl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/helper.h"
#include "base/str.h"

/* The most that comes back: a model is some hundred kilobytes. */
#define ANSWER_MAX                                          \
	(sizeof(struct whole_answer) + ((size_t)16 << 20) + \
	 WHOLE_PAIRS * sizeof(struct linkage_pair))

/* Bytes the comparing process may hold: so many, and so many for each person. */
#define MEMORY     ((uint64_t)768 << 20)
#define MEMORY_ONE 800

struct whole_task whole_task_for(int64_t people, size_t model_size, bool awaited)
{
	/* One of two processors goes on serving, but where somebody waits. */
	long threads = sysconf(_SC_NPROCESSORS_ONLN) / (awaited ? 1 : 2);

	return (struct whole_task){
		.memory = MEMORY + (uint64_t)people * MEMORY_ONE,
		.threads = (uint32_t)(threads < 1 ? 1 : MIN(threads, (long)LINKAGE_THREADS)),
		.model_size = (uint32_t)model_size,
	};
}

static enum err send_all(struct ctx *cx, struct whole_link *l, const void *p, size_t n)
{
	const char *at = p;
	ssize_t put;

	while (n > 0) {
		put = send(l->fd, at, n, MSG_NOSIGNAL);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return err_set(cx, ERR_IO, "the comparing process is gone");
		at += put;
		n -= (size_t)put;
	}
	return ERR_OK;
}

enum err whole_start(struct ctx *cx, struct whole_link *l, const struct whole_task *task,
		     const char *model)
{
	CLEANUP(close_fd) int theirs = -1;
	int ends[2];

	*l = (struct whole_link){ .fd = -1 };
	buf_init(&l->in, ANSWER_MAX);
	l->frame = malloc(WHOLE_BYTES);
	if (l->frame == NULL)
		abort();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return err_set(cx, ERR_IO, "no file left for the comparing process");
	l->fd = ends[0];
	theirs = ends[1];
	l->pid = helper_start(LINKING_HELPER, theirs, theirs);
	if (l->pid < 0) {
		l->pid = 0;
		whole_drop(l);
		return err_set(cx, ERR_IO, "the comparing process could not be started");
	}
	TRY(send_all(cx, l, task, sizeof(*task)));
	return send_all(cx, l, model, task->model_size);
}

static char *put_bytes(char *at, const void *p, size_t n)
{
	memcpy(at, p, n);
	return at + n;
}

static char *put_record(char *at, const struct record *r)
{
	char room[DIGITS_ROOM];
	const char *digits = digits_into(room, r->id);
	uint64_t key = linkage_key(digits, strlen(digits));
	uint16_t size[RECORD_COLUMNS];

	for (size_t i = 0; i < RECORD_COLUMNS; i++)
		size[i] = (uint16_t)MIN(r->cell[i].size, (uint32_t)LINKAGE_CELL);
	at = put_bytes(at, &key, sizeof(key));
	at = put_bytes(at, size, sizeof(size));
	for (size_t i = 0; i < RECORD_COLUMNS; i++)
		if (size[i] > 0)
			at = put_bytes(at, r->cell[i].text, size[i]);
	return at;
}

enum err whole_send(struct ctx *cx, struct whole_link *l, const struct record *records, size_t n)
{
	struct whole_frame head = { .n = (uint32_t)n };
	char *at = l->frame;
	enum err e;

	if (n == 0)
		return ERR_OK;
	static_assert(
	    WHOLE_FRAME * (sizeof(uint64_t) + RECORD_COLUMNS * (sizeof(uint16_t) + LINKAGE_CELL)) <=
		WHOLE_BYTES,
	    "a frame has room for its records");
	assert(n <= WHOLE_FRAME);
	for (size_t i = 0; i < n; i++)
		at = put_record(at, &records[i]);
	head.size = (uint32_t)(at - l->frame);
	e = send_all(cx, l, &head, sizeof(head));
	if (e == ERR_OK)
		e = send_all(cx, l, l->frame, head.size);
	explicit_bzero(l->frame, head.size);
	return e;
}

void whole_sent(struct whole_link *l)
{
	(void)shutdown(l->fd, SHUT_WR);
}

/* Is the answer what it says? */
static bool is_whole(const struct buf *b)
{
	struct whole_answer a;

	if (b->len < sizeof(a))
		return false;
	memcpy(&a, b->data, sizeof(a));
	return b->len == sizeof(a) + a.model_size + a.sent * sizeof(struct linkage_pair);
}

static enum err ended(struct ctx *cx, struct whole_link *l)
{
	int status = helper_end(l->pid);

	l->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && is_whole(&l->in))
		return ERR_OK;
	/* It aborts when it may not have more memory; the system kills when there is none. */
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGABRT || WTERMSIG(status) == SIGKILL))
		return err_set(cx, ERR_TOOBIG, "the comparing process ran out of memory");
	return err_set(cx, ERR_IO, "the comparing process ended with %d", status);
}

enum err whole_take(struct ctx *cx, struct whole_link *l, bool *ret_whole)
{
	char part[65536];
	ssize_t got;

	*ret_whole = false;
	while (buf_ok(&l->in)) {
		got = recv(l->fd, part, sizeof(part), MSG_DONTWAIT);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return ERR_OK;
		if (got <= 0) {
			*ret_whole = true;
			return ended(cx, l);
		}
		buf_add(&l->in, part, (size_t)got);
	}
	return err_set(cx, ERR_IO, "the comparing process says too much");
}

void whole_drop(struct whole_link *l)
{
	if (l->pid > 0) {
		(void)kill(l->pid, SIGKILL);
		(void)helper_end(l->pid);
	}
	close_fd(&l->fd);
	l->pid = 0;
	buf_release(&l->in);
	free(l->frame);
	l->frame = NULL;
}
