#include "platform/vault/vault.h"
#include "platform/vault/vault_key.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sodium/core.h>
#include <sodium/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/rng.h"
#include "base/str.h"

/*
 * A key file has a line for each key: 64 hex digits, with "EPOCH:" before them from the second
 * epoch on.  Two lines while a change is under way, one otherwise.
 */
#define HEX       (2 * VAULT_KEY_SIZE)
#define LINE      (HEX + 8)
#define FILE_SIZE (2 * LINE)

static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;

static struct vault *vault_empty(void)
{
	struct vault *v;

	if (sodium_init() < 0)
		abort();
	v = sodium_malloc(sizeof(*v));
	if (v == NULL)
		abort();
	memset(v, 0, sizeof(*v));
	(void)sodium_mprotect_readonly(v);
	return v;
}

void vault_add(struct vault *v, unsigned epoch, const unsigned char key[VAULT_KEY_SIZE])
{
	assert(epoch >= 1 && epoch <= VAULT_EPOCHS);
	(void)pthread_mutex_lock(&adding);
	if (!atomic_load(&v->have[epoch])) {
		(void)sodium_mprotect_readwrite(v);
		memcpy(v->key[epoch], key, VAULT_KEY_SIZE);
		atomic_store(&v->have[epoch], true);
		if (epoch > atomic_load(&v->newest))
			atomic_store(&v->newest, epoch);
		(void)sodium_mprotect_readonly(v);
	}
	(void)pthread_mutex_unlock(&adding);
}

void vault_place(struct vault *v, unsigned epoch)
{
	assert(epoch >= 1 && epoch <= VAULT_EPOCHS);
	(void)sodium_mprotect_readwrite(v);
	if (epoch != 1) {
		memcpy(v->key[epoch], v->key[1], VAULT_KEY_SIZE);
		explicit_bzero(v->key[1], VAULT_KEY_SIZE);
		atomic_store(&v->have[1], false);
		atomic_store(&v->have[epoch], true);
		atomic_store(&v->newest, epoch);
	}
	v->guessed = false;
	(void)sodium_mprotect_readonly(v);
}

const unsigned char *vault_key(const struct vault *v, unsigned epoch)
{
	return epoch >= 1 && epoch <= VAULT_EPOCHS && atomic_load(&v->have[epoch]) ? v->key[epoch]
										   : NULL;
}

unsigned vault_epoch(const struct vault *v)
{
	return atomic_load(&v->newest);
}

struct vault *vault_new(const unsigned char key[VAULT_KEY_SIZE])
{
	struct vault *v = vault_empty();

	vault_add(v, 1, key);
	return v;
}

struct vault *vault_guess(const unsigned char key[VAULT_KEY_SIZE])
{
	struct vault *v = vault_new(key);

	(void)sodium_mprotect_readwrite(v);
	v->guessed = true;
	(void)sodium_mprotect_readonly(v);
	return v;
}

struct vault *vault_for_test(const unsigned char key[32])
{
	return vault_new(key);
}

void vault_turn_for_test(struct vault *v, const unsigned char key[32])
{
	vault_add(v, vault_epoch(v) + 1, key);
}

void vault_free(struct vault *v)
{
	sodium_free(v);
}

/* Adds the keys that a file's text holds; the number of them, 0 when a line is no key. */
static unsigned add_lines(struct vault *v, char *text)
{
	unsigned char key[VAULT_KEY_SIZE];
	char *line, *rest = text, *colon;
	unsigned n = 0;
	int64_t epoch;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (*line == '\0' && rest == NULL)
			break;
		colon = strchr(line, ':');
		epoch = 1;
		if (colon != NULL) {
			*colon = '\0';
			if (!str_i64(line, &epoch))
				epoch = 0;
			line = colon + 1;
		}
		if (epoch < 1 || epoch > VAULT_EPOCHS || strlen(line) != HEX ||
		    !hex_read(line, key, sizeof(key))) {
			n = 0;
			break;
		}
		vault_add(v, (unsigned)epoch, key);
		n++;
	}
	explicit_bzero(key, sizeof(key));
	return n;
}

