-- Misspelt names by PostgreSQL's own trigram index: psql -v file=people.csv -f bench/trgm.sql (names with two letters swapped, best ten).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DROP TABLE IF EXISTS bench_in, bench_name;
CREATE TABLE bench_in (id BIGINT, name TEXT, birth_date TEXT, birth_place TEXT, sex TEXT, mother_name TEXT, nik TEXT, kk TEXT, address TEXT, region TEXT, phone TEXT);
\set load '\\copy bench_in FROM ' :'file' ' (FORMAT csv, HEADER)'
:load
CREATE TABLE bench_name AS SELECT DISTINCT lower(name) AS name FROM bench_in;
CREATE INDEX bench_name_trgm ON bench_name USING gist (name gist_trgm_ops);
ANALYZE bench_name;
DO $$
DECLARE
  typed RECORD; began TIMESTAMPTZ; taken DOUBLE PRECISION[]; there BOOLEAN; found INTEGER := 0; n INTEGER := 0;
BEGIN
  FOR typed IN SELECT name, left(name, 2) || substr(name, 4, 1) || substr(name, 3, 1) || substr(name, 5) AS slip
    FROM bench_name WHERE length(name) > 5 ORDER BY md5(name) LIMIT 100 LOOP
    began := clock_timestamp();
    SELECT bool_or(f.name = typed.name) INTO there FROM (SELECT b.name FROM bench_name b ORDER BY b.name <-> typed.slip LIMIT 10) f;
    taken := taken || extract(epoch FROM clock_timestamp() - began) * 1000;
    found := found + CASE WHEN there THEN 1 ELSE 0 END;
    n := n + 1;
  END LOOP;
  RAISE NOTICE 'pg_trgm, % distinct names: p50 % ms, p99 % ms by the clock, alone; % of % among the first ten',
    (SELECT count(*) FROM bench_name), (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY t)::NUMERIC, 1) FROM unnest(taken) t),
    (SELECT round(percentile_cont(0.99) WITHIN GROUP (ORDER BY t)::NUMERIC, 1) FROM unnest(taken) t), found, n;
END $$;
