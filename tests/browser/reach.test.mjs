// Working without script, with the keyboard alone, and being told what is wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { MINUTE, Person, axe, openBrowser, openPage, signIn, startServer, tooWide } from './lib.mjs';

let server;
let browser;
before(async () => { server = await startServer({ at: '2026-11-23T03:00:00Z' }); browser = await openBrowser(); });
after(async () => { await browser?.close(); await server?.stop(); });

const count = (table) => server.read(`SELECT count(*) FROM ${table}`)[0][0];

test('without script: sign in, report, decide, accept, note, sign out', async () => {
  const page = await openPage(browser, server, { javaScriptEnabled: false });
  await signIn(page, 'manajer');
  await page.goto('/laporan/baru');
  await page.fill('[name=body]', 'Orang sakit di halte, tidak dikenal.');
  await page.selectOption('[name=region]', '3272021001');
  await page.check('[name=flags][value=sick]');
  await page.check('[name=reporter_kind][value=anonymous]');
  await page.click('form[action="/laporan/baru"] button[type=submit]');
  await page.waitForURL(/\/laporan\/\d+/);
  assert.match(await page.textContent('main'), /Orang sakit di halte/);
  await page.click('form[action$="/putuskan"] button[type=submit]');
  await page.waitForURL(/\/kasus\/\d+/);
  const casePath = new URL(page.url()).pathname;
  await page.context().clearCookies();

  await signIn(page, 'rsud');
  const [[sent]] = server.read(`SELECT id FROM referral WHERE case_id = ${casePath.split('/')[2]} AND state IN (1, 2)`);
  const accept = page.locator(`form[action="/rujukan/${sent}/terima"]`);
  await accept.locator('button').click();
  await page.waitForURL(/\/(rujukan|kasus)\/\d+/);
  assert.equal(server.read(`SELECT u.code FROM casefile c JOIN unit u ON u.city = c.city AND u.id = c.holder_unit_id WHERE c.id = ${casePath.split('/')[2]}`)[0][0], 'RSUD');

  await page.goto(casePath);
  const note = page.locator(`form[action="${casePath}/catat"]`);
  if (!await note.locator('[name=body]').isVisible()) await page.locator('details', { has: page.locator(`form[action="${casePath}/catat"]`) }).locator('summary').last().click();
  await note.locator('[name=body]').fill('Diperiksa dokter jaga.');
  await note.locator('button[type=submit]').click();
  await page.waitForLoadState();
  assert.match(await page.textContent('main'), /Diperiksa dokter jaga\./);
  assert.equal(await page.locator('.flash').count(), 1, 'says that it was saved');
  await page.goto(casePath);
  assert.equal(await page.locator('.flash').count(), 0, 'and says so once');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('a report with the keyboard alone, under a minute', async () => {
  const page = await openPage(browser, server);
  await signIn(page, 'loket.cikole');
  const before = count('report');
  await page.goto('/laporan/baru');
  const started = Date.now();
  const name = () => page.evaluate(() => document.activeElement.name || document.activeElement.id);
  const toField = async (want, most = 25) => {
    for (let i = 0; i < most && await name() !== want; i++) await page.keyboard.press('Tab');
    assert.equal(await name(), want);
  };
  assert.equal(await name(), 'body', 'the first field has the focus');
  await page.keyboard.type('Ibu tua jatuh di depan pasar, kakinya luka.');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Cikole');
  await page.waitForSelector('[role=listbox]:not([hidden]) [role=option]');
  await page.keyboard.press('Enter');
  await toField('place');
  await page.keyboard.type('Depan pasar');
  await toField('subject');
  await toField('flags');
  for (let i = 0; i < 12 && await page.evaluate(() => document.activeElement.value) !== 'injured'; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await toField('reporter_kind', 12);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/laporan\/\d+/);
  assert.ok(Date.now() - started < 60_000);
  assert.equal(count('report'), before + 1);
  await page.goto('/laporan/baru');
  assert.equal(await page.inputValue('[name=body]'), '', 'the draft is gone once it was sent');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

/* Tab until the focus stands on something of this name; what a screen reader would say. */
async function tabTo(page, name, most = 60) {
  const focused = () => page.evaluate(() => {
    const e = document.activeElement;
    const label = e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent;
    return `${e.getAttribute('aria-label') || label || ''}`.replace(/\s+/g, ' ').trim();
  });
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (name.test(await focused())) return;
  }
  assert.fail(`no Tab leads to ${name}; the last was ${await focused()}`);
}
/* A key that leaves the page. */
const leave = (page, key) => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
const ids = (page, end) => Object.fromEntries(page.actions.find((a) => a.href.endsWith(end)).fields.filter((f) => f.kind === 'id' && f.value).map((f) => [f.name, f.value]));

test('with the keyboard alone: receipt, Lacak, accept, find', async () => {
  const page = await openPage(browser, server);
  await page.goto('/lapor');
  await tabTo(page, /^Apa yang terjadi/);
  await page.keyboard.type('Kakek demam tinggi, tidur di emperan.');
  await tabTo(page, /^Kelurahan/);
  await page.keyboard.type('Gunung Parang');
  await page.waitForSelector('[role=option]');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Sakit/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Tidak punya tempat tinggal/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Terbuka/);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'anonymous');
  await tabTo(page, /^Kirim laporan/);
  await leave(page, 'Enter');
  await page.waitForFunction(() => /sudah dicatat/.test(document.querySelector('#siar').textContent));
  const [number, secret] = await page.locator('b.code-value').allInnerTexts();
  assert.match(number, /^LP-/);
  assert.match(secret, /^[0-9A-Z]{8}$/);
  assert.deepEqual(await axe(page), []);

  await page.goto('/lacak');
  await tabTo(page, /^Nomor laporan/);
  await page.keyboard.type(number.toLowerCase());
  await tabTo(page, /^Kode/);
  await page.keyboard.type(secret.toLowerCase());
  await leave(page, 'Enter');
  assert.match(await page.textContent('main'), /sedang dipilah/);

  const manager = await Person.signIn(server, 'manajer');
  const row = (await manager.get('/laporan.json')).reports.rows.find((r) => r.number === number);
  const { location } = await manager.act(`/laporan/${row.id}/putuskan`, ids(await manager.get(`/laporan/${row.id}.json`), '/putuskan'));
  const caseId = /\d+/.exec(location)[0];
  const [[referral, caseNumber]] = server.read(`SELECT r.number, c.number FROM referral r JOIN casefile c ON c.city = r.city AND c.id = r.case_id JOIN unit u ON u.city = r.city AND u.id = r.to_unit_id
    WHERE r.case_id = ${caseId} AND r.state = 1 AND u.code = 'RSUD'`);
  await signIn(page, 'rsud');
  await page.goto('/');
  await tabTo(page, new RegExp(`^Terima ${referral}`));
  await leave(page, 'Enter');
  await page.waitForFunction(() => /diterima/i.test(document.querySelector('#siar').textContent));
  assert.equal(server.read(`SELECT u.code FROM casefile c JOIN unit u ON u.city = c.city AND u.id = c.holder_unit_id WHERE c.id = ${caseId}`)[0][0], 'RSUD');
  await page.keyboard.press('/');
  await page.keyboard.type(caseNumber);
  await leave(page, 'Enter');
  assert.match(await page.textContent('h1'), new RegExp(caseNumber));
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Langsung ke isi/, 'the first Tab offers the way past the bar');
  await tabTo(page, /^Catat$/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.name === 'body');
  await page.keyboard.type('Suhu 39, diberi cairan.');
  await leave(page, 'Control+Enter');
  assert.match(await page.textContent('main'), /Suhu 39/);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('letters twice as large, and colours that the person chose', async () => {
  const page = await openPage(browser, server, { forcedColors: 'active' });
  await signIn(page, 'manajer');
  const [[caseId]] = server.read('SELECT CAST(max(id) AS TEXT) FROM casefile WHERE state = 1');
  for (const path of ['/', '/laporan/baru', '/laporan', `/kasus/${caseId}`, '/ikhtisar', '/saya']) {
    await page.goto(path);
    assert.equal(await page.evaluate(() => {
      const seen = (e, part) => parseFloat(getComputedStyle(e)[`${part}Width`]) > 0 && getComputedStyle(e)[`${part}Style`] !== 'none';
      return [...document.querySelectorAll('.btn, .badge, input:not([type=hidden], [type=checkbox], [type=radio]), select:not([hidden])')].filter((e) => e.offsetParent && !seen(e, 'borderTop')).map((e) => e.outerHTML.slice(0, 80)).join('; ');
    }), '', `${path}: what can be pressed has an edge of its own`);
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
    const cut = await page.evaluate(() => [...document.querySelectorAll('main :is(.btn, label, legend, h1, h2, p, th, td, dt, dd, summary, .badge)')]
      .filter((e) => e.offsetParent && !e.closest('.sr, .table') && getComputedStyle(e).overflow !== 'visible' && e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML.slice(0, 80)));
    assert.deepEqual(cut, [], `${path}: nothing is cut off`);
    assert.equal(await tooWide(page), 0, `${path}: nothing has to be scrolled sideways`);
  }
  await page.context().close();
});

test('what was typed survives a closed tab', async () => {
  const page = await openPage(browser, server);
  await signIn(page, 'loket.cikole');
  await page.goto('/laporan/baru');
  await page.fill('[name=body]', 'Baru separuh tertulis');
  await page.close();
  const again = await page.context().newPage();
  await again.goto('/laporan/baru');
  assert.equal(await again.inputValue('[name=body]'), 'Baru separuh tertulis');
  assert.match(await again.textContent('#siar') + await again.textContent('main'), /dipulihkan/);
  await again.context().close();
});

/* A report of a citizen on a device that is its own. */
async function citizen(body) {
  const page = await openPage(browser, server);
  await page.goto('/lapor');
  await page.fill('[name=body]', body);
  await page.locator('[role=combobox]').fill('Tipar');
  await page.keyboard.press('Enter');
  await page.check('[name=reporter_kind][value=anonymous]');
  return page;
}
const send = async (page) => {
  await page.click('form[action="/lapor"] button[type=submit]');
  await page.waitForURL(/\/lacak\?/);
  return new URL(page.url()).searchParams.get('number');
};

test('a report whose answer was lost is sent again from its draft, and counts once', async () => {
  const page = await citizen('Jawabannya hilang di jalan');
  let first;
  await page.route('**/lapor', async (route) => {
    if (route.request().method() !== 'POST') { await route.continue(); return; }
    first = (await (await route.fetch()).json()).number;
    await route.abort();
  });
  await page.click('form[action="/lapor"] button[type=submit]');
  await page.locator('.note.warn', { hasText: 'belum terkirim' }).waitFor();
  await page.close();

  const again = await page.context().newPage();
  await again.goto('/lapor');
  assert.equal(await again.inputValue('[name=body]'), 'Jawabannya hilang di jalan');
  assert.equal(await send(again), first, 'the number of the first time, with its code');
  await again.goto('/lapor');
  assert.equal(await again.inputValue('[name=body]'), '');
  await again.context().close();
});

test('what was changed after an answer was lost is not lost with it', async () => {
  const page = await citizen('Terkirim tanpa jawaban');
  let first;
  await page.route('**/lapor', async (route) => { first = (await (await route.fetch()).json()).number; await route.abort(); });
  await page.click('form[action="/lapor"] button[type=submit]');
  await page.locator('.note.warn', { hasText: 'belum terkirim' }).waitFor();
  await page.unroute('**/lapor');
  await page.fill('[name=body]', 'Terkirim tanpa jawaban, lalu diubah');
  assert.notEqual(await send(page), first, 'other words are another report');
  await page.context().close();
});

test('one draft in two tabs counts once, and other words in the second are not lost', async () => {
  const one = await citizen('Terbuka di dua tab');
  const [two, three] = [await one.context().newPage(), await one.context().newPage()];
  await Promise.all([two.goto('/lapor'), three.goto('/lapor')]);
  assert.equal(await two.inputValue('[name=body]'), 'Terbuka di dua tab');
  const number = await send(one);
  assert.equal(await send(two), number);
  await three.fill('[name=body]', 'Terbuka di dua tab, yang ini lain');
  assert.notEqual(await send(three), number);
  await one.context().close();
});

/* Kills a browser as a flat battery does: all of its processes, told by the folder that is its own. */
function killBrowser(folder) {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try { if (readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`--user-data-dir=${folder}\0`)) process.kill(Number(id), 'SIGKILL'); } catch { /* ended meanwhile */ }
  }
}

