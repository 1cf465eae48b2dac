-- feature: auth

-- Challenges that a passkey has answered: each counts once. Gone when they are too old to be answered anyway
CREATE TABLE passkey_answer (
	city           INTEGER NOT NULL, -- tenant
	challenge_hash %blob% NOT NULL,  -- BLAKE2b-256 of the challenge
	until_at       %i64% NOT NULL,   -- from then on it would be refused for its age
	PRIMARY KEY (city, challenge_hash)
) %strict%;
CREATE INDEX passkey_answer_by_end ON passkey_answer (city, until_at);

-- feature: account

-- Under which name authenticators keep the passkeys of a person: random, so that it tells nothing
CREATE TABLE passkey_owner (
	city INTEGER NOT NULL, -- tenant
	user_id %i64% NOT NULL, -- the account
	handle %blob% NOT NULL, -- 32 random bytes (user handle of WebAuthn)
	PRIMARY KEY (city, user_id),
	FOREIGN KEY (city, user_id) REFERENCES user_account (city, id)
) %strict%;

-- Passkeys of accounts: the public halves, which open nothing
CREATE TABLE passkey (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	user_id %i64% NOT NULL, -- whose it is
	label TEXT NOT NULL, -- what he calls it
	rp TEXT NOT NULL, -- host name it was made for, and is good for
	credential %blob% NOT NULL, -- what the authenticator calls it
	alg INTEGER NOT NULL CHECK (alg IN (-257, -8, -7)), -- COSE number: -7 ES256, -8 EdDSA, -257 RS256
	public_key %blob% NOT NULL, -- as libfido2 takes it
	sign_count %i64% NOT NULL, -- the counter it said last; 0: it does not count
	made_at %i64% NOT NULL, -- when it was added
	used_at %i64%, -- when somebody last signed in with it
	copied_at %i64%, -- when its counter went back, which a copy would do; refused since then
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, user_id) REFERENCES user_account (city, id)
) %strict%;
CREATE UNIQUE INDEX passkey_credential ON passkey (city, credential);
CREATE INDEX passkey_user ON passkey (city, user_id);
