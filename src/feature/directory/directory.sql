-- types: version i64, code text, kind text, name text, phone text, address text, emergency_phone text
-- types: service text, urgent i64, capacity num, used num, weekday i64, from_min i64, to_min i64
-- types: last_resort i64, outside i64, has_account i64, lat_e6 num, lng_e6 num, n i64, after text
-- types: from_at i64, to_at i64, substitute i64, trainings text, valid_from i64, valid_to num, is_person i64
-- types: at i64, minute i64, limited i64, free num, parent_name text
-- types: region_id opt, unit_id opt, user_id opt, id i64, held i64, unit_name text, today i64

-- name: unit_get
SELECT u.id, u.version, u.code, u.kind, u.name, u.parent_id, u.region_id, u.address, u.phone,
	u.emergency_phone, u.lat_e6, u.lng_e6, u.outside, u.has_account, u.last_resort, u.opened_at,
	u.closed_at, p.name AS parent_name
FROM unit u
LEFT JOIN unit p ON p.city = u.city AND p.id = u.parent_id
WHERE u.city = :city AND u.id = :id

-- name: unit_by_code
SELECT u.id, u.version FROM unit u WHERE u.city = :city AND u.code = :code

-- name: unit_list
-- optional: kind, service, region, closed
SELECT u.id, u.version, u.code, u.kind, u.name, u.parent_id, u.region_id, u.address, u.phone,
	u.emergency_phone, u.lat_e6, u.lng_e6, u.outside, u.has_account, u.last_resort, u.opened_at,
	u.closed_at
FROM unit u
WHERE u.city = :city {!closed? AND u.closed_at IS NULL} {kind? AND u.kind = :kind}
	{service? AND EXISTS (SELECT 1 FROM unit_service s
		WHERE s.city = u.city AND s.unit_id = u.id AND s.service = :service)}
	{region? AND (NOT EXISTS (SELECT 1 FROM unit_coverage a WHERE a.city = u.city AND a.unit_id = u.id)
		OR EXISTS (SELECT 1 FROM unit_coverage c
			WHERE c.city = u.city AND c.unit_id = u.id AND c.region_id = :region_id))}
ORDER BY u.kind, u.name, u.id

-- name: unit_deskless
-- types: twice i64
SELECT g.id, g.code, g.name, k.name AS parent_name,
	CASE WHEN EXISTS (SELECT 1 FROM v_region o
		WHERE o.city = g.city AND o.level = 2 AND o.name = g.name AND o.id <> g.id) THEN 1 ELSE 0 END AS twice
FROM v_region g JOIN v_region k ON k.city = g.city AND k.id = g.parent_id
WHERE g.city = :city AND g.level = 2
	AND NOT EXISTS (SELECT 1 FROM unit_coverage c JOIN unit u ON u.city = c.city AND u.id = c.unit_id
		WHERE c.city = g.city AND c.region_id = g.id AND u.kind = :kind AND u.closed_at IS NULL)
ORDER BY g.name, g.id

-- Nobody else moves a unit below another until this transaction ends; always in the same order.
-- name: unit_hold_all
-- engine: sqlite
SELECT u.id FROM unit u WHERE u.city = :city ORDER BY u.id
-- engine: pg
SELECT u.id FROM unit u WHERE u.city = :city ORDER BY u.id FOR NO KEY UPDATE

-- name: unit_insert
-- perm: DIRECTORY_WRITE
INSERT INTO unit (city, id, version, code, kind, name, parent_id, region_id, address, phone,
	emergency_phone, lat_e6, lng_e6, outside, has_account, last_resort, opened_at, closed_at)
VALUES (:city, :id, 1, :code, :kind, :name, :parent_id, :region_id, :address, :phone,
	:emergency_phone, :lat_e6, :lng_e6, :outside, :has_account, :last_resort, :now, NULL)

-- name: unit_update
-- perm: DIRECTORY_WRITE
UPDATE unit
SET version = version + 1, code = :code, kind = :kind, name = :name, parent_id = :parent_id,
	region_id = :region_id, address = :address, phone = :phone,
	emergency_phone = :emergency_phone, lat_e6 = :lat_e6, lng_e6 = :lng_e6,
	outside = :outside, has_account = :has_account
WHERE city = :city AND id = :id AND version = :version

-- name: unit_bump
-- perm: DIRECTORY_WRITE
UPDATE unit SET version = version + 1
WHERE city = :city AND id = :id AND version = :version AND closed_at IS NULL

