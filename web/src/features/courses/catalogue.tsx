import { Gate } from '@/api/gate';
import { listCatalogue } from '@/api/courses';
import { useRead } from '@/api/query';
import { useT } from '@/i18n/i18n';
import { Button } from '@/ui/button';
import { Empty, Skeleton } from '@/ui/feedback';
import { PageHeader } from '@/ui/page';
import { SearchBox } from '@/ui/search-box';
import { useParam } from '@/ui/url-state';
import { Card } from './card';
import { LearningTabs } from './learning-tabs';
import { refusalOf } from './refused';

export default function CataloguePage() {
  const t = useT();
  const [q, setQ] = useParam('q');
  const read = useRead(listCatalogue(q), { keep: true, every: 15_000 });
  return (
    <Gate read={read} loading={<Loading />} failed={(problem) => refusalOf(problem, undefined, () => void read.refetch())}>
      {(page) => (
        <>
          <PageHeader title={t('catalogue.title')} lead={t('catalogue.lead')} />
          <LearningTabs />
          <div className="mb-5">
            <SearchBox wide label={t('catalogue.search')} value={q} onChange={setQ} />
          </div>
          {page.items.length === 0 ? (
            <Empty icon="search" title={q ? t('table.nothing_found') : t('catalogue.empty')} action={q ? <Button onClick={() => setQ(undefined)}>{t('table.clear')}</Button> : null}>
              {q ? t('table.nothing_found_hint') : t('catalogue.empty_text')}
            </Empty>
          ) : (
            <div className="grid grid-cols-3 gap-5 max-lg:grid-cols-2 max-sm:grid-cols-1">
              {page.items.map((course) => (
                <Card key={course.slug} course={course} />
              ))}
            </div>
          )}
        </>
      )}
    </Gate>
  );
}

function Loading() {
  return (
    <div aria-busy="true">
      <Skeleton className="mb-8 h-9 w-56" />
      <div className="grid grid-cols-3 gap-5 max-lg:grid-cols-2 max-sm:grid-cols-1">
        {[0, 1, 2].map((index) => (
          <Skeleton key={index} className="h-80 rounded-lg" />
        ))}
      </div>
    </div>
  );
}
