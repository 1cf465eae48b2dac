-- types: kind i64, act i64, n i64, reporter_kind i64, closed i64

-- name: report_detail_add
-- perm: none
INSERT INTO report_detail (city, report_id, summary, body, body_sealed, body_fold, place, place_sealed, lat, lng, traits, traits_sealed,
  sex, age_about, headcount, reporter_kind, reporter_sealed, phone_sealed, form_number)
VALUES (:city, :report_id, :summary, :body, :body_sealed, :body_fold, :place, :place_sealed, :lat, :lng, :traits, :traits_sealed,
  :sex, :age_about, :headcount, :reporter_kind, :reporter_sealed, :phone_sealed, :form_number)

-- name: report_detail_words
SELECT body, body_sealed, place, place_sealed, lat, lng, traits, traits_sealed FROM report_detail WHERE city = :city AND report_id = :report_id

-- name: report_detail_set_words
-- perm: none
UPDATE report_detail SET summary = :summary, body = :body, body_sealed = :body_sealed, body_fold = :body_fold, place = :place, place_sealed = :place_sealed,
  lat = :lat, lng = :lng, traits = :traits, traits_sealed = :traits_sealed
WHERE city = :city AND report_id = :report_id

-- name: report_photo_add
-- perm: none
INSERT INTO report_photo (city, report_id, media_id, at) VALUES (:city, :report_id, :media_id, :now)

-- name: report_photo_list
SELECT media_id FROM report_photo WHERE city = :city AND report_id = :report_id ORDER BY at, media_id

-- name: desk_report_row
-- optional: glass
SELECT r.id, r.version, r.number, r.kind, r.topic, r.channel, r.state, r.holder_unit_id, r.holder_user_id, r.held_since_at, r.due_at, r.last_unit_id,
  r.region_id, r.protected, r.urgent, r.flags, r.subject_kind, r.person_id, r.happened_at, r.recorded_at, r.ended_at, r.case_id, r.duplicate_of_id,
  r.end_reason, r.by_id, d.body, d.body_sealed, d.place, d.place_sealed, d.lat, d.lng, d.sex, d.age_about, d.traits, d.traits_sealed, d.headcount, d.reporter_kind,
  d.reporter_sealed, d.phone_sealed, d.form_number
FROM v_report r JOIN report_detail d ON d.city = r.city AND d.report_id = r.id
WHERE r.city = :city AND r.id = :id AND ({scope report r}
  {glass? OR EXISTS (SELECT 1 FROM v_glass k WHERE k.city = r.city AND k.id = :glass_id AND k.report_id = r.id AND k.found = 1 AND k.by_id = :me
    AND k.until_at > :now)})

-- name: triage_log_add
-- perm: none
INSERT INTO triage_log (city, id, report_id, at, by_id, unit_id, act, rule_version, facts, result, reason, overruled)
VALUES (:city, :id, :report_id, :now, :me, :unit_id, :act, :rule_version, :facts, :result, :reason, :overruled)

-- name: triage_log_list
SELECT id, at, by_id, unit_id, act, rule_version, facts, result, reason, overruled
FROM triage_log WHERE city = :city AND report_id = :report_id ORDER BY at, id

-- name: desk_glass_list
-- types: unit text, who text
SELECT g.opened_at, u.name AS unit, p.name AS who
FROM v_glass g
LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
LEFT JOIN v_user p ON p.city = g.city AND p.id = g.by_id
WHERE g.city = :city AND g.report_id = :report_id AND g.found = 1 ORDER BY g.opened_at

-- name: triage_log_last
SELECT id, at, by_id, act, rule_version, facts, result, reason, overruled
FROM triage_log WHERE city = :city AND report_id = :report_id AND act = :act ORDER BY at DESC, id DESC LIMIT 1

-- name: report_answer_add
-- perm: none
INSERT INTO report_answer (city, id, report_id, at, by_id, body) VALUES (:city, :id, :report_id, :now, :me, :body)

-- name: report_answer_list
SELECT id, at, by_id, body FROM report_answer WHERE city = :city AND report_id = :report_id ORDER BY at, id

-- name: desk_unit
SELECT u.id, u.kind, u.name, u.phone, u.emergency_phone FROM v_unit u WHERE u.city = :city AND u.id = :id
-- types: kind text

-- name: desk_status_row
SELECT r.id, r.number, r.kind, r.state, r.holder_unit_id, r.due_at, r.recorded_at, r.ended_at, r.case_id, r.duplicate_of_id, r.end_reason, r.protected
FROM v_report r WHERE r.city = :city AND r.id = :id

-- name: desk_status_case
SELECT c.id, c.state, c.holder_unit_id, c.due_at, c.opened_at, c.ended_at, c.outcome, c.merged_into_id
FROM v_case c WHERE c.city = :city AND c.id = :id

