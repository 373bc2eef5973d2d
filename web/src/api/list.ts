// A read of a page of rows, as the table wants it.
import { useT } from '@/i18n/i18n';
import type { Translate } from '@/i18n/i18n';
import type { ListState } from '@/ui/data-table';
import type { FieldError } from '@/ui/form';
import { isForbidden, problemText, violationText } from './errors';
import type { Problem } from './errors';
import type { Read } from './query';
import type { Page } from './types';

export function useList<T>(read: Read<Page<T>>): ListState<T> {
  const t = useT();
  return {
    rows: read.data?.items,
    next: read.data?.next,
    failure: read.data ? undefined : failureOf(t, read.error),
    retry: () => void read.refetch(),
    updating: read.isPlaceholderData,
  };
}

function failureOf(t: Translate, problem: Problem | null) {
  if (!problem) return undefined;
  return { text: problemText(t, problem), reference: problem.correlationId, forbidden: isForbidden(problem) };
}

const none: readonly FieldError[] = [];

/** The violations of a failed change, as a form shows them. */
export function fieldErrors(t: Translate, problem: Problem | undefined): readonly FieldError[] {
  if (!problem || problem.violations.length === 0) return none;
  return problem.violations.map((violation) => ({ pointer: violation.pointer, text: violationText(t, violation) }));
}
