import { useState } from 'react';
import type { ApiRequest } from '@/api/client';
import { Gate } from '@/api/gate';
import { useRead } from '@/api/query';
import type { AuditRecord, Page } from '@/api/types';
import { dayOf, timeOf } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Empty } from '@/ui/feedback';
import { EventGlyph, EventName } from '@/ui/event';
import { Card } from '@/ui/page';
import { subjectOf } from './columns';
import { EventDrawer } from './drawer';

/** What happened to one thing, newest first, by day. */
export function Timeline({ request, keep }: { request: ApiRequest<Page<AuditRecord>>; keep: (row: AuditRecord) => boolean }) {
  const t = useT();
  const [open, setOpen] = useState<AuditRecord>();
  const read = useRead(request, { every: 5_000 });
  return (
    <Gate read={read}>
      {(page) => {
        const rows = page.items.filter(keep);
        if (rows.length === 0) {
          return (
            <Card>
              <Empty icon="scroll-text" title={t('audit.empty')}>
                {t('audit.empty_text')}
              </Empty>
            </Card>
          );
        }
        return (
          <>
            {byDay(rows, t.language).map(([day, events]) => (
              <section key={day} className="mb-6">
                <h2 className="mb-2 text-xs font-[540] text-ink-3">{day}</h2>
                <ol className="relative before:absolute before:top-3 before:bottom-3 before:left-3.5 before:w-px before:bg-line">
                  {events.map((event) => (
                    <li key={event.event_id}>
                      <button type="button" onClick={() => setOpen(event)} className="relative flex w-full items-start gap-3.5 rounded-md py-2 pr-3 text-left hover:bg-hover">
                        <span className="rounded-full bg-surface">
                          <EventGlyph type={event.type} />
                        </span>
                        <span className="min-w-0 flex-1 pt-0.5">
                          <span className="block text-sm">
                            <EventName type={event.type} />
                          </span>
                          <span className="block truncate text-xs text-ink-3">
                            {[event.actor_name ?? t(`audit.actor.${event.actor_type}`), subjectOf(event)].filter(Boolean).join(' · ')}
                          </span>
                        </span>
                        <time dateTime={event.timestamp} className="pt-0.5 text-xs text-ink-3">
                          {timeOf(t.language, new Date(event.timestamp))}
                        </time>
                      </button>
                    </li>
                  ))}
                </ol>
              </section>
            ))}
            <EventDrawer eventId={open?.event_id} tenantId={open?.tenant_id} known={open} onClose={() => setOpen(undefined)} />
          </>
        );
      }}
    </Gate>
  );
}

function byDay(rows: readonly AuditRecord[], language: 'en' | 'pt-BR'): [string, AuditRecord[]][] {
  const days = new Map<string, AuditRecord[]>();
  for (const row of rows) {
    const day = dayOf(language, new Date(row.timestamp));
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days];
}
