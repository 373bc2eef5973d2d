import { Link } from 'react-router';
import { listCatalogue, listProgress } from '@/api/courses';
import { useRead } from '@/api/query';
import type { CourseCard } from '@/api/types';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { Skeleton, ProgressBar } from '@/ui/feedback';
import { Icon } from '@/ui/icon';
import { Card } from './card';
import { Cover } from './cover';
import { refusalOf } from './refused';

/** For the overview: the course to go on with, then what else is open. */
export function ContinueLearning({ quiet }: { quiet: boolean }) {
  const t = useT();
  const catalogue = useRead(listCatalogue(), { every: 15_000 });
  const progress = useRead(listProgress());
  if (catalogue.error && !catalogue.data) return quiet ? null : refusalOf(catalogue.error, undefined, () => void catalogue.refetch());
  if (!catalogue.data) return <Skeleton className="mb-8 h-44 rounded-lg" />;
  const courses = catalogue.data.items;
  const latest = [...(progress.data?.items ?? [])]
    .filter((row) => row.status === 'in_progress')
    .sort((a, b) => (b.last_activity_at ?? '').localeCompare(a.last_activity_at ?? ''))[0];
  const current = courses.find((course) => course.slug === latest?.slug);
  if (quiet && !current) return null;
  const others = courses.filter((course) => course !== current).toSorted((a, b) => rank(a) - rank(b));
  return (
    <section className="mb-9">
      {current ? <Current course={current} /> : null}
      {quiet ? null : (
        <>
          <div className="mb-3 flex items-end justify-between">
            <h2 className="text-base font-[600]">{current ? t('continue.more') : t('continue.start')}</h2>
            <Link to={paths.courses} className="text-sm text-accent-text hover:underline">
              {t('common.see_all')}
            </Link>
          </div>
          <div className="grid grid-cols-3 gap-5 max-lg:grid-cols-2 max-sm:grid-cols-1">
            {others.slice(0, 3).map((course) => (
              <Card key={course.slug} course={course} />
            ))}
          </div>
        </>
      )}
    </section>
  );
}

/** What can be begun now comes first, then what is finished, then what the organisation does not have. */
function rank(course: CourseCard): number {
  if (!course.access.allowed) return 2;
  return course.progress.status === 'completed' ? 1 : 0;
}

function Current({ course }: { course: CourseCard }) {
  const t = useT();
  const { completed, total } = course.progress;
  return (
    <Link to={paths.course(course.slug)} className="group mb-8 flex overflow-hidden rounded-xl border border-line bg-canvas transition-shadow hover:shadow-2 max-sm:flex-col dark:bg-raised">
      <Cover slug={course.slug} title={course.title} src={course.cover} className="h-auto min-h-36 !w-72 max-lg:!w-52 max-sm:h-32 max-sm:!w-full" />
      <div className="flex min-w-0 flex-1 flex-col justify-center px-7 py-6 max-sm:px-5">
        <p className="text-xs font-[560] text-accent-text">{t('continue.title')}</p>
        <h2 className="mt-1 font-serif text-[1.5rem] leading-[1.25] font-[540] tracking-[-0.018em]">{course.title}</h2>
        <div className="mt-4 flex items-center gap-4">
          <ProgressBar value={completed} max={total} label={t('course.progress')} className="h-1.5 flex-1" />
          <span className="tabular text-xs text-ink-2">{t('course.lessons_done', { done: completed, total })}</span>
        </div>
        <span className="mt-4 inline-flex items-center gap-1.5 text-sm font-[540]">
          {t('course.continue')}
          <Icon name="arrow-right" size={15} className="transition-transform group-hover:translate-x-0.5" />
        </span>
      </div>
    </Link>
  );
}
