import { Link, useNavigate, useParams } from 'react-router';
import { useEffect, useRef } from 'react';
import { Gate } from '@/api/gate';
import { completeLesson, coursesPath, viewCourse, viewLesson } from '@/api/courses';
import type { Problem } from '@/api/errors';
import { useAction, useRead } from '@/api/query';
import type { Read } from '@/api/query';
import type { Course, CourseProgress, Lesson } from '@/api/types';
import { paths } from '@/app/paths';
import { minutes } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Button, LinkButton } from '@/ui/button';
import { ProgressBar } from '@/ui/feedback';
import { Icon } from '@/ui/icon';
import { kindIcon } from './course';
import { Html } from './html';
import { Quiz } from './quiz';
import { refusalOf } from './refused';
import { VideoPlayer } from './video';

export default function LessonPage() {
  const { course = '', lesson = '' } = useParams();
  const outline = useRead(viewCourse(course), { every: 5_000 });
  const read = useRead(viewLesson(course, lesson));
  useFollowAccess(outline, read);
  const problem = read.error ?? outline.error;
  const refusal = problem ? refusalOf(problem, outline.data?.title, () => void read.refetch()) : undefined;
  // What is on the screen stays through a short absence, and goes when the kernel says so.
  if (problem && refusal && !isAbsence(problem)) return refusal;
  return (
    <Gate read={read} failed={() => refusal}>
      {(value) => <LessonView key={value.slug} course={course} outline={outline.data} lesson={value} />}
    </Gate>
  );
}

const isAbsence = (problem: Problem): boolean => problem.status === 0 || problem.status === 503;

/** The outline is cheap to ask for and leaves no trace; the lesson is asked for again only when its access changed. */
function useFollowAccess(outline: Read<Course>, lesson: Read<Lesson>) {
  const access = outline.error?.code ?? outline.data?.access.code;
  const seen = useRef(access);
  const { refetch } = lesson;
  useEffect(() => {
    const before = seen.current;
    seen.current = access;
    if (before !== undefined && access !== before) void refetch();
  }, [access, refetch]);
}

function LessonView({ course, outline, lesson }: { course: string; outline: Course | undefined; lesson: Lesson }) {
  const t = useT();
  useEffect(() => {
    document.title = `${lesson.title} · Leme`;
  }, [lesson.title]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_16rem] gap-12 max-xl:grid-cols-1">
      <article className="mx-auto w-full max-w-[42.5rem] min-w-0">
        <Link to={paths.course(course)} className="mb-2 inline-flex items-center gap-1 text-sm text-ink-3 hover:text-ink">
          <Icon name="chevron-left" size={14} />
          {outline?.title ?? t('catalogue.title')}
        </Link>
        <header className="mb-7">
          <h1 className="font-serif text-3xl font-[520] tracking-[-0.026em] text-balance max-md:text-2xl">{lesson.title}</h1>
          <p className="mt-2 flex items-center gap-2 text-sm text-ink-3">
            <Icon name={kindIcon[lesson.kind]} size={14} />
            {t(`lesson.kind.${lesson.kind}`)} · {minutes(t, lesson.minutes)}
            {lesson.completed ? (
              <span className="inline-flex items-center gap-1 text-ok">
                <Icon name="circle-check" size={14} />
                {t('lesson.done')}
              </span>
            ) : null}
          </p>
        </header>
        <Content course={course} lesson={lesson} />
      </article>
      {outline ? <Outline course={outline} current={lesson.slug} /> : null}
    </div>
  );
}

