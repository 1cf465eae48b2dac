-- types: n i64, kept i64, counted i64, amount i64, kept_amount i64, counted_amount i64, region_id i64, state i64, holds i64

-- ---- what is kept of the ledger, counted again ----------------------------------------------

-- name: benefit_mark_faults
-- scope: none (counts for melaju tally; nobody sees the rows)
SELECT b.id, b.holds FROM benefit b JOIN v_benefit_right r ON r.city = b.city AND r.id = b.id
WHERE b.city = :city AND b.holds <> r.holds
ORDER BY b.id

-- name: benefit_sum_faults
-- scope: none (counts for melaju tally; nobody sees the rows)
SELECT x.programme, x.period_code, x.region_id, x.state, CAST(sum(x.kept) AS BIGINT) AS kept, CAST(sum(x.counted) AS BIGINT) AS counted,
  CAST(sum(x.kept_amount) AS BIGINT) AS kept_amount, CAST(sum(x.counted_amount) AS BIGINT) AS counted_amount
FROM (
  SELECT t.programme, t.period_code, t.region_id, t.state, t.n AS kept, 0 AS counted, t.amount AS kept_amount, 0 AS counted_amount
  FROM benefit_tally t WHERE t.city = :city
  UNION ALL
  SELECT b.programme, b.period_code, coalesce(b.region_id, 0), b.state, 0, 1, 0, coalesce(b.amount, 0)
  FROM benefit b JOIN v_benefit_right r ON r.city = b.city AND r.id = b.id
  WHERE b.city = :city AND r.holds = 1
) x
GROUP BY x.programme, x.period_code, x.region_id, x.state
HAVING sum(x.kept) <> sum(x.counted) OR sum(x.kept_amount) <> sum(x.counted_amount)
ORDER BY x.programme, x.period_code, x.region_id, x.state

-- name: benefit_marks_mend
-- scope: none (figures of the whole city; nobody sees the rows)
-- perm: none
UPDATE benefit SET holds = 1 - holds
WHERE city = :city AND id IN (SELECT b.id FROM benefit b JOIN v_benefit_right r ON r.city = b.city AND r.id = b.id WHERE b.city = :city AND b.holds <> r.holds)

-- name: benefit_tally_clear
-- scope: none (figures of the whole city; nobody sees the rows)
-- perm: none
DELETE FROM benefit_tally WHERE city = :city

-- name: benefit_tally_fill
-- scope: none (figures of the whole city; nobody sees the rows)
-- perm: none
INSERT INTO benefit_tally (city, programme, period_code, region_id, state, period_on, n, amount)
SELECT b.city, b.programme, b.period_code, coalesce(b.region_id, 0), b.state, max(b.period_on), count(*), CAST(sum(coalesce(b.amount, 0)) AS BIGINT)
FROM benefit b WHERE b.city = :city AND b.holds = 1
GROUP BY b.city, b.programme, b.period_code, coalesce(b.region_id, 0), b.state
