// One process, two PostgreSQL nodes split by city: the program itself, as an administrator starts it.
// MELAJU_TEST_PG and MELAJU_TEST_PG2 name the clusters (tools/pg.sh; the second with MELAJU_PG_NODE=2).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = process.env.MELAJU_BIN || join(ROOT, 'build/release/melaju');
const NODES = [process.env.MELAJU_TEST_PG, process.env.MELAJU_TEST_PG2].map((url) => /@([^/]+)/.exec(url || '')?.[1]);
const CITIES = [
  { code: '3272', name: 'Kota Sukabumi', host: 'sukabumi.test', number: 1 },
  { code: '3276', name: 'Kota Depok', host: 'depok.test', number: 2 },
];
const DATABASE = `nodes_${process.pid}`;
const dir = mkdtempSync(join(tmpdir(), 'melaju-nodes-'));

const psql = (node, role, database, sql) => execFileSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', `postgres://${role}@${NODES[node]}/${database}`, '-c', sql], { encoding: 'utf8' }).trim();
const url = (node, role) => `postgres://${role}@${NODES[node]}/${DATABASE}`;
const melaju = (...args) => execFileSync(BINARY, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const LATER = { code: '7271', name: 'Kota Palu', host: 'palu.test' }; // made while the server runs
const keys = [...CITIES, LATER].flatMap(({ code }) => ['--key', `${code}=${join(dir, code)}`]);

let server;
let port;
const passwords = [];

const ask = (host, path, { method = 'GET', headers = {}, body } = {}) => new Promise((done, failed) => {
  const r = request({ host: '127.0.0.1', port, path, method, headers: { Host: host, ...headers } }, (answer) => {
    let text = '';
    answer.on('data', (d) => { text += d; });
    answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
  });
  r.on('error', failed);
  r.end(body);
});

const form = (fields) => ({ method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() });

before(async () => {
  assert.ok(NODES[0] && NODES[1] && NODES[0] !== NODES[1], 'MELAJU_TEST_PG and MELAJU_TEST_PG2 name two clusters');
  for (const node of [0, 1]) {
    psql(node, 'admin', 'postgres', `CREATE DATABASE ${DATABASE} OWNER melaju_owner`);
    psql(node, 'admin', DATABASE, 'ALTER DEFAULT PRIVILEGES FOR ROLE melaju_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO melaju');
    const { code, host } = CITIES[node];
    passwords[node] = /one-time password: (\S+)/.exec(melaju('init', '--db', url(node, 'melaju_owner'), '--city', code, '--host', host, ...keys))[1];
  }
  port = await new Promise((done) => { const s = createServer().listen(0, '127.0.0.1', () => { const { port: free } = s.address(); s.close(() => done(free)); }); });
  server = spawn(BINARY, ['serve', '--db', url(0, 'melaju'), '--city-db', `3276=${url(1, 'melaju')}`, ...keys, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  await new Promise((done, failed) => {
    const hear = (d) => { log += d; if (log.includes('"event":"start"')) done(); };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', (code) => failed(new Error(`melaju ended with ${code}: ${log}`)));
  });
  server.removeAllListeners('exit');
});

after(async () => {
  if (server?.exitCode === null) { server.kill('SIGTERM'); await new Promise((done) => { server.once('exit', done); }); }
  for (const node of [0, 1]) psql(node, 'admin', 'postgres', `DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
  rmSync(dir, { recursive: true, force: true });
});

test('each host name leads to its city and node, an unknown one nowhere', async () => {
  for (const { host, name } of CITIES) {
    const { status, text } = await ask(host, '/masuk');
    assert.equal(status, 200);
    assert.match(text, new RegExp(name));
  }
  assert.equal((await ask('palu.test', '/masuk')).status, 421);
  assert.equal((await ask('palu.test', '/healthz')).text, 'ok\n');
});

test('what is written in a city lies on its node alone', async () => {
  for (const [node, { host, number }] of CITIES.entries()) {
    const signedIn = await ask(host, '/masuk', form({ login: 'admin', password: passwords[node] }));
    assert.equal(signedIn.status, 303);
    const other = CITIES[1 - node];
    const cookie = signedIn.headers['set-cookie'].map((c) => c.split(';')[0]).join('; ');
    assert.equal((await ask(host, '/saya', { headers: { Cookie: cookie } })).status < 400, true);
    assert.match((await ask(other.host, '/saya', { headers: { Cookie: cookie } })).headers.location, /^\/masuk/, 'void in the other city');
    assert.equal(psql(node, 'admin', DATABASE, `SELECT count(*) FROM session WHERE city = ${number}`), '1');
    assert.equal(psql(node, 'admin', DATABASE, `SELECT count(*) FROM city WHERE city <> ${number}`), '0');
    assert.equal(psql(node, 'admin', DATABASE, `SELECT count(*) FROM audit_leaf WHERE city <> ${number}`), '0');
  }
});

test('the log of each city is sequenced on its node and verifies with its key alone', async () => {
  for (const [node, { code }] of CITIES.entries()) {
    const until = Date.now() + 20_000;
    const waiting = () => Number(psql(node, 'admin', DATABASE, 'SELECT count(*) FROM audit_leaf WHERE seq IS NULL'));
    while (waiting() > 0 && Date.now() < until) await new Promise((done) => { setTimeout(done, 500); });
    assert.equal(waiting(), 0);
    assert.match(melaju('audit', 'verify', '--db', url(node, 'melaju'), ...keys), /The whole log holds/);
    assert.throws(() => melaju('audit', 'verify', '--db', url(node, 'melaju'), '--key', `${code}=${join(dir, CITIES[1 - node].code)}`));
  }
});

test('a node that goes away takes its own city down and no other', async () => {
  const reach = (yes) => psql(1, 'admin', 'postgres', `ALTER DATABASE ${DATABASE} ALLOW_CONNECTIONS ${yes}`);
  reach(false);
  psql(1, 'admin', 'postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${DATABASE}'`);
  assert.equal((await ask('depok.test', '/healthz')).status, 503);
  assert.equal((await ask('depok.test', '/masuk', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"login":"admin","password":"salah"}' })).status, 503);
  assert.equal((await ask('sukabumi.test', '/masuk')).status, 200);
  assert.equal((await ask('sukabumi.test', '/healthz')).status, 200);
  assert.equal((await ask('palu.test', '/healthz')).status, 503);
  reach(true);
  assert.equal((await ask('depok.test', '/healthz')).status, 200, 'and it comes back by itself');
});

test('a city made while the server runs is served within seconds, once it has a host name', async () => {
  melaju('init', '--db', url(0, 'melaju_owner'), '--city', LATER.code, ...keys);
  await new Promise((done) => { setTimeout(done, 7000); });
  assert.equal((await ask('sukabumi.test', '/masuk')).status, 200, 'one without a name disturbs nobody');
  melaju('cities', '--db', url(0, 'melaju_owner'), '--city', LATER.code, '--host', LATER.host);
  const until = Date.now() + 20_000;
  while ((await ask(LATER.host, '/masuk')).status !== 200 && Date.now() < until) await new Promise((done) => { setTimeout(done, 500); });
  const { status, text } = await ask(LATER.host, '/masuk');
  assert.equal(status, 200);
  assert.match(text, new RegExp(LATER.name));
  assert.match((await ask('depok.test', '/masuk')).text, /Kota Depok/);
});
