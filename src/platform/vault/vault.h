/*
 * Vault: the city's key, the persons' keys and the values sealed with them.
 *
 * The city's key (32 bytes) lives outside the data file.  Each subject (a person, a report, a
 * case) has a random key wrapped by the city's key; deleting that row erases every sealed value of
 * the subject.  Values are XChaCha20-Poly1305; associated data are city, value id, kind and key id,
 * so that a sealed value moved elsewhere does not open.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "platform/db/db.h"

struct vault;

/* Reads the key file (32 bytes as hex, mode 0600). ERR_NOTFOUND: no file; ERR_CRYPTO: not a key. */
enum err vault_open(struct ctx *cx, const char *path, struct vault **ret) NODISCARD;

/* Makes a new key file; refuses to overwrite (ERR_CONFLICT). */
enum err vault_create(struct ctx *cx, const char *path, struct vault **ret) NODISCARD;

/*
 * Does the key of cx->app belong to the city of cx?  It must open the newest subject's key; of a
 * city that has sealed nothing yet nobody can tell, and *ret_sure is false.  ERR_CRYPTO: it is
 * another city's, or another key.
 */
enum err vault_check(struct ctx *cx, bool *ret_sure) NODISCARD;

/* A vault with a key given by a test, and a second key for it. */
struct vault *vault_for_test(const unsigned char key[32]);
void vault_turn_for_test(struct vault *v, const unsigned char key[32]);
void vault_free(struct vault *v);

/*
 * Changing the city's key.  A new key gets the next epoch: vault_rotate() adds it to the file, and
 * every process reads it from there, at the latest when it meets something of that epoch.  Then the
 * keys of the subjects are wrapped anew, in batches; until the last one, both epochs open.  The
 * older key is sealed with the newer and kept in the database, so that the newest opens all.
 */
#define VAULT_EPOCHS 200

/* The epoch that new things get. */
unsigned vault_epoch(const struct vault *v);

/* Adds a new key to the file.  ERR_CONFLICT: the file still holds two, a change is under way. */
enum err vault_rotate(struct ctx *cx, const char *path) NODISCARD;

/*
 * One batch of at most max, in a write transaction.  *ret_left: is there more?  The first batch of
 * an epoch keeps the older key.  Safe to repeat, to run twice at a time and to be killed.
 */
enum err vault_rewrap(struct ctx *cx, unsigned max, bool *ret_left) NODISCARD;

/* Is there work for vault_rewrap()?  Cheap, in a reading transaction. */
enum err vault_rewrap_due(struct ctx *cx, bool *ret) NODISCARD;

/* Reads the file again when it holds a newer key; true when it did. */
bool vault_refresh(struct vault *v);

struct vault_state {
	unsigned epoch;         /* the newest key at hand */
	bool chained;           /* all older ones are in the database, sealed */
	int64_t keys, old_keys; /* subjects, and those still wrapped with an older key */
};
enum err vault_state(struct ctx *cx, struct vault_state *ret) NODISCARD;

/* Leaves only the newest key in the file; the caller has seen that nothing older is needed. */
enum err vault_finish(struct ctx *cx, const struct vault *v, const char *path) NODISCARD;

/*
 * Recovery key: three shares of text of which any two give the city's key back (Shamir over
 * GF(256)), each with a checksum.  Printed by init, asked for by restore.
 */
#define VAULT_SHARE_SIZE 96
enum err vault_split(struct ctx *cx, const struct vault *v,
		     char shares[3][VAULT_SHARE_SIZE]) NODISCARD;
enum err vault_join(struct ctx *cx, const char *a, const char *b, struct vault **ret) NODISCARD;
enum err vault_save(struct ctx *cx, const struct vault *v, const char *path) NODISCARD;

/* What a sealed value is; part of the associated data, so never renumbered. */
enum seal_kind {
	SEAL_NARRATIVE = 1,
	SEAL_REPORTER = 2,
	SEAL_PHONE = 3,
	SEAL_NIK = 4,
	SEAL_KK = 5,
	SEAL_HEALTH = 6,
	SEAL_MEDIA = 7,
	SEAL_CLASS = 8,
	SEAL_TOTP = 9,
	SEAL_ACCOUNT = 10,
	SEAL_ADDRESS = 11,
	SEAL_PLACE = 12,
	SEAL_TRAITS = 13,
	SEAL_TOMBSTONE = 14, /* only as a blind index: what an erased row held */
};

