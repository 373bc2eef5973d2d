import { useAction } from '@/api/query';
import { signOut, useSession } from '@/api/session';
import { languages, useI18n } from '@/i18n/i18n';
import type { Language } from '@/i18n/i18n';
import { Mark } from '@/ui/avatar';
import { Icon } from '@/ui/icon';
import { Menu, MenuChoice, MenuItem, MenuLine } from '@/ui/menu';
import { setTheme, useTheme } from '@/ui/theme';

export function useSignOut() {
  return useAction<void, { redirect?: string } | undefined>({
    request: signOut,
    onDone: (answer) => location.assign(answer?.redirect ?? '/'),
  });
}

export function UserMenu() {
  const { t, setLanguage } = useI18n();
  const theme = useTheme();
  const user = useSession().data?.user;
  const leave = useSignOut();
  return (
    <Menu
      align="start"
      side="top"
      className="w-58"
      trigger={
        <button type="button" className="flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover">
          <Mark name={user?.name ?? '?'} seed={user?.email ?? ''} size={26} round />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm leading-4.5 font-[540]">{user?.name}</span>
            <span className="block truncate text-xs leading-4 text-ink-3">{user?.email}</span>
          </span>
          <Icon name="settings-2" size={14} className="text-ink-3" />
        </button>
      }
    >
      <MenuChoice
        label={t('theme.label')}
        value={theme}
        onChange={setTheme}
        options={[
          { value: 'system', label: t('theme.system'), icon: 'monitor' },
          { value: 'light', label: t('theme.light'), icon: 'sun' },
          { value: 'dark', label: t('theme.dark'), icon: 'moon' },
        ]}
      />
      <MenuLine />
      <MenuChoice<Language>
        label={t('language.label')}
        value={t.language}
        onChange={setLanguage}
        options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
      />
      <MenuLine />
      <MenuItem icon="log-out" onSelect={() => leave.run()}>
        {t('shell.sign_out')}
      </MenuItem>
    </Menu>
  );
}
