-- types: checked_by text, person_id opt, family_id opt, replaces_id opt, region_id opt, amount num, unit i64, component text, quantity num, goods text, since i64, holds i64, programme text, row_n num, source text, max_n i64, after_id i64, before_id i64, n i64, import_id opt, name text, head text, who text, more i64, sum i64, received_on i64, state i64, today i64

-- ---- the ledger ---------------------------------------------------------------------------

-- name: benefit_insert
-- perm: none
INSERT INTO benefit (city, id, unit, receiver_id, person_id, family_id, programme, component, period_code, period_on, state, amount, quantity, goods, paid_on, channel, since,
  region_id, source, import_id, row_n, proof_sealed, note_sealed, replaces_id, recorded_at, by_id, holds, checked)
VALUES (:city, :id, :unit, :receiver_id, :person_id, :family_id, :programme, :component, :period_code, :period_on, :state, :amount, :quantity, :goods, :paid_on, :channel, :since,
  :region_id, :source, :import_id, :row_n, :proof_sealed, :note_sealed, :replaces_id, :now, :me, :holds, :checked)

-- name: benefit_rows
-- scope: none (the rows of one receiver; the caller has asked whether the actor may see him)
SELECT b.id, b.unit, b.receiver_id, b.person_id, b.family_id, b.programme, b.component, b.period_code, b.period_on, b.state, b.amount, b.quantity, b.goods, b.paid_on, b.channel,
  b.since, b.region_id, b.source, b.import_id, b.row_n, b.proof_sealed, b.note_sealed, b.replaces_id, b.recorded_at, b.by_id, b.holds, b.undone_at, b.checked, b.checked_at, b.checked_by_id,
  b.check_note_sealed, u.name AS who, k.name AS checked_by
FROM benefit b LEFT JOIN v_user u ON u.city = b.city AND u.id = b.by_id
LEFT JOIN v_user k ON k.city = b.city AND k.id = b.checked_by_id
WHERE b.city = :city AND b.receiver_id = :receiver_id
ORDER BY b.id

-- name: benefit_chain
-- ahead: receiver_id
-- scope: none (what a row is compared with; nobody is shown it)
SELECT b.id, b.unit, b.receiver_id, b.person_id, b.family_id, b.programme, b.component, b.period_code, b.period_on, b.state, b.amount, b.quantity, b.goods, b.paid_on, b.channel,
  b.since, b.region_id, b.source, b.import_id, b.row_n, b.replaces_id, b.recorded_at, b.by_id, b.holds, b.undone_at, b.checked, b.checked_at, b.checked_by_id
FROM benefit b
WHERE b.city = :city AND b.receiver_id = :receiver_id AND b.programme = :programme
ORDER BY b.id

