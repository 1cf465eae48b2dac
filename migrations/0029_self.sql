-- feature: rights

-- Codes handed over at a desk against the card shown, with which a person opens his own data without an account. A new one takes the place of the one before
CREATE TABLE self_code (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	person_id %i64% NOT NULL, -- whose data it opens
	code_blind %blob% NOT NULL, -- keyed hash of the code; the code itself is not kept
	given_at %i64% NOT NULL, -- when it was handed over
	given_by_id %i64% NOT NULL, -- by whom
	unit_id %i64%, -- at which desk; what he asks for goes there
	until_at %i64% NOT NULL, -- from then on it opens nothing
	revoked_at %i64%, -- when it was taken back, or another took its place
	opened_count INTEGER NOT NULL, -- how often it opened his data
	opened_at %i64%, -- when last
	PRIMARY KEY (city, id)
)%strict%;
CREATE UNIQUE INDEX self_code_live ON self_code (city, person_id) WHERE revoked_at IS NULL;
CREATE INDEX self_code_person ON self_code (city, person_id, id);
CREATE INDEX self_code_blind ON self_code (city, code_blind);

-- Somebody has opened his own data with a code and his birth date; gone after its days
CREATE TABLE self_session (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	code_id %i64% NOT NULL, -- with which code
	token_hash %blob% NOT NULL, -- BLAKE2b-256 of what the cookie carries
	opened_at %i64% NOT NULL, -- when
	until_at %i64% NOT NULL, -- when it ends, unless he asks for more time
	closed_at %i64%, -- when he ended it himself
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, code_id) REFERENCES self_code (city, id)
)%strict%;
CREATE UNIQUE INDEX self_session_token ON self_session (city, token_hash);
CREATE INDEX self_session_code ON self_session (city, code_id, id);
CREATE INDEX self_session_opened ON self_session (city, opened_at);

-- What a person asks of the city about his data as a whole: that it is no longer worked with, or erased
CREATE TABLE self_request (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	number TEXT NOT NULL, -- HD- and six characters with two check characters
	person_id %i64% NOT NULL, -- whose data
	kind INTEGER NOT NULL CHECK (kind IN (1, 2)), -- 1 stop working with it, 2 erase it
	why_sealed %blob%, -- his reason in his words, sealed for him
	asked_at %i64% NOT NULL, -- when
	unit_id %i64%, -- desk that handed over his code
	due_at %i64% NOT NULL, -- until when he must have an answer
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3), -- 1 waits, 2 granted, 3 refused
	answer_sealed %blob%, -- the answer in words, sealed for him
	answered_at %i64%, -- when
	answered_by_id %i64%, -- by whom
	erasure_id %i64%, -- the erasure it was granted as; another decides over that
	PRIMARY KEY (city, id),
	CHECK ((state = 1) = (answered_at IS NULL))
)%strict%;
CREATE UNIQUE INDEX self_request_number ON self_request (city, number);
CREATE UNIQUE INDEX self_request_open ON self_request (city, person_id, kind) WHERE state = 1;
CREATE INDEX self_request_person ON self_request (city, person_id, id);
CREATE INDEX self_request_waiting ON self_request (city, due_at, id) WHERE state = 1;
