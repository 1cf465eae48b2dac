-- types: sign i64, least i64, most i64, n i64, kept i64, counted i64, what text, region_id i64, week i64, bucket i64, before_on i64

-- ---- kept with each change ------------------------------------------------------------------
-- Rows are changed in one order, so that two writers rarely wait for each other in a circle.

-- name: case_hold
-- scope: none (rules of casework; pages check the scope first)
-- engine: sqlite
SELECT c.id FROM casefile c WHERE c.city = :city AND c.id = :id
-- engine: pg
SELECT c.id FROM casefile c WHERE c.city = :city AND c.id = :id FOR UPDATE

-- name: pace_count
-- perm: none
INSERT INTO case_pace (city, region_id, week, measure, bucket, n)
SELECT p.city, p.region_id, p.week, p.measure, p.bucket, CAST(:sign AS BIGINT)
FROM v_pace_counted p WHERE p.city = :city AND p.case_id = :case_id AND p.measure >= :least AND p.measure <= :most
ORDER BY p.region_id, p.week, p.measure, p.bucket
ON CONFLICT (city, region_id, week, measure, bucket) DO UPDATE SET n = case_pace.n + excluded.n

-- name: services_count
-- perm: none
INSERT INTO service_tally (city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost)
SELECT s.city, s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity,
  CAST(:sign * count(*) AS BIGINT), CAST(:sign * sum(s.quantity) AS BIGINT), CAST(:sign * sum(s.cost) AS BIGINT)
FROM (
  SELECT i.city, i.given_on, i.before_on, i.protected, i.item, i.spm_group, i.sub_activity, i.quantity, i.cost FROM v_service_counted i WHERE i.city = :city AND i.case_id = :case_id
  UNION ALL
  SELECT a.city, a.given_on, a.before_on, a.protected, a.item, a.spm_group, a.sub_activity, a.quantity, a.cost FROM v_service_counted_all a WHERE a.city = :city AND a.case_id = :case_id
) s
GROUP BY s.city, s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity
ORDER BY s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity
ON CONFLICT (city, given_on, before_on, protected, item, spm_group, sub_activity)
DO UPDATE SET n = service_tally.n + excluded.n, quantity = service_tally.quantity + excluded.quantity, cost = service_tally.cost + excluded.cost

-- ---- counted again --------------------------------------------------------------------------

-- name: pace_faults
SELECT x.region_id, x.week, x.measure, x.bucket, CAST(sum(x.kept) AS BIGINT) AS kept, CAST(sum(x.counted) AS BIGINT) AS counted
FROM (
  SELECT k.region_id, k.week, k.measure, k.bucket, k.n AS kept, 0 AS counted FROM case_pace k WHERE k.city = :city
  UNION ALL
  SELECT p.region_id, p.week, p.measure, p.bucket, 0, 1 FROM v_pace_counted p WHERE p.city = :city
) x
GROUP BY x.region_id, x.week, x.measure, x.bucket HAVING sum(x.kept) <> sum(x.counted)
ORDER BY x.week, x.region_id, x.measure, x.bucket

-- name: service_faults
SELECT x.given_on, x.before_on, x.protected, x.item, CAST(sum(x.kept) AS BIGINT) AS kept, CAST(sum(x.counted) AS BIGINT) AS counted
FROM (
  SELECT k.given_on, k.before_on, k.protected, k.item, k.spm_group, k.sub_activity, k.n AS kept, 0 AS counted, k.quantity, k.cost
  FROM service_tally k WHERE k.city = :city
  UNION ALL
  SELECT i.given_on, i.before_on, i.protected, i.item, i.spm_group, i.sub_activity, 0, 1, -i.quantity, -i.cost
  FROM v_service_counted i WHERE i.city = :city
  UNION ALL
  SELECT a.given_on, a.before_on, a.protected, a.item, a.spm_group, a.sub_activity, 0, 1, -a.quantity, -a.cost
  FROM v_service_counted_all a WHERE a.city = :city
) x
GROUP BY x.given_on, x.before_on, x.protected, x.item, x.spm_group, x.sub_activity
HAVING sum(x.kept) <> sum(x.counted) OR sum(x.quantity) <> 0 OR sum(x.cost) <> 0
ORDER BY x.given_on, x.item

-- name: step_faults
-- scope: none (what steps say of their cases; melaju tally check)
-- types: number text
SELECT s.id, c.number, s.ordinal FROM step s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
WHERE s.city = :city AND (s.region_id IS DISTINCT FROM c.region_id OR s.opened_at <> c.opened_at OR s.protected <> c.protected)
ORDER BY s.id

-- name: step_mend
-- scope: none (what steps say of their cases; melaju tally mend)
-- perm: none
UPDATE step SET
  region_id = (SELECT c.region_id FROM casefile c WHERE c.city = step.city AND c.id = step.case_id),
  opened_at = (SELECT c.opened_at FROM casefile c WHERE c.city = step.city AND c.id = step.case_id),
  protected = (SELECT c.protected FROM casefile c WHERE c.city = step.city AND c.id = step.case_id)
WHERE city = :city AND id = :id

-- name: pace_clear
-- perm: none
DELETE FROM case_pace WHERE city = :city

-- name: pace_fill
-- perm: none
INSERT INTO case_pace (city, region_id, week, measure, bucket, n)
SELECT p.city, p.region_id, p.week, p.measure, p.bucket, count(*) FROM v_pace_counted p
WHERE p.city = :city GROUP BY p.city, p.region_id, p.week, p.measure, p.bucket

-- name: service_tally_clear
-- perm: none
DELETE FROM service_tally WHERE city = :city

-- name: service_tally_fill
-- perm: none
INSERT INTO service_tally (city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost)
SELECT s.city, s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity,
  count(*), CAST(sum(s.quantity) AS BIGINT), CAST(sum(s.cost) AS BIGINT)
FROM (
  SELECT i.city, i.given_on, i.before_on, i.protected, i.item, i.spm_group, i.sub_activity, i.quantity, i.cost FROM v_service_counted i WHERE i.city = :city
  UNION ALL
  SELECT a.city, a.given_on, a.before_on, a.protected, a.item, a.spm_group, a.sub_activity, a.quantity, a.cost FROM v_service_counted_all a WHERE a.city = :city
) s
GROUP BY s.city, s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity
