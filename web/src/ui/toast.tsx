// Short news at the corner. A store outside React, so that any code may tell; one region shows it.
import { useSyncExternalStore } from 'react';
import { useT } from '@/i18n/i18n';
import { copyText } from './copy-text';
import { Icon } from './icon';

interface Extra {
  /** The command that did the same. */
  curl?: string;
  /** What to quote to support. */
  reference?: string | undefined;
}

interface Toast extends Extra {
  id: number;
  tone: 'ok' | 'bad';
  text: string;
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number) {
  change(toasts.filter((toast) => toast.id !== id));
}

function tell(tone: Toast['tone'], text: string, extra: Extra) {
  const id = nextId++;
  change([...toasts.slice(-2), { id, tone, text, ...extra }]);
  setTimeout(() => dismiss(id), tone === 'ok' ? 5_000 : 9_000);
}

export const toast = {
  ok: (text: string, extra: Extra = {}) => tell('ok', text, extra),
  bad: (text: string, extra: Extra = {}) => tell('bad', text, extra),
};

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ToastRegion() {
  const t = useT();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-live="polite"
      aria-label={t('toast.region')}
      className="pointer-events-none fixed right-4 bottom-4 z-70 flex w-92 max-w-[calc(100vw-2rem)] flex-col gap-2"
    >
      {shown.map((entry) => (
        <div
          key={entry.id}
          role={entry.tone === 'bad' ? 'alert' : 'status'}
          className="pointer-events-auto flex items-start gap-2.5 rounded-lg border border-line bg-raised p-3 pr-2 shadow-2"
        >
          <Icon
            name={entry.tone === 'ok' ? 'circle-check' : 'circle-alert'}
            size={17}
            className={`mt-0.5 ${entry.tone === 'ok' ? 'text-ok' : 'text-bad'}`}
          />
          <div className="min-w-0 flex-1 text-sm">
            <p className="text-ink">{entry.text}</p>
            {entry.reference ? (
              <p className="mt-0.5 font-mono text-2xs break-all text-ink-3">{entry.reference}</p>
            ) : null}
            {entry.curl ? (
              <button
                type="button"
                onClick={() => void copyText(entry.curl ?? '')}
                className="mt-0.5 text-xs text-ink-3 underline-offset-2 hover:text-ink hover:underline"
              >
                {t('common.copy_curl')}
              </button>
            ) : null}
          </div>
          <button
            type="button"
            aria-label={t('common.close')}
            onClick={() => dismiss(entry.id)}
            className="grid size-6 place-items-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          >
            <Icon name="x" size={14} />
          </button>
        </div>
      ))}
    </section>
  );
}
