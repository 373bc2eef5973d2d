// Signed out: the landing page. Signed in: the console. Not reachable: says so and tries again.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { RouterProvider, createBrowserRouter } from 'react-router';
import { whenSignedOut } from '@/api/client';
import { problemText } from '@/api/errors';
import { refresh } from '@/api/query';
import { sessionRequest, useSession } from '@/api/session';
import { useT } from '@/i18n/i18n';
import { Button, Spinner } from '@/ui/button';
import { Empty } from '@/ui/feedback';
import { Helm } from '@/ui/logo';
import { Landing } from './landing';
import { routes } from './routes';

let router: ReturnType<typeof createBrowserRouter> | undefined;

/** Made at the first sign-in: a stranger on the landing page needs no routes. */
const theRouter = () => (router ??= createBrowserRouter(routes));

export function SessionGate() {
  const t = useT();
  const session = useSession();
  const client = useQueryClient();
  useEffect(() => whenSignedOut(() => void refresh(client, [sessionRequest.path])), [client]);

  if (session.data?.authenticated) return <RouterProvider router={theRouter()} />;
  if (session.data) return <Landing />;
  if (session.error) {
    return (
      <main className="grid min-h-dvh place-items-center">
        <Empty
          alone
          icon="wifi-off"
          title={t('session.unreachable')}
          action={
            <Button icon="refresh-cw" onClick={() => void session.refetch()}>
              {t('common.retry')}
            </Button>
          }
        >
          {problemText(t, session.error)}
        </Empty>
      </main>
    );
  }
  return (
    <main className="grid min-h-dvh place-items-center" aria-busy="true">
      <span className="flex flex-col items-center gap-4 text-ink-3">
        <Helm size={34} />
        <Spinner />
      </span>
    </main>
  );
}
