#!/usr/bin/env node
// What the pages give a program: the parts of each page, read from the calls that draw it.  The same calls make the HTML and
// the JSON, so what is found here can't say anything else than the page does; tests/browser/shapes.test.mjs holds the two
// against each other.
// usage: node tools/mkparts.mjs [--check]   writes assets/openapi/pages.txt and tables.txt: a name, a blank, its JSON schema
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const SQLITE = 'node_modules/better-sqlite3/deps/sqlite3';

/* ---- reading C ---------------------------------------------------------------------------- */

/* As the compiler sees it: macros expanded, comments gone. */
function expanded(file) {
	const flags = ['-E', '-P', '-std=gnu17', '-D_GNU_SOURCE', '-Isrc', '-Ibuild/gen', '-Ibuild', `-I${SQLITE}`];
	return execFileSync(process.env.CC ?? 'cc', [...flags, file], { encoding: 'utf8', maxBuffer: 1 << 26 });
}

/* The index behind the bracket that closes the one at i. */
function close(s, i) {
	let depth = 0;
	for (; i < s.length; i++) {
		const c = s[i];
		if (c === '"' || c === "'") {
			for (i++; s[i] !== c; i++) if (s[i] === '\\') i++;
		} else if (c === '{' || c === '(' || c === '[') depth++;
		else if ((c === '}' || c === ')' || c === ']') && --depth === 0) return i + 1;
	}
	return s.length;
}

/* Split at commas outside of brackets and strings. */
function split(s) {
	const out = [];
	let from = 0;
	for (let i = 0; i < s.length; i++) {
		const c = s[i];
		if (c === '"' || c === "'") {
			for (i++; s[i] !== c; i++) if (s[i] === '\\') i++;
		} else if (c === '{' || c === '(' || c === '[') i = close(s, i) - 1;
		else if (c === ',') {
			out.push(s.slice(from, i).trim());
			from = i + 1;
		}
	}
	out.push(s.slice(from).trim());
	return out.filter(Boolean);
}

/* "a" "b" is "ab"; anything else than literals is undefined. */
const literal = (s) => /^(\(?"(?:[^"\\]|\\.)*"\)?\s*)+$/.test(s ?? '') ? [...s.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]).join('') : undefined;

/* The members of one initialiser: by name, or by the order of the struct. */
function members(body, order) {
	const out = {};
	let at = 0;
	for (const part of split(body)) {
		const m = part.match(/^\.(\w+)\s*=\s*([^]*)$/);
		if (m) {
			out[m[1]] = m[2].trim();
			at = order.indexOf(m[1]) + 1;
		} else out[order[at++]] = part;
	}
	return out;
}

const COLUMN = ['name', 'label', 'kind', 'privacy', 'offset', 'member', 'label_of', 'href', 'flags', 'said'];
const TABLE = ['name', 'title', 'columns', 'n_columns', 'subject', 'sheet'];
const ROUTE = ['method', 'path', 'perm', 'flags', 'repr', 'form', 'page'];

/* NAME[] = { {...}, [X] = {...} } of a type: name -> bodies. */
function arrays(code, type) {
	const out = new Map();
	for (const m of code.matchAll(new RegExp(`struct ${type} (\\w+)\\[[^\\]]*\\]\\s*=\\s*\\{`, 'g'))) {
		const from = m.index + m[0].length;
		const items = split(code.slice(from, close(code, from - 1) - 1));
		out.set(m[1], items.map((i) => i.replace(/^\[[^]*?\]\s*=\s*/, '').replace(/^\(struct \w+\)\s*/, '')).filter((i) => i.startsWith('{')).map((i) => i.slice(1, -1)));
	}
	return out;
}

