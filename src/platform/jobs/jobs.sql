-- types: object_id i64, lease i64, attempts i64, run_at i64, detail text, state i64, job_key text, job_kind text

-- name: job_put
-- perm: none
INSERT INTO job (city, id, job_kind, job_key, object_id, detail, state, run_at, attempts, lease, made_at)
VALUES (:city, :id, :job_kind, :job_key, :object_id, :detail, 0, :run_at, 0, 0, :now)
ON CONFLICT (city, job_kind, job_key) WHERE state = 0
DO UPDATE SET object_id = excluded.object_id, detail = excluded.detail, run_at = excluded.run_at,
  attempts = 0, lease = 0, leased_until = NULL

-- name: job_arm
-- perm: none
INSERT INTO job (city, id, job_kind, job_key, object_id, detail, state, run_at, attempts, lease, made_at)
VALUES (:city, :id, :job_kind, '', 0, NULL, 0, :now, 0, 0, :now)
ON CONFLICT (city, job_kind, job_key) WHERE state = 0 DO NOTHING

-- name: job_next_due
SELECT id
FROM job
WHERE city = :city AND state = 0 AND run_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
ORDER BY run_at, id LIMIT 1

-- name: job_lease
-- perm: none
UPDATE job SET lease = :lease, leased_until = :leased_until, attempts = attempts + 1
WHERE city = :city AND id = :id AND state = 0 AND run_at <= :now
  AND (leased_until IS NULL OR leased_until <= :now)
RETURNING job_kind, attempts

-- name: job_take
-- perm: none
UPDATE job SET state = 1, lease = 0, leased_until = NULL, last_error = NULL, attempts = 0, ended_at = :now
WHERE city = :city AND id = :id AND lease = :lease AND state = 0
RETURNING object_id, detail

-- name: job_again
-- perm: none
UPDATE job SET state = 0, run_at = :run_at WHERE city = :city AND id = :id AND state = 1

-- name: job_fail
-- perm: none
UPDATE job SET state = :state, lease = 0, leased_until = NULL, last_error = :last_error, run_at = :run_at
WHERE city = :city AND id = :id AND lease = :lease AND state = 0

-- name: job_release_all
-- perm: none
UPDATE job SET lease = 0, leased_until = NULL WHERE city = :city AND state = 0 AND lease <> 0

-- name: job_forget
-- perm: none
-- types: before i64
DELETE FROM job WHERE city = :city AND state = 1 AND ended_at < :before
