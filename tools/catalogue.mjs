// The text catalogues, assets/text/LANG/NAME.txt, for the tools that must know where a key stands.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const LANGS = ['id', 'en'];

/* A catalogue's numbers begin at its place times this; platform/i18n/i18n_impl.h says it too. */
export const KEYS_MAX = 1024;

export const textName = (key) => 'T_' + key.toUpperCase().replace(/[^A-Z0-9]/g, '_');

/* name of the catalogue -> (key -> text), both sorted; what is wrong is added to faults. */
export function readCatalogues(lang, faults = [], root = '.') {
  const dir = join(root, 'assets/text', lang);
  const seen = new Set();
  const all = new Map();
  for (const f of readdirSync(dir).filter((x) => x.endsWith('.txt')).sort()) {
    const rows = [];
    readFileSync(join(dir, f), 'utf8').split('\n').forEach((line, i) => {
      if (!line.trim() || line.startsWith('#')) return;
      const m = line.match(/^([a-z][a-z0-9_.]*) = (.+)$/);
      if (!m) faults.push(`${dir}/${f}:${i + 1}: a line reads "key = text"`);
      else if (seen.has(m[1])) faults.push(`${dir}/${f}:${i + 1}: ${m[1]} is already there`);
      else {
        seen.add(m[1]);
        rows.push([m[1], m[2].replace(/\\n/g, '\n')]);
      }
    });
    all.set(f.slice(0, -4), new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return all;
}

/* T_NAME -> name of its catalogue. */
export function textHomes(root = '.') {
  const homes = new Map();
  for (const [name, rows] of readCatalogues(LANGS[0], [], root))
    for (const key of rows.keys()) homes.set(textName(key), name);
  return homes;
}

/* The catalogues whose names occur in C code, sorted; T_ROLE_##x stands for all that begin so. */
export function cataloguesIn(code, homes) {
  const used = new Set();
  for (const [, name, paste] of code.matchAll(/\b(T_[A-Z0-9_]+)\b(\s*##)?/g)) {
    if (homes.has(name)) used.add(homes.get(name));
    else if (paste) for (const [n, home] of homes) if (n.startsWith(name)) used.add(home);
  }
  return [...used].sort();
}
