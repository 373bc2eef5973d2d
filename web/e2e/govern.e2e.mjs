// What a platform owner does in a day: an organisation with people, sign-in and rights, a runtime and its brakes.
// Each run makes its own organisation, so it can be told again.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, api, base, launch, openWindow, picture, settle, signIn } from './support.mjs';

const stamp = Date.now().toString(36);
const name = `Escola ${stamp}`;
const slug = `escola-${stamp}`;

let browser;
let owner;
let id;

before(async () => {
  browser = await launch();
  owner = await openWindow(browser);
  await signIn(owner, 'owner@leme.test');
});

after(() => browser?.close());

const dialog = () => owner.getByRole('dialog');
const button = (label, within = owner) => within.getByRole('button', { name: label, exact: true });

describe('an organisation', () => {
  test('a refused form keeps what was typed and says what is wrong', async () => {
    owner.allowed.push(/status of 4(09|22)/);
    await owner.goto(`${base}/tenants`);
    await button('New organisation').click();
    await dialog().getByLabel('Name').fill(name);
    await dialog().getByLabel('Slug').fill('Not A Slug');
    await button('New organisation', dialog()).click();
    await dialog().locator('[aria-invalid=true]').waitFor();
    assert.equal(await dialog().getByLabel('Name').inputValue(), name);
    await accessible(owner, 'the refused form');
    await picture(owner, 'govern-1-refused-form');
    await dialog().getByLabel('Slug').fill('acme');
    await button('New organisation', dialog()).click();
    await owner.getByRole('alert').first().waitFor();
    assert.ok(await dialog().isVisible(), 'a conflict leaves the form open');
  });

  test('is created', async () => {
    await dialog().getByLabel('Slug').fill(slug);
    await button('New organisation', dialog()).click();
    await owner.getByRole('heading', { level: 1, name }).waitFor();
    id = new URL(owner.url()).pathname.split('/')[2];
    await settle(owner);
    await picture(owner, 'govern-2-created');
  });

  test('changes its name', async () => {
    await button('Edit').click();
    await dialog().getByLabel('Name').fill(`${name} Norte`);
    await button('Save', dialog()).click();
    await owner.getByRole('heading', { level: 1, name: `${name} Norte` }).waitFor();
  });

  test('gets a person, whose roles change, and who leaves', async () => {
    await owner.getByRole('link', { name: 'People' }).click();
    await button('Invite').first().click();
    await dialog().getByLabel('E-mail').fill(`rui-${stamp}@example.com`);
    await button('Invite', dialog()).click();
    await owner.getByRole('cell', { name: `rui-${stamp}@example.com` }).waitFor();
    await dialog().waitFor({ state: 'detached' });
    await settle(owner);
    await picture(owner, 'govern-3-people');
    await owner.getByRole('row', { name: /rui-/ }).getByRole('button', { name: 'More actions' }).click();
    await owner.getByRole('menuitem', { name: 'Change roles' }).click();
    await dialog().getByLabel(/Auditor/).check();
    await button('Save', dialog()).click();
    await owner.getByRole('row', { name: /auditor/ }).waitFor();
    await dialog().waitFor({ state: 'detached' });
    await owner.getByRole('row', { name: /rui-/ }).getByRole('button', { name: 'More actions' }).click();
    await owner.getByRole('menuitem', { name: 'Remove' }).click();
    await button('Remove', dialog()).click();
    await owner.getByText('Nobody is here yet').waitFor();
  });

  test('gets its own sign-in, which is turned off and removed', async () => {
    await owner.getByRole('link', { name: 'Sign-in' }).click();
    await button('Add connection').first().click();
    await dialog().getByLabel('Name').fill('School SSO');
    await dialog().getByLabel('Issuer').fill('https://login.example.com');
    await dialog().getByLabel('Client ID').fill('leme');
    await dialog().getByLabel(/Client secret/).fill('a secret of the story');
    await button('Add mapping', dialog()).click();
    await dialog().getByLabel('Claim').fill('groups');
    await dialog().getByLabel('Value').fill('staff');
    await accessible(owner, 'the connection form');
    await picture(owner, 'govern-4-connection');
    await button('Save', dialog()).click();
    const card = owner.getByRole('region', { name: 'School SSO' });
    await card.waitFor();
    const chosen = async (item) => {
      await dialog().waitFor({ state: 'detached' });
      await card.getByRole('button', { name: 'More actions' }).click();
      await owner.getByRole('menuitem', { name: item }).click();
    };
    await chosen('Turn off');
    await card.getByText('Off', { exact: true }).waitFor();
    await chosen('Remove');
    await dialog().getByLabel(/to confirm/).fill('School SSO');
    await button('Remove', dialog()).click();
    await card.waitFor({ state: 'detached' });
  });

  test('gets a limited right, is asked about it, and loses it', async () => {
    await owner.getByRole('navigation', { name: /Norte/ }).getByRole('link', { name: 'Entitlements' }).click();
    await button('Grant a feature').first().click();
    await dialog().getByRole('combobox', { name: 'Feature' }).fill('assessment.attempts');
    await dialog().getByLabel(/^Limit/).fill('40');
    await dialog().getByLabel(/Counts anew/).selectOption('month');
    await button('Grant', dialog()).click();
    await owner.getByText('0 of 40').waitFor();
    await dialog().waitFor({ state: 'detached' });
    await button('Simulate').click();
    await dialog().getByRole('combobox', { name: 'Feature' }).fill('assessment.attempts');
    await button('Check', dialog()).click();
    await dialog().getByText('Allowed', { exact: true }).waitFor();
    await accessible(owner, 'the simulation');
    await picture(owner, 'govern-5-simulation');
    await owner.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await owner.getByRole('row', { name: /assessment/ }).getByRole('button', { name: 'More actions' }).click();
    await owner.getByRole('menuitem', { name: 'Revoke' }).click();
    await dialog().getByLabel('Reason').fill('The story is over');
    await button('Revoke', dialog()).click();
    await owner.getByRole('row', { name: /Revoked/ }).waitFor();
  });

  test('has all of it in its activity', async () => {
    await dialog().waitFor({ state: 'detached' });
    await owner.getByRole('link', { name: 'Activity' }).click();
    for (const event of ['Feature revoked', 'Feature granted', 'Person removed', 'Sign-in connection removed', 'Organisation created']) {
      await owner.getByText(event).first().waitFor();
    }
    await settle(owner);
    await accessible(owner, 'the activity');
    await picture(owner, 'govern-6-activity');
    owner.noErrors();
  });
});

