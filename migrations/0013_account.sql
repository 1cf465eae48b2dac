-- feature: account

-- A person who signs in.
CREATE TABLE user_account (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program; also the vault's subject of its second factor
	version INTEGER NOT NULL, -- raised by every change
	login TEXT NOT NULL, -- user name in small letters
	name TEXT NOT NULL, -- shown to colleagues
	phone TEXT, -- telephone at work
	email TEXT, -- address at work
	password_hash TEXT NOT NULL, -- Argon2id
	lang INTEGER NOT NULL CHECK (lang BETWEEN 0 AND 1), -- 0 Indonesian, 1 English
	unit_id %i64%, -- the unit he acts for; NULL: the whole city
	valid_until %i64%, -- cannot sign in from this instant on (auditors)
	disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)), -- may not sign in
	must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)), -- must choose a new password first
	totp_sealed %blob%, -- secret of the second factor, sealed; NULL: none
	made_at %i64% NOT NULL, -- when it was made
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id)
) %strict%;
CREATE UNIQUE INDEX user_account_login ON user_account (city, login);
CREATE INDEX user_account_unit ON user_account (city, unit_id);

-- Units a person serves, his own among them.
CREATE TABLE user_unit (
	city INTEGER NOT NULL, -- tenant
	user_id %i64% NOT NULL, -- the account
	unit_id %i64% NOT NULL, -- a unit he serves
	PRIMARY KEY (city, user_id, unit_id),
	FOREIGN KEY (city, user_id) REFERENCES user_account (city, id),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id)
) %strict%;
CREATE INDEX user_unit_unit ON user_unit (city, unit_id, user_id);

-- Roles a person holds and how far each reaches.
CREATE TABLE user_role (
	city INTEGER NOT NULL, -- tenant
	user_id %i64% NOT NULL, -- the account
	role INTEGER NOT NULL, -- number of the role in role.def
	reach INTEGER NOT NULL CHECK (reach BETWEEN 0 AND 2), -- 0 units, 1 region, 2 city; as in role.def
	unit_id %i64%, -- held for this unit, by default the unit of the account; NULL: none
	region_id %i64%, -- kelurahan or kecamatan instead of what the unit covers
	PRIMARY KEY (city, user_id, role),
	FOREIGN KEY (city, user_id) REFERENCES user_account (city, id),
	FOREIGN KEY (city, unit_id) REFERENCES unit (city, id)
) %strict%;

-- People as other rooms read them.
CREATE VIEW v_user %view% AS
SELECT city, id, name, unit_id, disabled FROM user_account;

-- Units of people.
CREATE VIEW v_user_unit %view% AS
SELECT city, user_id, unit_id FROM user_unit;

-- Roles of people.
CREATE VIEW v_user_role %view% AS
SELECT city, user_id, role FROM user_role;

-- How far each person sees: a row for each unit (reach 0, unit_id), each kelurahan or kecamatan
-- (reach 1, region_id) and one for the whole city (reach 2).  A unit without coverage rows serves the
-- whole city, so its regional roles see it.  Scope views join it.
CREATE VIEW v_user_reach %view% AS
SELECT u.city, u.user_id, u.unit_id, CAST(NULL AS %i64%) AS region_id, 0 AS reach
FROM user_unit u
UNION ALL
SELECT r.city, r.user_id, CAST(NULL AS %i64%), c.region_id, 1
FROM user_role r JOIN v_unit_coverage c ON c.city = r.city AND c.unit_id = r.unit_id
WHERE r.reach = 1 AND r.region_id IS NULL
UNION ALL
SELECT r.city, r.user_id, CAST(NULL AS %i64%), CAST(NULL AS %i64%), 2
FROM user_role r
WHERE r.reach = 1 AND r.region_id IS NULL AND r.unit_id IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM v_unit_coverage c WHERE c.city = r.city AND c.unit_id = r.unit_id)
UNION ALL
SELECT r.city, r.user_id, CAST(NULL AS %i64%), r.region_id, 1
FROM user_role r
WHERE r.reach = 1 AND r.region_id IS NOT NULL
UNION ALL
SELECT r.city, r.user_id, CAST(NULL AS %i64%), k.id, 1
FROM user_role r JOIN v_region k ON k.city = r.city AND k.parent_id = r.region_id
WHERE r.reach = 1 AND r.region_id IS NOT NULL
UNION ALL
SELECT r.city, r.user_id, CAST(NULL AS %i64%), CAST(NULL AS %i64%), 2
FROM user_role r
WHERE r.reach = 2;
