import { useParams } from 'react-router';
import { listAudit } from '@/api/kernel';
import { Timeline } from './timeline';

export default function TenantActivityTab() {
  const { tenantId = '' } = useParams();
  return <Timeline request={listAudit({ tenant_id: tenantId, limit: 100 })} keep={() => true} />;
}
