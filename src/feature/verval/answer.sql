-- types: max_n i64, after_on i64, after_id i64, until_on i64, who text, region text, by_name text, kind i64, state i64, source text, at i64, answer i64

-- name: answer_add
-- perm: none
INSERT INTO verval_answer (city, id, verval_id, at, by_id, source, import_id, answer, said_on, why_sealed, desil, dtsen_sealed)
VALUES (:city, :id, :verval_id, :now, :me, :source, :import_id, :answer, :said_on, :why_sealed, :desil, :dtsen_sealed)

-- name: answer_standing
-- ahead: verval_id
SELECT a.id, a.answer, a.said_on, a.why_sealed, a.desil, a.dtsen_sealed FROM verval_answer a
WHERE a.city = :city AND a.verval_id = :verval_id AND a.undone_at IS NULL ORDER BY a.said_on DESC, a.id DESC LIMIT 1

-- name: answer_one
SELECT a.id, a.verval_id, a.at, a.by_id, a.source, a.import_id, a.answer, a.said_on, a.why_sealed, a.desil, a.dtsen_sealed FROM verval_answer a
WHERE a.city = :city AND a.id = :id

-- name: answer_list
SELECT a.id, a.at, a.source, a.import_id, a.answer, a.said_on, a.why_sealed, a.desil, a.dtsen_sealed, a.undone_at, p.name AS by_name
FROM verval_answer a LEFT JOIN v_user p ON p.city = a.city AND p.id = a.by_id
WHERE a.city = :city AND a.verval_id = :verval_id ORDER BY a.said_on DESC, a.id DESC

-- name: answer_undo
-- perm: none
UPDATE verval_answer SET undone_at = :now WHERE city = :city AND id = :id AND undone_at IS NULL

-- name: answer_of_import
SELECT a.id, a.verval_id FROM verval_answer a
WHERE a.city = :city AND a.import_id = :import_id AND a.undone_at IS NULL ORDER BY a.id DESC LIMIT :max_n

-- name: answer_import_n
-- types: n i64
SELECT CAST(count(*) AS BIGINT) AS n FROM verval_answer a WHERE a.city = :city AND a.import_id = :import_id AND a.undone_at IS NULL

-- name: answer_lines_count
-- perm: none
UPDATE verval_line SET state = 2, counted_at = :now, answer_id = :answer_id WHERE city = :city AND id = :id AND state = 3

-- name: answer_lines_back
-- perm: none
UPDATE verval_line SET state = 3, answer_id = NULL WHERE city = :city AND verval_id = :verval_id AND answer_id = :answer_id

-- ---- which request an answer is for ------------------------------------------------------------

-- name: answerable_by_key
-- ahead: input_key
-- scope: none (a national list speaks for the whole city; what is shown of a request is its number)
SELECT v.id, v.number, v.kind, v.state, v.person_id, v.family_id, v.input_number, v.input_on FROM verval v
WHERE v.city = :city AND v.input_key = :input_key ORDER BY v.id

-- name: answerable_by_number
-- ahead: number
-- scope: none (the same)
SELECT v.id, v.number, v.kind, v.state, v.person_id, v.family_id, v.input_number, v.input_on FROM verval v
WHERE v.city = :city AND v.number = :number

-- name: answerable_of_person
-- ahead: person_id
-- scope: none (the same)
SELECT v.id, v.number, v.kind, v.state, v.person_id, v.family_id, v.input_number, v.input_on FROM verval v
WHERE v.city = :city AND v.person_id = :person_id ORDER BY v.id

-- name: answerable_of_family
-- ahead: family_id
-- scope: none (the same)
SELECT v.id, v.number, v.kind, v.state, v.person_id, v.family_id, v.input_number, v.input_on FROM verval v
WHERE v.city = :city AND v.family_id = :family_id ORDER BY v.id

-- ---- those that wait ---------------------------------------------------------------------------

-- name: unanswered
-- optional: after, long
SELECT v.id, coalesce(v.person_id, f.head_id, v.family_id) AS subject_id, v.number, v.kind, v.input_number, v.input_on, v.answer_id,
  coalesce(p.name, h.name) AS who, g.name AS region
FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
LEFT JOIN v_family f ON f.city = v.city AND f.id = v.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id
LEFT JOIN v_place g ON g.city = v.city AND g.id = v.region_id
WHERE v.city = :city AND v.state = 3 AND v.input_on IS NOT NULL AND {scope verval v}
  {after? AND (v.input_on > :after_on OR (v.input_on = :after_on AND v.id > :after_id))} {long? AND v.input_on <= :until_on}
ORDER BY v.input_on, v.id LIMIT :max_n

-- name: unanswered_n
-- types: n i64
SELECT CAST(count(*) AS BIGINT) AS n FROM verval v
WHERE v.city = :city AND v.state = 3 AND v.input_on IS NOT NULL AND v.input_on <= :until_on AND {scope verval v}

-- ---- on the page of a person -------------------------------------------------------------------

-- name: requests_about
-- types: family_id opt, person_id opt
SELECT v.id, v.number, v.kind, v.state, v.step, v.person_id, v.family_id, v.due_at, p.name AS who FROM verval v
LEFT JOIN v_person p ON p.city = v.city AND p.id = v.person_id
WHERE v.city = :city AND {scope verval v} AND (v.person_id = :person_id OR (v.family_id = coalesce(:family_id,
    (SELECT m.family_id FROM v_person m WHERE m.city = :city AND m.id = :person_id)) AND (v.person_id IS NULL OR :family_id IS NOT NULL)))
ORDER BY v.id DESC LIMIT :max_n
