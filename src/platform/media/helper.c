/*
 * The helper: a process that can read its input, write its output and compute, nothing else.
 * It is the program itself, started anew, so that it holds no key, no lock and no connection.
 */
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/fd.h"
#include "platform/media/media_impl.h"

/* Sanitizers reserve terabytes and make calls of their own; the walls stand in all other builds. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define MAX_MEMORY ((rlim_t)640 << 20)

static const unsigned sides[] = { 1600, 1280, 1024, 800, 640, 480 };
static const unsigned small_sides[] = { 200, 160, 128, 96, 64, 32 };
static const int qualities[] = { 82, 74, 66, 58, 50 };

static bool limit(__rlimit_resource_t what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

/* The calls that computing needs.  A mapping must be memory, never a file. */
static bool allow_calls(scmp_filter_ctx f)
{
	static const int calls[] = {
		SCMP_SYS(read),  SCMP_SYS(write),  SCMP_SYS(exit),         SCMP_SYS(exit_group),
		SCMP_SYS(brk),   SCMP_SYS(munmap), SCMP_SYS(mremap),       SCMP_SYS(madvise),
		SCMP_SYS(futex), SCMP_SYS(fstat),  SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom),
	};
	size_t i;

	for (i = 0; i < LEN(calls); i++)
		if (seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0) != 0)
			return false;
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0;
}

static bool wall_in(void)
{
	scmp_filter_ctx f;
	bool ok;

	if (close_range(3, ~0U, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || !limit(RLIMIT_CPU, MEDIA_SECONDS) ||
	    !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, 3) || !limit(RLIMIT_FSIZE, 0))
		return false;
	if (SANITIZED)
		return true;
	if (!limit(RLIMIT_AS, MAX_MEMORY))
		return false;
	f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	ok = f != NULL && allow_calls(f) && seccomp_load(f) == 0;
	seccomp_release(f);
	return ok;
}

static unsigned char *read_input(size_t *ret_n)
{
	unsigned char *p = malloc(MEDIA_MAX_UPLOAD);
	ssize_t got;

	if (p == NULL)
		return NULL;
	got = fd_read(STDIN_FILENO, p, MEDIA_MAX_UPLOAD);
	*ret_n = (size_t)MAX(got, 0);
	return p;
}

struct encoded {
	unsigned char *p; /* malloc'd; NULL when even the smallest is too big */
	size_t n;
};

/* Best quality first, then smaller, until it fits.  False when the encoder failed. */
static bool shrink(const struct image *im, const unsigned *longest, size_t n_longest, size_t most,
		   struct encoded *ret)
{
	bool ok = true;
	size_t i, j;

	*ret = (struct encoded){ 0 };
	for (i = 0; i < n_longest && ok && ret->p == NULL; i++) {
		struct image small = image_scale(im, longest[i]);

		for (j = 0; j < LEN(qualities) && ok && ret->p == NULL; j++) {
			ok = image_encode(&small, qualities[j], &ret->p, &ret->n);
			if (ok && ret->n > most) {
				free(ret->p);
				ret->p = NULL;
			}
		}
		free(small.pixels);
	}
	return ok;
}

static bool write_number(size_t number)
{
	unsigned char low_first[MEDIA_LENGTH];
	size_t i;

	for (i = 0; i < MEDIA_LENGTH; i++)
		low_first[i] = (unsigned char)(number >> (8 * i));
	return fd_write(STDOUT_FILENO, low_first, sizeof(low_first));
}

static bool write_both(struct encoded small, struct encoded whole)
{
	return write_number(small.n) && fd_write(STDOUT_FILENO, small.p, small.n) &&
	       fd_write(STDOUT_FILENO, whole.p, whole.n);
}

static enum media_exit encode_both(const struct image *im)
{
	struct encoded small = { 0 }, whole = { 0 };
	enum media_exit e = MEDIA_EXIT_OK;

	if (!shrink(im, sides, LEN(sides), MEDIA_MAX_STORED, &whole) ||
	    !shrink(im, small_sides, LEN(small_sides), MEDIA_MAX_SMALL, &small))
		e = MEDIA_EXIT_INVALID;
	else if (whole.p == NULL || small.p == NULL)
		e = MEDIA_EXIT_TOOBIG;
	else if (!write_both(small, whole))
		e = MEDIA_EXIT_INVALID;
	free(whole.p);
	free(small.p);
	return e;
}

/* Behind the walls, with what was sent; never comes back without it. */
static unsigned char *begin(size_t *ret_n)
{
	unsigned char *in;

	if (!wall_in())
		_exit(EXIT_FAILURE);
	in = read_input(ret_n);
	if (in == NULL)
		_exit(EXIT_FAILURE);
	return in;
}

/* Both leave without the clean-up of the libraries, which would make calls that are not allowed. */

int media_helper_main(void)
{
	struct image im = { 0 };
	enum media_exit e;
	size_t n;
	unsigned char *in = begin(&n);

	e = image_decode(in, n, sides[0], &im);
	free(in);
	if (e == MEDIA_EXIT_OK) {
		e = encode_both(&im);
		free(im.pixels);
	}
	_exit((int)e);
}

int media_pdf_helper_main(void)
{
	unsigned pages = 0;
	enum media_exit e;
	size_t n;
	unsigned char *in = begin(&n);

	e = pdf_examine(in, n, &pages);
	if (e == MEDIA_EXIT_OK && !write_number(pages))
		e = MEDIA_EXIT_INVALID;
	_exit((int)e);
}
