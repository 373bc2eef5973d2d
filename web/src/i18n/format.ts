// Dates, durations and numbers as the reader writes them.
import type { Language, Translate } from './i18n';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 minutes ago". Under a minute it counts seconds, in steps that do not flicker. */
export function relative(language: Language, from: Date, now: Date): string {
  const seconds = Math.round((from.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'long' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 5 ? format.format(0, 'second') : format.format(seconds, 'second');
}

export function exact(language: Language, when: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' }).format(when);
}

export function dayOf(language: Language, when: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(when);
}

export function timeOf(language: Language, when: Date): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(when);
}

export function number(language: Language, value: number, digits = 2): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

export function percent(language: Language, ratio: number): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(ratio);
}

/** 95 minutes → "1 h 35 min". */
export function minutes(t: Translate, total: number): string {
  const hours = Math.floor(total / 60);
  const rest = total % 60;
  if (hours === 0) return t('time.minutes', { count: total });
  return rest === 0 ? t('time.hours', { count: hours }) : t('time.hours_minutes', { hours, minutes: rest });
}

/** 75 seconds → "1:15". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
