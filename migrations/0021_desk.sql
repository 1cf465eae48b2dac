-- feature: desk

-- What was reported, in the reporter's words, and by whom.
CREATE TABLE report_detail (
	city INTEGER NOT NULL, -- tenant
	report_id %i64% NOT NULL, -- the report
	summary TEXT, -- first words, for lists; NULL when protected
	body TEXT, -- what happens; NULL when protected
	body_sealed %blob%, -- the same of a protected report
	body_fold TEXT, -- folded, for likely duplicates; NULL when protected
	place TEXT, -- landmark; NULL when protected
	place_sealed %blob%, -- landmark and coordinates of a protected report
	lat %f64%, -- degrees
	lng %f64%, -- degrees
	sex INTEGER NOT NULL, -- of an unknown person: 0, 1 L, 2 P
	age_about INTEGER, -- of an unknown person, in years
	traits TEXT, -- what identifies him; NULL when protected
	traits_sealed %blob%, -- the same of a protected report
	headcount INTEGER, -- of a family, group or event
	reporter_kind INTEGER NOT NULL CHECK (reporter_kind BETWEEN 1 AND 3), -- 1 open, 2 secret, 3 anonymous
	reporter_sealed %blob%, -- name
	phone_sealed %blob%, -- telephone
	form_number TEXT, -- number of the printed form it was typed in from
	PRIMARY KEY (city, report_id)
)%strict%;

-- Photos of a report.
CREATE TABLE report_photo (
	city INTEGER NOT NULL, -- tenant
	report_id %i64% NOT NULL, -- the report
	media_id %i64% NOT NULL, -- the picture
	at %i64% NOT NULL, -- when it was added
	PRIMARY KEY (city, report_id, media_id)
)%strict%;

-- How a report was sorted: rule, facts, result, and what a person made of it.
CREATE TABLE triage_log (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	report_id %i64% NOT NULL, -- which report
	at %i64% NOT NULL, -- when
	by_id %i64%, -- who
	unit_id %i64%, -- for which unit
	act INTEGER NOT NULL, -- 1 computed, 2 recommended, 3 decided (penetapan), 4 overruled
	rule_version INTEGER NOT NULL, -- version of the decision table
	facts TEXT NOT NULL, -- what went in, as JSON
	result TEXT NOT NULL, -- what came out, as JSON: the same input gives the same bytes
	reason TEXT NOT NULL, -- in plain Indonesian, as it can be printed
	overruled TEXT, -- why a person decided otherwise
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX triage_log_computed ON triage_log (city, at, id) WHERE act = 1;
CREATE INDEX triage_log_report ON triage_log (city, report_id, at);

-- Answers to a reporter, and questions to him: what the status page shows.
CREATE TABLE report_answer (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	report_id %i64% NOT NULL, -- which report
	at %i64% NOT NULL, -- when
	by_id %i64%, -- who
	body TEXT NOT NULL, -- shown to the reporter: no personal data of others
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX report_answer_report ON report_answer (city, report_id, at);

-- About how old an unknown person was said to be
CREATE VIEW v_report_age %view% AS
SELECT city, report_id, age_about FROM report_detail WHERE age_about IS NOT NULL;

-- Reports that have photos
CREATE VIEW v_report_photo %view% AS
SELECT city, report_id, media_id
FROM report_photo;
