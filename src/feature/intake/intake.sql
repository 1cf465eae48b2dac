-- types: aid_state num, other_n opt, staged i64, max_n i64, after_n i64, after_family_n i64, moved i64, kind i64, state i64, lease i64, leased_until opt, version i64, who text

-- ---- files --------------------------------------------------------------------------------

-- name: intake_add
-- perm: REGISTRY_IMPORT
INSERT INTO intake (city, id, version, kind, state, file_name, source, valid_from, programme, period_code, aid_state, file_size, file_taken, row_n, staged_n,
  new_n, changed_n, same_n, doubt_n, wrong_n, unknown_n, done_n, done_group, undone_n, made_at, made_by_id, made_unit_id, lease)
VALUES (:city, :id, 1, :kind, :state, :file_name, :source, :valid_from, :programme, :period_code, :aid_state, :file_size, :file_taken, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, :now, :me, :made_unit_id, 0)

-- name: intake_get
SELECT i.id, i.version, i.kind, i.state, i.file_name, i.source, i.valid_from, i.programme, i.period_code, i.aid_state, i.file_size, i.file_taken, i.fault,
  i.row_n, i.staged_n, i.new_n, i.changed_n, i.same_n, i.doubt_n, i.wrong_n, i.unknown_n, i.done_n, i.done_group, i.undo_at_id, i.undo_n, i.undone_n, i.unread,
  i.release_id, i.shown_before_id, i.made_at, i.made_by_id, i.made_unit_id, i.staged_at, i.act_at, i.act_by_id, i.ended_at, i.lease,
  a.name AS who
FROM intake i LEFT JOIN v_user a ON a.city = i.city AND a.id = i.made_by_id
WHERE i.city = :city AND i.id = :id

-- name: intake_open
SELECT CAST(count(*) AS BIGINT) AS n FROM intake WHERE city = :city AND state IN (3, 5)

-- name: intake_waiting
SELECT i.state, i.made_at FROM intake i WHERE i.city = :city AND i.id = :id

-- name: intake_forsaken
-- perm: none
-- types: before i64
UPDATE intake SET state = 11, version = version + 1 WHERE city = :city AND state = 1 AND made_at < :before

-- name: intake_acts
SELECT e.id, e.at, e.event, a.name AS who
FROM v_audit_leaf e LEFT JOIN v_user a ON a.city = e.city AND a.id = e.actor_id
WHERE e.city = :city AND e.object_id = :object_id
ORDER BY e.id

-- name: intake_list
-- optional: after
-- types: after_id i64
SELECT i.id, i.kind, i.state, i.file_name, i.source, i.row_n, i.new_n, i.changed_n, i.same_n, i.doubt_n, i.wrong_n, i.unknown_n, i.made_at, a.name AS who
FROM intake i LEFT JOIN v_user a ON a.city = i.city AND a.id = i.made_by_id
WHERE i.city = :city {after? AND i.id < :after_id}
ORDER BY i.id DESC LIMIT :max_n

-- name: intake_due
-- types: tried i64, stale i64
SELECT i.id FROM intake i
WHERE i.city = :city AND i.state IN (2, 4, 6, 8) AND i.id > :tried
  AND (i.leased_until IS NULL OR i.leased_until <= :now OR (:stale = 1 AND i.lease <> 0))
ORDER BY i.id LIMIT 1

-- name: intake_lease
-- perm: none
-- types: stale i64
UPDATE intake SET lease = :lease, leased_until = :leased_until
WHERE city = :city AND id = :id AND (leased_until IS NULL OR leased_until <= :now OR (:stale = 1 AND lease <> 0))

-- name: intake_release
-- perm: none
-- types: mine i64
UPDATE intake SET lease = 0, leased_until = :leased_until WHERE city = :city AND id = :id AND lease = :mine

-- name: intake_taken
-- perm: REGISTRY_IMPORT
-- types: taken i64, offset_at i64
UPDATE intake SET file_taken = CASE WHEN :offset_at <= file_taken AND file_taken < :taken THEN :taken ELSE file_taken END
WHERE city = :city AND id = :id AND state = 1

-- name: intake_move
-- perm: REGISTRY_IMPORT
-- types: old_state i64
UPDATE intake SET version = version + 1, state = :state, act_at = :now, act_by_id = :me
WHERE city = :city AND id = :id AND state = :old_state

