-- feature: registry

-- Values by which people may be found, of the fields that the city made searchable ("dapat dicari"), in a normal form that sorts as the values do. Made from the facts in the transaction that writes them, never the truth itself
-- scoped: person
CREATE TABLE field_value (
	city INTEGER NOT NULL, -- tenant
	subject_id %i64% NOT NULL, -- person or family
	field TEXT NOT NULL, -- code of the field
	part INTEGER NOT NULL, -- 0 the whole value; of a text also from its second, third ... word on; of several choices each
	sought TEXT, -- normal form; NULL: nothing stands there any more
	PRIMARY KEY (city, subject_id, field, part)
)%strict%;
CREATE INDEX field_value_sought ON field_value (city, field, sought, subject_id, part);

-- How far the values of each searchable field are in field_value
CREATE TABLE field_find (
	city INTEGER NOT NULL, -- tenant
	field TEXT NOT NULL, -- code of the field
	of INTEGER NOT NULL CHECK (of IN (1, 2)), -- 1 of a person, 2 of a family
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3), -- 1 being filled, 2 whole, 3 being emptied since it is searchable no longer
	begun_at %i64% NOT NULL, -- when it was found to be searchable, or to be so no longer
	place_id %i64% NOT NULL, -- while it is filled: all subjects up to this one are in
	PRIMARY KEY (city, field)
)%strict%;
