// Every URL of the console, in one place. Any module may import this one.

const at = (path: string) => path;
const enc = encodeURIComponent;

export const paths = {
  overview: at('/'),
  tenants: at('/tenants'),
  tenant: (id: string) => `/tenants/${enc(id)}`,
  tenantPeople: (id: string) => `/tenants/${enc(id)}/people`,
  tenantEntitlements: (id: string) => `/tenants/${enc(id)}/entitlements`,
  tenantSignIn: (id: string) => `/tenants/${enc(id)}/sign-in`,
  tenantActivity: (id: string) => `/tenants/${enc(id)}/activity`,
  entitlements: at('/entitlements'),
  runtimes: at('/runtimes'),
  runtime: (id: string) => `/runtimes/${enc(id)}`,
  runtimeSwitches: (id: string) => `/runtimes/${enc(id)}/switches`,
  runtimeActivity: (id: string) => `/runtimes/${enc(id)}/activity`,
  switches: at('/switches'),
  audit: at('/audit'),
  courses: at('/courses'),
  course: (slug: string) => `/courses/${enc(slug)}`,
  lesson: (course: string, lesson: string) => `/courses/${enc(course)}/lessons/${enc(lesson)}`,
  progress: at('/progress'),
} as const;

/** A path with its search: `withQuery(paths.audit, { type: 'tenant.suspended' })`. */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length > 0 ? `${path}?${new URLSearchParams(pairs)}` : path;
}

/** Where a runtime's own page lives: here when the console knows it, under the runtime's path otherwise. */
export function runtimePage(product: string, path: string): { to: string; inside: boolean } {
  const inside = [paths.courses, paths.progress].some((known) => path === known || path.startsWith(`${known}/`));
  return inside ? { to: path, inside } : { to: `/apps/${enc(product)}${path}`, inside };
}
