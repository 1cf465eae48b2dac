// Somebody at a browser: reads names of links, buttons and fields as they stand on the page, and clicks.
import assert from 'node:assert/strict';
import { openPage, signIn } from './lib.mjs';

const escaped = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/* What a label says, with or without "(boleh kosong)" behind it. */
const labelled = (label) => new RegExp(`^${escaped(label)}( \\(.+\\))?$`);

/* Answers one question of a form, whatever kind of field asks it. */
async function answer(form, label, value) {
  const group = form.getByRole('group', { name: labelled(label) });
  if (await group.count()) {
    for (const choice of [value].flat()) await group.getByLabel(choice, { exact: true }).check();
    return;
  }
  const field = form.getByLabel(labelled(label)).first();
  const kind = await field.evaluate((e) => (e.getAttribute('role') === 'combobox' ? 'ahead' : e.type || e.tagName.toLowerCase()));
  if (kind === 'checkbox') await field.check();
  else if (kind === 'select-one') await field.selectOption(await field.locator('option', { hasText: value }).first().getAttribute('value'));
  else if (kind === 'file') await field.setInputFiles(value);
  else await field.fill(value);
  if (kind !== 'ahead') return;
  await form.getByRole('option', { name: value }).first().waitFor(); /* the one typed for is marked first */
  await field.press('Enter');
  assert.ok((await field.inputValue()).includes(value), `${label}: ${value} was chosen`);
}

export class Officer {
  constructor(page, login) { this.page = page; this.login = login; this.main = page.locator('main'); }

  static async at(browser, server, login, options) {
    const officer = new Officer(await openPage(browser, server, options), login);
    if (login) await signIn(officer.page, login);
    return officer;
  }

  /* Days have passed, and with them the session. */
  async signInAgain() {
    await this.page.context().clearCookies();
    await signIn(this.page, this.login);
  }

  /* By the place in the bar; the start page is where every errand begins. */
  async home() { await this.page.goto('/'); }

  /* By the search box, as somebody who was told a number. */
  async find(number) {
    await this.page.keyboard.press('/');
    await this.page.keyboard.type(number);
    await this.leave(() => this.page.keyboard.press('Enter'));
    assert.ok((await this.text()).includes(number), `${number} was found`);
  }

  /* Another page, or the same anew. */
  async leave(how) {
    const there = this.page.waitForNavigation({ waitUntil: 'load' });
    await how();
    await there;
  }

  async follow(name) {
    const link = this.main.getByRole('link', { name, exact: typeof name === 'string' }).first();
    await this.leave(() => link.click());
  }

  form(name) {
    const folded = this.main.locator('details', { has: this.page.locator('summary', { hasText: new RegExp(`^\\s*${escaped(name)}\\s*$`) }) });
    const plain = this.main.locator('form', { has: this.page.getByRole('button', { name, exact: true }) });
    return { folded, plain };
  }

  async offers(name) {
    const { folded, plain } = this.form(name);
    return await folded.count() + await plain.count() > 0;
  }

  /* One answer of a form that stands open, without sending it. */
  answer(name, label, value) { return answer(this.form(name).plain.first(), label, value); }

  /* Unfolds the form of this name, answers its questions and sends it; returns what the page says then. */
  async act(name, answers = {}) {
    const { folded, plain } = this.form(name);
    const inside = await folded.count() > 0;
    const form = inside ? folded.first() : plain.first();
    if (inside && await form.getAttribute('open') === null) await form.locator('summary').click();
    for (const [label, value] of Object.entries(answers)) await answer(form, label, value);
    await this.leave(() => form.locator('button[type=submit], button:not([type])').first().click());
    return this.said();
  }

  async said() {
    const flash = this.page.locator('.flash');
    return await flash.count() ? (await flash.innerText()).trim() : '';
  }

  text() { return this.main.innerText(); }

  path() { return new URL(this.page.url()).pathname; }

  /* The plan as it stands on the case's page: [name, state] of each step. */
  plan() {
    return this.main.locator('ol.steps > li').evaluateAll((all) => all.map((e) => e.innerText.split('\n').map((l) => l.trim()).filter((l) => /\w/.test(l))));
  }

  leaveWork() { return this.page.context().close(); }
}
