#!/usr/bin/env node
// Statement compiler: .sql files and migrations in, typed C out.  See docs/architecture.md.
// usage: mksql.mjs OUTDIR   (run from the project's top folder)
import { readFileSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, dirname } from 'node:path';
import { Fault, walk, readMigrations, columnTypes, readStatements, expand, analyse, tokens } from './sqlparse.mjs';

const out = process.argv[2];
const { tables, views, files } = readMigrations('migrations');
const known = columnTypes(tables);
const MAX_VARIANTS = 64;
const IMPLICIT = { city: 1, me: 2, now: 3 };
const ENUM = { i64: 'SQL_I64', opt: 'SQL_OPT', num: 'SQL_NUM', text: 'SQL_TEXT', blob: 'SQL_BLOB', real: 'SQL_REAL' };
const CTYPE = { i64: 'int64_t', opt: 'int64_t', num: 'int64_t', text: 'const char *', blob: 'struct blob', real: 'double' };

/** Writes only when changed, so that make does not rebuild the world. */
function put(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

const cstr = (s) => JSON.stringify(s);

function typeOf(st, name) {
  if (st.types[name]) return st.types[name];
  const k = known.get(name);
  if (k === undefined) throw new Fault(`${st.path}: ${st.name}: type of "${name}" is unknown: say "-- types: ${name} text" (i64, opt, num, text, blob, real)`);
  if (k === null) throw new Fault(`${st.path}: ${st.name}: "${name}" has several types in the migrations: say "-- types:"`);
  if (k.type !== 'int') return k.type;
  if (!k.nullable) return 'i64';
  return /(_id|_at|_until)$/.test(name) ? 'opt' : 'num';
}

/** Checks who may read and write what; returns nothing, throws Fault. */
function checkAccess(st, feature, a) {
  const where = `${st.path}: ${st.name}`;
  for (const t of a.writes) {
    const owner = tables.get(t);
    if (!owner) throw new Fault(`${where}: writes unknown table ${t}`);
    if (owner.feature !== feature) throw new Fault(`${where}: writes ${t}, which belongs to ${owner.feature}`);
  }
  const scoped = new Set();
  for (const r of a.reads) {
    if (r.table.startsWith('v_')) {
      if (!views.has(r.table)) throw new Fault(`${where}: reads unknown view ${r.table}`);
      continue;
    }
    const owner = tables.get(r.table);
    if (!owner) throw new Fault(`${where}: reads unknown table ${r.table}`);
    if (owner.feature !== feature) throw new Fault(`${where}: reads ${r.table} of ${owner.feature}: read a v_ view or call its functions`);
    if (owner.scoped) scoped.add(owner.scoped);
  }
  if (st.scope && st.scope.startsWith('none')) {
    if (!/^none \(.+\)$/.test(st.scope)) throw new Fault(`${where}: say why: "-- scope: none (reason)"`);
    return;
  }
  for (const s of scoped) {
    const text = st.text + Object.values(st.engines).join(' ');
    if (!text.includes(`{scope ${s} `)) throw new Fault(`${where}: reads a table scoped by "${s}" without {scope ${s} alias}`);
  }
}

/* ---- what a statement touches, for inserts that PostgreSQL is sent later (db_held.c) ---- */

const TABLE_WORDS = 4;
const numbers = new Map([...tables.keys()].map((name, i) => [name, i]));
if (numbers.size > TABLE_WORDS * 64) throw new Fault(`${numbers.size} tables: enlarge SQL_TABLE_WORDS`);

/** All tables that the text names, through views; a word too many costs nothing but time, but "b.unit" is a column, and "city" is one everywhere. */
function named(text, found = new Set(), seen = new Set()) {
  const words = tokens(text).filter((x, i, all) => x.t === 'word' && all[i - 1]?.v !== '.');
  for (const [i, { v }] of words.entries()) {
    if (tables.has(v) && (v !== 'city' || /^(FROM|JOIN|INTO|UPDATE)$/i.test(words[i - 1]?.v))) found.add(v);
    if (!views.has(v) || seen.has(v)) continue;
    seen.add(v);
    named(views.get(v).body, found, seen);
  }
  return found;
}

const parentsOf = (table) => tables.get(table).refs.map((r) => r.table).filter((t) => tables.has(t));

function touched(texts, writes) {
  const found = named(texts.join(' '));
  for (const t of writes) {
    for (const p of parentsOf(t)) found.add(p);
    for (const name of tables.keys()) if (parentsOf(name).includes(t)) found.add(name);
  }
  return found;
}

/** What lies between commas (or words) that stand in no bracket and no text. */
function parts(text, by) {
  const out = [''];
  let depth = 0;
  for (const [piece] of text.matchAll(/'(?:[^']|'')*'|[()]|\bAND\b|,|[^'(),A]+|A/g)) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === by && depth === 0) out.push('');
    else out[out.length - 1] += piece;
  }
  return out.map((x) => x.trim());
}

