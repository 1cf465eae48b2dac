-- feature: ready

-- What a program cannot see of a city being made ready, and its administrator says is done.
CREATE TABLE ready_mark (
	city INTEGER NOT NULL, -- tenant
	code TEXT NOT NULL, -- which of the checks: backup, limit ...
	marked_at %i64% NOT NULL, -- when it was said
	marked_by %i64% NOT NULL, -- who said it
	PRIMARY KEY (city, code)
) %strict%;

-- feature: directory

-- When units are open.
CREATE VIEW v_unit_hours %view% AS
SELECT city, unit_id, weekday, from_min, to_min FROM unit_hours;

-- When somebody of a unit is on duty.
CREATE VIEW v_duty %view% AS
SELECT city, unit_id, from_at, to_at FROM duty;
