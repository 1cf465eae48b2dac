#!/usr/bin/env node
// Proves that every table, view and statement stays within one city, so that a cluster which
// spreads rows by city can run each of them on one node.  See docs/architecture.md.
// usage: citus-check.mjs   (run from the project's top folder); exit 1 with the list of faults
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tokens, walk, readMigrations, readStatements, expand } from './sqlparse.mjs';

const CITY = 'city';
const up = (x) => (x && x.t === 'word' ? x.v.toUpperCase() : x ? x.v : '');
const JOINS = new Set(['JOIN', 'LEFT', 'RIGHT', 'INNER', 'CROSS', 'FULL', 'NATURAL', 'OUTER']);
const ENDS = new Set(['WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'WINDOW', 'RETURNING', 'FOR', 'SET', 'ON']);

/** Index behind the bracket that closes the one at i. */
function close(tk, i) {
  let depth = 0;
  for (; i < tk.length; i++) {
    if (tk[i].v === '(') depth++;
    if (tk[i].v === ')' && --depth === 0) return i + 1;
  }
  return i;
}

/** Splits at words (or a comma) that stand outside of all brackets. */
function split(tk, isCut) {
  const out = [[]];
  for (let i = 0; i < tk.length; ) {
    const end = tk[i].v === '(' ? close(tk, i) : i + 1;
    if (end === i + 1 && isCut(tk[i], out[out.length - 1])) out.push([]);
    else out[out.length - 1].push(...tk.slice(i, end));
    i = end;
  }
  return out;
}

/** Conditions that all hold: cut at AND, without that of BETWEEN and of CASE. */
function conjuncts(tk) {
  let between = 0;
  let cases = 0;
  const parts = split(tk, (x) => {
    const w = up(x);
    if (w === 'CASE') cases++;
    if (w === 'END') cases--;
    if (w === 'BETWEEN') between++;
    if (w !== 'AND' || cases > 0) return false;
    if (between > 0) {
      between--;
      return false;
    }
    return true;
  });
  return parts.flatMap((p) => (p[0]?.v === '(' && close(p, 0) === p.length && !/^(SELECT|WITH)$/.test(up(p[1])) ? conjuncts(p.slice(1, -1)) : [p]));
}

/** One statement or view: which of its tables are bound to the city, and what is wrong. */
class Check {
  constructor(tables, views, isView) {
    Object.assign(this, { tables, views, isView, faults: [], nodes: [], parent: [] });
    this.root = this.node('', null); // :city, and the national 0
  }

  node(alias, table) {
    this.nodes.push({ alias, table });
    this.parent.push(this.nodes.length - 1);
    return this.nodes.length - 1;
  }

  find(n) {
    while (this.parent[n] !== n) n = this.parent[n];
    return n;
  }

  join(a, b) {
    if (a !== null && b !== null) this.parent[this.find(a)] = this.find(b);
  }

  hasCity(table) {
    return this.views.has(table) || (this.tables.get(table)?.columns.some((c) => c.name === CITY) ?? false);
  }

  /** The node that a side of "x.city = y" speaks of; null when it is something else. */
  side(tk, scope) {
    if (tk.length === 1 && tk[0].v === ':city') return this.root;
    if (tk.length === 1 && tk[0].v === '0') return this.root;
    if (tk.length === 3 && tk[1].v === '.' && tk[2].v === CITY) {
      for (let s = scope; s; s = s.outer) if (s.names.has(tk[0].v)) return s.names.get(tk[0].v);
      return null;
    }
    if (tk.length === 1 && tk[0].v === CITY && scope.names.size === 1) return [...scope.names.values()][0];
    return null;
  }

  condition(tk, scope) {
    const branches = split(tk, (x) => up(x) === 'OR');
    if (branches.length > 1) {
      // Only "x.city = :city OR x.city = 0" binds.
      const sides = branches.map((b) => this.equality(b, scope));
      if (sides.every((s) => s && (s[0] === this.root || s[1] === this.root))) {
        const own = new Set(sides.map((s) => (s[0] === this.root ? s[1] : s[0])));
        if (own.size === 1) this.join([...own][0], this.root);
      }
      return;
    }
    const e = this.equality(tk, scope);
    if (e) this.join(e[0], e[1]);
    const rows = this.rowEquality(tk);
    if (rows) rows.forEach(([a, b]) => {
      const x = this.side(a, scope);
      const y = this.side(b, scope);
      if (x !== null && y !== null) this.join(x, y);
    });
  }

  equality(tk, scope) {
    if (tk[0]?.v === '(' && close(tk, 0) === tk.length) return this.equality(tk.slice(1, -1), scope);
    const at = tk.findIndex((x) => x.v === '=');
    if (at > 0) {
      const a = this.side(tk.slice(0, at), scope);
      const b = this.side(tk.slice(at + 1), scope);
      return a === null || b === null ? null : [a, b];
    }
    const i = tk.findIndex((x) => up(x) === 'IN');
    if (i > 0 && up(tk[i - 1]) !== 'NOT' && tk[i + 1]?.v === '(') {
      const a = this.side(tk.slice(0, i), scope);
      const list = split(tk.slice(i + 2, -1), (x) => x.v === ',');
      const of = list.map((l) => this.side(l, scope));
      const own = [...new Set(of.filter((n) => n !== this.root))];
      // "x.city IN (0, y.city)" reads the national rows beside those of y's city.
      if (a !== null && own.length <= 1 && own[0] !== null) return [a, own[0] ?? this.root];
    }
    return null;
  }

  /** (a.city, a.id) = (b.city, b.id), piece by piece. */
  rowEquality(tk) {
    if (tk[0]?.v !== '(') return null;
    const mid = close(tk, 0);
    if (tk[mid]?.v !== '=' || tk[mid + 1]?.v !== '(') return null;
    const a = split(tk.slice(1, mid - 1), (x) => x.v === ',');
    const b = split(tk.slice(mid + 2, -1), (x) => x.v === ',');
    return a.map((x, i) => [x, b[i] ?? []]);
  }

  /** Queries in brackets anywhere in an expression; they see the scope around them. */
  inner(tk, scope, ctes) {
    for (let i = 0; i < tk.length; i++) {
      if (tk[i].v !== '(') continue;
      if (!/^(SELECT|WITH|VALUES)$/.test(up(tk[i + 1]))) continue;
      const end = close(tk, i);
      this.query(tk.slice(i + 1, end - 1), scope, ctes);
      i = end - 1;
    }
  }

  conditions(tk, scope, ctes) {
    conjuncts(tk).forEach((c) => this.condition(c, scope));
    this.inner(tk, scope, ctes);
  }

  /** A query with its WITH part; returns the nodes its outermost parts read. */
  query(tk, outer, ctesOuter) {
    const ctes = new Map(ctesOuter);
    let i = 0;
    if (up(tk[0]) === 'WITH') {
      i = up(tk[1]) === 'RECURSIVE' ? 2 : 1;
      for (;;) {
        const name = tk[i++].v;
        const own = this.node(name, null);
        ctes.set(name, own);
        if (tk[i]?.v === '(') i = close(tk, i);
        while (tk[i].v !== '(') i++;
        const end = close(tk, i);
        this.query(tk.slice(i + 1, end - 1), outer, ctes).forEach((n) => this.join(own, n));
        i = end;
        if (tk[i]?.v !== ',') break;
        i++;
      }
    }
    const rest = tk.slice(i);
    const verb = up(rest[0]);
    if (verb === 'INSERT') return this.insert(rest, outer, ctes);
    if (verb === 'UPDATE') return this.change(rest, 1, 'SET', outer, ctes);
    if (verb === 'DELETE') return this.change(rest, 2, 'USING', outer, ctes);
    if (verb === 'VALUES') return [];
    return split(rest, (x) => /^(UNION|EXCEPT|INTERSECT)$/.test(up(x)))
      .flatMap((p) => this.core(up(p[0]) === 'ALL' ? p.slice(1) : p, outer, ctes));
  }

  /** Clauses of a select, outside of all brackets: word -> tokens. */
  clauses(tk) {
    const out = new Map();
    let word = '';
    let list = [];
    out.set(word, list);
    for (let i = 0; i < tk.length; ) {
      const end = tk[i].v === '(' ? close(tk, i) : i + 1;
      const w = up(tk[i]);
      const from = w === 'FROM' && up(tk[i - 1]) !== 'DISTINCT';
      if (end === i + 1 && (from || (ENDS.has(w) && w !== 'ON' && w !== 'SET'))) {
        word = w;
        list = [];
        out.set(word, list);
      } else list.push(...tk.slice(i, end));
      i = end;
    }
    return out;
  }

  core(tk, outer, ctes) {
    if (tk[0]?.v === '(') return this.query(tk.slice(1, close(tk, 0) - 1), outer, ctes);
    const parts = this.clauses(tk);
    const scope = { names: new Map(), outer };
    this.from(parts.get('FROM') ?? [], scope, ctes);
    for (const [word, list] of parts) {
      if (word === 'FROM') continue;
      if (word === 'WHERE') this.conditions(list, scope, ctes);
      else this.inner(list, scope, ctes);
    }
    return [...scope.names.values()];
  }

  from(tk, scope, ctes) {
    let i = 0;
    let last = null;
    while (i < tk.length) {
      const w = up(tk[i]);
      if (tk[i].v === ',' || JOINS.has(w) || w === 'LATERAL') {
        i++;
      } else if (w === 'ON') {
        let j = i + 1;
        while (j < tk.length && tk[j].v !== ',' && !JOINS.has(up(tk[j]))) j = tk[j].v === '(' ? close(tk, j) : j + 1;
        this.conditions(tk.slice(i + 1, j), scope, ctes);
        i = j;
      } else if (w === 'USING') {
        const end = close(tk, i + 1);
        if (tk.slice(i, end).some((x) => x.v === CITY)) [...scope.names.values()].forEach((n) => this.join(n, last));
        i = end;
      } else [i, last] = this.item(tk, i, scope, ctes);
    }
  }

  /** A table, view, function or bracketed query in FROM with its alias. */
  item(tk, i, scope, ctes) {
    let name = tk[i].v;
    let node = null;
    if (name === '(') {
      const end = close(tk, i);
      const read = this.query(tk.slice(i + 1, end - 1), scope, ctes);
      node = this.node('(query)', null);
      read.forEach((n) => this.join(node, n));
      if (read.length === 0) this.join(node, this.root);
      i = end;
    } else if (tk[i + 1]?.v === '(') {
      const end = close(tk, i + 1);
      this.inner(tk.slice(i + 1, end), scope, ctes);
      i = end;
    } else {
      if (ctes.has(name)) {
        node = this.node(name, null);
        this.join(node, ctes.get(name));
      } else node = this.node(name, name);
      i++;
    }
    if (up(tk[i]) === 'AS') i++;
    if (tk[i]?.t === 'word' && !JOINS.has(up(tk[i])) && !ENDS.has(up(tk[i])) && up(tk[i]) !== 'USING') name = tk[i++].v;
    if (tk[i]?.v === '(') i = close(tk, i); // names of columns
    if (node !== null) {
      this.nodes[node].alias = name;
      scope.names.set(name, node);
    }
    return [i, node];
  }

  change(tk, at, until, outer, ctes) {
    const scope = { names: new Map(), outer };
    const [i] = this.item(tk, at, scope, ctes);
    const parts = this.clauses(tk.slice(i));
    if (until === 'SET') {
      const sets = split(parts.get('').slice(1), (x) => x.v === ',');
      if (sets.some((s) => s[0]?.v === CITY)) this.faults.push('changes city');
    }
    if (parts.has('FROM')) this.from(parts.get('FROM'), scope, ctes);
    for (const [word, list] of parts) {
      if (word === 'WHERE') this.conditions(list, scope, ctes);
      else if (word !== 'FROM') this.inner(list, scope, ctes);
    }
    return [...scope.names.values()];
  }

  insert(tk, outer, ctes) {
    let i = tk.findIndex((x) => up(x) === 'INTO') + 1;
    const table = tk[i++].v;
    if (up(tk[i]) === 'AS') i += 2;
    if (tk[i]?.v !== '(') return this.faults.push(`INSERT INTO ${table} names no columns`), [];
    const end = close(tk, i);
    const columns = split(tk.slice(i + 1, end - 1), (x) => x.v === ',').map((c) => c[0].v);
    const at = columns.indexOf(CITY);
    if (this.hasCity(table) && at < 0) this.faults.push(`INSERT INTO ${table} does not set city`);
    const rest = tk.slice(end);
    const conflict = rest.findIndex((x, k) => up(x) === 'ON' && up(rest[k + 1]) === 'CONFLICT');
    const source = conflict < 0 ? rest : rest.slice(0, conflict);
    if (at >= 0) this.inserted(source, at, table);
    if (conflict >= 0) this.conflict(rest.slice(conflict + 2), table, ctes);
    if (up(source[0]) === 'VALUES') this.inner(source, outer, ctes);
    else this.query(source, outer, ctes);
    return [];
  }

  /** The value that goes into the column city. */
  inserted(source, at, table) {
    const ok = (v) => v && (v.map((x) => x.v).join('') === ':city' || v.at(-1)?.v === CITY);
    if (up(source[0]) === 'VALUES') {
      for (const row of split(source.slice(1), (x) => x.v === ',')) {
        if (row[0]?.v !== '(') continue;
        if (!ok(split(row.slice(1, -1), (x) => x.v === ',')[at])) this.faults.push(`INSERT INTO ${table}: city is not :city`);
      }
    } else if (up(source[0]) === 'SELECT') {
      const list = this.clauses(source.slice(1)).get('');
      if (!ok(split(list, (x) => x.v === ',')[at])) this.faults.push(`INSERT INTO ${table}: city is not :city`);
    }
  }

  conflict(tk, table, ctes) {
    if (tk[0]?.v === '(') {
      const target = split(tk.slice(1, close(tk, 0) - 1), (x) => x.v === ',').map((c) => c[0].v);
      if (target[0] !== CITY) this.faults.push(`INSERT INTO ${table}: ON CONFLICT does not begin with city`);
    }
    const own = { names: new Map([[table, this.root], ['excluded', this.root]]), outer: null };
    this.inner(tk, own, ctes);
  }

  /** Tables that nothing binds to the city (of a view: to each other). */
  unbound() {
    const bound = this.nodes.map((n, i) => i).filter((i) => this.nodes[i].table && this.hasCity(this.nodes[i].table));
    const roots = new Set(bound.map((i) => this.find(i)));
    const home = this.isView ? [...roots][0] : this.find(this.root);
    return bound.filter((i) => this.find(i) !== home).map((i) => `${this.nodes[i].table} ${this.nodes[i].alias}`);
  }
}

/** Faults of one statement's text. */
export function checkStatement(text, tables, views) {
  const c = new Check(tables, views, false);
  c.query(tokens(text), null, new Map());
  return [...c.faults, ...c.unbound().map((u) => `nothing binds ${u} to the city`)];
}

/** Faults of a view; each part of a UNION stands alone. */
export function checkView(text, tables, views) {
  const body = tokens(text);
  const faults = [];
  const parts = up(body[0]) === 'WITH' ? [body] : split(body, (x) => /^(UNION|EXCEPT|INTERSECT)$/.test(up(x)));
  for (const part of parts.map((p) => (up(p[0]) === 'ALL' ? p.slice(1) : p))) {
    const c = new Check(tables, views, true);
    c.query(part, null, new Map());
    faults.push(...c.faults, ...c.unbound().map((u) => `nothing binds ${u} to the city of the rest`));
  }
  const list = new Check(tables, views, true).clauses(parts[0].slice(1)).get('');
  if (up(body[0]) !== 'WITH' && !split(list, (x) => x.v === ',').some((c) => c.at(-1)?.v === CITY)) faults.push('has no column city');
  return faults;
}

/** Faults of the tables and indexes of a migration's text. */
export function checkTables(text) {
  const faults = [];
  const plain = text.split('\n').map((l) => l.replace(/^--:(pg|sqlite) /, '').replace(/--.*$/, '')).join('\n');
  const first = (list) => list.split(',')[0].trim();
  for (const m of plain.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(?:%media%)?(\w+) \(\n([\s\S]*?)\n\)/g)) {
    const [, name, body] = m;
    if (!/^\s*city\s/m.test(body)) {
      faults.push(`table ${name} has no column city`);
      continue;
    }
    const key = body.match(/^\s*PRIMARY KEY \(([^)]*)\)/m);
    if (!key) faults.push(`table ${name} has no PRIMARY KEY (city, ...)`);
    else if (first(key[1]) !== CITY) faults.push(`table ${name}: its key does not begin with city`);
    for (const u of body.matchAll(/^\s*(?:CONSTRAINT \w+ )?UNIQUE \(([^)]*)\)/gm)) if (first(u[1]) !== CITY) faults.push(`table ${name}: UNIQUE (${u[1]}) does not begin with city`);
    for (const f of body.matchAll(/FOREIGN KEY \(([^)]*)\) REFERENCES (\w+) \(([^)]*)\)/g))
      if (first(f[1]) !== CITY || first(f[3]) !== CITY) faults.push(`table ${name}: foreign key to ${f[2]} does not begin with city`);
    for (const line of body.split('\n')) {
      if (/^\s*[a-z_0-9]+\s.*\bREFERENCES\b/.test(line) && !/FOREIGN KEY/.test(line)) faults.push(`table ${name}: ${line.trim()}: a foreign key carries city`);
      if (/^\s*[a-z_0-9]+\s.*\b(UNIQUE|PRIMARY KEY)\b/.test(line) && !/\(.*city/.test(line)) faults.push(`table ${name}: ${line.trim()}: a unique key carries city`);
    }
  }
  for (const m of plain.matchAll(/CREATE UNIQUE INDEX (?:IF NOT EXISTS )?(?:media\.|%media%)?(\w+)\s+ON (\w+)\s*(?:USING \w+\s*)?\(([^)]*)/g))
    if (first(m[3]) !== CITY) faults.push(`index ${m[1]} on ${m[2]} does not begin with city`);
  return faults;
}

