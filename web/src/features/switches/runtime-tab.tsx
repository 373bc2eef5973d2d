import { useState } from 'react';
import { useParams } from 'react-router';
import { listSwitches } from '@/api/kernel';
import { useCan } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { SwitchForm } from './form';
import { SwitchList } from './list';

export default function RuntimeSwitchesTab() {
  const t = useT();
  const can = useCan();
  const { runtimeId = '' } = useParams();
  const [creating, setCreating] = useState(false);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-xl text-sm text-ink-2">{t('switches.runtime_lead')}</p>
        <Button tone="danger-plain" icon="octagon-x" refused={can('switch.write') ? undefined : t('refused.switch_write')} onClick={() => setCreating(true)}>
          {t('switches.create')}
        </Button>
      </div>
      <SwitchList
        request={listSwitches({ limit: 100 })}
        keep={(row) => row.runtime_id === runtimeId || (row.acknowledgements ?? []).some((ack) => ack.runtime_id === runtimeId)}
      />
      <SwitchForm open={creating} onClose={() => setCreating(false)} runtimeId={runtimeId} />
    </>
  );
}
