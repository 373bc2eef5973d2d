import type { Runtime } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Pulse } from '@/ui/badge';
import type { BadgeTone } from '@/ui/badge';

export type RuntimeState = Runtime['health'] | 'suspended';

/** One word for how it is: a suspended runtime may well beat, but it does not work. */
export const stateOf = (runtime: Runtime): RuntimeState => (runtime.status === 'suspended' ? 'suspended' : runtime.health);

const tones: Record<RuntimeState, BadgeTone> = { healthy: 'ok', degraded: 'warn', unreachable: 'bad', never: 'neutral', suspended: 'bad' };

export function RuntimeStateBadge({ runtime }: { runtime: Runtime }) {
  const t = useT();
  const state = stateOf(runtime);
  return (
    <span className="inline-flex items-center gap-2.5 text-sm whitespace-nowrap">
      <Pulse tone={tones[state]} beating={state === 'healthy'} />
      {t(`runtime.state.${state}`)}
      {runtime.directive === 'limit' ? <span className="text-xs text-warn">{t('runtime.limited')}</span> : null}
    </span>
  );
}
