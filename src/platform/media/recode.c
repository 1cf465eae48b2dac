/* The server's side of the helpers: start one, feed it, wait for it no longer than it may take. */
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

/* The number that what a helper wrote begins with. */
static size_t number_of(const struct buf *b)
{
	size_t number = 0, i;

	for (i = 0; i < MEDIA_LENGTH && i < b->len; i++)
		number |= (size_t)(unsigned char)b->data[i] << (8 * i);
	return number;
}

/* What the helper wrote: the length of the small JPEG, it, and the other. */
static enum err unpack(struct ctx *cx, const struct buf *b, struct picture *ret)
{
	size_t small = number_of(b);
	const char *p;

	if (b->len <= MEDIA_LENGTH || small == 0 || small > MEDIA_MAX_SMALL ||
	    small >= b->len - MEDIA_LENGTH)
		return err_set(cx, ERR_IO, "image decoder gave no picture");
	p = arena_memdup(cx->arena, b->data + MEDIA_LENGTH, b->len - MEDIA_LENGTH);
	ret->small = (struct blob){ p, small };
	ret->jpeg = (struct blob){ p + small, b->len - MEDIA_LENGTH - small };
	return ERR_OK;
}

/* A helper is bounded by its processor time: who did not end in ours had none. */
static enum err not_whole(struct ctx *cx, const struct buf *b)
{
	return buf_ok(b) ? err_set(cx, ERR_BUSY, "the helper did not end in time")
			 : err_set(cx, ERR_INVALID, "the helper wrote too much");
}

static enum err result(struct ctx *cx, int status, bool whole, const struct buf *b,
		       struct picture *ret)
{
	if (!whole)
		return not_whole(cx, b);
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

/* Starts a helper, gives it the upload and takes what it writes.  *ret_whole: within its time. */
static enum err run_helper(struct ctx *cx, const char *name, struct blob in, struct buf *b,
			   int *ret_status, bool *ret_whole)
{
	CLEANUP(close_fd) int input = -1, from = -1, to = -1;
	int64_t deadline = clock_mono() + MEDIA_PATIENCE * INT64_C(1000000000);
	int pipes[2];
	pid_t pid;

	if (in.n > MEDIA_MAX_UPLOAD)
		return err_set(cx, ERR_TOOBIG, "upload of %zu bytes", in.n);
	input = input_make(in);
	if (input < 0 || pipe2(pipes, O_CLOEXEC) != 0)
		return err_set(cx, ERR_IO, "%s: no memory or files left", name);
	from = pipes[0];
	to = pipes[1];
	pid = helper_start(name, input, to);
	if (pid < 0)
		return err_set(cx, ERR_IO, "%s could not be started", name);
	close_fd(&to);
	*ret_whole = output_read(from, deadline, b);
	if (!*ret_whole)
		(void)kill(pid, SIGKILL);
	*ret_status = helper_end(pid);
	return ERR_OK;
}

enum err media_recode(struct ctx *cx, struct blob in, struct picture *ret)
{
	struct buf b CLEANUP(buf_release);
	bool whole;
	int status;

	buf_init(&b, MEDIA_LENGTH + MEDIA_MAX_SMALL + MEDIA_MAX_STORED);
	TRY(run_helper(cx, MEDIA_HELPER, in, &b, &status, &whole));
	return result(cx, status, whole, &b, ret);
}

/* A helper that was ended, by its walls or by its time, met a file that nobody should open. */
static enum pdf_look look_of(int status)
{
	if (!WIFEXITED(status))
		return PDF_BROKEN;
	switch (WEXITSTATUS(status)) {
	case MEDIA_EXIT_OK:
		return PDF_GOOD;
	case MEDIA_EXIT_LOCKED:
		return PDF_LOCKED;
	case MEDIA_EXIT_ACTIVE:
		return PDF_ACTIVE;
	case MEDIA_EXIT_EMBEDS:
		return PDF_EMBEDS;
	default:
		return PDF_BROKEN;
	}
}

enum err media_look_pdf(struct ctx *cx, struct blob in, enum pdf_look *ret, int64_t *ret_pages)
{
	struct buf b CLEANUP(buf_release);
	bool whole;
	int status;

	buf_init(&b, MEDIA_LENGTH);
	TRY(run_helper(cx, MEDIA_PDF_HELPER, in, &b, &status, &whole));
	if (!whole)
		return not_whole(cx, &b);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE)
		return err_set(cx, ERR_IO, "%s has no walls here", MEDIA_PDF_HELPER);
	*ret = look_of(status);
	*ret_pages = 0;
	if (*ret == PDF_GOOD && b.len != MEDIA_LENGTH)
		return err_set(cx, ERR_IO, "%s gave no number of pages", MEDIA_PDF_HELPER);
	if (*ret == PDF_GOOD)
		*ret_pages = (int64_t)number_of(&b);
	return ERR_OK;
}
