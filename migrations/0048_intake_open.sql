-- feature: intake

CREATE INDEX intake_open ON intake (city, id) WHERE state IN (3, 5);
