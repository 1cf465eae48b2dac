// The stories of the registry: lists come in and go out again, people are found, told apart, joined and let go, and each of them can be asked for what was known and when.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { DAY, HOUR, Person, broken, openBrowser, shot, sleep, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';
import { rowsOf, withRows } from './sheet.mjs';

let server;
let browser;
const staff = new Map();
const people = new Map();
before(async () => {
  server = await startServer({ at: '2027-03-01T02:00:00Z', people: 400 });
  browser = await openBrowser();
  const { page } = await enter('people', 'siak', listOf([...everybody, ...CAST]), { valid_from: '2025-01-01' });
  assert.deepEqual(tiles(page), { new: everybody.length + CAST.length, changed: 0, same: 0, doubtful: 0, wrong: 0 });
});
after(async () => { await browser?.close(); await server?.stop(); });
afterEach(() => {
  assert.deepEqual(broken(server), []);
  /* That a form came back with what is wrong is no fault of the page, nor that it asks while the power is away. */
  for (const officer of staff.values()) assert.deepEqual(officer.page.faults.splice(0).filter((f) => !/ (409|422) |ERR_CONNECTION_REFUSED/.test(f)), [], officer.login);
});

/* Somebody at a browser, and a program that speaks for somebody; both sign in when they are first needed. */
async function at(login) {
  if (!staff.has(login)) staff.set(login, await Officer.at(browser, server, login));
  const officer = staff.get(login);
  if (officer.stale) await officer.signInAgain();
  officer.stale = false;
  return officer;
}
async function by(login) {
  if (!people.has(login)) people.set(login, await Person.signIn(server, login));
  return people.get(login);
}
async function later(ms) {
  await server.pass(ms);
  for (const officer of staff.values()) officer.stale = true;
  people.clear();
}
/* With SHOTS=1 each page passed is kept as a picture, wide and narrow. */
async function seen(officer, name) {
  if (!process.env.SHOTS) return;
  const size = officer.page.viewportSize();
  await shot(officer.page, `registry-${name}`);
  await officer.page.setViewportSize({ width: 360, height: 780 });
  await shot(officer.page, `registry-${name}-360`);
  await officer.page.setViewportSize(size);
}
async function until(what, how, ms = 30_000) {
  for (const end = Date.now() + ms; ;) {
    const got = await how();
    if (got) return got;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(100);
  }
}

/* ---- made-up families ------------------------------------------------------------------------ */

const two = (n) => String(n).padStart(2, '0');
const PARTS = ['Sar', 'Wid', 'Tir', 'Mul', 'Har', 'Pra', 'Kus', 'Nur', 'Dar', 'Rah'];
const ENDS = ['yana', 'wati', 'ningsih', 'manto', 'jaya', 'lestari', 'santoso', 'mawan', 'tono', 'asih'];
const word = (n) => PARTS[n % 10] + ENDS[Math.floor(n / 10) % 10];
const spread = (n) => Math.imul(n + 1, 2654435761) >>> 0;
const kkOf = (i) => `327201150321${5000 + i}`;
/* The k-th of the i-th family: head, wife, child. */
function memberOf(i, k) {
  const [h, own] = [spread(i * 3 + k), spread(i * 7 + k * 1009 + 5)];
  const [d, m, y] = [1 + (h >>> 4) % 28, 1 + (h >>> 12) % 12, (k === 2 ? 1995 : 1950) + (h >>> 20) % 28];
  const sex = k === 1 ? 'P' : 'L';
  return { kk: kkOf(i), nik: `327201${two(d + (sex === 'P' ? 40 : 0))}${two(m)}${two(y % 100)}${9000 - 1000 * k + i}`, name: `${word(own >>> 3)} ${word(own >>> 11)} ${word(own >>> 19)}`, sex,
    born: `${y}-${two(m)}-${two(d)}`, relation: ['KEPALA KELUARGA', 'ISTRI', 'ANAK'][k] };
}
const HEADINGS = 'No KK,NIK,Nama Lengkap,JK,Tanggal Lahir,SHDK,Alamat,RT,RW,Kelurahan,Panggilan,Nama Ibu';
const rowOf = (m) => [m.kk, m.nik, m.name, m.sex, m.born, m.relation, m.address ?? `Gg. ${word(Number(m.kk.slice(-4)))} ${word(Number(m.kk.slice(-3)) * 7)}`, m.rt ?? '002', m.rw ?? '005', m.region ?? 'Cikole', m.alias ?? '', m.mother ?? ''].join(',');
const listOf = (members) => `${HEADINGS}\n${members.map(rowOf).join('\n')}\n`;

/* Those the stories are about, in families of their own. */
const CAST = [];
function family(kk, at, members) {
  for (const [name, sex, born, serial, relation, more] of members) {
    const [y, m, d] = born.split('-');
    const nik = `327202${two(Number(d) + (sex === 'P' ? 40 : 0))}${m}${y.slice(2)}${serial}`;
    CAST.push({ kk, nik, name, sex, born, relation, ...at, ...more });
  }
  return CAST.slice(-members.length);
}
const [ENGKOS] = family('3272021503217001', { address: 'Gg. Masjid Al Muhajirin No. 4', rt: '003', rw: '008' }, [
  ['Suherman Wiranata', 'L', '1959-02-11', '0001', 'KEPALA KELUARGA', { alias: 'Mang Engkos' }],
  ['Rini Herlinawati', 'P', '1991-06-05', '0002', 'ANAK'],
]);
const [, , DEDE, DEDI] = family('3272021503217002', {}, [
  ['Wawan Gumilar', 'L', '1980-03-04', '0001', 'KEPALA KELUARGA'],
  ['Euis Kartini', 'P', '1982-08-09', '0001', 'ISTRI'],
  ['Dede Gumilar', 'L', '2012-05-06', '0001', 'ANAK', { mother: 'Euis Kartini' }],
  ['Dedi Gumilar', 'L', '2012-05-06', '0002', 'ANAK', { mother: 'Euis Kartini' }],
]);
/* Twins who have married, each in a family of her own. */
const [NENENG] = family('3272021503217006', {}, [['Neneng Sumiati', 'P', '1990-04-03', '0001', 'KEPALA KELUARGA', { mother: 'Iin Solihah' }]]);
const [NINING] = family('3272021503217007', {}, [['Nining Sumiati', 'P', '1990-04-03', '0002', 'KEPALA KELUARGA', { mother: 'Iin Solihah' }]]);
const [LIA] = family('3272021503217009', {}, [['Lia Amaliah', 'P', '1988-04-03', '0001', 'KEPALA KELUARGA', { mother: 'Iin Solihah' }]]);
const [LINA] = family('3272021503217010', {}, [['Lina Amaliah', 'P', '1988-04-03', '0002', 'KEPALA KELUARGA', { mother: 'Iin Solihah' }]]);
const [TITI] = family('3272021503217003', { address: 'Jl. Contoh 12' }, [['Titi Rohaeti', 'P', '1965-07-08', '0001', 'KEPALA KELUARGA']]);
const [TETI] = family('3272021503217004', { address: 'Kp. Contoh 3', rt: '001' }, [['Teti Rohayati', 'P', '1965-08-07', '0003', 'KEPALA KELUARGA']]);
const [JAJANG, ISTRI, ANAK] = family('3272021503217005', {}, [
  ['Jajang Kosasih', 'L', '1961-09-09', '0001', 'KEPALA KELUARGA'],
  ['Nining Suryani', 'P', '1966-10-10', '0001', 'ISTRI'],
  ['Gilang Kosasih', 'L', '1995-11-11', '0001', 'ANAK'],
]);

