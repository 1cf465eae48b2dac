// The feature of docs/how-to-add-a-feature.md, put into a copy of the tree: it generates, passes the
// checks, compiles without a warning, and is formatted as the rest of the house.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, appendFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';

const PAGE = 'docs/how-to-add-a-feature.md';

function filesOf(text) {
	const out = new Map();
	for (const [, path, body] of text.matchAll(/^`([\w./]+)`\n```\w*\n([^]*?)^```$/gm)) out.set(path, body);
	return out;
}

const files = filesOf(readFileSync(PAGE, 'utf8'));
const pkgs = 'libmicrohttpd libpq jansson libsodium';

test('the page shows every file of a feature', () => {
	assert.deepEqual([...files.keys()].map((f) => f.replace(/^.*announcement/, '')),
		['.sql', '.sql', '.h', '.c', '_web.h', '_web.c', '.txt', '.txt', '_test.c']);
});

test('the example builds, and says nothing', { timeout: 120000 }, (t) => {
	const tree = mkdtempSync(join(tmpdir(), 'melaju-example-'));
	t.after(() => rmSync(tree, { recursive: true }));
	for (const d of ['src', 'migrations', 'assets', 'tools', 'tests/lib', '.clang-format'])
		cpSync(d, join(tree, d), { recursive: true });
	symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
	for (const [path, body] of files) {
		mkdirSync(join(tree, dirname(path)), { recursive: true });
		writeFileSync(join(tree, path), body);
	}
	appendFileSync(join(tree, 'src/layers.txt'), 'src/feature/announcement: *\n');
	const run = (cmd, args, input) => {
		const r = spawnSync(cmd, args, { cwd: tree, encoding: 'utf8', input });
		assert.equal(r.status, 0, `${cmd} ${args.join(' ').slice(0, 200)}\n${r.stdout}${r.stderr}`);
		return r.stdout + r.stderr;
	};
	run('sh', ['tools/gen.sh', 'build/gen']);
	run('node', ['tools/citus-check.mjs']);
	const sources = [...files.keys()].filter((f) => /\.[ch]$/.test(f));
	run('node', ['tools/checkc.mjs', ...sources]);
	run('awk', ['-f', 'tools/layers.awk', 'src/layers.txt', ...sources.filter((f) => f.startsWith('src/'))]);
	const flags = execFileSync('pkg-config', ['--cflags', ...pkgs.split(' ')], { encoding: 'utf8' }).trim().split(/\s+/);
	for (const f of sources.filter((s) => s.endsWith('.c')))
		run('gcc', ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Wshadow', '-Wconversion', '-Wmissing-prototypes',
			'-Wno-missing-field-initializers', '-Werror', '-fsyntax-only', '-Isrc', '-Ibuild/gen', '-Ibuild', '-Itests',
			...flags, ...(f.startsWith('src/') ? ['-include', 'src/base/banned.h'] : []), f]);
	const formatter = ['clang-format-14', 'clang-format'].find((c) => spawnSync(c, ['--version']).status === 0);
	run(formatter, ['--dry-run', '-Werror', ...sources]);
});
