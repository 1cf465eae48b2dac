-- types: n i64, kept i64, counted i64, loss i64, region_id i64

-- ---- what is kept of findings, counted again ------------------------------------------------

-- name: quality_loss_faults
SELECT s.subject_id, CAST(s.loss AS BIGINT) AS kept, CAST(coalesce(max(q.weight), 0) AS BIGINT) AS counted
FROM quality_subject s LEFT JOIN quality_finding q ON q.city = s.city AND q.subject_id = s.subject_id AND q.state IN (1, 2)
WHERE s.city = :city
GROUP BY s.subject_id, s.loss HAVING s.loss <> coalesce(max(q.weight), 0)
ORDER BY s.subject_id

-- name: quality_count_faults
SELECT x.rule, x.region_id, x.source, CAST(sum(x.kept) AS BIGINT) AS kept, CAST(sum(x.counted) AS BIGINT) AS counted
FROM (
  SELECT c.rule, c.region_id, c.source, CAST(c.n AS BIGINT) AS kept, 0 AS counted FROM quality_count c WHERE c.city = :city
  UNION ALL
  SELECT q.rule, q.region_id, q.source, 0, 1 FROM quality_finding q WHERE q.city = :city AND q.state IN (1, 2)
) x
GROUP BY x.rule, x.region_id, x.source HAVING sum(x.kept) <> sum(x.counted)
ORDER BY x.rule, x.region_id, x.source

-- name: quality_total_faults
SELECT x.region_id, x.source, CAST(sum(x.kept) AS BIGINT) AS kept, CAST(sum(x.counted) AS BIGINT) AS counted
FROM (
  SELECT t.region_id, t.source, CAST(t.subjects AS BIGINT) AS kept, 0 AS counted, CAST(t.faulty AS BIGINT) AS faulty, CAST(t.loss AS BIGINT) AS loss
  FROM quality_total t WHERE t.city = :city
  UNION ALL
  SELECT s.region_id, s.source, 0, 1, 0, 0 FROM quality_subject s WHERE s.city = :city
  UNION ALL
  SELECT s.region_id, s.loss_source, 0, 0, -1, -s.loss FROM quality_subject s WHERE s.city = :city AND s.loss > 0
) x
GROUP BY x.region_id, x.source HAVING sum(x.kept) <> sum(x.counted) OR sum(x.faulty) <> 0 OR sum(x.loss) <> 0
ORDER BY x.region_id, x.source

-- name: quality_loss_mend
-- perm: none
UPDATE quality_subject SET
  loss = coalesce((SELECT max(q.weight) FROM quality_finding q WHERE q.city = quality_subject.city AND q.subject_id = quality_subject.subject_id AND q.state IN (1, 2)), 0),
  loss_source = coalesce((SELECT q.source FROM quality_finding q WHERE q.city = quality_subject.city AND q.subject_id = quality_subject.subject_id AND q.state IN (1, 2)
    ORDER BY q.weight DESC, q.id LIMIT 1), source)
WHERE city = :city
  AND loss <> coalesce((SELECT max(q.weight) FROM quality_finding q WHERE q.city = quality_subject.city AND q.subject_id = quality_subject.subject_id AND q.state IN (1, 2)), 0)

-- name: quality_count_clear
-- perm: none
DELETE FROM quality_count WHERE city = :city

-- name: quality_count_fill
-- perm: none
INSERT INTO quality_count (city, rule, region_id, source, n)
SELECT q.city, q.rule, q.region_id, q.source, count(*) FROM quality_finding q
WHERE q.city = :city AND q.state IN (1, 2) GROUP BY q.city, q.rule, q.region_id, q.source

-- name: quality_total_clear
-- perm: none
DELETE FROM quality_total WHERE city = :city

-- name: quality_total_fill
-- perm: none
INSERT INTO quality_total (city, region_id, source, subjects, faulty, loss)
SELECT x.city, x.region_id, x.source, sum(x.subjects), sum(x.faulty), sum(x.loss)
FROM (
  SELECT s.city, s.region_id, s.source, 1 AS subjects, 0 AS faulty, 0 AS loss FROM quality_subject s WHERE s.city = :city
  UNION ALL
  SELECT s.city, s.region_id, s.loss_source, 0, 1, s.loss FROM quality_subject s WHERE s.city = :city AND s.loss > 0
) x
GROUP BY x.city, x.region_id, x.source
