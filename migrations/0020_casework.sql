-- feature: casework

-- A report (laporan) as the city must answer for it: what it is, where it stands, who holds it.
-- scoped: report
CREATE TABLE report (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change
	number TEXT NOT NULL, -- LP-......
	secret_hash %blob% NOT NULL, -- keyed hash of the eight characters given to the reporter
	kind INTEGER NOT NULL CHECK (kind IN (1, 2)), -- 1 laporan PPKS, 2 keluhan
	topic TEXT, -- keluhan: pertanyaan, saran, pengaduan
	channel TEXT NOT NULL, -- loket, lapangan, telepon, pesan, publik, formulir
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6), -- 1 received, 2 recommended, 3 case, 4 answered, 5 duplicate, 6 rejected
	holder_unit_id %i64%, -- who must act now
	holder_user_id %i64%, -- the officer, when one took it
	held_since_at %i64%, -- since when
	due_at %i64%, -- until when
	level INTEGER NOT NULL, -- how often the deadline has escalated
	missed_at %i64%, -- the first deadline that passed since the last act, whoever holds it now; NULL while promises are kept
	last_unit_id %i64% NOT NULL, -- the last holder, also after the end
	region_id %i64%, -- kelurahan
	protected INTEGER NOT NULL, -- 1: outside its units in no list
	urgent INTEGER NOT NULL, -- danger to life or an emergency step
	flags INTEGER NOT NULL, -- circumstances, bit set of desk.h
	subject_kind INTEGER NOT NULL, -- 1 known person, 2 unknown person, 3 family, 4 group, 5 event
	person_id %i64%, -- the person, when one is known
	happened_at %i64% NOT NULL, -- terjadi
	recorded_at %i64% NOT NULL, -- dicatat
	first_act_at %i64%, -- first thing done about it, for the median time
	ended_at %i64%, -- when an outcome was recorded
	case_id %i64%, -- the case it became part of
	duplicate_of_id %i64%, -- the report it repeats
	end_reason TEXT, -- why it was rejected, or the answer's kind
	by_id %i64%, -- who recorded it, NULL for the public
	PRIMARY KEY (city, id),
	CHECK ((state IN (1, 2)) = (holder_unit_id IS NOT NULL)),
	CHECK ((state IN (1, 2)) = (held_since_at IS NOT NULL)),
	CHECK ((state IN (1, 2)) = (due_at IS NOT NULL)),
	CHECK ((state IN (1, 2)) = (ended_at IS NULL)),
	CHECK (state IN (1, 2) OR missed_at IS NULL),
	CHECK ((state = 3) = (case_id IS NOT NULL)),
	CHECK ((state = 5) = (duplicate_of_id IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX report_number ON report (city, number);
CREATE INDEX report_due ON report (city, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX report_case ON report (city, case_id, recorded_at) WHERE case_id IS NOT NULL;
CREATE INDEX report_region ON report (city, region_id, recorded_at, id);
CREATE INDEX report_recorded ON report (city, recorded_at, id);
CREATE INDEX report_open ON report (city, recorded_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX report_open_region ON report (city, region_id, due_at, id, protected, missed_at) WHERE due_at IS NOT NULL;
CREATE INDEX report_person ON report (city, person_id) WHERE person_id IS NOT NULL;

-- Units that take part in a report, and so may see it.
CREATE TABLE report_unit (
	city INTEGER NOT NULL, -- tenant
	report_id %i64% NOT NULL, -- which report
	unit_id %i64% NOT NULL, -- which unit
	since_at %i64% NOT NULL, -- since when
	recorded_at %i64% NOT NULL, -- that of the report, which never changes: the order of lists
	open INTEGER NOT NULL CHECK (open IN (0, 1)), -- 1 while the report has a holder
	PRIMARY KEY (city, report_id, unit_id),
	FOREIGN KEY (city, report_id) REFERENCES report (city, id)
)%strict%;
CREATE INDEX report_unit_recorded ON report_unit (city, unit_id, recorded_at, report_id);
CREATE INDEX report_unit_open ON report_unit (city, unit_id, report_id) WHERE open = 1;

-- A case (kasus): one person, family, group or event that is being helped.
-- scoped: case
CREATE TABLE casefile (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change
	number TEXT NOT NULL, -- KS-......
	title TEXT NOT NULL, -- who or what in one line; "Kasus terlindungi" when protected
	title_sealed %blob%, -- the real line of a protected case
	subject_kind INTEGER NOT NULL, -- 1 known person, 2 unknown person, 3 family, 4 group, 5 event
	person_id %i64%, -- the person
	region_id %i64%, -- kelurahan
	place TEXT, -- landmark
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4), -- 1 open, 2 aftercare (bimbingan lanjut), 3 closed, 4 merged
	holder_unit_id %i64%, -- who must act now
	holder_user_id %i64%, -- the officer, when one took it
	held_since_at %i64%, -- since when
	due_at %i64%, -- until when
	level INTEGER NOT NULL, -- how often the deadline has escalated since the last act
	missed_at %i64%, -- the first deadline that passed since the last act, whoever holds it now; NULL while promises are kept
	unanswered INTEGER NOT NULL, -- hand-overs without answer since the last acceptance
	last_unit_id %i64% NOT NULL, -- the last holder, also after the end
	paused_until %i64%, -- the clock stands until then
	pause_code TEXT, -- why
	pause_left %i64%, -- microseconds that were left when it was stopped
	protected INTEGER NOT NULL, -- 1: outside its units in no list
	urgent INTEGER NOT NULL, -- emergency: limits in clock hours
	opened_at %i64% NOT NULL, -- when the first report became a case
	first_act_at %i64%, -- first step begun or ended
	decided_at %i64%, -- penetapan; NULL while an emergency acts first
	decided_by_id %i64%, -- by whom
	ended_at %i64%, -- when the outcome was recorded
	outcome TEXT, -- code of the outcome
	merged_into_id %i64%, -- the case it was merged into
	PRIMARY KEY (city, id),
	CHECK ((state IN (1, 2)) = (holder_unit_id IS NOT NULL)),
	CHECK ((state IN (1, 2)) = (held_since_at IS NOT NULL)),
	CHECK ((state IN (1, 2)) = (due_at IS NOT NULL)),
	CHECK ((state IN (1, 2)) = (ended_at IS NULL)),
	CHECK (state IN (1, 2) OR missed_at IS NULL),
	CHECK ((state = 3) = (outcome IS NOT NULL)),
	CHECK ((state = 4) = (merged_into_id IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX casefile_number ON casefile (city, number);
CREATE INDEX casefile_due ON casefile (city, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX casefile_region ON casefile (city, region_id, opened_at, id);
CREATE INDEX casefile_opened ON casefile (city, opened_at, id);
CREATE INDEX casefile_person ON casefile (city, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX casefile_paused ON casefile (city, paused_until, id) WHERE paused_until IS NOT NULL;
CREATE INDEX casefile_undecided ON casefile (city, holder_unit_id) WHERE decided_at IS NULL;

-- Units that take part in a case, and so may see it.
CREATE TABLE case_unit (
	city INTEGER NOT NULL, -- tenant
	case_id %i64% NOT NULL, -- which case
	unit_id %i64% NOT NULL, -- which unit
	since_at %i64% NOT NULL, -- since when
	opened_at %i64% NOT NULL, -- that of the case, which never changes: the order of lists
	open INTEGER NOT NULL CHECK (open IN (0, 1)), -- 1 while the case has a holder
	PRIMARY KEY (city, case_id, unit_id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id)
)%strict%;
CREATE INDEX case_unit_opened ON case_unit (city, unit_id, opened_at, case_id);
CREATE INDEX case_unit_open ON case_unit (city, unit_id, case_id) WHERE open = 1;

-- Every passing of the baton, never changed.
CREATE TABLE baton_log (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	object_kind INTEGER NOT NULL CHECK (object_kind IN (1, 2)), -- 1 report, 2 case
	object_id %i64% NOT NULL, -- which one
	at %i64% NOT NULL, -- when
	from_unit_id %i64%, -- NULL at the start
	to_unit_id %i64%, -- NULL at the end
	to_user_id %i64%, -- the officer
	due_at %i64%, -- the new deadline
	reason TEXT NOT NULL, -- opened, triaged, accepted, escalated, reopened, ended, merged, unmerged, taken, assigned
	referral_id %i64%, -- the accepted hand-over
	by_id %i64% NOT NULL, -- who did it
	PRIMARY KEY (city, id)
)%strict%;
CREATE INDEX baton_log_object ON baton_log (city, object_id, id);

-- A step of the plan (rencana intervensi).
CREATE TABLE step (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- whose
	ordinal INTEGER NOT NULL, -- 1, 2, 3 as people say it
	service TEXT NOT NULL, -- code of the service
	unit_id %i64%, -- who is to do it
	state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2), -- 0 waits for others, 1 active, 2 ended
	emergency INTEGER NOT NULL, -- limits in clock hours, never to a closed desk
	limit_code TEXT NOT NULL, -- code of the time limit
	due_at %i64%, -- from activation
	activated_at %i64%, -- when it could begin
	started_at %i64%, -- when it was begun
	ended_at %i64%, -- when it ended
	end_kind TEXT, -- selesai, tidak_perlu, ditolak, tidak_mungkin, kabur, meninggal
	end_note TEXT, -- what to know; NULL in protected cases (an event holds it sealed)
	reason TEXT NOT NULL, -- why the plan has it, in plain words
	by_id %i64% NOT NULL, -- who planned it
	made_at %i64% NOT NULL, -- when
	region_id %i64%, -- that of the case, as the next two: the overview counts late steps from an index
	opened_at %i64% NOT NULL, -- when the case was opened
	protected INTEGER NOT NULL, -- 1: of a protected case
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id),
	CHECK ((state = 2) = (end_kind IS NOT NULL)),
	CHECK ((state = 2) = (ended_at IS NOT NULL)),
	CHECK ((state = 1) <= (due_at IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX step_case ON step (city, case_id, ordinal);
CREATE INDEX step_unit ON step (city, unit_id, due_at, region_id, case_id, state, protected) WHERE state = 1;
CREATE INDEX step_region ON step (city, region_id, due_at, opened_at, case_id, unit_id, state, protected) WHERE state = 1;

-- What a step waits for.
CREATE TABLE step_wait (
	city INTEGER NOT NULL, -- tenant
	step_id %i64% NOT NULL, -- the waiter
	waits_for_id %i64% NOT NULL, -- an earlier step of the same case
	PRIMARY KEY (city, step_id, waits_for_id),
	FOREIGN KEY (city, step_id) REFERENCES step (city, id),
	FOREIGN KEY (city, waits_for_id) REFERENCES step (city, id),
	CHECK (waits_for_id < step_id)
)%strict%;
CREATE INDEX step_wait_for ON step_wait (city, waits_for_id, step_id);

-- A referral (rujukan): a hand-over of the case or a request for a service.
CREATE TABLE referral (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	version INTEGER NOT NULL, -- raised by every change
	number TEXT NOT NULL, -- RJ-......
	case_id %i64% NOT NULL, -- of which case
	step_id %i64%, -- for which step
	kind INTEGER NOT NULL CHECK (kind IN (1, 2)), -- 1 handover (moves the baton when accepted), 2 request
	from_unit_id %i64% NOT NULL, -- sender
	from_user_id %i64% NOT NULL, -- the officer who sent it
	to_unit_id %i64% NOT NULL, -- receiver
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 9), -- 1 sent, 2 received, 3 waiting list, 4 accepted, 5 refused, 6 unanswered, 7 withdrawn, 8 returned, 9 finished
	urgent INTEGER NOT NULL, -- rings at the receiver
	sent_at %i64% NOT NULL, -- when
	answer_due_at %i64%, -- until when an answer is due, or when to ask again
	received_at %i64%, -- first seen by the receiver
	answered_at %i64%, -- accepted, refused
	answered_by TEXT, -- who answered: officer, or name and post when recorded by the sender
	answered_how TEXT, -- akun, tautan, telepon, surat, langsung
	wait_since_at %i64%, -- on the waiting list since
	reason_code TEXT, -- why it was refused or returned
	ended_at %i64%, -- when it stopped being open or served
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id),
	FOREIGN KEY (city, step_id) REFERENCES step (city, id),
	CHECK ((state IN (1, 2, 3)) <= (answer_due_at IS NOT NULL))
)%strict%;
CREATE UNIQUE INDEX referral_number ON referral (city, number);
CREATE UNIQUE INDEX referral_one_handover ON referral (city, case_id) WHERE kind = 1 AND state IN (1, 2, 3);
CREATE INDEX referral_sent ON referral (city, from_unit_id, sent_at, id);
CREATE INDEX referral_got ON referral (city, to_unit_id, sent_at, id);
CREATE INDEX referral_case ON referral (city, case_id, sent_at);
CREATE INDEX referral_to ON referral (city, to_unit_id, answer_due_at) WHERE state IN (1, 2, 3);
CREATE INDEX referral_serving ON referral (city, to_unit_id) WHERE state = 4;
CREATE INDEX referral_due ON referral (city, answer_due_at) WHERE state IN (1, 2, 3);
CREATE INDEX referral_step ON referral (city, step_id) WHERE step_id IS NOT NULL;

-- One-time links by which a receiver without account answers.
CREATE TABLE referral_link (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	referral_id %i64% NOT NULL, -- which referral
	token_hash %blob% NOT NULL, -- hash of what the link carries
	expires_at %i64% NOT NULL, -- useless afterwards
	used_at %i64%, -- when it was used
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, referral_id) REFERENCES referral (city, id)
)%strict%;
CREATE UNIQUE INDEX referral_link_token ON referral_link (city, token_hash);

-- The story of a case: what happened, by whom, in an order that never changes.
CREATE TABLE case_event (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- whose story
	at %i64% NOT NULL, -- terjadi
	recorded_at %i64% NOT NULL, -- dicatat
	by_id %i64% NOT NULL, -- who wrote it
	unit_id %i64%, -- for which unit
	kind TEXT NOT NULL, -- decision, note, step, referral, service, letter, clock
	what TEXT NOT NULL, -- catalogue key of the sentence
	arg0 TEXT, -- fills {0}: a number, a unit, a code; never personal
	arg1 TEXT, -- fills {1}
	body TEXT, -- free text of an ordinary case
	body_sealed %blob%, -- free text of a protected case
	object_id %i64%, -- the step, referral or service it is about
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id)
)%strict%;
CREATE INDEX case_event_case ON case_event (city, case_id, at, id);

-- Kinds of need (26 PPKS) of a case, many at once, dated.
CREATE TABLE case_kind (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- whose
	code TEXT, -- PPKS-08; NULL when sensitive
	code_sealed %blob%, -- the code of a sensitive kind
	from_date INTEGER NOT NULL, -- valid from
	to_date INTEGER, -- valid until, NULL while it holds
	withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)), -- 1: it never held, it was classified by mistake
	ended_by_id %i64%, -- who ended or withdrew it; the story says why
	by_id %i64% NOT NULL, -- who classified
	recorded_at %i64% NOT NULL, -- when
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id),
	CHECK (to_date >= from_date),
	CHECK (withdrawn = 0 OR to_date IS NOT NULL)
)%strict%;
CREATE INDEX case_kind_case ON case_kind (city, case_id);

-- An assessment (asesmen); its text is the event of the story that names it.
CREATE TABLE assessment (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- whose
	assessed_at %i64% NOT NULL, -- when it was made
	recorded_at %i64% NOT NULL, -- when it was written down
	by_id %i64% NOT NULL, -- by whom
	unit_id %i64%, -- for which unit
	needs INTEGER NOT NULL, -- basic needs not met, bit set of casework.h
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id)
)%strict%;
CREATE INDEX assessment_case ON assessment (city, case_id, assessed_at);

-- A service given: an item of the minimum service standard (SPM) with all that its report needs, or another service.
CREATE TABLE service_given (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- to whom
	step_id %i64%, -- within which step
	service TEXT, -- code of the service; of one that is no SPM item this is all there is
	item TEXT, -- code of the SPM item
	spm_group TEXT, -- SPM group
	given_on INTEGER NOT NULL, -- date
	quantity INTEGER NOT NULL CHECK (quantity > 0), -- how many
	cost %i64%, -- rupiah, when known
	sub_activity TEXT, -- sub kegiatan code of the item
	proof TEXT, -- number of the receipt or what proves it
	unit_id %i64%, -- who gave it
	by_id %i64% NOT NULL, -- who recorded it
	recorded_at %i64% NOT NULL, -- when
	undone_at %i64%, -- taken back by mistake
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id),
	CHECK (item IS NOT NULL OR service IS NOT NULL),
	CHECK ((item IS NULL) = (spm_group IS NULL)),
	CHECK ((item IS NULL) = (sub_activity IS NULL))
)%strict%;
CREATE INDEX service_given_case ON service_given (city, case_id, given_on);
CREATE INDEX service_given_on ON service_given (city, given_on, item);

