// What a place shows when it has nothing, is waiting, or may not be seen.
import type { ReactNode } from 'react';
import { Icon } from './icon';
import type { IconName } from './icon';

export function Skeleton({ className = 'h-4 w-full' }: { className?: string }) {
  return <span aria-hidden="true" className={`block animate-shimmer rounded-sm bg-hover ${className}`} />;
}

export function SkeletonLines({ lines = 4 }: { lines?: number }) {
  const widths = ['w-3/4', 'w-full', 'w-5/6', 'w-2/3', 'w-11/12'];
  return (
    <div className="space-y-3" aria-busy="true">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} className={`h-4 ${widths[index % widths.length] ?? ''}`} />
      ))}
    </div>
  );
}

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'neutral' | 'bad' | 'warn';
  /** True when this is all the page there is. */
  alone?: boolean;
}

/** An empty place teaches the first step. */
export function Empty({ icon, title, children, action, tone = 'neutral', alone = false }: EmptyProps) {
  const Heading = alone ? 'h1' : 'h2';
  const colour = { neutral: 'text-ink-3 bg-sunken', bad: 'text-bad bg-bad-soft', warn: 'text-warn bg-warn-soft' }[tone];
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center">
      <span className={`mb-4 grid size-11 place-items-center rounded-full ${colour}`}>
        <Icon name={icon} size={20} />
      </span>
      <Heading className="text-lg font-[600] tracking-[-0.01em] text-balance">{title}</Heading>
      {children ? <div className="mt-1.5 text-sm text-pretty text-ink-2">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

export function Notice({ tone, icon, title, children, action }: { tone: 'ok' | 'warn' | 'bad' | 'accent'; icon: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  const colour = {
    ok: 'bg-ok-soft text-ok',
    warn: 'bg-warn-soft text-warn',
    bad: 'bg-bad-soft text-bad',
    accent: 'bg-accent-soft text-accent-text',
  }[tone];
  return (
    <div className={`flex items-start gap-3 rounded-lg px-4 py-3 ${colour}`}>
      <Icon name={icon} size={17} className="mt-0.5" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-[560]">{title}</p>
        {children ? <div className="mt-0.5 text-ink-2">{children}</div> : null}
      </div>
      {action}
    </div>
  );
}

export function ProgressBar({ value, max, label, className = 'h-1.5' }: { value: number; max: number; label: string; className?: string }) {
  const ratio = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={max}
      className={`overflow-hidden rounded-full bg-hover ${className}`}
    >
      <div className="h-full rounded-full bg-accent transition-[width] duration-300" style={{ width: `${ratio * 100}%` }} />
    </div>
  );
}
