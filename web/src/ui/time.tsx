import { useEffect, useState } from 'react';
import { exact, relative } from '@/i18n/format';
import { useT } from '@/i18n/i18n';

function useNow(everyMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** "3 min ago", with the exact moment and zone on hover. */
export function Ago({ at, live = false }: { at: string | null | undefined; live?: boolean }) {
  const t = useT();
  const now = useNow(live ? 1_000 : 15_000);
  if (!at) return <span className="text-ink-3">—</span>;
  const when = new Date(at);
  return (
    <time dateTime={at} title={exact(t.language, when)} className="whitespace-nowrap">
      {relative(t.language, when, now)}
    </time>
  );
}
