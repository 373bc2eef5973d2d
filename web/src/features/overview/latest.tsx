import { Link } from 'react-router';
import { Gate } from '@/api/gate';
import { listAudit } from '@/api/kernel';
import { useRead } from '@/api/query';
import { paths, withQuery } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Empty } from '@/ui/feedback';
import { Section } from '@/ui/page';
import { EventGlyph, EventName } from '@/ui/event';
import { Ago } from '@/ui/time';

export function LatestAudit({ tree }: { tree: boolean }) {
  const t = useT();
  const read = useRead(listAudit({ tree: tree || undefined, limit: 8 }), { every: 5_000 });
  return (
    <Section title={t('overview.latest')} flush action={<Link to={paths.audit} className="text-sm text-accent-text hover:underline">{t('common.see_all')}</Link>}>
      <Gate read={read} loading={<div className="h-40" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="scroll-text" title={t('audit.empty')}>
              {t('audit.empty_text')}
            </Empty>
          ) : (
            <ol className="divide-y divide-line">
              {page.items.map((event) => (
                <li key={event.event_id}>
                  <Link
                    to={withQuery(paths.audit, { event: event.event_id, of: event.tenant_id })}
                    className="flex items-center gap-3 px-5 py-2.5 hover:bg-canvas focus-visible:-outline-offset-2 dark:hover:bg-sunken"
                  >
                    <EventGlyph type={event.type} />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate text-sm">
                        <EventName type={event.type} />
                      </span>
                      <span className="block truncate text-xs text-ink-3">{[event.tenant_name, event.actor_name].filter(Boolean).join(' · ') || t(`audit.actor.${event.actor_type}`)}</span>
                    </span>
                    <span className="text-xs text-ink-3">
                      <Ago at={event.timestamp} />
                    </span>
                  </Link>
                </li>
              ))}
            </ol>
          )
        }
      </Gate>
    </Section>
  );
}
