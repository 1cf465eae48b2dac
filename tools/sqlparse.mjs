// What the tools need to know of our SQL: tokens, migrations, statements.  Not a parser of SQL at
// large: it reads the subset that docs/architecture.md allows and refuses the rest.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export class Fault extends Error {}

/** Tokens of SQL text: {t: 'word'|'str'|'num'|'par'|'op'|'tok', v, at}. Comments are dropped. */
export function tokens(sql) {
  const re = /(--[^\n]*)|(\s+)|('(?:[^']|'')*')|(:[a-z_][a-z0-9_]*)|(%[a-z0-9]+%)|([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|(->>|->|::|\|\||<=|>=|<>|!=|.)/gs;
  const out = [];
  for (const m of sql.matchAll(re)) {
    if (m[1] || m[2]) continue;
    const t = m[3] ? 'str' : m[4] ? 'par' : m[5] ? 'tok' : m[6] ? 'word' : m[7] ? 'num' : 'op';
    out.push({ t, v: m[0], at: m.index });
  }
  return out;
}

export function walk(dir, ending) {
  const out = [];
  for (const name of readdirSync(dir).sort()) {
    const p = join(dir, name);
    if (statSync(p).isDirectory()) out.push(...walk(p, ending));
    else if (name.endsWith(ending)) out.push(p);
  }
  return out;
}

const upper = (x) => (x ? x.v.toUpperCase() : '');

/**
 * Tables and views of all migrations, in order:
 * {tables: Map name -> {feature, scoped, columns: [{name, type, notnull, comment}]}, views: Map}.
 * "-- about TABLE: words" and "-- about TABLE.COLUMN: words" correct what an earlier one said.
 */
export function readMigrations(dir) {
  const tables = new Map();
  const views = new Map();
  const bodies = new Map();
  const files = readdirSync(dir).filter((f) => f.endsWith('.sql')).sort();
  for (const file of files) {
    const text = readFileSync(join(dir, file), 'utf8');
    let feature = null;
    let scoped = null;
    let table = null;
    let describe = [];
    for (const m of text.matchAll(/^CREATE VIEW (\w+)([^;]*);/gm)) bodies.set(m[1], `${bodies.get(m[1]) ?? ''} ${m[2]}`);
    text.split('\n').forEach((line, i) => {
      const where = `${file}:${i + 1}`;
      let m;
      if ((m = line.match(/^-- feature: (\S+)/))) feature = m[1];
      else if ((m = line.match(/^-- scoped: (\S+)/))) scoped = m[1];
      else if ((m = line.match(/^-- about (\w+)(?:\.(\w+))?: (.*)/))) {
        const said = m[2] ? tables.get(m[1])?.columns.find((c) => c.name === m[2]) : (tables.get(m[1]) ?? views.get(m[1]));
        if (!said) throw new Fault(`${where}: no ${m[1]}${m[2] ? `.${m[2]}` : ''} to tell about`);
        said[m[2] ? 'comment' : 'about'] = m[3];
      } else if ((m = line.match(/^--(?!:)\s*(.*)/))) describe.push(m[1]);
      else if ((m = line.match(/^CREATE TABLE (?:IF NOT EXISTS )?(?:%media%)?(\w+) \($/))) {
        if (!feature) throw new Fault(`${where}: CREATE TABLE before "-- feature:"`);
        table = { name: m[1], feature, scoped, columns: [], key: null, refs: [], file, about: describe.join(' ') };
        tables.set(m[1], table);
        scoped = null;
        describe = [];
      } else if (table && /^\)/.test(line)) table = null;
      else if (table && (m = line.match(/^\s+([a-z_][a-z0-9_]*)\s+(%i64%|%f64%|%blob%|INTEGER|TEXT)(?![\w%])(.*)$/))) {
        const type = { '%i64%': 'int', INTEGER: 'int', TEXT: 'text', '%blob%': 'blob', '%f64%': 'real' }[m[2]];
        const comment = (m[3].match(/--\s*(.*)$/) || [])[1] || '';
        table.columns.push({ name: m[1], type, notnull: /NOT NULL/.test(m[3]), comment });
      } else if (table && (m = line.match(/PRIMARY KEY \(([^)]*)\)/))) table.key = m[1].split(',').map((x) => x.trim());
      else if (table && (m = line.match(/FOREIGN KEY \(([^)]*)\) REFERENCES (\w+)/))) table.refs.push({ columns: m[1].split(',').map((x) => x.trim()), table: m[2] });
      else if ((m = line.match(/^ALTER TABLE (\w+) ADD COLUMN ([a-z_0-9]+) (%i64%|%f64%|%blob%|INTEGER|TEXT)(?![\w%])(.*)$/))) {
        const t = tables.get(m[1]);
        if (!t) throw new Fault(`${where}: ALTER of unknown table ${m[1]}`);
        const type = { '%i64%': 'int', INTEGER: 'int', TEXT: 'text', '%blob%': 'blob', '%f64%': 'real' }[m[3]];
        t.columns.push({ name: m[2], type, notnull: /NOT NULL/.test(m[4]), comment: (m[4].match(/--\s*(.*)$/) || [])[1] || '' });
      } else if ((m = line.match(/^CREATE VIEW (\w+)/))) {
        views.set(m[1], { name: m[1], feature, file, about: describe.join(' ') });
        describe = [];
      } else if (line.trim() === '') describe = [];
    });
  }
  for (const [name, body] of bodies) if (views.has(name)) views.get(name).body = body;
  return { tables, views, files };
}

