-- types: person_sex num, members_n num, may_check i64, may_approve i64, n i64, after_id i64, who text, region text, asker text, max_n i64, days i64, unit text, holder text, seen i64, checker text, approver text, role_a i64, role_b i64, result_n i64, until_at i64, warn_from i64, warn_again_from i64, photos i64, what_n i64, lines_n i64, held i64
-- types: kind i64, state i64, step text, unit_id opt, source text, field text, who text, place text, at i64, result i64, role text, arg text, what text, version i64, version_seen i64, number text, by_id i64

-- name: verval_insert
-- perm: none
INSERT INTO verval (city, id, version, number, kind, state, step, stage, flow_version, post, person_id, family_id, region_id, protected, asked_by, why_sealed,
  unit_id, proposed_by_id, proposed_at, due_at, period, objector_sealed, objector_phone_sealed, objector_region_id, warned, secret_hash, lat_e6, lng_e6)
VALUES (:city, :id, 1, :number, :kind, 1, :step, 0, :flow_version, :post, :person_id, :family_id, :region_id, :protected, :asked_by, :why_sealed,
  :unit_id, :me, :now, :due_at, :period, :objector_sealed, :objector_phone_sealed, :objector_region_id, 0, :secret_hash, :lat_e6, :lng_e6)

-- name: verval_seen
SELECT v.id FROM verval v WHERE v.city = :city AND v.id = :id AND {scope verval v}

-- name: verval_numbered
SELECT v.id FROM verval v WHERE v.city = :city AND v.number = :number AND {scope verval v}

-- name: verval_root
-- ahead: id
-- scope: none (request_get() asks verval_seen first; the clock moves requests of all)
SELECT v.id, v.version, v.number, v.kind, v.state, v.step, v.stage, v.flow_version, v.post, v.person_id, v.family_id, v.region_id, v.protected, v.asked_by, v.unit_id,
  v.holder_id, v.proposed_by_id, v.proposed_at, v.checked_by_id, v.checked_at, v.approved_by_id, v.approved_at, v.ended_at, v.ended_why_sealed, v.due_at,
  v.period, v.warned, v.lat_e6, v.lng_e6, v.sptjm_number, v.sptjm_on, v.ba_number, v.ba_on, v.input_number, v.input_on, v.input_by_id,
  v.input_key, v.answer_id, v.back_why_sealed
FROM verval v
WHERE v.city = :city AND v.id = :id

-- name: verval_by_number
-- scope: none (who asked has the number and its secret)
SELECT v.id, v.number, v.kind, v.state, v.step, v.person_id, v.family_id, v.proposed_at, v.due_at, v.ended_at, v.secret_hash FROM verval v
WHERE v.city = :city AND v.number = :number

-- name: verval_own_list
-- scope: none (of the person himself, who has shown who he is)
SELECT v.id, v.number, v.kind, v.state, v.step, v.person_id, v.family_id, v.proposed_at, v.due_at, v.ended_at, v.ended_why_sealed FROM verval v
WHERE v.city = :city AND v.person_id = :person_id AND v.kind <> 3
UNION ALL
SELECT f.id, f.number, f.kind, f.state, f.step, f.person_id, f.family_id, f.proposed_at, f.due_at, f.ended_at, f.ended_why_sealed FROM verval f
WHERE f.city = :city AND f.family_id = :family_id AND f.person_id IS NULL AND f.kind <> 3
ORDER BY 1 DESC LIMIT 50

-- name: verval_write
-- perm: none
-- scope: none (the root was read in scope)
UPDATE verval SET version = version + 1, state = :state, step = :step, stage = :stage, post = :post, holder_id = :holder_id, checked_by_id = :checked_by_id,
  checked_at = :checked_at, approved_by_id = :approved_by_id, approved_at = :approved_at, ended_at = :ended_at, ended_why_sealed = :ended_why_sealed,
  due_at = :due_at, period = :period, warned = :warned, lat_e6 = :lat_e6, lng_e6 = :lng_e6, sptjm_number = :sptjm_number, sptjm_on = :sptjm_on,
  ba_number = :ba_number, ba_on = :ba_on, input_number = :input_number, input_on = :input_on, input_by_id = :input_by_id,
  input_key = :input_key, answer_id = :answer_id, back_why_sealed = :back_why_sealed