-- A need that was not met (kebutuhan yang belum terlayani).
CREATE TABLE need (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	case_id %i64% NOT NULL, -- of which case
	region_id %i64%, -- kelurahan
	service TEXT NOT NULL, -- what was needed
	reason TEXT NOT NULL, -- ditolak, penuh, daftar_tunggu, tidak_dijawab, tidak_ada_layanan, kuota_habis
	unit_id %i64%, -- where it was asked for
	cost %i64%, -- rupiah, when known
	at %i64% NOT NULL, -- when
	met_at %i64%, -- when the same service was given after all
	protected INTEGER NOT NULL, -- counts only in city totals
	source_id %i64% NOT NULL, -- the referral or step it comes from
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, case_id) REFERENCES casefile (city, id)
)%strict%;
CREATE INDEX need_at ON need (city, at);
CREATE INDEX need_case ON need (city, case_id, service) WHERE met_at IS NULL;

-- Merges of cases, each of which can be undone.
CREATE TABLE case_merge (
	city INTEGER NOT NULL, -- tenant
	id %i64% NOT NULL, -- made by the program
	into_id %i64% NOT NULL, -- the case that goes on
	from_id %i64% NOT NULL, -- the case that became part of it
	from_state INTEGER NOT NULL, -- its state before
	merged_at %i64% NOT NULL, -- when
	merged_by_id %i64% NOT NULL, -- by whom
	undone_at %i64%, -- when it was undone
	undone_by_id %i64%, -- by whom
	PRIMARY KEY (city, id),
	FOREIGN KEY (city, into_id) REFERENCES casefile (city, id),
	FOREIGN KEY (city, from_id) REFERENCES casefile (city, id)
)%strict%;
CREATE INDEX case_merge_into ON case_merge (city, into_id);
CREATE INDEX case_merge_from ON case_merge (city, from_id);

