#!/usr/bin/env node
// The whole path of an emergency, as programs walk it: a report is taken, sorted, decided, and its referral accepted by the hospital.
// usage: node bench/path.mjs BASE-URL [SECONDS] [CONNECTIONS...]   (a sample city is served there; it writes into it)
import { Person } from '../tests/browser/lib.mjs';

const [base, seconds = '5', ...counts] = process.argv.slice(2);
if (!base) {
  console.error('usage: node bench/path.mjs BASE-URL [SECONDS] [CONNECTIONS...]');
  process.exit(2);
}
const REPORT = { body: 'Bapak tua sakit dan menggigil di los ikan, tidak ada yang kenal.', region: '3272021001', place: 'Pasar Pelita', subject: 'unknown',
  sex: 'male', age: 60, flags: ['sick', 'no_dwelling'], reporter_kind: 'anonymous', channel: 'loket' };
const fieldsOf = (page, path) => Object.fromEntries(page.actions.find((a) => a.href.split('?')[0] === path).fields
  .filter((f) => f.kind === 'id' && f.value).map((f) => [f.name, f.value]));
const manager = await Person.signIn({ base }, 'manajer'), hospital = await Person.signIn({ base }, 'rsud');

async function act(person, page, path, fields) {
  return person.act(path, { ...fields, ...fieldsOf(await person.get(`${page}.json`), path) });
}

let requests = 0;
for (const p of [manager, hospital]) {
  const raw = p.raw.bind(p);
  p.raw = (...args) => { requests++; return raw(...args); };
}

async function walk() {
  const taken = (await manager.act('/laporan/baru', REPORT)).location.split('?')[0];
  const opened = (await act(manager, taken, `${taken}/putuskan`)).location.split('?')[0];
  const referral = (await manager.get(`${opened}.json`)).referrals.rows.find((r) => r.to === 'RSUD Kota');
  const path = `/rujukan/${referral.id}`;
  await act(hospital, path, `${path}/terima`, { body: 'Kami terima.' });
}

const part = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))].toFixed(1);
for (const n of counts.length ? counts.map(Number) : [1, 8, 64]) {
  const times = [], end = performance.now() + Number(seconds) * 1000, before = requests;
  await Promise.all(Array.from({ length: n }, async () => {
    while (performance.now() < end) {
      const from = performance.now();
      await walk();
      times.push(performance.now() - from);
    }
  }));
  times.sort((a, b) => a - b);
  console.log(`report to accepted referral ${String(n).padStart(2)} at once  ${(times.length / Number(seconds)).toFixed(0)} paths/s of ${((requests - before) / times.length).toFixed(0)} requests`
    + `  p50 ${part(times, 0.5)} ms  p99 ${part(times, 0.99)} ms`);
}