-- name: intake_end
-- perm: none
-- types: old_state i64
UPDATE intake SET state = :state, ended_at = :now, lease = 0, leased_until = NULL
WHERE city = :city AND id = :id AND state = :old_state AND lease = :lease

-- name: intake_set_read
-- perm: none
UPDATE intake SET state = :state, row_n = :row_n, fault = :fault, unread = :unread, lease = 0, leased_until = NULL
WHERE city = :city AND id = :id AND state IN (2, 4) AND lease = :lease

-- name: intake_set_staged
-- waits: (it must change its row, and that shows at the end)
-- perm: none
UPDATE intake SET staged_n = :staged_n, new_n = :new_n, changed_n = :changed_n, same_n = :same_n, doubt_n = :doubt_n, wrong_n = :wrong_n,
  unknown_n = :unknown_n, leased_until = :leased_until
WHERE city = :city AND id = :id AND state = 4 AND lease = :lease AND staged_n = :staged

-- name: intake_hold
-- waits: (it must change its row, and that shows at the end)
-- perm: none
UPDATE intake SET leased_until = :leased_until WHERE city = :city AND id = :id AND state = 4 AND lease = :lease

-- name: intake_set_checked
-- perm: none
UPDATE intake SET state = 5, row_n = staged_n, staged_at = :now, lease = 0, leased_until = NULL
WHERE city = :city AND id = :id AND state = 4 AND lease = :lease

-- name: intake_set_done
-- waits: (it must change its row, and that shows at the end)
-- perm: none
-- types: done_before i64
UPDATE intake SET done_n = :done_n, done_group = :done_group, leased_until = :leased_until
WHERE city = :city AND id = :id AND state = 6 AND lease = :lease AND done_group = :done_before

-- name: intake_set_release
-- perm: none
UPDATE intake SET release_id = :release_id, shown_before_id = :shown_before_id WHERE city = :city AND id = :id

-- name: intake_undo_total
-- perm: none
UPDATE intake SET undo_n = :undo_n WHERE city = :city AND id = :id AND undo_n IS NULL

-- name: intake_undo_at
SELECT undo_at_id FROM intake WHERE city = :city AND id = :id AND state = 8 AND lease = :lease

-- name: intake_of_release
SELECT i.state, i.shown_before_id FROM intake i WHERE i.city = :city AND i.release_id = :release_id

-- name: intake_set_undo
-- perm: none
-- types: more i64
UPDATE intake SET undo_at_id = :undo_at_id, undone_n = undone_n + :more, leased_until = :leased_until
WHERE city = :city AND id = :id AND state = 8 AND lease = :lease

-- ---- columns ------------------------------------------------------------------------------

-- name: intake_column_add
-- perm: none
INSERT INTO intake_column (city, intake_id, page, ordinal, page_name, heading, means, known, samples)
VALUES (:city, :intake_id, :page, :ordinal, :page_name, :heading, :means, :known, :samples)
ON CONFLICT (city, intake_id, page, ordinal) DO NOTHING

-- name: intake_column_set
-- perm: REGISTRY_IMPORT
UPDATE intake_column SET means = :means WHERE city = :city AND intake_id = :intake_id AND page = :page AND ordinal = :ordinal

-- name: intake_columns
-- types: spoiled_n i64
SELECT c.page, c.ordinal, c.page_name, c.heading, c.means, c.known, c.samples, coalesce(s.number_n, 0) AS spoiled_n
FROM intake_column c LEFT JOIN intake_spoiled s ON s.city = c.city AND s.intake_id = c.intake_id AND s.page = c.page AND s.ordinal = c.ordinal
WHERE c.city = :city AND c.intake_id = :intake_id ORDER BY c.page, c.ordinal

-- name: intake_spoiled_add
-- perm: none
INSERT INTO intake_spoiled (city, intake_id, page, ordinal, number_n) VALUES (:city, :intake_id, :page, :ordinal, :number_n)
ON CONFLICT (city, intake_id, page, ordinal) DO NOTHING

-- name: intake_set_kind
-- perm: REGISTRY_IMPORT
UPDATE intake SET version = version + 1, kind = :kind, state = 2, row_n = 0, act_at = :now, act_by_id = :me
WHERE city = :city AND id = :id AND state = 3

-- name: intake_columns_drop
-- perm: REGISTRY_IMPORT
DELETE FROM intake_column WHERE city = :city AND intake_id = :intake_id

