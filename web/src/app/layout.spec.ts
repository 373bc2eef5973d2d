// The rules of the folders, held by a test: ui ← api ← features ← app, no noun imports another, no barrels.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve('src');
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !/\.spec\.|\.d\.ts$/.test(entry.name) ? [relative(root, path)] : [];
  });
const all = files(root);

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/from '([^']+)'/g), ...text.matchAll(/import\('([^']+)'\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => target.startsWith('@/') || target.startsWith('.'))
    .map((target) => (target.startsWith('@/') ? target.slice(2) : join(dirname(file), target)));
}

const layers = ['i18n', 'ui', 'api', 'features', 'app'];
const layerOf = (path: string) => layers.indexOf(path.split('/')[0] ?? '');

test('imports go down the layers only', () => {
  const wrong = all.flatMap((file) =>
    importsOf(file)
      .filter((target) => target !== 'app/paths' && layerOf(target) > layerOf(file))
      .map((target) => `${file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no feature imports another', () => {
  const noun = (path: string) => path.split('/')[1];
  const wrong = all
    .filter((file) => file.startsWith('features/'))
    .flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('features/') && noun(target) !== noun(file))
        .map((target) => `${file} → ${target}`),
    );
  expect(wrong).toEqual([]);
});

test('no file only passes on what others export', () => {
  expect(all.filter((file) => /^export .* from /m.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('only pages have a default export, and routes load each of them', () => {
  const routes = readFileSync(join(root, 'app/routes.tsx'), 'utf8');
  const pages = all.filter((file) => /^export default /m.test(readFileSync(join(root, file), 'utf8')));
  for (const page of pages) expect(routes).toContain(`@/${page.replace(/\.tsx$/, '')}'`);
});

test('only the api folder talks to the network', () => {
  const wrong = all.filter((file) => !file.startsWith('api/') && /\bfetch\(/.test(readFileSync(join(root, file), 'utf8')));
  expect(wrong).toEqual([]);
});
