#!/usr/bin/env node
// Template compiler: src/platform/ui/templates/*.html in, ui_templates.h and .c out, and
// ui_templates_fed.h, which calls every template with one hostile value, for the test.
// usage: mkui.mjs OUTDIR   (run from the project's top folder)
//
// A file holds templates one after the other:
//
//   {{template NAME param:type ...}}     begins one; it ends at the next or with the file
//   {{param}}                            the value, escaped for the place where it stands
//   {{t ui.save}}                        a catalogue text in the language of cx
//   {{if param}} A {{else}} B {{end}}    A when the value is there (text not empty, number not 0)
//   {{! words }}                         a comment
//
// Types:  text  const char *             in text and in quoted attributes
//         url   const char *             the whole of an address attribute; only http(s), mailto,
//                                        tel and relative addresses pass, others become "#"
//         int   int64_t                  in text and in quoted attributes
//         bool  bool                     in conditions only
//         slot  const struct buf *       markup this room made before; in text only
//
// Each becomes  void tpl_NAME(const struct ctx *, struct buf *, const struct tpl_NAME *).  The
// compiler follows the markup: a value in a tag or attribute name, in an unquoted attribute, in
// style or on..., in script or style, or a condition whose branches end in different places is a
// fault.  After a literal beginning such as href="#..." text and int are allowed, percent-encoded.
// Line breaks with the indentation that follows are dropped (inside a tag: one space).
import { readFileSync, readdirSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { cataloguesIn, textHomes, textName } from './catalogue.mjs';

const out = process.argv[2];
const dir = 'src/platform/ui/templates';
const TYPES = { text: 'const char *', url: 'const char *', int: 'int64_t ', bool: 'bool ', slot: 'const struct buf *' };
const ADDRESS = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'data-live', 'data-preview', 'data-from']);
const faults = [];
const templates = [];

const cstr = (s) => '"' + s.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\?\?/g, '?\\?') + '"';

/* Where the markup stands: at text, tag, attr, raw (script, style), close or decl. */
const start = () => ({ at: 'text', el: '', attr: '', lead: '' });

function scan(s, lit, fault) {
  for (let i = 0; i < lit.length; i++) {
    const c = lit[i];
    const rest = lit.slice(i);
    if (s.at === 'text' && c === '<') {
      s.at = rest[1] === '/' ? 'close' : rest[1] === '!' ? 'decl' : 'tag';
      s.el = (rest.match(/^<([a-zA-Z][\w-]*)/) || [])[1] || '';
      s.word = '';
      if (s.at === 'tag' && !s.el) fault('a bare < in text');
    } else if (s.at === 'tag') {
      if (c === '"') {
        s.at = 'attr';
        s.attr = (s.word.match(/([\w:-]+)=$/) || [])[1] || fault('a quote that opens no attribute') || '';
        s.lead = '';
      } else if (c === "'") fault('attributes take double quotes');
      else if (c === '>') s.at = ['script', 'style'].includes(s.el) ? 'raw' : 'text';
      else s.word = /\s/.test(c) ? '' : s.word + c;
    } else if (s.at === 'attr') {
      if (c === '"') { s.at = 'tag'; s.word = ''; } else s.lead += c;
    } else if (s.at === 'raw' && rest.startsWith('</' + s.el)) s.at = 'close';
    else if (s.at === 'raw') fault(`nothing stands inside ${s.el}`);
    else if ((s.at === 'close' || s.at === 'decl') && c === '>') s.at = 'text';
  }
}

const place = (s) => s.at + (s.at === 'text' ? '' : ` of ${s.el} ${s.at === 'attr' ? s.attr : ''}`);

