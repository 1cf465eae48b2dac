-- Rows for every table and every column of a city, for tests/unit/cli/move_test.c: each column has a value in one row at least and
-- NULL in another where it may.  Whoever adds a table or a column adds it here.  In the order of the migrations; SQLite's words.

INSERT INTO node_lease (city, id, epoch, leased_at)
VALUES (1, 1, 1, 1795272000000001),
  (1, 2, 2, 1795272000000002);

INSERT INTO subject_key (city, id, wrapped, key_epoch, made_at, erased_at)
VALUES (1, 1, X'00ff10', 1, 1795272000000001, NULL),
  (1, 2, NULL, 2, 1795272000000002, 1795272000000000);

INSERT INTO city_key (city, epoch, sealed, made_at)
VALUES (1, 1, X'0001', 1795272000000001),
  (1, 2, X'0002', 1795272000000002);

INSERT INTO audit_log (city, id, size, epoch)
VALUES (1, 1, 1, 1);

INSERT INTO audit_leaf (city, id, seq, at, event, actor_id, unit_id, object_id, commitment, salt, details)
VALUES (1, 1, 1, 1, 'event 1', 1, 1, 1, X'0001', X'0001', 'details 1'),
  (1, 2, NULL, 2, 'event 2', 2, 2, 2, NULL, NULL, NULL);

INSERT INTO audit_tile (city, id, hashes)
VALUES (1, 1, X'0001'),
  (1, 2, X'0002');

INSERT INTO audit_checkpoint (city, id, size, epoch, at, root, signature)
VALUES (1, 1, 1, 1, 1, X'0001', X'0001'),
  (1, 2, 2, 2, 2, X'0002', X'0002');

INSERT INTO job (city, id, job_kind, job_key, object_id, detail, state, run_at, attempts, lease, leased_until, last_error, made_at,
  ended_at)
VALUES (1, 1, 'job kind 1', 'job key 1', 1, 'detail 1', 1, 1795272000000001, 1, 1, 1795272000000001, 'last error 1',
  1795272000000001, 1795272000000001),
  (1, 2, 'job kind 2', 'job key 2', 2, NULL, 2, 1795272000000002, 2, 2, NULL, NULL, 1795272000000002, NULL);

INSERT INTO session (city, id, token_hash, user_id, opened_at, seen_at, expires_at, remote, agent, closed_at)
VALUES (1, 1, X'0001', 1, 1795272000000001, 1795272000000001, 1795272000000001, 'remote 1', 'agent 1', 1795272000000001),
  (1, 2, X'0002', 2, 1795272000000002, 1795272000000002, 1795272000000002, 'remote 2', 'agent 2', NULL);

INSERT INTO session_passkey (city, session_id, proved_at)
VALUES (1, 1, 1795272000000001),
  (1, 2, 1795272000000002);

INSERT INTO api_token (city, id, label, token_hash, user_id, perms, made_at, expires_at, revoked_at)
VALUES (1, 1, 'label 1', X'0001', 1, 1, 1795272000000001, 1795272000000001, 1795272000000001),
  (1, 2, 'label 2', X'0002', 2, 2, 1795272000000002, 1795272000000002, NULL);

INSERT INTO failed_try (city, key_hash, version, failures, last_at, next_at, forget_at)
VALUES (1, X'0001', 1, 1, 1795272000000001, 1795272000000001, 1795272000000001),
  (1, X'0002', 2, 2, 1795272000000002, 1795272000000002, 1795272000000002);

INSERT INTO media (city, id, subject_id, media_kind, blob_name, small_name, sealed_key, byte_count, attached_at)
VALUES (1, 1, 1, 1, X'0001', X'0001', X'0001', 1, 1795272000000001),
  (1, 2, 2, 2, X'0002', NULL, X'0002', 2, 1795272000000002);

INSERT INTO media_blob (city, blob_name, stored_at, sealed)
VALUES (1, X'0001', 1795272000000001, X'0001'),
  (1, X'0002', 1795272000000002, X'0002');

INSERT INTO once_key (city, id, key_hash, made_at, answer)
VALUES (1, 1, X'0001', 1795272000000001, X'0001'),
  (1, 2, X'0002', 1795272000000002, NULL);

INSERT INTO disclosure (city, id, shown_at, user_id, unit_id, subject_id, subjects, what, purpose, path)
VALUES (1, 1, 1795272000000001, 1, 1, 1, NULL, 'what 1', 'purpose 1', 'path 1'),
  (1, 2, 1795272000000002, 2, NULL, NULL, '[1,2]', 'what 2', NULL, 'path 2');

INSERT INTO ref_state (city, stamp)
VALUES (1, 1);

INSERT INTO ref_entry (city, id, set_name, code, version, label_id, label_en, ordinal, doc, source, valid_from, valid_to, reason,
  changed_at, changed_by)
VALUES (1, 1, 'set name 1', 'code 1', 1, 'label id 1', 'label en 1', 1, 'doc 1', 'source 1', 1, 1, 'reason 1',
  1795272000000001, 1),
  (1, 2, 'set name 2', 'code 2', 2, 'label id 2', 'label en 2', 2, 'doc 2', 'source 2', 2, NULL, 'reason 2',
  1795272000000002, 2);

INSERT INTO city (city, code, name, province, zone_minutes, lat, lng, population, area_ha, source)
VALUES (1, 'code 1', 'name 1', 'province 1', 1, 0.1, 0.1, 1, 1, 'source 1');

