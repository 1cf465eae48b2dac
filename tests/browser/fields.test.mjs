// A field of the city's own, from the administrator's form to the officer's search: who may see it finds by it, who may not does not.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { MINUTE, Person, broken, openBrowser, shot, sleep, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';

let server;
let browser;
const staff = new Map();
before(async () => { [server, browser] = await Promise.all([startServer({ at: '2026-11-23T02:10:00Z', people: 400 }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.stop(); });
afterEach(() => {
  assert.deepEqual(broken(server), []);
  for (const officer of staff.values()) assert.deepEqual(officer.page.faults.splice(0), [], officer.login);
});

async function at(login, path) {
  if (!staff.has(login)) staff.set(login, await Officer.at(browser, server, login));
  const officer = staff.get(login);
  await officer.page.goto(path);
  return officer;
}
const one = (sql) => server.read(sql)[0];
/* With SHOTS=1 each page passed is kept as a picture, wide and narrow. */
async function seen(officer, name) {
  if (!process.env.SHOTS) return;
  const size = officer.page.viewportSize();
  await shot(officer.page, `fields-${name}`);
  await officer.page.setViewportSize({ width: 360, height: 780 });
  await shot(officer.page, `fields-${name}-360`);
  await officer.page.setViewportSize(size);
}

const CIKOLE = 3272021001;
const grown = (region) => `SELECT id, name FROM person WHERE city = 1 AND region_id ${region} AND protected = 0 AND state = 1 AND erased_at IS NULL ORDER BY id LIMIT 1`;

/* Said by an officer on the person's page. */
async function tell(login, person, value) {
  const officer = await at(login, `/warga/${person}/ubah?bagian=other`);
  await officer.act('Simpan', { 'Nomor kartu PKH': value, 'Dari mana Anda tahu?': 'Loket atau kelurahan' });
  assert.match(await officer.text(), new RegExp(value));
}

test('A field that the administrator makes searchable finds who has it, in the officer\'s reach and with the reason', async () => {
  const [here, name] = one(grown(`= ${CIKOLE}`));
  const [there, stranger] = one(grown(`<> ${CIKOLE}`));
  const admin = await at('admin', '/acuan/field');
  await admin.act('Tambah', {
    Kode: 'kartu_pkh', 'Nama (Indonesia)': 'Nomor kartu PKH', 'Nama (Inggris)': 'PKH card number', Milik: 'orang', 'Jenis isian': 'tulisan', Kerahasiaan: 'pribadi',
    'Berlaku sejak': '2026-11-01', Sumber: 'SK', 'Alasan perubahan': 'Kartu dibagikan',
  });
  await tell('manajer', here, 'PKH-4711-0815');
  await tell('manajer', there, 'PKH-4712-0816');

  const desk = await at('loket.cikole', '/warga?q=4711');
  assert.doesNotMatch(await desk.text(), new RegExp(name), 'nobody is found by a field that is not searchable');

  await admin.page.goto('/acuan/field/kartu_pkh');
  await seen(admin, 'isian');
  await admin.act('Ubah', { 'Dapat dicari': true, 'Alasan perubahan': 'Petugas mencari dengan kartunya' });
  for (let passed = 0; one("SELECT count(*) FROM field_find WHERE field = 'kartu_pkh' AND state = 2")[0] !== 1; passed++) {
    assert.ok(passed < 120, 'those who have one already are gathered');
    if (passed === 30) await server.pass(MINUTE);
    await sleep(250);
  }

  /* Under the details, by the beginning of the number. */
  await desk.page.goto('/warga');
  await desk.act('Cari dengan rincian', { 'Nomor kartu PKH': 'pkh-47' });
  assert.match(await desk.text(), new RegExp(`${name}[^]*Nomor kartu PKH: PKH-4711-0815`));
  assert.doesNotMatch(await desk.text(), /0816/, 'who lives elsewhere is not shown');
  await seen(desk, 'rincian');

  /* In the one box, while it is typed: the answer comes without a button. */
  await desk.page.goto('/warga');
  await desk.page.fill('main [name=q] >> nth=0', '4711-0815');
  await desk.main.getByText('Nomor kartu PKH: PKH-4711-0815').first().waitFor();
  await seen(desk, 'kotak');
  /* With the name, and the number alone in the box of every page. */
  await desk.page.goto(`/warga?q=${encodeURIComponent(`${name} 4711-0815`)}`);
  assert.match(await desk.text(), new RegExp(`${name}[^]*Nomor kartu PKH: PKH-4711-0815`));
  await desk.page.goto('/cari?q=4711-0815');
  assert.match(await desk.text(), new RegExp(name));
  await seen(desk, 'cari');

  for (const q of ['4712-0816', 'pkh-4712']) {
    await desk.page.goto(`/warga?q=${q}`);
    assert.ok(!(await desk.text()).includes(stranger) || !(await desk.text()).includes('0816'), 'somebody of another kelurahan is not found');
    assert.doesNotMatch(await desk.text(), /PKH-4712-0816/);
  }
  const manager = await at('manajer', '/warga?q=4712-0816');
  assert.match(await manager.text(), /Nomor kartu PKH: PKH-4712-0816/);
});

test('Who may not read people finds nobody, and a program is told so', async () => {
  const admin = await Person.signIn(server, 'admin');
  const a = await admin.raw('/warga.json?q=4711-0815', { headers: { Accept: 'application/json' } });
  assert.equal(a.status, 403);
  const desk = await Person.signIn(server, 'loket.cikole');
  const found = await desk.get('/warga/ketik.json?q=4711-0815');
  assert.deepEqual(found.people.rows.map((r) => r.why), ['Nomor kartu PKH: PKH-4711-0815']);
});

test('Once the field is searchable no longer nobody is found by it', async () => {
  const admin = await at('admin', '/acuan/field/kartu_pkh');
  await admin.main.locator('summary', { hasText: /^\s*Ubah\s*$/ }).click();
  await admin.main.getByLabel('Dapat dicari').first().uncheck();
  await admin.act('Ubah', { 'Alasan perubahan': 'Kartu ditarik' });
  const desk = await at('loket.cikole', '/warga?q=4711-0815');
  assert.doesNotMatch(await desk.text(), /PKH-4711-0815/);
  assert.equal(await desk.main.getByLabel('Nomor kartu PKH').count(), 0);
});
