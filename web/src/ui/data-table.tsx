// One table for every list. The server owns order, filters and pages, so this owns only how rows are shown and
// the states a list can be in: loading, empty, nothing found, refused, failed.
import { useState } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useT } from '@/i18n/i18n';
import { readSetting, writeSetting } from '@/i18n/settings';
import { Button } from './button';
import { saveFile, toCsv } from './csv';
import { Empty, Skeleton } from './feedback';
import { Icon } from './icon';
import { Menu, MenuCheck, MenuLabel } from './menu';
import { toast } from './toast';
import type { Paging } from './url-state';

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** The plain text of the cell, for the export. */
  text: (row: T) => string;
  align?: 'right';
  /** Not shown until it is chosen. */
  extra?: boolean;
  /** The column that stays on a phone as the row's title. */
  main?: boolean;
  width?: string;
}

export interface ListState<T> {
  rows: readonly T[] | undefined;
  next?: string | null | undefined;
  failure?: { text: string; reference: string | undefined; forbidden: boolean } | undefined;
  retry: () => void;
  updating?: boolean;
}

interface TableProps<T> {
  id: string;
  label: string;
  columns: readonly Column<T>[];
  list: ListState<T>;
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  rowActions?: (row: T) => ReactNode;
  paging?: Paging;
  toolbar?: ReactNode;
  /** True when a search or filter is on: an empty answer then means "nothing found". */
  filtered?: boolean;
  empty: ReactNode;
  onClear?: (() => void) | undefined;
  /** Reads every row for the export; without it the rows on the screen are exported. */
  exportRows?: (() => Promise<readonly T[]>) | undefined;
  exportHref?: string | undefined;
}

export function DataTable<T>(props: TableProps<T>) {
  const { columns, list, paging } = props;
  const [hidden, setHidden] = useColumns(props.id, columns);
  const shown = columns.filter((column) => !hidden.has(column.id));
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-start gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2 max-sm:basis-full">{props.toolbar}</div>
        <ExportButton {...props} columns={shown} />
        <ColumnMenu columns={columns} hidden={hidden} onChange={setHidden} />
      </div>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <Body {...props} columns={shown} />
      </div>
      {paging && (paging.previous || list.next) ? <Pager paging={paging} next={list.next} count={list.rows?.length} /> : null}
    </div>
  );
}

function Body<T>(props: TableProps<T>) {
  const t = useT();
  const { list } = props;
  if (list.failure?.forbidden) {
    return (
      <Empty icon="lock" title={t('table.forbidden')}>
        {list.failure.text}
      </Empty>
    );
  }
  if (list.failure) {
    return (
      <Empty
        icon="triangle-alert"
        tone="bad"
        title={t('table.failed')}
        action={
          <Button icon="refresh-cw" onClick={list.retry}>
            {t('common.retry')}
          </Button>
        }
      >
        {list.failure.text}
        {list.failure.reference ? <span className="mt-1 block font-mono text-2xs text-ink-3">{list.failure.reference}</span> : null}
      </Empty>
    );
  }
  if (list.rows?.length === 0) {
    if (!props.filtered) return props.empty;
    return (
      <Empty
        icon="search"
        title={t('table.nothing_found')}
        action={props.onClear ? <Button onClick={props.onClear}>{t('table.clear')}</Button> : null}
      >
        {t('table.nothing_found_hint')}
      </Empty>
    );
  }
  return <Rows {...props} />;
}

function Rows<T>({ label, columns, list, rowKey, onOpen, rowActions }: TableProps<T>) {
  const t = useT();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <section className="relative overflow-x-auto" tabIndex={0} aria-label={label}>
      <table className="w-full border-collapse text-sm" aria-busy={list.rows === undefined}>
        <caption className="sr-only">{label}</caption>
        <thead className="max-sm:sr-only">
          <tr className="border-b border-line bg-canvas/70 text-left text-xs text-ink-3 dark:bg-sunken/50">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={`h-9 px-4 font-[540] whitespace-nowrap ${column.align === 'right' ? 'text-right' : ''} ${column.width ?? ''}`}
              >
                {column.header}
              </th>
            ))}
            {rowActions ? (
              <th scope="col" className="w-12">
                <span className="sr-only">{t('common.more')}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody className={list.updating ? 'opacity-60 transition-opacity delay-150' : ''}>
          {list.rows === undefined
            ? Array.from({ length: 6 }, (_, index) => <LoadingRow key={index} columns={columns.length + (rowActions ? 1 : 0)} index={index} />)
            : list.rows.map((row) => (
                <tr
                  key={rowKey(row)}
                  {...(onOpen ? openers(() => onOpen(row)) : {})}
                  className={`relative border-b border-line last:border-0 max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-4 max-sm:gap-y-1.5 max-sm:px-4 max-sm:py-3.5 ${onOpen ? 'cursor-pointer hover:bg-canvas focus-visible:-outline-offset-2 dark:hover:bg-sunken' : ''}`}
                >
                  {columns.map((column) => (
                    <td
                      key={column.id}
                      className={`h-12 px-4 py-2 max-sm:h-auto max-sm:p-0 ${column.align === 'right' ? 'text-right' : ''} ${column.main ? 'font-[540] text-ink max-sm:w-full max-sm:pr-10' : 'text-ink-2'} ${column.id === 'id' ? 'max-sm:hidden' : ''}`}
                    >
                      {column.cell(row)}
                    </td>
                  ))}
                  {rowActions ? (
                    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- only keeps the row from opening
                    <td className="pr-2 text-right max-sm:absolute max-sm:top-2.5 max-sm:right-2 max-sm:p-0" onClick={(event) => event.stopPropagation()}>
                      {rowActions(row)}
                    </td>
                  ) : null}
                </tr>
              ))}
        </tbody>
      </table>
    </section>
  );
}