/* The C statement that writes a value at a place. */
function emit(s, type, expr, fault) {
  if (s.at !== 'text' && s.at !== 'attr') fault(`a value in ${place(s)}`);
  if (type === 'bool') fault('a bool is for conditions');
  if (s.at === 'text') {
    if (type === 'url') fault('an address as text: give it as text too');
    return { text: `html_text(b, ${expr});`, int: `buf_addi(b, ${expr});`, slot: `html_slot(b, ${expr});` }[type];
  }
  if (type === 'slot') fault('markup inside an attribute');
  if (s.attr === 'style' || s.attr.startsWith('on')) fault(`a value in ${s.attr}`);
  const address = ADDRESS.has(s.attr);
  if (type === 'url') {
    if (!address || s.lead) fault(`an address must be the whole of an address attribute (${s.attr})`);
    return `html_url(b, ${expr});`;
  }
  if (address && !/^[#/]/.test(s.lead)) fault(`${s.attr} takes a url`);
  s.lead += '*';
  if (type === 'int') return `buf_addi(b, ${expr});`;
  return `${address ? 'html_url_part' : 'html_text'}(b, ${expr});`;
}

const present = (type, name) => ({
  text: `html_has(p->${name})`, url: `html_has(p->${name})`, int: `p->${name} != 0`, bool: `p->${name}`,
  slot: `p->${name} && p->${name}->len > 0`,
}[type]);

function squeeze(s, lit) {
  let res = '';
  for (const part of lit.split(/(\n[ \t\n]*)/)) {
    if (!/^\n/.test(part)) { scan(s, part, s.fault); res += part; } else if (s.at === 'tag') { scan(s, ' ', s.fault); res += ' '; }
  }
  return res;
}

function compile(name, params, body, file, line) {
  const fault = (why) => { faults.push(`${file}: ${name}: ${why}`); };
  const s = { ...start(), fault };
  const code = [];
  const stack = [];
  const used = new Set();
  const put = (l) => code.push('\t'.repeat(stack.length + 1) + l);
  const type = (p) => { used.add(p); return params.get(p) || (fault(`no parameter ${p}`), 'text'); };
  for (const piece of body.split(/(\{\{[^}]*\}\})/)) {
    const m = piece.match(/^\{\{\s*(.*?)\s*\}\}$/);
    if (!m) {
      const lit = squeeze(s, piece);
      if (lit) put(`html_lit(b, ${cstr(lit)});`);
      continue;
    }
    const [head, arg] = m[1].split(/\s+/);
    if (head.startsWith('!')) continue;
    if (head === 't') {
      put(emit(s, 'text', `text(cx, ${textName(arg)})`, fault));
    } else if (head === 'if') {
      put(`if (${present(type(arg), arg)}) {`);
      stack.push({ before: JSON.stringify([place(s), s.lead]) });
      stack.at(-1).copy = { ...s };
    } else if (head === 'else') {
      const top = stack.at(-1);
      if (!top) { fault('else without if'); continue; }
      top.then = place(s);
      Object.assign(s, top.copy);
      code.push('\t'.repeat(stack.length) + '} else {');
    } else if (head === 'end') {
      const top = stack.pop();
      if (!top) { fault('end without if'); continue; }
      if (place(s) !== (top.then ?? place(top.copy))) fault(`a condition ends in ${place(s)}`);
      put('}');
    } else put(emit(s, type(head), `p->${head}`, fault));
  }
  if (stack.length) fault('a condition has no end');
  if (s.at !== 'text') fault(`ends in ${place(s)}`);
  for (const p of params.keys()) if (!used.has(p)) fault(`parameter ${p} is not used`);
  templates.push({ name, params, code });
}

for (const file of readdirSync(dir).filter((f) => f.endsWith('.html')).sort()) {
  const parts = readFileSync(join(dir, file), 'utf8').split(/^\{\{template\s+([^}]*)\}\}\n?/m);
  for (let i = 1; i < parts.length; i += 2) {
    const [name, ...list] = parts[i].trim().split(/\s+/);
    const params = new Map(list.map((p) => p.split(':')));
    for (const [p, t] of params) if (!TYPES[t]) faults.push(`${file}: ${name}: ${p} has no type ${t}`);
    if (templates.some((t) => t.name === name)) faults.push(`${file}: ${name} is already there`);
    compile(name, params, parts[i + 1].replace(/\n+$/, ''), file);
  }
}
if (faults.length) {
  console.error([...new Set(faults)].map((f) => `mkui: ${f}`).join('\n'));
  process.exit(1);
}

const head = '/* Made by tools/mkui from src/platform/ui/templates: do not edit. */\n';
const decl = (t) => `void tpl_${t.name}(const struct ctx *cx, struct buf *b${t.params.size ? `, const struct tpl_${t.name} *p` : ''})`;
const struct = (t) => (t.params.size ? `struct tpl_${t.name} {\n${[...t.params].map(([p, ty]) => `\t${TYPES[ty]}${p};`).join('\n')}\n};\n` : '');
const fed = (t) => {
  const value = { text: 'feed', url: 'feed', int: '7', bool: 'true', slot: 'slot' };
  const arg = t.params.size ? `, &(struct tpl_${t.name}){ ${[...t.params].map(([p, ty]) => `.${p} = ${value[ty]}`).join(', ')} }` : '';
  return `static void fed_${t.name}(const struct ctx *cx, struct buf *b, const char *feed, const struct buf *slot)\n{\n\t(void)feed;\n\t(void)slot;\n\ttpl_${t.name}(cx, b${arg});\n}\n`;
};
const put = (path, text) => {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
};
mkdirSync(out, { recursive: true });
put(join(out, 'ui_templates.h'), `${head}#ifndef UI_TEMPLATES_H\n#define UI_TEMPLATES_H\n\n#include "platform/ui/html.h"\n\n${templates.map((t) => `${struct(t)}${decl(t)};\n`).join('\n')}\n#endif\n`);
const bodies = templates.map((t) => `${decl(t)}\n{\n\t(void)cx;\n${t.code.join('\n')}\n}\n`).join('\n');
const headers = cataloguesIn(bodies, textHomes()).map((name) => `#include "text/${name}.h"\n`).join('');
put(join(out, 'ui_templates.c'), `${head}#include "ui_templates.h"\n\n#include "platform/i18n/i18n.h"\n${headers}\n${bodies}`);
put(join(out, 'ui_templates_fed.h'), `${head}#ifndef UI_TEMPLATES_FED_H\n#define UI_TEMPLATES_FED_H\n\n#include "ui_templates.h"\n\n${templates.map(fed).join('\n')}\nstatic const struct {\n\tconst char *name;\n\tvoid (*draw)(const struct ctx *, struct buf *, const char *, const struct buf *);\n} fed_templates[] = {\n${templates.map((t) => `\t{ "${t.name}", fed_${t.name} },`).join('\n')}\n};\n\n#endif\n`);
