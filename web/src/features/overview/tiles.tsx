import { useState } from 'react';
import { Link } from 'react-router';
import { listAudit, listGrants, listMembers, listRuntimes, listSwitches, listTenants } from '@/api/kernel';
import { useRead } from '@/api/query';
import { useCan } from '@/api/session';
import type { Maybe, Tenant } from '@/api/types';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Skeleton } from '@/ui/feedback';

const every = 10_000;

export function Tiles({ tenant }: { tenant: Tenant }) {
  const can = useCan();
  const owner = tenant.type === 'internal';
  return (
    <div className="mb-8 overflow-hidden rounded-lg border border-line">
      <div className="-mr-px -mb-px flex flex-wrap">
      {owner ? <TenantTile /> : can('member.read') ? <PeopleTile id={tenant.tenant_id} /> : null}
      {can('runtime.read') ? <RuntimeTile /> : null}
      {owner ? null : <GrantTile id={tenant.tenant_id} />}
      {can('switch.write') ? <SwitchTile /> : null}
      {can('audit.read') ? <AuditTile tree={owner} /> : null}
      </div>
    </div>
  );
}

function TenantTile() {
  const t = useT();
  const read = useRead(listTenants({ limit: 200 }));
  const suspended = read.data?.items.filter((item) => item.status === 'suspended').length ?? 0;
  return <Tile to={paths.tenants} label={t('nav.tenants')} value={count(read.data)} note={suspended > 0 ? t.n('overview.suspended', suspended) : t('overview.all_active')} alarm={suspended > 0} />;
}

function PeopleTile({ id }: { id: string }) {
  const t = useT();
  const read = useRead(listMembers(id, { limit: 200 }));
  const invited = read.data?.items.filter((item) => item.status === 'invited').length ?? 0;
  return <Tile to={paths.tenantPeople(id)} label={t('nav.people')} value={count(read.data)} note={t.n('overview.invited', invited)} />;
}

function GrantTile({ id }: { id: string }) {
  const t = useT();
  const read = useRead(listGrants(id, { state: 'active', limit: 200 }));
  return <Tile to={paths.entitlements} label={t('nav.entitlements')} value={count(read.data)} note={t('overview.in_force')} />;
}

function RuntimeTile() {
  const t = useT();
  const read = useRead(listRuntimes({ limit: 200 }), { every: 5_000 });
  const items = read.data?.items;
  const healthy = items?.filter((item) => item.health === 'healthy' && item.status !== 'suspended').length ?? 0;
  const total = items?.length ?? 0;
  return <Tile to={paths.runtimes} label={t('overview.runtimes_healthy')} value={items ? `${healthy}/${total}` : undefined} note={healthy === total ? t('overview.all_beating') : t.n('overview.need_care', total - healthy)} alarm={healthy < total} />;
}

function SwitchTile() {
  const t = useT();
  const read = useRead(listSwitches({ limit: 200 }), { every });
  const on = read.data?.items.filter((item) => !item.cleared_at).length;
  return <Tile to={paths.switches} label={t('nav.switches')} value={on} note={on ? t('overview.switches_on') : t('overview.switches_off')} alarm={Boolean(on)} />;
}

function AuditTile({ tree }: { tree: boolean }) {
  const t = useT();
  const [from] = useState(() => new Date(Date.now() - 86_400_000).toISOString());
  const read = useRead(listAudit({ tree: tree || undefined, from, limit: 200 }), { every });
  return <Tile to={paths.audit} label={t('overview.events')} value={count(read.data)} note={t('overview.last_day')} />;
}

function count(page: { items: readonly unknown[]; next?: Maybe<string> } | undefined): string | undefined {
  if (!page) return undefined;
  return page.next ? `${page.items.length}+` : String(page.items.length);
}

function Tile({ to, label, value, note, alarm = false }: { to: string; label: string; value: string | number | undefined; note: string; alarm?: boolean }) {
  return (
    <Link to={to} className="min-w-44 flex-1 border-r border-b border-line px-5 py-4 transition-colors hover:bg-canvas focus-visible:-outline-offset-2 dark:hover:bg-sunken">
      <span className="block text-sm text-ink-2">{label}</span>
      {value === undefined ? (
        <Skeleton className="my-2 h-6 w-12" />
      ) : (
        <span className="tabular mt-1 block font-serif text-[2rem] leading-10 font-[480] tracking-[-0.02em]">{value}</span>
      )}
      <span className={`block text-xs ${alarm ? 'text-warn' : 'text-ink-3'}`}>{value === undefined ? ' ' : note}</span>
    </Link>
  );
}
