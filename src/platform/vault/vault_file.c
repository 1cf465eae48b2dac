#include "platform/vault/vault.h"
#include "platform/vault/vault_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium/core.h>
#include <sodium/utils.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/rng.h"
#include "base/str.h"

/* 64 hex digits and a line end */
#define FILE_SIZE (2 * VAULT_KEY_SIZE + 1)

struct vault *vault_new(const unsigned char key[VAULT_KEY_SIZE])
{
	struct vault *v;

	if (sodium_init() < 0)
		abort();
	v = sodium_malloc(sizeof(*v));
	if (v == NULL)
		abort();
	memcpy(v->key, key, VAULT_KEY_SIZE);
	(void)sodium_mprotect_readonly(v);
	return v;
}

struct vault *vault_for_test(const unsigned char key[32])
{
	return vault_new(key);
}

void vault_free(struct vault *v)
{
	sodium_free(v);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

/* Reads at most n bytes; the number read, or -1. */
static ssize_t read_some(int fd, char *p, size_t n)
{
	size_t at = 0;
	ssize_t got;

	while (at < n) {
		got = read(fd, p + at, n - at);
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

enum err vault_open(struct ctx *cx, const char *path, struct vault **ret)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char key[VAULT_KEY_SIZE];
	char text[FILE_SIZE + 1] = "";
	struct stat st;
	ssize_t n;
	bool ok;

	if (fd < 0)
		return err_set(cx, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "key file: %s",
			       strerrordesc_np(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(cx, ERR_CRYPTO, "key file: not a regular file");
	if ((st.st_mode & 077) != 0)
		return err_set(cx, ERR_CRYPTO, "key file: others may read it; chmod 600 it");
	n = read_some(fd, text, sizeof(text));
	ok = (n == FILE_SIZE && text[FILE_SIZE - 1] == '\n') || n == FILE_SIZE - 1;
	text[FILE_SIZE - 1] = '\0';
	if (ok && hex_read(text, key, sizeof(key)))
		*ret = vault_new(key);
	else
		ok = false;
	explicit_bzero(text, sizeof(text));
	explicit_bzero(key, sizeof(key));
	return ok ? ERR_OK : err_set(cx, ERR_CRYPTO, "key file: not 64 hex digits");
}

/* Makes the new name itself durable. */
static bool sync_folder(const char *path)
{
	CLEANUP(close_fd) int fd = -1;
	char folder[PATH_MAX] = ".";
	const char *slash = strrchr(path, '/');

	if (slash != NULL) {
		if ((size_t)(slash - path) >= sizeof(folder))
			return false;
		memcpy(folder, path, (size_t)(slash - path));
		folder[slash - path] = '\0';
	}
	fd = open(folder[0] != '\0' ? folder : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0;
}

static bool write_all(int fd, const char *p, size_t n)
{
	ssize_t put;

	while (n > 0) {
		put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

enum err vault_save(struct ctx *cx, const struct vault *v, const char *path)
{
	CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char text[FILE_SIZE + 1];
	bool ok;

	if (fd < 0)
		return err_set(cx, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "key file: %s",
			       strerrordesc_np(errno));
	hex_text(v->key, sizeof(v->key), text);
	text[FILE_SIZE - 1] = '\n';
	ok = write_all(fd, text, FILE_SIZE) && fsync(fd) == 0 && sync_folder(path);
	explicit_bzero(text, sizeof(text));
	if (ok)
		return ERR_OK;
	/* Half a key file would pass for a damaged one later. */
	(void)unlink(path);
	return err_set(cx, ERR_IO, "key file: could not be written");
}

enum err vault_create(struct ctx *cx, const char *path, struct vault **ret)
{
	unsigned char key[VAULT_KEY_SIZE];
	struct vault *v;
	enum err e;

	rng_bytes(key, sizeof(key));
	v = vault_new(key);
	explicit_bzero(key, sizeof(key));
	e = vault_save(cx, v, path);
	if (e == ERR_OK)
		*ret = v;
	else
		vault_free(v);
	return e;
}
