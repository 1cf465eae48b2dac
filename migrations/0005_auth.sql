-- feature: auth

-- Sessions of people who signed in; kept 90 days after their end
CREATE TABLE session (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- session
	token_hash %blob% NOT NULL,  -- BLAKE2b-256 of what the cookie carries
	user_id    %i64% NOT NULL,   -- account that signed in
	opened_at  %i64% NOT NULL,   -- when
	seen_at    %i64% NOT NULL,   -- last request, exact to a minute
	expires_at %i64% NOT NULL,   -- end of the twelve hours
	remote     TEXT NOT NULL,    -- network address it was opened from
	agent      TEXT NOT NULL,    -- browser as it named itself, cut to 200 bytes
	closed_at  %i64%,            -- signed out, or closed by an administrator
	PRIMARY KEY (city, id)
) %strict%;
CREATE UNIQUE INDEX session_by_token ON session (city, token_hash);
CREATE INDEX session_by_end ON session (city, expires_at);
CREATE INDEX session_by_user ON session (city, user_id, opened_at);

-- Keys of other programs; each acts for the account that made it
CREATE TABLE api_token (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- token
	label      TEXT NOT NULL,    -- what it is for
	token_hash %blob% NOT NULL,  -- BLAKE2b-256 of the token
	user_id    %i64% NOT NULL,   -- account it acts for
	perms      %i64% NOT NULL,   -- permission bits it may use at most
	made_at    %i64% NOT NULL,   -- when it was made
	expires_at %i64% NOT NULL,   -- when it ends by itself
	revoked_at %i64%,            -- when it was taken back
	PRIMARY KEY (city, id)
) %strict%;
CREATE UNIQUE INDEX api_token_by_token ON api_token (city, token_hash);

-- Sign-ins that failed, counted by all processes together; gone after their quiet time
CREATE TABLE failed_try (
	city      INTEGER NOT NULL, -- tenant
	key_hash  %blob% NOT NULL,  -- keyed hash of address, address and login, or code
	version   INTEGER NOT NULL, -- raised by every change
	failures  INTEGER NOT NULL, -- how many in a row
	last_at   %i64% NOT NULL,   -- the last one
	next_at   %i64% NOT NULL,   -- before this, no further try
	forget_at %i64% NOT NULL,   -- from then on as if nothing had been
	PRIMARY KEY (city, key_hash)
) %strict%;
CREATE INDEX failed_try_by_end ON failed_try (city, forget_at);

-- Open and past sessions, for the lists of an account
CREATE VIEW v_session %view% AS
SELECT city, id, user_id, opened_at, seen_at, expires_at, remote, agent, closed_at
FROM session;

-- Sessions that go on, to find an account by its cookie
CREATE VIEW v_session_open %view% AS
SELECT city, id, token_hash, user_id, seen_at, expires_at
FROM session
WHERE closed_at IS NULL;

-- API tokens without their secrets
CREATE VIEW v_api_token %view% AS
SELECT city, id, label, user_id, perms, made_at, expires_at, revoked_at
FROM api_token;
