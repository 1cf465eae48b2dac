-- types: n i64, who text, unit text, remover text, takes_part i64, before i64, max_n i64, subject_id i64, case_number text

-- name: document_insert
-- perm: CASE_WORK
INSERT INTO case_document (city, id, case_id, step_id, referral_id, service_id, media_id, pdf, pages, part, part_n, code, specific, number_sealed, title_sealed,
  note_sealed, dated_on, added_at, by_id, unit_id)
VALUES (:city, :id, :case_id, :step_id, :referral_id, :service_id, :media_id, :pdf, :pages, :part, :part_n, :code, :specific, :number_sealed, :title_sealed,
  :note_sealed, :dated_on, :now, :me, :unit_id)

-- name: document_count
SELECT CAST(count(*) AS BIGINT) AS n FROM case_document d WHERE d.city = :city AND d.case_id = :case_id AND d.removed_at IS NULL

-- name: document_row
SELECT d.id, d.case_id, d.media_id, d.code, d.removed_at, d.gone_at FROM case_document d WHERE d.city = :city AND d.id = :id

-- name: document_set_words
-- perm: CASE_WORK
UPDATE case_document SET code = :code, specific = :specific, number_sealed = :number_sealed, title_sealed = :title_sealed,
  note_sealed = :note_sealed, dated_on = :dated_on
WHERE city = :city AND id = :id AND removed_at IS NULL AND gone_at IS NULL

-- name: document_set_removed
-- perm: CASE_WORK
UPDATE case_document SET removed_at = :now, removed_by_id = :me, why_sealed = :why_sealed
WHERE city = :city AND id = :id AND removed_at IS NULL AND gone_at IS NULL

-- name: document_set_restored
-- perm: CASE_WORK
UPDATE case_document SET removed_at = NULL, removed_by_id = NULL, why_sealed = NULL
WHERE city = :city AND id = :id AND removed_at IS NOT NULL AND gone_at IS NULL

-- name: document_set_gone
-- perm: none
UPDATE case_document SET gone_at = :now, number_sealed = NULL, title_sealed = NULL, note_sealed = NULL, why_sealed = NULL
WHERE city = :city AND id = :id

-- name: document_due
SELECT d.id, d.media_id FROM case_document d
WHERE d.city = :city AND d.removed_at IS NOT NULL AND d.gone_at IS NULL AND d.removed_at < :before
ORDER BY d.removed_at, d.id LIMIT :max_n

-- name: document_erase
-- perm: ERASE
UPDATE case_document SET gone_at = coalesce(gone_at, :now), number_sealed = NULL, title_sealed = NULL, note_sealed = NULL, why_sealed = NULL
WHERE city = :city AND case_id = :case_id

-- name: document_media
SELECT d.media_id FROM case_document d WHERE d.city = :city AND d.case_id = :case_id AND d.gone_at IS NULL ORDER BY d.id

-- ---- pages --------------------------------------------------------------------------------

-- name: document_list
-- optional: step, referral, service
SELECT d.id, d.code, d.specific, d.pdf, d.pages, d.part, d.part_n, d.number_sealed, d.title_sealed, d.dated_on, d.added_at, d.removed_at, d.gone_at,
  d.why_sealed, p.name AS who, u.name AS unit
FROM case_document d
LEFT JOIN v_user p ON p.city = d.city AND p.id = d.by_id
LEFT JOIN v_unit u ON u.city = d.city AND u.id = d.unit_id
WHERE d.city = :city AND d.case_id = :case_id {step? AND d.step_id = :step_id} {referral? AND d.referral_id = :referral_id}
  {service? AND d.service_id = :service_id}
ORDER BY d.added_at, d.id

-- name: document_view
-- optional: glass
SELECT d.id, d.case_id, d.step_id, d.referral_id, d.service_id, d.media_id, d.code, d.specific, d.pdf, d.pages, d.part, d.part_n, d.number_sealed,
  d.title_sealed, d.note_sealed, d.dated_on, d.added_at, d.by_id, d.removed_at, d.why_sealed, d.gone_at, c.number AS case_number, coalesce(c.person_id, c.id) AS subject_id,
  p.name AS who, u.name AS unit, q.name AS remover,
  CASE WHEN EXISTS (SELECT 1 FROM case_unit k JOIN v_user_unit m ON m.city = k.city AND m.unit_id = k.unit_id AND m.user_id = :me
    WHERE k.city = c.city AND k.case_id = c.id) THEN 1 ELSE 0 END AS takes_part
FROM case_document d
JOIN casefile c ON c.city = d.city AND c.id = d.case_id
LEFT JOIN v_user p ON p.city = d.city AND p.id = d.by_id
LEFT JOIN v_user q ON q.city = d.city AND q.id = d.removed_by_id
LEFT JOIN v_unit u ON u.city = d.city AND u.id = d.unit_id
WHERE d.city = :city AND d.id = :id AND ({scope case c}
  {glass? OR EXISTS (SELECT 1 FROM glass g WHERE g.city = c.city AND g.id = :glass_id AND g.case_id = c.id AND g.found = 1 AND g.by_id = :me
    AND g.until_at > :now)})

-- ---- as the proof of a service: for who accounts for the money ----------------------------

-- name: service_proof
-- scope: none (a service with cost and proof, nothing about the person; protected cases left out)
SELECT g.id, g.case_id, g.service, g.item, g.spm_group, g.given_on, g.quantity, g.cost, coalesce(g.sub_activity, g.own_activity) AS sub_activity, g.proof, c.number AS case_number,
  coalesce(c.person_id, c.id) AS subject_id, u.name AS unit
FROM service_given g
JOIN casefile c ON c.city = g.city AND c.id = g.case_id
LEFT JOIN v_unit u ON u.city = g.city AND u.id = g.unit_id
WHERE g.city = :city AND g.id = :id AND g.undone_at IS NULL AND c.protected = 0

-- name: service_proof_papers
-- scope: none (papers of a service that service_proof found)
-- optional: one
SELECT d.id, d.case_id, d.media_id, d.code, d.specific, d.pdf, d.pages, d.part, d.part_n, d.dated_on, d.added_at
FROM case_document d
WHERE d.city = :city AND d.service_id = :service_id AND d.removed_at IS NULL AND d.gone_at IS NULL {one? AND d.id = :id AND d.specific = 0}
ORDER BY d.added_at, d.id
