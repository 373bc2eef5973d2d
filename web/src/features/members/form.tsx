import { useState } from 'react';
import { inviteMember, paths as api, updateMember } from '@/api/kernel';
import { fieldErrors } from '@/api/list';
import { useAction } from '@/api/query';
import type { Member, NewMember } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Dialog, DialogActions } from '@/ui/dialog';
import { Form, TextField, textIn } from '@/ui/form';

const known = ['owner', 'admin', 'auditor', 'member'] as const;

export function MemberForm({ tenantId, member, onClose }: { tenantId: string; member: Member | 'new' | undefined; onClose: () => void }) {
  const t = useT();
  const existing = member === 'new' ? undefined : member;
  return (
    <Dialog
      open={member !== undefined}
      onClose={onClose}
      keep
      title={existing ? t('members.change_roles') : t('members.invite')}
      description={existing ? existing.email : t('members.invite_lead')}
    >
      <Body tenantId={tenantId} existing={existing} onClose={onClose} />
    </Dialog>
  );
}

function Body({ tenantId, existing, onClose }: { tenantId: string; existing: Member | undefined; onClose: () => void }) {
  const t = useT();
  const [roles, setRoles] = useState<readonly string[]>(existing?.roles ?? ['member']);
  const save = useAction<NewMember, Member>({
    request: (body) => (existing ? updateMember(tenantId, existing.member_id, { roles: body.roles }) : inviteMember(tenantId, body)),
    done: existing ? t('common.saved') : t('members.invited'),
    onDone: onClose,
    refresh: [api.tenants],
    inForm: true,
  });
  const toggle = (role: string, on: boolean) => setRoles(on ? [...roles, role] : roles.filter((one) => one !== role));
  return (
    <Form
      errors={fieldErrors(t, save.problem)}
      onSubmit={(values) => save.run({ email: textIn(values, 'email'), name: values['name'] || undefined, roles: [...roles] })}
    >
      {existing ? null : (
        <>
          <TextField name="email" type="email" inputMode="email" label={t('members.email')} placeholder="carla@example.com" required />
          <TextField name="name" label={t('members.name')} optional />
        </>
      )}
      <fieldset>
        <legend className="mb-1.5 text-sm font-[540]">{t('members.roles')}</legend>
        <div className="divide-y divide-line overflow-hidden rounded-md border border-line">
          {known.map((role) => (
            <label key={role} className="flex cursor-pointer items-start gap-3 px-3 py-2.5 text-sm hover:bg-hover">
              <input type="checkbox" className="mt-1 size-4 accent-(--accent)" checked={roles.includes(role)} onChange={(event) => toggle(role, event.target.checked)} />
              <span>
                <span className="block font-[540]">{t(`role.${role}`)}</span>
                <span className="block text-xs text-ink-3">{t(`role.${role}_text`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <DialogActions onCancel={onClose}>
        <Button type="submit" tone="primary" pending={save.pending} refused={roles.length === 0 ? t('members.need_role') : undefined}>
          {existing ? t('common.save') : t('members.invite')}
        </Button>
      </DialogActions>
    </Form>
  );
}
