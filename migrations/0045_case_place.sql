-- feature: casework

ALTER TABLE casefile ADD COLUMN place_sealed %blob%; -- the landmark of a protected case
