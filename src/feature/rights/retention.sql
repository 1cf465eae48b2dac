-- types: kind i64, state i64, total i64, today i64, before_at i64, before_id i64, object_id i64, number text, since_at i64, max_n i64, after_id i64, listed i64
-- types: verdict i64, judge text, checker text, approver text, holder text, n i64, seq num, from_id i64, to_id i64, until_on i64

-- name: retention_found
-- optional: one, judged, unjudged
SELECT x.object_id, x.number, x.since_at, CAST(count(*) OVER () AS BIGINT) AS total
FROM (
  SELECT r.city, r.id AS object_id, r.number, r.ended_at AS since_at FROM v_report r
  WHERE :kind = 1 AND r.city = :city AND r.recorded_at < :before_at AND r.ended_at < :before_at AND r.case_id IS NULL AND r.state IN (4, 5, 6) {one? AND r.id = :object_id}
  UNION ALL
  SELECT c.city, c.id AS object_id, c.number, c.ended_at AS since_at FROM v_case c
  WHERE :kind = 2 AND c.city = :city AND c.opened_at < :before_at AND c.ended_at < :before_at AND c.state IN (3, 4) {one? AND c.id = :object_id}
  UNION ALL
  SELECT p.city, p.id AS object_id, CAST(p.id AS TEXT) AS number, p.made_at AS since_at FROM v_person p
  WHERE :kind = 3 AND p.city = :city AND p.family_id IS NULL AND p.made_at < :before_at AND p.erased_at IS NULL AND p.same_as_id IS NULL {one? AND p.id = :object_id}
    AND NOT EXISTS (SELECT 1 FROM v_person s WHERE s.city = p.city AND s.same_as_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM v_fact_said f WHERE f.city = p.city AND f.subject_id = p.id AND f.recorded_at >= :before_at)
    AND NOT EXISTS (SELECT 1 FROM v_benefit_said a WHERE a.city = p.city AND a.person_id = p.id AND a.recorded_at >= :before_at)
    AND NOT EXISTS (SELECT 1 FROM v_case c WHERE c.city = p.city AND c.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM v_report r WHERE r.city = p.city AND r.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM v_verval_person v WHERE v.city = p.city AND v.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM copy_request q WHERE q.city = p.city AND q.person_id = p.id AND q.asked_at >= :before_at)
    AND NOT EXISTS (SELECT 1 FROM self_request w WHERE w.city = p.city AND w.person_id = p.id AND (w.state = 1 OR w.asked_at >= :before_at))
    AND NOT EXISTS (SELECT 1 FROM self_code k WHERE k.city = p.city AND k.person_id = p.id AND k.given_at >= :before_at)
  UNION ALL
  SELECT m.city, m.id AS object_id, CAST(m.id AS TEXT) AS number, coalesce(m.ended_at, m.made_at) AS since_at FROM v_intake m
  WHERE :kind = 4 AND m.city = :city AND m.state IN (7, 9, 10) AND m.staged_n > 0 AND coalesce(m.ended_at, m.made_at) < :before_at {one? AND m.id = :object_id}
  UNION ALL
  SELECT h.city, h.id AS object_id, h.number, h.ended_at AS since_at FROM v_report h
  WHERE :kind = 5 AND h.city = :city AND h.recorded_at < :before_at AND h.ended_at < :before_at {one? AND h.id = :object_id}
    AND EXISTS (SELECT 1 FROM v_report_photo o WHERE o.city = h.city AND o.report_id = h.id)
    AND NOT EXISTS (SELECT 1 FROM v_case k WHERE k.city = h.city AND k.id = h.case_id AND (k.ended_at IS NULL OR k.ended_at >= :before_at))
  UNION ALL
  SELECT v.city, v.id AS object_id, v.number, v.ended_at AS since_at FROM v_verval_ended v
  WHERE :kind = 7 AND v.city = :city AND v.proposed_at < :before_at AND v.ended_at < :before_at {one? AND v.id = :object_id}
  UNION ALL
  SELECT e.city, e.id AS object_id, e.number, e.ended_at AS since_at FROM v_case e
  WHERE :kind = 9 AND e.city = :city AND e.opened_at < :before_at AND e.ended_at < :before_at AND e.state IN (3, 4) {one? AND e.id = :object_id}
    AND EXISTS (SELECT 1 FROM v_case_document d WHERE d.city = e.city AND d.case_id = e.id AND d.gone_at IS NULL)
) x
WHERE NOT EXISTS (SELECT 1 FROM retention_item i WHERE i.city = x.city AND i.kind = :kind AND i.object_id = x.object_id AND i.state IN (:listed, 2))
  AND NOT EXISTS (SELECT 1 FROM retention_hold g WHERE g.city = x.city AND g.kind = :kind AND g.object_id = x.object_id AND g.lifted_at IS NULL AND g.until_on > :today)
  {judged? AND EXISTS (SELECT 1 FROM retention_review w WHERE w.city = x.city AND w.kind = :kind AND w.object_id = x.object_id AND w.verdict = 2)}
  {unjudged? AND NOT EXISTS (SELECT 1 FROM retention_review w WHERE w.city = x.city AND w.kind = :kind AND w.object_id = x.object_id AND w.verdict = 2)}
