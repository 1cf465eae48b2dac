// Passkeys in a browser, with an authenticator that Chromium plays: add, sign in, a copy, remove.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, axe, openBrowser, openPage, shot, signIn, startServer, tooWide } from './lib.mjs';

let server;
let browser;
/* An address in digits has no passkeys. */
let named;
before(async () => {
  server = await startServer({ at: '2026-11-23T03:00:00Z' });
  named = { ...server, base: server.base.replace('127.0.0.1', 'localhost') };
  browser = await openBrowser();
});
after(async () => { await browser?.close(); await server?.stop(); });

/* A device that knows its owner (or, verified false, asks nobody who he is). */
async function device(page, { verified = true } = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: verified, automaticPresenceSimulation: true },
  });
  return {
    keys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    put: async (credential) => {
      await cdp.send('WebAuthn.clearCredentials', { authenticatorId });
      await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
    },
  };
}

const rows = (what) => server.read(`SELECT ${what} FROM passkey ORDER BY id`);
const main = (page) => page.textContent('main');
const go = (page, click) => Promise.all([page.waitForNavigation(), click()]);
const press = (page, label) => page.getByRole('button', { name: label, exact: true }).click();

async function add(page, label) {
  await page.goto('/saya/kunci-sandi');
  await page.fill('[name=label]', label);
  await page.fill('[name=password]', PASSWORD);
  await go(page, () => press(page, 'Lanjut'));
  await press(page, 'Buat kunci sandi');
}
const added = (url) => url.pathname === '/saya'; /* and no longer the page that adds */
async function signOut(page) {
  await page.context().clearCookies();
  await page.goto('/masuk');
}

test('a passkey is added, signs in without password, and is removed', async () => {
  const page = await openPage(browser, named);
  const key = await device(page);
  await signIn(page, 'loket.cikole');
  await add(page, 'Telepon saya');
  await page.waitForURL(added);
  assert.match(await main(page), /Kunci sandi tersimpan/);
  assert.match(await main(page), /Telepon saya/);
  assert.deepEqual(rows('label, rp, alg, sign_count >= 0, used_at IS NULL').length, 1);
  assert.deepEqual(rows('label, rp')[0], ['Telepon saya', 'localhost']);
  assert.equal((await key.keys()).length, 1);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'kunci-sandi-saya');

  await signOut(page);
  await shot(page, 'kunci-sandi-masuk');
  assert.deepEqual(await axe(page), []);
  await go(page, () => press(page, 'Masuk dengan kunci sandi'));
  assert.equal(new URL(page.url()).pathname, '/');
  assert.equal(server.read('SELECT count(*) FROM passkey WHERE used_at IS NOT NULL')[0][0], 1);

  /* The device has one already: it says so, and nothing is added. */
  await add(page, 'Telepon saya lagi');
  await page.getByText('Perangkat ini sudah menyimpan kunci sandi Anda').waitFor();
  assert.equal(rows('id').length, 1);

  await page.goto('/saya');
  await page.click('a:has-text("Telepon saya")');
  await page.waitForURL(/kunci-sandi\/\d+/);
  assert.deepEqual(await axe(page), []);
  await page.fill('[name=label]', 'Telepon biru');
  await go(page, () => press(page, 'Simpan'));
  assert.match(await main(page), /Telepon biru/);
  await page.click('a:has-text("Telepon biru")');
  await page.waitForURL(/kunci-sandi\/\d+/);
  assert.match(await main(page), /kunci sandi Anda yang terakhir/);
  await go(page, () => press(page, 'Hapus kunci sandi'));
  assert.match(await main(page), /Kunci sandi terakhir dihapus/);
  assert.equal(rows('id').length, 0);

  await signOut(page);
  await go(page, () => press(page, 'Masuk dengan kunci sandi'));
  assert.match(await main(page), /Kunci sandi tidak diterima/);
  assert.deepEqual(page.faults.filter((f) => !/status of 422/.test(f)), []);
  await page.context().close();
});

test('a wrong password adds nothing', async () => {
  const page = await openPage(browser, named);
  await device(page);
  await signIn(page, 'piket.slrt');
  await page.goto('/saya/kunci-sandi');
  await page.fill('[name=label]', 'Punya saya');
  await page.fill('[name=password]', 'bukan kata sandinya');
  await go(page, () => press(page, 'Lanjut'));
  assert.match(await main(page), /Kata sandi sekarang tidak cocok/);
  assert.equal(await page.inputValue('[name=label]'), 'Punya saya');
  await page.context().close();
});

