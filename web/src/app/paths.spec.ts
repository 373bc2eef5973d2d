import { expect, test } from 'vitest';
import { paths, runtimePage, withQuery } from './paths';

test('every URL of the console', () => {
  const ids = ['t 1', 'l/2'] as const;
  const all = Object.entries(paths).map(([name, path]) => `${name}: ${typeof path === 'string' ? path : (path as (...ids: string[]) => string)(...ids)}`);
  expect(all).toMatchInlineSnapshot(`
    [
      "overview: /",
      "tenants: /tenants",
      "tenant: /tenants/t%201",
      "tenantPeople: /tenants/t%201/people",
      "tenantEntitlements: /tenants/t%201/entitlements",
      "tenantSignIn: /tenants/t%201/sign-in",
      "tenantActivity: /tenants/t%201/activity",
      "entitlements: /entitlements",
      "runtimes: /runtimes",
      "runtime: /runtimes/t%201",
      "runtimeSwitches: /runtimes/t%201/switches",
      "runtimeActivity: /runtimes/t%201/activity",
      "switches: /switches",
      "audit: /audit",
      "courses: /courses",
      "course: /courses/t%201",
      "lesson: /courses/t%201/lessons/l%2F2",
      "progress: /progress",
    ]
  `);
});

test('a query leaves out what is not set', () => {
  expect(withQuery(paths.audit, { q: 'a b', type: undefined })).toBe('/audit?q=a+b');
  expect(withQuery(paths.audit, {})).toBe('/audit');
});

test('a runtime the console does not know opens under its own path', () => {
  expect(runtimePage('courses', '/courses')).toEqual({ to: '/courses', inside: true });
  expect(runtimePage('shop', '/orders')).toEqual({ to: '/apps/shop/orders', inside: false });
});