function openers(open: () => void) {
  return {
    tabIndex: 0,
    onClick: (event: MouseEvent) => {
      if (!(event.target as HTMLElement).closest('a,button')) open();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) open();
    },
  };
}

function LoadingRow({ columns, index }: { columns: number; index: number }) {
  const widths = ['w-40', 'w-24', 'w-20', 'w-28', 'w-16'];
  return (
    <tr className="border-b border-line last:border-0">
      {Array.from({ length: columns }, (_, column) => (
        <td key={column} className="h-12 px-4">
          <Skeleton className={`h-3.5 max-w-full ${widths[(index + column) % widths.length] ?? ''}`} />
        </td>
      ))}
    </tr>
  );
}

function Pager({ paging, next, count }: { paging: Paging; next: string | null | undefined; count: number | undefined }) {
  const t = useT();
  return (
    <nav aria-label={t('table.pages')} className="mt-3 flex items-center justify-between text-sm text-ink-3">
      <span>
        {t('table.page', { page: paging.page })}
        {count === undefined ? '' : ` · ${t.n('table.rows', count)}`}
      </span>
      <span className="flex gap-2">
        <Button size="sm" icon="chevron-left" disabled={!paging.previous} onClick={paging.previous}>
          {t('table.previous')}
        </Button>
        <Button size="sm" disabled={!next} onClick={() => next && paging.next(next)}>
          {t('table.next')}
          <Icon name="chevron-right" size={14} />
        </Button>
      </span>
    </nav>
  );
}

function ColumnMenu<T>({ columns, hidden, onChange }: { columns: readonly Column<T>[]; hidden: ReadonlySet<string>; onChange: (hidden: ReadonlySet<string>) => void }) {
  const t = useT();
  const toggle = (id: string, show: boolean) => {
    const next = new Set(hidden);
    if (show) next.delete(id);
    else next.add(id);
    onChange(next);
  };
  return (
    <Menu
      trigger={
        <Button tone="plain" size="icon" aria-label={t('table.columns')} title={t('table.columns')} className="max-sm:hidden">
          <Icon name="columns-3" size={15} />
        </Button>
      }
    >
      <MenuLabel>{t('table.columns')}</MenuLabel>
      {columns
        .filter((column) => !column.main)
        .map((column) => (
          <MenuCheck key={column.id} checked={!hidden.has(column.id)} onChange={(show) => toggle(column.id, show)}>
            {column.header}
          </MenuCheck>
        ))}
    </Menu>
  );
}

function useColumns<T>(id: string, columns: readonly Column<T>[]): [ReadonlySet<string>, (next: ReadonlySet<string>) => void] {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => {
    const kept = readSetting(`columns.${id}`);
    return new Set(kept === undefined ? columns.filter((column) => column.extra).map((column) => column.id) : kept.split(','));
  });
  return [
    hidden,
    (next) => {
      setHidden(next);
      writeSetting(`columns.${id}`, [...next].join(','));
    },
  ];
}

function ExportButton<T>({ id, columns, list, exportRows, exportHref }: TableProps<T>) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  if (exportHref) {
    return (
      <a
        href={exportHref}
        download
        className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-3 text-sm font-[540] text-ink shadow-1 hover:bg-hover max-md:h-10 dark:bg-raised"
      >
        <Icon name="download" size={15} />
        CSV
      </a>
    );
  }
  const save = async () => {
    setBusy(true);
    try {
      const rows = exportRows ? await exportRows() : (list.rows ?? []);
      const csv = toCsv(
        columns.map((column) => column.header),
        rows.map((row) => columns.map((column) => column.text(row))),
      );
      saveFile(`${id}.csv`, 'text/csv', csv);
    } catch {
      toast.bad(t('table.export_failed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="download" pending={busy} disabled={!list.rows?.length} onClick={() => void save()} aria-label={t('table.export')}>
      CSV
    </Button>
  );
}
