// The data dictionary, from the migrations alone: docs/data-dictionary.md.
// usage: node tools/mkdict.mjs [--check]   --check: compares, and refuses what nobody described
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readMigrations } from './sqlparse.mjs';

const TARGET = 'docs/data-dictionary.md';

/* What a column holds follows from its name and type (docs/architecture.md, "Statements"). */
export function kindOf(c) {
	if (c.type === 'blob') return 'bytes';
	if (c.type !== 'int') return c.type;
	if (/_at$|_until$|^at$/.test(c.name)) return 'instant';
	if (/^(valid|birth|on)_(from|to|date)$|_on$|_date$/.test(c.name)) return 'date';
	return c.name === 'id' || c.name.endsWith('_id') ? 'id' : 'integer';
}

const cell = (s) => s.replaceAll('|', '\\|').trim();

/* Tables and columns without a word about them: a dictionary with holes is none. */
export function holes({ tables, views }) {
	const out = [];
	for (const t of tables.values()) {
		if (!t.about) out.push(`${t.file}: table ${t.name} has no comment above it`);
		for (const c of t.columns)
			if (!c.comment) out.push(`${t.file}: ${t.name}.${c.name} has no comment behind it`);
	}
	for (const v of views.values())
		if (!v.about) out.push(`${v.file}: view ${v.name} has no comment above it`);
	return out;
}

function tableText(t) {
	const key = new Set(t.key ?? []);
	const refs = new Map(t.refs.map((r) => [r.columns.at(-1), r.table]));
	const lines = [`### ${t.name}`, '', cell(t.about)];
	if (t.scoped) lines.push('', `Read only within the scope *${t.scoped}*.`);
	lines.push('', '| column | kind | | holds |', '| --- | --- | --- | --- |');
	for (const c of t.columns) {
		const marks = [key.has(c.name) ? 'key' : '', c.notnull ? '' : 'may be empty', refs.has(c.name) ? `→ ${refs.get(c.name)}` : ''];
		lines.push(`| \`${c.name}\` | ${kindOf(c)} | ${marks.filter(Boolean).join(', ')} | ${cell(c.comment)} |`);
	}
	return lines.join('\n');
}

export function dictionary({ tables, views, files }) {
	const rooms = [...new Set([...tables.values(), ...views.values()].map((t) => t.feature))].sort();
	const parts = [
		'# Data dictionary',
		`Made by \`make dict\` from ${files.length} migrations; do not edit. ${tables.size} tables, ${views.size} views.\n\n` +
			'Kinds: *id* is a 64-bit number made by the program; *instant* is microseconds since 1970 in UTC; *date* is days since\n' +
			'1970-01-01; money is whole rupiah in an *integer*; *bytes* are sealed values, keyed hashes or signatures. `city` is the\n' +
			'tenant and the first part of every key. Only the room that owns a table writes it; others read its views.',
		rooms.map((r) => `[${r}](#${r})`).join(' · '),
	];
	for (const room of rooms) {
		parts.push(`## ${room}`);
		for (const t of tables.values()) if (t.feature === room) parts.push(tableText(t));
		const own = [...views.values()].filter((v) => v.feature === room);
		if (own.length > 0)
			parts.push(`| view | shows |\n| --- | --- |\n` + own.map((v) => `| \`${v.name}\` | ${cell(v.about)} |`).join('\n'));
	}
	return parts.join('\n\n') + '\n';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const schema = readMigrations('migrations');
	const missing = holes(schema);
	const text = dictionary(schema);
	if (process.argv.includes('--check')) {
		if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text) missing.push(`${TARGET} is stale: make dict`);
	} else writeFileSync(TARGET, text);
	for (const line of missing) console.log(line);
	process.exit(missing.length > 0 ? 1 : 0);
}
