// The catalogue compiler: what each header holds, what a new key leaves alone, what is refused.
import test from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { cataloguesIn } from '../../tools/catalogue.mjs';

const tool = resolve('tools/mktext.mjs');

/* A tree of catalogues { name: text }, the same in both languages but for those of en. */
function house(t, id, en = {}) {
	const tree = mkdtempSync(join(tmpdir(), 'melaju-text-'));
	t.after(() => rmSync(tree, { recursive: true }));
	const put = (lang, all) => {
		mkdirSync(join(tree, 'assets/text', lang), { recursive: true });
		for (const [name, text] of Object.entries(all)) writeFileSync(join(tree, 'assets/text', lang, `${name}.txt`), text);
	};
	const write = (more, other = {}) => {
		put('id', more);
		put('en', { ...more, ...other });
	};
	write(id, en);
	return {
		write,
		remove: (name) => ['id', 'en'].forEach((lang) => rmSync(join(tree, 'assets/text', lang, `${name}.txt`))),
		path: (name) => join(tree, 'gen/text', `${name}.h`),
		header: (name) => readFileSync(join(tree, 'gen/text', `${name}.h`), 'utf8'),
		table: () => readFileSync(join(tree, 'gen/i18n_text.c'), 'utf8'),
		run: () => spawnSync('node', [tool, 'gen'], { cwd: tree, encoding: 'utf8' }),
	};
}

const numbers = (header) =>
	Object.fromEntries([...header.matchAll(/^#define (T_\w+) \(\(enum text\)(\d+)\)$/gm)].map((m) => [m[1], Number(m[2])]));

test('a catalogue has numbers of its own, in the order of its keys', (t) => {
	const h = house(t, { desk: 'desk.b = B\ndesk.a_c = A\n', zoo: '# words\nzoo.x = X {0}\n' });
	assert.equal(h.run().status, 0);
	assert.deepEqual(numbers(h.header('desk')), { T_DESK_A_C: 1024, T_DESK_B: 1025 });
	assert.deepEqual(numbers(h.header('zoo')), { T_ZOO_X: 2048 });
});

test('a new key leaves the other headers as they were, and their time too', (t) => {
	const h = house(t, { desk: 'desk.b = B\n', zoo: 'zoo.x = X\n' });
	assert.equal(h.run().status, 0);
	for (const name of ['desk', 'zoo']) utimesSync(h.path(name), 1000, 1000);
	h.write({ desk: 'desk.b = B\ndesk.a = A\n' });
	assert.equal(h.run().status, 0);
	assert.deepEqual(numbers(h.header('desk')), { T_DESK_A: 1024, T_DESK_B: 1025 });
	assert.equal(statSync(h.path('zoo')).mtimeMs, 1000000);
	assert.notEqual(statSync(h.path('desk')).mtimeMs, 1000000);
});

test('other words for a key touch no header', (t) => {
	const h = house(t, { desk: 'desk.b = B\n' });
	assert.equal(h.run().status, 0);
	utimesSync(h.path('desk'), 1000, 1000);
	h.write({ desk: 'desk.b = Better "words"\n' });
	assert.equal(h.run().status, 0);
	assert.equal(statSync(h.path('desk')).mtimeMs, 1000000);
	assert.match(h.table(), /"Better \\"words\\""/);
});

test('the header of a catalogue that is gone goes too', (t) => {
	const h = house(t, { desk: 'desk.b = B\n', zoo: 'zoo.x = X\n' });
	assert.equal(h.run().status, 0);
	h.remove('desk');
	assert.equal(h.run().status, 0);
	assert.ok(!existsSync(h.path('desk')));
	assert.deepEqual(numbers(h.header('zoo')), { T_ZOO_X: 1024 });
});

const keys = (n) => Array.from({ length: n }, (_, i) => `a.k${i} = K\n`).join('');

test('a catalogue holds 1024 keys and not one more', (t) => {
	const h = house(t, { a: keys(1024), b: 'b.x = X\n' });
	assert.equal(h.run().status, 0);
	assert.equal(Math.max(...Object.values(numbers(h.header('a')))), 2047);
	h.write({ a: keys(1025) });
	const r = h.run();
	assert.equal(r.status, 1);
	assert.match(r.stderr, /a\.txt: 1025 keys, a catalogue holds 1024/);
});

const refused = [
	['a key that one language lacks', { a: 'a.x = X\na.y = Y\n' }, { a: 'a.x = X\n' }, /a\.y: missing in assets\/text\/en\/a\.txt/],
	['a key that only the other has', { a: 'a.x = X\n' }, { a: 'a.x = X\na.y = Y\n' }, /a\.y: missing in assets\/text\/id\/a\.txt/],
	['a key in another catalogue than its twin', { a: 'a.x = X\n', b: 'b.x = X\nb.y = Y\n' },
		{ a: 'a.x = X\nb.y = Y\n', b: 'b.x = X\n' }, /b\.y: missing in assets\/text\/en\/b\.txt/],
	['values that differ', { a: 'a.x = {0} {1}\n' }, { a: 'a.x = {0}\n' }, /a\.x: values differ/],
	['a key twice', { a: 'a.x = X\n', b: 'a.x = X\n' }, {}, /a\.x is already there/],
	['two keys of one name', { a: 'a.x_y = X\n', b: 'a.x.y = X\n' }, {}, /give the same name/],
	['a line that is none', { a: 'a.x: X\n' }, {}, /a line reads "key = text"/],
	['a catalogue without a key', { a: '# later\n' }, {}, /a\.txt: no key in it/],
];

for (const [what, id, en, why] of refused) {
	test(`refused: ${what}`, (t) => {
		const r = house(t, id, en).run();
		assert.equal(r.status, 1);
		assert.match(r.stderr, why);
	});
}

test('code says which catalogues it speaks from', () => {
	const homes = new Map([['T_A_X', 'a'], ['T_B_X', 'b'], ['T_ROLE_ADMIN', 'auth'], ['T_C', 'c']]);
	assert.deepEqual(cataloguesIn('f(T_B_X, T_A_X); enum { T_LOCAL };', homes), ['a', 'b']);
	assert.deepEqual(cataloguesIn('#define R(n) T_ROLE_##n', homes), ['auth']);
	assert.deepEqual(cataloguesIn('T_CA XT_C T__NONE', homes), []);
});
