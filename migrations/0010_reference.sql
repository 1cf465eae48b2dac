-- feature: reference
-- Reference data: one row is one version of one entry of one set. Rows are never changed or deleted; what holds on a date is the highest version that begins by then, of the city if it has one, else of the nation.
CREATE TABLE ref_entry (
	city INTEGER NOT NULL, -- 0 for national rows, otherwise the city whose own version this is
	id %i64% NOT NULL, -- made by the program
	set_name TEXT NOT NULL, -- ppks, service, limit, holiday and so on
	code TEXT NOT NULL, -- of the entry, never reused for something else
	version INTEGER NOT NULL CHECK (version > 0), -- national versions count from 1, those of a city from 1001
	label_id TEXT NOT NULL, -- name in Indonesian
	label_en TEXT NOT NULL, -- name in English
	ordinal INTEGER NOT NULL, -- place in lists
	doc TEXT NOT NULL, -- JSON object with the values that only this set has
	source TEXT NOT NULL, -- rule, address or person it comes from; says so when unverified
	valid_from INTEGER NOT NULL, -- first day on which this version holds
	valid_to INTEGER, -- first day on which the entry is no longer offered
	reason TEXT NOT NULL, -- why it was changed, empty for the versions that came with the program
	changed_at %i64% NOT NULL, -- when the version was written
	changed_by %i64% NOT NULL, -- who wrote it
	PRIMARY KEY (city, id),
	CHECK (valid_to IS NULL OR valid_to >= valid_from)
) %strict%;
CREATE UNIQUE INDEX ref_entry_version ON ref_entry (city, set_name, code, version);
