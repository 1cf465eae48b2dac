-- types: holder text, holder_phone text, officer text, region text, n i64, who text, unit text, after_key i64, after_id i64, next_service text, late_n i64, from_name text, to_name text, case_number text, case_title text, kind i64, waits text, open_referral i64, referral_to text, steps_n i64, papers i64, key_before i64, case_state i64, step_reason text, subject_id i64, case_version i64, step_runs i64, step_served i64, asked_again i64

-- name: case_view
-- optional: glass
SELECT c.id, c.version, c.number, c.title, c.title_sealed, c.subject_kind, c.person_id, c.region_id, c.place, c.place_sealed, c.state, c.holder_unit_id, c.holder_user_id,
  c.held_since_at, c.due_at, c.level, c.paused_until, c.pause_code, c.protected, c.urgent, c.opened_at, c.decided_at, c.ended_at, c.outcome,
  c.merged_into_id, c.last_unit_id, u.name AS holder, u.phone AS holder_phone, p.name AS officer
FROM casefile c
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.holder_unit_id
LEFT JOIN v_user p ON p.city = c.city AND p.id = c.holder_user_id
WHERE c.city = :city AND c.id = :id AND ({scope case c}
  {glass? OR EXISTS (SELECT 1 FROM glass k WHERE k.city = c.city AND k.id = :glass_id AND k.case_id = c.id AND k.found = 1 AND k.by_id = :me
    AND k.until_at > :now)})

-- name: case_view_steps
-- types: phone text
SELECT s.id, s.ordinal, s.service, s.unit_id, s.state, s.emergency, s.limit_code, s.due_at, s.started_at, s.ended_at, s.end_kind, s.end_note, s.reason,
  u.name AS unit, u.phone AS phone
FROM step s LEFT JOIN v_unit u ON u.city = s.city AND u.id = s.unit_id
WHERE s.city = :city AND s.case_id = :case_id ORDER BY s.ordinal

-- name: case_view_waits
-- types: ordinal i64
SELECT w.step_id, f.ordinal AS ordinal
FROM step f JOIN step_wait w ON w.city = f.city AND w.waits_for_id = f.id
WHERE f.city = :city AND f.case_id = :case_id AND f.state <> 2 ORDER BY w.step_id, f.ordinal

-- name: case_view_referrals
SELECT r.id, r.version, r.number, r.step_id, r.kind, r.to_unit_id, r.state, r.urgent, r.sent_at, r.answer_due_at, r.wait_since_at, r.reason_code,
  u.name AS to_name, s.service
FROM referral r JOIN v_unit u ON u.city = r.city AND u.id = r.to_unit_id
LEFT JOIN step s ON s.city = r.city AND s.id = r.step_id
WHERE r.city = :city AND r.case_id = :case_id ORDER BY r.sent_at DESC, r.id DESC

-- The words of a note that was withdrawn are kept, and shown to nobody.  Who answered by a link has no account; he said who he is.
-- name: case_view_events
-- types: kind text, body text, body_sealed blob, withdrawn i64
SELECT e.id, e.at, e.recorded_at, e.by_id, e.kind, e.what, e.arg0, e.arg1, CASE WHEN x.object_id IS NULL THEN e.body END AS body,
  CASE WHEN x.object_id IS NULL THEN e.body_sealed END AS body_sealed, e.object_id, CASE WHEN x.object_id IS NULL THEN 0 ELSE 1 END AS withdrawn,
  coalesce(p.name, r.answered_by) AS who, e.said_by, u.name AS unit
FROM case_event e
LEFT JOIN (
  SELECT DISTINCT w.city, w.object_id FROM case_event w WHERE w.city = :city AND w.case_id = :case_id AND w.what = 'event.note_withdrawn'
) x ON x.city = e.city AND x.object_id = e.id
LEFT JOIN v_user p ON p.city = e.city AND p.id = e.by_id
LEFT JOIN v_unit u ON u.city = e.city AND u.id = e.unit_id
LEFT JOIN referral r ON r.city = e.city AND r.id = e.object_id AND e.what IN ('event.referral_accepted', 'event.referral_refused')
WHERE e.city = :city AND e.case_id = :case_id ORDER BY e.at, e.id

