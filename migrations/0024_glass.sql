-- feature: casework

-- Break-glass: an officer outside the reach of a case, or of a report that is no case yet, opened it
-- to read, for a stated reason and a few hours.  What was not found or refused is kept as well, for it is judged like the rest.
CREATE TABLE glass (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	found INTEGER NOT NULL CHECK (found BETWEEN 1 AND 3), -- 1 opened, 2 nothing found, 3 protected and refused
	case_id %i64%, -- the case; NULL when it was a report, or nothing was found
	report_id %i64%, -- the report that was no case yet; NULL when it was a case, or nothing was found
	wanted TEXT NOT NULL, -- what was asked for: a number, or a masked NIK
	by_id %i64% NOT NULL, -- who
	unit_id %i64%, -- for which unit
	why INTEGER NOT NULL CHECK (why BETWEEN 0 AND 3), -- danger to life, treatment, protection of somebody, other
	words_sealed %blob% NOT NULL, -- the reason in words, sealed for the case or report, or for the officer when nothing was found
	opened_at %i64% NOT NULL, -- when
	until_at %i64% NOT NULL, -- until when it may be read
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id),
	FOREIGN KEY (city, report_id) REFERENCES report (city, id),
	CHECK ((found = 2) = (case_id IS NULL AND report_id IS NULL)),
	CHECK (case_id IS NULL OR report_id IS NULL)
)%strict%;
CREATE INDEX glass_by ON glass (city, by_id, opened_at);
CREATE INDEX glass_case ON glass (city, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX glass_report ON glass (city, report_id) WHERE report_id IS NOT NULL;

-- Openings as other rooms read them: no sealed value
CREATE VIEW v_glass %view% AS
SELECT city, id, found, case_id, report_id, by_id, unit_id, why, opened_at, until_at FROM glass;

-- What reviewers found: one verdict of each side.
CREATE TABLE glass_review (
	city INTEGER NOT NULL, -- tenant
	glass_id %i64% NOT NULL, -- which opening
	side INTEGER NOT NULL CHECK (side IN (1, 2)), -- 1 data-protection officer, 2 supervisor of the holder
	fair INTEGER NOT NULL CHECK (fair IN (0, 1)), -- 1 wajar, 0 tidak wajar
	note_sealed %blob% NOT NULL, -- why, sealed for the same subject as the reason
	at %i64% NOT NULL, -- when
	by_id %i64% NOT NULL, -- who
	PRIMARY KEY (city, glass_id, side),
	FOREIGN KEY (city, glass_id) REFERENCES glass (city, id)
)%strict%;
