-- feature: linking

-- How far the looking for people who are there twice has come
CREATE TABLE link_state (
	city INTEGER NOT NULL, -- tenant
	id INTEGER NOT NULL CHECK (id = 1), -- always 1
	version INTEGER NOT NULL, -- raised by every write of the walk
	fed %i64% NOT NULL, -- place in the feed of changed persons: for all before it candidates were looked for
	fed_id %i64% NOT NULL, -- the person at that place
	whole_at %i64%, -- when everybody had been looked at
	PRIMARY KEY (city, id)
)%strict%;

-- Two persons who may be one, with what speaks for and against it; never asked again once answered
CREATE TABLE link_pair (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	a_id %i64% NOT NULL, -- the person met first
	b_id %i64% NOT NULL, -- the other
	a_region_id %i64% NOT NULL, -- kelurahan of the one; 0 unknown
	b_region_id %i64% NOT NULL, -- kelurahan of the other; 0 unknown
	permille INTEGER NOT NULL CHECK (permille BETWEEN 0 AND 1000), -- how probable it is that they are one
	weight INTEGER NOT NULL, -- hundredths of log2 of the odds
	reasons TEXT NOT NULL, -- kind:level:hundredths of weight, by comma: what each field says
	worth INTEGER NOT NULL, -- what an answer is worth: probability times what hangs on it
	sure INTEGER NOT NULL CHECK (sure IN (0, 1)), -- 1: so probable that many may be confirmed at once
	state INTEGER NOT NULL CHECK (state IN (1, 2, 3, 4, 5)), -- 1 open, 2 the same, 3 different, 4 put off, 5 no longer likely
	skipped INTEGER NOT NULL, -- how often it was put off
	found_at %i64% NOT NULL, -- when it was found
	decided_at %i64%, -- when it was answered
	decided_by_id %i64%, -- by whom
	lost_id %i64%, -- of the same: whom the other one now speaks for
	PRIMARY KEY (city, id),
	CHECK (a_id < b_id),
	CHECK ((state IN (2, 3)) = (decided_at IS NOT NULL)),
	CHECK ((state = 2) = (lost_id IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX link_pair_two ON link_pair (city, a_id, b_id);
CREATE INDEX link_pair_b ON link_pair (city, b_id);
CREATE INDEX link_pair_open ON link_pair (city, sure, skipped, worth, id) WHERE state IN (1, 4);
CREATE INDEX link_pair_done ON link_pair (city, decided_at) WHERE decided_at IS NOT NULL;
