import { useRef, useState } from 'react';
import { coursesPath, submitAttempt } from '@/api/courses';
import { useAction } from '@/api/query';
import type { AttemptResult, Lesson, QuizQuestion } from '@/api/types';
import { percent } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Icon } from '@/ui/icon';
import { Notice } from '@/ui/feedback';
import { Html } from './html';

type Answers = Readonly<Record<string, readonly string[]>>;
type QuizData = NonNullable<Lesson['quiz']>;

export function Quiz({ course, lesson, quiz }: { course: string; lesson: string; quiz: QuizData }) {
  const t = useT();
  const top = useRef<HTMLDivElement>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const [result, setResult] = useState<AttemptResult>();
  const submit = useAction<void, AttemptResult>({
    request: () => submitAttempt(course, lesson, answers as Record<string, string[]>),
    onDone: (answer) => {
      setResult(answer);
      top.current?.scrollIntoView({ block: 'start' });
      top.current?.focus();
    },
    refresh: [coursesPath],
  });
  const answered = quiz.questions.filter((question) => (answers[question.id]?.length ?? 0) > 0).length;
  const limit = quiz.attempts?.limit;
  const left = limit == null ? undefined : limit - (quiz.attempts?.used ?? 0);
  const refused = result
    ? undefined
    : left !== undefined && left <= 0
      ? t('quiz.no_attempts')
      : answered < quiz.questions.length
        ? t.n('quiz.unanswered', quiz.questions.length - answered)
        : undefined;
  return (
    <div ref={top} tabIndex={-1} className="scroll-mt-20 outline-none">
      {result ? (
        <Result
          result={result}
          quiz={quiz}
          again={() => {
            setResult(undefined);
            setAnswers({});
            top.current?.scrollIntoView({ block: 'start' });
          }}
        />
      ) : (
        <Rules quiz={quiz} left={left} />
      )}
      <ol className="min-w-0 space-y-9">
        {quiz.questions.map((question, index) => (
          <li key={question.id}>
            <Question
              question={question}
              number={index + 1}
              chosen={answers[question.id] ?? []}
              onChange={(next) => setAnswers({ ...answers, [question.id]: next })}
              graded={result?.results.find((one) => one.question_id === question.id)}
            />
          </li>
        ))}
      </ol>
      {result ? null : (
        <div className="mt-9 flex flex-wrap items-center justify-between gap-4 border-t border-line pt-5">
          <p className="text-sm text-ink-3">{t('quiz.answered', { done: answered, total: quiz.questions.length })}</p>
          <Button tone="primary" size="lg" pending={submit.pending} refused={refused} onClick={() => submit.run()}>
            {t('quiz.submit')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Rules({ quiz, left }: { quiz: QuizData; left: number | undefined }) {
  const t = useT();
  const parts = [
    t.n('quiz.questions', quiz.questions.length),
    t('quiz.pass_at', { percent: percent(t.language, quiz.pass_percent / 100) }),
    ...(left === undefined ? [] : [t.n('quiz.attempts_left', Math.max(0, left))]),
  ];
  return (
    <div className="mb-8">
      {quiz.best?.passed ? (
        <Notice tone="ok" icon="circle-check" title={t('quiz.passed_before')}>
          {t('quiz.score', { score: quiz.best.score, max: quiz.best.max_score })}
        </Notice>
      ) : (
        <p className="text-base text-ink-2">{parts.join(' · ')}</p>
      )}
    </div>
  );
}

function Result({ result, quiz, again }: { result: AttemptResult; quiz: QuizData; again: () => void }) {
  const t = useT();
  const share = percent(t.language, result.percent / 100);
  const tone = result.passed ? 'bg-ok-soft' : 'bg-warn-soft';
  return (
    <section aria-live="polite" data-passed={result.passed} className={`mb-9 flex flex-wrap items-center gap-x-6 gap-y-4 rounded-xl px-6 py-5 ${tone}`}>
      <Gauge ratio={result.percent / 100} passed={result.passed} label={share} />
      <div className="min-w-0 flex-1">
        <h2 className="font-serif text-[1.5rem] leading-8 font-[540] tracking-[-0.02em]">{result.passed ? t('quiz.passed') : t('quiz.failed')}</h2>
        <p className="mt-0.5 text-sm text-ink-2">
          {t('quiz.score', { score: result.score, max: result.max_score })}
          {result.passed ? '' : ` · ${t('quiz.pass_at', { percent: percent(t.language, quiz.pass_percent / 100) })}`}
        </p>
      </div>
      {result.passed ? null : (
        <Button icon="rotate-ccw" onClick={again}>
          {t('quiz.again')}
        </Button>
      )}
    </section>
  );
}

function Gauge({ ratio, passed, label }: { ratio: number; passed: boolean; label: string }) {
  const around = 2 * Math.PI * 26;
  return (
    <svg role="img" aria-label={label} width="68" height="68" viewBox="0 0 68 68">
      <circle cx="34" cy="34" r="26" fill="none" stroke="var(--surface)" strokeWidth="6" />
      <circle cx="34" cy="34" r="26" fill="none" stroke={passed ? 'var(--ok-dot)' : 'var(--warn-dot)'} strokeWidth="6" strokeLinecap="round" strokeDasharray={`${around * ratio} ${around}`} transform="rotate(-90 34 34)" />
      <text x="34" y="39" textAnchor="middle" fontSize="15" fontWeight="620" fill="var(--ink)">
        {label}
      </text>
    </svg>
  );
}

interface QuestionProps {
  question: QuizQuestion;
  number: number;
  chosen: readonly string[];
  onChange: (next: readonly string[]) => void;
  graded: AttemptResult['results'][number] | undefined;
}

function Question({ question, number, chosen, onChange, graded }: QuestionProps) {
  const t = useT();
  const single = question.kind === 'single';
  const toggle = (id: string, on: boolean) => {
    if (single) onChange([id]);
    else onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  };
  return (
    <fieldset disabled={graded !== undefined} className="min-w-0">
      <legend className="mb-3 flex w-full items-start gap-3">
        <span className="tabular mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-sunken text-xs text-ink-2">{number}</span>
        <span className="min-w-0 flex-1 font-[540]">
          <Html html={question.stem_html} compact />
          {single ? null : <span className="mt-1 block text-xs font-normal text-ink-3">{t('quiz.choose_all')}</span>}
        </span>
      </legend>
      <div className="space-y-2 pl-9 max-sm:pl-0">
        {question.options.map((option) => {
          const picked = chosen.includes(option.id);
          const right = graded?.correct_options.includes(option.id);
          return (
            <label key={option.id} data-right={right} className={`flex cursor-pointer items-start gap-3 rounded-lg border px-3.5 py-2.5 transition-colors ${optionLook(picked, graded !== undefined, right === true)}`}>
              <input type={single ? 'radio' : 'checkbox'} name={question.id} value={option.id} checked={picked} onChange={(event) => toggle(option.id, event.target.checked)} className="mt-1 size-4 accent-(--accent)" />
              <span className="min-w-0 flex-1">
                <Html html={option.html} compact />
              </span>
              {graded && right ? <Icon name="circle-check" size={17} className="mt-0.5 text-ok" /> : null}
              {graded && picked && !right ? <Icon name="x" size={17} className="mt-0.5 text-bad" /> : null}
            </label>
          );
        })}
        {graded?.explanation_html ? (
          <div className="rounded-lg bg-canvas px-4 py-3 dark:bg-sunken">
            <p className={`mb-1 text-xs font-[600] ${graded.correct ? 'text-ok' : 'text-bad'}`}>{graded.correct ? t('quiz.right') : t('quiz.wrong')}</p>
            <Html html={graded.explanation_html} compact />
          </div>
        ) : null}
      </div>
    </fieldset>
  );
}

function optionLook(picked: boolean, graded: boolean, right: boolean): string {
  if (graded && right) return 'border-ok-dot bg-ok-soft';
  if (graded && picked) return 'border-bad-dot bg-bad-soft';
  if (picked) return 'border-accent bg-accent-soft';
  return graded ? 'border-line' : 'border-line-strong hover:bg-hover';
}