-- name: case_view_reports
-- scope: none (reports of a case in scope and of those merged into it)
SELECT r.id, r.number, r.state, r.recorded_at, r.happened_at, r.channel FROM report r
WHERE r.city = :city AND (r.case_id = :case_id OR r.case_id IN (
  SELECT m.from_id FROM case_merge m WHERE m.city = :city AND m.into_id = :case_id AND m.undone_at IS NULL))
ORDER BY r.recorded_at

-- name: case_photos
-- scope: none (of a case in scope; its reports' by their own scope, or for who holds the case)
-- optional: every
SELECT m.id, m.attached_at
FROM v_media m WHERE m.city = :city AND m.subject_id = :case_id
UNION ALL
SELECT m.id, m.attached_at
FROM report r JOIN v_media m ON m.city = r.city AND m.subject_id = r.id
WHERE r.city = :city AND r.case_id = :case_id
  AND ({scope report r} OR EXISTS (SELECT 1 FROM casefile c
      JOIN v_user_reach h ON h.city = c.city AND h.unit_id = c.holder_unit_id AND h.reach = 0 AND h.user_id = :me
      WHERE c.city = r.city AND c.id = r.case_id)
    {every? OR 1 = 1})
ORDER BY attached_at, id

-- name: case_view_services
SELECT g.id, g.service, g.item, g.spm_group, g.given_on, g.quantity, g.cost, g.sub_activity, g.proof, g.undone_at, u.name AS unit,
  (SELECT CAST(count(*) AS BIGINT) FROM v_service_paper p WHERE p.city = g.city AND p.service_id = g.id) AS papers
FROM service_given g LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
WHERE g.city = :city AND g.case_id = :case_id AND g.undone_at IS NULL ORDER BY g.given_on, g.id

-- name: case_view_merges
-- scope: none (merges of a case in scope)
SELECT m.id, m.into_id, m.from_id, m.merged_at, c.number AS case_number
FROM case_merge m JOIN casefile c ON c.city = m.city AND c.id = m.from_id
WHERE m.city = :city AND m.into_id = :into_id AND m.undone_at IS NULL ORDER BY m.merged_at

-- name: case_view_assessment
SELECT a.id, a.assessed_at, a.needs FROM assessment a WHERE a.city = :city AND a.case_id = :case_id ORDER BY a.assessed_at DESC, a.id DESC LIMIT 1

-- name: case_by_number
SELECT c.id, c.version, c.state FROM casefile c WHERE c.city = :city AND c.number = :number AND {scope case c}

-- ---- lists --------------------------------------------------------------------------------

-- Whose names are told is settled first, so that nothing is looked up for those behind the page.
-- name: case_list
-- types: state_from i64, state_to i64, near_unit_id i64, near_region_id i64
-- optional: mine, region, holder, near_open, near_all
-- sort: due = c.due_at ASC, c.id ASC
-- sort: opened = c.opened_at DESC, c.id DESC
SELECT c.id, coalesce(c.person_id, c.id) AS subject_id, c.number, c.title, c.state, c.urgent, c.protected, c.due_at, c.opened_at, c.subject_kind,
  g.name AS region, u.name AS holder,
  p.name AS officer,
  (SELECT s.service FROM step s WHERE s.city = c.city AND s.case_id = c.id AND s.state = 1 ORDER BY s.ordinal LIMIT 1) AS next_service
FROM (SELECT c.city, c.id, c.person_id, c.number, c.title, c.state, c.urgent, c.protected, c.due_at, c.opened_at, c.subject_kind, c.region_id, c.holder_unit_id, c.holder_user_id
  FROM {near_open? (
      SELECT k.city, k.case_id AS id FROM v_user_unit m JOIN case_unit k ON k.city = m.city AND k.unit_id = m.unit_id
      WHERE m.city = :city AND m.user_id = :me AND k.open = 1
      UNION
      SELECT o.city, o.id FROM v_user_reach h JOIN casefile o ON o.city = h.city AND o.region_id = h.region_id
      WHERE h.city = :city AND h.user_id = :me AND h.reach = 1 AND o.due_at IS NOT NULL AND o.protected = 0
    ) x CROSS JOIN} {near_all? (
      SELECT a.city, a.id FROM (SELECT k.city, k.case_id AS id FROM case_unit k JOIN casefile f ON f.city = k.city AND f.id = k.case_id
        WHERE k.city = :city AND k.unit_id = :near_unit_id AND (k.opened_at, k.case_id) < (:after_key, :after_id)
          AND f.state >= :state_from AND f.state <= :state_to {region? AND f.region_id = :region_id} {holder? AND f.holder_unit_id = :holder_unit_id}
        ORDER BY k.opened_at DESC, k.case_id DESC LIMIT :n) a
      UNION
      SELECT b.city, b.id FROM (SELECT f.city, f.id FROM casefile f
        WHERE f.city = :city AND f.region_id = :near_region_id AND (f.opened_at, f.id) < (:after_key, :after_id) AND f.protected = 0
          AND f.state >= :state_from AND f.state <= :state_to {region? AND f.region_id = :region_id} {holder? AND f.holder_unit_id = :holder_unit_id}
        ORDER BY f.opened_at DESC, f.id DESC LIMIT :n) b
    ) y CROSS JOIN} casefile c
  WHERE c.city = :city AND {scope case c}
    {near_open? AND c.city = x.city AND c.id = x.id} {near_all? AND c.city = y.city AND c.id = y.id}
    AND c.state >= :state_from AND c.state <= :state_to AND {key} < :key_before {mine? AND c.holder_user_id = :me}
    {region? AND c.region_id = :region_id} {holder? AND c.holder_unit_id = :holder_unit_id}
    AND ({key}, c.id) {cmp} (:after_key, :after_id)
  ORDER BY {sort} LIMIT :n) c
LEFT JOIN v_place g ON g.city = c.city AND g.id = c.region_id
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.holder_unit_id
LEFT JOIN v_user p ON p.city = c.city AND p.id = c.holder_user_id
ORDER BY {sort}

-- name: case_desk
-- types: wait_n i64, step_n i64, own_due_at opt
SELECT c.id, coalesce(c.person_id, c.id) AS subject_id, c.version, c.number, c.title, c.due_at, c.held_since_at, c.urgent, c.paused_until, c.state, c.holder_user_id, p.name AS officer,
  CAST((SELECT count(*) FROM referral r WHERE r.city = c.city AND r.case_id = c.id AND r.state IN (1, 2, 3)) AS BIGINT) AS wait_n,
  CAST((SELECT count(*) FROM step s WHERE s.city = c.city AND s.case_id = c.id AND s.state < 2) AS BIGINT) AS step_n,
  (SELECT s.service FROM step s WHERE s.city = c.city AND s.case_id = c.id AND s.state = 1 ORDER BY s.unit_id <> :unit_id, s.due_at LIMIT 1) AS next_service,
  (SELECT min(s.due_at) FROM step s WHERE s.city = c.city AND s.case_id = c.id AND s.state = 1 AND s.unit_id = :unit_id) AS own_due_at
FROM casefile c
LEFT JOIN v_user p ON p.city = c.city AND p.id = c.holder_user_id
WHERE c.city = :city AND c.holder_unit_id = :unit_id AND {scope case c}
ORDER BY c.due_at, c.id LIMIT 300

-- name: case_check
SELECT c.id, c.number, c.state, c.holder_unit_id, c.holder_user_id, c.paused_until
FROM casefile c WHERE c.city = :city AND c.id = :id AND {scope case c}

-- name: referral_list
-- optional: inbox, sent, open
-- sort: due = r.answer_due_at ASC, r.id ASC
-- sort: sent = r.sent_at DESC, r.id DESC
SELECT r.id, r.number, r.kind, r.state, r.urgent, r.sent_at, r.answer_due_at, r.case_id, coalesce(c.person_id, c.id) AS subject_id,
  c.number AS case_number, c.title AS case_title, s.service, f.name AS from_name, t.name AS to_name
FROM referral r
JOIN casefile c ON c.city = r.city AND c.id = r.case_id
LEFT JOIN step s ON s.city = r.city AND s.id = r.step_id
JOIN v_unit f ON f.city = r.city AND f.id = r.from_unit_id
JOIN v_unit t ON t.city = r.city AND t.id = r.to_unit_id
WHERE r.city = :city AND {scope case c} {inbox? AND r.to_unit_id = :unit_id} {sent? AND r.from_unit_id = :from_unit_id} {open? AND r.state IN (1, 2, 3)}
  AND ({key}, r.id) {cmp} (:after_key, :after_id)
ORDER BY {sort} LIMIT :n

-- name: referral_view
SELECT r.id, r.version, r.number, r.case_id, r.step_id, r.kind, r.from_unit_id, r.to_unit_id, r.state, r.urgent, r.sent_at, r.answer_due_at, r.received_at,
  r.answered_at, r.answered_by, r.answered_how, r.wait_since_at, r.reason_code, coalesce(c.person_id, c.id) AS subject_id, c.number AS case_number,
  c.title AS case_title, c.title_sealed,
  c.protected, c.region_id, c.place, c.place_sealed, c.state AS case_state, c.holder_unit_id, c.held_since_at, c.due_at,
  h.name AS holder, f.name AS from_name, t.name AS to_name, t.outside, t.last_resort,
  f.phone AS holder_phone, p.name AS officer, s.service, s.reason AS step_reason, c.version AS case_version,
  CASE WHEN s.state = 1 THEN 1 ELSE 0 END AS step_runs,
  CASE WHEN EXISTS (SELECT 1 FROM service_given g WHERE g.city = r.city AND g.case_id = r.case_id AND g.step_id = r.step_id AND g.undone_at IS NULL) THEN 1 ELSE 0 END AS step_served,
  CASE WHEN EXISTS (SELECT 1 FROM referral n WHERE n.city = r.city AND n.case_id = r.case_id AND n.sent_at > r.sent_at) THEN 1 ELSE 0 END AS asked_again
FROM referral r
JOIN casefile c ON c.city = r.city AND c.id = r.case_id
LEFT JOIN v_unit h ON h.city = c.city AND h.id = c.holder_unit_id
LEFT JOIN step s ON s.city = r.city AND s.id = r.step_id
LEFT JOIN v_user p ON p.city = r.city AND p.id = r.from_user_id
JOIN v_unit f ON f.city = r.city AND f.id = r.from_unit_id
JOIN v_unit t ON t.city = r.city AND t.id = r.to_unit_id
WHERE r.city = :city AND r.id = :id AND {scope case c}

-- name: referral_public
-- scope: none (opened by a one-time link)
SELECT r.id, r.version, r.case_id, c.protected, r.number, r.kind, r.state, r.urgent, r.sent_at, r.answer_due_at, r.wait_since_at, r.to_unit_id, r.answered_by, r.answered_at, s.service, f.name AS from_name, f.phone AS holder_phone,
  t.name AS to_name
FROM referral r
JOIN casefile c ON c.city = r.city AND c.id = r.case_id
LEFT JOIN step s ON s.city = r.city AND s.id = r.step_id
JOIN v_unit f ON f.city = r.city AND f.id = r.from_unit_id
JOIN v_unit t ON t.city = r.city AND t.id = r.to_unit_id
WHERE r.city = :city AND r.id = :id

-- name: step_case
SELECT s.id, s.case_id, s.ordinal, s.service, s.state, s.unit_id FROM step s WHERE s.city = :city AND s.id = :id

-- name: case_of_person
SELECT c.id, c.number, c.title, c.title_sealed, c.state, c.due_at, c.opened_at, u.name AS holder
FROM casefile c LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.holder_unit_id
WHERE c.city = :city AND c.person_id = :person_id AND {scope case c}
ORDER BY c.state, c.opened_at DESC, c.id DESC LIMIT 50

-- name: case_of_person_kinds
SELECT k.case_id, k.code, k.code_sealed, k.from_date
FROM casefile c JOIN case_kind k ON k.city = c.city AND k.case_id = c.id
WHERE c.city = :city AND c.person_id = :person_id AND k.to_date IS NULL AND {scope case c}
ORDER BY k.from_date, k.id LIMIT 50

-- name: case_of_person_given
SELECT g.id, g.case_id, g.service, g.item, g.given_on, g.quantity, g.cost, u.name AS unit
FROM casefile c JOIN service_given g ON g.city = c.city AND g.case_id = c.id
LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
WHERE c.city = :city AND c.person_id = :person_id AND g.undone_at IS NULL AND {scope case c}
ORDER BY g.given_on DESC, g.id DESC LIMIT 50
