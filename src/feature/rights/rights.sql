-- types: n i64, city_id i64, max_n i64, after_id i64, who text, decider text

-- name: erasure_case_person
SELECT c.person_id FROM v_case c WHERE c.city = :city AND c.number = :number AND c.person_id IS NOT NULL

-- name: erasure_person
SELECT p.id, p.erased_at FROM v_person p WHERE p.city = :city AND p.id = :id

-- name: erasure_cases
SELECT c.id, c.state FROM v_case c WHERE c.city = :city AND c.person_id = :person_id ORDER BY c.id

-- name: erasure_reports
SELECT r.id, r.state FROM v_report r
WHERE r.city = :city AND (r.person_id = :person_id OR (r.person_id IS NULL
  AND r.case_id IN (SELECT c.id FROM v_case c WHERE c.city = r.city AND c.person_id = :person_id)))
ORDER BY r.id

-- name: erasure_add
-- perm: ERASE
INSERT INTO erasure (city, id, person_id, state, ground, basis, proposed_at, proposed_by_id, case_count, report_count)
VALUES (:city, :id, :person_id, 1, :ground, :basis, :now, :me, 0, 0)
ON CONFLICT (city, person_id) WHERE state IN (1, 2) DO NOTHING

-- name: erasure_decide
-- perm: ERASE
UPDATE erasure SET state = :state, decided_at = :now, decided_by_id = :me, refused_why = :refused_why, case_count = :case_count, report_count = :report_count
WHERE city = :city AND id = :id AND state = 1 AND proposed_by_id <> :me

-- name: erasure_row
SELECT e.id, e.person_id, e.state, e.ground, e.basis, e.proposed_at, e.proposed_by_id, e.decided_at, e.refused_why, e.case_count, e.report_count,
  p.name AS who, d.name AS decider
FROM erasure e
LEFT JOIN v_user p ON p.city = e.city AND p.id = e.proposed_by_id
LEFT JOIN v_user d ON d.city = e.city AND d.id = e.decided_by_id
WHERE e.city = :city AND e.id = :id

-- name: erasure_list
SELECT e.id, e.person_id, e.state, e.ground, e.basis, e.proposed_at, e.decided_at, p.name AS who, d.name AS decider
FROM erasure e
LEFT JOIN v_user p ON p.city = e.city AND p.id = e.proposed_by_id
LEFT JOIN v_user d ON d.city = e.city AND d.id = e.decided_by_id
WHERE e.city = :city AND e.id < :after_id
ORDER BY e.id DESC LIMIT :max_n

-- name: erasure_waiting
-- types: oldest opt
SELECT CAST(count(*) AS BIGINT) AS n, min(e.proposed_at) AS oldest
FROM erasure e WHERE e.city = :city AND e.state = 1 AND e.proposed_by_id <> :me

-- name: erasure_newest
-- types: at opt
SELECT max(e.decided_at) AS at FROM erasure e WHERE e.city = :city AND e.state = 2

-- name: erasure_people
SELECT p.id, p.erased_at FROM v_person p WHERE p.city = :city AND p.erased_at IS NOT NULL ORDER BY p.id

-- name: erasure_deciders
-- types: role i64, dpo_role i64, head_role i64
SELECT DISTINCT r.user_id
FROM v_user_role r JOIN v_user p ON p.city = r.city AND p.id = r.user_id
WHERE r.city = :city AND p.disabled = 0 AND r.user_id <> :me AND r.role IN (:dpo_role, :head_role)
