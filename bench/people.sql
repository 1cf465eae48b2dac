-- Fills a demo city with made-up people in their families: the CSV of melaju demo people lies in table bench_in (bench/search makes it).
-- Sealed values are left out: nothing here reads them.  Ids lie below those of the demo.
BEGIN;
CREATE TEMP TABLE bench_family AS
SELECT min(CAST(id AS INTEGER)) * 16 + 1 AS id, kk, count(*) AS n, min(CAST(id AS INTEGER)) * 16 AS head_id, max(region) AS region, max(address) AS address
FROM bench_in WHERE length(kk) = 16 GROUP BY kk;
CREATE UNIQUE INDEX temp.bench_family_kk ON bench_family (kk);
INSERT INTO family (city, id, version, head_id, members, region_id, address, protected, source, made_at, made_by_id)
SELECT 1, id, 1, head_id, n, CAST(nullif(region, '') AS INTEGER), nullif(address, ''), 0, 'siak', 1600000000000000 + id, 1 FROM bench_family;
INSERT INTO person (city, id, version, known, state, family_id, relation, name, name_fold, sex, birth_date, region_id, address, protected, source, fed, made_at, made_by_id)
SELECT 1, CAST(b.id AS INTEGER) * 16, 1, 1, 1, f.id, CASE WHEN f.head_id = CAST(b.id AS INTEGER) * 16 THEN 1 WHEN f.id IS NULL THEN 0 ELSE 4 END, b.name,
  lower(replace(replace(b.name, '.', ' '), '''', ' ')), CASE b.sex WHEN 'L' THEN 1 WHEN 'P' THEN 2 ELSE 0 END,
  CASE WHEN length(b.birth_date) = 10 THEN CAST(julianday(b.birth_date) - 2440587.5 AS INTEGER) END, CAST(nullif(b.region, '') AS INTEGER), nullif(b.address, ''), 0,
  'siak', CAST(b.id AS INTEGER), 1600000000000000 + CAST(b.id AS INTEGER), 1
FROM bench_in b LEFT JOIN bench_family f ON f.kk = b.kk;
UPDATE person SET fed = fed + (SELECT count(*) FROM bench_in) WHERE city = 1 AND id >= (SELECT max(CAST(id AS INTEGER)) * 16 + 16 FROM bench_in);
DROP TABLE bench_in;
COMMIT;
ANALYZE;
