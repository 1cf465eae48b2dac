-- feature: rights

-- Erasing a person: proposed by one, confirmed or refused by another
CREATE TABLE erasure (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	person_id %i64% NOT NULL, -- who is to be erased
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3), -- 1 proposed, 2 done, 3 refused
	ground INTEGER NOT NULL CHECK (ground BETWEEN 0 AND 4), -- his request, no longer needed, consent withdrawn, unlawful, decision of a court
	basis TEXT NOT NULL, -- the paper it rests on; no personal data
	proposed_at %i64% NOT NULL, -- when
	proposed_by_id %i64% NOT NULL, -- by whom
	decided_at %i64%, -- when it was confirmed or refused
	decided_by_id %i64%, -- by whom: somebody else
	refused_why TEXT, -- why it was refused
	case_count INTEGER NOT NULL, -- cases whose words went
	report_count INTEGER NOT NULL, -- reports whose words and photos went
	PRIMARY KEY (city, id),
	CHECK (decided_by_id <> proposed_by_id),
	CHECK ((state = 1) = (decided_at IS NULL))
)%strict%;
CREATE UNIQUE INDEX erasure_once ON erasure (city, person_id) WHERE state IN (1, 2);
