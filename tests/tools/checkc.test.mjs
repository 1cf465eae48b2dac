// Each rule of tools/checkc.mjs finds its case, and leaves the look-alike beside it alone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { check, cut, rules } from '../../tools/checkc.mjs';

const rulesIn = (file, text) => check(file, text).map((s) => s.split(': ')[1]);
const X = 'src/feature/x/x.c';

/* rule, file, a text that breaks it, one that does not */
const cases = [
	['assert', X, 'assert(n++ < 3);', 'assert(n <= 3 && a == b && c != d);'],
	['assert', X, 'assert((p = next(p)) != NULL);', 'assert(p->next >= q);'],
	['sql', X, 's = "SELECT a FROM b";', 's = "Select a name"; /* "SELECT a FROM b" */'],
	['sql', X, 's = "UPDATE t SET a = 1";', 's = "UPDATE";'],
	['markup', X, 's = "<b>bold</b>";', 's = "melaju user add <name>"; if (a <b) c();'],
	['markup', X, 's = "<a href=\'/\'>";', 's = "a < b";'],
	['header-comment', 'src/feature/x/x.h', 'int f(void);\n', '/* Why. */\nint f(void);\nint g(void);\n'],
	['header-comment', 'src/feature/x/x.h', '/* Why. */\nint f(void);\n\nint g(int a,\n      int b);\n', 'int g(int a,\n      int b); /* adds */\n'],
	['header-comment', 'src/feature/x/x.h', 'struct a {\n\tint b;\n};\nvoid f(struct a *a);\n', '/* A. */\nstruct a {\n\tint b;\n\n\tint c;\n};\nvoid f(struct a *a);\n'],
	['ascii', X, 'int nilaié;', 's = "é"; /* é */'],
	['todo', X, '/* TODO: later */', '/* TODO(#12): later */'],
	['comment', X, 'int a; // b', 's = "http://x";'],
	['length', X, 'int a;\n'.repeat(901), 'int a;\n'.repeat(900)],
	['print', X, 'printf("x");', 'x->printf("x"); arena_printf(a, "x");'],
	['print', X, 'fprintf(stderr, "x");', 'fprintf(file, "x");'],
	['route', X, 'const struct route r[] = {\n\t{ GET, "/a", READS },\n};', 'const struct route r[] = {\n\t{ GET, "/a", PERM_NONE },\n\t{ .method = 0 },\n};'],
	['library', X, '#include <sqlite3.h>', '#include <string.h>'],
	['input', X, 't = time(NULL);', 't = cx->now; due_time(t); /* time(NULL) */'],
	['input', 'src/platform/db/db.c', 'e = getenv("A");', 'e = my_getenv("A");'],
	['memory', X, 'p = malloc(3);', 'p = arena_alloc(a, 3); free(p);'],
	['text', X, 't = T_ERROR_INVALID;', '#include "text/error.h"\nt = T_ERROR_INVALID; s = "T_UI_SEND"; /* T_UI_SEND */'],
	['text', X, '#include "text/error.h"\nt = T_WRITE;', 't = T_WRITE;'],
	['text', X, '#define R(x) T_ROLE_##x', '#include "text/auth.h"\n#define R(x) T_ROLE_##x'],
];

for (const [rule, file, bad, good] of cases) {
	test(`${rule} finds ${JSON.stringify(bad.slice(0, 40))}`, () => {
		assert.ok(rulesIn(file, bad).includes(rule));
		assert.ok(!rulesIn(file, good).includes(rule), check(file, good).join('\n'));
	});
}

test('every rule has a case', () => {
	assert.deepEqual([...new Set(cases.map((c) => c[0]))].sort(), Object.keys(rules).sort());
});

test('a finding names the line', () => {
	assert.match(check(X, '/* a\n b */\nassert(a = 1);\n')[0], /^src\/feature\/x\/x\.c:3: assert: /);
});

test('strings hide comments and comments hide strings', () => {
	const c = cut('a = "/* no */"; /* "no" */ b;\n');
	assert.deepEqual(c.strings.map((s) => s.text), ['/* no */']);
	assert.equal(c.comments.length, 1);
	assert.equal(c.code.length, c.text.length);
});

test('homes of their own: the same text is allowed there', () => {
	assert.deepEqual(check('src/platform/db/db_sqlite.c', '#include <sqlite3.h>\nchar *s = "PRAGMA x";\n'), []);
	assert.deepEqual(check('src/cli/cli.c', 'void f(void) { printf("x"); }\n'), []);
});
