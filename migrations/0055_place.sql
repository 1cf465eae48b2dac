-- feature: region

CREATE INDEX region_name ON region (city, name);

-- Kecamatan and kelurahan that exist, by the names that people are told: with its kecamatan behind it where the city has two of one name, "Curug (Bojongsari)"
CREATE VIEW v_place %view% AS
SELECT r.city, r.id, r.level, r.parent_id,
	CASE WHEN r.level = 2 AND EXISTS (SELECT 1 FROM region o
			WHERE o.city = r.city AND o.name = r.name AND o.level = 2 AND o.id <> r.id AND o.valid_to IS NULL)
		THEN r.name || ' (' || (SELECT k.name FROM region k WHERE k.city = r.city AND k.id = r.parent_id) || ')'
		ELSE r.name END AS name
FROM region r
WHERE r.valid_to IS NULL;
