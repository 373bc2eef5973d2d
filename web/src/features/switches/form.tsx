import { useState } from 'react';
import { createSwitch, listFeatures, listRuntimes, listTenants, paths as api } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction, useRead } from '@/api/query';
import type { KillSwitch, NewSwitch, SwitchScope } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Form, SelectField, SuggestField, TextArea, textIn } from '@/ui/form';

const scopes: readonly SwitchScope[] = ['feature', 'runtime', 'tenant', 'global'];

export function SwitchForm({ open, onClose, runtimeId }: { open: boolean; onClose: () => void; runtimeId?: string }) {
  const t = useT();
  return (
    <Dialog open={open} onClose={onClose} keep title={t('switches.create')} description={t('switches.create_lead')}>
      <Body onClose={onClose} runtimeId={runtimeId} />
    </Dialog>
  );
}

function Body({ onClose, runtimeId }: { onClose: () => void; runtimeId: string | undefined }) {
  const t = useT();
  const [scope, setScope] = useState<SwitchScope>(runtimeId ? 'runtime' : 'feature');
  const [feature, setFeature] = useState('');
  const runtimes = useRead(listRuntimes({ limit: 200 }));
  const tenants = useRead(listTenants({ limit: 200 }));
  const features = useRead(listFeatures());
  const create = useAction<NewSwitch, KillSwitch>({
    request: createSwitch,
    done: t('switches.created'),
    onDone: onClose,
    refresh: [api.switches, api.runtimes, api.audit],
    inForm: true,
  });
  return (
    <Form
      errors={fieldErrors(t, create.problem)}
      onSubmit={(values) =>
        create.run({
          scope,
          tenant_id: scope === 'tenant' ? values['tenant_id'] : undefined,
          runtime_id: scope === 'runtime' ? values['runtime_id'] : undefined,
          feature: scope === 'feature' ? values['feature'] : undefined,
          reason: textIn(values, 'reason'),
        })
      }
    >
      <SelectField name="scope" label={t('switches.scope')} value={scope} onChange={(event) => setScope(event.target.value as SwitchScope)} options={scopes.map((value) => ({ value, label: t(`switch.scope.${value}`) }))} />
      {scope === 'runtime' ? (
        <SelectField key={runtimes.isSuccess ? 'loaded' : 'loading'} name="runtime_id" label={t('switch.scope.runtime')} defaultValue={runtimeId} options={(runtimes.data?.items ?? []).map((one) => ({ value: one.runtime_id, label: t.pick(one.title, one.product) }))} />
      ) : null}
      {scope === 'tenant' ? (
        <SelectField name="tenant_id" label={t('switch.scope.tenant')} options={(tenants.data?.items ?? []).map((one) => ({ value: one.tenant_id, label: one.name }))} />
      ) : null}
      {scope === 'feature' ? (
        <SuggestField name="feature" label={t('switch.scope.feature')} value={feature} onValue={setFeature} suggestions={(features.data?.items ?? []).map((one) => ({ value: one.key, label: t.pick(one.title, one.product) }))} required />
      ) : null}
      {scope === 'global' ? <p className="rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">{t('switches.global_warning')}</p> : null}
      <TextArea name="reason" label={t('confirm.reason')} hint={t('confirm.reason_hint')} rows={2} required />
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone="danger" pending={create.pending}>
          {t('switches.create')}
        </Button>
      </DialogActions>
    </Form>
  );
}
