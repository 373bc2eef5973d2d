import { useEffect, useState } from 'react';
import { timeOf } from '@/i18n/format';
import { useT } from '@/i18n/i18n';

const windowMs = 120_000;

/** The last two minutes as a line on which each heartbeat is a peak that moves to the left. */
export function Beats({ beats }: { beats: readonly number[] }) {
  const t = useT();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seen = beats.filter((beat) => now - beat < windowMs);
  const points = seen.flatMap((beat) => {
    const x = ((beat - (now - windowMs)) / windowMs) * 1000;
    return [`${x - 7},30`, `${x - 3},34`, `${x},6`, `${x + 3},48`, `${x + 6},30`];
  });
  return (
    <div>
      <svg role="img" aria-label={t.n('runtime.beats_seen', seen.length)} viewBox="0 0 1000 56" preserveAspectRatio="none" className="h-14 w-full">
        <line x1="0" x2="1000" y1="30" y2="30" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
        <polyline points={['0,30', ...points, '1000,30'].join(' ')} fill="none" stroke="var(--ok-dot)" strokeWidth="1.75" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
      </svg>
      <div className="mt-1 flex justify-between text-2xs text-ink-3">
        <span>{t('runtime.two_minutes')}</span>
        <span>{timeOf(t.language, new Date(now))}</span>
      </div>
    </div>
  );
}
