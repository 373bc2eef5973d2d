// The one place that talks to the network. A request is plain data, so the same value fetches, keys the
// cache and is shown as "Copy as curl".
import { Problem, problemFrom } from './errors';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface ApiRequest<T> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Query;
  body?: unknown;
  /** Never set: carries the type of the answer. */
  readonly answer?: T;
}

export const get = <T>(path: string, query?: Query): ApiRequest<T> =>
  query ? { method: 'GET', path, query } : { method: 'GET', path };
export const post = <T>(path: string, body: unknown = {}): ApiRequest<T> => ({ method: 'POST', path, body });
export const put = <T>(path: string, body: unknown): ApiRequest<T> => ({ method: 'PUT', path, body });
export const patch = <T>(path: string, body: unknown): ApiRequest<T> => ({ method: 'PATCH', path, body });
export const remove = <T>(path: string): ApiRequest<T> => ({ method: 'DELETE', path });

let csrfToken: string | undefined;
let tenantId: string | undefined;
let onSignedOut: () => void = () => {};

/** Told by the session: unsafe methods carry the token, commands that are shown name the organisation. */
export function setSessionContext(csrf: string | undefined, tenant: string | undefined): void {
  csrfToken = csrf;
  tenantId = tenant;
}

/** Called once when the server says that the session is gone. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

export function urlOf(request: ApiRequest<unknown>): string {
  const pairs = Object.entries(request.query ?? {}).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] != null && pair[1] !== '',
  );
  if (pairs.length === 0) return request.path;
  return `${request.path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

export async function send<T>(request: ApiRequest<T>, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const init: RequestInit = { method: request.method, headers, credentials: 'same-origin' };
  if (signal) init.signal = signal;
  if (request.method !== 'GET') {
    if (csrfToken) headers['x-csrf-token'] = csrfToken;
    if (request.method === 'POST') headers['idempotency-key'] = crypto.randomUUID();
    if (request.body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(request.body);
    }
  }
  const response = await reach(urlOf(request), init);
  if (response.ok) return (await readBody(response)) as T;
  const problem = await problemFrom(response);
  if (response.status === 401 && request.path.startsWith('/api/')) onSignedOut();
  throw problem;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ status: 0, code: 'offline' });
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** The command that does the same from a terminal, with the token left to the reader. */
export function curlOf(request: ApiRequest<unknown>): string {
  const lines = [`curl -X ${request.method} '${location.origin}${urlOf(request)}'`];
  lines.push(`-H "Authorization: Bearer $LEME_TOKEN"`);
  if (tenantId) lines.push(`-H 'X-Tenant-Id: ${tenantId}'`);
  if (request.body !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`);
    lines.push(`-d '${JSON.stringify(request.body).replaceAll("'", `'\\''`)}'`);
  }
  return lines.join(' \\\n  ');
}
