// What stands in the navigation: govern pages by permission, one group per runtime by what the kernel says.
import { useCan, useMe, useNavigation } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { isIconName } from '@/ui/icon';
import type { IconName } from '@/ui/icon';
import { paths, runtimePage } from './paths';

export interface NavItem {
  to: string;
  label: string;
  icon: IconName;
  end?: boolean;
  /** Opened by the browser, since the page belongs to the runtime itself. */
  outside?: boolean;
}

export interface NavSection {
  title?: string;
  items: NavItem[];
}

export function useNavSections(): NavSection[] {
  const t = useT();
  const can = useCan();
  const me = useMe();
  const navigation = useNavigation();
  const active = me.data?.active?.tenant;
  const internal = active?.type === 'internal';
  const govern: (NavItem & { needs: string })[] = [
    { needs: 'tenant.write', to: paths.tenants, label: t('nav.tenants'), icon: 'building' },
    ...(active && !internal
      ? [{ needs: 'member.read', to: paths.tenantPeople(active.tenant_id), label: t('nav.people'), icon: 'users' as const }]
      : []),
    { needs: 'entitlement.read', to: paths.entitlements, label: t('nav.entitlements'), icon: 'ticket-check' },
    { needs: 'runtime.read', to: paths.runtimes, label: t('nav.runtimes'), icon: 'server' },
    { needs: 'switch.write', to: paths.switches, label: t('nav.switches'), icon: 'octagon-x' },
    { needs: 'audit.read', to: paths.audit, label: t('nav.audit'), icon: 'scroll-text' },
  ];
  const allowed = govern.filter((item) => can(item.needs));
  const runtimes = (navigation.data?.groups ?? []).map((group) => ({
    title: t.pick(group.title, group.product),
    items: group.items.map((item) => {
      const page = runtimePage(group.product, item.path);
      const icon: IconName = item.icon && isIconName(item.icon) ? item.icon : 'circle-dashed';
      return { to: page.to, outside: !page.inside, label: t.pick(item.label, item.path), icon };
    }),
  }));
  return [
    { items: [{ to: paths.overview, label: t('nav.overview'), icon: 'house', end: true }] },
    ...(allowed.length > 0 ? [{ title: t('nav.govern'), items: allowed }] : []),
    ...runtimes,
  ];
}
