import { useParams } from 'react-router';
import { listAudit } from '@/api/kernel';
import { isOwner, useMe } from '@/api/session';
import { Timeline } from './timeline';

/** What was done to the runtime: registered, suspended, limited. What it sent itself is in the audit. */
export default function RuntimeActivityTab() {
  const { runtimeId = '' } = useParams();
  const me = useMe();
  return (
    <Timeline
      request={listAudit({ type: 'runtime.*', tree: isOwner(me.data) || undefined, limit: 100 })}
      keep={(row) => row.payload?.['subject'] === runtimeId || row.payload?.['runtime_id'] === runtimeId || row.runtime_id === runtimeId}
    />
  );
}