-- How long cases took, counted as they go: the writers of casework keep it, melaju tally check counts it again.
CREATE TABLE case_pace (
	city INTEGER NOT NULL, -- tenant
	region_id %i64% NOT NULL, -- kelurahan, 0: none, -1: all of them together
	week %i64% NOT NULL, -- in which the cases were opened; Mondays in UTC, week 0 has 1 January 1970
	measure INTEGER NOT NULL CHECK (measure IN (1, 2)), -- 1 until the first act, 2 until the outcome
	bucket %i64% NOT NULL, -- how long, as people say it: minutes, 100 + hours, 200 + days, 300 + months, 400 + years
	n %i64% NOT NULL, -- how many cases
	PRIMARY KEY (city, region_id, week, measure, bucket)
)%strict%;

-- Services given, summed by day, kept and counted again in the same way.  How many cases had an item between two days are those
-- given it for the first time since the first day, hence before_on.
CREATE TABLE service_tally (
	city INTEGER NOT NULL, -- tenant
	given_on INTEGER NOT NULL, -- date
	before_on INTEGER NOT NULL, -- when the same case had been given the same before; -2147483648: never
	protected INTEGER NOT NULL, -- 1: of protected cases, counts only in city totals
	item TEXT NOT NULL, -- code of the SPM item; empty: all items together
	spm_group TEXT NOT NULL, -- SPM group
	sub_activity TEXT NOT NULL, -- sub kegiatan code
	n %i64% NOT NULL, -- how many
	quantity %i64% NOT NULL, -- sum of the quantities
	cost %i64% NOT NULL, -- sum of the costs that are known, rupiah
	PRIMARY KEY (city, given_on, before_on, protected, item, spm_group, sub_activity)
)%strict%;

