-- feature: registry

-- What was noted with a statement that did not hold at once: the number of a paper, or why. Whoever decides reads it
CREATE TABLE fact_claim_note (
	city INTEGER NOT NULL, -- tenant
	claim_id %i64% NOT NULL, -- the statement
	note TEXT NOT NULL, -- the words
	PRIMARY KEY (city, claim_id),
	FOREIGN KEY (city, claim_id) REFERENCES fact_claim (city, id)
)%strict%;