-- name: intake_spoiled_drop
-- perm: REGISTRY_IMPORT
DELETE FROM intake_spoiled WHERE city = :city AND intake_id = :intake_id

-- name: intake_page_set
-- perm: none
INSERT INTO intake_page (city, intake_id, page, name, like_page, taken, row_n, headings)
VALUES (:city, :intake_id, :page, :name, :like_page, :taken, :row_n, :headings)
ON CONFLICT (city, intake_id, page) DO UPDATE SET like_page = excluded.like_page, taken = excluded.taken, row_n = excluded.row_n

-- name: intake_pages
SELECT p.page, p.name, p.like_page, p.taken, p.row_n, p.headings FROM intake_page p
WHERE p.city = :city AND p.intake_id = :intake_id ORDER BY p.page

-- name: intake_page_take
-- perm: REGISTRY_IMPORT
UPDATE intake_page SET taken = :taken WHERE city = :city AND intake_id = :intake_id AND page = :page

-- name: intake_pages_drop
-- perm: REGISTRY_IMPORT
DELETE FROM intake_page WHERE city = :city AND intake_id = :intake_id

-- name: intake_memory_set
-- perm: REGISTRY_IMPORT
INSERT INTO intake_memory (city, source, kind, heading, means, changed_at, by_id)
VALUES (:city, :source, :kind, :heading, :means, :now, :me)
ON CONFLICT (city, source, kind, heading) DO UPDATE SET means = excluded.means, changed_at = excluded.changed_at, by_id = excluded.by_id

-- name: intake_memories
SELECT heading, means FROM intake_memory WHERE city = :city AND source = :source AND kind = :kind

-- ---- rows ---------------------------------------------------------------------------------

-- name: intake_row_add
-- perm: none
INSERT INTO intake_row (city, intake_id, family_n, n, verdict, subject_id)
VALUES (:city, :intake_id, :family_n, :n, :verdict, :subject_id)

-- name: intake_cells_add
-- perm: none
INSERT INTO intake_cells (city, intake_id, first_n, sealed) VALUES (:city, :intake_id, :first_n, :sealed)

-- name: intake_cells_set
-- perm: none
UPDATE intake_cells SET sealed = :sealed WHERE city = :city AND intake_id = :intake_id AND first_n = :first_n

-- name: intake_cells_get
SELECT sealed FROM intake_cells WHERE city = :city AND intake_id = :intake_id AND first_n = :first_n

-- name: intake_rows
SELECT r.n, r.family_n, r.subject_id FROM intake_row r
WHERE r.city = :city AND r.intake_id = :intake_id AND r.verdict = :verdict AND r.n > :after_n
ORDER BY r.n LIMIT :max_n

-- name: intake_row_of_verdict
SELECT r.family_n FROM intake_row r WHERE r.city = :city AND r.intake_id = :intake_id AND r.verdict = :verdict AND r.n = :n

-- name: intake_row_one
SELECT r.verdict, r.subject_id FROM intake_row r
WHERE r.city = :city AND r.intake_id = :intake_id AND r.family_n = :family_n AND r.n = :n

-- name: intake_group_rows
SELECT r.family_n, r.n, r.verdict, r.subject_id FROM intake_row r
WHERE r.city = :city AND r.intake_id = :intake_id AND r.family_n > :after_family_n
ORDER BY r.family_n, r.n LIMIT :max_n

-- name: intake_row_judge
-- perm: none
-- types: old_verdict i64
UPDATE intake_row SET verdict = :verdict, subject_id = :subject_id
WHERE city = :city AND intake_id = :intake_id AND family_n = :family_n AND n = :n AND verdict = :old_verdict

-- ---- doubtful rows ------------------------------------------------------------------------

-- name: intake_doubt_add
-- perm: none
INSERT INTO intake_doubt (city, intake_id, n, family_n, why, unlike, apart, subject_id, other_n, decided)
VALUES (:city, :intake_id, :n, :family_n, :why, :unlike, :apart, :subject_id, :other_n, 0)

-- name: intake_doubt_one
SELECT d.family_n, d.why, d.unlike, d.apart, d.subject_id, d.other_n, d.decided FROM intake_doubt d
WHERE d.city = :city AND d.intake_id = :intake_id AND d.n = :n

