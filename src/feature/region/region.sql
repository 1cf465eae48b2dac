-- types: city i64, code text, name text, province text, zone_minutes i64, lat real, lng real
-- types: population i64, area_ha i64, source text, id i64, level i64, parent_id opt
-- types: valid_from i64, valid_to num, parent_name text, said text, host text, ordinal i64, since_at i64

-- name: region_city_read
SELECT c.city, c.code, c.name, c.province, c.zone_minutes, c.lat, c.lng, c.population, c.area_ha, c.source
FROM city c
WHERE c.city = :city

-- name: region_city_put
-- perm: SETTING_WRITE
INSERT INTO city (city, code, name, province, zone_minutes, lat, lng, population, area_ha, source)
VALUES (:city, :code, :name, :province, :zone_minutes, :lat, :lng, :population, :area_ha, :source)
ON CONFLICT (city) DO UPDATE SET code = excluded.code, name = excluded.name, province = excluded.province,
  zone_minutes = excluded.zone_minutes, lat = excluded.lat, lng = excluded.lng,
  population = excluded.population, area_ha = excluded.area_ha, source = excluded.source

-- name: region_put
-- perm: SETTING_WRITE
INSERT INTO region (city, id, level, parent_id, code, name, lat, lng, valid_from, valid_to)
VALUES (:city, :id, :level, :parent_id, :code, :name, :lat, :lng, :valid_from, :valid_to)
ON CONFLICT (city, id) DO UPDATE SET parent_id = excluded.parent_id, code = excluded.code, name = excluded.name,
  lat = excluded.lat, lng = excluded.lng, valid_from = excluded.valid_from, valid_to = excluded.valid_to

-- name: region_shelf
SELECT r.id, r.level, r.parent_id, r.code, r.name, r.lat, r.lng, coalesce(p.name, '') AS parent_name, r.valid_to,
  coalesce(s.name, r.name) AS said
FROM region r
LEFT JOIN region p ON p.city = r.city AND p.id = r.parent_id
LEFT JOIN v_place s ON s.city = r.city AND s.id = r.id
WHERE r.city = :city
ORDER BY r.code, r.id

-- name: region_reach
SELECT DISTINCT a.reach, coalesce(a.region_id, c.region_id, 0) AS region_id
FROM v_user_reach a
LEFT JOIN v_unit_coverage c ON c.city = a.city AND c.unit_id = a.unit_id
WHERE a.city = :city AND a.user_id = :me

-- name: region_hosts
SELECT h.id, h.host, h.ordinal, h.since_at
FROM city_host h
WHERE h.city = :city
ORDER BY h.ordinal, h.id

-- name: region_host_add
-- perm: SETTING_WRITE
INSERT INTO city_host (city, id, host, ordinal, since_at)
VALUES (:city, :id, :host, :ordinal, :now)
ON CONFLICT (city, host) DO UPDATE SET ordinal = excluded.ordinal

-- name: region_host_drop
-- perm: SETTING_WRITE
DELETE FROM city_host WHERE city = :city AND id = :id
