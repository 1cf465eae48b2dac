// What /openapi.json says of each page against what the pages really answer: every account walks from the menu to whatever its
// answers lead to, and each answer must fit the schema of its operation, with no member that nobody described.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { Person, startServer } from './lib.mjs';

const EACH = 2; // answers of one operation that an account reads
const TRIES = 30; // addresses of one operation that it tries for them
let server, document, gets;
const linked = new Set(); // where the cells of the last answer lead
const met = new Set(); // operations that answered
before(async () => {
  server = await startServer();
  document = await (await fetch(`${server.base}/openapi.json`)).json();
  gets = Object.entries(document.paths).filter(([, m]) => m.get?.responses['200']?.content?.['application/json'])
    .map(([path, { get }]) => ({ path, id: get.operationId, schema: get.responses['200'].content['application/json'].schema,
      fits: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`), plain: !path.includes('{') }))
    .sort((a, b) => b.plain - a.plain);
});
after(() => server?.stop());

const typeOf = (v) => v === null ? 'null' : Array.isArray(v) ? 'array' : Number.isInteger(v) ? 'integer' : typeof v;
const FORMATS = {
  date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/, 'uri-reference': /^\S*$/,
};

/* What of v does not fit; described gathers, for each object, the members that a schema names. */
function wrong(schema, v, where, described) {
  if (schema.$ref) {
    const target = schema.$ref.split('/').slice(1).reduce((o, k) => o?.[k], document);
    return target ? wrong(target, v, where, described) : [`${where}: no ${schema.$ref}`];
  }
  const out = [];
  if (schema['x-more']) described.set(v, null);
  if (schema.type && ![schema.type].flat().includes(typeOf(v)) && !([schema.type].flat().includes('number') && typeof v === 'number')) return [`${where}: ${typeOf(v)}, not ${schema.type}`];
  if (schema.enum && !schema.enum.includes(v)) out.push(`${where}: ${v} is none of ${schema.enum}`);
  if (typeof v === 'string' && schema.pattern && !new RegExp(schema.pattern).test(v)) out.push(`${where}: ${v} is no ${schema.pattern}`);
  if (typeof v === 'string' && FORMATS[schema.format] && !FORMATS[schema.format].test(v)) out.push(`${where}: ${v} is no ${schema.format}`);
  for (const part of schema.allOf ?? []) out.push(...wrong(part, v, where, described));
  if (typeOf(v) === 'array' && schema.items) v.forEach((x, i) => out.push(...wrong(schema.items, x, `${where}[${i}]`, described)));
  if (typeOf(v) === 'object') {
    for (const name of schema.required ?? []) if (!(name in v)) out.push(`${where}: no ${name}`);
    const names = described.has(v) ? described.get(v) : new Set();
    if (schema.properties) described.set(v, names && new Set([...names, ...Object.keys(schema.properties)]));
    for (const s of Object.values(schema.properties ?? {})) {
      const to = s['x-href']?.replace(/\{(\w+)\}/g, (all, m) => v[m] ?? ' ');
      if (to && !to.includes(' ')) linked.add(to);
    }
    for (const [name, s] of Object.entries(schema.properties ?? {})) if (name in v) out.push(...wrong(s, v[name], `${where}.${name}`, described));
    if (typeof schema.additionalProperties === 'object') {
      for (const name of Object.keys(v)) if (!(name in (schema.properties ?? {}))) out.push(...wrong(schema.additionalProperties, v[name], `${where}.${name}`, described));
      described.set(v, null);
    }
  }
  return out;
}

function faults(schema, answer, where) {
  const described = new Map();
  const out = wrong(schema, answer, where, described);
  for (const [v, names] of described)
    if (names) for (const name of Object.keys(v)) if (!names.has(name)) out.push(`${where}: nobody described ${name} beside ${[...names].slice(0, 6)}`);
  return out;
}

/* The addresses in an answer: those it names, and those that its rows lead to. */
function leads(path, v, out = new Set()) {
  if (typeof v === 'string' && /^\/[a-z]/.test(v)) out.add(v.split('#')[0]);
  else if (v && typeof v === 'object') {
    if (typeof v.id === 'string') for (const g of gets) if (g.path.startsWith(`${path}/{id}`)) out.add(g.path.replace('{id}', v.id));
    for (const x of Object.values(v)) leads(path, x, out);
  }
  return out;
}

for (const who of ['', 'admin', 'manajer', 'loket.cikole', 'rsud', 'operator.data', 'auditor', 'dpo']) {
  test(`${who || 'a visitor'}: what is answered is what is described`, async () => {
    const p = who ? await Person.signIn(server, who) : { raw: (path, init) => fetch(server.base + path, { ...init, redirect: 'manual' }) };
    const opened = new Map();
    const tried = new Map();
    const queue = gets.filter((g) => g.plain).map((g) => g.path);
    const seen = new Set(queue);
    const mine = [];
    while (queue.length > 0) {
      const address = queue.shift();
      const path = address.split('?')[0];
      const g = gets.find((x) => x.path === path) ?? gets.find((x) => x.fits.test(path));
      if (!g || (opened.get(g.id) ?? 0) >= EACH || (tried.get(g.id) ?? 0) >= TRIES) continue;
      tried.set(g.id, (tried.get(g.id) ?? 0) + 1);
      const answer = await p.raw(address, { headers: { Accept: 'application/json' } });
      assert.ok(answer.status < 500, `${address}: ${answer.status}`);
      if (answer.status !== 200 || !answer.headers.get('content-type')?.startsWith('application/json')) { await answer.text(); continue; }
      opened.set(g.id, (opened.get(g.id) ?? 0) + 1);
      met.add(g.id);
      const body = await answer.json();
      linked.clear();
      mine.push(...faults(g.schema, body, g.path));
      const pages = [...linked].flatMap((to) => gets.filter((x) => x.fits.test(to)).flatMap((x) => [to, ...gets.filter((y) => y.path.startsWith(`${x.path}/`) && y.path.split('{').length === x.path.split('{').length).map((y) => to + y.path.slice(x.path.length))]));
      for (const next of [...pages, ...leads(path, body)]) if (!seen.has(next)) { seen.add(next); queue.push(next); }
    }
    assert.deepEqual([...new Set(mine.map((f) => f.replace(/\[\d+\]/g, '[]')))].slice(0, 40), []);
  });
}

test('most pages were seen, and every page has a schema of its own', () => {
  const general = gets.filter((g) => g.schema.$ref === '#/components/schemas/Page').map((g) => g.path);
  assert.deepEqual(general, []);
  const missed = gets.filter((g) => !met.has(g.id)).map((g) => g.path);
  if (process.env.SHAPES) console.log(missed.join('\n'));
  assert.ok(met.size > 0.7 * gets.length, `${met.size} of ${gets.length}; not seen: ${missed.join(' ')}`);
});
