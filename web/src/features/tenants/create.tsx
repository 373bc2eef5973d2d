import { useState } from 'react';
import { useNavigate } from 'react-router';
import { createTenant, listTenants, paths as api } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction, useRead } from '@/api/query';
import { useMe } from '@/api/session';
import type { NewTenant, Tenant } from '@/api/types';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Form, SelectField, TextField, choiceIn, textIn } from '@/ui/form';

const types = ['company', 'individual'] as const;
const levels = ['standard', 'enterprise'] as const;

export function CreateTenant({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog open={open} onClose={onClose} title={t('tenants.create')} description={t('tenants.create_lead')} keep>
      <CreateForm onClose={onClose} />
    </Dialog>
  );
}

function CreateForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const go = useNavigate();
  const me = useMe();
  const parents = useRead(listTenants({ limit: 200 }));
  const [slug, setSlug] = useState('');
  const [ownSlug, setOwnSlug] = useState(false);
  const create = useAction<NewTenant, Tenant>({
    request: createTenant,
    done: (tenant) => t('tenants.created', { name: tenant.name }),
    onDone: (tenant) => void go(paths.tenant(tenant.tenant_id)),
    refresh: [api.tenants],
    inForm: true,
  });
  const active = me.data?.active?.tenant;
  return (
    <Form
      errors={fieldErrors(t, create.problem)}
      onSubmit={(values) =>
        create.run({
          name: textIn(values, 'name'),
          slug: textIn(values, 'slug'),
          type: choiceIn(values, 'type', types),
          parent_id: values['parent_id'] || undefined,
          policies: { security_level: choiceIn(values, 'security_level', levels), time_zone: values['time_zone'] },
        })
      }
    >
      <TextField
        name="name"
        label={t('tenant.name')}
        placeholder="Acme Educação"
        maxLength={63}
        required
        onChange={(event) => {
          if (!ownSlug) setSlug(slugOf(event.target.value));
        }}
      />
      <TextField
        name="slug"
        label={t('tenant.slug')}
        hint={t('tenant.slug_hint')}
        value={slug}
        onChange={(event) => {
          setOwnSlug(true);
          setSlug(event.target.value);
        }}
        className="font-mono"
        required
      />
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <SelectField name="type" label={t('tenant.type')} defaultValue="company" options={types.map((value) => ({ value, label: t(`tenant.type.${value}`) }))} />
        <SelectField
          name="parent_id"
          label={t('tenant.parent')}
          key={parents.isSuccess ? 'loaded' : 'loading'}
          defaultValue={active?.tenant_id}
          options={(parents.data?.items ?? []).map((tenant) => ({ value: tenant.tenant_id, label: tenant.name }))}
        />
        <SelectField name="security_level" pointer="/policies/security_level" label={t('tenant.security')} defaultValue="standard" options={levels.map((value) => ({ value, label: t(`tenant.security.${value}`) }))} />
        <SelectField name="time_zone" pointer="/policies/time_zone" label={t('tenant.time_zone')} defaultValue={new Intl.DateTimeFormat().resolvedOptions().timeZone} options={zones().map((value) => ({ value, label: value.replaceAll('_', ' ') }))} />
      </div>
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone="primary" pending={create.pending}>
          {t('tenants.create')}
        </Button>
      </DialogActions>
    </Form>
  );
}

function zones(): string[] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set(['America/Sao_Paulo', 'UTC', own, ...Intl.supportedValuesOf('timeZone')])];
}

export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}
