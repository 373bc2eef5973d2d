// The calls of the courses runtime, through the edge.
import { get, post, put } from './client';
import type { AttemptResult, Course, CourseCard, CourseProgress, Lesson, Page, ProgressRow } from './types';

const base = '/api/courses';
export const coursesPath = base;

const lessonPath = (course: string, lesson: string) => `${base}/courses/${course}/lessons/${lesson}`;

export const listCatalogue = (q?: string) => get<Page<CourseCard>>(`${base}/catalogue`, { q });
export const viewCourse = (slug: string) => get<Course>(`${base}/courses/${slug}`);
export const viewLesson = (course: string, lesson: string) => get<Lesson>(lessonPath(course, lesson));
export const completeLesson = (course: string, lesson: string) =>
  post<CourseProgress>(`${lessonPath(course, lesson)}/complete`);
export const savePosition = (course: string, lesson: string, position_s: number) =>
  put<void>(`${lessonPath(course, lesson)}/position`, { position_s });
export const submitAttempt = (course: string, lesson: string, answers: Record<string, string[]>) =>
  post<AttemptResult>(`${lessonPath(course, lesson)}/attempts`, { answers });
export const listProgress = () => get<{ items: ProgressRow[] }>(`${base}/progress`);
