import { Link, useParams } from 'react-router';
import { Gate } from '@/api/gate';
import { viewCourse } from '@/api/courses';
import { useRead } from '@/api/query';
import type { Course, LessonKind } from '@/api/types';
import { paths } from '@/app/paths';
import { minutes } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Chip } from '@/ui/badge';
import { LinkButton } from '@/ui/button';
import { Notice, ProgressBar } from '@/ui/feedback';
import { Icon } from '@/ui/icon';
import type { IconName } from '@/ui/icon';
import { PageHeader } from '@/ui/page';
import { AccessBadge, facts } from './card';
import { Cover } from './cover';
import { Html } from './html';
import { refusalOf } from './refused';

export default function CoursePage() {
  const { course: slug = '' } = useParams();
  const read = useRead(viewCourse(slug), { every: 15_000 });
  return (
    <Gate read={read} failed={(problem) => refusalOf(problem, undefined, () => void read.refetch())}>
      {(course) => <CourseView course={course} />}
    </Gate>
  );
}

function CourseView({ course }: { course: Course }) {
  const t = useT();
  const { allowed, code } = course.access;
  return (
    <>
      <PageHeader title={course.title} lead={course.summary} back={{ to: paths.courses, label: t('catalogue.title') }} meta={<span className="text-ink-3">{facts(t, course)}</span>} />
      <div className="grid grid-cols-[minmax(0,1fr)_21rem] gap-10 max-lg:grid-cols-1 max-lg:gap-6">
        <div className="min-w-0 max-lg:order-2">
          {allowed ? null : (
            <div className="mb-6">
              <Notice tone="warn" icon="lock" title={t('course.locked_title')}>
                {t(code === 'expired' ? 'course.locked_expired' : 'course.locked_text')}
              </Notice>
            </div>
          )}
          <Html html={course.description_html} />
          <h2 className="mt-9 mb-3 text-base font-[600]">{t('course.outline')}</h2>
          <ol className="overflow-hidden rounded-lg border border-line">
            {course.lessons.map((lesson, index) => (
              <li key={lesson.slug} className="border-b border-line last:border-0">
                <Link to={paths.lesson(course.slug, lesson.slug)} className="flex items-center gap-4 px-4 py-3 hover:bg-canvas focus-visible:-outline-offset-2 dark:hover:bg-sunken">
                  <StepMark index={index + 1} done={lesson.completed} locked={!allowed} />
                  <span className="min-w-0 flex-1">
                    <span className="block text-base font-[520]">{lesson.title}</span>
                    <span className="flex items-center gap-1.5 text-xs text-ink-3">
                      <Icon name={kindIcon[lesson.kind]} size={13} />
                      {t(`lesson.kind.${lesson.kind}`)} · {minutes(t, lesson.minutes)}
                    </span>
                  </span>
                  <Icon name="chevron-right" size={15} className="text-ink-3" />
                </Link>
              </li>
            ))}
          </ol>
        </div>
        <aside className="max-lg:order-1">
          <Start course={course} />
        </aside>
      </div>
    </>
  );
}

export const kindIcon: Record<LessonKind, IconName> = { text: 'file-text', video: 'video', quiz: 'list-checks' };

function StepMark({ index, done, locked }: { index: number; done: boolean; locked: boolean }) {
  if (done) {
    return (
      <span className="grid size-7 place-items-center rounded-full bg-ok-soft text-ok">
        <Icon name="check" size={14} />
      </span>
    );
  }
  return (
    <span className="tabular grid size-7 place-items-center rounded-full bg-sunken text-xs text-ink-2">
      {locked ? <Icon name="lock" size={13} /> : index}
    </span>
  );
}

function Start({ course }: { course: Course }) {
  const t = useT();
  const { progress } = course;
  const next = course.lessons.find((lesson) => !lesson.completed) ?? course.lessons[0];
  const label = progress.status === 'completed' ? 'course.again' : progress.status === 'in_progress' ? 'course.continue' : 'course.start';
  return (
    <div className="sticky top-8 overflow-hidden rounded-lg border border-line max-lg:static">
      <Cover slug={course.slug} title={course.title} src={course.cover} dimmed={!course.access.allowed} className="h-40" />
      <div className="space-y-4 p-5">
        {progress.status === 'in_progress' ? null : <AccessBadge course={course} />}
        {course.access.allowed ? (
          <div>
            <p className="mb-1.5 flex justify-between text-xs text-ink-2">
              <span>{t('course.progress')}</span>
              <span className="tabular">{t('course.lessons_done', { done: progress.completed, total: progress.total })}</span>
            </p>
            <ProgressBar value={progress.completed} max={progress.total} label={t('course.progress')} />
          </div>
        ) : null}
        {next ? (
          <LinkButton tone={course.access.allowed ? 'primary' : 'plain'} size="lg" to={paths.lesson(course.slug, next.slug)} className="w-full">
            {course.access.allowed ? t(label) : t('course.how_to_get')}
            <Icon name="arrow-right" size={16} />
          </LinkButton>
        ) : null}
        {course.tags.length > 0 ? (
          <div className="flex flex-wrap gap-1.5">
            {course.tags.map((tag) => (
              <Chip key={tag}>{tag}</Chip>
            ))}
          </div>
        ) : null}
      </div>
    </div>
  );
}
