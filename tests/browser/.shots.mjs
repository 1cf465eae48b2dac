// usage: .shots.mjs OUT WIDTH COLS SCALEDWIDTH who:path who:path ...   contact sheet
import { openBrowser, openPage, signIn } from './lib.mjs';
import { readFileSync } from 'node:fs';
const base = process.env.BASE || 'http://127.0.0.1:8151';
const [out, width, cols, scaled, ...list] = process.argv.slice(2);
const b = await openBrowser();
const pages = new Map();
const imgs = [];
for (const item of list) {
  const i = item.indexOf(':'); const who = item.slice(0, i), path = item.slice(i + 1);
  if (!pages.has(who)) { const p = await openPage(b, { base }, { viewport: { width: Number(width), height: 800 }, colorScheme: 'light' }); if (who !== '-') await signIn(p, who); pages.set(who, p); }
  const p = pages.get(who);
  const [first, then] = path.split('>');
  await p.goto(first, { waitUntil: 'networkidle' });
  if (then) { const href = await p.evaluate((t) => [...document.querySelectorAll('main a[href]')].map((a) => a.getAttribute('href')).find((h) => new RegExp('^' + t + '\\d{6,}$').test(h)), then); await p.goto(href, { waitUntil: 'networkidle' }); }
  const h = await p.evaluate(() => document.documentElement.scrollHeight); const png = await p.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: Number(width), height: Math.min(h, Number(process.env.MAXH || 1700)) } });
  imgs.push([item, png.toString('base64')]);
}
const sheet = await (await b.newContext({ viewport: { width: Number(cols) * (Number(scaled) + 10), height: 100 } })).newPage();
await sheet.setContent(`<body style="margin:0;background:#888;display:grid;grid-template-columns:repeat(${cols},${scaled}px);gap:10px;align-items:start">` + imgs.map(([n, d]) => `<figure style="margin:0"><figcaption style="font:bold 14px sans-serif;color:#fff">${n}</figcaption><img style="width:${scaled}px;display:block" src="data:image/png;base64,${d}"></figure>`).join(''));
await sheet.waitForTimeout(300);
await sheet.screenshot({ path: out, fullPage: true });
await b.close();
