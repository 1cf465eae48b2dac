-- feature: notice

-- A message to a person or to all officers of a unit.  Numbers and codes only, no personal data.
CREATE TABLE notice (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	user_id %i64%, -- to this person; NULL: to the unit
	unit_id %i64%, -- to the officers of this unit; NULL: to the person
	kind TEXT NOT NULL, -- what happened: referral.sent, baton.late ...
	about TEXT NOT NULL, -- what it is about: report, case, referral
	about_id %i64% NOT NULL, -- its id
	number TEXT, -- its number as people read it
	text_key TEXT NOT NULL, -- key of the catalogue text
	arg0 TEXT, -- value for {0}
	arg1 TEXT, -- value for {1}
	at %i64% NOT NULL, -- when
	urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)), -- rings until read
	read_at %i64%, -- when it was read; in a unit, by the first
	read_by_id %i64%, -- by whom
	PRIMARY KEY (city, id),
	CHECK ((user_id IS NULL) <> (unit_id IS NULL))
) %strict%;
CREATE INDEX notice_user ON notice (city, user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX notice_unit ON notice (city, unit_id, id) WHERE unit_id IS NOT NULL;
CREATE INDEX notice_user_unread ON notice (city, user_id, urgent) WHERE user_id IS NOT NULL AND read_at IS NULL;
CREATE INDEX notice_unit_unread ON notice (city, unit_id, urgent) WHERE unit_id IS NOT NULL AND read_at IS NULL;
CREATE INDEX notice_object ON notice (city, about, about_id) WHERE read_at IS NULL;

-- When notices were sent: ids and no words
CREATE VIEW v_notice_sent %view% AS
SELECT city, id, at FROM notice;
