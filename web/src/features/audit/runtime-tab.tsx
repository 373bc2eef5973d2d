import { useParams } from 'react-router';
import { listAudit } from '@/api/kernel';
import { isOwner, useMe } from '@/api/session';
import { Timeline } from './timeline';

/** Events name the runtime either as the one that sent them or in their payload. */
export default function RuntimeActivityTab() {
  const { runtimeId = '' } = useParams();
  const me = useMe();
  return (
    <Timeline
      request={listAudit({ q: runtimeId, tree: isOwner(me.data) || undefined, limit: 100 })}
      keep={(row) => row.runtime_id === runtimeId || row.payload?.['runtime_id'] === runtimeId || row.actor_id === runtimeId}
    />
  );
}