WHERE city = :city AND id = :id AND version = :version

-- name: verval_same
-- scope: none (only whether there is one; the subject was seen)
SELECT v.id FROM verval v
WHERE v.city = :city AND v.kind = :kind AND v.state = 1 AND v.proposed_by_id = :me
  AND ((v.person_id IS NOT NULL AND v.person_id = :person_id) OR (v.person_id IS NULL AND v.family_id = :family_id))
ORDER BY v.id LIMIT 1

-- name: verval_same_line
-- scope: none (his own; only whether he has asked for it already)
SELECT l.id FROM verval_line l JOIN verval v ON v.city = l.city AND v.id = l.verval_id
WHERE l.city = :city AND l.subject_id = :subject_id AND l.field = :field AND l.state = 1 AND v.state = 1 AND v.asked_by = :asked_by
LIMIT 1

-- name: verval_same_desil
-- scope: none (his own; only whether he has asked for it already)
SELECT v.id FROM verval v JOIN verval_event e ON e.city = v.city AND e.verval_id = v.id AND e.what = :what
WHERE v.city = :city AND v.family_id = :family_id AND v.state = 1 AND v.asked_by = :asked_by LIMIT 1

-- name: verval_event_add
-- perm: none
INSERT INTO verval_event (city, id, verval_id, at, by_id, what, step, arg) VALUES (:city, :id, :verval_id, :now, :me, :what, :step, :arg)

-- name: verval_event_said
SELECT e.id FROM verval_event e
WHERE e.city = :city AND e.verval_id = :verval_id AND e.what = :what LIMIT 1

-- name: verval_events
SELECT e.id, e.at, e.what, e.step, e.arg, p.name AS who
FROM verval_event e LEFT JOIN v_user p ON p.city = e.city AND p.id = e.by_id
WHERE e.city = :city AND e.verval_id = :verval_id ORDER BY e.id DESC

-- name: verval_line_add
-- perm: none
INSERT INTO verval_line (city, id, verval_id, of, subject_id, field, before_sealed, asked_sealed, seen_version, source, state, counted_at)
VALUES (:city, :id, :verval_id, :of, :subject_id, :field, :before_sealed, :asked_sealed, :seen_version, :source, :state, :counted_at)

-- name: verval_line_replace
-- perm: none
UPDATE verval_line SET state = 5 WHERE city = :city AND verval_id = :verval_id AND subject_id = :subject_id AND field = :field AND state = 1

-- name: verval_line_set
-- perm: none
UPDATE verval_line SET state = :state, counted_at = :counted_at WHERE city = :city AND id = :id AND state = 1

-- name: verval_lines_drop
-- perm: none
UPDATE verval_line SET state = 5 WHERE city = :city AND verval_id = :verval_id AND state = 1

-- name: verval_lines_again
-- perm: none
UPDATE verval_line SET state = 1, counted_at = NULL WHERE city = :city AND verval_id = :verval_id AND state IN (2, 3, 4) AND counted_at = :counted_at

-- name: verval_paid_since
-- scope: none (only whether there is any; the request was seen)
-- types: since_on i64, since_at i64
SELECT b.id FROM (
  SELECT v.city, v.person_id AS receiver_id FROM verval v WHERE v.city = :city AND v.id = :id
  UNION SELECT v.city, v.family_id FROM verval v WHERE v.city = :city AND v.id = :id
  UNION SELECT p.city, p.id FROM verval v JOIN v_person p ON p.city = v.city AND p.family_id = v.family_id WHERE v.city = :city AND v.id = :id
) x JOIN v_benefit b ON b.city = x.city AND b.receiver_id = x.receiver_id
WHERE x.city = :city AND b.state = 2 AND (b.paid_on >= :since_on OR (b.paid_on IS NULL AND b.recorded_at >= :since_at)) LIMIT 1

-- name: verval_line_list
SELECT l.id, l.of, l.subject_id, l.field, l.before_sealed, l.asked_sealed, l.seen_version, l.source, l.state
FROM verval_line l WHERE l.city = :city AND l.verval_id = :verval_id AND l.state <> 5 ORDER BY l.of DESC, l.subject_id, l.id

