-- types: who text, unit text, pattern text, newest i64, max_n i64, after_id i64, shown_at i64, user_id i64, subject_id opt, subjects text, what text, purpose text, path text

-- name: page_works_on
-- scope: none (whether the actor's unit takes part in a case of the person)
SELECT m.id FROM v_member_person m WHERE m.city = :city AND m.id = :id AND m.user_id = :me LIMIT 1

-- name: page_works_on_family
-- scope: none (whether the actor's unit takes part in a case of a member)
SELECT m.id FROM v_member_family m WHERE m.city = :city AND m.id = :id AND m.user_id = :me LIMIT 1

-- name: page_who
SELECT v.id, p.name AS who, u.name AS unit
FROM fact_version v
LEFT JOIN v_user p ON p.city = v.city AND p.id = v.by_id
LEFT JOIN v_unit u ON u.city = v.city AND u.id = v.unit_id
WHERE v.city = :city AND v.subject_id = :subject_id ORDER BY v.id

-- name: page_merged
-- scope: none (rows of a person in scope)
SELECT m.lost_id, m.merged_at, m.reason, p.name, w.name AS who
FROM person_merge m
JOIN person p ON p.city = m.city AND p.id = m.lost_id
LEFT JOIN v_user w ON w.city = m.city AND w.id = m.by_id
WHERE m.city = :city AND m.kept_id = :kept_id AND m.undone_at IS NULL ORDER BY m.id

-- name: page_merge_of
-- scope: none (a row in scope, and who speaks for it)
SELECT m.kept_id, m.merged_at, m.reason, w.name AS who
FROM person_merge m LEFT JOIN v_user w ON w.city = m.city AND w.id = m.by_id
WHERE m.city = :city AND m.lost_id = :lost_id AND m.undone_at IS NULL

-- name: page_same_name
SELECT p.id, p.name, p.birth_date, p.region_id, p.state
FROM person p
WHERE p.city = :city AND p.name_fold = :name_fold AND p.birth_date = :birth_date AND p.state <> 9 AND p.same_as_id IS NULL AND {scope person p}
ORDER BY p.id LIMIT 10

-- name: page_claim
SELECT subject_id, of, field, state FROM fact_claim WHERE city = :city AND id = :id

-- name: page_said
-- types: since_at i64, decided text
-- scope: none (what the actor has said himself; names are read in scope)
SELECT c.id, c.subject_id, c.of, c.field, c.recorded_at, c.state, c.decided_at, c.reason, w.name AS decided
FROM fact_claim c LEFT JOIN v_user w ON w.city = c.city AND w.id = c.decided_by_id
WHERE c.city = :city AND c.by_id = :me AND c.import_id IS NULL AND c.state <> 3 AND c.recorded_at >= :since_at
ORDER BY c.id DESC LIMIT :max_n

-- name: page_said_events
-- types: since_at i64, decided text
-- scope: none (what the actor has said himself; names are read in scope)
SELECT e.id, e.event, e.subject_id, e.of, e.recorded_at, e.state, e.decided_at, e.reason, w.name AS decided
FROM family_event e LEFT JOIN v_user w ON w.city = e.city AND w.id = e.decided_by_id
WHERE e.city = :city AND e.by_id = :me AND e.recorded_at >= :since_at
ORDER BY e.id DESC LIMIT :max_n

-- name: page_desils
SELECT r.id, r.name, r.as_of, r.partial, d.desil, d.none_why
FROM desil_release r
LEFT JOIN desil d ON d.city = r.city AND d.release_id = r.id AND d.family_id = :family_id
WHERE r.city = :city AND (r.partial = 1 OR r.id IN (SELECT s.release_id FROM desil_shown s WHERE s.city = :city AND s.release_id IS NOT NULL))
  AND r.line_id IS NOT NULL AND (d.family_id IS NOT NULL OR (r.partial = 0 AND r.line_id = r.id AND NOT EXISTS (
    SELECT 1 FROM desil_release y JOIN desil x ON x.city = y.city AND x.release_id = y.id AND x.family_id = :family_id WHERE y.city = r.city AND y.line_id = r.id)))
ORDER BY r.as_of DESC, r.id DESC LIMIT 12

-- name: page_looks
SELECT d.id, d.shown_at, w.name AS who, u.name AS unit, d.what, d.purpose, d.path
FROM (SELECT o.id FROM v_disclosure o WHERE o.city = :city AND o.subject_id = :subject_id AND o.id < :after_id
  UNION
  SELECT h.id FROM v_person p JOIN v_disclosure h ON h.city = p.city AND h.subject_id = p.family_id AND h.id < :after_id
  WHERE p.city = :city AND p.id = :subject_id
  UNION
  SELECT x.id FROM (SELECT n.id, n.subjects FROM v_disclosure n WHERE n.city = :city AND n.id < :after_id ORDER BY n.id DESC LIMIT :newest) x
  WHERE x.subjects LIKE :pattern) k
JOIN v_disclosure d ON d.city = :city AND d.id = k.id
LEFT JOIN v_user w ON w.city = d.city AND w.id = d.user_id
LEFT JOIN v_unit u ON u.city = d.city AND u.id = d.unit_id
ORDER BY d.id DESC LIMIT :max_n

-- name: page_once
SELECT p.id, p.name FROM family_past f JOIN person p ON p.city = f.city AND p.id = f.person_id
WHERE f.city = :city AND f.family_id = :family_id AND p.state <> 9 AND {scope person p}
ORDER BY p.name, p.id LIMIT 50
