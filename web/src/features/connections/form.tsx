import { useState } from 'react';
import { createConnection, paths as api, updateConnection } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import type { Connection, ConnectionInput, RoleMapping } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button, IconButton } from '@/ui/button';
import { Dialog, DialogActions } from '@/ui/dialog';
import { CheckField, Form, SelectField, TextField, choiceIn, controlLook, textIn } from '@/ui/form';
import type { FormValues } from '@/ui/form';

const providers = ['oidc', 'google', 'azure_ad', 'local'] as const;

export function ConnectionForm({ tenantId, connection, onClose }: { tenantId: string; connection: Connection | 'new' | undefined; onClose: () => void }) {
  const t = useT();
  const existing = connection === 'new' ? undefined : connection;
  return (
    <Dialog open={connection !== undefined} onClose={onClose} keep title={existing ? t('connections.edit') : t('connections.add')} description={t('connections.form_lead')}>
      <Body tenantId={tenantId} existing={existing} onClose={onClose} />
    </Dialog>
  );
}

function Body({ tenantId, existing, onClose }: { tenantId: string; existing: Connection | undefined; onClose: () => void }) {
  const t = useT();
  const [mappings, setMappings] = useState<readonly RoleMapping[]>(existing?.role_mappings ?? []);
  const save = useAction<ConnectionInput, Connection>({
    request: (body) => (existing ? updateConnection(tenantId, existing.connection_id, body) : createConnection(tenantId, body)),
    done: t('common.saved'),
    onDone: onClose,
    refresh: [api.tenants],
    inForm: true,
  });
  return (
    <Form errors={fieldErrors(t, save.problem)} onSubmit={(values) => save.run(bodyOf(values, mappings, existing))}>
      <TextField name="name" label={t('connections.name')} defaultValue={existing?.name} placeholder="Acme SSO" required />
      {existing ? null : (
        <SelectField name="provider" label={t('connections.provider')} options={providers.map((value) => ({ value, label: t(`provider.${value}`) }))} />
      )}
      <TextField name="issuer" label={t('connections.issuer')} hint={t('connections.issuer_hint')} defaultValue={existing?.issuer} type="url" placeholder="https://login.example.com" required />
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <TextField name="client_id" label={t('connections.client_id')} defaultValue={existing?.client_id} required />
        <TextField name="client_secret" type="password" autoComplete="new-password" label={t('connections.secret')} hint={existing?.has_secret ? t('connections.secret_keep') : undefined} optional />
        <TextField name="audience" label={t('connections.audience')} defaultValue={existing?.audience ?? ''} optional />
        <SelectField name="token_use" label={t('connections.token_use')} defaultValue={existing?.token_use ?? 'id'} options={[{ value: 'id', label: t('connections.token_id') }, { value: 'access', label: t('connections.token_access') }]} />
      </div>
      <CheckField name="jit" label={t('connections.jit')} hint={t('connections.jit_hint')} defaultChecked={existing?.jit.enabled ?? false} />
      <TextField name="default_roles" pointer="/jit/default_roles" label={t('connections.default_roles')} defaultValue={existing?.jit.default_roles?.join(', ') ?? 'member'} />
      <Mappings mappings={mappings} onChange={setMappings} />
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone="primary" pending={save.pending}>
          {t('common.save')}
        </Button>
      </DialogActions>
    </Form>
  );
}

function Mappings({ mappings, onChange }: { mappings: readonly RoleMapping[]; onChange: (next: readonly RoleMapping[]) => void }) {
  const t = useT();
  const set = (index: number, change: Partial<RoleMapping>) => onChange(mappings.map((one, at) => (at === index ? { ...one, ...change } : one)));
  const small = `${controlLook} h-8 w-full min-w-0 text-sm`;
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 text-sm font-[540]">{t('connections.mappings')}</legend>
      {mappings.map((mapping, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no id of their own and are not moved
        <div key={index} className="mb-2 flex items-center gap-2">
          <input aria-label={t('connections.claim')} placeholder={t('connections.claim')} className={small} value={mapping.claim} onChange={(event) => set(index, { claim: event.target.value })} />
          <input aria-label={t('connections.value')} placeholder={t('connections.value')} className={small} value={mapping.value} onChange={(event) => set(index, { value: event.target.value })} />
          <input aria-label={t('connections.role')} placeholder={t('connections.role')} className={small} value={mapping.role} onChange={(event) => set(index, { role: event.target.value })} />
          <IconButton icon="x" size="icon-sm" label={t('common.remove')} onClick={() => onChange(mappings.filter((_, at) => at !== index))} />
        </div>
      ))}
      <Button size="sm" tone="quiet" icon="plus" onClick={() => onChange([...mappings, { claim: '', value: '', role: 'member' }])}>
        {t('connections.add_mapping')}
      </Button>
    </fieldset>
  );
}

function bodyOf(values: FormValues, mappings: readonly RoleMapping[], existing: Connection | undefined): ConnectionInput {
  const roles = textIn(values, 'default_roles').split(/[\s,]+/).filter(Boolean);
  return {
    name: textIn(values, 'name'),
    provider: existing?.provider ?? choiceIn(values, 'provider', providers),
    issuer: textIn(values, 'issuer'),
    client_id: textIn(values, 'client_id'),
    ...(values['client_secret'] ? { client_secret: values['client_secret'] } : {}),
    audience: values['audience'] || undefined,
    token_use: choiceIn(values, 'token_use', ['id', 'access']),
    jit: { enabled: values['jit'] === 'true', default_roles: roles },
    role_mappings: [...mappings],
    enabled: existing?.enabled ?? true,
  };
}
