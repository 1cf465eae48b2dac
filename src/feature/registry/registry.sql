-- types: max_n i64, after_id i64, until_at i64, joined i64, undone_by_id i64

-- name: person_row
-- ahead: id
-- scope: none (the caller has asked person_in_scope, or answers for a reason that is kept)
SELECT id, version, known, state, state_date, family_id, relation, name, alias, sex, birth_date, birth_year, birth_place, mother, traits, region_id, rt, rw,
  address, origin, nik_sealed, phone_sealed, nik_blind, phone_blind, more, more_sealed, marks, protected, source, valid_from, import_id, same_as_id, made_at, erased_at
FROM person WHERE city = :city AND id = :id

-- name: person_hold
-- ahead: id
-- scope: none (an id, and nothing else)
-- engine: sqlite
SELECT p.id FROM person p WHERE p.city = :city AND p.id = :id
-- engine: pg
SELECT p.id FROM person p WHERE p.city = :city AND p.id = :id FOR NO KEY UPDATE

-- name: family_hold
-- ahead: id
-- scope: none (an id, and nothing else)
-- engine: sqlite
SELECT f.id FROM family f WHERE f.city = :city AND f.id = :id
-- engine: pg
SELECT f.id FROM family f WHERE f.city = :city AND f.id = :id FOR NO KEY UPDATE

-- name: family_row
-- ahead: id
-- scope: none (the caller has asked family_in_scope, or answers for a reason that is kept)
SELECT id, version, kk_sealed, kk_blind, head_id, members, region_id, rt, rw, address, more, more_sealed, marks, protected, source, valid_from, import_id,
  made_at, ended_at
FROM family WHERE city = :city AND id = :id

-- name: person_insert
-- perm: none
-- scope: none (writes; the feed's place is asked of all)
-- engine: sqlite
INSERT INTO person (city, id, version, known, state, state_date, family_id, relation, name, name_fold, alias, sex, birth_date, birth_year, birth_place, mother,
  traits, region_id, rt, rw, address, origin, nik_sealed, nik_blind, phone_sealed, phone_blind, more, more_sealed, marks, protected, source, valid_from,
  import_id, fed, made_at, made_by_id)
VALUES (:city, :id, 1, :known, :state, :state_date, :family_id, :relation, :name, :name_fold, :alias, :sex, :birth_date, :birth_year, :birth_place, :mother,
  :traits, :region_id, :rt, :rw, :address, :origin, :nik_sealed, :nik_blind, :phone_sealed, :phone_blind, :more, :more_sealed, NULL, :protected, :source, :valid_from,
  :import_id, (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city), :now, :me)
-- engine: pg
INSERT INTO person (city, id, version, known, state, state_date, family_id, relation, name, name_fold, alias, sex, birth_date, birth_year, birth_place, mother,
  traits, region_id, rt, rw, address, origin, nik_sealed, nik_blind, phone_sealed, phone_blind, more, more_sealed, marks, protected, source, valid_from,
  import_id, fed, made_at, made_by_id)
VALUES (:city, :id, 1, :known, :state, :state_date, :family_id, :relation, :name, :name_fold, :alias, :sex, :birth_date, :birth_year, :birth_place, :mother,
  :traits, :region_id, :rt, :rw, :address, :origin, :nik_sealed, :nik_blind, :phone_sealed, :phone_blind, :more, :more_sealed, NULL, :protected, :source, :valid_from,
  :import_id, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), :now, :me)

