// When the organisation itself is what stands in the way: there is none, or it is suspended.
import type { ReactNode } from 'react';
import { useMe, useSession } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Empty, SkeletonLines } from '@/ui/feedback';

export function Standing({ children }: { children: ReactNode }) {
  const t = useT();
  const session = useSession();
  const me = useMe();
  const tenant = session.data?.tenant;
  if (session.data && !tenant) {
    return (
      <Empty alone icon="building" title={t('standing.none')}>
        {t('standing.none_text', { email: session.data.user?.email ?? '' })}
      </Empty>
    );
  }
  if (me.error?.code === 'tenant.suspended') {
    return (
      <Empty
        alone
        icon="pause"
        tone="warn"
        title={t('refused.tenant_title')}
        action={
          <Button icon="refresh-cw" onClick={() => void me.refetch()}>
            {t('common.retry')}
          </Button>
        }
      >
        <p>{t('refused.tenant_text', { tenant: tenant?.name ?? '' })}</p>
        <p className="mt-2">{t('refused.tenant_next', { tenant: tenant?.name ?? '' })}</p>
      </Empty>
    );
  }
  // What a page asks for and shows follows from who this is.
  return me.isPending ? <SkeletonLines lines={6} /> : children;
}