-- name: verval_photo_add
-- perm: none
INSERT INTO verval_photo (city, verval_id, media_id, visit_id, at, by_id) VALUES (:city, :verval_id, :media_id, :visit_id, :now, :me)

-- name: verval_photos
SELECT p.media_id FROM verval_photo p WHERE p.city = :city AND p.verval_id = :verval_id ORDER BY p.media_id

-- name: verval_photo_seen
SELECT v.id FROM (
  SELECT p.city, p.verval_id FROM verval_photo p WHERE p.city = :city AND p.media_id = :media_id
  UNION ALL SELECT s.city, s.verval_id FROM verval_signature s WHERE s.city = :city AND s.media_id = :media_id
) x JOIN verval v ON v.city = x.city AND v.id = x.verval_id
WHERE v.city = :city AND {scope verval v} ORDER BY v.id LIMIT 1

-- name: verval_seers
-- scope: none (asks who sees it)
SELECT DISTINCT r.user_id
FROM v_user_role r JOIN v_user p ON p.city = r.city AND p.id = r.user_id
JOIN v_scope_verval s ON s.city = r.city AND s.user_id = r.user_id
WHERE r.city = :city AND s.id = :id AND p.disabled = 0 AND r.user_id <> :me AND r.role IN (:role_a, :role_b)
ORDER BY r.user_id

-- ---- pages -----------------------------------------------------------------------------------

-- name: verval_show
SELECT v.id, v.version, v.number, v.kind, v.state, v.step, v.stage, v.flow_version, v.post, v.person_id, v.family_id, v.region_id, v.asked_by, v.why_sealed,
  v.unit_id, v.holder_id, v.proposed_by_id, v.proposed_at, v.checked_by_id, v.checked_at, v.approved_by_id, v.approved_at, v.ended_at, v.ended_why_sealed,
  v.back_why_sealed, v.due_at, v.period, v.objector_sealed, v.objector_phone_sealed, v.lat_e6, v.lng_e6, v.sptjm_number, v.sptjm_on, v.ba_number, v.ba_on, v.input_number,
  v.input_on, coalesce(p.name, h.name) AS who, u.name AS unit, a.name AS asker, c.name AS checker, o.name AS approver, d.name AS holder
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_unit u ON u.city = v.city AND u.id = v.unit_id
LEFT JOIN v_user a ON a.city = v.city AND a.id = v.proposed_by_id
LEFT JOIN v_user c ON c.city = v.city AND c.id = v.checked_by_id
LEFT JOIN v_user o ON o.city = v.city AND o.id = v.approved_by_id
LEFT JOIN v_user d ON d.city = v.city AND d.id = v.holder_id
WHERE v.city = :city AND v.id = :id AND {scope verval v}

-- name: verval_list
-- optional: mine, open, state, kind, region
SELECT v.id, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, v.number, v.kind, v.state, v.step, v.due_at, v.period, v.proposed_at,
  coalesce(p.name, h.name) AS who, v.person_id, p.sex AS person_sex, p.birth_date, p.birth_year, f.members AS members_n, g.name AS region, a.name AS asker
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
LEFT JOIN v_user a ON a.city = v.city AND a.id = v.proposed_by_id
WHERE v.city = :city AND v.id < :after_id AND {scope verval v}
  {mine? AND v.state IN (1, 2) AND ((v.post = 1 AND (v.holder_id = :me OR (v.holder_id IS NULL AND v.unit_id = :unit_id)))
    OR (v.proposed_by_id <> :me AND (v.checked_by_id IS NULL OR v.checked_by_id <> :me)
      AND ((v.post = 2 AND :may_check = 1) OR (v.post = 3 AND :may_approve = 1))))}
  {open? AND v.state IN (1, 2)} {state? AND v.state = :state} {kind? AND v.kind = :kind} {region? AND v.region_id = :region_id}
ORDER BY v.id DESC LIMIT :n

