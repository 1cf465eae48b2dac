// What the browser tests share: a server of their own, people who sign in, the database read from outside.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/* Node.js 18 joins the cookies of an answer by commas. */
const cookiesOf = (headers) => (headers.getSetCookie ? headers.getSetCookie() : (headers.get('set-cookie') || '').split(/,(?=\s*[^;,=\s]+=)/).filter(Boolean));

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const PASSWORD = 'Contoh-Melaju-2026';
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const BINARY = process.env.MELAJU_BIN || join(ROOT, 'build/release/melaju');
const SHOTS = join(ROOT, 'build/shots');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* ---- the server ---------------------------------------------------------------------------- */

const freePort = () => new Promise((done) => {
  const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

// DB=pg with MELAJU_TEST_PG=postgres://melaju@host:port of tools/pg.sh: a database of its own on that cluster.
const onPostgres = () => {
  if (process.env.DB !== 'pg') return null;
  const at = /@([^/]+)/.exec(process.env.MELAJU_TEST_PG);
  const name = `browser_${process.pid}_${Date.now() % 1e6}`;
  const admin = (database, sql) => execFileSync('psql', ['-qAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', `postgres://admin@${at[1]}/${database}`, '-c', sql], { encoding: 'utf8' });
  admin('postgres', `CREATE DATABASE ${name} OWNER melaju_owner`);
  return { url: `postgres://melaju_owner@${at[1]}/${name}`, read: (sql) => admin(name, sql), drop: () => admin('postgres', `DROP DATABASE ${name} WITH (FORCE)`) };
};

/* A demo city of so many people whose clock stands at the instant given and moves on from there. */
export async function startServer({ at, city = '3272', people } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'melaju-browser-'));
  const port = await freePort();
  const pg = onPostgres();
  const clock = join(dir, 'clock');
  const base = `http://127.0.0.1:${port}`;
  let shift = at ? new Date(at).getTime() - Date.now() : 0;
  const setClock = () => writeFileSync(clock, String(Math.round(shift * 1000)));
  setClock();
  const db = pg ? pg.url : join(dir, 'melaju.db');
  const args = ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, people ? `--demo=${people}` : '--demo', '--clock', clock, '--key', join(dir, 'key'), '--city', city];
  let child;
  let log;
  let ending = false;
  const begin = async () => {
    log = '';
    ending = false;
    child = spawn(BINARY, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    await new Promise((done, failed) => {
      /* A machine overrun by others takes long to fill a city; one that never starts must not stay. */
      const late = setTimeout(() => { child.kill('SIGKILL'); failed(new Error(`melaju did not start: ${log}`)); }, 600_000);
      const hear = (d) => { log += d; if (log.includes('"event":"start"')) { clearTimeout(late); done(); } };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => { clearTimeout(late); failed(new Error(`melaju ended with ${code}: ${log}`)); });
    });
    child.removeAllListeners('exit');
    child.once('exit', (code, signal) => { if (!ending) console.error(`melaju ended by itself: ${code ?? signal}\n${log.slice(-3000)}`); });
  };
  const end = async (signal) => {
    ending = true;
    if (child.exitCode === null && child.signalCode === null) { child.kill(signal); await new Promise((done) => { child.once('exit', done); }); }
  };
  await begin();
  return {
    base,
    dir,
    log: () => log,
    now: () => new Date(Date.now() + shift),
    /* Time passes, and what is due by itself is done: no job waits whose time has come. */
    async pass(ms) {
      shift += ms;
      setClock();
      const due = Math.round((Date.now() + shift) * 1000);
      const waiting = () => this.read(`SELECT count(*) FROM job WHERE state = 0 AND run_at <= ${due}`)[0][0];
      for (const end = Date.now() + 300_000; waiting() > 0;) {
        if (Date.now() > end) throw new Error(`jobs of ${new Date(due / 1000).toISOString()} were not done`);
        await sleep(100);
      }
    },
    /* Rows of any statement, read by another process. */
    read: (sql) => (pg ? pg.read(sql) : execFileSync('sqlite3', ['-readonly', '-separator', '\t', '-cmd', '.timeout 10000', db, sql], { encoding: 'utf8' }))
      .split('\n').filter(Boolean).map((l) => l.split('\t').map((v) => (/^-?\d{1,15}$/.test(v) ? Number(v) : v))),
    /* The machine loses power and comes back. */
    async fall() { await end('SIGKILL'); await begin(); },
    async stop() {
      await end('SIGTERM');
      if (pg) pg.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

/* What must hold in every state of the database; returns the sentences that do not. */
export function broken(server) {
  const text = readFileSync(join(ROOT, 'tests/baton/invariants.sql'), 'utf8');
  const rules = [...text.matchAll(/^-- (.+)\n(SELECT[^;]+);/gm)].map(([, sentence, sql]) => ({ sentence, sql }));
  if (rules.length < 10) throw new Error('the invariants were not understood');
  const counts = new Map(server.read(rules.map((r, i) => `SELECT ${i}, (${r.sql})`).join(' UNION ALL ')));
  return rules.filter((r, i) => counts.get(i) !== 0).map((r) => r.sentence);
}

/* ---- programs ------------------------------------------------------------------------------ */

/* A person without a browser: cookie, form token, JSON. */
export class Person {
  constructor(server) { this.server = server; this.cookie = ''; this.csrf = ''; }

  static async signIn(server, login) {
    const p = new Person(server);
    const a = await p.raw('/masuk', { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify({ login, password: PASSWORD }) });
    if (a.status !== 200) throw new Error(`${login} could not sign in: ${a.status} ${await a.text()}`);
    const page = await (await p.raw('/saya')).text();
    p.csrf = /name="_csrf" value="([^"]+)"/.exec(page)[1];
    return p;
  }

  async raw(path, { headers = {}, ...options } = {}) {
    const a = await fetch(this.server.base + path, { redirect: 'manual', ...options, headers: { ...(this.cookie && { Cookie: this.cookie }), ...headers } });
    for (const c of cookiesOf(a.headers)) if (c.startsWith('melaju=')) [this.cookie] = c.split(';');
    return a;
  }

  async get(path) {
    const a = await this.raw(path, { headers: { Accept: 'application/json' } });
    const text = await a.text();
    if (a.status !== 200) throw new Error(`GET ${path}: ${a.status} ${text}`);
    return JSON.parse(text);
  }

  /* Answers {status, ...body}; the caller says what it expects. */
  async post(path, fields = {}, headers = {}) {
    const a = await this.raw(path, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': this.csrf, ...headers }, body: JSON.stringify(fields) });
    const text = await a.text();
    let body = {};
    try { body = JSON.parse(text); } catch { body = { text }; }
    return { status: a.status, ...body };
  }

  /* The same, and it must succeed. */
  async act(path, fields = {}) {
    const a = await this.post(path, fields);
    if (!a.ok) throw new Error(`POST ${path} ${JSON.stringify(fields)}: ${JSON.stringify(a)}`);
    return a;
  }
}

/* ---- browsers ------------------------------------------------------------------------------ */

export const openBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-domain-reliability'],
});

/* A page that remembers everything that went wrong on it, in page.faults. */
export async function openPage(browser, server, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'id-ID', timezoneId: 'Asia/Jakarta', baseURL: server.base, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (e) => page.faults.push(`${page.url()}: ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error') page.faults.push(`${page.url()}: ${m.text()} ${m.location().url}`); });
  page.on('request', (r) => { if (!/^(data|blob):/.test(r.url()) && !r.url().startsWith(`${server.base}/`)) page.faults.push(`asked ${r.url()}`); });
  page.setDefaultTimeout(60_000);
  return page;
}

export async function signIn(page, login) {
  await page.goto('/masuk');
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL((u) => u.pathname !== '/masuk');
}

/* Violations of WCAG 2.2 A and AA, or of some rules, one line each. */
export async function axe(page, rules) {
  if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(axeSource);
  const runOnly = rules || ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary.split('\n')[1] || ''}`).join(' | ').slice(0, 500)}`);
}

export const tooWide = (page) => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));

export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}
