// The server itself is killed under load, its disk fills, its database goes away: whatever it has acknowledged is there
// afterwards, whoever was not answered may ask again with the same key, one unit holds each case, and the audit log verifies.
//   MELAJU_KILLS=300 node --test tests/power/serve.test.mjs     20 kills on SQLite and 8 on PostgreSQL without
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BINARY = process.env.MELAJU_BIN || join(ROOT, 'build/release/melaju');
const PASSWORD = 'Contoh-Melaju-2026';
const KILLS = Number(process.env.MELAJU_KILLS) || 0;
const WORKERS = 6;
const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
const run = (...args) => execFileSync(BINARY, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const rules = [...readFileSync(join(ROOT, 'tests/baton/invariants.sql'), 'utf8').matchAll(/^-- (.+)\n(SELECT[^;]+);/gm)].map(([, sentence, sql]) => ({ sentence, sql }));
const freePort = () => new Promise((done) => {
  const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

let dir;
before(() => { dir = mkdtempSync(join(tmpdir(), 'melaju-power-')); run('demo', 'fill', '--db', join(dir, 'sample.db')); });
after(() => { rmSync(dir, { recursive: true, force: true }); });

/* ---- a house that can be killed -------------------------------------------------------------- */

class House {
  constructor(db, key, sql) { Object.assign(this, { db, key, sql, sessions: new Map(), acked: [], open: [], said: new Map() }); }

  /* limit: no file may grow past so many bytes. */
  async start(limit = 0) {
    this.port ??= await freePort();
    const args = ['serve', '--db', this.db, '--key', this.key, '--listen', `127.0.0.1:${this.port}`];
    this.child = limit === 0 ? spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('sh', ['-c', `ulimit -f ${Math.ceil(limit / 512)} && exec "$@"`, 'sh', BINARY, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    this.gone = new Promise((done) => { this.child.once('exit', (code, signal) => { this.child.over = true; done(signal ?? code); }); });
    await new Promise((done, failed) => {
      const hear = (d) => { if (log.length < 100_000) log += d; if (log.includes('"event":"start"')) done(); };
      this.child.stdout.on('data', hear);
      this.child.stderr.on('data', hear);
      this.gone.then((code) => failed(new Error(`melaju ended with ${code}: ${log}`)));
    });
  }

  async kill(signal = 'SIGKILL') {
    this.child.kill(signal);
    return this.gone;
  }

  async ask(path, { cookie, body }) {
    const a = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: body ? 'POST' : 'GET', redirect: 'manual', headers: { ...(cookie && { Cookie: cookie }), ...(body && { 'Content-Type': 'application/json' }), Accept: body ? 'application/json' : 'text/html' }, body: body && JSON.stringify(body),
    });
    const text = await a.text();
    return { status: a.status, text, cookie: /melaju=[^;]+/.exec(a.headers.get('set-cookie') ?? '')?.[0], ...(body && text.startsWith('{') ? JSON.parse(text) : {}) };
  }

  /* A session outlives the server. */
  async session(login) {
    if (!this.sessions.has(login)) {
      const { cookie, status, text } = await this.ask('/masuk', { body: { login, password: PASSWORD } });
      assert.equal(status, 200, text);
      const page = await this.ask('/saya', { cookie });
      this.sessions.set(login, { cookie, csrf: /name="_csrf" value="([^"]+)"/.exec(page.text)[1] });
    }
    return this.sessions.get(login);
  }

  /* One act with a key of its own; remembered while nobody knows what became of it. */
  async act(login, path, fields, kept) {
    const { cookie, csrf } = await this.session(login);
    const act = { cookie, path, body: { ...fields, _csrf: csrf, _once: randomBytes(16).toString('hex') }, kept };
    this.open.push(act);
    return this.send(act);
  }

  async send(act) {
    const a = await this.ask(act.path, act);
    /* Busy: nobody knows either; it may be sent again. */
    if (a.status !== 503) this.open = this.open.filter((o) => o !== act);
    if (a.status < 300) this.acked.push(act.kept(a));
    else this.said.set(a.status, a.text);
    if (a.status >= 300) throw Object.assign(new Error(`${act.path}: ${a.status} ${a.text}`), { status: a.status, said: a.message });
    return a;
  }

  /* A report, a case of it, a hand-over, accepted, and notes: each acknowledged by itself. */
  async oneCase(n) {
    const row = (table, a, more = '') => `SELECT count(*) FROM ${table} WHERE id = ${a.id} ${more}`;
    const report = await this.act('loket.cikole', '/laporan/baru', { body: `Lansia sendirian ${n}`, region: '3272021001', subject: 'unknown', reporter_kind: 'anonymous', topic: 'ppks', channel: 'loket', flags: [] }, (a) => row('report', a));
    const opened = await this.act('lurah.cikole', `/laporan/${report.id}/rencana`, { region: '3272021001', reason: 'begitu', service1: 'asesmen', unit1: this.units['lurah.cikole'] }, (a) => row('casefile', a));
    const sent = await this.act('lurah.cikole', `/kasus/${opened.id}/rujuk`, { kind: 'handover', unit: this.units['back.dinsos'] }, (a) => row('referral', a));
    await this.act('back.dinsos', `/rujukan/${sent.id}/terima`, {}, () => row('referral', sent, 'AND state = 4'));
    for (let i = 0; i < 3; i++) {
      const body = `catatan ${n}.${i}`;
      await this.act('back.dinsos', `/kasus/${opened.id}/catat`, { body }, () => `SELECT count(*) FROM case_event WHERE case_id = ${opened.id} AND body = '${body}'`);
    }
  }

  async know() {
    this.units = Object.fromEntries(this.sql("SELECT login, unit_id FROM user_account WHERE login IN ('lurah.cikole', 'back.dinsos')"));
    for (const login of ['loket.cikole', 'lurah.cikole', 'back.dinsos']) await this.session(login);
  }

  /* Acts until told to stop or until nobody answers; an answer that says no is looked at by what calls. */
  async work(round, until) {
    let n = 0;
    const worker = async (w) => {
      while (!until.over) {
        try { await this.oneCase(`${round}.${w}.${n++}`); } catch (e) {
          if (e.status !== undefined && e.status !== 503 && !until.refusals) throw e;
          if (e.status === undefined && !until.retry) return;
          until.refused = (until.refused ?? 0) + 1;
          await sleep(20);
        }
      }
    };
    await Promise.all([...Array(WORKERS).keys()].map(worker));
  }

  /* Whoever got no answer, or was told that the house is busy, asks again with the same key: done once, or done now. */
  async repeat() {
    const unanswered = this.open;
    for (const act of unanswered) {
      for (let busy = true; busy;) {
        busy = false;
        try { await this.send(act); } catch (e) {
          if (e.status !== 503) throw e;
          busy = true;
          await sleep(50);
        }
      }
    }
    assert.deepEqual(this.open, []);
    return unanswered.length;
  }

  check() {
    const faults = this.sql(rules.map((r) => r.sql).join(';\n')).map(([n], i) => (Number(n) === 0 ? '' : rules[i].sentence)).filter(Boolean);
    assert.deepEqual(faults, []);
    const counts = [];
    for (let i = 0; i < this.acked.length; i += 400) counts.push(...this.sql(this.acked.slice(i, i + 400).join(';\n')));
    const wrong = this.acked.filter((_, i) => counts[i][0] !== '1');
    assert.deepEqual(wrong, [], `${wrong.length} of ${this.acked.length} acknowledged acts are not there exactly once`);
    run('audit', 'verify', '--db', this.db, '--key', this.key);
  }
}

async function killed(house, kills) {
  let repeated = 0, signals = 0;
  await house.start();
  await house.know();
  for (let round = 0; round < kills; round++) {
    const until = {};
    const done = house.work(round, until);
    await sleep(Math.random() * 400);
    assert.equal(await house.kill(), 'SIGKILL');
    signals++;
    until.over = true;
    await done;
    await house.start();
    repeated += await house.repeat();
    house.check();
  }
  await house.kill('SIGTERM');
  return `${signals} kills, ${house.acked.length} acts acknowledged, none lost; ${repeated} without answer asked again, each counted once`;
}

/* ---- SQLite ---------------------------------------------------------------------------------- */

function sqliteHouse(name) {
  const db = join(dir, `${name}.db`);
  run('backup', '--db', join(dir, 'sample.db'), '--to', db);
  const sql = (text) => execFileSync('sqlite3', ['-readonly', '-separator', '\t', '-cmd', '.timeout 10000', db], { input: `${text};\n`, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').filter(Boolean).map((l) => l.split('\t'));
  return new House(db, join(dir, 'sample.db.key'), sql);
}

/* Looking for cities that init has made begins while the server still starts: each with what is its own. */
test('SQLite: started again and again, every request has its city and key', async () => {
  const house = sqliteHouse('starts');
  for (let i = 0; i < 12; i++) {
    await house.start();
    house.sessions.clear();
    await house.session('loket.cikole');
    assert.equal(await house.kill('SIGTERM'), 0);
  }
});

test('SQLite: killed under load', async (t) => {
  t.diagnostic(await killed(sqliteHouse('killed'), KILLS || 20));
});

test('SQLite: the disk is full', async (t) => {
  const house = sqliteHouse('full');
  await house.start(statSync(house.db).size + (256 << 10));
  await house.know();
  const until = { refusals: true };
  const done = house.work(0, until);
  while ((until.refused ?? 0) < 12 && !house.child.over) await sleep(20);
  until.over = true;
  await done;
  assert.ok(!house.child.over, 'the server goes on');
  assert.deepEqual([...house.said.keys()].filter((s) => s !== 503), [507], [...house.said.values()].join('\n'));
  assert.match(house.said.get(507), /"message":"[^"]+/);
  const page = await house.ask('/laporan', { cookie: house.sessions.get('loket.cikole').cookie });
  t.diagnostic(`${house.acked.length} acts until the disk was full, ${until.refused} refused with 507; pages meanwhile: ${page.status}`);
  await house.kill();
  await house.start();
  house.check();
  await house.oneCase('again');
  house.check();
  await house.kill('SIGTERM');
});

/* ---- PostgreSQL -------------------------------------------------------------------------------- */

async function cluster() {
  const at = join(dir, 'pg');
  const port = await freePort();
  const pg = (act) => execFileSync('sh', [join(ROOT, 'tools/pg.sh'), act], { env: { ...process.env, MELAJU_PG_DIR: at, MELAJU_PG_PORT: String(port) }, stdio: 'ignore' });
  mkdirSync(at);
  execFileSync('chmod', ['755', dir]);
  pg('start');
  const admin = (database, text) => execFileSync('psql', ['-qAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', `postgres://admin@127.0.0.1:${port}/${database}`], { input: text, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').filter(Boolean).map((l) => l.split('\t'));
  admin('postgres', 'ALTER SYSTEM SET synchronous_commit = on; ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();');
  admin('postgres', 'CREATE DATABASE kota OWNER melaju_owner');
  const db = `postgres://melaju_owner@127.0.0.1:${port}/kota`;
  run('export', '--db', join(dir, 'sample.db'), '--to', join(dir, 'kota.melaju'));
  run('import', '--db', db, '--from', join(dir, 'kota.melaju'), '--key', join(dir, 'sample.db.key'));
  return { house: new House(db, join(dir, 'sample.db.key'), (text) => admin('kota', `${text};`)), start: () => pg('start'), stop: () => pg('stop') };
}

test('PostgreSQL: killed under load; the database goes away and comes back', async (t) => {
  const { house, start, stop } = await cluster();
  try {
    t.diagnostic(await killed(house, KILLS || 8));
    await house.start();
    for (let round = 0; round < 3; round++) {
      const until = { refusals: true, retry: true };
      const done = house.work(`gone.${round}`, until);
      await sleep(200 + Math.random() * 200);
      stop();
      while ((until.refused ?? 0) < 12) await sleep(20);
      const page = await house.ask('/laporan', { cookie: house.sessions.get('loket.cikole').cookie });
      assert.equal(page.status, 503);
      start();
      until.over = true;
      await done;
      assert.ok(!house.child.over, 'the server goes on');
      await house.repeat();
      await house.oneCase(`back.${round}`);
      house.check();
    }
    assert.deepEqual([...house.said.keys()], [503], [...house.said.values()].join('\n'));
    t.diagnostic(`3 times the database was away: answered 503, ${house.acked.length} acts acknowledged, none lost`);
    await house.kill('SIGTERM');
  } finally { house.child?.kill('SIGKILL'); stop(); }
});
