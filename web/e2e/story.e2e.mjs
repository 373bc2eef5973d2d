// The two stories the foundation promises, and a walk over every page. Needs a running Leme; see support.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessible, api, base, launch, objections, openWindow, picture, settle, signIn } from './support.mjs';

const course = 'rust-for-services';
const feature = `course.access:${course}`;
const heartbeatMs = 10_000;
const refused = [/status of 402/, /status of 403/];

let browser;
let owner;
let learner;
let acme;
let runtime;

before(async () => {
  browser = await launch();
  owner = await openWindow(browser);
  learner = await openWindow(browser);
  await signIn(owner, 'owner@leme.test');
  await signIn(learner, 'learner@acme.test');
  acme = (await api(owner, 'GET', '/api/kernel/tenants?q=acme')).items.find((one) => one.slug === 'acme');
  runtime = (await api(owner, 'GET', '/api/kernel/runtimes')).items.find((one) => one.product === 'courses');
  assert.ok(acme && runtime, 'the demo organisation and the courses runtime exist');
});

after(() => browser?.close());

/** The story begins with nothing granted, also when it is told a second time. */
async function takeBack() {
  const page = await api(owner, 'GET', `/api/kernel/tenants/${acme.tenant_id}/entitlements?feature=${encodeURIComponent(feature)}&state=active`);
  for (const grant of page.items.filter((one) => one.feature === feature)) {
    await api(owner, 'POST', `/api/kernel/tenants/${acme.tenant_id}/entitlements/${grant.grant_id}/revoke`, { reason: 'The story begins again' });
  }
}

async function lessonsOf(page) {
  return (await api(page, 'GET', `/api/courses/courses/${course}`)).lessons;
}

describe('learner is refused, owner grants, learner completes, owner sees it in the audit', () => {
  const began = new Date();
  before(takeBack);

  test('the learner is refused and told what to do', async () => {
    learner.allowed.push(...refused);
    await learner.goto(`${base}/courses`);
    await learner.getByRole('heading', { level: 1, name: 'Courses', exact: true }).waitFor();
    await learner.locator(`a[href="/courses/${course}"]`).getByText('Not included').waitFor();
    await learner.locator(`a[href="/courses/${course}"]`).click();
    await learner.getByText('Your organisation does not have this course').first().waitFor();
    await learner.getByRole('link', { name: 'How to get it' }).click();
    await learner.locator('[data-refused="entitlement.no_entitlement"]').waitFor();
    await learner.getByText('Ask whoever administers').waitFor();
    await settle(learner);
    await accessible(learner, 'the refusal');
    await picture(learner, 'story-1-refused');
  });

  test('the owner grants the course', async () => {
    await owner.goto(`${base}/entitlements?tenant=${acme.tenant_id}`);
    await owner.getByRole('button', { name: 'Grant a feature' }).click();
    await owner.getByRole('dialog').getByRole('combobox', { name: 'Feature' }).fill(feature);
    await owner.getByLabel('Note').fill('Agreed by telephone');
    await picture(owner, 'story-2-grant');
    await owner.getByRole('dialog').getByRole('button', { name: 'Grant', exact: true }).click();
    await owner.getByRole('dialog').waitFor({ state: 'detached' });
    await owner.getByRole('cell', { name: feature }).first().waitFor();
    await picture(owner, 'story-3-granted');
    owner.noErrors();
  });

  test('the page of the learner opens by itself', async () => {
    await learner.locator('[data-refused]').waitFor({ state: 'detached', timeout: 2 * heartbeatMs });
    await learner.locator('article h1').waitFor();
  });

  test('the learner reads, watches and passes the quiz', async () => {
    for (const lesson of await lessonsOf(learner)) {
      await learner.goto(`${base}/courses/${course}/lessons/${lesson.slug}`);
      await learner.getByRole('heading', { level: 1, name: lesson.title }).waitFor();
      await settle(learner);
      await accessible(learner, `the ${lesson.kind} lesson`);
      await picture(learner, `story-4-${lesson.kind}`);
      if (lesson.kind === 'quiz') await passQuiz(learner);
      else {
        if (lesson.kind === 'video') await videoPlays(learner);
        await markDone(learner);
      }
    }
    await learner.goto(`${base}/progress`);
    await learner.locator(`a[href="/courses/${course}"]`).getByText('Completed').waitFor();
    await picture(learner, 'story-6-completed');
    learner.noErrors();
  });

  test('the owner sees each step in the audit', async () => {
    const wanted = ['access.denied', 'entitlement.granted', 'course.completed'];
    const deadline = Date.now() + 30_000;
    let missing = wanted;
    while (missing.length > 0 && Date.now() < deadline) {
      const page = await api(owner, 'GET', `/api/kernel/audit?tree=true&limit=200&from=${began.toISOString()}`);
      const types = new Set(page.items.map((event) => event.type));
      missing = wanted.filter((type) => !types.has(type));
      if (missing.length > 0) await owner.waitForTimeout(1_000);
    }
    assert.deepEqual(missing, [], 'events that never arrived');
    await owner.goto(`${base}/audit`);
    for (const type of wanted) await owner.getByRole('cell', { name: type }).first().waitFor();
    await settle(owner);
    await picture(owner, 'story-7-audit');
    await owner.getByRole('cell', { name: 'entitlement.granted' }).first().click();
    await owner.getByRole('dialog').getByText(feature).first().waitFor();
    await settle(owner);
    await accessible(owner, 'the event');
    await picture(owner, 'story-8-event');
    owner.noErrors();
  });
});

