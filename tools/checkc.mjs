// Checks of our own on C files, for what no compiler knows about this house.
// usage: node tools/checkc.mjs [FILES]   (without files: all of src, tests and bench)
//
// A finding is "file:line: rule: what is wrong"; the exit status is 1 when there is one.
// The rules are the array at the end of this file; each has a test in tests/tools.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cataloguesIn, textHomes } from './catalogue.mjs';

const FILE_LINES = 900;

/*
 * Cut a C text into code, strings and comments.  `code` has the same length and lines as the text,
 * with the inside of strings and comments blanked, so that rules may search it by pattern.
 */
export function cut(text) {
	const strings = [];
	const comments = [];
	let code = '';
	let line = 1;
	const re = /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
	let at = 0;
	const pass = (s) => {
		code += s;
		line += s.split('\n').length - 1;
	};
	for (let m; (m = re.exec(text)); ) {
		pass(text.slice(at, m.index));
		const s = m[0];
		if (s[0] === '"') strings.push({ line, text: s.slice(1, -1) });
		else if (s[0] === '/') comments.push({ line, text: s });
		const quote = s[0] === '/' ? ' ' : s[0];
		pass(quote + s.slice(1, -1).replace(/[^\n]/g, ' ') + quote);
		at = m.index + s.length;
	}
	pass(text.slice(at));
	return { text, code, strings, comments, lines: code.split('\n') };
}

const lineOf = (s, index) => s.slice(0, index).split('\n').length;

/* From the bracket at `open` to the one that closes it. */
function inside(code, open) {
	let depth = 0;
	for (let i = open; i < code.length; i++) {
		if (code[i] === '(' || code[i] === '{') depth++;
		else if ((code[i] === ')' || code[i] === '}') && --depth === 0) return code.slice(open + 1, i);
	}
	return '';
}

function* calls(src, pattern) {
	for (const m of src.code.matchAll(pattern)) yield [lineOf(src.code, m.index), m];
}

const isSource = (f) => f.startsWith('src/');
const isHeader = (f) => f.endsWith('.h');
const room = (f) => f.replace(/\/[^/]*$/, '');

function* assertsThatAct(f, src) {
	for (const [line, m] of calls(src, /\bassert\s*\(/g)) {
		const arg = inside(src.code, m.index + m[0].length - 1);
		if (/\+\+|--|(^|[^=!<>])=(?!=)/.test(arg)) yield [line, 'an assert changes something'];
	}
}

const SQL = /^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|VIEW|INDEX)\s|DROP\s+TABLE|PRAGMA\s)/;

function* sqlInCode(f, src) {
	if (!isSource(f) || f.startsWith('src/platform/db/')) return;
	for (const s of src.strings)
		if (SQL.test(s.text)) yield [s.line, 'SQL text belongs into a .sql file'];
}

/* A bare <word> is how help texts mark a value; a tag has an attribute, a slash or a known name. */
const TAG = /<\/[a-z]|<!doctype|<[a-z][a-z0-9]* [a-z-]+=|<(div|span|p|a|br|hr|ul|ol|li|b|i|em|strong|table|tr|td|th|form|input|button|script|style|svg|img|h[1-6])\s*\/?>/i;

function* markupInCode(f, src) {
	if (!isSource(f) || f.startsWith('src/platform/ui/')) return;
	for (const s of src.strings)
		if (TAG.test(s.text)) yield [s.line, 'markup belongs into src/platform/ui/templates'];
}

