-- types: key_epoch i64, old_epoch i64, max_n i64, n i64, old_n i64, epoch i64

-- name: subject_key_get
-- ahead: id
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

-- name: subject_key_new
-- perm: none
INSERT INTO subject_key (city, id, wrapped, key_epoch, made_at) VALUES (:city, :id, :wrapped, :key_epoch, :now)

-- name: subject_key_erase
-- perm: none
INSERT INTO subject_key (city, id, wrapped, key_epoch, made_at, erased_at)
VALUES (:city, :id, NULL, :key_epoch, :now, :now)
ON CONFLICT (city, id) DO UPDATE SET wrapped = NULL, erased_at = excluded.erased_at
WHERE subject_key.erased_at IS NULL

-- name: subject_key_old
SELECT id, wrapped, key_epoch FROM subject_key
WHERE city = :city AND wrapped IS NOT NULL AND key_epoch < :key_epoch
ORDER BY key_epoch, id LIMIT :max_n

-- name: subject_key_rewrap
-- perm: none
UPDATE subject_key SET wrapped = :wrapped, key_epoch = :key_epoch
WHERE city = :city AND id = :id AND key_epoch = :old_epoch AND wrapped IS NOT NULL

-- name: subject_key_count
SELECT CAST(count(*) AS BIGINT) AS n, CAST(count(*) FILTER (WHERE key_epoch < :key_epoch) AS BIGINT) AS old_n
FROM subject_key WHERE city = :city AND wrapped IS NOT NULL

-- name: city_key_add
-- perm: none
INSERT INTO city_key (city, epoch, sealed, made_at) VALUES (:city, :epoch, :sealed, :now)
ON CONFLICT (city, epoch) DO NOTHING

-- name: city_key_all
SELECT epoch, sealed FROM city_key WHERE city = :city ORDER BY epoch DESC
