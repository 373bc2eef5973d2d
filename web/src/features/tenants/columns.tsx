import type { Tenant } from '@/api/types';
import { dayOf } from '@/i18n/format';
import type { Translate } from '@/i18n/i18n';
import { Mark } from '@/ui/avatar';
import { Badge } from '@/ui/badge';
import { CopyId } from '@/ui/copy';
import type { Column } from '@/ui/data-table';
import { Helm } from '@/ui/logo';
import { Ago } from '@/ui/time';

export function tenantColumns(t: Translate, depth: (tenant: Tenant) => number): Column<Tenant>[] {
  return [
    {
      id: 'name',
      header: t('tenant.name'),
      main: true,
      text: (row) => row.name,
      cell: (row) => (
        <span className="flex items-center gap-3" style={{ paddingLeft: depth(row) * 22 }}>
          <TenantMark tenant={row} />
          <span className="min-w-0">
            <span className="block whitespace-nowrap">{row.name}</span>
            <span className="block font-mono text-2xs font-normal text-ink-3">{row.slug}</span>
          </span>
        </span>
      ),
    },
    { id: 'type', header: t('tenant.type'), text: (row) => row.type, cell: (row) => t(`tenant.type.${row.type}`) },
    { id: 'status', header: t('common.status'), text: (row) => row.status, cell: (row) => <TenantStatus status={row.status} /> },
    {
      id: 'security',
      header: t('tenant.security'),
      extra: true,
      text: (row) => row.policies.security_level ?? 'standard',
      cell: (row) => t(`tenant.security.${row.policies.security_level ?? 'standard'}`),
    },
    { id: 'zone', header: t('tenant.time_zone'), extra: true, text: (row) => row.policies.time_zone ?? '', cell: (row) => row.policies.time_zone ?? '—' },
    { id: 'id', header: 'ID', text: (row) => row.tenant_id, cell: (row) => <CopyId id={row.tenant_id} /> },
    { id: 'created', header: t('common.created'), text: (row) => dayOf(t.language, new Date(row.created_at)), cell: (row) => <Ago at={row.created_at} /> },
  ];

  function TenantStatus({ status }: { status: Tenant['status'] }) {
    return <Badge tone={status === 'active' ? 'ok' : 'bad'}>{t(`tenant.status.${status}`)}</Badge>;
  }
}

export function TenantMark({ tenant, size = 28 }: { tenant: Tenant; size?: number }) {
  return tenant.type === 'internal' ? <Helm size={size} /> : <Mark name={tenant.name} seed={tenant.tenant_id} size={size} />;
}

/** Children under their parents, as far as the rows on this page know each other. */
export function asTree(rows: readonly Tenant[]): { rows: Tenant[]; depth: Map<string, number> } {
  const byParent = new Map<string | undefined, Tenant[]>();
  const known = new Set(rows.map((row) => row.tenant_id));
  for (const row of rows) {
    const parent = row.parent_id && known.has(row.parent_id) ? row.parent_id : undefined;
    byParent.set(parent, [...(byParent.get(parent) ?? []), row]);
  }
  const depth = new Map<string, number>();
  const ordered: Tenant[] = [];
  const walk = (parent: string | undefined, level: number) => {
    for (const row of byParent.get(parent) ?? []) {
      depth.set(row.tenant_id, level);
      ordered.push(row);
      walk(row.tenant_id, level + 1);
    }
  };
  walk(undefined, 0);
  return { rows: ordered, depth };
}
