-- types: n i64, newest i64, bound i64, after_id i64, until_id i64, least i64, most i64, max_n i64, region text, decided_by text, id i64, state i64, subject_id i64, region_id i64, of i64
-- types: subjects i64, faulty i64, loss i64, other_id opt, person_id opt, family_id opt, title text, number text, day i64, from_day i64, old_version i64, name text, officer text
-- types: birth_date num, relation i64, fed i64, after_fed i64, protected i64

-- ---- the feed ------------------------------------------------------------------------------

-- name: quality_mark
-- scope: none (a place in the feed, of nobody)
-- engine: sqlite
SELECT coalesce((SELECT p.fed FROM v_person_fed p WHERE p.city = :city ORDER BY p.fed DESC LIMIT 1), 0) + 1 AS bound
-- engine: pg
SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS bound

-- name: quality_changed
-- scope: none (all are checked; what is shown is read in scope)
SELECT p.fed, p.id, p.family_id FROM v_person_fed p
WHERE p.city = :city AND (p.fed, p.id) > (:after_fed, :after_id) AND p.fed < :bound
ORDER BY p.fed, p.id LIMIT :max_n

-- name: quality_family_changed
-- scope: none (all are checked; what is shown is read in scope)
SELECT v.id, v.family_id FROM v_family_changed v WHERE v.city = :city AND v.id > :after_id ORDER BY v.id LIMIT :max_n

-- ---- what a check looks at -----------------------------------------------------------------

-- name: quality_other
-- scope: none (only tells whether an id may be named in a finding)
SELECT p.id, p.family_id FROM v_person p
WHERE p.city = :city AND p.id = :id AND p.state <> 9 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0

-- name: quality_other_family
-- scope: none (only tells whether an id may be named in a finding)
SELECT f.id FROM v_family f WHERE f.city = :city AND f.id = :id AND f.ended_at IS NULL AND f.protected = 0

-- name: quality_namesake
-- types: name_fold text, birth_date i64
-- scope: none (all are checked; what is shown is read in scope)
SELECT p.id, p.mother FROM v_person p
WHERE p.city = :city AND p.name_fold = :name_fold AND p.birth_date = :birth_date AND p.id <> :id
  AND p.known = 1 AND p.state = 1 AND p.same_as_id IS NULL AND p.erased_at IS NULL AND p.protected = 0
ORDER BY p.id LIMIT 20

-- name: quality_member
-- scope: none (all are checked; what is shown is read in scope)
SELECT p.id, p.relation, p.birth_date, coalesce(p.region_id, 0) AS region_id FROM v_person p
WHERE p.city = :city AND p.family_id = :family_id AND p.state = 1 AND p.same_as_id IS NULL AND p.erased_at IS NULL
ORDER BY p.id

-- name: quality_open_case
-- scope: none (all are checked; what is shown is read in scope)
SELECT c.id FROM v_case c
WHERE c.city = :city AND c.person_id = :person_id AND c.ended_at IS NULL AND c.protected = 0 ORDER BY c.id LIMIT 1

-- name: quality_aid
-- scope: none (all are checked; what is shown is read in scope)
SELECT b.id FROM v_benefit b
WHERE b.city = :city AND b.person_id = :person_id AND b.state IN (1, 2) AND b.since > :day ORDER BY b.id LIMIT 1

-- name: quality_at_odds
SELECT q.subject_id, q.of FROM quality_finding q WHERE q.city = :city AND q.other_id = :other_id AND q.state <> 3
ORDER BY q.subject_id LIMIT 50

-- ---- what is kept --------------------------------------------------------------------------

-- name: quality_state_row
SELECT s.version, s.rules, s.fed, s.fed_id, s.family_version_id, s.began_at, s.whole_at FROM quality_state s WHERE s.city = :city AND s.id = 1

-- name: quality_state_add
-- perm: none
INSERT INTO quality_state (city, id, version, rules, fed, fed_id, family_version_id, began_at) VALUES (:city, 1, 1, 0, :fed, 0, :family_version_id, :now)
ON CONFLICT (city, id) DO NOTHING