const ARRAY = { i64: 'int8', opt: 'int8', num: 'int8', text: 'text', blob: 'bytea', real: 'float8' };

/** "unnest($1::int8[], ...)" and "p1, ...": an array for each parameter, and what its columns are called. */
function arraysOf(st, params) {
  const arrays = params.map((p, i) => `$${i + 1}::${IMPLICIT[p] ? 'int8' : ARRAY[typeOf(st, p)]}[]`);
  return [`unnest(${arrays.join(', ')})`, params.map((_, i) => `p${i + 1}`).join(', ')];
}

const ofRow = (text) => text.replace(/\$(\d+)/g, 'q.p$1');
const paramOf = (params, item) => (/^\$\d+$/.test(item ?? '') ? params[Number(item.slice(1)) - 1] : undefined);

/**
 * An INSERT of one row, or an UPDATE of one that says "-- waits:", made into one of many rows: an array for each parameter.  once: the
 * parameters that name the row which is changed; no two of a batch may have them in common.
 */
function batchOf(st, text, params) {
  if (st.optional.length || st.sorts.length || !params.length) return null;
  return text.startsWith('INSERT') ? insertOf(st, text, params) : st.waits !== undefined ? updateOf(st, text, params) : null;
}

function insertOf(st, text, params) {
  const m = text.match(/^INSERT INTO (\w+) \(([\w, ]+)\) VALUES \((.*?)\)( ON CONFLICT \(([\w, ]+)\) DO (?:NOTHING|UPDATE SET [^$?]+))?$/);
  if (!m || /\bSELECT\b/.test(m[3]) || /\bWHERE\b/.test(m[4] ?? '')) return null;
  const [, table, , , end = '', keys = ''] = m;
  const columns = parts(m[2], ',');
  const items = parts(m[3], ',');
  if (columns.length !== items.length) return null;
  if (items.some((x) => x.includes('$') && !paramOf(params, x))) return null;
  /* A parameter that is named after a column is what that column gets: answers asked ahead rely on it. */
  if (tables.get(table)?.columns.some((c) => params.includes(c.name) && paramOf(params, items[columns.indexOf(c.name)]) !== c.name)) return null;
  const adds = !/ DO UPDATE /.test(end);
  const once = adds ? [] : parts(keys, ',').map((k) => params.indexOf(paramOf(params, items[columns.indexOf(k)])));
  if (once.includes(-1)) return null;
  const [unnest, names] = arraysOf(st, params);
  return { table, adds, once, text: `INSERT INTO ${table} (${m[2]}) SELECT ${items.map(ofRow).join(', ')} FROM ${unnest} AS q(${names})${end}` };
}

