-- feature: demo

-- A city whose data are made up: its pages carry the word CONTOH for ever.
CREATE TABLE demo_city (
	city INTEGER NOT NULL, -- tenant
	made_at %i64% NOT NULL, -- when it was filled
	seed %i64% NOT NULL, -- of the generator
	PRIMARY KEY (city)
) %strict%;

-- Steps of cases, for the generator to see what is to be done next.
CREATE VIEW v_demo_step %view% AS
SELECT city, id, case_id, ordinal, service, unit_id, state, started_at FROM step;
