import { paths as api, revokeGrant } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import type { Grant } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Confirm } from '@/ui/confirm';

export function Revoke({ grant, onClose, onDone }: { grant: Grant | undefined; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const revoke = useAction<{ grant: Grant; reason: string }, Grant>({
    request: (change) => revokeGrant(change.grant.tenant_id, change.grant.grant_id, change.reason),
    done: t('grant.revoked'),
    onDone,
    refresh: [api.tenants, api.audit, api.navigation, '/api/courses'],
    inForm: true,
  });
  return (
    <Confirm
      open={grant !== undefined}
      onClose={onClose}
      title={t('grant.revoke_title')}
      action={t('grant.revoke')}
      danger
      askReason
      pending={revoke.pending}
      errors={fieldErrors(t, revoke.problem)}
      onConfirm={(reason) => grant && revoke.run({ grant, reason })}
    >
      {t('grant.revoke_text')} <code className="font-mono text-xs text-ink">{grant?.feature}</code>
    </Confirm>
  );
}
