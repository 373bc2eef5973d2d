// What a stranger sees: the name, one sentence, the door.
import { signInUrl } from '@/api/session';
import { languages, useI18n } from '@/i18n/i18n';
import type { Language } from '@/i18n/i18n';
import { AnchorButton, IconButton } from '@/ui/button';
import { Icon } from '@/ui/icon';
import type { IconName } from '@/ui/icon';
import { Wordmark } from '@/ui/logo';
import { setTheme, useTheme } from '@/ui/theme';

export function Landing() {
  const { t } = useI18n();
  const signIn = signInUrl(location.pathname + location.search);
  return (
    <div className="relative flex min-h-dvh flex-col overflow-hidden">
      <Rose />
      <header className="relative mx-auto flex w-full max-w-6xl items-center justify-between px-8 py-6 max-md:px-5 max-md:py-4">
        <Wordmark size={26} />
        <div className="flex items-center gap-1">
          <Switches />
        </div>
      </header>
      <main className="relative mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center px-8 py-16 max-md:px-5 max-md:py-8">
        <h1 className="max-w-[38rem] font-serif text-4xl font-[480] tracking-[-0.035em] text-balance max-md:text-[2.5rem]">
          {t('landing.headline')}
        </h1>
        <p className="mt-6 max-w-[35rem] text-[1.125rem] leading-[1.65] text-pretty text-ink-2">{t('landing.sentence')}</p>
        <div className="mt-9 flex flex-wrap items-center gap-4">
          <AnchorButton tone="primary" size="lg" href={signIn} className="px-5">
            {t('landing.sign_in')}
            <Icon name="arrow-right" size={16} />
          </AnchorButton>
          {location.pathname === '/' ? null : <p className="text-sm text-ink-3">{t('landing.return')}</p>}
        </div>
        <ul className="mt-16 grid max-w-[46rem] grid-cols-3 gap-9 border-t border-line-strong pt-6 max-md:mt-12 max-md:grid-cols-1 max-md:gap-6">
          <Point icon="shield-check" title={t('landing.govern')} text={t('landing.govern_text')} />
          <Point icon="radio" title={t('landing.steer')} text={t('landing.steer_text')} />
          <Point icon="scroll-text" title={t('landing.prove')} text={t('landing.prove_text')} />
        </ul>
      </main>
      <footer className="relative mx-auto w-full max-w-6xl px-8 py-6 text-xs text-ink-3 max-md:px-5">{t('landing.footer')}</footer>
    </div>
  );
}

function Point({ icon, title, text }: { icon: IconName; title: string; text: string }) {
  return (
    <li>
      <h2 className="flex items-center gap-2 text-base font-[600]">
        <Icon name={icon} size={16} className="text-accent-text" />
        {title}
      </h2>
      <p className="mt-1.5 text-sm text-pretty text-ink-2">{text}</p>
    </li>
  );
}

function Switches() {
  const { t, setLanguage } = useI18n();
  const dark = useTheme() === 'dark' || document.documentElement.dataset['theme'] === 'dark';
  const other: Language = t.language === 'en' ? 'pt-BR' : 'en';
  return (
    <>
      <button
        type="button"
        lang={other}
        onClick={() => setLanguage(other)}
        className="h-8 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink max-md:h-10"
      >
        {languages[other]}
      </button>
      <IconButton
        label={dark ? t('theme.light') : t('theme.dark')}
        icon={dark ? 'sun' : 'moon'}
        onClick={() => setTheme(dark ? 'light' : 'dark')}
      />
    </>
  );
}

/** A compass rose, drawn as on an old chart, turning very slowly. */
function Rose() {
  const rays = Array.from({ length: 32 }, (_, index) => index * 11.25);
  return (
    <svg
      aria-hidden="true"
      viewBox="-400 -400 800 800"
      className="pointer-events-none absolute top-1/2 right-[-24rem] h-[60rem] w-[60rem] -translate-y-1/2 opacity-90 [mask-image:linear-gradient(to_right,transparent_2%,#000_32%)] max-md:top-[30%] max-md:right-[-26rem] max-md:h-[44rem] max-md:w-[44rem] max-md:opacity-35"
      fill="none"
      stroke="var(--line-strong)"
      strokeWidth="1"
    >
      <g className="origin-center animate-turn">
        {[150, 210, 300, 306, 380].map((radius) => (
          <circle key={radius} r={radius} />
        ))}
        {rays.map((angle) => (
          <line key={angle} y1={angle % 45 === 0 ? -60 : -150} y2={angle % 45 === 0 ? -380 : -306} transform={`rotate(${angle})`} />
        ))}
        {Array.from({ length: 120 }, (_, index) => (
          <line key={index} y1={-300} y2={index % 5 === 0 ? -290 : -295} transform={`rotate(${index * 3})`} />
        ))}
        {[0, 90, 180, 270].map((angle) => (
          <path key={angle} d="M0-262 13-60H-13Z" transform={`rotate(${angle})`} fill="var(--accent-soft)" stroke="var(--accent-line)" />
        ))}
        {[45, 135, 225, 315].map((angle) => (
          <path key={angle} d="M0-205 9-60H-9Z" transform={`rotate(${angle})`} stroke="var(--line-strong)" fill="var(--canvas)" />
        ))}
        <circle r="60" fill="var(--canvas)" stroke="var(--accent-line)" />
        <circle r="14" fill="var(--brass)" stroke="none" opacity="0.85" />
      </g>
    </svg>
  );
}
