import { isRouteErrorResponse, useRouteError } from 'react-router';
import { useT } from '@/i18n/i18n';
import { Button, LinkButton } from '@/ui/button';
import { Empty } from '@/ui/feedback';
import { paths } from './paths';

export function NotFound() {
  const t = useT();
  return (
    <Empty alone icon="ship-wheel" title={t('failure.not_found')} action={<LinkButton to={paths.overview}>{t('failure.home')}</LinkButton>}>
      {t('failure.not_found_text')}
    </Empty>
  );
}

/** A page that broke. A new version on the server makes old chunks disappear: loading again is the cure. */
export function RouteFailure() {
  const t = useT();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <Empty
      alone
      icon="triangle-alert"
      tone="bad"
      title={t('failure.broke')}
      action={
        <Button icon="refresh-cw" onClick={() => location.reload()}>
          {t('failure.reload')}
        </Button>
      }
    >
      {t('failure.broke_text')}
    </Empty>
  );
}
