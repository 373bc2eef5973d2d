import { useEffect, useState } from 'react';
import { controlLook } from './form';
import { Icon } from './icon';

/** Search that follows typing, a moment behind it. */
export function SearchBox({ value, onChange, label, wide = false }: { value: string | undefined; onChange: (value: string | undefined) => void; label: string; wide?: boolean }) {
  const [text, setText] = useState(value ?? '');
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value ?? '');
  }
  useEffect(() => {
    if (text === (value ?? '')) return;
    const timer = setTimeout(() => onChange(text.trim() || undefined), 250);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <span className={`relative block ${wide ? 'w-full max-w-md' : 'w-64 max-sm:w-full'}`}>
      <Icon name="search" size={15} className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
      <input
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-label={label}
        placeholder={label}
        className={`${controlLook} h-8 w-full pl-8 text-sm max-md:h-10 [&::-webkit-search-cancel-button]:hidden`}
      />
    </span>
  );
}

export function FilterSelect({ label, value, onChange, options }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void; options: readonly { value: string; label: string }[] }) {
  return (
    <span className="relative inline-block">
      <select
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
        className={`h-8 appearance-none rounded-md border bg-surface pr-7 pl-2.5 text-sm shadow-1 hover:bg-hover max-md:h-10 dark:bg-raised ${value ? 'border-accent-line text-accent-text' : 'border-line-strong text-ink'}`}
      >
        <option value="">{label}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" size={14} className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3" />
    </span>
  );
}
