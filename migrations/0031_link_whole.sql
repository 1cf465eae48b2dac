-- feature: linking

-- Comparing everybody of the registry with everybody, in the background: each time it was asked for
CREATE TABLE link_run (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every step, and by whoever stops it
	state INTEGER NOT NULL CHECK (state IN (1, 2, 3, 4, 5, 6, 7)), -- 1 waits, 2 is read, 3 is compared, 4 pairs become questions, 5 done, 6 stopped, 7 failed
	cause INTEGER NOT NULL CHECK (cause IN (1, 2, 3)), -- 1 a person asked, 2 it was time, 3 many have changed
	asked_at %i64% NOT NULL, -- when it was asked for
	asked_by_id %i64% NOT NULL, -- by whom
	began_at %i64%, -- when the last try began
	lease_until %i64%, -- until when the process that does it may be silent
	tries INTEGER NOT NULL, -- how often it was begun
	ended_at %i64%, -- when it ended
	fault TEXT, -- why it failed: memory, process
	fed %i64% NOT NULL, -- place in the feed of changed persons when it began: whoever changed before is in it
	total INTEGER NOT NULL, -- how many there were to read when it began
	people INTEGER NOT NULL, -- who were read so far
	found INTEGER NOT NULL, -- pairs that comparing found
	looked INTEGER NOT NULL, -- of these and of those known before: looked at again, one by one
	questions INTEGER NOT NULL, -- of these: are questions
	sure INTEGER NOT NULL, -- of these: nearly certain
	compared %i64% NOT NULL, -- pairs that were looked at by the engine
	memory_kb %i64% NOT NULL, -- the most the comparing process held
	millis %i64% NOT NULL, -- how long it computed
	PRIMARY KEY (city, id),
	CHECK ((state IN (5, 6, 7)) = (ended_at IS NOT NULL)),
	CHECK ((state = 7) = (fault IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX link_run_open ON link_run (city) WHERE state IN (1, 2, 3, 4);

-- What agreement is worth in this city, as it was learnt from everybody; the newest is weighed by, unless it is switched off
CREATE TABLE link_model (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	run_id %i64% NOT NULL, -- the comparing that learnt it
	learned_at %i64% NOT NULL, -- when
	people INTEGER NOT NULL, -- from how many
	body TEXT NOT NULL, -- the model as the engine writes it: numbers, and words of names that twenty or more people have
	chances TEXT NOT NULL, -- the same for people to read: kind:level:of the same person:of one who moved:of relatives, in millionths, by comma
	off INTEGER NOT NULL CHECK (off IN (0, 1)), -- 1: somebody went back to the model the program carries
	PRIMARY KEY (city, id)
)%strict%;
