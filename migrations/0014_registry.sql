-- feature: registry

-- A family (keluarga) as one KK has it: what belongs to all its members. Who is in it is said by person.family_id.
-- scoped: family
CREATE TABLE family (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change, of a member's belonging too
	kk_sealed %blob%, -- KK number, sealed for the family
	kk_blind %blob%, -- blind index of it; not unique
	head_id %i64%, -- head (kepala keluarga); NULL when nobody is left
	members INTEGER NOT NULL, -- how many belong to it and live
	region_id %i64%, -- kelurahan on the KK; where the members really live is theirs
	rt TEXT, -- RT on the KK, three digits
	rw TEXT, -- RW on the KK, three digits
	address TEXT, -- address on the KK
	more TEXT, -- further fields as JSON: housing, assets, fields of the city
	more_sealed %blob%, -- those of the classes secret and health, sealed for the family
	marks TEXT, -- fields whose source or date differ from the row's, as JSON
	protected INTEGER NOT NULL, -- 1: only met through cases one may see
	source TEXT NOT NULL, -- code of the source the row came from
	valid_from INTEGER, -- since when its facts hold
	import_id %i64%, -- the import that made the row
	made_at %i64% NOT NULL, -- first recorded
	made_by_id %i64% NOT NULL, -- by whom
	ended_at %i64%, -- since when nobody belongs to it
	withdrawn_at %i64%, -- when it was withdrawn: it came with an import that was undone, and nobody has used it
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX family_kk ON family (city, kk_blind);
CREATE INDEX family_region ON family (city, region_id, id);
CREATE INDEX family_import ON family (city, import_id, id) WHERE import_id IS NOT NULL;

-- A person the city knows: by name, or still unknown and described. What holds today; what was said before and by whom lies in fact_version.
-- scoped: person
CREATE TABLE person (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change
	known INTEGER NOT NULL CHECK (known IN (0, 1)), -- 0: without identity, described only
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4 OR state = 9), -- status dasar: 1 alive, 2 dead, 3 moved away, 4 lost, 9 withdrawn: came with an import that was undone
	state_date INTEGER, -- since when, days since 1970
	family_id %i64%, -- the family he belongs to; one column, so never two
	relation INTEGER NOT NULL, -- SHDK: 1 head, 2 husband, 3 wife, 4 child ... 11 other; 0 unknown
	name TEXT NOT NULL, -- full name, or the description in short while unknown
	name_fold TEXT NOT NULL, -- folded for searching
	alias TEXT, -- nickname, name given in confusion
	sex INTEGER NOT NULL CHECK (sex BETWEEN 0 AND 2), -- 0 unknown, 1 male (L), 2 female (P)
	birth_date INTEGER, -- days since 1970 when known
	birth_year INTEGER, -- estimated year when the date is not known
	birth_place TEXT, -- as written on the card
	mother TEXT, -- name of the mother
	traits TEXT, -- what identifies him: scar, clothes, speech
	region_id %i64%, -- kelurahan where he really lives (domisili)
	rt TEXT, -- RT of the domicile, three digits
	rw TEXT, -- RW of the domicile, three digits
	address TEXT, -- street or landmark of the domicile
	origin TEXT, -- home region as told, outside the city too
	nik_sealed %blob%, -- NIK, sealed for the person
	nik_blind %blob%, -- blind index of the NIK; not unique
	phone_sealed %blob%, -- telephone, sealed for the person
	phone_blind %blob%, -- blind index of the telephone; not unique
	more TEXT, -- further fields as JSON, code to value
	more_sealed %blob%, -- further fields of the classes secret and health, the same JSON sealed for the person
	marks TEXT, -- fields whose source or date differ from the row's, as JSON: code to [source, valid from, recorded at]
	protected INTEGER NOT NULL, -- 1: only met through cases one may see
	source TEXT NOT NULL, -- code of the source the row came from
	valid_from INTEGER, -- since when its facts hold, days since 1970; NULL: nobody said
	import_id %i64%, -- the import that made the row
	same_as_id %i64%, -- the person he turned out to be (merged); facts, cases and aid keep their own id
	fed %i64% NOT NULL, -- place in the change feed: number of the writing transaction (PostgreSQL) or of the write (SQLite)
	made_at %i64% NOT NULL, -- first recorded
	made_by_id %i64% NOT NULL, -- by whom
	erased_at %i64%, -- when the person was erased; the row is a tombstone since
	tombstone %blob%, -- keyed commitment to the clear fields that were overwritten
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, family_id) REFERENCES family (city, id),
	FOREIGN KEY (city, same_as_id) REFERENCES person (city, id) DEFERRABLE INITIALLY DEFERRED,
	CHECK ((erased_at IS NULL) = (tombstone IS NULL)),
	CHECK (same_as_id IS NULL OR same_as_id <> id)
)%strict%;
CREATE INDEX person_name ON person (city, name_fold, id);
CREATE INDEX person_nik ON person (city, nik_blind);
CREATE INDEX person_phone ON person (city, phone_blind) WHERE phone_blind IS NOT NULL;
CREATE INDEX person_family ON person (city, family_id, relation) WHERE family_id IS NOT NULL;
CREATE UNIQUE INDEX person_head ON person (city, family_id) WHERE family_id IS NOT NULL AND relation = 1 AND state = 1 AND same_as_id IS NULL;
CREATE INDEX person_region ON person (city, region_id, id);
CREATE INDEX person_birth ON person (city, birth_date, id) WHERE birth_date IS NOT NULL;
CREATE INDEX person_alone ON person (city, id) WHERE family_id IS NULL;
CREATE INDEX person_fed ON person (city, fed, id);
CREATE INDEX person_same ON person (city, same_as_id) WHERE same_as_id IS NOT NULL;
CREATE INDEX person_import ON person (city, import_id, id) WHERE import_id IS NOT NULL;

