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