-- name: verval_decision_list
-- optional: state
SELECT v.id, v.number, v.kind, v.state, v.step, v.proposed_at, v.checked_at, v.approved_at, v.ended_at, u.name AS unit, g.name AS region, c.name AS checker, o.name AS approver
FROM verval v
LEFT JOIN v_unit u ON u.city = v.city AND u.id = v.unit_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
LEFT JOIN v_user c ON c.city = v.city AND c.id = v.checked_by_id
LEFT JOIN v_user o ON o.city = v.city AND o.id = v.approved_by_id
WHERE v.city = :city AND v.id < :after_id AND {scope verval v} {state? AND v.state = :state}
ORDER BY v.id DESC LIMIT :n

-- ---- the clock ---------------------------------------------------------------------------------

-- name: verval_warnable
-- scope: none (the clock asks for all)
SELECT v.id FROM verval v
WHERE v.city = :city AND v.kind = 3 AND v.state = 1 AND v.warned < 2 AND v.checked_at IS NULL AND v.proposed_at <= :warn_from
  AND (v.warned = 0 OR v.proposed_at <= :warn_again_from)
ORDER BY v.proposed_at LIMIT :n

-- name: verval_overdue
-- scope: none (the clock asks for all)
SELECT v.id FROM verval v WHERE v.city = :city AND v.state IN (1, 2) AND v.due_at <= :until_at ORDER BY v.due_at, v.id LIMIT :n

-- ---- home visits -------------------------------------------------------------------------------

-- name: verval_visit_add
-- perm: VERVAL_PROPOSE
INSERT INTO verval_visit (city, id, verval_id, officer_id, asked_at, asked_by_id, due_on)
VALUES (:city, :id, :verval_id, :officer_id, :now, :me, :due_on)
ON CONFLICT (city, verval_id) WHERE outcome_code IS NULL DO NOTHING

-- name: verval_visit_end
-- perm: VERVAL_PROPOSE
UPDATE verval_visit SET outcome_code = :outcome_code, done_at = :now, met_sealed = :met_sealed, signed_sealed = :signed_sealed, note_sealed = :note_sealed,
  lat_e6 = :lat_e6, lng_e6 = :lng_e6
WHERE city = :city AND id = :id AND outcome_code IS NULL AND officer_id = :me

-- name: verval_visit_row
SELECT t.id, t.verval_id, t.officer_id, t.due_on, t.outcome_code, v.number, v.kind, v.person_id, v.family_id, coalesce(p.name, h.name) AS who,
  coalesce(p.address, h.address, f.address) AS address, coalesce(p.rt, h.rt) AS rt, coalesce(p.rw, h.rw) AS rw, g.name AS region
FROM verval_visit t JOIN verval v ON v.city = t.city AND v.id = t.verval_id
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
WHERE t.city = :city AND t.id = :id AND {scope verval v}

-- name: verval_asked_add
-- perm: VERVAL_PROPOSE
INSERT INTO verval_asked (city, visit_id, subject_id, at) VALUES (:city, :visit_id, :subject_id, :now)
ON CONFLICT (city, visit_id, subject_id) DO NOTHING

-- name: verval_asked_of
SELECT k.subject_id FROM verval_asked k WHERE k.city = :city AND k.visit_id = :visit_id

-- name: verval_signature_add
-- perm: VERVAL_PROPOSE
INSERT INTO verval_signature (city, visit_id, verval_id, media_id) VALUES (:city, :visit_id, :verval_id, :media_id)

-- name: verval_signatures
SELECT s.visit_id, s.media_id FROM verval_signature s WHERE s.city = :city AND s.verval_id = :verval_id ORDER BY s.visit_id DESC

-- name: verval_visit_mine
SELECT t.id, t.verval_id, t.due_on, v.number, v.kind, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, coalesce(p.name, h.name) AS who,
  coalesce(p.address, h.address, f.address) AS address, coalesce(p.rt, h.rt) AS rt, coalesce(p.rw, h.rw) AS rw, g.name AS region
FROM verval_visit t JOIN verval v ON v.city = t.city AND v.id = t.verval_id
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
WHERE t.city = :city AND t.officer_id = :me AND t.outcome_code IS NULL AND v.state = 1 AND {scope verval v}
ORDER BY t.due_on, t.id LIMIT :n