const [AJAT, , UJANG] = family('3272021503217008', {}, [
  ['Ajat Sudrajat', 'L', '1955-01-12', '0001', 'KEPALA KELUARGA'],
  ['Omah Sudrajat', 'P', '1958-02-13', '0001', 'ISTRI'],
  ['Ujang Sudrajat', 'L', '1990-03-14', '0001', 'ANAK'],
  ['Lilis Sudrajat', 'P', '1992-04-15', '0001', 'MENANTU'],
]);

/* ---- lists come in --------------------------------------------------------------------------- */

const look = async (p, id) => p.get(`/impor/${id}.json`);
const state = (page) => page.import.state;
const standsAt = (p, id, wanted) => until(`import ${id}: ${wanted}`, async () => { const page = await look(p, id); return state(page) === wanted && page; });

async function piece(p, id, offset, bytes) {
  const body = new FormData();
  body.append('_csrf', p.csrf);
  body.append('offset', String(offset));
  body.append('piece', new Blob([bytes]), 'piece');
  return (await p.raw(`/impor/${id}/bagian`, { method: 'POST', headers: { Accept: 'application/json' }, body })).status;
}
/* A program brings a list and has its rows looked at. */
async function bring(kind, source, csv, fields = {}) {
  const p = await by('operator.data');
  const bytes = Buffer.from(csv);
  const { id } = await p.act('/impor', { kind, source, name: `${kind}.csv`, size: String(bytes.length), ...fields });
  assert.equal(await piece(p, id, 0, bytes), 200);
  await standsAt(p, id, 'state_columns');
  await p.act(`/impor/${id}/kolom`);
  return { id, page: await standsAt(p, id, 'state_checked') };
}
async function enter(kind, source, csv, fields) {
  const p = await by('operator.data');
  const { id } = await bring(kind, source, csv, fields);
  await p.act(`/impor/${id}/terapkan`);
  return { id, page: await standsAt(p, id, 'state_applied') };
}

/* A picture of a house front, small. */
async function photo(page) {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
    canvas.getContext('2d').fillRect(40, 60, 200, 120);
    return canvas.toDataURL('image/jpeg').split(',')[1];
  });
  return { name: 'rumah.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

/* ---- the stories ------------------------------------------------------------------------------ */

const FAMILIES = 300;
const everybody = Array.from({ length: 3 * FAMILIES }, (_, n) => memberOf(Math.floor(n / 3), n % 3));
const formerDesil = (i) => 1 + i % 10;
const newDesil = (i) => 1 + (i + 3) % 10;
/* What a tile of an import says. */
const tiles = (page) => Object.fromEntries(page.verdicts.map((v) => [v.name, Number(String(v.value).replace(/\D/g, ''))]));

/* A page by the place of somebody who is looked for by NIK. */
async function personOf(nik, login = 'operator.data') {
  const p = await by(login);
  const found = await p.post('/warga', { q: nik });
  const rows = found.people?.rows ?? [];
  assert.equal(rows.length, 1, `${nik} is found: ${JSON.stringify(found).slice(0, 500)}`);
  return rows[0];
}

test('A release of desil over an older one: half of it wrong, mended and fed in again, then undone as a whole', async () => {
  const clerk = await at('operator.data');
  await enter('desil', 'dtsen', `No KK,Desil\n${Array.from({ length: FAMILIES }, (_, i) => `${kkOf(i)},${formerDesil(i)}`).join('\n')}\n`, { valid_from: '2027-01-15' });

  /* Every second row is wrong, in each of the ways spreadsheets and people make them wrong. */
  const spoil = [, (i) => [kkOf(i), '11'], , (i) => ['3,27201E+15', String(newDesil(i))], , (i) => [kkOf(i).slice(0, 15), String(newDesil(i))], , (i) => [kkOf(i), 'lima']];
  const file = join(server.dir, 'dtsen februari.csv');
  writeFileSync(file, `NOMOR KK;NAMA KEPALA;PERINGKAT DESIL\n${Array.from({ length: FAMILIES }, (_, i) => (spoil[i % 8] ? spoil[i % 8](i) : [kkOf(i), String(newDesil(i))]))
    .map(([kk, desil], i) => `${kk};${memberOf(i, 0).name};${desil}`).join('\n')}\n`);
  await clerk.page.goto('/impor');
  await seen(clerk, 'impor');
  await clerk.follow('Impor berkas');
  await clerk.act('Kirim berkas', { 'Isi berkas': 'Rilis desil DTSEN', Sumber: 'DTSEN', 'Berlaku sejak': '2027-02-15', Berkas: file });
  await clerk.page.getByRole('button', { name: 'Pastikan dan periksa isinya' }).waitFor();
  await seen(clerk, 'kolom');
  await clerk.act('Pastikan dan periksa isinya');
  await clerk.page.getByRole('button', { name: 'Terapkan' }).waitFor();
  await seen(clerk, 'diperiksa');
  assert.match(await clerk.text(), new RegExp(`${FAMILIES} baris`));
  const counts = async () => Object.fromEntries((await clerk.main.locator('.tile').allInnerTexts()).map((t) => t.split('\n').map((l) => l.trim()).filter((l) => /\w/.test(l))));
  assert.deepEqual(await counts(), { baru: '0', berubah: String(FAMILIES / 2), sama: '0', ragu: '0', salah: String(FAMILIES / 2) });
  await clerk.follow(/salah/);
  await seen(clerk, 'salah');
  const said = Object.fromEntries((await clerk.main.locator('tbody tr').allInnerTexts()).map((t) => { const cells = t.split('\t'); return [cells[0].trim(), cells.at(-1).trim()]; }));
  assert.match(said[3], /Desil harus angka 1 sampai 10.*Tertulis: "11"/);
  assert.match(said[5], /Nomor KK: 3,27201E\+15 rusak karena lembar kerja.*Ubah kolom menjadi teks/);
  assert.match(said[7], /Nomor KK: .*15 angka. Harus tepat 16 angka/);
  assert.match(said[9], /Tertulis: "lima"/);

  /* The wrong ones go out as a workbook, with a reason beside each; an office looks up what is right and sends it back. */
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.main.getByRole('link', { name: 'Unduh yang salah' }).click()]);
  assert.equal(download.suggestedFilename(), 'salah-dtsen februari.xlsx');
  const workbook = readFileSync(await download.path());
  const [head, ...wrong] = rowsOf(workbook);
  assert.deepEqual(head, ['NOMOR KK', 'NAMA KEPALA', 'PERINGKAT DESIL', 'Baris asal (Melaju)', 'Alasan (Melaju)']);
  assert.equal(wrong.length, FAMILIES / 2);
  assert.equal(wrong[1][0], '3,27201E+15', 'the cell is as it was');
  assert.deepEqual(wrong.slice(0, 2).map((row) => row[3]), ['3', '5'], 'each says which row of the file it was');
  assert.match(wrong[1][4], /rusak karena lembar kerja/);
  const mended = join(server.dir, 'dtsen februari diperbaiki.xlsx');
  writeFileSync(mended, withRows(workbook, [head, ...wrong.map((row, at) => [kkOf(2 * at + 1), row[1], String(newDesil(2 * at + 1)), ...row.slice(3)])]));

  await clerk.page.goBack();
  await clerk.act('Terapkan');
  await clerk.page.locator('summary', { hasText: 'Batalkan impor ini' }).waitFor();
  assert.equal(await clerk.page.locator('.flash').count(), 0, 'no words stand over a state they do not speak of');
  await seen(clerk, 'diterapkan');
  const whole = clerk.path();
  await clerk.page.goto('/impor/baru');
  await clerk.act('Kirim berkas', { 'Isi berkas': 'Rilis desil DTSEN', Sumber: 'DTSEN', 'Berlaku sejak': '2027-02-15', Berkas: mended });
  await clerk.page.getByRole('button', { name: 'Pastikan dan periksa isinya' }).waitFor();
  await clerk.act('Pastikan dan periksa isinya');
  await clerk.page.getByRole('button', { name: 'Terapkan' }).waitFor();
  assert.match(await clerk.text(), /melengkapinya. Desil keluarga lain tetap/);
  assert.equal((await counts()).salah, '0');
  await clerk.act('Terapkan');
  await clerk.page.locator('summary', { hasText: 'Batalkan impor ini' }).waitFor();
  const rest = clerk.path();

  /* Each family has the desil of November, whichever of both files brought it; what was before is told. */
  const desilOf = async (i) => (await personOf(memberOf(i, 0).nik)).desil;
  for (const i of [0, 1, 3, 5, 7, 40, 41]) assert.equal(await desilOf(i), newDesil(i), `family ${i}`);
  await clerk.page.goto(`/warga/${(await personOf(memberOf(3, 0).nik)).id}`);
  assert.match(await clerk.text(), new RegExp(`Desil ${newDesil(3)}`));
  await seen(clerk, 'warga');
  await clerk.follow('Buka data keluarga');
  await seen(clerk, 'keluarga');
  assert.match((await clerk.text()).replace(/\s+/g, ' '), new RegExp(`DTSEN 15 Feb 2027 Desil ${newDesil(3)} DTSEN 15 Jan 2027 Desil ${formerDesil(3)}`));

  /* Undone, both: the families stand as they stood in October. */
  for (const path of [whole, rest]) {
    await clerk.page.goto(path);
    await clerk.act('Batalkan impor ini');
    await standsAt(await by('operator.data'), path.split('/').at(-1), 'state_undone');
    await clerk.page.goto(path);
  }
  await seen(clerk, 'dibatalkan');
  for (const i of [0, 1, 3, 5, 7, 40, 41]) assert.equal(await desilOf(i), formerDesil(i), `family ${i}, undone`);
});

