-- name: demo_city_find
SELECT d.made_at
FROM demo_city d
WHERE d.city = :city

-- name: demo_city_put
-- perm: SETTING_WRITE
INSERT INTO demo_city (city, made_at, seed)
VALUES (:city, :now, :seed)
ON CONFLICT (city) DO NOTHING
