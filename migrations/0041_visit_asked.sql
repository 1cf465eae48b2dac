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
