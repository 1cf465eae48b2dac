-- feature: indicators

-- Services whose papers are not complete, for who accounts for them.
CREATE INDEX service_given_unpriced ON service_given (city, given_on, case_id) WHERE cost IS NULL AND undone_at IS NULL AND item IS NOT NULL;
CREATE INDEX service_given_unproven ON service_given (city, given_on, case_id) WHERE proof IS NULL AND undone_at IS NULL AND item IS NOT NULL;

-- Proposals to erase that wait for the second pair of eyes.
CREATE INDEX erasure_open ON erasure (city, proposed_at) WHERE state = 1;

CREATE INDEX erasure_done ON erasure (city, decided_at) WHERE state = 2;

-- What has to be judged, newest first.
CREATE INDEX glass_opened ON glass (city, opened_at);

-- Places taken: a line for each step that its unit is doing, because it holds the case or accepted the referral.  Protected cases
-- are among them: a bed is taken whoever sleeps in it.
CREATE VIEW v_place_taken %view% AS
SELECT s.city, s.unit_id, s.service
FROM step s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
WHERE s.state = 1 AND (c.holder_unit_id = s.unit_id
	OR EXISTS (SELECT 1 FROM referral f WHERE f.city = s.city AND f.step_id = s.id AND f.to_unit_id = s.unit_id AND f.state = 4));
CREATE INDEX step_place ON step (city, unit_id, service, case_id) WHERE state = 1;
