-- What must hold in every state of the database.  Each statement finds what breaks its sentence: one
-- row is a fault.  Written from the design alone; it shares nothing with casework.sql.

-- every open report has exactly one holder that exists, is open and of this city, and a deadline
SELECT CAST(count(*) AS BIGINT) FROM report r
WHERE r.state IN (1, 2) AND (r.due_at IS NULL OR 1 <> (SELECT count(*) FROM unit u
  WHERE u.city = r.city AND u.id = r.holder_unit_id AND u.closed_at IS NULL AND u.outside = 0));

-- every open case has exactly one holder that exists, is open and of this city, and a deadline
SELECT CAST(count(*) AS BIGINT) FROM casefile c
WHERE c.state IN (1, 2) AND (c.due_at IS NULL OR 1 <> (SELECT count(*) FROM unit u
  WHERE u.city = c.city AND u.id = c.holder_unit_id AND u.closed_at IS NULL AND u.outside = 0));

-- what has ended has no holder and no deadline
SELECT CAST((SELECT count(*) FROM report WHERE state > 2
    AND (holder_unit_id IS NOT NULL OR holder_user_id IS NOT NULL OR due_at IS NOT NULL OR ended_at IS NULL))
  + (SELECT count(*) FROM casefile WHERE state > 2
    AND (holder_unit_id IS NOT NULL OR holder_user_id IS NOT NULL OR due_at IS NOT NULL OR ended_at IS NULL)) AS BIGINT);

-- the last line of the baton's log names the present holder
SELECT CAST(count(*) AS BIGINT) FROM (
  SELECT 1 AS kind, city, id, holder_unit_id FROM report UNION ALL SELECT 2, city, id, holder_unit_id FROM casefile) o
WHERE NOT EXISTS (SELECT 1 FROM baton_log l WHERE l.city = o.city AND l.object_kind = o.kind AND l.object_id = o.id
  AND l.id = (SELECT max(m.id) FROM baton_log m WHERE m.city = o.city AND m.object_kind = o.kind AND m.object_id = o.id)
  AND coalesce(l.to_unit_id, 0) = coalesce(o.holder_unit_id, 0));

-- each line of the log begins where the one before it ended
SELECT CAST(count(*) AS BIGINT) FROM (
  SELECT from_unit_id, lag(to_unit_id) OVER (PARTITION BY city, object_kind, object_id ORDER BY id) AS before FROM baton_log) l
WHERE coalesce(l.from_unit_id, 0) <> coalesce(l.before, 0);

-- the officer who has it serves the unit that has it
SELECT CAST(count(*) AS BIGINT) FROM casefile c
WHERE c.holder_user_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM user_unit u
  WHERE u.city = c.city AND u.user_id = c.holder_user_id AND u.unit_id = c.holder_unit_id);

-- the holder is among the units that may see it
SELECT CAST((SELECT count(*) FROM casefile c WHERE c.holder_unit_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM case_unit u WHERE u.city = c.city AND u.case_id = c.id AND u.unit_id = c.holder_unit_id))
  + (SELECT count(*) FROM report r WHERE r.holder_unit_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM report_unit u WHERE u.city = r.city AND u.report_id = r.id AND u.unit_id = r.holder_unit_id)) AS BIGINT);

-- what lists of a unit begin with says of each case and report when it began and whether it is open
SELECT CAST((SELECT count(*) FROM case_unit u JOIN casefile c ON c.city = u.city AND c.id = u.case_id
    WHERE u.opened_at <> c.opened_at OR u.open <> CASE WHEN c.state < 3 THEN 1 ELSE 0 END)
  + (SELECT count(*) FROM report_unit u JOIN report r ON r.city = u.city AND r.id = u.report_id
    WHERE u.recorded_at <> r.recorded_at OR u.open <> CASE WHEN r.state < 3 THEN 1 ELSE 0 END) AS BIGINT);

-- the kept times until an outcome are those of the ordinary cases that have one
SELECT CAST(abs((SELECT coalesce(sum(n), 0) FROM case_pace WHERE measure = 2 AND region_id = -1)
    - (SELECT count(*) FROM casefile WHERE ended_at IS NOT NULL AND protected = 0))
  + abs((SELECT coalesce(sum(n), 0) FROM case_pace WHERE measure = 1 AND region_id >= 0)
    - (SELECT count(*) FROM casefile WHERE first_act_at IS NOT NULL AND protected = 0)) AS BIGINT);

-- at most one hand-over of a case waits for an answer
SELECT CAST(count(*) AS BIGINT) FROM (SELECT city, case_id FROM referral WHERE kind = 1 AND state < 4
  GROUP BY city, case_id HAVING count(*) > 1) x;

-- a referral that waits for an answer has a date, one that was answered knows when
SELECT CAST(count(*) AS BIGINT) FROM referral
WHERE (state < 4 AND answer_due_at IS NULL) OR (state IN (4, 5, 8, 9) AND answered_at IS NULL);

-- a unit outside the city is only ever asked for a service
SELECT CAST(count(*) AS BIGINT) FROM referral r JOIN unit u ON u.city = r.city AND u.id = r.to_unit_id
WHERE u.outside = 1 AND r.kind = 1;

-- no urgent hand-over waits at the unit of last resort, and it has refused none
SELECT CAST(count(*) AS BIGINT) FROM referral r JOIN unit u ON u.city = r.city AND u.id = r.to_unit_id
WHERE u.last_resort = 1 AND ((r.kind = 1 AND r.urgent = 1 AND r.state < 4) OR r.state IN (3, 5) OR (r.kind = 1 AND r.state = 8));