/*
 * Seals text for a subject; the subject's key is made when it has none (needs a write transaction
 * then).  NULL or "" seals to {NULL, 0}.  Result in cx->arena.
 */
enum err vault_seal(struct ctx *cx, int64_t subject, enum seal_kind kind, const char *plain,
		    struct blob *ret) NODISCARD;

/*
 * Opens it.  An erased subject gives ERR_GONE, bytes that were tampered with ERR_CRYPTO.
 * {NULL, 0} opens to NULL.  Result in cx->arena; it goes with the request.
 */
enum err vault_unseal(struct ctx *cx, int64_t subject, enum seal_kind kind, struct blob sealed,
		      const char **ret_plain) NODISCARD;

/* What is left of it: the same, but of an erased subject NULL, for pages on which it is one line.
 */
enum err vault_unseal_left(struct ctx *cx, int64_t subject, enum seal_kind kind, struct blob sealed,
			   const char **ret_plain) NODISCARD;

/*
 * Several values of one subject at the price of one look at its key.
 */
struct vault_item {
	enum seal_kind kind;
	const char *plain;  /* "" and NULL are nothing */
	struct blob sealed; /* {NULL, 0} is nothing */
};
enum err vault_seal_all(struct ctx *cx, int64_t subject, struct vault_item *items,
			size_t n) NODISCARD;
enum err vault_unseal_all(struct ctx *cx, int64_t subject, struct vault_item *items,
			  size_t n) NODISCARD;

/* The keys of these are about to be needed (sql_ahead). */
enum err vault_keys_ahead(struct ctx *cx, const int64_t *subjects, size_t n) NODISCARD;

/*
 * The same for a subject whose id has just been made, so that it has no key yet.  Needs no
 * database: the values open once vault_key_put() has stored the key, in a write.  {NULL, 0}: there
 * was nothing to seal.
 */
struct vault_fresh {
	struct blob wrapped;
	unsigned epoch;
};
/* False: the city's key was changed since, and it is to be sealed anew. */
bool vault_fresh_fits(const struct ctx *cx, const struct vault_fresh *key) NODISCARD;
enum err vault_seal_fresh(struct ctx *cx, int64_t subject, struct vault_item *items, size_t n,
			  struct vault_fresh *ret) NODISCARD;
enum err vault_key_put(struct ctx *cx, int64_t subject, const struct vault_fresh *key) NODISCARD;

/* The same for bytes (media). */
enum err vault_seal_bytes(struct ctx *cx, int64_t subject, enum seal_kind kind, const void *p,
			  size_t n, struct blob *ret) NODISCARD;
enum err vault_unseal_bytes(struct ctx *cx, int64_t subject, enum seal_kind kind,
			    struct blob sealed, struct blob *ret) NODISCARD;

/*
 * Keyed index of an equality (key epoch and BLAKE2b-128): same text, same city, same kind, same
 * bytes.  NULL or "" gives {NULL, 0}.
 */
#define VAULT_BLIND_SIZE 17
enum err vault_blind(struct ctx *cx, enum seal_kind kind, const char *plain,
		     struct blob *ret) NODISCARD;

/* The same with the keys of all epochs at hand, newest first: for look-ups while a change goes on.
 */
enum err vault_blinds(struct ctx *cx, enum seal_kind kind, const char *plain, struct blob **ret,
		      size_t *ret_n) NODISCARD;

/* Is it the blind index of that text, by the key it was made with? */
enum err vault_blind_fits(struct ctx *cx, enum seal_kind kind, const char *plain, struct blob blind,
			  bool *ret) NODISCARD;

/* Deletes the subject's key: all its sealed values are gone for good. */
enum err vault_erase(struct ctx *cx, int64_t subject) NODISCARD;

/*
 * Secret bytes derived from the city's newest key for a purpose (session MAC, names of photos), or
 * from that of an epoch (checkpoint signature: the first); false when that key is not at hand.
 */
void vault_derive(const struct vault *v, int64_t city, const char *purpose, unsigned char ret[32]);
bool vault_derive_at(const struct vault *v, unsigned epoch, int64_t city, const char *purpose,
		     unsigned char ret[32]) NODISCARD;

#endif
