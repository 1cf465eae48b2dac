-- feature: rights

-- What the schedule says to judge anew (nilai kembali), and how it was judged: kept until a day, or put to erasure
CREATE TABLE retention_review (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 9), -- as of items
	object_id %i64% NOT NULL, -- the same
	number TEXT NOT NULL, -- the same; no names
	since_at %i64% NOT NULL, -- from when the period ran
	verdict INTEGER NOT NULL CHECK (verdict IN (1, 2)), -- 1 kept until a day, 2 to be erased
	review_why TEXT NOT NULL, -- why; no names
	again_on INTEGER, -- of what is kept: first day on which it is judged again
	judged_at %i64% NOT NULL, -- when
	judged_by_id %i64% NOT NULL, -- by whom
	PRIMARY KEY (city, id),
	CHECK ((verdict = 1) = (again_on IS NOT NULL))
)%strict%;
CREATE INDEX retention_review_object ON retention_review (city, kind, object_id, verdict);
