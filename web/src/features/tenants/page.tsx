import { useNavigate } from 'react-router';
import { listTenants } from '@/api/kernel';
import { useList } from '@/api/list';
import { readAll, useRead } from '@/api/query';
import { useCan } from '@/api/session';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { DataTable } from '@/ui/data-table';
import { Empty } from '@/ui/feedback';
import { PageHeader } from '@/ui/page';
import { FilterSelect, SearchBox } from '@/ui/search-box';
import { usePaging, useParam } from '@/ui/url-state';
import { asTree, tenantColumns } from './columns';
import { CreateTenant } from './create';

const types = ['company', 'individual', 'internal'] as const;
const statuses = ['active', 'suspended'] as const;

export default function TenantsPage() {
  const t = useT();
  const go = useNavigate();
  const can = useCan();
  const paging = usePaging();
  const [q, setQ] = useParam('q');
  const [type, setType] = useParam('type');
  const [status, setStatus] = useParam('status');
  const [creating, setCreating] = useParam('new');
  const query = { q, type, status };
  const read = useRead(listTenants({ ...query, cursor: paging.cursor }), { keep: true });
  const list = useList(read);
  const tree = asTree(list.rows ?? []);
  const create = (
    <Button tone="primary" icon="plus" onClick={() => setCreating('1')} refused={can('tenant.write') ? undefined : t('refused.tenant_write')}>
      {t('tenants.create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.tenants')} lead={t('tenants.lead')} actions={create} />
      <DataTable
        id="organisations"
        label={t('nav.tenants')}
        columns={tenantColumns(t, (row) => tree.depth.get(row.tenant_id) ?? 0)}
        list={{ ...list, rows: list.rows && tree.rows }}
        rowKey={(row) => row.tenant_id}
        onOpen={(row) => void go(paths.tenant(row.tenant_id))}
        paging={paging}
        filtered={Boolean(q ?? type ?? status)}
        onClear={() => void go(paths.tenants)}
        exportRows={() => readAll(listTenants(query))}
        toolbar={
          <>
            <SearchBox label={t('tenants.search')} value={q} onChange={setQ} />
            <FilterSelect label={t('tenant.type')} value={type} onChange={setType} options={types.map((value) => ({ value, label: t(`tenant.type.${value}`) }))} />
            <FilterSelect label={t('common.status')} value={status} onChange={setStatus} options={statuses.map((value) => ({ value, label: t(`tenant.status.${value}`) }))} />
          </>
        }
        empty={
          <Empty icon="building" title={t('tenants.empty')} action={create}>
            {t('tenants.empty_text')}
          </Empty>
        }
      />
      <CreateTenant open={creating !== undefined} onClose={() => setCreating(undefined)} />
    </>
  );
}
