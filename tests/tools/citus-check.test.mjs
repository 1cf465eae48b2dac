// node --test tests/tools
import { test } from 'node:test';
import assert from 'node:assert';
import { checkStatement, checkView, checkTables } from '../../tools/citus-check.mjs';

const columns = [{ name: 'city' }, { name: 'id' }];
const tables = new Map(['a', 'b'].map((name) => [name, { columns }]));
const views = new Map([['v_x', {}]]);

const leaving = [
  'SELECT a.id FROM a WHERE a.id = :id',
  'SELECT a.id FROM a JOIN b ON b.id = a.id WHERE a.city = :city',
  'SELECT a.id FROM a WHERE a.city = :city OR a.id = 1',
  'SELECT a.id FROM a WHERE NOT (a.city = :city)',
  'SELECT a.id FROM a WHERE a.city IN (:city, :other)',
  'SELECT a.id FROM a WHERE a.city = :city AND EXISTS (SELECT 1 FROM b WHERE b.id = a.id)',
  'WITH c AS (SELECT b.id FROM b) SELECT a.id FROM a WHERE a.city = :city',
  'SELECT (SELECT count(*) FROM v_x x WHERE x.id = a.id) AS n FROM a WHERE a.city = :city',
  'SELECT a.id FROM a LEFT JOIN (SELECT b.id FROM b) q ON q.id = a.id WHERE a.city = :city',
  'SELECT a.id FROM a WHERE a.city = :city UNION ALL SELECT b.id FROM b',
  'INSERT INTO a (id) VALUES (:id)',
  'INSERT INTO a (city, id) VALUES (:id, :city)',
  'INSERT INTO a (city, id) SELECT b.city, b.id FROM b',
  'INSERT INTO a (city, id) VALUES (:city, :id) ON CONFLICT (id) DO NOTHING',
  'UPDATE a SET id = 2 WHERE id = :id',
  'UPDATE a SET city = :x WHERE city = :city',
  'UPDATE a SET id = (SELECT max(b.id) FROM b) WHERE city = :city',
  'DELETE FROM a WHERE id = 1',
];

const staying = [
  'SELECT a.id FROM a, b WHERE a.city = :city AND b.city = a.city AND b.id BETWEEN 1 AND 2',
  'SELECT a.id FROM a LEFT JOIN b ON b.city = a.city AND b.id = a.id WHERE a.city = :city AND (a.id = 1 OR a.id = 2)',
  'WITH RECURSIVE c AS (SELECT b.city, b.id FROM b WHERE b.city = :city UNION ALL SELECT b.city, b.id FROM b JOIN c ON b.city = c.city) SELECT a.id FROM a WHERE (a.city, a.id) = (:city, :id)',
  'INSERT INTO a (city, id) SELECT :city, b.id FROM b WHERE b.city = :city ON CONFLICT (city, id) DO UPDATE SET id = excluded.id RETURNING id',
  'UPDATE a SET id = 2 FROM b WHERE a.city = :city AND b.city = a.city',
  'DELETE FROM a WHERE city = :city AND id NOT IN (SELECT b.id FROM b WHERE b.city = :city)',
  'SELECT a.id FROM a WHERE a.city IN (0, :city)',
  'SELECT a.id FROM a WHERE a.city = :city OR a.city = 0',
  'SELECT a.id FROM a JOIN v_x x ON (x.city = a.city AND x.id = a.id) WHERE a.city = :city ORDER BY a.id LIMIT 1',
];

for (const sql of leaving) test(`leaves the city: ${sql}`, () => assert.notDeepEqual(checkStatement(sql, tables, views), []));
for (const sql of staying) test(`stays in the city: ${sql}`, () => assert.deepEqual(checkStatement(sql, tables, views), []));

test('a view joins its tables on city and shows it', () => {
  assert.deepEqual(checkView('SELECT a.city, a.id FROM a JOIN b ON b.city = a.city AND b.id = a.id', tables, views), []);
  assert.deepEqual(checkView('SELECT a.city FROM a JOIN b ON b.city IN (0, a.city)', tables, views), []);
  assert.notDeepEqual(checkView('SELECT a.city, a.id FROM a JOIN b ON b.id = a.id', tables, views), []);
  assert.notDeepEqual(checkView('SELECT a.id FROM a', tables, views), []);
});

test('keys of tables begin with city', () => {
  const table = (body) => `CREATE TABLE t (\n\tcity INTEGER NOT NULL,\n${body}\n) %strict%;\n`;
  assert.deepEqual(checkTables(table('\tPRIMARY KEY (city, id),\n\tFOREIGN KEY (city, a_id) REFERENCES a (city, id)')), []);
  assert.equal(checkTables(table('\tPRIMARY KEY (id)')).length, 1);
  assert.equal(checkTables(table('\tPRIMARY KEY (city, id),\n\tUNIQUE (nik)')).length, 1);
  assert.equal(checkTables(table('\tPRIMARY KEY (city, id),\n\tFOREIGN KEY (a_id) REFERENCES a (id)')).length, 1);
  assert.equal(checkTables('CREATE UNIQUE INDEX i ON t (nik);\n').length, 1);
  assert.equal(checkTables('CREATE TABLE t (\n\tid INTEGER\n);\n').length, 1);
});
