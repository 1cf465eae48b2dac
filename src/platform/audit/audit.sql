-- types: seq i64, at i64, actor_id i64, unit_id i64, object_id i64, size i64, epoch i64

-- name: audit_leaf_add
-- perm: none
INSERT INTO audit_leaf (city, id, at, event, actor_id, unit_id, object_id, commitment, salt, details)
VALUES (:city, :id, :now, :event, :me, :unit_id, :object_id, :commitment, :salt, :details)

-- name: audit_log_make
-- perm: none
INSERT INTO audit_log (city, id, size, epoch) VALUES (:city, 1, 0, 1)
ON CONFLICT (city, id) DO NOTHING

-- name: audit_log_lock
-- perm: none
UPDATE audit_log SET size = size WHERE city = :city AND id = 1 RETURNING size, epoch

-- name: audit_log_grow
-- perm: none
UPDATE audit_log SET size = :size WHERE city = :city AND id = 1

-- name: audit_log_next_epoch
-- perm: none
UPDATE audit_log SET epoch = epoch + 1 WHERE city = :city AND id = 1 RETURNING epoch

-- name: audit_log_get
SELECT size, epoch FROM audit_log WHERE city = :city AND id = 1

-- name: audit_leaf_any_waiting
-- types: waiting i64
SELECT CAST(EXISTS (SELECT 1 FROM audit_leaf WHERE city = :city AND seq IS NULL) AS INTEGER) AS waiting

-- name: audit_leaf_place
-- perm: none
-- types: n i64, size i64
UPDATE audit_leaf SET seq = w.seq
FROM (SELECT l.city, l.id, :size + row_number() OVER (ORDER BY l.id) - 1 AS seq FROM audit_leaf l
  WHERE l.city = :city AND l.seq IS NULL ORDER BY l.id LIMIT :n) w
WHERE audit_leaf.city = :city AND w.city = audit_leaf.city AND w.id = audit_leaf.id
RETURNING audit_leaf.id, audit_leaf.seq, audit_leaf.at, audit_leaf.event, audit_leaf.actor_id, audit_leaf.unit_id, audit_leaf.object_id, audit_leaf.commitment

-- name: audit_leaf_at
-- types: seq num
SELECT id, seq, at, event, actor_id, unit_id, object_id, commitment
FROM audit_leaf
WHERE city = :city AND id = :id

-- name: audit_tile_get
SELECT hashes FROM audit_tile WHERE city = :city AND id = :id

-- name: audit_tile_put
-- perm: none
INSERT INTO audit_tile (city, id, hashes) VALUES (:city, :id, :hashes)
ON CONFLICT (city, id) DO UPDATE SET hashes = excluded.hashes

-- name: audit_checkpoint_add
-- perm: none
INSERT INTO audit_checkpoint (city, id, size, epoch, at, root, signature)
VALUES (:city, :id, :size, :epoch, :now, :root, :signature)

-- name: audit_checkpoint_last
SELECT size, epoch, at, root, signature
FROM audit_checkpoint
WHERE city = :city
ORDER BY id DESC LIMIT 1

-- name: audit_verify_leaves
-- types: after i64, n i64
SELECT id, seq, at, event, actor_id, unit_id, object_id, commitment, salt, details
FROM audit_leaf
WHERE city = :city AND seq > :after
ORDER BY seq LIMIT :n

-- name: audit_verify_checkpoints
-- types: first i64, before i64, n i64
SELECT id, size, epoch, at, root, signature
FROM audit_checkpoint
WHERE city = :city AND id >= :first AND id < :before
ORDER BY id LIMIT :n

-- name: audit_verify_rows
-- types: n i64
SELECT CAST(count(*) AS BIGINT) AS n FROM audit_tile WHERE city = :city

-- name: audit_verify_counts
-- types: placed i64, waiting i64
SELECT CAST(count(seq) AS BIGINT) AS placed, CAST(count(*) - count(seq) AS BIGINT) AS waiting
FROM audit_leaf
WHERE city = :city