-- name: unit_bump_roster
-- perm: ROSTER_WRITE
UPDATE unit SET version = version + 1
WHERE city = :city AND id = :id AND closed_at IS NULL

-- name: unit_close
-- perm: DIRECTORY_WRITE
UPDATE unit SET version = version + 1, closed_at = :now
WHERE city = :city AND id = :id AND version = :version AND closed_at IS NULL AND last_resort = 0

-- name: unit_reopen
-- perm: DIRECTORY_WRITE
UPDATE unit SET version = version + 1, closed_at = NULL
WHERE city = :city AND id = :id AND version = :version AND closed_at IS NOT NULL

-- name: unit_last_resort_clear
-- perm: DIRECTORY_WRITE
UPDATE unit SET version = version + 1, last_resort = 0 WHERE city = :city AND last_resort = 1

-- name: unit_last_resort_set
-- perm: DIRECTORY_WRITE
UPDATE unit SET version = version + 1, last_resort = 1
WHERE city = :city AND id = :id AND version = :version AND closed_at IS NULL AND outside = 0

-- name: unit_services
SELECT s.service, s.urgent, s.capacity,
	CASE WHEN s.capacity IS NULL THEN NULL ELSE (SELECT CAST(count(*) AS BIGINT) FROM v_place_taken p
		WHERE p.city = s.city AND p.unit_id = s.unit_id AND p.service = s.service) END AS used
FROM unit_service s
WHERE s.city = :city AND s.unit_id = :unit_id
ORDER BY s.service

-- name: unit_places
SELECT s.unit_id, s.service, s.capacity, (SELECT CAST(count(*) AS BIGINT) FROM v_place_taken p
	WHERE p.city = s.city AND p.unit_id = s.unit_id AND p.service = s.service) AS used
FROM unit_service s
WHERE s.city = :city AND s.capacity IS NOT NULL
ORDER BY s.unit_id, s.service

-- name: unit_service_put
-- perm: DIRECTORY_WRITE
INSERT INTO unit_service (city, unit_id, service, urgent, capacity)
VALUES (:city, :unit_id, :service, :urgent, :capacity)
ON CONFLICT (city, unit_id, service) DO UPDATE
SET urgent = excluded.urgent, capacity = excluded.capacity

-- name: unit_service_drop
-- perm: DIRECTORY_WRITE
DELETE FROM unit_service
WHERE city = :city AND unit_id = :unit_id AND service = :service
  AND NOT EXISTS (SELECT 1 FROM v_place_taken p WHERE p.city = :city AND p.unit_id = :unit_id AND p.service = :service)

-- name: unit_areas
SELECT c.region_id FROM unit_coverage c
WHERE c.city = :city AND c.unit_id = :unit_id
ORDER BY c.region_id

-- name: unit_area_clear
-- perm: DIRECTORY_WRITE
DELETE FROM unit_coverage WHERE city = :city AND unit_id = :unit_id

-- name: unit_area_add
-- perm: DIRECTORY_WRITE
INSERT INTO unit_coverage (city, unit_id, region_id)
SELECT r.city, CAST(:unit_id AS BIGINT), r.id
FROM v_region r
WHERE r.city = :city AND r.level = 2 AND (r.id = :region_id OR r.parent_id = :region_id)
ON CONFLICT (city, unit_id, region_id) DO NOTHING

-- name: unit_hour_list
SELECT h.weekday, h.from_min, h.to_min FROM unit_hours h
WHERE h.city = :city AND h.unit_id = :unit_id
ORDER BY h.weekday, h.from_min

-- name: unit_hour_clear
-- perm: DIRECTORY_WRITE
DELETE FROM unit_hours WHERE city = :city AND unit_id = :unit_id

-- name: unit_hour_add
-- perm: DIRECTORY_WRITE
INSERT INTO unit_hours (city, unit_id, weekday, from_min, to_min)
VALUES (:city, :unit_id, :weekday, :from_min, :to_min)

-- What the process does not keep: the places of all units of a service or of one.

-- name: unit_taken
-- optional: unit
SELECT s.unit_id, s.capacity, (SELECT CAST(count(*) AS BIGINT) FROM v_place_taken p
	WHERE p.city = s.city AND p.unit_id = s.unit_id AND p.service = s.service) AS used