function updateOf(st, text, params) {
  const fault = (why) => new Fault(`${st.path}: ${st.name}: "-- waits:" ${why}`);
  if (!/^\(.+\)$/.test(st.waits)) throw fault('says why: "-- waits: (reason)"');
  const m = text.match(/^UPDATE (\w+) SET (.*) WHERE (.*)$/);
  if (!m || /\bRETURNING\b/.test(text)) throw fault('is for an UPDATE of one row');
  const named = new Map(parts(m[3], 'AND').map((x) => x.match(/^(\w+) = (\$\d+)$/)).filter(Boolean).map((x) => [x[1], paramOf(params, x[2])]));
  const key = tables.get(m[1]).key;
  if (!key.every((k) => named.get(k) === k)) throw fault(`needs ${key.map((k) => `${k} = :${k}`).join(' AND ')} at its end`);
  const [unnest, names] = arraysOf(st, params);
  return { table: m[1], adds: false, once: key.map((k) => params.indexOf(k)), text: `UPDATE ${m[1]} SET ${ofRow(m[2])} FROM ${unnest} AS q(${names}) WHERE ${ofRow(m[3])}` };
}

/**
 * A SELECT that says "-- ahead: COLUMN" asked with many arguments at once: the number of the question stands before each row.  Its answer
 * depends on rows with that column alone, which is a parameter too; with "*" on any of its tables.  A lock is taken for all of them.
 */
function aheadOf(st, text, params, touches) {
  if (st.ahead === undefined) return null;
  const fault = (why) => new Fault(`${st.path}: ${st.name}: "-- ahead:" ${why}`);
  if (!text.startsWith('SELECT') || st.optional.length || st.sorts.length || / (OFFSET|LIMIT) \$/.test(text)) throw fault('is for a SELECT without options and LIMIT :n');
  const key = st.ahead === '*' ? -1 : params.indexOf(st.ahead);
  if (st.ahead !== '*' && (key < 0 || touches.size !== 1 || !new RegExp(`\\b${st.ahead} = \\$${key + 1}\\b`).test(text)))
    throw fault(`names a column of its one table, compared by ${st.ahead} = :${st.ahead}`);
  const [unnest, names] = arraysOf(st, params);
  const [, read, lock = ''] = ofRow(text).match(/^(.*?)( FOR (?:NO KEY )?(?:UPDATE|SHARE))?$/s);
  return { key, text: `SELECT q.n AS ahead_n, t.* FROM ${unnest} WITH ORDINALITY AS q(${names}, n) CROSS JOIN LATERAL (${read} OFFSET 0${lock}) AS t` };
}

function bits(names) {
  const words = new Array(TABLE_WORDS).fill(0n);
  for (const t of names) words[numbers.get(t) >> 6] |= 1n << BigInt(numbers.get(t) & 63);
  return `{ ${words.map((w) => `UINT64_C(0x${w.toString(16)})`).join(', ')} }`;
}

function compile(st, feature) {
  const engines = ['sqlite', 'pg'].map((e) => st.engines[e] ?? st.text);
  if (!st.sorts.length && engines.some((t) => /\{(sort|key|cmp)\}/.test(t))) throw new Fault(`${st.name}: {sort} without "-- sort:"`);
  const nSorts = Math.max(1, st.sorts.length);
  const nVariants = (1 << st.optional.length) * nSorts;
  if (nVariants > MAX_VARIANTS) throw new Fault(`${st.path}: ${st.name}: ${nVariants} variants, at most ${MAX_VARIANTS}`);

  const full = (1 << st.optional.length) - 1;
  const a = analyse(st, expand(st, engines[0], full, 0));
  if (!a.verb) throw new Fault(`${st.path}: ${st.name}: neither SELECT, INSERT, UPDATE nor DELETE`);
  checkAccess(st, feature, a);
  const writes = a.verb !== 'SELECT' || a.writes.length > 0;
  if (st.stays !== undefined && (writes || !/^\(.+\)$/.test(st.stays))) throw new Fault(`${st.path}: ${st.name}: a SELECT may say why: "-- stays: (reason)"`);
  if (writes && !st.perm) throw new Fault(`${st.path}: ${st.name}: a write names its permission: "-- perm: REPORT_CREATE" or "-- perm: none"`);

  /* Arguments in order of first appearance over all engines and variants. */
  const params = [];
  for (const text of engines)
    for (let s = 0; s < nSorts; s++)
      for (const p of analyse(st, expand(st, text, full, s)).tokens.filter((x) => x.t === 'par').map((x) => x.v.slice(1)))
        if (!params.includes(p)) params.push(p);
  const texts = engines.map((text) => {
    const list = [];
    for (let mask = 0; mask <= full; mask++)
      for (let s = 0; s < nSorts; s++)
        list.push(expand(st, text, mask, s).replace(/'(?:[^']|'')*'|(?<!:):([a-z_][a-z0-9_]*)/g, (m, p) => (p ? `$${params.indexOf(p) + 1}` : m)));
    return list;
  });
  const touches = touched(texts[1], a.writes);
  return { ...st, feature, params, columns: a.columns, texts, nSorts, writes, verb: a.verb, touches, batch: batchOf(st, texts[1][0], params), many: aheadOf(st, texts[1][0], params, touches) };
}

