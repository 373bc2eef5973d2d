import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { relative } from './format';
import { en } from './en';
import { makeTranslate } from './i18n';
import { ptBR } from './pt-br';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).toSorted();
const source = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return source(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.spec.') ? [path] : [];
  });

describe('catalogues', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(ptBR).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  test('no text is empty', () => {
    for (const catalogue of [en, ptBR]) {
      expect(Object.entries(catalogue).filter(([, text]) => text.trim() === '')).toEqual([]);
    }
  });

  test('a text has the same placeholders in both languages', () => {
    for (const [key, text] of Object.entries(en)) {
      expect([key, names(ptBR[key as keyof typeof en])]).toEqual([key, names(text)]);
    }
  });

  test('each plural has both forms', () => {
    const bases = Object.keys(en).filter((key) => key.endsWith('_one'));
    for (const base of bases) expect(en).toHaveProperty([base.replace(/_one$/, '_other')]);
  });

  test('no text is left that nothing shows', () => {
    const code = source('src')
      .filter((path) => !/i18n\/(en|pt-br)\.ts$/.test(path))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const families = [...code.matchAll(/`((?:\w+\.)+)\$\{/g)].map((match) => match[1] ?? '');
    const unused = Object.keys(en).filter((key) => {
      const base = key.replace(/_(one|other)$/, '');
      return !code.includes(`'${base}'`) && !families.some((family) => key.startsWith(family));
    });
    expect(unused).toEqual([]);
  });
});

describe('translate', () => {
  const t = makeTranslate('pt-BR', ptBR);

  test('fills names and writes numbers in the language', () => {
    expect(t('grant.used_of', { used: 1200, limit: 5000 })).toBe('1.200 de 5.000');
  });

  test('chooses the plural form', () => {
    expect(t.n('course.lessons', 1)).toBe('1 lição');
    expect(t.n('course.lessons', 4)).toBe('4 lições');
  });

  test('picks a manifest text by language and falls back to English', () => {
    expect(t.pick({ en: 'Courses', 'pt-BR': 'Cursos' })).toBe('Cursos');
    expect(t.pick({ en: 'Courses' })).toBe('Courses');
    expect(t.pick(undefined, 'courses')).toBe('courses');
  });

  test('relative time counts whole units', () => {
    const now = new Date('2026-01-01T12:00:00Z');
    expect(relative('en', new Date('2026-01-01T11:57:10Z'), now)).toBe('2 minutes ago');
    expect(relative('en', new Date('2026-01-01T11:59:59Z'), now)).toBe('now');
  });
});
