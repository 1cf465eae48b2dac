-- types: subject_id i64, byte_count i64

-- name: media_blob_add
-- perm: none
INSERT INTO media_blob (city, blob_name, stored_at, sealed) VALUES (:city, :blob_name, :now, :sealed)

-- name: media_blob_get
SELECT sealed FROM media_blob WHERE city = :city AND blob_name = :blob_name

-- name: media_add
-- perm: none
INSERT INTO media (city, id, subject_id, media_kind, blob_name, small_name, sealed_key, byte_count, attached_at)
VALUES (:city, :id, :subject_id, :media_kind, :blob_name, :small_name, :sealed_key, :byte_count, :now)

-- name: media_row
SELECT subject_id, media_kind, blob_name, small_name, sealed_key FROM media WHERE city = :city AND id = :id

-- name: media_blob_sweep
-- perm: none
-- types: before i64
DELETE FROM media_blob
WHERE city = :city AND stored_at < :before
  AND NOT EXISTS (SELECT 1 FROM media m WHERE m.city = media_blob.city AND m.blob_name = media_blob.blob_name)
  AND NOT EXISTS (SELECT 1 FROM media m WHERE m.city = media_blob.city AND m.small_name = media_blob.blob_name)

-- name: media_drop
-- perm: none
DELETE FROM media WHERE city = :city AND subject_id = :subject_id

-- name: media_drop_one
-- perm: none
DELETE FROM media WHERE city = :city AND id = :id
