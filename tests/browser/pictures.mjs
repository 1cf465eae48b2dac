#!/usr/bin/env node
// Makes the pictures of the README anew from a sample city on a Saturday night: pictures.mjs
import { join } from 'node:path';
import { ROOT, openBrowser, openPage, signIn, startServer } from './lib.mjs';
import { Officer } from './officer.mjs';

const server = await startServer({ at: '2026-11-21T14:40:00Z' });
const browser = await openBrowser();
const size = { width: 1180, height: 800 };
const take = (page, name) => page.screenshot({ path: join(ROOT, `docs/img/${name}.png`) });

const page = await openPage(browser, server, { viewport: size });
await signIn(page, 'manajer');
await page.goto('/');
await take(page, 'home');
await page.goto('/ikhtisar');
await take(page, 'overview');
/* One that has just begun, so that the present step comes first; of somebody without papers rather, with the longest plan. */
const [[id]] = server.read(`SELECT CAST(c.id AS TEXT) FROM casefile c JOIN step s ON s.city = c.city AND s.case_id = c.id
  WHERE c.state = 1 AND c.paused_until IS NULL GROUP BY c.id HAVING count(DISTINCT s.state) > 1 ORDER BY max(s.state) = 1 DESC, c.title LIKE '%tanpa identitas' DESC, count(*) DESC, c.id DESC LIMIT 1`);
await page.goto(`/kasus/${id}`);
await take(page, 'case');

await page.goto('/warga?q=asep%2060%20th%20masjid');
await page.evaluate(() => document.activeElement.blur());
await take(page, 'people');
/* Found while the city is filled and after it, so the first may not be there yet. */
const pair = page.locator('main table a[href^="/sama/"]').first();
await page.goto('/sama/yakin');
for (let tries = 0; tries < 30 && !(await pair.count()); tries++) {
  await new Promise((on) => setTimeout(on, 2000));
  await page.reload();
}
await page.goto(await pair.getAttribute('href'));
await take(page, 'same');

const desk = await Officer.at(browser, server, 'loket.cikole', { viewport: size });
await desk.page.goto('/laporan/baru');
for (const [question, answer] of Object.entries({ 'Apa yang terjadi?': 'Bapak tua sakit dan menggigil di los ikan, tidak ada yang kenal.', Kelurahan: 'Gunung Parang', Patokan: 'Pasar Pelita, los ikan',
  'Jenis kelamin': 'Laki-laki', 'Perkiraan umur': '60', 'Centang yang sesuai': ['Sakit', 'Tidak punya tempat tinggal'] })) await desk.answer('Kirim laporan', question, answer);
await desk.page.locator('#pratinjau', { hasText: 'Periksa dan rawat' }).waitFor();
await desk.page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
await take(desk.page, 'report');

const phone = await openPage(browser, server, { viewport: { width: 390, height: 780 } });
await phone.goto('/');
await take(phone, 'phone');
await browser.close();
await server.stop();
