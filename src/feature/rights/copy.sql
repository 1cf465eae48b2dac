-- types: who text, unit text, giver text, max_n i64, after_id i64, before_at i64, pattern text, newest i64, shown_at i64, what text, purpose text

-- name: copy_add
-- perm: PERSON_WRITE
INSERT INTO copy_request (city, id, person_id, identity, paper, asked_at, asked_by_id, unit_id, due_at, line_count, byte_count)
VALUES (:city, :id, :person_id, :identity, :paper, :now, :me, :unit_id, :due_at, 0, 0)

-- name: copy_give
-- perm: PERSON_WRITE
UPDATE copy_request SET given_at = :now, given_by_id = :me, line_count = :line_count, byte_count = :byte_count, digest = :digest
WHERE city = :city AND id = :id AND given_at IS NULL

-- name: copy_row
SELECT c.id, c.person_id, c.identity, c.paper, c.asked_at, c.due_at, c.given_at, c.given_by_id, c.line_count, c.byte_count, c.digest,
  w.name AS who, g.name AS giver
FROM copy_request c
LEFT JOIN v_user w ON w.city = c.city AND w.id = c.asked_by_id
LEFT JOIN v_user g ON g.city = c.city AND g.id = c.given_by_id
WHERE c.city = :city AND c.id = :id

-- name: copy_request_waiting
-- types: due_at opt
SELECT CAST(count(*) AS BIGINT) AS n, min(c.due_at) AS due_at FROM copy_request c WHERE c.city = :city AND c.given_at IS NULL

-- name: copy_list
SELECT c.id, c.person_id, c.identity, c.asked_at, c.due_at, c.given_at, c.line_count, c.byte_count, w.name AS who, u.name AS unit, g.name AS giver
FROM copy_request c
LEFT JOIN v_user w ON w.city = c.city AND w.id = c.asked_by_id
LEFT JOIN v_user g ON g.city = c.city AND g.id = c.given_by_id
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.unit_id
WHERE c.city = :city AND c.id < :after_id
ORDER BY c.id DESC LIMIT :max_n

-- name: copy_of_person
SELECT c.id, c.identity, c.asked_at, c.due_at, c.given_at, w.name AS who, u.name AS unit
FROM copy_request c
LEFT JOIN v_user w ON w.city = c.city AND w.id = c.asked_by_id
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.unit_id
WHERE c.city = :city AND c.person_id = :person_id
ORDER BY c.id DESC LIMIT 50

-- name: copy_unit
SELECT u.name AS unit FROM v_unit u WHERE u.city = :city AND u.id = :id
  AND NOT EXISTS (SELECT 1 FROM v_case k JOIN v_member_case m ON m.city = k.city AND m.id = k.id
    WHERE k.city = :city AND k.person_id = :person_id AND k.protected = 1 AND m.user_id = :user_id AND NOT ({scope case k}))

-- name: copy_desils
SELECT d.name, d.as_of, d.partial, d.desil, d.none_why
FROM v_desil_past d WHERE d.city = :city AND d.family_id = :family_id ORDER BY d.as_of DESC, d.release_id DESC

-- name: copy_cases
SELECT c.id, c.number, c.title, c.state, c.opened_at, c.ended_at, c.outcome, u.name AS unit
FROM v_case c LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.last_unit_id
WHERE c.city = :city AND c.person_id = :person_id AND (c.protected = 0 OR {scope case c})
ORDER BY c.opened_at DESC, c.id DESC

-- name: copy_reports
SELECT r.id, r.number, r.state, r.recorded_at, r.ended_at, u.name AS unit
FROM v_report r LEFT JOIN v_unit u ON u.city = r.city AND u.id = r.last_unit_id
WHERE r.city = :city AND (r.protected = 0 OR {scope report r}) AND (r.person_id = :person_id OR (r.person_id IS NULL
  AND r.case_id IN (SELECT k.id FROM v_case k WHERE k.city = r.city AND k.person_id = :person_id)))
ORDER BY r.recorded_at DESC, r.id DESC

-- name: copy_given
SELECT g.service, g.item, g.given_on, g.quantity, g.cost, u.name AS unit, c.number
FROM v_case c JOIN v_service_given g ON g.city = c.city AND g.case_id = c.id
LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
WHERE c.city = :city AND c.person_id = :person_id AND (c.protected = 0 OR {scope case c})
ORDER BY g.given_on DESC, g.id DESC

-- name: copy_papers
SELECT d.code, d.dated_on, d.added_at, u.name AS unit, c.number
FROM v_case c JOIN v_case_document d ON d.city = c.city AND d.case_id = c.id AND d.gone_at IS NULL
LEFT JOIN v_unit u ON u.city = d.city AND u.id = d.unit_id
WHERE c.city = :city AND c.person_id = :person_id AND (c.protected = 0 OR {scope case c})
ORDER BY d.added_at DESC, d.id DESC

-- name: copy_looks
SELECT d.id, d.shown_at, w.name AS who, u.name AS unit, d.what, d.purpose
FROM (SELECT o.id FROM v_disclosure o WHERE o.city = :city AND o.subject_id = :person_id
  UNION
  SELECT h.id FROM v_person p JOIN v_disclosure h ON h.city = p.city AND h.subject_id = p.family_id
  WHERE p.city = :city AND p.id = :person_id AND p.protected = 0
  UNION
  SELECT x.id FROM (SELECT n.id, n.subjects FROM v_disclosure n WHERE n.city = :city AND n.subjects IS NOT NULL ORDER BY n.id DESC LIMIT :newest) x
  WHERE x.subjects LIKE :pattern) k
JOIN v_disclosure d ON d.city = :city AND d.id = k.id
JOIN v_user w ON w.city = d.city AND w.id = d.user_id
LEFT JOIN v_unit u ON u.city = d.city AND u.id = d.unit_id
WHERE d.shown_at < :before_at
  AND NOT EXISTS (SELECT 1 FROM v_case c JOIN v_member_case m ON m.city = c.city AND m.id = c.id
    WHERE c.city = :city AND c.person_id = :person_id AND c.protected = 1 AND m.user_id = d.user_id AND NOT ({scope case c}))
ORDER BY d.id DESC
