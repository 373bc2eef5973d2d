import { Link } from 'react-router';
import { curlOf } from '@/api/client';
import { Gate } from '@/api/gate';
import { viewAudit } from '@/api/kernel';
import { useRead } from '@/api/query';
import type { AuditRecord } from '@/api/types';
import { paths, withQuery } from '@/app/paths';
import { exact } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Chip } from '@/ui/badge';
import { CodeBlock, CopyId, JsonView } from '@/ui/copy';
import { Drawer } from '@/ui/dialog';
import { EventName } from '@/ui/event';
import { Facts } from '@/ui/page';

interface Props {
  eventId: string | undefined;
  tenantId: string | undefined;
  known: AuditRecord | undefined;
  onClose: () => void;
}

export function EventDrawer({ eventId, tenantId, known, onClose }: Props) {
  const t = useT();
  const read = useRead(viewAudit(eventId ?? '', tenantId), { enabled: eventId !== undefined && known === undefined });
  const event = known ?? read.data;
  return (
    <Drawer open={eventId !== undefined} onClose={onClose} title={event && t.has(`event.${event.type}`) ? t(`event.${event.type}` as 'event.tenant.created') : (event?.type ?? t('audit.event'))} description={event?.type}>
      {event ? <Detail event={event} /> : eventId ? <Gate read={read}>{(value) => <Detail event={value} />}</Gate> : null}
    </Drawer>
  );
}

function Detail({ event }: { event: AuditRecord }) {
  const t = useT();
  return (
    <div className="space-y-6">
      <Facts
        items={[
          [t('audit.event'), <EventName key="type" type={event.type} />],
          [t('audit.when'), exact(t.language, new Date(event.timestamp))],
          event.received_at ? [t('audit.received'), exact(t.language, new Date(event.received_at))] : undefined,
          [t('audit.tenant'), <span key="tenant">{event.tenant_name} <CopyId id={event.tenant_id} /></span>],
          [t('audit.actor'), <span key="actor" className="flex flex-wrap items-center gap-2"><Chip>{t(`audit.actor.${event.actor_type}`)}</Chip>{event.actor_name}<CopyId id={event.actor_id} short={false} /></span>],
          event.runtime_id ? [t('audit.runtime'), <Link key="runtime" to={paths.runtime(event.runtime_id)} className="font-mono text-xs text-accent-text hover:underline">{event.runtime_id}</Link>] : undefined,
          [t('audit.correlation'), <Link key="correlation" to={withQuery(paths.audit, { q: event.correlation_id })} className="font-mono text-xs break-all text-accent-text hover:underline">{event.correlation_id}</Link>],
          event.seq == null ? undefined : [t('audit.sequence'), String(event.seq)],
          ['ID', <CopyId key="id" id={event.event_id} short={false} />],
        ]}
      />
      <JsonView value={event.payload ?? {}} />
      <CodeBlock label="curl" wrap code={curlOf(viewAudit(event.event_id, event.tenant_id))} />
    </div>
  );
}
