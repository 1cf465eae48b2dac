// The stories of the brief as programs: a report goes in, an outcome comes out, and one unit holds the case all the time.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { DAY, HOUR, Person, broken, startServer } from './lib.mjs';

let server;
const people = new Map();
const as = async (login) => { if (!people.has(login)) people.set(login, await Person.signIn(server, login)); return people.get(login); };
/* Sessions end while days pass. */
const later = async (ms) => { await server.pass(ms); people.clear(); };

before(async () => { server = await startServer({ at: '2026-11-21T14:40:00Z' }); });
after(async () => { await server?.stop(); });
afterEach(() => { assert.deepEqual(broken(server), []); });

const report = (fields) => new Person(server).act('/lapor', { region: '3272021001', subject: 'unknown', reporter_kind: 'anonymous', flags: [], ...fields });
/* The ids that a page gives along with an act: the version it shows, and what else the act is about. */
const idsOf = (page, path) => {
  const act = page.actions.find((a) => a.href.split('?')[0] === path);
  assert.ok(act, `${path} is offered: ${page.actions.map((a) => a.href)}`);
  return Object.fromEntries(act.fields.filter((f) => f.kind === 'id' && f.value).map((f) => [f.name, f.value]));
};
async function act(who, page, path, fields = {}) {
  const p = await as(who);
  return p.act(path, { ...fields, ...idsOf(await p.get(`${page}.json`), path) });
}
const caseOf = async (who, id) => (await as(who)).get(`/kasus/${id}.json`);
const holderOf = (id) => server.read(`SELECT u.code FROM casefile c JOIN unit u ON u.city = c.city AND u.id = c.holder_unit_id WHERE c.id = ${id}`).map(([code]) => code);
const holds = (id, code) => { assert.deepEqual(holderOf(id), [code]); assert.deepEqual(broken(server), []); };
const stepOf = (page, title) => page.plan.find((s) => s.title === title);

async function triage(number, who = 'manajer') {
  const p = await as(who);
  const row = (await p.get('/laporan.json')).reports.rows.find((r) => r.number === number);
  assert.ok(row, `${number} is in the list`);
  const { location } = await act(who, `/laporan/${row.id}`, `/laporan/${row.id}/putuskan`);
  return { reportId: row.id, caseId: /^\/kasus\/(\d+)/.exec(location)[1] };
}

const UNIT_OF = { rsud: 'RSUD Kota', singgah: 'Rumah Singgah', 'back.dinsos': 'Bidang Rehabilitasi Sosial' };
const unitId = (code) => String(server.read(`SELECT CAST(id AS TEXT) FROM unit WHERE code = '${code}'`)[0][0]);
async function referralTo(caseId, who) {
  const page = await caseOf(who, caseId);
  const open = page.referrals.rows.find((r) => r.to === UNIT_OF[who] && ['sent', 'received', 'seen', 'waitlisted'].includes(r.state));
  assert.ok(open, `${who} is asked: ${JSON.stringify(page.referrals.rows)}`);
  return `/rujukan/${open.id}`;
}
async function accept(caseId, who) {
  const path = await referralTo(caseId, who);
  return act(who, path, `${path}/terima`, { body: 'Kami terima.' });
}
async function endStep(caseId, who, title, body) {
  const step = stepOf(await caseOf(who, caseId), title);
  const path = `/langkah/${step.id}`;
  return act(who, path, `${path}/akhiri`, { kind: 'selesai', body });
}
const inDays = (n) => new Date(server.now().getTime() + n * DAY + 7 * HOUR).toISOString().slice(0, 16);

