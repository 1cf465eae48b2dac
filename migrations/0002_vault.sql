-- feature: vault

-- Keys of subjects (a person, a report, a case): deleting the wrapped key erases every value sealed with it
CREATE TABLE subject_key (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- the subject: id of a person, report, case or account
	wrapped    %blob%,           -- nonce and key, sealed with the city's key; NULL once erased
	key_epoch  INTEGER NOT NULL, -- epoch of the city's key that wrapped it
	made_at    %i64% NOT NULL,   -- when the key was made
	erased_at  %i64%,            -- when it was deleted for good
	PRIMARY KEY (city, id),
	CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
) %strict%;
CREATE INDEX subject_key_epoch ON subject_key (city, key_epoch, id) WHERE wrapped IS NOT NULL;

-- Older keys of the city, each sealed with the one after it: the newest opens all
CREATE TABLE city_key (
	city    INTEGER NOT NULL, -- tenant
	epoch   INTEGER NOT NULL, -- which key; the next epoch's key opens it
	sealed  %blob% NOT NULL,  -- nonce and key, sealed
	made_at %i64% NOT NULL,   -- when the next one took over
	PRIMARY KEY (city, epoch)
) %strict%;
