import { useState } from 'react';
import { listTenants, viewTenant } from '@/api/kernel';
import { useRead } from '@/api/query';
import { useMe } from '@/api/session';
import type { Tenant } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { PageHeader } from '@/ui/page';
import { Picker } from '@/ui/picker';
import { useParam } from '@/ui/url-state';
import { Grants } from './grants';

export default function EntitlementsPage() {
  const t = useT();
  const me = useMe();
  const [chosen, setChosen] = useParam('tenant');
  const [search, setSearch] = useState('');
  const active = me.data?.active?.tenant;
  const found = useRead(listTenants({ limit: 50, q: search || undefined }), { keep: true });
  const wanted = chosen ?? active?.tenant_id;
  const named = useRead(viewTenant(wanted ?? ''), { enabled: wanted !== undefined });
  const choices = merge(found.data?.items ?? [], named.data).map((tenant) => ({
    value: tenant.tenant_id,
    label: tenant.name,
    detail: t(`tenant.type.${tenant.type}`),
  }));
  return (
    <>
      <PageHeader title={t('nav.entitlements')} lead={t('entitlements.lead')} />
      <div className="mb-6 max-w-sm">
        <Picker
          label={t('entitlements.of')}
          choices={choices}
          value={wanted}
          onChange={setChosen}
          onSearch={(text) => setSearch(choices.some((choice) => choice.label === text) ? '' : text)}
        />
      </div>
      {wanted ? <Grants key={wanted} tenantId={wanted} name={named.data?.name ?? ''} /> : null}
    </>
  );
}

function merge(rows: readonly Tenant[], one: Tenant | undefined): Tenant[] {
  return one && !rows.some((row) => row.tenant_id === one.tenant_id) ? [one, ...rows] : [...rows];
}
