-- feature: intake

-- A file of people, families or releases on its way into the registry, from its first byte to its undoing
CREATE TABLE intake (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program; also the import's id in the registry and the subject of its sealed cells
	version INTEGER NOT NULL, -- raised by every act of a person
	kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 9), -- 1 people and families, 2 desil release, 3 Dukcapil match, 4 deaths, 5 moves, 6 recipients, 7 DTKS correction, 8 Regsosek workbook, 9 national answers to requests
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 11), -- 1 uploading, 2 reading, 3 columns to confirm, 4 checking, 5 checked, 6 applying, 7 applied, 8 undoing, 9 undone, 10 unreadable, 11 dropped
	file_name TEXT NOT NULL, -- as the office named it
	source TEXT NOT NULL, -- who says so: code of the reference set "source"
	valid_from INTEGER, -- date from which it holds, days since 1970
	programme TEXT, -- of recipient lists: which programme
	period_code TEXT, -- of recipient lists: the period of rows that name none
	aid_state INTEGER, -- of recipient lists: the state of rows that name none, as in benefit.state
	file_size %i64% NOT NULL, -- bytes announced
	file_taken %i64% NOT NULL, -- bytes that are there
	fault TEXT, -- why it cannot be read and where, for people to read
	row_n %i64% NOT NULL, -- rows in the file
	staged_n %i64% NOT NULL, -- of these checked
	new_n %i64% NOT NULL, -- not known before
	changed_n %i64% NOT NULL, -- known, something differs
	same_n %i64% NOT NULL, -- known, nothing differs
	doubt_n %i64% NOT NULL, -- maybe somebody known
	wrong_n %i64% NOT NULL, -- cannot be taken as it stands
	unknown_n %i64% NOT NULL, -- no rows of people: sums, signatures; of answers, those to a request that nobody handed over
	done_n %i64% NOT NULL, -- rows applied
	done_group %i64% NOT NULL, -- the last family applied
	undo_at_id %i64%, -- version at which the undoing stands; NULL: at the newest
	undone_n %i64% NOT NULL, -- versions taken back
	release_id %i64%, -- the desil release made of it
	shown_before_id %i64%, -- the release that was shown before it
	made_at %i64% NOT NULL, -- when the file began to arrive
	made_by_id %i64% NOT NULL, -- who brought it
	made_unit_id %i64%, -- for which unit
	staged_at %i64%, -- when all rows were checked
	act_at %i64%, -- when applying or undoing was last asked for
	act_by_id %i64%, -- by whom
	ended_at %i64%, -- when that was done
	lease %i64% NOT NULL, -- which process works on it, 0 none
	leased_until %i64%, -- until when, unless it says so again
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX intake_due ON intake (city, id) WHERE state IN (2, 4, 6, 8);
CREATE INDEX intake_coming ON intake (city, made_at) WHERE state = 1;

-- A column of the file and what it was taken for
CREATE TABLE intake_column (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	page INTEGER NOT NULL, -- worksheet, from 1 on; 0 in CSV
	ordinal INTEGER NOT NULL, -- place from the left, from 0 on
	page_name TEXT NOT NULL, -- name of the worksheet
	heading TEXT NOT NULL, -- as it stands in the file
	means TEXT, -- "p:" or "f:" and the field of a person or family, "x:" and a value of the import; NULL: left out
	known INTEGER NOT NULL CHECK (known IN (0, 1)), -- 1: recognised by the program or from last time
	samples %blob%, -- three real values, sealed for the import
	PRIMARY KEY (city, intake_id, page, ordinal),
	FOREIGN KEY (city, intake_id) REFERENCES intake (city, id)
)%strict%;

-- What the columns of a kind of file meant last time
CREATE TABLE intake_memory (
	city INTEGER NOT NULL, -- tenant
	source TEXT NOT NULL, -- whose files
	kind INTEGER NOT NULL, -- of which kind
	heading TEXT NOT NULL, -- folded
	means TEXT, -- as above; NULL: left out
	changed_at %i64% NOT NULL, -- when
	by_id %i64% NOT NULL, -- by whom
	PRIMARY KEY (city, source, kind, heading)
)%strict%;

-- The verdict on one row of the file; its cells lie sealed in intake_cells, which answer for the file: a key here
-- would ask for the same row some hundred thousand times, a fifth of the checking on PostgreSQL
CREATE TABLE intake_row (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	family_n %i64% NOT NULL, -- number of the first row with the same KK; its own where there is none
	n %i64% NOT NULL, -- number of the row in the file, from 1 on
	verdict INTEGER NOT NULL CHECK (verdict BETWEEN 1 AND 6), -- 1 new, 2 changed, 3 same, 4 doubtful, 5 wrong, 6 nobody: a sum, a signature, an answer to no request
	subject_id %i64%, -- the person, family or request it is about, or in doubt may be
	PRIMARY KEY (city, intake_id, family_n, n)
)%strict%;
CREATE INDEX intake_row_verdict ON intake_row (city, intake_id, verdict, n);

-- Cells of up to 256 rows as they came, with what was found in them; sealed for the import
CREATE TABLE intake_cells (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	first_n %i64% NOT NULL, -- number of the first row
	sealed %blob% NOT NULL, -- the rows
	PRIMARY KEY (city, intake_id, first_n),
	FOREIGN KEY (city, intake_id) REFERENCES intake (city, id)
)%strict%;

-- What an undoing left, because somebody has changed it since
CREATE TABLE intake_left (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	id %i64% NOT NULL, -- made by the program
	of INTEGER NOT NULL CHECK (of IN (1, 2, 3)), -- 1 person, 2 family, 3 request of verval
	subject_id %i64% NOT NULL, -- who or which
	field TEXT, -- code of the field; NULL: the whole row
	PRIMARY KEY (city, intake_id, id),
	FOREIGN KEY (city, intake_id) REFERENCES intake (city, id)
)%strict%;

-- Imports as other rooms read them
CREATE VIEW v_intake %view% AS
SELECT city, id, kind, state, staged_n, made_at, ended_at
FROM intake;
