-- types: most i64, skip i64, n i64, sought_from text, sought_to text, after_sought text, after_id i64, after_person i64, region_id opt, sex_is i64, born_from i64, born_to i64, year_from i64, year_to i64, old_state i64, home_id i64
-- types: id_0 i64, id_1 i64, id_2 i64, id_3 i64, id_4 i64, id_5 i64, id_6 i64, id_7 i64, id_8 i64, id_9 i64, id_10 i64, id_11 i64, id_12 i64, id_13 i64, id_14 i64, id_15 i64

-- ---- kept beside the facts -----------------------------------------------------------------

-- name: field_put
-- perm: none
-- scope: none (writes)
INSERT INTO field_value (city, subject_id, field, part, sought, region_id) VALUES (:city, :subject_id, :field, :part, :sought, :region_id)
ON CONFLICT (city, subject_id, field, part) DO UPDATE SET sought = excluded.sought, region_id = excluded.region_id

-- name: field_put_first
-- perm: none
-- scope: none (writes)
INSERT INTO field_value (city, subject_id, field, part, sought, region_id) VALUES (:city, :subject_id, :field, :part, :sought, :region_id)
ON CONFLICT (city, subject_id, field, part) DO UPDATE SET region_id = excluded.region_id

-- name: field_forget
-- perm: ERASE
-- scope: none (two pairs of eyes decided)
DELETE FROM field_value WHERE city = :city AND subject_id = :subject_id

-- name: field_empty
-- perm: none
-- scope: none (the field is searchable no longer)
DELETE FROM field_value WHERE city = :city AND (subject_id, field, part) IN
  (SELECT v.subject_id, v.field, v.part FROM field_value v WHERE v.city = :city AND v.field = :field ORDER BY v.sought, v.subject_id LIMIT :most)

-- name: field_kept
-- scope: none (compared with the facts; nobody is shown)
SELECT v.field, v.part, v.sought, v.region_id FROM field_value v WHERE v.city = :city AND v.subject_id = :subject_id AND v.sought IS NOT NULL ORDER BY v.field, v.part

-- ---- filling -------------------------------------------------------------------------------

-- name: field_finds
SELECT f.field, f.of, f.state, f.begun_at, f.place_id, f.homes FROM field_find f WHERE f.city = :city ORDER BY f.field

-- name: field_find_add
-- perm: none
INSERT INTO field_find (city, field, of, state, begun_at, place_id, homes) VALUES (:city, :field, :of, 1, :now, 0, 1)
ON CONFLICT (city, field) DO NOTHING

-- name: field_find_state
-- perm: none
UPDATE field_find SET state = :state, begun_at = :now WHERE city = :city AND field = :field AND state = :old_state

-- name: field_find_again
-- perm: none
UPDATE field_find SET state = 1, begun_at = :now, place_id = 0, homes = 1 WHERE city = :city AND field = :field AND state < 3 AND homes = 0

-- name: field_find_place
-- perm: none
UPDATE field_find SET place_id = :place_id, state = :state WHERE city = :city AND field = :field AND state = 1 AND place_id < :place_id

-- name: field_find_end
-- perm: none
DELETE FROM field_find WHERE city = :city AND field = :field AND state = 3

-- name: field_of_persons
-- optional: hold
-- scope: none (fills the table; nobody is shown)
-- engine: sqlite
SELECT p.id, p.more, p.region_id FROM person p WHERE p.city = :city AND p.id > :after_id AND p.erased_at IS NULL ORDER BY p.id LIMIT :most
-- engine: pg
SELECT p.id, p.more, p.region_id FROM person p WHERE p.city = :city AND p.id > :after_id AND p.erased_at IS NULL ORDER BY p.id LIMIT :most {hold? FOR SHARE}

-- name: field_of_families
-- optional: hold
-- scope: none (fills the table; nobody is shown)
-- engine: sqlite
SELECT f.id, f.more, f.region_id FROM family f WHERE f.city = :city AND f.id > :after_id ORDER BY f.id LIMIT :most
-- engine: pg
SELECT f.id, f.more, f.region_id FROM family f WHERE f.city = :city AND f.id > :after_id ORDER BY f.id LIMIT :most {hold? FOR SHARE}

-- ---- looking -------------------------------------------------------------------------------

-- name: field_holders
-- scope: none (narrows down whom the index finds; who is shown is read in scope)
-- optional: home
SELECT v.subject_id, v.sought, v.part FROM field_value v
WHERE v.city = :city AND v.field = :field {home? AND v.region_id = :home_id} AND v.sought >= :sought_from AND v.sought <= :sought_to
ORDER BY v.sought, v.subject_id LIMIT :most

