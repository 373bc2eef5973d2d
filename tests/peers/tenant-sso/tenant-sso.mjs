// A second organisation signs its people in through its own identity provider: npm oidc-provider,
// which knows nothing of Leme. Run by the test of a whole installation.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import http from "node:http";
import path from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import Provider from "oidc-provider";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const leme = process.env.LEME_URL;
const ctl = (...words) => {
  const text = execFileSync("./leme", ["ctl", ...words], { cwd: root, encoding: "utf8" });
  return words.includes("--json") ? JSON.parse(text) : text.trim();
};

const slug = `sso-${process.pid}`;
const client = { client_id: "leme-at-acme", client_secret: "a-secret-of-theirs-0123456789-0123456789" };
let server;
let issuer;
let tenant;

before(async () => {
  server = http.createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [`${leme}/auth/callback`] }],
    conformIdTokenClaims: false,
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id, email: `${id}@sso.test`, email_verified: true, name: `Person ${id}`,
        groups: id === "boss" ? ["staff", "leaders"] : ["staff"],
      }),
    }),
  });
  server.on("request", provider.callback());

  tenant = ctl("tenant", "create", slug, "--name", "Their Own Sign-in", "--json");
  const owner = ctl("token");
  const me = await (await fetch(`${leme}/api/kernel/me`, { headers: bearer(owner) })).json();
  const acting = me.memberships[0].tenant.tenant_id;
  const made = await fetch(`${leme}/api/kernel/tenants/${tenant.tenant_id}/connections`, {
    method: "POST",
    headers: { ...bearer(owner), "x-tenant-id": acting, "content-type": "application/json" },
    body: JSON.stringify({
      name: "Their provider", provider: "oidc", issuer, ...client, token_use: "id",
      jit: { enabled: true, default_roles: ["member"] },
      role_mappings: [{ claim: "groups", value: "leaders", role: "admin" }],
    }),
  });
  const answer = await made.json();
  assert.equal(made.status, 201, JSON.stringify(answer));
  assert.equal(answer.has_secret, true);
  assert.ok(!JSON.stringify(answer).includes(client.client_secret), "the secret never comes out");
});

after(() => server?.close());

test("a person signs in through the organisation's own provider and is let in just in time", async () => {
  const session = await (await signIn("ana")).get("/auth/session");
  assert.equal(session.authenticated, true);
  assert.equal(session.tenant.slug, slug);
  const mine = session.memberships.find((membership) => membership.slug === slug);
  assert.deepEqual(mine.roles, ["member"]);
});

test("a group of the provider gives a role here", async () => {
  const browser = await signIn("boss");
  const me = await browser.get("/api/kernel/me");
  assert.equal(me.active.tenant.slug, slug);
  assert.ok(me.active.roles.includes("admin"), JSON.stringify(me.active));
});

test("the provider of one organisation opens no other", async () => {
  const browser = await signIn("ana");
  const me = await browser.get("/api/kernel/me");
  assert.deepEqual(me.memberships.map((membership) => membership.tenant.slug), [slug]);
});

test("the audit says who joined, and how", async () => {
  const entries = ctl("audit", "list", "--tenant", slug, "--type", "member.joined", "--json");
  const emails = entries.items.map((entry) => entry.payload.email);
  assert.ok(emails.includes("ana@sso.test"), JSON.stringify(emails));
});

const bearer = (token) => ({ authorization: `Bearer ${token}` });

// Signs in as a browser would: redirects, cookies per host, the provider's own two forms.
async function signIn(login) {
  const browser = new Browser();
  let page = await browser.follow(`${leme}/auth/login?tenant=${slug}&return_to=/`);
  for (let form = 0; form < 3 && page.url.startsWith(issuer); form += 1) {
    const action = page.text.match(/<form[^>]*action="([^"]+)"/)?.[1];
    assert.ok(action, `the provider shows a form: ${page.text.slice(0, 200)}`);
    const prompt = page.text.match(/name="prompt" value="([^"]+)"/)?.[1];
    const fields = prompt === "login" ? { prompt, login, password: "any" } : { prompt };
    page = await browser.follow(new URL(action, page.url).href, new URLSearchParams(fields));
  }
  assert.ok(page.url.startsWith(leme), `back at the platform, not at ${page.url}`);
  return browser;
}

class Browser {
  jars = new Map();

  async follow(url, form) {
    let body = form;
    for (let hop = 0; hop < 15; hop += 1) {
      const response = await this.send(url, body);
      body = undefined;
      const next = response.headers.get("location");
      if (!next) return { url, status: response.status, text: await response.text() };
      url = new URL(next, url).href;
    }
    throw new Error(`too many redirects, last ${url}`);
  }

  async get(pathname) {
    const response = await this.send(`${leme}${pathname}`);
    const text = await response.text();
    assert.equal(response.status, 200, `${pathname}: ${text}`);
    return JSON.parse(text);
  }

  async send(url, form) {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map();
    this.jars.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form ? "POST" : "GET", body: form, redirect: "manual",
      headers: { cookie, accept: "text/html,application/json" },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
    return response;
  }
}