-- name: intake_doubt_decide
-- perm: REGISTRY_IMPORT
INSERT INTO intake_doubt (city, intake_id, n, family_n, why, unlike, apart, subject_id, decided, decided_at, decided_by_id)
VALUES (:city, :intake_id, :n, :family_n, 0, 1000, 0, :subject_id, :decided, :now, :me)
ON CONFLICT (city, intake_id, n) DO UPDATE SET decided = excluded.decided, decided_at = excluded.decided_at, decided_by_id = excluded.decided_by_id

-- name: intake_doubt_reopen
-- perm: REGISTRY_IMPORT
UPDATE intake_doubt SET decided = 0, decided_at = NULL, decided_by_id = NULL
WHERE city = :city AND intake_id = :intake_id AND n = :n AND decided > 0

-- name: intake_doubts_open
-- types: least i64, most i64, after_key i64, after_id i64, max_n i64, why i64, unlike i64, apart i64
-- optional: why
-- sort: likely = CASE WHEN d.unlike IS NULL THEN 1000 ELSE d.unlike END ASC, r.n ASC
-- sort: place = r.n ASC, r.n ASC
SELECT r.n, r.family_n, r.subject_id, coalesce(d.why, 0) AS why, coalesce(d.unlike, 1000) AS unlike, coalesce(d.apart, 0) AS apart, d.other_n
FROM intake_row r LEFT JOIN intake_doubt d ON d.city = r.city AND d.intake_id = r.intake_id AND d.n = r.n
WHERE r.city = :city AND r.intake_id = :intake_id AND r.verdict = 4 AND coalesce(d.unlike, 1000) >= :least AND coalesce(d.unlike, 1000) <= :most
  {why? AND d.why = :why} AND ({key}, r.n) {cmp} (:after_key, :after_id)
ORDER BY {sort} LIMIT :max_n

-- name: intake_doubts_count
-- types: least i64, most i64, why i64, n i64, apart_n i64, kept_n i64
SELECT coalesce(d.why, 0) AS why, CAST(count(*) AS BIGINT) AS n, CAST(count(d.n) AS BIGINT) AS kept_n, CAST(coalesce(sum(d.apart), 0) AS BIGINT) AS apart_n
FROM intake_row r LEFT JOIN intake_doubt d ON d.city = r.city AND d.intake_id = r.intake_id AND d.n = r.n
WHERE r.city = :city AND r.intake_id = :intake_id AND r.verdict = 4 AND coalesce(d.unlike, 1000) >= :least AND coalesce(d.unlike, 1000) <= :most
GROUP BY coalesce(d.why, 0) ORDER BY 1

-- name: intake_doubts_decide
-- perm: REGISTRY_IMPORT
-- types: least i64, most i64, apart_most i64
-- optional: why
UPDATE intake_doubt SET decided = :decided, decided_at = :now, decided_by_id = :me
WHERE city = :city AND intake_id = :intake_id AND decided = 0 AND apart <= :apart_most AND unlike >= :least AND unlike <= :most {why? AND why = :why}

-- name: intake_rows_decided
-- perm: REGISTRY_IMPORT
-- types: same i64
UPDATE intake_row SET verdict = :verdict, subject_id = CASE WHEN :same = 1 THEN subject_id END
WHERE city = :city AND intake_id = :intake_id AND verdict = 4 AND EXISTS (
  SELECT 1 FROM intake_doubt d WHERE d.city = intake_row.city AND d.intake_id = intake_row.intake_id AND d.n = intake_row.n AND d.decided = :decided)

-- name: intake_doubts_done
SELECT d.n, d.family_n, d.subject_id, d.why, d.unlike, d.apart, d.other_n, d.decided, d.decided_at, a.name AS who
FROM intake_doubt d LEFT JOIN v_user a ON a.city = d.city AND a.id = d.decided_by_id
WHERE d.city = :city AND d.intake_id = :intake_id AND d.decided > 0 AND d.n > :after_n
ORDER BY d.n LIMIT :max_n

-- name: intake_doubts_of_rows
-- types: n i64
SELECT d.n FROM intake_doubt d WHERE d.city = :city AND d.intake_id = :intake_id AND d.other_n IS NOT NULL

-- name: intake_doubts_linked
-- types: n i64
SELECT d.n, d.other_n FROM intake_doubt d
WHERE d.city = :city AND d.intake_id = :intake_id AND d.other_n IS NOT NULL AND d.decided = 1