-- name: desk_status_referrals
SELECT f.sent_at, f.answered_at, f.state, f.to_unit_id FROM v_referral f
WHERE f.city = :city AND f.case_id = :case_id AND f.state IN (4, 9) ORDER BY f.answered_at, f.id LIMIT 12

-- ---- lists --------------------------------------------------------------------------------

-- name: desk_report_list
-- types: holder text, region text, summary text, after_key i64, after_id i64, due_before i64, near_unit_id i64, near_region_id i64
-- optional: unit, open, region, kind, near_open, near_all
-- sort: recorded = r.recorded_at DESC, r.id DESC
SELECT r.id, r.number, r.kind, r.topic, r.state, r.subject_kind, r.recorded_at, r.due_at, r.urgent, r.protected, d.summary, d.place, g.name AS region, u.name AS holder
FROM {near_open? (
    SELECT a.city, a.id FROM (SELECT k.city, k.report_id AS id
      FROM v_user_unit m JOIN v_report_unit k ON k.city = m.city AND k.unit_id = m.unit_id JOIN v_report f ON f.city = k.city AND f.id = k.report_id
      WHERE m.city = :city AND m.user_id = :me AND k.open = 1 AND (k.recorded_at, k.report_id) < (:after_key, :after_id)
        {unit? AND f.holder_unit_id = :unit_id} {open? AND f.due_at < :due_before} {region? AND f.region_id = :region_id} {kind? AND f.kind = :kind}
      ORDER BY k.recorded_at DESC, k.report_id DESC LIMIT :n) a
    UNION
    SELECT b.city, b.id FROM (SELECT f.city, f.id FROM v_user_reach h JOIN v_report f ON f.city = h.city AND f.region_id = h.region_id
      WHERE h.city = :city AND h.user_id = :me AND h.reach = 1 AND f.due_at IS NOT NULL AND f.protected = 0 AND (f.recorded_at, f.id) < (:after_key, :after_id)
        {unit? AND f.holder_unit_id = :unit_id} {open? AND f.due_at < :due_before} {region? AND f.region_id = :region_id} {kind? AND f.kind = :kind}
      ORDER BY f.recorded_at DESC, f.id DESC LIMIT :n) b
  ) x CROSS JOIN} {near_all? (
    SELECT a.city, a.id FROM (SELECT k.city, k.report_id AS id FROM v_report_unit k JOIN v_report f ON f.city = k.city AND f.id = k.report_id
      WHERE k.city = :city AND k.unit_id = :near_unit_id AND (k.recorded_at, k.report_id) < (:after_key, :after_id)
        {region? AND f.region_id = :region_id} {kind? AND f.kind = :kind}
      ORDER BY k.recorded_at DESC, k.report_id DESC LIMIT :n) a
    UNION
    SELECT b.city, b.id FROM (SELECT f.city, f.id FROM v_report f
      WHERE f.city = :city AND f.region_id = :near_region_id AND (f.recorded_at, f.id) < (:after_key, :after_id) AND f.protected = 0
        {region? AND f.region_id = :region_id} {kind? AND f.kind = :kind}
      ORDER BY f.recorded_at DESC, f.id DESC LIMIT :n) b
  ) y CROSS JOIN} v_report r
JOIN report_detail d ON d.city = r.city AND d.report_id = r.id
LEFT JOIN v_place g ON g.city = r.city AND g.id = r.region_id
LEFT JOIN v_unit u ON u.city = r.city AND u.id = r.holder_unit_id
WHERE r.city = :city AND {scope report r}
  {near_open? AND r.city = x.city AND r.id = x.id} {near_all? AND r.city = y.city AND r.id = y.id}
  {unit? AND r.holder_unit_id = :unit_id} {open? AND r.due_at < :due_before} {region? AND r.region_id = :region_id} {kind? AND r.kind = :kind}
  AND (r.recorded_at, r.id) < (:after_key, :after_id)
ORDER BY {sort} LIMIT :n

-- name: desk_similar
-- types: from_at i64, region text
SELECT r.id, r.number, r.state, r.recorded_at, r.case_id, r.subject_kind, r.flags, d.summary, d.place, d.body_fold, d.sex, d.age_about
FROM v_report r JOIN report_detail d ON d.city = r.city AND d.report_id = r.id
WHERE r.city = :city AND r.region_id = :region_id AND r.recorded_at > :from_at AND r.id <> :id AND r.protected = 0 AND {scope report r}
ORDER BY r.recorded_at DESC LIMIT 200

-- name: report_find
SELECT r.id, r.state FROM v_report r WHERE r.city = :city AND r.number = :number AND {scope report r}

