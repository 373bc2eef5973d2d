// Light, dark or as the system has it; and the colour an organisation brings.
import { useSyncExternalStore } from 'react';
import { readSetting, writeSetting } from '@/i18n/settings';

export type Theme = 'system' | 'light' | 'dark';

const listeners = new Set<() => void>();
const system = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : undefined;

export function currentTheme(): Theme {
  const kept = readSetting('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function setTheme(theme: Theme): void {
  writeSetting('theme', theme);
  paint();
  for (const listener of listeners) listener();
}

function paint() {
  const theme = currentTheme();
  const dark = theme === 'dark' || (theme === 'system' && system?.matches === true);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

system?.addEventListener('change', paint);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, currentTheme);

/** Sets the organisation's colour; everything else is derived from it in CSS. Without one it is Leme's own. */
export function applyBrand(colour: string | null | undefined): void {
  const root = document.documentElement;
  if (colour && CSS.supports('color', colour)) root.style.setProperty('--brand', colour);
  else root.style.removeProperty('--brand');
}
