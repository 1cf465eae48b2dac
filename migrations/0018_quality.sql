-- feature: quality

-- How far the checking of facts has come: one row a city, whose version every change of what is kept here raises
CREATE TABLE quality_state (
	city INTEGER NOT NULL, -- tenant
	id INTEGER NOT NULL CHECK (id = 1), -- always 1
	version INTEGER NOT NULL, -- raised by every write of this room
	rules %i64% NOT NULL, -- fingerprint of the rules that the checking goes by
	fed %i64% NOT NULL, -- place in the feed of changed persons: all before it are checked
	fed_id %i64% NOT NULL, -- the person at that place
	family_version_id %i64% NOT NULL, -- changes of families that lie before this one are checked
	began_at %i64% NOT NULL, -- when the checking of everybody began
	whole_at %i64%, -- when everybody had been checked by these rules
	PRIMARY KEY (city, id)
)%strict%;

-- Whom the score counts, with what the worst finding takes from it
CREATE TABLE quality_subject (
	city INTEGER NOT NULL, -- tenant
	subject_id %i64% NOT NULL, -- person or family
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	region_id %i64% NOT NULL, -- kelurahan when it was checked; 0 unknown
	source TEXT NOT NULL, -- source of the row
	loss INTEGER NOT NULL CHECK (loss BETWEEN 0 AND 100), -- weight of the heaviest open finding; 0: none
	loss_source TEXT NOT NULL, -- source of the fact at fault; the row's where there is none
	PRIMARY KEY (city, subject_id)
)%strict%;

-- What is wrong with the facts of a person or a family, by a rule; it ends by itself when the fact is put right
CREATE TABLE quality_finding (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	rule TEXT NOT NULL, -- code of the reference set quality_rule
	rule_version INTEGER NOT NULL, -- version of the rule that found it
	severity INTEGER NOT NULL CHECK (severity IN (1, 2)), -- 1 warning, 2 error
	weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100), -- what it takes from the score of its subject
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	subject_id %i64% NOT NULL, -- person or family
	other_id %i64%, -- the person, family or case that it is at odds with
	figure INTEGER, -- the number in its explanation: age, members
	region_id %i64% NOT NULL, -- kelurahan of the subject; 0 unknown
	source TEXT NOT NULL, -- source of the fact at fault
	found_at %i64% NOT NULL, -- when it was found
	state INTEGER NOT NULL CHECK (state IN (1, 2, 3, 4)), -- 1 open, 2 given to an officer, 3 put right, 4 accepted as it is
	assigned_to_id %i64%, -- the officer who has it
	assigned_at %i64%, -- when it was given
	decided_by_id %i64%, -- who accepted it
	decided_at %i64%, -- when
	reason TEXT, -- why it is right as it is, for people to read
	fixed_at %i64%, -- when the fault was gone
	PRIMARY KEY (city, id),
	CHECK ((state = 3) = (fixed_at IS NOT NULL)),
	CHECK (state <> 2 OR assigned_to_id IS NOT NULL),
	CHECK (state <> 4 OR reason IS NOT NULL)
)%strict%;
CREATE UNIQUE INDEX quality_finding_subject ON quality_finding (city, subject_id, rule) WHERE state <> 3;
CREATE INDEX quality_finding_other ON quality_finding (city, other_id) WHERE state <> 3 AND other_id IS NOT NULL;
CREATE INDEX quality_finding_rule ON quality_finding (city, rule, region_id, id) WHERE state <> 3;
CREATE INDEX quality_finding_region ON quality_finding (city, region_id, id) WHERE state <> 3;
CREATE INDEX quality_finding_mine ON quality_finding (city, assigned_to_id, id) WHERE state = 2;

-- Open findings by rule, kelurahan and source, kept as they come and go
CREATE TABLE quality_count (
	city INTEGER NOT NULL, -- tenant
	rule TEXT NOT NULL, -- code of the rule
	region_id %i64% NOT NULL, -- kelurahan; 0 unknown
	source TEXT NOT NULL, -- source of the fact at fault
	n INTEGER NOT NULL, -- open findings, given to somebody or not
	PRIMARY KEY (city, rule, region_id, source)
)%strict%;

-- What the score is made of, by kelurahan and source, kept as people and findings come and go
CREATE TABLE quality_total (
	city INTEGER NOT NULL, -- tenant
	region_id %i64% NOT NULL, -- kelurahan; 0 unknown
	source TEXT NOT NULL, -- source
	subjects INTEGER NOT NULL, -- persons and families whose row is of that source
	faulty INTEGER NOT NULL, -- of those with a finding: whose heaviest one is of that source
	loss INTEGER NOT NULL, -- sum of what these take from the score
	PRIMARY KEY (city, region_id, source)
)%strict%;

-- The score of a kelurahan on a day, for the trend
CREATE TABLE quality_day (
	city INTEGER NOT NULL, -- tenant
	day INTEGER NOT NULL, -- days since 1970
	region_id %i64% NOT NULL, -- kelurahan; 0 unknown
	subjects INTEGER NOT NULL, -- persons and families checked
	faulty INTEGER NOT NULL, -- of them with a finding
	loss INTEGER NOT NULL, -- sum of what the findings take
	PRIMARY KEY (city, day, region_id)
)%strict%;

-- Persons in the order in which they were changed, for whoever follows: ids and no fact
CREATE VIEW v_person_fed %view% AS
SELECT city, fed, id, family_id FROM person;

-- Changes of families in the order of writing: ids and no fact
CREATE VIEW v_family_changed %view% AS
SELECT city, id, subject_id AS family_id FROM fact_version WHERE of = 2;

-- How many persons and families there are, by kelurahan and source
CREATE VIEW v_quality_total %view% AS
SELECT city, region_id, source, subjects FROM quality_total;
