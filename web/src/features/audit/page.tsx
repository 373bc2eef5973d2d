import { useNavigate } from 'react-router';
import { auditCsv, listAudit } from '@/api/kernel';
import { urlOf } from '@/api/client';
import { useList } from '@/api/list';
import { useRead } from '@/api/query';
import { isOwner, useMe } from '@/api/session';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { DataTable } from '@/ui/data-table';
import { Empty } from '@/ui/feedback';
import { controlLook } from '@/ui/form';
import { PageHeader } from '@/ui/page';
import { SearchBox } from '@/ui/search-box';
import { usePaging, useParam } from '@/ui/url-state';
import { auditColumns } from './columns';
import { EventDrawer } from './drawer';

export default function AuditPage() {
  const t = useT();
  const go = useNavigate();
  const me = useMe();
  const paging = usePaging();
  const [q, setQ] = useParam('q');
  const [type, setType] = useParam('type');
  const [actor, setActor] = useParam('actor');
  const [from, setFrom] = useParam('from');
  const [to, setTo] = useParam('to');
  const [own, setOwn] = useParam('own');
  const [event, setEvent] = useParam('event');
  const [of, setOf] = useParam('of');
  const owner = isOwner(me.data);
  const tree = owner && own === undefined;
  const query = { q, type, actor, from: startOf(from), to: endOf(to), tree: tree || undefined };
  const read = useRead(listAudit({ ...query, cursor: paging.cursor }), { keep: true, every: paging.cursor ? 0 : 5_000, enabled: me.isSuccess });
  const list = useList(read);
  return (
    <>
      <PageHeader title={t('nav.audit')} lead={t('audit.lead')} />
      <DataTable
        id="audit"
        label={t('nav.audit')}
        columns={auditColumns(t, tree)}
        list={list}
        rowKey={(row) => row.event_id}
        onOpen={(row) => {
          setOf(row.tenant_id);
          setEvent(row.event_id);
        }}
        paging={paging}
        filtered={Boolean(q ?? type ?? actor ?? from ?? to)}
        onClear={() => void go(paths.audit)}
        exportHref={urlOf(auditCsv(query))}
        toolbar={
          <>
            <SearchBox label={t('audit.search')} value={q} onChange={setQ} />
            <Filter label={t('audit.type')} value={type} onChange={setType} />
            <Filter label={t('audit.actor')} value={actor} onChange={setActor} />
            <Day label={t('audit.from')} value={from} onChange={setFrom} />
            <Day label={t('audit.to')} value={to} onChange={setTo} />
            {owner ? (
              <label className="flex h-8 cursor-pointer items-center gap-2 px-1 text-sm text-ink-2">
                <input type="checkbox" className="size-4 accent-(--accent)" checked={tree} onChange={(change) => setOwn(change.target.checked ? undefined : '1')} />
                {t('audit.tree')}
              </label>
            ) : null}
          </>
        }
        empty={
          <Empty icon="scroll-text" title={t('audit.empty')}>
            {t('audit.empty_text')}
          </Empty>
        }
      />
      <EventDrawer
        eventId={event}
        tenantId={of}
        known={list.rows?.find((row) => row.event_id === event)}
        onClose={() => {
          setEvent(undefined);
          setOf(undefined);
        }}
      />
    </>
  );
}

function startOf(day: string | undefined): string | undefined {
  return day ? new Date(`${day}T00:00`).toISOString() : undefined;
}

function endOf(day: string | undefined): string | undefined {
  return day ? new Date(`${day}T23:59:59.999`).toISOString() : undefined;
}

function Filter({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  return (
    <input
      key={value ?? ''}
      aria-label={label}
      placeholder={label}
      defaultValue={value ?? ''}
      onBlur={(event) => event.target.value !== (value ?? '') && onChange(event.target.value.trim() || undefined)}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      className={`${controlLook} h-8 w-36 min-w-0 text-sm max-md:h-10 max-sm:flex-1`}
    />
  );
}

function Day({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  return (
    <label className="flex items-center gap-1.5 text-sm text-ink-3 max-sm:w-full max-sm:justify-between">
      {label}
      <input type="date" value={value ?? ''} onChange={(event) => onChange(event.target.value || undefined)} className={`${controlLook} h-8 w-34 text-sm max-md:h-10 max-sm:w-52`} />
    </label>
  );
}
