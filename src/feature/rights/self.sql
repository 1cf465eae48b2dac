-- types: who text, unit text, giver text, answerer text, max_n i64, after_id i64, before_at i64, opened_from i64, dpo_role i64, kind i64, state i64, until_at i64, code_until_at i64

-- ---- codes --------------------------------------------------------------------------------

-- name: self_code_add
-- perm: PERSON_WRITE
INSERT INTO self_code (city, id, person_id, code_blind, given_at, given_by_id, unit_id, until_at, opened_count)
VALUES (:city, :id, :person_id, :code_blind, :now, :me, :unit_id, :until_at, 0)

-- name: self_code_end
-- perm: none
UPDATE self_code SET revoked_at = :now WHERE city = :city AND id = :id AND revoked_at IS NULL

-- name: self_code_replace
-- perm: PERSON_WRITE
UPDATE self_code SET revoked_at = :now WHERE city = :city AND person_id = :person_id AND revoked_at IS NULL

-- name: self_code_row
SELECT c.id, c.person_id, c.code_blind, c.given_at, c.unit_id, c.until_at, c.revoked_at, w.name AS who, u.name AS unit
FROM self_code c
LEFT JOIN v_user w ON w.city = c.city AND w.id = c.given_by_id
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.unit_id
WHERE c.city = :city AND c.id = :id

-- name: self_code_list
SELECT c.id, c.given_at, c.until_at, c.revoked_at, c.opened_count, c.opened_at, w.name AS who, u.name AS unit
FROM self_code c
LEFT JOIN v_user w ON w.city = c.city AND w.id = c.given_by_id
LEFT JOIN v_unit u ON u.city = c.city AND u.id = c.unit_id
WHERE c.city = :city AND c.person_id = :person_id
ORDER BY c.id DESC LIMIT 20

-- name: self_code_find
SELECT c.id, c.person_id FROM self_code c
WHERE c.city = :city AND c.code_blind = :code_blind AND c.revoked_at IS NULL AND c.until_at > :now
ORDER BY c.id LIMIT 1

-- name: self_code_opened
-- perm: none
UPDATE self_code SET opened_count = opened_count + 1, opened_at = :now
WHERE city = :city AND id = :id AND revoked_at IS NULL AND until_at > :now

-- ---- sessions -----------------------------------------------------------------------------

-- name: self_session_add
-- perm: none
INSERT INTO self_session (city, id, code_id, token_hash, opened_at, until_at) VALUES (:city, :id, :code_id, :token_hash, :now, :until_at)

-- name: self_session_find
-- types: code_until_at i64
SELECT s.id, s.code_id, s.opened_at, s.until_at, c.until_at AS code_until_at, c.person_id, c.unit_id
FROM self_session s JOIN self_code c ON c.city = s.city AND c.id = s.code_id
WHERE s.city = :city AND s.token_hash = :token_hash AND s.closed_at IS NULL AND s.until_at > :now AND c.revoked_at IS NULL AND c.until_at > :now

-- name: self_session_stay
-- perm: none
UPDATE self_session SET until_at = :until_at WHERE city = :city AND id = :id AND closed_at IS NULL AND until_at > :now

-- name: self_session_close
-- perm: none
UPDATE self_session SET closed_at = :now WHERE city = :city AND id = :id AND closed_at IS NULL

-- name: self_session_sweep
-- perm: none
DELETE FROM self_session WHERE city = :city AND opened_at < :before_at

-- name: self_person
SELECT p.id, p.family_id, p.protected, p.erased_at FROM v_person p WHERE p.city = :city AND p.id = :id

-- name: self_family
-- types: state i64, relation i64
SELECT p.id, p.name, p.relation FROM v_person p
WHERE p.city = :city AND p.family_id = :family_id AND p.id <> :id AND p.protected = 0 AND p.erased_at IS NULL AND p.same_as_id IS NULL AND p.state IN (1, 2)
ORDER BY p.relation, p.id LIMIT 40

-- ---- requests -----------------------------------------------------------------------------

-- name: self_request_add
-- perm: none
INSERT INTO self_request (city, id, number, person_id, kind, why_sealed, asked_at, unit_id, due_at, state)
VALUES (:city, :id, :number, :person_id, :kind, :why_sealed, :now, :unit_id, :due_at, 1)
ON CONFLICT (city, person_id, kind) WHERE state = 1 DO NOTHING

-- name: self_request_numbered
SELECT q.id FROM self_request q WHERE q.city = :city AND q.number = :number

-- name: self_request_row
SELECT r.id, r.number, r.person_id, r.kind, r.why_sealed, r.asked_at, r.unit_id, r.due_at, r.state, r.answer_sealed, r.answered_at, r.erasure_id,
  w.name AS answerer, u.name AS unit
FROM self_request r
LEFT JOIN v_user w ON w.city = r.city AND w.id = r.answered_by_id
LEFT JOIN v_unit u ON u.city = r.city AND u.id = r.unit_id
WHERE r.city = :city AND r.id = :id

-- name: self_request_own
SELECT r.id, r.number, r.kind, r.asked_at, r.due_at, r.state, r.answer_sealed, r.answered_at
FROM self_request r WHERE r.city = :city AND r.person_id = :person_id ORDER BY r.id DESC LIMIT 20

-- name: self_request_waiting
-- types: due_at opt
SELECT CAST(count(*) AS BIGINT) AS n, min(r.due_at) AS due_at FROM self_request r WHERE r.city = :city AND r.state = 1

-- name: self_request_list
SELECT r.id, r.number, r.person_id, r.kind, r.asked_at, r.due_at, r.state, r.answered_at, u.name AS unit, w.name AS answerer
FROM self_request r
LEFT JOIN v_user w ON w.city = r.city AND w.id = r.answered_by_id
LEFT JOIN v_unit u ON u.city = r.city AND u.id = r.unit_id
WHERE r.city = :city AND r.id < :after_id
ORDER BY r.id DESC LIMIT :max_n

-- name: self_request_answer
-- perm: ERASE
UPDATE self_request SET state = :state, answer_sealed = :answer_sealed, answered_at = :now, answered_by_id = :me, erasure_id = :erasure_id
WHERE city = :city AND id = :id AND state = 1

-- name: self_request_stopped
SELECT r.answered_at FROM self_request r
WHERE r.city = :city AND r.person_id = :person_id AND r.kind = 1 AND r.state = 2 ORDER BY r.id DESC LIMIT 1

-- name: self_person_state
-- scope: none (the page of the person asks, after his scope)
SELECT p.state FROM v_person p WHERE p.city = :city AND p.id = :person_id

-- name: self_readers
-- types: role i64
SELECT DISTINCT r.user_id
FROM v_user_role r JOIN v_user p ON p.city = r.city AND p.id = r.user_id
WHERE r.city = :city AND p.disabled = 0 AND r.role = :dpo_role
