#!/usr/bin/env node
// Looks at the gallery in a browser: axe, sideways scroll, size of targets, broken scripts.
// usage: gallery.mjs FOLDER [SHOTS]   FOLDER as ui-gallery made it; SHOTS gets a picture of each
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [folder, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const WIDTHS = [[1280, 800], [360, 780], [320, 640], [768, 900]];
const faults = [];

const server = createServer((q, a) => {
  const file = join(folder, basename(new URL(q.url, 'http://x').pathname));
  if (!existsSync(file)) { a.writeHead(404); a.end(); return; }
  a.writeHead(200, { 'Content-Type': TYPES[extname(file)] || 'text/plain', 'Content-Security-Policy': POLICY });
  a.end(readFileSync(file));
}).listen(0, '127.0.0.1');
await new Promise((r) => { server.once('listening', r); });
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
if (shots) mkdirSync(shots, { recursive: true });

/* Links inside a sentence are excused by WCAG 2.5.8, hidden ones have no size. */
const small = () => [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter((e) => {
  const r = e.getBoundingClientRect();
  return r.width > 2 && r.height > 2 && (r.height < 24 || r.width < 24) && getComputedStyle(e).display !== 'inline';
}).map((e) => e.outerHTML.slice(0, 90));

for (const name of readdirSync(folder).filter((f) => f.endsWith('.html')).sort()) {
  for (const [width, height] of WIDTHS) {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('pageerror', (e) => faults.push(`${name} ${width}: ${e.message}`));
    page.on('console', (m) => m.type() === 'error' && !/404/.test(m.text()) && faults.push(`${name} ${width}: ${m.text()}`));
    await page.goto(`${base}/${name}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) faults.push(`${name} ${width}: scrolls sideways by ${wide}`);
    for (const e of await page.evaluate(small)) faults.push(`${name} ${width}: target below 24 px: ${e}`);
    if (width === 1280 || width === 360) {
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run());
      for (const v of found.violations) faults.push(`${name} ${width}: ${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary.split('\n')[1]}`).join(' | ').slice(0, 400)}`);
      if (shots) await page.screenshot({ path: join(shots, `${basename(name, '.html')}-${width}.png`), fullPage: true });
    }
    await page.close();
  }
}
await browser.close();
server.close();
console.log(faults.length ? faults.join('\n') : 'gallery: clean');
process.exit(faults.length ? 1 : 0);
