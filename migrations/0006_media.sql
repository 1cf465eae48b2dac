-- feature: media

-- Photos and scans and whose they are
CREATE TABLE media (
	city        INTEGER NOT NULL, -- tenant
	id          %i64% NOT NULL,   -- photo
	subject_id  %i64% NOT NULL,   -- person, report or case whose erasure erases it
	media_kind  INTEGER NOT NULL CHECK (media_kind BETWEEN 1 AND 3), -- 1 photo, 2 photo of a paper, 3 PDF
	blob_name   %blob% NOT NULL,  -- its name in media_blob
	small_name  %blob%,           -- the name of its small version there; a PDF has none
	sealed_key  %blob% NOT NULL,  -- its key, sealed for the subject
	byte_count  INTEGER NOT NULL, -- size of the whole, as JPEG or PDF
	attached_at %i64% NOT NULL,   -- when it became the subject's
	PRIMARY KEY (city, id)
) %strict%;
CREATE INDEX media_by_subject ON media (city, subject_id, id);
CREATE UNIQUE INDEX media_by_name ON media (city, blob_name);
CREATE UNIQUE INDEX media_by_small_name ON media (city, small_name);

-- Photos by whose they are, for pages that show them; papers are shown as documents
CREATE VIEW v_media %view% AS
SELECT city, id, subject_id, attached_at FROM media WHERE media_kind = 1;

-- Sealed bytes of photos, in the media file; those that no row of media names go after a day
CREATE TABLE %media%media_blob (
	city       INTEGER NOT NULL, -- tenant
	blob_name  %blob% NOT NULL,  -- keyed hash of the photo's id and size
	stored_at  %i64% NOT NULL,   -- when
	sealed     %blob% NOT NULL,  -- nonce, ciphertext and tag
	PRIMARY KEY (city, blob_name)
) %strict%;
