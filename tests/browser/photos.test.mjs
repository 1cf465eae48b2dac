// Photos from the form, through the walled-in helper of the release: kept small, without their place; what fails is said.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { BINARY, axe, openBrowser, openPage, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer({ at: '2026-11-23T03:00:00Z' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/* A picture as a telephone takes it: noise that does not compress, and in front where it was taken. */
const PLACE = 'GPSLatitude 6.92 GPSLongitude 106.92';
async function photo(page, name, width, height) {
  const base64 = await page.evaluate(async ([w, h]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
    const brush = canvas.getContext('2d');
    const all = brush.createImageData(w, h);
    for (let i = 0, s = 7; i < all.data.length; i++) { s = (s * 1103515245 + 12345) % 2147483648; all.data[i] = i % 4 === 3 ? 255 : s >> 16; }
    brush.putImageData(all, 0, 0);
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
  }, [width, height]);
  const jpeg = Buffer.from(base64, 'base64');
  const exif = Buffer.from(`Exif\0\0${PLACE}`);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]) };
}

async function citizen() {
  const page = await openPage(browser, server, { viewport: { width: 360, height: 780 } });
  await page.goto('/lapor');
  return new Officer(page);
}
const ANSWERS = { 'Apa yang terjadi?': 'Kakek terbaring di halte.', Kelurahan: 'Gunung Parang', 'Pelapor ingin': 'Tanpa nama' };
const stored = (number) => server.read(`SELECT CAST(m.id AS TEXT) FROM media m JOIN report r ON r.city = m.city AND r.id = m.subject_id WHERE r.number = '${number}' ORDER BY m.id`).flat();

test('the helper that decodes stands behind walls before it reads a byte', async () => {
  const helper = spawn(BINARY, ['media-helper'], { argv0: BINARY, stdio: ['pipe', 'pipe', 'ignore'] });
  const walls = () => /Seccomp:\s*(\d)/.exec(readFileSync(`/proc/${helper.pid}/status`, 'utf8'))[1];
  for (let i = 0; i < 200 && walls() !== '2'; i++) await new Promise((done) => { setTimeout(done, 5); });
  assert.equal(walls(), '2', 'seccomp filters its calls');
  helper.stdin.end('not a picture');
  assert.notEqual(await new Promise((done) => { helper.once('exit', done); }), 0);
});

