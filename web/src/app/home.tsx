// The first page: what is going on for those who govern, where to go on for those who learn.
import { lazy, Suspense } from 'react';
import { useMe, useNavigation, useSession } from '@/api/session';
import { Overview } from '@/features/overview/page';
import { SkeletonLines } from '@/ui/feedback';

const ContinueLearning = lazy(async () => ({ default: (await import('@/features/courses/continue')).ContinueLearning }));

export function Home() {
  const me = useMe();
  const session = useSession();
  const navigation = useNavigation();
  const learns = navigation.data?.groups.some((group) => group.product === 'courses') ?? false;
  const governs = (me.data?.active?.permissions.length ?? 0) > 0;
  const learning = learns ? (
    <Suspense fallback={<SkeletonLines />}>
      <ContinueLearning quiet={governs && me.data?.active?.tenant.type === 'internal'} />
    </Suspense>
  ) : null;
  return <Overview name={session.data?.user?.name ?? ''} learning={learning} nothing={navigation.isSuccess && !learns} />;
}