/* Reads a file into a vault.  *ret_n: how many keys it holds. */
static enum err file_read(struct ctx *cx, const char *path, struct vault *v, unsigned *ret_n)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[FILE_SIZE + 1] = "";
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return err_set(cx, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "key file: %s",
			       strerrordesc_np(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(cx, ERR_CRYPTO, "key file: not a regular file");
	if ((st.st_mode & 077) != 0)
		return err_set(cx, ERR_CRYPTO, "key file: others may read it; chmod 600 it");
	n = fd_read(fd, text, FILE_SIZE);
	*ret_n = n > 0 && strlen(text) == (size_t)n ? add_lines(v, text) : 0;
	explicit_bzero(text, sizeof(text));
	return *ret_n > 0 ? ERR_OK : err_set(cx, ERR_CRYPTO, "key file: not 64 hex digits");
}

/* Where newer keys are looked for. */
static void remember(struct vault *v, const char *path)
{
	if (strlen(path) >= sizeof(v->path))
		return;
	(void)sodium_mprotect_readwrite(v);
	memcpy(v->path, path, strlen(path) + 1);
	(void)sodium_mprotect_readonly(v);
}

static enum err open_counted(struct ctx *cx, const char *path, struct vault **ret, unsigned *ret_n)
{
	struct vault *v = vault_empty();
	enum err e = file_read(cx, path, v, ret_n);

	if (e == ERR_OK)
		remember(v, path);
	if (e == ERR_OK)
		*ret = v;
	else
		vault_free(v);
	return e;
}

enum err vault_open(struct ctx *cx, const char *path, struct vault **ret)
{
	unsigned n;

	return open_counted(cx, path, ret, &n);
}

bool vault_reload(struct vault *v)
{
	unsigned was = vault_epoch(v), n;
	struct ctx cx;
	bool newer;

	if (v->path[0] == '\0')
		return false;
	ctx_init(&cx, NULL, 0);
	newer = file_read(&cx, v->path, v, &n) == ERR_OK && vault_epoch(v) > was;
	ctx_release(&cx);
	return newer;
}

bool vault_refresh(struct vault *v)
{
	return vault_reload(v);
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

/* The lines of some epochs, oldest first. */
static size_t lines_make(const struct vault *v, unsigned from, char text[FILE_SIZE + 1])
{
	char hex[HEX + 1];
	size_t n = 0;
	unsigned i;

	for (i = from; i <= vault_epoch(v); i++) {
		if (vault_key(v, i) == NULL)
			continue;
		hex_text(vault_key(v, i), VAULT_KEY_SIZE, hex);
		if (i == 1)
			n += (size_t)snprintf(text + n, FILE_SIZE + 1 - n, "%s\n", hex);
		else
			n += (size_t)snprintf(text + n, FILE_SIZE + 1 - n, "%u:%s\n", i, hex);
	}
	explicit_bzero(hex, sizeof(hex));
	return n;
}

/* A new file with the keys from an epoch on. */
static enum err file_make(struct ctx *cx, const struct vault *v, unsigned from, const char *path)
{
	CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char text[FILE_SIZE + 1];
	bool ok;

	if (fd < 0)
		return err_set(cx, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "key file: %s",
			       strerrordesc_np(errno));
	ok = fd_write(fd, text, lines_make(v, from, text)) && fsync(fd) == 0 && sync_folder(path);
	explicit_bzero(text, sizeof(text));
	if (ok)
		return ERR_OK;
	/* Half a key file would pass for a damaged one later. */
	(void)unlink(path);
	return err_set(cx, ERR_IO, "key file: could not be written");
}

enum err vault_save(struct ctx *cx, const struct vault *v, const char *path)
{
	return file_make(cx, v, vault_epoch(v), path);
}

/* Puts other keys into a file: whole or not at all, and with its owner. */
static enum err file_replace(struct ctx *cx, const struct vault *v, unsigned from, const char *path)
{
	const char *new = arena_printf(cx->arena, "%s.new", path);
	struct stat st;

	(void)unlink(new);
	if (stat(path, &st) != 0)
		return err_set(cx, ERR_IO, "key file: %s", strerrordesc_np(errno));
	TRY(file_make(cx, v, from, new));
	/* Made by root for the server's user: it must stay his. */
	if ((geteuid() == 0 && chown(new, st.st_uid, st.st_gid) != 0) || rename(new, path) != 0 ||
	    !sync_folder(path)) {
		(void)unlink(new);
		return err_set(cx, ERR_IO, "key file: %s", strerrordesc_np(errno));
	}
	return ERR_OK;
}

enum err vault_rotate(struct ctx *cx, const char *path)
{
	unsigned char key[VAULT_KEY_SIZE];
	struct vault *v;
	unsigned n = 0;
	enum err e;

	TRY(open_counted(cx, path, &v, &n));
	if (n != 1 || vault_epoch(v) >= VAULT_EPOCHS) {
		vault_free(v);
		return err_set(cx, ERR_CONFLICT, "a change of the key is under way already");
	}
	rng_bytes(key, sizeof(key));
	vault_add(v, vault_epoch(v) + 1, key);
	explicit_bzero(key, sizeof(key));
	e = file_replace(cx, v, 1, path);
	vault_free(v);
	return e;
}

enum err vault_finish(struct ctx *cx, const struct vault *v, const char *path)
{
	return file_replace(cx, v, vault_epoch(v), path);
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
		remember(v, path);
	if (e == ERR_OK)
		*ret = v;
	else
		vault_free(v);
	return e;
}
