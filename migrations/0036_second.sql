-- feature: registry

-- What waits for a second pair of eyes, of whatever room: begun and ended in the transaction of the act. Its page, its count and its reminders read it
CREATE TABLE second_wait (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- of what waits: the claim, event, aid or request
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5), -- 1 fact, 2 event of a family, 3 aid by hand, 4 request for the verifier, 5 request for the head of the office
	what TEXT NOT NULL, -- field, event, programme, or number of the request
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- about a person (1) or a family (2)
	subject_id %i64% NOT NULL, -- which
	by_id %i64% NOT NULL, -- who said it, and so does not decide it; 0: a citizen
	other_id %i64%, -- who has decided before, and does not decide again
	since_at %i64% NOT NULL, -- since when it waits
	due_at %i64%, -- until when it should be decided (set limit, kedua_...); NULL: no limit
	told INTEGER NOT NULL, -- how often the clock has reminded of it
	tell_at %i64%, -- when it reminds next; NULL: never
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX second_wait_subject ON second_wait (city, subject_id);
CREATE INDEX second_wait_tell ON second_wait (city, tell_at) WHERE tell_at IS NOT NULL;
