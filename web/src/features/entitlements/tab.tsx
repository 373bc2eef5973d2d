import { useParams } from 'react-router';
import { viewTenant } from '@/api/kernel';
import { useRead } from '@/api/query';
import { Grants } from './grants';

export default function EntitlementsTab() {
  const { tenantId = '' } = useParams();
  const tenant = useRead(viewTenant(tenantId));
  return <Grants tenantId={tenantId} name={tenant.data?.name ?? ''} />;
}
