-- types: n i64, newest i64, bound i64, after_fed i64, after_id i64, after_fold text, reach i64, region_id opt, head text, region text, desil num, fold_from text, fold_to text
-- types: id_0 i64, id_1 i64, id_2 i64, id_3 i64, id_4 i64, id_5 i64, id_6 i64, id_7 i64, id_8 i64, id_9 i64, id_10 i64, id_11 i64, id_12 i64, id_13 i64, id_14 i64, id_15 i64

-- ---- the index -----------------------------------------------------------------------------

-- name: find_mark
-- scope: none (a place in the feed, of nobody)
-- engine: sqlite
SELECT coalesce((SELECT p.fed FROM person p WHERE p.city = :city ORDER BY p.fed DESC LIMIT 1), 0) AS newest,
  coalesce((SELECT p.fed FROM person p WHERE p.city = :city ORDER BY p.fed DESC LIMIT 1), 0) + 1 AS bound
-- engine: pg
SELECT coalesce((SELECT p.fed FROM person p WHERE p.city = :city ORDER BY p.fed DESC LIMIT 1), 0) AS newest,
  CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS bound

-- name: find_page
-- scope: none (fills the index; what is shown is read in scope)
-- optional: after
SELECT p.id, p.version, p.known, p.state, p.family_id, p.name, p.name_fold, p.alias, p.sex, p.birth_date, p.birth_year, p.region_id,
  coalesce(p.address, f.address) AS address, p.protected, p.same_as_id, p.erased_at, p.fed
FROM person p
LEFT JOIN v_family f ON f.city = p.city AND f.id = p.family_id
WHERE p.city = :city {after? AND (p.name_fold, p.id) > (:after_fold, :after_id)}
ORDER BY p.name_fold, p.id LIMIT :n

-- name: find_changes
-- scope: none (keeps the index up; what is shown is read in scope)
SELECT p.id, p.version, p.known, p.state, p.family_id, p.name, p.name_fold, p.alias, p.sex, p.birth_date, p.birth_year, p.region_id,
  coalesce(p.address, f.address) AS address, p.protected, p.same_as_id, p.erased_at, p.fed
FROM person p
LEFT JOIN v_family f ON f.city = p.city AND f.id = p.family_id
WHERE p.city = :city AND (p.fed, p.id) > (:after_fed, :after_id)
ORDER BY p.fed, p.id LIMIT :n

-- ---- who may be seen -----------------------------------------------------------------------

-- name: find_reach
SELECT a.reach, a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach > 0

-- name: find_members
SELECT DISTINCT m.id FROM v_member_person m WHERE m.city = :city AND m.user_id = :me ORDER BY m.id DESC LIMIT :n

-- ---- rows ----------------------------------------------------------------------------------

-- name: find_rows
SELECT p.id, p.state, p.family_id, p.relation, p.name, p.alias, p.sex, p.birth_date, p.birth_year, p.region_id, p.rt, p.rw,
  coalesce(p.address, f.address) AS address, p.nik_sealed, g.name AS region, h.name AS head,
  (SELECT d.desil FROM v_desil d WHERE d.city = p.city AND d.family_id = p.family_id) AS desil,
  (SELECT d.none_why FROM v_desil d WHERE d.city = p.city AND d.family_id = p.family_id) AS none_why
FROM person p
LEFT JOIN v_family f ON f.city = p.city AND f.id = p.family_id
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id AND h.protected = 0
LEFT JOIN v_place g ON g.city = p.city AND g.id = p.region_id
WHERE p.city = :city AND p.id IN (:id_0, :id_1, :id_2, :id_3, :id_4, :id_5, :id_6, :id_7, :id_8, :id_9, :id_10, :id_11, :id_12, :id_13, :id_14, :id_15)
  AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND {scope person p}

-- name: find_relatives
SELECT p.id, p.family_id, p.relation, p.name, p.alias, p.sex
FROM person p
WHERE p.city = :city AND p.family_id IN (:id_0, :id_1, :id_2, :id_3, :id_4, :id_5, :id_6, :id_7, :id_8, :id_9, :id_10, :id_11, :id_12, :id_13, :id_14, :id_15)
  AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND {scope person p}
ORDER BY p.family_id, p.relation, p.id

-- name: find_begins
SELECT p.id FROM person p
WHERE p.city = :city AND p.name_fold >= :fold_from AND p.name_fold < :fold_to
  AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND {scope person p}
ORDER BY p.name_fold, p.id LIMIT :n
