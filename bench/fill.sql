-- Grows a demo city to the size of a real one: @PEOPLE@ people and @CASES@ cases with their reports, plans, referrals, stories and
-- batons, spread over five years; three in a hundred cases are open.  The same text runs on SQLite and on PostgreSQL (bench/fill).
-- No random numbers: two runs give the same city.  Ids lie below those of the demo, in the order of time.
BEGIN;
CREATE TEMP TABLE bench_unit AS SELECT row_number() OVER (ORDER BY id) - 1 AS i, id FROM unit WHERE city = 1 AND outside = 0 AND has_account = 1;
CREATE TEMP TABLE bench_region AS SELECT row_number() OVER (ORDER BY id) - 1 AS i, id FROM region WHERE city = 1 AND level = 2;
CREATE TEMP TABLE bench_case AS
WITH RECURSIVE k (k) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT k + 1 FROM k WHERE k < @CASES@),
  size AS (SELECT (SELECT count(*) FROM bench_unit) AS units, (SELECT count(*) FROM bench_region) AS regions,
    (SELECT max(recorded_at) FROM report WHERE city = 1) AS top)
SELECT k.k AS k, k.k * 16 AS id, u.id AS unit_id, v.id AS other_id, g.id AS region_id, k.k % 33 = 0 AS open, CASE WHEN k.k % 50 = 7 THEN 1 ELSE 0 END AS protected,
  CASE WHEN k.k % 33 = 0 THEN top - (k.k % 40) * 86400000000 - 3600000000 ELSE top - (@CASES@ - k.k) * (157680000000000 / @CASES@) - 86400000000 END AS at,
  top + (k.k % 29 - 2) * 86400000000 AS due
FROM k CROSS JOIN size
JOIN bench_unit u ON u.i = (k.k * 7) % size.units
JOIN bench_unit v ON v.i = (k.k * 7 + 1 + k.k % 5) % size.units
JOIN bench_region g ON g.i = (k.k + k.k / 33) % size.regions;

INSERT INTO person (city, id, version, known, state, relation, name, name_fold, sex, birth_year, region_id, protected, source, fed, made_at, made_by_id)
WITH RECURSIVE k (k) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT k + 1 FROM k WHERE k < @PEOPLE@)
SELECT 1, k.k * 16, 1, 1, 1, 0, 'Warga ' || substr('SitiBudiAniiDewiAgusRinaYudiLinaHeri', CAST(1 + 4 * (k.k % 9) AS INTEGER), 4) || ' ' || CAST(k.k AS TEXT),
  'warga ' || lower(substr('SitiBudiAniiDewiAgusRinaYudiLinaHeri', CAST(1 + 4 * (k.k % 9) AS INTEGER), 4)) || ' ' || CAST(k.k AS TEXT),
  1 + k.k % 2, 1930 + k.k % 90, g.id, 0, 'siak', k.k, 1600000000000000 + k.k, 1
FROM k JOIN bench_region g ON g.i = k.k % (SELECT count(*) FROM bench_region);
UPDATE person SET fed = fed + @PEOPLE@ WHERE city = 1 AND id > 16 * @PEOPLE@;

INSERT INTO casefile (city, id, version, number, title, subject_kind, person_id, region_id, place, state, holder_unit_id, held_since_at, due_at, level,
  unanswered, last_unit_id, protected, urgent, opened_at, first_act_at, decided_at, decided_by_id, ended_at, outcome)
SELECT 1, id, 5, 'KS-B' || CAST(k AS TEXT), CASE WHEN protected = 1 THEN 'Kasus terlindungi' ELSE 'Warga contoh, keluarga ' || CAST(k AS TEXT) END, 1, k * 16, region_id,
  'RT 03 RW 05', CASE WHEN open THEN 1 ELSE 3 END, CASE WHEN open THEN unit_id END, CASE WHEN open THEN at + 3600000000 END, CASE WHEN open THEN due END, 0,
  0, unit_id, protected, CASE WHEN k % 41 = 0 THEN 1 ELSE 0 END, at, at + 3600000000, at + 1800000000, 1, CASE WHEN NOT open THEN at + 2592000000000 END,
  CASE WHEN NOT open THEN 'mandiri' END
FROM bench_case;
INSERT INTO report (city, id, version, number, secret_hash, kind, channel, state, level, last_unit_id, region_id, protected, urgent, flags, subject_kind,
  person_id, happened_at, recorded_at, first_act_at, ended_at, case_id)