-- name: person_update
-- waits: (it must change its row, and that shows at the end)
-- perm: none
-- scope: none (writes; the feed's place is asked of all)
-- engine: sqlite
UPDATE person SET version = version + 1, known = :known, state = :state, state_date = :state_date, family_id = :family_id, relation = :relation, name = :name,
  name_fold = :name_fold, alias = :alias, sex = :sex, birth_date = :birth_date, birth_year = :birth_year, birth_place = :birth_place, mother = :mother,
  traits = :traits, region_id = :region_id, rt = :rt, rw = :rw, address = :address, origin = :origin, nik_sealed = :nik_sealed, nik_blind = :nik_blind,
  phone_sealed = :phone_sealed, phone_blind = :phone_blind, more = :more, more_sealed = :more_sealed, marks = :marks,
  fed = (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city)
WHERE city = :city AND id = :id AND version = :version AND erased_at IS NULL
-- engine: pg
UPDATE person SET version = version + 1, known = :known, state = :state, state_date = :state_date, family_id = :family_id, relation = :relation, name = :name,
  name_fold = :name_fold, alias = :alias, sex = :sex, birth_date = :birth_date, birth_year = :birth_year, birth_place = :birth_place, mother = :mother,
  traits = :traits, region_id = :region_id, rt = :rt, rw = :rw, address = :address, origin = :origin, nik_sealed = :nik_sealed, nik_blind = :nik_blind,
  phone_sealed = :phone_sealed, phone_blind = :phone_blind, more = :more, more_sealed = :more_sealed, marks = :marks,
  fed = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
WHERE city = :city AND id = :id AND version = :version AND erased_at IS NULL

-- name: person_withdraw
-- waits: (it must change its row, and that shows at the end)
-- perm: none
-- scope: none (writes; the feed's place is asked of all)
-- engine: sqlite
UPDATE person SET version = version + 1, state = 9, marks = :marks, fed = (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city)
WHERE city = :city AND id = :id AND version = :version AND marks IS NULL AND erased_at IS NULL
-- engine: pg
UPDATE person SET version = version + 1, state = 9, marks = :marks, fed = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
WHERE city = :city AND id = :id AND version = :version AND marks IS NULL AND erased_at IS NULL

-- name: person_alias_set
-- perm: none
-- scope: none (writes; the feed's place is asked of all)
-- engine: sqlite
UPDATE person SET version = version + 1, same_as_id = :same_as_id, fed = (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city)
WHERE city = :city AND id = :id AND version = :version AND erased_at IS NULL
-- engine: pg
UPDATE person SET version = version + 1, same_as_id = :same_as_id, fed = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
WHERE city = :city AND id = :id AND version = :version AND erased_at IS NULL

-- name: person_feed_again
-- perm: none
-- scope: none (writes; the feed's place is asked of all)
-- engine: sqlite
UPDATE person SET fed = (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city) WHERE city = :city AND id = :id
-- engine: pg
UPDATE person SET fed = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) WHERE city = :city AND id = :id

-- name: family_insert
-- perm: none
-- scope: none (writes)
INSERT INTO family (city, id, version, kk_sealed, kk_blind, head_id, members, region_id, rt, rw, address, more, more_sealed, protected, source, valid_from,
  import_id, made_at, made_by_id)
VALUES (:city, :id, 1, :kk_sealed, :kk_blind, :head_id, :members, :region_id, :rt, :rw, :address, :more, :more_sealed, 0, :source, :valid_from,
  :import_id, :now, :me)

-- name: family_update
-- waits: (it must change its row, and that shows at the end)
-- perm: none
-- scope: none (writes)
UPDATE family SET version = version + 1, kk_sealed = :kk_sealed, kk_blind = :kk_blind, region_id = :region_id, rt = :rt, rw = :rw, address = :address,
  more = :more, more_sealed = :more_sealed, marks = :marks
WHERE city = :city AND id = :id AND version = :version

-- name: family_count
-- waits: (nobody asks what it came to)
-- perm: none
-- scope: none (a sum of the family itself)
UPDATE family SET version = version + 1,
  members = (SELECT count(*) FROM person p WHERE p.city = :city AND p.family_id = :id AND p.state = 1 AND p.same_as_id IS NULL),
  head_id = (SELECT coalesce(p.same_as_id, p.id) FROM person p WHERE p.city = :city AND p.family_id = :id AND p.state = 1 AND p.relation = 1
    ORDER BY CASE WHEN p.same_as_id IS NULL THEN 0 ELSE 1 END, p.id LIMIT 1),
  ended_at = CASE WHEN EXISTS (SELECT 1 FROM person p WHERE p.city = :city AND p.family_id = :id AND p.state <> 9) THEN NULL ELSE coalesce(ended_at, :now) END
WHERE city = :city AND id = :id

-- name: family_joined
-- waits: (a family is told once of all who join it)
-- perm: none
-- scope: none (writes)
UPDATE family SET version = version + 1, members = members + :joined, head_id = coalesce(:head_id, head_id), ended_at = NULL
WHERE city = :city AND id = :id

-- name: family_lock
-- perm: none
-- scope: none (writes)
UPDATE family SET version = version + 1 WHERE city = :city AND id = :id

-- name: family_feed
-- perm: none
-- scope: none (writes; the feed's place is asked of all)
-- engine: sqlite
UPDATE person SET version = version + 1, fed = (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city)
WHERE city = :city AND family_id = :family_id AND erased_at IS NULL
-- engine: pg
UPDATE person SET version = version + 1, fed = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
WHERE city = :city AND family_id = :family_id AND erased_at IS NULL

-- name: family_past_add
-- perm: none
INSERT INTO family_past (city, family_id, person_id) VALUES (:city, :family_id, :person_id)
ON CONFLICT (city, family_id, person_id) DO NOTHING

-- name: family_everyone
-- scope: none (the caller has asked family_in_scope)
SELECT p.id FROM person p WHERE p.city = :city AND p.family_id = :family_id
UNION
SELECT f.person_id FROM family_past f WHERE f.city = :city AND f.family_id = :family_id

-- name: person_moves
-- ahead: *
-- types: moves i64
-- scope: none (to which family somebody belonged; the caller says for whom)
SELECT p.family_id, (SELECT CAST(count(*) AS BIGINT) FROM fact_version v
  WHERE v.city = p.city AND v.subject_id = p.id AND v.event NOT IN ('new', 'change')) AS moves
FROM person p WHERE p.city = :city AND p.id = :id

-- name: family_member
SELECT p.id, p.relation, p.state, p.sex, p.birth_date, p.region_id, p.name
FROM person p
WHERE p.city = :city AND p.family_id = :family_id AND p.state <> 9 AND p.same_as_id IS NULL AND {scope person p}
ORDER BY CASE WHEN p.state = 1 THEN 0 ELSE 1 END, CASE WHEN p.relation = 0 THEN 99 ELSE p.relation END, p.birth_date, p.id

-- name: family_inner
-- scope: none (events ask who is in it, whoever acts)
SELECT p.id, p.version, p.relation, p.state, p.name_fold, p.birth_date FROM person p
WHERE p.city = :city AND p.family_id = :family_id AND p.state <> 9 AND p.same_as_id IS NULL
ORDER BY p.id

-- name: family_heir
-- types: without_id i64
-- scope: none (a rule of families, whoever acts)
SELECT p.id, p.relation, p.name FROM person p
WHERE p.city = :city AND p.family_id = :family_id AND p.id <> :without_id AND p.state = 1 AND p.same_as_id IS NULL
ORDER BY CASE p.relation WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 3 THEN 1 ELSE 2 END, CASE WHEN p.birth_date IS NULL THEN 1 ELSE 0 END, p.birth_date, p.id

-- name: person_seen
SELECT p.id FROM person p WHERE p.city = :city AND p.id = :id AND {scope person p}

-- name: family_seen
SELECT f.id FROM family f WHERE f.city = :city AND f.id = :id AND f.withdrawn_at IS NULL AND {scope family f}

-- name: person_by_nik
-- ahead: nik_blind
-- scope: none (the caller answers for the scope, or for a reason that is kept)
SELECT id FROM person WHERE city = :city AND nik_blind = :nik_blind AND state <> 9 ORDER BY id

-- name: person_by_phone
-- ahead: phone_blind
-- scope: none (the caller answers for the scope, or for a reason that is kept)
SELECT id FROM person WHERE city = :city AND phone_blind = :phone_blind AND state <> 9 ORDER BY id

-- name: family_by_kk
-- ahead: kk_blind
-- scope: none (the caller answers for the scope, or for a reason that is kept)
SELECT id FROM family WHERE city = :city AND kk_blind = :kk_blind AND withdrawn_at IS NULL AND (ended_at IS NULL OR members > 0) ORDER BY id

-- name: person_alias
-- ahead: id
-- scope: none (an id, and nothing else)
SELECT same_as_id FROM person WHERE city = :city AND id = :id

-- name: person_aliases
-- ahead: same_as_id
-- scope: none (the caller has asked person_in_scope of the person they are)
SELECT id FROM person WHERE city = :city AND same_as_id = :same_as_id ORDER BY id

-- name: person_unit_add
-- perm: none
INSERT INTO person_unit (city, person_id, unit_id, through_id, since_at) VALUES (:city, :person_id, :unit_id, :through_id, :now)
ON CONFLICT (city, person_id, unit_id, through_id) DO NOTHING

-- name: person_unit_pass_on
-- perm: none
INSERT INTO person_unit (city, person_id, unit_id, through_id, since_at)
SELECT u.city, :kept_id, u.unit_id, u.through_id, u.since_at FROM person_unit u WHERE u.city = :city AND u.person_id = :lost_id
ON CONFLICT (city, person_id, unit_id, through_id) DO NOTHING

-- name: person_unit_take_back
-- perm: none
DELETE FROM person_unit WHERE city = :city AND person_id = :kept_id
  AND through_id IN (SELECT u.through_id FROM person_unit u WHERE u.city = :city AND u.person_id = :lost_id)

-- name: version_add
-- perm: none
INSERT INTO fact_version (city, id, subject_id, of, version, recorded_at, by_id, unit_id, event, source, valid_from, import_id, note, changes, changes_sealed)
VALUES (:city, :id, :subject_id, :of, :version, :now, :me, :unit_id, :event, :source, :valid_from, :import_id, :note, :changes, :changes_sealed)

-- name: version_of
-- ahead: subject_id
SELECT id, version, recorded_at, by_id, unit_id, event, source, valid_from, import_id, note, changes, changes_sealed, undone_at
FROM fact_version WHERE city = :city AND subject_id = :subject_id ORDER BY id

-- name: version_undo
-- waits: (nobody asks what it came to)
-- perm: none
UPDATE fact_version SET undone_at = :now, undone_by_id = :undone_by_id WHERE city = :city AND id = :id AND undone_at IS NULL

-- name: version_of_import
-- optional: after
SELECT id, subject_id, of FROM fact_version
WHERE city = :city AND import_id = :import_id AND undone_at IS NULL {after? AND id < :after_id}
ORDER BY id DESC LIMIT :max_n

-- name: claim_add
-- perm: none
INSERT INTO fact_claim (city, id, subject_id, of, field, value, value_sealed, source, valid_from, recorded_at, by_id, import_id, state)
VALUES (:city, :id, :subject_id, :of, :field, :value, :value_sealed, :source, :valid_from, :now, :me, :import_id, :state)

-- name: claim_note_add
-- perm: none
INSERT INTO fact_claim_note (city, claim_id, note) VALUES (:city, :claim_id, :note)

-- name: claim_note
SELECT note FROM fact_claim_note WHERE city = :city AND claim_id = :claim_id

-- name: claim_of
-- ahead: subject_id
SELECT id, field, value, value_sealed, source, valid_from, recorded_at, by_id, import_id, state FROM fact_claim
WHERE city = :city AND subject_id = :subject_id AND of = :of AND state IN (0, 4) ORDER BY id

-- name: claim_row
-- types: who text
SELECT c.id, c.subject_id, c.of, c.field, c.value, c.value_sealed, c.source, c.valid_from, c.state, c.by_id, c.recorded_at, c.import_id, u.name AS who
FROM fact_claim c LEFT JOIN v_user u ON u.city = c.city AND u.id = c.by_id
WHERE c.city = :city AND c.id = :id

-- name: claim_decide
-- perm: none
UPDATE fact_claim SET state = :state, decided_at = :now, decided_by_id = :me, reason = :reason WHERE city = :city AND id = :id AND state IN (0, 4)

-- name: claims_reopen
-- perm: none
UPDATE fact_claim SET state = 0, decided_at = NULL, decided_by_id = NULL, reason = NULL
WHERE city = :city AND subject_id = :subject_id AND of = :of AND state = 1 AND decided_at = :decided_at AND decided_by_id = :decided_by_id

-- name: claim_replace
-- perm: none
UPDATE fact_claim SET state = 3, decided_at = :now, decided_by_id = :me
WHERE city = :city AND subject_id = :subject_id AND of = :of AND field = :field AND state = 4 AND by_id = :me

-- name: person_maker
-- scope: none (an id, and nothing else)
SELECT made_by_id FROM person WHERE city = :city AND id = :id

-- name: family_maker
-- scope: none (an id, and nothing else)
SELECT made_by_id FROM family WHERE city = :city AND id = :id

-- name: claim_withdraw
-- perm: none
UPDATE fact_claim SET state = 3, decided_at = :now, decided_by_id = :me WHERE city = :city AND id IN
  (SELECT c.id FROM fact_claim c WHERE c.city = :city AND c.import_id = :import_id AND c.state = 0 LIMIT :max_n)

-- name: claim_withdraw_own
-- perm: PERSON_WRITE
UPDATE fact_claim SET state = 3, decided_at = :now, decided_by_id = :me WHERE city = :city AND id = :id AND state = 4 AND by_id = :me

-- name: kept_event_add
-- perm: PERSON_WRITE
INSERT INTO family_event (city, id, event, subject_id, of, said, said_sealed, source, valid_from, note, recorded_at, by_id, unit_id, state)
VALUES (:city, :id, :event, :subject_id, :of, :said, :said_sealed, :source, :valid_from, :note, :now, :me, :unit_id, 4)

-- name: kept_event_part_add
-- perm: PERSON_WRITE
INSERT INTO family_event_part (city, event_id, subject_id, of) VALUES (:city, :event_id, :subject_id, :of)
ON CONFLICT (city, event_id, subject_id) DO NOTHING

-- name: kept_event_row
-- types: who text, by text
SELECT e.id, e.event, e.subject_id, e.of, e.said, e.said_sealed, e.source, e.valid_from, e.note, e.recorded_at, e.by_id, e.state, e.decided_at, e.decided_by_id,
  e.reason, w.name AS who, d.name AS by
FROM family_event e
LEFT JOIN v_user w ON w.city = e.city AND w.id = e.by_id
LEFT JOIN v_user d ON d.city = e.city AND d.id = e.decided_by_id
WHERE e.city = :city AND e.id = :id

-- name: kept_event_parts
SELECT subject_id, of FROM family_event_part WHERE city = :city AND event_id = :event_id ORDER BY subject_id

-- name: kept_event_same
SELECT id, by_id FROM family_event WHERE city = :city AND state = 4 AND event = :event AND subject_id = :subject_id ORDER BY id LIMIT 1

-- name: kept_event_of
SELECT e.id FROM family_event_part x JOIN family_event e ON e.city = x.city AND e.id = x.event_id AND e.state = 4
WHERE x.city = :city AND x.subject_id = :subject_id ORDER BY e.id

-- name: kept_event_end
-- perm: REGISTRY_DECIDE
UPDATE family_event SET state = :state, decided_at = :now, decided_by_id = :me, reason = :reason
WHERE city = :city AND id = :id AND state = 4 AND by_id <> :me

-- name: kept_event_withdraw
-- perm: PERSON_WRITE
UPDATE family_event SET state = 3, decided_at = :now, decided_by_id = :me WHERE city = :city AND id = :id AND state = 4 AND by_id = :me

-- name: kept_event_erase
-- perm: ERASE
UPDATE family_event SET said = NULL, said_sealed = NULL, note = NULL, reason = NULL, decided_at = coalesce(decided_at, :now), decided_by_id = coalesce(decided_by_id, :me),
  state = CASE WHEN state = 4 THEN 5 ELSE state END
WHERE city = :city AND id IN (SELECT x.event_id FROM family_event_part x WHERE x.city = :city AND x.subject_id = :subject_id)

-- name: merge_add
-- perm: none
INSERT INTO person_merge (city, id, lost_id, kept_id, merged_at, by_id, reason) VALUES (:city, :id, :lost_id, :kept_id, :now, :me, :reason)

-- name: merge_undo
-- perm: none
UPDATE person_merge SET undone_at = :now, undone_by_id = :me, undone_reason = :undone_reason WHERE city = :city AND lost_id = :lost_id AND undone_at IS NULL

-- name: import_made
-- types: plain i64, units i64, edits i64, merges i64, uses i64
-- optional: after
-- scope: none (the undo of an import takes all its rows)
SELECT p.id, p.version, p.state, p.family_id, CASE WHEN p.marks IS NULL THEN 1 ELSE 0 END AS plain, CAST((SELECT count(*) FROM person_unit u WHERE u.city = p.city AND u.person_id = p.id) AS BIGINT) AS units,
  CAST((SELECT count(*) FROM fact_version v WHERE v.city = p.city AND v.subject_id = p.id AND v.undone_at IS NULL AND v.import_id IS DISTINCT FROM p.import_id
      AND (v.changes IS NOT NULL OR v.changes_sealed IS NOT NULL)) +
    (SELECT count(*) FROM fact_claim c WHERE c.city = p.city AND c.subject_id = p.id AND c.state IN (0, 4) AND c.import_id IS NULL) AS BIGINT) AS edits,
  CAST((SELECT count(*) FROM person_merge m WHERE m.city = p.city AND m.lost_id = p.id AND m.undone_at IS NULL) +
    (SELECT count(*) FROM person_merge m WHERE m.city = p.city AND m.kept_id = p.id AND m.undone_at IS NULL) AS BIGINT) AS merges,
  CAST((SELECT count(*) FROM v_benefit b WHERE b.city = p.city AND b.person_id = p.id) +
    (SELECT count(*) FROM v_benefit b WHERE b.city = p.city AND b.receiver_id = p.family_id) +
    (SELECT count(*) FROM second_wait w WHERE w.city = p.city AND w.subject_id IN (p.id, p.family_id)) +
    (SELECT count(*) FROM family_event_part x JOIN second_wait w ON w.city = x.city AND w.id = x.event_id WHERE x.city = p.city AND x.subject_id = p.id) +
    (SELECT count(*) FROM v_verval_person r WHERE r.city = p.city AND r.person_id = p.id) AS BIGINT) AS uses
FROM person p WHERE p.city = :city AND p.import_id = :import_id AND p.state <> 9 AND p.erased_at IS NULL {after? AND p.id < :after_id}
ORDER BY p.id DESC LIMIT :max_n

-- name: import_wrote
-- types: n i64
-- scope: none (the undo of an import takes all its rows)
SELECT CAST((SELECT count(*) FROM fact_claim c WHERE c.city = :city AND c.import_id = :import_id AND c.state = 0) +
  (SELECT count(*) FROM fact_version v WHERE v.city = :city AND v.import_id = :import_id AND v.undone_at IS NULL) +
  (SELECT count(*) FROM person p WHERE p.city = :city AND p.import_id = :import_id AND p.state <> 9 AND p.erased_at IS NULL) +
  (SELECT count(*) FROM family f WHERE f.city = :city AND f.import_id = :import_id AND f.withdrawn_at IS NULL) AS BIGINT) AS n

-- name: import_family
-- types: people i64, edits i64, uses i64
-- optional: after
-- scope: none (the undo of an import takes all its rows)
SELECT f.id,
  CAST((SELECT count(*) FROM person p WHERE p.city = f.city AND p.family_id = f.id AND p.state <> 9) +
    (SELECT count(*) FROM family_past g JOIN person p ON p.city = g.city AND p.id = g.person_id AND p.state <> 9
      WHERE g.city = f.city AND g.family_id = f.id AND EXISTS (SELECT 1 FROM fact_version v WHERE v.city = p.city AND v.subject_id = p.id
        AND v.undone_at IS NULL AND v.event <> 'undone' AND v.changes LIKE '%"' || CAST(f.id AS TEXT) || '"%')) AS BIGINT) AS people,
  CAST((SELECT count(*) FROM fact_version v WHERE v.city = f.city AND v.subject_id = f.id AND v.undone_at IS NULL AND v.import_id IS DISTINCT FROM f.import_id
      AND v.event <> 'undone' AND (v.changes IS NOT NULL OR v.changes_sealed IS NOT NULL)) +
    (SELECT count(*) FROM fact_claim c WHERE c.city = f.city AND c.subject_id = f.id AND c.state IN (0, 4) AND c.import_id IS NULL) AS BIGINT) AS edits,
  CAST((SELECT count(*) FROM v_benefit b WHERE b.city = f.city AND b.receiver_id = f.id) +
    (SELECT count(*) FROM second_wait w WHERE w.city = f.city AND w.subject_id = f.id) +
    (SELECT count(*) FROM family_event_part x JOIN second_wait w ON w.city = x.city AND w.id = x.event_id WHERE x.city = f.city AND x.subject_id = f.id) +
    (SELECT count(*) FROM v_verval_person r WHERE r.city = f.city AND r.family_id = f.id) AS BIGINT) AS uses
FROM family f WHERE f.city = :city AND f.import_id = :import_id AND f.withdrawn_at IS NULL {after? AND f.id < :after_id}
ORDER BY f.id DESC LIMIT :max_n

-- name: left_why
-- types: what i64, at i64, ref_id i64, name text
SELECT 1 AS what, e.at, coalesce(e.ref_id, 0) AS ref_id, u.name
FROM (SELECT v.city, v.recorded_at AS at, v.import_id AS ref_id, v.unit_id FROM fact_version v
    WHERE v.city = :city AND v.subject_id = :subject_id AND v.undone_at IS NULL AND v.import_id IS DISTINCT FROM :import_id AND v.event <> 'undone'
      AND (v.changes IS NOT NULL OR v.changes_sealed IS NOT NULL)
  UNION ALL SELECT c.city, c.recorded_at, NULL, NULL FROM fact_claim c
    WHERE c.city = :city AND c.subject_id = :subject_id AND c.state IN (0, 4) AND c.import_id IS NULL
  UNION ALL SELECT m.city, m.merged_at, NULL, NULL FROM person_merge m WHERE m.city = :city AND m.lost_id = :subject_id AND m.undone_at IS NULL
  UNION ALL SELECT m.city, m.merged_at, NULL, NULL FROM person_merge m WHERE m.city = :city AND m.kept_id = :subject_id AND m.undone_at IS NULL
  ORDER BY 2 DESC LIMIT 1) e
LEFT JOIN v_unit u ON u.city = e.city AND u.id = e.unit_id
UNION ALL SELECT 2, b.recorded_at, b.id, b.programme FROM v_benefit b WHERE b.city = :city AND b.person_id = :subject_id
UNION ALL SELECT 2, b.recorded_at, b.id, b.programme FROM v_benefit b WHERE b.city = :city AND b.receiver_id = :subject_id
UNION ALL SELECT 2, b.recorded_at, b.id, b.programme FROM v_benefit b WHERE b.city = :city AND b.receiver_id = :family_id
UNION ALL SELECT 3, r.id, r.id, NULL FROM v_verval_person r WHERE r.city = :city AND r.person_id = :subject_id
UNION ALL SELECT 3, r.id, r.id, NULL FROM v_verval_person r WHERE r.city = :city AND r.family_id = :subject_id
UNION ALL SELECT 4, w.since_at, w.kind, w.what FROM second_wait w WHERE w.city = :city AND w.subject_id IN (:subject_id, :family_id)
UNION ALL SELECT 4, w.since_at, w.kind, w.what FROM family_event_part x JOIN second_wait w ON w.city = x.city AND w.id = x.event_id
  WHERE x.city = :city AND x.subject_id = :subject_id
UNION ALL SELECT 5, c.opened_at, c.id, c.number FROM v_case c WHERE c.city = :city AND c.person_id = :subject_id AND {scope case c}
UNION ALL SELECT 6, u.since_at, u.unit_id, NULL FROM person_unit u WHERE u.city = :city AND u.person_id = :subject_id
ORDER BY 1, 2 DESC

-- name: family_withdraw
-- waits: (nobody asks what it came to)
-- perm: none
-- scope: none (writes)
UPDATE family SET version = version + 1, members = 0, head_id = NULL, ended_at = coalesce(ended_at, :now), withdrawn_at = :now
WHERE city = :city AND id = :id AND withdrawn_at IS NULL

-- name: person_blind_old
-- types: nik_before blob
-- scope: none (the city's key is changed for all)
SELECT id, nik_sealed, nik_blind, phone_sealed, phone_blind FROM person
WHERE city = :city AND nik_blind < :nik_before AND nik_sealed IS NOT NULL ORDER BY nik_blind LIMIT :max_n

-- name: person_phone_old
-- types: phone_before blob
-- scope: none (the city's key is changed for all)
SELECT id, phone_sealed, phone_blind FROM person
WHERE city = :city AND phone_blind IS NOT NULL AND phone_blind < :phone_before AND phone_sealed IS NOT NULL ORDER BY phone_blind LIMIT :max_n

-- name: family_blind_old
-- types: kk_before blob
-- scope: none (the city's key is changed for all)
SELECT id, kk_sealed, kk_blind FROM family
WHERE city = :city AND kk_blind < :kk_before AND kk_sealed IS NOT NULL ORDER BY kk_blind LIMIT :max_n

-- name: person_blind_set
-- perm: none
-- types: old_blind blob
-- scope: none (writes)
UPDATE person SET nik_blind = :nik_blind WHERE city = :city AND id = :id AND nik_blind = :old_blind

-- name: person_phone_set
-- perm: none
-- types: old_blind blob
-- scope: none (writes)
UPDATE person SET phone_blind = :phone_blind WHERE city = :city AND id = :id AND phone_blind = :old_blind

-- name: family_blind_set
-- perm: none
-- types: old_blind blob
-- scope: none (writes)
UPDATE family SET kk_blind = :kk_blind WHERE city = :city AND id = :id AND kk_blind = :old_blind

-- name: person_erase_row
-- perm: ERASE
-- scope: none (two pairs of eyes decided)
-- engine: sqlite
UPDATE person SET version = version + 1, known = 0, name = :name, name_fold = '', alias = NULL, sex = 0, birth_date = NULL, birth_year = NULL, birth_place = NULL,
  mother = NULL, traits = NULL, region_id = NULL, rt = NULL, rw = NULL, address = NULL, origin = NULL, nik_sealed = NULL, nik_blind = NULL, phone_sealed = NULL,
  phone_blind = NULL, more = NULL, more_sealed = NULL, marks = NULL, erased_at = :now, tombstone = :tombstone,
  fed = (SELECT coalesce(max(f.fed), 0) + 1 FROM person f WHERE f.city = :city)
WHERE city = :city AND id = :id AND erased_at IS NULL
-- engine: pg
UPDATE person SET version = version + 1, known = 0, name = :name, name_fold = '', alias = NULL, sex = 0, birth_date = NULL, birth_year = NULL, birth_place = NULL,
  mother = NULL, traits = NULL, region_id = NULL, rt = NULL, rw = NULL, address = NULL, origin = NULL, nik_sealed = NULL, nik_blind = NULL, phone_sealed = NULL,
  phone_blind = NULL, more = NULL, more_sealed = NULL, marks = NULL, erased_at = :now, tombstone = :tombstone,
  fed = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
WHERE city = :city AND id = :id AND erased_at IS NULL

-- name: person_versions_erase
-- perm: ERASE
UPDATE fact_version SET changes = NULL, changes_sealed = NULL, note = NULL WHERE city = :city AND subject_id = :subject_id

-- name: person_claim_notes_erase
-- perm: none
DELETE FROM fact_claim_note WHERE city = :city AND claim_id IN (SELECT c.id FROM fact_claim c WHERE c.city = :city AND c.subject_id = :subject_id)

-- name: person_claims_erase
-- perm: ERASE
UPDATE fact_claim SET value = NULL, value_sealed = NULL WHERE city = :city AND subject_id = :subject_id

-- name: release_add
-- perm: none
INSERT INTO desil_release (city, id, name, as_of, import_id, line_id, families, partial, received_at)
VALUES (:city, :id, :name, :as_of, :import_id, :line_id, 0, :partial, :now)

-- name: release_count
-- perm: none
UPDATE desil_release SET families = (SELECT count(*) FROM desil d WHERE d.city = :city AND d.release_id = :id) WHERE city = :city AND id = :id

-- name: release_row
SELECT id, name, as_of, line_id, families, partial FROM desil_release WHERE city = :city AND id = :id

-- name: release_withdraw
-- perm: none
UPDATE desil_release SET line_id = NULL WHERE city = :city AND id = :id

-- name: desil_add
-- perm: none
INSERT INTO desil (city, release_id, family_id, desil, none_why) VALUES (:city, :release_id, :family_id, :desil, :none_why)
ON CONFLICT (city, release_id, family_id) DO UPDATE SET desil = excluded.desil, none_why = excluded.none_why

-- name: desil_of
SELECT d.desil, d.none_why
FROM desil_release r JOIN desil d ON d.city = r.city AND d.release_id = r.id AND d.family_id = :family_id
WHERE r.city = :city AND r.line_id = :line_id AND r.id <= :release_id
ORDER BY r.id DESC LIMIT 1

-- name: desil_lists_of
SELECT r.id, r.name, r.as_of, d.desil, d.none_why
FROM desil_release r JOIN desil d ON d.city = r.city AND d.release_id = r.id AND d.family_id = :family_id
WHERE r.city = :city AND r.partial = 1 AND r.line_id IS NOT NULL AND r.received_at <= :until_at
ORDER BY r.as_of DESC, r.id DESC LIMIT :max_n

-- name: release_line_families
-- types: n i64
SELECT CAST(coalesce(sum(r.families), 0) AS BIGINT) AS n FROM desil_release r
WHERE r.city = :city AND r.line_id = :line_id AND r.id <= :release_id

-- name: shown_add
-- perm: none
INSERT INTO desil_shown (city, id, release_id, since_at, by_id) VALUES (:city, :id, :release_id, :now, :me)

-- name: shown_on
-- types: held_on i64
SELECT s.release_id FROM desil_shown s JOIN desil_release r ON r.city = s.city AND r.id = s.release_id
WHERE s.city = :city AND s.since_at <= :until_at AND r.line_id IS NOT NULL AND r.as_of <= :held_on
ORDER BY r.as_of DESC, s.id DESC LIMIT 1

-- name: shown_at
SELECT release_id FROM desil_shown WHERE city = :city AND since_at <= :until_at ORDER BY id DESC LIMIT 1