function Content({ course, lesson }: { course: string; lesson: Lesson }) {
  const next = lesson.next?.slug;
  const complete = useComplete(course, lesson.slug, next);
  if (lesson.kind === 'quiz' && lesson.quiz) {
    return (
      <>
        {lesson.html ? <div className="mb-8"><Html html={lesson.html} /></div> : null}
        <Quiz course={course} lesson={lesson.slug} quiz={lesson.quiz} />
        <Neighbours course={course} lesson={lesson} />
      </>
    );
  }
  return (
    <>
      {lesson.video ? (
        <div className="mb-8">
          <VideoPlayer course={course} lesson={lesson.slug} video={lesson.video} start={lesson.position_s ?? 0} onEnded={() => !lesson.completed && complete.mark()} />
        </div>
      ) : null}
      {lesson.html ? <Html html={lesson.html} /> : null}
      <CompleteBar lesson={lesson} pending={complete.pending} onComplete={complete.go} />
      <Neighbours course={course} lesson={lesson} />
    </>
  );
}

function useComplete(course: string, lesson: string, next: string | undefined) {
  const t = useT();
  const go = useNavigate();
  const move = useRef(false);
  const action = useAction<void, CourseProgress>({
    request: () => completeLesson(course, lesson),
    done: (progress) => (progress.status === 'completed' ? t('lesson.course_done') : t('lesson.marked')),
    onDone: () => {
      if (move.current) void go(next ? paths.lesson(course, next) : paths.course(course));
    },
    refresh: [coursesPath],
  });
  const run = (andMove: boolean) => () => {
    move.current = andMove;
    action.run();
  };
  return { go: run(true), mark: run(false), pending: action.pending };
}

function CompleteBar({ lesson, pending, onComplete }: { lesson: Lesson; pending: boolean; onComplete: () => void }) {
  const t = useT();
  if (lesson.completed) return null;
  return (
    <div className="mt-10 flex flex-wrap items-center justify-between gap-4 rounded-lg border border-line bg-canvas px-5 py-4 dark:bg-sunken">
      <p className="text-sm text-ink-2">{t(lesson.kind === 'video' ? 'lesson.finished_video' : 'lesson.finished_question')}</p>
      <Button tone="primary" size="lg" icon="check" pending={pending} onClick={onComplete}>
        {lesson.next ? t('lesson.complete_next') : t('lesson.complete')}
      </Button>
    </div>
  );
}

function Neighbours({ course, lesson }: { course: string; lesson: Lesson }) {
  const t = useT();
  const { previous, next } = lesson;
  return (
    <nav aria-label={t('lesson.neighbours')} className="mt-6 flex justify-between gap-3">
      {previous ? (
        <LinkButton tone="quiet" icon="arrow-left" to={paths.lesson(course, previous.slug)}>
          <span className="max-w-56 truncate max-sm:max-w-28">{previous.title}</span>
        </LinkButton>
      ) : (
        <span />
      )}
      {next ? (
        <LinkButton tone="quiet" to={paths.lesson(course, next.slug)}>
          <span className="max-w-56 truncate max-sm:max-w-28">{next.title}</span>
          <Icon name="arrow-right" size={15} />
        </LinkButton>
      ) : null}
    </nav>
  );
}

function Outline({ course, current }: { course: Course; current: string }) {
  const t = useT();
  return (
    <aside className="max-xl:hidden">
      <div className="sticky top-9">
        <p className="mb-1.5 flex justify-between text-xs text-ink-3">
          <span>{t('course.progress')}</span>
          <span className="tabular">{t('course.lessons_done', { done: course.progress.completed, total: course.progress.total })}</span>
        </p>
        <ProgressBar value={course.progress.completed} max={course.progress.total} label={t('course.progress')} className="h-1" />
        <ol className="mt-4 space-y-px">
          {course.lessons.map((lesson) => (
            <li key={lesson.slug}>
              <Link
                to={paths.lesson(course.slug, lesson.slug)}
                aria-current={lesson.slug === current ? 'page' : undefined}
                className="flex items-start gap-2.5 rounded-md px-2 py-1.5 text-sm text-ink-2 hover:bg-hover aria-[current]:bg-accent-soft aria-[current]:text-accent-text"
              >
                <Icon name={lesson.completed ? 'circle-check' : 'circle'} size={15} className={`mt-0.5 ${lesson.completed ? 'text-ok' : 'text-ink-3'}`} />
                {lesson.title}
              </Link>
            </li>
          ))}
        </ol>
      </div>
    </aside>
  );
}
