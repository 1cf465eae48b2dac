-- types: kind i64, n i64, waiting i64, old_state i64, max i64, left_n i64, protected_n i64

-- ---- baton: only casework_pass() and casework_end() run these -----------------------------

-- name: baton_report
-- perm: none
UPDATE report SET version = version + 1, state = :state, holder_unit_id = :holder_unit_id, holder_user_id = :holder_user_id,
  held_since_at = :held_since_at, due_at = :due_at, level = :level, missed_at = :missed_at, last_unit_id = :last_unit_id
WHERE city = :city AND id = :id AND version = :version AND state IN (1, 2)

-- name: baton_report_end
-- perm: none
UPDATE report SET version = version + 1, state = :state, holder_unit_id = NULL, holder_user_id = NULL, held_since_at = NULL, due_at = NULL, missed_at = NULL,
  ended_at = :now, case_id = :case_id, duplicate_of_id = :duplicate_of_id, end_reason = :end_reason,
  first_act_at = coalesce(first_act_at, :now)
WHERE city = :city AND id = :id AND version = :version AND state IN (1, 2)

-- name: baton_report_reopen
-- perm: none
UPDATE report SET version = version + 1, state = 1, holder_unit_id = :holder_unit_id, held_since_at = :now, due_at = :due_at,
  level = 0, last_unit_id = :holder_unit_id, ended_at = NULL, duplicate_of_id = NULL, end_reason = NULL
WHERE city = :city AND id = :id AND version = :version AND state IN (4, 5, 6)

-- name: baton_case
-- perm: none
UPDATE casefile SET version = version + 1, state = :state, holder_unit_id = :holder_unit_id, holder_user_id = :holder_user_id,
  held_since_at = :held_since_at, due_at = :due_at, level = :level, missed_at = :missed_at, unanswered = :unanswered, last_unit_id = :holder_unit_id,
  paused_until = :paused_until, pause_code = :pause_code, pause_left = :pause_left
WHERE city = :city AND id = :id AND version = :version AND state IN (1, 2)

-- name: baton_case_end
-- perm: none
UPDATE casefile SET version = version + 1, state = :state, holder_unit_id = NULL, holder_user_id = NULL, held_since_at = NULL, due_at = NULL, missed_at = NULL,
  paused_until = NULL, pause_code = NULL, pause_left = NULL, ended_at = :now, outcome = :outcome, merged_into_id = :merged_into_id
WHERE city = :city AND id = :id AND version = :version AND state IN (1, 2)

-- name: baton_case_reopen
-- perm: none
UPDATE casefile SET version = version + 1, state = :state, holder_unit_id = :holder_unit_id, holder_user_id = NULL, held_since_at = :now, due_at = :due_at,
  level = 0, unanswered = 0, last_unit_id = :holder_unit_id, ended_at = NULL, outcome = NULL, merged_into_id = NULL
WHERE city = :city AND id = :id AND version = :version AND state IN (3, 4)

-- name: baton_log_add
-- perm: none
INSERT INTO baton_log (city, id, object_kind, object_id, at, from_unit_id, to_unit_id, to_user_id, due_at, reason, referral_id, by_id)
VALUES (:city, :id, :object_kind, :object_id, :now, :from_unit_id, :to_unit_id, :to_user_id, :due_at, :reason, :referral_id, :me)

-- ---- reports ------------------------------------------------------------------------------

-- name: report_insert
-- perm: none
INSERT INTO report (city, id, version, number, secret_hash, kind, topic, channel, state, holder_unit_id, held_since_at, due_at, level, last_unit_id,
  region_id, protected, urgent, flags, subject_kind, person_id, happened_at, recorded_at, by_id)
VALUES (:city, :id, 1, :number, :secret_hash, :kind, :topic, :channel, 1, :holder_unit_id, :now, :due_at, 0, :holder_unit_id,
  :region_id, :protected, :urgent, :flags, :subject_kind, :person_id, :happened_at, :now, :by_id)

-- name: report_root
-- scope: none (rules of casework; pages check the scope first)
SELECT id, version, number, kind, state, holder_unit_id, holder_user_id, due_at, level, missed_at, last_unit_id, region_id, protected, urgent, flags,
  subject_kind, person_id, case_id, recorded_at
FROM report WHERE city = :city AND id = :id

