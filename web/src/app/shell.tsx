// The frame around every page: navigation at the left, the page at the right, the palette over both.
import { useEffect, useRef, useState } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useMe, useSession } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { IconButton } from '@/ui/button';
import { SidePanel } from '@/ui/dialog';
import { Helm } from '@/ui/logo';
import { applyBrand } from '@/ui/theme';
import { CommandPalette } from './command-palette';
import { Sidebar } from './sidebar';
import { Standing } from './standing';

export function Shell() {
  const t = useT();
  const session = useSession();
  const me = useMe();
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  // The menu is open on the page it was opened on; going anywhere closes it.
  const [menuOn, setMenuOn] = useState<string>();
  const [palette, setPalette] = useState(false);
  usePaletteKey(() => setPalette(true));
  useEffect(() => applyBrand(me.data?.active?.tenant.policies.brand_colour), [me.data]);
  const sidebar = <Sidebar onSearch={() => setPalette(true)} />;
  return (
    <div className="flex min-h-dvh">
      <a
        href="#page"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
        className="sr-only rounded-md bg-accent px-3 py-2 text-sm text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-70"
      >
        {t('shell.skip')}
      </a>
      <div className="sticky top-0 h-dvh w-62 shrink-0 border-r border-line max-md:hidden">{sidebar}</div>
      <SidePanel open={menuOn === location.key} onClose={() => setMenuOn(undefined)} label={t('shell.navigation')}>
        {sidebar}
      </SidePanel>
      <div className="flex min-w-0 flex-1 flex-col bg-surface">
        <header className="sticky top-0 z-30 flex h-13 items-center justify-between border-b border-line bg-surface/92 px-2 backdrop-blur md:hidden">
          <IconButton icon="menu" label={t('shell.navigation')} onClick={() => setMenuOn(location.key)} />
          <span className="flex items-center gap-2 text-sm font-[560]">
            <Helm size={20} />
            {session.data?.tenant?.name}
          </span>
          <IconButton icon="search" label={t('palette.open')} onClick={() => setPalette(true)} />
        </header>
        <main id="page" ref={main} tabIndex={-1} className="mx-auto w-full max-w-[72rem] flex-1 px-10 pt-9 pb-20 outline-none max-lg:px-6 max-md:px-4 max-md:pt-5">
          <Standing>
            <Outlet />
          </Standing>
        </main>
      </div>
      <Loading />
      <CommandPalette open={palette} onClose={() => setPalette(false)} />
      <ScrollRestoration />
    </div>
  );
}

/** A thin line while the code of a page is on its way; shown late, so that a quick change never flashes. */
function Loading() {
  if (useNavigation().state !== 'loading') return null;
  return <div aria-hidden="true" className="fixed inset-x-0 top-0 z-70 h-0.5 origin-left animate-load bg-accent" />;
}

function usePaletteKey(open: () => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open();
      }
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}
