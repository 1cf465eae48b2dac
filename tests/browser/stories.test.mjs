// The stories of the brief as programs: a report goes in, an outcome comes out, and one unit holds the case all the time.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { DAY, HOUR, MINUTE, Person, broken, sleep, startServer } from './lib.mjs';

let server;
const people = new Map();
const as = async (login) => { if (!people.has(login)) people.set(login, await Person.signIn(server, login)); return people.get(login); };
/* Sessions end while days pass. */
const later = async (ms) => { await server.pass(ms); people.clear(); };

before(async () => { server = await startServer({ at: '2026-11-21T14:40:00Z' }); });
after(async () => { await server?.stop(); });
afterEach(() => { assert.deepEqual(broken(server), []); });

const report = (fields) => new Person(server).act('/lapor', { region: '3272021001', subject: 'unknown', reporter_kind: 'anonymous', flags: [], ...fields });
const versionOf = (page, path) => {
  const act = page.actions.find((a) => a.href.split('?')[0] === path);
  assert.ok(act, `${path} is offered: ${page.actions.map((a) => a.href)}`);
  return act.fields.find((f) => f.name === 'version')?.value;
};
/* Posts an act of a page with the version that the page shows. */
async function act(who, page, path, fields = {}) {
  const p = await as(who);
  return p.act(path, { ...fields, version: versionOf(await p.get(`${page}.json`), path) });
}
const caseOf = async (who, id) => (await as(who)).get(`/kasus/${id}.json`);
const holderOf = (id) => server.read(`SELECT u.code FROM casefile c JOIN unit u ON u.city = c.city AND u.id = c.holder_unit_id WHERE c.id = ${id}`).map(([code]) => code);
const holds = (id, code) => { assert.deepEqual(holderOf(id), [code]); assert.deepEqual(broken(server), []); };
const waiting = async (who) => (await (await as(who)).get('/rujukan.json')).referrals.rows;
const stepOf = (page, title) => page.plan.find((s) => s.title === title);

async function triage(number, who = 'manajer') {
  const p = await as(who);
  const row = (await p.get('/laporan.json')).reports.rows.find((r) => r.number === number);
  assert.ok(row, `${number} is in the list`);
  const { location } = await act(who, `/laporan/${row.id}`, `/laporan/${row.id}/putuskan`);
  return { reportId: row.id, caseId: /^\/kasus\/(\d+)/.exec(location)[1] };
}

async function referralTo(caseId, who) {
  const page = await caseOf(who, caseId);
  const open = page.referrals.rows.find((r) => r.state === 'sent' || r.state === 'received');
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
});
