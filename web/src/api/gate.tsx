// Between asking for one thing and showing it: loading, missing, refused, failed.
import type { ReactNode } from 'react';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Empty, SkeletonLines } from '@/ui/feedback';
import { isForbidden, isMissing, problemText } from './errors';
import type { Problem } from './errors';
import type { Read } from './query';

interface GateProps<T> {
  read: Read<T>;
  children: (value: T) => ReactNode;
  loading?: ReactNode;
  /** Draws what this page knows better than the general sentence; undefined leaves it to the gate. */
  failed?: (problem: Problem) => ReactNode | undefined;
}

export function Gate<T>({ read, children, loading, failed }: GateProps<T>) {
  if (read.data !== undefined) return children(read.data);
  if (read.error) return failed?.(read.error) ?? <Failure problem={read.error} retry={() => void read.refetch()} />;
  return loading ?? <SkeletonLines lines={6} />;
}

export function Failure({ problem, retry }: { problem: Problem; retry: () => void }) {
  const t = useT();
  const missing = isMissing(problem);
  const refused = isForbidden(problem);
  return (
    <Empty
      alone
      icon={missing ? 'ship-wheel' : refused ? 'lock' : 'triangle-alert'}
      tone={missing || refused ? 'neutral' : 'bad'}
      title={missing ? t('failure.not_found') : refused ? t('table.forbidden') : t('table.failed')}
      action={
        missing || refused ? null : (
          <Button icon="refresh-cw" onClick={retry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      {problemText(t, problem)}
      {problem.correlationId ? <span className="mt-1 block font-mono text-2xs text-ink-3">{problem.correlationId}</span> : null}
    </Empty>
  );
}
