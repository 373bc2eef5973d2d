import type { AuditRecord } from '@/api/types';
import type { Translate } from '@/i18n/i18n';
import { CopyId } from '@/ui/copy';
import type { Column } from '@/ui/data-table';
import { EventGlyph, EventName } from '@/ui/event';
import { Ago } from '@/ui/time';

export function auditColumns(t: Translate, tree: boolean): Column<AuditRecord>[] {
  return [
    {
      id: 'type',
      header: t('audit.event'),
      main: true,
      text: (row) => row.type,
      cell: (row) => (
        <span className="flex items-center gap-3">
          <EventGlyph type={row.type} />
          <span>
            <span className="block whitespace-nowrap">
              <EventName type={row.type} />
            </span>
            {t.has(`event.${row.type}`) ? <span className="block font-mono text-2xs font-normal text-ink-3">{row.type}</span> : null}
          </span>
        </span>
      ),
    },
    ...(tree ? [{ id: 'tenant', header: t('audit.tenant'), text: (row: AuditRecord) => row.tenant_name ?? row.tenant_id, cell: (row: AuditRecord) => row.tenant_name ?? <CopyId id={row.tenant_id} /> }] : []),
    {
      id: 'actor',
      header: t('audit.actor'),
      text: (row) => row.actor_name ?? `${row.actor_type}:${row.actor_id}`,
      cell: (row) => <Actor row={row} t={t} />,
    },
    { id: 'subject', header: t('audit.about'), text: (row) => subjectOf(row) ?? '', cell: (row) => <span className="line-clamp-1 max-w-64 font-mono text-xs">{subjectOf(row) ?? '—'}</span> },
    { id: 'at', header: t('audit.when'), text: (row) => row.timestamp, cell: (row) => <Ago at={row.timestamp} /> },
    { id: 'correlation', header: t('audit.correlation'), extra: true, text: (row) => row.correlation_id, cell: (row) => <CopyId id={row.correlation_id} /> },
    { id: 'id', header: 'ID', extra: true, text: (row) => row.event_id, cell: (row) => <CopyId id={row.event_id} /> },
  ];
}

export function Actor({ row, t }: { row: AuditRecord; t: Translate }) {
  return (
    <span className="block">
      <span className="block whitespace-nowrap">{row.actor_name ?? t(`audit.actor.${row.actor_type}`)}</span>
      <span className="block max-w-44 truncate font-mono text-2xs text-ink-3" title={row.actor_id}>
        {row.actor_id}
      </span>
    </span>
  );
}

const telling = ['feature', 'course', 'lesson', 'name', 'email', 'slug', 'reason', 'code', 'product', 'scope', 'version'];

/** The words of a payload that say most. */
export function subjectOf(row: AuditRecord): string | undefined {
  const payload = { ...(row.payload?.['grant'] as Record<string, unknown> | undefined), ...row.payload };
  const found = telling.map((key) => payload[key]).filter((value): value is string => typeof value === 'string' && value !== '');
  return found.length > 0 ? [...new Set(found)].slice(0, 3).join(' · ') : undefined;
}
