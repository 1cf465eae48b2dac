// What nobody uses: texts that nothing says, statements that nothing asks.
// usage: node tools/unused.mjs
//
// A finding is "file: name: what is wrong"; the exit status is 1 when there is one.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGS, readCatalogues, textName } from './catalogue.mjs';
import { readStatements, walk } from './sqlparse.mjs';

/*
 * The keys that no text of sources says: by the name of its constant, whole or pasted together
 * (T_READY_##x), by the key itself, or by what a key begins with ("watch.did.%s", "perm.", "help%s").
 */
export function unusedTexts(keys, sources) {
	const words = new Set(sources.match(/\b\w+(?:\.\w+)*/g));
	const pasted = [...new Set([...sources.matchAll(/\b(T_\w+)\s*##/g)].map((m) => m[1]))];
	const begun = [];
	for (const [, begin, rest] of sources.matchAll(/"([a-z][\w.]*)(%s[^"]*)?"/g))
		if (/[._]$/.test(begin)) begun.push(begin);
		else if (rest !== undefined) begun.push(`${begin}.`);
	const said = (key) =>
		words.has(textName(key)) || words.has(key) || pasted.some((p) => textName(key).startsWith(p)) || begun.some((b) => key.startsWith(b));
	return keys.filter((k) => !said(k));
}

/* The statements whose functions (name_one, name_run, ...) or row and argument types occur nowhere. */
export function unusedStatements(names, sources) {
	const words = new Set(sources.match(/\w+/g));
	const forms = ['all', 'one', 'maybe', 'each', 'run', 'must', 'ahead'];
	return names.filter((n) => !words.has(`sql_${n}`) && !forms.some((f) => words.has(`${n}_${f}`)));
}

/* Shows every component with texts of its own. */
const GALLERY = 'tests/browser/gallery.c';

const read = (files) => files.map((f) => readFileSync(f, 'utf8')).join('\n');

function main() {
	const code = read([...walk('src', '.c'), ...walk('src', '.h'), ...walk('src', '.def'), GALLERY]);
	const around = read([...walk('src', '.html'), ...walk('src', '.sql'), ...walk('assets/reference', '.json'), ...walk('assets/web', '.js')]);
	const tests = read(walk('tests', '.c')); /* they may ask what the program does not; their own texts they have not */
	let n = 0;
	const say = (line) => {
		console.error(line);
		n++;
	};

	for (const [name, rows] of readCatalogues(LANGS[0]))
		for (const key of unusedTexts([...rows.keys()], code + around)) say(`assets/text/*/${name}.txt: ${key}: nothing says it`);
	for (const path of walk('src', '.sql'))
		for (const name of unusedStatements(readStatements(path).map((s) => s.name), code + tests)) say(`${path}: ${name}: nothing asks it`);
	process.exitCode = n > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