function tablesOf(code, columns) {
	const out = new Map();
	for (const m of code.matchAll(/struct table (\w+)\s*=\s*\{/g)) {
		const from = m.index + m[0].length;
		const t = members(code.slice(from, close(code, from - 1) - 1), TABLE);
		const rows = columns.get(t.columns);
		if (rows) out.set(m[1], { name: literal(t.name), columns: rows });
	}
	return out;
}

/* Functions with their bodies. */
function functionsOf(code) {
	const out = new Map();
	for (const m of code.matchAll(/^(?:static )?(?:const )?[a-z_]\w*(?: \w+)* \*?(\w+)\(/gm)) {
		const after = close(code, m.index + m[0].length - 1);
		const brace = code.slice(after).match(/^\s*(?:__attribute__\s*\(\([^)]*\)\)\s*)*\{/);
		if (brace) out.set(m[1], code.slice(after + brace[0].length, close(code, after + brace[0].length - 1) - 1));
	}
	return out;
}

/* ---- what it becomes ------------------------------------------------------------------------ */

const words = { type: ['string', 'null'] };
const KINDS = {
	COL_ID: { type: ['string', 'null'], pattern: '^-?[0-9]+$' },
	COL_INT: { type: ['integer', 'null'] },
	COL_MONEY: { type: ['integer', 'null'] },
	COL_DURATION: { type: ['integer', 'null'] },
	COL_PERMILLE: { type: ['integer', 'null'] },
	COL_INSTANT: { type: ['string', 'null'], format: 'date-time' },
	COL_DUE: { type: ['string', 'null'], format: 'date-time' },
	COL_DATE: { type: ['string', 'null'], format: 'date' },
	COL_BOOL: { type: ['boolean', 'null'] },
};
const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
const list = (name) => ({ type: 'array', items: ref(name) });
/* x-href: where the cell leads, with members of the same row in it. */
const cellSchema = (c) => ({ ...(KINDS[c.kind] ?? words), ...(c.href && { 'x-href': c.href }) });
const rowSchema = (columns) => ({ type: 'object', properties: Object.fromEntries(columns.map((c) => [c.name, cellSchema(c)])) });

const day = { type: ['string', 'null'], format: 'date-time' };
const flag = { type: 'boolean' };
const count = { type: 'integer' };
const act = { type: 'object', properties: { label: words, method: { type: 'string' }, href: words } };
const object = (properties) => ({ type: 'object', properties });
const text = (...names) => Object.fromEntries(names.map((n) => [n, words]));
const COMMON = {
	Task: object({ ...text('number', 'href', 'text', 'detail', 'whom', 'badge'), due: day, late: flag, urgent: flag, act }),
	Tile: object({ ...text('name', 'label', 'note', 'href'), value: { type: ['string', 'integer', 'null'] } }),
	Event: object({ ...text('kind', 'who', 'title', 'text', 'href'), at: day, recorded_at: day, undone: flag, photos: { type: 'array', items: { type: 'string' } } }),
	Step: object({ ...text('id', 'title', 'unit', 'phone', 'state_label', 'reason', 'waits', 'within', 'href'), ordinal: count, due: day, act, tap: act,
		state: { type: 'string', enum: ['waiting', 'active', 'done', 'stopped'] } }),
	CaseHead: object({ ...text('id', 'number', 'title', 'state', 'holder', 'next'), badges: { type: 'array', items: words }, since: day, due: day, late: flag }),
	Bar: object({ ...text('label', 'href'), value: count, part: count }),
	Point: object({ label: words, value: count }),
	Spot: object({ ...text('label', 'href', 'at'), value: count }),
};

/* Components whose JSON is always the same: openapi.c describes them. */
const PARTS = { ui_tasks: list('Task'), ui_news: list('Task'), ui_tiles: list('Tile'), ui_timeline: list('Event'), ui_steps: list('Step'),
	ui_case_head: ref('CaseHead'), ui_bars: list('Bar'), ui_line: list('Point'), ui_map: list('Spot'),
	ui_photos: { type: 'array', items: { type: 'string' } }, ui_photos_at: { type: 'array', items: { type: 'string' } },
	ui_value: words, ui_code: words, ui_masked: words };

/* The names of facts that a function fills in. */
function factsOf(body) {
	const out = new Set();
	for (const m of body.matchAll(/ui_fact_(?:at|on)\(\s*cx,\s*"(\w+)"/g)) out.add(m[1]);
	for (const m of body.matchAll(/\.name = "(\w+)"/g)) out.add(m[1]);
	return out;
}

class Page {
	constructor(house) {
		Object.assign(this, { house, parts: {}, open: false, seen: new Set() });
	}
	add(name, schema) {
		const old = this.parts[name];
		if (old?.properties && schema.properties) Object.assign(old.properties, schema.properties);
		else if (old && JSON.stringify(old) !== JSON.stringify(schema)) this.parts[name] = {};
		else this.parts[name] = schema;
	}
	table(file, arg) {
		const name = arg.replace(/^&/, '');
		const t = file.tables.get(name) ?? this.house.tables.get(name);
		return t && this.house.named(t);
	}
	call(file, fn, args) {
		if (args[1] === '((void *)0)' || args[1] === 'NULL') return;
		const name = literal(args[1]);
		if (name === undefined) this.open = true;
		else if (fn === 'ui_table') {
			const rows = this.table(file, args[2]);
			this.add(name, rows ? { allOf: [ref('List'), { properties: { rows: list(rows) } }] } : ref('List'));
		} else if (fn === 'ui_record') this.add(name, (([t]) => (t ? ref(t) : { type: 'object' }))([this.table(file, args[2])]));
		else this.add(name, PARTS[fn]);
	}
	walk(file, name) {
		const body = file.functions.get(name);
		if (body === undefined || this.seen.has(`${file.name}:${name}`)) return;
		this.seen.add(`${file.name}:${name}`);
		let depth = 0;
		for (const m of body.matchAll(/\b([a-z_]\w*)\b(\s*\()?/g)) {
			const [, word, called] = m;
			if (word === 'ui_nest' || word === 'ui_nest_end') {
				const args = split(body.slice(m.index + m[0].length, close(body, m.index + m[0].length - 1) - 1));
				if (word === 'ui_nest' && depth++ === 0) this.add(literal(args[1]), { type: args[2] === "'['" ? 'array' : 'object' });
				if (word === 'ui_nest_end') depth--;
			} else if (depth > 0) continue;
			else if (called && (word in PARTS || word === 'ui_table' || word === 'ui_record')) {
				const from = m.index + m[0].length;
				this.call(file, word, split(body.slice(from, close(body, from - 1) - 1)));
			} else if (called && word === 'ui_facts') {
				const from = m.index + m[0].length;
				const part = literal(split(body.slice(from, close(body, from - 1) - 1))[1]);
				if (part === undefined) this.open ||= !/^\s*u,\s*(NULL|\(\(void)/.test(body.slice(from));
				else this.add(part, { type: 'object', properties: Object.fromEntries([...factsOf(body)].map((f) => [f, words])), additionalProperties: words });
			} else if (file.functions.has(word)) this.walk(file, word);
			else if (called && this.house.functions.has(word)) this.walk(this.house.functions.get(word), word);
		}
	}
}

/* The operation's name, as openapi.c makes it. */
const operation = (method, path) => (method + path).replace(/[{}]/g, '').replace(/[/.-]/g, '_');

export function house(root = 'src') {
	const names = readdirSync(root, { recursive: true }).filter((f) => f.endsWith('.c') && !f.startsWith('base/') && !f.startsWith('engine/') && !f.startsWith('cli/')).sort();
	const files = names.map((f) => join(root, f)).filter((f) => /struct ui \*|struct table|struct route/.test(readFileSync(f, 'utf8')) && !f.startsWith('src/platform/ui/'));
	const read = files.map((name) => {
		const code = expanded(name);
		const columns = new Map([...arrays(code, 'column')].map(([n, items]) => [n, items.map((i) => members(i, COLUMN)).map((c) => ({ name: literal(c.name), kind: c.kind, href: literal(c.href) })).filter((c) => c.name)]));
		return { name, code, tables: tablesOf(code, columns), functions: functionsOf(code) };
	});
	const h = { functions: new Map(), tables: new Map(), rows: new Map(Object.entries(COMMON).map(([n, c]) => [n, JSON.stringify(c)])), files: read };
	h.named = (t) => {
		let name = `Row_${t.name ?? 'list'}`;
		const text = JSON.stringify(rowSchema(t.columns));
		for (let i = 2; h.rows.has(name) && h.rows.get(name) !== text; i++) name = `Row_${t.name}_${i}`;
		h.rows.set(name, text);
		return name;
	};
	for (const f of read) {
		for (const name of f.functions.keys()) if (!new RegExp(`static [^;{}]*\\b${name}\\(`).test(f.code)) h.functions.set(name, f);
		for (const [name, t] of f.tables) if (!new RegExp(`static [^;{}]*struct table ${name}\\b`).test(f.code)) h.tables.set(name, t);
	}
	return h;
}

export function pages(h) {
	const out = new Map();
	for (const file of h.files)
		for (const items of arrays(file.code, 'route').values())
			for (const item of items) {
				const r = members(item, ROUTE);
				const path = literal(r.path);
				if (!path || !r.page || (r.method === 'POST' && !r.flags?.includes('ROUTE_READ_POST'))) continue;
				const p = new Page(h);
				p.walk(file.functions.has(r.page) ? file : h.functions.get(r.page), r.page);
				const schema = { allOf: [ref('Page'), { properties: Object.fromEntries(Object.entries(p.parts).sort(([a], [b]) => (a < b ? -1 : 1))) }] };
				if (p.open) schema['x-more'] = true;
				out.set(operation(r.method === 'POST' ? 'post' : 'get', path), JSON.stringify(schema));
			}
	return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const h = house();
	const found = pages(h);
	const lines = (m) => [...m].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${k} ${v}\n`).join('');
	const files = { 'assets/openapi/pages.txt': lines(found), 'assets/openapi/tables.txt': lines(h.rows) };
	mkdirSync('assets/openapi', { recursive: true });
	for (const [name, now] of Object.entries(files)) {
		if (!process.argv.includes('--check')) writeFileSync(name, now);
		else if (!existsSync(name) || readFileSync(name, 'utf8') !== now) {
			console.log(`${name} is stale: make parts`);
			process.exitCode = 1;
		}
	}
}