test('A man is found by a misspelt nickname, the mosque he lives beside and his daughter', async () => {
  const desk = await at('loket.cikole');
  await desk.page.goto('/warga');
  await desk.act('Cari', { 'Nama, NIK, alamat, umur, atau nama keluarga': 'mang enkos dekat masjid al muhajirin anaknya rini' });
  await seen(desk, 'cari');
  const first = desk.main.locator('tbody tr').first();
  assert.match(await first.innerText(), /Suherman Wiranata/);
  assert.match(await first.innerText(), /dikenal sebagai Mang Engkos.*masjid.*anaknya bernama Rini/is);
  const p = await by('loket.cikole');
  for (const q of ['engkus', 'suhermn wirnata', 'wiranata suherman 68 th', `${ENGKOS.nik}`]) {
    const { people: { rows } } = await p.post('/warga', { q });
    assert.ok(rows.slice(0, 3).some((r) => r.name === 'Suherman Wiranata'), `${q}: ${rows.slice(0, 3).map((r) => r.name)}`);
  }
  await desk.page.goto('/laporan/baru');
  await seen(desk, 'laporan-baru');
});

const placeOf = async (member, login) => `/warga/${(await personOf(member.nik, login)).id}`;
/* What a page says of somebody by heading, without what may be done there. */
const factsOf = async (place, login = 'back.dinsos') => {
  const { identity, contact, address, work, members } = await (await by(login)).get(`${place}.json`);
  return JSON.parse(JSON.stringify({ identity, contact, address, work, members }));
};

test('A merge is undone after three edits: both have all their facts again, and the edits keep their place', async () => {
  const office = await at('back.dinsos');
  const [kept, lost] = [await placeOf(TITI, 'back.dinsos'), await placeOf(TETI, 'back.dinsos')];
  const [hers, others] = [await factsOf(kept), await factsOf(lost)];
  await office.page.goto(kept);
  await office.follow('Gabung dengan catatan lain');
  await office.act('Bandingkan', { 'Catatan yang lain': TETI.nik });
  await seen(office, 'gabung');
  assert.match(await office.text(), /Kedua NIK berbeda. Periksa KTP keduanya/);
  await office.act('Gabungkan', { 'Catatan yang dipakai': 'Titi Rohaeti (catatan ini)', 'Mengapa mereka satu orang?': 'Katanya orang yang sama.' });
  await office.page.goto(lost);
  await seen(office, 'tergabung');
  assert.match(await office.text(), /Catatan ini digabung ke Titi Rohaeti pada .* oleh/);
  assert.deepEqual(await office.main.getByRole('link', { name: /^Ubah |^Isi / }).count(), 0, 'nothing is changed on a record that points to another');
  assert.equal(await office.main.getByRole('link', { name: 'Pisahkan lagi' }).count(), 1);

  for (const [link, label, value] of [['Isi Kontak', 'Nomor telepon', '081234500011'], ['Ubah Alamat', 'Alamat domisili', 'Jl. Baru 77'], ['Ubah Identitas', 'Panggilan', 'Bu Titi']]) {
    await office.page.goto(kept);
    await office.follow(new RegExp(link.replace(' ', '\\s+')));
    await office.act('Simpan', { [label]: value, 'Dari mana Anda tahu?': 'KTP atau KK diperlihatkan' });
    assert.match(await office.text(), /Tersimpan/);
  }
  await office.page.goto(kept);
  await seen(office, 'gabungan');
  await office.follow(/digabung/);
  await office.act('Pisahkan lagi', { 'Mengapa dipisahkan?': 'Ternyata dua orang.' });
  assert.match(await office.said(), /Dipisahkan/);
  await seen(office, 'terpisah');

  assert.deepEqual(await factsOf(lost), others, 'the other one is as she was');
  const now = await factsOf(kept);
  const text = JSON.stringify(now);
  assert.match(text, /Jl\. Baru 77/);
  assert.match(text, /Bu Titi/);
  assert.match(text, /08.*011/);
  const history = JSON.stringify(await (await by('back.dinsos')).get(`${lost}/riwayat.json`));
  for (const event of ['Digabung dengan catatan lain', 'Penggabungan dibatalkan']) assert.match(history, new RegExp(event));
  const keptHistory = JSON.stringify(await (await by('back.dinsos')).get(`${kept}/riwayat.json`));
  for (const event of ['Catatan lain digabung ke sini', 'Penggabungan catatan lain dibatalkan', 'Ternyata dua orang']) assert.match(keptHistory, new RegExp(event));
  assert.deepEqual(now.members, hers.members, 'her family is hers');
});

