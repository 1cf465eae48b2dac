-- types: n i64, who text, unit text, dpo num, super num, every i64, after_id i64, max_n i64, since i64, dpo_role i64, super_role i64, manager_role i64

-- name: glass_case
-- scope: none (break-glass: the reason is stated, kept and reviewed)
-- optional: number, id, person
SELECT c.id, c.number, c.protected, c.holder_unit_id, c.last_unit_id
FROM casefile c
WHERE c.city = :city {number? AND c.number = :number} {id? AND c.id = :id} {person? AND c.person_id = :person_id}
ORDER BY c.opened_at DESC, c.id DESC LIMIT 1

-- name: glass_report
-- scope: none (break-glass: the reason is stated, kept and reviewed)
-- optional: number, id, person
SELECT r.id, r.number, r.case_id, r.protected, r.holder_unit_id, r.last_unit_id
FROM report r
WHERE r.city = :city {number? AND r.number = :number} {id? AND r.id = :id} {person? AND r.person_id = :person_id}
ORDER BY r.recorded_at DESC, r.id DESC LIMIT 1

-- name: glass_referral
SELECT r.case_id FROM referral r WHERE r.city = :city AND r.number = :number

-- name: glass_seen
SELECT s.id FROM v_scope_case s WHERE s.city = :city AND s.id = :id AND s.user_id = :me LIMIT 1

-- name: glass_seen_report
SELECT s.id FROM v_scope_report s WHERE s.city = :city AND s.id = :id AND s.user_id = :me LIMIT 1

-- name: glass_add
-- perm: GLASS_OPEN
INSERT INTO glass (city, id, found, case_id, report_id, wanted, by_id, unit_id, why, words_sealed, opened_at, until_at)
VALUES (:city, :id, :found, :case_id, :report_id, :wanted, :me, :unit_id, :why, :words_sealed, :now, :until_at)

-- name: glass_since
SELECT CAST(count(*) AS BIGINT) AS n FROM glass WHERE city = :city AND by_id = :me AND opened_at > :since

-- name: glass_mine
SELECT g.id, g.case_id, g.report_id, g.until_at, g.why FROM glass g
WHERE g.city = :city AND g.id = :id AND g.by_id = :me AND g.found = 1 AND g.until_at > :now

-- name: glass_open_mine
-- scope: none (numbers of what the actor himself opened)
SELECT g.id, g.report_id, coalesce(c.number, r.number) AS number, g.until_at
FROM glass g
LEFT JOIN v_case c ON c.city = g.city AND c.id = g.case_id
LEFT JOIN v_report r ON r.city = g.city AND r.id = g.report_id
WHERE g.city = :city AND g.by_id = :me AND g.found = 1 AND g.until_at > :now ORDER BY g.id DESC

-- name: glass_photo
-- scope: none (of what the actor opened by break-glass)
SELECT m.id
FROM glass g
JOIN v_media m ON m.city = g.city AND m.id = :media_id
WHERE g.city = :city AND g.id = :id AND g.by_id = :me AND g.found = 1 AND g.until_at > :now
  AND (m.subject_id = g.case_id OR m.subject_id = g.report_id
    OR EXISTS (SELECT 1 FROM report r WHERE r.city = g.city AND r.id = m.subject_id AND r.case_id = g.case_id))

-- name: glass_list
-- optional: waiting
SELECT g.id, g.found, g.case_id, g.report_id, g.wanted, coalesce(c.number, r.number) AS number, g.why, g.by_id, g.opened_at, g.until_at, p.name AS who, u.name AS unit, d.fair AS dpo, s.fair AS super
FROM glass g
LEFT JOIN v_case c ON c.city = g.city AND c.id = g.case_id
LEFT JOIN v_report r ON r.city = g.city AND r.id = g.report_id
LEFT JOIN v_user p ON p.city = g.city AND p.id = g.by_id
LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
LEFT JOIN glass_review d ON d.city = g.city AND d.glass_id = g.id AND d.side = 1
LEFT JOIN glass_review s ON s.city = g.city AND s.glass_id = g.id AND s.side = 2
WHERE g.city = :city AND g.id < :after_id
  AND (:every = 1 OR EXISTS (SELECT 1 FROM v_scope_case v WHERE v.city = g.city AND v.id = g.case_id AND v.user_id = :me)
    OR EXISTS (SELECT 1 FROM v_scope_report w WHERE w.city = g.city AND w.id = g.report_id AND w.user_id = :me))
  {waiting? AND NOT EXISTS (SELECT 1 FROM glass_review w WHERE w.city = g.city AND w.glass_id = g.id AND w.side = :side)}
ORDER BY g.id DESC LIMIT :max_n

-- name: glass_waiting
-- types: oldest opt
SELECT CAST(count(*) AS BIGINT) AS n, min(g.opened_at) AS oldest
FROM glass g
WHERE g.city = :city AND g.opened_at > :since AND g.by_id <> :me
  AND (:every = 1 OR EXISTS (SELECT 1 FROM v_scope_case v WHERE v.city = g.city AND v.id = g.case_id AND v.user_id = :me)
    OR EXISTS (SELECT 1 FROM v_scope_report w WHERE w.city = g.city AND w.id = g.report_id AND w.user_id = :me))
  AND NOT EXISTS (SELECT 1 FROM glass_review w WHERE w.city = g.city AND w.glass_id = g.id AND w.side = :side)

-- name: glass_row
SELECT g.id, g.found, g.case_id, g.report_id, g.wanted, coalesce(c.number, r.number) AS number, g.why, g.words_sealed, g.by_id, g.opened_at, g.until_at, p.name AS who, u.name AS unit
FROM glass g
LEFT JOIN v_case c ON c.city = g.city AND c.id = g.case_id
LEFT JOIN v_report r ON r.city = g.city AND r.id = g.report_id
LEFT JOIN v_user p ON p.city = g.city AND p.id = g.by_id
LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
WHERE g.city = :city AND g.id = :id
  AND (:every = 1 OR EXISTS (SELECT 1 FROM v_scope_case v WHERE v.city = g.city AND v.id = g.case_id AND v.user_id = :me)
    OR EXISTS (SELECT 1 FROM v_scope_report w WHERE w.city = g.city AND w.id = g.report_id AND w.user_id = :me))

-- name: glass_reviews
SELECT r.side, r.fair, r.note_sealed, r.at, p.name AS who
FROM glass_review r LEFT JOIN v_user p ON p.city = r.city AND p.id = r.by_id
WHERE r.city = :city AND r.glass_id = :glass_id ORDER BY r.side

-- name: glass_review_add
-- perm: GLASS_REVIEW
INSERT INTO glass_review (city, glass_id, side, fair, note_sealed, at, by_id)
VALUES (:city, :glass_id, :side, :fair, :note_sealed, :now, :me)
ON CONFLICT (city, glass_id, side) DO NOTHING

-- name: glass_reviewers
SELECT DISTINCT r.user_id
FROM v_user_role r JOIN v_user p ON p.city = r.city AND p.id = r.user_id
WHERE r.city = :city AND p.disabled = 0 AND r.user_id <> :by_id
  AND (r.role = :dpo_role OR (r.role IN (:super_role, :manager_role)
    AND (EXISTS (SELECT 1 FROM v_scope_case v WHERE v.city = r.city AND v.id = :case_id AND v.user_id = r.user_id)
      OR EXISTS (SELECT 1 FROM v_scope_report w WHERE w.city = r.city AND w.id = :report_id AND w.user_id = r.user_id))))