ORDER BY x.since_at, x.object_id LIMIT :max_n

-- name: retention_bulk
-- types: since_at opt
SELECT CAST(count(*) AS BIGINT) AS total, min(x.at) AS since_at FROM (
  SELECT d.shown_at AS at FROM v_disclosure d WHERE :kind = 6 AND d.city = :city AND d.id < :before_id
  UNION ALL
  SELECT n.at FROM v_notice_sent n WHERE :kind = 8 AND n.city = :city AND n.id < :before_id
) x

-- ---- judged anew ----------------------------------------------------------------------------

-- name: retention_review_add
-- perm: ERASE
INSERT INTO retention_review (city, id, kind, object_id, number, since_at, verdict, review_why, again_on, judged_at, judged_by_id)
VALUES (:city, :id, :kind, :object_id, :number, :since_at, :verdict, :review_why, :again_on, :now, :me)

-- name: retention_reviews
SELECT w.id, w.kind, w.object_id, w.number, w.since_at, w.verdict, w.review_why, w.again_on, w.judged_at, u.name AS judge
FROM retention_review w LEFT JOIN v_user u ON u.city = w.city AND u.id = w.judged_by_id
WHERE w.city = :city AND w.id >= :from_id AND w.id < :to_id
ORDER BY w.id DESC LIMIT :max_n

-- name: retention_held
SELECT CAST(count(*) AS BIGINT) AS n FROM retention_hold g WHERE g.city = :city AND g.kind = :kind AND g.lifted_at IS NULL AND g.until_on > :today

-- ---- lists --------------------------------------------------------------------------------

-- name: retention_open
SELECT l.id FROM retention_list l WHERE l.city = :city AND l.state IN (1, 2, 3)

-- name: retention_list_waiting
SELECT CAST(count(*) AS BIGINT) AS n FROM retention_list l
WHERE l.city = :city AND l.state IN (1, 2, 3) AND (l.state = 1 OR (l.state = 2 AND l.checked_by_id <> :me))

-- name: retention_list_numbered
SELECT l.id FROM retention_list l WHERE l.city = :city AND l.number = :number

-- name: retention_list_add
-- perm: ERASE
INSERT INTO retention_list (city, id, number, state, found_at, item_count, erased_count) VALUES (:city, :id, :number, 1, :now, :item_count, 0)

-- name: retention_item_add
-- perm: ERASE
INSERT INTO retention_item (city, id, list_id, kind, object_id, number, since_at, entry_version, state)
VALUES (:city, :id, :list_id, :kind, :object_id, :number, :since_at, :entry_version, 1)

-- name: retention_row
SELECT l.id, l.number, l.state, l.found_at, l.checked_at, l.checked_by_id, l.approved_at, l.approved_by_id, l.refused_why, l.done_at, l.item_count, l.erased_count, l.digest,
  c.name AS checker, a.name AS approver
FROM retention_list l
LEFT JOIN v_user c ON c.city = l.city AND c.id = l.checked_by_id
LEFT JOIN v_user a ON a.city = l.city AND a.id = l.approved_by_id
WHERE l.city = :city AND l.id = :id

-- name: retention_lists
SELECT l.id, l.number, l.state, l.found_at, l.item_count, l.erased_count, l.done_at, c.name AS checker, a.name AS approver
FROM retention_list l
LEFT JOIN v_user c ON c.city = l.city AND c.id = l.checked_by_id
LEFT JOIN v_user a ON a.city = l.city AND a.id = l.approved_by_id
WHERE l.city = :city AND l.id < :after_id
ORDER BY l.id DESC LIMIT :max_n

