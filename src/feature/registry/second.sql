-- types: kind i64, by_id i64, what text, other_id opt, told i64, due_at opt, tell_at opt, since_at i64, n i64, late i64, due i64, max_told i64, decides i64, checks i64, approves i64, least i64, name text, who text, max_n i64, after_id i64, role i64, user_id i64

-- ---- what waits for a second pair of eyes ---------------------------------------------------

-- name: second_begin
-- perm: none
INSERT INTO second_wait (city, id, kind, what, of, subject_id, by_id, other_id, since_at, due_at, told, tell_at)
VALUES (:city, :id, :kind, :what, :of, :subject_id, :by_id, :other_id, :now, :due_at, 0, :due_at)
ON CONFLICT (city, id) DO UPDATE SET kind = excluded.kind, what = excluded.what, other_id = excluded.other_id, since_at = excluded.since_at,
  due_at = excluded.due_at, told = 0, tell_at = excluded.tell_at
WHERE second_wait.kind <> excluded.kind

-- name: second_end
-- perm: none
DELETE FROM second_wait WHERE city = :city AND id = :id

-- name: second_end_field
-- perm: none
DELETE FROM second_wait WHERE city = :city AND subject_id = :subject_id AND of = :of AND kind = 1 AND what = :what AND by_id = :me

-- name: second_end_subject
-- perm: none
DELETE FROM second_wait WHERE city = :city AND (subject_id = :subject_id
  OR id IN (SELECT x.event_id FROM family_event_part x WHERE x.city = :city AND x.subject_id = :subject_id))

-- ---- what the actor may decide --------------------------------------------------------------

-- name: second_list
-- optional: after, late
SELECT w.id, w.kind, w.what, w.of, w.subject_id, w.since_at, w.due_at, u.name AS who, coalesce(p.name, h.name) AS name
FROM second_wait w
LEFT JOIN person p ON w.of = 1 AND p.city = w.city AND p.id = w.subject_id
LEFT JOIN family f ON w.of = 2 AND f.city = w.city AND f.id = w.subject_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_user u ON u.city = w.city AND u.id = w.by_id
WHERE w.city = :city AND w.by_id <> :me AND (w.other_id IS NULL OR w.other_id <> :me)
  AND CASE WHEN w.kind <= 3 THEN :decides WHEN w.kind = 4 THEN :checks ELSE :approves END = 1
  AND ((w.of = 1 AND p.erased_at IS NULL AND {scope person p}) OR (w.of = 2 AND {scope family f}))
  AND NOT EXISTS (SELECT 1 FROM family_event_part x WHERE x.city = w.city AND x.event_id = w.id AND x.of = 1 AND NOT {scope person x.subject_id})
  AND NOT EXISTS (SELECT 1 FROM family_event_part x WHERE x.city = w.city AND x.event_id = w.id AND x.of = 2 AND NOT {scope family x.subject_id})
  {late? AND w.due_at <= :now} {after? AND w.id > :after_id}
ORDER BY w.id LIMIT :max_n

-- name: second_count
-- optional: told
SELECT CAST(count(*) AS BIGINT) AS n, CAST(count(CASE WHEN w.due_at <= :now THEN 1 END) AS BIGINT) AS late, coalesce(min(w.due_at), 0) AS due,
  CAST(coalesce(max(w.told), 0) AS BIGINT) AS max_told
FROM second_wait w
LEFT JOIN person p ON w.of = 1 AND p.city = w.city AND p.id = w.subject_id
LEFT JOIN family f ON w.of = 2 AND f.city = w.city AND f.id = w.subject_id
WHERE w.city = :city AND w.by_id <> :me AND (w.other_id IS NULL OR w.other_id <> :me)
  AND CASE WHEN w.kind <= 3 THEN :decides WHEN w.kind = 4 THEN :checks ELSE :approves END = 1
  AND ((w.of = 1 AND p.erased_at IS NULL AND {scope person p}) OR (w.of = 2 AND {scope family f}))
  AND NOT EXISTS (SELECT 1 FROM family_event_part x WHERE x.city = w.city AND x.event_id = w.id AND x.of = 1 AND NOT {scope person x.subject_id})
  AND NOT EXISTS (SELECT 1 FROM family_event_part x WHERE x.city = w.city AND x.event_id = w.id AND x.of = 2 AND NOT {scope family x.subject_id})
  {told? AND w.tell_at <= :now AND (w.told >= :least OR w.kind = 5)}

-- name: second_of
-- scope: none (one thing that the caller shows already)
SELECT since_at, due_at FROM second_wait WHERE city = :city AND id = :id

-- ---- the clock ------------------------------------------------------------------------------

-- name: second_due
SELECT id FROM second_wait WHERE city = :city AND tell_at <= :now LIMIT 1

-- name: second_people
SELECT r.user_id, r.role FROM v_user_role r JOIN v_user u ON u.city = r.city AND u.id = r.user_id AND u.disabled = 0
WHERE r.city = :city ORDER BY r.user_id, r.role

-- name: second_told
-- perm: none
UPDATE second_wait SET told = told + 1, tell_at = :tell_at WHERE city = :city AND tell_at <= :now
