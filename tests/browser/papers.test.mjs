// Papers of a case by clicking, with and without script: added, refused, opened, removed; and the small acts beside them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, openBrowser, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([startServer({ at: '2026-11-23T03:00:00Z' }), openBrowser()]); });
after(async () => { await browser?.close(); await server?.stop(); });

function pdf(catalog = '') {
  const objects = [`<</Type/Catalog/Pages 2 0 R${catalog}>>`, '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'];
  let out = '%PDF-1.5\n';
  const at = objects.map((o, i) => { const from = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return from; });
  const xref = out.length;
  out += `xref\n0 4\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
const file = (name, buffer) => ({ name, mimeType: 'application/pdf', buffer });
const LETTER = pdf();
const SCRIPT = pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>');

/* An open case that this unit holds. */
const caseOf = (unit) => server.read(`SELECT CAST(c.id AS TEXT), c.number FROM casefile c JOIN unit u ON u.city = c.city AND u.id = c.holder_unit_id
  WHERE u.name = '${unit}' AND c.state = 1 AND c.protected = 0 ORDER BY c.id LIMIT 1`)[0];

test('a letter goes into the case, stands in list and story, comes back as a download, and a mistake is undone', async () => {
  const [, number] = caseOf('Bidang Rehabilitasi Sosial');
  const officer = await Officer.at(browser, server, 'back.dinsos');
  await officer.find(number);
  await officer.act('Tambah dokumen', { 'Jenis dokumen': 'Surat rujukan', Nomor: '445/12/RSUD', Perihal: 'Rawat jalan', Berkas: [file('skrip.pdf', SCRIPT)] });
  assert.match(await officer.text(), /Berkas skrip\.pdf memuat perintah yang berjalan sendiri/);
  assert.equal(await officer.main.getByLabel('Nomor (boleh kosong)').or(officer.main.getByLabel('Nomor', { exact: true })).first().inputValue(), '445/12/RSUD', 'what was typed is still there');
  assert.equal(server.read("SELECT count(*) FROM case_document WHERE code = 'surat_rujukan'")[0][0], 0);
  officer.page.faults = officer.page.faults.filter((f) => !/422/.test(f));

  await officer.find(number);
  assert.match(await officer.act('Tambah dokumen', { 'Jenis dokumen': 'Surat rujukan', Nomor: '445/12/RSUD', Perihal: 'Rawat jalan', Berkas: [file('surat.pdf', LETTER)] }), /Dokumen sudah ditambahkan/);
  assert.match(await officer.text(), /Surat rujukan ditambahkan[^]*no\. 445\/12\/RSUD · Rawat jalan/);
  assert.deepEqual(await axe(officer.page), []);
  await officer.follow('Surat rujukan');
  assert.deepEqual(await axe(officer.page), []);

  const open = officer.main.getByRole('link', { name: 'Unduh PDF' });
  const [download] = await Promise.all([officer.page.waitForEvent('download'), open.click()]);
  assert.match(download.suggestedFilename(), /^surat_rujukan-KS-.+\.pdf$/);
  assert.deepEqual(readFileSync(await download.path()), LETTER);
  const headers = (await officer.page.context().request.get(await open.getAttribute('href'))).headers();
  assert.match(headers['content-disposition'], /^attachment/);
  assert.match(headers['content-security-policy'], /sandbox/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(headers['cache-control'], /no-store/);

  assert.match(await officer.act('Hapus karena salah', { 'Mengapa dihapus?': 'Milik warga lain' }), /Dokumen dihapus/);
  assert.match(await officer.text(), /Dihapus: Milik warga lain[^]*Bisa dikembalikan sampai/);
  assert.equal(await open.count(), 0);
  await officer.leave(() => officer.main.getByRole('button', { name: 'Kembalikan' }).click());
  assert.equal(await open.count(), 1);
  assert.deepEqual(officer.page.faults, []);
  await officer.leaveWork();
});

test('without script too, several at once, on a telephone', async () => {
  const [id] = caseOf('Bidang Rehabilitasi Sosial');
  const officer = await Officer.at(browser, server, 'back.dinsos', { javaScriptEnabled: false, viewport: { width: 360, height: 780 } });
  await officer.page.goto(`/kasus/${id}`);
  await officer.act('Tambah dokumen', { 'Jenis dokumen': 'Kartu keluarga (KK)', Berkas: [file('a.pdf', LETTER), file('b.pdf', LETTER)] });
  assert.match(await officer.text(), /Kartu keluarga \(KK\) \(1 dari 2\)[^]*Kartu keluarga \(KK\) \(2 dari 2\)/);
  assert.match(await officer.text(), /Kartu keluarga \(KK\) ditambahkan, 2 berkas/);
  await officer.leaveWork();
});

test('a note on one line of Kasus saya, without marking it, and nothing else is touched', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const officer = await Officer.at(browser, server, 'back.dinsos', { javaScriptEnabled });
    const was = server.read("SELECT count(*) FROM case_event WHERE what = 'event.note'")[0][0];
    await officer.page.goto('/kasus/saya');
    const row = officer.main.locator('tbody tr').nth(1);
    const number = (await row.getByRole('link').first().innerText()).trim();
    const rows = await officer.main.locator('tbody tr').count();
    await row.locator('summary').focus();
    await officer.page.keyboard.press('Enter');
    await officer.page.keyboard.press('Tab');
    await officer.page.keyboard.type(`Sudah ditelepon, ${javaScriptEnabled}`);
    await officer.leave(() => officer.page.keyboard.press('Enter'));
    assert.match(await officer.text(), /Catatan ditambahkan pada 1 kasus/);
    assert.equal(await officer.main.locator('tbody tr').count(), rows);
    assert.equal(server.read("SELECT count(*) FROM case_event WHERE what = 'event.note'")[0][0], was + 1);
    if (javaScriptEnabled) {
      assert.deepEqual(await axe(officer.page), []);
      await officer.find(number);
      assert.match(await officer.text(), /Sudah ditelepon, true/);
      assert.deepEqual(officer.page.faults, []);
    }
    await officer.leaveWork();
  }
});

test('a service that is none of the SPM is one press, and its details come later', async () => {
  const [id] = server.read(`SELECT CAST(s.case_id AS TEXT) FROM step s JOIN casefile c ON c.city = s.city AND c.id = s.case_id JOIN unit u ON u.city = s.city AND u.id = c.holder_unit_id
    WHERE s.state < 2 AND c.state = 1 AND c.protected = 0 AND u.name = 'Sekretariat SLRT' ORDER BY s.id LIMIT 1`)[0];
  const officer = await Officer.at(browser, server, 'manajer');
  await officer.page.goto(`/kasus/${id}`);
  await officer.act('Tambah langkah', { Layanan: 'Pendampingan', Alasan: 'Perlu didampingi', Unit: 'Sekretariat SLRT' });
  await officer.leave(() => officer.main.getByRole('button', { name: 'Catat: Pendampingan, 1 kali' }).first().click());
  assert.match(await officer.text(), /Layanan diberikan: Pendampingan, banyaknya 1/);
  await officer.follow('Pendampingan');
  assert.match(await officer.text(), /bukan layanan SPM/);
  assert.deepEqual(await axe(officer.page), []);
  await officer.act('Simpan rincian', { Banyaknya: '3' });
  assert.match(await officer.text(), /Rincian layanan dilengkapi: Pendampingan, banyaknya 3/);
  assert.deepEqual(officer.page.faults, []);
  await officer.leaveWork();
});

test('a kind of need is ended with its date and reason, and stays in the history', async () => {
  const [, number] = caseOf('Bidang Rehabilitasi Sosial');
  const officer = await Officer.at(browser, server, 'back.dinsos');
  await officer.find(number);
  await officer.act('Tambah jenis PPKS', { 'Jenis PPKS': 'Pengemis', 'Berlaku sejak': '2026-11-01' });
  await officer.act('Akhiri atau tarik jenis PPKS', { 'Jenis yang berlaku': 'Pengemis', Mengapa: 'Sudah tidak berlaku lagi', 'Berlaku sampai': '2026-11-20', Keterangan: 'Sudah berdagang' });
  assert.match(await officer.text(), /Pengemis: 1 Nov 2026 sampai 20 Nov 2026/);
  assert.match(await officer.text(), /Jenis PPKS diakhiri[^]*Sudah berdagang/);
  assert.deepEqual(await axe(officer.page), []);
  assert.deepEqual(officer.page.faults, []);
  await officer.leaveWork();
});

test('a form far too large is answered with a page, and what was typed comes back', async () => {
  const [id] = caseOf('Bidang Rehabilitasi Sosial');
  const officer = await Officer.at(browser, server, 'back.dinsos');
  await officer.page.goto(`/kasus/${id}#catat`);
  const text = officer.main.locator('#catat textarea');
  await text.fill('Keluarganya sudah ditemukan.');
  await officer.page.waitForFunction(() => Object.keys(localStorage).some((k) => k.startsWith('melaju.draft.')));
  await officer.page.evaluate(() => {
    const more = Object.assign(document.createElement('input'), { type: 'hidden', name: 'lampiran', value: 'x'.repeat(8_000_000) });
    document.querySelector('#catat form').append(more);
  });
  await officer.leave(() => officer.main.locator('#catat form').evaluate((f) => f.requestSubmit()));
  assert.match(await officer.text(), /Kiriman terlalu besar[^]*64 kB/);
  assert.deepEqual(await axe(officer.page), []);
  await officer.follow('Kembali ke isian');
  assert.equal(officer.path(), `/kasus/${id}`);
  assert.equal(await officer.main.locator('#catat textarea').inputValue(), 'Keluarganya sudah ditemukan.');
  await officer.leaveWork();
});