test('what was typed survives a browser that loses its power', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'melaju-battery-'));
  const begin = () => chromium.launchPersistentContext(folder, { executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'], baseURL: server.base });
  const first = await begin();
  const page = await first.newPage();
  await page.goto('/lapor');
  await page.fill('[name=body]', 'Baterai habis di tengah kata');
  await page.waitForTimeout(500);
  const ended = new Promise((done) => { first.once('close', done); });
  killBrowser(folder);
  await ended;
  rmSync(join(folder, 'SingletonLock'), { force: true });
  const second = await begin();
  const again = await second.newPage();
  await again.goto('/lapor');
  await again.getByText('dipulihkan').first().waitFor();
  assert.equal(await again.inputValue('[name=body]'), 'Baterai habis di tengah kata');
  await again.getByRole('button', { name: 'Hapus isian ini' }).click();
  await again.reload();
  assert.equal(await again.inputValue('[name=body]'), '', 'what was thrown away is thrown away in both stores');
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a draft thrown away stays away', async () => {
  const page = await citizen('Tidak jadi');
  await page.reload();
  await page.getByRole('button', { name: 'Hapus isian ini' }).click();
  await page.reload();
  assert.equal(await page.getByText('dipulihkan').count(), 0);
  await page.context().close();
});

test('wrong input: the summary has the focus and leads to each field', async () => {
  const page = await openPage(browser, server);
  await page.goto('/lapor');
  await page.evaluate(() => document.querySelectorAll('[required]').forEach((e) => e.removeAttribute('required')));
  await page.click('form[action="/lapor"] button[type=submit]');
  await page.waitForSelector('.summary');
  assert.ok(await page.evaluate(() => document.activeElement.closest('.summary')), 'the summary has the focus');
  const links = await page.$$eval('.summary a', (all) => all.map((a) => a.getAttribute('href')));
  assert.ok(links.length >= 2, 'body, kelurahan and name are missing');
  for (const href of links) {
    await page.click(`.summary a[href="${href}"]`);
    assert.ok(await page.locator(href).count(), `${href} is on the page`);
  }
  assert.deepEqual(await axe(page), []);
  for (const bad of await page.$$('[aria-invalid=true]')) {
    const about = (await bad.getAttribute('aria-describedby')).split(' ');
    assert.ok((await Promise.all(about.map((id) => page.textContent(`#${id}`)))).join('').length > 5);
  }
  page.faults = page.faults.filter((f) => !/422/.test(f));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the session does not end without warning', async () => {
  const page = await openPage(browser, server);
  await page.clock.install({ time: server.now() });
  await signIn(page, 'rsud');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  const left = Number(await page.getAttribute('body', 'data-session-left'));
  assert.ok(left > 600, `a session lasts: ${left}`);
  await page.clock.fastForward((left - 290) * 1000);
  await page.waitForSelector('dialog[open]');
  assert.match(await page.textContent('dialog'), /hampir berakhir/);
  assert.ok(await page.evaluate(() => document.activeElement.closest('dialog')), 'the dialog has the focus');
  assert.deepEqual(await axe(page), []);
  await page.click('dialog button');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.context().close();
});

