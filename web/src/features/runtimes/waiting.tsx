import { listEnrolments } from '@/api/kernel';
import { useRead } from '@/api/query';
import { useT } from '@/i18n/i18n';
import { Chip } from '@/ui/badge';
import { CopyId } from '@/ui/copy';
import { Section } from '@/ui/page';
import { Ago } from '@/ui/time';

/** Tokens that were handed out and have not been used: whoever holds one may still come aboard. */
export function WaitingTokens() {
  const t = useT();
  const read = useRead(listEnrolments({ limit: 50 }), { every: 10_000 });
  const now = read.dataUpdatedAt;
  const waiting = (read.data?.items ?? []).filter((row) => !row.used_at && new Date(row.expires_at).getTime() > now);
  if (waiting.length === 0) return null;
  return (
    <div className="mt-8">
      <Section title={t('enrol.waiting')} lead={t('enrol.waiting_lead')} flush>
        <ul className="divide-y divide-line">
          {waiting.map((row) => (
            <li key={row.enrolment_id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 text-sm">
              <span className="font-[540]">{row.product}</span>
              <Chip>{t(`runtime.mode.${row.deployment_mode}`)}</Chip>
              <CopyId id={row.enrolment_id} />
              <span className="ml-auto text-ink-3">
                {t('enrol.expires')} <Ago at={row.expires_at} />
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
