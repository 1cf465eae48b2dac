-- feature: casework
-- over the walls

-- A service that is no item of the SPM costs money too, and whoever accounts for it reads it beside those that are.
ALTER TABLE service_given ADD COLUMN own_activity TEXT; -- sub kegiatan code of a service that is no SPM item, where the list of services names one

DROP VIEW v_service_given;
DROP VIEW v_service_counted;
DROP VIEW v_service_counted_all;
DROP VIEW v_service_tally;
DROP TABLE service_tally;

-- Services given, summed by day, kept and counted again in the same way.  How many cases had one between two days are those
-- given it for the first time since the first day, hence before_on.
CREATE TABLE service_tally (
	city INTEGER NOT NULL, -- tenant
	given_on INTEGER NOT NULL, -- date
	before_on INTEGER NOT NULL, -- when the same case had been given the same before; -2147483648: never
	protected INTEGER NOT NULL, -- 1: of protected cases, counts only in city totals
	item TEXT NOT NULL, -- code of the SPM item, or of the service where spm_group is empty; empty: all together
	spm_group TEXT NOT NULL, -- SPM group; empty: no SPM item
	sub_activity TEXT NOT NULL, -- sub kegiatan code; empty: none
	n %i64% NOT NULL, -- how many
	quantity %i64% NOT NULL, -- sum of the quantities
	cost %i64% NOT NULL, -- sum of the costs that are known, rupiah
	PRIMARY KEY (city, given_on, before_on, protected, item, spm_group, sub_activity)
)%strict%;

-- Services given and not taken back; those without an item are none of the SPM
CREATE VIEW v_service_given %view% AS
SELECT city, id, case_id, step_id, service, item, spm_group, given_on, quantity, cost, coalesce(sub_activity, own_activity) AS sub_activity, proof, unit_id, recorded_at
FROM service_given WHERE undone_at IS NULL;

-- What service_tally counts: a line for each service not taken back, by its item or what it is instead...
CREATE VIEW v_service_counted %view% AS
SELECT t.city, t.case_id, t.given_on,
	coalesce(lag(t.given_on) OVER (PARTITION BY t.city, t.case_id, t.item, t.spm_group, t.sub_activity ORDER BY t.given_on, t.id), -2147483648) AS before_on,
	t.protected, t.item, t.spm_group, t.sub_activity, t.quantity, t.cost
FROM (
	SELECT s.city, s.id, s.case_id, s.given_on, c.protected, coalesce(s.item, s.service) AS item, coalesce(s.spm_group, '') AS spm_group,
		coalesce(s.sub_activity, s.own_activity, '') AS sub_activity, s.quantity, coalesce(s.cost, 0) AS cost
	FROM service_given s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
	WHERE s.undone_at IS NULL
) t;

-- ... and all together.
CREATE VIEW v_service_counted_all %view% AS
SELECT s.city, s.case_id, s.given_on,
	coalesce(lag(s.given_on) OVER (PARTITION BY s.city, s.case_id ORDER BY s.given_on, s.id), -2147483648) AS before_on,
	c.protected, '' AS item, '' AS spm_group, '' AS sub_activity, s.quantity, coalesce(s.cost, 0) AS cost
FROM service_given s JOIN casefile c ON c.city = s.city AND c.id = s.case_id
WHERE s.undone_at IS NULL;

-- Services given, summed by day
CREATE VIEW v_service_tally %view% AS
SELECT city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost FROM service_tally;

INSERT INTO service_tally (city, given_on, before_on, protected, item, spm_group, sub_activity, n, quantity, cost)
SELECT s.city, s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity, count(*), CAST(sum(s.quantity) AS BIGINT), CAST(sum(s.cost) AS BIGINT)
FROM (
  SELECT i.city, i.given_on, i.before_on, i.protected, i.item, i.spm_group, i.sub_activity, i.quantity, i.cost FROM v_service_counted i
  UNION ALL
  SELECT a.city, a.given_on, a.before_on, a.protected, a.item, a.spm_group, a.sub_activity, a.quantity, a.cost FROM v_service_counted_all a
) s
GROUP BY s.city, s.given_on, s.before_on, s.protected, s.item, s.spm_group, s.sub_activity;

-- Who accounts for it wants a proof of every SPM service, and of any other that cost something.
DROP INDEX service_given_unproven;
CREATE INDEX service_given_unproven ON service_given (city, given_on, case_id) WHERE proof IS NULL AND undone_at IS NULL AND (item IS NOT NULL OR cost IS NOT NULL);
