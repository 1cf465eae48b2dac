-- feature: registry

-- What happened to people and families by the word of one officer, and counts when another one has looked. What was said is kept whole, as it will be run
CREATE TABLE family_event (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	event TEXT NOT NULL, -- code of the reference set "family_event"
	subject_id %i64% NOT NULL, -- whom it is about: the person, or the family
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	said TEXT, -- JSON: persons with family and relation before, the family, relations, next head, the new card or the child; NULL once one of them is erased
	said_sealed %blob%, -- facts of the new card that are sealed, for subject_id
	source TEXT NOT NULL, -- who says so: code of the source
	valid_from INTEGER, -- the day on which it happened, days since 1970; NULL: that on which it was recorded
	note TEXT, -- paper or reason given, for people to read
	recorded_at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	unit_id %i64%, -- for which unit
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5), -- 1 counts, 2 refused, 3 withdrawn by who said it, 4 waits, 5 given back: it fitted no longer
	decided_at %i64%, -- when it was decided
	decided_by_id %i64%, -- by whom
	reason TEXT, -- why
	PRIMARY KEY (city, id),
	CHECK ((state = 4) = (decided_at IS NULL))
)%strict%;
CREATE INDEX family_event_waits ON family_event (city, id) WHERE state = 4;
CREATE INDEX family_event_by ON family_event (city, by_id, id);

-- The persons and families that such an event touches: it is shown with each of them, and whoever decides must see them all
CREATE TABLE family_event_part (
	city INTEGER NOT NULL, -- tenant
	event_id %i64% NOT NULL, -- which event
	subject_id %i64% NOT NULL, -- person or family
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	PRIMARY KEY (city, event_id, subject_id),
	FOREIGN KEY (city, event_id) REFERENCES family_event (city, id)
)%strict%;
CREATE INDEX family_event_part_subject ON family_event_part (city, subject_id, event_id);
