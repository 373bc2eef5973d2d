import { paths } from '@/app/paths';
import { useT } from '@/i18n/i18n';
import { LinkTabs } from '@/ui/tabs';

export function LearningTabs() {
  const t = useT();
  return (
    <LinkTabs
      label={t('catalogue.title')}
      tabs={[
        { to: paths.courses, label: t('catalogue.all'), end: true },
        { to: paths.progress, label: t('catalogue.mine') },
      ]}
    />
  );
}
