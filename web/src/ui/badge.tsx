import { cva } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { Icon } from './icon';
import type { IconName } from './icon';

export type BadgeTone = 'ok' | 'warn' | 'bad' | 'accent' | 'neutral';

const look = cva('inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-[540] whitespace-nowrap', {
  variants: {
    tone: {
      ok: 'bg-ok-soft text-ok',
      warn: 'bg-warn-soft text-warn',
      bad: 'bg-bad-soft text-bad',
      accent: 'bg-accent-soft text-accent-text',
      neutral: 'bg-sunken text-ink-2 ring-1 ring-line ring-inset',
    },
  },
});

const dot: Record<BadgeTone, string> = {
  ok: 'bg-ok-dot',
  warn: 'bg-warn-dot',
  bad: 'bg-bad-dot',
  accent: 'bg-accent',
  neutral: 'bg-ink-3',
};

export function Badge({ tone, icon, children }: { tone: BadgeTone; icon?: IconName | undefined; children: ReactNode }) {
  return (
    <span className={look({ tone })}>
      {icon ? <Icon name={icon} size={12} /> : <span className={`size-1.5 rounded-full ${dot[tone]}`} />}
      {children}
    </span>
  );
}

/** A plain word in a frame: a role, a tag, a mode. */
export function Chip({ children, mono = false }: { children: ReactNode; mono?: boolean }) {
  const font = mono ? 'font-mono text-[0.6875rem]' : 'text-xs';
  return (
    <span className={`inline-flex h-5 items-center rounded-sm border border-line bg-sunken px-1.5 text-ink-2 ${font}`}>
      {children}
    </span>
  );
}

/** A dot that beats while something is alive. */
export function Pulse({ tone, beating = false }: { tone: BadgeTone; beating?: boolean }) {
  return (
    <span aria-hidden="true" className="relative inline-flex size-2 shrink-0">
      {beating ? <span className={`absolute inset-0 animate-beat rounded-full ${dot[tone]}`} /> : null}
      <span className={`relative size-2 rounded-full ${dot[tone]}`} />
    </span>
  );
}
