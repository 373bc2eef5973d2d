import { Link } from 'react-router';
import { Gate } from '@/api/gate';
import { listProgress } from '@/api/courses';
import { useRead } from '@/api/query';
import type { ProgressRow } from '@/api/types';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Badge } from '@/ui/badge';
import { LinkButton } from '@/ui/button';
import { Empty, ProgressBar } from '@/ui/feedback';
import { PageHeader } from '@/ui/page';
import { Ago } from '@/ui/time';
import { Cover } from './cover';
import { LearningTabs } from './learning-tabs';
import { refusalOf } from './refused';

export default function ProgressPage() {
  const t = useT();
  const read = useRead(listProgress());
  return (
    <Gate read={read} failed={(problem) => refusalOf(problem, undefined, () => void read.refetch())}>
      {(progress) => {
        const started = progress.items.filter((row) => row.status !== 'not_started');
        return (
          <>
            <PageHeader title={t('catalogue.title')} lead={t('progress.lead')} />
            <LearningTabs />
            {started.length === 0 ? (
              <Empty icon="graduation-cap" title={t('progress.empty')} action={<LinkButton tone="primary" to={paths.courses}>{t('progress.find')}</LinkButton>}>
                {t('progress.empty_text')}
              </Empty>
            ) : (
              <ul className="overflow-hidden rounded-lg border border-line">
                {started.map((row) => (
                  <li key={row.slug} className="border-b border-line last:border-0">
                    <Row row={row} />
                  </li>
                ))}
              </ul>
            )}
          </>
        );
      }}
    </Gate>
  );
}

function Row({ row }: { row: ProgressRow }) {
  const t = useT();
  return (
    <Link to={paths.course(row.slug)} className="flex items-center gap-5 px-4 py-4 hover:bg-canvas focus-visible:-outline-offset-2 max-sm:gap-3 dark:hover:bg-sunken">
      <Cover slug={row.slug} title={row.title} className="h-14 !w-24 shrink-0 rounded-md max-sm:hidden" />
      <span className="min-w-0 flex-1">
        <span className="mb-2 flex items-center justify-between gap-3">
          <span className="truncate font-[560]">{row.title}</span>
          {row.status === 'completed' ? (
            <Badge tone="ok" icon="check">
              {t('course.completed')}
            </Badge>
          ) : (
            <span className="tabular text-xs whitespace-nowrap text-ink-3">{t('course.lessons_done', { done: row.completed, total: row.total })}</span>
          )}
        </span>
        <ProgressBar value={row.completed} max={row.total} label={row.title} className="h-1.5" />
        <span className="mt-1.5 block text-xs text-ink-3">
          <Ago at={row.last_activity_at} />
        </span>
      </span>
    </Link>
  );
}