-- name: retention_set_checked
-- perm: ERASE
UPDATE retention_list SET state = 2, checked_at = :now, checked_by_id = :me WHERE city = :city AND id = :id AND state = 1

-- name: retention_set_approved
-- perm: ERASE
UPDATE retention_list SET state = 3, approved_at = :now, approved_by_id = :me WHERE city = :city AND id = :id AND state = 2 AND checked_by_id <> :me

-- name: retention_set_refused
-- perm: ERASE
UPDATE retention_list SET state = 5, approved_at = :now, approved_by_id = :me, refused_why = :refused_why
WHERE city = :city AND id = :id AND (state = 1 OR (state = 2 AND checked_by_id <> :me))

-- name: retention_set_done
-- perm: ERASE
UPDATE retention_list SET state = 4, done_at = :now, erased_count = :erased_count, digest = :digest WHERE city = :city AND id = :id AND state = 3

-- name: retention_items_drop
-- perm: ERASE
UPDATE retention_item SET state = 4, done_at = :now WHERE city = :city AND list_id = :list_id AND state = 1

-- ---- items --------------------------------------------------------------------------------

-- name: retention_items
SELECT i.id, i.kind, i.object_id, i.number, i.since_at, i.entry_version, i.state, i.done_at
FROM retention_item i WHERE i.city = :city AND i.list_id = :list_id AND i.id > :after_id ORDER BY i.id LIMIT :max_n

-- name: retention_items_left
SELECT i.id, i.kind, i.object_id, i.entry_version
FROM retention_item i WHERE i.city = :city AND i.list_id = :list_id AND i.state = 1 ORDER BY i.id LIMIT :max_n

-- name: retention_item_row
SELECT i.id, i.list_id, i.kind, i.object_id, i.number, i.state FROM retention_item i WHERE i.city = :city AND i.id = :id

-- name: retention_item_set
-- perm: ERASE
UPDATE retention_item SET state = :state, done_at = :now WHERE city = :city AND id = :id AND state = 1

-- name: retention_totals
SELECT i.kind, i.state, CAST(count(*) AS BIGINT) AS n FROM retention_item i WHERE i.city = :city AND i.list_id = :list_id GROUP BY i.kind, i.state ORDER BY i.kind, i.state

-- name: retention_erased
SELECT i.kind, i.number, i.since_at, i.done_at FROM retention_item i WHERE i.city = :city AND i.list_id = :list_id AND i.state = 2 ORDER BY i.id

-- ---- holds --------------------------------------------------------------------------------

-- name: retention_hold_add
-- perm: ERASE
INSERT INTO retention_hold (city, id, kind, object_id, number, hold_why, until_on, held_at, held_by_id)
VALUES (:city, :id, :kind, :object_id, :number, :hold_why, :until_on, :now, :me)
ON CONFLICT (city, kind, object_id) WHERE lifted_at IS NULL DO UPDATE SET hold_why = excluded.hold_why, until_on = excluded.until_on, held_at = excluded.held_at, held_by_id = excluded.held_by_id

-- name: retention_hold_lift
-- perm: ERASE
UPDATE retention_hold SET lifted_at = :now, lifted_by_id = :me WHERE city = :city AND id = :id AND lifted_at IS NULL

-- name: retention_holds
SELECT g.id, g.kind, g.object_id, g.number, g.hold_why, g.until_on, g.held_at, u.name AS holder
FROM retention_hold g LEFT JOIN v_user u ON u.city = g.city AND u.id = g.held_by_id
WHERE g.city = :city AND g.lifted_at IS NULL AND g.until_on > :today ORDER BY g.until_on, g.id LIMIT :max_n

-- name: retention_deciders
-- types: role i64, dpo_role i64, head_role i64, user_id i64
SELECT DISTINCT r.user_id
FROM v_user_role r JOIN v_user p ON p.city = r.city AND p.id = r.user_id
WHERE r.city = :city AND p.disabled = 0 AND r.user_id <> :me AND r.role IN (:dpo_role, :head_role)

-- name: retention_place
SELECT a.id, a.seq FROM v_audit_leaf a
WHERE a.city = :city AND a.id >= :from_id AND a.id < :to_id AND a.event = 'retention.done' AND a.object_id = :object_id ORDER BY a.id LIMIT 1

-- name: retention_reports
SELECT r.id FROM v_report r WHERE r.city = :city AND r.case_id = :case_id ORDER BY r.id
