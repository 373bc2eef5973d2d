// The frame of a page: title, sections, facts.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon';

interface HeaderProps {
  title: string;
  lead?: ReactNode;
  badge?: ReactNode;
  actions?: ReactNode;
  meta?: ReactNode;
  back?: { to: string; label: string };
}

export function PageHeader({ title, lead, badge, actions, meta, back }: HeaderProps) {
  useEffect(() => {
    document.title = `${title} · Leme`;
  }, [title]);
  return (
    <header className="mb-6">
      {back ? (
        <Link to={back.to} className="mb-2 inline-flex items-center gap-1 text-sm text-ink-3 hover:text-ink">
          <Icon name="chevron-left" size={14} />
          {back.label}
        </Link>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="font-serif text-2xl font-[520] tracking-[-0.022em] text-balance">{title}</h1>
            {badge}
          </div>
          {lead ? <p className="mt-1 max-w-2xl text-base text-pretty text-ink-2">{lead}</p> : null}
          {meta ? <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-2">{meta}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}

export function Card({ children, className = '', label }: { children: ReactNode; className?: string; label?: string }) {
  const look = `rounded-lg border border-line bg-surface ${className}`;
  if (label === undefined) return <div className={look}>{children}</div>;
  return (
    <section aria-label={label} className={look}>
      {children}
    </section>
  );
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  /** Content that fills the frame to its edges, such as rows. */
  flush?: boolean;
}

export function Section({ title, lead, action, children, flush = false }: SectionProps) {
  return (
    <section className="mb-8 min-w-0">
      <div className="mb-2.5 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="text-base font-[600] tracking-[-0.006em]">{title}</h2>
          {lead ? <p className="mt-0.5 text-sm text-ink-2">{lead}</p> : null}
        </div>
        {action}
      </div>
      <Card className={flush ? 'overflow-hidden' : 'p-5 max-md:p-4'}>{children}</Card>
    </section>
  );
}

export function Facts({ items }: { items: readonly (readonly [string, ReactNode] | undefined)[] }) {
  return (
    <dl className="grid grid-cols-[minmax(8rem,auto)_1fr] gap-x-6 gap-y-3 text-sm max-sm:grid-cols-1 max-sm:gap-y-1">
      {items.map((item) =>
        item ? (
          <div key={item[0]} className="contents">
            <dt className="text-ink-3 max-sm:mt-2">{item[0]}</dt>
            <dd className="min-w-0 break-words text-ink">{item[1]}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
