import { NavLink } from 'react-router';

/** Tabs whose state is the URL: each is a link, the browser's back button works, and a tab can be sent to somebody. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly { to: string; label: string; end?: boolean }[] }) {
  return (
    <nav aria-label={label} className="mb-6 flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none] max-md:-mx-4 max-md:px-4">
      {tabs.map((tab) => (
        <NavLink
          key={tab.to}
          to={tab.to}
          end={tab.end ?? false}
          className={({ isActive }) =>
            `-mb-px border-b-2 px-0.5 pt-1 pb-2.5 text-sm font-[520] whitespace-nowrap transition-colors ${
              isActive ? 'border-accent text-ink' : 'border-transparent text-ink-3 hover:text-ink'
            }`
          }
        >
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}
