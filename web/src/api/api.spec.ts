import { afterEach, describe, expect, test, vi } from 'vitest';
import { en } from '@/i18n/en';
import { makeTranslate } from '@/i18n/i18n';
import { ptBR } from '@/i18n/pt-br';
import { curlOf, get, post, send, setSessionContext, urlOf, whenSignedOut } from './client';
import { Problem, problemCodes, problemText, violationText } from './errors';
import { holds } from './session';

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fake = vi.fn<typeof fetch>(async () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));
  vi.stubGlobal('fetch', fake);
  return fake;
}

describe('client', () => {
  test('leaves empty query values out', () => {
    expect(urlOf(get('/x', { q: '', cursor: undefined, limit: 5, tree: true }))).toBe('/x?limit=5&tree=true');
  });

  test('unsafe methods carry the csrf token and a key, safe ones do not', async () => {
    setSessionContext('secret', 't1');
    const fake = answer(200, {});
    await send(get('/api/kernel/me'));
    await send(post('/api/kernel/tenants', { name: 'Acme' }));
    const headers = fake.mock.calls.map(([, init]) => init?.headers as Record<string, string>);
    expect(headers[0]).not.toHaveProperty('x-csrf-token');
    expect(headers[1]).toMatchObject({ 'x-csrf-token': 'secret', 'content-type': 'application/json' });
    expect(headers[1]?.['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('an empty answer is no error', async () => {
    answer(204, undefined);
    await expect(send(post('/api/x'))).resolves.toBeUndefined();
  });

  test('a problem keeps its code, its fields and its correlation id', async () => {
    answer(422, { status: 422, code: 'request.invalid', correlation_id: 'c1', violations: [{ pointer: '/slug', code: 'taken' }] });
    const failure = await send(post('/api/x')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 422, code: 'request.invalid', correlationId: 'c1' });
    expect((failure as Problem).violations).toHaveLength(1);
  });

  test('an answer that is no problem document still gets a code', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502, headers: { 'x-correlation-id': 'c2' } }));
    await expect(send(get('/api/x'))).rejects.toMatchObject({ code: 'unavailable', correlationId: 'c2' });
  });

  test('a 401 of the api tells the console, and of nothing else', async () => {
    const told = vi.fn();
    whenSignedOut(told);
    answer(401, { status: 401, code: 'auth.required' });
    await send(get('/auth/session')).catch(() => {});
    expect(told).not.toHaveBeenCalled();
    await send(get('/api/kernel/me')).catch(() => {});
    expect(told).toHaveBeenCalledOnce();
  });

  test('no network is its own code', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed');
    });
    await expect(send(get('/api/x'))).rejects.toMatchObject({ status: 0, code: 'offline' });
  });

  test('the command that does the same quotes the body', () => {
    setSessionContext(undefined, 't1');
    expect(curlOf(post('/api/kernel/tenants', { name: "D'Ávila" }))).toBe(
      [
        `curl -X POST 'http://localhost:3000/api/kernel/tenants'`,
        `-H "Authorization: Bearer $LEME_TOKEN"`,
        `-H 'X-Tenant-Id: t1'`,
        `-H 'Content-Type: application/json'`,
        `-d '{"name":"D'\\''Ávila"}'`,
      ].join(' \\\n  '),
    );
  });
});

describe('problems', () => {
  const languages = [makeTranslate('en', en), makeTranslate('pt-BR', ptBR)];

  test('each code has a sentence in each language', () => {
    for (const t of languages) {
      for (const code of problemCodes) expect(problemText(t, new Problem({ status: 400, code }))).toMatch(/\p{L}.*\.$/u);
    }
  });

  test('a conflict says what the server says', () => {
    const t = languages[0]!;
    expect(problemText(t, new Problem({ status: 409, code: 'conflict.slug', detail: 'The slug is taken.' }))).toBe('The slug is taken.');
  });

  test('a known violation is translated, an unknown one keeps its detail', () => {
    const t = languages[1]!;
    expect(violationText(t, { pointer: '/name', code: 'required', detail: 'is missing' })).toBe('Isto é necessário.');
    expect(violationText(t, { pointer: '/name', code: 'odd', detail: 'Odd.' })).toBe('Odd.');
  });
});

test('a permission may be held by its family', () => {
  expect(holds(['runtime.*'], 'runtime.write')).toBe(true);
  expect(holds(['runtime.read'], 'runtime.write')).toBe(false);
  expect(holds(['run.*'], 'runtime.read')).toBe(false);
});
