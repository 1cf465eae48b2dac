-- feature: directory

-- An office, clinic, institution or group of volunteers that can be given work.
CREATE TABLE unit (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change of the unit, its services, hours or roster
	code TEXT NOT NULL, -- short name used by files and letters, such as PUSK-1001
	kind TEXT NOT NULL, -- code of the set unit_kind: puskesos, rsud ...
	name TEXT NOT NULL, -- as people call it
	parent_id %i64%, -- the unit whose supervisor is told when this one does not act
	region_id %i64%, -- kelurahan or kecamatan it sits in; NULL: the city
	address TEXT, -- for people who go there
	phone TEXT, -- during opening hours
	emergency_phone TEXT, -- at any hour
	lat_e6 INTEGER, -- degrees north times a million
	lng_e6 INTEGER, -- degrees east times a million
	outside INTEGER NOT NULL CHECK (outside IN (0, 1)), -- not of this city: never holds a baton
	has_account INTEGER NOT NULL CHECK (has_account IN (0, 1)), -- its officers sign in here
	last_resort INTEGER NOT NULL CHECK (last_resort IN (0, 1)), -- takes what nobody takes; can't refuse
	opened_at %i64% NOT NULL, -- when it entered the directory
	closed_at %i64%, -- when it stopped taking work
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, parent_id) REFERENCES unit (city, id) DEFERRABLE INITIALLY DEFERRED,
	FOREIGN KEY (city, region_id) REFERENCES region (city, id),
	CHECK (last_resort = 0 OR (closed_at IS NULL AND outside = 0)),
	CHECK (parent_id IS NULL OR parent_id <> id)
) %strict%;
CREATE UNIQUE INDEX unit_code ON unit (city, code);
CREATE UNIQUE INDEX unit_last_resort ON unit (city) WHERE last_resort = 1;
CREATE INDEX unit_parent ON unit (city, parent_id);

-- What a unit does, and how much of it.
CREATE TABLE unit_service (
	city INTEGER NOT NULL, -- tenant
	unit_id %i64% NOT NULL, -- the unit
	service TEXT NOT NULL, -- code of the set service: periksa_rawat, asesmen ...
	urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)), -- also does it as an emergency
	capacity INTEGER CHECK (capacity >= 0), -- places at one time; NULL: not limited or unknown
	PRIMARY KEY (city, unit_id, service),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id)
) %strict%;
CREATE INDEX unit_service_service ON unit_service (city, service, unit_id);

-- The kelurahan a unit serves; a unit without rows serves the whole city.
CREATE TABLE unit_coverage (
	city INTEGER NOT NULL, -- tenant
	unit_id %i64% NOT NULL, -- the unit
	region_id %i64% NOT NULL, -- a kelurahan
	PRIMARY KEY (city, unit_id, region_id),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id),
	FOREIGN KEY (city, region_id) REFERENCES region (city, id)
) %strict%;
CREATE INDEX unit_coverage_region ON unit_coverage (city, region_id, unit_id);

-- When a unit is open.
CREATE TABLE unit_hours (
	city INTEGER NOT NULL, -- tenant
	unit_id %i64% NOT NULL, -- the unit
	weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 7), -- 0 Sunday to 6 Saturday, 7 public holidays
	from_min INTEGER NOT NULL CHECK (from_min BETWEEN 0 AND 1439), -- minutes after midnight
	to_min INTEGER NOT NULL CHECK (to_min BETWEEN 1 AND 1440), -- end, not included
	PRIMARY KEY (city, unit_id, weekday, from_min),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id),
	CHECK (from_min < to_min)
) %strict%;

-- Who is on duty (piket) and on which telephone.
CREATE TABLE duty (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	unit_id %i64% NOT NULL, -- the unit he answers for
	user_id %i64%, -- his account, if he has one
	name TEXT NOT NULL, -- whom the caller asks for
	phone TEXT NOT NULL, -- his telephone while on duty
	from_at %i64% NOT NULL, -- start
	to_at %i64% NOT NULL, -- end, not included
	substitute INTEGER NOT NULL CHECK (substitute IN (0, 1)), -- called when the first does not answer
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id),
	CHECK (from_at < to_at)
) %strict%;
CREATE INDEX duty_unit ON duty (city, unit_id, to_at);
CREATE INDEX duty_until ON duty (city, to_at);

-- Potential and sources of social welfare: volunteers and organisations (PSM, TKSK, Tagana, LKS ...).
CREATE TABLE psks (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program; also the vault's subject of its telephone
	version INTEGER NOT NULL, -- raised by every change
	kind TEXT NOT NULL, -- code of the set psks: psm, tksk, lks ...
	name TEXT NOT NULL, -- of the person or organisation
	is_person INTEGER NOT NULL CHECK (is_person IN (0, 1)), -- 1 person, 0 organisation
	region_id %i64%, -- kelurahan or kecamatan where active; NULL: the whole city
	phone_sealed %blob%, -- telephone, sealed
	trainings TEXT, -- trainings and certificates, one a line
	valid_from INTEGER NOT NULL, -- first day in service
	valid_to INTEGER, -- last day in service
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, region_id) REFERENCES region (city, id),
	CHECK (valid_to IS NULL OR valid_to >= valid_from)
) %strict%;
CREATE INDEX psks_kind ON psks (city, kind, region_id);

-- Units as other rooms read them.
CREATE VIEW v_unit %view% AS
SELECT city, id, code, kind, name, region_id, parent_id, outside, has_account, last_resort, closed_at,
	phone, emergency_phone, lat_e6, lng_e6
FROM unit;

-- The kelurahan of units; a unit without rows serves the whole city.
CREATE VIEW v_unit_coverage %view% AS
SELECT city, unit_id, region_id FROM unit_coverage;

-- What units offer.
CREATE VIEW v_unit_service %view% AS
SELECT city, unit_id, service, urgent, capacity FROM unit_service;
