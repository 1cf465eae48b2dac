-- feature: verval

-- Whom a home visit asked about, so that "nothing differs" is not taken for "not asked"
CREATE TABLE verval_asked (
	city INTEGER NOT NULL, -- tenant
	visit_id %i64% NOT NULL, -- at which visit
	subject_id %i64% NOT NULL, -- the person, or the family for its house
	at %i64% NOT NULL, -- when the answers were saved first
	PRIMARY KEY (city, visit_id, subject_id),
	FOREIGN KEY (city, visit_id) REFERENCES verval_visit (city, id)
)%strict%;

-- The picture of a signature under a home visit: drawn on the screen, or a photo of the signed sheet; sealed for the person or family
CREATE TABLE verval_signature (
	city INTEGER NOT NULL, -- tenant
	visit_id %i64% NOT NULL, -- under which visit
	verval_id %i64% NOT NULL, -- of which request
	media_id %i64% NOT NULL, -- the picture
	PRIMARY KEY (city, visit_id),
	FOREIGN KEY (city, visit_id) REFERENCES verval_visit (city, id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id)
)%strict%;
CREATE INDEX verval_signature_media ON verval_signature (city, media_id);
CREATE INDEX verval_signature_of ON verval_signature (city, verval_id);

-- feature: intake

-- A column of long numbers of which every last digit is 0: a spreadsheet kept fifteen digits of each before it was saved as text
CREATE TABLE intake_spoiled (
	city INTEGER NOT NULL, -- tenant
	intake_id %i64% NOT NULL, -- which file
	page INTEGER NOT NULL, -- worksheet, as in intake_column
	ordinal INTEGER NOT NULL, -- place from the left, likewise
	number_n %i64% NOT NULL, -- different numbers that were looked at
	PRIMARY KEY (city, intake_id, page, ordinal),
	FOREIGN KEY (city, intake_id, page, ordinal) REFERENCES intake_column (city, intake_id, page, ordinal)
)%strict%;
