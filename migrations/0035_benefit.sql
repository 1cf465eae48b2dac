-- feature: benefit

-- The ledger of aid: what a list or an officer said that a person or a family was given for a period. A row is added and what it says is never changed;
-- a correction is a row that points at the one it puts right. What is known of a day is read from the rows that were there by then.
-- scoped: person
CREATE TABLE benefit (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program, in the order of writing
	unit INTEGER NOT NULL CHECK (unit IN (1, 2)), -- who receives: 1 the person, 2 the family
	receiver_id %i64% NOT NULL, -- that person or family; stays as it was when people are merged, move or split
	person_id %i64%, -- the person; of a family's aid who was named to collect it (pengurus), if anybody
	family_id %i64%, -- the family; of a person's aid the one he belonged to then, if any
	programme TEXT NOT NULL, -- code of the reference set programme
	component TEXT NOT NULL, -- component of the programme as the list calls it; empty: the whole
	period_code TEXT NOT NULL, -- 2026, 2026-03, 2026-TW1 (quarter), 2026-TH2 (stage) or 2026-03-15 (once)
	period_on INTEGER NOT NULL, -- first day of the period, days since 1970
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5), -- 1 decided, 2 paid or handed over, 3 could not be paid, 4 stopped, 5 written by mistake
	amount %i64%, -- rupiah; NULL: nobody said
	quantity %i64%, -- how many of the goods
	goods TEXT, -- what they are, with the unit they are counted in
	paid_on INTEGER, -- when it was paid or handed over, days since 1970
	channel TEXT, -- through whom: bank, post office, e-warong
	since INTEGER NOT NULL, -- since when it is so, days since 1970
	region_id %i64%, -- kelurahan of the receiver when it was written down
	source TEXT NOT NULL, -- who says so: code of the source
	import_id %i64%, -- the import it came with
	row_n %i64%, -- number of its row in the file
	proof_sealed %blob%, -- number of the paper that proves it, sealed for the receiver
	note_sealed %blob%, -- why it was corrected, sealed for the receiver
	replaces_id %i64%, -- the row that it puts right
	recorded_at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	holds INTEGER NOT NULL CHECK (holds IN (0, 1)), -- 1: the word of today about receiver, programme, part and period; follows from the rows
	undone_at %i64%, -- when its import was taken back
	checked INTEGER NOT NULL CHECK (checked BETWEEN 0 AND 4), -- second pair of eyes: 0 needs none, 1 waits, 2 confirmed, 3 refused, 4 taken back by who wrote it; it counts with 0 and 2
	checked_at %i64%, -- when
	checked_by_id %i64%, -- by whom
	check_note_sealed %blob%, -- why it was refused, sealed for the receiver
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, person_id) REFERENCES person (city, id),
	FOREIGN KEY (city, family_id) REFERENCES family (city, id),
	CHECK (checked IN (0, 1) OR checked_at IS NOT NULL),
	CHECK (checked IN (0, 2) OR holds = 0)
)%strict%;
CREATE INDEX benefit_receiver ON benefit (city, receiver_id, programme, period_code, component, id);
CREATE INDEX benefit_person ON benefit (city, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX benefit_list ON benefit (city, programme, period_code, id) WHERE holds = 1;
CREATE INDEX benefit_place ON benefit (city, programme, period_code, region_id, id) WHERE holds = 1;
CREATE INDEX benefit_import ON benefit (city, import_id, id) WHERE import_id IS NOT NULL;

-- How much aid of a programme and period there is in each kelurahan and state: the sum of the rows that hold, kept in the same transaction
CREATE TABLE benefit_tally (
	city INTEGER NOT NULL, -- tenant
	programme TEXT NOT NULL, -- which programme
	period_code TEXT NOT NULL, -- which period
	region_id %i64% NOT NULL, -- kelurahan; 0: not known
	state INTEGER NOT NULL, -- which state
	period_on INTEGER NOT NULL, -- first day of the period
	n %i64% NOT NULL, -- rows
	amount %i64% NOT NULL, -- rupiah, of those rows whose amount is known
	PRIMARY KEY (city, programme, period_code, region_id, state)
)%strict%;

CREATE INDEX benefit_tally_period ON benefit_tally (city, period_on, programme);

-- The aid that holds today, as other rooms read it
CREATE VIEW v_benefit %view% AS
SELECT city, id, unit, receiver_id, person_id, family_id, programme, component, period_code, period_on, state, amount, paid_on, since, region_id, recorded_at
FROM benefit
WHERE holds = 1;

-- When something was last said about the aid of a person
CREATE VIEW v_benefit_said %view% AS
SELECT city, person_id, recorded_at
FROM benefit
WHERE person_id IS NOT NULL;

-- What each row of the ledger should be marked as, by the rows alone: it counts, nobody has put it right, and nothing later or newer was said
CREATE VIEW v_benefit_right %view% AS
SELECT b.city, b.id, CASE WHEN b.undone_at IS NULL AND b.checked IN (0, 2)
  AND NOT EXISTS (SELECT 1 FROM benefit r WHERE r.city = b.city AND r.receiver_id = b.receiver_id AND r.replaces_id = b.id AND r.undone_at IS NULL AND r.checked IN (0, 2))
  AND NOT EXISTS (SELECT 1 FROM benefit o
    WHERE o.city = b.city AND o.receiver_id = b.receiver_id AND o.programme = b.programme AND o.period_code = b.period_code AND o.component = b.component
      AND o.undone_at IS NULL AND o.checked IN (0, 2) AND (o.since > b.since OR (o.since = b.since AND o.id > b.id))
      AND NOT EXISTS (SELECT 1 FROM benefit r WHERE r.city = o.city AND r.receiver_id = o.receiver_id AND r.replaces_id = o.id AND r.undone_at IS NULL AND r.checked IN (0, 2)))
  THEN 1 ELSE 0 END AS holds
FROM benefit b;