test('A man declared dead by mistake returns, and his history tells it', async () => {
  const desk = await at('loket.cikole');
  const place = await placeOf(JAJANG, 'loket.cikole');
  const members = async () => (await desk.main.locator('tbody tr').allInnerTexts()).map((t) => t.split('\t').map((c) => c.trim()).slice(0, 2).join(': ').replace(' (warga ini)', ''));
  await desk.page.goto(place);
  const whole = await members();
  assert.deepEqual(whole, ['Jajang Kosasih: Kepala keluarga', 'Nining Suryani: Istri', 'Gilang Kosasih: Anak']);
  await desk.act('Meninggal', { 'Tanggal kejadian': '2027-02-20', 'Bukti atau sumber': 'Pengakuan sendiri', Keterangan: 'Kata tetangga' });
  assert.match(await desk.text(), /Kepala keluarga pergi. Pilih siapa yang menggantikannya/, 'a family does not lose its head in silence');
  await desk.act('Meninggal', { 'Kepala keluarga berikutnya': 'Nining Suryani' });
  assert.match(await desk.text(), /Menunggu pemeriksa kedua: Meninggal/, 'one officer alone ends nobody\'s aid');
  assert.deepEqual(await members(), whole);
  await seen(desk, 'meninggal-menunggu');
  const ward = await at('lurah.cikole');
  await ward.page.goto('/mata-kedua');
  assert.match((await ward.text()).replace(/\s+/g, ' '), /Jajang Kosasih Kepala keluarga di Keluarga Jajang Kosasih → Meninggal/);
  await seen(ward, 'meninggal-mata-kedua');
  await ward.page.goto(place);
  await ward.act('Putuskan', { Putusan: 'Ya, berlakukan' });
  assert.match(await ward.said(), /Berlaku sejak tanggal kejadiannya/);
  await desk.page.goto('/pemberitahuan');
  assert.match(await desk.text(), /Peristiwa yang Anda catat sudah diperiksa dan berlaku: Meninggal/);
  await desk.page.goto(place);
  await seen(desk, 'meninggal');
  assert.match(await desk.text(), /Meninggal Sabtu, 20 Februari 2027/);
  await desk.follow('Buka data keluarga');
  assert.match(await desk.text(), /Keluarga Nining Suryani/);
  assert.match(await desk.text(), /2 anggota/);

  await desk.page.goto(place);
  await desk.act('Batal meninggal atau pindah (salah catat)', { 'Bukti atau sumber': 'KTP atau KK diperlihatkan', Keterangan: 'Datang sendiri ke loket' });
  assert.doesNotMatch(await desk.text(), /Meninggal Sabtu/);
  assert.deepEqual(await members(), whole, 'he is the head again, and she his wife');
  await desk.follow('Riwayat');
  await seen(desk, 'riwayat');
  const told = (await desk.text()).replace(/\s+/g, ' ');
  assert.match(told, /Batal meninggal atau pindah Datang sendiri ke loket.*Meninggal Sudah dibatalkan: tidak berlaku lagi Status dasar: Hidup → Meninggal.*Kata tetangga/);
});

test('Who sees totals of aid and no people gets rounded figures: words on the page, digits in a spreadsheet', async () => {
  const purse = await at('bendahara');
  await purse.page.goto('/bantuan-sosial');
  assert.match(await purse.text(), /Angka dibulatkan ke kelipatan 5/);
  assert.match(await purse.text(), /Rp\d{1,3}\.000\.000/);
  const { totals } = await (await by('bendahara')).get('/bantuan-sosial.json');
  for (const row of totals.rows) for (const cell of [row.decided, row.paid, row.failed, row.stopped, row.all, row.amount].filter(Boolean)) assert.match(cell, /^(\d+|kurang dari 5)$/, JSON.stringify(row));
  assert.ok(totals.rows.some((r) => Number(r.amount) >= 1_000_000));
});

test('One gets all that is held about him, and who looked', async () => {
  const desk = await at('loket.cikole');
  const place = await placeOf(ENGKOS, 'loket.cikole');
  await desk.page.goto(place);
  await desk.follow('Salinan data untuk warga ini');
  await seen(desk, 'salinan');
  await desk.act('Catat permintaan', { 'Bukti siapa yang meminta': 'KTP diperlihatkan' });
  await desk.act('Serahkan salinan sekarang');
  await seen(desk, 'salinan-diserahkan');
  const copy = (await desk.text()).replace(/\s+/g, ' ');
  for (const held of [`NIK ${ENGKOS.nik}`, 'Panggilan Mang Engkos', `Nomor KK ${ENGKOS.kk}`, 'Gg. Masjid Al Muhajirin No. 4']) assert.ok(copy.includes(held), `${held} is in the copy`);
  assert.match(copy, /Petugas Loket Cikole .{0,60}permintaan data sendiri/, 'who looked, and what for');
  assert.ok(!copy.includes('Rini Herlinawati'), 'of his daughter nothing is told');
  for (const [label, kind] of [['Cetak salinan (PDF)', '%PDF-'], ['XLSX', 'PK'], ['JSON', '{'], ['CSV', '']]) {
    const href = await desk.main.getByRole('link', { name: label, exact: true }).getAttribute('href');
    const file = await desk.page.context().request.get(href);
    assert.equal(file.status(), 200, label);
    assert.ok((await file.body()).toString('latin1').startsWith(kind), label);
  }
  const { requests } = await (await by('dpo')).get('/salinan.json');
  assert.equal(requests.rows[0].person, place.split('/').at(-1), 'whoever guards the data sees that it was handed over');
});