-- name: verval_visits_of
SELECT t.id, t.officer_id, t.due_on, t.outcome_code, t.done_at, t.met_sealed, t.signed_sealed, t.note_sealed, u.name AS who
FROM verval_visit t LEFT JOIN v_user u ON u.city = t.city AND u.id = t.officer_id
WHERE t.city = :city AND t.verval_id = :verval_id ORDER BY t.id DESC

-- name: verval_members
-- types: relation i64
SELECT p.id, p.name, p.relation, p.birth_date FROM v_person p
WHERE p.city = :city AND p.family_id = :family_id AND p.state = 1 AND p.same_as_id IS NULL AND p.protected = 0
ORDER BY CASE WHEN p.relation = 0 THEN 99 ELSE p.relation END, p.birth_date, p.id

-- ---- meetings ----------------------------------------------------------------------------------

-- name: verval_meeting_add
-- perm: VERVAL_PROPOSE
INSERT INTO verval_meeting (city, id, version, region_id, held_on, place, made_at, made_by_id)
VALUES (:city, :id, 1, :region_id, :held_on, :place, :now, :me)

-- name: verval_meeting_touch
-- perm: VERVAL_PROPOSE
UPDATE verval_meeting SET version = version + 1 WHERE city = :city AND id = :id AND closed_at IS NULL

-- name: verval_meeting_close
-- perm: VERVAL_PROPOSE
UPDATE verval_meeting SET version = version + 1, ba_number = :ba_number, closed_at = :now WHERE city = :city AND id = :id AND closed_at IS NULL

-- name: verval_region_seen
SELECT r.id FROM v_region r
WHERE r.city = :city AND r.id = :id AND EXISTS (SELECT 1 FROM v_user_reach h WHERE h.city = r.city AND h.user_id = :me
  AND (h.reach = 2 OR (h.reach = 1 AND h.region_id = r.id)))

-- name: verval_meeting_row
SELECT m.id, m.version, m.region_id, m.held_on, m.place, m.ba_number, m.closed_at, r.name AS region
FROM verval_meeting m JOIN v_place r ON r.city = m.city AND r.id = m.region_id
WHERE m.city = :city AND m.id = :id AND EXISTS (SELECT 1 FROM v_user_reach h WHERE h.city = m.city AND h.user_id = :me
  AND (h.reach = 2 OR (h.reach = 1 AND h.region_id = m.region_id)))

-- name: verval_meeting_list
SELECT m.id, m.held_on, m.place, m.ba_number, m.closed_at, r.name AS region,
  (SELECT CAST(count(*) AS BIGINT) FROM verval_agenda a WHERE a.city = m.city AND a.meeting_id = m.id) AS n
FROM verval_meeting m JOIN v_place r ON r.city = m.city AND r.id = m.region_id
WHERE m.city = :city AND EXISTS (SELECT 1 FROM v_user_reach h WHERE h.city = m.city AND h.user_id = :me
  AND (h.reach = 2 OR (h.reach = 1 AND h.region_id = m.region_id)))
ORDER BY m.held_on DESC, m.id DESC LIMIT :max_n

-- name: verval_attendance_add
-- perm: VERVAL_PROPOSE
INSERT INTO verval_attendance (city, id, meeting_id, name, role) VALUES (:city, :id, :meeting_id, :name, :role)

-- name: verval_attendance_list
-- types: name text
SELECT a.id, a.name, a.role FROM verval_attendance a WHERE a.city = :city AND a.meeting_id = :meeting_id ORDER BY a.id

-- name: verval_agenda_add
-- perm: VERVAL_PROPOSE
INSERT INTO verval_agenda (city, meeting_id, verval_id, decision) VALUES (:city, :meeting_id, :verval_id, 0)
ON CONFLICT (city, meeting_id, verval_id) DO NOTHING

-- name: verval_agenda_set
-- perm: VERVAL_PROPOSE
-- types: decision i64
UPDATE verval_agenda SET decision = :decision WHERE city = :city AND meeting_id = :meeting_id AND verval_id = :verval_id

-- name: verval_agenda_list
-- types: decision i64
SELECT a.verval_id, a.decision, v.number, v.kind, v.step, v.state, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, coalesce(p.name, h.name) AS who,
  coalesce(v.person_id, f.head_id) AS person_id, coalesce(v.family_id, p.family_id) AS family_id,
  coalesce(p.address, h.address, f.address) AS address, coalesce(p.rt, h.rt) AS rt, coalesce(p.rw, h.rw) AS rw
