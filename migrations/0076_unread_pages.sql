-- feature: intake

ALTER TABLE intake ADD COLUMN unread TEXT; -- other pages of the workbook with a table, which are not read: their names; empty: none
