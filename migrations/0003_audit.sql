-- feature: audit

-- The log of a city: one row, whose update lets only one sequencer at a time go on
CREATE TABLE audit_log (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- always 1
	size       %i64% NOT NULL,   -- leaves in the tree
	epoch      INTEGER NOT NULL, -- raised by a restore
	PRIMARY KEY (city, id),
	CHECK (id = 1 AND size >= 0 AND epoch >= 1)
) %strict%;

-- What happened, one line an event; a line enters the tree when the sequencer gives it its place
CREATE TABLE audit_leaf (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- leaf
	seq        %i64%,            -- place in the tree from 0; NULL until it has one
	at         %i64% NOT NULL,   -- when it happened
	event      TEXT NOT NULL,    -- feature, dot, verb
	actor_id   %i64% NOT NULL,   -- account that acted, 0 for a visitor, 1 for the system
	unit_id    %i64% NOT NULL,   -- unit for which he acted, 0 for none
	object_id  %i64% NOT NULL,   -- what it was done to, 0 for none
	commitment %blob%,           -- BLAKE2b-256 of salt and details; NULL when it has no details
	salt       %blob%,           -- goes with the details when those are erased
	details    TEXT,             -- key=value;key=value: codes, ids and counts
	PRIMARY KEY (city, id)
) %strict%;
CREATE UNIQUE INDEX audit_leaf_by_seq ON audit_leaf (city, seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_leaf_waiting ON audit_leaf (city, id) WHERE seq IS NULL;
CREATE INDEX audit_leaf_by_object ON audit_leaf (city, object_id, id);

-- Hashes of the tree, 256 to a row: level 0 holds the leaf hashes, level n the roots of full rows of level n - 1
CREATE TABLE audit_tile (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- level * 2^48 + place in its level
	hashes     %blob% NOT NULL,  -- 1 to 256 hashes of 32 bytes
	PRIMARY KEY (city, id)
) %strict%;

-- Signed heads of the tree
CREATE TABLE audit_checkpoint (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- size and epoch: size * 1024 + epoch
	size       %i64% NOT NULL,   -- leaves under the root
	epoch      INTEGER NOT NULL, -- of the log when it was signed
	at         %i64% NOT NULL,   -- when
	root       %blob% NOT NULL,  -- 32 bytes
	signature  %blob% NOT NULL,  -- Ed25519 over the note
	PRIMARY KEY (city, id)
) %strict%;

-- Lines of the log for the page that shows them
CREATE VIEW v_audit_leaf %view% AS
SELECT city, id, seq, at, event, actor_id, unit_id, object_id, details
FROM audit_leaf;
