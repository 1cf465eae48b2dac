// What the documents say and a machine can check: links lead somewhere, and the buttons and pages
// that the guides name in bold are the ones on the screen.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const GUIDES = 'docs/panduan';
const documents = ['README.md', 'CONTRIBUTING.md']
	.concat(readdirSync('docs').filter((f) => f.endsWith('.md')).map((f) => join('docs', f)))
	.concat(readdirSync(GUIDES).map((f) => join(GUIDES, f)))
	.filter(existsSync);

const withoutCode = (s) => s.replace(/```[^]*?```/g, '').replace(/`[^`\n]*`/g, '');

/* Headings as a browser of the repository names them. */
const anchors = (text) =>
	[...withoutCode(text).matchAll(/^#+\s+(.*)$/gm)].map((m) =>
		m[1].toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));

for (const file of documents) {
	test(`links of ${file} lead somewhere`, () => {
		const text = readFileSync(file, 'utf8');
		for (const [, target] of withoutCode(text).matchAll(/\]\(([^)]+)\)/g)) {
			if (/^[a-z]+:/.test(target)) continue;
			const [path, anchor] = target.split('#');
			const there = path ? join(dirname(file), path) : file;
			assert.ok(existsSync(there), `${target} is not there`);
			if (anchor) assert.ok(anchors(readFileSync(there, 'utf8')).includes(anchor), `no heading for ${target}`);
		}
	});
}

const folder = 'assets/text/id';
const shown = new Set(
	readdirSync(folder).flatMap((f) =>
		[...readFileSync(join(folder, f), 'utf8').matchAll(/^[a-z][\w.]* = (.*)$/gm)].map((m) => m[1])));

for (const name of readdirSync(GUIDES)) {
	test(`${name} names buttons as the screen does`, () => {
		const bold = [...readFileSync(join(GUIDES, name), 'utf8').matchAll(/\*\*([^*]+)\*\*/g)].map((m) => m[1]);
		const unknown = bold.filter((b) => b !== 'tebal' && !shown.has(b));
		assert.deepEqual(unknown, []);
	});
}
