import { useState } from 'react';
import { useParams } from 'react-router';
import { Gate } from '@/api/gate';
import { viewRuntime } from '@/api/kernel';
import { useRead } from '@/api/query';
import type { Runtime } from '@/api/types';
import { exact, number } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Chip } from '@/ui/badge';
import { CopyId } from '@/ui/copy';
import { Empty } from '@/ui/feedback';
import { Facts, Section } from '@/ui/page';
import { Sparkline } from '@/ui/sparkline';
import { Ago } from '@/ui/time';
import { Beats } from './beats';

export default function RuntimeOverviewTab() {
  const { runtimeId = '' } = useParams();
  const read = useRead(viewRuntime(runtimeId), { every: 2_000 });
  return <Gate read={read}>{(runtime) => <Overview runtime={runtime} />}</Gate>;
}

function Overview({ runtime }: { runtime: Runtime }) {
  const t = useT();
  const history = useHistory(runtime);
  const metrics = Object.entries(runtime.metrics ?? {}).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <Section title={t('runtime.heartbeat')} action={<span className="text-xs text-ink-3"><Ago at={runtime.last_heartbeat_at} live /></span>}>
        <Beats beats={history.beats} />
      </Section>
      <Section title={t('runtime.metrics')} lead={t('runtime.metrics_lead')} flush>
        {metrics.length === 0 ? (
          <Empty icon="activity" title={t('runtime.no_metrics')} />
        ) : (
          <ul className="-mr-px -mb-px grid grid-cols-3 max-lg:grid-cols-2 max-sm:grid-cols-1">
            {metrics.map(([name, value]) => (
              <li key={name} className="flex items-end justify-between gap-3 border-r border-b border-line px-5 py-3.5">
                <div className="min-w-0">
                  <p className="truncate font-mono text-2xs text-ink-3" title={name}>{name}</p>
                  <p className="tabular mt-1 text-xl font-[560] tracking-[-0.015em]">{number(t.language, value)}</p>
                </div>
                <Sparkline values={history.metrics[name] ?? []} label={name} width={84} height={28} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      <div className="grid grid-cols-1 gap-x-8 lg:grid-cols-2">
        <Section title={t('runtime.about')}>
          <Facts
            items={[
              [t('grant.product'), runtime.product],
              [t('enrol.type'), runtime.type],
              [t('runtime.version'), <code key="version" className="font-mono text-xs">{runtime.version}</code>],
              [t('runtime.desired'), runtime.desired_version ?? t('runtime.desired_none')],
              [t('runtime.endpoint'), runtime.endpoint ? <code key="endpoint" className="font-mono text-xs break-all">{runtime.endpoint}</code> : '—'],
              [t('runtime.registered_at'), exact(t.language, new Date(runtime.registered_at))],
              [t('runtime.owner'), <CopyId key="owner" id={runtime.tenant_id} />],
            ]}
          />
        </Section>
        <Section title={t('runtime.obeys')}>
          <Facts
            items={[
              [t('runtime.directive'), t(`runtime.directive.${runtime.directive}`)],
              runtime.max_concurrent_requests == null ? undefined : [t('runtime.max_requests'), number(t.language, runtime.max_concurrent_requests)],
              [t('runtime.policy'), runtime.policy_version_applied == null ? '—' : `v${runtime.policy_version_applied}`],
              [t('runtime.pending'), String(runtime.kill_switches_pending?.length ?? 0)],
              [
                t('runtime.capabilities'),
                runtime.capabilities.length === 0 ? '—' : (
                  <span key="capabilities" className="flex flex-wrap gap-1">
                    {runtime.capabilities.map((capability) => (
                      <Chip key={capability} mono>{capability}</Chip>
                    ))}
                  </span>
                ),
              ],
            ]}
          />
        </Section>
      </div>
    </>
  );
}

interface History {
  beats: readonly number[];
  metrics: Record<string, readonly number[]>;
}

/** What was seen since the page was opened; the kernel keeps the last heartbeat only. */
function useHistory(runtime: Runtime): History {
  const [history, setHistory] = useState<History>({ beats: [], metrics: {} });
  const at = runtime.last_heartbeat_at ? new Date(runtime.last_heartbeat_at).getTime() : undefined;
  if (at === undefined || history.beats.at(-1) === at) return history;
  const metrics: Record<string, readonly number[]> = {};
  for (const [name, value] of Object.entries(runtime.metrics ?? {})) {
    metrics[name] = [...(history.metrics[name] ?? []), value].slice(-40);
  }
  const next = { beats: [...history.beats, at].slice(-60), metrics };
  setHistory(next);
  return next;
}
