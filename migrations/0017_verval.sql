-- feature: verval

-- A request about the data of a person or a family: proposed to the nation (usul), to be corrected (perbaikan), or objected to (sanggah)
-- scoped: verval
CREATE TABLE verval (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every act
	number TEXT NOT NULL, -- VV- and six characters with two check characters
	kind INTEGER NOT NULL CHECK (kind IN (1, 2, 3)), -- 1 usul, 2 perbaikan, 3 sanggah
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 8), -- 1 under way, 2 approved, 3 entered nationally or ended, 4 refused, 5 void by rule, 6 withdrawn, 7 accepted by the nation, 8 refused by the nation
	step TEXT NOT NULL, -- where it stands: code of a step of the flow
	stage INTEGER NOT NULL, -- place of that step in the flow
	flow_version INTEGER NOT NULL, -- version of the flow (set verval_flow) it follows
	post INTEGER NOT NULL CHECK (post BETWEEN 0 AND 3), -- who moves it on: 0 nobody, 1 the unit that asked, 2 verifier, 3 head of the office
	person_id %i64%, -- about whom; NULL: about the family as a whole
	family_id %i64%, -- about which family; NULL: a person alone
	region_id %i64%, -- kelurahan where they live
	protected INTEGER NOT NULL CHECK (protected IN (0, 1)), -- 1: seen by the units that take part only
	asked_by INTEGER NOT NULL CHECK (asked_by BETWEEN 1 AND 4), -- 1 an officer, 2 a citizen at the desk, 3 in the field, 4 the person himself, from his own data
	why_sealed %blob%, -- the reason in words, sealed for the person or family
	unit_id %i64%, -- unit that asked
	holder_id %i64%, -- officer who has it in hand: of the home visit
	proposed_by_id %i64% NOT NULL, -- who wrote it down; 0: the person himself
	proposed_at %i64% NOT NULL, -- when
	checked_by_id %i64%, -- User Verifikator who let it pass
	checked_at %i64%, -- when
	approved_by_id %i64%, -- User Kepala OPD who let it count
	approved_at %i64%, -- when
	ended_at %i64%, -- when it was refused, became void, was withdrawn or ended
	ended_why_sealed %blob%, -- why it was refused or withdrawn, sealed like the reason
	due_at %i64%, -- until when its present step should be done
	period INTEGER NOT NULL, -- month whose cut-off it aims at: year times 12 plus month minus 1
	objector_sealed %blob%, -- of a sanggah: name of who objects, sealed for the request
	objector_phone_sealed %blob%, -- his telephone, sealed for the request
	objector_region_id %i64%, -- kelurahan where he lives
	warned INTEGER NOT NULL CHECK (warned BETWEEN 0 AND 2), -- of a sanggah: how often the supervisor was warned
	secret_hash %blob%, -- of the secret with which who asked follows it
	lat_e6 INTEGER, -- degrees of latitude times a million
	lng_e6 INTEGER, -- degrees of longitude times a million
	sptjm_number TEXT, -- number of the SPTJM that stands for the meeting
	sptjm_on INTEGER, -- its date
	ba_number TEXT, -- number of the berita acara
	ba_on INTEGER, -- its date
	input_number TEXT, -- number under which it was entered in the national application
	input_on INTEGER, -- when
	input_by_id %i64%, -- by whom
	input_key TEXT, -- that number in capitals, letters and digits alone: by it answers are matched
	answer_id %i64%, -- the national answer that stands
	erased_at %i64%, -- when its words went by the schedule of retention
	PRIMARY KEY (city, id),
	CHECK (person_id IS NOT NULL OR family_id IS NOT NULL),
	CHECK (checked_by_id <> proposed_by_id),
	CHECK (approved_by_id <> proposed_by_id),
	CHECK (approved_by_id <> checked_by_id),
	CHECK ((state IN (1, 2)) = (ended_at IS NULL)),
	CHECK (state <> 1 OR approved_by_id IS NULL),
	CHECK (state NOT IN (7, 8) OR answer_id IS NOT NULL),
	CHECK (kind <> 3 OR (objector_region_id = region_id AND lat_e6 IS NOT NULL AND lng_e6 IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX verval_number ON verval (city, number);
CREATE INDEX verval_open ON verval (city, state, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX verval_region ON verval (city, region_id, period, id);
CREATE INDEX verval_period ON verval (city, period, region_id, id);
CREATE INDEX verval_entering ON verval (city, due_at, id) WHERE state = 2;
CREATE INDEX verval_input ON verval (city, input_key) WHERE input_key IS NOT NULL;
CREATE INDEX verval_unanswered ON verval (city, input_on, id) WHERE state = 3 AND input_on IS NOT NULL;
CREATE INDEX verval_person ON verval (city, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX verval_family ON verval (city, family_id) WHERE family_id IS NOT NULL;
CREATE INDEX verval_warn ON verval (city, proposed_at) WHERE kind = 3 AND state = 1 AND warned < 2 AND checked_at IS NULL;
CREATE INDEX verval_unit ON verval (city, unit_id, id);

-- What a request asks to be changed, field by field
CREATE TABLE verval_line (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	verval_id %i64% NOT NULL, -- of which request
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 person, 2 family
	subject_id %i64% NOT NULL, -- which person or family
	field TEXT NOT NULL, -- code of the field
	before_sealed %blob%, -- value when it was asked, sealed for the subject
	asked_sealed %blob%, -- value asked for, sealed for the subject; NULL: no longer known
	seen_version INTEGER NOT NULL, -- version of the subject when it was asked
	source TEXT NOT NULL, -- who says it: code of the source
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5), -- 1 waits, 2 counts, 3 stands beside a stronger source, 4 was so already, 5 does not count
	counted_at %i64%, -- when it began to count
	answer_id %i64%, -- the national answer by which it counts against a stronger source
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id)
)%strict%;
CREATE UNIQUE INDEX verval_line_once ON verval_line (city, verval_id, subject_id, field) WHERE state = 1;
CREATE INDEX verval_line_of ON verval_line (city, verval_id, state);
CREATE INDEX verval_line_subject ON verval_line (city, subject_id) WHERE state = 1;

-- Photos of a request, kept sealed for the person or family
CREATE TABLE verval_photo (
	city INTEGER NOT NULL, -- tenant
	verval_id %i64% NOT NULL, -- of which request
	media_id %i64% NOT NULL, -- the picture
	visit_id %i64%, -- of which home visit
	at %i64% NOT NULL, -- when it was added
	by_id %i64% NOT NULL, -- by whom
	PRIMARY KEY (city, verval_id, media_id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id)
)%strict%;
CREATE INDEX verval_photo_media ON verval_photo (city, media_id);

-- What happened to a request
CREATE TABLE verval_event (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	verval_id %i64% NOT NULL, -- to which request
	at %i64% NOT NULL, -- when
	by_id %i64% NOT NULL, -- by whom
	what TEXT NOT NULL, -- key of the sentence
	step TEXT, -- code of the step it concerns
	arg TEXT, -- value in the sentence: a number, a date; never personal
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id)
)%strict%;
CREATE INDEX verval_event_of ON verval_event (city, verval_id, id);

-- A home visit: a task of an officer, and what came of it
CREATE TABLE verval_visit (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	verval_id %i64% NOT NULL, -- for which request
	officer_id %i64% NOT NULL, -- who goes
	asked_at %i64% NOT NULL, -- when it was given to him
	asked_by_id %i64% NOT NULL, -- by whom
	due_on INTEGER NOT NULL, -- until which day
	outcome_code INTEGER CHECK (outcome_code BETWEEN 1 AND 4), -- 1 met, 2 nobody there, 3 refused, 4 moved; NULL: not yet gone
	done_at %i64%, -- when it was written down
	met_sealed %blob%, -- name of who answered, sealed for the person or family
	signed_sealed %blob%, -- his name as he confirmed it, sealed likewise
	note_sealed %blob%, -- what else was seen, sealed likewise
	lat_e6 INTEGER, -- where, degrees of latitude times a million
	lng_e6 INTEGER, -- degrees of longitude times a million
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id),
	CHECK ((outcome_code IS NULL) = (done_at IS NULL)),
	CHECK (outcome_code <> 1 OR (met_sealed IS NOT NULL AND signed_sealed IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX verval_visit_open ON verval_visit (city, verval_id) WHERE outcome_code IS NULL;
CREATE INDEX verval_visit_of ON verval_visit (city, verval_id, id);
CREATE INDEX verval_visit_officer ON verval_visit (city, officer_id, due_on) WHERE outcome_code IS NULL;

-- A meeting of a kelurahan (muskel) that decides over requests
CREATE TABLE verval_meeting (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every act
	region_id %i64% NOT NULL, -- kelurahan
	held_on INTEGER NOT NULL, -- on which day
	place TEXT NOT NULL, -- where
	ba_number TEXT, -- number of the berita acara once it is signed
	closed_at %i64%, -- when it was signed; decisions stand from then on
	made_at %i64% NOT NULL, -- when it was written down
	made_by_id %i64% NOT NULL, -- by whom
	PRIMARY KEY (city, id),
	CHECK ((ba_number IS NULL) = (closed_at IS NULL))
)%strict%;
CREATE INDEX verval_meeting_region ON verval_meeting (city, region_id, held_on);

-- Who was at a meeting
CREATE TABLE verval_attendance (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	meeting_id %i64% NOT NULL, -- which meeting
	name TEXT NOT NULL, -- name as on the list
	role TEXT NOT NULL, -- code of the set verval_role
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, meeting_id) REFERENCES verval_meeting (city, id)
)%strict%;
CREATE INDEX verval_attendance_of ON verval_attendance (city, meeting_id, id);

-- Requests before a meeting and what it decided
CREATE TABLE verval_agenda (
	city INTEGER NOT NULL, -- tenant
	meeting_id %i64% NOT NULL, -- which meeting
	verval_id %i64% NOT NULL, -- which request
	decision INTEGER NOT NULL CHECK (decision IN (0, 1, 2)), -- 0 not yet, 1 fit (layak), 2 not fit
	PRIMARY KEY (city, meeting_id, verval_id),
	FOREIGN KEY (city, meeting_id) REFERENCES verval_meeting (city, id),
	FOREIGN KEY (city, verval_id) REFERENCES verval (city, id)
)%strict%;
CREATE INDEX verval_agenda_of ON verval_agenda (city, verval_id);

-- Who sees a request because his unit asked, or because the visit is his
CREATE VIEW v_member_verval %view% AS
SELECT v.city, v.id, m.user_id
FROM verval v JOIN v_user_unit m ON m.city = v.city AND m.unit_id = v.unit_id
UNION ALL
SELECT v.city, v.id, v.holder_id AS user_id
FROM verval v
WHERE v.holder_id IS NOT NULL;

-- All who see a request; the {scope verval v} of statements says the same
CREATE VIEW v_scope_verval %view% AS
SELECT m.city, m.id, m.user_id
FROM v_member_verval m
UNION ALL
SELECT v.city, v.id, ur.user_id
FROM verval v JOIN v_user_reach ur ON ur.city = v.city AND ur.region_id = v.region_id AND ur.reach = 1
WHERE v.protected = 0
UNION ALL
SELECT v.city, v.id, ur.user_id
FROM verval v JOIN v_user_reach ur ON ur.city = v.city AND ur.reach = 2
WHERE v.protected = 0;

-- Whom requests are about
CREATE VIEW v_verval_person %view% AS
SELECT city, id, person_id, family_id
FROM verval
WHERE erased_at IS NULL;

-- Requests that have ended and still hold words, without them
CREATE VIEW v_verval_ended %view% AS
SELECT city, id, number, proposed_at, ended_at
FROM verval
WHERE ended_at IS NOT NULL AND erased_at IS NULL;