-- What case_pace counts: a line for each time that a case took, once for its kelurahan and once for all.
CREATE VIEW v_pace_counted %view% AS
SELECT t.city, t.case_id, t.region_id, t.week, t.measure,
	CASE WHEN t.took < 3600000000 THEN t.took / 60000000
		WHEN t.took < 86400000000 THEN 100 + t.took / 3600000000
		WHEN t.took < 5184000000000 THEN 200 + t.took / 86400000000
		WHEN t.took < 63072000000000 THEN 300 + t.took / 2592000000000
		ELSE 400 + t.took / 31536000000000 END AS bucket
FROM (
	SELECT c.city, c.id AS case_id, coalesce(c.region_id, 0) AS region_id, (c.opened_at / 86400000000 + 3) / 7 AS week,
		1 AS measure, c.first_act_at - c.opened_at AS took FROM casefile c WHERE c.protected = 0
	UNION ALL
	SELECT c.city, c.id, -1, (c.opened_at / 86400000000 + 3) / 7, 1, c.first_act_at - c.opened_at FROM casefile c WHERE c.protected = 0
	UNION ALL
	SELECT c.city, c.id, coalesce(c.region_id, 0), (c.opened_at / 86400000000 + 3) / 7, 2, c.ended_at - c.opened_at FROM casefile c WHERE c.protected = 0
	UNION ALL
	SELECT c.city, c.id, -1, (c.opened_at / 86400000000 + 3) / 7, 2, c.ended_at - c.opened_at FROM casefile c WHERE c.protected = 0
) t
WHERE t.took IS NOT NULL;

