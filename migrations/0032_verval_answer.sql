-- feature: verval

-- What the national side answered to a request that was entered there; the latest of those not taken back stands
CREATE TABLE verval_answer (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	verval_id %i64% NOT NULL, -- to which request
	at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	source TEXT NOT NULL, -- who brought it: code of the reference set "source"
	import_id %i64%, -- the list it came with; NULL: typed by hand
	answer INTEGER NOT NULL CHECK (answer BETWEEN 1 AND 3), -- 1 accepted, 2 refused, 3 in process
	said_on INTEGER NOT NULL, -- its date, days since 1970
	why_sealed %blob%, -- the reason in words, sealed for the person or family
	desil INTEGER CHECK (desil BETWEEN 1 AND 10), -- the desil it names
	dtsen_sealed %blob%, -- the national family number it names, sealed for the person or family
	undone_at %i64%, -- when it was taken back with its list
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id)
)%strict%;
CREATE INDEX verval_answer_of ON verval_answer (city, verval_id, said_on, id);
CREATE INDEX verval_answer_import ON verval_answer (city, import_id, id) WHERE import_id IS NOT NULL AND undone_at IS NULL;
