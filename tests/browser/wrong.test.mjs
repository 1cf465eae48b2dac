// Whatever is sent to any address: a clear answer, nothing written, nothing leaked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, broken, startServer } from './lib.mjs';

let server;
let routes;
before(async () => {
  server = await startServer({ at: '2026-11-23T03:00:00Z' });
  const { paths } = await (await fetch(`${server.base}/openapi.json`)).json();
  routes = Object.entries(paths).filter(([path, verbs]) => verbs.post && !['/masuk', '/masuk/kode', '/keluar', '/bahasa'].includes(path)).map(([path, { post }]) => {
    const content = Object.values(post.requestBody?.content || {})[0];
    return { path, fields: Object.keys(content?.schema?.properties || {}), permission: post['x-permission'] };
  });
  assert.ok(routes.length > 60, `${routes.length} routes that write`);
});
after(async () => { await server?.stop(); });

const MARK = '<script>alert("x9x")</script>';
const POISON = {
  wrong: 'bukan-yang-diminta',
  missing: null,
  huge: 'A'.repeat(40_000),
  control: 'a\u0001b\u001bc\u007f\u0085',
  'right to left': '\u202e\u0627\u0628\u062a\u202c\u200f',
  emoji: '👩‍👩‍👧‍👦🇮🇩'.repeat(40),
  markup: `${MARK}"'><img src=x onerror=alert(1)>{{7*7}}`,
  number: '-99999999999999999999999',
};
/* Bytes that no text in UTF-8 has, and the byte that ends strings. */
const BROKEN = { 'broken UTF-8': '%C0%AF%FF%FE%ED%A0%80', NUL: 'a%00b' };

/* Rows of everything that people write; sessions, keys used and who looked are counted apart. */
const TABLES = ['report', 'report_detail', 'casefile', 'case_event', 'step', 'referral', 'baton_log', 'person', 'family', 'fact_version', 'fact_claim', 'family_event', 'family_event_part', 'unit', 'unit_service', 'unit_hours', 'duty',
  'psks', 'user_account', 'passkey', 'passkey_owner', 'user_role', 'user_unit', 'ref_entry', 'api_token', 'service_given', 'assessment', 'case_kind', 'case_document', 'case_merge', 'need', 'media', 'report_answer', 'referral_link'];
const state = () => server.read([...TABLES.map((t) => `SELECT count(*), 0 FROM ${t}`), ...['casefile', 'report', 'unit'].map((t) => `SELECT sum(version), count(*) FROM ${t}`)].join(' UNION ALL ')).flat().join();

const filled = (path, id) => path.replace(/\{set\}/, 'service').replace(/\{code\}/, 'asesmen').replace(/\{token\}/, 'tidak-ada').replace(/\{\w+\}/g, id);
const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

async function send(person, path, body, headers = {}) {
  const answer = await person.raw(path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }, body });
  return { status: answer.status, text: await answer.text() };
}

/* Refused, and said in words; never a fault of the server's own. */
function refused({ status, text }, what) {
  assert.ok(status >= 400 && status < 500, `${what}: ${status}`);
  assert.ok(text.length > 20, `${what}: says why`);
  assert.ok(!text.includes(MARK), `${what}: gives the markup back`);
  assert.doesNotMatch(text, /src\/\w+|sqlite|postgres|SELECT \w+.* FROM|assert/, `${what}: tells about the inside`);
}

for (const who of ['manajer', 'admin']) {
  test(`${who}: every address that writes, with wrong values for a thing that is not there`, async () => {
    const person = await Person.signIn(server, who);
    const was = state();
    for (const { path, fields } of routes.filter((r) => r.path.includes('{'))) {
      for (const [kind, value] of Object.entries(POISON)) {
        const form = new URLSearchParams({ _csrf: person.csrf, _once: token() });
        /* A body that is too large as a whole is refused while it is still on its way. */
        if (value !== null) for (const f of value.length > 1000 ? fields.slice(0, 8) : fields) form.set(f, value);
        refused(await send(person, filled(path, '1'), String(form)), `${path} ${kind}`);
      }
      for (const [kind, value] of Object.entries(BROKEN)) {
        const body = [`_csrf=${person.csrf}`, `_once=${token()}`, ...fields.map((f) => `${f}=${value}`)].join('&');
        refused(await send(person, filled(path, '9223372036854775807'), body), `${path} ${kind}`);
      }
      refused(await send(person, filled(path, '99999999999999999999999'), `_csrf=${person.csrf}&_once=${token()}`), `${path} id too big`);
    }
    assert.equal(state(), was, 'nothing was written');
  });
}

