-- feature: casework

ALTER TABLE case_document ADD COLUMN service_id %i64%; -- the service given that it proves
CREATE INDEX case_document_service ON case_document (city, service_id) WHERE service_id IS NOT NULL;

-- Documents that prove a service given, of those that were not removed
CREATE VIEW v_service_paper %view% AS
SELECT city, id, service_id FROM case_document WHERE service_id IS NOT NULL AND removed_at IS NULL AND gone_at IS NULL;