SELECT 1, id + 1, 3, 'LP-B' || CAST(k AS TEXT), CAST(CAST(k AS TEXT) AS @BLOB@), 1, 'loket', 3, 0, unit_id, region_id, protected, 0, 0, 1,
  k * 16, at - 7200000000, at - 3600000000, at, at, id
FROM bench_case;
INSERT INTO report (city, id, version, number, secret_hash, kind, topic, channel, state, level, last_unit_id, region_id, protected, urgent, flags, subject_kind,
  happened_at, recorded_at, first_act_at, ended_at, end_reason)
SELECT 1, id + 2, 2, 'LP-C' || CAST(k AS TEXT), CAST(CAST(k AS TEXT) AS @BLOB@), 2, 'pertanyaan', 'loket', 4, 0, unit_id, region_id, 0, 0, 0, 1,
  at - 7200000000, at - 3600000000, at, at, 'dijawab'
FROM bench_case WHERE k % 10 = 3;
INSERT INTO report_detail (city, report_id, summary, body, body_fold, place, sex, reporter_kind)
SELECT city, id, CASE WHEN protected = 0 THEN 'Perlu bantuan, tinggal di gang belakang pasar' END, CASE WHEN protected = 0 THEN 'Perlu bantuan, tinggal di gang belakang pasar, sudah beberapa hari.' END,
  CASE WHEN protected = 0 THEN 'perlu bantuan tinggal di gang belakang pasar sudah beberapa hari' END, 'pasar', 0, 3
FROM report WHERE city = 1 AND id <= @CASES@ * 16 + 15;
INSERT INTO report_unit (city, report_id, unit_id, since_at, recorded_at, open) SELECT 1, id + 1, unit_id, at, at - 3600000000, 0 FROM bench_case;
INSERT INTO report_unit (city, report_id, unit_id, since_at, recorded_at, open) SELECT 1, id + 2, unit_id, at, at - 3600000000, 0 FROM bench_case WHERE k % 10 = 3;
INSERT INTO case_unit (city, case_id, unit_id, since_at, opened_at, open) SELECT 1, id, unit_id, at, at, CASE WHEN open THEN 1 ELSE 0 END FROM bench_case;
INSERT INTO case_unit (city, case_id, unit_id, since_at, opened_at, open) SELECT 1, id, other_id, at, at, CASE WHEN open THEN 1 ELSE 0 END FROM bench_case;
INSERT INTO baton_log (city, id, object_kind, object_id, at, to_unit_id, due_at, reason, by_id) SELECT 1, id + 1, 1, id + 1, at - 3600000000, unit_id, at, 'opened', 1 FROM bench_case;
INSERT INTO baton_log (city, id, object_kind, object_id, at, from_unit_id, reason, by_id) SELECT 1, id + 2, 1, id + 1, at, unit_id, 'ended', 1 FROM bench_case;
INSERT INTO baton_log (city, id, object_kind, object_id, at, to_unit_id, due_at, reason, by_id) SELECT 1, id + 3, 2, id, at, unit_id, due, 'opened', 1 FROM bench_case;
INSERT INTO baton_log (city, id, object_kind, object_id, at, from_unit_id, reason, by_id) SELECT 1, id + 4, 2, id, at + 2592000000000, unit_id, 'ended', 1 FROM bench_case WHERE NOT open;
INSERT INTO baton_log (city, id, object_kind, object_id, at, to_unit_id, due_at, reason, by_id) SELECT 1, id + 5, 1, id + 2, at - 3600000000, unit_id, at, 'opened', 1 FROM bench_case WHERE k % 10 = 3;
INSERT INTO baton_log (city, id, object_kind, object_id, at, from_unit_id, reason, by_id) SELECT 1, id + 6, 1, id + 2, at, unit_id, 'ended', 1 FROM bench_case WHERE k % 10 = 3;
INSERT INTO step (city, id, case_id, ordinal, service, unit_id, state, emergency, limit_code, due_at, activated_at, started_at, ended_at, end_kind, reason, by_id, made_at, region_id, opened_at, protected)
SELECT 1, id + 1, id, 1, 'asesmen', unit_id, 2, 0, 'jangkau', at + 86400000000, at, at + 3600000000, at + 7200000000, 'selesai', 'Perlu dinilai lebih dulu.', 1, at, region_id, at, protected FROM bench_case;
INSERT INTO step (city, id, case_id, ordinal, service, unit_id, state, emergency, limit_code, due_at, activated_at, ended_at, end_kind, reason, by_id, made_at, region_id, opened_at, protected)
SELECT 1, id + 2, id, 2, 'penelusuran', other_id, CASE WHEN open THEN 1 ELSE 2 END, 0, 'jangkau', due, at + 7200000000, CASE WHEN NOT open THEN at + 172800000000 END,
  CASE WHEN NOT open THEN 'selesai' END, 'Keluarganya ditelusuri.', 1, at, region_id, at, protected FROM bench_case;
