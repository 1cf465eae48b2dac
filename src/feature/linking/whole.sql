-- types: n i64, name text, asked_by text, max_n i64, after_id i64, before_id i64, total i64, old_version i64, fed i64, bound i64, people i64, found i64, looked i64, questions i64, sure i64, rows i64, a_id i64, b_id i64

-- ---- runs ----------------------------------------------------------------------------------

-- name: whole_open
SELECT r.id, r.version, r.state, r.tries, r.lease_until FROM link_run r WHERE r.city = :city AND r.state IN (1, 2, 3, 4)

-- name: whole_last
SELECT r.id, r.state, r.cause, r.asked_at, r.asked_by_id, u.name AS asked_by, r.began_at, r.ended_at, r.fault, r.total, r.people, r.found, r.looked, r.questions, r.sure,
  r.compared, r.memory_kb, r.millis
FROM link_run r LEFT JOIN v_user u ON u.city = r.city AND u.id = r.asked_by_id
WHERE r.city = :city ORDER BY r.id DESC LIMIT :max_n

-- name: whole_ended
SELECT r.ended_at, r.fed FROM link_run r WHERE r.city = :city AND r.state IN (5, 6, 7) ORDER BY r.id DESC LIMIT 1

-- name: whole_ask
-- perm: none
INSERT INTO link_run (city, id, version, state, cause, asked_at, asked_by_id, tries, fed, total, people, found, looked, questions, sure, compared, memory_kb, millis)
VALUES (:city, :id, 1, 1, :cause, :now, :me, 0, :fed, 0, 0, 0, 0, 0, 0, 0, 0, 0)
ON CONFLICT (city) WHERE state IN (1, 2, 3, 4) DO NOTHING

-- name: whole_begin
-- perm: none
UPDATE link_run SET version = version + 1, state = 2, began_at = :now, lease_until = :lease_until, tries = tries + 1, fed = :fed, total = :total, people = 0, found = 0, looked = 0, questions = 0, sure = 0
WHERE city = :city AND id = :id AND version = :old_version

-- name: whole_move
-- perm: none
UPDATE link_run SET version = version + 1, state = :state, lease_until = :lease_until, people = :people, found = :found, looked = :looked, questions = :questions, sure = :sure,
  compared = :compared, memory_kb = :memory_kb, millis = :millis
WHERE city = :city AND id = :id AND version = :old_version

-- name: whole_end
-- perm: none
UPDATE link_run SET version = version + 1, state = :state, ended_at = :now, lease_until = NULL, fault = :fault
WHERE city = :city AND id = :id AND version = :old_version AND state IN (1, 2, 3, 4)

-- name: whole_stop
-- perm: REGISTRY_DECIDE
UPDATE link_run SET version = version + 1, state = 6, ended_at = :now, lease_until = NULL WHERE city = :city AND state IN (1, 2, 3, 4)

-- ---- who is compared -----------------------------------------------------------------------

-- name: whole_page
-- scope: none (all are compared; what is shown is read in scope)
SELECT p.id FROM v_person p
WHERE p.city = :city AND p.id > :after_id AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0
ORDER BY p.id LIMIT :max_n

-- name: whole_count
-- scope: none (a number)
SELECT CAST(count(*) AS BIGINT) AS n FROM v_person p
WHERE p.city = :city AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0

-- name: whole_changed
-- scope: none (a number)
SELECT CAST(count(*) AS BIGINT) AS n FROM (SELECT p.id FROM v_person_fed p WHERE p.city = :city AND p.fed > :fed LIMIT :max_n) x

-- name: whole_pairs
SELECT l.id, l.a_id, l.b_id FROM link_pair l WHERE l.city = :city AND l.id > :after_id AND l.id < :before_id AND l.state IN (1, 4) ORDER BY l.id LIMIT :max_n

-- name: whole_fed
-- perm: none
UPDATE link_state SET version = version + 1, fed = :fed, fed_id = 0, whole_at = :now
WHERE city = :city AND id = 1 AND fed < :fed

-- ---- what was learnt -----------------------------------------------------------------------

-- name: model_now
SELECT m.id, m.off FROM link_model m WHERE m.city = :city ORDER BY m.id DESC LIMIT 1

-- name: model_get
SELECT m.id, m.learned_at, m.people, m.body, m.chances, m.off FROM link_model m WHERE m.city = :city AND m.id = :id

-- name: model_add
-- perm: none
INSERT INTO link_model (city, id, run_id, learned_at, people, body, chances, off) VALUES (:city, :id, :run_id, :now, :people, :body, :chances, 0)

-- name: model_switch
-- perm: REGISTRY_DECIDE
UPDATE link_model SET off = :off WHERE city = :city AND id = :id
