-- types: n i64, kind text, role i64, id i64, name text, service text, urgent i64, code text, marked_at i64, by_name text

-- How many may sign in, by role.
-- name: ready_roles
SELECT r.role, CAST(count(DISTINCT r.user_id) AS BIGINT) AS n
FROM v_user_role r JOIN v_user a ON a.city = r.city AND a.id = r.user_id
WHERE r.city = :city AND a.disabled = 0
GROUP BY r.role

-- Kelurahan where nobody of a unit that serves it by name has the role.
-- name: ready_kelurahan
SELECT g.id, g.name
FROM v_place g
WHERE g.city = :city AND g.level = 2
  AND NOT EXISTS (SELECT 1 FROM v_unit_coverage c JOIN v_user_unit m ON m.city = c.city AND m.unit_id = c.unit_id
    JOIN v_user a ON a.city = m.city AND a.id = m.user_id
    JOIN v_user_role r ON r.city = m.city AND r.user_id = m.user_id
    WHERE c.city = g.city AND c.region_id = g.id AND a.disabled = 0 AND r.role = :role)
ORDER BY g.name, g.id

-- What open units of the city do, and whether one of them also does it as an emergency.
-- name: ready_offered
SELECT s.service, max(s.urgent) AS urgent
FROM v_unit_service s JOIN v_unit u ON u.city = s.city AND u.id = s.unit_id
WHERE s.city = :city AND u.closed_at IS NULL
GROUP BY s.service

-- Open units of which something lacks: nobody signs in, no telephone, nobody at night, no hours.
-- name: ready_units
-- optional: silent, mute, night, hours
-- types: last_resort i64
SELECT u.id, u.name
FROM v_unit u
WHERE u.city = :city AND u.closed_at IS NULL
  {silent? AND u.has_account = 1 AND u.outside = 0 AND u.last_resort = :last_resort
    AND NOT EXISTS (SELECT 1 FROM v_user_unit m JOIN v_user a ON a.city = m.city AND a.id = m.user_id
      WHERE m.city = u.city AND m.unit_id = u.id AND a.disabled = 0)}
  {mute? AND coalesce(u.phone, '') = '' AND coalesce(u.emergency_phone, '') = ''}
  {night? AND coalesce(u.emergency_phone, '') = ''
    AND EXISTS (SELECT 1 FROM v_unit_service s WHERE s.city = u.city AND s.unit_id = u.id AND s.urgent = 1)
    AND NOT EXISTS (SELECT 1 FROM v_duty d WHERE d.city = u.city AND d.unit_id = u.id AND d.to_at > :now)}
  {hours? AND u.has_account = 1 AND u.outside = 0
    AND NOT EXISTS (SELECT 1 FROM v_unit_hours h WHERE h.city = u.city AND h.unit_id = u.id)}
ORDER BY u.name, u.id

-- ---- what is said ---------------------------------------------------------------------------

-- name: ready_marks
SELECT m.code, m.marked_at, a.name AS by_name
FROM ready_mark m LEFT JOIN v_user a ON a.city = m.city AND a.id = m.marked_by
WHERE m.city = :city
ORDER BY m.code

-- name: ready_mark_put
-- perm: USER_ADMIN
INSERT INTO ready_mark (city, code, marked_at, marked_by) VALUES (:city, :code, :now, :me)
ON CONFLICT (city, code) DO NOTHING

-- name: ready_mark_drop
-- perm: USER_ADMIN
DELETE FROM ready_mark WHERE city = :city AND code = :code