INSERT INTO step_wait (city, step_id, waits_for_id) SELECT 1, id + 2, id + 1 FROM bench_case;
INSERT INTO referral (city, id, version, number, case_id, step_id, kind, from_unit_id, from_user_id, to_unit_id, state, urgent, sent_at, answer_due_at, received_at,
  answered_at, answered_by, answered_how, ended_at)
SELECT 1, id + 1, 3, 'RJ-B' || CAST(k AS TEXT), id, id + 2, 2, unit_id, 1, other_id, CASE WHEN NOT open THEN 9 WHEN k % 66 = 0 THEN 2 ELSE 4 END, 0, at + 7200000000,
  CASE WHEN open THEN due END, at + 7300000000, at + 7400000000, 'Petugas', 'akun', CASE WHEN NOT open THEN at + 172800000000 END FROM bench_case;
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, kind, what, arg0) SELECT 1, id + 1, id, at, at, 1, unit_id, 'decision', 'event.case_opened', 'LP-B' || CAST(k AS TEXT) FROM bench_case;
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, kind, what, arg0) SELECT 1, id + 2, id, at, at, 1, unit_id, 'step', 'event.step_begun', 'asesmen' FROM bench_case;
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, kind, what, arg0, arg1) SELECT 1, id + 3, id, at + 7200000000, at + 7200000000, 1, unit_id, 'step', 'event.step_ended', 'asesmen', 'selesai' FROM bench_case;
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, kind, what, arg0, arg1) SELECT 1, id + 4, id, at + 7200000000, at + 7200000000, 1, unit_id, 'referral', 'event.referral_sent', 'Rumah Singgah', 'RJ-B' || CAST(k AS TEXT) FROM bench_case;
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, kind, what, arg0, arg1) SELECT 1, id + 5, id, at + 7400000000, at + 7400000000, 1, other_id, 'referral', 'event.referral_accepted', 'Rumah Singgah', 'RJ-B' || CAST(k AS TEXT) FROM bench_case;
INSERT INTO case_event (city, id, case_id, at, recorded_at, by_id, unit_id, kind, what) SELECT 1, id + 6, id, at + 2592000000000, at + 2592000000000, 1, unit_id, 'decision', 'event.terminated' FROM bench_case WHERE NOT open;
INSERT INTO case_kind (city, id, case_id, code, from_date, withdrawn, by_id, recorded_at) SELECT 1, id + 1, id, 'PPKS-08', 20000, 0, 1, at FROM bench_case;
INSERT INTO service_given (city, id, case_id, step_id, item, spm_group, given_on, quantity, cost, sub_activity, proof, unit_id, by_id, recorded_at)
SELECT 1, id + 1, id, id + 2, 'penelusuran', 'lansia', at / 86400000000, 1, 150000, '1.06.04.2.01.0011', 'KW-B', other_id, 1, at + 172800000000 FROM bench_case WHERE NOT open;
INSERT INTO need (city, id, case_id, region_id, service, reason, unit_id, at, met_at, protected, source_id)
SELECT 1, id + 1, id, region_id, 'tempat_sementara', 'penuh', other_id, at, CASE WHEN NOT open THEN at + 864000000000 END, protected, id + 1 FROM bench_case WHERE k % 8 = 0;
DELETE FROM case_pace WHERE city = 1;
INSERT INTO case_pace (city, region_id, week, measure, bucket, n)
SELECT city, region_id, week, measure, bucket, count(*) FROM v_pace_counted WHERE city = 1 GROUP BY city, region_id, week, measure, bucket;
DELETE FROM service_tally WHERE city = 1;
INSERT INTO service_tally (city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost)
SELECT city, given_on, before_on, protected, item, spm_group, sub_activity, count(*), CAST(sum(quantity) AS BIGINT), CAST(sum(cost) AS BIGINT)
FROM (SELECT * FROM v_service_counted UNION ALL SELECT * FROM v_service_counted_all) s WHERE city = 1
GROUP BY city, given_on, before_on, protected, item, spm_group, sub_activity;
DROP TABLE bench_case;
DROP TABLE bench_region;
DROP TABLE bench_unit;
COMMIT;
