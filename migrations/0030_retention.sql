-- feature: rights

-- What the retention schedule says is over: found by a job, checked by one officer, approved by another, then erased and proven
CREATE TABLE retention_list (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	number TEXT NOT NULL, -- PM- and six characters with two check characters
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5), -- 1 found, 2 checked, 3 approved and being erased, 4 done, 5 refused
	found_at %i64% NOT NULL, -- when the job found it
	checked_at %i64%, -- when an officer had looked through it
	checked_by_id %i64%, -- who
	approved_at %i64%, -- when it was approved or refused
	approved_by_id %i64%, -- by whom: somebody else
	refused_why TEXT, -- why it was refused; no personal data
	done_at %i64%, -- when the last of it was erased
	item_count %i64% NOT NULL, -- things on it
	erased_count %i64% NOT NULL, -- of these erased
	digest %blob%, -- BLAKE2b-256 of the numbers of what was erased; the audit log holds it too
	PRIMARY KEY (city, id),
	CHECK (approved_by_id <> checked_by_id),
	CHECK ((state = 4) = (done_at IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX retention_list_number ON retention_list (city, number);
CREATE UNIQUE INDEX retention_list_open ON retention_list (city) WHERE state IN (1, 2, 3);

-- A thing on such a list, and what became of it
CREATE TABLE retention_item (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	list_id %i64% NOT NULL, -- on which list
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 9), -- 1 report that never was a case, 2 case, 3 person without link, 4 rows of an import, 5 photos of a report, 6 looks, 7 request about data, 8 notices, 9 documents of a case
	object_id %i64% NOT NULL, -- the report, case, person or import; of looks and notices the first id that stays
	number TEXT NOT NULL, -- as people know it; no names
	since_at %i64% NOT NULL, -- from when the period ran
	entry_version %i64% NOT NULL, -- version of the schedule's entry it was found by
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4), -- 1 listed, 2 erased, 3 postponed, 4 passed over: no longer due, or it failed
	done_at %i64%, -- when
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, list_id) REFERENCES retention_list (city, id)
)%strict%;
CREATE INDEX retention_item_list ON retention_item (city, list_id, state, id);
CREATE INDEX retention_item_object ON retention_item (city, kind, object_id, state);

-- Something that must not be erased yet, whatever the schedule says
CREATE TABLE retention_hold (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 9), -- as of items
	object_id %i64% NOT NULL, -- the same
	number TEXT NOT NULL, -- the same
	hold_why TEXT NOT NULL, -- law suit, audit, appeal ...; no names
	until_on INTEGER NOT NULL, -- first day on which it may be found again
	held_at %i64% NOT NULL, -- when
	held_by_id %i64% NOT NULL, -- by whom
	lifted_at %i64%, -- when it was taken back before its day
	lifted_by_id %i64%, -- by whom
	PRIMARY KEY (city, id)
)%strict%;
CREATE UNIQUE INDEX retention_hold_once ON retention_hold (city, kind, object_id) WHERE lifted_at IS NULL;
