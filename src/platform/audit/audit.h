/*
 * Audit: what happened, as a Merkle log that proves no line was dropped or changed.
 *
 * Each transaction inserts leaves (event, who, object, a salted commitment to the details).  A
 * sequencer appends committed leaves to an RFC 9162 tree and signs a checkpoint within seconds.
 * Details are codes, ids and counts, never free text or personal data.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

#include "base/buf.h"
#include "base/ctx.h"

/*
 * Adds a leaf in the caller's transaction.  event is "casework.pass" and its like: feature, dot,
 * verb.  details is canonical text "key=value;key=value" (may be NULL); it is kept beside its salt
 * and only its commitment enters the log, so that details can be erased without breaking it.
 */
enum err audit_leaf(struct ctx *cx, const char *event, int64_t object,
		    const char *details) NODISCARD;

/* Appends the committed leaves of cx->city to the tree and signs a checkpoint when it grew. */
struct db_pool;
enum err audit_sequence(struct ctx *cx, struct db_pool *pool, int64_t *ret_size) NODISCARD;

struct audit_report {
	int64_t cities, leaves, checkpoints, unsequenced;
	char fault[200]; /* "" when all holds */
};

/*
 * Reads the whole log with its own code (it shares only the hash function with the writer): leaf
 * hashes, commitments that are still there, tree heads, signatures, checkpoint succession.
 * checkpoint (may be NULL) is a signed note seen before, whose extension is to be proven.
 * ERR_OK with an empty fault means that the whole log holds.
 */
enum err audit_verify(struct ctx *cx, struct db_pool *pool, const char *checkpoint,
		      struct audit_report *ret) NODISCARD;

/* The newest checkpoint as a signed note (text to keep elsewhere).  ERR_NOTFOUND: none yet. */
enum err audit_checkpoint(struct ctx *cx, char **ret_note) NODISCARD;

/* Inclusion proof of one leaf: its place, the tree size and the sibling hashes, as JSON text. */
enum err audit_prove(struct ctx *cx, int64_t leaf_id, struct buf *out) NODISCARD;

/* Opens a new recorded epoch after a restore. */
enum err audit_epoch(struct ctx *cx, const char *reason) NODISCARD;

#endif
