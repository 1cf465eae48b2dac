// Every page of every role: it answers, it is accessible, it fits, it is small, it asks nobody else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, openBrowser, openPage, shot, signIn, startServer, tooWide } from './lib.mjs';

const WIDTHS = [320, 360, 768, 1280];
// In CI a handful of accounts sees every shape of page once; CRAWL=all is the long walk, by all of them, CRAWL=rsud,dpo by some.
const ASKED = process.env.CRAWL || '';
const ALL = ASKED !== '';
/* Of a page that was looked at in full, what may be different when it is narrow. */
const BY_WIDTH = ['target-size', 'scrollable-region-focusable', 'label', 'link-name', 'button-name', 'aria-hidden-focus'];
const SAMPLES = ALL ? 2 : 1; // pages of one shape that a person looks at
const EVERYBODY = ['admin', 'manajer', 'kepala', 'supervisor.cikole', 'lurah.cikole', 'loket.cikole', 'relawan.cikole', 'back.dinsos', 'piket.slrt', 'rsud',
  'satpolpp', 'singgah', 'ppa', 'puskesmas.cikole', 'tagana', 'bendahara', 'pptk', 'auditor', 'dpo'];
const ACCOUNTS = ASKED === 'all' ? EVERYBODY : ALL ? ASKED.split(',') : ['manajer', 'loket.cikole', 'rsud', 'admin', 'bendahara', 'dpo'];

let server;
let browser;
before(async () => { server = await startServer({ at: '2026-11-21T14:00:00Z' }); browser = await openBrowser(); });
after(async () => { await browser?.close(); await server?.stop(); });

/* /kasus/123?x=1 and /kasus/456 have one shape: /kasus/{id}. */
const shapeOf = (url) => {
  const u = new URL(url);
  const keys = [...new Set(u.searchParams.keys())].sort().join('&');
  return u.pathname.replace(/\/\d{6,}/g, '/{id}').replace(/^(\/acuan)\/[^/]+/, '$1/{set}').replace(/^(\/acuan\/\{set\})\/[^/]+/, '$1/{code}') + (keys && `?${keys}`);
};

/* What can be done on it, so that the same page in the same state is looked at closely once, whoever opens it. */
const kindOf = (page) => page.evaluate(() => [...new Set([...document.querySelectorAll('main form[action], main table, main .note, main .steps, main .timeline')]
  .map((e) => (e.getAttribute('action') || e.tagName).replace(/\d{6,}/g, 'N')))].sort().join(' '));

/* Each state of a shape is looked at closely once, by whoever opens it first; on the long walk by everybody. */
const CLOSE = ALL ? 2 : 1;
const seen = new Set();
const looked = new Map();
const found = [];
const shapes = new Map();

async function closely(page, name, first) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await tooWide(page);
    if (over) found.push(`${name} at ${width}: scrolls sideways by ${over}`);
    if (width === 360 && first) for (const v of await axe(page, ALL ? undefined : BY_WIDTH)) found.push(`${name} at 360: ${v}`);
    if (width === 360 && process.env.SHOTS) await shot(page, `${name.replace(/[^a-z0-9]+/gi, '-')}-360`);
  }
  for (const v of await axe(page)) found.push(`${name}: ${v}`);
  if (process.env.SHOTS) await shot(page, `${name.replace(/[^a-z0-9]+/gi, '-')}-1280`);
}

/* Paper and data are asked for without a window. */
const papers = new Set();
async function isPaper(page, path, who) {
  const shape = shapeOf(server.base + path);
  if (papers.has(shape)) return true;
  if (shapes.get(shape)) return false;
  const answer = await page.context().request.get(path);
  shapes.set(shape, true);
  if (/^text\/html/.test(answer.headers()['content-type'])) return false;
  if (answer.status() !== 200) found.push(`${who} ${path}: status ${answer.status()}`);
  papers.add(shape);
  return true;
}

/* True for what was not looked at closely yet; says too whether the shape is new. */
async function isNew(page, who, shape) {
  const whose = ALL ? `${who} ${shape}` : shape;
  const kind = `${whose} ${await kindOf(page)}`;
  const times = looked.get(whose) || 0;
  if (seen.has(kind) || times >= CLOSE) return { close: false };
  seen.add(kind);
  looked.set(whose, times + 1);
  return { close: true, first: times === 0 };
}

async function look(page, path, who, from) {
  if (await isPaper(page, path, who)) return [];
  const answer = await page.goto(path, { waitUntil: 'load' });
  const shape = shapeOf(page.url());
  const name = `${who} ${shape}`;
  if (answer.status() !== 200) found.push(`${who} ${path}: status ${answer.status()}, linked from ${from}`);
  const { close, first } = await isNew(page, who, shape);
  if (close) await closely(page, name, first);
  for (const f of page.faults.splice(0)) found.push(`${name}: ${f}`);
  return page.evaluate(() => [...document.querySelectorAll('a[href]')].map((a) => new URL(a.getAttribute('href'), location.href).href));
}

async function crawl(page, who) {
  const queue = [['/', 'the bar']];
  const asked = new Set(['/']);
  const count = new Map();
  while (queue.length) {
    const [path, from] = queue.shift();
    for (const href of await look(page, path, who, from)) {
      const u = new URL(href);
      if (u.origin !== server.base || /\.(json|csv|xlsx|pdf)$/.test(u.pathname) || u.pathname.startsWith('/foto/')) continue;
      const to = u.pathname + u.search;
      const shape = shapeOf(u.href);
      if (asked.has(to) || (count.get(shape) || 0) >= (u.search ? 1 : SAMPLES)) continue;
      asked.add(to);
      count.set(shape, (count.get(shape) || 0) + 1);
      queue.push([to, path]);
    }
  }
}

for (const who of ['publik', ...ACCOUNTS]) {
  test(`${who}: each page that a link leads to`, async () => {
    const page = await openPage(browser, server);
    if (who !== 'publik') await signIn(page, who);
    const from = found.length;
    await crawl(page, who);
    await page.context().close();
    assert.deepEqual(found.slice(from), []);
  });
}

test('A visitor of the sample city chooses a role, types nothing, and is in', async () => {
  const page = await openPage(browser, server, { javaScriptEnabled: false });
  await page.goto('/masuk?kembali=/ikhtisar');
  await page.selectOption('select[name=login]', 'kepala');
  await page.click('main form:has(select[name=login]) button');
  assert.equal(new URL(page.url()).pathname, '/ikhtisar');
  assert.match(await page.textContent('.me-name'), /Kepala Dinas Sosial/);
  await page.context().close();
});
