import { useState } from 'react';
import { useParams } from 'react-router';
import { Gate } from '@/api/gate';
import { listConnections, paths as api, removeConnection, updateConnection } from '@/api/kernel';
import { useAction, useRead } from '@/api/query';
import { useCan } from '@/api/session';
import type { Connection } from '@/api/types';
import { useT } from '@/i18n/i18n';
import { Badge, Chip } from '@/ui/badge';
import { Button, IconButton } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { CopyId } from '@/ui/copy';
import { Empty } from '@/ui/feedback';
import { Menu, MenuItem } from '@/ui/menu';
import { Card, Facts } from '@/ui/page';
import { ConnectionForm } from './form';

export default function ConnectionsTab() {
  const t = useT();
  const can = useCan();
  const { tenantId = '' } = useParams();
  const [form, setForm] = useState<Connection | 'new'>();
  const read = useRead(listConnections(tenantId));
  const refused = can('connection.write') ? undefined : t('refused.connection_write');
  const add = (
    <Button tone="primary" icon="plus" refused={refused} onClick={() => setForm('new')}>
      {t('connections.add')}
    </Button>
  );
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-xl text-sm text-ink-2">{t('connections.lead')}</p>
        {add}
      </div>
      <Gate read={read}>
        {(page) =>
          page.items.length === 0 ? (
            <Card>
              <Empty icon="key-round" title={t('connections.empty')} action={add}>
                {t('connections.empty_text')}
              </Empty>
            </Card>
          ) : (
            <div className="space-y-4">
              {page.items.map((connection) => (
                <ConnectionCard key={connection.connection_id} connection={connection} refused={refused} onEdit={() => setForm(connection)} />
              ))}
            </div>
          )
        }
      </Gate>
      <ConnectionForm key={form === 'new' ? 'new' : form?.connection_id} tenantId={tenantId} connection={form} onClose={() => setForm(undefined)} />
    </>
  );
}

/** A change puts the whole connection in place; a secret that is not named stays. */
function inputOf(connection: Connection, enabled: boolean) {
  const { name, provider, issuer, client_id, audience, token_use, jit, role_mappings } = connection;
  return { name, provider, issuer, client_id, audience, token_use, jit, role_mappings, enabled };
}

function ConnectionCard({ connection, refused, onEdit }: { connection: Connection; refused: string | undefined; onEdit: () => void }) {
  const t = useT();
  const [removing, setRemoving] = useState(false);
  const turn = useAction<boolean, Connection>({
    request: (enabled) => updateConnection(connection.tenant_id, connection.connection_id, inputOf(connection, enabled)),
    done: t('common.saved'),
    refresh: [api.tenants],
  });
  const drop = useAction<void, void>({
    request: () => removeConnection(connection.tenant_id, connection.connection_id),
    done: t('connections.removed'),
    onDone: () => setRemoving(false),
    refresh: [api.tenants],
  });
  return (
    <Card label={connection.name} className="p-5 max-md:p-4">
      <div className="mb-4 flex items-center gap-3">
        <h2 className="text-lg font-[600]">{connection.name}</h2>
        <Badge tone={connection.enabled ? 'ok' : 'neutral'}>{connection.enabled ? t('connections.on') : t('connections.off')}</Badge>
        <span className="ml-auto">
          <Menu trigger={<IconButton icon="ellipsis" size="icon-sm" label={t('common.more')} />}>
            <MenuItem icon="pencil" refused={refused} onSelect={onEdit}>
              {t('common.edit')}
            </MenuItem>
            <MenuItem icon="power" refused={refused} onSelect={() => turn.run(!connection.enabled)}>
              {connection.enabled ? t('connections.turn_off') : t('connections.turn_on')}
            </MenuItem>
            <MenuItem icon="trash" danger refused={refused} onSelect={() => setRemoving(true)}>
              {t('common.remove')}
            </MenuItem>
          </Menu>
        </span>
      </div>
      <Facts
        items={[
          [t('connections.provider'), <Chip key="provider">{connection.provider}</Chip>],
          [t('connections.issuer'), <code key="issuer" className="font-mono text-xs break-all">{connection.issuer}</code>],
          [t('connections.client_id'), <code key="client" className="font-mono text-xs">{connection.client_id}</code>],
          [t('connections.secret'), connection.has_secret ? t('connections.secret_kept') : t('connections.secret_none')],
          [t('connections.jit'), connection.jit.enabled ? t('connections.jit_on', { roles: (connection.jit.default_roles ?? []).join(', ') }) : t('connections.jit_off')],
          connection.role_mappings.length > 0
            ? [
                t('connections.mappings'),
                <ul key="mappings" className="space-y-1">
                  {connection.role_mappings.map((mapping) => (
                    <li key={mapping.claim + mapping.value + mapping.role} className="font-mono text-xs">
                      {mapping.claim} = {mapping.value} → {mapping.role}
                    </li>
                  ))}
                </ul>,
              ]
            : undefined,
          ['ID', <CopyId key="id" id={connection.connection_id} />],
        ]}
      />
      <Confirm open={removing} onClose={() => setRemoving(false)} title={t('connections.remove_title', { name: connection.name })} action={t('common.remove')} danger typeName={connection.name} pending={drop.pending} onConfirm={() => drop.run()}>
        {t('connections.remove_text')}
      </Confirm>
    </Card>
  );
}