/** name -> {type, nullable} over all tables; a name with two types maps to null. */
export function columnTypes(tables) {
  const types = new Map();
  for (const t of tables.values())
    for (const c of t.columns) {
      const old = types.get(c.name);
      if (old === undefined) types.set(c.name, { type: c.type, nullable: !c.notnull });
      else if (old === null || old.type !== c.type) types.set(c.name, null);
      else old.nullable ||= !c.notnull;
    }
  return types;
}

/** The statements of one .sql file with their directives; texts still hold {placeholders}. */
export function readStatements(path) {
  const out = [];
  let cur = null;
  let engine = null;
  const fileTypes = {};
  readFileSync(path, 'utf8').split('\n').forEach((line, i) => {
    const m = line.match(/^-- (name|types|perm|scope|optional|sort|engine|writes|stays|ahead|waits): ?(.*)$/);
    const where = `${path}:${i + 1}`;
    if (!m) {
      if (cur && !/^\s*--/.test(line)) {
        if (engine) cur.engines[engine] = (cur.engines[engine] || '') + line + '\n';
        else cur.text += line + '\n';
      }
      return;
    }
    const [, key, value] = m;
    if (key === 'name') {
      if (!/^[a-z][a-z0-9_]*$/.test(value)) throw new Fault(`${where}: bad name "${value}"`);
      cur = { name: value, path, line: i + 1, text: '', engines: {}, types: { ...fileTypes }, optional: [], sorts: [], perm: null, scope: null };
      engine = null;
      out.push(cur);
    } else if (key === 'types') {
      const target = cur ? cur.types : fileTypes;
      for (const pair of value.split(',')) {
        const [n, t] = pair.trim().split(/\s+/);
        if (!['i64', 'opt', 'num', 'text', 'blob', 'real'].includes(t)) throw new Fault(`${where}: unknown type "${t}"`);
        target[n] = t;
      }
    } else if (!cur) throw new Fault(`${where}: "-- ${key}:" before the first name`);
    else if (key === 'optional') cur.optional.push(...value.split(',').map((x) => x.trim()));
    else if (key === 'sort') {
      const s = value.match(/^(\w+) = (.+?)(?: (ASC|DESC))?(?:, (.+?))?$/);
      if (!s) throw new Fault(`${where}: sort reads "name = expression [DESC][, tie-breaker]"`);
      const dir = s[3] || 'ASC';
      cur.sorts.push({ name: s[1], key: s[2], dir, tie: s[4] || null });
    } else if (key === 'engine') engine = value.trim();
    else cur[key] = value.trim();
  });
  for (const s of out) {
    s.text = s.text.trim().replace(/;\s*$/, '');
    for (const e of Object.keys(s.engines)) s.engines[e] = s.engines[e].trim().replace(/;\s*$/, '');
  }
  return out;
}

/**
 * The condition that a row of a scoped table lies within the reach of :me.  What does not depend on the row (the regions of :me,
 * whether the whole city) stands in queries of its own, which both engines answer once a statement; v_scope_x, which says the
 * same as one relation, would be asked anew for every row.  Of another table's column (r.case_id) the relation is asked.
 */
function scopeOf(what, t, column) {
  if (column) return `EXISTS (SELECT 1 FROM v_scope_${what} s_ WHERE s_.city = ${t}.city AND s_.id = ${t}.${column} AND s_.user_id = :me)`;
  const reach = 'FROM v_user_reach h_ WHERE h_.city = :city AND h_.user_id = :me AND h_.reach =';
  return (
    `((${t}.protected = 0 AND (EXISTS (SELECT 1 ${reach} 2) OR ${t}.region_id IN (SELECT h_.region_id ${reach} 1)))` +
    ` OR EXISTS (SELECT 1 FROM v_member_${what} s_ WHERE s_.city = ${t}.city AND s_.id = ${t}.id AND s_.user_id = :me))`
  );
}

