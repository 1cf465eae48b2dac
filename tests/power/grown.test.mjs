// A sample city grown for benches (bench/fill) is a city like another: its sums are right, its log verifies, its lists answer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = process.env.MELAJU_BIN || join(ROOT, 'build/release/melaju');
const dir = mkdtempSync(join(tmpdir(), 'melaju-grown-'));
const db = join(dir, 'city.db');
const run = (...args) => execFileSync(BINARY, args, { encoding: 'utf8' });
const rows = (sql) => Number(execFileSync('sqlite3', [db, sql], { encoding: 'utf8' }));
after(() => rmSync(dir, { recursive: true, force: true }));

test('bench/fill grows a sample city', () => {
  run('demo', 'fill', '--db', db);
  const people = rows('SELECT count(*) FROM person'), cases = rows('SELECT count(*) FROM casefile');
  execFileSync('sh', [join(ROOT, 'bench/fill'), db, '2000', '500']);
  assert.equal(rows('SELECT count(*) FROM person'), people + 2000);
  assert.equal(rows('SELECT count(*) FROM casefile'), cases + 500);
  assert.equal(rows('SELECT count(*) FROM casefile WHERE state = 1 AND holder_unit_id IS NULL'), 0);
  run('tally', 'check', '--db', db);
  run('audit', 'verify', '--db', db);
});
