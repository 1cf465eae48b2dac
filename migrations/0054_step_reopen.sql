-- feature: casework
-- The needs of one case, met or not: an end that was a mistake takes back those that it recorded or met.
CREATE INDEX need_of_case ON need (city, case_id, source_id);