-- name: benefit_whose
-- scope: none (whose it is, so that the actor's reach can be asked)
SELECT b.unit, b.receiver_id FROM benefit b WHERE b.city = :city AND b.id = :id

-- name: benefit_check_set
-- perm: REGISTRY_DECIDE
UPDATE benefit SET checked = :checked, checked_at = :now, checked_by_id = :me, check_note_sealed = :check_note_sealed
WHERE city = :city AND id = :id AND checked = 1 AND by_id <> :me

-- name: benefit_check_withdraw
-- perm: BENEFIT_WRITE
UPDATE benefit SET checked = 4, checked_at = :now, checked_by_id = :me WHERE city = :city AND id = :id AND checked = 1 AND by_id = :me

-- name: benefit_set_holds
-- perm: none
UPDATE benefit SET holds = :holds WHERE city = :city AND id = :id AND holds <> :holds

-- name: benefit_take_back
-- perm: none
UPDATE benefit SET undone_at = :now, holds = 0 WHERE city = :city AND id = :id AND undone_at IS NULL

-- name: benefit_of_import
-- optional: before
-- scope: none (an import speaks for the whole city; its pages are for those who may import)
SELECT b.id, b.unit, b.receiver_id, b.programme, b.component, b.period_code
FROM benefit b
WHERE b.city = :city AND b.import_id = :import_id {before? AND b.id < :before_id}
ORDER BY b.id DESC LIMIT :max_n

-- name: benefit_import_n
-- types: n i64
-- scope: none (the same)
SELECT CAST(count(*) AS BIGINT) AS n FROM benefit b WHERE b.city = :city AND b.import_id = :import_id

-- name: benefit_tally_add
-- types: region_id i64
-- perm: none
INSERT INTO benefit_tally (city, programme, period_code, region_id, state, period_on, n, amount)
VALUES (:city, :programme, :period_code, :region_id, :state, :period_on, :more, :sum)
ON CONFLICT (city, programme, period_code, region_id, state) DO UPDATE SET n = benefit_tally.n + excluded.n, amount = benefit_tally.amount + excluded.amount

-- ---- where somebody lives, for what is written down ---------------------------------------

-- name: benefit_home
-- ahead: *
-- scope: none (the kelurahan of a receiver, kept with what he is given)
-- types: unit i64
SELECT CASE WHEN :unit = 1 THEN p.region_id ELSE f.region_id END AS region_id, coalesce(p.state, 1) AS state
FROM (SELECT :city AS city) r
LEFT JOIN v_person p ON p.city = r.city AND p.id = :person_id
LEFT JOIN v_family f ON f.city = r.city AND f.id = :family_id

-- ---- totals -------------------------------------------------------------------------------

-- name: benefit_totals
-- optional: near, programme, period
-- types: period_on i64, from_on i64
SELECT t.programme, t.period_code, t.period_on, t.state, CAST(sum(t.n) AS BIGINT) AS n, CAST(sum(t.amount) AS BIGINT) AS amount
FROM benefit_tally t
WHERE t.city = :city AND t.period_on >= :from_on {programme? AND t.programme = :programme} {period? AND t.period_code = :period_code}
  {near? AND t.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY t.programme, t.period_code, t.period_on, t.state
ORDER BY t.period_on DESC, t.programme, t.period_code, t.state

-- name: benefit_places
-- optional: near
-- types: place_id i64, place text
SELECT t.region_id AS place_id, r.name AS place, t.state, CAST(sum(t.n) AS BIGINT) AS n, CAST(sum(t.amount) AS BIGINT) AS amount
FROM benefit_tally t LEFT JOIN v_place r ON r.city = t.city AND r.id = t.region_id
WHERE t.city = :city AND t.programme = :programme AND t.period_code = :period_code
  {near? AND t.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
GROUP BY t.region_id, r.name, t.state
ORDER BY r.name, t.region_id, t.state

-- name: benefit_near
SELECT CAST(count(*) AS BIGINT) AS n FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 2

-- ---- the list -----------------------------------------------------------------------------

-- name: benefit_list
-- optional: near, place, state, after, right
-- types: place_id i64, family_seen_id opt, person_seen_id opt, region text
SELECT b.id, b.unit, b.programme, b.component, b.period_code, b.state, b.amount, b.quantity, b.goods, b.paid_on, b.channel, b.source, b.import_id, b.recorded_at,
  p.id AS person_seen_id, f.id AS family_seen_id, coalesce(p.name, h.name) AS name, r.name AS region
FROM benefit b
LEFT JOIN v_person p ON p.city = b.city AND p.id = b.person_id AND {scope person p}
LEFT JOIN v_family f ON f.city = b.city AND f.id = b.family_id AND b.unit = 2 AND {scope family f}
LEFT JOIN v_person h ON h.city = f.city AND h.id = f.head_id AND h.protected = 0
LEFT JOIN v_place r ON r.city = b.city AND r.id = b.region_id
WHERE b.city = :city AND b.programme = :programme AND b.period_code = :period_code AND b.holds = 1
  {place? AND b.region_id = :place_id} {state? AND b.state = :state} {right? AND b.state < 5} {after? AND b.id > :after_id}
  {near? AND b.region_id IN (SELECT a.region_id FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me AND a.reach = 1)}
ORDER BY b.id LIMIT :max_n