test('a NIK is masked, and read out as its last four digits', async () => {
  const p = await Person.signIn(server, 'manajer');
  const { location } = await p.act('/laporan/baru', { body: 'Lansia sendirian', region: '3272021001', subject: 'known', reporter_kind: 'anonymous', flags: ['no_dwelling'], channel: 'loket' });
  const path = location.split('?')[0];
  const made = await p.act(`${path}/putuskan`, ids(await p.get(`${path}.json`), '/putuskan'));
  await p.act(`${made.location}/orang`, { ...ids(await p.get(`${made.location}.json`), '/orang'), name: 'Contoh Warga', nik: '3272024101600012', source: 'KTP' });
  const page = await openPage(browser, server);
  await signIn(page, 'manajer');
  await page.goto(made.location);
  const html = await page.content();
  assert.doesNotMatch(html, /3272024101600012/);
  assert.match(await page.locator('.masked').ariaSnapshot(), /NIK.*berakhir 0012/s);
  assert.doesNotMatch(await page.locator('.masked').ariaSnapshot(), /··/, 'the dots are not read out');
  assert.deepEqual(await axe(page), []);
  await page.context().close();
});

test('heard with a screen reader: what stands together is not said as one word, and nothing twice', async () => {
  const page = await openPage(browser, server);
  const read = (selector) => page.locator(selector).ariaSnapshot();
  await page.goto('/lapor');
  assert.match(await read('header.bar'), /link "Melaju Kota Sukabumi"/);
  assert.match(await page.locator('input[role=combobox]').getAttribute('aria-required'), /true/);
  await page.fill('input[role=combobox]', 'gunung');
  assert.match(await read('[role=listbox]'), /group "Kec\. Cikole":\s+- option "Gunung Parang"/);
  await page.fill('input[role=combobox]', 'xyz');
  await page.waitForFunction(() => document.querySelector('#siar').textContent === 'Tidak ada yang cocok');
  await page.goto('/lacak?number=LP-00000000&secret=00000000');
  assert.equal(await page.locator('[role=alert]').count(), 0, 'the summary has the focus, so it is said by that');
  assert.match(await page.getByRole('group', { name: 'Ada yang perlu diperbaiki' }).evaluate((e) => document.getElementById(e.getAttribute('aria-describedby')).textContent), /tidak cocok/);
  await page.goto('/masuk');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'login');
  await signIn(page, 'loket.cikole');
  await page.goto('/');
  const home = await read('main');
  assert.match(home, /link "Laporan unit ?: \d+/);
  assert.doesNotMatch(home, /link "[^"]*[a-z](LP|KS|RJ)-/);
  await page.context().close();
});

