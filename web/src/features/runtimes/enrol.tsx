// Two steps: say what will come, then get a token that is shown once and the command that uses it.
import { useState } from 'react';
import { enrolRuntime, listTenants, paths as api } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction, useRead } from '@/api/query';
import { useMe } from '@/api/session';
import type { Enrolment, NewEnrolment } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { CodeBlock } from '@/ui/copy';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Notice } from '@/ui/feedback';
import { Form, SelectField, TextField, choiceIn, textIn } from '@/ui/form';
import { Ago } from '@/ui/time';

const types = ['courses', 'labs', 'app', 'custom'] as const;
const modes = ['shared', 'dedicated', 'on_prem'] as const;

export function Enrol({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  const [issued, setIssued] = useState<Enrolment & { type: string }>();
  const close = () => {
    onClose();
    setIssued(undefined);
  };
  return (
    <Dialog open={open} onClose={close} keep title={issued ? t('enrol.ready') : t('runtimes.enrol')} description={issued ? undefined : t('enrol.lead')} size={issued ? 'lg' : 'md'}>
      {issued ? <Issued issued={issued} onClose={close} /> : <Ask onIssued={setIssued} onClose={close} />}
    </Dialog>
  );
}

function Ask({ onIssued, onClose }: { onIssued: (issued: Enrolment & { type: string }) => void; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const [type, setType] = useState<string>('courses');
  const tenants = useRead(listTenants({ limit: 200 }));
  const enrol = useAction<NewEnrolment, Enrolment>({
    request: enrolRuntime,
    onDone: (answer) => onIssued({ ...answer, type }),
    refresh: [api.runtimes],
    inForm: true,
  });
  return (
    <Form
      errors={fieldErrors(t, enrol.problem)}
      onSubmit={(values) =>
        enrol.run({
          tenant_id: textIn(values, 'tenant_id'),
          runtime_type: choiceIn(values, 'runtime_type', types),
          product: textIn(values, 'product'),
          deployment_mode: choiceIn(values, 'deployment_mode', modes),
          expires_in_s: Number(values['expires_in_s']),
        })
      }
    >
      <SelectField
        key={tenants.isSuccess ? 'loaded' : 'loading'}
        name="tenant_id"
        label={t('enrol.tenant')}
        hint={t('enrol.tenant_hint')}
        defaultValue={me.data?.active?.tenant.tenant_id}
        options={(tenants.data?.items ?? []).map((tenant) => ({ value: tenant.tenant_id, label: tenant.name }))}
      />
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <SelectField name="runtime_type" label={t('enrol.type')} value={type} onChange={(event) => setType(event.target.value)} options={types.map((value) => ({ value, label: value }))} />
        <TextField key={type} name="product" label={t('grant.product')} hint={t('enrol.product_hint')} defaultValue={type === 'app' || type === 'custom' ? '' : type} required />
        <SelectField name="deployment_mode" label={t('runtime.mode')} options={modes.map((value) => ({ value, label: t(`runtime.mode.${value}`) }))} />
        <SelectField
          name="expires_in_s"
          label={t('enrol.expires')}
          defaultValue="3600"
          options={[
            { value: '900', label: t('time.minutes', { count: 15 }) },
            { value: '3600', label: t('time.hours', { count: 1 }) },
            { value: '86400', label: t('time.hours', { count: 24 }) },
          ]}
        />
      </div>
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone="primary" pending={enrol.pending}>
          {t('enrol.submit')}
        </Button>
      </DialogActions>
    </Form>
  );
}

function Issued({ issued, onClose }: { issued: Enrolment & { type: string }; onClose: () => void }) {
  const t = useT();
  const command = [
    `LEME_KERNEL_URL=${location.origin}`,
    `LEME_ENROLMENT_TOKEN=${issued.token}`,
    `leme ${issued.type === 'courses' ? 'courses' : '<runtime>'}`,
  ].join(' \\\n  ');
  return (
    <div className="space-y-4">
      <Notice tone="warn" icon="eye" title={t('enrol.once')}>
        {t('enrol.once_text')}
      </Notice>
      <CodeBlock label={t('enrol.token')} code={issued.token ?? ''} wrap />
      <CodeBlock label={t('enrol.command')} code={command} />
      <p className="text-sm text-ink-3">
        {t('enrol.expires')}: <Ago at={issued.expires_at} />
      </p>
      <div className="flex justify-end">
        <Button tone="primary" onClick={onClose}>
          {t('enrol.kept')}
        </Button>
      </div>
    </div>
  );
}
