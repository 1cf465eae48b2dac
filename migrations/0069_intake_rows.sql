-- feature: intake

ALTER TABLE intake_doubt ADD COLUMN other_n %i64%; -- the row of the file that may be about the same person, in place of somebody recorded
CREATE INDEX intake_doubt_other ON intake_doubt (city, intake_id, other_n) WHERE other_n IS NOT NULL;