-- name: intake_doubt_met
SELECT d.subject_id FROM intake_doubt d
WHERE d.city = :city AND d.intake_id = :intake_id AND (d.n = :n OR d.other_n = :n) AND d.other_n IS NOT NULL AND d.decided = 1 AND d.subject_id IS NOT NULL
ORDER BY d.n LIMIT 1

-- name: intake_doubt_became
-- perm: none
UPDATE intake_doubt SET subject_id = :subject_id
WHERE city = :city AND intake_id = :intake_id AND (n = :n OR other_n = :n) AND other_n IS NOT NULL AND decided = 1

-- name: intake_doubts_erase
-- perm: ERASE
DELETE FROM intake_doubt WHERE city = :city AND intake_id = :intake_id

-- name: intake_shift
-- perm: none
-- types: new_d i64, changed_d i64, same_d i64, doubt_d i64, wrong_d i64, unknown_d i64
UPDATE intake SET new_n = new_n + :new_d, changed_n = changed_n + :changed_d, same_n = same_n + :same_d, doubt_n = doubt_n + :doubt_d,
  wrong_n = wrong_n + :wrong_d, unknown_n = unknown_n + :unknown_d
WHERE city = :city AND id = :id

-- ---- what an undoing left -----------------------------------------------------------------

-- name: intake_left_add
-- perm: none
INSERT INTO intake_left (city, intake_id, id, of, subject_id, field) VALUES (:city, :intake_id, :id, :of, :subject_id, :field)

-- name: intake_lefts
-- types: after_id i64
SELECT l.id, l.of, l.subject_id, l.field FROM intake_left l
WHERE l.city = :city AND l.intake_id = :intake_id AND l.id > :after_id
ORDER BY l.id LIMIT :max_n

-- name: intake_left_count
SELECT count(*) AS n FROM intake_left WHERE city = :city AND intake_id = :intake_id

-- ---- who is it ----------------------------------------------------------------------------

-- name: intake_namesakes
-- ahead: name_fold
-- scope: none (an import speaks for the whole city; its pages are for those who may import)
SELECT p.id, p.family_id FROM v_person p
WHERE p.city = :city AND p.name_fold = :name_fold AND p.birth_date = :birth_date AND p.erased_at IS NULL AND p.state <> 9
ORDER BY p.id LIMIT 4

-- name: intake_desil_now
-- ahead: *
SELECT d.desil, d.none_why FROM v_desil d WHERE d.city = :city AND d.family_id = :family_id

-- ---- families of the registry -------------------------------------------------------------

-- name: intake_head
-- ahead: id
-- scope: none (an import speaks for the whole city; its pages are for those who may import)
SELECT f.head_id FROM v_family f WHERE f.city = :city AND f.id = :id

-- name: intake_belongs
-- ahead: id
-- scope: none (the same)
SELECT p.family_id, p.relation, p.state FROM v_person p WHERE p.city = :city AND p.id = :id

-- name: intake_goers
SELECT r.subject_id FROM intake_row r
WHERE r.city = :city AND r.intake_id = :intake_id AND r.verdict = 2 AND r.subject_id IS NOT NULL ORDER BY r.subject_id

-- name: intake_goers_rows
-- types: first_n i64, upto_n i64
SELECT r.n, r.subject_id FROM intake_row r
WHERE r.city = :city AND r.intake_id = :intake_id AND r.verdict = 2 AND r.n >= :first_n AND r.n < :upto_n AND r.subject_id IS NOT NULL ORDER BY r.n

-- ---- erasing ------------------------------------------------------------------------------

-- name: intake_rows_erase
-- types: max_n i64
-- perm: ERASE
DELETE FROM intake_row WHERE city = :city AND intake_id = :intake_id AND (family_n, n) IN (
  SELECT r.family_n, r.n FROM intake_row r WHERE r.city = :city AND r.intake_id = :intake_id ORDER BY r.family_n, r.n LIMIT :max_n)

-- name: intake_cells_erase
-- perm: ERASE
DELETE FROM intake_cells WHERE city = :city AND intake_id = :intake_id

-- name: intake_samples_erase
-- perm: ERASE
UPDATE intake_column SET samples = NULL WHERE city = :city AND intake_id = :intake_id

-- name: intake_erased
-- perm: ERASE
UPDATE intake SET version = version + 1, staged_n = 0 WHERE city = :city AND id = :id
