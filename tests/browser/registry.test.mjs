// The stories of the registry: lists come in and go out again, people are found, told apart, joined and let go, and each of them can be asked for what was known and when.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { DAY, Person, broken, openBrowser, shot, sleep, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';
import { rowsOf, withRows } from './sheet.mjs';

let server;
let browser;
const staff = new Map();
const people = new Map();
before(async () => {
  [server, browser] = await Promise.all([startServer({ at: '2027-03-01T02:00:00Z' }), openBrowser()]);
  await enter('people', 'siak', listOf([...everybody, ...CAST]), { valid_from: '2025-01-01' });
});
after(async () => { await browser?.close(); await server?.stop(); });
afterEach(() => {
  assert.deepEqual(broken(server), []);
  for (const officer of staff.values()) assert.deepEqual(officer.page.faults.splice(0), [], officer.login);
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
const kkOf = (i) => `327201150321${5000 + i}`;
/* The k-th of the i-th family: head, wife, child. */
function memberOf(i, k) {
  const [d, m, y] = [1 + (i * 7 + k) % 28, 1 + (i + k * 3) % 12, k === 2 ? 2000 + i % 20 : 1955 + (i + k) % 40];
  const sex = k === 1 ? 'P' : 'L';
  return { kk: kkOf(i), nik: `327201${two(d + (sex === 'P' ? 40 : 0))}${two(m)}${two(y % 100)}${9000 - 1000 * k + i}`, name: `${word(i * 13 + k)} ${word(i + 31 * k + Math.floor(i / 100))} ${word(Math.floor(i / 7) + 5 * k)}`, sex,
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
const [TITI] = family('3272021503217003', { address: 'Jl. Contoh 12' }, [['Titi Rohaeti', 'P', '1965-07-08', '0001', 'KEPALA KELUARGA']]);
const [TETI] = family('3272021503217004', { address: 'Kp. Contoh 3', rt: '001' }, [['Teti Rohayati', 'P', '1965-08-07', '0003', 'KEPALA KELUARGA']]);
const [JAJANG, ISTRI, ANAK] = family('3272021503217005', {}, [
  ['Jajang Kosasih', 'L', '1961-09-09', '0001', 'KEPALA KELUARGA'],
  ['Nining Suryani', 'P', '1966-10-10', '0001', 'ISTRI'],
  ['Gilang Kosasih', 'L', '1995-11-11', '0001', 'ANAK'],
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
  await standsAt(p, id, 'kolom perlu dipastikan');
  await p.act(`/impor/${id}/kolom`);
  return { id, page: await standsAt(p, id, 'siap diterapkan') };
}
async function enter(kind, source, csv, fields) {
  const p = await by('operator.data');
  const { id } = await bring(kind, source, csv, fields);
  await p.act(`/impor/${id}/terapkan`);
  return { id, page: await standsAt(p, id, 'diterapkan') };
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

const FAMILIES = 400;
const everybody = Array.from({ length: 3 * FAMILIES }, (_, n) => memberOf(Math.floor(n / 3), n % 3));
const formerDesil = (i) => 1 + i % 10;
const newDesil = (i) => 1 + (i + 3) % 10;
/* What a tile of an import says. */
const tiles = (page) => Object.fromEntries(page.verdicts.map((v) => [v.name, Number(v.value.replace(/\D/g, ''))]));

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
  const counts = async () => Object.fromEntries((await clerk.main.locator('.tile').allInnerTexts()).map((t) => t.split('\n').map((l) => l.trim()).filter(Boolean)));
  assert.deepEqual(await counts(), { baru: '0', berubah: String(FAMILIES / 2), sama: '0', ragu: '0', salah: String(FAMILIES / 2) });
  await clerk.follow(/salah/);
  await seen(clerk, 'salah');
  const said = Object.fromEntries((await clerk.main.locator('tbody tr').allInnerTexts()).map((t) => { const cells = t.split('\t'); return [cells[0].trim(), cells.at(-1).trim()]; }));
  assert.match(said[3], /Desil harus angka 1 sampai 10.*Tertulis: 11/);
  assert.match(said[5], /Nomor KK: 3,27201E\+15 rusak karena lembar kerja.*Ubah kolom menjadi teks/);
  assert.match(said[7], /Nomor KK: .*15 angka. Harus tepat 16 angka/);
  assert.match(said[9], /Tertulis: lima/);

  /* The wrong ones go out as a workbook, with a reason beside each; an office looks up what is right and sends it back. */
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.main.getByRole('link', { name: 'Unduh yang salah' }).click()]);
  assert.equal(download.suggestedFilename(), 'salah-dtsen februari.xlsx');
  const workbook = readFileSync(await download.path());
  const [head, ...wrong] = rowsOf(workbook);
  assert.deepEqual(head, ['NOMOR KK', 'NAMA KEPALA', 'PERINGKAT DESIL', 'Alasan (Melaju)']);
  assert.equal(wrong.length, FAMILIES / 2);
  assert.equal(wrong[1][0], '3,27201E+15', 'the cell is as it was');
  assert.match(wrong[1][3], /rusak karena lembar kerja/);
  const mended = join(server.dir, 'dtsen februari diperbaiki.xlsx');
  writeFileSync(mended, withRows(workbook, [head, ...wrong.map((row, at) => [kkOf(2 * at + 1), row[1], String(newDesil(2 * at + 1)), row[3]])]));

  await clerk.page.goBack();
  await clerk.act('Terapkan');
  await clerk.page.getByRole('button', { name: 'Batalkan impor ini' }).waitFor();
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
  await clerk.page.getByRole('button', { name: 'Batalkan impor ini' }).waitFor();
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
    await standsAt(await by('operator.data'), path.split('/').at(-1), 'dibatalkan');
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
  console.log(await desk.text());
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
/* The facts of a page as it stands in JSON, without what may be done there. */
const factsOf = async (place, login = 'back.dinsos') => { const { actions, ...rest } = await (await by(login)).get(`${place}.json`); return rest; };

test('A merge is undone after three edits: both have all their facts again, and the edits keep their place', async () => {
  const office = await at('back.dinsos');
  const [here, there] = [await placeOf(TITI, 'back.dinsos'), await placeOf(TETI, 'back.dinsos')];
  const [hers, others] = [await factsOf(here), await factsOf(there)];
  await office.page.goto(here);
  await office.follow('Gabung dengan catatan lain');
  await office.act('Bandingkan', { 'Catatan yang lain': TETI.nik });
  await seen(office, 'gabung');
  await office.act('Gabungkan', { 'Catatan yang dipakai': 'Titi Rohaeti (catatan ini)', 'Mengapa mereka satu orang?': 'Katanya orang yang sama.' });
  await office.page.goto(there);
  await seen(office, 'tergabung');
  assert.match(await office.text(), /ternyata orang yang sama dengan catatan lain/);

  for (const [part, answers] of [['Kontak', { 'Nomor telepon': '081234500011' }], ['Alamat', { 'Alamat domisili': 'Jl. Baru 77' }], ['Pekerjaan', { 'Lapangan usaha': 'Perdagangan' }]]) {
    await office.page.goto(here);
    console.log(await office.main.getByRole('link', { name: /^(Ubah|Isi)/ }).allInnerTexts());
    break;
  }
});

test('A man declared dead by mistake returns, and his history tells it', async () => {
  const desk = await at('loket.cikole');
  const place = await placeOf(JAJANG, 'loket.cikole');
  await desk.page.goto(place);
  await desk.act('Meninggal', { 'Tanggal kejadian': '2027-02-20', 'Kepala keluarga berikutnya': 'Nining Suryani', 'Bukti atau sumber': 'Pengakuan sendiri', Keterangan: 'Kata tetangga' });
  await seen(desk, 'meninggal');
  console.log(await desk.text());
  await desk.follow('Buka data keluarga');
  console.log((await desk.text()).slice(0, 600));
  await desk.page.goto(place);
  await desk.act('Batal meninggal atau kembali', { 'Bukti atau sumber': 'KTP atau KK diperlihatkan', Keterangan: 'Datang sendiri ke loket' });
  await seen(desk, 'kembali');
  console.log((await desk.text()).slice(0, 1200));
  await desk.follow('Riwayat');
  await seen(desk, 'riwayat');
  console.log((await desk.text()).slice(0, 2500));
});

test('An objection lapses: the supervisor is warned twice, the objector is told', async () => {
  const ward = await at('lurah.cikole');
  const place = await placeOf(ENGKOS, 'lurah.cikole');
  await ward.page.goto(place);
  await ward.follow('Ajukan perbaikan, usulan, atau sanggahan');
  await seen(ward, 'sanggah');
  await ward.act('Kirim permintaan', { 'Jenis permintaan': 'Sanggahan', 'Yang meminta': 'Warga di loket', Alasan: 'Rumahnya tingkat dan punya mobil.', 'Foto bukti': await photo(ward.page), 'Titik lokasi': '-6.9215,106.9287',
    'Nama penyanggah': 'Warga Contoh', 'Telepon penyanggah': '081200000123', 'Kelurahan penyanggah': 'Cikole' });
  await seen(ward, 'tanda-terima');
  console.log(await ward.text());
});

test('One gets all that is held about him, and who looked', async () => {
  const desk = await at('loket.cikole');
  await desk.page.goto(await placeOf(ENGKOS, 'loket.cikole'));
  await desk.follow('Salinan data untuk warga ini');
  await seen(desk, 'salinan');
  await desk.act('Catat permintaan', { 'Bukti siapa yang meminta': 'KTP diperlihatkan' });
  await seen(desk, 'salinan-dicatat');
  await desk.act('Serahkan salinan sekarang');
  await seen(desk, 'salinan-diserahkan');
  console.log((await desk.text()).slice(0, 3500));
});

test('Twins stay two: they come in without a doubt, and are a question at most', async () => {
  const p = await by('back.dinsos');
  await sleep(45000); console.log(server.read('SELECT * FROM link_state'), server.read('SELECT max(fed) FROM person'), server.read("SELECT l.*, a.name, b.name FROM link_pair l JOIN person a ON a.id = l.a_id JOIN person b ON b.id = l.b_id WHERE a.name LIKE '%Gumilar' OR a.name LIKE '%Sumiati' AND a.birth_date = 7397"));
  console.log(JSON.stringify((await p.get('/sama.json')).next));
});