-- name: case_age_said
-- scope: none (rules of casework; pages check the scope first)
-- types: age_about i64
SELECT a.age_about, r.recorded_at
FROM v_report r JOIN v_report_age a ON a.city = r.city AND a.report_id = r.id
WHERE r.city = :city AND r.case_id = :case_id AND r.subject_kind = 2
ORDER BY r.recorded_at, r.id LIMIT 1

-- name: report_by_number
-- scope: none (following one's own report also needs its secret; staff pages check the scope next)
SELECT id, secret_hash FROM report WHERE city = :city AND number = :number

-- name: report_numbered
-- scope: none (only whether numbers are free)
-- types: n1 text, n2 text, n3 text, n4 text, n5 text, n6 text, n7 text, n8 text
SELECT number FROM report WHERE city = :city AND number IN (:n1, :n2, :n3, :n4, :n5, :n6, :n7, :n8)

-- name: report_unit_first
-- perm: none
INSERT INTO report_unit (city, report_id, unit_id, since_at, recorded_at, open) VALUES (:city, :report_id, :unit_id, :now, :now, 1)

-- name: report_unit_add
-- perm: none
-- scope: none (the writer of the row itself)
INSERT INTO report_unit (city, report_id, unit_id, since_at, recorded_at, open)
SELECT r.city, r.id, :unit_id, :now, r.recorded_at, CASE WHEN r.due_at IS NULL THEN 0 ELSE 1 END
FROM report r WHERE r.city = :city AND r.id = :report_id
ON CONFLICT (city, report_id, unit_id) DO NOTHING

-- name: report_unit_set_open
-- perm: none
UPDATE report_unit SET open = :open WHERE city = :city AND report_id = :report_id

-- name: report_units
SELECT unit_id FROM report_unit WHERE city = :city AND report_id = :report_id

-- ---- cases --------------------------------------------------------------------------------

-- name: case_insert
-- perm: none
INSERT INTO casefile (city, id, version, number, title, title_sealed, subject_kind, person_id, region_id, place, place_sealed, state, holder_unit_id, holder_user_id,
  held_since_at, due_at, level, unanswered, last_unit_id, protected, urgent, opened_at, decided_at, decided_by_id)
VALUES (:city, :id, 1, :number, :title, :title_sealed, :subject_kind, :person_id, :region_id, :place, :place_sealed, 1, :holder_unit_id, :holder_user_id,
  :now, :due_at, 0, 0, :holder_unit_id, :protected, :urgent, :now, :decided_at, :decided_by_id)

-- name: case_numbered
-- scope: none (only whether a number is free)
SELECT id FROM casefile WHERE city = :city AND number = :number

-- name: case_root
-- scope: none (rules of casework; pages check the scope first)
SELECT id, version, number, title, title_sealed, subject_kind, person_id, region_id, state, holder_unit_id, holder_user_id, held_since_at, due_at, level,
  missed_at, unanswered, last_unit_id, paused_until, pause_code, pause_left, protected, urgent, opened_at, decided_at, ended_at, merged_into_id
FROM casefile WHERE city = :city AND id = :id

-- name: case_bump
-- perm: none
UPDATE casefile SET version = version + 1 WHERE city = :city AND id = :id AND version = :version

-- name: case_unit_add
-- perm: none
-- scope: none (the writer of the row itself)
INSERT INTO case_unit (city, case_id, unit_id, since_at, opened_at, open)
SELECT c.city, c.id, :unit_id, :now, c.opened_at, CASE WHEN c.due_at IS NULL THEN 0 ELSE 1 END
FROM casefile c WHERE c.city = :city AND c.id = :case_id
ON CONFLICT (city, case_id, unit_id) DO NOTHING

-- name: case_unit_copy
-- perm: none
-- scope: none (the writer of the row itself)
INSERT INTO case_unit (city, case_id, unit_id, since_at, opened_at, open)
SELECT c.city, c.id, cu.unit_id, :now, c.opened_at, CASE WHEN c.due_at IS NULL THEN 0 ELSE 1 END
FROM case_unit cu JOIN casefile c ON c.city = cu.city AND c.id = :into_id
WHERE cu.city = :city AND cu.case_id = :from_id
ON CONFLICT (city, case_id, unit_id) DO NOTHING

-- name: case_units
SELECT unit_id FROM case_unit WHERE city = :city AND case_id = :case_id ORDER BY unit_id

-- name: case_unit_set_open
-- perm: none
UPDATE case_unit SET open = :open WHERE city = :city AND case_id = :case_id

-- name: case_set_decided
-- perm: REPORT_DECIDE
UPDATE casefile SET decided_at = :now, decided_by_id = :me WHERE city = :city AND id = :id AND decided_at IS NULL AND state IN (1, 2)

-- name: case_set_first_act
-- perm: none
UPDATE casefile SET first_act_at = :now WHERE city = :city AND id = :id AND first_act_at IS NULL

-- name: case_set_subject
-- perm: CASE_WORK
UPDATE casefile SET person_id = :person_id, subject_kind = :subject_kind, title = :title, title_sealed = :title_sealed
WHERE city = :city AND id = :id

-- name: case_place
-- scope: none (rules of casework; pages check the scope first)
SELECT place, place_sealed FROM casefile WHERE city = :city AND id = :id

-- name: case_set_protected
-- perm: CASE_DECIDE
UPDATE casefile SET protected = :protected, title = :title, title_sealed = :title_sealed, place = :place, place_sealed = :place_sealed
WHERE city = :city AND id = :id

-- name: case_set_pause
-- perm: CASE_WORK
UPDATE casefile SET paused_until = :paused_until, pause_code = :pause_code, pause_left = :pause_left, due_at = :due_at
WHERE city = :city AND id = :id AND state IN (1, 2) AND paused_until IS NULL

-- name: case_end_pause
-- perm: none
UPDATE casefile SET paused_until = NULL, pause_code = NULL, pause_left = NULL, due_at = :due_at
WHERE city = :city AND id = :id AND state IN (1, 2) AND paused_until IS NOT NULL

-- When the clock was stopped for the last time.
-- name: case_paused_at
-- types: at opt
SELECT max(e.at) AS at FROM case_event e WHERE e.city = :city AND e.case_id = :case_id AND e.what = 'event.paused'

-- Since when the same reason has stopped the clock again and again, with nothing done between.
-- name: case_stands_since
-- types: at opt
SELECT min(e.at) AS at FROM case_event e
WHERE e.city = :city AND e.case_id = :case_id AND e.what = 'event.paused' AND e.arg0 = :code
  AND e.id > coalesce((SELECT max(x.id) FROM case_event x WHERE x.city = e.city AND x.case_id = :case_id AND x.kind <> 'clock'), 0)

-- name: case_set_due
-- perm: none
UPDATE casefile SET due_at = :due_at, level = :level, missed_at = :missed_at, unanswered = :unanswered
WHERE city = :city AND id = :id AND state IN (1, 2) AND paused_until IS NULL

-- name: case_set_urgent
-- perm: none
UPDATE casefile SET urgent = :urgent WHERE city = :city AND id = :id

-- name: case_set_unanswered
-- perm: none
UPDATE casefile SET missed_at = :missed_at, unanswered = :unanswered WHERE city = :city AND id = :id AND state IN (1, 2)

-- name: case_reports
-- scope: none (the reports of a case that is being protected)
SELECT r.id FROM report r WHERE r.city = :city AND r.case_id = :case_id AND r.protected <> :protected ORDER BY r.id

-- name: report_set_protected
-- perm: none
UPDATE report SET protected = :protected, version = version + 1 WHERE city = :city AND id = :id

-- name: case_in_scope
SELECT c.id, c.version, c.number, c.state FROM casefile c WHERE c.city = :city AND c.id = :id AND {scope case c}

-- name: case_event_add
-- types: kind text, by_id i64
-- perm: none
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, said_by, kind, what, arg0, arg1, body, body_sealed, object_id)
VALUES (:city, :id, :case_id, :at, :recorded_at, :by_id, :unit_id, :said_by, :kind, :what, :arg0, :arg1, :body, :body_sealed, :object_id)

