/* The server's side of the helper: start it, feed it, wait for it no longer than it may take. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/helper.h"
#include "platform/media/media_impl.h"

/* A file in memory that holds the upload, at its beginning; -1 when there is no room. */
static int input_make(struct blob in)
{
	int fd = memfd_create("upload", MFD_CLOEXEC);

	if (fd >= 0 && (!fd_write(fd, in.p, in.n) || lseek(fd, 0, SEEK_SET) != 0))
		close_fd(&fd);
	return fd;
}

/* Reads until the helper closes its end; false past the deadline or the size. */
static bool output_read(int fd, int64_t deadline, struct buf *b)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char part[16384];
	int64_t left;
	ssize_t got;
	int n;

	while (buf_ok(b)) {
		left = (deadline - clock_mono()) / 1000000;
		n = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		got = read(fd, part, sizeof(part));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		buf_add(b, part, (size_t)got);
	}
	return false;
}

/* What the helper wrote: the length of the small JPEG, it, and the other. */
static enum err unpack(struct ctx *cx, const struct buf *b, struct picture *ret)
{
	size_t small = 0, i;
	const char *p;

	for (i = 0; i < MEDIA_LENGTH && i < b->len; i++)
		small |= (size_t)(unsigned char)b->data[i] << (8 * i);
	if (b->len <= MEDIA_LENGTH || small == 0 || small > MEDIA_MAX_SMALL ||
	    small >= b->len - MEDIA_LENGTH)
		return err_set(cx, ERR_IO, "image decoder gave no picture");
	p = arena_memdup(cx->arena, b->data + MEDIA_LENGTH, b->len - MEDIA_LENGTH);
	ret->small = (struct blob){ p, small };
	ret->jpeg = (struct blob){ p + small, b->len - MEDIA_LENGTH - small };
	return ERR_OK;
}

static enum err result(struct ctx *cx, int status, bool whole, const struct buf *b,
		       struct picture *ret)
{
	if (!whole)
		return err_set(cx, ERR_INVALID, "image took too long to decode");
	if (!WIFEXITED(status))
		return err_set(cx, ERR_INVALID, "image ended the decoder by signal %d",
			       WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	switch (WEXITSTATUS(status)) {
	case MEDIA_EXIT_OK:
		break;
	case MEDIA_EXIT_INVALID:
		return err_set(cx, ERR_INVALID, "not an image that can be read");
	case MEDIA_EXIT_TOOBIG:
		return err_set(cx, ERR_TOOBIG, "image of too many pixels");
	default:
		return err_set(cx, ERR_IO, "image decoder ended with %d", WEXITSTATUS(status));
	}
	return unpack(cx, b, ret);
}

enum err media_recode(struct ctx *cx, struct blob in, struct picture *ret)
{
	CLEANUP(close_fd) int input = -1, from = -1, to = -1;
	int64_t deadline = clock_mono() + MEDIA_SECONDS * INT64_C(1000000000);
	struct buf b CLEANUP(buf_release);
	int pipes[2], status;
	bool whole;
	pid_t pid;

	buf_init(&b, MEDIA_LENGTH + MEDIA_MAX_SMALL + MEDIA_MAX_STORED);
	if (in.n > MEDIA_MAX_UPLOAD)
		return err_set(cx, ERR_TOOBIG, "upload of %zu bytes", in.n);
	input = input_make(in);
	if (input < 0 || pipe2(pipes, O_CLOEXEC) != 0)
		return err_set(cx, ERR_IO, "image decoder: no memory or files left");
	from = pipes[0];
	to = pipes[1];
	pid = helper_start(MEDIA_HELPER, input, to);
	if (pid < 0)
		return err_set(cx, ERR_IO, "image decoder could not be started");
	close_fd(&to);
	whole = output_read(from, deadline, &b);
	if (!whole)
		(void)kill(pid, SIGKILL);
	status = helper_end(pid);
	return result(cx, status, whole, &b, ret);
}