async function markDone(page) {
  const button = page.getByRole('button', { name: /^(Done, go on|Mark as done)$/ });
  if ((await button.count()) === 0) return;
  const done = page.waitForResponse((answer) => answer.url().endsWith('/complete') && answer.ok());
  await button.click();
  await done;
}

async function videoPlays(page) {
  const state = await page.locator('video').evaluate(async (video) => {
    video.muted = true;
    await video.play();
    await new Promise((done) => setTimeout(done, 700));
    video.pause();
    return { time: video.currentTime, tracks: video.textTracks.length };
  });
  assert.ok(state.time > 0, 'the video moves');
  assert.ok(state.tracks > 0, 'the video has captions');
}

/** The first try chooses the first answers; what it shows as right is what the second try gives. */
async function passQuiz(page) {
  const questions = page.locator('fieldset');
  const count = await questions.count();
  for (let index = 0; index < count; index += 1) await questions.nth(index).locator('input').first().check();
  await page.getByRole('button', { name: 'Hand in' }).click();
  const verdict = page.locator('[data-passed]');
  await verdict.waitFor();
  if ((await verdict.getAttribute('data-passed')) === 'true') return;
  await picture(page, 'story-5-not-yet');
  const right = await questions.evaluateAll((all) =>
    all.map((one) => [...one.querySelectorAll('label[data-right=true] input')].map((input) => input.value)),
  );
  await page.getByRole('button', { name: 'Try again' }).click();
  for (const [index, values] of right.entries()) {
    for (const value of values) await questions.nth(index).locator(`input[value="${value}"]`).check();
  }
  await page.getByRole('button', { name: 'Hand in' }).click();
  await page.locator('[data-passed=true]').waitFor();
  await accessible(page, 'the quiz result');
  await picture(page, 'story-5-passed');
}