INSERT INTO city_host (city, id, host, ordinal, since_at)
VALUES (1, 1, 'host 1', 1, 1795272000000001),
  (1, 2, 'host 2', 2, 1795272000000002);

INSERT INTO region (city, id, level, parent_id, code, name, lat, lng, valid_from, valid_to)
VALUES (1, 1, 1, NULL, 'code 1', 'name 1', -6.918500000000001, 106.92999999999999, 1, 1),
  (1, 2, 2, 1, 'code 2', 'name 2', 1.7976931348623157e308, 5e-324, 2, NULL);

INSERT INTO unit (city, id, version, code, kind, name, parent_id, region_id, address, phone, emergency_phone, lat_e6, lng_e6, outside,
  has_account, last_resort, opened_at, closed_at)
VALUES (1, 1, 1, 'code 1', 'kind 1', 'name 1', 2, 1, 'address 1', 'phone 1', 'emergency phone 1', 1, 1, 1, 0, 0,
  1795272000000001, 1795272000000000),
  (1, 2, 2, 'code 2', 'kind 2', 'name 2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 1, 1, 1795272000000002, NULL);

INSERT INTO unit_service (city, unit_id, service, urgent, capacity)
VALUES (1, 1, 'service 1', 0, 1),
  (1, 2, 'service 2', 1, NULL);

INSERT INTO unit_coverage (city, unit_id, region_id)
VALUES (1, 1, 1),
  (1, 2, 2);

INSERT INTO unit_hours (city, unit_id, weekday, from_min, to_min)
VALUES (1, 1, 0, 0, 1),
  (1, 2, 1, 1, 2);

INSERT INTO duty (city, id, unit_id, user_id, name, phone, from_at, to_at, substitute)
VALUES (1, 1, 1, 1, 'name 1', 'phone 1', 1, 2, 0),
  (1, 2, 2, NULL, 'name 2', 'phone 2', 2, 3, 1);

INSERT INTO psks (city, id, version, kind, name, is_person, region_id, phone_sealed, trainings, valid_from, valid_to)
VALUES (1, 1, 1, 'kind 1', 'name 1', 0, 1, X'0001', 'trainings 1', 1, 20000),
  (1, 2, 2, 'kind 2', 'name 2', 1, NULL, NULL, NULL, 2, NULL);

INSERT INTO user_account (city, id, version, login, name, phone, email, password_hash, lang, unit_id, valid_until, disabled, must_change,
  totp_sealed, made_at)
VALUES (1, 1, 1, 'login 1', 'name 1', 'phone 1', 'email 1', 'password hash 1', 0, 1, 1795272000000001, 0, 0, X'0001',
  1795272000000001),
  (1, 2, 2, 'login 2', 'name 2', NULL, NULL, 'password hash 2', 1, NULL, NULL, 1, 1, NULL, 1795272000000002);

INSERT INTO passkey_answer (city, challenge_hash, until_at)
VALUES (1, X'0001', 1795272000000001),
  (1, X'0002', 1795272000000002);

INSERT INTO passkey_owner (city, user_id, handle)
VALUES (1, 1, X'0001'),
  (1, 2, X'0002');

INSERT INTO passkey (city, id, user_id, label, rp, credential, alg, public_key, sign_count, made_at, used_at, copied_at)
VALUES (1, 1, 1, 'label 1', 'rp 1', X'0001', -7, X'0001', 1, 1795272000000001, 1795272000000001, 1795272000000001),
  (1, 2, 2, 'label 2', 'rp 2', X'0002', -8, X'0002', 2, 1795272000000002, NULL, NULL);

INSERT INTO user_unit (city, user_id, unit_id)
VALUES (1, 1, 1),
  (1, 2, 2);

INSERT INTO user_role (city, user_id, role, reach, unit_id, region_id)
VALUES (1, 1, 1, 0, 1, 1),
  (1, 2, 2, 1, NULL, NULL);

INSERT INTO family (city, id, version, kk_sealed, kk_blind, head_id, members, region_id, rt, rw, address, more, more_sealed, marks,
  protected, source, valid_from, import_id, made_at, made_by_id, ended_at, withdrawn_at)
VALUES (1, 1, 1, X'0001', X'0001', 1, 1, 1, 'rt 1', 'rw 1', 'address 1', 'more 1', X'0001', 'marks 1', 1, 'source 1', 1, 1,
  1795272000000001, 1, 1795272000000001, 1795272000000001),
  (1, 2, 2, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, 'source 2', NULL, NULL, 1795272000000002,
  2, NULL, NULL);

INSERT INTO person (city, id, version, known, state, state_date, family_id, relation, name, name_fold, alias, sex, birth_date,
  birth_year, birth_place, mother, traits, region_id, rt, rw, address, origin, nik_sealed, nik_blind, phone_sealed,
  phone_blind, more, more_sealed, marks, protected, source, valid_from, import_id, same_as_id, fed, made_at,
  made_by_id, erased_at, tombstone)
VALUES (1, 1, 1, 0, 1, 1, 1, 1, 'name 1', 'name fold 1', 'alias 1', 0, 1, 1, 'birth place 1', 'mother 1', 'traits 1', 1,
  'rt 1', 'rw 1', 'address 1', 'origin 1', X'0001', X'0001', X'0001', X'0001', 'more 1', X'0001', 'marks 1', 1,
  'source 1', 1, 1, 2, 1, 1795272000000001, 1, 1795272000000000, X'00'),
  (1, 2, 2, 1, 2, NULL, NULL, 3, 'name 2', 'name fold 2', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, 'source 2', NULL, NULL, NULL, 2, 1795272000000002, 2, NULL, NULL);

INSERT INTO field_value (city, subject_id, field, part, sought, region_id)
VALUES (1, 1, 'note of the city', 0, 'words', 1),
  (1, 2, 'note of the city', 1, NULL, NULL);

INSERT INTO field_find (city, field, of, state, begun_at, place_id, homes)
VALUES (1, 'note of the city', 1, 1, 1795272000000001, 1, 0),
  (1, 'house of the city', 2, 2, 1795272000000002, 2, 1);

INSERT INTO person_unit (city, person_id, unit_id, through_id, since_at)
VALUES (1, 1, 1, 1, 1795272000000001),
  (1, 2, 2, 2, 1795272000000002);

INSERT INTO fact_version (city, id, subject_id, of, version, recorded_at, by_id, unit_id, event, source, valid_from, import_id, note, changes,
  changes_sealed, undone_at, undone_by_id)
VALUES (1, 1, 1, 1, 1, 1795272000000001, 1, 1, 'event 1', 'source 1', 1, 1, 'note 1', 'changes 1', X'0001', 1795272000000001,
  1),
  (1, 2, 2, 2, 2, 1795272000000002, 2, NULL, 'event 2', 'source 2', NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO fact_claim (city, id, subject_id, of, field, value, value_sealed, source, valid_from, recorded_at, by_id, import_id, state,
  decided_at, decided_by_id, reason)
VALUES (1, 1, 1, 1, 'field 1', 'value 1', X'0001', 'source 1', 1, 1795272000000001, 1, 1, 1, 1795272000000001, 1, 'reason 1'),
  (1, 2, 2, 2, 'field 2', NULL, NULL, 'source 2', NULL, 1795272000000002, 2, NULL, 4, NULL, NULL, NULL);

INSERT INTO fact_claim_note (city, claim_id, note)
VALUES (1, 1, 'note 1'),
  (1, 2, 'note 2');

INSERT INTO family_past (city, family_id, person_id)
VALUES (1, 1, 1),
  (1, 2, 2);

INSERT INTO person_merge (city, id, lost_id, kept_id, merged_at, by_id, reason, undone_at, undone_by_id, undone_reason)
VALUES (1, 1, 1, 1, 1795272000000001, 1, 'reason 1', 1795272000000001, 1, 'undone reason 1'),
  (1, 2, 2, 2, 1795272000000002, 2, 'reason 2', NULL, NULL, NULL);

INSERT INTO desil_release (city, id, name, as_of, import_id, line_id, families, partial, received_at)
VALUES (1, 1, 'name 1', 1, 1, 1, 1, 0, 1795272000000001),
  (1, 2, 'name 2', 2, NULL, NULL, 2, 1, 1795272000000002);

INSERT INTO desil (city, release_id, family_id, desil, none_why)
VALUES (1, 1, 1, 1, NULL),
  (1, 2, 2, NULL, 'not ranked');

INSERT INTO desil_shown (city, id, release_id, since_at, by_id)
VALUES (1, 1, 1, 1795272000000001, 1),
  (1, 2, NULL, 1795272000000002, 2);

INSERT INTO notice (city, id, user_id, unit_id, kind, about, about_id, number, text_key, arg0, arg1, at, urgent, read_at, read_by_id)
VALUES (1, 1, 1, NULL, 'kind 1', 'about 1', 1, 'number 1', 'text key 1', 'it''s "quoted" \ and
of two lines, – é 漢字 🙂',
  'arg1 1', 1, 0, 1795272000000001, 1),
  (1, 2, NULL, 1, 'kind 2', 'about 2', 2, NULL, 'text key 2', NULL, NULL, 2, 1, NULL, NULL);

INSERT INTO intake (city, id, version, kind, state, file_name, source, valid_from, programme, period_code, aid_state, file_size,
  file_taken, fault, row_n, staged_n, new_n, changed_n, same_n, doubt_n, wrong_n, unknown_n, done_n, done_group,
  undo_at_id, undo_n, undone_n, release_id, shown_before_id, made_at, made_by_id, made_unit_id, staged_at, act_at, act_by_id,
  ended_at, lease, leased_until, unread)
VALUES (1, 1, 1, 1, 1, 'file name 1', 'source 1', 1, 'programme 1', 'period code 1', 1, 1, 1, 'fault 1', 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1795272000000001, 1, 1, 1795272000000001, 1795272000000001, 1, 1795272000000001, 1,
  1795272000000001, 'unread 1'),
  (1, 2, 2, 2, 2, 'file name 2', 'source 2', NULL, NULL, NULL, NULL, 2, 2, NULL, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, NULL, NULL, 2,
  NULL, NULL, 1795272000000002, 2, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL);

INSERT INTO intake_column (city, intake_id, page, ordinal, page_name, heading, means, known, samples)
VALUES (1, 1, 1, 1, 'page name 1', 'heading 1', 'means 1', 0, X'0001'),
  (1, 2, 2, 2, 'page name 2', 'heading 2', NULL, 1, NULL);

INSERT INTO intake_memory (city, source, kind, heading, means, changed_at, by_id)
VALUES (1, 'source 1', 1, 'heading 1', 'means 1', 1795272000000001, 1),
  (1, 'source 2', 2, 'heading 2', NULL, 1795272000000002, 2);

INSERT INTO intake_row (city, intake_id, family_n, n, verdict, subject_id)
VALUES (1, 1, 1, 1, 1, 1),
  (1, 2, 2, 2, 2, NULL);

INSERT INTO intake_doubt (city, intake_id, n, family_n, why, unlike, apart, subject_id, other_n, decided, decided_at, decided_by_id)
VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1795272000000001, 1),
  (1, 2, 2, 2, 2, 2, 0, NULL, NULL, 0, NULL, NULL);

INSERT INTO intake_cells (city, intake_id, first_n, sealed)
VALUES (1, 1, 1, X'0001'),
  (1, 2, 2, X'0002');

INSERT INTO intake_left (city, intake_id, id, of, subject_id, field)
VALUES (1, 1, 1, 1, 1, 'field 1'),
  (1, 2, 2, 2, 2, NULL);

INSERT INTO verval (city, id, version, number, kind, state, step, stage, flow_version, post, person_id, family_id, region_id, protected,
  asked_by, why_sealed, unit_id, holder_id, proposed_by_id, proposed_at, checked_by_id, checked_at, approved_by_id,
  approved_at, ended_at, ended_why_sealed, due_at, period, objector_sealed, objector_phone_sealed, objector_region_id,
  warned, secret_hash, lat_e6, lng_e6, sptjm_number, sptjm_on, ba_number, ba_on, input_number, input_on, input_by_id,
  input_key, answer_id, erased_at, back_why_sealed)
VALUES (1, 1, 1, 'number 1', 3, 8, 'step 1', 1, 1, 0, 1, 1, 1, 0, 1, X'0001', 1, 1, 1, 1795272000000001, 2, 1795272000000001,
  3, 1795272000000001, 1795272000000001, X'0001', 1795272000000001, 1, X'0001', X'0001', 1, 0, X'0001', -6918500, 1,
  'sptjm number 1', 20779, 'ba number 1', 20779, 'input number 1', 20779, 1, 'input key 1', 1, 1795272000000001, X'0001'),
  (1, 2, 2, 'number 2', 1, 1, 'step 2', 2, 2, 1, NULL, 2, 1, 1, 2, NULL, NULL, NULL, 1, 1795272000000002, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL);

INSERT INTO verval_line (city, id, verval_id, of, subject_id, field, before_sealed, asked_sealed, seen_version, source, state, counted_at,
  answer_id)
VALUES (1, 1, 1, 1, 1, 'field 1', X'0001', X'0001', 1, 'source 1', 1, 1795272000000001, 1),
  (1, 2, 2, 2, 2, 'field 2', NULL, NULL, 2, 'source 2', 2, NULL, NULL);

INSERT INTO verval_photo (city, verval_id, media_id, visit_id, at, by_id)
VALUES (1, 1, 1, 1, 1, 1),
  (1, 2, 2, NULL, 2, 2);

INSERT INTO verval_event (city, id, verval_id, at, by_id, what, step, arg)
VALUES (1, 1, 1, 1, 1, 'what 1', 'step 1', 'arg 1'),
  (1, 2, 2, 2, 2, 'what 2', NULL, NULL);

INSERT INTO verval_visit (city, id, verval_id, officer_id, asked_at, asked_by_id, due_on, outcome_code, done_at, met_sealed, signed_sealed,
  note_sealed, lat_e6, lng_e6)
VALUES (1, 1, 1, 1, 1795272000000001, 1, 20779, 1, 1795272000000001, X'0001', X'0001', X'0001', 1, 1),
  (1, 2, 2, 2, 1795272000000002, 2, 20780, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO verval_meeting (city, id, version, region_id, held_on, place, ba_number, closed_at, made_at, made_by_id)
VALUES (1, 1, 1, 1, 20779, 'place 1', 'ba number 1', 1795272000000001, 1795272000000001, 1),
  (1, 2, 2, 2, 20780, 'place 2', NULL, NULL, 1795272000000002, 2);

INSERT INTO verval_attendance (city, id, meeting_id, name, role)
VALUES (1, 1, 1, 'name 1', 'role 1'),
  (1, 2, 2, 'name 2', 'role 2');

INSERT INTO verval_agenda (city, meeting_id, verval_id, decision)
VALUES (1, 1, 1, 0),
  (1, 2, 2, 1);

INSERT INTO quality_state (city, id, version, rules, fed, fed_id, family_version_id, began_at, whole_at)
VALUES (1, 1, 1, 1, 1, 1, 1, 1795272000000001, 1795272000000001);

INSERT INTO quality_subject (city, subject_id, of, region_id, source, loss, loss_source)
VALUES (1, 1, 1, 1, 'source 1', 0, 'loss source 1'),
  (1, 2, 2, 2, 'source 2', 1, 'loss source 2');

INSERT INTO quality_finding (city, id, rule, rule_version, severity, weight, of, subject_id, other_id, figure, region_id, source, found_at, state,
  assigned_to_id, assigned_at, decided_by_id, decided_at, reason, fixed_at)
VALUES (1, 1, 'rule 1', 1, 1, 0, 1, 1, 1, 1, 1, 'source 1', 1795272000000001, 3, 1, 1795272000000001, 1, 1795272000000001,
  NULL, 1795272000000001),
  (1, 2, 'rule 2', 2, 2, 1, 2, 2, NULL, NULL, 2, 'source 2', 1795272000000002, 4, NULL, NULL, NULL, NULL, 'because', NULL);

INSERT INTO quality_count (city, rule, region_id, source, n)
VALUES (1, 'rule 1', 1, 'source 1', 1),
  (1, 'rule 2', 2, 'source 2', 2);

INSERT INTO quality_total (city, region_id, source, subjects, faulty, loss)
VALUES (1, 1, 'source 1', 1, 1, 1),
  (1, 2, 'source 2', 2, 2, 2);

INSERT INTO quality_day (city, day, region_id, subjects, faulty, loss)
VALUES (1, 1, 1, 1, 1, 1),
  (1, 2, 2, 2, 2, 2);

INSERT INTO link_state (city, id, version, fed, fed_id, whole_at)
VALUES (1, 1, 1, 1, 1, 1795272000000001);

INSERT INTO link_pair (city, id, a_id, b_id, a_region_id, b_region_id, permille, weight, reasons, worth, sure, state, skipped, found_at,
  decided_at, decided_by_id, lost_id)
VALUES (1, 1, 1, 2, 1, 1, 0, 1, 'reasons 1', 1, 0, 2, 1, 1795272000000001, 1795272000000000, 1, 1),
  (1, 2, 1, 3, 2, 2, 1, 2, 'reasons 2', 2, 1, 1, 2, 1795272000000002, NULL, NULL, NULL);

INSERT INTO report (city, id, version, number, secret_hash, kind, topic, channel, state, holder_unit_id, holder_user_id, held_since_at,
  due_at, level, missed_at, last_unit_id, region_id, protected, urgent, flags, subject_kind, person_id, happened_at, recorded_at,
  first_act_at, ended_at, case_id, duplicate_of_id, end_reason, by_id)
VALUES (1, 1, 1, 'number 1', X'0001', 1, 'topic', 'channel 1', 1, 1, 1, 1795272000000000, 1795272000000000, 1, 1795272000000000, 1, 1, 1, 1, 1,
  1, 1, 1795272000000001, 1795272000000001, 1795272000000000, NULL, NULL, NULL, 'reason', 1),
  (1, 2, 2, 'number 2', X'0002', 2, NULL, 'channel 2', 5, NULL, NULL, NULL, NULL, 2, NULL, 2, NULL, 2, 2, 2, 2, NULL,
  1795272000000002, 1795272000000002, NULL, 1795272000000000, NULL, 1, NULL, NULL),
  (1, 3, 3, 'number 3', X'0003', 1, NULL, 'channel 3', 3, NULL, NULL, NULL, NULL, 3, NULL, 3, NULL, 3, 3, 3, 3, NULL,
  1795272000000003, 1795272000000003, NULL, 1795272000000000, 1, NULL, NULL, NULL);

INSERT INTO report_unit (city, report_id, unit_id, since_at, recorded_at, open)
VALUES (1, 1, 1, 1795272000000001, 1795272000000001, 0),
  (1, 2, 2, 1795272000000002, 1795272000000002, 1);

INSERT INTO casefile (city, id, version, number, title, title_sealed, subject_kind, person_id, region_id, place, state, holder_unit_id,
  holder_user_id, held_since_at, due_at, level, missed_at, unanswered, last_unit_id, paused_until, pause_code,
  pause_left, protected, urgent, opened_at, first_act_at, decided_at, decided_by_id, ended_at, outcome, merged_into_id,
  place_sealed)
VALUES (1, 1, 1, 'number 1', 'title 1', X'0001', 1, 1, 1, 'beside the mosque', 1, 1, 1, 1795272000000000, 1795272000000000,
  1, 1795272000000000, 1, 1, 1795272000000000, 'waits', 1, 1, 1, 1795272000000001, 1795272000000000, 1795272000000000,
  1, NULL, NULL, NULL, X'0001'),
  (1, 2, 2, 'number 2', 'title 2', NULL, 2, NULL, NULL, NULL, 3, NULL, NULL, NULL, NULL, 2, NULL, 2, 2, NULL, NULL,
  NULL, 2, 2, 1795272000000002, NULL, NULL, NULL, 1795272000000000, 'done', NULL, NULL),
  (1, 3, 3, 'number 3', 'title 3', NULL, 3, NULL, NULL, NULL, 4, NULL, NULL, NULL, NULL, 3, NULL, 3, 3, NULL, NULL,
  NULL, 3, 3, 1795272000000003, NULL, NULL, NULL, 1795272000000000, NULL, 1, NULL);

INSERT INTO case_unit (city, case_id, unit_id, since_at, opened_at, open)
VALUES (1, 1, 1, 1795272000000001, 1795272000000001, 0),
  (1, 2, 2, 1795272000000002, 1795272000000002, 1);

INSERT INTO baton_log (city, id, object_kind, object_id, at, from_unit_id, to_unit_id, to_user_id, due_at, reason, referral_id, by_id)
VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1795272000000001, 'reason 1', 1, 1),
  (1, 2, 2, 2, 2, NULL, NULL, NULL, NULL, 'reason 2', NULL, 2);

INSERT INTO step (city, id, case_id, ordinal, service, unit_id, state, emergency, limit_code, due_at, activated_at, started_at,
  ended_at, end_kind, end_note, reason, by_id, made_at, region_id, opened_at, protected)
VALUES (1, 1, 1, 1, 'service 1', 1, 2, 1, 'limit code 1', NULL, 1795272000000001, 1795272000000001, 1795272000000000, 'done',
  'end note 1', 'reason 1', 1, 1795272000000001, 1, 1795272000000001, 0),
  (1, 2, 1, 2, 'service 2', NULL, 1, 2, 'limit code 2', 1795272000000000, NULL, NULL, NULL, NULL, NULL, 'reason 2', 2,
  1795272000000002, NULL, 1795272000000002, 1);

INSERT INTO step_wait (city, step_id, waits_for_id)
VALUES (1, 2, 1);

INSERT INTO referral (city, id, version, number, case_id, step_id, kind, from_unit_id, from_user_id, to_unit_id, state, urgent, sent_at,
  answer_due_at, received_at, answered_at, answered_by, answered_how, wait_since_at, reason_code, ended_at)
VALUES (1, 1, 1, 'number 1', 1, 1, 1, 1, 1, 1, 3, 1, 1795272000000001, 1795272000000001, 1795272000000001, 1795272000000001,
  'answered by 1', 'answered how 1', 1795272000000001, 'reason code 1', 1795272000000001),
  (1, 2, 2, 'number 2', 2, NULL, 2, 2, 2, 2, 4, 2, 1795272000000002, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO referral_link (city, id, referral_id, token_hash, expires_at, used_at, replaced_at)
VALUES (1, 1, 1, X'0001', 1795272000000001, 1795272000000001, NULL),
  (1, 2, 2, X'0002', 1795272000000002, NULL, 1795272000000003);

INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, said_by, kind, what, arg0, arg1, body, body_sealed, object_id)
VALUES (1, 1, 1, 1, 1795272000000001, 1, 1, 'said by', 'kind 1', 'what 1', 'arg0 1', 'arg1 1',
  'it''s "quoted" \ and
of two lines, – é 漢字 🙂', X'0001', 1),
  (1, 2, 2, 2, 1795272000000002, 2, NULL, NULL, 'kind 2', 'what 2', NULL, NULL, NULL, NULL, NULL);

INSERT INTO case_kind (city, id, case_id, code, code_sealed, from_date, to_date, withdrawn, ended_by_id, by_id, recorded_at)
VALUES (1, 1, 1, 'code 1', X'0001', 1, 2, 1, 1, 1, 1795272000000001),
  (1, 2, 2, NULL, NULL, 2, NULL, 0, NULL, 2, 1795272000000002);

INSERT INTO assessment (city, id, case_id, assessed_at, recorded_at, by_id, unit_id, needs)
VALUES (1, 1, 1, 1795272000000001, 1795272000000001, 1, 1, 1),
  (1, 2, 2, 1795272000000002, 1795272000000002, 2, NULL, 2);

INSERT INTO service_given (city, id, case_id, step_id, service, item, spm_group, given_on, quantity, cost, sub_activity, own_activity, proof, unit_id, by_id,
  recorded_at, undone_at)
VALUES (1, 1, 1, 1, NULL, 'item', 1, 20779, 1, 1, 'sub', NULL, 'proof 1', 1, 1, 1795272000000001, 1795272000000001),
  (1, 2, 2, NULL, 'service', NULL, NULL, 20780, 2, NULL, NULL, 'own', NULL, NULL, 2, 1795272000000002, NULL);

INSERT INTO need (city, id, case_id, region_id, service, reason, unit_id, cost, at, met_at, protected, source_id)
VALUES (1, 1, 1, 1, 'service 1', 'reason 1', 1, 1, 1, 1795272000000001, 1, 1),
  (1, 2, 2, NULL, 'service 2', 'reason 2', NULL, NULL, 2, NULL, 2, 2);

INSERT INTO case_merge (city, id, into_id, from_id, from_state, merged_at, merged_by_id, undone_at, undone_by_id)
VALUES (1, 1, 1, 1, 1, 1795272000000001, 1, 1795272000000001, 1),
  (1, 2, 2, 2, 2, 1795272000000002, 2, NULL, NULL);

INSERT INTO case_pace (city, region_id, week, measure, bucket, n)
VALUES (1, 1, 1, 1, 1, 1),
  (1, 2, 2, 2, 2, 2);

INSERT INTO service_tally (city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost)
VALUES (1, 20779, 20779, 1, 'item 1', 'spm group 1', 'sub activity 1', 1, 1, 1),
  (1, 20780, 20780, 2, 'item 2', 'spm group 2', 'sub activity 2', 2, 2, 2);

INSERT INTO report_detail (city, report_id, summary, body, body_sealed, body_fold, place, place_sealed, lat, lng, sex, age_about, traits,
  traits_sealed, headcount, reporter_kind, reporter_sealed, phone_sealed, form_number)
VALUES (1, 1, 'summary 1', 'body 1', X'0001', 'body fold 1', 'place 1', X'0001', 0.1, 0.1, 1, 1, 'traits 1', X'0001', 1, 1,
  X'0001', X'0001', 'form number 1'),
  (1, 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL, NULL, 2, NULL, NULL, NULL);

INSERT INTO report_photo (city, report_id, media_id, at)
VALUES (1, 1, 1, 1),
  (1, 2, 2, 2);

INSERT INTO triage_log (city, id, report_id, at, by_id, unit_id, act, rule_version, facts, result, reason, overruled)
VALUES (1, 1, 1, 1, 1, 1, 1, 1, 'facts 1', 'result 1', 'reason 1', 'overruled 1'),
  (1, 2, 2, 2, NULL, NULL, 2, 2, 'facts 2', 'result 2', 'reason 2', NULL);

INSERT INTO report_answer (city, id, report_id, at, by_id, body)
VALUES (1, 1, 1, 1, 1, 'body 1'),
  (1, 2, 2, 2, NULL, 'body 2');

INSERT INTO paper_form (city, number, batch_id, region_id, unit_id, printed_at, printed_by_id, used_report_id)
VALUES (1, 'number 1', 1, 1, 1, 1795272000000001, 1, 1),
  (1, 'number 2', 2, NULL, NULL, 1795272000000002, NULL, NULL);

INSERT INTO glass (city, id, found, case_id, report_id, wanted, by_id, unit_id, why, words_sealed, opened_at, until_at)
VALUES (1, 1, 1, 1, NULL, 'wanted 1', 1, 1, 0, X'0001', 1795272000000001, 1795272000000001),
  (1, 2, 3, NULL, 1, 'wanted 2', 2, NULL, 1, X'0002', 1795272000000002, 1795272000000002);

INSERT INTO glass_review (city, glass_id, side, fair, note_sealed, at, by_id)
VALUES (1, 1, 1, 0, X'0001', 1, 1),
  (1, 2, 2, 1, X'0002', 2, 2);

INSERT INTO erasure (city, id, person_id, state, ground, basis, proposed_at, proposed_by_id, decided_at, decided_by_id, refused_why,
  case_count, report_count)
VALUES (1, 1, 1, 2, 0, 'basis 1', 1795272000000001, 1, 1795272000000001, 2, 'refused why 1', 1, 1),
  (1, 2, 2, 1, 1, 'basis 2', 1795272000000002, 2, NULL, NULL, NULL, 2, 2);

INSERT INTO copy_request (city, id, person_id, identity, paper, asked_at, asked_by_id, unit_id, due_at, given_at, given_by_id, line_count,
  byte_count, digest)
VALUES (1, 1, 1, 0, 'paper 1', 1795272000000001, 1, 1, 1795272000000001, 1795272000000001, 1, 1, 1, X'0001'),
  (1, 2, 2, 1, NULL, 1795272000000002, 2, NULL, 1795272000000002, NULL, NULL, 2, 2, NULL);

INSERT INTO self_code (city, id, person_id, code_blind, given_at, given_by_id, unit_id, until_at, revoked_at, opened_count, opened_at)
VALUES (1, 1, 1, X'0001', 1795272000000001, 1, 1, 1795272000000001, 1795272000000001, 1, 1795272000000001),
  (1, 2, 2, X'0002', 1795272000000002, 2, NULL, 1795272000000002, NULL, 2, NULL);

INSERT INTO self_session (city, id, code_id, token_hash, opened_at, until_at, closed_at)
VALUES (1, 1, 1, X'0001', 1795272000000001, 1795272000000001, 1795272000000001),
  (1, 2, 2, X'0002', 1795272000000002, 1795272000000002, NULL);

INSERT INTO self_request (city, id, number, person_id, kind, why_sealed, asked_at, unit_id, due_at, state, answer_sealed, answered_at,
  answered_by_id, erasure_id)
VALUES (1, 1, 'number 1', 1, 1, X'0001', 1795272000000001, 1, 1795272000000001, 2, X'0001', 1795272000000001, 1, 1),
  (1, 2, 'number 2', 2, 2, NULL, 1795272000000002, NULL, 1795272000000002, 1, NULL, NULL, NULL, NULL);

INSERT INTO retention_list (city, id, number, state, found_at, checked_at, checked_by_id, approved_at, approved_by_id, refused_why, done_at,
  item_count, erased_count, digest)
VALUES (1, 1, 'number 1', 4, 1795272000000001, 1795272000000001, 1, 1795272000000001, 2, 'refused why 1', 1795272000000001,
  1, 1, X'0001'),
  (1, 2, 'number 2', 1, 1795272000000002, NULL, NULL, NULL, NULL, NULL, NULL, 2, 2, NULL);

INSERT INTO retention_item (city, id, list_id, kind, object_id, number, since_at, entry_version, state, done_at)
VALUES (1, 1, 1, 1, 1, 'number 1', 1795272000000001, 1, 1, 1795272000000001),
  (1, 2, 2, 2, 2, 'number 2', 1795272000000002, 2, 2, NULL);

INSERT INTO retention_hold (city, id, kind, object_id, number, hold_why, until_on, held_at, held_by_id, lifted_at, lifted_by_id)
VALUES (1, 1, 1, 1, 'number 1', 'hold why 1', 20779, 1795272000000001, 1, 1795272000000001, 1),
  (1, 2, 2, 2, 'number 2', 'hold why 2', 20780, 1795272000000002, 2, NULL, NULL);

INSERT INTO link_run (city, id, version, state, cause, asked_at, asked_by_id, began_at, lease_until, tries, ended_at, fault, fed, total,
  people, found, looked, questions, sure, compared, memory_kb, millis)
VALUES (1, 1, 1, 7, 1, 1795272000000001, 1, 1795272000000001, 1795272000000001, 1, 1795272000000001, 'fault 1', 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1),
  (1, 2, 2, 1, 2, 1795272000000002, 2, NULL, NULL, 2, NULL, NULL, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);

INSERT INTO link_model (city, id, run_id, learned_at, people, body, chances, off)
VALUES (1, 1, 1, 1795272000000001, 1, 'body 1', 'chances 1', 0),
  (1, 2, 2, 1795272000000002, 2, 'body 2', 'chances 2', 1);

INSERT INTO verval_answer (city, id, verval_id, at, by_id, source, import_id, answer, said_on, why_sealed, desil, dtsen_sealed, undone_at)
VALUES (1, 1, 1, 1, 1, 'source 1', 1, 1, 20779, X'0001', 1, X'0001', 1795272000000001),
  (1, 2, 2, 2, 2, 'source 2', NULL, 2, 20780, NULL, NULL, NULL, NULL);

INSERT INTO family_event (city, id, event, subject_id, of, said, said_sealed, source, valid_from, note, recorded_at, by_id, unit_id, state,
  decided_at, decided_by_id, reason)
VALUES (1, 1, 'event 1', 1, 1, 'said 1', X'0001', 'source 1', 1, 'note 1', 1795272000000001, 1, 1, 1, 1795272000000001, 1,
  'reason 1'),
  (1, 2, 'event 2', 2, 2, NULL, NULL, 'source 2', NULL, NULL, 1795272000000002, 2, NULL, 4, NULL, NULL, NULL);

INSERT INTO family_event_part (city, event_id, subject_id, of)
VALUES (1, 1, 1, 1),
  (1, 2, 2, 2);

INSERT INTO case_document (city, id, case_id, step_id, referral_id, service_id, media_id, pdf, pages, part, part_n, code, specific,
  number_sealed, title_sealed, note_sealed, dated_on, added_at, by_id, unit_id, removed_at, removed_by_id, why_sealed, gone_at)
VALUES (1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 'code 1', 0, X'0001', X'0001', X'0001', 20779, 1795272000000001, 1, 1,
  1795272000000001, 1, X'0001', 1795272000000001),
  (1, 2, 2, NULL, NULL, NULL, 2, 0, NULL, 2, 2, 'code 2', 1, NULL, NULL, NULL, NULL, 1795272000000002, 2, NULL, NULL, NULL,
  NULL, NULL);

INSERT INTO benefit (city, id, unit, receiver_id, person_id, family_id, programme, component, period_code, period_on, state, amount,
  quantity, goods, paid_on, channel, since, region_id, source, import_id, row_n, proof_sealed, note_sealed,
  replaces_id, recorded_at, by_id, holds, undone_at, checked, checked_at, checked_by_id, check_note_sealed)
VALUES (1, 1, 1, 1, 1, 1, 'programme 1', 'component 1', 'period code 1', 20779, 1, 9223372036854775807, -9223372036854775807,
  '', 20779, 'channel 1', 20778, 1, 'source 1', 1, 1, X'', X'0001', 1, 1795272000000001, 1, 0, 1795272000000001, 3, 1795272000000001, 2,
  X'0001'),
  (1, 2, 2, 2, NULL, NULL, 'programme 2', 'component 2', 'period code 2', 20780, 2, NULL, NULL, NULL, NULL, NULL, 20779,
  NULL, 'source 2', NULL, NULL, NULL, NULL, NULL, 1795272000000002, 2, 1, NULL, 0, NULL, NULL, NULL);

INSERT INTO benefit_tally (city, programme, period_code, region_id, state, period_on, n, amount)
VALUES (1, 'programme 1', 'period code 1', 1, 1, 20779, 1, 1),
  (1, 'programme 2', 'period code 2', 2, 2, 20780, 2, 2);

INSERT INTO retention_review (city, id, kind, object_id, number, since_at, verdict, review_why, again_on, judged_at, judged_by_id)
VALUES (1, 1, 2, 1, 'KS-1', 1795272000000001, 1, 'a law suit', 20779, 1795272000000001, 1),
  (1, 2, 9, 2, 'KS-2', 1795272000000002, 2, 'nobody needs it', NULL, 1795272000000002, 2);

INSERT INTO second_wait (city, id, kind, what, of, subject_id, by_id, other_id, since_at, due_at, told, tell_at)
VALUES (1, 1, 1, 'name', 1, 1, 1, 2, 1795272000000001, 1795272000000001, 1, 1795272000000001),
  (1, 2, 4, 'VV-2', 2, 2, 2, NULL, 1795272000000002, NULL, 2, NULL);

INSERT INTO demo_city (city, made_at, seed)
VALUES (1, 1795272000000001, 1);

-- What is national: reference data of the program, which comes with whoever moves into an empty database.
INSERT INTO ref_state (city, stamp) VALUES (0, 77);
INSERT INTO ref_entry (city, id, set_name, code, version, label_id, label_en, ordinal, doc, source, valid_from, valid_to,
  reason, changed_at, changed_by)
VALUES (0, 1, 'ppks', '01', 1, 'Anak balita terlantar', 'Neglected infant', 1, '{"cluster":"anak"}', 'the law', 0, NULL, '',
  1795272000000000, 0);

INSERT INTO verval_asked (city, visit_id, subject_id, at)
VALUES (1, 1, 1, 1795272000000001),
  (1, 2, 2, 1795272000000002);

INSERT INTO verval_signature (city, visit_id, verval_id, media_id)
VALUES (1, 1, 1, 1),
  (1, 2, 2, 2);

INSERT INTO intake_spoiled (city, intake_id, page, ordinal, number_n)
VALUES (1, 1, 1, 1, 20),
  (1, 2, 2, 2, 21);

INSERT INTO ready_mark (city, code, marked_at, marked_by)
VALUES (1, 'backup', 1795272000000001, 1),
  (1, 'limit', 1795272000000002, 2);

INSERT INTO intake_page (city, intake_id, page, name, like_page, taken, row_n, headings)
VALUES (1, 1, 1, 'RW 01', 1, 1, 20, 'NIK, Nama'),
  (1, 1, 2, 'RW 02', 1, 0, 21, 'Kelurahan, Jumlah');
