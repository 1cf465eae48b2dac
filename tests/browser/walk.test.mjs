// What the stories leave out, walked in a browser: photos, one tap, the second class, pausing, reopening, many at once, the
// roster and its bell, an answer by link, figures and their lists, paper, drafts, rules and fields by form.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { DAY, HOUR, broken, openBrowser, sleep, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';

let server;
let browser;
const staff = new Map();
before(async () => { [server, browser] = await Promise.all([startServer({ at: '2026-11-23T02:10:00Z' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.stop(); });
afterEach(() => {
  assert.deepEqual(broken(server), []);
  for (const officer of staff.values()) assert.deepEqual(officer.page.faults.splice(0), [], officer.login);
});

async function as(login) {
  if (!staff.has(login)) staff.set(login, await Officer.at(browser, server, login));
  return staff.get(login);
}
const at = async (login, path) => {
  const who = await as(login);
  await who.page.goto(path);
  return who;
};
const when = (ms) => new Date(server.now().getTime() + ms + 7 * HOUR).toISOString().slice(0, 16);
const one = (sql) => server.read(sql)[0]?.[0];
/* The bytes of what a link gives, fetched as the officer. */
const bytes = (who, path) => who.page.evaluate(async (p) => {
  const a = await fetch(p);
  return { status: a.status, type: a.headers.get('content-type'), n: (await a.arrayBuffer()).byteLength };
}, path);

/* A small picture of one colour, as PNG. */
function png() {
  const crc = (b) => { let c = ~0; for (const x of b) { c ^= x; for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xEDB88320 & -(c & 1)); } return ~c >>> 0; };
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0); body.copy(out, 4); out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(64, 0); head.writeUInt32BE(48, 4); head[8] = 8; head[9] = 2;
  const rows = Buffer.concat(Array.from({ length: 48 }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(64 * 3, 0x88)])));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/* A case of the desk of Cikole with one step that gives food there. */
async function mealCase(story) {
  const desk = await at('loket.cikole', '/laporan/baru');
  await desk.page.fill('[name=body]', story);
  assert.equal(await desk.page.locator('[name=region]').inputValue(), '3272021001', 'the desk of one kelurahan need not say which');
  await desk.page.locator('[name=subject][value=unknown]').check();
  await desk.page.locator('[name=flags][value=social_only]').check();
  await desk.page.locator('[name=reporter_kind][value=anonymous]').check();
  await desk.leave(() => desk.main.getByRole('button', { name: 'Kirim laporan', exact: true }).click());
  const number = /LP-[0-9A-Z]{8}/.exec(await desk.text())[0];
  const boss = await at('manajer', '/');
  await boss.find(number);
  await boss.act('Tetapkan dan jalankan');
  return { id: /\/kasus\/(\d+)/.exec(boss.path())[1], number, boss };
}

test('photos of a case, one tap for a service, a second class, a pause, an end and a new beginning', async () => {
  const { id, boss } = await mealCase('Ibu dengan dua anak tidur di emper toko dekat stasiun.');
  const page = `/kasus/${id}`;

  /* A photo added later is shown small on the page, whole behind it; who has no part sees neither. */
  await boss.act('Tambah foto', { Foto: { name: 'emper.png', mimeType: 'image/png', buffer: png() } });
  const photo = await boss.main.locator('ul.photos a').first().getAttribute('href');
  assert.equal((await bytes(boss, photo)).type, 'image/jpeg');
  const outside = await at('rsud', '/');
  assert.equal((await bytes(outside, photo)).status, 404);
  outside.page.faults = outside.page.faults.filter((f) => !/404/.test(f));

  /* Two kinds of need at once, each with its day. */
  await boss.page.goto(page);
  await boss.act('Tambah jenis PPKS', { 'Jenis PPKS': 'Gelandangan', 'Berlaku sejak': '2026-11-20' });
  await boss.act('Tambah jenis PPKS', { 'Jenis PPKS': 'Fakir miskin' });
  const kinds = server.read(`SELECT code, from_date FROM case_kind WHERE case_id = ${id} AND to_date IS NULL ORDER BY from_date`);
  assert.ok(kinds.length >= 2 && new Set(kinds.map(([, day]) => day)).size >= 2, JSON.stringify(kinds));

  /* A step that gives something records it by one tap; the details follow. */
  await boss.act('Tambah langkah', { Layanan: 'Permakanan', Alasan: 'Belum makan sejak pagi.' });
  await boss.leave(() => boss.main.getByRole('button', { name: /^Catat: Penyediaan permakanan/ }).click());
  assert.match(await boss.said(), /Layanan tercatat/);
  await boss.follow('Penyediaan permakanan');
  await boss.act('Simpan rincian', { Banyaknya: '3', Biaya: '45000', 'Nomor bukti': 'BA 12' });
  assert.deepEqual(server.read(`SELECT quantity, cost, proof, spm_group FROM service_given WHERE case_id = ${id} AND undone_at IS NULL`), [[3, 45000, 'BA 12', 'gepeng']]);
  await boss.follow('Penyediaan permakanan');
  await boss.leave(() => boss.main.getByRole('button', { name: 'Batalkan', exact: true }).click());
  assert.equal(one(`SELECT count(*) FROM service_given WHERE case_id = ${id} AND undone_at IS NULL`), 0);

  /* The clock stands still while papers are missing, and goes on by hand. */
  await boss.act('Hentikan waktu', { Alasan: 'Berkas kurang', 'Lanjut pada': when(2 * DAY) });
  assert.match(await boss.text(), /Waktu dihentikan/);
  await boss.act('Jalankan waktu lagi');
  assert.equal(one(`SELECT count(*) FROM casefile WHERE id = ${id} AND paused_until IS NULL`), 1);

  assert.ok((await boss.main.locator('ol.story, ol.timeline').last().innerText()).includes('1 foto ditambahkan'), 'the story tells of the photo');
});

test('a case that has ended is opened again: nobody is lost, and the story tells both', async () => {
  const id = one(`SELECT c.id FROM casefile c JOIN user_account a ON a.city = c.city AND a.unit_id = c.holder_unit_id
    WHERE a.login = 'back.dinsos' AND c.state = 1 AND c.protected = 0 AND c.paused_until IS NULL
    AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.city = c.city AND r.case_id = c.id AND r.state <= 3) ORDER BY c.id LIMIT 1`);
  const who = await at('back.dinsos', '/');
  for (let step; (step = one(`SELECT id FROM step WHERE case_id = ${id} AND state < 2 ORDER BY state DESC, id LIMIT 1`));) {
    await who.page.goto(`/langkah/${step}`);
    await who.act('Akhiri langkah', { Akhirnya: 'Selesai', 'Bagaimana hasilnya?': 'Sudah mandiri.' });
  }
  await who.page.goto(`/kasus/${id}`);
  const closed = await who.act('Akhiri kasus', { Hasil: 'Mandiri', 'Mengapa bimbingan lanjut tidak perlu?': 'Sudah punya tempat tinggal dan penghasilan.' });
  assert.match(closed, /Kasus selesai/, `${closed}\n${await who.text()}`);
  assert.equal(one(`SELECT count(*) FROM casefile WHERE id = ${id} AND holder_unit_id IS NULL`), 1);
  await who.act('Buka kembali', { 'Mengapa dibuka kembali?': 'Kembali tidur di emper toko.' });
  assert.equal(one(`SELECT count(*) FROM casefile WHERE id = ${id} AND holder_unit_id IS NOT NULL AND due_at IS NOT NULL`), 1);
  assert.match(await who.text(), /Kembali tidur di emper toko/);
});

test('Kasus saya: grouped by the next act, a note on a line, many at once', async () => {
  const who = await at('back.dinsos', '/kasus/saya');
  const text = await who.text();
  for (const group of ['Hari ini', 'Menunggu orang lain', 'Tanpa rencana']) assert.ok(text.includes(group), group);
  const boxes = who.main.locator('tbody input[type=checkbox]');
  assert.ok(await boxes.count() >= 2, 'cases with a box each');
  const ids = [await boxes.nth(0).inputValue(), await boxes.nth(1).inputValue()];
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const many = who.page.locator('form.bulk');
  await many.getByLabel('Untuk yang dipilih').selectOption('note');
  await many.getByLabel('Catatan', { exact: true }).fill('Sudah ditelepon, besok dikunjungi.');
  await who.leave(() => who.main.getByRole('button', { name: 'Lakukan', exact: true }).click());
  for (const id of ids) assert.equal(one(`SELECT count(*) FROM case_event WHERE case_id = ${id} AND body LIKE 'Sudah ditelepon%'`), 1, id);
});

test('numbers open the list behind them and add up; sheets for the desk, the wall and the budget', async () => {
  const head = await at('kepala', '/ikhtisar');
  const totals = await head.main.locator('table').evaluateAll((tables) => tables.map((t) => {
    const n = (c) => Number(c.innerText.replace(/[^\d]/g, '') || 0);
    const rows = [...t.tBodies[0].rows].map((r) => [...r.cells].map(n));
    const foot = t.tFoot ? [...t.tFoot.rows[0].cells].map(n) : null;
    return { first: rows.reduce((s, r) => s + r[1], 0), foot: foot && foot[1], rows: rows.length };
  }));
  const summed = totals.filter((t) => t.foot !== null && t.rows > 0);
  assert.ok(summed.length > 0);
  for (const t of summed) assert.equal(t.first, t.foot);
  const tile = head.main.getByRole('link', { name: /^Berjalan/ });
  const said = Number((await tile.innerText()).replace(/\D/g, ''));
  await head.leave(() => tile.click());
  assert.equal(Number(/(\d+) baris/.exec(await head.text())[1]), said, 'the list is as long as its number says');
  assert.match((await bytes(head, '/ikhtisar.xlsx')).type, /spreadsheet|zip/);

  await head.page.goto('/kebutuhan');
  assert.match(await head.text(), /Sumber: /);
  assert.equal((await bytes(head, '/kebutuhan/lembar')).type, 'application/pdf');
  await head.page.goto('/kebutuhan/layar?sampai=2026-11-20');
  assert.match(await head.text(), /20 November 2026/);
  const desk = await at('loket.cikole', '/formulir');
  assert.equal((await bytes(desk, `/alur-ppks?${await desk.main.locator('form[action="/alur-ppks"] [name]').first().getAttribute('name')}=3272021001`)).type, 'application/pdf');
});

test('a blank form is printed with its number, and typed in later with both times', async () => {
  const desk = await at('loket.cikole', '/formulir');
  await desk.act('Buat formulir', { 'Berapa lembar?': '2' });
  const number = one('SELECT number FROM paper_form ORDER BY number DESC LIMIT 1');
  assert.ok(number, 'forms with numbers');
  await desk.page.goto(`/laporan/baru?formulir=${number}`);
  await desk.page.fill('[name=body]', 'Dicatat di lapangan: kakek sendirian di gubuk.');
  assert.equal(await desk.page.inputValue('[name=form_number]'), String(number));
  await desk.page.fill('[name=happened]', when(-3 * DAY));
  await desk.page.locator('[name=subject][value=unknown]').check();
  await desk.page.locator('[name=flags][value=social_only]').check();
  await desk.page.locator('[name=reporter_kind][value=anonymous]').check();
  await desk.leave(() => desk.main.getByRole('button', { name: 'Kirim laporan', exact: true }).click());
  const [[happened, recorded]] = server.read('SELECT happened_at, recorded_at FROM report ORDER BY id DESC LIMIT 1');
  assert.ok(recorded - happened > 2 * DAY * 1000, 'terjadi and dicatat stand apart');
});

test('a form sent after the session has ended says that its words wait on the device, and only then', async () => {
  const desk = await Officer.at(browser, server, 'loket.cikole');
  const waits = () => desk.page.getByText('Yang Anda ketik belum terkirim').isVisible();
  await desk.page.goto('/laporan/baru');
  await desk.page.fill('[name=body]', 'Tertulis lalu dikirim terlambat');
  await desk.page.context().clearCookies();
  await desk.page.locator('[name=subject][value=unknown]').check();
  await desk.page.locator('[name=flags][value=social_only]').check();
  await desk.page.locator('[name=reporter_kind][value=anonymous]').check();
  await desk.leave(() => desk.main.getByRole('button', { name: 'Kirim laporan', exact: true }).click());
  assert.ok(await waits());
  await desk.page.evaluate(() => localStorage.clear());
  await desk.page.reload();
  assert.ok(!await waits());
  await desk.leaveWork();
});

test('a visitor chooses English without an account and without script, and Indonesian again', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.base, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto('/lapor');
  assert.equal(await page.locator('h1').innerText(), 'Lapor', 'a telephone set to English decides nothing');
  await page.getByRole('button', { name: 'English' }).click();
  assert.equal(new URL(page.url()).pathname, '/lapor');
  for (const path of ['/lapor', '/lacak', '/data-saya', '/']) {
    await page.goto(path);
    assert.equal(await page.locator('html').getAttribute('lang'), 'en', path);
  }
  await page.getByRole('button', { name: 'Bahasa Indonesia' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'id');
  await context.close();
});

test('a draft outlives the session, and goes from the device when it is sent', async () => {
  const desk = await Officer.at(browser, server, 'loket.cikole');
  await desk.page.goto('/laporan/baru');
  await desk.page.fill('[name=body]', 'Tertulis sebelum sesi habis');
  await sleep(600);
  await desk.signInAgain();
  await desk.page.goto('/laporan/baru');
  assert.equal(await desk.page.inputValue('[name=body]'), 'Tertulis sebelum sesi habis');
  await desk.page.locator('[name=subject][value=unknown]').check();
  await desk.page.locator('[name=flags][value=social_only]').check();
  await desk.page.locator('[name=reporter_kind][value=anonymous]').check();
  await desk.leave(() => desk.main.getByRole('button', { name: 'Kirim laporan', exact: true }).click());
  await desk.page.goto('/laporan/baru');
  assert.equal(await desk.page.inputValue('[name=body]'), '');
  const kept = await desk.page.evaluate(() => Object.values(localStorage).join(' '));
  assert.ok(!kept.includes('Tertulis sebelum'), kept.slice(0, 200));
  assert.deepEqual(desk.page.faults, []);
  await desk.leaveWork();
});

test('by links, each good once, a unit without account puts on its list, accepts and serves', async () => {
  const [[id, login, inCase, unit]] = server.read(`SELECT r.id, a.login, r.case_id, a.unit_id FROM referral r JOIN casefile c ON c.city = r.city AND c.id = r.case_id
    JOIN user_account a ON a.city = c.city AND a.unit_id = c.holder_unit_id
    WHERE r.state <= 2 AND r.kind = 1 AND c.protected = 0 AND a.disabled = 0 AND a.login IN ('piket.slrt', 'singgah', 'back.dinsos') ORDER BY r.id DESC LIMIT 1`);
  const sender = await at(login, `/rujukan/${id}`);
  await sender.act('Buat tautan jawaban');
  const link = (await sender.main.locator('.code-value').allInnerTexts()).find((t) => t.includes('/jawab/'));
  const outside = await Officer.at(browser, server, null, { viewport: { width: 360, height: 780 } });
  const path = new URL(link).pathname;
  const answer = { 'Nama dan jabatan Anda': 'Perawat jaga' };
  await outside.page.goto(path);
  await outside.act('Kirim jawaban', { 'Jawaban Anda': 'Masuk daftar tunggu', 'Kapan kami boleh bertanya lagi': when(3 * DAY), ...answer });
  assert.equal(one(`SELECT state FROM referral WHERE id = ${id}`), 3, 'on the waiting list');
  assert.match(await outside.text(), /nomor \d+ di daftar tunggu/);
  const next = (await outside.main.locator('.code-value').allInnerTexts()).find((l) => l.includes('/jawab/'));
  assert.notEqual(new URL(next).pathname, path, 'whoever answered has a link of his own for what comes next');
  await outside.page.goto(path);
  assert.match(await outside.text(), /Tautan ini sudah dipakai untuk satu jawaban/);
  await outside.page.goto(new URL(next).pathname);
  await outside.act('Kirim jawaban', { 'Jawaban Anda': 'Diterima', ...answer });
  assert.equal(one(`SELECT state FROM referral WHERE id = ${id}`), 4, 'accepted');
  await outside.act('Kirim kabar', { 'Bagaimana akhirnya': 'Selesai dilayani', ...answer });
  assert.equal(one(`SELECT state FROM referral WHERE id = ${id}`), 9, 'served');
  assert.equal(one(`SELECT holder_unit_id FROM casefile WHERE id = ${inCase}`), unit, 'nobody there could act on: the sender has the case again');
  await outside.leaveWork();
});

test('who is on duty has a substitute; an urgent report rings on the open page, and the sender sees whom to call', async () => {
  const slrt = one("SELECT unit_id FROM user_account WHERE login = 'piket.slrt'");
  const boss = await at('manajer', `/direktori/${slrt}/piket`);
  for (const [name, phone, more] of [['Siti Umpama', '081200000001', {}], ['Bima Permisal', '081200000002', { 'Sebagai pengganti': true }]]) {
    await boss.act('Tambah piket', { Petugas: name, Telepon: phone, Mulai: when(90 * DAY), Sampai: when(90 * DAY + 8 * HOUR), ...more });
    assert.match(await boss.said(), /Piket ditambahkan/, await boss.text());
  }
  assert.deepEqual(server.read("SELECT substitute FROM duty WHERE phone IN ('081200000001', '081200000002') ORDER BY substitute").flat(), [0, 1]);

  const duty = await at('piket.slrt', '/');
  const heard = () => duty.page.evaluate(() => document.querySelector('[data-ring]').dataset.ring);
  const before = await heard();
  const citizen = await Officer.at(browser, server, null, { viewport: { width: 360, height: 780 } });
  await citizen.page.goto('/lapor');
  await citizen.act('Kirim laporan', { 'Apa yang terjadi?': 'Kakek pingsan di halte.', Kelurahan: 'Gunung Parang', 'Keadaan sekarang': ['Nyawa terancam'], 'Nama pelapor': 'Warga', Telepon: '081234567890' })
    .catch(async (e) => { throw new Error(`${e.message}\n${await citizen.text()}`); });
  assert.match(await citizen.text(), /LP-[0-9A-Z]{8}/);
  assert.ok(await citizen.main.locator('a[href^="tel:"]').count(), 'the sender sees whom to call');
  await duty.page.waitForFunction((was) => document.querySelector('[data-ring]').dataset.ring !== was, before);
  assert.match(await duty.text(), /Kakek pingsan di halte/);
  await citizen.leaveWork();
});

test('the administrator changes a rule and adds a field by forms, and finds an account by name', async () => {
  const admin = await at('admin', '/laporan/aturan');
  await admin.follow('sakit_di_rumah');
  await admin.page.locator('[name=step1_limit]').evaluate((e) => { e.value = 'darurat'; });
  await admin.page.fill('[name=why]', 'Uji coba batas waktu');
  await admin.leave(() => admin.main.getByRole('button', { name: 'Simpan ke rancangan', exact: true }).click());
  assert.match(await admin.text(), /Laporan dihitung/);
  await admin.page.goto('/acuan/field');
  await admin.act('Tambah', {
    Kode: 'pelatihan', 'Nama (Indonesia)': 'Pelatihan kerja', 'Nama (Inggris)': 'Training', Milik: 'orang', 'Jenis isian': 'satu pilihan',
    Pilihan: '1 = Menjahit | Sewing\n2 = Las | Welding', 'Nama kolom lain': 'golongan darah', 'Berlaku sejak': '2026-11-01', Sumber: 'SK', 'Alasan perubahan': 'Uji',
  }).catch(async (e) => { throw new Error(`${e.message}\n${(await admin.text()).slice(0, 2500)}`); });
  assert.match(await admin.text(), /sudah dipakai bidang lain/);
  await admin.page.goto('/pengguna?name=tagana');
  assert.equal(await admin.main.locator('tbody tr').count(), 1);
  admin.page.faults = admin.page.faults.filter((f) => !/422/.test(f));
});
