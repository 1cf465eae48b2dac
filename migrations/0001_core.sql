-- feature: db
-- Who makes ids with which node number. A lease that has run out may be taken by another process.
CREATE TABLE node_lease (
	city       INTEGER NOT NULL, -- tenant
	id         %i64% NOT NULL,   -- node number inside every id, 1 to 1023
	epoch      %i64% NOT NULL,   -- counts how often the number was leased
	leased_at  %i64% NOT NULL,   -- instant of the lease
	PRIMARY KEY (city, id),
	CHECK (id BETWEEN 1 AND 1023)
) %strict%;
