// What a grant may name: the keys the runtimes declared and, where a runtime lists its items, each item's own key.
import { listCatalogue } from '@/api/courses';
import { useRead } from '@/api/query';
import type { Feature } from '@/api/types';
import { useT } from '@/i18n/i18n';

export interface Suggestion {
  value: string;
  label: string;
}

export function useFeatureSuggestions(product: string, features: readonly Feature[]): Suggestion[] {
  const t = useT();
  const own = features.filter((feature) => feature.product === product);
  const pattern = own.find((feature) => feature.key.endsWith('*'))?.key;
  const catalogue = useRead(listCatalogue(), { enabled: product === 'courses' && pattern !== undefined });
  const items = (catalogue.data?.items ?? []).map((item) => ({
    value: `${(pattern ?? '').slice(0, -1)}${item.slug}`,
    label: item.title,
  }));
  return [...items, ...own.map((feature) => ({ value: feature.key, label: t.pick(feature.title, feature.key) }))];
}
