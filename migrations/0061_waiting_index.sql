-- feature: notice

-- The newest unread notices and the reports that are due first come from the index alone, ids included: where
-- thousands wait at one unit, only those that a page shows are looked up.
DROP INDEX notice_user_unread;
DROP INDEX notice_unit_unread;
DROP INDEX report_held;
CREATE INDEX notice_user_unread ON notice (city, user_id, id, urgent) WHERE user_id IS NOT NULL AND read_at IS NULL;
CREATE INDEX notice_unit_unread ON notice (city, unit_id, id, urgent) WHERE unit_id IS NOT NULL AND read_at IS NULL;
CREATE INDEX report_held ON report (city, holder_unit_id, due_at, id, held_since_at, state, region_id, missed_at, protected) WHERE holder_unit_id IS NOT NULL;
DROP INDEX report_unit_open;
CREATE INDEX report_unit_open ON report_unit (city, unit_id, recorded_at, report_id) WHERE open = 1;