describe('owner suspends the runtime, learner sees a clear page within one heartbeat, owner resumes', () => {
  test('suspending asks for the name and a reason', async () => {
    await owner.goto(`${base}/runtimes/${runtime.runtime_id}`);
    const name = await owner.getByRole('heading', { level: 1 }).innerText();
    await owner.getByRole('button', { name: 'Suspend' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Maintenance of the media store');
    assert.equal(await dialog.getByRole('button', { name: 'Suspend' }).getAttribute('aria-disabled'), 'true');
    await dialog.getByLabel(/to confirm/).fill(name);
    await picture(owner, 'story-9-suspend');
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await owner.getByText('This runtime is suspended').waitFor();
    await settle(owner);
    await accessible(owner, 'the suspended runtime');
    await picture(owner, 'story-10-suspended');
  });

  test('the learner sees a clear page within one heartbeat', async () => {
    learner.allowed.push(...refused);
    const began = Date.now();
    const clear = learner.locator('[data-refused="runtime.suspended"], [data-refused="entitlement.runtime_suspended"]');
    while (Date.now() - began < heartbeatMs + 5_000) {
      await learner.goto(`${base}/courses`);
      await settle(learner);
      if (await clear.isVisible()) break;
      await learner.waitForTimeout(500);
    }
    assert.ok(await clear.isVisible(), 'the page says that courses are paused');
    assert.ok(Date.now() - began <= heartbeatMs + 5_000, 'within one heartbeat');
    await learner.getByText('Courses are paused').waitFor();
    await accessible(learner, 'the pause');
    await picture(learner, 'story-11-paused');
  });

  test('resuming opens it again', async () => {
    await owner.getByRole('button', { name: 'Resume' }).click();
    await owner.getByText('This runtime is suspended').waitFor({ state: 'detached' });
    await learner.getByRole('heading', { level: 1, name: 'Courses', exact: true }).waitFor({ timeout: 3 * heartbeatMs });
    owner.noErrors();
    learner.noErrors();
  });
});

describe('owner suspends the organisation, its people see why, owner resumes', () => {
  after(async () => {
    const now = await api(owner, 'GET', `/api/kernel/tenants/${acme.tenant_id}`);
    if (now.status === 'suspended') await api(owner, 'POST', `/api/kernel/tenants/${acme.tenant_id}/resume`, {});
  });

  test('nothing runs for it within one heartbeat', async () => {
    await owner.goto(`${base}/tenants/${acme.tenant_id}`);
    await owner.getByRole('button', { name: 'Suspend' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The contract has ended');
    await dialog.getByLabel(/to confirm/).fill(acme.name);
    await dialog.getByRole('button', { name: 'Suspend' }).click();
    await owner.getByText('This organisation is suspended').waitFor();
    await picture(owner, 'story-12-organisation-suspended');
    learner.allowed.push(...refused);
    const began = Date.now();
    const clear = learner.getByRole('heading', { name: 'Your organisation is suspended' });
    while (Date.now() - began < heartbeatMs + 5_000) {
      await learner.goto(`${base}/courses/${course}`);
      await settle(learner);
      if (await clear.isVisible()) break;
    }
    assert.ok(await clear.isVisible(), 'the page says that the organisation is suspended');
    await accessible(learner, 'the suspended organisation');
    await picture(learner, 'story-13-organisation-suspended');
  });

  test('resuming gives everything back', async () => {
    await owner.getByRole('button', { name: 'Resume' }).click();
    await owner.getByText('This organisation is suspended').waitFor({ state: 'detached' });
    await learner.goto(`${base}/courses/${course}`);
    await learner.getByRole('heading', { level: 1 }).waitFor();
    await learner.getByRole('heading', { name: 'What it covers' }).waitFor({ timeout: 2 * heartbeatMs });
    owner.noErrors();
    learner.noErrors();
  });
});

describe('every page is readable, accessible and fits, in light and dark, wide and narrow', () => {
  const ofOwner = () => ({
    overview: '/',
    organisations: '/tenants',
    'organisation-new': '/tenants?new=1',
    organisation: `/tenants/${acme.tenant_id}`,
    people: `/tenants/${acme.tenant_id}/people`,
    'sign-in': `/tenants/${acme.tenant_id}/sign-in`,
    activity: `/tenants/${acme.tenant_id}/activity`,
    entitlements: `/entitlements?tenant=${acme.tenant_id}`,
    runtimes: '/runtimes',
    'runtime-enrol': '/runtimes?new=1',
    runtime: `/runtimes/${runtime.runtime_id}`,
    'kill-switches': '/switches',
    audit: '/audit',
    missing: '/nowhere',
  });
  const ofLearner = () => ({
    home: '/',
    catalogue: '/courses',
    course: `/courses/${course}`,
    progress: '/progress',
  });

  async function walk(page, pages, theme, width) {
    const found = [];
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(base + path);
      await settle(page);
      const label = `${name}-${theme}-${width}`;
      await picture(page, label);
      found.push(...(await objections(page, label)));
    }
    assert.deepEqual(found, []);
    page.noErrors();
    await page.context().close();
  }

  for (const theme of ['light', 'dark']) {
    for (const width of [1440, 390]) {
      test(`signed out, ${theme}, ${width}`, async () => {
        await walk(await openWindow(browser, { theme, width }), { landing: '/' }, theme, width);
      });
      test(`owner, ${theme}, ${width}`, async () => {
        const storageState = await owner.context().storageState();
        await walk(await openWindow(browser, { theme, width, storageState }), ofOwner(), theme, width);
      });
      test(`learner, ${theme}, ${width}`, async () => {
        const storageState = await learner.context().storageState();
        await walk(await openWindow(browser, { theme, width, storageState }), ofLearner(), theme, width);
      });
    }
  }

  test('in Portuguese', async () => {
    const storageState = await learner.context().storageState();
    const page = await openWindow(browser, { language: 'pt-BR', storageState });
    await page.goto(`${base}/courses`);
    await page.getByRole('heading', { level: 1, name: 'Cursos' }).waitFor();
    await settle(page);
    await picture(page, 'catalogue-pt-BR');
    page.noErrors();
  });

  test('the command palette goes where it is told', async () => {
    await owner.goto(base);
    await settle(owner);
    await owner.keyboard.press('Control+k');
    await owner.getByRole('combobox').fill('audit');
    await settle(owner);
    await accessible(owner, 'the palette');
    await picture(owner, 'palette');
    await owner.keyboard.press('Enter');
    await owner.waitForURL(/\/audit$/);
    owner.noErrors();
  });
});
