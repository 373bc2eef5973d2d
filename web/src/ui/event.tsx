// How an audit event looks everywhere: a sign for its family, a sentence when its type is known, the type otherwise.
import { useT } from '@/i18n/i18n';
import { Icon } from './icon';
import type { IconName } from './icon';

const families: readonly (readonly [RegExp, IconName, string])[] = [
  [/^switch\.activated/, 'octagon-x', 'text-warn bg-warn-soft'],
  [/denied|refused|suspended|killed|revoked|failed|deleted|removed/, 'ban', 'text-bad bg-bad-soft'],
  [/resumed|granted|completed|accepted|activated|registered|cleared/, 'circle-check', 'text-ok bg-ok-soft'],
  [/^(runtime|enrolment)/, 'server', 'text-accent-text bg-accent-soft'],
  [/^tenant/, 'building', 'text-accent-text bg-accent-soft'],
  [/^(member|identity|connection|session|auth|login|sign)/, 'user', 'text-accent-text bg-accent-soft'],
  [/^(entitlement|grant)/, 'ticket-check', 'text-accent-text bg-accent-soft'],
  [/started|opened|lesson|course/, 'circle-play', 'text-accent-text bg-accent-soft'],
];

export function EventGlyph({ type }: { type: string }) {
  const [, icon, colour] = families.find(([pattern]) => pattern.test(type)) ?? [/./, 'activity' as const, 'text-ink-2 bg-sunken'];
  return (
    <span className={`grid size-7 shrink-0 place-items-center rounded-full ${colour}`}>
      <Icon name={icon} size={14} />
    </span>
  );
}

export function EventName({ type }: { type: string }) {
  const t = useT();
  const key = `event.${type}`;
  return t.has(key) ? <>{t(key)}</> : <span className="font-mono text-xs">{type}</span>;
}
