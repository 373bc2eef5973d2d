import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';

export const TooltipProvider = Base.Provider;

export function Tooltip({ text, children, side = 'top' }: { text: string; children: ReactElement; side?: 'top' | 'right' | 'bottom' }) {
  return (
    <Base.Root>
      <Base.Trigger render={children as ReactElement<Record<string, unknown>>} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className="z-60">
          <Base.Popup className="max-w-72 rounded-md bg-ink px-2 py-1 text-xs text-canvas shadow-2 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
