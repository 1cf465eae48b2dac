/*
 * Inside the vault: the city's key in guarded memory.  Nothing outside src/platform/vault includes
 * this.
 */
#ifndef VAULT_VAULT_KEY_H
#define VAULT_VAULT_KEY_H

#include <limits.h>
#include <stdatomic.h>

#include "base/macros.h"
#include "platform/vault/vault.h"

#define VAULT_KEY_SIZE 32

/* The form of sealed values, their first byte; the keys of subjects outlive the city's. */
#define VAULT_FORM 1

/*
 * Keys of the city by epoch, 1 and up; those that are not at hand yet are absent.  Lives in pages
 * that are locked, never dumped and read-only but while a key is added.  Keys are only ever added:
 * whoever has read newest may read what lies at or below it without a lock.
 */
struct vault {
	unsigned char key[VAULT_EPOCHS + 1][VAULT_KEY_SIZE];
	atomic_bool have[VAULT_EPOCHS + 1];
	atomic_uint newest;
	bool guessed;        /* the epoch of its one key is not known: it came from shares */
	char path[PATH_MAX]; /* its file, "" for none */
};

/* A vault with a copy of the key, as the first epoch.  Never NULL. */
struct vault *vault_new(const unsigned char key[VAULT_KEY_SIZE]);

/* The same with a key of which the epoch is not known before vault_check(). */
struct vault *vault_guess(const unsigned char key[VAULT_KEY_SIZE]);

/* Adds a key; one that is there already is left alone. */
void vault_add(struct vault *v, unsigned epoch, const unsigned char key[VAULT_KEY_SIZE]);

/* Says which epoch a key has that came from shares. */
void vault_place(struct vault *v, unsigned epoch);

/* Reads the file again and adds what it has more.  False when there is nothing newer. */
bool vault_reload(struct vault *v);

/* The key of an epoch, NULL when it is not at hand. */
const unsigned char *vault_key(const struct vault *v, unsigned epoch);

#endif
