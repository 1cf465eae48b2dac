-- feature: intake

-- A row of a file that was in doubt: why, how much speaks for it, and what somebody decided
CREATE TABLE intake_doubt (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	n %i64% NOT NULL, -- number of the row in the file
	family_n %i64% NOT NULL, -- with it the key of the row
	why INTEGER NOT NULL CHECK (why BETWEEN 0 AND 7), -- 0 not kept, 1 NIK of another name, 2 same name and birth date, 3 the same and nearly the NIK, 4 alike, 5 alike, and another row is about him too, 6 one who is not named, 7 a correction on its way
	unlike INTEGER NOT NULL CHECK (unlike BETWEEN 0 AND 1000), -- of a thousand, how probable it is that they are two
	apart INTEGER NOT NULL CHECK (apart IN (0, 1)), -- 1: both NIK are confirmed and differ, so they are never joined
	subject_id %i64%, -- the person or family it may be
	decided INTEGER NOT NULL CHECK (decided IN (0, 1, 2)), -- 0 not yet, 1 the same, 2 another one
	decided_at %i64%, -- when
	decided_by_id %i64%, -- by whom
	PRIMARY KEY (city, intake_id, n),
	FOREIGN KEY (city, intake_id) REFERENCES intake (city, id)
)%strict%;
