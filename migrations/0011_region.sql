-- feature: region
-- The city itself
CREATE TABLE city (
	city INTEGER NOT NULL, -- own number, never changes
	code TEXT NOT NULL, -- code of the region (3272), may change
	name TEXT NOT NULL, -- "Kota Sukabumi"
	province TEXT NOT NULL, -- name of the province
	zone_minutes INTEGER NOT NULL, -- ahead of UTC: 420 WIB, 480 WITA, 540 WIT
	lat %f64% NOT NULL, -- of its middle, decimal degrees
	lng %f64% NOT NULL, -- of its middle, decimal degrees
	population INTEGER NOT NULL, -- inhabitants
	area_ha INTEGER NOT NULL, -- area in hectares
	source TEXT NOT NULL, -- where codes, centroids and population come from
	PRIMARY KEY (city)
) %strict%;

-- Host names that lead to the city where one process answers for several
CREATE TABLE city_host (
	city INTEGER NOT NULL, -- city
	id %i64% NOT NULL, -- own number
	host TEXT NOT NULL, -- small letters, no port: "melaju.depok.go.id"
	ordinal INTEGER NOT NULL, -- 0: the one in printed addresses and QR codes
	since_at %i64% NOT NULL, -- since when; of two cities that claim one name, the earlier has it
	PRIMARY KEY (city, id),
	UNIQUE (city, host),
	FOREIGN KEY (city) REFERENCES city (city)
) %strict%;

-- Kecamatan and kelurahan; RW and RT are three-digit text, not rows
CREATE TABLE region (
	city INTEGER NOT NULL, -- city
	id %i64% NOT NULL, -- the digits of the first code the place had: 3272021001
	level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 2), -- 1 kecamatan, 2 kelurahan
	parent_id %i64%, -- kecamatan of a kelurahan
	code TEXT NOT NULL, -- 32.72.02.1001
	name TEXT NOT NULL, -- "Cikole"
	lat %f64% NOT NULL, -- of the centroid, decimal degrees
	lng %f64% NOT NULL, -- of the centroid, decimal degrees
	valid_from INTEGER NOT NULL, -- first day of the place
	valid_to INTEGER, -- first day on which it no longer exists
	PRIMARY KEY (city, id),
	FOREIGN KEY (city) REFERENCES city (city),
	FOREIGN KEY (city, parent_id) REFERENCES region (city, id),
	CHECK ((level = 1) = (parent_id IS NULL))
) %strict%;
CREATE INDEX region_parent ON region (city, parent_id);

-- Kecamatan and kelurahan that exist, for joins
CREATE VIEW v_region %view% AS
SELECT r.city, r.id, r.level, r.parent_id, r.code, r.name, r.lat, r.lng
FROM region r
WHERE r.valid_to IS NULL;

-- The cities this database knows
CREATE VIEW v_city %view% AS
SELECT c.city, c.code, c.name, c.province, c.zone_minutes, c.lat, c.lng, c.population
FROM city c;

-- feature: reference
-- The newest version of every entry for every city, its own before the nation's: for labels in joins. What held on a date is asked of reference.h.
CREATE VIEW v_ref %view% AS
SELECT c.city, e.set_name, e.code, e.version, e.label_id, e.label_en, e.ordinal, e.doc, e.valid_from, e.valid_to
FROM city c
JOIN ref_entry e ON e.city IN (0, c.city)
WHERE NOT EXISTS (
	SELECT 1
	FROM ref_entry n
	WHERE n.city IN (0, c.city) AND n.set_name = e.set_name AND n.code = e.code
		AND (n.city > e.city OR (n.city = e.city AND n.version > e.version))
);