-- name: case_note_standing
SELECT e.id, e.case_id, e.at, e.recorded_at, e.by_id, e.body, e.body_sealed
FROM case_event e JOIN casefile c ON c.city = e.city AND c.id = e.case_id
WHERE e.city = :city AND e.id = :id AND e.what = 'event.note' AND {scope case c} AND NOT EXISTS (
  SELECT 1 FROM case_event w WHERE w.city = e.city AND w.case_id = e.case_id AND w.object_id = e.id AND w.what = 'event.note_withdrawn')

-- name: case_forget_told
-- scope: none (the report is being erased, wherever its case lies)
-- perm: ERASE
UPDATE case_event SET body = NULL, body_sealed = NULL
WHERE city = :city AND object_id = :report_id AND what = 'event.reported'
  AND case_id IN (SELECT r.case_id FROM report r WHERE r.city = :city AND r.id = :report_id)

-- name: case_bodies
SELECT id, body, body_sealed FROM case_event WHERE city = :city AND case_id = :case_id AND (body IS NOT NULL OR body_sealed IS NOT NULL)

-- name: case_body_set
-- perm: none
UPDATE case_event SET body = :body, body_sealed = :body_sealed WHERE city = :city AND id = :id

-- name: case_kind_add
-- perm: none
INSERT INTO case_kind (city, id, case_id, code, code_sealed, from_date, withdrawn, by_id, recorded_at)
VALUES (:city, :id, :case_id, :code, :code_sealed, :from_date, 0, :me, :now)

