// Why it does not open, and what to do about it. Each refusal of the kernel has its own words.
import { isMissing } from '@/api/errors';
import type { Problem } from '@/api/errors';
import { useSession } from '@/api/session';
import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import type { Key } from '@/i18n/i18n';
import { Button, LinkButton } from '@/ui/button';
import { CopyId } from '@/ui/copy';
import { Icon } from '@/ui/icon';
import type { IconName } from '@/ui/icon';

interface Words {
  icon: IconName;
  tone: 'neutral' | 'warn';
  title: Key;
  text: Key;
  next: Key;
}

const none: Words = { icon: 'lock', tone: 'neutral', title: 'refused.none_title', text: 'refused.none_text', next: 'refused.none_next' };
const runtime: Words = { icon: 'pause', tone: 'warn', title: 'refused.runtime_title', text: 'refused.runtime_text', next: 'refused.runtime_next' };
const tenant: Words = { icon: 'pause', tone: 'warn', title: 'refused.tenant_title', text: 'refused.tenant_text', next: 'refused.tenant_next' };

const words: Record<string, Words> = {
  'entitlement.no_entitlement': none,
  'entitlement.feature_unknown': none,
  'entitlement.expired': { icon: 'clock', tone: 'neutral', title: 'refused.expired_title', text: 'refused.expired_text', next: 'refused.none_next' },
  'entitlement.quota_exceeded': { icon: 'gauge', tone: 'neutral', title: 'refused.quota_title', text: 'refused.quota_text', next: 'refused.none_next' },
  'entitlement.policy_denied': { icon: 'shield-check', tone: 'neutral', title: 'refused.policy_title', text: 'refused.policy_text', next: 'refused.none_next' },
  'entitlement.kill_switch': { icon: 'octagon-x', tone: 'warn', title: 'refused.switch_title', text: 'refused.switch_text', next: 'refused.runtime_next' },
  'entitlement.tenant_suspended': tenant,
  'tenant.suspended': tenant,
  'entitlement.runtime_suspended': runtime,
  'runtime.suspended': runtime,
  unavailable: { icon: 'wifi-off', tone: 'warn', title: 'refused.away_title', text: 'refused.away_text', next: 'refused.away_next' },
  offline: { icon: 'wifi-off', tone: 'warn', title: 'refused.offline_title', text: 'refused.offline_text', next: 'refused.away_next' },
};

/** Undefined when this is not a refusal but some other failure. */
export function refusalOf(problem: Problem, course?: string, retry?: () => void) {
  if (!(problem.code in words) || isMissing(problem)) return undefined;
  return <Refused code={problem.code} course={course} reference={problem.correlationId} retry={retry} />;
}

export function Refused({ code, course, reference, retry }: { code: string; course?: string | undefined; reference?: string | undefined; retry?: (() => void) | undefined }) {
  const t = useT();
  const tenantName = useSession().data?.tenant?.name ?? '';
  const say = words[code] ?? none;
  const values = { tenant: tenantName, course: course ?? t('refused.this_course') };
  return (
    <section data-refused={code} className="mx-auto max-w-xl py-14 max-md:py-6">
      <span className={`mb-6 grid size-13 place-items-center rounded-full ${say.tone === 'warn' ? 'bg-warn-soft text-warn' : 'bg-accent-soft text-accent-text'}`}>
        <Icon name={say.icon} size={24} />
      </span>
      <h1 className="font-serif text-3xl font-[500] tracking-[-0.026em] text-balance">{t(say.title, values)}</h1>
      <p className="mt-3 text-lg text-pretty text-ink-2">{t(say.text, values)}</p>
      <div className="mt-7 rounded-lg border border-line bg-canvas p-5 dark:bg-sunken">
        <h2 className="text-sm font-[600]">{t('refused.what_now')}</h2>
        <p className="mt-1 text-sm text-pretty text-ink-2">{t(say.next, values)}</p>
      </div>
      <div className="mt-6 flex flex-wrap items-center gap-2">
        {retry ? (
          <Button icon="refresh-cw" onClick={retry}>
            {t('common.retry')}
          </Button>
        ) : null}
        {say.tone === 'neutral' ? <LinkButton to={paths.courses}>{t('refused.other_courses')}</LinkButton> : null}
      </div>
      <p className="mt-8 flex flex-wrap items-center gap-x-3 text-xs text-ink-3">
        <code className="font-mono">{code}</code>
        {reference ? <CopyId id={reference} /> : null}
      </p>
    </section>
  );
}

