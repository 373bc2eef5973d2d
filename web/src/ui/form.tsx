// A form the server validates: fields are uncontrolled, so what was typed stays, and each violation is shown by
// the field its pointer names until that field is edited.
import { createContext, use, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { useT } from '@/i18n/i18n';
import { Icon } from './icon';

export interface FieldError {
  pointer: string;
  text: string;
}

interface FormState {
  errors: readonly FieldError[];
  edited: ReadonlySet<string>;
  edit: (pointer: string) => void;
  claim: (pointer: string) => void;
  claimed: ReadonlySet<string>;
}

const Context = createContext<FormState | undefined>(undefined);

export type FormValues = Record<string, string>;

/** What stands in a text field; a field that is not there is empty. */
export const textIn = (values: FormValues, name: string): string => values[name] ?? '';

/** What was chosen of a closed list. */
export function choiceIn<const T extends string>(values: FormValues, name: string, options: readonly [T, ...T[]]): T {
  return options.find((option) => option === values[name]) ?? options[0];
}

interface FormProps {
  id?: string;
  errors?: readonly FieldError[];
  onSubmit: (values: FormValues) => void;
  children: ReactNode;
  className?: string;
}

const noErrors: readonly FieldError[] = [];
const nothing: ReadonlySet<string> = new Set();

export function Form({ id, errors = noErrors, onSubmit, children, className = 'space-y-4' }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [edits, setEdits] = useState({ since: errors, pointers: nothing });
  const edited = edits.since === errors ? edits.pointers : nothing;
  const [claimed, setClaimed] = useState<ReadonlySet<string>>(new Set());
  const [dirty, setDirty] = useState(false);

  useEffect(() => {
    if (errors.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  useWarnBeforeLeaving(dirty);

  const state = useMemo<FormState>(
    () => ({
      errors,
      edited,
      claimed,
      edit: (pointer) => {
        setDirty(true);
        setEdits((before) => {
          const pointers = before.since === errors ? before.pointers : nothing;
          return pointers.has(pointer) ? before : { since: errors, pointers: new Set(pointers).add(pointer) };
        });
      },
      claim: (pointer) => setClaimed((before) => (before.has(pointer) ? before : new Set(before).add(pointer))),
    }),
    [errors, edited, claimed],
  );
  const elsewhere = errors.filter((error) => !claimed.has(error.pointer));
  return (
    <Context value={state}>
      <form
        ref={form}
        id={id}
        noValidate
        className={className}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setDirty(false);
          onSubmit(valuesOf(event.currentTarget));
        }}
      >
        {elsewhere.length > 0 ? (
          <div role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">
            {elsewhere.map((error) => (
              <p key={error.pointer + error.text}>{error.text}</p>
            ))}
          </div>
        ) : null}
        {children}
      </form>
    </Context>
  );
}

function valuesOf(form: HTMLFormElement): FormValues {
  const values: FormValues = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string') values[name] = value.trim();
  }
  return values;
}

function useWarnBeforeLeaving(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [dirty]);
}

interface FieldProps {
  name: string;
  label: string;
  hint?: ReactNode;
  optional?: boolean;
  /** Where the server points when it differs from /name. */
  pointer?: string | undefined;
}

interface Wiring {
  id: string;
  name: string;
  'aria-invalid': boolean | undefined;
  'aria-describedby': string | undefined;
  onInput: () => void;
}

function useField({ name, pointer, hint }: Pick<FieldProps, 'name' | 'pointer' | 'hint'>) {
  const id = useId();
  const form = use(Context);
  const at = pointer ?? `/${name.replaceAll('.', '/')}`;
  const claim = form?.claim;
  useEffect(() => claim?.(at), [claim, at]);
  const error = form?.edited.has(at) ? undefined : form?.errors.find((candidate) => candidate.pointer === at)?.text;
  const wiring: Wiring = {
    id,
    name,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error ? `${id}-error` : hint ? `${id}-hint` : undefined,
    onInput: () => form?.edit(at),
  };
  return { id, error, wiring };
}

