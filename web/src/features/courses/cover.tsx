import { useState } from 'react';

interface CoverProps {
  slug: string;
  title: string;
  src?: string | null | undefined;
  dimmed?: boolean;
  className?: string;
}

/** The course's own picture, or a chart drawn from its name: the same name always gives the same sea. */
export function Cover({ slug, title, src, dimmed = false, className = 'h-36' }: CoverProps) {
  const [broken, setBroken] = useState(false);
  const tint = dimmed ? 'opacity-55 saturate-[0.35]' : '';
  if (src && !broken) {
    return <img src={src} alt="" onError={() => setBroken(true)} className={`w-full object-cover ${tint} ${className}`} />;
  }
  const seed = hash(slug + title);
  const hue = 185 + (seed % 80);
  const tilt = (seed >> 3) % 40;
  const height = 46 + ((seed >> 5) % 26);
  return (
    <svg aria-hidden="true" viewBox="0 0 320 144" preserveAspectRatio="xMidYMid slice" className={`w-full ${tint} ${className}`}>
      <rect width="320" height="144" fill={`oklch(0.33 0.055 ${hue})`} />
      <g fill="none" stroke={`oklch(0.88 0.04 ${hue} / 0.3)`} strokeWidth="0.9">
        {Array.from({ length: 9 }, (_, line) => (
          <path key={line} d={contour(line, seed, height)} />
        ))}
      </g>
      <g transform={`translate(${212 + (seed % 64)} ${58 + ((seed >> 4) % 26)}) rotate(${tilt})`} fill="none" stroke="oklch(0.8 0.11 80)" strokeWidth="1.3">
        <circle r="27" opacity="0.85" />
        <circle r="21" opacity="0.45" />
        {[0, 45, 90, 135, 180, 225, 270, 315].map((angle) => (
          <path key={angle} d={angle % 90 === 0 ? 'M0-7V-37' : 'M0-7V-27'} transform={`rotate(${angle})`} strokeLinecap="round" />
        ))}
        <circle r="4.5" fill="oklch(0.8 0.11 80)" stroke="none" />
      </g>
    </svg>
  );
}

function hash(text: string): number {
  let value = 5381;
  for (const character of text) value = ((value * 33) ^ character.charCodeAt(0)) >>> 0;
  return value;
}

function contour(line: number, seed: number, height: number): string {
  const base = 150 - line * 15;
  const points: string[] = [];
  for (let x = -10; x <= 330; x += 20) {
    const swell = Math.sin((x + seed) / height + line * 0.55) * (6 + line * 2.2) + Math.cos((x - seed) / 61) * 7;
    points.push(`${x} ${(base + swell).toFixed(1)}`);
  }
  return `M${points.join(' L')}`;
}
