import { listSwitches } from '@/api/kernel';
import { useCan } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/page';
import { useParam } from '@/ui/url-state';
import { SwitchForm } from './form';
import { SwitchList } from './list';

export default function SwitchesPage() {
  const t = useT();
  const can = useCan();
  const [creating, setCreating] = useParam('new');
  const create = (
    <Button tone="danger" icon="octagon-x" refused={can('switch.write') ? undefined : t('refused.switch_write')} onClick={() => setCreating('1')}>
      {t('switches.create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('nav.switches')} lead={t('switches.lead')} actions={create} />
      <SwitchList request={listSwitches({ limit: 100 })} keep={() => true} />
      <SwitchForm open={creating !== undefined} onClose={() => setCreating(undefined)} />
    </>
  );
}