test('heard on the way: a button that posts stands by itself, without a nameless form around it', async () => {
  const page = await openPage(browser, server);
  await signIn(page, 'lurah.cikole');
  const cdp = await page.context().newCDPSession(page);
  for (const path of ['/', '/laporan', '/laporan/baru', '/warga', '/buka-darurat']) {
    await page.goto(path);
    assert.ok(await page.locator('form').count() > 0, path);
    const { nodes } = await cdp.send('Accessibility.getFullAXTree');
    assert.deepEqual(nodes.filter((n) => !n.ignored && n.role?.value === 'form' && !n.name?.value).length, 0, path);
  }
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('heard while typing: how many were found, not all of them', async () => {
  const page = await openPage(browser, server);
  await signIn(page, 'manajer');
  await page.goto('/warga');
  await page.keyboard.type('siti');
  await page.waitForFunction(() => /warga .*cocok/.test(document.querySelector('#siar').textContent));
  assert.equal(await page.locator('[aria-live]').count(), 1, 'only what is announced is read out by itself');
  assert.match(await page.locator('#pratinjau td[data-label=NIK]').first().ariaSnapshot(), /berakhir \d{4}/);
  assert.doesNotMatch(await page.locator('#pratinjau').ariaSnapshot(), /··/, 'no dots are read out');
  await page.keyboard.press('ArrowDown');
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('href')), /^\/warga\/\d+/);
  await page.context().close();
});

