// The stories of the brief as people live them: in a browser, from the start page, by what the pages say.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { DAY, HOUR, broken, openBrowser, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';

let server;
let browser;
const staff = new Map();
before(async () => { [server, browser] = await Promise.all([startServer({ at: '2026-11-21T14:40:00Z' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.stop(); });
afterEach(() => {
  assert.deepEqual(broken(server), []);
  for (const officer of staff.values()) assert.deepEqual(officer.page.faults.splice(0), [], officer.login);
});

/* One browser window for each account, signed in when it is first needed. */
async function as(login) {
  if (!staff.has(login)) staff.set(login, await Officer.at(browser, server, login));
  const officer = staff.get(login);
  if (officer.stale) await officer.signInAgain();
  officer.stale = false;
  await officer.home();
  return officer;
}
async function later(ms) {
  await server.pass(ms);
  for (const officer of staff.values()) officer.stale = true;
}
/* What a field for a date and an hour takes, in the time of Sukabumi. */
const inDays = (n) => new Date(server.now().getTime() + n * DAY + 7 * HOUR).toISOString().slice(0, 16);

const holderOf = (id) => server.read(`SELECT u.code FROM casefile c JOIN unit u ON u.city = c.city AND u.id = c.holder_unit_id WHERE c.id = ${id}`).flat();
/* After every click: exactly this unit, or at least exactly one, and nothing that must hold is broken. */
function held(id, code) {
  const holders = holderOf(id);
  assert.equal(holders.length, 1, `one unit holds the case: ${holders}`);
  if (code) assert.equal(holders[0], code);
  assert.deepEqual(broken(server), []);
}
const states = (plan) => plan.map((lines) => [lines.find((l) => !/^\d+$/.test(l) && !/^(Berjalan|Menunggu|Berakhir|Sedang dikerjakan|Selesai|Dihentikan)/.test(l)), lines.find((l) => !/^\d+$/.test(l))]);

/* A citizen with a telephone in hand; keeps number and code of the receipt. */
async function report(answers) {
  const citizen = await Officer.at(browser, server, null, { viewport: { width: 360, height: 780 } });
  await citizen.home();
  await citizen.follow(/^Lapor/);
  await citizen.act('Kirim laporan', { Kelurahan: 'Gunung Parang', ...answers });
  const text = await citizen.text();
  const [number] = /LP-[0-9A-Z]{8}/.exec(text);
  const secret = (await citizen.main.locator('.code-value').allInnerTexts()).find((v) => !v.startsWith('LP-'));
  assert.ok(number && secret, text);
  assert.deepEqual(citizen.page.faults, []);
  return { citizen, number, secret };
}

/* The manager reads it on the start page, or finds it by its number, and decides. */
async function decide(number) {
  const manager = await as('manajer');
  const waits = manager.main.getByRole('link', { name: `Pilah ${number}` });
  if (await waits.count()) await manager.leave(() => waits.click()); else await manager.find(number);
  const proposed = await manager.plan();
  await manager.act('Tetapkan dan jalankan');
  const caseId = /^\/kasus\/(\d+)/.exec(manager.path())[1];
  held(caseId);
  return { caseId, caseNumber: /KS-[0-9A-Z]{8}/.exec(await manager.text())[0], proposed };
}

/* The referral stands on the start page of whoever is asked, with the one act that moves it. */
async function opens(login, caseId) {
  const officer = await as(login);
  const [[number]] = server.read(`SELECT r.number FROM referral r JOIN user_unit x ON x.city = r.city AND x.unit_id = r.to_unit_id JOIN user_account a ON a.city = x.city AND a.id = x.user_id
    WHERE a.login = '${login}' AND r.case_id = ${caseId} AND r.state <= 3 ORDER BY r.sent_at DESC, r.id DESC LIMIT 1`);
  const link = officer.main.locator(`a[href*="/rujukan/"]`).and(officer.main.locator(`li:has-text("${number}") a`)).first();
  if (await link.count()) await officer.leave(() => link.click()); else await officer.find(number);
  return officer;
}
async function accept(login, caseId, note = 'Kami terima.') {
  const officer = await opens(login, caseId);
  assert.equal(await officer.act('Terima', { Catatan: note }), 'Rujukan diterima.');
}
async function toCase(login, number) {
  const officer = await as(login);
  await officer.find(number);
  return officer;
}
async function endStep(login, number, title, note) {
  const officer = await toCase(login, number);
  await officer.follow(`Buka langkah ${title}`);
  await officer.act('Akhiri langkah', { Akhirnya: 'Selesai', 'Bagaimana hasilnya?': note });
  return officer;
}

test('Pasar Pelita: from the fish stall on Saturday night to the family and two visits after', async () => {
  const { citizen, number, secret } = await report({ 'Apa yang terjadi?': 'Bapak tua sakit dan menggigil di los ikan, tidak ada yang kenal.', Patokan: 'Pasar Pelita, los ikan',
    'Jenis kelamin': 'Laki-laki', 'Perkiraan umur': '60', 'Centang yang sesuai': ['Sakit', 'Tidak punya tempat tinggal'], 'Nama pelapor': 'Pedagang ikan', Telepon: '081200000001' });
  const { caseId, caseNumber, proposed } = await decide(number);
  assert.match(proposed[0].join(' '), /Periksa dan rawat.*RSUD/);
  assert.ok(proposed.slice(1).every((s) => !/RSUD/.test(s.join(' '))));
  held(caseId, 'SLRT');
  const manager = await as('manajer');
  await manager.find(caseNumber);
  assert.deepEqual(states(await manager.plan()), [['Periksa dan rawat', 'Berjalan'], ['Tempat tinggal sementara', 'Menunggu'], ['Penelusuran keluarga', 'Menunggu'], ['Asesmen', 'Menunggu']]);

  await accept('rsud', caseId);
  held(caseId, 'RSUD');
  await later(4 * DAY);
  held(caseId, 'RSUD');
  const hospital = await endStep('rsud', caseNumber, 'Periksa dan rawat', 'Demam turun, boleh pulang. Ia menyebut kampungnya.');
  held(caseId, 'RSUD');
  await hospital.find(caseNumber);
  const begun = Object.fromEntries(states(await hospital.plan()));
  assert.equal(begun['Tempat tinggal sementara'], 'Berjalan', 'the social step starts by itself');
  assert.equal(begun['Penelusuran keluarga'], 'Berjalan');

  await accept('singgah', caseId);
  held(caseId, 'SINGGAH');
  const office = await toCase('back.dinsos', caseNumber);
  const story = async () => office.main.locator('ol.story .event-title').allInnerTexts();
  const before = await story();
  assert.match(await office.text(), /tanpa identitas/);
  await office.act('Catat identitas', { Nama: 'Contoh Karta', 'Jenis kelamin': 'Laki-laki', 'Perkiraan tahun lahir': '1966', 'Daerah asal': 'Kampung Contoh, Kabupaten Garut', Sumber: 'Pengakuan sendiri di rumah singgah' });
  held(caseId, 'SINGGAH');
  assert.match(await office.main.locator('.case-head').innerText(), /Contoh Karta/, 'the unknown is a known person');
  const told = await story();
  assert.deepEqual(before.filter((line) => !told.includes(line)), [], 'no line of the story is lost');
  assert.equal(told.length, before.length + 1);

  await accept('back.dinsos', caseId);
  if (server.read(`SELECT count(*) FROM referral r JOIN unit u ON u.city = r.city AND u.id = r.to_unit_id WHERE r.case_id = ${caseId} AND r.state <= 3 AND u.code = 'REHSOS'`)[0][0]) await accept('back.dinsos', caseId);
  await endStep('back.dinsos', caseNumber, 'Asesmen', 'Ingin pulang, masih punya anak.');
  await endStep('back.dinsos', caseNumber, 'Penelusuran keluarga', 'Anak sulung ditemukan lewat desa asal.');
  const shelter = await toCase('singgah', caseNumber);
  await shelter.act('Tambah langkah', { Layanan: 'Pemulangan ke daerah asal', Alasan: 'Keluarga siap menerima.' });
  held(caseId, 'SINGGAH');
  await endStep('singgah', caseNumber, 'Pemulangan ke daerah asal', 'Diantar sampai rumah, diterima anaknya.');
  await endStep('singgah', caseNumber, 'Tempat tinggal sementara', 'Sudah pulang.');
  await shelter.find(caseNumber);
  await shelter.act('Terminasi, mulai bimbingan lanjut', { 'Mengapa layanan sudah cukup?': 'Sudah di rumah.', 'Kunjungan pertama': inDays(7) });
  held(caseId, 'SINGGAH');

  await later(7 * DAY);
  await toCase('singgah', caseNumber);
  await shelter.act('Catat kunjungan', { 'Apa yang ditemukan?': 'Makan teratur, obat diminum.', 'Kunjungan berikutnya': inDays(14) });
  held(caseId, 'SINGGAH');
  await later(14 * DAY);
  await toCase('singgah', caseNumber);
  await shelter.act('Catat kunjungan', { 'Apa yang ditemukan?': 'Sehat dan bersama keluarga.', Hasil: 'Dipulangkan ke daerah asal' });
  assert.deepEqual(holderOf(caseId), [], 'it has ended, so nobody holds it');
  assert.equal(server.read(`SELECT outcome FROM casefile WHERE id = ${caseId}`)[0][0], 'dipulangkan');
  assert.match(await shelter.main.locator('.case-head').innerText(), /Selesai/);
  assert.equal((await shelter.main.locator('ol.story .event-title').allInnerTexts()).filter((t) => /Kunjungan bimbingan lanjut/.test(t)).length, 2);

  const paper = await shelter.page.context().request.get(await shelter.main.getByRole('link', { name: 'Cetak seluruh cerita' }).getAttribute('href'));
  assert.equal(paper.status(), 200);
  assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');

  await citizen.home();
  await citizen.follow(/^Lacak/);
  await citizen.act('Lacak', { 'Nomor laporan': number, Kode: secret });
  const status = await citizen.text();
  assert.match(status, /Penanganan sudah selesai/);
  assert.doesNotMatch(status, /Karta|Garut/, 'the reporter learns no personal data');
  await citizen.leaveWork();
});

test('Only social: a family that begs at a crossing goes straight to Dinsos', async () => {
  const { citizen, number } = await report({ 'Apa yang terjadi?': 'Keluarga mengemis di lampu merah, dua anak ikut.', Patokan: 'Simpang Ramayana', 'Siapa yang perlu ditolong?': 'Keluarga', 'Jumlah orang': '4',
    'Centang yang sesuai': 'Hanya kebutuhan sosial', 'Pelapor ingin': 'Tanpa nama' });
  await citizen.leaveWork();
  const { caseId, proposed } = await decide(number);
  assert.ok(proposed.length > 0);
  for (const step of proposed) assert.doesNotMatch(step.join(' ').replace(/tanpa pemeriksaan kesehatan lebih dulu/, ''), /rawat|kesehatan|RSUD|Puskesmas|PSC/i);
  assert.match(proposed.flat().join(' '), /Rehabilitasi Sosial|Dinas Sosial/);
  held(caseId);
});

test('Refused twice: full, silent, on a waiting list, at the supervisor, taken at last; always with a holder', async () => {
  const { citizen, number } = await report({ 'Apa yang terjadi?': 'Nenek sendirian tidur di emperan, tidak sakit.', Patokan: 'Emperan toko', 'Jenis kelamin': 'Perempuan', 'Perkiraan umur': '72',
    'Centang yang sesuai': 'Tidak punya tempat tinggal', 'Pelapor ingin': 'Tanpa nama' });
  await citizen.leaveWork();
  const { caseId, caseNumber } = await decide(number);
  const [holder] = holderOf(caseId);
  const shelter = await opens('singgah', caseId);
  assert.match(await shelter.act('Tolak', { Alasan: 'Tempat penuh', Penjelasan: 'Semua tempat terisi.' }), /ditolak/);
  held(caseId, holder);

  const refer = async (to) => {
    const manager = await toCase('manajer', caseNumber);
    await manager.act('Rujuk', { 'Bentuk rujukan': 'Serah terima', 'Untuk langkah': '1. Tempat tinggal sementara', 'Dirujuk ke': to, 'Catatan serah terima': 'Mohon tempat untuk seorang nenek.' });
    held(caseId);
    return manager;
  };
  await refer('LKS Lanjut Usia Sejahtera');
  held(caseId, holder);
  await later(5 * DAY);
  held(caseId);
  const manager = await toCase('manajer', caseNumber);
  assert.match(await manager.text(), /tidak menjawab/, 'the story says who kept silent');

  await refer('Rumah Singgah');
  await opens('singgah', caseId);
  assert.equal(await shelter.act('Masukkan ke daftar tunggu', { 'Tanya lagi pada': inDays(3), Catatan: 'Daftar tunggu, nomor satu.' }), 'Masuk daftar tunggu.');
  assert.match(await shelter.text(), /nomor \d+ di daftar tunggu/);
  held(caseId);
  await manager.find(server.read(`SELECT number FROM referral WHERE case_id = ${caseId} AND state = 3`)[0][0]);
  await manager.act('Tarik rujukan', { Catatan: 'Cari lembaga lain.' });
  held(caseId);
  await refer('Bidang Rehabilitasi Sosial');
  await accept('back.dinsos', caseId);
  held(caseId, 'REHSOS');
  assert.ok(server.read(`SELECT reason FROM need WHERE case_id = ${caseId}`).flat().includes('penuh'), 'the refusal counts as a need not met');
});

test('Two at once: the second to accept is told so, on a page', async () => {
  const { citizen, number } = await report({ 'Apa yang terjadi?': 'Orang terluka di terminal, tidak dikenal.', Patokan: 'Terminal', 'Centang yang sesuai': 'Luka', 'Pelapor ingin': 'Tanpa nama' });
  await citizen.leaveWork();
  const { caseId } = await decide(number);
  const both = [await opens('rsud', caseId), await Officer.at(browser, server, 'rsud')];
  await both[1].page.goto(both[0].path());
  await Promise.all(both.map((o) => o.act('Terima', { Catatan: 'Kami terima.' })));
  const said = await Promise.all(both.map((o) => o.text()));
  assert.equal(said.filter((t) => t.includes('Rujukan diterima.')).length, 1, said.join('\n----\n'));
  const late = said.find((t) => !t.includes('Rujukan diterima.'));
  assert.match(late, /baru saja (dijawab|diubah) orang lain/);
  held(caseId, 'RSUD');
  assert.equal(server.read(`SELECT count(*) FROM baton_log b JOIN unit u ON u.city = b.city AND u.id = b.to_unit_id WHERE b.object_id = ${caseId} AND u.code = 'RSUD'`)[0][0], 1);
  for (const o of both) o.page.faults = o.page.faults.filter((f) => !/409/.test(f));
  await both[1].leaveWork();
});