function viewsOf(text) {
  const plain = text.split('\n').map((l) => l.replace(/^--:(pg|sqlite) /, '').replace(/--.*$/, '')).join('\n');
  return [...plain.matchAll(/CREATE VIEW (\w+)[^;]*? AS\s+((?:SELECT|WITH)[^;]*);/g)].map((m) => ({ name: m[1], body: m[2] }));
}

function main() {
  const { tables, views, files } = readMigrations('migrations');
  const faults = [];
  let statements = 0;
  for (const f of files) {
    const text = readFileSync(join('migrations', f), 'utf8');
    checkTables(text).forEach((x) => faults.push(`migrations/${f}: ${x}`));
    for (const v of viewsOf(text)) checkView(v.body, tables, views).forEach((x) => faults.push(`migrations/${f}: view ${v.name}: ${x}`));
  }
  for (const path of walk('src', '.sql'))
    for (const st of readStatements(path)) {
      const found = new Set();
      for (const text of new Set([st.text, st.engines.sqlite, st.engines.pg].filter(Boolean)))
        for (let mask = 0; mask < 1 << st.optional.length; mask++)
          for (let s = 0; s < Math.max(1, st.sorts.length); s++) {
            statements++;
            checkStatement(expand(st, text, mask, s), tables, views).forEach((x) => found.add(x));
          }
      for (const x of found) faults.push(`${path}:${st.line}: ${st.name}: ${x}`);
    }
  faults.forEach((x) => console.error(`citus-check: ${x}`));
  console.log(`citus-check: ${tables.size} tables, ${views.size} views, ${statements} texts, ${faults.length} faults`);
  process.exit(faults.length ? 1 : 0);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
