import { Outlet, useParams } from 'react-router';
import { curlOf } from '@/api/client';
import { Gate } from '@/api/gate';
import { viewRuntime } from '@/api/kernel';
import { useRead } from '@/api/query';
import type { Runtime } from '@/api/types';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Chip } from '@/ui/badge';
import { CopyId } from '@/ui/copy';
import { Notice } from '@/ui/feedback';
import { ObjectMenu } from '@/ui/object-menu';
import { PageHeader } from '@/ui/page';
import { LinkTabs } from '@/ui/tabs';
import { RuntimeActions } from './actions';
import { RuntimeStateBadge } from './state';

export default function RuntimeDetail() {
  const { runtimeId = '' } = useParams();
  const read = useRead(viewRuntime(runtimeId), { every: 2_000 });
  return <Gate read={read}>{(runtime) => <Detail runtime={runtime} />}</Gate>;
}

function Detail({ runtime }: { runtime: Runtime }) {
  const t = useT();
  const id = runtime.runtime_id;
  return (
    <>
      <PageHeader
        title={t.pick(runtime.title, runtime.product)}
        back={{ to: paths.runtimes, label: t('nav.runtimes') }}
        badge={<RuntimeStateBadge runtime={runtime} />}
        meta={
          <>
            <Chip>{t(`runtime.mode.${runtime.deployment_mode}`)}</Chip>
            <span className="font-mono text-xs">{runtime.version}</span>
            <CopyId id={id} />
          </>
        }
        actions={
          <>
            <RuntimeActions runtime={runtime} />
            <ObjectMenu id={id} value={runtime} curl={curlOf(viewRuntime(id))} />
          </>
        }
      />
      {runtime.status === 'suspended' ? (
        <div className="mb-6">
          <Notice tone="bad" icon="pause" title={t('runtime.suspended_notice')}>
            {runtime.suspended_reason ? <p className="mb-1 text-ink">{runtime.suspended_reason}</p> : null}
            {t('runtime.suspended_text')}
          </Notice>
        </div>
      ) : null}
      {runtime.health === 'unreachable' && runtime.status !== 'suspended' ? (
        <div className="mb-6">
          <Notice tone="warn" icon="wifi-off" title={t('runtime.unreachable_notice')}>
            {t('runtime.unreachable_text')}
          </Notice>
        </div>
      ) : null}
      <LinkTabs
        label={t.pick(runtime.title, runtime.product)}
        tabs={[
          { to: paths.runtime(id), label: t('tab.overview'), end: true },
          { to: paths.runtimeSwitches(id), label: t('nav.switches') },
          { to: paths.runtimeActivity(id), label: t('tab.activity') },
        ]}
      />
      <Outlet />
    </>
  );
}
