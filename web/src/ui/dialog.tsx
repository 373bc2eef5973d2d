import { Dialog as Base } from '@base-ui/react/dialog';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import { useT } from '@/i18n/i18n';
import { Button } from './button';
import { Icon } from './icon';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** A dialog with a form keeps what was typed: a click outside does not close it. */
  keep?: boolean;
  size?: 'sm' | 'md' | 'lg';
}

const widths = { sm: 'w-[26rem]', md: 'w-[32rem]', lg: 'w-[42rem]' };

const backdrop =
  'fixed inset-0 z-40 bg-shade backdrop-blur-[1px] transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';

function useCloser(onClose: () => void, keep: boolean) {
  return (open: boolean, details: { reason?: string; cancel?: () => void }) => {
    if (open) return;
    if (keep && details.reason === 'outside-press') details.cancel?.();
    else onClose();
  };
}

export function Dialog({ open, onClose, title, description, children, keep = false, size = 'md' }: DialogProps) {
  const t = useT();
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={useCloser(onClose, keep)}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          initialFocus={() => body.current?.querySelector<HTMLElement>('input, select, textarea') ?? true}
          className={`fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-3 transition-[opacity,transform] duration-150 outline-none data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0 max-md:inset-x-0 max-md:top-auto max-md:bottom-0 max-md:max-h-[92dvh] max-md:w-full max-md:max-w-none max-md:translate-x-0 max-md:rounded-b-none dark:bg-raised ${widths[size]}`}
        >
          <header className="flex items-start gap-4 px-6 pt-5 pb-1">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-[620] tracking-[-0.012em]">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-1 text-sm text-ink-2">{description}</Base.Description>
              ) : null}
            </div>
            <Base.Close
              aria-label={t('common.close')}
              className="-mr-2 grid size-8 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
            >
              <Icon name="x" />
            </Base.Close>
          </header>
          <div ref={body} className="overflow-y-auto px-6 pt-3 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A panel from the right for reading one thing beside its list. */
export function Drawer({ open, onClose, title, description, children }: Omit<DialogProps, 'keep' | 'size'>) {
  const t = useT();
  return (
    <Base.Root open={open} onOpenChange={useCloser(onClose, false)}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup className="fixed inset-y-0 right-0 z-50 flex w-[34rem] max-w-full flex-col border-l border-line bg-surface shadow-3 transition-transform duration-200 ease-out outline-none data-ending-style:translate-x-full data-starting-style:translate-x-full">
          <header className="flex items-start gap-4 border-b border-line px-6 py-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-[620] tracking-[-0.012em] break-words">{title}</Base.Title>
              {description ? <Base.Description className="text-sm text-ink-2">{description}</Base.Description> : null}
            </div>
            <Base.Close
              aria-label={t('common.close')}
              className="-mr-2 grid size-8 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
            >
              <Icon name="x" />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The navigation on a phone. */
export function SidePanel({ open, onClose, label, children }: { open: boolean; onClose: () => void; label: string; children: ReactNode }) {
  return (
    <Base.Root open={open} onOpenChange={useCloser(onClose, false)}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          aria-label={label}
          className="fixed inset-y-0 left-0 z-50 flex w-[17.5rem] max-w-[86vw] flex-col border-r border-line bg-canvas shadow-3 transition-transform duration-200 ease-out outline-none data-ending-style:-translate-x-full data-starting-style:-translate-x-full"
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogActions({ onCancel, children }: { onCancel: () => void; children: ReactNode }) {
  const t = useT();
  return (
    <div className="mt-6 flex justify-end gap-2">
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
      {children}
    </div>
  );
}