-- name: quality_state_move
-- perm: none
UPDATE quality_state SET version = version + 1, rules = :rules, fed = :fed, fed_id = :fed_id, family_version_id = :family_version_id,
  began_at = :began_at, whole_at = :whole_at
WHERE city = :city AND id = 1 AND version = :old_version

-- name: quality_state_lock
-- perm: QUALITY_WORK
UPDATE quality_state SET version = version + 1 WHERE city = :city AND id = 1

-- name: quality_of
SELECT q.id, q.rule, q.rule_version, q.severity, q.weight, q.other_id, q.figure, q.region_id, q.source, q.state
FROM quality_finding q WHERE q.city = :city AND q.subject_id = :subject_id AND q.state <> 3 ORDER BY q.id

-- name: quality_subject_row
SELECT s.of, s.region_id, s.source, s.loss, s.loss_source FROM quality_subject s WHERE s.city = :city AND s.subject_id = :subject_id

-- name: quality_subject_set
-- perm: none
INSERT INTO quality_subject (city, subject_id, of, region_id, source, loss, loss_source)
VALUES (:city, :subject_id, :of, :region_id, :source, :loss, :loss_source)
ON CONFLICT (city, subject_id) DO UPDATE SET region_id = excluded.region_id, source = excluded.source, loss = excluded.loss,
  loss_source = excluded.loss_source

-- name: quality_subject_drop
-- perm: none
DELETE FROM quality_subject WHERE city = :city AND subject_id = :subject_id

-- name: quality_finding_add
-- perm: none
INSERT INTO quality_finding (city, id, rule, rule_version, severity, weight, of, subject_id, other_id, figure, region_id, source, found_at, state)
VALUES (:city, :id, :rule, :rule_version, :severity, :weight, :of, :subject_id, :other_id, :figure, :region_id, :source, :now, 1)

-- name: quality_finding_set
-- perm: none
UPDATE quality_finding SET rule_version = :rule_version, severity = :severity, weight = :weight, other_id = :other_id, figure = :figure,
  region_id = :region_id, source = :source, state = :state
WHERE city = :city AND id = :id

-- name: quality_finding_fix
-- perm: none
UPDATE quality_finding SET state = 3, fixed_at = :now WHERE city = :city AND id = :id AND state <> 3

-- name: quality_count_add
-- perm: none
INSERT INTO quality_count (city, rule, region_id, source, n) VALUES (:city, :rule, :region_id, :source, :n)
ON CONFLICT (city, rule, region_id, source) DO UPDATE SET n = quality_count.n + excluded.n

-- name: quality_total_add
-- perm: none
INSERT INTO quality_total (city, region_id, source, subjects, faulty, loss) VALUES (:city, :region_id, :source, :subjects, :faulty, :loss)
ON CONFLICT (city, region_id, source) DO UPDATE SET subjects = quality_total.subjects + excluded.subjects,
  faulty = quality_total.faulty + excluded.faulty, loss = quality_total.loss + excluded.loss

-- name: quality_day_clear
-- perm: none
DELETE FROM quality_day WHERE city = :city AND day = :day

-- name: quality_day_fill
-- perm: none
INSERT INTO quality_day (city, day, region_id, subjects, faulty, loss)
SELECT t.city, :day, t.region_id, sum(t.subjects), sum(t.faulty), sum(t.loss) FROM quality_total t WHERE t.city = :city
GROUP BY t.city, t.region_id

-- ---- what is shown -------------------------------------------------------------------------

-- name: quality_reach
SELECT CAST(count(*) AS BIGINT) AS n FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 2

-- name: quality_totals
-- optional: near
SELECT t.region_id, t.source, t.subjects, t.faulty, t.loss FROM quality_total t
WHERE t.city = :city {near? AND t.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}

-- name: quality_counts
-- optional: near
SELECT c.rule, c.region_id, c.source, c.n FROM quality_count c
WHERE c.city = :city AND c.n > 0 {near? AND c.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}

