-- feature: indicators

-- Words and place of reports for lists of other rooms; NULL where the report is protected.
CREATE VIEW v_report_words %view% AS
SELECT city, report_id, summary, body_fold, place FROM report_detail;

-- Steps of plans: what a unit has to do in a case, its own or another's.
CREATE VIEW v_step %view% AS
SELECT city, id, case_id, ordinal, service, unit_id, state, emergency, due_at, activated_at, started_at, ended_at, region_id, opened_at, protected
FROM step;

-- Answers that make a sender choose again.
CREATE INDEX referral_choose ON referral (city, from_unit_id, sent_at) WHERE state IN (5, 6);

-- What a unit holds, counted from the index alone.
CREATE INDEX casefile_held ON casefile (city, holder_unit_id, due_at, held_since_at, holder_user_id) WHERE holder_unit_id IS NOT NULL;
CREATE INDEX report_held ON report (city, holder_unit_id, due_at, held_since_at, state, region_id, missed_at, protected) WHERE holder_unit_id IS NOT NULL;

-- What an officer took himself.
CREATE INDEX casefile_mine ON casefile (city, holder_user_id, due_at) WHERE holder_user_id IS NOT NULL;

-- Open cases for the overview, each grouping from one index: ordinary ones by kelurahan, by unit and
-- by age; the protected ones as one figure.
CREATE INDEX casefile_open_region ON casefile (city, region_id, due_at, opened_at, id, protected, missed_at, level, paused_until) WHERE due_at IS NOT NULL AND protected = 0;
CREATE INDEX casefile_open_unit ON casefile (city, holder_unit_id, region_id, due_at, opened_at, protected, missed_at, level, paused_until) WHERE due_at IS NOT NULL AND protected = 0;
CREATE INDEX casefile_open_protected ON casefile (city, protected, due_at) WHERE due_at IS NOT NULL AND protected = 1;
CREATE INDEX case_kind_now ON case_kind (city, case_id, code, to_date) WHERE to_date IS NULL;
CREATE INDEX need_unmet ON need (city, protected, region_id, service, reason, at, cost, met_at) WHERE met_at IS NULL;
CREATE INDEX need_met ON need (city, protected, met_at, at, region_id, service, reason, cost) WHERE met_at IS NOT NULL;

-- Open cases beside their kinds, in the order in which the kinds lie.
CREATE INDEX casefile_open_id ON casefile (city, id, due_at, opened_at, region_id, protected, missed_at, level, paused_until) WHERE due_at IS NOT NULL AND protected = 0;
