-- feature: keep
-- Which state the data are in that processes keep at hand (reference data, units): a new random number at every change.
CREATE TABLE ref_state (
	city INTEGER NOT NULL, -- 0 for national reference data, otherwise the city
	stamp %i64% NOT NULL, -- random, never 0
	PRIMARY KEY (city)
) %strict%;

-- The same for rooms that read the stamps along with something else
CREATE VIEW v_keep_state %view% AS
SELECT city, stamp
FROM ref_state;
