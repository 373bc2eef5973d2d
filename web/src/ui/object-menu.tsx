import { useState } from 'react';
import type { ReactNode } from 'react';
import { useT } from '@/i18n/i18n';
import { IconButton } from './button';
import { CodeBlock, JsonView } from './copy';
import { copyText } from './copy-text';
import { Dialog } from './dialog';
import { Menu, MenuItem, MenuLine } from './menu';
import { toast } from './toast';

/** What every object offers: its id, its JSON, the call that reads it; then what is special to it. */
export function ObjectMenu({ id, value, curl, children }: { id: string; value: unknown; curl: string; children?: ReactNode }) {
  const t = useT();
  const [json, setJson] = useState(false);
  const copy = (text: string) => {
    void copyText(text);
    toast.ok(t('common.copied'));
  };
  return (
    <>
      <Menu trigger={<IconButton icon="ellipsis" tone="plain" label={t('common.more')} />}>
        {children}
        {children ? <MenuLine /> : null}
        <MenuItem icon="copy" onSelect={() => copy(id)}>
          {t('common.copy_id')}
        </MenuItem>
        <MenuItem icon="terminal" onSelect={() => copy(curl)}>
          {t('common.copy_curl')}
        </MenuItem>
        <MenuItem icon="braces" onSelect={() => setJson(true)}>
          {t('common.view_json')}
        </MenuItem>
      </Menu>
      <Dialog open={json} onClose={() => setJson(false)} title={t('common.json')} size="lg">
        <div className="space-y-4">
          <JsonView value={value} />
          <CodeBlock label="curl" code={curl} wrap />
        </div>
      </Dialog>
    </>
  );
}