function Field({ id, label, hint, optional, error, children }: Omit<FieldProps, 'name' | 'pointer'> & { id: string; error: string | undefined; children: ReactNode }) {
  const t = useT();
  return (
    <div>
      <label htmlFor={id} className="mb-1 flex items-baseline justify-between gap-3 text-sm font-[540]">
        {label}
        {optional ? <span className="text-xs font-normal text-ink-3">{t('form.optional')}</span> : null}
      </label>
      {children}
      {error ? (
        <p id={`${id}-error`} className="mt-1 flex items-start gap-1 text-xs text-bad">
          <Icon name="circle-alert" size={13} className="mt-0.5" />
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-hint`} className="mt-1 text-xs text-ink-3">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export const controlLook =
  'rounded-md border border-line-strong bg-surface px-2.5 text-base text-ink shadow-1 transition-colors placeholder:text-ink-3 hover:border-ink-3/60 focus:border-accent focus:outline-2 focus:-outline-offset-1 focus:outline-accent aria-invalid:border-bad-dot max-md:text-[1rem] dark:bg-sunken';

export function TextField({ name, label, hint, optional, pointer, ...rest }: FieldProps & Omit<ComponentProps<'input'>, 'name'>) {
  const { id, error, wiring } = useField({ name, pointer, hint });
  return (
    <Field {...{ id, label, hint, optional, error }}>
      <input autoComplete="off" {...rest} {...wiring} className={`${controlLook} h-9 w-full max-md:h-10`} />
    </Field>
  );
}

export function TextArea({ name, label, hint, optional, pointer, ...rest }: FieldProps & Omit<ComponentProps<'textarea'>, 'name'>) {
  const { id, error, wiring } = useField({ name, pointer, hint });
  return (
    <Field {...{ id, label, hint, optional, error }}>
      <textarea rows={3} {...rest} {...wiring} className={`${controlLook} block w-full resize-y py-2`} />
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
}

export function SelectField({ name, label, hint, optional, pointer, options, ...rest }: FieldProps & Omit<ComponentProps<'select'>, 'name'> & { options: readonly Option[] }) {
  const { id, error, wiring } = useField({ name, pointer, hint });
  return (
    <Field {...{ id, label, hint, optional, error }}>
      <Select {...rest} {...wiring} options={options} />
    </Field>
  );
}

export function Select({ options, className = '', ...rest }: ComponentProps<'select'> & { options: readonly Option[] }) {
  return (
    <span className={`relative block ${className}`}>
      <select {...rest} className={`${controlLook} h-9 w-full appearance-none pr-8 max-md:h-10`}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" size={15} className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-3" />
    </span>
  );
}

export function CheckField({ name, label, hint, ...rest }: Omit<FieldProps, 'optional' | 'pointer'> & Omit<ComponentProps<'input'>, 'name'>) {
  const { id, wiring } = useField({ name, hint });
  return (
    <div className="flex items-start gap-2.5">
      <input type="checkbox" value="true" {...rest} {...wiring} className="mt-1 size-4 accent-(--accent)" />
      <div>
        <label htmlFor={id} className="text-sm font-[540]">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-xs text-ink-3">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** Suggestions under a text that may also be anything else. */
export function SuggestField({ name, label, hint, optional, pointer, suggestions, value, onValue, ...rest }: FieldProps & Omit<ComponentProps<'input'>, 'name' | 'value'> & {
  suggestions: readonly { value: string; label: string }[];
  value: string;
  onValue: (value: string) => void;
}) {
  const { id, error, wiring } = useField({ name, pointer, hint });
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const wanted = value.toLowerCase();
  const shown = suggestions
    .filter((one) => one.value !== value && `${one.value} ${one.label}`.toLowerCase().includes(wanted))
    .slice(0, 8);
  const choose = (chosen: string) => {
    onValue(chosen);
    wiring.onInput();
    setOpen(false);
  };
  const listId = `${id}-list`;
  const visible = open && shown.length > 0;
  return (
    <Field {...{ id, label, hint, optional, error }}>
      <div className="relative">
        <input
          autoComplete="off"
          role="combobox"
          aria-expanded={visible}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={visible ? `${listId}-${active}` : undefined}
          {...rest}
          {...wiring}
          value={value}
          onChange={(event) => {
            onValue(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (!visible) return;
            if (event.key === 'ArrowDown') setActive((active + 1) % shown.length);
            else if (event.key === 'ArrowUp') setActive((active + shown.length - 1) % shown.length);
            else if (event.key === 'Enter') choose(shown[active]?.value ?? value);
            else if (event.key === 'Escape') setOpen(false);
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
          className={`${controlLook} h-9 w-full font-mono text-sm max-md:h-10`}
        />
        <ul
          id={listId}
          role="listbox"
          aria-label={label}
          hidden={!visible}
          className="mt-1 max-h-56 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-2"
        >
          {shown.map((one, index) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are handled by the input
            <li
              key={one.value}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onPointerEnter={() => setActive(index)}
              onClick={() => choose(one.value)}
              className="cursor-pointer rounded-sm px-2 py-1.5 aria-selected:bg-hover"
            >
              <span className="block font-mono text-xs text-ink">{one.value}</span>
              <span className="block text-xs text-ink-3">{one.label}</span>
            </li>
          ))}
        </ul>
      </div>
    </Field>
  );
}
