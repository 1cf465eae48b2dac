-- types: role i64, kind i64, state i64, urgent i64, last_resort i64

-- name: demo_city_find
SELECT d.made_at
FROM demo_city d
WHERE d.city = :city

-- name: demo_city_put
-- perm: SETTING_WRITE
INSERT INTO demo_city (city, made_at, seed)
VALUES (:city, :now, :seed)
ON CONFLICT (city) DO NOTHING

-- name: demo_officers
SELECT u.id, u.name, u.unit_id, r.role
FROM v_user u
JOIN v_user_role r ON r.city = u.city AND r.user_id = u.id
WHERE u.city = :city AND u.unit_id IS NOT NULL AND u.disabled = 0
ORDER BY u.unit_id, u.id

-- name: demo_neighbours
-- scope: none (the generator acts for everyone)
SELECT p.id, p.family_id
FROM v_person p
WHERE p.city = :city AND p.region_id = :region_id AND p.state = 1 AND p.birth_date IS NOT NULL AND p.family_id IS NOT NULL
ORDER BY p.family_id, p.relation, p.id LIMIT :n

-- name: demo_report
-- scope: none (the generator acts for everyone)
SELECT r.state, r.holder_unit_id, r.case_id, r.urgent
FROM v_report r
WHERE r.city = :city AND r.id = :id

-- name: demo_older_report
-- scope: none (the generator acts for everyone)
SELECT r.id
FROM v_report r
WHERE r.city = :city AND r.id < :id AND r.kind = 1 AND r.protected = 0 AND r.state <> 5
ORDER BY r.id DESC LIMIT 1

-- name: demo_case
-- scope: none (the generator acts for everyone)
SELECT c.state, c.holder_unit_id, c.decided_at, c.paused_until, c.urgent
FROM v_case c
WHERE c.city = :city AND c.id = :id

-- name: demo_other_case
-- scope: none (the generator acts for everyone)
SELECT c.id
FROM v_case c
WHERE c.city = :city AND c.id < :id AND c.state = 1 AND c.protected = 0
  AND NOT EXISTS (SELECT 1 FROM v_referral r
    WHERE r.city = c.city AND r.case_id = c.id AND r.kind = 1 AND r.state IN (1, 2, 3))
ORDER BY c.id DESC LIMIT 1

-- name: demo_referrals
-- scope: none (the generator acts for everyone)
SELECT r.id, r.kind, r.state, r.step_id, r.from_unit_id, r.to_unit_id, r.urgent, u.last_resort
FROM v_referral r
JOIN v_unit u ON u.city = r.city AND u.id = r.to_unit_id
WHERE r.city = :city AND r.case_id = :case_id AND r.state IN (1, 2, 3, 4)
ORDER BY r.id

-- name: demo_steps
-- scope: none (the generator acts for everyone)
SELECT s.id, s.service, s.unit_id, s.state, s.started_at
FROM v_demo_step s
WHERE s.city = :city AND s.case_id = :case_id AND s.state <> 2
ORDER BY s.ordinal

-- name: demo_next_due
-- scope: none (the generator acts for everyone)
-- types: next_at num
SELECT min(x.due_at) AS next_at
FROM (
  SELECT min(r.answer_due_at) AS due_at FROM v_referral r WHERE r.city = :city AND r.state IN (1, 2, 3)
  UNION ALL SELECT min(c.due_at) FROM v_case c WHERE c.city = :city AND c.due_at IS NOT NULL
  UNION ALL SELECT min(p.due_at) FROM v_report p WHERE p.city = :city AND p.due_at IS NOT NULL
) x

-- name: demo_household
-- types: skip i64, family_id i64
-- scope: none (the generator acts for everyone)
SELECT p.id AS person_id, p.family_id
FROM v_person p
WHERE p.city = :city AND p.region_id = :region_id AND p.relation = 1 AND p.state = 1 AND p.family_id IS NOT NULL
  AND p.protected = 0 AND p.same_as_id IS NULL
ORDER BY p.id LIMIT 1 OFFSET :skip
