/*
 * Passkeys (WebAuthn): a key pair in somebody's telephone, computer or security key, which finger,
 * face or PIN unlocks there.  The city keeps the public half.  To sign in the browser has a
 * challenge signed; what is signed names the address the person is at, so a copied page gets
 * nothing.
 *
 * The user must have been verified (UV), so a passkey stands for password and second factor.
 *
 * Challenges are not stored when they are made, so whoever asks for many fills nothing: they carry
 * their instant and a MAC of the city over it, their use and whom they are bound to.  Answered,
 * they are stored until they are too old, so each counts once.
 *
 * What a browser sends is foreign: sizes are bounded here, passkey_read.c takes it apart, with
 * jansson what the browser says and with libfido2 what the authenticator says and signs.
 */
#ifndef AUTH_PASSKEY_H
#define AUTH_PASSKEY_H

#include "platform/auth/auth.h"

enum {
	PASSKEY_HANDLE = 32,
	PASSKEY_CREDENTIAL_MAX = 1023,
	PASSKEY_CLIENT_MAX = 2000, /* bytes of clientDataJSON */
	PASSKEY_DATA_MAX = 4000,   /* of authenticator data */
	PASSKEY_SIGNATURE_MAX = 1000,
};
#define PASSKEY_TEXT(bytes) (((bytes)*4 + 2) / 3) /* characters of so many as base64url */
#define PASSKEY_TIME        (5 * INT64_C(60000000))

enum passkey_use { PASSKEY_SIGN_IN = 1, PASSKEY_ADD };

/* Where the person is. */
struct passkey_place {
	const char *rp;     /* the host name alone */
	const char *origin; /* as browsers say it: "https://melaju.kota.go.id" */
};

/*
 * The place of a request with that Host header (or NULL), which has led to this city.  False: none
 * that can have passkeys, as an address in digits.
 */
bool passkey_place(struct ctx *cx, const char *host, struct passkey_place *ret);

/*
 * A challenge as base64url, in cx->arena.  bound: whom it is for, as the text that only his next
 * request can repeat.
 */
const char *passkey_challenge(struct ctx *cx, enum passkey_use use, const char *bound);

/*
 * Counts the challenge as answered, in the write of what it allows.  *ret_first false: it was
 * answered before, or has become too old meanwhile.
 */
enum err passkey_use_up(struct ctx *cx, struct blob challenge, bool *ret_first) NODISCARD;

/* The bytes that a form carries as base64url; false: not that, none, or more than max. */
bool passkey_bytes(struct ctx *cx, const char *text, size_t max, struct blob *ret);

/* ---- a new one ----------------------------------------------------------------------------- */

/* What is kept of one. */
struct passkey_made {
	struct blob credential, key;
	int alg;       /* COSE: -7 ES256, -8 EdDSA, -257 RS256 */
	int64_t count; /* 0: it does not count */
	struct blob challenge;
};

/*
 * Reads what a browser says of a passkey it has made: its client data and the authenticator's.
 * No attestation is asked for, so whose make it is stays unknown.  ERR_INVALID, with what is wrong
 * for the log: not ours, not verified, not readable.
 */
enum err passkey_take(struct ctx *cx, const struct passkey_place *place, const char *bound,
		      struct blob client, struct blob data, struct passkey_made *ret) NODISCARD;

/* ---- signing in ---------------------------------------------------------------------------- */

/* What a browser answers. */
struct passkey_signed {
	struct blob credential, handle, client, data, signature;
};

/* What came of it, for the commit. */
struct passkey_opened {
	int64_t id; /* the passkey */
	int64_t count;
	struct blob challenge;
	bool copied; /* it is right but for its counter, which went back: nobody is signed in */
};

/*
 * Signs in by a passkey as auth_check() does by password.  prepare-time: slow.  ERR_UNAUTH for
 * whatever is wrong, with what in the log; ERR_LIMIT when this address has tried too often.
 */
enum err auth_passkey_check(struct ctx *cx, const struct passkey_place *place, const char *bound,
			    const struct passkey_signed *said, const char *remote,
			    struct auth_account *ret, struct passkey_opened *ret_opened) NODISCARD;

/* ---- taking apart what came (passkey_read.c) ----------------------------------------------- */

/*
 * What the browser says was signed: the use and the origin must be these, exactly.  The challenge
 * is in cx->arena.  ERR_INVALID: they are not, or it can't be read.
 */
enum err passkey_read_client(struct ctx *cx, struct blob client, enum passkey_use use,
			     const char *origin, struct blob *ret_challenge) NODISCARD;

/* The authenticator's data of a new passkey, but for the challenge.  ERR_INVALID. */
enum err passkey_read_made(struct ctx *cx, const char *rp, struct blob data,
			   struct passkey_made *ret) NODISCARD;

/* Is it signed by that key, for that host, by a person who was verified?  ERR_INVALID: no. */
enum err passkey_verify(struct ctx *cx, const char *rp, int alg, struct blob key,
			const struct passkey_signed *said, int64_t *ret_count) NODISCARD;

#endif
