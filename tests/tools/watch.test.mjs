// node --test tests/tools: what the record of looks stores has words for who reads it.
import { test } from 'node:test';
import assert from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const texts = readFileSync(join(root, 'assets/text/id/indicators.txt'), 'utf8');
const sources = readdirSync(join(root, 'src/feature'), { recursive: true })
  .filter((name) => name.endsWith('.c'))
  .map((name) => readFileSync(join(root, 'src/feature', name), 'utf8'));

function codes(source) {
  const said = [...source.matchAll(/(?:req|ui)_disclose\([^;]*?"([a-z_.]+)"\)/g)];
  const tables = [...source.matchAll(/struct table \w+ = \{([^;]*?)\};/g)]
    .filter(([, body]) => body.includes('.subject ='))
    .map(([, body]) => /\.name = "([a-z_.]+)"/.exec(body));
  return [...said, ...tables].map((found) => found[1]);
}

test('every kind of look has words, so that no code stands on the page of looks', () => {
  const all = new Set(sources.flatMap(codes));
  assert.ok(all.size > 20, `only ${all.size} kinds of looks found`);
  const mute = [...all].filter((code) => !texts.includes(`\nwatch.saw.${code} = `));
  assert.deepEqual(mute, []);
});
