import { paths as api, resumeTenant, suspendTenant } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import type { Tenant } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Confirm } from '@/ui/confirm';

export function SuspendTenant({ tenant, open, onClose }: { tenant: Tenant; open: boolean; onClose: () => void }) {
  const t = useT();
  const suspend = useAction<string, Tenant>({
    request: (reason) => suspendTenant(tenant.tenant_id, reason),
    done: t('tenant.suspended_done', { name: tenant.name }),
    onDone: onClose,
    refresh: [api.tenants, api.audit],
    inForm: true,
  });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={t('tenant.suspend_title', { name: tenant.name })}
      action={t('common.suspend')}
      danger
      askReason
      typeName={tenant.name}
      pending={suspend.pending}
      onConfirm={suspend.run}
      errors={fieldErrors(t, suspend.problem)}
    >
      {t('tenant.suspend_text')}
    </Confirm>
  );
}

export function useResume(tenant: Tenant) {
  const t = useT();
  return useAction<void, Tenant>({
    request: () => resumeTenant(tenant.tenant_id),
    done: t('tenant.resumed_done', { name: tenant.name }),
    refresh: [api.tenants, api.audit],
  });
}