/* ---- requests about data ----------------------------------------------------------------------- */

/* Opens a request about somebody; its page, number and code. */
async function ask(officer, place, link, answers) {
  await officer.page.goto(place);
  await officer.follow(link);
  await seen(officer, 'permintaan');
  await officer.act('Kirim permintaan', { ...answers, 'Foto bukti': await photo(officer.page) });
  assert.match(await officer.said(), /Permintaan terkirim/);
  const [number, code] = await officer.main.locator('.code-value').allInnerTexts();
  await officer.follow('Buka permintaan');
  await seen(officer, 'permintaan-dibuka');
  return { page: officer.path(), number, code };
}
/* Who answered draws his name with a finger. */
async function signOnScreen(officer) {
  await officer.main.getByRole('button', { name: 'Tanda tangan di layar' }).click();
  const { x, y, width, height } = await officer.main.locator('canvas').boundingBox();
  await officer.page.mouse.move(x + width * 0.2, y + height * 0.7);
  await officer.page.mouse.down();
  await officer.page.mouse.move(x + width * 0.5, y + height * 0.3, { steps: 5 });
  await officer.page.mouse.move(x + width * 0.8, y + height * 0.7, { steps: 5 });
  await officer.page.mouse.up();
  assert.equal(await officer.main.locator('input[name=tanda_tangan_gambar]').evaluate((e) => e.files.length), 1, 'it is ready the moment the finger is lifted');
  await officer.main.getByText('Tanda tangan siap dikirim.').waitFor();
}
const told = async (login) => JSON.stringify(await (await by(login)).get('/pemberitahuan.json'));
const dateIn = (days) => new Date(server.now().getTime() + days * DAY + 7 * HOUR).toISOString().slice(0, 10);

test('A proposal goes its way: home visit, meeting with its papers, two deciders, entered', async () => {
  const ward = await at('lurah.cikole');
  const request = await ask(ward, await placeOf(DEDE, 'lurah.cikole'), 'Ajukan perbaikan, usulan, atau sanggahan', { 'Jenis permintaan': 'Usulan', 'Yang meminta': 'Petugas', Alasan: 'Keluarga ini belum terdata.' });
  await ward.act('Lanjutkan');
  await ward.act('Tugaskan kunjungan rumah', { Petugas: 'Relawan Cikole', 'Paling lambat': dateIn(9) });

  const field = await at('relawan.cikole');
  await field.home();
  assert.match(await field.text(), new RegExp(request.number), 'the visit stands on the volunteer\'s start page');
  await field.page.goto('/verval/kunjungan');
  await field.leave(() => field.main.locator('tbody a').first().click());
  await seen(field, 'kunjungan');
  await field.leave(() => field.main.getByRole('link', { name: /^Isi/ }).first().click());
  await seen(field, 'kunjungan-rumah');
  await field.act('Simpan bagian ini', { 'Luas lantai (m2)': '22', 'Jenis lantai': 'Tanah' });
  await signOnScreen(field);
  await field.act('Simpan hasil kunjungan', { 'Hasil kunjungan': 'Bertemu', 'Nama penjawab': 'Wawan Gumilar', 'Penjawab sudah mendengar isiannya dibacakan dan membenarkannya': true, 'Simpan tanpa bagian yang belum ditanyakan': true });
  assert.match(await field.said(), /tersimpan/);

  await ward.page.goto(request.page);
  assert.match(await ward.text(), /2 isian berbeda dicatat/, 'the visit tells what differs, not what was asked');
  assert.match(await ward.text(), /Tanda tangan penjawab/, 'the signature drawn at the door is there');
  assert.match(await ward.text(), /Ditanyakan, 2 isian berbeda/);
  assert.match(await ward.text(), /Tidak ditanyakan/, 'those nobody asked about are told apart');
  assert.ok(await ward.main.locator('a[href^="/warga/"]').count() > 0, 'the request leads to whom it is about');
  await ward.follow('Buka musyawarah kelurahan');
  await ward.act('Musyawarah baru', { Kelurahan: 'Cikole', Tanggal: dateIn(0), Tempat: 'Aula kelurahan' });
  const meeting = ward.path();
  const p = await by('lurah.cikole');
  const id = request.page.split('/').at(-1);
  await p.act(`${meeting}/bahasan`, { permintaan: [id] });
  await ward.page.goto(meeting);
  await ward.main.locator('tbody input[type=checkbox]').first().check();
  await ward.act('Simpan putusan', { Putusan: 'Disetujui musyawarah' });
  await ward.act('Tandai ditandatangani', { 'Nomor berita acara': 'BA/7/2027' });
  assert.match(await ward.text(), /Daftar hadir belum lengkap/, 'minutes need those who must be there');
  for (const [nama, sebagai] of [['Lurah Contoh', 'Lurah'], ['Operator Contoh', 'Operator'], ['Ketua RT Contoh', 'Ketua RT atau RW']]) {
    await ward.page.goto(meeting);
    await ward.act('Tambah ke daftar hadir', { Nama: nama, Sebagai: sebagai });
  }
  await seen(ward, 'musyawarah');
  for (const paper of ['Berita acara (PDF)', 'Daftar nama, BNBA (PDF)']) {
    const file = await ward.page.context().request.get(await ward.main.getByRole('link', { name: paper }).getAttribute('href'));
    assert.equal((await file.body()).subarray(0, 5).toString(), '%PDF-', paper);
  }
  await ward.act('Tandai ditandatangani', { 'Nomor berita acara': 'BA/7/2027' });
  assert.match(await ward.text(), /Yang disetujui musyawarah/);
  await ward.act('Teruskan 1 permintaan yang disetujui, dengan berita acara ini');
  assert.match(await ward.text(), /Sudah diteruskan/);
  await seen(ward, 'musyawarah-diteruskan');
  await ward.page.goto(request.page);
  assert.match(await ward.text(), /BA\/7\/2027/, 'number and day are those of the meeting');

  /* Until the second of two persons has agreed, the fact does not count. */
  const check = await at('supervisor.cikole');
  await check.home();
  await check.find(request.number);
  assert.equal(check.path(), request.page, 'the one box leads to a request by its number');
  assert.equal(await check.main.getByRole('link', { name: 'Berita acara (PDF)' }).getAttribute('href'), `${meeting}/ba`, 'who decides opens what the meeting signed');
  await check.act('Simpan putusan', { Putusan: 'Setuju' });
  assert.equal(await check.offers('Simpan putusan'), false, 'who verified does not approve');
  const line = async () => (await check.main.locator('tbody tr').filter({ hasText: 'Luas lantai' }).innerText()).split('\t').map((c) => c.trim());
  assert.equal((await line()).at(-1), 'Menunggu');
  const head = await at('kepala');
  await head.home();
  await seen(head, 'kepala');
  assert.match(await head.text(), /Verval data/, 'what waits for the head stands on his start page');
  await head.page.goto('/verval');
  assert.match(await head.text(), new RegExp(request.number));
  await head.page.goto(request.page);
  await head.act('Simpan putusan', { Putusan: 'Setuju' });
  await check.page.goto(request.page);
  assert.equal((await line()).at(-1), 'Berlaku');
  await seen(check, 'disetujui');

  await check.page.goto('/verval/input');
  await check.leave(() => check.main.locator('tbody tr').filter({ hasText: request.number }).getByRole('link').first().click());
  await seen(check, 'input');
  assert.match((await check.text()).replace(/\s+/g, ' '), new RegExp(`NIK ${DEDE.nik} Salin`));
  await check.follow('Tandai sudah diinput');
  await check.act('Tandai sudah diinput', { 'Nomor di aplikasi nasional': 'SIKS-000123', Tanggal: dateIn(0) });
  assert.match(await check.text(), /Selesai diinput/);
  assert.match(await check.text(), /SIKS-000123/);
});

