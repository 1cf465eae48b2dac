-- types: n i64, late i64, held_late i64, holder_only i64, fresh i64, name text, code text, kind text, region text, unit text, since_at i64, until_at i64, opened_at i64
-- types: first_act_at opt, ended_at opt, from_date i64, to_date i64, quantity i64, cost i64, priced i64, cases i64, holder text
-- types: region_id opt, unit_id opt, id i64, spm i64, service text, reason text, item text, spm_group text, sub_activity text, at i64
-- types: older_at i64, newer_at i64, after_id i64, limit_n i64

-- name: indicator_reach
SELECT CAST(count(*) AS BIGINT) AS n FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 2

-- ---- open cases: ordinary ones, in the regions the reader reaches ---------------------------
-- A case whose clock stands is late for nobody, and neither are its steps; afterwards it is again.

-- name: indicator_by_region
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
SELECT c.region_id, CAST(count(*) AS BIGINT) AS n,
  CAST(count(*) FILTER (WHERE c.paused_until IS NULL AND (c.due_at < :now OR c.missed_at IS NOT NULL)) AS BIGINT) AS late,
  CAST(count(*) FILTER (WHERE c.paused_until IS NULL AND (c.due_at < :now OR (c.missed_at IS NOT NULL AND c.level > 0))) AS BIGINT) AS held_late,
  CAST(count(*) FILTER (WHERE c.opened_at > :since_at) AS BIGINT) AS fresh
