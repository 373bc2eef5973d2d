/** The mark of an organisation or a person until they bring their own: initials on a colour of their id. */
export function Mark({ name, seed, size = 22, round = false }: { name: string; seed: string; size?: number; round?: boolean }) {
  const initials = name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase());
  const letters = initials.length > 1 ? `${initials[0]}${initials.at(-1)}` : (initials[0] ?? '?');
  return (
    <span
      aria-hidden="true"
      className={`inline-grid shrink-0 place-items-center font-[620] text-white select-none ${round ? 'rounded-full' : 'rounded-sm'}`}
      style={{
        width: size,
        height: size,
        fontSize: size * 0.42,
        background: `oklch(0.5 0.085 ${hueOf(seed)})`,
      }}
    >
      {letters}
    </span>
  );
}

function hueOf(seed: string): number {
  let hash = 7;
  for (const character of seed) hash = (hash * 31 + character.charCodeAt(0)) % 3600;
  return hash / 10;
}