test('The nation answers with a list: accepted, refused with its reason, one that fits two, one for nobody; then it is taken back', async () => {
  const [ward, check, operator] = [await by('lurah.cikole'), await by('supervisor.cikole'), await by('operator.data')];
  /* A telephone decides nothing: such a correction goes straight to the hand-over. */
  const entered = async (member, phone, nomor) => {
    const { id, number, secret } = await ward.act(`/verval/baru${await placeOf(member, 'lurah.cikole')}`.replace('/warga/', '/orang/'),
      { jenis: 'perbaikan', oleh: 'warga', alasan: 'Nomor lama sudah mati.', bagian: 'contact', f_phone: phone });
    await check.act(`/verval/${id}/input`, { nomor, tanggal: dateIn(0) });
    return { id, number, code: secret, page: `/verval/${id}` };
  };
  const yes = await entered(JAJANG, '081211110001', 'SIKS-1');
  const no = await entered(TITI, '081211110002', 'SIKS-2');
  const [one, other] = [await entered(UJANG, '081211110003', 'SIKS-3'), await entered(UJANG, '081211110004', 'SIKS-4')];
  const waiting = async () => (await operator.get('/verval/menunggu-pusat.json')).waiting.rows.map((r) => r.number);
  for (const r of [yes, no, one, other]) assert.ok((await waiting()).includes(r.number), 'what was entered waits for its answer');

  const list = ['No,Nomor Pengajuan,NIK,Nama,Status,Keterangan,Tgl Status', `1,SIKS 1,,${JAJANG.name},Disetujui,,${dateIn(0)}`, `2,,${TITI.nik},${TITI.name},Ditolak,alamat tidak sesuai,${dateIn(0)}`,
    `3,,${UJANG.nik},${UJANG.name},Disetujui,,${dateIn(0)}`, `4,SIKS-99,,,Disetujui,,${dateIn(0)}`, `5,SIKS-1,,,Entahlah,,${dateIn(0)}`].join('\n');
  const { id, page } = await bring('answers', 'dtsen', list, { valid_from: dateIn(0) });
  assert.deepEqual(tiles(page), { new: 2, changed: 0, same: 0, doubtful: 1, wrong: 1, unknown: 1 });
  const data = await at('operator.data');
  await data.page.goto(`/impor/${id}/baris?putusan=wrong`);
  assert.match(await data.text(), /Entahlah.*Diterima, Ditolak, Sedang diproses/s);
  await data.page.goto(`/impor/${id}/baris?putusan=unknown`);
  assert.match(await data.text(), /Tidak ada permintaan yang diinput dengan nomor SIKS-99/);
  await data.page.goto(`/impor/${id}/baris?putusan=doubtful`);
  await seen(data, 'jawaban-ragu');
  await data.leave(() => data.main.getByRole('button', { name: new RegExp(other.number) }).click());
  await data.page.goto(`/impor/${id}`);
  await seen(data, 'jawaban-diperiksa');
  await data.act('Terapkan');
  await standsAt(operator, id, 'state_applied');

  const stateOf = async (r) => (await operator.get(`/verval.json?which=all`)).verval.rows.find((row) => row.number === r.number).state;
  assert.deepEqual(await Promise.all([yes, no, one, other].map(stateOf)), ['accepted', 'denied', 'done', 'accepted']);
  assert.match(await told('lurah.cikole'), new RegExp(`${no.number} ditolak pusat`));
  await data.page.goto(no.page);
  await seen(data, 'jawaban-ditolak');
  assert.match(await data.text(), /alamat tidak sesuai/);
  const asker = await Officer.at(browser, server, null, { viewport: { width: 360, height: 780 } });
  await asker.page.goto('/lacak-data');
  await asker.act('Lihat keadaannya', { Nomor: no.number, Kode: no.code });
  await seen(asker, 'jawaban-dilacak');
  assert.match(await asker.text(), /Ditolak pusat[\s\S]*alamat tidak sesuai/);
  await asker.leaveWork();
  const desk = await at('loket.cikole');
  await desk.page.goto(await placeOf(TITI, 'loket.cikole'));
  assert.match(await desk.text(), /Jawaban pusat: Ditolak.*alamat tidak sesuai/, 'the desk can tell him');

  /* One is answered by hand; then the whole list is taken back, and that one stays. */
  await data.page.goto(one.page);
  await data.act('Simpan jawaban', { 'Jawaban pusat': 'Ditolak', 'Tanggal jawaban': dateIn(0), 'Alasan pusat': 'ganda' });
  await data.page.goto(`/impor/${id}`);
  await data.act('Batalkan impor ini');
  await standsAt(operator, id, 'state_undone');
  assert.deepEqual(await Promise.all([yes, no, one, other].map(stateOf)), ['done', 'done', 'denied', 'done']);
  assert.match(await told('lurah.cikole'), new RegExp(`${no.number}: jawaban pusat ditarik lagi`));
  await data.home(); /* the page of an import asks how far it is, also while the power fails */
});

