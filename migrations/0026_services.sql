-- feature: indicators

-- Services whose papers are not complete, for who accounts for them.
CREATE INDEX service_given_unpriced ON service_given (city, given_on, case_id) WHERE cost IS NULL AND undone_at IS NULL;
CREATE INDEX service_given_unproven ON service_given (city, given_on, case_id) WHERE proof IS NULL AND undone_at IS NULL;

-- Proposals to erase that wait for the second pair of eyes.
CREATE INDEX erasure_open ON erasure (city, proposed_at) WHERE state = 1;

-- What has to be judged, newest first.
CREATE INDEX glass_opened ON glass (city, opened_at);