-- no step waits whose waits have all ended, in a case that is open
SELECT CAST(count(*) AS BIGINT) FROM step s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
WHERE s.state = 0 AND c.state IN (1, 2) AND NOT EXISTS (SELECT 1 FROM step_wait w JOIN step f ON f.city = w.city AND f.id = w.waits_for_id
  WHERE w.city = s.city AND w.step_id = s.id AND f.state < 2);

-- no step begins before what it waits for has ended
SELECT CAST(count(*) AS BIGINT) FROM step s JOIN step_wait w ON w.city = s.city AND w.step_id = s.id
JOIN step f ON f.city = w.city AND f.id = w.waits_for_id WHERE s.state = 1 AND f.state < 2;

-- an open case with an emergency left to do is one
SELECT CAST(count(*) AS BIGINT) FROM casefile c JOIN step s ON s.city = c.city AND s.case_id = c.id
WHERE c.state IN (1, 2) AND c.urgent = 0 AND s.state < 2 AND s.emergency = 1;

-- an open case is no emergency for longer, unless nothing was planned yet, nobody saw to it, or another report or case said so
SELECT CAST(count(*) AS BIGINT) FROM casefile c
WHERE c.state IN (1, 2) AND c.urgent = 1 AND EXISTS (SELECT 1 FROM step s WHERE s.city = c.city AND s.case_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM step s WHERE s.city = c.city AND s.case_id = c.id
    AND (s.state < 2 AND s.emergency = 1 OR s.end_kind IN ('ditolak', 'tidak_mungkin')))
  AND NOT EXISTS (SELECT 1 FROM case_event e WHERE e.city = c.city AND e.case_id = c.id AND e.what IN ('event.report_added', 'event.merged_from'));

-- an ended case has no open step and no open or running referral
SELECT CAST((SELECT count(*) FROM step s JOIN casefile c ON c.city = s.city AND c.id = s.case_id WHERE c.state > 2 AND s.state < 2)
  + (SELECT count(*) FROM referral r JOIN casefile c ON c.city = r.city AND c.id = r.case_id WHERE c.state > 2 AND r.state < 5) AS BIGINT);

-- an ended step has no open referral
SELECT CAST(count(*) AS BIGINT) FROM referral r JOIN step s ON s.city = r.city AND s.id = r.step_id WHERE s.state = 2 AND r.state < 4;

-- every report that became a case leads through merges to exactly one case that is not merged
SELECT CAST(count(*) AS BIGINT) FROM report r WHERE r.state = 3 AND 1 <> (
  WITH RECURSIVE way (id, state, next_id, hops) AS (
    SELECT c.id, c.state, c.merged_into_id, 0 FROM casefile c WHERE c.city = r.city AND c.id = r.case_id
    UNION ALL SELECT c.id, c.state, c.merged_into_id, w.hops + 1 FROM way w JOIN casefile c ON c.id = w.next_id AND c.city = r.city WHERE w.hops < 50)
  SELECT count(*) FROM way WHERE state <> 4);

-- a closed case was decided
SELECT CAST(count(*) AS BIGINT) FROM casefile WHERE state = 3 AND decided_at IS NULL;

-- after two hand-overs without an answer the case is not with the same unit still counting
SELECT CAST(count(*) AS BIGINT) FROM casefile WHERE state IN (1, 2) AND unanswered > 1;

-- a clock that stands has a date, a reason and what was left
SELECT CAST(count(*) AS BIGINT) FROM casefile WHERE (paused_until IS NULL) <> (pause_code IS NULL) OR (paused_until IS NULL) <> (pause_left IS NULL)
  OR (paused_until IS NOT NULL AND paused_until <> due_at);

-- nothing that is protected stands in clear
SELECT CAST((SELECT count(*) FROM case_event e JOIN casefile c ON c.city = e.city AND c.id = e.case_id WHERE c.protected = 1 AND e.body IS NOT NULL)
  + (SELECT count(*) FROM step s JOIN casefile c ON c.city = s.city AND c.id = s.case_id WHERE c.protected = 1 AND s.end_note IS NOT NULL)
  + (SELECT count(*) FROM casefile WHERE protected = 1 AND title_sealed IS NULL)
  + (SELECT count(*) FROM report r JOIN casefile c ON c.city = r.city AND c.id = r.case_id WHERE c.protected = 1 AND r.protected = 0)
  + (SELECT count(*) FROM report_detail d JOIN report r ON r.city = d.city AND r.id = d.report_id
     WHERE r.protected = 1 AND (d.body IS NOT NULL OR d.summary IS NOT NULL OR d.body_fold IS NOT NULL OR d.place IS NOT NULL OR d.traits IS NOT NULL
       OR d.lat IS NOT NULL))
  + (SELECT count(*) FROM casefile WHERE protected = 1 AND place IS NOT NULL) AS BIGINT);

-- no unit is above itself: the way up from each ends
SELECT CAST(count(*) AS BIGINT) FROM (WITH RECURSIVE up (city, id, above, steps) AS (
    SELECT city, id, parent_id, 1 FROM unit WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT w.city, w.id, u.parent_id, w.steps + 1 FROM up w JOIN unit u ON u.city = w.city AND u.id = w.above
    WHERE u.parent_id IS NOT NULL AND w.steps < 40)
  SELECT id FROM up WHERE id = above) c;
