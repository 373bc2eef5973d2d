const spokes =
  'M16 1.8v8.6M16 21.6v8.6M1.8 16h8.6M21.6 16h8.6M5.96 5.96l6.08 6.08M19.96 19.96l6.08 6.08M26.04 5.96l-6.08 6.08M12.04 19.96l-6.08 6.08';

/** The helm: eight spokes, one brass hub. */
export function Helm({ size = 22, className = '' }: { size?: number; className?: string }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32" fill="none" className={`shrink-0 ${className}`}>
      <g stroke="var(--accent)" strokeWidth="2.1" strokeLinecap="round">
        <circle cx="16" cy="16" r="8.4" />
        <path d={spokes} />
      </g>
      <circle cx="16" cy="16" r="3.1" fill="var(--brass)" />
    </svg>
  );
}

export function Wordmark({ size = 22 }: { size?: number }) {
  return (
    <span className="inline-flex items-center gap-2">
      <Helm size={size} />
      <span className="font-serif text-[1.3rem] leading-none font-[560] tracking-[-0.02em] text-ink">Leme</span>
    </span>
  );
}
