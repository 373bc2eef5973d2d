import type { Feature, Grant, GrantState } from '@/api/types';
import { dayOf, exact } from '@/i18n/format';
import type { Translate } from '@/i18n/i18n';
import { Badge } from '@/ui/badge';
import type { BadgeTone } from '@/ui/badge';
import { CopyId } from '@/ui/copy';
import type { Column } from '@/ui/data-table';
import { ProgressBar } from '@/ui/feedback';
import { Ago } from '@/ui/time';

export const stateTone: Record<GrantState, BadgeTone> = { active: 'ok', scheduled: 'accent', expired: 'neutral', revoked: 'bad' };

export function grantColumns(t: Translate, features: readonly Feature[]): Column<Grant>[] {
  return [
    {
      id: 'feature',
      header: t('grant.feature'),
      main: true,
      text: (row) => row.feature,
      cell: (row) => (
        <span>
          <span className="block font-mono text-xs text-ink">{row.feature}</span>
          <span className="block text-xs font-normal text-ink-3">{featureTitle(t, features, row)}</span>
        </span>
      ),
    },
    { id: 'state', header: t('common.status'), text: (row) => row.state, cell: (row) => <Badge tone={stateTone[row.state]}>{t(`grant.state.${row.state}`)}</Badge> },
    { id: 'limit', header: t('grant.limit'), text: (row) => (row.limit == null ? '' : String(row.limit)), cell: (row) => <Limit grant={row} t={t} /> },
    { id: 'until', header: t('grant.until'), text: (row) => row.valid_until ?? '', cell: (row) => <Until grant={row} t={t} /> },
    { id: 'note', header: t('grant.note'), extra: true, text: (row) => row.note ?? '', cell: (row) => row.note || '—' },
    { id: 'created', header: t('common.created'), text: (row) => row.created_at, cell: (row) => <Ago at={row.created_at} /> },
    { id: 'id', header: 'ID', extra: true, text: (row) => row.grant_id, cell: (row) => <CopyId id={row.grant_id} /> },
  ];
}

export function featureTitle(t: Translate, features: readonly Feature[], grant: Pick<Grant, 'product' | 'feature'>): string {
  const found = features.find((feature) => feature.product === grant.product && covers(feature.key, grant.feature));
  return found ? t.pick(found.title, grant.product) : grant.product;
}

/** A key may end in `*`: it then stands for all that begin with it. */
export function covers(pattern: string, key: string): boolean {
  return pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : pattern === key;
}

function Limit({ grant, t }: { grant: Grant; t: Translate }) {
  if (grant.limit == null) return <span className="text-ink-3">{t('grant.unlimited')}</span>;
  const used = grant.used ?? 0;
  return (
    <span className="inline-block min-w-28">
      <span className="tabular mb-1 block text-xs">{t('grant.used_of', { used, limit: grant.limit })}</span>
      <ProgressBar value={used} max={grant.limit} label={t('grant.limit')} className="h-1" />
    </span>
  );
}

function Until({ grant, t }: { grant: Grant; t: Translate }) {
  if (!grant.valid_until) return <span className="text-ink-3">{t('grant.no_end')}</span>;
  const when = new Date(grant.valid_until);
  return <time dateTime={grant.valid_until} title={exact(t.language, when)}>{dayOf(t.language, when)}</time>;
}