test('A photo of a form that comes back with a mistake need not be chosen again', async () => {
  const ward = await at('lurah.cikole');
  const answers = { 'Jenis permintaan': 'Sanggahan', 'Yang meminta': 'Warga di loket', Alasan: 'Sudah pindah ke rumah anaknya.', 'Nama penyanggah': 'Warga Contoh', 'Telepon penyanggah': '081200000124', 'Kelurahan penyanggah': 'Cikole' };
  const send = (more) => ward.act('Kirim permintaan', more);
  await ward.page.goto(await placeOf(DEDE, 'lurah.cikole'));
  await ward.follow('Ajukan perbaikan, usulan, atau sanggahan');
  await send({ ...answers, 'Foto bukti': await photo(ward.page) });
  assert.match(await ward.text(), /Ada yang perlu diperbaiki/, 'a point is missing');
  await seen(ward, 'foto-ikut');
  const kept = ward.main.getByRole('group', { name: /Berkas ini sudah terkirim/ }).getByRole('checkbox');
  assert.equal(await kept.count(), 1);
  await send({ 'Titik lokasi': 'bukan titik' });
  assert.equal(await kept.count(), 1, 'a second time as well');
  await kept.uncheck();
  await send({ 'Titik lokasi': '-6.9215,106.9287' });
  assert.match(await ward.text(), /Foto bukti/, 'left out, it is missing');
  assert.equal(await kept.count(), 0);
  await send({ 'Titik lokasi': 'bukan titik', 'Foto bukti': await photo(ward.page) });
  await send({ 'Titik lokasi': '-6.9215,106.9287' });
  assert.match(await ward.said(), /Permintaan terkirim/);
  await ward.follow('Buka permintaan');
  assert.equal(await ward.main.locator('.photos img').count(), 1);
  await ward.home();
});

test('An objection lapses: the supervisor is warned on days 7 and 12, the objector is told', async () => {
  const ward = await at('lurah.cikole');
  const answers = { 'Jenis permintaan': 'Sanggahan', 'Yang meminta': 'Warga di loket', Alasan: 'Rumahnya tingkat dan punya mobil.', 'Titik lokasi': '-6.9215,106.9287',
    'Nama penyanggah': 'Warga Contoh', 'Telepon penyanggah': '081200000123', 'Kelurahan penyanggah': 'Cikole' };
  const objection = await ask(ward, await placeOf(ENGKOS, 'lurah.cikole'), 'Ajukan perbaikan, usulan, atau sanggahan', answers);
  const warnings = async () => (await told('supervisor.cikole')).split(`${objection.number}: sanggahan gugur`).length - 1;
  assert.equal(await warnings(), 0);
  await later(7 * DAY + HOUR);
  await until('the first warning', async () => await warnings() === 1);
  await later(5 * DAY);
  await until('the second warning', async () => await warnings() === 2);
  await later(2 * DAY);
  await until('void', async () => /gugur karena/.test(await told('lurah.cikole')));
  const supervisor = await at('supervisor.cikole');
  await supervisor.page.goto(objection.page);
  await seen(supervisor, 'gugur');
  const story = (await supervisor.text()).replace(/\s+/g, ' ');
  assert.match(story, /Gugur: tidak diverifikasi sampai batas waktunya.*Supervisor diingatkan.*Supervisor diingatkan.*Diajukan/);
  assert.equal(await supervisor.offers('Simpan putusan'), false);

  const objector = await Officer.at(browser, server, null, { viewport: { width: 360, height: 780 } });
  await objector.page.goto('/lacak-data');
  await objector.act('Lihat keadaannya', { Nomor: objection.number, Kode: objection.code });
  await seen(objector, 'penyanggah');
  assert.match(await objector.text(), /Sanggahan gugur karena tidak diverifikasi sampai batas waktunya. Anda dapat mengajukan lagi/);
  assert.doesNotMatch(await objector.text(), /Suherman|Wiranata/);
  assert.deepEqual(objector.page.faults, []);
  await objector.leaveWork();
});

test('A family splits, and the aid of March is seen as it was known in March', async () => {
  const march = dateIn(0);
  await enter('recipients', 'kelurahan', `No KK,Nama,Triwulan,Tahun,Nominal,Tanggal Salur\n${AJAT.kk},${AJAT.name},I,2027,Rp 600.000,2027-02-20\n`, { programme: 'pkh' });
  await later(30 * DAY);
  const desk = await at('loket.cikole');
  await desk.page.goto(await placeOf(AJAT, 'loket.cikole'));
  await desk.follow('Buka data keluarga');
  const home = desk.path();
  assert.match((await desk.text()).replace(/\s+/g, ' '), /PKH triwulan I 2027 disalurkan Rp600.000 20 Feb 2027/);
  await desk.act('Pecah KK', { 'Dalam KK baru: Ujang Sudrajat': 'Kepala keluarga', 'Dalam KK baru: Lilis Sudrajat': 'Istri', 'Tanggal kejadian': dateIn(-5), 'Bukti atau sumber': 'KTP atau KK diperlihatkan' });
  assert.match(await desk.text(), /Menunggu pemeriksa kedua: Pecah KK/);
  await seen(desk, 'pecah');
  const ward = await at('lurah.cikole');
  await ward.page.goto(home);
  await ward.act('Putuskan', { Putusan: 'Ya, berlakukan' });
  /* What was learnt later: only two thirds of it came. */
  await desk.page.goto(home);
  await desk.follow('PKH');
  await desk.act('Perbaiki', { 'Jumlah rupiah': '400000', 'Nomor bukti': 'BA-12/2027', Sumber: 'KTP atau KK diperlihatkan', Alasan: 'Buku tabungan memuat Rp400.000' });
  await seen(desk, 'bantuan-diperbaiki');
  assert.match(await desk.text(), /menunggu petugas lain/);
  await ward.page.goto(desk.path());
  await ward.act('Simpan putusan', { Putusan: 'Ya, benar: berlaku' });
  await desk.page.goto(desk.path());
  const one = (await desk.text()).replace(/\s+/g, ' ');
  assert.match(one, /BA-12\/2027/);
  assert.match(one, /disalurkan Rp400.000 .* berlaku .*disalurkan Rp600.000 .* tidak berlaku lagi/, 'both words stay, one holds');
  await desk.page.goto(home);
  assert.match((await desk.text()).replace(/\s+/g, ' '), /2 anggota.*PKH triwulan I 2027 disalurkan Rp400.000/, 'the aid stays with the family that got it');

  await desk.act('Lihat keadaan pada tanggal lain', { 'Keadaan pada': march, 'Sebagaimana diketahui pada': march });
  await seen(desk, 'keluarga-maret');
  const then = (await desk.text()).replace(/\s+/g, ' ');
  assert.match(then, /Anda melihat keadaan .* Maret 2027, sebagaimana diketahui pada .* Maret 2027/);
  assert.match(then, /Ajat Sudrajat Kepala keluarga .*Omah Sudrajat Istri .*Ujang Sudrajat Anak .*Lilis Sudrajat Menantu .*PKH triwulan I 2027 disalurkan Rp600.000/, 'four, and as was known then they had all of it');
  await desk.act('Lihat keadaan pada tanggal lain', { 'Keadaan pada': march, 'Sebagaimana diketahui pada': '' });
  assert.match((await desk.text()).replace(/\s+/g, ' '), /Ujang Sudrajat Anak .*PKH triwulan I 2027 disalurkan Rp400.000/, 'four, and as is known now they had less');
  await desk.page.goto(await placeOf(UJANG, 'loket.cikole'));
  assert.match((await desk.text()).replace(/\s+/g, ' '), /PKH triwulan I 2027 disalurkan Rp400.000/, 'he belonged to it when it came');
  await desk.page.goto(`${await placeOf(UJANG, 'loket.cikole')}?pada=${march}`);
  await seen(desk, 'warga-maret');
  await desk.follow('Buka data keluarga');
  assert.match(await desk.text(), /Keluarga Ajat Sudrajat/, 'from a person of another day one comes to his family of that day');
  await desk.follow('Kembali ke hari ini');
  assert.match(await desk.text(), /2 anggota/);
});

