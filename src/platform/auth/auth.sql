-- types: user_id i64, perms i64, expires_at i64, seen_at i64

-- name: session_add
-- perm: none
INSERT INTO session (city, id, token_hash, user_id, opened_at, seen_at, expires_at, remote, agent)
VALUES (:city, :id, :token_hash, :user_id, :now, :now, :expires_at, :remote, :agent)

-- name: session_by_token
SELECT id, user_id, seen_at, expires_at
FROM session
WHERE city = :city AND token_hash = :token_hash AND closed_at IS NULL

-- name: session_see
-- perm: none
-- types: before i64
UPDATE session SET seen_at = :now
WHERE city = :city AND id = :id AND seen_at < :before AND closed_at IS NULL

-- name: session_end
-- perm: none
UPDATE session SET closed_at = :now WHERE city = :city AND id = :id AND closed_at IS NULL

-- name: session_end_all
-- perm: none
UPDATE session SET closed_at = :now
WHERE city = :city AND user_id = :user_id AND closed_at IS NULL

-- name: session_prove
-- perm: none
INSERT INTO session_passkey (city, session_id, proved_at) VALUES (:city, :session_id, :now)
ON CONFLICT (city, session_id) DO NOTHING

-- name: session_passkey_forget
-- perm: none
-- types: before i64
DELETE FROM session_passkey WHERE city = :city AND session_id IN (
	SELECT s.id FROM session s WHERE s.city = :city AND s.expires_at < :before)

-- name: session_forget
-- perm: none
-- types: before i64
DELETE FROM session WHERE city = :city AND expires_at < :before

-- name: api_token_add
-- perm: none
INSERT INTO api_token (city, id, label, token_hash, user_id, perms, made_at, expires_at)
VALUES (:city, :id, :label, :token_hash, :me, :perms, :now, :expires_at)

-- name: api_token_by_token
SELECT id, label, user_id, perms, expires_at
FROM api_token
WHERE city = :city AND token_hash = :token_hash AND revoked_at IS NULL

-- name: api_token_revoke
-- perm: none
UPDATE api_token SET revoked_at = :now WHERE city = :city AND id = :id AND revoked_at IS NULL

-- name: failed_try_get
SELECT version, failures, last_at, next_at FROM failed_try WHERE city = :city AND key_hash = :key_hash

-- name: failed_try_add
-- perm: none
INSERT INTO failed_try (city, key_hash, version, failures, last_at, next_at, forget_at)
VALUES (:city, :key_hash, 1, :failures, :now, :next_at, :forget_at)
ON CONFLICT (city, key_hash) DO NOTHING

-- name: failed_try_set
-- perm: none
-- types: old_version i64
UPDATE failed_try SET version = version + 1, failures = :failures, last_at = :now, next_at = :next_at, forget_at = :forget_at
WHERE city = :city AND key_hash = :key_hash AND version = :old_version

-- name: failed_try_less
-- perm: none
UPDATE failed_try SET version = version + 1, failures = failures - 1 WHERE city = :city AND key_hash = :key_hash AND failures > 0

-- name: failed_try_drop
-- perm: none
DELETE FROM failed_try WHERE city = :city AND key_hash = :key_hash

-- name: failed_try_sweep
-- perm: none
DELETE FROM failed_try WHERE city = :city AND forget_at < :now

-- name: passkey_answer_add
-- perm: none
INSERT INTO passkey_answer (city, challenge_hash, until_at) VALUES (:city, :challenge_hash, :until_at)
ON CONFLICT (city, challenge_hash) DO NOTHING

-- name: passkey_answer_sweep
-- perm: none
DELETE FROM passkey_answer WHERE city = :city AND until_at < :now
