import { switchTenant, useSession } from '@/api/session';
import { useAction } from '@/api/query';
import type { SessionTenant } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Mark } from '@/ui/avatar';
import { Icon } from '@/ui/icon';
import { Helm } from '@/ui/logo';
import { Menu, MenuChoice } from '@/ui/menu';
import { paths } from './paths';

/** Another organisation means other rights and other data, so the console starts again in it. */
export function useSwitchTenant() {
  return useAction<string, void>({
    request: switchTenant,
    onDone: () => location.assign(paths.overview),
  });
}

export function OrgSwitcher() {
  const t = useT();
  const session = useSession();
  const change = useSwitchTenant();
  const active = session.data?.tenant;
  const memberships = session.data?.memberships ?? [];
  if (!active) {
    return (
      <span className="flex h-11 items-center gap-2.5 px-2 text-sm font-[560]">
        <Helm size={24} /> Leme
      </span>
    );
  }
  return (
    <Menu
      align="start"
      className="w-58"
      trigger={
        <button type="button" className="flex h-11 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover">
          <TenantMark tenant={active} />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm leading-4.5 font-[580]">{active.name}</span>
            <span className="block text-xs leading-4 text-ink-3">{t(`tenant.type.${active.type}`)}</span>
          </span>
          <Icon name="chevrons-up-down" size={14} className="text-ink-3" />
        </button>
      }
    >
      <MenuChoice
        label={t('shell.organisations')}
        value={active.tenant_id}
        onChange={(id) => id !== active.tenant_id && change.run(id)}
        options={memberships.map((membership) => ({
          value: membership.tenant_id,
          label: (
            <span className="flex items-center gap-2.5">
              <TenantMark tenant={membership} size={20} />
              <span className="truncate">{membership.name}</span>
            </span>
          ),
        }))}
      />
    </Menu>
  );
}

function TenantMark({ tenant, size = 26 }: { tenant: SessionTenant; size?: number }) {
  return tenant.type === 'internal' ? <Helm size={size} /> : <Mark name={tenant.name} seed={tenant.tenant_id} size={size} />;
}