-- name: case_kinds
SELECT id, code, code_sealed, from_date, to_date, withdrawn, recorded_at FROM case_kind WHERE city = :city AND case_id = :case_id ORDER BY from_date, id

-- name: case_kind_end
-- perm: CASE_WORK
UPDATE case_kind SET to_date = :to_date, withdrawn = :withdrawn, ended_by_id = :me WHERE city = :city AND id = :id AND case_id = :case_id AND to_date IS NULL

-- name: assessment_add
-- perm: CASE_WORK
INSERT INTO assessment (city, id, case_id, assessed_at, recorded_at, by_id, unit_id, needs)
VALUES (:city, :id, :case_id, :assessed_at, :now, :me, :unit_id, :needs)

-- name: case_merge_add
-- perm: CASE_DECIDE
INSERT INTO case_merge (city, id, into_id, from_id, from_state, merged_at, merged_by_id)
VALUES (:city, :id, :into_id, :from_id, :from_state, :now, :me)

-- name: case_merge_get
SELECT id, into_id, from_id, from_state, merged_at, undone_at FROM case_merge WHERE city = :city AND id = :id

-- name: case_merge_undo
-- perm: CASE_DECIDE
UPDATE case_merge SET undone_at = :now, undone_by_id = :me WHERE city = :city AND id = :id AND undone_at IS NULL

-- name: case_open_handover
SELECT id, version, to_unit_id, state FROM referral WHERE city = :city AND case_id = :case_id AND kind = 1 AND state IN (1, 2, 3)

-- ---- plan ---------------------------------------------------------------------------------

-- name: step_insert
-- perm: none
INSERT INTO step (city, id, case_id, ordinal, service, unit_id, state, emergency, limit_code, reason, by_id, made_at, region_id, opened_at, protected)
VALUES (:city, :id, :case_id, :ordinal, :service, :unit_id, 0, :emergency, :limit_code, :reason, :me, :now, :region_id, :opened_at, :protected)

-- name: step_wait_add
-- perm: none
INSERT INTO step_wait (city, step_id, waits_for_id) VALUES (:city, :step_id, :waits_for_id)
ON CONFLICT (city, step_id, waits_for_id) DO NOTHING

-- name: step_get
SELECT id, case_id, ordinal, service, unit_id, state, emergency, limit_code, due_at, started_at, ended_at, end_kind FROM step WHERE city = :city AND id = :id

-- name: step_last_ordinal
-- types: last num
SELECT max(ordinal) AS last FROM step WHERE city = :city AND case_id = :case_id

-- name: step_ready
SELECT s.id, s.case_id, s.ordinal, s.service, s.unit_id, s.emergency, s.limit_code
FROM step s
WHERE s.city = :city AND s.case_id = :case_id AND s.state = 0
  AND NOT EXISTS (SELECT 1 FROM step_wait w JOIN step f ON f.city = w.city AND f.id = w.waits_for_id
    WHERE w.city = s.city AND w.step_id = s.id AND f.state <> 2)
ORDER BY s.ordinal

-- name: step_activate
-- perm: none
UPDATE step SET state = 1, activated_at = :now, due_at = :due_at, unit_id = :unit_id WHERE city = :city AND id = :id AND state = 0