test('heard from an open page: what comes in, wherever the focus stands, and not that time passes', async () => {
  const page = await openPage(browser, server);
  await page.clock.install({ time: server.now() });
  await signIn(page, 'rsud');
  const heard = () => page.textContent('#siar');
  const look = () => page.clock.runFor(16_000);
  await page.clock.runFor(200);
  const manager = await Person.signIn(server, 'manajer');
  const send = async (body) => {
    const { location } = await manager.act('/laporan/baru', { body, region: '3272021003', subject: 'unknown', reporter_kind: 'anonymous', flags: ['danger'], channel: 'loket' });
    const path = location.split('?')[0];
    await manager.act(`${path}/putuskan`, ids(await manager.get(`${path}.json`), '/putuskan'));
  };
  await send('Kakek pingsan di halte.');
  await look();
  const rung = () => page.waitForFunction(() => document.querySelector('#siar').textContent === 'Ada yang baru masuk');
  await rung();
  await page.evaluate(() => { document.querySelector('#siar').textContent = ''; window.kept = document.querySelector('[data-part] time'); });
  const left = await page.evaluate(() => window.kept.textContent);
  await server.pass(MINUTE);
  await look();
  await page.waitForFunction((was) => window.kept.textContent !== was || !window.kept.isConnected, left);
  assert.ok(await page.evaluate(() => window.kept.isConnected), 'the time left changes where it stands: whoever reads there keeps his place');
  await page.clock.runFor(200);
  assert.equal(await heard(), '');
  await page.locator('[data-part] a').first().focus();
  const on = await page.evaluate(() => document.activeElement.href);
  const tasks = await page.locator('.task').count();
  await send('Ibu tertimpa pohon di taman.');
  await look();
  await rung();
  assert.equal(await page.evaluate(() => document.activeElement.href), on, 'the focus stays');
  await page.locator('#q').focus();
  await look();
  await page.waitForFunction((n) => document.querySelectorAll('.task').length === n + 1, tasks); /* and the page follows once it has left */
  await page.context().close();
});

