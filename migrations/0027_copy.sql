-- feature: rights

-- A person asked for the copy of what is held about him: what showed that it was he, until when he must have it, and what he was given
CREATE TABLE copy_request (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	person_id %i64% NOT NULL, -- whose data
	identity INTEGER NOT NULL CHECK (identity BETWEEN 0 AND 1), -- his KTP was shown, or the power of attorney of somebody he sent
	paper TEXT, -- number and date of that power of attorney; no names
	asked_at %i64% NOT NULL, -- when he asked
	asked_by_id %i64% NOT NULL, -- who wrote it down
	unit_id %i64%, -- at which desk
	due_at %i64% NOT NULL, -- until when he must have it
	given_at %i64%, -- when it was handed over
	given_by_id %i64%, -- by whom
	line_count INTEGER NOT NULL, -- lines of what was handed over
	byte_count %i64% NOT NULL, -- its size as text
	digest %blob%, -- BLAKE2b-256 of that text
	PRIMARY KEY (city, id),
	CHECK ((given_at IS NULL) = (digest IS NULL)),
	CHECK ((given_at IS NULL) = (given_by_id IS NULL))
)%strict%;
CREATE INDEX copy_request_person ON copy_request (city, person_id, id);
CREATE INDEX copy_request_waiting ON copy_request (city, due_at) WHERE given_at IS NULL;
