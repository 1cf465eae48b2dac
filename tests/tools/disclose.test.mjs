// Whatever is noted as shown of a person is told to him in words, never by its code.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const files = (dir) => readdirSync(dir).flatMap((f) => {
	const path = join(dir, f);
	return statSync(path).isDirectory() ? files(path) : path.endsWith('.c') ? [path] : [];
});

/* The last argument of req_disclose(), either of two, and names of tables whose rows are people. */
const codes = new Set();
for (const path of files('src/feature')) {
	const source = readFileSync(path, 'utf8');
	for (const [call] of source.matchAll(/req_disclose\([^;]*;/g))
		for (const [, code] of call.slice(call.lastIndexOf(',')).matchAll(/"([a-z_.]+)"/g)) codes.add(code);
	for (const [, table] of source.matchAll(/struct table \w+ = \{([^;]*)\};/g))
		if (/\.subject = "/.test(table)) codes.add(/\.name = "([^"]+)"/.exec(table)[1]);
}

test('the sources were understood', () => {
	for (const code of ['person', 'self_all', 'document_specific', 'agenda']) assert.ok(codes.has(code), code);
});
for (const lang of ['id', 'en']) {
	test(`what was shown of somebody has words: ${lang}`, () => {
		const text = readFileSync(`assets/text/${lang}/warga.txt`, 'utf8');
		assert.deepEqual([...codes].filter((c) => !text.includes(`\nwarga.what.${c} = `)).sort(), []);
	});
}
