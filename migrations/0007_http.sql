-- feature: http

-- One-time keys of forms: who sends the same form again gets the first answer. Rows go after two days
CREATE TABLE once_key (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- made by the program, with the instant in it
	key_hash   %blob% NOT NULL,  -- hash of key, sender and path; the key itself is not kept
	made_at    %i64% NOT NULL,   -- when the form came in
	answer     %blob%,           -- the first answer, sealed with the key that only the sender has
	PRIMARY KEY (city, id),
	UNIQUE (city, key_hash)
) %strict%;

-- Each showing of personal data, written before the page leaves the house
CREATE TABLE disclosure (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- made by the program
	shown_at   %i64% NOT NULL,   -- when the page was made
	user_id    %i64% NOT NULL,   -- who saw it; 0 for a visitor without account
	unit_id    %i64%,            -- unit on whose behalf
	subject_id %i64%,            -- person, report or case shown; NULL for a list
	subjects   TEXT,             -- JSON array of the ids of a list; NULL for one subject
	what       TEXT NOT NULL,    -- which kind of data: name of the column or component
	purpose    TEXT,             -- the purpose stated for this look, NULL where the work gives it
	path       TEXT NOT NULL,    -- path of the page without its query
	PRIMARY KEY (city, id),
	CHECK ((subject_id IS NULL) <> (subjects IS NULL))
) %strict%;
CREATE INDEX disclosure_subject ON disclosure (city, subject_id, shown_at);
CREATE INDEX disclosure_user ON disclosure (city, user_id, shown_at);

-- Who was shown what about whom
CREATE VIEW v_disclosure %view% AS
SELECT city, id, shown_at, user_id, unit_id, subject_id, subjects, what, purpose, path FROM disclosure;