-- What service_tally counts: a line for each SPM service not taken back, by its item...
CREATE VIEW v_service_counted %view% AS
SELECT s.city, s.case_id, s.given_on,
	coalesce(lag(s.given_on) OVER (PARTITION BY s.city, s.case_id, s.item, s.spm_group, s.sub_activity ORDER BY s.given_on, s.id), -2147483648) AS before_on,
	c.protected, s.item, s.spm_group, s.sub_activity, s.quantity, coalesce(s.cost, 0) AS cost
FROM service_given s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
WHERE s.undone_at IS NULL AND s.item IS NOT NULL;

-- ... and all items together.
CREATE VIEW v_service_counted_all %view% AS
SELECT s.city, s.case_id, s.given_on,
	coalesce(lag(s.given_on) OVER (PARTITION BY s.city, s.case_id ORDER BY s.given_on, s.id), -2147483648) AS before_on,
	c.protected, '' AS item, '' AS spm_group, '' AS sub_activity, s.quantity, coalesce(s.cost, 0) AS cost
FROM service_given s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
WHERE s.undone_at IS NULL AND s.item IS NOT NULL;

-- Who sees a case because his unit takes part in it.
CREATE VIEW v_member_case %view% AS
SELECT cu.city, cu.case_id AS id, uu.user_id
FROM case_unit cu JOIN v_user_unit uu ON uu.city = cu.city AND uu.unit_id = cu.unit_id;