test('wrong values on a case, a report and the forms that make something', async () => {
  const person = await Person.signIn(server, 'manajer');
  const admin = await Person.signIn(server, 'admin');
  const id = { kasus: server.read('SELECT CAST(max(id) AS TEXT) FROM casefile WHERE state = 1')[0][0], laporan: server.read('SELECT CAST(max(id) AS TEXT) FROM report WHERE state = 1')[0][0],
    langkah: server.read('SELECT CAST(max(id) AS TEXT) FROM step WHERE state = 2')[0][0], rujukan: server.read('SELECT CAST(max(id) AS TEXT) FROM referral')[0][0], direktori: server.read('SELECT CAST(max(id) AS TEXT) FROM unit')[0][0] };
  for (const { path, fields, permission } of routes) {
    const room = path.split('/')[1];
    if (path.includes('{') && !id[room]) continue;
    const by = permission.startsWith('USER') || permission === 'REFERENCE_WRITE' ? admin : person;
    const bodies = Object.entries({ ...POISON, missing: 'x' }).map(([kind, value]) => [kind, (key) => String(new URLSearchParams([['_csrf', by.csrf], ['_once', key], ...fields.map((f) => [f, value])]))]);
    for (const [kind, value] of fields.length ? Object.entries(BROKEN) : []) bodies.push([kind, (key) => [`_csrf=${by.csrf}`, `_once=${key}`, ...fields.map((f) => `${f}=${value}`)].join('&')]);
    const refusedOnes = [];
    for (const [kind, body] of bodies) {
      const answer = await send(by, filled(path, id[room]), body(token()));
      assert.ok(answer.status < 500, `${path} ${kind}: ${answer.status} ${answer.text.slice(0, 300)}`);
      assert.ok(!answer.text.includes(MARK), `${path} ${kind}: gives the markup back`);
      if (BROKEN[kind]) assert.ok(answer.status >= 400, `${path} ${kind}: ${answer.status}`);
      if (answer.status >= 400) refusedOnes.push(body);
    }
    /* Some are odd but good, and were taken; the ones refused are sent again and must change nothing. */
    const was = state();
    for (const body of refusedOnes) await send(by, filled(path, id[room]), body(token()));
    assert.equal(state(), was, `${path}: refused, yet something was written`);
  }
  assert.deepEqual(broken(server), []);
});

test('without the form token, from elsewhere, or without its one-time key nothing is done', async () => {
  const person = await Person.signIn(server, 'manajer');
  const was = state();
  for (const { path } of routes.filter((r) => !['/lapor', '/lacak', '/lacak/foto', '/jawab/{token}', '/masuk/kunci-sandi/mulai'].includes(r.path) && !r.path.startsWith('/data-saya'))) {
    const to = filled(path, '1');
    refused(await send(person, to, `_once=${token()}`), `${path} without token`);
    refused(await send(person, to, `_csrf=AAAA&_once=${token()}`), `${path} with another's token`);
    refused(await send(person, to, `_csrf=${person.csrf}&_once=${token()}`, { 'Sec-Fetch-Site': 'cross-site' }), `${path} from elsewhere`);
    refused(await send(new Person(server), to, `_once=${token()}`), `${path} without account`);
  }
  refused(await send(person, '/laporan/baru', `_csrf=${person.csrf}&body=x&region=3272021001&subject=unknown&reporter_kind=anonymous`), 'without one-time key');
  assert.equal(state(), was);
});

test('a form that is sent twice counts once', async () => {
  const person = await Person.signIn(server, 'manajer');
  const form = String(new URLSearchParams({ _csrf: person.csrf, _once: token(), body: 'Orang terlantar', region: '3272021001', subject: 'unknown', reporter_kind: 'anonymous', channel: 'loket' }));
  const count = () => server.read('SELECT count(*) FROM report')[0][0];
  const was = count();
  const answers = await Promise.all([1, 2, 3].map(() => send(person, '/laporan/baru', form)));
  assert.ok(answers.every((a) => a.status === 303 || a.status === 409), answers.map((a) => a.status).join());
  assert.equal((await send(person, '/laporan/baru', form)).status, 303);
  assert.equal(count(), was + 1);
});

test('what another unit has is not there: pages, acts and photos', async () => {
  const stranger = await Person.signIn(server, 'puskesmas.cikole');
  const was = state();
  const foreign = (table, member, share) => server.read(`SELECT CAST(t.id AS TEXT) FROM ${table} t WHERE NOT EXISTS (SELECT 1 FROM ${share} s JOIN user_unit x ON x.city = s.city AND x.unit_id = s.unit_id
    JOIN user_account a ON a.city = x.city AND a.id = x.user_id WHERE a.login = 'puskesmas.cikole' AND s.city = t.city AND s.${member} = t.id) ORDER BY t.id LIMIT 3`).flat();
  const cases = foreign('casefile', 'case_id', 'case_unit');
  const reports = foreign('report', 'report_id', 'report_unit');
  assert.ok(cases.length && reports.length);
  for (const id of cases) {
    const answer = await stranger.raw(`/kasus/${id}`);
    assert.ok([403, 404].includes(answer.status), `/kasus/${id}: ${answer.status}`);
    assert.ok([403, 404].includes((await stranger.raw(`/kasus/${id}/cerita.pdf`)).status));
    for (const { path, fields } of routes.filter((r) => r.path.startsWith('/kasus/{id}/'))) {
      const form = new URLSearchParams({ _csrf: stranger.csrf, _once: token(), ...Object.fromEntries(fields.map((f) => [f, f === 'version' ? '1' : 'x'])) });
      refused(await send(stranger, filled(path, id), String(form)), `${path} of a stranger`);
    }
  }
  for (const id of reports) assert.ok([403, 404].includes((await stranger.raw(`/laporan/${id}`)).status), `/laporan/${id}`);
  assert.equal(state(), was);
});

test('addresses that make no sense', async () => {
  const person = await Person.signIn(server, 'manajer');
  for (const path of ['/kasus/0', '/kasus/-1', '/kasus/1e9', '/kasus/%00', '/kasus/../../etc/passwd', '/kasus/%2e%2e%2f', '/laporan?after=x', '/laporan?state=%3Cscript%3E', '/cari?q=%3Cscript%3Ealert(%22x9x%22)%3C/script%3E',
    '/cari?q=%FF%FE', `/cari?q=${'a'.repeat(5000)}`, '/a/melaju.css', '/a/../melaju.db', '//contoh.example', '/kasus/1.xlsx', '/masuk?kembali=//contoh.example']) {
    const answer = await person.raw(path);
    const text = await answer.text();
    assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    assert.ok(!text.includes(MARK) && !text.includes('<script>alert'), `${path}: gives the markup back`);
    assert.ok(!(answer.headers.get('location') || '').includes('contoh.example'), `${path}: leads elsewhere`);
  }
});