test('An import goes on after a broken line, and after the power fails while it is applied', async () => {
  const more = Array.from({ length: 900 }, (_, n) => ({ ...memberOf(FAMILIES + Math.floor(n / 3), n % 3), region: 'Selabatu' }));
  const bytes = Buffer.from(listOf(more));
  let p = await by('operator.data');
  const half = Math.floor(bytes.length / 2);
  const { id } = await p.act('/impor', { kind: 'people', source: 'siak', name: 'susulan.csv', size: String(bytes.length), valid_from: '2027-01-01' });
  assert.equal(await piece(p, id, 0, bytes.subarray(0, half)), 200);
  await server.fall();
  p = await by('operator.data');
  const waits = (await look(p, id)).import;
  assert.deepEqual([waits.taken, waits.waits], [String(half), '1'], 'it says how far it has come');
  assert.equal(await piece(p, id, half, bytes.subarray(half)), 200);
  await standsAt(p, id, 'state_columns');
  await p.act(`/impor/${id}/kolom`);
  await standsAt(p, id, 'state_checked');
  await p.act(`/impor/${id}/terapkan`);
  await until('it is in the middle', async () => state(await look(p, id)) !== 'state_checked' && (await by('operator.data')).server);
  await server.fall();
  const clerk = await at('operator.data');
  await clerk.page.goto(`/impor/${id}`);
  await seen(clerk, 'sesudah-mati');
  await clerk.page.locator('summary', { hasText: 'Batalkan impor ini' }).waitFor();
  assert.equal(tiles(await look(p, id)).new, more.length);
  /* All are there, once: the same list again has nothing to say. */
  const again = await bring('people', 'siak', listOf(more), { valid_from: '2027-01-01' });
  assert.deepEqual(tiles(again.page), { new: 0, changed: 0, same: more.length, doubtful: 0, wrong: 0 });
});

test('Two rows of one list that may be one person are a question before it is applied, and come in as one', async () => {
  const list = 'No KK,NIK,Nama,Tanggal Lahir,JK,Nama Ibu,Alamat,Hubungan,Kelurahan\n'
    + '3272021503217771,,Zulkarnaen Prawira,1981-03-02,L,Euis Sumiati,Jl. Merdeka No. 1,KEPALA KELUARGA,Selabatu\n'
    + '3272021503217772,3272025212700004,Endang Rahayu,1970-12-12,P,Neneng,Jl. Kenanga No. 7,KEPALA KELUARGA,Selabatu\n'
    + '3272021503217772,,Zulkarnaen Prawirra,1981-03-02,L,Euis Sumiati,Jl. Kenanga No. 7,FAMILI LAIN,Selabatu\n';
  const { id, page } = await bring('people', 'siak', list);
  assert.deepEqual(tiles(page), { new: 2, changed: 0, same: 0, doubtful: 1, wrong: 0 });
  const clerk = await at('operator.data');
  await clerk.page.goto(`/impor/${id}/baris?putusan=doubtful`);
  assert.match(await clerk.text(), /Mungkin sama orangnya dengan baris 2, Zulkarnaen Prawira, 2 Mar 1981, karena .*ibu sama/);
  await clerk.page.goto(`/impor/${id}`);
  await clerk.follow('Putuskan baris ragu');
  await seen(clerk, 'baris-sama');
  assert.match(await clerk.text(), /Baris 2 berkas ini\s+Zulkarnaen Prawira/);
  await clerk.main.locator('tbody input[type=checkbox]').first().check();
  await clerk.act('Orangnya sama');
  await clerk.page.goto(`/impor/${id}`);
  await clerk.act('Terapkan');
  const p = await by('operator.data');
  await standsAt(p, id, 'state_applied');
  const found = (await p.post('/warga', { q: 'zulkarnaen prawira' })).people.rows;
  assert.equal(found.length, 1, 'one person');
  await clerk.page.goto(found[0].href ?? `/warga/${found[0].id}`);
  await seen(clerk, 'baris-satu-orang');
  const one = (await clerk.text()).replace(/\s+/g, ' ');
  assert.match(one, /Zulkarnaen Prawirra/, 'what the other row says stands beside it');
  assert.match(one, /Endang Rahayu/, 'he belongs to one family');
});

/* Everybody who changed has been compared with those he might be. */
async function compared() {
  const newest = server.read('SELECT max(fed) FROM person')[0][0];
  await until('all are compared', async () => server.read('SELECT fed FROM link_state')[0][0] >= newest, 120_000);
}

test('Twins stay two: they come in without a doubt, and are a question at most', async () => {
  await compared();
  const p = await by('back.dinsos');
  const questions = async () => { const { fields, next } = await p.get('/sama.json'); return JSON.stringify([fields?.rows[0], next?.rows]); };
  assert.doesNotMatch(JSON.stringify(await p.get('/sama/yakin.json')), /Gumilar|Amaliah/, 'nobody takes twins for surely the same');
  const office = await at('back.dinsos');
  await office.page.goto('/sama');
  await seen(office, 'sama');
  assert.match(await questions(), /Lia Amaliah.*Lina Amaliah/, 'born on one day of one mother, with names alike: that is asked');
  if (!/Lia Amaliah/.test(await office.main.locator('h2').first().innerText())) await office.follow(/Lia Amaliah/);
  assert.match(await office.text(), /beda nomor urut, seperti anak kembar/);
  await office.act('Beda (b)');
  assert.match(await office.said(), /Dicatat sebagai dua orang; tidak ditanyakan lagi/);
  assert.doesNotMatch(await questions(), /Amaliah/);

  /* One of them changes; the answer stands. */
  await office.page.goto(await placeOf(LIA, 'back.dinsos'));
  await office.follow(/Isi\s+Kontak/);
  await office.act('Simpan', { 'Nomor telepon': '081234500099', 'Dari mana Anda tahu?': 'Pengakuan sendiri' });
  await compared();
  assert.doesNotMatch(await questions(), /Amaliah/);
  await office.page.goto('/sama/selesai');
  assert.match(await office.text(), /Lia Amaliah/);
});