FROM verval_agenda a JOIN verval v ON v.city = a.city AND v.id = a.verval_id
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
WHERE a.city = :city AND a.meeting_id = :meeting_id AND {scope verval v}
ORDER BY a.verval_id

-- name: verval_sptjm_list
-- optional: numbered, one
SELECT v.id, v.number, v.kind, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, coalesce(p.name, h.name) AS who,
  coalesce(v.person_id, f.head_id) AS person_id, coalesce(v.family_id, p.family_id) AS family_id,
  coalesce(p.address, h.address, f.address) AS address, coalesce(p.rt, h.rt) AS rt, coalesce(p.rw, h.rw) AS rw
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
WHERE v.city = :city AND v.region_id = :region_id AND {scope verval v}
  {numbered? AND v.sptjm_number = :sptjm_number} {one? AND v.id = :verval_id}
ORDER BY v.id

-- name: verval_candidates
SELECT v.id, v.number, v.kind, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, coalesce(p.name, h.name) AS who,
  coalesce(p.address, h.address, f.address) AS address, coalesce(p.rt, h.rt) AS rt, coalesce(p.rw, h.rw) AS rw
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
WHERE v.city = :city AND v.region_id = :region_id AND v.state = 1 AND v.step = 'muskel' AND {scope verval v}
  AND NOT EXISTS (SELECT 1 FROM verval_agenda a JOIN verval_meeting m ON m.city = a.city AND m.id = a.meeting_id
    WHERE a.city = v.city AND a.verval_id = v.id AND m.closed_at IS NULL)
ORDER BY v.id LIMIT :max_n

-- name: verval_minutes_of
-- scope: none (of a request in scope)
SELECT m.ba_number, m.held_on FROM verval_agenda a JOIN verval_meeting m ON m.city = a.city AND m.id = a.meeting_id
WHERE a.city = :city AND a.verval_id = :verval_id AND m.closed_at IS NOT NULL
ORDER BY m.id DESC LIMIT 1

-- name: verval_papers_of
-- scope: none (of a request in scope; the meeting by its kelurahan)
SELECT m.id FROM verval_agenda a JOIN verval_meeting m ON m.city = a.city AND m.id = a.meeting_id
WHERE a.city = :city AND a.verval_id = :verval_id AND m.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM v_user_reach h WHERE h.city = m.city AND h.user_id = :me
  AND (h.reach = 2 OR (h.reach = 1 AND h.region_id = m.region_id)))
ORDER BY m.id DESC LIMIT 1

-- ---- the board and the hand-over ---------------------------------------------------------------

-- name: verval_board
-- types: total_n i64, no_photo i64, at_unit i64, at_minutes i64, at_check i64, at_approve i64, to_enter i64, done_n i64, accepted_n i64, denied_n i64, other_n i64, region_id i64
SELECT coalesce(x.region_id, 0) AS region_id, r.name AS region, CAST(count(*) AS BIGINT) AS total_n,
  CAST(count(*) FILTER (WHERE x.bucket = 1) AS BIGINT) AS no_photo, CAST(count(*) FILTER (WHERE x.bucket = 2) AS BIGINT) AS at_unit,
  CAST(count(*) FILTER (WHERE x.bucket = 3) AS BIGINT) AS at_minutes, CAST(count(*) FILTER (WHERE x.bucket = 4) AS BIGINT) AS at_check,
  CAST(count(*) FILTER (WHERE x.bucket = 5) AS BIGINT) AS to_enter, CAST(count(*) FILTER (WHERE x.bucket = 6) AS BIGINT) AS done_n,
  CAST(count(*) FILTER (WHERE x.bucket = 8) AS BIGINT) AS accepted_n, CAST(count(*) FILTER (WHERE x.bucket = 9) AS BIGINT) AS denied_n,
  CAST(count(*) FILTER (WHERE x.bucket = 7) AS BIGINT) AS other_n