-- Units that take part in a person's cases and reports: they see him wherever he lives, and when he is protected; and whoever speaks for him after a merge
CREATE TABLE person_unit (
	city INTEGER NOT NULL, -- tenant
	person_id %i64% NOT NULL, -- whom
	unit_id %i64% NOT NULL, -- which unit
	through_id %i64% NOT NULL, -- whose cases they are: the person himself, or one who was merged into him
	since_at %i64% NOT NULL, -- since when
	PRIMARY KEY (city, person_id, unit_id, through_id),
	FOREIGN KEY (city, person_id) REFERENCES person (city, id)
)%strict%;
CREATE INDEX person_unit_unit ON person_unit (city, unit_id, person_id);

-- What was said about a person or a family, one row for each act that said it. The row of today is what these come to; fields never changed since
-- the first row stand there alone. A row that was taken back (undo of an import, a death recorded by mistake) stays, and does not count from then on.
CREATE TABLE fact_version (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program, in the order of writing
	subject_id %i64% NOT NULL, -- person or family
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	version INTEGER NOT NULL, -- of the subject after it
	recorded_at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	unit_id %i64%, -- for which unit
	event TEXT NOT NULL, -- new, change, died, returned, moved_in, moved_out, joined, left, split, head, merged, unmerged (of the row that pointed), kept_merged, kept_unmerged (of the row it pointed to), undone
	source TEXT NOT NULL, -- who said so: code of the source
	valid_from INTEGER, -- since when it holds, days since 1970; NULL: since it was recorded
	import_id %i64%, -- the import it came with
	note TEXT, -- the reason given, for people to read
	changes TEXT, -- JSON: code of the field to [before, after]; NULL once the person is erased
	changes_sealed %blob%, -- the same for sealed fields, sealed for the subject
	undone_at %i64%, -- when it was taken back
	undone_by_id %i64%, -- the version that took it back
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX fact_version_subject ON fact_version (city, subject_id, id);
CREATE INDEX fact_version_import ON fact_version (city, import_id, id) WHERE import_id IS NOT NULL;

-- What stands beside the fact of today until a person decides: what a weaker source said against a stronger one, or what one officer said of a fact that
-- decides aid and nobody else has looked at
CREATE TABLE fact_claim (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	subject_id %i64% NOT NULL, -- person or family
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	field TEXT NOT NULL, -- code of the field
	value TEXT, -- what was said; NULL for sealed fields and once erased
	value_sealed %blob%, -- the same for sealed fields, sealed for the subject
	source TEXT NOT NULL, -- who says so
	valid_from INTEGER, -- since when it is said to hold
	recorded_at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	import_id %i64%, -- the import it came with
	state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4), -- 0 open, 1 taken, 2 not taken, 3 withdrawn: its import was, or who said it said otherwise, 4 waits for a second pair of eyes
	decided_at %i64%, -- when it was decided
	decided_by_id %i64%, -- by whom
	reason TEXT, -- why
	PRIMARY KEY (city, id),
	CHECK ((state IN (0, 4)) = (decided_at IS NULL))
)%strict%;
CREATE INDEX fact_claim_subject ON fact_claim (city, subject_id, state);
CREATE INDEX fact_claim_open ON fact_claim (city, id) WHERE state = 0;
CREATE INDEX fact_claim_waits ON fact_claim (city, id) WHERE state = 4;
CREATE INDEX fact_claim_by ON fact_claim (city, by_id, id);
CREATE INDEX fact_claim_import ON fact_claim (city, import_id) WHERE import_id IS NOT NULL;

