import { useState } from 'react';
import type { ReactNode } from 'react';
import { useCan, useMe } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { Empty } from '@/ui/feedback';
import { PageHeader } from '@/ui/page';
import { LatestAudit } from './latest';
import { RuntimeHealthList } from './health';
import { Tiles } from './tiles';

/** One page for everyone; what a person may read decides what stands on it. */
export function Overview({ name, learning, nothing }: { name: string; learning: ReactNode; nothing: boolean }) {
  const t = useT();
  const can = useCan();
  const me = useMe();
  const active = me.data?.active?.tenant;
  const governs = can('audit.read') || can('entitlement.read');
  const owner = active?.type === 'internal';
  const [hour] = useState(() => new Date().getHours());
  const first = name.split(' ')[0] ?? '';
  return (
    <>
      <PageHeader
        title={t(greeting(hour), { name: first })}
        lead={active ? t(owner ? 'overview.lead_owner' : governs ? 'overview.lead_admin' : 'overview.lead_member', { name: active.name }) : null}
      />
      {owner ? null : learning}
      {governs && active ? <Tiles tenant={active} /> : null}
      {governs && active ? (
        <div className={can('runtime.read') ? 'grid grid-cols-1 gap-x-8 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]' : ''}>
          {can('runtime.read') ? <RuntimeHealthList /> : null}
          {can('audit.read') ? <LatestAudit tree={owner} /> : null}
        </div>
      ) : null}
      {owner ? learning : null}
      {!governs && nothing ? (
        <Empty icon="ship-wheel" title={t('overview.nothing')}>
          {t('overview.nothing_text')}
        </Empty>
      ) : null}
    </>
  );
}

function greeting(hour: number) {
  if (hour < 5) return 'overview.evening';
  if (hour < 12) return 'overview.morning';
  return hour < 18 ? 'overview.afternoon' : 'overview.evening';
}