describe('a runtime', () => {
  test('is enrolled with a token that is shown once', async () => {
    await owner.goto(`${base}/runtimes`);
    await button('Enrol a runtime').first().click();
    await dialog().getByLabel('Type').selectOption('custom');
    await dialog().getByLabel('Product').fill(`story-${stamp}`);
    await button('Create token', dialog()).click();
    await dialog().getByText(/^lme_enr_/).first().waitFor();
    await accessible(owner, 'the token');
    await picture(owner, 'govern-7-token');
    await button('I have kept it', dialog()).click();
    await owner.getByText(`story-${stamp}`).first().waitFor();
    assert.equal(await owner.getByText(/lme_enr_/).count(), 0, 'the token is gone');
  });

  test('is limited and let go', async () => {
    const runtime = (await api(owner, 'GET', '/api/kernel/runtimes')).items.find((one) => one.product === 'courses');
    await owner.goto(`${base}/runtimes/${runtime.runtime_id}`);
    await button('Limit').click();
    await dialog().getByLabel('Requests at the same time').fill('200');
    await dialog().getByLabel('Reason').fill('A story about brakes');
    await button('Limit', dialog()).click();
    await button('Resume').click();
    await button('Resume').waitFor({ state: 'detached' });
  });

  test('confirms a kill switch, which is then cleared', async () => {
    await dialog().waitFor({ state: 'detached' });
    await owner.goto(`${base}/switches`);
    await button('Stop something').click();
    await dialog().getByRole('combobox', { name: 'Feature' }).fill(`course.access:none-${stamp}`);
    await dialog().getByLabel('Reason').fill(`Switch of ${stamp}`);
    await button('Stop something', dialog()).click();
    const card = owner.getByRole('region', { name: `Switch of ${stamp}` });
    await card.waitFor();
    await dialog().waitFor({ state: 'detached' });
    await owner.waitForTimeout(12_000);
    await accessible(owner, 'the kill switch');
    await picture(owner, 'govern-8-switch');
    await card.getByText(/of \d+ runtimes confirmed/).waitFor();
    await card.getByRole('button', { name: 'Clear' }).click();
    await card.getByRole('button', { name: 'Clear' }).waitFor({ state: 'detached' });
    owner.noErrors();
  });
});

describe('the audit', () => {
  test('keeps its filters in the URL and gives them as CSV', async () => {
    await owner.goto(`${base}/audit?type=tenant.created&own=1`);
    await owner.getByRole('cell', { name: 'tenant.created' }).first().waitFor();
    assert.equal(await owner.getByRole('cell', { name: /entitlement/ }).count(), 0);
    const [file] = await Promise.all([owner.waitForEvent('download'), owner.getByRole('link', { name: 'CSV' }).click()]);
    assert.match(file.suggestedFilename(), /\.csv$/);
    await owner.getByRole('searchbox').fill('zzz-nothing-zzz');
    await owner.getByText('Nothing matches').waitFor();
    assert.match(owner.url(), /q=zzz-nothing-zzz/);
    await button('Clear search and filters').click();
    await owner.waitForURL(/\/audit$/);
  });
});

describe('the shell', () => {
  test('speaks Portuguese and turns dark, and remembers both', async () => {
    await owner.goto(base);
    const preferences = () => owner.getByRole('button', { name: /owner@leme\.test/ });
    await preferences().click();
    await owner.getByRole('menuitemradio', { name: 'Português (Brasil)' }).click();
    await owner.getByRole('link', { name: 'Organizações' }).first().waitFor();
    await owner.keyboard.press('Escape');
    await preferences().click();
    await owner.getByRole('menuitemradio', { name: 'Escuro' }).click();
    await owner.reload();
    await owner.getByRole('link', { name: 'Organizações' }).first().waitFor();
    assert.equal(await owner.locator('html').getAttribute('data-theme'), 'dark');
    assert.equal(await owner.locator('html').getAttribute('lang'), 'pt-BR');
    await settle(owner);
    await picture(owner, 'govern-9-pt-dark');
    owner.noErrors();
  });

  test('has its navigation on a phone', async () => {
    const storageState = await owner.context().storageState();
    const page = await openWindow(browser, { width: 390, storageState: { ...storageState, origins: [] } });
    await page.goto(base);
    await page.getByRole('button', { name: 'Navigation' }).click();
    await settle(page);
    await accessible(page, 'the navigation on a phone');
    await picture(page, 'govern-10-phone');
    await page.getByRole('dialog').getByRole('link', { name: 'Runtimes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Runtimes' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    page.noErrors();
  });

  test('signs out to the landing page', async () => {
    await owner.getByRole('button', { name: /owner@leme\.test/ }).click();
    await owner.getByRole('menuitem', { name: 'Sair' }).click();
    await owner.getByRole('link', { name: 'Entrar' }).waitFor();
  });
});
