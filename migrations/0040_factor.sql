-- feature: auth

-- Sessions opened with a passkey, or in which one was made: they need no code beside it. Gone with the session
CREATE TABLE session_passkey (
	city       INTEGER NOT NULL, -- tenant
	session_id %i64% NOT NULL,   -- the session
	proved_at  %i64% NOT NULL,   -- when
	PRIMARY KEY (city, session_id),
	FOREIGN KEY (city, session_id) REFERENCES session (city, id)
) %strict%;

-- The same, to find an account by its cookie
CREATE VIEW v_session_passkey %view% AS
SELECT city, session_id FROM session_passkey;
