-- types: next i64

-- name: node_lease_next
-- scope: none (node numbers are nobody's data)
SELECT coalesce(max(n.id), 0) + 1 AS next FROM node_lease n WHERE n.city = :city

-- name: node_lease_oldest
-- scope: none (node numbers are nobody's data)
SELECT n.id, n.epoch FROM node_lease n WHERE n.city = :city ORDER BY n.leased_at, n.id LIMIT 1

-- name: node_lease_add
-- perm: none
INSERT INTO node_lease (city, id, epoch, leased_at) VALUES (:city, :id, 1, :now)

-- name: node_lease_take
-- perm: none
UPDATE node_lease SET epoch = epoch + 1, leased_at = :now
WHERE city = :city AND id = :id AND epoch = :epoch
