#!/usr/bin/env node
// Catalogue compiler: assets/text/LANG/*.txt in, enum text and the tables out.
// usage: mktext.mjs OUTDIR   (run from the project's top folder)
import { readFileSync, readdirSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const out = process.argv[2];
const LANGS = ['id', 'en'];
const faults = [];

function read(lang) {
  const map = new Map();
  const dir = join('assets/text', lang);
  for (const f of readdirSync(dir).filter((x) => x.endsWith('.txt')).sort()) {
    readFileSync(join(dir, f), 'utf8').split('\n').forEach((line, i) => {
      if (!line.trim() || line.startsWith('#')) return;
      const m = line.match(/^([a-z][a-z0-9_.]*) = (.+)$/);
      if (!m) faults.push(`${dir}/${f}:${i + 1}: a line reads "key = text"`);
      else if (map.has(m[1])) faults.push(`${dir}/${f}:${i + 1}: ${m[1]} is already there`);
      else map.set(m[1], m[2].replace(/\\n/g, '\n'));
    });
  }
  return map;
}

const [id, en] = LANGS.map(read);
const values = (s) => [...new Set(s.match(/\{\d\}/g) || [])].sort().join('');
for (const [k, v] of id) {
  if (!en.has(k)) faults.push(`${k}: missing in en`);
  else if (values(v) !== values(en.get(k))) faults.push(`${k}: values differ between id and en`);
}
for (const k of en.keys()) if (!id.has(k)) faults.push(`${k}: missing in id`);
if (faults.length) {
  console.error(faults.map((f) => `mktext: ${f}`).join('\n'));
  process.exit(1);
}

const keys = [...id.keys()].sort();
const name = (k) => 'T_' + k.toUpperCase().replace(/[^A-Z0-9]/g, '_');
const cstr = (s) => '"' + s.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n') + '"';
const put = (path, text) => {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
};
mkdirSync(out, { recursive: true });
const seen = new Map();
for (const k of keys) {
  if (seen.has(name(k))) {
    console.error(`mktext: ${k} and ${seen.get(name(k))} give the same name`);
    process.exit(1);
  }
  seen.set(name(k), k);
}
put(join(out, 'i18n_text.h'), `/* Made by tools/mktext from assets/text: do not edit. */\n#ifndef I18N_TEXT_H\n#define I18N_TEXT_H\n\nenum text {\n\tT__NONE,\n${keys.map((k) => `\t${name(k)},`).join('\n')}\n\tT__MAX\n};\n\n#endif\n`);
put(join(out, 'i18n_text.c'), `/* Made by tools/mktext from assets/text: do not edit. */\n#include "platform/i18n/i18n_impl.h"\n\n/* sorted, for text_find() */\nconst char *const text_keys[T__MAX] = {\n\t"",\n${keys.map((k) => `\t"${k}",`).join('\n')}\n};\n\nconst char *const text_table[LANG__MAX][T__MAX] = {\n${[id, en].map((m) => `\t{\n\t\t"",\n${keys.map((k) => `\t\t${cstr(m.get(k))},`).join('\n')}\n\t},`).join('\n')}\n};\n`);
