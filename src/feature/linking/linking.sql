-- types: person_id i64, a_name text, b_name text, region text, n i64, bound i64, after_fed i64, after_id i64, max_n i64, id i64, id_a i64, id_b i64, a_region_id i64, b_region_id i64, region_id i64, after_skipped i64, after_worth i64, after_decided i64
-- types: state i64, old_version i64, name text, fed i64, family_id opt, dukcapil text, birth_date i64, protected i64, skipped i64, sure i64

-- name: link_mark
-- scope: none (a place in the feed, of nobody)
-- engine: sqlite
SELECT coalesce((SELECT p.fed FROM v_person_fed p WHERE p.city = :city ORDER BY p.fed DESC LIMIT 1), 0) + 1 AS bound
-- engine: pg
SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS bound

-- name: link_changed
-- scope: none (all are looked at; what is shown is read in scope)
SELECT p.fed, p.id FROM v_person_fed p
WHERE p.city = :city AND (p.fed, p.id) > (:after_fed, :after_id) AND p.fed < :bound
ORDER BY p.fed, p.id LIMIT :max_n

-- name: link_people
-- scope: none (a number)
SELECT CAST(coalesce(sum(t.subjects), 0) AS BIGINT) AS n FROM v_quality_total t WHERE t.city = :city

-- name: link_person
-- scope: none (all are looked at; what is shown is read in scope)
SELECT p.id, p.name, p.family_id, coalesce(p.region_id, 0) AS region_id FROM v_person p
WHERE p.city = :city AND p.id = :id AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0

-- name: link_born
-- scope: none (candidates; what is shown is read in scope)
SELECT p.id, p.known, p.name, p.alias FROM v_person p
WHERE p.city = :city AND p.birth_date = :birth_date AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0
ORDER BY p.id LIMIT 200

-- name: link_named
-- types: name_fold text
-- scope: none (candidates; what is shown is read in scope)
SELECT p.id, p.birth_date FROM v_person p
WHERE p.city = :city AND p.name_fold = :name_fold AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0
ORDER BY p.id LIMIT 30

-- name: link_relative
-- ahead: family_id
-- scope: none (candidates; what is shown is read in scope)
SELECT p.id, p.name FROM v_person p
WHERE p.city = :city AND p.family_id = :family_id AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0
ORDER BY p.id LIMIT 30

-- name: link_state_row
SELECT s.version, s.fed, s.fed_id, s.whole_at FROM link_state s WHERE s.city = :city AND s.id = 1

-- name: link_state_add
-- perm: none
INSERT INTO link_state (city, id, version, fed, fed_id) VALUES (:city, 1, 1, :fed, 0) ON CONFLICT (city, id) DO NOTHING

-- name: link_state_move
-- perm: none
UPDATE link_state SET version = version + 1, fed = :fed, fed_id = :fed_id, whole_at = :whole_at WHERE city = :city AND id = 1 AND version = :old_version

-- name: link_of
SELECT l.id, l.a_id, l.b_id, l.permille, l.state, l.reasons FROM link_pair l WHERE l.city = :city AND l.a_id = :person_id
UNION ALL
SELECT l.id, l.a_id, l.b_id, l.permille, l.state, l.reasons FROM link_pair l WHERE l.city = :city AND l.b_id = :person_id

-- name: link_put
-- perm: none
INSERT INTO link_pair (city, id, a_id, b_id, a_region_id, b_region_id, permille, weight, reasons, worth, sure, state, skipped, found_at)
VALUES (:city, :id, :a_id, :b_id, :a_region_id, :b_region_id, :permille, :weight, :reasons, :worth, :sure, 1, 0, :now)
ON CONFLICT (city, a_id, b_id) DO UPDATE SET a_region_id = excluded.a_region_id, b_region_id = excluded.b_region_id, permille = excluded.permille,
  weight = excluded.weight, reasons = excluded.reasons, worth = excluded.worth, sure = excluded.sure,
  state = CASE WHEN link_pair.state = 5 THEN 1 ELSE link_pair.state END
WHERE link_pair.state IN (1, 4, 5)

-- name: link_unlikely
-- perm: none
UPDATE link_pair SET state = 5 WHERE city = :city AND id = :id AND state IN (1, 4)

-- name: link_reach
SELECT CAST(count(*) AS BIGINT) AS n FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 2

