import { Link } from 'react-router';
import type { CourseCard } from '@/api/types';
import { paths } from '@/app/paths';
import { minutes } from '@/i18n/format';
import type { Translate } from '@/i18n/i18n';
import { useT } from '@/i18n/i18n';
import { Badge } from '@/ui/badge';
import { ProgressBar } from '@/ui/feedback';
import { Cover } from './cover';

export function Card({ course }: { course: CourseCard }) {
  const t = useT();
  const { progress, access } = course;
  return (
    <Link
      to={paths.course(course.slug)}
      className="group flex flex-col overflow-hidden rounded-lg border border-line bg-surface transition-[border-color,box-shadow] hover:border-line-strong hover:shadow-2 dark:bg-raised"
    >
      <Cover slug={course.slug} title={course.title} src={course.cover} dimmed={!access.allowed} />
      <div className="flex flex-1 flex-col p-5">
        <div className="mb-2 flex flex-wrap items-center gap-2">
          <AccessBadge course={course} />
        </div>
        <h2 className="font-serif text-[1.3125rem] leading-[1.25] font-[540] tracking-[-0.015em] text-balance">{course.title}</h2>
        <p className="mt-1.5 line-clamp-3 text-sm text-pretty text-ink-2">{course.summary}</p>
        <p className="mt-auto pt-4 text-xs text-ink-3">{facts(t, course)}</p>
        {progress.status === 'in_progress' ? (
          <div className="mt-3">
            <ProgressBar value={progress.completed} max={progress.total} label={t('course.progress')} className="h-1" />
          </div>
        ) : null}
      </div>
    </Link>
  );
}

export function AccessBadge({ course }: { course: Pick<CourseCard, 'access' | 'progress'> }) {
  const t = useT();
  if (!course.access.allowed) {
    return (
      <Badge tone="neutral" icon="lock">
        {t('course.locked')}
      </Badge>
    );
  }
  if (course.progress.status === 'completed') {
    return (
      <Badge tone="ok" icon="check">
        {t('course.completed')}
      </Badge>
    );
  }
  if (course.progress.status === 'in_progress') {
    return (
      <Badge tone="accent" icon="circle-play">
        {t('course.lessons_done', { done: course.progress.completed, total: course.progress.total })}
      </Badge>
    );
  }
  return (
    <Badge tone="accent" icon="lock-open">
      {t('course.included')}
    </Badge>
  );
}

export function facts(t: Translate, course: CourseCard): string {
  return [t(`course.level.${course.level}`), minutes(t, course.minutes), t.n('course.lessons', course.lesson_count)].join(' · ');
}