-- Who serves a unit that takes part in a report.
-- Who sees a report because his unit takes part in it.
CREATE VIEW v_member_report %view% AS
SELECT ru.city, ru.report_id AS id, uu.user_id
FROM report_unit ru JOIN v_user_unit uu ON uu.city = ru.city AND uu.unit_id = ru.unit_id;

-- All who see a case; the {scope case c} of statements says the same.
CREATE VIEW v_scope_case %view% AS
SELECT cu.city, cu.case_id AS id, ur.user_id
FROM case_unit cu JOIN v_user_reach ur ON ur.city = cu.city AND ur.unit_id = cu.unit_id AND ur.reach = 0
UNION ALL
SELECT c.city, c.id, ur.user_id
FROM casefile c JOIN v_user_reach ur ON ur.city = c.city AND ur.region_id = c.region_id AND ur.reach = 1
WHERE c.protected = 0
UNION ALL
SELECT c.city, c.id, ur.user_id
FROM casefile c JOIN v_user_reach ur ON ur.city = c.city AND ur.reach = 2
WHERE c.protected = 0;

-- Who may see which report, by the same three ways
CREATE VIEW v_scope_report %view% AS
SELECT ru.city, ru.report_id AS id, ur.user_id
FROM report_unit ru JOIN v_user_reach ur ON ur.city = ru.city AND ur.unit_id = ru.unit_id AND ur.reach = 0
UNION ALL
SELECT r.city, r.id, ur.user_id
FROM report r JOIN v_user_reach ur ON ur.city = r.city AND ur.region_id = r.region_id AND ur.reach = 1
WHERE r.protected = 0
UNION ALL
SELECT r.city, r.id, ur.user_id
FROM report r JOIN v_user_reach ur ON ur.city = r.city AND ur.reach = 2
WHERE r.protected = 0;

