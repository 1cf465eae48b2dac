-- types: id i64, key_hash blob, answer blob, made_at i64, before i64, user_id i64, unit_id opt, subject_id opt, subjects text, what text, purpose text, path text

-- name: once_use
-- perm: none
INSERT INTO once_key (city, id, key_hash, made_at, answer) VALUES (:city, :id, :key_hash, :now, :answer)

-- name: once_seen
SELECT k.answer FROM once_key k WHERE k.city = :city AND k.key_hash = :key_hash

-- name: once_forget
-- perm: none
DELETE FROM once_key WHERE city = :city AND id < :before

-- name: disclosure_add
-- perm: none
INSERT INTO disclosure (city, id, shown_at, user_id, unit_id, subject_id, subjects, what, purpose, path)
VALUES (:city, :id, :now, :me, :unit_id, :subject_id, :subjects, :what, :purpose, :path)

-- name: http_alive
-- types: alive i64
SELECT CAST(count(*) AS BIGINT) AS alive FROM once_key k WHERE k.city = :city AND k.id < 0

-- name: disclosure_of_user
-- types: subject_id opt, subjects text, what text, path text
SELECT d.subject_id, d.subjects, d.what, d.path FROM disclosure d
WHERE d.city = :city AND d.user_id = :user_id ORDER BY d.id

-- name: disclosure_forget
-- types: before_id i64, max_n i64
-- perm: ERASE
DELETE FROM disclosure WHERE city = :city AND id IN (
  SELECT d.id FROM disclosure d WHERE d.city = :city AND d.id < :before_id ORDER BY d.id LIMIT :max_n)
