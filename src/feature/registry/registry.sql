-- name: person_insert
-- perm: none
INSERT INTO person (city, id, version, known, name, name_fold, alias, sex, birth_date, birth_year, traits, region_id, address, origin,
  nik_sealed, nik_blind, phone_sealed, protected, source, made_at, made_by_id)
VALUES (:city, :id, 1, :known, :name, :name_fold, :alias, :sex, :birth_date, :birth_year, :traits, :region_id, :address, :origin,
  :nik_sealed, :nik_blind, :phone_sealed, :protected, :source, :now, :me)

-- name: person_update
-- perm: none
UPDATE person SET version = version + 1, known = :known, name = :name, name_fold = :name_fold, alias = :alias, sex = :sex, birth_date = :birth_date,
  birth_year = :birth_year, traits = :traits, region_id = :region_id, address = :address, origin = :origin, nik_sealed = :nik_sealed,
  nik_blind = :nik_blind, phone_sealed = :phone_sealed
WHERE city = :city AND id = :id AND version = :version

-- name: person_row
SELECT id, version, known, name, alias, sex, birth_date, birth_year, traits, region_id, address, origin, nik_sealed, nik_blind, phone_sealed, protected
FROM person WHERE city = :city AND id = :id

-- name: person_change_add
-- perm: none
INSERT INTO person_change (city, id, person_id, recorded_at, by_id, unit_id, field, old_value, new_value, source)
VALUES (:city, :id, :person_id, :now, :me, :unit_id, :field, :old_value, :new_value, :source)

-- name: person_by_nik
SELECT id FROM person WHERE city = :city AND nik_blind = :nik_blind ORDER BY id

-- name: person_blind_old
-- types: max_n i64, before blob
SELECT id, nik_sealed, nik_blind FROM person
WHERE city = :city AND nik_blind < :before AND nik_sealed IS NOT NULL ORDER BY nik_blind LIMIT :max_n

-- name: person_blind_set
-- perm: none
-- types: old_blind blob
UPDATE person SET nik_blind = :nik_blind WHERE city = :city AND id = :id AND nik_blind = :old_blind

-- name: person_erase_row
-- perm: ERASE
UPDATE person SET version = version + 1, known = 0, name = :name, name_fold = '', alias = NULL, sex = 0, birth_date = NULL, birth_year = NULL, traits = NULL,
  region_id = NULL, address = NULL, origin = NULL, nik_sealed = NULL, nik_blind = NULL, phone_sealed = NULL, erased_at = :now, tombstone = :tombstone
WHERE city = :city AND id = :id AND erased_at IS NULL

-- name: person_changes_erase
-- perm: ERASE
UPDATE person_change SET old_value = NULL, new_value = NULL WHERE city = :city AND person_id = :person_id
