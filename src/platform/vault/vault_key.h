/*
 * Inside the vault: the city's key in guarded memory.  Nothing outside src/platform/vault includes
 * this.
 */
#ifndef VAULT_VAULT_KEY_H
#define VAULT_VAULT_KEY_H

#include "base/macros.h"

#define VAULT_KEY_SIZE 32

/* The one epoch until changing the city's key is offered; stored with all that depends on it. */
#define VAULT_EPOCH 1

/* Lives in pages that are locked, never dumped and read-only after vault_new(). */
struct vault {
	unsigned char key[VAULT_KEY_SIZE];
};

/* A vault with a copy of the key.  Never NULL. */
struct vault *vault_new(const unsigned char key[VAULT_KEY_SIZE]);

#endif