test('Pasar Pelita: from the fish stall to the family and two visits after', async () => {
  const said = await report({ body: 'Bapak tua sakit dan menggigil di los ikan, tidak ada yang kenal.', place: 'Pasar Pelita, los ikan', sex: 'male', age: 60,
    flags: ['sick', 'no_dwelling'], reporter_kind: 'open', reporter: 'Pedagang ikan', phone: '081200000001' });
  const { caseId } = await triage(said.number);
  let page = await caseOf('manajer', caseId);
  assert.deepEqual(page.plan.map((s) => [s.title, s.state]), [['Periksa dan rawat', 'active'], ['Tempat tinggal sementara', 'waiting'], ['Penelusuran keluarga', 'waiting'], ['Asesmen', 'waiting']]);
  holds(caseId, 'SLRT');

  await accept(caseId, 'rsud');
  holds(caseId, 'RSUD');
  await later(4 * DAY);
  holds(caseId, 'RSUD');
  await endStep(caseId, 'rsud', 'Periksa dan rawat', 'Demam turun, boleh pulang. Ia menyebut kampungnya.');
  page = await caseOf('manajer', caseId);
  assert.equal(stepOf(page, 'Tempat tinggal sementara').state, 'active');
  assert.equal(stepOf(page, 'Penelusuran keluarga').state, 'active');
  assert.equal(holderOf(caseId).length, 1);

  const before = page.story.map((e) => e.title + e.at);
  await accept(caseId, 'singgah');
  holds(caseId, 'SINGGAH');
  await act('back.dinsos', `/kasus/${caseId}`, `/kasus/${caseId}/orang`, { name: 'Contoh Karta', sex: 'male', birth_year: 1966, origin: 'Kampung Contoh, Kabupaten Garut', source: 'Pengakuan sendiri di rumah singgah' });
  page = await caseOf('singgah', caseId);
  assert.equal(page.person.name, 'Contoh Karta');
  assert.match(page.head.title, /Contoh Karta/);
  const now = new Set(page.story.map((e) => e.title + e.at));
  assert.deepEqual(before.filter((line) => !now.has(line)), [], 'no line of the story is lost');

  await accept(caseId, 'back.dinsos');
  await endStep(caseId, 'back.dinsos', 'Asesmen', 'Ingin pulang, masih punya anak.').catch(() => {});
  await endStep(caseId, 'back.dinsos', 'Penelusuran keluarga', 'Anak sulung ditemukan lewat desa asal.');
  await act('singgah', `/kasus/${caseId}`, `/kasus/${caseId}/langkah`, { service: 'pemulangan', reason: 'Keluarga siap menerima.' });
  await endStep(caseId, 'singgah', 'Pemulangan ke daerah asal', 'Diantar sampai rumah, diterima anaknya.');
  for (const s of (await caseOf('singgah', caseId)).plan.filter((x) => x.state !== 'done')) await endStep(caseId, 'singgah', s.title, 'Selesai.');
  await act('singgah', `/kasus/${caseId}`, `/kasus/${caseId}/terminasi`, { body: 'Sudah di rumah.', visit: inDays(7) });
  await later(7 * DAY);
  await act('singgah', `/kasus/${caseId}`, `/kasus/${caseId}/kunjungan`, { body: 'Makan teratur, obat diminum.', next: inDays(14) });
  await later(14 * DAY);
  await act('singgah', `/kasus/${caseId}`, `/kasus/${caseId}/kunjungan`, { body: 'Sehat dan bersama keluarga.', outcome: 'dipulangkan' });
  assert.deepEqual(holderOf(caseId), []);
  const [[state, outcome]] = server.read(`SELECT state, outcome FROM casefile WHERE id = ${caseId}`);
  assert.equal(outcome, 'dipulangkan');
  assert.ok(state > 2);
  const told = await new Person(server).post('/lacak', { number: said.number, secret: said.secret });
  assert.doesNotMatch(JSON.stringify(told), /Karta|Garut/, 'the reporter learns no personal data');

  const pdf = await (await as('manajer')).raw(`/kasus/${caseId}/cerita.pdf`);
  assert.equal(pdf.status, 200);
  const bytes = Buffer.from(await pdf.arrayBuffer());
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
  assert.ok(bytes.length > 4000);
});

