-- types: id i64, user_id i64, made_at i64, used_at opt, copied_at opt, label text, rp text, credential blob
-- types: alg i64, public_key blob, sign_count i64, handle blob, n i64, version i64

-- name: passkey_by_credential
SELECT p.id, p.user_id, p.rp, p.alg, p.public_key, p.sign_count, p.copied_at, o.handle
FROM passkey p
JOIN passkey_owner o ON o.city = p.city AND o.user_id = p.user_id
WHERE p.city = :city AND p.credential = :credential

-- name: passkey_list
SELECT p.id, p.label, p.rp, p.credential, p.made_at, p.used_at, p.copied_at
FROM passkey p
WHERE p.city = :city AND p.user_id = :user_id
ORDER BY p.id

-- name: passkey_mine
SELECT p.id, p.label, p.rp, p.credential, p.made_at, p.used_at, p.copied_at
FROM passkey p
WHERE p.city = :city AND p.id = :id AND p.user_id = :me

-- name: passkey_doubts
SELECT CAST(count(*) AS BIGINT) AS n
FROM passkey p
WHERE p.city = :city AND p.user_id = :user_id AND p.copied_at IS NOT NULL

-- name: passkey_handle
SELECT o.handle FROM passkey_owner o WHERE o.city = :city AND o.user_id = :me

-- name: passkey_owner_add
-- perm: SELF
INSERT INTO passkey_owner (city, user_id, handle) VALUES (:city, :me, :handle)
ON CONFLICT (city, user_id) DO NOTHING

-- name: passkey_add
-- perm: SELF
INSERT INTO passkey (city, id, user_id, label, rp, credential, alg, public_key, sign_count, made_at, used_at, copied_at)
VALUES (:city, :id, :me, :label, :rp, :credential, :alg, :public_key, :sign_count, :now, NULL, NULL)
ON CONFLICT (city, credential) DO NOTHING

-- name: passkey_rename
-- perm: SELF
UPDATE passkey SET label = :label WHERE city = :city AND id = :id AND user_id = :me

-- name: passkey_remove
-- perm: SELF
DELETE FROM passkey WHERE city = :city AND id = :id AND user_id = :me

-- name: passkey_drop
-- perm: USER_ADMIN
DELETE FROM passkey WHERE city = :city AND user_id = :user_id

-- Forward, or 0 as ever: a counter that does not count.
-- name: passkey_count
-- perm: none
UPDATE passkey SET sign_count = :sign_count, used_at = :now
WHERE city = :city AND id = :id AND copied_at IS NULL AND sign_count <= :sign_count AND (sign_count = 0 OR sign_count < :sign_count)

-- name: passkey_doubt
-- perm: none
UPDATE passkey SET copied_at = :now WHERE city = :city AND id = :id AND copied_at IS NULL