const PERM_NAMES = [...readFileSync('src/platform/auth/perm.def', 'utf8').matchAll(/^PERM\((\w+)/gm)].map((m) => m[1]);

function permValue(st) {
  if (!st.writes || st.perm === 'none') return '-1';
  const i = PERM_NAMES.indexOf(st.perm);
  if (i < 0) throw new Fault(`${st.path}: ${st.name}: no permission ${st.perm}`);
  return `${i} /* ${st.perm} */`;
}

function header(base, guard, list) {
  let h = `/* Made by tools/mksql from ${base}.sql: do not edit. */\n#ifndef ${guard}\n#define ${guard}\n\n#include "platform/db/db.h"\n\n`;
  for (const s of list) {
    const own = s.params.filter((p) => !IMPLICIT[p]);
    const hasArgs = own.length || s.optional.length || s.sorts.length;
    h += `/* ---- ${s.name} ---- */\nextern const struct sql sql_${s.name};\n`;
    if (s.optional.length) h += `enum { ${s.optional.map((o, i) => `${(s.name + '_WITH_' + o).toUpperCase()} = ${1 << i}`).join(', ')} };\n`;
    if (s.sorts.length) h += `enum { ${s.sorts.map((o) => (s.name + '_SORT_' + o.name).toUpperCase()).join(', ')} };\n`;
    if (hasArgs) {
      h += `struct ${s.name}_args {\n`;
      for (const p of own) h += `\t${CTYPE[typeOf(s, p)]}${CTYPE[typeOf(s, p)].endsWith('*') ? '' : ' '}${p};\n`;
      if (s.optional.length) h += '\tunsigned with;\n';
      if (s.sorts.length) h += '\tunsigned sort;\n';
      h += '};\n';
    }
    const args = hasArgs ? `, const struct ${s.name}_args *args` : '';
    const pass = hasArgs ? 'args' : 'NULL';
    if (s.columns.length) {
      h += `struct ${s.name}_row {\n`;
      for (const c of s.columns) h += `\t${CTYPE[typeOf(s, c)]}${CTYPE[typeOf(s, c)].endsWith('*') ? '' : ' '}${c};\n`;
      h += '};\n';
      h += `static inline NODISCARD enum err ${s.name}_all(struct ctx *cx${args}, struct ${s.name}_row **ret_rows, size_t *ret_n)\n{\n\tvoid *rows = NULL;\n\tenum err e = sql_rows(cx, &sql_${s.name}, ${pass}, &rows, ret_n);\n\n\tif (e == ERR_OK)\n\t\t*ret_rows = rows;\n\treturn e;\n}\n`;
      h += `static inline NODISCARD enum err ${s.name}_one(struct ctx *cx${args}, struct ${s.name}_row *ret_row)\n{\n\treturn sql_one(cx, &sql_${s.name}, ${pass}, ret_row);\n}\n`;
      h += `static inline NODISCARD enum err ${s.name}_maybe(struct ctx *cx${args}, struct ${s.name}_row *ret_row, bool *ret_found)\n{\n\treturn sql_maybe(cx, &sql_${s.name}, ${pass}, ret_row, ret_found);\n}\n`;
      h += `static inline NODISCARD enum err ${s.name}_each(struct ctx *cx${args}, enum err (*fn)(struct ctx *cx, const void *row, void *user), void *user)\n{\n\treturn sql_each(cx, &sql_${s.name}, ${pass}, fn, user);\n}\n`;
    }
    if (s.many) h += `static inline NODISCARD enum err ${s.name}_ahead(struct ctx *cx, const struct ${s.name}_args *args, size_t n)\n{\n\treturn sql_ahead(cx, &sql_${s.name}, args, sizeof(*args), n);\n}\n`;
    if (s.waits) h += `static inline NODISCARD enum err ${s.name}_must(struct ctx *cx${args})\n{\n\treturn sql_must(cx, &sql_${s.name}, ${pass});\n}\n`;
    if (s.writes) h += `static inline NODISCARD enum err ${s.name}_run(struct ctx *cx${args}, int64_t *ret_changed)\n{\n\treturn sql_run(cx, &sql_${s.name}, ${pass}, ret_changed);\n}\n`;
    h += '\n';
  }
  return h + '#endif\n';
}

function source(base, list) {
  let c = `/* Made by tools/mksql from ${base}.sql: do not edit. */\n#include "${base}_sql.h"\n\n`;
  for (const s of list) {
    const own = s.params.filter((p) => !IMPLICIT[p]);
    const hasArgs = own.length || s.optional.length || s.sorts.length;
    const same = JSON.stringify(s.texts[0]) === JSON.stringify(s.texts[1]);
    const arr = (name, l) => `static const char *const ${name}[] = {\n${l.map((t) => `\t${cstr(t)},`).join('\n')}\n};\n`;
    c += arr(`${s.name}_text`, s.texts[0]);
    if (!same) c += arr(`${s.name}_text_pg`, s.texts[1]);
    if (s.params.length)
      c += `static const struct sql_slot ${s.name}_slots[] = {\n${s.params.map((p) => (IMPLICIT[p] ? `\t{ "${p}", SQL_I64, 0, ${IMPLICIT[p]} },` : `\t{ "${p}", ${ENUM[typeOf(s, p)]}, offsetof(struct ${s.name}_args, ${p}), 0 },`)).join('\n')}\n};\n`;
    if (s.columns.length)
      c += `static const struct sql_slot ${s.name}_cols[] = {\n${s.columns.map((p) => `\t{ "${p}", ${ENUM[typeOf(s, p)]}, offsetof(struct ${s.name}_row, ${p}), 0 },`).join('\n')}\n};\n`;
    c += `const struct sql sql_${s.name} = {\n\t.name = "${s.name}",\n\t.text = { ${s.name}_text, ${same ? s.name + '_text' : s.name + '_text_pg'} },\n\t.n_options = ${s.optional.length},\n\t.n_sorts = ${s.nSorts},\n`;
    if (s.params.length) c += `\t.args = ${s.name}_slots,\n\t.n_args = ${s.params.length},\n`;
    if (s.columns.length) c += `\t.cols = ${s.name}_cols,\n\t.n_cols = ${s.columns.length},\n\t.row_size = sizeof(struct ${s.name}_row),\n`;
    if (hasArgs && s.optional.length) c += `\t.with_offset = offsetof(struct ${s.name}_args, with),\n`;
    if (hasArgs && s.sorts.length) c += `\t.sort_offset = offsetof(struct ${s.name}_args, sort),\n`;
    c += `\t.writes = ${s.writes},\n`;
    if (s.stays) c += '\t.stays = true,\n';
    c += `\t.perm = ${permValue(s)},\n\t.feature = "${s.feature}",\n\t.touches = ${bits(s.touches)},\n`;
    if (s.batch) {
      c += `\t.batch = ${cstr(s.batch.text)},\n\t.table = ${numbers.get(s.batch.table)},\n\t.parents = ${bits(parentsOf(s.batch.table))},\n\t.adds = ${s.batch.adds},\n`;
      if (s.batch.once.length) c += `\t.once = UINT64_C(0x${s.batch.once.reduce((b, i) => b | (1n << BigInt(i)), 0n).toString(16)}),\n`;
    }
    if (s.many) c += `\t.ahead = ${cstr(s.many.text)},\n\t.ahead_key = ${s.many.key},\n`;
    c += '};\n\n';
  }
  return c;
}

function tableOrder() {
  const done = new Set();
  const order = [];
  const visit = (t) => {
    if (done.has(t.name)) return;
    done.add(t.name);
    for (const r of t.refs) if (r.table !== t.name && tables.has(r.table)) visit(tables.get(r.table));
    order.push(t);
  };
  for (const t of tables.values()) visit(t);
  return order.filter((t) => t.columns.some((c) => c.name === 'city'));
}

function tablesSource() {
  const letter = { int: 'i', text: 't', blob: 'b', real: 'r' };
  let c = '/* Made by tools/mksql from migrations/: do not edit. */\n#include "platform/db/db.h"\n\n';
  const order = tableOrder();
  for (const t of order) c += `static const char *const ${t.name}_columns[] = { ${t.columns.map((x) => `"${x.name}"`).join(', ')} };\n`;
  c += 'const struct db_table db_tables[] = {\n';
  for (const t of order) c += `\t{ "${t.name}", ${t.name}_columns, "${t.columns.map((x) => letter[x.type]).join('')}", ${t.columns.length} },\n`;
  return c + '};\nconst size_t db_tables_n = sizeof(db_tables) / sizeof(db_tables[0]);\n';
}

function migrationsSource() {
  let c = '/* Made by tools/mksql from migrations/: do not edit. */\n#include "platform/db/db_impl.h"\n\nconst struct db_migration db_migrations[] = {\n';
  for (const f of files) {
    const text = readFileSync(join('migrations', f), 'utf8');
    const m = f.match(/^(\d{4})_(\w+)\.sql$/);
    if (!m) throw new Fault(`migrations/${f}: name must read 0001_words.sql`);
    const lines = text.split('\n').map((l) => `\t  ${cstr(l + '\n')}`).join('\n');
    c += `\t{ ${Number(m[1])}, "${m[2]}", "${createHash('sha256').update(text).digest('hex')}",\n${lines} },\n`;
  }
  return c + '};\nconst size_t db_migrations_n = sizeof(db_migrations) / sizeof(db_migrations[0]);\n';
}

try {
  const all = [];
  const names = new Map();
  for (const path of walk('src', '.sql')) {
    const base = path.slice(4, -4);
    const feature = dirname(path).split('/').pop();
    const list = readStatements(path).map((s) => compile(s, feature));
    for (const s of list) {
      if (names.has(s.name)) throw new Fault(`${path}: ${s.name} is also in ${names.get(s.name)}`);
      names.set(s.name, path);
    }
    put(join(out, `${base}_sql.h`), header(base, base.replace(/\W/g, '_').toUpperCase() + '_SQL_H', list));
    put(join(out, `${base}_sql.c`), source(base, list));
    all.push(...list.map((s) => ({ name: s.name, base })));
  }
  const bases = [...new Set(all.map((s) => s.base))];
  put(join(out, 'sql_all.c'), `/* Made by tools/mksql: do not edit. */\n#include "platform/db/db.h"\n\n${bases.map((b) => `#include "${b}_sql.h"\n`).join('')}\nconst struct sql *const sql_all[] = {\n${all.map((s) => `\t&sql_${s.name},`).join('\n')}\n};\nconst size_t sql_all_n = ${all.length};\n`);
  put(join(out, 'db_tables.c'), tablesSource());
  put(join(out, 'db_migrations.c'), migrationsSource());
  put(join(out, 'mksql.list'), bases.map((b) => `${b}_sql.c`).concat('sql_all.c', 'db_tables.c', 'db_migrations.c').join('\n') + '\n');
} catch (e) {
  if (!(e instanceof Fault)) throw e;
  console.error(`mksql: ${e.message}`);
  process.exit(1);
}
