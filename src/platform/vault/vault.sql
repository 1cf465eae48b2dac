-- types: key_epoch i64

-- name: subject_key_get
SELECT wrapped, key_epoch, erased_at FROM subject_key WHERE city = :city AND id = :id

-- name: subject_key_newest
SELECT id, wrapped, key_epoch FROM subject_key
WHERE city = :city AND wrapped IS NOT NULL
ORDER BY id DESC LIMIT 1

-- name: subject_key_add
-- perm: none
INSERT INTO subject_key (city, id, wrapped, key_epoch, made_at)
VALUES (:city, :id, :wrapped, :key_epoch, :now)
ON CONFLICT (city, id) DO NOTHING

-- name: subject_key_erase
-- perm: none
INSERT INTO subject_key (city, id, wrapped, key_epoch, made_at, erased_at)
VALUES (:city, :id, NULL, :key_epoch, :now, :now)
ON CONFLICT (city, id) DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at
WHERE subject_key.erased_at IS NULL