-- name: link_list
-- optional: near, after
-- scope: none (pairs of the actor's kelurahan alone; whoever is protected is in none)
SELECT l.id, l.a_id, l.b_id, l.permille, l.reasons, l.worth, l.state, l.skipped, a.name AS a_name, b.name AS b_name, r.name AS region
FROM link_pair l
JOIN v_person a ON a.city = l.city AND a.id = l.a_id AND a.protected = 0 AND a.same_as_id IS NULL AND a.erased_at IS NULL AND a.state <> 9
JOIN v_person b ON b.city = l.city AND b.id = l.b_id AND b.protected = 0 AND b.same_as_id IS NULL AND b.erased_at IS NULL AND b.state <> 9
LEFT JOIN v_place r ON r.city = l.city AND r.id = l.b_region_id
WHERE l.city = :city AND l.sure = :sure AND l.state IN (1, 4)
  {near? AND l.a_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)
  AND l.b_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)}
  {after? AND (l.skipped, -l.worth, l.id) > (:after_skipped, -:after_worth, :after_id)}
ORDER BY l.skipped, l.worth DESC, l.id LIMIT :max_n

-- name: link_count
-- optional: near
SELECT CAST(coalesce(sum(l.sure), 0) AS BIGINT) AS sure, CAST(count(*) AS BIGINT) AS n
FROM link_pair l
WHERE l.city = :city AND l.state IN (1, 4)
  {near? AND l.a_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)
  AND l.b_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)}

-- name: link_done
-- optional: near, after
-- scope: none (pairs of the actor's kelurahan alone; whoever is protected is in none)
SELECT l.id, l.a_id, l.b_id, l.permille, l.reasons, l.worth, l.state, l.skipped, a.name AS a_name, b.name AS b_name, u.name AS region, l.decided_at
FROM link_pair l
JOIN v_person a ON a.city = l.city AND a.id = l.a_id AND a.protected = 0 AND a.erased_at IS NULL
JOIN v_person b ON b.city = l.city AND b.id = l.b_id AND b.protected = 0 AND b.erased_at IS NULL
LEFT JOIN v_user u ON u.city = l.city AND u.id = l.decided_by_id
WHERE l.city = :city AND l.decided_at IS NOT NULL AND l.state IN (2, 3)
  {near? AND l.a_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)
  AND l.b_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)}
  {after? AND (l.decided_at, l.id) < (:after_decided, :after_id)}
ORDER BY l.decided_at DESC, l.id DESC LIMIT :max_n

-- name: link_one
-- optional: near
-- scope: none (pairs of the actor's kelurahan alone; whoever is protected is in none)
SELECT l.id, l.a_id, l.b_id, l.permille, l.reasons, l.worth, l.state, l.skipped, a.name AS a_name, b.name AS b_name, u.name AS region, l.decided_at, l.lost_id, l.sure
FROM link_pair l
JOIN v_person a ON a.city = l.city AND a.id = l.a_id AND a.protected = 0 AND a.erased_at IS NULL
JOIN v_person b ON b.city = l.city AND b.id = l.b_id AND b.protected = 0 AND b.erased_at IS NULL
LEFT JOIN v_user u ON u.city = l.city AND u.id = l.decided_by_id
WHERE l.city = :city AND l.id = :id
  {near? AND l.a_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)
  AND l.b_region_id IN (SELECT u.region_id FROM v_user_reach u WHERE u.city = :city AND u.user_id = :me AND u.reach = 1)}

-- name: link_answer
-- perm: REGISTRY_DECIDE
UPDATE link_pair SET state = :state, decided_at = :now, decided_by_id = :me, lost_id = :lost_id WHERE city = :city AND id = :id AND state IN (1, 4)

-- name: link_later
-- perm: REGISTRY_DECIDE
UPDATE link_pair SET state = 4, skipped = skipped + 1 WHERE city = :city AND id = :id AND state IN (1, 4)

-- name: link_separate
-- perm: REGISTRY_DECIDE
UPDATE link_pair SET state = 3, decided_at = :now, decided_by_id = :me, lost_id = NULL WHERE city = :city AND a_id = :a_id AND b_id = :b_id AND state = 2

-- name: link_reopen
-- perm: REGISTRY_DECIDE
UPDATE link_pair SET state = 1, decided_at = NULL, decided_by_id = NULL, lost_id = NULL WHERE city = :city AND id = :id AND state IN (2, 3)
