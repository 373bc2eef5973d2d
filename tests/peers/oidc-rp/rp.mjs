// Signs in at an OpenID provider the way an application does, with npm openid-client. Reads ISSUER, CLIENT_ID,
// CLIENT_SECRET (empty: public client), REDIRECT_URI, POST_LOGOUT_REDIRECT_URI, EMAIL and PASSWORD; the person's part,
// the sign-in form, is done with fetch and a small cookie jar. The last line is `N passed, N failed`.
import assert from 'node:assert/strict';
import * as oidc from 'openid-client';

const env = process.env;
const counts = { passed: 0, failed: 0 };

async function step(name, work) {
  try {
    const value = await work();
    counts.passed += 1;
    console.log(`ok   ${name}`);
    return value;
  } catch (error) {
    counts.failed += 1;
    console.log(`FAIL ${name}: ${error.stack ?? error}`, error.cause ?? '');
    return undefined;
  }
}

class Browser {
  #cookies = new Map();

  async request(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split('; ');
      const [name, value] = pair.split('=');
      if (attributes.includes('Max-Age=0')) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  async signIn(url, email, password) {
    const page = await this.request(url);
    assert.equal(page.status, 200);
    const html = unescape(await page.text());
    const action = new URL(/<form[^>]* action="([^"]+)"/.exec(html)[1], url);
    const form = { email, password };
    for (const [input] of html.matchAll(/<input type="hidden"[^>]*>/g)) {
      form[/name="([^"]+)"/.exec(input)[1]] = /value="([^"]*)"/.exec(input)[1];
    }
    return this.request(action, form);
  }
}

function unescape(html) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html.replace(/&(?:(amp|lt|gt|quot)|#x([0-9a-f]+));/gi, (_, name, hex) =>
    name ? named[name] : String.fromCodePoint(Number.parseInt(hex, 16)));
}

function landing(response) {
  assert.equal(response.status, 303);
  const url = new URL(response.headers.get('location'));
  assert.ok(url.href.startsWith(env.REDIRECT_URI), url.href);
  return url;
}

async function connect(authentication) {
  const config = await oidc.discovery(new URL(env.ISSUER), env.CLIENT_ID, env.CLIENT_SECRET || undefined, authentication, {
    execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
  });
  assert.equal(config.serverMetadata().issuer, env.ISSUER);
  assert.ok(config.serverMetadata().supportsPKCE());
  return config;
}

async function authorization(config, extra = {}) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: env.REDIRECT_URI,
    scope: 'openid email profile offline_access',
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...extra,
  });
  return { url, checks };
}

const rejectedAs = (code) => (error) => error.error === code;
const browser = new Browser();
const usual = env.CLIENT_SECRET ? oidc.ClientSecretBasic(env.CLIENT_SECRET) : oidc.None();
const config = await step('discovery', () => connect(usual));

await step('prompt=none before anybody signed in is login_required', async () => {
  const { url, checks } = await authorization(config, { prompt: 'none' });
  const back = landing(await browser.request(url));
  await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), rejectedAs('login_required'));
});

await step('a wrong password shows the form again', async () => {
  const { url } = await authorization(config);
  const page = await browser.signIn(url, env.EMAIL, 'not the password');
  assert.equal(page.status, 403);
  assert.match(await page.text(), /role="alert"/);
});

const tokens = await step('sign-in and code exchange with PKCE, state, nonce, iss and max_age', async () => {
  const { url, checks } = await authorization(config, { max_age: '3600' });
  const back = landing(await browser.signIn(url, env.EMAIL, env.PASSWORD));
  assert.equal(back.searchParams.get('iss'), env.ISSUER);
  const answer = await oidc.authorizationCodeGrant(config, back, { ...checks, maxAge: 3600 });
  assert.equal(answer.claims().email, env.EMAIL);
  return answer;
});

await step('userinfo agrees with the id token', async () => {
  const info = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  assert.equal(info.email, env.EMAIL);
  assert.equal(info.name, tokens.claims().name);
});

await step('a second authorization needs no password', async () => {
  const { url, checks } = await authorization(config, { prompt: 'none' });
  const answer = await oidc.authorizationCodeGrant(config, landing(await browser.request(url)), checks);
  assert.equal(answer.claims().sub, tokens.claims().sub);
  assert.equal(answer.claims().sid, tokens.claims().sid);
});

const fresh = await step('refresh gives new tokens and a new refresh token', async () => {
  const answer = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(answer.refresh_token, tokens.refresh_token);
  assert.equal(answer.claims().sub, tokens.claims().sub);
  return answer;
});

await step('the old refresh token is refused and takes its family along', async () => {
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), rejectedAs('invalid_grant'));
  await assert.rejects(oidc.refreshTokenGrant(config, fresh.refresh_token), rejectedAs('invalid_grant'));
});

await step('revocation ends a grant', async () => {
  const { url, checks } = await authorization(config);
  const answer = await oidc.authorizationCodeGrant(config, landing(await browser.request(url)), checks);
  await oidc.tokenRevocation(config, answer.refresh_token);
  await assert.rejects(oidc.refreshTokenGrant(config, answer.refresh_token), rejectedAs('invalid_grant'));
});

if (env.CLIENT_SECRET) {
  await step('the secret may be posted', async () => {
    const posting = await connect(oidc.ClientSecretPost(env.CLIENT_SECRET));
    const { url, checks } = await authorization(posting);
    await oidc.authorizationCodeGrant(posting, landing(await browser.request(url)), checks);
  });

  await step('a wrong secret is invalid_client', async () => {
    const stranger = await connect(oidc.ClientSecretBasic('not the secret'));
    const { url, checks } = await authorization(stranger);
    const back = landing(await browser.request(url));
    // openid-client turns the challenge of a 401 into its own error.
    await assert.rejects(oidc.authorizationCodeGrant(stranger, back, checks), (error) =>
      error.status === 401 || error.error === 'invalid_client');
  });
}

await step('end-session signs out, revokes and leads back', async () => {
  const { url, checks } = await authorization(config);
  const answer = await oidc.authorizationCodeGrant(config, landing(await browser.request(url)), checks);
  const state = oidc.randomState();
  const end = oidc.buildEndSessionUrl(config, {
    id_token_hint: answer.id_token,
    post_logout_redirect_uri: env.POST_LOGOUT_REDIRECT_URI,
    state,
  });
  const response = await browser.request(end);
  assert.equal(response.status, 303);
  assert.equal(response.headers.get('location'), `${env.POST_LOGOUT_REDIRECT_URI}?state=${state}`);
  await assert.rejects(oidc.refreshTokenGrant(config, answer.refresh_token), rejectedAs('invalid_grant'));
  assert.equal((await browser.request((await authorization(config)).url)).status, 200);
});

console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed ? 1 : 0;
