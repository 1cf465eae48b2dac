// An import from file to durable and back, through the pages, while the desk writes ten reports a second.
// usage: node bench/intake.mjs import PORT PID FILE KIND [VALID-FROM]     KIND: people, desil, recipients:PROGRAMME ...; prints a line a step, and the number of the import in the last one
//        node bench/intake.mjs undo PORT PID NUMBER
//        node bench/intake.mjs field PORT PID NAME KIND: the administrator adds a field, which people are found by if KIND is "find"
import { openSync, readSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Person } from '../tests/browser/lib.mjs';

const [what, port, pid, about, asked = 'people', validFrom] = process.argv.slice(2);
const [kind, programme] = asked.split(':');
const server = { base: `http://127.0.0.1:${port}` };
const PIECE = 1 << 20, EVERY = 100;
const REPORT = { body: 'Bapak tua tidur di depan pasar.', region: '3272021001', place: 'Pasar Pelita', subject: 'unknown', reporter_kind: 'anonymous', channel: 'loket' };
const operator = await Person.signIn(server, 'operator.data'), desk = await Person.signIn(server, 'manajer');
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const ticks = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0) / 100;
/* The thread that works most in a step, the writer mostly: its processor, and what it waited for one that others had. */
const threads = () => Object.fromEntries(readdirSync(`/proc/${pid}/task`).map((t) => [t, readFileSync(`/proc/${pid}/task/${t}/schedstat`, 'utf8').split(' ').slice(0, 2).map((n) => Number(n) / 1e9)]));
const busiest = (before, after) => Object.entries(after).map(([t, [ran, waited]]) => [ran - (before[t]?.[0] ?? 0), waited - (before[t]?.[1] ?? 0)]).sort((a, b) => b[0] - a[0])[0];
const written = () => Number(readFileSync(`/proc/${pid}/io`, 'utf8').match(/\nwrite_bytes: (\d+)/)[1]) / 2 ** 20;
const memory = (field) => Math.round(Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${field}:\\s*(\\d+)`))[1]) / 1024);

/* ---- the desk ------------------------------------------------------------------------------- */

let times = [], over = false;
async function report(due) {
  await desk.act('/laporan/baru', REPORT);
  times.push(performance.now() - due);
}
async function keepWriting() {
  const on = new Set();
  for (let due = performance.now(); !over; due += EVERY) {
    await sleep(due - performance.now());
    const one = report(due).finally(() => on.delete(one));
    on.add(one);
  }
  await Promise.all(on);
}

/* What a report costs, with whatever follows along in the background: it is in the figures of every step. */
async function deskAlone() {
  const began = ticks();
  times = [];
  await sleep(3000);
  console.log(`desk alone ${((1000 * (ticks() - began)) / times.length).toFixed(1)} ms of processor a report`);
}

/* ---- steps ---------------------------------------------------------------------------------- */

async function until(id, ...states) {
  for (;;) {
    const page = await operator.get(`/impor/${id}.json`);
    if (states.some((s) => page.import.state.startsWith(s))) return page;
    if (page.import.state === 'state_unreadable') throw new Error(JSON.stringify(page));
    await sleep(100);
  }
}

async function step(name, rows, act, wait) {
  const began = performance.now(), cpu = ticks(), before = threads(), disk = written();
  times = [];
  await act();
  const page = await wait();
  const busy = busiest(before, threads()), seconds = (performance.now() - began) / 1000, used = ticks() - cpu, n = rows ?? page.verdicts.reduce((a, v) => a + Number(String(v.value).replaceAll('.', '')), 0);
  const t = times.sort((a, b) => a - b), at = (p) => (t.length ? t[Math.floor((t.length - 1) * p)].toFixed(0) : '-');
  console.log(`${name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s  ${(n / seconds).toFixed(0).padStart(7)} rows/s  processor ${used.toFixed(1).padStart(6)} s  ${(n / used).toFixed(0).padStart(7)} rows/s`
    + `  waited for a processor ${busy[1].toFixed(1).padStart(5)} s (its busiest thread, which had ${busy[0].toFixed(1)} s)  ${(written() - disk).toFixed(0)} MB written\n`
    + `             desk: ${t.length} reports, p50 ${at(0.5)} p99 ${at(0.99)} worst ${at(1)} ms   resident ${memory('VmRSS')} MB`);
  return page;
}

async function send(file) {
  const size = statSync(file).size, fd = openSync(file, 'r');
  const { location } = await operator.act('/impor', { kind, source: kind === 'desil' ? 'dtsen' : 'siak', name: basename(file), size: String(size), ...(validFrom && { valid_from: validFrom }), ...(programme && { programme }) });
  const piece = Buffer.alloc(PIECE);
  for (let offset = 0; offset < size;) {
    const n = readSync(fd, piece, 0, PIECE, offset), body = new FormData();
    body.set('_csrf', operator.csrf);
    body.set('offset', String(offset));
    body.set('piece', new File([piece.subarray(0, n)], 'piece'));
    const a = await operator.raw(`${location}/bagian`, { method: 'POST', headers: { Accept: 'application/json' }, body });
    if (a.status >= 300) throw new Error(`piece at ${offset}: ${a.status} ${await a.text()}`);
    await a.arrayBuffer();
    offset += n;
  }
  return location.split('/').pop();
}

/* The columns as the program proposes them. */
const chosen = async (id) => Object.fromEntries((await operator.get(`/impor/${id}.json`)).actions.find((a) => a.href.endsWith('/kolom')).fields.filter((f) => f.value).map((f) => [f.name, f.value]));

if (what === 'field') {
  const admin = await Person.signIn(server, 'admin');
  const today = new Date().toISOString().slice(0, 10);
  await admin.act('/acuan/field', { code: 'bench', label_id: about, label_en: about, of: 'person', kind: 'text', class: 'personal', valid_from: today, source: 'bench', reason: 'bench', ...(asked === 'find' && { find: '1' }) });
  process.exit(0);
}
const writing = keepWriting();
await deskAlone();
if (what === 'import') {
  let id;
  await step('sent, read', 0, async () => { id = await send(about); }, () => until(id, 'state_columns'));
  const columns = await chosen(id);
  const checked = await step('checked', null, () => operator.act(`/impor/${id}/kolom`, columns), () => until(id, 'state_checked'));
  console.log(`  ${checked.verdicts.map((v) => `${v.name} ${v.value}`).join(', ')}`);
  await step('applied', null, () => operator.act(`/impor/${id}/terapkan`), () => until(id, 'state_applied'));
  over = true;
  await writing;
  console.log(id);
} else {
  await step('taken back', null, () => operator.act(`/impor/${about}/batalkan`), () => until(about, 'state_undone'));
  over = true;
  await writing;
}