FROM (
  SELECT v.city, v.region_id, CASE
    WHEN v.state = 2 THEN 5 WHEN v.state = 3 THEN 6 WHEN v.state = 7 THEN 8 WHEN v.state = 8 THEN 9 WHEN v.state > 3 THEN 7
    WHEN v.kind <> 2 AND NOT EXISTS (SELECT 1 FROM verval_photo p WHERE p.city = v.city AND p.verval_id = v.id) THEN 1
    WHEN v.post IN (2, 3) THEN 4
    WHEN v.step IN ('ba', 'prelist_akhir', 'muskel') THEN 3
    ELSE 2 END AS bucket
  FROM verval v WHERE v.city = :city AND v.period = :period AND {scope verval v}
) x LEFT JOIN v_place r ON r.city = x.city AND r.id = x.region_id
GROUP BY coalesce(x.region_id, 0), r.name ORDER BY r.name

-- name: verval_bucket
-- types: bucket i64, region_id i64
SELECT v.id, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, v.number, v.kind, v.state, v.step, v.due_at, v.period, v.proposed_at,
  coalesce(p.name, h.name) AS who, g.name AS region, a.name AS asker
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
LEFT JOIN v_user a ON a.city = v.city AND a.id = v.proposed_by_id
WHERE v.city = :city AND v.period = :period AND coalesce(v.region_id, 0) = :region_id AND {scope verval v}
  AND (:bucket = 0 OR CASE
    WHEN v.state = 2 THEN 5 WHEN v.state = 3 THEN 6 WHEN v.state = 7 THEN 8 WHEN v.state = 8 THEN 9 WHEN v.state > 3 THEN 7
    WHEN v.kind <> 2 AND NOT EXISTS (SELECT 1 FROM verval_photo ph WHERE ph.city = v.city AND ph.verval_id = v.id) THEN 1
    WHEN v.post IN (2, 3) THEN 4
    WHEN v.step IN ('ba', 'prelist_akhir', 'muskel') THEN 3
    ELSE 2 END = :bucket)
ORDER BY v.id DESC

-- name: verval_to_enter
SELECT v.id, v.number, v.kind, v.due_at, v.approved_at, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, coalesce(p.name, h.name) AS who,
  g.name AS region, (SELECT CAST(count(*) AS BIGINT) FROM verval_line l WHERE l.city = v.city AND l.verval_id = v.id AND l.state IN (2, 3)) AS lines_n
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
WHERE v.city = :city AND v.state = 2 AND {scope verval v}
ORDER BY v.due_at, v.id LIMIT :n

-- name: verval_next_to_enter
SELECT v.id FROM verval v WHERE v.city = :city AND v.state = 2 AND v.id > :after_id AND {scope verval v} ORDER BY v.id LIMIT 1

-- ---- erasing ---------------------------------------------------------------------------------

-- name: verval_erase_root
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
UPDATE verval SET erased_at = :now, why_sealed = NULL, ended_why_sealed = NULL, back_why_sealed = NULL, objector_sealed = NULL, objector_phone_sealed = NULL, secret_hash = NULL,
  lat_e6 = CASE WHEN kind = 3 THEN 0 END, lng_e6 = CASE WHEN kind = 3 THEN 0 END, version = version + 1
WHERE city = :city AND id = :id AND ended_at IS NOT NULL AND erased_at IS NULL

-- name: verval_erase_lines
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
UPDATE verval_line SET before_sealed = NULL, asked_sealed = NULL WHERE city = :city AND verval_id = :verval_id

-- name: verval_erase_photos
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
DELETE FROM verval_photo WHERE city = :city AND verval_id = :verval_id

-- name: verval_erase_asked
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
DELETE FROM verval_asked WHERE city = :city
  AND visit_id IN (SELECT t.id FROM verval_visit t WHERE t.city = :city AND t.verval_id = :verval_id)

-- name: verval_erase_signatures
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
DELETE FROM verval_signature WHERE city = :city AND verval_id = :verval_id

-- name: verval_erase_visits
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
DELETE FROM verval_visit WHERE city = :city AND verval_id = :verval_id

-- name: verval_erase_answers
-- scope: none (erasure goes by what the schedule found)
-- perm: ERASE
UPDATE verval_answer SET why_sealed = NULL, dtsen_sealed = NULL WHERE city = :city AND verval_id = :verval_id
