-- feature: casework

-- A document of a case: a paper as PDF or photographed, one file each.  Its line stays when it is removed.
CREATE TABLE case_document (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- of which case
	step_id %i64%, -- the step it belongs to
	referral_id %i64%, -- the referral it belongs to
	media_id %i64% NOT NULL, -- its bytes, sealed for the case
	pdf INTEGER NOT NULL CHECK (pdf IN (0, 1)), -- 1: a PDF, 0: a photo of a paper
	pages INTEGER, -- of a PDF
	part INTEGER NOT NULL, -- which of the files that were added together
	part_n INTEGER NOT NULL, -- how many these were
	code TEXT NOT NULL, -- document_kind
	specific INTEGER NOT NULL CHECK (specific IN (0, 1)), -- 1: of a kind with health, children, crime or money in it, as it was when added
	number_sealed %blob%, -- number of the document
	title_sealed %blob%, -- what it is about
	note_sealed %blob%, -- what to know of it
	dated_on INTEGER, -- date of the document
	added_at %i64% NOT NULL, -- when it was added
	by_id %i64% NOT NULL, -- by whom
	unit_id %i64%, -- for which unit
	removed_at %i64%, -- when it was removed as a mistake
	removed_by_id %i64%, -- by whom
	why_sealed %blob%, -- why it was removed
	gone_at %i64%, -- when bytes and words were erased for good
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id),
	FOREIGN KEY (city, step_id) REFERENCES step (city, id),
	FOREIGN KEY (city, referral_id) REFERENCES referral (city, id),
	CHECK ((removed_at IS NULL) = (removed_by_id IS NULL)),
	CHECK (pdf = 1 OR pages IS NULL)
)%strict%;
CREATE INDEX case_document_case ON case_document (city, case_id, added_at, id);
CREATE INDEX case_document_step ON case_document (city, step_id) WHERE step_id IS NOT NULL;
CREATE INDEX case_document_referral ON case_document (city, referral_id) WHERE referral_id IS NOT NULL;
CREATE INDEX case_document_removed ON case_document (city, removed_at, id) WHERE removed_at IS NOT NULL AND gone_at IS NULL;

-- Documents by their cases, without what they say
CREATE VIEW v_case_document %view% AS
SELECT city, id, case_id, code, dated_on, added_at, unit_id, removed_at, gone_at FROM case_document;
