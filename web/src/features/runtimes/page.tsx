import { useNavigate } from 'react-router';
import { listRuntimes } from '@/api/kernel';
import { useList } from '@/api/list';
import { readAll, useRead } from '@/api/query';
import { useCan } from '@/api/session';
import type { Runtime } from '@/api/types';
import { paths } from '@/app/paths';
import type { Translate } from '@/i18n/i18n';
import { useT } from '@/i18n/i18n';
import { Chip } from '@/ui/badge';
import { Button } from '@/ui/button';
import { CopyId } from '@/ui/copy';
import { DataTable } from '@/ui/data-table';
import type { Column } from '@/ui/data-table';
import { Empty } from '@/ui/feedback';
import { PageHeader } from '@/ui/page';
import { FilterSelect, SearchBox } from '@/ui/search-box';
import { Ago } from '@/ui/time';
import { usePaging, useParam } from '@/ui/url-state';
import { Enrol } from './enrol';
import { WaitingTokens } from './waiting';
import { RuntimeStateBadge, stateOf } from './state';

const statuses = ['active', 'registered', 'suspended'] as const;

export default function RuntimesPage() {
  const t = useT();
  const go = useNavigate();
  const can = useCan();
  const paging = usePaging();
  const [q, setQ] = useParam('q');
  const [status, setStatus] = useParam('status');
  const [enrolling, setEnrolling] = useParam('new');
  const query = { q, status };
  const list = useList(useRead(listRuntimes({ ...query, cursor: paging.cursor }), { every: 3_000, keep: true }));
  const enrol = (
    <Button tone="primary" icon="plus" refused={can('runtime.write') ? undefined : t('refused.runtime_write')} onClick={() => setEnrolling('1')}>
      {t('runtimes.enrol')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.runtimes')} lead={t('runtimes.lead')} actions={enrol} />
      <DataTable
        id="runtimes"
        label={t('nav.runtimes')}
        columns={columns(t)}
        list={list}
        rowKey={(row) => row.runtime_id}
        onOpen={(row) => void go(paths.runtime(row.runtime_id))}
        paging={paging}
        filtered={Boolean(q ?? status)}
        onClear={() => void go(paths.runtimes)}
        exportRows={() => readAll(listRuntimes(query))}
        toolbar={
          <>
            <SearchBox label={t('runtimes.search')} value={q} onChange={setQ} />
            <FilterSelect label={t('common.status')} value={status} onChange={setStatus} options={statuses.map((value) => ({ value, label: t(`runtime.status.${value}`) }))} />
          </>
        }
        empty={
          <Empty icon="server" title={t('runtimes.empty')} action={enrol}>
            {t('runtimes.empty_text')}
          </Empty>
        }
      />
      {can('runtime.write') ? <WaitingTokens /> : null}
      <Enrol open={enrolling !== undefined} onClose={() => setEnrolling(undefined)} />
    </>
  );
}

function columns(t: Translate): Column<Runtime>[] {
  return [
    {
      id: 'name',
      header: t('runtime.name'),
      main: true,
      text: (row) => t.pick(row.title, row.product),
      cell: (row) => (
        <span>
          <span className="block whitespace-nowrap">{t.pick(row.title, row.product)}</span>
          <span className="block font-mono text-2xs font-normal text-ink-3">{row.product}</span>
        </span>
      ),
    },
    { id: 'health', header: t('runtime.health'), text: stateOf, cell: (row) => <RuntimeStateBadge runtime={row} /> },
    { id: 'beat', header: t('runtime.last_beat'), text: (row) => row.last_heartbeat_at ?? '', cell: (row) => <Ago at={row.last_heartbeat_at} live /> },
    { id: 'mode', header: t('runtime.mode'), text: (row) => row.deployment_mode, cell: (row) => <Chip>{t(`runtime.mode.${row.deployment_mode}`)}</Chip> },
    { id: 'version', header: t('runtime.version'), text: (row) => row.version, cell: (row) => <code className="font-mono text-xs">{row.version}</code> },
    { id: 'registered', header: t('runtime.registered_at'), extra: true, text: (row) => row.registered_at, cell: (row) => <Ago at={row.registered_at} /> },
    { id: 'id', header: 'ID', text: (row) => row.runtime_id, cell: (row) => <CopyId id={row.runtime_id} /> },
  ];
}