test('Only social: a family that begs at a crossing gets no health step', async () => {
  const said = await report({ body: 'Keluarga mengemis di lampu merah, dua anak ikut.', place: 'Simpang Ramayana', subject: 'family', headcount: 4, flags: ['social_only'] });
  const { caseId } = await triage(said.number);
  const { plan } = await caseOf('manajer', caseId);
  assert.ok(plan.length > 0);
  for (const s of plan) assert.doesNotMatch(`${s.title} ${s.unit}`, /rawat|kesehatan|darurat|RSUD|Puskesmas|PSC/i);
  assert.ok(plan.some((s) => s.unit.includes('Rehabilitasi Sosial') || s.unit.includes('Dinas Sosial') || s.unit.includes('Puskesos')), JSON.stringify(plan.map((s) => s.unit)));
  assert.equal(holderOf(caseId).length, 1);
});

test('Refused twice: full, silent, waiting; and always one holder', async () => {
  const said = await report({ body: 'Nenek sendirian tidur di emperan, tidak sakit.', place: 'Emperan toko', sex: 'female', age: 72, flags: ['no_dwelling'] });
  const { caseId } = await triage(said.number);
  const [holder] = holderOf(caseId);
  holds(caseId, holder);
  const refused = await referralTo(caseId, 'singgah');
  await act('singgah', refused, `${refused}/tolak`, { reason: 'penuh', body: 'Semua tempat terisi.' });
  holds(caseId, holder);
  const shelter = stepOf(await caseOf('manajer', caseId), 'Tempat tinggal sementara').id;
  const refer = (code) => act('manajer', `/kasus/${caseId}`, `/kasus/${caseId}/rujuk`, { kind: 'handover', step: shelter, unit: unitId(code), urgent: false, body: 'Mohon tempat untuk seorang nenek.' });

  await refer('PANTI-LANSIA');
  holds(caseId, holder);
  await later(5 * DAY);
  assert.equal(holderOf(caseId).length, 1);
  const silent = server.read(`SELECT r.state FROM referral r JOIN unit u ON u.city = r.city AND u.id = r.to_unit_id WHERE r.case_id = ${caseId} AND u.code = 'PANTI-LANSIA'`);
  assert.ok(silent.every(([s]) => s > 3), `the clock ended what nobody answered: ${silent}`);

  await refer('SINGGAH');
  const second = await referralTo(caseId, 'singgah');
  await act('singgah', second, `${second}/tunggu`, { again: inDays(3), body: 'Daftar tunggu, nomor satu.' });
  assert.equal(holderOf(caseId).length, 1);
  assert.deepEqual(broken(server), []);
  const place = await (await as('manajer')).get(`${second}.json`);
  assert.match(JSON.stringify(place), /tunggu/i);
  await act('manajer', second, `${second}/tarik`, { body: 'Cari lembaga lain.' });
  await refer('REHSOS');
  await accept(caseId, 'back.dinsos');
  holds(caseId, 'REHSOS');
  const needs = server.read(`SELECT reason FROM need WHERE case_id = ${caseId}`).map(([r]) => r);
  assert.ok(needs.includes('penuh'), `the refusal counts as an unmet need: ${needs}`);
});

test('Two at once: the second to accept is told so', async () => {
  const said = await report({ body: 'Orang terluka di terminal, tidak dikenal.', place: 'Terminal', flags: ['injured'] });
  const { caseId } = await triage(said.number);
  const path = await referralTo(caseId, 'rsud');
  const [one, two] = await Promise.all([Person.signIn(server, 'rsud'), Person.signIn(server, 'rsud')]);
  const { version } = idsOf(await one.get(`${path}.json`), `${path}/terima`);
  const answers = await Promise.all([one, two].map((p) => p.post(`${path}/terima`, { version, body: '' })));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409]);
  const late = answers.find((a) => a.status === 409);
  assert.match(JSON.stringify(late), /sudah|orang lain|berubah|diterima/i);
  holds(caseId, 'RSUD');
  assert.equal(server.read(`SELECT count(*) FROM baton_log WHERE object_id = ${caseId} AND to_unit_id = ${unitId('RSUD')}`)[0][0], 1);
});