test('a copy is found by its counter, told to the person, and opens nothing', async () => {
  const page = await openPage(browser, named);
  const key = await device(page);
  await signIn(page, 'satpolpp');
  await add(page, 'Kunci kantor');
  await page.waitForURL(added);
  const [before] = await key.keys();
  await signOut(page);
  await go(page, () => press(page, 'Masuk dengan kunci sandi'));
  assert.equal(new URL(page.url()).pathname, '/');

  await key.put({ ...before, signCount: 0 }); /* as it was when it was copied */
  await signOut(page);
  await go(page, () => press(page, 'Masuk dengan kunci sandi'));
  assert.match(await main(page), /mungkin ada salinannya/);
  assert.equal(server.read("SELECT count(*) FROM audit_leaf WHERE event = 'account.passkey_copied'")[0][0], 1);
  await key.put({ ...before, signCount: 1000 });
  await page.goto('/masuk');
  await go(page, () => press(page, 'Masuk dengan kunci sandi'));
  assert.match(await main(page), /Kunci sandi tidak diterima/, 'the right one neither');

  await signIn(page, 'satpolpp');
  assert.match(await main(page), /mungkin ada salinannya di perangkat lain/);
  assert.match(await main(page), /Kunci kantor/);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'kunci-sandi-salinan');
  await page.context().close();
});

test('an administrator sees and removes them, and the sessions end', async () => {
  const page = await openPage(browser, named);
  await device(page);
  await signIn(page, 'rsud');
  await add(page, 'Telepon rumah sakit');
  await page.waitForURL(added);
  const admin = await openPage(browser, named);
  await signIn(admin, 'admin');
  const [[id]] = server.read("SELECT id FROM user_account WHERE login = 'rsud'");
  await admin.goto(`/pengguna/${id}`);
  assert.match(await main(admin), /Kunci sandi \(passkey\)\s*1/);
  await go(admin, () => press(admin, 'Lepaskan semua kunci sandi'));
  assert.equal(server.read(`SELECT count(*) FROM passkey WHERE user_id = ${id}`)[0][0], 0);
  await page.goto('/saya');
  assert.match(page.url(), /\/masuk/);
  await admin.context().close();
  await page.context().close();
});

test('who is not verified gets nothing, and the page says what to do', async () => {
  const page = await openPage(browser, named);
  await device(page, { verified: false });
  await page.goto('/masuk');
  await press(page, 'Masuk dengan kunci sandi');
  await page.getByText('Kunci sandi tidak terpakai').waitFor();
  await page.context().close();
});

test('without script, or at an address in digits, there is only the password', async () => {
  const plain = await openPage(browser, named, { javaScriptEnabled: false });
  await plain.goto('/masuk');
  assert.equal(await plain.getByRole('button', { name: 'Masuk dengan kunci sandi' }).isVisible(), false);
  await signIn(plain, 'kepala');
  await plain.goto('/saya/kunci-sandi');
  assert.match(await main(plain), /tidak dapat memakai kunci sandi/);
  await plain.context().close();
  const digits = await openPage(browser, server);
  await digits.goto('/masuk');
  assert.equal(await digits.getByRole('button', { name: 'Masuk dengan kunci sandi' }).isVisible(), false);
  await digits.context().close();
});

test('the pages fit a telephone', async () => {
  const page = await openPage(browser, named, { viewport: { width: 360, height: 740 } });
  await device(page);
  await page.goto('/masuk');
  assert.equal(await tooWide(page), 0);
  await shot(page, 'kunci-sandi-masuk-360');
  await signIn(page, 'puskesmas.cikole');
  await add(page, 'Telepon dinas yang biasa dipakai bergantian');
  await page.waitForURL(added);
  assert.equal(await tooWide(page), 0);
  await shot(page, 'kunci-sandi-saya-360');
  await page.goto('/saya/kunci-sandi');
  assert.equal(await tooWide(page), 0);
  await shot(page, 'kunci-sandi-tambah-360');
  await page.context().close();
});
