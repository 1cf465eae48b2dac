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
/* What is only ever said as a sentence has no name on the screen: nobody can press or look for it. */
const PROSE = /(\.(hint|lead|empty|text|body) = (text\((u->)?cx, )?|(ui_text|ui_small|ui_note|refuse|form_problem|resp_see|err_set)\([^;]*)$/;
const sources = readdirSync('src', { recursive: true }).filter((f) => /\.(c|h|html)$/.test(f))
	.map((f) => readFileSync(join('src', f), 'utf8'));
const uses = new Map(); // T_NAME -> has it a use that is no sentence?
for (const code of sources)
	for (const m of code.matchAll(/\bT_[A-Z][A-Z0-9_]*/g)) {
		const prose = PROSE.test(code.slice(Math.max(0, m.index - 120), m.index));
		uses.set(m[0], (uses.get(m[0]) ?? false) || !prose);
	}
const keys = new Map(); // words -> T_NAMEs
for (const f of readdirSync(folder))
	for (const m of readFileSync(join(folder, f), 'utf8').matchAll(/^([a-z][\w.]*) = (.*)$/gm))
		keys.set(m[2], [...(keys.get(m[2]) ?? []), `T_${m[1].replaceAll('.', '_').toUpperCase()}`]);
const named = (words) => keys.get(words)?.some((key) => uses.get(key) !== false) ?? false;

test('a sentence is no button', () => {
	const sentences = [...keys.keys()].filter((words) => !named(words));
	assert.ok(sentences.length > 500, `${sentences.length} sentences`);
	assert.ok(named('Terima kasus ini'));
});

for (const name of readdirSync(GUIDES)) {
	test(`${name} names buttons as the screen does`, () => {
		const bold = [...readFileSync(join(GUIDES, name), 'utf8').matchAll(/\*\*([^*]+)\*\*/g)].map((m) => m[1]);
		const unknown = bold.filter((b) => b !== 'tebal' && !named(b));
		assert.deepEqual(unknown, []);
	});
}
