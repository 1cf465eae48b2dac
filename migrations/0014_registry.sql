-- feature: registry

-- A person the city has met: known by name, or still unknown and described.
CREATE TABLE person (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change
	known INTEGER NOT NULL CHECK (known IN (0, 1)), -- 0: without identity, described only
	name TEXT NOT NULL, -- full name, or the description in short while unknown
	name_fold TEXT NOT NULL, -- folded for searching
	alias TEXT, -- nickname, name given in confusion
	sex INTEGER NOT NULL CHECK (sex IN (0, 1, 2)), -- 0 unknown, 1 male (L), 2 female (P)
	birth_date INTEGER, -- days since 1970 when known
	birth_year INTEGER, -- estimated year when the date is not known
	traits TEXT, -- what identifies him: scar, clothes, speech
	region_id %i64%, -- kelurahan where he lives
	address TEXT, -- domicile as told
	origin TEXT, -- home region as told, outside the city too
	nik_sealed %blob%, -- NIK, sealed for the person
	nik_blind %blob%, -- blind index of the NIK; not unique
	phone_sealed %blob%, -- telephone, sealed for the person
	protected INTEGER NOT NULL, -- 1: only met through cases one may see
	source TEXT NOT NULL, -- where the facts come from: desk, import
	made_at %i64% NOT NULL, -- first recorded
	made_by_id %i64% NOT NULL, -- by whom
	erased_at %i64%, -- when the person was erased; the row is a tombstone since
	tombstone %blob%, -- keyed commitment to the clear fields that were overwritten
	PRIMARY KEY (city, id),
	CHECK ((erased_at IS NULL) = (tombstone IS NULL))
)%strict%;
CREATE INDEX person_name ON person (city, name_fold, id);
CREATE INDEX person_nik ON person (city, nik_blind);

-- What changed about a person, field by field, with the source that said so.
CREATE TABLE person_change (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	person_id %i64% NOT NULL, -- whose
	recorded_at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	unit_id %i64%, -- for which unit
	field TEXT NOT NULL, -- name of the column
	old_value TEXT, -- before; sealed fields say only that they changed
	new_value TEXT, -- after
	source TEXT NOT NULL, -- who said so: "pengakuan", "KTP", "keluarga"
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, person_id) REFERENCES person (city, id)
)%strict%;
CREATE INDEX person_change_person ON person_change (city, person_id, recorded_at);

-- People as other rooms read them: no sealed value
CREATE VIEW v_person %view% AS
SELECT city, id, version, known, name, name_fold, alias, sex, birth_date, birth_year, traits, region_id, address, origin, protected, made_at, erased_at
FROM person;
