import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Gate } from '@/api/gate';
import { listTenants, paths as api, updateTenant, viewTenant } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction, useRead } from '@/api/query';
import { useCan } from '@/api/session';
import type { Tenant, TenantChanges } from '@/api/types';
import { paths } from '@/app/paths';
import { exact } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { CopyId } from '@/ui/copy';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Form, SelectField, TextField, choiceIn, textIn } from '@/ui/form';
import { Facts, Section } from '@/ui/page';
import { TenantMark } from './columns';

const levels = ['standard', 'enterprise'] as const;

export default function TenantOverviewTab() {
  const { tenantId = '' } = useParams();
  const read = useRead(viewTenant(tenantId));
  return <Gate read={read}>{(tenant) => <Overview tenant={tenant} />}</Gate>;
}

function Overview({ tenant }: { tenant: Tenant }) {
  const t = useT();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const parent = useRead(viewTenant(tenant.parent_id ?? ''), { enabled: Boolean(tenant.parent_id) });
  const edit = (
    <Button size="sm" icon="pencil" onClick={() => setEditing(true)} refused={can('tenant.write') ? undefined : t('refused.tenant_write')}>
      {t('common.edit')}
    </Button>
  );
  return (
    <>
      <Section title={t('tenant.about')} action={edit}>
        <Facts
          items={[
            [t('tenant.name'), tenant.name],
            [t('tenant.slug'), <code key="slug" className="font-mono text-xs">{tenant.slug}</code>],
            [t('tenant.type'), t(`tenant.type.${tenant.type}`)],
            [t('tenant.parent'), parent.data ? <Link key="parent" className="text-accent-text hover:underline" to={paths.tenant(parent.data.tenant_id)}>{parent.data.name}</Link> : t('tenant.parent_none')],
            [t('tenant.security'), t(`tenant.security.${tenant.policies.security_level ?? 'standard'}`)],
            [t('tenant.time_zone'), tenant.policies.time_zone ?? '—'],
            [t('tenant.residency'), tenant.policies.data_residency ?? t('tenant.residency_none')],
            [t('common.created'), exact(t.language, new Date(tenant.created_at))],
            ['ID', <CopyId key="id" id={tenant.tenant_id} short={false} />],
          ]}
        />
      </Section>
      <Children id={tenant.tenant_id} />
      <EditTenant tenant={tenant} open={editing} onClose={() => setEditing(false)} />
    </>
  );
}

function Children({ id }: { id: string }) {
  const t = useT();
  const read = useRead(listTenants({ parent_id: id, limit: 50 }));
  const children = read.data?.items.filter((child) => child.tenant_id !== id) ?? [];
  if (children.length === 0) return null;
  return (
    <Section title={t('tenant.children')} flush>
      <ul className="divide-y divide-line">
        {children.map((child) => (
          <li key={child.tenant_id}>
            <Link to={paths.tenant(child.tenant_id)} className="flex items-center gap-3 px-5 py-2.5 text-sm hover:bg-canvas dark:hover:bg-sunken">
              <TenantMark tenant={child} size={24} />
              <span className="flex-1 font-[540]">{child.name}</span>
              <span className="text-ink-3">{t(`tenant.type.${child.type}`)}</span>
              <Badge tone={child.status === 'active' ? 'ok' : 'bad'}>{t(`tenant.status.${child.status}`)}</Badge>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function EditTenant({ tenant, open, onClose }: { tenant: Tenant; open: boolean; onClose: () => void }) {
  const t = useT();
  const save = useAction<TenantChanges, Tenant>({
    request: (body) => updateTenant(tenant.tenant_id, body),
    done: t('common.saved'),
    onDone: onClose,
    refresh: [api.tenants],
    inForm: true,
  });
  return (
    <Dialog open={open} onClose={onClose} title={t('tenant.edit')} keep>
      <Form
        errors={fieldErrors(t, save.problem)}
        onSubmit={(values) =>
          save.run({
            name: textIn(values, 'name'),
            policies: { ...tenant.policies, security_level: choiceIn(values, 'security_level', levels), time_zone: values['time_zone'], data_residency: values['data_residency'] || undefined },
          })
        }
      >
        <TextField name="name" label={t('tenant.name')} defaultValue={tenant.name} maxLength={63} required />
        <SelectField name="security_level" pointer="/policies/security_level" label={t('tenant.security')} defaultValue={tenant.policies.security_level} options={levels.map((value) => ({ value, label: t(`tenant.security.${value}`) }))} />
        <TextField name="time_zone" pointer="/policies/time_zone" label={t('tenant.time_zone')} defaultValue={tenant.policies.time_zone ?? 'UTC'} />
        <TextField name="data_residency" pointer="/policies/data_residency" label={t('tenant.residency')} defaultValue={tenant.policies.data_residency ?? ''} optional />
        <DialogActions onCancel={onClose}>
          <Button type="submit" tone="primary" pending={save.pending}>
            {t('common.save')}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
