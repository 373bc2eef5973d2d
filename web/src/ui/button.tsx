import { cva, cx } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'react-router';
import { Icon } from './icon';
import type { IconName } from './icon';
import { Tooltip } from './tooltip';

const look = cva(
  'inline-flex items-center justify-center gap-1.5 rounded-md font-[540] whitespace-nowrap select-none transition-[background-color,border-color,color,box-shadow,opacity] duration-100 aria-disabled:opacity-55 disabled:opacity-55',
  {
    variants: {
      tone: {
        primary: 'bg-accent text-accent-ink shadow-1 not-disabled:hover:bg-accent-hover',
        plain:
          'border border-line-strong bg-surface text-ink shadow-1 not-disabled:hover:border-ink-3/60 not-disabled:hover:bg-hover dark:bg-raised',
        quiet: 'text-ink-2 not-disabled:hover:bg-hover not-disabled:hover:text-ink',
        danger: 'bg-bad text-white shadow-1 not-disabled:hover:bg-bad-hover dark:text-accent-ink',
        'danger-plain':
          'border border-line-strong bg-surface text-bad shadow-1 not-disabled:hover:border-bad/50 not-disabled:hover:bg-bad-soft dark:bg-raised',
      },
      size: {
        sm: 'h-7 px-2.5 text-xs max-md:h-8',
        md: 'h-8 px-3 text-sm max-md:h-10 max-md:px-3.5',
        lg: 'h-10 px-4 text-base',
        icon: 'size-8 max-md:size-10',
        'icon-sm': 'size-7 max-md:size-9',
      },
    },
    defaultVariants: { tone: 'plain', size: 'md' },
  },
);

export type Tone = 'primary' | 'plain' | 'quiet' | 'danger' | 'danger-plain';
export type Size = 'sm' | 'md' | 'lg' | 'icon' | 'icon-sm';

interface Shared {
  tone?: Tone;
  size?: Size;
  icon?: IconName | undefined;
  children?: ReactNode;
  className?: string;
}

interface ButtonProps extends Shared, Omit<ComponentProps<'button'>, 'className' | 'children'> {
  pending?: boolean;
  /** Why it cannot be used now. The button stays reachable, so that the reason is too. */
  refused?: string | undefined;
}

export function Button({ tone, size, icon, children, className, pending, refused, ...rest }: ButtonProps) {
  const content = (
    <>
      {pending ? <Spinner /> : icon ? <Icon name={icon} size={size === 'sm' ? 14 : 15} /> : null}
      {children}
    </>
  );
  const classes = cx(look({ tone, size }), className);
  if (refused) {
    const { onClick: _, type: __, ...inert } = rest;
    return (
      <Tooltip text={refused}>
        <button type="button" aria-disabled="true" {...inert} className={classes}>
          {content}
        </button>
      </Tooltip>
    );
  }
  return (
    <button type="button" {...rest} disabled={pending || rest.disabled} aria-busy={pending || undefined} className={classes}>
      {content}
    </button>
  );
}

export function IconButton({ label, ...rest }: Omit<ButtonProps, 'children'> & { label: string; icon: IconName }) {
  return (
    <Tooltip text={label}>
      <Button tone="quiet" size="icon" aria-label={label} {...rest} />
    </Tooltip>
  );
}

export function LinkButton({ tone, size, icon, children, className, to }: Shared & { to: string }) {
  return (
    <Link to={to} className={cx(look({ tone, size }), className)}>
      {icon ? <Icon name={icon} size={15} /> : null}
      {children}
    </Link>
  );
}

/** A link out of the console: sign-in, a file, another site. */
export function AnchorButton({ tone, size, icon, children, className, ...rest }: Shared & Omit<ComponentProps<'a'>, 'className' | 'children'>) {
  return (
    <a {...rest} className={cx(look({ tone, size }), className)}>
      {icon ? <Icon name={icon} size={15} /> : null}
      {children}
    </a>
  );
}

export function Spinner({ size = 14 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 16 16" className="shrink-0 animate-spin">
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M14.25 8A6.25 6.25 0 0 0 8 1.75" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
