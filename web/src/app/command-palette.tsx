// Go anywhere and start anything by typing. Pages and actions come from the navigation and from what this
// person may do; organisations are searched on the server.
import { Dialog as Base } from '@base-ui/react/dialog';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { listTenants } from '@/api/kernel';
import { useRead } from '@/api/query';
import { useCan, useSession } from '@/api/session';
import { languages, useI18n } from '@/i18n/i18n';
import type { Language } from '@/i18n/i18n';
import { Icon } from '@/ui/icon';
import type { IconName } from '@/ui/icon';
import { setTheme } from '@/ui/theme';
import { useNavSections } from './navigation';
import { useSwitchTenant } from './org-switcher';
import { paths, withQuery } from './paths';
import { useSignOut } from './user-menu';

interface Command {
  id: string;
  group: string;
  label: string;
  icon: IconName;
  run: () => void;
}

export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-shade transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          aria-label={t('palette.open')}
          className="fixed top-[14vh] left-1/2 z-50 flex max-h-[60vh] w-[36rem] max-w-[calc(100vw-1.5rem)] -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-3 transition-[opacity,scale] duration-100 outline-none data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 max-md:top-4"
        >
          <PaletteBody onClose={onClose} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const commands = useCommands(useDeferredValue(text)).filter((command) => matches(command, text));
  const current = Math.min(active, commands.length - 1);
  const choose = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Icon name="search" size={17} className="text-ink-3" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={commands[current] ? `palette-${current}` : undefined}
          aria-label={t('palette.open')}
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setActive((current + 1) % Math.max(1, commands.length));
            else if (event.key === 'ArrowUp') setActive((current + commands.length - 1) % Math.max(1, commands.length));
            else if (event.key === 'Enter') choose(commands[current]);
            else return;
            event.preventDefault();
          }}
          className="h-12 flex-1 bg-transparent text-lg outline-none placeholder:text-ink-3"
        />
        <kbd className="rounded-sm border border-line px-1.5 font-sans text-2xs text-ink-3">Esc</kbd>
      </div>
      <ul id="palette-list" role="listbox" aria-label={t('palette.open')} className="overflow-y-auto p-2">
        {commands.length === 0 ? <li className="px-3 py-8 text-center text-sm text-ink-3">{t('palette.nothing')}</li> : null}
        {commands.map((command, index) => (
          <li key={command.id} role="presentation">
            {commands[index - 1]?.group === command.group ? null : (
              <p className="px-2.5 pt-2.5 pb-1 text-xs font-[540] text-ink-3">{command.group}</p>
            )}
            {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are handled by the input */}
            <div
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              ref={(element) => {
                if (index === current) element?.scrollIntoView({ block: 'nearest' });
              }}
              onPointerMove={() => setActive(index)}
              onClick={() => choose(command)}
              className="flex h-9 cursor-pointer items-center gap-3 rounded-md px-2.5 text-sm aria-selected:bg-accent-soft aria-selected:text-accent-text max-md:h-11"
            >
              <Icon name={command.icon} className="opacity-70" />
              <span className="truncate">{command.label}</span>
              {index === current ? <Icon name="corner-down-left" size={13} className="ml-auto opacity-60" /> : null}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function matches(command: Command, text: string): boolean {
  const plain = (value: string) => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const haystack = plain(`${command.group} ${command.label}`);
  return plain(text)
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function useCommands(text: string): Command[] {
  const { t, setLanguage } = useI18n();
  const go = useNavigate();
  const can = useCan();
  const sections = useNavSections();
  const session = useSession();
  const switchTo = useSwitchTenant();
  const leave = useSignOut();
  const search = text.trim();
  const found = useRead(listTenants({ q: search, limit: 5 }), { enabled: search.length > 1 && can('tenant.write'), keep: true });

  const pages = sections.flatMap((section) => section.items).map((item) => ({
    id: `page ${item.to}`,
    group: t('palette.pages'),
    label: item.label,
    icon: item.icon,
    run: () => (item.outside ? location.assign(item.to) : void go(item.to)),
  }));
  const action = (needs: string, label: string, icon: IconName, path: string): Command[] =>
    can(needs)
      ? [{ id: `do ${label}`, group: t('palette.actions'), label, icon, run: () => void go(withQuery(path, { new: '1' })) }]
      : [];
  const tenants = (search.length > 1 ? (found.data?.items ?? []) : []).map((tenant) => ({
    id: `tenant ${tenant.tenant_id}`,
    group: t('nav.tenants'),
    label: tenant.name,
    icon: 'building' as const,
    run: () => void go(paths.tenant(tenant.tenant_id)),
  }));
  const active = session.data?.tenant?.tenant_id;
  const organisations = (session.data?.memberships ?? [])
    .filter((membership) => membership.tenant_id !== active)
    .map((membership) => ({
      id: `switch ${membership.tenant_id}`,
      group: t('shell.organisations'),
      label: t('palette.switch_to', { name: membership.name }),
      icon: 'chevrons-up-down' as const,
      run: () => switchTo.run(membership.tenant_id),
    }));
  const group = t('palette.preferences');
  const other: Language = t.language === 'en' ? 'pt-BR' : 'en';
  return [
    ...tenants,
    ...pages,
    ...action('entitlement.write', t('grant.create'), 'ticket-check', paths.entitlements),
    ...action('tenant.write', t('tenants.create'), 'building', paths.tenants),
    ...action('runtime.write', t('runtimes.enrol'), 'server', paths.runtimes),
    ...action('switch.write', t('switches.create'), 'octagon-x', paths.switches),
    ...organisations,
    { id: 'light', group, label: `${t('theme.label')}: ${t('theme.light')}`, icon: 'sun', run: () => setTheme('light') },
    { id: 'dark', group, label: `${t('theme.label')}: ${t('theme.dark')}`, icon: 'moon', run: () => setTheme('dark') },
    { id: 'language', group, label: languages[other], icon: 'languages', run: () => setLanguage(other) },
    { id: 'leave', group, label: t('shell.sign_out'), icon: 'log-out', run: () => leave.run() },
  ];
}
