-- feature: casework
-- over the walls

-- What 0068 did, again: on PostgreSQL it saw no case of a city that was there before.
UPDATE casefile SET urgent = 0 WHERE urgent = 1
  AND EXISTS (SELECT 1 FROM step s WHERE s.city = casefile.city AND s.case_id = casefile.id AND s.emergency = 1 AND s.end_kind IN ('selesai', 'tidak_perlu', 'kabur', 'meninggal'))
  AND NOT EXISTS (SELECT 1 FROM step s WHERE s.city = casefile.city AND s.case_id = casefile.id AND s.emergency = 1 AND s.state < 2);