-- name: step_set_started
-- perm: CASE_WORK
UPDATE step SET started_at = :now WHERE city = :city AND id = :id AND state = 1 AND started_at IS NULL

-- name: step_set_unit
-- perm: none
UPDATE step SET unit_id = :unit_id WHERE city = :city AND id = :id AND state < 2

-- name: step_set_ended
-- perm: none
UPDATE step SET state = 2, ended_at = :ended_at, end_kind = :end_kind, end_note = :end_note, started_at = coalesce(started_at, :ended_at)
WHERE city = :city AND id = :id AND state < 2

-- name: step_end_all
-- perm: none
UPDATE step SET state = 2, ended_at = :now, end_kind = :end_kind WHERE city = :city AND case_id = :case_id AND state < 2

-- How an end said that the step had begun is taken back with it.
-- name: step_reopen
-- perm: CASE_WORK
UPDATE step SET state = 0, ended_at = NULL, end_kind = NULL, end_note = NULL, started_at = CASE WHEN started_at < ended_at THEN started_at END
WHERE city = :city AND id = :id AND state = 2

-- When the end was written down, which is not when it happened.
-- name: step_end_told
-- types: recorded_at opt
SELECT max(e.recorded_at) AS recorded_at FROM case_event e
WHERE e.city = :city AND e.case_id = :case_id AND e.object_id = :object_id AND e.what = 'event.step_ended'

-- Who has begun waits no more, though the step he waited for is open again.
-- name: step_wait_over
-- perm: CASE_WORK
DELETE FROM step_wait WHERE city = :city AND step_id IN (SELECT s.id FROM step s WHERE s.city = :city AND s.case_id = :case_id AND s.state = 1)
  AND waits_for_id IN (SELECT f.id FROM step f WHERE f.city = :city AND f.case_id = :case_id AND f.state < 2)

-- name: step_protect
-- perm: none
UPDATE step SET protected = :protected WHERE city = :city AND case_id = :case_id

-- name: step_clear_notes
-- perm: none
UPDATE step SET end_note = NULL WHERE city = :city AND case_id = :case_id AND end_note IS NOT NULL

-- name: step_take_up
-- perm: CASE_WORK
UPDATE step SET state = 0, ended_at = NULL, end_kind = NULL
WHERE city = :city AND case_id = :case_id AND state = 2 AND ended_at = :ended_at AND end_kind = :end_kind AND end_note IS NULL

-- name: step_open_count
SELECT CAST(count(*) AS BIGINT) AS n FROM step WHERE city = :city AND case_id = :case_id AND state < 2

-- name: step_emergencies
SELECT CAST(count(*) AS BIGINT) AS n FROM step WHERE city = :city AND case_id = :case_id AND state < 2 AND emergency = 1

-- name: step_running
SELECT id, limit_code, due_at, activated_at FROM step WHERE city = :city AND case_id = :case_id AND state = 1 AND due_at IS NOT NULL ORDER BY id

-- name: step_set_due
-- perm: none
UPDATE step SET due_at = :due_at WHERE city = :city AND id = :id AND state = 1

-- name: step_next_due
SELECT min(due_at) AS due_at FROM step WHERE city = :city AND case_id = :case_id AND state = 1 AND unit_id = :unit_id

-- ---- services and needs -------------------------------------------------------------------

-- name: service_insert
-- perm: CASE_WORK
INSERT INTO service_given (city, id, case_id, step_id, service, item, spm_group, given_on, quantity, cost, sub_activity, own_activity, proof, unit_id, by_id, recorded_at)
VALUES (:city, :id, :case_id, :step_id, :service, :item, :spm_group, :given_on, :quantity, :cost, :sub_activity, :own_activity, :proof, :unit_id, :me, :now)

-- name: service_just_given
-- types: from_at i64
SELECT id, recorded_at FROM service_given
WHERE city = :city AND case_id = :case_id AND step_id = :step_id AND recorded_at >= :from_at AND undone_at IS NULL
ORDER BY recorded_at DESC LIMIT 1

-- name: service_get
SELECT id, case_id, step_id, service, item, spm_group, given_on, quantity, cost, coalesce(sub_activity, own_activity) AS sub_activity, proof, undone_at FROM service_given WHERE city = :city AND id = :id