-- name: field_walk_end
-- scope: none (a place in the order of values, of nobody)
-- optional: after, home
SELECT v.sought, v.subject_id FROM field_value v
WHERE v.city = :city AND v.field = :field {home? AND v.region_id = :home_id} AND v.sought >= :sought_from AND v.sought <= :sought_to {after? AND (v.sought, v.subject_id) > (:after_sought, :after_id)}
ORDER BY v.sought, v.subject_id LIMIT 1 OFFSET :skip

-- name: field_walk
-- scope: none (the index of people says who may be seen; who is shown is read in scope)
-- optional: after, home
SELECT w.sought, w.subject_id FROM
  (SELECT v.city, v.sought, v.subject_id, v.part FROM field_value v
   WHERE v.city = :city AND v.field = :field {home? AND v.region_id = :home_id} AND v.sought >= :sought_from AND v.sought <= :sought_to {after? AND (v.sought, v.subject_id) > (:after_sought, :after_id)}
   ORDER BY v.sought, v.subject_id LIMIT :most) w
WHERE w.part = 0 OR NOT EXISTS (SELECT 1 FROM field_value x WHERE x.city = w.city AND x.subject_id = w.subject_id AND x.field = :field AND x.part < w.part
  AND x.sought >= :sought_from AND x.sought <= :sought_to)
ORDER BY w.sought, w.subject_id

-- name: field_walk_person
-- optional: after, home, region, sex, born
SELECT w.sought, w.subject_id, p.id FROM
  (SELECT v.city, v.sought, v.subject_id, v.part FROM field_value v
   WHERE v.city = :city AND v.field = :field {home? AND v.region_id = :home_id} AND v.sought >= :sought_from AND v.sought <= :sought_to {after? AND (v.sought, v.subject_id) > (:after_sought, :after_id)}
   ORDER BY v.sought, v.subject_id LIMIT :most) w
JOIN person p ON p.city = w.city AND p.id = w.subject_id
WHERE p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND {scope person p}
  AND (w.part = 0 OR NOT EXISTS (SELECT 1 FROM field_value x WHERE x.city = w.city AND x.subject_id = w.subject_id AND x.field = :field AND x.part < w.part
    AND x.sought >= :sought_from AND x.sought <= :sought_to))
  {region? AND (p.region_id = :region_id OR p.region_id IN (SELECT r.id FROM v_region r WHERE r.city = p.city AND r.parent_id = :region_id))}
  {sex? AND p.sex IN (0, :sex_is)}
  {born? AND (p.birth_date BETWEEN :born_from AND :born_to OR (p.birth_date IS NULL AND p.birth_year BETWEEN :year_from AND :year_to))}
ORDER BY w.sought, w.subject_id LIMIT :n

-- name: field_walk_family
-- optional: after, home, region, sex, born
SELECT w.sought, w.subject_id, p.id FROM
  (SELECT v.city, v.sought, v.subject_id, v.part FROM field_value v
   WHERE v.city = :city AND v.field = :field {home? AND v.region_id = :home_id} AND v.sought >= :sought_from AND v.sought <= :sought_to {after? AND (v.sought, v.subject_id) >= (:after_sought, :after_id)}
   ORDER BY v.sought, v.subject_id LIMIT :most) w
JOIN family f ON f.city = w.city AND f.id = w.subject_id
JOIN person p ON p.city = f.city AND p.family_id = f.id
WHERE p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND f.withdrawn_at IS NULL AND {scope person p} AND {scope family f}
  {after? AND (w.sought, w.subject_id, p.id) > (:after_sought, :after_id, :after_person)}
  AND (w.part = 0 OR NOT EXISTS (SELECT 1 FROM field_value x WHERE x.city = w.city AND x.subject_id = w.subject_id AND x.field = :field AND x.part < w.part
    AND x.sought >= :sought_from AND x.sought <= :sought_to))
  {region? AND (p.region_id = :region_id OR p.region_id IN (SELECT r.id FROM v_region r WHERE r.city = p.city AND r.parent_id = :region_id))}
  {sex? AND p.sex IN (0, :sex_is)}
  {born? AND (p.birth_date BETWEEN :born_from AND :born_to OR (p.birth_date IS NULL AND p.birth_year BETWEEN :year_from AND :year_to))}
ORDER BY w.sought, w.subject_id, p.id LIMIT :n

-- From the few to their values, not from everybody's values: crossed for SQLite, and by what is in no index but theirs.
-- name: field_walk_member
-- optional: after, region, sex, born
SELECT v.sought, v.subject_id, p.id FROM
  (SELECT DISTINCT m.city, m.id FROM v_member_person m WHERE m.city = :city AND m.user_id = :me ORDER BY m.id DESC LIMIT :most) w
