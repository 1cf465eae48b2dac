-- types: text text, detail text, from_name text, case_number text, title text, region text, until_at i64, since_at i64, n i64
-- types: kind i64, state i64, mine i64, late i64, arrived i64, id i64, due_at i64, answer_due_at i64, summary text, case_id opt

-- name: home_referrals
SELECT f.id, f.number, f.kind, f.state, f.urgent, f.answer_due_at, f.case_id, u.name AS from_name, c.title, s.service
FROM v_user_unit m
JOIN v_referral f ON f.city = m.city AND f.to_unit_id = m.unit_id
JOIN v_case c ON c.city = f.city AND c.id = f.case_id
LEFT JOIN v_step s ON s.city = f.city AND s.id = f.step_id
LEFT JOIN v_unit u ON u.city = f.city AND u.id = f.from_unit_id
WHERE m.city = :city AND m.user_id = :me AND f.state IN (1, 2, 3) AND f.state < 3 AND {scope case c}
ORDER BY f.answer_due_at, f.id LIMIT :n

-- name: home_choose
SELECT f.id, f.number, f.state, f.urgent, f.case_id, u.name AS from_name, c.title, c.due_at
FROM v_user_unit m
JOIN v_referral f ON f.city = m.city AND f.from_unit_id = m.unit_id
JOIN v_case c ON c.city = f.city AND c.id = f.case_id AND c.holder_unit_id = f.from_unit_id
LEFT JOIN v_unit u ON u.city = f.city AND u.id = f.to_unit_id
WHERE m.city = :city AND m.user_id = :me AND f.state IN (5, 6) AND f.sent_at > :since_at AND {scope case c}
  AND NOT EXISTS (SELECT 1 FROM v_referral n WHERE n.city = f.city AND n.case_id = f.case_id AND n.sent_at > f.sent_at)
ORDER BY c.due_at, f.id LIMIT :n

-- name: home_reports
SELECT r.id, r.number, r.kind, r.state, r.urgent, r.due_at, r.protected, d.summary, d.place, g.name AS region
FROM (SELECT x.city, x.id
  FROM v_user_unit m
  JOIN v_report x ON x.city = m.city AND x.holder_unit_id = m.unit_id
  WHERE m.city = :city AND m.user_id = :me AND {scope report x}
  ORDER BY x.due_at, x.id LIMIT :n) p
JOIN v_report r ON r.city = p.city AND r.id = p.id
LEFT JOIN v_report_words d ON d.city = r.city AND d.report_id = r.id
LEFT JOIN v_place g ON g.city = r.city AND g.id = r.region_id
ORDER BY r.due_at, r.id

-- name: home_cases
-- types: taken i64
SELECT x.id, x.number, x.title, x.urgent, x.due_at, x.holder_user_id, x.decided_at, x.taken, g.name AS region
FROM (SELECT h.city, h.id, h.number, h.title, h.urgent, h.due_at, h.holder_user_id, h.decided_at, h.region_id, h.taken FROM (
    SELECT c.city, c.id, c.number, c.title, c.urgent, c.due_at, c.holder_user_id, c.decided_at, c.region_id, 0 AS taken
    FROM v_user_unit m JOIN v_case c ON c.city = m.city AND c.holder_unit_id = m.unit_id
    WHERE m.city = :city AND m.user_id = :me AND c.due_at < :until_at AND {scope case c}
    ORDER BY c.due_at, c.id LIMIT :n) h
  UNION ALL SELECT t.city, t.id, t.number, t.title, t.urgent, t.due_at, t.holder_user_id, t.decided_at, t.region_id, t.taken FROM (
    SELECT c.city, c.id, c.number, c.title, c.urgent, c.due_at, c.holder_user_id, c.decided_at, c.region_id, 1 AS taken
    FROM v_case c
    WHERE c.city = :city AND c.holder_user_id = :me AND c.due_at >= :until_at AND {scope case c}
    ORDER BY c.due_at, c.id LIMIT :n) t
) x
LEFT JOIN v_place g ON g.city = x.city AND g.id = x.region_id
ORDER BY x.taken, x.due_at, x.id

-- Undecided cases are few; the plus keeps the plan to their index, away from all that a unit holds.
-- name: home_undecided
SELECT c.id, c.number, c.title, c.due_at, g.name AS region
FROM v_user_unit m
JOIN v_case c ON c.city = m.city AND c.holder_unit_id = m.unit_id
LEFT JOIN v_place g ON g.city = c.city AND g.id = c.region_id
WHERE m.city = :city AND m.user_id = :me AND c.decided_at IS NULL AND +c.due_at >= :until_at AND c.holder_user_id IS DISTINCT FROM :me AND {scope case c}
ORDER BY c.due_at, c.id LIMIT :n

