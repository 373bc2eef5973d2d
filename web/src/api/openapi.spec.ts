// Each call of the console is one the services describe: the method and the path, held against openapi/*.json.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ApiRequest } from './client';
import * as courses from './courses';
import * as kernel from './kernel';

interface Document {
  paths: Record<string, Record<string, unknown>>;
}

const read = (name: string) => JSON.parse(readFileSync(`../openapi/${name}.json`, 'utf8')) as Document;
const documents = { '/api/kernel': read('kernel'), '/api/courses': read('courses') };
type Make = (...parts: never[]) => ApiRequest<unknown>;

const calls = Object.entries<unknown>({ ...kernel, ...courses })
  .filter((entry): entry is [string, Make] => typeof entry[1] === 'function')
  .map(([name, make]) => [name, make(...(Array.from({ length: make.length || 1 }, () => 'x') as never[]))] as const);

function describes(request: ApiRequest<unknown>): boolean {
  const service = Object.entries(documents).find(([prefix]) => request.path.startsWith(prefix));
  if (!service) return false;
  const path = `/v1${request.path.slice(service[0].length)}`;
  return Object.entries(service[1].paths).some(
    ([template, operations]) =>
      new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path) && request.method.toLowerCase() in operations,
  );
}

test.each(calls)('%s is described', (_, request) => {
  expect(`${request.method} ${request.path} ${describes(request)}`).toBe(`${request.method} ${request.path} true`);
});
