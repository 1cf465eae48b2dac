/* The file while it arrives and until its rows are checked: one a import, readable by us alone. */
#include "feature/intake/intake_impl.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "platform/app.h"

const char *intake_path(struct ctx *cx, int64_t id)
{
	return arena_printf(cx->arena, "%s/%lld-%lld", cx->app->spool, (long long)cx->city,
			    (long long)id);
}

static enum err write_at(struct ctx *cx, int fd, int64_t offset, struct blob piece)
{
	const char *at = piece.p;
	size_t left = piece.n;
	ssize_t n;

	while (left > 0) {
		n = pwrite(fd, at, left, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(cx, errno == ENOSPC ? ERR_FULL : ERR_IO,
				       "spool: cannot write (%d)", errno);
		at += n;
		left -= (size_t)n;
		offset += n;
	}
	return fdatasync(fd) == 0 ? ERR_OK : err_set(cx, ERR_IO, "spool: cannot sync (%d)", errno);
}

enum err intake_keep(struct ctx *cx, int64_t id, int64_t offset, struct blob bytes)
{
	enum err e;
	int fd;

	if (cx->app->spool == NULL)
		return err_set(cx, ERR_IO, "no folder for files");
	if (mkdir(cx->app->spool, 0700) != 0 && errno != EEXIST)
		return err_set(cx, ERR_IO, "spool: cannot make the folder (%d)", errno);
	fd = open(intake_path(cx, id), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_set(cx, ERR_IO, "spool: cannot open (%d)", errno);
	e = write_at(cx, fd, offset, bytes);
	close(fd);
	return e;
}

enum err intake_put(struct ctx *cx, int64_t id, int64_t offset, struct blob piece)
{
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	if (in.state != INTAKE_UPLOADING)
		return err_set(cx, ERR_CONFLICT, "import %lld takes no bytes", (long long)id);
	if (offset < 0 || offset > in.file_size || (int64_t)piece.n > in.file_size - offset)
		return err_set(cx, ERR_TOOBIG, "more bytes than were offered");
	return intake_keep(cx, id, offset, piece);
}

void intake_forget_file(struct ctx *cx, int64_t id)
{
	if (cx->app->spool != NULL)
		(void)unlink(intake_path(cx, id));
}

/* ---- what nobody waits for any more ---------------------------------------------------------- */

#define FORSAKEN (3 * USEC_DAY)

/* Is it still going to be read?  One that has just come may not have its row yet. */
static enum err wanted(struct ctx *cx, int64_t id, bool *ret)
{
	struct intake_waiting_row row;
	bool found;

	TRY(intake_waiting_maybe(cx, &(struct intake_waiting_args){ .id = id }, &row, &found));
	*ret = found ? row.state <= INTAKE_CHECKING : id_instant(id) > cx->now - USEC_HOUR;
	return ERR_OK;
}

static enum err sweep_folder(struct ctx *cx, DIR *folder)
{
	const struct dirent *entry;
	long long city, id;
	bool keep;

	while ((entry = readdir(folder)) != NULL) {
		if (sscanf(entry->d_name, "%lld-%lld", &city, &id) != 2 || city != cx->city)
			continue;
		TRY(wanted(cx, id, &keep));
		if (!keep)
			intake_forget_file(cx, id);
	}
	return ERR_OK;
}

enum err intake_sweep(struct ctx *cx, int64_t object, const char *detail)
{
	DIR *folder;
	enum err e;

	(void)object;
	(void)detail;
	TRY(intake_forsaken_run(cx, &(struct intake_forsaken_args){ .before = cx->now - FORSAKEN },
				NULL));
	folder = cx->app->spool != NULL ? opendir(cx->app->spool) : NULL;
	if (folder == NULL)
		return ERR_OK;
	e = sweep_folder(cx, folder);
	closedir(folder);
	return e;
}
