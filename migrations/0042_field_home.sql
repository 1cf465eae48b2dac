-- feature: registry

-- Whoever sees some kelurahan only looks through the values of these, not through the city's
ALTER TABLE field_value ADD COLUMN region_id %i64%; -- kelurahan where the person lives, or of the family's card; empty: unknown
CREATE INDEX field_value_home ON field_value (city, field, region_id, sought, subject_id, part);

ALTER TABLE field_find ADD COLUMN homes INTEGER NOT NULL DEFAULT 0; -- 1: the values are, or are being, filled with where their people live; 0: from before that was kept
