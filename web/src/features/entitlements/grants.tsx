import { useState } from 'react';
import { listFeatures, listGrants } from '@/api/kernel';
import { useList } from '@/api/list';
import { readAll, useRead } from '@/api/query';
import { isOwner, useCan, useMe } from '@/api/session';
import type { Grant } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button, IconButton } from '@/ui/button';
import { DataTable } from '@/ui/data-table';
import { Empty } from '@/ui/feedback';
import { Menu, MenuItem } from '@/ui/menu';
import { FilterSelect, SearchBox } from '@/ui/search-box';
import { usePaging, useParam } from '@/ui/url-state';
import { grantColumns } from './columns';
import { GrantDetail } from './detail';
import { GrantForm } from './form';
import { Revoke } from './revoke';
import { Simulate } from './simulate';

const states = ['active', 'scheduled', 'expired', 'revoked'] as const;

/** What one organisation may use. */
export function Grants({ tenantId, name }: { tenantId: string; name: string }) {
  const t = useT();
  const can = useCan();
  const paging = usePaging();
  const [feature, setFeature] = useParam('feature');
  const [state, setState] = useParam('state');
  const [creating, setCreating] = useParam('new');
  const [open, setOpen] = useState<Grant>();
  const [revoking, setRevoking] = useState<Grant>();
  const [simulating, setSimulating] = useState(false);
  const query = { feature, state };
  const list = useList(useRead(listGrants(tenantId, { ...query, cursor: paging.cursor }), { keep: true }));
  const features = useRead(listFeatures());
  const me = useMe();
  const refused = can('entitlement.write') && isOwner(me.data) ? undefined : t('refused.entitlement_write');
  const grant = (
    <Button tone="primary" icon="plus" refused={refused} onClick={() => setCreating('1')}>
      {t('grant.create')}
    </Button>
  );
  return (
    <>
      <DataTable
        id="entitlements"
        label={t('nav.entitlements')}
        columns={grantColumns(t, features.data?.items ?? [])}
        list={list}
        rowKey={(row) => row.grant_id}
        onOpen={setOpen}
        paging={paging}
        filtered={Boolean(feature ?? state)}
        onClear={() => {
          setFeature(undefined);
          setState(undefined);
        }}
        exportRows={() => readAll(listGrants(tenantId, query))}
        toolbar={
          <>
            <SearchBox label={t('grant.search')} value={feature} onChange={setFeature} />
            <FilterSelect label={t('common.status')} value={state} onChange={setState} options={states.map((value) => ({ value, label: t(`grant.state.${value}`) }))} />
            <span className="ml-auto flex gap-2 max-sm:ml-0">
              <Button icon="sparkles" onClick={() => setSimulating(true)}>
                {t('simulate.open')}
              </Button>
              {grant}
            </span>
          </>
        }
        rowActions={(row) => (
          <Menu trigger={<IconButton icon="ellipsis" size="icon-sm" label={t('common.more')} />}>
            <MenuItem icon="eye" onSelect={() => setOpen(row)}>
              {t('common.open')}
            </MenuItem>
            <MenuItem icon="ban" danger refused={row.state === 'revoked' ? t('grant.already_revoked') : refused} onSelect={() => setRevoking(row)}>
              {t('grant.revoke')}
            </MenuItem>
          </Menu>
        )}
        empty={
          <Empty icon="ticket-check" title={t('grant.empty', { name })} action={grant}>
            {t('grant.empty_text')}
          </Empty>
        }
      />
      <GrantForm tenantId={tenantId} name={name} features={features.data?.items ?? []} open={creating !== undefined && !refused} onClose={() => setCreating(undefined)} />
      <GrantDetail grant={open} onClose={() => setOpen(undefined)} onRevoke={(row) => setRevoking(row)} refused={refused} />
      <Revoke
        grant={revoking}
        onClose={() => setRevoking(undefined)}
        onDone={() => {
          setRevoking(undefined);
          setOpen(undefined);
        }}
      />
      <Simulate tenantId={tenantId} name={name} features={features.data?.items ?? []} open={simulating} onClose={() => setSimulating(false)} />
    </>
  );
}
