import { useState } from 'react';
import { Outlet, useParams } from 'react-router';
import { curlOf } from '@/api/client';
import { Gate } from '@/api/gate';
import { viewTenant } from '@/api/kernel';
import { useRead } from '@/api/query';
import { useCan, useMe } from '@/api/session';
import type { Tenant } from '@/api/types';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { CopyId } from '@/ui/copy';
import { Notice } from '@/ui/feedback';
import { ObjectMenu } from '@/ui/object-menu';
import { PageHeader } from '@/ui/page';
import { LinkTabs } from '@/ui/tabs';
import { SuspendTenant, useResume } from './suspend';

export default function TenantDetail() {
  const { tenantId = '' } = useParams();
  const read = useRead(viewTenant(tenantId));
  return <Gate read={read}>{(tenant) => <Detail tenant={tenant} />}</Gate>;
}

function Detail({ tenant }: { tenant: Tenant }) {
  const t = useT();
  const can = useCan();
  const me = useMe();
  const [suspending, setSuspending] = useState(false);
  const resume = useResume(tenant);
  const id = tenant.tenant_id;
  const suspended = tenant.status === 'suspended';
  const own = me.data?.active?.tenant.tenant_id === id;
  const refused = can('tenant.write') ? (own ? t('refused.own_tenant') : undefined) : t('refused.tenant_write');
  return (
    <>
      <PageHeader
        title={tenant.name}
        back={{ to: paths.tenants, label: t('nav.tenants') }}
        badge={<Badge tone={suspended ? 'bad' : 'ok'}>{t(`tenant.status.${tenant.status}`)}</Badge>}
        meta={
          <>
            <span>{t(`tenant.type.${tenant.type}`)}</span>
            <span className="font-mono text-xs">{tenant.slug}</span>
            <CopyId id={id} />
          </>
        }
        actions={
          <>
            {suspended ? (
              <Button tone="primary" icon="play" pending={resume.pending} refused={refused} onClick={() => resume.run()}>
                {t('common.resume')}
              </Button>
            ) : (
              <Button tone="danger-plain" icon="pause" refused={refused} onClick={() => setSuspending(true)}>
                {t('common.suspend')}
              </Button>
            )}
            <ObjectMenu id={id} value={tenant} curl={curlOf(viewTenant(id))} />
          </>
        }
      />
      {suspended ? (
        <div className="mb-6">
          <Notice tone="bad" icon="pause" title={t('tenant.suspended_notice')}>
            {tenant.suspended_reason}
          </Notice>
        </div>
      ) : null}
      <LinkTabs
        label={tenant.name}
        tabs={[
          { to: paths.tenant(id), label: t('tab.overview'), end: true },
          { to: paths.tenantPeople(id), label: t('tab.people') },
          { to: paths.tenantEntitlements(id), label: t('tab.entitlements') },
          { to: paths.tenantSignIn(id), label: t('tab.sign_in') },
          { to: paths.tenantActivity(id), label: t('tab.activity') },
        ]}
      />
      <Outlet />
      <SuspendTenant tenant={tenant} open={suspending} onClose={() => setSuspending(false)} />
    </>
  );
}
