import { Combobox as Base } from '@base-ui/react/combobox';
import { useId } from 'react';
import { useT } from '@/i18n/i18n';
import { controlLook } from './form';
import { Icon } from './icon';
import { Mark } from './avatar';

export interface Choice {
  value: string;
  label: string;
  detail?: string | undefined;
}

/** One of many by name: organisations, runtimes. */
export function Picker({ label, choices, value, onChange, placeholder, onSearch, hideLabel = false }: {
  label: string;
  choices: readonly Choice[];
  value: string | undefined;
  onChange: (value: string) => void;
  placeholder?: string;
  /** Set when the server searches; otherwise the choices given are all there are. */
  onSearch?: (text: string) => void;
  hideLabel?: boolean;
}) {
  const t = useT();
  const id = useId();
  const selected = choices.find((choice) => choice.value === value) ?? null;
  return (
    <div>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block text-sm font-[540]'}>
        {label}
      </label>
      <Base.Root
        items={choices as Choice[]}
        value={selected}
        onValueChange={(choice: Choice | null) => {
          if (choice) onChange(choice.value);
        }}
        onInputValueChange={(text: string) => onSearch?.(text)}
        itemToStringLabel={(choice: Choice) => choice.label}
        isItemEqualToValue={(a: Choice, b: Choice) => a.value === b.value}
      >
        <div className="relative">
          {selected ? (
            <span className="pointer-events-none absolute top-1/2 left-2 -translate-y-1/2">
              <Mark name={selected.label} seed={selected.value} size={20} />
            </span>
          ) : null}
          <Base.Input
            id={id}
            placeholder={placeholder ?? t('picker.placeholder')}
            className={`${controlLook} h-9 w-full pr-8 max-md:h-10 ${selected ? 'pl-9' : ''}`}
          />
          <Base.Trigger aria-label={label} className="absolute top-1/2 right-1 grid size-7 -translate-y-1/2 place-items-center rounded-sm text-ink-3">
            <Icon name="chevrons-up-down" size={15} />
          </Base.Trigger>
        </div>
        <Base.Portal>
          <Base.Positioner sideOffset={5} className="z-60">
            <Base.Popup className="max-h-72 w-(--anchor-width) overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-2">
              <Base.Empty className="text-sm text-ink-3">
                <span className="block px-2 py-3">{t('picker.nothing')}</span>
              </Base.Empty>
              <Base.List>
                {(choice: Choice) => (
                  <Base.Item
                    key={choice.value}
                    value={choice}
                    className="flex min-h-9 items-center gap-2.5 rounded-sm px-2 text-sm outline-none select-none data-highlighted:bg-hover"
                  >
                    <Mark name={choice.label} seed={choice.value} size={20} />
                    <span className="min-w-0 flex-1 truncate">{choice.label}</span>
                    {choice.detail ? <span className="text-xs text-ink-3">{choice.detail}</span> : null}
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
