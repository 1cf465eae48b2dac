#!/usr/bin/env node
// Embeds files: assets/web/* (served under hashed names, compressed beforehand) and every
// other file under assets/ but the catalogues.
// usage: mkassets.mjs OUTDIR   (run from the project's top folder)
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const out = process.argv[2];
const TYPES = {
  '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.png': 'image/png', '.jpg': 'image/jpeg', '.ico': 'image/x-icon', '.json': 'application/json',
  '.geojson': 'application/geo+json', '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8', '.csv': 'text/csv; charset=utf-8',
};
const PACKED = new Set(['.woff2', '.png', '.jpg']);

const walk = (dir) => !existsSync(dir) ? [] : readdirSync(dir).sort().flatMap((f) => {
  const p = join(dir, f);
  return statSync(p).isDirectory() ? walk(p) : [p];
});

const web = walk('assets/web').map((path) => ({ path, name: relative('assets/web', path), web: true }));
const other = walk('assets')
  .filter((p) => !p.startsWith('assets/web/') && !p.startsWith('assets/text/'))
  .map((path) => ({ path, name: relative('assets', path), web: false }));

// The typeface of PDFs, from Debian's package; where it is missing, documents take what the machine has.
const FONT_DIRS = ['/usr/share/fonts/truetype/liberation', '/usr/share/fonts/truetype/liberation2'];
for (const name of ['LiberationSans-Bold.ttf', 'LiberationSans-Regular.ttf']) {
  const found = FONT_DIRS.map((d) => join(d, name)).find((f) => existsSync(f));
  if (found) other.push({ path: found, name: `font/${name}`, web: false });
}

const sha = (b) => createHash('sha256').update(b).digest('hex');
const seal = (f) => {
  f.hash = sha(f.bytes).slice(0, 32);
  const ext = extname(f.name);
  if (f.web) f.url = `/a/${basename(f.name, ext)}.${f.hash.slice(0, 10)}${ext}`;
};
// What a comment on lines of its own tells is for who reads the source: it takes no part in the journey to a telephone.
const SOURCE = new Set(['.css', '.js']);
const spoken = (text) => text.replace(/^[ \t]*\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\n/gm, '');
const files = [...web, ...other];
for (const f of files) {
  f.bytes = readFileSync(f.path);
  if (f.web && SOURCE.has(extname(f.name))) f.bytes = Buffer.from(spoken(f.bytes.toString('utf8')));
}
// Style sheets come last: url(name) in them becomes the hashed address of that file.
for (const f of files.filter((x) => extname(x.name) !== '.css')) seal(f);
for (const f of files.filter((x) => extname(x.name) === '.css')) {
  f.bytes = Buffer.from(f.bytes.toString('utf8').replace(/url\(["']?([\w.-]+)["']?\)/g, (all, name) => {
    const t = web.find((x) => x.name === name && x.url);
    return t ? `url("${t.url}")` : all;
  }));
  seal(f);
}
files.sort((a, b) => (a.name < b.name ? -1 : 1));
for (let i = 1; i < files.length; i++)
  if (files[i].name === files[i - 1].name) {
    console.error(`mkassets: two files are called ${files[i].name}`);
    process.exit(1);
  }

const put = (path, data) => {
  if (!existsSync(path) || !readFileSync(path).equals(Buffer.from(data))) writeFileSync(path, data);
};
const dir = join(out, 'assets');
mkdirSync(dir, { recursive: true });
const kept = new Set();
// A compressed form is kept by the hash of its source, so that only changed files cost time.
const pack = (f, kind, fn) => {
  const p = join(dir, `${f.hash}.${kind}`);
  kept.add(basename(p));
  if (!existsSync(p)) writeFileSync(p, fn(f.bytes));
  return p;
};
const brotli = (b) => brotliCompressSync(b, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: b.length } });

let asm = '/* Made by tools/mkassets: do not edit. */\n\t.section .rodata\n';
const embed = (label, path) => {
  asm += `\t.global ${label}\n\t.hidden ${label}\n${label}:\n\t.incbin "${resolve(path)}"\n\t.byte 0\n`;
};
const rows = [], decls = [];
files.forEach((f, i) => {
  const parts = [['raw', pack(f, 'raw', (b) => b), f.bytes.length]];
  if (f.web && !PACKED.has(extname(f.name)))
    for (const [kind, fn] of [['br', brotli], ['gz', (b) => gzipSync(b, { level: 9 })]]) {
      const p = pack(f, kind, fn);
      const size = statSync(p).size;
      if (size < f.bytes.length * 0.95) parts.push([kind, p, size]);
    }
  const has = Object.fromEntries(parts.map(([k, , n]) => [k, n]));
  for (const [k, p] of parts) {
    embed(`asset_${i}_${k}`, p);
    decls.push(`extern const char asset_${i}_${k}[];`);
  }
  const ptr = (k) => has[k] === undefined ? 'NULL' : `asset_${i}_${k}`;
  rows.push(`\t{ "${f.name}", ${f.url ? `"${f.url}"` : 'NULL'}, "${TYPES[extname(f.name)] ?? 'application/octet-stream'}", "${f.hash}", ` +
    `${ptr('raw')}, ${has.raw}, ${ptr('br')}, ${ptr('gz')}, ${has.br ?? 0}, ${has.gz ?? 0} },`);
});
asm += '\t.section .note.GNU-stack,"",@progbits\n';
for (const f of readdirSync(dir)) if (!kept.has(f)) rmSync(join(dir, f));

put(join(out, 'assets_data.S'), asm);
put(join(out, 'assets_gen.h'), `/* Made by tools/mkassets: do not edit. */
#ifndef ASSETS_GEN_H
#define ASSETS_GEN_H

#include "platform/assets/assets.h"

/* sorted by name */
extern const struct asset assets_all[];
extern const size_t assets_n;

#endif
`);
put(join(out, 'assets_gen.c'), `/* Made by tools/mkassets: do not edit. */
#include "assets_gen.h"

${decls.join('\n')}

const struct asset assets_all[] = {
${rows.join('\n')}
};
const size_t assets_n = ${files.length};
`);
