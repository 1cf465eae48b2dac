-- feature: desk

-- Printed blank forms: each has a number, so that none is typed in twice and a lost one is known.
CREATE TABLE paper_form (
	city INTEGER NOT NULL, -- tenant
	number TEXT NOT NULL, -- on the paper and in its QR code, FM-...
	batch_id %i64% NOT NULL, -- printed together
	region_id %i64%, -- kelurahan it was printed for
	unit_id %i64%, -- desk that printed it
	printed_at %i64% NOT NULL, -- when
	printed_by_id %i64%, -- by whom
	used_report_id %i64%, -- report it was typed in as
	PRIMARY KEY (city, number)
)%strict%;
CREATE INDEX paper_form_unit ON paper_form (city, unit_id, batch_id);
CREATE INDEX paper_form_batch ON paper_form (city, batch_id);
