import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Icon } from './icon';
import type { IconName } from './icon';

const item =
  'flex min-h-8 items-center gap-2.5 rounded-sm px-2 py-1 text-sm outline-none select-none data-highlighted:bg-hover max-md:min-h-10';

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom';
  className?: string;
}

export function Menu({ trigger, children, align = 'end', side = 'bottom', className = 'min-w-52' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger as ReactElement<Record<string, unknown>>} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} side={side} className="z-50">
          <Base.Popup
            className={`max-h-[min(28rem,var(--available-height))] max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-2 transition-[opacity,scale] duration-100 outline-none data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 ${className}`}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface ItemProps {
  icon?: IconName | undefined;
  children: ReactNode;
  onSelect: () => void;
  danger?: boolean;
  /** Why it cannot be chosen now, shown under its name. */
  refused?: string | undefined;
}

export function MenuItem({ icon, children, onSelect, danger = false, refused }: ItemProps) {
  return (
    <Base.Item
      disabled={refused !== undefined}
      onClick={onSelect}
      className={`${item} ${danger ? 'text-bad' : 'text-ink'} data-disabled:text-ink-3`}
    >
      {icon ? <Icon name={icon} size={15} className={danger ? '' : 'text-ink-3'} /> : null}
      <span className="min-w-0 flex-1">
        {children}
        {refused ? <span className="block text-xs text-ink-3">{refused}</span> : null}
      </span>
    </Base.Item>
  );
}

export function MenuCheck({ checked, children, onChange }: { checked: boolean; children: ReactNode; onChange: (checked: boolean) => void }) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} className={`${item} text-ink`} closeOnClick={false}>
      <span className="grid size-4 place-items-center rounded-sm border border-line-strong">
        {checked ? <Icon name="check" size={12} /> : null}
      </span>
      {children}
    </Base.CheckboxItem>
  );
}

export function MenuChoice<T extends string>({ label, value, options, onChange }: {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode; icon?: IconName }[];
  onChange: (value: T) => void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-2 pb-1 text-xs font-[540] text-ink-3">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={`${item} text-ink`} closeOnClick>
            {option.icon ? <Icon name={option.icon} size={15} className="text-ink-3" /> : null}
            <span className="min-w-0 flex-1">{option.label}</span>
            <Base.RadioItemIndicator>
              <Icon name="check" size={14} className="text-accent-text" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-2 pb-1 text-xs font-[540] text-ink-3">{children}</div>;
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