-- name: desk_subject_seen
-- scope: none (the last part: who holds the case sees the photos of its reports)
-- types: found_id i64
SELECT r.id AS found_id FROM v_report r WHERE r.city = :city AND r.id = :id AND {scope report r}
UNION ALL
SELECT c.id AS found_id FROM v_case c WHERE c.city = :city AND c.id = :id AND {scope case c}
UNION ALL
SELECT r.id AS found_id
FROM v_report r
JOIN v_case c ON c.city = r.city AND c.id = r.case_id
JOIN v_user_reach h ON h.city = c.city AND h.unit_id = c.holder_unit_id AND h.reach = 0 AND h.user_id = :me
WHERE r.city = :city AND r.id = :id
LIMIT 1

-- name: desk_case_find
SELECT c.id FROM v_case c WHERE c.city = :city AND c.number = :number AND {scope case c}

-- name: desk_case_seen
SELECT c.id, c.number FROM v_case c WHERE c.city = :city AND c.id = :id AND c.state IN (1, 2) AND {scope case c}

-- ---- printed forms ------------------------------------------------------------------------

-- name: paper_form_add
-- perm: REPORT_CREATE
INSERT INTO paper_form (city, number, batch_id, region_id, unit_id, printed_at, printed_by_id)
VALUES (:city, :number, :batch_id, :region_id, :unit_id, :now, :me)

-- name: paper_form_use
-- perm: none
UPDATE paper_form SET used_report_id = :report_id WHERE city = :city AND number = :number AND used_report_id IS NULL

-- name: paper_form_get
SELECT f.number, f.region_id, f.used_report_id FROM paper_form f WHERE f.city = :city AND f.number = :number

-- name: paper_form_typed
-- types: report_id opt, report_number text, by_name text
-- scope: none (who holds a paper reads who typed it in and when; its report is named to who may open it)
SELECT t.recorded_at, p.name AS by_name, r.id AS report_id, r.number AS report_number
FROM paper_form f
JOIN v_report t ON t.city = f.city AND t.id = f.used_report_id
JOIN v_user p ON p.city = t.city AND p.id = t.by_id
LEFT JOIN v_report r ON r.city = t.city AND r.id = t.id AND {scope report r}
WHERE f.city = :city AND f.number = :number

-- name: paper_form_batch
SELECT f.number, f.region_id, f.printed_at FROM paper_form f WHERE f.city = :city AND f.batch_id = :batch_id ORDER BY f.number

-- name: paper_batch_list
-- types: printed_at i64, form_count i64, used_count i64, region text
SELECT f.batch_id, g.name AS region, min(f.printed_at) AS printed_at, CAST(count(*) AS BIGINT) AS form_count, CAST(count(f.used_report_id) AS BIGINT) AS used_count
FROM paper_form f LEFT JOIN v_place g ON g.city = f.city AND g.id = f.region_id
WHERE f.city = :city AND f.unit_id IS NOT DISTINCT FROM :unit_id
GROUP BY f.batch_id, g.name
ORDER BY min(f.printed_at) DESC, f.batch_id DESC LIMIT 50

-- ---- rules on trial -----------------------------------------------------------------------

-- name: desk_computed
-- types: from_at i64, report_number text, region text
SELECT l.id, l.report_id, l.at, l.rule_version, l.facts, l.result, r.number AS report_number, g.name AS region
FROM triage_log l
LEFT JOIN v_report r ON r.city = l.city AND r.id = l.report_id AND {scope report r}
LEFT JOIN v_place g ON g.city = r.city AND g.id = r.region_id
WHERE l.city = :city AND l.act = 1 AND l.at >= :from_at
ORDER BY l.at DESC, l.id DESC LIMIT 20000

-- name: desk_user_name
SELECT u.name FROM v_user u WHERE u.city = :city AND u.id = :id

-- name: desk_erase_detail
-- types: gone text
-- perm: ERASE
UPDATE report_detail SET summary = :gone, body = :gone, body_sealed = NULL, body_fold = NULL, place = NULL, place_sealed = NULL, lat = NULL, lng = NULL,
  sex = 0, age_about = NULL, traits = NULL, traits_sealed = NULL, reporter_kind = 3, reporter_sealed = NULL, phone_sealed = NULL
WHERE city = :city AND report_id = :report_id

-- name: desk_erase_photo_rows
-- perm: ERASE
DELETE FROM report_photo WHERE city = :city AND report_id = :report_id

-- name: desk_erase_answers
-- types: gone text
-- perm: ERASE
UPDATE report_answer SET body = :gone WHERE city = :city AND report_id = :report_id

-- name: desk_erase_overruled
-- perm: ERASE
UPDATE triage_log SET overruled = NULL WHERE city = :city AND report_id = :report_id

-- How many may sign in for a unit.
-- name: desk_officers
-- types: n i64
SELECT CAST(count(*) AS BIGINT) AS n
FROM v_user_unit m JOIN v_user a ON a.city = m.city AND a.id = m.user_id
WHERE m.city = :city AND m.unit_id = :unit_id AND a.disabled = 0
