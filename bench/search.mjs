// 64 people type names with one slip each, a request a second and person: node bench/search.mjs PORT PID PEOPLE.csv SECONDS
import { openSync, readFileSync, readSync } from 'node:fs';
import { Agent, request } from 'node:http';

const [port, pid, csv, seconds] = process.argv.slice(2);
const USERS = 64;
const LOGINS = ['manajer', 'kepala', 'supervisor.cikole', 'lurah.cikole', 'loket.cikole', 'back.dinsos', 'piket.slrt', 'rsud', 'satpolpp', 'singgah', 'ppa', 'puskesmas.cikole', 'tagana', 'relawan.cikole'];
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

const ask = (path, cookie, body) => new Promise((done, fail) => {
  const headers = { cookie, ...(body && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }) };
  const r = request({ port, host: '127.0.0.1', path, agent, headers, method: body ? 'POST' : 'GET' }, (a) => {
    const parts = [];
    a.on('data', (p) => parts.push(p)).on('end', () => done({ status: a.statusCode, headers: a.headers, text: Buffer.concat(parts).toString() }));
  });
  r.on('error', fail);
  r.end(body);
});
const cookies = (a, had = '') => (a.headers['set-cookie'] || []).map((c) => c.split(';')[0]).reduce((all, c) => [...all.filter((x) => x.split('=')[0] !== c.split('=')[0]), c], had ? had.split('; ') : []).join('; ');
const hidden = (html, name) => (html.match(new RegExp(`name="${name}" value="([^"]*)"`)) || [])[1] || '';

async function signIn(login) {
  const page = await ask('/masuk', '');
  const had = cookies(page);
  const body = new URLSearchParams({ login, password: 'Contoh-Melaju-2026', _once: hidden(page.text, '_once'), _csrf: hidden(page.text, '_csrf') });
  return cookies(await ask('/masuk', had, body.toString()), had);
}

/* Two letters of a word change places: the commonest slip. */
function slip(name) {
  const at = 1 + Math.floor(Math.random() * Math.max(1, name.length - 3));
  return name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2);
}

/* Of six million people the file is longer than a text may be; its beginning has enough of them. */
const beginning = Buffer.alloc(32 << 20);
const names = beginning.subarray(0, readSync(openSync(csv, 'r'), beginning)).toString().split('\n').slice(1, 200001).map((l) => [l.split(',')[0], l.split(',')[1]]).filter(([, n]) => n && n.length > 5 && !n.includes('"'));
const ticks = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0);
const rss = () => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s*(\d+)/)[1]) / 1024;

const sessions = [];
for (const l of LOGINS) sessions.push(await signIn(l));
const times = [];
let bad = 0, whole = 0, found = 0, slow = 0;
async function user(i, until) {
  await new Promise((go) => setTimeout(go, Math.random() * 1000));
  while (Date.now() < until) {
    const [, name] = names[Math.floor(Math.random() * names.length)];
    const typed = slip(name);
    for (let n = 3; n <= typed.length && Date.now() < until; n += 3) {
      const words = n + 3 > typed.length ? typed : typed.slice(0, n);
      const began = performance.now();
      const a = await ask(`/warga/ketik.json?q=${encodeURIComponent(words)}`, sessions[i % sessions.length]);
      times.push(performance.now() - began);
      bad += a.status !== 200;
      slow += a.text.includes('Terlalu cepat') || a.text.includes('Too fast');
      if (words === typed && i % sessions.length === 0) {
        whole++;
        found += a.text.includes(name);
      }
      await new Promise((go) => setTimeout(go, 1000 * (0.6 + 0.8 * Math.random())));
    }
  }
}
const began = ticks();
const until = Date.now() + seconds * 1000;
await Promise.all(Array.from({ length: USERS }, (_, i) => user(i, until)));
const cpu = (ticks() - began) * 10;
times.sort((a, b) => a - b);
const at = (p) => times[Math.floor((times.length - 1) * p)].toFixed(1);
console.log(`${USERS} typing, ${times.length} requests in ${seconds} s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; processor ${(cpu / times.length).toFixed(2)} ms a request; resident ${rss().toFixed(0)} MB; ${bad} refused, ${slow} held back`);
console.log(`typed whole with a slip, by somebody who sees the city: ${found} of ${whole} among the first ten (a namesake counts as found)`);
process.exit(0);