test('what comes in rings on any page, behind another window too, and a page that can no longer ring says so', async () => {
  const page = await openPage(browser, server);
  await page.clock.install({ time: server.now() });
  await signIn(page, 'rsud');
  await page.goto('/direktori');
  const look = () => page.clock.runFor(16_000);
  const told = (text) => page.waitForFunction((t) => document.querySelector('#kabar')?.innerText.includes(t) && document.querySelector('#siar').textContent.includes(t), text);
  await look();
  /* As a window behind another one says it. */
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
  const manager = await Person.signIn(server, 'manajer');
  const { location } = await manager.act('/laporan/baru', { body: 'Nelayan tenggelam.', region: '3272021003', subject: 'unknown', reporter_kind: 'anonymous', flags: ['danger'], channel: 'loket' });
  const path = location.split('?')[0];
  await manager.act(`${path}/putuskan`, ids(await manager.get(`${path}.json`), '/putuskan'));
  await look();
  await told('Ada yang baru masuk');
  assert.equal(await page.title(), '● Direktori layanan · Kota Sukabumi');
  assert.deepEqual(await axe(page), []);
  await page.locator('#kabar a').click();
  await page.waitForURL('**/pemberitahuan');
  await page.goto('/direktori');
  await page.context().clearCookies();
  await look();
  await told('Anda sudah keluar');
  await page.context().close();
});

/* Of a list the page that is the longest, such as a case with all its acts open to a manager. */
const longest = async (who, list, part) => {
  const p = await Person.signIn(server, who);
  const paths = (await p.get(list))[part].rows.slice(0, 20).map((r) => `${list}/${r.id ?? r.name}`);
  const lengths = await Promise.all(paths.map(async (path) => (await (await p.raw(path)).text()).length));
  return paths[lengths.indexOf(Math.max(...lengths))];
};

test('a first view is under 50 kB, everything counted', async () => {
  const kase = await longest('manajer', '/kasus', 'cases');
  for (const [who, paths] of [[null, ['/', '/lapor', '/masuk']], ['manajer', ['/', '/laporan', '/direktori', '/mutu/temuan', kase]], ['loket.cikole', ['/laporan/baru']], ['admin', ['/acuan/field']]]) {
    const page = await openPage(browser, server);
    if (who) await signIn(page, who);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    let bytes = 0;
    cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
    for (const path of paths) {
      await cdp.send('Network.clearBrowserCache');
      bytes = 0;
      await page.goto(path, { waitUntil: 'networkidle' });
      assert.ok(bytes > 2000 && bytes < 50_000, `${who} ${path}: ${bytes} bytes`);
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

test('the seal of the log and the proof of a line are saved as files; the page stays', async () => {
  const auditor = await Person.signIn(server, 'auditor');
  const [[line]] = server.read('SELECT CAST(max(id) AS TEXT) FROM audit_leaf WHERE seq = 0');
  for (const [path, name] of [['/audit/segel', 'segel-audit.txt'], [`/audit/${line}/bukti`, `bukti-${line}.json`]])
    assert.equal((await auditor.raw(path)).headers.get('content-disposition'), `attachment; filename="${name}"`);
});