-- Families a person once belonged to, so that a family of the past finds its members
CREATE TABLE family_past (
	city INTEGER NOT NULL, -- tenant
	family_id %i64% NOT NULL, -- which family
	person_id %i64% NOT NULL, -- who was in it
	PRIMARY KEY (city, family_id, person_id)
)%strict%;

-- Two rows that are one person: who said so and why; taken back, nothing has moved
CREATE TABLE person_merge (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	lost_id %i64% NOT NULL, -- the row that now points to the other
	kept_id %i64% NOT NULL, -- the row that speaks for both
	merged_at %i64% NOT NULL, -- when
	by_id %i64% NOT NULL, -- by whom
	reason TEXT NOT NULL, -- why they are one, for people to read
	undone_at %i64%, -- when it was taken back
	undone_by_id %i64%, -- by whom
	undone_reason TEXT, -- why
	PRIMARY KEY (city, id)
)%strict%;
CREATE UNIQUE INDEX person_merge_lost ON person_merge (city, lost_id) WHERE undone_at IS NULL;
CREATE INDEX person_merge_kept ON person_merge (city, kept_id);

-- A release of the national ranking (desil) as it was received
CREATE TABLE desil_release (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	name TEXT NOT NULL, -- "DTSEN triwulan III 2026"
	as_of INTEGER NOT NULL, -- date of the release, days since 1970
	import_id %i64%, -- the import that brought it
	line_id %i64%, -- the first of those of one date that complete each other; NULL: taken back
	families INTEGER NOT NULL, -- how many it ranks or names
	partial INTEGER NOT NULL CHECK (partial IN (0, 1)), -- 1: a list of some families, which is never shown for the city but stands beside the release
	received_at %i64% NOT NULL, -- when
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX desil_release_list ON desil_release (city, id) WHERE partial = 1 AND line_id IS NOT NULL;

-- The desil of a family by a release
CREATE TABLE desil (
	city INTEGER NOT NULL, -- tenant
	release_id %i64% NOT NULL, -- which release
	family_id %i64% NOT NULL, -- which family
	desil INTEGER CHECK (desil BETWEEN 1 AND 10), -- 1 lowest; NULL: none, see none_why
	none_why TEXT, -- reason when there is none: belum_diperingkat, nonaktif
	PRIMARY KEY (city, release_id, family_id),
	FOREIGN KEY (city, release_id) REFERENCES desil_release (city, id),
	CHECK ((desil IS NULL) = (none_why IS NOT NULL))
)%strict%;

-- Which release is shown since when: switching one on or back is one row
CREATE TABLE desil_shown (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	release_id %i64%, -- shown from then on; NULL: none
	since_at %i64% NOT NULL, -- when it was switched
	by_id %i64% NOT NULL, -- by whom
	PRIMARY KEY (city, id)
)%strict%;

-- The units of a person's cases, by who works for them: those whom the second half of a scope asks
CREATE VIEW v_member_person %view% AS
SELECT pu.city, pu.person_id AS id, ur.user_id
FROM person_unit pu JOIN v_user_reach ur ON ur.city = pu.city AND ur.unit_id = pu.unit_id AND ur.reach = 0;

-- Who may see which person: the region's, the city's, and the units that take part
CREATE VIEW v_scope_person %view% AS
SELECT m.city, m.id, m.user_id
FROM v_member_person m
UNION ALL
SELECT p.city, p.id, ur.user_id
FROM person p JOIN v_user_reach ur ON ur.city = p.city AND ur.region_id = p.region_id AND ur.reach = 1
WHERE p.protected = 0
UNION ALL
SELECT p.city, p.id, ur.user_id
FROM person p JOIN v_user_reach ur ON ur.city = p.city AND ur.reach = 2
WHERE p.protected = 0;

-- Families through their members
CREATE VIEW v_member_family %view% AS
SELECT p.city, p.family_id AS id, m.user_id
FROM person p JOIN v_member_person m ON m.city = p.city AND m.id = p.id
WHERE p.family_id IS NOT NULL;

-- Who may see which family
CREATE VIEW v_scope_family %view% AS
SELECT m.city, m.id, m.user_id
FROM v_member_family m
UNION ALL
SELECT f.city, f.id, ur.user_id
FROM family f JOIN v_user_reach ur ON ur.city = f.city AND ur.region_id = f.region_id AND ur.reach = 1
WHERE f.protected = 0
UNION ALL
SELECT f.city, f.id, ur.user_id
FROM family f JOIN v_user_reach ur ON ur.city = f.city AND ur.reach = 2
WHERE f.protected = 0;

-- People as other rooms read them: no sealed value
CREATE VIEW v_person %view% AS
SELECT city, id, version, known, state, family_id, relation, name, name_fold, alias, sex, birth_date, birth_year, birth_place, mother, traits, region_id, rt, rw, address, origin, protected, same_as_id, import_id, made_at, erased_at
FROM person;

-- Families as other rooms read them
CREATE VIEW v_family %view% AS
SELECT city, id, version, head_id, members, region_id, rt, rw, address, protected, import_id, made_at, ended_at
FROM family;

-- The release that is shown now, and those it completes
CREATE VIEW v_desil_line %view% AS
SELECT r.city, r.id
FROM desil_release s JOIN desil_release r ON r.city = s.city AND r.line_id = s.line_id AND r.id <= s.id
WHERE s.id = (SELECT x.release_id FROM desil_shown x WHERE x.city = s.city ORDER BY x.id DESC LIMIT 1);

-- The desil of families by what is shown now: the latest of the line that names the family
CREATE VIEW v_desil %view% AS
SELECT d.city, d.family_id, d.desil, d.none_why, d.release_id
FROM v_desil_line l JOIN desil d ON d.city = l.city AND d.release_id = l.id
WHERE NOT EXISTS (SELECT 1 FROM v_desil_line n JOIN desil x ON x.city = n.city AND x.release_id = n.id
  WHERE n.city = d.city AND n.id > d.release_id AND x.family_id = d.family_id);

-- The desil of families by every release that was ever shown, and by the lists beside them
CREATE VIEW v_desil_past %view% AS
SELECT d.city, d.family_id, d.release_id, r.name, r.as_of, r.partial, d.desil, d.none_why
FROM desil d JOIN desil_release r ON r.city = d.city AND r.id = d.release_id
WHERE (r.partial = 1 AND r.line_id IS NOT NULL)
  OR EXISTS (SELECT 1 FROM desil_shown s WHERE s.city = d.city AND s.release_id = d.release_id);

-- When something was last said about a person or a family
CREATE VIEW v_fact_said %view% AS
SELECT city, subject_id, recorded_at
FROM fact_version;
