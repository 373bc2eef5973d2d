import type { Grant } from '@/api/types';
import { exact } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { CopyId, JsonView } from '@/ui/copy';
import { Drawer } from '@/ui/dialog';
import { Facts } from '@/ui/page';
import { stateTone } from './columns';

export function GrantDetail({ grant, onClose, onRevoke, refused }: { grant: Grant | undefined; onClose: () => void; onRevoke: (grant: Grant) => void; refused: string | undefined }) {
  const t = useT();
  const when = (at: string | null | undefined, otherwise: string) => (at ? exact(t.language, new Date(at)) : otherwise);
  return (
    <Drawer open={grant !== undefined} onClose={onClose} title={grant?.feature ?? ''} description={grant?.product}>
      {grant ? (
        <div className="space-y-6">
          <Facts
            items={[
              [t('common.status'), <Badge key="state" tone={stateTone[grant.state]}>{t(`grant.state.${grant.state}`)}</Badge>],
              [t('grant.limit'), grant.limit == null ? t('grant.unlimited') : t('grant.used_of', { used: grant.used ?? 0, limit: grant.limit })],
              grant.window ? [t('grant.window'), t(`grant.window.${grant.window.kind}`)] : undefined,
              [t('grant.from'), when(grant.valid_from, '—')],
              [t('grant.until'), when(grant.valid_until, t('grant.no_end'))],
              grant.revoked_at ? [t('grant.revoked_at'), when(grant.revoked_at, '')] : undefined,
              [t('grant.note'), grant.note || '—'],
              [t('grant.by'), grant.created_by || '—'],
              ['ID', <CopyId key="id" id={grant.grant_id} />],
            ]}
          />
          {grant.state === 'revoked' ? null : (
            <Button tone="danger-plain" icon="ban" refused={refused} onClick={() => onRevoke(grant)}>
              {t('grant.revoke')}
            </Button>
          )}
          <JsonView value={grant} />
        </div>
      ) : null}
    </Drawer>
  );
}
