// What programs are told: the examples of docs/programs.md are run as they stand, and no page of any account says a name twice.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Person, ROOT, startServer } from './lib.mjs';

let server;
before(async () => { server = await startServer(); });
after(() => server?.stop());

/* The names that one object has twice: JSON.parse keeps the last and says nothing. */
function twice(text) {
  const open = [];
  const found = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token.endsWith(':')) {
      if (open.at(-1).has(token)) found.push(token);
      open.at(-1).add(token);
    }
  }
  return found;
}

test('the examples of docs/programs.md do what they say', async () => {
  const blocks = [...readFileSync(join(ROOT, 'docs/programs.md'), 'utf8').matchAll(/```sh\n([^]*?)```/g)].map((m) => m[1]);
  assert.ok(blocks.length >= 4);
  const { stdout } = await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', blocks.join('\n')], { env: { ...process.env, BASE: server.base }, timeout: 120_000 });
  assert.doesNotMatch(stdout, /"ok":false/);
  assert.match(stdout, /3\.27201E\+15/);
});

for (const who of ['admin', 'manajer', 'loket.cikole', 'rsud', 'operator.data', 'auditor', 'dpo']) {
  test(`${who}: every page without an id is JSON, no name twice, every act an operation of the document`, async () => {
    const document = await (await fetch(`${server.base}/openapi.json`)).json();
    const known = new Set(Object.values(document.paths).flatMap((methods) => Object.values(methods).map((m) => m.operationId)));
    const p = await Person.signIn(server, who);
    for (const [path, { get }] of Object.entries(document.paths)) {
      if (!get?.responses['200']?.content['application/json'] || path.includes('{')) continue;
      const answer = await p.raw(path, { headers: { Accept: 'application/json' } });
      const text = await answer.text();
      assert.ok(answer.status < 500, `${path}: ${answer.status}`);
      if (answer.status === 303) continue;
      assert.equal(answer.headers.get('content-type'), 'application/json', path);
      assert.deepEqual(twice(text), [], path);
      for (const act of JSON.parse(text).actions || []) assert.ok(!act.operation || known.has(act.operation), `${path}: ${act.operation}`);
    }
  });
}
