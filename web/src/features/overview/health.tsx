import { Link } from 'react-router';
import { Gate } from '@/api/gate';
import { listRuntimes } from '@/api/kernel';
import { useRead } from '@/api/query';
import type { Runtime } from '@/api/types';
import { paths, withQuery } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Pulse } from '@/ui/badge';
import type { BadgeTone } from '@/ui/badge';
import { LinkButton } from '@/ui/button';
import { Empty } from '@/ui/feedback';
import { Section } from '@/ui/page';
import { Ago } from '@/ui/time';

export function RuntimeHealthList() {
  const t = useT();
  const read = useRead(listRuntimes({ limit: 200 }), { every: 5_000 });
  return (
    <Section title={t('nav.runtimes')} flush action={<Link to={paths.runtimes} className="text-sm text-accent-text hover:underline">{t('common.see_all')}</Link>}>
      <Gate read={read} loading={<div className="h-40" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty icon="server" title={t('runtimes.empty')} action={<LinkButton tone="primary" to={withQuery(paths.runtimes, { new: '1' })}>{t('runtimes.enrol')}</LinkButton>}>
              {t('runtimes.empty_text')}
            </Empty>
          ) : (
            <ul className="divide-y divide-line">
              {page.items.slice(0, 8).map((runtime) => (
                <li key={runtime.runtime_id}>
                  <Row runtime={runtime} />
                </li>
              ))}
            </ul>
          )
        }
      </Gate>
    </Section>
  );
}

function Row({ runtime }: { runtime: Runtime }) {
  const t = useT();
  const state = runtime.status === 'suspended' ? 'suspended' : runtime.health;
  const tone: BadgeTone = ({ healthy: 'ok', degraded: 'warn', unreachable: 'bad', never: 'neutral', suspended: 'bad' } as const)[state];
  return (
    <Link to={paths.runtime(runtime.runtime_id)} className="flex items-center gap-3.5 px-5 py-3 hover:bg-canvas focus-visible:-outline-offset-2 dark:hover:bg-sunken">
      <Pulse tone={tone} beating={state === 'healthy'} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-[540]">{t.pick(runtime.title, runtime.product)}</span>
        <span className="block text-xs text-ink-3">
          {t(`runtime.mode.${runtime.deployment_mode}`)} · {runtime.version}
        </span>
      </span>
      <span className="text-right text-xs text-ink-2">
        <span className="block">{t(`runtime.state.${state}`)}</span>
        <span className="block text-ink-3">
          <Ago at={runtime.last_heartbeat_at} live />
        </span>
      </span>
    </Link>
  );
}