/** Fills {scope ...}, {x? ...}, {sort}, {key}, {cmp} for one variant. */
export function expand(st, text, mask, sort) {
  const s = st.sorts[sort];
  const fill = (src) => {
    let out = '';
    for (let i = 0; i < src.length; i++) {
      if (src[i] !== '{') {
        out += src[i];
        continue;
      }
      let depth = 1;
      let j = i + 1;
      while (j < src.length && depth > 0) {
        if (src[j] === '{') depth++;
        if (src[j] === '}') depth--;
        j++;
      }
      if (depth !== 0) throw new Fault(`${st.path}: ${st.name}: unbalanced {`);
      const body = src.slice(i + 1, j - 1);
      i = j - 1;
      let m;
      if ((m = body.match(/^scope (\w+) (\w+)(?:\.(\w+))?$/)))
        out += scopeOf(m[1], m[2], m[3]);
      else if (body === 'sort') {
        if (!s) throw new Fault(`${st.name}: {sort} without "-- sort:"`);
        out += `${s.key} ${s.dir}` + (s.tie ? `, ${s.tie}` : '');
      } else if (body === 'key') out += s.key;
      else if (body === 'cmp') out += s.dir === 'ASC' ? '>' : '<';
      else if ((m = body.match(/^(!?)(\w+)\? ?([\s\S]*)$/))) {
        const k = st.optional.indexOf(m[2]);
        if (k < 0) throw new Fault(`${st.name}: {${m[2]}? without "-- optional: ${m[2]}"`);
        const on = (mask >> k) & 1;
        if (m[1] ? !on : on) out += fill(m[3]);
      } else throw new Fault(`${st.name}: unknown placeholder {${body}}`);
    }
    return out;
  };
  return fill(text).replace(/\s+/g, ' ').trim();
}

/** Kind of a statement and its tables: {verb, writes: [table], reads: [{table, alias}], columns}. */
export function analyse(st, sql) {
  const tk = tokens(sql);
  const reads = [];
  const writes = [];
  const ctes = new Set();
  let verb = null;
  let depth = 0;
  for (let i = 0; i < tk.length; i++) {
    const w = upper(tk[i]);
    if (tk[i].v === '(') depth++;
    if (tk[i].v === ')') depth--;
    if (tk[i].t !== 'word') continue;
    if (upper(tk[i + 1]) === 'AS' && tk[i + 2]?.v === '(' && depth === 0) ctes.add(tk[i].v);
    if (depth === 0 && !verb && ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].includes(w)) verb = w;
    const next = tk[i + 1];
    if (w === 'INTO' && next?.t === 'word') writes.push(next.v);
    else if (w === 'UPDATE' && next?.t === 'word' && upper(next) !== 'SET' && upper(tk[i - 1]) !== 'DO' && upper(tk[i - 1]) !== 'FOR') writes.push(next.v);
    else if (w === 'FROM' && upper(tk[i - 1]) === 'DELETE') writes.push(next.v);
    else if ((w === 'FROM' || w === 'JOIN') && next?.t === 'word' && upper(tk[i - 1]) !== 'DISTINCT') {
      let j = i + 1;
      for (;;) {
        if (tk[j]?.t !== 'word') break;
        const table = tk[j].v;
        let alias = table;
        if (tk[j + 1]?.v === '(') break; /* a table function */
        j++;
        if (upper(tk[j]) === 'AS') j++;
        if (tk[j]?.t === 'word' && !/^(WHERE|JOIN|LEFT|INNER|CROSS|ON|GROUP|ORDER|LIMIT|UNION|SET|FOR|NATURAL|HAVING|EXCEPT|INTERSECT|WINDOW|RETURNING)$/i.test(tk[j].v)) alias = tk[j++].v;
        reads.push({ table, alias });
        if (tk[j]?.v !== ',') break;
        j++;
      }
    }
  }
  return { verb, reads: reads.filter((r) => !ctes.has(r.table)), writes, columns: resultColumns(st, tk, verb), tokens: tk };
}

/** Names of the result columns of the outermost SELECT or of RETURNING. */
function resultColumns(st, tk, verb) {
  let depth = 0;
  let start = -1;
  for (let i = 0; i < tk.length; i++) {
    if (tk[i].v === '(') depth++;
    else if (tk[i].v === ')') depth--;
    else if (depth === 0 && tk[i].t === 'word') {
      if (verb === 'SELECT' && upper(tk[i]) === 'SELECT') { start = i + 1; break; }
      if (verb !== 'SELECT' && upper(tk[i]) === 'RETURNING') { start = i + 1; break; }
    }
  }
  if (start < 0) return [];
  if (upper(tk[start]) === 'DISTINCT') start++;
  const names = [];
  let last = null;
  depth = 0;
  for (let i = start; ; i++) {
    const x = tk[i];
    const end = !x || (depth === 0 && x.t === 'word' && /^(FROM|WHERE|UNION|ORDER|LIMIT|GROUP)$/i.test(x.v));
    if (end || (depth === 0 && x.v === ',')) {
      if (!last || last.t !== 'word') throw new Fault(`${st.path}: ${st.name}: result column ${names.length + 1} needs a name (AS)`);
      names.push(last.v);
      last = null;
      if (end) return names;
      continue;
    }
    if (x.v === '(') depth++;
    if (x.v === ')') depth--;
    last = x;
  }
}
