// What the stories share: a browser, people who sign in, and the three things held on every page: no console error,
// nothing axe objects to, nothing wider than the screen.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const screens = new URL('../test-results/screens/', import.meta.url);
mkdirSync(screens, { recursive: true });

const runFile = process.env.LEME_RUN_JSON ?? new URL('../../.leme/run.json', import.meta.url).pathname;
export const run = JSON.parse(readFileSync(runFile, 'utf8'));
export const base = run.public_url.replace(/\/$/, '');

export const launch = () =>
  chromium.launch({
    executablePath: process.env.LEME_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export function personOf(email) {
  const person = run.sign_ins.find((one) => one.email === email);
  assert.ok(person, `${email} is not among the demo sign-ins`);
  return person;
}

const sizes = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

/** A window of one person. `page.allowed` lists console messages a step provokes on purpose. */
export async function openWindow(browser, { theme = 'light', width = 1440, language = 'en-US', storageState } = {}) {
  const context = await browser.newContext({ viewport: sizes[width], colorScheme: theme, locale: language, storageState });
  const page = await context.newPage();
  const errors = [];
  page.allowed = [];
  page.on('console', (message) => {
    const text = `${message.text()} ${message.location().url}`;
    if (message.type() === 'error' && !page.allowed.some((pattern) => pattern.test(text))) errors.push(text);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.noErrors = () => assert.deepEqual(errors, [], 'console errors');
  page.setDefaultTimeout(15_000);
  return page;
}

export async function signIn(page, email, path = '/') {
  const person = personOf(email);
  await page.goto(base + path);
  await page.getByRole('link', { name: /^(Sign in|Entrar)/ }).click();
  await page.locator('input[name=email]').fill(person.email);
  await page.locator('input[name=password]').fill(person.password);
  await page.locator('[type=submit]').first().click();
  await page.locator('main#page').waitFor();
}

/** A call with the session of the window's person, for what a story needs before it begins. */
export function api(page, method, path, body) {
  return page.evaluate(
    async ([verb, url, payload]) => {
      const session = await (await fetch('/auth/session')).json();
      const headers = { 'x-csrf-token': session.csrf_token ?? '', 'content-type': 'application/json' };
      const answer = await fetch(url, { method: verb, headers, body: payload === undefined ? undefined : JSON.stringify(payload) });
      if (!answer.ok) throw new Error(`${verb} ${url}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return text === '' ? undefined : JSON.parse(text);
    },
    [method, path, body],
  );
}

export async function accessible(page, name) {
  assert.deepEqual(await objections(page, name), []);
}

/** What axe objects to on this page, in words. */
export async function objections(page, name) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    const where = (one) => one.nodes.map((node) => node.html.slice(0, 120)).slice(0, 2).join(' and ');
    const wide = document.documentElement.scrollWidth - innerWidth;
    return [
      ...result.violations.map((one) => `${one.id}: ${one.help}: ${where(one)}`),
      ...(wide > 1 ? [`wider than the screen by ${wide} px`] : []),
    ];
  });
  return found.map((text) => `${name}: ${text}`);
}

/** Lets what is loading arrive and what is moving rest, so that a picture is the same each time. */
export async function settle(page) {
  await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => {});
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached', timeout: 5_000 }).catch(() => {});
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
}

export async function picture(page, name) {
  await page.waitForTimeout(250);
  await page.screenshot({ path: new URL(`${name}.png`, screens).pathname });
}