const DECLARATION = /^(?!static|typedef|struct \w+;|#|\s|\}|\/|extern "C").*\(/;

/*
 * A comment above, or behind the declaration itself.  It may stand for several declarations that
 * follow one another without a blank line, and for a struct and the function that takes it.
 */
function* headersWithoutWords(f, src) {
	if (!isSource(f) || !isHeader(f)) return;
	const raw = src.text.split('\n');
	let told = false;
	let depth = 0;
	for (let i = 0; i < raw.length; i++) {
		if (raw[i].trim() === '' && depth === 0) told = false;
		const name = depth === 0 && DECLARATION.test(src.lines[i]) && /^[a-z]/.test(raw[i]) && /(\w+)\s*\(/.exec(src.lines[i]);
		if (name) {
			let end = i;
			while (end < raw.length - 1 && !src.lines[end].includes(';')) end++;
			told = told || raw.slice(i, end + 1).some((l) => l.includes('/*'));
			if (!told) yield [i + 1, `${name[1]}() has no comment that says what it promises`];
		}
		if (name || /\*\/\s*$/.test(raw[i])) told = true;
		depth += (src.lines[i].match(/\{/g) ?? []).length - (src.lines[i].match(/\}/g) ?? []).length;
	}
}

function* foreignLetters(f, src) {
	for (const [i, line] of src.lines.entries())
		if (/[^\x00-\x7f]/.test(line)) yield [i + 1, 'a name outside ASCII'];
}

function* openEnds(f, src) {
	for (const c of src.comments)
		if (/\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/.test(c.text))
			yield [c.line, 'write TODO(#12) with the number of an issue, or do it'];
}

function* lineComments(f, src) {
	for (const c of src.comments)
		if (c.text.startsWith('//')) yield [c.line, 'comments are /* */'];
}

function* longFiles(f, src) {
	const n = src.text.split('\n').length - 1;
	if (n > FILE_LINES) yield [FILE_LINES, `${n} lines; a file is read in one sitting (${FILE_LINES})`];
}

/* Only commands talk to a terminal; answers are written by ui, export and http through a buf. */
function* printing(f, src) {
	if (!isSource(f) || /^src\/(cli|base)\/|^src\/main\.c$/.test(f)) return;
	for (const [line, m] of calls(src, /(?<![\w.>])(printf|puts|putchar|fputs|fprintf|vprintf|vfprintf)\s*\(/g)) {
		if (/\b(stdout|stderr)\b/.test(inside(src.code, m.index + m[0].length - 1)) || /^(printf|puts|putchar|vprintf)$/.test(m[1]))
			yield [line, `${m[1]} to the terminal outside src/cli`];
	}
}

/* A handler is called only for whom the router let in: each row of a route table names its permission. */
function* routesWithoutPermission(f, src) {
	if (!/^src\/feature\//.test(f)) return; /* http's own routes are for machines and files */
	for (const [line, m] of calls(src, /\bstruct route \w+\[\w*\]\s*=\s*\{/g)) {
		const open = m.index + m[0].length - 1;
		const rows = inside(src.code, open);
		for (const row of rows.matchAll(/\{([^{}]*)\}/g)) {
			if (/^\s*\.method\s*=\s*0|^\s*0?\s*,?\s*$/.test(row[1]) || /\bPERM_\w+/.test(row[1])) continue;
			yield [line + lineOf(rows, row.index) - 1, 'a route without a permission'];
		}
	}
}

/* Foreign libraries show their header in one room, so that they can be exchanged there. */
const HOMES = {
	'sqlite3.h': 'src/platform/db',
	'libpq-fe.h': 'src/platform/db',
	'microhttpd.h': 'src/platform/http',
	'jpeglib.h': 'src/platform/media',
	'png.h': 'src/platform/media',
	'qpdf-c.h': 'src/platform/media',
	'xlsxwriter.h': 'src/platform/export',
	'fido.h': 'src/platform/auth',
	'zip.h': 'src/platform/sheet',
	'expat.h': 'src/platform/sheet',
	'cairo.h': 'src/platform/export',
	'qrencode.h': 'src/platform/export',
};

function* strangersInTheHouse(f, src) {
	if (!isSource(f)) return;
	for (const m of src.text.matchAll(/^#include <([^>]+)>/gm)) {
		const name = m[1].replace(/^.*\//, '');
		if (HOMES[name] && room(f) !== HOMES[name])
			yield [lineOf(src.text, m.index), `<${m[1]}> is known in ${HOMES[name]} only`];
	}
}

/* The clock and the environment are arguments: only base reads the one, only the commands the other. */
function* hiddenInputs(f, src) {
	if (!isSource(f)) return;
	for (const [line, m] of calls(src, /(?<![\w.>])(time|gettimeofday|getenv|random)\s*\(/g)) {
		const home = m[1] === 'getenv' ? /^src\/(base|cli)\// : /^src\/base\//;
		if (!home.test(f)) yield [line, `${m[1]}() hides an input; take it from ctx or base`];
	}
}

function* memoryPastTheArena(f, src) {
	/* The demo is a command with threads of its own; the index of a city's people, scorers and
	 * the comparing of everybody outlive requests. */
	if (!/^src\/feature\/(?!demo\/|registry\/find_(index|feed)\.c|linking\/(scorer|crowd|whole(_link|_child)?)\.c)/.test(f)) return;
	for (const [line, m] of calls(src, /(?<![\w.>])(malloc|calloc|realloc|strdup|strndup|asprintf)\s*\(/g))
		yield [line, `${m[1]}() in a feature; memory of a request comes from its arena`];
}

let homes;

/* A file includes the catalogues whose texts it says, itself, and no other: those compile it again. */
function* cataloguesAside(f, src) {
	homes ??= textHomes();
	const used = new Set(cataloguesIn(src.code, homes));
	for (const [, name] of src.text.matchAll(/^#include "text\/(\w+)\.h"/gm)) {
		const line = lineOf(src.text, src.text.indexOf(`"text/${name}.h"`));
		if (!used.delete(name)) yield [line, `no text of text/${name}.h is said here`];
	}
	for (const name of used) yield [1, `texts of assets/text/*/${name}.txt: include "text/${name}.h"`];
}

export const rules = {
	'assert': assertsThatAct,
	'sql': sqlInCode,
	'markup': markupInCode,
	'header-comment': headersWithoutWords,
	'ascii': foreignLetters,
	'todo': openEnds,
	'comment': lineComments,
	'length': longFiles,
	'print': printing,
	'route': routesWithoutPermission,
	'library': strangersInTheHouse,
	'input': hiddenInputs,
	'memory': memoryPastTheArena,
	'text': cataloguesAside,
};

/* All findings in one text, as it would stand in file f. */
export function check(f, text) {
	const src = cut(text);
	const found = [];
	for (const [rule, look] of Object.entries(rules))
		for (const [line, what] of look(f, src)) found.push(`${f}:${line}: ${rule}: ${what}`);
	return found;
}

function walk(dir, out) {
	for (const e of readdirSync(dir, { withFileTypes: true })) {
		const path = join(dir, e.name);
		if (e.isDirectory()) walk(path, out);
		else if (/\.[ch]$/.test(e.name)) out.push(path);
	}
	return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const dirs = ['src', 'tests', 'bench'].filter((d) => existsSync(d));
	const files = process.argv.length > 2 ? process.argv.slice(2) : dirs.flatMap((d) => walk(d, [])).sort();
	const found = files.flatMap((f) => check(f, readFileSync(f, 'utf8')));
	for (const line of found) console.log(line);
	console.log(`checkc: ${files.length} files, ${found.length} findings`);
	process.exit(found.length > 0 ? 1 : 0);
}