-- A step in a case of one's own is done with the case, until it is late: the overview counts it against the unit.
-- While the clock of its case stands it is late to nobody.
-- name: home_steps
SELECT s.id, s.case_id, s.service, s.due_at, s.emergency, c.number, c.title
FROM v_user_unit m
JOIN v_step s ON s.city = m.city AND s.unit_id = m.unit_id
JOIN v_case c ON c.city = s.city AND c.id = s.case_id AND c.paused_until IS NULL AND (c.holder_unit_id <> s.unit_id OR s.due_at < :now)
WHERE m.city = :city AND m.user_id = :me AND s.state = 1 AND {scope case c}
  AND NOT EXISTS (SELECT 1 FROM v_referral f WHERE f.city = s.city AND f.step_id = s.id AND f.state IN (1, 2, 3))
ORDER BY s.due_at, s.id LIMIT :n

-- name: home_held
-- scope: none (counts of what the person's own units hold)
-- types: reports i64, reports_late i64, reports_arrived i64
SELECT c.n, c.mine, c.late, c.arrived, r.n AS reports, r.late AS reports_late, r.arrived AS reports_arrived
FROM (
  SELECT CAST(count(*) AS BIGINT) AS n, CAST(count(*) FILTER (WHERE h.holder_user_id = :me) AS BIGINT) AS mine,
    CAST(count(*) FILTER (WHERE h.due_at < :now) AS BIGINT) AS late, CAST(count(*) FILTER (WHERE h.held_since_at > :since_at) AS BIGINT) AS arrived
  FROM v_user_unit m JOIN v_case h ON h.city = m.city AND h.holder_unit_id = m.unit_id
  WHERE m.city = :city AND m.user_id = :me
) c CROSS JOIN (
  SELECT CAST(count(*) AS BIGINT) AS n, CAST(count(*) FILTER (WHERE h.due_at < :now) AS BIGINT) AS late,
    CAST(count(*) FILTER (WHERE h.held_since_at > :since_at) AS BIGINT) AS arrived
  FROM v_user_unit m JOIN v_report h ON h.city = m.city AND h.holder_unit_id = m.unit_id
  WHERE m.city = :city AND m.user_id = :me
) r

-- name: home_asked
-- scope: none (counts of what is asked of the person's own units)
-- types: asked i64, listed i64, serving i64
SELECT a.n AS asked, a.listed, s.n AS serving
FROM (
  SELECT CAST(count(*) FILTER (WHERE f.state < 3) AS BIGINT) AS n, CAST(count(*) FILTER (WHERE f.state = 3) AS BIGINT) AS listed
  FROM v_user_unit m JOIN v_referral f ON f.city = m.city AND f.to_unit_id = m.unit_id
  WHERE m.city = :city AND m.user_id = :me AND f.state IN (1, 2, 3)
) a CROSS JOIN (
  SELECT CAST(count(*) AS BIGINT) AS n
  FROM v_user_unit m JOIN v_referral f ON f.city = m.city AND f.to_unit_id = m.unit_id
  WHERE m.city = :city AND m.user_id = :me AND f.state = 4
) s

-- name: home_stuck
SELECT CAST(count(*) AS BIGINT) AS n FROM v_job j WHERE j.city = :city AND j.state = 2

-- ---- search -------------------------------------------------------------------------------

-- name: home_report_numbered
SELECT r.id FROM v_report r WHERE r.city = :city AND r.number = :number AND {scope report r}

-- name: home_case_numbered
SELECT c.id FROM v_case c WHERE c.city = :city AND c.number = :number AND {scope case c}

-- name: home_referral_numbered
SELECT f.id FROM v_referral f JOIN v_case c ON c.city = f.city AND c.id = f.case_id
WHERE f.city = :city AND f.number = :number AND {scope case c}

-- name: home_cases_worded
-- types: pattern text, newest i64, opened_at i64
SELECT c.id, c.number, c.title, c.state, c.due_at, c.opened_at, g.name AS region
FROM (SELECT o.city, o.id FROM v_case o WHERE o.city = :city ORDER BY o.opened_at DESC, o.id DESC LIMIT :newest) x
JOIN v_case c ON c.city = x.city AND c.id = x.id
LEFT JOIN v_place g ON g.city = c.city AND g.id = c.region_id
WHERE c.protected = 0 AND lower(c.title) LIKE :pattern AND {scope case c}
ORDER BY c.opened_at DESC, c.id DESC LIMIT :n

-- name: home_reports_worded
-- types: pattern text, newest i64
SELECT r.id, r.number, r.state, r.recorded_at, d.summary, g.name AS region
FROM (SELECT o.city, o.id FROM v_report o WHERE o.city = :city ORDER BY o.recorded_at DESC, o.id DESC LIMIT :newest) x
JOIN v_report r ON r.city = x.city AND r.id = x.id
JOIN v_report_words d ON d.city = r.city AND d.report_id = r.id
LEFT JOIN v_place g ON g.city = r.city AND g.id = r.region_id
WHERE r.protected = 0 AND d.body_fold LIKE :pattern AND {scope report r}
ORDER BY r.recorded_at DESC, r.id DESC LIMIT :n

-- name: home_units_named
-- types: pattern text, name text, phone text, kind text
SELECT u.id, u.name, u.phone FROM v_unit u
WHERE u.city = :city AND u.closed_at IS NULL AND lower(u.name) LIKE :pattern ORDER BY u.name, u.id LIMIT :n
