import type { ApiRequest } from '@/api/client';
import { Gate } from '@/api/gate';
import { clearSwitch, listRuntimes, listTenants, paths as api } from '@/api/kernel';
import { useAction, useRead } from '@/api/query';
import { useCan } from '@/api/session';
import type { KillSwitch, Page } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Badge, Chip, Pulse } from '@/ui/badge';
import { Button } from '@/ui/button';
import { CopyId } from '@/ui/copy';
import { Empty } from '@/ui/feedback';
import { Card } from '@/ui/page';
import { Ago } from '@/ui/time';

export function SwitchList({ request, keep }: { request: ApiRequest<Page<KillSwitch>>; keep: (row: KillSwitch) => boolean }) {
  const t = useT();
  const read = useRead(request, { every: 3_000 });
  return (
    <Gate read={read}>
      {(page) => {
        const rows = page.items.filter(keep).toSorted((a, b) => Number(Boolean(a.cleared_at)) - Number(Boolean(b.cleared_at)));
        if (rows.length > 0) return <div className="space-y-3">{rows.map((row) => <SwitchCard key={row.switch_id} row={row} />)}</div>;
        return (
          <Card>
            <Empty icon="circle-check" title={t('switches.empty')}>
              {t('switches.empty_text')}
            </Empty>
          </Card>
        );
      }}
    </Gate>
  );
}

function SwitchCard({ row }: { row: KillSwitch }) {
  const t = useT();
  const can = useCan();
  const names = useNames();
  const clear = useAction<void, KillSwitch>({
    request: () => clearSwitch(row.switch_id),
    done: t('switches.cleared'),
    refresh: [api.switches, api.runtimes, api.audit],
  });
  const active = !row.cleared_at;
  const acknowledgements = row.acknowledgements ?? [];
  const done = acknowledgements.filter((one) => one.applied_at).length;
  return (
    <Card label={row.reason} className={active ? 'border-l-3 border-l-bad-dot p-5' : 'p-5'}>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-2">
            <Badge tone={active ? 'bad' : 'neutral'}>{active ? t('switches.on') : t('switches.off')}</Badge>
            <Chip>{t(`switch.scope.${row.scope}`)}</Chip>
            {row.feature ? <Chip mono>{row.feature}</Chip> : null}
            {row.tenant_id && row.scope === 'tenant' ? <Chip>{names(row.tenant_id)}</Chip> : null}
            {row.runtime_id ? <Chip>{names(row.runtime_id)}</Chip> : null}
          </div>
          <p className="mt-2 text-base text-ink">{row.reason}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-3">
            <span>
              {t('switches.since')} <Ago at={row.activated_at} />
            </span>
            {row.cleared_at ? (
              <span>
                {t('switches.until')} <Ago at={row.cleared_at} />
              </span>
            ) : null}
            <CopyId id={row.switch_id} />
          </p>
        </div>
        {active ? (
          <Button icon="play" pending={clear.pending} refused={can('switch.write') ? undefined : t('refused.switch_write')} onClick={() => clear.run()}>
            {t('switches.clear')}
          </Button>
        ) : null}
      </div>
      {acknowledgements.length > 0 ? (
        <div className="mt-4 border-t border-line pt-3">
          <p className="mb-2 text-xs text-ink-3">{t('switches.acknowledged', { done, total: acknowledgements.length })}</p>
          <ul className="flex flex-wrap gap-x-5 gap-y-1.5">
            {acknowledgements.map((one) => (
              <li key={one.runtime_id} className="flex items-center gap-2 text-sm">
                <Pulse tone={one.applied_at ? 'ok' : 'warn'} beating={!one.applied_at} />
                {names(one.runtime_id)}
                <span className="text-xs text-ink-3">{one.applied_at ? <Ago at={one.applied_at} /> : t('switches.waiting')}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Card>
  );
}

/** Names for ids, as far as this person may read them. */
function useNames(): (id: string) => string {
  const t = useT();
  const can = useCan();
  const runtimes = useRead(listRuntimes({ limit: 200 }), { enabled: can('runtime.read') });
  const tenants = useRead(listTenants({ limit: 200 }), { enabled: can('tenant.read') });
  return (id) => {
    const runtime = runtimes.data?.items.find((one) => one.runtime_id === id);
    if (runtime) return t.pick(runtime.title, runtime.product);
    return tenants.data?.items.find((one) => one.tenant_id === id)?.name ?? `${id.slice(0, 8)}…`;
  };
}