-- name: service_set
-- perm: CASE_WORK
UPDATE service_given SET service = :service, item = :item, spm_group = :spm_group, given_on = :given_on, quantity = :quantity, cost = :cost,
  sub_activity = :sub_activity, own_activity = :own_activity, proof = :proof
WHERE city = :city AND id = :id AND undone_at IS NULL

-- name: service_take_back
-- perm: CASE_WORK
UPDATE service_given SET undone_at = :now WHERE city = :city AND id = :id AND undone_at IS NULL

-- name: need_add
-- perm: none
INSERT INTO need (city, id, case_id, region_id, service, reason, unit_id, cost, at, protected, source_id)
VALUES (:city, :id, :case_id, :region_id, :service, :reason, :unit_id, :cost, :now, :protected, :source_id)

-- name: need_meet
-- perm: none
UPDATE need SET met_at = :now WHERE city = :city AND case_id = :case_id AND service = :service AND met_at IS NULL

-- name: need_unmeet
-- perm: CASE_WORK
UPDATE need SET met_at = NULL WHERE city = :city AND case_id = :case_id AND service = :service AND met_at = :met_at

-- What a step could not do was never asked in vain: the story keeps that it was said.
-- name: need_withdraw
-- perm: CASE_WORK
DELETE FROM need WHERE city = :city AND case_id = :case_id AND source_id = :source_id AND met_at IS NULL

-- name: need_protect
-- perm: none
UPDATE need SET protected = :protected WHERE city = :city AND case_id = :case_id

-- ---- referrals ----------------------------------------------------------------------------

-- name: referral_insert
-- perm: none
INSERT INTO referral (city, id, version, number, case_id, step_id, kind, from_unit_id, from_user_id, to_unit_id, state, urgent, sent_at, answer_due_at)
VALUES (:city, :id, 1, :number, :case_id, :step_id, :kind, :from_unit_id, :me, :to_unit_id, 1, :urgent, :now, :answer_due_at)

-- name: referral_numbered
-- scope: none (only whether a number is free)
SELECT id FROM referral WHERE city = :city AND number = :number

-- name: referral_get
SELECT id, version, number, case_id, step_id, kind, from_unit_id, from_user_id, to_unit_id, state, urgent, sent_at, answer_due_at, wait_since_at
FROM referral WHERE city = :city AND id = :id

-- name: referral_set
-- perm: none
UPDATE referral SET version = version + 1, state = :state, answer_due_at = :answer_due_at,
  answered_at = coalesce(:answered_at, answered_at), answered_by = coalesce(:answered_by, answered_by),
  answered_how = coalesce(:answered_how, answered_how), wait_since_at = coalesce(:wait_since_at, wait_since_at),
  reason_code = coalesce(:reason_code, reason_code), ended_at = :ended_at, received_at = coalesce(received_at, :received_at)
WHERE city = :city AND id = :id AND version = :version AND state = :old_state

-- name: referral_close_open
-- perm: none
UPDATE referral SET version = version + 1, state = 7, answer_due_at = NULL, ended_at = :now WHERE city = :city AND case_id = :case_id AND state IN (1, 2, 3)
RETURNING id, to_unit_id, number

-- name: referral_close_open_step
-- perm: none
UPDATE referral SET version = version + 1, state = 7, answer_due_at = NULL, ended_at = :now WHERE city = :city AND step_id = :step_id AND state IN (1, 2, 3)
RETURNING id, to_unit_id, number

-- name: referral_asked_besides
SELECT id FROM referral WHERE city = :city AND case_id = :case_id AND to_unit_id = :to_unit_id AND kind = 2 AND state IN (1, 2, 3) ORDER BY id

-- name: referral_unanswered
SELECT id FROM referral WHERE city = :city AND case_id = :case_id AND to_unit_id = :to_unit_id AND state IN (1, 2) ORDER BY id

-- name: referral_finish_step
-- perm: none
UPDATE referral SET version = version + 1, state = 9, ended_at = :now WHERE city = :city AND step_id = :step_id AND state = 4
RETURNING id

-- name: referral_finish_case
-- perm: none
UPDATE referral SET version = version + 1, state = 9, ended_at = :now WHERE city = :city AND case_id = :case_id AND state = 4
RETURNING id

-- name: referral_place
SELECT CAST(count(*) AS BIGINT) AS n FROM referral r WHERE r.city = :city AND r.to_unit_id = :to_unit_id AND r.state = 3
  AND (r.wait_since_at, r.id) <= (:wait_since_at, :id)

