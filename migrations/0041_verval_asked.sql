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
