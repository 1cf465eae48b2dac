/* LD_PRELOAD: every sync takes SLOWSYNC_USEC longer, as on a worn disk (default 5 ms). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_first(void)
{
	const char *usec = getenv("SLOWSYNC_USEC");

	usleep(usec ? (useconds_t)atoi(usec) : 5000);
}

int fsync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");

	wait_first();
	return real(fd);
}

int fdatasync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");

	wait_first();
	return real(fd);
}