-- name: referral_link_add
-- perm: none
INSERT INTO referral_link (city, id, referral_id, token_hash, expires_at) VALUES (:city, :id, :referral_id, :token_hash, :expires_at)

-- name: referral_link_get
SELECT id, referral_id, expires_at, used_at, replaced_at FROM referral_link WHERE city = :city AND token_hash = :token_hash

-- name: referral_link_use
-- perm: none
UPDATE referral_link SET used_at = :now WHERE city = :city AND id = :id AND used_at IS NULL AND replaced_at IS NULL

-- name: referral_links_replace
-- perm: none
UPDATE referral_link SET replaced_at = :now WHERE city = :city AND referral_id = :referral_id AND used_at IS NULL AND replaced_at IS NULL

-- ---- the clock ----------------------------------------------------------------------------

-- name: tick_referrals
SELECT id, version FROM referral WHERE city = :city AND state IN (1, 2, 3) AND answer_due_at <= :now ORDER BY answer_due_at, id LIMIT :max

-- name: tick_cases
-- scope: none (the clock)
SELECT id, version FROM casefile WHERE city = :city AND due_at <= :now ORDER BY due_at, id LIMIT :max

-- name: tick_reports
-- scope: none (the clock)
SELECT id, version FROM report WHERE city = :city AND due_at <= :now ORDER BY due_at, id LIMIT :max

-- name: held_count
-- scope: none (a count for closing a unit)
SELECT CAST((SELECT count(*) FROM report r WHERE r.city = :city AND r.holder_unit_id = :unit_id)
  + (SELECT count(*) FROM casefile c WHERE c.city = :city AND c.holder_unit_id = :unit_id) AS BIGINT) AS n

-- ---- how far the acting person sees -----------------------------------------------------------

-- name: casework_reach
-- types: unit_n i64, region_n i64, city_n i64, unit_id opt, region_id opt
SELECT CAST(count(a.unit_id) AS BIGINT) AS unit_n, CAST(count(a.region_id) AS BIGINT) AS region_n,
  CAST(count(CASE WHEN a.reach = 2 THEN 1 END) AS BIGINT) AS city_n, max(a.unit_id) AS unit_id, max(a.region_id) AS region_id
FROM v_user_reach a WHERE a.city = :city AND a.user_id = :me

-- ---- units as casework needs them -----------------------------------------------------------

-- name: casework_unit
SELECT u.id, u.name, u.parent_id, u.outside, u.last_resort, u.closed_at FROM v_unit u WHERE u.city = :city AND u.id = :id

-- name: casework_unit_hold
-- stays: (the row is held)
-- engine: sqlite
SELECT u.id, u.name, u.parent_id, u.outside, u.last_resort, u.closed_at FROM v_unit u WHERE u.city = :city AND u.id = :id
-- engine: pg
SELECT u.id, u.name, u.parent_id, u.outside, u.last_resort, u.closed_at FROM v_unit u WHERE u.city = :city AND u.id = :id FOR SHARE

-- name: casework_serves
SELECT u.user_id FROM v_user_unit u WHERE u.city = :city AND u.user_id = :user_id AND u.unit_id = :unit_id

-- name: casework_last_resort
SELECT u.id, u.name FROM v_unit u WHERE u.city = :city AND u.last_resort = 1 AND u.closed_at IS NULL

-- ---- erasing ------------------------------------------------------------------------------

-- name: case_erase_root
-- perm: ERASE
UPDATE casefile SET version = version + 1, title = :title, title_sealed = NULL, place = NULL, place_sealed = NULL WHERE city = :city AND id = :id

-- name: case_erase_events
-- perm: ERASE
UPDATE case_event SET body = NULL, body_sealed = NULL WHERE city = :city AND case_id = :case_id

-- name: case_erase_steps
-- perm: ERASE
UPDATE step SET end_note = NULL WHERE city = :city AND case_id = :case_id AND end_note IS NOT NULL

-- name: case_erase_kinds
-- perm: ERASE
DELETE FROM case_kind WHERE city = :city AND case_id = :case_id AND code IS NULL

-- name: case_own_photos
-- types: n i64
SELECT CAST(count(*) AS BIGINT) AS n FROM v_media m WHERE m.city = :city AND m.subject_id = :case_id