FROM unit_service s
WHERE s.city = :city AND s.service = :service AND s.capacity IS NOT NULL
  {unit? AND s.unit_id = :unit_id}
ORDER BY s.unit_id

-- name: shelf_units
SELECT u.id, u.kind, u.name, u.phone, u.emergency_phone, u.outside, u.last_resort, u.has_account
FROM unit u
WHERE u.city = :city AND u.closed_at IS NULL

-- name: shelf_areas
SELECT c.unit_id, c.region_id FROM unit_coverage c WHERE c.city = :city ORDER BY c.unit_id

-- name: shelf_hours
SELECT h.unit_id, h.weekday, h.from_min, h.to_min FROM unit_hours h
WHERE h.city = :city
ORDER BY h.unit_id, h.weekday, h.from_min

-- name: shelf_offers
SELECT s.unit_id, s.service, s.urgent, CASE WHEN s.capacity IS NULL THEN 0 ELSE 1 END AS limited
FROM unit_service s
WHERE s.city = :city

-- name: shelf_duties
SELECT d.unit_id, d.from_at, d.to_at FROM duty d
WHERE d.city = :city AND d.to_at > :from_at AND d.from_at < :to_at
ORDER BY d.unit_id

-- name: duty_at
SELECT d.id, d.name, d.phone, d.user_id, d.substitute, d.from_at, d.to_at
FROM duty d
WHERE d.city = :city AND d.unit_id = :unit_id AND d.from_at <= :at AND d.to_at > :at
ORDER BY d.substitute, d.from_at DESC, d.id

-- name: duty_between
SELECT d.id, d.unit_id, d.name, d.phone, d.user_id, d.substitute, d.from_at, d.to_at
FROM duty d
WHERE d.city = :city AND d.unit_id = :unit_id AND d.to_at > :from_at AND d.from_at < :to_at
ORDER BY d.from_at, d.substitute, d.id

-- name: duty_overlap
SELECT d.id FROM duty d
WHERE d.city = :city AND d.unit_id = :unit_id AND d.substitute = :substitute
	AND d.from_at < :to_at AND d.to_at > :from_at
LIMIT 1

-- name: duty_insert
-- perm: ROSTER_WRITE
INSERT INTO duty (city, id, unit_id, user_id, name, phone, from_at, to_at, substitute)
VALUES (:city, :id, :unit_id, :user_id, :name, :phone, :from_at, :to_at, :substitute)

-- name: duty_delete
-- perm: ROSTER_WRITE
DELETE FROM duty WHERE city = :city AND id = :id AND unit_id = :unit_id

-- Of a place: who serves it, the kecamatan around it, one of its kelurahan or the whole city.
-- name: psks_list
-- optional: kind, region, active
SELECT p.id, p.version, p.kind, p.name, p.is_person, p.region_id, p.trainings, p.valid_from, p.valid_to
FROM psks p
WHERE p.city = :city {kind? AND p.kind = :kind}
	{region? AND (p.region_id IS NULL OR p.region_id = :region_id OR p.region_id IN (
		SELECT g.id FROM v_region g WHERE g.city = :city AND g.parent_id = :region_id
		UNION ALL SELECT k.parent_id FROM v_region k WHERE k.city = :city AND k.id = :region_id))}
	{active? AND (p.valid_to IS NULL OR p.valid_to >= :today)}
ORDER BY p.kind, p.name, p.id

-- name: psks_get
-- types: phone_sealed blob
SELECT p.id, p.version, p.kind, p.name, p.is_person, p.region_id, p.phone_sealed, p.trainings,
	p.valid_from, p.valid_to
FROM psks p
WHERE p.city = :city AND p.id = :id

-- name: psks_insert
-- perm: DIRECTORY_WRITE
-- types: phone_sealed blob
INSERT INTO psks (city, id, version, kind, name, is_person, region_id, phone_sealed, trainings,
	valid_from, valid_to)
VALUES (:city, :id, 1, :kind, :name, :is_person, :region_id, :phone_sealed, :trainings,
	:valid_from, :valid_to)

-- name: psks_update
-- perm: DIRECTORY_WRITE
-- types: phone_sealed blob
UPDATE psks
SET version = version + 1, kind = :kind, name = :name, is_person = :is_person,
	region_id = :region_id, phone_sealed = :phone_sealed, trainings = :trainings,
	valid_from = :valid_from, valid_to = :valid_to
WHERE city = :city AND id = :id AND version = :version
