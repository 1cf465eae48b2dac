#!/usr/bin/env node
// Catalogue compiler: assets/text/LANG/*.txt in, the tables (i18n_text.c) and for each catalogue a
// header with the names of its keys (text/NAME.h) out.
// usage: mktext.mjs OUTDIR   (run from the project's top folder)
//
// A key's number is the place of its catalogue times KEYS_MAX plus its own place there, so that a
// new key renumbers, and recompiles, only who says something of the same catalogue.
import { readFileSync, readdirSync, writeFileSync, mkdirSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KEYS_MAX, LANGS, readCatalogues, textName } from './catalogue.mjs';

const out = process.argv[2];
const faults = [];
const [id, en] = LANGS.map((lang) => readCatalogues(lang, faults));

const values = (s) => [...new Set(s.match(/\{\d\}/g) || [])].sort().join('');
const lack = (k, name, lang) => faults.push(`${k}: missing in assets/text/${lang}/${name}.txt`);
const names = new Map();
for (const [name, rows] of id) {
  const other = en.get(name) ?? new Map();
  if (!/^[a-z][a-z0-9_]*$/.test(name)) faults.push(`${name}.txt: a catalogue is called as a C name`);
  if (rows.size === 0) faults.push(`${name}.txt: no key in it`);
  if (rows.size > KEYS_MAX) faults.push(`${name}.txt: ${rows.size} keys, a catalogue holds ${KEYS_MAX}`);
  for (const [k, v] of rows) {
    const twin = names.get(textName(k));
    if (twin) faults.push(`${k} and ${twin} give the same name`);
    names.set(textName(k), k);
    if (!other.has(k)) lack(k, name, 'en');
    else if (values(v) !== values(other.get(k))) faults.push(`${k}: values differ between id and en`);
  }
}
for (const [name, rows] of en) for (const k of rows.keys()) if (!id.get(name)?.has(k)) lack(k, name, 'id');
if (faults.length) {
  console.error(faults.map((f) => `mktext: ${f}`).join('\n'));
  process.exit(1);
}

const MADE = '/* Made by tools/mktext from assets/text: do not edit. */\n';
const cstr = (s) => '"' + s.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n') + '"';
const strings = (name, list) => `static const char *const ${name}[] = {\n${list.map((s) => `\t${cstr(s)},\n`).join('')}};\n\n`;
// What stays the same keeps its time, and nobody is compiled again for it.
const put = (path, text) => {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
};
const dir = join(out, 'text');
mkdirSync(dir, { recursive: true });
for (const f of readdirSync(dir)) if (!id.has(f.replace(/\.h$/, ''))) rmSync(join(dir, f));

let c = `${MADE}#include "platform/i18n/i18n_impl.h"\n${[...id.keys()].map((name) => `#include "text/${name}.h"\n`).join('')}
_Static_assert(TEXT_KEYS_MAX == ${KEYS_MAX}, "tools/catalogue.mjs and i18n_impl.h agree");
_Static_assert(T__MAX >= ${id.size + 1} * TEXT_KEYS_MAX, "enum text holds every catalogue");

static const char *const nothing[] = { "" };

`;
let rows = '\t{ 1, nothing, { nothing, nothing } }, /* T__NONE */\n';
[...id].forEach(([name, texts], at) => {
  const guard = `TEXT_${name.toUpperCase()}_H`;
  const base = (at + 1) * KEYS_MAX;
  const keys = [...texts.keys()];
  put(join(dir, `${name}.h`), `${MADE}#ifndef ${guard}\n#define ${guard}\n\n#include "platform/i18n/i18n.h"\n
${keys.map((k, i) => `#define ${textName(k)} ((enum text)${base + i})\n`).join('')}\n#endif\n`);
  c += strings(`${name}_keys`, keys) + strings(`${name}_id`, [...texts.values()]) +
    strings(`${name}_en`, keys.map((k) => en.get(name).get(k)));
  rows += `\t{ ${keys.length}, ${name}_keys, { [LANG_ID] = ${name}_id, [LANG_EN] = ${name}_en } },\n`;
});
const sorted = [...names.values()].sort();
c += `const struct catalogue text_catalogues[] = {\n${rows}};
const size_t text_n_catalogues = ${id.size + 1};

const enum text text_sorted[] = {\n${sorted.map((k) => `\t${textName(k)},\n`).join('')}};
const size_t text_n_sorted = ${sorted.length};
`;
put(join(out, 'i18n_text.c'), c);
