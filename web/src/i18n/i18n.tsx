// Translation in sixty lines: flat typed keys, {name} in the text, plurals by the language's own rules.
// A catalogue that lacks a key does not compile; i18n.spec.ts also compares placeholders.
import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { readSetting, writeSetting } from './settings';
import type { en } from './en';

export type Key = keyof typeof en;
export type Catalogue = Record<Key, string>;
export type Values = Record<string, string | number>;
type PluralBase<K> = K extends `${infer Base}_one` ? Base : never;
export type PluralKey = PluralBase<Key>;

export const languages = { en: 'English', 'pt-BR': 'Português (Brasil)' } as const;
export type Language = keyof typeof languages;

/** A text of a manifest: English always, other languages perhaps. */
export type Localised = { readonly en: string } & Readonly<Partial<Record<Language, string | null>>>;

export interface Translate {
  (key: Key, values?: Values): string;
  /** The form of the text that fits the number, which is {count} in it. */
  n: (key: PluralKey, count: number, values?: Values) => string;
  has: (key: string) => key is Key;
  /** A text that came from a manifest, in the reader's language. */
  pick: (text: Localised | null | undefined, otherwise?: string) => string;
  language: Language;
}

export function makeTranslate(language: Language, catalogue: Catalogue): Translate {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  const show = (value: string | number) => (typeof value === 'number' ? number.format(value) : value);
  const fill = (text: string, values: Values = {}) =>
    text.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? show(values[name] ?? '') : all));
  const t = (key: Key, values?: Values) => fill(catalogue[key], values);
  return Object.assign(t, {
    n: (key: PluralKey, count: number, values: Values = {}) => {
      const form = plural.select(count) === 'one' ? 'one' : 'other';
      return fill(catalogue[`${key}_${form}` as Key], { count, ...values });
    },
    has: (key: string): key is Key => key in catalogue,
    pick: (text: Localised | null | undefined, otherwise = '') =>
      text?.[language] ?? text?.en ?? otherwise,
    language,
  });
}

const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import('./en')).en,
  'pt-BR': async () => (await import('./pt-br')).ptBR,
};

export function preferredLanguage(): Language {
  const chosen = readSetting('language') ?? navigator.language;
  return chosen.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en';
}

interface I18n {
  t: Translate;
  setLanguage: (language: Language) => void;
}

const Context = createContext<I18n | undefined>(undefined);

export async function loadLanguage(language: Language): Promise<Translate> {
  return makeTranslate(language, await loaders[language]());
}

export function I18nProvider({ initial, children }: { initial: Translate; children: ReactNode }) {
  const [t, setT] = useState<Translate>(() => initial);
  const setLanguage = useCallback((language: Language) => {
    writeSetting('language', language);
    void loadLanguage(language).then((next) => setT(() => next));
  }, []);
  useEffect(() => {
    document.documentElement.lang = t.language;
  }, [t]);
  const value = useMemo(() => ({ t, setLanguage }), [t, setLanguage]);
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const value = use(Context);
  if (!value) throw new Error('I18nProvider is missing');
  return value;
}

export const useT = (): Translate => useI18n().t;