-- Reports as other rooms read them: no sealed value
CREATE VIEW v_report %view% AS
SELECT city, id, version, number, secret_hash, kind, topic, channel, state, holder_unit_id, holder_user_id, held_since_at, due_at, level, missed_at, last_unit_id, region_id, protected, urgent, flags, subject_kind, person_id, happened_at, recorded_at, first_act_at, ended_at, case_id, duplicate_of_id, end_reason, by_id
FROM report;

-- Units that take part in a report, for lists that begin with what a unit sees
CREATE VIEW v_report_unit %view% AS
SELECT city, report_id, unit_id, recorded_at, open FROM report_unit;

-- Cases as other rooms read them: no sealed value
CREATE VIEW v_case %view% AS
SELECT city, id, version, number, title, subject_kind, person_id, region_id, place, state, holder_unit_id, holder_user_id, held_since_at, due_at, level, missed_at, last_unit_id, paused_until, protected, urgent, opened_at, first_act_at, decided_at, ended_at, outcome, merged_into_id
FROM casefile;

-- Needs that were not met when they came up
CREATE VIEW v_need %view% AS
SELECT city, id, case_id, region_id, service, reason, unit_id, cost, at, met_at, protected FROM need;

-- What a case is classified as; sensitive kinds only sealed
CREATE VIEW v_case_kind %view% AS
SELECT city, id, case_id, code, code_sealed, from_date, to_date FROM case_kind;

-- Services given and not taken back; figures of the SPM leave out those without an item
CREATE VIEW v_service_given %view% AS
SELECT city, id, case_id, step_id, service, item, spm_group, given_on, quantity, cost, sub_activity, proof, unit_id, recorded_at FROM service_given WHERE undone_at IS NULL;

-- How long cases took, by week of opening
CREATE VIEW v_case_pace %view% AS
SELECT city, region_id, week, measure, bucket, n FROM case_pace;

-- Services given, summed by day
CREATE VIEW v_service_tally %view% AS
SELECT city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost FROM service_tally;

-- Referrals as other rooms read them
CREATE VIEW v_referral %view% AS
SELECT city, id, number, case_id, step_id, kind, from_unit_id, to_unit_id, state, urgent, sent_at, answer_due_at, answered_at, wait_since_at, reason_code FROM referral;
