#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

ssize_t fd_read(int fd, void *p, size_t n)
{
	char *to = p;
	size_t at = 0;
	ssize_t got;

	while (at < n) {
		got = read(fd, to + at, n - at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		at += (size_t)got;
	}
	return (ssize_t)at;
}

bool fd_write(int fd, const void *p, size_t n)
{
	const char *from = p;
	ssize_t put;

	while (n > 0) {
		put = write(fd, from, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		from += put;
		n -= (size_t)put;
	}
	return true;
}

void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}
