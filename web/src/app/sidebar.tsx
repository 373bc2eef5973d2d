import { NavLink } from 'react-router';
import { useT } from '@/i18n/i18n';
import { Icon } from '@/ui/icon';
import type { NavItem } from './navigation';
import { useNavSections } from './navigation';
import { OrgSwitcher } from './org-switcher';
import { UserMenu } from './user-menu';

const row =
  'group flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-[480] transition-colors max-md:h-10';

export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const t = useT();
  const sections = useNavSections();
  return (
    <div className="flex h-full flex-col">
      <div className="p-3 pb-2">
        <OrgSwitcher />
        <button
          type="button"
          onClick={onSearch}
          className="mt-2 flex h-8 w-full items-center gap-2.5 rounded-md border border-line bg-surface px-2 text-sm text-ink-3 shadow-1 hover:border-line-strong hover:text-ink-2 max-md:h-10 dark:bg-raised"
        >
          <Icon name="search" size={15} />
          {t('palette.open')}
          <kbd className="ml-auto font-sans text-2xs tracking-wide text-ink-3">{shortcut}</kbd>
        </button>
      </div>
      <nav aria-label={t('shell.navigation')} className="flex-1 overflow-y-auto px-3 py-1">
        {sections.map((section, index) => (
          <div key={section.title ?? index} className="mb-4">
            {section.title ? <h2 className="mb-1 px-2 text-xs font-[540] text-ink-3">{section.title}</h2> : null}
            <ul className="space-y-px">
              {section.items.map((item) => (
                <li key={item.to}>
                  <Item item={item} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="border-t border-line p-3">
        <UserMenu />
      </div>
    </div>
  );
}

const shortcut = /mac/i.test(navigator.platform) ? '⌘K' : 'Ctrl K';

function Item({ item }: { item: NavItem }) {
  if (item.outside) {
    return (
      <a href={item.to} className={`${row} text-ink-2 hover:bg-hover hover:text-ink`}>
        <Icon name={item.icon} className="text-ink-3" />
        {item.label}
        <Icon name="arrow-up-right" size={13} className="ml-auto text-ink-3" />
      </a>
    );
  }
  return (
    <NavLink
      to={item.to}
      end={item.end ?? false}
      className={({ isActive }) =>
        `${row} ${isActive ? 'bg-accent-soft font-[560] text-accent-text' : 'text-ink-2 hover:bg-hover hover:text-ink'}`
      }
    >
      {({ isActive }) => (
        <>
          <Icon name={item.icon} className={isActive ? 'text-accent-text' : 'text-ink-3 group-hover:text-ink-2'} />
          {item.label}
        </>
      )}
    </NavLink>
  );
}
