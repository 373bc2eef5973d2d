import { useState } from 'react';
import { useParams } from 'react-router';
import { listMembers, paths as api, removeMember } from '@/api/kernel';
import { useList } from '@/api/list';
import { readAll, useAction, useRead } from '@/api/query';
import { useCan } from '@/api/session';
import type { Member } from '@/api/types';
import type { Translate } from '@/i18n/i18n';
import { useT } from '@/i18n/i18n';
import { Mark } from '@/ui/avatar';
import { Badge, Chip } from '@/ui/badge';
import { Button, IconButton } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { CopyId } from '@/ui/copy';
import { DataTable } from '@/ui/data-table';
import type { Column } from '@/ui/data-table';
import { Empty } from '@/ui/feedback';
import { Menu, MenuItem } from '@/ui/menu';
import { Ago } from '@/ui/time';
import { usePaging } from '@/ui/url-state';
import { MemberForm } from './form';

export default function MembersTab() {
  const t = useT();
  const can = useCan();
  const { tenantId = '' } = useParams();
  const paging = usePaging();
  const [form, setForm] = useState<Member | 'new'>();
  const [leaving, setLeaving] = useState<Member>();
  const list = useList(useRead(listMembers(tenantId, { cursor: paging.cursor }), { keep: true }));
  const refused = can('member.write') ? undefined : t('refused.member_write');
  const invite = (
    <Button tone="primary" icon="user-plus" refused={refused} onClick={() => setForm('new')}>
      {t('members.invite')}
    </Button>
  );
  return (
    <>
      <DataTable
        id="people"
        label={t('tab.people')}
        columns={columns(t)}
        list={list}
        rowKey={(row) => row.member_id}
        paging={paging}
        exportRows={() => readAll(listMembers(tenantId))}
        toolbar={invite}
        rowActions={(row) => (
          <Menu trigger={<IconButton icon="ellipsis" size="icon-sm" label={t('common.more')} />}>
            <MenuItem icon="pencil" refused={refused} onSelect={() => setForm(row)}>
              {t('members.change_roles')}
            </MenuItem>
            <MenuItem icon="trash" danger refused={refused} onSelect={() => setLeaving(row)}>
              {t('members.remove')}
            </MenuItem>
          </Menu>
        )}
        empty={
          <Empty icon="users" title={t('members.empty')} action={invite}>
            {t('members.empty_text')}
          </Empty>
        }
      />
      <MemberForm key={form === 'new' ? 'new' : form?.member_id} tenantId={tenantId} member={form} onClose={() => setForm(undefined)} />
      <RemoveMember tenantId={tenantId} member={leaving} onClose={() => setLeaving(undefined)} />
    </>
  );
}

/** Somebody who was invited without a name is kept as a dash until they come. */
const nameOf = (row: Member): string | undefined => (row.name && row.name !== '-' ? row.name : undefined);

function columns(t: Translate): Column<Member>[] {
  return [
    {
      id: 'name',
      header: t('members.person'),
      main: true,
      text: (row) => `${nameOf(row) ?? ''} <${row.email}>`,
      cell: (row) => (
        <span className="flex items-center gap-3">
          <Mark name={nameOf(row) ?? row.email} seed={row.email} size={28} round />
          <span>
            <span className="block whitespace-nowrap">{nameOf(row) ?? row.email}</span>
            {nameOf(row) ? <span className="block text-xs font-normal text-ink-3">{row.email}</span> : null}
          </span>
        </span>
      ),
    },
    {
      id: 'roles',
      header: t('members.roles'),
      text: (row) => row.roles.join(' '),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {row.roles.map((role) => (
            <Chip key={role}>{role}</Chip>
          ))}
        </span>
      ),
    },
    { id: 'status', header: t('common.status'), text: (row) => row.status, cell: (row) => <Badge tone={row.status === 'active' ? 'ok' : 'neutral'}>{t(`member.status.${row.status}`)}</Badge> },
    { id: 'seen', header: t('members.last_seen'), text: (row) => row.last_seen_at ?? '', cell: (row) => <Ago at={row.last_seen_at} /> },
    { id: 'id', header: 'ID', extra: true, text: (row) => row.member_id, cell: (row) => <CopyId id={row.member_id} /> },
  ];
}

function RemoveMember({ tenantId, member, onClose }: { tenantId: string; member: Member | undefined; onClose: () => void }) {
  const t = useT();
  const action = useAction<Member, void>({
    request: (row) => removeMember(tenantId, row.member_id),
    done: t('members.removed'),
    onDone: onClose,
    refresh: [api.tenants],
  });
  const name = member ? (nameOf(member) ?? member.email) : '';
  return (
    <Confirm open={member !== undefined} onClose={onClose} title={t('members.remove_title', { name })} action={t('members.remove')} danger pending={action.pending} onConfirm={() => member && action.run(member)}>
      {t('members.remove_text')}
    </Confirm>
  );
}
