-- feature: intake

ALTER TABLE intake ADD COLUMN undo_n %i64%; -- what there was to take back when undoing began; empty: not counted yet
