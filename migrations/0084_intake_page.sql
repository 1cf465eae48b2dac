-- feature: intake

-- A worksheet with a table, of a workbook whose sheets may be parts of one list
CREATE TABLE intake_page (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	page INTEGER NOT NULL, -- worksheet, from 1 on
	name TEXT NOT NULL, -- its name
	like_page INTEGER NOT NULL, -- the worksheet whose columns it has, heading by heading; itself where it has its own
	taken INTEGER NOT NULL CHECK (taken IN (0, 1)), -- 1: its rows are part of the list
	row_n %i64% NOT NULL, -- its rows, where they are part of the list
	headings TEXT NOT NULL, -- the first of its headings, by which somebody tells what it is
	PRIMARY KEY (city, intake_id, page),
	FOREIGN KEY (city, intake_id) REFERENCES intake (city, id)
)%strict%;
