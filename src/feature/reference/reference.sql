-- types: city i64, origin i64, set_name text, code text, version i64, label_id text, label_en text
-- types: ordinal i64, doc text, source text, valid_from i64, valid_to num, reason text
-- types: changed_at i64, changed_by i64, on_date i64, n i64, id i64

-- name: reference_rows
-- optional: set, code, version, date
SELECT e.set_name, e.city AS origin, e.code, e.version, e.label_id, e.label_en, e.ordinal, e.doc, e.source, e.valid_from, e.valid_to, e.reason, e.changed_at, e.changed_by
FROM ref_entry e
WHERE e.city IN (0, :city)
  {set? AND e.set_name = :set_name}
  {code? AND e.code = :code}
  {version? AND e.version = :version}
  {date? AND e.valid_from <= :on_date
    AND NOT EXISTS (
      SELECT 1 FROM ref_entry n
      WHERE n.city IN (0, :city) AND n.set_name = e.set_name AND n.code = e.code AND n.valid_from <= :on_date
        AND (n.city > e.city OR (n.city = e.city AND n.version > e.version)))}
ORDER BY e.set_name, e.ordinal, e.code, e.city DESC, e.version DESC

-- name: reference_newest_of_set
SELECT e.code, e.version, e.label_id, e.label_en, e.ordinal, e.doc, e.source, e.valid_from, e.valid_to
FROM ref_entry e
WHERE e.city = :city AND e.set_name = :set_name
  AND NOT EXISTS (
    SELECT 1 FROM ref_entry n
    WHERE n.city = e.city AND n.set_name = e.set_name AND n.code = e.code AND n.version > e.version)

-- name: reference_sets
SELECT e.set_name, CAST(count(DISTINCT e.code) AS BIGINT) AS n, max(e.changed_at) AS changed_at
FROM ref_entry e
WHERE e.city IN (0, :city)
GROUP BY e.set_name
ORDER BY e.set_name

-- name: reference_add
-- perm: REFERENCE_WRITE
INSERT INTO ref_entry (city, id, set_name, code, version, label_id, label_en, ordinal, doc, source, valid_from, valid_to, reason, changed_at, changed_by)
VALUES (:city, :id, :set_name, :code, :version, :label_id, :label_en, :ordinal, :doc, :source, :valid_from, :valid_to, :reason, :now, :me)

-- name: reference_add_rules
-- perm: TRIAGE_RULES
INSERT INTO ref_entry (city, id, set_name, code, version, label_id, label_en, ordinal, doc, source, valid_from, valid_to, reason, changed_at, changed_by)
VALUES (:city, :id, :set_name, :code, :version, :label_id, :label_en, :ordinal, :doc, :source, :valid_from, :valid_to, :reason, :now, :me)
