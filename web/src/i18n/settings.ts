// Choices kept in this browser: language, theme, columns. Storage may be blocked; then nothing is kept.

const prefix = 'leme.';

export function readSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}
