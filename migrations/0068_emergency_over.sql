-- feature: casework

-- A case is an emergency as long as one of its steps is; those whose emergency had passed go on with the limits of
-- working days from their next act on.
UPDATE casefile SET urgent = 0 WHERE urgent = 1
  AND EXISTS (SELECT 1 FROM step s WHERE s.city = casefile.city AND s.case_id = casefile.id AND s.emergency = 1 AND s.end_kind IN ('selesai', 'tidak_perlu', 'kabur', 'meninggal'))
  AND NOT EXISTS (SELECT 1 FROM step s WHERE s.city = casefile.city AND s.case_id = casefile.id AND s.emergency = 1 AND s.state < 2);