FROM v_case c
WHERE c.city = :city AND c.due_at IS NOT NULL AND c.protected = 0
  {reach? AND c.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY c.region_id

-- name: indicator_by_unit
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
SELECT x.unit_id, u.name, x.n, x.late, x.held_late, x.fresh
FROM (
  SELECT c.holder_unit_id AS unit_id, CAST(count(*) AS BIGINT) AS n,
    CAST(count(*) FILTER (WHERE c.paused_until IS NULL AND (c.due_at < :now OR c.missed_at IS NOT NULL)) AS BIGINT) AS late,
  CAST(count(*) FILTER (WHERE c.paused_until IS NULL AND (c.due_at < :now OR (c.missed_at IS NOT NULL AND c.level > 0))) AS BIGINT) AS held_late,
    CAST(count(*) FILTER (WHERE c.opened_at > :since_at) AS BIGINT) AS fresh
  FROM v_case c
  WHERE c.city = :city AND c.due_at IS NOT NULL AND c.protected = 0
    {reach? AND c.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  GROUP BY c.holder_unit_id
) x LEFT JOIN v_unit u ON u.city = :city AND u.id = x.unit_id
ORDER BY x.late DESC, x.n DESC, u.name

-- name: indicator_by_kind
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
SELECT k.code, CAST(count(*) AS BIGINT) AS n,
  CAST(count(*) FILTER (WHERE c.paused_until IS NULL AND (c.due_at < :now OR c.missed_at IS NOT NULL)) AS BIGINT) AS late,
  CAST(count(*) FILTER (WHERE c.paused_until IS NULL AND (c.due_at < :now OR (c.missed_at IS NOT NULL AND c.level > 0))) AS BIGINT) AS held_late,
  CAST(count(*) FILTER (WHERE c.opened_at > :since_at) AS BIGINT) AS fresh
FROM v_case c CROSS JOIN v_case_kind k
WHERE c.city = :city AND c.due_at IS NOT NULL AND c.protected = 0 AND k.city = c.city AND k.case_id = c.id AND k.to_date IS NULL
  {reach? AND c.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY k.code ORDER BY k.code

-- name: indicator_by_age
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
-- types: week_at i64, month_at i64, quarter_at i64, half_at i64, bucket i64
SELECT x.bucket, CAST(count(*) AS BIGINT) AS n,
  CAST(count(*) FILTER (WHERE x.paused_until IS NULL AND (x.due_at < :now OR x.missed_at IS NOT NULL)) AS BIGINT) AS late,
  CAST(count(*) FILTER (WHERE x.paused_until IS NULL AND (x.due_at < :now OR (x.missed_at IS NOT NULL AND x.level > 0))) AS BIGINT) AS held_late,
  CAST(count(*) FILTER (WHERE x.opened_at > :since_at) AS BIGINT) AS fresh
FROM (
  SELECT c.due_at, c.missed_at, c.level, c.paused_until, c.opened_at, CASE WHEN c.opened_at > :week_at THEN 0 WHEN c.opened_at > :month_at THEN 1
    WHEN c.opened_at > :quarter_at THEN 2 WHEN c.opened_at > :half_at THEN 3 ELSE 4 END AS bucket
  FROM v_case c
  WHERE c.city = :city AND c.due_at IS NOT NULL AND c.protected = 0
    {reach? AND c.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
) x
GROUP BY x.bucket ORDER BY x.bucket

-- name: indicator_protected
-- scope: none (one figure of the city, not shown below five)
SELECT CAST(count(*) AS BIGINT) AS n FROM v_case c WHERE c.city = :city AND c.due_at IS NOT NULL AND c.protected = 1

-- name: indicator_pace
-- optional: reach
-- types: after_week i64, measure i64, bucket i64
SELECT p.measure, p.bucket, CAST(sum(p.n) AS BIGINT) AS n
FROM v_case_pace p
WHERE p.city = :city AND p.week > :after_week {!reach? AND p.region_id = -1}
  {reach? AND p.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY p.measure, p.bucket ORDER BY p.measure, p.bucket

-- name: indicator_cases
-- optional: reach, region, unit, kind, age, late
SELECT c.id, c.number, c.title, c.state, c.urgent, c.due_at, c.missed_at, c.opened_at, g.name AS region, u.name AS holder
FROM v_case c
LEFT JOIN v_place g ON g.city = c.city AND g.id = c.region_id
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.holder_unit_id
WHERE c.city = :city AND c.due_at IS NOT NULL AND c.protected = 0 AND {scope case c}
  {reach? AND c.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  {region? AND coalesce(c.region_id, 0) = :region_id} {unit? AND c.holder_unit_id = :unit_id}
  {late? AND c.paused_until IS NULL AND (c.due_at < :now OR (c.missed_at IS NOT NULL AND (:holder_only = 0 OR c.level > 0)))}
  {kind? AND EXISTS (SELECT 1 FROM v_case_kind k WHERE k.city = c.city AND k.case_id = c.id AND k.to_date IS NULL AND coalesce(k.code, '-') = :code)}
  {age? AND c.opened_at > :older_at AND c.opened_at <= :newer_at}
ORDER BY c.due_at, c.id LIMIT :limit_n

-- ---- open reports: ordinary ones, in the regions the reader reaches ---------------------------

-- name: indicator_reports_by_region
-- scope: none (counts over the regions the reader reaches; protected ones left out)
-- optional: reach
SELECT r.region_id, CAST(count(*) AS BIGINT) AS n, CAST(count(*) FILTER (WHERE r.due_at < :now OR r.missed_at IS NOT NULL) AS BIGINT) AS late
FROM v_report r
WHERE r.city = :city AND r.due_at IS NOT NULL AND r.protected = 0
  {reach? AND r.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY r.region_id

-- name: indicator_reports_by_unit
-- scope: none (counts over the regions the reader reaches; protected ones left out)
-- optional: reach
SELECT x.unit_id, u.name, x.n, x.late
FROM (
  SELECT r.holder_unit_id AS unit_id, CAST(count(*) AS BIGINT) AS n,
    CAST(count(*) FILTER (WHERE r.due_at < :now OR r.missed_at IS NOT NULL) AS BIGINT) AS late
  FROM v_report r
  WHERE r.city = :city AND r.holder_unit_id IS NOT NULL AND r.protected = 0
    {reach? AND r.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  GROUP BY r.holder_unit_id
) x LEFT JOIN v_unit u ON u.city = :city AND u.id = x.unit_id

-- name: indicator_report_rows
-- optional: reach, region, unit, late
-- types: recorded_at i64, missed_at opt, due_at i64
SELECT r.id, r.number, r.state, g.name AS region, u.name AS holder, r.due_at, r.missed_at, r.recorded_at
FROM v_report r
LEFT JOIN v_place g ON g.city = r.city AND g.id = r.region_id
LEFT JOIN v_unit u ON u.city = r.city AND u.id = r.holder_unit_id
WHERE r.city = :city AND r.due_at IS NOT NULL AND r.protected = 0 AND {scope report r}
  {reach? AND r.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  {region? AND coalesce(r.region_id, 0) = :region_id} {unit? AND r.holder_unit_id = :unit_id}
  {late? AND (r.due_at < :now OR r.missed_at IS NOT NULL)}
ORDER BY r.due_at, r.id LIMIT :limit_n

-- ---- needs that were not met ----------------------------------------------------------------

-- name: indicator_needs
-- scope: none (counts over the regions the reader reaches; protected ones left out)
-- optional: reach
SELECT n.region_id, n.service, n.reason, CAST(count(*) AS BIGINT) AS n, CAST(count(n.cost) AS BIGINT) AS priced,
  CAST(coalesce(sum(n.cost), 0) AS BIGINT) AS cost
FROM (
  SELECT u.region_id, u.service, u.reason, u.cost FROM v_need u
  WHERE u.city = :city AND u.met_at IS NULL AND u.at < :until_at AND u.protected = 0
    {reach? AND u.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  UNION ALL
  SELECT m.region_id, m.service, m.reason, m.cost FROM v_need m
  WHERE m.city = :city AND m.met_at >= :until_at AND m.at < :until_at AND m.protected = 0
    {reach? AND m.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
) n
GROUP BY n.region_id, n.service, n.reason

-- name: indicator_needs_protected
-- scope: none (one figure of the city, not shown below five)
SELECT CAST((SELECT count(*) FROM v_need u WHERE u.city = :city AND u.met_at IS NULL AND u.at < :until_at AND u.protected = 1)
  + (SELECT count(*) FROM v_need m WHERE m.city = :city AND m.met_at >= :until_at AND m.at < :until_at AND m.protected = 1) AS BIGINT) AS n

-- name: indicator_need_rows
-- optional: reach, region, service, reason
-- types: cost num
SELECT n.id, c.id AS case_id, c.number, n.service, n.reason, n.at, n.cost, g.name AS region, u.name AS unit
FROM v_need n
JOIN v_case c ON c.city = n.city AND c.id = n.case_id
LEFT JOIN v_place g ON g.city = n.city AND g.id = n.region_id
LEFT JOIN v_unit u ON u.city = n.city AND u.id = n.unit_id
WHERE n.city = :city AND n.at < :until_at AND (n.met_at IS NULL OR n.met_at >= :until_at) AND n.protected = 0 AND {scope case c}
  {reach? AND n.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  {region? AND coalesce(n.region_id, 0) = :region_id} {service? AND n.service = :service} {reason? AND n.reason = :reason}
ORDER BY n.at DESC, n.id DESC LIMIT :limit_n

-- ---- services given -------------------------------------------------------------------------
-- Those of the SPM, and those that are none: without an item, in the kept figures without a group.

-- name: indicator_services
-- scope: none (figures of the whole city by item; protected cases left out)
-- optional: kind
SELECT s.item, s.spm_group, s.sub_activity, CAST(sum(s.n) AS BIGINT) AS n,
  CAST(sum(CASE WHEN s.before_on < :from_date THEN s.n ELSE 0 END) AS BIGINT) AS cases,
  CAST(sum(s.quantity) AS BIGINT) AS quantity, CAST(sum(s.cost) AS BIGINT) AS cost
FROM v_service_tally s
WHERE s.city = :city AND s.given_on >= :from_date AND s.given_on <= :to_date AND s.protected = 0 AND s.item <> ''
  {kind? AND CASE WHEN s.spm_group = '' THEN 0 ELSE 1 END = :spm}
GROUP BY s.item, s.spm_group, s.sub_activity HAVING sum(s.n) > 0
ORDER BY CASE WHEN s.spm_group = '' THEN 1 ELSE 0 END, s.item, s.spm_group, s.sub_activity

-- name: indicator_services_sum
-- scope: none (figures of the whole city; those of protected cases are not shown below five)
-- types: protected i64
SELECT CAST(coalesce(sum(s.n), 0) AS BIGINT) AS n,
  CAST(coalesce(sum(CASE WHEN s.before_on < :from_date THEN s.n ELSE 0 END), 0) AS BIGINT) AS cases,
  CAST(coalesce(sum(s.cost), 0) AS BIGINT) AS cost
FROM v_service_tally s
WHERE s.city = :city AND s.given_on >= :from_date AND s.given_on <= :to_date AND s.protected = :protected AND s.item = ''

-- name: indicator_service_rows
-- scope: none (services with cost and proof, nothing about the person; protected cases left out)
-- optional: item, spm_group, sub, unpriced, unproven, kind
-- types: given_on i64, cost num, papers num
SELECT s.id, s.case_id, c.number, s.given_on, s.item, s.service, s.spm_group, s.sub_activity, u.name AS unit, s.quantity, s.cost, s.proof,
  (SELECT CAST(nullif(count(*), 0) AS BIGINT) FROM v_service_paper p WHERE p.city = s.city AND p.service_id = s.id) AS papers
FROM v_service_given s
JOIN v_case c ON c.city = s.city AND c.id = s.case_id
LEFT JOIN v_unit u ON u.city = s.city AND u.id = s.unit_id
WHERE s.city = :city AND s.given_on >= :from_date AND s.given_on <= :to_date AND c.protected = 0
  {kind? AND CASE WHEN s.item IS NULL THEN 0 ELSE 1 END = :spm}
  {item? AND coalesce(s.item, s.service) = :item} {spm_group? AND coalesce(s.spm_group, '-') = :spm_group}
  {sub? AND coalesce(nullif(s.sub_activity, ''), '-') = :sub_activity} {unpriced? AND s.cost IS NULL AND s.item IS NOT NULL}
  {unproven? AND s.proof IS NULL AND (s.item IS NOT NULL OR s.cost IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM v_service_paper p WHERE p.city = s.city AND p.service_id = s.id)}
ORDER BY s.given_on DESC, s.id DESC LIMIT :limit_n

-- name: indicator_services_lacking
-- scope: none (a count; protected cases left out)
-- optional: unpriced, unproven
SELECT CAST(count(*) AS BIGINT) AS n FROM (
  SELECT s.case_id FROM v_service_given s JOIN v_case c ON c.city = s.city AND c.id = s.case_id
  WHERE s.city = :city AND s.given_on >= :from_date AND s.given_on <= :to_date AND c.protected = 0
    {unpriced? AND s.cost IS NULL AND s.item IS NOT NULL}
  {unproven? AND s.proof IS NULL AND (s.item IS NOT NULL OR s.cost IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM v_service_paper p WHERE p.city = s.city AND p.service_id = s.id)}
  LIMIT :limit_n
) x

-- ---- late steps: of ordinary cases, in the regions the reader reaches; from indexes alone -------

-- name: indicator_late_steps
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
SELECT x.unit_id, u.name, x.n, x.due_at
FROM (
  SELECT s.unit_id, CAST(count(*) AS BIGINT) AS n, CAST(min(s.due_at) AS BIGINT) AS due_at
  FROM v_step s
  WHERE s.city = :city AND s.state = 1 AND s.protected = 0 AND s.due_at < :now
    AND s.case_id NOT IN (SELECT p.id FROM v_case p WHERE p.city = :city AND p.paused_until IS NOT NULL)
    {reach? AND s.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  GROUP BY s.unit_id
) x LEFT JOIN v_unit u ON u.city = :city AND u.id = x.unit_id
ORDER BY x.n DESC, u.name

-- name: indicator_late_by_region
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
SELECT s.region_id, CAST(count(*) AS BIGINT) AS n
FROM v_step s
WHERE s.city = :city AND s.state = 1 AND s.protected = 0 AND s.due_at < :now
    AND s.case_id NOT IN (SELECT p.id FROM v_case p WHERE p.city = :city AND p.paused_until IS NOT NULL)
  {reach? AND s.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY s.region_id

-- name: indicator_late_by_age
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
-- types: week_at i64, month_at i64, quarter_at i64, half_at i64, bucket i64
SELECT x.bucket, CAST(count(*) AS BIGINT) AS n
FROM (
  SELECT CASE WHEN s.opened_at > :week_at THEN 0 WHEN s.opened_at > :month_at THEN 1
    WHEN s.opened_at > :quarter_at THEN 2 WHEN s.opened_at > :half_at THEN 3 ELSE 4 END AS bucket
  FROM v_step s
  WHERE s.city = :city AND s.state = 1 AND s.protected = 0 AND s.due_at < :now
    AND s.case_id NOT IN (SELECT p.id FROM v_case p WHERE p.city = :city AND p.paused_until IS NOT NULL)
    {reach? AND s.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
) x
GROUP BY x.bucket

-- name: indicator_late_by_kind
-- scope: none (counts over the regions the reader reaches; protected cases left out)
-- optional: reach
SELECT k.code, CAST(count(*) AS BIGINT) AS n
FROM v_step s CROSS JOIN v_case_kind k
WHERE s.city = :city AND s.state = 1 AND s.protected = 0 AND s.due_at < :now
    AND s.case_id NOT IN (SELECT p.id FROM v_case p WHERE p.city = :city AND p.paused_until IS NOT NULL)
  AND k.city = s.city AND k.case_id = s.case_id AND k.to_date IS NULL
  {reach? AND s.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY k.code

-- name: indicator_late_step_rows
-- optional: reach, unit, region, kind, age
SELECT s.id, c.id AS case_id, c.number, c.title, s.service, u.name AS unit, h.name AS holder, s.due_at
FROM v_step s
JOIN v_case c ON c.city = s.city AND c.id = s.case_id
LEFT JOIN v_unit u ON u.city = s.city AND u.id = s.unit_id
LEFT JOIN v_unit h ON h.city = c.city AND h.id = c.holder_unit_id
WHERE s.city = :city AND s.state = 1 AND s.protected = 0 AND s.due_at < :now
    AND s.case_id NOT IN (SELECT p.id FROM v_case p WHERE p.city = :city AND p.paused_until IS NOT NULL) AND {scope case c}
  {reach? AND s.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  {unit? AND s.unit_id = :unit_id} {region? AND coalesce(s.region_id, 0) = :region_id}
  {kind? AND EXISTS (SELECT 1 FROM v_case_kind k WHERE k.city = s.city AND k.case_id = s.case_id AND k.to_date IS NULL AND coalesce(k.code, '-') = :code)}
  {age? AND s.opened_at > :older_at AND s.opened_at <= :newer_at}
ORDER BY s.due_at, s.id LIMIT :limit_n

-- ---- who looked, and the log ----------------------------------------------------------------

-- name: indicator_looks
-- optional: person, subject
-- types: shown_at i64, user_id i64, subject_id opt, subjects text, what text, purpose text, path text, who text
SELECT d.id, d.shown_at, p.name AS who, u.name AS unit, d.subject_id, d.subjects, d.what, d.purpose, d.path
FROM v_disclosure d
LEFT JOIN v_user p ON p.city = d.city AND p.id = d.user_id
LEFT JOIN v_unit u ON u.city = d.city AND u.id = d.unit_id
WHERE d.city = :city AND d.id < :after_id {person? AND d.user_id = :user_id} {subject? AND d.subject_id = :subject_id}
ORDER BY d.id DESC LIMIT :limit_n

-- name: indicator_looks_since
SELECT CAST(count(*) AS BIGINT) AS n FROM v_disclosure d WHERE d.city = :city AND d.id > :after_id

-- name: indicator_events
-- optional: one
-- types: event text, actor_id i64, object_id i64, details text, seq num, who text, agent text, opened_at opt
SELECT e.id, e.seq, e.at, e.event, e.actor_id, coalesce(p.name, o.name, h.name) AS who, u.name AS unit, e.object_id, e.details, x.agent, x.opened_at
FROM v_audit_leaf e
LEFT JOIN v_user p ON p.city = e.city AND p.id = e.actor_id
LEFT JOIN v_user o ON o.city = e.city AND o.id = e.object_id AND (e.event LIKE 'account.sign_in%' OR e.event = 'account.passkey_copied')
LEFT JOIN v_session x ON x.city = e.city AND x.id = e.object_id AND e.event IN ('auth.open', 'auth.close')
LEFT JOIN v_user h ON h.city = x.city AND h.id = x.user_id
LEFT JOIN v_unit u ON u.city = e.city AND u.id = e.unit_id
WHERE e.city = :city AND e.id < :after_id {one? AND e.id = :id}
ORDER BY e.id DESC LIMIT :limit_n

-- name: indicator_account_name
-- ahead: id
SELECT p.name FROM v_user p WHERE p.city = :city AND p.id = :id

-- name: indicator_log_size
SELECT CAST(coalesce(max(e.seq), -1) + 1 AS BIGINT) AS n FROM v_audit_leaf e WHERE e.city = :city AND e.seq IS NOT NULL