test('text first, then the photos one by one; one that is none is said, and the report stands', async () => {
  const who = await citizen();
  const files = [await photo(who.page, 'kecil.jpg', 300, 200), await photo(who.page, 'besar.jpg', 2400, 1600), { name: 'rusak.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('tidak ada gambar di sini') }];
  assert.ok(files[1].buffer.length > 1_000_000 && files[0].buffer.length < 300_000);
  for (const [label, value] of Object.entries({ ...ANSWERS, 'Pilih foto': files })) await who.answer('Kirim laporan', label, value);
  await who.page.waitForFunction(() => /diperkecil/.test(document.querySelector('#siar').textContent)); /* the shrinking is announced */
  await who.main.getByRole('button', { name: 'Kirim laporan' }).click();
  const note = who.main.locator('.note.warn', { hasText: 'gagal terkirim' });
  await note.waitFor();
  const [number] = /LP-[0-9A-Z]{8}/.exec(await note.innerText());
  assert.match(await note.innerText(), /Laporan sudah masuk, tetapi 1 foto gagal terkirim\.[^]*rusak\.jpg: .*bukan foto/);
  assert.equal(await note.getByRole('button', { name: 'Kirim lagi fotonya' }).count(), 0, 'what was refused is not worth sending again');
  assert.deepEqual(await who.page.evaluate(() => Object.keys(localStorage)), [], 'what was typed left the device with the report');
  assert.ok(await note.evaluate((e) => e.contains(document.activeElement)), 'the focus is where it is said');
  await who.page.waitForFunction(() => /1 foto gagal/.test(document.querySelector('#siar').textContent));
  assert.deepEqual(await axe(who.page), []);
  await who.leave(() => note.getByRole('button', { name: 'Lanjut tanpa foto itu' }).click());
  assert.match(await who.text(), new RegExp(number));
  assert.equal(stored(number).length, 2);

  const officer = await Officer.at(browser, server, 'manajer');
  await officer.find(number);
  const pictures = officer.main.locator('.photos img');
  assert.equal(await pictures.count(), 2);
  for (const picture of await pictures.all()) {
    const bytes = await (await officer.page.context().request.get(await picture.getAttribute('src'))).body();
    assert.equal(bytes.subarray(0, 3).toString('hex'), 'ffd8ff');
    assert.ok(!bytes.includes('GPSLatitude'), 'where it was taken is gone');
    assert.ok(bytes.length < 600_000, `${bytes.length} bytes are kept`);
    await picture.scrollIntoViewIfNeeded();
    await officer.page.waitForFunction((e) => e.complete && e.naturalWidth > 0 && e.naturalWidth <= 1600, await picture.elementHandle());
  }
  assert.deepEqual(officer.page.faults, []);
  await officer.leaveWork();
  who.page.faults = who.page.faults.filter((f) => !/422/.test(f));
  assert.deepEqual(who.page.faults, []);
  await who.leaveWork();
});

test('a small picture of a kind that only the telephone can read is sent as JPEG', async () => {
  const who = await citizen();
  const webp = await who.page.evaluate(() => Object.assign(document.createElement('canvas'), { width: 64, height: 64 }).toDataURL('image/webp').split(',')[1]);
  await who.main.getByLabel('Pilih foto').setInputFiles([{ name: 'kiriman.webp', mimeType: 'image/webp', buffer: Buffer.from(webp, 'base64') }]);
  await who.page.waitForFunction(() => document.querySelector('input[type=file]').files[0].type === 'image/jpeg');
  for (const [label, value] of Object.entries(ANSWERS)) await who.answer('Kirim laporan', label, value);
  await who.leave(() => who.main.getByRole('button', { name: 'Kirim laporan' }).click());
  const [number] = /LP-[0-9A-Z]{8}/.exec(await who.text());
  assert.equal(stored(number).length, 1);
  await who.leaveWork();
});

test('a line that breaks while photos travel: they are sent again', async () => {
  const who = await citizen();
  await who.page.route('**/lacak/foto', (route) => route.abort());
  for (const [label, value] of Object.entries({ ...ANSWERS, 'Pilih foto': [await photo(who.page, 'satu.jpg', 320, 240)] })) await who.answer('Kirim laporan', label, value);
  await who.main.getByRole('button', { name: 'Kirim laporan' }).click();
  const note = who.main.locator('.note.warn', { hasText: 'gagal terkirim' });
  await note.waitFor();
  const [number] = /LP-[0-9A-Z]{8}/.exec(await note.innerText());
  assert.equal(stored(number).length, 0);
  await who.page.unroute('**/lacak/foto');
  await who.leave(() => note.getByRole('button', { name: 'Kirim lagi fotonya' }).click());
  assert.match(await who.text(), new RegExp(number));
  assert.equal(stored(number).length, 1);
  await who.leaveWork();
});

test('a report sent without a line waits in sight with its photos and goes by itself once there is one', async () => {
  const who = await citizen();
  for (const [label, value] of Object.entries({ ...ANSWERS, 'Pilih foto': [await photo(who.page, 'satu.jpg', 320, 240)] })) await who.answer('Kirim laporan', label, value);
  await who.page.context().setOffline(true);
  await who.main.getByRole('button', { name: 'Kirim laporan' }).click();
  const note = who.main.locator('.note.warn', { hasText: 'belum terkirim' });
  await note.waitFor();
  assert.ok(await note.evaluate((e) => e.contains(document.activeElement)), 'the focus is where it is said');
  assert.equal(await who.main.getByLabel('Apa yang terjadi?').inputValue(), ANSWERS['Apa yang terjadi?']);
  await who.main.getByRole('button', { name: 'Kirim laporan' }).click();
  assert.equal(await note.count(), 1, 'pressing again says it no second time');
  await who.leave(() => who.page.context().setOffline(false));
  const [number] = /LP-[0-9A-Z]{8}/.exec(await who.text());
  assert.equal(stored(number).length, 1);
  assert.equal(server.read(`SELECT count(*) FROM v_report_words WHERE summary LIKE '${ANSWERS['Apa yang terjadi?']}%'`)[0][0], 4, 'one of each test');
  await who.leaveWork();
});

test('while a file goes piece by piece, who uses keys is where its progress is said', async () => {
  const clerk = await Officer.at(browser, server, 'operator.data');
  let on;
  const checked = new Promise((done) => { on = done; });
  await clerk.page.route('**/bagian', async (route) => { await checked; await route.continue(); });
  await clerk.page.goto('/impor/baru');
  const list = { name: 'daftar.csv', mimeType: 'text/csv', buffer: Buffer.from('NIK;Nama\n3272010101780002;Contoh\n') };
  for (const [label, value] of Object.entries({ 'Isi berkas': 'Orang dan keluarga', Sumber: 'Daftar dari SIAK', Berkas: [list] })) await clerk.answer('Kirim berkas', label, value);
  await clerk.main.getByRole('button', { name: 'Kirim berkas' }).press('Enter');
  const note = clerk.main.locator('.note', { has: clerk.page.locator('progress') });
  await note.waitFor();
  assert.ok(await note.evaluate((e) => e.contains(document.activeElement)));
  assert.match(await note.innerText(), /0 %/);
  await clerk.leave(() => on());
  assert.match(clerk.path(), /^\/impor\/\d+$/);
  await clerk.leaveWork();
});