CROSS JOIN person p
CROSS JOIN field_value v
WHERE p.city = w.city AND p.id = w.id AND v.city = p.city AND v.subject_id = p.id AND v.sought IS NOT NULL
  AND coalesce(v.field, '') = :field AND coalesce(v.sought, '') >= :sought_from AND coalesce(v.sought, '') <= :sought_to
  AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND {scope person p} {after? AND (coalesce(v.sought, ''), v.subject_id) > (:after_sought, :after_id)}
  AND NOT EXISTS (SELECT 1 FROM v_user_reach a WHERE a.city = v.city AND a.user_id = :me AND a.reach = 1 AND a.region_id = v.region_id)
  AND (v.part = 0 OR NOT EXISTS (SELECT 1 FROM field_value x WHERE x.city = v.city AND x.subject_id = v.subject_id AND x.field = :field AND x.part < v.part
    AND x.sought >= :sought_from AND x.sought <= :sought_to))
  {region? AND (p.region_id = :region_id OR p.region_id IN (SELECT r.id FROM v_region r WHERE r.city = p.city AND r.parent_id = :region_id))}
  {sex? AND p.sex IN (0, :sex_is)}
  {born? AND (p.birth_date BETWEEN :born_from AND :born_to OR (p.birth_date IS NULL AND p.birth_year BETWEEN :year_from AND :year_to))}
ORDER BY v.sought, v.subject_id LIMIT :n

-- name: field_walk_kin
-- optional: after, region, sex, born
SELECT v.sought, v.subject_id, p.id FROM
  (SELECT DISTINCT m.city, m.id FROM v_member_family m WHERE m.city = :city AND m.user_id = :me ORDER BY m.id DESC LIMIT :most) w
CROSS JOIN family f
CROSS JOIN field_value v
CROSS JOIN person p
WHERE f.city = w.city AND f.id = w.id AND v.city = f.city AND v.subject_id = f.id AND v.sought IS NOT NULL
  AND coalesce(v.field, '') = :field AND coalesce(v.sought, '') >= :sought_from AND coalesce(v.sought, '') <= :sought_to
  AND p.city = f.city AND p.family_id = f.id AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND f.withdrawn_at IS NULL AND {scope person p} AND {scope family f}
  {after? AND (coalesce(v.sought, ''), v.subject_id, p.id) > (:after_sought, :after_id, :after_person)}
  AND NOT EXISTS (SELECT 1 FROM v_user_reach a WHERE a.city = v.city AND a.user_id = :me AND a.reach = 1 AND a.region_id = v.region_id)
  AND (v.part = 0 OR NOT EXISTS (SELECT 1 FROM field_value x WHERE x.city = v.city AND x.subject_id = v.subject_id AND x.field = :field AND x.part < v.part
    AND x.sought >= :sought_from AND x.sought <= :sought_to))
  {region? AND (p.region_id = :region_id OR p.region_id IN (SELECT r.id FROM v_region r WHERE r.city = p.city AND r.parent_id = :region_id))}
  {sex? AND p.sex IN (0, :sex_is)}
  {born? AND (p.birth_date BETWEEN :born_from AND :born_to OR (p.birth_date IS NULL AND p.birth_year BETWEEN :year_from AND :year_to))}
ORDER BY v.sought, v.subject_id, p.id LIMIT :n

-- name: field_held_person
SELECT p.id, p.more FROM person p
WHERE p.city = :city AND p.id IN (:id_0, :id_1, :id_2, :id_3, :id_4, :id_5, :id_6, :id_7, :id_8, :id_9, :id_10, :id_11, :id_12, :id_13, :id_14, :id_15)
  AND EXISTS (SELECT 1 FROM field_value v WHERE v.city = p.city AND v.subject_id = p.id AND v.field = :field AND v.sought >= :sought_from AND v.sought <= :sought_to)
  AND {scope person p}

-- name: field_held_family
SELECT p.id, f.more FROM person p JOIN family f ON f.city = p.city AND f.id = p.family_id
WHERE p.city = :city AND p.id IN (:id_0, :id_1, :id_2, :id_3, :id_4, :id_5, :id_6, :id_7, :id_8, :id_9, :id_10, :id_11, :id_12, :id_13, :id_14, :id_15)
  AND EXISTS (SELECT 1 FROM field_value v WHERE v.city = f.city AND v.subject_id = f.id AND v.field = :field AND v.sought >= :sought_from AND v.sought <= :sought_to)
  AND {scope person p} AND {scope family f}
