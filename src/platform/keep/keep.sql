-- types: city i64, origin i64, stamp i64

-- name: keep_state
SELECT s.city AS origin, s.stamp
FROM ref_state s
 WHERE s.city IN (0, :city)

-- Whoever may change the data behind it was asked when he did.
-- name: keep_state_put
-- perm: none
INSERT INTO ref_state (city, stamp) VALUES (:city, :stamp)
ON CONFLICT (city) DO UPDATE SET stamp = excluded.stamp
