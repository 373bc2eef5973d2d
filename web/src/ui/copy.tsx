import { useState } from 'react';
import { useT } from '@/i18n/i18n';
import { copyText } from './copy-text';
import { Icon } from './icon';

function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  const copy = (text: string) => {
    void copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return [copied, copy];
}

/** An identifier: short to the eye, whole on the clipboard. */
export function CopyId({ id, short = true }: { id: string; short?: boolean }) {
  const t = useT();
  const [copied, copy] = useCopied();
  const shown = short && id.length > 14 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
  return (
    <button
      type="button"
      title={id}
      onClick={(event) => {
        event.stopPropagation();
        copy(id);
      }}
      className="group -mx-1 inline-flex max-w-full items-center gap-1.5 rounded-sm px-1 py-0.5 font-mono text-xs text-ink-2 hover:bg-hover hover:text-ink"
    >
      <span className="truncate">{shown}</span>
      <span className="sr-only">{t('common.copy_id')}</span>
      <Icon name={copied ? 'check' : 'copy'} size={12} className={copied ? 'text-ok' : 'text-ink-3'} />
    </button>
  );
}

export function CodeBlock({ code, label, wrap = false }: { code: string; label: string; wrap?: boolean }) {
  const t = useT();
  const [copied, copy] = useCopied();
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-sunken">
      <div className="flex items-center justify-between border-b border-line py-1 pr-1 pl-3 text-xs text-ink-3">
        <span>{label}</span>
        <button
          type="button"
          onClick={() => copy(code)}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm px-2 text-ink-2 hover:bg-hover hover:text-ink"
        >
          <Icon name={copied ? 'check' : 'copy'} size={13} />
          {copied ? t('common.copied') : t('common.copy')}
        </button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className={`max-h-96 overflow-auto p-3 font-mono text-xs leading-5 text-ink ${wrap ? 'break-all whitespace-pre-wrap' : ''}`}>
        {code}
      </pre>
    </div>
  );
}

export function JsonView({ value }: { value: unknown }) {
  const t = useT();
  return <CodeBlock label={t('common.json')} code={JSON.stringify(value, null, 2)} />;
}