-- name: quality_days
-- optional: near
SELECT d.day, CAST(sum(d.subjects) AS BIGINT) AS subjects, CAST(sum(d.faulty) AS BIGINT) AS faulty, CAST(sum(d.loss) AS BIGINT) AS loss
FROM quality_day d
WHERE d.city = :city AND d.day >= :from_day
  {near? AND d.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY d.day ORDER BY d.day

-- name: quality_mine
SELECT CAST(count(*) AS BIGINT) AS n FROM quality_finding q WHERE q.city = :city AND q.assigned_to_id = :me AND q.state = 2

-- name: quality_list
-- optional: near, rule, region, source, mine
-- scope: none (findings of the actor's kelurahan alone; whoever is protected has none)
SELECT q.id, q.rule, q.severity, q.of, q.subject_id, q.other_id, q.figure, q.region_id, q.source, q.found_at, q.state, q.reason,
  p.id AS person_id, coalesce(p.name, '') AS name, r.name AS region, u.name AS officer
FROM quality_finding q
LEFT JOIN v_family f ON f.city = q.city AND f.id = q.subject_id AND q.of = 2
LEFT JOIN v_person p ON p.city = q.city AND p.id = CASE WHEN q.of = 2 THEN f.head_id ELSE q.subject_id END AND p.protected = 0
LEFT JOIN v_place r ON r.city = q.city AND r.id = q.region_id
LEFT JOIN v_user u ON u.city = q.city AND u.id = q.assigned_to_id
WHERE q.city = :city AND q.state BETWEEN :least AND :most AND q.state <> 3 AND q.id > :after_id
  {near? AND q.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
  {rule? AND q.rule = :rule} {region? AND q.region_id = :region_id} {source? AND q.source = :source}
  {mine? AND q.assigned_to_id = :me AND q.state = 2}
ORDER BY q.id LIMIT :max_n

-- name: quality_one
-- optional: near
-- scope: none (findings of the actor's kelurahan alone; whoever is protected has none)
SELECT q.id, q.rule, q.severity, q.of, q.subject_id, q.other_id, q.figure, q.region_id, q.source, q.found_at, q.state, q.reason,
  p.id AS person_id, coalesce(p.name, '') AS name, r.name AS region, u.name AS officer, q.rule_version, q.weight, q.assigned_at, q.decided_at,
  q.fixed_at, d.name AS decided_by, q.assigned_to_id
FROM quality_finding q
LEFT JOIN v_family f ON f.city = q.city AND f.id = q.subject_id AND q.of = 2
LEFT JOIN v_person p ON p.city = q.city AND p.id = CASE WHEN q.of = 2 THEN f.head_id ELSE q.subject_id END AND p.protected = 0
LEFT JOIN v_place r ON r.city = q.city AND r.id = q.region_id
LEFT JOIN v_user u ON u.city = q.city AND u.id = q.assigned_to_id
LEFT JOIN v_user d ON d.city = q.city AND d.id = q.decided_by_id
WHERE q.city = :city AND q.id = :id
  {near? AND q.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}

-- name: quality_officer_reach
-- types: officer_id i64
SELECT CAST(count(*) AS BIGINT) AS n FROM v_user_reach a
WHERE a.city = :city AND a.user_id = :officer_id AND (a.reach = 2 OR (a.reach = 1 AND a.region_id = :region_id))

-- ---- what officers do ----------------------------------------------------------------------

-- name: quality_assign
-- perm: QUALITY_WORK
UPDATE quality_finding SET state = 2, assigned_to_id = :assigned_to_id, assigned_at = :now
WHERE city = :city AND id = :id AND state IN (1, 2)

-- name: quality_accept
-- perm: QUALITY_WORK
UPDATE quality_finding SET state = 4, decided_by_id = :me, decided_at = :now, reason = :reason
WHERE city = :city AND id = :id AND state IN (1, 2)

-- name: quality_reopen
-- perm: QUALITY_WORK
UPDATE quality_finding SET state = 1, assigned_to_id = NULL, assigned_at = NULL, decided_by_id = NULL, decided_at = NULL, reason = NULL
WHERE city = :city AND id = :id AND state = 4
